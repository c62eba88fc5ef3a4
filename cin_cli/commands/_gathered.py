"""What the commands about meetings read out of the case file: the people, the meetings, the plan, who had the minutes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from cin_cli import context
from cin_cli.domain.meeting import READ_FOR, SENT, Around, Meeting, meetings, parents
from cin_cli.errors import NotFound
from cin_cli.store import journal

if TYPE_CHECKING:
    from cin_cli.commands._record import Chosen
    from cin_cli.domain.audience import Audience
    from cin_cli.domain.entry import Entry
    from cin_cli.domain.meeting import Finding
    from cin_cli.domain.person import Person
    from cin_cli.domain.plan import Version


@dataclass(frozen=True, slots=True)
class People:
    """Everybody around these children, the children too; who is a parent; whether a family is marked."""

    all: "Mapping[str, Person]"
    parents: "tuple[Person, ...]"
    separated: bool = False
    at_risk: bool = False

    @property
    def marked(self) -> bool:
        """Whether nothing goes to two people alike."""
        return self.separated or self.at_risk

    def may_see(self, person: "Person") -> "Audience":
        """Who may see that somebody is asked or was there, as far as it is said already."""
        return person.audience or (() if self.marked else ("everyone",))


def people(who: "Chosen") -> People:
    """The people around the families of these children."""
    from cin_cli.commands._circle import whole, whom

    found: dict[str, Person] = {}
    known: list[str] = []
    for ref in who.refs:
        circle = whole(whom(ref))
        found |= circle.people
        known += [one.one for one in circle.relations if one.group == "parents" and one.other in who.refs]
    families = [journal.family_of(context.store(), f) for f in dict.fromkeys(child.family for child in who.children) if f]
    marks = any(f.separated for f in families), any(f.at_risk for f in families)
    return People(found, tuple(parents(found.values(), known)), *marks)


def standing(refs: Iterable[str], kinds: Iterable[str]) -> "list[Entry]":
    """The entries of these kinds about any of these children, with words, each once."""
    wanted = tuple(kinds)
    made = {e.number: e for ref in refs for e in journal.standing(context.store(), child=ref, kinds=wanted, words=True)}
    return [made[number] for number in sorted(made, key=lambda n: n or 0)]


def all_meetings(refs: Iterable[str]) -> list[Meeting]:
    """The meetings about any of these children, held and booked, the newest first."""
    return meetings(standing(refs, READ_FOR))


def the_meeting(who: "Chosen", day: date | None) -> Meeting:
    """The meeting held on that day, or the last one that was held."""
    held = [one for one in all_meetings(who.refs) if not one.planned and day in (None, one.day)]
    if not held:
        on = f" on {day:%d/%m/%Y}" if day else ""
        raise NotFound(f"No meeting about {who.refs[0]}{on} is recorded.", f"`cin meeting list {who.refs[0]}` shows them.")
    return held[0]


def sent_entries(meeting: Meeting) -> "list[Entry]":
    """The entries about sending minutes of these children's meetings."""
    return standing(meeting.children, (SENT,))


def plan_at(refs: Iterable[str], day: date, number: int | None = None) -> "Version | None":
    """The version of these children's plan of that number, else the last one saved on or before the day."""
    from cin_cli.commands._plans import as_version, saved

    for ref in refs:
        versions = saved(ref)
        fits = [v for v in versions if (v.number == number if number else v.on <= day)]
        if fits:
            return as_version(fits[-1])
    return None


def around(who: "Chosen", day: date, batch: "Iterable[Entry]" = ()) -> Around:
    """What stands around a meeting of that day; `batch` is what is recorded with it."""
    from cin_cli.commands._plans import saved
    from cin_cli.domain.entry import events_of

    version = plan_at(who.refs, day)
    points = {n: point.action for n, point in enumerate(version.plan.points, 1) if not point.blank} if version else {}
    agreed = [e for ref in who.refs for e in (*who.events[ref], *events_of(batch, ref))
              if e.kind == "frequency_agreed" and e.get("applies_to") == "visit" and e.date <= day]  # fmt: skip
    days = tuple(v.on for ref in who.refs for v in saved(ref))
    return Around(people(who).parents, points, days, bool(agreed), who.unborn(day))


def tell(noticed: "Iterable[Finding]") -> None:
    """Say what should not go unnoticed, on a terminal in lines that break between words."""
    from textwrap import fill

    for finding in noticed:
        text = f"Note: {finding.sentence}"
        context.warn(fill(text, 78, subsequent_indent="  ", break_on_hyphens=False) if context.interactive() else text)
