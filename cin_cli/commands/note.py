"""`cin note`: a quick dated note, asked for, from a file, or, said once, in the command line."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from cin_cli import context
from cin_cli.errors import UsageError

if TYPE_CHECKING:
    from cin_cli.domain.audience import Audience

app = typer.Typer(add_completion=False, rich_markup_mode=None)
TOLD = "told of the shell's history"


@app.command()
def note(
    case: Annotated[str, typer.Argument(metavar="CASE", help="A child's reference, or a family's (F7).")],
    said: Annotated[
        list[str] | None, typer.Argument(metavar="[WORDS]…", help="The note; your shell's history keeps what you type here.")
    ] = None,
    source: Annotated[
        str | None, typer.Option("--from", metavar="FILE", help="Its words from a file (- for standard input).")
    ] = None,
    on: Annotated[str | None, typer.Option("--on", metavar="DATE", help="The day it is about; else today.")] = None,
    significant: Annotated[bool, typer.Option("--significant", help="Mark it in the chronology.")] = False,
    may: Annotated[
        str, typer.Option("--for", metavar="WHOM", help="Who may see it: worker, professionals, everyone, or people (F7.mother).")
    ] = "worker",
) -> None:
    """Keep a dated note; it asks for the words, and only you see them unless you say who else.

    Example: cin note AB12
    """
    from cin_cli.commands._held import day_for
    from cin_cli.commands._record import chosen, listed
    from cin_cli.domain.dates import words
    from cin_cli.domain.entry import entry

    who = chosen([case])
    audience = _audience(may, who.refs)
    day = day_for(who, "note", on, planned=False)
    values: dict[str, Any] = {"text": _words(said, source), "for": audience, "significant": significant or None}
    number = context.record([entry("note", day, who.refs, values)])[0]
    marked = ", marked in the chronology" if significant else ""
    context.say(f"Noted: {words(day)}, for {listed(who.refs)} (entry {number}){marked}. Who may see it: {', '.join(audience)}.")


def _audience(said: str, refs: list[str]) -> "Audience":
    from cin_cli.commands._plans import unknown_people
    from cin_cli.domain.audience import people_named, read_audience

    may = read_audience(said)
    if not may:
        raise UsageError("--for says nobody.", "Say worker, professionals, everyone, or people such as F7.mother.")
    for name in unknown_people(people_named(may), refs):
        context.warn(f"Note: nobody called {name} is recorded around {', '.join(refs)}, so nobody sees it as {name}.")
    return may


def _words(said: list[str] | None, source: str | None) -> str:
    from cin_cli.commands._record import ask, file_words

    if said and source:
        raise UsageError("The note is given twice.", "Leave out the words, or --from.")
    if source:
        return file_words(source)
    if said:
        text = " ".join(said).strip()
        if text:
            _tell_once()
            return text
    text = (ask("What do you want to note? (one line; a longer one: --from FILE)") or "").strip()
    if not text:
        raise UsageError("There are no words to note.", "Type them when asked, or give them with --from FILE or --from -.")
    return text


def _tell_once() -> None:
    """Once ever: a command line outlives the note in the shell's history."""
    from cin_cli.store.settings import remember, remembered

    if not remembered(context.store(), TOLD):
        context.warn("Your shell keeps this line in its history, unencrypted. `cin note CASE` alone asks for the words.")
        remember(context.store(), TOLD, "yes")
