"""What opening a case by hand writes: the same kinds of entry as a row of a team's list."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from cin_cli.domain.entry import EVENT_KINDS, Entry, entry

ALREADY_HELD = timedelta(days=28)
"""A plan older than this was begun elsewhere: what was held before is not known here."""
NEVER_TYPED = (
    "cin_meeting_initial", "peer_management_review", "reflective_supervision", "minutes_recorded", "minutes_distributed",
    "cinrs_requested", "manager_oversight",
)  # fmt: skip
DATED = {
    "referral": "referral_received", "decision": "cin_decision", "plan_start": "cin_plan_started",
    "last_visit": "visit", "last_review": "cin_meeting_review",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Opening:
    """A case to open: its dates by name, which of the last visit and review are known to be none, and the details."""

    ref: str
    dates: Mapping[str, date]
    none: frozenset[str] = frozenset()
    details: Mapping[str, Any] = field(default_factory=dict)
    worker: str | None = None
    team: str | None = None
    pathway: str | None = None


def opened_on(opening: Opening, today: date) -> date:
    """The day the case was opened: as given, else the earliest of its referral, decision and plan, else today."""
    if "opened" in opening.dates:
        return opening.dates["opened"]
    return min([opening.dates[n] for n in ("referral", "decision", "plan_start") if n in opening.dates], default=today)


def entries(opening: Opening, today: date) -> list[Entry]:
    """Everything that the line says of the child, as entries not yet in the journal."""
    first, ref = opened_on(opening, today), opening.ref
    made = [entry("case_opened", first, [ref], {"team": opening.team} if opening.team else {})]
    if opening.details:
        made.append(entry("child_described", first, [ref], opening.details))
    made += [entry(kind, opening.dates[name], [ref]) for name, kind in DATED.items() if name in opening.dates]
    if opening.worker:
        made.append(entry("case_allocated", first, [ref], {"worker": opening.worker}))
    if opening.pathway:
        made.append(entry("fact_recorded", first, [ref], {"fact": "pathway", "value": opening.pathway}))
    covers = covers_of(opening, today)
    if covers is not None:
        made.append(entry("source_covered", today, [ref], {"covers": covers, "source": "opened by hand"}))
    return [_marked(each, today) for each in made]


def covers_of(opening: Opening, today: date) -> list[str] | None:
    """For a case opened half-way, the kinds whose absence means something; None for one that begins here."""
    start = opening.dates.get("plan_start")
    if start is None or start >= today:
        return None
    unknown = {DATED[name] for name in ("last_visit", "last_review") if name not in (*opening.dates, *opening.none)}
    if start < today - ALREADY_HELD:
        unknown |= set(NEVER_TYPED)
    return sorted(set(EVENT_KINDS) - unknown)


def _marked(made: Entry, today: date) -> Entry:
    """What was held before the case was opened here is marked as brought in, so that no write-up is asked for."""
    from dataclasses import replace

    held = made.kind in ("visit", "cin_meeting_review") and made.happened_on < today
    return replace(made, imported=True) if held else made


def dates_of(opening: Opening, today: date) -> Iterable[tuple[str, date]]:
    """Each dated thing that the line says happened: its kind and its day."""
    yield "case_opened", opened_on(opening, today)
    yield from ((DATED[name], day) for name, day in opening.dates.items() if name in DATED)
