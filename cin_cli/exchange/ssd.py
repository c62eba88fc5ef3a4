"""Reads a folder of the Standard Safeguarding Dataset's CSV files as any extract is read."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from cin_cli.domain.dates import words
from cin_cli.domain.plausible import PREGNANCY
from cin_cli.domain.reference import clean_reference, named
from cin_cli.errors import CinError, NotFound
from cin_cli.exchange.caseload import Remark
from cin_cli.exchange.codes import CLOSURE_REASONS, NO_DISABILITY, REFERRAL_SOURCES, with_words
from cin_cli.exchange.episodes import Episode, told_of
from cin_cli.exchange.extract import Extract, Subject, Told
from cin_cli.exchange.extract_table import Odd, Row, Table, read_table

SOURCE = "ssd"
ALWAYS = ("referral_received", "contact_received", "case_opened", "case_reopened", "case_closed", "expected_date_of_delivery")
"""The kinds that people and episodes can hold; the other files add theirs (FILES)."""
LASTING = (
    ("ssd_cin_assessments", "cina", "assessment_id", "assessment_start_date", "assessment_auth_date", "assessment"),
    ("ssd_cin_plans", "cinp", "cin_plan_id", "cin_plan_start_date", "cin_plan_end_date", "cin_plan"),
    ("ssd_cp_plans", "cppl", "cp_plan_id", "cp_plan_start_date", "cp_plan_end_date", "cp_plan"),
    ("ssd_s47_enquiry", "s47e", "s47_enquiry_id", "s47_start_date", "s47_end_date", "s47"),
)  # fmt: skip
"""What begins and ends: the file, the prefix of its columns, its id, its two days, and how its kinds of entry begin."""
ENDED = {"assessment": "assessment_finished", "cin_plan": "cin_plan_ended", "cp_plan": "cp_plan_ended", "s47": "s47_ended"}
VISITS = (("ssd_cin_visits", "cinv_cin_visit"), ("ssd_cp_visits", "cppv_cp_visit"))
OTHERS = (("ssd_initial_cp_conference", "icpc_icpc_id"), ("ssd_involvements", "invo_involvements_id"),
          ("ssd_disability", "disa_table_id"), ("ssd_professionals", "prof_professional_id"),
          ("ssd_assessment_factors", "cinf_table_id"))  # fmt: skip
NEEDED = ("ssd_person", "ssd_cin_episodes")


@dataclass(frozen=True, slots=True)
class Person:
    """A child of the extract: under which reference, and when born or expected."""

    ref: str
    born: date | None
    died: date | None
    line: int


@dataclass
class Reading:
    """The extract while it is being read."""

    tables: dict[str, Table]
    people: dict[str, Person] = field(default_factory=dict)
    subjects: list[Subject] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)
    noted: list[Remark] = field(default_factory=list)
    listed: set[str] = field(default_factory=set)
    first: dict[str, date] = field(default_factory=dict)
    referrals: set[str] = field(default_factory=set)

    def child(self, table: Table, row: Row, column: str, day: date | None = None) -> str:
        """The reference of the row's child; Odd for one who is not in the extract, or was not conceived by the day."""
        number = row.needed(column)
        person = self.people.get(number)
        if person is None:
            raise Odd("orphan", f"there is no person {number[:40]} in this extract")
        if day and person.born and day < person.born - PREGNANCY:
            raise Odd("before_birth", f"{words(day)} is more than 40 weeks before the child was born ({words(person.born)})")
        if day and person.died and day > person.died:
            self.noted.append(table.remark(row, "after_death", f"{words(day)} is after the child's death", person.ref))
        return person.ref

    def of_episode(self, table: Table, row: Row, column: str, child: str) -> None:
        """Note a row that belongs to an episode which the extract does not hold."""
        number = row.text(column)
        if number and number not in self.referrals:
            self.noted.append(table.remark(row, "orphan", f"its episode {number[:40]} is not in this extract; kept", child))


def read_ssd(folder: Path, today: date, progress: Callable[[int, int], None] | None = None) -> Extract:
    """Everything that the folder says; CinError in a sentence when it is none, or holds no children."""
    reading = Reading(_tables(folder, today, progress))
    _people(reading)
    episodes = _episodes(reading)
    _lasting(reading)
    _visits(reading)
    _conferences(reading)
    _workers(reading)
    _disabilities(reading)
    _broken_json(reading)
    tables = reading.tables.values()
    if not reading.subjects:
        raise CinError(f"There are no children in {folder.name} that could be read.", _first_odd(tables))
    odd = tuple(remark for table in tables for remark in table.odd)
    noted = (*_absent(reading), *(remark for table in tables for remark in table.noted), *reading.noted)
    still_open = sum(not e.no_further_action and e.end is None for e in episodes)
    return Extract(SOURCE, _covers(reading), tuple(reading.subjects), tuple(reading.told), odd, noted, len(episodes), still_open,
                   listed=frozenset(reading.listed))  # fmt: skip


