"""A child's reference and initials."""

import pytest

from cin_cli.domain.reference import clean_reference, named
from cin_cli.errors import UsageError


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("AB12", ("AB12", None)),
        ("ab12", ("AB12", None)),
        ("YK/1043", ("YK1043", "YK/1043")),
        ("yk 10-43", ("YK1043", "yk 10-43")),
        ("  10433 ", ("10433", None)),
        ("A" * 20, ("A" * 20, None)),
    ],
)
def test_a_reference_is_letters_and_digits_and_the_teams_own_is_kept_beside_it(typed, kept):
    assert clean_reference(typed) == kept


@pytest.mark.parametrize("typed", ["", " - ", "A" * 21, "AB12!", "ÅB12", "1.04E+12", "AB\x1b[2J"])
def test_what_cannot_be_a_reference_is_refused(typed):
    with pytest.raises(UsageError):
        clean_reference(typed)


@pytest.mark.parametrize(
    ("cell", "initials", "name"),
    [
        ("MA", "MA", None),
        ("M.A.", "MA", None),
        ("J S", "JS", None),
        ("Maya Ahmed", "MA", "Maya Ahmed"),
        ("Ahmed, Maya", "MA", "Ahmed, Maya"),
        ("Jo", "J", "Jo"),
        ("ABCDE", "A", "ABCDE"),
        ("élodie de la Cruz", "ÉDLC", "élodie de la Cruz"),
    ],
)
def test_a_few_capital_letters_are_initials_and_anything_else_is_a_name(cell, initials, name):
    assert named(cell) == (initials, name)
