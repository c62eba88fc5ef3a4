"""The derived tables: made from the journal in the same transaction as the entry, remade at will, checked.

Reading them is cheap; the rules engine is imported only where they are made.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from cin_cli.domain.answer import Answer
from cin_cli.domain.correction import effective
from cin_cli.domain.entry import Entry, Event, events_of
from cin_cli.store import answers, calendar, families, journal, packs, summary
from cin_cli.store.append import Written
from cin_cli.store.database import Store
from cin_cli.store.items import Row, counts_on, items_on, last_seen_on, statuses_on

__all__ = [
    "ReadPack", "Row", "check", "counts_on", "follow", "items_on", "last_seen_on", "overlay", "rebuild", "refresh",
    "rules_in_force", "stale", "statuses_on",
]  # fmt: skip

ReadPack = Callable[[str], Any]
ANSWERS_VERSION = 3  # raised when what this layer makes of the same journal changes
_EVERYBODY = ("policy_adopted", "holiday_added")  # an entry that concerns every child's timetable
_TABLES = ("child_now", "case_file", "seen", "standing", "deadline")


@dataclass(frozen=True, slots=True)
class Rules:
    """What timetables are made with: the pack in force, read, and the calendar with the days added."""

    pack: Any
    calendar: Any


def follow(store: Store, written: Written, read_pack: ReadPack) -> None:
    """Bring the projections up to date with what was just appended; call it in its transaction."""
    store.run("INSERT OR IGNORE INTO meta (name, value) VALUES ('made_with', ?)", (_made_with(),))
    kinds, touched = _touched(store, written)
    if kinds & set(families.KINDS):
        before = families.relatives(store, touched)
        families.remake(store)
        touched |= before | families.relatives(store, touched)
    if kinds & set(summary.CASE_KINDS):  # some rules count from the day the first child of a family was opened
        touched |= families.relatives(store, touched)
    if kinds & set(_EVERYBODY):
        touched = set(_all_children(store))
        _stamp(store)
    refresh(store, touched, read_pack)
    from cin_cli.store import find  # the words are needed only where something is written

    find.follow(store, written)


def refresh(store: Store, children: Iterable[int], read_pack: ReadPack) -> None:
    """Remake all the rows of these children (by id), in one pass over what the journal says of them."""
    rules = rules_in_force(store, read_pack)
    with store.writing():
        writer = _Writer(store)
        left = set(children)
        for child, made in _made(store, sorted(left), rules):
            writer.add(child, made)
            left.discard(child)
        for child in sorted(left):  # nothing is said of it any more
            writer.add(child, {table: [] for table in _TABLES})
        writer.flush()


def rebuild(store: Store, read_pack: ReadPack) -> int:
    """Throw every derived row away and make it again, in one transaction; the number of children."""
    from cin_cli.store import find

    with store.writing():
        for table in (*_TABLES, "wording"):
            store.run(f"DELETE FROM {table}")  # noqa: S608
        families.remake(store)
        find.rebuild(store)
        children = _all_children(store)
        refresh(store, children, read_pack)
        _stamp(store)
    return len(children)


def overlay(store: Store, known_on: date, read_pack: ReadPack) -> None:
    """Lay tables made from what had been recorded by the end of that day over the derived ones, for this connection only.

    Whatever reads then reads what was known; nothing is written to the file.
    """
    rules = rules_in_force(store, read_pack, known_on)
    for table in ("child", "wording", *families.TABLES, *_TABLES):
        made = store.value("SELECT sql FROM main.sqlite_master WHERE type = 'table' AND name = ?", (table,))
        store.run(made.replace("CREATE TABLE", "CREATE TEMP TABLE", 1))
    store.run("INSERT INTO temp.child SELECT * FROM main.child")
    families.remake(store, known_on)
    writer = _Writer(store)
    for child in _all_children(store):
        writer.add(child, rows_of(store, child, rules, known_on))
    writer.flush()


def check(store: Store, read_pack: ReadPack) -> Iterator[str]:
    """Work everything out again and say what differs from what is stored, one sentence each."""
    if families.made(store) != families.stored(store):
        yield "The families or people stored are not what the journal says."
    rules = rules_in_force(store, read_pack)
    for child in _all_children(store):
        ref = store.value("SELECT ref FROM child WHERE id = ?", (child,))
        made, stored = rows_of(store, child, rules), _stored(store, child)
        for table in _TABLES:
            if made[table] != stored[table]:
                yield f"What is stored of {ref} ({table}) is not what the journal says."
    from cin_cli.store import find

    yield from find.check(store)


def stale(store: Store) -> bool:
    """Whether the derived rows were made with other rules or another calendar than this cin has."""
    return store.value("SELECT value FROM meta WHERE name = 'made_with'") != _made_with() and bool(
        store.value("SELECT 1 FROM child LIMIT 1")
    )


def rules_in_force(store: Store, read_pack: ReadPack, known_on: date | None = None) -> Rules | None:
    """What timetables are made with (`known_on`: as it was at the end of that day); None where no pack is in force."""
    chosen = packs.in_force(store, known_on)
    if chosen is None:
        return None
    from cin_cli.domain.calendar import england

    return Rules(read_pack(chosen[0]), england(calendar.days_added(store, known_on)))


def rows_of(
    store: Store, child: int, rules: Rules | None, known_on: date | None = None
) -> dict[str, list[tuple[Any, ...]]]:
    """Every derived row of one child by table, as the journal has it now, or had it then; nothing is written."""
    ref = store.value("SELECT ref FROM child WHERE id = ?", (child,))
    standing = journal.standing(store, child=ref, known_on=known_on)
    return _rows(store, child, ref, standing, _words(store, child), rules, known_on)


def _made(
    store: Store, children: Sequence[int], rules: Rules | None
) -> Iterator[tuple[int, dict[str, list[tuple[Any, ...]]]]]:
    """The same of many children, each with its rows; one of whom the journal says nothing does not come."""
    for child, ref, entries in journal.by_child(store, children, words=summary.WORDED):
        standing = effective(entries)
        words = {e.number or 0: {**e.words, **e.parts[0].words} for e in entries if e.words or (e.parts and e.parts[0].words)}
        yield child, _rows(store, child, ref, standing, words, rules)


def _rows(
    store: Store, child: int, ref: str, standing: Iterable[Entry], words: summary.Words, rules: Rules | None,
    known_on: date | None = None,
) -> dict[str, list[tuple[Any, ...]]]:  # fmt: skip
    events = events_of(standing, ref)
    if not events:
        return {table: [] for table in _TABLES}
    family = store.value("SELECT family FROM family_member WHERE child = ?", (child,))
    made = summary.summary(events, words, family)
    return {
        "child_now": [tuple(made.now[name] for name in _NOW)],
        "case_file": [(n, e["opened"], e["closed"], e["reason"]) for n, e in enumerate(made.episodes, 1)],
        "seen": sorted((day, int(alone)) for day, alone in made.seen.items()),
        "standing": made.standing,
        "deadline": sorted(map(answers.packed, _timetable(store, ref, events, rules, known_on)), key=repr),
    }


_NOW = (
    "initials", "name", "born", "own_reference", "worker", "team", "pathway", "family", "opened", "closed",
    "last_seen", "last_seen_alone", "status",
)  # fmt: skip
_COLUMNS = {
    "child_now": ", ".join(_NOW),
    "case_file": "number, opened, closed, reason",
    "seen": "day, alone",
    "standing": "starts, ends, status",
    "deadline": answers.COLUMNS,
}


class _Writer:
    """Puts the rows of children in the place of those they had, many at a time."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.children: list[int] = []
        self.rows: dict[str, list[tuple[Any, ...]]] = {table: [] for table in _TABLES}
        self.wordings: dict[str, int] = {}

    def add(self, child: int, made: dict[str, list[tuple[Any, ...]]]) -> None:
        """These are the child's rows from now on."""
        self.children.append(child)
        for table, rows in made.items():
            self.rows[table] += [(child, *row) for row in rows]
        if len(self.children) >= _TOGETHER:
            self.flush()

    def flush(self) -> None:
        """Write what waits."""
        self.rows["deadline"] = [(*row[:-1], self._wording(row[-1])) for row in self.rows["deadline"]]
        chosen = (json.dumps(self.children),)
        for table, columns in _COLUMNS.items():
            self.store.run(f"DELETE FROM {table} WHERE child IN (SELECT value FROM json_each(?))", chosen)  # noqa: S608
            marks = ", ".join("?" * (columns.count(",") + 2))
            self.store.many(f"INSERT INTO {table} (child, {columns}) VALUES ({marks})", self.rows[table])  # noqa: S608
            self.rows[table] = []
        self.children = []

    def _wording(self, text: str) -> int:
        if text not in self.wordings:
            self.wordings |= answers.wording_ids(self.store, [text])
        return self.wordings[text]


