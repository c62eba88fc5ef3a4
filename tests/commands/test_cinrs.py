"""`cin cinrs check` from the command line: the page, the JSON, the exit code, and commands that settle it."""

import json
import re
from datetime import date

import pytest

from cin_cli import context
from cin_cli.domain.entry import EVENT_KINDS, entry
from tests.commands.test_plan import family, run  # noqa: F401  (the fixture)

KEYS = {"schema_version", "child", "as_of", "answer", "standing", "items", "notes"}
ITEM_KEYS = {"id", "source", "label", "verdict", "evidence", "missing", "reading", "cite", "settle"}
IDS = [
    "supervision_order", "twelve_months_on_plan", "cp_step_down", "return_from_care", "exploitation_or_missing",
    "nominated_complex_case",
]  # fmt: skip


@pytest.fixture
def cin(run):  # noqa: F811
    """`cin` with the family in its case file."""
    family()
    return run


def record(*made):
    context.use_db(None)
    context.record(list(made))
    context.close()


def check(cin, *more):
    done = cin("cinrs", "check", "AB12", "--json", *more)
    assert done.code in (0, 10), done.err
    return json.loads(done.out)


def test_the_keys_are_stable(cin):
    found = check(cin)
    assert set(found) == KEYS
    assert [item["id"] for item in found["items"]] == IDS
    assert [item["source"] for item in found["items"]] == [f"12.1 bullet {n}" for n in range(1, 7)]
    assert all(set(item) == ITEM_KEYS for item in found["items"])
    assert found["answer"] == "none_met"
    assert found["standing"]["allocated_worker"] == "Priya Nair"
    assert found["standing"]["open_case"] is True
    assert {item["verdict"] for item in found["items"]} == {"not_recorded"}


def test_twelve_months_on_the_day_and_the_day_before(cin):
    record(entry("cin_plan_started", date(2025, 1, 31), ["AB12"]))
    assert check(cin, "--as-of", "2026-01-30")["answer"] == "none_met"
    found = check(cin, "--as-of", "2026-01-31")
    assert found["answer"] == "features_met"
    assert found["items"][1]["evidence"][0] == {"text": "Plan started", "date": "2025-01-31"}
    assert found["items"][1]["settle"] is None
    assert cin("cinrs", "check", "AB12", "--as-of", "2026-01-31", "--check").code == 10
    assert cin("cinrs", "check", "AB12", "--as-of", "2026-01-30", "--check").code == 0
    assert cin("cinrs", "check", "AB12", "--as-of", "2026-01-31").code == 0


def test_a_statement_needs_a_name_and_a_reason(cin):
    on = date(2025, 11, 1)
    feature = {"feature": "exploitation_or_missing"}
    for half in ({"by": "Priya"}, {"why": "r"}):
        record(entry("cinrs_stated", on, ["AB12"], feature | half))
    assert check(cin)["items"][4]["verdict"] == "not_recorded"
    record(entry("cinrs_stated", on, ["AB12"], feature | {"by": "Priya", "why": "a reason that stays in the journal"}))
    found = check(cin)["items"][4]
    assert found["verdict"] == "met_stated"
    assert found["evidence"] == [{"text": "Said by Priya, with their reason", "date": "2025-11-01"}]
    assert check(cin, "--as-of", "2025-10-31")["items"][4]["verdict"] == "not_recorded"


def test_what_was_taken_back_counts_for_nothing(cin):
    record(entry("supervision_order_made", date(2025, 10, 1), ["AB12"], {"months": 12}))
    assert check(cin)["answer"] == "features_met"
    from cin_cli.store import journal

    context.use_db(None)
    number = journal.entries(context.store(), kinds=["supervision_order_made"])[-1].number
    record(entry("entry_withdrawn", date(2025, 10, 1), (), corrects=number))
    assert check(cin)["items"][0]["verdict"] == "not_recorded"


def test_the_page(cin):
    done = cin("cinrs", "check", "AB12")
    assert done.code == 0
    assert len(done.out.splitlines()) <= 40
    assert "This is Essex's service." in done.out  # the procedure here is York's
    assert "2023" in done.out and "12.2" in done.out and "Any one of the six is enough" in done.out
    assert not re.search(r"eligible", done.out, re.IGNORECASE)
    assert "Allocated worker: Priya Nair since Mon 1 Sep 2025" in done.out


def test_under_essexs_own_procedure(cin):
    assert cin("policy", "use", "essex-2019").code == 0
    done = cin("cinrs", "check", "AB12")
    assert "Only Essex's own teams can ask" in done.out and "Elsewhere" not in done.out
    assert check(cin)["standing"]["service_is_ours"] is True


def test_every_command_that_settles_is_a_real_one(cin):
    """The kinds and attributes exist; with the words filled in, the entry is accepted and the criterion answers anew."""
    import shlex

    for item in check(cin)["items"]:
        words = shlex.split(item["settle"].replace("<months>", "12").replace("<who>", "Jo").replace("<reason>", "because"))
        assert words[:3] == ["cin", "event", "record"] and words[3] in EVENT_KINDS and words[4] == "AB12"
        assert words[5:7] == ["--on", "2025-11-14"]
        values = dict(word.split("=", 1) for word in words[8::2])
        record(entry(words[3], date.fromisoformat(words[6]), [words[4]], values))
        again = next(i for i in check(cin)["items"] if i["id"] == item["id"])
        assert again["verdict"] != "not_recorded"


def test_what_completes_an_entry_names_it(cin):
    record(entry("supervision_order_made", date(2025, 10, 1), ["AB12"]), entry("looked_after_ended", date(2025, 10, 1), ["AB12"]))
    items = {item["id"]: item for item in check(cin)["items"]}
    assert re.fullmatch(r"cin event correct \d+ --set expires_on=<day>", items["supervision_order"]["settle"])
    assert re.fullmatch(r"cin event correct \d+ --set to=<home>", items["return_from_care"]["settle"])
    assert items["supervision_order"]["missing"] == "the day the order runs out"
    assert check(cin)["answer"] == "cannot_tell"


def test_nobody_and_no_day(cin):
    assert cin("cinrs", "check", "ZZ").code == 3
    assert cin("cinrs", "check", "AB1").code == 2
    assert cin("cinrs", "check", "AB12", "--as-of", "soon").code == 2
