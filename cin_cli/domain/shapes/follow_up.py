"""For each event of a kind, something to follow within a time: the write-up of a visit, the minutes of a meeting."""

from datetime import date

from cin_cli.domain.case import Stop, View
from cin_cli.domain.entry import Event, names_another
from cin_cli.domain.shapes.occurrence import Chosen, Occurrence, Pick, after_change, change_words, met
from cin_cli.domain.shapes.once import Hit, ends, whole_days
from cin_cli.domain.span import Span
from cin_cli.domain.timescale import Clause, Pattern
from cin_cli.domain.words import after, holidays


def follow_up(view: View, pick: Pick) -> list[Occurrence]:
    """An occurrence for each event held here while the child was not beside another plan; nothing ends it but what is named."""
    clause = pick(view.day).clause
    asked = [(event, pattern) for event, pattern in view.fitting(clause.of) if not event.imported and not beside(view, event)]
    held = [event for event, _ in asked]
    followed = _belonging(view, held, clause.met_by)
    counted = _belonging(view, held, (Pattern(clause.count_from),)) if clause.count_from else {}
    return [_one(view, pick, *row, followed.get(i), counted.get(i)) for i, row in enumerate(asked)]


def beside(view: View, event: Event) -> bool:
    """Whether the child was on another plan: what was held that day is not a child in need visit or meeting."""
    other = ("child_protection", "looked_after", "pathway_plan")
    return any(
        stop.reason in other and stop.start < event.date and (stop.end is None or event.date < stop.end)
        for stop in view.stops
    )


def _belonging(view: View, held: list[Event], patterns: tuple[Pattern, ...]) -> dict[int, tuple[Event, Pattern]]:
    """Which event follows which: the one it names (`of`), else the earliest unmet one on or before it.

    What cannot name another, such as a visit, follows every one that waits.
    """
    found: dict[int, tuple[Event, Pattern]] = {}
    unnamed = []
    for event, pattern in view.fitting(patterns):
        named = event.get("of")
        if named is None:
            unnamed.append((event, pattern))
            continue
        for i, anchor in enumerate(held):
            if anchor.date.isoformat() == named and anchor.date <= event.date and i not in found:
                found[i] = (event, pattern)
                break
    for event, pattern in unnamed:
        free = [i for i, anchor in enumerate(held) if i not in found and anchor.date <= event.date and anchor is not event]
        found |= dict.fromkeys(free[:1] if names_another(event.kind) else free, (event, pattern))
    return found


def _stopped(view: View, clause: Clause, event: Event) -> Stop | None:
    """What has ended it since, of what the rule names."""
    running = [phase for phase in view.phases(clause.stops) if phase.begin <= event.date <= phase.end]
    return running[-1].stop if running else None


def _within(clause: Clause, event: Event) -> Span | None:
    """The time in which this event is to be followed."""
    own = next((pattern.within for pattern in clause.of if pattern.fits(event)), None)
    return own or clause.within


def _due_under(view: View, before: Chosen, event: Event, hit: Hit) -> date | None:
    """When it was due by what held before a change of facts."""
    within = None if before.missing or before.clause.not_applicable else _within(before.clause, event)
    if within is None:
        return None
    return after_change(ends(within, hit, view), hit.day, before, lambda earlier: _due_under(view, earlier, event, hit))


def _one(
    view: View, pick: Pick, event: Event, pattern: Pattern,
    done: tuple[Event, Pattern] | None, counted: tuple[Event, Pattern] | None,
) -> Occurrence:  # fmt: skip
    stop = _stopped(view, pick(view.day).clause, event)
    if stop and done and done[0].date > stop.start:
        done = None
    chosen = pick(done[0].date if done else view.day)
    clause, within = chosen.clause, _within(chosen.clause, event) or pattern.within
    asked = Occurrence("open", event.kind, event.date, assumed=chosen.assumed, clause=clause)
    start = event
    if clause.count_from:
        if counted is None and stop:
            return asked._replace(state="lapsed", stop=stop)
        if counted is None:
            return asked._replace(state="undetermined", missing=(clause.count_from,))
        start = counted[0]
    if within is None:
        return asked._replace(state="undetermined", missing=("within",))
    hit = Hit(start.date, start.kind, time=start.get("time"))
    plain, moment = within.ends(hit.day, hit.time, view.calendar)
    due = after_change(plain, hit.day, chosen, lambda before: _due_under(view, before, event, hit))
    because = after(within, hit.event, hit.day, hit.time) + holidays(within, hit.day, plain, view.calendar)
    because += change_words(due, plain, chosen)
    target = ends(clause.target, hit, view) if clause.target else None
    asked = asked._replace(
        due=due, due_time=moment.strftime("%H:%M") if moment and due == plain else None, target=target, because=because,
        warnings=whole_days(within, hit.time),
    )  # fmt: skip
    if done:
        return met(asked, *done, view)
    return asked._replace(state="lapsed", stop=stop) if stop else asked
