"""Facts of a record that may speak of drift: each with its dates and its source. Never a score, and no verdict on anybody.

What the record cannot tell is said as such. Which facts are looked at is our reading of what the sources say of drift.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Literal

from cin_cli.domain import drift_plan
from cin_cli.domain.action import Action
from cin_cli.domain.calendar import add_months
from cin_cli.domain.entry import Event
from cin_cli.domain.features.dated import plan_start
from cin_cli.domain.features.history import Evidence, History
from cin_cli.domain.features.recorded import repeated_involvement
from cin_cli.domain.meeting import Meeting
from cin_cli.domain.plan import Version
from cin_cli.domain.reading import Item
from cin_cli.domain.visit import MOST, not_alone

State = Literal["found", "not_found", "cannot_tell"]
HELD = ("visit", "cin_meeting_initial", "cin_meeting_review")
MARKS = ((12, "Essex 12.1, York s2"), (9, "Essex 10.1, York s2"), (6, "York s2"))
"""The months on a plan that procedures speak of, the longest first."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing looked at: whether it was found, in words, with its dates and where it comes from."""

    id: str
    state: State
    text: str
    evidence: tuple[Evidence, ...] = ()
    source: str = ""
    reading: str = ""
    settle: str = ""


@dataclass(frozen=True, slots=True)
class Around:
    """What the facts are found from. `items`: what the procedure in force answers on the day; None: there is none."""

    history: History
    items: tuple[Item, ...] | None = None
    meetings: tuple[Meeting, ...] = ()
    versions: tuple[Version, ...] = ()
    actions: tuple[Action, ...] = ()
    typed: tuple[tuple[Event, date], ...] = ()

    @property
    def reviews(self) -> list[Event]:
        """The reviews of this plan, in order."""
        return self.history.in_this_plan("cin_meeting_review")


def facts(around: Around) -> tuple[Fact, ...]:
    """Everything that is looked at, in one order; empty where no Child in Need plan can be running."""
    if around.history.stopped:
        return ()
    return tuple(fact for look in LOOKS for fact in look(around))


def _missed(around: Around, name: str, rules: tuple[str, ...], what: str) -> Iterator[Fact]:
    if around.items is None:
        yield Fact(name, "cannot_tell", f"no procedure is in force, so no {what} has a day", settle="cin policy use <procedure>")
        return
    mine = [item for item in around.items if item.answer.rule in rules]
    late = [item for item in mine if item.status == "overdue"]
    was = [item for item in mine if item.status == "met_late" and item.answer.met_on]
    unknown = [item for item in mine if item.status == "undetermined"]
    cites = ", ".join(dict.fromkeys(item.answer.wording.cite for item in (*late, *was)))
    evidence = tuple(Evidence(f"{item.label}: {_late(item)}, due", item.answer.due) for item in (*late, *was))
    if evidence:
        said = [f"{len(late)} late now"] * bool(late) + [f"{len(was)} held late"] * bool(was)
        yield Fact(name, "found", f"{what}s: {', '.join(said)}", evidence, cites)
    elif unknown:
        missing = ", ".join(dict.fromkeys(name_.replace("_", " ") for item in unknown for name_ in item.answer.missing))
        yield Fact(name, "cannot_tell", f"{what}s: not known: {missing}", settle=unknown[0].settle() or "")
    else:
        yield Fact(name, "not_found", f"no {what} is late")


def _late(item: Item) -> str:
    gone = f", {item.intervals_missed} intervals gone by" if (item.intervals_missed or 0) > 1 else ""
    days = f"{item.days_late} day{'' if item.days_late == 1 else 's'}"
    return f"{days} late{gone}" if item.status == "overdue" else f"held {days} late"


def reviews_missed(around: Around) -> Iterator[Fact]:
    """Meetings that are late or were held late, by the procedure in force."""
    yield from _missed(around, "reviews_missed", ("initial-meeting", "review"), "meeting")


def visits_missed(around: Around) -> Iterator[Fact]:
    """Visits that are late or were made late, by the procedure in force."""
    yield from _missed(around, "visits_missed", ("first-visit", "visit"), "visit")


def same_outcome(around: Around) -> Iterator[Fact]:
    """The last reviews in a row that all came to going on."""
    least = around.history.readings["repeated_outcomes"]
    reading = f"{least} or more in a row; the number is ours"
    reviews, row = around.reviews, list[Event]()
    for review in reversed(reviews):
        if review.get("outcome") != "continue":
            break
        row.insert(0, review)
    if len(row) >= least:
        evidence = (Evidence("the first", row[0].date), Evidence("the last", row[-1].date))
        yield Fact("same_outcome", "found", f"{len(row)} reviews in a row came to: continue", evidence, drift_plan.GUIDE, reading)
    elif any(review.get("outcome") is None for review in reviews[-least:]):
        yield Fact("same_outcome", "cannot_tell", "what a review came to is not recorded", reading=reading,
                   settle=_correct(reviews[-least:], "outcome"))  # fmt: skip
    else:
        yield Fact("same_outcome", "not_found", f"fewer than {least} reviews in a row came to: continue", reading=reading)


def _correct(events: Iterable[Event], attribute: str) -> str:
    """The command that completes the last of these that does not say it."""
    number = next((e.number for e in reversed(list(events)) if e.get(attribute) is None and e.number), None)
    return f"cin event correct {number} --set {attribute}=<{attribute}> --why <reason>" if number else ""


