"""A text written in the person's own editor, and kept when something goes wrong."""

import os
import shlex
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from cin_cli import context
from cin_cli.commands._files import read_text
from cin_cli.errors import CinError, UsageError

EVERY = 1.0
"""So many seconds pass between two looks at what was saved in the editor so far."""


def chosen_editor(environment: Mapping[str, str], system: str = os.name) -> list[str] | None:
    """The command of the editor: VISUAL, EDITOR, Notepad on Windows, else the first of nano and vi; None when none is there."""
    said = environment.get("VISUAL") or environment.get("EDITOR")
    if said and said.strip():
        return [part.strip('"') for part in shlex.split(said, posix=system != "nt")]
    if system == "nt":
        return ["notepad.exe"]
    return next(([name] for name in ("nano", "vi") if shutil.which(name)), None)


def edited(text: str, *, instead: str, keep: Callable[[str], None], name: str = "plan") -> str:
    """The text as the person leaves it in the editor; `instead` says what to do where no editor can open.

    The file stands in a folder of its own that only this user can read, and goes when the editor closes. `keep` gets
    what is saved in the editor as it is saved, and what is there when the editor fails or its terminal is closed.
    """
    asked = os.environ.get("VISUAL") or os.environ.get("EDITOR")
    if not asked and not context.interactive():
        raise UsageError("Nobody is there to write in an editor.", instead)
    command = chosen_editor(os.environ)
    if command is None:
        raise UsageError("No editor was found.", f"Name yours in EDITOR, or: {instead}")
    with tempfile.TemporaryDirectory(prefix="cin-") as folder:
        file = Path(folder) / f"{name}.md"
        file.write_text(text, encoding="utf-8", newline="\n")
        seen = _Seen(file, text, keep)
        try:
            with _hang_up_interrupts():
                _run([*command, str(file)], seen.look)
            return read_text(file.read_bytes(), "What the editor left")
        except (CinError, KeyboardInterrupt):
            seen.look()
            raise


class _Seen:
    """The file in the editor, and what of it has been kept."""

    def __init__(self, file: Path, text: str, keep: Callable[[str], None]) -> None:
        self.file = file
        self.kept = text
        self.keep = keep

    def look(self) -> None:
        """Keep what is new in the file, or in the copy that nano makes of it when its terminal is closed."""
        rescued = self.file.with_name(self.file.name + ".save")
        file = rescued if rescued.exists() else self.file
        now = file.read_bytes().decode("utf-8", "replace") if file.exists() else self.kept
        if now != self.kept and now.strip():
            self.keep(now)
            self.kept = now


@contextmanager
def _hang_up_interrupts() -> "Iterator[None]":
    """While the editor is open, a closed terminal is like Ctrl-C: what is there is kept, and the folder goes."""

    def stop(*_: Any) -> None:
        raise KeyboardInterrupt

    names = [name for name in ("SIGHUP", "SIGTERM") if hasattr(signal, name)]
    before = {name: signal.signal(getattr(signal, name), stop) for name in names}
    try:
        yield
    finally:
        for name, handler in before.items():
            signal.signal(getattr(signal, name), handler)


def _run(command: list[str], look: Callable[[], None]) -> None:
    """Run the editor until it closes, looking at the file every second."""
    try:
        with subprocess.Popen(command) as running:
            while True:
                try:
                    code = running.wait(EVERY)
                    break
                except subprocess.TimeoutExpired:
                    look()
    except OSError as fault:
        raise CinError(f"The editor {command[0]!r} could not be started: {fault.strerror}.", "Name yours in EDITOR.") from None
    if code:
        raise CinError(f"The editor {command[0]!r} stopped with an error ({code}).", "Nothing was saved.")
