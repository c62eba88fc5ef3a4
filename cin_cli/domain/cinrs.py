"""The six criteria of Essex's Child in Need Reviewing Service: what is met on a day, on what evidence, and what is missing.

It answers for a criterion, never for a child: nobody is found "not eligible" here. What only people can say
(risk, complexity) counts when somebody has said it, with their name and their reason.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from cin_cli.domain.calendar import add_months
from cin_cli.domain.dates import words
from cin_cli.domain.entry import Event

Verdict = Literal["met_computed", "met_in_part", "met_stated", "not_recorded", "not_met"]
Outcome = Literal["features_met", "none_met", "cannot_tell"]
TWELVE_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Evidence:
    """One thing the journal says, and the day it is about."""

    text: str
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found of one criterion. `missing`: a fact that must exist and is not recorded; `entry`: where it belongs."""

    id: str
    verdict: Verdict
    evidence: tuple[Evidence, ...] = ()
    missing: str = ""
    entry: int | None = None

    @property
    def met(self) -> bool:
        """Met, by a computed fact or by what somebody has said."""
        return self.verdict in ("met_computed", "met_stated")


@dataclass(frozen=True, slots=True)
class Standing:
    """What the service asks of any child: an allocated worker, an open case of a child in need. None: not recorded."""

    worker: str | None = None
    worker_since: date | None = None
    open_case: bool | None = None
    in_need: bool = True
    age: int | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """The answer on one day."""

    answer: Outcome
    standing: Standing
    items: tuple[Finding, ...]


def check(events: Iterable[Event], profile: Mapping[str, Any], day: date) -> Result:
    """Every criterion for one child on that day, from what had happened by then."""
    history = _History(events, day)
    found = tuple(criterion(history) for criterion in CRITERIA)
    return Result(_answer(found), _standing(history, profile), found)


def _answer(found: Iterable[Finding]) -> Outcome:
    found = list(found)
    if any(item.met for item in found):
        return "features_met"
    return "cannot_tell" if any(item.missing for item in found) else "none_met"


_FIRST = ("cin_plan_ended", "case_closed", "cp_plan_started", "looked_after_started")


class _History:
    """What had happened to one child by a day, oldest first; within a day an ending comes before a beginning."""

    def __init__(self, events: Iterable[Event], day: date) -> None:
        known = (e for e in events if e.date <= day and not e.planned)
        self.day = day
        self.events = sorted(known, key=lambda e: (e.date, e.kind not in _FIRST, e.number or 0))

    def all(self, *kinds: str) -> list[Event]:
        return [event for event in self.events if event.kind in kinds]

    def last(self, *kinds: str) -> Event | None:
        return next((event for event in reversed(self.events) if event.kind in kinds), None)

    def said(self, feature: str) -> list[Event]:
        """Statements about a criterion that name who says it."""
        stated = (e for e in self.all("cinrs_stated") if _plain(e.get("feature")) == feature)
        return [event for event in stated if _text(event.get("by"))]


def _plain(value: Any) -> str:
    return "_".join(str(value or "").lower().replace("-", " ").split())


def _text(value: Any) -> str:
    return " ".join(str(value or "").split())


def _day(value: Any) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else value if isinstance(value, date) else None


def _stated(history: _History, feature: str) -> tuple[list[Evidence], bool]:
    """What was said of the criterion, and whether any of it gives the reason: a claim without one is not evidence."""
    said = history.said(feature)
    reasons = [event for event in said if event.get("why")]
    evidence = [Evidence(f"Said by {_text(e.get('by'))}, with their reason", e.date) for e in reasons]
    return evidence, bool(reasons)


# 12.1 bullet 1 ------------------------------------------------------------------------------------------------------


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
            told.append(Evidence("in force until" if day <= self.expiry else "ran out", self.expiry))
        return told


def _supervision_order(history: _History) -> Finding:
    name, orders = "supervision_order", _orders(history)
    if not orders:
        return Finding(name, "not_recorded")
    running = [order for order in orders if order.expiry and history.day <= order.expiry]
    unknown = [order for order in orders if order.expiry is None]
    chosen = (running or unknown or orders)[-1]
    evidence = tuple(chosen.evidence(history.day))
    if running:
        return Finding(name, "met_computed", evidence)
    if unknown:
        told = (*evidence, Evidence("how long it lasts is not recorded"))
        return Finding(name, "not_recorded", told, "the day the order runs out", chosen.entry)
    return Finding(name, "not_met", evidence)


def _orders(history: _History) -> list[_Order]:
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
    told = _day(event.get("expires_on"))
    months = event.get("months")
    return told or (add_months(counted_from, int(months)) if counted_from and months else None)


