"""A pack to begin with: an empty one that says what to fill in, or another pack's with its header and citations emptied."""

import re
from importlib.resources import files

from cin_cli.policy.places import places
from cin_cli.policy.values import TO_FILL_IN

_TAKEN_OUT = re.compile(r'^(\s*cite = )("[^"]*")', re.MULTILINE)
_CITED = re.compile(r', cite = "[^"]*"|cite = "[^"]*", ')


def empty(name: str) -> tuple[str, str]:
    """A starter pack of that id, and its worked cases."""
    return _template("pack.toml", name), _template("pack.cases.toml", name)


def like(text: str, name: str, cases: str | None = None) -> tuple[str, str]:
    """The rules of another pack's text under a new header; each citation waits to be replaced, with the old one beside it."""
    header = _template("pack.toml", name)
    rules = _TAKEN_OUT.sub(rf'\1"{TO_FILL_IN}" # was \2', _after_header(text))
    begun = _before(header, places(header)[("defaults",)])
    told = _CITED.sub("", cases) if cases else _template("pack.cases.toml", name)
    return f"{begun}\n{rules}", told


def _template(file: str, name: str) -> str:
    text = (files("cin_cli.templates") / file).read_text(encoding="utf-8")
    return text.replace("{id}", name).replace("{file}", f"{name}.toml")


def _after_header(text: str) -> str:
    """Everything but `[pack]` and its keys."""
    lines, where = text.splitlines(keepends=True), places(text)
    header = where[("pack",)]
    tables = [line for path, line in where.items() if path[0] in ("defaults", "rule") and len(path) < 3]
    above, below = (sorted(line for line in tables if (line > header) is after) for after in (False, True))
    return "".join((*(lines[above[0] - 1 : header - 1] if above else ()), *(lines[below[0] - 1 :] if below else ())))


def _before(text: str, line: int) -> str:
    """What stands before a line and the remark above it."""
    kept = text.splitlines()[: line - 1]
    while kept and (kept[-1].startswith("#") or not kept[-1].strip()):
        kept.pop()
    return "\n".join(kept) + "\n"
