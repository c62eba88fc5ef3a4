"""A gate: what must have been done before something else is, such as closing."""

from dataclasses import replace
from datetime import date

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
    return max([phase.begin, *(date.fromordinal(before.toordinal() + 1) for before in passed)])


def _lacking(view: View, clause: Clause, since: date, until: date) -> list[Pattern]:
    done = [event for event in view.events if since <= event.date <= until]
    return [need for need in clause.needs if not any(need.fits(event) for event in done)]


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
        return replace(asked, because=because, warnings=_named(lacks))
    return replace(asked, state="breach", because=said, warnings=_named(lacks))


def _ahead(view: View, clause: Clause) -> Occurrence:
    tomorrow = date.fromordinal(view.day.toordinal() + 1)  # what was passed today is not passed again
    lacks = _lacking(view, clause, _since(view, clause, tomorrow), view.day)
    what = " or ".join(event_words(kind) for kind in clause.gates)
    if not lacks:
        return Occurrence("ok", because=f"everything is in place for {what}")
    kind = lacks[0].event
    return Occurrence("advice", because=f"not everything is in place for {what}", warnings=_named(lacks), lacks=kind)
