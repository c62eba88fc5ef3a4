"""Any entry as a form: put right in the editor or from a file, recorded so, and never lost."""

import json

import pytest

from tests.commands._children import answering, entries, last_number, opened, refused


@pytest.fixture
def cin(york):
    opened("AB12", "AB13", "CD34", born="2016-05-01")
    return york


@pytest.fixture
def visit(cin):
    """The number of a visit to AB12 and AB13 (not seen) with what was seen and two actions."""
    notes = "She drew.\n@Nan by 27/2/2026: find her costume\n@Dad by 2 weeks: ring back\n"
    cin("visit", "record", "AB12", "AB13", "--on", "2026-02-20", "--seen", "yes", "--not-seen", "AB13=at school",
        "--purpose", "see them", "--from", "-", input=notes)  # fmt: skip
    return entries(cin, "AB12", "visit")[0]["number"]


def says(cin, ref, kind="visit"):
    return entries(cin, ref, kind)[-1]["attributes"]


def form_of(cin, *args):
    done = cin("event", "form", *args)
    assert done.code == 0, done.err
    return done.out


def corrected(cin, number, text, *more):
    done = cin("event", "correct", number, "--from", "-", *more, input=text)
    assert done.code == 0, done.err
    return done


def test_a_form_that_was_not_changed_says_what_the_entry_says_already(cin, visit):
    refused(cin, 2, "event", "correct", visit, "--from", "-", input=form_of(cin, visit), says="says already")
    only = form_of(cin, visit, "--case", "AB13")
    refused(cin, 2, "event", "correct", visit, "--case", "AB13", "--from", "-", input=only, says="says already")


def test_a_table_a_thing_said_and_a_day_are_put_right_in_one_form(cin, visit):
    text = form_of(cin, visit).replace("find her costume", "buy a costume").replace("- She drew.", "- She painted.\n- And sang.")
    text = text.replace("Day: Fri 20 Feb 2026", "Day: 19/2/2026").replace("Why it is put right:", "Why it is put right: misread")
    done = corrected(cin, visit, text)
    assert f"takes the place of entry {visit}: visit, Thu 19 Feb 2026, for AB12 and AB13" in done.out
    now = says(cin, "AB12")
    assert [one["text"] for one in now["observed"]] == ["She painted.", "And sang."]
    assert [(row["action"], row["due"]) for row in now["actions"]] == [
        ("buy a costume", "2026-02-27"), ("ring back", "2026-03-05"),
    ]  # fmt: skip
    assert now["purpose"] == "see them"
    assert says(cin, "AB13")["reason"] == "at school"
    assert says(cin, "AB12", "note")["text"] == f"Why entry {visit} was corrected: misread"
    assert cin("db", "check").code == 0


def test_what_differs_for_a_child_is_put_right_in_its_block(cin, visit):
    corrected(cin, visit, form_of(cin, visit).replace("Reason: at school", "Reason: ill"), "--why", "w")
    assert says(cin, "AB13")["reason"] == "ill"
    assert "reason" not in says(cin, "AB12")


def test_one_childs_part_only(cin, visit):
    text = form_of(cin, visit, "--case", "AB13").replace("Reason: at school", "Reason: ill").replace("- She drew.", "")
    corrected(cin, visit, text, "--case", "AB13", "--why", "w")
    assert says(cin, "AB13") == {"seen": False, "reason": "ill", "purpose": "see them", "actions": says(cin, "AB12")["actions"]}
    assert entries(cin, "AB12", "visit")[0]["number"] == visit
    assert says(cin, "AB12")["observed"]


def test_an_action_that_was_done_stays_done_however_often_and_in_whatever_order_it_is_put_right(cin, visit):
    cin("event", "record", "action_done", "AB12", "AB13", "--on", "today", "--set", f"action={visit}.2")
    for times in range(3):
        number = entries(cin, "AB12", "visit")[0]["number"]
        first, second = "find her costume", "ring back"
        text = form_of(cin, number).replace("Action: " + (first, "X")[times > 0], "Action: X")
        text = text.replace("Purpose: see them", f"Purpose: see them {times}")
        corrected(cin, number, text, "--why", "w")
        listed = json.loads(cin("action", "list", "AB12", "--json").out)["actions"]
        assert [a["what"] for a in listed if not a.get("done")] == ["X"], listed
        assert second not in cin("visit", "prepare", "AB12").out


def test_words_that_print_no_control_character_are_not_changed_by_being_printed(cin):
    odd = "a\x1b[31m red\x07\r\nb\u202e"
    cin("event", "record", "case_closed", "CD34", "--on", "today", "--set", f"reason={odd}")
    number = last_number()
    refused(cin, 2, "event", "correct", number, "--from", "-", input=form_of(cin, number), says="says already")


