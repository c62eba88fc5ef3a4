"""An answer read on a day: status, lateness and the sentence that says why. Needs neither packs nor dateutil."""

from datetime import date
from typing import Any, NamedTuple

from cin_cli.domain.answer import Answer
from cin_cli.domain.calendar import Calendar
from cin_cli.domain.span import Span
from cin_cli.domain.words import days, words

SCHEMA_VERSION = 1


class Item(NamedTuple):
    """An answer on a day: `status` and everything that moves with the day asked."""

    answer: Answer
    day: date
    status: str
    days_late: int | None
    working_days_late: int | None
    past_target: bool | None
    last_working_day: date | None
    intervals_missed: int | None
    working_days_left: int | None

    @property
    def label(self) -> str:
        """What it is, in words, with the day of the event it follows."""
        return label_of(self.answer)

    @property
    def open(self) -> bool:
        """Whether it still asks for something by a date."""
        return self.status in ("due", "due_today", "overdue")

    def settle(self, reference: str | None = None) -> str | None:
        """The command that would meet it, for this child, on the day asked."""
        if self.answer.settle is None:
            return None
        return self.answer.settle.format(ref=reference or self.answer.child or "<case>", on=self.day.isoformat())


def label_of(answer: Answer) -> str:
    """The wording's label, with the day of the event it follows where it names one."""
    day = answer.from_date
    return answer.wording.label.replace("{from}", f"{day.day} {day:%b}" if day else "a meeting")


def read(answer: Answer, day: date, calendar: Calendar) -> Item:
    """The answer as it stands on a day on which it is the answer."""
    due, late, working = answer.due, answer.days_late, answer.working_days_late
    status: str = answer.state
    if answer.state == "open" and due:
        status = "overdue" if day > due else "due_today" if day == due else "due"
        if day > due:
            late = (late or 0) + (day - due).days
            working = (working or 0) + calendar.working_days_between(due, day)
    return Item(
        answer, day, status, late, working,
        past_target=_past_target(answer, day),
        last_working_day=calendar.last_working_day(due) if due else None,
        intervals_missed=_missed(answer, day, calendar),
        working_days_left=calendar.working_days_between(day, due) if due and status == "due" else None,
    )  # fmt: skip


def _past_target(answer: Answer, day: date) -> bool | None:
    if answer.target is None:
        return None
    return (answer.met_on or day) > answer.target


def _missed(answer: Answer, day: date, calendar: Calendar) -> int | None:
    """How many intervals have gone by since the last time: 0 until the first is overdue."""
    if answer.state != "open" or answer.interval is None or answer.due is None or answer.from_date is None:
        return None
    span = Span.of(answer.interval)
    counted = answer.from_date if span.after(answer.from_date, calendar) == answer.due else None
    gone = 0
    while gone < 10_000:
        ends = span.after(counted, calendar, gone + 1) if counted else answer.due
        if not counted and gone:
            ends = span.after(answer.due, calendar, gone)
        if ends >= day:
            break
        gone += 1
    return gone


def why(item: Item) -> str:
    """One plain sentence and its arithmetic, then the readings."""
    answer = item.answer
    cite = f" ({answer.wording.cite})"
    said = f"{_lead(item)}: {answer.because}{cite}." if answer.because else f"{_lead(item)}{cite}."
    if (item.intervals_missed or 0) > 1:
        said += f" {item.intervals_missed} intervals have gone by."
    others = [f"{text}: {words(due) if due else 'no date can be given'}" for text, due in answer.alternatives
              if due is None or due != answer.due]  # fmt: skip
    if answer.wording.reading:
        said += f" Our reading: {answer.wording.reading}."
    if others:
        said += f" Other reading: {'; '.join(others)}."
    if answer.assumed:
        said += f" Assumed: {', '.join(name.replace('_', ' ') for name in answer.assumed)}."
    for warning in answer.warnings:
        said += f" {warning[:1].upper()}{warning[1:]}."
    return said


def _lead(item: Item) -> str:
    answer, label, due = item.answer, item.label, item.answer.due
    late = f", {days(item.days_late)} late" if item.days_late else ""
    at = f" at {item.answer.due_time}" if item.answer.due_time else ""
    when = f"{words(due)}{at}" if due else ""
    match item.status:
        case "due":
            return f"{label}, due {when}"
        case "due_today":
            return f"{label}, due today, {when}"
        case "overdue":
            return f"{label}, was due {when}{late}"
        case "met" | "met_late":
            met = words(answer.met_on) if answer.met_on else ""
            return f"{label}, done {met}{late or ' in time'}, due {when}"
        case "not_applicable":
            return f"{label}, not asked for"
        case "undetermined":
            missing = " and ".join(name.replace("_", " ") for name in answer.missing)
            return f"{label}, cannot be worked out ({missing} not known)"
        case "advice":
            return f"{label}, advised"
        case "breach":
            return f"{label}, not as the procedure says"
    return f"{label}, as the procedure says"


def as_json(item: Item, reference: str | None = None) -> dict[str, Any]:
    """Every key of the JSON answer, in the order of docs/timescales.md; ISO dates, null for what does not apply."""
    answer = item.answer
    starts = {"event": answer.from_event, "date": _iso(answer.from_date)} if answer.from_event else None
    return {
        "rule": answer.rule,
        "occurrence": answer.occurrence,
        "child": reference or answer.child,
        "label": item.label,
        "strength": answer.wording.strength,
        "status": item.status,
        "due": _iso(answer.due),
        "due_time": answer.due_time,
        "target": _iso(answer.target),
        "past_target": item.past_target,
        "last_working_day": _iso(item.last_working_day),
        "from": starts,
        "met_on": _iso(answer.met_on),
        "days_late": item.days_late,
        "working_days_late": item.working_days_late,
        "cite": answer.wording.cite,
        "reading": answer.wording.reading,
        "alternatives": [{"reading": text, "due": _iso(due)} for text, due in answer.alternatives],
        "assumed": list(answer.assumed),
        "missing": list(answer.missing),
        "warnings": list(answer.warnings),
        "settle": item.settle(reference),
        "starts": _iso(answer.starts),
        "ends": _iso(answer.until),
        "intervals_missed": item.intervals_missed,
        "why": why(item),
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
