"""A pack in words: what it asks, by when, where it says so, and how it was read."""

from collections.abc import Iterable, Iterator

from cin_cli.domain.span import Span
from cin_cli.domain.timescale import CHILD_OPENED, FAMILY_OPENED, PLAN, Clause, Pack, Rule
from cin_cli.domain.words import event_words, words

WORKED_OUT = {PLAN: "the start of the plan", FAMILY_OPENED: "the day the family was opened",
              CHILD_OPENED: "the day the child was opened"}  # fmt: skip


def lines(pack: Pack) -> Iterator[str]:
    """The whole pack, a paragraph a rule."""
    yield f"{pack.title} ({pack.id})"
    yield f"  Authority: {pack.authority}. Version: {pack.version}."
    yield f"  Source: {pack.source}."
    if pack.review_due:
        yield f"  The source was to be reviewed by {words(pack.review_due)}."
    for note in pack.notes:
        yield f"  Note: {note}"
    if pack.defaults:
        assumed = ", ".join(f"{name.replace('_', ' ')} {_value(value)}" for name, value in pack.defaults.items())
        yield f"  Assumed until said: {assumed}."
    for rule in pack.rules:
        yield ""
        yield from _rule(rule)


def _rule(rule: Rule) -> Iterator[str]:
    label = rule.clauses[0].wording.label.replace("{from}", "a given day")
    yield f"{rule.id}: {label}"
    for clause in rule.clauses:
        facts = " and ".join(
            f"{name.replace('_', ' ')} is {' or '.join(map(_value, values))}" for name, values in clause.facts.items()
        )
        when = f"where {facts}: " if facts else ""
        yield f"  {when}{asks(rule, clause)} [{clause.wording.strength}; {clause.wording.cite}]"
        if clause.wording.reading:
            yield f"    Our reading: {clause.wording.reading}."
        for reading, _ in clause.others:
            yield f"    Other reading: {reading}."


def asks(rule: Rule, clause: Clause) -> str:
    """What a clause asks, in a few words."""
    if clause.not_applicable:
        return f"not asked for, since {clause.not_applicable}"
    match rule.shape:
        case "every":
            return _every(clause)
        case "follow_up":
            return f"within {_span(clause.within)} of {_any(p.event for p in clause.of)}"
        case "role":
            return "; ".join(_chair(clause))
        case "gate":
            return "what closing asks for; cin states it and does not yet check it"
        case "shortest":
            return f"not before {_span(clause.within)} after {_any(t.name for t in clause.after)}"
    said = f"within {_span(clause.within)} of {_any(t.name for t in clause.after)}"
    if clause.extension:
        most = f"by {clause.extension.cap.words} at most" if clause.extension.cap else "by a day that is named"
        said += f", or {most} when {_roles(clause.extension.by)} authorises it"
    return said


def _every(clause: Clause) -> str:
    if clause.every is None:
        return "as agreed for this child; until then it cannot be worked out"
    first = f"first within {clause.first.words}, then " if clause.first else ""
    agreed = {"tighter": ", shorter as agreed, never longer", "either": ", or as agreed"}.get(clause.agreed or "", "")
    return f"{first}every {clause.every.words} from {_any(clause.starts)}{agreed}"


def _chair(clause: Clause) -> Iterator[str]:
    for chair in clause.chairs:
        about = "".join(f" that says {_value(v)}" for values in chair.pattern.only.values() for v in values)
        about += "".join(f" where {name.replace('_', ' ')} is {_value(v)}" for name, vs in chair.facts.items() for v in vs)
        yield f"{event_words(chair.pattern.event)}{about}: {_roles(chair.ok)} (else {chair.otherwise})"


def _roles(roles: tuple[str, ...]) -> str:
    return " or ".join(role.replace("_", " ") for role in roles)


def _any(names: Iterable[str]) -> str:
    return " or ".join(WORKED_OUT.get(name) or event_words(name) for name in dict.fromkeys(names))


def _span(span: Span | None) -> str:
    return span.words if span else "no stated time"


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value).replace("_", " ")
