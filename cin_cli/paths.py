"""Which file and why: option, environment, configuration, platform folder. The one place that knows the system."""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PureWindowsPath

from cin_cli.errors import CinError

NAME = "cases.cin"
_PLATFORM = "the usual place on this system"


@dataclass(frozen=True, slots=True)
class Paths:
    """The case file and its key file, each with the reason why it is that one."""

    db: Path
    db_why: str
    key_file: Path
    key_why: str


def find_paths(option: str | None, environment: Mapping[str, str] | None = None) -> Paths:
    """The files of this run."""
    env = os.environ if environment is None else environment
    db, db_why = _first(("--db", option), ("CIN_DB", env.get("CIN_DB"))) or _configured("db") or (
        data_folder() / NAME, _PLATFORM)  # fmt: skip
    key, key_why = _first(("CIN_KEY_FILE", env.get("CIN_KEY_FILE"))) or _configured("key_file") or (
        config_folder() / "key", _PLATFORM)  # fmt: skip
    return Paths(db, db_why, key, key_why)


def data_folder() -> Path:
    """The platform's folder for a program's data on this machine, not one that is synchronised or roams."""
    import platformdirs

    return Path(platformdirs.user_data_dir("cin", appauthor=False, roaming=False))


def config_folder() -> Path:
    """The platform's folder for a program's configuration, outside the data folder."""
    import platformdirs

    folder = Path(platformdirs.user_config_dir("cin", appauthor=False, roaming=False))
    # Windows and macOS have one folder for both; a key beside the file that it opens protects nothing.
    return folder.with_name("cin-key") if folder == data_folder() else folder


def config_file() -> Path:
    """Where the configuration is, whether or not it is there."""
    return config_folder() / "cin.toml"


def configured() -> dict[str, str]:
    """What the configuration file says: `db` and `key_file`, both optional."""
    file = config_file()
    if not file.is_file():
        return {}
    import tomllib

    try:
        found = tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError) as fault:
        raise CinError(f"The configuration {file} could not be read: {fault}.") from fault
    return {name: str(value) for name, value in found.items() if name in ("db", "key_file")}


def configure(name: str, value: str) -> Path:
    """Write one line of the configuration file; the file."""
    import json

    file = config_file()
    said = configured() | {name: value}
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    lines = [f"{key} = {json.dumps(text, ensure_ascii=False)}\n" for key, text in sorted(said.items())]
    file.write_text("".join(lines), encoding="utf-8")
    return file


def _first(*given: tuple[str, str | None]) -> tuple[Path, str] | None:
    return next(((Path(value).expanduser(), why) for why, value in given if value), None)


def _configured(name: str) -> tuple[Path, str] | None:
    value = configured().get(name)
    return (Path(value).expanduser(), str(config_file())) if value else None


_SYNCHRONISED = (
    "onedrive", "dropbox", "google drive", "googledrive", "my drive", "icloud", "mobile documents", "box sync",
)  # fmt: skip


def unsafe_folder(path: Path, environment: Mapping[str, str] | None = None) -> str | None:
    """Why the case file should not be there (a synchronised or network folder breaks it), or None."""
    env = os.environ if environment is None else environment
    text = str(path)
    if text.startswith(("\\\\", "//")):
        return "it is on a network share"
    if drive_is_remote(text):
        return "its drive is on the network"
    lowered = [part.lower() for part in PureWindowsPath(text).parts]  # splits at both kinds of slash
    for name in _SYNCHRONISED:
        if any(part.startswith(name) or part.endswith(name) for part in lowered[:-1]):
            return "it is in a folder that is synchronised to other machines"
    for variable in ("OneDrive", "OneDriveCommercial", "OneDriveConsumer"):
        root = env.get(variable)
        if root and _inside(text, root):
            return "it is in a folder that OneDrive synchronises"
    return None


def drive_is_remote(text: str) -> bool:
    """Whether Windows says that the path's drive letter is a network drive; False on other systems."""
    drive = PureWindowsPath(text).drive
    if sys.platform != "win32" or not drive.endswith(":"):
        return False
    import ctypes

    return bool(ctypes.windll.kernel32.GetDriveTypeW(drive + "\\") == 4)


def modes_hold() -> bool:
    """Whether file modes keep other users out here; on Windows a folder's own permissions do."""
    return os.name == "posix"


def readable_by_others(path: Path) -> bool:
    """Whether the file's mode lets others read it."""
    return modes_hold() and bool(path.stat().st_mode & 0o077)


def _inside(text: str, root: str) -> bool:
    path, folder = PureWindowsPath(text.lower()), PureWindowsPath(root.lower())
    return path.is_relative_to(folder)
