"""What stands under `settle` settles it: typed as printed, on the day asked, for every rule of every pack that ships."""

import re
from datetime import date
from functools import cache

import pytest

from cin_cli.domain.calendar import england
from cin_cli.policy.cases import cases_beside
from cin_cli.policy.pack import read_pack, shipped, text_of
from cin_cli.policy.trycase import answer_json, children_of
from cin_cli.policy.worked import expectations
from tests.policy._recorded import done, tell
from tests.policy._settle import settle, settled

CALENDAR = england()
ASKED = ("due", "due_today", "overdue", "undetermined", "advice")
PACKS = {name: read_pack(text_of(name)) for name in shipped()}
JUDGED = ("role", "gate", "shortest")
"""Shapes that judge what was done and ask for nothing: test_judged.py."""
ASKING = [(name, rule.id) for name, pack in PACKS.items() for rule in pack.rules if rule.shape not in JUDGED]
ALIKE = (
    "status", "due", "due_time", "target", "from", "met_on", "days_late", "working_days_late", "intervals_missed", "missing",
    "alternatives", "starts",
)  # fmt: skip


@pytest.mark.parametrize(("pack", "rule"), ASKING)
def test_what_a_rule_asks_for_is_settled_by_the_command_it_gives(cin, monkeypatch, pack, rule):
    monkeypatch.setenv("CIN_TODAY", "2019-01-01")
    done(cin, "init", "--policy", pack)
    ways = [state for way, state in states(pack).items() if way[0] == rule]
    assert ways, "no worked case in which this rule asks for something that can be done on the day"
    for number, (expected, day, asked) in enumerate(ways):
        told = tell(cin, monkeypatch, expected.case, day, f"S{number}")
        items = told.items(asked["child"])
        assert alike(items.values()) == alike(tried(pack, expected.case, day, asked["child"])), (expected.name, day)
        before = items[rule, asked["occurrence"]]
        after = settle(told, asked["child"], before)
        assert settled(before, after), (expected.name, day, before["settle"], before["why"], after and after["why"])


@cache
def states(pack):
    """Of the days of the worked cases one for each way in which a rule asks for something, told in the fewest events."""
    found = {}
    for expected in expectations(cases_beside(pack), pack):
        day = date.fromisoformat(expected.says["as_of"])
        for item in answer_json(PACKS[pack], children_of(expected.case), day, CALENDAR)["items"]:
            if item["status"] in ASKED and item["settle"] and not too_early(pack, item, day):
                words = tuple(word for word in item["settle"].split() if re.fullmatch("[a-z_-]+", word))
                status = item["status"].replace("due_today", "due")
                way = (item["rule"], status, tuple(item["missing"]), words)
                if way not in found or _effort(expected) < _effort(found[way][0]):
                    found[way] = (expected, day, item)
    return found


def _effort(expected):
    return 4 * len(expected.case.get("children", [{}])) + len(expected.case["events"])


def too_early(pack, item, day):
    """Whether nothing done that day could meet it: a milestone before its window, a series on the day it is counted from."""
    if item["status"] != "due":
        return False
    due, counted = date.fromisoformat(item["due"]), item["from"]["date"] == day.isoformat()
    rules = [rule for rule in PACKS[pack].rules if rule.id == item["rule"]]
    windows = [clause.early for rule in rules for clause in rule.clauses if clause.early]
    return any(day < early.before(due, CALENDAR) for early in windows) or (counted and rules[0].shape == "every")


def tried(pack, case, day, child):
    """What `cin policy try` answers of a child."""
    return [item for item in answer_json(PACKS[pack], children_of(case), day, CALENDAR)["items"] if item["child"] == child]


def alike(items):
    """The items without what references and numbers of entries differ in."""
    return {(item["rule"], item["occurrence"]): [item[name] for name in ALIKE] for item in items}
