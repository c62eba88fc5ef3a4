"""What is looked for is read without a mistake that anybody could make; the words found stand in their place."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cin_cli.domain.find import MOST_WORDS, Term, apart, excerpt, fold, found_in, read_terms, weight, words_of
from cin_cli.errors import UsageError


def marked(text, typed, width=150):
    found = excerpt(text, read_terms(typed), width)
    return [found.text[start:end] for start, end in found.marks]


def test_every_word_is_looked_for_and_quotes_keep_words_together():
    looked_for = (Term(("mould",)), Term(("back", "bedroom"), whole=True), Term(("zoe",)))
    assert read_terms('mould "back bedroom" Zoë') == looked_for


def test_a_quote_that_is_not_closed_goes_to_the_end():
    assert read_terms('"back bedroom') == (Term(("back", "bedroom"), whole=True),)


def test_the_beginning_of_a_word_finds_it_but_not_of_two_letters():
    assert found_in(["bruises"], read_terms("bruis"))
    assert not found_in(["bruises"], read_terms('"bruis"'))
    assert not found_in(["armchair"], read_terms("ar"))


def test_accents_and_capitals_do_not_matter():
    assert marked("ZOË and Zoe\u0308 and zoe", "zoé") == ["ZOË", "Zoe\u0308", "zoe"]


def test_a_name_with_an_apostrophe_is_one_thing():
    assert marked("said Mrs O’Brien to her", "o'brien") == ["O’Brien"]
    assert not found_in(["Brien and O"], read_terms("o'brien"))


@pytest.mark.parametrize("typed", ["", " ", "***", '""', "()", "\0", "—"])
def test_what_has_no_word_is_said_to_have_none(typed):
    with pytest.raises(UsageError, match="no word"):
        read_terms(typed)


def test_too_many_words_are_refused():
    with pytest.raises(UsageError, match="more than 30 words"):
        read_terms(" ".join(f"word{n}" for n in range(MOST_WORDS + 1)))


def test_the_excerpt_shows_where_most_of_it_stands():
    text = "mould " + "and so on " * 60 + "the mould and the landlord " + "and so on " * 60
    found = excerpt(text, read_terms("mould landlord"))
    assert "the mould and the landlord" in found.text
    assert found.text.startswith("…")
    assert found.text.endswith("…")
    assert len(found.text) <= 160


@given(st.text(max_size=400), st.text(min_size=1, max_size=40))
def test_marks_always_stand_on_the_words_looked_for(text, typed):
    try:
        terms = read_terms(typed)
    except UsageError:
        return
    found = excerpt(text, terms, 60)
    for start, end in found.marks:
        assert words_of(found.text[start:end])
    assert bool(found.marks) == any(found_in([text], [term]) for term in terms) or found.text.endswith("…")


@given(st.text(max_size=40))
def test_a_word_is_compared_the_same_twice(text):
    assert fold(fold(text)) == fold(text)


def test_apart_they_are_the_same_words():
    assert apart(read_terms('"back bedroom"')) == (Term(("back",)), Term(("bedroom",)))


def test_what_is_newer_weighs_more_but_not_much_more():
    today = date(2026, 3, 2)
    assert weight(1, today, today) > weight(1, date(2025, 3, 2), today)
    assert weight(1, today, today) < weight(2, date(2016, 3, 2), today)
