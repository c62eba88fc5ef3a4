"""An extract beside the journal: nothing twice, nothing lost, what was typed by hand left alone; month after month."""

import random
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cin_cli.domain.correction import effective
from cin_cli.domain.entry import SOURCE_KEY, entry
from cin_cli.exchange.episodes import Episode, told_of
from cin_cli.exchange.extract import Extract, Subject, Told
from cin_cli.exchange.reconcile_extract import reconcile_extract
from tests.exchange._extracts import ROWS, TODAY, extract, read, with_cell, without

NEXT = TODAY + timedelta(days=30)


class Journal:
    """A journal in memory: what importing, typing and `cin undo` do to one."""

    def __init__(self):
        self.entries = []

    def add(self, *made):
        start = len(self.entries) + 1
        self.entries += [replace(e, number=n) for n, e in enumerate(made, start)]
        return [e.number for e in self.entries[start - 1 :]]

    def by_child(self):
        refs = sorted({part.child for e in self.entries for part in e.parts})
        return [(ref, [e for e in self.entries if not e.parts or ref in {p.child for p in e.parts}]) for ref in refs]

    def take(self, made, today=TODAY):
        outcome = reconcile_extract(made, self.by_child(), today)
        self.last = self.add(*outcome.entries)
        return outcome

    def undo(self):
        """Take the last import back, as `cin undo` does."""
        self.add(*(entry("entry_withdrawn", NEXT, corrects=number) for number in reversed(self.last)))

    def number(self, kind, ref="SYN1", on=None):
        return next(e.number for e in self.standing(kind, ref) if on is None or e.happened_on == on)

    def standing(self, kind, ref="SYN1"):
        return [e for e in effective(self.entries) if e.kind == kind and ref in {p.child for p in e.parts}]

    def days(self, kind, ref="SYN1"):
        return sorted(e.happened_on.isoformat() for e in self.standing(kind, ref))

    def stands(self):
        """Everything that stands, whoever wrote it and whenever; what sources cover left out."""
        found = Counter()
        for e in effective(self.entries):
            if e.kind != "source_covered":
                said = {k: v for k, v in {**e.facts, **e.words}.items() if k != SOURCE_KEY}
                found[e.kind, e.happened_on, tuple(p.child for p in e.parts), str(sorted(said.items()))] += 1
        return found


@pytest.fixture
def march(tmp_path):
    """The extract of March, and a journal that has taken it."""
    journal = Journal()
    journal.take(read(tmp_path, extract()))
    return journal


def kinds(outcome):
    return [(e.kind, e.happened_on.isoformat(), e.corrects is not None) for e in outcome.entries]


def told(remarks):
    return [(r.kind, r.child) for r in remarks]


# The same again


def test_a_first_extract_is_written_whole_and_everything_is_marked_as_imported(tmp_path):
    journal, made = Journal(), read(tmp_path, extract())
    outcome = journal.take(made)
    assert outcome.new_children == 3 and outcome.changed == () and outcome.noted == () and outcome.gone == ()
    assert len(outcome.entries) == len(made.told) + 2 * 3  # each child's details, and what the source can hold
    assert all(e.imported and e.corrects is None for e in outcome.entries)
    assert {e.facts[SOURCE_KEY] for e in outcome.entries if SOURCE_KEY in e.facts} == {f"ssd {t.key}" for t in made.told}


def test_the_same_extract_again_adds_nothing(march, tmp_path):
    again = march.take(read(tmp_path, extract()), today=NEXT)
    assert (again.entries, again.new_children, again.changed, again.noted, again.gone) == ((), 0, (), (), ())


def test_the_rows_in_another_order_add_nothing(march, tmp_path):
    for seed in range(5):
        mixed = {name: random.Random(seed).sample(rows, len(rows)) for name, rows in extract().items()}
        assert march.take(read(tmp_path, mixed), today=NEXT).entries == ()


