"""The three ways into a meeting (options, questions, a form or pasted notes), one thing underneath: the form's values."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from cin_cli import context
from cin_cli.commands._children import called_in, named, rows_of
from cin_cli.commands._gathered import People, all_meetings, around, people, plan_at, tell
from cin_cli.domain import meeting_form
from cin_cli.domain.audience import Said as Words
from cin_cli.domain.kinds import ESCALATION
from cin_cli.domain.meeting import Meeting
from cin_cli.errors import CinError, UsageError

if TYPE_CHECKING:
    from cin_cli.commands._record import Chosen
    from cin_cli.domain.entry import Entry
    from cin_cli.domain.form import Form
    from cin_cli.domain.plan import Version

Values = dict[str, Any]
INSTEAD = "Give the form with --from FILE, or --from - for standard input (`cin meeting form CASE` prints one)."
NOTES = {
    "voice": ("child's words", "child's voice", "voice", "children's words", "in their own words", "in the child's own words",
              "child's views", "views of the child"),
    "going_well": ("what's going well", "what is going well", "strengths", "what's working", "better"),
    "worries": ("worries", "concerns", "what are we worried about", "what we are worried about"),
    "complicating": ("complicating factors",),
    "changes": ("changes", "changes since last time", "what has changed"),
    "proud_of": ("proud moments", "what are you proud of", "successes"),
    "hopes": ("hopes", "best hopes"),
    "challenge": ("challenge", "not done"),
    "discussion": ("discussion", "notes", "record of discussion", "record of meeting discussions"),
    "thresholds": ("thresholds", "threshold"),
    "let_us_close": ("good enough", "endings"),
    "next_steps": ("next steps",),
    "keeps_going": ("maintaining positive change",),
    "came": ("present", "attendance", "attended", "who came", "those present", "in attendance"),
    "stayed_away": ("apologies", "not present", "absent", "who did not come"),
    "feedback_lines": ("feedback", "feedback from the family", "feedback from parents", "what the family say"),
}  # fmt: skip
"""What people write over their notes, by the list of the form that it means."""


@dataclass(frozen=True)
class Said:
    """What the options say: by the names of the form, and who came."""

    header: dict[str, str | None] = field(default_factory=dict)
    came: tuple[str, ...] = ()
    away: tuple[str, ...] = ()

    @property
    def nothing(self) -> bool:
        """Whether no option says anything but the day and which meeting it is."""
        return not any([self.came, self.away, *(value for name, value in self.header.items() if name not in ("kind", "on"))])


# What is known before anybody is asked ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Known:
    """What stands in the case file about these children's next meeting to be recorded."""

    people: People
    version: "Version | None" = None
    first: "Version | None" = None
    booked: Meeting | None = None
    last: Meeting | None = None
    due: date | None = None

    @property
    def points(self) -> list[tuple[int, str]]:
        """The points of the plan, numbered, each in the words of what needs to happen."""
        points = enumerate(self.version.plan.points if self.version else (), 1)
        return [(number, point.action or point.worry) for number, point in points if not point.blank]


def known(who: "Chosen", kind: str, day: date) -> Known:
    """What is known of a meeting of that kind (`initial`, `review`, or empty) held on that day."""
    from cin_cli.commands._plans import as_version, saved

    wanted = meeting_form.MEETING_KINDS.get(kind)
    found = all_meetings(who.refs)
    held = [one for one in found if not one.planned and one.day < day]
    booked = [one for one in found if one.planned and one.day <= day and wanted in (None, one.kind)
              and not any(other.day >= one.day for other in held)]  # fmt: skip
    versions = next((v for ref in who.refs if (v := saved(ref))), [])
    first = as_version(versions[0]) if versions else None
    return Known(people(who), plan_at(who.refs, day), first, booked[0] if booked else None, held[0] if held else None,
                 due_day(who, wanted))  # fmt: skip


