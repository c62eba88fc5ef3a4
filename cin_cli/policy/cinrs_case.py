"""A made-up case for trying a reviewing service: the form of `cin policy try`, with more of a profile, and statements."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from cin_cli.domain.attribute import Attribute, check_value
from cin_cli.domain.entry import Event
from cin_cli.domain.kinds import FACTS, FEATURES
from cin_cli.errors import CinError, UsageError
from cin_cli.policy.trycase import TriedChild, children_of, table_of

STATEMENT = ("feature", "by", "date", "why", "theme", "children")
OWN = ("authority", "allocated_worker", "siblings", "inpatient")
"""What a profile may say here besides the facts of a child."""
STAY = ("section", "from", "to", "s117")


@dataclass(frozen=True, slots=True)
class Tried:
    """One child of a made-up case, and whose case it is."""

    ref: str | None
    authority: str | None
    profile: Mapping[str, Any]
    events: tuple[Event, ...]


def load(path: str) -> list[Tried]:
    """The children of the case; raises CinError naming what is wrong and where."""
    return tried(table_of(path))


def tried(table: Any) -> list[Tried]:
    """The children of a case already read from its file."""
    if not isinstance(table, Mapping):
        raise CinError("A case is a table with `profile`, `events` and `statements`.")
    listed: list[Any] = table["children"] if isinstance(table.get("children"), list) else []
    rows = [row for row in listed if isinstance(row, Mapping)]
    plain = {key: value for key, value in table.items() if key != "statements"}
    plain["profile"] = _facts(table.get("profile"))
    if rows and len(rows) == len(listed):
        plain["children"] = [{**row, "profile": _facts(row.get("profile"))} for row in rows]
    children = children_of(plain)
    own = [{**_own(table.get("profile")), **_own(row.get("profile"))} for row in rows] or [_own(table.get("profile"))]
    said = _statements(table.get("statements"), [child.ref for child in children])
    found = [_tried(child, mine, said) for child, mine in zip(children, own, strict=True)]
    return [_with_siblings(one, found) for one in found]


def _facts(profile: Any) -> Any:
    """The part of a profile that any made-up case may have."""
    if not isinstance(profile or {}, Mapping):
        return profile  # refused with the others
    for name in profile or {}:
        if name not in FACTS and name not in OWN:
            raise UsageError(f"`profile` has nothing called {name!r}.", f"It may say: {', '.join((*OWN, *FACTS))}.")
    return {name: value for name, value in (profile or {}).items() if name not in OWN}


def _own(profile: Any) -> dict[str, Any]:
    return {name: value for name, value in (profile or {}).items() if name in OWN and value is not None}


def _tried(child: TriedChild, own: Mapping[str, Any], said: list[Mapping[str, Any]]) -> Tried:
    profile = dict(child.profile)
    worker = own.get("allocated_worker")
    if isinstance(worker, bool) or str(worker).lower() in ("yes", "no"):
        profile["allocated"] = worker is True or str(worker).lower() == "yes"
    elif worker is not None:
        profile["worker"] = _short("profile, allocated_worker", worker)
    if "siblings" in own:
        profile["siblings"] = _number(own["siblings"])
    mine = [row for row in said if row.get("children") is None or child.ref in row["children"]]
    events = [*child.events, *_stay(own.get("inpatient")), *(e for row in mine if (e := _event(row)))]
    profile["undated"] = [row["feature"] for row in mine if not row.get("date")]
    authority = _short("profile, authority", own["authority"]) if "authority" in own else None
    return Tried(child.ref, authority, profile, tuple(events))


def _short(where: str, value: Any) -> str:
    if not isinstance(value, str):
        raise UsageError(f"{where}: {value!r} is not a text.")
    return value


def _number(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 100:
        raise UsageError(f"profile: siblings cannot be {value!r}.", "It is how many others under 18 there are: 0 or more.")
    return value


# Statements ---------------------------------------------------------------------------------------------------------


def _statements(rows: Any, refs: list[str | None]) -> list[Mapping[str, Any]]:
    if not isinstance(rows or [], list):
        raise CinError("`statements` is a list.")
    for number, row in enumerate(rows or [], 1):
        if not isinstance(row, Mapping):
            raise CinError(f"Statement {number} is not a table with `feature`, `by`, `date` and `why`.")
        for key in row:
            if key not in STATEMENT:
                raise UsageError(f"Statement {number} has no key {key!r}.", f"Its keys: {', '.join(STATEMENT)}.")
        if row.get("feature") not in FEATURES:
            raise UsageError(
                f"Statement {number}: there is no feature {row.get('feature')!r}.", f"The features: {', '.join(FEATURES)}."
            )
        for key in ("by", "why", "theme"):
            if row.get(key) is not None:
                _short(f"Statement {number}, {key}", row[key])
        for ref in row.get("children") or ():
            if ref not in refs:
                raise UsageError(f"Statement {number} names a child {ref!r} that the case does not have.")
        if row.get("date"):
            _day(f"Statement {number}", row["date"])
    return list(rows or [])


def _event(row: Mapping[str, Any]) -> Event | None:
    """What was said as an event; one without a day has none."""
    if not row.get("date"):
        return None
    said = {key: row[key] for key in ("feature", "by", "why", "theme") if row.get(key)}
    return Event("cinrs_stated", _day("", row["date"]), said)


def _day(where: str, value: Any) -> date:
    return date.fromisoformat(check_value(where, Attribute("date", "date"), value))


# A stay in hospital -------------------------------------------------------------------------------------------------


def _stay(table: Any) -> list[Event]:
    """A stay in hospital as its admission and discharge; one that does not say since when is there from the first day."""
    if table is None:
        return []
    if not isinstance(table, Mapping):
        raise UsageError(f"profile: inpatient cannot be {table!r}.", f"It is a table of {', '.join(STAY)}.")
    for key in table:
        if key not in STAY:
            raise UsageError(f"profile: inpatient has no key {key!r}.", f"Its keys: {', '.join(STAY)}.")
    begin, end = (_day(f"profile, inpatient, {key}", table[key]) if table.get(key) else None for key in ("from", "to"))
    if begin and end and end < begin:
        raise UsageError("profile: inpatient ends before it begins.", "`to` is the day of discharge.")
    says: dict[str, Any] = {}
    if table.get("section") is not None:
        says["section"] = str(table["section"])
    if table.get("s117") is not None:
        says["aftercare"] = check_value("profile, inpatient", Attribute("s117", "yes_no"), table["s117"])
    if not says and not begin and not end:
        return []
    stay = [Event("inpatient_admitted", begin or date.min, says)]
    return [*stay, Event("inpatient_discharged", end, {})] if end else stay


# Brothers and sisters -----------------------------------------------------------------------------------------------


def _with_siblings(one: Tried, children: list[Tried]) -> Tried:
    """The others in the file are the child's brothers and sisters, where the profile does not say how many there are."""
    others = [other for other in children if other is not one]
    if "siblings" in one.profile or not others:
        return one
    return replace(one, profile={**one.profile, "born_of_others": [other.profile.get("date_of_birth") for other in others]})
