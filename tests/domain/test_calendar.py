"""Working days and spans of time, against the `holidays` library, naive loops and dateutil."""

from datetime import date, timedelta
from functools import cache
from importlib.resources import files

import holidays
import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import given
from hypothesis import strategies as st

from cin_cli.domain.calendar import add_months, england
from cin_cli.domain.span import Span

CALENDAR = england()
LINES = [
    line.split(",", 1)
    for line in (files("cin_cli.packs") / "bank-holidays-england.csv").read_text(encoding="utf-8").splitlines()
    if line[:1].isdigit()
]
YEARS = range(int(LINES[0][0][:4]), int(LINES[-1][0][:4]) + 1)
DAYS = st.dates(date(YEARS[0], 1, 1), date(YEARS[-1], 12, 31))
COUNTS = st.integers(1, 60)


@cache
def oracle():
    """England's bank holidays as the `holidays` library has them."""
    return holidays.UnitedKingdom(subdiv="ENG", years=YEARS)


def works(day):
    """Whether the day is a working day, by the oracle."""
    return day.weekday() < 5 and day not in oracle()


@pytest.mark.parametrize("line", LINES, ids=lambda line: line[0])
def test_every_bank_holiday_that_ships_is_one(line):
    assert date.fromisoformat(line[0]) in oracle()


def test_no_bank_holiday_is_missing():
    shipped = {date.fromisoformat(day) for day, _ in LINES}
    assert {day for day in oracle() if day.weekday() < 5} <= shipped


def test_the_file_says_until_when_holidays_are_declared():
    assert date(2024, 1, 1) < CALENDAR.declared_until < date(YEARS[-1], 12, 31)


@given(DAYS)
def test_a_working_day_is_a_weekday_that_is_no_bank_holiday(day):
    assert CALENDAR.is_working(day) == works(day)


@given(DAYS.filter(lambda day: day.year < YEARS[-1]), COUNTS)
def test_working_days_are_counted_from_the_day_after(day, count):
    end, left = day, count
    while left:
        end += timedelta(days=1)
        left -= works(end)
    assert CALENDAR.add_working_days(day, count) == end


@given(DAYS.filter(lambda day: day.year > YEARS[0]), COUNTS)
def test_working_days_are_counted_backward_from_the_day_before(day, count):
    end, left = day, count
    while left:
        end -= timedelta(days=1)
        left -= works(end)
    assert CALENDAR.add_working_days(day, -count) == end


@given(DAYS, st.integers(0, 400))
def test_working_days_between_leave_the_first_day_out(day, length):
    days = [day + timedelta(days=n) for n in range(1, length + 1)]
    days = [each for each in days if each.year <= YEARS[-1]]
    end = days[-1] if days else day
    assert CALENDAR.working_days_between(day, end) == sum(map(works, days))


@given(DAYS)
def test_the_last_working_day_is_the_day_itself_or_the_nearest_before(day):
    last = CALENDAR.last_working_day(day)
    assert last <= day and (works(last) or last.year < YEARS[0])
    assert not any(works(last + timedelta(days=n)) for n in range(1, (day - last).days + 1))


@given(DAYS, st.integers(1, 300))
def test_holidays_between_are_those_after_the_first_day(day, length):
    end = day + timedelta(days=length)
    found = [each for each, _ in CALENDAR.holidays_between(day, end)]
    assert found == sorted(each for each in oracle() if day < each <= end and each.weekday() < 5)


@given(DAYS, st.integers(0, 240))
def test_months_clamp_to_the_end_of_a_shorter_month(day, months):
    assert add_months(day, months) == day + relativedelta(months=months)


@given(DAYS, st.integers(1, 30), st.integers(1, 5))
def test_spans_are_multiples_of_their_unit_from_the_original_day(day, count, times):
    for unit, days in (("days", 1), ("weeks", 7)):
        assert Span(count, unit).after(day, CALENDAR, times) == day + timedelta(days=days * count * times)
    assert Span(count, "months").after(day, CALENDAR, times) == day + relativedelta(months=count * times)


@pytest.mark.parametrize("day, months, end", [
    (date(2023, 8, 31), 6, date(2024, 2, 29)), (date(2024, 8, 31), 6, date(2025, 2, 28)),
    (date(2023, 8, 31), 9, date(2024, 5, 31)), (date(2024, 2, 29), 12, date(2025, 2, 28)),
])  # fmt: skip
def test_months_from_the_end_of_a_month(day, months, end):
    assert add_months(day, months) == end


@pytest.mark.parametrize("text", ["", "weeks", "0 weeks", "-1 weeks", "6", "6 week", "1.5 weeks", "6  weeks", "6 Weeks", "²"])
def test_a_span_that_is_none_is_refused(text):
    with pytest.raises(ValueError):
        Span.of(text)


@pytest.mark.parametrize("text, words", [("1 weeks", "1 week"), ("20 working_days", "20 working days"), ("3 months", "3 months")])
def test_a_span_is_written_and_said(text, words):
    assert str(Span.of(text)) == text
    assert Span.of(text).words == words


def test_days_that_a_team_added_do_not_count_and_change_the_version():
    closed = england([(date(2025, 7, 1), "The office moves"), (date(2025, 7, 5), "a Saturday")])
    assert closed.add_working_days(date(2025, 6, 30), 1) == date(2025, 7, 2)
    assert closed.version != CALENDAR.version
    assert (date(2025, 7, 1), "The office moves") in closed.holidays_between(date(2025, 6, 30), date(2025, 7, 2))


def test_a_saturday_is_day_0_and_monday_day_1():
    assert CALENDAR.add_working_days(date(2024, 6, 1), 3) == date(2024, 6, 5)
