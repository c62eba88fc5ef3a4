"""Which children a command over a caseload is about: one worker's, one team's, mine, everybody's."""

from typing import TYPE_CHECKING, Literal

from cin_cli import context
from cin_cli.errors import NotFound

if TYPE_CHECKING:
    from cin_cli.store.people import Child


def known(name: str, column: Literal["worker", "team"]) -> str:
    """The name as it is written here; NotFound when no child has it: a slip of the pen is not an empty list."""
    from cin_cli.store.people import there_are

    there = there_are(context.store(), column)
    for each in there:
        if each.casefold() == name.strip().casefold():
            return each
    raise NotFound(f"No child here has the {column} {name!r}.",
                   f"There are: {', '.join(there)}." if there else "No child has one yet.")  # fmt: skip


def caseload(worker: str | None, team: str | None, *, mine: bool = False) -> "list[Child]":
    """The open children of that worker or team; without either everybody's, or (`mine`) mine, where some are."""
    from cin_cli.store import journal
    from cin_cli.store.people import has_cases

    me = context.known_me() if mine and worker is None and team is None else None
    if me and has_cases(context.store(), me):
        worker = me
    worker = None if worker is None or worker.lower() == "all" else known(worker, "worker")
    team = None if team is None else known(team, "team")
    return [
        child for child in journal.children(context.store())
        if child.status != "closed" and worker in (None, child.worker) and team in (None, child.team)
    ]  # fmt: skip
