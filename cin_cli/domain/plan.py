"""A plan as the family and the worker wrote it, the days it speaks of, and the copy of it for one reader."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta

from cin_cli.domain.audience import Audience, Kind, Reader, Said, Withheld, people_named, why_not
from cin_cli.domain.calendar import add_months, england
from cin_cli.domain.dates import Read, full_date, parse_date
from cin_cli.errors import UsageError


@dataclass(frozen=True, slots=True)
class Point:
    """One promise of the plan."""

    subject: str = ""
    worry: str = ""
    action: str = ""
    who: str = ""
    by: str = ""
    outcome: str = ""
    progress: str = ""
    audience: Audience = ()

    @property
    def blank(self) -> bool:
        """Nothing is written in it yet."""
        return not any(text.strip() for text in self.words)

    @property
    def words(self) -> tuple[str, ...]:
        """All that is written in it."""
        return (self.subject, self.worry, self.action, self.who, self.by, self.outcome, self.progress)


@dataclass(frozen=True, slots=True)
class Plan:
    """What is written in a plan. `names` are first names as the family uses them; dates are kept as they were said."""

    names: str = ""
    next_review: str = ""
    ends: str = ""
    strengths: tuple[Said, ...] = ()
    proud_of: tuple[Said, ...] = ()
    hopes: tuple[Said, ...] = ()
    childs_words: tuple[Said, ...] = ()
    points: tuple[Point, ...] = ()
    good_enough: tuple[Said, ...] = ()
    if_nothing_changes: tuple[Said, ...] = ()
    if_circumstances_change: tuple[Said, ...] = ()
    if_risks_grow: tuple[Said, ...] = ()
    if_family_decline: tuple[Said, ...] = ()
    if_anything_else: tuple[Said, ...] = ()
    call_by_day: tuple[Said, ...] = ()
    call_at_night: tuple[Said, ...] = ()
    contacts: tuple[Said, ...] = ()
    notes: tuple[Said, ...] = ()


_NOT_LISTS = ("names", "next_review", "ends", "points")
_KINDS: dict[str, Kind] = {"childs_words": "voice", "contacts": "contact", "notes": "note"}
SECTIONS: Mapping[str, Kind] = {
    field.name: _KINDS.get(field.name, "ordinary") for field in fields(Plan) if field.name not in _NOT_LISTS
}
"""Every part of a plan that is a list of things said, and what kind of thing it is."""


@dataclass(frozen=True, slots=True)
class Version:
    """One saved version of a plan: what is written, for which children, and since when there has been a plan."""

    plan: Plan
    number: int
    saved: date
    children: tuple[str, ...] = ()
    started: date | None = None


@dataclass(frozen=True, slots=True)
class Copy:
    """The part of a version that one reader may see, what was left out, and what the reader will miss."""

    version: Version
    reader: Reader
    withheld: tuple[Withheld, ...] = ()
    gaps: tuple[str, ...] = ()

    @property
    def plan(self) -> Plan:
        """What is in the copy."""
        return self.version.plan

    @property
    def unsaid(self) -> int:
        """How many things in it are there only because nobody has said who may see them."""
        said = (one for name in SECTIONS for one in getattr(self.plan, name))
        return sum(not one.audience for one in (*said, *self.plan.points))


def copy_for(version: Version, reader: Reader) -> Copy:
    """The copy for this reader: nothing in it that is not meant for the reader, nothing blank."""
    plan, held = version.plan, list[Withheld]()
    kept: dict[str, tuple[Said, ...]] = {}
    for name, kind in SECTIONS.items():
        kept[name] = tuple(_allowed(name, kind, getattr(plan, name), reader, held))
    points = tuple(_allowed_points(plan.points, reader, held))
    shown = replace(plan, points=points, **kept)  # type: ignore[arg-type]
    made = replace(version, plan=shown)
    return Copy(made, reader, tuple(held), tuple(gaps(made)))


def _allowed(name: str, kind: Kind, said: Iterable[Said], reader: Reader, held: list[Withheld]) -> Iterable[Said]:
    for one in said:
        why = why_not(one.audience, kind, reader)
        if not one.text.strip():
            continue
        if why is None:
            yield one
        else:
            held.append(Withheld(name, why, (one.text,)))


def _allowed_points(points: Iterable[Point], reader: Reader, held: list[Withheld]) -> Iterable[Point]:
    for number, point in enumerate(points, 1):
        why = why_not(point.audience, "ordinary", reader)
        if point.blank:
            continue
        if why is None:
            yield point
        else:
            held.append(Withheld(f"point {number}", why, point.words))


def gaps(version: Version) -> Iterable[str]:
    """What somebody reading this will miss, in words for the worker."""
    plan = version.plan
    if not plan.points:
        yield "it has no points: nothing says what needs to happen"
    for number, point in enumerate(plan.points, 1):
        missing = [label for label, text in _needed(point) if not text.strip()]
        if missing:
            yield f"point {number} does not say {', '.join(missing)}"
        elif resolved(point.by, version) is None:
            yield f"point {number} has no day: {point.by.strip()[:40]!r} cannot be turned into a date"
    if not plan.good_enough:
        yield "it does not say how we will know things are good enough"
    if review_day(version) is None:
        yield "it has no date for the next review"
    if not plan.call_by_day or not plan.call_at_night:
        yield "it does not say who to call in the day, and at night and weekends"


def _needed(point: Point) -> tuple[tuple[str, str], ...]:
    return (
        ("what needs to happen", point.action), ("who will do it", point.who), ("by when", point.by),
        ("how things will be better", point.outcome),
    )  # fmt: skip


def people_in(plan: Plan) -> set[str]:
    """Everybody whom the plan names as allowed to see something."""
    audiences = [point.audience for point in plan.points]
    audiences += [said.audience for name in SECTIONS for said in getattr(plan, name)]
    return {name for audience in audiences for name in people_named(audience)}


_NUMBERS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12,
}  # fmt: skip
_LENGTH = re.compile(
    rf"(?:in |within |over |for )?(?:the )?(?:next )?(\d{{1,3}}|{'|'.join(_NUMBERS)}) "
    r"(working day|day|week|month)s?(?:'|’)?(?: time)?"
)
_REVIEW = re.compile(
    r"(?:in time for |before |at |in )?(?:the |our )?next (?:cin |child in need )?(?:review|meeting)(?: meeting)?"
)
_LEAD = re.compile(r"(?:by |until |till |on |up to |no later than |from )+")
_DATED = re.compile(
    r"\b\d{4}-\d{1,2}-\d{1,2}\b|\b\d{1,2}[/.]\d{1,2}[/.](?:\d{4}|\d{2})\b"
    r"|\b\d{1,2}(?:st|nd|rd|th)?\s+[A-Za-z]{3,9}\.?,?\s+\d{4}\b"
)


def resolved(said: str, version: Version) -> date | None:
    """The day that `said` means in this version of the plan (`2 weeks`, `by next review`, `14 Nov 2025`), if any."""
    return when(said, version.saved, review_day(version))


def review_day(version: Version) -> date | None:
    """The day of the next review, if the plan says one."""
    return when(version.plan.next_review, version.saved, None)


def end_day(version: Version) -> date | None:
    """The day on which the plan should end, if it says one."""
    return resolved(version.plan.ends, version)


def when(said: str, written: date, review: date | None) -> date | None:
    """The last day that `said` leaves, counted from the day it was written; None when no day can be told."""
    low = " ".join(said.lower().split()).strip(".")
    low = _LEAD.sub("", low, count=1) if _LEAD.match(low) else low
    if not low:
        return None
    if _REVIEW.fullmatch(low):
        return review
    length = _LENGTH.fullmatch(low)
    if length:
        return _after(written, int(_NUMBERS.get(length[1], 0) or length[1]), length[2])
    whole = _read(low, written)
    return whole.day if whole else _last_date(said)


def is_date(said: str, written: date) -> bool:
    """Whether `said` is a date and nothing else: `by Fri 14 Nov 2025`, not `2 weeks`."""
    low = " ".join(said.lower().split()).strip(".")
    return _read(_LEAD.sub("", low, count=1) if _LEAD.match(low) else low, written) is not None


def _after(day: date, count: int, unit: str) -> date:
    if unit == "month":
        return add_months(day, count)
    if unit == "working day":
        return england().add_working_days(day, count)
    return day + timedelta(days=count * (7 if unit == "week" else 1))


def _read(text: str, today: date) -> Read | None:
    try:
        return parse_date(text, today, past=False)
    except UsageError:
        return None


def _last_date(said: str) -> date | None:
    """The latest whole date named anywhere in the words: `every week, last time 12 January 2026`."""
    found = list[date]()
    for match in _DATED.finditer(said):
        try:
            found.append(full_date(match[0]).day)
        except UsageError:
            continue
    return max(found, default=None)


def notes_on_dates(version: Version) -> Iterable[str]:
    """What the worker should be told of how an ambiguous date was read."""
    plan = version.plan
    for said in (plan.next_review, plan.ends, *(point.by for point in plan.points)):
        low = " ".join(said.lower().split())
        read = _read(_LEAD.sub("", low, count=1) if _LEAD.match(low) else low, version.saved)
        if read and read.note:
            yield read.note


def all_words(plan: Plan) -> Iterable[str]:
    """Every text in the plan."""
    yield from (plan.names, plan.next_review, plan.ends)
    for name in SECTIONS:
        yield from (said.text for said in getattr(plan, name))
    for point in plan.points:
        yield from point.words
