"""The features that a reviewing service for children in need asks about: what is met on a day, on what evidence.

It answers for a feature, never for a child: nobody is found "not eligible" here. What only people can say (stuck,
conflict, complexity) counts when somebody has said it, with name, day and reason.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal, NamedTuple

from cin_cli.domain.dates import words
from cin_cli.domain.entry import Event
from cin_cli.domain.features import dated, drifting, recorded
from cin_cli.domain.features.history import NOT_RECORDED, Evidence, Finding, History, Readings, Verdict, text

__all__ = ["Asked", "Evidence", "Finding", "Foretold", "Item", "Result", "Standing", "Verdict", "check", "said"]

Outcome = Literal["features_met", "none_met", "cannot_tell"]


def _only_said(history: History) -> Finding:
    """What only people can say."""
    return NOT_RECORDED


FOUND_BY: Mapping[str, Callable[[History], Finding]] = {
    "supervision_order": dated.supervision_order,
    "twelve_months_on_plan": dated.twelve_months_on_plan,
    "cp_step_down": dated.needed_step_down,
    "return_from_care": dated.return_from_care,
    "exploitation": recorded.exploitation,
    "regularly_missing": recorded.regularly_missing,
    "nominated_complex_case": recorded.nominated_complex_case,
    "repeated_involvement": recorded.repeated_involvement,
    "pre_birth": recorded.pre_birth,
    "drift": drifting.drift,
    "large_sibling_group": recorded.large_sibling_group,
    "parent_care_experienced": recorded.parent_care_experienced,
    "emerging_theme": recorded.emerging_theme,
    "cross_boundary": recorded.cross_boundary,
    "inpatient": recorded.inpatient,
    **dict.fromkeys(("benefit_identified", "stuck", "conflict", "exit_planning", "other"), _only_said),
}
"""How each feature is found; a statement is laid over what it finds."""
BY_CHAIR: Mapping[str, Callable[[History], Finding]] = {"cp_step_down": dated.chairs_step_down}
"""Features that a service may ask for with the nomination of the conference's chair."""
OWN_WORD = ("cp_step_down", "emerging_theme")
"""Features that weigh themselves what was said."""


READ = (
    "case_allocated", "case_closed", "case_opened", "case_reopened", "child_born", "child_described", "cin_decision",
    "cin_meeting_initial", "cin_meeting_review", "cin_plan_ended", "cin_plan_started", "cinrs_nominated", "cinrs_stated",
    "cp_plan_ended", "cp_plan_started", "expected_date_of_delivery", "fact_recorded", "inpatient_admitted",
    "inpatient_discharged", "looked_after_ended", "looked_after_started", "missing_episode", "moved_authority", "plan_saved",
    "referral_received", "supervision_order_extended", "supervision_order_made", "visit",
)  # fmt: skip
"""The kinds of entry that features are found from."""


class Asked(NamedTuple):
    """One thing that a service asks: the feature, and whether the conference's chair has to have put the child forward."""

    feature: str
    by_chair: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """What was found of one thing asked; `place` is where it stands in the service's list."""

    place: int
    feature: str
    found: Finding


@dataclass(frozen=True, slots=True)
class Foretold:
    """What will be met on a day to come, if nothing changes."""

    item: Item
    on: date


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands beside the features: worker, open case, age. None: not recorded."""

    allocated: bool | None = None
    worker: str | None = None
    worker_since: date | None = None
    open_case: bool | None = None
    in_need: bool = True
    age: int | None = None
    unborn: bool = False


@dataclass(frozen=True, slots=True)
class Result:
    """The answer on one day."""

    answer: Outcome
    standing: Standing
    items: tuple[Item, ...]
    foretold: tuple[Foretold, ...] = ()

    @property
    def missing(self) -> tuple[str, ...]:
        """The facts that must exist and are not recorded, each once."""
        return tuple(dict.fromkeys(item.found.missing for item in self.items if item.found.missing))


def check(
    events: Iterable[Event], profile: Mapping[str, Any], day: date, asked: Iterable[Asked], readings: Readings
) -> Result:
    """Everything a service asks of one child on that day, from what had happened and been said by then."""
    history = History.of(events, day, profile, readings)
    items = tuple(Item(place, one.feature, _finding(history, one)) for place, one in enumerate(asked))
    foretold = tuple(Foretold(item, item.found.soon) for item in items if item.found.soon)
    return Result(_answer([item.found for item in items]), _standing(history), items, foretold)


def _finding(history: History, asked: Asked) -> Finding:
    found = (BY_CHAIR if asked.by_chair else FOUND_BY)[asked.feature](history)
    if not history.said_anything:
        return found
    heard = history.said(asked.feature)
    counted = [said.evidence for said in heard if not said.lacks]
    found = found.and_also(*(said.evidence for said in heard if said.lacks))
    if asked.feature in history.profile.get("undated", ()):
        found = found.and_also(Evidence("Said without a day, so it does not count"))
    if asked.feature in OWN_WORD or not counted:
        return found
    if found.met:
        return found.and_also(*counted)
    if found.by_dates:
        return found.and_also(*counted, Evidence("the recorded dates say otherwise, and they decide"))
    return replace(found, verdict="met_stated", missing="", entry=None).and_also(*counted)


def _answer(found: Iterable[Finding]) -> Outcome:
    """Met, when anything is; else it cannot be told where half a feature is recorded or a fact that must exist is not."""
    found = list(found)
    if any(item.met for item in found):
        return "features_met"
    return "cannot_tell" if any(item.missing for item in found) else "none_met"


# The child's standing -----------------------------------------------------------------------------------------------

_OPENS = ("case_opened", "case_reopened", "cin_decision", "cin_plan_started")


def _standing(history: History) -> Standing:
    turn = history.last(*_OPENS, "case_closed")
    allocated = history.last("case_allocated")
    worker = text(allocated.get("worker")) if allocated else text(history.profile.get("worker"))
    told = True if worker or allocated else history.profile.get("allocated")
    beside = (("cp_plan_started", "cp_plan_ended"), ("looked_after_started", "looked_after_ended"))
    born = history.born
    unborn = recorded.pre_birth(history).met
    return Standing(
        allocated=told, worker=worker or None, worker_since=allocated.date if allocated else None,
        open_case=None if turn is None else turn.kind != "case_closed",
        in_need=not any(history.running(*pair) for pair in beside),
        age=None if born is None or born > history.day else history.age(born), unborn=unborn,
    )  # fmt: skip


def said(evidence: Iterable[Evidence]) -> str:
    """Evidence as one line: `Plan started (Fri 3 Oct 2025); 12 months from then (Sat 3 Oct 2026)`."""
    return "; ".join(f"{e.text} ({words(e.on)})" if e.on else e.text for e in evidence)
