"""An extract beside what the journal already holds: which entries it adds, and what there is to tell.

A row of the source is known again by its name (`Told.key`, kept with the entry as `source_key`), so that the same rows in
any order add nothing, a changed row is a correction, and what was typed by hand is neither doubled nor overwritten.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from cin_cli.domain.correction import effective
from cin_cli.domain.dates import words
from cin_cli.domain.entry import KINDS, SOURCE_KEY, Entry, Part, checked, entry
from cin_cli.exchange.caseload import Remark
from cin_cli.exchange.extract import Extract, Subject, Told, row_of
from cin_cli.exchange.reconcile import Outcome

NO_LONGER = "the extract does not say it any more"


@dataclass
class _Known:
    """What the journal holds of one child: all that was written, what stands, and what each row said last."""

    ref: str
    entries: list[Entry]
    stands: list[Entry] = field(default_factory=list)
    last: dict[str, Entry] = field(default_factory=dict)
    taken_back: set[int] = field(default_factory=set)

    @classmethod
    def of(cls, ref: str, entries: list[Entry], source: str) -> "_Known":
        """The same from the child's entries; what `cin undo` or an import took back counts as never said."""
        known = cls(ref, entries, effective(entries))
        withdrawals = [e for e in entries if e.kind == "entry_withdrawn" and e.corrects]
        undone = {e.corrects for e in withdrawals if not e.parts or e.imported}
        known.taken_back = {e.corrects for e in withdrawals if e.parts and not e.imported and e.corrects}
        for made in entries:
            key = made.facts.get(SOURCE_KEY)
            if key and str(key).startswith(f"{source} ") and made.imported and made.number not in undone:
                known.last[str(key)] = made
        return known

    def heir(self, made: Entry) -> Entry | None:
        """The entry that stands for this one now: itself, or what corrected it; None when it was taken back."""
        number: int | None = made.number
        while number is not None:
            for e in self.stands:
                if e.number == number:
                    return e
            number = max((e.number or 0 for e in self.entries if e.corrects == number and e.kind == made.kind), default=None)
        return None

    def says(self, made: Entry) -> dict[str, Any]:
        """Everything that an entry says of the child, words in the place of their marks."""
        part = next((p for p in made.parts if p.child == self.ref), Part(self.ref))
        said = {**made.facts, **part.facts, **made.words, **part.words}
        said.pop(SOURCE_KEY, None)
        return said


def reconcile_extract(extract: Extract, journal: Iterable[tuple[str, list[Entry]]], today: date) -> Outcome:
    """What the extract adds to the journal (each child with its raw entries and their words); the order of rows is nothing."""
    told: dict[str, list[Told]] = defaultdict(list)
    for one in extract.told:
        told[one.child].append(one)
    subjects = {subject.ref: subject for subject in extract.subjects}
    made: list[Entry] = []
    changed: list[Remark] = []
    noted: list[Remark] = []
    gone: list[str] = []
    met: set[str] = set()
    for ref, entries in journal:
        known = _Known.of(ref, entries, extract.source)
        met.add(ref)
        if ref in subjects:
            beside = _beside(extract, subjects[ref], told.get(ref, []), known, today)
            made += beside.made
            changed += beside.changed
            noted += beside.noted
        elif ref not in extract.listed and _came_from(known, extract.source):
            gone.append(ref)
    new = sorted(ref for ref in subjects if ref not in met)
    for ref in new:
        made += _beside(extract, subjects[ref], told.get(ref, []), _Known(ref, []), today).made
    return Outcome(tuple(made), len(new), tuple(changed), tuple(noted), tuple(sorted(gone)))


def _came_from(known: _Known, source: str) -> bool:
    """Whether an extract of this source held the child, whose case is not closed."""
    came = any(e.kind == "source_covered" and e.facts.get("source") == source for e in known.stands)
    last = max((e for e in known.stands if e.kind in ("case_closed", "case_reopened", "case_opened", "referral_received")),
               key=lambda e: (e.happened_on, e.number or 0), default=None)  # fmt: skip
    return came and not (last and last.kind == "case_closed")


@dataclass
class _Beside:
    """What one child's rows add, and what there is to tell."""

    made: list[Entry] = field(default_factory=list)
    changed: list[Remark] = field(default_factory=list)
    noted: list[Remark] = field(default_factory=list)


