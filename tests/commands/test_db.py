"""`cin db`: where the case file is, whether it is sound, and copies of it."""

import os
import sqlite3
import stat
from datetime import date

import pytest

from cin_cli import context
from cin_cli.domain.entry import entry


@pytest.fixture
def held(york):
    """`cin` with one child in its case file."""
    context.record([entry("case_opened", date(2026, 2, 2), ["AB12"]), entry("cin_decision", date(2026, 2, 9), ["AB12"])])
    context.close()
    return york


def test_info(held, own_files):
    done = held("db", "info")
    assert done.code == 0 and done.err == ""
    said = dict(line.split(":", 1) for line in done.out.splitlines())
    assert said["Case file"].strip() == f"{own_files / 'cases.cin'} (CIN_DB)"
    assert said["Encrypted"].strip() == "yes" and said["Key file"].strip().endswith("(CIN_KEY_FILE)")
    assert said["Entries"].strip() == "3" and said["Children"].strip() == "1" and "(york-2024)" in said["In force"]
    assert said["Last copy"].strip().startswith("none yet")


@pytest.mark.skipif(os.name == "nt", reason="no file modes")
def test_info_warns_of_files_that_others_may_read(held, own_files):
    for path in (own_files / "cases.cin", own_files / "keys" / "key"):
        path.chmod(0o644)
    assert held("db", "info").err.count("Others on this machine may read") == 2


def test_check_names_the_last_seal(held):
    done = held("db", "check")
    assert done.code == 0 and "Sound: 3 entries" in done.out
    seal = done.out.split("Last seal: ")[1].strip()
    assert len(seal) == 64 and held("db", "check").out == done.out, "checking changes nothing"
    context.record([entry("visit", date(2026, 2, 10), ["AB12"])])
    assert seal not in held("db", "check").out


def test_rebuild(held):
    before = held("due").out
    context.store().run("DELETE FROM deadline")
    context.close()
    assert held("db", "check").code == 10
    done = held("db", "rebuild")
    assert done.code == 0 and done.out == "Worked out again for 1 child.\n"
    assert held("db", "check").code == 0 and held("due").out == before


def test_a_copy_is_encrypted_and_opens_with_the_same_key(held, tmp_path, monkeypatch):
    target = tmp_path / "copy.cin"
    done = held("db", "copy", target)
    assert done.code == 0 and "encrypted with the same key" in done.out
    assert target.read_bytes()[:15] != b"SQLite format 3"
    assert os.name == "nt" or stat.S_IMODE(target.stat().st_mode) == 0o600
    assert sorted(path.name for path in tmp_path.glob("copy*")) == ["copy.cin", "copy.cin.seal.txt"]
    seal = held("db", "check").out.split("Last seal: ")[1].strip()
    assert f"Entries: 3\nSeal: {seal}" in (tmp_path / "copy.cin.seal.txt").read_text(encoding="utf-8")
    assert f"Last copy:   2026-03-02 to {target}" in held("db", "info").out
    assert held("--db", target, "db", "check").out.endswith(f"{seal}\n")
    assert held("--db", target, "due").out == held("due").out


def test_a_plain_copy_says_so_and_is_asked_for_twice(held, tmp_path):
    target = tmp_path / "plain.db"
    for line in ([], ["--yes"]):
        done = held("db", "copy", target, "--plain", *line)
        assert done.code == 2 and "`--yes --yes`" in done.err and list(tmp_path.glob("plain*")) == []
    done = held("db", "copy", target, "--plain", "--yes", "--yes")
    assert done.code == 0 and "NOT encrypted" in done.out, done.err
    assert os.name == "nt" or stat.S_IMODE(target.stat().st_mode) == 0o600
    other = sqlite3.connect(target)
    assert other.execute("SELECT ref FROM child").fetchall() == [("AB12",)]
    assert other.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    other.close()
    assert "no: a copy for your own analysis" in held("--db", target, "db", "info").out
    assert held("--db", target, "db", "check").code == 0
    assert held("--db", target, "due").out == held("due").out


@pytest.mark.parametrize(("answers", "made"), [("n", False), ("yn", False), ("yy", True)])
def test_a_plain_copy_asks_on_a_terminal(held, tmp_path, monkeypatch, answers, made):
    monkeypatch.setattr(context, "interactive", lambda: True)
    done = held("db", "copy", tmp_path / "plain.db", "--plain", input="\n".join(answers) + "\n")
    assert (tmp_path / "plain.db").exists() is made and done.code == (0 if made else 1), done.err


def test_a_copy_goes_over_nothing(held, tmp_path, own_files):
    (tmp_path / "there").write_text("mine", encoding="utf-8")
    (tmp_path / "other.seal.txt").write_text("mine", encoding="utf-8")
    before = sorted(tmp_path.rglob("*"))
    for name, says in (("there", "already"), ("other", "already"), ("", "folder"), ("no/such/folder", "no folder")):
        done = held("db", "copy", tmp_path / name)
        assert done.code == 1 and says in done.err and done.err.count("\n") == 1, name
    assert held("db", "copy", own_files / "cases.cin").code == 1
    assert sorted(tmp_path.rglob("*")) == before and (tmp_path / "there").read_text(encoding="utf-8") == "mine"
    assert "none yet" in held("db", "info").out


def test_a_copy_that_fails_leaves_nothing(held, tmp_path, monkeypatch):
    from cin_cli.errors import StoreError
    from cin_cli.store import database

    def full(path, text):
        raise StoreError("There is no room on the disk.")

    monkeypatch.setattr(database, "owner_only_text", full)
    assert held("db", "copy", tmp_path / "copy.cin").code == 5
    assert list(tmp_path.glob("copy*")) == []
