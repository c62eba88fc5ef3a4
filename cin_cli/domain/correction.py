"""What a journal says once its corrections and withdrawals are taken into account."""

from collections.abc import Iterable
from dataclasses import replace

from cin_cli.domain.entry import Entry

_Children = dict[int, set[str] | None]


def effective(entries: Iterable[Entry]) -> list[Entry]:
    """The entries that stand, in journal order: a corrected part gives way to its correction, a withdrawn one goes.

    A correction or a withdrawal that names no children is about the whole entry; one that names some is about theirs.
    Withdrawing a correction, or one child's part of it, brings back what it corrected.
    """
    listed = sorted(entries, key=lambda made: made.number or 0)
    if all(made.corrects is None for made in listed):
        return listed
    gone: _Children = {}  # entry number -> the children whose part gave way; None: all of it
    undone: _Children = {}  # the same, of what was withdrawn: what that did to an earlier entry is not done
    for made in reversed(listed):
        off = undone.get(made.number or 0, set())
        theirs = {part.child for part in made.parts}
        if made.corrects is None or off is None or (theirs and theirs <= off):
            continue
        _add(gone, made.corrects, theirs - off)
        if made.kind == "entry_withdrawn":
            _add(undone, made.corrects, theirs - off)
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


def _add(to: _Children, number: int, children: set[str]) -> None:
    """Add these children to those of an entry; no children means all of it."""
    before = to.get(number, set())
    to[number] = None if not children or before is None else before | children
