"""One child on one page: who, why, the plan and what is good enough, what is due, what has been going on."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from cin_cli.domain.action import Action
from cin_cli.domain.answer import Answer
from cin_cli.domain.audience import Said
from cin_cli.domain.dates import distance, short, words
from cin_cli.domain.entry import KINDS, Entry, Event, events_of
from cin_cli.domain.passage import passages
from cin_cli.domain.plan import Version, end_day, resolved, review_day
from cin_cli.domain.reading import label_of
from cin_cli.render.caseload import SCHEMA_VERSION, STATUS, Line, ago, as_json, iso
from cin_cli.render.table import folded, on_terminal

OURS_SHOWN = ("note", "plan_saved")
"""Entries of our own that a reader of a case wants to see."""
MOST_DUE, MOST_POINTS, MOST_ACTIONS, MOST_SAID, MOST_ENTRIES = 6, 6, 5, 3, 14
"""How much of each stands on the page; a line says how to see the rest."""
CHANGES = {
    "if_nothing_changes": "If nothing changes", "if_circumstances_change": "If things at home change",
    "if_risks_grow": "If the worries grow", "if_family_decline": "If the family decline",
    "if_anything_else": "If anything else happens",
}  # fmt: skip
"""The parts of a plan that say what happens if things change, as the page says them."""


@dataclass(frozen=True, slots=True)
class Page:
    """All that stands on a child's page on a day. `entries` are those since `since`; `period` says so in words."""

    line: Line
    family: Any
    why: tuple[Event, ...]
    plan: Version | None
    seen_by: str
    alone_by: str
    actions: tuple[Action, ...]
    due: tuple[Answer, ...]
    entries: tuple[Entry, ...]
    period: str
    since: date
    day: date
    with_words: bool = False

    @property
    def ref(self) -> str:
        """The child's reference."""
        return str(self.line.child.ref)

    def events(self, *, planned: bool) -> list[Event]:
        """The entries as events, what is booked or what was held, those of our own that say nothing left out."""
        return [e for e in events_of(self.entries, self.ref)
                if e.planned is planned and (not KINDS[e.kind].ours or e.kind in OURS_SHOWN)]  # fmt: skip


def print_page(page: Page, *, names: bool, in_json: bool) -> None:
    """Print the page."""
    from cin_cli.context import say

    if in_json:
        say(json.dumps(_json(page, names), indent=1, ensure_ascii=False))
        return
    for text in _lines(page, names):
        say(folded(text, hanging(text)) if text and on_terminal() else text)


_LEAD = re.compile(r" +(?:\d+\. |- |\d\d/\d\d/\d{4}  |\d+\.\d+  |[A-Z][a-z ]{10} )?")


def hanging(text: str) -> int:
    """Where the lines of a long row go on: under its words, not under its number, date or name."""
    lead = _LEAD.match(text)
    return lead.end() if lead else 0


def _lines(page: Page, names: bool) -> Iterator[str]:
    child = page.line.child
    who = child.name if names and child.name else child.initials
    own = f" ({child.own_reference})" if child.own_reference else ""
    yield f"{child.ref}{own} {who or ''}".rstrip() + f": {STATUS.get(page.line.status) or 'open'}"
    yield from _facts(page, names)
    yield from _plan(page)
    yield from _promised(page)
    yield ""
    yield "Due next" if page.due else "Nothing is due."
    yield from _some([f"  {short(a.due)}  {label_of(a)} ({distance(a.due, page.day)})" for a in page.due if a.due],
                     MOST_DUE, f"cin due --case {page.ref}")  # fmt: skip
    yield ""
    yield f"{page.period}{_counted(page)}"
    yield from _recent(page)


def _some(lines: list[str], most: int, command: str) -> Iterator[str]:
    yield from lines[:most]
    if len(lines) > most:
        yield f"  and {len(lines) - most} more: {command}"


# Who and why --------------------------------------------------------------------------------------------------------


def _facts(page: Page, names: bool) -> Iterator[str]:
    child, line, day = page.line.child, page.line, page.day
    rows = {
        "Worker": child.worker, "Team": child.team, "Born": child.born and words(child.born),
        "Why": "; ".join(map(_why, page.why)), "Pathway": (child.pathway or "").replace("_", " "),
        "Opened": child.opened and words(child.opened), "Closed": child.closed and words(child.closed),
        "Plan began": line.plan and f"{words(line.plan)}, {_weeks(line.plan, day)}",
        "Last seen": _seen_on(line.seen, day, page.seen_by), "Seen alone": _seen_on(line.alone, day, page.alone_by),
        "Last visit": line.visited and f"{_seen_on(line.visited, day)}; it does not say whether the child was seen",
        "Family": page.family and _family(child, page.family), "People": page.family and _people(page.family, names),
    }  # fmt: skip
    yield from (f"  {name:<11} {value}" for name, value in rows.items() if value)


