"""`cin plan` from the command line: versions, drafts, copies, and what it refuses."""

import json
import os
import stat
from datetime import date
from pathlib import Path

import pytest

from cin_cli import context
from cin_cli.domain.entry import entry
from cin_cli.domain.plan import Plan, Point, Said
from cin_cli.domain.plan_form import write_form

EXAMPLES = Path(__file__).parents[2] / "examples"
DAY = "2025-11-14"


class Done:
    """What a command line printed and left with."""

    def __init__(self, code, out, err):
        self.code, self.out, self.err = code, out, err


@pytest.fixture
def run(tmp_path, monkeypatch, capsys):
    """Runs `cin` in this process against a case file of its own, with two children of one family in it."""
    import io
    import sys

    from cin_cli import main

    for name, value in {"CIN_DB": tmp_path / "cases.cin", "CIN_KEY_FILE": tmp_path / "key" / "key", "CIN_TODAY": DAY,
                        "CIN_USER": "Priya Nair", "EDITOR": "", "VISUAL": ""}.items():  # fmt: skip
        monkeypatch.setenv(name, str(value))
    monkeypatch.delenv("CIN_DEBUG", raising=False)

    def cin(*line, given=""):
        capsys.readouterr()
        monkeypatch.setattr(sys, "argv", ["cin", *line])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given.encode())))
        context.use_db(None)
        with pytest.raises(SystemExit) as left:
            main.main()
        out, err = capsys.readouterr()
        return Done(left.value.code or 0, out, err)

    assert cin("init", "--policy", "york-2024").code == 0
    context.use_db(None)
    yield cin
    context.close()


def family(*, separated=False, at_risk=False, audiences=(None, None)):
    """Ava (AB12) and Leo (AB13), with their mother and father."""
    on, refs = date(2025, 9, 1), ["AB12", "AB13"]
    people = [
        entry("person_described", on, values={"person": f"F7.{who}", "family": "F7", "name": name, "audience": audience})
        for who, name, audience in (("mother", "Kerry", audiences[0]), ("father", "Dan", audiences[1]))
    ]
    context.record([
        entry("case_opened", on, refs), entry("case_allocated", on, refs, {"worker": "Priya Nair"}),
        entry("child_described", on, ["AB12"], {"name": "Ava Holt"}),
        entry("child_described", on, ["AB13"], {"name": "Leo Holt"}),
        entry("family_described", on, refs, {"family": "F7", "separated": separated, "at_risk": at_risk}), *people,
    ])  # fmt: skip
    context.close()


def form(**more):
    return write_form(Plan("Ava and Leo", "9 January 2026", **more))


POINT = Point("Ava", "late", "walk to school", "Gran", "2 weeks", "in class at nine", audience=("everyone",))
WHOLE = form(
    points=(POINT,), good_enough=(Said("on time"),), call_by_day=(Said("01632 960114"),), call_at_night=(Said("01632 960199"),)
)


def kinds():
    """The kinds and days in the journal of AB12."""
    from cin_cli.store import journal

    context.use_db(None)
    found = [(e.kind, e.happened_on.isoformat()) for e in journal.entries(context.store(), child="AB12")]
    context.close()
    return found


def test_a_first_plan_records_its_start_and_a_version(run):
    family()
    done = run("plan", "new", "F7", "--from", str(EXAMPLES / "plan-first.md"), "--start", "3 oct 2025")
    assert (done.code, done.out, done.err) == (0, "Saved: version 1 of the plan for AB12 and AB13.\n", "")
    assert kinds()[-2:] == [("cin_plan_started", "2025-10-03"), ("plan_saved", DAY)]


def test_nobody_to_ask_for_the_start(run):
    family()
    done = run("plan", "new", "AB12", "--from", "-", given=WHOLE)
    assert done.code == 2
    assert "It is not recorded when the plan for AB12 started. Say it with --start DATE." in done.err
    assert not [kind for kind, _ in kinds() if kind in ("plan_saved", "cin_plan_started")]


