"""Worked cases: events in, answers out, in a file beside a pack; read from TOML or JSON and compared key by key."""

import json
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from cin_cli.domain.calendar import Calendar
from cin_cli.domain.timescale import Pack
from cin_cli.policy.trycase import answer_json, children_of

NOT_KEYS = ("as_of", "note", "other_dates", "warned", "instead_events", "rule", "child", "occurrence", "from")


@dataclass(frozen=True, slots=True)
class Expectation:
    """One line of a worked case: the case, the day asked, and what exactly one item must say."""

    name: str
    pack: str
    case: Mapping[str, Any]
    says: Mapping[str, Any]


def expectations(text: str, pack: str | None = None, *, is_json: bool = False) -> Iterable[Expectation]:
    """Every expectation in a file of worked cases; `pack` is the one they stand beside."""
    table = json.loads(text) if is_json else tomllib.loads(text)
    for case in table.get("cases") or table.get("case") or ():
        body = case.get("case") or {k: case[k] for k in ("profile", "children", "events") if k in case}
        for says in case["expect"]:
            events = says.get("instead_events")
            tried = {**body, "events": events} if events else body
            yield Expectation(case["name"], case.get("pack") or pack or "", tried, _plain(says))


class Difference(NamedTuple):
    """What one key of an expectation says, and what was answered instead."""

    key: str
    expected: Any
    answered: Any


def disagreement(expected: Expectation, pack: Pack, calendar: Calendar) -> str | None:
    """What is wrong, in a sentence, or None when exactly one item of the rule is as expected."""
    says, rows = expected.says, _rows(expected, pack, calendar)
    if not _differing(says, rows):
        return None
    fitting = [item for item in rows if _is_about(item, says) and _agrees(item, says)]
    keys = [key for key in says if key not in NOT_KEYS]
    got = [{key: item[key] for key in ("child", "occurrence", *keys)} for item in rows]
    return (
        f"{expected.name}, {says['rule']} on {says['as_of']}: expected {dict(says)}; "
        f"{len(fitting)} of the items agree: {got}"
    )


def differences(expected: Expectation, pack: Pack, calendar: Calendar) -> list[Difference]:
    """What the nearest item says otherwise, key by key; nothing when exactly one item of the rule is as expected."""
    return _differing(expected.says, _rows(expected, pack, calendar))


def _rows(expected: Expectation, pack: Pack, calendar: Calendar) -> list[dict[str, Any]]:
    day = date.fromisoformat(expected.says["as_of"])
    items = answer_json(pack, children_of(expected.case), day, calendar)["items"]
    return [item for item in items if item["rule"] == expected.says["rule"]]


def _differing(says: Mapping[str, Any], rows: list[dict[str, Any]]) -> list[Difference]:
    about = [item for item in rows if _is_about(item, says)]
    if "status" in says and says["status"] is None:
        return [Difference("items", "none", str(len(about)))] if about else []
    if not about:
        return [Difference("items", "one", f"none of the {len(rows)} of this rule is the one meant" if rows else "none")]
    fitting = [item for item in about if _agrees(item, says)]
    if len(fitting) > 1:
        return [Difference("items", "one", f"{len(fitting)} say this; `occurrence`, `child` or `from` tells which is meant")]
    if not fitting:
        return min((_between(item, says) for item in about), key=len)
    if _still_asked(fitting[0], rows):
        return [Difference("items", "not_applicable and nothing else", "something is asked for all the same")]
    return []


def _between(item: Mapping[str, Any], says: Mapping[str, Any]) -> list[Difference]:
    found = [Difference(key, value, item[key]) for key, value in says.items() if key not in NOT_KEYS and item[key] != value]
    others = [row["due"] for row in item["alternatives"]]
    if not set(says.get("other_dates", ())) <= set(others):
        found.append(Difference("other_dates", says["other_dates"], others))
    if says.get("warned") and not item["warnings"]:
        found.append(Difference("warned", True, False))
    return found


def _still_asked(item: Mapping[str, Any], rows: Iterable[Mapping[str, Any]]) -> bool:
    """Whether a rule that is said not to apply asks for something of that child all the same."""
    theirs = [row["status"] for row in rows if row["child"] == item["child"]]
    return item["status"] == "not_applicable" and bool({"due", "due_today", "overdue"}.intersection(theirs))


def _is_about(item: Mapping[str, Any], says: Mapping[str, Any]) -> bool:
    if any(key in says and item[key] != says[key] for key in ("child", "occurrence")):
        return False
    if "from" in says and says["from"] is None:
        return item["from"] is None
    return all((item["from"] or {}).get(key) == value for key, value in says.get("from", {}).items())


def _agrees(item: Mapping[str, Any], says: Mapping[str, Any]) -> bool:
    return not _between(item, says)


def _plain(value: Any) -> Any:
    """The value as the JSON answer has it: ISO dates, and None for `none`, since TOML has no word for nothing."""
    if value == "none":
        return None
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    return [_plain(inner) for inner in value] if isinstance(value, list) else value
