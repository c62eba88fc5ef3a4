"""What this user chose (`me`), and what the file remembers of itself; neither is part of the journal."""

from cin_cli.store.database import Store


def setting(store: Store, name: str) -> str | None:
    """The setting's value, or None."""
    return _text(store.value("SELECT value FROM setting WHERE name = ?", (name,)))


def settings(store: Store) -> dict[str, str]:
    """All settings."""
    return dict(store.rows("SELECT name, value FROM setting ORDER BY name"))


def set_setting(store: Store, name: str, value: str) -> None:
    """Keep a setting."""
    with store.writing():
        store.run("INSERT OR REPLACE INTO setting (name, value) VALUES (?, ?)", (name, value))


def counts(store: Store) -> dict[str, int]:
    """How many entries and children the file has."""
    return {table: int(store.value(f"SELECT count(*) FROM {table}")) for table in ("entry", "child_now")}  # noqa: S608


def remembered(store: Store, name: str) -> str | None:
    """What the file remembers under that name, or None."""
    return _text(store.value("SELECT value FROM meta WHERE name = ?", (name,)))


def remember(store: Store, name: str, value: str) -> None:
    """Let the file remember something of itself."""
    with store.writing():
        store.run("INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)", (name, value))


def _text(value: object) -> str | None:
    return None if value is None else str(value)
