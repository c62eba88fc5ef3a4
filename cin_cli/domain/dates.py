"""Dates as people type them, and as people read them.

Saying a date (`words`, `short`, `distance`) must cost nothing to import: `cin due` does it for every row.
"""

import re
from datetime import date, timedelta
from typing import NamedTuple, Protocol

from cin_cli.errors import UsageError

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
LONG_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
LIKELY_YEARS = range(1900, 2101)
SLIP = timedelta(days=31)
"""A date without a year that lies this close on the wrong side of today is a slip, not a date of another year."""

_SEPARATOR = r"[/.\-\s]\s*"
# Patterns are compiled when a date is typed, not when this is imported.
_ISO = r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})"
_NUMBERS = rf"(\d{{1,2}}){_SEPARATOR}(\d{{1,2}})(?:{_SEPARATOR}(\d{{4}}|\d{{2}}))?"
_NAMED = (
    r"(?:([a-z]{3,9})\.?,?\s+)?(\d{1,2})(?:st|nd|rd|th)?[\s\-/]*([a-z]{3,9})\.?,?(?:[\s\-/]*(\d{4}|\d{2}))?"
)
_STEP = r"([+-])\s*(\d{1,4})\s*(wd|d|w|m)"
_FORMS = "Say it as 3/10/2025, 3 oct, 2025-10-03, today, fri, +20wd or +6w."


class WorkingDays(Protocol):
    """What can count working days: domain/calendar.py."""

    def add_working_days(self, day: date, n: int, /) -> date: ...


class Read(NamedTuple):
    """The day that was read, and what the writer should be told of how it was read (else empty)."""

    day: date
    note: str = ""


def parse_date(text: str, today: date, *, past: bool = True, calendar: WorkingDays | None = None) -> Read:
    """The day that `text` means, seen from today; UsageError in plain words when it means none.

    `past` says where a weekday, or a date without a year, is looked for: behind us (what happened) or ahead.
    """
    said = " ".join(text.split())
    low = said.lower()
    read = (
        _relative(said, low, today, calendar) or _weekday(low, today, past) or _iso(said)
        or _numbers(said, today, past) or _named(said, low, today, past)
    )  # fmt: skip
    if read is None:
        raise UsageError(f"{said[:40]!r} is not a date.", _FORMS)
    if read.day.year not in LIKELY_YEARS:
        raise UsageError(f"{said!r} is not a likely date: the year would be {read.day.year}.", _FORMS)
    return read


def full_date(text: str) -> Read:
    """The day that a whole date means, as a spreadsheet has it; one without a year, or `today`, is refused."""
    said = " ".join(text.split())
    read = _iso(said) or _numbers(said, None, True) or _named(said, said.lower(), None, True)
    if read is None or read.day.year not in LIKELY_YEARS:
        raise UsageError(f"{said[:40]!r} is not a date.", "Write it as 3/10/2025.")
    return read


def _relative(said: str, low: str, today: date, calendar: WorkingDays | None) -> Read | None:
    near = {"today": 0, "yesterday": -1, "tomorrow": 1}
    if low in near:
        return Read(today + timedelta(days=near[low]))
    step = re.fullmatch(_STEP, low)
    if not step:
        return None
    count = int(step[1] + step[2])
    try:
        return Read(_stepped(today, count, step[3], calendar))
    except (OverflowError, ValueError):
        raise UsageError(f"{said!r} is too far away to be a date.") from None


def _stepped(today: date, count: int, unit: str, calendar: WorkingDays | None) -> date:
    if unit == "wd":
        if calendar is None:
            from cin_cli.domain.calendar import england

            calendar = england()
        return calendar.add_working_days(today, count)
    if unit == "m":
        from dateutil.relativedelta import relativedelta

        return today + relativedelta(months=count)
    return today + timedelta(days=count * (7 if unit == "w" else 1))


