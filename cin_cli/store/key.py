"""The key of the case file: made once, kept in a file of its own, written out in groups of four for a person."""

from pathlib import Path

from cin_cli.errors import StoreError
from cin_cli.store.database import cannot, owner_only_text


def read_key(path: Path) -> str:
    """The 64 hex digits in the key file; groups, line ends and dashes between them do no harm."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise StoreError(f"The key file {path} is not there.",
                         "Put the recovery key in it, or let CIN_KEY_FILE name the right one.") from None  # fmt: skip
    except UnicodeDecodeError:
        raise StoreError(f"{path} does not hold a key.", "A key is 64 digits of 0-9 and a-f.") from None
    except OSError as fault:
        if path.is_dir():
            raise StoreError(f"The key file {path} is a folder.", "Name the file in it.") from None
        raise cannot(path, fault) from fault
    return checked_key(text, path)


def checked_key(text: str, path: Path) -> str:
    """The key as 64 lower-case hex digits and nothing else, or StoreError."""
    digits = "".join(text.replace("-", " ").split()).lower()
    if len(digits) != 64 or not set(digits) <= set("0123456789abcdef"):
        raise StoreError(f"{path} does not hold a key.", "A key is 64 digits of 0-9 and a-f, in groups of four or not.")
    return digits


def make_key(path: Path) -> str:
    """Make a new random key in a file that was not there, readable by its owner only."""
    import secrets

    key = secrets.token_hex(32)
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        owner_only_text(path, key + "\n")
    except OSError as fault:
        raise cannot(path, fault) from fault
    return key


def grouped(key: str) -> str:
    """The key as a person copies it: groups of four, eight to a line."""
    groups = [key[i : i + 4] for i in range(0, 64, 4)]
    return "\n".join(" ".join(groups[i : i + 8]) for i in range(0, 16, 8))
