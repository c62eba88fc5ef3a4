"""Texts that come from a file or standard input, and documents that go to a file or standard output."""

import os
import sys
from pathlib import Path

from cin_cli import context
from cin_cli.errors import CinError


def given(source: str, instead: str = "") -> str:
    """The text of a file, or of standard input for `-`; one that is empty or no text is refused, with what to do instead."""
    name = "Standard input" if source == "-" else source
    try:
        content = sys.stdin.buffer.read() if source == "-" else Path(source).read_bytes()
    except (OSError, ValueError) as fault:
        why = getattr(fault, "strerror", None) or "it is no usable path"
        raise CinError(f"{source} cannot be read: {why}.") from None
    text = read_text(content, name)
    if not text.strip():
        raise CinError(f"{name} has no words in it.", instead)
    return text


def read_text(content: bytes, name: str) -> str:
    """The text in these bytes: UTF-8, or UTF-16 with its mark, as Notepad may write it."""
    coding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return content.decode(coding)
    except UnicodeDecodeError:
        raise CinError(f"{name} is not plain text in UTF-8.", "Save it as UTF-8 and try again.") from None


def write_out(output: str, text: str, *, yes: bool) -> None:
    """Write a document to a file that only this user can read; the sentence says why when it cannot be."""
    path = Path(output)
    try:
        if path.is_dir():
            raise CinError(f"{output} is a folder.", "Name a file in it.")
        if path.exists() and not context.confirm(f"{output} is there already. Replace it?", yes=yes):
            raise CinError("Nothing was written.")
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except (OSError, ValueError) as fault:
        why = getattr(fault, "strerror", None) or "it is no usable path"
        raise CinError(f"{output} cannot be written: {why}.") from None
    context.say(f"Written to {output}.")


def print_out(text: str) -> None:
    """Print a document whose control characters are gone: joined emoji and right-to-left marks stay whole."""
    from cin_cli.render.document import cleaned

    sys.stdout.write(cleaned(text))