def due_day(who: "Chosen", kind: str | None) -> date | None:
    """The day by which a meeting of that kind has to be held, as it stands today."""
    from cin_cli.store.items import items_on

    option = {"cin_meeting_initial": "--initial", "cin_meeting_review": "--review"}.get(kind or "", "")
    rows = items_on(context.store(), context.today(), children=who.refs)
    days = [row.answer.due for row in rows if row.answer.due and option
            and str(row.answer.settle).startswith("cin meeting record") and option in str(row.answer.settle)]  # fmt: skip
    return min(days, default=None)


def begun(who: "Chosen", said: Said) -> tuple[Values, Known]:
    """The form with what is known and, over it, what the options say."""
    from cin_cli.commands._held import day_for
    from cin_cli.domain.dates import words

    kind = said.header.get("kind") or ""
    day = day_for(who, meeting_form.MEETING_KINDS.get(kind, "cin_meeting_review"), said.header.get("on"), planned=False)
    about = known(who, kind, day)
    values = meeting_form.blank(named(who))
    if about.due:
        values["due_on"] = words(about.due)
    if about.booked and about.booked.day == day:
        taken = ("time", "venue", "advocate", "interpreter")
        values |= {name: str(about.booked.get(name)) for name in taken if about.booked.get(name)}
        values |= {"venue_for": ", ".join(about.booked.get("venue_for") or ())}
    values |= {"attendance": tuple(_expected(about)) or ({},),
               "updates": tuple({"point": str(number)} for number, _ in about.points) or ({},),
               "feedback": tuple({"who": person_name(p.name, p.ref)} for p in about.people.parents) or ({},)}  # fmt: skip
    if kind != "initial":
        values["escalation"] = tuple({"question": name} for name in ESCALATION)
    values |= {name: value for name, value in said.header.items() if value}
    for names, came in ((said.came, "yes"), (said.away, "no")):
        for text in names:
            name, _, why = text.partition("=") if came == "no" else (text, "", "")
            put_person(about.people, values, name, came, why)
    return values, about


def person_name(name: str, ref: str) -> str:
    """Somebody recorded, as the form names them: `Kerry (F7.mother)`."""
    return f"{name.strip()} ({ref})" if name.strip() else ref


def _expected(about: Known) -> Iterable[dict[str, Any]]:
    """A row for each who was invited, else for each recorded around the children."""
    from cin_cli.commands._booking import living, row_of

    rows = about.booked.get("invited") if about.booked else None
    for row in rows or [row_of(about.people, person) for person in living(about.people)]:
        shown = {"name": person_name(str(row.get("name") or ""), row["person"]) if row.get("person") else row.get("name", "")}
        yield {**shown, "role": row.get("role", ""), "for": tuple(row.get("for") or ())}


def put_person(known_people: People, values: Values, text: str, came: str, why: str = "") -> None:
    """Say of somebody that they came or not: of a row that is there, else of somebody new."""
    from cin_cli.commands._booking import other_row
    from cin_cli.commands._record import given_words
    from cin_cli.domain.meeting import called, plain

    for line in given_words(text).split("\n") if text.startswith("@") else [text]:
        if not line.strip():
            continue
        new = other_row(known_people, line)
        names = {plain(str(new.get(name) or "")) for name in ("name", "person")} - {""}
        person = known_people.all.get(str(new.get("person") or ""))
        names |= called(person) if person else set()
        row = next((row for row in values["attendance"] if _names(known_people, row) & names), None)
        if row is None:
            name = person_name(str(new["name"]), new["person"]) if new.get("person") else new["name"]
            row = {"name": name, "role": new.get("role", ""), "for": tuple(new.get("for") or ())}
            values["attendance"] = (*(r for r in values["attendance"] if r.get("name")), row)
        row["attended"] = came
        if why.strip():
            row["reason"] = why.strip()


def _names(known_people: People, row: dict[str, Any]) -> set[str]:
    from cin_cli.domain.meeting import plain

    name, ref = meeting_form.with_person(str(row.get("name") or ""), known_people.all)
    return {plain(name), plain(ref)} - {""}


# A form or notes from a file ----------------------------------------------------------------------------------------


