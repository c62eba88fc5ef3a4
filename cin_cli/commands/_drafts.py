"""What somebody has begun to write and not yet recorded, kept in the encrypted case file and offered again."""

import json
from collections.abc import Iterable
from typing import NamedTuple

from cin_cli import context


class Draft(NamedTuple):
    """A form that waits: its text and when it was kept, in words."""

    text: str
    kept: str


def draft(what: str, children: Iterable[str]) -> Draft | None:
    """What waits of that kind (`plan`, `visit`) for these children, or None."""
    from cin_cli.store.settings import remembered

    found = remembered(context.store(), _name(what, children))
    return Draft(**json.loads(found)) if found else None


def keep_draft(what: str, children: Iterable[str], text: str) -> None:
    """Keep what was written, or, when it is empty, forget it."""
    from cin_cli.domain.dates import words
    from cin_cli.store.settings import remember

    refs = tuple(children)
    if text:
        at = context.now().astimezone()
        kept = json.dumps({"text": text, "kept": f"{words(context.today())}, {at:%H:%M}"})
        remember(context.store(), _name(what, refs), kept)
    elif draft(what, refs):
        remember(context.store(), _name(what, refs), "")


def waiting(what: str, children: Iterable[str], command: str, *, fresh: bool) -> str:
    """The form that waits, if somebody at the terminal goes on with it; where nobody is, it is said that it waits."""
    import typer

    refs = tuple(children)
    waits = None if fresh else draft(what, refs)
    begun = f"What you began on {waits.kept if waits else ''} waits"
    if waits and not context.interactive():
        context.warn(f"Note: {begun[0].lower()}{begun[1:]}; `{command}` on a terminal goes on with it.")
    return waits.text if waits and context.interactive() and typer.confirm(f"{begun}. Go on with it?", default=True) else ""


def _name(what: str, children: Iterable[str]) -> str:
    return f"{what} draft {' '.join(sorted(children))}"
