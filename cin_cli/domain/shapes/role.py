"""Who did a thing: who chaired a meeting, who authorised an extension."""

from cin_cli.domain.case import View
from cin_cli.domain.entry import Event
from cin_cli.domain.shapes.occurrence import Occurrence, Pick
from cin_cli.domain.timescale import Chair, Clause
from cin_cli.domain.words import event_words, words

DID = {"chair": "chaired", "by": "authorised"}


def role(view: View, pick: Pick) -> list[Occurrence]:
    """For each event asked about: `ok`, `advice` or `breach`, or undetermined when it does not say who."""
    clause = pick(view.day).clause
    return [_who(view, clause, event) for event, _ in view.fitting(clause.of) if not event.imported]


def _who(view: View, clause: Clause, event: Event) -> Occurrence:
    who = event.get(clause.who)
    said = str(who).replace("_", " ")
    what, on = event_words(event.kind), words(event.date)
    because = f"{what} on {on} was {DID.get(clause.who, 'done')} by a {said}"
    if who is None:
        correct = f" (`cin event correct {event.number}` records it)" if event.number else ""
        because = f"who {DID.get(clause.who, 'did')} {what} on {on} is not recorded{correct}"
        return Occurrence("undetermined", event.kind, event.date, missing=(clause.who,), because=because)
    for chair in clause.chairs:
        if chair.pattern.fits(event) and _holds(view, chair, event):
            state = "ok" if who in chair.ok else chair.otherwise
            assumed = tuple(name for name in chair.facts if view.fact(name, event.date).assumed)
            return Occurrence(state, event.kind, event.date, because=because, assumed=assumed)
    return Occurrence("ok", event.kind, event.date, because=because)


def _holds(view: View, chair: Chair, event: Event) -> bool:
    return all(view.fact(name, event.date).value in values for name, values in chair.facts.items())
