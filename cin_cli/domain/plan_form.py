"""The plan as a form that people fill in: Markdown with fixed headings, read back without losing a character.

What a person writes is theirs. Only four kinds of line belong to the form: headings (`## …`), labels (`By when: …`),
`Who may see this: …` and notes in `<!-- … -->`. A line of somebody's own words that looks like one of these
has `\\` before it, and so has a blank line at the beginning or the end of what they wrote.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches

from cin_cli.domain.audience import Audience, read_audience
from cin_cli.domain.plan import Plan, Point, Said
from cin_cli.errors import CinError, UsageError

TITLE = "# Our plan"
POINTS = "## The plan"
POINT = "### Point"
SEEN = "Who may see this"
HEADINGS: dict[str, str] = {
    "strengths": "## What is going well",
    "proud_of": "## What we are proud of",
    "hopes": "## What the family hopes for",
    "childs_words": "## In the children's own words",
    "points": POINTS,
    "good_enough": "## How we will know things are good enough",
    "if_nothing_changes": "## What needs to happen if there are no clear changes",
    "if_circumstances_change": "## What we do if our situation changes",
    "if_risks_grow": "## What we do if the worries grow",
    "if_family_decline": "## What we do if the family do not want to go on with the plan",
    "if_anything_else": "## What we do if something else happens",
    "call_by_day": "## Who to call in the day",
    "call_at_night": "## Who to call at night and at weekends",
    "contacts": "## Addresses, phone numbers and meeting place",
    "notes": "## Notes for the worker",
}
HEADER = {"names": "First names", "next_review": "Next review", "ends": "Plan ends"}
LABELS = {
    "subject": "For", "worry": "What we are worried about", "action": "What needs to happen", "who": "Who will do it",
    "by": "By when", "outcome": "How things will be better", "progress": "Progress", "audience": SEEN,
}  # fmt: skip
GUIDE: dict[str, str] = {
    "": "Write under the headings and after the labels. Begin each thing with a dash. Leave out what you do not know.\n"
        f"{SEEN}: everyone, professionals, worker (only you), or people such as F7.mother. Put it under a dash too.\n"
        "A note like this one is never part of the plan.",
    "childs_words": f"Only you see these, unless a line says who else: {SEEN}: F7.mother",
    "points": "One promise a point. Copy the block for the next one. Say dates as people do: 14 Nov 2025, 2 weeks, next review.",
    "call_by_day": "Numbers of your team, never where somebody lives: everyone in the family gets these.",
    "contacts": f"Only you see these, unless a line says who else: {SEEN}: professionals",
    "notes": "Only you see these.",
}  # fmt: skip


def unix(text: str) -> str:
    """The text with every line break written as one character, whichever system it was typed on."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


class FormError(CinError):
    """The form cannot be read; the sentences name the lines (exit 1)."""


# Writing ------------------------------------------------------------------------------------------------------------


def write_form(plan: Plan, guide: bool = True) -> str:
    """The form of a plan. `guide`: with notes for the person who fills it in."""
    notes = GUIDE if guide else {}
    blocks = [TITLE, *_guided(notes, ""), _labelled(HEADER, plan)]
    for name, heading in HEADINGS.items():
        blocks += [heading, *_guided(notes, name)]
        blocks += _points(plan.points) if name == "points" else _items(getattr(plan, name))
    return "\n\n".join(block for block in blocks if block) + "\n"


def _guided(notes: dict[str, str], name: str) -> Iterator[str]:
    if name in notes:
        yield "\n".join(f"<!-- {line} -->" for line in notes[name].split("\n"))


def _labelled(labels: dict[str, str], thing: object) -> str:
    return "\n".join(_line(label, getattr(thing, name)) for name, label in labels.items())


def _line(label: str, value: str | Audience) -> str:
    text = ", ".join(value) if isinstance(value, tuple) else "\n".join(_escaped(value))
    return f"{label}: {text}" if text else f"{label}:"


def _points(points: Iterable[Point]) -> Iterator[str]:
    for number, point in enumerate(points, 1):
        yield f"{POINT} {number}"
        yield _labelled(LABELS, point)


def _items(said: Iterable[Said]) -> Iterator[str]:
    written = [_item(one) for one in said]
    if written:
        yield "\n".join(written)


def _item(said: Said) -> str:
    lines = _escaped(said.text)
    if said.audience:
        lines = [*(lines or [""]), _line(SEEN, said.audience)]
    first, rest = (lines[0], lines[1:]) if lines else ("", [])
    return "\n".join([f"- {first}" if first else "-", *(f"  {line}" if line else "" for line in rest)])


