"""`cin cinrs request` and `list`: what goes to the reviewing service, what stays out of it, what came of it."""

from datetime import date

import pytest

from cin_cli import context
from cin_cli.domain.entry import entry
from cin_cli.domain.plan import Point
from tests.commands.test_plan import family, form, run  # noqa: F401  (the fixture)

REFUGE = "14 Juniper Lane"


@pytest.fixture
def cin(run):  # noqa: F811
    """`cin` with the family in its case file, a plan of a year and its points."""
    family(at_risk=True)
    points = (Point("Ava", "late", "walk to school", "Gran", "2 weeks", "in class at nine", "four mornings", ("professionals",)),
              Point("Ava", "x", "hidden from all", "Mum", "soon", "x", "x", ("worker",)))  # fmt: skip
    record(
        entry("cin_plan_started", date(2024, 11, 1), ["AB12"]),
        entry("plan_saved", date(2024, 11, 1), ["AB12"], {"version": 1, "form": form(points=points)}),
        entry("cinrs_stated", date(2025, 11, 1), ["AB12"], {"feature": "stuck", "by": "team manager", "why": "Nothing moves."}),
    )  # fmt: skip
    return run


def record(*made):
    context.use_db(None)
    context.record(list(made))
    context.close()


def asked(cin, tmp_path, *more, **words):
    empty = cin("event", "form", "cinrs_requested").out
    for heading, text in words.items():
        assert f"## {heading}" in empty
        empty = empty.replace(f"## {heading}\n\n-", f"## {heading}\n\n- {text}")
    file = tmp_path / "request.md"
    file.write_text(empty, encoding="utf-8")
    said = ("--set", "raised_by=the school", "--set", "until=2026-03-31", "--set", "quadrant=north")
    return cin("cinrs", "request", "AB12", "--from", str(file), *said, *more)


ALL = {"Background": "Three moves in two years.", "Tried": "A parenting group.", "Mother": "Comes to every meeting.",
       "Father": "By telephone.", "Absent parent": "Not reached yet.", "Childs view": "Wants it to be over.",
       "Asked": "To chair the next two reviews."}  # fmt: skip


def test_the_paper_has_all_that_the_service_needs(cin, tmp_path):
    done = asked(cin, tmp_path, "--on", "2025-11-14", **ALL)
    assert done.code == 0, done.err
    paper = done.out[done.out.index("# A request to") :]
    for text in (*ALL.values(), "the school", "north", "Tuesday 31 March 2026", "Priya Nair", "Nothing moves.", "Plan started",
                 "walk to school (Gran, 2 weeks): four mornings", "On a Child in Need plan for 12 months or more"):  # fmt: skip
        assert text in paper, text
    assert "hidden from all" not in paper and "AB12" not in paper and "Ava" not in paper
    assert "Not said in it" not in done.err
    assert "Left out of this copy: point 2: only for you." in done.err


def test_it_is_recorded_and_can_be_written_again(cin, tmp_path):
    first = asked(cin, tmp_path, "--on", "2025-11-14", **ALL).out
    again = cin("cinrs", "request", "AB12", "-o", str(tmp_path / "paper.html"), "--format", "html", "--names")
    assert again.code == 0 and "Ava" in (tmp_path / "paper.html").read_text(encoding="utf-8")
    assert cin("cinrs", "request", "AB12").out in first  # the first has the line that it was recorded
    assert cin("cinrs", "list", "AB12").out.count("reviewing service asked") == 1


def test_what_is_not_said_is_told_to_the_worker(cin, tmp_path):
    done = asked(cin, tmp_path, "--on", "2025-11-14", Background="Three moves.")
    assert "Not said in it: what has been tried, how the mother takes part" in done.err
    assert "Not written yet." in done.out


def test_nothing_asked_yet(cin):
    done = cin("cinrs", "request", "AB12")
    assert done.code == 3 and "cin event form cinrs_requested" in done.err
    assert "Nothing was asked" in cin("cinrs", "list", "AB12").out


def test_a_refuge_address_never_goes_with_it(cin, tmp_path):
    """Kept for the worker in one place, it keeps the paper from being made where it slips into the words of another."""
    lives = {"person": "F7.mother", "family": "F7", "address": REFUGE, "contact_for": ["worker"]}
    record(
        entry("person_described", date(2025, 9, 2), values=lives),
        entry("visit", date(2025, 11, 3), ["AB12"], {"seen": True, "place": REFUGE, "observed": f"Calm at {REFUGE}."}),
        entry("note", date(2025, 11, 3), ["AB12"], {"text": f"Moved to {REFUGE}."}),
    )  # fmt: skip
    done = asked(cin, tmp_path, "--on", "2025-11-13", **ALL)
    assert done.code == 0 and "Juniper" not in done.out
    done = asked(cin, tmp_path, "--on", "2025-11-14", **{**ALL, "Mother": f"She lives at {REFUGE} now."})
    assert done.code == 4 and "Nothing was made" in done.err and "every meeting" not in done.out


def test_words_that_are_not_for_the_service_stay_out(cin, tmp_path):
    done = asked(cin, tmp_path, "--on", "2025-11-14", **{**ALL, "Tried": "A secret.\n  Who may see this: worker"})
    assert done.code == 0 and "A secret" not in done.out
    assert "Left out of this copy: the request (tried): only for you." in done.err


def test_what_came_of_it(cin):
    record(entry("cinrs_requested", date(2025, 11, 1), ["AB12"], {"raised_by": "school", "until": "2025-11-10"}))
    record(entry("cinrs_consultation", date(2025, 11, 5), ["AB12"], {"with": "CINRO", "iro": "Jo", "agreed": "Two reviews."}))
    record(entry("cinrs_feedback", date(2025, 11, 8), ["AB12"], {"from": "the family", "feedback": "We felt heard."}))
    text = cin("cinrs", "list", "AB12").out
    assert [line.split("  ")[1].split(" (")[0] for line in text.splitlines()[:3]] == [
        "reviewing service asked", "consultation with the reviewing service", "feedback on the reviewing service",
    ]  # fmt: skip
    assert "iro: Jo" in text and "felt heard" not in text
    assert "The time limit, Mon 10 Nov 2025, has passed and no end is recorded." in text
    assert cin("event", "record", "cinrs_ended", "AB12", "--on", "2025-11-12", "--set", "reason=two reviews chaired").code == 0
    text = cin("cinrs", "list", "AB12").out
    assert "no longer involved" in text and "has passed" not in text
