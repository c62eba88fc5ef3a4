"""Who may see which part of a plan, and why something was left out of a copy.

The harm that this program could really do is a document that tells one parent where the other one is.
So what is not plainly meant for a reader is left out, and the worker is told.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from cin_cli.errors import UsageError

Audience = tuple[str, ...]
"""`everyone`, `professionals`, `worker` or people's references; empty: nobody has said."""

Kind = Literal["ordinary", "contact", "voice", "note"]
"""`contact`: an address, a phone number, a venue. `voice`: a child's own words."""

DEFAULT: dict[Kind, Audience] = {
    "ordinary": ("everyone",), "contact": ("worker",), "voice": ("worker",), "note": ("worker",),
}  # fmt: skip

_CIRCLES = {
    "everyone": "everyone", "everybody": "everyone", "family": "everyone",
    "professional": "professionals", "professionals": "professionals", "worker": "worker",
}  # fmt: skip
_PERSON = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}(\.[A-Za-z0-9_-]{1,40})?")


@dataclass(frozen=True, slots=True)
class Reader:
    """Whom a copy is for. `settled`: of everybody in the family it is said who may see what, and this reader may."""

    kind: Literal["worker", "professional", "family", "person"]
    person: str = ""
    settled: bool = False
    separated: bool = False
    at_risk: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """One thing said, in somebody's own words, and who may see it (empty: as usual where it stands)."""

    text: str
    audience: Audience = ()


@dataclass(frozen=True, slots=True)
class Withheld:
    """Something left out of a copy: where it stands in the plan and why; its words only for the check of leaks."""

    where: str
    why: str
    words: tuple[str, ...] = ()


def read_audience(text: str) -> Audience:
    """`everyone`, `worker`, `professionals`, `F7.mother and F7.ava`; anything else is refused, never guessed."""
    parts = [part for part in re.split(r"\s*(?:,|;|&|\band\b)\s*", text.strip()) if part]
    found = tuple(dict.fromkeys(_one(part) for part in parts))
    if "everyone" in found and "worker" in found:
        raise UsageError("`worker` means nobody else, so it cannot stand beside `everyone`.")
    return found


def _one(part: str) -> str:
    if part.casefold() in _CIRCLES:
        return _CIRCLES[part.casefold()]
    if _PERSON.fullmatch(part):
        return part
    raise UsageError(
        f"{part!r} does not say who may see it.", "Write everyone, professionals, worker, or people such as F7.mother."
    )


def same_person(named: str, person: str) -> bool:
    """Whether `F7.mother`, or `mother` for short, names this person."""
    named, person = named.casefold(), person.casefold()
    return named == person or ("." not in named and person.rpartition(".")[2] == named)


def people_named(audience: Audience) -> list[str]:
    """The people in an audience, without the circles."""
    return [name for name in audience if name not in _CIRCLES.values()]


def is_settled(audiences: Mapping[str, Audience], person: str = "") -> bool:
    """Whether it is said of everybody in a family who may see what is theirs, and this reader is among those who may.

    Without a person: whether everyone in the family may.
    """
    others = [audience for ref, audience in audiences.items() if ref != person]
    if not audiences or not all(audiences.values()):
        return False
    return all("everyone" in a or (person and any(same_person(n, person) for n in people_named(a))) for a in others)


def why_not(audience: Audience, kind: Kind, reader: Reader) -> str | None:
    """Why this reader may not see it, as told to the worker; None when the reader may."""
    allowed = audience or DEFAULT[kind]
    if reader.kind == "worker" or _is_named(allowed, reader):
        return None
    if "professionals" in allowed and reader.kind == "professional":
        return None
    if "everyone" not in allowed:
        return f"only for {_spoken(allowed)}"
    if reader.kind == "professional":
        return None
    return _why_not_shared(audience, kind, reader)


def _why_not_shared(audience: Audience, kind: Kind, reader: Reader) -> str | None:
    if kind == "contact" and (reader.separated or reader.at_risk):
        return "this family is marked separated or at risk, so such details go only to people named on them"
    if kind == "contact" and not reader.settled:
        return "it is not said yet, of each person in this family, who may see what (`cin person add … --audience`)"
    if reader.at_risk and not audience:
        return "this family is marked at risk, and nobody has said who may see it"
    return None


def _is_named(allowed: Audience, reader: Reader) -> bool:
    return reader.kind == "person" and any(same_person(name, reader.person) for name in people_named(allowed))


def _spoken(allowed: Audience) -> str:
    return "you" if allowed == ("worker",) else " and ".join(name for name in allowed if name != "worker")


_STREETS = (
    "avenue|close|court|crescent|drive|end|gardens|green|grove|hill|house|lane|mews|park|place|rise|road|row|square|"
    "street|terrace|view|walk|way|yard"
)
_TELLING = re.compile(
    rf"\d+[a-z]?,?\s+(?:[\w'’-]+\s+){{0,3}}(?:{_STREETS})\b"  # 14 Juniper Lane
    r"|\b[a-z]{1,2}\d[a-z\d]?\s*\d[a-z]{2}\b"  # a postcode
    r"|(?:\+44|\b0)[\d ()-]{8,14}\d"  # a phone number
    r"|[\w.+-]+@[\w-]+\.[\w.-]+",
    re.IGNORECASE,
)


def telling(words: Iterable[str]) -> dict[str, str]:
    """The addresses, postcodes, phone numbers and e-mail addresses in these texts, each with how it is compared."""
    return {_plain(found[0]): found[0] for text in words for found in _TELLING.finditer(text)}


def _plain(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()


def slips(shown: Iterable[str], withheld: Iterable[Withheld]) -> list[str]:
    """What is held back in one place and stands, by a slip, in what this reader is shown."""
    page = _plain(" ".join(shown))
    return [said for compared, said in telling(w for held in withheld for w in held.words).items() if compared in page]
