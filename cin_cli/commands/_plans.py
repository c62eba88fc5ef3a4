"""What `cin plan` shares: the versions in the journal, the drafts that wait, and whom a copy is for."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from cin_cli import context
from cin_cli.domain.audience import Audience, Reader, is_settled, read_audience, same_person
from cin_cli.domain.plan import Version
from cin_cli.errors import NotFound, Refused, UsageError

if TYPE_CHECKING:
    from cin_cli.commands._record import Chosen
    from cin_cli.domain.entry import Entry, Event
    from cin_cli.store.people import Family

ENDS = ("cin_plan_ended", "case_closed", "cp_plan_started", "looked_after_started")


@dataclass(frozen=True, slots=True)
class Saved:
    """A saved version as the journal has it: its form, word for word."""

    number: int
    form: str
    on: date
    by: str
    children: tuple[str, ...]


def saved(child: str) -> list[Saved]:
    """The versions of this child's plan, oldest first."""
    from cin_cli.store import journal

    made = journal.standing(context.store(), child=child, kinds=("plan_saved",), words=True)
    return [_saved(entry) for entry in made]


def _saved(made: "Entry") -> Saved:
    children = tuple(part.child for part in made.parts)
    return Saved(int(made.facts["version"]), str(made.words.get("form", "")), made.happened_on, made.recorded_by, children)


def the_plan(who: "Chosen") -> list[Saved]:
    """The versions of the one plan of these children; NotFound when there is none, UsageError when they have several."""
    plans = {versions[-1].children: versions for ref in who.refs if (versions := saved(ref))}
    if not plans:
        raise NotFound(f"There is no plan for {', '.join(who.refs)} yet.", f"cin plan new {' '.join(who.refs)}")
    if len(plans) > 1:
        several = "; ".join(", ".join(children) for children in plans)
        raise UsageError(f"These children have several plans ({several}).", "Name one child.")
    return next(iter(plans.values()))


def numbered(versions: list[Saved], number: int | None) -> Saved:
    """The version of that number, or the latest."""
    if number is None:
        return versions[-1]
    for version in versions:
        if version.number == number:
            return version
    known = ", ".join(str(version.number) for version in versions)
    raise NotFound(f"There is no version {number} of this plan.", f"There are: {known}.")


def as_version(made: Saved) -> Version:
    """The version with its form read and the day the plan started."""
    from cin_cli.domain.entry import events_of
    from cin_cli.domain.plan_form import read_form
    from cin_cli.store import journal

    store = context.store()
    kinds = ("cin_plan_started", *ENDS)
    starts = [started(events_of(journal.standing(store, child=ref, kinds=kinds), ref)) for ref in made.children]
    known = [day for day in starts if day]
    return Version(read_form(made.form), made.number, made.on, made.children, min(known, default=None))


def started(events: "Iterable[Event]") -> date | None:
    """The recorded start of the plan that runs now, or None."""
    since = None
    for event in sorted(events, key=lambda e: (e.date, e.kind not in ENDS, e.number or 0)):
        if event.planned:
            continue
        if event.kind in ENDS:
            since = None
        elif event.kind == "cin_plan_started":
            since = since or event.date
    return since


# Readers ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class For:
    """Whom a copy is for, as the domain and the document need it, and what the worker should hear beforehand."""

    reader: Reader
    name: str = ""
    warnings: tuple[str, ...] = ()


def reader_of(said: str, children: Iterable[str]) -> For:
    """Whom `--for` names. A family that is separated or at risk gets no shared copy: refused."""
    word, families = said.strip().casefold(), list(_families(children))
    if word in ("professional", "professionals"):
        return For(Reader("professional"))
    marks = {"separated": any(f.separated for f in families), "at_risk": any(f.at_risk for f in families)}
    people = {ref: person for family in families for ref, person in family.people.items()}
    audiences = {ref: _audience(person.audience) for ref, person in people.items()}
    unknown = () if families else ("No family is recorded here, so nothing says who must not see what (`cin family add`).",)
    if word == "family":
        _refuse_shared(families, people)
        return For(Reader("family", settled=is_settled(audiences)), warnings=unknown)
    found = [person for ref, person in people.items() if same_person(said.strip(), ref)]
    if len(found) != 1:
        raise _nobody(said, found, people)
    person = found[0]
    return For(Reader("person", person.ref, is_settled(audiences, person.ref), **marks), person.name or "", unknown)


def _families(children: Iterable[str]) -> "Iterable[Family]":
    from cin_cli.store import journal

    store = context.store()
    refs = dict.fromkeys(journal.find_child(store, ref).family for ref in children)
    return (journal.family_of(store, ref) for ref in refs if ref)


def _audience(value: Any) -> Audience:
    """Who may see what is said of a person, as it was recorded; what cannot be read counts as not said."""
    text = ", ".join(map(str, value)) if isinstance(value, list) else str(value or "")
    try:
        return read_audience(text)
    except UsageError:
        return ()


def _refuse_shared(families: "Iterable[Family]", people: Iterable[str]) -> None:
    for family in families:
        if family.separated or family.at_risk:
            how = "separated" if family.separated else "at risk from each other"
            example = next(iter(people), f"{family.ref}.mother")
            raise Refused(
                f"{family.ref} is marked as {how}, so there is no copy that they share.",
                f"Make one for each person: --for {example}",
            )


def _nobody(said: str, found: list[Any], people: Iterable[str]) -> UsageError | NotFound:
    if found:
        return UsageError(f"{said!r} could be {', '.join(p.ref for p in found)}.", "Name the whole reference.")
    known = ", ".join(["family", "professional", *people])
    hint = f"--for can be {known}; `cin person add` adds people."
    return NotFound(f"There is nobody called {said!r} around these children.", hint)


def unknown_people(named: Iterable[str], children: Iterable[str]) -> list[str]:
    """The names in a plan that are nobody recorded around its children: no copy would show what is for them."""
    people = [ref for family in _families(children) for ref in family.people]
    return sorted(name for name in named if not any(same_person(name, ref) for ref in people))