def _tables(folder: Path, today: date, progress: Callable[[int, int], None] | None) -> dict[str, Table]:
    if not folder.exists():
        raise NotFound(f"There is no folder {folder}.")
    if not folder.is_dir():
        raise CinError(f"{folder} is a file.", "Give the folder that holds ssd_person.csv and the other files.")
    wanted = {"ssd_person": "pers_person_id", "ssd_cin_episodes": "cine_referral_id", **dict(OTHERS)}
    wanted |= {name: f"{prefix}_{key}" for name, prefix, key, *_ in LASTING}
    wanted |= {name: f"{prefix}_id" for name, prefix in VISITS}
    found = {}
    for done, (name, key) in enumerate(wanted.items()):
        if progress:
            progress(done, len(wanted))
        table = read_table(folder, name, key, today)
        if table is not None:
            found[name] = table
    for name in NEEDED:
        if name not in found:
            raise CinError(f"There is no {name}.csv in {folder.name}.", "A folder of the dataset has people and episodes.")
    if progress:
        progress(len(wanted), len(wanted))
    return found


def _first_odd(tables: Iterable[Table]) -> str:
    first = next((remark for table in tables for remark in table.odd), None)
    return f"The first fault: {first.words}." if first else "The files have headers and no rows."


def _absent(reading: Reading) -> Iterator[Remark]:
    for name in [name for name, *_ in LASTING] + [name for name, _ in VISITS]:
        if name not in reading.tables:
            yield Remark("no_file", None, 0, f"there is no {name}.csv: what it would hold is not known here")


def _covers(reading: Reading) -> tuple[str, ...]:
    """The kinds of entry that the files which are there can hold; nobody's meetings, minutes or decisions."""
    kinds = [kind for name, *_, kind in LASTING if name in reading.tables]
    covered = [*ALWAYS, *(each for kind in kinds for each in (f"{kind}_started", ENDED[kind]))]
    if any(name in reading.tables for name, _ in VISITS):
        covered.append("visit")
    beside = {"ssd_initial_cp_conference": "initial_cp_conference", "ssd_involvements": "case_allocated"}
    return (*covered, *(kind for name, kind in beside.items() if name in reading.tables))


def _people(reading: Reading) -> None:
    table = reading.tables["ssd_person"]
    own = [row.text("pers_legacy_id") for row in table.rows]
    legacy = len(set(own)) == len(own) and all(own)  # the reference that the census uses, where every child has one
    seen: dict[str, Row] = {}
    for row in table.rows:
        try:
            ref, written = clean_reference(row.needed("pers_legacy_id" if legacy else "pers_person_id"))
            if ref in seen:
                raise Odd("duplicate", f"the reference {ref} is that of row {seen[ref].line} as well")
            born, died = table.day(row, "pers_dob"), table.day(row, "pers_death_date")
            expected = table.day_ahead(row, "pers_expected_dob")
        except (Odd, CinError) as fault:
            table.tell(row, fault if isinstance(fault, Odd) else Odd("reference", str(fault)))
            continue
        seen[ref] = row
        reading.people[row.text("pers_person_id")] = Person(ref, born, died, row.line)
        reading.listed.add(ref)
        reading.subjects.append(Subject(ref, _details(row, born, written), row.line))
        if expected and born is None:
            reading.told.append(Told(ref, "expected_date_of_delivery", expected, f"person-{ref} expected", line=row.line))
        elif expected:
            reading.noted.append(table.remark(row, "born", "has a date of birth and an expected one; the first is kept", ref))


def _details(row: Row, born: date | None, own: str | None) -> dict[str, Any]:
    full = " ".join(part for part in (row.text("pers_forename"), row.text("pers_surname")) if part)
    initials, name = named(full) if full else (None, None)
    said = {"initials": initials, "name": name, "born": born and born.isoformat(), "own_reference": own}
    return {key: value for key, value in said.items() if value}


def _episodes(reading: Reading) -> list[Episode]:
    table = reading.tables["ssd_cin_episodes"]
    by_child: dict[str, list[Episode]] = defaultdict(list)
    for row in table.rows:
        try:
            episode = _episode(reading, table, row)
        except Odd as fault:
            table.tell(row, fault)
            continue
        reading.referrals.add(row.text("cine_referral_id"))
        by_child[episode.child].append(episode)
    for ref, episodes in by_child.items():
        told, remarks = told_of(episodes)
        reading.told += told
        reading.noted += remarks
        reading.first[ref] = min(episode.start for episode in episodes)
    for subject in reading.subjects:
        if subject.ref not in by_child:
            text = f"ssd_person row {subject.line}: no episode of this child could be taken, or there is none"
            reading.noted.append(Remark("no_episode", subject.ref, subject.line, text))
    return [episode for episodes in by_child.values() for episode in episodes]


