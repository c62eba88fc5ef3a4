"""A form that people fill in: Markdown with fixed headings, read back without losing a character.

What a person writes is theirs. Only four kinds of line belong to a form: headings (`## …`), labels (`By when: …`),
`Who may see this: …` and notes in `<!-- … -->`. A line of somebody's own words that looks like one of these
has `\\` before it, and so has a blank line at the beginning or the end of what they wrote.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cached_property
from typing import Any

from cin_cli.domain.audience import Audience, Said, read_audience
from cin_cli.errors import CinError, UsageError

SEEN = "Who may see this"


@dataclass(frozen=True, slots=True)
class Label:
    """A line with a label: its name, the words before the colon, and in one line what it means."""

    name: str
    words: str
    meaning: str = ""

    @property
    def audience(self) -> bool:
        """Whether it says who may see the row."""
        return self.words == SEEN


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands under it: a list of things said, or rows, each under a heading of its own (`### Point 1`)."""

    name: str
    heading: str
    meaning: str = ""
    row: str = ""
    labels: tuple[Label, ...] = ()


@dataclass(frozen=True)
class Form:
    """A form: what it is of (`plan`), its title, the labels under it, its sections; `whole`: each must be there."""

    what: str
    title: str
    header: tuple[Label, ...]
    sections: tuple[Section, ...]
    guide: str = ""
    whole: bool = True

    @cached_property
    def labels(self) -> tuple[str, ...]:
        """The words of every label that is in it."""
        rows = (label for section in self.sections for label in section.labels)
        return tuple(dict.fromkeys((*(label.words for label in self.header), *(label.words for label in rows), SEEN)))


Values = Mapping[str, Any]
"""By name: the text after a label of the header, the `Said` of a list, the rows (text by label, an `Audience`) of the rest."""


def unix(text: str) -> str:
    """The text with every line break written as one character, whichever system it was typed on."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


class FormError(CinError):
    """The form cannot be read; the sentences name the lines (exit 1)."""


# Writing ------------------------------------------------------------------------------------------------------------


def write(form: Form, values: Values, guide: bool = True) -> str:
    """The form filled in. `guide`: with notes for the person who fills it in."""
    blocks = [form.title, *_noted(form.guide, guide), _labelled(form, form.header, values, guide)]
    for section in form.sections:
        blocks += [section.heading, *_noted(section.meaning, guide)]
        held = values.get(section.name) or ()
        blocks += _rows(form, section, held, guide) if section.row else _items(form, held)
    return "\n\n".join(block for block in blocks if block) + "\n"


def _noted(text: str, guide: bool) -> Iterator[str]:
    if text and guide:
        yield "\n".join(f"<!-- {line} -->" for line in text.split("\n"))


def _labelled(form: Form, labels: Iterable[Label], values: Values, guide: bool) -> str:
    lines: list[str] = []
    for label in labels:
        lines += _noted(label.meaning, guide)
        lines.append(_line(form, label.words, values.get(label.name) or ""))
    return "\n".join(lines)


def _line(form: Form, label: str, value: str | Audience) -> str:
    text = ", ".join(value) if isinstance(value, tuple) else "\n".join(_escaped(form, value))
    return f"{label}: {text}" if text else f"{label}:"


def _rows(form: Form, section: Section, rows: Iterable[Values], guide: bool) -> Iterator[str]:
    for number, row in enumerate(rows, 1):
        yield f"{section.row} {number}"
        yield _labelled(form, section.labels, row, guide and number == 1)


def _items(form: Form, said: Iterable[Said]) -> Iterator[str]:
    written = [_item(form, one) for one in said]
    if written:
        yield "\n".join(written)


def _item(form: Form, said: Said) -> str:
    lines = _escaped(form, said.text)
    if said.audience:
        lines = [*(lines or [""]), _line(form, SEEN, said.audience)]
    first, rest = (lines[0], lines[1:]) if lines else ("", [])
    return "\n".join([f"- {first}" if first else "-", *(f"  {line}" if line else "" for line in rest)])


def _escaped(form: Form, text: str) -> list[str]:
    lines = unix(text).split("\n") if text else []
    last = len(lines) - 1
    return ["\\" + line if _needs(form, line, n == 0, n in (0, last)) else line for n, line in enumerate(lines)]


def _needs(form: Form, line: str, first: bool, edge: bool) -> bool:
    """Whether a line of somebody's words would be taken for something else without `\\`."""
    rest = line.lstrip("\\")
    if _ours(form, rest) or (line.startswith("\\") and _open(rest)):
        return True
    return (edge and not line.strip()) or (first and line[:1].isspace())


