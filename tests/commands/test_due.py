"""`cin due`: everything due, soonest first, calm and complete, and why; what could not be worked out never disappears."""

import csv
import json
import os
import re
import sys
from datetime import date
from importlib.resources import files

import pytest

from cin_cli.domain.calendar import england
from tests.commands._children import last_number, refused

CASELOAD = str(files("cin_cli.examples") / "caseload.csv")
DATE = re.compile(r"\d{2}/\d{2}/\d{4}")
ITEM_KEYS = [
    "rule", "occurrence", "child", "label", "strength", "status", "due", "due_time", "target", "past_target",
    "last_working_day", "from", "met_on", "days_late", "working_days_late", "cite", "reading", "alternatives", "assumed",
    "missing", "warnings", "settle", "starts", "ends", "intervals_missed", "why",
]  # fmt: skip
NO_TERMINAL = pytest.mark.skipif(os.name == "nt", reason="no pseudo-terminal there")


@pytest.fixture
def caseload(york):
    """`cin` with the example's fifteen children of Priya Shah, on Monday 2 March 2026."""
    assert york("import", "csv", CASELOAD).code == 0
    return york


@pytest.fixture
def family(york):
    """`cin` with a brother and sister (F1, AB12 and AB13, Priya Shah's) and CD34 (Jo Field's), who was never seen."""
    for line in (
        ["case", "open", "AB12", "--initials", "JD", "--name", "Jamie Dean", "--born", "2016-05-01", "--worker", "Priya Shah"],
        ["case", "open", "AB13", "--initials", "KD", "--name", "Kit Dean", "--born", "2018-05-01", "--worker", "Priya Shah"],
        ["case", "open", "CD34", "--initials", "LM", "--name", "Lou March", "--born", "2018-06-01", "--worker", "Jo Field"],
    ):
        assert york(*line, "--opened", "2026-01-05", "--referral", "2026-01-05", "--pathway", "standard").code == 0
    for line in (
        ["family", "add", "AB12", "AB13"],
        ["event", "record", "cin_decision", "F1", "CD34", "--on", "2026-01-26"],
        ["event", "record", "cin_plan_started", "F1", "CD34", "--on", "2026-02-03"],
        ["meeting", "record", "F1", "CD34", "--initial", "--on", "2026-02-03", "--recorded-on", "2026-02-04"],
        ["event", "record", "minutes_distributed", "F1", "CD34", "--on", "2026-02-10", "--set", "of=2026-02-03"],
        ["visit", "record", "F1", "--on", "2026-02-10", "--seen", "yes", "--recorded-on", "2026-02-11"],
    ):
        done = york(*line)
        assert done.code == 0, done.err
    return york


def shown(cin, *args):
    done = cin("due", *args)
    assert done.code == 0, done.err
    return done.out


def table(out):
    """The lines of the list as (due, late or in, child, what), from the places where the headings stand."""
    lines = out.split("\n\n")[0].splitlines()
    if not lines[0].startswith("Due "):
        return []
    starts = [lines[0].index(heading) for heading in ("Due", "Late/In", "Child", "What")]
    ends = [*starts[1:], next((lines[0].index(h) for h in ("Last done", "Booked", "Worker") if h in lines[0]), None)]
    return [tuple(line[a:b].strip() for a, b in zip(starts, ends, strict=True)) for line in lines[1:]]


def foot(out):
    """What stands under the list."""
    return out.rstrip("\n").split("\n\n")[-1].splitlines()


def said(cin, *args):
    return json.loads(shown(cin, "--json", *args))


def items(cin, *args):
    return {(row["child"], row["rule"]): row for row in said(cin, *args)["items"]}


# Order, grouping, columns


def test_what_is_late_comes_first_then_by_date(caseload):
    rows = table(shown(caseload))
    days = [date(*map(int, reversed(due.split("/")))) for due, *_ in rows]
    assert days == sorted(days) and len(days) == 23
    late = [words.startswith("LATE") for _, words, *_ in rows]
    assert late == sorted(late, reverse=True) and late.count(True) == 4


def test_within_a_day_a_child_comes_before_a_meeting_and_a_meeting_before_paper(york):
    for ref, line in (
        ("ZZ1", ["visit", "record", "ZZ1", "--on", "2026-02-10", "--seen", "yes"]),
        ("MM1", ["meeting", "record", "MM1", "--review", "--on", "2026-01-27"]),
        ("AA1", ["meeting", "record", "AA1", "--review", "--on", "2026-02-24"]),
    ):
        york("case", "open", ref, "--opened", "2026-01-05", "--plan-start", "2026-01-12", "--pathway", "standard")
        assert york(*line).code == 0
    assert [(child, what) for due, _, child, what in table(shown(york)) if due == "10/03/2026"] == [
        ("ZZ1", "Visit: see the child"), ("MM1", "Review meeting"),
        ("AA1", "Send the minutes of 24 Feb to everybody (the chair)"),
    ]  # fmt: skip


