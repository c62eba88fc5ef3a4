"""The three ways into a visit (options, questions, a form or pasted notes), one thing underneath: the form's values."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from cin_cli import context
from cin_cli.commands._children import called_in, named, rows_of
from cin_cli.domain import visit_form
from cin_cli.domain.kinds import KINDS
from cin_cli.errors import CinError, UsageError

if TYPE_CHECKING:
    from cin_cli.commands._record import Chosen
    from cin_cli.domain.entry import Entry

Values = dict[str, Any]
ALONE = KINDS["visit"].attributes["seen_alone"].choices
INSTEAD = "Give the form with --from FILE, or --from - for standard input (`cin visit form CASE` prints one)."
NOTES = {
    "observed": ("observations", "facts", "seen and heard", "what I saw", "notes"),
    "voice": ("child's words", "child's voice", "voice", "children's words", "in their own words", "in the child's own words"),
    "analysis": ("analysis", "so what", "what it means"),
    "judgement": ("judgement", "decision", "professional judgement", "decisions"),
    "direct_work": ("direct work",),
    "ending": ("ending", "endings"),
    "present": ("present", "who was there"),
}  # fmt: skip
"""What people write over their notes, by the list of the form that it means."""


@dataclass(frozen=True)
class Said:
    """What the options say: of each child, and by the names of the form."""

    seen: str | None = None
    not_seen: list[str] = field(default_factory=list)
    alone: str | None = None
    reason: str | None = None
    attempted: bool = False
    header: dict[str, str | None] = field(default_factory=dict)
    how: str | None = None

    @property
    def nothing(self) -> bool:
        """Whether no option says anything but the day."""
        rest = [value for name, value in self.header.items() if name != "on"]
        return not any([self.seen, self.not_seen, self.alone, self.reason, self.attempted, self.how, *rest])


def yes_no(value: bool | None) -> str | None:
    """A flag as it stands in the form."""
    return None if value is None else "yes" if value else "no"


# Options ------------------------------------------------------------------------------------------------------------


def begun(who: "Chosen", said: Said) -> Values:
    """The form with what the options say laid into it; refused when they contradict each other."""
    from cin_cli.domain.entry import check_value

    attributes = KINDS["visit"].attributes
    values = visit_form.blank(named(who))
    values |= {name: value for name, value in said.header.items() if value}
    if said.attempted:
        values["attempted"] = "yes"
    seen = check_value("visit", attributes["seen"], said.seen) if said.seen else None
    alone = check_value("visit", attributes["seen_alone"], said.alone) if said.alone else None
    if said.attempted and (seen or alone):
        raise UsageError("--attempted says that nobody was in, so nobody was seen.", "Leave --seen and --alone out.")
    rows = rows_of(who, values)
    for row in rows.values():
        row |= {"seen": yes_no(seen if not said.attempted else False) or "", "how": said.how or ""}
    _lay_not_seen(rows, said.not_seen)
    if seen and all(row["seen"] == "no" for row in rows.values()):
        raise UsageError("--seen yes and --not-seen for every child say two things.", "Say --seen no.")
    if alone == "yes" and all(row["seen"] == "no" for row in rows.values()):
        raise UsageError("Nobody was seen, so nobody was seen alone.", "Leave --alone out.")
    for row in rows.values():
        if alone and row["seen"] != "no":
            row["seen_alone"] = alone
    if said.reason:
        missed = [row for row in rows.values() if row["seen"] == "no" and not row.get("reason")]
        for row in missed or rows.values():
            row["reason"] = row.get("reason") or said.reason
    return values


def _lay_not_seen(rows: dict[str, dict[str, Any]], said: list[str]) -> None:
    from cin_cli.commands._held import one_of
    from cin_cli.commands._record import given_words

    told: set[str] = set()
    for text in said:
        name, _, why = text.partition("=")
        ref = one_of(list(rows), name)
        if ref in told:
            raise UsageError(f"--not-seen: {ref} is given twice.")
        told.add(ref)
        rows[ref] |= {"seen": "no", **({"reason": given_words(why.strip())} if why.strip() else {})}


def unsaid(values: Values) -> list[str]:
    """The children of whom it is not said whether they were seen."""
    return [row["child"].split(" ")[0] for row in values["children"] if not str(row.get("seen") or "").strip()]


def settle(who: "Chosen", values: Values) -> None:
    """Ask what a visit cannot do without: whether each child was seen, why not, and alone; refused where nobody can answer."""
    from cin_cli.commands._record import ask, listed

    rows = rows_of(who, values)
    missing = [ref for ref, row in rows.items() if not str(row.get("seen") or "").strip()]
    if missing and not context.interactive():
        raise UsageError(f"It is not said whether {listed(missing)} {'was' if len(missing) == 1 else 'were'} seen.",
                         "Say --seen yes or --seen no; --not-seen REF=reason for one who was not.")  # fmt: skip
    for ref in missing:
        rows[ref]["seen"] = ask(f"Was {ref} seen?", ("yes", "no")) or ""
    for ref, row in rows.items():
        if row["seen"] == "no" and not row.get("reason") and not values.get("attempted"):
            row["reason"] = ask(f"Why was {ref} not seen?") or ""
    asked = [row for row in rows.values() if row["seen"] == "yes" and not row.get("seen_alone")]
    alone = ask("Seen alone?", ALONE) if asked else None
    for row in asked:
        row["seen_alone"] = alone or ""


# A form or notes from a file ----------------------------------------------------------------------------------------


def from_file(who: "Chosen", values: Values, source: str) -> Values:
    """What a file or standard input says, under what the options say already; all that is not understood is told."""
    from cin_cli.commands._files import given
    from cin_cli.domain.form import is_form, read

    text = given(source, INSTEAD)
    if is_form(visit_form.FORM, text):
        return _laid(who, read(visit_form.FORM, text), values)
    return _pasted(who, values, text)


def _laid(who: "Chosen", form: Values, over: Values) -> Values:
    """A form's values with the options' over them."""
    below = rows_of(who, form)
    rows = tuple(
        {**below[ref], **{name: value for name, value in row.items() if value}} for ref, row in rows_of(who, over).items()
    )
    header = {name: value for name, value in over.items() if isinstance(value, str) and value}
    return {**form, **header, "children": rows}


def _pasted(who: "Chosen", values: Values, text: str) -> Values:
    """Pasted notes sorted into the form; a quotation goes to the child whose it plainly is."""
    from cin_cli.domain.pasted import read_notes

    called = called_in(who)
    found = read_notes(visit_form.FORM, text, "observed", NOTES, called)
    rows = rows_of(who, values)
    kept = list(found.values.get("observed") or ())
    for quote in found.quotes:
        ref = called.get(quote.who.casefold()) or (who.refs[0] if len(who.refs) == 1 else "")
        if ref:
            rows[ref]["said"] = "\n".join(filter(None, (rows[ref].get("said"), quote.said)))
        else:
            from cin_cli.domain.audience import Said as Words

            kept.append(Words(f"“{quote.said}”"))
            context.warn(f"Line {quote.line}: it does not say which child's words these are, so they stand with what you saw.")
    for heading in found.unknown:
        context.warn(f"The heading {heading!r} is none of the form's; what stands under it is kept with the rest.")
    lists = {name: value for name, value in found.values.items() if not isinstance(value, str)}
    header = {name: value for name, value in found.values.items() if isinstance(value, str) and not values.get(name)}
    return {**values, **header, **lists, **({"observed": tuple(kept)} if kept else {}), "children": tuple(rows.values())}


# Questions and the form ---------------------------------------------------------------------------------------------


def asked(who: "Chosen", values: Values, waits: str, *, in_form: bool) -> Values:
    """The visit as the person answers the questions, or writes it in the form; every step of it is kept."""
    from cin_cli.commands._questions import ask_all
    from cin_cli.commands._visit_questions import questions
    from cin_cli.domain.form import read

    if waits and not in_form:
        values = _laid(who, read(visit_form.FORM, waits), values)
    if not in_form and ask_all(questions(who, with_points=bool(points_of(who))), values, lambda known: _keep(who, known)):
        return values
    text = waits if waits and in_form else form_of(who, values)
    return _edited(who, text)


def _edited(who: "Chosen", text: str) -> Values:
    from cin_cli.commands._drafts import keep_draft
    from cin_cli.commands._editor import edited
    from cin_cli.domain.form import read

    left = edited(text, instead=INSTEAD, keep=lambda now: keep_draft("visit", who.refs, now), name="visit")
    keep_draft("visit", who.refs, left)
    values = read(visit_form.FORM, left)
    rows_of(who, values)
    return values


def _keep(who: "Chosen", values: Values) -> None:
    from cin_cli.commands._drafts import keep_draft

    keep_draft("visit", who.refs, form_of(who, values))


def form_of(who: "Chosen", values: Values) -> str:
    """The form with these values, and above them what is known already, each with its day."""
    from dataclasses import replace

    from cin_cli.domain.dates import words
    from cin_cli.domain.form import write

    known = [f"{child.ref}: last seen {words(child.last_seen)}" if child.last_seen else f"{child.ref}: never recorded as seen"
             for child in who.children]  # fmt: skip
    known += [f"Plan point {number}: {point}" for number, point in points_of(who)]
    lines = [" ".join(line.split()).replace("--", "–")[:120] for line in known]
    form = replace(visit_form.FORM, guide="\n".join([visit_form.FORM.guide, *lines]))
    shown = {"on": words(context.today()), **values}
    rows = tuple(shown["actions"]) or ({},)
    return write(form, {**shown, "actions": rows})


def points_of(who: "Chosen") -> list[tuple[int, str]]:
    """The points of these children's plan, numbered, each in the words of what needs to happen."""
    from cin_cli.commands._plans import saved
    from cin_cli.domain.plan_form import read_form

    for ref in who.refs:
        versions = saved(ref)
        if versions:
            return [(number, point.action) for number, point in enumerate(read_form(versions[-1].form).points, 1)]
    return []


