"""Any entry as a form: what is not changed in it is not said anew, whatever the words; what is changed is, and no more."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cin_cli.domain.entry import EVENT_KINDS, KINDS, Part, differing, entry
from cin_cli.domain.entry_form import blank, form_of, has_own_lists, own_names, said_of, values_of
from cin_cli.domain.form import read, write
from tests.domain.test_plan_form import WORDS

DAYS = st.dates(date(1999, 1, 1), date(2040, 12, 31))
AUDIENCES = st.sampled_from([[], ["worker"], ["professionals", "F7.mother"]])
SHORT = st.text("abc äöü:#-'", min_size=1, max_size=12)
PLAIN = {
    "yes_no": st.booleans(), "date": DAYS, "every": st.just("4 weeks"), "number": st.integers(1, 999), "time": st.just("14:30"),
    "numbers": st.lists(st.integers(1, 99), min_size=1, max_size=3), "short": SHORT, "words": WORDS,
    "audience": AUDIENCES.filter(bool),
}  # fmt: skip
ON = date(2026, 2, 20)


def value(attribute):
    if attribute.form == "choice":
        return st.sampled_from(attribute.choices)
    if attribute.form == "said":
        return st.lists(st.fixed_dictionaries({"text": WORDS, "for": AUDIENCES}), max_size=3)
    if attribute.form == "rows":
        return st.lists(st.fixed_dictionaries({}, optional={c.name: value(c) for c in attribute.columns}), max_size=3)
    return PLAIN[attribute.form]


def said(kind, *forms_not):
    named = {a.name: value(a) for a in KINDS[kind].attributes.values() if a.form not in ("any", *forms_not)}
    return st.fixed_dictionaries({}, optional=named)


@st.composite
def entries(draw):
    kind = draw(st.sampled_from([kind for kind in (*EVENT_KINDS, "note", "life_event") if kind != "fact_recorded"]))
    made = entry(kind, draw(DAYS), ["AB12", "AB13"][: draw(st.integers(1, 2))], draw(said(kind)))
    if len(made.parts) == 2 and draw(st.booleans()):
        made = differing(made, "AB13", draw(said(kind, "said", "rows")))
    return made


def form_read(made, why=False):
    kind = KINDS[made.kind]
    return read(form_of(kind, why=why), write(form_of(kind, own_names(made), why=why), values_of(made)))


@settings(max_examples=150)
@given(entries(), st.booleans())
def test_the_form_of_any_entry_says_nothing_new_of_itself(made, why):
    assert said_of(form_read(made, why), form_read(made, why)).nothing


@settings(max_examples=150)
@given(entries())
def test_all_that_an_entry_says_stands_in_its_form(made):
    anew = said_of(form_read(made))
    kind = KINDS[made.kind]
    days = {a.name for a in kind.attributes.values() if a.form == "date"}
    again = entry(made.kind, ON, ["AB12"], {n: v for n, v in anew.says.items() if n not in days and n != "actions"})
    told = {**made.facts, **made.words, **(made.parts[0].facts if len(made.parts) == 1 else {})}
    wanted = {**again.facts, **again.words}
    for name in set(told) - days - {"actions"}:
        if kind.attributes[name].form != "rows":
            assert wanted.get(name) == told[name], name


def test_what_differs_for_a_child_stands_in_a_block_of_its_own():
    made = differing(entry("visit", ON, ["AB12", "AB13"], {"seen": True}), "AB13", {"seen": False, "reason": "at school"})
    text = write(form_of(KINDS["visit"], own_names(made)), values_of(made))
    assert "### Child 1\n\nChild: AB13\n<!-- yes or no. -->\nSeen: no\nReason: at school\n" in text
    changed = said_of(read(form_of(KINDS["visit"]), text.replace("Reason: at school", "Reason: ill")), form_read(made))
    assert (changed.day, changed.says, changed.own) == ("", {}, {"AB13": {"reason": "ill"}})


def test_of_one_child_all_that_holds_for_it_stands_above():
    made = differing(entry("visit", ON, ["AB12", "AB13"], {"seen": True}), "AB13", {"seen": False})
    assert values_of(made, "AB13") == {"_on": "Fri 20 Feb 2026", "seen": "no"}


def test_what_is_emptied_is_taken_out_and_a_new_day_is_said():
    made = entry("visit", ON, ["AB12"], {"purpose": "see them", "observed": ["tidy"], "seen": True})
    text = write(form_of(KINDS["visit"], ()), values_of(made))
    text = text.replace("see them", "").replace("- tidy", "").replace("Fri 20 Feb 2026", "19/2/2026")
    changed = said_of(read(form_of(KINDS["visit"]), text), form_read(made))
    assert (changed.day, changed.says) == ("19/2/2026", {"purpose": None, "observed": None})


def test_one_of_several_children_with_things_said_of_its_own_needs_its_own_form():
    made = entry("visit", ON, ["AB12", "AB13"])
    assert not has_own_lists(made)
    parts = (made.parts[0], Part("AB13", {"observed": True}, {"observed": [{"text": "shy"}]}))
    assert has_own_lists(type(made)("visit", ON, parts=parts))


@pytest.mark.parametrize("kind", EVENT_KINDS)
def test_the_empty_form_of_every_kind_says_only_its_day(kind):
    form = form_of(KINDS[kind])
    empty = said_of(read(form, write(form_of(KINDS[kind], ()), blank(KINDS[kind], {}, "today"))))
    assert (empty.day, empty.says, empty.own) == ("today", {}, {})
