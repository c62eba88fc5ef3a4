"""What a run knows: its files, today, the person at the keyboard, the terminal. The case file opens on first use."""

import os
import sys
from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, TextIO

from cin_cli.errors import UsageError

if TYPE_CHECKING:
    from cin_cli.domain.entry import Entry
    from cin_cli.paths import Paths
    from cin_cli.store.database import Store


class _Run:
    """What was found out so far in this run."""

    db: str | None = None
    paths: "Paths | None" = None
    store: "Store | None" = None


_run = _Run()


def use_db(path: str | None) -> None:
    """Begin a run with this case file (None: the one that paths.py finds); closes that of a run before."""
    close()
    _run.db, _run.paths = path, None


def close() -> None:
    """Close the case file if it is open."""
    if _run.store is not None:
        _run.store.close()
    _run.store = None


def paths() -> "Paths":
    """The files of this run, and why these."""
    if _run.paths is None:
        from cin_cli.paths import find_paths

        _run.paths = find_paths(_run.db)
    return _run.paths


def store(*, remake: bool = True) -> "Store":
    """The case file, opened on first use; what an older cin worked out is worked out again, and that is said."""
    if _run.store is None:
        import atexit

        from cin_cli.store.database import open_store

        _run.store = open_store(paths().db, paths().key_file)
        atexit.register(_run.store.close)
    if remake:
        _remake_if_stale(_run.store)
    return _run.store


def _remake_if_stale(opened: "Store") -> None:
    from cin_cli.store import projections

    if projections.stale(opened):
        count = projections.rebuild(opened, read_pack)
        warn(f"cin's rules or bank holidays changed: what is due was worked out again for {children(count)}.")


def children(count: int) -> str:
    """So many children, in words."""
    return "1 child" if count == 1 else f"{count} children"


def record(entries: "Iterable[Entry]") -> list[int]:
    """Write these entries to the case file as mine, now, all or nothing; their numbers."""
    from cin_cli.store import journal

    return journal.record(store(), entries, by=me(), now=now(), read_pack=read_pack)


def read_pack(text: str) -> Any:
    """A pack's text, read; only where something is worked out."""
    from cin_cli.policy.pack import read_pack as read

    return read(text)


def now() -> datetime:
    """This moment; on the day that CIN_TODAY names, where it names one."""
    moment = datetime.now(UTC)
    set_day = os.environ.get("CIN_TODAY")
    if not set_day:
        return moment
    from zoneinfo import ZoneInfo

    london = moment.astimezone(ZoneInfo("Europe/London"))
    return datetime.combine(_set_day(set_day), london.time(), london.tzinfo).astimezone(UTC)


def today() -> date:
    """London's day; CIN_TODAY overrides it, for tests and demonstrations."""
    set_day = os.environ.get("CIN_TODAY")
    if set_day:
        return _set_day(set_day)
    from zoneinfo import ZoneInfo

    return datetime.now(ZoneInfo("Europe/London")).date()


def _set_day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"CIN_TODAY is {text!r}.", "It is a date such as 2025-10-03, or not set.") from None


def known_me() -> str | None:
    """Who I am, if I said so: the setting `me`, else CIN_USER; None: nobody said."""
    from cin_cli.store.settings import setting

    return setting(store(remake=False), "me") or os.environ.get("CIN_USER") or None


def me() -> str:
    """Who is at the keyboard: as I said, else the system's user name."""
    known = known_me()
    if known:
        return known
    import getpass

    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # no such user: a container
        return "unknown"


def interactive() -> bool:
    """Whether somebody can answer a question: standard input is a terminal."""
    return sys.stdin is not None and sys.stdin.isatty()


def confirm(question: str, *, yes: bool, option: str = "--yes") -> bool:
    """Ask; `yes` answers already. Where nobody can answer, UsageError names the option that does."""
    if yes:
        return True
    if not interactive():
        raise UsageError(f"{question} Nobody is there to answer.", f"`{option}` answers yes.")
    import typer

    return typer.confirm(question)


def say(text: str = "") -> None:
    """Print a line to standard output, control characters made harmless."""
    _print(text, sys.stdout)


def warn(text: str) -> None:
    """Print a line to standard error, control characters made harmless."""
    _print(text, sys.stderr)


def _print(text: str, stream: TextIO) -> None:
    from cin_cli.main import printable

    stream.write(printable(text) + "\n")
