"""What was promised at visits and meetings, and what of it is done."""

from dataclasses import replace
from datetime import date

from cin_cli.domain.action import actions, by_owner
from cin_cli.domain.entry import differing, entry

DAY = date(2026, 2, 20)
RING = {"action": "ring the school", "who": "Nan", "by": "27 Feb 2026", "due": date(2026, 2, 27)}


def visit(number, *rows, children=("AB12", "AB13")):
    return replace(entry("visit", DAY, children, {"actions": list(rows)}), number=number)


def test_actions_come_in_order_of_their_days_those_without_one_last():
    soon = {"action": "call", "due": date(2026, 2, 22)}
    found = actions([visit(7, {"action": "think"}, RING, soon)], "AB12")
    assert [a.action for a in found] == ["call", "ring the school", "think"]


def test_an_action_has_a_name_that_says_where_it_stands():
    assert [a.ref for a in actions([visit(7, RING, {"action": "call"})], "AB12")] == ["7.1", "7.2"]


def test_what_one_child_was_promised_is_not_the_others():
    made = differing(visit(7), "AB13", {"actions": [RING]})
    assert actions([made], "AB12") == []
    assert [a.action for a in actions([made], "AB13")] == ["ring the school"]


def test_done_stays_done_when_the_visit_is_corrected():
    done = replace(entry("action_done", date(2026, 2, 25), ["AB12"], {"action": "7.1", "how": "by phone"}), number=8)
    before, after = visit(7, RING), replace(visit(9, RING), corrects=7)
    for made in (before, after):
        (action,) = actions([made, done], "AB12")
        assert (action.done, action.how) == (date(2026, 2, 25), "by phone")
        assert not action.late(date(2026, 3, 2))


def test_late_from_the_day_after():
    (action,) = actions([visit(7, RING)], "AB12")
    assert not action.late(date(2026, 2, 27))
    assert action.late(date(2026, 2, 28))


def test_what_was_only_booked_promises_nothing():
    assert actions([replace(visit(7, RING), planned=True)], "AB12") == []


def test_by_owner_however_the_name_was_written():
    found = actions([visit(7, RING, {"action": "call", "who": "nan "}, {"action": "come", "who": "Dad"})], "AB12")
    assert {who: len(those) for who, those in by_owner(found).items()} == {"Nan": 2, "Dad": 1}
