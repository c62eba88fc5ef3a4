"""Short questions on a terminal, in any order, each answer kept at once; what is known already is not asked."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import typer

from cin_cli import context
from cin_cli.errors import CinError, UsageError

HELP = (
    "Enter: not known, or nothing more. `<` goes back, `?` lists the questions,",
    "`#4` goes to the fourth, `=` opens the form, `.` ends and records.",
)
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
    for line in HELP:
        context.warn(line)
    place, back, again, more = 0, list[int](), False, False
    while place < len(questions):
        question = questions[place]
        if not (again or question.asked(known)):
            place += 1
            continue
        said, again = _answer(place, questions, more=question.several and more), True
        more = False
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
            more = question.several
            if not more:
                back.append(place)
                place, again = place + 1, False
    return True


def _answer(place: int, questions: Sequence[Question], *, more: bool) -> str:
    """What is typed; `more`: after an answer to the same question."""
    question = questions[place]
    mark = f"{place + 1}/{len(questions)} "
    text = " " * (len(mark) - 2) + "+" if more else mark + question.text + _hint(question.answers, len(mark))
    return str(typer.prompt(text, default="", show_default=False, prompt_suffix=" ")).strip()


WIDTH = 78


def _hint(answers: tuple[str, ...], indent: int) -> str:
    """The answers behind the question, or, where there are many, in lines of their own."""
    if not answers:
        return ""
    spoken = [answer.replace("_", " ") for answer in answers]
    if len(answers) < 4:
        return f" ({'/'.join(spoken)})"
    import textwrap

    pad = " " * indent
    return "\n" + textwrap.fill(", ".join(spoken), WIDTH, initial_indent=pad, subsequent_indent=pad) + "\n" + pad + ">"


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
    low = said.casefold().replace(" ", "_")
    plain = {answer.replace(" ", "_"): answer for answer in question.answers}
    fits = [plain[low]] if low in plain else [answer for name, answer in plain.items() if name.startswith(low)]
    if len(fits) == 1:
        return fits[0]
    allowed = ", ".join(answer.replace("_", " ") for answer in fits or question.answers)
    raise UsageError(f"Please answer {allowed}, or Enter when it is not known.")


def _jump(said: str, count: int) -> int | None:
    if said.startswith("#") and said[1:].isdecimal() and 0 < int(said[1:]) <= count:
        return int(said[1:]) - 1
    return None


def _list(questions: Sequence[Question], known: Known) -> None:
    for number, question in enumerate(questions, 1):
        mark = "" if question.asked(known) else "  (known, or not asked)"
        context.warn(f"  #{number} {question.about}{mark}")
