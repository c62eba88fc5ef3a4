"""A meeting as the journal has it, who has had its minutes, and what should not go unnoticed about it."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from cin_cli.domain.dates import words
from cin_cli.domain.entry import Entry
from cin_cli.domain.kinds import ESCALATION
from cin_cli.domain.person import Person
from cin_cli.domain.voice import Voice, voices

KINDS = ("cin_meeting_initial", "cin_meeting_review")
READ_FOR = (*KINDS, "voice", "frequency_agreed")
"""The kinds of entry that a meeting is read from."""
SENT = "minutes_distributed"
INITIAL = KINDS[0]


@dataclass(frozen=True, slots=True)
class Meeting:
    """One meeting, held or booked: what it says of all its children, what differs for each, the words said for it."""

    kind: str
    day: date
    children: tuple[str, ...]
    says: Mapping[str, Any] = field(default_factory=dict)
    own: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    voices: tuple[Voice, ...] = ()
    number: int = 0
    planned: bool = False
    by: str = ""
    booked_on: date | None = None
    visits: tuple[str, str] | None = None
    """How often the children will be visited, as agreed on that day, and by whom."""

    def get(self, name: str) -> Any:
        """What it says of all its children under that name, or None."""
        return self.says.get(name)

    def of(self, child: str) -> Mapping[str, Any]:
        """What it says of one child."""
        return {**self.says, **self.own.get(child, {})}

    @property
    def initial(self) -> bool:
        """Whether it is the initial meeting."""
        return self.kind == INITIAL

    @property
    def last(self) -> bool:
        """Whether it was the last one: it was said to be, or closing came of it."""
        return bool(self.get("final")) or self.get("outcome") == "close"


def meetings(standing: Iterable[Entry]) -> list[Meeting]:
    """The meetings among these entries (READ_FOR, with their words), the newest first."""
    entries = list(standing)
    found = []
    for made in entries:
        if made.kind in KINDS:
            children = tuple(part.child for part in made.parts)
            said = voices(entries, children) if not made.planned else []
            mine = tuple(one for one in reversed(said) if one.meant_for(made.happened_on))
            own = {part.child: {**part.facts, **part.words} for part in made.parts if part.facts or part.words}
            found.append(Meeting(made.kind, made.happened_on, children, {**made.facts, **made.words}, own, mine,
                                 made.number or 0, made.planned, made.recorded_by, made.booked_on,
                                 None if made.planned else _visits(entries, made)))  # fmt: skip
    return sorted(found, key=lambda one: (one.day, one.number), reverse=True)


def _visits(entries: Iterable[Entry], meeting: Entry) -> tuple[str, str] | None:
    children = {part.child for part in meeting.parts}
    agreed = [made for made in entries if made.kind == "frequency_agreed" and made.facts.get("applies_to") == "visit"
              and made.happened_on == meeting.happened_on and children & {part.child for part in made.parts}]  # fmt: skip
    return (str(agreed[-1].facts.get("every") or ""), str(agreed[-1].facts.get("by") or "")) if agreed else None


# Who is called what -------------------------------------------------------------------------------------------------


def plain(name: str) -> str:
    """A name as names are compared."""
    return " ".join(name.casefold().split())


def called(person: Person) -> set[str]:
    """What somebody may be called in a meeting's record: reference, short word, name, first name, relation."""
    first = person.name.split()[0] if person.name.strip() else ""
    names = (person.ref, person.short, person.name, first, person.relation, person.initials)
    return {plain(name) for name in names if name.strip()}


def parents(people: Iterable[Person], known: Iterable[str] = ()) -> list[Person]:
    """Those who are the children's parents or carers: recorded as such (`known`), or called so; the living."""
    recorded = {ref.casefold() for ref in known}
    return [p for p in people if not p.died and not p.professional and not p.child
            and (p.ref.casefold() in recorded or _PARENT.fullmatch(plain(p.relation)))]  # fmt: skip


_PARENT = re.compile(
    r"(?:birth |step|foster |adoptive |non-resident |absent )?(?:mother|mum|mummy|mam|father|dad|daddy|parent|carer|guardian)"
)


# Minutes ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Sending:
    """Who had the minutes, when, how, and on what basis."""

    to: str
    day: date
    how: str = ""
    basis: str = ""
    number: int = 0


def sendings(standing: Iterable[Entry], meeting: Meeting) -> list[Sending]:
    """Whom the minutes of this meeting were sent to, in order."""
    found: dict[int, Sending] = {}
    for made in standing:
        theirs = made.kind == SENT and {part.child for part in made.parts} & set(meeting.children)
        if theirs and str(made.facts.get("of") or "") == meeting.day.isoformat():
            says = {name: str(made.facts.get(name) or "") for name in ("to", "how", "basis")}
            found[made.number or 0] = Sending(**says, day=made.happened_on, number=made.number or 0)
    return sorted(found.values(), key=lambda one: (one.day, one.number))


def without_minutes(meeting: Meeting, sent: Iterable[Sending], people: Mapping[str, Person]) -> list[str]:
    """Those who were there or were invited, by name, and are not said to have had the minutes."""
    had = {plain(one.to) for one in sent}
    rows = [*(meeting.get("attendance") or ()), *(meeting.get("invited") or ())]
    found: dict[str, str] = {}
    for row in rows:
        person = people.get(str(row.get("person") or ""))
        said = {plain(str(row.get(name) or "")) for name in ("name", "person")} - {""}
        names = said | (called(person) if person else set())
        if names and not names & had:
            name = str(row.get("name") or row.get("person"))
            found.setdefault(plain(str(row.get("person") or name)), name)
    return list(found.values())


# What should not go unnoticed ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Finding:
    """Advice about a meeting: its name, the sentence, and where it is asked for."""

    name: str
    says: str
    cite: str

    @property
    def sentence(self) -> str:
        """The sentence with its source."""
        return f"{self.says} ({self.cite})"


@dataclass(frozen=True, slots=True)
class Around:
    """What stands around a meeting. `points`: what needs to happen, by number; `plan_days`: when versions were saved."""

    parents: tuple[Person, ...] = ()
    points: Mapping[int, str] = field(default_factory=dict)
    plan_days: tuple[date, ...] = ()
    visits_agreed: bool = False
    unborn: frozenset[str] = frozenset()


def findings(meeting: Meeting, around: Around) -> list[Finding]:
    """What is missing from a meeting that was held, or speaks against its outcome; nothing of one that is only booked."""
    return [one for check in CHECKS for one in check(meeting, around)] if not meeting.planned else []


def no_view(meeting: Meeting, around: Around) -> Iterator[Finding]:
    """A child, born by then, of whom no words stand with the meeting."""
    spoke = {one.child for one in meeting.voices}
    for ref in meeting.children:
        if ref not in spoke and ref not in around.unborn:
            says = f"No words of {ref} stand with this meeting: said there, to somebody trusted, in direct work or on a form."
            yield Finding("no-view", says, "York s5; Essex 3.4.2")


def no_feedback(meeting: Meeting, around: Around) -> Iterator[Finding]:
    """A parent who is not said to have been asked at a review what the work has been like."""
    if meeting.initial:
        return
    asked = [{plain(str(row.get(name) or "")) for name in ("who", "person")} for row in meeting.get("feedback") or ()
             if str(row.get("said") or "").strip()]  # fmt: skip
    for person in around.parents:
        if not any(names & called(person) for names in asked):
            says = f"No feedback of {person.ref} is recorded: what has helped, what has not."
            yield Finding("no-feedback", says, "Essex 10.3")


def no_update(meeting: Meeting, around: Around) -> Iterator[Finding]:
    """Points of the plan that the review says nothing of."""
    rows = [row for row in meeting.get("updates") or () if row.get("status") != "not discussed"]
    told = {row.get("point") for row in rows if row.get("status") or str(row.get("update") or "").strip()}
    left = [number for number in around.points if number not in told]
    if left and not meeting.initial:
        which = f"point {left[0]}" if len(left) == 1 else f"points {', '.join(map(str, left))}"
        yield Finding("no-update", f"Nothing is said of {which} of the plan.", "York s5")


def no_thresholds(meeting: Meeting, around: Around) -> Iterator[Finding]:
    """A review at which the level of need was not looked at."""
    if not meeting.initial and not meeting.get("thresholds_considered"):
        says = "It is not recorded that the level of need was held against the local thresholds."
        yield Finding("no-thresholds", says, "York s5")


def no_next(meeting: Meeting, around: Around) -> Iterator[Finding]:
    """No day, time or place for the next meeting, and no reason."""
    needed = {"next_review_agreed": "day", "next_time": "time", "next_venue": "place"}
    missing = [words for name, words in needed.items() if not meeting.get(name)]
    if missing and not meeting.last and not meeting.get("next_missing"):
        says = f"The next meeting has no {', no '.join(missing)}, and no reason why is recorded."
        yield Finding("no-next", says, "York s5")


def no_outcome(meeting: Meeting, around: Around) -> Iterator[Finding]:
    """A review of which it is not said what came of it."""
    if not meeting.initial and not meeting.get("outcome"):
        yield Finding("no-outcome", "It is not recorded what came of the review.", "York s5")


def no_interval(meeting: Meeting, around: Around) -> Iterator[Finding]:
    """An initial meeting at which nothing was agreed about how often to visit."""
    if meeting.initial and not around.visits_agreed:
        says = "It is not recorded how often the child will be visited (`--visits-every 4w`)."
        yield Finding("no-interval", says, "York s2, s3")