def _escaped(text: str) -> list[str]:
    lines = unix(text).split("\n") if text else []
    last = len(lines) - 1
    return ["\\" + line if _needs(line, n == 0, n in (0, last)) else line for n, line in enumerate(lines)]


def _needs(line: str, first: bool, edge: bool) -> bool:
    """Whether a line of somebody's words would be taken for something else without `\\`."""
    rest = line.lstrip("\\")
    if _ours(rest) or (line.startswith("\\") and _open(rest)):
        return True
    return (edge and not line.strip()) or (first and line[:1].isspace())


def _open(rest: str) -> bool:
    return not rest or rest[0].isspace()


def _ours(line: str) -> bool:
    return bool(_HEADING.match(line) or line.startswith("<!--") or _nearest(line, (*HEADER.values(), *LABELS.values())))


_HEADING = re.compile(r"#{1,6}(\s|$)")
_ABOUT_SEEING = re.compile(r"who (?:may|can|should|could) see\b|(?:audience|visible to|seen by)\s*:", re.IGNORECASE)
_LABEL = re.compile(r"([A-Za-z][A-Za-z ]{0,40}?)[ \t]*:")


def _nearest(line: str, labels: Iterable[str]) -> str:
    """The label that the line begins with, or nearly does; empty when none. One about who may see is never missed."""
    known = {label.casefold(): label for label in labels}
    if SEEN.casefold() in known and _ABOUT_SEEING.match(line):
        return SEEN
    match = _LABEL.match(line)
    if not match:
        return ""
    said = match[1].casefold()
    near = [said] if said in known else get_close_matches(said, known, n=1, cutoff=0.87)
    return known[near[0]] if near else ""


def _exactly(line: str, label: str) -> bool:
    match = _LABEL.match(line)
    return bool(match and match[1].casefold() == label.casefold())


# Reading ------------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Block:
    """One heading of the form and the numbered lines under it."""

    heading: str
    at: int
    lines: list[tuple[int, str]] = field(default_factory=list)


def read_form(text: str) -> Plan:
    """The plan in a form; FormError names every line that cannot be read."""
    problems: list[str] = []
    blocks = list(_blocks(text, problems))
    plan = _plan(blocks, problems)
    if problems:
        more = f" (and {len(problems) - 5} more)" if len(problems) > 5 else ""
        raise FormError("The plan's form cannot be read. " + " ".join(problems[:5]) + more)
    return plan


def without_notes(text: str) -> str:
    """The form without the notes to the person who fills it in."""
    return write_form(read_form(text), guide=False)


def _blocks(text: str, problems: list[str]) -> Iterator[_Block]:
    block = _Block("", 0)
    for at, line in enumerate(unix(text.removeprefix("\ufeff")).split("\n"), 1):
        if line.startswith("<!--"):
            if not line.rstrip().endswith("-->"):
                problems.append(f"Line {at}: a note begins with <!-- and must end with --> on the same line.")
        elif _HEADING.match(line):
            yield block
            block = _Block(" ".join(line.split()), at)
        else:
            block.lines.append((at, line))
    yield block


def _plan(blocks: list[_Block], problems: list[str]) -> Plan:
    names = {heading.casefold(): name for name, heading in HEADINGS.items()} | {TITLE.casefold(): ""}
    seen: dict[str, int] = {}
    header: dict[str, str] = {}
    said: dict[str, tuple[Said, ...]] = {}
    points: list[Point] = []
    within = None
    for block in blocks:
        if _POINT_HEADING.fullmatch(block.heading) and within == "points":
            points.append(_point(block, problems))
            continue
        within = names.get(block.heading.casefold())
        if within is None or (within == "" and not block.heading):
            _stray(block, problems)
            continue
        if within in seen:
            problems.append(f"Line {block.at}: {block.heading!r} is there twice (first on line {seen[within]}).")
        seen[within] = block.at
        if within == "":
            header = _labels(block, HEADER, problems)
        elif within == "points":
            _only_blank(block, problems)
        else:
            said[within] = tuple(_read_items(block, problems))
    if not problems:
        last = max((at for block in blocks for at, line in block.lines if line.strip()), default=blocks[-1].at)
        problems += reversed(list(_missing(seen, last)))
    return Plan(**header, points=tuple(points), **said)  # type: ignore[arg-type]


_POINT_HEADING = re.compile(rf"{POINT}(?: \d+)?", re.IGNORECASE)