def test_a_familys_same_thing_on_the_same_day_is_one_row(family):
    assert table(shown(family)) == [
        ("03/03/2026", "soon: 1 day", "CD34 LM", "Visit: see the child"),
        ("10/03/2026", "in 8 days", "AB12 +1", "Visit: see the child"),
        ("17/03/2026", "in 15 days", "AB12 +1", "Review meeting"),
        ("17/03/2026", "in 15 days", "CD34 LM", "Review meeting"),
    ]


def test_each_splits_a_familys_rows(family):
    children = [child for _, _, child, what in table(shown(family, "--each")) if what == "Visit: see the child"]
    assert children == ["CD34 LM", "AB12 JD", "AB13 KD"]


def test_a_family_that_differs_is_in_rows_of_their_own(family):
    family("visit", "record", "AB13", "--on", "2026-02-12", "--seen", "yes", "--recorded-on", "2026-02-12")
    rows = [(due, child) for due, _, child, what in table(shown(family)) if what == "Visit: see the child"]
    assert rows == [("03/03/2026", "CD34 LM"), ("10/03/2026", "AB12 JD"), ("12/03/2026", "AB13 KD")]


def test_the_columns_and_what_stands_in_them(family):
    family("visit", "record", "F1", "--on", "2026-03-09", "--planned", "--booked-on", "2026-03-01")
    heading, *rows = shown(family).splitlines()
    assert heading.split("  ")[0] == "Due"
    assert re.split(r" {2,}", heading) == ["Due", "Late/In", "Child", "What", "Last done", "Booked", "Worker"]
    row = next(row for row in rows if row.startswith("10/03/2026"))
    assert re.split(r" {2,}", row) == [
        "10/03/2026", "in 8 days", "AB12 +1", "Visit: see the child", "10/02/2026", "09/03/2026", "Priya Shah",
    ]  # fmt: skip


def test_names_are_shown_only_when_asked_for(family):
    assert not {"Jamie", "Lou"} & set(re.findall(r"\w+", shown(family) + shown(family, "--why") + shown(family, "--json")))
    children = {child for _, _, child, _ in table(shown(family, "--names"))}
    assert children == {"CD34 Lou March", "AB12 Jamie Dean, Kit Dean"}


def test_what_people_typed_steers_nothing_and_is_not_markup(york):
    york("case", "open", "AB12", "--opened", "2026-02-02", "--decision", "2026-02-09", "--plan-start", "2026-02-10",
         "--last-visit", "none", "--worker", "[red]Jo\x1b[31m\u202e")  # fmt: skip
    out = shown(york)
    assert "[red]Jo" in out and "\x1b" not in out and "\u202e" not in out


# Whose


def test_my_cases_when_cin_knows_me_and_everybodys_when_asked(family):
    family("config", "set", "me", "Jo Field")
    out = shown(family)
    assert {child for _, _, child, _ in table(out)} == {"CD34 LM"}
    assert "Jo Field's cases; `cin due --worker all` shows everybody's." in foot(out)
    assert "1 child open." in foot(out)[0]
    assert {child for _, _, child, _ in table(shown(family, "--worker", "all"))} == {"CD34 LM", "AB12 +1"}


def test_everybodys_when_i_have_no_cases(family):
    family("config", "set", "me", "Robin Manager")
    assert "3 children open." in foot(shown(family))[0]


def test_one_workers_cases_however_the_name_is_typed(family):
    out = shown(family, "--worker", "jo field")
    assert {child for _, _, child, _ in table(out)} == {"CD34 LM"}
    assert "Jo Field's cases." in foot(out)


def test_a_list_of_one_worker_has_no_column_that_says_so_in_every_row(family):
    assert "Worker" in shown(family).splitlines()[0]
    assert "Worker" not in shown(family, "--worker", "Jo Field").splitlines()[0]


def test_a_worker_or_team_that_nobody_has_is_no_empty_list(family):
    done = refused(family, 3, "due", "--worker", "Jo Feild", says="There are: Jo Field, Priya Shah.")
    assert done.out == ""
    refused(family, 3, "due", "--worker", "", says="There are: Jo Field")
    refused(family, 3, "due", "--team", "CWD", says="No child has one yet")


def test_one_teams_cases(family):
    family("event", "record", "fact_recorded", "CD34", "--on", "2026-02-01", "--set", "fact=team", "--set", "value=CWD")
    assert {child for _, _, child, _ in table(shown(family, "--team", "cwd"))} == {"CD34 LM"}


@pytest.mark.parametrize(
    ("named", "children"), [("AB12", {"AB12 JD"}), ("cd", {"CD34 LM"}), ("F1", {"AB12 +1"}), ("f1", {"AB12 +1"})]
)
def test_one_child_or_one_family(family, named, children):
    out = shown(family, "--case", named)
    assert {child for _, _, child, _ in table(out)} == children


