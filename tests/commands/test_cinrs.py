"""`cin cinrs` on a case file: the page, the JSON, what is stated, a caseload, and commands that settle what is open."""

import json
import re
import shlex
from datetime import date

import pytest

from cin_cli import context
from cin_cli.domain.entry import entry
from tests.commands.test_plan import family, run  # noqa: F401  (the fixture)

WORDS = {
    "<months>": "12", "<who>": "'Jo, team manager'", "<reason>": "because", "<need>": "mornings", "<day>": "2025-11-01",
    "<section>": "3", "<yes>": "yes", "<theme>": "'criminal exploitation'", "<brothers-and-sisters>": "AB13",
    "<expires_on>": "2026-11-01", "<to>": "home", "<aftercare>": "yes", "<by>": "'team manager'",
}  # fmt: skip


@pytest.fixture
def cin(run):  # noqa: F811
    """`cin` with the family in its case file."""
    family()
    return run


def record(*made):
    context.use_db(None)
    context.record(list(made))
    context.close()


def check(cin, *more, ref="AB12"):
    done = cin("cinrs", "check", ref, "--json", *more)
    assert done.code in (0, 10), done.err
    return json.loads(done.out)


def items(cin, *more, ref="AB12"):
    return {item["source"]: item for item in check(cin, *more, ref=ref)["items"] if item["id"] != "exploitation"}


def test_a_new_case(cin):
    found = check(cin)
    assert (found["child"], found["answer"], found["missing"]) == ("AB12", "none_met", [])
    assert found["standing"]["allocated_worker"] == "Priya Nair" and found["standing"]["open_case"] is True
    assert {i["source"]: i["verdict"] for i in found["items"] if i["verdict"] != "not_recorded"} == {
        "page 1": "not_met", "page 7": "not_met",  # opened once; one brother
    }  # fmt: skip


def test_twelve_months_on_the_day_and_the_day_before(cin):
    record(entry("cin_plan_started", date(2025, 1, 31), ["AB12"]))
    before = check(cin, "--as-of", "2026-01-30")
    assert before["answer"] == "none_met" and [one["date"] for one in before["foretold"]] == ["2026-01-31"]
    found = check(cin, "--as-of", "2026-01-31")
    assert found["answer"] == "features_met" and found["foretold"] == []
    assert items(cin, "--as-of", "2026-01-31")["12.1 bullet 2"]["evidence"][0] == {"text": "Plan started", "date": "2025-01-31"}
    assert cin("cinrs", "check", "AB12", "--as-of", "2026-01-31", "--check").code == 10
    assert cin("cinrs", "check", "AB12", "--as-of", "2026-01-30", "--check").code == 0
    assert "Soon: On a Child in Need plan" in cin("cinrs", "check", "AB12", "--as-of", "2026-01-30").out


def test_what_somebody_says_is_recorded_with_name_day_and_reason(cin, tmp_path):
    reason = tmp_path / "why.txt"
    reason.write_text("Nothing has moved since [the] summer.", encoding="utf-8")
    done = cin("cinrs", "state", "F7", "stuck", "--by", "team manager", "--why", f"@{reason}", "--on", "2025-11-01")
    assert done.code == 0, done.err
    assert "Recorded for AB12 and AB13: stuck, said by team manager on Sat 1 Nov 2025" in done.out
    for ref in ("AB12", "AB13"):
        found = items(cin, ref=ref)["page 4"]
        assert found["verdict"] == "met_stated"
        assert found["evidence"] == [
            {"text": "Said by team manager: Nothing has moved since [the] summer.", "date": "2025-11-01"}
        ]
    assert items(cin, "--as-of", "2025-10-31")["page 4"]["verdict"] == "not_recorded"
    assert "(Sat 1 Nov 2025)" in cin("cinrs", "check", "AB12").out


@pytest.mark.parametrize(
    ("line", "code", "words"),
    [
        (["AB12", "sticky", "--by", "me", "--why", "x"], 2, "supervision_order, twelve_months_on_plan"),
        (["AB12", "stuck", "--by", " ", "--why", "x"], 2, "who says so and why"),
        (["AB12", "stuck", "--by", "me", "--why", ""], 2, "who says so and why"),
        (["stuck", "--by", "me", "--why", "x"], 2, "Name the children"),
        (["ZZ9", "stuck", "--by", "me", "--why", "x"], 3, "no child 'ZZ9'"),
        (["AB12", "stuck", "--by", "me", "--why", "x", "--on", "2025-12-24"], 4, ""),
    ],
)
def test_a_statement_that_cannot_be_recorded(cin, line, code, words):
    done = cin("cinrs", "state", *line)
    assert done.code == code and words in done.err


