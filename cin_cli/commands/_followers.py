"""What belongs to an entry that is put right: moved with it in one go, or named with the command that moves it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from cin_cli import context
from cin_cli.domain import followers

if TYPE_CHECKING:
    from cin_cli.domain.entry import Entry


def moving(refs: Sequence[str], wrong: "Entry", made: "Entry", asked: bool | None) -> tuple[list["Entry"], list["Entry"]]:
    """What is written in the same go as the correction, and what belongs to the old day and is left there."""
    from cin_cli.domain.kinds import KINDS
    from cin_cli.store import journal

    kinds = (*followers.KINDS, *followers.NAME_IT, "action_done")
    found = {e.number: e for ref in refs for e in journal.standing(context.store(), child=ref, kinds=kinds, words=True)}
    done = list(_done(wrong, made, [e for e in found.values() if e.kind == "action_done"], refs))
    if made.happened_on == wrong.happened_on:
        return done, []
    mine = followers.followers(wrong, found.values(), refs)
    if asked is None and mine and context.interactive() and not followers.shared_day(wrong, found.values(), refs):
        import typer

        what = ", ".join(f"{KINDS[e.kind].words} ({e.number})" for e in mine)
        asked = typer.confirm(f"These belong to it: {what}. Move them with it?", default=True)
    if not asked:
        return done, [e for e in mine if e.facts.get("of")]
    return [*(_moved(e, wrong, made.happened_on, refs) for e in mine), *done], []


def _moved(follower: "Entry", wrong: "Entry", day: date, refs: Sequence[str]) -> "Entry":
    from cin_cli.commands._correct import in_place_of, only, said_anew

    on, says = followers.moved(follower, wrong.happened_on, day)
    return in_place_of(follower, replace(said_anew(only(follower, refs), says, {}), happened_on=on))


def _done(wrong: "Entry", made: "Entry", done: Sequence["Entry"], refs: Sequence[str]) -> "list[Entry]":
    """What says that an action of the entry was done goes on naming that action (`12.1`), wherever it stands now."""
    from cin_cli.commands._correct import in_place_of, only, said_anew
    from cin_cli.domain.action import places

    where = places(wrong.words.get("actions") or (), made.words.get("actions") or ())
    found = []
    for each in done:
        number, _, place = str(each.facts.get("action") or "").partition(".")
        if number not in (str(wrong.number), str(wrong.corrects)) or not place.isdecimal():
            continue
        now = f"{wrong.number}.{where.get(int(place), int(place))}"
        if now != f"{number}.{place}":
            found.append(in_place_of(each, said_anew(only(each, refs), {"action": now}, {})))
    return found


def say_left(left: Sequence["Entry"], was: date, day: date) -> None:
    """What still names the old day, each with the command that moves it."""
    from cin_cli.domain.dates import words
    from cin_cli.domain.kinds import KINDS

    for made in left:
        context.warn(f"Note: entry {made.number} ({KINDS[made.kind].words}) is still of {words(was)}: "
                     f"cin event correct {made.number} --set of={day.isoformat()} --why WORDS")  # fmt: skip
