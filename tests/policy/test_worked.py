"""The worked cases: those beside each pack, and the project's own sample, answered key by key as they say."""

import tomllib
from collections import Counter
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import pytest

from cin_cli.domain.calendar import england
from cin_cli.policy.cases import ANSWER_KEYS, cases_beside, day_of, read_cases
from cin_cli.policy.pack import read_pack, shipped, text_of
from cin_cli.policy.trycase import answer_json, children_of
from cin_cli.policy.worked import disagreement, expectations

CALENDAR = england()
PACKS = {name: read_pack(text_of(name)) for name in shipped()}
BESIDE = [(name, expected) for name in PACKS for expected in expectations(cases_beside(name), name)]
NAMES = list(dict.fromkeys((name, expected.name) for name, expected in BESIDE))
SHARED = Path(__file__).parents[3] / "shared" / "data" / "worked-cases.json"
SAMPLE = list(expectations(SHARED.read_text(encoding="utf-8"), is_json=True)) if SHARED.exists() else []
SAMPLED = list(dict.fromkeys((expected.pack, expected.name) for expected in SAMPLE if expected.pack in PACKS))
LEAST = 3
"""Expectations for each rule: the day before, the day itself, the day after."""


def wrong(expected):
    """What disagrees, in sentences."""
    return [said for one in expected if (said := disagreement(one, PACKS[one.pack], CALENDAR))]


def test_every_file_of_cases_stands_beside_a_pack_that_ships_and_every_pack_has_one():
    beside = {file.name.removesuffix(".cases.toml") for file in files("cin_cli.packs").iterdir() if ".cases." in file.name}
    assert beside == set(PACKS)


@pytest.mark.parametrize(("pack", "name"), NAMES)
def test_a_case_beside_a_pack_is_answered_as_it_says(pack, name):
    assert wrong(expected for where, expected in BESIDE if (where, expected.name) == (pack, name)) == []


@pytest.mark.parametrize("pack", PACKS)
def test_every_rule_has_at_least_three_expectations_and_every_case_a_name_of_its_own(pack):
    said = Counter(expected.says["rule"] for name, expected in BESIDE if name == pack)
    rules = {rule.id for rule in PACKS[pack].rules}
    assert {rule: said[rule] for rule in rules if said[rule] < LEAST} == {}
    names = Counter(case["name"] for case in tomllib.loads(cases_beside(pack))["case"])
    assert [name for name, times in names.items() if times > 1] == []


@pytest.mark.skipif(not SHARED.exists(), reason="the project's sample of worked cases is not in a user's copy: ../shared")
@pytest.mark.parametrize(("pack", "name"), SAMPLED or [(None, None)])
def test_a_case_of_the_sample_is_answered_as_it_says(pack, name):
    expected = [one for one in SAMPLE if (one.pack, one.name) == (pack, name)]
    assert expected
    assert wrong(expected) == []


# that a disagreement is seen --------------------------------------------------------------------------------------


CASE = """
[[case]]
name = "A decision on a Saturday, and two visits"
events = [
  { type = "cin_decision", date = 2024-06-01 },
  { type = "visit", date = 2024-06-03 },
  { type = "visit", date = 2024-06-10, seen = false },
]
expect = [{ as_of = 2024-06-14, rule = "initial-meeting", status = "due_today" }]
"""


def expecting(**says):
    """An expectation of the case above."""
    expected, = expectations(CASE, "york-2024")
    return replace(expected, says={"as_of": "2024-06-14", **says})


def answered(rule):
    """Everything that is answered of a rule on that day."""
    expected = expecting(rule=rule)
    items = answer_json(PACKS["york-2024"], children_of(expected.case), day_of(expected), CALENDAR)["items"]
    return [item for item in items if item["rule"] == rule]


def test_an_expectation_of_every_key_agrees():
    item, = answered("initial-meeting")
    assert wrong([expecting(**item)]) == []


@pytest.mark.parametrize("key", [key for key in ANSWER_KEYS if key != "rule"])
def test_an_expectation_that_differs_in_one_key_disagrees(key):
    item, = answered("initial-meeting")
    other = {"event": "visit", "date": "2024-06-03"} if key == "from" else "another"
    said, = wrong([expecting(**{**item, key: other})])
    assert "2024-06-14" in said and "initial-meeting" in said


def test_one_of_several_is_meant_by_the_event_it_comes_from():
    first = {"rule": "visit-written-up", "from": {"date": "2024-06-03"}, "due": "2024-06-06"}
    assert wrong([expecting(**first)]) == []
    assert wrong([expecting(**first | {"due": "2024-06-13"})])
    assert wrong([expecting(rule="visit-written-up", status="overdue")])


def test_nothing_may_be_expected_of_what_an_item_comes_from():
    read_cases(CASE.replace('"initial-meeting"', '"closing", from = "none"'), ["closing"])
    assert wrong([expecting(rule="closing", status="undetermined", **{"from": None})]) == []
    assert wrong([expecting(rule="initial-meeting", status="due_today", **{"from": None})])

