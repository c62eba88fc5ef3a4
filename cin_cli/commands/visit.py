"""`cin visit`: record a visit to one child or several, in one of three ways; prepare the next; look back on them."""

from typing import TYPE_CHECKING, Annotated

import typer

from cin_cli import context
from cin_cli.domain.kinds import HOW_SAID, KINDS, WHERE
from cin_cli.errors import UsageError

if TYPE_CHECKING:
    from cin_cli.commands._record import Chosen

ALONE = KINDS["visit"].attributes["seen_alone"].choices
HELP = "Record a visit, prepare the next, look back on them."
app = typer.Typer(no_args_is_help=True, add_completion=False, rich_markup_mode=None, help=HELP)
Cases = Annotated[list[str], typer.Argument(metavar="CASE…", help="The children who were visited, or a family (F7).")]
Words = Annotated[str | None, typer.Option(metavar="W")]


@app.command()
def record(
    cases: Cases,
    on: Annotated[str | None, typer.Option("--on", metavar="DATE", help="The day; else today.")] = None,
    seen: Annotated[str | None, typer.Option("--seen", metavar="yes|no", help="Whether the children were seen.")] = None,
    not_seen: Annotated[
        list[str] | None, typer.Option("--not-seen", metavar="REF[=reason]", help="A child who was not seen, and why.")
    ] = None,
    alone: Annotated[
        str | None, typer.Option("--alone", metavar="|".join(ALONE), help="Whether those who were seen were seen alone.")
    ] = None,
    reason: Annotated[
        str | None, typer.Option("--reason", metavar="W", help="Why not seen, or not alone; @FILE reads it from a file.")
    ] = None,
    family_seen: Annotated[
        bool | None, typer.Option("--family-seen/--family-not-seen", help="Whether the family was seen.", show_default=False)
    ] = None,
    announced: Annotated[
        bool | None, typer.Option("--announced/--unannounced", help="Whether it was announced.", show_default=False)
    ] = None,
    attempted: Annotated[bool, typer.Option("--attempted", help="You went, and nobody was in.")] = False,
    where: Annotated[str | None, typer.Option("--where", metavar="PLACE", help=f"One of: {', '.join(WHERE)}.")] = None,
    purpose: Annotated[str | None, typer.Option("--purpose", metavar="W", help="What for; @FILE reads it from a file.")] = None,
    points: Annotated[
        str | None, typer.Option("--points", metavar="N,N", help="The plan's points that it was about, such as 1,3.")
    ] = None,
    tool: Annotated[str | None, typer.Option("--tool", metavar="NAME", help="The direct-work tool that you used.")] = None,
    how: Annotated[
        str | None, typer.Option("--how", metavar="HOW", help=f"How the child's words were gathered: {', '.join(HOW_SAID)}.")
    ] = None,
    recorded_on: Annotated[
        str | None, typer.Option("--recorded-on", metavar="DATE", help="The day it was put on the council's system.")
    ] = None,
    planned: Annotated[bool, typer.Option("--planned", help="It is booked, not held yet.")] = False,
    booked_on: Annotated[
        str | None, typer.Option("--booked-on", metavar="DATE", help="With --planned: the day it was booked; else today.")
    ] = None,
    form: Annotated[bool, typer.Option("--form", help="Write it as a form in your editor.")] = False,
    source: Annotated[
        str | None,
        typer.Option("--from", metavar="FILE", help="Take a form (`cin visit form`) or pasted notes; - for standard input."),
    ] = None,
    fresh: Annotated[bool, typer.Option("--fresh", help="Leave out what waits from last time.")] = False,
) -> None:
    """Record a visit to one child or several: by options, by answering questions, or in a form.

    On a terminal `cin visit record AB12` asks, skipping what is known. What you have begun is kept until it is recorded.

    Example: cin visit record AB12 AB13 --on 3/10/2025 --seen yes --not-seen "AB13=at school" --from notes.txt
    """
    from cin_cli.commands import _visit as visit
    from cin_cli.commands._record import chosen, given_words

    who = chosen(cases)
    said = visit.Said(
        seen, not_seen or [], alone, given_words(reason) if reason is not None else None, attempted,
        {
            "on": on, "announced": visit.yes_no(announced), "family_seen": visit.yes_no(family_seen), "where": where,
            "purpose": given_words(purpose) if purpose is not None else None, "points": points, "tool": tool,
            "recorded_on": recorded_on,
        },
        how,
    )  # fmt: skip
    if planned:
        visit.book(who, said, booked_on, source)
        return
    if booked_on is not None:
        raise UsageError("--booked-on goes with --planned.", "For something that was held, leave it out.")
    values = visit.begun(who, said)
    if source:
        values = visit.from_file(who, values, source)
    waits = _waiting(who, fresh)
    if form or (context.interactive() and not source and (waits or said.nothing)):
        values = visit.asked(who, values, waits, in_form=form)
    elif not source or visit.unsaid(values):
        visit.settle(who, values)
    visit.save(who, values, source)


