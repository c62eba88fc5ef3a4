"""`cin policy new, check, test, diff, compare` from the command line: what is printed, what is written, the exit codes."""

import json
from pathlib import Path

import pytest

BROKEN = Path(__file__).parents[1] / "policy" / "broken"
HEADER = (BROKEN / "pack-without-a-rule.toml").read_text(encoding="utf-8")
RULE = """
[[rule]]
id = "visit"
shape = "every"
label = "Visit"
starts = ["plan"]
met-by = ["visit"]
every = "6 weeks"
cite = "Nowhere 1"
"""
CASES = """
[[case]]
name = "Six weeks of a plan"
events = [{ type = "cin_plan_started", date = 2026-01-05 }]
expect = [{ as_of = 2026-01-06, rule = "visit", due = 2026-02-16, status = "due" }]
"""


@pytest.fixture
def mine(tmp_path, monkeypatch):
    """A sound pack and its cases in the folder where `cin` is run."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.toml").write_text(HEADER + RULE, encoding="utf-8")
    (tmp_path / "mine.cases.toml").write_text(CASES, encoding="utf-8")
    return tmp_path


def edit(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


# check -----------------------------------------------------------------------------------------------------------


def test_a_sound_pack_is_said_to_be_sound(cin, mine):
    done = cin("policy", "check", "mine.toml")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("No mistake in mine.toml.")


def test_mistakes_are_printed_with_line_table_and_key_and_the_exit_code_is_10(cin, mine):
    edit(mine / "mine.toml", '"6 weeks"', '"6 weaks"')
    edit(mine / "mine.toml", 'label = "Visit"', 'label = ""')
    done = cin("policy", "check", "mine.toml")
    assert done.code == 10
    assert done.out.splitlines() == [
        "line 12, rule visit, label: is empty",
        "line 15, rule visit, every: '6 weaks' is not a time such as \"10 working_days\", \"6 weeks\" or \"3 months\"",
        "",
        "mine.toml: 2 mistakes.",
    ]


def test_a_warning_is_printed_as_one_and_finds_nothing(cin, mine):
    edit(mine / "mine.toml", 'id = "visit"', 'id = "visits"')
    done = cin("policy", "check", "mine.toml")
    assert done.code == 0
    assert done.out.splitlines()[0].startswith("line 10, rule visits, id: ")
    assert done.out.splitlines()[0].endswith(" (a warning)")
    assert done.out.splitlines()[-1] == "mine.toml: no mistake, 1 warning."


def test_what_is_no_toml_is_found_with_line_and_column_and_nothing_more(cin):
    done = cin("policy", "check", BROKEN / "toml-key-twice.toml")
    assert done.code == 10
    assert done.out.splitlines()[0] == "line 17, column 17: it is not TOML: a key stands twice in one table"
    assert done.out.splitlines()[-1].endswith("toml-key-twice.toml: 1 mistake.")


def test_json_has_every_mistake_with_its_place(cin, mine):
    edit(mine / "mine.toml", '"6 weeks"', '"0 weeks"')
    done = cin("policy", "check", "mine.toml", "--json")
    answer = json.loads(done.out)
    assert done.code == 10
    assert (answer["schema_version"], answer["pack"], len(answer["found"])) == (1, "mine.toml", 1)
    row = answer["found"][0]
    assert set(row) == {"table", "key", "line", "column", "words", "warning"}
    assert (row["table"], row["key"], row["line"], row["column"], row["warning"]) == ("rule visit", "every", 15, None, False)


def test_show_try_and_use_refuse_a_broken_pack_with_the_same_lines(york, mine):
    edit(mine / "mine.toml", '"6 weeks"', '"6 weaks"')
    (mine / "case.json").write_text('{"events": []}', encoding="utf-8")
    for command in (("show", "mine.toml"), ("try", "mine.toml", "case.json"), ("use", "mine.toml")):
        done = york("policy", *command)
        assert done.code == 1
        assert "\n  line 15, rule visit, every: '6 weaks' is not a time" in done.err


@pytest.mark.parametrize("command", [("check",), ("test",), ("diff", "york-2024"), ("compare",)])
def test_a_pack_that_is_not_there_is_not_found(cin, command):
    done = cin("policy", *command, "nosuch.toml")
    assert done.code == 3
    assert "There is no pack called 'nosuch.toml'" in done.err


def test_a_folder_is_no_pack(cin, mine):
    assert cin("policy", "check", mine).code == 1


# test ------------------------------------------------------------------------------------------------------------


def test_cases_that_agree_are_counted(cin, mine):
    done = cin("policy", "test", "mine.toml")
    assert (done.code, done.err) == (0, "")
    assert done.out == "mine.toml: 1 case, 1 answer expected, all agree.\n"


def test_what_disagrees_is_printed_key_by_key_and_the_exit_code_is_10(cin, mine):
    edit(mine / "mine.cases.toml", "due = 2026-02-16", "due = 2026-02-15")
    done = cin("policy", "test", "mine.toml")
    assert done.code == 10
    assert done.out.splitlines() == [
        "mine.toml: 1 case, 1 answer expected, 1 disagrees.",
        "",
        "  Six weeks of a plan",
        "  On 06/01/2026, visit:",
        "    due: expected 2026-02-15, answered 2026-02-16",
    ]


def test_a_rule_without_a_case_is_a_warning(cin, mine):
    edit(mine / "mine.toml", RULE, RULE + RULE.replace('"visit"\nshape', '"review"\nshape'))
    done = cin("policy", "test", "mine.toml")
    assert done.code == 0
    assert done.err == "mine.toml: no worked case for review.\n"


def test_a_mistake_in_the_cases_is_named_with_its_line(cin, mine):
    edit(mine / "mine.cases.toml", "status", "staus")
    done = cin("policy", "test", "mine.toml")
    assert done.code == 1
    assert "line 5, case 'Six weeks of a plan', expect 1, staus: is not a key" in done.err


def test_a_pack_without_cases_is_told_where_they_would_stand(cin, mine):
    (mine / "mine.cases.toml").unlink()
    done = cin("policy", "test", "mine.toml")
    assert done.code == 3
    assert "mine.cases.toml" in done.err


def test_without_a_name_the_cases_of_all_that_ship_are_run(cin):
    done = cin("policy", "test")
    assert done.code == 0
    assert [line.partition(":")[0] for line in done.out.splitlines()] == [
        "essex-2019", "generic-guide", "worcestershire-2019", "york-2024",
    ]  # fmt: skip
    assert done.out.count("all agree") == 4


# diff and compare ------------------------------------------------------------------------------------------------


def test_diff_says_what_has_changed(cin, mine):
    (mine / "next.toml").write_text((HEADER + RULE).replace("6 weeks", "4 weeks"), encoding="utf-8")
    done = cin("policy", "diff", "mine.toml", "next.toml")
    assert done.code == 0
    assert "\nvisit\n  every: 6 weeks → 4 weeks\n" in done.out
    answer = json.loads(cin("policy", "diff", "mine.toml", "next.toml", "--json").out)
    assert answer["changes"] == [{"rule": "visit", "where": "", "key": "every", "before": "6 weeks", "after": "4 weeks"}]


def test_compare_puts_packs_and_files_side_by_side(cin, mine):
    done = cin("policy", "compare", "mine.toml", "generic-guide")
    assert done.code == 0
    assert done.out.splitlines()[0].split() == ["Nowhere", "Guide"]
    assert "no advice" in done.out
    assert max(map(len, done.out.splitlines())) <= 80
    answer = json.loads(cin("policy", "compare", "mine.toml", "generic-guide", "--json").out)
    assert answer["packs"] == ["nowhere-2026", "generic-guide"]
    assert {"rule": "visit", "asks": ["every 6 weeks", "every 4 to 6 weeks (ideally)"]} in answer["rules"]
    assert {"rule": "closing", "asks": [None, "asks for checks"]} in answer["rules"]


def test_compare_without_names_has_all_that_ship(cin):
    done = cin("policy", "compare")
    assert done.out.splitlines()[0].split() == ["Essex", "Guide", "Worcestershire", "York"]


# new -------------------------------------------------------------------------------------------------------------


def test_new_writes_a_pack_and_its_cases_and_check_says_what_to_fill_in(cin, mine):
    done = cin("policy", "new", "nowhere-2027.toml")
    assert (done.code, done.err) == (0, "")
    assert 'id = "nowhere-2027"' in (mine / "nowhere-2027.toml").read_text(encoding="utf-8")
    assert "cin policy test nowhere-2027.toml" in (mine / "nowhere-2027.cases.toml").read_text(encoding="utf-8")
    checked = cin("policy", "check", "nowhere-2027.toml")
    assert checked.code == 10
    assert "line 9, pack, authority: is still to be filled in" in checked.out


def test_new_from_another_has_its_rules(cin, mine):
    done = cin("policy", "new", "nowhere-2027.toml", "--from", "york-2024")
    assert done.code == 0
    assert "york-2024" in done.out
    text = (mine / "nowhere-2027.toml").read_text(encoding="utf-8")
    assert 'every = "20 working_days"' in text
    assert "City of York" not in text


@pytest.mark.parametrize("there", ["nowhere-2027.toml", "nowhere-2027.cases.toml"])
def test_new_never_overwrites_and_writes_neither_file(cin, mine, there):
    (mine / there).write_text("mine", encoding="utf-8")
    done = cin("policy", "new", "nowhere-2027.toml")
    assert done.code == 1
    assert there in done.err
    assert [path.name for path in mine.glob("nowhere*")] == [there]
    assert (mine / there).read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("name", ["york-2024.toml", "pack.txt", "pack", "mine.cases.toml", "….toml"])
def test_new_refuses_what_could_not_be_a_packs_name(cin, mine, name):
    done = cin("policy", "new", name)
    assert done.code == 2
    assert len(list(mine.iterdir())) == 2


def test_new_from_a_pack_that_extends_another_is_refused_with_what_to_do(cin, mine):
    text = HEADER + 'extends = "york-2024"\n'
    (mine / "local.toml").write_text(text, encoding="utf-8")
    done = cin("policy", "new", "nowhere-2027.toml", "--from", "local.toml")
    assert done.code == 2
    assert "extends" in done.err
    assert not (mine / "nowhere-2027.toml").exists()


def test_new_into_a_folder_that_is_not_there_is_a_sentence(cin, mine):
    done = cin("policy", "new", "nowhere/nowhere-2027.toml")
    assert done.code == 1
    assert "cannot be written" in done.err
