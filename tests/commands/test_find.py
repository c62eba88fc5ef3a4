"""`cin find`: every word of every entry, marked in its place; for a reader nothing that the reader may not see."""

import json
from datetime import date

import pytest

from cin_cli import context
from cin_cli.domain.entry import EVENT_KINDS, KINDS, entry
from tests.commands._children import answering, last_number, opened, refused

DAY = date(2026, 2, 1)
REFUGE = "14 Juniper Lane"


@pytest.fixture
def cin(york):
    opened("AB12", "CD34")
    assert york("family", "add", "AB12").code == 0
    assert york("person", "add", "F1.mother", "--name", "Kerry", "--relation", "mother", "--audience", "everyone").code == 0
    assert york("person", "add", "F1.father", "--name", "Lee", "--relation", "father", "--audience", "worker").code == 0
    return york


def write(kind, values, refs=("AB12",), on=DAY):
    number = context.record([entry(kind, on, refs, values)])[0]
    context.close()
    return number


def found(cin, *args):
    done = cin("find", *args, "--json")
    assert done.code in (0, 3), done.err
    return json.loads(done.out)


def numbers(cin, *args):
    return [row["number"] for row in found(cin, *args)["entries"]]


# Found --------------------------------------------------------------------------------------------------------------


def test_the_words_are_marked_where_they_stand(cin):
    number = write("note", {"text": "The landlord has not mended\nthe mould."})
    done = cin("find", "mould", "landlord")
    assert done.out == (
        f"AB12 X. Y.  Sun 1 Feb 2026  note  (entry {number})\n    The [landlord] has not mended the [mould].\n"
    )


def sample(attribute):
    """A value of this attribute in which a word stands, if it can hold one."""
    match attribute.form:
        case "words" | "short":
            return "a quokka came"
        case "said":
            return [{"text": "a quokka came"}]
        case "rows":
            column = next(c for c in attribute.columns if c.form == "words")
            return [{column.name: "a quokka came"}]
    return None


WORDY = [(k, a) for k in (*EVENT_KINDS, "note") for a in KINDS[k].attributes.values() if sample(a) and k != "fact_recorded"]


@pytest.mark.parametrize(("kind", "attribute"), WORDY, ids=lambda x: x if isinstance(x, str) else x.name)
def test_every_text_of_every_kind_is_found_and_no_reader_finds_what_is_not_theirs(cin, kind, attribute):
    number = write(kind, {attribute.name: sample(attribute)})
    row = found(cin, "quokka")["entries"][0]
    assert (row["number"], row["where"], row["excerpt"]) == (number, attribute.name, "a quokka came")
    for reader in (("F1.mother",), ("family", "--case", "AB12"), ("professional",)):
        assert found(cin, "quokka", "--as", *reader)["found"] == 0


def test_a_person_a_child_and_a_reference_are_found(cin):
    opened("EF56", name="Jamie Dunn")
    assert found(cin, "kerry")["entries"][0]["children"] == ["F1"]
    assert "EF56" in cin("find", "jamie").out
    assert found(cin, "ef56")["found"] >= 1


def test_words_in_quotes_stand_together_or_it_is_said_that_they_do_not(cin):
    number = write("note", {"text": "the bedroom at the back"})
    done = cin("find", "back bedroom")
    assert "Nowhere do these words stand together" in done.out
    assert f"(entry {number})" in done.out
    assert numbers(cin, "the bedroom") == [number]


def test_by_case_kind_and_since(cin):
    one = write("note", {"text": "mould"})
    two = write("visit", {"purpose": "mould"}, ("CD34",), date(2026, 2, 20))
    assert set(numbers(cin, "mould")) == {one, two}
    assert numbers(cin, "mould", "--case", "AB12") == [one]
    assert numbers(cin, "mould", "--kind", "visit") == [two]
    assert numbers(cin, "mould", "--since", "2026-02-10") == [two]
    assert numbers(cin, "mould", "--case", "F1") == [one]
    refused(cin, 2, "find", "mould", "--kind", "zebra", says="There is no kind 'zebra'")
    refused(cin, 3, "find", "mould", "--case", "ZZ9", says="There is no child 'ZZ9'")


