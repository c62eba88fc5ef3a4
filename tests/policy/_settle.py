"""Typing what stands under `settle`: with something believable wherever only the worker knows, and what came of it."""

import re
import shlex
from datetime import timedelta

from cin_cli.domain.entry import FACTS, KINDS
from tests.policy._recorded import done

MET = ("met", "met_late")


def settle(told, child, item):
    """Types the command of an item; what there is of the item afterwards."""
    done(told.cin, *shlex.split(filled(item["settle"], told.day))[1:])
    return told.items(child).get((item["rule"], item["occurrence"]))


def settled(before, after):
    """Whether it was settled: met, or advised no longer; what could not be worked out lacks something else now, or nothing."""
    if before["status"] == "undetermined":
        return after is not None and (after["status"] != "undetermined" or after["missing"] != before["missing"])
    return after is not None and after["status"] in (("ok",) if before["status"] == "advice" else MET)


def filled(command, day):
    """The command with its `<words>` filled."""
    fact = re.search(r"fact=(\w+)", command)

    def believable(found):
        return f"{found[1]}={_believable(found[1], fact and fact[1], day)}"

    return re.sub(r"(\w+)=<[^>]+>", believable, command).replace("<reason>", "'asked again'")


def _believable(name, fact, day):
    if name == "value":
        return FACTS[fact][0] if FACTS[fact] else day - timedelta(days=3000)
    attribute = next(kind.attributes[name] for kind in KINDS.values() if name in kind.attributes)
    if attribute.choices:
        return attribute.choices[0]
    return {"every": "4w", "date": day + timedelta(days=60), "number": 12, "words": "asked"}[attribute.form]
