"""`cin visit record`: who was seen, what differed, what is asked and what is refused."""

import pytest

from tests.commands._children import answering, entries, opened, refused


@pytest.fixture
def cin(york):
    opened("AB12", "AB13", "CD34", born="2016-05-01")
    return york


def visits(cin, ref):
    return [(made["date"], made["attributes"]) for made in entries(cin, ref, "visit")]


def test_a_visit_is_recorded_and_what_is_due_next_is_said(cin):
    done = cin("visit", "record", "AB12", "--on", "2026-02-20", "--seen", "yes", "--alone", "yes")
    assert done.code == 0
    first, *rest = done.out.splitlines()
    assert first == "Recorded: visit, Fri 20 Feb 2026, for AB12 (entry 5)."
    assert any(line.startswith("Next for AB12: ") for line in rest)
    assert visits(cin, "AB12") == [("2026-02-20", {"seen": True, "seen_alone": "yes"})]
    assert visits(cin, "AB13") == []


def test_without_a_day_it_was_today(cin):
    assert cin("visit", "record", "AB12", "--seen", "no").code == 0
    assert visits(cin, "AB12") == [("2026-03-02", {"seen": False})]


def test_of_two_siblings_one_is_seen_and_the_other_not(cin):
    done = cin("visit", "record", "AB12", "AB13", "--on", "2026-02-20", "--seen", "yes", "--alone", "yes",
               "--not-seen", "AB13=at school [until 3] 🏫")  # fmt: skip
    assert done.code == 0
    assert "for AB12 and AB13; AB13 not seen (entry 5)." in done.out
    assert visits(cin, "AB12") == [("2026-02-20", {"seen": True, "seen_alone": "yes"})]
    assert visits(cin, "AB13") == [("2026-02-20", {"seen": False, "reason": "at school [until 3] 🏫"})]


def test_one_entry_holds_a_visit_to_two_children(cin):
    cin("visit", "record", "AB12", "AB13", "--seen", "yes")
    assert entries(cin, "AB12", "visit")[0]["number"] == entries(cin, "AB13", "visit")[0]["number"]


def test_not_seen_for_every_child_needs_no_seen(cin):
    assert cin("visit", "record", "AB12", "AB13", "--not-seen", "AB12", "--not-seen", "AB13=asleep").code == 0
    assert visits(cin, "AB12")[0][1] == {"seen": False}
    assert visits(cin, "AB13")[0][1] == {"seen": False, "reason": "asleep"}


def test_one_reason_is_that_of_the_child_who_was_not_seen(cin):
    cin("visit", "record", "AB12", "AB13", "--seen", "yes", "--not-seen", "AB13", "--reason", "asleep")
    assert "reason" not in visits(cin, "AB12")[0][1]
    assert visits(cin, "AB13")[0][1]["reason"] == "asleep"


def test_everything_that_a_visit_may_say(cin, tmp_path):
    words = tmp_path / "why.txt"
    words.write_text("See how the\nmorning goes.", encoding="utf-8")
    note = tmp_path / "note.md"
    note.write_text("Long notes \u2067here\u2069.", encoding="utf-8")
    done = cin("visit", "record", "AB12", "--seen", "yes", "--alone", "not appropriate", "--family-seen", "--unannounced",
               "--purpose", f"@{words}", "--reason", "baby", "--recorded-on", "today", "--from", note)  # fmt: skip
    assert done.code == 0
    assert "(entry 5, its note 6)" in done.out
    assert visits(cin, "AB12")[0][1] == {
        "seen": True, "seen_alone": "not appropriate", "family_seen": True, "announced": False,
        "purpose": "See how the\nmorning goes.", "reason": "baby", "recorded_on": "2026-03-02",
    }  # fmt: skip
    assert entries(cin, "AB12", "note")[0]["attributes"] == {"text": "Long notes \u2067here\u2069."}


def test_a_visit_is_booked(cin):
    done = cin("visit", "record", "AB12", "--on", "2026-03-10", "--planned", "--booked-on", "2026-03-01")
    assert done.code == 0
    assert done.out.startswith("Booked: visit, Tue 10 Mar 2026, for AB12")
    made = entries(cin, "AB12", "visit")[0]
    assert (made["planned"], made["booked_on"], made["attributes"]) == (True, "2026-03-01", {})


def test_what_is_noted_beside_a_booking_is_noted_today(cin):
    cin("visit", "record", "AB12", "--on", "2026-03-10", "--planned", "--from", "-", input="take the forms")
    assert [made["date"] for made in entries(cin, "AB12", "note")] == ["2026-03-02"]


def test_a_booking_without_its_day_was_made_today(cin):
    cin("visit", "record", "AB12", "--on", "2026-03-10", "--planned")
    assert entries(cin, "AB12", "visit")[0]["booked_on"] == "2026-03-02"