def test_a_statement_recorded_otherwise_needs_a_name_and_a_reason(cin):
    for half in ({"by": "Priya"}, {"why": "r"}):
        record(entry("cinrs_stated", date(2025, 11, 1), ["AB12"], {"feature": "stuck"} | half))
    found = items(cin)["page 4"]
    assert found["verdict"] == "not_recorded"
    assert [each["text"] for each in found["evidence"]] == [
        "Said without why, so it does not count", "Said without who says so, so it does not count",
    ]  # fmt: skip


def test_what_was_taken_back_counts_for_nothing(cin):
    record(entry("supervision_order_made", date(2025, 10, 1), ["AB12"], {"months": 12}))
    assert check(cin)["answer"] == "features_met"
    from cin_cli.store import journal

    context.use_db(None)
    number = journal.entries(context.store(), kinds=["supervision_order_made"])[-1].number
    record(entry("entry_withdrawn", date(2025, 10, 1), (), corrects=number))
    assert check(cin)["answer"] == "none_met"


def test_brothers_and_sisters_are_those_of_the_family(cin):
    on = date(2025, 9, 1)
    for number, born in enumerate(("2007-11-14", "2010-05-05", None), 14):
        known = {"born": born} if born else {}
        refs = [f"AB{number}"]
        record(entry("case_opened", on, refs), entry("child_described", on, refs, {"initials": "X", **known}),
               entry("family_described", on, refs, {"family": "F7"}))  # fmt: skip
    found = items(cin)["page 7"]
    assert found["verdict"] == "met_computed"  # AB14 is 18 that day; AB13 and AB16 have no date of birth
    assert found["evidence"][0]["text"].startswith("3 other children under 18")
    assert found["evidence"][1]["text"] == "2 of them counted without a date of birth"
    assert items(cin, "--as-of", "2025-11-13")["page 7"]["evidence"][0]["text"].startswith("4 other children")


def test_the_page(cin):
    record(entry("cp_plan_started", date(2025, 2, 1), ["AB12"]), entry("cp_plan_ended", date(2025, 9, 10), ["AB12"]))
    done = cin("cinrs", "check", "AB12")
    assert done.code == 0
    lines = done.out.splitlines()
    assert len(lines) <= 60 and all(len(line) <= 120 for line in lines if "cin " not in line)
    assert lines[1].startswith("This is Essex's service")  # the procedure here is York's
    assert "2023" in done.out and "12.2" in done.out and "Any one is enough" in done.out and "not exhaustive" in done.out
    assert not re.search(r"eligible", done.out, re.IGNORECASE)
    assert "Allocated worker: Priya Nair since Mon 1 Sep 2025" in done.out
    part = "Stepping down from a Child Protection Plan, put forward by the conference's chair  [12.1 bullet 3]"
    assert f"IN PART       {part}" in lines
    assert "It cannot be told; missing: the nomination by the conference's chair; what the child still needs." in lines


def test_under_essexs_own_procedure(cin):
    assert cin("policy", "use", "essex-2019").code == 0
    done = cin("cinrs", "check", "AB12")
    assert "Only Essex's own teams can ask" in done.out and "Elsewhere" not in done.out
    assert check(cin)["standing"]["service_is_ours"] is True


def filled(command):
    for word, value in WORDS.items():
        command = command.replace(word, value)
    assert "<" not in command, command
    return shlex.split(command)[1:]


def test_every_command_that_settles_does(cin):
    """What is not recorded is settled by the command that is shown; so is what is there only in part."""
    day = date(2025, 10, 1)
    halves = [
        entry("supervision_order_made", day, ["AB13"]), entry("looked_after_started", date(2025, 9, 2), ["AB13"]),
        entry("looked_after_ended", day, ["AB13"]), entry("inpatient_admitted", day, ["AB13"]),
        entry("cinrs_nominated", day, ["AB13"]), entry("cp_plan_started", date(2025, 9, 2), ["AB13"]),
        entry("cp_plan_ended", day, ["AB13"]), entry("cin_meeting_review", date(2025, 10, 20), ["AB13"]),
    ]  # fmt: skip
    record(*halves)
    tried = 0
    for ref in ("AB12", "AB13"):
        for place, row in enumerate(check(cin, ref=ref)["items"]):
            now, done = row, set()
            while (now := check(cin, ref=ref)["items"][place])["settle"]:
                assert now["settle"] not in done, f"{now['settle']} settled nothing"
                done.add(now["settle"])
                run_ = cin(*filled(now["settle"]))
                assert run_.code == 0, (now["settle"], run_.err)
                tried += 1
            assert now["verdict"] not in ("not_recorded", "met_in_part") and len(done) < 3, row["id"]
    assert tried > 25


