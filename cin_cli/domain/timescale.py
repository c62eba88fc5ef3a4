"""A procedure as data: packs, rules and their clauses, as policy/pack.py reads them and the shapes use them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from cin_cli.domain.answer import Wording
from cin_cli.domain.entry import Event
from cin_cli.domain.span import Span

Shape = Literal["once", "schedule", "date", "every", "follow_up", "threshold", "shortest", "look_back", "role", "gate"]

Conditions = Mapping[str, tuple[Any, ...] | range]
"""Facts and the values that will do; of `age` a range of whole years."""

PLAN, FAMILY_OPENED, CHILD_OPENED = "plan", "family_opened", "child_opened"
"""Triggers that are worked out rather than recorded: the plan's start, the day a family or a child was opened."""
OLDEST = 130
"""The age that nobody reaches, where a variant begins at an age and has no end."""
STOPS = ("closed", "plan_ended", "child_protection", "looked_after", "pathway_plan")


@dataclass(frozen=True, slots=True)
class Pattern:
    """Which events count: a kind, what it must say (`only`), what it must not (`unless`).

    `assume` names attributes that are taken as said when they are not, and then stand in `assumed`.
    `says` becomes a warning on what such an event meets. `within` is the time that this event gives, `at` its schedule.
    `in_a_row`: only each so many of the kind, one after the other, count, with the last of them.
    """

    event: str
    only: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    unless: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    assume: tuple[str, ...] = ()
    says: str | None = None
    within: Span | None = None
    at: tuple[Span, ...] = ()
    in_a_row: int = 1

    def fits(self, event: Event) -> bool:
        """Whether the event is of this kind and says what it must."""
        return (
            event.kind == self.event
            and all(event.get(name) in values for name, values in self.only.items())
            and not any(event.get(name) in values for name, values in self.unless.items())
        )

    def assumed(self, event: Event) -> tuple[str, ...]:
        """What had to be assumed for the event to count."""
        return tuple(name for name in self.assume if event.get(name) is None)


@dataclass(frozen=True, slots=True)
class Trigger:
    """What starts a clock: an event, a start that is worked out, a fact taking a value, or a birthday."""

    pattern: Pattern
    fact: str | None = None
    value: Any = None
    birthday: int | None = None

    @property
    def within(self) -> Span | None:
        """The clock of its own, if it has one."""
        return self.pattern.within

    @property
    def name(self) -> str:
        """The event's kind, or the fact."""
        return self.fact or self.pattern.event


@dataclass(frozen=True, slots=True)
class Extension:
    """An event that moves the limit, by whom, how far from the trigger at most (None: as far as it says), and with reasons."""

    event: str
    by: tuple[str, ...]
    cap: Span | None = None
    reasons: bool = False


@dataclass(frozen=True, slots=True)
class Stage:
    """A stretch of a series with its own interval: for so long, or until an event; the last one has no end."""

    every: Span
    target: Span | None = None
    lasts: Span | None = None
    until: str | None = None


@dataclass(frozen=True, slots=True)
class Chair:
    """Who may do a thing: for events that fit, the roles that are `ok`; anybody else is `otherwise`."""

    pattern: Pattern
    ok: tuple[str, ...]
    otherwise: Literal["advice", "breach"]
    facts: Conditions = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Excuse:
    """A recorded decision that excuses: its kind, and the words that its `about` may be or hold."""

    event: str
    about: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Clause:
    """One variant of a rule: the facts under which it holds and everything that it says, nothing left to look up."""

    wording: Wording
    facts: Conditions = field(default_factory=dict)
    after: tuple[Trigger, ...] = ()
    later: bool = False
    starts: tuple[str, ...] = ()
    of: tuple[Pattern, ...] = ()
    met_by: tuple[Pattern, ...] = ()
    and_by: tuple[Pattern, ...] = ()
    date_in: tuple[str, ...] = ()
    before: Span | None = None
    counted_from: tuple[str, ...] = ()
    within: Span | None = None
    target: Span | None = None
    first: Span | None = None
    first_target: Span | None = None
    every: Span | None = None
    stages: tuple[Stage, ...] = ()
    grid: bool = False
    up_to: Span | None = None
    agreed: Literal["tighter", "either", "only"] | None = None
    agreed_for: str | None = None
    early: Span | None = None
    repeats: bool = False
    implied_by: tuple[str, ...] = ()
    extension: Extension | None = None
    who: str = "chair"
    chairs: tuple[Chair, ...] = ()
    gates: tuple[str, ...] = ()
    needs: tuple[Pattern, ...] = ()
    exception: Excuse | None = None
    reviewed_by: tuple[str, ...] = ()
    not_applicable: str | None = None
    stops: frozenset[str] = frozenset(STOPS)
    count_from: str | None = None
    others: tuple[tuple[str, "Clause | None"], ...] = ()

    @property
    def met_kinds(self) -> frozenset[str]:
        """The kinds of event that could meet it."""
        return frozenset(pattern.event for pattern in self.met_by)


@dataclass(frozen=True, slots=True)
class Rule:
    """One obligation: its id, its shape and its clauses, of which the first that fits the facts holds.

    `since` and `until` are the days between which a clock must have started for this version of it to hold.
    """

    id: str
    shape: Shape
    clauses: tuple[Clause, ...]
    since: date = date.min
    until: date = date.max

    @property
    def facts(self) -> frozenset[str]:
        """The facts that choose between its clauses."""
        return frozenset(name for clause in self.clauses for name in clause.facts)


@dataclass(frozen=True, slots=True)
class Pack:
    """One authority's procedure: where it comes from, the defaults of its facts, its rules."""

    id: str
    authority: str
    title: str
    version: str
    source: str
    issued: date | None = None
    review_due: date | None = None
    notes: tuple[str, ...] = ()
    defaults: Mapping[str, Any] = field(default_factory=dict)
    rules: tuple[Rule, ...] = ()
    cites: str = ""