def no_new_plan(meeting: Meeting, around: Around) -> Iterator[Finding]:
    """A review that does not end the plan, and no version of the plan since."""
    if meeting.initial or meeting.last or any(day >= meeting.day for day in around.plan_days):
        return
    says = f"The plan has not been changed since the review of {words(meeting.day)}: cin plan edit {meeting.children[0]}"
    yield Finding("no-new-plan", says, "Essex 10.3; York s5")


def not_escalated(meeting: Meeting, around: Around) -> Iterator[Finding]:
    """A sign that more is needed, and an outcome that goes on as before."""
    yes = [ESCALATION_WORDS[row["question"]] for row in meeting.get("escalation") or ()
           if row.get("answer") is True and row.get("question") in ESCALATION_WORDS]  # fmt: skip
    if yes and meeting.get("outcome") in ("continue", "close"):
        outcome = "go on as before" if meeting.get("outcome") == "continue" else "close"
        says = f"The outcome is to {outcome}, though it was answered yes: {'; '.join(yes)}."
        yield Finding("not-escalated", says, "guide, When to Step Up")


def not_asked(meeting: Meeting, around: Around) -> Iterator[Finding]:
    """Questions about stepping up that a review does not answer."""
    answered = {row.get("question") for row in meeting.get("escalation") or () if "answer" in row}
    left = [words for name, words in ESCALATION_WORDS.items() if name not in answered]
    if left and not meeting.initial:
        yield Finding("not-asked", f"It is not answered whether more is needed: {'; '.join(left)}.", "guide, When to Step Up")


def only_watching(meeting: Meeting, around: Around) -> Iterator[Finding]:
    """A plan in which nobody does anything but watch."""
    if around.points and all(watching(action) for action in around.points.values()):
        yield Finding("only-watching", "Every point of the plan only watches: nothing in it is help or change.", "Essex 10.2")


def nothing_keeps_it(meeting: Meeting, around: Around) -> Iterator[Finding]:
    """A last meeting that does not say what keeps the change going."""
    if meeting.last and not (meeting.get("keeps_going") and meeting.get("if_changes")):
        says = "It was the last meeting, and it does not say what keeps things going, or what to do if they change."
        yield Finding("nothing-keeps-it", says, "Essex 3.4.4, 14.2")


def no_ending(meeting: Meeting, around: Around) -> Iterator[Finding]:
    """A review that goes on and does not say what would let everybody stop."""
    if not meeting.initial and not meeting.last and not meeting.get("let_us_close"):
        yield Finding("no-ending", "It is not said what would let us close.", "Essex 3.4.4, 14.1")


def not_said_back(meeting: Meeting, around: Around) -> Iterator[Finding]:
    """A last meeting after which nobody knows whether the family could say the plan back."""
    if meeting.last and not (meeting.get("can_say_back") and meeting.get("said_back")):
        says = "It is not recorded that the family can say the plan back, in their words."
        yield Finding("not-said-back", says, "Essex's reviewing service, step-down")


CHECKS: tuple[Callable[[Meeting, Around], Iterator[Finding]], ...] = (
    no_view, no_feedback, no_update, no_thresholds, not_asked, not_escalated, no_outcome, no_next, no_interval, no_ending,
    nothing_keeps_it, not_said_back, no_new_plan, only_watching,
)  # fmt: skip
ESCALATION_WORDS: Mapping[str, str] = dict(zip(ESCALATION, (
    "something new says that a child may be coming to serious harm", "the parents are not taking part in the plan",
    "things are getting worse", "the help makes no difference", "those who work with the family worry more",
), strict=True))  # fmt: skip
"""The five questions about stepping up, as what a yes would mean."""

_WATCH = re.compile(
    r"(?:to )?(?:continue (?:to|with) |keep |ongoing |regular(?:ly)? )*(?:monitor\w*|observ\w+|watch\w*|check\w*(?: in| up| on)?|"
    r"visit\w*|attend\w*|keep an eye|review\w*|home visits?)\b", re.IGNORECASE,
)  # fmt: skip
_DOING = re.compile(
    r"\b(?:help|teach|support|work (?:with|on)|learn|practi[sc]e|refer|arrange|build|change|so that|talk)\w*", re.IGNORECASE
)


def watching(action: str) -> bool:
    """Whether what needs to happen is only to monitor, attend or visit."""
    said = re.sub(r"^(?:the )?(?:social worker|school|health visitor|worker|professionals?)\b[\w ]{0,20}?\b(?:will|to)\b\s*", "",
                  action.strip(), flags=re.IGNORECASE)  # fmt: skip
    return bool(_WATCH.match(said)) and not _DOING.search(said)
