"""`cin person`: who is around a family, who may see what is theirs, what stays, what is refused."""

import json

import pytest

from cin_cli import context
from tests.commands._children import answering, last_number, opened, refused


@pytest.fixture
def cin(york):
    opened("AB12")
    assert york("family", "add", "AB12").code == 0
    return york


def people(cin, *more):
    done = cin("person", "list", "F1", "--json", *more)
    assert done.code == 0, done.err
    return {person.pop("person"): person for person in json.loads(done.out)["people"]}


def test_what_is_said_of_somebody_new_is_for_the_worker_only(cin):
    done = cin("person", "add", "F1.mother", "--name", "Kerry", "--relation", "mother")
    assert (done.code, done.out) == (0, "F1.mother is added. What is theirs is for: worker.\n")
    assert people(cin, "--names") == {"F1.mother": {"name": "Kerry", "relation": "mother", "audience": ["worker"]}}


@pytest.mark.parametrize(("said", "kept"), [
    ("worker", ["worker"]), ("professionals", ["professionals"]), ("professional", ["professionals"]),
    ("everyone", ["everyone"]), ("family", ["everyone"]), ("F1.mother", ["F1.mother"]),
    ("F1.mother,F1.gran", ["F1.mother", "F1.gran"]),
])  # fmt: skip
def test_the_audience_is_kept_as_copies_read_it(cin, said, kept):
    from cin_cli.commands._plans import _audience

    cin("person", "add", "F1.gran", "--relation", "gran")
    assert cin("person", "add", "F1.mother", "--audience", said).code == 0
    assert people(cin)["F1.mother"]["audience"] == kept
    assert list(_audience(kept)) == kept


def test_what_is_not_said_again_stays(cin):
    cin("person", "add", "F1.mother", "--name", "Kerry", "--relation", "mother", "--audience", "everyone")
    done = cin("person", "add", "f1.MOTHER", "--name", "Kerry-Ann")
    assert done.out == "F1.mother is changed. What is theirs is for: everyone.\n"
    assert people(cin, "--names") == {"F1.mother": {"name": "Kerry-Ann", "relation": "mother", "audience": ["everyone"]}}


def test_names_are_never_echoed_unless_asked_for(cin):
    done = cin("person", "add", "F1.mother", "--name", "Kerry")
    said = done.out + done.err + cin("person", "list", "F1").out + cin("person", "list", "F1", "--json").out
    assert "Kerry" not in said
    assert "Kerry" in cin("person", "list", "F1", "--names").out


def test_a_name_may_come_from_a_file(cin, tmp_path):
    (tmp_path / "name.txt").write_text("Zoë O'Brien [mum]\n", encoding="utf-8")
    assert cin("person", "add", "F1.mother", "--name", f"@{tmp_path / 'name.txt'}").code == 0
    assert people(cin, "--names")["F1.mother"]["name"] == "Zoë O'Brien [mum]"


def test_on_a_terminal_the_name_and_the_relation_are_asked_for(cin, monkeypatch):
    answering(monkeypatch)
    assert cin("person", "add", "F1.gran", input="Maureen\nmother's mother\n").code == 0
    assert people(cin, "--names")["F1.gran"] == {"name": "Maureen", "relation": "mother's mother", "audience": ["worker"]}


def test_elsewhere_nobody_is_asked_and_the_name_is_not_known(cin):
    assert cin("person", "add", "F1.gran").code == 0
    assert people(cin, "--names")["F1.gran"] == {"name": None, "relation": None, "audience": ["worker"]}


def test_somebody_named_in_an_audience_who_is_not_recorded_is_said(cin):
    done = cin("person", "add", "F1.mother", "--audience", "F1.mohter")
    assert done.code == 0
    assert "nobody called F1.mohter is recorded in F1" in done.err


def test_until_everybody_s_audience_is_set_nobody_counts_as_settled(cin):
    from cin_cli.commands._plans import reader_of

    cin("person", "add", "F1.mother", "--name", "Kerry")
    assert reader_of("F1.mother", ["AB12"]).reader.settled is True  # nothing stands between her and what is hers
    cin("person", "add", "F1.father", "--name", "Dan")
    assert reader_of("F1.mother", ["AB12"]).reader.settled is False
    context.close()
    cin("person", "add", "F1.father", "--audience", "F1.mother")
    assert reader_of("F1.mother", ["AB12"]).reader.settled is True


def test_nobody_around_a_family_says_how_to_add_somebody(cin):
    assert cin("person", "list", "F1").out == "Nobody is recorded around F1. `cin person add F1.mother` adds somebody.\n"
    assert people(cin) == {}


@pytest.mark.parametrize("ref", ["mother", "F1.", ".mother", "F1.my mum", "F1.mum!", "F1." + "m" * 41, "F1.family", "F1.worker"])
def test_what_is_no_person_s_reference_is_refused(cin, ref):
    refused(cin, 2, "person", "add", ref, "--name", "Kerry", says="mother")


def test_refused(cin):
    refused(cin, 3, "person", "add", "F9.mother", "--name", "Kerry", says="There is no family 'F9'")
    refused(cin, 3, "person", "list", "F9", says="There is no family 'F9'")
    refused(cin, 2, "person", "add", "F1.mother", "--audience", "some people", says="does not say who may see it")
    refused(cin, 2, "person", "add", "F1.mother", "--audience", "", says="--audience says nobody")
    refused(cin, 2, "person", "add", "F1.mother", "--audience", "worker,everyone", says="nobody else")
    refused(cin, 2, "person", "add", "F1.mother", "--relation", "x" * 201, says="at most 200")
    refused(cin, 1, "person", "add", "F1.mother", "--name", "@nowhere.txt", says="cannot be read")


def test_saying_nothing_of_somebody_known_is_refused(cin):
    cin("person", "add", "F1.mother", "--name", "Kerry")
    before = last_number()
    refused(cin, 2, "person", "add", "F1.mother", says="nothing new was said")
    assert last_number() == before


def test_one_undo_takes_it_back(cin):
    cin("person", "add", "F1.mother", "--name", "Kerry")
    assert cin("undo", "--yes").code == 0
    assert people(cin) == {}