def test_the_order_of_the_rows_does_not_change_what_is_written(tmp_path):
    def first(tables):
        return [(e.kind, e.happened_on, e.parts, e.facts, e.words) for e in Journal().take(read(tmp_path, tables)).entries]

    assert first({name: rows[::-1] for name, rows in extract().items()}) == first(extract())


# Next month's


def test_one_closing_more_adds_exactly_that_entry(march, tmp_path):
    tables = with_cell(extract(), "ssd_cin_episodes", "R1", "cine_close_date", "2026-03-20")
    tables = with_cell(tables, "ssd_cin_episodes", "R1", "cine_close_reason", "RC7")
    outcome = march.take(read(tmp_path, tables), today=NEXT)
    assert kinds(outcome) == [("case_closed", "2026-03-20", False)]
    assert outcome.changed == () and outcome.noted == ()
    assert march.take(read(tmp_path, tables), today=NEXT).entries == ()


def test_a_changed_day_is_a_correction_of_what_the_row_said(march, tmp_path):
    before = march.number("cin_plan_started")
    outcome = march.take(read(tmp_path, with_cell(extract(), "ssd_cin_plans", "P1", "cinp_cin_plan_start_date", "2025-09-04")))
    assert [(e.kind, e.happened_on, e.corrects) for e in outcome.entries] == [("cin_plan_started", date(2025, 9, 4), before)]
    assert [(r.kind, r.words) for r in outcome.changed] == [("changed", "SYN1: plan started Thu 4 Sep 2025 (was Wed 3 Sep 2025)")]
    assert march.days("cin_plan_started") == ["2025-09-04"]


@pytest.mark.parametrize(
    ("name", "key", "column", "value", "kind", "ref", "says"),
    [
        ("ssd_cin_visits", "V3", "cinv_cin_visit_seen", "Y", "visit", "SYN1", {"seen": True}),
        (
            "ssd_professionals",
            "W1",
            "prof_professional_name",
            "Isla Newname",
            "case_allocated",
            "SYN1",
            {"worker": "Isla Newname"},
        ),
        ("ssd_disability", "D2", "disa_disability_code", "AUT", "fact_recorded", "SYN2", {"fact": "disability", "value": True}),
        (
            "ssd_cin_episodes",
            "R2",
            "cine_close_reason",
            "RC9",
            "case_closed",
            "SYN2",
            {"reason": "RC9 early help after assessment"},
        ),
    ],
)
def test_a_changed_value_is_a_correction_too(march, tmp_path, name, key, column, value, kind, ref, says):
    outcome = march.take(read(tmp_path, with_cell(extract(), name, key, column, value)), today=NEXT)
    (made,) = outcome.entries
    assert made.kind == kind and made.corrects is not None and says.items() <= {**made.facts, **made.words}.items()
    assert told(outcome.changed) == [("changed", ref)]


def test_a_corrected_date_of_birth_or_name_is_a_correction(march, tmp_path):
    tables = with_cell(extract(), "ssd_person", "SYN1", "pers_dob", "2015-05-02")
    outcome = march.take(read(tmp_path, tables), today=NEXT)
    assert kinds(outcome) == [("child_described", "2025-07-30", True)]
    assert [r.words for r in outcome.changed] == ["SYN1: date of birth corrected"]
    (stands,) = march.standing("child_described")
    assert stands.facts["born"] == "2015-05-02" and stands.words == {"name": "Ada Testwood"}
    assert march.take(read(tmp_path, tables), today=NEXT).entries == ()


def test_a_birth_is_added_to_what_is_known_of_the_child(march, tmp_path):
    tables = with_cell(extract(), "ssd_person", "SYN3", "pers_dob", "2026-04-20")
    outcome = march.take(read(tmp_path, tables, NEXT), today=NEXT)
    assert kinds(outcome) == [("child_described", "2026-02-02", True)] and outcome.changed == ()
    assert march.standing("child_described", "SYN3")[0].facts["born"] == "2026-04-20"


