"""`cin undo`: takes back my last entry, and all that was written with it, by writing that it is taken back."""

from collections import Counter
from typing import Annotated

import typer

from cin_cli import context
from cin_cli.domain.entry import KINDS, Entry, entry
from cin_cli.errors import CinError

app = typer.Typer(add_completion=False, rich_markup_mode=None)
_SHOWN = 12


@app.command()
def undo(yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False) -> None:
    """Take back my last entry; what one command or import wrote together is taken back together.

    Nothing is removed: an entry is added that says so. Example: cin undo
    """
    from cin_cli.store import journal

    last = journal.last_by(context.store(), context.me())
    if not last:
        raise CinError(f"There is no entry of {context.me()}'s to take back.")
    for line in _lines(last):
        context.say(line)
    if not context.confirm("Take this back?" if len(last) == 1 else f"Take these {len(last)} back?", yes=yes):
        context.say("Nothing was changed.")
        return
    context.record([entry("entry_withdrawn", context.today(), corrects=made.number) for made in reversed(last)])
    context.say("Taken back." if len(last) == 1 else f"Taken back: {len(last)} entries.")


def _lines(last: list[Entry]) -> list[str]:
    """The entries in words: one a line, a long import by its kinds."""
    if len(last) <= _SHOWN:
        return [_line(made) for made in last]
    kinds = Counter(KINDS[made.kind].words for made in last)
    refs = {part.child for made in last for part in made.parts}
    return [f"{len(last)} entries about {context.children(len(refs))}:", *(f"  {n} x {k}" for k, n in kinds.most_common())]


def _line(made: Entry) -> str:
    from cin_cli.domain.dates import words

    about = ", ".join(part.child for part in made.parts)
    booked = "booked " if made.planned else ""
    correction = f" (a correction of entry {made.corrects})" if made.corrects else ""
    return f"  {booked}{KINDS[made.kind].words}, {words(made.happened_on)}" + (f": {about}" if about else "") + correction
