"""Facts that may speak of drift: one child's, a caseload's, or JSON."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from textwrap import wrap
from typing import Any

from cin_cli.domain.cinrs import said
from cin_cli.domain.dates import words
from cin_cli.domain.drift import Fact
from cin_cli.domain.listing import Whose

SCHEMA_VERSION = 1
WIDTH = 100
STATES = {"found": "FOUND", "cannot_tell": "cannot tell", "not_found": "no"}
_INDENT = " " * 13
NOTE = "Facts of the record, not a score and no verdict on anybody; what they mean is for you, the family and your supervision."
NO_PLAN = "No Child in Need plan can be running on that day (closed, on a Child Protection Plan, or looked after)."

Row = tuple[Whose, tuple[Fact, ...]]


def case_lines(rows: Sequence[Row], day: date) -> Iterator[str]:
    """What was found of each child, what the record cannot tell, and what there is no sign of."""
    for child, facts in rows:
        yield f"{child.ref} on {words(day)}"
        if not facts:
            yield NO_PLAN
        for state in STATES:
            for fact in facts:
                if fact.state == state:
                    yield from _fact(fact, child.ref)
        yield ""
    yield from wrap(NOTE, WIDTH)


def _fact(fact: Fact, ref: str) -> Iterator[str]:
    source = f"  [{fact.source}]" if fact.source and fact.state == "found" else ""
    yield f"{STATES[fact.state]:<12} {fact.text}{source}"
    if fact.state == "not_found":
        return
    if fact.evidence:
        yield from wrap(f"{said(fact.evidence)}.", WIDTH, initial_indent=_INDENT, subsequent_indent=_INDENT)
    if fact.reading and fact.state == "found":
        yield f"{_INDENT}Our reading: {fact.reading}."
    if fact.settle:
        yield f"{_INDENT}To tell: {fact.settle.replace('{ref}', ref)}"


def list_lines(rows: Sequence[Row], day: date) -> Iterator[str]:
    """A line a child with something found, in the order of the references; below, what the record cannot tell."""
    unknown: Counter[str] = Counter()
    outside = none = 0
    for child, facts in sorted(rows, key=lambda row: row[0].ref):
        unknown.update(fact.id.replace("_", " ") for fact in facts if fact.state == "cannot_tell")
        told = [fact.text for fact in facts if fact.state == "found"]
        if told:
            name = " ".join(filter(None, (child.ref, child.initials)))
            first, *more = wrap("; ".join(told), WIDTH - 36)
            yield f"{name:<16} {(child.worker or '')[:18]:<18} {first}"
            yield from (" " * 36 + line for line in more)
        outside += not facts
        none += bool(facts) and not told
    yield ""
    yield f"On {words(day)}: {len(rows)} children; nothing found for {none}; {outside} without a Child in Need plan that runs."
    if unknown:
        told = [f"{name} for {count}" for name, count in unknown.most_common()]
        yield from wrap(f"The record cannot tell: {', '.join(told)}. `cin drift CASE` says what would.", WIDTH)
    yield from wrap(NOTE, WIDTH)


def as_json(rows: Sequence[Row], day: date) -> str:
    """The same with stable keys and ISO dates."""
    made = {
        "schema_version": SCHEMA_VERSION, "as_of": day.isoformat(),
        "children": [
            {"child": child.ref, "initials": child.initials, "worker": child.worker,
             "plan_runs": bool(facts), "facts": [_made(fact, child.ref) for fact in facts]}
            for child, facts in rows
        ],
    }  # fmt: skip
    return json.dumps(made, indent=1, ensure_ascii=False)


def _made(fact: Fact, ref: str) -> dict[str, Any]:
    evidence = [{"text": e.text, "date": e.on.isoformat() if e.on else None} for e in fact.evidence]
    return {
        "id": fact.id, "state": fact.state, "text": fact.text, "evidence": evidence, "source": fact.source or None,
        "reading": fact.reading or None, "settle": fact.settle.replace("{ref}", ref) or None,
    }  # fmt: skip
