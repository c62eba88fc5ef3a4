"""Which files are used and why; where the case file must not be."""

import os
from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest

from cin_cli import context, paths
from cin_cli.errors import CinError


@pytest.fixture
def bare(monkeypatch, own_files):
    """Nothing is named: the platform's folders, all of them the test's own."""
    for name in ("CIN_DB", "CIN_KEY_FILE"):
        monkeypatch.delenv(name)
    context.use_db(None)
    return own_files


def test_the_option_wins_then_the_environment_then_the_platform(bare, monkeypatch):
    found = paths.find_paths(None)
    assert found.db == paths.data_folder() / "cases.cin" and found.db_why == "the usual place on this system"
    assert found.key_file == paths.config_folder() / "key"
    assert found.key_file.parent != found.db.parent, "a key beside the file that it opens protects nothing"
    paths.configure("db", "/set/cases.cin")
    assert paths.find_paths(None).db == Path("/set/cases.cin") and "cin.toml" in paths.find_paths(None).db_why
    environment = {"CIN_DB": "/env/cases.cin", "CIN_KEY_FILE": "~/k"}
    found = paths.find_paths(None, environment)
    assert (found.db, found.db_why) == (Path("/env/cases.cin"), "CIN_DB")
    assert (found.key_file, found.key_why) == (Path("~/k").expanduser(), "CIN_KEY_FILE")
    found = paths.find_paths("/opt/cases.cin", environment)
    assert (found.db, found.db_why) == (Path("/opt/cases.cin"), "--db")
    assert paths.find_paths("", {"CIN_DB": ""}).db == Path("/set/cases.cin"), "empty is not named"


def test_the_command_line_says_why(cin, bare, tmp_path, monkeypatch):
    monkeypatch.setenv("CIN_DB", str(tmp_path / "env.cin"))
    assert f"{tmp_path / 'opt.cin'} (--db)" in cin("--db", tmp_path / "opt.cin", "config", "path").out
    assert f"{tmp_path / 'env.cin'} (CIN_DB)" in cin("config", "path").out
    monkeypatch.delenv("CIN_DB")
    assert "(the usual place on this system)" in cin("config", "path").out


def test_a_key_never_lies_with_the_data(bare, monkeypatch):
    """Windows and macOS have one folder for data and configuration."""
    import platformdirs

    monkeypatch.setattr(platformdirs, "user_config_dir", lambda *a, **k: str(paths.data_folder()))
    assert paths.config_folder() != paths.data_folder()
    assert not paths.config_folder().is_relative_to(paths.data_folder())


def test_a_configuration_that_cannot_be_read(cin, bare):
    paths.configure("db", 'C:\\a "b"\\é.cin')
    assert paths.configured() == {"db": 'C:\\a "b"\\é.cin'}
    for content in (b"db = [", b"\xff\xfe"):
        paths.config_file().write_bytes(content)
        with pytest.raises(CinError, match="could not be read"):
            paths.configured()
        done = cin("due")
        assert done.code == 1 and done.err.startswith("cin: The configuration ") and done.err.count("\n") == 1


SYNCHRONISED = [
    "/home/amy/Dropbox/cases.cin", "/home/amy/OneDrive - Essex County Council/x/cases.cin", "/Users/amy/My Drive/cases.cin",
    "/Users/amy/Library/Mobile Documents/com~apple~CloudDocs/cases.cin", "C:\\Users\\amy\\OneDrive\\cases.cin",
    "C:\\Users\\amy\\Google Drive\\cases.cin", "/Users/amy/iCloud Drive/cases.cin", "/Users/amy/Box Sync/cases.cin",
]  # fmt: skip
NETWORK = ["\\\\server\\share\\cases.cin", "//server/share/cases.cin"]
GOOD = ["/home/amy/.local/share/cin/cases.cin", "C:\\Users\\amy\\AppData\\Local\\cin\\cases.cin", "/home/amy/dropbox.cin"]


def as_path(text):
    return PureWindowsPath(text) if "\\" in text or text.startswith("//") else PurePosixPath(text)


@pytest.mark.parametrize("text", SYNCHRONISED)
def test_a_synchronised_folder_is_refused(text):
    assert "synchronised" in (paths.unsafe_folder(as_path(text), {}) or "")


@pytest.mark.parametrize("text", NETWORK)
def test_a_network_share_is_refused(text):
    assert "network" in (paths.unsafe_folder(as_path(text), {}) or "")


@pytest.mark.parametrize("text", GOOD)
def test_a_folder_of_this_machine_is_taken(text):
    assert paths.unsafe_folder(as_path(text), {}) is None


def test_onedrives_own_folder_whatever_its_name(monkeypatch):
    environment = {"OneDriveCommercial": "C:\\Work"}
    assert "OneDrive" in (paths.unsafe_folder(PureWindowsPath("c:\\work\\notes\\cases.cin"), environment) or "")
    assert paths.unsafe_folder(PureWindowsPath("C:\\Workshop\\cases.cin"), environment) is None


def test_a_drive_on_the_network(monkeypatch):
    assert not paths.drive_is_remote("H:\\cases.cin") or os.name == "nt"
    monkeypatch.setattr(paths, "drive_is_remote", lambda text: text.startswith("H:"))
    assert "drive is on the network" in (paths.unsafe_folder(PureWindowsPath("H:\\cases.cin"), {}) or "")


def test_cin_init_refuses_such_a_folder(cin, tmp_path, own_files):
    file = tmp_path / "Dropbox" / "cases.cin"
    done = cin("--db", file, "init")
    assert done.code == 4 and "synchronised" in done.err and "--force" in done.err
    assert not file.parent.exists() and not (own_files / "keys").exists(), "nothing was made"
    assert cin("--db", file, "init", "--force").code == 0 and file.exists()
    assert "in a bad place" in cin("--db", file, "db", "info").err
