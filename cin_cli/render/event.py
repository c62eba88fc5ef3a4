"""The kinds of entry and what they may say; a child's entries as a table and as JSON."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from cin_cli.domain.dates import words
from cin_cli.domain.entry import EVENT_KINDS, FACTS, KINDS, SOURCE_KEY, Attribute, Entry, Kind, Part
from cin_cli.domain.kinds import SIGNIFICANT
from cin_cli.render.table import Cell, Column, show

SCHEMA_VERSION = 1
SHOWN = 100
"""How much of a text the table shows; --json has all of it."""
_FORMS = {
    "yes_no": "yes or no", "date": "a date", "every": "an interval such as 4w or 20 working_days",
    "number": "a whole number", "time": "a time such as 16:30", "short": "a few words",
    "words": "free text, or @FILE", "said": "free text, several things, each with who may see it",
    "numbers": "whole numbers such as 1, 3", "audience": "who may see it: worker, professionals, everyone, or people",
    "any": "what that fact may be",
}  # fmt: skip


def print_kinds() -> None:
    """Every kind that people record, with the names of its attributes."""
    columns = (Column("kind"), Column("in words", wraps=True), Column("it may say", wraps=True))
    kinds = [KINDS[name] for name in EVENT_KINDS]
    show(columns, [[Cell(kind.name), Cell(kind.words), Cell(", ".join(_own(kind)))] for kind in kinds])


def _own(kind: Kind) -> Iterator[str]:
    """What only entries of this kind may say."""
    yield from (name for name in kind.attributes if name != SIGNIFICANT.name)


def kind_lines(kind: Kind) -> Iterator[str]:
    """One kind: each attribute with the values that it may have."""
    yield f"{kind.name}: {kind.words}"
    for attribute in kind.attributes.values():
        yield f"  {attribute.name}: {_values(attribute)}"
    if kind.name == "fact_recorded":
        yield "The facts and their values:"
        for name, choices in FACTS.items():
            yield f"  {name}: {', '.join(map(_plain, choices)) or 'a date'}"


def _values(attribute: Attribute) -> str:
    if attribute.form == "rows":
        return f"a table of {', '.join(column.name for column in attribute.columns)}"
    return ", ".join(attribute.choices) or _FORMS[attribute.form]


def print_entries(rows: Iterable[tuple[Entry, Part]], *, several: bool) -> None:
    """The entries of these children as a table, the number first, since that is what corrects one."""
    columns = (Column("entry"), Column("date"), Column("child"), Column("kind"), Column("it says", wraps=True))
    show(columns, [
        [Cell(str(made.number)), Cell(words(made.happened_on)), Cell(part.child if several else ""),
         Cell(("booked " if made.planned else "") + KINDS[made.kind].words), Cell(_says(made, part))]
        for made, part in rows
    ])  # fmt: skip


def _says(made: Entry, part: Part) -> str:
    said = attributes(made, part)
    if made.kind == "plan_saved":
        said.pop("form", None)
    told = [f"{name}: {_short(_plain(value))}" for name, value in said.items()]
    return "; ".join(told + ([f"corrects entry {made.corrects}"] if made.corrects else []))


def _short(text: str) -> str:
    return text if len(text) <= SHOWN else text[: SHOWN - 1].rstrip() + "…"


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(_plain(each) for each in value)
    if isinstance(value, dict):  # a thing said, or a row of a table
        return value["text"] if "text" in value else " · ".join(_plain(each) for each in value.values())
    return str(value)


def attributes(made: Entry, part: Part) -> dict[str, Any]:
    """What the entry says of one child, with its words; the child's own laid over what is said of all."""
    said = {**made.facts, **made.words, **part.facts, **part.words}
    said.pop(SOURCE_KEY, None)
    return said


def as_json(rows: Iterable[tuple[Entry, Part]]) -> str:
    """The entries with stable keys and ISO dates; what would steer a terminal stands as JSON escapes."""
    made = {"schema_version": SCHEMA_VERSION, "entries": [_row(entry, part) for entry, part in rows]}
    text = json.dumps(made, indent=1, ensure_ascii=False)
    return "".join(c if c.isprintable() or c == "\n" else json.dumps(c)[1:-1] for c in text)


def _row(made: Entry, part: Part) -> Mapping[str, Any]:
    return {
        "number": made.number, "child": part.child, "date": made.happened_on.isoformat(), "kind": made.kind,
        "label": KINDS[made.kind].words, "attributes": attributes(made, part), "planned": made.planned,
        "booked_on": made.booked_on.isoformat() if made.booked_on else None, "imported": made.imported,
        "corrects": made.corrects, "recorded_at": made.recorded_at, "recorded_by": made.recorded_by,
    }  # fmt: skip
