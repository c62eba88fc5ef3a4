"""`cin import csv`: all rows or none, nothing twice, every oddity told, and taken back as one."""

import csv
import io
import json
import random
import struct
import zipfile
from importlib.resources import files

import pytest
from openpyxl import Workbook

from tests.commands._children import entries, last_number, refused

EXAMPLE = str(files("cin_cli.examples") / "caseload.csv")
HEADERS = ["Child ID", "Initials", "DOB", "Opened", "CIN decision", "Plan start", "Last visit", "Last CIN review",
           "Social worker", "Pathway"]  # fmt: skip
AB12 = ["AB/12", "JD", "1/5/2016", "8/9/2025", "6/10/2025", "16/10/2025", "10/2/2026", "22/1/2026", "Priya Shah", "standard"]
AB13 = ["AB/13", "KD", "1/5/2018", "8/9/2025", "6/10/2025", "16/10/2025", "10/2/2026", "", "Priya Shah", "standard"]
CD34 = ["CD34", "LM", "2/6/2018", "8/9/2025", "6/10/2025", "16/10/2025", "none", "none", "Jo Field", "health and disability"]
REPORT = ["schema_version", "written", "children", "new_children", "new_entries", "odd", "noted", "changed", "gone", "ignored"]


@pytest.fixture
def put(tmp_path):
    """Write rows under the headers to a file; its path."""

    def put(*rows, headers=HEADERS, name="team.csv"):
        text = io.StringIO()
        csv.writer(text).writerows([headers, *rows])
        (tmp_path / name).write_text(text.getvalue(), encoding="utf-8")
        return tmp_path / name

    return put


def changed(row, **cells):
    """The row with other cells; a header's letters without spaces name the cell."""
    names = [header.replace(" ", "_").lower() for header in HEADERS]
    made = list(row)
    for name, cell in cells.items():
        made[names.index(name)] = cell
    return made


def took(cin, file, *args):
    done = cin("import", "csv", file, *args)
    assert done.code == 0, done.err
    return done.out


def report(cin, file, *args):
    return json.loads(took(cin, file, "--json", *args))


def days(cin, ref, kind):
    return sorted(made["date"] for made in entries(cin, ref, kind))


def due(cin, *args):
    listed = json.loads(cin("due", "--json", "--days", "400", *args).out)["items"]
    return {(row["child"], row["rule"]): row["due"] for row in listed}


# A first list


def test_a_list_is_read_and_what_is_due_follows(york, put):
    out = took(york, put(AB12, AB13, CD34))
    assert out.endswith(
        "3 children read, 3 of them new; 24 entries were added.\n"
        "`cin due` shows what is due; `cin undo` takes the whole import back.\n"
    )
    assert due(york)["AB12", "visit"] == "2026-03-10"
    assert due(york)["AB12", "review"] == "2026-03-05"
    assert york("db", "check").code == 0


def test_every_cell_of_a_row_is_kept(york, put):
    took(york, put(AB12))
    assert days(york, "AB12", "case_opened") == ["2025-09-08"]
    assert days(york, "AB12", "cin_decision") == ["2025-10-06"]
    assert days(york, "AB12", "cin_plan_started") == ["2025-10-16"]
    assert days(york, "AB12", "visit") == ["2026-02-10"]
    assert days(york, "AB12", "cin_meeting_review") == ["2026-01-22"]
    said = entries(york, "AB12", "child_described")[0]["attributes"]
    assert said == {"initials": "JD", "born": "2016-05-01", "own_reference": "AB/12"}
    assert entries(york, "AB12", "case_allocated")[0]["attributes"] == {"worker": "Priya Shah"}
    assert entries(york, "AB12", "fact_recorded")[0]["attributes"] == {"fact": "pathway", "value": "standard"}
    assert all(made["imported"] for made in entries(york, "AB12"))


