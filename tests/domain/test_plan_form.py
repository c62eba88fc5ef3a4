"""The form: read back without losing a character, and every mistake named with its line."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cin_cli.domain.plan import SECTIONS, Plan, Point, Said
from cin_cli.domain.plan_form import HEADINGS, LABELS, FormError, read_form, unix, without_notes, write_form

# fmt: off
AWKWARD = (
    "", " ", "#", "## The plan", "# Our plan", "### Point 1", "-", "- ", "- a\n- b", "* x", "|", "{{ x }}", "{% raw %}",
    "@dad", "[a](b)", "<b>", "<!-- a -->", "<!--", "\\", "\\\\", "\\#", "\\ ", "\n", "\n\n", " \n ", "a\n\n\nb", "  two",
    "\tx", "By when: x", "by wen: y", "Who may see this: worker", "Who can see it", "For: Leo", "\u05e9\u05dc\u05d5\u05dd\u200f",
    "\N{WOMAN}\u200d\N{GIRL}\u200d\N{BOY}", "\u2028", "\x0b", "\x85", "\ufeff", "\x1c", "Progress:", "1. x", "---", "===",
    "```", "\u00a0x\u00a0",
)  # fmt: skip
PIECES = st.one_of(st.sampled_from(AWKWARD), st.text(max_size=12).map(unix))
WORDS = st.lists(PIECES, max_size=5).map("\n".join).map(unix) | PIECES
AUDIENCES = st.sampled_from([(), ("everyone",), ("worker",), ("professionals", "F7.mother"), ("F7.mother", "F7.ava")])
SAID = st.lists(st.builds(Said, WORDS, AUDIENCES), max_size=3).map(tuple)
POINTS = st.lists(st.builds(Point, *[WORDS] * 7, AUDIENCES), max_size=3).map(tuple)
PLANS = st.builds(Plan, WORDS, WORDS, WORDS, points=POINTS, **dict.fromkeys(SECTIONS, SAID))


@settings(max_examples=400, deadline=None)
@given(PLANS, st.booleans())
def test_a_plan_comes_back_from_its_form_and_the_form_from_its_plan(plan, guide):
    form = write_form(plan, guide)
    assert read_form(form) == plan
    assert write_form(read_form(form), guide) == form


@given(WORDS)
@example("a\n")
def test_any_words_survive_in_every_place_of_the_form(words):
    said = (Said(words), Said(words, ("worker",)), Said("after"))
    point = Point(**dict.fromkeys(("subject", "worry", "action", "who", "by", "outcome", "progress"), words))
    plan = Plan(words, words, words, points=(point, point), **dict.fromkeys(SECTIONS, said))
    assert read_form(write_form(plan)) == plan


def test_the_form_of_notepad_reads_the_same():
    plan = Plan("Ava", strengths=(Said("One\n\nTwo"),), points=(Point("Ava", "a\nb", by="2 weeks"),))
    form = write_form(plan)
    assert read_form("\ufeff" + form.replace("\n", "\r\n")) == plan


def test_people_may_write_as_they_are_used_to():
    form = write_form(Plan("Ava"))
    ours = HEADINGS["strengths"]
    typed = "She sings.\nEvery day.\n\nShe paints.\n* At school\n- and at home,\n  too\n\n  yes\n"
    read = read_form(form.replace(ours, f"{ours}\n\n{typed}"))
    assert [said.text for said in read.strengths] == [
        "She sings.\nEvery day.", "She paints.", "At school", "and at home,\ntoo\n\nyes",
    ]  # fmt: skip


def test_who_may_see_a_thing_stands_under_it():
    ours = HEADINGS["contacts"]
    typed = "- 14 Juniper Lane\n  Who may see this: F7.mother and professionals\n- The hall\n"
    read = read_form(write_form(Plan()).replace(ours, f"{ours}\n\n{typed}"))
    assert read.contacts == (Said("14 Juniper Lane", ("F7.mother", "professionals")), Said("The hall"))


FORM = write_form(Plan("Ava", points=(Point("Ava", "late", audience=("everyone",)),)), guide=False)
LINES = FORM.split("\n")


def at(start: str) -> int:
    """The number of the line that begins so."""
    return next(n for n, line in enumerate(LINES, 1) if line.startswith(start))


WELL, SEEN = "## What is going well\n", "Who may see this: everyone"
MISTAKES = [
    (
        WELL,
        "## What is going wel\n",
        f"Line {at(WELL[:-1])}: the form has no heading '## What is going wel' there. Did you mean",
    ),
    ("## Notes for the worker", "## Shopping", f"Line {at('## Notes')}: the form has no heading '## Shopping' there."),
    (WELL, "", f"'## What is going well' is missing; it belongs before line {at('## What we are proud of') - 1}."),
    ("## Notes for the worker\n", "", "'## Notes for the worker' is missing; it belongs at the end, after line"),
    ("## The plan\n", "## The plan\n## The plan\n", "is there twice"),
    ("By when:", "By wen:", f"Line {at('By when')}: 'By wen' is nearly the label 'By when:'"),
    ("By when:\n", "", f"Line {at('### Point')}: under '### Point 1' the line 'By when:' is missing."),
    ("By when:", "By when:\nBy when:", "'By when:' is there twice"),
    (SEEN, "Who can see: worker", "'Who can see' is nearly the label 'Who may see this:'"),
    (SEEN, "Who may see this: all but dad", f"Line {at('Who may see')}: 'all but dad' does not say who may see it."),
    (SEEN, "Who may see this: everyone, worker", "cannot stand beside"),
    (SEEN, "Who may see this worker", "is nearly the label 'Who may see this:'"),
    ("# Our plan\n", "<!-- unfinished\n# Our plan\n", "Line 1: a note begins with <!--"),
    ("# Our plan\n", "Hello\n# Our plan\n", "Line 1: nothing can be written before the first heading"),
    ("## The plan\n", "## The plan\nHello\n", "nothing can be written under '## The plan', before the first point"),
    ("### Point 1\n", "### Point 1\nHello\n", "these words stand before any label"),
]


@pytest.mark.parametrize(("old", "new", "says"), MISTAKES)
def test_a_mistake_is_named_with_its_line(old, new, says):
    assert FORM.count(old) == 1
    with pytest.raises(FormError) as caught:
        read_form(FORM.replace(old, new))
    assert says in str(caught.value)


def test_an_empty_form_is_refused_and_a_long_list_of_mistakes_is_cut():
    with pytest.raises(FormError, match="and 11 more"):
        read_form("")


def test_notes_are_for_the_writer_only():
    form = write_form(Plan("Ava"))
    assert "<!--" in form
    assert "<!--" not in without_notes(form)


def test_labels_and_headings_read_apart():
    """No two labels or headings are so near that one could be taken for the other."""
    from difflib import SequenceMatcher

    for words in (list(LABELS.values()), list(HEADINGS.values())):
        assert all(SequenceMatcher(None, a, b).ratio() < 0.9 for a in words for b in words if a != b)
