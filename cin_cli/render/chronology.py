"""A chronology as a table on the screen, and as Markdown, HTML or plain text to hand over."""

from collections.abc import Iterator, Mapping
from typing import Any

from cin_cli.domain.chronology import Chronology, Line
from cin_cli.domain.dates import words
from cin_cli.render.document import Block, Document, Format, Row, filled, labels, long_day, written
from cin_cli.render.find import where_words
from cin_cli.render.table import Cell, Column, show

MARK = "*"
"""Before what is significant; in words as well in a document."""
SHOWN = 240
"""How much of a text the table shows; a document has all of it."""


def print_table(made: Chronology) -> None:
    """The chronology as a table, the oldest first."""
    from cin_cli.context import say

    columns = (Column(""), Column("Date"), Column("What", wraps=True), Column("In words", wraps=True), Column("Entry"))
    show(columns, [
        [Cell(MARK if line.significant else ""), Cell(words(line.day)), Cell(line.what, "today" if line.significant else ""),
         Cell(_short(_says(line))), Cell(str(line.number or ""), "quiet")]
        for line in made.lines
    ])  # fmt: skip
    say()
    count, marked = len(made.lines), sum(line.significant for line in made.lines)
    say(f"{count} {'entry' if count == 1 else 'entries'}, {marked} significant ({MARK}).")


def _says(line: Line) -> str:
    return " · ".join(" ".join(one.text.split()) for one in line.says)


def _short(text: str) -> str:
    return text if len(text) <= SHOWN else text[: SHOWN - 1].rsplit(" ", 1)[0] + "…"


def render(made: Chronology, form: Format, *, names: str, reader_name: str = "") -> str:
    """The document of a chronology."""
    return written(document(made, names, reader_name), "chronology", form)


def document(made: Chronology, names: str, reader_name: str) -> Document:
    """Its parts: a row a day, and where there is nothing a line that says so."""
    ours = labels("chronology")
    rows = tuple(Row(number, line.what, tuple(_facts(line, ours))) for number, line in enumerate(made.lines, 1))
    columns = (ours["columns"]["day"], ours["columns"]["says"])
    intro = [filled(ours["reader"], reader=reader_name)] if reader_name else []
    return Document(
        title=filled(ours["title"], names=names) if names else ours["title_without_names"],
        version=filled(ours["made"], day=long_day(made.made)), intro=(*intro, *ours["intro"]),
        blocks=(Block("points", ours["heading"], (ours["rows"] if rows else ours["nothing"],), columns=columns, rows=rows),),
        end=filled(ours["end"], day=long_day(made.made)),
    )  # fmt: skip


def _facts(line: Line, ours: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    day = long_day(line.day)
    yield ours["columns"]["day"], filled(ours["significant"], day=day) if line.significant else day
    texts = [f"{where_words(one.where).capitalize()}: {one.text}" if len(line.says) > 1 else one.text for one in line.says]
    yield ours["columns"]["says"], "\n".join(texts) or ours["no_words"]
