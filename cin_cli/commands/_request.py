"""Reads a request to a reviewing service from the case file, as the service may have it; and what came of it."""

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from cin_cli import context
from cin_cli.domain.audience import Reader, Withheld, why_not
from cin_cli.errors import NotFound

if TYPE_CHECKING:
    from cin_cli.domain.entry import Entry
    from cin_cli.domain.request import Request
    from cin_cli.store.people import Child

KINDS = ("cinrs_nominated", "cinrs_requested", "cinrs_consultation", "cinrs_feedback", "cinrs_ended")
READER = Reader("professional")


def latest(child: "Child") -> "Entry":
    """The last request for the child."""
    from cin_cli.commands._reading import newest

    made = next(newest([child.ref], ("cinrs_requested",)), None)
    if made is None:
        raise NotFound(
            f"No request to a reviewing service is recorded for {child.ref}.",
            f"`cin cinrs request {child.ref} --form` writes one; `cin event form cinrs_requested > request.md` gives the form.",
        )
    return made


def request(child: "Child", made: "Entry") -> "tuple[Request, tuple[Withheld, ...]]":
    """The request as the service may have it, and what was left out of it."""
    from cin_cli.commands._chronology import copy_of, refuse_slips
    from cin_cli.commands._cinrs import page_of
    from cin_cli.commands._plans import For
    from cin_cli.domain.cinrs import said
    from cin_cli.domain.entry import KINDS as EVERY
    from cin_cli.domain.request import WRITTEN, Request

    past, held = copy_of(child, For(READER)), list[Withheld]()
    own = next((part for part in made.parts if part.child == child.ref), None)
    facts = {**made.facts, **(own.facts if own else {})}
    words = {**made.words, **(own.words if own else {})}
    written = {name: tuple(_shown(words.get(name) or (), name, held)) for name in WRITTEN}
    until = facts.get("until")
    rows = page_of(child, made.happened_on).rows
    met = tuple(f"{row.label} [{row.source}]: {said(row.found.evidence)}" for row in rows if row.found.met)
    happened = tuple((line.day, line.what) for line in past.lines if line.significant and line.number != made.number)
    plan, left_out = _plan(child)
    found = Request(
        child.ref, made.happened_on, date.fromisoformat(str(until)) if until else None, str(facts.get("raised_by") or ""),
        str(facts.get("quadrant") or ""), child.worker or "", written, met, happened, plan,
    )  # fmt: skip
    held += [one for one in (*past.withheld, *left_out) if one.where != EVERY["cinrs_requested"].words]  # that is this paper
    shown = [*met, *plan, *(text for texts in written.values() for text in texts), found.raised_by, found.quadrant]
    refuse_slips(shown, held)
    return found, tuple(held)


def _shown(rows: object, name: str, held: list[Withheld]) -> Iterator[str]:
    """What was written for the request; it is the service's, unless it says that it is somebody else's."""
    from cin_cli.domain.person import kept_audience

    for row in rows if isinstance(rows, list) else ():
        why = why_not(kept_audience(row.get("for")), "ordinary", READER)
        if why is None:
            yield str(row["text"])
        else:
            held.append(Withheld(f"the request ({name.replace('_', ' ')})", why, (str(row["text"]),)))


def _plan(child: "Child") -> tuple[tuple[str, ...], tuple[Withheld, ...]]:
    """The points of the plan, as a professional may have them."""
    from cin_cli.commands._plans import as_version, saved
    from cin_cli.domain.plan import copy_for

    versions = saved(child.ref)
    if not versions:
        return (), ()
    copy = copy_for(as_version(versions[-1]), READER)
    points = tuple(
        f"{point.action} ({point.who or 'nobody named'}, {point.by or 'no day'}): {point.progress or 'no progress written'}"
        for point in copy.plan.points if point.action.strip()
    )  # fmt: skip
    return points, copy.withheld


def history(child: "Child", day: date) -> Iterator[str]:
    """What was asked of the service and what came of it, the oldest first; a time limit that has passed is said."""
    from cin_cli.domain.dates import words
    from cin_cli.domain.entry import KINDS as EVERY
    from cin_cli.store import journal

    made = sorted(journal.standing(context.store(), child=child.ref, kinds=KINDS), key=lambda e: (e.happened_on, e.number or 0))
    for one in made:
        short = [f"{name.replace('_', ' ')}: {one.facts[name]}" for name in EVERY[one.kind].attributes
                 if isinstance(one.facts.get(name), str)]  # fmt: skip
        told = f" ({', '.join(short)})" if short else ""
        yield f"{words(one.happened_on)}  {EVERY[one.kind].words}{told}"
    asked = next((e for e in reversed(made) if e.kind == "cinrs_requested"), None)
    over = asked and any(e.kind == "cinrs_ended" and e.happened_on >= asked.happened_on for e in made)
    until = str(asked.facts.get("until") or "") if asked and not over else ""
    if until and until < day.isoformat():
        yield f"The time limit, {words(date.fromisoformat(until))}, has passed and no end is recorded."
        yield f"To record it: cin event record cinrs_ended {child.ref} --on <day>"
