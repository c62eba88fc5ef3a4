"""What somebody looks for, read so that nothing typed can be wrong; and the words found in their place."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from cin_cli.errors import UsageError

MOST_WORDS = 30
BEGINNING = 3
"""A word of so many letters finds longer ones that begin with it."""
WIDTH = 150
"""How much of a text is shown around what was found."""
MARKS_READ = 200
"""So many finds in one text are looked at to choose what is shown of it."""

# The same as FTS5's tokenizer `unicode61 remove_diacritics 2`: letters and digits, accents left away.
_WORD = re.compile(r"[^\W_](?:[^\W_]|[\u0300-\u036f])*")
_QUOTED = re.compile(r'["“”„](.*?)(?:["“”]|$)', re.DOTALL)


class Term(NamedTuple):
    """Words that must stand next to each other. `whole`: none of them is only the beginning of one."""

    words: tuple[str, ...]
    whole: bool = False


class Excerpt(NamedTuple):
    """Part of a text, on one line, and where in it the words found begin and end."""

    text: str
    marks: tuple[tuple[int, int], ...] = ()


def fold(text: str) -> str:
    """A word as it is compared: small letters, without accents."""
    if text.isascii():
        return text.lower()
    bare = "".join(c for c in unicodedata.normalize("NFD", text) if not "\u0300" <= c <= "\u036f")
    return unicodedata.normalize("NFC", bare).lower()


def words_of(text: str) -> list[str]:
    """The words of a text as they are compared."""
    return [fold(found[0]) for found in _WORD.finditer(text)]


def read_terms(typed: str) -> tuple[Term, ...]:
    """What to look for: every word, or the beginning of one; words in quotes as they stand, next to each other."""
    terms: dict[Term, None] = {}
    last = 0
    for quoted in _QUOTED.finditer(typed):
        terms |= dict.fromkeys(_loose(typed[last : quoted.start()]))
        if words := words_of(quoted[1]):
            terms[Term(tuple(words), whole=True)] = None
        last = quoted.end()
    terms |= dict.fromkeys(_loose(typed[last:]))
    if not terms:
        raise UsageError("There is no word in that to look for.", "Type a word, or several that must all be there.")
    if sum(len(term.words) for term in terms) > MOST_WORDS:
        raise UsageError(f"That is more than {MOST_WORDS} words.", "A few that stand nowhere else find it sooner.")
    return tuple(terms)


def _loose(typed: str) -> Iterator[Term]:
    for piece in typed.split():
        if words := words_of(piece):
            yield Term(tuple(words), whole=len(words[-1]) < BEGINNING)


def apart(terms: Iterable[Term]) -> tuple[Term, ...]:
    """The same words, wherever they stand."""
    return tuple(dict.fromkeys(Term((w,), whole=len(w) < BEGINNING) for term in terms for w in term.words))


def places(text: str, terms: Sequence[Term]) -> Iterator[tuple[int, int, int]]:
    """Where in a text each term stands: its number, where it begins and ends."""
    recent: list[tuple[str, int]] = []
    longest = max(len(term.words) for term in terms)
    for found in _WORD.finditer(text):
        recent = [*recent, (fold(found[0]), found.start())][-longest:]
        for number, term in enumerate(terms):
            if len(recent) >= len(term.words) and _is(term, [word for word, _ in recent[-len(term.words) :]]):
                yield number, recent[-len(term.words)][1], found.end()


def _is(term: Term, words: list[str]) -> bool:
    *before, last = words
    *first, end = term.words
    return before == first and (last == end if term.whole else last.startswith(end))


def found_in(texts: Iterable[str], terms: Sequence[Term]) -> bool:
    """Whether every term stands in one of these texts."""
    missing = set(range(len(terms)))
    for text in texts:
        for number, _, _ in places(text, terms):
            missing.discard(number)
            if not missing:
                return True
    return False


def excerpt(text: str, terms: Sequence[Term], width: int = WIDTH) -> Excerpt:
    """The part of a text where most of what was looked for stands, on one line, the words found marked."""
    flat = " ".join(text.split())
    marks = [place for place, _ in zip(places(flat, terms), range(MARKS_READ), strict=False)]
    if not marks:
        return Excerpt(_cut(flat, 0, width)[0])
    lead = width // 4
    best = max(marks, key=lambda m: (len({n for n, s, e in marks if m[1] <= s and e <= m[1] + width - lead}), -m[1]))
    shown, moved = _cut(flat, max(0, best[1] - lead), width)
    spots = sorted({(s - moved, e - moved) for _, s, e in marks if moved <= s and e - moved <= len(shown)})
    return Excerpt(shown, tuple(_joined(spots)))


def _cut(flat: str, start: int, width: int) -> tuple[str, int]:
    """So much of the text from about there, no word cut, `…` where it goes on; and by how much places move."""
    if start:
        space = flat.find(" ", start, start + width // 4)
        start = space + 1 if space >= 0 else start
    end = len(flat) if len(flat) - start <= width else max(flat.rfind(" ", start, start + width), start + width // 2)
    head, tail = ("…" if start else ""), ("…" if end < len(flat) else "")
    return f"{head}{flat[start:end]}{tail}", start - len(head)


def _joined(spots: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for start, end in spots:
        if found and start < found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def weight(relevance: float, on: date, today: date) -> float:
    """How high a find stands: how well it fits, and half as much again when it is of today, fading over months."""
    age = abs((today - on).days)
    return relevance * (1 + 0.5 * 2 ** (-age / 180))
