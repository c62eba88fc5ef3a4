"""`cin cinrs`: whether the criteria of Essex's Child in Need Reviewing Service are met, and on what evidence."""

from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from cin_cli import context

if TYPE_CHECKING:
    from cin_cli.render.cinrs import Page
    from cin_cli.store.people import Child

app = typer.Typer(
    no_args_is_help=True, add_completion=False, rich_markup_mode=None,
    help="Check the criteria of Essex's Child in Need Reviewing Service.",
)  # fmt: skip
FOUND = 10


@app.callback()
def top() -> None:
    """The six criteria of Essex's Child in Need Reviewing Service. It answers for criteria, never for a child."""


@app.command()
def check(
    case: Annotated[str, typer.Argument(metavar="CASE", help="A child's reference.")],
    as_of: Annotated[str | None, typer.Option("--as-of", metavar="DATE", help="The day to ask for; else today.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
    alarm: Annotated[bool, typer.Option("--check", help=f"Leave with {FOUND} when a criterion is met.")] = False,
) -> None:
    """What is met, in part, not recorded or not met; the evidence, and what would settle it.

    Example: cin cinrs check AB12 --as-of 3/10/2025
    """
    from cin_cli.commands._record import day_of
    from cin_cli.render.cinrs import as_json as in_json
    from cin_cli.render.cinrs import lines
    from cin_cli.store import journal

    child = journal.find_child(context.store(), case)
    page = _page(child, day_of(as_of) if as_of else context.today())
    for line in [in_json(page)] if as_json else lines(page):
        context.say(line)
    if alarm and page.result.answer == "features_met":
        raise typer.Exit(FOUND)


def _page(child: "Child", day: date) -> "Page":
    from cin_cli.domain.cinrs import check as checked
    from cin_cli.domain.entry import events_of
    from cin_cli.policy.cinrs import service
    from cin_cli.render.cinrs import Page
    from cin_cli.store import journal, packs

    ours, store = service(), context.store()
    head = packs.head_in_force(store)
    applies = None if head is None else str(head.get("authority", "")).startswith(ours.authority)
    born = {"date_of_birth": child.born} if child.born else {}
    result = checked(events_of(journal.standing(store, child=child.ref), child.ref), born, day)
    texts = {
        found.id: {
            "label": c.label, "source": c.source, "reading": c.reading, "cite": c.cite,
            "settle": c.settled_by(found, child.ref, day.isoformat()),
        }
        for found in result.items if (c := ours.criteria[found.id])
    }  # fmt: skip
    notes = (ours.request if applies else ours.elsewhere, ours.any_one, ours.discretion, ours.held)
    return Page(child.ref, day, result, texts, notes, ours.service, ours.authority, applies)
