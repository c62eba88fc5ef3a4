"""`cin cinrs check --all` over a large case file: seconds and peak memory.

    python benchmarks/cinrs.py [CHILDREN]

Twenty thousand children unless told otherwise, each with a plan, visits, reviews and now and then an order, a step-down,
a missing episode or a statement. Leaves with 1 when it takes more than 15 seconds or 300 MB.
"""

import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

DAY = date(2026, 3, 2)
SECONDS, MEGABYTES = 15, 300


def fill(children: int) -> None:
    """An Essex case file of so many children."""
    from cin_cli import context
    from cin_cli.domain.entry import entry

    chance = random.Random(7)
    context.use_db(None)
    for first in range(0, children, 2000):
        made = []
        for number in range(first, min(first + 2000, children)):
            ref, start = [f"EX{number:05}"], DAY - timedelta(days=chance.randrange(30, 700))
            made += [
                entry("child_described", start, ref, {"initials": "AB", "born": "2015-06-01"}),
                entry("referral_received", start, ref), entry("case_opened", start, ref),
                entry("case_allocated", start, ref, {"worker": f"Worker {number % 900}"}),
                entry("family_described", start, ref, {"family": f"F{number // 3}"}),
                entry("cin_plan_started", start, ref), entry("cin_meeting_initial", start, ref),
            ]  # fmt: skip
            held = range(25, (DAY - start).days, 60)
            made += [entry("visit", start + timedelta(days=n), ref, {"seen": True}) for n in held]
            made += [entry("cin_meeting_review", start + timedelta(days=n), ref, {"outcome": "continue"}) for n in held[1::2]]
            if number % 10 == 0:
                made.append(entry("supervision_order_made", start, ref, {"months": 12}))
            if number % 12 == 0:
                made.append(entry("missing_episode", DAY - timedelta(days=20), ref))
            if number % 9 == 0:
                said = {"feature": "stuck", "by": "team manager", "why": "No change."}
                made.append(entry("cinrs_stated", DAY - timedelta(days=9), ref, said))
        context.record(made)
        print(f"{first + 2000} children", file=sys.stderr)
    context.close()


def main() -> int:
    """Fill, measure, say."""
    children = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"CIN_DB": f"{folder}/cases.cin", "CIN_KEY_FILE": f"{folder}/key/key", "CIN_TODAY": DAY.isoformat()}
        init = [sys.executable, "-m", "cin_cli", "init", "--policy", "essex-2019"]
        subprocess.run(init, check=True, capture_output=True, cwd=Path(__file__).parent.parent)
        fill(children)
        began = time.perf_counter()
        done = subprocess.run(
            [sys.executable, "-m", "cin_cli", "cinrs", "check", "--all", "--json"],
            check=True, capture_output=True, cwd=Path(__file__).parent.parent,
        )  # fmt: skip
        seconds = time.perf_counter() - began
        size = len(done.stdout) / 1e6
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"{children} children: {seconds:.1f} s (at most {SECONDS}), {peak:.0f} MB (at most {MEGABYTES}), {size:.1f} MB of JSON")
    return int(seconds > SECONDS or peak > MEGABYTES)


if __name__ == "__main__":
    sys.exit(main())
