"""The due list as a calendar file and as CSV: references only, for both are copied to places that nobody can see into."""

import csv
import io
from datetime import datetime, timedelta

from cin_cli.domain.listing import DueList, Line, lateness

COLUMNS = ("due", "late_in", "child", "what", "last_done", "booked", "worker", "rule")


def calendar(due: DueList, now: datetime) -> str:
    """A calendar (iCalendar, RFC 5545): each line a day, private, with the reference and what is due, and nothing else."""
    from icalendar import Calendar, Event

    made = Calendar()
    made.add("prodid", "-//cin//due//EN")
    made.add("version", "2.0")
    for line in due.lines:
        day = line.item.answer.due
        if day is None:
            continue
        event = Event()
        event.add("uid", f"{line.item.answer.rule}-{line.whose[0].ref}-{day.isoformat()}@cin")
        event.add("dtstamp", now)
        event.add("dtstart", day)
        event.add("dtend", day + timedelta(days=1))
        event.add("summary", f"{_refs(line)}: {line.item.label}")
        event.add("class", "PRIVATE")
        event.add("transp", "TRANSPARENT")
        made.add_component(event)
    return str(made.to_ical().decode("utf-8"))


def table(due: DueList) -> str:
    """The lines as CSV with ISO dates."""
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(COLUMNS)
    for line in due.lines:
        answer = line.item.answer
        days = [day.isoformat() if day else "" for day in (answer.due, line.last_done, answer.booked)]
        cells = (days[0], lateness(line.item), _refs(line), line.item.label, days[1], days[2], line.worker, answer.rule)
        rows.writerow([_plain(cell) for cell in cells])
    return text.getvalue()


def _refs(line: Line) -> str:
    return " ".join(whose.ref for whose in line.whose)


def _plain(cell: str) -> str:
    """The cell, never a formula for a spreadsheet that opens it."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell
