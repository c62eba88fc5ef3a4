"""The dataset's people: under which reference each child is kept, and what is known of the child."""

from collections import Counter, defaultdict
from datetime import date
from typing import Any

from cin_cli.domain.dates import words
from cin_cli.domain.plausible import PREGNANCY
from cin_cli.domain.reference import clean_reference, named
from cin_cli.errors import CinError
from cin_cli.exchange.extract import Subject, Told
from cin_cli.exchange.extract_table import Odd, Row, Table
from cin_cli.exchange.ssd_reading import Person, Reading


def read_people(reading: Reading) -> None:
    """Who is in the extract; two people whose references come out the same are both left out."""
    table = reading.tables["ssd_person"]
    legacy = Counter(row.text("pers_legacy_id") for row in table.rows)
    found: dict[str, list[tuple[Row, str | None]]] = defaultdict(list)
    for row in table.rows:
        try:
            ref, written = _reference(row, legacy)
        except CinError as fault:
            table.leave_out(row, Odd("reference", str(fault)))
        else:
            found[ref].append((row, written))
    for row, _ in table.faults:
        reading.listed.add(_reference_or_none(row, legacy))
    for ref, rows in found.items():
        reading.listed.add(ref)
        for row, written in rows:
            try:
                if len(rows) > 1:
                    raise Odd("duplicate", f"its reference {ref} is that of {len(rows)} rows")
                _person(reading, table, row, ref, written)
            except Odd as fault:
                table.leave_out(row, fault)


def _reference(row: Row, legacy: Counter[str]) -> tuple[str, str | None]:
    """The child's reference: that of the census, where the child has one that is nobody else's; else the dataset's own."""
    own = row.text("pers_legacy_id")
    if own and legacy[own] == 1:
        try:
            return clean_reference(own)
        except CinError:
            pass
    return clean_reference(row.text("pers_person_id"))


def _reference_or_none(row: Row, legacy: Counter[str]) -> str:
    """The same of a row that was left out; empty where it has none."""
    try:
        return _reference(row, legacy + Counter([row.text("pers_legacy_id")]))[0]
    except CinError:
        return ""


def _person(reading: Reading, table: Table, row: Row, ref: str, own: str | None) -> None:
    born, died = table.day_ahead(row, "pers_dob"), table.day(row, "pers_death_date")
    expected = table.day_ahead(row, "pers_expected_dob")
    if born and born > table.today + PREGNANCY:
        raise Odd("future_date", f"pers_dob is {words(born)}, which is still to come")
    if born and born > table.today:
        table.note(row, "unborn", f"pers_dob is {words(born)}, still to come; taken as the day the child is expected", ref)
        born, expected = None, born
    if born and died and died < born:
        raise Odd("order", f"the child died on {words(died)}, before the birth on {words(born)}")
    details = _details(row, born, own)
    reading.people[row.text("pers_person_id")] = Person(ref, born, died)
    reading.subjects.append(Subject(ref, details, row.line))
    if expected and born is None:
        reading.told.append(Told(ref, "expected_date_of_delivery", expected, f"person-{ref} expected", line=row.line))
    elif expected:
        table.note(row, "born", "has a date of birth and an expected one; the first is kept", ref)


def _details(row: Row, born: date | None, own: str | None) -> dict[str, Any]:
    full = " ".join(part for part in (row.short("pers_forename"), row.short("pers_surname")) if part)
    initials, name = named(full) if full else (None, None)
    said = {"initials": initials, "name": name, "born": born and born.isoformat(), "own_reference": own}
    return {key: value for key, value in said.items() if value}
