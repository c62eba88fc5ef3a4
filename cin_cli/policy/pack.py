"""Reads packs, strictly: every key is known, every rule has its citation, and every mistake is named with its place."""

import tomllib
from collections.abc import Callable, Mapping
from datetime import date
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import Any

from cin_cli.domain.answer import Wording
from cin_cli.domain.entry import FACTS, KINDS, ROLES
from cin_cli.domain.span import Span
from cin_cli.domain.timescale import (
    CHILD_OPENED,
    FAMILY_OPENED,
    OLDEST,
    PLAN,
    STOPS,
    Chair,
    Clause,
    Conditions,
    Excuse,
    Extension,
    Pack,
    Pattern,
    Rule,
    Stage,
    Trigger,
)
from cin_cli.errors import CinError, NotFound
from cin_cli.policy.extend import merged, parts, whole_text

WORKED_OUT = (PLAN, FAMILY_OPENED, CHILD_OPENED)
SHAPES = (
    "once", "milestone", "schedule", "date", "every", "follow_up", "threshold", "shortest", "look_back", "role", "gate",
)  # fmt: skip
HEADER_KEYS = (
    "id", "authority", "title", "version", "source", "cites", "issued", "review-due", "notes", "extends",
)  # fmt: skip
STRENGTHS = ("must", "should", "ideally")
GROUPS = ("child", "meeting", "paper")
MILESTONE_EARLY = "28 days"
"""A milestone "at N" is met up to 28 days before it: our reading, which a pack may set (docs/timescales.md)."""




class PackError(CinError):
    """A pack that cannot be used, with every mistake in it (exit 1)."""

    def __init__(self, where: str, mistakes: list[str]) -> None:
        count = "one mistake" if len(mistakes) == 1 else f"{len(mistakes)} mistakes"
        super().__init__(f"The pack {where} cannot be used; it has {count}:\n  " + "\n  ".join(mistakes))
        self.mistakes = mistakes


def shipped() -> dict[str, Any]:
    """The packs that come with `cin`, by id."""
    found = {f.name.removesuffix(".toml"): f for f in files("cin_cli.packs").iterdir() if _is_pack(f.name)}
    return {name: found[name] for name in sorted(found)}


def _is_pack(name: str) -> bool:
    return name.endswith(".toml") and not name.endswith(".cases.toml") and not name.startswith("cinrs")


def text_of(name: str, depth: int = 0) -> str:
    """The whole text of a pack by its id or its file's path, with what it extends; NotFound, CinError for what cannot be read."""
    text = own_text(name)
    return whole_text(text, Path(name).parent, lambda base: text_of(base, depth + 1), depth)


def own_text(name: str) -> str:
    """The text of the file alone."""
    packs = shipped()
    if name in packs:
        return str(packs[name].read_text(encoding="utf-8"))
    path = Path(name)
    if path.is_dir():
        raise CinError(f"{name} is a folder, not a pack.", "Name the pack's .toml file.")
    if not path.is_file():
        raise NotFound(f"There is no pack called {name!r}.", f"`cin policy list` shows them: {', '.join(packs)}.")
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise CinError(f"{name} is not a text file in UTF-8, so it cannot be a pack.") from None
    except OSError as error:
        raise CinError(f"{name} cannot be read: {error.strerror}.") from None


def read_pack(text: str, where: str = "") -> Pack:
    """The pack in this text; raises PackError with every mistake."""
    try:
        table = merged([tomllib.loads(part) for part in parts(text)])
    except tomllib.TOMLDecodeError as error:
        raise PackError(where or "file", [f"It is not TOML: {error}"]) from None
    mistakes: list[str] = []
    pack = _Reader(mistakes).pack(table)
    if mistakes:
        raise PackError(where or pack.id, mistakes)
    return pack


