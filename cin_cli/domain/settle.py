"""The command that would meet an answer, with `{ref}` and `{on}` to fill and, in `<…>`, what only the worker knows."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from cin_cli.domain.attribute import WORDY
from cin_cli.domain.entry import FACTS, KINDS
from cin_cli.domain.shapes.occurrence import Occurrence
from cin_cli.domain.timescale import Clause, Pattern, Rule

COMFORT: Mapping[str, tuple[str, Mapping[str, Any]]] = {
    "visit": ("cin visit record {ref} --on {on} --seen yes", {"seen": True}),
    "cin_meeting_initial": ("cin meeting record {ref} --initial --on {on}", {}),
    "cin_meeting_review": ("cin meeting record {ref} --review --on {on}", {}),
}
"""Kinds with a command of their own: the command, and what it says of them."""


def settle(rule: Rule, clause: Clause, found: Occurrence) -> str | None:
    """The command, for what is open, undetermined or advised; None for what needs nothing or is a role or a gate."""
    if rule.shape in ("role", "gate", "shortest") or found.state not in ("open", "undetermined", "advice"):
        return None
    if found.missing == ("frequency_agreed",):
        return f"{_plain('frequency_agreed')} --set applies_to={clause.agreed_for} --set every=<4w>"
    if found.missing:
        return _known(clause, found, found.missing[0])
    if not clause.met_by:
        return None
    kind = found.lacks or clause.met_by[0].event
    command = _record(kind, (*clause.met_by, *clause.and_by))
    if rule.shape == "follow_up" and found.from_date and "of" in KINDS[kind].attributes:
        command += f" --set of={found.from_date.isoformat()}"
    return command


def _known(clause: Clause, found: Occurrence, name: str) -> str | None:
    """What makes the missing thing known: a correction of the entry that does not say it, a fact, an event; None: nothing."""
    if found.number:
        return f"cin event correct {found.number} --set {name}=<{name}> --why <reason>"
    if name in FACTS:
        return f"{_plain('fact_recorded')} --set fact={name} --set value=<value>"
    if name in KINDS:
        return _record(name, [trigger.pattern for trigger in clause.after])
    kind = clause.met_by[0].event if clause.met_by else ""
    return f"{_plain(kind)} --set {name}=<{name}>" if kind and name in KINDS[kind].attributes else None


def _record(kind: str, patterns: Iterable[Pattern]) -> str:
    """The command for an event of this kind that says what the first of the patterns about it wants said."""
    only = next((pattern.only for pattern in patterns if pattern.event == kind), {})
    says = {name: values[0] for name, values in only.items()}
    command, covered = COMFORT.get(kind, (_plain(kind), {}))
    if says.items() <= covered.items():
        return command
    if "family_seen" not in says:
        says = {**covered, **says}
    return _plain(kind) + "".join(f" --set {name}={_value(kind, name, value)}" for name, value in says.items())


def _plain(kind: str) -> str:
    return f"cin event record {kind} {{ref}} --on {{on}}"


def _value(kind: str, name: str, value: Any) -> str:
    """A value as it is typed; of free text that there is some, which only the worker can say."""
    attribute = KINDS[kind].attributes.get(name)
    if attribute and attribute.form in WORDY:
        return f"<{name}>"
    said = {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)
    typed = said if re.fullmatch(r"[\w.:-]+", said) else f'"{said}"'
    return typed.replace("{", "{{").replace("}", "}}")
