"""`cin person`: the people around a family, and who may see what is said of them."""

from typing import Annotated

import typer

from cin_cli import context
from cin_cli.errors import UsageError

app = typer.Typer(
    no_args_is_help=True, add_completion=False, rich_markup_mode=None, help="The people around a family.",
)  # fmt: skip


@app.command()
def add(
    ref: Annotated[str, typer.Argument(metavar="F7.mother", help="The family, a full stop, a short word for the person.")],
    name: Annotated[str | None, typer.Option("--name", help="As the family uses it; asked on a terminal.")] = None,
    relation: Annotated[str | None, typer.Option("--relation", help="Such as mother, gran, health visitor.")] = None,
    audience: Annotated[
        str, typer.Option("--audience", help="Who may see what is said of this person: worker, professionals, everyone, people.")
    ] = "worker",
) -> None:
    """Add somebody to a family, or say something new of them.

    Example: cin person add F1.mother --name Kerry --relation mother --audience F1.mother
    """
    from cin_cli.commands._record import ask
    from cin_cli.domain.audience import read_audience
    from cin_cli.domain.entry import entry
    from cin_cli.store.people import family_of, person_of

    family, dot, short = ref.strip().partition(".")
    if not dot or not short.replace("_", "").replace("-", "").isalnum():
        raise UsageError(f"{ref!r} is not a person's reference.", "Say it as F7.mother: the family, a full stop, a short word.")
    found = family_of(context.store(), family)
    whole = f"{found.ref}.{short}"
    may = list(read_audience(audience))
    given = name or ask("Name, as the family uses it")
    values = {"person": whole, "family": found.ref, "name": given, "relation": relation, "audience": may}
    known = person_of(context.store(), whole)
    context.record([entry("person_described", context.today(), values={k: v for k, v in values.items() if v})])
    context.say(f"{whole} {'is changed' if known else 'is added'}; what is said of them is for: {', '.join(may)}.")




@app.command("list")
def list_(
    family: Annotated[str, typer.Argument(metavar="FAMILY")],
    names: Annotated[bool, typer.Option("--names", help="Show names. Mind who can see the screen.")] = False,
) -> None:
    """The people of a family.

    Example: cin person list F1
    """
    from cin_cli.store.people import family_of

    people = family_of(context.store(), family).people.values()
    if not people:
        context.say(f"Nobody is recorded around {family}. `cin person add {family}.mother` adds somebody.")
    for person in people:
        who = f" {person.name}" if names and person.name else ""
        may = person.audience if isinstance(person.audience, str) else ", ".join(person.audience or ("worker",))
        context.say(f"{person.ref}{who}{', ' + person.relation if person.relation else ''}; for {may}")