# 12.1 bullet 2 ------------------------------------------------------------------------------------------------------

_ENDS = {
    "cin_plan_ended": "The plan ended",
    "case_closed": "The case was closed",
    "cp_plan_started": "A Child Protection Plan took its place",
    "looked_after_started": "Became looked after",
}
_SIGNS = ("cin_meeting_review", "plan_saved", "cin_decision")


def _twelve_months(history: _History) -> Finding:
    name = "twelve_months_on_plan"
    ended = history.last(*_ENDS)
    since = [e for e in history.events if ended is None or e.date >= ended.date]
    start = _plan_start(since)
    if start:
        anniversary = add_months(start.date, TWELVE_MONTHS)
        evidence = (Evidence(_STARTS[start.kind], start.date), Evidence("12 months from then", anniversary))
        return Finding(name, "met_computed" if history.day >= anniversary else "not_met", evidence)
    again = _again(history, ended)
    if ended and not again:
        return Finding(name, "not_met", (Evidence(_ENDS[ended.kind], ended.date),))
    if again and history.day < add_months(again.date, TWELVE_MONTHS):
        return Finding(name, "not_met", (Evidence("Less than 12 months ago there was no plan", again.date),))
    if again or _signs(since, ended):
        told = (Evidence("There is a plan, but the day it started is not recorded"),)
        return Finding(name, "not_recorded", told, "the day the plan started")
    return Finding(name, "not_recorded")


_STARTS = {"cin_plan_started": "Plan started", "cin_meeting_initial": "Initial meeting, taken as the plan's start"}


def _plan_start(since: list[Event]) -> Event | None:
    """The start of the plan that runs: the first one recorded, else the initial meeting."""
    for kind in _STARTS:
        for event in since:
            if event.kind == kind:
                return event
    return None


def _again(history: _History, ended: Event | None) -> Event | None:
    """The day after an end from which there may be a plan again, though its start is not recorded."""
    if ended is None:
        return None
    back = [e for e in history.all(*_BACK) if e.date >= ended.date and _BACK[e.kind] == ended.kind]
    if back:
        return back[-1]
    return ended if _signs(history.events, ended) else None


_BACK = {"case_reopened": "case_closed", "cp_plan_ended": "cp_plan_started", "looked_after_ended": "looked_after_started"}


def _signs(events: Iterable[Event], ended: Event | None) -> list[Event]:
    """What shows that there is a plan; on the day one ended it still speaks of that one."""
    return [e for e in events if e.kind in _SIGNS and (ended is None or e.date > ended.date)]


# 12.1 bullets 3 and 4 -----------------------------------------------------------------------------------------------

_CHAIR = re.compile(r"\b(?:chair\w*|conference|cpc)\b", re.IGNORECASE)


def _cp_step_down(history: _History) -> Finding:
    name = "cp_step_down"
    last = _latest(history, "cp_plan_started", "cp_plan_ended")
    begun = history.last("cp_plan_started")
    chosen, by_chair = _nomination(history, begun)
    stated, is_stated = _stated(history, name)
    if last is None or last.kind == "cp_plan_started":
        if chosen or is_stated:
            missing = "the day the Child Protection Plan ended"
            return Finding(name, "met_in_part", (*_told(last), *chosen, *stated), missing)
        return Finding(name, "not_met" if last else "not_recorded", tuple(_told(last)))
    closed = history.last("case_closed", "cin_plan_ended")
    if closed and closed.date > last.date:
        return Finding(name, "not_met", (*_told(last), Evidence(f"{_ENDS[closed.kind]} after it", closed.date)))
    if by_chair:
        return Finding(name, "met_computed", (*_told(last), *chosen))
    if any(_CHAIR.search(_text(e.get("by"))) and e.get("why") for e in history.said(name)):
        return Finding(name, "met_stated", (*_told(last), *stated))
    none = Evidence("no nomination by the chair of the conference is recorded")
    return Finding(name, "met_in_part", (*_told(last), *chosen, *stated, none))


def _latest(history: _History, starts: str, ends: str) -> Event | None:
    """The last start or end; on one day the end comes last, as nothing ends before it begins."""
    return max(history.all(starts, ends), key=lambda e: (e.date, e.kind == ends), default=None)


def _told(event: Event | None) -> list[Evidence]:
    if event is None:
        return []
    return [Evidence("Child Protection Plan " + ("ended" if event.kind == "cp_plan_ended" else "started"), event.date)]


def _nomination(history: _History, begun: Event | None) -> tuple[list[Evidence], bool]:
    """Who nominated since that Child Protection Plan began, and whether one of them was the conference's chair."""
    made = [e for e in history.all("cinrs_nominated") if begun is None or e.date >= begun.date]
    chairs = [e for e in made if _CHAIR.search(_text(e.get("by")))]
    return [_nominated(e) for e in (chairs or made)[-1:]], bool(chairs)


