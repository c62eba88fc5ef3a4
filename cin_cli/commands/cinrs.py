"""`cin cinrs`: what a reviewing service for children in need asks about, what of it is met, and on what evidence."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from cin_cli import context
from cin_cli.errors import UsageError

if TYPE_CHECKING:
    from datetime import date

    from cin_cli.render.cinrs import Page

app = typer.Typer(
    no_args_is_help=True, add_completion=False, rich_markup_mode=None,
    help="Check what a reviewing service for children in need asks about.",
)  # fmt: skip
FOUND = 10

AsOf = Annotated[str | None, typer.Option("--as-of", metavar="DATE", help="The day to ask for; else today.")]
AsJson = Annotated[bool, typer.Option("--json", help="As JSON.")]


@app.callback()
def top() -> None:
    """What Essex's Child in Need Reviewing Service asks about. It answers for features, never for a child."""


@app.command()
def check(
    case: Annotated[str | None, typer.Argument(metavar="[CASE]", help="A child's reference.", show_default=False)] = None,
    all_: Annotated[bool, typer.Option("--all", help="Every open child, in one list.")] = False,
    worker: Annotated[str | None, typer.Option("--worker", metavar="NAME", help="With --all: one worker's children.")] = None,
    team: Annotated[str | None, typer.Option("--team", metavar="TEAM", help="With --all: one team's children.")] = None,
    as_of: AsOf = None,
    as_json: AsJson = False,
    alarm: Annotated[bool, typer.Option("--check", help=f"Leave with {FOUND} when a feature is met.")] = False,
) -> None:
    """What is met, in part, not recorded or not met; the evidence, and what would settle it.

    Example: cin cinrs check AB12 --as-of 3/10/2025
    """
    from cin_cli.commands._record import day_of

    day = day_of(as_of) if as_of else context.today()
    if (case is None) != (all_ or worker is not None or team is not None):
        raise UsageError("Name one child, or ask for --all.", "cin cinrs check CASE, or cin cinrs check --all --worker NAME")
    if case is None:
        met = _all(worker, team, day, as_json)
    else:
        from cin_cli.commands._cinrs import page_of
        from cin_cli.store import journal

        met = _print([page_of(journal.find_child(context.store(), case), day)], as_json)
    if alarm and met:
        raise typer.Exit(FOUND)


def _print(pages: "list[Page]", as_json: bool) -> bool:
    from cin_cli.render.cinrs import as_json as in_json
    from cin_cli.render.cinrs import lines

    if as_json:
        context.say(in_json(pages))
    for number, page in enumerate([] if as_json else pages):
        if number:
            context.say()
        for line in lines(page):
            context.say(line)
    return any(page.result.answer == "features_met" for page in pages)


def _all(worker: str | None, team: str | None, day: "date", as_json: bool) -> bool:
    from collections import Counter

    from cin_cli.commands._caseload import caseload
    from cin_cli.commands._cinrs import authority_here, cases, service_here
    from cin_cli.render.cinrs import case_lines, cases_json

    answers: Counter[str] = Counter()
    listed = []
    for case in cases(caseload(worker, team), day):
        answers[case.answer] += 1
        if case.answer != "none_met" or case.soon:
            listed.append(case)
    counts = {name: answers[name] for name in ("features_met", "cannot_tell", "none_met")}
    service = service_here()
    note = service.ours if service.is_of(authority_here()) else service.elsewhere
    for line in [cases_json(listed, day, counts)] if as_json else case_lines(listed, day, counts, [note]):
        context.say(line)
    return bool(answers["features_met"])


@app.command("try")
def try_(
    case: Annotated[str, typer.Argument(metavar="CASE", help="A made-up case in JSON or TOML.")],
    as_of: AsOf = None,
    service: Annotated[
        str, typer.Option("--service", metavar="FILE", help="Another service's description; else Essex's.")
    ] = "essex",
    as_json: AsJson = False,
) -> None:
    """What is found of a made-up case, without a case file: the form of `cin policy try`, and `statements`.

    Example: cin cinrs try case.json --as-of 2025-10-03 --json
    """
    from cin_cli.commands._cinrs import tried_pages
    from cin_cli.domain.dates import parse_date
    from cin_cli.policy.cinrs import read, text_of

    today = context.today()
    day = parse_date(as_of, today).day if as_of else today
    _print(tried_pages(case, read(text_of(service), service), day), as_json)


