"""Every N, from the last time it was done; with a first interval of its own, stages, agreed intervals, or a fixed grid."""

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import count
from typing import NamedTuple

from cin_cli.domain.case import Phase, Start, View
from cin_cli.domain.entry import Event
from cin_cli.domain.shapes.occurrence import (
    Chosen,
    Half,
    Occurrence,
    Pick,
    after_change,
    both,
    change_words,
    met,
    still_open,
)
from cin_cli.domain.span import Span
from cin_cli.domain.timescale import PLAN, Clause, Pattern, Stage
from cin_cli.domain.words import after, event_words, holidays, words

FIXED_DAY = "the fixed day"
"""In place of an event: a day of a grid, on which nothing need have happened."""


class Anchor(NamedTuple):
    """What the interval is counted from: a day, the event of that day, and whether it is still the first interval."""

    day: date
    event: str
    first: bool
    assumed: tuple[str, ...] = ()
    said: Event | None = None


class Series(NamedTuple):
    """A series as it stood on a day, what started it, and the stretch in which its clocks run."""

    view: View
    start: Start
    phase: Phase


class Agreement(NamedTuple):
    """An interval agreed for this child."""

    day: date
    span: Span
    until: date | None

    def holds(self, day: date) -> bool:
        """Whether it is in force on the day."""
        return self.day <= day and (self.until is None or day <= self.until)


def every(view: View, pick: Pick) -> list[Occurrence]:
    """The occurrences in every phase so far: each one met, and the next one asked for."""
    clause = pick(view.day).clause
    found: list[Occurrence] = []
    for phase in view.phases(clause.stops):
        if phase.begin > view.day:
            break
        start = _start(view, clause, phase)
        if start:
            found += _in_phase(view, pick, phase, start)
    return found


def _start(view: View, clause: Clause, phase: Phase) -> Start | None:
    for name in clause.starts:
        if name == PLAN:
            start = view.plan_start(phase)
            if start:
                return start
            continue
        said = view.in_phase(phase, view.of_kinds((name,)))
        if said:
            return view.start_of(phase, said[0])
    return None


def _in_phase(view: View, pick: Pick, phase: Phase, start: Start) -> Iterable[Occurrence]:
    clause = pick(view.day).clause
    series = Series(view, start, phase)
    anchor = _first_anchor(view, clause, phase, start)
    for event, pattern in _after(view, clause, start.day, phase.end):
        if pattern is None:  # to count from, and meets nothing
            anchor = anchor._replace(day=event.date, event=event.kind, said=event)
            continue
        if clause.grid and event.date <= anchor.day:
            continue  # a second time before the same point of the grid is no more than the first
        asked = _asked(series, pick(event.date), anchor, event.date)
        if _past_end(series, clause, asked):
            break
        if asked.due is not None:
            yield met(asked, event, pattern, view)
        day = _next_point(series, pick(event.date), anchor, asked.due, event.date) if clause.grid else event.date
        anchor = Anchor(day, FIXED_DAY if clause.grid else event.kind, False, pattern.assumed(event), event)
    asked = _asked(series, pick(view.day), anchor, view.day)
    if _past_end(series, clause, asked):
        return
    if asked.due is None and not phase.stop:
        yield asked
    else:
        lacks = _half(view, clause, anchor, phase.end)
        asked = asked._replace(lacks=lacks.kind if lacks else None, warnings=(*asked.warnings, *(lacks.words if lacks else ())))
        opens = anchor.day + timedelta(days=1)
        yield still_open(asked, phase, view, (*clause.met_by, *clause.and_by), opens)


def _past_end(series: Series, clause: Clause, asked: Occurrence) -> bool:
    """Whether the series is over: what would be due next is later than the end that is counted from its start."""
    if clause.up_to is None or asked.due is None:
        return False
    return asked.due > clause.up_to.after(series.start.day, series.view.calendar)


def _next_point(series: Series, chosen: Chosen, anchor: Anchor, due: date | None, done: date) -> date:
    """The last point of a fixed grid that has been met by what was done: being late, or early, moves none of them."""
    if due is None:
        return done
    while True:
        following = _due(series, Anchor(due, anchor.event, False), chosen)
        if following is None or following > done or following <= due:
            return due
        due = following


