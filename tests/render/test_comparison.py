"""Procedures side by side: a few words a cell, eighty columns, and no advice."""

import pytest

from cin_cli.policy.pack import read_pack, shipped, text_of
from cin_cli.render.comparison import FOOT, NONE, brief, lines, names, table

PACKS = [read_pack(text_of(name)) for name in shipped()]
BY_ID = {pack.id: pack for pack in PACKS}
HEADER = """
[pack]
id = "{id}"
authority = "A"
title = "T"
version = "1"
source = "S"
cites = "{cites}"

[defaults]
disability = false

[[rule]]
id = "a"
label = "A"
cite = "x"
"""


def asked(rule: str) -> str:
    """What the one rule of a pack asks, in brief."""
    pack = read_pack(HEADER.format(id="a", cites="A") + rule)
    return brief(pack.rules[0], pack.rules[0].clauses[0])


ONCE = 'shape = "once"\nafter = ["plan"]\nmet-by = ["visit"]\n'
EVERY = 'shape = "every"\nstarts = ["plan"]\nmet-by = ["visit"]\n'


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (ONCE + 'within = "10 working_days"', "10 working days"),
        (ONCE + 'within = "6 weeks"\ntarget = "4 weeks"', "4 to 6 weeks"),
        (ONCE + 'within = "6 weeks"\ntarget = "20 working_days"', "20 working days to 6 weeks"),
        (ONCE + 'within = "2 days inclusive"', "2 days with the day itself counted"),
        (ONCE.replace('"plan"', '{ event = "cin_decision", within = "2 days" }, { event = "case_opened", within = "1 weeks" }'),
         "2 days or 1 week"),
        (ONCE + 'within = "20 working_days"\nextension = { event = "assessment_extension_authorised", by = ["team_manager"], '
         'up-to = "45 working_days" }', "20 working days, 45 working days at most"),
        (EVERY + 'every = "6 weeks"', "every 6 weeks"),
        (EVERY + 'every = "12 weeks"\ntarget = "6 weeks"\nfirst = "6 weeks"\nfirst-target = "4 weeks"',
         "first 4 to 6 weeks, then every 6 to 12 weeks"),
        (EVERY + 'agreed = "only"\nagreed-for = "visit"', "as agreed"),
        (EVERY + '[[rule.stage]]\nevery = "2 weeks"\nfor = "6 weeks"\n[[rule.stage]]\nevery = "4 weeks"',
         "every 2 weeks, then every 4 weeks"),
        ('shape = "follow_up"\nof = ["visit"]\nmet-by = ["visit_recorded"]\nwithin = "3 days"', "3 days"),
        ('shape = "threshold"\nafter = ["plan"]\nmet-by = ["cinrs_requested"]\nwithin = "12 months"', "from 12 months on"),
        ('shape = "shortest"\nafter = ["cp_plan_ended"]\nwithin = "3 months"', "not before 3 months"),
        ('shape = "schedule"\nafter = [{ event = "supervision_order_made", at = ["3 months", "6 months"] }]\nmet-by = ["visit"]',
         "3 months, 6 months"),
        ('shape = "date"\nafter = ["supervision_order_made"]\ndate-in = ["expires_on"]\nbefore = "4 weeks"\nmet-by = ["visit"]',
         "4 weeks before"),
        (ONCE + 'not-applicable = "nobody asks"', "not asked for"),
    ],
)  # fmt: skip
def test_what_a_rule_asks_in_brief(rule: str, words: str) -> None:
    assert asked(rule) == words


def test_every_rule_of_every_pack_has_a_row_and_a_dash_where_it_is_not_asked_for() -> None:
    rows = table(PACKS)
    assert set(rows) == {rule.id for pack in PACKS for rule in pack.rules}
    for name, cells in rows.items():
        for pack, cell in zip(PACKS, cells, strict=True):
            assert (cell == NONE) is (name not in {rule.id for rule in pack.rules})


def test_a_variant_for_what_is_assumed_stands_without_its_facts() -> None:
    assert table([BY_ID["essex-2019"]])["review"] == ["every 3 months; disability is yes: every 6 months"]


def test_what_is_ideal_does_not_look_like_a_duty() -> None:
    assert table([BY_ID["generic-guide"]])["allocation"] == ["24 to 48 hours (ideally)"]


def test_of_two_versions_the_newest_is_compared() -> None:
    text = HEADER.format(id="a", cites="A") + EVERY + 'every = "6 weeks"\nin-force-until = 2026-03-31\n'
    later = HEADER[HEADER.index("[[rule]]") :] + EVERY + 'every = "4 weeks"\nin-force-from = 2026-04-01\n'
    assert table([read_pack(text + later)])["a"] == ["every 4 weeks"]


@pytest.mark.parametrize("width", [80, 100, 132])
def test_the_four_that_ship_fit_the_screen_and_nothing_is_cut(width: int) -> None:
    said = list(lines(PACKS, width))
    assert max(map(len, said)) <= width
    words = " ".join(said).split()
    for cells in table(PACKS).values():
        assert all(word in words for cell in cells for word in cell.split())


def test_where_columns_would_be_too_narrow_it_is_a_list() -> None:
    said = list(lines(PACKS, 60))
    assert "review" in said
    assert "  Essex: every 3 months; disability is yes: every 6 months" in said


def test_it_says_that_it_is_no_advice() -> None:
    assert list(lines(PACKS, 80))[-len(FOOT) :] == list(FOOT)
    assert any("no advice" in line for line in FOOT)


def test_two_packs_of_one_authority_are_told_apart_by_their_ids() -> None:
    packs = [read_pack(HEADER.format(id=name, cites=cites) + EVERY + 'every = "6 weeks"')
             for name, cites in (("a-1", "A"), ("a-2", "A"), ("b-1", "B"), ("a-1", "A"))]  # fmt: skip
    assert names(packs[:3]) == ["a-1", "a-2", "B"]
    assert names(packs) == ["a-1 (1)", "a-2", "B", "a-1 (4)"]
