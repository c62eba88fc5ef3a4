"""Reads from the case file what stands on one child's page; never more of the journal than that."""

from datetime import date, timedelta
from typing import TYPE_CHECKING

from cin_cli import context
from cin_cli.domain.entry import events_of
from cin_cli.render.caseload import Line
from cin_cli.render.page import Page
from cin_cli.store import journal

if TYPE_CHECKING:
    from cin_cli.domain.entry import Entry, Event
    from cin_cli.domain.plan import Version
    from cin_cli.store.people import Child

RECENT = 90
MEETINGS = ("cin_meeting_initial", "cin_meeting_review")
WHY = ("referral_received", "cin_decision")


def page(child: "Child", day: date, since: str | None) -> Page:
    """The child's page on that day; `since`: a date, or `last-review`, instead of the last 90 days."""
    from cin_cli.commands._prepare import actions_of
    from cin_cli.store.items import items_on

    store, ref = context.store(), child.ref
    start, period = _period(ref, day, since)
    made = journal.standing(store, child=ref, since=start, words=since is not None)
    shown = [one for one in made if one.happened_on <= day or one.planned]
    line = line_of(child, day)
    family = journal.family_of(store, child.family) if child.family else None
    return Page(
        line=line, family=family, why=tuple(_latest(ref, day, WHY)), plan=_plan(ref, day),
        seen_by=_recorder(ref, line.seen), alone_by=_recorder(ref, line.alone, alone=True),
        actions=tuple(a for a in actions_of(ref) if a.said_on <= day and (a.done is None or a.done > day)),
        due=tuple(row.answer for row in items_on(store, day, listed=True, children=[ref])),
        entries=tuple(shown), period=period, since=start, day=day, with_words=since is not None,
    )  # fmt: skip


def line_of(child: "Child", day: date) -> Line:
    """The child on that day: when seen and seen alone, since when there has been a plan."""
    from cin_cli.commands._plans import ENDS, started
    from cin_cli.store.items import last_seen_on

    store, ref = context.store(), child.ref
    seen, alone, status = last_seen_on(store, day, ref).get(ref, (None, None, child.status))
    plan = [e for e in _events(ref, ("cin_plan_started", *ENDS)) if e.date <= day]
    visits = _events(ref, ("visit",), since=seen)
    unsaid = [e.date for e in visits if e.get("seen") is None and e.date <= day and (not seen or e.date > seen)]
    return Line(child, status, seen, alone, started(plan), max(unsaid, default=None))


def _events(ref: str, kinds: tuple[str, ...], since: date | None = None) -> "list[Event]":
    made = journal.standing(context.store(), child=ref, kinds=kinds, since=since)
    return [event for event in events_of(made, ref) if not event.planned]


def _period(ref: str, day: date, since: str | None) -> tuple[date, str]:
    """From which day on entries are shown, and how that is said."""
    from cin_cli.commands._record import day_of
    from cin_cli.domain.dates import words

    if since is None:
        return day - timedelta(days=RECENT), f"The last {RECENT} days"
    if since.strip().lower() != "last-review":
        start = day_of(since)
        return start, f"Since {words(start)}"
    held = [event for event in _events(ref, MEETINGS) if event.date <= day]
    if held:
        last = max(event.date for event in held)
        return last, f"Since the meeting of {words(last)}"
    opened = journal.find_child(context.store(), ref).opened or day - timedelta(days=RECENT)
    return opened, f"No review meeting is recorded; since {words(opened)}"


def _latest(ref: str, day: date, kinds: tuple[str, ...]) -> "list[Event]":
    """The latest event of each of these kinds."""
    by_then = sorted((e for e in _events(ref, kinds) if e.date <= day), key=lambda e: (e.date, e.number or 0))
    found = {event.kind: event for event in by_then}
    return [found[kind] for kind in kinds if kind in found]


def _plan(ref: str, day: date) -> "Version | None":
    """The latest version of the plan by that day; None: there is none, or its form cannot be read."""
    from cin_cli.commands._plans import as_version, saved
    from cin_cli.errors import CinError

    versions = [version for version in saved(ref) if version.on <= day]
    try:
        return as_version(versions[-1]) if versions else None
    except CinError:
        return None


def _recorder(ref: str, day: date | None, *, alone: bool = False) -> str:
    """Who recorded the visit at which the child was seen that day."""
    if day is None:
        return ""
    for made in _visits_on(ref, day):
        facts = {**made.facts, **next(part.facts for part in made.parts if part.child == ref)}
        if facts.get("seen") is True and (not alone or facts.get("seen_alone") == "yes"):
            return made.recorded_by
    return ""


def _visits_on(ref: str, day: date) -> "list[Entry]":
    made = journal.standing(context.store(), child=ref, kinds=("visit",), since=day)
    return [one for one in made if one.happened_on == day and not one.planned]
