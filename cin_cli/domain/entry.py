"""The kinds of dated entry in a case's journal, and their attributes checked in one place.

The words are the field's own (docs/entries.md lists them). A kind is a row in a table, not a class:
what differs between kinds is only which attributes they may carry.
"""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType
from typing import Any, Literal

from cin_cli.errors import UsageError

Values = Mapping[str, Any]

ROLES = (
    "social_worker", "senior_social_worker", "senior_practitioner", "team_manager", "group_manager",
    "service_manager", "line_manager", "cinro", "other",
)  # fmt: skip
OUTCOMES = ("continue", "close", "update_assessment", "strategy_discussion")
TEAMS = ("A&I", "FS&P", "CIC", "CWD", "other")
PATHWAYS = ("standard", "enduring_health_disability")
UNITS = ("days", "working_days", "weeks", "months")
AUDIENCES = ("worker", "professionals", "family")

Form = Literal["choice", "yes_no", "date", "every", "number", "time", "short", "words", "any"]


@dataclass(frozen=True, slots=True)
class Attribute:
    """One thing that an entry may say. `words` are kept apart from what rules read; `short` text rules may read."""

    name: str
    form: Form
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of entry: its name, how it is said in a sentence, its attributes, and whether only `cin` itself writes it."""

    name: str
    words: str
    attributes: Mapping[str, Attribute]
    ours: bool = False


def _choice(name: str, *choices: str) -> Attribute:
    return Attribute(name, "choice", choices)


_BY = _choice("by", *ROLES)
_REASON = Attribute("reason", "words")
_OF = Attribute("of", "date")
_TO_WHOM = Attribute("to", "short")
_EVERY = Attribute("every", "every")
_UNTIL = Attribute("until", "date")
_ABOUT = Attribute("about", "short")
_RECORDED_ON = Attribute("recorded_on", "date")
_SECTION = Attribute("section", "short")
_MEETING = (
    _choice("chair", *ROLES), _choice("outcome", *OUTCOMES), Attribute("next_review_agreed", "date"),
    Attribute("venue", "words"), _RECORDED_ON,
)  # fmt: skip
_ORDER = (Attribute("months", "number"), Attribute("expires_on", "date"))
_SHORT_OUTCOME = Attribute("outcome", "short")

_FIELD_WORDS: tuple[tuple[str, str, tuple[Attribute, ...]], ...] = (
    ("contact_received", "contact received", ()),
    ("referral_received", "referral", (Attribute("source", "short"), _choice("threshold_level", "1", "2", "3", "4"),
                                       Attribute("time", "time"))),
    ("case_opened", "case opened", (_choice("team", *TEAMS),)),
    ("case_allocated", "allocated", (Attribute("worker", "short"),)),
    ("agreement_recorded", "agreement", (Attribute("who", "short"), _TO_WHOM, Attribute("given", "short"))),
    ("assessment_started", "assessment started", ()),
    ("assessment_extension_authorised", "assessment extended", (_BY, _UNTIL, _REASON)),
    ("assessment_finished", "assessment signed off", (_SHORT_OUTCOME,)),
    ("strategy_discussion", "strategy discussion", (_SHORT_OUTCOME,)),
    ("s47_started", "section 47 enquiry started", ()),
    ("s47_ended", "section 47 enquiry ended", (_SHORT_OUTCOME,)),
    ("initial_cp_conference", "initial child protection conference", (_SHORT_OUTCOME,)),
    ("cin_decision", "decision that a plan is needed", ()),
    ("cin_plan_started", "plan started", ()),
    ("cin_plan_ended", "plan ended", ()),
    ("cin_meeting_initial", "initial meeting", _MEETING),
    ("cin_meeting_review", "review meeting", _MEETING),
    ("visit", "visit", (Attribute("seen", "yes_no"), Attribute("family_seen", "yes_no"),
                        _choice("seen_alone", "yes", "no", "not appropriate"), _REASON,
                        Attribute("announced", "yes_no"), Attribute("purpose", "words"), _RECORDED_ON)),
    ("visit_recorded", "visit written up", (_OF,)),
    ("minutes_recorded", "minutes on the council's system", (_OF,)),
    ("minutes_distributed", "minutes sent", (_OF, _BY, _TO_WHOM)),
    ("frequency_agreed", "interval agreed", (_choice("applies_to", "visit", "review"), _EVERY, _UNTIL, _BY, _REASON)),
    ("management_decision", "management decision", (_ABOUT, _EVERY, _REASON)),
    ("manager_oversight", "manager's oversight", ()),
    ("peer_management_review", "peer management review", ()),
    ("reflective_supervision", "reflective case supervision", ()),
    ("supervision", "supervision", ()),
    ("level_of_need_recorded", "level of need", (_choice("level", "1", "2", "3", "4"),)),
    ("pathway_changed", "pathway changed", (_choice("to", *PATHWAYS),)),
    ("cp_plan_started", "Child Protection Plan started", ()),
    ("cp_plan_ended", "Child Protection Plan ended", ()),
    ("pathway_plan_started", "Pathway Plan started", ()),
    ("pathway_plan_ended", "Pathway Plan ended", ()),
    ("supervision_order_made", "Supervision Order made", _ORDER),
    ("supervision_order_extended", "Supervision Order extended", _ORDER),
    ("looked_after_started", "became looked after", ()),
    ("looked_after_ended", "stopped being looked after",
     (_choice("to", "home", "adopted", "special_guardianship", "adult", "other"),)),
    ("inpatient_admitted", "admitted to hospital", (_SECTION,)),
    ("inpatient_discharged", "discharged from hospital", (_SECTION,)),
    ("ehcp_review_due", "EHCP review due", ()),
    ("moved_authority", "moved to another authority", (Attribute("from", "short"), _TO_WHOM)),
    ("missing_episode", "missing episode", ()),
    ("expected_date_of_delivery", "expected date of delivery", ()),
    ("child_born", "child born", ()),
    ("transfer_agreed", "transfer agreed", ()),
    ("transfer_completed", "transfer completed", ()),
    ("cinrs_nominated", "nominated to the reviewing service", (Attribute("by", "short"),)),
    ("cinrs_stated", "said of the reviewing service's criteria",
     (Attribute("feature", "short"), Attribute("by", "short"), Attribute("why", "words"))),
    ("cinrs_requested", "reviewing service asked", ()),
    ("fact_recorded", "fact", (Attribute("fact", "short"), Attribute("value", "any"))),
    ("case_closed", "case closed", (_REASON,)),
    ("case_reopened", "case re-opened", ()),
)  # fmt: skip

_NAME_WORDS = Attribute("name", "words")
_OUR_WORDS: tuple[tuple[str, str, tuple[Attribute, ...]], ...] = (
    # What a row of a team's list says of one child. `covers` are the kinds of entry that the source could hold
    # for this child; until another kind is recorded here, its absence means nothing (docs/timescales.md).
    ("child_described", "child's details", (Attribute("initials", "short"), _NAME_WORDS, Attribute("born", "date"),
                                            Attribute("own_reference", "short"))),
    ("source_covered", "what the source can hold", (Attribute("covers", "any"), Attribute("source", "short"))),
    ("family_described", "family", (Attribute("family", "short"), Attribute("separated", "yes_no"),
                                    Attribute("at_risk", "yes_no"))),
    ("person_described", "person", (Attribute("person", "short"), Attribute("family", "short"), _NAME_WORDS,
                                    Attribute("relation", "short"), Attribute("audience", "any"))),
    ("plan_saved", "plan written", (Attribute("version", "number"), Attribute("form", "words"))),
    ("note", "note", (Attribute("text", "words"),)),
    ("entry_withdrawn", "taken back", (_REASON,)),
    ("policy_adopted", "procedure chosen", (Attribute("pack", "short"), Attribute("digest", "short"))),
    ("holiday_added", "non-working day added", (Attribute("name", "short"),)),
    ("import_made", "import", (Attribute("source", "short"), Attribute("report", "any"))),
)  # fmt: skip


def _kinds(rows: Iterable[tuple[str, str, tuple[Attribute, ...]]], ours: bool) -> dict[str, Kind]:
    return {name: Kind(name, words, {a.name: a for a in attributes}, ours) for name, words, attributes in rows}


KINDS: Mapping[str, Kind] = MappingProxyType({**_kinds(_FIELD_WORDS, False), **_kinds(_OUR_WORDS, True)})
EVENT_KINDS: tuple[str, ...] = tuple(name for name, kind in KINDS.items() if not kind.ours)
SOURCE_KEY = "source_key"
"""A fact that only importers write: under what name the source has the row that an entry comes from."""
FORESEEN = ("expected_date_of_delivery", "ehcp_review_due")
"""Kinds whose own day lies ahead: known from the day they were said, like a booking."""
FACTS: Mapping[str, tuple[Any, ...]] = MappingProxyType({
    "pathway": PATHWAYS, "disability": (True, False), "stable_package": (True, False), "unborn": (True, False),
    "date_of_birth": (), "team": TEAMS, "nqsw": (True, False), "complex": (True, False),
})  # fmt: skip
"""The facts of a child and the values each may have; an empty tuple is a date."""


@dataclass(frozen=True, slots=True)
class Part:
    """One child's part of an entry: the child's reference and what differs for this child."""

    child: str
    facts: Values = field(default_factory=dict)
    words: Values = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Entry:
    """One dated entry of the journal.

    `facts` hold what rules and tables read, as JSON values with ISO dates; a text attribute stands there as True
    and its words in `words`. `corrects` is the number of the entry that this one replaces, for the children it names.
    `booked_on` is the day a planned thing was booked. `imported`: it came out of an import.
    """

    kind: str
    happened_on: date
    facts: Values = field(default_factory=dict)
    parts: tuple[Part, ...] = ()
    words: Values = field(default_factory=dict)
    time: str | None = None
    planned: bool = False
    booked_on: date | None = None
    imported: bool = False
    corrects: int | None = None
    batch: str | None = None
    number: int | None = None
    uuid: str = ""
    recorded_at: str = ""
    recorded_by: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """What one entry says of one child, as the rules read it."""

    kind: str
    date: datetime.date
    facts: Values = field(default_factory=dict)
    planned: bool = False
    booked_on: datetime.date | None = None
    imported: bool = False
    number: int | None = None

    def get(self, name: str) -> Any:
        """The attribute's value, or None."""
        return self.facts.get(name)


