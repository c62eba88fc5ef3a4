"""Who did a thing (a role), and a gate that is stated and not yet worked out."""

from cin_cli.domain.case import View
from cin_cli.domain.entry import Event
from cin_cli.domain.shapes.occurrence import Occurrence, Pick
from cin_cli.domain.timescale import Chair, Clause
from cin_cli.domain.words import event_words, words


def role(view: View, pick: Pick) -> list[Occurrence]:
    """For each event asked about: `ok`, `advice` or `breach`, or undetermined when it does not say who."""
    clause = pick(view.day).clause
    return [_who(view, clause, event) for event, _ in view.fitting(clause.of) if not event.imported]


def _who(view: View, clause: Clause, event: Event) -> Occurrence:
    who = event.get("chair")
    said = str(who).replace("_", " ")
    because = f"{event_words(event.kind)} on {words(event.date)} was chaired by a {said}"
    if who is None:
        correct = f" (`cin event correct {event.number}` records it)" if event.number else ""
        because = f"who chaired {event_words(event.kind)} on {words(event.date)} is not recorded{correct}"
        return Occurrence("undetermined", event.kind, event.date, missing=("chair",), because=because)
    for chair in clause.chairs:
        if chair.pattern.fits(event) and _holds(view, chair, event):
            state = "ok" if who in chair.ok else chair.otherwise
            assumed = tuple(name for name in chair.facts if view.fact(name, event.date).assumed)
            return Occurrence(state, event.kind, event.date, because=because, assumed=assumed)
    return Occurrence("ok", event.kind, event.date, because=because)


def _holds(view: View, chair: Chair, event: Event) -> bool:
    return all(view.fact(name, event.date).value in values for name, values in chair.facts.items())


def gate(view: View, pick: Pick) -> list[Occurrence]:
    """Undetermined as soon as there is anything to close: `cin` states the gate and does not yet work it out."""
    because = "cin states what closing asks for and does not yet check it"
    return [Occurrence("undetermined", missing=("closing_checks",), because=because)]
