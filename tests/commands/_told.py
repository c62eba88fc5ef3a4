"""A child of whom much is recorded, for the tests of what reads it back: a plan, visits, words, promises, people."""

from datetime import date

from cin_cli import context
from cin_cli.domain.audience import Said
from cin_cli.domain.entry import entry
from cin_cli.domain.plan import Plan, Point
from cin_cli.domain.plan_form import write_form

REFUGE = "14 Juniper Lane"
PLAN = Plan(
    names="Jamie", next_review="14 Apr 2026", ends="1 May 2026", strengths=(Said("Nan helps a lot."),),
    points=(
        Point("Jamie", "The damp.", "The landlord mends the mould.", "Kerry", "14 Mar 2026", "Dry.", "", ("everyone",)),
        Point("Jamie", "", "A bike is found.", "Lee", "soon", "", "", ("worker",)),
    ),
    good_enough=(Said("Jamie sleeps in a dry room."),), if_risks_grow=(Said("We ring Pat."),),
    if_family_decline=(Said("We talk to the manager."),),
)  # fmt: skip


def write(kind, values, refs=("AB12",), on=date(2026, 2, 1), **more):
    """Write one entry; its number."""
    number = context.record([entry(kind, on, refs, values, **more)])[0]
    context.close()
    return number


def told(cin):
    """AB12, with a sibling CD34, a mother who is somewhere safe and a father who must not know where."""
    assert cin("config", "set", "me", "Jo Field").code == 0
    for ref in ("AB12", "CD34"):
        write("child_described", {"initials": "JD", "name": "Jamie Dunn"}, (ref,), date(2025, 9, 1))
        write("referral_received", {"source": "school", "threshold_level": "3"}, (ref,), date(2025, 9, 1))
        write("case_opened", {}, (ref,), date(2025, 9, 2))
        write("cin_plan_started", {}, (ref,), date(2025, 10, 20))
    assert cin("family", "add", "AB12", "CD34", "--separated").code == 0
    for name, relation in (("mother", "mother"), ("father", "father")):
        assert cin("person", "add", f"F1.{name}", "--name", name.title(), "--relation", relation).code == 0
    write("person_described", {"person": "F1.mother", "family": "F1", "address": REFUGE, "contact_for": ["F1.mother"]}, ())
    write("cin_meeting_review", {"chair": "team_manager", "outcome": "continue"}, on=date(2026, 1, 15))
    write("plan_saved", {"version": 1, "form": write_form(PLAN)}, on=date(2026, 1, 20))
    write("visit", {
        "seen": True, "seen_alone": "yes", "observed": [{"text": "He drew a house."}],
        "actions": [{"action": "Ring housing", "who": "Jo Field", "due": "2026-02-20"}],
    }, on=date(2026, 2, 10))  # fmt: skip
    write("voice", {"said": "I like my new room.", "how": "conversation"}, on=date(2026, 2, 10))
