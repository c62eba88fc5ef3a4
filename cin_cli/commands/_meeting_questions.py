"""What is asked about a meeting on a terminal, in the order in which meetings go."""

import re
from textwrap import fill
from typing import TYPE_CHECKING, Any

from cin_cli import context
from cin_cli.commands._children import rows_of
from cin_cli.commands._meeting import Known, put_feedback, put_person, split_names
from cin_cli.commands._questions import Known as Answers
from cin_cli.commands._questions import Question
from cin_cli.domain import meeting_form
from cin_cli.domain.dates import words as day_words
from cin_cli.domain.kinds import CHILDS_PART, ESCALATION, HOW_SAID, OUTCOMES, ROLES
from cin_cli.domain.meeting import ESCALATION_WORDS
from cin_cli.errors import UsageError

if TYPE_CHECKING:
    from cin_cli.commands._record import Chosen

_LABELS = {label.name: label.words for label in meeting_form.HEADER} | meeting_form.LISTS


def questions(who: "Chosen", about: Known) -> list[Question]:
    """Everything that may be asked; what does not fit the meeting, or is known, is passed over."""
    return [
        _header("kind", "Which meeting was it?", ("initial", "review")),
        _header("on", f"Which day? (Enter: today, {day_words(context.today())})", check=_a_day),
        _header("chair", "Who chaired it?", ROLES),
        _header("venue", "Where was it? (only you see it)"),
        _came(about),
        _away(about),
        *_of_children(who),
        _list("hopes", "What does the family hope for? (one a line)"),
        _list("going_well", "What goes well? (one a line)"),
        _list("proud_of", "What are they proud of since last time?", review=True),
        _list("worries", "What worries whom, and what should be better? (one a line)"),
        _list("complicating", "What makes it harder?"),
        _list("changes", "What has changed in the family since last time?", review=True),
        *(_update(number, text) for number, text in about.points),
        _list("since_first", "Held against the first worries: better, the same, worse?", review=True),
        *_feedback(about),
        _list("challenge", "What was not delivered, and what was said about it?", review=True),
        _list("discussion", "What else was talked about? (one a line)"),
        _header("thresholds_considered", "Was the level of need held against the local thresholds?", ("yes", "no"), review=True),
        _escalation(),
        _header("outcome", "What came of it?", OUTCOMES, review=True),
        _list("told_family", "What were the family told about that, in their words?", when=_more_needed),
        _list("let_us_close", "What would let us close? (in the family's words)", when=_goes_on),
        _list("next_steps", "What are the next steps?", when=_ends),
        _list("keeps_going", "What keeps the change going?", when=_ends),
        _list("if_changes", "What does the family do if things change?", when=_ends),
        _list("stays", "Who and what stays with the family?", when=_ends),
        _list("said_back", "How does the family say the plan, in their own words?", when=_ends),
        _header("visits_every", "How often will the child be visited? (such as 4 weeks)", check=_interval, initial=True),
        _header("visits_by", "Who agreed to that?", ROLES, when=lambda known: bool(known.get("visits_every"))),
        Question("Who does what", "Who does what by when? (such as Nan by 3/10: ring the school)", _put_action,
                 lambda known: not any(any(row.values()) for row in known["actions"]), several=True),
        _header("next_review_agreed", "Which day is the next meeting?", check=_next_day, when=_goes_on),
        _header("next_time", "At what time? (such as 14:00)", check=_time, when=_has_next),
        _header("next_venue", "Where? (only you see it)", when=_has_next),
        _header("next_missing", "Why is there no day, time or place yet?", when=_lacks_next),
        _header("recorded_on", "Which day were the minutes put on the council's system? (Enter: not yet)", check=_a_day),
    ]  # fmt: skip


def _is_initial(known: Answers) -> bool:
    return str(known.get("kind") or "") == "initial"


def _ends(known: Answers) -> bool:
    return known.get("outcome") == "close" or known.get("final") == "yes"


