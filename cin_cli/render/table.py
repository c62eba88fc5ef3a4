"""One table, two ways: drawn by Rich on a terminal, in plain aligned columns everywhere else."""

import os
import sys
from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

Tone = Literal["", "late", "today", "soon", "quiet"]
NARROWEST = 14
"""A column that wraps is never made narrower than this."""
STYLES = {"late": "bold red", "today": "bold yellow", "soon": "yellow", "quiet": "dim", "": ""}


class Column(NamedTuple):
    """A column: its heading, and whether its text may wrap (dates and references never do)."""

    heading: str
    wraps: bool = False


class Cell(NamedTuple):
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

    texts = [[Text(printable(cell.text), style=STYLES[cell.tone]) for cell in row] for row in rows]
    longest = [max(len(c.heading), *(row[i].cell_len for row in texts)) for i, c in enumerate(columns)]
    console = Console(highlight=False, soft_wrap=False)
    # Widths are given, not asked of Rich, which would measure every cell twice: a fifth of the run (benchmarks/due.py).
    table = Table(box=SIMPLE_HEAD, padding=0, pad_edge=False, header_style="bold", show_edge=False)
    for column, width in zip(columns, _widths(columns, longest, console.width), strict=True):
        table.add_column(column.heading, no_wrap=not column.wraps, overflow="fold", width=width)
    for row in texts:
        table.add_row(*row)
    console.print(table)


def _widths(columns: Sequence[Column], longest: Sequence[int], screen: int) -> list[int]:
    """A width for each column: its longest text and a space, but what wraps shares what the screen has left."""
    widths = [width + 1 for width in longest]
    over = sum(widths) + len(columns) - 1 - screen
    wrapping = [i for i, column in enumerate(columns) if column.wraps]
    while over > 0 and any(widths[i] > NARROWEST for i in wrapping):
        widest = max(wrapping, key=lambda i: widths[i])
        widths[widest] -= 1
        over -= 1
    return widths
