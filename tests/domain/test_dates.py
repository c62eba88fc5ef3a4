"""Dates as people type them, and as people read them."""

import subprocess
import sys
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cin_cli.domain.dates import distance, parse_date, short, words
from cin_cli.errors import UsageError

MONDAY = date(2026, 3, 2)
ANY_DAY = st.dates(date(1950, 1, 1), date(2090, 12, 31))


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("3/10/2025", date(2025, 10, 3)),
        ("03-10-25", date(2025, 10, 3)),
        ("3.10.2025", date(2025, 10, 3)),
        ("3 October 2025", date(2025, 10, 3)),
        ("3rd October 2025", date(2025, 10, 3)),
        ("03-Oct-25", date(2025, 10, 3)),
        ("3oct2025", date(2025, 10, 3)),
        ("Fri 3 Oct 2025", date(2025, 10, 3)),
        ("Friday, 3 October 2025", date(2025, 10, 3)),
        ("5 Sept 2025", date(2025, 9, 5)),
        ("2025-10-03", date(2025, 10, 3)),
        ("  Today ", MONDAY),
        ("yesterday", date(2026, 3, 1)),
        ("tomorrow", date(2026, 3, 3)),
        ("fri", date(2026, 2, 27)),
        ("monday", MONDAY),
        ("thurs", date(2026, 2, 26)),
        ("+6w", date(2026, 4, 13)),
        ("+3d", date(2026, 3, 5)),
        ("-3d", date(2026, 2, 27)),
        ("+2m", date(2026, 5, 2)),
        ("29/2/2024", date(2024, 2, 29)),
    ],
)
def test_a_date_can_be_typed_as_people_write_it(text, day):
    assert parse_date(text, MONDAY).day == day


def test_months_are_clamped_to_the_end_of_a_shorter_month():
    assert parse_date("+1m", date(2026, 1, 31)).day == date(2026, 2, 28)


def test_working_days_are_counted_with_the_calendar_that_is_given():
    class Weekdays:
        def add_working_days(self, day, n):
            assert (day, n) == (MONDAY, 20)
            return date(2026, 3, 30)

    assert parse_date("+20wd", MONDAY, calendar=Weekdays()).day == date(2026, 3, 30)


def test_a_weekday_is_looked_for_ahead_when_it_is_for_something_to_come():
    assert parse_date("fri", MONDAY, past=False).day == date(2026, 3, 6)
    assert parse_date("mon", MONDAY, past=False).day == date(2026, 3, 9)


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("10/3/2025", "10/3/2025 was read day first: Mon 10 Mar 2025."),
        ("13/3/2025", ""),
        ("3/3/2025", ""),
        ("3 oct 2025", ""),
        ("3 oct", "3 oct was read as Fri 3 Oct 2025."),
        ("27 feb", ""),
        ("10/2", "10/2 was read day first: Tue 10 Feb 2026."),
    ],
)
def test_an_ambiguous_date_says_how_it_was_read(text, note):
    assert parse_date(text, MONDAY).note == note


def test_a_slip_of_a_few_days_without_a_year_is_not_put_a_year_back():
    assert parse_date("5 mar", MONDAY).day == date(2026, 3, 5)
    assert parse_date("28 feb", MONDAY, past=False).day == date(2026, 2, 28)


def test_a_leap_day_without_a_year_is_the_last_there_was():
    assert parse_date("29 feb", MONDAY).day == date(2024, 2, 29)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("31/2/2026", "Feb 2026 has no day 31"),
        ("29 feb 2026", "Feb 2026 has no day 29"),
        ("10/25/2025", "no month 25; days come before months"),
        ("32 oct", "no month has a day 32"),
        ("2025-13-01", "no month 13"),
        ("Thu 3 Oct 2025", "is a Friday"),
        ("3/10/0025", "not a likely date"),
        ("+9999m", "not a likely date"),
        ("-9999w", "not a likely date"),
        ("", "is not a date"),
        ("3 foo 2025", "is not a date"),
        ("soon", "is not a date"),
        ("3/10/2025 or so", "is not a date"),
        ("45933", "is not a date"),
        ("١/١/٢٠٢٥x", "is not a date"),
    ],
)
def test_an_impossible_date_is_refused_with_the_reason(text, why):
    with pytest.raises(UsageError, match=why):
        parse_date(text, MONDAY)


@given(ANY_DAY, ANY_DAY)
def test_what_is_printed_can_be_typed_back(day, today):
    for text in (words(day), short(day), day.isoformat()):
        assert parse_date(text, today).day == day


@given(st.text(max_size=30))
def test_any_text_is_a_day_or_a_plain_refusal(text):
    try:
        assert isinstance(parse_date(text, MONDAY).day, date)
    except UsageError as refusal:
        assert str(refusal)


def test_distances_are_in_words():
    said = [distance(MONDAY + timedelta(days=n), MONDAY) for n in (4, 1, 0, -1, -3)]
    assert said == ["in 4 days", "tomorrow", "today", "1 day late", "3 days late"]


def test_saying_a_date_needs_no_dateutil():
    code = "import sys; from cin_cli.domain.dates import words; print('dateutil' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