def _goes_on(known: Answers) -> bool:
    return not _ends(known)


def _more_needed(known: Answers) -> bool:
    return known.get("outcome") in ("update_assessment", "strategy_discussion")


def _has_next(known: Answers) -> bool:
    return bool(known.get("next_review_agreed"))


def _lacks_next(known: Answers) -> bool:
    return _goes_on(known) and not all(known.get(name) for name in ("next_review_agreed", "next_time", "next_venue"))


def _header(
    name: str, text: str, answers: tuple[str, ...] = (), *, check: Any = None, when: Any = None, review: bool = False,
    initial: bool = False,
) -> Question:
    def put(known: Answers, said: str) -> None:
        if check:
            check(said)
        known[name] = said

    def asked(known: Answers) -> bool:
        return not known.get(name) and _fits(known, when, review=review, initial=initial)

    return Question(_LABELS[name], text, put, asked, answers)  # fmt: skip


def _fits(known: Answers, when: Any, *, review: bool, initial: bool = False) -> bool:
    if (review and _is_initial(known)) or (initial and not _is_initial(known)):
        return False
    return when is None or bool(when(known))


def _list(name: str, text: str, *, when: Any = None, review: bool = False) -> Question:
    from cin_cli.domain.audience import Said as Words

    def put(known: Answers, said: str) -> None:
        known[name] = (*(one for one in known.get(name) or () if one.text.strip()), Words(said))

    def asked(known: Answers) -> bool:
        return not any(one.text.strip() for one in known.get(name) or ()) and _fits(known, when, review=review)

    return Question(_LABELS[name], text, put, asked, several=True)


# Who came -----------------------------------------------------------------------------------------------------------


def _came(about: Known) -> Question:
    expected = ", ".join(p.short for p in about.people.all.values() if not p.died and not p.unborn)
    hint = f"all, or which: {expected}; and others" if expected else "such as Kerry (mother), Ms Reed (teacher)"
    hint = fill(hint, 72, initial_indent="     ", subsequent_indent="     ")

    def put(known: Answers, said: str) -> None:
        if said.casefold() in ("all", "everybody", "everyone"):
            for row in known["attendance"]:
                row["attended"] = row.get("attended") or "yes"
            return
        for name in split_names(said):
            put_person(about.people, known, name, "yes")

    def asked(known: Answers) -> bool:
        return not any(row.get("attended") for row in known["attendance"])

    return Question("Who came", f"Who came?\n{hint}\n     >", put, asked)


def _away(about: Known) -> Question:
    def put(known: Answers, said: str) -> None:
        name, _, why = said.partition(":")
        put_person(about.people, known, name, "no", why)

    def asked(known: Answers) -> bool:
        return any(r.get("name") and not r.get("attended") for r in known["attendance"])

    return Question("Who did not come", "Who did not come, and why? (such as father: not told of it)", put, asked, several=True)


# The children's words, the plan, the family's words -----------------------------------------------------------------


def _of_children(who: "Chosen") -> list[Question]:
    found = []
    for place, ref in enumerate(who.refs):
        found.append(_of_child(place, "childs_part", f"{ref}'s part", f"How did {ref} take part?", CHILDS_PART))
        found.append(_of_child(place, "said", f"{ref}'s own words", f"What did {ref} say, in the child's own words?"))
    found.append(Question(
        "How the words were gathered", "How were these words gathered?", lambda known, said: _put_how(who, known, said),
        lambda known: any(r.get("said") and not r.get("how") for r in known["children"]), HOW_SAID,
    ))  # fmt: skip
    return found


def _of_child(place: int, name: str, about: str, text: str, answers: tuple[str, ...] = ()) -> Question:
    def put(known: Answers, said: str) -> None:
        row = known["children"][place]
        row[name] = said if answers else "\n".join(filter(None, (row.get(name), said)))

    return Question(about, text, put, lambda known: not known["children"][place].get(name), answers, several=not answers)


