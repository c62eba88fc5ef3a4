"""A meeting as a form that people fill in, and the fields of it that an entry keeps."""

from collections.abc import Iterable, Mapping
from typing import Any

from cin_cli.domain.audience import Said
from cin_cli.domain.form import SEEN, Form, Label, Section
from cin_cli.domain.kinds import CHILDS_PART, ESCALATION, HOW_SAID, OUTCOMES, ROLES
from cin_cli.domain.meeting import ESCALATION_WORDS, called, plain
from cin_cli.domain.person import Person
from cin_cli.domain.visit_form import ACTION

STATUS = ("done", "going on", "not started", "stopped", "not discussed")
YES_NO = "yes or no."
HEADER = (
    Label("kind", "Which meeting", "initial or review."),
    Label("on", "Day", "The day of the meeting, such as 3/10/2025."),
    Label("time", "Began at", "Such as 14:00."),
    Label("due_on", "Was due by", "The day by which it had to be held."),
    Label("chair", "Chaired by", f"One of: {', '.join(ROLES)}."),
    Label("venue", "Venue", "Where it was, where the family wanted it to be."),
    Label("venue_for", "Venue is for", "Who may see where it was: only you, if nothing is said."),
    Label("notes_method", "How notes were taken", "Such as boards on the wall, or one of those present."),
    Label("advocate", "Advocate", "Was one offered, and taken? Such as: offered to mother, taken."),
    Label("interpreter", "Interpreter", "Was one needed, and there?"),
    Label("thresholds_considered", "Thresholds looked at", f"{YES_NO} Was the level of need held against the local thresholds?"),
    Label("can_say_back", "Can say the plan back", f"{YES_NO} Can the family say in their own words what the plan is?"),
    Label("outcome", "Outcome", f"One of: {', '.join(OUTCOMES)}."),
    Label("final", "Last meeting", YES_NO),
    Label("new_lead", "Who leads from here", "When another service goes on with the family. Only you see it."),
    Label("next_review_agreed", "Next meeting", "The day that all agreed."),
    Label("next_time", "Next time", "Such as 14:00."),
    Label("next_venue", "Next venue"),
    Label("next_venue_for", "Next venue is for"),
    Label("next_missing", "Why no next meeting", "Why there is no day, time or place yet."),
    Label("visits_every", "Visit every", "At the initial meeting: how often the child will be visited, such as 4 weeks."),
    Label("visits_by", "Visits agreed by", f"One of: {', '.join(ROLES)}."),
    Label("why_not_during", "Why not during the assessment", "Initial meeting: what the team manager decided, and why."),
    Label("recorded_on", "On the council's system", "The day on which the minutes were put there; blank: not yet."),
)
CHILD = (
    Label("child", "Child"),
    Label("childs_part", "Part in the meeting", f"One of: {', '.join(CHILDS_PART)}."),
    Label("said", "In the child's own words", "As the child said them. Only you see them, unless you say below who else."),
    Label("how", "How they were gathered", f"One of: {', '.join(HOW_SAID)}."),
    Label("tool", "Tool", "The form or direct-work tool, if there was one."),
    Label("gathered_by", "Gathered by", "Who brought the words: a teacher, an advocate, you."),
    Label("for", SEEN),
)
PERSON = (
    Label("name", "Name"),
    Label("role", "Relation or role"),
    Label("source", "Where from", "Such as family, school, health, police, youth justice, probation."),
    Label("attended", "Came", YES_NO),
    Label("reason", "Why not"),
    Label("report", "Report", "What they sent in, and that it was read out or shared."),
    Label("report_sent", "Report handed round", YES_NO),
    Label("for", SEEN),
)
UPDATE = (
    Label("point", "Plan point", "Its number in the plan."),
    Label("status", "How it stands", f"One of: {', '.join(STATUS)}."),
    Label("update", "What has come of it"),
    Label("why_not", "Why not done"),
    Label("for", SEEN),
)
FEEDBACK = (
    Label("who", "From"),
    Label("said", "What they said", "What has helped, what has not, what difference it made; as they said it."),
    Label("for", SEEN),
)
QUESTION = (
    Label("question", "Asked", f"One of: {', '.join(ESCALATION)}."),
    Label("answer", "Answer", YES_NO),
    Label("what", "What it is"),
    Label("for", SEEN),
)
ROWS: dict[str, tuple[str, str, tuple[Label, ...]]] = {
    "attendance": ("Who was invited and who came", "Person", PERSON),
    "updates": ("The plan, point by point", "Update", UPDATE),
    "feedback": ("What the family say of our work", "Feedback", FEEDBACK),
    "escalation": ("Is more needed", "Question", QUESTION),
    "actions": ("Who does what", "Action", ACTION),
}
LISTS = {
    "hopes": "What the family hopes for",
    "going_well": "Going well",
    "proud_of": "Proud of",
    "worries": "Worries, and what should be better",
    "complicating": "What makes it harder",
    "changes": "What has changed in the family",
    "since_first": "Held against the first worries",
    "challenge": "What was not delivered",
    "discussion": "What was talked about",
    "thresholds": "Level of need",
    "family_meeting": "A meeting of the family's own",
    "let_us_close": "What would let us close",
    "next_steps": "Next steps",
    "told_family": "What the family were told",
    "said_back": "The plan in the family's own words",
    "keeps_going": "What keeps the change going",
    "if_changes": "What the family does if things change",
    "stays": "Who and what stays with the family",
    "attachments": "Where notes, photos and reports are kept",
}
_MEANING = {
    "attendance": "Each parent, also one who lives elsewhere; the wider family; the child; each professional.",
    "updates": "Every point of the plan.",
    "feedback": "Every parent and carer, and the child.",
    "escalation": "At every review, each question: " + "; ".join(f"{name}: {words}" for name, words in ESCALATION_WORDS.items()),
    "actions": "Copy the block for the next one.",
    "hopes": "What they hope will come of this, and how they would know. At a review: is it still so?",
    "going_well": "What works already, and what makes it work.",
    "proud_of": "Since you last met. Kept apart from how the plan goes.",
    "worries": "What worries whom, and what there would be more of if it were better.",
    "complicating": "What stands in the way, and how the family copes with it.",
    "changes": "New or gone: people, places, work, health, school.",
    "since_first": "The worries that it began with: better, the same, worse?",
    "challenge": "Who has not done their part, what was said about it, and by when it will be done.",
    "discussion": "Anything that belongs under no other heading.",
    "thresholds": "Which level of need, by which words of the local thresholds. For professionals, unless you say who.",
    "family_meeting": "Was one thought of, offered, wanted?",
    "let_us_close": "What good enough looks like in the family's words, and what of it is there.",
    "next_steps": "What follows from the outcome: early help, another service, an assessment.",
    "told_family": "Above all when more is needed: what they were told, in words that they use.",
    "said_back": "As they said it.",
    "keeps_going": "At the last meeting.",
    "if_changes": "At the last meeting: what they notice first, what they do, whom they call.",
    "stays": "Family, friends, school, groups: what stays when the plan ends.",
    "attachments": "Only you see these.",
}
SECTIONS = (
    "attendance", "hopes", "going_well", "proud_of", "worries", "complicating", "changes", "updates", "since_first", "feedback",
    "challenge", "discussion", "thresholds", "escalation", "family_meeting", "let_us_close", "next_steps", "told_family",
    "said_back", "keeps_going", "if_changes", "stays", "actions", "attachments",
)  # fmt: skip


