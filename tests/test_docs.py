"""The pages say what the program does: made pages are made again and compared, examples are read, names exist."""

import re
import tomllib
from pathlib import Path

import pytest

from cin_cli.main import COMMANDS
from cin_cli.policy import events, keys, reader
from cin_cli.policy import pack as packs
from tests.refresh import PAGES, ROOT

PACK_GUIDE = ROOT / "cin_cli" / "packs" / "README.md"
BY_HAND = [ROOT / "README.md", ROOT / "CHANGELOG.md", PACK_GUIDE, *sorted((ROOT / "docs").glob("*.md"))]
EXAMPLES = re.findall(r"```toml\n(.*?)```", PACK_GUIDE.read_text(encoding="utf-8"), re.DOTALL)
HEADER = EXAMPLES[0]
REQUIREMENTS = ROOT / "docs" / "requirements.md"
STATES = ("met", "in part", "not yet")


@pytest.mark.parametrize("name", [name for name in PAGES if name.startswith("docs/")])
def test_a_made_page_is_what_the_program_says(name: str) -> None:
    assert (ROOT / name).read_text(encoding="utf-8") == PAGES[name](), "`python -m tests.refresh` makes it again"


def test_every_command_is_on_the_page_of_commands() -> None:
    text = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    assert not [name for name in COMMANDS if f"\n## cin {name}\n" not in text]


# the guide to packs ----------------------------------------------------------------------------------------------


def test_the_guide_has_a_header_and_an_example_for_each_shape() -> None:
    rules = [rule for text in EXAMPLES for rule in tomllib.loads(text).get("rule", ())]
    assert "[pack]" in HEADER
    assert {rule["shape"] for rule in rules} == set(reader.SHAPES)


@pytest.mark.parametrize("number", range(1, len(EXAMPLES)))
def test_an_example_of_the_guide_is_a_pack(number: int) -> None:
    assert packs.read_pack(f"{HEADER}\n{EXAMPLES[number]}").rules


def test_the_guide_names_every_key_and_no_other() -> None:
    rows = re.findall(r"^\| (`[^|]+`) \|", PACK_GUIDE.read_text(encoding="utf-8"), re.MULTILINE)
    named = {name for row in rows for name in re.findall(r"`([a-z-]+)`", row)}
    header = set(reader.HEADER_KEYS)
    event = {"event", "only", "unless", *(key for keys in events.EVENT_KEYS.values() for key in keys)}
    rule = {"shape", "when", "other", "in-force-from", "in-force-until"}
    chair = {"event", "only", "unless", "if", "ok", "otherwise"}
    assert named == header | event | chair | rule | set(keys.CLAUSE_KEYS)


def test_the_examples_use_every_key() -> None:
    used = set(re.findall(r"[\s{,]([a-z-]+) = ", "\n".join(EXAMPLES)))
    assert not set(keys.CLAUSE_KEYS) - used - {"chair", "stage"}  # tables of their own