# Recording ----------------------------------------------------------------------------------------------------------


def book(who: "Chosen", said: Said, booked_on: str | None, source: str | None) -> None:
    """Book a visit; what cannot be known before it is held is refused."""
    from cin_cli.commands._held import booking, day_for, write
    from cin_cli.domain.entry import entry

    if any([said.seen, said.not_seen, said.alone, said.attempted, said.header.get("family_seen")]):
        raise UsageError("At a visit that is only booked nobody was seen yet.", "Leave that out, or leave --planned out.")
    if said.header.get("recorded_on"):
        raise UsageError("A visit that is only booked cannot have been written up.", "Leave --recorded-on out.")
    day = day_for(who, "visit", said.header.get("on"), planned=True)
    values = {name: value for name, value in said.header.items() if name != "on"} | {"reason": said.reason}
    write(who, entry("visit", day, who.refs, values, planned=True, booked_on=booking(booked_on, planned=True)), source)


def save(who: "Chosen", values: Values, source: str | None) -> None:
    """Record the visit and the children's words; what cannot be recorded is kept, and it is said where."""
    from cin_cli.commands._drafts import draft, keep_draft
    from cin_cli.commands._held import write_all
    from cin_cli.commands._record import listed
    from cin_cli.domain.entry import events_of
    from cin_cli.domain.visit import unseen

    try:
        made = entries(who, values)
    except CinError as error:
        if not context.interactive() or source:
            raise
        _keep(who, values)
        kept = "Nothing was recorded; what you wrote is kept, and `cin visit record` goes on with it."
        raise type(error)(error.what, f"{error.next_step} {kept}".strip()) from None
    missed = [ref for ref, row in rows_of(who, values).items() if row.get("seen") == "no"]
    write_all(who, made, f"; {listed(missed)} not seen" if missed else "")
    unborn = sorted(who.unborn(made[0].happened_on))
    if unborn:
        context.say(f"{listed(unborn)}: not born yet, so it is a visit to the family and nobody counts as seen.")
    for ref in who.refs:
        for sentence in unseen(ref, [*who.events[ref], *events_of(made, ref)]):
            context.warn(f"Note: {sentence}")
    if draft("visit", who.refs):
        keep_draft("visit", who.refs, "")


