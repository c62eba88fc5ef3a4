"""What a census file says that needs telling: what was left out, what to look at, and what is counted once by its name."""

import re
from dataclasses import dataclass, field
from datetime import date

from cin_cli.domain.dates import full_date, words
from cin_cli.errors import CinError
from cin_cli.exchange.caseload import Remark
from cin_cli.exchange.cells import OddError
from cin_cli.exchange.markup import Element

MOST_REMARKS = 200_000
LONGEST_DATE = 60
_ISO = re.compile(r"(\d{4}-\d\d-\d\d)([T ]\d\d:\d\d(:\d\d(\.\d+)?)?)?(Z|[+-]\d\d:\d\d)?", re.ASCII)
"""A day as XML writes it, perhaps with a time of day and a time zone, which say nothing here."""
_YES, _NO = ("1", "true", "yes"), ("0", "false", "no")


@dataclass(slots=True)
class _Tally:
    count: int
    first: int


@dataclass(slots=True)
class Notes:
    """The remarks of one reading, and the days of the file's dates, those as XML writes them understood once."""

    today: date
    until: date | None = None
    odd: list[Remark] = field(default_factory=list)
    noted: list[Remark] = field(default_factory=list)
    days: dict[str, date] = field(default_factory=dict)
    tallies: dict[tuple[str, str], _Tally] = field(default_factory=dict)

    def leave(self, kind: str, child: str | None, line: int, text: str) -> None:
        """Tell of something that is left out."""
        self._tell(self.odd, Remark(kind, child, line, f"line {line}: {text}"))

    def note(self, kind: str, child: str | None, line: int, text: str) -> None:
        """Tell of something that comes in all the same."""
        self._tell(self.noted, Remark(kind, child, line, f"line {line}: {text}"))

    def tally(self, kind: str, text: str, line: int) -> None:
        """Count something that is told once, with how often and where first."""
        tally = self.tallies.setdefault((kind, text), _Tally(0, line))
        tally.count += 1
        if len(self.tallies) > MOST_REMARKS:
            raise _too_odd(text)

    def tallied(self) -> list[Remark]:
        """The remarks that were counted."""
        return [
            Remark(kind, None, tally.first, f"line {tally.first}: {text} ({_times(tally.count)})")
            for (kind, text), tally in self.tallies.items()
        ]

    def _tell(self, remarks: list[Remark], remark: Remark) -> None:
        remarks.append(remark)
        if len(remarks) > MOST_REMARKS:
            raise _too_odd(remark.words)

    def day(self, leaf: Element | None) -> date | None:
        """The day that an element says, or None where it is absent or empty; OddError when it is no date."""
        if leaf is None:
            return None
        text = leaf.text
        return self.days.get(text) or self._understood(leaf)

    def past(self, leaf: Element | None) -> date | None:
        """The same for what has happened: OddError when it is still to come."""
        day = self.day(leaf)
        self.refuse_ahead(leaf, day)
        return day

    def refuse_ahead(self, leaf: Element | None, day: date | None) -> None:
        """OddError when the day that an element says is still to come."""
        if leaf is not None and day is not None and day > self.today:
            raise OddError("future_date", f"{leaf.name} is {words(day)}, which is still to come")

    def yes_no(self, leaf: Element | None) -> bool | None:
        """Yes or no, None where it is absent or empty; OddError when it is neither."""
        text = leaf.text.strip().lower() if leaf else ""
        if leaf is None or not text:
            return None
        if text in _YES or text in _NO:
            return text in _YES
        raise OddError("not_yes_or_no", f"{leaf.name} is {leaf.text.strip()[:40]!r}, neither 1 nor 0")

    def _understood(self, leaf: Element) -> date | None:
        text = leaf.text.strip()
        if not text:
            return None
        iso = _ISO.fullmatch(text)
        try:
            day = full_date(iso[1] if iso else text[:LONGEST_DATE]).day
        except CinError:
            raise OddError("impossible_date", f"{leaf.name} is {text[:40]!r}, which is not a date") from None
        if iso is None:
            self.tally("uk_dates", "dates are not written as 2024-03-31, and are read as day, month and year", leaf.line)
        elif iso[1] == leaf.text:  # of any other spelling there may be as many as the file is long
            self.days[leaf.text] = day
        return day


def _too_odd(last: str) -> CinError:
    return CinError(f"There are more than {MOST_REMARKS:,} odd things in the file.", f"The last: {last}.")


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count:,} times"
