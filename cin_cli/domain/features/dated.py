"""Features found from dated things: an order, a plan, a step-down from child protection, a return from care."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from cin_cli.domain.calendar import add_months
from cin_cli.domain.entry import Event
from cin_cli.domain.features.history import ENDS, NOT_RECORDED, Evidence, Finding, History, day_of, text

TWELVE_MONTHS = 12


@dataclass(slots=True)
class _Order:
    made: date
    expiry: date | None
    entry: int | None
    extended: date | None = None

    def evidence(self, day: date) -> list[Evidence]:
        told = [Evidence("Supervision Order made", self.made)] if self.made != self.extended else []
        if self.extended:
            told.append(Evidence("Supervision Order extended", self.extended))
        if self.expiry:
            told.append(Evidence("in force, runs out" if day <= self.expiry else "ran out", self.expiry))
        return told


def supervision_order(history: History) -> Finding:
    """In force on the day: up to and including the day it runs out."""
    orders = _orders(history)
    if not orders:
        return NOT_RECORDED
    running = [order for order in orders if order.expiry and history.day <= order.expiry]
    unknown = [order for order in orders if order.expiry is None]
    chosen = (running or unknown or orders)[-1]
    evidence = tuple(chosen.evidence(history.day))
    if running:
        return Finding("met_computed", evidence)
    if unknown:
        told = (*evidence, Evidence("how long it lasts is not recorded"))
        return Finding("not_recorded", told, "the day the Supervision Order runs out", chosen.entry, "expires_on")
    return Finding("not_met", evidence, by_dates=True)


def _orders(history: History) -> list[_Order]:
    orders: list[_Order] = []
    for event in history.all("supervision_order_made", "supervision_order_extended"):
        if event.kind == "supervision_order_made":
            orders.append(_Order(event.date, _expiry(event, event.date), event.number))
        elif orders:
            orders[-1].extended = event.date
            orders[-1].expiry = _expiry(event, orders[-1].expiry)
            orders[-1].entry = event.number
        else:  # an extension shows that there is an order, if not since when
            orders.append(_Order(event.date, _expiry(event, None), event.number, event.date))
    return orders


def _expiry(event: Event, counted_from: date | None) -> date | None:
    told = day_of(event.get("expires_on"))
    months = event.get("months")
    return told or (add_months(counted_from, int(months)) if counted_from and months else None)


# Twelve months on a plan ----------------------------------------------------------------------------------------------

_SIGNS = ("cin_meeting_review", "plan_saved", "cin_decision")
_STARTS = {
    "cin_plan_started": "Plan started",
    "cin_meeting_initial": "Initial meeting, taken as the plan's start",
    "case_reopened": "Re-opened, the plan going on",
}


def twelve_months_on_plan(history: History) -> Finding:
    """Counted from the start of the plan that runs, and afresh after one has ended; met on the day itself."""
    ended, start = history.ended, plan_start(history)
    if start:
        anniversary = add_months(start.date, TWELVE_MONTHS)
        evidence = (Evidence(_STARTS[start.kind], start.date), Evidence("12 months from then", anniversary))
        if history.day >= anniversary:
            return Finding("met_computed", (*evidence, *_seen_before(history, start)))
        near = history.day >= add_months(anniversary, -history.readings["soon_months"])
        told = (*evidence, *_seen_before(history, start))
        return Finding("not_met", told, by_dates=True, soon=anniversary if near else None)
    again = _again(history, ended)
    if ended and not again:
        return Finding("not_met", (Evidence(ENDS[ended.kind], ended.date),), by_dates=True)
    if again and history.day < add_months(again.date, TWELVE_MONTHS):
        return Finding("not_met", (Evidence("Less than 12 months ago there was no plan", again.date),), by_dates=True)
    if _signs(_since(history, ended), ended):
        told = (Evidence("There is a plan, but the day it started is not recorded"),)
        return Finding("not_recorded", told, "the day the plan started")
    return Finding("not_recorded", (Evidence(ENDS[ended.kind], ended.date),) if ended else ())


def _seen_before(history: History, start: Event) -> list[Evidence]:
    """An earlier plan that ended: the months on it are not counted, and that is said."""
    before = [e for e in history.all("cin_plan_started", "cin_meeting_initial") if e.date < start.date]
    ended = history.ended
    if not before or ended is None or ended.date < before[0].date:
        return []
    return [Evidence("an earlier plan, not counted, began", before[0].date), Evidence(ENDS[ended.kind], ended.date)]


def _since(history: History, ended: Event | None) -> list[Event]:
    return [e for e in history.events if ended is None or e.date >= ended.date]


def plan_start(history: History) -> Event | None:
    """The start of the plan that runs: the first one recorded, else the initial meeting, else the re-opening with a plan."""
    ended = history.ended
    since = _since(history, ended)
    for kind in ("cin_plan_started", "cin_meeting_initial"):
        for event in since:
            if event.kind == kind:
                return event
    if ended and ended.kind == "case_closed" and _ran_until(history, ended):
        return next((event for event in since if event.kind == "case_reopened"), None)
    return None


def _ran_until(history: History, closing: Event) -> bool:
    """Whether a plan was running when the case was closed."""
    before = [e for e in history.events if e.date <= closing.date and e is not closing]
    last = next((e for e in reversed(before) if e.kind in ENDS or e.kind in ("cin_plan_started", "cin_meeting_initial")), None)
    return last is not None and last.kind not in ENDS


def _again(history: History, ended: Event | None) -> Event | None:
    """The day after an end from which there may be a plan again, though its start is not recorded."""
    if ended is None:
        return None
    back = [e for e in history.all(*_BACK) if e.date >= ended.date and _BACK[e.kind] == ended.kind]
    if back:
        return back[-1]
    return ended if _signs(history.events, ended) else None


_BACK = {
    "case_reopened": "case_closed", "case_opened": "case_closed", "cp_plan_ended": "cp_plan_started",
    "looked_after_ended": "looked_after_started",
}  # fmt: skip


def _signs(events: Iterable[Event], ended: Event | None) -> list[Event]:
    """What shows that there is a plan; on the day one ended it still speaks of that one."""
    return [e for e in events if e.kind in _SIGNS and (ended is None or e.date > ended.date)]


# Step-down and return ---------------------------------------------------------------------------------------------------

_CHAIR = re.compile(r"\b(?:chair\w*|conference|cpc)\b", re.IGNORECASE)


def is_chair(by: str) -> bool:
    """Whether this is the chair of a child protection conference, by how they are called."""
    return bool(_CHAIR.search(by.replace("_", " ")))


def chairs_step_down(history: History) -> Finding:
    """A Child Protection Plan ended, and the conference's chair put the child forward."""
    begun = history.last("cp_plan_started")
    made = [e for e in history.all("cinrs_nominated") if begun is None or e.date >= begun.date]
    chairs = [nominated(e) for e in made if is_chair(text(e.get("by")))]
    said = history.counted("cp_step_down")
    stated = [s.evidence for s in said if is_chair(s.by)]
    others = [nominated(e) for e in made[-1:] if not chairs] + [s.evidence for s in said if not is_chair(s.by)]
    lacks = "the nomination by the conference's chair"
    if said and not (chairs or stated or history.all("cp_plan_started", "cp_plan_ended")):
        return Finding("met_in_part", (*others, Evidence(f"{lacks} is not recorded")), lacks)
    return _step_down(history, chairs[-1:], stated, others, lacks)


