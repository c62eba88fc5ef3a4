"""A file piece by piece, never whole in memory, once it is plain that it could be XML."""

from collections.abc import Callable, Iterator
from pathlib import Path

from cin_cli.errors import CinError, NotFound

Progress = Callable[[int, int], None]
MOST_BYTES = 500_000_000
PIECE = 1 << 16
AGAIN = "Export it again from the system it came from."
_STARTS = {
    b"\x1f\x8b": ("is compressed (gzip)", "Unpack it first."),
    b"PK\x03\x04": ("is a ZIP file or a workbook", "Unpack it first; a spreadsheet comes in with `cin import csv`."),
    b"%PDF": ("is a PDF", AGAIN),
    b"\xd0\xcf\x11\xe0": ("is an old Office file", AGAIN),
}
_TWO_BYTES = (b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<")


def pieces(path: Path, progress: Progress | None = None) -> Iterator[bytes]:
    """The file's bytes in order, telling `progress` how many of how many; CinError for what cannot be XML at all."""
    total = _size(path)
    done = 0
    try:
        with path.open("rb") as file:
            while piece := file.read(PIECE):
                if not done:
                    _recognise(piece, shown(path.name))
                done += len(piece)
                if done > MOST_BYTES:
                    raise _too_large(path)
                yield piece
                if progress:
                    progress(done, max(done, total))
    except OSError as fault:
        raise _unreadable(path, fault) from None
    if not done:
        raise CinError(f"{shown(path.name)} is empty.", AGAIN)


def shown(name: str) -> str:
    """A file's name in one line, without what could steer a terminal."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in name)


def two_bytes(start: bytes) -> bool:
    """Whether a file that starts like this has two bytes to a character (UTF-16), so that zeros are no fault."""
    return start.startswith(_TWO_BYTES) and not start.startswith((b"\xff\xfe\0\0", b"<\0\0"))


def _size(path: Path) -> int:
    try:
        if path.is_dir():
            raise CinError(f"{shown(str(path))} is a folder.", "Name the XML file in it.")
        size = path.stat().st_size
    except FileNotFoundError:
        raise NotFound(f"There is no file {shown(str(path))}.") from None
    except (OSError, ValueError) as fault:
        raise _unreadable(path, fault) from None
    if not path.is_file():
        raise CinError(f"{shown(str(path))} is not a file.", "Name an XML file.")
    if size > MOST_BYTES:
        raise _too_large(path)
    return size


def _too_large(path: Path) -> CinError:
    return CinError(f"{shown(path.name)} has more than {MOST_BYTES // 1_000_000} MB.", "No authority's census is that large.")


def _unreadable(path: Path, fault: Exception) -> CinError:
    if isinstance(fault, PermissionError):
        return CinError(f"{shown(str(path))} may not be read by you.", "Is it someone else's?")
    return CinError(f"{shown(str(path))} cannot be read: {getattr(fault, 'strerror', None) or 'not a usable path'}.")


def _recognise(piece: bytes, name: str) -> None:
    """CinError for what is plainly another kind of file."""
    for start, (what, then) in _STARTS.items():
        if piece.startswith(start):
            raise CinError(f"{name} {what}, not XML.", then)
    if two_bytes(piece):
        return
    text = piece.removeprefix(b"\xef\xbb\xbf").lstrip()
    if text.lower().startswith((b"<!doctype html", b"<html")):
        raise CinError(f"{name} is a web page, not an extract.", "Was a sign-in page saved in its place? " + AGAIN)
    if text and not text.startswith((b"<", b"\0", b"\xff\xfe", b"\xfe\xff")):
        raise CinError(f"{name} is not XML: it does not begin with a tag.", AGAIN)
