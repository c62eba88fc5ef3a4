"""What `check` says of packs that are wrong: one file a mistake in broken/, and what stands in expected.tsv of each."""

import csv
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cin_cli.domain.timescale import Pack
from cin_cli.policy.check import check
from cin_cli.policy.keys import CLAUSE_KEYS
from cin_cli.policy.mistake import Mistake, PackError
from cin_cli.policy.pack import read, read_pack, shipped, text_of
from cin_cli.policy.reader import SHAPES
from cin_cli.policy.sense import NEEDED, USED

FOLDER = Path(__file__).parent / "broken"
ROWS = list(csv.DictReader((FOLDER / "expected.tsv").open(encoding="utf-8"), delimiter="\t", quoting=csv.QUOTE_NONE))
HEADER = (FOLDER / "pack-without-a-rule.toml").read_text(encoding="utf-8")
REVIEW = """
[[rule]]
id = "review"
shape = "every"
label = "Review meeting"
starts = ["plan"]
met-by = ["cin_meeting_review"]
every = "6 weeks"
cite = "Nowhere 3"
"""
GUIDE = Path(__file__).parents[2] / "cin_cli" / "packs" / "README.md"
EXAMPLES = re.findall(r"```toml\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
SOUND = [
    *(text_of(name) for name in shipped()),
    *(f"{EXAMPLES[0]}\n{text}" for text in EXAMPLES[1:] if "[pack]" not in text),
]


def found(text: str) -> list[tuple[int, str, str, str]]:
    """What check says of a text: line, table, key, words."""
    return [(row.line, row.table, row.key, row.words) for row in check(text)]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["file"])
def test_the_one_mistake_of_a_broken_pack_is_named_with_table_key_and_line(row: dict[str, str]) -> None:
    line, _, column = row["line"].partition(":")
    expected = Mistake(row["table"], row["key"], int(line), row["words"], int(column) if column else None)
    assert check(text_of(str(FOLDER / f"{row['file']}.toml"))) == [expected]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["file"])
def test_a_broken_pack_is_not_used_and_the_refusal_has_the_line(row: dict[str, str]) -> None:
    with pytest.raises(PackError, match="it has one mistake") as refused:
        read_pack(text_of(str(FOLDER / f"{row['file']}.toml")))
    assert f"line {row['line'].partition(':')[0]}" in str(refused.value)
    assert row["words"] in str(refused.value)


def test_every_broken_pack_is_expected_and_every_expectation_has_one() -> None:
    assert sorted(path.stem for path in FOLDER.glob("*.toml")) == sorted(row["file"] for row in ROWS)
    assert len({row["words"] for row in ROWS}) > 80


def test_every_mistake_is_reported_at_once_in_the_order_of_the_lines() -> None:
    text = HEADER.replace('title = "Children in Need Procedure"', 'title = ""') + REVIEW.replace("6 weeks", "six weeks")
    text += 'colour = "red"\nlisted = 1\n'
    assert [(line, key) for line, _, key, _ in found(text)] == [(4, "title"), (15, "every"), (17, "colour"), (18, "listed")]


def test_a_mistake_in_a_rules_own_key_is_said_once_however_many_variants_inherit_it() -> None:
    variants = "".join(f"\n  [[rule.when]]\n  if = {{ disability = {value} }}\n" for value in ("true", "false"))
    other = '\n  [[rule.other]]\n  reading = "another"\n  grid = true\n'
    text = HEADER + REVIEW.replace("6 weeks", "6 weaks") + other + variants
    assert [row[:3] for row in found(text)] == [(15, "rule review", "every")]


def test_what_every_variant_lacks_is_said_once_of_the_rule() -> None:
    text = HEADER + REVIEW.replace('every = "6 weeks"\n', "")
    text += "".join(f"\n  [[rule.when]]\n  if = {{ disability = {value} }}\n" for value in ("true", "false"))
    assert found(text) == [(9, "rule review", "every", "is missing: there is no interval")]


def test_what_cannot_be_meant_in_another_reading_is_said_of_that_reading() -> None:
    text = HEADER + REVIEW + '\n  [[rule.other]]\n  reading = "the aim as well"\n  target = "2 months"\n'
    assert found(text) == [(20, "rule review, other 1", "target", "2 months is no shorter than `every`, 6 weeks")]


def test_a_variant_that_asks_for_nothing_needs_nothing() -> None:
    text = HEADER + REVIEW.replace('every = "6 weeks"\n', 'not-applicable = "nobody asks"\n').replace('starts = ["plan"]\n', "")
    assert found(text) == []


@pytest.mark.parametrize(
    ("ages", "line"),
    [
        (("under 5", "5 and over"), None),
        (("under 5", "5 to 17"), None),
        (("under 18", "18 and over"), None),
        (("under 5", "6 and over"), 23),
        (("under 5", "5 to 16"), 23),
        (("under 5", "0 to 17", "2 to 17"), 27),
    ],
)
def test_ages_of_childhood_are_covered_and_none_twice(ages: tuple[str, ...], line: int | None) -> None:
    text = HEADER + REVIEW + "".join(f'\n  [[rule.when]]\n  if = {{ age = "{age}" }}\n  grid = true\n' for age in ages)
    assert [row[0] for row in found(text)] == ([] if line is None else [line])


def test_two_versions_may_follow_each_other() -> None:
    earlier, later = "in-force-until = 2026-03-31\n", "in-force-from = 2026-04-01\n"
    assert found(HEADER + REVIEW + earlier + REVIEW + later) == []


