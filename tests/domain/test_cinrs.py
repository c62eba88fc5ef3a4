"""Essex's six criteria: each plainly met, just not met, stated, not yet stated; and what an answer may rest on."""

from datetime import date, timedelta

import pytest

from cin_cli.domain.cinrs import check
from cin_cli.domain.entry import Event

DAY = date(2025, 10, 3)
WHY = {"by": "Priya, service manager", "why": True}


def event(kind, on, **facts):
    """An event of one child."""
    return Event(kind, date.fromisoformat(on), facts)


def found(criterion, *events, day=DAY):
    """What is found of one criterion."""
    return next(item for item in check(events, {}, day).items if item.id == criterion)


def stated(feature, on="2025-09-01", **facts):
    return event("cinrs_stated", on, feature=feature, **facts)


MADE = event("supervision_order_made", "2024-10-03", months=12)
TO_AUGUST = event("supervision_order_made", "2025-01-10", expires_on="2025-08-31")
STARTED = event("cin_plan_started", "2024-10-03")
CP = event("cp_plan_started", "2024-11-01")
CP_ENDED = event("cp_plan_ended", "2025-07-01")
BY_CHAIR = event("cinrs_nominated", "2025-07-01", by="CP chair")
CARE = event("looked_after_started", "2024-01-01")
HOME = event("looked_after_ended", "2025-03-01", to="home")

