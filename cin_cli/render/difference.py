"""What has changed between two packs, rule by rule and key by key, in words."""

from collections.abc import Iterator, Mapping
from dataclasses import fields
from datetime import date
from typing import Any, NamedTuple

from cin_cli.domain.entry import KINDS
from cin_cli.domain.span import Span
from cin_cli.domain.timescale import Chair, Clause, Excuse, Extension, Pack, Pattern, Rule, Stage, Trigger
from cin_cli.domain.words import words
from cin_cli.render.obligation import WORKED_OUT, asks, conditions, event, spoken, where

NOTHING = ""
HEADER = ("id", "authority", "title", "version", "source", "cites", "issued", "review_due")
KEYS = {"later": "anchor", "stages": "stage", "chairs": "chair"}
"""The fields of a clause that a pack calls otherwise; of the others only the dash differs."""
WHOLE = ("rule", "variant")
"""In place of a key: the whole of it is new or gone."""
APART = ("wording", "facts", "others")


class Change(NamedTuple):
    """One thing that differs: the rule (none: the pack itself), the variant, the key, what it said and says (none: nothing)."""

    rule: str
    where: str
    key: str
    before: str
    after: str


def changes(one: Pack, other: Pack) -> list[Change]:
    """Everything in which the second pack differs from the first, in the order of the second's rules."""
    found = [Change("", "", *row) for row in _header(one, other)]
    was, now = _by_name(one), _by_name(other)
    for name in [*now, *(name for name in was if name not in now)]:
        found += [Change(name, *row) for row in _rule(was.get(name), now.get(name))]
    return found


def lines(one: Pack, other: Pack) -> Iterator[str]:
    """The changes, a paragraph a rule."""
    yield f"{one.title} ({one.id}) → {other.title} ({other.id})"
    found = changes(one, other)
    rule, variant = None, ""
    for change in found:
        if change.rule != rule:
            rule, variant = change.rule, ""
            yield f"\n{rule or 'The pack itself'}"
        if change.where != variant:
            variant = change.where
            yield f"  where {variant}:" if variant else "  everywhere:"
        yield f"  {'  ' if variant else ''}{_words(change)}"
    same = len([name for name in _by_name(other) if name not in {change.rule for change in found}])
    yield f"\nUnchanged: {same} of {len(other.rules)} rules." if found else "\nThe two say the same."


def _words(change: Change) -> str:
    key = "" if change.key in WHOLE else f"{change.key}: "
    if not change.before:
        return f"{key}new: {change.after}"
    return f"{key}{change.before} → {change.after}" if change.after else f"{key}gone: {change.before}"


def _header(one: Pack, other: Pack) -> Iterator[tuple[str, str, str]]:
    for name in HEADER:
        before, after = getattr(one, name), getattr(other, name)
        if before != after:
            yield name.replace("_", "-"), said(before), said(after)
    for fact in {**one.defaults, **other.defaults}:
        before, after = (said(pack.defaults[fact]) if fact in pack.defaults else NOTHING for pack in (one, other))
        if before != after:
            yield f"assumed, {spoken(fact)}", before, after
    yield from (("notes", note, NOTHING) for note in one.notes if note not in other.notes)
    yield from (("notes", NOTHING, note) for note in other.notes if note not in one.notes)


def _by_name(pack: Pack) -> dict[str, Rule]:
    """The rules by id, and from when each is in force where it says so."""
    return {f"{rule.id}{f' (from {words(rule.since)})' if rule.since > date.min else ''}": rule for rule in pack.rules}


