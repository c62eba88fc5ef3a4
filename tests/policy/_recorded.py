"""Worked cases typed into a case file, event by event, as a worker would: `cin case open`, then `cin event record`."""

import json
import re
from datetime import date
from typing import NamedTuple

from cin_cli.domain.entry import FORESEEN
from cin_cli.policy.trycase import ABOUT_THE_EVENT

YES_NO = {True: "yes", False: "no"}


class Told(NamedTuple):
    """A worked case as it stood on a day, and the children of the case file who stand for its own."""

    cin: object
    day: date
    refs: dict

    def items(self, child=None):
        """What `cin due` answers of a child on that day, by rule and occurrence."""
        shown = done(self.cin, "due", "--case", self.refs[child], "--all", "--json", "--as-of", self.day)
        return {(row["rule"], row["occurrence"]): row for row in json.loads(shown.out)["items"]}


def done(cin, *args):
    """The line was understood and carried out."""
    made = cin(*args)
    assert made.code == 0, (" ".join(map(str, args)), made.out, made.err)
    return made


def tell(cin, monkeypatch, case, day, prefix="S"):
    """Types what had happened by the day, on that day; `prefix` keeps the references apart from those of another case."""
    monkeypatch.setenv("CIN_TODAY", day.isoformat())
    children = case.get("children") or [{}]
    refs = {child.get("ref"): f"{prefix}{child.get('ref') or 'A'}" for child in children}
    events = sorted(_by(case["events"], day), key=_date)
    for child in children:
        name, ref = child.get("ref"), refs[child.get("ref")]
        first = min([day, *(_date(event) for event in events if name in event.get("children", refs))])
        _bare(cin, ref, first)
        for fact, value in {**case.get("profile", {}), **child.get("profile", {})}.items():
            done(cin, "event", "record", "fact_recorded", ref, "--on", first, *_set({"fact": fact, "value": value}))
    if len(refs) > 1:
        done(cin, "family", "add", *refs.values())
    for event in events:
        _record(cin, event, refs)
    return Told(cin, day, refs)


def _bare(cin, ref, on):
    """A child of whom nothing is recorded but that there is one: a made-up case begins with nothing."""
    opened = done(cin, "case", "open", ref, "--initials", "XY", "--opened", on)
    first, last = re.search(r"\(entries (\d+) to (\d+)\)", opened.out).groups()
    for number in (first, last):  # that the case was opened, and that it was allocated
        done(cin, "event", "withdraw", number, "--why", "the made-up case does not say it")


def _by(events, day):
    """What had happened by the day, what was booked or foreseen; what was written up only later was not written up yet."""
    for event in events:
        if event.get("planned") or event["type"] in FORESEEN or _date(event) <= day:
            later = "recorded_on" in event and date.fromisoformat(str(event["recorded_on"])) > day
            yield {name: value for name, value in event.items() if not (later and name == "recorded_on")}


def _date(event):
    return date.fromisoformat(str(event["date"]))


def _record(cin, event, refs):
    """One event of a worked case as a line of `cin event record`."""
    about = [refs[name] for name in event.get("children", refs)]
    says = {name: value for name, value in event.items() if name not in ABOUT_THE_EVENT}
    if event["type"] == "visit":
        says.setdefault("seen", True)  # what a made-up case means when it does not say
    more = ["--planned"] if event.get("planned") else []
    if event.get("booked_on"):
        more += ["--booked-on", event["booked_on"]]
    for child, own in event.get("per_child", {}).items():
        more += [part for pair in _pairs(own) for part in ("--differs", f"{refs[child]}:{pair}")]
    done(cin, "event", "record", event["type"], *about, "--on", event["date"], *_set(says), *more)


def _set(values):
    return [part for pair in _pairs(values) for part in ("--set", pair)]


def _pairs(values):
    """`name=value` for each, yes and no in words."""
    return [f"{name}={YES_NO[value] if isinstance(value, bool) else value}" for name, value in values.items()]
