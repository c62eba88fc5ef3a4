"""The due list on a page: table, reasons, foot; and as JSON. Everything it says is worked out elsewhere."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from cin_cli.domain.dates import short, words
from cin_cli.domain.listing import DueList, Line, children, is_late, is_soon, lateness, not_worked_out
from cin_cli.domain.reading import SCHEMA_VERSION, Item, as_json, why
from cin_cli.domain.words import days
from cin_cli.render.table import Cell, Column, Tone, folded, on_terminal, show

COLUMNS = (Column("Due"), Column("Late/In"), Column("Child"), Column("What", wraps=True), Column("Last done"),
           Column("Booked"), Column("Worker", wraps=True))  # fmt: skip
OUTSIDE = {"child_protection": "on Child Protection Plans", "looked_after": "looked after", "pathway_plan": "on Pathway Plans"}


def print_list(due: DueList, *, reasons: bool = False, names: bool = False) -> None:
    """Print the list, its reasons if asked for, and its foot."""
    from cin_cli.context import say

    if not due.lines:
        say(_nothing(due))
        say()
    elif reasons:
        for line in due.lines:
            for text in _reasons(line, names):
                say(text)
    else:
        left_out = 1 if due.of_one_worker else 0  # the foot says whose list it is
        show(COLUMNS[: len(COLUMNS) - left_out], [_row(line, names)[: len(COLUMNS) - left_out] for line in due.lines])
        say()
    for text in foot(due):
        for row in text.split("\n"):
            say(folded(row) if on_terminal() and not row.startswith("  `") else row)


def _row(line: Line, names: bool) -> list[Cell]:
    tone = _tone(line)
    item = line.item
    booked = item.answer.booked
    worker = line.worker
    return [
        Cell(_when(item), tone), Cell(lateness(item), tone), Cell(_child(line, names)), Cell(item.label),
        Cell(short(line.last_done) if line.last_done else "", "quiet"), Cell(short(booked) if booked else ""),
        Cell(worker, "quiet"),
    ]  # fmt: skip


def _when(item: Item) -> str:
    due, time = item.answer.due, item.answer.due_time
    return f"{short(due)} {time}" if due and time else short(due) if due else ""


def _child(line: Line, names: bool) -> str:
    known = [whose.name for whose in line.whose if whose.name]
    return f"{line.whose[0].ref} {', '.join(known)}" if names and known else line.child


def _tone(line: Line) -> Tone:
    match line.item.status:
        case "overdue":
            return "late" if is_late(line.item) else "soon"
        case "due_today":
            return "today"
    return "soon" if is_soon(line.item) else ""


def _reasons(line: Line, names: bool) -> Iterator[str]:
    refs = " ".join(whose.ref for whose in line.whose)
    yield f"{lateness(line.item)}  {_child(line, names)}"
    yield folded("  " + why(line.item))
    if command := line.item.settle(refs):
        yield f"  To settle it: {command}"  # a command is never folded: it is there to be copied
    yield ""


def _nothing(due: DueList) -> str:
    if due.only_late:
        said = f"Nothing is late on {words(due.day)}."
    elif due.days == 0:
        said = f"Nothing is late or due on {words(due.day)}."
    else:
        said = f"Nothing is late or due in the {days(due.days)} from {words(due.day)}."
    if due.foot.open_children == 0:
        return said + " No child's case is open here."
    if due.next and due.next.answer.due and due.next.answer.due >= due.day:
        return said + f" Next: {due.next.label}, {due.next.answer.child}, {words(due.next.answer.due)}."
    return said


def foot(due: DueList) -> Iterator[str]:
    """What stands under the list, a line a matter."""
    under = due.foot
    usual = f"{under.past_usual} past the usual, " if under.past_usual else ""
    coming = f"{under.coming} in the next {days(due.days)}, " if due.days else ""
    yield (
        f"{words(due.day)}: {under.overdue} late, {usual}{under.today} due today, {coming}"
        f"{under.later} later; {children(under.open_children)} open."
    )
    if due.left_out:
        more = "1 more line is" if due.left_out == 1 else f"{due.left_out} more lines are"
        yield f"{more} not shown: `cin due --rows 0` shows all."
    for said, command in not_worked_out(under.unknown):
        yield f"Not worked out: {said}." + (f"\n  `{command}`" if command else "")
    if under.assumed:
        said = "; ".join(f"{_fact(name)} for {children(count)}" for name, count in under.assumed)
        yield f"Assumed: {said}."
    if under.outside:
        said = ", ".join(f"{children(count)} {OUTSIDE[status]}" for status, count in under.outside)
        yield f"Outside: {said}; their timescales are not kept here."
    if under.longest_unseen:
        said = ", ".join(f"{ref} {_gone(due.day, day)}" for ref, day in under.longest_unseen)
        yield f"Longest since seen: {said}."
    if under.never_seen:
        more = f" and {len(under.never_seen) - 3} more" if len(under.never_seen) > 3 else ""
        yield f"Never recorded as seen: {', '.join(under.never_seen[:3])}{more}."
    yield due.pack
    yield from due.notes


def _fact(name: str) -> str:
    if name == "seen":
        return "that the child was seen (the visit does not say)"
    return f"{name.replace('_', ' ')} as usual"


def _gone(today: date, day: date | None) -> str:
    gone = (today - day).days if day else 0
    return "today" if gone == 0 else days(gone)


def json_of(due: DueList, pack: str | None) -> dict[str, Any]:
    """The list as JSON: `schema_version` first, the items with every key, and the foot."""
    rows = due.everything or [(i, w) for line in due.lines for i, w in zip(line.items, line.whose, strict=True)]
    under = due.foot
    return {
        "schema_version": SCHEMA_VERSION,
        "pack": pack,
        "as_of": due.day.isoformat(),
        "items": [as_json(item, whose.ref) for item, whose in rows],
        "counts": {"overdue": under.overdue, "past_usual": under.past_usual, "due_today": under.today,
                   "coming": under.coming, "later": under.later},
        "not_worked_out": [
            {"rule": u.rule, "missing": u.missing, "children": u.children, "settle": u.settle} for u in under.unknown
        ],
        "assumed": dict(under.assumed),
        "outside": dict(under.outside),
        "open_children": under.open_children,
    }
