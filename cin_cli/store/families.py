"""Families and the people around them, folded from the journal; a case file has few, so they are remade together."""

import json
from collections.abc import Iterable
from datetime import date
from typing import Any

from cin_cli.domain.entry import Entry
from cin_cli.store.database import Store

KINDS = ("family_described", "person_described")
Rows = dict[str, list[tuple[Any, ...]]]
_COLUMNS = {
    "family": "ref, separated, at_risk",
    "family_member": "family, child, since",
    "person": "ref, family, name, relation, audience",
}
TABLES = tuple(_COLUMNS)


def remake(store: Store, known_on: date | None = None) -> None:
    """Make the families and people again from what the journal says."""
    rows = made(store, known_on)
    for table, columns in _COLUMNS.items():
        store.run(f"DELETE FROM {table}")  # noqa: S608
        marks = ", ".join("?" * (columns.count(",") + 1))
        store.many(f"INSERT INTO {table} ({columns}) VALUES ({marks})", rows[table])  # noqa: S608


def made(store: Store, known_on: date | None = None) -> Rows:
    """The rows as the journal has them (`known_on`: at the end of that day): a child is in the family named last."""
    from cin_cli.store.journal import standing

    entries = standing(store, kinds=KINDS, known_on=known_on, words=True)
    entries.sort(key=lambda e: (e.happened_on, e.number or 0))
    ids: dict[str, int] = dict(store.rows("SELECT ref, id FROM child"))
    families: dict[str, dict[str, Any]] = {}
    members: dict[int, tuple[Any, ...]] = {}
    people: dict[str, dict[str, Any]] = {}
    for entry in entries:
        if entry.kind == "family_described":
            _describe_family(entry, families, members, ids)
        elif "." in str(entry.facts.get("person")):  # what is said of a child as of a person stays with the child
            _describe_person(entry, people)
    return {
        "family": sorted((f["ref"], f["separated"], f["at_risk"]) for f in families.values()),
        "family_member": sorted(members.values()),
        "person": sorted((tuple(p.values()) for p in people.values()), key=lambda row: str(row[0])),
    }


def stored(store: Store) -> Rows:
    """The rows as they are stored."""
    return {
        table: sorted((tuple(row) for row in store.rows(f"SELECT {columns} FROM {table}")), key=_order(table))  # noqa: S608
        for table, columns in _COLUMNS.items()
    }


def relatives(store: Store, children: Iterable[int]) -> set[int]:
    """These children and all who share a family with one of them."""
    chosen = set(children)
    rows = store.rows(
        "SELECT DISTINCT o.child FROM family_member m JOIN family_member o ON o.family = m.family "
        "WHERE m.child IN (SELECT value FROM json_each(?))",
        (json.dumps(sorted(chosen)),),
    )
    return chosen | {child for (child,) in rows}


def siblings(store: Store, ref: str, known_on: date | None = None) -> list[str]:
    """The references of the other children of this child's family."""
    if known_on is None:
        rows = store.rows(
            "SELECT o.ref FROM child c JOIN family_member m ON m.child = c.id "
            "JOIN family_member s ON s.family = m.family "
            "JOIN child o ON o.id = s.child WHERE c.ref = ? AND o.id <> c.id ORDER BY o.ref",
            (ref,),
        )
        return [other for (other,) in rows]
    members = {child: family for family, child, _ in made(store, known_on)["family_member"]}
    refs: dict[int, str] = dict(store.rows("SELECT id, ref FROM child"))
    own = next((family for child, family in members.items() if refs[child] == ref), None)
    return sorted(refs[c] for c, family in members.items() if own is not None and family == own and refs[c] != ref)


def _describe_family(
    entry: Entry, families: dict[str, dict[str, Any]], members: dict[int, tuple[Any, ...]], ids: dict[str, int]
) -> None:
    ref = str(entry.facts.get("family") or "")
    family = families.setdefault(ref.upper(), {"ref": ref, "separated": 0, "at_risk": 0})
    for name in ("separated", "at_risk"):
        if name in entry.facts:
            family[name] = int(bool(entry.facts[name]))
    for part in entry.parts:
        child = ids[part.child]
        since = members[child][2] if child in members and members[child][0] == family["ref"] else None
        members[child] = (family["ref"], child, since or entry.happened_on.isoformat())


def _describe_person(entry: Entry, people: dict[str, dict[str, Any]]) -> None:
    ref = str(entry.facts.get("person") or "")
    blank = {"ref": ref, "family": None, "name": None, "relation": None, "audience": None}
    person = people.setdefault(ref.upper(), blank)
    audience = entry.facts.get("audience")
    said = {
        "family": entry.facts.get("family"), "relation": entry.facts.get("relation"), "name": entry.words.get("name"),
        "audience": None if audience is None else json.dumps(audience, ensure_ascii=False),
    }  # fmt: skip
    person |= {name: value for name, value in said.items() if value is not None}
    person["family"] = person["family"] or ref.rpartition(".")[0] or None


def _order(table: str) -> Any:
    return (lambda row: str(row[0])) if table == "person" else None
