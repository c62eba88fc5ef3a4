"""How SQLite goes about what is asked forty times a day: through the partial indexes, without a scan of `deadline`."""

from datetime import date, timedelta

import pytest

from cin_cli import context
from cin_cli.domain.entry import entry
from cin_cli.store import items

DAY = date(2026, 3, 2)
ASKED = {
    "the due list": {"listed": True, "due_by": DAY + timedelta(28)},
    "all that is open": {},
    "the next one": {"listed": True, "limit": 1},
    "my cases": {"listed": True, "worker": "Amy", "due_by": DAY + timedelta(28)},
    "a team's": {"listed": True, "team": "A&I", "due_by": DAY + timedelta(28)},
    "one child's": {"listed": True, "children": ["C001"], "limit": 1},
}


@pytest.fixture
def store(york):
    """A case file with sixty children, as its tables are without `ANALYZE`."""
    made = []
    for n in range(60):
        ref, on = f"C{n:03}", date(2025, 6, 2) + timedelta(n)
        made += [entry("case_opened", on, [ref], {"team": "A&I"}), entry("cin_decision", on, [ref]),
                 entry("cin_plan_started", on + timedelta(9), [ref])]  # fmt: skip
        made += [entry("visit", on + timedelta(14 * k), [ref], {"seen": True}) for k in range(1, 6)]
    context.record(made)
    return context.store()


def plan(store, **asked):
    sql, values = items.query(DAY, states=("open",), **asked)
    return [row[3] for row in store.rows(f"EXPLAIN QUERY PLAN {sql}", values)]


@pytest.mark.parametrize("what", ASKED)
def test_today_is_read_through_the_partial_indexes(store, what):
    found = plan(store, **ASKED[what])
    reads = [step for step in found if step.split()[:2] in (["SCAN", "d"], ["SEARCH", "d"])]
    assert len(reads) == 2, found
    for step in reads:
        assert "USING INDEX" in step and any(
            name in step for name in ("deadline_open", "deadline_ending", "deadline_by_child")), found  # fmt: skip
        assert step.startswith("SEARCH d") or "deadline_open" in step, "the rows of that index are those that are open"
    assert not [step for step in found if step in ("SCAN d", "SCAN deadline")], found


def test_the_due_list_searches_by_the_day_it_is_due(store):
    found = plan(store, **ASKED["the due list"])
    assert any("deadline_open (due<?)" in step for step in found), found
    assert any("deadline_ending (ends>?)" in step for step in found), found
    store.conn.execute("ANALYZE")
    assert not [step for step in plan(store, **ASKED["the due list"]) if step.startswith("SCAN d ") and "INDEX" not in step]


def test_few_rows_end_after_today(store):
    """That is what keeps the second search short, however long the caseload's history is."""
    ending = store.value("SELECT count(*) FROM deadline WHERE ends > ?", (DAY.isoformat(),))
    assert ending * 10 < store.value("SELECT count(*) FROM deadline")


def test_there_are_answers_to_read(store):
    assert items.items_on(store, DAY, listed=True, due_by=DAY)
    sql, values = items.query(DAY, states=("open",), worker="x' OR 1 --", children=["'"])
    assert "OR 1" not in sql and store.rows(sql, values) == []