def kind_of(name: str) -> Kind:
    """The kind of that name; an unknown one is refused with the nearest names."""
    if name in KINDS and not KINDS[name].ours:
        return KINDS[name]
    import difflib

    near = difflib.get_close_matches(name, EVENT_KINDS, n=3, cutoff=0.5)
    hint = f"Did you mean {' or '.join(near)}?" if near else "`cin event kinds` lists them."
    raise UsageError(f"There is no kind of entry called {name!r}.", hint)


def names_another(kind: str) -> bool:
    """Whether an entry of this kind can say which event it follows (`of`)."""
    return "of" in KINDS[kind].attributes


def checked(kind: Kind, values: Values) -> tuple[dict[str, Any], dict[str, Any]]:
    """The attributes' values as (facts, words); raises UsageError for an unknown attribute or value, with the list."""
    facts: dict[str, Any] = {}
    words: dict[str, Any] = {}
    for name, value in values.items():
        attribute = kind.attributes.get(name)
        if attribute is None:
            allowed = ", ".join(kind.attributes) or "none"
            raise UsageError(f"{kind.name} has no attribute called {name!r}.", f"Its attributes: {allowed}.")
        if value is None:
            continue
        if attribute.form == "words":
            if str(value).strip():
                facts[name], words[name] = True, str(value)
        else:
            facts[name] = check_value(kind.name, attribute, value)
    if kind.name == "fact_recorded":
        facts = _checked_fact(facts)
    return facts, words


