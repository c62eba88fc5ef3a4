"""What the journal holds of one child, as an import has to know it: what was written, and what stands now."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from cin_cli.domain.entry import Entry, Part


@dataclass
class Past:
    """What the journal holds of one child: everything that was written and not taken back, and what stands now."""

    ref: str
    written: list[Entry] = field(default_factory=list)
    stands: list[Entry] = field(default_factory=list)

    def standing(self, *kinds: str) -> list[Entry]:
        """The entries of these kinds that stand, the oldest day first; nothing that is only planned."""
        those = [e for e in self.stands if e.kind in kinds and not e.planned]
        return sorted(those, key=lambda e: (e.happened_on, e.number or 0))

    def imported(self, *kinds: str) -> Entry | None:
        """What an import said last, whether or not it was corrected by hand since."""
        those = [e for e in self.written if e.kind in kinds and e.imported]
        return max(those, key=lambda e: e.number or 0, default=None)

    def heir(self, made: Entry) -> Entry | None:
        """The entry that stands for this one now: itself, or what corrected it."""
        number: int | None = made.number
        while number is not None:
            for e in self.stands:
                if e.number == number:
                    return e
            number = max((e.number or 0 for e in self.written if e.corrects == number), default=None)
        return None

    def part(self, made: Entry) -> Part:
        """This child's part of an entry, what is said of all laid under it."""
        mine = next(part for part in made.parts if part.child == self.ref)
        return Part(self.ref, {**made.facts, **mine.facts}, {**made.words, **mine.words})

    def said(self, made: Entry | None) -> dict[str, Any]:
        """What an entry says of this child, words in the place of the marks that stand for them; nothing of none."""
        if made is None:
            return {}
        part = self.part(made)
        return {**part.facts, **part.words}

    def closed_on(self) -> date | None:
        """The day of closing, when the case has not been opened again since."""
        closings = self.standing("case_closed")
        if not closings:
            return None
        last = closings[-1]
        starts = self.standing("case_opened", "case_reopened")
        again = [e for e in starts if (e.happened_on, e.number or 0) > (last.happened_on, last.number or 0)]
        return None if again else last.happened_on
