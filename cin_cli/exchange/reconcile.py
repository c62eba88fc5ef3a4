"""A list beside what the journal already holds: which entries it adds, and what there is to tell.

A cell is compared with what the last import said in its place (`base`), so that a list that has not changed adds
nothing, however much has been recorded by hand since.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from cin_cli.domain.correction import effective
from cin_cli.domain.dates import words
from cin_cli.domain.entry import Entry, entry
from cin_cli.exchange.caseload import MAY_BE_NONE, Caseload, Remark, Row
from cin_cli.exchange.cells import NONE
from cin_cli.exchange.columns import said
from cin_cli.exchange.past import Past

EVENT_OF: Mapping[str, str] = {
    "opened": "case_opened", "decision": "cin_decision", "plan_start": "cin_plan_started",
    "last_visit": "visit", "last_review": "cin_meeting_review",
}  # fmt: skip
REPEATED = ("last_visit", "last_review")
SOURCE = "spreadsheet"
_ENDS: Mapping[str, tuple[str, ...]] = {
    "opened": ("case_closed",),
    "decision": ("case_closed", "cin_plan_ended"),
    "plan_start": ("case_closed", "cin_plan_ended"),
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """The entries that a list adds, how many children are new, what changed, what to note, who is no longer in it."""

    entries: tuple[Entry, ...]
    new_children: int = 0
    changed: tuple[Remark, ...] = ()
    noted: tuple[Remark, ...] = ()
    gone: tuple[str, ...] = ()
    rows_gone: tuple[Remark, ...] = ()


def reconcile(caseload: Caseload, journal: Iterable[Entry], today: date) -> Outcome:
    """What the list adds to the journal (raw entries, with their words); rows in any order give the same."""
    pasts = _pasts(list(journal))
    made: list[Entry] = []
    remarks: list[tuple[str, Remark]] = []
    new = 0
    for row in sorted(caseload.rows, key=lambda row: row.ref):
        past = pasts.get(row.ref)
        if past is None or not past.stands:
            new += 1
            made += first_entries(row, today)
        else:
            entries, told = _later(row, past, today)
            made += entries
            remarks += told
    return Outcome(
        tuple(made), new, tuple(r for sort, r in remarks if sort == "changed"),
        tuple(r for sort, r in remarks if sort == "noted"), tuple(sorted(_gone(pasts, caseload.listed))),
    )  # fmt: skip


def clashes(rows: Iterable[Row], known: Mapping[str, str | None], families: Iterable[str]) -> list[Remark]:
    """Rows whose cleaned reference is another child's or a family's; `known` has each child's own reference."""
    taken = {family.upper() for family in families}
    odd = []
    for row in rows:
        own = known.get(row.ref)
        if own and own.upper() != (row.own or row.ref).upper():
            text = f"becomes {row.ref}, the reference of the child that your team calls {own}: change one"
        elif row.ref in taken:
            text = f"{row.ref} is a family's reference here: give the child another"
        else:
            continue
        odd.append(Remark("reference_clash", row.ref, row.line, f"row {row.line}, reference: {text}"))
    return odd


def covers_of(row: Row) -> list[str]:
    """The kinds of entry that the source could hold for this child: a blank cell is not known, so not covered."""
    return sorted(kind for column, kind in EVENT_OF.items() if column in row.values)


def first_entries(row: Row, today: date) -> list[Entry]:
    """Everything that a row says of a child who is not in the journal yet."""
    first = _first_day(row, today)
    made = [
        _described(row, first, _details(row)),
        entry("source_covered", today, [row.ref], {"covers": covers_of(row), "source": SOURCE}, imported=True),
    ]
    made += [_event(row.ref, kind, day) for column, kind in EVENT_OF.items() if (day := row.day(column))]
    return [*made, *_worker(row, row.day("opened") or first), *_pathway_fact(row, first)]


def _first_day(row: Row, today: date) -> date:
    return min([day for column in EVENT_OF if (day := row.day(column))], default=today)


def _details(row: Row) -> dict[str, Any]:
    born = row.day("born")
    said = {"initials": row.initials, "name": row.name, "born": born and born.isoformat(), "own_reference": row.own}
    return {key: value for key, value in said.items() if value}


