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


# Details, relationships, copies -------------------------------------------------------------------------------------

REFUGE = "14 Juniper Lane"


def shown(cin, ref, *more):
    done = cin("person", "show", ref, *more)
    assert done.code == 0, done.err
    return done


def test_details_are_kept_and_what_is_not_said_again_stays(cin, tmp_path):
    (tmp_path / "address.txt").write_text("14 Juniper Lane\n", encoding="utf-8")
    cin("person", "add", "F1.mother", "--relation", "mother", "--born", "1990", "--pr", "--household", "home")
    cin("person", "edit", "F1.mother", "--address", f"@{tmp_path / 'address.txt'}")
    cin("person", "edit", "F1.mother", "--interpreter", "BSL", "--pattern", "alcohol")
    found = json.loads(shown(cin, "F1.mother", "--json").out)
    assert (found["born"], found["sex"], found["household"], found["address"]) == ("1990", "female", "home", REFUGE)
    assert (found["interpreter"], found["patterns"], found["parental_responsibility"]) == ("BSL", ["alcohol"], True)


def test_what_no_longer_holds_is_taken_off(cin):
    cin("person", "add", "F1.mother", "--relation", "mother", "--address", REFUGE, "--pattern", "drugs")
    assert cin("person", "edit", "F1.mother", "--clear", "address", "--clear", "drugs").code == 0
    found = json.loads(shown(cin, "F1.mother", "--json").out)
    assert (found["address"], found["patterns"]) == (None, [])


def test_a_child_has_details_like_a_person_and_is_no_person_of_the_list(cin):
    assert cin("person", "edit", "AB12", "--sex", "female", "--communication", "Makaton").code == 0
    assert people(cin) == {}
    assert "what helps: Makaton" in shown(cin, "AB12").out
    refused(cin, 2, "person", "edit", "AB12", "--name", "Ava", says="said of the case")


def test_relationships_are_said_from_both_ends_and_a_couple_that_parts_is_the_same_bond(cin):
    cin("person", "add", "F1.mother", "--relation", "mother")
    cin("person", "add", "F1.dave", "--relation", "mother's partner")
    assert "partner of F1.mother" in shown(cin, "F1.dave").out  # as the relation says
    assert "parent of AB12" in shown(cin, "F1.mother").out
    done = cin("person", "relate", "F1.mother", "partner_of", "F1.dave", "--tie", "stressful", "--since", "2024")
    assert done.out == "Recorded: F1.mother partner of F1.dave, a stressful tie.\n"
    cin("person", "relate", "F1.dave", "former-partner-of", "F1.mother", "--until", "2025")
    assert "separated from F1.mother (stressful tie, since 2024, until 2025)" in shown(cin, "F1.dave").out
    assert "partner of" not in shown(cin, "F1.mother").out
    cin("person", "relate", "F1.dave", "former_partner_of", "F1.mother", "--not-so")
    assert "separated" not in shown(cin, "F1.dave").out


def test_a_relationship_may_be_said_from_the_other_end(cin):
    cin("person", "add", "F1.dave", "--relation", "friend")
    cin("person", "relate", "AB12", "child_of", "F1.dave")
    assert "child of F1.dave" in shown(cin, "AB12").out


def test_two_mothers_are_nobody_s_until_it_is_said(cin):
    for word in ("kim", "jo"):
        cin("person", "add", f"F1.{word}", "--relation", "mother")
    assert "parent of" not in shown(cin, "F1.kim").out
    cin("person", "relate", "F1.kim", "parent_of", "AB12")
    assert "parent of AB12" in shown(cin, "F1.kim").out


def test_the_household_and_the_parent_who_lives_elsewhere_are_shown(cin):
    cin("person", "add", "F1.mother", "--relation", "mother", "--household", "home")
    cin("person", "add", "F1.father", "--relation", "father", "--household", "dads")
    out = cin("family", "show", "F1").out
    assert "Household home: AB12 X. Y., F1.mother." in out
    assert "Parents who live elsewhere: F1.father." in out


@pytest.mark.parametrize("where", ["name", "relation", "address", "phone", "email", "agency", "household", "communication",
                                   "interpreter", "note"])  # fmt: skip
def test_a_refuge_address_in_any_field_is_in_no_copy_for_the_other_parent(cin, where):
    cin("family", "add", "--ref", "F1", "--separated")
    cin("person", "add", "F1.father", "--relation", "father", "--audience", "everyone")
    audience = "F1.mother" if where in ("name", "relation") else "everyone"
    cin("person", "add", "F1.mother", "--relation", "mother", "--audience", audience)
    cin("person", "edit", "F1.mother", f"--{where}", REFUGE)
    cin("person", "relate", "F1.mother", "friend_of", "F1.father", "--note", REFUGE)
    for ref in ("F1.mother", "F1.father", "AB12"):
        done = cin("person", "show", ref, "--for", "F1.father", "--json")
        assert REFUGE not in done.out
    assert "Left out of this copy: F1.mother" in cin("person", "show", "F1.father", "--for", "F1.father").err


def test_what_is_withheld_in_one_place_does_not_slip_out_by_another(cin):
    cin("person", "add", "F1.father", "--relation", "father", "--audience", "everyone")
    cin("person", "add", "F1.mother", "--relation", f"mother, {REFUGE}", "--audience", "everyone", "--address", REFUGE)
    refused(cin, 4, "person", "show", "F1.father", "--for", "F1.father", says="is not for this reader")


def test_a_separated_family_has_no_shared_copy_of_anybody(cin):
    cin("family", "add", "--ref", "F1", "--separated")
    cin("person", "add", "F1.father", "--relation", "father", "--audience", "everyone")
    refused(cin, 4, "person", "show", "F1.father", "--for", "family", says="marked as separated")


@pytest.mark.parametrize(("line", "code", "says"), [
    (("edit", "F1.nobody", "--sex", "male"), 3, "nobody called F1.nobody"),
    (("edit", "F1.mother", "--sex", "f"), 2, "female, male, other, unknown"),
    (("edit", "F1.mother", "--born", "2031"), 2, "lies ahead"),
    (("edit", "F1.mother", "--pattern", "gambling"), 2, "domestic_abuse"),
    (("edit", "F1.mother", "--clear", "everything"), 2, "It is one of"),
    (("relate", "F1.mother", "likes", "AB12"), 2, "no relationship known here"),
    (("relate", "F1.mother", "parent_of", "F1.mother"), 2, "themselves"),
    (("relate", "F1.mother", "parent_of", "F1.nobody"), 3, "nobody called F1.nobody"),
    (("relate", "F1.mother", "parent_of", "AB12", "--tie", "good"), 2, "strong, ordinary, weak"),
])  # fmt: skip
def test_refused_details(cin, line, code, says):
    cin("person", "add", "F1.mother", "--relation", "mother")
    refused(cin, code, "person", *line, says=says)
