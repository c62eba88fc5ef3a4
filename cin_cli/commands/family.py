"""`cin family`: which children belong together, and whether their parents must not see the same paper."""

from typing import TYPE_CHECKING, Annotated

import typer

from cin_cli import context
from cin_cli.errors import UsageError

if TYPE_CHECKING:
    from cin_cli.store.people import Child, Family

app = typer.Typer(
    no_args_is_help=True, add_completion=False, rich_markup_mode=None,
    help="Which children belong together, and who must not see what.",
)  # fmt: skip


@app.command()
def add(
    cases: Annotated[
        list[str] | None, typer.Argument(metavar="CASE…", help="The children; with --ref they may be left out.")
    ] = None,
    separated: Annotated[
        bool | None,
        typer.Option("--separated/--not-separated", help="The parents live apart: one copy a person.", show_default=False),
    ] = None,
    at_risk: Annotated[
        bool | None,
        typer.Option("--at-risk/--not-at-risk", help="Somebody is at risk from another: one copy a person.", show_default=False),
    ] = None,
    ref: Annotated[str | None, typer.Option("--ref", metavar="F7", help="Add to this family instead of making one.")] = None,
) -> None:
    """Put children into one family; what is recorded for `F7` is recorded for each of them.

    Examples: cin family add AB12 AB13 --separated    cin family add AB14 --ref F1    cin family add --ref F1 --at-risk
    """
    from cin_cli.domain.entry import entry
    from cin_cli.store.people import family_of

    family = family_of(context.store(), ref) if ref is not None else None
    if not cases and not family:
        raise UsageError("A family needs a child.", "Name the children: cin family add AB12 AB13")
    children = _children(cases or [])
    name = family.ref if family else _free()
    flags = {"separated": separated, "at_risk": at_risk}
    said = {flag: value for flag, value in flags.items() if value is not None}
    joining = [child.ref for child in children if child.family != name]
    if family and not joining and all(getattr(family, flag) == value for flag, value in said.items()):
        context.say(f"Nothing changed: that is what {name} is already.")
        return
    context.record([entry("family_described", context.today(), joining, {"family": name, **said})])
    _say(family_of(context.store(), name), children)


@app.command()
def link(
    cases: Annotated[list[str], typer.Argument(metavar="CASE…", help="The children.")],
    ref: Annotated[str, typer.Option("--to", metavar="F7", help="The family they belong to.")],
) -> None:
    """Put children into a family that is there.

    Example: cin family link AB14 --to F1
    """
    add(cases, None, None, ref)


def _children(cases: list[str]) -> "list[Child]":
    """The children of these references; a family's (`F7`) stands for all of its own."""
    from cin_cli.commands._record import chosen

    return list(chosen(cases).children) if cases else []


def _free() -> str:
    """The next free family reference that is no child's either."""
    from cin_cli.store import journal

    store = context.store()
    name = journal.next_family(store)
    children = {child.ref.upper() for child in journal.children(store)}
    while name in children:
        name = f"F{int(name[1:]) + 1}"
    return name


def _say(family: "Family", children: "list[Child]") -> None:
    from cin_cli.commands._record import listed

    who = f": {listed(family.children)}" if family.children else " has no children"
    context.say(f"{family.ref}{who}.")
    for child in children:
        if child.family and child.family != family.ref:
            context.say(f"{child.ref} was in {child.family} and is in {family.ref} now.")
    for line in _marks(family):
        context.say(line)


def _marks(family: "Family") -> list[str]:
    marks = {"separated": family.separated, "at risk from each other": family.at_risk}
    return [f"Marked as {how}: no copy of a plan is shared, each person gets one." for how, is_so in marks.items() if is_so]


@app.command()
def show(
    ref: Annotated[str, typer.Argument(metavar="FAMILY", help="Such as F7.")],
    names: Annotated[bool, typer.Option("--names", help="Show names. Mind who can see the screen.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """The children of a family, the people around it, and what holds for its papers.

    Example: cin family show F1
    """
    from cin_cli.commands._circle import copy_of, whom
    from cin_cli.commands._record import listed
    from cin_cli.commands.person import as_json as person_json
    from cin_cli.commands.person import print_people
    from cin_cli.render.person import together
    from cin_cli.store.people import family_of

    family = family_of(context.store(), ref)
    if as_json:
        import json

        found = {
            "schema_version": 1, "family": family.ref, "children": list(family.children), "separated": family.separated,
            "at_risk": family.at_risk, "people": [person_json(person, names) for person in family.people.values()],
        }  # fmt: skip
        context.say(json.dumps(found, indent=1, ensure_ascii=False))
        return
    context.say(f"{family.ref}: {listed(family.children) if family.children else 'no children'}")
    for line in _marks(family):
        context.say(line)
    print_people(family, names=names)
    part, _ = copy_of(whom(family.ref), None, names=names)
    for line in together(part):
        context.say(line)
