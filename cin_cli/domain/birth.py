"""Whether a child is born yet: what is asked of a child who can be seen and heard is not asked of one who cannot."""

from collections.abc import Iterable
from datetime import date

from cin_cli.domain.entry import Event


def not_born_yet(events: Iterable[Event], born: date | None, day: date) -> bool:
    """Whether the child was still expected on that day: an expected date of delivery, or the fact, and no birth by then."""
    if born is not None:
        return born > day
    expected = False
    for event in sorted((e for e in events if not e.planned), key=lambda e: e.number or 0):
        if event.kind == "child_born" and event.date <= day:
            return False
        if event.kind == "expected_date_of_delivery" or (event.kind == "fact_recorded" and event.get("fact") == "unborn"):
            expected = event.kind == "expected_date_of_delivery" or bool(event.get("value"))
    return expected
