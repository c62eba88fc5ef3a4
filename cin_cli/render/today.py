"""Today and this week on one screen: what is late and due, what is booked, what each visit is for."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from cin_cli.domain.dates import DAYS, distance, short, words
from cin_cli.domain.entry import KINDS, Entry
from cin_cli.domain.listing import Line, Whose, lateness
from cin_cli.domain.preparation import Preparation
from cin_cli.render.page import clause, cut, flat, hanging
from cin_cli.render.table import folded, on_terminal

SCHEMA_VERSION = 1
MOST_LATE, MOST_DUE, MOST_VISITS, MOST_POINTS, MOST_ACTIONS = 6, 10, 5, 3, 2
"""How much of each stands on the screen; a line says how to see the rest."""


@dataclass(frozen=True, slots=True)
class Today:
    """A day and the rest of its week: what is due by then, what is booked, what the visits are for."""

    day: date
    until: date
    due: tuple[Line, ...]
    booked: tuple[tuple[Entry, tuple[Whose, ...]], ...]
    visits: tuple[Preparation, ...]
    notes: tuple[str, ...] = ()


def print_today(made: Today, *, names: bool, as_json: bool) -> None:
    """Print the screen."""
    from cin_cli.context import say

    if as_json:
        say(json.dumps(_json(made), indent=1, ensure_ascii=False))
        return
    for text in _lines(made, names):
        say(folded(text, hanging(text)) if text and on_terminal() else text)


def _lines(made: Today, names: bool) -> Iterator[str]:
    late = [line for line in made.due if line.item.status == "overdue"]
    now = [line for line in made.due if line.item.status == "due_today"]
    coming = [line for line in made.due if line not in late and line not in now]
    yield f"{words(made.day)}, and until {words(made.until)}"
    yield from _part("Late", [f"  {_due(line, names)} ({lateness(line.item)})" for line in late], MOST_LATE, "cin due --overdue")
    now_too = [*_booked_on(made, names, today=True), *(f"  {_due(line, names)}" for line in now)]
    yield from _part("Today", now_too, MOST_DUE, "cin due")
    days = f"cin due --days {(made.until - made.day).days}"
    yield from _part("This week", [*_booked_on(made, names, today=False), *(f"  {_due(line, names)}" for line in coming)],
                     MOST_DUE, days)  # fmt: skip
    if not made.due and not made.booked:
        yield "Nothing is late, due or booked."
    yield from _visits(made)
    if made.notes:
        yield ""
        yield from made.notes


def _part(heading: str, lines: Sequence[str], most: int, command: str) -> Iterator[str]:
    if lines:
        yield ""
        yield heading
        yield from lines[:most]
        if len(lines) > most:
            yield f"  and {len(lines) - most} more: {command}"


def _due(line: Line, names: bool) -> str:
    known = [whose.name for whose in line.whose if whose.name]
    who = f"{line.whose[0].ref} {', '.join(known)}" if names and known else line.child
    due, booked = line.item.answer.due, line.item.answer.booked
    return f"{short(due) if due else ''}  {who}  {line.item.label}{f', booked for {short(booked)}' if booked else ''}"


def _booked_on(made: Today, names: bool, *, today: bool) -> Iterator[str]:
    for entry, whose in made.booked:
        if (entry.happened_on == made.day) is today:
            at = f" at {entry.time}" if entry.time else ""
            what = f"booked: {KINDS[entry.kind].words}{at} ({DAYS[entry.happened_on.weekday()]})"
            yield f"  {short(entry.happened_on)}  {_who(whose, names)}  {what}"


def _who(whose: Sequence[Whose], names: bool) -> str:
    first = whose[0]
    if len(whose) > 1:
        return f"{first.ref} +{len(whose) - 1}"
    called = first.name if names and first.name else first.initials
    return f"{first.ref} {called}" if called else first.ref


# What a visit is for ------------------------------------------------------------------------------------------------


def _visits(made: Today) -> Iterator[str]:
    if not made.visits:
        return
    yield ""
    yield "What the visits are for"
    for one in made.visits[:MOST_VISITS]:
        yield f"  {one.ref}: the questions: cin visit prepare {one.ref}"
        yield from _what_for(one, made.day)
    if len(made.visits) > MOST_VISITS:
        more = [one.ref for one in made.visits[MOST_VISITS:]]
        yield f"  and {', '.join(more)}: cin visit prepare CASE"


def _what_for(one: Preparation, day: date) -> Iterator[str]:
    for point in one.points[:MOST_POINTS]:
        when = f", by {words(point.due)} ({distance(point.due, day)})" if point.due else f", {point.by}" if point.by else ""
        yield f"    - point {point.number}: {clause(point.action)}{f' ({flat(point.who)})' if point.who else ''}{when}"
    if len(one.points) > MOST_POINTS:
        yield f"    - and {len(one.points) - MOST_POINTS} more points: cin plan show {one.ref}"
    for said in one.words[:1]:
        yield f"    - said last, {words(said.day)}: “{cut(said.said)}”"
    for action in one.actions[:MOST_ACTIONS]:
        when = f", by {words(action.due)} ({distance(action.due, day)})" if action.due else ""
        yield f"    - promised {action.ref}: {clause(action.action)}{f' ({flat(action.who)})' if action.who else ''}{when}"
    if len(one.actions) > MOST_ACTIONS:
        yield f"    - and {len(one.actions) - MOST_ACTIONS} more promised: cin action list {one.ref}"


def _json(made: Today) -> dict[str, Any]:
    return {
        "schema_version": SCHEMA_VERSION, "as_of": made.day.isoformat(), "until": made.until.isoformat(),
        "due": [{"children": [w.ref for w in line.whose], "rule": line.item.answer.rule, "label": line.item.label,
                 "due": _iso(line.item.answer.due), "status": line.item.status} for line in made.due],
        "booked": [{"number": e.number, "children": [w.ref for w in whose], "kind": e.kind, "date": e.happened_on.isoformat(),
                    "time": e.time} for e, whose in made.booked],
        "visits": [{
            "child": v.ref,
            "points": [{"number": p.number, "action": p.action, "who": p.who, "by": _iso(p.due)} for p in v.points],
            "said_last": [{"date": w.day.isoformat(), "said": w.said} for w in v.words[:1]],
            "actions": [{"action": a.ref, "what": a.action, "who": a.who, "due": _iso(a.due)} for a in v.actions],
        } for v in made.visits],
    }  # fmt: skip


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
