"""What a variant asks, in words: nothing that changes what is asked is left unsaid."""

import pytest

from cin_cli.policy.pack import read_pack, shipped, text_of
from cin_cli.render.obligation import asks, more
from cin_cli.render.policy import lines
from tests.policy.test_made_up_packs import NAMES, pack

PACKS = {**{name: read_pack(text_of(name)) for name in shipped()}, **{name: pack(name) for name in NAMES}}


def said(name: str, rule_id: str, number: int = 0, version: int = 0) -> str:
    rule = [rule for rule in PACKS[name].rules if rule.id == rule_id][version]
    return " ".join((asks(rule, rule.clauses[number]), *more(rule, rule.clauses[number])))


@pytest.mark.parametrize(("name", "rule", "words"), [
    ("york-2024", "initial-meeting",
     "within 10 working days of the decision that a plan is needed Met by the initial meeting."),
    ("harrowmere", "allocation",
     "within the later of 24 hours and 1 working day (the aim: 4 hours) of the referral "
     "Met by the allocation."),
    ("harrowmere", "first-visit",
     "within 5 working days of the referral (threshold level 3 or 4) or 1 working day of the start of the section 47 enquiry or "
     "3 working days with the day itself counted of the day complex came to be yes "
     "Met by the visit (not seen no) or the visit (family seen yes)."),
    ("harrowmere", "assessment",
     "within the earlier of 8 weeks and 38 working days (the aim: 20 working days) of the later of the referral and the "
     "agreement, or by 60 weekdays at most when team manager or service manager authorises it with the reasons "
     "Met by the signing off of the assessment."),
    ("harrowmere", "core-group",
     "every 2 weeks from the start of the plan, and the visit (seen yes) as well, on fixed days, for 3 months "
     "Met by the initial meeting or the review meeting."),
    ("harrowmere", "visit",
     "every 7 days until the initial meeting, then every 10 weekdays (the aim: 8 days) for 3 months, then every 4 weeks, "
     "from the start of the plan or the decision that a plan is needed, or as agreed "
     "Met by the visit (not seen no). Not ended by the end of the plan or a Pathway Plan."),
    ("harrowmere", "closing",
     "before the closing of the case or the end of the plan: the review meeting (outcome close) and the sending of the minutes "
     "Excused by the management decision with its reason, about moved away."),
    ("saltmarsh", "order-ends",
     "the later of 8 weeks and 40 working days before the expires on or months of the making of the Supervision Order or "
     "the extension of the Supervision Order (the aim: 12 weeks), no more than 4 weeks early "
     "Met by the management decision (about order)."),
    ("saltmarsh", "pre-birth-plan",
     "10 weeks before the date of the expected date of delivery (the aim: 14 weeks), no more than 4 weeks early "
     "Met by the initial meeting or the review meeting. Ended by the birth of the child."),
    ("harrowmere", "see-alone",
     "within 5 working days of the visit (seen alone no) or 2 weekdays of the visit (seen no) "
     "Met by the visit (seen alone yes or not appropriate). Ended by the closing of the case."),
    ("saltmarsh", "two-failed-visits",
     "within 2 working days of the visit (seen no; 2 in a row) Met by the management decision."),
    ("saltmarsh", "adult-services",
     "6 months before the 18th birthday, no more than 6 months early Met by the agreement to transfer."),
    ("saltmarsh", "closing",
     "before the end of the plan: the visit (seen yes) in the 2 weeks before and the review meeting (outcome close) "
     "Excused by the management decision with its reason, about abroad."),
    ("saltmarsh", "shortest-8-weeks",
     "not before 8 weeks after the return from care (to home or special guardianship), and the review meeting held in it "
     "Excused by the management decision with its reason, about abroad."),
])  # fmt: skip
def test_what_a_rule_asks_is_said_whole(name: str, rule: str, words: str) -> None:
    assert said(name, rule) == words


def test_a_variant_says_what_is_its_own() -> None:
    assert said("harrowmere", "review", 1).startswith("by the next review agreed, at the latest every 6 months from")
    assert said("saltmarsh", "visit", 3).startswith("as agreed for this child; without one it cannot be worked out")
    assert said("saltmarsh", "pre-birth-plan", 1) == "not asked for, since the child is born"


@pytest.mark.parametrize("name", PACKS)
def test_a_pack_in_words_names_every_rule_citation_and_reading(name: str) -> None:
    whole = "\n".join(lines(PACKS[name]))
    for rule in PACKS[name].rules:
        for clause in rule.clauses:
            assert clause.wording.cite in whole
            assert all(reading in whole for reading, _ in clause.others)
        assert f"\n{rule.id}: " in whole
    assert not any(odd in whole for odd in ("None", "_", "  of ", "()"))