def _rule(was: Rule | None, now: Rule | None) -> Iterator[tuple[str, str, str, str]]:
    if was is None or now is None:
        rule = was or now
        assert rule is not None
        for clause in rule.clauses:
            what = _asks(rule, clause)
            yield where(clause.facts), "rule", what if was else NOTHING, what if now else NOTHING
        return
    if was.shape != now.shape:
        yield "", "shape", was.shape, now.shape
    if was.until != now.until:
        yield "", "in-force-until", said(was.until), said(now.until)
    before, after = ({where(clause.facts): clause for clause in rule.clauses} for rule in (was, now))
    for variant in [*after, *(name for name in before if name not in after)]:
        if variant in before and variant in after:
            for change in _clause(before[variant], after[variant]):
                yield variant, *change
        else:
            yield variant, "variant", _asks(was, before.get(variant)), _asks(now, after.get(variant))
    if [name for name in before if name in after] != [name for name in after if name in before]:
        yield "", "order of the variants", "; ".join(before), "; ".join(after)


def _asks(rule: Rule, clause: Clause | None) -> str:
    return f"{asks(rule, clause)} [{clause.wording.strength}; {clause.wording.cite}]" if clause else NOTHING


def _clause(was: Clause, now: Clause) -> Iterator[tuple[str, str, str]]:
    yield from _named(was.wording._asdict(), now.wording._asdict())
    own = list(_named(_fields(was), _fields(now)))
    yield from own
    before, after = dict(was.others), dict(now.others)
    for reading in dict.fromkeys((*after, *before)):
        if reading not in before or reading not in after:
            there = [reading if reading in others else NOTHING for others in (before, after)]
            yield "another reading", there[0], there[1]
        else:
            for change in _reading(before[reading], after[reading]):
                if change not in own:
                    yield f"{change[0]} (in the other reading: {reading})", *change[1:]


def _reading(was: Clause | None, now: Clause | None) -> Iterator[tuple[str, str, str]]:
    if was is None or now is None:
        if was is not now:
            asked = ["no" if clause is None else "yes" for clause in (was, now)]
            yield "asks for anything", asked[0], asked[1]
        return
    yield from _named(_fields(was), _fields(now))


def _fields(clause: Clause) -> dict[str, Any]:
    return {field.name: getattr(clause, field.name) for field in fields(clause) if field.name not in APART}


def _named(was: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    for name in now:
        if was[name] != now[name]:
            yield KEYS.get(name, name.replace("_", "-")), said(was[name]), said(now[name])


def said(value: Any) -> str:
    """A value of a pack in words."""
    match value:
        case None | () | "":
            return NOTHING
        case Span():
            return value.words
        case Pattern():
            return _pattern(value)
        case Trigger():
            return _pattern(value.pattern) if not value.fact else f"{value.fact} becoming {spoken(value.value)}"
        case Stage():
            ends = "".join(f" {word} {said(end)}" for word, end in (("for", value.lasts), ("until", value.until)) if end)
            return f"every {value.every.words}{f' (the aim: {value.target.words})' if value.target else ''}{ends}"
        case Chair():
            facts = f" where {where(value.facts)}" if value.facts else ""
            return f"{_pattern(value.pattern)}{facts}: {said(value.ok)} (else {value.otherwise})"
        case Extension():
            cap = f", by {value.cap.words} at most" if value.cap else ""
            return f"{event(value.event)} by {said(value.by)}{cap}{', with reasons' if value.reasons else ''}"
        case Excuse():
            return f"{event(value.event)} about {said(value.about)}"
        case date():
            return words(value) if value not in (date.min, date.max) else NOTHING
    return _several(value)


def _several(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{spoken(name)} {said(inner)}" for name, inner in value.items()) or NOTHING
    if isinstance(value, frozenset):
        return said(tuple(sorted(value)))
    if isinstance(value, tuple):
        return ("; " if isinstance(value[0], Chair | Stage) else " or ").join(map(said, value))
    return event(value) if value in KINDS or value in WORKED_OUT else spoken(value)


def _pattern(pattern: Pattern) -> str:
    about = conditions(pattern)
    about += [f"{spoken(name)} assumed" for name in pattern.assume]
    about += [f"within {pattern.within.words}"] if pattern.within else []
    about += [f"at {', '.join(span.words for span in pattern.at)}"] if pattern.at else []
    about += [f"saying that {pattern.says}"] if pattern.says else []
    return f"{event(pattern.event)} ({'; '.join(about)})" if about else event(pattern.event)
