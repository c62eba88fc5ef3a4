"""The journal: what is written is read back, all or nothing, sealed; whatever is changed afterwards is found."""

from datetime import UTC, date, datetime

import pytest

from cin_cli import context
from cin_cli.domain.correction import effective
from cin_cli.domain.entry import differing, entry
from cin_cli.errors import UsageError
from cin_cli.store import journal, packs, seal
from tests.conftest import run_cin

DAY = date(2026, 2, 2)


@pytest.fixture
def store(york):
    """An open case file that follows York."""
    return context.store()


def visit(*refs, on=DAY, **values):
    return entry("visit", on, refs, {"seen": True} | values)


def check(*codes):
    context.close()
    done = run_cin("db", "check")
    assert done.code in codes, done.out + done.err
    return done.out


def test_what_was_written_is_read_back(store):
    made = differing(visit("AB12", "AB13", purpose="a talk \N{BULLET} über £5"), "AB13", {"seen": False, "reason": "asleep"})
    (number,) = context.record([made])
    (read,) = [e for e in journal.entries(store, words=True) if e.kind == "visit"]
    assert (read.number, read.kind, read.happened_on) == (number, "visit", DAY)
    assert read.facts == {"seen": True, "purpose": True} and read.words == made.words
    assert read.parts == made.parts
    assert read.recorded_by == context.me() and read.recorded_at.endswith("Z") and read.uuid and read.batch is None
    assert [e.number for e in journal.entries(store, child="ab13")] == [number] and not journal.entries(store, child="ZZ1")
    (bare,) = journal.entries(store, kinds=["visit"])
    assert bare.words == {} and bare.parts[1].words == {} and bare.parts[1].facts == made.parts[1].facts


def test_entries_written_together_are_a_batch(store):
    context.record([visit("AB12"), visit("CD34")])
    one, other = journal.entries(store, kinds=["visit"])
    assert one.batch == other.batch is not None and one.uuid != other.uuid


def test_corrections_and_withdrawals(store):
    (first,) = context.record([visit("AB12", "CD34")])
    (second,) = context.record([visit("CD34", on=date(2026, 2, 3))])
    context.record([entry("visit", date(2026, 2, 1), ["AB12"], {"seen": True}, corrects=first)])
    held = journal.standing(store, kinds=["visit"])
    assert [(e.happened_on.day, [p.child for p in e.parts]) for e in held] == [(2, ["CD34"]), (3, ["CD34"]), (1, ["AB12"])]
    context.record([entry("entry_withdrawn", DAY, corrects=second)])
    assert [e.happened_on.day for e in journal.standing(store, child="CD34", kinds=["visit"])] == [2]
    assert len(journal.entries(store, kinds=["visit"])) == 4, "nothing is removed"
    assert journal.standing(store) == effective(journal.entries(store))


def test_known_on_is_londons_day(store):
    before, after = datetime(2026, 7, 1, 22, 59, tzinfo=UTC), datetime(2026, 7, 1, 23, 1, tzinfo=UTC)
    for now in (before, after):
        journal.record(store, [visit("AB12")], by="Amy", now=now, read_pack=context.read_pack)
    assert len(journal.entries(store, kinds=["visit"], known_on=date(2026, 7, 1))) == 1
    assert len(journal.entries(store, kinds=["visit"], known_on=date(2026, 7, 2))) == 2


def test_a_booking_is_known_from_the_day_it_was_recorded_in_london(store):
    late = datetime(2026, 7, 1, 23, 30, tzinfo=UTC)
    booked = [
        entry("visit", date(2026, 8, 1), ["AB12"], planned=True),
        entry("visit", date(2026, 8, 2), ["AB12"], planned=True, booked_on=date(2026, 6, 1)), visit("AB12"),
    ]  # fmt: skip
    journal.record(store, booked, by="Amy", now=late, read_pack=context.read_pack)
    found = [e.booked_on for e in journal.entries(store, kinds=["visit"])]
    assert found == [date(2026, 7, 2), date(2026, 6, 1), None]


def everything(store):
    tables = [name for (name,) in store.rows("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")]
    return {name: store.rows(f"SELECT * FROM {name}") for name in tables}


