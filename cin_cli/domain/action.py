"""What somebody said they would do at a visit or a meeting, and whether it has been done."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from cin_cli.domain.audience import Audience
from cin_cli.domain.entry import Entry

KINDS = ("visit", "cin_meeting_initial", "cin_meeting_review", "action_done")


@dataclass(frozen=True, slots=True)
class Action:
    """One promise: `ref` names it (`12.1`: the first of entry 12); `done` is the day it was done."""

    ref: str
    said_on: date
    action: str
    who: str = ""
    by: str = ""
    due: date | None = None
    audience: Audience = ()
    done: date | None = None
    how: str = ""

    def late(self, day: date) -> bool:
        """Whether its day has passed and nobody has said that it was done."""
        return self.done is None and self.due is not None and self.due < day


def actions(standing: Iterable[Entry], child: str) -> list[Action]:
    """The child's actions, in order of their days; `standing` are entries of KINDS with their words."""
    entries = list(standing)
    done = {str(e.facts.get("action")): e for e in entries if e.kind == "action_done"}
    found = []
    for made in entries:
        if made.planned or made.kind == "action_done" or all(part.child != child for part in made.parts):
            continue
        rows = [row for part in made.parts if part.child == child for row in part.words.get("actions") or ()]
        for place, row in enumerate([*(made.words.get("actions") or ()), *rows], 1):
            found.append(_action(made, place, row, done))
    return sorted(found, key=lambda a: (a.due or date.max, a.said_on, a.ref))


def _action(made: Entry, place: int, row: dict[str, object], done: dict[str, Entry]) -> Action:
    names = [f"{number}.{place}" for number in (made.number, made.corrects) if number]
    ending = next((done[name] for name in names if name in done), None)
    due, may = row.get("due"), row.get("for") or ()
    return Action(
        names[0], made.happened_on, str(row.get("action") or ""), str(row.get("who") or ""), str(row.get("by") or ""),
        date.fromisoformat(str(due)) if due else None, tuple(may) if isinstance(may, list) else (),
        ending.happened_on if ending else None, str(ending.words.get("how") or "") if ending else "",
    )  # fmt: skip


Row = Mapping[str, Any]


def due_again(rows: Iterable[Row], before: Sequence[Row], was: date, day: date) -> list[dict[str, Any]]:
    """The rows of actions once `By` or the day on which they were said has changed: what `By` means moves with it."""
    from cin_cli.domain.plan import when

    found = []
    for place, row in enumerate(rows):
        old = before[place] if place < len(before) else {}
        by, due = str(row.get("by") or ""), row.get("due")
        meant = when(str(old.get("by") or ""), was, None)
        follows = not due or (due == old.get("due") and meant is not None and due == meant.isoformat())
        now = when(by, day, None) if follows else None
        kept = {name: value for name, value in row.items() if name != "due" or not follows}
        found.append({**kept, "due": now.isoformat()} if now else kept)
    return found


def places(before: Sequence[Row], after: Sequence[Row]) -> dict[int, int]:
    """Where each row of actions stands after a correction: the same words wherever they are now, else the same place."""
    wordings = [row.get("action") for row in after]
    return {n: wordings.index(row.get("action")) + 1 if row.get("action") in wordings else n for n, row in enumerate(before, 1)}


def by_owner(found: Iterable[Action]) -> dict[str, list[Action]]:
    """The actions by who said they would do them, as they were named."""
    owners: dict[str, list[Action]] = {}
    named: dict[str, str] = {}
    for action in found:
        who = named.setdefault(action.who.strip().casefold(), action.who.strip())
        owners.setdefault(who, []).append(action)
    return owners
