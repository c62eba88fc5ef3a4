"""`cin cinrs try` over the worked cases of tests/cases/cinrs: each feature plainly met, just not met, stated, not recorded."""

import json
import tomllib
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent.parent / "cases" / "cinrs"
CASES = {
    f"{file.stem}: {case['name']}": case
    for file in sorted(FOLDER.glob("*.toml"))
    for case in tomllib.loads(file.read_text(encoding="utf-8"))["case"]
}
FORM = ("profile", "children", "events", "statements")
TOP = {"schema_version", "child", "as_of", "answer", "missing", "standing", "items", "foretold", "notes"}
ITEM = {"id", "source", "label", "verdict", "evidence", "reading", "cite", "settle"}


@pytest.fixture
def tried(cin, tmp_path, monkeypatch):
    """The JSON answer of a made-up case."""
    monkeypatch.setenv("CIN_TODAY", "2026-03-02")

    def answer(case, day="2025-10-03", *more):
        file = tmp_path / "case.json"
        file.write_text(json.dumps({key: case[key] for key in FORM if key in case}), encoding="utf-8")
        done = cin("cinrs", "try", file, "--as-of", day, "--json", *more)
        assert done.code == 0, done.err
        return json.loads(done.out)

    return answer


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_worked_case(tried, case):
    backwards = {**case, "events": case.get("events", [])[::-1], "statements": case.get("statements", [])[::-1]}
    for given in (case, backwards):
        found = tried(given, case["as_of"])
        items = {item[key]: item for item in found["items"] for key in ("id", "source")}
        items |= {item["source"]: item for item in found["items"] if item["source"] != "12.1 bullet 5"}
        verdicts = {name: items[name]["verdict"] for name in case["expect"]}
        assert verdicts == case["expect"]
        dates = {each["date"] for name in case["expect"] for each in items[name]["evidence"]}
        assert set(case.get("evidence", ())) <= dates
        assert found["answer"] == case.get("answer", found["answer"])
        assert set(case.get("missing", ())) <= set(found["missing"])
        if "foretold" in case:
            assert [one["date"] for one in found["foretold"]] == case["foretold"]


def test_every_thing_asked_is_met_just_not_met_and_stated_somewhere():
    """What only people say cannot be computed; 12.1 bullet 4 is at most a part of it computed."""
    seen = {}
    for case in CASES.values():
        for name, verdict in case["expect"].items():
            seen.setdefault(name, set()).add(verdict)
    from cin_cli.policy.cinrs import essex

    names = {item.feature if item.source == "12.1 bullet 5" else item.source for item in essex().items}
    assert set(seen) >= names
    only_said = {"12.1 bullet 6", "12.2", "page 4", "page 6", "page 9", "page, list not exhaustive"}
    for name in names:
        assert "met_stated" in seen[name], name
        if name not in only_said:
            assert seen[name] & {"met_computed", "met_in_part"} and "not_met" in seen[name], name


def test_the_keys_are_stable(tried):
    found = tried({})
    assert set(found) == TOP
    assert all(set(item) == ITEM for item in found["items"])
    sources = [item["source"] for item in found["items"]]
    assert sorted(set(sources[:8])) == [*(f"12.1 bullet {n}" for n in range(1, 7)), "12.2"]
    assert sources[8:] == [*(f"page {n}" for n in range(1, 14)), "page, list not exhaustive"]
    assert found["answer"] == "none_met"
    assert all(item["cite"] and item["label"] and item["reading"] and "{" not in item["reading"] for item in found["items"])
    open_ = [item for item in found["items"] if item["verdict"] == "not_recorded"]
    assert all(item["settle"].startswith("cin ") for item in open_)


def test_both_lists_are_shown_where_they_differ(tried):
    case = CASES["cp_step_down: stepped down, put forward by the chair"]
    found = [item for item in tried(case)["items"] if item["id"] == "cp_step_down"]
    assert [(item["source"], item["verdict"]) for item in found] == [
        ("12.1 bullet 3", "met_computed"), ("page 2", "met_in_part"),
    ]  # fmt: skip