def entries(who: "Chosen", values: Values) -> list["Entry"]:
    """The visit, checked, and for each child who said something the child's words."""
    from cin_cli.commands._held import day_for, written_up
    from cin_cli.commands._record import day_of
    from cin_cli.domain.entry import differing, entry

    day = day_for(who, "visit", values.get("on") or None, planned=False)
    shared = visit_form.shared(values)
    if "recorded_on" in shared:
        shared["recorded_on"] = day_of(shared["recorded_on"])
    written_up(shared, planned=False)
    if "actions" in shared:
        shared["actions"] = [with_day(row, day) for row in shared["actions"]]
    unborn = who.unborn(day)  # a visit to the family is one to them too, but nobody has seen them
    each = {ref: _of_child(row, unborn=ref in unborn) for ref, row in rows_of(who, values).items()}
    same = {n: v for n, v in each[who.refs[0]].items() if all(said.get(n) == v for said in each.values())}
    made = entry("visit", day, who.refs, shared | same)
    for ref, said in each.items():
        own = {name: value for name, value in said.items() if name not in same}
        made = differing(made, ref, own) if own else made
    return [made, *_words_of(who, values, day)]


def _of_child(row: dict[str, Any], *, unborn: bool) -> dict[str, Any]:
    said = {name: str(row.get(name) or "").strip() for name in ("seen", "seen_alone", "reason")}
    if unborn:
        said |= {"seen": "", "seen_alone": ""}
    if said["seen"].casefold() in ("no", "n"):
        said["seen_alone"] = ""
    return {name: value for name, value in said.items() if value}


def with_day(row: dict[str, Any], day: date) -> dict[str, Any]:
    """An action with the day that `by` means, where it means one."""
    from cin_cli.domain.plan import when

    due = when(str(row.get("by") or ""), day, None)
    return {**row, "for": list(row.get("for") or ()), **({"due": due} if due else {})}


def _words_of(who: "Chosen", values: Values, day: date) -> Iterable["Entry"]:
    from cin_cli.domain.entry import entry

    for ref, row in rows_of(who, values).items():
        if str(row.get("said") or "").strip():
            said = {"said": row["said"], "how": str(row.get("how") or "").strip() or None, "tool": values.get("tool") or None,
                    "of": day, "for": list(row.get("for") or ()) or None}  # fmt: skip
            yield entry("voice", day, [ref], said)
