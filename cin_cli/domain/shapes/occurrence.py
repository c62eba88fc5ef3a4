"""One time that a rule asks for something: what every shape gives back."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Literal, NamedTuple

from cin_cli.domain.case import Phase, Stop, View
from cin_cli.domain.entry import Event
from cin_cli.domain.span import Span
from cin_cli.domain.timescale import Clause, Pattern
from cin_cli.domain.words import days, event_words, words

Progress = Literal["open", "met", "met_late", "lapsed", "undetermined", "ok", "advice", "breach"]


class Chosen(NamedTuple):
    """The clause that holds on a day, since when, what held before, and which facts were only assumed in choosing it."""

    clause: Clause
    since: date
    assumed: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    before: "Chosen | None" = None


Pick = Callable[[date], Chosen]


class Occurrence(NamedTuple):
    """What a rule asks for once: from which event, by when, and how it stands; `lapsed` by the stop that ended its phase.

    `clause` is the one that it was measured by (None: the one that holds now). `lacks` is the kind of event still to
    come of two that are asked for; `number` the entry that does not say what is `missing`.
    """

    state: Progress
    from_event: str | None = None
    from_date: date | None = None
    due: date | None = None
    due_time: str | None = None
    target: date | None = None
    met_on: date | None = None
    late: int = 0
    working_late: int = 0
    interval: Span | None = None
    assumed: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    because: str = ""
    until: date | None = None
    booked: date | None = None
    stop: Stop | None = None
    clause: Clause | None = None
    lacks: str | None = None
    number: int | None = None


def after_change(due: date, anchor: date, chosen: Chosen, due_under: Callable[[Chosen], date | None]) -> date:
    """The date, not before the day on which what applies changed; but what was due already by then stays so."""
    if chosen.since <= max(anchor, due):
        return due
    earlier = due_under(chosen.before) if chosen.before else None
    return chosen.since if earlier is None else max(due, min(earlier, chosen.since))


def change_words(due: date, plain: date, chosen: Chosen) -> str:
    """Why it is not due on the day that the plain counting gives; nothing where it is."""
    if due == plain:
        return ""
    changed = f"{words(chosen.since)}, when what applies to this child changed"
    return f"; not before {changed}" if due == chosen.since else f"; it was due already on {changed}"


def met(asked: Occurrence, event: Event, pattern: Pattern, view: View) -> Occurrence:
    """The occurrence met by this event, late or in time."""
    assert asked.due is not None
    late = max(0, (event.date - asked.due).days)
    working = view.calendar.working_days_between(asked.due, event.date) if late else 0
    total = asked.late + late
    return asked._replace(
        state="met_late" if total else "met",
        met_on=event.date,
        late=total,
        working_late=asked.working_late + working,
        assumed=(*asked.assumed, *pattern.assumed(event)),
        warnings=(*asked.warnings, *((pattern.says,) if pattern.says else ())),
        until=None,
    )


def still_open(
    asked: Occurrence, phase: Phase, view: View, patterns: tuple[Pattern, ...], opens: date
) -> Occurrence:
    """The occurrence unmet so far: open with its bookings while the phase runs, lapsed when it has stopped.

    `opens` is the first day on which an event would meet it; what is booked for earlier says nothing of it.
    """
    if phase.stop:
        return asked._replace(state="lapsed", stop=phase.stop, until=None)
    held_by = [day for day in view.bookings(patterns) if day >= opens]
    coming = [day for day in held_by if day >= view.day]
    if not held_by:
        return asked
    if not coming:
        past = f"it was booked for {words(held_by[-1])}: record it if it was held, or book another day"
        return asked._replace(warnings=(*asked.warnings, past))
    booked = coming[0]
    warnings = asked.warnings
    if asked.due and booked > asked.due:
        late = days((booked - asked.due).days)
        warnings = (*warnings, f"booked for {words(booked)}, {late} after it is due")
    until = min(day for day in (asked.until, booked + timedelta(days=1)) if day)
    return asked._replace(booked=booked, warnings=warnings, until=until)


class Half(NamedTuple):
    """What is lacking where two things are asked for: its kind, and what there is to say of the one that was done."""

    kind: str
    words: tuple[str, ...] = ()


def both(
    one: tuple[Event, Pattern] | None, other: tuple[Event, Pattern] | None, clause: Clause
) -> tuple[tuple[Event, Pattern] | None, Half | None]:
    """Two things that are both asked for: the later one meets it; with one of them, what is lacking."""
    if one and other:
        return max(one, other, key=lambda row: row[0].date), None
    lacking = clause.and_by if one else clause.met_by
    what = " or ".join(dict.fromkeys(event_words(pattern.event) for pattern in lacking))
    done = one or other
    if done is None:
        return None, None
    said = f"{event_words(done[0].kind)} on {words(done[0].date)} is half of it; {what} is still to come"
    return None, Half(lacking[0].event, (said,))
