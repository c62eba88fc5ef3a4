"""The caseload as a table, and one child on a page; by reference and initials unless names are asked for."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from cin_cli.domain.answer import Answer
from cin_cli.domain.dates import distance, short, words
from cin_cli.domain.entry import KINDS, Event
from cin_cli.domain.listing import children
from cin_cli.domain.reading import label_of
from cin_cli.render.table import Cell, Column, show

if TYPE_CHECKING:
    from cin_cli.store.people import Child, Family

SCHEMA_VERSION = 1
Seen = tuple[date | None, date | None, str]
Row = tuple["Child", Seen, date | None]
"""A child, when last seen and seen alone and the status, and since when there has been a plan."""
STATUS = {"open": "", "closed": "closed", "child_protection": "child protection", "looked_after": "looked after",
          "pathway_plan": "pathway plan"}  # fmt: skip
OURS_SHOWN = ("note", "plan_saved")
"""Entries of our own that a reader of a case wants to see."""


def print_list(rows: Sequence[Row], day: date, note: str = "", *, names: bool, as_json: bool) -> None:
    """Print the caseload on a day, the longest unseen named at its foot."""
    from cin_cli.context import say

    if as_json:
        cases = [_as_json(child, seen, day, names) | _weeks_json(plan, day) for child, seen, plan in rows]
        say(_json({"schema_version": SCHEMA_VERSION, "as_of": _iso(day), "cases": cases}))
        return
    if not rows:
        say("No child's case is open here. `cin case open` or `cin import csv` begins.")
        return
    columns = [Column("Child"), Column("Worker", wraps=True), Column("Weeks on plan"), Column("Days since seen"),
               Column("Seen alone"), Column("Status", wraps=True)]  # fmt: skip
    show(columns, [_cells(row, day, names) for row in rows])
    say()
    for line in _foot(rows, day):
        say(line)
    if note:
        say(note)


def _cells(row: Row, day: date, names: bool) -> list[Cell]:
    child, seen, plan = row
    who = child.name if names and child.name else child.initials
    return [
        Cell(f"{child.ref} {who}" if who else child.ref), Cell(child.worker or "", "quiet"),
        Cell(str((day - plan).days // 7) if plan else ""), Cell(_days(seen[0], day)), Cell(_days(seen[1], day)),
        Cell(STATUS.get(seen[2]) or "open"),
    ]  # fmt: skip


def _foot(rows: Sequence[Row], day: date) -> Iterator[str]:
    """How many children, and the three who were not seen for longest: a met deadline is not a seen child."""
    yield f"{words(day)}: {children(len(rows))}."
    still = [(child, seen) for child, seen, _ in rows if seen[2] != "closed"]
    known = sorted((seen[0], child.ref) for child, seen in still if seen[0])
    if known:
        yield f"Longest since seen: {', '.join(f'{ref} {_ago(last, day)}' for last, ref in known[:3])}."
    if len(known) < len(still):
        yield (f"Never recorded as seen: {children(len(still) - len(known))}. "
               "A visit that does not say that the child was seen is not counted.")  # fmt: skip


def _days(last: date | None, day: date) -> str:
    return str((day - last).days) if last else "not known"


def _ago(last: date | None, day: date) -> str:
    if last is None:
        return ""
    gone = (day - last).days
    return "today" if gone == 0 else f"{gone} day{'s' if gone != 1 else ''} ago"


def _as_json(child: "Child", seen: Seen, day: date, names: bool) -> dict[str, Any]:
    return {
        "child": child.ref, "own_reference": child.own_reference, "initials": child.initials,
        **({"name": child.name} if names else {}),
        "worker": child.worker, "team": child.team, "pathway": child.pathway, "family": child.family,
        "opened": _iso(child.opened), "closed": _iso(child.closed), "status": seen[2],
        "last_seen": _iso(seen[0]), "last_seen_alone": _iso(seen[1]),
        "days_since_seen": (day - seen[0]).days if seen[0] else None,
        "days_since_seen_alone": (day - seen[1]).days if seen[1] else None,
    }  # fmt: skip


def _weeks_json(plan: date | None, day: date) -> dict[str, Any]:
    return {"plan_started": _iso(plan), "weeks_on_plan": (day - plan).days // 7 if plan else None}


def print_case(
    child: "Child", family: "Family | None", due: Sequence[Answer], recent: Sequence[Event], plan: date | None,
    day: date, *, names: bool, as_json: bool,
) -> None:  # fmt: skip
    """Print one child's page."""
    from cin_cli.context import say

    if as_json:
        seen = (child.last_seen, child.last_seen_alone, child.status)
        page = {"schema_version": SCHEMA_VERSION, "as_of": _iso(day)} | _as_json(child, seen, day, names)
        page |= _weeks_json(plan, day) | {"siblings": _siblings(child, family)}
        page["due"] = [{"rule": a.rule, "label": label_of(a), "due": _iso(a.due)} for a in due]
        page["entries"] = [{"number": e.number, "date": _iso(e.date), "kind": e.kind, "planned": e.planned} for e in recent]
        say(_json(page))
        return
    for line in _page(child, family, due, recent, plan, day, names):
        say(line)


def _page(
    child: "Child", family: "Family | None", due: Sequence[Answer], recent: Sequence[Event], plan: date | None,
    day: date, names: bool,
) -> Iterator[str]:  # fmt: skip
    who = child.name if names and child.name else child.initials
    own = f" ({child.own_reference})" if child.own_reference else ""
    yield f"{child.ref}{own} {who or ''}".rstrip() + f": {STATUS.get(child.status) or 'open'}"
    yield from _facts(child, family, plan, day)
    yield ""
    yield "Due next" if due else "Nothing is due."
    for answer in due[:8]:
        if answer.due:
            yield f"  {short(answer.due)}  {label_of(answer)} ({distance(answer.due, day)})"
    yield ""
    yield "The last 90 days"
    yield from _recent(recent, day)


def _facts(child: "Child", family: "Family | None", plan: date | None, day: date) -> Iterator[str]:
    rows = {
        "Worker": child.worker, "Team": child.team, "Born": child.born and words(child.born),
        "Pathway": (child.pathway or "").replace("_", " "), "Opened": child.opened and words(child.opened),
        "Closed": child.closed and words(child.closed), "Plan began": plan and f"{words(plan)}, {_weeks(plan, day)}",
        "Last seen": _seen_on(child.last_seen, day), "Seen alone": _seen_on(child.last_seen_alone, day),
        "Family": family and _family(child, family),
    }  # fmt: skip
    yield from (f"  {name:<11} {value}" for name, value in rows.items() if value)


def _weeks(plan: date, day: date) -> str:
    gone = (day - plan).days // 7
    return "this week" if gone == 0 else f"{gone} week{'s' if gone != 1 else ''} ago"


def _seen_on(last: date | None, day: date) -> str:
    return f"{words(last)}, {_ago(last, day)}" if last else "not known"


def _siblings(child: "Child", family: "Family | None") -> list[str]:
    return [ref for ref in family.children if ref != child.ref] if family else []


def _family(child: "Child", family: "Family") -> str:
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
