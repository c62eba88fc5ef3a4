"""The words of the reviewing service's criteria, as packs/cinrs-essex.toml has them."""

from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from cin_cli.domain.cinrs import Finding


@dataclass(frozen=True, slots=True)
class Criterion:
    """One criterion in words. `settle` has `{ref}`, `{on}` and `{entry}` to fill."""

    id: str
    source: str
    label: str
    reading: str
    cite: str
    settle: str
    settle_missing: str = ""

    def settled_by(self, found: Finding, ref: str, on: str) -> str | None:
        """The command that would settle it, or None when nothing is open."""
        if found.verdict not in ("not_recorded", "met_in_part"):
            return None
        first = self.settle_missing if found.missing or found.verdict == "not_recorded" else ""
        usable = first and ("{entry}" not in first or found.entry is not None)
        command = first if usable else self.settle
        return command.replace("{ref}", ref).replace("{on}", on).replace("{entry}", str(found.entry))


@dataclass(frozen=True, slots=True)
class Service:
    """The reviewing service in words, and its criteria by id."""

    authority: str
    pack: str
    service: str
    source: str
    worker: str
    any_one: str
    discretion: str
    held: str
    elsewhere: str
    request: str
    criteria: dict[str, Criterion]


def service() -> Service:
    """Essex's service and its six criteria."""
    import tomllib

    text = (files("cin_cli.packs") / "cinrs-essex.toml").read_text(encoding="utf-8")
    found: dict[str, Any] = tomllib.loads(text)
    criteria = {row["id"]: Criterion(**row) for row in found.pop("criterion")}
    return Service(**found, criteria=criteria)
