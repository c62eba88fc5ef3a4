"""`cin event`: recording, listing, correcting, taking back; what is due follows, and what is refused leaves no trace."""

import json
import re
import shlex

import pytest

from cin_cli.domain.entry import EVENT_KINDS, FACTS, KINDS
from tests.commands._children import entries, last_number, opened, refused

ODD = "[bold]Ünï[/bold] {x} 👨‍👩‍👧 \x1b[31mred\x07 \u202eback\u200f \x9bC1 \"quoted\" \\ back"


@pytest.fixture
def cin(york):
    opened("AB12", "AB13", "CD34", born="2016-05-01")
    return york


@pytest.fixture
def visit(cin):
    """The number of a visit on 20 February to AB12, who was seen, and AB13, who was not."""
    cin("visit", "record", "AB12", "AB13", "--on", "2026-02-20", "--seen", "yes", "--alone", "yes",
        "--not-seen", "AB13=at school", "--purpose", "see them")  # fmt: skip
    return last_number()


def due(cin, ref):
    return {(row["rule"], row["due"]) for row in json.loads(cin("due", "--case", ref, "--all", "--json").out)["items"]}


def said(cin, ref, kind):
    return [(made["date"], made["attributes"]) for made in entries(cin, ref, kind)]


# Recording


def test_an_entry_is_recorded_for_several_children(cin):
    done = cin("event", "record", "frequency_agreed", "AB12", "ab13", "--on", "27/2/2026", "--set", "applies-to=visit",
               "--set", "every=2w", "--set", "by=team_manager", "--set", "until=+6w", "--set", "reason=see = them")  # fmt: skip
    assert done.code == 0, done.err
    assert done.out.startswith("Recorded: interval agreed, Fri 27 Feb 2026, for AB12 and AB13 (entry 5).\n")
    assert said(cin, "AB13", "frequency_agreed") == [("2026-02-27", {
        "applies_to": "visit", "every": "2 weeks", "by": "team_manager", "until": "2026-04-13", "reason": "see = them",
    })]  # fmt: skip


def test_what_differs_for_one_child(cin):
    done = cin("event", "record", "visit", "AB12", "AB13", "--on", "today", "--set", "seen=yes",
               "--differs", "AB13:seen=no", "--differs", "ab13:reason=at 3: school")  # fmt: skip
    assert done.code == 0, done.err
    assert said(cin, "AB12", "visit")[0][1] == {"seen": True}
    assert said(cin, "AB13", "visit")[0][1] == {"seen": False, "reason": "at 3: school"}


def test_a_fact_may_differ_too(cin):
    cin("event", "record", "fact_recorded", "AB12", "AB13", "--on", "today", "--set", "fact=disability", "--set", "value=no",
        "--differs", "AB13:value=yes")  # fmt: skip
    assert said(cin, "AB12", "fact_recorded")[0][1] == {"fact": "disability", "value": False}
    assert said(cin, "AB13", "fact_recorded")[0][1] == {"fact": "disability", "value": True}


def test_a_booked_entry_and_a_note_from_standard_input(cin):
    done = cin("event", "record", "supervision", "AB12", "--on", "2026-03-09", "--planned", "--booked-on", "2026-03-01",
               "--from", "-", input=f"{ODD}\nsecond line\n")  # fmt: skip
    assert done.code == 0, done.err
    made = entries(cin, "AB12", "supervision")[0]
    assert (made["planned"], made["booked_on"]) == (True, "2026-03-01")
    assert said(cin, "AB12", "note")[0][1] == {"text": f"{ODD}\nsecond line"}


def test_what_follows_may_name_what_it_follows_by_number(cin, visit):
    assert cin("event", "record", "visit_recorded", "AB12", "--on", "2026-02-21", "--set", f"of={visit}").code == 0
    assert said(cin, "AB12", "visit_recorded")[0][1] == {"of": "2026-02-20"}


def test_a_delivery_is_expected_ahead(cin):
    assert cin("event", "record", "expected_date_of_delivery", "AB12", "--on", "2026-06-01").code == 0


@pytest.mark.parametrize("kind", [kind for kind in EVENT_KINDS if kind != "fact_recorded"])
def test_every_kind_is_recorded_and_listed(cin, kind):
    assert cin("event", "record", kind, "AB12", "--on", "2026-02-27").code == 0
    assert entries(cin, "AB12", kind)[-1]["label"] == KINDS[kind].words


