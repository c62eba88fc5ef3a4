"""What an authority's extract says, whatever its format: children, dated things, what it can hold, what was odd."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any

from cin_cli.exchange.caseload import Remark

NOTHING: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Told:
    """One dated thing that an extract tells of one child.

    `key` names it in the source whatever its day and values, so that a changed row is known again: the row's name and,
    after the last space, which of the row's days this is (`episode-17 closing`). While a row still stands in the extract,
    a day of it that is no longer told was taken out of it; a row that has gone altogether is only reported.
    """

    child: str
    kind: str
    day: date
    key: str
    values: Mapping[str, Any] = field(default_factory=lambda: NOTHING)
    line: int = 0

    @property
    def row(self) -> str:
        """The name of the row in the source."""
        return row_of(self.key)


def row_of(key: str) -> str:
    """The row's name in a key."""
    return key.rpartition(" ")[0] or key


@dataclass(frozen=True, slots=True)
class Subject:
    """A child as an extract describes it: the cleaned reference, and what `child_described` says."""

    ref: str
    details: Mapping[str, Any]
    line: int = 0


@dataclass(frozen=True, slots=True)
class Extract:
    """Everything that an extract says: its source (`ssd`, `census`), the kinds of entry that it can hold, children, events.

    `odd` is every oddity, each in words that say what became of it; `noted` is what is only worth knowing. `until` is the
    day up to which it speaks. `listed` are the children who stand in it at all, odd ones too.
    """

    source: str
    covers: tuple[str, ...]
    subjects: tuple[Subject, ...]
    told: tuple[Told, ...]
    odd: tuple[Remark, ...] = ()
    noted: tuple[Remark, ...] = ()
    episodes: int = 0
    open_episodes: int = 0
    until: date | None = None
    listed: frozenset[str] = frozenset()