def check_value(where: str, attribute: Attribute, value: Any) -> Any:
    """The value in its stored form (ISO dates, true/false, `N unit`); raises UsageError with what is allowed."""
    says = f"{where}: {attribute.name} cannot be {value!r}."
    match attribute.form:
        case "choice":
            if str(value) not in attribute.choices:
                raise UsageError(says, f"It is one of: {', '.join(attribute.choices)}.")
            return str(value)
        case "yes_no":
            return _yes_no(says, value)
        case "date":
            return _iso_date(says, value)
        case "every":
            return every(str(value), says)
        case "number":
            if isinstance(value, bool) or not str(value).isdigit() or not 0 < int(str(value)) < 1000:
                raise UsageError(says, "It is a whole number.")
            return int(str(value))
        case "time":
            return _time(says, value)
        case "short":
            if isinstance(value, (dict, list)) or len(str(value)) > 200:
                raise UsageError(says[:200], "It is a few words, at most 200 characters.")
            return str(value)
    return value


def every(text: str, says: str = "") -> str:
    """An interval in its stored form, `N unit`: `4 weeks`, `20 working_days`; `10wd`, `6w`, `10 working days` do too."""
    import re

    match = re.fullmatch(r"\s*(\d{1,4})\s*([A-Za-z_ ]+?)\s*", text)
    unit = _unit(match[2]) if match else None
    if not match or not unit or int(match[1]) == 0:
        raise UsageError(says or f"{text!r} is not an interval.", "Say it as `4 weeks`, `20 working_days` or `3 months`.")
    return f"{int(match[1])} {unit}"


