"""Lengths of time as procedures say them, and how each is counted: `10 working_days`, `6 weeks`, `48 hours`."""

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from cin_cli.domain.calendar import Calendar, add_months

UNITS = ("hours", "days", "weekdays", "working_days", "weeks", "months", "years")
_ONE = re.compile(r"(\d{1,4}) (\w+?)( inclusive)?")
_TWO = re.compile(r"the (earlier|later) of (.+) and (.+)")


@dataclass(frozen=True, slots=True)
class Span:
    """A length of time. `inclusive`: the day it starts on is day 1, not day 0. `other`: a second length, of which
    the one that ends earlier holds, or the `later`.

    `weekdays` are Monday to Friday, bank holidays counted; `hours` are elapsed ones, whole days where no time is known.
    """

    count: int
    unit: str
    inclusive: bool = False
    other: "Span | None" = None
    later: bool = False

    @classmethod
    def of(cls, text: str) -> "Span":
        """The span written as `N unit`, `N unit inclusive` or `the earlier of N unit and N unit`; raises ValueError."""
        two = _TWO.fullmatch(text)
        if two:
            return replace(cls.of(two[2]), other=cls.of(two[3]), later=two[1] == "later")
        one = _ONE.fullmatch(text)
        if not one or one[2] not in UNITS or int(one[1]) == 0 or (one[2] == "hours" and one[3]):
            raise ValueError(text)
        return cls(int(one[1]), one[2], bool(one[3]))

    def after(self, day: date, calendar: Calendar, times: int = 1) -> date:
        """The last day in time, so many spans after `day`; nothing is rolled off a weekend."""
        end = self._plain(day, self.count * times, calendar)
        if self.inclusive:
            end = self._with_first_day(day, end, times, calendar)
        if self.other is None:
            return end
        second = self.other.after(day, calendar, times)
        return max(end, second) if self.later else min(end, second)

    def ends(self, day: date, time: str | None, calendar: Calendar) -> tuple[date, datetime | None]:
        """The last day in time, and the moment of it where hours after a known time of day are what ends it."""
        moment = self.time_after(day, time)
        ends = (moment.date() if moment else replace(self, other=None).after(day, calendar)), moment
        if self.other is None:
            return ends
        second = self.other.ends(day, time, calendar)
        return max(ends, second, key=_moment_of) if self.later else min(ends, second, key=_moment_of)

    @property
    def in_hours(self) -> bool:
        """Whether hours are counted, in it or in its second length."""
        return self.unit == "hours" or bool(self.other and self.other.in_hours)

    def before(self, day: date, calendar: Calendar) -> date:
        """The last day that is still so long before `day`; of two lengths, the earlier day, or the `later`."""
        end = self._plain(day, -self.count, calendar)
        if self.inclusive:
            end = self._with_first_day(day, end, -1, calendar)
        if self.other is None:
            return end
        second = self.other.before(day, calendar)
        return max(end, second) if self.later else min(end, second)

    def _plain(self, day: date, count: int, calendar: Calendar) -> date:
        match self.unit:
            case "working_days":
                return calendar.add_working_days(day, count)
            case "weekdays":
                return _weekdays_on(day, count)
            case "weeks":
                return day + timedelta(days=7 * count)
            case "months":
                return add_months(day, count)
            case "years":
                return add_months(day, 12 * count)
            case "hours":
                return day + timedelta(days=-(-count // 24))
        return day + timedelta(days=count)

    def _with_first_day(self, day: date, end: date, times: int, calendar: Calendar) -> date:
        """The end when the first day is counted too; one that is no working day is not. `times` is negative counting back."""
        counted = {"working_days": calendar.is_working(day), "weekdays": day.weekday() < 5}.get(self.unit, True)
        if not counted:
            return end
        if self.unit in ("working_days", "weekdays"):
            return self._plain(day, self.count * times - (1 if times > 0 else -1), calendar)
        return end - timedelta(days=1 if times > 0 else -1)

    def time_after(self, day: date, time: str | None) -> datetime | None:
        """The moment so many hours after a time of day in England; None for other units or without a time."""
        if self.unit != "hours" or not time:
            return None
        from datetime import UTC
        from zoneinfo import ZoneInfo

        london = ZoneInfo("Europe/London")
        start = datetime.fromisoformat(f"{day.isoformat()}T{time}").replace(tzinfo=london)
        return (start.astimezone(UTC) + timedelta(hours=self.count)).astimezone(london)

    @property
    def words(self) -> str:
        """`20 working days`, `1 week`, `5 days with the day itself counted`, `the earlier of 6 weeks and 30 working days`."""
        unit = self.unit.replace("_", " ")
        said = f"{self.count} {unit[:-1] if self.count == 1 else unit}"
        said += " with the day itself counted" if self.inclusive else ""
        if self.other is None:
            return said
        return f"the {'later' if self.later else 'earlier'} of {said} and {self.other.words}"

    def __str__(self) -> str:
        said = f"{self.count} {self.unit}{' inclusive' if self.inclusive else ''}"
        return said if self.other is None else f"the {'later' if self.later else 'earlier'} of {said} and {self.other}"


def _moment_of(end: tuple[date, datetime | None]) -> tuple[date, str]:
    """To compare ends: a day without an hour runs to its end."""
    day, moment = end
    return day, f"{moment:%H:%M}" if moment else "24:00"


def _weekdays_on(day: date, count: int) -> date:
    """So many Mondays to Fridays on, or back; from a weekend the next weekday is the first."""
    ordinal = day.toordinal()
    if count < 0:
        index = (ordinal - 1) // 7 * 5 + min((ordinal - 1) % 7, 5) + count + 1
    else:
        index = ordinal // 7 * 5 + min(ordinal % 7, 5) + count
    weeks, rest = divmod(index - 1, 5)
    return date.fromordinal(weeks * 7 + rest + 1)
