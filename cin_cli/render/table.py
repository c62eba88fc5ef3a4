"""One table, two ways: drawn by Rich on a terminal, in plain aligned columns everywhere else."""

import os
import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from rich.text import Text

Tone = Literal["", "late", "today", "soon", "quiet"]
NARROWEST = 14
"""A column that wraps is never made narrower than this."""
WIDEST = 100
"""Prose is not made wider than this: nobody reads longer lines."""
GAP, NARROW_GAP = "  ", " "
"""Between two columns; the narrow one where the screen would otherwise be too narrow."""
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
        yield GAP.join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip()


def _draw(columns: Sequence[Column], rows: Rows) -> None:
    """Colours and terminals are Rich's; the lines are laid out here, since a Rich table costs a third of `cin due`."""
    from rich.console import Console
    from rich.text import Text

    from cin_cli.main import printable

    console = Console(highlight=False)
    texts = [[printable(cell.text).replace("\n", " ") for cell in row] for row in rows]
    longest = [max(_cells(c.heading), *(_cells(row[i]) for row in texts)) for i, c in enumerate(columns)]
    gap = GAP if sum(longest) + len(GAP) * (len(columns) - 1) <= console.width else NARROW_GAP
    widths = _widths(columns, longest, console.width, gap)
    page = Text()
    _add(page, [c.heading for c in columns], widths, ["bold"] * len(columns), gap)
    page.append("─" * (sum(widths) + len(gap) * (len(widths) - 1)) + "\n")
    for row, words in zip(rows, texts, strict=True):
        _add(page, words, widths, [STYLES[cell.tone] for cell in row], gap)
    console.print(page, soft_wrap=True, end="")


def _add(page: "Text", texts: Sequence[str], widths: Sequence[int], styles: Sequence[str], gap: str) -> None:
    """One row of the table: as many lines as its longest cell needs."""
    folded = [_fold(text, width) for text, width in zip(texts, widths, strict=True)]
    for number in range(max(map(len, folded))):
        for place, (lines, width, style) in enumerate(zip(folded, widths, styles, strict=True)):
            line = lines[number] if number < len(lines) else ""
            page.append(line, style)
            page.append(" " * (width - _cells(line)) + gap if place + 1 < len(widths) else "\n")


def _fold(text: str, width: int) -> list[str]:
    if _cells(text) <= width:
        return [text]
    import textwrap

    return textwrap.wrap(text, width) or [""]


def folded(text: str, hang: int | None = None) -> str:
    """A sentence in lines as wide as the screen (at most 100), its indent kept (or `hang`), no word and no date cut."""
    import re
    import shutil
    import textwrap

    width = max(40, min(shutil.get_terminal_size((80, 24)).columns, WIDEST))
    indent = text[: len(text) - len(text.lstrip())] if hang is None else " " * hang
    whole = re.sub(r"\b[A-Z][a-z]{2} \d{1,2} [A-Z][a-z]{2} \d{4}\b", lambda day: day[0].replace(" ", "\0"), text)
    made = textwrap.fill(whole, width, subsequent_indent=indent, break_on_hyphens=False, break_long_words=False)
    return made.replace("\0", " ")


def _cells(text: str) -> int:
    """How many places a text takes on a terminal."""
    if text.isascii():
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)


def _widths(columns: Sequence[Column], longest: Sequence[int], screen: int, gap: str) -> list[int]:
    """A width for each column: that of its longest text, but what wraps shares what the screen has left."""
    widths = list(longest)
    over = sum(widths) + len(gap) * (len(widths) - 1) - screen
    wrapping = [i for i, column in enumerate(columns) if column.wraps]
    while over > 0 and any(widths[i] > NARROWEST for i in wrapping):
        widest = max(wrapping, key=lambda i: widths[i])
        widths[widest] -= 1
        over -= 1
    return widths