def _unit(words: str) -> str | None:
    name = "_".join(words.lower().split())
    short = {"d": "days", "wd": "working_days", "w": "weeks", "m": "months"}
    name = short.get(name, name)
    name = name if name.endswith("s") else name + "s"
    return name if name in UNITS else None


def _yes_no(says: str, value: Any) -> bool:
    if isinstance(value, bool):
        return value
    word = str(value).strip().lower()
    if word in ("yes", "y", "true"):
        return True
    if word in ("no", "n", "false"):
        return False
    raise UsageError(says, "It is yes or no.")


def _iso_date(says: str, value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()[:10]
    try:
        return date.fromisoformat(str(value)).isoformat()
    except ValueError:
        raise UsageError(says, "It is a date such as 2025-10-03.") from None


def _time(says: str, value: Any) -> str:
    hours, _, minutes = str(value).partition(":")
    if not (hours.isdigit() and minutes.isdigit() and int(hours) < 24 and len(minutes) == 2 and int(minutes) < 60):
        raise UsageError(says, "It is a time such as 16:30.")
    return f"{int(hours):02}:{minutes}"


def _checked_fact(facts: dict[str, Any]) -> dict[str, Any]:
    name = str(facts.get("fact", ""))
    if name not in FACTS:
        raise UsageError(f"fact_recorded: there is no fact called {name!r}.", f"The facts: {', '.join(FACTS)}.")
    return {"fact": name, "value": check_fact(name, facts.get("value"))}


def check_fact(name: str, value: Any) -> Any:
    """A fact's value in its stored form; raises UsageError with the values it may have."""
    if name not in FACTS:
        raise UsageError(f"There is no fact called {name!r}.", f"The facts: {', '.join(FACTS)}.")
    choices = FACTS[name]
    form: Form = "date" if not choices else "yes_no" if choices[0] is True else "choice"
    return check_value("fact", Attribute(name, form, () if form != "choice" else choices), value)


def entry(kind: str, on: date, children: Iterable[str] = (), values: Values | None = None, **more: Any) -> Entry:
    """A checked entry about these children, not yet in any journal; `more` are further fields of Entry."""
    facts, words = checked(KINDS[kind], values or {})
    return Entry(kind, on, facts, tuple(Part(child) for child in children), words, **more)


def differing(made: Entry, child: str, values: Values) -> Entry:
    """The entry with what differs for one child (`seen: no`), checked like its other attributes."""
    facts, words = checked(KINDS[made.kind], values)
    parts = tuple(Part(p.child, facts, words) if p.child == child else p for p in made.parts)
    return replace(made, parts=parts)


def events_of(entries: Iterable[Entry], child: str) -> list[Event]:
    """The events of one child: the entries that name the child, each with the child's own part laid over it."""
    found = []
    for made in entries:
        for part in made.parts:
            if part.child == child:
                facts = {**made.facts, **part.facts}
                found.append(
                    Event(made.kind, made.happened_on, facts, made.planned, made.booked_on, made.imported, made.number)
                )
    return found