def test_a_start_that_is_recorded_is_not_asked_for_nor_doubled(run):
    family()
    context.use_db(None)
    context.record([entry("cin_plan_started", date(2025, 10, 3), ["AB12"])])
    context.close()
    assert run("plan", "new", "AB12", "--from", "-", "--start", "4 oct 2025", given=WHOLE).code == 2
    assert run("plan", "new", "AB12", "--from", "-", given=WHOLE).code == 0
    assert [kind for kind, _ in kinds()].count("cin_plan_started") == 1


@pytest.mark.parametrize(("start", "code"), [("15 nov 2025", 4), ("31/2/2025", 2), ("soon", 2)])
def test_a_start_that_cannot_be(run, start, code):
    family()
    assert run("plan", "new", "AB12", "--from", "-", "--start", start, given=WHOLE).code == code
    assert not [kind for kind, _ in kinds() if kind == "plan_saved"]


def saved(run, text=WHOLE, *cases):
    done = run("plan", "new", *(cases or ("F7",)), "--from", "-", "--start", "3 oct 2025", given=text)
    assert done.code == 0, done.err
    return done


def test_versions_are_kept_and_unchanged_text_saves_nothing(run):
    family()
    saved(run)
    assert run("plan", "new", "AB12", "--from", "-", given=WHOLE).code == 4
    assert "Nothing changed: version 1" in run("plan", "edit", "AB13", "--from", "-", given=WHOLE).out
    assert "version 2" in run("plan", "edit", "AB12", "--from", "-", given=WHOLE.replace("late", "tired")).out
    assert "tired" in run("plan", "show", "AB13").out
    first = run("plan", "show", "F7", "--version", "1").out
    assert first.startswith("Plan for AB12 and AB13, version 1 of 2, Fri 14 Nov 2025, by Priya Nair\n")
    assert "late" in first and "tired" not in first and "<!--" not in first
    assert run("plan", "show", "AB12", "--version", "3").code == 3


def test_the_form_comes_back_word_for_word(run):
    family()
    words = "{{ x }} @dad | **b** \N{WOMAN}\u200d\N{GIRL} \u05e9\u05dc\u05d5\u05dd\u200f <b> \\# \u00a0"
    odd = WHOLE.replace("on time", f"on time {words}").replace("# Our plan\n", "# Our plan\n\n<!-- mine -->\n")
    saved(run, odd)
    assert "Nothing changed" in run("plan", "edit", "AB12", "--from", "-", given=odd).out
    assert words in run("plan", "show", "AB12").out


def test_as_json(run):
    family()
    saved(run)
    found = json.loads(run("plan", "show", "AB12", "--json").out)
    assert found["schema_version"] == 1
    assert found["started"] == "2025-10-03"
    assert found["next_review"] == {"said": "9 January 2026", "date": "2026-01-09"}
    assert found["points"][0]["by_date"] == "2025-11-28"
    assert found["points"][0]["audience"] == ["everyone"]


def test_a_plan_after_the_last_one_ended(run):
    family()
    saved(run)
    context.use_db(None)
    context.record([entry("cin_plan_ended", date(2025, 11, 14), ["AB12", "AB13"])])
    context.close()
    assert run("plan", "new", "F7", "--from", "-", given=WHOLE).code == 2
    assert "version 2" in run("plan", "new", "F7", "--from", "-", "--start", "today", given=WHOLE).out


def test_no_plan_and_nobody(run):
    family()
    for line in (["show", "AB12"], ["edit", "AB12"], ["render", "AB12", "--for", "family"], ["show", "ZZ"]):
        assert run("plan", *line).code == 3
    assert run("plan", "render", "AB12").code == 2
    assert run("plan", "new", "AB1", "--from", "-", given=WHOLE).code == 2


# Bad forms and drafts -----------------------------------------------------------------------------------------------


