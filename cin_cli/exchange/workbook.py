"""Reads an XLSX workbook's values: no formulas, macros or links, and nothing that unpacks without end."""

import io
import warnings
import zipfile
from collections.abc import Iterator
from typing import Any

from cin_cli.errors import CinError, NotFound
from cin_cli.exchange.sheet import MOST_COLUMNS, Cell, Sheet, kept

MOST_PARTS = 2_000
MOST_UNPACKED = 200_000_000
_NOT_ONE = "The file is not an Excel workbook that can be read."
_SAVE_AS = "Save it as .xlsx or as CSV and try again."


def read_workbook(content: bytes, sheet: str | None) -> Sheet:
    """The first sheet of the workbook, or the one named; CinError when it cannot be read safely."""
    _safe(content)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl remarks on styles and validation; nobody here can act on it
        try:
            return _values(content, sheet)
        except CinError:
            raise
        except Exception as fault:  # a hostile or broken file may raise anything at all
            raise CinError(_NOT_ONE, _SAVE_AS) from fault


def _safe(content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
                raise CinError("The workbook unpacks to far more than a caseload.", _SAVE_AS)
            for part in parts:
                _no_definitions(archive, part)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError, EOFError, ValueError, KeyError):
        raise CinError(_NOT_ONE, _SAVE_AS) from None


def _no_definitions(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """Refuse XML with definitions of its own: no spreadsheet needs them, and they can grow without end."""
    if part.filename.lower().endswith((".xml", ".rels")):
        with archive.open(part) as opened:
            start = opened.read(4_096).replace(b"\0", b"")
        if b"<!DOCTYPE" in start or b"<!ENTITY" in start:
            raise CinError("The workbook holds definitions that no spreadsheet needs.", _SAVE_AS)


def _values(content: bytes, sheet: str | None) -> Sheet:
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False, keep_vba=False)
    try:
        page = _page(book, sheet)
        page.reset_dimensions()  # what the file says of its own size may be wrong
        lines = tuple(kept(_rows(page)))
        return Sheet(lines, book.epoch.date())
    finally:
        book.close()


def _page(book: Any, sheet: str | None) -> Any:
    pages = {page.title: page for page in book.worksheets}
    if not pages:
        raise CinError("The workbook has no sheet of rows.", _SAVE_AS)
    if sheet is None:
        visible = [page for page in pages.values() if page.sheet_state == "visible"]
        return (visible or list(pages.values()))[0]
    for title, page in pages.items():
        if title.strip().casefold() == sheet.strip().casefold():
            return page
    raise NotFound(f"There is no sheet {sheet!r}.", f"The sheets: {', '.join(pages)}.")


def _rows(page: Any) -> Iterator[tuple[int, list[Cell]]]:
    for number, values in enumerate(page.iter_rows(max_col=MOST_COLUMNS + 1, values_only=True), start=1):
        if any(values):  # a sheet may be "formatted" down to row 1,048,576
            yield number, [_cell(value) for value in values]


def _cell(value: Any) -> Cell:
    from datetime import date, datetime

    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, (int, float, date)) or value is None:
        return value
    return str(value).strip()
