"""What belongs to an entry and moves when its day is put right: the words said then, what was written up or sent of it."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from cin_cli.domain.entry import Entry

MEETINGS = ("cin_meeting_initial", "cin_meeting_review")
NAME_IT: Mapping[str, tuple[str, ...]] = {
    "visit": ("voice", "visit_recorded"),
    **dict.fromkeys(MEETINGS, ("voice", "minutes_recorded", "minutes_distributed")),
}
"""The kinds that say by its day (`of`) which entry they belong to."""
WRITTEN_WITH: Mapping[str, tuple[str, ...]] = {
    "visit": ("voice", "note"),
    **dict.fromkeys(MEETINGS, ("voice", "note", "frequency_agreed")),
    "case_opened": ("child_described", "case_allocated", "fact_recorded"),
}
"""The kinds that were written in one go with it, for its day."""
KINDS = tuple(dict.fromkeys(kind for kinds in (*NAME_IT.values(), *WRITTEN_WITH.values()) for kind in kinds))


def followers(wrong: Entry, standing: Iterable[Entry], refs: Iterable[str]) -> list[Entry]:
    """The standing entries that belong to this one, about any of these children, in order."""
    wanted = set(refs)
    about = [made for made in standing if made.number != wrong.number and wanted & {part.child for part in made.parts}]
    found = {made.number: made for made in about if _names(wrong, made) or _with(wrong, made)}
    return sorted(found.values(), key=lambda made: made.number or 0)


def shared_day(wrong: Entry, standing: Iterable[Entry], refs: Iterable[str]) -> bool:
    """Whether another visit or meeting of these children was held on its day, so that what names the day may be of that."""
    wanted = set(refs)
    return any(
        made.kind in NAME_IT and made.number != wrong.number and not made.planned
        and made.happened_on == wrong.happened_on and wanted & {part.child for part in made.parts}
        for made in standing
    )  # fmt: skip


def moved(made: Entry, was: date, day: date) -> tuple[date, dict[str, Any]]:
    """The day of a follower and what it says anew, once what it belongs to is of another day."""
    says = {"of": day} if made.facts.get("of") == was.isoformat() else {}
    return (day if made.happened_on == was and made.kind not in WRITTEN_LATER else made.happened_on), says


WRITTEN_LATER = ("visit_recorded", "minutes_recorded", "minutes_distributed")
"""What has a day of its own, even when it is the same."""


def _names(wrong: Entry, made: Entry) -> bool:
    return made.kind in NAME_IT.get(wrong.kind, ()) and made.facts.get("of") == wrong.happened_on.isoformat()


def _with(wrong: Entry, made: Entry) -> bool:
    together = bool(wrong.batch) and made.batch == wrong.batch and not wrong.imported
    if wrong.corrects and made.kind == "note":  # it says why that was corrected
        return False
    return together and made.kind in WRITTEN_WITH.get(wrong.kind, ()) and made.happened_on == wrong.happened_on
