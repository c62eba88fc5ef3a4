"""`cin person`: the people around a family, how they belong together, and who may see what is said of them."""

import re
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cin_cli import context
from cin_cli.domain.kinds import PATTERNS
from cin_cli.domain.person import CLEARED
from cin_cli.errors import NotFound, UsageError

if TYPE_CHECKING:
    from cin_cli.domain.audience import Audience
    from cin_cli.store.people import Family, Person

app = typer.Typer(
    no_args_is_help=True, add_completion=False, rich_markup_mode=None, help="The people around a family.",
)  # fmt: skip
_SHORT = re.compile(r"[a-z0-9_-]{1,40}")
_TAKEN = ("family", "everyone", "everybody", "professional", "professionals", "worker")
"""Words that mean a circle of people wherever an audience is read."""

Ref = Annotated[str, typer.Argument(metavar="F7.mother", help="The family, a full stop, a short word for the person.")]
OrChild = Annotated[str, typer.Argument(metavar="PERSON", help="Such as F7.mother, or a child's reference.")]
Name = Annotated[
    str | None, typer.Option("--name", help="As the family uses it; @FILE reads it from a file. Asked on a terminal.")
]
Relation = Annotated[
    str | None, typer.Option("--relation", help="Such as mother, mother's mother, mother's partner, health visitor.")
]
May = Annotated[
    str | None,
    typer.Option("--audience", help="Who may see what is theirs: worker (if not said), professionals, everyone, or people."),
]
Sex = Annotated[str | None, typer.Option("--sex", help="female, male, other or unknown, for the symbol.")]
Born = Annotated[str | None, typer.Option("--born", metavar="DATE", help="A date, or only a year.")]
Died = Annotated[str | None, typer.Option("--died", metavar="DATE", help="A date, a year, or yes.")]
Expected = Annotated[str | None, typer.Option("--expected", metavar="DATE", help="Not born yet, and expected on that day.")]
Pr = Annotated[
    bool | None, typer.Option("--pr/--no-pr", help="Whether they have parental responsibility.", show_default=False)
]
Household = Annotated[
    str | None, typer.Option("--household", metavar="WORD", help="A word for who lives together; `home`: with the children.")
]
Professional = Annotated[
    bool | None, typer.Option("--professional/--not-professional", help="They are there for their work.", show_default=False)
]
Agency = Annotated[str | None, typer.Option("--agency", help="Whom they work for; @FILE reads it from a file.")]
Phone = Annotated[str | None, typer.Option("--phone", help="@FILE reads it from a file.")]
Address = Annotated[str | None, typer.Option("--address", help="@FILE reads it from a file.")]
Email = Annotated[str | None, typer.Option("--email", help="@FILE reads it from a file.")]
Communication = Annotated[
    str | None, typer.Option("--communication", help="What helps them to understand and be understood; or @FILE.")
]
Interpreter = Annotated[str | None, typer.Option("--interpreter", metavar="LANGUAGE", help="They need an interpreter for it.")]
ContactFor = Annotated[
    str | None,
    typer.Option("--contact-for", help="Who may see household, agency, phone, address, e-mail and needs: worker if not said."),
]
PatternOption = Annotated[
    list[str] | None, typer.Option("--pattern", help="domestic_abuse, mental_health, drugs or alcohol; once for each.")
]
PatternsFor = Annotated[str | None, typer.Option("--patterns-for", help="Who may see the patterns: worker if not said.")]
Note = Annotated[str | None, typer.Option("--note", metavar="@FILE", help="A note for you only.")]
Clear = Annotated[list[str] | None, typer.Option("--clear", metavar="WHAT", help="Take it off again: address, phone, drugs …")]
Names = Annotated[bool, typer.Option("--names", help="Show names. Mind who can see the screen.")]
Json = Annotated[bool, typer.Option("--json", help="As JSON.")]


@app.command()
def add(
    ref: Ref, name: Name = None, relation: Relation = None, audience: May = None, sex: Sex = None, born: Born = None,
    died: Died = None, expected: Expected = None, pr: Pr = None, household: Household = None, professional: Professional = None,
    agency: Agency = None, phone: Phone = None, address: Address = None, email: Email = None,
    communication: Communication = None, interpreter: Interpreter = None, contact_for: ContactFor = None,
    pattern: PatternOption = None, patterns_for: PatternsFor = None, note: Note = None, clear: Clear = None,
) -> None:
    """Add somebody to a family, or say something new of them; what is not said again stays.

    Example: cin person add F1.mother --name Kerry --relation mother --audience F1.mother,F1.gran
    """  # fmt: skip
    _describe(**locals(), new=True)


