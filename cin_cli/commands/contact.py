"""`cin contact`: the team's contact cards, which a new plan is given."""

from typing import TYPE_CHECKING, Annotated

import typer

from cin_cli import context
from cin_cli.errors import UsageError

if TYPE_CHECKING:
    from cin_cli.domain.contact import Card

app = typer.Typer(
    no_args_is_help=True, add_completion=False, rich_markup_mode=None,
    help="Whom to call: the front door, our team, out of hours.",
)  # fmt: skip


@app.command("set")
def set_(
    card: Annotated[str, typer.Argument(metavar="CARD", help="front_door, team or out_of_hours.")],
    name: Annotated[str | None, typer.Option("--name", help="What it is called; @FILE reads it from a file.")] = None,
    phone: Annotated[str | None, typer.Option("--phone", help="The number.")] = None,
    hours: Annotated[str | None, typer.Option("--hours", help="When somebody answers.")] = None,
    note: Annotated[str | None, typer.Option("--note", help="What else a caller should know.")] = None,
    audience: Annotated[str | None, typer.Option("--audience", help="Who may see it; everyone if not said.")] = None,
) -> None:
    """Say whom to call; a new plan's form begins with it. What is not said again stays.

    Example: cin contact set out_of_hours --name "Emergency duty team" --phone "01632 960001" --hours "5pm to 9am"
    """
    from cin_cli.commands._record import given_words
    from cin_cli.domain.audience import read_audience
    from cin_cli.domain.entry import entry

    said = {"name": name, "phone": phone, "hours": hours, "note": note}
    words = {key: given_words(value) for key, value in said.items() if value}
    may = {"for": list(read_audience(audience))} if audience else {}
    if not words and not may:
        raise UsageError("Nothing was said.", "Say --name, --phone, --hours or --note.")
    made = entry("contact_card", context.today(), values={"card": card.replace("-", "_"), **words, **may})
    context.record([made])
    context.say(f"Kept. A new plan begins with it: {_cards()[card.replace('-', '_')].line}")


@app.command("list")
def list_(as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False) -> None:
    """The contact cards.

    Example: cin contact list
    """
    from dataclasses import asdict

    from cin_cli.domain.contact import TITLES

    found = _cards()
    if as_json:
        import json

        made = {"schema_version": 1, "cards": [asdict(card) for card in found.values()]}
        context.say(json.dumps(made, indent=1, ensure_ascii=False))
        return
    for name, title in TITLES.items():
        context.say(f"{title}: {found[name].line if name in found else f'not said; cin contact set {name} --phone …'}")


def _cards() -> "dict[str, Card]":
    from cin_cli.domain.contact import cards
    from cin_cli.store import journal

    return cards(journal.standing(context.store(), kinds=("contact_card",), words=True))
