"""One CSV file of an extract: in whatever way it was saved, the same rows; each odd one told with its file and row."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cin_cli.errors import CinError
from cin_cli.exchange.extract_table import Odd, Row, Table, read_table

TODAY = date(2026, 3, 31)
PLAIN = "id,name,day\nA1,Ada,2025-07-30\nA2,Theo,2025-08-01\n"


def table(folder, content, today=TODAY):
    raw = content if isinstance(content, bytes) else content.encode()
    (folder / "ssd_thing.csv").write_bytes(raw)
    return read_table(folder, "ssd_thing", "id", today)


def cells(made):
    return [dict(row.cells) for row in made.rows]


def odd(made):
    return [(r.kind, r.line, r.words) for r in made.odd(lambda row: None)]


def noted(made):
    return [(r.kind, r.line, r.words) for r in made.noted]


def a_day(text, today=TODAY):
    made = Table("ssd_thing.csv", "id", today)
    return made.day(Row(2, {"day": text}), "day"), noted(made)


def refused(call):
    with pytest.raises((Odd, CinError)) as fault:
        call()
    return getattr(fault.value, "kind", None), str(fault.value)


# How it was saved


@pytest.mark.parametrize(
    "saved",
    [
        PLAIN,
        PLAIN.replace("\n", "\r\n"),
        "ID,Name,DAY\nA1,Ada,2025-07-30\nA2,Theo,2025-08-01",
        '"id","name","day"\n"A1","Ada","2025-07-30"\n"A2","Theo","2025-08-01"\n',
        "\n\nid,name,day\n\nA1,Ada,2025-07-30\n,,\nA2,Theo,2025-08-01\n",
        " id , name , day \n A1 , Ada , 2025-07-30 \nA2,Theo,2025-08-01\n",
        PLAIN.replace("2025-08-01", "2025-08-01,,"),
        PLAIN.encode("utf-16"),
    ],
)
def test_however_it_was_saved_it_says_the_same(tmp_path, saved):
    made = table(tmp_path, saved)
    assert cells(made) == [
        {"id": "A1", "name": "Ada", "day": "2025-07-30"}, {"id": "A2", "name": "Theo", "day": "2025-08-01"},
    ]  # fmt: skip
    assert odd(made) == [] and noted(made) == []


def test_a_byte_order_mark_is_passed_over_and_told(tmp_path):
    made = table(tmp_path, b"\xef\xbb\xbf" + PLAIN.encode())
    assert [row.text("id") for row in made.rows] == ["A1", "A2"]
    assert [(kind, line) for kind, line, _ in noted(made)] == [("bom", 1)]
    assert noted(made)[0][2].startswith("ssd_thing.csv row 1: ")


@pytest.mark.parametrize("mark", [";", "\t"])
def test_other_separators_are_read_and_told(tmp_path, mark):
    made = table(tmp_path, PLAIN.replace(",", mark))
    assert [row.text("day") for row in made.rows] == ["2025-07-30", "2025-08-01"]
    assert [(kind, line) for kind, line, _ in noted(made)] == [("separator", 1)]


def test_letters_of_windows_are_read_as_they_were_meant(tmp_path):
    assert table(tmp_path, PLAIN.replace("Ada", "Siân").encode("cp1252")).rows[0].text("name") == "Siân"


def test_a_quoted_cell_may_hold_separators_quotes_and_lines_and_the_next_row_keeps_its_number(tmp_path):
    made = table(tmp_path, 'id,name,day\nA1,"Ada, ""the\nfirst""",2025-07-30\nA2,Theo,2025-08-01\n')
    assert [(row.line, row.text("name")) for row in made.rows] == [(2, 'Ada, "the first"'), (3, "Theo")]


@pytest.mark.parametrize("nothing", ["", "NULL", "null", "None", "N/A", "NaN", "  "])
def test_what_says_nothing_is_blank(tmp_path, nothing):
    assert table(tmp_path, PLAIN.replace("2025-07-30", nothing)).rows[0].text("day") == ""


@pytest.mark.parametrize("name", ["Na", "None", "Null"])
def test_a_name_that_looks_like_nothing_is_a_name(tmp_path, name):
    assert table(tmp_path, PLAIN.replace("Ada", name)).rows[0].text("name") == name
    assert table(tmp_path, PLAIN.replace("Ada", "NULL")).rows[0].text("name") == ""


def test_a_file_that_is_not_there_is_none_and_its_name_may_be_in_capitals(tmp_path):
    assert read_table(tmp_path, "ssd_thing", "id", TODAY) is None
    (tmp_path / "SSD_Thing.CSV").write_text(PLAIN)
    assert len(read_table(tmp_path, "ssd_thing", "id", TODAY).rows) == 2


# A file that cannot be read


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("id,day,ID\nA1,2025-07-30,A1\n", "ssd_thing.csv has two columns called 'id'."),
        ("name,day\nAda,2025-07-30\n", "ssd_thing.csv has no column id."),
        (b"id,name,day\nA1,A\0da,2025-07-30\n", "ssd_thing.csv is not a spreadsheet"),
        (bytes(range(256)), "ssd_thing.csv is not a spreadsheet"),
        (b"PK\x03\x04" + bytes(40), "ssd_thing.csv is a workbook or an archive"),
        ('id,name,day\nA1,Ada,2025-07-30\nA2,"Theo,2025-08-01\n', "ssd_thing.csv is not a whole CSV file (line 3"),
        ('id,name,day\nA1,"{"said": "no"}",2025-07-30\n', "ssd_thing.csv is not a whole CSV file (line 2"),
        (f"id,name,day\nA1,{'x' * 200_000},2025-07-30\n", "ssd_thing.csv is not a whole CSV file (line 2"),
        ("", "ssd_thing.csv is empty"),
    ],
)
def test_a_file_that_cannot_be_read_is_named(tmp_path, content, says):
    assert says in refused(lambda: table(tmp_path, content))[1]


