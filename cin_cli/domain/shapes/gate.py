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
    found, since = [], date.min
    for event in view.of_kinds(clause.gates):
        found.append(_judged(view, clause, since, event))
        since = event.date
    if not found or view.stopped(clause.stops) is None:
        found.append(_ahead(view, clause, since))
    return found


def _lacking(view: View, clause: Clause, since: date, until: date) -> list[Pattern]:
    done = [event for event in view.events if since <= event.date <= until]
    return [need for need in clause.needs if not any(need.fits(event) for event in done)]


def _named(needs: list[Pattern]) -> tuple[str, ...]:
    return tuple(need.says or f"{event_words(need.event)} is not recorded" for need in needs)


def _judged(view: View, clause: Clause, since: date, event: Event) -> Occurrence:
    lacks = _lacking(view, clause, since, event.date)
    asked = Occurrence("ok", event.kind, event.date, because=f"everything was in place for {event_words(event.kind)}")
    if not lacks:
        return asked
    said = f"{event_words(event.kind)} on {words(event.date)}, and not everything was in place"
    if any(excuses(clause, other, event.date) for other in view.events):
        because = f"{said}; excused by a management decision with its reason"
        return replace(asked, because=because, warnings=_named(lacks))
    return replace(asked, state="breach", because=said, warnings=_named(lacks))


def _ahead(view: View, clause: Clause, since: date) -> Occurrence:
    lacks = _lacking(view, clause, since, view.day)
    what = " or ".join(event_words(kind) for kind in clause.gates)
    if not lacks:
        return Occurrence("ok", because=f"everything is in place for {what}")
    kind = lacks[0].event
    return Occurrence("advice", because=f"not everything is in place for {what}", warnings=_named(lacks), lacks=kind)
