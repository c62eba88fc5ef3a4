"""What `cin find`, `cin case` and `cin today` share: what a reader may see of an entry, and the newest of a kind."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from cin_cli import context
from cin_cli.domain.audience import Reader, why_not
from cin_cli.domain.listing import Whose
from cin_cli.errors import CinError

if TYPE_CHECKING:
    from cin_cli.domain.entry import Entry, Part
    from cin_cli.domain.passage import Passage
    from cin_cli.domain.person import Person

_LATEST = "it is not the latest version"


class View:
    """An entry as one reader may see it; what is said of people and plans is looked up once."""

    def __init__(self, reader: Reader, children: Iterable[str] | None = None) -> None:
        """`children`: of whom the reader may hear anything; None: of anybody."""
        self.reader = reader
        self.children = None if children is None else set(children)
        self._plans: dict[str, int] = {}
        self._people: dict[str, Person] | None = None

    def theirs(self, made: "Entry") -> "list[Part]":
        """The parts of the entry that are about children of whom the reader may hear."""
        return [part for part in made.parts if self.children is None or part.child in self.children]

    def shown(self, made: "Entry") -> "list[Passage]":
        """What the reader may see of it."""
        return self.split(made)[0]

    def split(self, made: "Entry") -> "tuple[list[Passage], list[tuple[Passage, str]]]":
        """What the reader may see of it, and what not, with the reason."""
        from cin_cli.domain.passage import passages

        theirs = self.theirs(made)
        pieces = [*passages(made), *(one for part in theirs for one in passages(made, part))]
        general = self._never(made)
        whys = [(one, general or one.hidden_from(self.reader) or self._hidden_now(made, one)) for one in pieces]
        return [one for one, why in whys if why is None], [(one, why) for one, why in whys if why is not None]

    def _never(self, made: "Entry") -> str | None:
        """Why nothing of it is for the reader: other children, another family, an earlier version of a plan."""
        if made.parts:
            if not self.theirs(made):
                return "it is about other children"
            return self._superseded(made)
        if self.children is None:
            return None
        from cin_cli.store.people import find_family

        family = find_family(context.store(), str(made.facts.get("family") or ""))
        theirs = family is not None and any(ref in self.children for ref in family.children)
        return None if theirs else "it is about another family"

    def _superseded(self, made: "Entry") -> str | None:
        """An earlier version of a plan may show what a later one took away."""
        if made.kind != "plan_saved":
            return None
        from cin_cli.commands._plans import saved

        for part in made.parts:
            if part.child not in self._plans:
                self._plans[part.child] = max((version.number for version in saved(part.child)), default=0)
        return None if made.facts.get("version") == max(self._plans[part.child] for part in made.parts) else _LATEST

    def _hidden_now(self, made: "Entry", piece: "Passage") -> str | None:
        """Who may see what is said of a person, and what that is, as it is said now and not as it was said then."""
        if made.kind != "person_described":
            return None
        from cin_cli.domain.passage import person_says
        from cin_cli.domain.person import people
        from cin_cli.store import journal

        if self._people is None:
            self._people = people(journal.standing(context.store(), kinds=("person_described",), words=True))
        person = self._people.get(str(made.facts.get("person") or ""))
        name = person_says(piece.where)
        if person is None or not name or getattr(person, piece.where) != piece.text:
            return "it is no longer so"
        return why_not(getattr(person, name) or ("worker",), "contact", self.reader)


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