_TOGETHER = 200
"""So many children's rows are written at once."""


def _stored(store: Store, child: int) -> dict[str, list[tuple[Any, ...]]]:
    found = {}
    for table, columns in _COLUMNS.items():
        rows = store.rows(f"SELECT {columns} FROM {table} WHERE child = ? ORDER BY 1", (child,))  # noqa: S608
        found[table] = [tuple(row) for row in rows]
    texts = dict(store.rows("SELECT id, text FROM wording"))
    found["deadline"] = sorted(((*row[:-1], texts.get(row[-1])) for row in found["deadline"]), key=repr)
    return found


def _timetable(
    store: Store, ref: str, events: list[Event], rules: Rules | None, known_on: date | None = None
) -> list[Answer]:
    if rules is None or not events:
        return []
    from cin_cli.domain.due import timetable_of

    siblings = [e for other in families.siblings(store, ref, known_on) for e in _case_events(store, other, known_on)]
    return timetable_of(rules.pack, ref, events, siblings, rules.calendar)


def _case_events(store: Store, ref: str, known_on: date | None) -> list[Event]:
    """A sibling's openings and closings, marked as the sibling's."""
    made = events_of(journal.standing(store, child=ref, kinds=summary.CASE_KINDS, known_on=known_on), ref)
    return [replace(event, facts={**event.facts, "sibling": ref}) for event in made]