def test_a_form_with_a_bad_field_is_refused_and_nothing_is_written(cin, visit):
    text = form_of(cin, visit)
    for old, new, words in (
        ("Where:", "Where: the moon", "cannot be 'the moon'"), ("Day: Fri 20 Feb 2026", "Day: someday", "not a date"),
        ("Child: AB13", "Child: CD34", "'CD34'"), ("## Observed", "## Obsverd", "Obsverd"),
    ):  # fmt: skip
        done = cin("event", "correct", visit, "--from", "-", "--why", "w", input=text.replace(old, new))
        assert done.code in (1, 2, 3) and words in done.err, (old, done)
    refused(cin, 4, "event", "correct", visit, "--from", "-", "--why", "w", input=text.replace("20 Feb 2026", "20 Mar 2026"))
    refused(cin, 1, "event", "correct", visit, "--from", "-", "--why", "w", input="some words\n", says="# Entry: visit")
    home = text.replace("Where:", "Where: home")
    refused(cin, 2, "event", "correct", visit, "--from", "-", input=home, says="reason is missing")
    refused(cin, 2, "event", "correct", visit, "--form", "--on", "today", says="not with both")
    refused(cin, 2, "event", "correct", visit, "--form", "--why", "w", says=f"cin event form {visit}")


def test_an_at_sign_in_a_form_reads_no_file(cin, visit, tmp_path):
    (tmp_path / "secret").write_text("not to be read", encoding="utf-8")
    text = form_of(cin, visit).replace("Purpose: see them", f"Purpose: @{tmp_path / 'secret'}")
    corrected(cin, visit, text, "--why", "w")
    assert says(cin, "AB12")["purpose"] == f"@{tmp_path / 'secret'}"


def editor(monkeypatch, tmp_path, *changes):
    """An editor that replaces these texts in its file."""
    script = tmp_path / "editor.py"
    script.write_text("import sys, pathlib\nfile = pathlib.Path(sys.argv[1])\ntext = file.read_text(encoding='utf-8')\n"
                      + "".join(f"text = text.replace({old!r}, {new!r})\n" for old, new in changes)
                      + "file.write_text(text, encoding='utf-8')\n", encoding="utf-8")  # fmt: skip
    monkeypatch.setenv("EDITOR", f"python3 {script}")


def test_what_cannot_be_recorded_from_the_editor_is_kept_and_offered_again(cin, visit, monkeypatch, tmp_path):
    answering(monkeypatch)
    editor(monkeypatch, tmp_path, ("see them", "look in"), ("Where:", "Where: the moon"))
    done = refused(cin, 2, "event", "correct", visit, "--form", "--why", "w", says="what you wrote is kept")
    assert f"`cin event correct {visit} --form` goes on with it" in done.err
    editor(monkeypatch, tmp_path, ("the moon", "home"))
    done = cin("event", "correct", visit, "--form", "--why", "w", input="y\n")
    assert done.code == 0, done.err
    assert (says(cin, "AB12")["purpose"], says(cin, "AB12")["where"]) == ("look in", "home")
    number = entries(cin, "AB12", "visit")[0]["number"]
    editor(monkeypatch, tmp_path)
    assert "waits" not in refused(cin, 2, "event", "correct", number, "--form", says="says already").out


def test_any_kind_is_recorded_in_its_form(cin, monkeypatch, tmp_path):
    text = form_of(cin, "frequency_agreed")
    for label, said in {"Applies to": "visit", "Every": "2w", "Reason": "so that\nit is seen", "Until": "+6w"}.items():
        text = text.replace(f"\n{label}:", f"\n{label}: {said}")
    done = cin("event", "record", "frequency_agreed", "AB12", "AB13", "--on", "27/2/2026", "--from", "-", input=text)
    assert done.code == 0, done.err
    assert entries(cin, "AB13", "frequency_agreed")[0]["date"] == "2026-02-27"
    assert says(cin, "AB12", "frequency_agreed") == {
        "applies_to": "visit", "every": "2 weeks", "until": "2026-04-13", "reason": "so that\nit is seen",
    }  # fmt: skip
    editor(monkeypatch, tmp_path, ("Day: ", "Day: 20/2/2026"), ("\nOutcome:", "\nOutcome: continue"), ("Mon 2 Mar 2026", ""))
    done = cin("event", "record", "cin_meeting_review", "AB12", "--form", "--set", "chair=team_manager", "--set", "worries=late")
    assert done.code == 0, done.err
    assert says(cin, "AB12", "cin_meeting_review") == {
        "chair": "team_manager", "outcome": "continue", "worries": [{"text": "late"}],
    }  # fmt: skip


