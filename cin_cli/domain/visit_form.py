"""A visit as a form that people fill in, and the fields of it that an entry keeps."""

from collections.abc import Iterable, Mapping
from typing import Any

from cin_cli.domain.audience import Said
from cin_cli.domain.form import SEEN, Form, Label, Section
from cin_cli.domain.kinds import HOW_SAID, WHERE

ALONE = ("yes", "no", "not appropriate")
HEADER = (
    Label("on", "Day", "The day of the visit, such as 3/10/2025."),
    Label("announced", "Announced", "yes or no: did they know that you were coming?"),
    Label("attempted", "Nobody in", "yes: you went, and nobody opened or was there."),
    Label("where", "Where", f"One of: {', '.join(WHERE)}."),
    Label("place", "Place", "Which room or address, if it matters. Only you see it."),
    Label("family_seen", "Family seen", "yes or no: did you see somebody of the family?"),
    Label("purpose", "What for", "What the visit was for."),
    Label("points", "Plan points", "The numbers of the plan's points that it was about, such as 1, 3."),
    Label("tool", "Direct-work tool", "If you used one, such as a feelings chart."),
    Label("handover_with", "Handed over with", "On a handover visit: the other worker."),
    Label("recorded_on", "On the council's system", "The day on which it was written up there; blank: not yet."),
)
CHILD = (
    Label("child", "Child"),
    Label("seen", "Seen", "yes or no."),
    Label("seen_alone", "Seen alone", "yes, no or not appropriate."),
    Label("reason", "Why not", "Why the child was not seen, or not seen alone."),
    Label("said", "In the child's own words", "As the child said them. Only you see them, unless you say below who else."),
    Label("how", "How they were gathered", f"One of: {', '.join(HOW_SAID)}."),
    Label("for", SEEN),
)
ACTION = (
    Label("action", "What needs to happen"),
    Label("who", "Who will do it"),
    Label("by", "By when", "As people say it: 14 Nov 2025, 2 weeks, next review."),
    Label("for", SEEN),
)
LISTS = {
    "present": "Who else was there",
    "observed": "What you saw and heard",
    "direct_work": "Direct work",
    "analysis": "What you make of it",
    "judgement": "What you decided, and why",
    "ending": "Towards an end",
}
_MEANING = {
    "present": "One person a line.",
    "observed": "Facts only: how the child was, the home, how people were with each other.",
    "direct_work": "What you did with the child or the parents, and what came of it.",
    "analysis": "What it means for the child and the plan. Kept apart from what you saw.",
    "judgement": "Your decision and its grounds. What a manager decided is recorded as told by the manager.",
    "ending": "What keeps the change going when visits end, and what the family does if things change.",
}
FORM = Form(
    "visit", "# Visit", HEADER,
    (
        Section("children", "## The children", row="### Child", labels=CHILD),
        *(Section(name, f"## {heading}", _MEANING[name]) for name, heading in LISTS.items()),
        Section("actions", "## Who does what", "Copy the block for the next one.", row="### Action", labels=ACTION),
    ),
    f"Write after the labels and under the headings. Leave out what you do not know.\n"
    f"{SEEN}: worker (only you, if nothing is said), professionals, everyone, or people such as F7.mother.\n"
    "A note like this one is not kept.",
    whole=False,
)  # fmt: skip
PLAIN = tuple(label.name for label in HEADER if label.name != "on")


def blank(children: Iterable[str]) -> dict[str, Any]:
    """An empty form with a place for each child (`AB12`, or `AB12 (JD)`)."""
    rows = tuple({"child": child} for child in children)
    return {"children": rows, "actions": ({},), **dict.fromkeys(LISTS, (Said(""),))}


def shared(values: Mapping[str, Any]) -> dict[str, Any]:
    """What the form says of the whole visit, by the names that an entry has; nothing that is blank."""
    found: dict[str, Any] = {name: values[name].strip() for name in PLAIN if values.get(name, "").strip()}
    for name in LISTS:
        said = [{"text": one.text, "for": list(one.audience)} for one in values.get(name) or () if one.text.strip()]
        if said:
            found[name] = said
    actions = [row for row in values.get("actions") or () if any(row.get(label.name) for label in ACTION[:3])]
    return found | ({"actions": actions} if actions else {})
