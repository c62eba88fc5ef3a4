"""Spreadsheets as people have them, and files that are not what they claim."""

import io
import zipfile
from datetime import date, datetime

import pytest
from openpyxl import Workbook

from cin_cli.errors import CinError, NotFound
from cin_cli.exchange import sheet as sheets
from cin_cli.exchange.sheet import read_sheet

TEXT = "Ref,Name,DOB\r\nAB12,Zoë Lamb,3/10/2015\r\n"
ROWS = [("Ref", "Name", "DOB"), ("AB12", "Zoë Lamb", "3/10/2015")]


def put(tmp_path, content, name="list.csv"):
    path = tmp_path / name
    path.write_bytes(content)
    return path


def rows(path, sheet=None):
    return [line.cells for line in read_sheet(path, sheet).lines]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_csv_is_read_in_the_encodings_that_excel_writes(tmp_path, encoding):
    assert rows(put(tmp_path, TEXT.encode(encoding))) == ROWS


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_csv_is_read_whatever_separates_its_cells(tmp_path, mark):
    assert rows(put(tmp_path, TEXT.replace(",", mark).encode())) == ROWS


def test_excels_own_separator_line_is_understood_and_rows_keep_their_numbers(tmp_path):
    lines = read_sheet(put(tmp_path, b"sep=;\nRef;Name\n\nAB12;X\n")).lines
    assert [(line.number, line.cells) for line in lines] == [(2, ("Ref", "Name")), (4, ("AB12", "X"))]


def test_quoted_cells_may_hold_separators_and_line_ends(tmp_path):
    assert rows(put(tmp_path, b'Ref,Name\n"AB,12","Two\nlines"\n')) == [("Ref", "Name"), ("AB,12", "Two\nlines")]


def workbook(tmp_path, fill, name="list.xlsx"):
    book = Workbook()
    fill(book)
    path = tmp_path / name
    book.save(path)
    return path


def test_a_workbook_gives_real_dates_numbers_and_text_from_its_first_sheet(tmp_path):
    def fill(book):
        book.active.append(["Ref", "DOB", "Opened", None])
        book.active.append([10433, datetime(2015, 10, 3, 9, 30), 45933, True])  # noqa: DTZ001
        book.create_sheet("Other").append(["x"])

    path = workbook(tmp_path, fill)
    assert rows(path) == [("Ref", "DOB", "Opened"), (10433, date(2015, 10, 3), 45933, "TRUE")]
    assert rows(path, "other") == [("x",)]
    with pytest.raises(NotFound, match=r"no sheet 'Third'\. The sheets: Sheet, Other"):
        read_sheet(path, "Third")


def test_a_formula_is_never_worked_out(tmp_path):
    path = workbook(tmp_path, lambda book: book.active.append(["Ref", "=1+1", '=HYPERLINK("http://a.example")']))
    assert rows(path) == [("Ref",)]  # openpyxl wrote no values beside the formulas


def test_a_hidden_first_sheet_is_passed_over(tmp_path):
    def fill(book):
        book.active.append(["hidden"])
        book.active.sheet_state = "hidden"
        book.create_sheet("Team").append(["Ref"])

    assert rows(workbook(tmp_path, fill)) == [("Ref",)]


def test_a_sheet_formatted_to_its_last_row_is_read_quickly(tmp_path):
    def fill(book):
        book.active.append(["Ref"])
        book.active.cell(1_048_576, 1, value="")

    assert rows(workbook(tmp_path, fill)) == [("Ref",)]


def zipped(**parts):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/") + ".xml", content)
    return packed.getvalue()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b" \r\n ", "is empty"),
        (b"\xef\xbb\xbf", "no rows|empty"),
        (b"%PDF-1.7 ...", "is a PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old Excel workbook, or one with a password"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "not a spreadsheet"),
        (b"Ref,Name\nAB12,\x81\x8d\n", "encoding"),
        (b'Ref,Name\n"AB12,X\n', "not a whole CSV"),
        (b"PK\x03\x04 broken", "not an Excel workbook"),
        (zipped(readme="<a/>"), "not an Excel workbook"),
        (zipped(xl__workbook='<!DOCTYPE x [<!ENTITY a "b">]><x/>'), "definitions"),
        ("Ref,Näme\n".encode("utf-16")[:-1], "encoding|spreadsheet"),
    ],
)
def test_a_file_that_is_no_spreadsheet_gets_one_plain_sentence(tmp_path, content, words):
    from cin_cli.exchange.caseload import read_caseload

    with pytest.raises(CinError, match=words) as refusal:
        read_caseload(read_sheet(put(tmp_path, content)), {}, date(2026, 3, 2))
    assert refusal.value.code == 1
    assert "\n" not in str(refusal.value)


def test_a_workbook_that_unpacks_without_end_is_refused_before_it_does(tmp_path, monkeypatch):
    monkeypatch.setattr("cin_cli.exchange.workbook.MOST_UNPACKED", 1_000_000)
    with pytest.raises(CinError, match="far more than a caseload"):
        read_sheet(put(tmp_path, zipped(bomb="0" * 2_000_000)))


def test_far_too_many_rows_or_bytes_are_refused(tmp_path, monkeypatch):
    with pytest.raises(CinError, match="10,000 rows"):
        read_sheet(put(tmp_path, b"A1\n" * 10_001))
    monkeypatch.setattr(sheets, "MOST_BYTES", 100)
    with pytest.raises(CinError, match="too large"):
        read_sheet(put(tmp_path, b"A1,\n" * 100))


def test_a_folder_a_missing_file_and_a_forbidden_one_are_told_apart(tmp_path):
    with pytest.raises(CinError, match="is a folder"):
        read_sheet(tmp_path)
    with pytest.raises(CinError, match="There is no file"):
        read_sheet(tmp_path / "none.csv")
    with pytest.raises(CinError, match=r"cannot be read|There is no file"):
        read_sheet(tmp_path / ("x" * 5000))


def test_day_numbers_follow_the_workbooks_own_first_day(tmp_path):
    from openpyxl.utils.datetime import MAC_EPOCH

    def fill(book):
        book.epoch = MAC_EPOCH
        book.active.append(["Ref"])

    assert read_sheet(workbook(tmp_path, fill)).day(44471) == date(2025, 10, 3)
    assert read_sheet(put(tmp_path, b"Ref")).day(45933) == date(2025, 10, 3)