def test_a_child_that_is_two_or_none(family):
    refused(family, 2, "due", "--case", "AB", says="AB12, AB13")
    refused(family, 3, "due", "--case", "ZZ", says="'ZZ'")
    refused(family, 2, "due", "--case", "", says="reference is missing")


def test_somebody_elses_child_is_found_by_name_of_the_case(family):
    family("config", "set", "me", "Jo Field")
    assert {child for _, _, child, _ in table(shown(family, "--case", "AB12"))} == {"AB12 JD"}


# How far ahead, and the words for it


@pytest.mark.parametrize(
    ("as_of", "words"),
    [("2026-02-10", "in 10 days"), ("2026-02-12", "in 8 days"), ("2026-02-13", "soon: 7 days"), ("2026-02-19", "soon: 1 day"),
     ("2026-02-20", "today"), ("2026-02-21", "LATE 1 day"), ("2026-03-02", "LATE 10 days")],
)  # fmt: skip
def test_a_days_words(caseload, as_of, words):
    """Of a visit that is due on Friday 20 February; soon is within five working days."""
    rows = table(shown(caseload, "--case", "YK1076", "--as-of", as_of))
    assert ("20/02/2026", words, "YK1076 ZA", "Visit: see the child") in rows


def test_soon_steps_over_bank_holidays(family, monkeypatch):
    """Good Friday and Easter Monday lie between Wednesday 1 April and Thursday 9 April: four working days."""
    monkeypatch.setenv("CIN_TODAY", "2026-04-01")
    family("visit", "record", "CD34", "--on", "2026-03-10", "--seen", "yes", "--recorded-on", "2026-03-10")
    assert ("09/04/2026", "soon: 8 days", "CD34 LM", "Visit: see the child") in table(shown(family))


def test_soon_steps_over_a_day_that_the_team_added(family):
    review = "17/03/2026", "CD34 LM", "Review meeting"
    words = [row[1] for row in table(shown(family, "--as-of", "2026-03-09")) if (row[0], *row[2:]) == review]
    family("policy", "holiday", "add", "2026-03-12", "--name", "One-off bank holiday")
    words += [row[1] for row in table(shown(family, "--as-of", "2026-03-09")) if (row[0], *row[2:]) == review]
    assert words == ["in 8 days", "soon: 8 days"]


def test_the_next_four_weeks_and_no_more(caseload):
    """EJ's first review is due on 26 March, 28 days after 26 February."""
    def rows(*args):
        found = table(shown(caseload, *args))
        return [words for due, words, child, _ in found if (due, child) == ("26/03/2026", "YK1138 EJ")]

    assert rows("--as-of", "2026-02-26") == ["in 28 days"]
    assert rows("--as-of", "2026-02-25") == []
    assert rows("--as-of", "2026-02-25", "--days", "29") == ["in 29 days"]


def test_only_what_is_late(caseload):
    rows = table(shown(caseload, "--overdue"))
    assert len(rows) == 4 and all(words.startswith("LATE") for _, words, *_ in rows)


def test_nothing_late_is_said_without_a_word_about_what_is_to_come(family):
    out = shown(family, "--overdue")
    assert out.startswith("Nothing is late on Mon 2 Mar 2026. Next: Visit: see the child, CD34, Tue 3 Mar 2026.\n")
    assert "4 in the next 28 days" not in out.splitlines()[0]


def test_nothing_due_says_what_is_next_and_when(family):
    assert shown(family, "--days", "0").startswith(
        "Nothing is late or due on Mon 2 Mar 2026. Next: Visit: see the child, CD34, Tue 3 Mar 2026.\n")  # fmt: skip
    assert shown(family, "--days", "7", "--case", "F1").startswith(
        "Nothing is late or due in the 7 days from Mon 2 Mar 2026. Next: Visit: see the child, AB12, Tue 10 Mar 2026.\n"
    )  # fmt: skip


def test_nobodys_case_is_open(york):
    assert shown(york).startswith("Nothing is late or due in the 28 days from Mon 2 Mar 2026. No child's case is open here.\n")


@pytest.mark.parametrize("days", ["-1", "x", "99999999"])
def test_a_number_of_days_that_is_none(york, days):
    assert refused(york, 2, "due", "--days", days, says="--days").out == ""


def test_what_a_guide_only_calls_usual_is_past_the_usual_and_never_late(york):
    york("policy", "use", "generic-guide")
    york("case", "open", "AB12", "--referral", "2025-12-01", "--opened", "2025-12-01", "--plan-start", "2026-01-12",
         "--last-visit", "2026-01-13", "--last-review", "none")  # fmt: skip
    york("event", "record", "assessment_finished", "AB12", "--on", "2025-12-20")
    rows = table(shown(york))
    assert {words for _, words, *_ in rows} == {"past the usual"} and len(rows) == 2
    assert foot(shown(york))[0].startswith("Mon 2 Mar 2026: 0 late, 2 past the usual, 0 due today")
    assert said(york)["counts"] | {"coming": 0, "later": 0} == {
        "overdue": 0, "past_usual": 2, "due_today": 0, "coming": 0, "later": 0,
    }  # fmt: skip
    assert york("due", "--check").code == 0
    assert table(shown(york, "--overdue")) == []