def test_a_form_that_cannot_be_read_is_left_in_its_file(run, tmp_path):
    family()
    file = tmp_path / "form.md"
    file.write_text(WHOLE.replace("## The plan", "## The plann"), encoding="utf-8")
    done = run("plan", "new", "F7", "--from", str(file), "--start", "3 oct 2025")
    assert done.code == 1
    assert "'## The plann'" in done.err and "Did you mean '## The plan'" in done.err
    assert f"your text is still in {file}" in done.err
    assert not [kind for kind, _ in kinds() if kind in ("plan_saved", "cin_plan_started")]


@pytest.mark.parametrize("bad", ["folder", "missing", "empty", "bytes"])
def test_a_file_that_cannot_be_read(run, tmp_path, bad):
    family()
    file = tmp_path / "form.md"
    if bad == "folder":
        file.mkdir()
    elif bad != "missing":
        file.write_bytes(b"" if bad == "empty" else b"\xff\x00\xd8plan")
    done = run("plan", "new", "F7", "--from", str(file), "--start", "3 oct 2025")
    assert done.code == 1
    assert done.err.startswith("cin: ") and "Traceback" not in done.err


def editor(tmp_path, script):
    """An editor that does what a shell script says with its file."""
    file = tmp_path / "editor.sh"
    file.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    file.chmod(0o700)
    return str(file)


@pytest.mark.skipif(os.name == "nt", reason="a shell script")
def test_the_editor_opens_the_saved_form_and_a_bad_one_waits_for_next_time(run, tmp_path, monkeypatch):
    family()
    saved(run)
    script = f'stat -c %a "$(dirname $1)" > {tmp_path}/mode; sed -i "s/^## The plan$/## Plan/; s/late/tired/" $1'
    monkeypatch.setenv("EDITOR", editor(tmp_path, script))
    done = run("plan", "edit", "AB12")
    assert done.code == 1
    assert "kept in the case file" in done.err
    assert (tmp_path / "mode").read_text().strip() == "700"
    monkeypatch.setenv("EDITOR", editor(tmp_path, 'grep -q tired $1 && sed -i "s/^## Plan$/## The plan/" $1'))
    done = run("plan", "edit", "AB12")
    assert "version 2" in done.out and "what you wrote last time" in done.err
    assert "tired" in run("plan", "show", "AB12").out
    monkeypatch.setenv("EDITOR", editor(tmp_path, "true"))
    done = run("plan", "edit", "AB12")
    assert "Nothing changed" in done.out and "last time" not in done.err


@pytest.mark.skipif(os.name == "nt", reason="a shell script")
def test_an_editor_that_fails_loses_nothing(run, tmp_path, monkeypatch):
    family()
    saved(run)
    monkeypatch.setenv("EDITOR", editor(tmp_path, 'sed -i "s/late/tired/" $1; exit 3'))
    assert run("plan", "edit", "AB12").code == 1
    monkeypatch.setenv("EDITOR", editor(tmp_path, "true"))
    assert "Nothing changed" in run("plan", "edit", "AB12", "--fresh").out
    assert "version 2" in run("plan", "edit", "AB12").out
    assert "tired" in run("plan", "show", "AB12").out


@pytest.mark.skipif(os.name == "nt", reason="a shell script")
def test_a_new_plan_closed_without_a_word_saves_nothing(run, tmp_path, monkeypatch):
    family()
    monkeypatch.setenv("EDITOR", editor(tmp_path, f"cp $1 {tmp_path / 'seen.md'}"))
    done = run("plan", "new", "F7", "--start", "3 oct 2025")
    assert done.code == 0 and "nothing was saved" in done.out
    assert "First names: Ava and Leo" in (tmp_path / "seen.md").read_text(encoding="utf-8")
    assert not [kind for kind, _ in kinds() if kind in ("plan_saved", "cin_plan_started")]


def test_no_editor_where_nobody_is(run):
    family()
    done = run("plan", "new", "F7", "--start", "3 oct 2025")
    assert done.code == 2 and "--from FILE" in done.err