def test_an_unborn_child_without_an_episode_is_described_today_and_not_in_the_future(tmp_path):
    journal = Journal()
    journal.take(read(tmp_path, {**extract(**{name: [] for name in ROWS}), "ssd_person": ROWS["ssd_person"][2:]}))
    assert journal.days("child_described", "SYN3") == [TODAY.isoformat()]


def test_a_row_that_has_gone_is_told_and_nothing_is_written(march, tmp_path):
    outcome = march.take(read(tmp_path, without(extract(), "ssd_cin_visits", "V2")), today=NEXT)
    assert outcome.entries == () and outcome.changed == ()
    assert [(r.kind, r.words) for r in outcome.noted] == [
        ("row_gone", "SYN1: visit Thu 9 Oct 2025 is not in the extract now; left as it is")
    ]


def test_a_row_that_has_become_odd_is_left_as_it_was(march, tmp_path):
    outcome = march.take(read(tmp_path, with_cell(extract(), "ssd_cin_visits", "V2", "cinv_cin_visit_date", "soon")), today=NEXT)
    assert outcome.entries == () and told(outcome.noted) == [("row_gone", "SYN1")]


def test_a_file_that_is_missing_this_time_is_not_told_row_by_row(march, tmp_path):
    outcome = march.take(read(tmp_path, extract(ssd_cin_visits=None, ssd_cp_visits=None)), today=NEXT)
    assert {e.kind for e in outcome.entries} == {"source_covered"} and outcome.noted == ()
    assert march.days("visit") == ["2025-09-05", "2025-10-09", "2026-03-02"]


def test_a_day_taken_out_of_a_row_that_still_stands_is_taken_back(march, tmp_path):
    tables = with_cell(extract(), "ssd_cin_episodes", "R2", "cine_close_date", "")
    outcome = march.take(read(tmp_path, tables), today=NEXT)
    assert kinds(outcome) == [("entry_withdrawn", NEXT.isoformat(), True)]
    assert told(outcome.changed) == [("taken_out", "SYN2")]
    assert march.days("case_closed", "SYN2") == []
    assert march.take(read(tmp_path, tables), today=NEXT).entries == ()
    assert kinds(march.take(read(tmp_path, extract()), today=NEXT)) == [("case_closed", "2025-03-14", False)]


def test_a_day_that_was_corrected_and_then_taken_out_does_not_come_back_as_it_was(march, tmp_path):
    march.take(read(tmp_path, with_cell(extract(), "ssd_cin_episodes", "R2", "cine_close_date", "2025-03-21")))
    assert march.days("case_closed", "SYN2") == ["2025-03-21"]
    march.take(read(tmp_path, with_cell(extract(), "ssd_cin_episodes", "R2", "cine_close_date", "")))
    assert march.days("case_closed", "SYN2") == []


def test_a_visit_that_moved_and_another_on_its_old_day_both_stand(march, tmp_path):
    tables = with_cell(extract(), "ssd_cin_visits", "V1", "cinv_cin_visit_date", "2025-09-12")
    tables["ssd_cin_visits"].append(["V0", "1", "2025-09-05", "Y", "N"])
    march.take(read(tmp_path, tables), today=NEXT)
    assert march.days("visit") == ["2025-09-05", "2025-09-12", "2025-10-09", "2026-03-02"]


def test_two_visits_of_one_day_are_two_whether_they_come_together_or_not(march, tmp_path):
    tables = extract(ssd_cin_visits=[*ROWS["ssd_cin_visits"], ("V4", "1", "2025-09-05", "Y", "N")])
    march.take(read(tmp_path, tables), today=NEXT)
    assert march.days("visit").count("2025-09-05") == 2
    assert march.take(read(tmp_path, tables), today=NEXT).entries == ()


def test_rows_that_were_numbered_anew_are_neither_doubled_nor_told(march, tmp_path):
    tables = extract()
    for row in tables["ssd_cin_visits"]:
        row[0] = f"X{row[0]}"
    outcome = march.take(read(tmp_path, tables), today=NEXT)
    assert outcome.entries == () and outcome.noted == ()


