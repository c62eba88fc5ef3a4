"""The check of a reviewing service's features: one calm page, a list of a caseload, or JSON."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from textwrap import wrap
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
    "features_met": "At least one is met. What to do with that is for you and your manager.",
    "none_met": "None is met on what is recorded. Not recorded is not the same as no.",
    "cannot_tell": "It cannot be told; missing: {missing}.",
}
_STATE = "cin cinrs state "
WIDTH = 100
_INDENT = " " * 14


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that the service asks, what was found of it, and the command that would settle it."""

    id: str
    source: str
    label: str
    reading: str
    cite: str
    found: Finding
    settle: str | None


@dataclass(frozen=True, slots=True)
class Page:
    """What a check says of one child. `applies`: whether this is the service of the child's own authority."""

    child: str | None
    as_of: date
    result: Result
    rows: tuple[Row, ...]
    notes: tuple[str, ...]
    service: str
    authority: str
    applies: bool | None
    whose: str | None = None


def lines(page: Page) -> Iterator[str]:
    """The page, line by line: what is met first, then what is there in part, not met, and not recorded."""
    yield f"{page.service}: {page.child or 'the child'} on {words(page.as_of)}"
    yield from wrap(page.notes[0], WIDTH)
    yield ""
    yield from _standing(page)
    yield ""
    for verdict in ("met_computed", "met_stated", "met_in_part", "not_met"):
        for row in page.rows:
            if row.found.verdict == verdict:
                yield from _row(row)
    yield from _not_recorded([row for row in page.rows if row.found.verdict == "not_recorded"])
    yield ""
    yield from foretold(page)
    yield ANSWERS[page.result.answer].replace("{missing}", "; ".join(page.result.missing))
    for note in page.notes[1:]:
        yield from wrap(note, WIDTH)


def _standing(page: Page) -> Iterator[str]:
    standing = page.result.standing
    since = f" since {words(standing.worker_since)}" if standing.worker_since else ""
    nobody = {True: "yes", False: "none, and the service asks for one", None: "not recorded, and the service asks for one"}
    yield f"Allocated worker: {standing.worker or nobody[standing.allocated]}{since}"
    case = {True: "open", False: "closed", None: "not recorded as opened"}[standing.open_case]
    yield f"Case: {case}{'; ' if standing.age is not None else ''}{_aged(page)}"
    yield from _beside(page)


def _aged(page: Page) -> str:
    standing = page.result.standing
    return "not born yet" if standing.unborn else "" if standing.age is None else f"aged {standing.age}"


def _beside(page: Page) -> Iterator[str]:
    """What speaks for taking the answer with care."""
    standing = page.result.standing
    if not standing.in_need:
        yield "On a Child Protection Plan or looked after on that day, so not on a Child in Need plan."
    if standing.age is not None and standing.age >= 18:
        yield "18 or older on that day: the service is for children."


def _row(row: Row) -> Iterator[str]:
    yield f"{VERDICTS[row.found.verdict]:<13} {row.label}  [{row.source}]"
    if row.found.evidence:
        yield from wrap(f"{said(row.found.evidence)}.", WIDTH, initial_indent=_INDENT, subsequent_indent=_INDENT)
    if row.settle:
        yield f"{'':<13} To settle it: {row.settle}"


def _not_recorded(rows: list[Row]) -> Iterator[str]:
    """What a record of events or facts would settle has its own command; what people say has one for all."""
    for row in rows:
        if row.found.evidence or not (row.settle or "").startswith(_STATE):
            yield from _row(row)
    stated = [row for row in rows if not row.found.evidence and (row.settle or "").startswith(_STATE)]
    if stated:
        yield f"{'not recorded':<13} What only people can say; it counts with a name, a day and a reason:"
        for row in stated:
            yield f"{'':<13} - {row.label}  [{row.source}]: {row.id}"
        ref = (stated[0].settle or "").removeprefix(_STATE).split(" ")[0]
        yield f"{'':<13} To settle one: {_STATE}{ref} <feature> --by <who> --why <reason>"


