"""Writing a pack: a starter, what is wrong in it, whether its worked cases agree, what has changed, how others ask."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cin_cli import context
from cin_cli.errors import CinError, UsageError

if TYPE_CHECKING:
    from cin_cli.policy.cases import Result

FOUND = 10
Pack = Annotated[str, typer.Argument(metavar="PACK", help="A procedure's id, or a .toml file.")]
AsJson = Annotated[bool, typer.Option("--json", help="As JSON.")]


def check(pack: Pack, as_json: AsJson = False) -> None:
    """Every mistake in a pack, with its table, key and line, and what is odd. Exit 10 when there is a mistake.

    Example: cin policy check example.toml
    """
    from cin_cli.policy.check import check as checked
    from cin_cli.policy.pack import text_of

    found = checked(text_of(pack))
    mistakes = [row for row in found if not row.warning]
    if as_json:
        from dataclasses import asdict

        context.say(json.dumps({"schema_version": 1, "pack": pack, "found": [asdict(row) for row in found]}, indent=1))
    else:
        for row in found:
            context.say(f"{row}{' (a warning)' if row.warning else ''}")
        context.say(_count(pack, len(mistakes), len(found) - len(mistakes)))
    if mistakes:
        raise typer.Exit(FOUND)


def _count(pack: str, mistakes: int, warnings: int) -> str:
    if not mistakes + warnings:
        return f"No mistake in {pack}. `cin policy test {pack}` runs its worked cases."
    wrong = f"{mistakes} mistake{'s' * (mistakes != 1)}" if mistakes else "no mistake"
    odd = f", {warnings} warning{'s' * (warnings != 1)}" if warnings else ""
    return f"\n{pack}: {wrong}{odd}."


def test(
    pack: Annotated[str | None, typer.Argument(metavar="PACK", help="Its id, or a .toml file; else all that ship.")] = None,
) -> None:
    """Run the worked cases beside a pack (example.cases.toml beside example.toml). Exit 10 when one disagrees.

    Example: cin policy test york-2024
    """
    from cin_cli.domain.calendar import england
    from cin_cli.policy.cases import cases_beside, run
    from cin_cli.policy.pack import read_pack, shipped, text_of

    disagreeing = 0
    for name in [pack] if pack else shipped():
        result = run(read_pack(text_of(name), name), cases_beside(name), england(), name)
        _tell(name, result)
        disagreeing += len(result.disagreeing)
    if disagreeing:
        raise typer.Exit(FOUND)


def _tell(name: str, result: "Result") -> None:
    from cin_cli.domain.dates import short
    from cin_cli.policy.cases import day_of

    wrong = len(result.disagreeing)
    end = "all agree" if not wrong else f"{wrong} {'disagrees' if wrong == 1 else 'disagree'}"
    asked = f"{result.expectations} answer{'s' * (result.expectations != 1)} expected"
    context.say(f"{name}: {result.cases} case{'s' * (result.cases != 1)}, {asked}, {end}.")
    for expected, differing in result.disagreeing:
        context.say(f"\n  {expected.name}")
        context.say(f"  On {short(day_of(expected))}, {expected.says['rule']}:")
        for row in differing:
            context.say(f"    {row.key}: expected {_value(row.expected)}, answered {_value(row.answered)}")
    if result.untried:
        context.warn(f"{name}: no worked case for {', '.join(result.untried)}.")


def _value(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(_value, value)) or "none"
    return "nothing" if value is None else {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def diff(
    before: Annotated[str, typer.Argument(metavar="BEFORE", help="The earlier pack: its id, or a .toml file.")],
    after: Annotated[str, typer.Argument(metavar="AFTER", help="The later pack: its id, or a .toml file.")],
    as_json: AsJson = False,
) -> None:
    """What has changed from one pack to another, rule by rule.

    Example: cin policy diff york-2024 york-2026.toml
    """
    from cin_cli.policy.pack import read_pack, text_of
    from cin_cli.render.difference import changes, lines

    one, other = (read_pack(text_of(name), name) for name in (before, after))
    if as_json:
        found = [change._asdict() for change in changes(one, other)]
        context.say(json.dumps({"schema_version": 1, "before": one.id, "after": other.id, "changes": found}, indent=1))
        return
    for line in lines(one, other):
        context.say(line)


def compare(
    packs: Annotated[list[str] | None, typer.Argument(metavar="PACK...", help="Ids, .toml files; else all that ship.")] = None,
    as_json: AsJson = False,
) -> None:
    """The same obligations side by side, a procedure a column. It compares what procedures ask, and is no advice.

    Example: cin policy compare york-2024 essex-2019
    """
    from cin_cli.policy.pack import read_pack, shipped, text_of
    from cin_cli.render.comparison import NONE, lines, table

    read = [read_pack(text_of(name), name) for name in packs or shipped()]
    if as_json:
        rules = [
            {"rule": name, "asks": [None if cell == NONE else cell for cell in cells]} for name, cells in table(read).items()
        ]
        context.say(json.dumps({"schema_version": 1, "packs": [pack.id for pack in read], "rules": rules}, indent=1))
        return
    for line in lines(read):
        context.say(line)


def new(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The pack to begin, such as example-2026.toml.")],
    like: Annotated[str | None, typer.Option("--from", metavar="PACK", help="Take the rules of this one to begin with.")] = None,
) -> None:
    """Begin a pack and its worked cases: two files with remarks that say what to fill in. Never overwrites.

    Example: cin policy new example-2026.toml
    """
    cases = file.with_suffix(".cases.toml")
    texts = _begun(_name_of(file), like)
    for path in (file, cases):
        if path.exists():
            raise CinError(f"{path} is there already. Nothing was written.", "Choose another name.")
    for path, text in zip((file, cases), texts, strict=True):
        try:
            with path.open("x", encoding="utf-8", newline="\n") as begun:
                begun.write(text)
        except OSError as error:
            raise CinError(f"{path} cannot be written: {error.strerror}.") from None
    context.say(f"Written: {file} and {cases}.")
    if like:
        context.say(f"Its numbers are those of {like}: read each of them in your own procedure.")
    context.say(f"Fill in wherever … stands; `cin policy check {file}` says where.")


def _name_of(file: Path) -> str:
    """The id of a pack in this file; refuses what could not be one."""
    import re

    from cin_cli.policy.pack import shipped

    name = re.sub(r"[^A-Za-z0-9]+", "-", file.stem).strip("-")
    if file.suffix != ".toml" or file.stem.endswith(".cases") or not name:
        raise UsageError(f"{file} is no name for a pack.", "It is a .toml file, such as example-2026.toml.")
    if name in shipped():
        raise UsageError(f"{name} is the id of a pack that comes with cin.", "Choose another, such as its next year's.")
    return name


def _begun(name: str, source: str | None) -> tuple[str, str]:
    from cin_cli.errors import NotFound
    from cin_cli.policy import starter
    from cin_cli.policy.cases import cases_beside
    from cin_cli.policy.extend import parts
    from cin_cli.policy.pack import read_pack, text_of

    if source is None:
        return starter.empty(name)
    text = text_of(source)
    read_pack(text, source)
    if len(parts(text)) > 1:
        raise UsageError(f"{source} extends another pack and states only how it differs.", f"Extend it: extends = \"{source}\".")
    try:
        return starter.like(text, name, cases_beside(source))
    except NotFound:
        return starter.like(text, name)
