"""`cin demo`: a fictional morning in a throwaway file; nothing of one's own is touched, and what it prints can be typed."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

DAY = "2025-12-08"
DATED = ("due", "cinrs check", "case show", "case list")
"""Commands whose answer depends on the day asked: in a demo of a fixed day they have to name it."""


class Demo(NamedTuple):
    """A run of `cin demo` in a home of its own."""

    home: Path
    env: dict[str, str]
    out: str
    err: str

    def cin(self, *words):
        return subprocess.run([sys.executable, "-m", "cin_cli", *words], env=self.env, cwd=self.home, capture_output=True,
                              encoding="utf-8", stdin=subprocess.DEVNULL)  # fmt: skip

    @property
    def db(self):
        return Path(re.search(r"yours to throw away: (.+)", self.out)[1])

    @property
    def shown(self):
        """The commands that it ran, each with what it printed."""
        parts = re.split(r"^\$ cin (.+)$", self.out.split("\nThe demo's file is")[0], flags=re.M)
        return dict(zip(parts[1::2], parts[2::2], strict=True))

    @property
    def next(self):
        """The lines to type next."""
        return [shlex.split(line)[1:] for line in re.findall(r"^ {4}(cin .+)$", self.out, re.M)]


def places(home):
    """The environment of somebody with that home, who has said nothing of where things are."""
    env = {name: value for name, value in os.environ.items() if not name.startswith(("CIN_", "XDG_"))}
    for name in ("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA"):
        env[name] = str(home)
    for name in ("TMPDIR", "TEMP", "TMP"):
        env[name] = str(home / "tmp dir")
    (home / "tmp dir").mkdir()
    return env


def everything(folder):
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """The demo of somebody who has a case file of their own; what was in the home stays as it was."""
    home = tmp_path_factory.mktemp("home")
    env = places(home)
    run = Demo(home, env, "", "")
    assert run.cin("init", "--policy", "essex-2019").returncode == 0
    assert run.cin("case", "open", "MINE1", "--opened", "2025-11-03").returncode == 0
    before = everything(home)
    done = run.cin("demo")
    assert done.returncode == 0, done.stderr
    after = everything(home)
    assert {path: after.get(path) for path in before} == before, "one's own file and key are untouched"
    assert {path.parts[0] for path in set(after) - set(before)} == {"tmp dir"}, "only the throwaway file is new"
    return Demo(home, env, done.stdout, done.stderr)


def test_it_says_that_all_is_fictional_whose_procedure_it_is_and_which_day(demo):
    start = demo.out.split("\n$ cin")[0]
    assert "Everybody here is fictional, and it is Mon 8 Dec 2025." in start
    assert "The procedure is City of York's (york-2024), for this demo only: in a file of your own you choose one." in start
    assert "By City of York's procedure (york-2024)." in demo.out


def test_it_shows_a_due_list_the_reasons_a_plan_and_what_the_reviewing_service_asks(demo):
    shown = demo.shown
    assert [line.split(" --")[0] for line in shown] == ["due", "due", "plan render AVA1", "cinrs check AVA1"]
    lists = list(shown.values())
    assert lists[0].lstrip().startswith("Due ") and "LATE 18 days" in lists[0] and "AVA1 +1" in lists[0]
    assert "To settle it: cin visit record LEO1" in lists[1] and "as agreed on Fri 10 Oct 2025" in lists[1]
    assert "This isn't right" in lists[2] and "Version 2, Friday 21 November 2025" in lists[2]
    assert "Child in Need Reviewing Service: AVA1 on Mon 8 Dec 2025" in lists[3]


def test_the_mothers_copy_has_nothing_of_the_fathers(demo):
    copy = next(text for line, text in demo.shown.items() if line.startswith("plan render"))
    assert "14 Juniper Lane" in copy and "Alder" not in copy


def test_everything_that_depends_on_the_day_names_it(demo):
    typed = [*demo.shown, *(" ".join(line[2:]) for line in demo.next)]
    dated = [line for line in typed if line.startswith(DATED)]
    assert len(dated) >= 5
    assert [line for line in dated if f"--as-of {DAY}" not in line] == []


def test_what_it_says_to_type_next_works_as_it_stands(demo):
    assert len(demo.next) == 5
    for line in demo.next:
        done = demo.cin(*line)
        assert done.returncode == 0, (line, done.stderr)
        assert done.stdout.strip() and "fault of ours" not in done.stderr
    assert demo.out.rstrip().endswith("To begin for yourself: cin init --policy ID (`cin policy list` shows them).")


def test_the_file_is_named_is_the_readers_only_and_sound(demo):
    assert demo.db.is_file() and demo.db.is_relative_to(demo.home / "tmp dir")
    assert os.name == "nt" or demo.db.parent.stat().st_mode & 0o077 == 0
    assert os.name == "nt" or demo.db.stat().st_mode & 0o077 == 0
    assert [path.name for path in demo.db.parent.iterdir() if path != demo.db] == [], "nothing else is left there"
    done = demo.cin("--db", str(demo.db), "db", "check")
    assert done.returncode == 0 and "Sound" in done.stdout
    assert "not encrypted" in demo.out
    assert "no: a demonstration" in demo.cin("--db", str(demo.db), "db", "info").stdout


def test_ones_own_file_still_has_only_ones_own(demo):
    done = demo.cin("case", "list", "--worker", "all")
    assert "MINE1" in done.stdout and "AVA1" not in done.stdout
    assert "(essex-2019)" in demo.cin("db", "info").stdout


def test_nobody_is_warned_of_anything_while_it_fills_the_file(demo):
    assert set(re.sub(r"^Left out of this copy: .+\n", "", demo.err, flags=re.M).splitlines()) == {
        "20 things do not say who may see them, so they are in this copy. Read it before you hand it over."
    }


def test_it_is_in_plain_text_when_piped(demo):
    assert "\x1b" not in demo.out + demo.err


def test_it_runs_for_somebody_who_has_nothing_yet_and_makes_nothing_of_theirs(tmp_path):
    run = Demo(tmp_path, places(tmp_path), "", "")
    done = run.cin("demo")
    assert done.returncode == 0, done.stderr
    assert {path.parts[0] for path in everything(tmp_path)} == {"tmp dir"}
