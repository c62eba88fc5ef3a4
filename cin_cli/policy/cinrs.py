"""A reviewing service as its pack describes it: what it asks, where that stands, our readings, and what settles it."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path
from typing import Any

from cin_cli.domain.cinrs import BY_CHAIR, FOUND_BY, Asked, Finding
from cin_cli.errors import CinError, NotFound
from cin_cli.policy.mistake import Mistake, PackError, not_toml

ESSEX = "essex"
_SAYS = {"authority": str, "service": str, "source": str, "ours": str, "elsewhere": str, "notes": list}
_NEEDED = ("feature", "source", "label", "cite")
_WORDS = (*_NEEDED, "reading", "settle", "settle-part")


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that a service asks, in words; `settle` has `{ref}` and `{on}` to fill.

    `settle_part` is the command for the half that is missing, where the other one is recorded.
    """

    feature: str
    source: str
    label: str
    cite: str
    reading: str = ""
    settle: str = ""
    settle_part: str = ""
    by_chair: bool = False

    def settled_by(self, found: Finding, ref: str, on: str, *, tried: bool = False) -> str | None:
        """The command that would settle it, or None when nothing is open; what is tried has no numbered entries."""
        if found.verdict not in ("not_recorded", "met_in_part"):
            return None
        if found.missing and found.attribute and (found.entry or tried):
            entry = "<entry>" if tried else str(found.entry)
            return f"cin event correct {entry} --set {found.attribute}=<{found.attribute}> --why <reason>"
        dated = found.missing.startswith("the day")  # then it is the first half that is missing
        command = self.settle_part if found.missing and self.settle_part and not dated else self.settle
        return command.replace("{ref}", ref).replace("{on}", on) or None


@dataclass(frozen=True, slots=True)
class Service:
    """A reviewing service in words, and what it asks, in its own order."""

    authority: str
    service: str
    source: str
    ours: str
    elsewhere: str
    notes: tuple[str, ...]
    readings: Mapping[str, int]
    items: tuple[Item, ...]

    @property
    def asked(self) -> tuple[Asked, ...]:
        """What it asks, as the domain finds it."""
        return tuple(Asked(item.feature, item.by_chair) for item in self.items)

    def is_of(self, authority: str | None) -> bool | None:
        """Whether this is the service of that authority; None when it is not known whose the case is."""
        if not authority or not authority.strip():
            return None
        mine, theirs = (" ".join(name.casefold().replace("-", " ").split()) for name in (self.authority, authority))
        return theirs == mine or theirs.startswith(f"{mine} ")


def essex() -> Service:
    """Essex's service, as it ships."""
    return read(_shipped(), "cinrs-essex.toml")


def _shipped() -> str:
    return (files("cin_cli.packs") / "cinrs-essex.toml").read_text(encoding="utf-8")


def text_of(name: str) -> str:
    """The text of a service's pack: `essex`, or a file."""
    if name.casefold() == ESSEX:
        return _shipped()
    path = Path(name)
    if not path.is_file():
        raise NotFound(f"There is no file {name} with a reviewing service in it.", "`essex` is the one that comes with cin.")
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise CinError(f"{name} cannot be read: {error}.") from None


def read(text: str, where: str = "") -> Service:
    """The service in this text; raises PackError with every mistake. One that `extends` Essex's says what differs."""
    try:
        table = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise PackError(where, [not_toml(text, error)]) from None
    mistakes: list[Mistake] = []
    base = _base(table, mistakes)
    said = _said(table, base, mistakes)
    readings = _readings(table.get("readings", {}), base, text, mistakes)
    items = _items(table.get("item", []), text, mistakes) or (base.items if base else ())
    if not items:
        mistakes.append(Mistake("", "item", 1, "the service asks nothing: every thing it asks is a table [[item]]"))
    if mistakes:
        raise PackError(where, mistakes)
    service = Service(**said, readings=readings, items=items)
    return replace(service, items=tuple(_filled(item, readings) for item in items))


