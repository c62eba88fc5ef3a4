"""What one variant of a rule asks, in words: by when, counted from what, met by what, ended by what."""

from collections.abc import Iterable, Iterator

from cin_cli.domain.span import Span
from cin_cli.domain.timescale import CHILD_OPENED, FAMILY_OPENED, OLDEST, PLAN, STOPS, Clause, Conditions, Pattern, Rule, Stage
from cin_cli.domain.words import event_words

WORKED_OUT = {PLAN: "the start of the plan", FAMILY_OPENED: "the day the family was opened",
              CHILD_OPENED: "the day the child was opened"}  # fmt: skip
_STOPS = {
    "closed": "the closing of the case", "plan_ended": "the end of the plan", "child_protection": "a Child Protection Plan",
    "looked_after": "becoming looked after", "pathway_plan": "a Pathway Plan",
}  # fmt: skip


def asks(rule: Rule, clause: Clause) -> str:
    """What a clause asks, in a few words."""
    if clause.not_applicable:
        return f"not asked for, since {clause.not_applicable}"
    match rule.shape:
        case "every":
            return _every(clause)
        case "follow_up":
            return f"{_within(clause, clause.of)}{_as_well(clause)}"
        case "role":
            return "; ".join(_chair(clause))
        case "gate":
            return _gate(clause)
        case "shortest":
            review = f", and {_any(clause.reviewed_by)} held in it" if clause.reviewed_by else ""
            return f"not before {_span(clause.within)} after {_starts(clause)}{review}"
        case "look_back":
            return f"{_or(map(happening, clause.of))} {_within(clause, _triggers(clause))}"
        case "date":
            return _date(clause)
        case "schedule":
            return f"{'; '.join(map(_times, _triggers(clause)))}{_window(clause)}"
    said = f"{_within(clause, _triggers(clause))}{_as_well(clause)}{_window(clause)}"
    if clause.extension:
        most = f"by {clause.extension.cap.words} at most" if clause.extension.cap else "by a day that is named"
        said += f", or {most} when {_roles(clause.extension.by)} authorises it"
        said += " with the reasons" if clause.extension.reasons else ""
    return said


def more(rule: Rule, clause: Clause) -> Iterator[str]:
    """What else there is to know of a clause, a sentence each: what meets it, what ends and what excuses it."""
    if clause.not_applicable:
        return
    if clause.met_by:
        yield f"Met by {_or(map(happening, clause.met_by))}."
    if clause.count_from:
        yield f"Counted from {event(clause.count_from)}."
    if clause.counted_from:
        yield f"Counted from {_any(clause.counted_from)} as well."
    ends = [_STOPS[name] for name in STOPS if name in clause.stops]
    if rule.shape == "follow_up":
        yield from [f"Ended by {_or(ends)}."] if ends else []
    elif missing := [name for name in STOPS if name not in clause.stops]:
        yield f"Not ended by {_or(_STOPS[name] for name in missing)}."
    if until := sorted(clause.stops - set(STOPS)):
        yield f"Ended by {_any(until)}."
    if clause.exception:
        about = " or ".join(clause.exception.about)
        yield f"Excused by {event(clause.exception.event)} with its reason, about {about}."


def where(facts: Conditions) -> str:
    """The facts under which something holds, in words; nothing where it always does."""
    return " and ".join(f"{spoken(name)} is {_values(values)}" for name, values in facts.items())


def event(name: str) -> str:
    """An event in words, or what is worked out."""
    return WORKED_OUT.get(name) or event_words(name)


def conditions(pattern: Pattern) -> list[str]:
    """What an event must say, and must not, to be meant."""
    said = [f"{spoken(name)} {_values(values)}" for name, values in pattern.only.items()]
    said += [f"not {spoken(name)} {_values(values)}" for name, values in pattern.unless.items()]
    return [*said, *([f"{pattern.in_a_row} in a row"] if pattern.in_a_row > 1 else [])]


def happening(pattern: Pattern) -> str:
    """An event with what it must say: `the visit (seen yes)`."""
    about = "; ".join(conditions(pattern))
    return f"{event(pattern.event)} ({about})" if about else event(pattern.event)


def spoken(value: object) -> str:
    """A single value or a name as it is said: yes, no, words without underscores."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value).replace("_", " ")


# what it is counted from -----------------------------------------------------------------------------------------


def _triggers(clause: Clause) -> list[Pattern]:
    """The triggers as events; a fact's as the day on which it came to have its value."""
    return [Pattern(f"{spoken(t.fact)}={spoken(t.value)}", within=t.within, at=t.pattern.at) if t.fact else t.pattern
            for t in clause.after]  # fmt: skip


