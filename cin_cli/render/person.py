"""One person in words and as JSON: what is recorded, how they belong to the others, and who may see it."""

import json
from collections.abc import Iterator
from datetime import date

from cin_cli.domain.circle import Circle, called, households
from cin_cli.domain.person import CONTACT, Person, years
from cin_cli.domain.relation import Relation

SCHEMA_VERSION = 1
WORDS = {
    "parent_of": ("parent of", "child of"), "adoptive_parent_of": ("adoptive parent of", "adopted child of"),
    "step_parent_of": ("step-parent of", "stepchild of"), "carer_of": ("carer of", "cared for by"),
    "married_to": ("married to",), "partner_of": ("partner of",), "former_partner_of": ("separated from",),
    "divorced_from": ("divorced from",), "sibling_of": ("brother or sister of",),
    "half_sibling_of": ("half-brother or half-sister of",), "relative_of": ("related to",), "friend_of": ("friend of",),
    "supports": ("supports", "supported by"), "works_with": ("works with",),
}  # fmt: skip
"""A relationship as said from each end."""
LABELS = {"communication": "what helps", "interpreter": "interpreter", "household": "lives in the household", "email": "e-mail"}


def bond(relation: Relation, ref: str, part: Circle) -> str:
    """The relationship as said of this person: `supports F7.mother (strong tie, since 2024)`."""
    words = WORDS[relation.what]
    other = relation.other if relation.one == ref else relation.one
    said = words[0] if relation.one == ref or len(words) == 1 else words[1]
    more = [f"{relation.tie} tie" if relation.tie else "", f"since {relation.since}" if relation.since else "",
            f"until {relation.until}" if relation.until else ""]  # fmt: skip
    quality = ", ".join(text for text in more if text)
    return f"{said} {called(part.people[other], part)}{f' ({quality})' if quality else ''}"


def patterns(person: Person) -> str:
    """`domestic abuse, drugs`; empty when none is recorded."""
    return ", ".join(name.replace("_", " ") for name in person.patterns)


def described(person: Person, part: Circle, today: date) -> Iterator[str]:
    """The person in lines for a terminal."""
    yield ": ".join(text for text in (called(person, part), person.relation) if text)
    when = years(person, today)
    if when:
        yield f"  {when}"
    if person.parental_responsibility is not None:
        yield f"  {'has' if person.parental_responsibility else 'does not have'} parental responsibility"
    if person.professional:
        yield "  there for their work"
    for name in CONTACT:
        if getattr(person, name):
            yield f"  {LABELS.get(name, name)}: {_flat(getattr(person, name))}"
    if person.patterns:
        yield f"  recorded: {patterns(person)}"
    for relation in part.related(person.ref):
        yield f"  {bond(relation, person.ref, part)}"
        if relation.note:
            yield f"    {_flat(relation.note)}"
    if person.note:
        yield f"  note: {_flat(person.note)}"
    if part.reader.kind == "worker":
        yield f"  what is theirs is for: {_may(person.audience, person.child)}; contact details for: {_may(person.contact_for)}"


def _may(audience: tuple[str, ...], child: bool = False) -> str:
    return ", ".join(audience) or ("everyone, as nobody said otherwise" if child else "worker")


def _flat(text: str) -> str:
    return " ".join(text.split())


def as_json(person: Person, part: Circle) -> str:
    """The person with stable keys and ISO dates; the name only where names are shown."""
    worker = part.reader.kind == "worker"
    made = {
        "schema_version": SCHEMA_VERSION, **({"person": person.ref, "family": person.family} if worker else {}),
        **({"name": person.name or None} if part.names else {}), "relation": person.relation or None, "sex": person.sex,
        "born": person.born or None, "died": person.died or None, "unborn": person.unborn, "expected": person.expected or None,
        "parental_responsibility": person.parental_responsibility, "professional": person.professional,
        **{name: getattr(person, name) or None for name in CONTACT}, "patterns": [*person.patterns], "note": person.note or None,
        "relationships": [_relation(relation, person, part) for relation in part.related(person.ref)],
        **({"audience": [*person.audience], "contact_for": [*person.contact_for], "patterns_for": [*person.patterns_for]}
           if worker else {}),
    }  # fmt: skip
    return json.dumps(made, indent=1, ensure_ascii=False)


def _relation(relation: Relation, person: Person, part: Circle) -> dict[str, object]:
    other = relation.other if relation.one == person.ref else relation.one
    return {
        "what": relation.what, "from_here": relation.one == person.ref, "other": called(part.people[other], part),
        "tie": relation.tie or None, "since": relation.since or None, "until": relation.until or None,
        "note": relation.note or None, "recorded": not relation.read,
    }  # fmt: skip


def together(part: Circle) -> Iterator[str]:
    """A line for each household: who lives together, and which parent lives elsewhere."""
    homes = households(part)
    for word, people in homes.items():
        yield f"Household {word}: {', '.join(called(person, part) for person in people)}."
    living = {person.ref: word for word, people in homes.items() for person in people}
    away = [
        part.people[r.one] for r in part.relations
        if r.group == "parents" and r.one in living and r.other in living and living[r.one] != living[r.other]
    ]  # fmt: skip
    if away:
        yield f"Parents who live elsewhere: {', '.join(dict.fromkeys(called(person, part) for person in away))}."
