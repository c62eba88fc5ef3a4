"""Minutes as a document: the words lead, nothing slips to the wrong reader, nothing is obeyed, and it reads easily."""

import html
import os
import re
from datetime import date
from pathlib import Path

import pytest

from cin_cli.domain.audience import Reader, slips
from cin_cli.domain.meeting import Meeting
from cin_cli.domain.meeting_form import FORM, LISTS, ROWS, shared, with_person
from cin_cli.domain.minutes import minutes_for, shown_words
from cin_cli.domain.person import Person
from cin_cli.domain.plan import Point
from cin_cli.domain.plan_form import read_form
from cin_cli.domain.voice import Voice
from cin_cli.render.document import cleaned
from cin_cli.render.minutes import Names, labels, left_out, render
from tests.render.test_document import AWKWARD, PLANTED, assert_absent, grade

ROOT = Path(__file__).parents[2]
FORMATS = ("md", "html", "txt")
DAY = date(2025, 11, 14)
MOTHER = Reader("person", "F7.mother", settled=True, separated=True)
FATHER = Reader("person", "F7.father", settled=True, separated=True)
AT_RISK = Reader("person", "F7.father", settled=True, at_risk=True)
READERS = (Reader("family", settled=True), Reader("professional"), MOTHER, FATHER, AT_RISK)
IDS = ["family", "professional", "mother", "father", "at risk"]
NAMES = Names({"AB12": "Ava", "AB13": "Leo"})
POINT = Point("Ava", "late", "walk to school", "Gran", "2 weeks", "in class", "", ("everyone",))


def made(meeting, reader, form, points=None, names=NAMES):
    return render(minutes_for(meeting, reader, points or {1: POINT}), form, names)


def example():
    """The meeting of examples/meeting-family.md, and the points of the plan that it looked at."""
    from cin_cli.domain.form import read

    people = {ref: Person(ref) for ref in ("F7.mother", "F7.father", "AB12", "AB13")}
    values = read(FORM, (ROOT / "examples" / "meeting-family.md").read_text(encoding="utf-8"))
    says = shared(values)
    says |= {"due_on": "2025-11-21", "next_review_agreed": "2026-01-09", "thresholds_considered": True, "can_say_back": True}
    says |= {name: [part.strip() for part in says[name].split(" and ")] for name in ("venue_for", "next_venue_for")}
    for name, column in (("attendance", "name"), ("feedback", "who")):
        for row in says[name]:
            row[column], row["person"] = with_person(row[column], people)
    for row in says["attendance"]:
        row["attended"] = row["attended"] == "yes"
        row["report_sent"] = row.get("report_sent") == "yes"
    for row in says["updates"]:
        row["point"] = int(row["point"])
    for row in says["escalation"]:
        row["answer"] = row["answer"] == "yes"
    voices = tuple(
        Voice(row["child"], DAY, row["said"], row["how"], row.get("tool", ""), row.get("gathered_by", ""), DAY, tuple(row["for"]))
        for row in values["children"]
    )
    own = {row["child"]: {"childs_part": row["childs_part"]} for row in values["children"]}
    meeting = Meeting("cin_meeting_review", DAY, ("AB12", "AB13"), says, own, voices)
    plan = read_form((ROOT / "examples" / "plan-family.md").read_text(encoding="utf-8"))
    return meeting, dict(enumerate(plan.points, 1))


# Golden -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("reader", [MOTHER, FATHER, Reader("professional")], ids=["mother", "father", "professional"])
def test_the_minutes_are_as_they_were_looked_at(reader, form):
    """Compared with tests/golden; `CIN_GOLDEN=write pytest tests/render` writes them anew, to be read before they are kept."""
    who = reader.person.rpartition(".")[2] or "professional"
    golden = ROOT / "tests" / "golden" / f"minutes-family-{who}.{form}"
    meeting, points = example()
    text = made(meeting, reader, form, points, Names(NAMES.children, {"mother": "Kerry", "father": "Dan"}.get(who, "")))
    if os.environ.get("CIN_GOLDEN") == "write":
        golden.write_text(text, encoding="utf-8", newline="\n")
    assert text == golden.read_text(encoding="utf-8")


