"""Appends entries and reads them. `record` is the one way to write; nothing is ever changed or removed."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from cin_cli.domain.correction import effective
from cin_cli.domain.entry import Entry, Part
from cin_cli.store.database import Store
from cin_cli.store.people import (
    Child,
    Family,
    Person,
    child_of,
    children,
    family_of,
    find_child,
    find_family,
    next_family,
    person_of,
)  # fmt: skip

__all__ = [
    "Child", "Family", "Person", "booked", "by_child", "child_of", "children", "entries", "family_of", "find_child",
    "find_family", "heirs", "last_by", "next_family", "numbered", "person_of", "record", "standing", "written",
]  # fmt: skip


def record(
    store: Store, entries: Iterable[Entry], *, by: str, now: datetime, read_pack: Callable[[str], Any]
) -> list[int]:
    """Append, seal and refresh the projections of the children concerned, in one transaction; the entries' numbers.

    Entries recorded together share a batch, so that one command is taken back as one.
    """
    from cin_cli.store import append, projections

    with store.writing():
        written = append.append(store, entries, by=by, now=now)
        projections.follow(store, written, read_pack)
    return written.numbers


def entries(
    store: Store, *, child: str | None = None, kinds: Iterable[str] | None = None,
    known_on: date | None = None, since: date | None = None, saying: str | None = None, words: bool = False,
) -> list[Entry]:
    """Entries in journal order, raw, with whatever corrects or withdraws them; put them through `effective`.

    `known_on`: only what had been recorded by the end of that day in London. `since`: only what happened from that
    day on. `saying`: only what says something under that name.
    """  # fmt: skip
    chosen, values = _chosen(child, kinds, since, saying)
    values["before"] = _end_of_day(known_on) if known_on else "9"
    return _selected(store, chosen, values, words=words)


def _selected(store: Store, chosen: str, values: dict[str, Any], *, words: bool) -> list[Entry]:
    with_words = _ENTRY_WORDS if words else "NULL"
    heads = store.rows(_ENTRIES.format(chosen=chosen, words=with_words), values)
    part_words = _PART_WORDS if words else "NULL"
    parts: dict[int, list[Part]] = {}
    for number, ref, facts, said in store.rows(_PARTS.format(chosen=chosen, words=part_words), values):
        parts.setdefault(number, []).append(Part(ref, _read(facts), _read(said)))
    return [_entry(row, tuple(parts.get(row[0], ()))) for row in heads]


def by_child(
    store: Store, children: Iterable[int] | None = None, *, words: Iterable[str] | None = None,
    kinds: Iterable[str] | None = None,
) -> Iterator[tuple[int, str, list[Entry]]]:
    """Every child (by id; else these) with all that is about it, raw, each entry with this child's part only.

    One pass over the journal, one child in memory. `words` are the kinds whose words are wanted, `kinds` those that are
    wanted at all, with what takes one of them back; None: all.
    """  # fmt: skip
    wanted = None if children is None else set(children)
    few = wanted is not None and len(wanted) <= MANY
    values = {
        "kinds": None if words is None else json.dumps(sorted(words)),
        "children": json.dumps(sorted(wanted or ()) if few else []),
        "only": json.dumps(sorted({*(kinds or ()), "entry_withdrawn"})),
    }
    tests = [_OF_THESE] * few + [_ONLY] * (kinds is not None)
    query = _BY_CHILD.format(which=f"WHERE {' AND '.join(tests)}" if tests else "")
    without_parts = dict(store.rows(_WITHOUT_PARTS_OF if few else _WITHOUT_PARTS, values))
    found: list[Entry] = []
    last: tuple[int, str] | None = None
    for child, ref, part_facts, part_words, *head in store.each(query, values):
        if wanted is not None and child not in wanted:
            continue
        if last is not None and last[0] != child:
            yield (*last, _with_their_ends(found, without_parts))
            found = []
        last = (child, ref)
        found.append(_entry(head, (Part(ref, _read(part_facts), _read(part_words)),)))
    if last is not None:
        yield (*last, _with_their_ends(found, without_parts))


MANY = 1000
"""So many children are picked out of the whole journal rather than looked up one by one."""
_BY_CHILD = """SELECT p.child, c.ref, p.facts,
    CASE WHEN :kinds IS NULL OR e.kind IN (SELECT value FROM json_each(:kinds)) THEN
        (SELECT words FROM entry_text w WHERE w.entry = p.entry AND w.position = p.position) END,
    e.number, e.uuid, e.kind, e.happened_on, e.time, e.planned, e.booked_on, e.imported, e.corrects, e.batch,
    e.recorded_at, e.recorded_by, e.facts,
    CASE WHEN :kinds IS NULL OR e.kind IN (SELECT value FROM json_each(:kinds)) THEN
        (SELECT words FROM entry_text w WHERE w.entry = p.entry AND w.position = 0) END
    FROM entry_part p JOIN entry e ON e.number = p.entry JOIN child c ON c.id = p.child
    {which} ORDER BY p.child, p.entry"""
_OF_THESE = "p.child IN (SELECT value FROM json_each(:children))"
_ONLY = "e.kind IN (SELECT value FROM json_each(:only))"
_WITHOUT_PARTS = """SELECT corrects, number FROM entry e WHERE kind = 'entry_withdrawn' AND corrects IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM entry_part p WHERE p.entry = e.number)"""
_WITHOUT_PARTS_OF = """WITH RECURSIVE chosen (number) AS (
    SELECT entry FROM entry_part WHERE child IN (SELECT value FROM json_each(:children))
    UNION
    SELECT e.number FROM entry e JOIN chosen ON e.corrects = chosen.number
)
SELECT corrects, number FROM entry e WHERE number IN chosen AND kind = 'entry_withdrawn' AND corrects IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM entry_part p WHERE p.entry = e.number)"""
"""The withdrawals that name no children, by what they take back: the whole of it."""


def _with_their_ends(found: list[Entry], without_parts: dict[int, int]) -> list[Entry]:
    """The entries of a child and the withdrawals, themselves about no child, that take one of them back."""
    numbers = [made.number for made in found]
    for number in numbers:
        while number is not None and number in without_parts:
            taken, number = number, without_parts[number]
            found.append(Entry("entry_withdrawn", date.min, corrects=taken, number=number))
    return found


def standing(
    store: Store, *, child: str | None = None, kinds: Iterable[str] | None = None,
    known_on: date | None = None, since: date | None = None, saying: str | None = None, words: bool = False,
) -> list[Entry]:
    """The entries that stand, corrections and withdrawals taken into account, in journal order."""  # fmt: skip
    wanted = None if kinds is None else set(kinds)
    found = effective(
        entries(store, child=child, kinds=wanted, known_on=known_on, since=since, saying=saying, words=words)
    )
    if since is not None:  # a correction may have moved it
        found = [entry for entry in found if entry.happened_on >= since]
    if child is not None:  # a correction may be about other children only
        found = [entry for entry in found if any(part.child.lower() == child.lower() for part in entry.parts)]
    return found if wanted is None else [entry for entry in found if entry.kind in wanted]


def last_by(store: Store, who: str) -> list[Entry]:
    """My last standing entry with all that stands of what was written with it, in journal order; empty: none.

    Taking back is itself no entry to take back: asked again, the entry before comes.
    """
    for number, batch in store.rows(_MINE, (who,)):
        values = (batch,) if batch else (number,)
        together = store.rows(f"SELECT number FROM entry WHERE {'batch' if batch else 'number'} = ?", values)  # noqa: S608
        found = [made for made in numbered(store, [n for (n,) in together]) if made.kind != "entry_withdrawn"]
        if found:
            return found
    return []


_MINE = """SELECT max(number), batch FROM entry WHERE recorded_by = ? AND kind <> 'entry_withdrawn'
    GROUP BY coalesce(batch, uuid) ORDER BY 1 DESC"""


def numbered(store: Store, numbers: Iterable[int], *, words: bool = False) -> list[Entry]:
    """Those of these entries that stand, in journal order; nothing else of the journal is read."""
    wanted = set(numbers)
    chosen = _CHOSEN.format(start="SELECT value FROM json_each(:numbers)")
    values = {"numbers": json.dumps(sorted(wanted)), "before": "9"}
    return [made for made in effective(_selected(store, chosen, values, words=words)) if made.number in wanted]


def booked(store: Store, since: date, until: date) -> list[Entry]:
    """What is booked for these days and stands, in order of day; of all children."""
    rows = store.rows(
        "SELECT number FROM entry WHERE planned = 1 AND happened_on BETWEEN ? AND ?", (since.isoformat(), until.isoformat())
    )
    found = numbered(store, [number for (number,) in rows])
    return sorted(found, key=lambda made: (made.happened_on, made.time or "", made.number or 0))


def heirs(store: Store, number: int) -> list[int]:
    """The entries that stand in the place of this one, which was corrected."""
    correcting = [n for (n,) in store.rows("SELECT number FROM entry WHERE corrects = ? ORDER BY number", (number,))]
    return [made.number or 0 for made in numbered(store, correcting) if made.corrects == number]


def written(store: Store, number: int) -> Entry | None:
    """The entry of that number as it was written, with its words; None: there is none."""
    chosen = "WITH chosen (number) AS (SELECT :number)"
    found = _selected(store, chosen, {"number": number, "before": "9"}, words=True)
    return found[0] if found else None


_CHOSEN = """WITH RECURSIVE chosen (number) AS (
    {start}
    UNION
    SELECT e.number FROM entry e JOIN chosen ON e.corrects = chosen.number  -- what corrects them, and so on
)"""
_ENTRIES = """{chosen}
SELECT number, uuid, kind, happened_on, time, planned, booked_on, imported, corrects, batch, recorded_at, recorded_by,
    facts, {words}
