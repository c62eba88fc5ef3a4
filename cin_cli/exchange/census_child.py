"""One child of a census, block by block: who it is, its episodes and what has a beginning and an end in them."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from cin_cli.domain.dates import words
from cin_cli.domain.plausible import PREGNANCY
from cin_cli.domain.reference import clean_reference
from cin_cli.errors import CinError
from cin_cli.exchange.cells import OddError
from cin_cli.exchange.census_names import CONTENT, content
from cin_cli.exchange.census_notes import Notes
from cin_cli.exchange.codes import CLOSURE_REASONS, DISABILITIES, NO_DISABILITY, REFERRAL_SOURCES, with_words
from cin_cli.exchange.markup import Element

SPANS = {
    "Assessments": ("assessment", "AssessmentActualStartDate", "AssessmentAuthorisationDate"),
    "CINPlanDates": ("plan", "CINPlanStartDate", "CINPlanEndDate"),
    "Section47": ("enquiry", "S47ActualStartDate", ""),
    "ChildProtectionPlans": ("protection plan", "CPPstartDate", "CPPendDate"),
}
"""The blocks that last: what each is called here, and the elements of its first and its last day."""
CONFERENCE = "conference"
MOST_EPISODES = 1_000
LONGEST_CODE = 40
PLURALS = {"enquiry": "enquiries"}
_READ = frozenset({"ChildIdentifiers", "ChildCharacteristics", "Disabilities", "CINdetails", *SPANS})
"""The blocks whose parts are taken; of the rest nothing is kept but what is told."""
_REPEATED = frozenset({"Disability", "CINdetails", "AssessmentFactors", "CPPreviewDate", "Reviews", *SPANS})

Parts = dict[str, Element]


class Referral(NamedTuple):
    """An episode as its block says it."""

    start: date
    no_further_action: bool
    source: str | None
    end: date | None
    reason: str | None
    line: int


class Span(NamedTuple):
    """Something with a first day and perhaps a last."""

    what: str
    start: date
    end: date | None
    line: int


class Who(NamedTuple):
    """A child's details, which two records of the same child must agree on."""

    ref: str
    own: str | None
    born: date | None
    expected: date | None
    died: date | None


@dataclass(slots=True)
class Case:
    """All that the file says of one child."""

    who: Who
    line: int
    referrals: list[Referral] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)
    disabilities: set[str] = field(default_factory=set)
    episodes: int = 0


def read_child(child: Element, notes: Notes) -> Case | None:
    """The child in the block, or None when it has no usable reference; everything left out is told."""
    look_at(child, None, notes)
    blocks = {part.name: part for part in reversed(child.parts)}
    identifiers = blocks.get("ChildIdentifiers")
    fields = _fields(identifiers, None, notes) if identifiers else {}
    try:
        ref, own = clean_reference(fields["LAchildID"].text if "LAchildID" in fields else "")
    except CinError as fault:
        line = fields["LAchildID"].line if "LAchildID" in fields else child.line
        notes.leave("reference", None, line, f"LAchildID: {fault} The child is left out")
        return None
    case = Case(_who(ref, own, fields, notes), child.line)
    _read_disabilities(case, blocks.get("ChildCharacteristics"), notes)
    for part in child.parts:
        if part.name == "CINdetails":
            _read_episode(case, part, notes)
    return case


def _who(ref: str, own: str | None, fields: Parts, notes: Notes) -> Who:
    born = _detail(ref, fields.get("PersonBirthDate"), notes)
    died = _detail(ref, fields.get("PersonDeathDate"), notes)
    expected = None
    leaf = fields.get("ExpectedPersonBirthDate")
    if leaf and leaf.text and "PersonBirthDate" in fields:
        notes.note("born_and_expected", ref, leaf.line, "both a date of birth and an expected one: the expected one is not used")
    elif leaf:
        expected = _detail(ref, leaf, notes, ahead=True)
    if born and died and died < born:
        notes.note("death_before_birth", ref, fields["PersonDeathDate"].line, f"died on {words(died)}, before the date of birth")
    return Who(ref, own, born, expected, died)


def _detail(ref: str, leaf: Element | None, notes: Notes, *, ahead: bool = False) -> date | None:
    """The day in a child's details; one that cannot be is left out, and the child stays."""
    try:
        return notes.day(leaf) if ahead else notes.past(leaf)
    except OddError as odd:
        notes.leave(odd.kind, ref, leaf.line if leaf else 0, str(odd))
        return None


