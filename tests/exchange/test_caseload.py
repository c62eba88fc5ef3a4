"""What the rows of a team's list say, and every odd cell told with its row."""

from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest

from cin_cli.errors import CinError, UsageError
from cin_cli.exchange.caseload import read_caseload
from cin_cli.exchange.cells import NONE
from cin_cli.exchange.columns import COLUMNS, recognise
from cin_cli.exchange.sheet import Line, Sheet, read_sheet

TODAY = date(2026, 3, 2)


def caseload(*rows, mapping=None, today=TODAY):
    return read_caseload(Sheet(tuple(Line(n, tuple(row)) for n, row in enumerate(rows, 1))), mapping or {}, today)


def one(header, cell):
    return caseload(["Ref", header], ["AB12", cell])


@pytest.mark.parametrize(
    ("header", "column"),
    [
        ("Child ID", "reference"), ("LCS ref", "reference"), ("Mosaic ID", "reference"), ("REF NO.", "reference"),
        ("Child's name", "name"), ("Initials", "name"), ("DOB", "born"), ("D.O.B", "born"), ("Date of birth", "born"),
        ("D.O.B. (dd/mm/yyyy)", "born"), ("Date opened", "opened"), ("CIN decision date", "decision"),
        ("CIN Plan Start", "plan_start"), ("Date of last visit", "last_visit"), ("Last CIN visit", "last_visit"),
        ("CIN review", "last_review"), ("Allocated worker", "worker"), ("SW", "worker"), ("Pathway", "pathway"),
        ("School", None), ("", None), ("Next visit", None),
    ],
)  # fmt: skip
def test_headers_are_recognised_as_teams_write_them(header, column):
    assert recognise(header) == column


def test_no_spelling_means_two_columns():
    spellings = [spelling for listed in COLUMNS.values() for spelling in listed]
    assert len(spellings) == len(set(spellings))


def test_the_example_imports_without_an_odd_cell():
    read = read_caseload(read_sheet(Path(str(files("cin_cli.examples") / "caseload.csv"))), {}, TODAY)
    assert len(read.rows) == 15
    assert (read.odd, read.noted, read.ignored) == ((), (), ())
    assert sum("last_review" not in row.values for row in read.rows) == 1
    assert sum(row.values.get("last_review") == NONE for row in read.rows) >= 1


@pytest.mark.parametrize(
    "cell",
    ["3/10/2025", "03-Oct-25", "2025-10-03", "2025-10-03 00:00:00", "03/10/2025 14:30", "Fri 3 Oct 2025", 45933,
     "45933", 45933.5, date(2025, 10, 3)],
)  # fmt: skip
def test_a_date_is_read_in_every_form_that_a_spreadsheet_gives_it(cell):
    assert one("Last visit", cell).rows[0].values == {"last_visit": date(2025, 10, 3)}


@pytest.mark.parametrize("cell", ["", None, "  ", "-", "?", "unknown", "Not known", "tbc"])
def test_a_blank_is_not_known(cell):
    assert one("Last visit", cell).rows[0].values == {}


@pytest.mark.parametrize("cell", ["none", "None", "NIL", "never", "No visits yet", "none yet"])
def test_none_is_said_and_not_guessed(cell):
    assert one("Last visit", cell).rows[0].values == {"last_visit": NONE}


@pytest.mark.parametrize(
    ("header", "cell", "kind", "words"),
    [
        ("Last visit", "31/2/2026", "impossible_date", "row 2, Last visit: '31/2/2026' is not a date: Feb 2026 has no"),
        ("Last visit", "10/25/2025", "impossible_date", "no month 25"),
        ("Last visit", "3 oct", "impossible_date", "has no year"),
        ("Last visit", "3/3/2026", "future_date", "Tue 3 Mar 2026 is still to come"),
        ("Last visit", 46084, "future_date", "still to come"),
        ("Last visit", 3, "impossible_date", "format the column as dates"),
        ("Last visit", "n/a", "unclear", "say none if there has been none"),
        ("Last visit", "#REF!", "not_a_date", "is not a date"),
        ("Last visit", "seen at school", "not_a_date", "is not a date"),
        ("Last visit", "yesterday", "not_a_date", "is not a date"),
        ("DOB", "none", "not_a_date", "leave it empty"),
        ("DOB", "3/10/2031", "future_date", "still to come"),
        ("Opened", "none", "not_a_date", "leave it empty"),
        ("Pathway", "purple", "unknown_pathway", "standard"),
        ("Name", "x" * 201, "too_long", "200 letters"),
    ],
)  # fmt: skip
def test_an_odd_cell_is_told_with_its_row_its_column_and_what_to_do(header, cell, kind, words):
    read = one(header, cell)
    assert read.rows == ()
    assert [(odd.kind, odd.child, odd.line) for odd in read.odd] == [(kind, "AB12", 2)]
    assert words in read.odd[0].words
    assert "seen at school" not in read.odd[0].words and "x" * 201 not in read.odd[0].words