def _waiting(who: "Chosen", fresh: bool) -> str:
    from cin_cli.commands._drafts import draft

    waits = None if fresh else draft("visit", who.refs)
    if not waits or not context.interactive():
        if waits:
            context.warn(f"Note: a visit that you began on {waits.kept} waits; `cin visit record` on a terminal goes on with it.")
        return ""
    begun = f"A visit that you began on {waits.kept} waits. Go on with it?"
    return waits.text if typer.confirm(begun, default=True) else ""


@app.command("form")
def form_(cases: Cases) -> None:
    """Print the form of a visit to these children, to fill in and give to `cin visit record --from`.

    Example: cin visit form AB12 > visit.md
    """
    from cin_cli.commands import _visit as visit
    from cin_cli.commands._files import print_out
    from cin_cli.commands._record import chosen

    who = chosen(cases)
    print_out(visit.form_of(who, visit.begun(who, visit.Said())))


@app.command("list")
def list_(
    case: Annotated[str, typer.Argument(metavar="CASE", help="A child's reference, or a family's (F7).")],
    as_json: Annotated[bool, typer.Option("--json", help="As JSON, every word whole.")] = False,
) -> None:
    """The visits to a child, the newest first: seen, alone, where, and what the child said.

    Example: cin visit list AB12
    """
    from cin_cli.commands._record import chosen
    from cin_cli.render import visit as render
    from cin_cli.store import journal

    who = chosen([case])
    rows = []
    for ref in who.refs:
        made = journal.standing(context.store(), child=ref, kinds=("visit", "voice"), words=True)
        rows += render.visits(made, ref)
    render.print_visits(rows, several=len(who.refs) > 1, as_json=as_json)
    if not rows and not as_json:
        context.say(f"No visit to {who.refs[0]} is recorded. `cin visit record {who.refs[0]}` records one.")


@app.command()
def show(
    case: Annotated[str, typer.Argument(metavar="CASE")],
    on: Annotated[str | None, typer.Option("--on", metavar="DATE", help="The visit of that day; else the last.")] = None,
) -> None:
    """Everything that is recorded of a visit: fact, the child's words, analysis and judgement apart.

    Example: cin visit show AB12 --on 3/10/2025
    """
    from cin_cli.commands._record import chosen, day_of
    from cin_cli.errors import NotFound
    from cin_cli.render import visit as render
    from cin_cli.store import journal

    ref = chosen([case]).refs[0]
    found = render.visits(journal.standing(context.store(), child=ref, kinds=("visit", "voice"), words=True), ref)
    day = day_of(on) if on else None
    those = [one for one in found if not one.planned and day in (None, one.day)]
    if not those:
        raise NotFound(f"No visit to {ref}{f' on {on}' if on else ''} is recorded.", f"`cin visit list {ref}` shows them.")
    for line in render.whole(those[0]):
        context.say(line)


@app.command()
def prepare(
    cases: Annotated[list[str], typer.Argument(metavar="CASE…", help="The children, or a family (F7).")],
    as_of: Annotated[str | None, typer.Option("--as-of", metavar="DATE", help="The day of the visit; else today.")] = None,
) -> None:
    """What the visit is for: the plan's points, what the child said last, what is outstanding, what to ask.

    Example: cin visit prepare AB12
    """
    from cin_cli.commands._prepare import preparation
    from cin_cli.commands._record import chosen, day_of
    from cin_cli.render.visit import print_preparation

    day = day_of(as_of, past=False) if as_of else context.today()
    print_preparation(preparation(chosen(cases), day), day)
