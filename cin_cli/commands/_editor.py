"""A text written in the person's own editor, and kept when something goes wrong."""

import os
import shlex
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from cin_cli import context
from cin_cli.errors import CinError, UsageError


def chosen_editor(environment: Mapping[str, str], system: str = os.name) -> list[str] | None:
    """The command of the editor: VISUAL, EDITOR, Notepad on Windows, else the first of nano and vi; None when none is there."""
    said = environment.get("VISUAL") or environment.get("EDITOR")
    if said and said.strip():
        return [part.strip('"') for part in shlex.split(said, posix=system != "nt")]
    if system == "nt":
        return ["notepad.exe"]
    return next(([name] for name in ("nano", "vi") if shutil.which(name)), None)


def edited(text: str, *, instead: str, keep: Callable[[str], None]) -> str:
    """The text as the person leaves it in the editor; `instead` says what to do where no editor can open.

    The file stands in a folder of its own that only this user can read, and goes when the editor closes. When the
    editor fails, or the wait for it is interrupted, `keep` gets what was written by then.
    """
    asked = os.environ.get("VISUAL") or os.environ.get("EDITOR")
    if not asked and not context.interactive():
        raise UsageError("Nobody is there to write in an editor.", instead)
    command = chosen_editor(os.environ)
    if command is None:
        raise UsageError("No editor was found.", f"Name yours in EDITOR, or: {instead}")
    with tempfile.TemporaryDirectory(prefix="cin-") as folder:
        file = Path(folder) / "plan.md"
        file.write_text(text, encoding="utf-8", newline="\n")
        try:
            _run([*command, str(file)])
            return read_text(file.read_bytes(), "What the editor left")
        except (CinError, KeyboardInterrupt):
            left = file.read_bytes().decode("utf-8", "replace") if file.exists() else text
            if left != text:
                keep(left)
            raise


def _run(command: list[str]) -> None:
    try:
        code = subprocess.run(command, check=False).returncode
    except OSError as fault:
        raise CinError(f"The editor {command[0]!r} could not be started: {fault.strerror}.", "Name yours in EDITOR.") from None
    if code:
        raise CinError(f"The editor {command[0]!r} stopped with an error ({code}).", "Nothing was saved.")


def read_text(content: bytes, name: str) -> str:
    """The text in these bytes: UTF-8, or UTF-16 with its mark, as Notepad may write it."""
    coding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return content.decode(coding)
    except UnicodeDecodeError:
        raise CinError(f"{name} is not plain text in UTF-8.", "Save it as UTF-8 and try again.") from None