def _day_number(word: str) -> int | None:
    names = [n for n, name in enumerate(LONG_DAYS) if len(word) >= 3 and name.lower().startswith(word)]
    return names[0] if len(names) == 1 else None


def _weekday(low: str, today: date, past: bool) -> Read | None:
    number = _day_number(low)
    if number is None:
        return None
    if past:
        return Read(today - timedelta(days=(today.weekday() - number) % 7))
    return Read(today + timedelta(days=(number - today.weekday() - 1) % 7 + 1))


def _iso(said: str) -> Read | None:
    match = re.fullmatch(_ISO, said)
    return Read(real_day(int(match[1]), int(match[2]), int(match[3]), said)) if match else None


def _numbers(said: str, today: date | None, past: bool) -> Read | None:
    match = re.fullmatch(_NUMBERS, said)
    if not match:
        return None
    first, second = int(match[1]), int(match[2])
    day = _in_year(first, second, match[3], said, today, past)
    if first == second or first > 12:
        return Read(day, _year_note(said, day, match[3], today))
    return Read(day, f"{said} was read day first: {words(day)}.")


def _named(said: str, low: str, today: date | None, past: bool) -> Read | None:
    match = re.fullmatch(_NAMED, low)
    if not match:
        return None
    month = _month_number(match[3])
    if month is None:
        return None
    day = _in_year(int(match[2]), month, match[4], said, today, past)
    if match[1] and _day_number(match[1]) != day.weekday():
        raise UsageError(f"{said!r} does not fit: {words(day)[4:]} is a {LONG_DAYS[day.weekday()]}.")
    return Read(day, _year_note(said, day, match[4], today))


def _month_number(word: str) -> int | None:
    from dateutil import parser

    try:  # dateutil sees one word that can only be a month, never the whole text
        return parser.parserinfo().month(word) if word.isalpha() else None
    except ValueError:
        return None


def _in_year(day: int, month: int, year: str | None, said: str, today: date | None, past: bool) -> date:
    if year:
        return real_day(int(year) + (2000 if len(year) == 2 else 0), month, day, said)
    if today is None:
        raise UsageError(f"{said!r} has no year.")
    real_day(2024, month, day, said)  # a leap year: refuses what no year has
    found = [date(y, month, day) for y in range(today.year - 8, today.year + 9) if _exists(y, month, day)]
    if past:
        return max(d for d in found if d <= today + SLIP)
    return min(d for d in found if d >= today - SLIP)


def _exists(year: int, month: int, day: int) -> bool:
    return month != 2 or day != 29 or (year % 4 == 0 and (year % 100 != 0 or year % 400 == 0))


def real_day(year: int, month: int, day: int, said: str) -> date:
    """The day of these numbers; UsageError saying why there is none."""
    try:
        return date(year, month, day)
    except ValueError:
        pass
    if not 1 <= month <= 12:
        why = f"there is no month {month}; days come before months here"
    elif 1 <= day <= 31:
        why = f"{MONTHS[month - 1]} {year} has no day {day}"
    else:
        why = f"no month has a day {day}"
    raise UsageError(f"{said!r} is not a date: {why}.")


def _year_note(said: str, day: date, year: str | None, today: date | None) -> str:
    return "" if year or today is None or day.year == today.year else f"{said} was read as {words(day)}."


def words(day: date) -> str:
    """A day in prose: `Fri 3 Oct 2025`."""
    return f"{DAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]} {day.year}"


def short(day: date) -> str:
    """A day in a table: `03/10/2025`."""
    return f"{day.day:02}/{day.month:02}/{day.year:04}"


def distance(day: date, today: date) -> str:
    """How far off a due day is: `in 4 days`, `tomorrow`, `today`, `3 days late`."""
    days = (day - today).days
    if days in (0, 1):
        return ("today", "tomorrow")[days]
    if days > 0:
        return f"in {days} days"
    return f"{-days} day{'' if days == -1 else 's'} late"