@app.command()
def edit(
    ref: OrChild, name: Name = None, relation: Relation = None, audience: May = None, sex: Sex = None, born: Born = None,
    died: Died = None, expected: Expected = None, pr: Pr = None, household: Household = None, professional: Professional = None,
    agency: Agency = None, phone: Phone = None, address: Address = None, email: Email = None,
    communication: Communication = None, interpreter: Interpreter = None, contact_for: ContactFor = None,
    pattern: PatternOption = None, patterns_for: PatternsFor = None, note: Note = None, clear: Clear = None,
) -> None:
    """Say something new of somebody recorded, or of a child as of a person; what is not said again stays.

    Examples: cin person edit F1.mother --phone @phone.txt --contact-for F1.mother    cin person edit AB12 --interpreter BSL
    """  # fmt: skip
    _describe(**locals(), new=False)


def _describe(
    *, ref: str, new: bool, name: str | None, relation: str | None, audience: str | None, **details: Any
) -> None:
    """Record what was said of somebody of a family, or, edited, of a child."""
    from cin_cli.commands._record import ask
    from cin_cli.domain.entry import entry
    from cin_cli.store.people import person_of

    if "." not in ref and not new:
        _describe_child(ref, name, {"relation": relation, "audience": audience, **details})
        return
    family, whole = _of_family(ref)
    known = person_of(context.store(), whole)
    if known is None and not new:
        raise NotFound(f"There is nobody called {whole} here.", f"cin person add {whole}")
    may = _audience(audience, known)
    if known is None:
        name = name or ask(f"What is {whole} called?")
        relation = relation or ask("How are they related (mother, gran, health visitor)?")
    said = {"name": name, "relation": relation, "audience": list(may) or None, **details}
    ready = _ready(said)
    if not ready:
        raise UsageError(f"{whole} is recorded already, and nothing new was said.", "Say --name, --relation or --audience.")
    context.record([entry("person_described", context.today(), values={"person": whole, "family": family.ref, **ready})])
    for other in _unknown((*may, *ready.get("contact_for", ()), *ready.get("patterns_for", ())), family, whole):
        context.warn(f"Note: nobody called {other} is recorded in {family.ref}, so nobody sees it as {other}.")
    now = person_of(context.store(), whole)
    context.say(
        f"{whole} {'is changed' if known else 'is added'}. What is theirs is for: {_seen_by(now.audience if now else None)}."
    )


def _describe_child(ref: str, name: str | None, said: dict[str, Any]) -> None:
    """What is said of a child as of a person; name and birth belong to the case."""
    from cin_cli.domain.audience import read_audience
    from cin_cli.domain.entry import entry
    from cin_cli.store import journal

    child = journal.find_child(context.store(), ref)
    if name or said["born"]:
        raise UsageError("A child's name and birth are said of the case, not here.", "`cin case --help` shows how.")
    may = said["audience"]
    ready = _ready({**said, "audience": list(read_audience(may)) if may else None})
    if not ready:
        raise UsageError(f"Nothing new was said of {child.ref}.", "`cin person edit --help` lists what can be said.")
    family = {"family": child.family} if child.family else {}
    context.record([entry("person_described", context.today(), values={"person": child.ref, **family, **ready})])
    context.say(f"{child.ref} is changed.")


def _ready(said: dict[str, Any]) -> dict[str, Any]:
    """What was said, as an entry keeps it: words read, days read, what is taken off named."""
    patterns, clear, pr = said.pop("pattern"), said.pop("clear"), said.pop("pr")
    ready = {key: _value(key, value) for key, value in said.items() if value not in (None, "")}
    if pr is not None:
        ready["parental_responsibility"] = pr
    if "expected" in ready:
        ready["unborn"] = True
    elif "born" in ready:
        ready["unborn"] = False
    ready |= dict.fromkeys(_listed("--pattern", patterns, PATTERNS), True)
    gone = _listed("--clear", clear, CLEARED)
    return {**ready, **({"no_longer": " ".join(gone)} if gone else {})}


