"""How long a plan has been open (a threshold), and the shortest time before it may close."""

from datetime import date

from cin_cli.domain.case import View
from cin_cli.domain.entry import Event
from cin_cli.domain.shapes.follow_up import beside
from cin_cli.domain.shapes.occurrence import Occurrence, Pick
from cin_cli.domain.shapes.once import triggers
from cin_cli.domain.timescale import Clause
from cin_cli.domain.words import after, days, event_words, words

CLOSING = ("closing", "closure", "close", "step down", "step-down", "shorter")


def threshold(view: View, pick: Pick) -> list[Occurrence]:
    """`ok` until the length is reached, then `advice`, until what it advises is done."""
    clause = pick(view.day).clause
    phase = view.phases(clause.stops)[-1]
    found = []
    for earlier in view.phases(clause.stops):
        if earlier.begin > view.day:
            break
        hits, missing = triggers(view, clause, earlier)
        if missing and not hits:
            found.append(Occurrence("lapsed" if earlier.stop else "undetermined", missing=(missing,), stop=earlier.stop))
        for hit in hits[:1]:
            assert clause.within is not None
            due = clause.within.after(hit.day, view.calendar)
            asked = Occurrence("ok", hit.event, hit.day, due, because=after(clause.within, hit.event, hit.day))
            if earlier.stop:
                found.append(asked._replace(state="lapsed", stop=earlier.stop))
            else:
                found.append(_reached(view, clause, asked, phase.end))
    return found


def _reached(view: View, clause: Clause, asked: Occurrence, end: date) -> Occurrence:
    assert asked.due is not None and asked.from_date is not None
    done = [event for event, _ in view.fitting(clause.met_by) if asked.from_date <= event.date <= end]
    if done:
        return asked._replace(met_on=done[0].date)
    if view.day >= asked.due:
        return asked._replace(state="advice")
    return asked._replace(until=asked.due)


def shortest(view: View, pick: Pick) -> list[Occurrence]:
    """`ok` while the plan is open (due: the first day it may close); at closing `ok` or `breach`."""
    clause = pick(view.day).clause
    found: dict[date | None, Occurrence] = {}
    for event, _ in view.fitting(trigger.pattern for trigger in clause.after):
        if not beside(view, event):  # what ends while another plan runs is not followed by this one
            asked = _shortest(view, clause, event)
            found.setdefault(asked.from_date, asked)
    return list(found.values())


def _shortest(view: View, clause: Clause, ended: Event) -> Occurrence:
    assert clause.within is not None
    start = _plan_that_follows(view, ended)
    due = clause.within.after(start.date, view.calendar)
    asked = Occurrence("ok", start.kind, start.date, due, because=after(clause.within, start.kind, start.date))
    stop = next((s for s in view.stops if s.start >= start.date and s.end != start.date), None)
    if stop is None:
        return asked
    if stop.reason not in ("closed", "plan_ended"):
        return asked._replace(state="lapsed", stop=stop)
    return _judged(view, clause, asked, stop.start, stop.event)


def _plan_that_follows(view: View, ended: Event) -> Event:
    """The start of the plan after that ending, unless something else came first: then the ending is counted from."""
    others = (stop.start for stop in view.stops if stop.reason != "plan_ended" and stop.start >= ended.date)
    until = next(others, date.max)
    for kind in ("cin_plan_started", "cin_meeting_initial"):
        for event in view.of_kinds((kind,)):
            if ended.date <= event.date <= until:
                return event
    return ended


def _judged(view: View, clause: Clause, asked: Occurrence, closed: date, how: str) -> Occurrence:
    assert asked.due is not None and asked.from_date is not None
    lacks = []
    if closed < asked.due:
        lacks.append(f"{event_words(how)} on {words(closed)} was {days((asked.due - closed).days)} too early")
    reviews = [e for e in view.of_kinds(clause.reviewed_by) if asked.from_date <= e.date <= closed]
    if clause.reviewed_by and not reviews:
        lacks.append("no review was held before closing")
    if not lacks:
        return asked
    if any(excuses(clause, event, closed) for event in view.events):
        because = f"{asked.because}; excused by a management decision with its reason"
        return asked._replace(because=because, warnings=tuple(lacks))
    return asked._replace(state="breach", warnings=tuple(lacks))


def excuses(clause: Clause, event: Event, closed: date) -> bool:
    """Whether a recorded decision with its reason excuses what was not as the rule says."""
    if clause.exception is None or event.kind != clause.exception.event or not event.get("reason"):
        return False
    about = event.get("about")
    if about is None:
        return event.date == closed
    said = str(about).lower()
    return event.date <= closed and any(word in said for word in (*CLOSING, *clause.exception.about))
