"""`cin today`: what is late, due and booked this week, and for each visit what it is for."""

import json

import pytest

from tests.commands._told import told, write


@pytest.fixture
def cin(york):
    told(york)
    return york


def test_a_booked_visit_with_its_plan_points_the_child_s_words_and_promises(cin):
    assert cin("visit", "record", "AB12", "--planned", "--on", "2026-03-04").code == 0
    out = cin("today").out
    assert out.startswith("Mon 2 Mar 2026, and until Sun 8 Mar 2026\n")
    assert "\nThis week\n  04/03/2026  AB12 JD  booked: visit (Wed)\n" in out
    part = out[out.index("What the visits are for") :]
    assert "- point 1: The landlord mends the mould (Kerry), by Sat 14 Mar 2026 (in 12 days)" in part
    assert "- said last, Tue 10 Feb 2026: “I like my new room.”" in part
    assert "Ring housing (Jo Field), by Fri 20 Feb 2026 (10 days late)" in part
    assert "cin visit prepare AB12" in part


def test_what_is_late_and_whose(cin):
    out = cin("today").out
    assert "\nLate\n" in out
    assert "Put the" in out or "meeting" in out
    assert all(len(line) <= 130 for line in out.splitlines())


def test_a_visit_that_was_held_is_no_longer_booked(cin):
    assert cin("visit", "record", "AB12", "--planned", "--on", "2026-03-02").code == 0
    assert "booked: visit (Mon)" in cin("today").out
    assert cin("visit", "record", "AB12", "--on", "2026-03-02", "--seen", "yes", "--alone", "no").code == 0
    assert "booked: visit (Mon)" not in cin("today").out


def test_from_friday_on_the_next_week_belongs_to_it(cin):
    assert "until Sun 15 Mar 2026" in cin("today", "--as-of", "2026-03-06").out
    assert "until Sun 8 Mar 2026" in cin("today", "--as-of", "2026-03-05").out


def test_one_child_one_worker_and_nobody_s(cin):
    write("case_allocated", {"worker": "Priya Shah"}, ("CD34",))
    assert cin("visit", "record", "CD34", "--planned", "--on", "2026-03-04").code == 0
    assert "CD34 JD  booked" in cin("today", "--worker", "Priya Shah").out
    assert "booked" not in cin("today", "--case", "AB12").out
    assert cin("today", "--case", "ZZ9").code == 3
    assert cin("today", "--worker", "Nobody").code == 3


def test_names_only_when_asked(cin):
    assert "Jamie" not in cin("today").out
    assert "Jamie" in cin("today", "--names").out


def test_as_json(cin):
    assert cin("visit", "record", "AB12", "--planned", "--on", "2026-03-04").code == 0
    made = json.loads(cin("today", "--json").out)
    assert (made["schema_version"], made["as_of"], made["until"]) == (1, "2026-03-02", "2026-03-08")
    assert made["booked"][0]["children"] == ["AB12"]
    visit = made["visits"][0]
    assert (visit["child"], visit["points"][0]["by"]) == ("AB12", "2026-03-14")
    assert visit["said_last"][0]["said"] == "I like my new room."


def test_nothing_at_all(york):
    out = york("today").out
    assert "Nothing is late, due or booked." in out
