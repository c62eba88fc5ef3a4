"""`cin visit record`: who was seen, what differed, what is asked and what is refused."""

import pytest

from tests.commands._children import answering, entries, opened, refused


@pytest.fixture
def cin(york):
    opened("AB12", "AB13", "CD34", born="2016-05-01")
    return york


def visits(cin, ref):
    return [(made["date"], made["attributes"]) for made in entries(cin, ref, "visit")]


def voices(cin, ref):
    return [made["attributes"] for made in entries(cin, ref, "voice")]


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


def test_a_child_who_is_not_born_yet_is_visited_with_the_family_and_seen_by_nobody(cin):
    opened("EF56")
    cin("event", "record", "expected_date_of_delivery", "EF56", "--on", "2026-05-01")
    assert "Never recorded as seen" not in cin("due", "--case", "EF56").out
    done = cin("visit", "record", "AB12", "EF56", "--seen", "yes", "--alone", "yes")
    assert "EF56: not born yet, so it is a visit to the family and nobody counts as seen." in done.out
    assert visits(cin, "AB12") == [("2026-03-02", {"seen": True, "seen_alone": "yes"})]
    assert visits(cin, "EF56") == [("2026-03-02", {})]
    cin("event", "record", "child_born", "EF56", "--on", "2026-02-27")
    assert cin("visit", "record", "EF56", "--seen", "yes").code == 0
    assert visits(cin, "EF56")[-1] == ("2026-03-02", {"seen": True})


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
               "--purpose", f"@{words}", "--reason", "baby", "--recorded-on", "today", "--from", note,
               "--where", "home", "--points", "3,1", "--tool", "feelings chart")  # fmt: skip
    assert done.code == 0
    assert visits(cin, "AB12")[0][1] == {
        "seen": True, "seen_alone": "not appropriate", "family_seen": True, "announced": False,
        "purpose": "See how the\nmorning goes.", "reason": "baby", "recorded_on": "2026-03-02",
        "where": "home", "points": [1, 3], "tool": "feelings chart",
        "observed": [{"text": "Long notes \u2067here\u2069."}],
    }  # fmt: skip


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


def test_a_second_visit_on_a_day_is_recorded_and_said(cin):
    cin("visit", "record", "AB12", "--seen", "yes")
    done = cin("visit", "record", "AB12", "--seen", "yes")
    assert done.code == 0
    assert "Note: AB12 already has a visit on Mon 2 Mar 2026." in done.err
    assert len(visits(cin, "AB12")) == 2


def test_pasted_notes_are_sorted_by_what_is_plainly_marked(cin, tmp_path):
    notes = tmp_path / "notes.txt"
    notes.write_text(
        "Where: home\n\nKitchen tidy, both up and dressed.\nAB12 did not look up.\n\n## Analysis\n- Mum is tired\n\n"
        "AB12: \"I like the hall.\"\nMum: \"I am worn out\"\n@Nan by 3/4/2026: ring the school\n",
        encoding="utf-8",
    )
    done = cin("visit", "record", "AB12", "AB13", "--seen", "yes", "--from", notes)
    assert done.code == 0, done.err
    assert "; the child's words: 6)" in done.out
    says = visits(cin, "AB12")[0][1]
    assert says["where"] == "home"
    assert [one["text"] for one in says["observed"]] == ["Kitchen tidy, both up and dressed.\nAB12 did not look up."]
    assert [one["text"] for one in says["analysis"]] == ["Mum is tired", 'Mum: "I am worn out"']
    assert says["actions"] == [{"action": "ring the school", "who": "Nan", "by": "3/4/2026", "due": "2026-04-03"}]
    assert voices(cin, "AB12") == [{"said": "I like the hall.", "of": "2026-03-02"}]
    assert voices(cin, "AB13") == []


def test_a_quotation_that_is_not_plainly_one_childs_stays_with_what_was_seen(cin):
    done = cin("visit", "record", "AB12", "AB13", "--seen", "yes", "--from", "-", input="## In their own words\n“No.”\n")
    assert "does not say which child's words" in done.err
    assert [one["text"] for one in visits(cin, "AB12")[0][1]["observed"]] == ["“No.”"]
    assert voices(cin, "AB12") == voices(cin, "AB13") == []