class _Reader:
    """Turns tables into a pack and notes every mistake on the way."""

    def __init__(self, mistakes: list[str]) -> None:
        self.mistakes = mistakes
        self.place = "pack"

    def wrong(self, key: str, says: str) -> None:
        self.mistakes.append(f"{self.place}, {key}: {says}")

    # the pack ------------------------------------------------------------------------------------------------

    def pack(self, table: Mapping[str, Any]) -> Pack:
        self.known(table, ("pack", "defaults", "rule"))
        header = table.get("pack", {})
        self.known(header, HEADER_KEYS)
        for key in ("id", "authority", "title", "version", "source", "cites"):
            if not isinstance(header.get(key), str) or not header[key].strip():
                self.wrong(key, "is missing; every pack says it")
        self.place = "defaults"
        defaults = {name: self.fact(name, value) for name, value in table.get("defaults", {}).items()}
        rules = tuple(self.rule(rule) for rule in table.get("rule", ()))
        self.place = "pack"
        self.once_each(rules)
        return Pack(
            id=str(header.get("id", "")), authority=str(header.get("authority", "")), title=str(header.get("title", "")),
            version=str(header.get("version", "")), source=str(header.get("source", "")),
            cites=str(header.get("cites", "")), issued=self.day(header, "issued"),
            review_due=self.day(header, "review-due"), notes=tuple(map(str, header.get("notes", ()))),
            defaults=MappingProxyType(defaults), rules=rules,
        )  # fmt: skip

    def once_each(self, rules: tuple[Rule, ...]) -> None:
        for place, rule in enumerate(rules):
            for other in rules[:place]:
                if rule.id == other.id and rule.since <= other.until and other.since <= rule.until:
                    self.wrong("rule", f"the id {rule.id!r} stands twice for the same time")

    def known(self, table: Any, keys: tuple[str, ...]) -> None:
        if not isinstance(table, Mapping):
            self.wrong("", "is not a table")
            return
        import difflib

        for key in table:
            if key not in keys:
                near = difflib.get_close_matches(key, keys, n=1)
                self.wrong(key, "is not a key that a pack knows" + (f"; did you mean {near[0]!r}?" if near else ""))

    def day(self, table: Mapping[str, Any], key: str) -> date | None:
        value = table.get(key)
        if value is not None and not isinstance(value, date):
            self.wrong(key, f"{value!r} is not a date such as 2021-07-01")
            return None
        return value

    def fact(self, name: str, value: Any) -> Any:
        if name not in FACTS:
            self.wrong(name, f"is not a fact; the facts are {', '.join(FACTS)}")
        elif FACTS[name] and value not in FACTS[name]:
            self.wrong(name, f"cannot be {value!r}; it is one of {', '.join(map(str, FACTS[name]))}")
        return value

    # rules and their clauses ---------------------------------------------------------------------------------

    def rule(self, table: Mapping[str, Any]) -> Rule:
        name = str(table.get("id", ""))
        self.place = f"rule {name or '(without an id)'}"
        shape = table.get("shape")
        if not name:
            self.wrong("id", "is missing")
        if shape not in SHAPES:
            self.wrong("shape", f"cannot be {shape!r}; it is one of {', '.join(SHAPES)}")
        self.known(table, ("id", "shape", "when", "other", "in-force-from", "in-force-until", *CLAUSE_KEYS))
        own = {key: value for key, value in table.items() if key in CLAUSE_KEYS}
        if shape == "milestone":
            own.setdefault("early", MILESTONE_EARLY)
        whens = table.get("when") or [{}]
        clauses = tuple(self.variant(name, own, when, i, table.get("other", ())) for i, when in enumerate(whens, 1))
        since, until = self.day(table, "in-force-from") or date.min, self.day(table, "in-force-until") or date.max
        if until < since:
            self.wrong("in-force-until", "is before in-force-from")
        return Rule(name, "once" if shape == "milestone" else shape or "gate", clauses, since, until)

    def variant(
        self, name: str, own: Mapping[str, Any], when: Mapping[str, Any], number: int, others: Any
    ) -> Clause:
        self.place = f"rule {name}" + (f", when {number}" if when else "")
        self.known(when, ("if", "other", *CLAUSE_KEYS))
        facts = self.conditions(when.get("if", {}))
        merged = {**own, **{key: value for key, value in when.items() if key in CLAUSE_KEYS}}
        readings = []
        for other in (*others, *when.get("other", ())):
            self.known(other, ("reading", "asks-nothing", *CLAUSE_KEYS))
            changes = {key: value for key, value in other.items() if key in CLAUSE_KEYS and key != "reading"}
            clause = None if other.get("asks-nothing") else self.clause({**merged, **changes}, facts, ())
            readings.append((self.text(other, "reading"), clause))
        return self.clause(merged, facts, tuple(readings))

    def conditions(self, table: Any) -> Conditions:
        if not isinstance(table, Mapping):
            self.wrong("if", "is a table of facts, such as { pathway = \"standard\" }")
            return {}
        return MappingProxyType({name: self.condition(name, value) for name, value in table.items()})

    def condition(self, name: str, value: Any) -> tuple[Any, ...] | range:
        if name == "age":
            return self.ages(value)
        return tuple(self.fact(name, each) for each in (value if isinstance(value, list) else [value]))

    def ages(self, value: Any) -> range:
        match str(value).split():
            case ["under", most] if most.isdigit():
                return range(int(most))
            case [least, "to", most] if least.isdigit() and most.isdigit():
                return range(int(least), int(most) + 1)
            case [least, "and", "over"] if least.isdigit():
                return range(int(least), OLDEST)
        self.wrong("age", f"{value!r} is not an age such as \"under 5\", \"5 to 15\" or \"16 and over\"")
        return range(0)

    def clause(
        self, table: Mapping[str, Any], facts: Conditions, others: tuple[tuple[str, Clause | None], ...]
    ) -> Clause:
        values = {CLAUSE_KEYS[key][0]: CLAUSE_KEYS[key][1](self, key, value) for key, value in table.items()
                  if key in CLAUSE_KEYS and CLAUSE_KEYS[key][0]}  # fmt: skip
        until = values.pop("until", ())
        values["stops"] = values.get("stops", frozenset(STOPS)) | set(until)
        return Clause(wording=self.wording(table), facts=facts, others=others, **values)

    def wording(self, table: Mapping[str, Any]) -> Wording:
        strength, group = str(table.get("strength", "must")), str(table.get("group", "paper"))
        if strength not in STRENGTHS:
            self.wrong("strength", f"cannot be {strength!r}; it is one of {', '.join(STRENGTHS)}")
        if group not in GROUPS:
            self.wrong("group", f"cannot be {group!r}; it is one of {', '.join(GROUPS)}")
        reading = table.get("reading")
        return Wording(
            self.text(table, "label"), strength, self.text(table, "cite"), str(reading) if reading else None, group,
            listed=bool(table.get("listed", True)),
        )  # fmt: skip

    # values --------------------------------------------------------------------------------------------------

    def text(self, table: Mapping[str, Any], key: str) -> str:
        value = table.get(key)
        if not isinstance(value, str) or not value.strip():
            self.wrong(key, "is missing" if value is None else "is empty")
            return ""
        return value

    def words(self, key: str, value: Any) -> str:
        return self.text({key: value}, key)

    def span(self, key: str, value: Any) -> Span | None:
        try:
            return Span.of(str(value))
        except ValueError:
            self.wrong(key, f"{value!r} is not a time such as \"10 working_days\", \"6 weeks\" or \"3 months\"")
            return None

    def spans(self, key: str, value: Any) -> tuple[Span, ...]:
        found = [self.span(key, each) for each in self.many(key, value)]
        return tuple(span for span in found if span)

    def stages(self, key: str, value: Any) -> tuple[Stage, ...]:
        return tuple(stage for row in self.many(key, value) if (stage := self.stage(key, row)))

    def stage(self, key: str, row: Any) -> Stage | None:
        self.known(row, ("every", "target", "for", "until"))
        said = {name: self.span(f"{key}, {name}", row[name]) for name in ("every", "target", "for") if name in row}
        until = self.event(key, row["until"]) if "until" in row else None
        every = said.get("every")
        if every is None:
            self.wrong(key, "every stage says its `every`")
            return None
        return Stage(every, said.get("target"), said.get("for"), until)

    def ends(self, key: str, value: Any) -> tuple[str, ...]:
        return tuple(self.event(key, name) for name in self.many(key, value))

    def names(self, key: str, value: Any) -> tuple[str, ...]:
        return tuple(str(name) for name in self.many(key, value if isinstance(value, list) else [value]))

    def anchor(self, key: str, value: Any) -> bool:
        if value not in ("earlier", "later"):
            self.wrong(key, f"cannot be {value!r}; it is earlier or later")
        return bool(value == "later")

    def flag(self, key: str, value: Any) -> bool:
        if not isinstance(value, bool):
            self.wrong(key, f"{value!r} is not true or false")
        return bool(value)

    def event(self, key: str, value: Any, *, worked_out: bool = False) -> str:
        if value not in KINDS and not (worked_out and value in WORKED_OUT):
            import difflib

            near = difflib.get_close_matches(str(value), (*KINDS, *WORKED_OUT), n=1)
            self.wrong(key, f"there is no event called {value!r}" + (f"; did you mean {near[0]!r}?" if near else ""))
        return str(value)

    def events(self, key: str, value: Any) -> tuple[str, ...]:
        return tuple(self.event(key, name, worked_out=True) for name in self.many(key, value))

    def many(self, key: str, value: Any) -> list[Any]:
        if isinstance(value, list):
            return value
        self.wrong(key, "is a list in square brackets")
        return []

    def pattern(self, key: str, value: Any, *, worked_out: bool = False) -> Pattern:
        table: Mapping[str, Any] = {"event": value} if isinstance(value, str) else value
        self.known(table, ("event", "only", "unless", "assume", "says", "within", "at"))
        name = self.event(key, table.get("event"), worked_out=worked_out)
        attributes = KINDS[name].attributes if name in KINDS else {}
        for part in ("only", "unless"):
            for attribute in table.get(part, {}):
                if attribute not in attributes:
                    self.wrong(key, f"{name} has no attribute {attribute!r}")
        within = table.get("within")
        return Pattern(
            name, _values(table.get("only", {})), _values(table.get("unless", {})),
            tuple(table.get("assume", ())), table.get("says"), self.span(key, within) if within else None,
            self.spans(key, table.get("at", [])),
        )  # fmt: skip

    def patterns(self, key: str, value: Any) -> tuple[Pattern, ...]:
        return tuple(self.pattern(key, row) for row in self.many(key, value))

    def triggers(self, key: str, value: Any) -> tuple[Trigger, ...]:
        return tuple(self.trigger(key, row) for row in self.many(key, value))

    def trigger(self, key: str, value: Any) -> Trigger:
        if isinstance(value, Mapping) and "fact" in value:
            name = str(value["fact"])
            self.known(value, ("fact", "value", "within", "at"))
            within = value.get("within")
            pattern = Pattern(
                "fact_recorded", within=self.span(key, within) if within else None, at=self.spans(key, value.get("at", []))
            )
            return Trigger(pattern, name, self.fact(name, value.get("value")))
        return Trigger(self.pattern(key, value, worked_out=True))

    def stops(self, key: str, value: Any) -> frozenset[str]:
        for name in self.many(key, value):
            if name not in STOPS:
                self.wrong(key, f"{name!r} stops no clock; it is one of {', '.join(STOPS)}")
        return frozenset(value)

    def agreed(self, key: str, value: Any) -> str:
        if value not in ("tighter", "either", "only"):
            self.wrong(key, f"cannot be {value!r}; it is one of tighter, either, only")
        return str(value)

    def agreed_for(self, key: str, value: Any) -> str:
        if value not in ("visit", "review"):
            self.wrong(key, f"cannot be {value!r}; it is visit or review")
        return str(value)

    def extension(self, key: str, value: Any) -> Extension | None:
        self.known(value, ("event", "by", "up-to", "reasons"))
        cap = self.span(key, value["up-to"]) if "up-to" in value else None
        event, by = self.event(key, value.get("event")), self.roles(key, value.get("by"))
        return Extension(event, by, cap, self.flag(key, value.get("reasons", False)))

    def roles(self, key: str, value: Any) -> tuple[str, ...]:
        for name in self.many(key, value):
            if name not in ROLES:
                self.wrong(key, f"there is no role {name!r}; the roles are {', '.join(ROLES)}")
        return tuple(value or ())

    def chairs(self, key: str, value: Any) -> tuple[Chair, ...]:
        return tuple(self.chair(key, row) for row in self.many(key, value))

    def chair(self, key: str, row: Mapping[str, Any]) -> Chair:
        self.known(row, ("event", "only", "unless", "if", "ok", "otherwise"))
        fits = {name: row[name] for name in ("event", "only", "unless") if name in row}
        otherwise = row.get("otherwise", "breach")
        if otherwise not in ("advice", "breach"):
            self.wrong(key, f"otherwise cannot be {otherwise!r}; it is advice or breach")
        facts = self.conditions(row.get("if", {}))
        return Chair(self.pattern(key, fits), self.roles(key, row.get("ok")), otherwise, facts)

    def exception(self, key: str, value: Mapping[str, Any]) -> Excuse:
        self.known(value, ("event", "about"))
        about = tuple(str(word).lower() for word in value.get("about", ()))
        return Excuse(self.event(key, value.get("event")), about)


