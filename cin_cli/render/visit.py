"""Visits as a table, one of them whole, and what the next one is for."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from cin_cli.domain.action import Action
from cin_cli.domain.dates import distance, words
from cin_cli.domain.entry import Entry
from cin_cli.domain.preparation import PointDue, Preparation
from cin_cli.domain.visit_form import HEADER, LISTS
from cin_cli.render.table import Cell, Column, show

SCHEMA_VERSION = 1


@dataclass(frozen=True, slots=True)
class Visit:
    """One visit to one child: what the entry says, and the child's words of that day."""

    child: str
    day: date
    number: int
    planned: bool
    by: str
    says: dict[str, Any]
    voices: tuple[dict[str, Any], ...] = field(default=())


def visits(standing: Iterable[Entry], child: str) -> list[Visit]:
    """The visits among these entries (with words), the newest first, each with the words that the child said at it."""
    entries = list(standing)
    said: dict[str, list[dict[str, Any]]] = {}
    for made in entries:
        if made.kind == "voice":
            voice = _says(made, child)
            said.setdefault(str(voice.get("of") or made.happened_on.isoformat()), []).append(voice)
    found = [
        Visit(child, made.happened_on, made.number or 0, made.planned, made.recorded_by, _says(made, child),
              tuple(said.get(made.happened_on.isoformat(), ())) if not made.planned else ())
        for made in entries if made.kind == "visit"
    ]  # fmt: skip
    return sorted(found, key=lambda one: (one.day, one.number), reverse=True)


def _says(made: Entry, child: str) -> dict[str, Any]:
    own = next((part for part in made.parts if part.child == child), None)
    return {**made.facts, **made.words, **(own.facts if own else {}), **(own.words if own else {})}


def print_visits(rows: Sequence[Visit], *, several: bool, as_json: bool) -> None:
    """The visits as a table: day, seen, alone, where, and the beginning of what the child said."""
    if as_json:
        from cin_cli.context import say

        made = [{"child": v.child, "date": v.day.isoformat(), "entry": v.number, "planned": v.planned, "by": v.by,
                 "says": v.says, "words": list(v.voices)} for v in rows]  # fmt: skip
        say(json.dumps({"schema_version": SCHEMA_VERSION, "visits": made}, indent=1, ensure_ascii=False))
        return
    if not rows:
        return
    columns = (Column("Day"), Column("Child"), Column("Seen"), Column("Alone"), Column("Where", wraps=True),
               Column("The child said", wraps=True))  # fmt: skip
    show(columns, [_cells(visit, several) for visit in rows])


def _cells(visit: Visit, several: bool) -> list[Cell]:
    says = visit.says
    seen = "booked" if visit.planned else "nobody in" if says.get("attempted") else _word(says.get("seen"))
    first = next((str(voice.get("said") or "") for voice in visit.voices), "")
    quote = f"“{_short(first)}”" if first else ""
    return [
        Cell(words(visit.day)), Cell(visit.child if several else ""), Cell(seen), Cell(str(says.get("seen_alone") or "")),
        Cell(str(says.get("where") or "").replace("_", " ")), Cell(quote),
    ]  # fmt: skip


def _word(value: Any) -> str:
    return "" if value is None else {True: "yes", False: "no"}.get(value, str(value))


def _short(text: str, width: int = 60) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= width else flat[: width - 1].rstrip() + "…"


def whole(visit: Visit) -> Iterator[str]:
    """Everything that is recorded of the visit, line by line: the child's words first, fact, analysis and judgement apart."""
    yield f"Visit to {visit.child}, {words(visit.day)}, by {visit.by} (entry {visit.number})"
    yield _seen_line(visit.says)
    for voice in visit.voices:
        how = f" ({str(voice['how']).replace('_', ' ')})" if voice.get("how") else ""
        yield ""
        yield f"In the child's own words{how}:"
        yield from (f"  “{line}”" if line else "" for line in str(voice.get("said") or "").split("\n"))
    labels = [(label.name, label.words) for label in HEADER if label.name not in ("on", "attempted")]
    lines = [f"{label}: {_value(visit.says[name])}" for name, label in labels if visit.says.get(name) not in (None, "")]
    if lines:
        yield ""
        yield from lines
    for name, heading in LISTS.items():
        yield from _list(heading, visit.says.get(name))
    yield from _list("Who does what", [{"text": action_line(row), **row} for row in visit.says.get("actions") or ()])


def _seen_line(says: dict[str, Any]) -> str:
    if says.get("attempted"):
        return "Nobody was in."
    seen = {True: "Seen", False: "Not seen"}.get(says["seen"]) if "seen" in says else "It is not said whether the child was seen"
    alone = f"; alone: {says['seen_alone']}" if says.get("seen_alone") else ""
    why = f" ({_flat(str(says['reason']))})" if says.get("reason") else ""
    return f"{seen}{alone}{why}."