CASES = {
    "an order on its last day is in force": ("supervision_order", [MADE], "met_computed"),
    "an order that ran out yesterday": (
        "supervision_order", [event("supervision_order_made", "2024-10-02", months=12)], "not_met"),
    "an order's own day of expiry comes before its months": (
        "supervision_order", [event("supervision_order_made", "2025-01-01", months=12, expires_on="2025-10-02")], "not_met"),
    "an order extended in months from when it would have run out": (
        "supervision_order", [TO_AUGUST, event("supervision_order_extended", "2025-08-01", months=2)], "met_computed"),
    "an order extended to a day": (
        "supervision_order", [TO_AUGUST, event("supervision_order_extended", "2025-08-01", expires_on="2025-10-02")], "not_met"),
    "an order not extended": ("supervision_order", [TO_AUGUST], "not_met"),
    "an order of unknown length": ("supervision_order", [event("supervision_order_made", "2025-01-01")], "not_recorded"),
    "an extension shows that there is an order": (
        "supervision_order", [event("supervision_order_extended", "2025-01-01", expires_on="2026-01-01")], "met_computed"),
    "an extension of nobody knows what": (
        "supervision_order", [event("supervision_order_extended", "2025-01-01", months=6)], "not_recorded"),
    "an order still to come": ("supervision_order", [event("supervision_order_made", "2025-10-04", months=12)], "not_recorded"),
    "no order ever recorded": ("supervision_order", [STARTED], "not_recorded"),
    "an old order and a new one": (
        "supervision_order", [event("supervision_order_made", "2020-01-01", months=12), MADE], "met_computed"),

    "twelve months to the day": ("twelve_months_on_plan", [STARTED], "met_computed"),
    "twelve months less a day": ("twelve_months_on_plan", [event("cin_plan_started", "2024-10-04")], "not_met"),
    "the initial meeting starts the plan": (
        "twelve_months_on_plan", [event("cin_meeting_initial", "2024-10-03")], "met_computed"),
    "a recorded start comes first": (
        "twelve_months_on_plan", [event("cin_meeting_initial", "2024-10-03"), event("cin_plan_started", "2024-10-10")],
        "not_met"),
    "two starts of one plan: the first": (
        "twelve_months_on_plan", [STARTED, event("cin_plan_started", "2025-06-01")], "met_computed"),
    "a plan that ended": ("twelve_months_on_plan", [STARTED, event("cin_plan_ended", "2025-10-03")], "not_met"),
    "closed and re-opened: counted afresh": (
        "twelve_months_on_plan",
        [event("cin_plan_started", "2023-01-01"), event("case_closed", "2024-12-01"), event("case_reopened", "2025-02-01"),
         event("cin_plan_started", "2025-02-10")], "not_met"),
    "closed and re-opened the same day with a new plan, a year ago": (
        "twelve_months_on_plan",
        [event("cin_plan_started", "2023-01-01"), event("case_closed", "2024-10-01"), event("case_reopened", "2024-10-01"),
         event("cin_plan_started", "2024-10-01")], "met_computed"),
    "re-opened less than a year ago, no new start recorded": (
        "twelve_months_on_plan", [STARTED, event("case_closed", "2024-12-01"), event("case_reopened", "2025-02-01")], "not_met"),
    "re-opened more than a year ago, no new start recorded": (
        "twelve_months_on_plan",
        [event("cin_plan_started", "2020-01-01"), event("case_closed", "2021-01-01"), event("case_reopened", "2022-01-01")],
        "not_recorded"),
    "closed and not re-opened": ("twelve_months_on_plan", [STARTED, event("case_closed", "2025-10-01")], "not_met"),
    "a Child Protection Plan took its place": ("twelve_months_on_plan", [STARTED, CP], "not_met"),
    "stepped down to a new plan": (
        "twelve_months_on_plan", [STARTED, CP, CP_ENDED, event("cin_plan_started", "2025-07-01")], "not_met"),
    "became looked after": ("twelve_months_on_plan", [STARTED, event("looked_after_started", "2025-10-03")], "not_met"),
    "a review of a plan whose start nobody recorded": (
        "twelve_months_on_plan", [event("cin_meeting_review", "2025-06-01")], "not_recorded"),
    "no plan at all": ("twelve_months_on_plan", [event("case_opened", "2025-01-01")], "not_recorded"),

    "stepped down, put forward by the chair": ("cp_step_down", [CP, CP_ENDED, BY_CHAIR], "met_computed"),
    "stepped down, nobody put it forward": ("cp_step_down", [CP, CP_ENDED], "met_in_part"),
    "stepped down, put forward by another": (
        "cp_step_down", [CP, CP_ENDED, event("cinrs_nominated", "2025-07-02", by="team manager")], "met_in_part"),
    "stepped down, put forward by nobody knows whom": (
        "cp_step_down", [CP, CP_ENDED, event("cinrs_nominated", "2025-07-02")], "met_in_part"),
    "the chair's nomination of an earlier time": (
        "cp_step_down", [event("cinrs_nominated", "2024-01-01", by="CP chair"), CP, CP_ENDED], "met_in_part"),
    "put forward, Child Protection Plan not ended": ("cp_step_down", [CP, BY_CHAIR], "met_in_part"),
    "still on a Child Protection Plan": ("cp_step_down", [CP], "not_met"),
    "no Child Protection Plan recorded": ("cp_step_down", [STARTED], "not_recorded"),
    "the case was closed since": (
        "cp_step_down", [CP, CP_ENDED, BY_CHAIR, event("case_closed", "2025-08-01")], "not_met"),
    "the chair's word, with a reason": (
        "cp_step_down", [CP, CP_ENDED, stated("cp_step_down", by="the conference's chair", why=True)], "met_stated"),

    "home from care": ("return_from_care", [CARE, HOME], "met_computed"),
    "out of care, where to not recorded": ("return_from_care", [CARE, event("looked_after_ended", "2025-03-01")], "met_in_part"),
    "out of care, adopted": ("return_from_care", [CARE, event("looked_after_ended", "2025-03-01", to="adopted")], "not_met"),
    "home, and in care again": ("return_from_care", [HOME, event("looked_after_started", "2025-09-01")], "not_met"),
    "home from care before these records": ("return_from_care", [stated("return_from_care", **WHY)], "met_stated"),
    "home only next week": ("return_from_care", [CARE, event("looked_after_ended", "2025-10-10", to="home")], "not_met"),
    "never in care, on what is recorded": ("return_from_care", [], "not_recorded"),

    "risk of exploitation, said": ("exploitation_or_missing", [stated("exploitation_or_missing", **WHY)], "met_stated"),
    "said in another spelling": ("exploitation_or_missing", [stated("Exploitation or missing", **WHY)], "met_stated"),
    "said without a reason": ("exploitation_or_missing", [stated("exploitation_or_missing", by="Priya")], "not_recorded"),
    "said by nobody": ("exploitation_or_missing", [stated("exploitation_or_missing", why=True)], "not_recorded"),
    "said the day after": (
        "exploitation_or_missing", [stated("exploitation_or_missing", "2025-10-04", **WHY)], "not_recorded"),
    "missing once": ("exploitation_or_missing", [event("missing_episode", "2025-09-09")], "met_in_part"),
    "missing ten times is still for people to say": (
        "exploitation_or_missing", [event("missing_episode", f"2025-09-{n:02}") for n in range(1, 11)], "met_in_part"),

    "a complex case, said": ("nominated_complex_case", [stated("nominated_complex_case", **WHY)], "met_stated"),
    "put forward by a manager": (
        "nominated_complex_case", [event("cinrs_nominated", "2025-09-01", by="team manager")], "met_stated"),
    "put forward by the conference's chair: that is bullet 3": ("nominated_complex_case", [BY_CHAIR], "not_recorded"),
    "put forward by nobody knows whom": ("nominated_complex_case", [event("cinrs_nominated", "2025-09-01")], "met_in_part"),
    "recorded as complex": (
        "nominated_complex_case", [event("fact_recorded", "2025-09-01", fact="complex", value=True)], "met_in_part"),
    "nothing said": ("nominated_complex_case", [], "not_recorded"),
}  # fmt: skip