def test_the_pack_that_extends_york_in_the_guide_is_york_but_for_what_it_says(tmp_path: Path) -> None:
    text = re.search(r"```TOML\n(\[pack\].*?)```", PACK_GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    assert text
    file = tmp_path / "north-york.toml"
    file.write_text(text[1], encoding="utf-8")
    north, york = packs.read_pack(packs.text_of(str(file))), packs.read_pack(packs.text_of("york-2024"))
    mine, theirs = ({rule.id: rule for rule in pack.rules} for pack in (north, york))
    assert set(theirs) - set(mine) == {"length-9-months"}
    assert [name for name in mine if mine[name] != theirs[name]] == ["minutes-recorded"]
    assert str(mine["minutes-recorded"].clauses[0].within) == "2 working_days"
    assert (north.authority, north.defaults) == ("North York", york.defaults)


def test_the_worked_case_of_the_guide_is_as_york_says() -> None:
    from cin_cli.domain.calendar import england
    from cin_cli.policy.worked import disagreement, expectations

    text = re.search(r"```TOML\n(\[\[case.*?)```", PACK_GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    assert text
    found = list(expectations(text[1], "york-2024"))
    york = packs.read_pack(packs.text_of("york-2024"))
    assert len(found) == 2
    assert not [wrong for expected in found if (wrong := disagreement(expected, york, england()))]


def test_the_made_up_case_on_the_page_of_timescales_can_be_tried(tmp_path: Path) -> None:
    from datetime import date

    from cin_cli.domain.calendar import england
    from cin_cli.policy.trycase import answer_json, load

    page = (ROOT / "docs" / "timescales.md").read_text(encoding="utf-8")
    text = re.search(r"```json\n(.*?)```", page, re.DOTALL)
    assert text
    file = tmp_path / "case.json"
    file.write_text(text[1], encoding="utf-8")
    york = packs.read_pack(packs.text_of("york-2024"))
    answer = answer_json(york, load(str(file)), date(2026, 2, 10), england())
    keys = set(re.findall(r"`(\w+)`", "".join(re.findall(r"^\| (`.+?) \|", page.split("| key | |")[1], re.MULTILINE))))
    assert keys == set(answer["items"][0])


# what stands on the pages ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", BY_HAND, ids=lambda page: page.name)
def test_a_page_names_only_what_is_there(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    linked = [name for name in re.findall(r"\]\(([^)#]+)", text) if not name.startswith("http")]
    assert not [name for name in linked if not (page.parent / name).exists()]
    said = re.findall(r"`cin ([a-z]+)\b", text)
    assert not [name for name in said if name not in COMMANDS]
    named = re.findall(r"`((?:docs|tests|cin_cli|examples|templates|benchmarks)/[\w./-]+\.\w+)`", text)
    assert not [name for name in named if not (ROOT / name).exists()]


@pytest.mark.parametrize("page", BY_HAND, ids=lambda page: page.name)
def test_no_page_names_a_machine_or_a_registry(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert not re.search(r"/work/|/tmp/|/root\b|/home/|pypi\.org|pythonhosted", text)


def test_what_has_to_pass_runs_the_line_of_the_readme() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    block = re.search(r"^<!-- the tests -->\n```sh\n(.+)\n```$", readme, re.MULTILINE)
    assert block, "the README has one test line under its mark"
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert "pytest" in block[1]
    assert "pytest" not in script, "the line stands in the README only"


def test_the_readme_lists_every_exit_code() -> None:
    from cin_cli import errors

    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    listed = {int(code) for code in re.findall(r"^\| (\d+) \|", readme, re.MULTILINE)}
    ours = {kind.code for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, errors.CinError)}
    assert listed == ours | {0, 10, 130}


# what the sources ask for ----------------------------------------------------------------------------------------


def requirement_rows() -> list[list[str]]:
    """The rows of docs/requirements.md: number, capability, state, where, test."""
    lines = REQUIREMENTS.read_text(encoding="utf-8").splitlines()
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if re.match(r"\| R\d+ \|", line)]


def test_each_of_the_181_has_a_row_and_a_state() -> None:
    rows = requirement_rows()
    assert [row[0] for row in rows] == [f"R{n}" for n in range(1, 182)]
    assert {row[2] for row in rows} <= set(STATES)
    assert all(len(row) == 5 and row[1] for row in rows)


def test_what_is_met_names_where_and_a_test_that_is_there() -> None:
    for number, _, state, where, shown in requirement_rows():
        names = re.findall(r"`([^`]+)`", f"{where} {shown}")
        files = [name.split("::")[0] for name in names if "/" in name]
        assert not [name for name in files if not (ROOT / name).exists()], number
        for name in names:
            if "::" in name:
                file, test = name.split("::")
                assert f"def {test}(" in (ROOT / file).read_text(encoding="utf-8"), (number, name)
        if state == "met":
            assert where and re.search(r"`tests/", shown), number
        if state == "not yet":
            assert not where and not shown, number


def test_the_count_in_the_first_line_is_right() -> None:
    rows = requirement_rows()
    first = REQUIREMENTS.read_text(encoding="utf-8").splitlines()[0]
    counts = {state: sum(row[2] == state for row in rows) for state in STATES}
    said = f"{counts['met']} met, {counts['in part']} in part, {counts['not yet']} not yet"
    assert said in first, said


def test_essexs_pack_says_what_it_does_not_hold() -> None:
    assert any("2023" in note for note in packs.read_pack(packs.text_of("essex-2019")).notes)
