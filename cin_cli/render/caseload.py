"""The caseload as a table; by reference and initials unless names are asked for."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from cin_cli.domain.dates import words
from cin_cli.domain.listing import children
from cin_cli.render.table import Cell, Column, show

SCHEMA_VERSION = 1
STATUS = {"open": "", "closed": "closed", "child_protection": "child protection", "looked_after": "looked after",
          "pathway_plan": "pathway plan"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """A child on a day. `visited` is a visit, later than the child was seen, that does not say whether the child was."""

    child: Any
    status: str
    seen: date | None = None
    alone: date | None = None
    plan: date | None = None
    visited: date | None = None


def print_list(lines: Sequence[Line], day: date, note: str = "", *, names: bool, in_json: bool) -> None:
    """Print the caseload on a day, the longest unseen named at its foot."""
    from cin_cli.context import say

    if in_json:
        say(_json({"schema_version": SCHEMA_VERSION, "as_of": iso(day), "cases": [as_json(x, day, names) for x in lines]}))
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
    return ", ".join(f"{ref} {ago(last, day)}" for last, ref in sorted(days)[:3])


def _days(last: date | None, day: date) -> str:
    return str((day - last).days) if last else "not known"


def ago(last: date | None, day: date) -> str:
    """`today`, `3 days ago`; empty when it is not known."""
    if last is None:
        return ""
    gone = (day - last).days
    return "today" if gone == 0 else f"{gone} day{'s' if gone != 1 else ''} ago"


def as_json(line: Line, day: date, names: bool) -> dict[str, Any]:
    """A child of the caseload with stable keys and ISO dates."""
    child = line.child
    return {
        "child": child.ref, "own_reference": child.own_reference, "initials": child.initials,
        **({"name": child.name} if names else {}),
        "worker": child.worker, "team": child.team, "pathway": child.pathway, "family": child.family,
        "opened": iso(child.opened), "closed": iso(child.closed), "status": line.status, "plan_started": iso(line.plan),
        "weeks_on_plan": (day - line.plan).days // 7 if line.plan else None,
        "last_seen": iso(line.seen), "days_since_seen": (day - line.seen).days if line.seen else None,
        "last_seen_alone": iso(line.alone), "days_since_seen_alone": (day - line.alone).days if line.alone else None,
        "last_visit_that_does_not_say": iso(line.visited),
    }  # fmt: skip


def iso(day: date | None) -> str | None:
    """The day as JSON has it."""
    return day.isoformat() if day else None


def _json(value: Any) -> str:
    import json

    return json.dumps(value, indent=1, ensure_ascii=False)
