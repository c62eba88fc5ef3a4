"""Reads which events a rule of a pack means, and what holds them: triggers, stages, extensions, who may do a thing."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

from cin_cli.domain.attribute import WORDY
from cin_cli.domain.entry import FACTS, KINDS, Attribute, check_value
from cin_cli.domain.timescale import Chair, Excuse, Extension, Pattern, Stage, Trigger
from cin_cli.errors import UsageError
from cin_cli.policy.values import WORKED_OUT, Values, near, shown

EVENT_KEYS: Mapping[str, tuple[str, ...]] = {
    "after": ("within", "at", "in-a-row"), "of": ("within", "in-a-row"), "needs": ("says", "within"), "chair": (),
    "met-by": ("assume", "says"), "and-by": ("assume", "says"),
}  # fmt: skip
"""What an event may say besides `event`, `only` and `unless`, by the key in which it stands."""


class Events(Values):
    """Reads events as well."""

    def patterns(self, key: str, value: Any) -> tuple[Pattern, ...]:
        return tuple(self.pattern(key, row) for row in self.each(key, value))

    def triggers(self, key: str, value: Any) -> tuple[Trigger, ...]:
        return tuple(self.trigger(key, row) for row in self.each(key, value))

    def trigger(self, key: str, value: Any) -> Trigger:
        if isinstance(value, Mapping) and "birthday" in value:
            return self.birthday(value)
        if not isinstance(value, Mapping) or "fact" not in value:
            return Trigger(self.pattern(key, value, WORKED_OUT))
        table = self.known(value, ("fact", "value", "within", "at"), ("value",))
        name, clock = str(table["fact"]), self.clock(table)
        if name not in FACTS:
            self.wrong("fact", f"there is no fact called {shown(name)}{near(name, FACTS)}")
        elif FACTS[name] and "value" in table:
            self.one_of("value", table["value"], FACTS[name])
        return Trigger(Pattern("fact_recorded", **clock), name, table.get("value"))

    def birthday(self, value: Mapping[str, Any]) -> Trigger:
        table = self.known(value, ("birthday", "within", "at"))
        age = self.whole("birthday", table["birthday"], range(1, 26))
        return Trigger(Pattern(f"birthday={age}", **self.clock(table)), birthday=age)

    def pattern(self, key: str, value: Any, worked_out: Iterable[str] = ()) -> Pattern:
        """An event by its name, or as a table that says which of a kind are meant."""
        if not isinstance(value, Mapping):
            return Pattern(self.event(key, value, worked_out))
        table = self.known(value, ("event", "only", "unless", *EVENT_KEYS.get(key, ())), ("event",))
        name = self.event("event", table["event"], worked_out) if "event" in table else ""
        only, unless = (self.attributes(part, name, table.get(part, {})) for part in ("only", "unless"))
        for attribute in only:
            if unless.get(attribute) and set(only[attribute]) <= set(unless[attribute]):
                self.wrong("unless", f"takes away all that `only` leaves: no {name} can be so")
        assume = self.texts("assume", table["assume"]) if "assume" in table else ()
        for attribute in assume:
            self.attribute("assume", name, attribute)
        says = self.words("says", table["says"]) if "says" in table else None
        return Pattern(name, only, unless, assume, says, **self.clock(table))

    def clock(self, table: Mapping[str, Any]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        if "within" in table:
            found["within"] = self.span("within", table["within"])
        if "at" in table:
            found["at"] = self.spans("at", table["at"])
        if "in-a-row" in table:
            found["in_a_row"] = self.whole("in-a-row", table["in-a-row"], range(2, 21))
        return found

    def attributes(self, part: str, kind: str, value: Any) -> Mapping[str, tuple[Any, ...]]:
        """What an event must say, or must not, in the form in which entries say it."""
        with self.inside(part, named=part):
            if not isinstance(value, Mapping):
                self.wrong("", f"{shown(value)} is not a table, such as {{ seen = false }}")
                return {}
            return MappingProxyType({name: self.said(kind, name, values) for name, values in value.items()})

    def said(self, kind: str, name: str, value: Any) -> tuple[Any, ...]:
        attribute = self.attribute(name, kind, name)
        values = value if isinstance(value, list) else [value]
        if not values:
            self.wrong(name, "names no value, so no event can be so")
        return tuple(self.stored(kind, attribute, one) if attribute else str(one) for one in values)

    def attribute(self, key: str, kind: str, name: str) -> Attribute | None:
        """The attribute of that kind of event, or None and a mistake."""
        known = KINDS[kind].attributes if kind in KINDS else {}
        if name not in known and kind in KINDS:
            read = [each.name for each in known.values() if each.form not in WORDY]
            says = f"; it may say {', '.join(read)}" if read else ""
            self.wrong(key, f"{kind} does not say {shown(name)}{near(name, known)}{says}")
        return known.get(name)

    def stored(self, kind: str, attribute: Attribute, value: Any) -> Any:
        """The attribute's value as an entry keeps it."""
        if attribute.form == "yes_no":
            return self.flag(attribute.name, value)
        if attribute.form in WORDY:
            if value is not True:
                self.wrong(attribute.name, "is free text, which is not read: `true` asks whether anything was said")
            return True
        try:
            return check_value(kind, attribute, value)
        except UsageError as error:
            hint = error.next_step[:1].lower() + error.next_step[1:].rstrip(".").replace("one of:", "one of")
            self.wrong(attribute.name, f"cannot be {shown(value)}; {hint}")
            return str(value)

    def stages(self, key: str, value: Any) -> tuple[Stage, ...]:
        return tuple(stage for row in self.each(key, value) if (stage := self.stage(row)))

    def stage(self, row: Any) -> Stage | None:
        table = self.known(row, ("every", "target", "for", "until"), ("every",))
        spans = {name: self.span(name, table[name]) for name in ("every", "target", "for") if name in table}
        until = self.event("until", table["until"]) if "until" in table else None
        every = spans.get("every")
        return Stage(every, spans.get("target"), spans.get("for"), until) if every else None

    def extension(self, key: str, value: Any) -> Extension:
        with self.inside(key, named=key):
            table = self.known(value, ("event", "by", "up-to", "reasons"), ("event", "by"))
            return Extension(
                self.event("event", table["event"]) if "event" in table else "",
                self.roles("by", table["by"]) if "by" in table else (),
                self.span("up-to", table["up-to"]) if "up-to" in table else None,
                self.flag("reasons", table.get("reasons", False)),
            )

    def chairs(self, key: str, value: Any) -> tuple[Chair, ...]:
        return tuple(self.chair(key, row) for row in self.each(key, value))

    def chair(self, key: str, row: Any) -> Chair:
        table = self.known(row, ("event", "only", "unless", "if", "ok", "otherwise"), ("event", "ok"))
        fits = {name: table[name] for name in ("event", "only", "unless") if name in table}
        otherwise = self.one_of("otherwise", table.get("otherwise", "breach"), ("breach", "advice"))
        facts = self.conditions("if", table["if"]) if "if" in table else {}
        roles = self.roles("ok", table["ok"]) if "ok" in table else ()
        pattern = self.pattern(key, fits) if "event" in fits else Pattern("")
        return Chair(pattern, roles, otherwise, facts)

    def exception(self, key: str, value: Any) -> Excuse:
        with self.inside(key, named=key):
            table = self.known(value, ("event", "about"), ("event", "about"))
            about = self.texts("about", table["about"]) if "about" in table else ()
            event = self.event("event", table["event"]) if "event" in table else ""
            return Excuse(event, tuple(word.lower() for word in about))