@pytest.mark.parametrize(("criterion", "events", "verdict"), CASES.values(), ids=CASES)
def test_criterion(criterion, events, verdict):
    for order in (events, events[::-1]):
        assert found(criterion, *order).verdict == verdict


def test_every_date_stands_in_the_evidence():
    item = found("twelve_months_on_plan", STARTED)
    assert [e.on for e in item.evidence] == [date(2024, 10, 3), date(2025, 10, 3)]
    item = found("cp_step_down", CP, CP_ENDED, BY_CHAIR)
    assert [(e.text, e.on) for e in item.evidence] == [
        ("Child Protection Plan ended", date(2025, 7, 1)), ("Nominated by CP chair", date(2025, 7, 1)),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("events", "answer"),
    [
        ([STARTED], "features_met"),
        ([stated("exploitation_or_missing", **WHY)], "features_met"),
        ([], "none_met"),
        ([event("cin_plan_started", "2025-05-05")], "none_met"),
        ([CP, CP_ENDED], "none_met"),
        ([event("supervision_order_made", "2025-01-01")], "cannot_tell"),
        ([event("cin_meeting_review", "2025-06-01")], "cannot_tell"),
        ([CARE, event("looked_after_ended", "2025-03-01")], "cannot_tell"),
        ([STARTED, event("supervision_order_made", "2025-01-01")], "features_met"),
    ],
)
def test_the_answer_as_a_whole(events, answer):
    """A fact is missing only where a recorded one shows that it must exist; an order nobody mentions is not missing."""
    assert check(events, {}, DAY).answer == answer


def test_a_booking_and_a_later_day_count_for_nothing():
    booked = Event("cin_plan_started", date(2024, 1, 1), planned=True)
    assert found("twelve_months_on_plan", booked).verdict == "not_recorded"


def test_the_end_of_february():
    started = event("cin_plan_started", "2024-02-29")
    assert found("twelve_months_on_plan", started, day=date(2025, 2, 27)).verdict == "not_met"
    assert found("twelve_months_on_plan", started, day=date(2025, 2, 28)).verdict == "met_computed"


def test_standing():
    events = [event("case_opened", "2025-01-01"), event("case_allocated", "2025-01-03", worker="Sam Reid"), CP]
    standing = check(events, {"date_of_birth": "2015-10-04"}, DAY).standing
    assert (standing.worker, standing.worker_since) == ("Sam Reid", date(2025, 1, 3))
    assert standing.open_case is True
    assert standing.in_need is False
    assert standing.age == 9
    closed = [*events, event("case_closed", "2025-09-01")]
    assert check(closed, {}, DAY).standing.open_case is False
    assert check([], {}, DAY).standing.open_case is None


def test_every_day_of_a_life_gets_an_answer():
    events = [MADE, STARTED, CP, CP_ENDED, CARE, HOME, BY_CHAIR, stated("exploitation_or_missing", **WHY)]
    for n in range(0, 1200, 7):
        result = check(events, {}, date(2023, 6, 1) + timedelta(n))
        assert len(result.items) == 6