def _why(event: Event) -> str:
    said = [f"from {event.get('source')}" if event.get("source") else "", _limb(event)]
    more = ", ".join(text for text in said if text)
    return f"{KINDS[event.kind].words} of {words(event.date)}{f' ({more})' if more else ''}"


def _limb(event: Event) -> str:
    if event.get("limb"):
        return f"section 17(10) {event.get('limb')}"
    return f"threshold level {event.get('threshold_level')}" if event.get("threshold_level") else ""


def _weeks(plan: date, day: date) -> str:
    gone = (day - plan).days // 7
    return "this week" if gone == 0 else f"{gone} week{'s' if gone != 1 else ''} ago"


def _seen_on(last: date | None, day: date, by: str = "") -> str:
    return f"{words(last)}, {ago(last, day)}{f', by {by}' if by else ''}" if last else "not known"


def _siblings(child: Any, family: Any) -> list[str]:
    return [ref for ref in family.children if ref != child.ref] if family else []


def _family(child: Any, family: Any) -> str:
    others = _siblings(child, family)
    said = f"{family.ref}" + (f", with {', '.join(others)}" if others else "")
    if family.at_risk:
        return said + "; at risk from each other: one copy a person"
    return said + ("; separated: one copy a person" if family.separated else "")


def _people(family: Any, names: bool) -> str:
    """Those around the family by reference, with relation, and with names if asked for."""
    said = []
    for person in family.people.values():
        known = [person.name if names else "", person.relation if person.relation != person.ref.rpartition(".")[2] else ""]
        more = ", ".join(text for text in known if text)
        said.append(f"{person.ref}{f' ({more})' if more else ''}")
    return ", ".join(said)


# The plan -----------------------------------------------------------------------------------------------------------


def _plan(page: Page) -> Iterator[str]:
    version = page.plan
    if version is None:
        return
    ends, review = end_day(version), review_day(version)
    yield ""
    yield (f"Plan, version {version.number} of {words(version.saved)}"
           + (f"; next review {words(review)}" if review else "") + (f"; to end by {words(ends)}" if ends else ""))  # fmt: skip
    yield from _some(list(_points(version, page.day)), MOST_POINTS, f"cin plan show {page.ref}")
    yield from _said("Good enough", version.plan.good_enough, page.ref)
    for name, heading in CHANGES.items():
        yield from _said(heading, getattr(version.plan, name), page.ref)


def _points(version: Version, day: date) -> Iterator[str]:
    for number, point in enumerate(version.plan.points, 1):
        if not point.blank:
            by = resolved(point.by, version)
            when = f", by {words(by)} ({distance(by, day)})" if by else f", {flat(point.by)}" if point.by.strip() else ""
            who = f": {flat(point.who)}" if point.who.strip() else ""
            yield f"  {number}. {clause(point.action or point.worry)}{who}{when}"


def _said(heading: str, said: Iterable[Said], ref: str) -> Iterator[str]:
    lines = [f"    - {cut(one.text)}" for one in said if one.text.strip()]
    if lines:
        yield f"  {heading}"
        yield from _some(lines, MOST_SAID, f"cin plan show {ref}")


def flat(text: str) -> str:
    """A text on one line."""
    return " ".join(text.split())


def cut(text: str, width: int = 150) -> str:
    """A text on one line, so much of it, no word cut."""
    line = flat(text)
    return line if len(line) <= width else line[: width - 1].rsplit(" ", 1)[0] + "…"


def clause(text: str) -> str:
    """The same, without the full stop: the sentence goes on."""
    return cut(text, 120).rstrip(".")


def _promised(page: Page) -> Iterator[str]:
    if page.actions:
        yield ""
        yield "Promised and not yet done"
        yield from _some([f"  {_action(action, page.day)}" for action in page.actions], MOST_ACTIONS,
                         f"cin action list {page.ref}")  # fmt: skip


