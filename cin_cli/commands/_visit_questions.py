"""What is asked about a visit on a terminal: few questions that choose, then the words."""

from typing import TYPE_CHECKING, Any

from cin_cli import context
from cin_cli.commands._children import rows_of
from cin_cli.commands._questions import Known, Question
from cin_cli.commands._visit import ALONE, unsaid
from cin_cli.domain import visit_form
from cin_cli.domain.dates import words as day_words
from cin_cli.domain.kinds import HOW_SAID, KINDS, WHERE
from cin_cli.errors import UsageError

if TYPE_CHECKING:
    from cin_cli.commands._record import Chosen


def questions(who: "Chosen", *, with_points: bool) -> list[Question]:
    """What is asked of a visit, in order: few that choose, then the words."""
    return [
        _header("on", f"Which day? (Enter: today, {day_words(context.today())})", check=_a_day),
        *_of_children(who),
        _header("where", "Where was it?", WHERE),
        _header("announced", "Did they know that you were coming?", ("yes", "no")),
        *([_header("points", "Which points of the plan was it about? (such as 1, 3)", check=_numbers)] if with_points else []),
        _header("purpose", "What was it for?"),
        _words("present", "Who else was there? (one a line, then Enter)"),
        _words("observed", "What did you see and hear? (facts, one a line)"),
        *_voices(who),
        _words("direct_work", "What direct work did you do, and what came of it?"),
        _words("analysis", "What do you make of it?"),
        _words("judgement", "What did you decide, and why?"),
        Question("actions", "Who does what by when? (such as Nan by 3/10: ring the school)", _put_action,
                 lambda known: not _has_actions(known), several=True),
        _header("recorded_on", "Which day was it put on the council's system? (Enter: not yet)", check=_a_day),
    ]  # fmt: skip


def _header(name: str, text: str, answers: tuple[str, ...] = (), check: Any = None) -> Question:
    def put(known: Known, said: str) -> None:
        if check:
            check(said)
        known[name] = said

    return Question(_about(name), text, put, lambda known: not known.get(name), answers)


def _about(name: str) -> str:
    labels = {label.name: label.words for label in visit_form.HEADER}
    return labels.get(name) or visit_form.LISTS.get(name) or name


def _words(name: str, text: str) -> Question:
    from cin_cli.domain.audience import Said as Words

    def put(known: Known, said: str) -> None:
        known[name] = (*(one for one in known.get(name) or () if one.text.strip()), Words(said))

    return Question(_about(name), text, put, lambda known: not any(one.text.strip() for one in known.get(name) or ()),
                    several=True)  # fmt: skip


def _of_children(who: "Chosen") -> list[Question]:
    one = len(who.refs) == 1
    text = f"Did you see {who.refs[0]}?" if one else f"Which children did you see? (all, none, or which: {', '.join(who.refs)})"
    return [
        Question("Who was seen", text, lambda known, said: _put_seen(who, known, said), lambda known: bool(unsaid(known)),
                 ("yes", "no") if one else ()),
        Question("Why not seen", "Why not?", lambda known, said: _put_rows(known, "no", "reason", said),
                 lambda known: any(row.get("seen") == "no" and not row.get("reason") for row in known["children"])),
        Question("Seen alone", "Seen alone?", lambda known, said: _put_rows(known, "yes", "seen_alone", said),
                 lambda known: any(row.get("seen") == "yes" and not row.get("seen_alone") for row in known["children"]), ALONE),
        Question("Why not alone", "Why not alone?", lambda known, said: _put_rows(known, "yes", "reason", said),
                 lambda known: any(row.get("seen_alone") in ALONE[1:] and not row.get("reason") for row in known["children"])),
    ]  # fmt: skip


def _put_seen(who: "Chosen", known: Known, said: str) -> None:
    from cin_cli.commands._held import one_of

    low = said.casefold()
    if low in ("yes", "all", "both"):
        seen = set(who.refs)
    elif low in ("no", "none", "nobody"):
        seen = set()
    else:
        seen = {one_of(who.refs, text) for text in said.replace(",", " ").split() if text.casefold() != "and"}
    for ref, row in rows_of(who, known).items():
        row["seen"] = "yes" if ref in seen else "no"


def _put_rows(known: Known, seen: str, name: str, said: str) -> None:
    for row in known["children"]:
        if row.get("seen") == seen and not row.get(name):
            row[name] = said


def _voices(who: "Chosen") -> list[Question]:
    found = []
    for place, ref in enumerate(who.refs):

        def put(known: Known, said: str, place: int = place) -> None:
            row = known["children"][place]
            row["said"] = "\n".join(filter(None, (row.get("said"), said)))

        def wanted(known: Known, place: int = place) -> bool:
            row = known["children"][place]
            return row.get("seen") != "no" and not row.get("said")

        found.append(Question(f"{ref}'s own words", f"What did {ref} say, in the child's own words?", put, wanted, several=True))
    found.append(Question(
        "How the words were gathered", "How were these words gathered?", _put_how,
        lambda known: any(row.get("said") and not row.get("how") for row in known["children"]), HOW_SAID,
    ))  # fmt: skip
    return found


def _put_how(known: Known, said: str) -> None:
    for row in known["children"]:
        if row.get("said") and not row.get("how"):
            row["how"] = said


def _put_action(known: Known, said: str) -> None:
    from cin_cli.domain.pasted import action_in

    row = action_in(said) or {"action": said}
    known["actions"] = (*(one for one in known["actions"] if any(one.values())), row)


def _has_actions(known: Known) -> bool:
    return any(any(row.values()) for row in known["actions"])


def _a_day(said: str) -> None:
    from cin_cli.commands._record import day_of

    day = day_of(said)
    if day > context.today():
        raise UsageError(f"{said} is still to come.", "A visit that is booked: cin visit record CASE --planned --on DATE")


def _numbers(said: str) -> None:
    from cin_cli.domain.entry import check_value

    check_value("visit", KINDS["visit"].attributes["points"], said)
