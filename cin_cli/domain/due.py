"""(record, pack, calendar) -> answers, each with the days on which it was the answer."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from heapq import heapify, heappop, heappush
from typing import Any

from cin_cli.domain.answer import Answer
from cin_cli.domain.calendar import Calendar, add_months
from cin_cli.domain.case import Record, Stop, View
from cin_cli.domain.entry import Event
from cin_cli.domain.settle import settle
from cin_cli.domain.shapes.date import by_date
from cin_cli.domain.shapes.every import every
from cin_cli.domain.shapes.follow_up import follow_up
from cin_cli.domain.shapes.gate import gate
from cin_cli.domain.shapes.length import shortest, threshold
from cin_cli.domain.shapes.look_back import look_back
from cin_cli.domain.shapes.occurrence import Chosen, Occurrence, Pick
from cin_cli.domain.shapes.once import once
from cin_cli.domain.shapes.role import role
from cin_cli.domain.shapes.schedule import schedule
from cin_cli.domain.timescale import OLDEST, Clause, Pack, Rule
from cin_cli.domain.words import days, event_words, words

RULES_VERSION = 11
"""Raised whenever the same record and pack would give another answer, so that stored answers are remade."""

SHAPES: Mapping[str, Callable[[View, Pick], list[Occurrence]]] = {
    "once": once, "schedule": schedule, "date": by_date, "every": every, "follow_up": follow_up,
    "threshold": threshold, "shortest": shortest, "look_back": look_back, "role": role, "gate": gate,
}  # fmt: skip
IN_ORDER = ("follow_up", "role")
"""Shapes whose occurrences are matched with another reading's by the event they come from."""
_STOPPED = {
    "closed": "the case was closed", "plan_ended": "the plan ended",
    "child_protection": "a Child Protection Plan began", "looked_after": "the child became looked after",
    "pathway_plan": "a Pathway Plan began",
}  # fmt: skip


def stop_words(stop: Stop) -> str:
    """What stopped the clocks, and when: `the case was closed on Fri 3 Oct 2025`."""
    what = _STOPPED.get(stop.reason) or f"{event_words(stop.event)} was recorded"
    return f"{what} on {words(stop.start)}"


def timetable_of(
    pack: Pack | None, child: str | None, events: Iterable[Event], siblings: Iterable[Event], calendar: Calendar,
    since: date | None = None, profile: Mapping[str, Any] | None = None,
) -> list[Answer]:  # fmt: skip
    """Every answer for one child from the first day on, by rule and day; from `since` on only, when it is given.

    `siblings` are the openings and closings of the family's other children, each with its `sibling` reference.
    """
    if pack is None:
        return []
    record = Record.of(child, events, profile=profile, siblings=siblings)
    views: dict[date, View] = {}

    def view(day: date) -> View:
        if day not in views:
            views[day] = View(record, day, calendar, pack.defaults)
        return views[day]

    days_ = [day for day in _days(record, pack) if since is None or day > since]
    if since is not None:
        days_ = [since, *days_]
    return [answer for versions in _versions(pack) for answer in _walk(versions, days_, view)]


def _days(record: Record, pack: Pack) -> list[date]:
    """The days on which something became known, and the birthdays on which the pack asks something else."""
    ages = {age for rule in pack.rules for clause in rule.clauses for age in _bounds(clause)}
    if not ages:
        return record.days
    born = {str(e.get("value") if e.kind == "fact_recorded" else e.get("born")) for e in record.events
            if e.get("fact") == "date_of_birth" or e.get("born")}  # fmt: skip
    born |= {str(record.profile["date_of_birth"])} if record.profile.get("date_of_birth") else set()
    first = min(record.days, default=date.max)
    birthdays = {add_months(date.fromisoformat(day), 12 * age) for day in born for age in ages}
    return sorted({*record.days, *(day for day in birthdays if day > first)})


def _bounds(clause: Clause) -> Iterable[int]:
    ages = clause.facts.get("age")
    birthdays = [trigger.birthday for trigger in clause.after if trigger.birthday is not None]
    return (*birthdays, *(age for age in (ages.start, ages.stop) if age < OLDEST)) if isinstance(ages, range) else birthdays


def _versions(pack: Pack) -> Iterable[list[Rule]]:
    """The rules, those of one id together: versions of one obligation, each in force for its own time."""
    found: dict[str, list[Rule]] = {}
    for rule in pack.rules:
        found.setdefault(rule.id, []).append(rule)
    return found.values()


