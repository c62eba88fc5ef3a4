"""`cin family`: which children belong together, and whether their parents must not see the same paper."""

from typing import Annotated

import typer

from cin_cli import context

app = typer.Typer(
    no_args_is_help=True, add_completion=False, rich_markup_mode=None,
    help="Which children belong together, and who must not see what.",
)  # fmt: skip


@app.command()
def add(
    cases: Annotated[list[str], typer.Argument(metavar="CASE…")],
    separated: Annotated[bool, typer.Option("--separated", help="The parents live apart: one copy a person.")] = False,
    at_risk: Annotated[bool, typer.Option("--at-risk", help="Somebody is at risk from somebody: one copy a person.")] = False,
    ref: Annotated[str | None, typer.Option("--ref", metavar="F7", help="Add to this family instead of making one.")] = None,
) -> None:
    """Put children into one family; what is recorded for `F7` is recorded for each of them.

    Examples: cin family add AB12 AB13 --separated    cin family add AB14 --ref F1
    """
    from cin_cli.commands._record import listed
    from cin_cli.domain.entry import entry
    from cin_cli.store.people import family_of, find_child, next_family

    store = context.store()
    children = list(dict.fromkeys(find_child(store, case).ref for case in cases))
    family = family_of(store, ref) if ref else None
    name = family.ref if family else next_family(store)
    moved = [child for child in children if (now := find_child(store, child).family) and now != name]
    said: dict[str, object] = {"family": name}
    if separated or (family and family.separated):
        said["separated"] = True
    if at_risk or (family and family.at_risk):
        said["at_risk"] = True
    context.record([entry("family_described", context.today(), children, said)])
    context.say(f"{listed(children)}: family {name}." + (" One copy of a plan a person." if len(said) > 1 else ""))
    if moved:
        context.warn(f"Note: {listed(moved)} stood in another family and moved to {name}.")


@app.command()
def show(ref: Annotated[str, typer.Argument(metavar="FAMILY")]) -> None:
    """The children of a family, and what holds for its papers.

    Example: cin family show F1
    """
    from cin_cli.store.people import family_of

    family = family_of(context.store(), ref)
    context.say(f"{family.ref}: {', '.join(family.children) or 'no children'}")
    if family.separated:
        context.say("  separated: each parent gets a copy of their own")
    if family.at_risk:
        context.say("  at risk from each other: each person gets a copy of their own")
    for person in family.people.values():
        context.say(f"  {person.ref}" + (f", {person.relation}" if person.relation else ""))
