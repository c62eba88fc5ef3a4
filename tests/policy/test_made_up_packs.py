"""Packs of authorities that do not exist, written from the guide alone: all that a pack can say, said and tried."""

import re
import tomllib
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from cin_cli.domain.calendar import england
from cin_cli.domain.span import UNITS
from cin_cli.domain.timescale import CHILD_OPENED, FAMILY_OPENED, PLAN, STOPS
from cin_cli.policy.cases import cases_beside, read_cases
from cin_cli.policy.check import check
from cin_cli.policy.events import EVENT_KEYS
from cin_cli.policy.keys import CLAUSE_KEYS
from cin_cli.policy.pack import own_text, read_pack, text_of
from cin_cli.policy.reader import HEADER_KEYS, RULE_KEYS, SHAPES
from cin_cli.policy.values import STRENGTHS
from cin_cli.policy.worked import disagreement

CALENDAR = england()
FILES = sorted(file for file in (Path(__file__).parent / "packs").glob("*.toml") if ".cases." not in file.name)
NAMES = [file.stem for file in FILES]
LEAST = 3


@cache
def pack(name):
    return read_pack(text_of(str(path(name))), name)


def path(name):
    return Path(__file__).parent / "packs" / f"{name}.toml"


@cache
def expected(name):
    return read_cases(cases_beside(str(path(name))), [rule.id for rule in pack(name).rules], name)


CASES = [(name, case) for name in NAMES for case in dict.fromkeys(one.name for one in expected(name))]


@pytest.mark.parametrize("name", NAMES)
def test_a_made_up_pack_has_no_mistake_and_nothing_odd(name):
    assert list(map(str, check(text_of(str(path(name)))))) == []


@pytest.mark.parametrize(("name", "case"), CASES)
def test_a_case_beside_a_made_up_pack_is_answered_as_it_says(name, case):
    wrong = [disagreement(one, pack(name), CALENDAR) for one in expected(name) if one.name == case]
    assert [said for said in wrong if said] == []


@pytest.mark.parametrize("name", NAMES)
def test_every_rule_of_a_made_up_pack_has_at_least_three_expectations(name):
    said = Counter(one.says["rule"] for one in expected(name))
    own = {rule["id"] for rule in tables(name)["rule"] if not rule.get("remove")}
    assert {rule: said[rule] for rule in own if said[rule] < LEAST} == {}


# that nothing is left out -----------------------------------------------------------------------------------------


@cache
def tables(name):
    return tomllib.loads(own_text(str(path(name))))


def found(key):
    """Every value that stands under this key anywhere in the packs."""
    return [value for name in NAMES for value in _under(key, tables(name))]


def _under(key, table):
    for name, value in table.items() if isinstance(table, dict) else ():
        if name == key:
            yield value
        yield from _under(key, value)
    for value in table if isinstance(table, list) else ():
        yield from _under(key, value)


def test_together_they_use_every_shape():
    assert set(found("shape")) == set(SHAPES)


@pytest.mark.parametrize("key", [*CLAUSE_KEYS, *RULE_KEYS, *HEADER_KEYS, "asks-nothing", "remove", "defaults"])
def test_together_they_use_every_key(key):
    assert found(key)


EVENT = {"event", "only", "unless", *(key for keys in EVENT_KEYS.values() for key in keys)}
OTHER = {"fact", "value", "birthday", "up-to", "reasons", "for", "until", "if", "ok", "otherwise", "about"}


@pytest.mark.parametrize("key", sorted(EVENT | OTHER))
def test_together_they_use_every_key_of_what_stands_in_braces(key):
    assert found(key)


def test_together_they_use_every_unit_and_every_way_of_saying_a_time():
    text = "".join(path(name).read_text(encoding="utf-8") for name in NAMES)
    times = re.findall(r'"((?:the (?:earlier|later) of )?\d+ \w+[^"]*)"', text)
    assert {unit for unit in UNITS if any(unit in time.split() for time in times)} == set(UNITS)
    assert all(any(said in time for time in times) for said in ("inclusive", "the earlier of", "the later of"))


@pytest.mark.parametrize(("key", "values"), [
    ("agreed", {"tighter", "either", "only"}), ("agreed-for", {"visit", "review"}), ("strength", set(STRENGTHS)),
    ("anchor", {"earlier", "later"}), ("group", {"child", "meeting", "paper"}), ("otherwise", {"advice"}),
])  # fmt: skip
def test_together_they_use_every_value(key, values):
    assert set(found(key)) >= values


def test_together_they_use_every_start_that_is_worked_out_and_every_stop():
    starts = {start for value in found("after") for start in value if isinstance(start, str)}
    assert starts >= {PLAN, CHILD_OPENED, FAMILY_OPENED}
    assert {stop for value in found("stops") for stop in value} == set(STOPS)


def test_together_they_choose_by_age_in_each_way_of_saying_it():
    said = " ".join(str(value["age"]) for value in found("if") if "age" in value)
    assert all(re.search(way, said) for way in (r"under \d", r"\d to \d", r"\d and over"))
