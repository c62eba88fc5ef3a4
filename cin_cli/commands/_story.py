"""Reads a child's story from the case file: for the child, unless it is said for whom."""

from typing import TYPE_CHECKING

from cin_cli import context
from cin_cli.commands._chronology import _around, happened, refuse_slips
from cin_cli.commands._plans import For, reader_of
from cin_cli.domain.audience import Reader, Withheld
from cin_cli.domain.chronology import FOR_FAMILY, may_hear
from cin_cli.domain.entry import KINDS
from cin_cli.domain.story import Happened, Story, days

if TYPE_CHECKING:
    from cin_cli.domain.entry import Entry
    from cin_cli.store.people import Child


def whom_for(child: "Child", said: str | None) -> For:
    """The reader that was named; else the child, to whom a family's being apart or at risk matters as to anybody in it."""
    from cin_cli.store.people import family_of

    if said is not None and said.strip().casefold() not in (child.ref.casefold(), "child"):
        return reader_of(said, [child.ref])
    family = family_of(context.store(), child.family) if child.family else None
    person = f"{family.ref}.{child.ref}" if family else child.ref
    marks = {"separated": bool(family and family.separated), "at_risk": bool(family and family.at_risk)}
    return For(Reader("person", person, **marks), (child.name or "").split(" ")[0])


def story(child: "Child", whom: For) -> Story:
    """What happened to the child, as far as it is meant for this reader; where others are never slips into it."""
    from cin_cli.commands._reading import View
    from cin_cli.render.story import sentences

    view = View(whom.reader, [child.ref])
    own = whom.reader.person.rpartition(".")[2] == child.ref  # what happened to the child is the child's to hear
    told, held = list[Happened](), list[Withheld]()
    for made in happened(child):
        shown, hidden = view.split(made)
        held += [Withheld(KINDS[made.kind].words, why, (one.text,)) for one, why in hidden if made.kind != "plan_saved"]
        shown = [] if made.kind == "plan_saved" else shown
        if shown or (made.kind in FOR_FAMILY if own else may_hear(made.kind, whom.reader)):
            told.append(Happened(made.happened_on, made.kind, _seen(made, child.ref), tuple(shown)))
    held += _around(child, whom.reader)
    found = days(told, sentences())
    refuse_slips([text for day in found for text in (*day.said, *day.told)], held)
    return Story(child.ref, found, context.today(), tuple(held))


def _seen(made: "Entry", ref: str) -> bool:
    own = next((part.facts for part in made.parts if part.child == ref), {})
    return made.kind == "visit" and {**made.facts, **own}.get("seen") is True
