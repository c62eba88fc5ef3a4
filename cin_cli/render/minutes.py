"""The minutes of a meeting as a document for one reader: the children's and the family's words first."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from cin_cli.domain.meeting_form import LISTS, ROWS
from cin_cli.domain.minutes import Minutes, Row
from cin_cli.domain.plan import is_date
from cin_cli.domain.voice import Voice
from cin_cli.render.document import Block, Document, Format, filled, flat, long_day, written
from cin_cli.render.document import Row as DocumentRow

FAMILY_FIRST = ("hopes", "proud_of")
TALK = ("going_well", "worries", "complicating", "changes", "discussion")
AFTER_PLAN = ("since_first", "challenge", "thresholds")
OUTCOME = ("told_family", "let_us_close", "next_steps", "family_meeting", "said_back")
FINAL = ("keeps_going", "if_changes", "stays")


@dataclass(frozen=True, slots=True)
class Names:
    """What each child is called in this copy, by reference, whom the copy is for, and who was not born yet."""

    children: Mapping[str, str]
    reader: str = ""
    unborn: frozenset[str] = frozenset()

    @property
    def together(self) -> str:
        """The children's names in a sentence."""
        named = [flat(name) for name in self.children.values() if name.strip()]
        return named[0] if len(named) == 1 else f"{', '.join(named[:-1])} and {named[-1]}" if named else ""


@cache
def labels() -> Mapping[str, Any]:
    """The fixed words of minutes."""
    import tomllib
    from importlib.resources import files

    return tomllib.loads((files("cin_cli.templates") / "minutes.labels.toml").read_text(encoding="utf-8"))


def render(copy: Minutes, form: Format, names: Names) -> str:
    """The minutes as they are handed over."""
    return written(document(copy, names), "minutes", form)


def document(copy: Minutes, names: Names) -> Document:
    """The parts of the minutes, in order."""
    family = copy.reader.kind != "professional"
    ours: Mapping[str, Any] = labels()["family" if family else "professional"]
    meeting = copy.meeting
    which = labels()["which"]["initial" if meeting.initial else "final" if meeting.last else "review"]
    version = filled(ours["version"], which=which, day=long_day(meeting.day))
    intro = [filled(ours["reader"], reader=flat(names.reader))] if family and names.reader.strip() else []
    title = filled(ours["title"], names=names.together) if names.together else ours["title_without_names"]
    blocks = tuple(_blocks(copy, ours, names, family=family))
    return Document(title, version, (*intro, *ours["intro"]), blocks, filled(ours["end"], version=version))


def _blocks(copy: Minutes, ours: Mapping[str, Any], names: Names, *, family: bool) -> Iterator[Block]:
    heading = labels()["headings"]
    yield from _children(copy, ours, names)
    yield from _feedback(copy)
    yield from _lists(copy, FAMILY_FIRST)
    yield Block("facts", heading["facts"], facts=tuple(_facts(copy, names, family=family)))
    yield from _table(copy, "attendance", ("person", "came", "report", "reason"), _attendance)
    yield from _lists(copy, TALK)
    yield from _table(copy, "updates", ("point", "who", "status", "update"), _update)
    yield from _lists(copy, AFTER_PLAN)
    yield from _table(copy, "escalation", ("question", "what"), _escalation)
    yield from _lists(copy, OUTCOME)
    final = list(_lists(copy, FINAL, level=3))
    if final:
        yield Block("words", heading["final"])
        yield from final
    yield from _table(copy, "actions", ("action", "by"), _action)
    yield Block("words", heading["next"], tuple(_next(copy, ours)))
    yield from _lists(copy, ("attachments",))
    if family:
        yield Block("words", heading["disagree"], tuple(ours["disagree"]))
        yield Block("box", heading["box"], (ours["box"],))


# The children and the family ----------------------------------------------------------------------------------------


def _children(copy: Minutes, ours: Mapping[str, Any], names: Names) -> Iterator[Block]:
    """What each child says; of a child without words, that there are none here."""
    said, without = [], []
    for ref, name in names.children.items():
        theirs = [one for one in copy.voices if one.child == ref]
        said += [(_source(one, name), one.said) for one in theirs]
        if not theirs and ref not in names.unborn:
            without.append(filled(ours["no_words"], child=flat(name) or ref))
    yield Block("quotes", labels()["headings"]["children"], tuple(without), facts=tuple(said))


def _source(one: Voice, name: str) -> str:
    how = labels()["how"].get(one.how, "")
    by = f"heard by {one.gathered_by}" if one.gathered_by else ""
    return ", ".join(filter(None, [flat(name), long_day(one.day), how, flat(one.tool), flat(by)]))


def _feedback(copy: Minutes) -> Iterator[Block]:
    rows = copy.rows["feedback"]
    if rows:
        facts = tuple((flat(str(row.get("who") or "")), str(row.get("said") or "")) for row in rows)
        yield Block("quotes", labels()["headings"]["feedback"], facts=facts)


# The parts ----------------------------------------------------------------------------------------------------------


def _lists(copy: Minutes, parts: Sequence[str], level: int = 2) -> Iterator[Block]:
    for name in parts:
        if copy.said[name]:
            yield Block("list", labels()["headings"][name], lines=copy.said[name], level=level)


