"""What is wrong in a pack: each mistake with the table it stands in, its key, its line, and what is wrong."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from cin_cli.errors import CinError


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing that is wrong. A `warning` is odd, and keeps nobody from using the pack."""

    table: str
    key: str
    line: int
    words: str
    column: int | None = None
    warning: bool = False

    def __str__(self) -> str:
        line = f"line {self.line}" + (f", column {self.column}" if self.column else "")
        where = ", ".join(name for name in (line, self.table, self.key) if name)
        return f"{where}: {self.words}"


class PackError(CinError):
    """A pack that cannot be used, with every mistake in it (exit 1)."""

    def __init__(self, where: str, mistakes: Sequence[Mistake]) -> None:
        count = "one mistake" if len(mistakes) == 1 else f"{len(mistakes)} mistakes"
        super().__init__(f"The pack {where} cannot be used; it has {count}:\n  " + "\n  ".join(map(str, mistakes)))
        self.mistakes = list(mistakes)


_PLAIN = (
    (r".*\(at end of document\)", "it ends while something is still open: a list, a table, or a text in quotes"),
    (r"Cannot overwrite a value", "a key stands twice in one table"),
    (r"Cannot declare .* twice", "this table stands twice; several of one kind are written in double brackets, [[rule]]"),
    (r"Illegal character '\\n'", "a text that begins with a quote does not end on its line"),
    (r"Expected '=' after a key", "after a key comes =, and then its value"),
    (r"Invalid value", "there is no value here; text stands in double quotes, true and false in small letters"),
    (r"Unclosed array", "a list is not closed; its items have commas between them, and it ends with ]"),
    (r"Expected newline or end of document", "a line goes on after its value; is the text in quotes, the date a date?"),
    (r"Invalid statement", "a line begins with neither a key nor a table"),
)


def not_toml(text: str, error: Exception, table: str = "") -> Mistake:
    """What `tomllib` says of a text that is no TOML, in plain words, with line and column."""
    said = str(error) if isinstance(error, ValueError) else "lists or tables stand in one another too deep"
    at = re.search(r" \(at line (\d+), column (\d+)\)", said)
    words = next((plain for pattern, plain in _PLAIN if re.match(pattern, said)), said)
    end = text.rstrip("\n").split("\n")
    line, column = (int(at[1]), int(at[2])) if at else (len(end), len(end[-1]) + 1)
    return Mistake(table, "", line, f"it is not TOML: {words}", column)
