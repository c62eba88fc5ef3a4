"""What a meeting is prepared with, as a page: who has to be there, an order for it, open questions, the plan, what is open."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from cin_cli.domain.action import by_owner
from cin_cli.domain.agenda import Agenda, Invitee, PointNow
from cin_cli.domain.dates import words as day_words
from cin_cli.render.document import Block, Document, Format, Row, filled, flat, long_day, written
from cin_cli.render.meeting import wording
from cin_cli.render.minutes import Names

STAGES = {"initial": ("initial", "good_enough"), "review": ("review", "good_enough"), "final": ("final",)}


def render(agenda: Agenda, form: Format, names: Names) -> str:
    """The page."""
    return written(document(agenda, names), "agenda", form)


def document(agenda: Agenda, names: Names) -> Document:
    """The parts of the page, in order; who is asked, and what is late, only for the worker."""
    ours: Mapping[str, Any] = wording()["words"]
    title = filled(ours["title_names"], names=names.together) if names.together else ours["title"]
    when = str(agenda.booked.get("time") or "") if agenda.booked else ""
    pattern = ours["day_time" if when else "day"]
    version = filled(pattern, which=ours[agenda.stage], day=long_day(agenda.day), time=when)
    worker = agenda.reader.kind == "worker"
    if not (worker or agenda.booked):
        version = ours[agenda.stage]
    blocks = (*_voices(agenda, ours, names), *(_before(agenda, ours) if worker else _where(agenda, ours)), *_talk(agenda, ours),
              *(_worker(agenda, ours) if worker else ()))  # fmt: skip
    return Document(title, version, (ours["intro"],), blocks, version + ".")


def _where(agenda: Agenda, ours: Mapping[str, Any]) -> Iterator[Block]:
    if agenda.booked and agenda.booked.get("venue"):
        yield Block("words", ours["place"], (str(agenda.booked.get("venue")),))


def _before(agenda: Agenda, ours: Mapping[str, Any]) -> Iterator[Block]:
    lines = tuple(_invitee(one, ours) for one in agenda.invitees)
    notes = [ours["invite_note"]]
    if not lines:
        notes.append(ours["no_people"])
    elif not any(one.person.professional for one in agenda.invitees):
        notes.append(ours["no_professionals"])
    if agenda.marked:
        notes.append(ours["separate"])
    yield Block("list", ours["invite"], tuple(notes), lines)
    yield Block("list", ours["check"], lines=tuple(_checks(agenda, ours)))


def _invitee(one: Invitee, ours: Mapping[str, Any]) -> str:
    person = one.person
    said = [ours["invited"] if one.invited else ours["not_invited"].upper()]
    if one.elsewhere and (one.parent or not person.child):
        said.append(ours["elsewhere"])
    needs = [person.communication, f"interpreter: {person.interpreter}" if person.interpreter else ""]
    if any(needs):
        said.append(filled(ours["needs"], needs=", ".join(filter(None, needs))))
    if person.professional:
        said.append(ours["report_asked" if one.report_asked else "report_not"])
    who = f"{person.ref} ({flat(person.relation)})" if person.relation else person.ref
    return f"{who}: {'; '.join(said)}"


def _checks(agenda: Agenda, ours: Mapping[str, Any]) -> Iterator[str]:
    booked = agenda.booked
    for name in ("advocate", "interpreter"):
        said = str(booked.get(name) or "") if booked else ""
        yield filled(ours[f"{name}_yes"], said=said) if said else ours[f"{name}_no"]
    if not (booked and booked.get("venue")):
        yield ours["venue_no"]
    yield ours["childs_part"]
    yield ours["family_meeting"]
    if agenda.ehcp:
        yield filled(ours["ehcp"], day=long_day(agenda.ehcp))


def _voices(agenda: Agenda, ours: Mapping[str, Any], names: Names) -> Iterator[Block]:
    spoke = tuple((f"{flat(names.children.get(v.child, v.child))}, {long_day(v.day)}", v.said) for v in agenda.voices)
    heard = {v.child for v in agenda.voices} | names.unborn
    silent = tuple(filled(ours["voice_none"], child=flat(name)) for ref, name in names.children.items()
                   if ref not in heard) if agenda.reader.kind == "worker" else ()  # fmt: skip
    if spoke or silent:
        yield Block("quotes", ours["voice"], silent, facts=spoke)


def _talk(agenda: Agenda, ours: Mapping[str, Any]) -> Iterator[Block]:
    worker = agenda.reader.kind == "worker"
    yield Block("list", ours["agenda"], lines=tuple(wording()["agenda"][agenda.stage]))
    for stage in STAGES[agenda.stage]:
        yield Block("list", wording()[stage]["heading"], lines=tuple(wording()[stage]["ask"]))
    rows = tuple(_point(one, ours) for one in agenda.points)
    columns = (ours["needs_doing"], ours["who"], ours["by"], ours["last_update"])
    if rows or worker:
        yield Block("points", ours["plan"], () if rows else (ours["plan_none"],), columns=columns, rows=rows)
    actions = tuple(
        f"{flat(who) or ours['nobody']}: {'; '.join(_promise(one, agenda.day) for one in those)}"
        for who, those in by_owner(agenda.actions).items()
    )
    if actions or worker:
        yield Block("list", ours["actions"], () if actions else (ours["actions_none"],), actions)
    good = tuple(one.text for one in agenda.good_enough)
    if good or worker:
        yield Block("list", ours["close"], tuple(_on_plan(agenda, ours, good=bool(good))), good)


def _point(one: PointNow, ours: Mapping[str, Any]) -> Row:
    last = f"{day_words(one.last[0])}: {one.last[1]}" if one.last else ""
    first = f"{ours['first_worry']}: {one.first_worry}" if one.first_worry else ""
    facts = ((ours["needs_doing"], one.point.action or one.point.worry), (ours["who"], one.point.who), (ours["by"], one.point.by),
             (ours["last_update"], "\n".join(filter(None, [last, first]))))  # fmt: skip
    return Row(one.number, one.point.subject, facts)


def _promise(action: Any, day: date) -> str:
    late = f", LATE {(day - action.due).days} days" if action.late(day) else ""
    return f"{flat(action.action)} ({day_words(action.due) if action.due else action.by or 'no day'}{late})"


def _on_plan(agenda: Agenda, ours: Mapping[str, Any], *, good: bool) -> Iterator[str]:
    if agenda.started:
        yield filled(ours["on_plan"], day=long_day(agenda.started), length=length(agenda.started, agenda.day))
    if not good:
        yield ours["close_none"]


def length(since: date, day: date) -> str:
    """How long it has been, in weeks, or months from the fourth on."""
    days = max((day - since).days, 0)
    months = (day.year - since.year) * 12 + day.month - since.month - (day.day < since.day)
    if months >= 4:
        return f"{months} months"
    return "1 week" if days // 7 == 1 else f"{days // 7} weeks" if days >= 7 else "1 day" if days == 1 else f"{days} days"


def _worker(agenda: Agenda, ours: Mapping[str, Any]) -> Iterator[Block]:
    if agenda.clocks:
        lines = tuple(f"{label}, by {long_day(due)}" for label, due in agenda.clocks)
        yield Block("list", ours["clocks"], lines=lines)
    if agenda.noticed:
        yield Block("list", ours["noticed"], lines=agenda.noticed)
