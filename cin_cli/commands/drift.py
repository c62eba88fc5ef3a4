"""`cin drift`: facts of the record that may speak of drift, with their dates and sources; never a score."""

from typing import Annotated

import typer

from cin_cli import context
from cin_cli.errors import UsageError

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def drift(
    case: Annotated[str | None, typer.Argument(metavar="[CASE]", help="A child, or a family (F7); else the caseload.")] = None,
    worker: Annotated[
        str | None, typer.Option("--worker", metavar="NAME", help="One worker's children; `all` for everybody's.")
    ] = None,
    team: Annotated[str | None, typer.Option("--team", metavar="TEAM", help="One team's children.")] = None,
    as_of: Annotated[str | None, typer.Option("--as-of", metavar="DATE", help="The day to ask for; else today.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """What may speak of drift: missed, carried over, unchanged, the same again; what the record cannot tell is said.

    Example: cin drift AB12
    """
    from cin_cli.commands._caseload import caseload
    from cin_cli.commands._drift import found
    from cin_cli.commands._record import chosen, day_of
    from cin_cli.domain.listing import Whose
    from cin_cli.render.drift import as_json as in_json
    from cin_cli.render.drift import case_lines, list_lines

    if case is not None and (worker is not None or team is not None):
        raise UsageError("Name one child, or a worker's or team's children.", "cin drift CASE, or cin drift --worker NAME")
    day = day_of(as_of) if as_of else context.today()
    children = list(chosen([case]).children) if case is not None else caseload(worker, team, mine=True)
    rows = [(Whose(c.ref, c.initials, c.name, c.worker, c.family), facts) for c, facts in found(children, day)]
    if as_json:
        context.say(in_json(rows, day))
        return
    for line in case_lines(rows, day) if case is not None else list_lines(rows, day):
        context.say(line)