def from_file(who: "Chosen", values: Values, about: Known, source: str) -> Values:
    """What a file or standard input says, under what the options say already; all that is not understood is told."""
    from cin_cli.commands._files import given
    from cin_cli.domain.form import is_form, read

    text = given(source, INSTEAD)
    if is_form(meeting_form.FORM, text):
        return read(meeting_form.FORM, text)
    return _pasted(who, values, about, text)


def laid(form: Values, said: Said) -> Values:
    """A form's values with the options' over them."""
    return {**form, **{name: value for name, value in said.header.items() if value}}


def _pasted(who: "Chosen", values: Values, about: Known, text: str) -> Values:
    """Pasted notes sorted into the form; a quotation goes to the child whose it plainly is, else stays with the talk."""
    from dataclasses import replace

    from cin_cli.domain.form import Label
    from cin_cli.domain.pasted import read_notes

    form = replace(meeting_form.FORM, header=(*meeting_form.FORM.header, Label("came_line", "Present"),
                                              Label("away_line", "Apologies")))  # fmt: skip
    called = called_in(who)
    found = read_notes(form, text, "discussion", NOTES, called)
    lists = dict(found.values)
    _lay_people(about, values, lists)
    kept = list(lists.get("discussion") or ())
    rows = rows_of(who, values)
    for quote in found.quotes:
        ref = called.get(quote.who.casefold()) or (who.refs[0] if len(who.refs) == 1 else "")
        if ref:
            rows[ref]["said"] = "\n".join(filter(None, (rows[ref].get("said"), quote.said)))
        else:
            kept.append(Words(f"“{quote.said}”"))
            context.warn(f"Line {quote.line}: it does not say which child's words these are, so they stand with the talk.")
    for heading in found.unknown:
        context.warn(f"The heading {heading!r} is none of the form's; what stands under it is kept with the rest.")
    new = {name: value for name, value in lists.items() if not (isinstance(value, str) and values.get(name))}
    return {**values, **new, **({"discussion": tuple(kept)} if kept else {})}


def _lay_people(about: Known, values: Values, lists: Values) -> None:
    """Who came, who did not, and what the family say of our work, out of the lines that notes have under these headings."""
    for name, came in (("came", "yes"), ("stayed_away", "no")):
        for said in lists.pop(name, ()):
            for line in said.text.split("\n"):
                put_person(about.people, values, line.replace("@", ""), came)
    for name, came in (("came_line", "yes"), ("away_line", "no")):
        for one in split_names(lists.pop(name, "")):
            put_person(about.people, values, one.replace("@", ""), came)
    for said in lists.pop("feedback_lines", ()):
        from_whom, colon, words = said.text.partition(":")
        row = {"who": from_whom.strip(), "said": words.strip()} if colon and len(from_whom) < 60 else {"said": said.text}
        put_feedback(about.people, values, row)


def split_names(text: str) -> list[str]:
    """The names in `Kerry (mother, at home), Ms Reed and Dan`."""
    import re

    return [part.strip() for part in re.split(r",(?![^(]*\))|;|\band\b(?![^(]*\))", text) if part.strip()]


def put_feedback(known_people: People, values: Values, row: dict[str, str]) -> None:
    """Add what somebody says of our work to the row that waits for it, else as a row of its own."""
    from cin_cli.domain.meeting import called, plain

    for there in values["feedback"]:
        _, ref = meeting_form.with_person(str(there.get("who") or ""), known_people.all)
        person = known_people.all.get(ref)
        if person and plain(row.get("who", "")) in called(person):
            there["said"] = "\n".join(filter(None, (there.get("said"), row["said"])))
            return
    values["feedback"] = (*values["feedback"], row)


# Questions and the form ---------------------------------------------------------------------------------------------


def asked(who: "Chosen", values: Values, about: Known, waits: str, *, in_form: bool) -> Values:
    """The meeting as the person answers the questions, or writes it in the form; every step of it is kept."""
    from cin_cli.commands._meeting_questions import questions
    from cin_cli.commands._questions import ask_all
    from cin_cli.domain.form import read

    if waits and not in_form:
        values = _again(who, read(meeting_form.FORM, waits), values)
    if not in_form and ask_all(questions(who, about), values, lambda now: _keep(who, now, about)):
        return values
    return _edited(who, waits if waits and in_form else form_of(who, values, about))


