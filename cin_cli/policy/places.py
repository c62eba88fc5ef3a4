"""Where each key of a TOML text stands: `tomllib` reads the values and keeps no lines."""

import re
import tomllib

Path = tuple[str | int, ...]
"""The way to a key or an item: `("rule", 2, "met-by", 0, "event")`."""

_BLANK = re.compile(r"(?:[\s,]|#[^\n]*)*")
_TEXT = re.compile(
    r'"""(?:\\.|[^\\])*?"""(?:"{0,2})' r"|'''.*?'''(?:'{0,2})" r'|"(?:\\.|[^"\\])*"' r"|'[^']*'", re.DOTALL
)
_PART = r"""(?:[\w-]+|"(?:\\.|[^"\\])*"|'[^']*')"""
_KEY = re.compile(rf"{_PART}(?:[ \t]*\.[ \t]*{_PART})*")
_BARE = re.compile(r"[^,\]}#\n]+")


def places(text: str) -> dict[Path, int]:
    """The line of every table, key and item of a list, by its path, in a text that tomllib has read without complaint."""
    scan = _Scan(text)
    scan.document()
    return scan.lines


class _Scan:
    """Reads a text from its beginning to its end, once. What is no TOML it does not notice: tomllib did."""

    def __init__(self, text: str) -> None:
        self.text, self.at = text, 0
        self.line, self.counted = 1, 0
        self.lines: dict[Path, int] = {}
        self.tables: dict[Path, int] = {}

    def document(self) -> None:
        table: Path = ()
        while self.blank() and self.at < len(self.text):
            if self.peek() == "[":
                table = self.header()
            else:
                self.pair(table)

    def header(self) -> Path:
        """`[a.b]` or `[[a.b]]`; the path of the table that it opens."""
        many = self.text.startswith("[[", self.at)
        self.at += 2 if many else 1
        self.blank()
        *above, last = self.names()
        path: Path = (*self.inside((), above), last)
        if many:
            number = self.tables.get(path, 0)
            self.tables[path] = number + 1
            self.mark(path)
            path = (*path, number)
        self.lines[path] = self.line
        self.blank()
        self.at += 2 if many else 1
        return path

    def inside(self, path: Path, names: list[str]) -> Path:
        """The path of these tables, one in the other; of several of one name, `[[a]]`, the last is meant."""
        for name in names:
            path = (*path, name)
            self.mark(path)
            if path in self.tables:
                path = (*path, self.tables[path] - 1)
        return path

    def pair(self, table: Path) -> None:
        *above, last = self.names()
        path = (*self.inside(table, above), last)
        self.mark(path)
        self.blank()
        self.at += 1  # =
        self.value(path)

    def value(self, path: Path) -> None:
        self.blank()
        match self.peek():
            case "[":
                self.items(path)
            case "{":
                self.members(path)
            case '"' | "'":
                self.take(_TEXT)
            case _:
                self.take(_BARE)

    def items(self, path: Path) -> None:
        self.at += 1
        number = 0
        while self.blank() and self.peek() != "]":
            self.mark((*path, number))
            self.value((*path, number))
            number += 1
        self.at += 1

    def members(self, path: Path) -> None:
        self.at += 1
        while self.blank() and self.peek() != "}":
            self.pair(path)
        self.at += 1

    def names(self) -> list[str]:
        """The names of a key: `a.b` and `a."b"` are two."""
        said = self.take(_KEY)
        found: list[str] = []
        table = tomllib.loads(f"{said} = 0")
        while isinstance(table, dict):
            name, table = next(iter(table.items()))
            found.append(name)
        return found

    def mark(self, path: Path) -> None:
        """Note the line of a path that is met for the first time."""
        self.lines.setdefault(path, self.line)

    def blank(self) -> bool:
        """Pass over what separates, and know the line again."""
        self.take(_BLANK)
        self.line += self.text.count("\n", self.counted, self.at)
        self.counted = self.at
        return True

    def peek(self) -> str:
        return self.text[self.at : self.at + 1]

    def take(self, pattern: re.Pattern[str]) -> str:
        """What the pattern finds here; reading goes on behind it."""
        found = pattern.match(self.text, self.at)
        assert found, f"no {pattern.pattern} at {self.at}"
        self.at = found.end()
        return found[0]
