"""Digests over entries, chained in the order this copy received them: they show damage and careless edits.

Against somebody who holds the key only a copy of the last seal kept elsewhere helps; `cin db copy` writes one.
Each part has a random salt, so that an erased part's digest does not give away what it said.
"""

import hashlib
import json
import secrets
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from cin_cli.store.database import Store

NOTHING = "0" * 64  # what the first seal is chained to


_JSON = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str)


def canonical(value: Any) -> str:
    """The one way of writing a value as JSON: sorted, compact, dates as ISO; a mapping's names are text."""
    if not value and isinstance(value, Mapping):
        return "{}"
    return _JSON.encode(value)


def salt() -> str:
    """A fresh random salt."""
    return secrets.token_hex(16)


def part_digest(salted: str, child: str | None, facts: Any, words: Any) -> str:
    """The digest of what an entry says of one child, or (child None) of all of them."""
    return text_digest(salted, child, canonical(facts), canonical(words))


def text_digest(salted: str, child: str | None, facts: str, words: str) -> str:
    """The same, of facts and words that are canonical JSON already."""
    return _sha(salted, f"[{canonical(child)},{facts},{words}]")


def entry_digest(header: list[Any], parts: list[str]) -> str:
    """The digest of an entry: its header and its parts' digests."""
    return _sha(canonical(header), *parts)


def link(chain: str, digest: str) -> str:
    """The next link of the chain."""
    return _sha(chain, digest)


def add(store: Store, digests: Iterable[tuple[int, str]]) -> None:
    """Seal these entries (number, digest), one after the other, after all that are sealed."""
    chain = last(store)[1]
    rows = []
    for number, digest in digests:
        chain = link(chain, digest)
        rows.append((number, digest, chain))
    if rows:
        store.many("INSERT INTO seal (entry, digest, chain) VALUES (?, ?, ?)", rows)


def last(store: Store) -> tuple[int, str]:
    """How many entries are sealed, and the last link."""
    row = store.row("SELECT position, chain FROM seal ORDER BY position DESC LIMIT 1")
    return (row[0], row[1]) if row else (0, NOTHING)


def broken(store: Store) -> Iterator[str]:
    """What does not agree with its seal, one sentence each."""
    chain, before = NOTHING, 0
    unsealed = store.rows("SELECT number FROM entry EXCEPT SELECT entry FROM seal")
    yield from (f"Entry {number} has no seal." for (number,) in unsealed)
    for position, number, digest, linked in store.rows(_SEALS):
        if link(chain, digest) != linked:
            yield f"The chain of seals is broken at entry {number} (seal {position})."
        if number < before:
            yield f"Entries {number} and {before} are not in the order in which they were sealed."
        chain, before = linked, number
        yield from _entry_faults(store, number, digest)


_SEALS = "SELECT position, entry, digest, chain FROM seal ORDER BY position"
_HEADER = """SELECT e.uuid, e.kind, e.happened_on, e.time, e.planned, e.booked_on, e.imported,
    (SELECT c.uuid FROM entry c WHERE c.number = e.corrects), e.batch, e.recorded_at, e.recorded_by
    FROM entry e WHERE e.number = ?"""
_PARTS = """SELECT 0 AS position, NULL, e.facts, w.words, e.salt, e.digest FROM entry e
    LEFT JOIN entry_text w ON w.entry = e.number AND w.position = 0 WHERE e.number = :entry
    UNION ALL
    SELECT p.position, c.ref, p.facts, w.words, p.salt, p.digest FROM entry_part p JOIN child c ON c.id = p.child
    LEFT JOIN entry_text w ON w.entry = p.entry AND w.position = p.position WHERE p.entry = :entry
    ORDER BY position"""


def _entry_faults(store: Store, number: int, sealed: str) -> Iterator[str]:
    header = store.row(_HEADER, (number,))
    if header is None:
        yield f"Entry {number} is gone."
        return
    digests = []
    for _, child, facts, words, salted, digest in store.rows(_PARTS, {"entry": number}):
        digests.append(digest)
        says = f" about {child}" if child else ""
        erased = not salted and facts == "{}" and words is None
        if not erased and _read_digest(salted, child, facts, words) != digest:
            yield f"What entry {number} says{says} was changed after it was sealed."
    if entry_digest(list(header), digests) != sealed:
        yield f"The head of entry {number}, or which children it is about, was changed after it was sealed."


def _read_digest(salted: str, child: str | None, facts: str, words: str | None) -> str | None:
    try:
        return part_digest(salted, child, json.loads(facts), json.loads(words or "{}"))
    except ValueError:
        return None


def _sha(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
