"""What is known of one child on one day: events, facts, the plan's start, and the stretches in which clocks run."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from operator import attrgetter, itemgetter
from typing import Any, NamedTuple

from cin_cli.domain.calendar import Calendar, add_months
from cin_cli.domain.entry import FORESEEN, Event
from cin_cli.domain.timescale import Pattern

BESIDE = (
    ("child_protection", "cp_plan_started", "cp_plan_ended", "a Child Protection Plan"),
    ("looked_after", "looked_after_started", "looked_after_ended", "being looked after"),
    ("pathway_plan", "pathway_plan_started", "pathway_plan_ended", "a Pathway Plan"),
)
"""What a child in need plan does not run beside: the stop, what begins it, what ends it, and its words."""
REOPENS = ("case_reopened", "case_opened", "referral_received", "cin_decision", "cin_plan_started")
BEGINS_AGAIN = (*REOPENS, "cin_meeting_initial", "assessment_started", "assessment_finished")
"""What sets clocks going again after a plan has ended."""
OPENED = ("case_opened", "referral_received", "case_reopened")
HELD = ("visit", "cin_meeting_initial", "cin_meeting_review")
SHOWS_HISTORY = ("referral_received", "assessment_started", "assessment_finished", "cin_decision",
                 "cin_plan_started", "cin_plan_ended", "cin_meeting_initial")  # fmt: skip


class Stop(NamedTuple):
    """Days on which clocks do not run: from `start` until the day before `end` (None: still stopped).

    `event` began it; `again` ended it.
    """

    reason: str
    start: date
    end: date | None
    event: str
    again: str | None = None


class Phase(NamedTuple):
    """A stretch in which a rule's clocks run: from `begin`, until the stop that ends it (None: still running).

    Starts recorded after `since`, the day of the stop before it, are this phase's (None: nothing came before).
    """

    begin: date
    since: Stop | None
    stop: Stop | None

    @property
    def end(self) -> date:
        """The day of the stop, or the end of time."""
        return self.stop.start if self.stop else date.max


class Start(NamedTuple):
    """The day clocks begin to count, the event that says so, and whether it is only implied by what was held."""

    day: date
    event: str
    implied: bool = False


class Known(NamedTuple):
    """A fact's value on a day, since when, and whether it was only assumed."""

    value: Any
    since: date
    assumed: bool


@dataclass(frozen=True)  # no slots: `days` is kept once worked out
class Record:
    """Everything recorded of one child, sorted by day, whatever the day asked."""

    child: str | None
    events: tuple[Event, ...]
    bookings: tuple[Event, ...] = ()
    profile: Mapping[str, Any] = field(default_factory=dict)
    siblings: tuple[Event, ...] = ()
    covers: frozenset[str] | None = None
    covered_until: date = date.min

    @classmethod
    def of(
        cls,
        child: str | None,
        events: Iterable[Event],
        *,
        profile: Mapping[str, Any] | None = None,
        siblings: Iterable[Event] = (),
    ) -> "Record":
        """The record of a child from its events in any order; `profile` are facts from before the first of them."""
        held, booked = [], []
        covers: set[str] | None = None
        until = date.min
        for event in events:
            if event.kind == "source_covered":
                covers = (covers or set()) | set(event.get("covers") or ())
                until = max(until, event.date)
            elif event.planned or event.kind in FORESEEN:
                booked.append(event)
            else:
                held.extend(_with_recording(event))
        held.sort(key=_in_order)
        booked.sort(key=_in_order)
        opened = sorted((s for s in siblings if not s.planned), key=_in_order)
        covered = frozenset(covers) if covers is not None else None
        return cls(child, tuple(held), tuple(booked), profile or {}, tuple(opened), covered, until)

    @cached_property
    def days(self) -> list[date]:
        """The days on which something of this child or family became known, in order."""
        days = {event.date for event in self.events} | {event.date for event in self.siblings}
        days.update(event.booked_on for event in self.bookings if event.booked_on)
        always = [event.date for event in self.bookings if not event.booked_on]
        if always:
            days.add(min([*days, *always]))
        return sorted(days)


