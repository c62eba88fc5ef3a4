"""Reads from the case file what a visit or a meeting is for."""

from datetime import date
from typing import TYPE_CHECKING

from cin_cli import context
from cin_cli.commands._plans import as_version, saved
from cin_cli.domain.action import KINDS as ACTION_KINDS
from cin_cli.domain.action import Action, actions
from cin_cli.domain.preparation import Preparation, prepared
from cin_cli.store import journal

if TYPE_CHECKING:
    from cin_cli.commands._record import Chosen


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
    return actions(journal.standing(context.store(), child=ref, kinds=ACTION_KINDS, words=True), ref)
