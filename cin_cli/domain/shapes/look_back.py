"""A look back after closing: what comes within a time of it is not handled as if nothing had been."""

from cin_cli.domain.case import View
from cin_cli.domain.entry import Event
from cin_cli.domain.shapes.occurrence import Occurrence, Pick
from cin_cli.domain.shapes.once import Hit, ends
from cin_cli.domain.timescale import Clause
from cin_cli.domain.words import after, event_words, words


def look_back(view: View, pick: Pick) -> list[Occurrence]:
    """For each closing: `ok` until its time runs out; `advice` once such an event comes within it, until that is done."""
    clause = pick(view.day).clause
    return [_one(view, clause, ended) for ended, _ in view.fitting(trigger.pattern for trigger in clause.after)]


def _one(view: View, clause: Clause, ended: Event) -> Occurrence:
    assert clause.within is not None
    due = ends(clause.within, Hit(ended.date, ended.kind), view)
    because = after(clause.within, ended.kind, ended.date)
    asked = Occurrence("ok", ended.kind, ended.date, due, because=f"looked back on until {words(due)}, {because}")
    came = [e for e in view.of_kinds({pattern.event for pattern in clause.of}) if ended.date < e.date <= due]
    fitting = [event for event, _ in view.fitting(clause.of)]
    for event in came:
        if event in fitting:
            return _came(view, clause, asked, event)
    for event in came:
        unknown = [name for p in clause.of if p.event == event.kind for name in p.only if event.get(name) is None]
        if unknown:
            because = f"{event_words(event.kind)} on {words(event.date)} does not say: {unknown[0].replace('_', ' ')}"
            return asked._replace(
                state="undetermined", due=None, missing=(unknown[0],), number=event.number, because=because
            )
    return asked


def _came(view: View, clause: Clause, asked: Occurrence, event: Event) -> Occurrence:
    because = f"{event_words(event.kind)} on {words(event.date)} came within {asked.because.partition(', ')[2]}"
    done = next((e for e, _ in view.fitting(clause.met_by) if e.date >= event.date), None)
    if done:
        return asked._replace(because=because, met_on=done.date)
    return asked._replace(state="advice", because=because)
