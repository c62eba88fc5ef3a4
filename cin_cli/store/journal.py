"""Appends entries and reads them. `record` is the one way to write; nothing is ever changed or removed."""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from cin_cli.domain.correction import effective
from cin_cli.domain.entry import FORESEEN, Entry, Part
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
    "Child", "Family", "Person", "child_of", "children", "entries", "family_of", "find_child", "find_family", "last_by",
    "next_family", "person_of", "record", "standing",
]  # fmt: skip


def record(
    store: Store, entries: Iterable[Entry], *, by: str, now: datetime, read_pack: Callable[[str], Any]
) -> list[int]:
    """Append, seal and refresh the projections of the children concerned, in one transaction; the entries' numbers.

    Entries recorded together share a batch, so that one command is taken back as one.
    """
    from cin_cli.store import projections

    made = _stamped(list(entries), by, now)
    with store.writing():
        numbers = [_append(store, entry) for entry in made]
        projections.follow(store, numbers, read_pack)
    return numbers


def entries(
    store: Store, *, child: str | None = None, kinds: Iterable[str] | None = None,
    known_on: date | None = None, words: bool = False,
) -> list[Entry]:
    """Entries in journal order, raw, with whatever corrects or withdraws them; put them through `effective`.

    `known_on`: only what had been recorded by the end of that day in London.
    """  # fmt: skip
    chosen, values = _chosen(child, kinds)
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


def standing(
    store: Store, *, child: str | None = None, kinds: Iterable[str] | None = None,
    known_on: date | None = None, words: bool = False,
) -> list[Entry]:
    """The entries that stand, corrections and withdrawals taken into account, in journal order."""  # fmt: skip
    wanted = None if kinds is None else set(kinds)
    found = effective(entries(store, child=child, kinds=wanted, known_on=known_on, words=words))
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
        found = [made for made in _with_corrections(store, [n for (n,) in together]) if made.kind != "entry_withdrawn"]
        if found:
            return found
    return []


_MINE = """SELECT max(number), batch FROM entry WHERE recorded_by = ? AND kind <> 'entry_withdrawn'
    GROUP BY coalesce(batch, uuid) ORDER BY 1 DESC"""


def _with_corrections(store: Store, numbers: list[int]) -> list[Entry]:
    """Those of these entries that stand."""
    chosen = _CHOSEN.format(start="SELECT value FROM json_each(:numbers)")
    found = effective(_selected(store, chosen, {"numbers": json.dumps(numbers), "before": "9"}, words=False))
    return [made for made in found if made.number in numbers]


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


def _chosen(child: str | None, kinds: Iterable[str] | None) -> tuple[str, dict[str, Any]]:
    """The part of a query that says which entries, and its values."""
    tests, values = ["1"], dict[str, Any]()
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

    return _moment(datetime.combine(day + timedelta(1), time(), ZoneInfo("Europe/London")))


def _moment(at: datetime) -> str:
    from datetime import UTC

    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _stamped(made: list[Entry], by: str, now: datetime) -> list[Entry]:
    from uuid import uuid4
    from zoneinfo import ZoneInfo

    together = str(uuid4()) if len(made) > 1 else None
    today = now.astimezone(ZoneInfo("Europe/London")).date()
    return [
        replace(entry, uuid=entry.uuid or str(uuid4()), batch=entry.batch or together,
                booked_on=entry.booked_on or (today if entry.planned or entry.kind in FORESEEN else None),
                recorded_at=_moment(now), recorded_by=by)
        for entry in made
    ]  # fmt: skip


_INSERT = """INSERT INTO entry (uuid, kind, happened_on, time, planned, booked_on, imported, corrects, batch,
    recorded_at, recorded_by, facts, salt, digest) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"""


def _append(store: Store, made: Entry) -> int:
    from cin_cli.store import seal

    salt = seal.salt()
    digest = seal.part_digest(salt, None, _plain(made.facts), _plain(made.words))
    header = [
        made.uuid, made.kind, made.happened_on.isoformat(), made.time, int(made.planned),
        made.booked_on.isoformat() if made.booked_on else None, int(made.imported), made.corrects, made.batch,
        made.recorded_at, made.recorded_by,
    ]  # fmt: skip
    number = store.run(_INSERT, [*header, seal.canonical(made.facts), salt, digest])
    _append_words(store, number, 0, made.words)
    digests = [digest, *(_append_part(store, number, place, part) for place, part in enumerate(made.parts, 1))]
    # Another copy gives its entries other numbers, so the digest names what is corrected by its uuid.
    header[7] = store.value("SELECT uuid FROM entry WHERE number = ?", (made.corrects,)) if made.corrects else None
    seal.add(store, number, seal.entry_digest(header, digests))
    return number


def _append_part(store: Store, number: int, position: int, part: Part) -> str:
    from cin_cli.store import seal

    child, ref = _child(store, part.child)
    salt = seal.salt()
    digest = seal.part_digest(salt, ref, _plain(part.facts), _plain(part.words))
    values = (number, position, child, seal.canonical(part.facts), salt, digest)
    store.run("INSERT INTO entry_part (entry, position, child, facts, salt, digest) VALUES (?, ?, ?, ?, ?, ?)", values)
    _append_words(store, number, position, part.words)
    return digest


def _append_words(store: Store, number: int, position: int, words: Any) -> None:
    if words:
        from cin_cli.store.seal import canonical

        values = (number, position, canonical(words))
        store.run("INSERT INTO entry_text (entry, position, words) VALUES (?, ?, ?)", values)


def _child(store: Store, ref: str) -> tuple[int, str]:
    """The child of that reference, a new row when there is none yet."""
    row = store.row("SELECT id, ref FROM child WHERE ref = ?", (ref,))
    return (row[0], row[1]) if row else (store.run("INSERT INTO child (ref) VALUES (?)", (ref,)), ref)


def _plain(values: Any) -> Any:
    """The values as JSON gives them back, so that a digest made now agrees with one made when reading."""
    from cin_cli.store.seal import canonical

    return json.loads(canonical(values))