def test_what_says_more_of_it_and_is_newer_comes_first(cin):
    old = write("note", {"text": "mould"}, on=date(2025, 2, 1))
    new = write("note", {"text": "mould"}, on=date(2026, 2, 1))
    weak = write("note", {"text": "mould " + "and much else was said " * 30}, on=date(2026, 2, 1))
    assert numbers(cin, "mould") == [new, old, weak]


def test_at_most_so_many_and_how_many_there_are(cin):
    for _ in range(3):
        write("note", {"text": "mould"})
    assert "2 of 3 entries" in cin("find", "mould", "--limit", "2").out
    assert found(cin, "mould", "--limit", "1")["found"] == 3


def test_a_sibling_s_visit_is_one_find(cin):
    write("visit", {"purpose": "mould"}, ("AB12", "CD34"))
    assert cin("find", "mould").out.startswith("AB12 +1  ")


def test_corrected_and_taken_back_are_not_found(cin):
    number = write("note", {"text": "mould"})
    assert cin("event", "correct", number, "--set", "text=damp", "--why", "wrong word").code == 0
    assert cin("find", "mould").code == 3
    assert found(cin, "damp")["found"] == 1
    assert cin("undo", "--yes").code == 0
    assert numbers(cin, "mould") == [number]


def test_nothing_found_is_one_sentence_and_3(cin):
    done = cin("find", "quokka")
    assert (done.code, done.out) == (3, "")
    assert done.err == "cin: Nothing found. Fewer words, or the beginning of one, find more.\n"
    assert json.loads(cin("find", "quokka", "--json").out)["entries"] == []


@pytest.mark.parametrize("typed", ['"', "*", "NEAR(", "a AND", "\x00", "x" * 10_000, "((", "'; --", "-- --"])
def test_whatever_is_typed_gets_a_plain_sentence(cin, typed):
    done = cin("find", "--", typed)
    assert done.code in (0, 2, 3)
    assert "fault of ours" not in done.err
    assert "fts" not in done.err.lower()


def test_without_words_it_asks_so_that_no_history_keeps_them(cin, monkeypatch):
    refused(cin, 2, "find", says="no word")
    write("note", {"text": "mould"})
    answering(monkeypatch)
    assert "[mould]" in cin("find", input="mould\n").out


def test_hostile_words_steer_no_terminal(cin):
    write("note", {"text": "mould \x1b[2J\x1b]0;pwned\x07 \u202egnirts [bold]x[/bold] \r\n" + "A" * 1_000_000})
    done = cin("find", "mould")
    assert not {"\x1b", "\x07", "\u202e", "\r"} & set(done.out)
    assert "[bold]x[/bold]" in done.out
    assert len(done.out) < 1000
    latest = cin("find", "--latest", "note", "AB12")
    assert not {"\x1b", "\x07", "\u202e", "\r"} & set(latest.out)
    assert "\x1b" not in cin("find", "mould", "--json").out


def test_looking_writes_nothing(cin):
    write("note", {"text": "mould"})
    before = last_number()
    cin("find", "mould")
    cin("find", "--latest", "note", "AB12")
    assert last_number() == before


# The newest document ------------------------------------------------------------------------------------------------


def test_the_newest_of_a_kind_is_opened_whole(cin):
    write("visit", {"observed": [{"text": "older"}]}, on=date(2026, 1, 10))
    number = write("visit", {"observed": [{"text": "He drew\na house."}, {"text": "tidy", "for": "F1.mother"}]})
    done = cin("find", "--latest", "visit", "AB12")
    assert done.out == (
        f"Visit, Sun 1 Feb 2026, of AB12 (entry {number})\n\nObserved\n  He drew\n  a house.\n  tidy\n  (for: F1.mother)\n"
    )
    mine = cin("find", "--latest", "visit", "AB12", "--as", "F1.mother").out
    assert "tidy" in mine
    assert "house" not in mine
    refused(cin, 3, "find", "--latest", "voice", "AB12", says="There is no voice of AB12 to show.")
    refused(cin, 2, "find", "--latest", "visit", says="It is not said whose.")


