"""`cin visit`: record a visit to one child or several, and what differed between them."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cin_cli import context
from cin_cli.domain.entry import KINDS
from cin_cli.errors import UsageError

if TYPE_CHECKING:
    from cin_cli.commands._record import Chosen
    from cin_cli.domain.entry import Entry

ALONE = KINDS["visit"].attributes["seen_alone"].choices
app = typer.Typer(no_args_is_help=True, add_completion=False, rich_markup_mode=None, help="Record a visit.")


@app.callback()
def top() -> None:
    """Record a visit."""


@dataclass
class _Seen:
    """Which children were seen (None: not known), why not, and whether those who were seen were seen alone."""

    seen: dict[str, bool | None]
    reasons: dict[str, str] = field(default_factory=dict)
    alone: str | None = None

    def those(self, answer: bool) -> list[str]:
        return [ref for ref, seen in self.seen.items() if seen is answer]


@app.command()
def record(
    cases: Annotated[list[str], typer.Argument(metavar="CASE…", help="The children who were visited, or a family (F7).")],
    on: Annotated[str | None, typer.Option("--on", metavar="DATE", help="The day; else today.")] = None,
    seen: Annotated[str | None, typer.Option("--seen", metavar="yes|no", help="Whether the children were seen.")] = None,
    not_seen: Annotated[
        list[str] | None, typer.Option("--not-seen", metavar="REF[=reason]", help="A child who was not seen, and why.")
    ] = None,
    alone: Annotated[
        str | None, typer.Option("--alone", metavar="|".join(ALONE), help="Whether those who were seen were seen alone.")
    ] = None,
    family_seen: Annotated[
        bool | None, typer.Option("--family-seen/--family-not-seen", help="Whether the family was seen.", show_default=False)
    ] = None,
    announced: Annotated[
        bool | None, typer.Option("--announced/--unannounced", help="Whether it was announced.", show_default=False)
    ] = None,
    purpose: Annotated[str | None, typer.Option("--purpose", metavar="W", help="What for; @FILE reads it from a file.")] = None,
    reason: Annotated[
        str | None, typer.Option("--reason", metavar="W", help="Why not seen, or not alone; @FILE reads it from a file.")
    ] = None,
    recorded_on: Annotated[
        str | None, typer.Option("--recorded-on", metavar="DATE", help="The day it was put on the council's system.")
    ] = None,
    planned: Annotated[bool, typer.Option("--planned", help="It is booked, not held yet.")] = False,
    booked_on: Annotated[
        str | None, typer.Option("--booked-on", metavar="DATE", help="With --planned: the day it was booked; else today.")
    ] = None,
    source: Annotated[
        str | None, typer.Option("--from", metavar="FILE", help="Keep the words of a file beside it (- for standard input).")
    ] = None,
) -> None:
    """Record a visit to one child or several, and who was seen.

    On a terminal it asks for what is missing; Enter means not known.

    Example: cin visit record AB12 AB13 --on 3/10/2025 --seen yes --not-seen "AB13=at school"
    """
    from cin_cli.commands._held import booking, day_for, write, written_up
    from cin_cli.commands._record import chosen, given_words, typed

    who = chosen(cases)
    if planned and (seen or not_seen or alone or family_seen is not None):
        raise UsageError("At a visit that is only booked nobody was seen yet.", "Leave that out, or leave --planned out.")
    day = day_for(who, "visit", on, planned=planned)
    booked = booking(booked_on, planned=planned)
    said = {"purpose": purpose, "recorded_on": recorded_on}
    shared: dict[str, Any] = typed("visit", {name: value for name, value in said.items() if value is not None})
    written_up(shared, planned=planned)
    shared |= {"family_seen": family_seen, "announced": announced}
    found = _Seen(dict.fromkeys(who.refs))
    if not planned:
        found = _who_was_seen(who, seen, not_seen or [], alone)
    if reason is not None:
        _lay_reason(found, given_words(reason), shared)
    made = _visit(who, shared, found, on=day, planned=planned, booked_on=booked)
    write(who, made, source, _not_seen_words(found))


def _who_was_seen(who: "Chosen", seen: str | None, not_seen: list[str], alone: str | None) -> _Seen:
    """What was said of each child, with what the questions bring; refused when it is not said and nobody can be asked."""
    from cin_cli.commands._record import ask, listed
    from cin_cli.domain.entry import check_value

    attributes = KINDS["visit"].attributes
    shared = check_value("visit", attributes["seen"], seen) if seen else None
    found = _Seen(dict.fromkeys(who.refs, shared), alone=check_value("visit", attributes["seen_alone"], alone) if alone else None)
    _lay_not_seen(found, not_seen)
    if shared and not found.those(True):
        raise UsageError("--seen yes and --not-seen for every child say two things.", "Say --seen no.")
    unsaid = [ref for ref in who.refs if found.seen[ref] is None]
    if unsaid and not context.interactive():
        raise UsageError(f"It is not said whether {listed(unsaid)} {'was' if len(unsaid) == 1 else 'were'} seen.",
                         "Say --seen yes or --seen no; --not-seen REF=reason for one who was not.")  # fmt: skip
    for ref in unsaid:
        answer = ask(f"Was {ref} seen?", ("yes", "no"))
        found.seen[ref] = None if answer is None else answer == "yes"
    if found.alone == "yes" and not found.those(True) and found.those(False):
        raise UsageError("Nobody was seen, so nobody was seen alone.", "Leave --alone out.")
    return found


def _lay_not_seen(found: _Seen, said: list[str]) -> None:
    from cin_cli.commands._held import one_of
    from cin_cli.commands._record import given_words

    named: set[str] = set()
    for text in said:
        name, _, why = text.partition("=")
        ref = one_of(list(found.seen), name)
        if ref in named:
            raise UsageError(f"--not-seen: {ref} is given twice.")
        named.add(ref)
        found.seen[ref] = False
        if why.strip():
            found.reasons[ref] = given_words(why.strip())


def _lay_reason(found: _Seen, reason: str, shared: dict[str, Any]) -> None:
    """One reason is that of those not seen who have none of their own; else it is the whole visit's."""
    without = [ref for ref in found.those(False) if ref not in found.reasons]
    found.reasons |= dict.fromkeys(without, reason)
    if not without:
        shared["reason"] = reason


def _visit(who: "Chosen", shared: dict[str, Any], found: _Seen, **more: Any) -> "Entry":
    """The entry: what holds for every child once, what differs in the child's part."""
    from cin_cli.commands._record import ask
    from cin_cli.domain.entry import differing, entry

    for ref in found.those(False):
        if ref not in found.reasons and "reason" not in shared and (why := ask(f"Why was {ref} not seen?")):
            found.reasons[ref] = why
    if found.those(True) and found.alone is None:
        found.alone = ask("Seen alone?", ALONE)
    each = {ref: _of(found, ref) for ref in who.refs}
    same = {n: v for n, v in each[who.refs[0]].items() if all(values.get(n) == v for values in each.values())}
    made = entry("visit", more.pop("on"), who.refs, shared | same, **more)
    for ref, values in each.items():
        own = {name: value for name, value in values.items() if name not in same}
        made = differing(made, ref, own) if own else made
    return made


def _of(found: _Seen, ref: str) -> dict[str, Any]:
    seen = found.seen[ref]
    values = {"seen": seen, "seen_alone": found.alone if seen is not False else None, "reason": found.reasons.get(ref)}
    return {name: value for name, value in values.items() if value is not None}


def _not_seen_words(found: _Seen) -> str:
    from cin_cli.commands._record import listed

    missed = found.those(False)
    return f"; {listed(missed)} not seen" if missed else ""