@pytest.mark.parametrize(
    ("code", "says", "args"),
    [
        (2, "Did you mean visit", ["vist", "AB12", "--on", "today"]),
        (2, "event kinds", ["zzzz", "AB12", "--on", "today"]),
        (2, "no kind of entry", ["note", "AB12", "--on", "today"]),
        (2, "no kind of entry", ["policy_adopted", "AB12", "--on", "today"]),
        (2, "no kind of entry", ["entry_withdrawn", "AB12", "--on", "today"]),
        (2, "Its attributes: seen", ["visit", "AB12", "--on", "today", "--set", "sen=yes"]),
        (2, "no attribute", ["supervision", "AB12", "--on", "today", "--set", "recorded_on=x"]),
        (2, "yes or no", ["visit", "AB12", "--on", "today", "--set", "seen=perhaps"]),
        (2, "visit, review", ["frequency_agreed", "AB12", "--on", "today", "--set", "applies_to=tea"]),
        (2, "every", ["frequency_agreed", "AB12", "--on", "today", "--set", "every=often"]),
        (2, "name=value", ["visit", "AB12", "--on", "today", "--set", "seen"]),
        (2, "given twice", ["visit", "AB12", "--on", "today", "--set", "seen=yes", "--set", "seen=no"]),
        (2, "no fact", ["fact_recorded", "AB12", "--on", "today"]),
        (2, "pathway", ["fact_recorded", "AB12", "--on", "today", "--set", "fact=shoe_size", "--set", "value=4"]),
        (2, "", ["fact_recorded", "AB12", "--on", "today", "--set", "fact=disability"]),
        (2, "--on", ["visit", "AB12"]),
        (2, "", ["visit", "--on", "today"]),
        (2, "AB12, AB13", ["visit", "AB", "--on", "today"]),
        (2, "not a date", ["visit", "AB12", "--on", "someday"]),
        (2, "", ["visit", "AB12", "--on", "2026-02-30"]),
        (2, "--planned", ["visit", "AB12", "--on", "today", "--booked-on", "today"]),
        (2, "REF:name=value", ["visit", "AB12", "--on", "today", "--differs", "seen=no"]),
        (2, "no attribute", ["visit", "AB12", "--on", "today", "--differs", "AB12:sen=no"]),
        (3, "'ZZ99'", ["visit", "ZZ99", "--on", "today"]),
        (3, "'ZZ99'", ["visit", "AB12", "ZZ99", "--on", "today"]),
        (3, "'AB13'", ["visit", "AB12", "--on", "today", "--differs", "AB13:seen=no"]),
        (3, "no entry 999", ["visit_recorded", "AB12", "--on", "today", "--set", "of=999"]),
        (4, "--planned", ["visit", "AB12", "--on", "tomorrow"]),
        (4, "still to come", ["visit", "AB12", "--on", "today", "--set", "recorded_on=tomorrow"]),
        (4, "40 weeks", ["visit", "AB12", "--on", "2015-01-01"]),
        (4, "booked then", ["visit", "AB12", "--on", "2026-03-10", "--planned", "--booked-on", "tomorrow"]),
        (1, "cannot be read", ["visit", "AB12", "--on", "today", "--from", "/nowhere"]),
    ],
)
def test_refused_and_nothing_written(cin, code, says, args):
    refused(cin, code, "event", "record", *args, says=says)


@pytest.mark.parametrize("content", [b"", b" \n", b"\xff\xfe\x00"])
def test_an_empty_file_or_one_of_another_encoding_is_refused(cin, tmp_path, content):
    path = tmp_path / "words.txt"
    path.write_bytes(content)
    refused(cin, 1, "event", "record", "visit", "AB12", "--on", "today", "--from", path)
    refused(cin, 1, "event", "record", "visit", "AB12", "--on", "today", "--set", f"purpose=@{path}")
    refused(cin, 1, "event", "record", "visit", "AB12", "--on", "today", "--from", tmp_path)


