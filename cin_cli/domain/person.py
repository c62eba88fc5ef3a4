"""The people around a family, folded from what the journal says of each: the latest word on every detail."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

from cin_cli.domain.audience import Audience, read_audience
from cin_cli.domain.entry import Entry
from cin_cli.domain.kinds import KINDS, PATTERNS
from cin_cli.errors import UsageError

CONTACT = ("agency", "phone", "address", "email", "household", "communication", "interpreter")
"""What says where somebody is, or how to reach and speak with them: for those in `contact_for`, else the worker only."""
CLEARED = ("name", "relation", "born", "died", "unborn", "expected", "parental_responsibility", *CONTACT, *PATTERNS, "note")
"""What may be taken off a person again."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody around a family, or a child of it (`child`). Days are ISO dates, or a year where no more is known."""

    ref: str
    family: str = ""
    name: str = ""
    relation: str = ""
    audience: Audience = ()
    sex: str = "unknown"
    born: str = ""
    died: str = ""
    unborn: bool = False
    expected: str = ""
    parental_responsibility: bool | None = None
    household: str = ""
    professional: bool = False
    agency: str = ""
    phone: str = ""
    address: str = ""
    email: str = ""
    communication: str = ""
    interpreter: str = ""
    contact_for: Audience = ()
    patterns: tuple[str, ...] = ()
    patterns_for: Audience = ()
    note: str = ""
    child: bool = False
    initials: str = ""

    @property
    def short(self) -> str:
        """The reference as it is said inside the family: `mother`, `AB12`."""
        return self.ref.rpartition(".")[2]


def people(entries: Iterable[Entry]) -> dict[str, Person]:
    """Everybody whom these entries describe, by reference; what is not said again stays."""
    found: dict[str, dict[str, Any]] = {}
    for made in sorted(entries, key=lambda e: (e.happened_on, e.number or 0)):
        if made.kind == "person_described":
            ref = str(made.facts.get("person") or "")
            _describe(found.setdefault(ref.casefold(), {"ref": ref}), made)
    return {kept["ref"]: _person(kept) for kept in found.values()}


def _describe(kept: dict[str, Any], made: Entry) -> None:
    for name in str(made.facts.get("no_longer") or "").split():
        kept.pop(name, None)
    worded = KINDS[made.kind].attributes
    kept |= {name: value for name, value in made.facts.items() if name in _KEPT and worded[name].form != "words"}
    kept |= made.words


_KEPT = {*(field.name for field in fields(Person)), *PATTERNS} - {"ref", "patterns", "child", "initials"}


def _person(kept: Mapping[str, Any]) -> Person:
    audiences: dict[str, Any] = {name: kept_audience(kept.get(name)) for name in ("audience", "contact_for", "patterns_for")}
    plain = {name: value for name, value in kept.items() if name not in (*audiences, *PATTERNS)}
    made = Person(**plain, **audiences, patterns=tuple(pattern for pattern in PATTERNS if kept.get(pattern)))
    return made if made.sex != "unknown" or "sex" in kept else replace(made, sex=sex_of(made.relation))


def kept_audience(value: Any) -> Audience:
    """Who may see it, as it was recorded; what cannot be read counts as not said."""
    text = ", ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value or "")
    try:
        return read_audience(text)
    except UsageError:
        return ()


_FEMALE = re.compile(
    r"\b(?:\w*mother|mum|mummy|mam|gran|granny|grandma|nan|nana|sister|aunt|aunty|auntie|wife|girlfriend|niece|daughter)$"
)
_MALE = re.compile(r"\b(?:\w*father|dad|daddy|grandad|granddad|grandpa|brother|uncle|husband|boyfriend|nephew|son)$")


def sex_of(relation: str) -> str:
    """What a relation says of the symbol to draw: `mother's mother` is female, `health visitor` says nothing."""
    low = relation.casefold().strip()
    return "female" if _FEMALE.search(low) else "male" if _MALE.search(low) else "unknown"


def checked_when(text: str, option: str) -> str:
    """A day in its stored form: an ISO date or a year; anything else is refused."""
    if re.fullmatch(r"(1[89]|20)\d\d", text):
        return text
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise UsageError(f"{option} cannot be {text!r}.", "It is a date such as 3/10/1990, or a year such as 1990.") from None


def years(person: Person, today: date) -> str:
    """`born 2014 (aged 11)`, `1961 to 2019`, `died 2019`, `expected May 2026`; empty when nothing is known."""
    if person.unborn and not person.died:
        return f"expected {person.expected[:7]}" if person.expected else "not born yet"
    if person.died:
        died = "" if person.died == "yes" else person.died[:4]
        if person.born:
            return f"{person.born[:4]} to {died or 'not known'}"
        return f"died {died}".strip()
    return f"born {person.born[:4]} (aged {_age(person.born, today)})" if person.born else ""


def _age(born: str, today: date) -> str:
    if len(born) == 4:
        return f"about {today.year - int(born)}"
    day = date.fromisoformat(born)
    whole = today.year - day.year - ((today.month, today.day) < (day.month, day.day))
    return str(max(whole, 0)) if whole != 0 else "under 1"
