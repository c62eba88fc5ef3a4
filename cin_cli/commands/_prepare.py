"""Reads from the case file what a visit or a meeting is for."""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from cin_cli import context
from cin_cli.commands._plans import as_version, saved
from cin_cli.domain.action import KINDS as ACTION_KINDS
from cin_cli.domain.action import Action, actions
from cin_cli.domain.preparation import Preparation, prepared
from cin_cli.store import journal

if TYPE_CHECKING:
    from cin_cli.commands._record import Chosen
    from cin_cli.domain.agenda import Agenda
    from cin_cli.domain.meeting import Meeting


def preparation(who: "Chosen", day: date) -> list[Preparation]:
    """What a visit to each of these children is for, on that day."""
    found = []
    for ref in who.refs:
        versions = saved(ref)
        voices = journal.standing(context.store(), child=ref, kinds=("voice",), words=True)
        plan = as_version(versions[-1]) if versions else None
        found.append(prepared(ref, who.events[ref], plan, voices, actions_of(ref), day))
    return found


def actions_of(ref: str) -> list[Action]:
    """What was promised for the child at visits and meetings."""
    store = context.store()
    promised = journal.standing(store, child=ref, kinds=ACTION_KINDS[:-1], saying="actions", words=True)
    done = journal.standing(store, child=ref, kinds=ACTION_KINDS[-1:], words=True)
    return actions([*promised, *done], ref)


# A meeting ----------------------------------------------------------------------------------------------------------


def agenda(who: "Chosen", day: date | None, stage: str | None) -> "Agenda":
    """What the next meeting about these children is for: on that day, else the day it is booked for, else today."""
    from cin_cli.commands._gathered import all_meetings, around, people, plan_at
    from cin_cli.commands._plans import started
    from cin_cli.domain.agenda import Agenda, invitees, points_now, stage_of
    from cin_cli.domain.meeting import findings

    known, found = people(who), all_meetings(who.refs)
    booked = next((one for one in reversed(found) if one.planned and one.day >= (day or context.today())), None)
    when = day or (booked.day if booked else context.today())
    held = [one for one in found if not one.planned and one.day <= when]
    events = [event for ref in who.refs for event in who.events[ref]]
    version, first = plan_at(who.refs, when), _first_plan(who)
    actions = {one.ref: one for ref in who.refs for one in actions_of(ref) if one.done is None}
    noticed = [one.sentence for one in findings(held[0], around(who, held[0].day))] if held else []
    return Agenda(
        stage or stage_of(held, events), tuple(who.refs), when, booked if booked and booked.day == when else None,
        held[0] if held else None, invitees(known.all, known.parents, booked), known.marked, _since(who, held, when),
        points_now(version, first, held), tuple(actions.values()), version.plan.good_enough if version else (),
        min((s for ref in who.refs if (s := started(who.events[ref]))), default=None), tuple(_clocks(who, when)),
        min((e.date for e in events if e.kind == "ehcp_review_due" and e.date >= when), default=None), tuple(noticed),
    )  # fmt: skip


def _first_plan(who: "Chosen") -> "Any":
    versions = next((found for ref in who.refs if (found := saved(ref))), [])
    return as_version(versions[0]) if versions else None


def _since(who: "Chosen", held: "list[Meeting]", day: date) -> "tuple[Any, ...]":
    from cin_cli.commands._gathered import standing
    from cin_cli.domain.voice import voices

    last = held[0].day if held else date.min
    return tuple(v for v in voices(standing(who.refs, ("voice",)), who.refs) if last < v.day <= day)


def _clocks(who: "Chosen", day: date) -> "Iterable[tuple[str, date]]":
    """What is due that a meeting would meet, each once."""
    from cin_cli.domain.reading import label_of
    from cin_cli.store.items import items_on

    rows = items_on(context.store(), min(day, context.today()), children=who.refs)
    due = {label_of(row.answer): row.answer.due for row in reversed(rows)
           if row.answer.due and str(row.answer.settle).startswith("cin meeting record")}  # fmt: skip
    return sorted(due.items(), key=lambda one: one[1])