def _nominated(event: Event) -> Evidence:
    by = _text(event.get("by"))
    return Evidence(f"Nominated by {by}" if by else "Nominated; by whom is not recorded", event.date)


def _return_from_care(history: _History) -> Finding:
    name = "return_from_care"
    last = _latest(history, "looked_after_started", "looked_after_ended")
    stated, is_stated = _stated(history, name)
    if last is None:
        return Finding(name, "met_stated" if is_stated else "not_recorded", tuple(stated))
    if last.kind == "looked_after_started":
        return Finding(name, "not_met", (Evidence("Became looked after, and still is", last.date),))
    to = last.get("to")
    ended = Evidence("Stopped being looked after" + (f" ({_text(to).replace('_', ' ')})" if to else ""), last.date)
    if to == "home":
        return Finding(name, "met_computed", (ended,))
    if is_stated:
        return Finding(name, "met_stated", (ended, *stated))
    if to:
        return Finding(name, "not_met", (ended,))
    where = Evidence("where the child went to live is not recorded")
    return Finding(name, "met_in_part", (ended, where), "where the child went to live", last.number)


# 12.1 bullets 5 and 6 -----------------------------------------------------------------------------------------------


def _exploitation_or_missing(history: _History) -> Finding:
    name = "exploitation_or_missing"
    stated, is_stated = _stated(history, name)
    if is_stated:
        return Finding(name, "met_stated", tuple(stated))
    episodes = history.all("missing_episode")
    if not episodes:
        return Finding(name, "not_recorded")
    count = f"{len(episodes)} missing episode{'' if len(episodes) == 1 else 's'} recorded, the last one"
    return Finding(name, "met_in_part", (Evidence(count, episodes[-1].date),))


def _nominated_complex_case(history: _History) -> Finding:
    name = "nominated_complex_case"
    stated, is_stated = _stated(history, name)
    if is_stated:
        return Finding(name, "met_stated", tuple(stated))
    nominations = [e for e in history.all("cinrs_nominated") if not _CHAIR.search(_text(e.get("by")))]
    named = [e for e in nominations if _text(e.get("by"))]
    if named:
        return Finding(name, "met_stated", (_nominated(named[-1]),))
    if nominations:
        return Finding(name, "met_in_part", (_nominated(nominations[-1]),))
    facts = [e for e in history.all("fact_recorded") if e.get("fact") == "complex"]
    if facts and facts[-1].get("value") is True:
        told = (Evidence("Recorded as complex", facts[-1].date), Evidence("no nomination is recorded"))
        return Finding(name, "met_in_part", told)
    return Finding(name, "not_recorded")


CRITERIA = (
    _supervision_order, _twelve_months, _cp_step_down, _return_from_care, _exploitation_or_missing, _nominated_complex_case,
)  # fmt: skip


# The child's standing -----------------------------------------------------------------------------------------------


def _standing(history: _History, profile: Mapping[str, Any]) -> Standing:
    turn = history.last("case_opened", "case_reopened", "case_closed", "moved_authority")
    is_open = None if turn is None else turn.kind in ("case_opened", "case_reopened")
    allocated = history.last("case_allocated")
    worker = _text(allocated.get("worker")) if allocated else _text(profile.get("worker"))
    since = allocated.date if allocated else None
    born = _born(history, profile)
    age = None if born is None else _age(born, history.day)
    return Standing(worker or None, since, is_open, _in_need(history), age)


def _in_need(history: _History) -> bool:
    """Not on a Child Protection Plan and not looked after on the day."""
    elsewhere = (("cp_plan_started", "cp_plan_ended"), ("looked_after_started", "looked_after_ended"))
    return not any(_running(history, *pair) for pair in elsewhere)


def _running(history: _History, starts: str, ends: str) -> bool:
    last = history.last(starts)
    return last is not None and not any(e.date >= last.date for e in history.all(ends))


def _born(history: _History, profile: Mapping[str, Any]) -> date | None:
    facts = [e for e in history.all("fact_recorded") if e.get("fact") == "date_of_birth"]
    return _day(facts[-1].get("value") if facts else profile.get("date_of_birth"))


def _age(born: date, day: date) -> int:
    return max(0, day.year - born.year - ((day.month, day.day) < (born.month, born.day)))


def said(evidence: Iterable[Evidence]) -> str:
    """Evidence as one line: `Plan started Fri 3 Oct 2025; 12 months from then Sat 3 Oct 2026`."""
    return "; ".join(f"{e.text} {words(e.on)}" if e.on else e.text for e in evidence)