def _in_order(event: Event) -> tuple[date, int]:
    """By day; of two entries of one day that contradict each other, the later entry comes last and wins."""
    return event.date, event.number or 0


def _with_recording(event: Event) -> list[Event]:
    """The event, and the writing-up that it says of itself in the same breath (`recorded_on`)."""
    said = event.get("recorded_on")
    written = date.fromisoformat(said) if said else date.min
    if event.kind not in HELD or written < event.date:  # nothing is written up before it is held
        return [event]
    kind = "visit_recorded" if event.kind == "visit" else "minutes_recorded"
    return [event, Event(kind, written, {"of": event.date.isoformat()}, number=event.number)]


class View:
    """A record as it stood on one day: only what had happened by then, and bookings made by then."""

    def __init__(self, record: Record, day: date, calendar: Calendar, defaults: Mapping[str, Any]) -> None:
        self.record = record
        self.day = day
        self.calendar = calendar
        self.defaults = defaults
        self.events: Sequence[Event] = record.events[: bisect_right(record.events, day, key=_day_of)]
        self._by_kind: dict[str, list[Event]] = {}
        for event in self.events:
            self._by_kind.setdefault(event.kind, []).append(event)
        self._phases: dict[frozenset[str], list[Phase]] = {}
        self._plan_starts: dict[Phase, Start | None] = {}

    @property
    def empty(self) -> bool:
        """Whether nothing was recorded of the child itself by this day."""
        return not self.events and not self.booked(Pattern(kind) for kind in FORESEEN)

    def of_kinds(self, kinds: Iterable[str]) -> Sequence[Event]:
        """The events of these kinds, in order."""
        wanted = {kind for kind in kinds if kind in self._by_kind}
        if len(wanted) > 1:
            return [event for event in self.events if event.kind in wanted]
        return self._by_kind[wanted.pop()] if wanted else ()

    def fitting(self, patterns: Iterable[Pattern]) -> list[tuple[Event, Pattern]]:
        """The events that fit a pattern, each with the first that it fits, by day.

        Within a day what fits best comes first: an earlier pattern, then what leaves less to assume.
        """
        listed = [pattern for pattern in patterns if pattern.event in self._by_kind]
        found = []
        for event in self.of_kinds(pattern.event for pattern in listed):
            for place, pattern in enumerate(listed):
                if pattern.fits(event) and self._ends_a_row(pattern, event):
                    found.append((event.date, place, len(pattern.assumed(event)), event, pattern))
                    break
        if len(found) > 1:
            found.sort(key=_DAY_AND_FIT)
        return [(event, pattern) for *_, event, pattern in found]

    def _ends_a_row(self, pattern: Pattern, event: Event) -> bool:
        """Whether it is the last of so many of its kind, one after the other, that all fit; of one, it always is."""
        if pattern.in_a_row == 1:
            return True
        row = 0
        for other in self.of_kinds((pattern.event,)):
            row = row + 1 if pattern.fits(other) else 0
            if other is event:
                break
        return row % pattern.in_a_row == 0

    def booked(self, patterns: Iterable[Pattern]) -> list[Event]:
        """What is booked or foreseen, as far as it was said by this day, of a kind that could fit."""
        if not self.record.bookings:
            return []
        kinds = {pattern.event for pattern in patterns}
        return [b for b in self.record.bookings if b.kind in kinds and (not b.booked_on or b.booked_on <= self.day)]

    def bookings(self, patterns: Iterable[Pattern]) -> list[date]:
        """The days booked, by this day, for an event that could fit."""
        return [event.date for event in self.booked(patterns)]

    @cached_property
    def _changes(self) -> dict[str, list[tuple[date, Any]]]:
        changes: dict[str, list[tuple[date, Any]]] = {}
        for name, value in self.record.profile.items():
            changes.setdefault(name, []).append((date.min, value))
        for event in self.of_kinds(SAYS_A_FACT):
            said, told = _fact_said(event)
            if said and told is not None:
                changes.setdefault(said, []).append((event.date, told))
        return changes

    def fact(self, name: str, on: date | None = None) -> Known:
        """The fact's value on a day (this one), assumed when nothing says it; its value is None when there is no default.

        `age` is in whole years, from the date of birth.
        """
        day = on or self.day
        if name == "age":
            return self._age(day)
        said = [change for change in self._changes.get(name, ()) if change[0] <= day]
        if not said:
            return Known(self.defaults.get(name), date.min, True)
        since, value = said[-1]
        for earlier_day, earlier in reversed(said[:-1]):
            if earlier != value:
                break
            since = earlier_day
        if not any(earlier != value for _, earlier in said) and self.defaults.get(name) == value:
            since = date.min  # it was assumed to be so before it was said: nothing changed
        return Known(value, since, False)

    def _age(self, day: date) -> Known:
        born = self._born(day)
        if born is None or born > day:
            return Known(None, date.min, False)
        years = next(n for n in range(day.year - born.year, -1, -1) if add_months(born, 12 * n) <= day)
        return Known(years, add_months(born, 12 * years), False)

    def _born(self, day: date) -> date | None:
        said = self.fact("date_of_birth", day).value
        return date.fromisoformat(str(said)) if said else None

    def birthdays(self, age: int) -> list[tuple[date, date]]:
        """That birthday, and the day from which on it was known; of each date of birth that was said."""
        said = [(known, date.fromisoformat(str(value))) for known, value in self._changes.get("date_of_birth", ())]
        return [(add_months(born, 12 * age), known) for known, born in said]

    def fact_days(self, names: Iterable[str]) -> list[date]:
        """The days on which one of these facts was said, or a birthday fell, newest first."""
        wanted = set(names)
        days = {day for name in wanted for day, _ in self._changes.get(name, ()) if day > date.min}
        born = self._born(self.day) if "age" in wanted else None
        if born:
            days |= {day for n in range(self.day.year - born.year + 1) if (day := add_months(born, 12 * n)) <= self.day}
            days |= {day for day, _ in self._changes.get("date_of_birth", ()) if day > date.min}
        return sorted(days, reverse=True)

    def stays(self, name: str, value: Any) -> list[tuple[date, date]]:
        """From when until when the fact had the value; date.min when it always had, date.max when it still has."""
        found: list[tuple[date, date]] = []
        for day, said in self._changes.get(name, ()):
            running = bool(found) and found[-1][1] == date.max
            if said == value and not running:
                found.append((day, date.max))
            elif said != value and running:
                found[-1] = (found[-1][0], day)
        return found

    @cached_property
    def stops(self) -> list[Stop]:
        """Every stop up to this day, by day."""
        found = [stop for row in BESIDE for stop in self._beside(*row[:3])]
        found += self._ended("closed", "case_closed", REOPENS)
        found += self._ended("plan_ended", "cin_plan_ended", BEGINS_AGAIN)
        return sorted(found, key=lambda stop: (stop.start, STOP_ORDER.index(stop.reason)))

    def _beside(self, reason: str, began: str, ended: str) -> list[Stop]:
        stops: list[Stop] = []
        ends = [event.date for event in self.of_kinds((ended,))]
        for event in self.of_kinds((began,)):
            before = stops[-1].end if stops else date.min
            if before is None or event.date < before:
                continue
            if event.date in ends and event.date != before:  # begun and ended on one day: it never stood
                continue
            end = next((day for day in ends if day > event.date), None)
            stops.append(Stop(reason, event.date, end, began, ended if end else None))
        return stops

    def _ended(self, reason: str, kind: str, again: tuple[str, ...]) -> list[Stop]:
        stops: list[Stop] = []
        for event in self.of_kinds((kind,)):
            if stops and (stops[-1].end is None or event.date < stops[-1].end):
                continue
            restart = next((e for e in self.of_kinds(again) if self._after_end(e, event, reason)), None)
            ends = (restart.date, restart.kind) if restart else (None, None)
            stops.append(Stop(reason, event.date, ends[0], kind, ends[1]))
        return stops

    def _after_end(self, event: Event, ending: Event, reason: str) -> bool:
        if event.date > ending.date:
            return True
        same_day = event.date == ending.date
        if reason != "plan_ended":
            return same_day and event.kind == "case_reopened"
        earlier = any(e.kind == "cin_plan_started" and e.date < ending.date for e in self.events)
        return same_day and event.kind == "cin_plan_started" and earlier

    def phases(self, reasons: frozenset[str]) -> list[Phase]:
        """The stretches in which a rule that stops for these reasons runs; one that begins after this day does not run yet."""
        if reasons not in self._phases:
            self._phases[reasons] = list(self._stretches(reasons))
        return self._phases[reasons]

    def _stretches(self, reasons: frozenset[str]) -> Iterable[Phase]:
        begin, since = date.min, None
        mine = [s for s in self.stops if s.reason in reasons]
        ends = [s for kind in sorted(reasons - set(STOP_ORDER)) for s in self._ended(kind, kind, OPENED)]
        for stop in sorted([*mine, *ends], key=lambda s: s.start) if ends else mine:
            if stop.start < begin:  # stopped already by another
                end = stop.end or date.max
                if end > begin:
                    begin, since = end, stop
                continue
            yield Phase(begin, since, stop)
            begin, since = stop.end or date.max, stop
        yield Phase(begin, since, None)

    def stopped(self, reasons: frozenset[str]) -> Stop | None:
        """The stop in force on this day, for a rule that stops for these reasons."""
        running = self.phases(reasons)[-1]
        return running.since if running.begin > self.day else None

    def in_phase(self, phase: Phase, events: Iterable[Event]) -> list[Event]:
        """The events whose starts or triggers belong to the phase."""
        return [event for event in events if self._belongs(event, phase)]

    def _belongs(self, event: Event, phase: Phase) -> bool:
        if event.date > phase.end:
            return False
        if event.date == phase.end and phase.stop and phase.stop.end == event.date:
            return False  # ended and begun again on one day: the beginning is the next phase's
        if phase.since is None or phase.begin == event.date:
            return True
        if phase.since.reason == "closed":  # what came between closing and re-opening is of neither
            return event.date > phase.begin
        return event.date > phase.since.start

    def start_of(self, phase: Phase, event: Event) -> Start:
        """The event as a start in the phase: one recorded beside another plan counts from that plan's end."""
        if event.date >= phase.begin:
            return Start(event.date, event.kind)
        return Start(phase.begin, (phase.since and phase.since.again) or event.kind)

    def plan_start(self, phase: Phase) -> Start | None:
        """The plan's start in a phase: recorded, else the initial meeting, else gone on with at re-opening, else implied."""
        if phase not in self._plan_starts:
            self._plan_starts[phase] = self._plan_start(phase)
        return self._plan_starts[phase]

    def _plan_start(self, phase: Phase) -> Start | None:
        said = self.in_phase(phase, self.of_kinds(("cin_plan_started",)))
        if said:
            return self.start_of(phase, said[0])
        met = [e for e in self.in_phase(phase, self.of_kinds(("cin_meeting_initial",))) if e.date >= phase.begin]
        if met:
            return Start(met[0].date, "cin_meeting_initial")
        if phase.since and phase.since.reason == "closed" and self._was_running(phase.since):
            again = [e for e in self.of_kinds(("case_reopened",)) if e.date == phase.begin]
            if again:
                return Start(phase.begin, "case_reopened")
        if not any(event.kind in SHOWS_HISTORY for event in self._history(phase)):
            held = [e for e in self.in_phase(phase, self.of_kinds(HELD)) if e.date >= phase.begin]
            if held:
                return Start(held[0].date, held[0].kind, implied=True)
        return None

    def _history(self, phase: Phase) -> Iterable[Event]:
        """What shows how far a case has come: after another plan the CIN plan begins afresh, after a closing it does not."""
        if phase.since and phase.since.reason in ("closed", "plan_ended"):
            return self.events
        return self.in_phase(phase, self.events)

    def _was_running(self, closing: Stop) -> bool:
        for phase in self.phases(frozenset(STOP_ORDER)):
            if phase.end == closing.start and phase.stop and phase.stop.reason == "closed":
                return self.plan_start(phase) is not None
        return False

    def opened(self, phase: Phase, family: bool) -> Start | None:
        """The day the child, or the first child of a family still open then, was opened."""
        mine = self.in_phase(phase, self.of_kinds(("case_opened",))) or self.in_phase(phase, self.of_kinds(OPENED))
        restarted = phase.since is not None and phase.since.reason != "closed"
        if restarted:
            return Start(phase.begin, (phase.since and phase.since.again) or "case_opened")
        first = Start(mine[0].date, mine[0].kind) if mine else None
        if not family:
            return first
        return self._family_opened(first)

    def _family_opened(self, first: Start | None) -> Start | None:
        if first is None:
            return None
        spans = open_spans([*self.events, *(e for e in self.record.siblings if e.date <= self.day)], self.record.child)
        day = first.day
        moved = True
        while moved:
            earlier = [start for start, end in spans if start < day <= end]
            moved = bool(earlier)
            day = min(earlier, default=day)
        return Start(day, first.event if day == first.day else "case_opened")

    def uncovered(self, kinds: frozenset[str], anchor: date, event: str) -> bool:
        """Whether only an event that the source could not hold, and that nobody has recorded since, could meet a rule.

        A clock that began after the source was read, or with an event that no source held, was begun here: it runs.
        """
        covers = self.record.covers
        if covers is None or event not in covers or kinds & covers:
            return False
        return anchor <= self._spoken and kinds.isdisjoint(self._by_kind)

    @cached_property
    def _spoken(self) -> date:
        """So far the source speaks."""
        return max([self.record.covered_until, *(event.date for event in self.events if event.imported)])


