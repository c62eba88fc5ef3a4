"""How people belong to each other: what was recorded, and what a person's relation already says."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from cin_cli.domain.audience import Audience
from cin_cli.domain.entry import Entry
from cin_cli.domain.kinds import RELATIONS
from cin_cli.domain.person import Person, kept_audience
from cin_cli.errors import UsageError

Group = Literal["parents", "couple", "siblings", "other"]
GROUPS: Mapping[str, Group] = {
    "parent_of": "parents", "adoptive_parent_of": "parents", "step_parent_of": "parents", "carer_of": "parents",
    "married_to": "couple", "partner_of": "couple", "former_partner_of": "couple", "divorced_from": "couple",
    "sibling_of": "siblings", "half_sibling_of": "siblings",
    "relative_of": "other", "friend_of": "other", "supports": "other", "works_with": "other",
}  # fmt: skip
ONE_WAY = ("parent_of", "adoptive_parent_of", "step_parent_of", "carer_of", "supports")
TURNED = {
    "child_of": "parent_of", "adopted_child_of": "adoptive_parent_of", "stepchild_of": "step_parent_of",
    "cared_for_by": "carer_of", "supported_by": "supports",
}  # fmt: skip
"""The same said from the other end."""


@dataclass(frozen=True, slots=True)
class Relation:
    """One relationship. `read`: nobody recorded it; it is read out of what a person is called (`mother's mother`)."""

    one: str
    what: str
    other: str
    tie: str = ""
    since: str = ""
    until: str = ""
    note: str = ""
    audience: Audience = ()
    read: bool = False

    @property
    def group(self) -> Group:
        """What kind of bond it is."""
        return GROUPS[self.what]

    @property
    def ends(self) -> tuple[str, str]:
        """The two whom it joins."""
        return self.one, self.other


def turned(one: str, what: str, other: str) -> tuple[str, str, str]:
    """The relationship as it is kept: `AB12 child_of F7.mother` is `F7.mother parent_of AB12`."""
    what = what.strip().lower().replace("-", "_").replace(" ", "_")
    if what in TURNED:
        return other, TURNED[what], one
    if what not in RELATIONS:
        raise UsageError(f"{what!r} is no relationship known here.", f"It is one of: {', '.join((*RELATIONS, *TURNED))}.")
    return one, what, other


def key_of(one: str, what: str, other: str) -> tuple[str, str, str]:
    """What two entries about the same bond share: a couple that parts is the same bond, said anew."""
    group, pair = GROUPS[what], (one.casefold(), other.casefold())
    first, second = pair if what in ONE_WAY else sorted(pair)
    return what if group == "other" else group, first, second


def relations(entries: Iterable[Entry]) -> list[Relation]:
    """The relationships that these entries describe; the latest word on each, what is not said again stays."""
    found: dict[tuple[str, str, str], Relation] = {}
    for made in sorted(entries, key=lambda e: (e.happened_on, e.number or 0)):
        if made.kind != "relationship_described":
            continue
        one, what, other = (str(made.facts[name]) for name in ("from", "what", "to"))
        key = key_of(one, what, other)
        if made.facts.get("not_so"):
            found.pop(key, None)
        else:
            found[key] = _changed(found.get(key) or Relation(one, what, other), made)
    return list(found.values())


def _changed(known: Relation, made: Entry) -> Relation:
    said: dict[str, Any] = {name: str(made.facts.get(name) or getattr(known, name)) for name in ("tie", "since", "until")}
    return Relation(
        str(made.facts["from"]), str(made.facts["what"]), str(made.facts["to"]), **said,
        note=str(made.words.get("note") or known.note),
        audience=kept_audience(made.facts["for"]) if "for" in made.facts else known.audience,
    )  # fmt: skip


# What a relation says -----------------------------------------------------------------------------------------------

_PARENT = {"mother": "mother", "mum": "mother", "mummy": "mother", "mam": "mother",
           "father": "father", "dad": "father", "daddy": "father"}  # fmt: skip
_SIDE = {"maternal": "mother", "paternal": "father"}
_BONDS = {
    **dict.fromkeys((*_PARENT, "grandmother", "grandfather", "gran", "granny", "grandma", "nan", "nana", "grandad", "grandpa"),
                    "parent_of"),
    **dict.fromkeys(("brother", "sister", "aunt", "uncle"), "sibling_of"),
    **dict.fromkeys(("partner", "boyfriend", "girlfriend"), "partner_of"),
    **dict.fromkeys(("husband", "wife"), "married_to"),
}  # fmt: skip
_OF_PARENT = re.compile(rf"(?:({'|'.join(_PARENT)})['’]s|({'|'.join(_SIDE)})) ({'|'.join(_BONDS)})")


def read_from(people: Mapping[str, Person], children: Iterable[str], known: Iterable[Relation]) -> list[Relation]:
    """What nobody recorded but relations say: the mother is every child's mother, `mother's mother` is hers.

    Only where it is plain: one mother, one father; and never beside what was recorded of that kind for that person.
    """
    said = {(relation.group, ref.casefold()) for relation in known for ref in _speaks_of(relation)}
    parents = _parents(people)
    found = list[Relation]()
    for person in people.values():
        for relation in _read(person, parents, list(children)):
            if (relation.group, person.ref.casefold()) not in said and relation.one != relation.other:
                found.append(relation)
    return found


def _speaks_of(relation: Relation) -> tuple[str, ...]:
    return (relation.one,) if relation.group == "parents" else relation.ends


def _parents(people: Mapping[str, Person]) -> dict[str, str]:
    """The one mother and the one father."""
    found: dict[str, list[str]] = {}
    for person in people.values():
        word = _PARENT.get(person.relation.casefold().strip())
        if word and not person.professional:
            found.setdefault(word, []).append(person.ref)
    return {word: refs[0] for word, refs in found.items() if len(refs) == 1}


def _read(person: Person, parents: Mapping[str, str], children: list[str]) -> Iterator[Relation]:
    word = person.relation.casefold().strip()
    if parents.get(_PARENT.get(word, "")) == person.ref:
        yield from (Relation(person.ref, "parent_of", child, read=True) for child in children)
    of_parent = _OF_PARENT.fullmatch(word)
    if of_parent:
        whose = parents.get(_PARENT.get(of_parent[1] or "", "") or _SIDE.get(of_parent[2] or "", ""))
        if whose:
            yield Relation(person.ref, _BONDS[of_parent[3]], whose, read=True)


def unplaced_parents(people: Mapping[str, Person], known: Iterable[Relation]) -> list[str]:
    """Those called mother or father of whom nobody can tell whose: there are several, and no relationship is recorded."""
    said = {relation.one.casefold() for relation in known if relation.group == "parents"}
    one = set(_parents(people).values())
    return [
        person.ref for person in people.values()
        if person.relation.casefold().strip() in _PARENT and person.ref not in one and person.ref.casefold() not in said
        and not person.professional
    ]  # fmt: skip
