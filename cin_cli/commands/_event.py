"""Recording an entry of any kind: by options, or as a form."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cin_cli import context
from cin_cli.errors import UsageError

if TYPE_CHECKING:
    from cin_cli.commands._record import Chosen
    from cin_cli.domain.entry import Entry


@dataclass(frozen=True)
class Given:
    """What the options say of an entry."""

    kind: str
    on: str | None
    said: Mapping[str, str]
    differs: Sequence[str]
    planned: bool
    booked_on: str | None


def record(who: "Chosen", given: Given, source: str | None, *, form: bool, fresh: bool) -> None:
    """Record it as the options say, or as its form does; a file that is no form is kept as a note beside it."""
    from cin_cli.commands._files import given as file_text

    text = file_text(source) if source else ""
    if form or (text and _is_form(given.kind, text)):
        _in_form(who, given, text, fresh=fresh)
        return
    if given.on is None:
        raise UsageError("It is not said when it happened.", "Say it with --on DATE.")
    _write(who, _made(who, given, given.on, dict(given.said), _differences(who, given)), text)


def _is_form(kind: str, text: str) -> bool:
    from cin_cli.domain.entry_form import form_of
    from cin_cli.domain.form import is_form
    from cin_cli.domain.kinds import KINDS

    return is_form(form_of(KINDS[kind]), text)


def _in_form(who: "Chosen", given: Given, text: str, *, fresh: bool) -> None:
    """As the form says; what the options say stands in it to begin with, or over what a file says."""
    from cin_cli.commands._entry_form import kept, of_kind, read_whole, text_of
    from cin_cli.commands._held import one_of
    from cin_cli.commands._record import given_words, typed
    from cin_cli.domain.dates import words
    from cin_cli.domain.kinds import KINDS, checked

    if given.differs:
        raise UsageError("What differs for a child is said in the form.", "Leave --differs out.")
    if given.kind != "fact_recorded":  # a fact means nothing before the form says its value
        checked(KINDS[given.kind], typed(given.kind, given.said))
    attributes = KINDS[given.kind].attributes
    wordy = [name for name in given.said if name in attributes and attributes[name].form == "words"]
    said = {name: given_words(value) if name in wordy else value for name, value in given.said.items()}
    begun = of_kind(given.kind, said, given.on or words(context.today()), who.refs)
    with kept(who, begun, in_editor=not text) as forget:
        anew = read_whole(begun, text or text_of(who, begun, None, fresh=fresh))
        over = {**anew.says, **(said if text else {})}
        day = given.on if text and given.on else anew.day
        own = {one_of(who.refs, child): dict(values) for child, values in anew.own.items()}
        _write(who, _made(who, given, day or None, over, own, files=False), "")
        forget()


def _made(
    who: "Chosen", given: Given, on: str | None, says: Mapping[str, Any], own: Mapping[str, Mapping[str, Any]],
    *, files: bool = True,
) -> "Entry":  # fmt: skip
    from cin_cli.commands._held import booking, day_for, written_up
    from cin_cli.commands._record import typed
    from cin_cli.domain.entry import differing, entry

    day = day_for(who, given.kind, on, planned=given.planned)
    booked = booking(given.booked_on, planned=given.planned)
    values = typed(given.kind, says, files=files)
    written_up(values, planned=given.planned)
    made = entry(given.kind, day, who.refs, values, planned=given.planned, booked_on=booked)
    shared = {"fact": says["fact"]} if given.kind == "fact_recorded" and "fact" in says else {}
    for ref, differs in own.items():
        theirs = typed(given.kind, shared | dict(differs), files=files)
        written_up(theirs, planned=False)
        made = differing(made, ref, theirs)
    return made


def _differences(who: "Chosen", given: Given) -> dict[str, dict[str, str]]:
    """What is different for which child."""
    from cin_cli.commands._held import one_of
    from cin_cli.commands._record import pairs

    texts: dict[str, list[str]] = {}
    for text in given.differs:
        name, colon, pair = text.partition(":")
        if not colon or not name.strip():
            raise UsageError(f"--differs {text!r} is not of the form REF:name=value.")
        texts.setdefault(one_of(who.refs, name), []).append(pair)
    return {ref: pairs(own, "--differs") for ref, own in texts.items()}


def _write(who: "Chosen", made: "Entry", words: str) -> None:
    from cin_cli.commands._held import write_all
    from cin_cli.domain.entry import entry

    on = min(made.happened_on, context.today())
    write_all(who, [made, *([entry("note", on, who.refs, {"text": words.strip()})] if words else [])])
