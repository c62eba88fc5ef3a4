"""The engine as a whole: reading a day from the stored answers is folding what had happened by that day."""

import re
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cin_cli.domain.calendar import england
from cin_cli.domain.due import timetable_of
from cin_cli.domain.entry import FORESEEN, PATHWAYS, ROLES, TEAMS, Event
from cin_cli.domain.reading import as_json, read
from cin_cli.policy.pack import read_pack, shipped, text_of

CALENDAR = england()
GUIDE = (Path(__file__).parents[2] / "cin_cli" / "packs" / "README.md").read_text(encoding="utf-8")
EVERY_SHAPE = "\n".join(re.findall(r"```toml\n(.*?)```", GUIDE, re.DOTALL))
PACKS = {name: read_pack(text_of(name)) for name in shipped()}
PACKS["every shape"] = read_pack(EVERY_SHAPE)
MADE_UP = Path(__file__).parents[1] / "policy" / "packs"
PACKS |= {name: read_pack(text_of(str(MADE_UP / f"{name}.toml"))) for name in ("harrowmere", "saltmarsh", "saltmarsh-north")}
FIRST = date(2023, 11, 20)  # Christmas, a leap day and Easter lie ahead
OPEN = ("due", "due_today", "overdue")

CHECKED = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
DAYS = st.one_of(st.integers(0, 60), st.integers(0, 420)).map(lambda n: FIRST + timedelta(days=n))
"""Mostly close together, so that much falls on one day."""
TEXT_DAYS = DAYS.map(date.isoformat)
YES_NO = st.sampled_from((True, False, None))
INTERVALS = st.sampled_from(("1 weeks", "10 working_days", "4 weeks", "3 months", "8 weeks", "1 days"))
MEETING = {"chair": st.sampled_from((*ROLES, None)), "outcome": st.sampled_from(("close", "continue", None)),
           "recorded_on": st.none() | TEXT_DAYS, "next_review_agreed": st.none() | TEXT_DAYS}  # fmt: skip
ORDER = {"months": st.sampled_from((None, 6, 12)), "expires_on": st.none() | TEXT_DAYS}
OF = {"of": st.none() | TEXT_DAYS}
SAYS = {
    "cin_decision": {}, "assessment_started": {}, "assessment_finished": {}, "case_closed": {}, "case_reopened": {},
    "referral_received": {"threshold_level": st.sampled_from((None, "2", "4")),
                          "time": st.sampled_from((None, "09:30", "23:15"))},
    "assessment_extension_authorised": {"by": st.sampled_from((None, "social_worker", "line_manager")),
                                        "until": st.none() | TEXT_DAYS},
    "cin_plan_started": {}, "cin_plan_ended": {}, "cin_meeting_initial": MEETING, "cin_meeting_review": MEETING,
    "visit": {"seen": YES_NO, "family_seen": YES_NO, "recorded_on": st.none() | TEXT_DAYS,
              "seen_alone": st.sampled_from(("yes", "no", None))},
    "visit_recorded": OF, "minutes_recorded": OF,
    "frequency_agreed": {"applies_to": st.sampled_from(("visit", "review")), "every": INTERVALS,
                         "until": st.none() | TEXT_DAYS},
    "management_decision": {"about": st.sampled_from((None, "visit", "closing", "team-16-weeks", "order")),
                            "every": st.none() | INTERVALS, "reason": st.sampled_from((None, True))},
    "peer_management_review": {}, "reflective_supervision": {}, "transfer_agreed": {}, "transfer_completed": {},
    "pathway_changed": {"to": st.sampled_from(PATHWAYS)}, "case_opened": {"team": st.sampled_from((*TEAMS, None))},
    "cp_plan_started": {}, "cp_plan_ended": {}, "looked_after_started": {},
    "looked_after_ended": {"to": st.sampled_from(("home", "adopted"))},
    "supervision_order_made": ORDER, "supervision_order_extended": ORDER, "child_born": {}, "manager_oversight": {},
    "case_allocated": {}, "minutes_distributed": OF, "pathway_plan_started": {}, "pathway_plan_ended": {}, "cinrs_requested": {},
    "s47_started": {}, "agreement_recorded": {}, "missing_episode": {}, "inpatient_admitted": {}, "inpatient_discharged": {},
    "supervision": {}, "moved_authority": {"to": st.sampled_from(("Saltmarsh", None))},
}  # fmt: skip
FACTS = st.one_of(
    st.fixed_dictionaries({"fact": st.sampled_from(("disability", "stable_package", "nqsw", "complex")),
                           "value": st.booleans()}),
    st.fixed_dictionaries({"fact": st.just("team"), "value": st.sampled_from(TEAMS)}),
    st.fixed_dictionaries({"fact": st.just("date_of_birth"),
                           "value": st.sampled_from(("2019-02-01", "2019-03-15", "2008-01-20"))}),
)  # fmt: skip
BOOKABLE = ("visit", "cin_meeting_initial", "cin_meeting_review", "peer_management_review", "transfer_completed")


