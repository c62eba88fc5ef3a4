"""`cin event`: record any dated entry, list them, correct one, take one back."""

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cin_cli import context
from cin_cli.errors import NotFound, Refused, UsageError

if TYPE_CHECKING:
    from cin_cli.commands._record import Chosen
    from cin_cli.domain.entry import Entry, Kind, Part

HELP = "Record any dated entry; correct one."
app = typer.Typer(no_args_is_help=True, add_completion=False, rich_markup_mode=None, help=HELP)
Number = Annotated[int, typer.Argument(metavar="NUMBER", help="The entry's number, as `cin event list` shows it.", min=1)]
Cases = Annotated[list[str] | None, typer.Option("--case", metavar="REF", help="Only for this child; else for all it is about.")]
Set = Annotated[
    list[str] | None, typer.Option("--set", metavar="name=value", help="What it says; `cin event kinds KIND` lists that.")
]
Why = Annotated[str, typer.Option("--why", metavar="WORDS", help="The reason, which is kept; @FILE reads it from a file.")]
HIDDEN = ("source_covered",)
"""What an import says of itself: nothing of the child."""
ELSEWHERE = {
    "plan_saved": "A plan is changed with `cin plan edit`.",
    "person_described": "A person is changed with `cin person add`.",
    "family_described": "A family is changed with `cin family add`.",
    "policy_adopted": "A procedure is chosen with `cin policy use`.",
    "import_made": "`cin undo` takes an import back.",
    "source_covered": "`cin undo` takes an import back.",
    "holiday_added": "Take it back with `cin event withdraw`, and add the right day.",
    "entry_withdrawn": "What was taken back is recorded again.",
}
"""Kinds that are not corrected here, and where they are."""
STAYS = ("policy_adopted", "import_made", "source_covered", "entry_withdrawn")
"""Kinds that are not taken back one by one."""


@app.command()
def record(
    kind: Annotated[str, typer.Argument(metavar="KIND", help="What kind of entry; `cin event kinds` lists them.")],
    cases: Annotated[list[str], typer.Argument(metavar="CASE…", help="The children it is about, or a family (F7).")],
    on: Annotated[str, typer.Option("--on", metavar="DATE", help="The day it happened, or is booked for.")],
    set_: Set = None,
    planned: Annotated[bool, typer.Option("--planned", help="It is booked, not held yet.")] = False,
    booked_on: Annotated[
        str | None, typer.Option("--booked-on", metavar="DATE", help="With --planned: the day it was booked; else today.")
    ] = None,
    differs: Annotated[
        list[str] | None, typer.Option("--differs", metavar="REF:name=value", help="What is different for one child.")
    ] = None,
    source: Annotated[
        str | None, typer.Option("--from", metavar="FILE", help="Keep the words of a file beside it (- for standard input).")
    ] = None,
) -> None:
    """Record a dated entry of any kind, of one child or several.

    Example: cin event record frequency_agreed AB12 --on 3/10/2025 --set applies_to=visit --set every=2w
    """
    from cin_cli.commands._held import booking, day_for, write, written_up
    from cin_cli.commands._record import chosen, pairs, typed
    from cin_cli.domain.entry import differing, entry, kind_of

    kind_of(kind)
    said = pairs(set_ or [])
    who = chosen(cases)
    day = day_for(who, kind, on, planned=planned)
    booked = booking(booked_on, planned=planned)
    values = typed(kind, said)
    written_up(values, planned=planned)
    made = entry(kind, day, who.refs, values, planned=planned, booked_on=booked)
    for ref, own in _differences(who, kind, said, differs or []).items():
        made = differing(made, ref, own)
    write(who, made, source)


def _differences(who: "Chosen", kind: str, said: dict[str, str], differs: list[str]) -> dict[str, dict[str, Any]]:
    """What is different for which child, ready to be checked."""
    from cin_cli.commands._held import one_of, written_up
    from cin_cli.commands._record import pairs, typed

    texts: dict[str, list[str]] = {}
    for text in differs:
        name, colon, pair = text.partition(":")
        if not colon or not name.strip():
            raise UsageError(f"--differs {text!r} is not of the form REF:name=value.")
        texts.setdefault(one_of(who.refs, name), []).append(pair)
    shared = {"fact": said["fact"]} if kind == "fact_recorded" and "fact" in said else {}
    found = {ref: typed(kind, shared | pairs(own, "--differs")) for ref, own in texts.items()}
    for values in found.values():
        written_up(values, planned=False)
    return found