def _stray(block: _Block, problems: list[str]) -> None:
    if not block.heading:
        _only_blank(block, problems)
        return
    near = get_close_matches(block.heading, [TITLE, POINT, *HEADINGS.values()], n=1, cutoff=0.6)
    hint = f" Did you mean {near[0]!r}?" if near else ""
    says = f"the form has no heading {block.heading[:60]!r} there.{hint}"
    problems.append(f"Line {block.at}: {says} If these are words of the plan, put \\ before them.")


def _only_blank(block: _Block, problems: list[str]) -> None:
    for at, line in block.lines:
        if line.strip():
            where = f"under {block.heading!r}, before the first point" if block.heading else "before the first heading"
            problems.append(f"Line {at}: nothing can be written {where}.")
            return


def _missing(seen: dict[str, int], lines: int) -> Iterator[str]:
    """A sentence for each heading that is not there, with the line that it belongs before."""
    before = f"at the end, after line {lines}"
    for name, heading in reversed(({"": TITLE} | HEADINGS).items()):
        if name not in seen:
            yield f"The heading {heading!r} is missing; it belongs {before}."
        else:
            before = f"before line {seen[name]}"


def _point(block: _Block, problems: list[str]) -> Point:
    values: dict[str, str | Audience] = dict(_labels(block, LABELS, problems))
    at = next((at for at, line in block.lines if _nearest(line, [SEEN])), block.at)
    values["audience"] = _audience(at, str(values.get("audience", "")), problems)
    return Point(**values)  # type: ignore[arg-type]


def _labels(block: _Block, labels: dict[str, str], problems: list[str]) -> dict[str, str]:
    """The values after a block's labels; each label must be there once."""
    found: dict[str, list[str]] = {}
    current: list[str] | None = None
    for at, line in block.lines:
        label = _nearest(line, labels.values())
        if label:
            name = next(key for key, value in labels.items() if value == label)
            if name in found or not _exactly(line, label):
                problems.append(f"Line {at}: {_wrong_label(line, label, name in found)}")
            current = found.setdefault(name, [])
            current.append(line.partition(":")[2].lstrip())
        elif current is not None:
            current.append(line)
        elif line.strip():
            problems.append(f"Line {at}: these words stand before any label, such as {next(iter(labels.values()))!r}.")
    for name, label in labels.items():
        if name not in found:
            problems.append(f"Line {block.at}: under {block.heading!r} the line '{label}:' is missing.")
    return {name: _text(lines) for name, lines in found.items()}


def _wrong_label(line: str, label: str, twice: bool) -> str:
    said = line.partition(":")[0].strip()[:60]
    what = f"'{label}:' is there twice" if twice else f"{said!r} is nearly the label '{label}:'"
    return f"{what}. If these are words of the plan, put \\ before them."


def _text(lines: list[str]) -> str:
    """The words in these lines, without blank lines around them and without the form's `\\`."""
    while lines and not lines[0].strip():
        lines = lines[1:]
    while lines and not lines[-1].strip():
        lines = lines[:-1]
    return "\n".join(_unescaped(line) for line in lines)


def _unescaped(line: str) -> str:
    rest = line.lstrip("\\")
    return line[1:] if line.startswith("\\") and (_open(rest) or _ours(rest)) else line


def _audience(at: int, text: str, problems: list[str]) -> Audience:
    try:
        return read_audience(text)
    except UsageError as error:
        problems.append(f"Line {at}: {error}")
        return ()


@dataclass(slots=True)
class _Item:
    lines: list[str]
    audience: Audience = ()
    said: bool = False


def _read_items(block: _Block, problems: list[str]) -> Iterator[Said]:
    """Each dash begins a thing; a paragraph without one is a thing too."""
    items: list[_Item] = []
    gap = True
    for at, line in block.lines:
        bare = line[2:] if line.startswith("  ") else line.removeprefix("\t")
        if not line.strip():
            if items:
                items[-1].lines.append(bare if line.startswith("  ") else "")
        elif _BULLET.match(line):
            items.append(_Item([line[1:].lstrip()]))
        elif items and _nearest(bare, [SEEN]):
            _seen_by(at, bare, items[-1], problems)
        elif items and (bare != line or not gap):
            items[-1].lines.append(bare)
        else:
            items.append(_Item([line.lstrip()]))
        gap = not line.strip()
    return (Said(_text(item.lines), item.audience) for item in items)


_BULLET = re.compile(r"[-*•](\s|$)")


def _seen_by(at: int, line: str, item: _Item, problems: list[str]) -> None:
    if item.said or not _exactly(line, SEEN):
        problems.append(f"Line {at}: {_wrong_label(line, SEEN, item.said)}")
    item.said = True
    item.audience = _audience(at, line.partition(":")[2], problems)
