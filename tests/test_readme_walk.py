"""The pages with a walk: its commands run in order, and what they print is what stands there, block by block."""

import pytest

from tests.refresh import ROOT, WALKS
from tests.walk import BLOCK, END, START, commands, walked

README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(page: str) -> list[str]:
    """The `console` blocks of the walk."""
    return BLOCK.findall(page.split(START)[1].split(END)[0])


def test_the_walk_shows_what_a_newcomer_needs() -> None:
    said = "\n".join(commands(README))
    for needed in ("init", "import csv", "due", "--why", "visit record", "plan render", "cinrs check"):
        assert f"{needed}" in said


@pytest.mark.parametrize("name", WALKS)
def test_the_walk_prints_what_stands_in_the_page(name: str) -> None:
    page = (ROOT / name).read_text(encoding="utf-8")
    for shown, printed in zip(blocks(page), blocks(walked(page)), strict=True):
        assert shown == printed, f"`python -m tests.refresh {name}` makes it again"
