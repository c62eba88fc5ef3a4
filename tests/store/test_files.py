"""Files that are not what they should be: a plain sentence, exit 5, and the file is left byte for byte as it was."""

import os
import sqlite3
import stat

import pytest

from cin_cli import context
from cin_cli.errors import StoreError
from cin_cli.store import database, migrations
from cin_cli.store.key import grouped, read_key


@pytest.fixture
def file(york):
    """A case file with an entry in it, closed."""
    from datetime import date

    from cin_cli.domain.entry import entry

    context.record([entry("case_opened", date(2026, 2, 2), ["AB12"])])
    path = context.paths().db
    context.close()
    return path


def key_file():
    return context.paths().key_file


def newer(file):
    store = database.open_store(file, key_file())
    store.run(f"PRAGMA user_version = {database.VERSION + 1}")
    store.close()


def foreign(file):
    file.unlink()
    other = sqlite3.connect(file)
    other.execute("CREATE TABLE t (x)")
    other.commit()
    other.close()


def foreign_wal(file):
    """Another program's database with a write-ahead log that waits to be taken in."""
    import shutil

    other = sqlite3.connect(file.with_name("other"))
    other.execute("PRAGMA journal_mode = WAL")
    other.execute("CREATE TABLE t (x)")
    for end in ("", "-wal"):
        shutil.copy(file.with_name("other" + end), file.with_name(file.name + end))
    other.close()


def encrypted_by_another(file):
    """A database of another program that this key happens to open."""
    store = database.open_store(file, key_file())
    store.run("PRAGMA application_id = 7")
    store.close()


def cut(file):
    file.write_bytes(file.read_bytes()[:5000])


def not_even_a_page(file):
    file.write_bytes(file.read_bytes()[:300])


def wrong_key(file):
    key_file().write_text("ab" * 32, encoding="utf-8")


def no_key(file):
    key_file().unlink()


def rubbish_for_a_key(file):
    key_file().write_bytes(b"\xff\xfe\x00")


def a_word_for_a_key(file):
    key_file().write_text("password", encoding="utf-8")


def key_is_a_folder(file):
    key_file().unlink()
    key_file().mkdir()


BAD = {
    newer: "newer cin", foreign: "another program", foreign_wal: "another program", encrypted_by_another: "not a case file",
    cut: "", not_even_a_page: "", wrong_key: "does not open with this key", no_key: "is not there",
    rubbish_for_a_key: "does not hold a key", a_word_for_a_key: "does not hold a key", key_is_a_folder: "is a folder",
    (lambda file: file.write_bytes(b"")): "is empty",
    (lambda file: file.write_bytes(b"x" * 50)): "too short",
    (lambda file: file.write_bytes(os.urandom(20_000))): "does not open with this key",
    (lambda file: file.write_bytes(b"SQLite format 3\0" + bytes(4000))): "another program",
    (lambda file: file.write_text("reference,name\n" * 100, encoding="utf-8")): "does not open with this key",
}  # fmt: skip


@pytest.mark.parametrize("spoil", BAD, ids=[name.__name__ + str(n) for n, name in enumerate(BAD)])
@pytest.mark.parametrize("line", [("due",), ("db", "check"), ("config", "set", "me", "Amy"), ("undo", "--yes")])
def test_a_bad_file_is_refused_and_left_as_it_is(cin, file, spoil, line):
    spoil(file)
    before = {path: path.read_bytes() for path in file.parent.iterdir() if path.is_file() and not path.name.endswith("-shm")}
    done = cin(*line)
    assert done.code == 5 and done.out == "", (done.out, done.err)
    assert done.err.startswith("cin: ") and done.err.count("\n") == 1 and done.err.rstrip().endswith(".")
    assert BAD[spoil] in done.err
    assert "Error" not in done.err and "sqlite" not in done.err.lower()
    for path, content in before.items():
        assert path.read_bytes() == content, path


def test_a_folder_and_nothing_at_all(cin, file):
    file.rename(file.with_name("aside"))
    done = cin("due")
    assert done.code == 5 and "There is no case file at" in done.err and "`cin init`" in done.err
    assert not file.exists(), "asking makes no file"
    file.mkdir()
    done = cin("due")
    assert done.code == 5 and "is a folder" in done.err and list(file.iterdir()) == []


def test_a_damaged_page_is_found(cin, file):
    content = bytearray(file.read_bytes())
    content[-2000] ^= 1
    file.write_bytes(content)
    done = cin("db", "check")
    assert done.code in (5, 10) and "damaged" in done.out + done.err
    assert file.read_bytes() == content


def test_another_cin_is_writing(cin, file, monkeypatch):
    monkeypatch.setattr(database, "PATIENCE", 0.1)
    other = database.open_store(file, key_file())
    before = file.read_bytes()
    with other.writing():
        done = cin("config", "set", "me", "Amy")
        assert done.code == 5 and "is in use: another cin is writing to it. Try again in a moment." in done.err
        assert cin("due").code == 0, "reading goes on"
    other.close()
    assert file.read_bytes() == before
    assert cin("config", "set", "me", "Amy").code == 0


