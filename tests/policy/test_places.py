"""Where keys stand: held against tomllib, which says what is in a text, and against the text, which says where."""

import tomllib
from collections.abc import Iterator
from itertools import count
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cin_cli.policy.pack import shipped, text_of
from cin_cli.policy.places import places

TEXT = '''# a remark = 1
[pack]
id = "a" # notes = ["no"]
notes = [
  "one", # [rule]
  """two
key = "decoy"
[[rule]]
""", \'\'\'three\'\'\',

  "four",
]

  [[rule]]
  if = { a = 1, "b c" = [2,
    3], d.e = "}" }
  [[rule.when]]
  x.y = 1979-05-27 07:32:00
  [[rule.when]]
  z = "\\"]"

[[rule]]
'id' = 'x'
  [rule.deep."er"]
  n = 0
'''
LINES = {
    ("pack",): 2, ("pack", "id"): 3, ("pack", "notes"): 4, ("pack", "notes", 0): 5, ("pack", "notes", 1): 6,
    ("pack", "notes", 2): 9, ("pack", "notes", 3): 11,
    ("rule",): 14, ("rule", 0): 14, ("rule", 0, "if"): 15, ("rule", 0, "if", "a"): 15, ("rule", 0, "if", "b c"): 15,
    ("rule", 0, "if", "b c", 0): 15, ("rule", 0, "if", "b c", 1): 16, ("rule", 0, "if", "d"): 16,
    ("rule", 0, "if", "d", "e"): 16,
    ("rule", 0, "when"): 17, ("rule", 0, "when", 0): 17, ("rule", 0, "when", 0, "x"): 18, ("rule", 0, "when", 0, "x", "y"): 18,
    ("rule", 0, "when", 1): 19, ("rule", 0, "when", 1, "z"): 20,
    ("rule", 1): 22, ("rule", 1, "id"): 23, ("rule", 1, "deep"): 24, ("rule", 1, "deep", "er"): 24,
    ("rule", 1, "deep", "er", "n"): 25,
}  # fmt: skip


def ways(value: Any, way: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The way to everything in a value that tomllib has read."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, one in inner:
        yield (*way, step)
        yield from ways(one, (*way, step))


def test_the_line_of_everything_in_a_text_with_all_that_packs_use() -> None:
    assert places(TEXT) == LINES
    assert set(LINES) == set(ways(tomllib.loads(TEXT)))


def test_lines_that_end_as_on_windows_are_counted_alike() -> None:
    assert places(TEXT.replace("\n", "\r\n")) == LINES


@pytest.mark.parametrize("name", shipped())
def test_every_key_of_a_pack_that_ships_is_found_on_a_line_that_has_it(name: str) -> None:
    text = text_of(name)
    found, lines = places(text), text.split("\n")
    assert set(found) == set(ways(tomllib.loads(text)))
    assert not [way for way, line in found.items() if isinstance(way[-1], str) and way[-1] not in lines[line - 1]]


@pytest.mark.parametrize("text", ["", "\n\n", "# nothing", "\t"])
def test_a_text_with_nothing_in_it_has_no_places(text: str) -> None:
    assert places(text) == {}


# texts made up, in which every key and every number stands once -------------------------------------------------

SPACE = st.sampled_from(["", " ", "\t", "  "])
BREAK = st.sampled_from(["", "\n", "\n\n", " # [x] y = 1\n", "\n# 'a' = \"\n  "])
DECOYS = st.sampled_from([
    '"a = 1"', "'[[b]]'", '""', "''", '"\\"], }"', '"""\n[table]\nkey = 2\n"""', "'''\n# c = \"\n[[d]]'''", '"""e""""',
    "'''f'g'''", "true", "2020-01-01", "2020-01-01T10:00:00Z", "10:30:00", "-1.5e3",
])  # fmt: skip
WRITTEN = st.sampled_from(["{}", '"{}"', "'{}'"])


class Writer:
    """Draws a text in which every key and number is another one."""

    def __init__(self, data: st.DataObject) -> None:
        self.draw, self.numbers = data.draw, count(1000)

    def key(self) -> str:
        dotted = self.draw(st.booleans()) and self.draw(st.booleans())
        names = [self.draw(WRITTEN).format(f"k{next(self.numbers)}") for _ in range(2 if dotted else 1)]
        return (self.draw(SPACE) + "." + self.draw(SPACE)).join(names)

    def value(self, depth: int = 0) -> str:
        kind = self.draw(st.sampled_from(("number", "decoy", "list", "table") if depth < 3 else ("number", "decoy")))
        if kind == "number":
            return str(next(self.numbers))
        if kind == "decoy":
            return self.draw(DECOYS)
        inner = range(self.draw(st.integers(0, 3)))
        if kind == "list":
            items = ("," + self.draw(BREAK)).join(self.draw(BREAK) + self.value(depth + 1) + self.draw(BREAK) for _ in inner)
            return f"[{self.draw(BREAK)}{items}{self.draw(BREAK)}]"
        pairs = f"{self.draw(SPACE)},{self.draw(SPACE)}".join(f"{self.key()} = {self.value(depth + 1)}" for _ in inner)
        return f"{{{self.draw(SPACE)}{pairs}{self.draw(SPACE)}}}"

    def pairs(self) -> str:
        lines = range(self.draw(st.integers(0, 3)))
        return "".join(
            f"{self.draw(SPACE)}{self.key()}{self.draw(SPACE)}={self.draw(SPACE)}{self.value()}{self.draw(SPACE)}\n{self.draw(BREAK)}\n"
            for _ in lines
        )

    def tables(self) -> str:
        text = self.pairs()
        for _ in range(self.draw(st.integers(0, 3))):
            text += f"[{self.draw(SPACE)}{self.key()}{self.draw(SPACE)}]\n{self.pairs()}"
        name = f"many{next(self.numbers)}"
        for _ in range(self.draw(st.integers(0, 3))):
            text += f"{self.draw(SPACE)}[[{name}]] # more\n{self.pairs()}"
            for _ in range(self.draw(st.integers(0, 2))):
                text += f"[[{name}.{self.draw(SPACE)}inner]]\n{self.pairs()}"
        return text


@given(st.data())
def test_every_key_and_number_of_a_made_up_text_is_found_on_the_line_that_has_it(data: st.DataObject) -> None:
    text = Writer(data).tables()
    table = tomllib.loads(text)
    found, lines = places(text), text.split("\n")
    assert set(found) == set(ways(table))
    for way, line in found.items():
        value: Any = table
        for step in way:
            value = value[step]
        if isinstance(way[-1], str):
            assert way[-1] in lines[line - 1]
        elif isinstance(value, int) and value >= 1000:
            assert str(value) in lines[line - 1]
