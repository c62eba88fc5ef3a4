"""Killed in the middle of a write: what was acknowledged is there, and nothing is half there.

A child process records or imports and kills itself, with a signal that nothing can catch, just before its n-th SQL
statement. Only the child's script sets the hook (`database.on_statement`); no option or variable of `cin` does.
"""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest

from cin_cli import context
from cin_cli.domain.entry import entry
from cin_cli.store import database
from tests.conftest import run_cin

ROOT = Path(__file__).parents[2]
SEED, KILLS, CHILDREN = 20260302, 50, 12
SCRIPT = """
import os, signal, sys
from datetime import date, timedelta
from cin_cli import context, main
from cin_cli.domain.entry import entry
from cin_cli.store import database

left, what = int(sys.argv[1]), sys.argv[2]

def count(statement):
    global left
    left -= 1
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)

def record(*made):
    for number in context.record(made):
        os.write(1, f"{number}\\n".encode())

record(entry("visit", date(2026, 2, 20), ["AB1"], {"seen": True}))  # acknowledged, whatever comes
database.on_statement = count
if what == "record":
    for n in range(3):  # three transactions
        day = date(2026, 2, 1) + timedelta(days=n)
        record(*(entry("visit", day, [f"AB{n}", f"NEW{n}"], {"seen": True, "purpose": "words"}) for n in range(4)))
else:
    main.app(["import", "csv", sys.argv[3]], standalone_mode=False)
context.close()
os.write(1, f"left {left}\\n".encode())
"""


def sheet(path):
    rows = [f"K{n},A{n},0{n % 9 + 1}/03/2015,01/12/2025,10/12/2025,15/12/2025,0{n % 9 + 1}/02/2026,,Amy,standard"
            for n in range(CHILDREN)]  # fmt: skip
    head = "reference,name,born,opened,decision,plan_start,last_visit,last_review,worker,pathway"
    path.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")


def child(folder, n, what):
    """Run the script in a copy of the case file; its exit code and what it printed."""
    files = {"CIN_DB": str(folder / "cases.cin"), "CIN_KEY_FILE": os.environ["CIN_KEY_FILE"], "CIN_TODAY": "2026-03-02"}
    command = [sys.executable, "-c", SCRIPT, str(n), what, str(folder / "rows.csv")]
    done = subprocess.run(command, env={**os.environ, **files}, cwd=ROOT, capture_output=True, text=True)
    return done.returncode, done.stdout, done.stderr


@pytest.fixture
def copies(york, tmp_path):
    """`copies(name)`: a folder with a copy of a case file in which some children are."""
    context.record([entry("case_opened", date(2026, 1, 5), [f"AB{n}"]) for n in range(4)])
    original = context.paths().db
    context.close()

    def copy(name):
        folder = tmp_path / name
        folder.mkdir()
        shutil.copy(original, folder / "cases.cin")
        sheet(folder / "rows.csv")
        return folder

    return copy


def contents(folder):
    """The numbers of all entries, after a check that found nothing; and how many entries each batch has."""
    done = run_cin("--db", folder / "cases.cin", "db", "check")
    assert done.code == 0, done.out + done.err
    context.use_db(str(folder / "cases.cin"))
    rows = context.store().rows("SELECT number, coalesce(batch, uuid) FROM entry ORDER BY number")
    context.use_db(None)
    batches = {batch: sum(b == batch for _, b in rows) for _, batch in rows}
    return [number for number, _ in rows], list(batches.values())


@pytest.mark.parametrize("what", ["record", "import"])
def test_whenever_it_is_killed_nothing_is_half_there_and_nothing_is_lost(copies, what):
    folder = copies("whole")
    code, out, err = child(folder, 10**6, what)
    assert code == 0, err
    total = 10**6 - int(out.split()[-1])
    assert total > KILLS, total
    whole, batches = contents(folder)
    chosen = random.Random(SEED).sample(range(1, total + 1), KILLS // 2)  # each of the two: fifty in all
    folders = {n: copies(f"killed{n}") for n in chosen}
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        runs = dict(zip(folders, pool.map(lambda n: child(folders[n], n, what), folders), strict=True))
    inside = 0
    for n, (code, out, err) in runs.items():
        assert code == -signal.SIGKILL, (n, code, err)
        numbers, found = contents(folders[n])
        acknowledged = [int(line) for line in out.split() if line.isdecimal()]
        assert acknowledged and set(acknowledged) <= set(numbers), n
        assert numbers == whole[: len(numbers)] and found == batches[: len(found)], f"half a write is there, killed at {n}"
        inside += len(numbers) < len(whole)
        if n == chosen[0]:
            assert child(folders[n], 10**6, what)[0] == 0, "what was killed can be done again"
    assert inside >= len(runs) * 3 // 4, "most are killed inside a transaction"


def test_only_a_test_sets_the_hook():
    assert database.on_statement is None
    uses = [
        (path.name, line.strip()) for path in (ROOT / "cin_cli").rglob("*.py")
        for line in path.read_text(encoding="utf-8").splitlines() if "on_statement" in line
    ]  # fmt: skip
    assert {name for name, _ in uses} == {"database.py"} and not any("environ" in line for _, line in uses)
    assert sum(" = " in line for _, line in uses) == 1, json.dumps(uses)
