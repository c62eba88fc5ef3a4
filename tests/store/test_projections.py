"""What is derived: the same whether followed or rebuilt; read on a day, it is what folding up to that day gives."""

import json
from datetime import date, timedelta

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from cin_cli import context
from cin_cli.domain.calendar import england
from cin_cli.domain.due import timetable_of
from cin_cli.domain.entry import PATHWAYS, entry, events_of
from cin_cli.domain.reading import as_json, read
from cin_cli.store import families, journal, packs, projections, summary
from cin_cli.store.items import items_on
from tests.conftest import run_cin

FIRST, CALENDAR = date(2025, 1, 6), england()
STATES = ("open", "met", "met_late", "not_applicable", "undetermined", "ok", "advice", "breach")
REFS = ("AB12", "AB13", "CD34")
DAYS = st.one_of(st.integers(0, 60), st.integers(0, 300)).map(lambda n: FIRST + timedelta(days=n))
YES_NO = st.sampled_from((True, False))
SAYS = {
    "case_opened": {"team": st.sampled_from(("A&I", "FS&P"))}, "referral_received": {}, "case_closed": {}, "case_reopened": {},
    "cin_decision": {}, "cin_plan_started": {}, "cin_plan_ended": {}, "assessment_started": {}, "assessment_finished": {},
    "assessment_extension_authorised": {"by": st.sampled_from(("line_manager", "social_worker")), "until": DAYS},
    "visit": {"seen": YES_NO, "recorded_on": DAYS}, "cin_meeting_initial": {"next_review_agreed": DAYS},
    "cin_meeting_review": {"outcome": st.sampled_from(("continue", "close"))}, "minutes_distributed": {"of": DAYS},
    "frequency_agreed": {"applies_to": st.sampled_from(("visit", "review")), "until": DAYS,
                         "every": st.sampled_from(("1 weeks", "4 weeks", "10 working_days"))},
    "pathway_changed": {"to": st.sampled_from(PATHWAYS)}, "cp_plan_started": {}, "cp_plan_ended": {},
    "looked_after_started": {}, "looked_after_ended": {"to": st.just("home")},
    "source_covered": {"covers": st.just(["visit", "case_opened"])},
}  # fmt: skip
KINDS = st.one_of(
    st.sampled_from(tuple(SAYS)), st.sampled_from(("visit", "cin_plan_started", "case_opened", "case_closed", "case_reopened"))
)
WHO = st.lists(st.sampled_from(REFS), min_size=1, max_size=3, unique=True)


def _entry(kind):
    return st.builds(lambda on, who, says: ("write", entry(kind, on, who, says)), DAYS, WHO,
                     st.fixed_dictionaries({}, optional=SAYS[kind]))  # fmt: skip


BOOKED = st.builds(
    lambda kind, on, who, days: ("write", entry(kind, on, who, planned=True, booked_on=on - timedelta(days=days))),
    st.sampled_from(("visit", "cin_meeting_review")), DAYS, WHO, st.integers(0, 40),
)  # fmt: skip
FAMILY = st.builds(
    lambda on, who, name: ("write", entry("family_described", on, who, {"family": name})),
    DAYS, WHO, st.sampled_from(("F1", "F2")),
)  # fmt: skip
CORRECT = st.tuples(st.just("correct"), st.integers(0, 99), DAYS, YES_NO)
UNDO = st.tuples(st.just("undo"), st.integers(0, 99), YES_NO)
ACTIONS = st.lists(st.one_of(*[KINDS.flatmap(_entry)] * 5, BOOKED, FAMILY, CORRECT, CORRECT, UNDO, UNDO), min_size=3, max_size=14)


