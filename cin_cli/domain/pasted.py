"""Notes as somebody typed them, sorted into a form by what is plainly marked; nothing is invented, nothing is lost.

Three marks are understood: a heading that is one of the form's (`## Worries`, `Worries:`, `WORRIES`, or alone on a line),
an action (`@Nan by 3/10: ring the school`), and a quotation (`Ava: "I like it"`, or any under a heading of the child's
words). Everything else stays, in order, under the heading it stands under, or under the one for the rest.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any, NamedTuple

from cin_cli.domain.audience import Said
from cin_cli.domain.form import Form, unix

_ACTION = re.compile(r"(?:[-*•]\s*)?@\s*(?P<who>[^:@]{1,80}?)(?:\s+by\s+(?P<by>[^:]{1,60}?))?\s*:\s+(?P<action>\S.*)")
_QUOTE = re.compile(r"(?:[-*•>]\s*)?(?:(?P<who>[^\"“”:]{1,60}?)\s*(?::|,?\s*(?:said|says)\s*:?)\s*)?[\"“](?P<said>.+)[\"”]\s*")
_MARKED = re.compile(r"#{1,6}\s+(?P<text>.*\S)\s*")
_COLON = re.compile(r"(?P<text>[^:]{2,60}):\s*")
_LABEL = re.compile(r"(?P<label>[A-Za-z][A-Za-z' -]{1,40}?)\s*:\s+(?P<value>\S.*)")
_BULLET = re.compile(r"[-*•]\s+")


class Quote(NamedTuple):
    """Words between quotation marks: whose they are, as far as the notes say, and the line."""

    who: str
    said: str
    line: int


@dataclass(slots=True)
class Pasted:
    """What the notes say: values as a form has them, quotations, and headings that are none of the form's."""

    values: dict[str, Any] = field(default_factory=dict)
    quotes: list[Quote] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)


def read_notes(form: Form, text: str, rest: str, names: Mapping[str, Iterable[str]], speakers: Iterable[str]) -> Pasted:
    """The notes sorted into the form. `rest` is the list for what is under no heading of the form's.

    `names` are further words for a list (`{"worries": ["concerns"]}`); `voice` among them are words for the child's.
    `speakers` are what the children are called: a quotation of somebody else stays where it stands.
    """
    return _Notes(form, rest, {word.casefold(): name for name, words in names.items() for word in words}, speakers).read(text)


def action_in(line: str) -> dict[str, str] | None:
    """The action in `@Nan by 3/10: ring the school`, the @ not needed; None when the line is none."""
    found = _ACTION.fullmatch(line if line.lstrip("-*• ").startswith("@") else f"@{line}")
    return {name: value for name, value in found.groupdict().items() if value} if found else None


VOICE = "voice"


class _Notes:
    def __init__(self, form: Form, rest: str, further: Mapping[str, str], speakers: Iterable[str]) -> None:
        lists = {s.heading.lstrip("# ").casefold(): s.name for s in form.sections if not s.row}
        self.headings = {**lists, **further}
        self.labels = {label.words.casefold(): label.name for label in form.header}
        self.speakers = {speaker.casefold() for speaker in speakers if speaker}
        self.rest = rest
        self.found = Pasted()
        self.items: dict[str, list[list[str]]] = {}
        self.actions: list[dict[str, str]] = []

    def read(self, text: str) -> Pasted:
        under, gap = self.rest, True
        for number, line in enumerate(unix(text.removeprefix("\ufeff")).split("\n"), 1):
            bare = line.strip()
            heading = self._heading(bare)
            if heading:
                under, gap = heading, True
                continue
            if not bare:
                gap = True
                continue
            if self._marked(bare, under, number):
                gap = True
                continue
            self._add(under if under != VOICE else self.rest, line, new=gap or bool(_BULLET.match(bare)))
            gap = False
        for name, items in self.items.items():
            self.found.values[name] = tuple(Said("\n".join(lines)) for lines in items)
        if self.actions:
            self.found.values["actions"] = tuple(self.actions)
        return self.found

    def _heading(self, line: str) -> str | None:
        """The list that the line is a heading of; one that is none of the form's is told, and its words are kept."""
        if line.casefold() in self.headings:  # alone on its line, as the form words it
            return self.headings[line.casefold()]
        marked = _MARKED.fullmatch(line)
        plain = marked or _COLON.fullmatch(line)
        said = plain["text"] if plain else line if line.isupper() and len(line) > 3 else ""
        if not said:
            return None
        low = said.strip(" :").casefold()
        near = [low] if low in self.headings else get_close_matches(low, self.headings, n=1, cutoff=0.85)
        if near:
            return self.headings[near[0]]
        if marked:
            self.found.unknown.append(said)
        return None

    def _marked(self, line: str, under: str, number: int) -> bool:
        """Whether the line was an action, a quotation of a child's or a label of the form, and was put in its place."""
        action = _ACTION.fullmatch(line)
        if action:
            self.actions.append({name: value for name, value in action.groupdict().items() if value})
            return True
        quote = _QUOTE.fullmatch(line)
        if quote:
            who = (quote["who"] or "").strip()
            if under == VOICE or who.casefold() in self.speakers:
                self.found.quotes.append(Quote(who, quote["said"], number))
                return True
            return False
        if under == VOICE:
            self.found.quotes.append(Quote("", _BULLET.sub("", line, count=1), number))
            return True
        label = _LABEL.fullmatch(line)
        name = self.labels.get(label["label"].casefold()) if label else None
        if label and name and name not in self.found.values:
            self.found.values[name] = label["value"].strip()
            return True
        return False

    def _add(self, name: str, line: str, *, new: bool) -> None:
        items = self.items.setdefault(name, [])
        text = _BULLET.sub("", line.strip(), count=1) if new else line.rstrip()
        if new or not items:
            items.append([text])
        else:
            items[-1].append(text)
