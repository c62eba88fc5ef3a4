"""Imports point one way: every import of ours is read from the source, lazy ones too, and held against the layers."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

SOURCE = Path(__file__).parent.parent / "cin_cli"
LAYERS = ("domain", "store", "policy", "exchange", "render", "commands")

MAY_IMPORT = {
    "errors": set(),
    "paths": {"errors"},
    "domain": {"domain", "errors"},
    "store": {"store", "domain", "errors"},
    "policy": {"policy", "domain", "errors"},
    "exchange": {"exchange", "domain", "errors"},
    "render": {"render", "domain", "errors"},
    "context": {"errors", "paths", "domain", "store", "policy"},
    "commands": {"commands", "context", "paths", "domain", "store", "policy", "exchange", "render", "errors"},
    "main": {"errors"},
    "__main__": {"main"},
}
"""What each layer or module may import of ours, at import time or inside a function."""

EXCEPTIONS = {
    ("main", "context.use_db"),  # the option --db is the top command's
    ("context", "main.printable"),  # one place says what is harmless on a terminal
    ("render", "main.printable"),
    ("render", "context.say"),
    ("commands", "main.app"),  # `cin demo` runs command lines as a person would type them
}
"""Single names that a layer may take from elsewhere; each is a function that only prints."""

FOREIGN = {"dateutil"}
"""What the domain may import besides the standard library."""
NOT_FOR_DOMAIN = {"os", "sys", "pathlib", "sqlite3", "io", "shutil", "subprocess", "socket", "tempfile", "time", "getpass"}
"""The clock, files and the system are context.py's and paths.py's."""
DATABASES = {"sqlite3", "sqlcipher3", "sqlite_utils"}
SQL = re.compile(r"\b(SELECT\b.*\bFROM|INSERT\s+INTO|UPDATE\b.*\bSET|DELETE\s+FROM|PRAGMA)\b", re.DOTALL)


def modules() -> dict[str, ast.Module]:
    """Every module of ours by its dotted name without `cin_cli.`; a package stands under its own name."""
    found = {}
    for path in sorted(SOURCE.rglob("*.py")):
        name = ".".join(path.relative_to(SOURCE).with_suffix("").parts).removesuffix(".__init__")
        found[name] = ast.parse(path.read_text(encoding="utf-8"))
    return found


MODULES = modules()


def names_in(tree: ast.AST) -> Iterator[str]:
    """What a tree imports, as `module.name`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are written out in full"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def ours(tree: ast.AST) -> set[str]:
    """What a tree imports of ours, without `cin_cli.`."""
    return {name.removeprefix("cin_cli.") for name in names_in(tree) if name.startswith("cin_cli.")}


def layer_of(name: str) -> str:
    """The layer or top module that a name belongs to."""
    return name.split(".")[0]


@pytest.mark.parametrize("name", [name for name in MODULES if name != "__init__"])
def test_imports_only_what_its_layer_may(name: str) -> None:
    layer = layer_of(name)
    wrong = {
        taken for taken in ours(MODULES[name])
        if layer_of(taken) not in MAY_IMPORT[layer] and (layer, taken) not in EXCEPTIONS
    }  # fmt: skip
    assert not wrong, f"cin_cli.{name} must not import {', '.join(sorted(wrong))}"


def test_every_exception_is_used() -> None:
    used = {(layer_of(name), taken) for name, tree in MODULES.items() for taken in ours(tree)}
    assert not EXCEPTIONS - used


@pytest.mark.parametrize("name", [name for name in MODULES if layer_of(name) == "domain"])
def test_the_domain_knows_nothing_of_the_system(name: str) -> None:
    import sys

    taken = {found.split(".")[0] for found in names_in(MODULES[name])} - {"cin_cli"}
    assert not taken & NOT_FOR_DOMAIN
    assert taken <= set(sys.stdlib_module_names) | FOREIGN


@pytest.mark.parametrize("name", [name for name in MODULES if layer_of(name) != "store"])
def test_only_the_store_speaks_to_a_database(name: str) -> None:
    assert not {found.split(".")[0] for found in names_in(MODULES[name])} & DATABASES
    texts = [node.value for node in ast.walk(MODULES[name]) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    assert not [text for text in texts if SQL.search(text)]


def at_import_time(body: list[Any]) -> Iterator[str]:
    """What a module imports of ours when it is imported: not in functions, not under TYPE_CHECKING."""
    for node in body:
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            yield from ours(ast.Module([node], []))
        elif isinstance(node, ast.If):
            if "TYPE_CHECKING" not in ast.unparse(node.test):
                yield from at_import_time(node.body + node.orelse)
        elif isinstance(node, ast.Try):
            yield from at_import_time(node.body + node.orelse + node.finalbody)
        elif isinstance(node, ast.ClassDef):
            yield from at_import_time(node.body)


def module_of(name: str) -> str:
    """The module that an imported name is or stands in."""
    while name and name not in MODULES:
        name = name.rpartition(".")[0]
    return name or "__init__"


def test_no_module_imports_itself_in_a_circle() -> None:
    edges = {name: {module_of(taken) for taken in at_import_time(tree.body)} - {name} for name, tree in MODULES.items()}
    while leaves := {name for name, taken in edges.items() if not taken}:
        edges = {name: taken - leaves for name, taken in edges.items() if name not in leaves}
    assert not edges, f"these import each other: {', '.join(sorted(edges))}"
