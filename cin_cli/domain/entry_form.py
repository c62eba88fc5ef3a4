"""Any entry as a form that people fill in, made from what its kind may say; read back, only what was changed is new."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from cin_cli.domain.attribute import Attribute
from cin_cli.domain.audience import Said
from cin_cli.domain.dates import words
from cin_cli.domain.entry import Entry
from cin_cli.domain.form import SEEN, Form, Label, Section
from cin_cli.domain.kinds import KINDS, Kind

WHY = Label("_why", "Why it is put right", "The reason, which is kept beside what was said before.")
_DAY = Label("_on", "Day", "The day it happened, or is booked for.")
_CHILD = Label("_child", "Child")
CHILDREN = "_children"
_MEANS = {
    "yes_no": "yes or no.", "date": "A day, such as 3/10/2025.", "every": "Such as 4 weeks or 20 working days.",
    "number": "A whole number.", "numbers": "Whole numbers, such as 1, 3.", "time": "Such as 14:00.",
    "audience": "worker, professionals, everyone, or people such as F7.mother.",
}  # fmt: skip
_GUIDE = f"""Write after the labels and under the headings; what you leave as it is stays as it is, what you empty is taken out.
{SEEN}: worker, professionals, everyone, or people such as F7.mother. A note like this one is not kept."""
_LISTED = ("said", "rows")


def form_of(kind: Kind, own: Iterable[str] | None = None, *, why: bool = False) -> Form:
    """The form of a kind of entry. `own`: only these may differ for each child, not all; `why`: with a place for the reason."""
    plain = [attribute for attribute in kind.attributes.values() if attribute.form not in _LISTED]
    header = (*([WHY] if why else []), _DAY, *map(_label, plain))
    differs = tuple(_label(a) for a in plain if own is None or a.name in own)
    copy = "Copy the block for another child."
    children = Section(CHILDREN, "## What differs for a child", copy, "### Child", (_CHILD, *differs))
    listed = tuple(_section(a) for a in kind.attributes.values() if a.form in _LISTED)
    sections = (*([children] if own is None or differs else []), *listed)
    return Form(kind.words, f"# Entry: {kind.words}", header, sections, _GUIDE, whole=False)


def _label(attribute: Attribute) -> Label:
    meaning = f"One of: {', '.join(attribute.choices)}." if attribute.choices else _MEANS.get(attribute.form, "")
    return Label(attribute.name, SEEN if attribute.name == "for" else _heading(attribute.name), meaning)


def _heading(name: str) -> str:
    text = name.removesuffix("_for") + (" is for" if name.endswith("_for") else "")
    return text.replace("_", " ").capitalize()


def _section(attribute: Attribute) -> Section:
    heading = _heading(attribute.name)
    row = f"### {heading.removesuffix('s')}" if attribute.form == "rows" else ""
    return Section(attribute.name, f"## {heading}", "", row, tuple(map(_label, attribute.columns)))


# An entry as the form's values --------------------------------------------------------------------------------------


def values_of(made: Entry, child: str | None = None) -> dict[str, Any]:
    """What an entry says, as its form has it; of one child only, what is said of all is the child's too."""
    attributes = KINDS[made.kind].attributes
    parts = [part for part in made.parts if child in (None, part.child)]
    alone = {**parts[0].facts, **parts[0].words} if len(parts) == 1 else {}
    values = {_DAY.name: words(made.happened_on), **_shown(attributes, {**made.facts, **made.words, **alone})}
    if len(parts) > 1:
        rows = ({_CHILD.name: part.child, **_shown(attributes, {**part.facts, **part.words})} for part in parts)
        values[CHILDREN] = tuple(row for row in rows if len(row) > 1)
    return values


def _shown(attributes: Mapping[str, Attribute], says: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _text(attributes[name], value) for name, value in says.items() if name in attributes}


def _text(attribute: Attribute, value: Any) -> Any:
    """A value as the form has it: a day in words, yes or no, things said each with who may see it, rows of texts."""
    if attribute.form == "said":
        return tuple(Said(str(one["text"]), tuple(one.get("for") or ())) for one in value)
    if attribute.form == "rows":
        columns = {column.name: column for column in attribute.columns}
        return tuple(_row(columns, row) for row in value)
    if attribute.form == "date":
        return words(date.fromisoformat(str(value)))
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _row(columns: Mapping[str, Attribute], row: Mapping[str, Any]) -> dict[str, Any]:
    return {n: tuple(value) if n == "for" else _text(columns[n], value) for n, value in row.items() if n in columns}


def own_names(made: Entry) -> tuple[str, ...]:
    """What differs for a child of the entry, where it is about several."""
    several = made.parts if len(made.parts) > 1 else ()
    return tuple(dict.fromkeys(name for part in several for name in (*part.facts, *part.words)))


def has_own_lists(made: Entry) -> bool:
    """Whether one of several children has things said or a table of its own, which only its own form can show."""
    attributes = KINDS[made.kind].attributes
    return any(name in attributes and attributes[name].form in _LISTED for name in own_names(made))


# The form's values as what an entry says ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Anew:
    """What a form says anew: the day, what is said of all, what differs for each child; None takes something out."""

    day: str = ""
    says: Mapping[str, Any] = field(default_factory=dict)
    own: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    why: str = ""

    @property
    def nothing(self) -> bool:
        """Whether it says nothing but why."""
        return not (self.day or self.says or any(self.own.values()))


def said_of(values: Mapping[str, Any], before: Mapping[str, Any] | None = None) -> Anew:
    """What the form says that it did not say before, ready to be checked as an entry's."""
    earlier = before or {}
    rows, were = _by_child(values), _by_child(earlier)
    own = {child: changed for child in {**were, **rows} if (changed := _changed(rows.get(child, {}), were.get(child, {})))}
    day = str(values.get(_DAY.name) or "").strip()
    return Anew(
        "" if day == str(earlier.get(_DAY.name) or "").strip() else day, _changed(values, earlier), own,
        str(values.get(WHY.name) or "").strip(),
    )  # fmt: skip


def _by_child(values: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    return {str(row.get(_CHILD.name) or "").split("(")[0].strip(): row for row in values.get(CHILDREN) or ()}


def _changed(values: Mapping[str, Any], before: Mapping[str, Any]) -> dict[str, Any]:
    names = [name for name in {**before, **values} if not name.startswith("_")]
    return {name: ready(values.get(name)) for name in names if ready(values.get(name)) != ready(before.get(name))}


def ready(value: Any) -> Any:
    """A form's value as an entry may have it; None where nothing is said."""
    if isinstance(value, str):
        return value if value.strip() else None
    if value and all(isinstance(one, str) for one in value):  # who may see it
        return list(value)
    return list(_listed(value or ())) or None


def _listed(held: Iterable[Any]) -> Iterator[Any]:
    for one in held:
        if isinstance(one, Said):
            if one.text.strip():
                yield {"text": one.text, "for": list(one.audience)}
        elif row := {name: list(value) if isinstance(value, tuple) else value for name, value in one.items() if value}:
            yield row


def blank(kind: Kind, says: Mapping[str, Any], on: str) -> dict[str, Any]:
    """The values of a form to begin with: the day, what is known, a place in each list."""
    lists: dict[str, tuple[Any, ...]] = {
        a.name: (Said(""),) if a.form == "said" else ({},) for a in kind.attributes.values() if a.form in _LISTED
    }
    known = {name: (Said(value),) if name in lists and isinstance(value, str) else value for name, value in says.items()}
    return {_DAY.name: on, **lists, **known}
