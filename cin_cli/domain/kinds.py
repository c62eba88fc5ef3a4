"""The kinds of dated entry in a case's journal, and what each may say.

The words are the field's own (docs/entries.md lists them). A kind is a row in a table, not a class:
what differs between kinds is only which attributes they may carry.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from cin_cli.domain.attribute import WORDY, Attribute, Form, Values, check_value, check_words
from cin_cli.errors import UsageError

ROLES = (
    "social_worker", "senior_social_worker", "senior_practitioner", "team_manager", "group_manager",
    "service_manager", "line_manager", "cinro", "other",
)  # fmt: skip
OUTCOMES = ("continue", "close", "update_assessment", "strategy_discussion")
WHERE = ("home", "school", "nursery", "family_hub", "office", "hospital", "other_home", "elsewhere", "phone_or_video")
HOW_SAID = ("conversation", "direct_work", "views_form", "mind_of_my_own", "trusted_adult", "advocate", "meeting", "observed")
"""How a child's words or wishes were gathered; `observed` is of a child who does not speak."""
CHILDS_PART = ("attended", "trusted_adult", "direct_work", "views_form", "mind_of_my_own", "advocate", "none")
MINUTES_SENT = ("post", "email", "secure_email", "by_hand", "in_person", "portal", "read_out", "other")
BASES = ("own_record", "consent", "safeguarding", "legal_duty")
"""Why somebody may have what is sent: it is theirs, the family agreed, to keep a child safe, a law says so."""
ESCALATION = ("new_harm", "not_engaging", "getting_worse", "no_difference", "professional_concern")
SEXES = ("female", "male", "other", "unknown")
PATTERNS = ("domestic_abuse", "mental_health", "drugs", "alcohol")
"""What may run through a family's generations and is drawn only when asked for."""
RELATIONS = (
    "parent_of", "adoptive_parent_of", "step_parent_of", "carer_of", "married_to", "partner_of", "former_partner_of",
    "divorced_from", "sibling_of", "half_sibling_of", "relative_of", "friend_of", "supports", "works_with",
)  # fmt: skip
TIES = ("strong", "ordinary", "weak", "stressful", "broken")
CARDS = ("front_door", "team", "out_of_hours")
FEATURES = (
    "supervision_order", "twelve_months_on_plan", "cp_step_down", "return_from_care", "exploitation", "regularly_missing",
    "nominated_complex_case", "benefit_identified", "repeated_involvement", "pre_birth", "stuck", "drift", "conflict",
    "large_sibling_group", "parent_care_experienced", "exit_planning", "emerging_theme", "cross_boundary", "inpatient", "other",
)  # fmt: skip
"""What a reviewing service for children in need may ask about."""
TEAMS = ("A&I", "FS&P", "CIC", "CWD", "other")
PATHWAYS = ("standard", "enduring_health_disability")


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
_AFTERCARE = Attribute("aftercare", "yes_no")
_FOR = Attribute("for", "audience")
SIGNIFICANT = Attribute("significant", "yes_no")
"""Whether it is marked in the chronology; whatever people record may say so."""
_ACTIONS = Attribute("actions", "rows", columns=(
    Attribute("action", "words"), Attribute("who", "words"), Attribute("by", "words"), Attribute("due", "date"), _FOR,
))  # fmt: skip
_PERSON = Attribute("person", "short")
_MEETING = (
    _choice("chair", *ROLES), _choice("outcome", *OUTCOMES), Attribute("next_review_agreed", "date"),
    Attribute("venue", "words"), _RECORDED_ON, Attribute("time", "time"), Attribute("due_on", "date"),
    Attribute("venue_for", "audience"), Attribute("next_venue_for", "audience"), Attribute("plan_version", "number"),
    Attribute("why_not_during", "words"), Attribute("can_say_back", "yes_no"), Attribute("new_lead", "words"),
    Attribute("next_time", "time"), Attribute("next_venue", "words"), Attribute("next_missing", "words"),
    Attribute("final", "yes_no"), Attribute("thresholds_considered", "yes_no"), Attribute("notes_method", "short"),
    _choice("childs_part", *CHILDS_PART), Attribute("advocate", "short"), Attribute("interpreter", "short"),
    Attribute("invited", "rows", columns=(
        _PERSON, Attribute("name", "words"), Attribute("role", "words"), Attribute("how", "words"),
        Attribute("asked_report", "yes_no"), _FOR,
    )),
    Attribute("attendance", "rows", columns=(
        _PERSON, Attribute("name", "words"), Attribute("role", "words"), Attribute("source", "words"),
        Attribute("attended", "yes_no"), Attribute("reason", "words"), Attribute("report", "words"),
        Attribute("report_sent", "yes_no"), _FOR,
    )),
    Attribute("hopes", "said"), Attribute("going_well", "said"), Attribute("worries", "said"),
    Attribute("complicating", "said"), Attribute("changes", "said"), Attribute("discussion", "said"),
    Attribute("challenge", "said"),
    Attribute("updates", "rows", columns=(
        Attribute("point", "number"), _choice("status", "done", "going on", "not started", "stopped", "not discussed"),
        Attribute("update", "words"), Attribute("why_not", "words"), _FOR,
    )),
    Attribute("feedback", "rows", columns=(_PERSON, Attribute("who", "words"), Attribute("said", "words"), _FOR)),
    Attribute("proud_of", "said"), Attribute("thresholds", "said"),
    Attribute("escalation", "rows", columns=(
        _choice("question", *ESCALATION), Attribute("answer", "yes_no"), Attribute("what", "words"), _FOR,
    )),
    Attribute("family_meeting", "said"), Attribute("let_us_close", "said"), Attribute("next_steps", "said"),
    Attribute("keeps_going", "said"), Attribute("if_changes", "said"), Attribute("said_back", "said"),
    Attribute("since_first", "said"), Attribute("told_family", "said"), Attribute("stays", "said"),
    Attribute("attachments", "said"),
    _ACTIONS,
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
                        Attribute("announced", "yes_no"), Attribute("purpose", "words"), _RECORDED_ON,
                        Attribute("attempted", "yes_no"), _choice("where", *WHERE), Attribute("place", "words"),
                        Attribute("present", "said"), Attribute("points", "numbers"), Attribute("observed", "said"),
                        Attribute("analysis", "said"), Attribute("judgement", "said"), Attribute("direct_work", "said"),
                        Attribute("tool", "short"), Attribute("ending", "said"), Attribute("handover_with", "words"),
                        _ACTIONS)),
    ("voice", "the child's words", (Attribute("said", "words"), _choice("how", *HOW_SAID), Attribute("tool", "short"),
                                    Attribute("gathered_by", "words"), _OF, _FOR)),
    ("action_done", "done", (Attribute("action", "short"), Attribute("how", "words"))),
    ("visit_recorded", "visit written up", (_OF,)),
    ("minutes_recorded", "minutes on the council's system", (_OF,)),
    ("minutes_distributed", "minutes sent", (_OF, _BY, _TO_WHOM, _choice("how", *MINUTES_SENT), _choice("basis", *BASES))),
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
    ("inpatient_admitted", "admitted to hospital", (_SECTION, _AFTERCARE)),
    ("inpatient_discharged", "discharged from hospital", (_SECTION, _AFTERCARE)),
    ("ehcp_review_due", "EHCP review due", ()),
    ("moved_authority", "moved to another authority", (Attribute("from", "short"), _TO_WHOM)),
    ("missing_episode", "missing episode", ()),
    ("expected_date_of_delivery", "expected date of delivery", ()),
    ("child_born", "child born", ()),
    ("transfer_agreed", "transfer agreed", ()),
    ("transfer_completed", "transfer completed", ()),
    ("cinrs_nominated", "nominated to the reviewing service", (Attribute("by", "short"),)),
    ("cinrs_stated", "said of the reviewing service's criteria",
     (_choice("feature", *FEATURES), Attribute("by", "short"), Attribute("why", "words"), Attribute("theme", "short"))),
    ("cinrs_requested", "reviewing service asked", (
        Attribute("raised_by", "short"), Attribute("quadrant", "short"), _UNTIL, Attribute("background", "said"),
        Attribute("tried", "said"), Attribute("mother", "said"), Attribute("father", "said"), Attribute("absent_parent", "said"),
        Attribute("childs_view", "said"), Attribute("asked", "said"),
    )),
    ("cinrs_consultation", "consultation with the reviewing service", (
        Attribute("with", "short"), Attribute("iro", "short"), Attribute("cp_chair", "short"), Attribute("explored", "said"),
        Attribute("agreed", "said"),
    )),
    ("cinrs_feedback", "feedback on the reviewing service", (Attribute("from", "short"), Attribute("feedback", "said"))),
    ("cinrs_ended", "reviewing service no longer involved", (
        _REASON, Attribute("recommended", "said"), Attribute("learned", "said"),
    )),
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
    ("person_described", "person", (
        Attribute("person", "short"), Attribute("family", "short"), _NAME_WORDS, Attribute("relation", "short"),
        Attribute("audience", "any"), _choice("sex", *SEXES), Attribute("born", "short"), Attribute("died", "short"),
        Attribute("unborn", "yes_no"), Attribute("expected", "date"), Attribute("parental_responsibility", "yes_no"),
        Attribute("household", "short"), Attribute("professional", "yes_no"), Attribute("agency", "words"),
        Attribute("phone", "words"), Attribute("address", "words"), Attribute("email", "words"),
        Attribute("communication", "words"), Attribute("interpreter", "words"), Attribute("contact_for", "audience"),
        *(Attribute(pattern, "yes_no") for pattern in PATTERNS), Attribute("patterns_for", "audience"),
        Attribute("note", "words"), Attribute("no_longer", "short"),
    )),
    ("relationship_described", "relationship", (
        Attribute("from", "short"), _choice("what", *RELATIONS), _TO_WHOM, Attribute("family", "short"), _choice("tie", *TIES),
        Attribute("since", "short"), Attribute("until", "short"), Attribute("note", "words"), _FOR, Attribute("not_so", "yes_no"),
    )),
    ("life_event", "event in the family's life", (
        Attribute("family", "short"), Attribute("what", "words"), Attribute("impact", "words"), Attribute("when", "words"),
        _ABOUT, _FOR,
    )),
    ("contact_card", "contact card", (
        _choice("card", *CARDS), _NAME_WORDS, Attribute("phone", "words"), Attribute("hours", "words"),
        Attribute("note", "words"), _FOR,
    )),
    ("plan_saved", "plan written", (Attribute("version", "number"), Attribute("form", "words"))),
    ("note", "note", (Attribute("text", "words"), _FOR, SIGNIFICANT)),
    ("entry_withdrawn", "taken back", (_REASON,)),
    ("policy_adopted", "procedure chosen", (Attribute("pack", "short"), Attribute("digest", "short"))),
    ("holiday_added", "non-working day added", (Attribute("name", "short"),)),
    ("import_made", "import", (Attribute("source", "short"), Attribute("report", "any"))),
)  # fmt: skip


