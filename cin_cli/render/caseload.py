"""The caseload as a table, and one child on a page; by reference and initials unless names are asked for."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from cin_cli.domain.answer import Answer
from cin_cli.domain.dates import distance, short, words
from cin_cli.domain.entry import KINDS, Event
from cin_cli.domain.reading import label_of
from cin_cli.render.table import Cell, Column, show

if TYPE_CHECKING:
    from cin_cli.store.people import Child, Family

Seen = tuple[date | None, date | None, str]
STATUS = {"open": "", "closed": "closed", "child_protection": "child protection", "looked_after": "looked after",
          "pathway_plan": "pathway plan"}  # fmt: skip
OURS_SHOWN = ("note", "plan_saved")
"""Entries of our own that a reader of a case wants to see."""


def print_list(rows: Sequence[tuple["Child", Seen]], day: date, *, names: bool, as_json: bool) -> None:
    """Print the caseload on a day, the longest unseen named at its foot."""
    from cin_cli.context import say

    if as_json:
        say(_json([_as_json(child, seen, day, names) for child, seen in rows]))
        return
    if not rows:
        say("No child's case is open here. `cin case open` or `cin import csv` begins.")
        return
    columns = [Column("Child"), Column("Own ref"), Column("Worker", wraps=True), Column("Opened"), Column("Seen"),
               Column("Alone"), Column("Status")]  # fmt: skip
    show(columns, [_cells(child, seen, day, names) for child, seen in rows])
    known = sorted((seen[0], child.ref) for child, seen in rows if seen[0] and seen[2] == "open")
    unknown = sum(1 for _, seen in rows if not seen[0] and seen[2] == "open")
    if known:
        longest = ", ".join(f"{ref} {_ago(last, day)}" for last, ref in known[:3])
        say(f"\nLongest since seen: {longest}.")
    if unknown:
        say(f"Not recorded as seen: {unknown}. A visit that does not say whether the child was seen is not counted.")


def _cells(child: "Child", seen: Seen, day: date, names: bool) -> list[Cell]:
    who = child.name if names and child.name else child.initials
    return [
        Cell(f"{child.ref} {who}" if who else child.ref), Cell(child.own_reference or ""), Cell(child.worker or ""),
        Cell(short(child.opened) if child.opened else ""), Cell(_ago(seen[0], day)), Cell(_ago(seen[1], day)),
        Cell(STATUS.get(seen[2], seen[2])),
    ]  # fmt: skip


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
        "opened": _iso(child.opened), "status": seen[2], "last_seen": _iso(seen[0]), "last_seen_alone": _iso(seen[1]),
        "days_since_seen": (day - seen[0]).days if seen[0] else None,
    }  # fmt: skip


def print_case(
    child: "Child", family: "Family | None", due: Sequence[Answer], recent: Sequence[Event], events: Sequence[Event],
    day: date, *, names: bool, as_json: bool,
) -> None:  # fmt: skip
    """Print one child's page."""
    from cin_cli.context import say

    if as_json:
        seen = (child.last_seen, child.last_seen_alone, child.status)
        page = _as_json(child, seen, day, names)
        page["due"] = [{"rule": a.rule, "label": label_of(a), "due": _iso(a.due)} for a in due]
        page["entries"] = [{"number": e.number, "date": _iso(e.date), "kind": e.kind, "planned": e.planned} for e in recent]
        say(_json(page))
        return
    for line in _page(child, family, due, recent, events, day, names):
        say(line)


def _page(
    child: "Child", family: "Family | None", due: Sequence[Answer], recent: Sequence[Event], events: Sequence[Event],
    day: date, names: bool,
) -> Iterator[str]:  # fmt: skip
    who = child.name if names and child.name else child.initials
    own = f" ({child.own_reference})" if child.own_reference else ""
    yield f"{child.ref}{own} {who or ''}".rstrip() + f": {STATUS.get(child.status) or 'open'}"
    yield from _facts(child, family, events, day)
    yield ""
    yield "Due next" if due else "Nothing is due."
    for answer in due[:8]:
        if answer.due:
            yield f"  {short(answer.due)}  {label_of(answer)} ({distance(answer.due, day)})"
    yield ""
    yield "The last 90 days"
    yield from _recent(recent, day)


def _facts(child: "Child", family: "Family | None", events: Iterable[Event], day: date) -> Iterator[str]:
    plan = [e.date for e in events if e.kind == "cin_plan_started" and not e.planned]
    rows = {
        "Worker": child.worker, "Team": child.team, "Born": child.born and words(child.born),
        "Pathway": (child.pathway or "").replace("_", " "), "Opened": child.opened and words(child.opened),
        "Plan began": plan and f"{words(max(plan))}, {(day - max(plan)).days // 7} weeks ago",
        "Last seen": child.last_seen and f"{words(child.last_seen)}, {_ago(child.last_seen, day)}",
        "Seen alone": child.last_seen_alone and f"{words(child.last_seen_alone)}, {_ago(child.last_seen_alone, day)}",
        "Family": family and _family(child, family),
    }  # fmt: skip
    yield from (f"  {name:<11} {value}" for name, value in rows.items() if value)


def _family(child: "Child", family: "Family") -> str:
    others = [ref for ref in family.children if ref != child.ref]
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
