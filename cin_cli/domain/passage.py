"""What an entry says in words, piece by piece, each with who may see it: what is searched, and what a copy may hold."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from cin_cli.domain.audience import Audience, Reader, read_audience, why_not
from cin_cli.domain.audience import Kind as Sort
from cin_cli.domain.entry import KINDS, SOURCE_KEY, Attribute, Entry, Part
from cin_cli.errors import CinError

NEVER = ("source_covered", "policy_adopted", "import_made", "holiday_added", "entry_withdrawn")
"""Kinds that say nothing of a child."""
NOT_WORDS = ("digest", "family", "person", SOURCE_KEY)
"""Short attributes that are references."""
ARRANGEMENTS = frozenset({
    "venue", "next_venue", "next_missing", "notes_method", "advocate", "interpreter", "invited", "attendance",
    "attachments", "place",
})  # fmt: skip
"""Where, with whom and how it was held: of its record, and no part of what happened."""
_SORT: dict[str, Sort] = {"voice": "voice", "person_described": "contact"}


class Passage(NamedTuple):
    """One thing that an entry says: where it stands in it, its words, who may see it and what kind of thing it is.

    Outside a plan nothing was written for a reader, so what does not say who may see it is the worker's.
    """

    where: str
    text: str
    audience: Audience = ()
    sort: Sort = "note"

    def hidden_from(self, reader: Reader) -> str | None:
        """Why this reader may not see it; None: the reader may."""
        return why_not(self.audience, self.sort, reader)


def passages(made: Entry, part: Part | None = None) -> list[Passage]:
    """What the entry says of all its children, or, with a part, what it says of that child only."""
    if made.kind in NEVER:
        return []
    facts, words = (part.facts, part.words) if part else (made.facts, made.words)
    if made.kind == "plan_saved":
        return list(_plan(str(words["form"]))) if "form" in words else []
    found = list[Passage]()
    for name, attribute in KINDS[made.kind].attributes.items():
        if name not in NOT_WORDS:
            value = (facts if attribute.form == "short" else words).get(name)
            found += _of(attribute, value, _may(made, part, name), made.kind)
    return found


def all_passages(made: Entry) -> list[Passage]:
    """The same of all children and of each."""
    return [*passages(made), *(one for part in made.parts for one in passages(made, part))]


def _may(made: Entry, part: Part | None, attribute: str) -> Audience:
    """Who may see what does not say so itself: as the entry says of all its words, or of a person's."""
    name = "for" if made.kind != "person_described" else person_says(attribute)
    said = (part.facts.get(name) if part else None) or made.facts.get(name) or ()
    return _read(said)


def person_says(attribute: str) -> str:
    """What says who may see this of a person: contact details have readers of their own, and a note has none."""
    from cin_cli.domain.person import CONTACT

    if attribute in CONTACT:
        return "contact_for"
    return "audience" if attribute in ("name", "relation") else ""


def _read(said: Any) -> Audience:
    """Who may see it, as it is stored; what cannot be read means the worker."""
    try:
        return read_audience(said if isinstance(said, str) else ", ".join(map(str, said)))
    except (CinError, TypeError):
        return ("worker",)


def _of(attribute: Attribute, value: Any, may: Audience, kind: str) -> Iterator[Passage]:
    sort = _SORT.get(kind, "note")
    match attribute.form:
        case "short" | "words" if isinstance(value, str) and value.strip():
            yield Passage(attribute.name, value, may, sort)
        case "said" | "rows" if isinstance(value, list):
            for one in value:
                text = one.get("text", "") if attribute.form == "said" else _row(attribute, one)
                if text.strip():
                    yield Passage(attribute.name, text, _read(one.get("for") or may), sort)
        case "said" | "rows" if isinstance(value, str) and value.strip():  # one thing, as an earlier form kept it
            yield Passage(attribute.name, value, may, sort)


def _row(attribute: Attribute, row: Mapping[str, Any]) -> str:
    cells = {c.name: str(row[c.name]) for c in attribute.columns if c.form in ("words", "short") and row.get(c.name)}
    if "name" in cells or "who" in cells:
        cells.pop("person", None)  # the reference beside the name
    match attribute.name:
        case "feedback" if len(cells) == 2:
            return ": ".join(cells.values())
        case "actions":  # `Mr Osei: ask the breakfast club for a place (21 Nov 2025)`
            who, by = cells.pop("who", ""), cells.pop("by", "")
            said = " · ".join(cells.values())
            return f"{f'{who}: ' if who else ''}{said}{f' ({by})' if by else ''}"
        case "updates" if "update" in cells and "why_not" in cells:
            return f"{cells['update']} (why not: {cells['why_not']})"
    return " · ".join(cells.values())


def _plan(form: str) -> Iterator[Passage]:
    """The plan's own parts; a form that cannot be read any more is the worker's, whole."""
    from cin_cli.domain.plan import SECTIONS
    from cin_cli.domain.plan_form import read_form

    try:
        plan = read_form(form)
    except CinError:
        yield Passage("form", form)
        return
    yield from (Passage(name, text, sort="ordinary") for name in ("names", "next_review", "ends")
                if (text := getattr(plan, name)).strip())  # fmt: skip
    for name, sort in SECTIONS.items():
        yield from (Passage(name, said.text, said.audience, sort) for said in getattr(plan, name) if said.text.strip())
    for number, point in enumerate(plan.points, 1):
        if not point.blank:
            text = " · ".join(words for words in point.words if words.strip())
            yield Passage(f"point {number}", text, point.audience, "ordinary")
