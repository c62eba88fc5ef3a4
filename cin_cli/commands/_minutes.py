"""Making the minutes of a meeting for one reader, and telling the worker what was left out."""

from datetime import date
from typing import TYPE_CHECKING, Any

from cin_cli import context
from cin_cli.commands._gathered import plan_at, the_meeting
from cin_cli.domain.audience import same_person
from cin_cli.domain.minutes import Minutes, minutes_for, named_in, shown_words
from cin_cli.errors import Refused
from cin_cli.render.minutes import Names, left_out
from cin_cli.render.minutes import render as rendered

if TYPE_CHECKING:
    from cin_cli.commands._plans import For
    from cin_cli.commands._record import Chosen
    from cin_cli.domain.audience import Withheld


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
    names = names_of(about, whom, professional=whom.reader.kind == "professional", day=meeting.day)
    text = rendered(copy, form, names)
    told = [*whom.warnings, *left_out(copy)]
    told += [f"Nobody called {name} is recorded, so no copy shows what is only for them: cin person add"
             for name in unknown_people(named_in(meeting), meeting.children)]  # fmt: skip
    was_there = any(same_person(str(row.get("person") or ""), whom.reader.person) and row.get("attended")
                    for row in meeting.get("attendance") or ())  # fmt: skip
    if (whom.reader.separated or whom.reader.at_risk) and not was_there:
        told.append(f"{whom.reader.person} is not said to have been at this meeting. Are these minutes for them?")
    if whom.reader.separated and copy.unsaid:
        things = ("1 thing does not say who may see it, so it is" if copy.unsaid == 1
                  else f"{copy.unsaid} things do not say who may see them, so they are")  # fmt: skip
        told.append(f"{things} in this copy. Read it before you hand it over.")
    return text, told


def prepared(case: list[str], day: date | None, stage: str | None, said: str | None, form: Any) -> tuple[str, list[str]]:
    """The page that the next meeting is prepared with, whole for the worker, else the part for this reader."""
    from collections import Counter

    from cin_cli.commands._plans import For, reader_of
    from cin_cli.commands._prepare import agenda
    from cin_cli.commands._record import chosen
    from cin_cli.domain.agenda import WORKER, for_reader
    from cin_cli.domain.agenda import shown_words as shown
    from cin_cli.render.agenda import render as page

    who = chosen(case)
    whom = reader_of(said, who.refs) if said else For(WORKER)
    part = for_reader(agenda(who, day, stage), whom.reader)
    _refuse_slip(list(shown(part)), part.withheld, "Nothing was made.")
    names = names_of(who, whom, professional=whom.reader.kind in ("professional", "worker"), day=part.day)
    text = page(part, form, names)
    left = Counter((held.where, held.why) for held in part.withheld)
    told = [f"Left out of this copy: {where}{f' ({count} things)' if count > 1 else ''}: {why}."
            for (where, why), count in left.items()]  # fmt: skip
    return text, [*whom.warnings, *told]


def names_of(about: "Chosen", whom: "For", *, professional: bool, day: date) -> Names:
    """What the children are called: first names in the family's copies, with the reference for professionals."""
    called = {}
    for child in about.children:
        first = child.name.split()[0] if child.name and child.name.strip() else ""
        name = " ".join((child.name or "").split()) or child.initials or ""
        called[child.ref] = f"{name} ({child.ref})" if professional and name else child.ref if professional else first or name
    return Names({ref: name or "your child" for ref, name in called.items()}, whom.name, about.unborn(day))


def _refuse_slips(copy: Minutes) -> None:
    """Nothing that is held back in one place may slip out by another."""
    next_step = f"Nothing was made. Change one of the two: cin event correct {copy.meeting.number}"
    _refuse_slip(list(shown_words(copy)), copy.withheld, next_step)


def _refuse_slip(shown: "list[str]", withheld: "tuple[Withheld, ...]", next_step: str) -> None:
    from cin_cli.domain.audience import slips

    found = slips(shown, withheld)
    if found:
        raise Refused(
            f"{found[0]!r} is not for this reader where you keep it, but stands in a part that this reader would get.", next_step
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
