"""`cin action`: what somebody said they would do at a visit or a meeting, and that it was done."""

from typing import TYPE_CHECKING, Annotated

import typer

from cin_cli import context
from cin_cli.errors import NotFound

if TYPE_CHECKING:
    from cin_cli.domain.action import Action

HELP = "What was promised at visits and meetings, by whom, and whether it is done."
app = typer.Typer(no_args_is_help=True, add_completion=False, rich_markup_mode=None, help=HELP)


@app.command("list")
def list_(
    cases: Annotated[list[str], typer.Argument(metavar="CASE…", help="The children, or a family (F7).")],
    all_: Annotated[bool, typer.Option("--all", help="What is done, too.")] = False,
    as_of: Annotated[str | None, typer.Option("--as-of", metavar="DATE", help="The day to ask for; else today.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """What was promised and is not yet done, by who promised it, late first.

    Example: cin action list AB12
    """
    from cin_cli.commands._prepare import actions_of
    from cin_cli.commands._record import chosen, day_of
    from cin_cli.render.action import print_actions

    who, day = chosen(cases), day_of(as_of) if as_of else context.today()
    found: dict[str, Action] = {}
    for ref in who.refs:
        found |= {action.ref: action for action in actions_of(ref) if all_ or action.done is None}
    print_actions(list(found.values()), day, as_json=as_json)


@app.command()
def done(
    ref: Annotated[str, typer.Argument(metavar="ACTION", help="Its name, such as 12.1, as `cin action list` shows it.")],
    cases: Annotated[list[str], typer.Argument(metavar="CASE…", help="The children it was for, or a family (F7).")],
    on: Annotated[str | None, typer.Option("--on", metavar="DATE", help="The day it was done; else today.")] = None,
    how: Annotated[str | None, typer.Option("--how", metavar="W", help="What came of it; @FILE reads it from a file.")] = None,
) -> None:
    """Say that something that was promised has been done.

    Example: cin action done 12.1 AB12 --on 3/10/2025
    """
    from cin_cli.commands._held import day_for
    from cin_cli.commands._prepare import actions_of
    from cin_cli.commands._record import chosen, given_words, listed
    from cin_cli.domain.dates import words
    from cin_cli.domain.entry import entry

    who = chosen(cases)
    known = {action.ref: action for child in who.refs for action in actions_of(child)}
    action = known.get(ref.strip())
    if action is None:
        raise NotFound(f"Nothing that was promised is called {ref!r} for {listed(who.refs)}.",
                       f"`cin action list {' '.join(who.refs)}` shows what there is.")  # fmt: skip
    if action.done:
        context.say(f"{action.ref} was done already, on {words(action.done)}.")
        return
    day = day_for(who, "action_done", on, planned=False)
    theirs = [child for child in who.refs if any(a.ref == action.ref for a in actions_of(child))]
    said = {"action": action.ref, "how": given_words(how) if how is not None else None}
    numbers = context.record([entry("action_done", day, theirs, said)])
    context.say(f"Done: {action.ref}, {words(day)}, for {listed(theirs)} (entry {numbers[0]}).")
