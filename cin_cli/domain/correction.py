"""What a journal says once its corrections and withdrawals are taken into account."""

from collections.abc import Iterable
from dataclasses import replace

from cin_cli.domain.entry import Entry


def effective(entries: Iterable[Entry]) -> list[Entry]:
    """The entries that stand, in journal order: a corrected part gives way to its correction, a withdrawn one goes.

    A correction or a withdrawal that names no children is about the whole entry; one that names some is about theirs.
    Withdrawing a correction brings back what it corrected.
    """
    listed = sorted(entries, key=lambda made: made.number or 0)
    gone: dict[int, set[str] | None] = {}  # entry number -> the children whose part gave way; None: all of it
    for made in reversed(listed):  # the newest first: what a withdrawn correction did is not done
        if made.corrects is None or gone.get(made.number or 0, set()) is None:
            continue
        theirs = {part.child for part in made.parts}
        before = gone.get(made.corrects, set())
        gone[made.corrects] = None if not theirs or before is None else before | theirs
    standing = []
    for made in listed:
        if made.kind == "entry_withdrawn":
            continue
        without = gone.get(made.number or 0, set())
        if without is None:
            continue
        parts = tuple(part for part in made.parts if part.child not in without)
        if parts or not made.parts:
            standing.append(replace(made, parts=parts) if without else made)
    return standing
