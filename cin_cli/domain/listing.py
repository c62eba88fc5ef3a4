"""A due list: items in the order of the day's work, the children of one family together, and what the foot of it says."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from cin_cli.domain.reading import Item, label_of

GROUPS = ("child", "meeting", "paper")
SOON = 5
"""What is due within so many working days is soon."""
HELD = ("visit", "cin_meeting_initial", "cin_meeting_review")
MISSING = {
    "visit": "date of the last visit", "cin_meeting_review": "date of the last review",
    "cin_decision": "date of the decision", "cin_plan_started": "day the plan started",
    "case_opened": "day the case was opened", "frequency_agreed": "interval agreed for this child",
    "assessment_finished": "day the assessment was signed off", "referral_received": "date of the referral",
}  # fmt: skip


class Whose(NamedTuple):
    """The child an item is about, as a list shows one."""

    ref: str
    initials: str | None = None
    name: str | None = None
    worker: str | None = None
    family: str | None = None


class Line(NamedTuple):
    """One line of the list: the same thing, due on the same day, for one child or for several of a family."""

    items: tuple[Item, ...]
    whose: tuple[Whose, ...]

    @property
    def item(self) -> Item:
        """The first child's item; the others' say the same."""
        return self.items[0]

    @property
    def child(self) -> str:
        """`AB12 JD`, or `AB12 +2`."""
        first = self.whose[0]
        if len(self.whose) > 1:
            return f"{first.ref} +{len(self.whose) - 1}"
        return f"{first.ref} {first.initials}" if first.initials else first.ref

    @property
    def last_done(self) -> date | None:
        """The day the interval is counted from, where the thing itself was done that day."""
        answer = self.item.answer
        return answer.from_date if answer.interval and answer.from_event in HELD else None

    @property
    def worker(self) -> str:
        """Whose case it is."""
        return self.whose[0].worker or ""


class Unknown(NamedTuple):
    """What one rule could not work out: for how many children, what is not known, and a command that would tell."""

    rule: str
    label: str
    missing: str
    children: int
    settle: str | None

    @property
    def words(self) -> str:
        """`date of the last review not known`, `initial meeting not recorded`."""
        from cin_cli.domain.entry import KINDS

        if self.missing in MISSING:
            return f"{MISSING[self.missing]} not known"
        if self.missing in KINDS:
            return f"{KINDS[self.missing].words} not recorded"
        return f"{self.missing.replace('_', ' ')} not known"


def not_worked_out(unknown: Iterable[Unknown]) -> Iterator[tuple[str, str | None]]:
    """A sentence a rule, with a command that would settle it for the most children."""
    by_rule: dict[str, list[Unknown]] = {}
    for one in unknown:
        by_rule.setdefault(one.rule, []).append(one)
    for rows in by_rule.values():
        label = rows[0].label.replace(" of {from}", "")
        if len(rows) == 1:
            yield f"{label}: {children(rows[0].children)}, {rows[0].words}", rows[0].settle
        else:
            said = "; ".join(f"{row.children} {row.words}" for row in rows)
            yield f"{label}: {children(sum(row.children for row in rows))} ({said})", rows[0].settle


class Foot(NamedTuple):
    """What stands under the list, so that nothing which could not be worked out disappears."""

    overdue: int = 0
    past_usual: int = 0
    today: int = 0
    coming: int = 0
    later: int = 0
    unknown: tuple[Unknown, ...] = ()
    assumed: tuple[tuple[str, int], ...] = ()
    outside: tuple[tuple[str, int], ...] = ()
    longest_unseen: tuple[tuple[str, date | None], ...] = ()
    never_seen: tuple[str, ...] = ()
    open_children: int = 0


class DueList(NamedTuple):
    """A due list on a day, and what it was asked for."""

    day: date
    lines: tuple[Line, ...]
    foot: Foot
    days: int
    pack: str
    notes: tuple[str, ...] = ()
    next: Item | None = None
    left_out: int = 0
    everything: tuple[tuple[Item, Whose], ...] = ()
    only_late: bool = False
    of_one_worker: bool = False


def lines(items: Iterable[tuple[Item, Whose]], *, each: bool = False) -> list[Line]:
    """Soonest first; within a day seeing a child, then meetings, then paper; a family's same thing on one line."""
    together: dict[tuple[object, ...], list[tuple[Item, Whose]]] = {}
    for item, whose in sorted(items, key=_order):
        answer = item.answer
        family = whose.family if whose.family and not each else f"child {whose.ref}"
        key = (answer.due, answer.rule, label_of(answer), answer.from_date, item.status, answer.booked, family, whose.worker)
        together.setdefault((*key, answer.occurrence if each else None), []).append((item, whose))
    return [Line(tuple(i for i, _ in rows), tuple(w for _, w in rows)) for rows in together.values()]


def _order(row: tuple[Item, Whose]) -> tuple[date, int, str, str, int]:
    answer = row[0].answer
    return (answer.due or date.max, GROUPS.index(answer.wording.group), answer.rule, row[1].ref, answer.occurrence)


def lateness(item: Item) -> str:
    """A word before any colour: `LATE 3 days`, `past the usual`, `today`, `soon: 2 days`, `in 12 days`."""
    due = item.answer.due
    if due is None:
        return ""
    if item.status == "overdue":
        late = (item.day - due).days
        return f"LATE {late} day{'s' if late != 1 else ''}" if is_late(item) else "past the usual"
    if item.status == "due_today":
        return "today"
    ahead = (due - item.day).days
    words = f"{ahead} day{'s' if ahead != 1 else ''}"
    return f"soon: {words}" if is_soon(item) else f"in {words}"


def is_late(item: Item) -> bool:
    """Past its day, and not of what a procedure only calls usual."""
    return item.status == "overdue" and item.answer.wording.strength != "ideally"


def is_soon(item: Item) -> bool:
    """Within five working days, or past its target."""
    left = item.working_days_left
    return left is not None and (left <= SOON or bool(item.past_target))


def children(count: int) -> str:
    """`1 child`, `3 children`."""
    return "1 child" if count == 1 else f"{count} children"
