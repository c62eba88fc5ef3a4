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
_WITHIN_A_DAY = {"referral_received": 0, "case_opened": 0, "case_closed": 1, "case_reopened": 2}
"""The order in which a case opens, closes and opens again on one day."""
_DETAILS = {"born": "date of birth", "own_reference": "own reference"}


@dataclass
class _Known:
    """What the journal holds of one child: all that was written, what stands, and what each row said last.

    `undone` is what `cin undo` or an import took back, which counts as never said; what somebody took back was said.
    """

    ref: str
    entries: list[Entry]
    stands: list[Entry] = field(default_factory=list)
    last: dict[str, Entry] = field(default_factory=dict)
    undone: set[int] = field(default_factory=set)

    @classmethod
    def of(cls, ref: str, entries: list[Entry], source: str) -> "_Known":
        """The same from the child's entries, in the order of their numbers."""
        known = cls(ref, entries, effective(entries))
        known.undone = {one.corrects or 0 for one in _withdrawals(entries) if one.imported or not one.parts}
        for made in entries:
            key = str(made.facts.get(SOURCE_KEY, ""))
            if key.startswith(f"{source} ") and made.imported and made.number not in known.undone:
                known.last[key] = made
        return known

    def heir(self, made: Entry) -> Entry | None:
        """The entry that stands for this one now: itself, or what corrected it; None when it was taken back."""
        number: int | None = made.number
        while number is not None:
            for e in self.stands:
                if e.number == number:
                    return e
            corrected = (e.number or 0 for e in self.entries if e.corrects == number and e.kind != "entry_withdrawn")
            number = max(corrected, default=None)
        return None

    def line(self, heir: Entry) -> Iterator[Entry]:
        """An entry, what it corrected, what that corrected: taking back one would bring back the one before."""
        by_number = {e.number: e for e in self.entries}
        one: Entry | None = heir
        while one is not None:
            yield one
            one = by_number.get(one.corrects)

    def says(self, made: Entry) -> dict[str, Any]:
        """Everything that an entry says of the child, words in the place of their marks."""
        part = next((p for p in made.parts if p.child == self.ref), Part(self.ref))
        said = {**made.facts, **part.facts, **made.words, **part.words}
        said.pop(SOURCE_KEY, None)
        return said


def _withdrawals(entries: list[Entry]) -> list[Entry]:
    """The withdrawals that were not themselves taken back, as an undone import's are."""
    off: set[int] = set()
    found = []
    for made in reversed(entries):
        if made.kind == "entry_withdrawn" and made.corrects and made.number not in off:
            off.add(made.corrects)
            found.append(made)
    return found


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
    new = 0
    for ref, entries in journal:
        known = _Known.of(ref, entries, extract.source)
        met.add(ref)
        new += ref in subjects and not known.stands
        if ref in subjects:
            beside = _beside(extract, subjects[ref], told.get(ref, []), known, today)
            made += beside.made
            changed += beside.changed
            noted += beside.noted
        elif ref not in extract.listed and _came_from(known, extract.source):
            gone.append(ref)
    unmet = sorted(ref for ref in subjects if ref not in met)
    for ref in unmet:
        made += _beside(extract, subjects[ref], told.get(ref, []), _Known(ref, []), today).made
    return Outcome(tuple(made), new + len(unmet), tuple(changed), tuple(noted), tuple(sorted(gone)))


def _came_from(known: _Known, source: str) -> bool:
    """Whether an extract of this source held the child, whose case is not closed."""
    came = any(e.kind == "source_covered" and e.facts.get("source") == source for e in known.stands)
    turns = [e for e in known.stands if e.kind in _WITHIN_A_DAY]
    last = max(turns, key=lambda e: (e.happened_on, _WITHIN_A_DAY[e.kind], e.number or 0), default=None)
    return came and not (last and last.kind == "case_closed")


@dataclass
class _Beside:
    """What one child's rows add, and what there is to tell; `free` stands and is no row's that the extract still has."""

    known: _Known
    free: list[Entry]
    made: list[Entry] = field(default_factory=list)
    changed: list[Remark] = field(default_factory=list)
    noted: list[Remark] = field(default_factory=list)
    same: set[int] = field(default_factory=set)


def _beside(extract: Extract, subject: Subject, told: list[Told], known: _Known, today: date) -> _Beside:
    keys = {f"{extract.source} {one.key}" for one in told}
    rows = {one.row for one in told}
    theirs = {heir.number for key, made in known.last.items() if _row(key) in rows and (heir := known.heir(made))}
    found = _Beside(known, [e for e in known.stands if e.number not in theirs])
    _describe(subject, min([today, *(one.day for one in told)]), found)
    found.made += _covered(extract, subject.ref, known, today)
    for one in sorted(told, key=lambda t: (t.day, t.kind, t.key)):
        _take(extract.source, one, found)
    for key, made in known.last.items():
        if key not in keys and (made.kind in extract.covers or made.kind == "fact_recorded"):
            _no_longer(subject, made, _row(key) in rows, today, found)
    return found


