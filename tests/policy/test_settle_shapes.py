"""The same of the shapes that no pack that ships has yet: the guide's own examples, put in force together."""

import re
from datetime import date
from pathlib import Path

import pytest

from cin_cli.policy import pack as packs
from cin_cli.policy.reader import SHAPES
from tests.policy._recorded import done, tell
from tests.policy._settle import settle, settled

GUIDE = (Path(__file__).parents[2] / "cin_cli" / "packs" / "README.md").read_text(encoding="utf-8")
EVERY_SHAPE = "\n".join(re.findall(r"```toml\n(.*?)```", GUIDE, re.DOTALL))
ORDER = {"type": "supervision_order_made", "date": "2026-01-05"}
PLAN = {"type": "cin_plan_started", "date": "2026-01-05"}
DECISION = {"type": "cin_decision", "date": "2026-01-05"}
INITIAL = {"type": "cin_meeting_initial", "date": "2026-01-05"}

ASKED_OF = [
    ("order-review", "2026-03-01", "due", [ORDER | {"months": 6}]),
    ("order-review", "2026-04-06", "overdue", [ORDER | {"months": 12}]),
    ("order-ends", "2026-11-01", "due", [ORDER | {"months": 12}]),
    ("order-ends", "2026-05-20", "overdue", [ORDER | {"expires_on": "2026-07-01"}]),
    ("order-ends", "2026-01-06", "undetermined", [ORDER]),
    ("pre-birth-plan", "2026-02-02", "due", [{"type": "expected_date_of_delivery", "date": "2026-06-01"}]),
    ("pre-birth-plan", "2026-04-02", "due_today", [{"type": "expected_date_of_delivery", "date": "2026-06-01"}]),
    ("next-review-agreed", "2026-02-02", "due_today", [INITIAL | {"next_review_agreed": "2026-02-02"}]),
    ("next-review-agreed", "2026-01-06", "undetermined", [INITIAL]),
    ("plan-written", "2026-01-13", "due", [DECISION, {"type": "assessment_finished", "date": "2026-01-12"}]),
    ("visit-in-stages", "2026-01-09", "due", [DECISION]),
    ("visit-in-stages", "2026-01-27", "overdue", [DECISION, INITIAL | {"date": "2026-01-12"}]),
    ("visit-by-age", "2026-01-09", "undetermined", [PLAN]),
    ("visit-by-age", "2026-01-20", "overdue", [
        PLAN, {"type": "fact_recorded", "date": "2026-01-05", "fact": "date_of_birth", "value": "2023-05-01"},
    ]),
    ("re-referral-3-months", "2026-02-03", "advice", [
        {"type": "case_closed", "date": "2026-01-05"},
        {"type": "referral_received", "date": "2026-02-02", "threshold_level": "4"},
    ]),
]  # fmt: skip
WHAT_IT_SAYS = """
[pack]
id = "what-it-says"
authority = "Nowhere"
title = "Only what says so counts"
version = "1"
source = "Made up"
cites = "Nowhere"

[[rule]]
id = "seen-alone"
shape = "every"
label = "See the child alone"
starts = ["cin_plan_started"]
met-by = [{ event = "visit", only = { seen_alone = "yes" }, unless = { seen = false } }]
every = "2 weeks"
cite = "Nowhere 1"

[[rule]]
id = "meeting-that-closes"
shape = "once"
label = "A meeting that recommends closing"
after = ["cin_plan_started"]
met-by = [{ event = "cin_meeting_review", only = { outcome = ["close", "continue"], chair = "team_manager" } }]
within = "2 weeks"
cite = "Nowhere 2"

[[rule]]
id = "decision"
shape = "once"
label = "A decision about it, with its reason"
after = ["cin_plan_started"]
met-by = [{ event = "management_decision", only = { about = "level 4 {A&I}", reason = true } }]
within = "2 weeks"
cite = "Nowhere 3"

[[rule]]
id = "talk-it-over"
shape = "follow_up"
label = "Talk over the visit of {from}"
of = ["visit"]
met-by = ["supervision"]
within = "1 weeks"
cite = "Nowhere 4"

[[rule]]
id = "assessment"
shape = "once"
label = "Assessment"
after = [{ event = "referral_received", only = { threshold_level = "4" } }]
implied-by = ["assessment_started"]
met-by = ["assessment_finished"]
within = "20 working_days"
cite = "Nowhere 5"

[[rule]]
id = "family-visit"
shape = "once"
label = "See the family"
after = ["cin_plan_started"]
met-by = [{ event = "visit", only = { family_seen = true } }]
within = "2 weeks"
cite = "Nowhere 6"
"""
"""Rules for which not every event of a kind will do."""


