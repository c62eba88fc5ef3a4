"""The ground that the tests stand on: nothing real is reached, nothing is left out unseen."""

import os
import subprocess
import sys
from pathlib import Path

from cin_cli import context, paths

ROOT = Path(__file__).parent.parent


def test_no_test_reaches_the_real_folders(own_files, monkeypatch):
    found = [context.paths().db, context.paths().key_file]
    monkeypatch.delenv("CIN_DB")
    monkeypatch.delenv("CIN_KEY_FILE")
    context.use_db(None)
    found += [context.paths().db, context.paths().key_file, paths.config_file(), Path.home(), Path("~").expanduser()]
    assert all(path.is_relative_to(own_files) for path in found), found


def test_what_a_test_before_left_open_is_closed(york):
    assert context._run.store is None
    context.store()  # closed again by the fixture; the next line would otherwise keep it for the next test


def test_and_the_next_one_begins_afresh(own_files):
    assert context._run.store is None and not (own_files / "cases.cin").exists()


def test_the_codes_are_those_of_main(cin, york):
    assert cin("--help").code == 0
    assert cin("nosuch").code == 2 and cin("due", "--nosuch").code == 2
    done = cin("due", "--case", "XX99")
    assert done.code == 3 and done.err.startswith("cin: ") and done.out == ""


def test_a_test_that_would_skip_fails_where_all_are_required(tmp_path):
    (tmp_path / "conftest.py").write_text((ROOT / "tests" / "conftest.py").read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "test_it.py").write_text(
        "import pytest\ndef test_a():\n    pytest.skip('no such tool')\n"
        "@pytest.mark.skip\ndef test_b():\n    pass\n", encoding="utf-8")  # fmt: skip
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(tmp_path)]
    bare = {name: value for name, value in os.environ.items() if name != "CIN_REQUIRE"} | {"PYTHONPATH": str(ROOT)}
    assert subprocess.run(command, env=bare, cwd=tmp_path, capture_output=True).returncode == 0
    done = subprocess.run(command, env=bare | {"CIN_REQUIRE": "all"}, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 1 and "1 failed, 1 error" in done.stdout and "no such tool" in done.stdout
