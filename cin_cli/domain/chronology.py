"""A child's chronology: what happened in order of day, what of it is significant, and the copy of it for one reader."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from cin_cli.domain.audience import Reader, Withheld, why_not
from cin_cli.domain.entry import KINDS, Entry
from cin_cli.domain.passage import ARRANGEMENTS, Passage

SIGNIFICANT = frozenset({
    "referral_received", "case_opened", "case_closed", "case_reopened", "assessment_started", "assessment_finished",
    "strategy_discussion", "s47_started", "s47_ended", "initial_cp_conference", "cin_decision", "cin_plan_started",
    "cin_plan_ended", "cin_meeting_initial", "cin_meeting_review", "pathway_changed", "cp_plan_started", "cp_plan_ended",
    "pathway_plan_started", "pathway_plan_ended", "supervision_order_made", "supervision_order_extended",
    "looked_after_started", "looked_after_ended", "inpatient_admitted", "inpatient_discharged", "moved_authority",
    "missing_episode", "child_born", "transfer_completed", "life_event",
})  # fmt: skip
"""Kinds that are marked without anybody saying so; an entry may say otherwise of itself (`significant`)."""
LEFT_OUT = frozenset({
    "child_described", "source_covered", "family_described", "person_described", "relationship_described", "contact_card",
    "policy_adopted", "holiday_added", "import_made", "entry_withdrawn", "fact_recorded",
})  # fmt: skip
"""Kinds that say how things are, not what happened."""
FOR_FAMILY = frozenset({
    "referral_received", "case_opened", "case_closed", "case_reopened", "assessment_started", "assessment_finished",
    "cin_decision", "cin_plan_started", "cin_plan_ended", "cin_meeting_initial", "cin_meeting_review", "visit", "plan_saved",
})  # fmt: skip
"""Kinds of which somebody in the family may hear that they happened; of any other they hear only in words meant for them."""
FOR_PROFESSIONALS = FOR_FAMILY | SIGNIFICANT - {"moved_authority", "inpatient_admitted", "inpatient_discharged", "life_event"}


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that happened: its day, what it was, whether it is significant, and what is said of it."""

    day: date
    what: str
    significant: bool
    says: tuple[Passage, ...] = ()
    number: int | None = None
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Chronology:
    """What happened to one child, oldest first, for one reader (None: the worker), and what was left out."""

    child: str
    lines: tuple[Line, ...]
    made: date
    reader: Reader | None = None
    withheld: tuple[Withheld, ...] = ()


def is_significant(made: Entry, child: str) -> bool:
    """Whether the entry is marked: as it says of itself, else by its kind."""
    own = next((part.facts.get("significant") for part in made.parts if part.child == child), None)
    said = own if own is not None else made.facts.get("significant")
    return bool(said) if said is not None else made.kind in SIGNIFICANT


def line(made: Entry, child: str, says: Iterable[Passage]) -> Line:
    """The entry as a line of this child's chronology."""
    told_of = tuple(one for one in says if one.where not in ARRANGEMENTS)
    return Line(made.happened_on, what(made, child), is_significant(made, child), told_of, made.number, made.kind)


def what(made: Entry, child: str) -> str:
    """`Visit (seen, alone)`, `Plan written, version 2`."""
    words = KINDS[made.kind].words
    facts = {**made.facts, **next((part.facts for part in made.parts if part.child == child), {})}
    if made.kind == "visit":
        seen = {True: "seen", False: "not seen"}.get(facts.get("seen", ""), "")
        words += f" ({seen}{', alone' if facts.get('seen_alone') == 'yes' else ''})" if seen else ""
    elif made.kind == "plan_saved":
        words += f", version {facts.get('version')}"
    return words[:1].upper() + words[1:]


def may_hear(kind: str, reader: Reader) -> bool:
    """Whether this reader may hear that such a thing happened, whatever is said of it.

    Where somebody is at risk nothing is told that nobody has said may be told.
    """
    if reader.kind == "worker":
        return True
    if why_not((), "ordinary", reader) is not None:
        return False
    return kind in (FOR_PROFESSIONALS if reader.kind == "professional" else FOR_FAMILY)


def told(made: Entry, child: str, shown: Iterable[Passage], reader: Reader) -> Line | None:
    """The line as this reader may have it; None: nothing of it is for the reader.

    Whether a child was seen, and alone, is the worker's record: the reader hears that there was a visit.
    """
    says = tuple(shown)
    if not says and not may_hear(made.kind, reader):
        return None
    full = line(made, child, says)
    words = full.what if reader.kind in ("worker", "professional") else KINDS[made.kind].words
    return replace(full, what=words[:1].upper() + words[1:])
