"""`cin case`: open one, list the caseload, show one child, its chronology, its story."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cin_cli import context
from cin_cli.errors import NotFound, Refused, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from cin_cli.domain.entry import Entry
    from cin_cli.render.caseload import Line
    from cin_cli.store.people import Child

app = typer.Typer(
    no_args_is_help=True, add_completion=False, rich_markup_mode=None,
    help="Open a case, list the caseload, show one child, its chronology and story.",
)  # fmt: skip
AsJson = Annotated[bool, typer.Option("--json", help="As JSON.")]
Names = Annotated[bool, typer.Option("--names", help="Show names. Mind who can see the screen.")]
LastHeld = Annotated[str | None, typer.Option(metavar="DATE", help="A date, or `none`; left out, it is not known.")]
NONE = ("none", "never")


@app.command("open")
def open_(
    ref: Annotated[str, typer.Argument(metavar="REF", help="Letters and digits; your team's own form is kept beside it.")],
    initials: Annotated[str | None, typer.Option("--initials", help="What lists show beside the reference.")] = None,
    name: Annotated[str | None, typer.Option("--name", help="Shown only with --names; @FILE reads it from a file.")] = None,
    born: Annotated[str | None, typer.Option("--born", metavar="DATE", help="Date of birth.")] = None,
    opened: Annotated[
        str | None, typer.Option("--opened", metavar="DATE", help="Else the earliest date given, else today.")
    ] = None,
    referral: Annotated[str | None, typer.Option("--referral", metavar="DATE", help="When the referral came.")] = None,
    decision: Annotated[str | None, typer.Option("--decision", metavar="DATE", help="When a plan was decided on.")] = None,
    plan_start: Annotated[str | None, typer.Option("--plan-start", metavar="DATE", help="When the plan started.")] = None,
    last_visit: LastHeld = None,
    last_review: LastHeld = None,
    worker: Annotated[str | None, typer.Option("--worker", metavar="NAME", help="Else me.")] = None,
    pathway: Annotated[str | None, typer.Option("--pathway", help="standard, or health and disability.")] = None,
    team: Annotated[str | None, typer.Option("--team", help="A&I, FS&P, CIC, CWD or other.")] = None,
) -> None:
    """Open a case in one line.

    Of a plan that is under way, what you do not say is not known: it is never called late.

    Example: cin case open AB12 --initials JD --born 2/3/2015 --decision 4/11/2025 --plan-start 14/11/2025 --last-visit 20/2
    """
    from cin_cli.commands._record import say_next
    from cin_cli.domain.dates import words
    from cin_cli.domain.opening import Opening, entries
    from cin_cli.domain.reference import clean_reference

    reference, own = clean_reference(ref)
    _free(reference, own)
    given = {"born": born, "opened": opened, "referral": referral, "decision": decision, "plan_start": plan_start,
             **_asked(plan_start, last_visit, last_review)}  # fmt: skip
    dates, none = _dates(given)
    opening = Opening(
        reference, {name: day for name, day in dates.items() if name != "born"}, none,
        _details(initials, name, dates.get("born"), own), worker or context.me(), _team(team), _pathway(pathway),
    )  # fmt: skip
    _refuse(opening, dates.get("born"))
    made = entries(opening, context.today())
    _flag(reference, made)
    numbers = context.record(made)
    several = f"entries {numbers[0]} to {numbers[-1]}" if len(numbers) > 1 else f"entry {numbers[0]}"
    context.say(f"{reference} is open, since {words(made[0].happened_on)}, with {opening.worker} ({several}).")
    if own:
        context.say(f"Your team's reference, {own}, is kept beside it.")
    say_next([reference])


def _free(reference: str, own: str | None) -> None:
    """Refuse a reference that is taken: another child's, an open case's, a closed one's, a family's."""
    from cin_cli.domain.dates import words
    from cin_cli.store.people import find_child, find_family

    store = context.store()
    if find_family(store, reference):
        raise Refused(f"{reference} is a family's reference here.", "Choose another for the child.")
    try:
        child = find_child(store, reference)
    except (NotFound, UsageError):
        return
    if child.ref.upper() != reference:
        return
    if (child.own_reference or reference).upper() != (own or reference).upper():
        raise Refused(
            f"{own or reference} becomes {reference}, the reference of the child whom your team calls "
            f"{child.own_reference or child.ref}.",
            "Choose another for this child.",
        )
    if child.status == "closed":
        closed = f" on {words(child.closed)}" if child.closed else ""
        raise Refused(f"{child.ref} was closed{closed}.", f"Open it again: cin event record case_reopened {child.ref} --on DATE")
    since = f", since {words(child.opened)}" if child.opened else ""
    raise Refused(
        f"{child.ref} is open already{since}.",
        f"`cin case show {child.ref}` shows it; `cin event record KIND {child.ref}` adds to it.",
    )


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
    from cin_cli.commands._record import given_words
    from cin_cli.domain.reference import initials_of

    full = given_words(name) if name else None
    short = _initials(initials) if initials else initials_of(full) if full else None
    said = {"initials": short, "name": full, "born": born, "own_reference": own}
    return {key: value for key, value in said.items() if value}


def _initials(text: str) -> str:
    """One to four letters; a name given as initials would stand in every list."""
    bare = "".join(text.replace(".", "").split())
    if not bare.isalpha() or len(bare) > 4:
        raise UsageError("Initials are one to four letters.", "A name goes into --name, and is shown only with --names.")
    return bare.upper()


def _pathway(text: str | None) -> str | None:
    from cin_cli.exchange.cells import OddError, pathway_in

    try:
        return pathway_in(text) if text else None
    except OddError:
        raise UsageError(f"--pathway {text!r} is not a pathway known here.",
                         "Say `standard` or `health and disability`.") from None  # fmt: skip


def _team(text: str | None) -> str | None:
    """The team as the procedures name it, however it was typed."""
    from cin_cli.domain.entry import TEAMS

    return next((team for team in TEAMS if text and team.lower() == text.strip().lower()), text)


def _refuse(opening: Any, born: Any) -> None:
    """Nothing that is still to come or was before the child could have existed is written."""
    from cin_cli.domain.dates import words
    from cin_cli.domain.opening import dates_of
    from cin_cli.domain.plausible import refuse_before_conception, refuse_future

    if born and born > context.today():
        raise Refused(
            f"{words(born)} is still to come, so nobody was born then.",
            f"Leave --born out; then: cin event record expected_date_of_delivery {opening.ref} --on DATE",
        )
    for kind, day in dates_of(opening, context.today()):
        refuse_future(kind, day, context.today())
        refuse_before_conception(opening.ref, day, born)


def _flag(reference: str, made: "list[Entry]") -> None:
    """Say what is unusual about these dates together; they are recorded all the same."""
    from cin_cli.domain.entry import events_of
    from cin_cli.domain.plausible import unusual

    said: dict[str, None] = {}
    for each in made:
        others = events_of([other for other in made if other is not each], reference)
        said |= dict.fromkeys(unusual(reference, each.kind, each.happened_on, others))
    for sentence in said:
        context.warn(f"Note: {sentence}")


@app.command("list")
def list_(
    worker: Annotated[
        str | None, typer.Option("--worker", metavar="NAME", help="One worker's children; `all` for everybody's.")
    ] = None,
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
    children = journal.children(context.store())
    whose, note = _whose(worker, children)
    chosen = [
        child for child in children
        if child.ref in seen and (all_ or seen[child.ref][2] != "closed")
        and (not whose or (child.worker or "").lower() == whose.lower())
    ]  # fmt: skip
    print_list(_lines(chosen, day), day, note, names=names, in_json=as_json)


def _whose(worker: str | None, children: "Iterable[Child]") -> tuple[str | None, str]:
    """Whose children: as asked, else mine when `cin config` knows me and some are mine, else everybody's."""
    if worker:
        return (None if worker.lower() == "all" else worker), ""
    me = context.known_me()
    if me and any(child.worker == me for child in children):
        return me, f"{me}'s cases; `cin case list --worker all` shows everybody's."
    return None, ""


