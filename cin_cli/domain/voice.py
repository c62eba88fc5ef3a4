"""The child's own words: what was said, when, how it was gathered, and who may see it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from cin_cli.domain.audience import Audience
from cin_cli.domain.entry import Entry
from cin_cli.domain.person import kept_audience


@dataclass(frozen=True, slots=True)
class Voice:
    """What one child said. `of` is the day of the visit or meeting that the words were gathered at or for."""

    child: str
    day: date
    said: str
    how: str = ""
    tool: str = ""
    gathered_by: str = ""
    of: date | None = None
    audience: Audience = ()
    number: int = 0
    by: str = ""

    def meant_for(self, day: date) -> bool:
        """Whether the words were gathered at, or for, what happened on that day."""
        return self.of == day if self.of else self.day == day


def voices(standing: Iterable[Entry], children: Iterable[str]) -> list[Voice]:
    """The words of these children among these entries (with words), the newest first."""
    wanted = {ref.casefold() for ref in children}
    found: list[Voice] = []
    for made in standing:
        for part in made.parts if made.kind == "voice" and not made.planned else ():
            says: dict[str, Any] = {**made.facts, **made.words, **part.facts, **part.words}
            if part.child.casefold() in wanted and isinstance(says.get("said"), str) and says["said"].strip():
                found.append(_voice(made, part.child, says))
    return sorted(found, key=lambda one: (one.day, one.number), reverse=True)


def _voice(made: Entry, child: str, says: dict[str, Any]) -> Voice:
    of = date.fromisoformat(str(says["of"])) if says.get("of") else None
    how, tool, by = (str(says.get(name) or "") for name in ("how", "tool", "gathered_by"))
    may = kept_audience(says.get("for"))
    return Voice(child, made.happened_on, says["said"], how, tool, by, of, may, made.number or 0, made.recorded_by)
