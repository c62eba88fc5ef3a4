"""Once, after an event, within a time; a milestone after a start; the longest length of a plan."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from cin_cli.domain.calendar import Span
from cin_cli.domain.case import Phase, View
from cin_cli.domain.entry import Event
from cin_cli.domain.shapes.occurrence import Chosen, Occurrence, Pick, met, still_open
from cin_cli.domain.timescale import CHILD_OPENED, FAMILY_OPENED, PLAN, Clause, Extension, Pattern, Trigger
from cin_cli.domain.words import after, days, holidays, words

RECORDED_AS = {PLAN: "cin_plan_started", FAMILY_OPENED: "case_opened", CHILD_OPENED: "case_opened"}


@dataclass(frozen=True, slots=True)
class Hit:
    """A trigger that has happened: the day, the event's name, and the clock that it starts."""

    day: date
    event: str
    span: Span | None


def once(view: View, pick: Pick) -> list[Occurrence]:
    """The occurrences in every phase so far: each from its first trigger, met by the first event that fits."""
    clause = pick(view.day).clause
    found: list[Occurrence] = []
    for phase in view.phases(clause.stops):
        if phase.begin > view.day:
            break
        hits, missing = triggers(view, clause, phase)
        if not hits and missing:
            found.append(Occurrence("lapsed" if phase.stop else "undetermined", missing=(missing,), stop=phase.stop))
        while hits:
            occurrence, hits = _first(view, pick, phase, hits)
            found.append(occurrence)
    return found


def triggers(view: View, clause: Clause, phase: Phase) -> tuple[list[Hit], str | None]:
    """What has started the clock in this phase, by day; with none, what must have and is not recorded."""
    hits: list[Hit] = []
    missing = None
    for trigger in clause.after:
        span = trigger.within or clause.within
        said, unknown = _starts(view, trigger, phase)
        hits += [Hit(day, event, span) for day, event in said]
        missing = missing or unknown
    hits.sort(key=lambda hit: hit.day)
    if not hits and not missing and _implied(view, clause, phase):
        name = clause.after[0].name
        missing = RECORDED_AS.get(name, name)
    return hits, missing


def _starts(view: View, trigger: Trigger, phase: Phase) -> tuple[list[tuple[date, str]], str | None]:
    if trigger.fact:
        return _fact_starts(view, trigger, phase)
    kind = trigger.pattern.event
    if kind == PLAN:
        start = view.plan_start(phase)
        if start and start.implied:
            return [], RECORDED_AS[PLAN]
        return ([(start.day, start.event)] if start else []), None
    if kind in (FAMILY_OPENED, CHILD_OPENED):
        opened = view.opened(phase, family=kind == FAMILY_OPENED)
        return ([(opened.day, opened.event)] if opened else []), None
    events = view.in_phase(phase, [event for event, _ in view.fitting((trigger.pattern,))])
    starts = [view.start_of(phase, event) for event in events]
    return [(start.day, start.event) for start in starts], None


def _fact_starts(view: View, trigger: Trigger, phase: Phase) -> tuple[list[tuple[date, str]], str | None]:
    assert trigger.fact is not None
    taken = view.took_value(trigger.fact, trigger.value)
    opened = view.opened(phase, family=False)
    if taken and taken[0] == date.min:  # it was so before the first event: it came with the case
        if opened is None:
            return [], RECORDED_AS[CHILD_OPENED]
        taken = [opened.day, *taken[1:]]
    name = f"{trigger.fact}={trigger.value}"
    days_ = [day for day in taken if phase.begin <= day <= phase.end]
    return [(day, opened.event if opened and opened.day == day else name) for day in days_], None


def _implied(view: View, clause: Clause, phase: Phase) -> bool:
    for kind in clause.implied_by:
        if kind == PLAN:
            if view.plan_start(phase):
                return True
        elif view.in_phase(phase, view.of_kinds((kind,))):
            return True
    return False


