"""Turns the tables of a pack into a pack, and notes every mistake on the way."""

from collections.abc import Iterable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, NamedTuple

from cin_cli.domain.answer import Wording
from cin_cli.domain.span import Span
from cin_cli.domain.timescale import STOPS, Clause, Conditions, Pack, Rule
from cin_cli.policy.events import Events
from cin_cli.policy.extend import rule_key, rule_rows
from cin_cli.policy.keys import CLAUSE_KEYS
from cin_cli.policy.sense import lacking, of_clause
from cin_cli.policy.values import Place, shown
from cin_cli.policy.variants import ill_chosen

SHAPES = (
    "once", "milestone", "schedule", "date", "every", "follow_up", "threshold", "shortest", "look_back", "role", "gate",
)  # fmt: skip
NEEDED = ("id", "authority", "title", "version", "source", "cites")
HEADER_KEYS = (*NEEDED, "issued", "review-due", "notes", "extends")
RULE_KEYS = ("id", "shape", "when", "other", "in-force-from", "in-force-until", *CLAUSE_KEYS)
MILESTONE_EARLY = Span(28, "days")
"""A milestone "at N" is met up to 28 days before it: our reading, which a pack may set (docs/timescales.md)."""


class Said(NamedTuple):
    """A value that was read, and the place where it stands."""

    value: Any
    place: Place


Sayings = Mapping[str, Said]


class Other(NamedTuple):
    """Another reading: its sentence, what it says differently, whether it asks for nothing, and where it stands."""

    reading: str
    said: Sayings
    nothing: bool
    place: Place


