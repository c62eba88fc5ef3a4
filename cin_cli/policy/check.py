"""Checks a pack for whoever writes it: every mistake, and what is odd beside what other packs say."""

import difflib
import tomllib

from cin_cli.policy.extend import parts, rule_rows
from cin_cli.policy.mistake import Mistake
from cin_cli.policy.pack import own_text, read, shipped
from cin_cli.policy.places import places
from cin_cli.policy.values import shown


def check(text: str) -> list[Mistake]:
    """Every mistake and warning about the last part of a pack's text, by line."""
    pack, found = read(text)
    if pack is None:
        return found
    return sorted([*found, *_nearly_the_same(parts(text)[-1])], key=lambda mistake: mistake.line)


def _nearly_the_same(text: str) -> list[Mistake]:
    """Rules whose ids are almost those of other packs: one id means one obligation in every pack."""
    known = sorted({str(row.get("id")) for name in shipped() for row in rule_rows(tomllib.loads(own_text(name)))})
    lines, found = places(text), []
    for number, row in enumerate(rule_rows(tomllib.loads(text))):
        name = str(row.get("id", ""))
        near = difflib.get_close_matches(name, known, n=1, cutoff=0.85)
        if near and name not in known:
            says = f"another pack has {shown(near[0])}; one obligation has one id, so that it can be compared"
            found.append(Mistake(f"rule {name}", "id", lines.get(("rule", number, "id"), 1), says, warning=True))
    return found
