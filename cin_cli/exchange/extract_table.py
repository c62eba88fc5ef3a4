"""One CSV file of an extract: rows by column name, each odd one told with its file and row."""

import codecs
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from cin_cli.domain.dates import full_date, words
from cin_cli.errors import CinError
from cin_cli.exchange.caseload import Remark
from cin_cli.exchange.sheet import csv_rows

MOST_BYTES = 500_000_000
MOST_LETTERS = 200
_NOTHING = ("", "null", "none", "na", "n/a", "nan")
_YES, _NO = ("y", "yes", "true", "1"), ("n", "no", "false", "0")
_CLOCK = re.compile(r"[T ]+\d{1,2}:\d{2}.*$")


class Odd(Exception):
    """A row that cannot be taken: which kind of oddity, in words."""

    def __init__(self, kind: str, text: str) -> None:
        super().__init__(text)
        self.kind = kind


@dataclass(frozen=True, slots=True)
class Row:
    """One row, by column name in small letters; a cell that says NULL is blank."""

    line: int
    cells: Mapping[str, str]

    def text(self, name: str) -> str:
        """The cell's text; empty where it is blank or the file has no such column."""
        return self.cells.get(name, "")

    def short(self, name: str) -> str:
        """The same; Odd where it is too long to be a code or a name."""
        value = self.text(name)
        if len(value) > MOST_LETTERS:
            raise Odd("too_long", f"{name} has more than {MOST_LETTERS} letters")
        return value

    def needed(self, name: str) -> str:
        """The same; Odd where it is blank, too."""
        value = self.short(name)
        if not value:
            raise Odd("missing", f"{name} is blank")
        return value

    def yes_no(self, name: str) -> bool | None:
        """Yes or no; None where the cell is blank; Odd for anything else."""
        value = self.text(name).lower()
        if value in _YES or value in _NO or not value:
            return None if not value else value in _YES
        raise Odd("not_yes_or_no", f"{name} is {self.text(name)[:40]!r}, neither yes nor no")


@dataclass
class Table:
    """A file's rows, those that were left out and why, and what else there is to tell of them.

    `key` is the column that names a row; `left_out` are the names of the rows that were left out.
    """

    name: str
    key: str
    today: date
    rows: list[Row] = field(default_factory=list)
    faults: list[tuple[Row, Odd]] = field(default_factory=list)
    noted: list[Remark] = field(default_factory=list)
    left_out: set[str] = field(default_factory=set)
    uk: bool = False

    def leave_out(self, row: Row, fault: Odd) -> None:
        """Leave the row out, and say so."""
        self.faults.append((row, fault))
        self.left_out.add(row.text(self.key))

    def note(self, row: Row, kind: str, text: str, child: str | None = None) -> None:
        """Tell something of a row that is taken all the same."""
        self.noted.append(Remark(kind, child, row.line, f"{self.name} row {row.line}: {text}"))

    def odd(self, whose: Callable[[Row], str | None]) -> Iterator[Remark]:
        """Every row that was left out, in the file's order, with its child where `whose` knows it."""
        for row, fault in sorted(self.faults, key=lambda each: each[0].line):
            child = None if fault.kind == "row_shape" else whose(row)  # its cells may stand under the wrong headers
            yield Remark(fault.kind, child, row.line, f"{self.name} row {row.line} is left out: {fault}")

    def day(self, row: Row, name: str) -> date | None:
        """The day in a cell, or None; Odd for what is no date or is still to come."""
        day = self.day_ahead(row, name)
        if day and day > self.today:
            raise Odd("future_date", f"{name} is {words(day)}, which is still to come")
        return day

    def day_ahead(self, row: Row, name: str) -> date | None:
        """The same for a day that may lie ahead."""
        text = row.text(name)
        return self._day(row, name, _CLOCK.sub("", text)) if text else None

    def needed_day(self, row: Row, name: str) -> date:
        """The day in a cell; Odd where there is none."""
        day = self.day(row, name)
        if day is None:
            raise Odd("missing", f"{name} is blank")
        return day

    def _day(self, row: Row, name: str, text: str) -> date:
        try:
            day = full_date(text).day
        except CinError:
            raise Odd("impossible_date", f"{name} is {text[:40]!r}, which is not a date") from None
        if not self.uk and "/" in text:
            self.uk = True
            self.note(row, "uk_dates", f"{name} is {text!r}; dates of this file are read as day/month/year")
        return day


