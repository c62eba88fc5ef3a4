"""Once, after an event, within a time; a milestone after a start; the longest length of a plan."""

from datetime import date, timedelta
from typing import NamedTuple

from cin_cli.domain.case import Phase, View
from cin_cli.domain.entry import Event
from cin_cli.domain.shapes.occurrence import (
    Chosen,
    Half,
    Occurrence,
    Pick,
    after_change,
    both,
    change_words,
    met,
    still_open,
)
from cin_cli.domain.span import Span
from cin_cli.domain.timescale import CHILD_OPENED, FAMILY_OPENED, PLAN, Clause, Extension, Pattern, Trigger
from cin_cli.domain.words import after, days, holidays, words

RECORDED_AS = {PLAN: "cin_plan_started", FAMILY_OPENED: "case_opened", CHILD_OPENED: "case_opened"}


class Hit(NamedTuple):
    """A trigger that has happened: the day, the event's name, and the clock that it starts."""

    day: date
    event: str
    span: Span | None = None
    time: str | None = None
    pattern: Pattern | None = None


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
    each: list[list[Hit]] = []
    missing = None
    for trigger in clause.after:
        said, unknown = _starts(view, clause, trigger, phase)
        each.append([hit._replace(span=trigger.within or clause.within, pattern=trigger.pattern) for hit in said])
        missing = missing or unknown
    hits = _last_of_each(each) if clause.later else sorted((h for said in each for h in said), key=lambda hit: hit.day)
    if not hits and not missing and _implied(view, clause, phase):
        name = next(trigger.name for trigger, said in zip(clause.after, each, strict=True) if not said)
        missing = RECORDED_AS.get(name, name)
    return hits, missing


def _last_of_each(each: list[list[Hit]]) -> list[Hit]:
    """The one trigger that counts where all must have happened: the last of their first times."""
    if not all(each):
        return []
    return [max((min(said, key=lambda hit: hit.day) for said in each), key=lambda hit: hit.day)]


def _starts(view: View, clause: Clause, trigger: Trigger, phase: Phase) -> tuple[list[Hit], str | None]:
    if trigger.birthday is not None:
        return _birthday_starts(view, trigger, phase)
    if trigger.fact:
        return _fact_starts(view, clause, trigger, phase)
    kind = trigger.pattern.event
    if kind == PLAN:
        start = view.plan_start(phase)
        if start and start.implied:
            return [], RECORDED_AS[PLAN]
        return ([Hit(start.day, start.event)] if start else []), None
    if kind in (FAMILY_OPENED, CHILD_OPENED):
        opened = view.opened(phase, family=kind == FAMILY_OPENED)
        return ([Hit(opened.day, opened.event)] if opened else []), None
    events = view.in_phase(phase, [event for event, _ in view.fitting((trigger.pattern,))])
    return [_hit(view, phase, event) for event in events], None


def _birthday_starts(view: View, trigger: Trigger, phase: Phase) -> tuple[list[Hit], str | None]:
    """The birthday, as the date of birth was last said, where it came while the child was known here."""
    said = view.birthdays(trigger.birthday or 0)
    if not said:
        return [], "date_of_birth"
    day = said[-1][0]
    came = max(phase.begin, view.events[0].date) <= day <= min(phase.end, view.day) if view.events else False
    return ([Hit(day, trigger.name)] if came else []), None


def _hit(view: View, phase: Phase, event: Event) -> Hit:
    start = view.start_of(phase, event)
    return Hit(start.day, start.event, time=event.get("time") if start.day == event.date else None)


def _fact_starts(view: View, clause: Clause, trigger: Trigger, phase: Phase) -> tuple[list[Hit], str | None]:
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
            starts.append(Hit(day, opened.event if opened and opened.day == day else f"{trigger.fact}={trigger.value}"))
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
    opens = _opens(view, clause, asked)
    meeting, lacks = _meets(view, clause, phase, opens)
    merged = [hit for hit in hits if meeting is None or hit.day <= meeting[0].date]
    rest = hits[len(merged):] if clause.repeats and meeting else []  # fmt: skip
    chosen = _measure(pick, meeting[0].date) if meeting else pick(view.day)
    asked = _asked(view, chosen, phase, merged)
    if clause.extension:
        asked = _extended(view, clause.extension, asked, hits[0].day, meeting[0].date if meeting else None)
    if asked.due is None:
        return asked, rest
    if meeting:
        return met(asked, *meeting, view), rest
    asked = asked._replace(lacks=lacks.kind if lacks else None, warnings=(*asked.warnings, *(lacks.words if lacks else ())))
    return still_open(asked, phase, view, (*clause.met_by, *clause.and_by), opens), rest


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
    moment = span.ends(hit.day, hit.time, view.calendar)[1]
    because = after(span, hit.event, hit.day, hit.time) + holidays(span, hit.day, plain, view.calendar)
    because += change_words(due, plain, chosen)
    target = ends(chosen.clause.target, hit, view) if chosen.clause.target else None
    return Occurrence(
        "open", hit.event, hit.day, due, moment.strftime("%H:%M") if moment and due == plain else None, target,
        assumed=chosen.assumed, because=because, clause=chosen.clause, warnings=whole_days(span, hit.time),
    )  # fmt: skip