def _first_anchor(view: View, clause: Clause, phase: Phase, start: Start) -> Anchor:
    since = phase.since.start if phase.since else date.min
    last: Anchor | None = None
    for event, pattern in _events(view, clause, since):
        if event.date <= start.day and (last is None or event.date >= last.day):
            first = pattern is None
            last = Anchor(event.date, event.kind, first, pattern.assumed(event) if pattern else (), event)
    if last and not clause.grid:
        return last
    return Anchor(start.day, start.event, True)


def _after(view: View, clause: Clause, start: date, end: date) -> Iterable[tuple[Event, Pattern | None]]:
    done: date | None = None
    for event, pattern in _events(view, clause, start):
        if event.date <= end and event.date != done:
            done = event.date  # twice on one day is once
            yield event, pattern


def _events(view: View, clause: Clause, since: date) -> list[tuple[Event, Pattern | None]]:
    """What is counted from, after that day: what was done, and what meets nothing."""
    counted = [(event, None) for event in view.of_kinds(clause.counted_from) if event.date > since]
    rows: list[tuple[Event, Pattern | None]] = [*_done(view, clause, since), *counted]
    return sorted(rows, key=lambda row: row[0].date)


def _done(view: View, clause: Clause, since: date) -> list[tuple[Event, Pattern]]:
    """Each time that it was done after that day; where two things are asked for, each time that both were, since the last."""
    first = [row for row in view.fitting(clause.met_by) if row[0].date > since]
    if not clause.and_by:
        return first
    found: list[tuple[Event, Pattern]] = []
    one: tuple[Event, Pattern] | None = None
    other: tuple[Event, Pattern] | None = None
    second = [row for row in view.fitting(clause.and_by) if row[0].date > since]
    rows = [(row, True) for row in first] + [(row, False) for row in second]
    for row, is_first in sorted(rows, key=lambda each: each[0][0].date):
        one, other = (row, other) if is_first else (one, row)
        if one and other:
            found.append(row)
            one = other = None
    return found


def _half(view: View, clause: Clause, anchor: Anchor, end: date) -> Half | None:
    if not clause.and_by:
        return None

    since = max(anchor.day, anchor.said.date) if anchor.said else anchor.day

    def last(patterns: tuple[Pattern, ...]) -> tuple[Event, Pattern] | None:
        return next((row for row in view.fitting(patterns) if since < row[0].date <= end), None)

    return both(last(clause.met_by), last(clause.and_by), clause)[1]


def _asked(series: Series, chosen: Chosen, anchor: Anchor, on: date) -> Occurrence:
    """What is asked after this anchor as things stood on `on`: the procedure's interval, the one agreed, or a day agreed."""
    clause, view = chosen.clause, series.view
    assumed = (*chosen.assumed, *anchor.assumed)
    span = _span(series, clause, anchor)[0]
    interval = span if clause.stages else clause.every
    start = (series.start.event, series.start.day) if clause.grid else (anchor.event, anchor.day)
    asked = Occurrence("open", *start, assumed=assumed, interval=interval, clause=clause)
    if span:
        asked = _by_procedure(series, asked, anchor, chosen)
    agreement = _agreement(view, clause, on)
    if agreement:
        asked = _by_agreement(view, asked, clause, anchor, agreement)
    elif clause.agreed in ("either", "only"):
        asked = _not_before_end(view, asked, clause, anchor, on)
    if clause.date_in:
        asked = _by_day_said(asked, clause, anchor)
    if asked.due is None:
        missing = clause.date_in[:1] or ("frequency_agreed",)
        number = anchor.said.number if clause.date_in and anchor.said else None
        return asked._replace(state="undetermined", missing=(*chosen.missing, *missing), number=number)
    return asked


def _by_day_said(asked: Occurrence, clause: Clause, anchor: Anchor) -> Occurrence:
    """The day that the last one named for the next, where that is not later than the interval, or the one agreed."""
    said = anchor.said.get(clause.date_in[0]) if anchor.said else None
    day = date.fromisoformat(said) if said else None
    if day is None or day <= anchor.day or (asked.due and asked.due <= day):
        return asked
    because = f"{words(day)}, as agreed at {event_words(anchor.event)} on {words(anchor.day)}"
    return asked._replace(due=day, target=None, interval=None, because=because)


def _span(series: Series, clause: Clause, anchor: Anchor) -> tuple[Span | None, Span | None]:
    """The interval after this anchor, and its target."""
    for stage in clause.stages:
        if not _stage_over(series, stage, anchor.day):
            return stage.every, stage.target
    if anchor.first and clause.first:
        return clause.first, clause.first_target
    return clause.every, clause.target