def test_every_odd_cell_of_a_row_is_told_at_once():
    read = caseload(["Ref", "DOB", "Visit", "Pathway"], ["A-!", "31/2/2015", "tomorrow", "zebra"], ["B2", "", "", ""])
    assert [odd.kind for odd in read.odd] == ["reference", "impossible_date", "not_a_date", "unknown_pathway"]
    assert [row.ref for row in read.rows] == ["B2"]


def test_a_date_before_the_child_could_have_existed_is_odd():
    row = ["AB12", "1/1/2020", "1/3/2019"]
    assert [odd.kind for odd in caseload(["Ref", "DOB", "Opened"], row).odd] == ["before_birth"]
    assert caseload(["Ref", "DOB", "Opened"], ["AB12", "1/1/2020", "1/4/2019"]).odd == ()


def test_dates_out_of_order_are_only_noted():
    read = caseload(["Ref", "Decision", "Plan start"], ["AB12", "10/10/2025", "3/10/2025"])
    assert read.odd == () and len(read.rows) == 1
    assert read.noted[0].words == "row 2, Plan start: Fri 3 Oct 2025 is before decision (Fri 10 Oct 2025)"


def test_the_same_reference_twice_is_odd_in_both_rows_however_it_is_written():
    read = caseload(["Ref"], ["AB-12"], ["CD34"], ["ab/12"])
    assert [(odd.kind, odd.line) for odd in read.odd] == [("duplicate_reference", 2), ("duplicate_reference", 4)]
    assert [row.ref for row in read.rows] == ["CD34"]


@pytest.mark.parametrize(
    ("cell", "pathway"),
    [
        ("standard", "standard"), ("CIN", "standard"), ("S17", "standard"),
        ("health and disability", "enduring_health_disability"), ("H&D", "enduring_health_disability"),
        ("CWD", "enduring_health_disability"), ("enduring health or disability", "enduring_health_disability"),
    ],
)  # fmt: skip
def test_pathways_are_known_by_their_everyday_names(cell, pathway):
    assert one("Pathway", cell).rows[0].values == {"pathway": pathway}


def test_a_title_above_the_headers_is_passed_over_and_rows_keep_their_numbers():
    read = caseload(["Team list"], ["as at 2 March"], ["Child ID", "DOB"], ["AB12", "x"])
    assert read.odd[0].line == 4


def test_other_columns_are_left_out_and_named():
    assert caseload(["Ref", "School", "DOB"], ["AB12", "Hill Rise", "1/1/2015"]).ignored == ("School",)


def test_a_header_can_be_mapped_or_left_out():
    read = caseload(["Thing", "ID"], ["AB12", "9"], mapping={"thing": "reference", "ID": "ignore"})
    assert read.rows[0].ref == "AB12" and read.ignored == ("ID",)


@pytest.mark.parametrize(
    ("rows", "mapping", "error", "words"),
    [
        ([["Ref", "LCS ID"], ["A1", "A1"]], {}, CinError, "Two headers mean reference: 'Ref' and 'LCS ID'"),
        ([["Name", "DOB"], ["A B", "1/1/2015"]], {}, CinError, r"No column of references.*HEADER=reference"),
        ([["Ref", "DOB"]], {}, CinError, "no children in it"),
        ([], {}, CinError, "no rows"),
        ([["Ref"], ["A1"]], {"Reff": "reference"}, UsageError, "no header 'Reff'. Its headers: 'Ref'"),
        ([["Ref"], ["A1"]], {"Ref": "shoe size"}, UsageError, "no column 'shoe size'. The columns: reference, name"),
    ],
)
def test_a_list_that_cannot_be_understood_is_refused_with_what_to_do(rows, mapping, error, words):
    with pytest.raises(error, match=words):
        caseload(*rows, mapping=mapping)


def test_a_number_for_a_reference_is_its_digits():
    assert [row.ref for row in caseload(["Ref"], [10433], [10434.0]).rows] == ["10433", "10434"]


def test_the_teams_own_reference_is_kept_beside_the_cleaned_one():
    row = caseload(["Ref", "Name"], ["YK/1043", "Lamb, Poppy"]).rows[0]
    assert (row.ref, row.own, row.initials, row.name) == ("YK1043", "YK/1043", "PL", "Lamb, Poppy")
