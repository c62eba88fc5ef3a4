"""A real terminal: how much is asked, and that a terminal that is closed loses nothing."""

import os
import re
import signal
import stat
import sys
import time
from pathlib import Path

import pytest

from tests.commands._children import entries, opened

pytestmark = pytest.mark.skipif(os.name == "nt", reason="a pseudo-terminal")
PROMPT = re.compile(r"\d+/\d+ |> $|\+ $")


@pytest.fixture
def cin(york, monkeypatch):
    opened("AB12", "AB13", born="2016-05-01")
    for name, value in {"TERM": "xterm-256color", "CIN_TODAY": "2026-03-02", "COLUMNS": "80"}.items():
        monkeypatch.setenv(name, value)
    return york


def spawn(*args):
    import pexpect

    return pexpect.spawn(sys.executable, ["-m", "cin_cli", *args], encoding="utf-8", timeout=30, dimensions=(40, 80))


def answered(run, answers):
    """Answer question after question until the command ends; how many questions chose something, and all that was said.

    `answers` maps a piece of a question to what is typed; a question of which no piece is there gets Enter. Asking for
    words, and for more of them, is not counted: those are the words themselves.
    """
    import pexpect

    counted, screen, waiting = 0, "", dict(answers)
    while run.expect([r"(\d+/\d+ [^\r\n]*(?:\r\n +[^\r\n]*)*?[?):>]) $|( +\+) $", pexpect.EOF]) == 0:
        asked = run.match[0]
        screen += run.before + asked
        key = next((key for key in waiting if key in asked), None)
        words = "+" in asked[:8] or any(mark in asked for mark in ("What ", "Who else", "Who does", "Why "))
        counted += not words
        run.sendline(waiting.pop(key) if key else "")
    return counted, screen + run.before


def test_a_visit_to_two_siblings_asks_at_most_ten_questions_beyond_the_words(cin):
    counted, screen = answered(spawn("visit", "record", "AB12", "AB13"), {
        "Which children": "all", "Seen alone": "yes", "Where was it": "home", "Did they know": "no", "for?": "to see the room",
        "see and hear": "tidy", "did AB12 say": "I like my bed", "did AB13 say": "Bo is my dog", "gathered": "conv",
        "make of it": "settled", "Who does what": "Nan by 9 Mar 2026: ring the school", "council's system": "today",
    })  # fmt: skip
    assert "Recorded: visit, Mon 2 Mar 2026, for AB12 and AB13" in screen
    says = entries(cin, "AB13", "visit")[0]["attributes"]
    assert (says["seen"], says["seen_alone"], says["where"], says["announced"]) == (True, "yes", "home", False)
    assert says["actions"][0]["due"] == "2026-03-09"
    assert entries(cin, "AB13", "voice")[0]["attributes"]["said"] == "Bo is my dog"
    assert 5 <= counted <= 10, screen


def test_a_terminal_closed_between_two_questions_keeps_the_draft(cin):
    run = spawn("visit", "record", "AB12")
    for asked, said in (("Which day", "1/3/2026"), ("Did you see", "yes"), ("Seen alone", "no"), ("Why not alone", "asleep")):
        run.expect(asked)
        run.sendline(said)
    run.expect("Where")
    run.close(force=True)
    assert entries(cin, "AB12", "visit") == []
    again = spawn("visit", "record", "AB12")
    again.expect("A visit that you began on Mon 2 Mar 2026")
    again.sendline("")
    again.expect("Where")
    again.sendline(".")
    again.expect("Recorded: visit, Sun 1 Mar 2026")
    again.close()
    assert entries(cin, "AB12", "visit")[0]["attributes"]["reason"] == "asleep"


def test_a_meeting_begun_in_a_terminal_that_is_closed_goes_on_where_it_was(cin):
    run = spawn("meeting", "record", "AB12")
    for asked, said in (("Which meeting", "review"), ("Which day", "1/3/2026"), ("Who chaired", "team_m"),
                        ("Where was it", "the hub")):  # fmt: skip
        run.expect(asked)
        run.sendline(said)
    run.expect("Who came")
    run.close(force=True)
    assert entries(cin, "AB12", "cin_meeting_review") == []
    again = spawn("meeting", "record", "AB12")
    again.expect("What you began on Mon 2 Mar 2026")
    again.sendline("")
    again.expect("Who came")
    again.sendline("#5")
    again.expect("Who came")
    again.sendline("Kerry (mother)")
    again.sendline(".")
    again.expect("Recorded: review meeting, Sun 1 Mar 2026")
    again.close()
    says = entries(cin, "AB12", "cin_meeting_review")[0]["attributes"]
    assert (says["chair"], says["venue"], says["attendance"][0]["name"]) == ("team_manager", "the hub", "Kerry")


def test_a_terminal_closed_while_the_form_is_open_keeps_what_was_saved_in_it(cin, tmp_path, monkeypatch):
    editor = tmp_path / "editor"
    script = ('sed -i "s/^Where:$/Where: school/" "$1"', 'echo "$1" > "$(dirname "$0")/open"', "sleep 60")
    editor.write_text("\n".join(["#!/bin/sh", *script, ""]), encoding="utf-8")
    editor.chmod(editor.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("EDITOR", str(editor))
    run = spawn("visit", "record", "AB12", "--form")
    deadline = time.monotonic() + 20
    while not (tmp_path / "open").exists() and time.monotonic() < deadline:
        time.sleep(0.1)
    folder = Path((tmp_path / "open").read_text(encoding="utf-8").strip()).parent
    assert folder.exists()
    run.kill(signal.SIGHUP)
    run.wait()
    assert not folder.exists(), "a text in clear was left behind"
    monkeypatch.setenv("EDITOR", "true")
    again = spawn("visit", "record", "AB12", "--form")
    again.expect("waits. Go on with it")
    again.sendline("y")
    again.expect("Recorded: visit")
    again.close()
    assert entries(cin, "AB12", "visit")[0]["attributes"]["where"] == "school"
