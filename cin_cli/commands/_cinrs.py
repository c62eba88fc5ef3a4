"""What `cin cinrs` shares: the service asked, a child as its features are found from, the page of one child."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from cin_cli import context

if TYPE_CHECKING:
    from cin_cli.domain.cinrs import Result
    from cin_cli.domain.entry import Entry, Event
    from cin_cli.policy.cinrs import Service
    from cin_cli.render.cinrs import Case, Page
    from cin_cli.store.people import Child

SETTING = "cinrs_service"
STATED = "cinrs_stated"


def service_here() -> "Service":
    """The reviewing service that this case file goes by: the one put in force with `cin cinrs use`, else Essex's."""
    from cin_cli.policy.cinrs import essex, read
    from cin_cli.store.settings import setting

    kept = setting(context.store(), SETTING)
    return read(kept, "kept in this case file") if kept else essex()


def authority_here() -> str | None:
    """Whose cases these are, as the procedure in force says."""
    from cin_cli.store import packs

    head = packs.head_in_force(context.store())
    return str(head.get("authority") or "") or None if head else None


def events(entries: "Iterable[Entry]", child: str) -> "list[Event]":
    """The child's events, with the reasons that stand in statements."""
    from dataclasses import replace

    from cin_cli.domain.entry import events_of

    listed = list(entries)
    for place, made in enumerate(listed):
        if made.kind == STATED:
            words = {**made.words, **next((part.words for part in made.parts if part.child == child), {})}
            listed[place] = replace(made, facts={**made.facts, **words})
    return events_of(listed, child)


def profile(child: "Child", born_of: Mapping[str, list[tuple[str, date | None]]]) -> dict[str, Any]:
    """What is known of the child besides the events: date of birth, worker, the others of the family."""
    said: dict[str, Any] = {"date_of_birth": child.born, "worker": child.worker}
    if child.family:
        said["born_of_others"] = [born for ref, born in born_of.get(child.family, ()) if ref != child.ref]
    return said


def births(children: "Iterable[Child]") -> dict[str, list[tuple[str, date | None]]]:
    """The children of each family with their dates of birth."""
    found: dict[str, list[tuple[str, date | None]]] = {}
    for child in children:
        if child.family:
            found.setdefault(child.family, []).append((child.ref, child.born))
    return found


def page_of(child: "Child", day: date) -> "Page":
    """The page of one child on file."""
    from cin_cli.domain.cinrs import check
    from cin_cli.store import journal

    store, service = context.store(), service_here()
    entries = journal.standing(store, child=child.ref)
    entries = [e for e in entries if e.kind != STATED] + journal.standing(store, child=child.ref, kinds=(STATED,), words=True)
    known = profile(child, births(journal.children(store)) if child.family else {})
    result = check(events(entries, child.ref), known, day, service.asked, service.readings)
    return page(service, child.ref, authority_here(), result, day)


def page(
    service: "Service", ref: str | None, authority: str | None, result: "Result", day: date, *, tried: bool = False
) -> "Page":
    """The page of one child, on file or tried."""
    from cin_cli.render.cinrs import Page, Row

    name = ref or "<case>"
    rows = tuple(
        Row(asked.feature, asked.source, asked.label, asked.reading, asked.cite, item.found,
            asked.settled_by(item.found, name, day.isoformat(), tried=tried))
        for item in result.items if (asked := service.items[item.place])
    )  # fmt: skip
    applies = service.is_of(authority)
    notes = (service.ours if applies else service.elsewhere, *service.notes)
    return Page(ref, day, result, rows, notes, service.service, service.authority, applies, authority)


def tried_pages(path: str, service: "Service", day: date) -> "list[Page]":
    """The pages of a made-up case, one a child."""
    from cin_cli.domain.cinrs import check
    from cin_cli.policy.cinrs_case import load

    found = []
    for one in load(path):
        result = check(one.events, one.profile, day, service.asked, service.readings)
        found.append(page(service, one.ref, one.authority, result, day, tried=True))
    return found


def cases(children: "Iterable[Child]", day: date) -> "Iterator[Case]":
    """What is found of each of these children, from one pass over the journal."""
    from cin_cli.domain.cinrs import READ, check
    from cin_cli.domain.correction import effective
    from cin_cli.store import journal

    store, service = context.store(), service_here()
    wanted = {child.ref: child for child in children}
    families, asked = births(journal.children(store)), service.asked
    for _, ref, entries in journal.by_child(store, words=(STATED,), kinds=READ):
        if ref in wanted:
            known = profile(wanted[ref], families)
            result = check(events(effective(entries), ref), known, day, asked, service.readings)
            yield _case(service, wanted[ref], result)


def _case(service: "Service", child: "Child", result: "Result") -> "Case":
    from cin_cli.render.cinrs import Case

    def told(*verdicts: str) -> tuple[tuple[str, str], ...]:
        return tuple(
            (service.items[i.place].label, service.items[i.place].source) for i in result.items if i.found.verdict in verdicts
        )

    soon = min((one.on for one in result.foretold), default=None)
    return Case(child.ref, child.initials, child.worker, result.answer, told("met_computed", "met_stated"),
                told("met_in_part"), soon, result.missing)  # fmt: skip
