"""`cin config`: who I am, and which files are used."""

from datetime import date

import pytest

from cin_cli import context
from cin_cli.domain.entry import entry


def test_who_i_am_as_set_then_as_the_environment_then_as_the_system_says(york, monkeypatch):
    monkeypatch.setattr("getpass.getuser", lambda: "ashaw")
    assert "me        ashaw (the system's user)" in york("config", "show").out
    monkeypatch.setenv("CIN_USER", "A. Shaw")
    assert "me        A. Shaw (CIN_USER)" in york("config", "show").out
    done = york("config", "set", "me", "  Amy Shaw ")
    assert done.code == 0 and done.out.startswith("You are Amy Shaw.")
    assert "me        Amy Shaw (set here)" in york("config", "show").out


def test_what_i_write_is_mine_and_my_list_is_of_my_cases(york):
    york("config", "set", "me", "Amy Shaw")
    for ref, worker in (("AB12", "amy shaw"), ("CD34", "Ben Okoro")):
        context.record([entry("case_opened", date(2026, 1, 5), [ref]), entry("cin_decision", date(2026, 1, 5), [ref]),
                        entry("case_allocated", date(2026, 1, 5), [ref], {"worker": worker})])  # fmt: skip
    assert context.store().value("SELECT recorded_by FROM entry ORDER BY number DESC") == "Amy Shaw"
    mine, all_ = york("due"), york("due", "--worker", "all")
    assert "AB12" in mine.out and "CD34" not in mine.out and "`cin due --worker all`" in mine.out + mine.err
    assert "AB12" in all_.out and "CD34" in all_.out


def test_a_printed_command_is_one_that_there_is(york):
    """What `config set me` says to type is accepted."""
    import shlex

    said = york("config", "set", "me", "Amy Shaw").out
    for line in said.split("`")[1::2]:
        assert york(*shlex.split(line)[1:]).code == 0, line


@pytest.mark.parametrize(("line", "says"), [
    (("me", " "), "cannot be empty"), (("colour", "red"), "There are: me, db, key-file"), (("me",), "VALUE"),
])  # fmt: skip
def test_wrong_usage(york, line, says):
    done = york("config", "set", *line)
    assert done.code == 2 and says in done.err


def test_where_the_files_are(cin, own_files, monkeypatch, tmp_path):
    for name in ("CIN_DB", "CIN_KEY_FILE"):
        monkeypatch.delenv(name)
    assert cin("config", "set", "db", tmp_path / "my cases.cin").code == 0
    assert cin("config", "set", "key-file", tmp_path / "k" / "key").code == 0
    out = cin("config", "path").out
    assert f"{tmp_path / 'my cases.cin'} (" in out and f"{tmp_path / 'k' / 'key'} (" in out and "cin.toml" in out
    assert cin("init").code == 0 and (tmp_path / "my cases.cin").exists() and (tmp_path / "k" / "key").exists()


def test_without_a_case_file(cin):
    assert cin("config", "path").code == 0
    assert cin("config", "set", "me", "Amy").code == 5 and cin("config", "show").code == 5
