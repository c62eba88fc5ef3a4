"""Builds the command line, loads each command only when it is asked for, and is the one place where errors end."""

import os
import sys
from importlib import import_module
from typing import Annotated, Any, NoReturn

import typer
from typer.core import TyperGroup
from typer.main import get_command

from cin_cli.errors import CinError

COMMANDS: dict[str, str] = {
    "due": "What is due next, and why.",
    "today": "Today and this week: what is due, what is booked, and what each visit is for.",
    "find": "Find words in everything recorded.",
    "note": "Keep a dated note.",
    "case": "Open a case, list the caseload, show one child, its chronology and story.",
    "visit": "Record a visit, prepare the next, look back on them.",
    "meeting": "Book a meeting, prepare it, record it, make and send its minutes.",
    "voice": "The child's own words: how they were gathered, who may see them.",
    "action": "What was promised at visits and meetings, and whether it is done.",
    "event": "Record any dated entry; correct one.",
    "undo": "Take back my last entry.",
    "family": "Which children belong together, and who must not see what.",
    "person": "The people around a family.",
    "contact": "Whom to call: the front door, our team, out of hours.",
    "plan": "Write, show and render the plan.",
    "cinrs": "What a reviewing service for children in need asks about, and what of it is met.",
    "drift": "Facts that may speak of drift, with dates and sources; never a score.",
    "policy": "The procedures (packs) that say what is due.",
    "import": "Read a caseload from a spreadsheet or an extract.",
    "init": "Make the encrypted case file and its key.",
    "db": "The case file: where it is, whether it is sound, copies.",
    "config": "Who I am.",
    "demo": "A fictional caseload in a throwaway file.",
}
"""Every command and its one line of help; `commands/<noun>.py` holds it (`import` in `import_.py`)."""


class Lazy(TyperGroup):
    """A group whose commands are imported when they are used, so that `cin due` starts fast."""

    def list_commands(self, ctx: Any) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"cin_cli.commands.{'import_' if cmd_name == 'import' else cmd_name}")
        command = get_command(module.app)
        command.name = cmd_name
        command.help = command.help or COMMANDS[cmd_name]
        return command

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))  # no command is imported to say what there is


Db = Annotated[str | None, typer.Option("--db", metavar="FILE", help="The case file (else CIN_DB, else the usual place).")]
app = typer.Typer(
    cls=Lazy, no_args_is_help=True, add_completion=False, rich_markup_mode=None,
    pretty_exceptions_enable=False, pretty_exceptions_show_locals=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)  # fmt: skip


@app.callback()
def top(db: Db = None) -> None:
    """A private notebook for children's social workers: what is due for each child in need, and why.

    It is not the council's system of record. Start with `cin demo`, or `cin init`.
    """
    from cin_cli.context import use_db

    use_db(db)


def main() -> NoReturn:
    """Run one command line; print a plain sentence and leave with its code when something is wrong."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        app(standalone_mode=True)
    except CinError as error:
        _leave(error, str(error), error.code)
    except KeyboardInterrupt as stop:
        _leave(stop, "Stopped. Nothing more was written.", 130)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except Exception as fault:
        _leave(fault, f"A fault of ours ({type(fault).__name__}). Nothing was half-written. "
                      "Set CIN_DEBUG=1 and run it again to see where.", 1)  # fmt: skip
    sys.exit(0)


def _leave(error: BaseException, sentence: str, code: int) -> NoReturn:
    if os.environ.get("CIN_DEBUG") == "1":
        import traceback

        traceback.print_exception(error)
    sys.stderr.write(f"cin: {printable(sentence)}\n")
    sys.exit(code)


def printable(text: str) -> str:
    """The text without what could steer the terminal; a name's joiners and unbreakable spaces stay."""
    if text.isprintable():
        return text
    return "".join(c if c in "\n\t" or _harmless(c) else "\N{REPLACEMENT CHARACTER}" for c in text)


STEERING = frozenset({*range(0x202A, 0x202F), *range(0x2066, 0x2070), *range(0xFFF9, 0xFFFC)})
"""Format characters that turn text round or hide it: overrides, embeddings, isolates, annotations."""


def _harmless(c: str) -> bool:
    import unicodedata

    return c.isprintable() or (unicodedata.category(c) in ("Cf", "Zs") and ord(c) not in STEERING)