# Why, and what would settle it


def test_why_is_one_sentence_with_its_arithmetic_its_source_and_the_other_reading(caseload):
    out = " ".join(shown(caseload, "--why", "--case", "YK1102").split())
    assert (
        "LATE 7 days YK1102 MO Review meeting, was due Mon 23 Feb 2026, 7 days late: 6 weeks after the review meeting on "
        "Mon 12 Jan 2026 (York s2, s5). Our reading: counted from the last meeting that was held. Other reading: counted "
        "from the day the last one was due: "
    ) in out
    assert (
        "LATE 3 days YK1102 MO Visit: see the child, was due Fri 27 Feb 2026, 3 days late: 20 working days after the visit on "
        "Fri 30 Jan 2026; no bank holiday between (York s2)."
    ) in out
    assert "Assumed: seen." in out


def test_why_names_the_bank_holidays_that_were_stepped_over(york):
    york("case", "open", "AB12", "--opened", "2025-11-03", "--plan-start", "2025-11-10", "--last-visit", "2025-12-10")
    assert "not counting Christmas Day 25 Dec, Boxing Day 26 Dec, New Year's Day 1 Jan" in items(york)["AB12", "visit"]["why"]


def test_why_says_how_many_intervals_have_gone_by(caseload):
    """From Friday 23 January every 20 working days: 20 February, 20 March, 21 April (Easter lies between)."""
    for as_of, gone in (("2026-03-20", None), ("2026-03-21", 2), ("2026-04-21", 2), ("2026-04-22", 3)):
        out = shown(caseload, "--case", "YK1076", "--why", "--as-of", as_of).split("\n\n")
        visit = " ".join(next(text for text in out if "Visit: see the child" in text).split())
        assert re.findall(r"(\d+) intervals have gone by\.", visit) == ([str(gone)] if gone else []), as_of


def test_an_interval_agreed_for_a_child_is_in_the_reason(family):
    family("event", "record", "frequency_agreed", "CD34", "--on", "2026-02-10", "--set", "applies_to=visit", "--set", "every=3w",
           "--set", "by=team_manager")  # fmt: skip
    assert "3 weeks after" in items(family)["CD34", "visit"]["why"]
    assert "as agreed on Tue 10 Feb 2026" in items(family)["CD34", "visit"]["why"]


def test_every_reason_ends_with_a_command_on_one_line(caseload):
    out = shown(caseload, "--why", "--days", "60")
    blocks = [block for block in out.split("\n\n") if "\n  To settle it: " in block]
    assert len(blocks) == len(table(shown(caseload, "--days", "60"))) > 20
    for block in blocks:
        command = block.splitlines()[-1].removeprefix("  To settle it: ")
        assert command.startswith("cin ") and " --on 2026-03-02" in command


def test_what_settles_a_familys_row_settles_it_for_each_of_them(family):
    out = shown(family, "--why", "--case", "F1", "--days", "10")
    command = re.search(r"To settle it: cin (.+)", out)[1].split()
    assert command[:4] == ["visit", "record", "AB12", "AB13"]
    assert family(*command).code == 0
    assert {row["due"] for ref, row in items(family, "--case", "F1").items() if ref[1] == "visit"} == {"2026-03-30"}


def test_each_childs_own_item_is_settled_for_that_child(family):
    assert items(family)["AB13", "visit"]["settle"] == "cin visit record AB13 --on 2026-03-02 --seen yes"