def _first(view: View, pick: Pick, phase: Phase, hits: list[Hit]) -> tuple[Occurrence, list[Hit]]:
    clause = pick(view.day).clause
    asked = _asked(view, pick(view.day), hits[:1])
    meeting = _meets(view, clause, phase, asked)
    merged = [hit for hit in hits if meeting is None or hit.day <= meeting[0].date]
    rest = hits[len(merged):] if clause.repeats and meeting else []  # fmt: skip
    chosen = _measure(pick, meeting[0].date) if meeting else pick(view.day)
    asked = _asked(view, chosen, merged)
    if clause.extension:
        asked = _extended(view, clause.extension, asked, hits[0].day, meeting[0].date if meeting else view.day)
    if asked.due is None:
        return asked, rest
    if meeting:
        return met(asked, *meeting, view), rest
    return still_open(asked, phase, view, clause.met_by), rest


def _measure(pick: Pick, day: date) -> Chosen:
    """What held when it was met; what a change of that very day switched off was still asked for."""
    chosen = pick(day)
    if chosen.clause.not_applicable and chosen.since == day:
        return pick(day - timedelta(days=1))
    return chosen


def _asked(view: View, chosen: Chosen, hits: list[Hit]) -> Occurrence:
    """What is asked from these triggers: the soonest of their clocks, never before a change of facts."""
    timed = [(hit.span.after(hit.day, view.calendar), hit, hit.span) for hit in hits if hit.span]
    if not timed:
        return Occurrence("open", hits[0].event, hits[0].day, assumed=chosen.assumed, clause=chosen.clause)
    due, hit, span = min(timed, key=lambda row: row[0])
    because = after(span, hit.event, hit.day) + holidays(span, hit.day, due, view.calendar)
    if chosen.since > hit.day and chosen.since > due:
        due = chosen.since
        because += f"; not before {words(due)}, when what applies to this child changed"
    target = chosen.clause.target.after(hit.day, view.calendar) if chosen.clause.target else None
    return Occurrence(
        "open", hit.event, hit.day, due, target, assumed=chosen.assumed, because=because, clause=chosen.clause
    )


def _meets(view: View, clause: Clause, phase: Phase, asked: Occurrence) -> tuple[Event, Pattern] | None:
    opens = asked.from_date or date.min
    if clause.early and asked.due:
        opens = max(opens, asked.due - timedelta(days=clause.early.count))
    for event, pattern in view.fitting(clause.met_by):
        if opens <= event.date <= phase.end:
            return event, pattern
    return None


def _extended(view: View, extension: Extension, asked: Occurrence, start: date, until: date) -> Occurrence:
    """The occurrence with its limit moved by each extension made before `until`; made late, what was late stays late."""
    cap = extension.cap.after(start, view.calendar)
    for event in view.of_kinds((extension.event,)):
        due = asked.due
        if not start <= event.date <= until or due is None:
            continue
        if event.get("by") not in extension.by:
            who = "nobody is named as authorising it" if not event.get("by") else "it was not a manager's"
            says = f"the extension of {words(event.date)} moves nothing: {who}"
            asked = replace(asked, warnings=(*asked.warnings, says))
            continue
        wanted = date.fromisoformat(event.get("until")) if event.get("until") else cap
        limit = min(wanted, cap)
        if limit > due:
            asked = _moved(view, asked, event, limit, extension.cap)
    return asked


def _moved(view: View, asked: Occurrence, event: Event, limit: date, cap: Span) -> Occurrence:
    assert asked.due is not None
    late = max(0, (event.date - asked.due).days)
    warnings = asked.warnings
    if late:
        warnings = (*warnings, f"extended {days(late)} after it was due on {words(asked.due)}")
    return replace(
        asked,
        due=limit,
        target=None,
        late=asked.late + late,
        working_late=asked.working_late + (view.calendar.working_days_between(asked.due, event.date) if late else 0),
        warnings=warnings,
        because=f"{asked.because}; extended on {words(event.date)}, to day {cap.count} at most",
    )
