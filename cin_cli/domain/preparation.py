"""What a visit to a child is for: gathered from the plan, the last visits and what was promised."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from cin_cli.domain.action import Action
from cin_cli.domain.entry import Entry, Event
from cin_cli.domain.plan import Version, resolved
from cin_cli.domain.visit import MOST, always_announced, not_alone, not_seen


@dataclass(frozen=True, slots=True)
class PointDue:
    """A point of the plan: its number, what needs to happen, who, and by when, as it was said and as a day."""

    number: int
    action: str
    who: str
    by: str
    due: date | None


@dataclass(frozen=True, slots=True)
class Words:
    """What the child said, on which day, and how the words were gathered."""

    day: date
    said: str
    how: str = ""


@dataclass(frozen=True, slots=True)
class Preparation:
    """All that one child's next visit is for. `stages` name the questions that fit."""

    ref: str
    last_visit: Event | None
    points: tuple[PointDue, ...]
    words: tuple[Words, ...]
    actions: tuple[Action, ...]
    stages: tuple[str, ...]


def prepared(
    ref: str, events: Sequence[Event], plan: Version | None, voices: Iterable[Entry], actions: Iterable[Action], day: date
) -> Preparation:
    """What stands on that day: open points with a day first, the words of the last two times, promises not yet kept."""
    held = [e for e in events if e.kind == "visit" and not e.planned and e.date <= day]
    last = max(held, key=lambda e: (e.date, e.number or 0), default=None)
    said = [Words(v.happened_on, text, how) for v in voices for text, how in _said(v, ref) if v.happened_on <= day]
    days = sorted({one.day for one in said}, reverse=True)[:2]
    return Preparation(
        ref, last, tuple(_points(plan)), tuple(one for one in sorted(said, key=lambda w: w.day, reverse=True) if one.day in days),
        tuple(action for action in actions if action.done is None), tuple(_stages(events, plan, held, day)),
    )  # fmt: skip


def _said(voice: Entry, ref: str) -> Iterable[tuple[str, str]]:
    for part in voice.parts:
        if part.child == ref:
            words = {**voice.words, **part.words}
            yield str(words.get("said") or ""), str({**voice.facts, **part.facts}.get("how") or "")


def _points(plan: Version | None) -> list[PointDue]:
    if plan is None:
        return []
    found = [
        PointDue(number, point.action or point.worry, point.who, point.by, resolved(point.by, plan))
        for number, point in enumerate(plan.plan.points, 1) if not point.blank
    ]  # fmt: skip
    return sorted(found, key=lambda p: (p.due or date.max, p.number))


def _stages(events: Sequence[Event], plan: Version | None, held: Sequence[Event], day: date) -> Iterable[str]:
    ending = any(e.get("outcome") == "close" or e.get("final") for e in events if e.kind.startswith("cin_meeting"))
    yield "ending" if ending else "plan" if plan else "assessment"
    if not_seen(held):
        yield "not_seen"
    elif not_alone(held) >= MOST:
        yield "not_alone"
    if always_announced(held, day):
        yield "unannounced"
