"""What had happened to one child by a day, and what people had said of the reviewing service's features by then."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Literal

from cin_cli.domain.entry import Event

Verdict = Literal["met_computed", "met_in_part", "met_stated", "not_recorded", "not_met"]
ADULT = 18
Readings = Mapping[str, int]
"""The numbers that no source gives, by name; packs/cinrs-essex.toml has ours."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One thing that is recorded, and the day it is about."""

    text: str
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found of one feature.

    `missing`: a fact that must exist and is not recorded, where it belongs into an entry that and the attribute;
    `by_dates`: recorded dates decide, whatever anybody says; `soon`: the day it will be met, if nothing changes.
    """

    verdict: Verdict
    evidence: tuple[Evidence, ...] = ()
    missing: str = ""
    entry: int | None = None
    attribute: str = ""
    by_dates: bool = False
    soon: date | None = None

    @property
    def met(self) -> bool:
        """Met, by a recorded fact or by what somebody has said."""
        return self.verdict in ("met_computed", "met_stated")

    def and_also(self, *evidence: Evidence) -> "Finding":
        """The same with more evidence."""
        return replace(self, evidence=(*self.evidence, *evidence)) if evidence else self


NOT_RECORDED = Finding("not_recorded")
"""Nothing is recorded that would speak for a feature or against it."""


@dataclass(frozen=True, slots=True)
class Said:
    """What was said of one feature: by whom, when, why, and, of a theme, which."""

    by: str
    on: date
    why: str
    theme: str = ""

    @property
    def lacks(self) -> str:
        """What it would need to be evidence; empty: nothing."""
        return " or ".join(what for what, told in (("who says so", self.by), ("why", self.why)) if not told)

    @property
    def evidence(self) -> Evidence:
        """Who said it, and why."""
        if self.lacks:
            return Evidence(f"Said without {self.lacks}, so it does not count", self.on)
        theme = f" ({self.theme})" if self.theme else ""
        return Evidence(f"Said by {self.by}{theme}: {self.why}", self.on)


ENDS = {
    "cin_plan_ended": "The plan ended",
    "case_closed": "The case was closed",
    "cp_plan_started": "A Child Protection Plan took its place",
    "looked_after_started": "Became looked after",
}
"""What ends a child in need plan, in words."""


@dataclass(frozen=True, slots=True)
class History:
    """What had happened to one child by a day, oldest first; within a day an ending comes before a beginning."""

    events: list[Event]
    by_kind: Mapping[str, list[Event]]
    day: date
    profile: Mapping[str, Any] = field(default_factory=dict)
    readings: Readings = field(default_factory=dict)

    @classmethod
    def of(cls, events: Iterable[Event], day: date, profile: Mapping[str, Any], readings: Readings) -> "History":
        """What was known by that day: nothing later, nothing only booked; a birth that is expected was known before."""
        ahead = ("expected_date_of_delivery",)
        known = (e for e in events if (e.kind in ahead and (e.booked_on or day) <= day) or (e.date <= day and not e.planned))
        ordered = sorted(known, key=lambda e: (e.date, e.kind not in ENDS, e.number or 0))
        by_kind: dict[str, list[Event]] = {}
        for event in ordered:
            by_kind.setdefault(event.kind, []).append(event)
        return cls(ordered, by_kind, day, profile, readings)

    def all(self, *kinds: str) -> list[Event]:
        """The events of these kinds."""
        found = [kind for kind in kinds if kind in self.by_kind]
        if len(found) < 2:
            return self.by_kind[found[0]] if found else []
        return [event for event in self.events if event.kind in kinds]

    def last(self, *kinds: str) -> Event | None:
        """The last event of these kinds."""
        found = self.all(*kinds)
        return found[-1] if found else None

    def running(self, starts: str, ends: str) -> Event | None:
        """What began and has not ended; on one day the end comes after the beginning."""
        last = self.last(starts)
        return last if last and not any(e.date >= last.date for e in self.all(ends)) else None

    @property
    def ended(self) -> Event | None:
        """What ended a plan last."""
        return self.last(*ENDS)

    @property
    def stopped(self) -> bool:
        """Whether the case is closed, or the child on a Child Protection Plan or looked after, on the day."""
        beside = (("cp_plan_started", "cp_plan_ended"), ("looked_after_started", "looked_after_ended"))
        turn = self.last("case_opened", "case_reopened", "case_closed")
        closed = turn is not None and turn.kind == "case_closed"
        return closed or any(self.running(*pair) for pair in beside)

    def in_this_plan(self, *kinds: str) -> list[Event]:
        """The events of these kinds since a plan last ended."""
        ended = self.ended
        return [e for e in self.all(*kinds) if ended is None or e.date >= ended.date]

    @property
    def said_anything(self) -> bool:
        """Whether anything was said of any feature."""
        return "cinrs_stated" in self.by_kind or bool(self.profile.get("undated"))

    def said(self, feature: str) -> list[Said]:
        """What had been said of a feature by the day, in order."""
        return [
            Said(text(e.get("by")), e.date, _why(e.get("why")), text(e.get("theme")))
            for e in self.all("cinrs_stated") if e.get("feature") == feature
        ]  # fmt: skip

    def counted(self, feature: str) -> list[Said]:
        """What of it is evidence: it says who says so, and why."""
        return [said for said in self.said(feature) if not said.lacks]

    def fact(self, name: str) -> tuple[Any, date | None]:
        """The fact's value on the day and the day it was recorded; from the profile it has none."""
        recorded = [e for e in self.all("fact_recorded") if e.get("fact") == name]
        return (recorded[-1].get("value"), recorded[-1].date) if recorded else (self.profile.get(name), None)

    def age(self, born: date) -> int:
        """Whole years from a birth to the day; below 0: not born yet."""
        return self.day.year - born.year - ((self.day.month, self.day.day) < (born.month, born.day))

    @property
    def born(self) -> date | None:
        """The date of birth, wherever it was said."""
        birth = self.last("child_born")
        told = self.fact("date_of_birth")[0] or next(
            (e.get("born") for e in reversed(self.all("child_described")) if e.get("born")), None
        )
        return day_of(told) or (birth.date if birth else None)


def text(value: Any) -> str:
    """A short text as it is said, without stray spaces; empty when there is none."""
    return " ".join(str(value if value is not None else "").split())


def _why(value: Any) -> str:
    """The reason; of an entry read without its words it is only known that there is one."""
    return "the reason is in the entry" if value is True else text(value)


def day_of(value: Any) -> date | None:
    """A day in its stored form, or as a file gives it."""
    return date.fromisoformat(value) if isinstance(value, str) else value if isinstance(value, date) else None