def _said(values):
    return {name: value for name, value in values.items() if value is not None}


def _events(kind):
    said = FACTS if kind == "fact_recorded" else st.fixed_dictionaries(SAYS[kind]).map(_said)
    return st.builds(Event, st.just(kind), DAYS, said, imported=st.sampled_from((False, False, False, True)))


BOOKINGS = st.builds(Event, st.sampled_from(BOOKABLE), DAYS, planned=st.just(True), booked_on=st.none() | DAYS)
AHEAD = st.builds(Event, st.sampled_from(FORESEEN), DAYS, booked_on=st.none() | DAYS)
COVERED = st.builds(
    Event, st.just("source_covered"), DAYS,
    st.fixed_dictionaries({"covers": st.lists(st.sampled_from(("visit", "cin_plan_started", "case_opened")))}),
)  # fmt: skip
KINDS = st.one_of(
    st.sampled_from((*SAYS, "fact_recorded")),
    st.sampled_from(("visit", "cin_plan_started", "cin_meeting_review", "case_closed", "case_reopened", "case_opened")),
)
CASES = st.lists(st.one_of(*[KINDS.flatmap(_events)] * 6, BOOKINGS, AHEAD, COVERED), max_size=14).map(
    lambda events: [replace(event, number=n) for n, event in enumerate(events, 1)]
)
SIBLINGS = st.lists(
    st.builds(Event, st.sampled_from(("case_opened", "case_closed", "referral_received")), DAYS,
              st.sampled_from(("B", "C")).map(lambda ref: {"sibling": ref})), max_size=3,
)  # fmt: skip
PROFILES = st.fixed_dictionaries(
    {}, optional={"pathway": st.sampled_from(PATHWAYS), "team": st.sampled_from(TEAMS), "disability": st.booleans()}
)
CASE = {"pack": st.sampled_from(sorted(PACKS)), "events": CASES, "siblings": SIBLINGS, "profile": PROFILES}


def timetable(pack, events, siblings, profile):
    """The answers of one child, as they would be stored."""
    return timetable_of(PACKS[pack], "A", events, siblings, CALENDAR, profile=profile)


def on(answers, day):
    """The JSON answers of a day, each under its rule and occurrence."""
    rows = [as_json(read(a, day, CALENDAR)) for a in answers if a.starts <= day and (a.ends is None or day < a.ends)]
    found = {(row["rule"], row["occurrence"]): row for row in rows}
    assert len(found) == len(rows), "two answers for one occurrence"
    return found


def by(events, day):
    """What had happened by the day, the bookings made by then, and what the source could hold."""
    return [
        event for event in events
        if event.kind == "source_covered"
        or ((event.planned or event.kind in FORESEEN) and (event.booked_on is None or event.booked_on <= day))
        or (not event.planned and event.kind not in FORESEEN and event.date <= day)
    ]  # fmt: skip