def test_a_form_comes_in_whole(cin, tmp_path):
    empty = cin("visit", "form", "AB12", "AB13").out
    assert "Child: AB12 (" in empty and "last seen" not in empty.split("## The children")[1]
    lines = {"Seen:": "Seen: yes", "Seen alone:": "Seen alone: yes", "Where:": "Where: school",
             "In the child's own words:": "In the child's own words: I miss Dad.\nA lot."}  # fmt: skip
    text = empty
    for label, line in lines.items():
        text = text.replace(f"\n{label}\n", f"\n{line}\n")
    file = tmp_path / "visit.md"
    file.write_text(text.replace("## What you make of it\n", "## What you make of it\n\nShe trusts Nan.\n"), encoding="utf-8")
    done = cin("visit", "record", "AB12", "AB13", "--from", file)
    assert done.code == 0, done.err
    for ref in ("AB12", "AB13"):
        says = visits(cin, ref)[0][1]
        assert (says["seen"], says["seen_alone"], says["where"]) == (True, "yes", "school")
        assert voices(cin, ref) == [{"said": "I miss Dad.\nA lot.", "of": "2026-03-02"}]
    assert "She trusts Nan." in cin("visit", "show", "AB12").out


def test_a_form_with_a_bad_field_is_refused_and_nothing_is_written(cin, tmp_path):
    file = tmp_path / "visit.md"
    file.write_text(cin("visit", "form", "AB12").out.replace("\nWhere:\n", "\nWhere: the moon\n"), encoding="utf-8")
    refused(cin, 2, "visit", "record", "AB12", "--seen", "yes", "--from", file, says="cannot be 'the moon'")


def test_options_stand_over_what_the_form_says(cin, tmp_path):
    file = tmp_path / "visit.md"
    file.write_text(cin("visit", "form", "AB12").out.replace("\nSeen:\n", "\nSeen: no\n"), encoding="utf-8")
    assert cin("visit", "record", "AB12", "--seen", "yes", "--where", "school", "--from", file).code == 0
    assert visits(cin, "AB12")[0][1] == {"seen": True, "where": "school"}


def test_a_text_that_begins_with_an_at_sign_is_never_a_file_in_notes(cin, tmp_path):
    (tmp_path / "secret").write_text("not to be read", encoding="utf-8")
    notes = f"@{tmp_path / 'secret'}\nWhat for: @{tmp_path / 'secret'}\n"
    assert cin("visit", "record", "AB12", "--seen", "yes", "--from", "-", input=notes).code == 0
    assert "not to be read" not in str(visits(cin, "AB12"))


# Questions ----------------------------------------------------------------------------------------------------------


def test_on_a_terminal_what_is_missing_is_asked(cin, monkeypatch):
    answering(monkeypatch)
    done = cin("visit", "record", "AB12", "AB13", "--on", "2026-02-20", input="AB12\nat school\ny\n" + "\n" * 20)
    assert done.code == 0, done.err
    assert "Which children did you see? (all, none, or which: AB12, AB13)" in done.out
    assert visits(cin, "AB12")[0][1] == {"seen": True, "seen_alone": "yes"}
    assert visits(cin, "AB13")[0][1] == {"seen": False, "reason": "at school"}


def test_a_visit_to_two_children_needs_at_most_ten_answers_beyond_the_words(cin, monkeypatch):
    answering(monkeypatch)
    asked = ["today", "all", "yes", "home", "no"]
    words = ["to see the room", "", "tidy", "", "I like it", "", "So do I", ""]
    after = ["conversation"]
    rest = ["", "", "", "", "today"]  # no direct work, nothing made of it or decided, no action
    done = cin("visit", "record", "AB12", "AB13", input="\n".join([*asked, *words, *after, *rest, ""]))
    assert done.code == 0, done.err
    says = visits(cin, "AB13")[0][1]
    assert (says["seen"], says["seen_alone"], says["where"], says["announced"]) == (True, "yes", "home", False)
    assert says["recorded_on"] == "2026-03-02"
    assert voices(cin, "AB13") == [{"said": "So do I", "how": "conversation", "of": "2026-03-02"}]
    assert len(asked) + len(after) + 1 <= 10


def test_questions_may_be_answered_in_any_order(cin, monkeypatch):
    answering(monkeypatch)
    done = cin("visit", "record", "AB12", input="?\n#6\nhome\n<\nschool\n#2\nyes\n.\n")
    assert done.code == 0, done.err
    assert "#6 Where" in done.err
    assert visits(cin, "AB12")[0][1] == {"seen": True, "where": "school"}


def test_a_bad_answer_is_said_and_asked_again(cin, monkeypatch):
    answering(monkeypatch)
    done = cin("visit", "record", "AB12", input="31/2/2026x\n2026-04-01\n2026-03-01\nperhaps\nyes\n.\n")
    assert done.code == 0, done.err
    assert "is not a date" in done.err and "still to come" in done.err and "Please answer yes, no" in done.err
    assert visits(cin, "AB12") == [("2026-03-01", {"seen": True})]


