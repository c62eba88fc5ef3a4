"""The same obligations side by side: one row a rule, one column a procedure, a few words a cell."""

import shutil
import sys
import textwrap
from collections.abc import Iterator, Mapping, Sequence

from cin_cli.domain.span import Span
from cin_cli.domain.timescale import Clause, Pack, Rule
from cin_cli.render.obligation import where

NONE = "—"
GAP = "  "
NARROW = 80
FOOT = (
    f"{NONE}  this procedure asks for no such thing, as far as its pack says.",
    "In brief, and no advice: what holds for you is your own authority's procedure.",
    "`cin policy show ID` has all that one asks, and where it says so.",
)
Table = Mapping[str, Sequence[str]]


def table(packs: Sequence[Pack]) -> Table:
    """By the id of each rule, what each pack asks in a few words."""
    ids = dict.fromkeys(rule.id for pack in packs for rule in pack.rules)
    return {name: [_cell(pack, name) for pack in packs] for name in ids}


def lines(packs: Sequence[Pack], width: int | None = None) -> Iterator[str]:
    """The table, or a list where the columns would be too narrow; and what it is not."""
    width = width or (shutil.get_terminal_size().columns if sys.stdout.isatty() else NARROW)
    rows = [["", *names(packs)], *([name, *cells] for name, cells in table(packs).items())]
    widths = _widths(rows, width)
    yield from _grid(rows, widths) if widths else _list(rows)
    yield ""
    yield from FOOT


def names(packs: Sequence[Pack]) -> list[str]:
    """What each column is called: the short name of its citations; where two are the same its id, or a number with it."""
    short, ids = [pack.cites for pack in packs], [pack.id for pack in packs]
    return [
        pack.cites if short.count(pack.cites) == 1 else pack.id if ids.count(pack.id) == 1 else f"{pack.id} ({number})"
        for number, pack in enumerate(packs, 1)
    ]


def _grid(rows: list[list[str]], widths: list[int]) -> Iterator[str]:
    for number, row in enumerate(rows):
        folded = [textwrap.wrap(cell, width) or [""] for cell, width in zip(row, widths, strict=True)]
        for line in range(max(map(len, folded))):
            cells = [(cell[line] if line < len(cell) else "").ljust(width) for cell, width in zip(folded, widths, strict=True)]
            yield GAP.join(cells).rstrip()
        if number == 0:
            yield GAP.join("─" * width for width in widths)


def _list(rows: list[list[str]]) -> Iterator[str]:
    for row in rows[1:]:
        yield row[0]
        for name, cell in zip(rows[0][1:], row[1:], strict=True):
            yield f"  {name}: {cell}"


def _widths(rows: list[list[str]], width: int) -> list[int]:
    """A width for each column; what the longest words leave goes, place by place, to the column that is longest."""
    columns = list(zip(*rows, strict=True))
    widths = [max(len(cell) for cell in columns[0]), *(_longest_word(column) for column in columns[1:])]
    free = width - sum(widths) - len(GAP) * (len(widths) - 1)
    if free < 0:
        return []
    for _ in range(free):
        tallest = max(range(1, len(columns)), key=lambda i: _height(columns[i], widths[i]))
        if _height(columns[tallest], widths[tallest]) <= len(rows):
            break
        widths[tallest] += 1
    return widths


def _longest_word(column: Sequence[str]) -> int:
    return max(len(word) for cell in column for word in (cell.split() or [""]))


def _height(column: Sequence[str], width: int) -> int:
    return sum(len(textwrap.wrap(cell, width)) or 1 for cell in column)


# what a cell says ---------------------------------------------------------------------------------------------


def _cell(pack: Pack, name: str) -> str:
    rules = [rule for rule in pack.rules if rule.id == name]
    if not rules:
        return NONE
    rule = max(rules, key=lambda rule: rule.since)  # of several versions the newest
    said = [_said(rule, clause) for clause in rule.clauses]
    if len(set(said)) == 1:
        return said[0]
    return "; ".join(f"{_facts(pack, clause)}{words}" for clause, words in zip(rule.clauses, said, strict=True))


def _said(rule: Rule, clause: Clause) -> str:
    return brief(rule, clause) + (" (ideally)" if clause.wording.strength == "ideally" else "")


def _facts(pack: Pack, clause: Clause) -> str:
    """Under which facts a variant holds, where these are not the ones that are assumed."""
    usual = all(pack.defaults.get(name) in values for name, values in clause.facts.items())
    return "" if usual else f"{where(clause.facts)}: "


def brief(rule: Rule, clause: Clause) -> str:
    """What a clause asks, as short as can be."""
    if clause.not_applicable:
        return "not asked for"
    match rule.shape:
        case "every":
            return _every(clause)
        case "schedule":
            return " or ".join(dict.fromkeys(", ".join(span.words for span in t.pattern.at) for t in clause.after))
        case "date":
            return f"{clause.before.words} before" if clause.before else "by the day named"
        case "role":
            return "says who"
        case "gate":
            return "asks for checks"
        case "shortest":
            return f"not before {_time(clause)}"
        case "threshold":
            return f"from {_time(clause)} on"
    more = f", {clause.extension.cap.words} at most" if clause.extension and clause.extension.cap else ""
    return f"{_time(clause)}{more}"


def _time(clause: Clause) -> str:
    own = [pattern.within for pattern in (*clause.of, *(t.pattern for t in clause.after)) if pattern.within]
    spans = own or ([clause.within] if clause.within else [])
    return " or ".join(dict.fromkeys(_range(clause.target, span) for span in spans))


def _range(target: Span | None, limit: Span) -> str:
    """`4 to 6 weeks`: the aim and the limit."""
    if target is None:
        return limit.words
    if target.unit == limit.unit and target.other is None and not target.inclusive:
        return f"{target.count} to {limit.words}"
    return f"{target.words} to {limit.words}"


def _every(clause: Clause) -> str:
    if clause.stages:
        stages = [f"every {_range(stage.target, stage.every)}" for stage in clause.stages]
        return ", then ".join([*stages, *([f"every {clause.every.words}"] if clause.every else [])])
    if clause.every is None:
        return "as agreed"
    first = f"first {_range(clause.first_target, clause.first)}, then " if clause.first else ""
    return f"{first}every {_range(clause.target, clause.every)}"
