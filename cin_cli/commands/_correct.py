"""Putting an entry right: by options or in its form, for all its children or some; what belongs to it moves with it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from cin_cli import context
from cin_cli.errors import NotFound, Refused, UsageError

if TYPE_CHECKING:
    from cin_cli.commands._record import Chosen
    from cin_cli.domain.entry import Entry, Part
    from cin_cli.domain.entry_form import Anew

ELSEWHERE = {
    "plan_saved": "A plan is changed with `cin plan edit`.",
    "person_described": "A person is changed with `cin person add`.",
    "family_described": "A family is changed with `cin family add`.",
    "policy_adopted": "A procedure is chosen with `cin policy use`.",
    "import_made": "`cin undo` takes an import back.",
    "source_covered": "`cin undo` takes an import back.",
    "holiday_added": "Take it back with `cin event withdraw`, and add the right day.",
    "entry_withdrawn": "What was taken back is recorded again.",
}
"""Kinds that are not corrected here, and where they are."""
STAYS = ("policy_adopted", "import_made", "source_covered", "entry_withdrawn")
"""Kinds that are not taken back one by one."""
OPTIONS = "Say what is right with --on DATE or --set name=value, or in a form with --form."


# Which entry, of whom, why ------------------------------------------------------------------------------------------


def standing(number: int, *, elsewhere: bool = True) -> "Entry":
    """The entry of that number as it stands, with its words; refused when it gave way already, or is corrected elsewhere."""
    from cin_cli.commands._record import by_number
    from cin_cli.domain.kinds import KINDS
    from cin_cli.store import journal

    by_number(number)
    for made in journal.numbered(context.store(), [number], words=True):
        if elsewhere and made.kind in ELSEWHERE:
            raise Refused(f"Entry {number} ({KINDS[made.kind].words}) is not corrected here.", ELSEWHERE[made.kind])
        return made
    heirs = [str(heir) for heir in journal.heirs(context.store(), number)]
    if heirs:
        raise Refused(f"Entry {number} was corrected already.", f"Entry {' and '.join(heirs)} stands in its place: name it.")
    raise Refused(f"Entry {number} no longer stands: it was corrected or taken back.", "`cin event list CASE` shows what stands.")


def about(wrong: "Entry", cases: Sequence[str] | None) -> "Chosen":
    """The children of the entry who are meant, without what the entry itself says of them."""
    from cin_cli.commands._held import one_of
    from cin_cli.commands._record import chosen

    theirs = [part.child for part in wrong.parts]
    if not theirs:
        raise NotFound(f"Entry {wrong.number} is about no child.")
    who = chosen(list(dict.fromkeys(one_of(theirs, case) for case in cases)) if cases else theirs)
    return replace(who, events={ref: [e for e in events if e.number != wrong.number] for ref, events in who.events.items()})


def reason_of(why: str | None) -> str:
    """The reason, as given or as somebody at the terminal says it; refused when there is none."""
    from cin_cli.commands._record import ask, given_words

    reason = (given_words(why) if why is not None else ask("Why is it put right?") or "").strip()
    if not reason:
        raise UsageError("The reason is missing.", "Say it with --why WORDS.")
    return reason


# The two ways of saying what is right -------------------------------------------------------------------------------


def by_options(
    wrong: "Entry", who: "Chosen", why: str | None, on: str | None, said: Sequence[str], with_followers: bool | None
) -> None:
    """Put it right as the options say: what is named holds for every child who is meant."""
    from cin_cli.commands._held import written_up
    from cin_cli.commands._record import pairs, typed

    values = pairs(said)
    if on is None and not values:
        raise UsageError("It is not said what was wrong.", OPTIONS)
    reason = reason_of(why)
    ready = typed(wrong.kind, _with_fact(wrong.kind, values, {**wrong.facts, **wrong.parts[0].facts}))
    written_up(ready, planned=wrong.planned)
    base = only(wrong, who.refs)
    parts = tuple(replace(p, facts=_without(p.facts, values), words=_without(p.words, values)) for p in base.parts)
    made = said_anew(replace(base, parts=parts), {name: None if v == "" else v for name, v in ready.items()}, {})
    record(who, wrong, replace(made, happened_on=right_day(who, wrong, on)), reason, with_followers)


def in_form(
    wrong: "Entry", who: "Chosen", why: str | None, source: str | None, with_followers: bool | None, *, fresh: bool
) -> None:
    """Put it right as its form says, filled in in the editor or a file; what was not changed in it stays as it was."""
    from cin_cli.commands._entry_form import kept, of_entry, read_anew, text_of

    base = only(wrong, who.refs)
    begun = of_entry(base)
    with kept(who, begun, in_editor=not source) as forget:
        anew = read_anew(begun, text_of(who, begun, source, fresh=fresh))
        if anew.nothing:
            forget()
            raise UsageError(f"That is what entry {wrong.number} says already.", "Nothing was written.")
        reason = anew.why if why is None and anew.why else reason_of(why)
        made = _from_form(base, anew)
        record(who, wrong, replace(made, happened_on=right_day(who, wrong, anew.day or None)), reason, with_followers)
        forget()


def _from_form(base: "Entry", anew: "Anew") -> "Entry":
    from cin_cli.commands._held import one_of, written_up
    from cin_cli.commands._record import typed

    refs = [part.child for part in base.parts]
    says = typed(base.kind, _with_fact(base.kind, anew.says, base.facts), files=False)
    own = {one_of(refs, child): values for child, values in anew.own.items()}
    shared = {"fact": base.facts.get("fact")} | dict(anew.says)
    ready = {ref: typed(base.kind, _with_fact(base.kind, values, shared), files=False) for ref, values in own.items()}
    for values in (says, *ready.values()):
        written_up(values, planned=base.planned)
    return said_anew(base, says, ready)


def _with_fact(kind: str, said: Mapping[str, Any], before: Mapping[str, Any]) -> dict[str, Any]:
    """A fact's value means nothing without its name, and the name nothing without a value."""
    if kind != "fact_recorded" or not said:
        return dict(said)
    return {**{name: str(before[name]) for name in ("fact", "value") if before.get(name) is not None}, **said}