def _again(who: "Chosen", waits: Values, begun_with: Values) -> Values:
    """What waits; where it has no row of a kind, the rows that it would be begun with."""
    rows = {name: begun_with[name] for name in meeting_form.ROWS if not any(any(row.values()) for row in waits[name])}
    found = {**waits, **rows}
    rows_of(who, found)
    return found


def _edited(who: "Chosen", text: str) -> Values:
    from cin_cli.commands._drafts import keep_draft
    from cin_cli.commands._editor import edited
    from cin_cli.domain.form import read

    left = edited(text, instead=INSTEAD, keep=lambda now: keep_draft("meeting", who.refs, now), name="meeting")
    keep_draft("meeting", who.refs, left)
    return read(meeting_form.FORM, left)


def _keep(who: "Chosen", values: Values, about: Known) -> None:
    from cin_cli.commands._drafts import keep_draft

    keep_draft("meeting", who.refs, form_of(who, values, about))


def form_of(who: "Chosen", values: Values, about: Known) -> str:
    """The form with these values, and above its parts what is known already, each with its day."""
    from cin_cli.domain.dates import words
    from cin_cli.domain.form import write

    rows = {name: tuple(values.get(name) or ()) or ({},) for name in meeting_form.ROWS}
    return write(_with_known(about), {"on": words(context.today()), **values, **rows})


def _with_known(about: Known) -> "Form":
    """The form whose notes say what is known: the plan's points, the first worries, the last meeting, the booking."""
    from dataclasses import replace

    from cin_cli.domain.dates import words

    lines: dict[str, list[str]] = {"": []}
    if about.last:
        lines[""].append(f"The last meeting was on {words(about.last.day)}.")
    if about.booked:
        lines[""].append(f"This one was booked for {words(about.booked.day)}.")
    if about.version:
        when = f"version {about.version.number}, {words(about.version.saved)}"
        lines["updates"] = [f"The plan, {when}:", *(f"{number}: {text}" for number, text in about.points)]
        good = [one.text for one in about.version.plan.good_enough if one.text.strip()]
        lines["let_us_close"] = [f"Good enough, by the plan of {words(about.version.saved)}:", *good] if good else []
    if about.first:
        worries = [f"{n}: {p.worry}" for n, p in enumerate(about.first.plan.points, 1) if p.worry.strip()]
        lines["since_first"] = [f"The worries of {words(about.first.saved)}:", *worries] if worries else []
    form = meeting_form.FORM
    notes = {name: "\n".join(map(_note, said)) for name, said in lines.items() if said}
    sections = tuple(
        replace(s, meaning=f"{s.meaning}\n{notes[s.name]}".strip()) if s.name in notes else s for s in form.sections
    )
    return replace(form, guide=f"{form.guide}\n{notes.get('', '')}".strip(), sections=sections)


def _note(line: str) -> str:
    return " ".join(line.split()).replace("--", "–")[:120]


# Recording ----------------------------------------------------------------------------------------------------------


def save(who: "Chosen", values: Values, about: Known, *, drafted: bool) -> None:
    """Record the meeting, the children's words and what was agreed; what cannot be recorded is kept, and it is said where.

    `drafted`: it was asked for, or written in the form, and what was kept of it meanwhile goes once it is recorded.
    """
    from cin_cli.commands._drafts import keep_draft
    from cin_cli.commands._held import write_all

    try:
        made = entries(who, values, about)
    except CinError as error:
        if not drafted:
            raise
        _keep(who, values, about)
        kept = "Nothing was recorded; what you wrote is kept, and `cin meeting record` goes on with it."
        raise type(error)(error.what, f"{error.next_step} {kept}".strip()) from None
    write_all(who, made)
    _tell(who, made)
    if drafted:
        keep_draft("meeting", who.refs, "")


