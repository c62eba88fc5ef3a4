"""`cin find`: every word of every entry, the best finds first, for the worker or as one reader would be shown it."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from cin_cli import context
from cin_cli.errors import NotFound, UsageError

if TYPE_CHECKING:
    from cin_cli.commands._reading import View
    from cin_cli.domain.find import Term
    from cin_cli.render.find import Hit
    from cin_cli.store.find import Asked

app = typer.Typer(add_completion=False, rich_markup_mode=None)
SHORT = {
    "plan": ("plan_saved",), "visit": ("visit",), "meeting": ("cin_meeting_initial", "cin_meeting_review"), "voice": ("voice",),
    "note": ("note",),
}  # fmt: skip
"""What people call the documents of a case, and the kinds of entry that hold them."""
Case = Annotated[str | None, typer.Option("--case", metavar="CASE", help="Only this child's, or a family's (F7).")]


@app.command()
def find(
    typed: Annotated[
        list[str] | None, typer.Argument(metavar="TEXT…", help="Words that must all be there; with --latest, the case.")
    ] = None,
    case: Case = None,
    kind: Annotated[
        str | None, typer.Option("--kind", metavar="KIND", help="plan, visit, meeting, voice, note, or a kind of entry.")
    ] = None,
    since: Annotated[str | None, typer.Option("--since", metavar="DATE", help="Only what happened from that day on.")] = None,
    latest: Annotated[
        str | None, typer.Option("--latest", metavar="KIND", help="Open the newest plan, visit, meeting, voice or note, whole.")
    ] = None,
    reader: Annotated[
        str | None, typer.Option("--as", metavar="WHOM", help="Only what F7.mother, family or professional may see.")
    ] = None,
    limit: Annotated[int, typer.Option("--limit", metavar="N", min=1, max=1000, help="At most so many.")] = 10,
    names: Annotated[bool, typer.Option("--names", help="Show names. Mind who can see the screen.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """Find words anywhere: plans, visits, the child's words, notes, people. The best and newest first.

    Beginnings of words do, accents do not matter, words in quotes must stand together.
    Without TEXT it asks, so that no name stays in your shell's history.

    Examples: cin find mould landlord    cin find --latest plan AB12
    """
    if latest is not None:
        _open_latest(latest, [*(typed or []), *([case] if case else [])], reader, as_json=as_json)
        return
    from cin_cli.commands._record import day_of
    from cin_cli.render.find import print_found

    terms, together = _terms(typed)
    since_day = day_of(since) if since else None
    whose, refs = _scope(case, reader)
    found, hits = _hits(terms, refs, kind, since_day, whose, limit)
    loose = not found and together
    if loose:
        from cin_cli.domain.find import apart

        found, hits = _hits(apart(terms), refs, kind, since_day, whose, limit)
    print_found(hits, found, loose=bool(loose and found), names=names, as_json=as_json)
    if not found:
        raise NotFound("Nothing found.", "Fewer words, or the beginning of one, find more.")


def _terms(typed: list[str] | None) -> "tuple[tuple[Term, ...], bool]":
    """What to look for, and whether something typed in quotes must stand together."""
    from cin_cli.commands._record import ask
    from cin_cli.domain.find import read_terms

    pieces = typed or [ask("Look for what?") or ""]
    whole = [f'"{piece}"' if typed and len(piece.split()) > 1 and '"' not in piece else piece for piece in pieces]
    terms = read_terms(" ".join(whole))
    return terms, any(len(term.words) > 1 for term in terms)


def _scope(case: str | None, reader: str | None) -> "tuple[View | None, tuple[str, ...]]":
    """For whom and of whom to look: a reader is somebody of a family, and is shown nothing of another."""
    from cin_cli.commands._record import chosen

    who = chosen([case]) if case else None
    refs = [*who.refs, *(child.family for child in who.children if child.family)] if who else []
    if reader is None:
        return None, tuple(dict.fromkeys(refs))
    children = who.refs if who else _family_of(reader)
    return _whose(reader, children), tuple(dict.fromkeys(refs))


def _family_of(reader: str) -> list[str] | None:
    """The children of the family that `F7.mother` names; None: a professional, who may be anybody's."""
    from cin_cli.store.people import family_of

    if reader.strip().casefold() in ("professional", "professionals"):
        return None
    family = reader.rpartition(".")[0]
    if not family:
        raise UsageError(f"It is not said whose {reader.strip()!r} is meant.", "Say it as F7.mother, or with --case CASE.")
    return list(family_of(context.store(), family).children)


