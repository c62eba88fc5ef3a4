"""Writes the pages that are made from the program: `python -m tests.refresh` makes all of them again.

docs/commands.md, docs/entries.md and docs/schema.md, and what the commands print in the pages with a walk. tests/test_docs.py and
tests/test_readme_walk.py compare them with what stands in the files.
"""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from tests.walk import walked

ROOT = Path(__file__).parent.parent
MADE = "*Made from the program by `python -m tests.refresh`; a test compares it. Change the program, not this page.*"

WALKS = ("README.md", "docs/extracts.md", "examples/family.md")
"""The pages whose commands are run, and their output compared."""
FORMS = {
    "yes_no": "yes or no", "date": "a date", "every": "an interval such as `4 weeks`", "number": "a whole number",
    "time": "a time such as `16:30`", "short": "a few words", "words": "free text", "any": "a value",
    "said": "things said, each with who may see it", "numbers": "whole numbers", "audience": "who may see it",
}  # fmt: skip


def commands_page() -> str:
    """Every command and every option, as `--help` says them."""
    return "\n".join([
        "# Commands", "", MADE, "",
        "`cin <noun> <verb> [CASE] [options]`. Dates are typed as `3/10/2025`, `3 oct`, `2025-10-03`, `today`, `fri` or `+20wd`;",
        "an ambiguous one is read day first, and that is said.", "", *_commands(),
    ])  # fmt: skip


def _commands() -> Iterator[str]:
    from typer.main import get_command

    from cin_cli.main import app

    for path, _ in _walk(get_command(app), ()):
        yield f"{'##' if len(path) < 2 else '###'} cin{''.join(f' {name}' for name in path)}"
        yield from ("", "```", _help(path), "```", "")


def _walk(command: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    yield path, command
    if hasattr(command, "list_commands"):
        for name in command.list_commands(None):
            yield from _walk(command.get_command(None, name), (*path, name))


def _help(path: tuple[str, ...]) -> str:
    from typer.testing import CliRunner

    from cin_cli.main import app

    done = CliRunner().invoke(app, [*path, "--help"], prog_name="cin", env={"COLUMNS": "100", "TERM": "dumb"})
    assert done.exit_code == 0, (path, done.output)
    return "\n".join(line.rstrip() for line in done.output.strip().splitlines())


def entries_page() -> str:
    """Every kind of entry and what it may say."""
    from cin_cli.domain.entry import FACTS, KINDS

    field = [kind for kind in KINDS.values() if not kind.ours]
    own = [kind for kind in KINDS.values() if kind.ours]
    facts = [f"| `{name}` | {', '.join(map(_value, values)) or 'a date'} |" for name, values in FACTS.items()]
    return "\n".join([
        "# Entries", "", MADE, "",
        "A case is a journal of dated entries. `cin event record KIND CASE… --on DATE --set name=value` records any of the",
        "first table; `cin visit record`, `cin meeting record` and `cin case open` are comfort over it. An attribute or a",
        "value that is not listed is refused, with the list. Each of them may also say `significant`: yes or no, whether it is",
        "marked in the chronology.", "",
        f"## {len(field)} kinds that people record", "", *_kinds(field), "",
        "## Facts of a child", "", "`fact_recorded` says one: `--set fact=disability --set value=yes`.", "",
        "| fact | values |", "|---|---|", *facts, "",
        f"## {len(own)} kinds that `cin` writes itself", "", *_kinds(own), "",
    ])  # fmt: skip


def _kinds(kinds: list[Any]) -> Iterator[str]:
    yield "| kind | in words | it may say |"
    yield "|---|---|---|"
    for kind in kinds:
        said = "; ".join(f"`{a.name}`: {_form(a)}" for a in kind.attributes.values() if kind.ours or a.name != "significant")
        yield f"| `{kind.name}` | {kind.words} | {said} |"


def _form(attribute: Any) -> str:
    if attribute.columns:
        return f"a table of {', '.join(column.name for column in attribute.columns)}"
    return ", ".join(attribute.choices) if attribute.choices else FORMS[attribute.form]


def _value(value: Any) -> str:
    return {True: "yes", False: "no"}.get(value, str(value)) if isinstance(value, bool) else str(value)


def schema_page() -> str:
    """The tables of the case file, as the migrations make them, with their comments."""
    from cin_cli.store.migrations import STEPS

    page = [
        "# Schema of the case file", "", MADE, "",
        "An encrypted SQLite file (SQLCipher). `cin db copy --plain FILE` makes an ordinary copy of it, for one's own analysis.",
        "Steps are appended and never edited; `PRAGMA user_version` says how many a file has taken.", "",
    ]  # fmt: skip
    for number, statements in enumerate(STEPS, 1):
        page += [f"## Step {number}", "", "```sql", ";\n\n".join(statements) + ";", "```", ""]
    return "\n".join(page)


PAGES: dict[str, Callable[[], str]] = {
    "docs/commands.md": commands_page, "docs/entries.md": entries_page, "docs/schema.md": schema_page,
    **{name: lambda name=name: walked((ROOT / name).read_text(encoding="utf-8")) for name in WALKS},  # type: ignore[misc]
}  # fmt: skip
"""Each page that is made, and what makes it."""


def main(names: list[str]) -> None:
    """Make these pages again, all of them when none is named."""
    for name in names or PAGES:
        page = PAGES[name]()
        changed = not (ROOT / name).exists() or (ROOT / name).read_text(encoding="utf-8") != page
        (ROOT / name).write_text(page, encoding="utf-8")
        sys.stdout.write(f"{name}: {'made again' if changed else 'as it was'}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