def _open(rest: str) -> bool:
    return not rest or rest[0].isspace()


def _ours(form: Form, line: str) -> bool:
    return bool(_HEADING.match(line) or line.startswith("<!--") or _nearest(line, form.labels))


_HEADING = re.compile(r"#{1,6}(\s|$)")
_ABOUT_SEEING = re.compile(r"who (?:may|can|should|could) see\b|(?:audience|visible to|seen by)\s*:", re.IGNORECASE)
_LABEL = re.compile(r"([A-Za-z][A-Za-z '’-]{0,40}?)[ \t]*:")


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


@dataclass(slots=True)
class _Item:
    lines: list[str]
    audience: Audience = ()
    said: bool = False


_BULLET = re.compile(r"[-*•](\s|$)")


def read(form: Form, text: str) -> dict[str, Any]:
    """What stands in the form, by name; FormError names every line that cannot be read."""
    problems: list[str] = []
    blocks = list(_blocks(text, problems))
    values = _Reader(form, problems).values(blocks)
    if problems:
        more = f" (and {len(problems) - 5} more)" if len(problems) > 5 else ""
        raise FormError(f"The {form.what}'s form cannot be read. " + " ".join(problems[:5]) + more)
    return values


def is_form(form: Form, text: str) -> bool:
    """Whether the text begins as this form does."""
    lines = (line.strip() for line in unix(text.removeprefix("\ufeff")).split("\n"))
    first = next((line for line in lines if line and not line.startswith("<!--")), "")
    return first.casefold() == form.title.casefold()


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


