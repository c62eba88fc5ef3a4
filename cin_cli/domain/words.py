"""Dates, distances and events in plain English, for sentences that the domain writes."""

from datetime import date

from cin_cli.domain.calendar import Calendar
from cin_cli.domain.dates import words
from cin_cli.domain.span import Span

__all__ = ["after", "days", "event_words", "holidays", "words"]

_AFTER = {
    "cin_plan_started": "the start of the plan",
    "case_opened": "the opening of the case",
    "case_reopened": "the re-opening of the case",
    "case_closed": "the closing of the case",
    "assessment_finished": "the signing off of the assessment",
    "assessment_started": "the start of the assessment",
    "cin_decision": "the decision that a plan is needed",
    "transfer_agreed": "the agreement to transfer",
    "cp_plan_ended": "the end of the Child Protection Plan",
    "looked_after_ended": "the return from care",
    "minutes_recorded": "the recording of the minutes",
    "frequency_agreed": "the agreement on an interval",
    "case_allocated": "the allocation",
    "assessment_extension_authorised": "the extension of the assessment",
    "s47_started": "the start of the section 47 enquiry",
    "s47_ended": "the end of the section 47 enquiry",
    "cin_plan_ended": "the end of the plan",
    "cp_plan_started": "the start of the Child Protection Plan",
    "visit_recorded": "the writing up of the visit",
    "minutes_distributed": "the sending of the minutes",
    "supervision_order_made": "the making of the Supervision Order",
    "supervision_order_extended": "the extension of the Supervision Order",
    "inpatient_admitted": "the admission to hospital",
    "inpatient_discharged": "the discharge from hospital",
    "moved_authority": "the move to another authority",
    "child_born": "the birth of the child",
    "transfer_completed": "the transfer",
    "cinrs_requested": "the request to the reviewing service",
}


def event_words(kind: str) -> str:
    """`the visit`, `the start of the plan`."""
    from cin_cli.domain.entry import KINDS  # not needed to list what is due

    if kind in KINDS:
        return _AFTER.get(kind, f"the {KINDS[kind].words}")
    if kind.startswith("birthday="):
        age = int(kind.partition("=")[2])
        ending = "th" if age % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(age % 10, "th")
        return f"the {age}{ending} birthday"
    return f"the day {kind.partition('=')[0]} came to be {kind.partition('=')[2]}" if "=" in kind else kind


def after(span: Span, event: str, day: date, time: str | None = None) -> str:
    """`20 working days after the visit on Fri 5 Sep 2025`; an hour only where hours are counted."""
    at = f" at {time}" if time and span.unit == "hours" else ""
    return f"{span.words} after {event_words(event)} on {words(day)}{at}"


def before(span: Span | None, event: str, day: date) -> str:
    """`8 weeks before Fri 5 Sep 2025, as the Supervision Order says`; without a span the day itself."""
    said = f"{span.words} before {words(day)}" if span else words(day)
    return f"{said}, by {event_words(event)}"


def holidays(span: Span, start: date, end: date, calendar: Calendar) -> str:
    """What the arithmetic stepped over: `no bank holiday between`, or their names; nothing for other units."""
    if "working_days" not in (span.unit, span.other and span.other.unit):
        return ""
    start, end = min(start, end), max(start, end)
    between = calendar.holidays_between(start, end)
    if not between:
        return "; no bank holiday between"
    named = ", ".join(f"{name} {day.day} {day:%b}" for day, name in between)
    return f"; not counting {named}"


def days(count: int) -> str:
    """`1 day`, `3 days`."""
    return f"{count} day" if count == 1 else f"{count} days"