def _beside(extract: Extract, subject: Subject, told: list[Told], known: _Known, today: date) -> _Beside:
    found = _Beside()
    first = min((one.day for one in told), default=today)
    found.made += _described(subject, first, known)
    found.made += _covered(extract, subject.ref, known, today)
    rows = {one.row for one in told}
    left = dict(known.last)
    for one in sorted(told, key=lambda t: (t.day, t.kind, t.key)):
        _take(extract.source, one, left.pop(f"{extract.source} {one.key}", None), known, found)
    for key, made in left.items():
        _no_longer(subject, made, row_of(key.partition(" ")[2]) in rows, known, today, found)
    return found


def _described(subject: Subject, first: date, known: _Known) -> Iterator[Entry]:
    """The child's details; what is said here already stays."""
    standing = [e for e in known.stands if e.kind == "child_described"]
    now = known.says(standing[-1]) if standing else {}
    wanted = {**subject.details, **now}
    if now.get("initials") and not now.get("name") and standing and not standing[-1].imported:
        wanted.pop("name", None)  # somebody chose to keep initials only
    if wanted != now:
        on, corrects = (standing[-1].happened_on, standing[-1].number) if standing else (first, None)
        yield entry("child_described", on, [subject.ref], wanted, imported=True, corrects=corrects)


def _covered(extract: Extract, ref: str, known: _Known, today: date) -> Iterator[Entry]:
    """What the source can hold of the child, once for as long as it stays the same."""
    covers = sorted(extract.covers)
    for made in known.stands:
        if made.kind == "source_covered" and made.facts.get("source") == extract.source and made.facts.get("covers") == covers:
            return
    yield entry("source_covered", today, [ref], {"covers": covers, "source": extract.source}, imported=True)


def _take(source: str, one: Told, last: Entry | None, known: _Known, found: _Beside) -> None:
    facts, texts = checked(KINDS[one.kind], one.values)
    if last is None:
        if not any(_same(one, facts, made) for made in known.stands):
            found.made.append(_entry(source, one, facts, texts))
        return
    if (last.kind, last.happened_on) == (one.kind, one.day) and known.says(last) == {**facts, **texts}:
        return
    text = f"{KINDS[one.kind].words} {words(one.day)} (was {words(last.happened_on)})"
    heir = known.heir(last)
    if heir is None:
        found.noted.append(Remark("taken_back", one.child, one.line, f"{one.child}: {text}; it was taken back here and stays so"))
        return
    found.made.append(_entry(source, one, facts, texts, corrects=heir.number))
    found.changed.append(Remark("changed", one.child, one.line, f"{one.child}: {text}"))


def _same(one: Told, facts: dict[str, Any], made: Entry) -> bool:
    """Whether an entry that stands, typed here or from another source, says the same already."""
    if (made.kind, made.happened_on, made.planned) != (one.kind, one.day, False):
        return False
    return one.kind != "fact_recorded" or made.facts.get("fact") == facts["fact"]


def _entry(source: str, one: Told, facts: dict[str, Any], texts: dict[str, Any], corrects: int | None = None) -> Entry:
    said = {**facts, SOURCE_KEY: f"{source} {one.key}"}
    return Entry(one.kind, one.day, said, (Part(one.child),), texts, imported=True, corrects=corrects)


def _no_longer(subject: Subject, made: Entry, row_stands: bool, known: _Known, today: date, found: _Beside) -> None:
    """What the extract said before and says no more: out of a row that still stands it is taken back, else it is only told."""
    if made.number in known.taken_back:
        return
    text = f"{subject.ref}: {KINDS[made.kind].words} {words(made.happened_on)}"
    heir = known.heir(made)
    if row_stands and heir is not None and heir.imported:
        reason = {"reason": NO_LONGER}
        found.made.append(entry("entry_withdrawn", today, [subject.ref], reason, imported=True, corrects=heir.number))
        found.changed.append(Remark("taken_out", subject.ref, subject.line, f"{text} is no longer said, and is taken back"))
    elif heir is not None:
        found.noted.append(Remark("row_gone", subject.ref, subject.line, f"{text} is no longer in the extract; left as it is"))
