"""The caseload as a table, and one child on a page; by reference and initials unless names are asked for."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from cin_cli.domain.answer import Answer
from cin_cli.domain.dates import distance, short, words
from cin_cli.domain.entry import KINDS, Event
from cin_cli.domain.listing import children
from cin_cli.domain.reading import label_of
from cin_cli.render.table import Cell, Column, show

SCHEMA_VERSION = 1
STATUS = {"open": "", "closed": "closed", "child_protection": "child protection", "looked_after": "looked after",
          "pathway_plan": "pathway plan"}  # fmt: skip
OURS_SHOWN = ("note", "plan_saved")
"""Entries of our own that a reader of a case wants to see."""


@dataclass(frozen=True, slots=True)
class Line:
    """A child on a day. `visited` is a visit, later than the child was seen, that does not say whether the child was."""

    child: Any
    status: str
    seen: date | None = None
    alone: date | None = None
    plan: date | None = None
    visited: date | None = None


def print_list(lines: Sequence[Line], day: date, note: str = "", *, names: bool, as_json: bool) -> None:
    """Print the caseload on a day, the longest unseen named at its foot."""
    from cin_cli.context import say

    if as_json:
        say(_json({"schema_version": SCHEMA_VERSION, "as_of": _iso(day), "cases": [_as_json(x, day, names) for x in lines]}))
        return
    if not lines:
        say("No child's case is open here. `cin case open` or `cin import csv` begins.")
        return
    columns = [Column("Child"), Column("Worker", wraps=True), Column("Weeks on plan"), Column("Days since seen"),
               Column("Seen alone"), Column("Status", wraps=True)]  # fmt: skip
    show(columns, [_cells(line, day, names) for line in lines])
    say()
    for text in _foot(lines, day):
        say(text)
    if note:
        say(note)


def _cells(line: Line, day: date, names: bool) -> list[Cell]:
    child = line.child
    who = child.name if names and child.name else child.initials
    seen = _days(line.seen, day) if line.seen or not line.visited else f"{_days(line.visited, day)} if seen"
    return [
        Cell(f"{child.ref} {who}" if who else child.ref), Cell(child.worker or "", "quiet"),
        Cell(str((day - line.plan).days // 7) if line.plan else ""), Cell(seen), Cell(_days(line.alone, day)),
        Cell(STATUS.get(line.status) or "open"),
    ]  # fmt: skip


def _foot(lines: Sequence[Line], day: date) -> Iterator[str]:
    """How many children, and the three who were not seen for longest: a met deadline is not a seen child."""
    yield f"{words(day)}: {children(len(lines))}."
    still = [line for line in lines if line.status != "closed"]
    seen = _longest([(line.seen, line.child.ref) for line in still if line.seen], day)
    if seen:
        yield f"Longest since seen: {seen}."
    unsaid = [line for line in still if not line.seen and line.visited]
    if unsaid:
        yield (f"If seen: for {children(len(unsaid))} no visit says that the child was seen. Longest since a visit: "
               f"{_longest([(line.visited, line.child.ref) for line in unsaid if line.visited], day)}.")  # fmt: skip
    never = [line.child.ref for line in still if not line.seen and not line.visited]
    if never:
        more = f" and {len(never) - 3} more" if len(never) > 3 else ""
        yield f"Never recorded as seen or visited: {', '.join(never[:3])}{more}."


def _longest(days: Iterable[tuple[date, str]], day: date) -> str:
    return ", ".join(f"{ref} {_ago(last, day)}" for last, ref in sorted(days)[:3])


def _days(last: date | None, day: date) -> str:
    return str((day - last).days) if last else "not known"


def _ago(last: date | None, day: date) -> str:
    if last is None:
        return ""
    gone = (day - last).days
    return "today" if gone == 0 else f"{gone} day{'s' if gone != 1 else ''} ago"


def _as_json(line: Line, day: date, names: bool) -> dict[str, Any]:
    child = line.child
    return {
        "child": child.ref, "own_reference": child.own_reference, "initials": child.initials,
        **({"name": child.name} if names else {}),
        "worker": child.worker, "team": child.team, "pathway": child.pathway, "family": child.family,
        "opened": _iso(child.opened), "closed": _iso(child.closed), "status": line.status, "plan_started": _iso(line.plan),
        "weeks_on_plan": (day - line.plan).days // 7 if line.plan else None,
        "last_seen": _iso(line.seen), "days_since_seen": (day - line.seen).days if line.seen else None,
        "last_seen_alone": _iso(line.alone), "days_since_seen_alone": (day - line.alone).days if line.alone else None,
        "last_visit_that_does_not_say": _iso(line.visited),
    }  # fmt: skip


def print_case(
    line: Line, family: Any, due: Sequence[Answer], recent: Sequence[Event], day: date, *, names: bool, as_json: bool
) -> None:
    """Print one child's page; `family` is the child's, if there is one."""
    from cin_cli.context import say

    if as_json:
        page = {"schema_version": SCHEMA_VERSION, "as_of": _iso(day)} | _as_json(line, day, names)
        page["siblings"] = _siblings(line.child, family)
        page["due"] = [{"rule": a.rule, "label": label_of(a), "due": _iso(a.due)} for a in due]
        page["entries"] = [{"number": e.number, "date": _iso(e.date), "kind": e.kind, "planned": e.planned} for e in recent]
        say(_json(page))
        return
    for text in _page(line, family, due, recent, day, names):
        say(text)


def _page(line: Line, family: Any, due: Sequence[Answer], recent: Sequence[Event], day: date, names: bool) -> Iterator[str]:
    child = line.child
    who = child.name if names and child.name else child.initials
    own = f" ({child.own_reference})" if child.own_reference else ""
    yield f"{child.ref}{own} {who or ''}".rstrip() + f": {STATUS.get(line.status) or 'open'}"
    yield from _facts(line, family, day)
    yield ""
    yield "Due next" if due else "Nothing is due."
    for answer in due[:8]:
        if answer.due:
            yield f"  {short(answer.due)}  {label_of(answer)} ({distance(answer.due, day)})"
    yield ""
    yield "The last 90 days"
    yield from _recent(recent, day)


def _facts(line: Line, family: Any, day: date) -> Iterator[str]:
    child, plan = line.child, line.plan
    rows = {
        "Worker": child.worker, "Team": child.team, "Born": child.born and words(child.born),
        "Pathway": (child.pathway or "").replace("_", " "), "Opened": child.opened and words(child.opened),
        "Closed": child.closed and words(child.closed), "Plan began": plan and f"{words(plan)}, {_weeks(plan, day)}",
        "Last seen": _seen_on(line.seen, day), "Seen alone": _seen_on(line.alone, day),
        "Last visit": line.visited and f"{_seen_on(line.visited, day)}; it does not say whether the child was seen",
        "Family": family and _family(child, family),
    }  # fmt: skip
    yield from (f"  {name:<11} {value}" for name, value in rows.items() if value)


def _weeks(plan: date, day: date) -> str:
    gone = (day - plan).days // 7
    return "this week" if gone == 0 else f"{gone} week{'s' if gone != 1 else ''} ago"


def _seen_on(last: date | None, day: date) -> str:
    return f"{words(last)}, {_ago(last, day)}" if last else "not known"


def _siblings(child: Any, family: Any) -> list[str]:
    return [ref for ref in family.children if ref != child.ref] if family else []


def _family(child: Any, family: Any) -> str:
    others = _siblings(child, family)
    said = f"{family.ref}" + (f", with {', '.join(others)}" if others else "")
    if family.at_risk:
        return said + "; at risk from each other: one copy a person"
    return said + ("; separated: one copy a person" if family.separated else "")


def _recent(recent: Iterable[Event], day: date) -> Iterator[str]:
    shown = [e for e in recent if not KINDS[e.kind].ours or e.kind in OURS_SHOWN]
    if not shown:
        yield "  Nothing is recorded."
    for event in sorted(shown, key=lambda e: (e.date, e.number or 0), reverse=True):
        booked = "booked: " if event.planned else ""
        yield f"  {short(event.date)}  {booked}{KINDS[event.kind].words}{_seen(event)}"


def _seen(event: Event) -> str:
    if event.kind != "visit" or event.planned:
        return ""
    seen = {True: "seen", False: "not seen"}.get(event.get("seen"), "whether the child was seen is not said")
    return f" ({seen}{', alone' if event.get('seen_alone') == 'yes' else ''})"


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _json(value: Any) -> str:
    import json

    return json.dumps(value, indent=1, ensure_ascii=False)
