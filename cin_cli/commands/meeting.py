"""`cin meeting`: record a child in need meeting, held or booked."""

from typing import Annotated

import typer

from cin_cli import context
from cin_cli.domain.entry import OUTCOMES, ROLES
from cin_cli.errors import UsageError

app = typer.Typer(no_args_is_help=True, add_completion=False, rich_markup_mode=None, help="Record a meeting.")


@app.callback()
def top() -> None:
    """Record a meeting."""


@app.command()
def record(
    cases: Annotated[list[str], typer.Argument(metavar="CASE…", help="The children it was about, or a family (F7).")],
    initial: Annotated[bool, typer.Option("--initial", help="It was the initial meeting.")] = False,
    review: Annotated[bool, typer.Option("--review", help="It was a review meeting.")] = False,
    on: Annotated[str | None, typer.Option("--on", metavar="DATE", help="The day; else today.")] = None,
    chair: Annotated[str | None, typer.Option("--chair", metavar="ROLE", help=f"One of: {', '.join(ROLES)}.")] = None,
    outcome: Annotated[str | None, typer.Option("--outcome", metavar="O", help=f"One of: {', '.join(OUTCOMES)}.")] = None,
    next_: Annotated[str | None, typer.Option("--next", metavar="DATE", help="The day agreed for the next review.")] = None,
    venue: Annotated[str | None, typer.Option("--venue", metavar="W", help="Where; @FILE reads it from a file.")] = None,
    recorded_on: Annotated[
        str | None, typer.Option("--recorded-on", metavar="DATE", help="The day its minutes were put on the council's system.")
    ] = None,
    planned: Annotated[bool, typer.Option("--planned", help="It is booked, not held yet.")] = False,
    booked_on: Annotated[
        str | None, typer.Option("--booked-on", metavar="DATE", help="With --planned: the day it was booked; else today.")
    ] = None,
    source: Annotated[
        str | None, typer.Option("--from", metavar="FILE", help="Keep the words of a file beside it (- for standard input).")
    ] = None,
) -> None:
    """Record a meeting, initial or review, of one child or several.

    On a terminal it asks for what is missing; Enter means not known.

    Example: cin meeting record AB12 AB13 --review --on 3/10/2025 --chair team_manager --next 14/11/2025
    """
    from cin_cli.commands._held import booking, day_for, write, written_up
    from cin_cli.commands._record import chosen, typed
    from cin_cli.domain.entry import entry

    if initial == review:
        raise UsageError("A meeting is one of two kinds.", "Say --initial or --review.")
    kind = "cin_meeting_initial" if initial else "cin_meeting_review"
    if planned and (outcome or next_):
        raise UsageError("A meeting that is only booked has no outcome yet.", "Leave --outcome and --next out.")
    who = chosen(cases)
    day = day_for(who, kind, on, planned=planned)
    booked = booking(booked_on, planned=planned)
    said = {"chair": chair, "outcome": outcome, "next_review_agreed": next_, "venue": venue, "recorded_on": recorded_on}
    ready = typed(kind, _asked({name: value for name, value in said.items() if value is not None}, planned=planned))
    written_up(ready, planned=planned)
    made = entry(kind, day, who.refs, ready, planned=planned, booked_on=booked)
    _note_next(made.facts.get("next_review_agreed"), made.happened_on.isoformat())
    write(who, made, source)


def _asked(said: dict[str, str], *, planned: bool) -> dict[str, str]:
    """What was said, and on a terminal what is answered to a few short questions."""
    from cin_cli.commands._record import ask

    if planned or not context.interactive():
        return said
    questions = {"chair": ("Who chaired it?", ROLES), "outcome": ("What came of it?", OUTCOMES),
                 "next_review_agreed": ("When is the next review?", ())}  # fmt: skip
    answers = {name: ask(*question) for name, question in questions.items() if name not in said}
    return said | {name: answer for name, answer in answers.items() if answer}


def _note_next(agreed: str | None, held: str) -> None:
    if agreed and agreed <= held:
        context.warn("Note: the next review that was agreed is not after this meeting.")
