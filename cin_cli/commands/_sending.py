"""Recording who had the minutes of a meeting, when and how, and the day they were put on the council's system."""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from cin_cli import context
from cin_cli.commands._gathered import people, sent_entries, the_meeting
from cin_cli.domain.kinds import BASES
from cin_cli.domain.meeting import Sending, called, plain, sendings, without_minutes
from cin_cli.errors import Refused, UsageError

if TYPE_CHECKING:
    from cin_cli.commands._gathered import People
    from cin_cli.commands._record import Chosen
    from cin_cli.domain.entry import Entry
    from cin_cli.domain.meeting import Meeting


def send(
    who: "Chosen", on: str | None, to: list[str], *, how: str | None, basis: str | None, by: str | None, sent: str | None,
    recorded: str | None,
) -> None:
    """Record the minutes of a meeting as sent to these people, or as put on the council's system."""  # fmt: skip
    from cin_cli.commands._record import chosen, day_of, listed, say_next
    from cin_cli.domain.dates import words
    from cin_cli.domain.entry import entry

    meeting = the_meeting(who, day_of(on) if on else None)
    about = chosen(meeting.children)
    known = people(about)
    if not to and not recorded:
        raise UsageError("It is not said who got them.", "Say --to F1.mother for each, or --recorded DATE.")
    day = _after(meeting, sent, "sent") if to else None
    made: list[Entry] = []
    had = {plain(one.to) for one in sendings(sent_entries(meeting), meeting)}
    for name in dict.fromkeys(_recipients(to, known, meeting, had)):
        values = {"of": meeting.day, "to": name, "how": how, "basis": basis, "by": by}
        made.append(entry("minutes_distributed", day or context.today(), meeting.children, values))
    if recorded:
        made.append(entry("minutes_recorded", _after(meeting, recorded, "put there"), meeting.children, {"of": meeting.day}))
    if not made:
        raise UsageError("The meeting names nobody who has not had them.", "Say who got them: --to F1.mother for each.")
    numbers = context.record(made)
    got = [str(one.facts["to"]) for one in made if "to" in one.facts]
    if got and day:
        context.say(f"Recorded: minutes of {words(meeting.day)} sent to {listed(got)}, {words(day)} (entry {numbers[0]}).")
    if recorded:
        context.say(f"Recorded: minutes of {words(meeting.day)} on the council's system, {words(made[-1].happened_on)}.")
    _still_without(about, meeting)
    if got and not basis:
        context.warn(f"Note: it is not said on what basis they may have them (--basis {', '.join(BASES)}).")
    say_next(about.refs)


def _after(meeting: "Meeting", said: str | None, what: str) -> date:
    from cin_cli.commands._record import day_of
    from cin_cli.domain.dates import words

    day = day_of(said) if said else context.today()
    if day > context.today():
        raise Refused(f"{words(day)} is still to come, so nothing can have been {what} then.")
    if day < meeting.day:
        raise Refused(f"{words(day)} is before the meeting of {words(meeting.day)}.")
    return day


def _recipients(said: Iterable[str], known: "People", meeting: "Meeting", had: set[str]) -> Iterable[str]:
    """Each recipient: a person's reference where one is recorded who is called so, else the name as it was given."""
    from cin_cli.commands._record import given_words

    for text in said:
        if text.strip().casefold() == "all":
            yield from (name for name in _due(meeting, known) if plain(name) not in had)
            continue
        for line in given_words(text).split("\n") if text.startswith("@") else [text]:
            found = [person for person in known.all.values() if plain(line) in called(person)]
            if line.strip():
                yield found[0].ref if len(found) == 1 else " ".join(line.split())


def _due(meeting: "Meeting", known: "People") -> list[str]:
    rows = [*(meeting.get("attendance") or ()), *(meeting.get("invited") or ())]
    return list(dict.fromkeys(str(row.get("person") or row.get("name")) for row in rows if row.get("person") or row.get("name")))


def who_had(who: "Chosen", meeting: "Meeting") -> tuple[list[Sending], list[str]]:
    """Who had the minutes, and who is not said to have had them."""
    sent = sendings(sent_entries(meeting), meeting)
    return sent, without_minutes(meeting, sent, people(who).all)


def _still_without(who: "Chosen", meeting: "Meeting") -> None:
    left = who_had(who, meeting)[1]
    if left:
        context.say(f"Not yet said to have had them: {', '.join(left)}.")
