"""`cin event`: record any dated entry, list them, correct one, take one back."""

from typing import Annotated

import typer

from cin_cli import context
from cin_cli.errors import Refused, UsageError

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
Fresh = Annotated[bool, typer.Option("--fresh", help="Leave out what waits from last time.")]


@app.command()
def record(
    kind: Annotated[str, typer.Argument(metavar="KIND", help="What kind of entry; `cin event kinds` lists them.")],
    cases: Annotated[list[str], typer.Argument(metavar="CASE…", help="The children it is about, or a family (F7).")],
    on: Annotated[str | None, typer.Option("--on", metavar="DATE", help="The day it happened, or is booked for.")] = None,
    set_: Set = None,
    planned: Annotated[bool, typer.Option("--planned", help="It is booked, not held yet.")] = False,
    booked_on: Annotated[
        str | None, typer.Option("--booked-on", metavar="DATE", help="With --planned: the day it was booked; else today.")
    ] = None,
    differs: Annotated[
        list[str] | None, typer.Option("--differs", metavar="REF:name=value", help="What is different for one child.")
    ] = None,
    form: Annotated[bool, typer.Option("--form", help="Write it as a form in your editor.")] = False,
    source: Annotated[
        str | None,
        typer.Option(
            "--from", metavar="FILE", help="Take a form (`cin event form KIND`), or keep other words beside it; - for input."
        ),
    ] = None,
    fresh: Fresh = False,
) -> None:
    """Record a dated entry of any kind, of one child or several.

    Example: cin event record frequency_agreed AB12 --on 3/10/2025 --set applies_to=visit --set every=2w
    """
    from cin_cli.commands import _event
    from cin_cli.commands._record import chosen, pairs
    from cin_cli.domain.entry import kind_of

    kind_of(kind)
    given = _event.Given(kind, on, pairs(set_ or []), differs or [], planned, booked_on)
    _event.record(chosen(cases), given, source, form=form, fresh=fresh)


@app.command("form")
def form_(
    which: Annotated[str, typer.Argument(metavar="NUMBER|KIND", help="An entry to put right, or a kind to record.")],
    cases: Cases = None,
) -> None:
    """Print an entry as a form for `cin event correct --from`, or the empty form of a kind for `cin event record --from`.

    Example: cin event form 12 > entry.md
    """
    from cin_cli.commands import _correct
    from cin_cli.commands._entry_form import of_entry, of_kind
    from cin_cli.commands._files import print_out
    from cin_cli.domain.dates import words
    from cin_cli.domain.entry import kind_of

    if not which.isdecimal():
        print_out(of_kind(kind_of(which).name, {}, words(context.today())).text)
        return
    wrong = _correct.standing(int(which))
    print_out(of_entry(_correct.only(wrong, _correct.about(wrong, cases).refs)).text)


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
    why: Annotated[
        str | None, typer.Option("--why", metavar="WORDS", help="The reason, which is kept; @FILE reads it from a file.")
    ] = None,
    on: Annotated[str | None, typer.Option("--on", metavar="DATE", help="The right day.")] = None,
    set_: Annotated[
        list[str] | None, typer.Option("--set", metavar="name=value", help="What it should say; `name=` takes an attribute out.")
    ] = None,
    cases: Cases = None,
    form: Annotated[bool, typer.Option("--form", help="Put it right as a form in your editor.")] = False,
    source: Annotated[
        str | None, typer.Option("--from", metavar="FILE", help="Take the form (`cin event form NUMBER`); - for standard input.")
    ] = None,
    fresh: Fresh = False,
    with_followers: Annotated[
        bool | None,
        typer.Option(
            "--with-followers/--leave-followers",
            show_default=False,
            help="With a new day: move the words said then, what was written up and sent of it too.",
        ),
    ] = None,
) -> None:
    """Put an entry right: a new one takes its place, and the old one is kept with the reason.

    What you do not name stays as it was.

    Example: cin event correct 12 --on 4/10/2025 --why "typed the wrong day"
    """  # fmt: skip
    from cin_cli.commands import _correct

    if (form or source) and (on is not None or set_):
        raise UsageError("What is right is said in the form or with options, not with both.")
    wrong = _correct.standing(number)
    who = _correct.about(wrong, cases)
    if form or source:
        _correct.in_form(wrong, who, why, source, with_followers, fresh=fresh)
    else:
        _correct.by_options(wrong, who, why, on, set_ or [], with_followers)


@app.command()
def withdraw(number: Number, why: Why, cases: Cases = None) -> None:
    """Take back an entry that should not be there; it is kept with the reason, and counts no longer.

    Example: cin event withdraw 12 --why "it was another child"
    """
    from cin_cli.commands._correct import ELSEWHERE, STAYS, about, reason_of, standing
    from cin_cli.commands._record import listed, say_next
    from cin_cli.domain.dates import words
    from cin_cli.domain.entry import KINDS, entry

    wrong = standing(number, elsewhere=False)
    if wrong.kind in STAYS:
        raise Refused(f"Entry {number} ({KINDS[wrong.kind].words}) is not taken back by itself.", ELSEWHERE[wrong.kind])
    reason = reason_of(why)
    refs = about(wrong, cases).refs if wrong.parts or cases else []
    whole = len(refs) == len(wrong.parts)
    context.record([entry("entry_withdrawn", context.today(), refs, {"reason": reason}, corrects=number)])
    for_ = f", for {listed(refs)}" if refs else ""
    rest = "" if whole else "; it stands for the others"
    context.say(f"Taken back: entry {number}, {KINDS[wrong.kind].words} of {words(wrong.happened_on)}{for_}{rest}.")
    say_next(refs)
