"""What a meeting about children is prepared with, gathered for the worker, and the part of it for one reader."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from cin_cli.domain.action import Action
from cin_cli.domain.audience import Audience, Reader, Said, Withheld, same_person, why_not
from cin_cli.domain.entry import Event
from cin_cli.domain.meeting import Meeting, called, plain
from cin_cli.domain.person import Person
from cin_cli.domain.plan import Point, Version
from cin_cli.domain.voice import Voice

WORKER = Reader("worker")


@dataclass(frozen=True, slots=True)
class Invitee:
    """Somebody who should be asked to come, and what is known of it."""

    person: Person
    parent: bool = False
    elsewhere: bool = False
    invited: bool = False
    report_asked: bool = False


@dataclass(frozen=True, slots=True)
class PointNow:
    """A point of the plan, the last that was said of it, and the worry that it began with, where that was another."""

    number: int
    point: Point
    last: tuple[date, str, Audience] | None = None
    first_worry: str = ""


@dataclass(frozen=True, slots=True)
class Agenda:
    """All that a meeting is prepared with. `stage`: initial, review or final."""

    stage: str
    children: tuple[str, ...]
    day: date
    booked: Meeting | None = None
    last: Meeting | None = None
    invitees: tuple[Invitee, ...] = ()
    marked: bool = False
    voices: tuple[Voice, ...] = ()
    points: tuple[PointNow, ...] = ()
    actions: tuple[Action, ...] = ()
    good_enough: tuple[Said, ...] = ()
    started: date | None = None
    clocks: tuple[tuple[str, date], ...] = ()
    ehcp: date | None = None
    noticed: tuple[str, ...] = ()
    reader: Reader = WORKER
    withheld: tuple[Withheld, ...] = ()


def stage_of(meetings: Iterable[Meeting], events: Iterable[Event]) -> str:
    """Which meeting is next: the initial one until one was held in this plan or episode; the last one after closing was said."""
    starts = ("case_opened", "case_reopened", "cin_decision")
    began = max((event.date for event in events if event.kind in starts and not event.planned), default=date.min)
    held = [one for one in meetings if not one.planned and one.day >= began]
    if not held:
        return "initial"
    return "final" if held[0].last else "review"


def invitees(people: Mapping[str, Person], parents: Sequence[Person], booked: Meeting | None) -> tuple[Invitee, ...]:
    """Parents first, then the rest of the family, the children, the professionals; the living and the born."""
    rows = [*(booked.get("invited") or ())] if booked else []
    refs = {person.ref for person in parents}
    found = []
    for person in people.values():
        if not person.died and not person.unborn:
            mine = [row for row in rows if _is(row, person)]
            asked = any(row.get("asked_report") for row in mine)
            away = bool(person.household) and person.household.casefold() != "home" and not person.professional
            found.append(Invitee(person, person.ref in refs, away, bool(mine), asked))
    return tuple(sorted(found, key=lambda one: (not one.parent, one.person.professional, one.person.child, one.person.ref)))


def _is(row: Mapping[str, Any], person: Person) -> bool:
    names = {plain(str(row.get(name) or "")) for name in ("person", "name")} - {""}
    return bool(names & called(person))


def points_now(version: Version | None, first: Version | None, meetings: Iterable[Meeting]) -> tuple[PointNow, ...]:
    """Every point of the plan with what was last said of it."""
    if version is None:
        return ()
    worries = {number: point.worry for number, point in enumerate(first.plan.points, 1)} if first else {}
    held = [one for one in meetings if not one.planned]
    found = []
    for number, point in enumerate(version.plan.points, 1):
        if not point.blank:
            began = worries.get(number, "")
            found.append(PointNow(number, point, _last(number, held, version), began if began != point.worry else ""))
    return tuple(found)


def _last(number: int, held: Iterable[Meeting], version: Version) -> tuple[date, str, Audience] | None:
    from cin_cli.domain.person import kept_audience

    for meeting in held:
        if meeting.get("plan_version") in (None, version.number):
            for row in meeting.get("updates") or ():
                text = ": ".join(filter(None, [str(row.get("status") or ""), str(row.get("update") or "")]))
                if row.get("point") == number and text:
                    return meeting.day, text, kept_audience(row.get("for"))
    progress = version.plan.points[number - 1].progress
    return (version.saved, progress, version.plan.points[number - 1].audience) if progress.strip() else None


def for_reader(whole: Agenda, reader: Reader) -> Agenda:
    """The part of it for somebody else than the worker: nothing of who is asked, needed or late; no word that is not theirs."""
    if reader.kind == "worker":
        return whole
    held = list[Withheld]()

    def may(where: str, audience: Audience, kind: Any, words: Iterable[str]) -> bool:
        why = why_not(audience, kind, reader)
        if why:
            held.append(Withheld(where, why, tuple(words)))
        return why is None

    points = tuple(
        _point_for(one, may) for one in whole.points if may("the plan", one.point.audience, "ordinary", one.point.words)
    )
    voices = tuple(v for v in whole.voices if may("the children's words", v.audience, "voice", [v.said]))
    # a promise made at a visit is the worker's unless it says otherwise
    actions = tuple(a for a in whole.actions if may("what was promised", a.audience, "note", [a.action, a.who, a.by]))
    good = tuple(one for one in whole.good_enough if may("good enough", one.audience, "ordinary", [one.text]))
    booked = _booked_for(whole.booked, may) if whole.booked and _asked(whole, reader) else None
    return replace(
        whole, booked=booked, last=None, invitees=(), marked=False, voices=voices, points=points, actions=actions,
        good_enough=good, clocks=(), ehcp=None, noticed=(), reader=reader, withheld=tuple(held),
    )  # fmt: skip


def _point_for(one: PointNow, may: Any) -> PointNow:
    audience = (one.last[2] or one.point.audience) if one.last else ()
    last = one.last if one.last and may("an update", audience, "ordinary", [one.last[1]]) else None
    return replace(one, last=last, first_worry="")


def _asked(whole: Agenda, reader: Reader) -> bool:
    """Whether the reader may know of the day: in a marked family only who is invited, since it says where others will be."""
    if not whole.marked or reader.kind != "person":
        return True
    return any(one.invited and same_person(one.person.ref, reader.person) for one in whole.invitees)


def _booked_for(booked: Meeting, may: Any) -> Meeting:
    from cin_cli.domain.person import kept_audience

    says = {"time": booked.get("time")} if booked.get("time") else {}
    venue = booked.get("venue")
    if venue and may("the venue", kept_audience(booked.get("venue_for")), "contact", [str(venue)]):
        says["venue"] = venue
    return replace(booked, says=says, own={}, voices=(), by="")


def shown_words(part: Agenda) -> Iterable[str]:
    """Every text of somebody's that stands in this part."""
    if part.booked:
        yield str(part.booked.get("venue") or "")
    for voice in part.voices:
        yield voice.said
    for one in part.points:
        yield from one.point.words
        yield one.last[1] if one.last else ""
    for action in part.actions:
        yield from (action.action, action.who, action.by)
    yield from (one.text for one in part.good_enough)
