"""Rules that judge what was done and ask for nothing: who chaired, what stands before closing, how short a plan may be."""

import re
from datetime import date, timedelta

import pytest

from cin_cli.domain.calendar import england
from cin_cli.domain.entry import ROLES
from cin_cli.policy.pack import read_pack, shipped, text_of
from tests.policy._recorded import Told, done

PACKS = {name: read_pack(text_of(name)) for name in shipped()}
DAY = date(2026, 3, 2)
JUDGED = ("role", "gate", "shortest")


def of_shape(*shapes):
    return [(name, rule) for name, pack in PACKS.items() for rule in pack.rules if rule.shape in shapes]


def named(value):
    return getattr(value, "id", value)


@pytest.fixture
def told(cin, monkeypatch):
    """`told(pack)`: a case file that follows the pack, with one child of whom nothing is recorded but the opening."""

    def begin(pack):
        monkeypatch.setenv("CIN_TODAY", DAY.isoformat())
        done(cin, "init", "--policy", pack)
        done(cin, "case", "open", "AB12", "--opened", "2025-09-01")
        return Told(cin, DAY, {None: "AB12"})

    return begin


def record(told, kind, on=DAY, **says):
    more = [part for name, value in says.items() for part in ("--set", f"{name}={value}")]
    return done(told.cin, "event", "record", kind, "AB12", "--on", on, *more)


def judged(told, rule):
    """The newest answer of a rule."""
    found = [item for (name, _), item in sorted(told.items().items()) if name == rule.id]
    return found[-1]


# who did it -------------------------------------------------------------------------------------------------------


def who_may(clause, kind):
    """Roles that may do it whatever the event says and whatever is known of the child; roles that never may."""
    chairs = [chair for chair in clause.chairs if chair.pattern.event == kind]
    allowed = [set(chair.ok) for chair in chairs]
    return sorted(set.intersection(*allowed)), [role for role in ROLES if not any(role in roles for roles in allowed)]


@pytest.mark.parametrize(("pack", "rule"), of_shape("role"), ids=named)
def test_who_may_do_it_is_ok_and_who_may_not_is_not(told, pack, rule):
    case = told(pack)
    for pattern in rule.clauses[0].of:
        may, never = who_may(rule.clauses[0], pattern.event)
        assert may and never
        for role in (*may, *never):
            record(case, pattern.event, **{rule.clauses[0].who: role})
            assert (judged(case, rule)["status"] == "ok") == (role in may), role
            done(case.cin, "undo", "--yes")


@pytest.mark.parametrize(("pack", "rule"), of_shape("role"), ids=named)
def test_who_did_it_is_undetermined_until_the_correction_that_the_answer_names(told, pack, rule):
    case = told(pack)
    for pattern in rule.clauses[0].of:
        record(case, pattern.event)
        before = judged(case, rule)
        assert (before["status"], before["missing"], before["settle"]) == ("undetermined", [rule.clauses[0].who], None)
        command, = re.findall(r"`cin (event correct \d+)`", before["why"])
        may, _ = who_may(rule.clauses[0], pattern.event)
        done(case.cin, *command.split(), "--set", f"{rule.clauses[0].who}={may[0]}", "--why", "asked who it was")
        assert judged(case, rule)["status"] == "ok"


# gates ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("pack", "rule"), [row for row in of_shape("gate") if not row[1].clauses[0].needs], ids=named)
def test_a_gate_that_is_only_stated_is_undetermined_before_closing_and_after(told, pack, rule):
    case = told(pack)
    for kind in ("cin_plan_started", "cin_meeting_review", "case_closed"):
        record(case, kind)
        item = judged(case, rule)
        assert (item["status"], item["due"], item["settle"], item["missing"]) == ("undetermined", None, None, ["closing_checks"])
        assert item["cite"] in item["why"]


# the shortest length ----------------------------------------------------------------------------------------------


def plan_that_follows(told, rule, begun):
    """What the shortest length counts from, on that day, and then a plan."""
    trigger = rule.clauses[0].after[0].pattern
    record(told, trigger.event, begun, **{name: values[0] for name, values in trigger.only.items()})
    record(told, "cin_plan_started", begun)
    return date.fromisoformat(judged(told, rule)["due"])


@pytest.mark.parametrize(("pack", "rule"), of_shape("shortest"), ids=named)
def test_a_plan_that_ran_long_enough_and_was_reviewed_closes_as_it_may(told, pack, rule):
    case = told(pack)
    begun = DAY - timedelta(days=150)
    due = plan_that_follows(case, rule, begun)
    assert due == rule.clauses[0].within.after(begun, england())
    assert (judged(case, rule)["status"], judged(case, rule)["settle"]) == ("ok", None)
    for kind in rule.clauses[0].reviewed_by:
        record(case, kind, due - timedelta(days=7))
    record(case, "case_closed", due)
    assert judged(case, rule)["status"] == "ok"


@pytest.mark.parametrize(("pack", "rule"), of_shape("shortest"), ids=named)
def test_closing_a_day_too_early_is_a_breach_unless_a_decision_with_its_reason_excuses_it(told, pack, rule):
    case = told(pack)
    due = plan_that_follows(case, rule, DAY - timedelta(days=150))
    for kind in rule.clauses[0].reviewed_by:
        record(case, kind, due - timedelta(days=7))
    record(case, "case_closed", due - timedelta(days=1))
    assert judged(case, rule)["status"] == "breach"
    excuse = rule.clauses[0].exception
    done(case.cin, "undo", "--yes")
    record(case, excuse.event, due - timedelta(days=2), about=excuse.about[0])
    record(case, "case_closed", due - timedelta(days=1))
    assert judged(case, rule)["status"] == "breach", "a decision without its reason excuses nothing"
    done(case.cin, "undo", "--yes")
    record(case, excuse.event, due - timedelta(days=2), about=excuse.about[0], reason="they move abroad")
    record(case, "case_closed", due - timedelta(days=1))
    assert judged(case, rule)["status"] == "ok"


# all of them ------------------------------------------------------------------------------------------------------


def test_none_of_them_stands_on_the_due_list():
    assert [(name, rule.id) for name, rule in of_shape(*JUDGED) if any(c.wording.listed for c in rule.clauses)] == []
