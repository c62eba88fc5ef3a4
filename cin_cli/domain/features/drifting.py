"""What dated events alone show of drift while a plan runs: reviews and visits missed, the same outcome again and again."""

from datetime import timedelta

from cin_cli.domain.calendar import add_months
from cin_cli.domain.entry import Event
from cin_cli.domain.features.history import NOT_RECORDED, Evidence, Finding, History


def drift(history: History) -> Finding:
    """Drift as dates show it; a record without reviews or visits cannot tell."""
    if history.stopped:
        return NOT_RECORDED
    reviews, visits = history.in_this_plan("cin_meeting_review"), _seen(history)
    found = [*_reviews(history, reviews), *_visits(history, visits), *_outcomes(history, reviews)]
    if found:
        return Finding("met_computed", tuple(found))
    told = (
        Evidence("last review", reviews[-1].date) if reviews else Evidence("no review is recorded"),
        Evidence("child last seen", visits[-1].date) if visits else Evidence("no visit that saw the child is recorded"),
    )
    return Finding("not_met" if reviews and visits else "not_recorded", told)


def _seen(history: History) -> list[Event]:
    return [e for e in history.in_this_plan("visit") if e.get("seen")]


def _reviews(history: History, reviews: list[Event]) -> list[Evidence]:
    months = history.readings["no_review_months"]
    if not reviews or history.day <= add_months(reviews[-1].date, months):
        return []
    return [Evidence(f"No review for more than {months} months, the last one", reviews[-1].date)]


def _visits(history: History, visits: list[Event]) -> list[Evidence]:
    weeks = history.readings["not_seen_weeks"]
    if len(visits) < 2 or history.day <= visits[-1].date + timedelta(weeks=weeks):
        return []
    return [Evidence(f"The child not seen for more than {weeks} weeks, last seen", visits[-1].date)]


def _outcomes(history: History, reviews: list[Event]) -> list[Evidence]:
    count = history.readings["same_outcomes"]
    last = [e.get("outcome") for e in reviews[-count:]]
    if len(last) < count or set(last) != {"continue"}:
        return []
    same = next((e for e in reversed(reviews) if e.get("outcome") != "continue"), None)
    row = reviews[reviews.index(same) + 1 :] if same else reviews
    first = Evidence(f"{len(row)} reviews in a row came to: continue, the first one", row[0].date)
    return [first, Evidence("the last one", row[-1].date)]