def needed_step_down(history: History) -> Finding:
    """A Child Protection Plan ended, and somebody says what the child still needs."""
    stated = [s.evidence for s in history.counted("cp_step_down")]
    return _step_down(history, [], stated, [], "what the child still needs")


def _step_down(
    history: History, computed: list[Evidence], stated: list[Evidence], others: list[Evidence], lacks: str
) -> Finding:
    last = _latest(history, "cp_plan_started", "cp_plan_ended")
    told = _told(last)
    if last is None and stated:  # it may have ended before these records
        return Finding("met_stated", (*computed, *stated))
    if last is None or last.kind == "cp_plan_started":
        if computed or stated:
            missing = "the day the Child Protection Plan ended"
            return Finding("met_in_part", (*told, *computed, *stated, Evidence(f"{missing} is not recorded")), missing)
        return Finding("not_met" if last else "not_recorded", (*told, *others), by_dates=last is not None)
    closed = history.last("case_closed", "cin_plan_ended")
    if closed and closed.date > last.date:
        return Finding("not_met", (*told, Evidence(f"{ENDS[closed.kind]} after it", closed.date)), by_dates=True)
    if computed:
        return Finding("met_computed", (*told, *computed))
    if stated:
        return Finding("met_stated", (*told, *stated))
    until = add_months(last.date, history.readings["step_down_months"])
    if history.day >= until:
        return Finding("not_met", (*told, *others, Evidence("no longer stepping down since", until)))
    return Finding("met_in_part", (*told, *others, Evidence(f"{lacks} is not recorded")), lacks)


def _latest(history: History, starts: str, ends: str) -> Event | None:
    """The last start or end; on one day the end comes last, as nothing ends before it begins."""
    return max(history.all(starts, ends), key=lambda e: (e.date, e.kind == ends), default=None)


def _told(event: Event | None) -> list[Evidence]:
    if event is None:
        return []
    return [Evidence("Child Protection Plan " + ("ended" if event.kind == "cp_plan_ended" else "started"), event.date)]


def nominated(event: Event) -> Evidence:
    """Who put the child forward, and when."""
    by = text(event.get("by")).replace("_", " ")
    return Evidence(f"Nominated by {by}" if by else "Nominated; by whom is not recorded", event.date)


def return_from_care(history: History) -> Finding:
    """Home from care by the recorded dates is a part of it; that the family is together again is for people to say."""
    last = _latest(history, "looked_after_started", "looked_after_ended")
    if last is None:
        return NOT_RECORDED
    if last.kind == "looked_after_started":
        return Finding("not_met", (Evidence("Became looked after, and still is", last.date),), by_dates=True)
    to = text(last.get("to")).replace("_", " ")
    ended = Evidence("Stopped being looked after" + (f" ({to})" if to else ""), last.date)
    if to == "home":
        lacks = "who says that this is a return to the family, and why"
        return Finding("met_in_part", (ended, Evidence(f"{lacks}, is not recorded")), lacks)
    if to:
        return Finding("not_met", (ended,))
    where = Evidence("where the child went to live is not recorded")
    return Finding("met_in_part", (ended, where), "where the child went to live", last.number, "to")
