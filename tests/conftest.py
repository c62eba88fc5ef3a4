"""What every test stands on: files of its own, a `cin` in this process, and no test that is left out unseen."""

import io
import os
import sys
from types import SimpleNamespace
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, settings

from cin_cli import context
from cin_cli import main as cin_main

settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")
_FOLDERS = {
    "HOME": "home", "USERPROFILE": "home", "APPDATA": "roaming", "LOCALAPPDATA": "local",
    "XDG_DATA_HOME": "xdg/data", "XDG_CONFIG_HOME": "xdg/config", "XDG_CACHE_HOME": "xdg/cache",
    "XDG_STATE_HOME": "xdg/state", "XDG_RUNTIME_DIR": "xdg/run",
}  # fmt: skip
_UNSET = ("CIN_USER", "CIN_DEBUG", "CIN_TODAY", "OneDrive", "OneDriveCommercial", "OneDriveConsumer")


class Result(NamedTuple):
    """What a run of `cin` left: its exit code, standard output, standard error."""

    code: int
    out: str
    err: str


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    """Under CIN_REQUIRE=all a test that would skip fails."""
    report = (yield).get_result()
    if report.skipped and os.environ.get("CIN_REQUIRE") == "all" and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"CIN_REQUIRE=all, and this would skip: {call.excinfo.value if call.excinfo else report.longrepr}"


@pytest.fixture(autouse=True)
def own_files(tmp_path_factory, monkeypatch):
    """No test reaches a case file, key or configuration but its own; the folder that has them all."""
    folder = tmp_path_factory.mktemp("own")
    for name, where in _FOLDERS.items():
        (folder / where).mkdir(parents=True, exist_ok=True)
        monkeypatch.setenv(name, str(folder / where))
    monkeypatch.setenv("CIN_DB", str(folder / "cases.cin"))
    monkeypatch.setenv("CIN_KEY_FILE", str(folder / "keys" / "key"))
    for name in _UNSET:
        monkeypatch.delenv(name, raising=False)
    context.use_db(None)
    yield folder
    context.use_db(None)


def run_cin(*args, input=None):
    """Run one command line in this process, as `main()` would, with nobody at the terminal."""
    given = input if isinstance(input, bytes) else (input or "").encode()
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="", write_through=True) for _ in "12")
    held = SimpleNamespace(out=sys.stdout, err=sys.stderr, stdin=sys.stdin, argv=sys.argv)
    sys.stdout, sys.stderr, sys.argv = out, err, ["cin", *(str(arg) for arg in args)]
    sys.stdin = io.TextIOWrapper(io.BytesIO(given), encoding="utf-8")
    try:
        cin_main.main()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 0 if end.code is None else 1
    finally:
        context.close()
        sys.stdout, sys.stderr, sys.stdin, sys.argv = held.out, held.err, held.stdin, held.argv
    return Result(code, *(stream.buffer.getvalue().decode() for stream in (out, err)))


@pytest.fixture
def cin():
    """`cin(*args, input=None) -> Result(code, out, err)`; there is no case file yet."""
    return run_cin


def _with(pack, monkeypatch):
    monkeypatch.setenv("CIN_TODAY", "2026-03-02")
    made = run_cin("init", "--policy", pack)
    assert made.code == 0, made.err
    return run_cin


@pytest.fixture
def york(monkeypatch):
    """The same, with a case file that follows York, on 2 March 2026."""
    return _with("york-2024", monkeypatch)


@pytest.fixture
def essex(monkeypatch):
    """The same, with a case file that follows Essex, on 2 March 2026."""
    return _with("essex-2019", monkeypatch)