# What leads ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("reader", [MOTHER, Reader("professional")], ids=["mother", "professional"])
def test_the_childrens_and_the_familys_words_come_before_everybody_elses(reader, form):
    meeting, points = example()
    text = html.unescape(made(meeting, reader, form, points))
    places = [text.index(words) for words in (
        "It is quieter in the mornings", "You ring when you say you will", "a quiet start for the baby",
        "certificate is on the fridge",
        "Held on", "Mr Osei", "Ava was in class on time", "Gran walks Ava on Mondays", "the breakfast club",
    )]  # fmt: skip
    assert places == sorted(places)


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("reader", READERS, ids=IDS)
def test_a_meeting_without_a_childs_words_says_so(reader, form):
    leo = Voice("AB13", DAY, "mine", audience=("everyone",))
    meeting = Meeting("cin_meeting_review", DAY, ("AB12", "AB13"), {}, voices=(leo,))
    text = html.unescape(made(meeting, reader, form))
    assert "There are no words of Ava's own in these" in text
    assert "no words of Leo's" not in text
    assert "None" not in text


def test_every_heading_of_the_guidance_is_there_and_a_last_meeting_keeps_it_going():
    says = {name: [{"text": f"{name} words", "for": ["everyone"]}] for name in LISTS}
    says |= {"final": True, "attendance": [{"name": "Kerry", "role": "mother", "for": ["professionals"]}],
             "updates": [{"point": 1, "status": "done", "update": "went well"}], "due_on": "2025-11-01", "venue": "the hub",
             "venue_for": ["professionals"], "actions": [{"action": "ring", "who": "Nan", "by": "fri"}]}  # fmt: skip
    text = made(Meeting("cin_meeting_review", DAY, ("AB12",), says), Reader("professional"), "txt")
    for heading in ("had to be held by", "Held on", "Where: the hub", "Who was asked, and who came", "What we talked about",
                    "What is going well", "What we worry about", "What makes it harder", "The plan, point by point",
                    "What has changed", "What was not done yet", "What we are proud of", "Last meeting", "Keeping it going",
                    "What keeps the change going", "What we do if things change", "Who does what"):  # fmt: skip
        assert heading in text
    assert all(f"{name} words" in text for name in LISTS)


# Nothing slips ------------------------------------------------------------------------------------------------------


NOT_WORDS = ("for", "point", "due", "attended", "answer", "report_sent", "question", "status")


def everywhere(audience):
    """A meeting with the address in everything that is for this audience only, beside something that everyone sees."""
    words = f"Kept apart: {PLANTED}"
    may = list(audience)
    says = {name: [{"text": words, "for": may}, {"text": "Shared", "for": ["everyone"]}] for name in LISTS}
    for name, (_, _, columns) in ROWS.items():
        says[name] = [{column.name: words for column in columns if column.name not in NOT_WORDS}]
        says[name][0] |= {"for": may} | ({"point": 1} if name == "updates" else {})
    says |= dict.fromkeys(("venue", "next_venue"), words) | dict.fromkeys(("venue_for", "next_venue_for"), may)
    says |= dict.fromkeys(("next_missing", "new_lead", "why_not_during", "advocate", "interpreter", "notes_method"), words)
    says |= {"outcome": "continue", "next_review_agreed": "2026-01-09"}
    voices = (Voice("AB12", DAY, words, "direct_work", words, words, DAY, audience),)
    return Meeting("cin_meeting_review", DAY, ("AB12",), says, {"AB12": {"childs_part": "direct_work"}}, voices)


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("reader", READERS, ids=IDS)
@pytest.mark.parametrize("audience", [("worker",), ("F7.gran",), ("F7.gran", "worker")])
def test_a_refuge_address_in_every_field_for_somebody_else_is_in_no_byte(audience, reader, form):
    meeting = everywhere(audience)
    document = made(meeting, reader, form)
    assert_absent(document)
    assert "Shared" in document
    assert len(minutes_for(meeting, reader, {1: POINT}).withheld) >= len(LISTS) + len(ROWS) + 3


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize(("mine", "theirs"), [(MOTHER, FATHER), (FATHER, MOTHER)], ids=["mother", "father"])
def test_what_is_for_one_parent_is_in_that_parents_minutes_alone(mine, theirs, form):
    meeting = everywhere((mine.person,))
    assert PLANTED in made(meeting, mine, form)
    for other in (theirs, Reader("family", settled=True), Reader("professional")):
        assert_absent(made(meeting, other, form))


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("settled", [False, True])
def test_by_default_places_who_came_and_a_childs_words_are_for_the_worker(settled, form):
    words = f"Somewhere: {PLANTED}"
    says = {"venue": words, "next_venue": words, "attendance": [{"name": words, "reason": words}],
            "attachments": [{"text": words}]}  # fmt: skip
    meeting = Meeting("cin_meeting_initial", DAY, ("AB12",), says, voices=(Voice("AB12", DAY, words),))
    for reader in (Reader("family", settled=settled), Reader("professional"), Reader("person", "F7.mother", settled)):
        assert_absent(made(meeting, reader, form))


