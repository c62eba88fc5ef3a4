"""`cin action`: what was promised is listed by who promised it, and ends when it is done."""

import json

import pytest

from tests.commands._children import opened, refused


@pytest.fixture
def cin(york):
    opened("AB12", "AB13", born="2016-05-01")
    notes = "@Nan by 27 Feb 2026: ring [the] school\n@Dad by 9 Mar 2026: fix the gate\n@nan: think about swimming\n"
    done = york("visit", "record", "AB12", "AB13", "--on", "2026-02-20", "--seen", "yes", "--from", "-", input=notes)
    assert done.code == 0, done.err
    return york


def promised(cin, *args):
    return json.loads(cin("action", "list", *args, "--json").out)["actions"]


def test_what_one_person_promised_stands_together_and_late_is_said(cin):
    lines = cin("action", "list", "AB12").out.splitlines()
    assert lines[0].split()[:2] == ["Who", "Action"]
    assert [line.split()[0] for line in lines[1:4]] == ["Nan", "5.3", "Dad"]
    assert "LATE 3 days" in lines[1] and "ring [the] school" in lines[1]
    assert "3 promised, 1 late." in lines[-1]


def test_a_promise_for_two_children_is_listed_once(cin):
    assert [a["action"] for a in promised(cin, "AB12", "AB13")] == ["5.1", "5.2", "5.3"]


def test_done_is_done_for_every_child_it_was_for(cin):
    done = cin("action", "done", "5.1", "AB12", "AB13", "--on", "2026-02-26", "--how", "by phone")
    assert done.out == "Done: 5.1, Thu 26 Feb 2026, for AB12 and AB13 (entry 6).\n"
    assert [a["action"] for a in promised(cin, "AB13")] == ["5.2", "5.3"]
    everything = {a["action"]: (a["done"], a["how"]) for a in promised(cin, "AB13", "--all")}
    assert everything["5.1"] == ("2026-02-26", "by phone")
    assert "was done already" in cin("action", "done", "5.1", "AB12").out


def test_undo_takes_it_back(cin):
    cin("action", "done", "5.1", "AB12")
    assert cin("undo", "--yes").code == 0
    assert len(promised(cin, "AB12")) == 3


@pytest.mark.parametrize(
    ("code", "says", "args"),
    [
        (3, "called '9.1'", ["9.1", "AB12"]),
        (3, "'ZZ9'", ["5.1", "ZZ9"]),
        (4, "still to come", ["5.1", "AB12", "--on", "2026-03-03"]),
    ],
)
def test_refused_and_nothing_written(cin, code, says, args):
    refused(cin, code, "action", "done", *args, says=says)


def test_nothing_promised_is_said(york):
    opened("CD34")
    assert "Nothing that was promised" in york("action", "list", "CD34").out