def test_a_blank_is_not_known_and_none_is_none(york, put):
    """Of AB13 no review is known, so none is late; CD34 has had no review, so the first is counted from the plan."""
    took(york, put(AB13, changed(CD34, pathway="standard")))
    assert ("AB13", "review") not in due(york)
    assert "date of the last review not known" in york("due", "--case", "AB13").out
    assert due(york)["CD34", "review"] == "2025-11-27"
    assert due(york)["CD34", "visit"] == "2025-11-13"


def test_the_example_is_read_whole(york):
    found = report(york, EXAMPLE)
    assert (found["children"], found["new_children"], found["odd"], found["noted"], found["ignored"]) == (15, 15, [], [], [])
    assert found["written"] is True


def test_headers_in_other_words_and_another_order_mean_the_same(york, put, tmp_path, monkeypatch):
    took(york, put(AB12, AB13, CD34))
    before = due(york)
    monkeypatch.setenv("CIN_DB", str(tmp_path / "other.cin"))
    york("init", "--policy", "york-2024")
    words = ["Mosaic ID", "Name/Initials", "D.O.B. (dd/mm/yyyy)", "Date opened", "Date of CIN decision", "CIN Plan Start Date",
             "Date last seen", "Date of last review", "SW", "Type of CIN"]  # fmt: skip
    order = [9, 3, 0, 8, 1, 7, 2, 6, 4, 5]
    rows = [[row[place] for place in order] for row in (AB12, AB13, CD34)]
    took(york, put(*rows, headers=[words[place] for place in order]))
    assert due(york) == before


def test_a_title_above_the_headers_and_blank_rows_do_no_harm(york, tmp_path):
    text = f"Team B,,\n,,\n{','.join(HEADERS)}\n\n{','.join(AB12)}\n,,,,\n"
    (tmp_path / "team.csv").write_text(text, encoding="utf-8")
    assert report(york, tmp_path / "team.csv")["children"] == 1


def test_a_workbook_says_the_same_as_a_csv(york, put, tmp_path):
    from datetime import date

    book = Workbook()
    book.active.append(HEADERS)
    book.active.append([date(*map(int, reversed(cell.split("/")))) if cell.count("/") == 2 else cell for cell in AB12])
    book.save(tmp_path / "team.xlsx")
    took(york, tmp_path / "team.xlsx")
    assert due(york)["AB12", "visit"] == "2026-03-10"
    assert report(york, put(AB12))["new_entries"] == 0
    refused(york, 3, "import", "csv", tmp_path / "team.xlsx", "--sheet", "Team C", says="The sheets: Sheet.")


def test_columns_that_are_not_kept_are_named(york, put):
    file = put([*AB12, "Hill Rise"], headers=[*HEADERS, "School"])
    assert took(york, file).startswith("Left out, since these columns are not kept: School.\n")


def test_a_header_is_said_to_mean_something(york, put):
    headers = [*HEADERS[:6], "F2F", *HEADERS[7:]]
    assert report(york, put(AB12, headers=headers), "--dry-run")["ignored"] == ["F2F"]
    took(york, put(AB12, headers=headers), "--map", "f2f = last visit")
    assert days(york, "AB12", "visit") == ["2026-02-10"]


def test_a_header_is_said_to_mean_nothing(york, put):
    two = put([*AB12, "1/2/2026"], headers=[*HEADERS, "Last seen"])
    refused(york, 1, "import", "csv", two, says="Two headers mean last visit: 'Last visit' and 'Last seen'")
    assert report(york, two, "--map", "Last seen=ignore")["ignored"] == ["Last seen"]


@pytest.mark.parametrize(
    ("map_", "says"),
    [("School=worker", "no header 'School'"), ("DOB=shoes", "no column 'shoes'"), ("DOB", "HEADER=COLUMN"),
     ("=born", "HEADER=COLUMN")],
)  # fmt: skip
def test_a_mapping_that_means_nothing_is_refused(york, put, map_, says):
    refused(york, 2, "import", "csv", put(AB12), "--map", map_, says=says)


