"""`cin import census`: the report and what is due from it, for a made-up return and for the files that others made."""

import csv
import json
import re
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

import pytest

from cin_cli import context
from cin_cli.exchange import codes
from cin_cli.exchange.census import COVERS
from cin_cli.exchange.census_names import CONTENT
from cin_cli.store import journal
from tests.commands._children import entries, last_number, refused
from tests.exchange._census import assessment, child, enquiry, episode, header, plan, protection, returned, tag, tags

SHARED = Path(__file__).parents[3] / "shared" / "data" / "census"
REPORT = ["schema_version", "source", "written", "children", "new_children", "episodes", "open_episodes", "new_entries", "until",
          "disabled", "odd", "noted", "changed", "gone"]  # fmt: skip
OPEN = child("AB12", episode("2025-09-08", assessment("2025-09-08", "2025-10-06"), plan("2025-10-16")), disabilities=("LD",))
CLOSED = child("CD34", episode("2025-06-02", assessment("2025-06-03", "2025-07-01"), closed="2025-07-01", reason="RC8"))
ODD = child(
    "EF56", episode("2025-06-02", plan("2025-07-01", "2025-06-30"), closed="2027-01-01"), episode("2025-05-01", nfa="true")
)
HEAD = header("2026-03-01")


def theirs(name):
    """A file that others made; the test is left out, saying so, where it is not beside the project."""
    if not (SHARED / name).exists():
        pytest.skip(f"{name}, which others made, is not in a user's copy: ../shared/data/census")
    return SHARED / name


@pytest.fixture
def put(tmp_path):
    """Write a return of these children; its path."""

    def put(*children, head=HEAD, name="return.xml"):
        (tmp_path / name).write_text(returned(*children, head=head), encoding="utf-8")
        return tmp_path / name

    return put


def took(cin, file, *args):
    done = cin("import", "census", file, *args)
    assert (done.code, done.err) == (0, "")
    return done.out


def report(cin, file, *args):
    return json.loads(took(cin, file, "--json", *args))


def due(cin, *args):
    return json.loads(cin("due", "--json", "--days", "400", *args).out)


def told(said):
    """How many remarks there are of each kind."""
    return Counter(remark["kind"] for remark in (*said["odd"], *said["noted"]))


def made(kind):
    """Every entry of a kind in the journal, of all children."""
    found = [entry for _, _, those in journal.by_child(context.store()) for entry in those if entry.kind == kind]
    context.close()
    return found


# A made-up return


def test_a_return_is_read_and_said_in_words(york, put):
    assert took(york, put(OPEN, CLOSED)) == (
        "1 child with a disability code: what a procedure asks of disabled children is asked.\n"
        "2 children read, 2 of them new; 2 episodes, 1 of them open.\n"
        "14 entries were added.\n"
        "`cin due` shows what is due; `cin undo` takes the whole import back.\n"
    )
    assert [made["date"] for made in entries(york, "AB12", "cin_plan_started")] == ["2025-10-16"]
    assert york("db", "check").code == 0


def test_the_report_has_its_version_first_and_stable_keys(york, put):
    said = report(york, put(OPEN, CLOSED, ODD))
    assert list(said) == REPORT
    assert {key: said[key] for key in REPORT[:10]} == {
        "schema_version": 1, "source": "census", "written": True, "children": 3, "new_children": 3, "episodes": 4,
        "open_episodes": 2, "new_entries": 20, "until": "2026-03-01", "disabled": 1,
    }  # fmt: skip
    assert list(said["odd"][0]) == ["kind", "child", "line", "words"]
    assert sorted((odd["kind"], odd["child"]) for odd in said["odd"]) == [("end_before_start", "EF56"), ("future_date", "EF56")]
    text = (put(OPEN, CLOSED, ODD)).read_text(encoding="utf-8").splitlines()
    lines = {odd["kind"]: text[odd["line"] - 1] for odd in said["odd"]}
    assert lines == {"end_before_start": "<CINPlanDates>", "future_date": "<CINclosureDate>2027-01-01</CINclosureDate>"}
    assert all(odd["words"].startswith(f"line {odd['line']}: ") for odd in (*said["odd"], *said["noted"]))


def test_what_is_odd_is_left_out_told_and_the_rest_comes_in(york, put):
    out = took(york, put(OPEN, ODD))
    assert "Odd: EF56: line " in out and "2 children read, 2 of them new" in out
    assert entries(york, "EF56", "cin_plan_started") == []


def test_a_census_covers_no_visit_so_none_is_missing_by_guess(york, put):
    took(york, put(OPEN))
    [covered] = made("source_covered")
    assert covered.facts == {"covers": sorted(COVERS), "source": "census"}
    said = due(york)
    assert {item["rule"] for item in said["items"]} == {"length-9-months"}
    assert {left["missing"] for left in said["not_worked_out"]} >= {"visit", "cin_meeting_review", "cin_decision"}