def _read_disabilities(case: Case, block: Element | None, notes: Notes) -> None:
    if block is None:
        return
    listed = _fields(block, case.who.ref, notes).get("Disabilities")
    if listed is None:
        return
    look_at(listed, case.who.ref, notes)
    codes = [(part.text.strip().upper(), part.line) for part in listed.parts if part.name == "Disability" and part.text]
    for code, line in codes:
        if code in case.disabilities:
            notes.note("repeated", case.who.ref, line, f"disability {code} stands there twice")
        if code not in DISABILITIES:
            notes.tally("unknown_code", f"Disability {code[:20]!r} is no code of the census; taken as a disability", line)
        case.disabilities.add(code)
    if NO_DISABILITY in case.disabilities and len(case.disabilities) > 1:
        notes.note("none_and_others", case.who.ref, listed.line, "disability NONE stands beside others, which count")


def _read_episode(case: Case, block: Element, notes: Notes) -> None:
    ref = case.who.ref
    case.episodes += 1
    if case.episodes > MOST_EPISODES:
        raise CinError(f"Line {block.line}: one child has more than {MOST_EPISODES:,} referrals.", "Is it a census?")
    fields = _fields(block, ref, notes)
    spans = [part for part in block.parts if part.name in SPANS]
    try:
        referral = _referral(case.who, block, fields, notes)
    except OddError as odd:
        beside = f", with {_counted(spans)}" if spans else ""
        notes.leave(odd.kind, ref, block.line, f"{odd}: the episode is left out{beside}")
        return
    case.referrals.append(referral)
    if referral.no_further_action:
        _without_action(ref, block, fields, spans, notes)
        return
    for span in spans:
        _read_span(case, span, notes)
    _read_conference(case, fields.get("DateOfInitialCPC"), notes)


def _referral(who: Who, block: Element, fields: Parts, notes: Notes) -> Referral:
    leaf = fields.get("CINreferralDate")
    start = notes.day(leaf)
    if start is None:
        raise OddError("missing", "there is no CINreferralDate")
    look_at_day(who, "referral", start, block.line, notes)
    nothing_more = _no_further_action(who.ref, block, fields.get("ReferralNFA"), notes)
    if nothing_more:
        _closing_without_action(who.ref, block, fields.get("CINclosureDate"), notes)
    notes.refuse_ahead(leaf, start)
    end, reason = (None, None) if nothing_more else _closing(who, start, fields, notes)
    source = _code(REFERRAL_SOURCES, fields.get("ReferralSource"), notes)
    return Referral(start, nothing_more, source, end, reason, block.line)


def _no_further_action(ref: str, block: Element, leaf: Element | None, notes: Notes) -> bool:
    try:
        said = notes.yes_no(leaf)
    except OddError as odd:
        notes.note(odd.kind, ref, leaf.line if leaf else block.line, f"{odd}: taken as a referral that went on")
        return False
    if said is None:
        notes.tally("no_flag", "a referral without ReferralNFA is taken as one that went on", block.line)
    return bool(said)


def _closing(who: Who, start: date, fields: Parts, notes: Notes) -> tuple[date | None, str | None]:
    leaf = fields.get("CINclosureDate")
    reason = _code(CLOSURE_REASONS, fields.get("ReasonForClosure"), notes)
    end = notes.day(leaf)
    if leaf is None or end is None:
        if reason:
            notes.note(
                "reason_without_date", who.ref, fields["ReasonForClosure"].line, "a reason for closing and no date: it is open"
            )
        return None, None
    if end > notes.today:
        notes.leave("future_date", who.ref, leaf.line, f"{leaf.name} is {words(end)}, which is still to come: it is open")
        return None, None
    if end < start:
        raise OddError("end_before_start", f"closed on {words(end)}, before its referral on {words(start)}")
    if not reason:
        notes.note("no_reason", who.ref, leaf.line, f"closed on {words(end)} without a reason")
    look_at_day(who, "closing", end, leaf.line, notes)
    return end, reason


def _closing_without_action(ref: str, block: Element, leaf: Element | None, notes: Notes) -> None:
    if leaf and leaf.text:
        text = "a referral marked no further action has a closing date too, which is not used"
        notes.tally("closing_without_action", text, leaf.line)
    else:
        notes.note("no_closing_date", ref, block.line, "no closing date; marked no further action, so it is not open")


def _without_action(ref: str, block: Element, fields: Parts, spans: list[Element], notes: Notes) -> None:
    """A referral that led to nothing starts nothing: what stands under it all the same is told, and left out."""
    if spans or "DateOfInitialCPC" in fields:
        conference = [fields["DateOfInitialCPC"]] if "DateOfInitialCPC" in fields else []
        text = f"marked no further action, yet it has {_counted([*spans, *conference])}: left out"
        notes.leave("no_further_action", ref, block.line, text)


