"""A pack to begin with: it says what to fill in, and once that is done it is sound and its cases agree."""

import re
import tomllib

import pytest

from cin_cli.domain.calendar import england
from cin_cli.policy.cases import cases_beside, run
from cin_cli.policy.check import check
from cin_cli.policy.pack import own_text, read_pack, shipped
from cin_cli.policy.starter import empty, like

WAITING = "is still to be filled in"


def filled(text: str) -> str:
    """The text with something written wherever it waits."""
    return text.replace('"…"', '"Nowhere 1"').replace('"… ', '"6 ')


def test_an_empty_one_lists_every_place_that_waits_and_nothing_else() -> None:
    text = empty("nowhere-2026")[0]
    lines = [number for number, line in enumerate(text.split("\n"), 1) if re.match(r'[\w-]+ += "…', line)]
    assert [(row.line, row.words) for row in check(text)] == [(line, WAITING) for line in lines]
    assert len(lines) > 10


def test_an_empty_one_gives_no_number_of_any_authority() -> None:
    rules = tomllib.loads(empty("nowhere-2026")[0])["rule"]
    times = [rule[key] for rule in rules for key in ("within", "every") if key in rule]
    assert times
    assert all(time.startswith("…") for time in times)


def test_an_empty_one_that_is_filled_in_is_sound_and_its_cases_agree() -> None:
    pack, cases = empty("nowhere-2026")
    assert check(filled(pack)) == []
    result = run(read_pack(filled(pack)), cases, england())
    assert result.cases > 0
    assert (result.disagreeing, result.untried) == ((), ())


@pytest.mark.parametrize("name", shipped())
def test_one_like_another_waits_for_its_header_and_every_citation(name: str) -> None:
    text = like(own_text(name), "nowhere-2026")[0]
    cites = own_text(name).count("cite = ")
    assert [row.words for row in check(text)] == [WAITING] * (5 + cites)
    assert [row.table for row in check(text)][:5] == ["pack"] * 5


@pytest.mark.parametrize("name", shipped())
def test_one_like_another_asks_the_same_once_it_is_filled_in_and_the_cases_agree(name: str) -> None:
    text, cases = like(own_text(name), "nowhere-2026", cases_beside(name))
    ours, theirs = read_pack(filled(text)), read_pack(own_text(name))
    assert ours.defaults == theirs.defaults
    assert [rule.id for rule in ours.rules] == [rule.id for rule in theirs.rules]
    assert [clause.met_by for rule in ours.rules for clause in rule.clauses] == [
        clause.met_by for rule in theirs.rules for clause in rule.clauses
    ]
    result = run(ours, cases, england())
    assert result.disagreeing == ()
    assert result.expectations == run(theirs, cases_beside(name), england()).expectations


def test_nothing_of_the_others_header_is_left() -> None:
    header = tomllib.loads(like(own_text("york-2024"), "nowhere-2026")[0])["pack"]
    assert header["id"] == "nowhere-2026"
    assert {value for key, value in header.items() if key != "id"} == {"…"}


def test_a_header_that_stands_below_its_rules_is_taken_out_all_the_same() -> None:
    text = own_text("generic-guide")
    header, rules = text[text.index("[pack]") : text.index("[defaults]")], text[text.index("[defaults]") :]
    assert check(like(f"{rules}\n{header}", "nowhere-2026")[0]) == check(like(text, "nowhere-2026")[0])