@pytest.fixture
def told(cin, monkeypatch, tmp_path):
    """`told(events, day)`: a case file that follows the guide's examples, or `pack`, and what happened in it by that day."""

    def by(events, day, pack=EVERY_SHAPE):
        file = tmp_path / "pack.toml"
        file.write_text(pack, encoding="utf-8")
        monkeypatch.setenv("CIN_TODAY", "2026-01-05")
        done(cin, "init")
        done(cin, "policy", "use", file)
        return tell(cin, monkeypatch, {"events": events}, date.fromisoformat(day))

    return by


@pytest.mark.parametrize(("rule", "day", "status", "events"), ASKED_OF)
def test_what_a_rule_asks_for_is_settled_by_the_command_it_gives(told, rule, day, status, events):
    case = told(events, day)
    item = first_open(case.items(), rule)
    assert item["status"] == status, item["why"]
    after = settle(case, None, item)
    assert settled(item, after), (item["settle"], item["why"], after and after["why"])


def first_open(items, rule):
    """The first item of a rule that is not met."""
    return next(item for (name, _), item in sorted(items.items()) if name == rule and item["met_on"] is None)


def test_of_two_things_asked_for_the_command_gives_one_and_then_the_other(told):
    case = told([PLAN], "2026-02-16")
    first = first_open(case.items(), "fixed-days")
    assert first["settle"].startswith("cin meeting record")
    second = settle(case, None, first)
    assert second["settle"].startswith("cin visit record") and second["status"] == "due_today"
    assert settle(case, None, second)["status"] == "met"


@pytest.mark.parametrize("rule", re.findall(r'id = "(.+)"', WHAT_IT_SAYS)[1:])
def test_the_command_says_what_has_to_be_said_for_it_to_count(told, rule):
    events = [PLAN, {"type": "visit", "date": "2026-01-06"}, {"type": "assessment_started", "date": "2026-01-06"}]
    case = told(events, "2026-01-09", WHAT_IT_SAYS)
    item = first_open(case.items(), rule)
    after = settle(case, None, item)
    assert settled(item, after), (item["settle"], item["why"], after and after["why"])


def test_what_stands_before_closing_is_named_one_after_the_other_until_all_is_in_place(told):
    visit = {"type": "visit", "date": "2026-01-20", "seen": True}
    case = told([PLAN, visit, {"type": "cin_meeting_review", "date": "2026-01-20", "outcome": "close"}], "2026-02-02")
    closing = case.items()["closing", 1]
    assert (closing["status"], closing["warnings"]) == ("advice", ["the final minutes have not been sent"])
    done(case.cin, "event", "record", "minutes_distributed", *case.refs.values(), "--on", case.day)
    assert case.items()["closing", 1]["status"] == "ok"


def test_every_shape_of_the_guide_that_no_pack_ships_with_is_asked_here():
    shipped = {rule.shape for name in packs.shipped() for rule in packs.read_pack(packs.text_of(name)).rules}
    here = {rule.shape for rule in packs.read_pack(EVERY_SHAPE).rules if rule.id in {row[0] for row in ASKED_OF}}
    assert here | shipped == set(SHAPES) - {"milestone"}  # read as `once`