def _starts(clause: Clause) -> str:
    if clause.later:
        return f"the later of {' and '.join(map(happening, _triggers(clause)))}"
    return _or(map(happening, _triggers(clause)))


def _within(clause: Clause, starting: Iterable[Pattern]) -> str:
    spans = [(pattern.within or clause.within, happening(pattern)) for pattern in starting]
    if len({span for span, _ in spans}) > 1:
        return f"within {_or(f'{_span(span)} of {what}' for span, what in spans)}{_aim(clause.target)}"
    starts = _starts(clause) if clause.later else _or(what for _, what in spans)
    return f"within {_span(spans[0][0] if spans else None)}{_aim(clause.target)} of {starts}"


def _as_well(clause: Clause) -> str:
    return f", and {_or(map(happening, clause.and_by))} as well" if clause.and_by else ""


def _window(clause: Clause) -> str:
    return f", no more than {clause.early.words} early" if clause.early else ""


def _times(pattern: Pattern) -> str:
    return f"{', '.join(span.words for span in pattern.at)} after {happening(pattern)}"


def _date(clause: Clause) -> str:
    said = " or ".join(name.replace("_", " ") for name in clause.date_in)
    named = f"the {said} of {_starts(clause)}" if said else _starts(clause)
    aim = f" (the aim: {clause.target.words})" if clause.target else ""
    return f"{clause.before.words + ' before' if clause.before else 'by'} {named}{aim}{_window(clause)}"


# what comes again and again --------------------------------------------------------------------------------------


def _every(clause: Clause) -> str:
    start = _or(map(event, clause.starts))
    agreed = {"tighter": ", shorter as agreed, never longer", "either": ", or as agreed"}.get(clause.agreed or "", "")
    rest = f"{_as_well(clause)}{', on fixed days' if clause.grid else ''}"
    rest += f"{f', for {clause.up_to.words}' if clause.up_to else ''}{agreed}"
    if clause.stages:
        said = ", then ".join(_stage(stage) for stage in clause.stages)
        return f"{said}{f', then every {clause.every.words}' if clause.every else ''}, from {start}{rest}"
    named = f"by the {clause.date_in[0].replace('_', ' ')}" if clause.date_in else ""
    if clause.every is None:
        return f"{named or 'as agreed for this child'}; without one it cannot be worked out{rest}"
    first = f"first within {clause.first.words}{_aim(clause.first_target)}, then " if clause.first else ""
    said = f"{first}every {clause.every.words}{_aim(clause.target)} from {start}"
    return f"{named}, at the latest {said}{rest}" if named else f"{said}{rest}"


def _stage(stage: Stage) -> str:
    lasts = f" for {stage.lasts.words}" if stage.lasts else f" until {event_words(stage.until)}" if stage.until else ""
    return f"every {stage.every.words}{_aim(stage.target)}{lasts}"


# what is judged --------------------------------------------------------------------------------------------------


def _gate(clause: Clause) -> str:
    if not clause.needs:
        return "what closing asks for; cin states it and does not yet check it"
    needs = [f"{happening(need)}{f' in the {need.within.words} before' if need.within else ''}" for need in clause.needs]
    return f"before {_any(clause.gates)}: {' and '.join(needs)}"


def _chair(clause: Clause) -> Iterator[str]:
    for chair in clause.chairs:
        facts = f" where {where(chair.facts)}" if chair.facts else ""
        yield f"{happening(chair.pattern)}{facts}: {_roles(chair.ok)} (else {chair.otherwise})"


def _roles(roles: tuple[str, ...]) -> str:
    return " or ".join(role.replace("_", " ") for role in roles)


# words -----------------------------------------------------------------------------------------------------------


def _or(said: Iterable[str]) -> str:
    return " or ".join(dict.fromkeys(said))


def _any(names: Iterable[str]) -> str:
    return _or(map(event, names))


def _span(span: Span | None) -> str:
    return span.words if span else "no stated time"


def _aim(target: Span | None) -> str:
    return f" (the aim: {target.words})" if target else ""


def _values(values: tuple[object, ...] | range) -> str:
    if not isinstance(values, range):
        return " or ".join(map(spoken, values))
    if values.start == 0:
        return f"under {values.stop}"
    return f"{values.start} and over" if values.stop >= OLDEST else f"{values.start} to {values.stop - 1}"
