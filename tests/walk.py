"""Runs a page's walk: the commands in its `console` blocks, in order, in a fresh folder, on fixed days."""

import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
START, END = "<!-- walk -->\n", "<!-- end of the walk -->\n"
BLOCK = re.compile(r"^```console\n(.*?)^```$", re.DOTALL | re.MULTILINE)
DAY = "2026-03-02"
TODAY = re.compile(r"^<!-- today: (\d{4}-\d\d-\d\d) -->$", re.MULTILINE)
"""From here on it is this day."""
USER = re.compile(r"^<!-- user: (.+) -->$", re.MULTILINE)
"""Whose notebook it is; else Sam's."""
KEY = re.compile(r"\b(?:[0-9a-f]{4} ){3,15}[0-9a-f]{4}\b")


def walked(page: str) -> str:
    """The page with the output of its walk as the program gives it now."""
    before, rest = page.split(START)
    walk, after = rest.split(END)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name).resolve()
        shutil.copytree(ROOT / "examples", folder / "examples")
        walk = BLOCK.sub(lambda block: f"```console\n{_again(block[1], folder, _said(walk[: block.start()]))}```", walk)
    return f"{before}{START}{walk}{END}{after}"


def _said(above: str) -> dict[str, str]:
    """The day that it is below this text, and who works there."""
    return {"CIN_TODAY": [DAY, *TODAY.findall(above)][-1], "CIN_USER": ["Sam", *USER.findall(above)][-1]}


def commands(page: str) -> list[str]:
    """The command lines of the walk."""
    walk = page.split(START)[1].split(END)[0]
    return [line[2:] for block in BLOCK.findall(walk) for line in block.splitlines() if line.startswith("$ ")]


def _again(block: str, folder: Path, said: dict[str, str]) -> str:
    shown = []
    for line in block.splitlines():
        if line.startswith("$ "):
            shown += [line, *_run(line[2:], folder, said)]
    return "\n".join(shown) + "\n"


def _run(line: str, folder: Path, said: dict[str, str]) -> list[str]:
    """What a command line prints, with the folder and the key left out, since each reader has others."""
    words = shlex.split(line)
    assert words[0] == "cin", line
    env = {name: value for name, value in os.environ.items() if not name.startswith("CIN_")}
    env |= {"CIN_DB": str(folder / "data" / "cases.cin"), "CIN_KEY_FILE": str(folder / "key" / "key"),
            "COLUMNS": "100", "HOME": str(folder)} | said  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-m", "cin_cli", *words[1:]], cwd=folder, env=env, stdin=subprocess.DEVNULL, text=True,
        encoding="utf-8", stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    assert done.returncode in (0, 10), f"{line}\n{done.stdout}"
    text = done.stdout.replace(str(folder / "data"), "(your data folder)").replace(str(folder / "key"), "(your key folder)")
    text = KEY.sub(lambda key: " ".join("····" for _ in key[0].split()), text)
    return [printed.rstrip() for printed in text.rstrip().splitlines()]