def _put_how(who: "Chosen", known: Answers, said: str) -> None:
    for row in rows_of(who, known).values():
        if row.get("said") and not row.get("how"):
            row["how"] = said


_STATUS = re.compile(rf"({'|'.join(meeting_form.STATUS)})\s*(?:[:,.;–-]\s*(.*))?", re.IGNORECASE | re.DOTALL)


def _update(number: int, text: str) -> Question:
    def row(known: Answers) -> dict[str, Any] | None:
        return next((r for r in known["updates"] if str(r.get("point") or "") == str(number)), None)

    def put(known: Answers, said: str) -> None:
        there = row(known)
        if there is None:
            there = {"point": str(number)}
            known["updates"] = (*known["updates"], there)
        found = _STATUS.fullmatch(said)
        there["status"] = found[1].casefold() if found else there.get("status") or ""
        update = (found[2] or "").strip() if found else said
        there["update"] = "\n".join(filter(None, (there.get("update"), update)))

    def asked(known: Answers) -> bool:
        there = row(known) or {}
        return not _is_initial(known) and not there.get("status") and not there.get("update")

    short = " ".join(text.split())
    shown = short if len(short) <= 58 else short[:57].rstrip() + "…"
    about = f"Point {number}: {shown}"
    return Question(about, f"{about}\n     {', '.join(meeting_form.STATUS[:4])}, and what has come of it?\n     >", put, asked)


def _feedback(about: Known) -> list[Question]:
    found = []
    for person in about.people.parents:

        def put(known: Answers, said: str, ref: str = person.ref) -> None:
            put_feedback(about.people, known, {"who": ref, "said": said})

        def asked(known: Answers, ref: str = person.ref) -> bool:
            rows = [r for r in known["feedback"] if ref in meeting_form.with_person(str(r.get("who") or ""), about.people.all)]
            return not any(r.get("said") for r in rows)

        text = f"What does {person.short} say of our work: what helped, what did not?"
        found.append(Question(f"{person.short} on our work", text, put, asked, several=True))
    return found


def _escalation() -> Question:
    listed = "\n".join(f"     {n} {words}" for n, words in enumerate(ESCALATION_WORDS.values(), 1))

    def put(known: Answers, said: str) -> None:
        numbers = _some(said)
        known["escalation"] = tuple(
            {"question": name, "answer": "yes" if n in numbers else "no"} for n, name in enumerate(ESCALATION, 1)
        )

    def asked(known: Answers) -> bool:
        return not _is_initial(known) and not any(row.get("answer") for row in known["escalation"])

    return Question("Is more needed", f"Is any of these so?\n{listed}\n     none, or which (such as 1, 3)\n     >", put, asked)


def _some(said: str) -> set[int]:
    low = said.casefold().strip()
    if low in ("none", "no", "0"):
        return set()
    numbers = {int(part) for part in re.findall(r"\d+", low)}
    if not numbers or not numbers <= set(range(1, len(ESCALATION) + 1)) or re.search(r"[a-z]", low.replace("and", "")):
        raise UsageError("Please answer none, or the numbers, such as 1, 3.")
    return numbers


def _put_action(known: Answers, said: str) -> None:
    from cin_cli.domain.pasted import action_in

    known["actions"] = (*(one for one in known["actions"] if any(one.values())), action_in(said) or {"action": said})


# Checks -------------------------------------------------------------------------------------------------------------


def _a_day(said: str) -> None:
    from cin_cli.commands._record import day_of

    if day_of(said) > context.today():
        raise UsageError(f"{said} is still to come.", "A meeting that is booked: cin meeting book CASE --on DATE")


def _next_day(said: str) -> None:
    from cin_cli.commands._record import day_of

    day_of(said, past=False)


def _interval(said: str) -> None:
    from cin_cli.domain.entry import every

    every(said)


def _time(said: str) -> None:
    from cin_cli.domain.attribute import Attribute, check_value

    check_value("meeting", Attribute("next_time", "time"), said)
