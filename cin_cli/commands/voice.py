"""`cin voice`: a child's own words, how they were gathered and who may see them."""

from typing import Annotated

import typer

from cin_cli import context
from cin_cli.domain.kinds import HOW_SAID

app = typer.Typer(
    no_args_is_help=True, add_completion=False, rich_markup_mode=None,
    help="The child's own words: how they were gathered, who may see them.",
)  # fmt: skip


@app.command()
def record(
    cases: Annotated[list[str], typer.Argument(metavar="CASE…", help="The children whose words they are, or a family (F7).")],
    on: Annotated[str | None, typer.Option("--on", metavar="DATE", help="The day they were said; else today.")] = None,
    of: Annotated[
        str | None, typer.Option("--of", metavar="DATE", help="The day of the meeting or visit that they are for.")
    ] = None,
    how: Annotated[
        str | None, typer.Option("--how", metavar="HOW", help=f"How they were gathered: {', '.join(HOW_SAID)}.")
    ] = None,
    tool: Annotated[str | None, typer.Option("--tool", metavar="NAME", help="The form, app or direct-work tool.")] = None,
    gathered_by: Annotated[
        str | None, typer.Option("--gathered-by", metavar="W", help="Who heard them, if it was not you; @FILE reads it.")
    ] = None,
    may: Annotated[
        str | None,
        typer.Option("--for", metavar="WHOM", help="Who else may see them: professionals, everyone, or people (F7.mother)."),
    ] = None,
    form: Annotated[bool, typer.Option("--form", help="Write them in a form in your editor.")] = False,
    source: Annotated[
        str | None,
        typer.Option("--from", metavar="FILE", help="A form (`cin voice form`), or the words, as they were said; - for input."),
    ] = None,
    fresh: Annotated[bool, typer.Option("--fresh", help="Leave out what waits from last time.")] = False,
) -> None:
    """Record what a child said, word for word; only you see it unless you say who else.

    Example: cin voice record AB12 --how direct_work --tool "three houses" --from words.txt
    """
    from cin_cli.commands import _voice as voice
    from cin_cli.commands._drafts import waiting
    from cin_cli.commands._record import chosen, given_words
    from cin_cli.domain.audience import read_audience

    who = chosen(cases)
    values = voice.begun(who, {
        "on": on, "of": of, "how": how, "tool": tool, "gathered_by": given_words(gathered_by) if gathered_by else None,
        "for": read_audience(may) if may else None,
    })  # fmt: skip
    if source:
        values = voice.from_file(who, values, source)
    elif form or context.interactive():
        values = voice.asked(who, values, waiting("words", who.refs, "cin voice record", fresh=fresh), in_form=form)
    voice.save(who, values, drafted=not source and (form or context.interactive()))


@app.command("form")
def form_(cases: Annotated[list[str], typer.Argument(metavar="CASE…")]) -> None:
    """Print the form for the words of these children, to fill in and give to `cin voice record --from`.

    Example: cin voice form AB12 > words.md
    """
    from cin_cli.commands._children import named
    from cin_cli.commands._files import print_out
    from cin_cli.commands._record import chosen
    from cin_cli.domain.form import write
    from cin_cli.domain.voice_form import FORM, blank

    print_out(write(FORM, blank(named(chosen(cases)))))


@app.command("list")
def list_(
    case: Annotated[str, typer.Argument(metavar="CASE", help="A child's reference, or a family's (F7).")],
    reader: Annotated[
        str | None, typer.Option("--as", metavar="READER", help="Only what this reader may see: professional, F7.mother.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """What a child said, the newest first, whole; how it was gathered, and who may see it.

    Example: cin voice list AB12 --as F7.mother
    """
    from cin_cli.commands._gathered import standing
    from cin_cli.commands._plans import reader_of
    from cin_cli.commands._record import chosen
    from cin_cli.domain.audience import why_not
    from cin_cli.domain.voice import voices
    from cin_cli.render.voice import print_voices

    who = chosen([case])
    found = voices(standing(who.refs, ("voice",)), who.refs)
    if reader:
        whom = reader_of(reader, who.refs).reader
        seen = [one for one in found if why_not(one.audience, "voice", whom) is None]
        if len(seen) < len(found):
            context.warn(f"Left out: {len(found) - len(seen)} that {reader} may not see.")
        found = seen
    print_voices(found, as_json=as_json, of_worker=not reader)
    if not found and not as_json:
        context.say(f"No words of {who.refs[0]} are recorded{' for this reader' if reader else ''}.")
