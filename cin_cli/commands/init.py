"""`cin init`: the encrypted case file, its key, and, if one is named, the procedure that says what is due."""

from pathlib import Path
from typing import Annotated, Any

import typer

from cin_cli import context
from cin_cli.errors import CinError, NotFound, Refused

app = typer.Typer(add_completion=False, rich_markup_mode=None)

NOTEBOOK = (
    "This is a notebook of your own. It is not the council's system of record: "
    "what must be on that system is written there."
)


@app.command()
def init(
    policy: Annotated[
        str | None, typer.Option("--policy", metavar="ID", help="The procedure that says what is due.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Use a synchronised or network folder all the same.")] = False,
) -> None:
    """Make the encrypted case file and its key.

    Example: cin init --policy york-2024
    """
    paths = context.paths()
    _free(paths.db, force)
    chosen = _pack(policy or _ask())
    key = _make(paths.db, paths.key_file)
    if chosen:
        from cin_cli.commands.policy import adopt

        adopt(*chosen)
    _say(paths.db, paths.key_file, key, chosen)


def _free(db: Path, force: bool) -> None:
    """Refuse a place that is taken, or where the file would come to harm."""
    import os

    if os.path.lexists(db):
        what = "a folder" if db.is_dir() else "a file"
        raise CinError(f"There is {what} at {db} already.",
                       "It was left as it is; `--db FILE` or CIN_DB names another.")  # fmt: skip
    from cin_cli.paths import unsafe_folder

    why = unsafe_folder(db.absolute())
    if why and not force:
        raise Refused(f"{db} is no place for a case file: {why}, and a database that is open breaks there.",
                      "Choose a folder of this machine with `--db FILE` or CIN_DB, or say `--force`.")  # fmt: skip


def _ask() -> str | None:
    if not context.interactive():
        return None
    from cin_cli.policy.pack import shipped

    context.say("The procedures that come with cin: " + ", ".join(sorted(shipped())) + ".")
    answer: str = typer.prompt("Whose do you follow? (Enter: none of them yet)", default="", show_default=False)
    return answer.strip() or None


def _pack(name: str | None) -> tuple[str, Any] | None:
    """The pack's text and the pack, before anything is written; NotFound for one that there is not."""
    if name is None:
        return None
    from cin_cli.policy.pack import shipped, text_of

    if name not in shipped() and not Path(name).is_file():
        there_are = ", ".join(sorted(shipped()))
        raise NotFound(f"There is no procedure {name!r}.", f"There are: {there_are}. Nothing was made.")
    text = text_of(name)
    return text, context.read_pack(text)


def _make(db: Path, key_file: Path) -> str | None:
    """Make the case file, and the key unless there is one; the new key. A file that fails leaves no key behind."""
    from cin_cli.store.database import create
    from cin_cli.store.key import make_key, read_key

    key = None
    if key_file.exists():
        read_key(key_file)
    else:
        key = make_key(key_file)
    try:
        create(db, key_file).close()
    except BaseException:
        if key:
            key_file.unlink(missing_ok=True)
        raise
    return key


def _say(db: Path, key_file: Path, key: str | None, chosen: tuple[str, Any] | None) -> None:
    from cin_cli.paths import modes_hold

    context.say(NOTEBOOK)
    context.say()
    context.say(f"Case file: {db} (encrypted)")
    context.say(f"Key file:  {key_file}" + ("" if key else " (it was there and is used)"))
    if key_file.absolute().parent == db.absolute().parent:
        context.say("The key lies beside the case file: whoever takes the folder has both.")
        context.say("CIN_KEY_FILE names another place for it.")
    if not modes_hold():
        context.say("File modes do not hold on this system: see that nobody else may open these folders.")
    if key:
        from cin_cli.store.key import grouped

        context.say("\nThe recovery key, shown once. Write it down and keep it away from this machine;")
        context.say("put into a key file it opens the case file again, and without it a lost key is lost:\n")
        context.say("    " + grouped(key).replace("\n", "\n    ") + "\n")
    if chosen:
        context.say(f"In force: {chosen[1].title} ({chosen[1].id}).")
        context.say("Next: `cin case open` for a child, or `cin import csv FILE` for a spreadsheet; then `cin due`.")
    else:
        context.say("No procedure is in force, so nothing can be due yet.")
        context.say("Next: `cin policy list`, then `cin policy use ID`.")