def _section(name: str) -> Section:
    if name in ROWS:
        heading, row, labels = ROWS[name]
        return Section(name, f"## {heading}", _MEANING[name], f"### {row}", labels)
    return Section(name, f"## {LISTS[name]}", _MEANING[name])


FORM = Form(
    "meeting", "# Meeting", HEADER,
    (Section("children", "## The children", "", "### Child", CHILD), *map(_section, SECTIONS)),
    "Write after the labels and under the headings. Leave out what you do not know.\n"
    f"{SEEN}: worker (only you), professionals, everyone, or people such as F7.mother. If nothing is said: only you for\n"
    "who came, places and a child's words; everyone for the rest, unless the family is at risk from each other.\n"
    "A note like this one is not kept.",
    whole=False,
)  # fmt: skip
NOT_KEPT = ("kind", "on", "visits_every", "visits_by")
"""Labels that are not the meeting's own attributes."""
PLAIN = tuple(label.name for label in HEADER if label.name not in NOT_KEPT)
DATES = ("due_on", "next_review_agreed", "recorded_on")


def blank(children: Iterable[str]) -> dict[str, Any]:
    """An empty form with a place for each child (`AB12`, or `AB12 (JD)`)."""
    rows: dict[str, Any] = {name: ({},) for name in ROWS}
    return {"children": tuple({"child": child} for child in children), **rows, **dict.fromkeys(LISTS, (Said(""),))}


def shared(values: Mapping[str, Any]) -> dict[str, Any]:
    """What the form says of the whole meeting, by the names that an entry has; nothing that is blank."""
    found: dict[str, Any] = {name: values[name].strip() for name in PLAIN if str(values.get(name) or "").strip()}
    for name in LISTS:
        said = [{"text": one.text, "for": list(one.audience)} for one in values.get(name) or () if one.text.strip()]
        if said:
            found[name] = said
    for name in ROWS:
        rows = [_row(row) for row in values.get(name) or () if says(name, row)]
        if rows:
            found[name] = rows
    return found


def says(name: str, row: Mapping[str, Any]) -> bool:
    """Whether a row says more than the name, number or question that it was begun with."""
    first = {"attendance": ("name", "role"), "updates": ("point",), "feedback": ("who",), "escalation": ("question",)}
    told = [str(row.get(label.name) or "").strip() for label in ROWS[name][2] if label.name not in (*first.get(name, ()), "for")]
    return any(told)


def _row(row: Mapping[str, Any]) -> dict[str, Any]:
    columns = {name: value.strip() if isinstance(value, str) and "\n" not in value else value for name, value in row.items()}
    return {name: list(value) if name == "for" else value for name, value in columns.items() if value}


def with_person(text: str, people: Mapping[str, Person]) -> tuple[str, str]:
    """The name, and the reference of the one recorded who is meant: `Kerry (F7.mother)`, `Kerry (mother)`, `Kerry`.

    Nobody is meant where it could be two, or where the name before the brackets is not theirs: `Jo (mother)`.
    """
    said = text.strip()
    name, _, rest = said.rpartition("(")
    if name and rest.endswith(")"):
        inside = rest.rstrip(") ").strip()
        ref = next((ref for ref in people if plain(ref) == plain(inside)), "")
        found = ref or _one_called(inside, [p for p in people.values() if not p.name or plain(name) in called(p)])
        return (name.strip(), found) if found else (said, "")
    return said, _one_called(said, people.values())


def _one_called(name: str, people: Iterable[Person]) -> str:
    found = [person.ref for person in people if plain(name) in called(person)]
    return found[0] if len(found) == 1 else ""


MEETING_KINDS = {"initial": "cin_meeting_initial", "review": "cin_meeting_review"}
