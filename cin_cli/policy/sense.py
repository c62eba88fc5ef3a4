"""What is written well in a pack and cannot be meant: a target later than its limit, a rule that nothing can meet."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from cin_cli.domain.calendar import Calendar, england
from cin_cli.domain.case import BESIDE
from cin_cli.domain.entry import FORESEEN, KINDS, ROLES, Attribute
from cin_cli.domain.span import Span
from cin_cli.domain.timescale import CHILD_OPENED, FAMILY_OPENED, PLAN, STOPS, Chair, Pattern

Sayings = Mapping[str, Any]


class Finding(NamedTuple):
    """A key, what is wrong with it, in which item of its list, and whether that is only a warning."""

    key: str
    words: str
    item: int | None = None
    warning: bool = False


_WORDING = {"label", "strength", "group", "cite", "reading", "listed", "not-applicable"}
_STARTED = {"after", "anchor", "implied-by", "stops", "until"}
_ONCE = {"within", "target", "met-by", "and-by", "early", "repeats", "extension", *_STARTED}
USED: Mapping[str, set[str]] = {
    "once": _ONCE, "milestone": _ONCE,
    "schedule": {"met-by", "early", *_STARTED},
    "date": {"after", "implied-by", "date-in", "before", "target", "met-by", "early", "stops", "until"},
    "every": {"starts", "counted-from", "met-by", "and-by", "every", "first", "first-target", "target", "stage", "grid",
              "up-to", "agreed", "agreed-for", "date-in", "stops", "until"},
    "follow_up": {"of", "met-by", "within", "target", "count-from", "stops", "until"},
    "threshold": {"within", "met-by", *_STARTED},
    "shortest": {"after", "within", "reviewed-by", "exception"},
    "look_back": {"after", "of", "within", "met-by"},
    "role": {"of", "who", "chair"},
    "gate": {"gates", "needs", "exception", "stops", "until"},
}  # fmt: skip
"""The keys that each shape uses, besides those of its wording."""
NEEDED: Mapping[str, tuple[str, ...]] = {
    "once": ("after", "met-by"), "milestone": ("after", "met-by"), "schedule": ("after", "met-by"),
    "date": ("after", "date-in", "met-by"), "every": ("starts", "met-by"), "follow_up": ("of", "met-by"),
    "threshold": ("after",), "shortest": ("after", "within"), "look_back": ("after", "of", "within"),
    "role": ("of", "chair"), "gate": (),
}  # fmt: skip
_WHY = {
    "after": "nothing starts the clock", "starts": "nothing starts the series", "met-by": "nothing can meet it",
    "within": "there is no time to do it in", "every": "there is no interval", "of": "it is about no event",
    "chair": "nobody is named", "date-in": "no date is named",
}  # fmt: skip
_HELD = {"shortest": "a shortest length", "look_back": "a look back", "date": "a date"}
_DATES = ("date", "number")


def lacking(shape: str, said: Sayings) -> Iterator[tuple[str, str]]:
    """The keys that are missing: without them the rule asks for nothing."""
    yield from ((key, "is missing; every rule says it") for key in ("label", "cite") if key not in said)
    if "not-applicable" in said:
        return
    only_birthdays = bool(said.get("after")) and all(trigger.birthday is not None for trigger in said["after"])
    for key in NEEDED.get(shape, ()):
        if key == "date-in" and only_birthdays:
            continue
        if key not in said or said[key] == ():
            yield key, f"is missing: {_WHY[key]}"
    if shape in ("once", "milestone", "threshold", "follow_up") and "within" not in said:
        clocks = [pattern.within for pattern in _starting(said)]
        if not clocks or None in clocks:
            yield "within", f"is missing: {_WHY['within']}"
    if shape == "every" and not {"every", "stage", "date-in"} & said.keys() and said.get("agreed") != "only":
        yield "every", f"is missing: {_WHY['every']}"


def of_clause(shape: str, said: Sayings) -> Iterator[Finding]:
    """What the keys of one variant say that cannot be meant."""
    yield from (Finding(key, f"is not used by the shape {shape}") for key in said if not _used(shape, key))
    yield from (Finding("label", f"nothing is filled in for {{{name}}}; {{from}} is the day of the event")
                for name in re.findall(r"{(\w*)}", said.get("label", "")) if name != "from")  # fmt: skip
    if "not-applicable" in said:
        return
    for find in (_triggers, _times, _met, _series, _dates, _people, _gates):
        yield from find(shape, {key: value for key, value in said.items() if value is not None})


def _used(shape: str, key: str) -> bool:
    return shape not in USED or key in USED[shape] | _WORDING


# what starts it ----------------------------------------------------------------------------------------------


def _starting(said: Sayings) -> list[Pattern]:
    return [trigger.pattern for trigger in said.get("after", ())] or list(said.get("of", ()))


def _triggers(shape: str, said: Sayings) -> Iterator[Finding]:
    triggers = said.get("after", ())
    if shape in _HELD:
        for place, trigger in enumerate(triggers):
            worked_out = trigger.name in (PLAN, FAMILY_OPENED, CHILD_OPENED)
            if trigger.fact or worked_out or (trigger.birthday is not None and shape != "date"):
                yield Finding("after", f"{_HELD[shape]} starts with a recorded event, not with {trigger.name!r}", place)
    yield from _ended_at_once(shape, said)
    if "anchor" in said and len(triggers) == 1:
        yield Finding("anchor", "there is one trigger only")
    for place, trigger in enumerate(triggers):
        if shape == "schedule" and not trigger.pattern.at:
            yield Finding("after", f"{trigger.name!r} has no times; a schedule gives them: `at = [\"3 months\"]`", place)
        if shape != "schedule" and trigger.pattern.at:
            yield Finding("after", "`at` is not used: only a schedule has several times", place)
        if shape in ("schedule", *_HELD) and trigger.within:
            yield Finding("after", f"`within` in a trigger is not used by the shape {shape}", place)
        if list(trigger.pattern.at) != sorted(trigger.pattern.at, key=lambda span: span.after(_DAY_ONE, _calendar())):
            yield Finding("after", "the times of `at` are not in their order", place)


def _ended_at_once(shape: str, said: Sayings) -> Iterator[Finding]:
    """What starts a clock and is among what ends it."""
    if "stops" not in USED.get(shape, ()):
        return
    stops = said.get("stops", frozenset(STOPS))
    ends = {"closed": "case_closed", "plan_ended": "cin_plan_ended"} | {stop: began for stop, began, _, _ in BESIDE}
    key = "starts" if shape == "every" else "after"
    for place, name in enumerate(said.get("starts", ()) if shape == "every" else [t.name for t in said.get("after", ())]):
        stop = next((stop for stop in sorted(stops) if ends.get(stop) == name), None)
        if stop:
            yield Finding(key, f"{name!r} starts it and ends it at once: leave {stop!r} out of `stops`", place)
        if name in said.get("until", ()):
            yield Finding(key, f"{name!r} starts it, and with `until` it ends it at once", place)


# times -------------------------------------------------------------------------------------------------------

_DAY_ONE = date(2024, 1, 1)
_DAYS = [date(2024, month, day) for month in range(1, 13) for day in (1, 17)]


@cache
def _calendar() -> Calendar:
    return england()


def _ends_no_sooner(one: Span, other: Span) -> bool:
    """Whether a time never ends before another: tried on days all over a year."""
    return all(one.after(day, _calendar()) >= other.after(day, _calendar()) for day in _DAYS)


def _times(shape: str, said: Sayings) -> Iterator[Finding]:
    clocks = [pattern.within or said.get("within") for pattern in _starting(said)]
    limits = [clock for clock in clocks if clock] or [span for span in (said.get("within"),) if span]
    if "within" in said and clocks and all(pattern.within for pattern in _starting(said)):
        yield Finding("within", "is not used: each event that starts it has a time of its own")
    pairs: list[tuple[str, str, list[Span]]] = [
        ("target", "within", limits), ("target", "every", _only(said, "every")), ("first-target", "first", _only(said, "first")),
    ]  # fmt: skip
    for key, limit, spans in pairs:
        if key in said and spans and all(_ends_no_sooner(said[key], span) for span in spans):
            yield Finding(key, f"{said[key].words} is no shorter than `{limit}`, {spans[0].words}")
    if "target" in said and "before" in said and _ends_no_sooner(said["before"], said["target"]):
        yield Finding("target", f"{said['target'].words} before is no earlier than `before`, {said['before'].words}")
    moves = said["extension"].event if "extension" in said else ""
    if moves in KINDS and "by" not in _attributes(moves):
        yield Finding("extension", f"{moves} does not say `by` whom, so it can move nothing")
    cap = said["extension"].cap if "extension" in said else None
    if cap and limits and all(_ends_no_sooner(limit, cap) for limit in limits):
        yield Finding("extension", f"`up-to`, {cap.words}, is no longer than `within`, {limits[0].words}")


def _only(said: Sayings, key: str) -> list[Span]:
    return [said[key]] if key in said else []


# what meets it -----------------------------------------------------------------------------------------------


def _met(shape: str, said: Sayings) -> Iterator[Finding]:
    starting = [(p.event, p.only, p.unless) for p in _starting(said)]
    for place, pattern in enumerate(said.get("met-by", ())):
        if shape in ("once", "milestone", "threshold", "follow_up") and (pattern.event, pattern.only, pattern.unless) in starting:
            yield Finding("met-by", f"{pattern.event!r} starts it and would meet it at once", place)
        if pattern.event in said.get("counted-from", ()):
            yield Finding("counted-from", f"{pattern.event!r} stands in `met-by` as well; what is counted from meets nothing")
    if shape in ("threshold", "look_back") and not said.get("met-by"):
        yield Finding("met-by", "is missing: nothing will end the advice", warning=True)


# series ------------------------------------------------------------------------------------------------------


def _series(shape: str, said: Sayings) -> Iterator[Finding]:
    if "first-target" in said and "first" not in said:
        yield Finding("first-target", "there is no `first`")
    if "agreed" in said and "agreed-for" not in said:
        yield Finding("agreed", "`agreed-for` has to say which agreements count: \"visit\" or \"review\"")
    if "agreed-for" in said and "agreed" not in said:
        yield Finding("agreed-for", "without `agreed` no agreement counts")
    if said.get("agreed") == "only" and {"every", "stage"} & said.keys():
        yield Finding("agreed", "\"only\" means that there is no interval without an agreement, and one is given")
    longest = [span for key in ("first", "every") for span in _only(said, key)]
    if "up-to" in said and longest and all(_ends_no_sooner(span, said["up-to"]) for span in longest):
        yield Finding("up-to", f"{said['up-to'].words} is no longer than the interval: nothing would be due in it")
    yield from _stages(said)


def _stages(said: Sayings) -> Iterator[Finding]:
    stages = said.get("stage", ())
    for place, stage in enumerate(stages):
        if stage.target and _ends_no_sooner(stage.target, stage.every):
            yield Finding("stage", f"the target, {stage.target.words}, is no shorter than `every`, {stage.every.words}", place)
    endless = [stage.lasts is None and stage.until is None for stage in stages]
    if True in endless[:-1]:
        yield Finding("stage", "a stage without `for` and `until` has no end, so those after it never come", endless.index(True))
    if stages and endless[-1] and "every" in said:
        yield Finding("every", "never holds: the last stage has no end")
    if stages and not endless[-1] and "every" not in said:
        yield Finding("stage", "the last stage ends, and no `every` says what follows", len(stages) - 1)
    if stages and "first" in said:
        yield Finding("first", "is not used: the first stage says it")


def _dates(shape: str, said: Sayings) -> Iterator[Finding]:
    kinds = [trigger.name for trigger in said.get("after", ())] if shape == "date" else [p.event for p in said.get("met-by", ())]
    for name in said.get("date-in", ()):
        if not any(_says_date(kind, name) for kind in kinds):
            yield Finding("date-in", f"no date called {name!r} is said by {', '.join(kinds) or 'any event'}")


def _says_date(kind: str, name: str) -> bool:
    attribute = _attributes(kind).get(name)
    return (name == "date" and kind in FORESEEN) or (attribute is not None and attribute.form in _DATES)


def _attributes(kind: str) -> Mapping[str, Attribute]:
    return KINDS[kind].attributes if kind in KINDS else {}


# people and gates --------------------------------------------------------------------------------------------


def _people(shape: str, said: Sayings) -> Iterator[Finding]:
    if shape != "role":
        return
    who, kinds = said.get("who", "chair"), [pattern.event for pattern in said.get("of", ())]
    for kind in kinds:
        attribute = _attributes(kind).get(who)
        if kind in KINDS and (attribute is None or not set(attribute.choices) & set(ROLES)):
            yield Finding(("who" if "who" in said else "of"), f"{kind} does not say by {who!r} who did it")
    chairs: tuple[Chair, ...] = said.get("chair", ())
    for number, chair in enumerate(chairs):
        if chair.pattern.event and chair.pattern.event not in kinds:
            yield Finding("chair", f"`of` does not name {chair.pattern.event!r}, so this is never asked", number)
        if any(_covers(earlier, chair) for earlier in chairs[:number]):
            yield Finding("chair", "never holds: an earlier one holds wherever it does", number)


def _covers(earlier: Chair, chair: Chair) -> bool:
    one, other = earlier.pattern, chair.pattern
    plain = not one.only and not one.unless and not earlier.facts
    return one.event == other.event and (plain or (one, earlier.facts) == (other, chair.facts))


def _gates(shape: str, said: Sayings) -> Iterator[Finding]:
    if shape == "gate" and said.get("needs") and not said.get("gates"):
        yield Finding("needs", "`gates` has to say before which events they are needed")
    if shape == "gate" and said.get("gates") and not said.get("needs"):
        yield Finding("gates", "`needs` has to say what must be in place")
    if shape == "gate" and said.get("exception") and not said.get("gates"):
        yield Finding("exception", "excuses nothing: no `gates` and `needs` are given")