def test_what_stands_beside(tried):
    profile = {"authority": "Essex County Council", "allocated_worker": "Sam Reid", "date_of_birth": "2015-10-04"}
    events = [{"type": "case_opened", "date": "2025-01-01"}, {"type": "cp_plan_started", "date": "2025-02-01"}]
    beside = tried({"profile": profile, "events": events})["standing"]
    assert (beside["service_is_ours"], beside["allocated_worker"], beside["open_case"]) == (True, "Sam Reid", True)
    assert (beside["age"], beside["child_in_need"]) == (9, False)
    assert "Child Protection Plan" in beside["beside"][0]
    nobody = tried({"profile": {"authority": "York", "allocated_worker": False, "date_of_birth": "2007-10-03"}})["standing"]
    assert (nobody["service_is_ours"], nobody["allocated_worker"], nobody["open_case"], nobody["age"]) == (False, False, None, 18)
    assert "18 or older" in nobody["beside"][0]
    assert tried({})["standing"]["allocated_worker"] is None
    assert tried({"profile": {"allocated_worker": True}})["standing"]["allocated_worker"] is True
    closed = [{"type": "case_opened", "date": "2025-01-01"}, {"type": "case_closed", "date": "2025-09-01"}]
    assert tried({"events": closed})["standing"]["open_case"] is False


def test_elsewhere_than_essex_it_is_a_prompt(tried):
    notes = tried({"profile": {"authority": "City of York Council"}})["notes"]
    assert "Essex's service" in notes[0] and "prompt" in notes[0]
    assert "Only Essex's own teams" in tried({"profile": {"authority": "Essex"}})["notes"][0]
    for authority in ("Essex", "York", None):
        text = json.dumps(tried({"profile": {"authority": authority}}))
        assert "eligible" not in text.lower() and "2023" in text and "exhaustive" in text


def test_several_children_are_each_answered(tried):
    children = [{"ref": ref, "profile": {"date_of_birth": born}} for ref, born in
                (("A", "2015-01-01"), ("B", "2007-10-03"), ("C", "2010-01-01"), ("D", "2012-01-01"))]  # fmt: skip
    events = [{"type": "cin_plan_started", "date": "2024-10-03", "children": ["A"]}]
    said = [{"feature": "stuck", "by": "nan", "date": "2025-09-01", "why": "no change", "children": ["B"]}]
    found = {one["child"]: one for one in tried({"children": children, "events": events, "statements": said})["children"]}
    assert {ref: one["answer"] for ref, one in found.items()} == {
        "A": "features_met", "B": "features_met", "C": "none_met", "D": "none_met",
    }  # fmt: skip
    others = {ref: next(i for i in one["items"] if i["source"] == "page 7") for ref, one in found.items()}
    assert others["A"]["evidence"][0]["text"].startswith("2 other children")  # one of them is 18 on the day
    assert others["B"]["verdict"] == "met_computed"


@pytest.mark.parametrize(
    ("case", "words"),
    [
        ({"profil": {}}, "no key 'profil'"),
        ({"profile": {"sibling": 2}}, "nothing called 'sibling'"),
        ({"profile": {"siblings": -1}}, "siblings cannot be -1"),
        ({"profile": {"siblings": "many"}}, "siblings cannot be 'many'"),
        ({"profile": {"parent_care_experienced": "perhaps"}}, "It is yes or no"),
        ({"profile": {"authority": 3}}, "not a text"),
        ({"profile": {"inpatient": "s3"}}, "It is a table of section, from, to, s117"),
        ({"profile": {"inpatient": {"ward": 1}}}, "no key 'ward'"),
        ({"profile": {"inpatient": {"from": "2025-10-02", "to": "2025-10-01"}}}, "ends before it begins"),
        ({"statements": "stuck"}, "is a list"),
        ({"statements": ["stuck"]}, "Statement 1 is not a table"),
        ({"statements": [{"feature": "sticky"}]}, "no feature 'sticky'. The features: supervision_order,"),
        ({"statements": [{"feature": "stuck", "who": "me"}]}, "no key 'who'"),
        ({"statements": [{"feature": "stuck", "date": "soon"}]}, "such as 2025-10-03"),
        ({"statements": [{"feature": "stuck", "by": 3}]}, "Statement 1, by: 3 is not a text"),
        ({"statements": [{"feature": "stuck", "children": ["Z"]}]}, "a child 'Z' that the case does not have"),
        ({"events": [{"type": "inpatient", "date": "2025-01-01"}]}, "Did you mean inpatient_admitted"),
        ([], "A case is a table"),
    ],
)
def test_a_mistake_in_the_case_is_named(cin, tmp_path, monkeypatch, case, words):
    monkeypatch.setenv("CIN_TODAY", "2026-03-02")
    file = tmp_path / "case.json"
    file.write_text(json.dumps(case), encoding="utf-8")
    done = cin("cinrs", "try", file)
    assert words in done.err and "Traceback" not in done.err
    assert done.code in (1, 2)