@app.command()
def kinds(kind: Annotated[str | None, typer.Argument(metavar="KIND", help="One kind, with all it may say.")] = None) -> None:
    """The kinds of entry and what each may say.

    Example: cin event kinds frequency_agreed
    """
    from cin_cli.render.event import kind_lines, print_kinds

    if kind is None:
        print_kinds()
        return
    from cin_cli.domain.entry import kind_of

    for line in kind_lines(kind_of(kind)):
        context.say(line)


@app.command("list")
def list_(
    case: Annotated[str, typer.Argument(metavar="CASE", help="A child's reference, or a family's (F7).")],
    as_json: Annotated[bool, typer.Option("--json", help="As JSON, every word whole.")] = False,
) -> None:
    """The entries of a child that stand, the oldest first, with their numbers.

    Example: cin event list AB12
    """
    from cin_cli.commands._record import chosen
    from cin_cli.render import event as render
    from cin_cli.store import journal

    who = chosen([case])
    rows = [
        (made, part)
        for ref in who.refs
        for made in journal.standing(context.store(), child=ref, words=True)
        for part in made.parts
        if part.child == ref and made.kind not in HIDDEN
    ]
    rows.sort(key=lambda row: (row[0].happened_on, row[0].number or 0))
    if as_json:
        context.say(render.as_json(rows))
    elif rows:
        render.print_entries(rows, several=len(who.refs) > 1)
    else:
        context.say(f"Nothing is recorded of {who.refs[0]}.")


@app.command()
def correct(
    number: Number,
    why: Why,
    on: Annotated[str | None, typer.Option("--on", metavar="DATE", help="The right day.")] = None,
    set_: Annotated[
        list[str] | None, typer.Option("--set", metavar="name=value", help="What it should say; `name=` takes an attribute out.")
    ] = None,
    cases: Cases = None,
) -> None:
    """Put an entry right: a new one takes its place, and the old one is kept with the reason.

    What you do not name stays as it was.

    Example: cin event correct 12 --on 4/10/2025 --why "typed the wrong day"
    """
    from cin_cli.commands._record import flag, listed, pairs, say_next
    from cin_cli.domain.dates import words
    from cin_cli.domain.entry import KINDS, entry

    wrong = _standing(number)
    if wrong.kind in ELSEWHERE:
        raise Refused(f"Entry {number} ({KINDS[wrong.kind].words}) is not corrected here.", ELSEWHERE[wrong.kind])
    said = pairs(set_ or [])
    if on is None and not said:
        raise UsageError("It is not said what was wrong.", "Say what is right with --on DATE or --set name=value.")
    reason = _reason(why)
    who = _about(wrong, cases)
    made = _corrected(wrong, who, said, _right_day(who, wrong, on))
    flag(who, made)
    note = entry("note", context.today(), who.refs, {"text": f"Why entry {number} was corrected: {reason}"})
    numbers = context.record([made, note])
    what = f"{KINDS[made.kind].words}, {words(made.happened_on)}"
    context.say(f"Corrected: entry {numbers[0]} takes the place of entry {number}: {what}, for {listed(who.refs)}.")
    _say_followers(who, wrong, made.happened_on)
    say_next(who.refs)


@app.command()
def withdraw(number: Number, why: Why, cases: Cases = None) -> None:
    """Take back an entry that should not be there; it is kept with the reason, and counts no longer.

    Example: cin event withdraw 12 --why "it was another child"
    """
    from cin_cli.commands._record import listed, say_next
    from cin_cli.domain.dates import words
    from cin_cli.domain.entry import KINDS, entry

    wrong = _standing(number)
    if wrong.kind in STAYS:
        raise Refused(f"Entry {number} ({KINDS[wrong.kind].words}) is not taken back by itself.", ELSEWHERE[wrong.kind])
    reason = _reason(why)
    refs = _about(wrong, cases).refs if wrong.parts or cases else []
    whole = len(refs) == len(wrong.parts)
    context.record([entry("entry_withdrawn", context.today(), refs, {"reason": reason}, corrects=number)])
    about = f", for {listed(refs)}" if refs else ""
    rest = "" if whole else "; it stands for the others"
    context.say(f"Taken back: entry {number}, {KINDS[wrong.kind].words} of {words(wrong.happened_on)}{about}{rest}.")
    say_next(refs)


# Correcting ---------------------------------------------------------------------------------------------------------


def _reason(why: str) -> str:
    from cin_cli.commands._record import given_words

    reason = given_words(why).strip()
    if not reason:
        raise UsageError("The reason is missing.", "Say it with --why WORDS.")
    return reason