def _tell(who: "Chosen", made: "list[Entry]") -> None:
    """What should not go unnoticed, and what follows from the outcome; nothing of it is done by itself."""
    from cin_cli.domain.meeting import findings, meetings
    from cin_cli.render.meeting import follows

    meeting = meetings(made)[0]
    if (meeting.get("next_review_agreed") or "9999") <= meeting.day.isoformat():
        context.warn("Note: the next review that was agreed is not after this meeting.")
    next_steps = [line.replace("CASE", " ".join(who.refs)) for line in follows(str(meeting.get("outcome") or ""))]
    said = {"no-new-plan"} if any("cin plan edit" in line for line in next_steps) else set()
    tell([one for one in findings(meeting, around(who, meeting.day, made)) if one.name not in said])
    agreed = str(meeting.get("next_review_agreed") or "")
    for line in next_steps:
        context.say(line.replace("--review --on DATE", f"--review --on {agreed}") if agreed else line)


def entries(who: "Chosen", values: Values, about: Known) -> "list[Entry]":
    """The meeting, checked; for each child who said something the child's words; the interval that was agreed."""
    from cin_cli.commands._held import day_for
    from cin_cli.domain.entry import differing, entry

    which = str(values.get("kind") or "").strip().casefold()
    kind = meeting_form.MEETING_KINDS.get(which)
    if kind is None:
        raise UsageError("A meeting is one of two kinds.", "Say --initial or --review.")
    day = day_for(who, kind, values.get("on") or None, planned=False)
    own = {ref: str(row.get("childs_part") or "").strip() for ref, row in rows_of(who, values).items()}
    said = _shared(values, about, day)
    same = len(set(own.values())) == 1
    made = entry(kind, day, who.refs, said | ({"childs_part": own[who.refs[0]]} if same and own[who.refs[0]] else {}))
    for ref, part in own.items() if not same else ():
        made = differing(made, ref, {"childs_part": part}) if part else made
    return [made, *_words(who, values, day), *_agreed(who, values, day)]


def _shared(values: Values, about: Known, day: date) -> Values:
    from cin_cli.commands._held import written_up
    from cin_cli.commands._record import FORWARD, day_of
    from cin_cli.commands._visit import with_day

    said = meeting_form.shared(values)
    for name in meeting_form.DATES:
        if name in said:
            said[name] = day_of(said[name], past=name not in (*FORWARD, "due_on"))
    written_up(said, planned=False)
    for name, column in (("attendance", "name"), ("feedback", "who")):
        for row in said.get(name, ()):
            row[column], row["person"] = meeting_form.with_person(str(row.get(column) or ""), about.people.all)
    if "actions" in said:
        said["actions"] = [with_day(row, day) for row in said["actions"]]
    if "updates" in said and about.version:
        said["plan_version"] = about.version.number
        numbers = {number for number, _ in about.points}
        for row in said["updates"]:
            if str(row.get("point") or "").isdecimal() and int(row["point"]) not in numbers:
                raise UsageError(f"The plan has no point {row['point']}.", f"Its points: {', '.join(map(str, sorted(numbers)))}.")
    return said


def _words(who: "Chosen", values: Values, day: date) -> Iterable["Entry"]:
    from cin_cli.domain.entry import entry

    for ref, row in rows_of(who, values).items():
        if str(row.get("said") or "").strip():
            more = {name: str(row.get(name) or "").strip() or None for name in ("how", "tool", "gathered_by")}
            yield entry("voice", day, [ref], {"said": row["said"], **more, "of": day, "for": list(row.get("for") or ()) or None})


def _agreed(who: "Chosen", values: Values, day: date) -> Iterable["Entry"]:
    from cin_cli.domain.entry import entry

    every, by = (str(values.get(name) or "").strip() for name in ("visits_every", "visits_by"))
    if every:
        yield entry("frequency_agreed", day, who.refs, {"applies_to": "visit", "every": every, "by": by or None})
    elif by:
        raise UsageError("It is said who agreed the visits, and not how often they are.", "Say it as 4 weeks.")
