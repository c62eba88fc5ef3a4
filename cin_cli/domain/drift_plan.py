"""What the words of plans, meetings and promises show of drift: carried over, unchanged, nothing written, only watching."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Literal, NamedTuple

from cin_cli.domain.action import Action
from cin_cli.domain.entry import Event
from cin_cli.domain.features.history import Evidence
from cin_cli.domain.meeting import Meeting, watching
from cin_cli.domain.plan import Version

GUIDE = "a vendor's guide (S4), on drift"
RECORDING = "a vendor's guide (S4), on recording"


class Found(NamedTuple):
    """A fact of drift as drift.py wants it: state, words, dates, source, reading, command."""

    state: Literal["found", "not_found", "cannot_tell"]
    text: str
    evidence: tuple[Evidence, ...] = ()
    source: str = ""
    reading: str = ""
    settle: str = ""


Look = Callable[[Sequence[Event], Sequence[Meeting], Sequence[Version], Sequence[Action]], Found]


def actions_carried_over(
    reviews: Sequence[Event], meetings: Sequence[Meeting], versions: Sequence[Version], actions: Sequence[Action]
) -> Found:
    """Promises whose day had passed at a review, and which were not done by it."""
    if not actions:
        return Found("cannot_tell", "no promise is recorded", settle="cin meeting record {ref} --review --on <day>")
    days = [review.date for review in reviews]
    carried = [(action, over) for action in actions if (over := _reviews_over(action, days))]
    if not carried:
        return Found("not_found", "no promise was carried over a review")
    evidence = tuple(
        Evidence(f"{a.ref} {a.action} ({a.who or 'nobody named'}): carried over {n} review{'' if n == 1 else 's'}, due", a.due)
        for a, n in carried
    )
    count = "a promise was" if len(carried) == 1 else f"{len(carried)} promises were"
    return Found("found", f"{count} carried over", evidence, GUIDE, "past its day at a review, and not done by then")


def _reviews_over(action: Action, days: Sequence[date]) -> int:
    """At how many reviews it was past its day and not done."""
    due = action.due
    return sum(1 for day in days if due and due < day and day > action.said_on and (action.done is None or action.done > day))


def plan_unchanged(
    reviews: Sequence[Event], meetings: Sequence[Meeting], versions: Sequence[Version], actions: Sequence[Action]
) -> Found:
    """No other plan since before the last two reviews."""
    if not versions:
        return Found("cannot_tell", "whether the plan was changed: no plan is written here", settle="cin plan new {ref}")
    if len(reviews) < 2:
        return Found("not_found", "there have not been two reviews yet")
    first, second = reviews[-2].date, reviews[-1].date
    then = [version for version in versions if version.saved <= first]
    if then and then[-1].plan.points == versions[-1].plan.points:
        version = Evidence(f"version {then[-1].number} written", then[-1].saved)
        evidence = (version, Evidence("review", first), Evidence("review", second))
        return Found("found", "the plan's points are the same as before the last two reviews", evidence, GUIDE)
    return Found("not_found", "the plan was changed since", (Evidence("the last version", versions[-1].saved),))


def no_progress(
    reviews: Sequence[Event], meetings: Sequence[Meeting], versions: Sequence[Version], actions: Sequence[Action]
) -> Found:
    """Nothing was written of the plan's progress at the last review, nor in the plan since the review before."""
    days = [review.date for review in reviews]
    if not days:
        return Found("not_found", "there has been no review yet")
    last = next((m for m in meetings if m.day == days[-1] and not m.initial), None)
    before = days[-2] if len(days) > 1 else date.min
    written = [v for v in versions if v.saved > before and any(p.progress.strip() for p in v.plan.points)]
    if (last and any(row.get("update") or row.get("status") for row in last.get("updates") or ())) or written:
        return Found("not_found", "progress is written")
    if last is None or not any(last.get(name) for name in ("discussion", "going_well", "changes", "worries", "actions")):
        entry = last.number if last else "<entry>"
        return Found("cannot_tell", "the last review is recorded without its words", (Evidence("review", days[-1]),),
                     settle=f"cin event correct {entry} --set discussion=<words> --why <reason>")  # fmt: skip
    return Found("found", "no progress is written at the last review", (Evidence("review", days[-1]),), RECORDING)


def only_monitoring(
    reviews: Sequence[Event], meetings: Sequence[Meeting], versions: Sequence[Version], actions: Sequence[Action]
) -> Found:
    """Every point of the plan only watches, attends or visits."""
    if not versions:
        return Found("cannot_tell", "whether the plan only watches: no plan is written here", settle="cin plan new {ref}")
    doing = [point.action for point in versions[-1].plan.points if point.action.strip()]
    saved = (Evidence(f"version {versions[-1].number}", versions[-1].saved),)
    if doing and all(map(watching, doing)):
        return Found("found", "every point of the plan only watches", saved, "Essex 10.2", "by the words that actions begin with")
    return Found("not_found", "the plan does more than watch", saved)


FOUND_BY: Mapping[str, Look] = {
    "actions_carried_over": actions_carried_over, "plan_unchanged": plan_unchanged, "no_progress": no_progress,
    "only_monitoring": only_monitoring,
}  # fmt: skip
