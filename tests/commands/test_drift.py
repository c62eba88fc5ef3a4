"""`cin drift`: facts with dates and sources, what the record cannot tell, and no score."""

import json
from datetime import date, timedelta

import pytest

from cin_cli import context
from cin_cli.domain.entry import entry
from cin_cli.domain.plan import Plan, Point
from cin_cli.domain.plan_form import write_form

DAY = date(2026, 3, 2)  # the day of the fixture
REFS = ["AB12"]


@pytest.fixture
def cin(essex):
    """`cin` on an Essex case file with one child, opened on 1 June 2025."""
    put("case_opened", "2025-06-01")
    put("case_allocated", "2025-06-01", worker="Priya Shah")
    return essex


def put(kind, on, refs=REFS, **values):
    context.use_db(None)
    context.record([entry(kind, date.fromisoformat(on), refs, values)])
    context.close()


def drift(cin, *args):
    done = cin("drift", *(args or ("AB12",)), "--json")
    assert done.code == 0, done.err
    return json.loads(done.out)["children"]


def fact(cin, name, *args):
    return next(one for one in drift(cin, *args)[0]["facts"] if one["id"] == name)


def state(cin, name, *args):
    return fact(cin, name, *args)["state"]


def dates(one):
    return [each["date"] for each in one["evidence"]]


def review(on, **more):
    put("cin_meeting_review", on, **{"outcome": "continue", **more})


def test_a_new_case_cannot_tell_and_says_what_would(cin):
    found = {one["id"]: one for one in drift(cin)[0]["facts"]}
    unknown = {name for name, one in found.items() if one["state"] == "cannot_tell"}
    assert unknown >= {"actions_carried_over", "plan_unchanged", "only_monitoring", "not_seen_alone", "length", "long_gaps",
                       "recorded_late"}  # fmt: skip
    assert all(found[name]["settle"].startswith("cin ") for name in unknown)
    assert not any(one["state"] == "found" for one in found.values())
    text = cin("drift", "AB12").out
    assert "not a score" in text and "To tell: cin plan new AB12" in text


def test_visits_and_reviews_missed_come_from_the_procedure_in_force(cin):
    put("cin_plan_started", "2025-09-01")
    put("cin_meeting_initial", "2025-09-01")
    put("visit", "2025-12-01", seen=True)
    reviews, visits = fact(cin, "reviews_missed"), fact(cin, "visits_missed")
    assert reviews["state"] == visits["state"] == "found"
    assert "2025-12-01" in dates(reviews) and "10.1" in reviews["source"]  # three months after the meeting
    assert "2025-12-29" in dates(visits) and "7.5" in visits["source"]  # four weeks after the visit
    put("cin_meeting_review", "2026-02-20", outcome="continue")
    put("visit", "2026-02-27", seen=True)
    reviews = fact(cin, "reviews_missed")
    assert reviews["state"] == "found" and "held" in reviews["evidence"][0]["text"]  # late, and held
    assert "1 late now" not in reviews["text"]


def test_without_a_procedure_nothing_has_a_day(tmp_path, monkeypatch):
    from tests.conftest import run_cin

    monkeypatch.setenv("CIN_TODAY", "2026-03-02")
    assert run_cin("init").code == 0
    put("case_opened", "2025-06-01")
    found = fact(run_cin, "reviews_missed")
    assert found["state"] == "cannot_tell" and "no procedure is in force" in found["text"]


def test_a_promise_past_its_day_at_a_review_was_carried_over(cin):
    put("cin_plan_started", "2025-07-01")
    rows = [{"action": "ring the school", "who": "Nan", "due": "2025-09-01"}, {"action": "fix the gate", "who": "Dad"}]
    review("2025-08-01", actions=rows)
    assert state(cin, "actions_carried_over") == "not_found"
    review("2025-09-01")  # on its day it is not late
    assert state(cin, "actions_carried_over") == "not_found"
    review("2025-10-01")
    review("2025-12-01")
    found = fact(cin, "actions_carried_over")
    assert found["state"] == "found" and dates(found) == ["2025-09-01"]
    assert "ring the school (Nan): carried over 2 reviews" in found["evidence"][0]["text"]
    assert state(cin, "actions_carried_over", "AB12", "--as-of", "2025-09-30") == "not_found"
    name = found["evidence"][0]["text"].split(" ")[0]
    put("action_done", "2025-09-20", action=name)
    assert state(cin, "actions_carried_over") == "not_found"


