"""A made-up case in a file, for trying a pack without a case file."""

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from cin_cli.domain.calendar import Calendar
from cin_cli.domain.case import OPENED
from cin_cli.domain.due import timetable_of
from cin_cli.domain.entry import FORESEEN, Event, check_fact, checked, kind_of
from cin_cli.domain.reading import SCHEMA_VERSION, Item, as_json, read
from cin_cli.domain.timescale import Pack
from cin_cli.errors import CinError, NotFound, UsageError

ABOUT_THE_EVENT = ("type", "date", "children", "per_child", "planned", "booked_on", "note")
"""What an event in a file says of itself; everything else is an attribute of its kind."""


@dataclass(frozen=True, slots=True)
class TriedChild:
    """One child of a made-up case: its facts from before the first event, and its events."""

    ref: str | None
    profile: Mapping[str, Any]
    events: tuple[Event, ...]


def load(path: str) -> list[TriedChild]:
    """The children of a case in JSON or TOML; raises CinError naming what is wrong and where."""
    return children_of(table_of(path))


def table_of(path: str) -> Any:
    """What stands in a file in JSON or TOML; raises CinError when it cannot be read."""
    file = Path(path)
    if file.is_dir():
        raise CinError(f"{path} is a folder, not a case.")
    if not file.is_file():
        raise NotFound(f"There is no file {path}.")
    try:
        text = file.read_text(encoding="utf-8-sig")
        return tomllib.loads(text) if file.suffix.lower() == ".toml" else json.loads(text)
    except OSError as error:
        raise CinError(f"{path} cannot be read: {error.strerror}.") from None
    except (ValueError, RecursionError) as error:
        raise CinError(f"{path} is not a case in JSON or TOML: {str(error)[:200]}.") from None


def children_of(table: Any) -> list[TriedChild]:
    """The children of a case already read from its file."""
    if not isinstance(table, Mapping):
        raise CinError("A case is a table with `events`.")
    for key in table:
        if key not in ("profile", "children", "events", "name", "about"):
            raise UsageError(f"A case has no key {key!r}.", "Its keys: profile, children, events.")
    rows = table.get("children") or [{}]
    if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
        raise CinError("`children` is a list of tables with `ref` and `profile`.")
    refs = [row.get("ref") for row in rows]
    events = table.get("events", [])
    if not isinstance(events, list):
        raise CinError("`events` is a list.")
    shared = _profile(table.get("profile"))
    return [
        TriedChild(
            row.get("ref"),
            {**shared, **_profile(row.get("profile"))},
            tuple(e for i, event in enumerate(events, 1) if (e := _event(i, event, row.get("ref"), refs))),
        )
        for row in rows
    ]


def _profile(table: Any) -> dict[str, Any]:
    if not isinstance(table or {}, Mapping):
        raise CinError("`profile` is a table of facts.")
    return {name: check_fact(name, value) for name, value in (table or {}).items() if value is not None}


def _event(number: int, table: Any, child: str | None, refs: list[Any]) -> Event | None:
    """The event as this child's, or None when it is not about this child."""
    if not isinstance(table, Mapping) or "type" not in table:
        raise CinError(f"Event {number} has no `type`.")
    named = table.get("children")
    for ref in (*(named or ()), *(table.get("per_child") or {})):
        if ref not in refs:
            raise UsageError(f"Event {number} names a child {ref!r} that the case does not have.")
    if named is not None and child not in named:
        return None
    kind = kind_of(str(table["type"]))
    values = {name: value for name, value in table.items() if name not in ABOUT_THE_EVENT}
    values |= (table.get("per_child") or {}).get(child, {})
    if "recorded_on" in values and "recorded_on" not in kind.attributes:
        values.pop("recorded_on")
    try:
        facts = checked(kind, values)[0]
    except UsageError as error:
        raise UsageError(f"Event {number}: {error.what}", error.next_step) from None
    if kind.name == "visit":
        facts.setdefault("seen", True)
    booked = _date(number, table["booked_on"]) if table.get("booked_on") else None
    return Event(kind.name, _date(number, table.get("date")), facts, bool(table.get("planned")), booked, number=number)


def _date(number: int, value: Any) -> date:
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise UsageError(f"Event {number}: {value!r} is not a date such as 2025-10-03.") from None


def answer(pack: Pack, children: list[TriedChild], day: date, calendar: Calendar) -> list[Item]:
    """Every item of the case as it stood on the day: what had happened by then, and every booking."""
    items = []
    for child in children:
        events = _by(child.events, day)
        others = [
            Event(e.kind, e.date, {**e.facts, "sibling": other.ref})
            for other in children if other is not child
            for e in _by(other.events, day) if e.kind in (*OPENED, "case_closed")
        ]  # fmt: skip
        answers = timetable_of(pack, child.ref, events, others, calendar, profile=child.profile)
        items += [read(a, day, calendar) for a in answers if a.starts <= day and (a.ends is None or day < a.ends)]
    return items


def _by(events: tuple[Event, ...], day: date) -> list[Event]:
    return [event for event in events if event.planned or event.kind in FORESEEN or event.date <= day]


def answer_json(pack: Pack, children: list[TriedChild], day: date, calendar: Calendar) -> dict[str, Any]:
    """The JSON answer of `cin policy try`."""
    items = [as_json(item) for item in answer(pack, children, day, calendar)]
    return {"schema_version": SCHEMA_VERSION, "pack": pack.id, "as_of": day.isoformat(), "items": items}
