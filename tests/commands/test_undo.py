"""`cin undo`: my last entry, and all that was written with it, is taken back by an entry that says so."""

from datetime import date

import pytest

from cin_cli import context
from cin_cli.domain.entry import entry
from cin_cli.store import journal

DAY = date(2026, 2, 9)


@pytest.fixture
def held(york, monkeypatch):
    """`cin`, me Amy, with two children whom an import of long ago brought."""
    monkeypatch.setenv("CIN_USER", "Amy")
    context.record([entry("case_opened", date(2026, 2, 2), ["AB12"]), entry("cin_decision", DAY, ["AB12"]),
                    entry("case_opened", date(2026, 2, 2), ["CD34"])])  # fmt: skip
    context.close()
    return york


def standing():
    found = [(e.kind, e.happened_on.day, [p.child for p in e.parts]) for e in journal.standing(context.store())]
    context.close()
    return found


def test_one_entry(held):
    before, due = standing(), held("due").out
    context.record([entry("visit", DAY, ["AB12", "CD34"], {"seen": True})])
    context.close()
    done = held("undo", "--yes")
    assert done.code == 0 and done.out == "  visit, Mon 9 Feb 2026: AB12, CD34\nTaken back.\n"
    assert standing() == before and held("due").out == due and held("db", "check").code == 0
    assert [e.kind for e in journal.entries(context.store())][-2:] == ["visit", "entry_withdrawn"], "nothing is removed"


def test_a_batch_is_taken_back_as_one(held):
    done = held("undo", "-y")
    assert done.code == 0 and done.out.endswith("Taken back: 3 entries.\n") and done.out.count("\n") == 4
    assert [kind for kind, *_ in standing()] == ["policy_adopted"]
    assert held("due").code == 0 and "AB12" not in held("due").out and held("db", "check").code == 0


def test_a_long_batch_is_told_by_its_kinds(held):
    context.record([entry("visit", DAY, ["AB12"]) for _ in range(20)] + [entry("supervision", DAY, ["CD34"])])
    context.close()
    done = held("undo", "--yes")
    said = ["21 entries about 2 children:", "  20 x visit", "  1 x supervision", "Taken back: 21 entries."]
    assert done.out.splitlines() == said


def test_again_takes_back_the_one_before(held):
    for day in (10, 11):
        context.record([entry("visit", date(2026, 2, day), ["AB12"])])
        context.close()
    assert "11 Feb" in held("undo", "--yes").out and "10 Feb" in held("undo", "--yes").out
    assert "visit" not in [kind for kind, *_ in standing()]


def test_a_correction_taken_back_brings_back_what_it_corrected(held):
    (number,) = context.record([entry("visit", DAY, ["AB12"])])
    context.record([entry("visit", date(2026, 2, 10), ["AB12"], corrects=number)])
    context.close()
    assert f"(a correction of entry {number})" in held("undo", "--yes").out
    assert standing()[-1] == ("visit", 9, ["AB12"])


def test_somebody_elses_is_left_alone(held, monkeypatch):
    context.record([entry("visit", DAY, ["AB12"])])
    context.close()
    monkeypatch.setenv("CIN_USER", "Ben")
    before = standing()
    done = held("undo", "--yes")
    assert done.code == 1 and done.err == "cin: There is no entry of Ben's to take back.\n" and standing() == before


def test_nobody_is_there_to_answer(held):
    before = standing()
    done = held("undo")
    assert done.code == 2 and "`--yes`" in done.err and standing() == before


@pytest.mark.parametrize(("answer", "taken"), [("n", False), ("", False), ("y", True)])
def test_it_asks(held, monkeypatch, answer, taken):
    monkeypatch.setattr(context, "interactive", lambda: True)
    before = standing()
    done = held("undo", input=answer + "\n")
    assert done.code == 0 and (standing() != before) is taken
    assert ("Nothing was changed." in done.out) is not taken


def test_the_procedure_chosen_is_taken_back_like_anything_else(york):
    done = york("undo", "--yes")
    assert done.code == 0 and "procedure chosen" in done.out
    assert york("due").code == 2 and york("db", "check").code == 0
