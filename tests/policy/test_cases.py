"""Worked cases are read strictly and run: every mistake has its line, and what disagrees is said key by key."""

from datetime import date
from pathlib import Path

import pytest

from cin_cli.domain.calendar import england
from cin_cli.domain.reading import as_json
from cin_cli.errors import CinError, NotFound
from cin_cli.policy.cases import ANSWER_KEYS, CasesError, cases_beside, read_cases, run
from cin_cli.policy.pack import read_pack, shipped, text_of
from cin_cli.policy.trycase import answer, children_of

YORK = read_pack(text_of("york-2024"))
RULES = [rule.id for rule in YORK.rules]
CASE = """
[[case]]
name = "A decision on a Saturday"
events = [{ type = "cin_decision", date = 2024-06-01 }]
expect = [
  { as_of = 2024-06-13, rule = "initial-meeting", due = 2024-06-14, status = "due" },
]
"""


def mistakes(text: str) -> list[tuple[int, str, str]]:
    """The line, key and words of every mistake in these cases."""
    with pytest.raises(CasesError) as refused:
        read_cases(text, RULES)
    return [(mistake.line, mistake.key, mistake.words) for mistake in refused.value.mistakes]


def differing(text: str) -> list[tuple[str, object, object]]:
    """What the one expectation that disagrees says, and what was answered."""
    (_, found), = run(YORK, text, england()).disagreeing
    return [tuple(row) for row in found]


def test_the_keys_that_a_case_may_expect_are_those_of_the_answer() -> None:
    events = {"events": [{"type": "cin_decision", "date": "2024-06-01"}]}
    item = answer(YORK, children_of(events), date(2024, 6, 13), england())[0]
    assert tuple(as_json(item)) == ANSWER_KEYS


def test_cases_that_agree_are_counted_and_rules_without_one_are_named() -> None:
    result = run(YORK, CASE, england())
    assert (result.cases, result.expectations, result.disagreeing) == (1, 1, ())
    assert result.untried == tuple(name for name in RULES if name != "initial-meeting")


@pytest.mark.parametrize("name", shipped())
def test_the_cases_of_a_pack_that_ships_agree_and_every_rule_has_one(name: str) -> None:
    result = run(read_pack(text_of(name)), cases_beside(name), england())
    assert result.expectations > 0
    assert result.disagreeing == ()
    assert result.untried == ()


# what disagrees --------------------------------------------------------------------------------------------------


def test_what_was_answered_stands_beside_what_was_expected() -> None:
    assert differing(CASE.replace("due = 2024-06-14", "due = 2024-06-17")) == [("due", "2024-06-17", "2024-06-14")]


def test_only_the_keys_that_differ_are_said() -> None:
    text = CASE.replace('status = "due"', 'status = "overdue", days_late = 3, cite = "York s2"')
    assert differing(text) == [("status", "overdue", "due"), ("days_late", 3, None)]


def test_the_nearest_of_several_items_is_the_one_compared() -> None:
    text = """
[[case]]
name = "Two visits"
events = [{ type = "visit", date = 2024-06-03 }, { type = "visit", date = 2024-06-10 }]
expect = [{ as_of = 2024-06-11, rule = "visit-written-up", due = 2024-06-13, last_working_day = 2024-06-13, status = "overdue" }]
"""
    assert differing(text) == [("status", "overdue", "due")]


def test_two_items_that_both_say_it_are_too_many() -> None:
    text = """
[[case]]
name = "Two visits of one day"
events = [{ type = "visit", date = 2024-06-03 }, { type = "visit", date = 2024-06-10 }]
expect = [{ as_of = 2024-06-20, rule = "visit-written-up", status = "overdue" }]
"""
    (key, expected, answered), = differing(text)
    assert (key, expected) == ("items", "one")
    assert str(answered).startswith("2 say this")


def test_a_rule_that_answers_nothing_is_said_so() -> None:
    assert differing(CASE.replace('"initial-meeting"', '"minutes-sent"')) == [("items", "one", "none")]


def test_an_occurrence_that_is_not_there_is_said_so() -> None:
    text = CASE.replace('status = "due"', "occurrence = 2")
    assert differing(text) == [("items", "one", "none of the 1 of this rule is the one meant")]


def test_another_readings_date_and_a_warning_are_compared_too() -> None:
    text = CASE.replace('status = "due"', "other_dates = [2024-06-11], warned = true")
    assert differing(text) == [("other_dates", ["2024-06-11"], []), ("warned", True, False)]


# mistakes --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "line", "key", "words"),
    [
        ("status", "staus", 6, "staus", "did you mean 'status'?"),
        ("initial-meeting", "inital-meeting", 6, "rule", "did you mean 'initial-meeting'?"),
        ("as_of = 2024-06-13, ", "", 6, "as_of", "is missing"),
        ("as_of = 2024-06-13", 'as_of = "13 June"', 6, "as_of", "is not a date"),
        (', due = 2024-06-14, status = "due"', "", 6, "", "expects nothing"),
        ('status = "due"', "from = 3", 6, "", "is not a table"),
        ('name = "A decision on a Saturday"\n', "", 2, "name", "is missing"),
        ("events", "event", 4, "event", "did you mean 'events'?"),
        ("cin_decision", "cin_decided", 2, "", "There is no kind of entry called 'cin_decided'"),
        ("date = 2024-06-01", 'date = "soon"', 2, "", "Event 1: 'soon' is not a date"),
        ("[[case]]", "[case]", 2, "case", "[[case]]"),
        ("[[case]]", "[[cases]]", 2, "cases", "did you mean 'case'?"),
    ],
)
def test_a_mistake_in_a_case_is_named_with_its_line(old: str, new: str, line: int, key: str, words: str) -> None:
    found = mistakes(CASE.replace(old, new))
    assert [(at, name) for at, name, says in found if words in says] == [(line, key)]


def test_cases_that_are_no_toml_are_refused_with_line_and_column() -> None:
    with pytest.raises(CasesError, match="line 3, column "):
        read_cases(CASE.replace('Saturday"', "Saturday"), RULES)


# the file beside a pack ------------------------------------------------------------------------------------------


def test_the_cases_of_a_file_stand_beside_it(tmp_path: Path) -> None:
    (tmp_path / "mine.cases.toml").write_text(CASE, encoding="utf-8")
    assert cases_beside(str(tmp_path / "mine.toml")) == CASE


def test_a_pack_without_cases_is_told_where_they_would_stand(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match=r"mine\.cases\.toml"):
        cases_beside(str(tmp_path / "mine.toml"))


def test_cases_in_another_encoding_are_refused_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "mine.cases.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(CinError, match="UTF-8"):
        cases_beside(str(tmp_path / "mine.toml"))