def test_a_child_who_is_no_longer_in_it_is_told_unless_the_case_is_closed(march, tmp_path):
    tables = extract()
    for name in ("ssd_person", "ssd_cin_episodes"):
        tables[name] = tables[name][2:]
    outcome = march.take(read(tmp_path, tables), today=NEXT)
    assert outcome.gone == ("SYN1",) and outcome.entries == ()


def test_a_child_whose_row_has_become_odd_is_not_gone(march, tmp_path):
    made = read(tmp_path, with_cell(extract(), "ssd_person", "SYN1", "pers_dob", "never"))
    assert march.take(made, today=NEXT).gone == ()


def test_a_child_of_a_referral_without_further_action_is_not_told_as_gone(tmp_path):
    journal = Journal()
    journal.take(read(tmp_path, with_cell(extract(), "ssd_cin_episodes", "R1", "cine_referral_nfa", "Y")))
    assert journal.take(read(tmp_path, without(extract(), "ssd_person", "SYN1")), today=NEXT).gone == ()


def test_a_file_that_was_added_is_covered_from_then_on(tmp_path):
    journal = Journal()
    journal.take(read(tmp_path, extract(ssd_cin_plans=None)))
    outcome = journal.take(read(tmp_path, extract()), today=NEXT)
    assert sorted(kinds(outcome)) == [("cin_plan_started", "2025-09-03", False)] + [("source_covered", "2026-04-30", False)] * 3


# What was typed by hand


def test_what_was_typed_by_hand_is_neither_doubled_nor_overwritten(tmp_path):
    journal = Journal()
    journal.add(
        entry("child_described", date(2025, 7, 30), ["SYN1"], {"initials": "AT", "born": "2015-05-09"}),
        entry("referral_received", date(2025, 7, 30), ["SYN1"]),
        entry("visit", date(2025, 9, 5), ["SYN1"], {"seen": False}),
        entry("case_allocated", date(2025, 7, 30), ["SYN1"], {"worker": "P Hargreaves"}),
    )
    outcome = journal.take(read(tmp_path, extract()))
    assert journal.days("referral_received") == ["2025-07-30"] and journal.days("case_allocated") == ["2025-07-30"]
    assert journal.days("visit") == ["2025-09-05", "2025-10-09", "2026-03-02"]
    assert [e.facts["seen"] for e in journal.standing("visit") if e.happened_on == date(2025, 9, 5)] == [False]
    (described,) = journal.standing("child_described")
    assert described.facts["born"] == "2015-05-09" and "name" not in described.facts
    assert told(outcome.noted) == [("put_right", "SYN1")]
    assert journal.take(read(tmp_path, extract()), today=NEXT).entries == ()


def test_one_visit_typed_by_hand_is_one_of_two_on_its_day(tmp_path):
    journal = Journal()
    journal.add(entry("visit", date(2025, 9, 5), ["SYN1"], {"seen": True}))
    tables = extract(ssd_cin_visits=[*ROWS["ssd_cin_visits"], ("V4", "1", "2025-09-05", "Y", "N")])
    journal.take(read(tmp_path, tables))
    assert journal.days("visit").count("2025-09-05") == 2
    assert journal.take(read(tmp_path, tables), today=NEXT).entries == ()


def test_another_fact_of_that_day_is_another_fact(tmp_path):
    journal = Journal()
    journal.add(entry("fact_recorded", date(2025, 7, 30), ["SYN1"], {"fact": "pathway", "value": "standard"}))
    journal.take(read(tmp_path, extract()))
    assert sorted(e.facts["fact"] for e in journal.standing("fact_recorded")) == ["disability", "pathway"]


def test_a_date_of_birth_that_was_put_right_by_hand_stays_without_a_word_while_the_row_is_the_same(march, tmp_path):
    values = {"initials": "AT", "name": "Ada Testwood", "born": "2015-05-09"}
    march.add(entry("child_described", date(2025, 7, 30), ["SYN1"], values, corrects=march.number("child_described")))
    again = march.take(read(tmp_path, extract()), today=NEXT)
    assert again.entries == () and again.noted == ()