def _values(table: Mapping[str, Any]) -> Mapping[str, tuple[Any, ...]]:
    return MappingProxyType({k: tuple(v) if isinstance(v, list) else (v,) for k, v in table.items()})


_Parse = Callable[[_Reader, str, Any], Any]


def _nothing(reader: _Reader, key: str, value: Any) -> None:
    """A key that the wording reads for itself."""


CLAUSE_KEYS: Mapping[str, tuple[str, _Parse]] = {
    "label": ("", _nothing), "strength": ("", _nothing), "group": ("", _nothing), "cite": ("", _nothing),
    "reading": ("", _nothing), "listed": ("", _nothing),
    "after": ("after", _Reader.triggers), "starts": ("starts", _Reader.events), "of": ("of", _Reader.patterns),
    "met-by": ("met_by", _Reader.patterns), "counted-from": ("counted_from", _Reader.events),
    "within": ("within", _Reader.span), "target": ("target", _Reader.span), "first": ("first", _Reader.span),
    "first-target": ("first_target", _Reader.span), "every": ("every", _Reader.span), "grid": ("grid", _Reader.flag),
    "agreed": ("agreed", _Reader.agreed), "agreed-for": ("agreed_for", _Reader.agreed_for),
    "early": ("early", _Reader.span), "repeats": ("repeats", _Reader.flag),
    "implied-by": ("implied_by", _Reader.events), "extension": ("extension", _Reader.extension),
    "chair": ("chairs", _Reader.chairs), "exception": ("exception", _Reader.exception),
    "reviewed-by": ("reviewed_by", _Reader.events), "not-applicable": ("not_applicable", _Reader.words),
    "anchor": ("later", _Reader.anchor), "and-by": ("and_by", _Reader.patterns), "date-in": ("date_in", _Reader.names),
    "before": ("before", _Reader.span), "stage": ("stages", _Reader.stages), "up-to": ("up_to", _Reader.span),
    "until": ("until", _Reader.ends), "who": ("who", _Reader.words), "gates": ("gates", _Reader.ends),
    "needs": ("needs", _Reader.patterns),
    "stops": ("stops", _Reader.stops), "count-from": ("count_from", _Reader.event),
}  # fmt: skip
"""Every key that a rule, a `when` or an `other` may have: the clause's field and how it is read."""