def _described(row: Row, on: date, details: Mapping[str, Any], corrects: int | None = None) -> Entry:
    return entry("child_described", on, [row.ref], details, imported=True, corrects=corrects)


def _event(ref: str, kind: str, day: date) -> Entry:
    return entry(kind, day, [ref], imported=True)


def _worker(row: Row, on: date) -> list[Entry]:
    worker = row.values.get("worker")
    return [entry("case_allocated", on, [row.ref], {"worker": worker}, imported=True)] if worker else []


def _pathway_fact(row: Row, on: date) -> list[Entry]:
    pathway = row.values.get("pathway")
    said = {"fact": "pathway", "value": pathway}
    return [entry("fact_recorded", on, [row.ref], said, imported=True)] if pathway else []


def _pasts(journal: Sequence[Entry]) -> dict[str, Past]:
    """What was written and what stands, by child."""
    whole = {e.corrects for e in journal if e.kind == "entry_withdrawn" and not e.parts}
    partly = {(e.corrects, p.child) for e in journal if e.kind == "entry_withdrawn" for p in e.parts}
    pasts: dict[str, Past] = {}
    for made in journal:
        for part in made.parts:
            past = pasts.setdefault(part.child, Past(part.child))
            if made.kind != "entry_withdrawn" and made.number not in whole and (made.number, part.child) not in partly:
                past.written.append(made)
    for made in effective(journal):
        for part in made.parts:
            pasts[part.child].stands.append(made)
    return pasts


_Told = tuple[list[Entry], list[tuple[str, Remark]]]


def _later(row: Row, past: Past, today: date) -> _Told:
    """What a row adds to a child who is in the journal."""
    closed = past.closed_on()
    opened = row.day("opened")
    reopened = bool(closed and opened and opened > closed)
    if closed and not reopened:
        text = f"closed here on {words(closed)}; its row is left as it is"
        return [], [("noted", _remark(row, "closed", text))]
    made: list[Entry] = []
    told: list[tuple[str, Remark]] = []
    for entries, remarks in _changes(row, past, today, reopened):
        made += entries
        told += remarks
    return made, told


def _changes(row: Row, past: Past, today: date, reopened: bool) -> Iterator[_Told]:
    yield _later_details(row, past, today)
    for column, kind in EVENT_OF.items():
        if row.values.get(column) == NONE:
            yield _now_none(row, past, column, today)
        elif day := row.day(column):
            if column == "opened" and reopened:
                yield _told(row, "opened", [_event(row.ref, "case_reopened", day)], f"re-opened {words(day)}")
            else:
                yield _later_day(row, past, column, kind, day)
    yield _later_value(row, past, today, "worker", "case_allocated", "worker")
    yield _later_value(row, past, today, "pathway", "pathway_changed", "to")


def _remark(row: Row, kind: str, text: str) -> Remark:
    return Remark(kind, row.ref, row.line, f"{row.ref}: {text}")


def _told(row: Row, kind: str, made: list[Entry], text: str) -> _Told:
    return made, [("changed", _remark(row, kind, text))]


def _later_details(row: Row, past: Past, today: date) -> _Told:
    described = past.standing("child_described")
    now = described[-1] if described else None
    current, base = past.said(now), past.said(past.imported("child_described"))
    wanted = {k: v for k, v in _details(row).items() if v not in (base.get(k), current.get(k))}
    if row.name and "name" not in wanted and current.get("initials"):
        wanted.pop("initials", None)  # they only came from the name, which is the same
    if not wanted:
        return [], []
    on = now.happened_on if now else _first_day(row, today)
    made = _described(row, on, {**current, **wanted}, now.number if now else None)
    listed = ", ".join(sorted({"born": "date of birth", "own_reference": "own reference"}.get(k, k) for k in wanted))
    return _told(row, "details", [made], f"{listed} {'corrected' if set(wanted) & set(current) else 'added'}")


