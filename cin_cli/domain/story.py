"""A child's story: day by day what happened, the child's own words first, only what is meant for the reader."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from cin_cli.domain.audience import Withheld
from cin_cli.domain.passage import ARRANGEMENTS, Passage


@dataclass(frozen=True, slots=True)
class Happened:
    """One thing that happened on a day, whether the child was seen, and what of it this reader may have."""

    day: date
    kind: str
    seen: bool = False
    says: tuple[Passage, ...] = ()


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the story: what the child said, our sentences, and what else was said for this reader."""

    day: date
    said: tuple[str, ...] = ()
    sentences: tuple[str, ...] = ()
    told: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Story:
    """The days of a child's story, and what was left out of it."""

    child: str
    days: tuple[Day, ...]
    made: date
    withheld: tuple[Withheld, ...] = ()


def days(happened: Iterable[Happened], sentences: Mapping[str, str]) -> tuple[Day, ...]:
    """The days on which there is something to tell, in order; the same sentence once a day."""
    found: dict[date, list[Happened]] = {}
    for one in sorted(happened, key=lambda one: one.day):
        found.setdefault(one.day, []).append(one)
    made = (_day(day, those, sentences) for day, those in found.items())
    return tuple(day for day in made if day.said or day.sentences or day.told)


def _day(day: date, those: list[Happened], sentences: Mapping[str, str]) -> Day:
    said = [piece.text for one in those if one.kind == "voice" for piece in one.says if piece.where == "said"]
    plain = [sentences.get(f"{one.kind}_seen" if one.seen else one.kind) for one in those]
    told = [piece.text for one in those if one.kind != "voice" for piece in one.says if piece.where not in ARRANGEMENTS]
    return Day(day, tuple(said), tuple(dict.fromkeys(text for text in plain if text)), tuple(told))
