"""`cin import ssd`: an authority's extract comes in as one, goes back as one, and comes again without doubling."""

import csv
import io
import json
import os
from pathlib import Path

import pytest

from cin_cli import context
from cin_cli.store import projections
from tests.commands._children import entries, last_number, opened, refused
from tests.exchange._extracts import ROWS, extract, with_cell, written

SHARED = Path(__file__).parents[3] / "shared" / "data" / "ssd"
sample = pytest.mark.skipif(not SHARED.exists(), reason="the project's sample extract is not in a user's copy: ../shared")
REPORT = ["schema_version", "source", "written", "children", "new_children", "episodes", "open_episodes", "new_entries", "until",
          "disabled", "odd", "noted", "changed", "gone"]  # fmt: skip


@pytest.fixture
def march(york, monkeypatch):
    """`cin` with a case file that follows York, on 31 March 2026."""
    monkeypatch.setenv("CIN_TODAY", "2026-03-31")  # the sample's own day
    return york


@pytest.fixture
def folder(tmp_path):
    """A small extract without fault."""
    return written(tmp_path / "extract", extract())


def took(cin, folder, *args):
    done = cin("import", "ssd", folder, *args)
    assert done.code == 0, done.err
    return done.out


def report(cin, folder, *args):
    return json.loads(took(cin, folder, "--json", *args))


def due(cin, *args):
    return json.loads(cin("due", "--json", "--days", "400", *args).out)


def sound(cin):
    done = cin("db", "check")
    return done.code == 0 and done.out.startswith("Sound:")


def file_now():
    return Path(os.environ["CIN_DB"]).read_bytes()


# A small extract


def test_an_extract_comes_in_and_what_is_due_follows(march, folder):
    out = took(march, folder)
    assert out.endswith(
        "1 child with a disability code: what a procedure asks of disabled children is asked.\n"
        "3 children read, 3 of them new; 3 episodes, 2 of them open.\n"
        "27 entries were added.\n"
        "`cin due` shows what is due; `cin undo` takes the whole import back.\n"
    )
    listed = due(march)
    (visit,) = [item for item in listed["items"] if item["rule"] == "visit"]
    assert (visit["child"], visit["from"]) == ("SYN1", {"event": "visit", "date": "2025-10-09"})
    assert listed["outside"] == {"child_protection": 1} and listed["open_children"] == 1
    assert sound(march)


def test_the_report_says_what_was_read_and_written(march, folder):
    found = report(march, folder)
    assert list(found) == REPORT
    assert (found["schema_version"], found["source"], found["written"], found["until"]) == (1, "ssd", True, None)
    assert (found["children"], found["new_children"], found["episodes"], found["open_episodes"]) == (3, 3, 3, 2)
    assert found["new_entries"] == last_number() - 2  # the procedure's and the import's own
    assert [found[key] for key in ("odd", "noted", "changed", "gone")] == [[], [], [], []]


def test_what_is_odd_is_told_by_kind_child_line_and_words_and_the_rest_is_taken(march, tmp_path):
    tables = with_cell(extract(), "ssd_cin_visits", "V2", "cinv_cin_visit_date", "31/02/2026")
    found = report(march, written(tmp_path / "x", tables))
    assert found["odd"] == [{
        "kind": "impossible_date", "child": "SYN1", "line": 3,
        "words": "ssd_cin_visits.csv row 3 is left out: cinv_cin_visit_date is '31/02/2026', which is not a date",
    }]  # fmt: skip
    assert [made["date"] for made in entries(march, "SYN1", "visit")] == ["2025-09-05", "2026-03-02"]
    assert "Odd: SYN1: ssd_cin_visits.csv row 3 is left out: " in took(march, tmp_path / "x")


def test_a_dry_run_says_the_same_and_writes_nothing(march, folder):
    before, file = last_number(), file_now()
    found = report(march, folder, "--dry-run")
    assert (found["written"], found["new_entries"]) == (False, 27)
    assert "27 entries would be added." in took(march, folder, "--dry-run")
    assert last_number() == before and file_now() == file


def test_the_same_extract_again_writes_nothing(march, folder):
    took(march, folder)
    file = file_now()
    again = report(march, folder)
    assert (again["new_entries"], again["written"], again["new_children"]) == (0, False, 0)
    assert took(march, folder).endswith("0 entries were added.\n")
    assert file_now() == file


