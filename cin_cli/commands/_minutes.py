"""Making the minutes of a meeting for one reader, and telling the worker what was left out."""

from datetime import date
from typing import TYPE_CHECKING, Any

from cin_cli import context
from cin_cli.commands._gathered import plan_at, the_meeting
from cin_cli.domain.minutes import Minutes, minutes_for, named_in, shown_words
from cin_cli.errors import Refused
from cin_cli.render.minutes import Names, left_out
from cin_cli.render.minutes import render as rendered

if TYPE_CHECKING:
    from cin_cli.commands._plans import For
    from cin_cli.commands._record import Chosen


def minutes(case: str, day: date | None, said: str, form: Any) -> tuple[str, list[str]]:
    """The minutes for this reader, and what the worker should hear of them."""
    from cin_cli.commands._plans import reader_of, unknown_people
    from cin_cli.commands._record import chosen

    meeting = the_meeting(chosen([case]), day)
    about = chosen(meeting.children)
    whom = reader_of(said, meeting.children)
    version = plan_at(about.refs, meeting.day, meeting.get("plan_version"))
    points = dict(enumerate(version.plan.points, 1)) if version else {}
    copy = minutes_for(meeting, whom.reader, points)
    _refuse_slips(copy)
    text = rendered(copy, form, names_of(about, whom, professional=whom.reader.kind == "professional"))
    told = [*whom.warnings, *left_out(copy)]
    told += [f"Nobody called {name} is recorded, so no copy shows what is only for them: cin person add"
             for name in unknown_people(named_in(meeting), meeting.children)]  # fmt: skip
    if whom.reader.separated and copy.unsaid:
        things = "1 thing does not say" if copy.unsaid == 1 else f"{copy.unsaid} things do not say"
        told.append(f"{things} who may see that, and so stand in this copy. Read it before you hand it over.")
    return text, told


def names_of(about: "Chosen", whom: "For", *, professional: bool) -> Names:
    """What the children are called: first names in the family's copies, with the reference for professionals."""
    called = {}
    for child in about.children:
        first = child.name.split()[0] if child.name and child.name.strip() else ""
        name = " ".join((child.name or "").split()) or child.initials or ""
        called[child.ref] = f"{name} ({child.ref})" if professional and name else child.ref if professional else first or name
    return Names({ref: name or "your child" for ref, name in called.items()}, whom.name)


def _refuse_slips(copy: Minutes) -> None:
    """Nothing that is held back in one place may slip out by another."""
    from cin_cli.domain.audience import slips

    found = slips(shown_words(copy), copy.withheld)
    if found:
        raise Refused(
            f"{found[0]!r} is not for this reader where you keep it, but stands in a part that this reader would get.",
            f"Nothing was made. Change one of the two: cin event correct {copy.meeting.number}",
        )


def out(text: str, told: list[str], output: str | None, *, yes: bool) -> None:
    """Print the document or write it to its file, and tell the worker the rest."""
    from cin_cli.commands._files import print_out, write_out

    if output:
        write_out(output, text, yes=yes)
    else:
        print_out(text)
    for line in told:
        context.warn(line)