def telling_days(events, answers):
    """Every day on which something happens, is due or runs out, and its neighbours; and some way beyond."""
    days = {event.date for event in events} | {event.booked_on for event in events if event.booked_on}
    for name in ("until", "recorded_on"):
        days |= {date.fromisoformat(event.get(name)) for event in events if event.get(name)}
    days |= {day for answer in answers for day in (answer.due, answer.until, answer.starts, answer.ends) if day}
    days |= {max(days, default=FIRST) + timedelta(days=60)}
    return sorted(day + timedelta(days=n) for day in days for n in (-1, 0, 1))


@CHECKED
@given(**CASE)
def test_reading_a_day_is_folding_what_had_happened_by_then(pack, events, siblings, profile):
    answers = timetable(pack, events, siblings, profile)
    for day in dict.fromkeys(telling_days(events, answers)):
        folded = timetable(pack, by(events, day), by(siblings, day), profile)
        assert on(answers, day) == on(folded, day), day


@CHECKED
@given(**CASE)
def test_what_is_asked_makes_sense_on_every_day(pack, events, siblings, profile):
    answers = timetable(pack, events, siblings, profile)
    for answer in answers:
        if answer.state == "open":
            assert answer.due and not answer.missing, answer
            if answer.from_date is None:  # of what lies ahead a try file need not say when it became known
                assert answer.from_event in FORESEEN, answer
            else:
                assert answer.from_date <= answer.due, answer
        if answer.state in ("undetermined", "not_applicable"):
            assert answer.due is None and answer.because + "".join(answer.missing), answer
        assert answer.ends is None or answer.starts < answer.ends
    once = {rule.id for rule in PACKS[pack].rules if rule.shape in ("once", "every")}
    for day in dict.fromkeys(telling_days(events, answers)):
        _makes_sense(on(answers, day), once)


def _makes_sense(rows, once):
    met = [(key[0], row["met_on"]) for key, row in rows.items() if row["met_on"] and key[0] in once]
    assert len(met) == len(set(met)), "one event met two occurrences"
    for rule in {rule for rule, _ in rows}:
        statuses = [row["status"] for key, row in rows.items() if key[0] == rule]
        assert statuses.count("not_applicable") <= 1, rule
        assert "not_applicable" not in statuses or not set(OPEN).intersection(statuses), rule


@CHECKED
@given(**CASE, rng=st.randoms(use_true_random=False))
def test_the_order_of_a_file_does_not_matter(pack, events, siblings, profile, rng):
    events = list({_what_it_settles(event): event for event in events}.values())
    mixed = rng.sample(events, len(events))
    mixed = [replace(event, number=n) for n, event in enumerate(mixed, 1)]
    day = FIRST + timedelta(days=500)
    one, other = timetable(pack, events, siblings, profile), timetable(pack, mixed, siblings[::-1], profile)
    assert _unnumbered(one) == _unnumbered(other)
    assert on(one, day).keys() == on(other, day).keys()


def _what_it_settles(event):
    """Two entries of one day that say different things of one matter contradict each other: the later entry wins."""
    matter = {"pathway_changed": "pathway", "case_opened": "team", "frequency_agreed": event.get("applies_to"),
              "management_decision": event.get("about")}.get(event.kind, event.get("fact") or event.kind)  # fmt: skip
    return event.date, matter, event.planned


def _unnumbered(answers):
    """Without the sentences and commands that name an entry by its number."""
    return sorted(repr(answer._replace(because="", settle=None)) for answer in answers)


@CHECKED
@given(**CASE, later=KINDS.flatmap(_events))
def test_a_later_event_leaves_earlier_answers_alone(pack, events, siblings, profile, later):
    later = replace(later, number=99)
    before = timetable(pack, events, siblings, profile)
    after = timetable(pack, [*events, later], siblings, profile)
    assert {a for a in before if a.ends and a.ends <= later.date} <= set(after)


@pytest.mark.parametrize("pack", sorted(PACKS))
def test_no_events_give_no_answers(pack):
    assert timetable(pack, [], [], {}) == []