def test_what_differs_for_a_child_may_be_written_in_the_form(cin):
    text = form_of(cin, "visit").replace("\nSeen:", "\nSeen: yes")
    text += "\n## What differs for a child\n\n### Child\n\nChild: AB13\nSeen: no\n"
    assert cin("event", "record", "visit", "AB12", "AB13", "--from", "-", input=text).code == 0
    assert (says(cin, "AB12")["seen"], says(cin, "AB13")["seen"]) == (True, False)


def test_a_fact_in_its_form(cin):
    text = form_of(cin, "fact_recorded").replace("\nFact:", "\nFact: disability").replace("\nValue:", "\nValue: no")
    text = text.replace("\nSignificant:", "\nSignificant: yes")
    assert cin("event", "record", "fact_recorded", "AB12", "--from", "-", input=text).code == 0
    corrected(cin, last_number(), form_of(cin, last_number()).replace("Value: no", "Value: yes"), "--why", "w")
    assert says(cin, "AB12", "fact_recorded") == {"fact": "disability", "value": True, "significant": True}


# What belongs to a visit whose day was wrong


def test_what_belongs_to_a_visit_moves_with_its_day(cin):
    cin("visit", "record", "AB12", "--on", "2026-02-20", "--seen", "yes", "--from", "-", input='AB12: "I want to swim"\n')
    number = entries(cin, "AB12", "visit")[0]["number"]
    cin("event", "record", "visit_recorded", "AB12", "--on", "2026-02-21", "--set", f"of={number}")
    done = cin("event", "correct", number, "--on", "2026-02-18", "--why", "wrong day", "--with-followers")
    assert done.code == 0, done.err
    assert "Moved with it: the child's words" in done.out and "Moved with it: visit written up" in done.out
    assert "still of" not in done.err
    voice, written = entries(cin, "AB12", "voice")[-1], entries(cin, "AB12", "visit_recorded")[-1]
    assert (voice["date"], voice["attributes"]["of"]) == ("2026-02-18", "2026-02-18")
    assert (written["date"], written["attributes"]["of"]) == ("2026-02-21", "2026-02-18")
    assert "“I want to swim”" in cin("visit", "show", "AB12", "--on", "2026-02-18").out
    assert cin("undo", "--yes").code == 0
    assert "“I want to swim”" in cin("visit", "show", "AB12", "--on", "2026-02-20").out
    assert cin("db", "check").code == 0


def test_of_a_meeting_what_was_sent_and_agreed_moves_too(cin):
    cin("event", "record", "cin_meeting_review", "AB12", "AB13", "--on", "2026-02-20")
    number = last_number()
    cin("event", "record", "minutes_distributed", "AB12", "AB13", "--on", "2026-02-24", "--set", f"of={number}",
        "--set", "to=Mum")  # fmt: skip
    cin("event", "correct", number, "--on", "2026-02-18", "--why", "w", "--with-followers", "--case", "AB12")
    assert says(cin, "AB12", "minutes_distributed") == {"of": "2026-02-18", "to": "Mum"}
    assert says(cin, "AB13", "minutes_distributed") == {"of": "2026-02-20", "to": "Mum"}


def test_on_a_terminal_it_is_asked_and_what_is_left_is_named(cin, monkeypatch):
    cin("event", "record", "visit", "AB12", "--on", "2026-02-20", "--set", "seen=yes")
    number = last_number()
    cin("event", "record", "visit_recorded", "AB12", "--on", "2026-02-21", "--set", f"of={number}")
    answering(monkeypatch)
    done = cin("event", "correct", number, "--on", "2026-02-18", "--why", "w", input="n\n")
    assert "These belong to it: visit written up" in done.out
    assert f"cin event correct {number + 1} --set of=2026-02-18" in done.err
    done = cin("event", "correct", number + 2, "--on", "2026-02-20", "--why", "back", input="y\n")
    assert done.code == 0, done.err


def test_with_another_visit_on_that_day_nothing_is_moved_unasked(cin, monkeypatch):
    for ref in ("AB12", "AB12"):
        cin("event", "record", "visit", ref, "--on", "2026-02-20", "--set", "seen=yes")
    cin("event", "record", "visit_recorded", "AB12", "--on", "2026-02-21", "--set", "of=2026-02-20")
    answering(monkeypatch)
    done = cin("event", "correct", last_number() - 1, "--on", "2026-02-18", "--why", "w")
    assert "belong to it" not in done.out and "still of" in done.err
