"""A child's words as a form that people fill in."""

from collections.abc import Iterable
from typing import Any

from cin_cli.domain.form import SEEN, Form, Label, Section
from cin_cli.domain.kinds import HOW_SAID

WORDS = (
    Label("child", "Child"),
    Label("said", "In the child's own words", "As the child said them. Only you see them, unless you say below who else."),
    Label("how", "How they were gathered", f"One of: {', '.join(HOW_SAID)}."),
    Label("tool", "Tool", "Such as three houses, a feelings chart, the views form, the app."),
    Label("gathered_by", "Gathered by", "Who heard them, if it was not you: a teacher, an advocate, somebody the child trusts."),
    Label("for", SEEN),
)
FORM = Form(
    "words", "# A child's words", (
        Label("on", "Day", "The day on which they were said or written."),
        Label("of", "For the meeting or visit of", "The day of the meeting or visit that they are for, if any."),
    ),
    (Section("children", "## What the children say", "Copy the block for more.", "### Words", WORDS),),
    f"Leave out what you do not know. {SEEN}: worker (only you, if nothing is said), professionals, everyone, or people\n"
    "such as F7.mother. A note like this one is not kept.",
    whole=False,
)  # fmt: skip


def blank(children: Iterable[str]) -> dict[str, Any]:
    """An empty form with a place for each child."""
    return {"children": tuple({"child": child} for child in children)}
