"""`cin plan`: write a plan with the family, keep its versions, make a copy for each reader."""

from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cin_cli import context
from cin_cli.commands._files import given, print_out, write_out
from cin_cli.errors import CinError, Refused, UsageError

if TYPE_CHECKING:
    from cin_cli.commands._plans import For, Saved
    from cin_cli.commands._record import Chosen
    from cin_cli.domain.entry import Entry
    from cin_cli.domain.plan import Copy, Plan

app = typer.Typer(no_args_is_help=True, add_completion=False, rich_markup_mode=None, help="Write, show and render the plan.")
Case = Annotated[str, typer.Argument(metavar="CASE", help="A child's reference, or a family's (F7).")]
From = Annotated[str | None, typer.Option("--from", metavar="FILE", help="Read the form from a file (- for standard input).")]
On = Annotated[str | None, typer.Option("--on", metavar="DATE", help="The day this version was agreed; else today.")]
Fresh = Annotated[bool, typer.Option("--fresh", help="Leave out what waits from last time, and begin from what is saved.")]
VersionNumber = Annotated[int | None, typer.Option("--version", metavar="N", help="An earlier version; else the latest.")]
INSTEAD = "Give the form with --from FILE, or --from - for standard input (`cin plan form` prints an empty one)."


class Form(StrEnum):
    """What a document can be written as."""

    md = "md"
    html = "html"
    txt = "txt"


@app.command()
def new(
    cases: Annotated[list[str], typer.Argument(metavar="CASE…", help="The children it is for, or a family (F7).")],
    source: From = None,
    start: Annotated[str | None, typer.Option("--start", metavar="DATE", help="The day the plan started.")] = None,
    on: On = None,
    fresh: Fresh = False,
) -> None:
    """Begin a plan for one child or several: a form in your editor, or from a file.

    Example: cin plan new AB12 AB13 --start 3/10/2025 --from plan.md
    """
    from cin_cli.commands._record import chosen

    who = chosen(cases)
    _refuse_second(who)
    day = _day(who, "plan_saved", on)
    starts = _starts(who, start, day)
    empty = _empty_form(who)
    text = given(source, INSTEAD) if source else _written(empty, who.refs, fresh)
    if not source and text == empty:
        context.say("Nothing was written, so nothing was saved.")
        return
    _save(who.refs, text, day, None, starts, source)


@app.command()
def edit(case: Case, source: From = None, on: On = None, fresh: Fresh = False) -> None:
    """Change a plan: each save is a new version, and the earlier ones are kept.

    Example: cin plan edit AB12
    """
    from cin_cli.commands._plans import the_plan
    from cin_cli.commands._record import chosen

    latest = the_plan(chosen([case]))[-1]
    who = chosen(latest.children)
    day = _day(who, "plan_saved", on)
    text = given(source, INSTEAD) if source else _written(latest.form, latest.children, fresh)
    _save(latest.children, text, day, latest, [], source)


@app.command("form")
def form_() -> None:
    """Print an empty form to fill in.

    Example: cin plan form > plan.md
    """
    from cin_cli.domain.plan_form import write_form

    print_out(write_form(_blank_plan()))


@app.command()
def show(
    case: Case, version: VersionNumber = None, as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False
) -> None:
    """The plan as you wrote it, everything in it and who may see what.

    Example: cin plan show AB12 --version 1
    """
    from cin_cli.commands._plans import as_version, numbered, the_plan
    from cin_cli.commands._record import chosen, listed
    from cin_cli.domain.dates import words
    from cin_cli.domain.plan_form import without_notes

    versions = the_plan(chosen([case]))
    made = numbered(versions, version)
    if as_json:
        from cin_cli.render.plan import as_json as in_json

        print_out(in_json(as_version(made), [(v.number, v.on, v.by) for v in versions]))
        return
    which = f"version {made.number} of {versions[-1].number}"
    context.say(f"Plan for {listed(made.children)}, {which}, {words(made.on)}, by {made.by}")
    context.say()
    print_out(without_notes(made.form))


