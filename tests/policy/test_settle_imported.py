"""After an import much is not known: each such answer names a fact, and the command it gives makes that fact known."""

import json
from datetime import date
from pathlib import Path

import pytest

from cin_cli.policy.pack import shipped
from tests.policy._recorded import Told, done
from tests.policy._settle import settle, settled

CASELOAD = Path(__file__).parents[2] / "examples" / "caseload.csv"
DAY = date(2026, 3, 2)


@pytest.fixture
def asked(cin, monkeypatch):
    """`asked(pack)`: one item for each rule and fact that is missing, of the example's children brought in with the pack."""

    def bring_in(pack):
        monkeypatch.setenv("CIN_TODAY", DAY.isoformat())
        done(cin, "init", "--policy", pack)
        done(cin, "import", "csv", CASELOAD)
        items = json.loads(done(cin, "due", "--all", "--json", "--as-of", DAY).out)["items"]
        return {(item["rule"], *item["missing"]): item for item in items if item["status"] == "undetermined"}.values()

    return bring_in


@pytest.mark.parametrize("pack", shipped())
def test_what_the_extract_did_not_hold_is_settled_by_the_command_it_gives(cin, asked, pack):
    found = [item for item in asked(pack) if item["missing"] != ["closing_checks"]]
    assert found
    for item in found:
        assert item["settle"], item["why"]
        told = Told(cin, DAY, {None: item["child"]})
        assert settled(item, settle(told, None, item)), (item["settle"], item["why"])
        done(cin, "undo", "--yes")  # it may have settled the next one as well


@pytest.mark.parametrize("pack", shipped())
def test_nothing_that_is_only_not_known_is_called_late(asked, pack):
    assert all((item["due"], item["days_late"]) == (None, None) and item["missing"] for item in asked(pack))
