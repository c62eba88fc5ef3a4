"""Packs by name or file, read strictly: a pack with a mistake is not used, and every mistake is named with its line."""

import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Any

from cin_cli.domain.timescale import Pack
from cin_cli.errors import CinError, NotFound
from cin_cli.policy.extend import merged, parts, whole_text
from cin_cli.policy.mistake import Mistake, PackError, not_toml
from cin_cli.policy.reader import Reader


def shipped() -> dict[str, Any]:
    """The packs that come with `cin`, by id."""
    found = {f.name.removesuffix(".toml"): f for f in files("cin_cli.packs").iterdir() if _is_pack(f.name)}
    return {name: found[name] for name in sorted(found)}


def _is_pack(name: str) -> bool:
    return name.endswith(".toml") and not name.endswith(".cases.toml") and not name.startswith("cinrs")


def text_of(name: str, depth: int = 0) -> str:
    """The whole text of a pack by its id or its file's path, with what it extends; NotFound, CinError for what cannot be read."""
    text = own_text(name)
    return whole_text(text, Path(name).parent, lambda base: text_of(base, depth + 1), depth)


def own_text(name: str) -> str:
    """The text of the file alone."""
    packs = shipped()
    if name in packs:
        return str(packs[name].read_text(encoding="utf-8"))
    path = Path(name)
    if path.is_dir():
        raise CinError(f"{name} is a folder, not a pack.", "Name the pack's .toml file.")
    if not path.is_file():
        raise NotFound(f"There is no pack called {name!r}.", f"`cin policy list` shows them: {', '.join(packs)}.")
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise CinError(f"{name} is not a text file in UTF-8, so it cannot be a pack.") from None
    except OSError as error:
        raise CinError(f"{name} cannot be read: {error.strerror}.") from None


def read_pack(text: str, where: str = "") -> Pack:
    """The pack in this text; raises PackError with every mistake."""
    pack, found = read(text)
    mistakes = [mistake for mistake in found if not mistake.warning]
    if pack is None or mistakes:
        raise PackError(where or (pack.id if pack else "file"), mistakes)
    return pack


def read(text: str) -> tuple[Pack | None, list[Mistake]]:
    """The pack as far as it can be read, and every mistake and warning by its line; None where the text is no TOML."""
    *above, own = parts(text)
    tables = []
    for part, named in (*((part, "the pack that is extended") for part in above), (own, "")):
        try:
            tables.append(tomllib.loads(part))
        except (ValueError, RecursionError) as error:
            return None, [not_toml(part, error, named)]
    reader = Reader(own, tables[-1])
    if above:
        reader.differs(tables[-1], merged(tables[:-1]))
    pack = reader.pack(merged(tables))
    return pack, sorted(reader.mistakes, key=lambda mistake: mistake.line)
