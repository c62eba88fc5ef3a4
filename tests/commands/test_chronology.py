"""`cin case chronology`: what happened, in order, what is significant marked; a reader's copy has only what is the reader's."""

from datetime import date

import pytest

from cin_cli.domain.chronology import FOR_FAMILY, LEFT_OUT, SIGNIFICANT
from cin_cli.domain.entry import EVENT_KINDS, KINDS
from tests.commands._children import refused
from tests.commands._told import REFUGE, told, write
from tests.commands.test_find import WORDY, sample


@pytest.fixture
def cin(york):
    told(york)
    return york


def lines(cin, *args):
    done = cin("case", "chronology", "AB12", *args)
    assert done.code == 0, done.err
    return done.out.splitlines()


def test_it_keeps_itself_in_order_of_day_with_what_is_significant_marked(cin):
    write("note", {"text": "late news of old"}, on=date(2025, 9, 20))
    rows = [line for line in lines(cin) if "202" in line]
    days = [line[3:18].strip() for line in rows]
    assert days[0] == "Mon 1 Sep 2025"
    assert days.index("Sat 20 Sep 2025") < days.index("Mon 20 Oct 2025")
    marked = {line[20:].strip().split("  ")[0] for line in rows if line.startswith("*")}
    assert marked == {"Referral", "Case opened", "Plan started", "Review meeting"}
    assert any("Visit (seen, alone)" in line and "He drew a house." in line for line in rows)


def test_an_entry_is_marked_when_it_says_so_and_not_when_it_says_not(cin):
    assert cin("note", "AB12", "Moved in with gran", "--significant").code == 0
    write("cin_meeting_review", {"significant": False}, on=date(2026, 2, 25))
    marked = [line for line in lines(cin, "--significant") if line.startswith("*")]
    assert any("Moved in with gran" in line for line in marked)
    assert not any("25 Feb 2026" in line for line in marked)
    assert not any("Visit" in line for line in lines(cin, "--significant"))


def test_what_is_corrected_taken_back_or_only_booked_is_not_in_it(cin):
    number = write("note", {"text": "wrong child"})
    assert cin("visit", "record", "AB12", "--planned", "--on", "2026-03-09").code == 0
    assert "wrong child" in "\n".join(lines(cin))
    assert cin("event", "withdraw", number, "--why", "x").code == 0
    out = "\n".join(lines(cin))
    assert "wrong child" not in out
    assert "9 Mar 2026" not in out


@pytest.mark.parametrize("form", ["md", "html", "txt"])
def test_as_a_document(cin, tmp_path, form):
    out = "\n".join(lines(cin, "--format", form))
    assert "What happened" in out
    assert "Tuesday 10 February 2026" in out
    assert "AB12" not in out
    file = tmp_path / f"c.{form}"
    assert cin("case", "chronology", "AB12", "--format", form, "-o", file).code == 0
    assert file.read_text(encoding="utf-8").strip() == out.strip()
    assert file.stat().st_mode & 0o077 == 0
    refused(cin, 2, "case", "chronology", "AB12", "-o", file, says="Nobody is there to answer")


def test_a_reader_s_copy_says_what_was_left_out_and_why_to_the_worker_only(cin):
    write("note", {"text": "swimming on Tuesdays", "for": "F1.father"}, on=date(2026, 2, 12))
    done = cin("case", "chronology", "AB12", "--for", "F1.father", "--format", "txt")
    assert "swimming on Tuesdays" in done.out
    assert "He drew a house" not in done.out
    assert "I like my new room" not in done.out
    assert "Left out of this copy: visit" in done.err
    assert "only for you" in done.err
    assert "drew" not in done.err
    assert "seen" not in done.out.lower()


@pytest.mark.parametrize(("kind", "attribute"), WORDY, ids=lambda x: x if isinstance(x, str) else x.name)
def test_where_the_mother_is_stands_in_no_copy_of_the_father_s(cin, kind, attribute):
    import json

    value = json.loads(json.dumps(sample(attribute)).replace("a quokka came", f"at {REFUGE}"))
    write(kind, {attribute.name: value}, on=date(2026, 2, 12))
    for reader in ("F1.father", "professional"):
        for command in (("case", "chronology", "AB12", "--format", "html", "--for", reader),
                        ("case", "story", "AB12", "--format", "html", "--for", reader)):  # fmt: skip
            done = cin(*command)
            assert done.code == 0, done.err
            assert "uniper" not in done.out + done.err
    assert cin("find", "juniper", "--as", "F1.father").code == 3


def test_what_slips_into_words_that_the_reader_would_get_is_refused(cin):
    write("note", {"text": f"She is at {REFUGE} now.", "for": "everyone"}, on=date(2026, 2, 12))
    refused(cin, 4, "case", "chronology", "AB12", "--for", "F1.father", says="is not for this reader")
    refused(cin, 4, "case", "story", "AB12", "--for", "F1.father", says="is not for this reader")
    assert cin("case", "chronology", "AB12", "--for", "F1.mother").code == 0


def test_a_separated_family_shares_no_copy(cin):
    refused(cin, 4, "case", "chronology", "AB12", "--for", "family", says="no copy that they share")
    refused(cin, 4, "case", "story", "AB12", "--for", "family", says="no copy that they share")
    refused(cin, 3, "case", "chronology", "AB12", "--for", "F1.nobody", says="nobody called")


def test_where_somebody_is_at_risk_nothing_is_told_that_nobody_said_may_be(cin):
    assert cin("family", "add", "AB12", "CD34", "--ref", "F1", "--at-risk").code == 0
    write("note", {"text": "swimming on Tuesdays", "for": "F1.father"}, on=date(2026, 2, 12))
    rows = [line for line in lines(cin, "--for", "F1.father") if "202" in line]
    assert len(rows) == 1
    assert "swimming" in rows[0]


def test_hostile_words_are_only_words(cin):
    write("note", {"text": "<script>alert(1)</script> \x1b[2J {{ 7*7 }} \u202e"}, on=date(2026, 2, 12))
    page = "\n".join(lines(cin, "--format", "html"))
    assert "<script>" not in page
    assert "&lt;script&gt;" in page
    assert "{{ 7*7 }}" in page
    assert "\x1b" not in page + "\n".join(lines(cin))


def test_the_kinds_named_are_kinds():
    assert set(KINDS) >= SIGNIFICANT
    assert set(KINDS) >= LEFT_OUT
    assert set(KINDS) >= FOR_FAMILY
    assert not SIGNIFICANT & LEFT_OUT
    assert not {"supervision", "manager_oversight", "strategy_discussion", "s47_started"} & FOR_FAMILY
    assert set(EVENT_KINDS) >= FOR_FAMILY - {"plan_saved"}