def test_a_target_in_other_units_is_compared_by_the_days_it_gives() -> None:
    rule = REVIEW.replace('every = "6 weeks"', 'every = "20 working_days"\ntarget = "{}"')
    assert found(HEADER + rule.format("27 days")) == []
    assert [row[2] for row in found(HEADER + rule.format("2 months"))] == ["target"]


def test_a_mistake_in_a_file_is_counted_in_its_own_lines_though_it_extends_another(tmp_path: Path) -> None:
    pack = tmp_path / "nowhere.toml"
    pack.write_text(HEADER + 'extends = "york-2024"\n\n[[rule]]\nid = "visit-written-up"\nwithin = "3 dys"\n', encoding="utf-8")
    assert [row[:3] for row in found(text_of(str(pack)))] == [(12, "rule visit-written-up", "within")]


def test_a_broken_pack_that_is_extended_is_named_as_that(tmp_path: Path) -> None:
    (tmp_path / "above.toml").write_text("[pack\n", encoding="utf-8")
    pack = tmp_path / "nowhere.toml"
    pack.write_text(HEADER + 'extends = "above.toml"\n', encoding="utf-8")
    assert [(row.line, row.table) for row in check(text_of(str(pack)))] == [(1, "the pack that is extended")]


def test_what_a_file_says_twice_is_a_mistake_though_it_extends_another(tmp_path: Path) -> None:
    pack = tmp_path / "nowhere.toml"
    rule = '\n[[rule]]\nid = "visit-written-up"\nwithin = "{} days"\n'
    pack.write_text(HEADER + 'extends = "york-2024"\n' + rule.format(4) + rule.format(5), encoding="utf-8")
    assert found(text_of(str(pack))) == [(15, "rule visit-written-up", "id", "'visit-written-up' stands twice")]


# warnings --------------------------------------------------------------------------------------------------------


def test_a_name_that_is_nearly_another_packs_is_odd_and_the_pack_can_be_used() -> None:
    text = HEADER + REVIEW.replace('"review"', '"reviews"')
    row, = check(text)
    assert (row.line, row.key, row.warning) == (10, "id", True)
    assert "'review'" in row.words
    assert read_pack(text).rules[0].id == "reviews"


def test_advice_that_nothing_ends_is_odd_and_the_pack_can_be_used() -> None:
    rule = '[[rule]]\nid = "long"\nshape = "threshold"\nlabel = "Long open"\nafter = ["plan"]\nwithin = "9 months"\ncite = "x"\n'
    row, = check(HEADER + rule)
    assert (row.key, row.warning) == ("met-by", True)
    assert read_pack(HEADER + rule).rules


# what is sound, and what is not even a pack ----------------------------------------------------------------------


@pytest.mark.parametrize("name", shipped())
def test_a_pack_that_ships_has_neither_mistake_nor_warning(name: str) -> None:
    assert check(text_of(name)) == []


@pytest.mark.parametrize("number", range(len(SOUND)))
def test_an_example_of_the_guide_has_no_mistake(number: int) -> None:
    assert [row for row in check(SOUND[number]) if not row.warning] == []


def test_every_shape_says_which_keys_it_uses_and_every_key_is_used_by_one() -> None:
    assert set(USED) == set(NEEDED) == set(SHAPES)
    wording = {"label", "strength", "group", "cite", "reading", "listed", "not-applicable"}
    assert set().union(*USED.values()) | wording == set(CLAUSE_KEYS)
    assert all(set(NEEDED[shape]) <= USED[shape] for shape in SHAPES)


@pytest.mark.parametrize("text", ["", "\n", "a = " + "[" * 3000, "a = " + "1" * 5000, "\x00", "pack = 1\nrule = 2\ndefaults = 3"])
def test_what_is_no_pack_at_all_is_said_so(text: str) -> None:
    assert check(text)
    with pytest.raises(PackError):
        read_pack(text)


VALUES = (
    "1", "-1", "1.5", '"x"', '""', "[]", "{}", "true", "2020-01-01", "2020-01-01T10:00:00", "[1]", "{ a = 1 }", "[[1]]", "[{}]",
    '[{ event = "visit" }]', '["visit", "visit"]', '"6 weeks"', '"plan"', '["plan"]', "[{ event = [] }]",
    '[{ event = "visit", only = 1 }]', '[{ event = "visit", only = { seen = [] } }]', '{ event = "visit", by = 3 }',
    "{ pathway = [[1]], age = 3, date_of_birth = [[]] }", '[{ every = "1 weeks", for = 2 }]',
)  # fmt: skip
KEY = re.compile(r"\s*[\w-]+ = ")


@settings(max_examples=300, deadline=None)
@given(text=st.sampled_from(SOUND), data=st.data())
def test_whatever_stands_behind_a_key_the_answer_is_a_list_of_mistakes(text: str, data: st.DataObject) -> None:
    lines = text.split("\n")
    places = [number for number, line in enumerate(lines) if KEY.match(line)]
    for number in data.draw(st.lists(st.sampled_from(places), min_size=1, max_size=2)):
        lines[number] = KEY.match(lines[number])[0] + data.draw(st.sampled_from(VALUES))  # type: ignore[index]
    pack, mistakes = read("\n".join(lines))
    assert pack is None or isinstance(pack, Pack)
    assert pack is not None or mistakes
    assert all(1 <= mistake.line <= len(lines) for mistake in mistakes)
