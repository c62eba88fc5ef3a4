"""Every N, from the last time it was done; with a different first interval, agreed intervals, or a fixed grid."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from cin_cli.domain.case import Phase, Start, View
from cin_cli.domain.entry import Event
from cin_cli.domain.shapes.occurrence import Chosen, Occurrence, Pick, after_change, change_words, met, still_open
from cin_cli.domain.span import Span
from cin_cli.domain.timescale import PLAN, Clause, Pattern
from cin_cli.domain.words import after, holidays, words


@dataclass(frozen=True, slots=True)
class Anchor:
    """What the interval is counted from: a day, the event of that day, and whether it is still the first interval."""

    day: date
    event: str
    first: bool
    assumed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Agreement:
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
    anchor = _first_anchor(view, clause, phase, start)
    for event, pattern in _after(view, clause, start.day, phase.end):
        if pattern is None:  # to count from, and meets nothing
            anchor = Anchor(event.date, event.kind, anchor.first)
            continue
        asked = _asked(view, pick(event.date), anchor, event.date)
        if asked.due is not None:
            asked = met(asked, event, pattern, view)
            yield asked
        day = asked.due if clause.grid and asked.due else event.date
        anchor = Anchor(day, event.kind, False, pattern.assumed(event))
    asked = _asked(view, pick(view.day), anchor, view.day)
    if asked.due is None and not phase.stop:
        yield asked
    else:
        yield still_open(asked, phase, view, clause.met_by, anchor.day + timedelta(days=1))


def _first_anchor(view: View, clause: Clause, phase: Phase, start: Start) -> Anchor:
    since = phase.since.start if phase.since else date.min
    last: Anchor | None = None
    for event, pattern in _events(view, clause):
        if since < event.date <= start.day and (last is None or event.date >= last.day):
            first = pattern is None
            last = Anchor(event.date, event.kind, first, pattern.assumed(event) if pattern else ())
    return last or Anchor(start.day, start.event, True)


def _after(view: View, clause: Clause, start: date, end: date) -> Iterable[tuple[Event, Pattern | None]]:
    done: date | None = None
    for event, pattern in _events(view, clause):
        if start < event.date <= end and event.date != done:
            done = event.date  # twice on one day is once
            yield event, pattern


def _events(view: View, clause: Clause) -> list[tuple[Event, Pattern | None]]:
    counted = [(event, None) for event in view.of_kinds(clause.counted_from)]
    rows: list[tuple[Event, Pattern | None]] = [*view.fitting(clause.met_by), *counted]
    return sorted(rows, key=lambda row: row[0].date)


def _asked(view: View, chosen: Chosen, anchor: Anchor, on: date) -> Occurrence:
    """What is asked after this anchor as things stood on `on`: the procedure's interval, or the one agreed."""
    clause = chosen.clause
    assumed = (*chosen.assumed, *anchor.assumed)
    asked = Occurrence("open", anchor.event, anchor.day, assumed=assumed, interval=clause.every, clause=clause)
    if _span(clause, anchor):
        asked = _by_procedure(view, asked, anchor, chosen)
    agreement = _agreement(view, clause, on)
    if agreement:
        asked = _by_agreement(view, asked, clause, anchor, agreement)
    elif clause.agreed in ("either", "only"):
        asked = _not_before_end(view, asked, clause, anchor, on)
    if asked.due is None:
        return replace(asked, state="undetermined", missing=(*chosen.missing, "frequency_agreed"))
    return asked


def _span(clause: Clause, anchor: Anchor) -> Span | None:
    return clause.first if anchor.first and clause.first else clause.every


def _due(view: View, anchor: Anchor, chosen: Chosen) -> date | None:
    span = _span(chosen.clause, anchor)
    if span is None or chosen.missing or chosen.clause.not_applicable:
        return None
    plain = span.after(anchor.day, view.calendar)
    return after_change(plain, anchor.day, chosen, lambda before: _due(view, anchor, before))


def _by_procedure(view: View, asked: Occurrence, anchor: Anchor, chosen: Chosen) -> Occurrence:
    clause, span = chosen.clause, _span(chosen.clause, anchor)
    assert span is not None
    target = clause.first_target if anchor.first and clause.first else clause.target
    plain = span.after(anchor.day, view.calendar)
    due = _due(view, anchor, chosen) or plain
    because = after(span, anchor.event, anchor.day) + holidays(span, anchor.day, plain, view.calendar)
    because += change_words(due, plain, chosen)
    return replace(
        asked, due=due, because=because, target=min(due, target.after(anchor.day, view.calendar)) if target else None
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
        return replace(
            asked,
            because=f"{asked.because}; {agreed.span.words} were agreed on {words(agreed.day)}, "
            "and the procedure allows nothing longer than its own",
        )
    if due == asked.due:
        return replace(asked, until=until)
    because = f"{after(agreed.span, anchor.event, anchor.day)}, as agreed on {words(agreed.day)}"
    if due == agreed.day:
        because += "; not before the day it was agreed"
    because += holidays(agreed.span, anchor.day, due, view.calendar)
    return replace(asked, due=due, target=None, interval=agreed.span, because=because, until=until)


def _not_before_end(view: View, asked: Occurrence, clause: Clause, anchor: Anchor, on: date) -> Occurrence:
    """An agreed longer interval that has run out makes nothing due before the day after it."""
    made = [agreed for agreed in _agreements(view, clause) if agreed.day <= on]
    if not made or asked.due is None or made[-1].until is None or made[-1].until < anchor.day:
        return asked
    ended = made[-1].until + timedelta(days=1)
    if asked.due >= ended:
        return asked
    return replace(asked, due=ended, because=f"{asked.because}; not before the agreed interval ended")
