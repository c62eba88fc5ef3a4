"""What has changed between two packs, in words and as rows: nothing that differs is left unsaid."""

import re

import pytest

from cin_cli.policy.pack import read, read_pack, shipped, text_of
from cin_cli.render.difference import Change, changes, lines

TEXTS = {name: text_of(name) for name in shipped()}
YORK = TEXTS["york-2024"]
HEADER = YORK[YORK.index("[pack]") : YORK.index("[[rule]]")]
RULE = """
[[rule]]
id = "a"
shape = "once"
label = "A"
after = ["plan"]
met-by = ["visit"]
within = "2 weeks"
cite = "x"
"""


def changed(*edits: tuple[str, str], text: str = YORK) -> list[Change]:
    """The changes from a pack to the same with these edits, each of which has to be possible once at least."""
    after = text
    for old, new in edits:
        assert old in after
        after = after.replace(old, new, 1)
    return changes(read_pack(text), read_pack(after))


def test_a_pack_and_itself_say_the_same() -> None:
    york = read_pack(YORK)
    assert changes(york, york) == []
    assert list(lines(york, york))[-1] == "\nThe two say the same."


def test_an_interval_is_said_in_words_with_its_variant_and_only_once() -> None:
    assert changed(('every = "6 weeks"', 'every = "8 weeks"')) == [
        Change("review", "pathway is standard", "every", "6 weeks", "8 weeks")
    ]


@pytest.mark.parametrize(
    ("old", "new", "change"),
    [
        ('version = "2024"', 'version = "2026"', Change("", "", "version", "2024", "2026")),
        ("issued = 2021-07-01", "issued = 2026-01-01", Change("", "", "issued", "Thu 1 Jul 2021", "Thu 1 Jan 2026")),
        ("nqsw = false", "nqsw = true", Change("", "", "assumed, nqsw", "no", "yes")),
        ("nqsw = false\n", "", Change("", "", "assumed, nqsw", "no", "")),
        ('within = "3 days"', 'within = "2 days"', Change("visit-written-up", "", "within", "3 days", "2 days")),
        ('cite = "York s2, s3"', 'cite = "York s9"', Change("visit-written-up", "", "cite", "York s2, s3", "York s9")),
        ('of = ["visit"]', 'of = [{ event = "visit", only = { seen = true } }]',
         Change("visit-written-up", "", "of", "the visit", "the visit (seen yes)")),
    ],
)
def test_one_edit_is_one_change_in_words(old: str, new: str, change: Change) -> None:
    assert changed((old, new)) == [change]


def test_what_every_variant_inherits_is_said_of_every_variant() -> None:
    found = changed(('label = "Review meeting"', 'label = "Review"'))
    assert [change[1:3] for change in found] == [
        ("pathway is standard", "label"), ("pathway is enduring health disability", "label"),
    ]  # fmt: skip


def test_another_reading_that_is_new_and_one_that_is_gone_are_both_said() -> None:
    assert changed(('reading = "three working days"', 'reading = "three weekdays"')) == [
        Change("visit-written-up", "", "another reading", "", "three weekdays"),
        Change("visit-written-up", "", "another reading", "three working days", ""),
    ]


def test_what_another_reading_asks_is_said_with_its_sentence() -> None:
    assert changed(('within = "3 working_days"\n\n', 'within = "4 working_days"\n\n')) == [
        Change("visit-written-up", "", "within (in the other reading: three working days)", "3 working days", "4 working days")
    ]


def test_a_rule_that_is_new_and_one_that_is_gone_are_said_with_what_they_ask() -> None:
    york, essex = read_pack(YORK), read_pack(TEXTS["essex-2019"])
    asked = "within 5 working days of the referral (not threshold level 1 or 2 or 3) [should; Essex 7.2, 7.5]"
    assert Change("first-visit", "", "rule", "", asked) in changes(york, essex)
    assert Change("first-visit", "", "rule", asked, "") in changes(essex, york)
    assert "  new: " + asked in list(lines(york, essex))
    assert "  gone: " + asked in list(lines(essex, york))


def test_a_variant_that_is_new_is_said_with_what_it_asks() -> None:
    when = '[[rule.when]]\nif = { disability = true }\nwithin = "4 weeks"\n[[rule.when]]\nif = { disability = false }\n'
    assert [change[1:3] for change in changed((RULE, RULE + when), text=HEADER + RULE)] == [
        ("disability is yes", "variant"), ("disability is no", "variant"), ("", "variant"),
    ]  # fmt: skip


