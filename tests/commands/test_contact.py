"""`cin contact`: the team's cards are kept, and a new plan begins with them."""

import json

from tests.commands._children import opened, refused


def test_a_new_plan_begins_with_the_cards(york, monkeypatch, tmp_path):
    opened("AB12")
    york("contact", "set", "team", "--name", "Duty desk", "--phone", "01632 960002", "--hours", "9 to 5")
    york("contact", "set", "out-of-hours", "--name", "Emergency duty team", "--phone", "01632 960001")
    left = tmp_path / "form.md"
    editor = tmp_path / "keep.sh"
    editor.write_text(f'#!/bin/sh\ncp "$1" {left}\n', encoding="utf-8")
    editor.chmod(0o700)
    monkeypatch.setenv("EDITOR", str(editor))
    york("plan", "new", "AB12", "--start", "1/3/2026")
    assert "Duty desk 01632 960002 (9 to 5)" in left.read_text(encoding="utf-8")
    assert "Emergency duty team 01632 960001" in left.read_text(encoding="utf-8")


def test_what_is_not_said_again_stays_and_what_is_missing_is_said(york):
    york("contact", "set", "front_door", "--name", "The front door", "--phone", "01632 960000")
    done = york("contact", "set", "front_door", "--hours", "8.30 to 5")
    assert done.out == "Kept. A new plan begins with it: The front door 01632 960000 (8.30 to 5)\n"
    assert "Out of hours (nights, weekends, bank holidays): not said" in york("contact", "list").out
    assert [card["card"] for card in json.loads(york("contact", "list", "--json").out)["cards"]] == ["front_door"]


def test_refused(york):
    refused(york, 2, "contact", "set", "head_office", "--phone", "1", says="front_door, team, out_of_hours")
    refused(york, 2, "contact", "set", "team", says="Nothing was said")
