"""The team's contact cards: whom to call in the day, at night, and about a child who has no worker."""

from collections.abc import Iterable
from dataclasses import dataclass

from cin_cli.domain.audience import Audience
from cin_cli.domain.entry import Entry
from cin_cli.domain.person import kept_audience

TITLES = {
    "front_door": "Front door (a worry about a child who has no worker)", "team": "Our team (a child who has a plan)",
    "out_of_hours": "Out of hours (nights, weekends, bank holidays)",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Card:
    """One card. It is meant to be handed on: everybody may see it unless it says otherwise."""

    card: str
    name: str = ""
    phone: str = ""
    hours: str = ""
    note: str = ""
    audience: Audience = ("everyone",)

    @property
    def line(self) -> str:
        """The card in one line, as a document says it."""
        said = (self.name, self.phone, f"({self.hours})" if self.hours else "", self.note)
        return " ".join(" ".join(text.split()) for text in said if text)


def cards(entries: Iterable[Entry]) -> dict[str, Card]:
    """The cards that these entries say, in the order of TITLES; what is not said again stays."""
    found: dict[str, dict[str, object]] = {}
    for made in sorted(entries, key=lambda e: (e.happened_on, e.number or 0)):
        if made.kind == "contact_card":
            kept = found.setdefault(str(made.facts["card"]), {})
            kept |= {name: str(text) for name, text in made.words.items()}
            if "for" in made.facts:
                kept["audience"] = kept_audience(made.facts["for"])
    return {name: Card(name, **found[name]) for name in TITLES if name in found}  # type: ignore[arg-type]
