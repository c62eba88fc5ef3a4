"""The check of the reviewing service's criteria: one calm page, or JSON."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from cin_cli.domain.cinrs import Finding, Result, said
from cin_cli.domain.dates import words

SCHEMA_VERSION = 1
VERDICTS = {
    "met_computed": "MET",
    "met_stated": "MET, as said",
    "met_in_part": "IN PART",
    "not_recorded": "not recorded",
    "not_met": "not met",
}
ANSWERS = {
    "features_met": "At least one criterion is met. What to do with that is for you and your manager.",
    "none_met": "None is met on what is recorded. Not recorded is not the same as no.",
    "cannot_tell": "It cannot be told: a fact that must exist is not recorded.",
}


@dataclass(frozen=True, slots=True)
class Page:
    """What a check says of one child. `texts`: label, source, reading, cite and settle of each criterion, by id."""

    child: str
    as_of: date
    result: Result
    texts: Mapping[str, Mapping[str, str | None]]
    notes: tuple[str, ...]
    service: str
    authority: str
    applies: bool | None


def lines(page: Page) -> Iterator[str]:
    """The page, line by line."""
    yield f"{page.service}: the six criteria for {page.child} on {words(page.as_of)}"
    yield from page.notes[:1]
    yield ""
    yield from _standing(page)
    yield ""
    for found in page.result.items:
        yield from _criterion(found, page.texts[found.id])
    yield ""
    yield ANSWERS[page.result.answer]
    yield from page.notes[1:]


def _standing(page: Page) -> Iterator[str]:
    standing = page.result.standing
    since = f" since {words(standing.worker_since)}" if standing.worker_since else ""
    worker = f"{standing.worker}{since}" if standing.worker else "not recorded, and the service asks for one"
    case = {True: "open", False: "closed", None: "not recorded as opened"}[standing.open_case]
    beside = "" if standing.in_need else "; on a Child Protection Plan or looked after, so not a Child in Need plan now"
    age = "" if standing.age is None else f"; aged {standing.age}"
    yield f"Allocated worker: {worker}"
    yield f"Case: {case}{age}{beside}"


def _criterion(found: Finding, text: Mapping[str, str | None]) -> Iterator[str]:
    yield f"{VERDICTS[found.verdict]:<13} {text['label']}  [{text['source']}]"
    if found.evidence:
        yield f"{'':<13} {said(found.evidence)}."
    if text["settle"]:
        yield f"{'':<13} To settle it: {text['settle']}"


def as_json(page: Page) -> str:
    """The same with stable keys and ISO dates."""
    standing = page.result.standing
    made: dict[str, Any] = {
        "schema_version": SCHEMA_VERSION,
        "child": page.child,
        "as_of": page.as_of.isoformat(),
        "answer": page.result.answer,
        "standing": {
            "service": page.service,
            "authority": page.authority,
            "service_is_ours": page.applies,
            "allocated_worker": standing.worker,
            "allocated_since": _iso(standing.worker_since),
            "open_case": standing.open_case,
            "child_in_need": standing.in_need,
            "age": standing.age,
        },
        "items": [_item(found, page.texts[found.id]) for found in page.result.items],
        "notes": list(page.notes),
    }
    return json.dumps(made, indent=1, ensure_ascii=False)


def _item(found: Finding, text: Mapping[str, str | None]) -> dict[str, Any]:
    evidence = [{"text": e.text, "date": _iso(e.on)} for e in found.evidence]
    return {
        "id": found.id, "source": text["source"], "label": text["label"], "verdict": found.verdict, "evidence": evidence,
        "missing": found.missing or None, "reading": text["reading"], "cite": text["cite"], "settle": text["settle"],
    }  # fmt: skip


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