def test_an_error_in_the_middle_leaves_nothing(store):
    context.record([visit("AB12")])
    before = everything(store)
    with pytest.raises(Exception, match="FOREIGN KEY"):
        context.record([visit("CD34"), entry("entry_withdrawn", DAY, corrects=999)])
    with pytest.raises(ZeroDivisionError):
        context.record(made for made in (visit("EF56"), 1 / 0))
    with pytest.raises(UsageError):
        journal.record(store, [visit("GH78")], by="Amy", now=context.now(), read_pack=refuse)
    with pytest.raises(KeyboardInterrupt), store.writing():
        context.record([visit("IJ90")])
        raise KeyboardInterrupt
    assert everything(store) == before
    context.record([visit("CD34")])
    check(0)


def refuse(text):
    raise UsageError("no such pack")


def test_what_was_sealed_verifies(store):
    context.record([visit("AB12", purpose="words"), visit("CD34")])
    assert list(seal.broken(store)) == [] and seal.last(store)[0] == 3
    assert "Sound: 3 entries" in check(0)


TAMPERING = {
    "a fact": "UPDATE entry SET facts = replace(facts, 'true', 'null') WHERE kind = 'visit'",
    "a child's fact": "UPDATE entry_part SET facts = '{\"seen\":true}' WHERE position = 2",
    "a word": "UPDATE entry_text SET words = replace(words, 'a', 'b')",
    "words gone": "DELETE FROM entry_text",
    "the day": "UPDATE entry SET happened_on = '2026-02-01' WHERE kind = 'visit'",
    "who wrote it": "UPDATE entry SET recorded_by = 'x' WHERE number = 2",
    "the kind": "UPDATE entry SET kind = 'supervision' WHERE number = 3",
    "planned": "UPDATE entry SET planned = 1 WHERE number = 2",
    "whom it is about": "UPDATE entry_part SET child = (SELECT max(id) FROM child) WHERE entry = 2 AND position = 1",
    "the order of its parts": "UPDATE entry_part SET position = 9 WHERE entry = 2 AND position = 1",
    "a part gone": "DELETE FROM entry_part WHERE entry = 2 AND position = 1",
    "a digest": "UPDATE entry SET digest = substr(digest, 2) || substr(digest, 1, 1) WHERE number = 2",
    "a link": "UPDATE seal SET chain = substr(chain, 2) || substr(chain, 1, 1) WHERE position = 2",
    "the order of the seals": "UPDATE seal SET position = 9 WHERE position = 2",
    "a seal gone": "DELETE FROM seal WHERE position = 3",
    "an entry gone": "DELETE FROM entry_text WHERE entry = 2; DELETE FROM entry_part WHERE entry = 2; DELETE FROM entry WHERE "
                     "number = 2",
    "no salt, other facts": "UPDATE entry SET salt = '', facts = '{\"seen\":false}' WHERE kind = 'visit'",
    "not JSON": "UPDATE entry_part SET facts = '{' WHERE entry = 2 AND position = 2",
    "the entries' order": "UPDATE entry_part SET entry = 99 WHERE entry = 2; UPDATE entry_text SET entry = 99 WHERE entry = 2; "
                          "UPDATE seal SET entry = 99 WHERE entry = 2; UPDATE entry SET number = 99 WHERE number = 2",
    "the procedure's text": "UPDATE pack SET text = replace(text, 'working_days', 'days')",
}  # fmt: skip


@pytest.mark.parametrize("what", TAMPERING)
def test_what_was_changed_afterwards_is_found(store, what):
    made = differing(visit("AB12", "AB13", purpose="a talk"), "AB13", {"seen": False, "reason": "asleep"})
    context.record([made])
    context.record([visit("AB12", on=date(2026, 2, 9))])
    check(0)
    store = context.store()
    store.run("PRAGMA foreign_keys = OFF")
    for statement in TAMPERING[what].split("; "):
        store.run(statement)
    assert store.value("SELECT total_changes()") > 0
    found = check(10)
    assert "found." in found and "Traceback" not in found


def test_a_pack_that_is_gone_is_found(store):
    assert packs.in_force(store)
    store.run("DELETE FROM pack")
    check(10)


def test_what_is_derived_and_changed_is_found_and_remade(store):
    context.record([entry("case_opened", DAY, ["AB12"]), entry("cin_decision", DAY, ["AB12"])])
    assert store.value("SELECT count(*) FROM deadline") > 0
    for table in ("deadline", "child_now", "standing"):
        context.store().run(f"DELETE FROM {table}")
        assert f"({table})" in check(10)
        assert run_cin("db", "rebuild").code == 0
        check(0)
