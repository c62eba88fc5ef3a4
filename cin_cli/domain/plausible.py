"""What cannot have happened is refused; what is only unusual is said, and recorded all the same.

A diary must be able to record what happened, so there are three refusals and no more: a future date for something
held, a day before the child could have existed, and an entry in an episode that is closed.
"""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from cin_cli.domain.dates import LONG_DAYS, words
from cin_cli.domain.entry import FORESEEN, KINDS, Event
from cin_cli.errors import Refused

PREGNANCY = timedelta(weeks=40)
OPENS = ("referral_received", "case_opened", "case_reopened")
AFTER_CLOSING = (
    *OPENS, "contact_received", "visit_recorded", "minutes_recorded", "minutes_distributed", "case_closed", "child_described",
    "family_described", "person_described", "note", "fact_recorded", "cinrs_stated", "source_covered", "agreement_recorded",
    "plan_saved", "cinrs_feedback", "cinrs_ended",
)  # fmt: skip
"""What may still be recorded of a child whose case is closed: paperwork, facts and what opens it again."""
_MEETINGS = ("cin_meeting_initial", "cin_meeting_review", "initial_cp_conference")
_BESIDE = {
    "a Child Protection Plan": ("cp_plan_started", "cp_plan_ended"),
    "being looked after": ("looked_after_started", "looked_after_ended"),
    "a Pathway Plan": ("pathway_plan_started", "pathway_plan_ended"),
}
_ENDS = {
    "cin_plan_ended": "cin_plan_started", "cp_plan_ended": "cp_plan_started", "looked_after_ended": "looked_after_started",
    "pathway_plan_ended": "pathway_plan_started", "case_reopened": "case_closed", "s47_ended": "s47_started",
    "assessment_finished": "assessment_started", "inpatient_discharged": "inpatient_admitted",
    "transfer_completed": "transfer_agreed",
}  # fmt: skip
_FOLLOWS = {
    "visit_recorded": ("visit",), "minutes_recorded": ("cin_meeting_initial", "cin_meeting_review"),
    "minutes_distributed": ("cin_meeting_initial", "cin_meeting_review"),
}  # fmt: skip


def refuse_future(kind: str, day: date, today: date, *, planned: bool = False) -> None:
    """Refused (exit 4) when a thing that happened is dated after today."""
    if day > today and not planned and kind not in FORESEEN:
        raise Refused(
            f"{words(day)} is still to come, so no {KINDS[kind].words} can have happened then.",
            "For something booked, say --planned.",
        )


def refuse_before_conception(child: str, day: date, born: date | None) -> None:
    """Refused (exit 4) when the day lies more than forty weeks before the birth."""
    if born and day < born - PREGNANCY:
        raise Refused(
            f"{words(day)} is more than 40 weeks before {child} was born ({words(born)}).",
            "Put the date right, or the date of birth with `cin event correct`.",
        )


def refuse_closed(child: str, kind: str, day: date, events: Iterable[Event]) -> None:
    """Refused (exit 4) when the case was closed before that day and had not been opened again by then."""
    if kind in AFTER_CLOSING:
        return
    closed = closed_on(events, day)
    if closed:
        raise Refused(
            f"{child} was closed on {words(closed)}, so nothing of {words(day)} can be recorded in it.",
            f"Open it again first: cin event record case_reopened {child} --on DATE.",
        )


def closed_on(events: Iterable[Event], day: date) -> date | None:
    """The closing that held on that day (a day after it, before any re-opening), or None."""
    closed = None
    for event in sorted(_held(events), key=lambda e: (e.date, e.number or 0)):
        if event.kind == "case_closed" and event.date < day:
            closed = event.date
        elif event.kind in OPENS and event.date <= day:
            closed = None
    return closed


def unusual(child: str, kind: str, day: date, events: Iterable[Event], *, planned: bool = False) -> Iterator[str]:
    """What is unusual about an entry of this kind, in sentences; it is recorded all the same."""
    held = [event for event in _held(events) if event.kind != "source_covered"]
    weekday = LONG_DAYS[day.weekday()]
    if kind in _MEETINGS and day.weekday() > 4:
        yield f"{words(day)} is a {weekday}."
    if planned:
        return
    if kind in ("visit", *_MEETINGS) and any(e.kind == kind and e.date == day for e in held):
        yield f"{child} already has a {KINDS[kind].words} on {words(day)}."
    yield from _two_plans(child, kind, day, held)
    yield from _order(child, kind, day, held)


def _two_plans(child: str, kind: str, day: date, held: list[Event]) -> Iterator[str]:
    since = running(held, "cin_plan_started", "cin_plan_ended", day)
    if kind == "cin_plan_started" and since:
        yield f"{child} has an open plan already, since {words(since)}: two are open now."
    for name, (began, ended) in _BESIDE.items():
        beside = running(held, began, ended, day)
        if kind == "cin_plan_started" and beside:
            yield f"{child}'s plan stands beside {name}, since {words(beside)}."
        if kind == began and since:
            yield f"{child}'s plan of {words(since)} is still open beside {name}."


def running(events: Iterable[Event], began: str, ended: str, day: date) -> date | None:
    """Since when something has been running on that day, or None."""
    since = None
    for event in sorted(events, key=lambda e: (e.date, e.kind == began, e.number or 0)):
        if event.date <= day and event.kind in (began, ended):
            since = (since or event.date) if event.kind == began else None
    return since


def _order(child: str, kind: str, day: date, held: list[Event]) -> Iterator[str]:
    before = {event.kind for event in held if event.date <= day}
    covered = bool(held) and all(event.imported for event in held if event.kind != "child_described")
    if kind in _ENDS and _ENDS[kind] not in before and not covered:
        yield f"No {KINDS[_ENDS[kind]].words} is recorded for {child} on or before {words(day)}."
    if kind in _FOLLOWS and not before & set(_FOLLOWS[kind]):
        yield f"No {KINDS[_FOLLOWS[kind][0]].words} is recorded for {child} on or before {words(day)} for it to follow."
    opened = min((event.date for event in held if event.kind in ("case_opened", "referral_received")), default=None)
    if opened and day < opened and kind in ("visit", "cin_decision", "cin_plan_started", "cin_meeting_initial"):
        yield f"{words(day)} is before {child}'s case was opened ({words(opened)})."
    decided = [event.date for event in held if event.kind == "cin_decision"]
    if kind == "cin_plan_started" and decided and day < min(decided):
        yield f"{child}'s plan starts before the decision that one is needed ({words(min(decided))})."


def _held(events: Iterable[Event]) -> Iterator[Event]:
    return (event for event in events if not event.planned)