@app.command()
def render(
    case: Case,
    reader: Annotated[str, typer.Option("--for", metavar="WHOM", help="family, professional, or a person such as F7.mother.")],
    form: Annotated[Form, typer.Option("--format", help="How it is written.")] = Form.md,
    output: Annotated[str | None, typer.Option("--output", "-o", metavar="FILE", help="Write it there; else print it.")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Replace the file if it is there.")] = False,
    version: VersionNumber = None,
) -> None:
    """A copy of the plan for one reader, with nothing in it that is not meant for that reader.

    Example: cin plan render AB12 --for family --format html -o plan.html
    """
    from cin_cli.commands._plans import as_version, numbered, reader_of, the_plan
    from cin_cli.commands._record import chosen
    from cin_cli.domain.plan import copy_for
    from cin_cli.render.document import render as rendered

    made = as_version(numbered(the_plan(chosen([case])), version))
    whom = reader_of(reader, made.children)
    copy = copy_for(made, whom.reader)
    _refuse_slips(copy)
    text = rendered(copy, form.value, worker=_worker(made.children), reader_name=whom.name)
    if output:
        write_out(output, text, yes=yes)
    else:
        print_out(text)
    _tell(copy, whom)


# Writing ------------------------------------------------------------------------------------------------------------


def _refuse_second(who: "Chosen") -> None:
    """A plan is changed, not begun twice; after one has ended, another may begin."""
    from cin_cli.commands._plans import ENDS, saved

    for ref in who.refs:
        versions = saved(ref)
        ended = [e.date for e in who.events[ref] if e.kind in ENDS and not e.planned]
        if versions and not (ended and max(ended) >= versions[-1].on):
            raise Refused(f"{ref} has a plan already (version {versions[-1].number}).", f"Change it: cin plan edit {ref}")


def _day(who: "Chosen", kind: str, said: str | None) -> date:
    from cin_cli.commands._record import checked_day, day_of

    day = day_of(said) if said else context.today()
    checked_day(who, kind, day)
    return day


def _starts(who: "Chosen", said: str | None, written: date) -> "list[Entry]":
    """The entries that record the plan's start for the children who have none."""
    from cin_cli.commands._plans import started
    from cin_cli.commands._record import checked_day, day_of, flag
    from cin_cli.domain.dates import words
    from cin_cli.domain.entry import entry

    known = {ref: started(who.events[ref]) for ref in who.refs}
    without = [ref for ref, day in known.items() if day is None]
    if said is None and without:
        said = _asked_start(without, written)
    if said is None:
        return []
    day = day_of(said)
    other = next((f"{ref}'s plan started on {words(was)}" for ref, was in known.items() if was and was != day), None)
    if other:
        raise UsageError(f"{other} by what is recorded.", "Leave --start out, or correct that entry: cin event correct")
    if not without:
        return []
    checked_day(who, "cin_plan_started", day)
    made = entry("cin_plan_started", day, without)
    flag(who, made)
    return [made]


def _asked_start(without: list[str], written: date) -> str:
    from cin_cli.commands._record import listed
    from cin_cli.domain.dates import short

    if not context.interactive():
        raise UsageError(f"It is not recorded when the plan for {listed(without)} started.", "Say it with --start DATE.")
    return str(typer.prompt(f"When did the plan for {listed(without)} start?", default=short(written)))


def _empty_form(who: "Chosen") -> str:
    from cin_cli.commands._record import listed
    from cin_cli.domain.plan_form import write_form
    from cin_cli.store import journal

    families = {child.family for child in who.children if child.family}
    at_risk = any(journal.family_of(context.store(), ref).at_risk for ref in families)
    names = [child.name.split()[0] for child in who.children if child.name and child.name.strip()]
    return write_form(_with_cards(_blank_plan(listed(names) if names else "", () if at_risk else ("everyone",))))


def _with_cards(plan: "Plan") -> "Plan":
    """The plan with whom to call filled in from the team's contact cards, where there are any."""
    from dataclasses import replace

    from cin_cli.domain.audience import Said
    from cin_cli.domain.contact import cards
    from cin_cli.store import journal

    found = cards(journal.standing(context.store(), kinds=("contact_card",), words=True))
    day, night = found.get("team") or found.get("front_door"), found.get("out_of_hours")
    said = {"call_by_day": day, "call_at_night": night}
    return replace(plan, **{name: (Said(card.line, card.audience),) for name, card in said.items() if card})  # type: ignore[arg-type]


def _blank_plan(names: str = "", audience: tuple[str, ...] = ("everyone",)) -> "Plan":
    """A plan with an empty place for everything. At risk, nobody has said yet who may see a point: it must be said."""
    from cin_cli.domain.audience import Said
    from cin_cli.domain.plan import SECTIONS, Plan, Point

    said: dict[str, Any] = dict.fromkeys(SECTIONS, (Said(""),))
    return Plan(names=names, points=(Point(audience=audience),), **said)


def _written(text: str, children: "list[str] | tuple[str, ...]", fresh: bool) -> str:
    """What is written in the editor, begun from what waits from last time, else from this text."""
    from cin_cli.commands._drafts import draft, keep_draft
    from cin_cli.commands._editor import edited

    waiting = None if fresh else draft("plan", children)
    if waiting:
        context.warn("This is what you wrote last time and could not be saved. (--fresh begins from what is saved.)")
    return edited(waiting.text if waiting else text, instead=INSTEAD, keep=lambda left: keep_draft("plan", children, left))


def _save(
    children: "list[str] | tuple[str, ...]", text: str, day: date, base: "Saved | None", starts: "list[Entry]", source: str | None
) -> None:
    """Record a version; what cannot be saved is kept, and it is said where."""
    from cin_cli.commands._drafts import keep_draft
    from cin_cli.commands._plans import saved
    from cin_cli.domain.entry import entry
    from cin_cli.domain.plan_form import read_form, unix

    text = unix(text.removeprefix("\ufeff"))
    try:
        plan = read_form(text)
        versions = saved(children[0])
        if base and versions[-1].number != base.number:
            number = versions[-1].number
            raise CinError(f"Version {number} was saved while you were writing.", "Look at both, then save again.")
    except CinError as error:
        raise _kept(error, children, text, source) from None
    if base and text == base.form:
        context.say(f"Nothing changed: version {base.number} stays the latest.")
        return
    number = versions[-1].number + 1 if versions else 1
    context.record([*starts, entry("plan_saved", day, children, {"version": number, "form": text})])
    if source in (None, "-"):
        keep_draft("plan", children, "")
    _say_saved(children, plan, number, day)


def _kept(error: CinError, children: "list[str] | tuple[str, ...]", text: str, source: str | None) -> CinError:
    from cin_cli.commands._drafts import keep_draft

    if source and source != "-":
        return CinError(error.what, f"{error.next_step} Nothing was saved; your text is still in {source}.".strip())
    keep_draft("plan", children, text)
    where = "Nothing was saved; your text is kept in the case file, and `cin plan edit` or `cin plan new` opens it again."
    return CinError(error.what, f"{error.next_step} {where}".strip())


def _say_saved(children: "list[str] | tuple[str, ...]", plan: "Plan", number: int, day: date) -> None:
    from cin_cli.commands._plans import unknown_people
    from cin_cli.commands._record import listed
    from cin_cli.domain.plan import Version, notes_on_dates, people_in

    for note in notes_on_dates(Version(plan, number, day)):
        context.warn(note)
    for name in unknown_people(people_in(plan), children):
        context.warn(f"Nobody called {name} is recorded, so no copy shows what is only for them: cin person add")
    context.say(f"Saved: version {number} of the plan for {listed(list(children))}.")


# Copies -------------------------------------------------------------------------------------------------------------


def _refuse_slips(copy: "Copy") -> None:
    """Nothing that is held back in one place may slip out by another."""
    from cin_cli.domain.audience import slips
    from cin_cli.domain.plan import all_words

    found = slips(all_words(copy.plan), copy.withheld)
    if found:
        raise Refused(
            f"{found[0]!r} is not for this reader where you keep it, but stands in a part that this reader would get.",
            "Nothing was made. Change one of the two with `cin plan edit`.",
        )


def _worker(children: tuple[str, ...]) -> str:
    from cin_cli.store import journal

    workers = (journal.find_child(context.store(), ref).worker for ref in children)
    return ", ".join(dict.fromkeys(worker for worker in workers if worker))


def _tell(copy: "Copy", whom: "For") -> None:
    """Tell the worker, never the document, what was left out and why, and what the reader will miss."""
    from cin_cli.render.plan import left_out

    for line in (*whom.warnings, *left_out(copy), *(f"This copy lacks something: {gap}." for gap in copy.gaps)):
        context.warn(line)
    if whom.reader.separated and copy.unsaid:
        things = ("1 thing does not say who may see it, so it is" if copy.unsaid == 1
                  else f"{copy.unsaid} things do not say who may see them, so they are")  # fmt: skip
        context.warn(f"{things} in this copy. Read it before you hand it over.")
