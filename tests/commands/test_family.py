"""`cin family`: who belongs together, what is marked, how it is changed, what is refused."""

import json

import pytest

from tests.commands._children import last_number, opened, refused


@pytest.fixture
def cin(york):
    opened("AB12", "AB13", "CD34")
    return york


def family(cin, ref="F1", *more):
    done = cin("family", "show", ref, "--json", *more)
    assert done.code == 0, done.err
    return json.loads(done.out)


def test_families_are_numbered_as_they_are_made(cin):
    assert cin("family", "add", "AB12", "AB13").out == "F1: AB12 and AB13.\n"
    assert cin("family", "add", "CD34").out == "F2: CD34.\n"
    assert family(cin)["children"] == ["AB12", "AB13"]


def test_what_is_recorded_for_the_family_is_recorded_for_each(cin):
    cin("family", "add", "AB12", "AB13")
    assert "for AB12 and AB13" in cin("visit", "record", "F1", "--seen", "yes").out


def test_a_number_that_is_a_child_s_reference_is_passed_over(cin):
    opened("F1")
    assert cin("family", "add", "AB12").out == "F2: AB12.\n"


def test_marks_are_said_and_kept_when_a_child_is_added(cin):
    done = cin("family", "add", "AB12", "--separated", "--at-risk")
    assert "Marked as separated: no copy of a plan is shared" in done.out
    assert "Marked as at risk from each other" in done.out
    cin("family", "add", "AB13", "--ref", "f1")
    found = family(cin)
    assert (found["children"], found["separated"], found["at_risk"]) == (["AB12", "AB13"], True, True)


def test_a_mark_is_set_and_taken_off_without_naming_a_child(cin):
    cin("family", "add", "AB12")
    cin("family", "add", "--ref", "F1", "--at-risk")
    assert family(cin)["at_risk"] is True
    cin("family", "add", "--ref", "F1", "--not-at-risk")
    found = family(cin)
    assert (found["children"], found["at_risk"], found["separated"]) == (["AB12"], False, False)


def test_a_marked_family_gets_no_shared_copy_and_a_child_moved_in_falls_under_it(cin):
    cin("family", "add", "AB12", "--at-risk")
    cin("family", "add", "CD34", "--ref", "F1")
    assert "at risk" in cin("family", "show", "F1").out
    assert "at risk" in cin("case", "show", "CD34").out


def test_a_child_of_another_family_is_moved_and_that_is_said(cin):
    cin("family", "add", "AB12", "AB13")
    done = cin("family", "add", "CD34", "AB13")
    assert done.out.splitlines()[:2] == ["F2: AB13 and CD34.", "AB13 was in F1 and is in F2 now."]
    assert family(cin)["children"] == ["AB12"]
    assert family(cin, "F2")["children"] == ["AB13", "CD34"]


def test_all_of_one_family_can_be_moved_into_another(cin):
    cin("family", "add", "AB12", "AB13")
    cin("family", "add", "CD34")
    assert "AB12, AB13 and CD34" in cin("family", "add", "F1", "--ref", "F2").out
    assert family(cin)["children"] == []
    assert cin("family", "show", "F1").out.startswith("F1: no children")


def test_what_is_so_already_is_not_written_again(cin):
    cin("family", "add", "AB12", "--separated")
    before = last_number()
    done = cin("family", "add", "AB12", "--ref", "F1", "--separated")
    assert (done.code, done.out) == (0, "Nothing changed: that is what F1 is already.\n")
    assert last_number() == before


def test_one_undo_takes_it_back(cin):
    cin("family", "add", "AB12", "AB13")
    assert cin("undo", "--yes").code == 0
    assert cin("family", "show", "F1").code == 3


def test_refused(cin):
    refused(cin, 3, "family", "add", "ZZ9", says="There is no child 'ZZ9'")
    refused(cin, 3, "family", "add", "AB12", "ZZ9", says="There is no child 'ZZ9'")
    refused(cin, 2, "family", "add", "AB", says="could be AB12, AB13")
    refused(cin, 2, "family", "add", says="A family needs a child.")
    refused(cin, 2, "family", "add", "--at-risk", says="A family needs a child.")
    refused(cin, 3, "family", "add", "AB12", "--ref", "F9", says="There is no family 'F9'")
    refused(cin, 3, "family", "add", "AB12", "--ref", "", says="There is no family")
    refused(cin, 3, "family", "show", "F9", says="There is no family 'F9'")


def test_names_only_when_asked(cin):
    cin("family", "add", "AB12")
    cin("person", "add", "F1.mother", "--name", "Kerry", "--relation", "mother")
    assert "Kerry" not in cin("family", "show", "F1").out + cin("family", "show", "F1", "--json").out
    assert "F1.mother" in cin("family", "show", "F1").out
    assert "Kerry" in cin("family", "show", "F1", "--names").out
    assert family(cin, "F1", "--names")["people"][0]["name"] == "Kerry"
