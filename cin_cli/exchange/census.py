"""Reads a children in need census (XML) as any extract is read: its children, its dated events, and what was odd."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

from cin_cli.errors import CinError
from cin_cli.exchange.cells import OddError
from cin_cli.exchange.census_child import CONFERENCE, Case, Referral, Span, look_at, read_child
from cin_cli.exchange.census_names import content, spelled
from cin_cli.exchange.census_notes import Notes
from cin_cli.exchange.codes import NO_DISABILITY
from cin_cli.exchange.episodes import Episode, told_of
from cin_cli.exchange.extract import NOTHING, Extract, Subject, Told
from cin_cli.exchange.markup import Element, elements
from cin_cli.exchange.stream import shown

SOURCE = "census"
COVERS = (
    "referral_received", "case_reopened", "case_closed", "assessment_started", "assessment_finished", "cin_plan_started",
    "cin_plan_ended", "s47_started", "initial_cp_conference", "cp_plan_started", "cp_plan_ended", "expected_date_of_delivery",
    "fact_recorded",
)  # fmt: skip
"""What a census can hold: no visits, no meetings, no workers, no decision that a plan is needed."""
KINDS = {
    "assessment": ("assessment_started", "assessment_finished", "finished"),
    "plan": ("cin_plan_started", "cin_plan_ended", "ended"),
    "enquiry": ("s47_started", "", ""),
    "protection plan": ("cp_plan_started", "cp_plan_ended", "ended"),
    CONFERENCE: ("initial_cp_conference", "", ""),
}
MOST_CHILDREN = 200_000
DISABLED = {value: MappingProxyType({"fact": "disability", "value": value}) for value in (True, False)}
T = TypeVar("T")


def read_census(path: Path, today: date, progress: Callable[[int, int], None] | None = None) -> Extract:
    """Everything that the census says; CinError in a sentence when it is not one, or holds no children."""
    notes = Notes(today)
    cases = _cases(elements(path, "Message", spelled, progress), notes)
    if not cases:
        raise CinError(f"There are no children in {shown(path.name)} that could be read.", _first_odd(notes))
    for case in cases.values():
        _read_once(case, notes)
    told = [one for case in cases.values() for one in _told(case, notes)]
    listed = frozenset(cases) | {odd.child for odd in notes.odd if odd.child}
    open_episodes = sum(r.end is None and not r.no_further_action for case in cases.values() for r in case.referrals)
    return Extract(
        SOURCE, COVERS, tuple(_subject(case) for case in cases.values()), tuple(told), tuple(notes.odd),
        (*notes.noted, *notes.tallied()), sum(case.episodes for case in cases.values()), open_episodes, notes.until,
        listed,
    )  # fmt: skip


def _first_odd(notes: Notes) -> str:
    return f"The first fault is in {notes.odd[0].words}." if notes.odd else "Is it the whole file?"


def _cases(found: Iterable[tuple[str, Element]], notes: Notes) -> dict[str, Case]:
    """The children by reference; a record of a child who is there already is joined to it."""
    cases: dict[str, Case] = {}
    differing: dict[str, list[int]] = {}
    count = 0
    for above, element in found:
        if (above, element.name) == ("Children", "Child"):
            count += 1
            if count > MOST_CHILDREN:
                raise CinError(
                    f"There are more than {MOST_CHILDREN:,} children in the file.", "No authority's census is that large."
                )
            case = read_child(element, notes)
            if case and not _joined(case, cases, notes):
                differing.setdefault(case.who.ref, [cases[case.who.ref].line]).append(case.line)
        else:
            _read_beside(above, element, notes, late=count > 0)
    for ref, lines in differing.items():
        del cases[ref]
        _leave_differing(ref, lines, notes)
    return cases


def _joined(case: Case, cases: dict[str, Case], notes: Notes) -> bool:
    """Whether the record could be taken: the first of its child, or one that agrees with the first."""
    first = cases.setdefault(case.who.ref, case)
    if first is case:
        return True
    if first.who != case.who:
        return False
    first.referrals += case.referrals
    first.spans += case.spans
    first.disabilities |= case.disabilities
    first.episodes += case.episodes
    notes.note("duplicate_child", case.who.ref, case.line, f"the child of line {first.line} again: read as one")
    return True


def _leave_differing(ref: str, lines: list[int], notes: Notes) -> None:
    listed = ", ".join(str(line) for line in lines[:10])
    text = f"the same LAchildID stands in lines {listed} with different details: all of them are left out"
    notes.leave("duplicate_child", ref, lines[0], text)


def _read_beside(above: str, element: Element, notes: Notes, *, late: bool) -> None:
    """What is no child: the header, which says up to when the file speaks; anything unknown is told."""
    if element.name not in content(above):
        notes.tally("unknown_element", f"{element.name[:60]} in {above} is not known here; nothing of it is kept", element.line)
        return
    if content(element.name):
        look_at(element, None, notes)
    for part in element.parts:
        if part.name == "ReferenceDate" and element.name == "CollectionDetails" and notes.until is None:
            notes.until = _reference_date(part, notes)
            if late:
                text = "ReferenceDate comes after children, whose days it cannot check"
                notes.note("late_reference_date", None, part.line, text)
        elif part.name == "Collection" and part.text.strip().upper() not in ("", "CIN"):
            raise CinError(
                f"Line {part.line}: this is a file of the collection {part.text.strip()[:40]!r}, not of the census (CIN).",
                "Choose the file of the children in need census.",
            )


def _reference_date(leaf: Element, notes: Notes) -> date | None:
    try:
        return notes.day(leaf)
    except OddError as odd:
        notes.leave(odd.kind, None, leaf.line, str(odd))
        return None


def _subject(case: Case) -> Subject:
    details = {"born": case.who.born.isoformat()} if case.who.born else {}
    if case.who.own:
        details["own_reference"] = case.who.own
    return Subject(case.who.ref, details, case.line)


def _told(case: Case, notes: Notes) -> Iterator[Told]:
    """Everything dated of one child, under names that do not depend on where it stands in the file."""
    ref = case.who.ref
    told, remarks = told_of(_episodes(case))
    notes.noted += remarks
    yield from told
    for span, name in _named(case.spans, lambda s: (s.what, s.start)):
        started, ended, how = KINDS[span.what]
        yield Told(ref, started, span.start, _key(name, "started"), NOTHING, span.line)
        if span.end:
            yield Told(ref, ended, span.end, _key(name, how), NOTHING, span.line)
    if case.who.expected:
        yield Told(ref, "expected_date_of_delivery", case.who.expected, "expected", NOTHING, case.line)
    if not case.referrals:
        notes.note("no_episode", ref, case.line, "no episode of this child could be taken, or there is none")
    elif case.disabilities:
        disabled = case.disabilities != {NO_DISABILITY}
        first = min(referral.start for referral in case.referrals)
        yield Told(ref, "fact_recorded", first, "disability", DISABLED[disabled], case.line)


def _episodes(case: Case) -> Iterator[Episode]:
    for referral, name in _named(case.referrals, lambda r: ("referral", r.start)):
        yield Episode(
            case.who.ref, name, referral.start, referral.end, referral.no_further_action, referral.source, referral.reason,
            referral.line,
        )  # fmt: skip


def _read_once(case: Case, notes: Notes) -> None:
    """Each episode and each thing that lasts once, in an order of what it says: two of one day keep their names."""
    referrals: dict[tuple[Any, ...], Referral] = {}
    for referral in case.referrals:
        if referrals.setdefault(referral[:-1], referral) is not referral:
            _note_twice(case, "referral", referral.start, referral.line, notes)
    spans: dict[tuple[Any, ...], Span] = {}
    for span in case.spans:
        if spans.setdefault(span[:-1], span) is not span:
            _note_twice(case, span.what, span.start, span.line, notes)
    case.referrals = sorted(referrals.values(), key=_order)
    case.spans = sorted(spans.values(), key=lambda s: (s.what, s.start, s.end or date.max))


def _note_twice(case: Case, what: str, day: date, line: int, notes: Notes) -> None:
    notes.note("duplicate", case.who.ref, line, f"{what} {day} stands there twice: read as one")


def _order(referral: Referral) -> tuple[Any, ...]:
    return (referral.start, referral.no_further_action, referral.source or "", referral.end or date.max, referral.reason or "")


def _named(things: Iterable[T], of: Callable[[T], tuple[str, date]]) -> Iterator[tuple[T, str]]:
    """Each with its name, which is what it is and its first day; the second of one day is called ` 2`."""
    count: Counter[str] = Counter()
    for thing in things:
        name = _key(*of(thing))
        count[name] += 1
        yield thing, name if count[name] == 1 else f"{name} {count[name]}"


@lru_cache(maxsize=100_000)
def _key(name: str, then: date | str) -> str:
    """A name in the source; the same one is the same text, since there are few days and many children."""
    return f"{name} {then}"