def _stage_over(series: Series, stage: Stage, day: date) -> bool:
    """Whether a stage has ended by the day that is counted from: its time has gone by, or its event has come."""
    if stage.lasts and day >= stage.lasts.after(series.start.day, series.view.calendar):
        return True
    if stage.until is None:
        return False
    came = series.view.in_phase(series.phase, series.view.of_kinds((stage.until,)))
    return any(event.date <= day for event in came)


def _due(series: Series, anchor: Anchor, chosen: Chosen) -> date | None:
    span = _span(series, chosen.clause, anchor)[0]
    if span is None or chosen.missing or chosen.clause.not_applicable:
        return None
    plain = _plain(series, anchor, chosen.clause, span)
    return after_change(plain, anchor.day, chosen, lambda before: _due(series, anchor, before))


def _plain(series: Series, anchor: Anchor, clause: Clause, span: Span) -> date:
    """The interval's end; on a grid the next of the days that are counted from the start of the series."""
    calendar = series.view.calendar
    if not clause.grid or clause.stages or clause.every is None:
        return span.after(anchor.day, calendar)
    first = clause.first.after(series.start.day, calendar) if clause.first else None
    if first and first > anchor.day:
        return first
    points = (clause.every.after(first or series.start.day, calendar, times) for times in count(1))
    return next(day for day in points if day > anchor.day)


def _by_procedure(series: Series, asked: Occurrence, anchor: Anchor, chosen: Chosen) -> Occurrence:
    view = series.view
    span, target = _span(series, chosen.clause, anchor)
    assert span is not None
    plain = _plain(series, anchor, chosen.clause, span)
    due = _due(series, anchor, chosen) or plain
    because = after(span, anchor.event, anchor.day)
    if chosen.clause.grid:
        because = f"on a fixed day, every {span.words} from {event_words(series.start.event)} on {words(series.start.day)}"
    because += holidays(span, anchor.day, plain, view.calendar)
    because += change_words(due, plain, chosen)
    return asked._replace(
        due=due, because=because, target=min(due, target.after(anchor.day, view.calendar)) if target else None
    )


def _agreements(view: View, clause: Clause) -> list[Agreement]:
    found = []
    for event in view.of_kinds(("frequency_agreed", "management_decision")):
        about = event.get("applies_to" if event.kind == "frequency_agreed" else "about")
        if clause.agreed and about == clause.agreed_for and event.get("every"):
            until = date.fromisoformat(event.get("until")) if event.get("until") else None
            found.append(Agreement(event.date, Span.of(event.get("every")), until))
    return found


def _agreement(view: View, clause: Clause, on: date) -> Agreement | None:
    made = [agreed for agreed in _agreements(view, clause) if agreed.day <= on]
    return made[-1] if made and made[-1].holds(on) else None


def _by_agreement(view: View, asked: Occurrence, clause: Clause, anchor: Anchor, agreed: Agreement) -> Occurrence:
    due = max(agreed.day, agreed.span.after(anchor.day, view.calendar))
    until = agreed.until + timedelta(days=1) if agreed.until else None
    looser = asked.due is not None and due > asked.due
    if looser and clause.agreed == "tighter":
        return asked._replace(
            because=f"{asked.because}; {agreed.span.words} were agreed on {words(agreed.day)}, "
            "and the procedure allows nothing longer than its own",
        )
    if due == asked.due:
        return asked._replace(until=until)
    because = f"{after(agreed.span, anchor.event, anchor.day)}, as agreed on {words(agreed.day)}"
    if due == agreed.day:
        because += "; not before the day it was agreed"
    because += holidays(agreed.span, anchor.day, due, view.calendar)
    return asked._replace(due=due, target=None, interval=agreed.span, because=because, until=until)


def _not_before_end(view: View, asked: Occurrence, clause: Clause, anchor: Anchor, on: date) -> Occurrence:
    """An agreed longer interval that has run out makes nothing due before the day after it."""
    made = [agreed for agreed in _agreements(view, clause) if agreed.day <= on]
    if not made or asked.due is None or made[-1].until is None or made[-1].until < anchor.day:
        return asked
    ended = made[-1].until + timedelta(days=1)
    if asked.due >= ended:
        return asked
    return asked._replace(due=ended, because=f"{asked.because}; not before the agreed interval ended")
