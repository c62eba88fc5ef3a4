"""For each event of a kind, something to follow within a time: the write-up of a visit, the minutes of a meeting."""

from dataclasses import replace
from datetime import date

from cin_cli.domain.case import View
from cin_cli.domain.entry import Event
from cin_cli.domain.shapes.occurrence import Occurrence, Pick, met
from cin_cli.domain.timescale import Clause, Pattern
from cin_cli.domain.words import after, holidays


def follow_up(view: View, pick: Pick) -> list[Occurrence]:
    """An occurrence for each event held here while the child was not beside another plan; closing does not end it."""
    clause = pick(view.day).clause
    held = [event for event, _ in view.fitting(clause.of) if not event.imported and not beside(view, event)]
    followed = _belonging(view, held, clause.met_by)
    counted = _belonging(view, held, (Pattern(clause.count_from),)) if clause.count_from else {}
    return [_one(view, pick, clause, event, followed.get(i), counted.get(i)) for i, event in enumerate(held)]


def beside(view: View, event: Event) -> bool:
    """Whether the child was on another plan: what was held that day is not a child in need visit or meeting."""
    other = ("child_protection", "looked_after", "pathway_plan")
    return any(
        stop.reason in other and stop.start < event.date and (stop.end is None or event.date < stop.end)
        for stop in view.stops
    )


def _belonging(view: View, held: list[Event], patterns: tuple[Pattern, ...]) -> dict[int, tuple[Event, Pattern]]:
    """Which event follows which: the one it names (`of`), else the earliest unmet one on or before it."""
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
        free = [i for i, anchor in enumerate(held) if i not in found and anchor.date <= event.date]
        if free:
            found[free[0]] = (event, pattern)
    return found


def _one(
    view: View, pick: Pick, clause: Clause, event: Event,
    done: tuple[Event, Pattern] | None, counted: tuple[Event, Pattern] | None,
) -> Occurrence:  # fmt: skip
    asked = Occurrence("open", event.kind, event.date, assumed=pick(event.date).assumed)
    start: tuple[str, date] | None = (event.kind, event.date)
    if clause.count_from:
        start = (counted[0].kind, counted[0].date) if counted else None
    if start is None or clause.within is None:
        return replace(asked, state="undetermined", missing=(clause.count_from or "",))
    due = clause.within.after(start[1], view.calendar)
    because = after(clause.within, *start) + holidays(clause.within, start[1], due, view.calendar)
    asked = replace(asked, due=due, because=because)
    return met(asked, *done, view) if done else asked