# All or nothing


def test_one_odd_cell_and_nothing_is_written(york, put):
    file = put(AB12, changed(AB13, last_visit="31/2/2026", pathway="zebra"))
    done = refused(york, 1, "import", "csv", file, says="2 cells of team.csv cannot be read. Put them right, or")
    assert "--skip-odd" in done.err
    assert "Odd: AB13, row 3, Last visit: '31/2/2026' is not a date: Feb 2026 has no day 31" in done.out
    assert "Odd: AB13, row 3, Pathway: " in done.out
    assert "added" not in done.out
    assert "No child's case is open here" in york("due").out


def test_the_good_rows_are_taken_when_that_is_said(york, put):
    file = put(AB12, changed(AB13, last_visit="31/2/2026"), CD34)
    out = took(york, file, "--skip-odd")
    assert "Odd: AB13, row 3" in out and "2 children read, 2 of them new" in out
    assert {ref for ref, _ in due(york)} == {"AB12", "CD34"}
    put_right = took(york, put(AB12, AB13, CD34))
    assert "3 children read, 1 of them new" in put_right and "Odd" not in put_right


@pytest.mark.parametrize(
    ("cells", "says"),
    [
        ({"last_visit": "3/3/2026"}, "still to come"), ({"opened": "1/1/2015"}, "before the child could have existed"),
        ({"last_visit": "n/a"}, "say none if there has been none"), ({"dob": "none"}, "leave it empty if it is not known"),
        ({"child_id": ""}, "A child needs a reference"), ({"child_id": "A" * 21}, "at most 20"),
        ({"opened": "soon"}, "is not a date"), ({"pathway": "purple"}, "write `standard`"), ({"social_worker": "x" * 201}, "200"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_told_with_its_row_and_column(york, put, cells, says):
    done = refused(york, 1, "import", "csv", put(AB12, changed(AB13, **cells)))
    odd = [line for line in done.out.splitlines() if line.startswith("Odd: ")]
    assert len(odd) == 1 and "row 3, " in odd[0] and says in odd[0]


def test_a_child_in_two_rows_is_odd_in_both(york, put):
    done = refused(york, 1, "import", "csv", put(AB12, changed(AB13, child_id="ab-12")), says="2 cells")
    assert done.out.count("the same reference is in rows 2, 3") == 2


def test_a_reference_that_becomes_another_childs_is_odd(york, put):
    took(york, put(AB12))
    done = refused(york, 1, "import", "csv", put(changed(AB13, child_id="A/B12")))
    assert "becomes AB12, the reference of the child that your team calls AB/12" in done.out


def test_a_reference_that_is_a_familys_is_odd(york, put):
    took(york, put(AB12, AB13))
    york("family", "add", "AB12", "AB13")
    done = refused(york, 1, "import", "csv", put(AB12, AB13, changed(CD34, child_id="f1")))
    assert "F1 is a family's reference here" in done.out


def test_what_is_only_unusual_is_noted_and_taken(york, put):
    out = took(york, put(changed(AB12, plan_start="1/10/2025")))
    assert "Note: AB12, row 2, Plan start: Wed 1 Oct 2025 is before decision (Mon 6 Oct 2025)" in out
    assert days(york, "AB12", "cin_plan_started") == ["2025-10-01"]


def test_of_many_oddities_some_are_shown_and_json_has_all(york, put):
    rows = [changed(AB12, child_id=f"AB{n}", last_visit="x") for n in range(40)]
    done = refused(york, 1, "import", "csv", put(*rows), says="40 cells")
    assert done.out.count("Odd: AB") == 25 and "Odd: and 15 more; --json has them all.\n" in done.out
    found = json.loads(york("import", "csv", put(*rows), "--json").out)
    assert len(found["odd"]) == 40


# The same list again


def test_the_same_list_again_adds_nothing_in_whatever_order(york, put):
    rows = list(csv.reader(io.StringIO(files("cin_cli.examples").joinpath("caseload.csv").read_text(encoding="utf-8"))))
    took(york, EXAMPLE)
    last, before = last_number(), due(york)
    assert took(york, EXAMPLE) == "15 children read, 0 of them new; 0 entries were added.\n"
    random.Random(7).shuffle(shuffled := rows[1:])
    assert report(york, put(*shuffled, headers=rows[0])) | {"children": 0} == {
        "schema_version": 1, "written": False, "children": 0, "new_children": 0, "new_entries": 0,
        "odd": [], "noted": [], "changed": [], "gone": [], "ignored": [],
    }  # fmt: skip
    assert last_number() == last and due(york) == before


def test_what_was_recorded_by_hand_since_is_not_undone_by_the_same_list(york, put):
    took(york, put(AB12))
    york("visit", "record", "AB12", "--on", "2026-03-01", "--seen", "yes")
    york("event", "record", "case_allocated", "AB12", "--on", "2026-03-01", "--set", "worker=Jo Field")
    last = last_number()
    out = took(york, put(AB12))
    assert "Note: AB12: the list says worker Priya Shah; here it is Jo Field since Sun 1 Mar 2026\n" in out
    assert last_number() == last
    assert due(york)["AB12", "visit"] == "2026-03-27"


def test_a_later_last_visit_is_a_new_visit(york, put, monkeypatch):
    took(york, put(AB12, AB13))
    monkeypatch.setenv("CIN_TODAY", "2026-03-09")
    out = took(york, put(changed(AB12, last_visit="5/3/2026"), AB13))
    assert "Changed: AB12: new last visit Thu 5 Mar 2026\n" in out
    assert "1 entry was added.\n" in out
    assert days(york, "AB12", "visit") == ["2026-02-10", "2026-03-05"]
    assert days(york, "AB13", "visit") == ["2026-02-10"]
    assert due(york)["AB12", "visit"] == "2026-04-02"


def test_an_earlier_last_visit_corrects_the_one_that_the_list_said_before(york, put):
    took(york, put(AB12))
    out = took(york, put(changed(AB12, last_visit="9/2/2026")))
    assert "last visit corrected to Mon 9 Feb 2026 (was Tue 10 Feb 2026)" in out
    assert days(york, "AB12", "visit") == ["2026-02-09"]


def test_a_changed_worker_is_a_change_from_the_day_of_the_list(york, put, monkeypatch):
    took(york, put(AB12, AB13))
    monkeypatch.setenv("CIN_TODAY", "2026-03-09")
    out = took(york, put(changed(AB12, social_worker="Jo Field"), AB13))
    assert "Changed: AB12: worker now Jo Field\n" in out
    made = [(e["date"], e["attributes"]["worker"]) for e in entries(york, "AB12", "case_allocated")]
    assert made == [("2025-09-08", "Priya Shah"), ("2026-03-09", "Jo Field")]
    assert {ref for ref, _ in due(york, "--worker", "Jo Field")} == {"AB12"}


def test_a_changed_pathway_is_a_change_and_moves_what_is_due(york, put, monkeypatch):
    took(york, put(AB12))
    monkeypatch.setenv("CIN_TODAY", "2026-03-09")
    assert "Changed: AB12: pathway now enduring_health_disability\n" in took(york, put(changed(AB12, pathway="CWD")))
    assert due(york)["AB12", "visit"] == "2026-05-05"


def test_a_corrected_date_of_birth_and_new_initials(york, put):
    took(york, put(AB12))
    assert "Changed: AB12: date of birth, initials corrected\n" in took(york, put(changed(AB12, dob="2/5/2016", initials="JF")))
    assert entries(york, "AB12", "child_described")[-1]["attributes"]["born"] == "2016-05-02"


def test_a_row_that_is_gone_is_told_and_left_as_it_is(york, put):
    took(york, put(AB12, AB13))
    last = last_number()
    out = took(york, put(AB12))
    assert "No longer in the list, and left as they are: AB13.\n" in out
    assert last_number() == last and ("AB13", "visit") in due(york)
    assert report(york, put(AB12))["gone"] == ["AB13"]


def test_a_child_opened_by_hand_is_not_gone_from_a_list_it_never_was_in(york, put):
    york("case", "open", "ZZ9", "--opened", "2026-02-02")
    took(york, put(AB12))
    assert report(york, put(AB12))["gone"] == []


def test_a_closed_childs_row_is_noted_and_left(york, put):
    took(york, put(AB12, AB13))
    york("event", "record", "case_closed", "AB13", "--on", "2026-02-27")
    last = last_number()
    out = took(york, put(AB12, changed(AB13, last_visit="20/2/2026")))
    assert "Note: AB13: closed here on Fri 27 Feb 2026; its row is left as it is\n" in out
    assert last_number() == last


# Taking back, trying, reporting


def test_undo_takes_the_whole_import_back_as_one(york, put):
    york("case", "open", "ZZ9", "--opened", "2026-02-02", "--decision", "2026-02-09")
    before = due(york)
    took(york, put(AB12, AB13, CD34))
    assert due(york) != before
    assert york("undo", "--yes").out.rstrip().endswith("Taken back: 25 entries.")
    assert due(york) == before
    assert york("db", "check").code == 0
    assert "3 children read, 3 of them new" in took(york, put(AB12, AB13, CD34))


def test_undo_takes_only_the_last_import_back(york, put, monkeypatch):
    took(york, put(AB12))
    before = due(york)
    monkeypatch.setenv("CIN_TODAY", "2026-03-09")
    took(york, put(changed(AB12, last_visit="5/3/2026", social_worker="Jo Field"), CD34))
    york("undo", "--yes")
    assert due(york) == before
    assert days(york, "AB12", "visit") == ["2026-02-10"]


def test_trying_says_what_would_be_done_and_writes_nothing(york, put):
    last = last_number()
    out = took(york, put(AB12, AB13), "--dry-run")
    assert out == "2 children read, 2 of them new; 17 entries would be added.\n"
    found = report(york, put(AB12, AB13), "--dry-run")
    assert (found["written"], found["new_children"], found["new_entries"]) == (False, 2, 17)
    assert last_number() == last
    assert "17 entries were added" in took(york, put(AB12, AB13))


def test_trying_an_odd_list_is_refused_as_doing_it_would_be(york, put):
    refused(york, 1, "import", "csv", put(changed(AB12, dob="x")), "--dry-run", says="1 cell of team.csv cannot be read")


def test_the_report_has_its_version_first_and_stable_keys(york, put):
    file = put(AB12, changed(AB13, last_visit="x", plan_start="1/10/2025"), changed(CD34, plan_start="1/10/2025"))
    done = york("import", "csv", file, "--json")
    found = json.loads(done.out)
    assert done.code == 1 and list(found) == REPORT
    assert (found["schema_version"], found["written"], found["children"], found["new_children"]) == (1, False, 2, 2)
    assert list(found["odd"][0]) == ["kind", "child", "line", "words"]
    assert [(odd["kind"], odd["child"], odd["line"]) for odd in found["odd"]] == [("not_a_date", "AB13", 3)]
    assert [(note["kind"], note["child"]) for note in found["noted"]] == [("order", "CD34")]
    assert list(report(york, file, "--json", "--skip-odd")) == REPORT


def test_what_a_cell_holds_steers_no_terminal_and_is_not_repeated(york, put):
    file = put(changed(AB12, last_visit="seen at \x1b[31mhis dad's"), changed(AB13, child_id="A\x1bB"))
    done = refused(york, 1, "import", "csv", file)
    assert "\x1b" not in done.out + done.err and "dad" not in done.out + done.err


# Files that are no list


def packed(parts):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return made.getvalue()


def swollen():
    """A workbook of some kilobytes that unpacks to more than two hundred megabytes."""
    made = io.BytesIO()
    packing = zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=1)
    with packing as archive, archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
        for _ in range(202):
            part.write(bytes(1_000_000))
    return made.getvalue()


def lying():
    """One that says of itself that it unpacks to a hundred bytes, and does not."""
    size = 3_000_000
    return packed({"xl/workbook.xml": b" " * size}).replace(struct.pack("<L", size), struct.pack("<L", 100))


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is empty"), (b"\r\n \r\n", "is empty"), (b"%PDF-1.7", "is a PDF"),
        (b"\xd0\xcf\x11\xe0" + bytes(600), "old Excel workbook, or one with a password. Save it as .xlsx or as CSV"),
        (b"Child ID,Initials\nAB12,\x81\x8d\n", "encoding that is not known here"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "not a spreadsheet"),
        (b'Child ID,Initials\n"AB12,JD\n', "not a whole CSV file"),
        (b"PK\x03\x04 and no more", "not an Excel workbook"),
        (packed({"word/document.xml": "<a/>"}), "not an Excel workbook"),
        (packed({"xl/workbook.xml": '<!DOCTYPE x [<!ENTITY a "b">]><x/>'}), "definitions that no spreadsheet needs"),
        (b"Initials,DOB\nJD,1/5/2016\n", 'No column of references was found in row 1'),
        (b"Child ID,DOB\n", "headers and no children in it"),
        (b"Child ID\n" + b"AB1\n" * 10_001, "more than 10,000 rows"),
        (b"Child ID" + b"," * 300 + b"x\nAB12\n", "200 columns"),
    ],
    ids=range(14),
)  # fmt: skip
def test_a_file_that_is_no_list_gets_one_plain_sentence(york, tmp_path, content, says):
    (tmp_path / "team.csv").write_bytes(content)
    done = refused(york, 1, "import", "csv", tmp_path / "team.csv", says=says)
    assert done.out == "" and done.err.count("\n") == 1
    assert york("db", "check").code == 0