def test_enter_means_not_known(cin, monkeypatch):
    answering(monkeypatch)
    assert cin("visit", "record", "AB12", input="\n" * 20).code == 0
    assert visits(cin, "AB12")[0][1] == {}


def test_a_closed_terminal_loses_nothing_and_the_draft_is_offered_again(cin, monkeypatch):
    answering(monkeypatch)
    done = cin("visit", "record", "AB12", input="2026-03-01\nyes\nno\nasleep upstairs\n")  # and the terminal is gone
    assert done.code != 0
    assert visits(cin, "AB12") == []
    done = cin("visit", "record", "AB12", input="y\n.\n")
    assert done.code == 0, done.err
    assert "A visit that you began on Mon 2 Mar 2026" in done.out
    assert visits(cin, "AB12") == [("2026-03-01", {"seen": True, "seen_alone": "no", "reason": "asleep upstairs"})]
    assert "began" not in cin("visit", "record", "AB12", input=".\n").out


def test_what_was_begun_can_be_left_out(cin, monkeypatch):
    answering(monkeypatch)
    cin("visit", "record", "AB12", input="2026-03-01\nyes\n")
    assert cin("visit", "record", "AB12", "--fresh", input="\nno\nill\n.\n").code == 0
    assert visits(cin, "AB12") == [("2026-03-02", {"seen": False, "reason": "ill"})]


# Looking back and preparing -----------------------------------------------------------------------------------------


def test_an_attempted_visit_is_recorded_as_one_that_nobody_was_in_for(cin):
    assert cin("visit", "record", "AB12", "--attempted", "--unannounced").code == 0
    assert visits(cin, "AB12")[0][1] == {"attempted": True, "seen": False, "announced": False}
    assert "nobody in" in cin("visit", "list", "AB12").out
    refused(cin, 2, "visit", "record", "AB12", "--attempted", "--seen", "yes", says="nobody was in")


def test_visits_are_listed_the_newest_first_with_what_the_child_said(cin):
    cin("visit", "record", "AB12", "--on", "2026-02-02", "--seen", "yes", "--alone", "no")
    cin("visit", "record", "AB12", "--on", "2026-02-20", "--seen", "yes", "--where", "school", "--from", "-",
        input='AB12: "I [like] school 🏫"')  # fmt: skip
    lines = cin("visit", "list", "AB12").out.splitlines()
    assert lines[1].startswith("Fri 20 Feb 2026") and "“I [like] school 🏫”" in lines[1]
    assert lines[2].startswith("Mon 2 Feb 2026")
    shown = cin("visit", "show", "AB12").out
    assert shown.index("In the child's own words") < shown.index("Where: school")
    assert cin("visit", "show", "AB12", "--on", "2026-02-03").code == 3


def test_not_seen_and_never_alone_do_not_go_unnoticed(cin):
    for day in ("2026-02-02", "2026-02-09", "2026-02-16"):
        done = cin("visit", "record", "AB12", "--on", day, "--seen", "yes", "--alone", "no")
    assert "Note: AB12 was seen at the last 3 visits, and not alone at any of them." in done.err
    assert "not seen at the last visit" in cin("visit", "record", "AB12", "--on", "2026-02-20", "--seen", "no").err
    done = cin("visit", "record", "AB12", "--on", "2026-02-24", "--seen", "yes", "--alone", "yes")
    assert "AB12 was" not in done.err


def test_prepare_says_what_the_visit_is_for(cin):
    cin("visit", "record", "AB12", "--on", "2026-02-20", "--seen", "yes", "--alone", "no", "--announced", "--from", "-",
        input='AB12: "I want to swim"\n@Nan by 27/2/2026: find her costume\n')  # fmt: skip
    done = cin("visit", "prepare", "AB12")
    assert done.code == 0, done.err
    assert "AB12: last visit Fri 20 Feb 2026 (10 days before), seen, not alone." in done.out
    assert "Fri 20 Feb 2026: “I want to swim”" in done.out
    assert "Nan: find her costume (Fri 27 Feb 2026, 3 days late)" in done.out
    assert "There is no plan yet." in done.out
    assert "While it is being found out what would help:" in done.out
    assert "No visit has been unannounced" in done.out


def test_an_action_that_was_done_is_outstanding_no_more(cin):
    cin("visit", "record", "AB12", "--seen", "yes", "--from", "-", input="@Nan by 27/3/2026: ring\n@Dad: call back\n")
    assert cin("event", "record", "action_done", "AB12", "--on", "today", "--set", "action=5.1").code == 0
    out = cin("visit", "prepare", "AB12").out
    assert "ring" not in out and "Dad: call back (no day)" in out


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
