"""`cin due` against the least it could cost: Python, Typer, Rich and sqlite3 imported and the same table printed.

    python benchmarks/due.py [RUNS]

A case file of fifty listed rows on a pseudo-terminal; medians of 21 runs taken in turn. Leaves with 1 when the ratio
is above 1.2. Compiled files are made first: where PYTHONDONTWRITEBYTECODE is set, every run would compile anew.
"""

import compileall
import os
import pty
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from datetime import date, timedelta
from pathlib import Path

ROOT = Path(__file__).parent.parent
MOST = 1.2
ROWS = 50
DAY = date(2026, 3, 2)
RUNS = 21

LEAST = """
import sqlite3
import sys

import typer  # as every command does
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

rows = sqlite3.connect(sys.argv[1]).execute("SELECT * FROM line").fetchall()
table = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False, header_style="bold", show_edge=False)
for number, name in enumerate(("Due", "Late/In", "Child", "What", "Last done", "Worker")):
    table.add_column(name, no_wrap=number not in (3, 5), overflow="fold")
for row in rows:
    table.add_row(*(Text(cell) for cell in row))
Console(highlight=False).print(table)
"""


def environment(folder: Path) -> dict[str, str]:
    """The environment of every run: this case file, this day, a screen of 120 columns, compiled files allowed."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("CIN_", "PYTHON"))}
    return kept | {"CIN_DB": str(folder / "cases.cin"), "CIN_KEY_FILE": str(folder / "key" / "key"),
                   "CIN_TODAY": DAY.isoformat(), "COLUMNS": "120", "TERM": "xterm-256color"}  # fmt: skip


def fill(folder: Path) -> None:
    """A York case file of enough children that `cin due` lists fifty rows."""
    os.environ.update(environment(folder))
    subprocess.run([sys.executable, "-m", "cin_cli", "init", "--policy", "york-2024"], check=True, capture_output=True)
    from cin_cli import context
    from cin_cli.domain.entry import entry

    context.use_db(None)
    made = []
    for number in range(ROWS // 2):  # each has a visit and a review to come, and all paper done
        child, workers = [f"YK{2000 + number}"], ("P Hargreaves", "D Akintola", "R Lindqvist")
        start, review, visit = (DAY - timedelta(days=n) for n in (90 + number % 20, 20 + number % 9, 3 + number % 25))
        meeting = {"chair": "team_manager", "outcome": "continue"}
        made += [
            entry("child_described", start, child, {"initials": "AB", "born": "2015-06-01"}),
            entry("case_opened", start, child),
            entry("case_allocated", start, child, {"worker": workers[number % 3]}),
            entry("cin_decision", start, child),
            entry("cin_plan_started", start, child),
            entry("cin_meeting_initial", start, child, meeting),
            entry("cin_meeting_review", review, child, meeting),
            entry("visit", visit, child, {"seen": True, "seen_alone": "yes"}),
            entry("visit_recorded", visit, child, {"of": visit}),
        ]  # fmt: skip
        made += [entry(kind, day, child, {"of": day}) for kind in ("minutes_recorded", "minutes_distributed")
                 for day in (start, review)]  # fmt: skip
    context.record(made)
    context.close()


def lines_of(folder: Path) -> int:
    """Keep the rows that `cin due` lists in an ordinary SQLite file, for the other process to print; how many."""
    import json

    done = subprocess.run([sys.executable, "-m", "cin_cli", "due", "--json"], check=True, capture_output=True, text=True)
    items = json.loads(done.stdout)["items"]
    with sqlite3.connect(folder / "lines.db") as plain:
        plain.execute("CREATE TABLE line (due, late, child, what, done, worker)")
        rows = [(i["due"], "12 days late", i["child"], i["label"], "09/02/2026", "P Hargreaves") for i in items]
        plain.executemany("INSERT INTO line VALUES (?, ?, ?, ?, ?, ?)", rows)
    return len(rows)


def timed(command: list[str]) -> tuple[float, bytes]:
    """Milliseconds from start to end of a command on a pseudo-terminal, and what it printed there."""
    master, slave = pty.openpty()
    seen: list[bytes] = []
    reader = threading.Thread(target=_drain, args=(master, seen))
    reader.start()
    begun = time.perf_counter()
    code = subprocess.Popen(command, stdout=slave, stderr=slave, stdin=slave).wait()
    taken = (time.perf_counter() - begun) * 1000
    os.close(slave)
    reader.join()
    os.close(master)
    if code:
        sys.exit(f"{command} left with {code}:\n{b''.join(seen).decode()}")
    return taken, b"".join(seen)


def _drain(master: int, seen: list[bytes]) -> None:
    while True:
        try:
            part = os.read(master, 65536)
        except OSError:  # Linux: the other end is closed
            return
        if not part:
            return
        seen.append(part)


def main(runs: int = RUNS) -> int:
    """Measure, print both medians and their ratio; the exit code."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        fill(folder)
        count = lines_of(folder)
        script = folder / "least.py"
        script.write_text(LEAST, encoding="utf-8")
        compileall.compile_dir(ROOT / "cin_cli", quiet=1)
        ours = [sys.executable, str(Path(sys.executable).with_name("cin")), "due"]
        least = [sys.executable, str(script), str(folder / "lines.db")]
        _, printed = timed(ours)
        assert printed.count(b"YK2") == count + 3 == ROWS + 3, printed.decode()  # the foot names three
        timed(least)
        times: dict[str, list[float]] = {"cin due": [], "least": []}
        for _ in range(runs):
            times["cin due"].append(timed(ours)[0])
            times["least"].append(timed(least)[0])
    middle = {what: statistics.median(taken) for what, taken in times.items()}
    ratio = middle["cin due"] / middle["least"]
    sys.stdout.write(f"{count} rows, medians of {runs} runs in turn\n")
    for what, taken in middle.items():
        sys.stdout.write(f"{what:<8} {taken:6.1f} ms   (least {min(times[what]):.1f})\n")
    sys.stdout.write(f"ratio    {ratio:6.2f}      (at most {MOST})\n")
    return int(ratio > MOST)


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:2])))
