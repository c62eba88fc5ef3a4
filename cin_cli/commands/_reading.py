"""What `cin find`, `cin case` and `cin today` share: what a reader may see of an entry, and the newest of a kind."""

from collections.abc import Container, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from cin_cli import context
from cin_cli.domain.audience import Reader, why_not
from cin_cli.domain.listing import Whose
from cin_cli.errors import CinError

if TYPE_CHECKING:
    from cin_cli.domain.entry import Entry
    from cin_cli.domain.passage import Passage

_NOT_SAID = ("worker",)


def shown(made: "Entry", reader: Reader, children: Container[str] | None = None) -> "list[Passage]":
    """What this reader may see of an entry, as far as it is about these children (None: about anybody)."""
    seen, _ = split(made, reader, children)
    return seen


def split(
    made: "Entry", reader: Reader, children: Container[str] | None = None
) -> "tuple[list[Passage], list[tuple[Passage, str]]]":
    """What this reader may see of an entry, and what not, with the reason."""
    from cin_cli.domain.passage import passages

    theirs = [part for part in made.parts if children is None or part.child in children]
    pieces = [*passages(made), *(one for part in theirs for one in passages(made, part))]
    if made.parts and not theirs:
        return [], [(one, "it is about other children") for one in pieces]
    general = _outdated(made) or _of_another_family(made, children) or _hidden_person(made, reader)
    whys = [(one, general or one.hidden_from(reader)) for one in pieces]
    return [one for one, why in whys if why is None], [(one, why) for one, why in whys if why is not None]


def _outdated(made: "Entry") -> str | None:
    """An earlier version of a plan may show what a later one took away."""
    if made.kind != "plan_saved":
        return None
    from cin_cli.commands._plans import saved

    last = max((versions[-1].number for part in made.parts if (versions := saved(part.child))), default=0)
    return None if made.facts.get("version") == last else "it is not the latest version"


def _of_another_family(made: "Entry", children: Container[str] | None) -> str | None:
    if made.parts or children is None:
        return None
    from cin_cli.store.people import find_family

    family = find_family(context.store(), str(made.facts.get("family") or ""))
    theirs = family is not None and any(ref in children for ref in family.children)
    return None if theirs else "it is about another family"


def _hidden_person(made: "Entry", reader: Reader) -> str | None:
    """Who may see what is said of a person is as it is said now, not as it was said then."""
    if made.kind != "person_described":
        return None
    from cin_cli.commands._plans import _audience
    from cin_cli.store.people import person_of

    person = person_of(context.store(), str(made.facts.get("person") or ""))
    now = _audience(person.audience) if person else ()
    return why_not(now or _NOT_SAID, "contact", reader)


def about(made: "Entry", refs: Sequence[str]) -> tuple[Whose, ...]:
    """Whom an entry is about, as a list shows them: these children, or a family."""
    from cin_cli.store.people import find_child

    found = []
    for ref in refs:
        try:
            child = find_child(context.store(), ref)
        except CinError:
            found.append(Whose(ref))
        else:
            found.append(Whose(child.ref, child.initials, child.name, child.worker, child.family))
    return tuple(found) or (Whose(str(made.facts.get("family") or "")),)


def newest(refs: Iterable[str], kinds: Sequence[str]) -> "Iterator[Entry]":
    """The entries of these kinds that stand and are not only booked, the newest first."""
    from cin_cli.store import journal

    found = {
        made.number: made for ref in refs for made in journal.standing(context.store(), child=ref, kinds=kinds, words=True)
        if not made.planned
    }  # fmt: skip
    yield from sorted(found.values(), key=lambda made: (made.happened_on, made.number or 0), reverse=True)
