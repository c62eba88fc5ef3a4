"""A team's list read row by row: what each row says of its child, and every cell that is odd."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from cin_cli.domain.dates import words
from cin_cli.domain.reference import clean_reference, named
from cin_cli.errors import CinError
from cin_cli.exchange import cells
from cin_cli.exchange.cells import NONE, OddError, Value
from cin_cli.exchange.columns import Found, found, recognise, said
from cin_cli.exchange.sheet import Cell, Line, Sheet

DATES = ("born", "opened", "decision", "plan_start", "last_visit", "last_review")
MAY_BE_NONE = ("decision", "plan_start", "last_visit", "last_review")
HEADER_WITHIN = 15
"""A team's sheet may have a title and a few notes above its headers."""
PREGNANCY = timedelta(weeks=40)
_ORDER = (("opened", "decision"), ("decision", "plan_start"), ("opened", "plan_start"), ("plan_start", "last_review"),
          ("opened", "last_visit"))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Remark:
    """Something to tell of a cell: what kind, whose, in which row, in words."""

    kind: str
    child: str | None
    line: int
    words: str


@dataclass(frozen=True, slots=True)
class Row:
    """What one row says of one child. A column that is absent is not known; NONE says that there has been none."""

    line: int
    ref: str
    own: str | None
    values: Mapping[str, Value]
    initials: str | None = None
    name: str | None = None

    def day(self, column: str) -> date | None:
        """The day in a column, or None when it is not known or there has been none."""
        value = self.values.get(column)
        return value if isinstance(value, date) else None


@dataclass(frozen=True, slots=True)
class Caseload:
    """The good rows of a list, the odd cells of the others, what to note, and the headers that mean nothing here."""

    rows: tuple[Row, ...]
    odd: tuple[Remark, ...] = ()
    noted: tuple[Remark, ...] = ()
    ignored: tuple[str, ...] = ()
    listed: frozenset[str] = frozenset()


@dataclass
class _Reading:
    """One row while it is being read."""

    sheet: Sheet
    at: Found
    today: date
    line: Line
    ref: str | None = None
    own: str | None = None
    values: dict[str, Value] = field(default_factory=dict)
    odd: list[Remark] = field(default_factory=list)
    noted: list[Remark] = field(default_factory=list)

    def cell(self, column: str) -> Cell:
        place = self.at.places.get(column)
        return self.line.cells[place] if place is not None and place < len(self.line.cells) else None

    def remark(self, kind: str, column: str, text: str) -> Remark:
        where = f"row {self.line.number}, {self.at.headers.get(column, said(column))}"
        return Remark(kind, self.ref, self.line.number, f"{where}: {text}")


def read_caseload(sheet: Sheet, mapping: Mapping[str, str], today: date) -> Caseload:
    """The rows of the sheet; CinError when it has no header row, no reference column or no children."""
    place = _header_place(sheet, mapping)
    header, lines = sheet.lines[place], sheet.lines[place + 1 :]
    at = found([cells.whole(cell) if cell is not None else "" for cell in header.cells], mapping)
    if "reference" not in at.places:
        _no_reference(header)
    if not lines:
        raise CinError("The file has headers and no children in it.")
    readings = [_read(_Reading(sheet, at, today, line)) for line in lines]
    _refuse_doubles(readings)
    return Caseload(
        tuple(_row(reading) for reading in readings if not reading.odd),
        tuple(remark for reading in readings for remark in reading.odd),
        tuple(remark for reading in readings if not reading.odd for remark in reading.noted),
        at.ignored,
        frozenset(reading.ref for reading in readings if reading.ref),
    )


def _header_place(sheet: Sheet, mapping: Mapping[str, str]) -> int:
    """Where the headers are: the first of the top rows with a reference column, else with most columns known."""
    if not sheet.lines:
        raise CinError("The file has no rows in it.")
    mapped = {header.casefold().strip() for header in mapping}
    best, most = 0, 0
    for place, line in enumerate(sheet.lines[:HEADER_WITHIN]):
        headers = [str(cell) for cell in line.cells if isinstance(cell, str)]
        known = {recognise(h) or (h.casefold().strip() in mapped and h) for h in headers} - {None, False}
        if len(known) > most:
            best, most = place, len(known)
    return best


def _no_reference(header: Line) -> None:
    listed = ", ".join(repr(str(cell)[:40]) for cell in header.cells[:20] if cell is not None)
    raise CinError(
        f"No column of references was found in row {header.number} ({listed}).",
        'Name it: --map "HEADER=reference".',
    )


def _read(reading: _Reading) -> _Reading:
    """Read every cell of the row, so that all that is odd is told at once."""
    try:
        reading.ref, reading.own = clean_reference(cells.whole(reading.cell("reference") or ""))
    except CinError as fault:
        reading.odd.append(reading.remark("reference", "reference", str(fault)))
    for column in (*DATES, "worker", "pathway", "name"):
        cell = reading.cell(column)
        if not cells.unknown(cell):
            try:
                _take(reading, column, cell)
            except OddError as odd:
                reading.odd.append(reading.remark(odd.kind, column, odd.what))
    reading.odd += _impossible(reading)
    reading.noted += _out_of_order(reading)
    return reading


def _take(reading: _Reading, column: str, cell: Cell) -> None:
    if column == "pathway":
        if not cells.says_none(cell):
            reading.values[column] = cells.pathway_in(cell)
    elif column in DATES:
        value = cells.day_in(reading.sheet, cell)
        if value == NONE and column not in MAY_BE_NONE:
            raise OddError("not_a_date", "cannot be none: leave it empty if it is not known")
        reading.values[column] = value
    elif not (column == "worker" and cells.says_none(cell)):
        reading.values[column] = cells.few_words(cell)


def _impossible(reading: _Reading) -> Iterator[Remark]:
    born = reading.values.get("born")
    for column in DATES:
        day = reading.values.get(column)
        if not isinstance(day, date):
            continue
        if day > reading.today:
            yield reading.remark("future_date", column, f"{words(day)} is still to come: put the date right")
        elif isinstance(born, date) and column != "born" and day < born - PREGNANCY:
            text = f"{words(day)} is before the child could have existed: check it and the date of birth"
            yield reading.remark("before_birth", column, text)


def _out_of_order(reading: _Reading) -> Iterator[Remark]:
    for first, then in _ORDER:
        a, b = reading.values.get(first), reading.values.get(then)
        if isinstance(a, date) and isinstance(b, date) and b < a:
            yield reading.remark("order", then, f"{words(b)} is before {said(first)} ({words(a)})")


def _refuse_doubles(readings: list[_Reading]) -> None:
    count = Counter(reading.ref for reading in readings if reading.ref)
    for reading in readings:
        if reading.ref and count[reading.ref] > 1:
            rows = ", ".join(str(r.line.number) for r in readings if r.ref == reading.ref)
            text = f"the same reference is in rows {rows} (as letters and digits): one row a child"
            reading.odd.append(reading.remark("duplicate_reference", "reference", text))


def _row(reading: _Reading) -> Row:
    values = {column: value for column, value in reading.values.items() if column != "name"}
    name = reading.values.get("name")
    initials, full = named(str(name)) if name else (None, None)
    return Row(reading.line.number, reading.ref or "", reading.own, values, initials or None, full)
