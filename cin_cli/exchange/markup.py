"""Plain XML element by element: whatever declares, refers to or unfolds into anything else is refused."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from xml.parsers import expat

from cin_cli.errors import CinError
from cin_cli.exchange.stream import AGAIN, Progress, pieces, shown, two_bytes

DEEPEST = 20
LONGEST_TEXT = 10_000
LONGEST_NAME = 200
LONGEST_TAG = 1_000_000
"""In bytes: as long as one tag, comment or instruction may be."""
MOST_ELEMENTS = 100_000
"""As many elements as one record may hold."""
MOST_TEXT = 1_000_000
"""As many characters of text as one record may hold."""
MOST_NAMES = 1_000
_CUT_OFF = (3, 5, 6, 20)
_FAULTS = {
    4: "something stands there that XML does not allow (a bare < or &, or a character of another encoding)",
    7: "a tag is closed that is not the open one",
    8: "an attribute stands twice in one tag",
    9: "something follows after the end of the last element",
    11: "an & begins a name that means nothing (a plain & is written &amp;)",
    14: "a character is given by a number that no character has",
    18: "the encoding that it declares is not known",
    19: "it is not in the encoding that it declares",
    27: "a tag has a prefix that is declared nowhere",
}


class Element:
    """An element that has ended: its name, the line where it began, its text and the elements in it."""

    __slots__ = ("line", "name", "parts", "text")

    def __init__(self, name: str, line: int) -> None:
        self.name = name
        self.line = line
        self.text = ""
        self.parts: list[Element] = []


def elements(
    path: Path, root: str, spell: Callable[[str], str], progress: Progress | None = None
) -> Iterator[tuple[str, Element]]:
    """Every element at most two levels below the root as it ends, after the name of the one it stands in; the root last.

    What is handed over is forgotten. `spell` puts each name right, once. CinError says what is wrong with a file and where.
    """
    reading = _Reading(shown(path.name), root, spell)
    for piece in pieces(path, progress):
        reading.feed(piece)
        yield from reading.ready
        reading.ready.clear()
    reading.close()
    yield from reading.ready


class _Reading:
    """A file while it is parsed: what has ended and not been handed over, and the names met so far."""

    def __init__(self, file: str, root: str, spell: Callable[[str], str]) -> None:
        self.file = file
        self.root = root
        self.spell = spell
        self.space = ""
        self.names: dict[str, str] = {}
        self.stack: list[Element] = []
        self.ready: list[tuple[str, Element]] = []
        self.fed = 0
        self.wide = False
        self.parser = _parser(self._declares)
        self._handle()

    def feed(self, piece: bytes) -> None:
        """Parse a piece; CinError when it cannot be part of a plain file."""
        if not self.fed:
            self.wide = two_bytes(piece)
        self.fed += len(piece)
        self._parse(piece, False)
        if self.fed - max(self.parser.CurrentByteIndex, 0) > LONGEST_TAG:
            raise self.fault(f"one tag or comment is longer than {LONGEST_TAG:,} bytes")

    def close(self) -> None:
        """There is nothing more; CinError when the file was not whole."""
        self._parse(b"", True)

    def fault(self, what: str) -> CinError:
        """What is wrong at the line where the reading stands."""
        return CinError(f"{self.file}, line {self.parser.CurrentLineNumber}: {what}.", AGAIN)

    def _parse(self, piece: bytes, last: bool) -> None:
        try:
            self.parser.Parse(piece, last)
        except expat.ExpatError as error:
            raise self._explained(error, piece) from None
        except (LookupError, ValueError):
            raise self.fault(f"{_FAULTS[18]}, or cannot be read here") from None

    def _explained(self, error: expat.ExpatError, piece: bytes) -> CinError:
        if b"\0" in piece and not self.wide:
            return self.fault("there are zero bytes in it, so it is damaged or not text")
        if error.code in _CUT_OFF:
            return CinError(
                f"{self.file} ends in line {error.lineno}, {self._where()}: it is not whole.",
                "Was it cut off in saving? " + AGAIN,
            )
        return self.fault(_FAULTS.get(error.code, f"it is not XML ({expat.ErrorString(error.code)})"))

    def _where(self) -> str:
        if self.stack:
            return f"inside <{self.stack[-1].parts[-1].name}>"
        return "after its last element" if self.names else "before it has begun"

    def _handle(self) -> None:
        """The handlers that run for every element and every text: closures, because each step in them counts."""
        parser, stack, ready, names = self.parser, self.stack, self.ready, self.names
        here = Element("", 0)
        held = weight = 0

        def start(raw: str, _: object) -> None:
            nonlocal here, held
            node = Element(names.get(raw) or self._named(raw), parser.CurrentLineNumber)
            here.parts.append(node)
            stack.append(here)
            here = node
            held += 1
            if held > MOST_ELEMENTS or len(stack) > DEEPEST:
                raise self._too_much(held)

        def end(_: str) -> None:
            nonlocal here, held, weight
            node, here = here, stack.pop()
            if len(stack) <= 2:
                here.parts.pop()
                ready.append((here.name, node))
                held = weight = 0

        def text(piece: str) -> None:
            nonlocal weight
            if not piece.isspace():
                here.text += piece
                weight += len(piece)
                if len(here.text) > LONGEST_TEXT:
                    raise self.fault(f"<{here.name}> holds more than {LONGEST_TEXT:,} characters")
                if weight > MOST_TEXT:
                    raise self.fault(f"one record holds more than {MOST_TEXT:,} characters of text")

        self.start = start
        parser.StartElementHandler = self._first
        parser.EndElementHandler = end
        parser.CharacterDataHandler = text

    def _first(self, raw: str, attributes: Any) -> None:
        """The root says what file it is; the namespace that it has, if any, is the file's own."""
        space, mark, name = raw.rpartition("}")
        self.space = space + mark
        if self._named(raw) != self.root:
            raise CinError(
                f"{self.file} begins with <{name[:40]}>, where <{self.root}> belongs.",
                "Choose the XML file of the return itself.",
            )
        self.parser.StartElementHandler = self.start
        self.start(raw, attributes)

    def _named(self, raw: str) -> str:
        """The name as it is known here; of one in another namespace, that it is."""
        if len(raw) > LONGEST_NAME:
            raise self.fault(f"it has a name of more than {LONGEST_NAME} characters")
        if len(self.names) >= MOST_NAMES:
            raise self.fault(f"it has more than {MOST_NAMES:,} different names of elements")
        name = raw.removeprefix(self.space)
        _, elsewhere, local = name.rpartition("}")
        self.names[raw] = f"{local} of another namespace" if elsewhere else self.spell(name)
        return self.names[raw]

    def _too_much(self, held: int) -> CinError:
        if held > MOST_ELEMENTS:
            return self.fault(f"one record holds more than {MOST_ELEMENTS:,} elements")
        return self.fault(f"elements stand in each other more than {DEEPEST} deep")

    def _declares(self, *_: Any) -> int:
        raise CinError(
            f"{self.file}, line {self.parser.CurrentLineNumber}: it declares a document type or entities, so it is refused.",
            "An extract needs nothing of the kind: ask where the file comes from.",
        )


def _parser(declares: Callable[..., int]) -> expat.XMLParserType:
    """A parser that keeps namespaces apart, fetches nothing, and calls `declares` at the first declaration."""
    parser = expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    parser.StartDoctypeDeclHandler = declares
    parser.EntityDeclHandler = declares
    parser.ExternalEntityRefHandler = declares
    return parser
