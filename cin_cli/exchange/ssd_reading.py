"""The dataset's folder while it is being read: whose a row is, and whether what it belongs to is taken."""

from dataclasses import dataclass, field
from datetime import date

from cin_cli.domain.dates import words
from cin_cli.domain.plausible import PREGNANCY
from cin_cli.exchange.extract import Subject, Told
from cin_cli.exchange.extract_table import Odd, Row, Table


@dataclass(frozen=True, slots=True)
class Person:
    """A child of the extract: under which reference, and when born; the day of death, if any."""

    ref: str
    born: date | None
    died: date | None


@dataclass
class Reading:
    """The extract while it is being read."""

    tables: dict[str, Table]
    people: dict[str, Person] = field(default_factory=dict)
    subjects: list[Subject] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)
    listed: set[str] = field(default_factory=set)
    first: dict[str, date] = field(default_factory=dict)
    ids: dict[str, set[str]] = field(default_factory=dict)

    def child(self, table: Table, row: Row, column: str, day: date | None = None) -> str:
        """The reference of the row's child; Odd for one who is not in the extract, or was not conceived by the day."""
        number = row.needed(column)
        person = self.people.get(number)
        if person is None and number in self.tables["ssd_person"].left_out:
            raise Odd("left_out", f"the row of its child ({number}) is left out, too")
        if person is None:
            raise Odd("orphan", f"there is no person {number} in this extract")
        if day and person.born and day < person.born - PREGNANCY:
            raise Odd("before_birth", f"{words(day)} is more than 40 weeks before the child was born ({words(person.born)})")
        if day and person.died and day > person.died:
            table.note(row, "after_death", f"{words(day)} is after the child's death ({words(person.died)}); kept", person.ref)
        return person.ref

    def whose(self, row: Row) -> str | None:
        """The reference of the child that a row names, if it is known."""
        number = next((text for name, text in row.cells.items() if name.endswith("_person_id")), "")
        return self.people[number].ref if number in self.people else None

    def belongs(self, table: Table, row: Row, column: str, name: str, child: str | None) -> None:
        """Note a row that belongs to a row of another file which is not taken; where there is no such file, nothing is known."""
        other, number = self.tables.get(name), row.text(column)
        if other is None or not number:
            return
        if name not in self.ids:
            self.ids[name] = {each.text(other.key) for each in other.rows} - other.left_out
        if number not in self.ids[name]:
            why = "was left out" if number in other.left_out else "is not in this extract"
            kept = "kept" if child else "nothing of it is kept here"
            table.note(row, "orphan", f"{column} {number[:40]} {why}; {kept}", child)