@pytest.mark.parametrize("form", FORMATS)
def test_minutes_do_not_show_that_something_was_left_out(form):
    hidden = everywhere(("worker",))
    says = {name: [{"text": "Shared", "for": ["everyone"]}] for name in LISTS} | {"outcome": "continue",
                                                                                  "next_review_agreed": "2026-01-09"}
    without = Meeting("cin_meeting_review", DAY, ("AB12",), says)
    for reader in READERS:
        assert made(hidden, reader, form) == made(without, reader, form)


@pytest.mark.parametrize("form", FORMATS)
def test_an_update_of_a_point_that_is_not_for_the_reader_is_not_either(form):
    meeting = Meeting("cin_meeting_review", DAY, ("AB12",), {"updates": [{"point": 1, "update": PLANTED, "for": ["everyone"]}]})
    secret = Point(*[PLANTED] * 7, audience=("F7.mother",))
    assert_absent(made(meeting, FATHER, form, {1: secret}))
    assert PLANTED in made(meeting, MOTHER, form, {1: secret})


@pytest.mark.parametrize("form", FORMATS)
def test_what_one_parent_says_of_the_work_is_not_for_the_other_where_they_are_separated(form):
    says = {"feedback": [{"who": "Kerry", "person": "F7.mother", "said": PLANTED}]}
    meeting = Meeting("cin_meeting_review", DAY, ("AB12",), says)
    assert_absent(made(meeting, FATHER, form))
    assert PLANTED in made(meeting, MOTHER, form)
    assert PLANTED in made(meeting, Reader("professional"), form)
    assert PLANTED in made(meeting, Reader("family", settled=True), form)


def test_nothing_unsaid_goes_to_somebody_at_risk():
    says = dict.fromkeys(LISTS, PLANTED) | {"actions": [{"action": PLANTED}], "updates": [{"point": 9, "update": PLANTED}]}
    assert_absent(made(Meeting("cin_meeting_review", DAY, ("AB12",), says), AT_RISK, "txt"))


def test_a_slip_is_found_and_the_worker_is_told_where_never_what():
    says = {"venue": PLANTED, "discussion": [{"text": f"we met at {PLANTED.upper()}"}]}
    copy = minutes_for(Meeting("cin_meeting_review", DAY, ("AB12",), says), Reader("family", settled=True), {})
    assert slips(shown_words(copy), copy.withheld) == [PLANTED]
    told = list(left_out(copy))
    assert told == ["Left out of this copy: 'Venue': only for you."]


# Nothing is obeyed and nothing is lost ------------------------------------------------------------------------------


def hostile(words):
    says = {name: [{"text": words, "for": ["everyone"]}] for name in LISTS if name != "attachments"}
    says["updates"] = [{"point": 1, "update": words, "for": ["everyone"]}]
    says["feedback"] = [{"who": words, "said": words, "for": ["everyone"]}]
    return Meeting("cin_meeting_review", DAY, ("AB12",), says, voices=(Voice("AB12", DAY, words, audience=("everyone",)),))


@pytest.mark.parametrize("words", AWKWARD)
def test_awkward_words_come_out_as_the_same_characters(words):
    text = made(hostile(words), Reader("professional"), "txt")
    assert all(line.strip() in text for line in cleaned(words).split("\n"))
    page = made(hostile(words), Reader("professional"), "html")
    body = html.unescape(re.sub(r"<[^>]+>", "\x00", page))
    assert all(line in body for line in cleaned(words).strip().split("\n"))
    assert "<script>alert" not in page and "<!-- x" not in page


@pytest.mark.parametrize("form", FORMATS)
def test_a_million_characters_are_not_cut_and_control_characters_are_gone(form):
    long = made(hostile("x" * 1_000_000), Reader("professional"), form)
    assert long.count("x" * 1_000_000) >= len(LISTS)
    bad = made(hostile("A\x1b[31mva\x07\x00\x9b"), Reader("professional"), form)
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", bad)


def test_our_own_words_for_the_family_read_easily():
    ours = labels()["family"]
    sentences = [text for value in ours.values() for text in (value if isinstance(value, list) else [value])]
    sentences = [re.sub(r"\{\w+\}", "Friday", s) for s in sentences if s.endswith(".")]
    assert grade(" ".join(sentences)) <= 6
    for heading in labels()["headings"].values():
        assert not re.search(r"\b[A-Z]{2,}\b", heading)
