"""`cin meeting record`: which meeting, what came of it, what is refused."""

import pytest

from cin_cli.domain.entry import OUTCOMES, ROLES
from tests.commands._children import answering, entries, opened, refused


@pytest.fixture
def cin(york):
    opened("AB12", "AB13", born="2016-05-01")
    return york


def test_a_kind_is_all_that_is_needed(cin):
    done = cin("meeting", "record", "AB12", "AB13", "--initial")
    assert done.code == 0
    assert done.out.startswith("Recorded: initial meeting, Mon 2 Mar 2026, for AB12 and AB13 (entry 5).\n")
    for ref in ("AB12", "AB13"):
        assert [(m["date"], m["attributes"]) for m in entries(cin, ref, "cin_meeting_initial")] == [("2026-03-02", {})]


def test_everything_that_a_meeting_may_say(cin, tmp_path):
    note = tmp_path / "minutes.md"
    note.write_text("# Who came\n[all] 👨‍👩‍👧", encoding="utf-8")
    done = cin("meeting", "record", "AB12", "--review", "--on", "27/2/2026", "--chair", "team_manager", "--outcome", "continue",
               "--next", "10/4/2026", "--venue", "[School] 🏫", "--recorded-on", "2026-03-01", "--from", note)  # fmt: skip
    assert done.code == 0, done.err
    assert entries(cin, "AB12", "cin_meeting_review")[0]["attributes"] == {
        "chair": "team_manager", "outcome": "continue", "next_review_agreed": "2026-04-10", "venue": "[School] 🏫",
        "recorded_on": "2026-03-01",
    }  # fmt: skip
    assert entries(cin, "AB12", "note")[0]["attributes"]["text"] == "# Who came\n[all] 👨‍👩‍👧"


def test_the_next_review_without_a_year_lies_ahead(cin):
    cin("meeting", "record", "AB12", "--review", "--next", "15 jan")
    assert entries(cin, "AB12", "cin_meeting_review")[0]["attributes"]["next_review_agreed"] == "2027-01-15"


def test_a_meeting_is_booked(cin):
    done = cin("meeting", "record", "AB12", "--review", "--on", "2026-03-12", "--planned", "--booked-on", "2026-02-20")
    assert done.code == 0
    assert done.out.startswith("Booked: review meeting, Thu 12 Mar 2026, for AB12")
    made = entries(cin, "AB12", "cin_meeting_review")[0]
    assert (made["planned"], made["booked_on"]) == (True, "2026-02-20")


def test_on_a_terminal_it_asks_and_enter_means_not_known(cin, monkeypatch):
    answering(monkeypatch)
    done = cin("meeting", "record", "AB12", "--review", input="team_m\n\n+6w\n")
    assert done.code == 0, done.err
    said = entries(cin, "AB12", "cin_meeting_review")[0]["attributes"]
    assert said == {"chair": "team_manager", "next_review_agreed": "2026-04-13"}


def test_what_is_unusual_is_said_and_recorded(cin):
    done = cin("meeting", "record", "AB12", "--review", "--on", "2026-03-01", "--next", "2026-02-01")
    assert done.code == 0
    assert "Note: Sun 1 Mar 2026 is a Sunday." in done.err
    assert "not after this meeting" in done.err
    assert len(entries(cin, "AB12", "cin_meeting_review")) == 1


@pytest.mark.parametrize(
    ("code", "says", "args"),
    [
        (2, "--initial or --review", ["AB12"]),
        (2, "--initial or --review", ["AB12", "--initial", "--review"]),
        (2, "team_manager", ["AB12", "--review", "--chair", "the boss"]),
        (2, "update_assessment", ["AB12", "--review", "--outcome", "fine"]),
        (2, "is not a date", ["AB12", "--review", "--next", "someday"]),
        (2, "AB12, AB13", ["AB", "--review"]),
        (2, "--planned", ["AB12", "--review", "--booked-on", "today"]),
        (2, "--on DATE", ["AB12", "--review", "--planned"]),
        (2, "no outcome yet", ["AB12", "--review", "--planned", "--on", "2026-03-10", "--outcome", "close"]),
        (3, "'ZZ99'", ["ZZ99", "--review"]),
        (4, "still to come", ["AB12", "--review", "--on", "tomorrow"]),
        (4, "still to come", ["AB12", "--review", "--recorded-on", "tomorrow"]),
        (4, "40 weeks", ["AB12", "--review", "--on", "2015-01-01"]),
        (1, "cannot be read", ["AB12", "--review", "--from", "/nowhere"]),
    ],
)
def test_refused_and_nothing_written(cin, code, says, args):
    refused(cin, code, "meeting", "record", *args, says=says)


def test_a_closed_case_takes_no_meeting(cin):
    cin("event", "record", "case_closed", "AB12", "--on", "2026-02-01")
    refused(cin, 4, "meeting", "record", "AB12", "--review", says="was closed on")


def test_help_lists_the_choices(cin):
    said = " ".join(cin("meeting", "record", "--help").out.split())
    assert all(choice in said for choice in (*ROLES, *OUTCOMES))