def _later_day(row: Row, past: Past, column: str, kind: str, day: date) -> _Told:
    base = past.imported(kind)
    standing = past.standing(*(("case_opened", "case_reopened") if column == "opened" else (kind,)))
    if base and base.happened_on == day:
        return [], []
    target = _wrong_now(past, column, day, base, standing)
    if target is None and any(e.happened_on == day for e in standing):
        return [], []
    if target is None:
        return _told(row, column, [_event(row.ref, kind, day)], f"new {said(column)} {words(day)}")
    if target.happened_on == day:
        return [], []
    text = f"{said(column)} corrected to {words(day)} (was {words(target.happened_on)})"
    return _told(row, column, [_corrected(past, target, day)], text)


def _wrong_now(past: Past, column: str, day: date, base: Entry | None, standing: list[Entry]) -> Entry | None:
    """The entry that a changed cell says was wrong, or None when the cell tells of something new."""
    if column in REPEATED:
        return past.heir(base) if base and day < base.happened_on else None
    if any(e.happened_on == day for e in standing):
        return None
    ended = max((e.happened_on for e in past.standing(*_ENDS[column])), default=date.min)
    side = [e for e in standing if (e.happened_on > ended) == (day > ended)]
    return side[-1] if side else None


def _corrected(past: Past, wrong: Entry, day: date) -> Entry:
    """The same entry on another day, for this child only."""
    part = past.part(wrong)
    return Entry(wrong.kind, day, parts=(part,), imported=True, corrects=wrong.number)


def _now_none(row: Row, past: Past, column: str, today: date) -> _Told:
    """The list says that there has been none: what an import said before is taken back, and the silence is known."""
    if column not in MAY_BE_NONE:
        return [], []
    kind = EVENT_OF[column]
    wrong = [e for e in past.written if e.kind == kind and e.imported]
    made = [entry("entry_withdrawn", today, [row.ref], imported=True, corrects=e.number) for e in wrong]
    covers = [past.said(e).get("covers") or () for e in past.standing("source_covered")]
    if covers and not any(kind in those for those in covers):
        values = {"covers": covers_of(row), "source": SOURCE}
        made.append(entry("source_covered", today, [row.ref], values, imported=True))
    return _told(row, column, made, f"{said(column)}: none") if made else ([], [])


def _later_value(row: Row, past: Past, today: date, column: str, kind: str, attribute: str) -> _Told:
    """A changed worker or pathway is a change from the day of the import."""
    value = row.values.get(column)
    kinds = (kind,) if column == "worker" else (kind, "fact_recorded")
    standing = [e for e in past.standing(*kinds) if _value(past, e) is not None]
    if value is None or (standing and _value(past, standing[-1]) == value):
        return [], []
    if not standing:
        first = min((e.happened_on for e in past.stands), default=today)
        made = _worker(row, first) if column == "worker" else _pathway_fact(row, first)
        return _told(row, column, made, f"{column} {value}")
    now = standing[-1]
    said_before = [e for e in past.written if e.imported and e.kind in kinds and _value(past, e) is not None]
    base = max(said_before, key=lambda e: e.number or 0, default=None)
    if base and _value(past, base) == value:
        text = f"the list says {column} {value}; here it is {_value(past, now)} since {words(now.happened_on)}"
        return [], [("noted", _remark(row, "differs", text))]
    return _told(row, column, [_change(row, now, today, kind, {attribute: value})], f"{column} now {value}")


def _change(row: Row, now: Entry, today: date, kind: str, values: Mapping[str, Any]) -> Entry:
    """The change from today; what an import said earlier today is corrected instead, for a day has no order."""
    if not (now.imported and now.happened_on == today):
        return entry(kind, today, [row.ref], values, imported=True)
    if now.kind == "fact_recorded":
        values = {"fact": "pathway", "value": values["to"]}
    return entry(now.kind, today, [row.ref], values, imported=True, corrects=now.number)


def _value(past: Past, made: Entry) -> Any:
    """The worker or pathway that an entry says, or None."""
    facts = past.part(made).facts
    if made.kind == "fact_recorded":
        return facts.get("value") if facts.get("fact") == "pathway" else None
    return facts.get("worker" if made.kind == "case_allocated" else "to")


def _gone(pasts: Mapping[str, Past], listed: frozenset[str]) -> Iterator[str]:
    for ref, past in pasts.items():
        came = any(e.kind == "source_covered" and e.imported for e in past.stands)
        if came and ref not in listed and past.closed_on() is None:
            yield ref
