"""A plan as a document for one reader: Markdown, HTML or plain text, from one set of blocks and one file of words.

Every word of ours stands in templates/. Every word of somebody else's comes out as the same characters
and is obeyed by nothing: not by Jinja, not by a browser, not by Markdown, not by a terminal.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Literal

from cin_cli.domain.audience import Said
from cin_cli.domain.dates import LONG_DAYS
from cin_cli.domain.plan import Copy, Point, end_day, is_date, resolved, review_day

if TYPE_CHECKING:
    from datetime import date

    from jinja2.sandbox import SandboxedEnvironment

Format = Literal["md", "html", "txt"]
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
)  # fmt: skip
BEFORE = ("strengths", "proud_of", "hopes", "childs_words")
CHANGES = ("if_circumstances_change", "if_risks_grow", "if_family_decline", "if_anything_else")


@dataclass(frozen=True, slots=True)
class Row:
    """One row: what it is about, and its other columns with their labels; `number` 0: it has none."""

    number: int
    subject: str
    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Block:
    """One part of a document under its heading. Of `quotes`, `facts` are whose words they are, and the words."""

    kind: Literal["list", "facts", "points", "box", "words", "quotes"]
    heading: str
    intro: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    columns: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    level: int = 2


@dataclass(frozen=True, slots=True)
class Document:
    """All that a template is given."""

    title: str
    version: str
    intro: tuple[str, ...]
    blocks: tuple[Block, ...]
    end: str


def long_day(day: "date") -> str:
    """`Friday 14 November 2025`."""
    return f"{LONG_DAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1]} {day.year}"


@cache
def labels(name: str = "plan") -> Mapping[str, Any]:
    """The fixed words of the documents."""
    import tomllib

    return tomllib.loads(_template(f"{name}.labels.toml"))


def _template(name: str) -> str:
    return (files("cin_cli.templates") / name).read_text(encoding="utf-8")


def render(copy: Copy, form: Format, *, worker: str = "", reader_name: str = "") -> str:
    """The document of this copy."""
    return written(document(copy, worker=worker, reader_name=reader_name), "plan", form)


def written(made: Document, template: str, form: Format) -> str:
    """A document by the template of that name (`plan`, `minutes`)."""
    return environment(form).get_template(f"{template}.{form}.j2").render(doc=made)


# What stands in it --------------------------------------------------------------------------------------------------


def document(copy: Copy, *, worker: str = "", reader_name: str = "") -> Document:
    """The parts of the document of this copy, in order."""
    family = copy.reader.kind != "professional"
    ours: Mapping[str, Any] = labels()["family" if family else "professional"]
    names = flat(copy.plan.names)
    version = filled(labels()["version"], number=str(copy.version.number), day=long_day(copy.version.saved))
    intro = [filled(ours["reader"], reader=flat(reader_name))] if family and reader_name.strip() else []
    blocks = _family(copy, ours) if family else _professional(copy, ours, worker)
    return Document(
        title=filled(ours["title"], names=names) if names else ours["title_without_names"], version=version,
        intro=(*intro, *ours["intro"]), blocks=tuple(blocks), end=filled(ours["end"], version=version),
    )  # fmt: skip


def filled(pattern: str, **values: str) -> str:
    """The pattern with its `{names}` filled in; whatever stands in the values is only text."""
    return re.sub(r"\{(\w+)\}", lambda found: values[found[1]], pattern)


def flat(text: str) -> str:
    return " ".join(text.split())


def _family(copy: Copy, ours: Mapping[str, Any]) -> Iterator[Block]:
    heading = labels()["headings"]
    yield from _said(copy, BEFORE)
    yield _points(copy, ours, ("worry", "action", "who", "by", "outcome"))
    yield from _endings(copy, ours)
    yield Block("words", heading["next"], tuple(_next(copy, ours)))
    yield Block("words", heading["meetings"], tuple(ours["meetings"]))
    yield from _calls(copy, ours)
    yield from _said(copy, ("contacts", "notes"))
    yield Block("words", heading["disagree"], tuple(ours["disagree"]))
    yield Block("box", heading["box"], (ours["box"],))


def _professional(copy: Copy, ours: Mapping[str, Any], worker: str) -> Iterator[Block]:
    heading = labels()["headings"]
    yield Block("facts", heading["facts"], facts=tuple(_facts(copy, ours, worker)))
    yield from _said(copy, BEFORE)
    yield _points(copy, ours, ("worry", "action", "who", "by", "outcome", "progress"))
    yield from _endings(copy, ours)
    yield from _said(copy, ("call_by_day", "call_at_night"), (heading["call"], ()))
    yield from _said(copy, ("contacts", "notes"))


def _facts(copy: Copy, ours: Mapping[str, Any], worker: str) -> Iterator[tuple[str, str]]:
    version, blank = copy.version, labels()["not_written"]
    review, end = review_day(version), end_day(version)
    yield ours["reference"], ", ".join(version.children) or blank
    yield ours["worker"], worker or blank
    yield ours["started"], long_day(version.started) if version.started else blank
    yield ours["review"], long_day(review) if review else copy.plan.next_review.strip() or blank
    yield ours["ends"], long_day(end) if end else copy.plan.ends.strip() or blank
    yield ours["basis_label"], ours["basis"]


def _said(copy: Copy, names: tuple[str, ...], group: tuple[str, tuple[str, ...]] | None = None) -> Iterator[Block]:
    """A list for each part that holds something; in a group, under a heading of their own."""
    found: list[tuple[str, tuple[Said, ...]]] = [(name, getattr(copy.plan, name)) for name in names if getattr(copy.plan, name)]
    if group and found:
        yield Block("words", *group)
    for name, said in found:
        lines = tuple(one.text for one in said)
        yield Block("list", labels()["headings"][name], lines=lines, level=3 if group else 2)


def _endings(copy: Copy, ours: Mapping[str, Any]) -> Iterator[Block]:
    for block in _said(copy, ("good_enough",)):
        yield Block("list", block.heading, (ours["good_enough"],), block.lines)
    yield from _said(copy, ("if_nothing_changes",))
    yield from _said(copy, CHANGES, (labels()["headings"]["changes"], ()))


def _points(copy: Copy, ours: Mapping[str, Any], columns: tuple[str, ...]) -> Block:
    points = copy.plan.points
    rows = tuple(_row(copy, number, point, columns) for number, point in enumerate(points, 1))
    intro = (ours["points"] if rows else ours["no_points"],)
    named = tuple(labels()["columns"][name] for name in columns)
    return Block("points", labels()["headings"]["points"], intro, columns=named, rows=rows)


def _row(copy: Copy, number: int, point: Point, columns: tuple[str, ...]) -> Row:
    values = {name: str(getattr(point, name)) for name in columns} | {"by": _by(copy, point.by)}
    blank = labels()["not_written"]
    facts = ((labels()["columns"][name], values[name] if values[name].strip() else blank) for name in columns)
    return Row(number, point.subject.strip() or flat(copy.plan.names) or labels()["columns"]["subject"], tuple(facts))


def _by(copy: Copy, said: str) -> str:
    """A date as it was said and the day that it means: `by Friday 14 November 2025`, `2 weeks (by Friday 17 …)`."""
    day = resolved(said, copy.version)
    if day is None:
        return said
    if is_date(said, copy.version.saved):
        return filled(labels()["by_day"], day=long_day(day))
    pattern = labels()["said_and_day" if said.strip().lower().startswith("by ") else "said_by_day"]
    return filled(pattern, said=said.strip(), day=long_day(day))


def _next(copy: Copy, ours: Mapping[str, Any]) -> Iterator[str]:
    yield _day_or_words(ours, "review", review_day(copy.version), copy.plan.next_review) or ours["review_blank"]
    ends = _day_or_words(ours, "ends", end_day(copy.version), copy.plan.ends)
    if ends:
        yield ends


def _day_or_words(ours: Mapping[str, Any], name: str, day: "date | None", said: str) -> str:
    if day:
        return filled(ours[f"{name}_on"], day=long_day(day))
    return filled(ours[f"{name}_said"], said=flat(said)) if said.strip() else ""


def _calls(copy: Copy, ours: Mapping[str, Any]) -> Iterator[Block]:
    intro = [ours["call"]]
    if not copy.plan.call_by_day and not copy.plan.call_at_night:
        intro.append(ours["call_blank"])
    yield Block("words", labels()["headings"]["call"], tuple(intro))
    for block in _said(copy, ("call_by_day", "call_at_night")):
        yield Block("list", block.heading, lines=block.lines, level=3)


# How it is written --------------------------------------------------------------------------------------------------


class Ready(str):
    """Text that is already safe in its format."""

    __slots__ = ()


def environment(form: Format) -> "SandboxedEnvironment":
    """Jinja for one format: sandboxed, nothing undefined prints, and whatever is printed is made safe by default."""
    from jinja2 import FunctionLoader, StrictUndefined
    from jinja2.sandbox import SandboxedEnvironment

    safe = {"md": markdown, "txt": plain, "html": cleaned}[form]
    made = SandboxedEnvironment(
        loader=FunctionLoader(_template), undefined=StrictUndefined, autoescape=form == "html",
        trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True,
        finalize=lambda value: value if isinstance(value, Ready) or not isinstance(value, str) else safe(value),
    )  # fmt: skip
    made.filters["under"] = lambda text, width: Ready(safe(str(text)).replace("\n", "\n" + " " * width))
    made.filters["one_line"] = flat
    made.filters["ready"] = Ready
    return made


def cleaned(text: str) -> str:
    """The text without control characters; line breaks and tabs stay."""
    lines = re.sub(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]", "\n", text)
    return re.sub(r"[\x00-\x08\x0e-\x1f\x7f-\x9f]", "", lines)


def plain(text: str) -> str:
    """The text as plain text."""
    return cleaned(text)


_SPECIAL = re.compile(r"[\\`*_{}\[\]<>&|~$@^#]|(?<!\d):(?=\S)|(?<=www)\.")
_AT_START = re.compile(r"[-+#=:>%]|\d+(?=[.)])")


def markdown(text: str) -> str:
    """The text in Markdown: a reader of the page sees the same characters, and no mark-up is made of them."""
    return "\n".join(_paragraphs(cleaned(text).strip("\n")))


def _paragraphs(text: str) -> Iterator[str]:
    lines = text.split("\n")
    for place, line in enumerate(lines):
        goes_on = place + 1 < len(lines) and line.strip() and lines[place + 1].strip()
        yield _markdown_line(line) + ("\\" if goes_on else "")


def _markdown_line(line: str) -> str:
    words = line.lstrip(" \t")
    if not words.strip():
        return ""
    indent = "".join("&#9;" if c == "\t" else "&#32;" for c in line[: len(line) - len(words)])
    start = _AT_START.match(words)
    if not start:
        return indent + _escaped(words)
    if start[0].isdigit():
        return f"{indent}{start[0]}\\{words[start.end() :][0]}{_escaped(words[start.end() + 1 :])}"
    return f"{indent}\\{start[0]}{_escaped(words[1:])}"


def _escaped(words: str) -> str:
    return _SPECIAL.sub(lambda found: "\\" + found[0], words)