def test_the_same_return_again_in_another_order_adds_nothing(york, put):
    took(york, put(OPEN, CLOSED, ODD))
    last, before = last_number(), due(york)
    again = report(york, put(ODD, CLOSED, OPEN))
    assert [again[key] for key in ("written", "new_children", "new_entries", "changed", "gone")] == [False, 0, 0, [], []]
    assert last_number() == last and due(york) == before


def test_next_months_return_with_one_closure_more_adds_one_entry(york, put, monkeypatch):
    took(york, put(OPEN, CLOSED))
    before = last_number()
    monkeypatch.setenv("CIN_TODAY", "2026-04-01")
    closing = tags({"CINclosureDate": "2026-03-12", "ReasonForClosure": "RC7"})
    closed = OPEN.replace("<ReferralNFA>", closing + "<ReferralNFA>")
    said = report(york, put(closed, CLOSED, head=header("2026-03-31")))
    assert (said["new_entries"], said["changed"], said["open_episodes"]) == (1, [], 0)
    assert last_number() == before + 2  # the closing, and the entry that an import was made
    assert [made["attributes"]["reason"] for made in entries(york, "AB12", "case_closed")] == [
        "RC7 services ceased for another reason, or no longer in need"
    ]
    assert due(york)["open_children"] == 0


def test_a_changed_day_is_a_correction_and_is_told(york, put):
    took(york, put(OPEN, CLOSED))
    said = report(york, put(OPEN, CLOSED.replace("2025-07-01", "2025-07-02")))
    assert [(changed["kind"], changed["child"]) for changed in said["changed"]] == [("changed", "CD34")] * 2
    assert "Wed 2 Jul 2025 (was Tue 1 Jul 2025)" in said["changed"][0]["words"]
    assert [made["date"] for made in entries(york, "CD34", "case_closed")] == ["2025-07-02"]


def test_a_child_who_is_no_longer_in_it_is_told_and_left(york, put):
    took(york, put(OPEN, CLOSED))
    out = took(york, put(CLOSED))
    assert "No longer in the extract, and left as they are: AB12.\n" in out and "0 entries were added" in out
    assert due(york)["open_children"] == 1


def test_undo_takes_the_whole_import_back_as_one(york, put):
    york("case", "open", "ZZ9", "--opened", "2026-02-02", "--decision", "2026-02-09")
    before = due(york)
    took(york, put(OPEN, CLOSED, ODD))
    assert due(york) != before
    assert york("undo", "--yes").out.rstrip().endswith("Taken back: 21 entries.")
    assert due(york) == before and york("db", "check").code == 0
    assert "3 children read, 3 of them new" in took(york, put(OPEN, CLOSED, ODD))


def test_trying_says_what_would_be_done_and_writes_nothing(york, put):
    last = last_number()
    assert "14 entries would be added.\n" in took(york, put(OPEN, CLOSED), "--dry-run")
    said = report(york, put(OPEN, CLOSED), "--dry-run")
    assert (said["written"], said["new_entries"]) == (False, 14) and last_number() == last


def test_a_reference_that_is_a_familys_is_left_out_and_told(york, put):
    york("case", "open", "AB12", "--opened", "2025-09-08")
    york("case", "open", "CD34", "--opened", "2025-09-08")
    york("family", "add", "AB12", "CD34")
    said = report(york, put(OPEN, child("F1", episode())))
    assert [(odd["kind"], odd["child"]) for odd in said["odd"]] == [("reference_clash", "F1")] and said["children"] == 1


def test_what_was_recorded_by_hand_is_neither_doubled_nor_undone(york, put):
    york("case", "open", "AB12", "--opened", "2025-09-08")
    york("event", "record", "cin_plan_started", "AB12", "--on", "2025-10-16")
    took(york, put(OPEN))
    assert len(entries(york, "AB12", "cin_plan_started")) == 1
    york("event", "record", "cin_plan_ended", "AB12", "--on", "2026-02-20")
    assert report(york, put(OPEN))["new_entries"] == 0


def test_no_children_is_an_error_and_writes_nothing(york, put):
    refused(york, 1, "import", "census", put(), says="There are no children in return.xml that could be read.")


# What the census's own rules find, and what is told of it here

REFERRED = "2024-06-03"


def of(*blocks, on=REFERRED, **more):
    """A child with one episode of these blocks."""
    return child("AB12", episode(on, *blocks, **more))


def who(**more):
    """A child with one episode and these details."""
    return child("AB12", episode(REFERRED), **more)