@dataclass(slots=True)
class _Reader:
    """One form being read, and what is wrong with it so far."""

    form: Form
    problems: list[str]

    def values(self, blocks: list[_Block]) -> dict[str, Any]:
        """Everything under its name, in the order of the form."""
        form = self.form
        sections = {section.heading.casefold(): section for section in form.sections}
        seen: dict[str, int] = {}
        found: dict[str, Any] = {section.name: () for section in form.sections}
        within: Section | None = None
        for block in blocks:
            if within and within.row and re.fullmatch(rf"{re.escape(within.row)}(?: \d+)?", block.heading, re.IGNORECASE):
                found[within.name] += (self._row(block, within),)
                continue
            title = block.heading.casefold() == form.title.casefold()
            within = sections.get(block.heading.casefold())
            if within is None and not title:
                self._stray(block)
                continue
            name = within.name if within else ""
            if name in seen:
                self.problems.append(f"Line {block.at}: {block.heading!r} is there twice (first on line {seen[name]}).")
            seen[name] = block.at
            if within is None:
                found |= self._labels(block, form.header, needed=form.whole)
            elif within.row:
                self._only_blank(block, within)
            else:
                found[within.name] = tuple(self._items(block))
        if not self.problems and form.whole:
            last = max((at for block in blocks for at, line in block.lines if line.strip()), default=blocks[-1].at)
            self.problems += reversed(list(_missing(form, seen, last)))
        return found

    def _stray(self, block: _Block) -> None:
        if not block.heading:
            self._only_blank(block, None)
            return
        known = [self.form.title, *(s.heading for s in self.form.sections), *(s.row for s in self.form.sections if s.row)]
        near = get_close_matches(block.heading, known, n=1, cutoff=0.6)
        hint = f" Did you mean {near[0]!r}?" if near else ""
        says = f"the form has no heading {block.heading[:60]!r} there.{hint}"
        self.problems.append(f"Line {block.at}: {says} If these are words of the {self.form.what}, put \\ before them.")

    def _only_blank(self, block: _Block, section: Section | None) -> None:
        for at, line in block.lines:
            if line.strip():
                first = f"the first {section.row.lstrip('# ').lower()}" if section else ""
                where = f"under {block.heading!r}, before {first}" if section else "before the first heading"
                self.problems.append(f"Line {at}: nothing can be written {where}.")
                return

    def _row(self, block: _Block, section: Section) -> dict[str, str | Audience]:
        row: dict[str, str | Audience] = dict(self._labels(block, section.labels, needed=self.form.whole))
        for label in section.labels:
            if label.audience:
                at = next((at for at, line in block.lines if _nearest(line, [SEEN])), block.at)
                row[label.name] = self._audience(at, str(row.get(label.name, "")))
        return row

    def _labels(self, block: _Block, labels: tuple[Label, ...], *, needed: bool) -> dict[str, str]:
        """The values after a block's labels, each at most once; `needed`: each must be there."""
        found: dict[str, list[str]] = {}
        current: list[str] | None = None
        by_words = {label.words: label.name for label in labels}
        for at, line in block.lines:
            label = _nearest(line, by_words)
            if label:
                name = by_words[label]
                if name in found or not _exactly(line, label):
                    self._wrong_label(at, line, label, name in found)
                current = found.setdefault(name, [])
                current.append(line.partition(":")[2].lstrip())
            elif current is not None:
                current.append(line)
            elif line.strip():
                self.problems.append(f"Line {at}: these words stand before any label, such as {next(iter(by_words))!r}.")
        for expected in labels:
            if needed and expected.name not in found:
                self.problems.append(f"Line {block.at}: under {block.heading!r} the line '{expected.words}:' is missing.")
        return {name: self._text(lines) for name, lines in found.items()}

    def _wrong_label(self, at: int, line: str, label: str, twice: bool) -> None:
        said = line.partition(":")[0].strip()[:60]
        what = f"'{label}:' is there twice" if twice else f"{said!r} is nearly the label '{label}:'"
        self.problems.append(f"Line {at}: {what}. If these are words of the {self.form.what}, put \\ before them.")

    def _text(self, lines: list[str]) -> str:
        """The words in these lines, without blank lines around them and without the form's `\\`."""
        while lines and not lines[0].strip():
            lines = lines[1:]
        while lines and not lines[-1].strip():
            lines = lines[:-1]
        return "\n".join(self._unescaped(line) for line in lines)

    def _unescaped(self, line: str) -> str:
        rest = line.lstrip("\\")
        return line[1:] if line.startswith("\\") and (_open(rest) or _ours(self.form, rest)) else line

    def _audience(self, at: int, text: str) -> Audience:
        try:
            return read_audience(text)
        except UsageError as error:
            self.problems.append(f"Line {at}: {error}")
            return ()

    def _items(self, block: _Block) -> Iterator[Said]:
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
                self._seen_by(at, bare, items[-1])
            elif items and (bare != line or not gap):
                items[-1].lines.append(bare)
            else:
                items.append(_Item([line.lstrip()]))
            gap = not line.strip()
        return (Said(self._text(item.lines), item.audience) for item in items)

    def _seen_by(self, at: int, line: str, item: _Item) -> None:
        if item.said or not _exactly(line, SEEN):
            self._wrong_label(at, line, SEEN, item.said)
        item.said = True
        item.audience = self._audience(at, line.partition(":")[2])


def _missing(form: Form, seen: dict[str, int], lines: int) -> Iterator[str]:
    """A sentence for each heading that is not there, with the line that it belongs before."""
    before = f"at the end, after line {lines}"
    named = [("", form.title), *((section.name, section.heading) for section in form.sections)]
    for name, heading in reversed(named):
        if name not in seen:
            yield f"The heading {heading!r} is missing; it belongs {before}."
        else:
            before = f"before line {seen[name]}"
