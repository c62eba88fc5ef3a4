"""A pack that extends another states only how it differs; its whole text holds both, so that it explains itself for ever."""

import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from cin_cli.errors import CinError

BETWEEN = "# ---- what follows states only how it differs ----"
"""The line between the text of a pack and that of the one that extends it."""
DEEPEST = 5


def whole_text(text: str, folder: Path, text_of: Callable[[str], str], depth: int = 0) -> str:
    """The text after the texts of the packs that it extends; CinError when they never end. `folder` is where files are sought."""
    base = _extends(text)
    if base is None:
        return text
    if depth >= DEEPEST:
        raise CinError(f"The pack extends {base!r}, and that another, more than {DEEPEST} deep.", "Does one extend itself?")
    beside = folder / base
    name = str(beside) if beside.is_file() else base
    return f"{text_of(name).rstrip()}\n{BETWEEN}\n{text}"


def _extends(text: str) -> str | None:
    try:
        header = tomllib.loads(text).get("pack")
    except (ValueError, RecursionError):
        return None  # the reader says where
    base = header.get("extends") if isinstance(header, Mapping) else None
    return base if isinstance(base, str) else None


def parts(text: str) -> list[str]:
    """The texts of which a whole text consists, the one that is extended first."""
    found: list[list[str]] = [[]]
    for line in text.splitlines(keepends=True):
        if line.strip() == BETWEEN:
            found.append([])
        else:
            found[-1].append(line)
    return ["".join(lines) for lines in found]


def merged(tables: list[dict[str, Any]]) -> dict[str, Any]:
    """One table from those of the parts: the last header, all defaults, the rules with what each part says anew.

    A rule with an id that is there already changes the keys that it gives; `remove = true` takes the rule away.
    """
    whole = dict(tables[0])
    for table in tables[1:]:
        rules = {rule_key(rule): rule for rule in rule_rows(whole)} if len(tables) > 1 else {}
        for rule in rule_rows(table):
            name = rule_key(rule)
            if rule.get("remove") is True:
                rules.pop(name, None)
            else:
                rules[name] = {**rules.get(name, {}), **rule}
        defaults = {**_table(whole, "defaults"), **_table(table, "defaults")}
        whole = {**table, "defaults": defaults, "rule": list(rules.values())}
    return whole


def rule_rows(table: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The rules of a table, as far as they are tables themselves."""
    rules = table.get("rule")
    return [rule for rule in rules if isinstance(rule, dict)] if isinstance(rules, list) else []


def _table(table: Mapping[str, Any], name: str) -> dict[str, Any]:
    found = table.get(name)
    return found if isinstance(found, dict) else {}


def rule_key(rule: Mapping[str, Any]) -> tuple[str, str]:
    """What says which rule it is: its id, and from when it is in force, for versions stand side by side."""
    return str(rule.get("id")), str(rule.get("in-force-from"))
