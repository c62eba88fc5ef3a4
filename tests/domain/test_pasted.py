"""Pasted notes: what is plainly marked finds its place, and every word of the rest stays."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cin_cli.domain.pasted import Quote, action_in, read_notes
from cin_cli.domain.visit_form import FORM

NAMES = {"voice": ("child's words",), "analysis": ("so what",)}


def read(text, *speakers):
    return read_notes(FORM, text, "observed", NAMES, speakers)


def texts(found, name):
    return [said.text for said in found.values.get(name, ())]


HEADINGS = ["## What you make of it", "What you make of it:", "WHAT YOU MAKE OF IT", "So what:", "# so what"]


@pytest.mark.parametrize("heading", HEADINGS)
def test_a_heading_of_the_form_sorts_what_stands_under_it(heading):
    found = read(f"Tidy.\n{heading}\n- She is tired\n- He helps\n")
    assert texts(found, "observed") == ["Tidy."]
    assert texts(found, "analysis") == ["She is tired", "He helps"]


def test_another_heading_is_told_and_kept_with_its_words():
    found = read("Tidy.\n\n## Shopping\nmilk\n")
    assert found.unknown == ["Shopping"]
    assert texts(found, "observed") == ["Tidy.", "## Shopping\nmilk"]


@pytest.mark.parametrize(
    ("line", "action"),
    [
        ("@Nan by 3/10: ring the school", {"who": "Nan", "by": "3/10", "action": "ring the school"}),
        ("- @ Nan Brown by Friday 3 Oct: bring: milk", {"who": "Nan Brown", "by": "Friday 3 Oct", "action": "bring: milk"}),
        ("@Mum: call", {"who": "Mum", "action": "call"}),
        ("@mail a@b.c today", None),
        ("Nan by 3/10: ring", {"who": "Nan", "by": "3/10", "action": "ring"}),
        ("ring the school", None),
    ],
)
def test_an_action_is_who_by_when_and_what(line, action):
    assert action_in(line) == action


def test_actions_stand_in_a_table_only_with_an_at_sign():
    found = read("@Nan by 3/10: ring\nDad by Friday: nothing\n")
    assert found.values["actions"] == ({"who": "Nan", "by": "3/10", "action": "ring"},)
    assert texts(found, "observed") == ["Dad by Friday: nothing"]


@pytest.mark.parametrize("line", ['Ava: "I like it"', "- Ava: “I like it”", '> Ava said "I like it"', 'ava says: "I like it"'])
def test_a_quotation_of_a_child_is_the_childs_words(line):
    assert read(line, "Ava").quotes == [Quote(line.lstrip("->“ ").split(" ")[0].rstrip(":"), "I like it", 1)]


def test_a_quotation_of_somebody_else_stays_where_it_stands():
    found = read('Mum: "I am tired"\n"Who knows"\n', "Ava")
    assert found.quotes == []
    assert texts(found, "observed") == ['Mum: "I am tired"\n"Who knows"']


def test_under_a_heading_of_the_childs_words_every_line_is_one():
    assert [quote.said for quote in read("Child's words:\n- I like it\n“No”\n").quotes] == ["I like it", "No"]


@pytest.mark.parametrize("heading", ["So what", "SO WHAT", "so what", "So what:", "## So what"])
def test_a_heading_alone_on_its_line_is_one_however_it_is_typed(heading):
    assert texts(read(f"{heading}\nShe is safe.\n"), "analysis") == ["She is safe."]
    assert texts(read(f"{heading} indeed\n"), "analysis") == []


LINES = st.text(alphabet=st.characters(blacklist_categories=("Cs", "Cc", "Zl", "Zp")), max_size=30)


MARKED = ["## So what", "@Nan by 3/10: ring", 'Ava: "yes"', "- x", "", "Where: home"]


@given(st.lists(LINES | st.sampled_from(MARKED), max_size=12))
def test_no_word_is_lost_and_none_is_invented(lines):
    found = read("\n".join(lines), "Ava")
    kept = [text for value in found.values.values() if isinstance(value, tuple) for one in value
            for text in ([one.text] if hasattr(one, "text") else one.values())]  # fmt: skip
    kept += [value for value in found.values.values() if isinstance(value, str)]
    kept += [text for quote in found.quotes for text in (quote.who, quote.said)]
    words = sorted("\n".join(kept).split())
    typed = "\n".join(lines).split()
    assert all(word in "\n".join(lines) for word in words)
    marks = {"##", "So", "what", "by", "Where:", "-", "*", "•"}
    for word in typed:
        assert word in marks or word.strip("@:\"“”>-*•# ").casefold() in "\n".join(kept).casefold() or _heading(word, lines), word


def _heading(word, lines):
    """Whether the word stands in a line that was a heading of the form."""
    from cin_cli.domain.pasted import _Notes

    notes = _Notes(FORM, "observed", {"so what": "analysis", "child's words": "voice"}, ["Ava"])
    return any(word in line and notes._heading(line.strip()) for line in lines)