def _value(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return _word(value) if isinstance(value, bool) else str(value).replace("_", " ") if "_" in str(value) else str(value)


def _flat(text: str) -> str:
    return " ".join(text.split())


def _list(heading: str, said: Any) -> Iterator[str]:
    if not said:
        return
    yield ""
    yield f"{heading}:"
    for one in said:
        may = f"  [for {', '.join(one['for'])}]" if one.get("for") else ""
        first, *rest = str(one["text"]).split("\n")
        yield f"  - {first}{may}"
        yield from (f"    {line}" for line in rest)


def action_line(row: dict[str, Any]) -> str:
    """`Nan: ring the school, by 3/10 (Fri 3 Oct 2025)`."""
    due = date.fromisoformat(str(row["due"])) if row.get("due") else None
    day = f" ({words(due)})" if due else ""
    by = f", by {row['by']}{day}" if row.get("by") else ""
    return f"{row.get('who') or 'nobody named'}: {row.get('action') or ''}{by}"


# Preparing ----------------------------------------------------------------------------------------------------------


def print_preparation(found: Sequence[Preparation], day: date) -> None:
    """What the visit is for; what is the same for brothers and sisters, and each question, once."""
    from cin_cli.context import say

    for line in _prepared(found, day):
        say(line)
    for line in _questions(dict.fromkeys(stage for one in found for stage in one.stages)):
        say(line)


def _prepared(found: Sequence[Preparation], day: date) -> Iterator[str]:
    yield from _each(found, lambda one: [_last(one, day)])
    yield from _part(found, "What the child said last", "No words of the child are recorded yet.",
                     lambda one: [f"{words(w.day)}: “{_flat(w.said)}”{_how(w.how)}" for w in one.words])  # fmt: skip
    yield from _part(found, "The plan", "There is no plan yet.", lambda one: [_point(point, day) for point in one.points])
    yield from _part(found, "Promised and not yet done", "Nothing that was promised at a visit or a meeting is open.",
                     lambda one: [f"{a.ref}  {_promise(a, day)}" for a in one.actions])  # fmt: skip


def _alike(found: Sequence[Preparation], lines: Callable[[Preparation], list[str]]) -> dict[tuple[str, ...], list[str]]:
    """The children of whom the same lines are said, by those lines."""
    groups: dict[tuple[str, ...], list[str]] = {}
    for one in found:
        groups.setdefault(tuple(lines(one)), []).append(one.ref)
    return groups


def _each(found: Sequence[Preparation], lines: Callable[[Preparation], list[str]]) -> Iterator[str]:
    for said, refs in _alike(found, lines).items():
        yield from (f"{', '.join(refs)}: {line}" for line in said)


def _part(found: Sequence[Preparation], title: str, none: str, lines: Callable[[Preparation], list[str]]) -> Iterator[str]:
    groups = _alike(found, lines)
    for said, refs in groups.items():
        whom = f" ({', '.join(refs)})" if len(groups) > 1 else ""
        yield ""
        yield f"{title}{whom}:" if said else f"{none[:-1]}{whom}."
        yield from (f"  {line}" for line in said)


def _last(one: Preparation, day: date) -> str:
    last = one.last_visit
    if last is None:
        return "no visit is recorded yet."
    seen = {True: "seen", False: "not seen", None: "not said whether seen"}[last.get("seen")]
    alone = {"yes": ", alone", "no": ", not alone"}.get(str(last.get("seen_alone")), "")
    return f"last visit {words(last.date)} ({(day - last.date).days} days before), {seen}{alone}."


def _how(how: str) -> str:
    return f" ({how.replace('_', ' ')})" if how else ""


def _point(point: PointDue, day: date) -> str:
    when = f"{words(point.due)}, {distance(point.due, day)}" if point.due else point.by or "no day"
    return f"{point.number}. {_flat(point.action)} ({_flat(point.who) or 'nobody named'}; {when})"


def _promise(action: Action, day: date) -> str:
    when = f"{words(action.due)}, {distance(action.due, day)}" if action.due else action.by or "no day"
    return f"{_flat(action.who) or 'nobody named'}: {_flat(action.action)} ({when})"


def _questions(stages: Iterable[str]) -> Iterator[str]:
    import tomllib
    from importlib.resources import files

    asked = tomllib.loads((files("cin_cli.templates") / "visit.questions.toml").read_text(encoding="utf-8"))
    for stage in stages:
        yield ""
        yield f"{asked[stage]['heading']}:"
        yield from (f"  - {question}" for question in asked[stage]["ask"])
