"""What was found, the words marked in their place; one document whole; both as JSON."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from cin_cli.domain.dates import words
from cin_cli.domain.entry import KINDS, Entry
from cin_cli.domain.find import Excerpt, Term, excerpt, found_in
from cin_cli.domain.listing import Whose
from cin_cli.domain.passage import Passage
from cin_cli.render.table import folded, on_terminal

SCHEMA_VERSION = 1
OPEN, CLOSE = "[", "]"
"""Around what was found, where nothing can be printed in bold."""
INDENT = "    "


@dataclass(frozen=True, slots=True)
class Hit:
    """An entry found: whom it is about, where in it, and the words in their place."""

    made: Entry
    about: tuple[Whose, ...]
    where: str
    excerpt: Excerpt


def best(pieces: Sequence[Passage], terms: Sequence[Term]) -> tuple[str, Excerpt]:
    """Of the pieces the one in which most of what was looked for stands."""
    if not pieces:
        return "", Excerpt("")
    piece = max(pieces, key=lambda one: sum(found_in([one.text], [term]) for term in terms))
    return piece.where, excerpt(piece.text, terms)


def print_found(hits: Sequence[Hit], found: int, *, loose: bool, names: bool, as_json: bool) -> None:
    """Print what was found and how much more there is."""
    from cin_cli.context import say

    if as_json:
        say(_json({"schema_version": SCHEMA_VERSION, "found": found, "together": not loose, "entries": list(map(_row, hits))}))
        return
    if loose:
        say("Nowhere do these words stand together; here are all of them.")
        say()
    for hit in hits:
        say(_head(hit, names))
        if hit.excerpt.text:
            _print_excerpt(hit.excerpt)
    if found > len(hits):
        say()
        more = "--limit N shows more; --case, --kind and --since narrow it."
        say(folded(f"{len(hits)} of {found} entries, the best and newest. {more}"))


def _head(hit: Hit, names: bool) -> str:
    made, first = hit.made, hit.about[0]
    who = first.name if names and first.name else first.initials
    more = f" +{len(hit.about) - 1}" if len(hit.about) > 1 else f" {who}" if who else ""
    where = f": {where_words(hit.where)}" if hit.where and hit.where not in ("text", "said", KINDS[made.kind].words) else ""
    return f"{first.ref}{more}  {words(made.happened_on)}  {_label(made)}{where}  (entry {made.number})"


def _label(made: Entry) -> str:
    return ("booked " if made.planned else "") + KINDS[made.kind].words


def where_words(where: str) -> str:
    """Where in an entry something stands, in words."""
    from cin_cli.domain.plan_form import HEADINGS

    return HEADINGS[where].lstrip("# ").lower() if where in HEADINGS else where.replace("_", " ")


def _print_excerpt(found: Excerpt) -> None:
    from cin_cli.context import say
    from cin_cli.main import printable

    text = printable(found.text)
    if not on_terminal():
        say(INDENT + _bracketed(text, found.marks))
        return
    from rich.console import Console
    from rich.text import Text

    console = Console(highlight=False)
    if console.no_color:
        say(folded(INDENT + _bracketed(text, found.marks)))
        return
    line = Text(text)
    for start, end in found.marks:
        line.stylize("bold", start, end)
    for part in line.wrap(console, max(20, min(console.width, 100) - len(INDENT))):
        console.print(Text(INDENT) + part, soft_wrap=True)


def _bracketed(text: str, marks: Iterable[tuple[int, int]]) -> str:
    for start, end in sorted(marks, reverse=True):
        text = f"{text[:start]}{OPEN}{text[start:end]}{CLOSE}{text[end:]}"
    return text


def _row(hit: Hit) -> dict[str, Any]:
    made = hit.made
    return {
        "number": made.number, "children": [whose.ref for whose in hit.about], "date": made.happened_on.isoformat(),
        "kind": made.kind, "label": KINDS[made.kind].words, "planned": made.planned, "where": hit.where,
        "excerpt": hit.excerpt.text, "marks": [list(mark) for mark in hit.excerpt.marks],
    }  # fmt: skip


# One document -------------------------------------------------------------------------------------------------------


def print_whole(made: Entry, pieces: Sequence[Passage], *, as_json: bool) -> None:
    """Print an entry whole, as far as these pieces go."""
    from cin_cli.context import say

    if as_json:
        head = {"number": made.number, "kind": made.kind, "date": made.happened_on.isoformat()}
        says = [{"where": p.where, "text": p.text, "for": list(p.audience)} for p in pieces]
        say(_json({"schema_version": SCHEMA_VERSION, **head, "says": says}))
        return
    of = ", ".join(part.child for part in made.parts)
    say(f"{_label(made).capitalize()}, {words(made.happened_on)}{f', of {of}' if of else ''} (entry {made.number})")
    for text in whole(pieces):
        say(text)


def whole(pieces: Sequence[Passage]) -> Iterator[str]:
    """The pieces under where they stand, in their order, with who may see each where that is said."""
    last = ""
    for piece in pieces:
        if piece.where != last:
            last = piece.where
            yield ""
            yield where_words(last).capitalize()
        lines = piece.text.strip("\n").split("\n")
        yield from (folded(f"  {line}") if line.strip() else "" for line in lines)
        if piece.audience:
            yield f"  (for: {', '.join(piece.audience)})"


def _json(value: Any) -> str:
    text = json.dumps(value, indent=1, ensure_ascii=False)
    return "".join(c if c.isprintable() or c == "\n" else json.dumps(c)[1:-1] for c in text)