def play(actions):
    """Write each action as a command of its own, backdated as they come; corrections and withdrawals of what is there."""
    for what, *more in actions:
        held = journal.standing(context.store())[1:]  # the first puts the procedure in force
        if what == "write":
            context.record(more)
        elif held:
            wrong = held[more[0] % len(held)]
            refs = [part.child for part in wrong.parts][: 1 if more[-1] else None]
            if what == "undo":
                context.record([entry("entry_withdrawn", FIRST, refs if more[-1] else (), corrects=wrong.number)])
            else:
                context.record([entry(wrong.kind, more[1], refs, dict(wrong.facts), corrects=wrong.number,
                                      planned=wrong.planned, booked_on=wrong.booked_on and min(wrong.booked_on, more[1]))])


def derived(store):
    """Every derived row, each wording with its text; the rows' own numbers say nothing."""
    rows = {name: store.rows(f"SELECT * FROM {name} ORDER BY 1, 2")
            for name in ("child_now", "case_file", "seen", "standing", "family", "family_member", "person")}  # fmt: skip
    rows["deadline"] = sorted(store.rows(
        "SELECT d.child, d.rule, d.occurrence, d.state, d.listed, d.due, d.starts, d.ends, d.more, w.text "
        "FROM deadline d JOIN wording w ON w.id = d.wording"), key=repr)  # fmt: skip
    assert len(rows["deadline"]) == store.value("SELECT count(*) FROM deadline")
    return json.dumps(rows, default=list)


def begin(tmp_path_factory, patch, pack):
    patch.setenv("CIN_DB", str(tmp_path_factory.mktemp("case") / "cases.cin"))
    patch.setenv("CIN_TODAY", "2026-03-02")
    context.use_db(None)
    assert run_cin("init", "--policy", pack).code == 0
    context.use_db(None)
    return context.store()


@settings(
    max_examples=30, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, database=None,
    phases=(Phase.explicit, Phase.generate),  # each example opens a case file: shrinking would take minutes
)
@given(actions=ACTIONS, pack=st.sampled_from(("york-2024", "essex-2019")))
def test_followed_rebuilt_and_folded_are_one(tmp_path_factory, own_files, monkeypatch, actions, pack):
    store = begin(tmp_path_factory, monkeypatch, pack)
    play(actions)
    followed = derived(store)
    assert list(projections.check(store, context.read_pack)) == []
    projections.rebuild(store, context.read_pack)
    assert derived(store) == followed
    rules = projections.rules_in_force(store, context.read_pack)
    for ref in REFS:
        reading_is_folding(store, ref, rules.pack)
    context.close()


def reading_is_folding(store, ref, pack):
    events = events_of(journal.standing(store, child=ref), ref)
    siblings = [event for other in families.siblings(store, ref) for event in _of_a_sibling(store, other)]
    stored = items_on(store, date(2099, 1, 1), states=STATES, children=[ref])
    if not events:
        assert not stored
        return
    for day in telling_days(store, ref, events, siblings):
        rows = items_on(store, day, states=STATES, children=[ref])
        found = keyed(as_json(read(row.answer, day, CALENDAR)) for row in rows)
        folded = timetable_of(pack, ref, by(events, day), by(siblings, day), CALENDAR)
        held = [a for a in folded if a.starts <= day and (a.ends is None or day < a.ends)]
        assert found == keyed(as_json(read(answer, day, CALENDAR)) for answer in held), (ref, day)


def _of_a_sibling(store, ref):
    return projections._case_events(store, ref, None)


def keyed(rows):
    rows = list(rows)
    found = {(row["rule"], row["occurrence"]): row for row in rows}
    assert len(found) == len(rows), "two answers for one occurrence"
    return found


def by(events, day):
    """What had happened by the day, the bookings made by then, and what the source could hold."""
    return [
        event for event in events
        if event.kind == "source_covered" or (event.booked_on <= day if event.planned else event.date <= day)
    ]  # fmt: skip


def telling_days(store, ref, events, siblings):
    days = {event.date for event in [*events, *siblings]} | {event.booked_on for event in events if event.booked_on}
    for row in store.rows("SELECT due, starts, ends FROM deadline d JOIN child c ON c.id = d.child WHERE c.ref = ?", (ref,)):
        days |= {date.fromisoformat(text) for text in row if text}
    days |= {max(days) + timedelta(days=90)}
    return sorted({day + timedelta(days=n) for day in days for n in (-1, 0, 1)})


