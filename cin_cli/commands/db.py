"""`cin db`: where the case file is, whether it is sound, and copies of it."""

from pathlib import Path
from typing import Annotated

import typer

from cin_cli import context
from cin_cli.errors import CinError, UsageError

app = typer.Typer(
    no_args_is_help=True, add_completion=False, rich_markup_mode=None,
    help="The case file: where it is, whether it is sound, copies.",
)  # fmt: skip


@app.command()
def info() -> None:
    """Where the case file is and why, its size, what is in it, when it was last copied.

    Example: cin db info
    """
    from cin_cli.commands.policy import comes_with_another_text
    from cin_cli.paths import readable_by_others, unsafe_folder
    from cin_cli.store import packs, settings

    paths, store = context.paths(), context.store(remake=False)
    counts = settings.counts(store)
    pack = packs.head_in_force(store)
    context.say(f"Case file:   {paths.db} ({paths.db_why})")
    context.say(f"Size:        {paths.db.stat().st_size / 1024:,.0f} KB")
    context.say(f"Encrypted:   {'no: ' + PLAIN[settings.remembered(store, 'plain') or ''] if store.plain else 'yes'}")
    if not store.plain:
        context.say(f"Key file:    {paths.key_file} ({paths.key_why})")
    context.say(f"Entries:     {counts['entry']}")
    context.say(f"Children:    {counts['child_now']}")
    context.say(f"In force:    {pack['title'] + ' (' + pack['id'] + ')' if pack else 'no procedure (`cin policy use ID`)'}")
    if pack and comes_with_another_text(pack):
        context.say(f"             this cin comes with another text of it: `cin policy use {pack['id']}`")
    context.say(f"Last copy:   {settings.remembered(store, 'last_copy') or 'none yet (`cin db copy FILE`)'}")
    for file in (paths.db, paths.key_file):
        if file.exists() and readable_by_others(file):
            context.warn(f"Others on this machine may read {file}. Make it readable by you only.")
    danger = unsafe_folder(paths.db.absolute())
    if danger:
        context.warn(f"The case file is in a bad place: {danger}.")


PLAIN = {"demo": "a demonstration", "copy": "a copy for your own analysis", "": "it should be"}


@app.command()
def check() -> None:
    """Check every seal, and work everything derived out again and compare. Exit 10 when something is found.

    Example: cin db check
    """
    from cin_cli.store import packs, projections, seal

    store = context.store(remake=False)
    faults = [*store.faults(), *seal.broken(store), *packs.altered(store)]
    if not faults:  # what is derived from entries that were changed says nothing, and may not be possible
        faults += projections.check(store, context.read_pack)
    for fault in faults:
        context.say(fault)
    if faults:
        context.say(f"\n{len(faults)} found. What is derived is remade by `cin db rebuild`; what was sealed is not:")
        context.say("a copy made by `cin db copy` has it as it was.")
        raise typer.Exit(10)
    count, last = seal.last(store)
    context.say(f"Sound: {count} entries agree with their seals, and what is derived with the entries.")
    context.say(f"Last seal: {last}")


@app.command()
def rebuild() -> None:
    """Throw away what is derived from the entries and work it out again.

    Example: cin db rebuild
    """
    from cin_cli.store import projections

    count = projections.rebuild(context.store(remake=False), context.read_pack)
    context.say(f"Worked out again for {context.children(count)}.")


@app.command()
def copy(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The copy; it must not be there yet.")],
    plain: Annotated[bool, typer.Option("--plain", help="Without encryption, for your own analysis. Asks twice.")] = False,
    yes: Annotated[int, typer.Option("--yes", count=True, help="Answer yes; for --plain say it twice.")] = 0,
) -> None:
    """Copy the case file, with its last seal beside it. It stays encrypted with the same key unless you say --plain.

    Example: cin db copy /media/stick/cases.cin
    """
    from cin_cli.store import database, seal, settings

    store, beside = context.store(remake=False), file.with_name(file.name + ".seal.txt")
    _free(file, beside)
    if plain and not store.plain and not _sure(yes):
        context.say("Nothing was copied.")
        raise typer.Exit(1)
    with database.new_file(file) as building:
        if plain and not store.plain:
            database.copy_plain(store, building)
        else:
            database.copy_to(store, building, context.paths().key_file)
        count, last = seal.last(store)
        database.owner_only_text(beside, _seal_text(file.name, count, last))
    settings.remember(store, "last_copy", f"{context.today().isoformat()} to {file}")
    context.say(f"Copied to {file} ({'NOT encrypted' if store.plain or plain else 'encrypted with the same key'}).")
    context.say(f"Its last seal is in {beside}: kept elsewhere, it shows whether entries were changed later.")


def _free(*files: Path) -> None:
    for file in files:
        if file.is_dir():
            raise CinError(f"{file} is a folder.", "Name the copy in it.")
        if file.exists():
            raise CinError(f"There is a file at {file} already.", "It was left as it is; name another.")
    if not files[0].absolute().parent.is_dir():
        raise CinError(f"There is no folder {files[0].absolute().parent}.", "Make it first, or name another.")


def _sure(yes: int) -> bool:
    """Ask twice; where nobody can answer, `--yes` has to be said twice."""
    if yes < 2 and not context.interactive():
        raise UsageError("A plain copy can be read by anybody who gets at it.", "`--yes --yes` says that you mean it.")
    first = context.confirm("A plain copy can be read by anybody who gets at it. Make one?", yes=yes >= 1)
    return first and context.confirm("It holds everything about these children, unprotected. Really?", yes=yes >= 2)


def _seal_text(name: str, count: int, last: str) -> str:
    day = context.today().isoformat()
    return (
        f"The last seal of {name}, {day}.\nEntries: {count}\nSeal: {last}\n\n"
        "Keep this away from the case file. `cin db check` prints the seal of a file: where the copy is opened and\n"
        "prints another seal for so many entries, entries were changed.\n"
    )
