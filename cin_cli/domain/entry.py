"""One dated entry of a case's journal, and what it says of one child."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from cin_cli.domain.attribute import UNITS, Attribute, Values, check_value, every
from cin_cli.domain.kinds import (
    EVENT_KINDS,
    FACTS,
    FORESEEN,
    KINDS,
    OUTCOMES,
    PATHWAYS,
    ROLES,
    SOURCE_KEY,
    TEAMS,
    Kind,
    check_fact,
    checked,
    kind_of,
    names_another,
)  # fmt: skip

__all__ = [
    "EVENT_KINDS", "FACTS", "FORESEEN", "KINDS", "OUTCOMES", "PATHWAYS", "ROLES", "SOURCE_KEY", "TEAMS", "UNITS", "Attribute",
    "Entry", "Event", "Kind", "Part", "Values", "check_fact", "check_value", "checked", "differing", "entry", "events_of",
    "every", "kind_of", "names_another",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Part:
    """One child's part of an entry: the child's reference and what differs for this child."""

    child: str
    facts: Values = field(default_factory=dict)
    words: Values = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Entry:
    """One dated entry of the journal.

    `facts` hold what rules and tables read, as JSON values with ISO dates; a text attribute stands there as True
    and its words in `words`. `corrects` is the number of the entry that this one replaces, for the children it names.
    `booked_on` is the day a planned thing was booked. `imported`: it came out of an import.
    """

    kind: str
    happened_on: date
    facts: Values = field(default_factory=dict)
    parts: tuple[Part, ...] = ()
    words: Values = field(default_factory=dict)
    time: str | None = None
    planned: bool = False
    booked_on: date | None = None
    imported: bool = False
    corrects: int | None = None
    batch: str | None = None
    number: int | None = None
    uuid: str = ""
    recorded_at: str = ""
    recorded_by: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """What one entry says of one child, as the rules read it."""

    kind: str
    date: datetime.date
    facts: Values = field(default_factory=dict)
    planned: bool = False
    booked_on: datetime.date | None = None
    imported: bool = False
    number: int | None = None

    def get(self, name: str) -> Any:
        """The attribute's value, or None."""
        return self.facts.get(name)


def entry(kind: str, on: date, children: Iterable[str] = (), values: Values | None = None, **more: Any) -> Entry:
    """A checked entry about these children, not yet in any journal; `more` are further fields of Entry."""
    facts, words = checked(KINDS[kind], values or {})
    return Entry(kind, on, facts, tuple(Part(child) for child in children), words, **more)


def differing(made: Entry, child: str, values: Values) -> Entry:
    """The entry with what differs for one child (`seen: no`), checked like its other attributes."""
    facts, words = checked(KINDS[made.kind], values)
    parts = tuple(Part(p.child, facts, words) if p.child == child else p for p in made.parts)
    return replace(made, parts=parts)


def events_of(entries: Iterable[Entry], child: str) -> list[Event]:
    """The events of one child: the entries that name the child, each with the child's own part laid over it."""
    found = []
    for made in entries:
        for part in made.parts:
            if part.child == child:
                facts = {**made.facts, **part.facts}
                found.append(Event(made.kind, made.happened_on, facts, made.planned, made.booked_on, made.imported, made.number))
    return found
