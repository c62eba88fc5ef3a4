"""`cin note`: words asked for, from a file or said; only the worker's unless it is said who else may see it."""

import pytest

from tests.commands._children import answering, entries, opened, refused


@pytest.fixture
def cin(york):
    opened("AB12", "CD34")
    return york


def notes(cin, ref="AB12"):
    return [made["attributes"] for made in entries(cin, ref, "note")]


def test_a_note_from_a_file_or_standard_input(cin, tmp_path):
    (tmp_path / "n.txt").write_text("First line.\nSecond ‘line’.\n", encoding="utf-8")
    done = cin("note", "AB12", "--from", tmp_path / "n.txt")
    assert done.out.startswith("Noted: Mon 2 Mar 2026, for AB12 (entry ")
    assert done.out.endswith("Who may see it: worker.\n")
    assert cin("note", "AB12", "--from", "-", input="Typed.").code == 0
    assert [note["text"] for note in notes(cin)] == ["First line.\nSecond ‘line’.", "Typed."]
    assert "history" not in done.err


def test_on_a_terminal_it_asks(cin, monkeypatch):
    answering(monkeypatch)
    assert cin("note", "AB12", input="Rang school.\n").code == 0
    assert notes(cin)[0]["text"] == "Rang school."
    refused(cin, 2, "note", "AB12", input="\n", says="no words to note")


def test_where_nobody_can_answer_it_does_not_ask(cin):
    refused(cin, 2, "note", "AB12", says="--from FILE")


def test_words_on_the_command_line_are_kept_and_the_shell_s_history_is_told_of_once(cin):
    first = cin("note", "AB12", "Rang", "school")
    assert "history" in first.err
    assert "history" not in cin("note", "CD34", "again").err
    assert notes(cin)[0]["text"] == "Rang school"


def test_a_day_a_mark_and_who_may_see_it(cin):
    assert cin("family", "add", "AB12", "CD34").code == 0
    assert cin("person", "add", "F1.mother", "--name", "Kerry").code == 0
    done = cin("note", "F1", "Moved in with gran", "--on", "20/2/2026", "--significant", "--for", "F1.mother, professionals")
    assert "marked in the chronology" in done.out
    (made,) = entries(cin, "CD34", "note")
    assert made["date"] == "2026-02-20"
    assert made["attributes"] == {"text": "Moved in with gran", "for": ["F1.mother", "professionals"], "significant": True}
    assert "nobody called F1.dad" in cin("note", "AB12", "x", "--for", "F1.dad").err


def test_what_is_refused(cin, tmp_path):
    refused(cin, 2, "note", "AB12", "x", "--from", "f", says="given twice")
    refused(cin, 2, "note", "AB12", "x", "--for", "nobody at all", says="does not say who may see it")
    refused(cin, 4, "note", "AB12", "x", "--on", "9/3/2026", says="still to come")
    refused(cin, 3, "note", "ZZ9", "x", says="There is no child")
    refused(cin, 1, "note", "AB12", "--from", tmp_path, says="cannot be read")
    (tmp_path / "empty").write_text(" \n", encoding="utf-8")
    refused(cin, 1, "note", "AB12", "--from", tmp_path / "empty", says="no words")
    (tmp_path / "bad").write_bytes(b"\xff\xfe\x00")
    refused(cin, 1, "note", "AB12", "--from", tmp_path / "bad", says="not plain text")


def test_every_kind_of_entry_may_be_marked(cin):
    assert cin("event", "record", "visit", "AB12", "--on", "2/2/2026", "--set", "significant=yes").code == 0
    (made,) = entries(cin, "AB12", "visit")
    assert made["attributes"]["significant"] is True
