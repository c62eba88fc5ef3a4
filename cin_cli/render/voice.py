"""A child's words as they were said, with their day and how they were gathered."""

import json
from collections.abc import Iterator, Sequence

from cin_cli.domain.dates import words
from cin_cli.domain.voice import Voice

SCHEMA_VERSION = 1


def print_voices(found: Sequence[Voice], *, as_json: bool, of_worker: bool) -> None:
    """Every word whole; who may see them only where the worker reads."""
    from cin_cli.context import say

    if as_json:
        say(json.dumps({"schema_version": SCHEMA_VERSION, "words": [_row(one, of_worker) for one in found]}, indent=1,
                       ensure_ascii=False))  # fmt: skip
        return
    for place, one in enumerate(found):
        if place:
            say()
        for line in spoken(one, of_worker=of_worker):
            say(line)


def _row(one: Voice, of_worker: bool) -> dict[str, object]:
    ours = {"entry": one.number, "recorded_by": one.by, "for": list(one.audience)} if of_worker else {}
    return {
        "child": one.child, "date": one.day.isoformat(), "said": one.said, "how": one.how, "tool": one.tool,
        "gathered_by": one.gathered_by, "of": one.of.isoformat() if one.of else None, **ours,
    }  # fmt: skip


def spoken(one: Voice, *, of_worker: bool) -> Iterator[str]:
    """`AB12, Fri 3 Oct 2025 (direct work, three houses)`, and the words between quotation marks."""
    how = ", ".join(filter(None, [one.how.replace("_", " "), one.tool, one.gathered_by and f"heard by {one.gathered_by}"]))
    may = f"; for {', '.join(one.audience) or 'only you'} (entry {one.number})" if of_worker else ""
    yield f"{one.child}, {words(one.day)}{f' ({how})' if how else ''}{may}"
    lines = one.said.split("\n")
    for place, line in enumerate(lines):
        yield f"  {'“' if not place else ' '}{line}{'”' if place == len(lines) - 1 else ''}"