def test_a_booked_visit_is_not_the_newest(cin):
    write("visit", {"purpose": "held"})
    assert cin("visit", "record", "AB12", "--planned", "--on", "9/3/2026", "--purpose", "to come").code == 0
    assert "held" in cin("find", "--latest", "visit", "AB12").out


# For a reader -------------------------------------------------------------------------------------------------------


def test_a_reader_finds_what_is_said_to_be_theirs(cin):
    number = write("note", {"text": "swimming on Tuesdays", "for": "F1.mother"})
    assert numbers(cin, "swimming", "--as", "F1.mother") == [number]
    assert numbers(cin, "swimming", "--as", "mother", "--case", "AB12") == [number]
    assert found(cin, "swimming", "--as", "F1.father")["found"] == 0
    assert found(cin, "swimming", "--as", "professional")["found"] == 0


def test_what_is_hidden_is_not_matched_counted_or_told(cin):
    write("visit", {"present": [{"text": "swimming", "for": "F1.father"}], "observed": [{"text": REFUGE}]})
    done = cin("find", "swimming juniper", "--as", "F1.father")
    assert (done.code, done.out) == (3, "")
    assert done.err == cin("find", "quokka", "--as", "F1.father").err


def test_a_reader_finds_nothing_of_another_family(cin):
    assert cin("family", "add", "CD34").code == 0
    write("note", {"text": "swimming", "for": "everyone"}, ("CD34",))
    assert found(cin, "swimming", "--as", "F1.mother")["found"] == 0


def test_who_may_see_a_person_is_as_it_is_now(cin):
    assert found(cin, "kerry", "--as", "professional")["found"] == 1
    assert cin("person", "add", "F1.mother", "--audience", "worker").code == 0
    assert found(cin, "kerry", "--as", "professional")["found"] == 0


def test_where_somebody_lives_has_readers_of_its_own(cin):
    write("person_described", {"person": "F1.mother", "family": "F1", "address": REFUGE}, ())
    assert found(cin, "juniper")["found"] == 1
    for reader in ("professional", "F1.father"):
        assert found(cin, "juniper", "--as", reader)["found"] == 0
    write("person_described", {"person": "F1.mother", "family": "F1", "contact_for": ["F1.mother"]}, ())
    assert found(cin, "juniper", "--as", "F1.father")["found"] == 0


def test_where_somebody_lived_is_shown_to_no_reader_once_they_have_moved(cin):
    said = {"person": "F1.mother", "family": "F1", "contact_for": ["everyone"]}
    write("person_described", said | {"address": REFUGE}, ())
    assert found(cin, "juniper", "--as", "professional")["found"] == 1
    write("person_described", said | {"address": "3 Elder Row", "contact_for": ["worker"]}, ())
    assert found(cin, "juniper", "--as", "professional")["found"] == 0
    assert found(cin, "elder", "--as", "professional")["found"] == 0


def test_an_earlier_plan_shows_a_reader_nothing(cin):
    from cin_cli.domain.plan import Plan, Said
    from cin_cli.domain.plan_form import write_form

    for number, may in ((1, ("everyone",)), (2, ("worker",))):
        form = write_form(Plan(strengths=(Said("we like swimming", may),)))
        write("plan_saved", {"version": number, "form": form})
    assert found(cin, "swimming")["found"] == 2
    assert found(cin, "swimming", "--as", "F1.mother")["found"] == 0
    assert cin("find", "--latest", "plan", "AB12", "--as", "F1.mother").code == 3
    assert "we like swimming" in cin("find", "--latest", "plan", "AB12").out


def test_a_family_that_shares_no_copy_is_refused(cin):
    assert cin("family", "add", "AB12", "--ref", "F1", "--separated").code == 0
    refused(cin, 4, "find", "swimming", "--as", "family", "--case", "AB12", says="there is no copy that they share")
    refused(cin, 2, "find", "swimming", "--as", "family", says="--case CASE")
    refused(cin, 3, "find", "swimming", "--as", "F1.nobody", says="nobody called")
