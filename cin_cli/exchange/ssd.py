"""Reads a folder of the Standard Safeguarding Dataset's CSV files as any extract is read."""

from collections import Counter, defaultdict
from collections.abc import Callable, Container, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from cin_cli.domain.dates import words
from cin_cli.errors import CinError, NotFound
from cin_cli.exchange.caseload import Remark
from cin_cli.exchange.codes import CLOSURE_REASONS, DISABILITIES, NO_DISABILITY, REFERRAL_SOURCES, with_words
from cin_cli.exchange.episodes import Episode, told_of
from cin_cli.exchange.extract import Extract, Told
from cin_cli.exchange.extract_table import MOST_LETTERS, Odd, Row, Table, read_table
from cin_cli.exchange.ssd_json import broken_json
from cin_cli.exchange.ssd_people import read_people
from cin_cli.exchange.ssd_reading import Reading
from cin_cli.exchange.stream import shown

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


CASE_WORKER = ("cw", "case worker", "caseworker", "social worker")
"""What the role of whoever holds the case is called, or has in its name; a reviewing officer is not allocated."""


def read_ssd(folder: Path, today: date, progress: Callable[[int, int], None] | None = None) -> Extract:
    """Everything that the folder says; CinError in a sentence when it is none, or holds no children."""
    reading = Reading(_tables(folder, today, progress))
    read_people(reading)
    episodes = _episodes(reading)
    _lasting(reading)
    _visits(reading)
    _conferences(reading)
    _workers(reading)
    _disabilities(reading)
    broken_json(reading)
    tables = reading.tables.values()
    odd = tuple(remark for table in tables for remark in table.odd(reading.whose))
    if not reading.subjects:
        first = f"The first fault: {odd[0].words}." if odd else "The files have headers and no rows."
        raise CinError(f"There are no children in {shown(folder.name)} that could be read.", first)
    noted = (*_absent(reading), *(each for table in tables for each in sorted(table.noted, key=lambda remark: remark.line)))
    still_open = sum(not e.no_further_action and e.end is None for e in episodes)
    return Extract(SOURCE, _covers(reading), tuple(reading.subjects), tuple(reading.told), odd, noted, len(episodes), still_open,
                   listed=frozenset(reading.listed))  # fmt: skip


def _tables(folder: Path, today: date, progress: Callable[[int, int], None] | None) -> dict[str, Table]:
    if not folder.exists():
        raise NotFound(f"There is no folder {shown(str(folder))}.")
    if not folder.is_dir():
        raise CinError(f"{shown(str(folder))} is a file.", "Give the folder that holds ssd_person.csv and the other files.")
    found = {}
    wanted = _wanted()
    for done, (name, key) in enumerate(wanted.items()):
        if progress:
            progress(done, len(wanted))
        try:
            table = read_table(folder, name, key, today)
        except OSError as fault:
            raise CinError(f"{shown(str(folder))} cannot be read: {fault.strerror}.") from None
        if table is not None:
            found[name] = table
        elif name in NEEDED:
            raise CinError(f"There is no {name}.csv in {shown(folder.name)}.", "A folder of the dataset has people and episodes.")
    if progress:
        progress(len(wanted), len(wanted))
    return found


def _wanted() -> dict[str, str]:
    """The files that are read, and the column of each that names a row."""
    lasting = {name: f"{prefix}_{key}" for name, prefix, key, *_ in LASTING}
    visits = {name: f"{prefix}_id" for name, prefix in VISITS}
    return {"ssd_person": "pers_person_id", "ssd_cin_episodes": "cine_referral_id", **lasting, **visits, **dict(OTHERS)}


def _absent(reading: Reading) -> Iterator[Remark]:
    for name in _wanted():
        if name not in reading.tables and name != "ssd_assessment_factors":  # nothing of it is kept
            yield Remark("no_file", None, 0, f"there is no {name}.csv: what it would hold is not known here")


def _covers(reading: Reading) -> tuple[str, ...]:
    """The kinds of entry that the files which are there can hold; nobody's meetings, minutes or decisions."""
    kinds = [kind for name, *_, kind in LASTING if name in reading.tables]
    covered = [*ALWAYS, *(each for kind in kinds for each in (f"{kind}_started", ENDED[kind]))]
    if any(name in reading.tables for name, _ in VISITS):
        covered.append("visit")
    beside = {"ssd_initial_cp_conference": "initial_cp_conference", "ssd_involvements": "case_allocated"}
    return (*covered, *(kind for name, kind in beside.items() if name in reading.tables))


def _episodes(reading: Reading) -> list[Episode]:
    table = reading.tables["ssd_cin_episodes"]
    by_child: dict[str, list[Episode]] = defaultdict(list)
    for row in table.rows:
        try:
            episode = _episode(reading, table, row)
        except Odd as fault:
            table.leave_out(row, fault)
        else:
            by_child[episode.child].append(episode)
    for ref, episodes in by_child.items():
        told, remarks = told_of(episodes)
        reading.told += told
        table.noted += [replace(each, words=f"{table.name} row {each.line}: {each.words}") for each in remarks]
        reading.first[ref] = min(episode.start for episode in episodes)
    people = reading.tables["ssd_person"]
    for subject in reading.subjects:
        if subject.ref not in by_child:
            text = "no episode of this child could be taken, or there is none"
            people.note(Row(subject.line, {}), "no_episode", text, subject.ref)
    return [episode for episodes in by_child.values() for episode in episodes]