# Making and writing it ----------------------------------------------------------------------------------------------


def only(made: "Entry", refs: Sequence[str]) -> "Entry":
    """The entry for these children only; for one of them, what is said of all is said of that child."""
    parts = tuple(part for part in made.parts if part.child in refs)
    if len(parts) != 1:
        return replace(made, parts=parts)
    part = parts[0]
    facts, words = {**made.facts, **part.facts}, {**made.words, **part.words}
    return replace(made, facts=facts, words=words, parts=(replace(part, facts={}, words={}),))


def said_anew(base: "Entry", says: Mapping[str, Any], own: Mapping[str, Mapping[str, Any]]) -> "Entry":
    """The entry with what is said anew of all and of each child, checked; None takes something out, the rest stays."""
    facts, words = _checked(base.kind, base.facts, base.words, says)
    parts = tuple(_part(base.kind, part, own.get(part.child, {})) for part in base.parts)
    return replace(base, facts=facts, words=words, parts=parts)


def _part(kind: str, part: "Part", says: Mapping[str, Any]) -> "Part":
    facts, words = _checked(kind, part.facts, part.words, says)
    return replace(part, facts=facts, words=words)


def _checked(
    kind: str, facts: Mapping[str, Any], words: Mapping[str, Any], says: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    from cin_cli.domain.entry import KINDS, checked

    if not says:
        return dict(facts), dict(words)
    new_facts, new_words = checked(KINDS[kind], says)
    return _without(facts, says) | new_facts, _without(words, says) | new_words


def _without(values: Mapping[str, Any], names: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name not in names}


def right_day(who: "Chosen", wrong: "Entry", on: str | None) -> date:
    """The day as corrected; one that stays is not judged again, since the date of birth may be what was wrong."""
    from cin_cli.commands._record import checked_day, day_of
    from cin_cli.domain.entry import FORESEEN

    if on is None:
        return wrong.happened_on
    day = day_of(on, past=not wrong.planned and wrong.kind not in FORESEEN)
    checked_day(who, wrong.kind, day, planned=wrong.planned)
    return day


def in_place_of(wrong: "Entry", made: "Entry") -> "Entry":
    """The entry as it is written: new, by hand, in the place of the one that was wrong."""
    from cin_cli.domain.entry import Entry

    return Entry(
        made.kind, made.happened_on, made.facts, made.parts, made.words, time=made.time, planned=made.planned,
        booked_on=made.booked_on, corrects=wrong.number,
    )  # fmt: skip


def record(who: "Chosen", wrong: "Entry", made: "Entry", reason: str, with_followers: bool | None) -> None:
    """Write the correction, why, and what moves with it, as one; say what takes the place of what."""
    from cin_cli.commands._followers import moving, say_left
    from cin_cli.commands._record import flag, listed, say_next
    from cin_cli.domain.dates import words
    from cin_cli.domain.entry import KINDS, entry

    base = only(wrong, who.refs)
    if made.happened_on == wrong.happened_on and _all_said(made) == _all_said(base):
        raise UsageError(f"That is what entry {wrong.number} says already.", "Nothing was written.")
    made = _dues(base, made)
    flag(who, made)
    move, leave = moving(who.refs, wrong, made, with_followers)
    note = entry("note", context.today(), who.refs, {"text": f"Why entry {wrong.number} was corrected: {reason}"})
    numbers = context.record([in_place_of(wrong, made), note, *move])
    what = f"{KINDS[made.kind].words}, {words(made.happened_on)}"
    context.say(f"Corrected: entry {numbers[0]} takes the place of entry {wrong.number}: {what}, for {listed(who.refs)}.")
    for number, other in zip(numbers[2:], move, strict=True):
        context.say(f"Moved with it: {KINDS[other.kind].words} (entry {number} takes the place of entry {other.corrects}).")
    say_left(leave, wrong.happened_on, made.happened_on)
    say_next(who.refs)


def _all_said(made: "Entry") -> list[dict[str, Any]]:
    return [{**made.facts, **made.words, **part.facts, **part.words} for part in made.parts]


def _dues(base: "Entry", made: "Entry") -> "Entry":
    """The days of the actions, worked out again where what they were counted from has changed."""
    from cin_cli.domain.action import due_again

    rows, before = made.words.get("actions") or (), base.words.get("actions") or ()
    if not rows or (rows == before and made.happened_on == base.happened_on):
        return made
    return replace(made, words={**made.words, "actions": due_again(rows, before, base.happened_on, made.happened_on)})
