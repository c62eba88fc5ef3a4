"""The full-text index: every word of every entry that stands, kept in the same transaction as the journal.

A row is an entry, or one child's part of it where parts differ. The text stands in it a second time, so that
`secure-delete` leaves nothing of an entry that goes, and so that `cin db check` can compare it with the journal.
"""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from cin_cli.domain.entry import KINDS, Entry
from cin_cli.domain.find import Term
from cin_cli.domain.passage import NEVER, passages
from cin_cli.store.append import Written
from cin_cli.store.database import Store

COLUMNS = "words, label, who, tag"
PARTS = 16
"""A row's number is the entry's, moved by so many bits, and the part's place."""
ENOUGH = 300
"""So many of the newest finds are weighed against each other."""
_TOGETHER = 1000
Row = tuple[int, str, str, str, str]


class Asked(NamedTuple):
    """What is looked for: the terms, and of whom (references), of which kinds, since when."""

    terms: tuple[Term, ...]
    refs: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    since: date | None = None


class Found(NamedTuple):
    """An entry found, and how well it fits."""

    number: int
    happened_on: date
    relevance: float


def find(store: Store, asked: Asked, limit: int = ENOUGH) -> list[Found]:
    """The newest entries in which it stands, at most so many, each once with its best part."""
    best: dict[int, Found] = {}
    for number, day, rank in store.rows(_FIND, {**_values(asked), "limit": limit}):
        if number not in best or -rank > best[number].relevance:
            best[number] = Found(number, date.fromisoformat(day), -rank)
    return list(best.values())


def count(store: Store, asked: Asked) -> int:
    """In how many entries it stands."""
    return int(store.value(_COUNT, _values(asked)))


_MATCH = f"""FROM text_index JOIN entry e ON e.number = text_index.rowid >> {PARTS}
    WHERE text_index MATCH :match AND (:since IS NULL OR e.happened_on >= :since)"""
_FIND = f"""SELECT e.number, e.happened_on, bm25(text_index, 1.0, 0.4, 0.2, 0.0)
    {_MATCH} ORDER BY text_index.rowid DESC LIMIT :limit"""
_COUNT = f"SELECT count(DISTINCT e.number) {_MATCH}"


def _values(asked: Asked) -> dict[str, object]:
    return {"match": expression(asked), "since": asked.since.isoformat() if asked.since else None}


def expression(asked: Asked) -> str:
    """What FTS5 is asked: every word stands in quotes, so that none of it can be taken for an operator."""
    words = " AND ".join(f'"{" ".join(term.words)}"{"" if term.whole else " *"}' for term in asked.terms)
    of = [f"{{words label who}} : ({words})"]
    for column, chosen in (("who", asked.refs), ("tag", asked.kinds)):
        if chosen:
            of.append(f"{column} : ({' OR '.join(f'{chr(34)}{bare(name)}{chr(34)}' for name in chosen)})")
    return " AND ".join(of)


def bare(name: str) -> str:
    """A reference or a kind as one word."""
    return re.sub(r"[\W_]+", "", name).lower()


# Kept up to date ----------------------------------------------------------------------------------------------------


def follow(store: Store, written: Written) -> None:
    """Bring the index up to date with what was just appended; call it in its transaction."""
    if written.corrected:
        touched = [number for (number,) in store.rows(_TOUCHED, (json.dumps(written.corrected),))]
        for number in touched:
            store.run("DELETE FROM text_index WHERE rowid BETWEEN ? AND ?", _span(number, number))
        _add(store, sorted({*touched, *written.numbers}))
    else:
        _add(store, written.numbers)


_TOUCHED = """WITH RECURSIVE touched (number) AS (
    SELECT value FROM json_each(?)
    UNION
    SELECT e.corrects FROM entry e JOIN touched ON touched.number = e.number WHERE e.corrects IS NOT NULL
) SELECT number FROM touched"""


def rebuild(store: Store) -> None:
    """Throw the index away and make it again."""
    store.run("DELETE FROM text_index")
    for numbers in _all_numbers(store):
        _add(store, numbers)
    store.run("INSERT INTO text_index (text_index) VALUES ('optimize')")


def check(store: Store) -> Iterator[str]:
    """Say when the index is not what the journal says."""
    for numbers in _all_numbers(store):
        stored = store.rows(f"SELECT rowid, {COLUMNS} FROM text_index WHERE rowid BETWEEN ? AND ?",  # noqa: S608
                            _span(numbers[0], numbers[-1]))  # fmt: skip
        if [tuple(row) for row in stored] != sorted(_rows(store, numbers)):
            yield "What can be searched is not what the journal says."
            return
    try:
        store.run("INSERT INTO text_index (text_index, rank) VALUES ('integrity-check', 1)")
    except Exception:  # SQLite's word for an index that does not agree with its text
        yield "What can be searched is not what the journal says."


def _all_numbers(store: Store) -> Iterator[list[int]]:
    last = int(store.value("SELECT max(number) FROM entry") or 0)
    for start in range(1, last + 1, _TOGETHER):
        yield list(range(start, min(start + _TOGETHER, last + 1)))


def _span(first: int, last: int) -> tuple[int, int]:
    return first << PARTS, ((last + 1) << PARTS) - 1


def _add(store: Store, numbers: Sequence[int]) -> None:
    for start in range(0, len(numbers), _TOGETHER):
        rows = _rows(store, numbers[start : start + _TOGETHER])
        store.many(f"INSERT INTO text_index (rowid, {COLUMNS}) VALUES (?, ?, ?, ?, ?)", rows)  # noqa: S608


def _rows(store: Store, numbers: Sequence[int]) -> list[Row]:
    from cin_cli.store.journal import numbered

    return [row for made in numbered(store, numbers, words=True) for row in rows_of(made)]


def rows_of(made: Entry) -> Iterable[Row]:
    """What is searched of one entry: once, or once a child where what is said of them differs."""
    if made.kind in NEVER:
        return
    number = (made.number or 0) << PARTS
    label = ("booked " if made.planned else "") + KINDS[made.kind].words
    shared = [one.text for one in passages(made)]
    own = {place: [one.text for one in passages(made, part)] for place, part in enumerate(made.parts, 1)}
    others = [str(made.facts[name]) for name in ("family", "person") if name in made.facts]
    if not any(own.values()):
        yield number, "\n".join(shared), label, _who([p.child for p in made.parts], others), bare(made.kind)
        return
    for place, part in enumerate(made.parts, 1):
        yield number + place, "\n".join([*shared, *own[place]]), label, _who([part.child], others), bare(made.kind)


def _who(refs: Iterable[str], others: Iterable[str]) -> str:
    return " ".join([*(bare(ref) for ref in refs), *others])