def foretold(page: Page) -> Iterator[str]:
    """What will be met soon, if nothing changes."""
    for one in page.result.foretold:
        row = page.rows[one.item.place]
        yield f"Soon: {row.label}, on {words(one.on)} if nothing changes  [{row.source}]"


def as_json(pages: list[Page]) -> str:
    """The same with stable keys and ISO dates; several children of one case stand under `children`."""
    made = [_page(page) for page in pages]
    whole = made[0] if len(made) == 1 else {"schema_version": SCHEMA_VERSION, "children": made}
    return json.dumps(whole, indent=1, ensure_ascii=False)


def _page(page: Page) -> dict[str, Any]:
    standing = page.result.standing
    return {
        "schema_version": SCHEMA_VERSION,
        "child": page.child,
        "as_of": page.as_of.isoformat(),
        "answer": page.result.answer,
        "missing": list(page.result.missing),
        "standing": {
            "service": page.service,
            "service_of": page.authority,
            "authority": page.whose,
            "service_is_ours": page.applies,
            "allocated_worker": standing.worker or standing.allocated,
            "allocated_since": _iso(standing.worker_since),
            "open_case": standing.open_case,
            "child_in_need": standing.in_need,
            "age": standing.age,
            "unborn": standing.unborn,
            "beside": list(_beside(page)),
        },
        "items": [_item(row) for row in page.rows],
        "foretold": [
            {"id": one.item.feature, "source": page.rows[one.item.place].source, "date": one.on.isoformat(),
             "label": page.rows[one.item.place].label}
            for one in page.result.foretold
        ],
        "notes": list(page.notes),
    }  # fmt: skip


def _item(row: Row) -> dict[str, Any]:
    evidence = [{"text": e.text, "date": _iso(e.on)} for e in row.found.evidence]
    return {
        "id": row.id, "source": row.source, "label": row.label, "verdict": row.found.verdict, "evidence": evidence,
        "reading": row.reading or None, "cite": row.cite, "settle": row.settle,
    }  # fmt: skip


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


# A caseload ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Case:
    """One child of a caseload: what is met, what is there in part, and what is soon."""

    child: str
    initials: str | None
    worker: str | None
    answer: str
    met: tuple[tuple[str, str], ...]
    in_part: tuple[tuple[str, str], ...]
    soon: date | None
    missing: tuple[str, ...]


def case_lines(cases: Iterable[Case], day: date, counts: dict[str, int], notes: Iterable[str]) -> Iterator[str]:
    """Whose features are met, or half there, or soon: a line a child, then how many are left."""
    shown = list(cases)
    for case in shown:
        told = [f"{label} [{source}]" for label, source in case.met]
        told += [f"in part: {label} [{source}]" for label, source in case.in_part]
        told += [f"12 months on {words(case.soon)}"] if case.soon else []
        told += [f"missing: {what}" for what in case.missing] if not told else []
        name = " ".join(filter(None, (case.child, case.initials)))
        yield f"{name:<16} {(case.worker or '')[:18]:<18} {'; '.join(told)}"
    if shown:
        yield ""
    yield f"On {words(day)}: {counts['features_met']} with a feature met, {counts['cannot_tell']} that cannot be told, "
    yield f"{counts['none_met']} with none met on what is recorded."
    for note in notes:
        yield from wrap(note, WIDTH)


def cases_json(cases: Iterable[Case], day: date, counts: dict[str, int]) -> str:
    """The same with stable keys."""
    rows = [
        {"child": c.child, "initials": c.initials, "worker": c.worker, "answer": c.answer, "soon": _iso(c.soon),
         "met": [{"label": label, "source": source} for label, source in c.met],
         "in_part": [{"label": label, "source": source} for label, source in c.in_part], "missing": list(c.missing)}
        for c in cases
    ]  # fmt: skip
    made = {"schema_version": SCHEMA_VERSION, "as_of": day.isoformat(), "counts": counts, "children": rows}
    return json.dumps(made, indent=1, ensure_ascii=False)