def _value(key: str, value: Any) -> Any:
    from cin_cli.commands._record import given_words
    from cin_cli.domain.audience import read_audience
    from cin_cli.domain.entry import KINDS

    form = KINDS["person_described"].attributes[key].form
    if key in ("born", "died", "expected"):
        return _when(key, value)
    if form == "audience":
        return list(read_audience(value))
    return given_words(value) if form == "words" else value


def _listed(option: str, said: list[str] | None, known: tuple[str, ...]) -> list[str]:
    """The words given with an option, each one that is known."""
    found = [word.strip().lower().replace("-", "_") for word in said or []]
    for word in found:
        if word not in known:
            raise UsageError(f"{option} cannot be {word!r}.", f"It is one of: {', '.join(known)}.")
    return found


def _when(name: str, text: str) -> str:
    """A day or a year, read as it was typed; a day that has not come is refused, but for what is expected."""
    from cin_cli.commands._record import day_of
    from cin_cli.domain.person import checked_when

    if name == "died" and text.strip().lower() == "yes":
        return "yes"
    if re.fullmatch(r"\s*\d{4}\s*", text) and name != "expected":
        year = checked_when(text.strip(), f"--{name}")
        day = context.today().replace(year=int(year), month=1, day=1)
    else:
        day = day_of(text, past=name != "expected")
        year = day.isoformat()
    if name != "expected" and day > context.today():
        raise UsageError(f"--{name} lies ahead.", "Say --expected for a child who is not born yet." if name == "born" else "")
    return year


def _of_family(ref: str) -> "tuple[Family, str]":
    """The family of a person's reference, and the whole of it."""
    from cin_cli.store.people import family_of

    family_ref, short = _reference(ref)
    family = family_of(context.store(), family_ref)
    return family, f"{family.ref}.{short}"


def _reference(text: str) -> tuple[str, str]:
    """The family's reference and the short word."""
    family, dot, short = text.strip().rpartition(".")
    if not dot or not family or not _SHORT.fullmatch(short.lower()):
        raise UsageError(f"{text!r} is not a person's reference.", "Say it as F7.mother: the family, a full stop, a short word.")
    if short.lower() in _TAKEN:
        raise UsageError(f"{short!r} means several people wherever it is read.", "Choose another word, such as mother.")
    return family, short.lower()


def _audience(text: str | None, known: "Person | None") -> "Audience":
    """Who may see it: as said; the worker only for somebody new; empty: as it was."""
    from cin_cli.domain.audience import read_audience

    if text is None:
        return () if known else ("worker",)
    may = read_audience(text)
    if not may:
        raise UsageError("--audience says nobody.", "Say worker, professionals, everyone, or people such as F7.mother.")
    return may


def _unknown(may: "Audience", family: "Family", whole: str) -> list[str]:
    from cin_cli.domain.audience import people_named, same_person

    people = [*family.people, whole]
    return [named for named in dict.fromkeys(people_named(may)) if not any(same_person(named, ref) for ref in people)]


# Relationships ------------------------------------------------------------------------------------------------------


@app.command()
def relate(
    one: Annotated[str, typer.Argument(metavar="PERSON", help="Such as F7.mother, or a child's reference.")],
    what: Annotated[str, typer.Argument(metavar="WHAT", help="parent_of, partner_of, sibling_of, supports …; docs/entries.md.")],
    other: Annotated[str, typer.Argument(metavar="PERSON", help="Of the same family, or any child.")],
    tie: Annotated[str | None, typer.Option("--tie", help="strong, ordinary, weak, stressful or broken.")] = None,
    since: Annotated[str | None, typer.Option("--since", metavar="DATE", help="A date, or only a year.")] = None,
    until: Annotated[str | None, typer.Option("--until", metavar="DATE", help="A date, or only a year.")] = None,
    note: Annotated[str | None, typer.Option("--note", metavar="@FILE", help="How it is, in words.")] = None,
    audience: Annotated[
        str | None, typer.Option("--audience", help="Who may see it and how it is: worker, professionals, everyone, or people.")
    ] = None,
    not_so: Annotated[bool, typer.Option("--not-so", help="It was recorded and is not so.")] = False,
) -> None:
    """Say how two people belong together, and how strong or strained the tie is; said again, it is changed.

    Examples: cin person relate F1.mother parent_of AB12    cin person relate F1.gran supports F1.mother --tie strong
    """
    from cin_cli.commands._record import given_words
    from cin_cli.domain.audience import read_audience
    from cin_cli.domain.entry import entry
    from cin_cli.domain.relation import turned

    first, second = _somebody(one), _somebody(other)
    if first[0] == second[0]:
        raise UsageError(f"{first[0]} cannot be related to themselves.")
    families = {family for ref, family in (first, second) if "." in ref}
    if len(families) > 1:
        raise UsageError("They are people of two families.", "Add one of them to the other family too: cin person add")
    _from, kind, to = turned(first[0], what, second[0])
    made = entry("relationship_described", context.today(), values={
        "from": _from, "what": kind, "to": to, "family": next(iter(families), first[1]) or None, "tie": tie,
        "since": _when("since", since) if since else None, "until": _when("until", until) if until else None,
        "note": given_words(note) if note else None, "for": list(read_audience(audience)) if audience else None,
        "not_so": True if not_so else None,
    })  # fmt: skip
    context.record([made])
    context.say(f"Recorded: {_from} {kind.replace('_', ' ')} {to}{' is not so' if not_so else f', a {tie} tie' if tie else ''}.")


