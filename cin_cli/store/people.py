"""Children, families and the people around them, as the journal has them now."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, Literal, NamedTuple

from cin_cli.errors import NotFound, UsageError
from cin_cli.store.database import Store


class Child(NamedTuple):
    """What the journal says of a child now. `status`: open, closed, child_protection, looked_after or pathway_plan."""

    ref: str
    initials: str | None = None
    name: str | None = None
    born: date | None = None
    own_reference: str | None = None
    worker: str | None = None
    team: str | None = None
    pathway: str | None = None
    family: str | None = None
    opened: date | None = None
    closed: date | None = None
    last_seen: date | None = None
    last_seen_alone: date | None = None
    status: str = "open"


class Person(NamedTuple):
    """Somebody around a family: `ref` is `F7.mother`; `audience` is who may see what is said of them, None: not set."""

    ref: str
    family: str
    name: str | None = None
    relation: str | None = None
    audience: Any = None


class Family(NamedTuple):
    """Children who belong together and the people around them."""

    ref: str
    children: tuple[str, ...] = ()
    people: Mapping[str, Person] = MappingProxyType({})
    separated: bool = False
    at_risk: bool = False


COLUMNS = (
    "c.ref, n.initials, n.name, n.born, n.own_reference, n.worker, n.team, n.pathway, n.family, "
    "n.opened, n.closed, n.last_seen, n.last_seen_alone, n.status"
)
_CHILDREN = f"SELECT {COLUMNS} FROM child_now n JOIN child c ON c.id = n.child"  # noqa: S608


def children(store: Store) -> list[Child]:
    """All children of this case file, by reference."""
    return [child_of(row) for row in store.rows(f"{_CHILDREN} ORDER BY c.ref")]


def child_of(row: Any) -> Child:
    """A child from a row of COLUMNS."""
    values = list(row[:14])
    for place in (3, 9, 10, 11, 12):
        values[place] = date.fromisoformat(values[place]) if values[place] else None
    return Child(*values)


def find_child(store: Store, text: str) -> Child:
    """The child of that reference or unique beginning of one; UsageError when several fit, NotFound when none does."""
    wanted = text.strip()
    if not wanted:
        raise UsageError("A child's reference is missing.", "`cin case list` shows them.")
    found = store.rows(
        f"{_CHILDREN} WHERE substr(c.ref, 1, length(:text)) = :text COLLATE NOCASE ORDER BY c.ref LIMIT 9",
        {"text": wanted},
    )
    exact = [row for row in found if row[0].lower() == wanted.lower()]
    if len(exact or found) == 1:
        return child_of((exact or found)[0])
    if not found:
        raise NotFound(f"There is no child {wanted!r} here.", "`cin case list` shows all.")
    refs = ", ".join(row[0] for row in found[:8]) + (" and others" if len(found) > 8 else "")
    raise UsageError(f"{wanted!r} could be {refs}.", "Type more of the reference.")


def find_family(store: Store, text: str) -> Family | None:
    """The family of exactly that reference, or None."""
    row = store.row("SELECT ref, separated, at_risk FROM family WHERE ref = ?", (text.strip(),))
    if not row:
        return None
    ref, separated, at_risk = row
    refs = store.rows(
        "SELECT c.ref FROM family_member m JOIN child c ON c.id = m.child WHERE m.family = ? ORDER BY c.ref", (ref,)
    )
    return Family(ref, tuple(r for (r,) in refs), _people(store, ref), bool(separated), bool(at_risk))


def family_of(store: Store, text: str) -> Family:
    """The family of that reference (`F7`), or NotFound."""
    found = find_family(store, text)
    if found is None:
        raise NotFound(f"There is no family {text.strip()!r} here.", "`cin family add CASE…` makes one.")
    return found


def family_refs(store: Store) -> list[str]:
    """The references of all families."""
    return [ref for (ref,) in store.rows("SELECT ref FROM family ORDER BY ref")]


def has_cases(store: Store, worker: str) -> bool:
    """Whether any child is this worker's."""
    return bool(store.value("SELECT 1 FROM child_now WHERE worker = ? LIMIT 1", (worker,)))


def there_are(store: Store, column: Literal["worker", "team"]) -> list[str]:
    """The workers, or teams, that children here have."""
    rows = store.rows(f"SELECT DISTINCT {column} FROM child_now WHERE {column} IS NOT NULL ORDER BY {column}")  # noqa: S608
    return [name for (name,) in rows]


def person_of(store: Store, ref: str) -> Person | None:
    """The person of that reference (`F7.mother`), or None."""
    row = store.row("SELECT ref, family, name, relation, audience FROM person WHERE ref = ?", (ref.strip(),))
    return _person(row) if row else None


def next_family(store: Store) -> str:
    """The next free family reference: F1, F2, …"""
    taken = store.rows("SELECT DISTINCT facts ->> 'family' FROM entry WHERE kind = 'family_described'")
    numbers = [int(ref[1:]) for (ref,) in taken if ref and ref[0] in "Ff" and ref[1:].isdecimal()]
    return f"F{max(numbers, default=0) + 1}"


def _people(store: Store, family: str) -> dict[str, Person]:
    rows = store.rows(
        "SELECT ref, family, name, relation, audience FROM person WHERE family = ? ORDER BY ref", (family,)
    )
    return {row[0]: _person(row) for row in rows}


def _person(row: Any) -> Person:
    import json

    return Person(row[0], row[1], row[2], row[3], json.loads(row[4]) if row[4] else None)
