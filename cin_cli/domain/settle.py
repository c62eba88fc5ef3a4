"""The command that would meet an answer, with `{ref}` and `{on}` to fill and, in `<…>`, what only the worker knows."""

from cin_cli.domain.entry import FACTS
from cin_cli.domain.shapes.occurrence import Occurrence
from cin_cli.domain.timescale import Clause, Rule

COMFORT = {
    "visit": "cin visit record {ref} --on {on} --seen yes",
    "cin_meeting_initial": "cin meeting record {ref} --initial --on {on}",
    "cin_meeting_review": "cin meeting record {ref} --review --on {on}",
}


def settle(rule: Rule, clause: Clause, found: Occurrence) -> str | None:
    """The command, for what is open, undetermined or advised; None for what needs nothing or is a role or a gate."""
    if rule.shape in ("role", "gate", "shortest") or found.state not in ("open", "undetermined", "advice"):
        return None
    if found.missing == ("frequency_agreed",):
        return f"{_record('frequency_agreed')} --set applies_to={clause.agreed_for} --set every=<4w>"
    if found.missing:
        name = found.missing[0]
        if found.number:
            return f"cin event correct {found.number} --set {name}=<{name}> --why <reason>"
        return f"cin event record fact_recorded {{ref}} --on {{on}} --set fact={name} --set value=<value>" if (
            name in FACTS
        ) else _record(name)
    if not clause.met_by:
        return None
    command = _record(found.lacks or clause.met_by[0].event)
    if rule.shape == "follow_up" and found.from_date:
        command += f" --set of={found.from_date.isoformat()}"
    return command


def _record(kind: str) -> str:
    return COMFORT.get(kind, f"cin event record {kind} {{ref}} --on {{on}}")
