"""The census's codes that this program keeps, each with our own words for it; a code that is not here is kept as it stands."""

from collections.abc import Mapping
from types import MappingProxyType

REFERRAL_SOURCES: Mapping[str, str] = MappingProxyType({
    "1A": "family member, relative or carer", "1B": "acquaintance, neighbour or child minder", "1C": "the child or young person",
    "1D": "another individual", "2A": "schools", "2B": "education services", "3A": "GP", "3B": "health visitor",
    "3C": "school nurse", "3D": "other primary health service", "3E": "accident and emergency", "3F": "other health service",
    "4": "housing", "5A": "the authority's social care", "5B": "another department of the authority", "5C": "another authority",
    "5D": "early help", "6": "police", "7": "other legal agency", "8": "other, such as a voluntary organisation",
    "9": "anonymous", "10": "not known",
})  # fmt: skip
"""Who referred. The codes are text: `4` and `10` are no numbers."""

CLOSURE_REASONS: Mapping[str, str] = MappingProxyType({
    "RC1": "adopted", "RC2": "died", "RC3": "child arrangements order", "RC4": "special guardianship order",
    "RC5": "another authority took over", "RC6": "adult social care took over",
    "RC7": "services ceased for another reason, or no longer in need", "RC8": "no further action after assessment",
    "RC9": "early help after assessment",
})  # fmt: skip

DISABILITIES: Mapping[str, str] = MappingProxyType({
    "NONE": "no disability", "MOB": "mobility", "HAND": "hand function", "PC": "personal care", "INC": "incontinence",
    "COMM": "communication", "LD": "learning", "HEAR": "hearing", "VIS": "vision", "BEH": "behaviour",
    "CON": "consciousness", "AUT": "autism", "DDA": "another disability",
})  # fmt: skip
NO_DISABILITY = "NONE"

_FACTORS = """1A 1B 1C 2A 2B 2C 3A 3B 3C 4A 4B 4C 5A 5B 5C 6A 6B 6C 7A 8A 8B 8C 8D 8E 8F 9A 10A 11A 12A 13A 14A 15A
    16A 17A 18A 18B 18C 19A 19B 19C 20 21 22A 23A 24A"""
FACTORS = frozenset(_FACTORS.split())
"""The factors of an assessment, those that are no longer used among them. They are not kept here; a wrong one is told."""


def with_words(codes: Mapping[str, str], code: str) -> str:
    """The code with its words (`2A schools`); one that is not in the table stands alone, as it was written."""
    known = code.upper()
    return f"{known} {codes[known]}" if known in codes else code
