"""`cin today`: today and this week: what is due, what is booked, and what each visit is for."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cin_cli import context

if TYPE_CHECKING:
    from cin_cli.domain.entry import Entry
    from cin_cli.domain.listing import Whose
    from cin_cli.domain.preparation import Preparation
    from cin_cli.render.today import Today

app = typer.Typer(add_completion=False, rich_markup_mode=None)
VISITS = 12
"""For so many children what their visit is for is looked up."""


@app.command()
def today(
    worker: Annotated[
        str | None, typer.Option("--worker", metavar="NAME", help="One worker's children; `all` for everybody's.")
    ] = None,
    case: Annotated[str | None, typer.Option("--case", metavar="CASE", help="One child, or a family such as F7.")] = None,
    as_of: Annotated[str | None, typer.Option("--as-of", metavar="DATE", help="The day to ask for; else today.")] = None,
    names: Annotated[bool, typer.Option("--names", help="Show names. Mind who can see the screen.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """Today and this week: what is late, due and booked, and what each visit is for.

    For a visit: the plan's points and by when, what the child said last, what was promised and is not done.

    Example: cin today
    """
    from cin_cli.commands._record import day_of
    from cin_cli.commands.due import _chosen
    from cin_cli.render.today import print_today

    day = day_of(as_of) if as_of else context.today()
    chosen, notes = _chosen(worker, None, case)
    print_today(_today(day, chosen, notes), names=names, as_json=as_json)


def _today(day: date, chosen: Any, notes: tuple[str, ...]) -> "Today":
    """All that the page says: until the end of this week, or of the next from Friday on."""
    from cin_cli.commands.due import Asked, _calendar, _found
    from cin_cli.domain.listing import lines
    from cin_cli.render.today import Today

    until = day + timedelta(days=6 - day.weekday() + (7 if day.weekday() >= 4 else 0))
    asked = Asked(day, (until - day).days, False, chosen, _calendar(None), each=False, rows=0, whole=True)
    found = _found(asked, everything=False)
    due = lines(found)
    booked = [(made, whose) for made in _booked(day, until) if (whose := _ours(made, chosen))]
    visits = [made for made, _ in booked if made.kind == "visit"]
    refs = [part.child for made in visits for part in made.parts]
    refs += [w.ref for line in due if line.item.answer.wording.group == "child" for w in line.whose]
    mine = {whose.ref for _, those in booked for whose in those} | {whose.ref for _, whose in found}
    visited = _prepared([ref for ref in dict.fromkeys(refs) if ref in mine], day)
    return Today(day, until, tuple(due), tuple(booked), tuple(visited), notes)


def _booked(day: date, until: date) -> "list[Entry]":
    """What is booked and not held yet."""
    from cin_cli.store import journal

    store = context.store()
    return [made for made in journal.booked(store, day, until) if not all(_held(made, part.child) for part in made.parts)]


def _held(made: "Entry", ref: str) -> bool:
    from cin_cli.store import journal

    since = journal.standing(context.store(), child=ref, kinds=(made.kind,), since=made.happened_on)
    return any(not other.planned and other.happened_on == made.happened_on for other in since)


def _ours(made: "Entry", chosen: Any) -> "tuple[Whose, ...]":
    """The children of an entry who are among those asked for."""
    from cin_cli.commands._reading import about

    return tuple(
        whose for whose in about(made, [part.child for part in made.parts])
        if (chosen.children is None or whose.ref in chosen.children)
        and (chosen.worker is None or (whose.worker or "").casefold() == chosen.worker.casefold())
    )  # fmt: skip


def _prepared(refs: list[str], day: date) -> "list[Preparation]":
    """What a visit to each of these children is for."""
    from cin_cli.commands._prepare import preparation
    from cin_cli.commands._record import chosen

    return preparation(chosen(refs[:VISITS]), day) if refs else []