def test_the_visits_of_a_family_are_recorded_in_one_line(cin):
    from datetime import date

    from cin_cli import context
    from cin_cli.domain.entry import entry

    context.record([entry("family_described", date(2026, 1, 5), ["AB12", "AB13"], {"family": "F1"})])
    context.close()
    assert cin("visit", "record", "F1", "--seen", "yes").code == 0
    assert len(visits(cin, "AB12")) == len(visits(cin, "AB13")) == 1
    assert visits(cin, "CD34") == []


def test_on_a_terminal_what_is_missing_is_asked(cin, monkeypatch):
    answering(monkeypatch)
    done = cin("visit", "record", "AB12", "AB13", "--on", "2026-02-20", input="yes\nn\nat school\nyes\n")
    assert done.code == 0, done.err
    assert "Was AB12 seen? (yes/no)" in done.out
    assert visits(cin, "AB12")[0][1] == {"seen": True, "seen_alone": "yes"}
    assert visits(cin, "AB13")[0][1] == {"seen": False, "reason": "at school"}


def test_enter_means_not_known(cin, monkeypatch):
    answering(monkeypatch)
    assert cin("visit", "record", "AB12", input="\n").code == 0
    assert visits(cin, "AB12")[0][1] == {}


def test_a_second_visit_on_a_day_is_recorded_and_said(cin):
    cin("visit", "record", "AB12", "--seen", "yes")
    done = cin("visit", "record", "AB12", "--seen", "yes")
    assert done.code == 0
    assert "Note: AB12 already has a visit on Mon 2 Mar 2026." in done.err
    assert len(visits(cin, "AB12")) == 2


@pytest.mark.parametrize(
    ("code", "says", "args"),
    [
        (2, "Say --seen yes or --seen no", ["AB12"]),
        (2, "whether AB12 was seen", ["AB12", "AB13", "--not-seen", "AB13"]),
        (2, "cannot be 'maybe'", ["AB12", "--seen", "maybe"]),
        (2, "not appropriate", ["AB12", "--seen", "yes", "--alone", "perhaps"]),
        (2, "say two things", ["AB12", "--seen", "yes", "--not-seen", "AB12"]),
        (2, "given twice", ["AB12", "AB13", "--seen", "yes", "--not-seen", "AB12", "--not-seen", "AB12=ill"]),
        (2, "nobody was seen alone", ["AB12", "--seen", "no", "--alone", "yes"]),
        (2, "AB12, AB13", ["AB", "--seen", "yes"]),
        (2, "is not a date", ["AB12", "--seen", "yes", "--on", "31/2/2026x"]),
        (2, "", ["AB12", "--seen", "yes", "--on", "30/2/2026"]),
        (2, "--planned", ["AB12", "--seen", "yes", "--booked-on", "today"]),
        (2, "--on DATE", ["AB12", "--planned"]),
        (2, "only booked", ["AB12", "--planned", "--on", "2026-03-10", "--seen", "yes"]),
        (2, "only booked", ["AB12", "--planned", "--on", "2026-03-10", "--recorded-on", "today"]),
        (3, "'ZZ99'", ["ZZ99", "--seen", "yes"]),
        (3, "'CD34'", ["AB12", "--seen", "yes", "--not-seen", "CD34"]),
        (4, "still to come", ["AB12", "--seen", "yes", "--on", "2026-03-03"]),
        (4, "still to come", ["AB12", "--seen", "yes", "--recorded-on", "2026-03-03"]),
        (4, "still to come", ["AB12", "--planned", "--on", "2026-03-10", "--booked-on", "2026-03-03"]),
        (4, "40 weeks", ["AB12", "--seen", "yes", "--on", "2015-05-01"]),
        (1, "cannot be read", ["AB12", "--seen", "yes", "--from", "/nowhere/at/all"]),
        (1, "cannot be read", ["AB12", "--seen", "yes", "--purpose", "@/nowhere"]),
        (1, "no words", ["AB12", "--seen", "yes", "--from", "-"]),
    ],
)
def test_refused_and_nothing_written(cin, code, says, args):
    refused(cin, code, "visit", "record", *args, says=says)


def test_a_closed_case_takes_no_visit(cin):
    cin("event", "record", "case_closed", "AB12", "--on", "2026-02-01")
    refused(cin, 4, "visit", "record", "AB12", "AB13", "--seen", "yes", says="AB12 was closed on Sun 1 Feb 2026")
    assert visits(cin, "AB13") == []


def test_help_lists_the_choices(cin):
    done = cin("visit", "record", "--help")
    assert done.code == 0
    assert "yes|no|not appropriate" in done.out
