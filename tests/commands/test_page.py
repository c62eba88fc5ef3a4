"""`cin case show`: one page with who, why, when seen and by whom, the plan, what is promised; what has been going on since."""

import json
from datetime import date

import pytest

from tests.commands._children import refused
from tests.commands._told import told, write


@pytest.fixture
def cin(york):
    told(york)
    return york


def page(cin, *args):
    done = cin("case", "show", "AB12", *args)
    assert done.code == 0, done.err
    return done.out


def test_why_people_and_by_whom_the_child_was_seen(cin):
    out = page(cin)
    assert "Why         referral of Mon 1 Sep 2025 (from school, threshold level 3)" in out
    assert "Last seen   Tue 10 Feb 2026, 20 days ago, by Jo Field" in out
    assert "Seen alone  Tue 10 Feb 2026, 20 days ago, by Jo Field" in out
    assert "People      F1.father, F1.mother" in out
    assert "F1.mother (Mother)" in page(cin, "--names")


def test_the_plan_what_is_good_enough_and_what_happens_if_things_change(cin):
    out = page(cin)
    assert "Plan, version 1 of Tue 20 Jan 2026; next review Tue 14 Apr 2026; to end by Fri 1 May 2026" in out
    assert "  1. The landlord mends the mould: Kerry, by Sat 14 Mar 2026 (in 12 days)\n" in out
    assert "  2. A bike is found: Lee, soon\n" in out
    for heading, words in (("Good enough", "Jamie sleeps in a dry room."), ("If the worries grow", "We ring Pat."),
                           ("If the family decline", "We talk to the manager.")):  # fmt: skip
        assert f"  {heading}\n    - {words}\n" in out


def test_what_was_promised_until_it_is_done(cin):
    assert "Ring housing: Jo Field, by Fri 20 Feb 2026 (10 days late)" in page(cin)
    (action,) = json.loads(page(cin, "--json"))["actions"]
    assert cin("action", "done", action["action"], "AB12", "--on", "2026-03-01").code == 0
    assert "Promised" not in page(cin)
    assert "Ring housing" in page(cin, "--as-of", "2026-02-28")


def test_since_the_last_review_with_its_words(cin):
    out = page(cin, "--since", "last-review")
    part = out[out.index("Since the meeting of Thu 15 Jan 2026") :]
    assert "1 visit (1 seen, 1 alone)" in part
    assert "  10/02/2026  visit (seen, alone): He drew a house.\n" in part
    assert "  10/02/2026  the child's words: I like my new room.\n" in part
    assert "plan written: version 1" in part
    later = page(cin, "--since", "2026-02-11")
    assert "Since Wed 11 Feb 2026\n  Nothing is recorded.\n" in later
    refused(cin, 2, "case", "show", "AB12", "--since", "last-rewiew", says="is not a date")


def test_without_a_review_it_is_said_and_goes_back_to_the_opening(cin):
    out = cin("case", "show", "CD34", "--since", "last-review").out
    assert "No review meeting is recorded; since Tue 2 Sep 2025" in out


def test_a_correction_that_moves_an_entry_moves_it_on_the_page(cin):
    number = write("note", {"text": "a word"}, on=date(2026, 2, 20))
    assert "20/02/2026  note" in page(cin)
    assert cin("event", "correct", number, "--on", "2025-09-10", "--why", "wrong day").code == 0
    assert "20/02/2026  note" not in page(cin)


def test_the_page_stays_a_page(cin):
    for day in range(1, 26):
        write("note", {"text": f"note {day}"}, on=date(2026, 2, day))
    out = page(cin)
    assert "more: cin case chronology AB12" in out
    assert len(out.splitlines()) < 55


def test_the_page_as_json(cin):
    made = json.loads(page(cin, "--json"))
    assert made["plan"]["good_enough"] == ["Jamie sleeps in a dry room."]
    assert made["plan"]["if_risks_grow"] == ["We ring Pat."]
    assert [point["by"] for point in made["plan"]["points"]] == ["2026-03-14", None]
    assert (made["last_seen_by"], made["why"][0]["source"]) == ("Jo Field", "school")
    assert "name" not in made["people"][0]


def test_words_on_the_page_steer_no_terminal(cin):
    write("visit", {"observed": [{"text": "\x1b[2J \u202e [bold]" + "x" * 100_000}]}, on=date(2026, 2, 12))
    out = page(cin, "--since", "last-review")
    assert not {"\x1b", "\u202e"} & set(out)
    assert len(out) < 5000
