"""`cin meeting`: book a meeting, prepare it, record it, make its minutes and say who had them."""

from enum import StrEnum
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


Output = Annotated[str | None, typer.Option("--output", "-o", metavar="FILE", help="Write it there; else print it.")]
Yes = Annotated[bool, typer.Option("--yes", help="Replace the file if it is there.")]


class Written(StrEnum):
    """What a document can be written as."""

    md = "md"
    html = "html"
    txt = "txt"


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


@app.command()
def prepare(
    cases: Cases,
    on: Annotated[str | None, typer.Option("--on", metavar="DATE", help="The day of the meeting; else as booked.")] = None,
    initial: Initial = False,
    review: Review = False,
    final: Annotated[bool, typer.Option("--final", help="The last meeting.")] = False,
    reader: Annotated[
        str | None, typer.Option("--for", metavar="WHOM", help="Only what is for them: family, professional, F7.mother.")
    ] = None,
    form: Annotated[Written, typer.Option("--format", help="How it is written.")] = Written.txt,
    output: Output = None,
    yes: Yes = False,
) -> None:
    """What a meeting is for: who is not invited yet, an order for it, open questions, the plan, what is not done.

    Example: cin meeting prepare AB12 AB13
    """
    from cin_cli.commands._minutes import out, prepared
    from cin_cli.commands._record import day_of

    stages = [name for name, said in {"initial": initial, "review": review, "final": final}.items() if said]
    if len(stages) > 1:
        raise UsageError("It is one meeting.", "Say --initial, --review or --final, or none: it is worked out.")
    day = day_of(on, past=False) if on else None
    text, told = prepared(cases, day, stages[0] if stages else None, reader, form.value)
    out(text, told, output, yes=yes)


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
    from cin_cli.commands._gathered import all_meetings, around, tell, the_meeting
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
    tell(findings(meeting, around(about, meeting.day)))