def test_a_closed_case_takes_paperwork_only_until_it_is_opened_again(cin, visit):
    cin("event", "record", "case_closed", "AB12", "--on", "2026-02-25")
    refused(cin, 4, "event", "record", "supervision", "AB12", "--on", "today", says="case_reopened AB12")
    assert cin("event", "record", "visit_recorded", "AB12", "--on", "2026-02-27").code == 0
    assert cin("event", "record", "supervision", "AB12", "--on", "2026-02-24").code == 0
    assert cin("event", "record", "case_reopened", "AB12", "--on", "2026-03-01").code == 0
    assert cin("event", "record", "supervision", "AB12", "--on", "today").code == 0


# Kinds and list


def test_the_kinds_are_listed(cin):
    out = cin("event", "kinds").out
    assert all(re.search(rf"^{kind}\b", out, re.M) for kind in EVENT_KINDS)
    assert "entry_withdrawn" not in out


def test_one_kind_lists_what_it_may_say(cin):
    out = cin("event", "kinds", "visit").out
    assert "  seen: yes or no\n" in out
    assert "  seen_alone: yes, no, not appropriate\n" in out
    facts = cin("event", "kinds", "fact_recorded").out
    assert all(f"  {name}: " in facts for name in FACTS)
    refused(cin, 2, "event", "kinds", "note")


def test_words_come_back_unharmed_and_steer_no_terminal(cin):
    assert cin("event", "record", "case_closed", "CD34", "--on", "today", "--set", f"reason={ODD}").code == 0
    done = cin("event", "list", "CD34", "--json")
    assert said(cin, "CD34", "case_closed")[0][1] == {"reason": ODD}
    listed = cin("event", "list", "CD34").out
    for out, harmless in ((done.out, "\n"), (listed, "\n\u200d\u200f")):
        assert all(c.isprintable() or c in harmless for c in out)
        assert "[bold]" in out
    assert "👨‍👩‍👧" in listed


def test_the_list_is_in_order_of_days_with_numbers(cin, visit):
    cin("event", "record", "supervision", "AB12", "--on", "2026-01-20")
    made = entries(cin, "AB12")
    assert [m["date"] for m in made] == sorted(m["date"] for m in made)
    out = cin("event", "list", "AB12").out
    assert re.search(rf"^{visit} +Fri 20 Feb 2026 +visit +.*seen: yes", out, re.M)
    assert "at school" not in out


def test_nothing_recorded_and_nobody_of_that_name(cin):
    refused(cin, 3, "event", "list", "ZZ99")
    refused(cin, 2, "event", "list", "AB")


# Correcting


def test_a_correction_takes_the_place_of_the_entry(cin, visit):
    done = cin("event", "correct", visit, "--on", "2026-02-18", "--why", "typed the wrong day")
    assert done.code == 0, done.err
    assert done.out.startswith(f"Corrected: entry {visit + 1} takes the place of entry {visit}: visit, Wed 18 Feb 2026")
    assert said(cin, "AB12", "visit") == [("2026-02-18", {"seen": True, "seen_alone": "yes", "purpose": "see them"})]
    assert said(cin, "AB13", "visit") == [("2026-02-18", {"seen": False, "reason": "at school", "purpose": "see them"})]
    assert entries(cin, "AB12", "visit")[0]["corrects"] == visit
    assert said(cin, "AB12", "note")[0][1]["text"] == f"Why entry {visit} was corrected: typed the wrong day"


def test_a_correction_changes_what_is_due(cin, visit):
    before = due(cin, "AB12")
    cin("event", "correct", visit, "--on", "2026-02-18", "--why", "wrong day")
    assert due(cin, "AB12") != before
    assert cin("db", "check").code == 0


def test_a_correction_for_one_child_leaves_the_other(cin, visit):
    cin("event", "correct", visit, "--case", "AB13", "--set", "seen=yes", "--set", "reason=", "--why", "she came home")
    assert said(cin, "AB13", "visit") == [("2026-02-20", {"seen": True, "purpose": "see them"})]
    assert said(cin, "AB12", "visit") == [("2026-02-20", {"seen": True, "seen_alone": "yes", "purpose": "see them"})]
    assert entries(cin, "AB12", "visit")[0]["number"] == visit
    refused(cin, 3, "event", "correct", visit, "--case", "AB13", "--set", "seen=no", "--why", "again")


def test_what_is_said_anew_holds_for_every_child_named(cin, visit):
    cin("event", "correct", visit, "--set", "seen=no", "--why", "neither was")
    assert said(cin, "AB12", "visit")[0][1]["seen"] is False
    assert said(cin, "AB13", "visit")[0][1]["seen"] is False


