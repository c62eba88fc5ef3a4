"""The copy of a meeting's record for one reader: nothing in it that is not meant for the reader."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from cin_cli.domain.audience import Audience, Kind, Reader, Withheld, people_named, why_not
from cin_cli.domain.meeting import Meeting
from cin_cli.domain.meeting_form import LISTS, ROWS
from cin_cli.domain.person import kept_audience
from cin_cli.domain.plan import Point
from cin_cli.domain.voice import Voice

Row = Mapping[str, Any]
FOR_PROFESSIONALS = ("thresholds", "escalation")
"""Parts that are for professionals, where nobody has said whom they are for."""
_SORT: Mapping[str, Kind] = {"attendance": "contact", "attachments": "note"}
_PLACES = ("venue", "next_venue")


@dataclass(frozen=True, slots=True)
class Minutes:
    """What one reader gets of a meeting. `unsaid`: so much is in it only because nobody said who may see it."""

    meeting: Meeting
    reader: Reader
    voices: tuple[Voice, ...] = ()
    said: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    rows: Mapping[str, tuple[Row, ...]] = field(default_factory=dict)
    places: Mapping[str, str] = field(default_factory=dict)
    points: Mapping[int, Point] = field(default_factory=dict)
    withheld: tuple[Withheld, ...] = ()
    unsaid: int = 0


def minutes_for(meeting: Meeting, reader: Reader, points: Mapping[int, Point]) -> Minutes:
    """The copy for this reader; `points` are those of the plan that the meeting looked at."""
    made = _Maker(meeting, reader, points)
    said = {name: tuple(made.list(name)) for name in LISTS}
    rows = {name: tuple(made.table(name)) for name in ROWS}
    places = dict(made.places())
    voices = tuple(made.voices())
    numbers = {int(row["point"]) for row in rows["updates"] if str(row.get("point") or "").isdecimal()}
    shown = {number: point for number, point in points.items() if number in numbers}
    return Minutes(meeting, reader, voices, said, rows, places, shown, tuple(made.withheld), made.unsaid)


class _Maker:
    """One copy being made, and what was left out of it so far."""

    def __init__(self, meeting: Meeting, reader: Reader, points: Mapping[int, Point]) -> None:
        self.meeting = meeting
        self.reader = reader
        self.points = points
        self.withheld: list[Withheld] = []
        self.unsaid = 0

    def may(self, where: str, audience: Audience, kind: Kind, words: Iterable[Any]) -> bool:
        """Whether the reader may see it; what the reader may not is kept, with the reason."""
        why = why_not(audience, kind, self.reader)
        if why is None:
            self.unsaid += not audience
            return True
        self.withheld.append(Withheld(where, why, tuple(str(one) for one in words)))
        return False

    def list(self, name: str) -> Iterator[str]:
        """The things said in one part."""
        usual: Audience = ("professionals",) if name in FOR_PROFESSIONALS else ()
        said = self.meeting.get(name) or ()
        for one in [{"text": said}] if isinstance(said, str) else said:
            audience = kept_audience(one.get("for")) or usual
            if self.may(name, audience, _SORT.get(name, "ordinary"), [one["text"]]):
                yield str(one["text"])

    def table(self, name: str) -> Iterator[Row]:
        """The rows of one table; an update of a point needs that the point may be seen too."""
        for row in self.meeting.get(name) or ():
            words = [value for value in row.values() if isinstance(value, str)]
            audience = kept_audience(row.get("for")) or self._usual(name, row)
            point = self.points.get(row.get("point", 0)) if name == "updates" else None
            hidden = point and why_not(point.audience, "ordinary", self.reader)
            if hidden:
                self.withheld.append(Withheld(name, hidden, tuple(words)))
            elif self.may(name, audience, _SORT.get(name, "ordinary"), words):
                yield row

    def _usual(self, name: str, row: Row) -> Audience:
        """For whom a row is of which nobody said it."""
        if name in FOR_PROFESSIONALS:
            return ("professionals",)
        if name == "feedback" and (self.reader.separated or self.reader.at_risk):  # one parent's words are not for the other
            return ("professionals", *([row["person"]] if row.get("person") else []))
        point = self.points.get(row.get("point", 0)) if name == "updates" else None
        return point.audience if point else ()

    def places(self) -> Iterator[tuple[str, str]]:
        """Where it was, and where the next one is."""
        for name in _PLACES:
            where = self.meeting.get(name)
            if isinstance(where, str) and self.may(name, kept_audience(self.meeting.get(f"{name}_for")), "contact", [where]):
                yield name, where

    def voices(self) -> Iterator[Voice]:
        """The children's words."""
        for one in self.meeting.voices:
            if self.may("children", one.audience, "voice", [one.said, one.tool, one.gathered_by]):
                yield one


def shown_words(copy: Minutes) -> Iterator[str]:
    """Every text of somebody's that stands in the copy."""
    yield from copy.places.values()
    for one in copy.voices:
        yield from (one.said, one.tool, one.gathered_by)
    for said in copy.said.values():
        yield from said
    for rows in copy.rows.values():
        yield from (value for row in rows for value in row.values() if isinstance(value, str))
    for point in copy.points.values():
        yield from point.words


def named_in(meeting: Meeting) -> set[str]:
    """Everybody whom the record names as allowed to see something."""
    said = [one.get("for") for name in LISTS if isinstance(meeting.get(name), list) for one in meeting.get(name)]
    said += [row.get("for") for name in ROWS for row in meeting.get(name) or ()]
    said += [meeting.get(f"{name}_for") for name in _PLACES]
    audiences = [*map(kept_audience, said), *(one.audience for one in meeting.voices)]
    return {name for audience in audiences for name in people_named(audience)}
