"""What was promised, by who promised it."""

import json
from collections.abc import Sequence
from datetime import date

from cin_cli.domain.action import Action, by_owner
from cin_cli.domain.dates import distance, short, words
from cin_cli.render.table import Cell, Column, show

SCHEMA_VERSION = 1


def print_actions(found: Sequence[Action], day: date, *, as_json: bool) -> None:
    """The actions as a table, those of one person together."""
    from cin_cli.context import say

    if as_json:
        say(json.dumps({"schema_version": SCHEMA_VERSION, "as_of": day.isoformat(), "actions": [_row(a, day) for a in found]},
                       indent=1, ensure_ascii=False))  # fmt: skip
        return
    if not found:
        say("Nothing that was promised at a visit or a meeting is open.")
        return
    columns = (Column("Who", wraps=True), Column("Action"), Column("What", wraps=True), Column("By when", wraps=True),
               Column("Late/In", wraps=True))  # fmt: skip
    rows = [_cells((who or "nobody named") if not place else "", action, day)
            for who, those in by_owner(found).items() for place, action in enumerate(those)]  # fmt: skip
    show(columns, rows)
    late = sum(action.late(day) for action in found)
    say()
    say(f"{words(day)}: {len(found)} promised, {late} late. `cin action done ACTION CASE` says that one is done.")


def _cells(who: str, action: Action, day: date) -> list[Cell]:
    when = Cell(short(action.due) if action.due else action.by)
    return [Cell(who), Cell(action.ref), Cell(" ".join(action.action.split())), when, _state(action, day)]


def _state(action: Action, day: date) -> Cell:
    if action.done:
        return Cell(f"done {short(action.done)}", "quiet")
    if action.due is None:
        return Cell("no day", "quiet")
    return Cell(f"LATE {(day - action.due).days} days", "late") if action.late(day) else Cell(distance(action.due, day))


def _row(action: Action, day: date) -> dict[str, object]:
    return {
        "action": action.ref, "said_on": action.said_on.isoformat(), "what": action.action, "who": action.who, "by": action.by,
        "due": action.due.isoformat() if action.due else None, "done": action.done.isoformat() if action.done else None,
        "how": action.how, "late": action.late(day),
    }  # fmt: skip
