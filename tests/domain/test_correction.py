"""What stands of a journal once corrections and withdrawals are taken into account, child by child."""

from dataclasses import replace
from datetime import date

import pytest

from cin_cli.domain.correction import effective
from cin_cli.domain.entry import entry


def standing(*rows):
    """`number/child` of what stands, of rows of (children, corrects) or, for a withdrawal, (children, corrects, True)."""
    made = [
        replace(entry("entry_withdrawn" if len(row) == 3 else "visit", date(2026, 1, 1), row[0], corrects=row[1]), number=number)
        for number, row in enumerate(rows, 1)
    ]
    return " ".join(f"{e.number}{part.child}" for e in effective(made) for part in e.parts)


@pytest.mark.parametrize(
    ("rows", "stands"),
    [
        ([("AB", None)], "1A 1B"),
        ([("AB", None), ("AB", 1)], "2A 2B"),
        ([("AB", None), ("A", 1)], "1B 2A"),
        ([("AB", None), ("AB", 1), ("B", 2)], "2A 3B"),
        ([("AB", None), ("", 1, True)], ""),
        ([("AB", None), ("A", 1, True)], "1B"),
        ([("AB", None), ("AB", 1), ("", 2, True)], "1A 1B"),
        ([("AB", None), ("AB", 1), ("AB", 2, True)], "1A 1B"),
        ([("AB", None), ("AB", 1), ("B", 2, True)], "1B 2A"),
        ([("AB", None), ("AB", 1), ("B", 2), ("A", 2, True)], "1A 3B"),
        ([("AB", None), ("AB", 1), ("B", 2), ("B", 3, True)], "2A 2B"),
        ([("AB", None), ("AB", 1), ("", 2, True), ("A", 1)], "1B 4A"),
    ],
)
def test_what_stands(rows, stands):
    assert standing(*rows) == stands
