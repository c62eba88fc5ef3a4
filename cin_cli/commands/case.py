"""`cin case`: open one, list the caseload, show one child."""

from datetime import timedelta
from typing import Annotated, Any

import typer

from cin_cli import context
from cin_cli.errors import NotFound, Refused, UsageError

app = typer.Typer(
    no_args_is_help=True, add_completion=False, rich_markup_mode=None,
    help="Open a case, list the caseload, show one child.",
)  # fmt: skip
AsJson = Annotated[bool, typer.Option("--json", help="As JSON.")]
Names = Annotated[bool, typer.Option("--names", help="Show names. Mind who can see the screen.")]
Day = Annotated[str | None, typer.Option(metavar="DATE")]
LastHeld = Annotated[str | None, typer.Option(metavar="DATE", help="A date, or `none`; left out, it is not known.")]
NONE = ("none", "never")


@app.command("open")
def open_(
    ref: Annotated[str, typer.Argument(metavar="REF", help="Letters and digits; your team's own form is kept beside it.")],
    initials: Annotated[str | None, typer.Option("--initials")] = None,
    name: Annotated[str | None, typer.Option("--name", help="As the family uses it; shown only with --names.")] = None,
    born: Day = None,
    opened: Annotated[
        str | None, typer.Option("--opened", metavar="DATE", help="Else the earliest date given, else today.")
    ] = None,
    referral: Day = None,
    decision: Annotated[str | None, typer.Option("--decision", metavar="DATE", help="When a plan was decided on.")] = None,
    plan_start: Day = None,
    last_visit: LastHeld = None,
    last_review: LastHeld = None,
    worker: Annotated[str | None, typer.Option("--worker", metavar="NAME", help="Else me.")] = None,
    pathway: Annotated[str | None, typer.Option("--pathway", help="standard, or health and disability.")] = None,
    team: Annotated[str | None, typer.Option("--team", help="A&I, FS&P, CIC, CWD or other.")] = None,
) -> None:
    """Open a case in one line.

    Example: cin case open AB12 --initials JD --born 2/3/2015 --decision 4/11/2025 --plan-start 14/11/2025 --last-visit 20/2
    """
    from cin_cli.commands._record import say_next
    from cin_cli.domain.opening import Opening, entries
    from cin_cli.domain.reference import clean_reference

    reference, own = clean_reference(ref)
    _free(reference)
    given = {"born": born, "opened": opened, "referral": referral, "decision": decision, "plan_start": plan_start,
             **_asked(plan_start, last_visit, last_review)}  # fmt: skip
    dates, none = _dates(given)
    opening = Opening(
        reference, {name: day for name, day in dates.items() if name != "born"}, none,
        _details(initials, name, dates.get("born"), own), worker or context.me(), team, _pathway(pathway),
    )  # fmt: skip
    _refuse(opening, dates.get("born"))
    context.record(entries(opening, context.today()))
    context.say(f"{reference} is open." + (f" Your team's reference, {own}, is kept beside it." if own else ""))
    say_next([reference])


def _free(reference: str) -> None:
    """Refuse a reference that is taken: an open case, a closed one, a family's."""
    from cin_cli.store.people import find_child, find_family

    store = context.store()
    if find_family(store, reference):
        raise Refused(f"{reference} is a family's reference.", "Choose another for the child.")
    try:
        child = find_child(store, reference)
    except (NotFound, UsageError):
        return
    if child.ref.lower() != reference.lower():
        return
    if child.status == "closed":
        raise Refused(f"{child.ref} was closed.", f"To open it again: cin event record case_reopened {child.ref} --on DATE.")
    raise Refused(f"{child.ref} is open already.", f"`cin case show {child.ref}` shows it.")


def _asked(plan_start: str | None, visit: str | None, review: str | None) -> dict[str, str | None]:
    """The last visit and review; asked for on a terminal when the plan began before the case was opened here."""
    from cin_cli.commands._record import ask

    if plan_start:
        visit = visit or ask("When was the child last visited? (a date, `none`, or Enter when not known)")
        review = review or ask("When was the last review meeting? (a date, `none`, or Enter when not known)")
    return {"last_visit": visit, "last_review": review}


def _dates(given: dict[str, str | None]) -> tuple[dict[str, Any], frozenset[str]]:
    from cin_cli.commands._record import day_of

    none = frozenset(name for name in ("last_visit", "last_review") if (given[name] or "").strip().lower() in NONE)
    return {name: day_of(text) for name, text in given.items() if text and name not in none}, none


def _details(initials: str | None, name: str | None, born: Any, own: str | None) -> dict[str, Any]:
    from cin_cli.domain.reference import initials_of

    short = initials or (initials_of(name) if name else None)
    said = {"initials": short, "name": name, "born": born, "own_reference": own}
    return {key: value for key, value in said.items() if value}


def _pathway(text: str | None) -> str | None:
    from cin_cli.exchange.cells import OddError, pathway_in

    try:
        return pathway_in(text) if text else None
    except OddError:
        raise UsageError(f"--pathway {text!r} is not a pathway known here.",
                         "Say `standard` or `health and disability`.") from None  # fmt: skip


def _refuse(opening: Any, born: Any) -> None:
    from cin_cli.domain.opening import dates_of
    from cin_cli.domain.plausible import refuse_before_conception, refuse_future

    for kind, day in dates_of(opening, context.today()):
        refuse_future(kind, day, context.today())
        refuse_before_conception(opening.ref, day, born)


@app.command("list")
def list_(
    worker: Annotated[str | None, typer.Option("--worker", metavar="NAME")] = None,
    as_of: Annotated[str | None, typer.Option("--as-of", metavar="DATE", help="The day to ask for; else today.")] = None,
    all_: Annotated[bool, typer.Option("--all", help="Closed cases too.")] = False,
    names: Names = False,
    as_json: AsJson = False,
) -> None:
    """The caseload: who, whose, how long on a plan, how long since seen and seen alone.

    Example: cin case list --worker "Priya Shah"
    """
    from cin_cli.commands._record import day_of
    from cin_cli.render.caseload import print_list
    from cin_cli.store import journal
    from cin_cli.store.items import last_seen_on

    day = day_of(as_of) if as_of else context.today()
    seen = last_seen_on(context.store(), day)
    chosen = [
        (child, seen[child.ref]) for child in journal.children(context.store())
        if child.ref in seen and (all_ or seen[child.ref][2] != "closed")
        and (not worker or (child.worker or "").lower() == worker.lower())
    ]  # fmt: skip
    print_list(chosen, day, names=names, as_json=as_json)


@app.command()
def show(ref: Annotated[str, typer.Argument(metavar="CASE")], names: Names = False, as_json: AsJson = False) -> None:
    """One child on a page: who, whose, since when, last seen, what is due next, the last 90 days.

    Example: cin case show AB12
    """
    from cin_cli.domain.entry import events_of
    from cin_cli.render.caseload import print_case
    from cin_cli.store import journal
    from cin_cli.store.items import items_on
    from cin_cli.store.people import find_child

    store, today = context.store(), context.today()
    child = find_child(store, ref)
    events = events_of(journal.standing(store, child=child.ref), child.ref)
    rows = items_on(store, today, listed=True, children=[child.ref])
    family = journal.family_of(store, child.family) if child.family else None
    recent = [e for e in events if today - timedelta(days=90) <= e.date <= today or e.planned]
    print_case(child, family, [row.answer for row in rows], recent, events, today, names=names, as_json=as_json)
