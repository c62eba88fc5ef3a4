"""What it costs at import to define a value: a frozen dataclass with slots against a named tuple.

python benchmarks/values.py
"""

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple


def as_dataclass() -> type:
    """A frozen dataclass of eight fields."""

    @dataclass(frozen=True, slots=True)
    class Value:
        """A value."""

        a: int
        b: str
        c: Any = None
        d: Any = None
        e: Any = None
        f: Any = None
        g: Any = None
        h: Any = None

    return Value


def as_named_tuple() -> type:
    """The same as a named tuple."""

    class Value(NamedTuple):
        """A value."""

        a: int
        b: str
        c: Any = None
        d: Any = None
        e: Any = None
        f: Any = None
        g: Any = None
        h: Any = None

    return Value


def milliseconds(make: Callable[[], type], times: int = 200) -> float:
    """The time that one definition takes."""
    begun = time.perf_counter()
    for _ in range(times):
        make()
    return (time.perf_counter() - begun) / times * 1000


if __name__ == "__main__":
    for what in (as_dataclass, as_named_tuple):
        sys.stdout.write(f"{what.__name__:<15} {milliseconds(what):5.2f} ms\n")