def _kinds(rows: Iterable[tuple[str, str, tuple[Attribute, ...]]], ours: bool) -> dict[str, Kind]:
    return {name: Kind(name, words, {a.name: a for a in attributes}, ours) for name, words, attributes in rows}


_MARKED = tuple((name, words, (*attributes, SIGNIFICANT)) for name, words, attributes in _FIELD_WORDS)
KINDS: Mapping[str, Kind] = MappingProxyType({**_kinds(_MARKED, False), **_kinds(_OUR_WORDS, True)})
EVENT_KINDS: tuple[str, ...] = tuple(name for name, kind in KINDS.items() if not kind.ours)
SOURCE_KEY = "source_key"
"""A fact that only importers write: under what name the source has the row that an entry comes from."""
FORESEEN = ("expected_date_of_delivery", "ehcp_review_due")
"""Kinds whose own day lies ahead: known from the day they were said, like a booking."""
FACTS: Mapping[str, tuple[Any, ...]] = MappingProxyType({
    "pathway": PATHWAYS, "disability": (True, False), "stable_package": (True, False), "unborn": (True, False),
    "date_of_birth": (), "team": TEAMS, "nqsw": (True, False), "complex": (True, False),
    "parent_care_experienced": (True, False), "parental_learning_difficulty": (True, False),
    "parental_mental_health": (True, False), "exploitation_risk": (True, False), "moved_between_authorities": (True, False),
})  # fmt: skip
"""The facts of a child and the values each may have; an empty tuple is a date."""


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
        if attribute.form in WORDY:
            kept = check_words(kind.name, attribute, value)
            if kept:
                facts[name], words[name] = True, kept
        else:
            facts[name] = check_value(kind.name, attribute, value)
    if kind.name == "fact_recorded":
        facts = _checked_fact(facts)
    return facts, words


def _checked_fact(facts: dict[str, Any]) -> dict[str, Any]:
    name = str(facts.get("fact", ""))
    if name not in FACTS:
        raise UsageError(f"fact_recorded: there is no fact called {name!r}.", f"The facts: {', '.join(FACTS)}.")
    return {**facts, "fact": name, "value": check_fact(name, facts.get("value"))}


def check_fact(name: str, value: Any) -> Any:
    """A fact's value in its stored form; raises UsageError with the values it may have."""
    if name not in FACTS:
        raise UsageError(f"There is no fact called {name!r}.", f"The facts: {', '.join(FACTS)}.")
    choices = FACTS[name]
    form: Form = "date" if not choices else "yes_no" if choices[0] is True else "choice"
    return check_value("fact", Attribute(name, form, () if form != "choice" else choices), value)
