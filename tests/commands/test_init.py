"""`cin init`: the case file, its key shown once, and no procedure that nobody chose."""

import os
import stat

import pytest

from cin_cli import context
from cin_cli.store.key import grouped, read_key


def nothing_made(own_files):
    return not (own_files / "cases.cin").exists() and not (own_files / "keys" / "key").exists()


def test_it_makes_both_files_for_their_owner_only(cin, own_files):
    done = cin("init", "--policy", "york-2024")
    assert done.code == 0 and done.err == ""
    for path in (own_files / "cases.cin", own_files / "keys" / "key"):
        assert os.name == "nt" or stat.S_IMODE(path.stat().st_mode) == 0o600, path
    assert os.name == "nt" or stat.S_IMODE((own_files / "keys").stat().st_mode) == 0o700
    assert "not the council's system of record" in done.out and "york-2024" in done.out
    assert (own_files / "cases.cin").read_bytes()[:15] != b"SQLite format 3"
    assert sorted(path.name for path in own_files.glob("cases.cin*")) == ["cases.cin"]


def test_the_recovery_key_is_printed_once(cin, own_files):
    key = grouped(read_key_after(cin))
    for line in (("db", "info"), ("db", "check"), ("config", "show"), ("config", "path")):
        done = cin(*line)
        assert key.split()[0] + " " + key.split()[1] not in done.out + done.err


def read_key_after(cin):
    done = cin("init")
    key = read_key(context.paths().key_file)
    assert done.out.count(grouped(key).splitlines()[0]) == 1 and "shown once" in done.out
    return key


def test_a_key_that_is_there_is_used_and_not_shown(cin, own_files, tmp_path):
    key = read_key_after(cin)
    before = (own_files / "keys" / "key").read_bytes()
    done = cin("--db", tmp_path / "second.cin", "init")
    assert done.code == 0 and "it was there and is used" in done.out
    assert grouped(key).splitlines()[0] not in done.out and (own_files / "keys" / "key").read_bytes() == before
    assert cin("--db", tmp_path / "second.cin", "db", "check").code == 0


@pytest.mark.parametrize("line", [("init",), ("init", "--force"), ("init", "--policy", "essex-2019")])
def test_what_is_there_is_left_as_it_is(cin, york, own_files, line):
    before = (own_files / "cases.cin").read_bytes()
    done = cin(*line)
    assert done.code == 1 and "already" in done.err and done.out == ""
    assert (own_files / "cases.cin").read_bytes() == before
    assert "york-2024" in cin("db", "info").out


def test_a_folder_or_a_link_to_nowhere_is_there_too(cin, own_files):
    (own_files / "cases.cin").mkdir()
    assert "There is a folder at" in cin("init").err
    (own_files / "cases.cin").rmdir()
    (own_files / "cases.cin").symlink_to(own_files / "nowhere")
    assert cin("init").code == 1 and not (own_files / "nowhere").exists()


def test_an_unknown_procedure_and_nothing_is_written(cin, own_files):
    done = cin("init", "--policy", "kent-2020")
    assert done.code == 3 and "no procedure 'kent-2020'" in done.err and "york-2024" in done.err and done.out == ""
    assert nothing_made(own_files)


def test_a_pack_that_is_none_and_nothing_is_written(cin, own_files, tmp_path):
    (tmp_path / "mine.toml").write_text("title = 3", encoding="utf-8")
    done = cin("init", "--policy", tmp_path / "mine.toml")
    assert done.code in (1, 2) and done.err.startswith("cin: ") and "fault of ours" not in done.err
    assert nothing_made(own_files)


def test_no_procedure_is_chosen_by_default(cin):
    done = cin("init")
    assert done.code == 0 and "No procedure is in force" in done.out and "`cin policy list`" in done.out
    assert "no procedure" in cin("db", "info").out
    due = cin("due")
    assert due.code == 2 and "No procedure is in force" in due.err


@pytest.mark.parametrize("pack", ["york-2024", "essex-2019"])
def test_a_named_one_is_in_force(cin, pack):
    assert cin("init", "--policy", pack).code == 0
    assert f"({pack})" in cin("db", "info").out and cin("due").code == 0


def test_a_bad_key_that_is_there(cin, own_files):
    (own_files / "keys").mkdir()
    (own_files / "keys" / "key").write_text("my password", encoding="utf-8")
    done = cin("init")
    assert done.code == 5 and "does not hold a key" in done.err
    assert (own_files / "keys" / "key").read_text(encoding="utf-8") == "my password"
    assert not (own_files / "cases.cin").exists()


def test_a_file_that_cannot_be_made_leaves_no_key_behind(cin, own_files):
    (own_files / "blocked").write_text("a file where a folder is meant", encoding="utf-8")
    done = cin("--db", own_files / "blocked" / "cases.cin", "init")
    assert done.code in (1, 5) and done.err.startswith("cin: ") and "fault of ours" not in done.err
    assert not (own_files / "keys" / "key").exists()
