"""How the last visits to a child went: not seen, not seen alone, all of them announced."""

from collections.abc import Callable, Iterable
from datetime import date, timedelta

from cin_cli.domain.entry import Event

MOST = 3
"""So many visits in a row without being seen alone are said; a reading: the guide (S4) names no number."""
ANNOUNCED_ONLY = timedelta(days=90)


def not_seen(events: Iterable[Event]) -> int:
    """How many of the last visits in a row say that the child was not seen."""
    return _in_a_row(events, lambda e: e.get("seen") is False)


def not_alone(events: Iterable[Event]) -> int:
    """How many of the last visits in a row, the child seen, say that it was not alone though it could have been."""
    return _in_a_row((e for e in events if e.get("seen")), lambda e: e.get("seen_alone") == "no")


def always_announced(events: Iterable[Event], day: date) -> bool:
    """Whether there were visits in the three months before that day, and each is said to have been announced."""
    recent = [e for e in _held(events) if day - ANNOUNCED_ONLY <= e.date <= day]
    return bool(recent) and all(e.get("announced") is True for e in recent)


def unseen(ref: str, events: Iterable[Event]) -> list[str]:
    """What should not go unnoticed about the last visits, in sentences."""
    held = list(events)
    missed, alone = not_seen(held), not_alone(held)
    found = []
    if missed:
        found.append(
            f"{ref} was not seen at the last visit." if missed == 1 else f"{ref} was not seen at the last {missed} visits."
        )
    if alone >= MOST:
        found.append(f"{ref} was seen at the last {alone} visits, and not alone at any of them.")
    return found


def _in_a_row(events: Iterable[Event], test: Callable[[Event], bool]) -> int:
    count = 0
    for event in reversed(_held(events)):
        if not test(event):
            break
        count += 1
    return count


def _held(events: Iterable[Event]) -> list[Event]:
    visits = [e for e in events if e.kind == "visit" and not e.planned]
    return sorted(visits, key=lambda e: (e.date, e.number or 0))
