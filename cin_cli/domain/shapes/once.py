"""Once, after an event, within a time; a milestone after a start; the longest length of a plan."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from cin_cli.domain.case import Phase, View
from cin_cli.domain.entry import Event
from cin_cli.domain.shapes.occurrence import Chosen, Occurrence, Pick, after_change, change_words, met, still_open
from cin_cli.domain.span import Span
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
        said, unknown = _starts(view, clause, trigger, phase)
        hits += [Hit(day, event, span) for day, event in said]
        missing = missing or unknown
    hits.sort(key=lambda hit: hit.day)
    if not hits and not missing and _implied(view, clause, phase):
        name = clause.after[0].name
        missing = RECORDED_AS.get(name, name)
    return hits, missing


def _starts(
    view: View, clause: Clause, trigger: Trigger, phase: Phase
) -> tuple[list[tuple[date, str]], str | None]:
    if trigger.fact:
        return _fact_starts(view, clause, trigger, phase)
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


def _fact_starts(
    view: View, clause: Clause, trigger: Trigger, phase: Phase
) -> tuple[list[tuple[date, str]], str | None]:
    """Each stay that the fact had this value: the last one, and those before it in which the rule was met."""
    assert trigger.fact is not None
    opened = view.opened(phase, family=False)
    done = [event.date for event, _ in view.fitting(clause.met_by)]
    stays = [stay for stay in view.stays(trigger.fact, trigger.value) if stay[0] <= phase.end and stay[1] > phase.begin]
    starts = []
    for came, left in stays:
        with_case = came == date.min or came < phase.begin  # it was so before: it came with the case
        if with_case and opened is None:
            return [], RECORDED_AS[CHILD_OPENED]
        day = opened.day if opened and with_case else came
        if (came, left) == stays[-1] or any(day <= other <= left for other in done):
            starts.append((day, opened.event if opened and opened.day == day else f"{trigger.fact}={trigger.value}"))
    return starts, None


def _implied(view: View, clause: Clause, phase: Phase) -> bool:
    for kind in clause.implied_by:
        if kind == PLAN:
            start = view.plan_start(phase)
            if start and start.event != "case_reopened":  # a plan that goes on is no new one
                return True
        elif view.in_phase(phase, view.of_kinds((kind,))):
            return True
    return False


def _first(view: View, pick: Pick, phase: Phase, hits: list[Hit]) -> tuple[Occurrence, list[Hit]]:
    clause = pick(view.day).clause
    asked = _asked(view, pick(view.day), phase, hits[:1])
    opens = _opens(clause, asked)
    meeting = _meets(view, clause, phase, opens)
    merged = [hit for hit in hits if meeting is None or hit.day <= meeting[0].date]
    rest = hits[len(merged):] if clause.repeats and meeting else []  # fmt: skip
    chosen = _measure(pick, meeting[0].date) if meeting else pick(view.day)
    asked = _asked(view, chosen, phase, merged)
    if clause.extension:
        asked = _extended(view, clause.extension, asked, hits[0].day, meeting[0].date if meeting else view.day)
    if asked.due is None:
        return asked, rest
    if meeting:
        return met(asked, *meeting, view), rest
    return still_open(asked, phase, view, clause.met_by, opens), rest


def _measure(pick: Pick, day: date) -> Chosen:
    """What held when it was met; what a change of that very day switched off was still asked for."""
    chosen = pick(day)
    if chosen.clause.not_applicable and chosen.since == day:
        return pick(day - timedelta(days=1))
    return chosen


def _asked(view: View, chosen: Chosen, phase: Phase, hits: list[Hit]) -> Occurrence:
    """What is asked from these triggers: the soonest of their clocks, never before a change of facts."""
    timed = _timed(view, hits)
    if not timed:
        return Occurrence("open", hits[0].event, hits[0].day, assumed=chosen.assumed, clause=chosen.clause)
    plain, hit, span = timed[0]
    due = after_change(plain, hit.day, chosen, lambda before: _due_under(view, before, phase, hits[0].day))
    because = after(span, hit.event, hit.day) + holidays(span, hit.day, plain, view.calendar)
    because += change_words(due, plain, chosen)
    target = chosen.clause.target.after(hit.day, view.calendar) if chosen.clause.target else None
    return Occurrence(
        "open", hit.event, hit.day, due, target, assumed=chosen.assumed, because=because, clause=chosen.clause
    )


def _timed(view: View, hits: list[Hit]) -> list[tuple[date, Hit, Span]]:
    """Each trigger's clock with the day on which it runs out, the soonest first."""
    timed = [(hit.span.after(hit.day, view.calendar), hit, hit.span) for hit in hits if hit.span]
    return sorted(timed, key=lambda row: row[0])


def _due_under(view: View, chosen: Chosen, phase: Phase, first: date) -> date | None:
    """When it was due by what held before a change; for what is asked again and again, from the same time on."""
    clause = chosen.clause
    if chosen.missing or clause.not_applicable:
        return None
    hits = [hit for hit in triggers(view, clause, phase)[0] if not clause.repeats or hit.day >= first]
    timed = _timed(view, hits)
    if not timed:
        return None
    plain, hit, _ = timed[0]
    return after_change(plain, hit.day, chosen, lambda before: _due_under(view, before, phase, first))


def _opens(clause: Clause, asked: Occurrence) -> date:
    """The first day on which an event meets it."""
    opens = asked.from_date or date.min
    if clause.early and asked.due:
        return max(opens, asked.due - timedelta(days=clause.early.count))
    return opens


def _meets(view: View, clause: Clause, phase: Phase, opens: date) -> tuple[Event, Pattern] | None:
    for event, pattern in view.fitting(clause.met_by):
        if opens <= event.date <= phase.end and not _began(phase, event):
            return event, pattern
    return None


def _began(phase: Phase, event: Event) -> bool:
    """Whether it is the ending after which the phase began, on the same day: it ended what was before."""
    return phase.since is not None and (event.kind, event.date) == (phase.since.event, phase.since.start)


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