def _walk(versions: list[Rule], known: list[date], view: Callable[[date], View]) -> Iterable[Answer]:
    """The rule's answers from day to day: a new one wherever something became known or an answer ran out."""
    ahead = list(known)
    heapify(ahead)
    running: dict[int, Answer] = {}
    last: date | None = None
    while ahead:
        day = heappop(ahead)
        if day == last:
            continue
        last = day
        now = {answer.occurrence: answer for answer in answers_on(versions, view(day))}
        for number in [n for n in running if running[n] != _since(now.get(n), running[n].starts)]:
            yield running.pop(number)._replace(ends=day)
        for number, answer in now.items():
            if number not in running:
                running[number] = answer
                if answer.until and answer.until > day:
                    heappush(ahead, answer.until)
    yield from running.values()


def _since(answer: Answer | None, starts: date) -> Answer | None:
    return answer._replace(starts=starts) if answer else None


def answers_on(versions: list[Rule], view: View) -> list[Answer]:
    """What a rule answers on the view's day; nothing while nothing is recorded of the child itself.

    Of several versions each answers for the clocks that started while it was in force (docs/timescales.md).
    """
    if view.empty:
        return []
    if len(versions) == 1 and (versions[0].since, versions[0].until) == (date.min, date.max):
        return _answers_of(versions[0], view)
    found = [
        answer for rule in versions for answer in _answers_of(rule, view)
        if rule.since <= (answer.from_date or view.day) <= rule.until
    ]  # fmt: skip
    found.sort(key=lambda answer: answer.from_date or view.day)
    return [answer._replace(occurrence=number) for number, answer in enumerate(found, start=1)]


def _answers_of(rule: Rule, view: View) -> list[Answer]:
    pick = _picker(rule, view)
    now = pick(view.day)
    if now.missing:
        return [_answer(rule, view, now.clause, 1, _unknown(view, now), ())]
    found = SHAPES[rule.shape](view, pick)
    others = _Others(rule, view)
    answers = []
    for number, occurrence in enumerate(found, start=1):
        clause, is_last = occurrence.clause or now.clause, number == len(found)
        kept = _standing(rule, view, clause, occurrence, is_last)
        if kept:
            answers.append(_answer(rule, view, clause, number, kept, others.dates(clause, number, occurrence, is_last)))
    return answers


def _picker(rule: Rule, view: View) -> Pick:
    """Chooses the clause that holds on a day; the same day is chosen once."""
    chosen: dict[date, Chosen] = {}

    def pick(day: date) -> Chosen:
        if day not in chosen:
            chosen[day] = _choose(rule, view, day, pick)
        return chosen[day]

    return pick


def _choose(rule: Rule, view: View, day: date, pick: Pick) -> Chosen:
    clause, missing = _clause_on(rule, view, day)
    if clause is None:
        return Chosen(rule.clauses[-1], date.min, missing=missing)
    since = date.min
    changes = [change for change in view.fact_days(rule.facts) if change <= day]
    for change in changes:
        before = _clause_on(rule, view, date.fromordinal(change.toordinal() - 1))[0]
        if before is not clause:
            since = change
            break
    assumed = tuple(sorted(name for name in rule.facts if view.fact(name, day).assumed))
    earlier = pick(since - timedelta(days=1)) if since > date.min else None
    return Chosen(clause, since, assumed, before=earlier)


def _clause_on(rule: Rule, view: View, day: date) -> tuple[Clause | None, tuple[str, ...]]:
    for clause in rule.clauses:
        values = {name: view.fact(name, day).value for name in clause.facts}
        unknown = tuple(name for name, value in values.items() if value is None)
        if unknown and all(values[n] in clause.facts[n] for n in values if n not in unknown):
            if any(name in view.defaults for name in unknown):
                continue
            return None, _recorded_as(unknown)
        if all(values[name] in allowed for name, allowed in clause.facts.items()):
            return clause, ()
    return None, _recorded_as(sorted(rule.facts))


def _recorded_as(facts: Iterable[str]) -> tuple[str, ...]:
    """The facts as they are recorded: an age by the date of birth."""
    return tuple("date_of_birth" if name == "age" else name for name in facts)


def _unknown(view: View, now: Chosen) -> Occurrence:
    """Undetermined while the fact that chooses is not known; switched off while the clocks stand still."""
    stop = view.stopped(now.clause.stops)
    if stop:
        return Occurrence("lapsed", because=stop_words(stop))
    return Occurrence("undetermined", missing=now.missing)


