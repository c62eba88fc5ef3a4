"""`cin person`: the people around a family, and who may see what is said of them."""

import re
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cin_cli import context
from cin_cli.errors import UsageError

if TYPE_CHECKING:
    from cin_cli.domain.audience import Audience
    from cin_cli.store.people import Family, Person

app = typer.Typer(
    no_args_is_help=True, add_completion=False, rich_markup_mode=None, help="The people around a family.",
)  # fmt: skip
_SHORT = re.compile(r"[a-z0-9_-]{1,40}")
_TAKEN = ("family", "everyone", "everybody", "professional", "professionals", "worker")
"""Words that mean a circle of people wherever an audience is read."""


@app.command()
def add(
    ref: Annotated[str, typer.Argument(metavar="F7.mother", help="The family, a full stop, a short word for the person.")],
    name: Annotated[
        str | None, typer.Option("--name", help="As the family uses it; @FILE reads it from a file. Asked on a terminal.")
    ] = None,
    relation: Annotated[str | None, typer.Option("--relation", help="Such as mother, gran, health visitor.")] = None,
    audience: Annotated[
        str | None,
        typer.Option("--audience", help="Who may see what is theirs: worker (if not said), professionals, everyone, or people."),
    ] = None,
) -> None:
    """Add somebody to a family, or say something new of them; what is not said again stays.

    Example: cin person add F1.mother --name Kerry --relation mother --audience F1.mother,F1.gran
    """
    from cin_cli.commands._record import ask, given_words
    from cin_cli.domain.entry import entry
    from cin_cli.store.people import family_of, person_of

    family_ref, whole = _reference(ref)
    family = family_of(context.store(), family_ref)
    whole = f"{family.ref}.{whole}"
    known = person_of(context.store(), whole)
    may = _audience(audience, known)
    if known is None:
        name = name or ask(f"What is {whole} called?")
        relation = relation or ask("How are they related (mother, gran, health visitor)?")
    said = {"name": given_words(name) if name else None, "relation": relation, "audience": list(may) if may else None}
    said = {key: value for key, value in said.items() if value}
    if not said:
        raise UsageError(f"{whole} is recorded already, and nothing new was said.", "Say --name, --relation or --audience.")
    made = entry("person_described", context.today(), values={"person": whole, "family": family.ref, **said})
    context.record([made])
    for other in _unknown(may, family, whole):
        context.warn(f"Note: nobody called {other} is recorded in {family.ref}, so nobody sees it as {other}.")
    now = person_of(context.store(), whole)
    context.say(
        f"{whole} {'is changed' if known else 'is added'}. What is theirs is for: {_seen_by(now.audience if now else None)}."
    )


def _reference(text: str) -> tuple[str, str]:
    """The family's reference and the short word."""
    family, dot, short = text.strip().rpartition(".")
    if not dot or not family or not _SHORT.fullmatch(short.lower()):
        raise UsageError(f"{text!r} is not a person's reference.", "Say it as F7.mother: the family, a full stop, a short word.")
    if short.lower() in _TAKEN:
        raise UsageError(f"{short!r} means several people wherever it is read.", "Choose another word, such as mother.")
    return family, short.lower()


def _audience(text: str | None, known: "Person | None") -> "Audience":
    """Who may see it: as said; the worker only for somebody new; empty: as it was."""
    from cin_cli.domain.audience import read_audience

    if text is None:
        return () if known else ("worker",)
    may = read_audience(text)
    if not may:
        raise UsageError("--audience says nobody.", "Say worker, professionals, everyone, or people such as F7.mother.")
    return may


def _unknown(may: "Audience", family: "Family", whole: str) -> list[str]:
    from cin_cli.domain.audience import people_named, same_person

    people = [*family.people, whole]
    return [named for named in people_named(may) if not any(same_person(named, ref) for ref in people)]


@app.command("list")
def list_(
    family: Annotated[str, typer.Argument(metavar="FAMILY", help="Such as F7.")],
    names: Annotated[bool, typer.Option("--names", help="Show names. Mind who can see the screen.")] = False,
    json_: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """The people of a family, and who may see what is theirs.

    Example: cin person list F1
    """
    from cin_cli.store.people import family_of

    found = family_of(context.store(), family)
    if json_:
        import json

        people = [as_json(person, names) for person in found.people.values()]
        context.say(json.dumps({"schema_version": 1, "family": found.ref, "people": people}, indent=1, ensure_ascii=False))
    else:
        print_people(found, names=names)


def print_people(family: "Family", *, names: bool) -> None:
    """The people of a family as a table; by reference unless names are asked for."""
    from cin_cli.render.table import Cell, Column, show

    if not family.people:
        context.say(f"Nobody is recorded around {family.ref}. `cin person add {family.ref}.mother` adds somebody.")
        return
    columns = (Column("Person"), Column("Name", wraps=True), Column("Relation", wraps=True), Column("For", wraps=True))
    show(columns, [
        [Cell(person.ref), Cell(person.name or "" if names else ""), Cell(person.relation or ""), Cell(_seen_by(person.audience))]
        for person in family.people.values()
    ])  # fmt: skip


def as_json(person: "Person", names: bool) -> dict[str, Any]:
    """What is recorded of a person."""
    may = person.audience
    return {
        "person": person.ref, **({"name": person.name} if names else {}), "relation": person.relation,
        "audience": may if isinstance(may, list) or may is None else [may],
    }  # fmt: skip


def _seen_by(audience: Any) -> str:
    return ", ".join(map(str, audience)) if isinstance(audience, list) else str(audience or "not said")