def _action(action: Action, day: date) -> str:
    when = f", by {words(action.due)} ({distance(action.due, day)})" if action.due else f", {action.by}" if action.by else ""
    return f"{action.ref}  {clause(action.action)}{f': {flat(action.who)}' if action.who else ''}{when}"


# What has been going on ---------------------------------------------------------------------------------------------


def _counted(page: Page) -> str:
    """So much of what, in words: `: 4 visits (seen 3 times, alone twice), 1 review meeting`."""
    held = [event for event in page.events(planned=False) if event.date <= page.day]
    counts = Counter(KINDS[event.kind].words for event in held if event.kind in ("visit", "voice", "note")
                     or event.kind.startswith("cin_meeting"))  # fmt: skip
    said = [f"{_plural(name, count)}{_seen_of(held) if name == 'visit' else ''}" for name, count in counts.most_common()]
    return f": {', '.join(said)}" if said else ""


def _plural(name: str, count: int) -> str:
    if name == KINDS["voice"].words:
        return f"{name} {'once' if count == 1 else f'{count} times'}"
    return f"{count} {name}{'' if count == 1 else 's'}"


def _seen_of(held: Iterable[Event]) -> str:
    visits = [event for event in held if event.kind == "visit"]
    seen, alone = sum(v.get("seen") is True for v in visits), sum(v.get("seen_alone") == "yes" for v in visits)
    return f" ({seen} seen, {alone} alone)"


def _recent(page: Page) -> Iterator[str]:
    shown = sorted([*page.events(planned=True), *page.events(planned=False)], key=lambda e: (e.date, e.number or 0), reverse=True)
    if not shown:
        yield "  Nothing is recorded."
    said = {made.number: _words(made) for made in page.entries} if page.with_words else {}
    lines = []
    for event in shown:
        booked = "booked: " if event.planned else ""
        lines.append(f"  {short(event.date)}  {booked}{KINDS[event.kind].words}{_seen(event)}{said.get(event.number, '')}")
    most = MOST_ENTRIES * (3 if page.with_words else 1)
    yield from _some(lines, most, f"cin case chronology {page.ref}")


def _words(made: Entry) -> str:
    """The first words of an entry."""
    if made.kind == "plan_saved":
        return f": version {made.facts.get('version')}"
    texts = [one.text for one in passages(made)] or [one.text for part in made.parts for one in passages(made, part)]
    return f": {cut(texts[0], 90)}" if texts else ""


def _seen(event: Event) -> str:
    if event.kind != "visit" or event.planned:
        return ""
    seen = {True: "seen", False: "not seen"}.get(event.get("seen"), "whether the child was seen is not said")
    return f" ({seen}{', alone' if event.get('seen_alone') == 'yes' else ''})"


# As JSON ------------------------------------------------------------------------------------------------------------


def _json(page: Page, names: bool) -> dict[str, Any]:
    made = {"schema_version": SCHEMA_VERSION, "as_of": iso(page.day)} | as_json(page.line, page.day, names)
    version = page.plan
    held = sorted(events_of(page.entries, page.ref), key=lambda e: (e.date, e.number or 0))
    return made | {
        "siblings": _siblings(page.line.child, page.family),
        "people": [{"person": p.ref, "relation": p.relation, **({"name": p.name} if names else {})}
                   for p in (page.family.people.values() if page.family else ())],
        "why": [{"kind": e.kind, "date": iso(e.date), "source": e.get("source"), "level": e.get("threshold_level")}
                for e in page.why],
        "last_seen_by": page.seen_by or None, "last_seen_alone_by": page.alone_by or None,
        "plan": version and {
            "version": version.number, "saved": iso(version.saved), "next_review": iso(review_day(version)),
            "ends": iso(end_day(version)), "good_enough": [said.text for said in version.plan.good_enough],
            **{name: [said.text for said in getattr(version.plan, name)] for name in CHANGES},
            "points": [{"number": n, "action": p.action, "who": p.who, "by": iso(resolved(p.by, version))}
                       for n, p in enumerate(version.plan.points, 1) if not p.blank],
        },
        "actions": [{"action": a.ref, "what": a.action, "who": a.who, "due": iso(a.due)} for a in page.actions],
        "due": [{"rule": a.rule, "label": label_of(a), "due": iso(a.due)} for a in page.due],
        "since": iso(page.since),
        "entries": [{"number": e.number, "date": iso(e.date), "kind": e.kind, "planned": e.planned} for e in held],
    }  # fmt: skip