# Rows


def test_a_row_of_another_length_is_left_out(tmp_path):
    made = table(tmp_path, PLAIN + "A3,Zoe,2025-08-02,extra\nA4,Max\n")
    assert [row.text("id") for row in made.rows] == ["A1", "A2"]
    assert [(kind, line) for kind, line, _ in odd(made)] == [("row_shape", 4), ("row_shape", 5)]
    assert odd(made)[0][2].startswith("ssd_thing.csv row 4 is left out: 4 cells under 3 headers")
    assert made.left_out == {"A3", "A4"}


def test_the_same_row_twice_is_taken_once_and_told(tmp_path):
    made = table(tmp_path, PLAIN + "A1,Ada,2025-07-30\n")
    assert [row.line for row in made.rows] == [2, 3]
    assert noted(made) == [("duplicate", 4, "ssd_thing.csv row 4: A1 stands in row 2 as well, the same; taken once")]
    assert odd(made) == []


def test_one_name_for_two_rows_leaves_both_out(tmp_path):
    made = table(tmp_path, PLAIN + "A1,Ada,2025-07-31\n")
    assert [row.text("id") for row in made.rows] == ["A2"]
    assert [(kind, line) for kind, line, _ in odd(made)] == [("duplicate", 2), ("duplicate", 4)]


def test_a_row_without_a_name_or_with_an_endless_one_is_left_out(tmp_path):
    made = table(tmp_path, PLAIN + f",Zoe,2025-08-02\n{'A' * 201},Max,2025-08-02\n")
    assert [(kind, line) for kind, line, _ in odd(made)] == [("missing", 4), ("too_long", 5)]


def test_a_row_is_told_with_its_child_but_not_where_its_cells_have_slipped(tmp_path):
    made = table(tmp_path, PLAIN + ",Zoe,2025-08-02\nA5\n")
    assert [(r.kind, r.child) for r in made.odd(lambda row: "AB12")] == [("missing", "AB12"), ("row_shape", None)]


# Cells


@pytest.mark.parametrize(
    "text",
    [
        "2025-07-30", "2025-07-30 00:00:00.000", "2025-07-30T00:00:00", "2025-07-30T00:00:00Z", "30/07/2025", "30/7/2025",
        "30/07/2025 00:00", "30-JUL-2025", "30 July 2025", "30-Jul-25",
    ],
)  # fmt: skip
def test_a_day_is_read_as_systems_write_it(text):
    assert a_day(text)[0] == date(2025, 7, 30)


@given(st.dates(date(1930, 1, 1), TODAY))
def test_the_day_comes_first_as_in_the_united_kingdom(day):
    assert a_day(f"{day:%d/%m/%Y}")[0] == a_day(f"{day:%Y-%m-%d} 00:00:00.000")[0] == day


def test_dates_of_the_united_kingdom_are_told_once_in_a_file():
    made = Table("ssd_thing.csv", "id", TODAY)
    for line, text in enumerate(["2025-07-30", "30/07/2025", "31/07/2025"], start=2):
        made.day(Row(line, {"day": text}), "day")
    assert [(kind, line) for kind, line, _ in noted(made)] == [("uk_dates", 3)]


@pytest.mark.parametrize("text", ["31/02/2025", "2025-02-29", "07/30/2025", "soon", "0025-07-30", "30/07", "today", "45868"])
def test_what_is_no_day_is_odd(text):
    kind, words = refused(lambda: a_day(text))
    assert kind == "impossible_date" and words == f"day is {text!r}, which is not a date"


def test_a_day_that_is_still_to_come_is_odd_unless_it_may_lie_ahead():
    ahead = TODAY + timedelta(days=1)
    assert a_day(TODAY.isoformat())[0] == TODAY
    assert refused(lambda: a_day(ahead.isoformat())) == ("future_date", "day is Wed 1 Apr 2026, which is still to come")
    assert Table("t", "id", TODAY).day_ahead(Row(2, {"day": ahead.isoformat()}), "day") == ahead


def test_a_blank_day_is_not_known_and_missing_where_it_is_needed():
    made = Table("ssd_thing.csv", "id", TODAY)
    assert made.day(Row(2, {"day": ""}), "day") is None and made.day(Row(2, {}), "day") is None
    assert refused(lambda: made.needed_day(Row(2, {"day": ""}), "day")) == ("missing", "day is blank")


@pytest.mark.parametrize(("text", "means"), [("Y", True), ("yes", True), ("1", True), ("N", False), ("false", False), ("", None)])
def test_yes_and_no_and_not_known(text, means):
    assert Row(2, {"seen": text}).yes_no("seen") is means


def test_neither_yes_nor_no_is_odd():
    assert refused(lambda: Row(2, {"seen": "Maybe"}).yes_no("seen")) == (
        "not_yes_or_no", "seen is 'Maybe', neither yes nor no",
    )  # fmt: skip