RULES = {
    "1570": ("reference", "LAchildID", child("A" * 21, episode())),
    "1580": ("reference", "LAchildID", child("A+B", episode())),
    "8500": ("reference", "LAchildID", child("", episode())),
    "8510": ("duplicate_child", "LAchildID", who() + who(born="2016-06-02")),
    "8525Q": ("born_and_expected", "ExpectedPersonBirthDate", who(ExpectedPersonBirthDate="2015-05-09")),
    "8535Q": ("death_before_birth", "PersonDeathDate", who(PersonDeathDate="2015-04-30")),
    "8555Q": ("after_death", "CINreferralDate", who(PersonDeathDate="2024-06-02")),
    "8590": ("no_episode", "LAchildID", child("AB12")),
    "8600": ("after_reference_date", "CINreferralDate", of(on="2026-03-02")),
    "8606": ("before_birth", "CINreferralDate", of(on="2014-01-06")),
    "8608": ("end_before_start", "AssessmentActualStartDate", of(assessment("2024-06-04", "2024-06-03"))),
    "8615": ("missing", "S47ActualStartDate", of(tag("Section47", tags({"ICPCnotRequired": "1"})))),
    "8630": ("end_before_start", "CINclosureDate", of(closed="2024-06-02")),
    "4010": ("missing", "CINPlanStartDate", of(plan(None, "2024-08-01"))),
    "4011": ("end_before_start", "CINPlanEndDate", of(plan("2024-08-01", "2024-07-31"))),
    "4000": ("no_further_action", "ReferralNFA", of(plan("2024-08-01"), nfa="1")),
    "8568": ("no_flag", "ReferralNFA", of(nfa=None)),
    "8640": ("unknown_code", "ReasonForClosure", of(closed="2024-08-01", reason="RC99")),
    "8790": ("none_and_others", "Disability", who(disabilities=("NONE", "LD"))),
    "8794": ("repeated", "Disability", who(disabilities=("LD", "LD"))),
    "8805": ("no_reason", "ReasonForClosure", of(closed="2024-08-01").replace("RC7", "")),
    "8810": ("reason_without_date", "CINclosureDate", of(reason="RC7")),
    "8820": (
        "overlap",
        "CINreferralDate",
        child("AB12", episode(closed="2024-09-02"), episode("2024-08-01", closed="2024-10-01")),
    ),
    "2884": ("duplicate", "DateOfInitialCPC", of(enquiry("2024-07-01", "2024-07-08"), DateOfInitialCPC="2024-07-08")),
}


@pytest.mark.parametrize("rule", RULES)
def test_what_breaks_a_rule_of_the_census_is_told(york, put, rule):
    kind, _, broken = RULES[rule]
    said = report(york, put(broken, child("ZZ9", episode())), "--dry-run")
    assert told(said)[kind] >= 1
    assert told(report(york, put(child("ZZ9", episode())), "--dry-run")) == {}


def test_the_rules_that_these_break_are_the_censuss_own():
    with theirs("rules.tsv").open(encoding="utf-8", newline="") as file:
        fields = {row["rule"]: row["fields"].split(", ") for row in csv.DictReader(file, delimiter="\t")}
    assert {rule: field for rule, (_, field, _) in RULES.items() if field not in fields.get(rule, [])} == {}


@pytest.mark.parametrize("year", ["2023", "2024", "2025", "2026"])
def test_the_codes_kept_here_are_the_censuss_own(year):
    known = json.loads(theirs("codes.json").read_text(encoding="utf-8"))[year]
    assert set(codes.REFERRAL_SOURCES) == set(known["referralsourcetype"])
    assert set(codes.CLOSURE_REASONS) == set(known["reasonforclosuretype"])
    assert set(codes.DISABILITIES) == set(known["disabilitytype"])


# Files that others made: trusted, so that they can be counted another way


def counted(name):
    """A trusted file's children, each as its details and its episodes, read whole by the standard library."""
    root = ElementTree.parse(theirs(name)).getroot()
    return root.findtext("Header/CollectionDetails/ReferenceDate"), root.findall("Children/Child")


def episodes_of(children):
    return [(one, each) for one in children for each in one.findall("CINdetails")]


def comes_in_once(york, name):
    """The report of its import: as many children and episodes as it has, and nothing when it comes again."""
    until, children = counted(name)
    usable = [one for one in children if len(one.findtext("ChildIdentifiers/LAchildID")) <= 20]
    said = report(york, theirs(name))
    assert (said["children"], said["episodes"], said["until"]) == (len(usable), len(episodes_of(usable)), until)
    assert told(said)["reference"] == len(children) - len(usable)
    again = report(york, theirs(name))
    assert (again["new_entries"], again["written"], again["odd"], again["changed"]) == (0, False, said["odd"], [])
    assert york("db", "check").code == 0
    return said


