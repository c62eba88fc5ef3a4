"""Reads a spreadsheet's cells, whatever saved it: Excel's CSV in its encodings, or XLSX. Hostile until read."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from cin_cli.errors import CinError

Cell = str | int | float | date | None
MOST_BYTES = 20_000_000
MOST_LINES = 10_000
MOST_COLUMNS = 200
_SAVE_AS = "Save it as .xlsx or as CSV and try again."
_NOT_TEXT = re.compile(r"[^\t\r\n\f\x20-\U0010ffff]")
_PDF, _ZIP, _OLE = b"%PDF", b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the sheet that holds something, with the number that Excel shows beside it."""

    number: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows of one sheet, and the day from which its day numbers are counted."""

    lines: tuple[Line, ...]
    day_zero: date = date(1899, 12, 30)

    def day(self, serial: float) -> date:
        """The day that Excel means by a number; ValueError when it is out of any child's reach."""
        if not 7_000 < serial < 75_000:
            raise ValueError(serial)
        return self.day_zero + timedelta(days=int(serial))


def read_sheet(path: Path, sheet: str | None = None) -> Sheet:
    """The sheet in the file; CinError in one plain sentence when it is not a spreadsheet that can be read."""
    content = _content(path)
    if content.startswith(_ZIP):
        from cin_cli.exchange.workbook import read_workbook

        return read_workbook(content, sheet)
    if sheet is not None:
        raise CinError("A CSV file has no sheets to choose from.", "Leave out --sheet.")
    return Sheet(tuple(kept(enumerate(_records(_text(content)), start=1))))


def kept(numbered: Iterator[tuple[int, list[Cell]]] | enumerate[list[Cell]]) -> Iterator[Line]:
    """The rows that hold something, without empty cells at their end; CinError when there are far too many."""
    count = 0
    for number, cells in numbered:
        while cells and (cells[-1] is None or not str(cells[-1]).strip()):
            cells.pop()
        if not cells:
            continue
        count += 1
        if count > MOST_LINES or len(cells) > MOST_COLUMNS:
            raise CinError(f"The file has more than {MOST_LINES:,} rows or {MOST_COLUMNS} columns: not a caseload.")
        yield Line(number, tuple(cell.date() if isinstance(cell, datetime) else cell for cell in cells))


def csv_rows(path: Path, most_bytes: int) -> Iterator[tuple[int, list[str]]]:
    """The rows of a CSV file that hold something, each with its number, in whatever encoding and with whatever separator."""
    content = _content(path, most_bytes)
    if content.startswith(_ZIP):
        raise CinError(f"{path.name} is a workbook or an archive, not a CSV file.", "Save it as CSV.")
    for number, record in enumerate(_records(_text(content, path.name), path.name), start=1):
        cells = ["" if cell is None else str(cell) for cell in record]
        if any(cells):
            yield number, cells


def _content(path: Path, most_bytes: int | None = None) -> bytes:
    most = most_bytes or MOST_BYTES
    try:
        if path.is_dir():
            raise CinError(f"{path} is a folder.", "Give the spreadsheet in it.")
        with path.open("rb") as file:
            content = file.read(most + 1)
    except FileNotFoundError:
        raise CinError(f"There is no file {path}.") from None
    except PermissionError:
        raise CinError(f"{path} may not be read by you.", "Is it open in Excel, or someone else's?") from None
    except (OSError, ValueError) as fault:
        raise CinError(f"{path} cannot be read: {getattr(fault, 'strerror', None) or 'not a usable path'}.") from None
    if len(content) > most:
        raise CinError(f"{path} is too large: over {most // 1_000_000} MB.")
    if not content.strip():
        raise CinError(f"{path} is empty.")
    if content.startswith(_OLE):
        raise CinError(f"{path} is an old Excel workbook, or one with a password.", _SAVE_AS)
    if content.startswith(_PDF):
        raise CinError(f"{path} is a PDF, not a spreadsheet.")
    return content


def _text(content: bytes, name: str = "The file") -> str:
    text = _decoded(content, name)
    if _NOT_TEXT.search(text):
        raise _not_known(name)
    return text


def _not_known(name: str) -> CinError:
    return CinError(f"{name} is not a spreadsheet, or in an encoding that is not known here.", _SAVE_AS)


def _decoded(content: bytes, name: str) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    elif content[1:2] == b"\0":
        encodings = ["utf-16-le"]
    elif content[:1] == b"\0":
        encodings = ["utf-16-be"]
    else:
        encodings = ["utf-8-sig", "cp1252"]  # the second is what Excel for Windows writes as plain CSV
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise _not_known(name)


def _records(text: str, name: str = "The file") -> Iterator[list[Cell]]:
    first, _, rest = text.partition("\n")
    mark = first.strip().lower()
    if len(mark) == 5 and mark.startswith("sep="):  # Excel's own way of naming the separator
        separator, text = mark[4], "\n" + rest
    else:
        separator = _separator(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        for record in reader:
            yield [cell.strip() for cell in record]
    except csv.Error as fault:
        raise CinError(f"{name} is not a whole CSV file (line {reader.line_num}: {fault}).", _SAVE_AS) from None


def _separator(text: str) -> str:
    """The separator that the first rows use most, outside quotation marks."""
    unquoted = "".join(part for place, part in enumerate(text[:20_000].split('"')) if place % 2 == 0)
    lines = [line for line in unquoted.splitlines() if line.strip()][:12]
    return max(",;\t", key=lambda mark: max((line.count(mark) for line in lines), default=0))
