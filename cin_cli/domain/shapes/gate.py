"""A gate: what must have been done before something else is, such as closing."""

from collections.abc import Iterable
from datetime import date, timedelta

from cin_cli.domain.case import View
from cin_cli.domain.entry import Event
from cin_cli.domain.shapes.length import excuses
from cin_cli.domain.shapes.occurrence import Occurrence, Pick
from cin_cli.domain.timescale import Clause, Pattern
from cin_cli.domain.words import event_words, words


def gate(view: View, pick: Pick) -> list[Occurrence]:
    """`advice` while something is lacking, else `ok`; of each passing `ok` or `breach`. Undetermined where nothing is listed."""
    clause = pick(view.day).clause
    if not clause.needs:
        because = "cin states what closing asks for and does not yet check it"
        return [Occurrence("undetermined", missing=("closing_checks",), because=because)]
    found = [_judged(view, clause, event) for event in view.of_kinds(clause.gates)]
    stop = view.stopped(clause.stops)
    if stop and not found:
        return [Occurrence("lapsed", stop=stop)]
    return found if stop else [*found, _ahead(view, clause)]


def _since(view: View, clause: Clause, day: date) -> date:
    """Since when what a gate needs must have happened: since clocks began to run, or since the gate was last passed by then."""
    phase = [phase for phase in view.phases(clause.stops) if phase.begin <= day][-1]
    passed = [event.date for event in view.of_kinds(clause.gates) if phase.begin <= event.date < day and event.date != phase.end]
    return max([phase.begin, *(day_before + timedelta(days=1) for day_before in passed)])


def _done(view: View, need: Pattern, since: date, until: date) -> Event | None:
    """The last event that is what is needed, not longer ago than that allows."""
    first = max(since, need.within.before(until, view.calendar)) if need.within else since
    return next((event for event in reversed(view.events) if need.fits(event) and first <= event.date <= until), None)


def _lacking(view: View, clause: Clause, since: date, until: date) -> list[Pattern]:
    return [need for need in clause.needs if not _done(view, need, since, until)]


def _too_long_ago(view: View, need: Pattern, done: Event | None) -> Iterable[date]:
    """The first day on which what was done is too long ago."""
    if need.within and done:
        day = need.within.after(done.date, view.calendar)
        while need.within.before(day, view.calendar) <= done.date:
            day += timedelta(days=1)
        yield day


def _named(needs: list[Pattern]) -> tuple[str, ...]:
    return tuple(need.says or f"{event_words(need.event)} is not recorded" for need in needs)


def _judged(view: View, clause: Clause, event: Event) -> Occurrence:
    lacks = _lacking(view, clause, _since(view, clause, event.date), event.date)
    asked = Occurrence("ok", event.kind, event.date, because=f"everything was in place for {event_words(event.kind)}")
    if not lacks:
        return asked
    said = f"{event_words(event.kind)} on {words(event.date)}, and not everything was in place"
    if any(excuses(clause, other, event.date) for other in view.events):
        because = f"{said}; excused by a management decision with its reason"
        return asked._replace(because=because, warnings=_named(lacks))
    return asked._replace(state="breach", because=said, warnings=_named(lacks))


def _ahead(view: View, clause: Clause) -> Occurrence:
    since = _since(view, clause, view.day + timedelta(days=1))  # what was passed today is not passed again
    done = [(need, _done(view, need, since, view.day)) for need in clause.needs]
    lacks = [need for need, event in done if event is None]
    until = min((day for need, event in done for day in _too_long_ago(view, need, event)), default=None)
    what = " or ".join(event_words(kind) for kind in clause.gates)
    if not lacks:
        return Occurrence("ok", because=f"everything is in place for {what}", until=until)
    because = f"not everything is in place for {what}"
    return Occurrence("advice", because=because, warnings=_named(lacks), lacks=lacks[0].event, until=until)