def is_taken_back(york, said):
    """The import of that report is undone as one, and the file is sound."""
    assert york("undo", "--yes").out.rstrip().endswith(f"Taken back: {said['new_entries'] + 1} entries.")
    assert due(york)["open_children"] == 0 and york("db", "check").code == 0


@pytest.mark.parametrize("name", ["CIN_Census_2021.xml", "CIN_Census_2024.xml", "CIN_Census_2026.xml"])
def test_a_file_that_others_made_comes_in_once_and_is_taken_back(york, name):
    is_taken_back(york, comes_in_once(york, name))


def test_a_file_of_referrals_without_further_action_opens_nothing_and_due_says_so(york):
    until, children = counted("fake_CIN_data.xml")
    said = comes_in_once(york, "fake_CIN_data.xml")
    assert (said["children"], said["episodes"], said["open_episodes"]) == (332, 402, 0)
    referrals = [(one.findtext("ChildIdentifiers/PersonDeathDate"), each) for one, each in episodes_of(children)]
    assert {each.findtext("ReferralNFA") for _, each in referrals} <= {"1", "true", "True"}
    without_closing = sum(each.findtext("CINclosureDate") is None for _, each in referrals)
    late = sum(each.findtext("CINreferralDate") > until for _, each in referrals)
    after_death = sum(bool(died) and each.findtext("CINreferralDate") > died for died, each in referrals)
    kinds = told(said)
    assert (kinds["no_closing_date"], kinds["after_reference_date"], kinds["after_death"]) == (without_closing, late, after_death)
    assert (without_closing, late, after_death) == (150, 8, 30)
    out = york("due").out
    assert out.startswith("Nothing is late or due in the 28 days from Mon 2 Mar 2026. No child's case is open here.\n")
    is_taken_back(york, said)


def test_a_file_with_open_plans_gives_a_due_list_that_rests_on_what_a_census_can_hold(york):
    until, children = counted("other_generator_500.xml")
    said = comes_in_once(york, "other_generator_500.xml")
    assert (said["children"], said["episodes"]) == (500, 603)
    plans = [each for one, each in episodes_of(children) for _ in each.findall("CINPlanDates")]
    assert len(plans) == 490 == len(made("cin_plan_started")) + plans_left_out(said)
    listed = due(york, "--as-of", until)
    assert listed["as_of"] == until and len(listed["items"]) > 0
    assert {item["from"]["event"] for item in listed["items"]} <= set(COVERS)
    assert not {item["rule"] for item in listed["items"]} & {"visit", "review", "initial-meeting"}
    assert {"visit", "cin_meeting_review"} <= {left["missing"] for left in listed["not_worked_out"]}
    assert re.search(r"^27/01/2025 +LATE 63 days +CH00315 ", york("due", "--as-of", until).out, re.MULTILINE)
    is_taken_back(york, said)


def plans_left_out(said):
    """How many the report says were left out, alone or with their episode, or read as one."""
    alone = sum(bool(re.match(r"line \d+: plan: .*: left out", odd["words"])) for odd in said["odd"])
    beside = sum(int(number) for odd in said["odd"] for number in re.findall(r"(?:with|has|,|and) (\d+) plans?\b", odd["words"]))
    twice = sum(note["kind"] == "duplicate" and "plan " in note["words"] for note in said["noted"])
    return alone + beside + twice


def test_a_file_that_is_no_xml_is_refused_by_its_name(york):
    refused(
        york,
        1,
        "import",
        "census",
        theirs("d2i_cindetails_excel_ukdates.csv"),
        says="d2i_cindetails_excel_ukdates.csv is not XML",
    )


def test_the_schema_of_the_census_is_no_return(york):
    name = sorted(theirs("xsd").glob("*.xsd"))[-1]
    refused(york, 1, "import", "census", name, says=f"{name.name} begins with <schema>, where <Message> belongs")


def test_every_name_in_the_census_schemas_of_this_year_is_known():
    known = {name for names in CONTENT.values() for name in names}
    newest = sorted(theirs("xsd").glob("*.xsd"))[-1]
    named = {element.get("name") for element in ElementTree.parse(newest).iter() if element.tag.endswith("}element")}
    assert {name for name in named if name and name not in known} == set()


def test_protection_plans_and_conferences_come_in_too(york, put):
    said = report(york, put(child("AB12", episode("2025-06-02", enquiry("2025-07-01", "2025-07-14"), protection("2025-07-14")))))
    assert said["odd"] == []
    kinds = {made["kind"] for made in entries(york, "AB12")}
    assert {"s47_started", "initial_cp_conference", "cp_plan_started"} <= kinds