def _lines(children: "Iterable[Child]", day: "date") -> "list[Line]":
    """Each of these children on that day: when seen, since when there has been a plan."""
    from cin_cli.commands._plans import ENDS, started
    from cin_cli.domain.entry import events_of
    from cin_cli.render.caseload import Line
    from cin_cli.store import journal
    from cin_cli.store.items import last_seen_on

    seen_on = last_seen_on(context.store(), day)
    mine: dict[str, list[Entry]] = {child.ref: [] for child in children}
    for made in journal.standing(context.store(), kinds=("visit", "cin_plan_started", *ENDS)):
        for part in made.parts:
            if part.child in mine and made.happened_on <= day and not made.planned:
                mine[part.child].append(made)
    found = []
    for child in children:
        seen, alone, status = seen_on.get(child.ref, (None, None, child.status))
        events = events_of(mine[child.ref], child.ref)
        unsaid = [e.date for e in events if e.kind == "visit" and e.get("seen") is None and (not seen or e.date > seen)]
        found.append(Line(child, status, seen, alone, started(events), max(unsaid, default=None)))
    return found


@app.command()
def show(
    ref: Annotated[str, typer.Argument(metavar="CASE")],
    since: Annotated[
        str | None, typer.Option("--since", metavar="DATE|last-review", help="What has been going on since then, with its words.")
    ] = None,
    as_of: Annotated[str | None, typer.Option("--as-of", metavar="DATE", help="The day to ask for; else today.")] = None,
    names: Names = False,
    as_json: AsJson = False,
) -> None:
    """One child on a page: who, why, when seen and by whom, the plan, what is due next, the last 90 days.

    Example: cin case show AB12 --since last-review
    """
    from cin_cli.commands._page import page
    from cin_cli.commands._record import day_of
    from cin_cli.render.page import print_page
    from cin_cli.store.people import find_child

    day = day_of(as_of) if as_of else context.today()
    print_page(page(find_child(context.store(), ref), day, since), names=names, in_json=as_json)


