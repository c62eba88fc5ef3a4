"""One CSV file of an extract: rows by column name, each odd one told with its file and row."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from cin_cli.domain.dates import full_date, words
from cin_cli.errors import CinError
from cin_cli.exchange.caseload import Remark
from cin_cli.exchange.sheet import csv_rows

MOST_BYTES = 500_000_000
_NOTHING = ("", "null", "none", "na", "n/a", "nan")
_YES, _NO = ("y", "yes", "true", "1"), ("n", "no", "false", "0")


class Odd(Exception):
    """A row that cannot be taken: which kind of oddity, in words."""

    def __init__(self, kind: str, text: str) -> None:
        super().__init__(text)
        self.kind = kind


@dataclass(frozen=True, slots=True)
class Row:
    """One row, by column name without the file's own prefix-case; a cell that says NULL is blank."""

    line: int
    cells: Mapping[str, str]

    def text(self, name: str) -> str:
        """The cell's text; empty where it is blank or the file has no such column."""
        return self.cells.get(name, "")

    def needed(self, name: str) -> str:
        """The cell's text; Odd where it is blank."""
        value = self.text(name)
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
    """A file's rows, and everything odd about them."""

    name: str
    today: date
    rows: list[Row] = field(default_factory=list)
    odd: list[Remark] = field(default_factory=list)
    noted: list[Remark] = field(default_factory=list)
    uk: bool = False

    def tell(self, row: Row, fault: Odd, child: str | None = None) -> None:
        """Leave the row out, and say so."""
        self.odd.append(self.remark(row, fault.kind, str(fault), child))

    def remark(self, row: Row, kind: str, text: str, child: str | None = None) -> Remark:
        """A remark with the file and the row before its words."""
        return Remark(kind, child, row.line, f"{self.name} row {row.line}: {text}")

    def day(self, row: Row, name: str) -> date | None:
        """The day in a cell, or None; Odd for what is no date or is still to come."""
        text = row.text(name)
        if not text:
            return None
        day = self._day(name, text)
        if day > self.today:
            raise Odd("future_date", f"{name} is {words(day)}, which is still to come")
        return day

    def day_ahead(self, row: Row, name: str) -> date | None:
        """The same for a day that may lie ahead."""
        return self._day(name, row.text(name)) if row.text(name) else None

    def needed_day(self, row: Row, name: str) -> date:
        """The day in a cell; Odd where there is none."""
        day = self.day(row, name)
        if day is None:
            raise Odd("missing", f"{name} is blank")
        return day

    def _day(self, name: str, text: str) -> date:
        plain = text.split("T")[0].split(" ")[0]
        try:
            return date.fromisoformat(plain)
        except ValueError:
            pass
        try:
            day = full_date(plain).day
        except CinError:
            raise Odd("impossible_date", f"{name} is {text[:40]!r}, which is not a date") from None
        if not self.uk:
            self.uk = True
            self.noted.append(Remark("uk_dates", None, 0, f"{self.name}: its dates are read as day/month/year"))
        return day


def read_table(folder: Path, name: str, key: str, today: date) -> Table | None:
    """The file of that name in the folder, or None when there is none; CinError when it cannot be read at all.

    `key` is the column that names a row: the same row twice is taken once, two that differ are both left out.
    """
    path = _path(folder, name)
    if path is None:
        return None
    table = Table(path.name, today)
    rows = iter(csv_rows(path, MOST_BYTES))
    header = [cell.strip().strip('"').lower() for cell in next(rows, (1, []))[1]]
    doubled = [column for column, count in Counter(header).items() if count > 1 and column]
    if doubled:
        raise CinError(f"{path.name} has two columns called {doubled[0]!r}.", "Each column stands once.")
    if key not in header:
        raise CinError(f"{path.name} has no column {key}.", "Is it a file of the Standard Safeguarding Dataset?")
    table.rows = list(_once_each(table, key, _rows(table, header, rows)))
    return table


def _path(folder: Path, name: str) -> Path | None:
    for path in sorted(folder.iterdir()):
        if path.name.lower() == f"{name}.csv" and path.is_file():
            return path
    return None


def _rows(table: Table, header: list[str], rows: Iterator[tuple[int, list[str]]]) -> Iterator[Row]:
    for number, cells in rows:
        row = Row(number, {c: "" if v.lower() in _NOTHING else v for c, v in zip(header, cells, strict=False)})
        if len(cells) != len(header):
            text = f"{len(cells)} cells under {len(header)} headers: is a separator or a quotation mark out of place?"
            table.tell(row, Odd("row_shape", text))
        else:
            yield row


def _once_each(table: Table, key: str, rows: Iterator[Row]) -> Iterator[Row]:
    by_key: dict[str, list[Row]] = {}
    for row in rows:
        name = row.text(key)
        if name:
            by_key.setdefault(name, []).append(row)
        else:
            table.tell(row, Odd("missing", f"{key} is blank"))
    for name, same in by_key.items():
        first, *again = same
        if all(row.cells == first.cells for row in again):
            table.noted += [table.remark(row, "duplicate", f"{name} stands there twice, the same") for row in again]
            yield first
        else:
            for row in same:
                table.tell(row, Odd("duplicate", f"{name} stands there {len(same)} times, and not the same"))