def _row(source_key: str) -> str:
    """The row's name in what an entry keeps: the source, then the key."""
    return row_of(source_key.partition(" ")[2])


def _describe(subject: Subject, first: date, found: _Beside) -> None:
    """The child's details: what is new or has changed in the extract; what somebody said here stays, and is told."""
    known = found.known
    standing = max((e for e in known.stands if e.kind == "child_described"), key=lambda e: e.number or 0, default=None)
    imported = [e for e in known.entries if e.kind == "child_described" and e.imported and e.number not in known.undone]
    now, before = (known.says(standing) if standing else {}), (known.says(imported[-1]) if imported else {})
    fresh = {name: said for name, said in subject.details.items() if said not in (now.get(name), before.get(name))}
    if standing and not standing.imported:
        if now.get("initials") and not now.get("name"):
            fresh.pop("name", None)  # somebody chose to keep initials only
        for name in sorted(fresh.keys() & now.keys()):
            text = f"the extract has another {_DETAILS.get(name, name)}; what was put here by hand stays"
            found.noted.append(Remark("put_right", subject.ref, subject.line, f"{subject.ref}: {text}"))
        fresh = {name: said for name, said in fresh.items() if name not in now}
    if fresh or standing is None:
        on, corrects = (standing.happened_on, standing.number) if standing else (first, None)
        made = entry("child_described", on, [subject.ref], {**now, **fresh}, imported=True, corrects=corrects)
        found.made.append(made)
    for name in sorted(fresh.keys() & now.keys()):
        text = f"{subject.ref}: {_DETAILS.get(name, name)} corrected"
        found.changed.append(Remark("changed", subject.ref, subject.line, text))


def _covered(extract: Extract, ref: str, known: _Known, today: date) -> Iterator[Entry]:
    """What the source can hold of the child, once for as long as it stays the same."""
    covers = sorted(extract.covers)
    for made in known.stands:
        if made.kind == "source_covered" and made.facts.get("source") == extract.source and made.facts.get("covers") == covers:
            return
    yield entry("source_covered", today, [ref], {"covers": covers, "source": extract.source}, imported=True)


def _take(source: str, one: Told, found: _Beside) -> None:
    known = found.known
    facts, texts = checked(KINDS[one.kind], one.values)
    last = known.last.get(f"{source} {one.key}")
    if last is None:
        same = next((made for made in found.free if _same(one, facts, made)), None)
        if same is None:
            found.made.append(_entry(source, one, facts, texts))
        else:
            found.free.remove(same)  # so that a second row of that day is a second entry
            found.same.add(same.number or 0)
        return
    if _says(known, last, one, {**facts, **texts}):
        return
    text = f"{KINDS[one.kind].words} {words(one.day)} (was {words(last.happened_on)})"
    heir = known.heir(last)
    if heir is None:
        found.noted.append(Remark("taken_back", one.child, one.line, f"{one.child}: {text}; it was taken back here and stays so"))
    elif heir.imported:
        found.made.append(_entry(source, one, facts, texts, corrects=heir.number))
        found.changed.append(Remark("changed", one.child, one.line, f"{one.child}: {text}"))
    elif not _says(known, heir, one, {**facts, **texts}):
        put = f"put right here by hand ({words(heir.happened_on)}) and stays so"
        found.noted.append(Remark("put_right", one.child, one.line, f"{one.child}: {text} in the extract; it was {put}"))


def _says(known: _Known, made: Entry, one: Told, said: dict[str, Any]) -> bool:
    """Whether an entry says what the row says."""
    return (made.kind, made.happened_on) == (one.kind, one.day) and known.says(made) == said


def _same(one: Told, facts: dict[str, Any], made: Entry) -> bool:
    """Whether an entry that stands, typed here or from another source, says the same already."""
    if (made.kind, made.happened_on, made.planned) != (one.kind, one.day, False):
        return False
    return one.kind != "fact_recorded" or made.facts.get("fact") == facts["fact"]


def _entry(source: str, one: Told, facts: dict[str, Any], texts: dict[str, Any], corrects: int | None = None) -> Entry:
    said = {**facts, SOURCE_KEY: f"{source} {one.key}"}
    return Entry(one.kind, one.day, said, (Part(one.child),), texts, imported=True, corrects=corrects)


def _no_longer(subject: Subject, made: Entry, row_stands: bool, today: date, found: _Beside) -> None:
    """What the extract said before and says no more: out of a row that still stands it is taken back, else it is only told."""
    known = found.known
    heir = known.heir(made)
    if heir is None or heir.number in found.same:
        return
    text = f"{subject.ref}: {KINDS[made.kind].words} {words(made.happened_on)}"
    if row_stands and heir.imported:
        for one in known.line(heir):
            reason = {"reason": NO_LONGER}
            found.made.append(entry("entry_withdrawn", today, [subject.ref], reason, imported=True, corrects=one.number))
        found.changed.append(Remark("taken_out", subject.ref, subject.line, f"{text} is no longer said, and is taken back"))
    else:
        text += " is not in the extract now; left as it is"
        found.noted.append(Remark("row_gone", subject.ref, subject.line, text))