def test_a_corrected_fact_keeps_its_name(cin):
    cin("event", "record", "fact_recorded", "AB12", "--on", "today", "--set", "fact=disability", "--set", "value=no")
    cin("event", "correct", last_number(), "--set", "value=yes", "--why", "misread")
    assert said(cin, "AB12", "fact_recorded") == [("2026-03-02", {"fact": "disability", "value": True})]


def test_a_wrong_date_of_birth_is_put_right(cin):
    assert cin("event", "correct", 2, "--case", "AB12", "--set", "born=2015-05-01", "--why", "wrong year").code == 0
    assert said(cin, "AB12", "child_described")[0][1]["born"] == "2015-05-01"
    assert said(cin, "AB13", "child_described")[0][1]["born"] == "2016-05-01"


def test_a_booking_that_is_moved_stays_a_booking(cin):
    cin("visit", "record", "AB12", "--on", "2026-03-10", "--planned", "--booked-on", "2026-03-01")
    assert cin("event", "correct", last_number(), "--on", "2026-03-12", "--why", "moved").code == 0
    made = entries(cin, "AB12", "visit")
    assert [(m["date"], m["planned"], m["booked_on"]) for m in made] == [("2026-03-12", True, "2026-03-01")]


def test_the_reason_may_come_from_a_file_and_undo_takes_both_back(cin, visit, tmp_path):
    why = tmp_path / "why.txt"
    why.write_text(ODD, encoding="utf-8")
    cin("event", "correct", visit, "--on", "2026-02-18", "--why", f"@{why}")
    assert said(cin, "AB12", "note")[0][1]["text"].endswith(ODD)
    assert cin("undo", "--yes").code == 0
    assert said(cin, "AB12", "note") == []
    assert [m["number"] for m in entries(cin, "AB12", "visit")] == [visit]


def test_what_was_written_up_of_the_old_day_is_said(cin, visit):
    cin("event", "record", "visit_recorded", "AB12", "--on", "2026-02-21", "--set", f"of={visit}")
    done = cin("event", "correct", visit, "--on", "2026-02-18", "--why", "wrong day")
    assert f"cin event correct {visit + 1} --set of=2026-02-18" in done.err


@pytest.mark.parametrize(
    ("code", "says", "args"),
    [
        (2, "--on DATE", []),
        (2, "says already", ["--on", "2026-02-20"]),
        (2, "says already", ["--case", "AB12", "--set", "seen=yes"]),
        (2, "no attribute", ["--set", "chair=other"]),
        (2, "yes or no", ["--set", "seen=perhaps"]),
        (2, "not a date", ["--on", "someday"]),
        (3, "AB12 and AB13", ["--case", "CD34", "--on", "2026-02-18"]),
        (2, "AB12 or AB13", ["--case", "AB", "--on", "2026-02-18"]),
        (4, "still to come", ["--on", "tomorrow"]),
        (4, "40 weeks", ["--on", "2014-02-18"]),
    ],
)
def test_a_correction_is_refused(cin, visit, code, says, args):
    refused(cin, code, "event", "correct", visit, *args, "--why", "w", says=says)


def test_a_correction_needs_a_reason_and_an_entry_that_stands(cin, visit):
    refused(cin, 2, "event", "correct", visit, "--on", "2026-02-18", says="--why")
    refused(cin, 2, "event", "correct", visit, "--on", "2026-02-18", "--why", " ", says="reason is missing")
    refused(cin, 3, "event", "correct", 999, "--on", "2026-02-18", "--why", "w", says="no entry 999")
    refused(cin, 2, "event", "correct", "x", "--on", "2026-02-18", "--why", "w")
    refused(cin, 4, "event", "correct", 1, "--on", "2026-02-18", "--why", "w", says="cin policy use")
    cin("event", "correct", visit, "--on", "2026-02-18", "--why", "w")
    refused(cin, 4, "event", "correct", visit, "--on", "2026-02-17", "--why", "w", says=f"Entry {visit + 1} stands in its place")
    refused(cin, 4, "event", "withdraw", visit, "--why", "w", says=f"Entry {visit + 1}")


# Taking back