class Form(StrEnum):
    """What a document can be written as."""

    md = "md"
    html = "html"
    txt = "txt"


Output = Annotated[str | None, typer.Option("--output", "-o", metavar="FILE", help="Write it there; else print it.")]
Yes = Annotated[bool, typer.Option("--yes", help="Replace the file if it is there.")]


@app.command()
def chronology(
    ref: Annotated[str, typer.Argument(metavar="CASE")],
    reader: Annotated[
        str | None, typer.Option("--for", metavar="WHOM", help="family, professional, or a person such as F7.mother; else you.")
    ] = None,
    significant: Annotated[bool, typer.Option("--significant", help="Only what is significant.")] = False,
    form: Annotated[Form | None, typer.Option("--format", help="As a document; else a table.")] = None,
    output: Output = None,
    yes: Yes = False,
    names: Names = False,
) -> None:
    """What happened and when, the oldest first, what is significant marked; it keeps itself.

    An entry is marked by its kind, or because it says so: `cin note CASE --significant`, `--set significant=yes`.

    Example: cin case chronology AB12 --for professional --format html -o chronology.html
    """
    from dataclasses import replace

    from cin_cli.commands import _chronology
    from cin_cli.commands._plans import reader_of
    from cin_cli.render.chronology import print_table, render
    from cin_cli.store.people import find_child

    child = find_child(context.store(), ref)
    whom = reader_of(reader, [child.ref]) if reader else None
    made = _chronology.copy_of(child, whom) if whom else _chronology.whole(child)
    if significant:
        made = replace(made, lines=tuple(line for line in made.lines if line.significant))
    if whom:
        _chronology.tell(made.withheld, whom.warnings)
    if form is None and output is None:
        print_table(made)
        return
    reader_name = whom.name if whom else ""
    _hand_over(render(made, (form or Form.md).value, names=_called(child, names), reader_name=reader_name), output, yes)


@app.command()
def story(
    ref: Annotated[str, typer.Argument(metavar="CASE")],
    reader: Annotated[
        str | None, typer.Option("--for", metavar="WHOM", help="family, professional, or a person; else the child.")
    ] = None,
    form: Annotated[Form, typer.Option("--format", help="How it is written.")] = Form.md,
    output: Output = None,
    yes: Yes = False,
    names: Names = False,
) -> None:
    """What happened, for the child to read one day: in plain words, the child's own first.

    In it is only what is meant for the child: what says `--for AB12`, or everyone.

    Example: cin case story AB12 --names --format html -o story.html
    """
    from cin_cli.commands import _chronology, _story
    from cin_cli.render.story import render
    from cin_cli.store.people import find_child

    child = find_child(context.store(), ref)
    whom = _story.whom_for(child, reader)
    made = _story.story(child, whom)
    _chronology.tell(made.withheld, whom.warnings)
    reader_name = whom.name if reader else ""
    _hand_over(render(made, form.value, names=_called(child, names), reader_name=reader_name), output, yes)


def _called(child: "Child", names: bool) -> str:
    """The child's first name where names are asked for; no document names a child by reference."""
    return (child.name or "").split(" ")[0] if names else ""


def _hand_over(text: str, output: str | None, yes: bool) -> None:
    from cin_cli.commands._files import print_out, write_out

    if output:
        write_out(output, text, yes=yes)
    else:
        print_out(text)
