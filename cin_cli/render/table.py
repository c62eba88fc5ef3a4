"""One table, two ways: drawn by Rich on a terminal, in plain aligned columns everywhere else."""

import os
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

Tone = Literal["", "late", "today", "soon", "quiet"]
STYLES = {"late": "bold red", "today": "bold yellow", "soon": "yellow", "quiet": "dim", "": ""}


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, and whether its text may wrap (dates and references never do)."""

    heading: str
    wraps: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell's text, as it is, and its tone, which only repeats in colour what the words say."""

    text: str
    tone: Tone = ""


Rows = Sequence[Sequence[Cell]]


def on_terminal() -> bool:
    """Whether standard output is a terminal that draws."""
    return sys.stdout.isatty() and os.environ.get("TERM") != "dumb"


def show(columns: Sequence[Column], rows: Rows) -> None:
    """Print the table to standard output; columns that are empty throughout are left out."""
    kept = [i for i in range(len(columns)) if any(row[i].text for row in rows)]
    columns, rows = [columns[i] for i in kept], [[row[i] for i in kept] for row in rows]
    if on_terminal():
        _draw(columns, rows)
    else:
        for line in plain(columns, rows):
            sys.stdout.write(line + "\n")


def plain(columns: Sequence[Column], rows: Rows) -> Iterable[str]:
    """The table as lines of aligned text, nothing cut."""
    from cin_cli.main import printable

    texts = [[printable(cell.text).replace("\n", " ") for cell in row] for row in rows]
    widths = [max(len(c.heading), *(len(row[i]) for row in texts)) for i, c in enumerate(columns)]
    for row in ([c.heading for c in columns], *texts):
        yield "  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip()


def _draw(columns: Sequence[Column], rows: Rows) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from cin_cli.main import printable

    table = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False, header_style="bold", show_edge=False)
    for column in columns:
        table.add_column(column.heading, no_wrap=not column.wraps, overflow="fold", min_width=14 if column.wraps else None)
    for row in rows:
        table.add_row(*(Text(printable(cell.text), style=STYLES[cell.tone]) for cell in row))
    Console(highlight=False, soft_wrap=False).print(table)