# A caseload ----------------------------------------------------------------------------------------------------------


def test_a_caseload_lists_what_is_met_half_there_or_soon(cin):
    record(
        entry("cin_plan_started", date(2024, 11, 14), ["AB12"]),
        entry("cp_plan_started", date(2025, 9, 2), ["AB13"]), entry("cp_plan_ended", date(2025, 10, 1), ["AB13"]),
        entry("case_opened", date(2025, 1, 1), ["CD1", "EF1", "GH1"]), entry("cin_plan_started", date(2024, 12, 1), ["CD1"]),
        entry("supervision_order_made", date(2025, 1, 1), ["GH1"], {"months": 36}),
        entry("case_closed", date(2025, 6, 1), ["GH1"]),
        entry("case_allocated", date(2025, 1, 2), ["CD1"], {"worker": "Sam Reid"}),
    )  # fmt: skip
    found = json.loads(cin("cinrs", "check", "--all", "--json").out)
    assert found["counts"] == {"features_met": 1, "cannot_tell": 1, "none_met": 2}
    assert [row["child"] for row in found["children"]] == ["AB12", "AB13", "CD1"]  # GH1 is closed, EF1 has nothing
    assert found["children"][0]["met"] == [
        {"label": "On a Child in Need plan for 12 months or more", "source": "12.1 bullet 2"}
    ]
    assert found["children"][2]["soon"] == "2025-12-01"
    text = cin("cinrs", "check", "--all").out
    assert "in part: Stepping down" in text and "12 months on Mon 1 Dec 2025" in text and "This is Essex's service" in text
    assert [r["child"] for r in json.loads(cin("cinrs", "check", "--worker", "Sam Reid", "--json").out)["children"]] == ["CD1"]
    assert cin("cinrs", "check", "--worker", "Nobody").code == 3
    assert cin("cinrs", "check", "--all", "--check").code == 10
    assert cin("cinrs", "check", "--worker", "Sam Reid", "--check").code == 0


def test_the_caseload_and_the_page_agree(cin):
    record(
        entry("cin_plan_started", date(2024, 11, 14), ["AB12"]), entry("missing_episode", date(2025, 11, 1), ["AB13"]),
        entry("cinrs_stated", date(2025, 11, 1), ["AB13"], {"feature": "conflict", "by": "Jo", "why": "r"}),
    )  # fmt: skip
    listed = {row["child"]: row for row in json.loads(cin("cinrs", "check", "--all", "--json").out)["children"]}
    for ref in ("AB12", "AB13"):
        met = [(i["label"], i["source"]) for i in check(cin, ref=ref)["items"] if i["verdict"] in ("met_computed", "met_stated")]
        assert [(m["label"], m["source"]) for m in listed[ref]["met"]] == met != []


def test_one_child_or_all(cin):
    assert cin("cinrs", "check").code == 2
    assert cin("cinrs", "check", "AB12", "--all").code == 2
    assert cin("cinrs", "check", "ZZ").code == 3
    assert cin("cinrs", "check", "AB1").code == 2
    assert cin("cinrs", "check", "AB12", "--as-of", "soon").code == 2


def test_a_teams_own_numbers_are_kept_here(cin, tmp_path):
    file = tmp_path / "ours.toml"
    file.write_text('extends = "essex"\n[readings]\nsiblings = 1\n', encoding="utf-8")
    assert items(cin)["page 7"]["verdict"] == "not_met"
    assert cin("cinrs", "use", str(file)).code == 0
    file.unlink()
    assert items(cin)["page 7"]["verdict"] == "met_computed"
    assert cin("cinrs", "use", "essex").code == 0
    assert items(cin)["page 7"]["verdict"] == "not_met"
    file.write_text('extends = "essex"\n[readings]\nsiblings = "some"\n', encoding="utf-8")
    assert cin("cinrs", "use", str(file)).code == 1
    assert items(cin)["page 7"]["verdict"] == "not_met"
