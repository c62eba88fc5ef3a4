"""Short questions on a terminal, in any order, each answer kept at once; what is known already is not asked."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import typer

from cin_cli import context
from cin_cli.errors import CinError, UsageError

HELP = "Enter: not known. `<` goes back, `?` lists the questions, `#4` goes to the fourth, `=` opens the form, `.` ends."
"""What may be typed in the place of an answer."""
Known = dict[str, Any]
"""What is known so far, by name, as a form has it."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question: what it is about, how it is asked, and where its answer goes.

    `put` lays an answer into what is known, and says with a UsageError what is wrong with it. `asked`: whether it is asked
    at all, as things stand. `several`: it is asked again until Enter.
    """

    about: str
    text: str
    put: Callable[[Known, str], None]
    asked: Callable[[Known], bool]
    answers: tuple[str, ...] = ()
    several: bool = False


def ask_all(questions: Sequence[Question], known: Known, keep: Callable[[Known], None]) -> bool:
    """Ask what is not known yet, keeping after each answer; whether to record, else the form is wanted."""
    context.warn(HELP)
    place, back, again = 0, list[int](), False
    while place < len(questions):
        question = questions[place]
        if not (again or question.asked(known)):
            place += 1
            continue
        said, again = _answer(place, questions), True
        if said == "<":
            place = back.pop() if back else place
        elif said == "?":
            _list(questions, known)
        elif said == "=":
            return False
        elif said == ".":
            return True
        elif (jump := _jump(said, len(questions))) is not None:
            back.append(place)
            place = jump
        elif not said:
            back.append(place)
            place, again = place + 1, False
        elif _taken(question, known, said):
            keep(known)
            if not question.several:
                back.append(place)
                place, again = place + 1, False
    return True


def _answer(place: int, questions: Sequence[Question]) -> str:
    question = questions[place]
    hint = f" ({'/'.join(question.answers)})" if question.answers else ""
    text = f"{place + 1}/{len(questions)} {question.text}{hint}"
    return str(typer.prompt(text, default="", show_default=False)).strip()


def _taken(question: Question, known: Known, said: str) -> bool:
    """Whether the answer could be taken; what is wrong with it is said, and it is asked again."""
    try:
        question.put(known, _whole(question, said))
    except CinError as fault:
        context.warn(" ".join(part for part in (fault.what, fault.next_step) if part))
        return False
    return True


def _whole(question: Question, said: str) -> str:
    """The answer of which a beginning was typed, where the answers are listed."""
    if not question.answers:
        return said
    fits = [answer for answer in question.answers if answer.startswith(said.lower())]
    if said.lower() in question.answers or len(fits) == 1:
        return said.lower() if said.lower() in question.answers else fits[0]
    raise UsageError(f"Please answer {', '.join(question.answers)}, or Enter when it is not known.")


def _jump(said: str, count: int) -> int | None:
    if said.startswith("#") and said[1:].isdecimal() and 0 < int(said[1:]) <= count:
        return int(said[1:]) - 1
    return None


def _list(questions: Sequence[Question], known: Known) -> None:
    for number, question in enumerate(questions, 1):
        mark = "" if question.asked(known) else "  (known, or not asked)"
        context.warn(f"  #{number} {question.about}{mark}")