def _episode(reading: Reading, table: Table, row: Row) -> Episode:
    start, end = table.needed_day(row, "cine_referral_date"), table.day(row, "cine_close_date")
    if end and end < start:
        raise Odd("order", f"it closed on {words(end)}, before its referral on {words(start)}")
    child = reading.child(table, row, "cine_person_id", start)
    reason = row.text("cine_close_reason")
    if bool(end) != bool(reason) and not row.yes_no("cine_referral_nfa"):
        lacks = "a reason and no closing date" if reason else "a closing date and no reason"
        reading.noted.append(table.remark(row, "closing", f"has {lacks}", child))
    source = row.text("cine_referral_source_code")
    return Episode(
        child, row.text("cine_referral_id"), start, end, bool(row.yes_no("cine_referral_nfa")),
        with_words(REFERRAL_SOURCES, source) if source else None,
        with_words(CLOSURE_REASONS, reason) if reason else None, row.line,
    )  # fmt: skip


def _each(reading: Reading, name: str, take: Callable[[Table, Row], Iterator[Told]]) -> None:
    """Take every row of a file; an odd one is left out and told."""
    table = reading.tables.get(name)
    for row in table.rows if table else ():
        assert table is not None
        try:
            reading.told += list(take(table, row))
        except Odd as fault:
            person = reading.people.get(row.text(next((c for c in row.cells if c.endswith("person_id")), "")))
            table.tell(row, fault, person.ref if person else None)


def _lasting(reading: Reading) -> None:
    for name, prefix, key, start_column, end_column, kind in LASTING:

        def take(
            table: Table, row: Row, prefix: str = prefix, key: str = key, starts: str = start_column, ends: str = end_column,
            kind: str = kind,
        ) -> Iterator[Told]:
            start, end = table.needed_day(row, f"{prefix}_{starts}"), table.day(row, f"{prefix}_{ends}")
            if end and end < start:
                raise Odd("order", f"it ends on {words(end)}, before it starts on {words(start)}")
            child = reading.child(table, row, f"{prefix}_person_id", start)
            reading.of_episode(table, row, f"{prefix}_referral_id", child)
            name = row.text(f"{prefix}_{key}")
            yield Told(child, f"{kind}_started", start, f"{name} start", line=row.line)
            if end:
                yield Told(child, ENDED[kind], end, f"{name} end", line=row.line)

        _each(reading, name, take)


def _visits(reading: Reading) -> None:
    for name, prefix in VISITS:

        def take(table: Table, row: Row, prefix: str = prefix) -> Iterator[Told]:
            day = table.needed_day(row, f"{prefix}_date")
            child = reading.child(table, row, f"{prefix.split('_')[0]}_person_id", day)
            seen, alone = row.yes_no(f"{prefix}_seen"), row.yes_no(f"{prefix}_seen_alone")
            said: dict[str, Any] = {} if seen is None else {"seen": seen}
            if alone is not None and seen:
                said["seen_alone"] = "yes" if alone else "no"
            yield Told(child, "visit", day, f"{row.text(f'{prefix}_id')} visit", said, row.line)

        _each(reading, name, take)


def _conferences(reading: Reading) -> None:
    def take(table: Table, row: Row) -> Iterator[Told]:
        day = table.day(row, "icpc_icpc_date")
        child = reading.child(table, row, "icpc_person_id", day)
        if day:
            plan = row.yes_no("icpc_icpc_outcome_cp_flag")
            said = {} if plan is None else {"outcome": "a Child Protection Plan" if plan else "no Child Protection Plan"}
            yield Told(child, "initial_cp_conference", day, f"{row.text('icpc_icpc_id')} conference", said, row.line)

    _each(reading, "ssd_initial_cp_conference", take)


def _workers(reading: Reading) -> None:
    staff = reading.tables.get("ssd_professionals")
    names = {row.text("prof_professional_id"): row.text("prof_professional_name") for row in (staff.rows if staff else ())}

    def take(table: Table, row: Row) -> Iterator[Told]:
        day = table.needed_day(row, "invo_involvement_start_date")
        child = reading.child(table, row, "invo_person_id", day)
        number = row.needed("invo_professional_id")
        said = {"worker": names.get(number) or number}
        yield Told(child, "case_allocated", day, f"{row.text('invo_involvements_id')} start", said, row.line)

    _each(reading, "ssd_involvements", take)


def _disabilities(reading: Reading) -> None:
    """A disability code makes the fact `disability`, from the child's first referral on; it switches no pathway."""
    found: dict[str, set[str]] = defaultdict(set)

    def take(table: Table, row: Row) -> Iterator[Told]:
        child = reading.child(table, row, "disa_person_id")
        found[child].add(row.needed("disa_disability_code").upper())
        yield from ()

    _each(reading, "ssd_disability", take)
    for child, codes in found.items():
        if child in reading.first:
            said = {"fact": "disability", "value": codes != {NO_DISABILITY}}
            reading.told.append(Told(child, "fact_recorded", reading.first[child], f"disability-{child} fact", said))


def _broken_json(reading: Reading) -> None:
    """What is broken in a column that this program does not keep is told all the same: others read it."""
    for table in reading.tables.values():
        for row in table.rows:
            for name, value in row.cells.items():
                if name.endswith("_json") and value and not _is_json(value):
                    table.noted.append(table.remark(row, "broken_json", f"{name} is not JSON; nothing of it is kept here"))


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True