def test_a_day_and_a_file_that_are_none(cin, tmp_path, monkeypatch):
    monkeypatch.setenv("CIN_TODAY", "2026-03-02")
    file = tmp_path / "case.json"
    file.write_text("{", encoding="utf-8")
    assert "not a case in JSON or TOML" in cin("cinrs", "try", file).err
    assert cin("cinrs", "try", tmp_path / "none.json").code == 3
    file.write_text("{}", encoding="utf-8")
    assert cin("cinrs", "try", file, "--as-of", "one day").code == 2
    assert cin("cinrs", "try", file, "--service", tmp_path / "none.toml").code == 3


def test_a_case_in_toml(cin, tmp_path, monkeypatch):
    monkeypatch.setenv("CIN_TODAY", "2026-03-02")
    file = tmp_path / "case.toml"
    file.write_text(
        "[profile]\nunborn = false\n[[events]]\ntype = 'cin_plan_started'\ndate = 2024-10-03\n"
        "[[statements]]\nfeature = 'stuck'\nby = 'nan'\ndate = 2025-09-01\nwhy = 'no change'\n", encoding="utf-8",
    )  # fmt: skip
    found = json.loads(cin("cinrs", "try", file, "--as-of", "2025-10-03", "--json").out)
    assert {item["source"] for item in found["items"] if item["verdict"].startswith("met")} == {"12.1 bullet 2", "page 4"}


# Another service, or a team's own numbers ----------------------------------------------------------------------------

SERVICE = """
authority = "Saltmarsh"
service = "Saltmarsh's second look"
source = "Saltmarsh Practice Note 7"
notes = ["Ask the practice lead."]
ours = "Any Saltmarsh worker may ask."
elsewhere = "This is Saltmarsh's service."
[[item]]
feature = "stuck"
source = "7.2"
label = "Things do not move"
cite = "Saltmarsh Practice Note 7, 7.2"
settle = "cin cinrs state {ref} stuck --on {on} --by <who> --why <reason>"
"""


def test_another_authoritys_service_in_its_own_words(tried, tmp_path):
    file = tmp_path / "saltmarsh.toml"
    file.write_text(SERVICE, encoding="utf-8")
    found = tried({"profile": {"authority": "Saltmarsh"}}, "2025-10-03", "--service", file)
    assert [item["source"] for item in found["items"]] == ["7.2"]
    assert found["standing"]["service_is_ours"] is True
    assert found["notes"] == ["Any Saltmarsh worker may ask.", "Ask the practice lead."]


def test_a_team_sets_its_own_numbers(tried, tmp_path):
    file = tmp_path / "ours.toml"
    file.write_text('extends = "essex"\n[readings]\nsiblings = 2\nmissing_episodes = 2\n', encoding="utf-8")
    case = {"profile": {"siblings": 2}}
    page7 = next(i for i in tried(case, "2025-10-03", "--service", file)["items"] if i["source"] == "page 7")
    assert page7["verdict"] == "met_computed" and "2 or more others" in page7["reading"]
    assert next(i for i in tried(case)["items"] if i["source"] == "page 7")["verdict"] == "not_met"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('extends = "essex"\n[readings]\nsiblings = 0', "a whole number from 1 to 999"),
        ('extends = "essex"\n[readings]\nsibling = 2', "sibling: is no reading"),
        ('extends = "york"', 'only "essex" can be extended'),
        ('extends = "essex"\ncolour = "red"', "is no key of a service"),
        (SERVICE.replace('"stuck"', '"sticky"'), "there is no feature 'sticky'"),
        (SERVICE.replace("label", "lable"), "lable: is no key of an item"),
        (SERVICE.replace('cite = "Saltmarsh Practice Note 7, 7.2"', ""), "item 1, cite: is missing"),
        (SERVICE.replace("feature", "by-chair = true\nfeature"), "only for cp_step_down"),
        (SERVICE.split("[[item]]")[0], "the service asks nothing"),
        ("authority = ", "it is not TOML"),
    ],
)
def test_a_mistake_in_a_service_is_named(cin, tmp_path, monkeypatch, text, words):
    monkeypatch.setenv("CIN_TODAY", "2026-03-02")
    case, service = tmp_path / "case.json", tmp_path / "service.toml"
    case.write_text("{}", encoding="utf-8")
    service.write_text(text, encoding="utf-8")
    done = cin("cinrs", "try", case, "--service", service)
    assert done.code == 1 and words in done.err
