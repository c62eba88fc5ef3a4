"""What every command that records something shares: whom it is about, which day, what is refused, what is said back."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from cin_cli import context
from cin_cli.domain.dates import distance, parse_date, words
from cin_cli.errors import UsageError

if TYPE_CHECKING:
    from cin_cli.domain.entry import Entry, Event
    from cin_cli.store.people import Child

SHOWN = 4
"""For how many children a confirmation says what is due next."""
FORWARD = frozenset({"until", "expires_on", "next_review_agreed", "due", "due_on"})
"""Attributes whose day lies ahead."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """The children that a command is about, and what stands in the journal of each."""

    children: tuple["Child", ...]
    events: Mapping[str, list["Event"]]

    @property
    def refs(self) -> list[str]:
        """Their references, in the order given."""
        return [child.ref for child in self.children]

    def unborn(self, day: date) -> frozenset[str]:
        """Those who were not born yet on that day."""
        from cin_cli.domain.birth import not_born_yet

        return frozenset(c.ref for c in self.children if not_born_yet(self.events[c.ref], c.born, day))


def chosen(cases: Sequence[str]) -> Chosen:
    """The children of these references, unique beginnings of one, or families (`F7`)."""
    from cin_cli.domain.entry import events_of
    from cin_cli.store import journal

    store = context.store()
    found: dict[str, Child] = {}
    for case in cases:
        family = journal.find_family(store, case)
        refs = family.children if family else (case,)
        if family and not refs:
            raise UsageError(f"{family.ref} has no children.", f"cin family add CASE --ref {family.ref}")
        for ref in refs:
            child = journal.find_child(store, ref)
            found.setdefault(child.ref, child)
    events = {ref: events_of(journal.standing(store, child=ref), ref) for ref in found}
    return Chosen(tuple(found.values()), events)


def day_of(text: str, *, past: bool = True) -> date:
    """The day that was typed; how an ambiguous one was read is said on standard error."""
    calendar = None
    if "wd" in text.lower():
        from cin_cli.domain.calendar import england
        from cin_cli.store.calendar import days_added

        calendar = england(days_added(context.store()))
    read = parse_date(text, context.today(), past=past, calendar=calendar)
    if read.note:
        context.warn(read.note)
    return read.day


def checked_day(who: Chosen, kind: str, day: date, *, planned: bool = False, without: int | None = None) -> None:
    """Refuse what cannot have happened to these children; `without` is an entry that is being corrected."""
    from cin_cli.domain.plausible import refuse_before_conception, refuse_closed, refuse_future

    refuse_future(kind, day, context.today(), planned=planned)
    for child in who.children:
        refuse_before_conception(child.ref, day, child.born)
        refuse_closed(child.ref, kind, day, [e for e in who.events[child.ref] if e.number != without or without is None])


def flag(who: Chosen, made: "Entry") -> None:
    """Say what is unusual about an entry, once; it is recorded all the same."""
    from cin_cli.domain.plausible import unusual

    said: dict[str, None] = {}
    for ref in who.refs:
        said |= dict.fromkeys(unusual(ref, made.kind, made.happened_on, who.events[ref], planned=made.planned))
    for sentence in said:
        context.warn(f"Note: {sentence}")


def typed(kind: str, values: Mapping[str, Any], *, files: bool = True) -> dict[str, Any]:
    """Attribute values as typed, made ready to be checked: dates read, `of` from a number, words from a file (`files`)."""
    from cin_cli.domain.entry import KINDS

    ready: dict[str, Any] = {}
    for name, value in values.items():
        attribute = KINDS[kind].attributes.get(name)
        form = attribute.form if attribute else ""
        if form == "date" and value:
            ready[name] = _date_value(name, value)
        elif form == "words" and value and files:
            ready[name] = given_words(value)
        elif attribute and form == "rows" and not isinstance(value, str):
            days = [column.name for column in attribute.columns if column.form == "date"]
            ready[name] = [{n: _date_value(n, v) if n in days else v for n, v in row.items()} for row in value or ()]
        elif kind == "fact_recorded" and name == "value" and values.get("fact") == "date_of_birth" and value:
            ready[name] = day_of(value)
        else:
            ready[name] = value
    return ready


def _date_value(name: str, value: str) -> date:
    if name == "of" and value.isdecimal():
        return by_number(int(value)).happened_on
    return day_of(value, past=name not in FORWARD)


def by_number(number: int) -> "Entry":
    """The entry of that number, as it was written, with its words; NotFound when there is none."""
    from cin_cli.errors import NotFound
    from cin_cli.store import journal

    made = journal.written(context.store(), number)
    if made is None:
        raise NotFound(f"There is no entry {number}.", "`cin event list CASE` shows their numbers.")
    return made


def pairs(said: Iterable[str], option: str = "--set") -> dict[str, str]:
    """`name=value` options as a mapping; a name given twice is refused."""
    found: dict[str, str] = {}
    for text in said:
        name, equals, value = text.partition("=")
        name = name.strip().replace("-", "_")
        if not equals or not name:
            raise UsageError(f"{option} {text!r} is not of the form name=value.")
        if name in found:
            raise UsageError(f"{option}: {name} is given twice.")
        found[name] = value.strip()
    return found


def given_words(text: str) -> str:
    """Words as typed, or, for `@FILE` and `@-`, those of a file or of standard input."""
    return file_words(text[1:]) if text.startswith("@") else text


def file_words(source: str) -> str:
    """The words in a file, or on standard input for `-`; an empty one is refused."""
    from cin_cli.commands._files import given

    return given(source).strip()


def note_of(who: Chosen, on: date, source: str | None) -> list["Entry"]:
    """A dated note beside the entry, read from a file or standard input."""
    from cin_cli.domain.entry import entry

    return [entry("note", on, who.refs, {"text": file_words(source)})] if source else []


def ask(question: str, answers: Sequence[str] = ()) -> str | None:
    """A short question on a terminal; Enter means not known. None where nobody can answer."""
    if not context.interactive():
        return None
    import typer

    hint = f" ({'/'.join(answers)})" if answers else ""
    while True:
        said = str(typer.prompt(f"{question}{hint}", default="", show_default=False)).strip()
        if not said or not answers:
            return said or None
        fits = [answer for answer in answers if answer.startswith(said.lower())]
        if len(fits) == 1:
            return fits[0]
        context.warn(f"Please answer {', '.join(answers)}, or Enter when it is not known.")


def listed(refs: Sequence[str]) -> str:
    """`AB12`, `AB12 and CD34`, `AB12, CD34 and EF56`."""
    return refs[0] if len(refs) == 1 else f"{', '.join(refs[:-1])} and {refs[-1]}"


def say_next(refs: Sequence[str]) -> None:
    """What is due next for each of a few children, those alike together; nothing when no procedure is in force."""
    from cin_cli.domain.reading import label_of
    from cin_cli.store.items import items_on

    today = context.today()
    found: dict[str, list[str]] = {}
    for ref in refs[:SHOWN]:
        soonest = items_on(context.store(), today, listed=True, children=[ref], limit=1)
        answer = soonest[0].answer if soonest else None
        if answer and answer.due:
            found.setdefault(f"{label_of(answer)}, by {words(answer.due)} ({distance(answer.due, today)})", []).append(ref)
    for what, those in found.items():
        context.say(f"Next for {listed(those)}: {what}.")
