"""A request to a reviewing service: what it says, and what it should not go without."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

WRITTEN = ("background", "tried", "mother", "father", "absent_parent", "childs_view", "asked")
"""What is written for the request itself, in its own words."""
PEOPLE = ("mother", "father", "absent_parent", "childs_view")
NEEDED = {
    "raised_by": "who raised it", "until": "until when the service is asked", "background": "the background",
    "tried": "what has been tried", "mother": "how the mother takes part", "father": "how the father takes part",
    "childs_view": "how the child takes part", "asked": "what is asked of the service",
}  # fmt: skip
"""What a request should not go without, in words; a parent who lives elsewhere there may not be."""


@dataclass(frozen=True, slots=True)
class Request:
    """A request as it goes to the service: its own words, what is met, what happened and what the plan says, for that reader."""

    child: str
    day: date
    until: date | None = None
    raised_by: str = ""
    quadrant: str = ""
    worker: str = ""
    written: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    met: tuple[str, ...] = ()
    happened: tuple[tuple[date, str], ...] = ()
    plan: tuple[str, ...] = ()

    @property
    def lacks(self) -> list[str]:
        """What is not said in it."""
        said = {"raised_by": self.raised_by, "until": self.until, **self.written}
        return [words for name, words in NEEDED.items() if not said.get(name)]
