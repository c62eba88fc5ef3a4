"""The days a plan speaks of, what a copy lacks, and what its reader is spared."""

from datetime import date

import pytest

from cin_cli.domain.audience import Reader
from cin_cli.domain.plan import Plan, Point, Said, Version, copy_for, end_day, gaps, notes_on_dates, people_in, resolved, when

WRITTEN = date(2025, 10, 3)
REVIEW = date(2025, 11, 14)


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("14 Nov 2025", "2025-11-14"),
        ("by Friday 14 November 2025", "2025-11-14"),
        ("14/11/2025", "2025-11-14"),
        ("3/10/2025", "2025-10-03"),
        ("2025-11-14", "2025-11-14"),
        ("14 November", "2025-11-14"),
        ("5 January", "2026-01-05"),
        ("tomorrow", "2025-10-04"),
        ("2 weeks", "2025-10-17"),
        ("within two weeks", "2025-10-17"),
        ("In the next 3 months", "2026-01-03"),
        ("10 working days", "2025-10-17"),
        ("a month", "2025-11-03"),
        ("next review", "2025-11-14"),
        ("By the next review", "2025-11-14"),
        ("by our next meeting.", "2025-11-14"),
        ("Every Monday, until 1 December 2025", "2025-12-01"),
        ("From 3/11/2025 to 17/11/2025", "2025-11-17"),
        ("Up to 12 sessions", None),
        ("ongoing", None),
        ("as soon as we can", None),
        ("31 November 2025", None),
        ("", None),
        ("  ", None),
        ("Friday 15 November 2025", "2025-11-15"),
    ],
)
def test_a_date_as_people_say_it(said, day):
    assert when(said, WRITTEN, REVIEW) == (date.fromisoformat(day) if day else None)


def test_next_review_without_a_date_is_no_day():
    assert when("next review", WRITTEN, None) is None


def version(**more):
    return Version(Plan(**more), 1, WRITTEN)


def test_a_plan_knows_its_days():
    made = version(next_review="in 6 weeks", ends="3 April 2026")
    assert resolved("next review", made) == date(2025, 11, 14)
    assert end_day(made) == date(2026, 4, 3)


def test_an_ambiguous_date_is_told():
    made = version(next_review="5/11/2025", points=(Point(by="by 6/11/2025"), Point(by="14 Nov 2025")))
    assert list(notes_on_dates(made)) == [
        "5/11/2025 was read day first: Wed 5 Nov 2025.", "6/11/2025 was read day first: Thu 6 Nov 2025.",
    ]  # fmt: skip


WHOLE = Point("Ava", "late", "walk to school", "Dad", "2 weeks", "in class at nine")


def test_gaps():
    assert list(gaps(version())) == [
        "it has no points: nothing says what needs to happen", "it does not say how we will know things are good enough",
        "it has no date for the next review", "it does not say who to call in the day, and at night and weekends",
    ]  # fmt: skip
    made = version(
        points=(WHOLE, Point("Leo", "tired", by="soon"), Point("Leo", action="sleep", who="Mum", by="soon", outcome="rested"))
    )
    found = list(gaps(made))
    assert "point 2 does not say what needs to happen, who will do it, how things will be better" in found
    assert "point 3 has no day: 'soon' cannot be turned into a date" in found
    assert not [gap for gap in found if gap.startswith("point 1")]


def test_a_copy_leaves_out_what_is_blank_and_what_is_not_for_its_reader():
    made = version(
        strengths=(Said("She sings"), Said(" "), Said("Only me", ("worker",))),
        points=(Point(), WHOLE, Point("Leo", "private", audience=("F7.mother",))),
        contacts=(Said("14 Juniper Lane"),),
    )
    copy = copy_for(made, Reader("family"))
    assert copy.plan.strengths == (Said("She sings"),)
    assert copy.plan.points == (WHOLE,)
    assert copy.plan.contacts == ()
    assert [(held.where, held.why) for held in copy.withheld] == [
        ("strengths", "only for you"), ("contacts", "only for you"), ("point 3", "only for F7.mother"),
    ]  # fmt: skip
    assert copy_for(made, Reader("worker")).withheld == ()


def test_people_in():
    made = Plan(strengths=(Said("a", ("F7.mother", "professionals")),), points=(Point(audience=("dad",)),))
    assert people_in(made) == {"F7.mother", "dad"}