@app.command()
def state(
    cases: Annotated[list[str], typer.Argument(metavar="CASE… FEATURE", help="Children, or a family, and what is said of them.")],
    by: Annotated[str, typer.Option("--by", metavar="WHO", help="Who says so: a role, or a name.")],
    why: Annotated[str, typer.Option("--why", metavar="WORDS", help="The reason; @FILE reads it from a file, @- from input.")],
    on: Annotated[str | None, typer.Option("--on", metavar="DATE", help="The day it was said; else today.")] = None,
    theme: Annotated[str | None, typer.Option("--theme", metavar="THEME", help="Of an emerging theme: which.")] = None,
) -> None:
    """Record what somebody says of a feature that no date can show: who says it, when and why.

    Example: cin cinrs state AB12 stuck --by "team manager" --why @reason.txt
    """
    from cin_cli.commands._record import checked_day, chosen, day_of, given_words, listed
    from cin_cli.domain.dates import words
    from cin_cli.domain.entry import entry

    *refs, feature = cases
    if not refs:
        raise UsageError("Name the children, then the feature.", "cin cinrs state CASE FEATURE --by WHO --why WORDS")
    reason = given_words(why)
    if not by.strip() or not reason.strip():
        raise UsageError("It counts only with who says so and why.", "Give --by and --why.")
    who, day = chosen(refs), day_of(on) if on else context.today()
    checked_day(who, "cinrs_stated", day)
    said = {"feature": feature, "by": by, "why": reason} | ({"theme": theme} if theme else {})
    context.record([entry("cinrs_stated", day, who.refs, said)])
    context.say(f"Recorded for {listed(who.refs)}: {feature}, said by {by} on {words(day)}, with the reason.")


@app.command()
def use(
    service: Annotated[str, typer.Argument(metavar="FILE", help="A service's description, or `essex`.")],
) -> None:
    """Go by another service's description here, or by Essex's with your team's own numbers.

    Example: cin cinrs use our-readings.toml
    """
    from cin_cli.commands._cinrs import SETTING
    from cin_cli.policy.cinrs import read, text_of
    from cin_cli.store.settings import set_setting

    text = text_of(service)
    found = read(text, service)
    set_setting(context.store(), SETTING, text)
    context.say(f"Kept here: {found.service}. `cin cinrs check` now goes by it.")


class Form(StrEnum):
    """What a request can be written as."""

    md = "md"
    html = "html"
    txt = "txt"


@app.command()
def request(
    case: Annotated[str, typer.Argument(metavar="CASE", help="A child's reference.")],
    form: Annotated[bool, typer.Option("--form", help="Write the request as a form in your editor, and record it.")] = False,
    source: Annotated[
        str | None, typer.Option("--from", metavar="FILE", help="Record the request from its form; - for standard input.")
    ] = None,
    on: Annotated[str | None, typer.Option("--on", metavar="DATE", help="The day it was asked; else as the form says.")] = None,
    set_: Annotated[
        list[str] | None, typer.Option("--set", metavar="name=value", help="Something it says: raised_by, quadrant, until, …")
    ] = None,
    as_: Annotated[Form, typer.Option("--format", help="How it is written.")] = Form.md,
    output: Annotated[str | None, typer.Option("--output", "-o", metavar="FILE", help="Write it there; else print it.")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Replace the file if it is there.")] = False,
    names: Annotated[bool, typer.Option("--names", help="With the child's first name.")] = False,
    fresh: Annotated[bool, typer.Option("--fresh", help="Begin the form anew, not from what was kept of it.")] = False,
) -> None:
    """Ask the reviewing service: record the request, and write the paper that goes to it. Without words: the last one again.

    The paper is for the service: background, what is met, what happened, what was tried, who takes part and how, what is asked.

    Example: cin cinrs request AB12 --from request.md --set until=2026-06-30 -o request.html --format html
    """
    from cin_cli.commands import _event, _request
    from cin_cli.commands._chronology import tell
    from cin_cli.commands._cinrs import service_here
    from cin_cli.commands._files import print_out, write_out
    from cin_cli.commands._record import chosen, pairs
    from cin_cli.render.request import render
    from cin_cli.store import journal

    child = journal.find_child(context.store(), case)
    if form or source or set_ or on:
        given = _event.Given("cinrs_requested", on, pairs(set_ or []), [], False, None)
        _event.record(chosen([child.ref]), given, source, form=form, fresh=fresh)
    made, held = _request.request(child, _request.latest(child))
    tell(held)
    if made.lacks:
        context.warn(f"Not said in it: {', '.join(made.lacks)}.")
    called = (child.name or "").split(" ")[0] if names else ""
    text = render(made, as_.value, names=called, service=service_here().service)
    if output:
        write_out(output, text, yes=yes)
    else:
        print_out(text)


@app.command("list")
def list_(case: Annotated[str, typer.Argument(metavar="CASE", help="A child's reference.")]) -> None:
    """What was asked of the service and what came of it: requests, consultations, feedback, the end.

    They are recorded with `cin event record cinrs_consultation`, `cinrs_feedback` and `cinrs_ended`.

    Example: cin cinrs list AB12
    """
    from cin_cli.commands._request import history
    from cin_cli.store import journal

    child = journal.find_child(context.store(), case)
    told = list(history(child, context.today()))
    for line in told or [f"Nothing was asked of a reviewing service for {child.ref}."]:
        context.say(line)