def _read_span(case: Case, block: Element, notes: Notes) -> None:
    ref = case.who.ref
    what, first, last = SPANS[block.name]
    fields = _fields(block, ref, notes)
    try:
        start = notes.past(fields.get(first))
        if start is None:
            raise OddError("missing", f"there is no {first}")
        end = _end(ref, start, fields.get(last), notes)
    except OddError as odd:
        notes.leave(odd.kind, ref, block.line, f"{what}: {odd}: left out")
        return
    case.spans.append(Span(what, start, end, block.line))
    look_at_day(case.who, what, start, block.line, notes)
    look_at_day(case.who, f"end of {what}", end, block.line, notes)
    if block.name == "Section47":
        _read_conference(case, fields.get("DateOfInitialCPC"), notes)


def _end(ref: str, start: date, leaf: Element | None, notes: Notes) -> date | None:
    end = notes.day(leaf)
    if leaf is None or end is None:
        return None
    if end < start:
        raise OddError("end_before_start", f"it ends on {words(end)}, before its start on {words(start)}")
    if end > notes.today:
        notes.leave("future_date", ref, leaf.line, f"{leaf.name} is {words(end)}, which is still to come: it has not ended")
        return None
    return end


def _read_conference(case: Case, leaf: Element | None, notes: Notes) -> None:
    try:
        day = notes.past(leaf)
    except OddError as odd:
        notes.leave(odd.kind, case.who.ref, leaf.line if leaf else 0, f"{odd}: left out")
        return
    if day and leaf:
        case.spans.append(Span(CONFERENCE, day, None, leaf.line))
        look_at_day(case.who, CONFERENCE, day, leaf.line, notes)


def _code(codes: Mapping[str, str], leaf: Element | None, notes: Notes) -> str | None:
    """The code with its words; one that the census does not have is counted, and kept as text."""
    if leaf is None:
        return None
    code = leaf.text.strip()[:LONGEST_CODE]
    if not code:
        return None
    if code.upper() not in codes:
        notes.tally("unknown_code", f"{leaf.name} {code!r} is no code of the census; kept as it stands", leaf.line)
    return with_words(codes, code)


def _fields(block: Element, ref: str | None, notes: Notes) -> Parts:
    """The parts of a block by name, the first of each; what does not belong there is told."""
    parts = {part.name: part for part in block.parts}
    within = any(part.parts and part.name not in _READ for part in block.parts)
    if within or len(parts) < len(block.parts) or block.text or not parts.keys() <= CONTENT[block.name]:
        look_at(block, ref, notes)
        return {part.name: part for part in reversed(block.parts)}
    return parts


def look_at(block: Element, ref: str | None, notes: Notes) -> None:
    """Tell of text between the elements, of elements that do not belong there, and of single ones that stand twice."""
    if block.text.strip():
        notes.note("stray_text", ref, block.line, f"text between the elements of {block.name}: {block.text.strip()[:40]!r}")
    seen: dict[str, Element] = {}
    for part in block.parts:
        if part.name not in content(block.name):
            notes.tally(
                "unknown_element", f"{part.name[:60]} in {block.name} is not known here; nothing of it is kept", part.line
            )
        elif part.name in seen and part.name not in _REPEATED:
            same = not part.parts and seen[part.name].text == part.text
            again = "the same" if same else "and not the same: the first counts"
            notes.note("repeated", ref, part.line, f"{part.name} stands there twice, {again}")
        if part.parts and part.name not in _READ and part.name in content(block.name):
            look_at(part, ref, notes)
        seen.setdefault(part.name, part)


def look_at_day(who: Who, what: str, day: date | None, line: int, notes: Notes) -> None:
    """Tell of a day after the one up to which the file speaks, after the child's death or long before the birth."""
    if day is None:
        return
    if notes.until and day > notes.until:
        text = f"{what}: {words(day)} is after the file's own ReferenceDate ({words(notes.until)})"
        notes.note("after_reference_date", who.ref, line, text)
    if who.died and day > who.died:
        notes.note("after_death", who.ref, line, f"{what}: {words(day)} is after the child's death ({words(who.died)})")
    if who.born and day < who.born - PREGNANCY:
        text = f"{what}: {words(day)} is more than 40 weeks before the birth ({words(who.born)})"
        notes.note("before_birth", who.ref, line, text)


def _counted(blocks: list[Element]) -> str:
    """Blocks by what they are, with their number: `2 assessments and 1 plan`."""
    counts = Counter(SPANS[block.name][0] if block.name in SPANS else CONFERENCE for block in blocks)
    said = [f"{count} {PLURALS.get(what, what + 's') if count > 1 else what}" for what, count in counts.items()]
    return " and ".join([", ".join(said[:-1]), said[-1]] if len(said) > 1 else said)
