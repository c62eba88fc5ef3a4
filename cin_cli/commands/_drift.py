"""What the facts of drift are found from: a child's entries, what is due, the plan, the promises."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING

from cin_cli import context

if TYPE_CHECKING:
    from cin_cli.domain.drift import Around, Fact
    from cin_cli.domain.entry import Entry, Event
    from cin_cli.domain.features.history import Readings
    from cin_cli.domain.plan import Version
    from cin_cli.domain.reading import Item
    from cin_cli.store.people import Child

WORDED = ("visit", "cin_meeting_initial", "cin_meeting_review", "action_done", "plan_saved", "voice", "frequency_agreed")
"""The kinds whose words are read."""
FEW = 50
"""For so many children each is read alone; for more the whole journal is read once."""


def found(children: "list[Child]", day: date) -> "Iterator[tuple[Child, tuple[Fact, ...]]]":
    """The facts of each of these children."""
    from cin_cli.commands._cinrs import service_here
    from cin_cli.domain.drift import facts

    readings = service_here().readings
    items = _items(children, day)
    for child, entries in _entries(children):
        mine = None if items is None else tuple(items.get(child.ref, ()))
        yield child, facts(_around(child, entries, day, readings, mine))


def _entries(children: "list[Child]") -> "Iterator[tuple[Child, list[Entry]]]":
    from cin_cli.domain.correction import effective
    from cin_cli.store import journal

    store = context.store()
    if len(children) <= FEW:
        for child in children:
            yield child, journal.standing(store, child=child.ref, words=True)
        return
    wanted = {child.ref: child for child in children}
    for _, ref, entries in journal.by_child(store, words=WORDED):
        if ref in wanted:
            yield wanted[ref], effective(entries)


def _around(
    child: "Child", entries: "list[Entry]", day: date, readings: "Readings", items: "tuple[Item, ...] | None"
) -> "Around":
    from cin_cli.domain.action import actions
    from cin_cli.domain.drift import Around
    from cin_cli.domain.entry import events_of
    from cin_cli.domain.features.history import History
    from cin_cli.domain.meeting import meetings

    known = [made for made in entries if made.happened_on <= day]
    history = History.of(events_of(known, child.ref), day, {"date_of_birth": child.born}, readings)
    held = tuple(one for one in meetings(known) if not one.planned)
    promised = tuple(actions(known, child.ref))
    return Around(history, items, held, tuple(_versions(known)), promised, tuple(_typed(known, child.ref)))


def _items(children: "list[Child]", day: date) -> "dict[str, list[Item]] | None":
    """What the procedure in force answers for each on the day; None: no procedure is in force."""
    from cin_cli.domain.calendar import england
    from cin_cli.domain.reading import read
    from cin_cli.store import packs
    from cin_cli.store.calendar import days_added
    from cin_cli.store.items import items_on

    store = context.store()
    if packs.head_in_force(store) is None:
        return None
    refs = [child.ref for child in children] if len(children) <= FEW else None
    calendar = england(days_added(store))
    rows: dict[str, list[Item]] = {}
    for row in items_on(store, day, states=("open", "met_late", "undetermined"), children=refs):
        rows.setdefault(row.child.ref, []).append(read(row.answer, day, calendar))
    return rows


def _versions(entries: "Iterable[Entry]") -> "Iterator[Version]":
    from cin_cli.domain.plan import Version
    from cin_cli.domain.plan_form import read_form
    from cin_cli.errors import CinError

    for made in entries:
        if made.kind == "plan_saved":
            try:
                plan = read_form(str(made.words.get("form", "")))
            except CinError:
                continue
            yield Version(plan, int(made.facts["version"]), made.happened_on)


def _typed(entries: "list[Entry]", ref: str) -> "Iterator[tuple[Event, date]]":
    """Visits and meetings with the day they were written up: as they say, as their write-up says, else as typed here."""
    from cin_cli.domain.drift import HELD
    from cin_cli.domain.entry import events_of

    written = {
        (made.kind, str(made.facts.get("of"))): made.happened_on for made in entries
        if made.kind in ("visit_recorded", "minutes_recorded") and made.facts.get("of")
    }  # fmt: skip
    for made in entries:
        if made.kind in HELD and not made.planned:
            kind = "visit_recorded" if made.kind == "visit" else "minutes_recorded"
            said = made.facts.get("recorded_on")
            on = date.fromisoformat(str(said)) if said else written.get((kind, made.happened_on.isoformat()))
            if on is None and not made.imported and made.corrects is None:
                on = date.fromisoformat(made.recorded_at[:10])
            if on is not None:
                yield events_of([made], ref)[0], on