def test_an_entry_is_taken_back(cin, visit):
    before = due(cin, "AB12")
    done = cin("event", "withdraw", visit, "--why", "another family")
    assert done.code == 0, done.err
    assert done.out.startswith(f"Taken back: entry {visit}, visit of Fri 20 Feb 2026, for AB12 and AB13.")
    assert entries(cin, "AB12", "visit") == entries(cin, "AB13", "visit") == []
    assert due(cin, "AB12") != before
    assert cin("db", "check").code == 0


def test_an_entry_is_taken_back_for_one_child(cin, visit):
    done = cin("event", "withdraw", visit, "--case", "AB13", "--why", "was not there")
    assert "it stands for the others" in done.out
    assert entries(cin, "AB13", "visit") == []
    assert [m["number"] for m in entries(cin, "AB12", "visit")] == [visit]


def test_taking_a_correction_back_brings_the_entry_back(cin, visit):
    cin("event", "correct", visit, "--on", "2026-02-18", "--why", "w")
    cin("event", "withdraw", visit + 1, "--why", "it was right")
    assert [m["date"] for m in entries(cin, "AB12", "visit")] == ["2026-02-20"]


def test_taking_a_correction_back_for_one_child_brings_only_theirs_back(cin, visit):
    cin("event", "correct", visit, "--on", "2026-02-18", "--why", "w")
    cin("event", "withdraw", visit + 1, "--case", "AB13", "--why", "right for AB13")
    assert [(m["number"], m["date"]) for m in entries(cin, "AB13", "visit")] == [(visit, "2026-02-20")]
    assert [(m["number"], m["date"]) for m in entries(cin, "AB12", "visit")] == [(visit + 1, "2026-02-18")]
    assert cin("db", "check").code == 0


def test_a_correction_may_be_corrected(cin, visit):
    cin("event", "correct", visit, "--on", "2026-02-18", "--why", "w")
    cin("event", "correct", visit + 1, "--case", "AB13", "--on", "2026-02-17", "--why", "w")
    assert [m["date"] for m in entries(cin, "AB13", "visit")] == ["2026-02-17"]
    assert [m["date"] for m in entries(cin, "AB12", "visit")] == ["2026-02-18"]


def test_taking_back_is_refused(cin, visit):
    refused(cin, 2, "event", "withdraw", visit, says="--why")
    refused(cin, 2, "event", "withdraw", visit, "--why", "", says="reason is missing")
    refused(cin, 3, "event", "withdraw", 999, "--why", "w", says="no entry 999")
    refused(cin, 3, "event", "withdraw", visit, "--case", "CD34", "--why", "w", says="'CD34'")
    refused(cin, 4, "event", "withdraw", 1, "--why", "w", says="procedure")
    cin("event", "withdraw", visit, "--why", "w")
    refused(cin, 4, "event", "withdraw", visit, "--why", "w", says="no longer stands")
    refused(cin, 4, "event", "withdraw", visit + 1, "--why", "w")


# What `cin due` says would settle an item


@pytest.mark.parametrize("pack", ["york", "essex"])
def test_what_would_settle_an_item_works_as_printed(pack, request):
    cin = request.getfixturevalue(pack)
    opened("AB12", born="2016-05-01")
    for kind in ("assessment_started", "cin_decision", "cin_plan_started"):
        assert cin("event", "record", kind, "AB12", "--on", "2026-01-12").code == 0
    tried = set()
    for _ in range(4):
        for line in sorted(_printed(cin) - tried):
            tried.add(line)
            filled = line.replace("every=<4w>", "every=4w").replace("value=<value>", f"value={_value(line)}")
            done = cin(*shlex.split(filled)[1:])
            assert done.code == 0 or "was closed on" in done.err, (filled, done.err)
    assert {line.split()[1] for line in tried} >= {"event", "visit", "meeting"}


def _printed(cin):
    """What stands under `settle` and is a command of these three nouns."""
    items = json.loads(cin("due", "--case", "AB12", "--all", "--json").out)["items"]
    settles = (row["settle"] or "" for row in items)
    return {line for line in settles if line.startswith(("cin event", "cin visit", "cin meeting"))}


def _value(line):
    name = re.search(r"fact=(\w+)", line)
    return {"pathway": "standard", "date_of_birth": "2016-05-01", "team": "A&I"}.get(name[1], "yes") if name else ""
