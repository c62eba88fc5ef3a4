"""`cin config`: who I am, and which files are used."""

from typing import Annotated

import typer

from cin_cli import context
from cin_cli.errors import UsageError

app = typer.Typer(no_args_is_help=True, add_completion=False, rich_markup_mode=None, help="Who I am, and which files are used.")
_FILES = {"db": "db", "key-file": "key_file"}


@app.command("set")
def set_(
    name: Annotated[str, typer.Argument(metavar="WHAT", help="me, db or key-file.")],
    value: Annotated[str, typer.Argument(metavar="VALUE", help="Your name as in the worker column, or a file.")],
) -> None:
    """Say who you are, so that `cin due` shows your cases; or where the files are.

    Example: cin config set me "Amy Shaw"
    """
    if not value.strip():
        raise UsageError(f"{name} cannot be empty.", 'Say it as `cin config set me "Amy Shaw"`.')
    if name == "me":
        from cin_cli.store.settings import set_setting

        set_setting(context.store(), "me", value.strip())
        context.say(f"You are {value.strip()}. `cin due` shows your cases; `cin due --worker all` shows everybody's.")
    elif name in _FILES:
        _set_file(name, value)
    else:
        raise UsageError(f"There is nothing called {name!r} to set.", "There are: me, db, key-file.")


def _set_file(name: str, value: str) -> None:
    from pathlib import Path

    from cin_cli.paths import configure

    file = configure(_FILES[name], str(Path(value).expanduser().absolute()))
    context.say(f"Kept in {file}.")


@app.command()
def show() -> None:
    """What is set, and where each value comes from.

    Example: cin config show
    """
    import os

    from cin_cli.store.settings import setting

    store = context.store(remake=False)
    why = "set here" if setting(store, "me") else "CIN_USER" if os.environ.get("CIN_USER") else "the system's user"
    context.say(f"me        {context.me()} ({why})")
    path()


@app.command()
def path() -> None:
    """Which files are used, and why these.

    Example: cin config path
    """
    from cin_cli.paths import config_file

    paths = context.paths()
    context.say(f"db        {paths.db} ({paths.db_why})")
    context.say(f"key-file  {paths.key_file} ({paths.key_why})")
    context.say(f"config    {config_file()}{'' if config_file().exists() else ' (not there; nothing needs it)'}")
