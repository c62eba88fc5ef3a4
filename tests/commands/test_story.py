"""`cin case story`: what happened in plain words for the child to read one day, the child's own words first."""

from datetime import date

import pytest

from cin_cli.domain.entry import KINDS
from cin_cli.render.story import sentences
from tests.commands._told import told, write


@pytest.fixture
def cin(york):
    told(york)
    return york


def story(cin, *args):
    done = cin("case", "story", "AB12", *args)
    assert done.code == 0, done.err
    return done.out


def test_day_by_day_in_plain_sentences(cin):
    out = story(cin)
    assert out.startswith("# Your story\n")
    days = [line[3:] for line in out.splitlines() if line.startswith("## ")]
    assert days[0] == "Monday 1 September 2025"
    assert days == sorted(days, key=lambda day: date(*_parts(day)))
    assert "Your social worker came and saw you." in out
    assert "AB12" not in out


def _parts(day):
    from cin_cli.domain.dates import full_date

    return full_date(day.split(" ", 1)[1]).day.timetuple()[:3]


def test_the_child_s_own_words_come_first_once_they_are_marked_for_the_child(cin):
    assert "new room" not in story(cin)
    write("voice", {"said": "I want a dog.", "for": "AB12"}, on=date(2026, 2, 10))
    day = story(cin).split("## Tuesday 10 February 2026")[1]
    assert day.index("You said: “I want a dog.”") < day.index("Your social worker came and saw you.")


def test_only_what_is_meant_for_the_child(cin):
    write("note", {"text": "Mum drinks", "for": "professionals"}, on=date(2026, 2, 11))
    write("note", {"text": "You got a swimming badge.", "for": "F1.AB12"}, on=date(2026, 2, 12))
    out = story(cin)
    assert "You got a swimming badge." in out
    assert "drinks" not in out
    assert "He drew a house" not in out


def test_the_worker_is_told_what_was_left_out(cin):
    done = cin("case", "story", "AB12")
    assert "Left out of this copy: the child's words: only for you." in done.err
    assert "room" not in done.err


def test_what_happens_only_to_professionals_has_no_sentence(cin):
    write("strategy_discussion", {}, on=date(2026, 2, 13))
    write("supervision", {}, on=date(2026, 2, 14))
    out = story(cin)
    assert "13 February" not in out
    assert "14 February" not in out
    assert {name.removesuffix("_seen") for name in sentences()} <= set(KINDS)


def test_the_name_only_when_asked_and_the_reader_by_name(cin):
    assert "Jamie" not in story(cin)
    assert story(cin, "--names").startswith("# The story of Jamie\n")
    assert "This copy is for Mother." in story(cin, "--for", "F1.mother")


def test_with_nothing_for_the_reader_it_says_so(cin):
    assert cin("family", "add", "AB12", "CD34", "--ref", "F1", "--at-risk").code == 0
    assert "Nothing has been written for you yet." in story(cin, "--for", "F1.father")
    assert "Your social worker came and saw you." in story(cin)


def test_a_document_in_three_forms(cin, tmp_path):
    for form in ("md", "html", "txt"):
        assert "September 2025" in story(cin, "--format", form)
    assert cin("case", "story", "AB12", "-o", tmp_path / "s.md").out == f"Written to {tmp_path / 's.md'}.\n"