def _facts(copy: Minutes, names: Names, *, family: bool) -> Iterator[tuple[str, str]]:
    meeting, called = copy.meeting, labels()["facts"]
    yield called["day"], long_day(meeting.day)
    if meeting.get("time"):
        yield called["time"], str(meeting.get("time"))
    if meeting.get("due_on"):
        yield called["due"], long_day(date.fromisoformat(str(meeting.get("due_on"))))
    if "venue" in copy.places:
        yield called["venue"], copy.places["venue"]
    if meeting.get("chair"):
        yield called["chair"], _spoken(meeting.get("chair"))
    parts = [
        filled(labels()["part"][part], child=flat(name)) for ref, name in names.children.items() if (part := _part(copy, ref))
    ]
    if parts:
        yield called["childs_part"], "\n".join(parts)
    if meeting.visits:
        every, by = meeting.visits
        yield called["visits"], filled(called["agreed_by"], every=_spoken(every), by=_spoken(by)) if by else _spoken(every)
    if not family and not meeting.initial:
        yield called["thresholds"], labels()["yes" if meeting.get("thresholds_considered") else "not_written"]
        if "can_say_back" in meeting.says:
            yield called["said_back"], labels()["yes" if meeting.get("can_say_back") else "no"]
    if meeting.get("outcome"):
        yield called["outcome"], labels()["outcomes"][meeting.get("outcome")]


def _part(copy: Minutes, ref: str) -> str:
    """How the child took part; that a child spoke elsewhere is only said where the words are."""
    part = str(copy.meeting.of(ref).get("childs_part") or "")
    return part if part == "attended" or any(one.child == ref for one in copy.voices) else ""


def _spoken(value: Any) -> str:
    return str(value).replace("_", " ")


def _table(copy: Minutes, name: str, columns: tuple[str, ...], made: Any) -> Iterator[Block]:
    rows = tuple(made(copy, row) for row in copy.rows[name])
    if rows:
        named = tuple(labels()["columns"][column] for column in columns)
        yield Block("points", labels()["headings"][name], columns=named, rows=rows)


def _attendance(copy: Minutes, row: Row) -> DocumentRow:
    words = labels()["columns"]
    came = labels()["yes" if row["attended"] else "no"] if "attended" in row else ""
    report = "\n".join(filter(None, [str(row.get("report") or ""), words["report_sent"] if row.get("report_sent") else ""]))
    role = "; ".join(filter(None, (flat(str(row.get("role") or "")), flat(str(row.get("source") or "")))))
    values = {"role": role, "came": came, "report": report, "reason": row.get("reason")}
    return DocumentRow(0, str(row.get("name") or ""), tuple((words[name], str(value or "")) for name, value in values.items()))


def _update(copy: Minutes, row: Row) -> DocumentRow:
    words, point = labels()["columns"], copy.points.get(row.get("point", 0))
    update = "\n".join(filter(None, (str(row.get("update") or ""), str(row.get("why_not") or ""))))
    values = {"point": point.action or point.worry if point else "", "who": point.who if point else "",
              "status": labels()["status"].get(row.get("status"), ""), "update": update}  # fmt: skip
    facts = tuple((words[name], value) for name, value in values.items())
    return DocumentRow(row.get("point", 0), point.subject if point else "", facts)


def _escalation(copy: Minutes, row: Row) -> DocumentRow:
    words = labels()["columns"]
    answer = labels()["yes" if row.get("answer") else "no"] if "answer" in row else ""
    facts = ((words["answer"], answer), (words["what"], str(row.get("what") or "")))
    return DocumentRow(0, labels()["escalation"].get(row.get("question"), ""), facts)


def _action(copy: Minutes, row: Row) -> DocumentRow:
    words, by = labels()["columns"], str(row.get("by") or "")
    if row.get("due"):
        pattern = labels()["on_day" if is_date(by, copy.meeting.day) else "by_day"]
        by = filled(pattern, by=by, day=long_day(date.fromisoformat(str(row["due"]))))
    facts = ((words["action"], str(row.get("action") or "")), (words["by"], by))
    return DocumentRow(0, str(row.get("who") or ""), facts)


def _next(copy: Minutes, ours: Mapping[str, Any]) -> Iterator[str]:
    meeting = copy.meeting
    if meeting.get("next_review_agreed"):
        yield filled(ours["next_on"], day=long_day(date.fromisoformat(str(meeting.get("next_review_agreed")))))
        if meeting.get("next_time"):
            yield filled(ours["next_at"], time=str(meeting.get("next_time")))
        if "next_venue" in copy.places:
            yield filled(ours["next_where"], venue=copy.places["next_venue"])
    else:
        yield ours["no_next"] if meeting.last else ours["next_blank"]


# For the worker -----------------------------------------------------------------------------------------------------


def left_out(copy: Minutes) -> Iterator[str]:
    """A line for each part that lost something: where and why, never what."""
    from collections import Counter

    named = {"children": "What the children say", "venue": "Venue", "next_venue": "Next venue", **LISTS,
             **{name: heading for name, (heading, _, _) in ROWS.items()}}  # fmt: skip
    for (where, why), count in Counter((held.where, held.why) for held in copy.withheld).items():
        yield f"Left out of this copy: '{named[where]}'{f' ({count} things)' if count > 1 else ''}: {why}."
