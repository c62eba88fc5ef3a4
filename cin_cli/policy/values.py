"""Reads the values of a pack: each is what it should be, or a mistake is noted with the place where it stands."""

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from functools import cached_property
from types import MappingProxyType
from typing import Any, NamedTuple

from cin_cli.domain.entry import EVENT_KINDS, FACTS, ROLES
from cin_cli.domain.span import UNITS, Span
from cin_cli.domain.timescale import CHILD_OPENED, FAMILY_OPENED, OLDEST, PLAN, STOPS, Conditions
from cin_cli.policy.mistake import Mistake
from cin_cli.policy.places import Path, places

WORKED_OUT = (PLAN, FAMILY_OPENED, CHILD_OPENED)
STRENGTHS = ("must", "should", "ideally")
GROUPS = ("child", "meeting", "paper")
TO_FILL_IN = "…"
"""What a text begins with in a starter pack wherever the procedure has to be read (`cin policy new`)."""
CHILDHOOD = 20 * 365
"""Days that no time in a procedure is longer than."""
_DAYS = dict(zip(UNITS, (1 / 24, 1, 1.4, 1.4, 7, 30, 365), strict=True))


class Place(NamedTuple):
    """Where the reader is: the way to the table in the file, and what the table is called."""

    path: Path = ()
    table: str = ""