def test_what_is_only_booked_is_no_visit_yet(tmp_path):
    journal = Journal()
    journal.add(entry("visit", date(2025, 9, 5), ["SYN1"], planned=True))
    journal.take(read(tmp_path, extract()))
    assert [e.planned for e in journal.standing("visit") if e.happened_on == date(2025, 9, 5)] == [True, False]


def test_an_import_that_was_corrected_by_hand_is_left_alone(march, tmp_path):
    march.add(entry("visit", date(2025, 10, 10), ["SYN1"], {"seen": True}, corrects=march.number("visit", on=date(2025, 10, 9))))
    again = march.take(read(tmp_path, extract()), today=NEXT)
    assert again.entries == () and again.noted == ()
    moved = march.take(read(tmp_path, with_cell(extract(), "ssd_cin_visits", "V2", "cinv_cin_visit_date", "2025-10-11")))
    assert moved.entries == () and told(moved.noted) == [("put_right", "SYN1")]
    assert "2025-10-10" in march.days("visit")


def test_an_extract_that_comes_to_say_what_was_put_right_by_hand_is_only_right(march, tmp_path):
    number = march.number("visit", on=date(2025, 10, 9))
    march.add(entry("visit", date(2025, 10, 10), ["SYN1"], {"seen": True, "seen_alone": "no"}, corrects=number))
    outcome = march.take(read(tmp_path, with_cell(extract(), "ssd_cin_visits", "V2", "cinv_cin_visit_date", "2025-10-10")))
    assert outcome.entries == () and outcome.noted == ()


def test_what_was_taken_back_by_hand_stays_so(march, tmp_path):
    gone = entry("entry_withdrawn", TODAY, ["SYN1"], {"reason": "another child"}, corrects=march.number("cin_plan_started"))
    march.add(gone)
    assert march.take(read(tmp_path, extract()), today=NEXT).entries == ()
    changed = march.take(read(tmp_path, with_cell(extract(), "ssd_cin_plans", "P1", "cinp_cin_plan_start_date", "2025-09-04")))
    assert changed.entries == () and told(changed.noted) == [("taken_back", "SYN1")]
    assert march.take(read(tmp_path, without(extract(), "ssd_cin_plans", "P1")), today=NEXT).noted == ()


def test_a_day_taken_out_of_a_row_does_not_take_back_what_was_put_right_by_hand(march, tmp_path):
    march.add(entry("case_closed", date(2025, 3, 15), ["SYN2"], corrects=march.number("case_closed", "SYN2")))
    outcome = march.take(read(tmp_path, with_cell(extract(), "ssd_cin_episodes", "R2", "cine_close_date", "")), today=NEXT)
    assert outcome.entries == () and told(outcome.noted) == [("row_gone", "SYN2")]


def test_a_name_that_was_taken_out_by_hand_does_not_come_back(march, tmp_path):
    values = {"initials": "AT", "born": "2015-05-01"}
    march.add(entry("child_described", date(2025, 7, 30), ["SYN1"], values, corrects=march.number("child_described")))
    assert march.take(read(tmp_path, extract()), today=NEXT).entries == ()


# Undone


def test_an_import_that_was_undone_comes_back_whole(march, tmp_path):
    before = march.stands()
    march.undo()
    assert march.stands() == Counter()
    again = march.take(read(tmp_path, extract()), today=NEXT)
    assert march.stands() == before and again.new_children == 3


@pytest.mark.parametrize("closed", ["", "2025-03-21"])
def test_after_an_undone_second_import_the_next_one_is_as_if_it_had_never_been(march, tmp_path, closed):
    march.take(read(tmp_path, with_cell(extract(), "ssd_cin_episodes", "R2", "cine_close_date", closed)))
    march.undo()
    assert march.days("case_closed", "SYN2") == ["2025-03-14"]
    assert march.take(read(tmp_path, extract()), today=NEXT).entries == ()
    march.take(read(tmp_path, with_cell(extract(), "ssd_cin_episodes", "R2", "cine_close_date", "2025-03-28")))
    assert march.days("case_closed", "SYN2") == ["2025-03-28"]