class Reader(Events):
    """Reads a pack. `text` is the file's own, `own` its table; what it extends is read with it and has no line in it."""

    def __init__(self, text: str, own: Mapping[str, Any]) -> None:
        super().__init__(text)
        self.numbers: dict[tuple[str, str], list[int]] = {}
        for number, row in enumerate(rule_rows(own)):
            self.numbers.setdefault(rule_key(row), []).append(number)

    def differs(self, own: Mapping[str, Any], above: Mapping[str, Any]) -> None:
        """What states only how it differs has to differ from something, once."""
        self.known(own.get("defaults", {}), own.get("defaults", {}))
        inherited, said = {rule_key(row) for row in rule_rows(above)}, set()
        for row in self.rows("rule", own):
            key = rule_key(row)
            self.here = self.here._replace(table=f"rule {row.get('id')}")
            if key in said:
                self.wrong("id", f"{shown(row.get('id'))} stands twice")
            if row.get("remove") is True and key not in inherited:
                self.wrong("remove", "takes away nothing: the pack that is extended has no such rule")
            said.add(key)

    def pack(self, table: Mapping[str, Any]) -> Pack:
        """The pack of this table; worth something only where no mistake was noted."""
        table = self.known(table, ("pack", "defaults", "rule"), ("pack", "rule"))
        with self.inside("pack", named="pack"):
            header = self.header(self.known(table.get("pack", {}), HEADER_KEYS, NEEDED))
        with self.inside("defaults", named="defaults"):
            defaults = self.known(table.get("defaults", {}), table.get("defaults", {}))
            assumed = {name: self.fact(name, value) for name, value in defaults.items()}
        rules = [(self.rule(row), self.here) for row in self.each_rule(table)]
        self.versions(rules)
        return Pack(**header, defaults=MappingProxyType(assumed), rules=tuple(rule for rule, _ in rules))

    def header(self, table: Mapping[str, Any]) -> dict[str, Any]:
        said = {key: self.words(key, table[key]) if key in table else "" for key in NEEDED}
        if table.get("id"):
            self.name("id", table["id"])
        issued = self.day("issued", table["issued"]) if "issued" in table else None
        review = self.day("review-due", table["review-due"]) if "review-due" in table else None
        if issued and review and review <= issued:
            self.wrong("review-due", f"is not later than `issued`, {issued.isoformat()}")
        notes = self.texts("notes", table["notes"]) if "notes" in table else ()
        return {**said, "issued": issued, "review_due": review, "notes": notes}

    # rules ---------------------------------------------------------------------------------------------------

    def each_rule(self, table: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
        """Each rule, while the reader stands at it; one that only the extended pack has stands where that is named."""
        for row in self.rows("rule", table):
            numbers = self.numbers.get(rule_key(row))
            with self.at(Place(("rule", numbers.pop(0)) if numbers else ("pack", "extends"))):
                yield row

    def rule(self, row: Mapping[str, Any]) -> Rule:
        self.here = self.here._replace(table=f"rule {row.get('id') or '(without an id)'}")
        table = self.known(row, RULE_KEYS, ("id", "shape"))
        name = self.name("id", table["id"]) if "id" in table else ""
        shape = str(self.one_of("shape", table["shape"], SHAPES)) if "shape" in table else ""
        shape = shape if shape == table.get("shape") else ""
        own = self.sayings(table)
        if shape == "milestone":
            own = {"early": Said(MILESTONE_EARLY, self.here), **own}
        if shape == "follow_up":  # what was held is followed up whatever came of the case
            own = {"stops": Said(frozenset(), self.here), **own}
        clauses = self.clauses(shape, own, table)
        since, until = self.in_force(table)
        return Rule(name, "once" if shape == "milestone" else shape or "gate", clauses, since, until)  # type: ignore[arg-type]

    def in_force(self, table: Mapping[str, Any]) -> tuple[date, date]:
        since = self.day("in-force-from", table["in-force-from"]) if "in-force-from" in table else None
        until = self.day("in-force-until", table["in-force-until"]) if "in-force-until" in table else None
        if since and until and until < since:
            self.wrong("in-force-until", f"is before `in-force-from`, {since.isoformat()}")
        return since or date.min, until or date.max

    def versions(self, rules: list[tuple[Rule, Place]]) -> None:
        """Versions of one obligation stand side by side; on no day may two of them be in force."""
        for number, (rule, place) in enumerate(rules):
            for other, _ in rules[:number]:
                if rule.id == other.id and rule.since <= other.until and other.since <= rule.until:
                    first = max(rule.since, other.since)
                    when = f"; two versions are in force on {first.isoformat()}" if first > date.min else ""
                    with self.at(place):
                        self.wrong("id", f"{shown(rule.id)} stands twice{when}")
                    break

    # clauses -------------------------------------------------------------------------------------------------

    def sayings(self, table: Mapping[str, Any]) -> Sayings:
        """What a table says, each key read once, with the place where it stands."""
        return {key: Said(CLAUSE_KEYS[key][1](self, key, table[key]), self.here) for key in table if key in CLAUSE_KEYS}

    def clauses(self, shape: str, own: Sayings, table: Mapping[str, Any]) -> tuple[Clause, ...]:
        others = [self.other(row) for row in self.rows("other", table)]
        found: list[tuple[Place, Clause]] = []
        merged: list[Sayings] = []
        for row in self.rows("when", table):
            when = self.known(row, ("if", "other", *CLAUSE_KEYS), ("if",))
            said = {**own, **self.sayings(when)}
            mine = [self.other(inner) for inner in self.rows("other", when)]
            self.idle(mine, [said])
            facts = self.conditions("if", when["if"]) if "if" in when else {}
            found.append((self.here, self.clause(shape, said, facts, [*others, *mine])))
            merged.append(said)
        self.idle(others, merged or [own])
        self.lack(shape, own, [(place, said) for (place, _), said in zip(found, merged, strict=True)])
        self.variants([(place, clause.facts) for place, clause in found])
        return tuple(clause for _, clause in found) or (self.clause(shape, own, {}, others),)

    def other(self, row: Mapping[str, Any]) -> Other:
        table = self.known(row, ("asks-nothing", *CLAUSE_KEYS), ("reading",))
        said = self.sayings({key: value for key, value in table.items() if key not in ("asks-nothing", "reading")})
        reading = self.words("reading", table["reading"]) if "reading" in table else ""
        nothing = self.flag("asks-nothing", table.get("asks-nothing", False))
        if nothing and said:
            self.wrong("asks-nothing", f"asks for nothing, so nothing can differ: {', '.join(said)}")
        return Other(reading, said, nothing, self.here)

    def idle(self, others: Iterable[Other], merged: list[Sayings]) -> None:
        """A reading that says what the rule says already, or says it in the same words."""
        for other in others:
            changes = any(key not in said or said[key].value != one.value for key, one in other.said.items() for said in merged)
            with self.at(other.place):
                if not changes and not other.nothing:
                    self.wrong("reading", "changes nothing: give the keys that differ, or `asks-nothing = true`")
                if other.reading and any("reading" in said and said["reading"].value == other.reading for said in merged):
                    self.wrong("reading", "is the rule's own reading")

    def lack(self, shape: str, own: Sayings, variants: list[tuple[Place, Sayings]]) -> None:
        """What is missing: said once of the rule where every variant lacks it, else of the variant."""
        lacks = [(place, dict(lacking(shape, _plain(said)))) for place, said in variants or [(self.here, own)]]
        everywhere = {key for key in lacks[0][1] if all(key in keys for _, keys in lacks)}
        for place, keys in lacks:
            for key, says in keys.items():
                with self.at(self.here if key in everywhere else place):
                    self.wrong(key, says)

    def variants(self, facts: list[tuple[Place, Conditions]]) -> None:
        for number, says in ill_chosen([conditions for _, conditions in facts]):
            with self.at(facts[number][0]):
                self.wrong("if", says)

    def clause(self, shape: str, said: Sayings, facts: Conditions, others: Iterable[Other]) -> Clause:
        self.sense(shape, said)
        readings = []
        for other in others:
            differing = {**said, **other.said}
            if not other.nothing:
                with self.at(other.place):
                    self.sense(shape, differing)
            readings.append((other.reading, None if other.nothing else _clause(differing, facts, ())))
        return _clause(said, facts, tuple(readings))

    def sense(self, shape: str, said: Sayings) -> None:
        """What each key says is well said, and together they cannot be."""
        for found in of_clause(shape, _plain(said)):
            with self.at(said[found.key].place if found.key in said else self.here):
                self.wrong(found.key, found.words, item=found.item, warning=found.warning)


def _plain(said: Sayings) -> dict[str, Any]:
    return {key: one.value for key, one in said.items()}


def _clause(said: Sayings, facts: Conditions, others: tuple[tuple[str, Clause | None], ...]) -> Clause:
    values = {CLAUSE_KEYS[key][0]: one.value for key, one in said.items() if CLAUSE_KEYS[key][0]}
    until = values.pop("until", ())
    values["stops"] = values.get("stops", frozenset(STOPS)) | set(until)
    return Clause(wording=_wording(said), facts=facts, others=others, **values)


def _wording(said: Sayings) -> Wording:
    def value(key: str, default: Any) -> Any:
        return said[key].value if key in said else default

    return Wording(
        value("label", ""), value("strength", "must"), value("cite", ""), value("reading", None), value("group", "paper"),
        listed=value("listed", True),
    )  # fmt: skip
