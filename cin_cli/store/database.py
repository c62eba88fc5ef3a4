"""Opens the case file: its key, its pragmas, its transactions; turns the database's errors into plain sentences.

One driver, SQLCipher's, serves both encrypted files and the plain ones of `cin demo` and `cin db copy --plain`.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2

from cin_cli.errors import StoreError

APPLICATION = 0x63696E31  # "cin1" in the file's header: this file is ours
VERSION = 3  # of the schema; migrations.py has one step for each number
PATIENCE = 5.0  # seconds to wait for another `cin` that is writing
PLAIN = b"SQLite format 3\x00"

Error = dbapi2.Error
on_statement: Callable[[str], Any] | None = None
"""Only for tests: called with each SQL statement of a write, before it runs."""


class Store:
    """An open case file. Every statement goes through it, so that no error of the database is shown raw."""

    def __init__(self, conn: Any, path: Path, plain: bool) -> None:
        self.conn = conn
        self.path = path
        self.plain = plain

    def rows(self, sql: str, values: Sequence[Any] | dict[str, Any] = ()) -> list[Any]:
        """Run one statement and give all its rows."""
        with _plainly(self.path):
            return list(self.conn.execute(sql, values).fetchall())

    def each(self, sql: str, values: Sequence[Any] | dict[str, Any] = ()) -> Iterator[Any]:
        """Run one statement and give its rows one by one, as they are read."""
        with _plainly(self.path):
            yield from self.conn.execute(sql, values)

    def row(self, sql: str, values: Sequence[Any] | dict[str, Any] = ()) -> Any:
        """The first row, or None."""
        with _plainly(self.path):
            return self.conn.execute(sql, values).fetchone()

    def value(self, sql: str, values: Sequence[Any] | dict[str, Any] = ()) -> Any:
        """The first column of the first row, or None."""
        row = self.row(sql, values)
        return row[0] if row else None

    def run(self, sql: str, values: Sequence[Any] | dict[str, Any] = ()) -> int:
        """Run one statement that writes; give the last row's number."""
        with _plainly(self.path):
            return int(self.conn.execute(sql, values).lastrowid or 0)

    def many(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        """Run one statement for each of the rows."""
        with _plainly(self.path):
            self.conn.executemany(sql, rows)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """One transaction: all of it or nothing. Inside another one it joins that one."""
        if self.conn.in_transaction:
            yield
            return
        if on_statement:
            self.conn.set_trace_callback(on_statement)
        self.run("BEGIN IMMEDIATE")
        try:
            yield
            self.run("COMMIT")
        except BaseException:
            with suppress(Error):
                self.conn.rollback()
            raise

    def faults(self) -> Iterator[str]:
        """What the database itself finds wrong with the file, one sentence each."""
        found = [] if self.plain else [row[0] for row in self.rows("PRAGMA cipher_integrity_check")]
        found += [row[0] for row in self.rows("PRAGMA integrity_check") if row[0] != "ok"]
        yield from (f"The file is damaged: {fault}." for fault in found)
        for table, *_ in self.rows("PRAGMA foreign_key_check"):
            yield f"A row of {table} refers to one that is gone."

    def close(self) -> None:
        """Close the file; what was written is written already."""
        with suppress(Error):
            self.conn.close()


def create(path: Path, key_file: Path | None, *, plain: str | None = None) -> Store:
    """Make a new, empty case file, whole or not at all; `plain` says what an unencrypted one is for."""
    from cin_cli.store import migrations

    if os.path.lexists(path):
        raise StoreError(f"There is a file at {path} already.", "It was left as it is.")
    with new_file(path) as building:
        _owner_only(building)
        store = Store(_connect(building, _key(key_file, plain)), building, plain is not None)
        with _plainly(path):
            store.conn.execute("PRAGMA journal_mode = WAL")
        migrations.apply(store)
        store.run("INSERT INTO meta VALUES ('plain', ?)", (plain or "",))
        store.close()
    return open_store(path, key_file)


@contextmanager
def new_file(path: Path) -> Iterator[Path]:
    """A name to build a file under; it takes its own name when it is whole, and is gone when something went wrong."""
    building = path.with_name(path.name + ".new")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        building.unlink(missing_ok=True)
        yield building
        building.rename(path)
    except OSError as fault:
        raise cannot(path, fault) from fault
    finally:
        with suppress(OSError):
            building.unlink(missing_ok=True)


def open_store(path: Path, key_file: Path | None) -> Store:
    """Open the case file, an older one after a backup; refuse any other with a plain sentence and leave it as it is."""
    plain = _looks_plain(path)
    key = None if plain else _key(key_file, None)
    if _has_unfinished_writes(path):  # closing a file that is not ours would otherwise finish them
        store = Store(_connect(path, key, "ro"), path, plain)
        _inspect(store)
        store.close()
    store = Store(_connect(path, key), path, plain)
    try:
        version = _inspect(store)
        if version < VERSION:
            from cin_cli.store import migrations

            migrations.upgrade(store, version, key_file)
    except BaseException:
        store.close()
        raise
    return store


def owner_only_text(path: Path, text: str) -> None:
    """Write a new file that only its owner can read (where the system has such modes)."""
    _owner_only(path)
    path.write_text(text, encoding="utf-8")


def cannot(path: Path, fault: OSError) -> StoreError:
    """What the operating system refused, in a sentence."""
    return StoreError(f"{path} could not be used: {(fault.strerror or 'it was refused').lower()}.")


def copy_to(store: Store, target: Path, key_file: Path | None) -> None:
    """Copy the whole file by SQLite's backup, encrypted with the same key as the original, and never over a file."""
    _owner_only(target)
    other = _connect(target, None if store.plain else _key(key_file, None))
    try:
        with _plainly(target):
            store.conn.backup(other)
    finally:
        other.close()


def copy_plain(store: Store, target: Path) -> None:
    """Copy the whole file without encryption, marked as such a copy."""
    _owner_only(target)
    with _plainly(target):
        store.conn.execute("ATTACH ? AS plain KEY ''", (str(target),))
        try:
            store.conn.execute("SELECT sqlcipher_export('plain')")
            store.conn.execute("UPDATE plain.meta SET value = 'copy' WHERE name = 'plain'")
            store.conn.execute(f"PRAGMA plain.application_id = {APPLICATION:d}")
            store.conn.execute(f"PRAGMA plain.user_version = {VERSION:d}")
        finally:
            store.conn.execute("DETACH plain")


def _key(key_file: Path | None, plain: str | None) -> str | None:
    if plain is not None:
        return None
    if key_file is None:
        raise StoreError("This case file is encrypted and no key file is named.", "CIN_KEY_FILE names one.")
    from cin_cli.store.key import read_key

    return read_key(key_file)


def _looks_plain(path: Path) -> bool:
    """Whether the file is an ordinary SQLite file; refuses what cannot be a case file, by its first bytes alone."""
    try:
        with path.open("rb") as file:
            head = file.read(100)
    except FileNotFoundError:
        raise StoreError(f"There is no case file at {path}.", "`cin init` makes one.") from None
    except IsADirectoryError:
        raise StoreError(f"{path} is a folder, not a case file.", "Name the file in it.") from None
    except OSError as fault:
        if path.is_dir():  # Windows says "permission denied" of a folder
            raise StoreError(f"{path} is a folder, not a case file.", "Name the file in it.") from None
        raise cannot(path, fault) from fault
    if len(head) < 100:
        what = "is empty" if not head else "is too short to be a case file"
        raise StoreError(f"{path} {what}.", "It was left as it is; a copy made by `cin db copy` can take its place.")
    if not head.startswith(PLAIN):
        return False
    if int.from_bytes(head[68:72], "big") != APPLICATION:
        raise StoreError(f"{path} is a database of another program, not a case file of cin.", "It was left as it is.")
    return True


def _has_unfinished_writes(path: Path) -> bool:
    sides = (path.with_name(path.name + end) for end in ("-wal", "-journal"))
    return any(side.exists() for side in sides)


def _inspect(store: Store) -> int:
    """The file's schema version; refuses a wrong key, damage, another program's file and a newer cin's."""
    try:
        if store.value("PRAGMA application_id") != APPLICATION:
            raise StoreError(f"{store.path} is not a case file of cin.", "It was left as it is.")
        version = int(store.value("PRAGMA user_version"))
        if version > VERSION:
            raise StoreError(f"{store.path} was written by a newer cin.",
                             "Update cin to open it; it was left as it is.")  # fmt: skip
        if store.plain and not store.value("SELECT value FROM meta WHERE name = 'plain'"):
            raise StoreError(f"{store.path} should be encrypted and is not.", "It was left as it is.")
    except StoreError:
        store.close()
        raise
    return version


def _connect(path: Path, key: str | None, mode: str = "rw") -> Any:
    with _plainly(path):
        address = f"{path.absolute().as_uri()}?mode={mode}"
        conn = dbapi2.connect(address, timeout=PATIENCE, isolation_level=None, uri=True)
        conn.execute("PRAGMA cipher_log_level = NONE")  # else SQLCipher writes to standard error
        if key is not None:
            conn.execute(f"PRAGMA key = \"x'{key}'\"")  # takes no bound value; key.py has checked the 64 hex digits
        conn.execute("PRAGMA foreign_keys = ON")
        conn.execute("PRAGMA synchronous = FULL")
    return conn


def _owner_only(path: Path) -> None:
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError:
        raise StoreError(f"There is a file at {path} already.", "It was left as it is.") from None
    except OSError as fault:
        raise cannot(path, fault) from fault


_SENTENCES = {
    5: ("{} is in use: another cin is writing to it.", "Try again in a moment."),
    6: ("{} is in use: another cin is writing to it.", "Try again in a moment."),
    8: ("{} may be read but not written.", "Ask for permission to write in its folder."),
    10: ("{} could not be read or written: the disk gave an error.", "Nothing was half-written."),
    11: ("{} is damaged: part of it is missing.", "A copy made by `cin db copy` can take its place."),
    13: ("There is no room on the disk for {}.", "Nothing was half-written."),
    14: ("{} could not be opened.", "Check that you may write in its folder."),
    26: ("{} does not open with this key, or it is not a case file.",
         "It was left as it is; `cin config path` names the key file."),
}  # fmt: skip
"""SQLite's primary result codes, in words."""


@contextmanager
def _plainly(path: Path) -> Iterator[None]:
    try:
        yield
    except Error as fault:
        code = getattr(fault, "sqlite_errorcode", None)
        if code is None and not isinstance(fault, dbapi2.OperationalError):
            raise  # a mistake of ours, not the file's state
        what, then = _SENTENCES.get((code or 0) & 0xFF, ("", ""))
        if not what:
            raise
        raise StoreError(what.format(path), then) from fault
