"""The schema of the case file, in numbered steps: appended, never edited. The docs print it from here.

sqlite-utils runs the steps and keeps the list of those done; the number is also in the file's header
(`user_version`), so that a daily read sees that nothing is to be done without importing sqlite-utils.
"""

import sys
from pathlib import Path
from typing import Any

from cin_cli.store.database import APPLICATION, VERSION, Store, copy_to, new_file

STEP_1 = (
    """CREATE TABLE meta (          -- about this file: whether it is plain, the last copy, what rows were made with
    name TEXT PRIMARY KEY, value TEXT NOT NULL
) STRICT, WITHOUT ROWID""",
    """CREATE TABLE setting (       -- what this user chose: `me`
    name TEXT PRIMARY KEY, value TEXT NOT NULL
) STRICT, WITHOUT ROWID""",
    """CREATE TABLE child (         -- a child and the short reference that people use
    id INTEGER PRIMARY KEY,
    ref TEXT NOT NULL UNIQUE COLLATE NOCASE
) STRICT""",
    # -- the journal: only ever added to ------------------------------------------------------------------------
    """CREATE TABLE entry (         -- one dated entry: its header and the facts that rules and tables read
    number INTEGER PRIMARY KEY,
    uuid TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    happened_on TEXT NOT NULL,  -- ISO date
    time TEXT,                  -- HH:MM, where it matters
    planned INTEGER NOT NULL CHECK (planned IN (0, 1)),   -- booked, not held
    booked_on TEXT,             -- the day on which a planned thing was booked
    imported INTEGER NOT NULL CHECK (imported IN (0, 1)), -- came out of an import
    corrects INTEGER REFERENCES entry (number),           -- the entry that this one replaces or withdraws
    batch TEXT,                 -- entries written by one command are taken back as one
    recorded_at TEXT NOT NULL,  -- UTC
    recorded_by TEXT NOT NULL,
    facts TEXT NOT NULL,        -- small JSON; a text attribute stands here as true and its words in entry_text
    salt TEXT NOT NULL,         -- of the digest over the shared facts and words
    digest TEXT NOT NULL        -- of the shared facts and words
) STRICT""",
    """CREATE TABLE entry_part (    -- which children an entry is about, and what differs for each
    entry INTEGER NOT NULL REFERENCES entry (number),
    position INTEGER NOT NULL,  -- 1, 2, ...
    child INTEGER NOT NULL REFERENCES child (id),
    facts TEXT NOT NULL,
    salt TEXT NOT NULL,         -- blanked when the part is erased; the digest stays
    digest TEXT NOT NULL,
    PRIMARY KEY (entry, position)
) STRICT, WITHOUT ROWID""",
    """CREATE TABLE entry_text (    -- the words, apart from the facts, so that folding a case never reads them
    entry INTEGER NOT NULL REFERENCES entry (number),
    position INTEGER NOT NULL,  -- 0: shared by all children; n: of the n-th part
    words TEXT NOT NULL,        -- JSON
    PRIMARY KEY (entry, position)
) STRICT, WITHOUT ROWID""",
    """CREATE TABLE seal (          -- this copy's entries in the order in which it received them, chained
    position INTEGER PRIMARY KEY,
    entry INTEGER NOT NULL UNIQUE REFERENCES entry (number),
    digest TEXT NOT NULL,       -- of the entry's header and its parts' digests
    chain TEXT NOT NULL         -- of the chain before and this digest
) STRICT""",
    "CREATE INDEX entry_by_kind ON entry (kind)",
    "CREATE INDEX entry_by_batch ON entry (batch) WHERE batch IS NOT NULL",
    "CREATE INDEX entry_by_what_it_corrects ON entry (corrects) WHERE corrects IS NOT NULL",
    "CREATE INDEX entry_part_by_child ON entry_part (child, entry)",
    """CREATE TABLE pack (          -- the text of every procedure ever in force here, so that old answers are explained
    digest TEXT PRIMARY KEY,
    text TEXT NOT NULL,
    head TEXT NOT NULL          -- JSON: what a due list says of it without reading it
) STRICT, WITHOUT ROWID""",
    # -- projections: worked out from the journal, thrown away and remade at will ---------------------------------
    """CREATE TABLE child_now (     -- what the journal says of each child now
    child INTEGER PRIMARY KEY REFERENCES child (id),
    initials TEXT, name TEXT, born TEXT, own_reference TEXT,
    worker TEXT COLLATE NOCASE, team TEXT COLLATE NOCASE, pathway TEXT, family TEXT COLLATE NOCASE,
    opened TEXT, closed TEXT,
    last_seen TEXT, last_seen_alone TEXT,
    status TEXT NOT NULL        -- open, closed, child_protection, looked_after, pathway_plan
) STRICT""",
    "CREATE INDEX child_now_by_worker ON child_now (worker)",
    "CREATE INDEX child_now_by_team ON child_now (team)",
    """CREATE TABLE case_file (     -- one row an episode
    child INTEGER NOT NULL REFERENCES child (id),
    number INTEGER NOT NULL,
    opened TEXT NOT NULL, closed TEXT, reason TEXT,
    PRIMARY KEY (child, number)
) STRICT, WITHOUT ROWID""",
    """CREATE TABLE seen (          -- the days on which a child was seen
    child INTEGER NOT NULL REFERENCES child (id),
    day TEXT NOT NULL,
    alone INTEGER NOT NULL CHECK (alone IN (0, 1)),
    PRIMARY KEY (child, day)
) STRICT, WITHOUT ROWID""",
    """CREATE TABLE standing (      -- a child's status from one day until another (starts <= day < ends)
    child INTEGER NOT NULL REFERENCES child (id),
    starts TEXT NOT NULL, ends TEXT, status TEXT NOT NULL,
    PRIMARY KEY (child, starts)
) STRICT, WITHOUT ROWID""",
    "CREATE INDEX standing_by_status ON standing (status, starts, ends)",
    """CREATE TABLE family (        -- which children belong together
    ref TEXT PRIMARY KEY COLLATE NOCASE,
    separated INTEGER NOT NULL, at_risk INTEGER NOT NULL
) STRICT, WITHOUT ROWID""",
    """CREATE TABLE family_member (
    family TEXT NOT NULL COLLATE NOCASE,
    child INTEGER NOT NULL UNIQUE REFERENCES child (id),
    since TEXT NOT NULL,
    PRIMARY KEY (family, child)
) STRICT, WITHOUT ROWID""",
    """CREATE TABLE person (        -- the people around a family; audience: who may see what is said of them
    ref TEXT PRIMARY KEY COLLATE NOCASE,
    family TEXT COLLATE NOCASE, name TEXT, relation TEXT, audience TEXT
) STRICT, WITHOUT ROWID""",
    "CREATE INDEX person_by_family ON person (family)",
    """CREATE TABLE wording (       -- what is the same in all of a rule's answers, kept once
    id INTEGER PRIMARY KEY,
    text TEXT NOT NULL UNIQUE   -- JSON
) STRICT""",
    """CREATE TABLE deadline (      -- one answer of one rule for one child, true when starts <= day < ends
    id INTEGER PRIMARY KEY,
    child INTEGER NOT NULL REFERENCES child (id),
    rule TEXT NOT NULL, occurrence INTEGER NOT NULL,
    state TEXT NOT NULL,
    listed INTEGER NOT NULL,    -- 0: a role, a gate or a shortest length, which no due list shows
    due TEXT, starts TEXT NOT NULL, ends TEXT,
    wording INTEGER NOT NULL REFERENCES wording (id),
    more TEXT NOT NULL          -- JSON: the rest of the answer
) STRICT""",
    # Two small indexes answer "open on this day" for today: rows that still hold, soonest first, and the few rows
    # whose end is known and lies ahead. Days long past may scan.
    "CREATE INDEX deadline_open ON deadline (due, child) WHERE state = 'open' AND ends IS NULL",
    "CREATE INDEX deadline_ending ON deadline (ends, state) WHERE ends IS NOT NULL",
    "CREATE INDEX deadline_other ON deadline (state, rule) WHERE state <> 'open' AND ends IS NULL",
    "CREATE INDEX deadline_by_child ON deadline (child, state, ends)",
)
STEP_2 = (
    # -- the full-text index: another projection ---------------------------------------------------------------
    """CREATE VIRTUAL TABLE text_index USING fts5 (
    words,  -- what an entry that stands says, or what it says of one child
    label,  -- what kind of entry it is, in words
    who,    -- the children's references, the family's, the person's
    tag,    -- what kind of entry it is, as one word
    tokenize = 'unicode61 remove_diacritics 2', prefix = '3'
)""",
    # What is taken out of the index is gone from the file, not only marked.
    "INSERT INTO text_index (text_index, rank) VALUES ('secure-delete', 1)",
)
STEP_3 = (
    "CREATE INDEX entry_planned ON entry (happened_on) WHERE planned = 1",  # what is booked from today on
)
STEPS = (STEP_1, STEP_2, STEP_3)
"""What each version adds; the last one's number is `database.VERSION`."""


