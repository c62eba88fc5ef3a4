"""The due list on a page: table, reasons, foot; and as JSON. Everything it says is worked out elsewhere."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from cin_cli.domain.dates import short, words
from cin_cli.domain.listing import DueList, Line, children, is_soon, lateness, not_worked_out
from cin_cli.domain.reading import SCHEMA_VERSION, Item, as_json, why
from cin_cli.render.table import Cell, Column, Tone, show

COLUMNS = (Column("Due"), Column("Late/In"), Column("Child"), Column("What", wraps=True), Column("Last done"),
           Column("Booked"), Column("Worker", wraps=True))  # fmt: skip
OUTSIDE = {"child_protection": "on Child Protection Plans", "looked_after": "looked after", "pathway_plan": "on Pathway Plans"}


def print_list(due: DueList, *, reasons: bool = False, names: bool = False) -> None:
    """Print the list, its reasons if asked for, and its foot."""
    from cin_cli.context import say

    if not due.lines:
        say(_nothing(due))
    elif reasons:
        for line in due.lines:
            for text in _reasons(line, names):
                say(text)
    else:
        show(COLUMNS, [_row(line, names) for line in due.lines])
    say()
    for text in foot(due):
        say(text)


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
            return "late" if line.item.answer.wording.strength != "ideally" else "soon"
        case "due_today":
            return "today"
    return "soon" if is_soon(line.item) else ""


def _reasons(line: Line, names: bool) -> Iterator[str]:
    import shutil
    import textwrap

    width = max(40, min(shutil.get_terminal_size((80, 24)).columns, 100))
    yield f"{lateness(line.item)}  {_child(line, names)}"
    item = line.item
    refs = line.whose[0].ref
    for text in (why(item), f"To settle it: {item.settle(refs)}" if item.settle(refs) else ""):
        yield from textwrap.wrap(text, width, initial_indent="  ", subsequent_indent="  ", break_on_hyphens=False,
                                 break_long_words=False)  # fmt: skip
    yield ""


def _nothing(due: DueList) -> str:
    said = f"Nothing is late or due in the {due.days} days from {words(due.day)}."
    if due.foot.open_children == 0:
        return said + " No child's case is open here."
    if due.next and due.next.answer.due:
        return said + f" Next: {due.next.label}, {due.next.answer.child}, {words(due.next.answer.due)}."
    return said


def foot(due: DueList) -> Iterator[str]:
    """What stands under the list, a line a matter."""
    under = due.foot
    yield (
        f"{words(due.day)}: {under.overdue} late, {under.today} due today, {under.coming} in the next {due.days} days, "
        f"{under.later} later; {children(under.open_children)} open."
    )
    if due.left_out:
        yield f"{due.left_out} more lines are not shown: `cin due --rows 0` shows all."
    for said, command in not_worked_out(under.unknown):
        yield f"Not worked out: {said}." + (f"\n  `{command}`" if command else "")
    if under.assumed:
        said = "; ".join(f"{_fact(name)} for {children(count)}" for name, count in under.assumed)
        yield f"Assumed: {said}."
    if under.outside:
        said = ", ".join(f"{children(count)} {OUTSIDE[status]}" for status, count in under.outside)
        yield f"Outside: {said}; their timescales are not kept here."
    if under.longest_unseen:
        said = ", ".join(f"{ref} {_days(due.day, day)}" for ref, day in under.longest_unseen)
        yield f"Longest since seen: {said}."
    yield due.pack
    yield from due.notes


def _fact(name: str) -> str:
    if name == "seen":
        return "that the child was seen (the visit does not say)"
    return f"{name.replace('_', ' ')} as usual"


def _days(today: date, day: date | None) -> str:
    gone = (today - day).days if day else 0
    return "today" if gone == 0 else f"{gone} day{'s' if gone != 1 else ''}"


def json_of(due: DueList, pack: str | None) -> dict[str, Any]:
    """The list as JSON: `schema_version` first, the items with every key, and the foot."""
    rows = due.everything or [(i, w) for line in due.lines for i, w in zip(line.items, line.whose, strict=True)]
    under = due.foot
    return {
        "schema_version": SCHEMA_VERSION,
        "pack": pack,
        "as_of": due.day.isoformat(),
        "items": [as_json(item, whose.ref) for item, whose in rows],
        "counts": {"overdue": under.overdue, "due_today": under.today, "coming": under.coming, "later": under.later},
        "not_worked_out": [
            {"rule": u.rule, "missing": u.missing, "children": u.children, "settle": u.settle} for u in under.unknown
        ],
        "assumed": dict(under.assumed),
        "outside": dict(under.outside),
        "open_children": under.open_children,
    }