@pytest.mark.parametrize("made", [swollen, lying])
def test_a_file_that_unpacks_without_end_is_refused(york, tmp_path, made):
    content = made()
    assert len(content) < 2_000_000
    (tmp_path / "team.xlsx").write_bytes(content)
    done = refused(york, 1, "import", "csv", tmp_path / "team.xlsx", says="workbook")
    assert done.out == "" and done.err.count("\n") == 1


def test_a_folder_a_missing_file_and_no_file_at_all(york, tmp_path):
    refused(york, 1, "import", "csv", tmp_path, says="is a folder. Give the spreadsheet in it.")
    refused(york, 1, "import", "csv", tmp_path / "none.csv", says="There is no file")
    refused(york, 1, "import", "csv", tmp_path / ("x" * 300), says="cannot be read")
    refused(york, 1, "import", "csv", "a\0b", says="cannot be read")
    refused(york, 2, "import", "csv", says="FILE")


def test_a_csv_has_no_sheets(york, put):
    refused(york, 1, "import", "csv", put(AB12), "--sheet", "Team", says="Leave out --sheet")


def test_without_a_procedure_a_list_can_be_read_and_waits(cin, put, monkeypatch):
    monkeypatch.setenv("CIN_TODAY", "2026-03-02")
    cin("init")
    took(cin, put(AB12))
    assert cin("due").code == 2
    cin("policy", "use", "york-2024")
    assert due(cin)["AB12", "visit"] == "2026-03-10"


def test_without_a_case_file_nothing_is_made(cin, put, own_files):
    done = cin("import", "csv", put(AB12))
    assert done.code == 5 and "cin init" in done.err
    assert not (own_files / "cases.cin").exists()
