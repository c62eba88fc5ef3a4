"""`cin due` starts light: what it never needs is never imported (docs/decisions.md has the figures)."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = {
    "pydantic", "sqlite_utils", "jinja2", "dateutil", "tomllib", "openpyxl", "platformdirs", "holidays", "importlib.resources",
    "icalendar",
}  # fmt: skip
PROBE = """
import json, os, sys
def tell():
    print(json.dumps(sorted(sys.modules)), file=open(os.environ["CIN_PROBE"], "w", encoding="utf-8"))
from cin_cli import main
try:
    main.main()
finally:
    tell()
"""


@pytest.fixture(scope="module")
def case_file(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of a York case file that holds the caseload of examples/."""
    folder = tmp_path_factory.mktemp("light")
    env = os.environ | {"CIN_DB": str(folder / "cases.cin"), "CIN_KEY_FILE": str(folder / "key"),
                        "CIN_TODAY": "2026-03-02", "HOME": str(folder)}  # fmt: skip
    env.pop("CIN_USER", None)
    rows = Path(__file__).parent.parent / "examples" / "caseload.csv"
    for line in (["init", "--policy", "york-2024"], ["import", "csv", str(rows)]):
        subprocess.run([sys.executable, "-m", "cin_cli", *line], env=env, check=True, capture_output=True)
    return env


def run(env: dict[str, str], *line: str, terminal: bool = False) -> set[str]:
    """The modules that a command line has imported when it ends."""
    probe = Path(env["CIN_DB"]).with_name("probe.json")
    command = [sys.executable, "-c", PROBE, *line]
    if terminal:
        import pty

        master, slave = pty.openpty()
        process = subprocess.Popen(command, env=env | {"CIN_PROBE": str(probe)}, stdout=slave, stdin=slave)
        os.close(slave)
        while _read(master):
            pass
        os.close(master)
        assert process.wait() == 0
    else:
        done = subprocess.run(command, env=env | {"CIN_PROBE": str(probe)}, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        assert "YK1043" in done.stdout
    return set(json.loads(probe.read_text(encoding="utf-8")))


def _read(master: int) -> bytes:
    try:
        return os.read(master, 4096)
    except OSError:  # Linux: the other end is closed
        return b""


def test_due_imports_nothing_that_it_does_not_need(case_file: dict[str, str]) -> None:
    assert not run(case_file, "due") & (HEAVY | {"rich"})


def test_due_with_reasons_and_as_json_is_as_light(case_file: dict[str, str]) -> None:
    assert not run(case_file, "due", "--json") & (HEAVY | {"rich"})
    assert not run(case_file, "due", "--why", "--as-of", "2026-03-02") & (HEAVY | {"rich", "tomllib"})


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminal there")
def test_on_a_terminal_only_rich_comes_besides(case_file: dict[str, str]) -> None:
    found = run(case_file, "due", terminal=True)
    assert not found & HEAVY
    assert "rich" in found


def test_top_level_imports_of_main_are_few() -> None:
    code = "import sys; import cin_cli.main; print([m for m in sys.modules if m.startswith('cin_cli')])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert set(eval(done.stdout)) == {"cin_cli", "cin_cli.main", "cin_cli.errors"}