def test_notepad_on_windows_and_the_persons_own_editor_anywhere():
    from cin_cli.commands._editor import chosen_editor

    assert chosen_editor({}, "nt") == ["notepad.exe"]
    assert chosen_editor({"EDITOR": "code --wait"}, "posix") == ["code", "--wait"]
    assert chosen_editor({"EDITOR": '"C:\\Program Files\\n.exe" -x'}, "nt") == ["C:\\Program Files\\n.exe", "-x"]
    assert chosen_editor({"EDITOR": "vi", "VISUAL": "emacs"}, "posix") == ["emacs"]


# Copies -------------------------------------------------------------------------------------------------------------


def test_a_familys_copy(run):
    family()
    saved(run)
    done = run("plan", "render", "AB12", "--for", "family")
    assert done.code == 0 and done.err == ""
    assert done.out.startswith("# Our plan for Ava and Leo\n")
    assert "AB12" not in done.out


@pytest.mark.parametrize("mark", ["separated", "at_risk"])
def test_parents_who_live_apart_get_no_shared_copy(run, mark):
    family(**{mark: True})
    saved(run)
    done = run("plan", "render", "AB12", "--for", "family")
    assert (done.code, done.out) == (4, "")
    assert "--for F7." in done.err
    for who in ("F7.mother", "mother", "F7.FATHER"):
        assert run("plan", "render", "AB12", "--for", who).code == 0
    assert run("plan", "render", "AB12", "--for", "professional").code == 0
    assert run("plan", "render", "AB12", "--for", "F7.uncle").code == 3


def test_at_risk_a_point_that_says_nothing_is_left_out_and_the_worker_told(run):
    family(at_risk=True)
    saved(run, form(points=(POINT, Point("Leo", "quiet", "secret action", "Dan", "2 weeks", "better"))))
    done = run("plan", "render", "AB12", "--for", "mother")
    assert "secret action" not in done.out and "walk to school" in done.out
    assert "Left out of this copy: point 2: this family is marked at risk, and nobody has said who may see it." in done.err


def test_separated_the_worker_is_told_what_nobody_decided(run):
    family(separated=True)
    saved(run, form(points=(POINT, Point("Leo", "quiet", "play", "Dan", "2 weeks", "better"))))
    done = run("plan", "render", "AB12", "--for", "mother")
    assert "play" in done.out
    assert "1 thing does not say who may see it" in done.err


def test_contact_details_wait_until_it_is_said_of_everybody(run):
    text = form(points=(POINT,), contacts=(Said("Hall, 2 Green Street", ("everyone",)),))
    family(audiences=("family", None))
    saved(run, text)
    done = run("plan", "render", "AB12", "--for", "F7.mother")
    assert "Green Street" not in done.out
    assert "Left out of this copy: 'Addresses, phone numbers and meeting place'" in done.err and "Green Street" not in done.err


def test_contact_details_once_it_is_said(run):
    family(audiences=("family", "family"))
    saved(run, form(points=(POINT,), contacts=(Said("Hall, 2 Green Street", ("everyone",)), Said("14 Juniper Lane"))))
    for who in ("family", "F7.mother"):
        done = run("plan", "render", "AB12", "--for", who)
        assert "Green Street" in done.out and "Juniper" not in done.out


def test_an_address_that_slipped_into_a_shared_point_stops_the_copy(run):
    family(separated=True)
    slipped = Point("Leo", "", "Mum walks Leo to nursery from 14 juniper lane.", "Mum", "2 weeks", "x", audience=("everyone",))
    saved(run, form(points=(slipped,), contacts=(Said("Mum: 14 Juniper Lane", ("F7.mother",)),)))
    for who in ("F7.father", "professional"):
        done = run("plan", "render", "AB12", "--for", who)
        assert (done.code, done.out) == (4, "")
        assert "14 Juniper Lane" in done.err
    assert run("plan", "render", "AB12", "--for", "F7.mother").code == 0