def test_variants_in_another_order_are_said_since_the_first_that_fits_holds() -> None:
    one, other = "[[rule.when]]\nif = { complex = true }\n", '[[rule.when]]\nif = { nqsw = true }\nwithin = "4 weeks"\n'
    rest = "[[rule.when]]\nif = {}\n"
    before, after = (read_pack(HEADER + RULE + "".join(order) + rest) for order in ((one, other), (other, one)))
    (rule_id, _, key, was, now), = changes(before, after)
    assert (rule_id, key) == ("a", "order of the variants")
    assert was.index("complex") < was.index("nqsw")
    assert now.index("nqsw") < now.index("complex")


@pytest.mark.parametrize(
    ("old", "new", "key", "before", "after"),
    [
        ('shape = "once"', 'shape = "milestone"', "early", "", "28 days"),
        ('after = ["plan"]', 'after = [{ fact = "team", value = "CWD" }]', "after", "the start of the plan", "team becoming CWD"),
        ('after = ["plan"]', 'after = ["plan", "child_opened"]\nanchor = "later"', "anchor", "no", "yes"),
        ('cite = "x"', 'cite = "x"\nin-force-until = 2026-03-31', "in-force-until", "", "Tue 31 Mar 2026"),
        ('cite = "x"', 'cite = "x"\nlisted = false', "listed", "yes", "no"),
        ('cite = "x"', 'cite = "x"\nuntil = ["child_born"]', "stops", "child protection or closed",
         "the birth of the child or child protection or closed"),
        ('met-by = ["visit"]', 'met-by = [{ event = "visit", unless = { seen = false }, assume = ["seen"], says = "it was" }]',
         "met-by", "the visit", "the visit (not seen no; seen assumed; saying that it was)"),
    ],
)  # fmt: skip
def test_a_key_of_whatever_kind_is_said_in_words(old: str, new: str, key: str, before: str, after: str) -> None:
    rule = RULE + 'stops = ["closed", "child_protection"]\n'
    assert Change("a", "", key, before, after) in changed((old, new), text=HEADER + rule)


def test_another_shape_and_other_stages_are_said_in_words() -> None:
    series = RULE.replace('"once"', '"every"').replace('after = ["plan"]', 'starts = ["plan"]').replace("within", "every")
    stage = '[[rule.stage]]\nevery = "1 weeks"\ntarget = "3 days"\nfor = "4 weeks"\n'
    assert Change("a", "", "shape", "once", "every") in changed((RULE, series), text=HEADER + RULE)
    said = "every 1 week (the aim: 3 days) for 4 weeks"
    assert changed((series, series + stage), text=HEADER + series) == [Change("a", "", "stage", "", said)]


def test_another_reading_that_asks_for_nothing_now_is_said() -> None:
    reading = '[[rule.other]]\nreading = "another"\n'
    text = HEADER + RULE + reading + 'within = "1 weeks"\n'
    assert changed(('within = "1 weeks"', "asks-nothing = true"), text=text) == [
        Change("a", "", "asks for anything (in the other reading: another)", "yes", "no")
    ]


def test_the_lines_end_with_how_many_rules_are_unchanged() -> None:
    after = YORK.replace('every = "6 weeks"', 'every = "8 weeks"')
    said = list(lines(read_pack(YORK), read_pack(after)))
    assert said[-1] == "\nUnchanged: 9 of 10 rules."
    assert said[1:4] == ["\nreview", "  where pathway is standard:", "    every: 6 weeks → 8 weeks"]


LINE = re.compile(r"^\s*(?!id|shape|if|fact|reading)[\w-]+ = .*$", re.MULTILINE)


@pytest.mark.parametrize("name", TEXTS)
def test_whichever_key_is_taken_out_of_a_pack_that_is_said(name: str) -> None:
    text, before = TEXTS[name], read_pack(TEXTS[name])
    tried = 0
    for line in LINE.finditer(text):
        after, mistakes = read(text[: line.start()] + text[line.end() :])
        if after is not None and not mistakes:
            tried += 1
            found = changes(before, after)
            assert bool(found) is (after != before), line[0]
            assert all(change.before != change.after for change in found)
    assert tried > 10