def test_an_exclusive_lock(cin, file, monkeypatch):
    monkeypatch.setattr(database, "PATIENCE", 0.1)
    other = database.open_store(file, key_file())
    other.run("PRAGMA locking_mode = EXCLUSIVE")
    other.run("BEGIN EXCLUSIVE")
    done = cin("due")
    assert done.code == 5 and "in use" in done.err
    other.run("ROLLBACK")
    other.close()


def test_a_newer_cins_file_is_not_looked_into_twice(file):
    newer(file)
    with pytest.raises(StoreError, match="newer cin"):
        database.open_store(file, key_file())


NOW = database.VERSION
NEXT = ("CREATE TABLE later (x INTEGER) STRICT",)


@pytest.fixture
def later(monkeypatch):
    """A cin of the future, with one more step."""
    monkeypatch.setattr(migrations, "STEPS", (*migrations.STEPS, NEXT))
    for module in (migrations, database):
        monkeypatch.setattr(module, "VERSION", len(migrations.STEPS))


def test_an_older_file_is_brought_up_to_date_after_a_backup(cin, file, later):
    backup = file.with_name(file.name + f".version-{NOW}")
    assert cin("db", "check").code == 0
    store = database.open_store(file, key_file())
    assert store.value("PRAGMA user_version") == NOW + 1 and store.rows("SELECT * FROM later") == []
    store.close()
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600 or os.name == "nt"
    assert backup.read_bytes()[:15] != b"SQLite format 3", "the backup is encrypted too"
    content = backup.read_bytes()
    assert cin("db", "check").code == 0 and backup.read_bytes() == content
    assert sorted(p.name for p in file.parent.iterdir() if p.name.startswith(file.name)) == [file.name, backup.name]


def test_the_backup_opens_as_the_file_it_was(file):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(migrations, "STEPS", (*migrations.STEPS, NEXT))
        for module in (migrations, database):
            patch.setattr(module, "VERSION", NOW + 1)
        database.open_store(file, key_file()).close()
    store = database.open_store(file.with_name(file.name + f".version-{NOW}"), key_file())
    assert store.value("SELECT count(*) FROM entry") == 2
    store.close()


def test_a_step_that_fails_leaves_the_older_file(cin, file, monkeypatch):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(migrations, "STEPS", (*migrations.STEPS, (*NEXT, "CREATE TABLE entry (x)")))
        for module in (migrations, database):
            patch.setattr(module, "VERSION", NOW + 1)
        assert cin("db", "check").code != 0
    assert cin("db", "check").code == 0
    store = database.open_store(file, key_file())
    assert store.value("PRAGMA user_version") == NOW and not store.rows("PRAGMA table_info(later)")
    store.close()


def test_a_half_made_backup_is_not_trusted(file, later, monkeypatch):
    backup = file.with_name(file.name + f".version-{NOW}")

    def broken(store, target, key):
        target.write_bytes(b"half")
        raise StoreError("There is no room on the disk.")

    with monkeypatch.context() as patch:
        patch.setattr(migrations, "copy_to", broken)
        with pytest.raises(StoreError):
            database.open_store(file, key_file())
    assert not backup.exists()
    database.open_store(file, key_file()).close()
    assert backup.stat().st_size > 5000


def test_the_recovery_key_in_groups_of_four_opens_the_file(cin, monkeypatch, tmp_path):
    done = cin("init", "--policy", "york-2024")
    shown = [line.strip() for line in done.out.splitlines() if line.startswith("    ")]
    assert len(shown) == 2 and all(len(group) == 4 for line in shown for group in line.split()), done.out
    assert grouped(read_key(key_file())) == "\n".join(shown)
    lost = key_file().read_bytes()
    key_file().unlink()
    assert cin("db", "check").code == 5
    for text in ("\n".join(shown), " ".join(shown).upper() + "\r\n", "-".join(" ".join(shown).split())):
        other = tmp_path / "other key"
        other.write_text(text, encoding="utf-8")
        monkeypatch.setenv("CIN_KEY_FILE", str(other))
        context.use_db(None)
        assert cin("db", "check").code == 0
    assert lost.decode().strip() == read_key(other)


def test_nothing_that_was_written_can_be_read_without_the_key(cin, file):
    from datetime import date

    from cin_cli.domain.entry import entry

    context.use_db(None)
    context.record([entry("note", date(2026, 2, 2), ["AB12"], {"text": "a marvellous secret"})])
    context.close()
    for path in file.parent.iterdir():
        assert not path.is_file() or (b"marvellous" not in path.read_bytes() and b"AB12" not in path.read_bytes())
