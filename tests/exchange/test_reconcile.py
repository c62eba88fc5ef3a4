"""What a list adds to the journal: nothing twice, nothing lost, whatever the order of its rows."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from cin_cli.domain.correction import effective
from cin_cli.domain.entry import entry, events_of
from cin_cli.exchange.caseload import Caseload, Row
from cin_cli.exchange.cells import NONE
from cin_cli.exchange.reconcile import EVENT_OF, clashes, covers_of, reconcile

TODAY = date(2026, 3, 2)
LATER = TODAY + timedelta(days=7)
VISIT, REVIEW = date(2026, 2, 10), date(2026, 1, 21)
PLAIN = {
    "born": date(2014, 3, 14), "opened": date(2025, 9, 22), "decision": date(2025, 10, 3), "plan_start": date(2025, 10, 10),
    "last_visit": VISIT, "last_review": REVIEW, "worker": "P Hargreaves", "pathway": "standard",
}  # fmt: skip


def row(ref="AB12", initials="ET", name=None, own=None, **changed):
    values = {k: v for k, v in {**PLAIN, **changed}.items() if v is not None}
    return Row(2, ref, own, values, initials, name)


def listed(*rows):
    return Caseload(tuple(rows), listed=frozenset(r.ref for r in rows))


class Journal:
    """A journal in memory: what `record` and `undo` do to one, without a file."""

    def __init__(self):
        self.entries = []

    def add(self, *made):
        start = len(self.entries) + 1
        self.entries += [replace(e, number=n) for n, e in enumerate(made, start)]

    def take(self, *rows, today=TODAY):
        outcome = reconcile(listed(*rows), self.entries, today)
        self.add(*outcome.entries)
        return outcome

    def days(self, kind, ref="AB12"):
        return sorted(e.date for e in events_of(effective(self.entries), ref) if e.kind == kind)

    def last(self, kind, name, ref="AB12"):
        events = [e for e in events_of(effective(self.entries), ref) if e.kind == kind]
        return max(events, key=lambda e: (e.date, e.number)).get(name)


def kinds(outcome):
    return [(e.kind, e.happened_on, e.corrects) for e in outcome.entries]


def after(*rows):
    journal = Journal()
    journal.take(*rows)
    return journal


def test_a_first_row_says_everything_it_holds_and_what_it_could_hold():
    journal = after(row(last_review=NONE, plan_start=None))
    held = {kind: journal.days(kind) for kind in EVENT_OF.values()}
    assert held == {
        "case_opened": [date(2025, 9, 22)], "cin_decision": [date(2025, 10, 3)], "cin_plan_started": [],
        "visit": [VISIT], "cin_meeting_review": [],
    }  # fmt: skip
    assert journal.last("source_covered", "covers") == ["case_opened", "cin_decision", "cin_meeting_review", "visit"]
    assert all(e.imported for e in journal.entries)
    assert journal.last("visit", "seen") is None


def test_the_same_rows_again_add_nothing():
    journal = after(row(), row("CD34", last_visit=None, last_review=NONE))
    again = journal.take(row(), row("CD34", last_visit=None, last_review=NONE), today=LATER)
    assert again.entries == () and again.changed == () and again.gone == ()


def test_a_later_visit_or_review_is_a_new_one():
    journal = after(row())
    later = date(2026, 3, 5)
    assert kinds(journal.take(row(last_visit=later, last_review=later), today=LATER)) == [
        ("visit", later, None),
        ("cin_meeting_review", later, None),
    ]
    assert journal.days("visit") == [VISIT, later]


def test_an_earlier_last_visit_is_a_correction_of_what_the_list_said():
    journal = after(row())
    journal.take(row(last_visit=date(2026, 2, 9)), today=LATER)
    assert journal.days("visit") == [date(2026, 2, 9)]


def test_a_list_that_has_not_changed_does_not_undo_what_was_recorded_by_hand():
    journal = after(row())
    journal.add(entry("visit", date(2026, 2, 27), ["AB12"], {"seen": True}))
    journal.add(entry("case_allocated", TODAY, ["AB12"], {"worker": "D Akintola"}))
    wrong = next(e.number for e in journal.entries if e.kind == "cin_decision")
    journal.add(replace(entry("cin_decision", date(2025, 10, 2), ["AB12"]), corrects=wrong))
    again = journal.take(row(), today=LATER)
    assert again.entries == ()
    assert "the list says worker P Hargreaves; here it is D Akintola" in again.noted[0].words


def test_a_visit_already_recorded_by_hand_is_not_recorded_again():
    journal = after(row())
    journal.add(entry("visit", date(2026, 2, 27), ["AB12"], {"seen": True}))
    assert journal.take(row(last_visit=date(2026, 2, 27)), today=LATER).entries == ()


def test_a_changed_worker_or_pathway_is_a_change_from_the_day_of_the_import():
    journal = after(row())
    changed = journal.take(row(worker="D Akintola", pathway="enduring_health_disability"), today=LATER)
    assert kinds(changed) == [("case_allocated", LATER, None), ("pathway_changed", LATER, None)]
    back = journal.take(row(), today=LATER)  # on the same day: a slip put right, for a day has no order
    assert all(e.corrects for e in back.entries)
    assert journal.last("case_allocated", "worker") == "P Hargreaves"
    assert journal.last("pathway_changed", "to") == "standard"


def test_any_other_changed_cell_is_a_correction_that_keeps_the_rest():
    journal = after(row(name="Ellie Thorpe", own="AB/12"))
    new = {"born": date(2014, 3, 15), "opened": date(2025, 9, 23), "decision": date(2025, 10, 6)}
    outcome = journal.take(row(initials="EM", name="Ellie Marsh", own="AB/12", **new), today=LATER)
    assert [(e.kind, bool(e.corrects)) for e in outcome.entries] == [
        ("child_described", True), ("case_opened", True), ("cin_decision", True),
    ]  # fmt: skip
    described = outcome.entries[0]
    assert described.facts == {"initials": "EM", "name": True, "born": "2014-03-15", "own_reference": "AB/12"}
    assert described.words == {"name": "Ellie Marsh"}
    assert journal.days("case_opened") == [date(2025, 9, 23)]


def test_a_blank_where_there_was_a_value_changes_nothing():
    journal = after(row())
    blank = dict.fromkeys(PLAIN)
    assert journal.take(row(initials=None, **blank), today=LATER).entries == ()


def test_a_blank_that_is_filled_later_is_new_knowledge():
    journal = after(row(last_visit=None, plan_start=None, pathway=None, worker=None, born=None))
    journal.take(row(), today=LATER)
    assert (journal.days("visit"), journal.days("cin_plan_started")) == ([VISIT], [date(2025, 10, 10)])
    assert journal.last("child_described", "born") == "2014-03-14"


def test_none_where_nothing_was_known_is_knowledge_and_none_where_there_was_a_date_takes_it_back():
    journal = after(row(last_review=None))
    journal.take(row(last_review=NONE, last_visit=NONE), today=LATER)
    assert journal.days("visit") == []
    assert "cin_meeting_review" in journal.last("source_covered", "covers")
    assert journal.take(row(last_review=NONE, last_visit=NONE), today=LATER).entries == ()


def test_a_row_that_has_gone_is_told_and_nothing_is_deleted():
    journal = after(row(), row("CD34"))
    outcome = journal.take(row(), today=LATER)
    assert (outcome.gone, outcome.entries) == (("CD34",), ())
    journal.add(entry("case_closed", TODAY, ["CD34"]))
    assert journal.take(row(), today=LATER).gone == ()


def test_a_closed_case_is_left_alone_until_its_row_says_it_was_opened_again():
    journal = after(row())
    journal.add(entry("case_closed", date(2026, 2, 20), ["AB12"]))
    left = journal.take(row(last_visit=date(2026, 2, 25)), today=LATER)
    assert left.entries == () and "closed here on Fri 20 Feb 2026" in left.noted[0].words
    again = row(opened=date(2026, 3, 3), decision=date(2026, 3, 4), plan_start=None, last_visit=None, last_review=None)
    assert kinds(journal.take(again, today=LATER)) == [
        ("case_reopened", date(2026, 3, 3), None), ("cin_decision", date(2026, 3, 4), None),
    ]  # fmt: skip
    assert journal.take(again, today=LATER).entries == ()


def test_a_new_plan_after_one_that_ended_is_no_correction():
    journal = after(row())
    journal.add(entry("cin_plan_ended", date(2026, 2, 20), ["AB12"]))
    journal.take(row(plan_start=date(2026, 3, 2)), today=LATER)
    assert journal.days("cin_plan_started") == [date(2025, 10, 10), date(2026, 3, 2)]


def test_after_an_import_is_taken_back_the_same_rows_come_in_again():
    journal = after(row())
    journal.add(*(replace(entry("entry_withdrawn", TODAY), corrects=e.number) for e in list(journal.entries)))
    assert journal.take(row()).new_children == 1
    assert journal.days("visit") == [VISIT]


def test_a_child_opened_by_hand_is_not_described_twice():
    journal = Journal()
    journal.add(
        entry("child_described", TODAY, ["AB12"], {"initials": "ET", "name": "Ellie Thorpe", "born": date(2014, 3, 14)}),
        entry("case_opened", date(2025, 9, 22), ["AB12"], {"team": "FS&P"}),
    )
    outcome = journal.take(row(), today=LATER)
    assert outcome.new_children == 0
    assert Counter(e.kind for e in outcome.entries) == Counter(
        ["cin_decision", "cin_plan_started", "visit", "cin_meeting_review", "case_allocated", "fact_recorded"]
    )
    assert journal.take(row(), today=LATER).entries == ()


def test_references_that_become_another_childs_or_a_familys_are_odd():
    rows = [row("AB12", own="AB-12"), row("CD34"), row("F7")]
    odd = clashes(rows, {"AB12": "AB/12", "CD34": None}, ["F7"])
    assert [(o.kind, o.child) for o in odd] == [("reference_clash", "AB12"), ("reference_clash", "F7")]
    assert clashes(rows, {"AB12": "ab-12"}, []) == []


DAYS = st.dates(date(2025, 1, 1), TODAY)
MAYBE = st.one_of(st.none(), DAYS)
OR_NONE = st.one_of(st.none(), st.just(NONE), DAYS)
ROWS = st.builds(
    row,
    ref=st.sampled_from(["AA1", "AA2", "AA3", "AA4"]),
    initials=st.sampled_from([None, "AB", "CD"]),
    name=st.none(),
    own=st.none(),
    born=st.one_of(st.none(), st.dates(date(2010, 1, 1), date(2020, 1, 1))),
    opened=MAYBE,
    decision=OR_NONE,
    plan_start=OR_NONE,
    last_visit=OR_NONE,
    last_review=OR_NONE,
    worker=st.sampled_from([None, "P Hargreaves", "D Akintola"]),
    pathway=st.sampled_from([None, "standard", "enduring_health_disability"]),
)
LISTS = st.lists(ROWS, min_size=1, max_size=4, unique_by=lambda r: r.ref)


@settings(max_examples=150, deadline=None)
@given(st.lists(LISTS, min_size=1, max_size=3))
def test_property_a_list_just_taken_adds_nothing_and_its_cells_are_what_stands(caseloads):
    journal = Journal()
    for week, rows in enumerate(caseloads):
        day = TODAY + timedelta(weeks=week)
        journal.take(*rows, today=day)
        for made in rows:
            assert agrees(journal, made)
        assert journal.take(*rows, today=day).entries == ()
        assert journal.take(*rows, today=day + timedelta(1)).entries == ()


def agrees(journal, made):
    for column, kind in EVENT_OF.items():
        value, days = made.values.get(column), journal.days(kind, made.ref)
        if isinstance(value, date):
            last = max(e.happened_on for e in imported(journal, kind, made.ref)[-1:])
            assert last == value and value in days
        elif value == NONE:
            assert days == []
    for column, kind, name in (("worker", "case_allocated", "worker"), ("born", "child_described", "born")):
        if column in made.values:
            said = made.values[column]
            assert journal.last(kind, name, made.ref) == (said.isoformat() if isinstance(said, date) else said)
    return True


def imported(journal, kind, ref):
    return [e for e in journal.entries if e.kind == kind and e.imported and any(p.child == ref for p in e.parts)]


@settings(max_examples=100, deadline=None)
@given(LISTS, LISTS, st.randoms())
def test_property_the_order_of_the_rows_makes_no_difference(first, second, chance):
    one, other = Journal(), Journal()
    for rows in (first, second):
        shuffled = list(rows)
        chance.shuffle(shuffled)
        a, b = one.take(*rows), other.take(*shuffled)
        assert a.entries == b.entries and a.gone == b.gone
    assert one.entries == other.entries


@given(ROWS)
def test_property_only_what_the_row_holds_is_covered(made):
    assert set(covers_of(made)) == {kind for column, kind in EVENT_OF.items() if column in made.values}