def _base(table: Mapping[str, Any], mistakes: list[Mistake]) -> Service | None:
    extends = table.get("extends")
    if extends is None:
        return None
    if extends != ESSEX:
        mistakes.append(Mistake("", "extends", 1, f'only "{ESSEX}" can be extended'))
        return None
    found = tomllib.loads(_shipped())
    none: list[Mistake] = []
    return Service(**_said(found, None, none), readings=found["readings"], items=_items(found["item"], "", none))


def _said(table: Mapping[str, Any], base: Service | None, mistakes: list[Mistake]) -> dict[str, Any]:
    for key in table.keys() - _SAYS.keys() - {"extends", "readings", "item"}:
        mistakes.append(Mistake("", key, 1, f"is no key of a service; its keys: {', '.join((*_SAYS, 'readings', 'item'))}"))
    said: dict[str, Any] = {}
    for key, form in _SAYS.items():
        value = table.get(key, getattr(base, key) if base else None)
        value = list(value) if isinstance(value, tuple) else value
        if not isinstance(value, form) or not value or (form is list and not all(isinstance(v, str) for v in value)):
            wrong = "is a text" if form is str else "is a list of texts"
            mistakes.append(Mistake("", key, 1, "is missing" if value is None else wrong))
        said[key] = tuple(value) if isinstance(value, list) else value
    return said


def _readings(table: Any, base: Service | None, text: str, mistakes: list[Mistake]) -> dict[str, int]:
    ours: Mapping[str, int] = base.readings if base else tomllib.loads(_shipped())["readings"]
    if not isinstance(table, Mapping):
        mistakes.append(Mistake("", "readings", _line(text, "readings"), "is a table of numbers"))
        return dict(ours)
    for name, value in table.items():
        line = _line(text, name)
        if name not in ours:
            mistakes.append(Mistake("readings", name, line, f"is no reading; there are: {', '.join(ours)}"))
        elif isinstance(value, bool) or not isinstance(value, int) or not 0 < value < 1000:
            mistakes.append(Mistake("readings", name, line, "is a whole number from 1 to 999"))
    return {**ours, **table}


def _items(rows: Any, text: str, mistakes: list[Mistake]) -> tuple[Item, ...]:
    if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
        mistakes.append(Mistake("", "item", _line(text, "item"), "every thing asked is a table [[item]]"))
        return ()
    found = []
    for number, row in enumerate(rows, 1):
        where = f"item {number}"
        wrong = [
            *(Mistake(where, key, 1, f"is no key of an item; its keys: {', '.join((*_WORDS, 'by-chair'))}")
              for key in row.keys() - set(_WORDS) - {"by-chair"}),
            *(Mistake(where, key, 1, "is missing") for key in _NEEDED if not row.get(key)),
            *(Mistake(where, key, 1, "is a text") for key in _WORDS if not isinstance(row.get(key, ""), str)),
        ]  # fmt: skip
        feature, by_chair = row.get("feature"), row.get("by-chair", False)
        if feature and feature not in FOUND_BY:
            wrong.append(Mistake(where, "feature", 1, f"there is no feature {feature!r}; there are: {', '.join(FOUND_BY)}"))
        elif by_chair and (by_chair is not True or feature not in BY_CHAIR):
            wrong.append(Mistake(where, "by-chair", 1, f"is true, and only for {', '.join(BY_CHAIR)}"))
        mistakes += wrong
        if not wrong:
            found.append(Item(**{key.replace("-", "_"): value for key, value in row.items()}))
    return tuple(found)


def _filled(item: Item, readings: Mapping[str, int]) -> Item:
    """The item with the numbers that its reading speaks of."""
    text = item.reading
    for name, value in readings.items():
        text = text.replace(f"{{{name}}}", str(value))
    return replace(item, reading=text)


def _line(text: str, name: str) -> int:
    return next((n for n, line in enumerate(text.split("\n"), 1) if line.strip().strip("[]").startswith(name)), 1)