def test_nothing_that_why_says_is_wider_than_eighty_but_a_command(caseload, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    lines = shown(caseload, "--why").split("\n\nMon 2 Mar")[0].splitlines()
    assert max(len(line) for line in lines if "To settle it" not in line) <= 80
    begun = re.compile(r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun)( \d+)?( [A-Z][a-z]{2})?$")
    assert not [line for line in lines if begun.search(line)], "a date stands in one line"


# The foot


def test_the_foot_counts_what_is_listed_and_what_is_not(caseload):
    counts = said(caseload)["counts"]
    assert foot(shown(caseload))[0] == (
        f"Mon 2 Mar 2026: {counts['overdue']} late, {counts['due_today']} due today, {counts['coming']} in the next 28 days, "
        f"{counts['later']} later; 15 children open."
    )
    rows = table(shown(caseload, "--each"))
    assert counts["overdue"] + counts["due_today"] + counts["coming"] == len(rows)
    assert counts["later"] == len(table(shown(caseload, "--each", "--days", "400"))) - len(rows)


def test_what_could_not_be_worked_out_names_the_fact_and_a_command(caseload):
    lines = foot(shown(caseload))
    place = lines.index("Not worked out: Review meeting: 1 child, date of the last review not known.")
    assert lines[place + 1] == "  `cin meeting record YK1131 --review --on 2026-03-02`"
    place = lines.index("Not worked out: End of the plan (9 months expected): 12 children, plan ended not recorded.")
    assert lines[place + 1] == "  `cin event record cin_plan_ended <case> --on <date>`"
    rules = [line.split(":")[1] for line in lines if line.startswith("Not worked out:")]
    assert len(rules) == len(set(rules)) == 4, "one line a rule"


def test_what_the_foot_says_to_type_works_and_the_line_is_gone(caseload):
    command = re.search(r"`cin (meeting record YK1131 [^`]+)`", shown(caseload))[1].split()
    assert caseload(*command).code == 0
    assert "Not worked out: Review meeting" not in shown(caseload)
    assert items(caseload, "--days", "60")["YK1131", "review"]["due"] == "2026-04-13"


def test_what_was_assumed_is_said_for_how_many(caseload):
    assert "Assumed: that the child was seen (the visit does not say) for 15 children." in foot(shown(caseload))
    assert said(caseload)["assumed"] == {"seen": 15}
    caseload("visit", "record", "YK1076", "--on", "2026-03-02", "--seen", "yes", "--recorded-on", "2026-03-02")
    assert said(caseload)["assumed"] == {"seen": 14}


def test_a_met_deadline_is_not_a_seen_child(family):
    """The three seen longest ago are named, and who was never recorded as seen."""
    family("visit", "record", "AB13", "--on", "2026-02-20", "--seen", "yes", "--recorded-on", "2026-02-20")
    assert "Longest since seen: AB12 20 days, AB13 10 days." in foot(shown(family))
    assert "Never recorded as seen: CD34." in foot(shown(family))
    family("visit", "record", "CD34", "--on", "2026-03-02", "--seen", "no", "--recorded-on", "2026-03-02")
    assert "Never recorded as seen: CD34." in foot(shown(family))
    family("visit", "record", "CD34", "--on", "2026-03-02", "--seen", "yes", "--recorded-on", "2026-03-02")
    lines = foot(shown(family))
    assert "Longest since seen: AB12 20 days, AB13 10 days, CD34 today." in lines
    assert not any(line.startswith("Never") for line in lines)


def test_only_three_are_named_and_nobody_of_whom_a_list_gave_a_visit(caseload):
    assert not [line for line in foot(shown(caseload)) if line.startswith(("Longest", "Never"))]
    for day, ref in enumerate(("YK1043", "YK1044", "YK1076", "YK1090"), 16):
        caseload("visit", "record", ref, "--on", f"2026-02-{day}", "--seen", "yes")
    assert "Longest since seen: YK1043 14 days, YK1044 13 days, YK1076 12 days." in foot(shown(caseload))


def test_more_than_three_never_seen_are_counted(york):
    for number in range(1, 6):
        york("case", "open", f"AB{number}", "--opened", "2026-03-02")
    assert "Never recorded as seen: AB1, AB2, AB3 and 2 more." in foot(shown(york))


def test_the_foot_names_the_procedure_and_how_far_bank_holidays_are_known(york):
    assert foot(shown(york))[-1] == (
        "By City of York's procedure (york-2024). Bank holidays are known until "
        f"{england().declared_until:%a} {england().declared_until.day} {england().declared_until:%b %Y}."
    )


def test_a_procedure_past_its_own_review_is_called_that(essex):
    assert foot(shown(essex))[-1].startswith(
        "By Essex's procedure (essex-2019), whose own review was due Mon 23 May 2022. Bank holidays"
    )
    assert "own review" not in shown(essex, "--as-of", "2022-05-23")


def test_who_is_outside_is_counted_and_nothing_of_theirs_is_listed(family):
    family("event", "record", "cp_plan_started", "AB12", "--on", "2026-02-16")
    family("event", "record", "looked_after_started", "CD34", "--on", "2026-02-16")
    out = shown(family)
    outside = "Outside: 1 child on Child Protection Plans, 1 child looked after; their timescales are not kept here."
    assert outside in foot(out)
    assert {child for _, _, child, _ in table(out)} == {"AB13 KD"}
    assert "1 child open." in foot(out)[0]
    assert said(family)["outside"] == {"looked_after": 1, "child_protection": 1}


def test_a_closed_child_is_gone_until_the_case_is_opened_again(family):
    family("event", "record", "case_closed", "CD34", "--on", "2026-02-27")
    out = shown(family)
    assert "CD34" not in out and "2 children open." in foot(out)[0]
    assert not [key for key in items(family, "--days", "400") if key[0] == "CD34"]
    family("event", "record", "case_reopened", "CD34", "--on", "2026-03-01")
    assert "3 children open." in foot(shown(family))[0]


# A spreadsheet


def test_nothing_rests_on_an_event_that_a_spreadsheet_could_not_hold(caseload):
    """The list holds openings, decisions, plans, last visits and last reviews: a rule met by anything else is not worked out."""
    listed = said(caseload, "--days", "400")["items"]
    held = {"case_opened", "cin_decision", "cin_plan_started", "visit", "cin_meeting_review"}
    assert {row["rule"] for row in listed} == {"visit", "review"}
    assert {row["from"]["event"] for row in listed} <= held
    unknown = {row["rule"] for row in said(caseload)["not_worked_out"]}
    assert unknown == {"initial-meeting", "peer-review-6-months", "length-9-months", "review"}


def test_what_is_recorded_here_of_such_a_kind_is_worked_out_from_then_on(caseload):
    def months(ref):
        return {row["rule"]: row["status"] for row in said(caseload, "--case", ref, "--all")["items"]}["peer-review-6-months"]

    assert months("YK1102") == "undetermined"
    caseload("event", "record", "peer_management_review", "YK1102", "--on", "2026-01-05")
    assert months("YK1102") == "met_late"
    assert months("YK1076") == "undetermined"


# Another day, and what was known


def test_another_day_sees_only_what_had_happened_by_then(family):
    visit = ("CD34", "visit")
    family("visit", "record", "CD34", "--on", "2026-02-26", "--seen", "yes", "--recorded-on", "2026-02-26")
    assert items(family)[visit]["due"] == "2026-03-26"
    assert items(family, "--as-of", "2026-02-26")[visit]["due"] == "2026-03-26"
    assert items(family, "--as-of", "2026-02-25")[visit]["due"] == "2026-03-03"
    assert "Mon 23 Feb 2026: " in foot(shown(family, "--as-of", "23/2/2026"))[0]
    assert "Never recorded as seen: CD34." in foot(shown(family, "--as-of", "2026-02-25"))


def test_a_day_to_come_shows_what_will_be_late_if_nothing_happens(family):
    rows = table(shown(family, "--as-of", "2026-04-01"))
    assert ("03/03/2026", "LATE 29 days", "CD34 LM", "Visit: see the child") in rows


@pytest.mark.parametrize("typed", ["9/3/2026", "9 mar 2026", "2026-03-09", "+1w", "+5wd"])
def test_the_day_is_typed_as_people_write_it(family, typed):
    assert said(family, "--as-of", typed)["as_of"] == "2026-03-09"


def test_a_day_that_could_be_two_is_read_day_first_and_that_is_said_once(family):
    for option in ("--as-of", "--known-on"):
        done = family("due", option, "2/3", "--json")
        assert json.loads(done.out)["as_of"] == "2026-03-02"
        assert done.err == "2/3 was read day first: Mon 2 Mar 2026.\n"


@pytest.mark.parametrize("option", ["--as-of", "--known-on"])
def test_a_day_that_is_none_is_refused(family, option):
    assert refused(family, 2, "due", option, "2026-02-30", says="not a date").out == ""


def test_what_was_known_then_is_without_what_was_typed_later(family, monkeypatch):
    before = shown(family)
    monkeypatch.setenv("CIN_TODAY", "2026-03-05")
    family("visit", "record", "CD34", "--on", "2026-02-26", "--seen", "yes", "--recorded-on", "2026-02-26")
    family("event", "record", "case_closed", "AB12", "--on", "2026-03-01")
    family("case", "open", "EF56", "--opened", "2026-02-02")
    assert shown(family, "--as-of", "2026-03-02") != before
    known = shown(family, "--known-on", "2026-03-02")
    assert known == before + "As it was known at the end of Mon 2 Mar 2026, worked out afresh.\n"
    later = items(family, "--known-on", "2026-03-02", "--as-of", "2026-03-05")
    assert (later["CD34", "visit"]["due"], later["CD34", "visit"]["status"]) == ("2026-03-03", "overdue")
    assert family("due", "--check", "--case", "CD34").code == 0
    assert family("due", "--check", "--case", "CD34", "--known-on", "2026-03-02", "--as-of", "2026-03-05").code == 10


def test_what_was_known_then_is_by_the_procedure_and_the_holidays_of_then(family, monkeypatch):
    before = said(family)
    monkeypatch.setenv("CIN_TODAY", "2026-03-05")
    family("policy", "holiday", "add", "2026-03-09")
    family("policy", "use", "essex-2019")
    assert said(family, "--as-of", "2026-03-02")["pack"] == "essex-2019"
    assert said(family, "--known-on", "2026-03-02") == before


def test_what_was_known_then_has_the_family_and_the_worker_of_then(family, monkeypatch):
    before = shown(family)
    monkeypatch.setenv("CIN_TODAY", "2026-03-05")
    family("event", "record", "case_allocated", "CD34", "--on", "2026-02-01", "--set", "worker=Priya Shah")
    family("family", "add", "AB12", "AB13", "CD34")
    assert shown(family, "--known-on", "2026-03-02").startswith(before)
    assert "Jo Field's cases." in foot(shown(family, "--known-on", "2026-03-02", "--worker", "Jo Field"))
    refused(family, 3, "due", "--worker", "Jo Field")


def test_what_is_known_today_is_what_the_list_says(caseload):
    assert said(caseload, "--known-on", "today", "--all") == said(caseload, "--all")
    assert shown(caseload, "--known-on", "today").startswith(shown(caseload))


def test_before_anything_was_typed_nothing_was_known(family):
    refused(family, 2, "due", "--known-on", "2026-03-01", says="No procedure was in force here at the end of Sun 1 Mar 2026")


def test_asking_for_another_day_changes_nothing(family, own_files):
    last = last_number()
    for line in (["--as-of", "2026-06-01"], ["--known-on", "2026-03-02"], ["--known-on", "2026-03-02", "--all", "--json"]):
        shown(family, *line)
    assert last_number() == last
    assert family("db", "check").code == 0


# JSON and codes


def test_json_has_its_version_first_and_stable_keys(caseload):
    listed = said(caseload)
    assert list(listed) == ["schema_version", "pack", "as_of", "items", "counts", "not_worked_out", "assumed", "outside",
                            "open_children"]  # fmt: skip
    assert [listed[key] for key in ("schema_version", "pack", "as_of", "open_children")] == [1, "york-2024", "2026-03-02", 15]
    assert list(listed["counts"]) == ["overdue", "past_usual", "due_today", "coming", "later"]
    assert all(list(row) == ITEM_KEYS for row in listed["items"])
    assert all(list(row) == ["rule", "missing", "children", "settle"] for row in listed["not_worked_out"])


def test_json_has_iso_dates_and_whole_days(caseload):
    row = items(caseload)["YK1076", "visit"]
    assert (row["due"], row["from"], row["days_late"], row["working_days_late"], row["intervals_missed"]) == (
        "2026-02-20", {"event": "visit", "date": "2026-01-23"}, 10, 6, 1,
    )  # fmt: skip
    assert (row["status"], row["strength"], row["cite"], row["occurrence"]) == ("overdue", "should", "York s2", 2)


def test_json_says_of_each_child_what_the_table_says_of_a_family(family):
    listed = said(family)["items"]
    assert [(row["child"], row["rule"], row["due"]) for row in listed] == [
        ("CD34", "visit", "2026-03-03"), ("AB12", "visit", "2026-03-10"), ("AB13", "visit", "2026-03-10"),
        ("AB12", "review", "2026-03-17"), ("AB13", "review", "2026-03-17"), ("CD34", "review", "2026-03-17"),
    ]  # fmt: skip


def test_all_has_what_was_met_and_what_cannot_be_worked_out_too(family):
    every = said(family, "--all")["items"]
    assert {row["status"] for row in every} == {"met", "due", "undetermined"}
    assert {row["rule"] for row in every if row["status"] == "met"} >= {"initial-meeting", "minutes-sent", "visit"}
    listed = said(family)["items"]
    assert {row["status"] for row in listed} == {"due"}
    assert all(row in every for row in listed)


def test_the_list_asked_for_with_all_is_the_same_list(family):
    assert table(shown(family, "--all"))[:4] == table(shown(family))


def test_check_leaves_with_ten_when_something_is_late_and_shows_the_list(caseload):
    done = caseload("due", "--check")
    assert (done.code, done.err) == (10, "cin: 4 late.\n")
    assert done.out == shown(caseload)
    done = caseload("due", "--check", "--json")
    assert done.code == 10 and json.loads(done.out)["counts"]["overdue"] == 4


@pytest.mark.parametrize("line", [["--case", "YK1043"], ["--case", "YK1076", "--as-of", "2026-02-20"]])
def test_check_is_quiet_when_nothing_of_what_was_asked_for_is_late(caseload, line):
    done = caseload("due", "--check", *line)
    assert (done.code, done.err) == (0, "")


def test_what_is_due_today_is_not_late_yet(caseload):
    args = ["--case", "YK1076", "--as-of", "2026-02-20", "--check"]
    assert "today" in shown(caseload, *args)
    assert caseload("due", "--case", "YK1076", "--as-of", "2026-02-21", "--check").code == 10


def test_without_a_procedure_nothing_is_said_to_be_due(cin):
    assert cin("init").code == 0
    for line in ([], ["--json"], ["--check"], ["--why"]):
        done = cin("due", *line)
        assert done.code == 2 and done.out == "" and "`cin policy use ID`" in done.err


def test_without_a_case_file_it_is_said_how_to_begin(cin):
    done = cin("due")
    assert done.code == 5 and done.out == "" and "cin init" in done.err


# On paper and on a screen


def test_what_is_piped_is_plain_text(caseload, monkeypatch):
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", "40")
    out = shown(caseload)
    assert "\x1b" not in out and "─" not in out
    assert all(DATE.match(line) for line in out.split("\n\n")[0].splitlines()[1:]), "a line an item, however narrow"


def test_at_most_so_many_rows_and_how_many_more(caseload):
    out = shown(caseload, "--rows", "5")
    assert table(out) == table(shown(caseload))[:5]
    assert "18 more lines are not shown: `cin due --rows 0` shows all." in foot(out)
    assert "1 more line is not shown" in shown(caseload, "--rows", "22")
    assert "not shown" not in shown(caseload, "--rows", "23")


def test_a_calendar_file_has_references_and_what_is_due_and_nothing_else(family, tmp_path):
    from icalendar import Calendar

    file = tmp_path / "due.ics"
    assert family("due", "--ics", "-o", file).code == 0
    made = Calendar.from_ical(file.read_text(encoding="utf-8"))
    events = [(str(e["summary"]), e.decoded("dtstart").isoformat()) for e in made.walk("VEVENT")]
    listed = json.loads(family("due", "--json").out)["items"]
    assert [day for _, day in events] == sorted(i["due"] for i in listed if i["child"] in ("AB12", "CD34"))
    assert all(summary.split(":")[0] in ("AB12 AB13", "CD34") for summary, _ in events)
    assert {e["class"] for e in made.walk("VEVENT")} == {"PRIVATE"}
    for word in ("Dean", "Jamie", "JD", "Priya"):
        assert word not in file.read_text(encoding="utf-8")


def test_a_csv_has_iso_dates_and_references(family):
    rows = list(csv.DictReader(family("due", "--csv").out.splitlines()))
    assert rows[0].keys() == {"due", "late_in", "child", "what", "last_done", "booked", "worker", "rule"}
    assert {row["child"] for row in rows} == {"AB12 AB13", "CD34"}
    assert "Jamie" not in family("due", "--csv").out


def test_one_form_at_a_time(family, tmp_path):
    assert family("due", "--csv", "--ics").code == 2
    assert family("due", "-o", tmp_path / "x").code == 2


def on_screen(monkeypatch, *args, columns=80, **env):
    """What `cin due` draws on a terminal of that width: the lines as they come, and without their colours."""
    import pexpect

    for name, value in {"TERM": "xterm-256color", **env}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("COLUMNS", raising=False)
    run = pexpect.spawn(sys.executable, ["-m", "cin_cli", "due", *args], encoding="utf-8", timeout=30, dimensions=(24, columns))
    run.expect(pexpect.EOF)
    drawn = run.before.replace("\r\n", "\n")
    return drawn, re.sub(r"\x1b\[[0-9;]*m", "", drawn)


@NO_TERMINAL
def test_a_caseload_fits_eighty_columns_an_item_a_line(caseload, monkeypatch):
    drawn, plain = on_screen(monkeypatch)
    heading, rule, *rows = plain.split("\n\n")[0].splitlines()
    assert heading.split()[:2] == ["Due", "Late/In"] and set(rule) == {"─"}
    assert len(rows) == 23 and all(DATE.match(row) for row in rows)
    assert max(map(len, [heading, rule, *rows])) <= 80
    assert max(len(line) for line in foot(plain)) <= 80
    assert "\x1b[1;31mLATE 10 days" in drawn


@NO_TERMINAL
@pytest.mark.parametrize("columns", [60, 70, 80, 100])
def test_no_date_and_no_command_is_cut_however_narrow(caseload, monkeypatch, columns):
    caseload("visit", "record", "YK1076", "--on", "2026-03-02", "--seen", "yes")  # a long label
    _, plain = on_screen(monkeypatch, columns=columns)
    days = [due for due, *_ in table(shown(caseload))]
    assert [DATE.match(line)[0] for line in plain.split("\n\n")[0].splitlines() if DATE.match(line)] == days
    assert {"Write", "visit", "2", "Mar", "council's", "system"} <= set(plain.split())
    for line in foot(shown(caseload)):
        if line.startswith("  `"):
            assert line in plain.splitlines()


@NO_TERMINAL
def test_the_words_say_what_the_colours_say(caseload, monkeypatch):
    _, coloured = on_screen(monkeypatch)
    plain, same = on_screen(monkeypatch, NO_COLOR="1")
    assert same == coloured
    assert not re.search(r"\x1b\[[0-9;]*3[0-9]", plain), "no colour"


@NO_TERMINAL
def test_a_terminal_that_cannot_draw_gets_plain_text(caseload, monkeypatch):
    drawn, plain = on_screen(monkeypatch, TERM="dumb")
    assert drawn == plain == shown(caseload)


@NO_TERMINAL
def test_a_screen_shows_fifty_rows_and_says_how_to_see_the_rest(york, monkeypatch):
    york("import", "csv", str(files("cin_cli.examples") / "demo-caseload.csv"))
    _, plain = on_screen(monkeypatch, "--days", "200")
    every = len(table(shown(york, "--days", "200")))
    assert every > 50 == len([line for line in plain.splitlines() if DATE.match(line)])
    assert f"{every - 50} more lines are not shown: `cin due --rows 0` shows all." in plain
    _, plain = on_screen(monkeypatch, "--days", "200", "--rows", "0")
    assert len([line for line in plain.splitlines() if DATE.match(line)]) == every