def apply(store: Store) -> None:
    """Take the steps that this file has not taken, each in a transaction with the number it ends at."""
    database, steps = _sqlite_utils(store)
    for number, statements in enumerate(STEPS[:VERSION], start=1):
        steps(name=f"step_{number}")(_step(number, statements))
    steps.apply(database)


def upgrade(store: Store, version: int, key_file: Path | None) -> None:
    """Bring an older file up to date, after a backup beside it that is named after the version it had."""
    backup = store.path.with_name(f"{store.path.name}.version-{version}")
    if not backup.exists():
        with new_file(backup) as building:  # a backup broken off half-way is none
            copy_to(store, building, key_file)
    apply(store)


def _step(number: int, statements: tuple[str, ...]) -> Any:
    def run(database: Any) -> None:
        for statement in statements:
            database.conn.execute(statement)
        database.conn.execute(f"PRAGMA application_id = {APPLICATION:d}")
        database.conn.execute(f"PRAGMA user_version = {number:d}")

    return run


def _sqlite_utils(store: Store) -> tuple[Any, Any]:
    """sqlite-utils over our connection; it must take SQLCipher's error classes for SQLite's, hence the alias."""
    import sqlcipher3

    sys.modules.setdefault("pysqlite3", sqlcipher3)
    sys.modules.setdefault("pysqlite3.dbapi2", sqlcipher3.dbapi2)
    from sqlite_utils import Database, Migrations

    return Database(store.conn, execute_plugins=False), Migrations("cin")
