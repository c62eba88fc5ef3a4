"""Meetings as a table, and one of them whole, as the worker reads it."""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import cache
from typing import Any

from cin_cli.domain.dates import words
from cin_cli.domain.kinds import KINDS
from cin_cli.domain.meeting import Meeting, Sending
from cin_cli.domain.meeting_form import HEADER, LISTS, ROWS
from cin_cli.render.table import Cell, Column, show

SCHEMA_VERSION = 1
KIND = {"cin_meeting_initial": "initial", "cin_meeting_review": "review"}


@cache
def wording() -> dict[str, Any]:
    """What is asked, in which order, and what follows from an outcome: templates/meeting.questions.toml."""
    import tomllib
    from importlib.resources import files

    return tomllib.loads((files("cin_cli.templates") / "meeting.questions.toml").read_text(encoding="utf-8"))


def print_meetings(rows: Sequence[tuple[Meeting, Sequence[Sending]]], *, as_json: bool) -> None:
    """The meetings as a table: day, which, outcome, what the children said, the next one, who had the minutes."""
    if as_json:
        from cin_cli.context import say

        made = {"schema_version": SCHEMA_VERSION, "meetings": [_row(*row) for row in rows]}
        say(json.dumps(made, indent=1, ensure_ascii=False))
        return
    columns = (Column("Day"), Column("Which"), Column("Children", wraps=True), Column("Came of it", wraps=True),
               Column("The child said", wraps=True), Column("Minutes"))  # fmt: skip
    if rows:
        show(columns, [_cells(*row) for row in rows])


def _row(meeting: Meeting, sent: Sequence[Sending]) -> dict[str, Any]:
    return {
        "date": meeting.day.isoformat(), "kind": meeting.kind, "children": list(meeting.children), "entry": meeting.number,
        "planned": meeting.planned, "by": meeting.by, "says": dict(meeting.says),
        "of_each": {k: dict(v) for k, v in meeting.own.items()},
        "words": [{"child": v.child, "said": v.said, "how": v.how, "for": list(v.audience)} for v in meeting.voices],
        "minutes": [{"to": one.to, "date": one.day.isoformat(), "how": one.how, "basis": one.basis} for one in sent],
    }  # fmt: skip


def _cells(meeting: Meeting, sent: Sequence[Sending]) -> list[Cell]:
    outcome = "booked" if meeting.planned else str(meeting.get("outcome") or "").replace("_", " ")
    quote = f"“{_short(meeting.voices[0].said)}”" if meeting.voices else ""
    minutes = "" if meeting.planned else f"sent to {len(sent)}" if sent else "not sent"
    return [Cell(words(meeting.day)), Cell(KIND[meeting.kind]), Cell(", ".join(meeting.children)), Cell(outcome), Cell(quote),
            Cell(minutes)]  # fmt: skip


def _short(text: str, width: int = 60) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= width else flat[: width - 1].rstrip() + "…"


def whole(meeting: Meeting, sent: Sequence[Sending], without: Sequence[str]) -> Iterator[str]:
    """Everything that is recorded of the meeting, the children's words first; who had the minutes, and who has not."""
    which = f"{'Booked: ' if meeting.planned else ''}{KIND[meeting.kind].capitalize()} meeting"
    yield f"{which} about {', '.join(meeting.children)}, {words(meeting.day)}, recorded by {meeting.by} (entry {meeting.number})"
    if not meeting.planned:
        yield from _voices(meeting)
    lines = [f"{label.words}: {_value(meeting.get(label.name))}" for label in HEADER if meeting.get(label.name) not in (None, "")]
    if meeting.visits:
        every, by = (value.replace("_", " ") for value in meeting.visits)
        lines.append(f"Visit every: {every}{f', agreed by {by}' if by else ''}")
    if lines:
        yield ""
        yield from lines
    yield from _rows("Invited", meeting.get("invited"))
    for name, heading in LISTS.items():
        yield from _list(heading, meeting.get(name))
    for name, (heading, _, _) in ROWS.items():
        yield from _rows(heading, meeting.get(name))
    if not meeting.planned:
        yield from minutes_lines(sent, without)