def test_a_row_whose_name_is_one_word_is_a_row_of_its_own():
    """A visit that moved, and another on its old day, from a source that names each with one word."""

    def extract_of(*visits):
        made = tuple(Told("AB12", "visit", date(2025, 9, day), name) for name, day in visits)
        return Extract("census", COVERS, (Subject("AB12", {}),), made, listed=frozenset({"AB12"}))

    journal = Journal()
    journal.take(extract_of(("one", 5)))
    journal.take(extract_of(("one", 12), ("two", 5)))
    assert journal.days("visit", "AB12") == ["2025-09-05", "2025-09-12"]


# Any two months in a row

DAYS = st.integers(0, 30).map(lambda n: date(2025, 6, 1) + timedelta(days=n))
COVERS = ("referral_received", "contact_received", "case_closed", "case_reopened", "visit", "cin_plan_started", "cin_plan_ended")


def month(rows):
    """An extract of one child from rows: what it is, when it begins and ends, and whether the referral led to nothing."""
    episodes, made = [], []
    for name, (what, start, length, flag) in rows.items():
        end = None if length is None else start + timedelta(days=length)
        if what == "episode":
            episodes.append(Episode("AB12", name, start, end, flag))
        elif what == "visit":
            made.append(Told("AB12", "visit", start, name, {"seen": flag}))  # a row of one day needs no more of a name
        else:
            made.append(Told("AB12", "cin_plan_started", start, f"{name} start"))
            made += [Told("AB12", "cin_plan_ended", end, f"{name} end")] if end else []
    made += told_of(episodes)[0]
    return Extract("ssd", COVERS, (Subject("AB12", {"initials": "ET"}),), tuple(made), listed=frozenset({"AB12"}))


THINGS = ("episode", "episode", "visit", "plan")
NAMES = [f"{what}{n}" for n, what in enumerate(THINGS * 2)]
ROW = st.tuples(DAYS, st.none() | st.integers(0, 25), st.booleans())


def months(names):
    return st.fixed_dictionaries({}, optional=dict.fromkeys(names, ROW)).map(
        lambda rows: {name: (name[:-1], *row) for name, row in rows.items()}
    )


def test_a_closing_taken_out_of_a_row_is_not_another_rows_closing_of_that_day():
    first, both = date(2025, 6, 1), Journal()
    both.take(month({"R0": ("episode", first, 0, False)}))
    both.take(month({"R0": ("episode", first + timedelta(days=1), None, False), "R1": ("episode", first, None, True)}))
    assert [dict(e.words) for e in both.standing("case_closed", "AB12")] == [{"reason": "no further action"}]


@given(months(NAMES), st.data())
@settings(deadline=None, max_examples=200)
def test_two_months_in_a_row_are_the_second_alone(first, data):
    """As far as no row has gone, which is told and left as it is. A child's details stand from the first day known."""
    second = {**first, **data.draw(months(NAMES))}
    alone, both = Journal(), Journal()
    alone.take(month(second), NEXT)
    both.take(month(first), TODAY)
    both.take(month(second), NEXT)
    ours = [Counter({k: n for k, n in j.stands().items() if k[0] != "child_described"}) for j in (alone, both)]
    assert ours[0] == ours[1]
    assert both.take(month(second), NEXT).entries == ()


@given(months(NAMES), months(NAMES), months(NAMES))
@settings(deadline=None, max_examples=100)
def test_undo_takes_back_exactly_the_last_month_and_it_comes_back_whole(first, second, third):
    journal = Journal()
    journal.take(month(first), TODAY)
    journal.take(month(second), TODAY)
    before = journal.stands()
    journal.take(month(third), NEXT)
    after = journal.stands()
    journal.undo()
    assert journal.stands() == before
    journal.take(month(third), NEXT)
    assert journal.stands() == after