def ends(span: Span, hit: Hit, view: View) -> date:
    """The last day of a time that began with this trigger; hours from its time of day, where that is known."""
    return span.ends(hit.day, hit.time, view.calendar)[0]


def whole_days(span: Span, time: str | None) -> tuple[str, ...]:
    """What there is to say where hours are asked for and no time of day is recorded."""
    return ("no time of day is recorded, so whole days are counted",) if span.in_hours and not time else ()


def _timed(view: View, hits: list[Hit]) -> list[tuple[date, Hit, Span]]:
    """Each trigger's clock with the day on which it runs out, the soonest first."""
    timed = [(ends(hit.span, hit, view), hit, hit.span) for hit in hits if hit.span]
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


def _opens(view: View, clause: Clause, asked: Occurrence) -> date:
    """The first day on which an event meets it."""
    opens = asked.from_date or date.min
    if clause.early and asked.due:
        return max(opens, clause.early.before(asked.due, view.calendar))
    return opens


def _meets(view: View, clause: Clause, phase: Phase, opens: date) -> tuple[tuple[Event, Pattern] | None, Half | None]:
    """What meets it: the first event that fits, or of two kinds that are both asked for the later; else what is lacking."""

    def first(patterns: tuple[Pattern, ...]) -> tuple[Event, Pattern] | None:
        for event, pattern in view.fitting(patterns):
            if opens <= event.date <= phase.end and not _began(phase, event):
                return event, pattern
        return None

    done = first(clause.met_by)
    if not clause.and_by:
        return done, None
    return both(done, first(clause.and_by), clause)


def _began(phase: Phase, event: Event) -> bool:
    """Whether it is the ending after which the phase began, on the same day: it ended what was before."""
    return phase.since is not None and (event.kind, event.date) == (phase.since.event, phase.since.start)


def _extended(view: View, extension: Extension, asked: Occurrence, start: date, done: date | None) -> Occurrence:
    """The occurrence with its limit moved by each extension made until it was done; made late, what was late stays late.

    One that says no day leaves the limit unknown until another says one; what was done within the old limit is done in time.
    """
    if asked.due is None:
        return asked
    cap = extension.cap.after(start, view.calendar) if extension.cap else None
    undated: Event | None = None
    for event in view.of_kinds((extension.event,)):
        if not start <= event.date <= (done or view.day):
            continue
        if event.get("by") not in extension.by:
            who = "nobody is named as authorising it" if not event.get("by") else "it was not a manager's"
            asked = _warned(asked, f"the extension of {words(event.date)} moves nothing: {who}")
            continue
        if extension.reasons and not event.get("reason"):
            asked = _warned(asked, f"the extension of {words(event.date)} does not give its reasons")
        said = event.get("until")
        limits = [day for day in (date.fromisoformat(said) if said else None, cap) if day]
        if not limits:
            undated = undated or event
            continue
        asked, undated = _moved(view, asked, undated or event, min(limits), extension.cap), None
    if undated is None or (done and asked.due and done <= asked.due):
        return asked
    return asked._replace(
        state="undetermined", due=None, due_time=None, target=None, missing=("until",), number=undated.number,
        because=f"extended on {words(undated.date)}, and until when is not recorded",
    )  # fmt: skip


def _warned(asked: Occurrence, says: str) -> Occurrence:
    return asked._replace(warnings=(*asked.warnings, says))


def _moved(view: View, asked: Occurrence, event: Event, limit: date, cap: Span | None) -> Occurrence:
    assert asked.due is not None
    if limit <= asked.due:
        return asked
    late = max(0, (event.date - asked.due).days)
    warnings = asked.warnings
    if late:
        warnings = (*warnings, f"extended {days(late)} after it was due on {words(asked.due)}")
    most = f", to day {cap.count} at most" if cap else ""
    return asked._replace(
        due=limit,
        due_time=None,
        target=None,
        late=asked.late + late,
        working_late=asked.working_late + (view.calendar.working_days_between(asked.due, event.date) if late else 0),
        warnings=warnings,
        because=f"{asked.because}; extended on {words(event.date)}{most}",
    )