def test_an_example_that_has_it_all(york, monkeypatch):
    """The generated cases above are short; this one has every sort of change in it, and the tables are not empty."""
    on = lambda n: FIRST + timedelta(days=n)  # noqa: E731
    context.record([entry("case_opened", on(0), ["AB12"], {"team": "A&I"}), entry("referral_received", on(0), ["AB12"])])
    context.record([entry("case_opened", on(9), ["AB13"]), entry("child_described", on(9), ["AB13"], {"name": "Leo Holt"})])
    context.record([entry("family_described", on(10), ["AB12", "AB13"], {"family": "F1"})])
    context.record([entry("cin_decision", on(20), ["AB12", "AB13"]), entry("cin_plan_started", on(30), ["AB12", "AB13"])])
    (visit,) = context.record([entry("visit", on(33), ["AB12", "AB13"], {"seen": True, "seen_alone": "yes"})])
    context.record([entry("visit", on(32), ["AB13"], {"seen": False}, corrects=visit)])
    context.record([entry("visit", on(70), ["AB12"], planned=True)])
    context.record([entry("frequency_agreed", on(40), ["AB12"], {"applies_to": "visit", "every": "1 weeks", "until": on(60)})])
    context.record([entry("pathway_changed", on(50), ["AB13"], {"to": "enduring_health_disability"})])
    (closed,) = context.record([entry("case_closed", on(90), ["AB12"], {"reason": "moved"})])
    context.record([entry("entry_withdrawn", on(95), corrects=closed)])
    context.record([entry("case_closed", on(99), ["AB12"]), entry("case_reopened", on(120), ["AB12"])])
    store = context.store()
    followed = derived(store)
    assert store.rows("SELECT number, opened, closed FROM case_file f JOIN child c ON c.id = f.child WHERE ref = 'AB12'") == [
        (1, on(0).isoformat(), on(99).isoformat()), (2, on(120).isoformat(), None)]  # fmt: skip
    assert store.rows("SELECT day, alone FROM seen") == [(on(33).isoformat(), 1)]
    projections.rebuild(store, context.read_pack)
    assert derived(store) == followed and list(projections.check(store, context.read_pack)) == []
    for ref in ("AB12", "AB13"):
        reading_is_folding(store, ref, context.read_pack(packs.in_force(store)[0]))


def test_what_an_older_cin_made_is_made_again_and_said_once(york, monkeypatch):
    context.record([entry("cin_decision", FIRST, ["AB12"])])
    context.close()
    monkeypatch.setattr(projections, "ANSWERS_VERSION", 99)
    assert "worked out again for 1 child." in york("due").err
    assert "worked out again" not in york("due").err


def test_a_sibling_joining_changes_the_others_timetable(york):
    """York counts one parent's family from its first opening: joining and leaving a family remakes both children."""
    context.record([entry("case_opened", FIRST, ["AB12"]), entry("case_opened", FIRST + timedelta(40), ["AB13"])])
    (joined,) = context.record([entry("family_described", FIRST, ["AB12", "AB13"], {"family": "F1"})])
    assert journal.find_child(context.store(), "AB13").family == "F1"
    context.record([entry("entry_withdrawn", FIRST, corrects=joined)])
    assert journal.find_child(context.store(), "AB13").family is None
    assert journal.find_family(context.store(), "F1") is None
    assert list(projections.check(context.store(), context.read_pack)) == []


def test_a_child_whose_every_entry_is_taken_back_is_gone(york):
    (number,) = context.record([entry("case_opened", FIRST, ["AB12"])])
    context.record([entry("entry_withdrawn", FIRST, corrects=number)])
    assert journal.children(context.store()) == [] and summary.summary([], {}, None).now["status"] == "open"