def test_next_months_extract_with_one_closing_adds_exactly_that_entry(march, tmp_path, monkeypatch):
    took(march, written(tmp_path / "x", extract()))
    monkeypatch.setenv("CIN_TODAY", "2026-04-30")
    tables = with_cell(extract(), "ssd_cin_episodes", "R1", "cine_close_date", "2026-04-17")
    tables = with_cell(tables, "ssd_cin_episodes", "R1", "cine_close_reason", "RC7")
    found = report(march, written(tmp_path / "x", tables))
    assert (found["new_entries"], found["changed"], found["noted"], found["gone"]) == (1, [], [], [])
    assert [made["date"] for made in entries(march, "SYN1", "case_closed")] == ["2026-04-17"]
    assert due(march)["open_children"] == 0 and sound(march)


def test_a_changed_row_is_a_correction_and_a_row_that_has_gone_is_told(march, tmp_path):
    took(march, written(tmp_path / "x", extract()))
    tables = with_cell(extract(), "ssd_cin_visits", "V3", "cinv_cin_visit_seen", "Y")
    tables["ssd_cin_visits"] = tables["ssd_cin_visits"][1:]
    found = report(march, written(tmp_path / "x", tables))
    assert found["new_entries"] == 1
    assert [(r["kind"], r["child"]) for r in found["changed"]] == [("changed", "SYN1")]
    assert [(r["kind"], r["child"]) for r in found["noted"]] == [("row_gone", "SYN1")]
    (visit,) = [item for item in due(march)["items"] if item["rule"] == "visit"]
    assert visit["from"]["date"] == "2026-03-02"


def test_undo_takes_the_whole_import_back_and_it_comes_again_whole(march, folder):
    before = due(march)
    took(march, folder)
    after = due(march)
    assert march("undo", "--yes").out.endswith("Taken back: 28 entries.\n")
    assert due(march) == before and sound(march)
    assert report(march, folder)["new_entries"] == 27
    assert due(march)["items"] == after["items"] and sound(march)


def test_undo_of_a_second_import_leaves_the_first(march, tmp_path):
    took(march, written(tmp_path / "x", extract()))
    first = due(march, "--all")
    tables = with_cell(extract(), "ssd_cin_plans", "P1", "cinp_cin_plan_start_date", "2025-09-10")
    took(march, written(tmp_path / "x", tables))
    assert due(march, "--all") != first
    march("undo", "--yes")
    assert due(march, "--all") == first and sound(march)


def test_a_reference_that_is_a_familys_here_is_left_out_and_told(march, tmp_path):
    opened("AB12")
    assert march("family", "add", "AB12").out == "F1: AB12.\n"
    people = [("F1", "1", "Ada", "Testwood", "2015-05-01", "", ""), *ROWS["ssd_person"][1:]]
    found = report(march, written(tmp_path / "x", extract(ssd_person=people)))
    assert [(r["kind"], r["child"], r["line"]) for r in found["odd"]] == [("reference_clash", "F1", 2)]
    assert found["children"] == 2


# Nothing half


def test_when_writing_fails_nothing_is_written(march, folder, monkeypatch):
    before, file = last_number(), file_now()

    def fails(*_args, **_more):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(projections, "refresh", fails)
        done = march("import", "ssd", folder)
    assert done.code == 1
    assert last_number() == before and sound(march)
    assert len(file) == len(file_now())
    assert report(march, folder)["new_entries"] == 27