FROM entry e WHERE number IN chosen AND recorded_at < :before ORDER BY number"""
_ENTRY_WORDS = "(SELECT words FROM entry_text w WHERE w.entry = e.number AND w.position = 0)"
_PARTS = """{chosen}
SELECT p.entry, c.ref, p.facts, {words} FROM entry_part p JOIN child c ON c.id = p.child
WHERE p.entry IN chosen ORDER BY p.entry, p.position"""
_PART_WORDS = "(SELECT words FROM entry_text w WHERE w.entry = p.entry AND w.position = p.position)"


def _chosen(
    child: str | None, kinds: Iterable[str] | None, since: date | None = None, saying: str | None = None
) -> tuple[str, dict[str, Any]]:
    """The part of a query that says which entries, and its values."""
    tests, values = ["1"], dict[str, Any]()
    if since is not None:
        values["since"] = since.isoformat()
        tests.append("e.happened_on >= :since")
    if saying is not None:  # canonical JSON: a name stands in quotes before its colon
        values["saying"] = f'"{saying}":'
        own = "instr(p.facts, :saying)" if child is not None else "0"
        tests.append(f"(instr(e.facts, :saying) OR {own})")
    if kinds is not None:
        values["kinds"] = json.dumps(sorted(kinds))
        tests.append("e.kind IN (SELECT value FROM json_each(:kinds))")
    source = "entry e"
    if child is not None:
        values["child"] = child
        source = "child c JOIN entry_part p ON p.child = c.id JOIN entry e ON e.number = p.entry"
        tests.append("c.ref = :child")
    return _CHOSEN.format(start=f"SELECT e.number FROM {source} WHERE {' AND '.join(tests)}"), values  # noqa: S608


def _entry(row: Sequence[Any], parts: tuple[Part, ...]) -> Entry:
    number, uuid, kind, on, at, planned, booked, imported, corrects, batch, recorded_at, by, facts, words = row
    return Entry(
        kind=kind, happened_on=date.fromisoformat(on), facts=_read(facts), parts=parts, words=_read(words), time=at,
        planned=bool(planned), booked_on=date.fromisoformat(booked) if booked else None, imported=bool(imported),
        corrects=corrects, batch=batch, number=number, uuid=uuid, recorded_at=recorded_at, recorded_by=by,
    )  # fmt: skip


def _read(text: str | None) -> dict[str, Any]:
    return dict(json.loads(text)) if text and text != "{}" else {}


def _end_of_day(day: date) -> str:
    """The first moment in UTC after that day in London, as recorded_at writes it."""
    from zoneinfo import ZoneInfo

    from cin_cli.store.append import moment

    return moment(datetime.combine(day + timedelta(1), time(), ZoneInfo("Europe/London")))