@app.command()
def minutes(
    case: Case,
    reader: Annotated[str, typer.Option("--for", metavar="WHOM", help="family, professional, or a person such as F7.mother.")],
    on: On = None,
    form: Annotated[Written, typer.Option("--format", help="How they are written.")] = Written.md,
    output: Output = None,
    yes: Yes = False,
) -> None:
    """The minutes for one reader: the children's and the family's words first, nothing that is not for that reader.

    Example: cin meeting minutes AB12 --for F7.mother --format html -o minutes.html
    """
    from cin_cli.commands._minutes import minutes as made
    from cin_cli.commands._minutes import out
    from cin_cli.commands._record import day_of

    text, told = made(case, day_of(on) if on else None, reader, form.value)
    out(text, told, output, yes=yes)


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
    time: Time = None,
    venue: Venue = None,
    venue_for: VenueFor = None,
    chair: Annotated[str | None, typer.Option("--chair", metavar="ROLE", help=f"One of: {', '.join(ROLES)}.")] = None,
    came: Annotated[
        list[str] | None, typer.Option("--came", metavar="WHO", help="Who came: F7.mother, mother, or @FILE with one a line.")
    ] = None,
    away: Annotated[
        list[str] | None, typer.Option("--not-came", metavar="WHO[=why]", help="Who was invited and did not come, and why.")
    ] = None,
    thresholds: Annotated[
        bool | None, typer.Option("--thresholds/--no-thresholds", help="The level of need was looked at.", show_default=False)
    ] = None,
    outcome: Annotated[str | None, typer.Option("--outcome", metavar="O", help=f"One of: {', '.join(OUTCOMES)}.")] = None,
    final: Annotated[bool, typer.Option("--final", help="It was the last meeting.")] = False,
    next_: Annotated[str | None, typer.Option("--next", metavar="DATE", help="The day agreed for the next review.")] = None,
    next_time: Annotated[str | None, typer.Option("--next-time", metavar="14:00", help="When it begins.")] = None,
    next_venue: Annotated[str | None, typer.Option("--next-venue", metavar="W", help="Where; @FILE reads it.")] = None,
    next_venue_for: Annotated[
        str | None, typer.Option("--next-venue-for", metavar="WHOM", help="Who may see where; only you if not said.")
    ] = None,
    next_missing: Annotated[
        str | None, typer.Option("--no-next", metavar="W", help="Why there is no day, time or place yet; @FILE reads it.")
    ] = None,
    every: Annotated[
        str | None, typer.Option("--visits-every", metavar="4w", help="How often the child will be visited, as agreed there.")
    ] = None,
    visits_by: Annotated[str | None, typer.Option("--visits-by", metavar="ROLE", help="Who agreed to that.")] = None,
    recorded_on: Annotated[
        str | None, typer.Option("--recorded-on", metavar="DATE", help="The day its minutes were put on the council's system.")
    ] = None,
    planned: Annotated[bool, typer.Option("--planned", help="It is booked, not held yet: `cin meeting book`.")] = False,
    booked_on: Annotated[
        str | None, typer.Option("--booked-on", metavar="DATE", help="With --planned: the day it was booked; else today.")
    ] = None,
    form: Annotated[bool, typer.Option("--form", help="Write it as a form in your editor.")] = False,
    source: Annotated[
        str | None,
        typer.Option("--from", metavar="FILE", help="Take a form (`cin meeting form`) or pasted notes; - for standard input."),
    ] = None,
    fresh: Annotated[bool, typer.Option("--fresh", help="Leave out what waits from last time.")] = False,
) -> None:
    """Record a meeting of one child or several: by options, by answering questions, or in a form.

    On a terminal `cin meeting record AB12` asks, skipping what is known. What you have begun is kept until it is recorded.

    Example: cin meeting record AB12 AB13 --review --on 3/10/2025 --chair team_manager --from notes.txt
    """
    from cin_cli.commands import _meeting as meeting
    from cin_cli.commands._drafts import waiting
    from cin_cli.commands._record import chosen, given_words

    asks = context.interactive() and not source
    if (initial and review) or not (initial or review or source or form or asks):
        kind_of(initial, review)
    who = chosen(cases)
    words = {name: given_words(text) if text else None
             for name, text in {"venue": venue, "next_venue": next_venue, "next_missing": next_missing}.items()}  # fmt: skip
    if planned:
        from cin_cli.commands._booking import book as booked

        if outcome or next_:
            raise UsageError("A meeting that is only booked has no outcome yet.", "Leave --outcome and --next out.")
        if recorded_on:
            raise UsageError("What is only booked cannot have been written up.", "Leave --recorded-on out.")
        values = {"chair": chair, "time": time, "venue": words["venue"], "venue_for": venue_for}
        booked(who, kind_of(initial, review), on, values, booked_on=booked_on)
        return
    if booked_on is not None:
        raise UsageError("--booked-on goes with --planned.", "For something that was held, leave it out.")
    said = meeting.Said({
        "kind": "initial" if initial else "review" if review else None, "on": on, "time": time, "venue_for": venue_for,
        "next_venue_for": next_venue_for, "chair": chair, "outcome": outcome,
        "final": "yes" if final else None, "next_review_agreed": next_,
        "thresholds_considered": None if thresholds is None else "yes" if thresholds else "no", "next_time": next_time,
        "visits_every": every, "visits_by": visits_by, "recorded_on": recorded_on, **words,
    }, tuple(came or ()), tuple(away or ()))  # fmt: skip
    values, about = meeting.begun(who, said)
    drafted = False
    if source:
        values = meeting.laid(meeting.from_file(who, values, about, source), said)
    elif form or asks:
        waits = waiting("meeting", who.refs, "cin meeting record", fresh=fresh)
        drafted = bool(form or waits or said.nothing)
        if drafted:
            values = meeting.asked(who, values, about, waits, in_form=form)
            values = meeting.laid(values, said) if waits else values
    meeting.save(who, values, about, drafted=drafted)


@app.command("form")
def form_(cases: Cases, initial: Initial = False, review: Review = False) -> None:
    """Print the form of a meeting about these children, with what is known, to give to `cin meeting record --from`.

    Example: cin meeting form AB12 --review > meeting.md
    """
    from cin_cli.commands import _meeting as meeting
    from cin_cli.commands._files import print_out
    from cin_cli.commands._record import chosen

    who = chosen(cases)
    kind = "initial" if initial else "review" if review else None
    values, about = meeting.begun(who, meeting.Said({"kind": kind}))
    print_out(meeting.form_of(who, values, about))