class _Others:
    """What the other readings of a rule's clauses give; each is worked out once."""

    def __init__(self, rule: Rule, view: View) -> None:
        self.rule = rule
        self.view = view
        self.found: dict[int, list[Occurrence]] = {}

    def dates(
        self, clause: Clause, number: int, mine: Occurrence, is_last: bool
    ) -> tuple[tuple[str, date | None], ...]:
        """The date that each other reading of the clause gives to this occurrence."""
        return tuple(
            (reading, _other_due(self.rule, number, mine, is_last, self._under(other))) for reading, other in clause.others
        )

    def _under(self, clause: Clause | None) -> list[Occurrence]:
        """The occurrences under a reading; none for one under which the rule asks for nothing."""
        if clause is None:
            return []
        if id(clause) not in self.found:
            self.found[id(clause)] = SHAPES[self.rule.shape](self.view, lambda day: Chosen(clause, date.min))
        return self.found[id(clause)]


def _other_due(rule: Rule, number: int, mine: Occurrence, is_last: bool, other: list[Occurrence]) -> date | None:
    """The date that another reading gives to the same occurrence, or None where it gives none."""
    if rule.shape in IN_ORDER:
        same = [o.due for o in other if (o.from_event, o.from_date) == (mine.from_event, mine.from_date)]
        return same[0] if same else None
    if mine.state == "open" and is_last:
        return other[-1].due if other and other[-1].state in ("open", "undetermined") else None
    return other[number - 1].due if number <= len(other) else None


def _standing(rule: Rule, view: View, clause: Clause, occurrence: Occurrence, is_last: bool) -> Occurrence | None:
    """The occurrence as it is told: what has lapsed is told only while the stop lasts; None is not told."""
    if occurrence.state == "lapsed":
        stop = occurrence.stop
        if not is_last or stop is None or view.stopped(clause.stops) is None:
            return None
        return occurrence._replace(because=_stopped_words(occurrence), missing=())
    if clause.not_applicable:
        return occurrence._replace(state="lapsed", because=clause.not_applicable, missing=()) if is_last else None
    if occurrence.state == "open" and rule.shape != "follow_up" and _uncovered(view, clause, occurrence):
        due = f"; it would be due {words(occurrence.due)}" if occurrence.due else ""
        because = f"not in the extract: whether {event_words(clause.met_by[0].event)} was held{due}"
        return occurrence._replace(
            state="undetermined", due=None, target=None, missing=(clause.met_by[0].event,),
            because=because, warnings=(), interval=None,
        )  # fmt: skip
    return occurrence


def _uncovered(view: View, clause: Clause, occurrence: Occurrence) -> bool:
    """Whether the source could not have held what would meet it; what follows a visit or meeting held here always can."""
    day, event = occurrence.from_date, occurrence.from_event
    return day is not None and event is not None and view.uncovered(clause.met_kinds, day, event)


def _stopped_words(occurrence: Occurrence) -> str:
    stop = occurrence.stop
    assert stop is not None
    said = stop_words(stop)
    if occurrence.due is None:
        return said
    said += f"; it was due {words(occurrence.due)}"
    late = (stop.start - occurrence.due).days
    return f"{said} and then {days(late)} late" if late > 0 else said


def _answer(
    rule: Rule, view: View, clause: Clause, number: int, found: Occurrence,
    others: tuple[tuple[str, date | None], ...],
) -> Answer:  # fmt: skip
    off = found.state == "lapsed"
    due = None if off else found.due
    warnings = found.warnings
    if due and found.state == "open" and due > view.calendar.declared_until:
        declared = words(view.calendar.declared_until)
        warnings = (*warnings, f"bank holidays are declared only until {declared}; later ones are projected")
    return Answer(
        rule=rule.id,
        occurrence=number,
        child=view.record.child,
        state="not_applicable" if found.state == "lapsed" else found.state,
        wording=clause.wording,
        starts=view.day,
        until=found.until,
        due=due,
        target=None if off else found.target,
        from_event=found.from_event,
        from_date=found.from_date,
        met_on=found.met_on,
        days_late=None if off else found.late or None,
        working_days_late=None if off else (found.working_late if found.late else None),
        interval=str(found.interval) if found.interval and not off else None,
        alternatives=() if off else others,
        assumed=tuple(dict.fromkeys(found.assumed)),
        missing=found.missing,
        warnings=warnings,
        due_time=None if off else found.due_time,
        booked=found.booked,
        settle=settle(rule, clause, found),
        because=found.because,
    )
