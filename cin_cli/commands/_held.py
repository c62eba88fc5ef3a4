"""What recording an event, a visit and a meeting share: the day, a booking, whom it is about, what is said back."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from cin_cli import context
from cin_cli.domain.dates import words
from cin_cli.errors import NotFound, Refused, UsageError

if TYPE_CHECKING:
    from cin_cli.commands._record import Chosen
    from cin_cli.domain.entry import Entry


def day_for(who: "Chosen", kind: str, said: str | None, *, planned: bool) -> date:
    """The day it was held (else today) or is booked for, once nothing speaks against it."""
    from cin_cli.commands._record import checked_day, day_of
    from cin_cli.domain.entry import FORESEEN

    if said is None and planned:
        raise UsageError("It is not said for which day it is booked.", "Say it with --on DATE.")
    day = day_of(said, past=not planned and kind not in FORESEEN) if said else context.today()
    checked_day(who, kind, day, planned=planned)
    return day


def booking(said: str | None, *, planned: bool) -> date | None:
    """The day a planned thing was booked; None: today, which the journal fills in, or nothing is planned."""
    from cin_cli.commands._record import day_of

    if said is None:
        return None
    if not planned:
        raise UsageError("--booked-on goes with --planned.", "For something that was held, leave it out.")
    day = day_of(said)
    if day > context.today():
        raise Refused(f"{words(day)} is still to come, so nothing can have been booked then.")
    return day


def written_up(values: Mapping[str, Any], *, planned: bool) -> None:
    """Refuse a writing-up in the future, or of what is only booked."""
    day = values.get("recorded_on")
    if not isinstance(day, date):
        return
    if planned:
        raise UsageError("What is only booked cannot have been written up.", "Leave --recorded-on out.")
    if day > context.today():
        raise Refused(f"{words(day)} is still to come, so nothing can have been written up then.")


def one_of(refs: list[str], text: str) -> str:
    """The one of these children that was meant, by reference or a beginning of it."""
    from cin_cli.commands._record import listed

    low = text.strip().lower()
    found = [ref for ref in refs if ref.lower() == low] or [ref for ref in refs if low and ref.lower().startswith(low)]
    if not found:
        raise NotFound(f"{text.strip()!r} is none of the children that this is about.", f"It is about {listed(refs)}.")
    if len(found) > 1:
        raise UsageError(f"{text.strip()!r} could be {' or '.join(found)}.", "Type more of the reference.")
    return found[0]


def write(who: "Chosen", made: "Entry", source: str | None, more: str = "") -> None:
    """Record the entry, with the words of a file beside it, and say that it is there and what is due next."""
    from cin_cli.commands._record import note_of

    write_all(who, [made, *note_of(who, min(made.happened_on, context.today()), source)], more)


def write_all(who: "Chosen", entries: "Sequence[Entry]", more: str = "") -> None:
    """Record an entry and what belongs to it as one, and say that it is there and what is due next."""
    from cin_cli.commands._record import flag, listed, say_next
    from cin_cli.domain.entry import KINDS

    made = entries[0]
    flag(who, made)
    numbers = context.record(entries)
    what = f"{'Booked' if made.planned else 'Recorded'}: {KINDS[made.kind].words}, {words(made.happened_on)}"
    beside = dict[str, list[str]]()
    for number, other in zip(numbers[1:], entries[1:], strict=True):
        beside.setdefault(KINDS[other.kind].words, []).append(str(number))
    rest = "".join(f"; {what}: {' and '.join(those)}" for what, those in beside.items())
    context.say(f"{what}, for {listed(who.refs)}{more} (entry {numbers[0]}{rest}).")
    say_next(who.refs)
