"""Every unit counts what its words say: against counting day by day."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cin_cli.domain.calendar import england
from cin_cli.domain.span import UNITS, Span

CALENDAR = england()
DAYS = st.dates(date(2019, 1, 1), date(2027, 12, 31))
COUNTS = st.integers(1, 60)
COUNTED = {"days": lambda day: True, "weekdays": lambda day: day.weekday() < 5, "working_days": CALENDAR.is_working}
ONE = st.builds(Span, COUNTS, st.sampled_from([unit for unit in UNITS if unit != "hours"]), st.booleans())


def day_by_day(day, count, counts, step=1):
    """The day on which the count is reached, stepping one day at a time."""
    while count:
        day += timedelta(days=step)
        count -= counts(day)
    return day


@given(DAYS, COUNTS, st.sampled_from(sorted(COUNTED)))
def test_a_span_ends_where_counting_the_days_ends(day, count, unit):
    assert Span(count, unit).after(day, CALENDAR) == day_by_day(day, count, COUNTED[unit])


@given(DAYS, COUNTS, st.sampled_from(sorted(COUNTED)))
def test_counted_back_it_begins_where_counting_back_ends(day, count, unit):
    assert Span(count, unit).before(day, CALENDAR) == day_by_day(day, count, COUNTED[unit], -1)


@given(DAYS, COUNTS, st.sampled_from(sorted(COUNTED)))
def test_inclusive_the_day_itself_is_day_one_when_it_counts(day, count, unit):
    counts = COUNTED[unit]
    before = day - timedelta(days=1)
    assert Span(count, unit, inclusive=True).after(day, CALENDAR) == day_by_day(before, count, counts)


@given(DAYS, ONE, ONE, st.booleans())
def test_of_two_lengths_one_holds(day, one, other, later):
    ends = one.after(day, CALENDAR), other.after(day, CALENDAR)
    both = Span(one.count, one.unit, one.inclusive, other, later)
    assert both.after(day, CALENDAR) == (max(ends) if later else min(ends))


@given(ONE, st.none() | ONE, st.booleans())
def test_a_span_written_down_is_read_again(one, other, later):
    span = Span(one.count, one.unit, one.inclusive, other, later and other is not None)
    assert Span.of(str(span)) == span


@pytest.mark.parametrize("text", [
    "", "5", "0 days", "five days", "5  days", "-1 days", "5 fortnights", "48 hours inclusive", "99999 days", "1.5 days",
    "the earlier of 5 days", "the earlier of 5 days and", "the sooner of 5 days and 1 weeks", "5 days and 1 weeks",
])  # fmt: skip
def test_what_is_no_length_of_time_is_refused(text):
    with pytest.raises(ValueError):
        Span.of(text)


@pytest.mark.parametrize(("day", "time", "hours", "ends"), [
    (date(2024, 5, 24), "16:30", 48, "2024-05-26 16:30"),  # across a weekend before a bank holiday
    (date(2024, 3, 30), "16:30", 24, "2024-03-31 17:30"),  # the clocks go forward: 24 elapsed hours end an hour later
    (date(2024, 10, 26), "16:30", 24, "2024-10-27 15:30"),  # and back
    (date(2024, 12, 31), "23:45", 1, "2025-01-01 00:45"),
    (date(2024, 2, 28), "08:00", 24, "2024-02-29 08:00"),
])  # fmt: skip
def test_hours_are_elapsed_hours_in_england(day, time, hours, ends):
    assert f"{Span(hours, 'hours').time_after(day, time):%Y-%m-%d %H:%M}" == ends


@pytest.mark.parametrize(("hours", "days"), [(1, 1), (24, 1), (25, 2), (48, 2), (49, 3)])
def test_hours_without_a_time_of_day_are_whole_days_begun(hours, days):
    day = date(2024, 5, 24)
    assert Span(hours, "hours").time_after(day, None) is None
    assert Span(hours, "hours").after(day, CALENDAR) == day + timedelta(days=days)


def test_months_and_years_end_on_the_last_day_of_a_shorter_month():
    assert Span(1, "months").after(date(2024, 1, 31), CALENDAR) == date(2024, 2, 29)
    assert Span(1, "years").after(date(2024, 2, 29), CALENDAR) == date(2025, 2, 28)
    assert Span(1, "months").before(date(2024, 3, 31), CALENDAR) == date(2024, 2, 29)
    assert Span(1, "months", inclusive=True).after(date(2024, 1, 1), CALENDAR) == date(2024, 1, 31)
