"""A child's reference: letters and digits, at most twenty, so that it can be the census's own."""

import re

from cin_cli.errors import UsageError

LONGEST = 20
_BETWEEN = re.compile(r"[-‐‑–/\\_.\s]+")
_ALLOWED = re.compile(r"[A-Z0-9]{1,20}")


def clean_reference(text: str) -> tuple[str, str | None]:
    """The reference without what stands between its letters and digits, and the team's own form where it differs."""
    own = " ".join(text.split())
    reference = _BETWEEN.sub("", own).upper()
    if not reference:
        raise UsageError("A child needs a reference.", "Letters and digits, at most 20.")
    if len(reference) > LONGEST:
        raise UsageError(f"A reference has at most {LONGEST} letters and digits; this one has {len(reference)}.")
    if not _ALLOWED.fullmatch(reference):
        raise UsageError("A reference is letters and digits; between them may stand - / . or spaces.")
    return reference, own if own.upper() != reference else None


def initials_of(name: str) -> str:
    """The initials of a name (`Baby Smith` is `BS`; `Smith, Baby` too), at most four."""
    last, comma, first = name.partition(",")
    ordered = f"{first} {last}" if comma else name
    return "".join(word[0].upper() for word in ordered.split() if word[0].isalpha())[:4]


def named(text: str) -> tuple[str, str | None]:
    """(initials, name): one to four capital letters are initials (`J.S.` too), anything else is a name."""
    said = " ".join(text.split())
    bare = said.replace(".", "").replace(" ", "")
    if 1 <= len(bare) <= 4 and bare.isalpha() and bare.isupper():
        return bare, None
    return initials_of(said), said
