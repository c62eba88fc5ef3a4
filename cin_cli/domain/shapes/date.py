"""By a date that an event says (the next review agreed), or so long before one (the end of an order); it may move."""

from datetime import date, timedelta
from typing import NamedTuple

from cin_cli.domain.calendar import add_months
from cin_cli.domain.case import Phase, View
from cin_cli.domain.entry import FORESEEN, Event
from cin_cli.domain.shapes.occurrence import Chosen, Occurrence, Pick, after_change, change_words, met, still_open
from cin_cli.domain.timescale import Clause, Pattern
from cin_cli.domain.words import before, event_words, words

ITSELF = "date"
"""In place of an attribute: the day of the event itself, for an event whose own day lies ahead."""


class Saying(NamedTuple):
    """A date that was said: on which day, by which event, and the date (None: the event does not say one)."""

    known: date
    event: Event
    day: date | None


def by_date(view: View, pick: Pick) -> list[Occurrence]:
    """An occurrence for each date said; one said before the last was met moves it."""
    clause = pick(view.day).clause
    found: list[Occurrence] = []
    for phase in view.phases(clause.stops):
        if phase.begin > view.day:
            break
        found += _in_phase(view, pick, phase)
    return found


def _in_phase(view: View, pick: Pick, phase: Phase) -> list[Occurrence]:
    clause = pick(view.day).clause
    sayings = _sayings(view, clause, phase)
    if not sayings:
        implied = view.in_phase(phase, view.of_kinds(clause.implied_by))
        ageless = any(trigger.birthday is not None for trigger in clause.after) and not view.birthdays(0)
        missing = "date_of_birth" if ageless else clause.after[0].name
        return [Occurrence("undetermined", missing=(missing,))] if (implied or ageless) and not phase.stop else []
    found: list[Occurrence] = []
    first, last = sayings[0], sayings[0]
    for said in sayings[1:]:
        done = _done(view, pick, phase, first, last)
        if done and done[0].date <= said.known:
            found.append(met(_measured(view, pick, first, last, done[0].date), *done, view))
            first = said
        last = said
    return [*found, _last(view, pick, phase, first, last)]


def _sayings(view: View, clause: Clause, phase: Phase) -> list[Saying]:
    patterns = tuple(trigger.pattern for trigger in clause.after)
    foreseen = [e for e in view.booked(patterns) if e.kind in FORESEEN and any(p.fits(e) for p in patterns)]
    held = view.in_phase(phase, [event for event, _ in view.fitting(patterns)])
    found: list[Saying] = []
    for event in (*held, *foreseen):
        known = min(event.date, event.booked_on or date.min) if event.kind in FORESEEN else event.date
        if known <= phase.end:
            found.append(Saying(max(known, phase.begin), event, None))
    found += _birthdays(view, clause, phase)
    found.sort(key=lambda said: said.known)
    for place, said in enumerate(found):
        earlier = found[place - 1].day if place else None
        found[place] = said if said.day else said._replace(day=_said(clause, said.event, earlier))
    return found


def _birthdays(view: View, clause: Clause, phase: Phase) -> list[Saying]:
    """Birthdays that lay ahead when they were first known, of a child who was known here."""
    found: list[Saying] = []
    for trigger in clause.after:
        for day, said in view.birthdays(trigger.birthday) if trigger.birthday is not None and view.events else ():
            known = max(said, phase.begin, view.events[0].date)
            if known <= min(day, phase.end):
                found.append(Saying(known, Event(trigger.name, known), day))
    return found


def _said(clause: Clause, event: Event, earlier: date | None) -> date | None:
    """The first of the attributes that the event has; months count from the event, of an extension from the end before."""
    for name in clause.date_in:
        value = event.date if name == ITSELF else event.get(name)
        if isinstance(value, int):
            start = earlier if event.kind.endswith("_extended") and earlier else event.date
            return add_months(start, value)
        if value is not None:
            return value if isinstance(value, date) else date.fromisoformat(value)
    return None


def _measured(view: View, pick: Pick, first: Saying, last: Saying, on: date) -> Occurrence:
    """What was asked by what held on the day on which it was done."""
    chosen = pick(on)
    return _asked(view, pick(view.day) if chosen.missing or chosen.clause.not_applicable else chosen, first, last)


def _due(view: View, chosen: Chosen, last: Saying) -> date | None:
    """When it is due by the date said last, and never before it was said, nor before what applies changed."""
    if last.day is None or chosen.missing or chosen.clause.not_applicable:
        return None
    before = chosen.clause.before
    plain = max(last.known, before.before(last.day, view.calendar) if before else last.day)
    return after_change(plain, last.known, chosen, lambda earlier: _due(view, earlier, last))


def _asked(view: View, chosen: Chosen, first: Saying, last: Saying) -> Occurrence:
    """What is asked by the date said last; nothing is due before the day on which a date was first known."""
    clause, event, day = chosen.clause, last.event, last.day
    since = None if first.known == date.min else first.known
    counted = last.event.date if event.kind not in FORESEEN else since
    asked = Occurrence("open", event.kind, counted, assumed=chosen.assumed, clause=clause)
    if day is None:
        name = clause.date_in[0]
        because = f"{event_words(event.kind)} on {words(event.date)} does not say it"
        return asked._replace(state="undetermined", missing=(name,), because=because, number=event.number)
    plain = clause.before.before(day, view.calendar) if clause.before else day
    known = max(plain, last.known)
    due = _due(view, chosen, last) or known
    because = before(clause.before, event.kind, day)
    if known != plain:
        because += f"; not before {words(known)}, when that was known"
    because += change_words(due, known, chosen)
    if first is not last and first.day and first.day != day:
        because += f"; the date was {words(first.day)} before"
    target = clause.target.before(day, view.calendar) if clause.target else None
    return asked._replace(due=due, because=because, target=min(due, target) if target else None)


def _opens(view: View, clause: Clause, first: Saying, asked: Occurrence) -> date:
    """The first day on which an event meets it; what says the date itself is what came before."""
    if clause.early and asked.due:
        return max(first.known, clause.early.before(asked.due, view.calendar))
    meets = any(pattern.event == first.event.kind for pattern in clause.met_by)
    return first.known + timedelta(days=1) if meets and first.known > date.min else first.known


def _done(view: View, pick: Pick, phase: Phase, first: Saying, last: Saying) -> tuple[Event, Pattern] | None:
    chosen = pick(view.day)
    clause, asked = chosen.clause, _asked(view, chosen, first, last)
    if asked.due is None:
        return None
    opens = _opens(view, clause, first, asked)
    for event, pattern in view.fitting(clause.met_by):
        if opens <= event.date <= phase.end and event is not first.event and event is not last.event:
            return event, pattern
    return None


def _last(view: View, pick: Pick, phase: Phase, first: Saying, last: Saying) -> Occurrence:
    chosen = pick(view.day)
    clause, asked = chosen.clause, _asked(view, chosen, first, last)
    done = _done(view, pick, phase, first, last)
    if done:
        return met(_measured(view, pick, first, last, done[0].date), *done, view)
    if asked.due is None:
        return asked._replace(state="lapsed", stop=phase.stop) if phase.stop else asked
    return still_open(asked, phase, view, clause.met_by, _opens(view, clause, first, asked))