def read_table(folder: Path, name: str, key: str, today: date) -> Table | None:
    """The file of that name in the folder, or None when there is none; CinError when it cannot be read at all.

    `key` is the column that names a row: the same row twice is taken once, two that differ are both left out.
    """
    path = _path(folder, name)
    if path is None:
        return None
    table = Table(path.name, key, today)
    rows = iter(csv_rows(path, MOST_BYTES))
    header = [cell.strip().strip('"').lower() for cell in next(rows, (1, []))[1]]
    doubled = [column for column, count in Counter(header).items() if count > 1 and column]
    if doubled:
        raise CinError(f"{path.name} has two columns called {doubled[0][:40]!r}.", "Each column stands once.")
    if key not in header:
        raise CinError(f"{path.name} has no column {key}.", "Is it a file of the Standard Safeguarding Dataset?")
    for kind, text in _spelling(path, header):
        table.note(Row(1, {}), kind, text)
    table.rows = list(_once_each(table, _rows(table, header, rows)))
    return table


def _path(folder: Path, name: str) -> Path | None:
    for path in sorted(folder.iterdir()):
        if path.name.lower() == f"{name}.csv" and path.is_file():
            return path
    return None


def _spelling(path: Path, header: list[str]) -> Iterator[tuple[str, str]]:
    """What is unusual about the file's first line, which is read all the same."""
    with path.open("rb") as file:
        start = file.read(10_000)
    if start.startswith(codecs.BOM_UTF8):
        yield "bom", "begins with a byte order mark (BOM), which is passed over"
    first = start.removeprefix(codecs.BOM_UTF8).strip().partition(b"\n")[0]
    if len(header) > 1 and b"," not in first:
        yield "separator", "has semicolons or tabs between its cells, not commas; read all the same"


def _rows(table: Table, header: list[str], rows: Iterator[tuple[int, list[str]]]) -> Iterator[Row]:
    columns = [(column, column.endswith(("name", "_code"))) for column in header]
    for number, cells in rows:
        while len(cells) > len(header) and not cells[-1]:
            cells.pop()
        row = Row(number, {column: _cell(text, said) for (column, said), text in zip(columns, cells, strict=False)})
        if len(cells) != len(header):
            text = f"{len(cells)} cells under {len(header)} headers: is a separator or a quotation mark out of place?"
            table.leave_out(row, Odd("row_shape", text))
        else:
            yield row


def _cell(text: str, said: bool) -> str:
    """The cell's text in one line; empty for the spellings of nothing, which in names and codes are `said` (NONE)."""
    if len(text) < 5 and (text == "NULL" if said else text.lower() in _NOTHING):
        return ""
    return " ".join(text.split())


def _once_each(table: Table, rows: Iterator[Row]) -> Iterator[Row]:
    by_key: dict[str, list[Row]] = {}
    for row in rows:
        try:
            by_key.setdefault(row.needed(table.key), []).append(row)
        except Odd as fault:
            table.leave_out(row, fault)
    for name, same in by_key.items():
        first, *again = same
        if all(row.cells == first.cells for row in again):
            for row in again:
                table.note(row, "duplicate", f"{name} stands in row {first.line} as well, the same; taken once")
            yield first
        else:
            for row in same:
                table.leave_out(row, Odd("duplicate", f"{name} stands there {len(same)} times, and not the same"))