def _episode(reading: Reading, table: Table, row: Row) -> Episode:
    start, end = table.needed_day(row, "cine_referral_date"), table.day(row, "cine_close_date")
    if end and end < start:
        raise Odd("order", f"it closed on {words(end)}, before its referral on {words(start)}")
    child, action = reading.child(table, row, "cine_person_id", start), row.yes_no("cine_referral_nfa")
    source, reason = row.short("cine_referral_source_code"), row.short("cine_close_reason")
    if bool(end) != bool(reason) and not action:
        lacks = "a reason for closing and no day; it is open" if reason else "a day of closing and no reason; it is closed"
        table.note(row, "closing", f"has {lacks}", child)
    _known_code(table, row, "cine_close_reason", CLOSURE_REASONS, child)
    _known_code(table, row, "cine_referral_source_code", REFERRAL_SOURCES, child)
    return Episode(
        child, row.text("cine_referral_id"), start, end, bool(action),
        with_words(REFERRAL_SOURCES, source) if source else None,
        with_words(CLOSURE_REASONS, reason) if reason else None, row.line,
    )  # fmt: skip


def _known_code(table: Table, row: Row, column: str, codes: Container[str], child: str) -> None:
    code = row.text(column)
    if code and code.upper() not in codes:
        table.note(row, "unknown_code", f"{column} is {code[:40]!r}, a code that is not known here", child)


def _each(reading: Reading, name: str, take: Callable[[Table, Row], Iterator[Told]]) -> None:
    """Take every row of a file; an odd one is left out and told."""
    table = reading.tables.get(name)
    for row in table.rows if table else ():
        assert table is not None
        try:
            reading.told += list(take(table, row))
        except Odd as fault:
            table.leave_out(row, fault)


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
            reading.belongs(table, row, f"{prefix}_referral_id", "ssd_cin_episodes", child)
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
            reading.belongs(table, row, "cppv_cp_plan_id", "ssd_cp_plans", child)
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
        reading.belongs(table, row, "icpc_referral_id", "ssd_cin_episodes", child)
        if day:
            plan = row.yes_no("icpc_icpc_outcome_cp_flag")
            said = {} if plan is None else {"outcome": "a Child Protection Plan" if plan else "no Child Protection Plan"}
            yield Told(child, "initial_cp_conference", day, f"{row.text('icpc_icpc_id')} conference", said, row.line)

    _each(reading, "ssd_initial_cp_conference", take)


def _workers(reading: Reading) -> None:
    staff = reading.tables.get("ssd_professionals")
    names = {row.text("prof_professional_id"): row.text("prof_professional_name") for row in (staff.rows if staff else ())}

    def take(table: Table, row: Row) -> Iterator[Told]:
        if not _holds_the_case(row.text("invo_professional_role_id")):
            return
        day = table.needed_day(row, "invo_involvement_start_date")
        child = reading.child(table, row, "invo_person_id", day)
        reading.belongs(table, row, "invo_referral_id", "ssd_cin_episodes", child)
        number = row.needed("invo_professional_id")
        reading.belongs(table, row, "invo_professional_id", "ssd_professionals", child)
        said = {"worker": (names.get(number) or number)[:MOST_LETTERS]}
        yield Told(child, "case_allocated", day, f"{row.text('invo_involvements_id')} start", said, row.line)

    _each(reading, "ssd_involvements", take)
    _other_roles(reading.tables.get("ssd_involvements"))


def _holds_the_case(role: str) -> bool:
    low = role.lower()
    return not low or low == "cw" or any(name in low for name in CASE_WORKER[1:])


def _other_roles(table: Table | None) -> None:
    others = [row for row in (table.rows if table else ()) if not _holds_the_case(row.text("invo_professional_role_id"))]
    if table and others:
        roles = Counter(row.text("invo_professional_role_id")[:40] for row in others)
        listed = ", ".join(f"{count} as {role}" for role, count in roles.most_common(5))
        table.note(others[0], "other_roles", f"who is not the case worker is not kept: {listed}")


def _disabilities(reading: Reading) -> None:
    """A disability code makes the fact `disability`, from the child's first referral on; it switches no pathway."""
    found: dict[str, set[str]] = defaultdict(set)

    def take(table: Table, row: Row) -> Iterator[Told]:
        child = reading.child(table, row, "disa_person_id")
        found[child].add(row.needed("disa_disability_code").upper())
        _known_code(table, row, "disa_disability_code", DISABILITIES, child)
        yield from ()

    _each(reading, "ssd_disability", take)
    for child, codes in found.items():
        if child in reading.first:
            said = {"fact": "disability", "value": codes != {NO_DISABILITY}}
            reading.told.append(Told(child, "fact_recorded", reading.first[child], f"disability-{child} fact", said))
