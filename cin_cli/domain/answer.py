"""What a rule answers for one occurrence and one child, from one day until another: the row that is stored.

Values on the way of `cin due` are named tuples: making a dataclass costs every run a millisecond (docs/decisions.md).
"""

from datetime import date
from typing import Literal, NamedTuple

State = Literal["open", "met", "met_late", "not_applicable", "undetermined", "ok", "advice", "breach"]


class Wording(NamedTuple):
    """What is the same in all of a rule's answers: taken from the pack, word for word."""

    label: str
    strength: str
    cite: str
    reading: str | None
    group: str  # "child", "meeting" or "paper": within a day, seeing a child comes first
    listed: bool  # False: a role, a gate or a shortest length, which no due list shows


class Answer(NamedTuple):
    """One answer, true on every day D with `starts <= D` and `D < ends` (`ends` None: still).

    `open` becomes due, due today or overdue on the day asked (reading.py). `until` is the day on which it gives way
    even if nothing more happens. `settle` has `{ref}` and `{on}` to fill. `because` is the arithmetic in words.
    `days_late` is what was already late when it was answered; what grows with the day is added at reading.
    """

    rule: str
    occurrence: int
    child: str | None
    state: State
    wording: Wording
    starts: date
    ends: date | None = None
    until: date | None = None
    due: date | None = None
    target: date | None = None
    from_event: str | None = None
    from_date: date | None = None
    met_on: date | None = None
    days_late: int | None = None
    working_days_late: int | None = None
    interval: str | None = None
    alternatives: tuple[tuple[str, date | None], ...] = ()
    assumed: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    due_time: str | None = None
    booked: date | None = None
    settle: str | None = None
    because: str = ""
