"""The three ways into a child's words (options with a file, questions, a form), one thing underneath: the form's rows."""

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from cin_cli import context
from cin_cli.commands._children import called_in, named
from cin_cli.domain import voice_form
from cin_cli.domain.kinds import HOW_SAID
from cin_cli.errors import CinError, UsageError

if TYPE_CHECKING:
    from cin_cli.commands._questions import Question
    from cin_cli.commands._record import Chosen
    from cin_cli.domain.entry import Entry

Values = dict[str, Any]
INSTEAD = "Give the words with --from FILE, or --from - for standard input."
OPTIONS = ("how", "tool", "gathered_by", "for")


def begun(who: "Chosen", said: dict[str, Any]) -> Values:
    """An empty form with what the options say."""
    values = voice_form.blank(named(who)) | {name: said[name] or "" for name in ("on", "of")}
    for row in values["children"]:
        row |= {name: said[name] for name in OPTIONS if said[name]}
    return values


def from_file(who: "Chosen", values: Values, source: str) -> Values:
    """What a form says; or, of other text, what stands in quotation marks, or all of it where there are none."""
    from cin_cli.commands._files import given
    from cin_cli.domain.form import is_form, read

    text = given(source, INSTEAD)
    if not is_form(voice_form.FORM, text):
        return _pasted(who, values, text)
    found = read(voice_form.FORM, text)
    over = values["children"][0]
    for row in found["children"]:
        row |= {name: over[name] for name in OPTIONS if over.get(name) and not row.get(name)}
    return {**found, **{name: values[name] for name in ("on", "of") if values[name]}}


def _pasted(who: "Chosen", values: Values, text: str) -> Values:
    from cin_cli.domain.form import unix
    from cin_cli.domain.pasted import VOICE, read_notes

    called = called_in(who)
    found = read_notes(voice_form.FORM, text, "rest", {VOICE: ["their words"]}, called)
    rows = {row["child"].split(" ")[0]: row for row in values["children"]}
    if not found.quotes:
        if len(rows) > 1:
            raise UsageError(f"It does not say whose words these are: {', '.join(rows)}.",
                             'Put each child\'s on a line such as  AB12: "I like my bed", or name one child.')  # fmt: skip
        next(iter(rows.values()))["said"] = unix(text.removeprefix("\ufeff")).strip()
        return values
    for quote in found.quotes:
        ref = called.get(quote.who.casefold()) or (who.refs[0] if len(who.refs) == 1 else "")
        if not ref:
            raise UsageError(f"Line {quote.line} does not say whose words these are.", f"They are of {', '.join(rows)}.")
        rows[ref]["said"] = "\n".join(filter(None, (rows[ref].get("said"), quote.said)))
    if found.values:
        values["note"] = unix(text.removeprefix("\ufeff")).strip()
        context.warn("Beside the words in quotation marks the whole text is kept as a note that only you see.")
    return values


def asked(who: "Chosen", values: Values, waits: str, *, in_form: bool) -> Values:
    """The words as the person answers the questions, or writes them in the form; every step of it is kept."""
    from cin_cli.commands._drafts import keep_draft
    from cin_cli.commands._editor import edited
    from cin_cli.commands._questions import ask_all
    from cin_cli.domain.form import read, write

    def keep(known: Values) -> None:
        keep_draft("words", who.refs, write(voice_form.FORM, known))

    if waits and not in_form:
        values = read(voice_form.FORM, waits)
    if not in_form and ask_all(list(_questions(who, values)), values, keep):
        return values
    text = waits if waits and in_form else write(voice_form.FORM, values)
    left = edited(text, instead=INSTEAD, keep=lambda now: keep_draft("words", who.refs, now), name="words")
    keep_draft("words", who.refs, left)
    return read(voice_form.FORM, left)


def _questions(who: "Chosen", values: Values) -> "Iterable[Question]":
    for place, row in enumerate(values["children"]):
        yield _question(place, "said", f"What did {row['child']} say, in the child's own words?", several=True)
    for name, text, answers in (
        ("how", "How were they gathered?", HOW_SAID),
        ("tool", "With which tool, if there was one?", ()),
        ("gathered_by", "Who heard them, if it was not you?", ()),
        ("for", "Who else may see them? (Enter: only you; professionals, everyone, or people such as F7.mother)", ()),
    ):
        yield _for_all(name, text, answers)


def _question(place: int, name: str, text: str, *, several: bool) -> "Question":
    from cin_cli.commands._questions import Question

    def put(known: Values, said: str) -> None:
        row = known["children"][place]
        row[name] = "\n".join(filter(None, (row.get(name), said)))

    return Question(text.removeprefix("What did ").split(",")[0], text, put, lambda known: not known["children"][place].get(name),
                    several=several)  # fmt: skip


def _for_all(name: str, text: str, answers: tuple[str, ...]) -> "Question":
    from cin_cli.commands._questions import Question
    from cin_cli.domain.audience import read_audience

    def put(known: Values, said: str) -> None:
        value = read_audience(said) if name == "for" else said
        for row in known["children"]:
            if row.get("said") and not row.get(name):
                row[name] = value

    labels = {label.name: label.words for label in voice_form.WORDS}
    return Question(labels[name], text, put,
                    lambda known: any(r.get("said") and not r.get(name) for r in known["children"]), answers)  # fmt: skip


def save(who: "Chosen", values: Values, *, drafted: bool) -> None:
    """Record each child's words; what cannot be recorded is kept, and it is said where."""
    from cin_cli.commands._drafts import keep_draft
    from cin_cli.commands._held import write_all
    from cin_cli.domain.form import write

    try:
        made = list(_entries(who, values))
        if not made:
            raise UsageError("There are no words to record.", INSTEAD)
    except CinError as error:
        if not drafted or not any(row.get("said") for row in values["children"]):
            raise
        keep_draft("words", who.refs, write(voice_form.FORM, values))
        kept = "Nothing was recorded; what you wrote is kept, and `cin voice record` goes on with it."
        raise type(error)(error.what, f"{error.next_step} {kept}".strip()) from None
    may = {", ".join(one.facts.get("for") or ("only you",)) for one in made if one.kind == "voice"}
    spoke = {part.child for one in made if one.kind == "voice" for part in one.parts}
    theirs = replace(who, children=tuple(child for child in who.children if child.ref in spoke))
    write_all(theirs, made, f"; who may see it: {'; '.join(sorted(may))}")
    if drafted:
        keep_draft("words", who.refs, "")


def _entries(who: "Chosen", values: Values) -> "Iterable[Entry]":
    from cin_cli.commands._held import day_for, one_of
    from cin_cli.commands._plans import unknown_people
    from cin_cli.commands._record import day_of
    from cin_cli.domain.audience import people_named
    from cin_cli.domain.entry import entry

    day = day_for(who, "voice", str(values.get("on") or "").strip() or None, planned=False)
    of = day_of(values["of"], past=False) if str(values.get("of") or "").strip() else None
    for row in values["children"]:
        if not str(row.get("said") or "").strip():
            continue
        ref = one_of(who.refs, str(row.get("child") or who.refs[0]).split("(")[0])
        may = tuple(row.get("for") or ())
        for name in unknown_people(people_named(may), who.refs):
            context.warn(f"Note: nobody called {name} is recorded around {ref}, so nobody sees it as {name}.")
        said = {name: str(row.get(name) or "").strip() or None for name in ("how", "tool", "gathered_by")}
        yield entry("voice", day, [ref], {"said": row["said"], **said, "of": of, "for": list(may) or None})
    if values.get("note"):
        yield entry("note", day, who.refs, {"text": values["note"]})
