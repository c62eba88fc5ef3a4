"""A child is expected until it is born: by an entry, by the case's own date of birth, by the day that is asked."""

from datetime import date

import pytest

from cin_cli.domain.birth import not_born_yet
from cin_cli.domain.entry import Event

DUE, BORN = date(2026, 1, 20), date(2026, 1, 18)
EXPECTED = Event("expected_date_of_delivery", DUE, number=1)
BIRTH = Event("child_born", BORN, number=2)


@pytest.mark.parametrize(
    ("events", "born", "day", "unborn"),
    [
        ([], None, DUE, False),  # nothing says that the child is expected
        ([EXPECTED], None, date(2025, 11, 6), True),
        ([EXPECTED], None, date(2026, 2, 1), True),  # late, or nobody has recorded the birth
        ([EXPECTED, BIRTH], None, date(2026, 1, 17), True),
        ([EXPECTED, BIRTH], None, BORN, False),
        ([EXPECTED], BORN, date(2026, 1, 17), True),
        ([EXPECTED], BORN, BORN, False),
        ([Event("fact_recorded", BORN, {"fact": "unborn", "value": True}, number=1)], None, DUE, True),
        ([EXPECTED, Event("fact_recorded", BORN, {"fact": "unborn", "value": False}, number=3)], None, DUE, False),
    ],
)
def test_a_child_is_expected_until_it_is_born(events, born, day, unborn):
    assert not_born_yet(events, born, day) is unborn
