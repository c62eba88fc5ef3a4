"""What the commands about people share: a family's circle out of the journal, and the copy of it for one reader."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cin_cli import context
from cin_cli.domain.circle import Circle, circle, seen_by, shown_words
from cin_cli.domain.person import Person, people
from cin_cli.domain.relation import relations, unplaced_parents
from cin_cli.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cin_cli.commands._plans import For
    from cin_cli.store.people import Child

KINDS = ("person_described", "relationship_described")


@dataclass(frozen=True, slots=True)
class Whom:
    """Whose circle it is: a family's, or that of one child of it; `children` are all the children of the family."""

    family: str
    children: tuple[str, ...]
    index: tuple[str, ...]


def whom(text: str) -> Whom:
    """The family of that reference, or the family of that child; a child may have none."""
    from cin_cli.store import journal

    store = context.store()
    family = journal.find_family(store, text)
    if family:
        return Whom(family.ref, family.children, family.children)
    child = journal.find_child(store, text)
    children = journal.family_of(store, child.family).children if child.family else (child.ref,)
    return Whom(child.family or "", children, (child.ref,))


def whole(who: Whom) -> Circle:
    """Everybody of the family, children included, and other families' children who are related to somebody in it."""
    from cin_cli.store import journal

    found = journal.standing(context.store(), kinds=KINDS, words=True)
    described, known = people(found), relations(found)
    own = {ref: person for ref, person in described.items() if person.family.casefold() == who.family.casefold() and "." in ref}
    mine = {*map(str.casefold, own), *map(str.casefold, who.children)}
    linked = (relation.ends for relation in known if mine & set(map(str.casefold, relation.ends)))
    related = {ref for ends in linked for ref in ends if "." not in ref}
    children = [journal.find_child(context.store(), ref) for ref in sorted({*who.children, *related})]
    refs = {ref.casefold(): person for ref, person in described.items()}
    around = [_child(child, refs.get(child.ref.casefold()), who) for child in children]
    return circle(who.family, who.index, [*around, *own.values()], known)


def _child(child: "Child", described: Person | None, who: Whom) -> Person:
    """A child of the case file as a person: what the case says, and what was said of the child as of a person."""
    said = described or Person(child.ref)
    unborn, expected = _unborn(child) if child.born is None else (False, "")
    return replace(
        said, ref=child.ref, family=child.family or (who.family if child.ref in who.children else ""), child=True,
        name=child.name or said.name, born=child.born.isoformat() if child.born else said.born,
        initials=child.initials or "", unborn=unborn or said.unborn, expected=expected or said.expected,
    )  # fmt: skip


def _unborn(child: "Child") -> tuple[bool, str]:
    """Whether the child is not born yet, as far as the journal says, and when it is expected."""
    from cin_cli.store import journal

    unborn, expected = False, ""
    kinds = ("fact_recorded", "expected_date_of_delivery", "child_born")
    for made in journal.standing(context.store(), child=child.ref, kinds=kinds):
        if made.kind == "fact_recorded" and made.facts.get("fact") == "unborn":
            unborn = bool(made.facts.get("value"))
        elif made.kind == "expected_date_of_delivery":
            unborn, expected = True, made.happened_on.isoformat()
        elif made.kind == "child_born":
            return False, ""
    return unborn, expected


def copy_of(who: Whom, reader: str | None, *, names: bool) -> "tuple[Circle, For | None]":
    """The circle as this reader may see it (None: the worker); what was left out is told with `tell`."""
    all_of_it = whole(who)
    if reader is None:
        return seen_by(all_of_it, all_of_it.reader, names=names), None
    from cin_cli.commands._plans import reader_of

    found = reader_of(reader, who.children)
    return seen_by(all_of_it, found.reader, names=names), found


def refuse_slips(part: Circle, more: "Iterable[str]" = ()) -> None:
    """Nothing that is held back in one place may slip out by another."""
    from cin_cli.domain.audience import slips

    found = slips([*shown_words(part), *more], part.withheld)
    if found:
        raise Refused(
            f"{found[0]!r} is not for this reader where you keep it, but stands in a part that this reader would get.",
            "Nothing was made. Change one of the two.",
        )


def tell(part: Circle, found: "For | None") -> None:
    """Tell the worker, never the reader, what was left out and why."""
    from collections import Counter

    for line in found.warnings if found else ():
        context.warn(line)
    for (where, why), count in Counter((held.where, held.why) for held in part.withheld).items():
        context.warn(f"Left out of this copy: {where}{f' ({count} times)' if count > 1 else ''}: {why}.")


def hint(part: Circle) -> None:
    """Tell the worker of whom it cannot be told whose parent they are."""
    example = part.index[0] if part.index else "CASE"
    for ref in unplaced_parents(part.people, part.relations):
        context.warn(f"Nobody can tell whose parent {ref} is, there being several: cin person relate {ref} parent_of {example}")