def plan(on, number, *actions, progress=""):
    points = tuple(Point("Ava", "late", action, "Gran", "2 weeks", "in class at nine", progress) for action in actions)
    form = write_form(Plan("Ava", "9 January 2026", points=points))
    put("plan_saved", on, version=number, form=form)


def test_no_change_to_the_plan_over_two_reviews(cin):
    plan("2025-07-01", 1, "walk to school")
    review("2025-09-01")
    assert state(cin, "plan_unchanged") == "not_found"
    review("2025-11-01")
    found = fact(cin, "plan_unchanged")
    assert found["state"] == "found" and dates(found) == ["2025-07-01", "2025-09-01", "2025-11-01"]
    plan("2025-11-05", 2, "walk to school")  # saved again, and nothing in it is another
    assert state(cin, "plan_unchanged") == "found"
    plan("2025-11-10", 3, "walk to school with Gran")
    assert state(cin, "plan_unchanged") == "not_found"


def test_no_progress_written(cin):
    assert state(cin, "no_progress") == "not_found"  # no review yet
    review("2025-09-01")
    assert state(cin, "no_progress") == "cannot_tell"  # nothing but its day is recorded
    review("2025-11-01", discussion="It was a long talk.")
    found = fact(cin, "no_progress")
    assert found["state"] == "found" and dates(found) == ["2025-11-01"]
    review("2026-01-05", discussion="A talk.", updates=[{"point": 1, "status": "going on"}])
    assert state(cin, "no_progress") == "not_found"
    review("2026-02-05", discussion="A talk.")
    assert state(cin, "no_progress") == "found"
    plan("2026-02-06", 1, "walk to school", progress="Four mornings of five.")
    assert state(cin, "no_progress") == "not_found"


def test_a_plan_that_only_watches(cin):
    plan("2025-07-01", 1, "Monitor attendance", "Continue to visit")
    found = fact(cin, "only_monitoring")
    assert found["state"] == "found" and found["source"] == "Essex 10.2" and dates(found) == ["2025-07-01"]
    plan("2025-07-02", 2, "Monitor attendance", "Gran walks with Ava to school")
    assert state(cin, "only_monitoring") == "not_found"


def test_the_same_outcome_again_and_again(cin):
    for on in ("2025-09-01", "2025-11-01"):
        review(on)
    assert state(cin, "same_outcome") == "not_found"
    review("2026-01-05")
    found = fact(cin, "same_outcome")
    assert found["state"] == "found" and dates(found) == ["2025-09-01", "2026-01-05"] and "ours" in found["reading"]
    review("2026-02-05", outcome="update_assessment")
    assert state(cin, "same_outcome") == "not_found"
    put("cin_meeting_review", "2026-02-20")
    assert state(cin, "same_outcome") == "cannot_tell"
    assert fact(cin, "same_outcome")["settle"].startswith("cin event correct ")


def test_not_seen_alone(cin):
    for on in ("2025-12-01", "2025-12-20"):
        put("visit", on, seen=True, seen_alone="no")
    assert state(cin, "not_seen_alone") == "not_found"
    put("visit", "2026-01-10", seen=False)
    put("visit", "2026-01-12", seen=True, seen_alone="no")
    found = fact(cin, "not_seen_alone")
    assert found["state"] == "found" and dates(found) == ["2025-12-01", "2026-01-12"]
    put("visit", "2026-01-30", seen=True)
    assert state(cin, "not_seen_alone") == "cannot_tell"
    put("visit", "2026-02-10", seen=True, seen_alone="yes")
    assert state(cin, "not_seen_alone") == "not_found"


@pytest.mark.parametrize(
    ("start", "text"),
    [("2025-09-03", "less than 6 months"), ("2025-09-02", "6 months or more"), ("2025-06-02", "9 months or more"),
     ("2025-06-03", "6 months or more")],
)  # fmt: skip
def test_how_long_on_the_plan(cin, start, text):
    put("cin_plan_started", start)
    found = fact(cin, "length")
    assert text in found["text"] and dates(found)[0] == start
    assert (found["state"] == "found") == ("less" not in text)


