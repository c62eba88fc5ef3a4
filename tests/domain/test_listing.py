"""The words of a due list: late before anything else, soon by working days, a family on one line."""

from datetime import date, timedelta

import pytest

from cin_cli.domain.answer import Answer, Wording
from cin_cli.domain.calendar import england
from cin_cli.domain.listing import Unknown, Whose, is_soon, lateness, lines, not_worked_out
from cin_cli.domain.reading import read

DAY = date(2026, 3, 2)
PLAIN = {"label": "Visit: see the child", "strength": "must", "cite": "X", "reading": None, "group": "child", "listed": True}


def item(due, *, day=DAY, calendar=None, rule="visit", wording=None, **more):
    said = Wording(**{**PLAIN, **(wording or {})})
    return read(Answer(rule, 1, None, "open", said, date(2025, 1, 1), due=due, **more), day, calendar or england())


# A day's words


@pytest.mark.parametrize(
    ("due", "says"),
    [
        (date(2025, 3, 2), "LATE 365 days"), (date(2026, 2, 27), "LATE 3 days"), (date(2026, 3, 1), "LATE 1 day"),
        (date(2026, 3, 2), "today"), (date(2026, 3, 3), "soon: 1 day"), (date(2026, 3, 4), "soon: 2 days"),
        (date(2026, 3, 9), "soon: 7 days"), (date(2026, 3, 10), "in 8 days"), (date(2027, 3, 2), "in 365 days"),
    ],
)  # fmt: skip
def test_how_late_or_how_far_is_said_in_words(due, says):
    assert lateness(item(due)) == says


@pytest.mark.parametrize("strength", ["must", "should"])
def test_a_must_and_a_should_are_late(strength):
    assert lateness(item(date(2026, 2, 27), wording={"strength": strength})) == "LATE 3 days"


def test_what_a_procedure_only_calls_usual_is_never_called_late():
    assert lateness(item(date(2026, 2, 27), wording={"strength": "ideally"})) == "past the usual"


def test_soon_is_within_five_working_days_a_weekend_between_or_not():
    due = {day for day in range(1, 15) if is_soon(item(DAY + timedelta(days=day)))}
    assert due == set(range(1, 8)), "Monday to the next Monday"


@pytest.mark.parametrize(("due", "soon"), [((4, 10), True), ((4, 13), True), ((4, 14), False)])
def test_soon_steps_over_bank_holidays(due, soon):
    """Good Friday and Easter Monday lie between Thursday 2 April 2026 and the Monday after next."""
    assert is_soon(item(date(2026, *due), day=date(2026, 4, 2))) is soon


def test_soon_steps_over_a_day_that_the_team_added():
    due = date(2026, 3, 10)
    assert not is_soon(item(due))
    assert is_soon(item(due, calendar=england([(date(2026, 3, 6), "One-off bank holiday")])))


def test_what_is_past_its_target_is_soon_however_far_the_limit():
    assert is_soon(item(date(2026, 6, 1), target=date(2026, 3, 1)))
    assert not is_soon(item(date(2026, 6, 1), target=date(2026, 3, 2)))


@pytest.mark.parametrize("due", [DAY, DAY - timedelta(days=1)])
def test_what_is_due_today_or_late_has_a_word_of_its_own(due):
    assert not is_soon(item(due))


# Order and families

LATER = date(2026, 3, 5)


def listed(*rows, each=False):
    return lines([(found, whose) for found, whose in rows], each=each)


def test_soonest_first_and_within_a_day_a_child_then_a_meeting_then_paper():
    rows = [
        (item(LATER, rule="a", wording={"group": "paper", "label": "paper"}), Whose("A1")),
        (item(LATER, rule="b", wording={"group": "meeting", "label": "meeting"}), Whose("A1")),
        (item(LATER, rule="c", wording={"label": "child"}), Whose("Z9")),
        (item(DAY, rule="d", wording={"group": "paper", "label": "earlier"}), Whose("Z9")),
    ]
    assert [line.item.label for line in listed(*rows)] == ["earlier", "child", "meeting", "paper"]


def test_the_same_thing_on_the_same_day_is_one_line_a_family():
    family = [(item(LATER), Whose(ref, "X Y", family="F1")) for ref in ("AB14", "AB12", "AB13")]
    alone = [(item(LATER), Whose("CD34", "C D")), (item(LATER), Whose("AA1", "A A", family="F2"))]
    assert [line.child for line in listed(*family, *alone)] == ["AA1 A A", "AB12 +2", "CD34 C D"]
    assert [line.child for line in listed(*family, each=True)] == ["AB12 X Y", "AB13 X Y", "AB14 X Y"]


@pytest.mark.parametrize(
    "other",
    [item(LATER + timedelta(days=1)), item(LATER, rule="review"), item(LATER, wording={"label": "Visit them"}),
     item(LATER, booked=LATER), item(LATER, from_date=date(2026, 2, 5))],
)  # fmt: skip
def test_what_differs_is_a_line_of_its_own_in_a_family_too(other):
    assert len(listed((item(LATER), Whose("AB12", family="F1")), (other, Whose("AB13", family="F1")))) == 2


def test_a_family_of_two_workers_stays_in_two_lines():
    rows = [(item(LATER), Whose(ref, worker=name, family="F1")) for ref, name in (("AB12", "Kim"), ("AB13", "Jo"))]
    assert [line.worker for line in listed(*rows)] == ["Kim", "Jo"]


# What could not be worked out


def test_one_sentence_a_rule_with_every_fact_that_is_missing_and_a_command():
    unknown = [
        Unknown("review", "Review meeting", "cin_meeting_review", 3, "cin meeting record <case> --review --on <date>"),
        Unknown("first", "Initial meeting", "cin_meeting_initial", 2, "cin x"),
        Unknown("first", "Initial meeting", "assessment_finished", 1, None),
        Unknown("fact", "Reviewing", "stable_package", 1, None),
    ]
    assert list(not_worked_out(unknown)) == [
        ("Review meeting: 3 children, date of the last review not known", "cin meeting record <case> --review --on <date>"),
        ("Initial meeting: 3 children (2 initial meeting not recorded; 1 day the assessment was signed off not known)", "cin x"),
        ("Reviewing: 1 child, stable package not known", None),
    ]