FAULTS = {
    "a NUL": b"pers_person_id\n5\x0000\n",
    "binary": bytes(range(256)) * 40,
    "a huge line": b"pers_person_id,pers_forename\n1," + b"x" * 300_000 + b"\n",
    "an open quotation mark": b'pers_person_id,pers_forename\n1,"Ada\n2,Theo\n',
    "another file": b"name,born\nAda,2015-05-01\n",
    "a workbook": b"PK\x03\x04" + bytes(60),
    "nothing": b"",
    "a column twice": b"pers_person_id,PERS_PERSON_ID\n1,1\n",
    "no rows": b"pers_person_id,pers_dob\n",
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_file_that_cannot_be_read_refuses_the_whole_folder_in_a_sentence(march, folder, fault):
    (folder / "ssd_person.csv").write_bytes(FAULTS[fault])
    file = file_now()
    done = refused(march, 1, "import", "ssd", folder, says="ssd_person.csv" if fault != "no rows" else "There are no children")
    assert done.out == "" and len(done.err.splitlines()) == 1
    assert file_now() == file


def test_any_of_its_files_refuses_the_folder_by_name(march, folder):
    for name in ROWS:
        good = (folder / f"{name}.csv").read_bytes()
        (folder / f"{name}.csv").write_bytes(b"\x00\x01\x02\xff")
        refused(march, 1, "import", "ssd", folder, says=f"{name}.csv")
        (folder / f"{name}.csv").write_bytes(good)


def test_a_folder_that_is_no_extract_is_refused(march, tmp_path):
    refused(march, 3, "import", "ssd", tmp_path / "nowhere", says="There is no folder")
    (tmp_path / "file.csv").write_text("x")
    refused(march, 1, "import", "ssd", tmp_path / "file.csv", says="is a file.")
    (tmp_path / "empty").mkdir()
    refused(march, 1, "import", "ssd", tmp_path / "empty", says="There is no ssd_person.csv in empty.")
    nobody = written(tmp_path / "nobody", {name: [] for name in ROWS})
    refused(march, 1, "import", "ssd", nobody, says="There are no children in nobody that could be read.")


def test_letters_of_windows_are_taken(march, tmp_path):
    folder = written(tmp_path / "x", with_cell(extract(), "ssd_person", "SYN1", "pers_forename", "Siân"))
    path = folder / "ssd_person.csv"
    path.write_bytes(path.read_text(encoding="utf-8").encode("latin-1"))
    assert report(march, folder)["odd"] == []
    assert "Siân" in march("due", "--names").out


def test_without_a_case_file_nothing_is_read(cin, folder):
    done = cin("import", "ssd", folder)
    assert done.code == 5 and "cin init" in done.err


# A terminal


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_a_bar_is_drawn_where_somebody_is_looking_and_nowhere_else(monkeypatch):
    from cin_cli.commands._extract import _bar

    looking, away = Terminal(), io.StringIO()
    for stream in (looking, away):
        monkeypatch.setattr("sys.stderr", stream)
        with _bar("Reading extract") as progress:
            if progress:
                progress(1, 2)
    assert "Reading extract" in looking.getvalue() and "50%" in looking.getvalue()
    assert away.getvalue() == ""


# What the extract cannot hold


def rests_on_what_it_cannot_hold(cin):
    """The rows that give a day and rest on a kind of entry that the extract cannot hold."""
    ((facts,),) = context.store().rows("SELECT DISTINCT facts FROM entry WHERE kind = 'source_covered'")
    context.close()
    covers = json.loads(facts)["covers"]
    found = due(cin, "--all")["items"]
    assert found
    return [item for item in found if item["due"] and item["from"]["event"] not in covers]


def test_no_row_rests_on_what_the_extract_cannot_hold(march, folder):
    took(march, folder)
    assert rests_on_what_it_cannot_hold(march) == []
    open_now = [item for item in due(march, "--all")["items"] if item["child"] == "SYN1" and item["status"] == "undetermined"]
    assert {item["rule"] for item in open_now} >= {"review", "initial-meeting"}


# The project's own sample


def rows(name):
    with (SHARED / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def day(text):
    return text[:10] if text else None


def open_plans():
    """Whose plan is open and who is not on a Child Protection Plan on 31 March 2026, by the files themselves."""
    outside = {row["cppl_person_id"] for row in rows("ssd_cp_plans") if not row["cppl_cp_plan_end_date"]}
    refs = {row["pers_person_id"]: row["pers_legacy_id"] for row in rows("ssd_person")}
    running = {row["cinp_person_id"] for row in rows("ssd_cin_plans") if not row["cinp_cin_plan_end_date"]}
    return {number: refs[number] for number in running - outside}, {refs[number] for number in outside}


def last_seen():
    """The last day on which each child was seen."""
    seen = {}
    for name, prefix in (("ssd_cin_visits", "cinv_cin"), ("ssd_cp_visits", "cppv_cp")):
        for row in rows(name):
            if row[f"{prefix}_visit_seen"] == "Y":
                child, on = row[f"{prefix[:4]}_person_id"], day(row[f"{prefix}_visit_date"])
                seen[child] = max(seen.get(child, ""), on)
    return seen


@sample
def test_the_sample_comes_in_whole_and_sound_and_goes_back_whole(march):
    found = report(march, SHARED)
    assert (found["children"], found["episodes"], found["open_episodes"], found["disabled"]) == (60, 72, 40, 9)
    assert (found["odd"], found["noted"], found["written"]) == ([], [], True)
    assert sound(march)
    assert report(march, SHARED)["new_entries"] == 0
    assert march("undo", "--yes").code == 0
    assert due(march)["items"] == [] and due(march)["open_children"] == 0 and sound(march)
    assert report(march, SHARED)["new_entries"] == found["new_entries"]


@sample
def test_yorks_list_of_the_sample_has_the_open_plans_with_their_visits_as_the_files_have_them(march):
    took(march, SHARED)
    listed = due(march, "--as-of", "2026-03-31")
    plans, outside = open_plans()
    assert (len(plans), len(outside)) == (11, 5)
    assert {item["child"] for item in listed["items"]} == set(plans.values())
    visits = {item["child"]: item["from"] for item in listed["items"] if item["rule"] == "visit"}
    seen = last_seen()
    assert visits == {ref: {"event": "visit", "date": seen[number]} for number, ref in plans.items()}
    assert listed["outside"] == {"child_protection": 5} and listed["open_children"] + 5 == 40
    assert "Outside: 5 children on Child Protection Plans" in march("due", "--as-of", "2026-03-31").out


@sample
def test_no_row_of_the_sample_rests_on_what_the_extract_cannot_hold(march):
    took(march, SHARED)
    assert rests_on_what_it_cannot_hold(march) == []


@sample
def test_every_oddity_of_the_dirty_twin_is_told_with_its_file_and_row(march):
    found = report(march, SHARED / "dirty")
    assert [(r["kind"], r["child"], r["words"].partition(":")[0]) for r in found["odd"]] == [
        ("orphan", None, "ssd_cin_episodes.csv row 2 is left out"),
        ("impossible_date", "SYN6537825", "ssd_cin_episodes.csv row 3 is left out"),
        ("not_yes_or_no", "SYN2210056", "ssd_cin_episodes.csv row 5 is left out"),
        ("duplicate", "SYN8959170", "ssd_cin_episodes.csv row 7 is left out"),
        ("duplicate", "5832372", "ssd_cin_episodes.csv row 8 is left out"),
        ("order", "SYN6537825", "ssd_cin_assessments.csv row 2 is left out"),
        ("row_shape", None, "ssd_cin_assessments.csv row 3 is left out"),
        ("row_shape", None, "ssd_cin_assessments.csv row 4 is left out"),
    ]
    noted = {(r["kind"], r["words"].partition(":")[0]) for r in found["noted"]}
    assert noted >= {
        ("bom", "ssd_person.csv row 1"), ("duplicate", "ssd_person.csv row 62"), ("uk_dates", "ssd_cin_episodes.csv row 2"),
        ("closing", "ssd_cin_episodes.csv row 4"), ("unknown_code", "ssd_cin_episodes.csv row 4"),
        ("broken_json", "ssd_cin_episodes.csv row 6"), ("separator", "ssd_cin_plans.csv row 1"),
        ("not_a_list", "ssd_assessment_factors.csv row 2"), ("broken_json", "ssd_assessment_factors.csv row 3"),
        ("not_a_list", "ssd_assessment_factors.csv row 4"), ("unknown_code", "ssd_assessment_factors.csv row 5"),
        ("repeated", "ssd_assessment_factors.csv row 6"), ("orphan", "ssd_cin_assessments.csv row 6"),
    }  # fmt: skip
    assert (found["children"], found["episodes"], found["open_episodes"]) == (60, 67, 36)
    assert sound(march)
    assert report(march, SHARED / "dirty")["new_entries"] == 0


@sample
def test_after_the_dirty_twin_the_clean_one_stands_as_if_it_had_come_alone(march, monkeypatch, tmp_path):
    took(march, SHARED / "dirty")
    took(march, SHARED)
    after = due(march, "--all")
    monkeypatch.setenv("CIN_DB", str(tmp_path / "alone.cin"))
    assert march("init", "--policy", "york-2024").code == 0
    took(march, SHARED)
    assert after["items"] == due(march, "--all")["items"]