def test_long_gaps(cin):
    put("cin_plan_started", "2025-09-01")
    for on in ("2025-09-10", "2025-11-05", "2026-01-01", "2026-02-25"):
        put("visit", on, seen=True)
    found = fact(cin, "long_gaps")
    assert found["state"] == "found" and dates(found) == ["2025-11-05"]  # 57 days; eight weeks are 56
    assert state(cin, "long_gaps", "AB12", "--as-of", "2025-12-31") == "not_found"
    later = fact(cin, "long_gaps", "AB12", "--as-of", "2026-06-01")
    assert "until now" in later["evidence"][-1]["text"] and dates(later)[-1] == "2026-02-25"


def test_recorded_late(cin):
    put("visit", "2025-12-01", seen=True, recorded_on="2025-12-08")
    assert state(cin, "recorded_late") == "not_found"
    put("visit", "2026-01-05", seen=True, recorded_on="2026-01-13")
    found = fact(cin, "recorded_late")
    assert found["state"] == "found" and found["text"] == "1 of 2 written up late" and dates(found) == ["2026-01-05"]
    put("cin_meeting_review", "2026-02-01", outcome="continue")  # typed here on 2 March
    assert fact(cin, "recorded_late")["text"] == "2 of 3 written up late"
    put("minutes_recorded", "2026-02-03", of="2026-02-01")
    assert fact(cin, "recorded_late")["text"] == "1 of 3 written up late"


def test_repeated_referrals(cin):
    assert state(cin, "repeated_referrals") == "not_found"  # opened once
    put("referral_received", "2025-08-01")
    put("referral_received", "2025-12-01")
    found = fact(cin, "repeated_referrals")
    assert found["state"] == "found" and dates(found)[:3] == ["2025-06-01", "2025-08-01", "2025-12-01"]


def test_beside_another_plan_or_closed_there_is_nothing_to_find(cin):
    for on in ("2025-07-01", "2025-09-01", "2025-11-01"):
        review(on)
    put("cp_plan_started", "2026-01-05")
    assert drift(cin)[0] | {"facts": []} == {
        "child": "AB12", "initials": None, "worker": "Priya Shah", "plan_runs": False, "facts": [],
    }  # fmt: skip
    assert "No Child in Need plan can be running" in cin("drift", "AB12").out
    put("cp_plan_ended", "2026-02-01")
    assert state(cin, "same_outcome") == "not_found"  # the reviews were of the earlier plan


# A caseload ----------------------------------------------------------------------------------------------------------


def test_a_caseload(cin):
    put("case_opened", "2025-06-01", ["CD1", "EF1"])
    put("case_allocated", "2025-06-01", ["CD1"], worker="Sam Reid")
    put("cin_plan_started", "2025-06-01", ["CD1"])
    put("case_closed", "2025-09-01", ["EF1"])
    assert [one["child"] for one in drift(cin, "--worker", "all")] == ["AB12", "CD1"]
    assert [one["child"] for one in drift(cin, "--worker", "sam reid")] == ["CD1"]
    text = " ".join(cin("drift", "--as-of", "2026-03-01").out.split())
    assert "9 months or more" in text and "Sam Reid" in text and "nothing found for 1" in text
    assert "The record cannot tell:" in text and "not a score" in text
    assert cin("config", "set", "me", "Priya Shah").code == 0
    assert [one["child"] for one in json.loads(cin("drift", "--json").out)["children"]] == ["AB12"]
    assert cin("drift", "--worker", "Nobody").code == 3
    assert cin("drift", "AB12", "--worker", "Sam Reid").code == 2
    assert cin("drift", "ZZ").code == 3


def test_many_children_and_few_are_read_alike(cin, monkeypatch):
    from cin_cli.commands import _drift

    put("case_opened", "2025-06-01", ["CD1"])
    put("cin_plan_started", "2025-06-01", ["AB12", "CD1"])
    plan("2025-07-01", 1, "Monitor attendance")
    for number in range(4):
        review((date(2025, 7, 5) + timedelta(days=60 * number)).isoformat(), discussion="A talk.")
    put("visit", "2025-12-01", seen=True, seen_alone="no")
    few = drift(cin, "--worker", "all")
    monkeypatch.setattr(_drift, "FEW", 1)
    assert drift(cin, "--worker", "all") == few
