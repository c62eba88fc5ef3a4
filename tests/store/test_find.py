"""The full-text index says what the journal says: after corrections, withdrawals, a rebuild; nothing of what went stays."""

from datetime import date

import pytest

from cin_cli import context
from cin_cli.domain.entry import entry
from cin_cli.domain.find import read_terms
from cin_cli.store import projections
from cin_cli.store.find import Asked, check, count, expression, find
from tests.commands._children import opened

DAY = date(2026, 2, 1)


@pytest.fixture
def noted(york):
    """`noted(words, *refs) -> number`: a note in the case file."""
    opened("AB12", "CD34")

    def note(words, *refs, **more):
        return context.record([entry("note", DAY, refs or ("AB12",), {"text": words}, **more)])[0]

    return note


def numbers(typed, **asked):
    return sorted(found.number for found in find(context.store(), Asked(read_terms(typed), **asked)))


def test_an_entry_is_found_by_its_words_its_kind_and_its_child(noted):
    number = noted("the mould in the bedroom")
    assert numbers("mould") == [number]
    assert numbers("note mould ab12") == [number]
    assert numbers("mould cd34") == []


def test_a_correction_takes_the_place_of_what_it_corrects_and_going_brings_it_back(noted):
    first = noted("the mould")
    second = noted("the damp", corrects=first)
    assert (numbers("mould"), numbers("damp")) == ([], [second])
    gone = context.record([entry("entry_withdrawn", DAY, corrects=second)])[0]
    assert (numbers("mould"), numbers("damp")) == ([first], [])
    context.record([entry("entry_withdrawn", DAY, corrects=first)])
    assert numbers("mould") == []
    assert gone
    assert not list(projections.check(context.store(), context.read_pack))


def test_one_child_s_part_goes_and_the_other_s_stays(noted):
    number = noted("both saw the mould", "AB12", "CD34")
    context.record([entry("entry_withdrawn", DAY, ["AB12"], corrects=number)])
    assert numbers("mould", refs=("AB12",)) == []
    assert numbers("mould", refs=("CD34",)) == [number]


def test_what_is_said_of_one_child_is_not_found_at_the_other(noted):
    from cin_cli.domain.entry import differing

    made = entry("visit", DAY, ["AB12", "CD34"], {"purpose": "school", "seen": True})
    number = context.record([differing(made, "CD34", {"reason": "asleep", "seen": False})])[0]
    assert numbers("asleep", refs=("AB12",)) == []
    assert numbers("asleep school", refs=("CD34",)) == [number]
    assert count(context.store(), Asked(read_terms("school"))) == 1


def test_what_went_leaves_nothing_in_the_file(noted, tmp_path):
    from cin_cli.store.database import copy_plain

    number = noted("quokka")
    context.record([entry("entry_withdrawn", DAY, corrects=number)])
    index = [row for row in context.store().rows("SELECT block FROM text_index_data") if b"quokka" in bytes(row[0])]
    assert index == []
    copy_plain(context.store(), tmp_path / "plain")  # the index survives a copy
    assert number


def test_rebuilding_makes_the_same_and_check_sees_what_was_tampered_with(noted):
    noted("the mould")
    store = context.store()
    rows = store.rows("SELECT rowid, words, label, who, tag FROM text_index ORDER BY rowid")
    projections.rebuild(store, context.read_pack)
    assert store.rows("SELECT rowid, words, label, who, tag FROM text_index ORDER BY rowid") == rows
    store.run("UPDATE text_index SET words = 'nothing' WHERE words = 'the mould'")
    assert list(check(store)) == ["What can be searched is not what the journal says."]
    projections.rebuild(store, context.read_pack)
    assert not list(check(store))


def test_by_kind_and_since(noted):
    number = noted("mould")
    visit = context.record([entry("visit", date(2026, 2, 20), ["AB12"], {"purpose": "mould"})])[0]
    assert numbers("mould", kinds=("visit",)) == [visit]
    assert numbers("mould", since=date(2026, 2, 10)) == [visit]
    assert numbers("mould", since=date(2026, 2, 1)) == [number, visit]


def test_a_kind_is_not_found_as_another_that_begins_the_same(noted):
    visit = context.record([entry("visit", DAY, ["AB12"], {"seen": True})])[0]
    written = context.record([entry("visit_recorded", DAY, ["AB12"], {"of": DAY})])[0]
    assert numbers("visit", kinds=("visit",)) == [visit]
    assert numbers("visit", kinds=("visit_recorded",)) == [written]


HOSTILE = [
    '"', "'", "*", "mould*", "^mould", "NEAR(", "NEAR(a b, 2)", "a AND", "OR", "NOT mould", "words : mould", "{words}: mould",
    "(((", "mould)", "-mould", "a+b", "\0mould", "x" * 10_000, "%_", "; DROP TABLE entry", "\N{ZERO WIDTH SPACE}mould",
    "नमस्ते", "한국어",
]  # fmt: skip


@pytest.mark.parametrize("typed", HOSTILE)
def test_nothing_that_is_typed_is_taken_for_an_operator(noted, typed):
    noted(f"mould {typed}")
    try:
        terms = read_terms(typed)
    except Exception as told:
        assert "no word" in str(told)
        return
    assert numbers(typed), expression(Asked(terms))
