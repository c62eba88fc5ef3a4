"""A pack in words: what it asks, by when, where it says so, and how it was read."""

from collections.abc import Iterator
from datetime import date

from cin_cli.domain.timescale import Pack, Rule
from cin_cli.domain.words import words
from cin_cli.render.obligation import asks, more, spoken, where


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
    told: list[str] = []
    for clause in rule.clauses:
        facts = where(clause.facts)
        when = f"where {facts}: " if facts else ""
        yield f"  {when}{asks(rule, clause)} [{clause.wording.strength}; {clause.wording.cite}]"
        yield from (f"    {said}" for said in more(rule, clause) if said not in told)
        told = list(more(rule, clause)) or told
        if clause.wording.reading:
            yield f"    Our reading: {clause.wording.reading}."
        for reading, _ in clause.others:
            yield f"    Other reading: {reading}."


def _force(rule: Rule) -> str:
    since = f" from {words(rule.since)}" if rule.since > date.min else ""
    until = f" until {words(rule.until)}" if rule.until < date.max else ""
    return f" (for clocks that start{since}{until})" if since or until else ""
