"""What an authority's extract says, whatever its format: children, dated things, what it can hold, what was odd."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from cin_cli.exchange.caseload import Remark


@dataclass(frozen=True, slots=True)
class Told:
    """One dated thing that an extract tells of one child.

    `key` names it in the source whatever its day and values ("episode 17 closed"), so that a changed row is known again.
    """

    child: str
    kind: str
    day: date
    key: str
    values: Mapping[str, Any] = field(default_factory=dict)
    line: int = 0


@dataclass(frozen=True, slots=True)
class Subject:
    """A child as an extract describes it: the cleaned reference, its own reference where that differs, and `child_described`."""

    ref: str
    details: Mapping[str, Any]
    line: int = 0


@dataclass(frozen=True, slots=True)
class Extract:
    """Everything that an extract says: its source (`ssd`, `census`), the kinds of entry that it can hold, children, events.

    `odd` was left out, row by row; `noted` came in, with something to look at. `until` is the day up to which it speaks.
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
