"""Working days in England: Monday to Friday and not a bank holiday, by whole weeks and a bisect."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple


class Calendar(NamedTuple):
    """The non-working weekdays, sorted, with their names; past `declared_until` they are projected.

    `version` changes whenever a day does, so that stored answers can be remade.
    """

    days: tuple[int, ...]
    names: tuple[str, ...]
    declared_until: date
    version: int

    def is_working(self, day: date) -> bool:
        """Whether the day is a working day."""
        ordinal = day.toordinal()
        place = bisect_left(self.days, ordinal)
        return day.weekday() < 5 and not (place < len(self.days) and self.days[place] == ordinal)

    def add_working_days(self, day: date, count: int) -> date:
        """The day `count` working days on (or back, when negative); `day` itself is day 0, whatever day it is."""
        if count == 0:
            return day
        if count < 0:
            return self._working_day(self._index(day.toordinal() - 1) + count + 1)
        return self._working_day(self._index(day.toordinal()) + count)

    def working_days_between(self, start: date, end: date) -> int:
        """How many working days there are after `start`, up to and including `end`."""
        return self._index(end.toordinal()) - self._index(start.toordinal())

    def last_working_day(self, day: date) -> date:
        """The day itself if it is a working day, else the one before."""
        return self._working_day(self._index(day.toordinal()))

    def holidays_between(self, start: date, end: date) -> list[tuple[date, str]]:
        """The non-working weekdays after `start`, up to and including `end`, with their names."""
        first, last = bisect_right(self.days, start.toordinal()), bisect_right(self.days, end.toordinal())
        return [(date.fromordinal(self.days[i]), self.names[i]) for i in range(first, last)]

    def _index(self, ordinal: int) -> int:
        """How many working days there have been up to and including this one; day 1 of the calendar is a Monday."""
        return ordinal // 7 * 5 + min(ordinal % 7, 5) - bisect_right(self.days, ordinal)

    def _working_day(self, index: int) -> date:
        weekdays = index
        while True:  # the least fixed point, so never a holiday: at most a few rounds
            weeks, rest = divmod(weekdays - 1, 5)
            ordinal = weeks * 7 + rest + 1
            further = index + bisect_right(self.days, ordinal)
            if further == weekdays:
                return date.fromordinal(ordinal)
            weekdays = further


def england(added: Iterable[tuple[date, str]] = ()) -> Calendar:
    """England's calendar as it ships, with the days that a team has added."""
    import pkgutil  # importlib.resources would bring zipfile and tempfile with it
    import zlib

    text = (pkgutil.get_data("cin_cli.packs", "bank-holidays-england.csv") or b"").decode().replace("\r\n", "\n")
    declared = date.min
    named: dict[date, str] = {}
    for line in text.splitlines():
        if line.startswith("# declared until "):
            declared = date.fromisoformat(line[17:27])
        elif line[:2].isdigit():
            day, _, name = line.partition(",")
            named[date.fromisoformat(day)] = name
    extra = sorted((day, name) for day, name in added if day.weekday() < 5)
    for extra_day, extra_name in extra:
        named.setdefault(extra_day, extra_name)
    days = sorted(named)
    version = zlib.crc32((text + repr(extra)).encode())
    return Calendar(tuple(d.toordinal() for d in days), tuple(named[d] for d in days), declared, version)


def add_months(day: date, months: int) -> date:
    """The same day of the month so many months on, or the last day of a shorter month."""
    month = day.year * 12 + day.month - 1 + months
    year, index = divmod(month, 12)
    leap = index == 1 and year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return date(year, index + 1, min(day.day, 29 if leap else _DAYS[index]))


_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
"""How many days each month has, but for a February with 29."""
