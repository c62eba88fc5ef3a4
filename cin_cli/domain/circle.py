"""A family's circle: its children, the people around them and how they belong together; and the part one reader may see."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from cin_cli.domain.audience import Reader, Withheld, why_not
from cin_cli.domain.person import CONTACT, Person
from cin_cli.domain.relation import Relation, read_from

WORKER = Reader("worker")
HOME = "home"
"""The household of the children, where nothing else is said."""


@dataclass(frozen=True, slots=True)
class Circle:
    """Everybody around a family. `index`: the children whom it is about. `names`: whether people are called by name."""

    family: str
    index: tuple[str, ...]
    people: Mapping[str, Person]
    relations: tuple[Relation, ...] = ()
    reader: Reader = WORKER
    names: bool = False
    withheld: tuple[Withheld, ...] = field(default=())

    @property
    def children(self) -> list[Person]:
        """The children of the case file among them."""
        return [person for person in self.people.values() if person.child]

    def related(self, ref: str) -> list[Relation]:
        """The relationships of this person."""
        return [relation for relation in self.relations if ref in relation.ends]


def circle(family: str, index: Iterable[str], people: Iterable[Person], known: Iterable[Relation]) -> Circle:
    """The whole circle, for the worker: recorded relationships, and those that a person's relation says."""
    found = {person.ref: person for person in people}
    refs = {ref.casefold(): ref for ref in found}
    placed = [
        replace(relation, one=refs[relation.one.casefold()], other=refs[relation.other.casefold()])
        for relation in known if relation.one.casefold() in refs and relation.other.casefold() in refs
    ]  # fmt: skip
    own = [ref for ref, person in found.items() if person.child and person.family == family]
    placed += read_from(found, own or list(index), placed)
    return Circle(family, tuple(index), _at_home(found), tuple(placed))


def _at_home(people: Mapping[str, Person]) -> dict[str, Person]:
    """Children live at `home` where somebody does and nothing else is said of them."""
    if not any(person.household.casefold() == HOME for person in people.values()):
        return dict(people)
    return {
        ref: replace(person, household=HOME) if person.child and not person.household and not person.unborn else person
        for ref, person in people.items()
    }  # fmt: skip


# For one reader -----------------------------------------------------------------------------------------------------


def seen_by(whole: Circle, reader: Reader, *, names: bool = False) -> Circle:
    """The part of a circle that this reader may see, and what was left out and why.

    Somebody's details and the quality of a tie are the worker's unless it is said whom they are for; copies for people
    call everybody by name.
    """
    names = names or reader.kind in ("family", "person")
    if reader.kind == "worker":
        return replace(whole, names=names)
    held = list[Withheld]()
    people = {ref: kept for ref, person in whole.people.items() if (kept := _person_for(person, whole, reader, held))}
    bonds = [_relation_for(relation, people, reader, held) for relation in whole.relations]
    index = tuple(ref for ref in whole.index if ref in people)
    return Circle(whole.family, index, people, tuple(bond for bond in bonds if bond), reader, names, tuple(held))


def _person_for(person: Person, whole: Circle, reader: Reader, held: list[Withheld]) -> Person | None:
    why = _why_no_person(person, whole, reader)
    if why:
        held.append(Withheld(person.ref, why, tuple(_words(person))))
        return None
    blank: dict[str, object] = {"note": ""}
    if person.note:
        held.append(Withheld(f"{person.ref}, note", "only for you", (person.note,)))
    contact = {name: getattr(person, name) for name in CONTACT if getattr(person, name)}
    why = why_not(person.contact_for, "contact", reader) if contact else None
    if why:
        held.append(Withheld(f"{person.ref}, {_and(contact)}", why, tuple(contact.values())))
        blank |= dict.fromkeys(CONTACT, "")
    why = why_not(person.patterns_for or ("worker",), "ordinary", reader) if person.patterns else None
    if why:
        held.append(Withheld(f"{person.ref}, patterns", why))
        blank["patterns"] = ()
    return replace(person, **blank)  # type: ignore[arg-type]


def _why_no_person(person: Person, whole: Circle, reader: Reader) -> str | None:
    if reader.kind == "person" and person.ref == reader.person:
        return None
    stranger = person.child and person.family != whole.family and person.ref not in whole.index
    if person.child and not person.audience and not person.unborn and not stranger:
        return why_not((), "ordinary", reader)
    return why_not(person.audience or ("worker",), "ordinary", reader)


def _relation_for(
    relation: Relation, people: Mapping[str, Person], reader: Reader, held: list[Withheld]
) -> Relation | None:
    if relation.one not in people or relation.other not in people:
        if relation.note:
            held.append(Withheld(_between(relation), "one of them is left out", (relation.note,)))
        return None
    why = _why_no_bond(relation, reader)
    said = tuple(text for text in (relation.note,) if text)
    if why:
        held.append(Withheld(_between(relation), why, said))
        return None
    quality = why_not(relation.audience or ("worker",), "ordinary", reader)
    if quality and (relation.tie or said or relation.since or relation.until):
        held.append(Withheld(f"{_between(relation)}, how it is", quality, said))
        return replace(relation, tie="", note="", since="", until="")
    return relation


def _why_no_bond(relation: Relation, reader: Reader) -> str | None:
    """That somebody is a parent, brother or sister follows the people; any other bond of others is the worker's."""
    if relation.audience:
        return why_not(relation.audience, "ordinary", reader)
    if reader.person in relation.ends and relation.group != "other":
        return None
    kin = relation.group in ("parents", "siblings")
    return why_not(() if kin else ("worker",), "ordinary", reader)


def _between(relation: Relation) -> str:
    return f"{relation.one} and {relation.other}"


def _words(person: Person) -> Iterator[str]:
    yield from (getattr(person, name) for name in ("name", "relation", *CONTACT, "note") if getattr(person, name))


def _and(names: Iterable[str]) -> str:
    return ", ".join(name.replace("_", " ") for name in names)


def shown_words(part: Circle) -> Iterator[str]:
    """Every text that stands in this part of a circle."""
    for person in part.people.values():
        yield from _words(person)
    yield from (relation.note for relation in part.relations if relation.note)


# How they are called ------------------------------------------------------------------------------------------------


def called(person: Person, part: Circle) -> str:
    """How somebody is called here: by reference, or by name in copies for people and where names are asked for."""
    if not part.names:
        return f"{person.ref} {person.initials}".strip() if person.child else person.ref
    if person.name.strip():
        return " ".join(person.name.split())
    if part.reader.kind in ("family", "person"):  # a copy for people has no references
        return person.initials or person.relation or ("a child" if person.child else "somebody")
    return person.ref


def households(part: Circle) -> dict[str, list[Person]]:
    """Who lives together, by the word for the household, the children's first; only what is known here."""
    found: dict[str, list[Person]] = {}
    for person in part.people.values():
        if person.household and not person.died:
            found.setdefault(person.household.casefold(), []).append(person)
    order = sorted(found, key=lambda word: (not any(person.child for person in found[word]), word))
    return {word: found[word] for word in order}