def _voices(meeting: Meeting) -> Iterator[str]:
    for ref in meeting.children:
        said = [one for one in meeting.voices if one.child == ref]
        part = str(meeting.of(ref).get("childs_part") or "").replace("_", " ")
        yield ""
        yield f"{ref}{f', part in the meeting: {part}' if part else ''}:"
        if not said:
            yield "  No words of the child stand with this meeting."
        for one in said:
            first, *rest = one.said.split("\n")
            yield f"  “{first}{'”' if not rest else ''}"
            yield from (f"   {line}{'”' if place == len(rest) else ''}" for place, line in enumerate(rest, 1))
            how = ", ".join(filter(None, [one.how.replace("_", " "), one.tool, one.gathered_by]))
            yield f"    {words(one.day)}{f', {how}' if how else ''}; for {_audience(one.audience)}"


def _audience(audience: Iterable[str]) -> str:
    return ", ".join(audience) or "only you"


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if re.fullmatch(r"\d{4}-\d\d-\d\d", str(value)):
        return words(date.fromisoformat(str(value)))
    return str(value).replace("_", " ")


def _list(heading: str, said: Any) -> Iterator[str]:
    if not said:
        return
    yield ""
    yield f"{heading}:"
    for one in said if isinstance(said, list) else [{"text": said}]:
        first, *rest = str(one["text"]).split("\n")
        yield f"  - {first}{_may(one)}"
        yield from (f"    {line}" for line in rest)


def _may(row: dict[str, Any]) -> str:
    return f"  [for {', '.join(row['for'])}]" if row.get("for") else ""


def _rows(heading: str, rows: Any) -> Iterator[str]:
    if not rows:
        return
    yield ""
    yield f"{heading}:"
    for row in rows:
        first, *rest = row_line(row).split("\n")
        yield f"  - {first}{_may(row)}"
        yield from (f"    {line}" for line in rest)


_SHORT = {"attended": ("did not come", "came"), "asked_report": ("", "asked for a report"),
          "report_sent": ("", "report handed round"), "answer": ("no", "yes")}  # fmt: skip


_ORDER = tuple(dict.fromkeys(
    column.name for table in KINDS["cin_meeting_review"].attributes.values() for column in table.columns
    if column.name not in ("for", "due", "person")
))  # fmt: skip


def row_line(row: dict[str, Any]) -> str:
    """A row of a table as one line: its values in order, with the words for yes and no."""
    if row.get("person"):
        name = next((name for name in ("name", "who") if row.get(name)), "name")
        called = str(row.get(name) or "")
        row = {**row, name: f"{called} ({row['person']})" if called != row["person"] else called}
    said = []
    for name in _ORDER:
        if name not in row:
            continue
        value = row[name]
        if isinstance(value, bool):
            said.append(_SHORT.get(name, ("no", "yes"))[value])
        elif name == "point":
            said.append(f"point {value}")
        else:
            said.append(f"by {value}" if name == "by" else str(value).replace("_", " ") if name in ("question",) else str(value))
    return "; ".join(text for text in said if text)


def minutes_lines(sent: Sequence[Sending], without: Sequence[str]) -> Iterator[str]:
    """Who had the minutes, and who is not said to have had them."""
    yield ""
    yield "Minutes:" if sent or without else "Minutes: nobody is said to have had them."
    for one in sent:
        how = ", ".join(filter(None, [one.how.replace("_", " "), one.basis.replace("_", " ")]))
        yield f"  {one.to}: {words(one.day)}{f' ({how})' if how else ''}"
    if without:
        yield f"  Not yet: {', '.join(without)}"


def follows(outcome: str) -> Iterator[str]:
    """What follows from an outcome; `cin` does none of it by itself."""
    yield from wording()["outcome"].get(outcome, {}).get("follows", [])