class Values:
    """Reads values one by one; `here` is the table that they stand in."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.here = Place()
        self.mistakes: list[Mistake] = []

    # places --------------------------------------------------------------------------------------------------

    @cached_property
    def lines(self) -> dict[Path, int]:
        """Where everything stands; looked for when the first mistake is found."""
        return places(self.text)

    def wrong(self, key: str, says: str, *, item: int | None = None, warning: bool = False) -> None:
        """Note a mistake about a key of the table that is being read, or an item of its list, once."""
        made = Mistake(self.here.table, key, self.line_of(key, item), says, warning=warning)
        if made not in self.mistakes:
            self.mistakes.append(made)

    def line_of(self, key: str, item: int | None = None) -> int:
        """The line of the key; where it is not there, that of its table, or of what holds the table."""
        path = self.here.path
        items: tuple[Path, ...] = () if item is None else ((*path, key, item),)
        ways = (*items, (*path, key), *(path[:length] for length in range(len(path), 0, -1)))
        return next((self.lines[way] for way in ways if way in self.lines), 1)

    @contextmanager
    def at(self, place: Place) -> Iterator[None]:
        """Read at another place for a while."""
        held, self.here = self.here, place
        try:
            yield
        finally:
            self.here = held

    def inside(self, key: str, *more: int, named: str = "") -> Any:
        """Read one table further in; `named` is what it is called there."""
        table = ", ".join(name for name in (self.here.table, named) if name)
        return self.at(Place((*self.here.path, key, *more), table))

    def each(self, key: str, value: Any) -> Iterator[Any]:
        """Each item of a list, while the reader stands at it."""
        for number, item in enumerate(self.many(key, value)):
            named = f"{key} {number + 1}" if isinstance(item, Mapping) else ""
            with self.inside(key, number, named=named):
                yield item

    def rows(self, key: str, table: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
        """Each table of `[[key]]`, while the reader stands at it."""
        rows = table.get(key, [])
        if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
            self.wrong(key, f"stands in double brackets, once for each: [[{'.'.join((*self._names(), key))}]]")
            return
        for number, row in enumerate(rows):
            with self.inside(key, number, named=f"{key} {number + 1}"):
                yield row

    def _names(self) -> list[str]:
        return [step for step in self.here.path if isinstance(step, str)]

    # tables --------------------------------------------------------------------------------------------------

    def known(self, table: Any, keys: Iterable[str], needed: Iterable[str] = ()) -> Mapping[str, Any]:
        """The table; what it should not have, and what it has to have and has not, is noted."""
        if not isinstance(table, Mapping):
            self.wrong("", f"{shown(table)} is not a table, {{ key = value }}")
            return {}
        for key in table:
            if key not in keys:
                self.wrong(key, f"is not a key that a pack knows here{near(key, keys)}")
        for key in needed:
            if key not in table:
                self.wrong(key, "is missing")
        return {key: value for key, value in table.items() if key in keys}

    def many(self, key: str, value: Any) -> list[Any]:
        """The list; nothing may stand in it twice."""
        if not isinstance(value, list):
            self.wrong(key, f"{shown(value)} is not a list in square brackets")
            return []
        for number, item in enumerate(value):
            if item in value[:number]:
                with self.inside(key, number):
                    self.wrong(key, f"{shown(item)} stands twice")
        return value

    # single values -------------------------------------------------------------------------------------------

    def words(self, key: str, value: Any) -> str:
        if isinstance(value, str) and value.strip():
            if value.startswith(TO_FILL_IN):
                self.wrong(key, "is still to be filled in")
            return value
        self.wrong(key, "is empty" if isinstance(value, str) else f"{shown(value)} is not a text in double quotes")
        return ""

    def one_of(self, key: str, value: Any, allowed: Iterable[Any]) -> Any:
        allowed = tuple(allowed)
        if not any(value == one and type(value) is type(one) for one in allowed):
            meant = near(str(value), [one for one in allowed if isinstance(one, str)])
            self.wrong(key, f"cannot be {shown(value)}; it is one of {', '.join(map(shown, allowed))}{meant}")
            return next(iter(allowed), value)
        return value

    def name(self, key: str, value: Any) -> str:
        said = self.words(key, value)
        if said and not said.startswith(TO_FILL_IN) and not re.fullmatch(r"[A-Za-z0-9-]+", said):
            self.wrong(key, f"{shown(said)} is not a name of letters, digits and hyphens")
        return said

    def day(self, key: str, value: Any) -> date | None:
        if not isinstance(value, date) or isinstance(value, datetime):
            self.wrong(key, f"{shown(value)} is not a date such as 2021-07-01, without quotes")
            return None
        return value

    def flag(self, key: str, value: Any) -> bool:
        if not isinstance(value, bool):
            self.wrong(key, f"{shown(value)} is not true or false, without quotes")
        return bool(value)

    def whole(self, key: str, value: Any, allowed: range) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or value not in allowed:
            self.wrong(key, f"{shown(value)} is not a whole number from {allowed.start} to {allowed.stop - 1}, without quotes")
            return allowed.start
        return value

    def span(self, key: str, value: Any) -> Span | None:
        try:
            span = Span.of(value if isinstance(value, str) else "")
        except ValueError:
            if str(value).startswith(TO_FILL_IN):
                self.wrong(key, "is still to be filled in")
                return None
            self.wrong(key, f"{shown(value)} is not a time such as \"10 working_days\", \"6 weeks\" or \"3 months\"")
            return None
        if any(one.count * _DAYS[one.unit] > CHILDHOOD for one in (span, span.other) if one):
            self.wrong(key, f"{shown(value)} is longer than a childhood")
            return None
        return span

    def strength(self, key: str, value: Any) -> str:
        return str(self.one_of(key, value, STRENGTHS))

    def group(self, key: str, value: Any) -> str:
        return str(self.one_of(key, value, GROUPS))

    def agreed(self, key: str, value: Any) -> str:
        return str(self.one_of(key, value, ("tighter", "either", "only")))

    def agreed_for(self, key: str, value: Any) -> str:
        return str(self.one_of(key, value, ("visit", "review")))

    def anchor(self, key: str, value: Any) -> bool:
        return bool(self.one_of(key, value, ("earlier", "later")) == "later")

    def event(self, key: str, value: Any, worked_out: Iterable[str] = ()) -> str:
        if not isinstance(value, str):
            self.wrong(key, f"{shown(value)} is not the name of an event in double quotes")
        elif value in WORKED_OUT and value not in worked_out:
            self.wrong(key, f"{shown(value)} is worked out and no event; it cannot stand here")
        elif value not in EVENT_KINDS and value not in worked_out:
            self.wrong(key, f"there is no event called {shown(value)}{near(value, (*EVENT_KINDS, *worked_out), 0.7)}")
        return str(value)

    # facts ---------------------------------------------------------------------------------------------------

    def fact(self, name: str, value: Any) -> Any:
        if name not in FACTS:
            self.wrong(name, f"is not a fact of a child; the facts are {', '.join(FACTS)}{near(name, FACTS)}")
        elif FACTS[name]:
            return self.one_of(name, value, FACTS[name])
        return value

    def conditions(self, key: str, value: Any) -> Conditions:
        with self.inside(key, named=key):
            if not isinstance(value, Mapping):
                self.wrong("", f"{shown(value)} is not a table of facts, such as {{ pathway = \"standard\" }}")
                return {}
            return MappingProxyType({name: self.condition(name, said) for name, said in value.items()})

    def condition(self, name: str, value: Any) -> tuple[Any, ...] | range:
        if name == "age":
            return self.ages(value)
        if name == "date_of_birth":
            self.wrong(name, "chooses no variant; `age` does, such as { age = \"under 5\" }")
        values = value if isinstance(value, list) else [value]
        if not values:
            self.wrong(name, "names no value, so it holds for nobody")
        return tuple(self.fact(name, each) for each in values)

    def ages(self, value: Any) -> range:
        match str(value).split():
            case ["under", most] if most.isdecimal():
                found = range(int(most))
            case [least, "to", most] if least.isdecimal() and most.isdecimal():
                found = range(int(least), int(most) + 1)
            case [least, "and", "over"] if least.isdecimal():
                found = range(int(least), OLDEST)
            case _:
                self.wrong("age", f"{shown(value)} is not an age such as \"under 5\", \"5 to 15\" or \"16 and over\"")
                return range(OLDEST)
        if not found:
            self.wrong("age", f"{shown(value)} holds for nobody")
        return found

    # lists ---------------------------------------------------------------------------------------------------

    def spans(self, key: str, value: Any) -> tuple[Span, ...]:
        found = [self.span(key, each) for each in self.each(key, value)]
        return tuple(span for span in found if span)

    def events(self, key: str, value: Any) -> tuple[str, ...]:
        return tuple(self.event(key, name) for name in self.each(key, value))

    def events_or_plan(self, key: str, value: Any) -> tuple[str, ...]:
        return tuple(self.event(key, name, (PLAN,)) for name in self.each(key, value))

    def texts(self, key: str, value: Any) -> tuple[str, ...]:
        return tuple(self.words(key, each) for each in self.each(key, value))

    def names(self, key: str, value: Any) -> tuple[str, ...]:
        return self.texts(key, value if isinstance(value, list) else [value])

    def roles(self, key: str, value: Any) -> tuple[str, ...]:
        return tuple(str(self.one_of(key, name, ROLES)) for name in self.each(key, value))

    def stops(self, key: str, value: Any) -> frozenset[str]:
        return frozenset(str(self.one_of(key, name, STOPS)) for name in self.each(key, value))


def shown(value: Any) -> str:
    """A value as it stands in a pack, in few words."""
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return repr(value if len(value) <= 60 else value[:57] + "...")
        case date():
            return value.isoformat()
        case list():
            return "a list"
        case dict():
            return f"{{ {', '.join(f'{name} = {shown(inner)}' for name, inner in value.items())} }}"[:80]
    return repr(value)[:60]


def near(name: str, names: Iterable[str], least: float = 0.6) -> str:
    """What was probably meant, as the end of a sentence; nothing where no name is like it."""
    import difflib  # only where something is misspelt

    found = difflib.get_close_matches(name, list(names), n=1, cutoff=least)
    return f"; did you mean {found[0]!r}?" if found else ""
