"""The non-working days that the user added to England's bank holidays."""

from datetime import date

from cin_cli.store.database import Store


def days_added(store: Store, known_on: date | None = None) -> list[tuple[date, str]]:
    """Each added day and its name, by date (`known_on`: as known at the end of that day)."""
    from cin_cli.store.journal import standing

    found = standing(store, kinds=("holiday_added",), known_on=known_on)
    return sorted((entry.happened_on, str(entry.facts.get("name") or "")) for entry in found)