def _words(store: Store, child: int) -> dict[int, dict[str, Any]]:
    """The words of the entries whose words the projections need, by entry; the child's own over the shared ones."""
    found: dict[int, dict[str, Any]] = {}
    for number, words in store.rows(_WORDS, {"child": child, "kinds": json.dumps(summary.WORDED)}):
        found[number] = {**found.get(number, {}), **json.loads(words)}
    return found


_WORDS = """SELECT w.entry, w.words FROM entry_part p JOIN entry e ON e.number = p.entry
    JOIN entry_text w ON w.entry = p.entry AND w.position IN (0, p.position)
    WHERE p.child = :child AND e.kind IN (SELECT value FROM json_each(:kinds)) ORDER BY w.entry, w.position"""
_TOUCHED = """WITH RECURSIVE touched (number) AS (
    SELECT value FROM json_each(?)
    UNION
    SELECT e.corrects FROM entry e JOIN touched ON touched.number = e.number WHERE e.corrects IS NOT NULL
)"""


def _touched(store: Store, written: Written) -> tuple[set[str], set[int]]:
    """The kinds and children of these entries and of all that they correct."""
    chosen = json.dumps(written.corrected)
    kinds = store.rows(f"{_TOUCHED} SELECT DISTINCT kind FROM entry WHERE number IN touched", (chosen,))  # noqa: S608
    children = store.rows(
        f"{_TOUCHED} SELECT DISTINCT child FROM entry_part WHERE entry IN touched",  # noqa: S608
        (chosen,),
    )
    return written.kinds | {kind for (kind,) in kinds}, written.children | {child for (child,) in children}


def _all_children(store: Store) -> list[int]:
    return [child for (child,) in store.rows("SELECT id FROM child ORDER BY id")]


def _stamp(store: Store) -> None:
    store.run("INSERT OR REPLACE INTO meta (name, value) VALUES ('made_with', ?)", (_made_with(),))


def _made_with() -> str:
    """What else than the journal the derived rows depend on; the pack and the days added are entries in it.

    Read from the files themselves: importing the engine to ask would cost every `cin due` more than its reading.
    """
    import zlib
    from pathlib import Path

    package = Path(__file__).parent.parent
    rules = re.search(r"^RULES_VERSION = (\d+)", (package / "domain" / "due.py").read_text(encoding="utf-8"), re.M)
    holidays = zlib.crc32((package / "packs" / "bank-holidays-england.csv").read_bytes())
    return f"{ANSWERS_VERSION}.{rules[1] if rules else 0}.{holidays}"