def _somebody(ref: str) -> tuple[str, str]:
    """A person's or a child's whole reference, and the family they belong to."""
    from cin_cli.store import journal
    from cin_cli.store.people import person_of

    if "." in ref:
        family, whole = _of_family(ref)
        if person_of(context.store(), whole) is None:
            raise NotFound(f"There is nobody called {whole} here.", f"cin person add {whole}")
        return whole, family.ref
    child = journal.find_child(context.store(), ref)
    return child.ref, child.family or ""


# Showing ------------------------------------------------------------------------------------------------------------


@app.command("list")
def list_(
    family: Annotated[str, typer.Argument(metavar="FAMILY", help="Such as F7.")], names: Names = False, json_: Json = False
) -> None:
    """The people of a family, and who may see what is theirs.

    Example: cin person list F1
    """
    from cin_cli.store.people import family_of

    found = family_of(context.store(), family)
    if json_:
        import json

        people = [as_json(person, names) for person in found.people.values()]
        context.say(json.dumps({"schema_version": 1, "family": found.ref, "people": people}, indent=1, ensure_ascii=False))
    else:
        print_people(found, names=names)


@app.command()
def show(
    ref: OrChild, names: Names = False, json_: Json = False,
    reader: Annotated[
        str | None, typer.Option("--for", metavar="WHOM", help="As a copy for them: family, professional, or a person.")
    ] = None,
) -> None:
    """All that is recorded of one person, and how they belong to the others.

    Example: cin person show F1.mother --names
    """  # fmt: skip
    from cin_cli.commands._circle import copy_of, refuse_slips, tell, whom
    from cin_cli.render.person import as_json as in_json
    from cin_cli.render.person import described

    whole, family = _somebody(ref)
    part, found = copy_of(whom(whole if "." not in whole else family), reader, names=names)
    person = part.people.get(whole)
    if person is None:
        tell(part, found)
        raise NotFound(f"{whole} is not in this copy.", "Standard error says why.")
    refuse_slips(part)
    if json_:
        context.say(in_json(person, part))
    else:
        for line in described(person, part, context.today()):
            context.say(line)
    tell(part, found)


def print_people(family: "Family", *, names: bool) -> None:
    """The people of a family as a table; by reference unless names are asked for."""
    from cin_cli.render.table import Cell, Column, show

    if not family.people:
        context.say(f"Nobody is recorded around {family.ref}. `cin person add {family.ref}.mother` adds somebody.")
        return
    columns = (Column("Person"), Column("Name", wraps=True), Column("Relation", wraps=True), Column("For", wraps=True))
    show(columns, [
        [Cell(person.ref), Cell(person.name or "" if names else ""), Cell(person.relation or ""), Cell(_seen_by(person.audience))]
        for person in family.people.values()
    ])  # fmt: skip


def as_json(person: "Person", names: bool) -> dict[str, Any]:
    """What is recorded of a person."""
    may = person.audience
    return {
        "person": person.ref, **({"name": person.name} if names else {}), "relation": person.relation,
        "audience": may if isinstance(may, list) or may is None else [may],
    }  # fmt: skip


def _seen_by(audience: Any) -> str:
    return ", ".join(map(str, audience)) if isinstance(audience, list) else str(audience or "not said")
