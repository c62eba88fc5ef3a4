"""A pack in words: what it asks, by when, where it says so, and how it was read."""

from collections.abc import Iterable, Iterator
from datetime import date

from cin_cli.domain.span import Span
from cin_cli.domain.timescale import CHILD_OPENED, FAMILY_OPENED, OLDEST, PLAN, Clause, Conditions, Pack, Rule, Stage, Trigger
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
        assumed = ", ".join(f"{name.replace('_', ' ')} {spoken(value)}" for name, value in pack.defaults.items())
        yield f"  Assumed until said: {assumed}."
    for rule in pack.rules:
        yield ""
        yield from _rule(rule)


def _rule(rule: Rule) -> Iterator[str]:
    label = rule.clauses[0].wording.label.replace("{from}", "a given day")
    yield f"{rule.id}: {label}{_force(rule)}"
    for clause in rule.clauses:
        facts = where(clause.facts)
        when = f"where {facts}: " if facts else ""
        yield f"  {when}{asks(rule, clause)} [{clause.wording.strength}; {clause.wording.cite}]"
        if clause.wording.reading:
            yield f"    Our reading: {clause.wording.reading}."
        for reading, _ in clause.others:
            yield f"    Other reading: {reading}."


def _force(rule: Rule) -> str:
    since = f" from {words(rule.since)}" if rule.since > date.min else ""
    until = f" until {words(rule.until)}" if rule.until < date.max else ""
    return f" (for clocks that start{since}{until})" if since or until else ""


def where(facts: Conditions) -> str:
    """The facts under which something holds, in words; nothing where it always does."""
    return " and ".join(f"{spoken(name)} is {_values(values)}" for name, values in facts.items())


def asks(rule: Rule, clause: Clause) -> str:
    """What a clause asks, in a few words."""
    if clause.not_applicable:
        return f"not asked for, since {clause.not_applicable}"
    triggers = _any((t.name for t in clause.after), "and" if clause.later else "or")
    match rule.shape:
        case "every":
            return _every(clause)
        case "follow_up":
            return f"{_within(clause)} {_any(p.event for p in clause.of)}"
        case "role":
            return "; ".join(_chair(clause))
        case "gate":
            return _gate(clause)
        case "shortest":
            return f"not before {_span(clause.within)} after {triggers}"
        case "look_back":
            return f"{_any(p.event for p in clause.of)} {_within(clause)} {triggers}"
        case "date":
            said = " or ".join(name.replace("_", " ") for name in clause.date_in)
            return f"{_span(clause.before) + ' before' if clause.before else 'by'} the {said} of {triggers}"
        case "schedule":
            return "; ".join(_times(trigger) for trigger in clause.after)
    said = f"{_within(clause)} {triggers}"
    if clause.and_by:
        said += f", and {_any(p.event for p in clause.and_by)} as well"
    if clause.extension:
        most = f"by {clause.extension.cap.words} at most" if clause.extension.cap else "by a day that is named"
        said += f", or {most} when {_roles(clause.extension.by)} authorises it"
    return said


def _within(clause: Clause) -> str:
    own = [row.within.words for row in (*clause.of, *(t.pattern for t in clause.after)) if row.within]
    spans = list(dict.fromkeys(own)) or ([clause.within.words] if clause.within else [])
    aim = f" (the aim: {clause.target.words})" if clause.target else ""
    return f"within {' or '.join(spans) or 'no stated time'}{aim} of"


def _times(trigger: Trigger) -> str:
    said = " and ".join(f"{name.replace('_', ' ')} {' or '.join(map(spoken, v))}" for name, v in trigger.pattern.only.items())
    times = ", ".join(span.words for span in trigger.pattern.at)
    return f"{times} after {_any([trigger.name])}{f' ({said})' if said else ''}"


def _gate(clause: Clause) -> str:
    if not clause.needs:
        return "what closing asks for; cin states it and does not yet check it"
    return f"before {_any(clause.gates)}: {_any((p.event for p in clause.needs), 'and')}"


def _every(clause: Clause) -> str:
    start = _any(clause.starts)
    if clause.stages:
        said = ", then ".join(_stage(stage) for stage in clause.stages)
        return f"{said}{f', then every {clause.every.words}' if clause.every else ''}, from {start}"
    if clause.every is None and clause.date_in:
        return f"by the {clause.date_in[0].replace('_', ' ')}; without one it cannot be worked out"
    if clause.every is None:
        return "as agreed for this child; until then it cannot be worked out"
    first = f"first within {clause.first.words}{_aim(clause.first_target)}, then " if clause.first else ""
    agreed = {"tighter": ", shorter as agreed, never longer", "either": ", or as agreed"}.get(clause.agreed or "", "")
    grid = ", on fixed days" if clause.grid else ""
    end = f", for {clause.up_to.words}" if clause.up_to else ""
    return f"{first}every {clause.every.words}{_aim(clause.target)} from {start}{grid}{end}{agreed}"


def _aim(target: Span | None) -> str:
    return f" (the aim: {target.words})" if target else ""


def _stage(stage: Stage) -> str:
    lasts = f" for {stage.lasts.words}" if stage.lasts else f" until {event_words(stage.until)}" if stage.until else ""
    return f"every {stage.every.words}{_aim(stage.target)}{lasts}"


def _chair(clause: Clause) -> Iterator[str]:
    for chair in clause.chairs:
        about = "".join(f" that says {spoken(v)}" for values in chair.pattern.only.values() for v in values)
        about += "".join(f" where {name.replace('_', ' ')} is {spoken(v)}" for name, vs in chair.facts.items() for v in vs)
        yield f"{event_words(chair.pattern.event)}{about}: {_roles(chair.ok)} (else {chair.otherwise})"


def _roles(roles: tuple[str, ...]) -> str:
    return " or ".join(role.replace("_", " ") for role in roles)


def _any(names: Iterable[str], joined: str = "or") -> str:
    return f" {joined} ".join(WORKED_OUT.get(name) or event_words(name) for name in dict.fromkeys(names))


def _span(span: Span | None) -> str:
    return span.words if span else "no stated time"


def _values(values: tuple[object, ...] | range) -> str:
    if not isinstance(values, range):
        return " or ".join(map(spoken, values))
    if values.start == 0:
        return f"under {values.stop}"
    return f"{values.start} and over" if values.stop >= OLDEST else f"{values.start} to {values.stop - 1}"


def spoken(value: object) -> str:
    """A single value or a name as it is said: yes, no, words without underscores."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value).replace("_", " ")