def test_gaps_are_told_to_the_worker_and_the_copy_is_made(run):
    family()
    saved(run, form())
    done = run("plan", "render", "AB12", "--for", "family", "--format", "txt")
    assert done.code == 0 and done.out
    assert "This copy lacks something: it has no points" in done.err
    assert "lacks" not in done.out


def test_a_name_that_is_nobody_is_told(run):
    family()
    done = saved(run, form(points=(Point("x", "x", "x", "x", "2 weeks", "x", audience=("F7.mohter",)),)))
    assert "Nobody called F7.mohter is recorded" in done.err


def test_the_file_of_a_copy(run, tmp_path):
    family()
    saved(run)
    file = tmp_path / "plan.html"
    line = ["plan", "render", "AB12", "--for", "family", "--format", "html", "-o"]
    done = run(*line, str(file))
    assert done.code == 0 and done.out == f"Written to {file}.\n"
    before = file.read_bytes()
    assert before.startswith(b"<!DOCTYPE html>")
    if os.name == "posix":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert run(*line, str(file)).code == 2
    assert run(*line, str(file), "--yes").code == 0
    for bad in (tmp_path, tmp_path / "none" / "plan.html", "\0"):
        done = run(*line, str(bad))
        assert done.code == 1 and "Traceback" not in done.err
    assert file.read_bytes() == before


def test_no_permission(run, tmp_path, monkeypatch):
    family()
    saved(run)
    real = os.open

    def shut(path, *more, **named):
        if str(path).endswith("shut.md"):
            raise PermissionError(13, "Permission denied")
        return real(path, *more, **named)

    monkeypatch.setattr(os, "open", shut)
    done = run("plan", "render", "AB12", "--for", "family", "-o", str(tmp_path / "shut.md"))
    assert done.code == 1 and done.err.endswith("shut.md cannot be written: Permission denied.\n")


def test_an_earlier_version_can_be_rendered(run):
    family()
    saved(run)
    run("plan", "edit", "AB12", "--from", "-", given=WHOLE.replace("late", "tired"))
    assert "late" in run("plan", "render", "AB12", "--for", "family", "--version", "1").out


def test_an_empty_form_to_fill_in(run):
    done = run("plan", "form")
    assert done.code == 0 and done.out.startswith("# Our plan\n") and "### Point 1" in done.out


@pytest.mark.skipif(os.name == "nt", reason="no pseudo-terminal there")
def test_on_a_terminal_the_start_is_asked_for(run, tmp_path):
    import sys

    import pexpect

    family()
    file = tmp_path / "form.md"
    file.write_text(WHOLE, encoding="utf-8")
    line = ["-m", "cin_cli", "plan", "new", "F7", "--from", str(file)]
    child = pexpect.spawn(sys.executable, line, encoding="utf-8", timeout=20)
    child.expect(r"When did the plan for AB12 and AB13 start\? \[14/11/2025\]: ")
    child.sendline("3 oct 2025")
    child.expect("Saved: version 1 of the plan for AB12 and AB13.")
    child.expect(pexpect.EOF)
    assert kinds()[-2:] == [("cin_plan_started", "2025-10-03"), ("plan_saved", DAY)]


def test_the_example_of_a_separated_family_keeps_each_parents_things_apart(run):
    family(separated=True)
    saved(run, (EXAMPLES / "plan-family.md").read_text(encoding="utf-8"))
    mother, father, professional = (run("plan", "render", "F7", "--for", who).out for who in ("mother", "father", "professional"))
    assert "14 Juniper Lane" in mother and "Alder" not in mother and "drank" not in mother
    assert "81 Alder Road" in father and "Juniper" not in father and "felt very low" not in father
    assert "Juniper" not in professional and "Alder" not in professional and "the Green Room" in professional
    for copy in (mother, father, professional):
        assert "She asked that Dad is not told" not in copy
