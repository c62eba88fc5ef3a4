"""An answer read on a day: its status, how late it is, and the sentence that says why."""

from datetime import date, timedelta

import pytest

from cin_cli.domain.answer import Answer, Wording
from cin_cli.domain.calendar import england
from cin_cli.domain.reading import as_json, read, why

WORDING = Wording("Visit: see the child", "must", "York s2", "our way", "child", True)
FROM, DUE = date(2026, 1, 5), date(2026, 2, 2)


def visit(**more):
    said = {"due": DUE, "from_event": "visit", "from_date": FROM, "interval": "4 weeks", "because": "because", **more}
    return Answer("visit", 2, "AB12", "open", WORDING, FROM, **said)


def on(day, answer=None):
    return read(answer or visit(), day, england())


@pytest.mark.parametrize(
    ("days", "status", "late", "working", "left"),
    [(-8, "due", None, None, 6), (-1, "due", None, None, 1), (0, "due_today", None, None, None), (1, "overdue", 1, 1, None),
     (5, "overdue", 5, 4, None), (7, "overdue", 7, 5, None)],
)  # fmt: skip
def test_an_open_answer_is_due_then_due_today_then_overdue(days, status, late, working, left):
    item = on(DUE + timedelta(days=days))
    assert (item.status, item.days_late, item.working_days_late, item.working_days_left) == (status, late, working, left)


@pytest.mark.parametrize(
    ("days", "gone"), [(-1, 0), (0, 0), (1, 1), (28, 1), (29, 2), (56, 2), (57, 3)],
)  # fmt: skip
def test_each_interval_that_has_gone_by_is_counted_the_day_after_its_end(days, gone):
    assert on(DUE + timedelta(days=days)).intervals_missed == gone


@pytest.mark.parametrize(
    ("days", "says"), [(29, "2 intervals have gone by."), (57, "3 intervals have gone by.")],
)  # fmt: skip
def test_a_series_long_missed_says_how_many_intervals_have_gone_by(days, says):
    item = on(DUE + timedelta(days=days))
    assert f"(York s2). {says} Our reading: our way." in why(item)
    assert says in as_json(item)["why"]


@pytest.mark.parametrize("days", [-1, 0, 1, 28])
def test_the_first_miss_is_only_late(days):
    assert "gone by" not in why(on(DUE + timedelta(days=days)))


def test_what_is_asked_for_once_misses_no_interval():
    item = on(DUE + timedelta(days=400), visit(interval=None))
    assert item.intervals_missed is None and "gone by" not in why(item)


@pytest.mark.parametrize(
    ("day", "says"),
    [(DUE - timedelta(days=1), "due Mon 2 Feb 2026"), (DUE, "due today, Mon 2 Feb 2026"),
     (DUE + timedelta(days=1), "was due Mon 2 Feb 2026, 1 day late")],
)  # fmt: skip
def test_the_sentence_says_what_by_when_how_late_why_and_by_which_reading(day, says):
    assert why(on(day)) == f"Visit: see the child, {says}: because (York s2). Our reading: our way."


def test_other_readings_are_told_with_their_dates_where_they_give_another():
    other = (("same", DUE), ("sooner", DUE - timedelta(days=7)), ("no way", None))
    said = why(on(DUE, visit(alternatives=other)))
    assert said.endswith("Other reading: sooner: Mon 26 Jan 2026; no way: no date can be given.")


def test_what_was_assumed_and_what_to_look_at_end_the_sentence():
    item = on(DUE, visit(assumed=("seen_alone",), warnings=("look here",)))
    assert why(item).endswith("Assumed: seen alone. Look here.")
