"""What somebody said they would do at a visit or a meeting, and whether it has been done."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

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


def by_owner(found: Iterable[Action]) -> dict[str, list[Action]]:
    """The actions by who said they would do them, as they were named."""
    owners: dict[str, list[Action]] = {}
    named: dict[str, str] = {}
    for action in found:
        who = named.setdefault(action.who.strip().casefold(), action.who.strip())
        owners.setdefault(who, []).append(action)
    return owners
