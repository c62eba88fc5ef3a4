"""An entry written as a form: in the editor, kept until it is recorded, or from a file."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from cin_cli.errors import CinError, UsageError

if TYPE_CHECKING:
    from cin_cli.commands._record import Chosen
    from cin_cli.domain.entry import Entry
    from cin_cli.domain.entry_form import Anew
    from cin_cli.domain.form import Form


class Begun(NamedTuple):
    """A form to be filled in: what waits under which name, its text to begin with, how to read it, the command that goes on."""

    what: str
    form: "Form"
    text: str
    command: str


def of_entry(made: "Entry") -> Begun:
    """The form of an entry that stands, to be put right; refused where one form cannot hold what differs for each child."""
    from cin_cli.domain.entry_form import form_of, has_own_lists, own_names, values_of
    from cin_cli.domain.form import write
    from cin_cli.domain.kinds import KINDS

    if has_own_lists(made):
        raise UsageError(f"Entry {made.number} says things of each child apart.", "Name one of them: --case REF.")
    kind = KINDS[made.kind]
    text = write(form_of(kind, own_names(made), why=True), values_of(made))
    return Begun(f"correction of {made.number}", form_of(kind, why=True), text, f"cin event correct {made.number} --form")


def of_kind(name: str, says: Mapping[str, Any], on: str, cases: Sequence[str] = ("CASE…",)) -> Begun:
    """The empty form of a kind, with what is known."""
    from cin_cli.domain.entry_form import blank, form_of
    from cin_cli.domain.form import write
    from cin_cli.domain.kinds import KINDS

    kind = KINDS[name]
    text = write(form_of(kind, ()), blank(kind, says, on))
    return Begun(f"{name} entry", form_of(kind), text, f"cin event record {name} {' '.join(cases)} --form")


def text_of(who: "Chosen", begun: Begun, source: str | None, *, fresh: bool) -> str:
    """The form as it was filled in: in a file, or in the editor, where every saving is kept."""
    from cin_cli.commands._drafts import keep_draft, waiting
    from cin_cli.commands._editor import edited
    from cin_cli.commands._files import given

    instead = f"Give the form with --from FILE, or --from - for standard input (`cin event form {_argument(begun)}` prints it)."
    if source:
        return given(source, instead)
    waits = waiting(begun.what, who.refs, begun.command, fresh=fresh)
    left = edited(waits or begun.text, instead=instead, keep=lambda now: keep_draft(begun.what, who.refs, now), name="entry")
    keep_draft(begun.what, who.refs, left)
    return left


def _argument(begun: Begun) -> str:
    return begun.command.split()[3]


def read_whole(begun: Begun, text: str) -> "Anew":
    """All that the form says; a text that is no form of this is refused."""
    from cin_cli.domain.entry_form import said_of
    from cin_cli.domain.form import is_form, read

    if not is_form(begun.form, text):
        raise CinError(f"This is not that form: it begins with {begun.form.title!r}.",
                       f"`cin event form {_argument(begun)}` prints it.")  # fmt: skip
    return said_of(read(begun.form, text))


def read_anew(begun: Begun, text: str) -> "Anew":
    """What the form says that it did not say to begin with; what printing takes out of a text is no change of it."""
    from cin_cli.domain.entry_form import said_of
    from cin_cli.domain.form import read
    from cin_cli.render.document import cleaned

    whole = read_whole(begun, text)
    anew = said_of(read(begun.form, cleaned(text)), read(begun.form, cleaned(begun.text)))
    own = {child: {n: whole.own.get(child, {}).get(n) for n in changed} for child, changed in anew.own.items()}
    return replace(anew, says={name: whole.says.get(name) for name in anew.says}, own=own)


@contextmanager
def kept(who: "Chosen", begun: Begun, *, in_editor: bool) -> "Iterator[Callable[[], None]]":
    """What was written in the editor stays until it is recorded: a refusal says so; call what this gives to forget it."""
    from cin_cli.commands._drafts import draft, keep_draft

    def forget() -> None:
        if draft(begun.what, who.refs):
            keep_draft(begun.what, who.refs, "")

    try:
        yield forget
    except CinError as error:
        if not (in_editor and draft(begun.what, who.refs)):
            raise
        says = f"Nothing was recorded; what you wrote is kept, and `{begun.command}` goes on with it."
        raise type(error)(error.what, f"{error.next_step} {says}".strip()) from None
