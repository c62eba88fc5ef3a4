"""The plan as a form that people fill in (domain/form.py says how forms are written and read)."""

from typing import Any

from cin_cli.domain import form
from cin_cli.domain.form import SEEN, FormError, Label, Section, unix
from cin_cli.domain.plan import SECTIONS, Plan, Point

__all__ = ["HEADINGS", "LABELS", "SEEN", "FormError", "read_form", "unix", "without_notes", "write_form"]

TITLE = "# Our plan"
POINTS = "## The plan"
POINT = "### Point"
HEADINGS: dict[str, str] = {
    "strengths": "## What is going well",
    "proud_of": "## What we are proud of",
    "hopes": "## What the family hopes for",
    "childs_words": "## In the children's own words",
    "points": POINTS,
    "good_enough": "## How we will know things are good enough",
    "if_nothing_changes": "## What needs to happen if there are no clear changes",
    "if_circumstances_change": "## What we do if our situation changes",
    "if_risks_grow": "## What we do if the worries grow",
    "if_family_decline": "## What we do if the family do not want to go on with the plan",
    "if_anything_else": "## What we do if something else happens",
    "call_by_day": "## Who to call in the day",
    "call_at_night": "## Who to call at night and at weekends",
    "contacts": "## Addresses, phone numbers and meeting place",
    "notes": "## Notes for the worker",
}
HEADER = {"names": "First names", "next_review": "Next review", "ends": "Plan ends"}
LABELS = {
    "subject": "For", "worry": "What we are worried about", "action": "What needs to happen", "who": "Who will do it",
    "by": "By when", "outcome": "How things will be better", "progress": "Progress", "audience": SEEN,
}  # fmt: skip
GUIDE: dict[str, str] = {
    "": "Write under the headings and after the labels. Begin each thing with a dash. Leave out what you do not know.\n"
        f"{SEEN}: everyone, professionals, worker (only you), or people such as F7.mother. Put it under a dash too.\n"
        "A note like this one is never part of the plan.",
    "childs_words": f"Only you see these, unless a line says who else: {SEEN}: F7.mother",
    "points": "One promise a point. Copy the block for the next one. Say dates as people do: 14 Nov 2025, 2 weeks, next review.",
    "call_by_day": "Numbers of your team, never where somebody lives: everyone in the family gets these.",
    "contacts": f"Only you see these, unless a line says who else: {SEEN}: professionals",
    "notes": "Only you see these.",
}  # fmt: skip

FORM = form.Form(
    "plan", TITLE, tuple(Label(name, words) for name, words in HEADER.items()),
    tuple(
        Section(name, heading, GUIDE.get(name, ""), *((POINT, tuple(Label(*label) for label in LABELS.items()))
                                                      if name == "points" else ()))
        for name, heading in HEADINGS.items()
    ),
    GUIDE[""],
)  # fmt: skip


def write_form(plan: Plan, guide: bool = True) -> str:
    """The form of a plan. `guide`: with notes for the person who fills it in."""
    values: dict[str, Any] = {name: getattr(plan, name) for name in (*HEADER, *SECTIONS)}
    values["points"] = [{name: getattr(point, name) for name in LABELS} for point in plan.points]
    return form.write(FORM, values, guide)


def read_form(text: str) -> Plan:
    """The plan in a form; FormError names every line that cannot be read."""
    values = form.read(FORM, text)
    return Plan(**values | {"points": tuple(Point(**row) for row in values["points"])})


def without_notes(text: str) -> str:
    """The form without the notes to the person who fills it in."""
    return write_form(read_form(text), guide=False)
