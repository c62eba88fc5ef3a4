"""`cin meeting`: book a meeting, prepare it, record it, make its minutes and say who had them."""

from typing import Annotated

import typer

from cin_cli import context
from cin_cli.domain.entry import OUTCOMES, ROLES
from cin_cli.domain.kinds import BASES, MINUTES_SENT
from cin_cli.errors import UsageError

HELP = "Book a meeting, prepare it, record it, make and send its minutes."
app = typer.Typer(no_args_is_help=True, add_completion=False, rich_markup_mode=None, help=HELP)
Cases = Annotated[list[str], typer.Argument(metavar="CASE…", help="The children it is about, or a family (F7).")]
Case = Annotated[str, typer.Argument(metavar="CASE", help="A child's reference, or a family's (F7).")]
Initial = Annotated[bool, typer.Option("--initial", help="The initial meeting.")]
Review = Annotated[bool, typer.Option("--review", help="A review meeting.")]
On = Annotated[str | None, typer.Option("--on", metavar="DATE", help="The meeting of that day; else the last one held.")]
BookedOn = Annotated[str | None, typer.Option("--booked-on", metavar="DATE", help="The day it was booked; else today.")]
Venue = Annotated[str | None, typer.Option("--venue", metavar="W", help="Where; @FILE reads it from a file.")]
VenueFor = Annotated[str | None, typer.Option("--venue-for", metavar="WHOM", help="Who may see where; only you if not said.")]
Time = Annotated[str | None, typer.Option("--time", metavar="14:00", help="When it begins.")]


def kind_of(initial: bool, review: bool) -> str:
    """The kind of entry; which of the two has to be said."""
    if initial == review:
        raise UsageError("A meeting is one of two kinds.", "Say --initial or --review.")
    return "cin_meeting_initial" if initial else "cin_meeting_review"


@app.command()
def book(
    cases: Cases,
    on: Annotated[str, typer.Option("--on", metavar="DATE", help="The day it is booked for.")],
    initial: Initial = False,
    review: Review = False,
    time: Time = None,
    venue: Venue = None,
    venue_for: VenueFor = None,
    invite: Annotated[
        list[str] | None,
        typer.Option("--invite", metavar="WHO", help="all, a person (F7.mother, mother), or @FILE with one a line (name, role)."),
    ] = None,
    report: Annotated[
        list[str] | None, typer.Option("--report", metavar="WHO", help="Whom you asked for a report, whether they come or not.")
    ] = None,
    advocate: Annotated[str | None, typer.Option("--advocate", metavar="W", help="Such as: offered, taken, not wanted.")] = None,
    interpreter: Annotated[str | None, typer.Option("--interpreter", metavar="W", help="Such as: booked, not needed.")] = None,
    booked_on: BookedOn = None,
) -> None:
    """Book a meeting; booking the same day again adds to it. It says who is not invited yet.

    Example: cin meeting book AB12 AB13 --review --on 14/11/2025 --time 15:30 --venue @place.txt --invite all
    """
    from cin_cli.commands._booking import book as booked
    from cin_cli.commands._record import chosen, given_words

    kind = kind_of(initial, review)
    values = {"time": time, "venue": given_words(venue) if venue else None, "venue_for": venue_for, "advocate": advocate,
              "interpreter": interpreter}  # fmt: skip
    booked(chosen(cases), kind, on, values, invite=invite or [], reports=report or [], booked_on=booked_on)


@app.command("list")
def list_(
    case: Case, as_json: Annotated[bool, typer.Option("--json", help="As JSON, every word whole.")] = False
) -> None:
    """The meetings about a child or a family, the newest first, and whether the minutes were sent.

    Example: cin meeting list AB12
    """
    from cin_cli.commands._gathered import all_meetings, sent_entries
    from cin_cli.commands._record import chosen
    from cin_cli.domain.meeting import sendings
    from cin_cli.render.meeting import print_meetings

    who = chosen([case])
    found = all_meetings(who.refs)
    print_meetings([(one, sendings(sent_entries(one), one)) for one in found], as_json=as_json)
    if not found and not as_json:
        context.say(f"No meeting about {who.refs[0]} is recorded. `cin meeting book {who.refs[0]}` books one.")


@app.command()
def show(case: Case, on: On = None) -> None:
    """Everything that is recorded of a meeting, the children's words first; who had the minutes; what is missing.

    Example: cin meeting show AB12 --on 3/10/2025
    """
    from cin_cli.commands._gathered import all_meetings, around, the_meeting
    from cin_cli.commands._record import chosen, day_of
    from cin_cli.commands._sending import who_had
    from cin_cli.domain.meeting import findings
    from cin_cli.render.meeting import whole

    who = chosen([case])
    day = day_of(on, past=False) if on else None
    booked = [one for one in all_meetings(who.refs) if one.planned and one.day == day]
    meeting = booked[0] if booked and day and day > context.today() else the_meeting(who, day)
    about = chosen(meeting.children)
    sent, without = who_had(about, meeting)
    for line in whole(meeting, sent, without):
        context.say(line)
    for finding in findings(meeting, around(about, meeting.day)):
        context.warn(f"Note: {finding.sentence}")


@app.command()
def send(
    case: Case,
    to: Annotated[
        list[str] | None,
        typer.Option("--to", metavar="WHO", help="Once for each: a person (F7.mother), a name, @FILE with one a line, or all."),
    ] = None,
    on: On = None,
    how: Annotated[str | None, typer.Option("--how", metavar="HOW", help=f"One of: {', '.join(MINUTES_SENT)}.")] = None,
    basis: Annotated[
        str | None, typer.Option("--basis", metavar="WHY", help=f"Why they may have them: {', '.join(BASES)}.")
    ] = None,
    by: Annotated[str | None, typer.Option("--by", metavar="ROLE", help=f"Who sent them: {', '.join(ROLES)}.")] = None,
    sent: Annotated[str | None, typer.Option("--sent", metavar="DATE", help="The day they were sent; else today.")] = None,
    recorded: Annotated[
        str | None, typer.Option("--recorded", metavar="DATE", help="The day they were put on the council's system.")
    ] = None,
) -> None:
    """Record who had the minutes, when and how (nothing is sent), and when they were put on the council's system.

    Example: cin meeting send AB12 --to F7.mother --to "Ms Reed" --how post --basis own_record
    """
    from cin_cli.commands._record import chosen
    from cin_cli.commands._sending import send as sent_to

    sent_to(chosen([case]), on, to or [], how=how, basis=basis, by=by, sent=sent, recorded=recorded)


@app.command()
def record(
    cases: Cases,
    initial: Initial = False,
    review: Review = False,
    on: Annotated[str | None, typer.Option("--on", metavar="DATE", help="The day; else today.")] = None,
    chair: Annotated[str | None, typer.Option("--chair", metavar="ROLE", help=f"One of: {', '.join(ROLES)}.")] = None,
    outcome: Annotated[str | None, typer.Option("--outcome", metavar="O", help=f"One of: {', '.join(OUTCOMES)}.")] = None,
    next_: Annotated[str | None, typer.Option("--next", metavar="DATE", help="The day agreed for the next review.")] = None,
    venue: Venue = None,
    recorded_on: Annotated[
        str | None, typer.Option("--recorded-on", metavar="DATE", help="The day its minutes were put on the council's system.")
    ] = None,
    planned: Annotated[bool, typer.Option("--planned", help="It is booked, not held yet: `cin meeting book`.")] = False,
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