def not_seen_alone(around: Around) -> Iterator[Fact]:
    """The last visits in a row at which the child was seen and not alone, though it could have been."""
    reading, source = f"{MOST} visits in a row; the number is ours", "a vendor's guide (S4), on visits"
    seen = [e for e in around.history.in_this_plan("visit") if e.get("seen")]
    row = not_alone(seen)
    if row >= MOST:
        evidence = (Evidence("the first", seen[-row].date), Evidence("the last", seen[-1].date))
        yield Fact("not_seen_alone", "found", f"seen at the last {row} visits, alone at none", evidence, source, reading)
    elif not seen:
        yield Fact("not_seen_alone", "cannot_tell", "no visit at which the child was seen is recorded", reading=reading,
                   settle="cin visit record {ref} --on <day> --seen yes")  # fmt: skip
    elif None in (last := {e.get("seen_alone") for e in seen[-MOST:]}) and last <= {None, "no"}:
        yield Fact("not_seen_alone", "cannot_tell", "whether the child was seen alone is not recorded", reading=reading,
                   settle=_correct(seen[-MOST:], "seen_alone"))  # fmt: skip
    else:
        yield Fact("not_seen_alone", "not_found", f"fewer than {MOST} visits in a row without being seen alone", reading=reading)


def length(around: Around) -> Iterator[Fact]:
    """How long the plan has run, and which of the months that procedures speak of it has passed."""
    start = plan_start(around.history)
    if start is None:
        yield Fact("length", "cannot_tell", "the day the plan started is not recorded",
                   settle="cin event record cin_plan_started {ref} --on <day>")  # fmt: skip
        return
    passed = next(((n, cite) for n, cite in MARKS if around.history.day >= add_months(start.date, n)), None)
    began = Evidence("the plan began", start.date)
    if passed:
        months, cite = passed
        evidence = (began, Evidence(f"{months} months from then", add_months(start.date, months)))
        yield Fact("length", "found", f"on the plan for {months} months or more", evidence, cite)
    else:
        yield Fact("length", "not_found", "on the plan for less than 6 months", (began,))


def long_gaps(around: Around) -> Iterator[Fact]:
    """Stretches without a visit or a meeting in the plan that runs, up to the day."""
    weeks = around.history.readings["not_seen_weeks"]
    reading = f"more than {weeks} weeks without a visit or a meeting; the number is ours"
    days = [e.date for e in around.history.in_this_plan(*HELD)]
    if not days:
        yield Fact("long_gaps", "cannot_tell", "no visit and no meeting is recorded", reading=reading,
                   settle="cin visit record {ref} --on <day> --seen yes")  # fmt: skip
        return
    days = [*days, around.history.day]
    gaps = [(a, b) for a, b in pairwise(days) if b - a > timedelta(weeks=weeks)]
    if gaps:
        evidence = tuple(
            Evidence(f"nothing for {(b - a).days} days{' until now' if b == around.history.day else ''}, after", a)
            for a, b in gaps
        )
        count = "a long gap" if len(gaps) == 1 else f"{len(gaps)} long gaps"
        yield Fact("long_gaps", "found", f"{count} between visits and meetings", evidence, drift_plan.GUIDE, reading)
    else:
        yield Fact("long_gaps", "not_found", "no long gap between visits and meetings", reading=reading)


def repeated_referrals(around: Around) -> Iterator[Fact]:
    """Referrals and openings again and again."""
    found, source = repeated_involvement(around.history), "Essex service page, feature 1"
    reading = "the numbers are ours"
    if found.verdict == "met_computed":
        yield Fact("repeated_referrals", "found", "referred or opened again and again", found.evidence, source, reading)
    elif found.verdict == "not_recorded":
        yield Fact("repeated_referrals", "cannot_tell", "no referral or opening is recorded", reading=reading,
                   settle="cin event record referral_received {ref} --on <day>")  # fmt: skip
    else:
        yield Fact("repeated_referrals", "not_found", "not referred again and again", found.evidence, reading=reading)


def recorded_late(around: Around) -> Iterator[Fact]:
    """Visits and meetings written up long after they were held: as they say themselves, else as they were typed here."""
    days = around.history.readings["late_writing_days"]
    reading = f"more than {days} days after; the number is ours. Typing here is not writing on the council's system"
    held = [(event, on) for event, on in around.typed if event.date >= (around.history.ended or event).date]
    if not held:
        yield Fact("recorded_late", "cannot_tell", "when visits and meetings were written up is not recorded", reading=reading,
                   settle="cin event record visit_recorded {ref} --on <day> --set of=<day>")  # fmt: skip
        return
    late = [(event, on) for event, on in held if (on - event.date).days > days]
    if late:
        evidence = tuple(Evidence(f"{_held(e)} written up {(on - e.date).days} days after", e.date) for e, on in late)
        text = f"{len(late)} of {len(held)} written up late"
        yield Fact("recorded_late", "found", text, evidence, drift_plan.RECORDING, reading)
    else:
        yield Fact("recorded_late", "not_found", f"none of {len(held)} visits and meetings was written up late", reading=reading)


def _held(event: Event) -> str:
    return "visit" if event.kind == "visit" else "meeting"


def _of_plan(name: str) -> Callable[[Around], Iterator[Fact]]:
    """A fact of the plan's words, found in drift_plan.py."""

    def look(around: Around) -> Iterator[Fact]:
        found = drift_plan.FOUND_BY[name](around.reviews, around.meetings, around.versions, around.actions)
        yield Fact(name, *found)

    return look


LOOKS: tuple[Callable[[Around], Iterator[Fact]], ...] = (
    reviews_missed, visits_missed, *map(_of_plan, drift_plan.FOUND_BY), same_outcome, not_seen_alone, length, long_gaps,
    repeated_referrals, recorded_late,
)  # fmt: skip
