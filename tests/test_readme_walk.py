"""The README's walk: its commands run in order, and what they print is what stands there, block by block."""

from tests.refresh import ROOT
from tests.walk import BLOCK, END, START, commands, walked

README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(readme: str) -> list[str]:
    """The `console` blocks of the walk."""
    return BLOCK.findall(readme.split(START)[1].split(END)[0])


def test_the_walk_shows_what_a_newcomer_needs() -> None:
    said = "\n".join(commands(README))
    for needed in ("init", "import csv", "due", "--why", "visit record", "plan render", "cinrs check"):
        assert f"{needed}" in said


def test_the_walk_prints_what_stands_in_the_readme() -> None:
    for shown, printed in zip(blocks(README), blocks(walked(README)), strict=True):
        assert shown == printed, "`python -m tests.refresh README.md` makes it again"
