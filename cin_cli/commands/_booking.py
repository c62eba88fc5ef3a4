"""Booking a meeting: when, where, who is invited and who is asked for a report; booking it again changes the booking."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from cin_cli import context
from cin_cli.commands._gathered import People, all_meetings, people
from cin_cli.domain.meeting import Meeting, called, plain
from cin_cli.errors import NotFound, UsageError

if TYPE_CHECKING:
    from cin_cli.commands._record import Chosen
    from cin_cli.domain.person import Person

Row = dict[str, Any]
EVERYBODY = ("all", "everybody", "everyone")


def book(
    who: "Chosen", kind: str, said: str | None, values: dict[str, Any], *,
    invite: Sequence[str] = (), reports: Sequence[str] = (), booked_on: str | None = None,
) -> None:
    """Book it, or change what is booked for that day; say who is not invited yet."""  # fmt: skip
    from cin_cli.commands._held import booking, day_for, write_all
    from cin_cli.domain.entry import entry

    day = day_for(who, kind, said, planned=True)
    before = _booked(who, kind, day)
    known = people(who)
    invited = rows_for(known, invite, before.get("invited") or () if before else ())
    invited = _asked_for_report(known, invited, reports)
    new = {name: value for name, value in values.items() if value} | ({"invited": invited} if invited else {})
    kept = {**(before.says if before else {}), **new}
    made = entry(kind, day, who.refs, kept, planned=True, booked_on=booking(booked_on, planned=True))
    if before:
        made = replace(made, corrects=before.number, booked_on=made.booked_on or before.booked_on)
    write_all(who, [made], " (changed)" if before else "")
    for name in not_invited(known, invited):
        context.warn(f"Not invited yet: {name}.")


def _booked(who: "Chosen", kind: str, day: date) -> Meeting | None:
    same = [m for m in all_meetings(who.refs) if m.planned and (m.kind, m.day, set(m.children)) == (kind, day, set(who.refs))]
    return same[0] if same else None


def rows_for(known: People, said: Iterable[str], begun: Iterable[Row] = ()) -> list[Row]:
    """The rows of those who are named: people recorded (`mother`, `all`), or others from a file (`@FILE`, one a line)."""
    rows = [dict(row) for row in begun]
    for text in said:
        for row in _named(known, text):
            if not any(_same(row, other) for other in rows):
                rows.append(row)
    return rows


def _named(known: People, text: str) -> Iterable[Row]:
    from cin_cli.commands._record import given_words

    if text.strip().casefold() in EVERYBODY:
        yield from (row_of(known, person) for person in living(known))
    elif text.startswith("@"):
        yield from (other_row(known, line) for line in given_words(text).split("\n") if line.strip())
    else:
        yield row_of(known, one_person(known, text))


def living(known: People) -> "list[Person]":
    """Those who could come."""
    return [person for person in known.all.values() if not person.died and not person.unborn]


def one_person(known: People, text: str) -> "Person":
    """The one person recorded around the children who is called so."""
    found = [person for person in living(known) if plain(text) in called(person)]
    if len(found) != 1:
        refs = ", ".join(person.ref for person in (found or living(known))) or "nobody"
        what = f"{text!r} could be {refs}." if found else f"There is nobody called {text!r} around these children."
        hint = "Name the whole reference." if found else f"There is {refs}. Others: --invite @FILE, one a line (name, role)."
        raise UsageError(what, hint) if found else NotFound(what, hint)
    return found[0]


def row_of(known: People, person: "Person") -> Row:
    """A row of somebody recorded: the reference, the name or what we call them, the relation, who may see it."""
    name = person.name.strip() or person.initials or person.short
    row = {"person": person.ref, "name": name, "role": person.relation or ("child" if person.child else ""),
           "for": list(known.may_see(person))}  # fmt: skip
    return {name: value for name, value in row.items() if value}


def other_row(known: People, line: str) -> Row:
    """A row of a line such as `Ms Reed (teacher)` or `Ms Reed, teacher`, or of somebody recorded who is called so."""
    import re

    bare = line.strip().lstrip("-*•").strip()
    found = [person for person in living(known) if plain(bare) in called(person)]
    if len(found) == 1:
        return row_of(known, found[0])
    match = re.fullmatch(r"(?P<name>[^,(]+?)\s*(?:,\s*(?P<a>.+)|\((?P<b>[^)]*)\))?", bare)
    if not match:
        return {"name": bare}
    role = (match["a"] or match["b"] or "").strip()
    return {"name": match["name"], **({"role": role} if role else {}), **({} if known.marked else {"for": ["everyone"]})}


def _same(one: Row, other: Row) -> bool:
    if one.get("person") or other.get("person"):
        return one.get("person") == other.get("person")
    return plain(str(one.get("name") or "")) == plain(str(other.get("name") or ""))


def _asked_for_report(known: People, rows: list[Row], said: Iterable[str]) -> list[Row]:
    for text in said:
        asked = [row for row in rows if plain(text) in {plain(str(row.get("name") or ""))}]
        if not asked:
            person = one_person(known, text)
            asked = [row for row in rows if row.get("person") == person.ref]
            if not asked:
                rows.append(row_of(known, person))
                asked = rows[-1:]
        for row in asked:
            row["asked_report"] = True
    return rows


def not_invited(known: People, rows: Iterable[Row]) -> list[str]:
    """Those recorded around the children who are in no row, parents first."""
    there = {str(row.get("person") or "").casefold() for row in rows}
    first = {person.ref for person in known.parents}
    left = [person for person in living(known) if person.ref.casefold() not in there]
    return [f"{p.ref} ({p.relation})" if p.relation else p.ref for p in sorted(left, key=lambda p: p.ref not in first)]