def _standing(number: int) -> "Entry":
    """The entry of that number as it stands, with its words; refused when it gave way already."""
    from cin_cli.commands._record import by_number
    from cin_cli.store import journal

    by_number(number)
    for made in journal.numbered(context.store(), [number], words=True):
        return made
    heirs = [str(heir) for heir in journal.heirs(context.store(), number)]
    if heirs:
        raise Refused(f"Entry {number} was corrected already.", f"Entry {' and '.join(heirs)} stands in its place: name it.")
    raise Refused(f"Entry {number} no longer stands: it was corrected or taken back.", "`cin event list CASE` shows what stands.")


def _about(wrong: "Entry", cases: list[str] | None) -> "Chosen":
    """The children of the entry who are meant, without what the entry itself says of them."""
    from cin_cli.commands._held import one_of
    from cin_cli.commands._record import chosen

    theirs = [part.child for part in wrong.parts]
    if not theirs:
        raise NotFound(f"Entry {wrong.number} is about no child.")
    who = chosen(list(dict.fromkeys(one_of(theirs, case) for case in cases)) if cases else theirs)
    return replace(who, events={ref: [e for e in events if e.number != wrong.number] for ref, events in who.events.items()})


def _right_day(who: "Chosen", wrong: "Entry", on: str | None) -> date:
    """The day as corrected; one that stays is not judged again, since the date of birth may be what was wrong."""
    from cin_cli.commands._record import checked_day, day_of
    from cin_cli.domain.entry import FORESEEN

    if on is None:
        return wrong.happened_on
    day = day_of(on, past=not wrong.planned and wrong.kind not in FORESEEN)
    checked_day(who, wrong.kind, day, planned=wrong.planned)
    return day


def _corrected(wrong: "Entry", who: "Chosen", said: dict[str, str], day: date) -> "Entry":
    """The entry that takes its place for these children: what was named anew, all else carried over."""
    from cin_cli.domain.entry import KINDS, Entry

    facts, words = _said_anew(KINDS[wrong.kind], wrong, said)
    kept = [part for part in wrong.parts if part.child in who.refs]
    made = Entry(
        wrong.kind, day, _without(wrong.facts, said) | facts, tuple(_own(part, said) for part in kept),
        _without(wrong.words, said) | words, time=wrong.time, planned=wrong.planned, booked_on=wrong.booked_on,
        corrects=wrong.number,
    )  # fmt: skip
    if day == wrong.happened_on and [_said(made, part) for part in made.parts] == [_said(wrong, part) for part in kept]:
        raise UsageError(f"That is what entry {wrong.number} says already.", "Nothing was written.")
    return made


def _said_anew(kind: "Kind", wrong: "Entry", said: dict[str, str]) -> tuple[dict[str, Any], dict[str, Any]]:
    from cin_cli.commands._held import written_up
    from cin_cli.commands._record import typed
    from cin_cli.domain.entry import checked

    if not said:
        return {}, {}
    if kind.name == "fact_recorded":  # a value means nothing without its fact
        first = {**wrong.facts, **wrong.parts[0].facts}
        said = {**{name: str(value) for name, value in first.items()}, **said}
    ready = typed(kind.name, said)
    written_up(ready, planned=wrong.planned)
    return checked(kind, {name: None if value == "" else value for name, value in ready.items()})


def _without(values: Any, names: dict[str, str]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name not in names}


def _said(made: "Entry", part: "Part") -> dict[str, Any]:
    return {**made.facts, **made.words, **part.facts, **part.words}


def _own(part: "Part", said: dict[str, str]) -> "Part":
    return replace(part, facts=_without(part.facts, said), words=_without(part.words, said))


def _say_followers(who: "Chosen", wrong: "Entry", day: date) -> None:
    """What was written up or sent of the old day still names it; say how to put that right."""
    from cin_cli.domain.dates import words
    from cin_cli.domain.entry import KINDS

    if day == wrong.happened_on:
        return
    kinds = ("visit_recorded",) if wrong.kind == "visit" else ("minutes_recorded", "minutes_distributed")
    old = wrong.happened_on.isoformat()
    found = {e.number: e for ref in who.refs for e in who.events[ref] if e.kind in kinds and e.get("of") == old}
    if wrong.kind not in ("visit", "cin_meeting_initial", "cin_meeting_review"):
        return
    for number, event in found.items():
        context.warn(f"Note: entry {number} ({KINDS[event.kind].words}) is still of {words(wrong.happened_on)}: "
                     f"cin event correct {number} --set of={day.isoformat()} --why WORDS")  # fmt: skip
