"""Who did a thing: who chaired a meeting, who authorised an extension."""

from cin_cli.domain.case import View
from cin_cli.domain.entry import Event
from cin_cli.domain.shapes.occurrence import Occurrence, Pick
from cin_cli.domain.timescale import Clause
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
    asked = Occurrence("ok", event.kind, event.date, because=because)
    for chair in clause.chairs:
        if not chair.pattern.fits(event):
            continue
        known = {name: view.fact(name, event.date) for name in chair.facts}
        assumed = (*asked.assumed, *(name for name, fact in known.items() if fact.assumed and fact.value is not None))
        asked = asked._replace(assumed=tuple(dict.fromkeys(assumed)))
        missing = tuple("date_of_birth" if name == "age" else name for name, fact in known.items() if fact.value is None)
        if all(fact.value is None or fact.value in chair.facts[name] for name, fact in known.items()):
            if missing:
                return asked._replace(state="undetermined", missing=missing)
            return asked if who in chair.ok else asked._replace(state=chair.otherwise)
    return asked
