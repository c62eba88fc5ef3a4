"""What a child's entries say of the child now: values in, rows of the projections out; nothing is read here."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from cin_cli.domain.entry import EVENT_KINDS, Event

Words = Mapping[int, Mapping[str, Any]]

OPENING = ("referral_received", "case_opened", "case_reopened")
WORDED = ("child_described", "case_closed")  # the only entries whose words the projections need
CASE_KINDS = (*OPENING, "case_closed")
# What may be known of a child whose case is not, or no longer, open here.
_SAYS_NOTHING_OF_OPEN = {
    "contact_received", "fact_recorded", "expected_date_of_delivery", "child_born", "case_closed", "case_allocated",
    "management_decision",
}  # fmt: skip
_PLANS = {
    "cp_plan": "child_protection", "looked_after": "looked_after", "pathway_plan": "pathway_plan",
}  # fmt: skip
_HEAVIEST_FIRST = ("looked_after", "child_protection", "pathway_plan")


_WITHIN_A_DAY = {"referral_received": 0, "case_opened": 0, "case_closed": 2, "case_reopened": 3}
"""A day has no order of its own: what opened on the day of a closing was closed, and only a re-opening opens again."""


@dataclass
class Summary:
    """The rows of one child in `child_now`, `case_file`, `seen` and `standing`, ISO dates as text."""

    now: dict[str, Any] = field(default_factory=dict)
    episodes: list[dict[str, Any]] = field(default_factory=list)
    seen: dict[str, bool] = field(default_factory=dict)
    standing: list[tuple[str, str | None, str]] = field(default_factory=list)


def summary(events: Iterable[Event], words: Words, family: str | None) -> Summary:
    """Fold one child's standing events; `words` by entry number are those of WORDED kinds."""
    held = sorted((e for e in events if not e.planned), key=lambda e: (e.date, _WITHIN_A_DAY.get(e.kind, 1), e.number or 0))
    made = Summary()
    made.episodes = episodes(held, words)
    made.seen = _seen(held)
    made.standing = _standing(held, made.episodes)
    made.now = {**_details(held, words), "family": family, **_now(made)}
    return made


def episodes(held: Iterable[Event], words: Words) -> list[dict[str, Any]]:
    """Each time the case was open: from when, until when, why it closed; a case with no opening entry is open too.

    `starts` is the first sign of it; `opened` is what the opening entry says, where there is one.
    """
    found: list[dict[str, Any]] = []
    for event in held:
        day, is_open = event.date.isoformat(), bool(found) and found[-1]["closed"] is None
        if event.kind == "case_closed" and is_open:
            found[-1] |= {"closed": day, "reason": words.get(event.number or 0, {}).get("reason")}
        elif not is_open and (event.kind in OPENING or (not found and _says_open(event))):
            found.append({"starts": day, "opened": day, "closed": None, "reason": None, "by": event.kind})
        elif event.kind == "case_opened" and is_open and found[-1]["by"] != "case_opened":
            found[-1] |= {"opened": day, "by": event.kind}
    return found


def _says_open(event: Event) -> bool:
    return event.kind in EVENT_KINDS and event.kind not in _SAYS_NOTHING_OF_OPEN


def _seen(held: Iterable[Event]) -> dict[str, bool]:
    """The days on which the child was seen, strictly, and whether alone."""
    days: dict[str, bool] = {}
    for event in held:
        if event.kind == "visit" and event.get("seen") is True:
            day = event.date.isoformat()
            days[day] = days.get(day, False) or event.get("seen_alone") == "yes"
    return days


def _standing(held: Iterable[Event], cases: list[dict[str, Any]]) -> list[tuple[str, str | None, str]]:
    """The child's status in spans of days: (from, until, status)."""
    plans_from: dict[str, frozenset[str]] = {}
    plans: frozenset[str] = frozenset()
    for event in held:
        name, _, change = event.kind.rpartition("_")
        if name in _PLANS and change in ("started", "ended"):
            plans = plans | {_PLANS[name]} if change == "started" else plans - {_PLANS[name]}
        plans_from[event.date.isoformat()] = plans
    found: list[tuple[str, str]] = []
    for day, those in plans_from.items():
        status = _status(day, those, cases)
        if status and (not found or found[-1][1] != status):
            found.append((day, status))
    ends = [*(start for start, _ in found[1:]), None]
    return [(start, end, status) for (start, status), end in zip(found, ends, strict=False)]  # none: no ends


def _status(day: str, plans: frozenset[str], cases: list[dict[str, Any]]) -> str | None:
    begun = [case for case in cases if case["starts"] <= day]
    if begun and begun[-1]["closed"] and begun[-1]["closed"] <= day:
        return "closed"
    return next((status for status in _HEAVIEST_FIRST if status in plans), "open" if begun else None)


def _details(held: Iterable[Event], words: Words) -> dict[str, Any]:
    """The latest word on each of the child's details."""
    now: dict[str, Any] = dict.fromkeys(("initials", "name", "born", "own_reference", "worker", "team", "pathway"))
    for event in held:
        match event.kind:
            case "child_described":
                said = {name: event.get(name) for name in ("initials", "born", "own_reference")}
                said["name"] = words.get(event.number or 0, {}).get("name")
            case "case_allocated":
                said = {"worker": event.get("worker")}
            case "case_opened":
                said = {"team": event.get("team")}
            case "pathway_changed":
                said = {"pathway": event.get("to")}
            case "fact_recorded":
                name = {"date_of_birth": "born"}.get(str(event.get("fact")), event.get("fact"))
                said = {name: event.get("value")} if name in ("born", "team", "pathway") else {}
            case _:
                continue
        now |= {name: value for name, value in said.items() if value is not None}
    now["initials"] = now["initials"] or _initials(now["name"])
    return now


def _initials(name: str | None) -> str | None:
    return "".join(word[0].upper() for word in (name or "").replace("-", " ").split() if word[0].isalpha()) or None


def _now(made: Summary) -> dict[str, Any]:
    last = made.episodes[-1] if made.episodes else {"opened": None, "closed": None}
    return {
        "opened": last["opened"], "closed": last["closed"],
        "last_seen": max(made.seen, default=None),
        "last_seen_alone": max((day for day, alone in made.seen.items() if alone), default=None),
        "status": made.standing[-1][2] if made.standing else "open",
    }  # fmt: skip