_DAY_AND_FIT = itemgetter(0, 1, 2)
_day_of = attrgetter("date")
STOP_ORDER = ("child_protection", "looked_after", "pathway_plan", "closed", "plan_ended")


_WITHIN_A_DAY = {"case_closed": 1, "case_reopened": 2}
"""Opened, then closed, then opened again, where one day has them all."""


def open_spans(events: Iterable[Event], child: str | None = None) -> list[tuple[date, date]]:
    """The stretches in which a child was open, by its own openings and closings; siblings' events may stand among them."""
    spans: list[tuple[date, date]] = []
    by_child: dict[Any, list[Event]] = {}
    for event in events:
        if event.kind in (*OPENED, "case_closed"):
            by_child.setdefault(event.get("sibling") or child, []).append(event)
    for theirs in by_child.values():
        began: Event | None = None
        for event in sorted(theirs, key=lambda e: (e.date, _WITHIN_A_DAY.get(e.kind, 0))):
            if event.kind == "case_closed":
                if began:
                    spans.append((began.date, event.date))
                began = None
            elif began is None or (event.kind == "case_opened" and began.kind != "case_opened"):
                began = event  # opened is the day that an opening says, else that of the referral
        if began:
            spans.append((began.date, date.max))
    return spans


SAYS_A_FACT = ("fact_recorded", "pathway_changed", "case_opened", "child_described")


def _fact_said(event: Event) -> tuple[str | None, Any]:
    match event.kind:
        case "fact_recorded":
            return str(event.get("fact")), event.get("value")
        case "pathway_changed":
            return "pathway", event.get("to")
        case "case_opened":
            return "team", event.get("team")
        case "child_described":
            return "date_of_birth", event.get("born")
    return None, None