def _whose(reader: str, children: list[str] | None) -> "View":
    from cin_cli.commands._plans import reader_of
    from cin_cli.commands._reading import View

    if children is not None and not children:
        raise NotFound("This family has no children here, so there is nothing to look in.")
    whom = reader_of(reader, children or [])
    for line in whom.warnings:
        context.warn(line)
    return View(whom.reader, children)


# Looking ------------------------------------------------------------------------------------------------------------


def _hits(
    terms: "tuple[Term, ...]", refs: tuple[str, ...], kind: str | None, since: date | None, whose: "View | None", limit: int
) -> "tuple[int, list[Hit]]":
    """In how many entries it stands, and the best of them."""
    from cin_cli.domain.find import weight
    from cin_cli.store.find import ENOUGH, Asked, count, find

    store, today = context.store(), context.today()
    asked = Asked(terms, refs, _kinds(kind) if kind else (), since)
    if whose:
        return _hits_for(asked, whose, limit)
    found = find(store, asked)
    found.sort(key=lambda f: (weight(f.relevance, f.happened_on, today), f.happened_on, f.number), reverse=True)
    total = len(found) if len(found) < ENOUGH / 2 else count(store, asked)
    return total, _made([f.number for f in found[:limit]], terms, None)


def _hits_for(asked: "Asked", whose: "View", limit: int) -> "tuple[int, list[Hit]]":
    """The same for a reader: whatever the reader may not see is not looked in, not counted and weighs nothing."""
    from cin_cli.store.find import find

    numbers = [f.number for f in find(context.store(), asked, limit=-1)]
    hits = _made(numbers, asked.terms, whose)
    hits.sort(key=lambda hit: (hit.made.happened_on, hit.made.number or 0), reverse=True)
    return len(hits), hits[:limit]


def _made(numbers: Sequence[int], terms: "tuple[Term, ...]", whose: "View | None") -> "list[Hit]":
    """The entries found, each with the place in it that shows best what was looked for."""
    from cin_cli.commands._reading import about
    from cin_cli.domain.entry import KINDS
    from cin_cli.domain.find import found_in
    from cin_cli.domain.passage import all_passages
    from cin_cli.render.find import Hit, best
    from cin_cli.store.journal import numbered

    place = {number: at for at, number in enumerate(numbers)}
    hits = []
    for made in sorted(numbered(context.store(), numbers, words=True), key=lambda made: place[made.number or 0]):
        pieces = whose.shown(made) if whose else all_passages(made)
        theirs = [part.child for part in (whose.theirs(made) if whose else made.parts)]
        if whose and not (pieces and found_in([*(p.text for p in pieces), KINDS[made.kind].words, *theirs], terms)):
            continue
        hits.append(Hit(made, about(made, theirs), *best(pieces, terms)))
    return hits


def _kinds(said: str) -> tuple[str, ...]:
    """The kinds of entry meant: a document by its short name, else a kind by its own."""
    from cin_cli.domain.entry import KINDS

    low = said.strip().lower().replace(" ", "_")
    if low in SHORT:
        return SHORT[low]
    found = tuple(kind.name for kind in KINDS.values() if low in (kind.name, kind.words.replace(" ", "_")))
    if not found:
        raise UsageError(f"There is no kind {said.strip()!r}.", f"Say {', '.join(SHORT)}, or one that `cin event kinds` lists.")
    return found


# The newest document ------------------------------------------------------------------------------------------------


def _open_latest(kind: str, cases: list[str], reader: str | None, *, as_json: bool) -> None:
    """Print the newest document of that kind, whole."""
    from cin_cli.commands._reading import newest
    from cin_cli.commands._record import chosen
    from cin_cli.domain.entry import KINDS
    from cin_cli.domain.passage import all_passages
    from cin_cli.render.find import print_whole

    if len(cases) != 1:
        raise UsageError("It is not said whose.", "cin find --latest plan AB12")
    who = chosen(cases)
    kinds = _kinds(kind)
    whose = _whose(reader, who.refs) if reader else None
    for made in newest(who.refs, kinds):
        pieces = whose.shown(made) if whose else all_passages(made)
        if whose is None or pieces:
            print_whole(made, pieces, as_json=as_json)
            return
        if made.kind == "plan_saved":  # an earlier version may show what a later one took away
            break
    raise NotFound(f"There is no {KINDS[kinds[0]].words if kind not in SHORT else kind} of {', '.join(who.refs)} to show.")


