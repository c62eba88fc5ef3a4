"""Reads a child's chronology from the case file, whole or as one reader may have it."""

from typing import TYPE_CHECKING

from cin_cli import context
from cin_cli.domain.audience import Reader, Withheld, slips
from cin_cli.domain.chronology import LEFT_OUT, Chronology, line, told
from cin_cli.domain.entry import KINDS
from cin_cli.errors import Refused
from cin_cli.store import journal

if TYPE_CHECKING:
    from cin_cli.commands._plans import For
    from cin_cli.domain.entry import Entry
    from cin_cli.store.people import Child


def happened(child: "Child") -> "list[Entry]":
    """What happened to the child, oldest first, with its words; what is only booked has not."""
    made = [one for one in journal.standing(context.store(), child=child.ref, words=True)
            if one.kind not in LEFT_OUT and not one.planned]  # fmt: skip
    return sorted(made, key=lambda one: (one.happened_on, one.time or "", one.number or 0))


def whole(child: "Child") -> Chronology:
    """All of it, as the worker reads it; of a plan only that it was written."""
    from cin_cli.domain.passage import passages

    lines = []
    for made in happened(child):
        own = [one for part in made.parts if part.child == child.ref for one in passages(made, part)]
        says = [] if made.kind == "plan_saved" else [*passages(made), *own]
        lines.append(line(made, child.ref, says))
    return Chronology(child.ref, tuple(lines), context.today())


def copy_of(child: "Child", whom: "For") -> Chronology:
    """The copy for one reader: nothing in it that is not meant for that reader, and nothing that slips in by another way."""
    from cin_cli.commands._reading import View

    view, reader = View(whom.reader, [child.ref]), whom.reader
    lines, held, seen = [], list[Withheld](), list[str]()
    for made in happened(child):
        shown, hidden = view.split(made)
        held += [Withheld(KINDS[made.kind].words, why, (one.text,)) for one, why in hidden]
        shown = [] if made.kind == "plan_saved" else shown  # the plan has copies of its own
        one = told(made, child.ref, shown, reader)
        if one is not None:
            lines.append(one)
            seen += [each.text for each in shown]
    held += _around(child, reader)
    refuse_slips(seen, held)
    return Chronology(child.ref, tuple(lines), context.today(), reader, tuple(held))


def _around(child: "Child", reader: Reader) -> list[Withheld]:
    """Where the people around the child are, as far as this reader may not know: looked for in what the reader gets."""
    from cin_cli.commands._reading import View

    view = View(reader, [child.ref])
    described = journal.standing(context.store(), kinds=("person_described",), words=True)
    mine = [made for made in described if str(made.facts.get("family") or "").casefold() == (child.family or "").casefold()]
    return [Withheld("people", why, (one.text,)) for made in mine for one, why in view.split(made)[1]]


def refuse_slips(seen: list[str], held: list[Withheld]) -> None:
    """Nothing that is held back in one place may slip out by another."""
    found = slips(seen, held)
    if found:
        raise Refused(
            f"{found[0]!r} is not for this reader where you keep it, but stands in words that this reader would get.",
            "Nothing was made. `cin find` shows where it stands; change one of the two.",
        )


def tell(held: "tuple[Withheld, ...]", warnings: "tuple[str, ...]" = ()) -> None:
    """Tell the worker, never the reader, what was left out and why; of people it is not told."""
    from collections import Counter

    for line_ in warnings:
        context.warn(line_)
    counted = Counter((one.where, one.why) for one in held if one.where != "people")
    for (where, why), count in counted.items():
        context.warn(f"Left out of this copy: {where}{f' ({count} times)' if count > 1 else ''}: {why}.")
