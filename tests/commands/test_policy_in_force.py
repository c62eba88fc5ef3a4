"""Which procedure is in force: how it came to be kept, where that is said, and another text of it that is offered, never used."""

import pytest

from cin_cli import context
from cin_cli.policy.pack import shipped, text_of
from cin_cli.store import packs

OFFER = "This cin comes with another text of york-2024"


def head():
    found = packs.head_in_force(context.store())
    context.close()
    return found


@pytest.fixture
def older(york, tmp_path):
    """The same, with an older text of York's procedure in force: visits every 15 working days."""
    path = tmp_path / "york.toml"
    path.write_text(text_of("york-2024").replace('every = "20 working_days"', 'every = "15 working_days"'), encoding="utf-8")
    assert york("policy", "use", path).code == 0
    return york


@pytest.mark.parametrize("pack", shipped())
def test_init_and_use_keep_the_same_of_a_pack(cin, pack, tmp_path, monkeypatch):
    monkeypatch.setenv("CIN_TODAY", "2026-03-02")
    assert cin("init", "--policy", pack).code == 0
    by_init = head()
    monkeypatch.setenv("CIN_DB", str(tmp_path / "second.cin"))
    assert cin("init").code == 0
    assert cin("policy", "use", pack).code == 0
    assert head() == by_init
    assert by_init["id"] == pack
    assert set(by_init) == {"id", "title", "authority", "cites", "review_due", "digest"}


def test_the_list_marks_the_one_in_force_and_only_it(york):
    marked = [line for line in york("policy", "list").out.splitlines() if "in force here" in line]
    assert len(marked) == 1 and marked[0].startswith("york-2024")


def test_the_list_works_where_there_is_no_case_file(cin):
    done = cin("policy", "list")
    assert done.code == 0 and "york-2024" in done.out and "in force here" not in done.out


def test_nothing_is_offered_while_the_text_is_the_one_that_ships(york):
    assert OFFER not in york("policy", "list").out
    assert "another text" not in york("db", "info").out


def test_a_text_that_differs_is_offered_and_not_used(older):
    before = head()
    done = older("policy", "list")
    assert OFFER in done.out and "`cin policy use york-2024`" in done.out
    assert "another text of it: `cin policy use york-2024`" in older("db", "info").out
    assert head() == before


def test_the_offer_ends_when_it_is_taken(older):
    before = head()["digest"]
    assert older("policy", "use", "york-2024").out.startswith("In force: ")
    assert head()["digest"] != before
    assert OFFER not in older("policy", "list").out


def test_a_pack_of_ones_own_is_offered_nothing(york, tmp_path):
    path = tmp_path / "own.toml"
    path.write_text(text_of("york-2024").replace('id = "york-2024"', 'id = "own-1"'), encoding="utf-8")
    assert york("policy", "use", path).code == 0
    assert "another text" not in york("policy", "list").out + york("db", "info").out
