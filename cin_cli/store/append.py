"""Writes entries at the end of the journal, each sealed; in bulk, since an authority's extract has a hundred thousand."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain
from typing import Any
from uuid import uuid4

from cin_cli.domain.entry import FORESEEN, Entry, Part
from cin_cli.store import seal
from cin_cli.store.database import Store

_TOGETHER = 500
"""So many entries are handed to the database at once."""


@dataclass
class Written:
    """What was written: the entries' numbers, their kinds, their children (by id), and the entries that they correct."""

    numbers: list[int] = field(default_factory=list)
    kinds: set[str] = field(default_factory=set)
    children: set[int] = field(default_factory=set)
    corrected: list[int] = field(default_factory=list)


def append(store: Store, entries: Iterable[Entry], *, by: str, now: datetime) -> Written:
    """Append and seal the entries in their order; call it in a transaction."""
    at = _Stamp.of(now, by)
    made = iter(entries)
    first = list(zip(range(2), made, strict=False))
    at.batch = str(uuid4()) if len(first) > 1 else None
    end = _End(store, at)
    for entry in chain((entry for _, entry in first), made):
        end.add(entry)
    end.flush()
    return end.written


@dataclass
class _Stamp:
    """What all entries of one command share: when, by whom, on which day in London, and their batch."""

    moment: str
    by: str
    today: str
    batch: str | None = None

    @classmethod
    def of(cls, now: datetime, by: str) -> "_Stamp":
        from zoneinfo import ZoneInfo

        return cls(moment(now), by, now.astimezone(ZoneInfo("Europe/London")).date().isoformat())


def moment(at: datetime) -> str:
    """A moment as `recorded_at` writes it, in UTC."""
    from datetime import UTC

    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


_Rows = list[tuple[Any, ...]]
_ENTRY = """INSERT INTO entry (number, uuid, kind, happened_on, time, planned, booked_on, imported, corrects, batch,
    recorded_at, recorded_by, facts, salt, digest) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"""
_PART = "INSERT INTO entry_part (entry, position, child, facts, salt, digest) VALUES (?, ?, ?, ?, ?, ?)"
_TEXT = "INSERT INTO entry_text (entry, position, words) VALUES (?, ?, ?)"


class _End:
    """The end of the journal: rows wait here until there are enough of them to be written together."""

    def __init__(self, store: Store, stamp: _Stamp) -> None:
        self.store = store
        self.stamp = stamp
        self.written = Written()
        self.last = int(store.value("SELECT max(number) FROM entry") or 0)
        self.known: dict[str, tuple[int, str]] = {}
        self.rows: tuple[_Rows, _Rows, _Rows, _Rows] = ([], [], [], [])
        self.uuids: dict[int, str] = {}

    def add(self, made: Entry) -> None:
        """Put one entry at the end."""
        self.last += 1
        number, uuid = self.last, made.uuid or str(uuid4())
        entries, _, texts, seals = self.rows
        facts, words = seal.canonical(made.facts), seal.canonical(made.words)
        salt = seal.salt()
        digest = seal.text_digest(salt, None, facts, words)
        head = self._head(made, uuid)
        entries.append((number, *head, facts, salt, digest))
        if made.words:
            texts.append((number, 0, words))
        digests = [digest, *(self._part(number, place, part) for place, part in enumerate(made.parts, 1))]
        # Another copy gives its entries other numbers, so the digest names what is corrected by its uuid.
        head[7] = self._uuid(made.corrects) if made.corrects else None
        seals.append((number, seal.entry_digest(head, digests)))
        self.uuids[number] = uuid
        self._count(made, number)
        if len(entries) >= _TOGETHER:
            self.flush()

    def _head(self, made: Entry, uuid: str) -> list[Any]:
        foreseen = made.planned or made.kind in FORESEEN
        booked = made.booked_on.isoformat() if made.booked_on else self.stamp.today if foreseen else None
        return [
            uuid, made.kind, made.happened_on.isoformat(), made.time, int(made.planned), booked, int(made.imported),
            made.corrects, made.batch or self.stamp.batch, self.stamp.moment, self.stamp.by,
        ]  # fmt: skip

    def _part(self, number: int, position: int, part: Part) -> str:
        child, ref = self._child(part.child)
        facts, words = seal.canonical(part.facts), seal.canonical(part.words)
        salt = seal.salt()
        digest = seal.text_digest(salt, ref, facts, words)
        self.rows[1].append((number, position, child, facts, salt, digest))
        if part.words:
            self.rows[2].append((number, position, words))
        self.written.children.add(child)
        return digest

    def _child(self, ref: str) -> tuple[int, str]:
        """The child of that reference, a new row when there is none yet."""
        if ref not in self.known:
            row = self.store.row("SELECT id, ref FROM child WHERE ref = ?", (ref,))
            self.known[ref] = (row[0], row[1]) if row else (self.store.run("INSERT INTO child (ref) VALUES (?)", (ref,)), ref)
        return self.known[ref]

    def _uuid(self, number: int) -> str | None:
        found = self.uuids.get(number) or self.store.value("SELECT uuid FROM entry WHERE number = ?", (number,))
        return str(found) if found else None

    def _count(self, made: Entry, number: int) -> None:
        self.written.numbers.append(number)
        self.written.kinds.add(made.kind)
        if made.corrects:
            self.written.corrected.append(made.corrects)

    def flush(self) -> None:
        """Write what waits."""
        entries, parts, texts, seals = self.rows
        for sql, rows in ((_ENTRY, entries), (_PART, parts), (_TEXT, texts)):
            if rows:
                self.store.many(sql, rows)
        seal.add(self.store, seals)
        for rows in self.rows:
            rows.clear()
        self.uuids.clear()
