"""What should not go unnoticed about a meeting: each finding raised once, and once not."""

from datetime import date

import pytest

from cin_cli.domain.entry import differing, entry
from cin_cli.domain.kinds import ESCALATION
from cin_cli.domain.meeting import (
    CHECKS,
    Around,
    Meeting,
    called,
    findings,
    meetings,
    parents,
    sendings,
    watching,
    without_minutes,
)  # fmt: skip
from cin_cli.domain.meeting_form import FORM, HEADER, LISTS, PLAIN, ROWS, SECTIONS, blank, shared, with_person
from cin_cli.domain.person import Person
from cin_cli.domain.voice import Voice

DAY = date(2026, 2, 27)
MOTHER = Person("F1.mother", "F1", "Kerry Holt", "mother")
FATHER = Person("F1.father", "F1", "Dan", "father", household="flat")
WORDS = Voice("AB12", DAY, "I like my bed", of=DAY)
ASKED = [{"question": name, "answer": False} for name in ESCALATION]
WHOLE = {
    "thresholds_considered": True, "outcome": "continue", "next_review_agreed": "2026-04-10", "next_time": "14:00",
    "next_venue": "school", "feedback": [{"who": "Kerry", "said": "you came"}], "updates": [{"point": 1, "status": "done"}],
    "escalation": ASKED, "let_us_close": [{"text": "on time"}],
}  # fmt: skip
LAST = {"outcome": "close", "keeps_going": [{"text": "chart"}], "if_changes": [{"text": "call Nan"}],
        "can_say_back": True, "said_back": [{"text": "we do mornings"}]}  # fmt: skip
AROUND = Around((MOTHER,), {1: "Gran walks Ava to school"}, (date(2026, 2, 28),), True)


def review(voices=(WORDS,), **says):
    return Meeting("cin_meeting_review", DAY, ("AB12",), {**WHOLE, **says}, voices=voices)


def initial(**says):
    return Meeting("cin_meeting_initial", DAY, ("AB12",), {**WHOLE, **says}, voices=(WORDS,))


def names(meeting, around=AROUND):
    return [one.name for one in findings(meeting, around)]


def test_a_whole_review_an_initial_and_a_last_meeting_have_no_findings():
    assert names(review()) == []
    assert names(initial()) == []
    assert names(review(**LAST, next_review_agreed=None)) == []


@pytest.mark.parametrize(
    ("name", "meeting", "around"),
    [
        ("no-view", review(voices=()), AROUND),
        ("no-view", review(voices=(Voice("AB13", DAY, "mine"),)), AROUND),
        ("no-feedback", review(), Around((MOTHER, FATHER), AROUND.points, AROUND.plan_days)),
        ("no-feedback", review(feedback=[{"who": "Kerry", "said": " "}]), AROUND),
        ("no-update", review(updates=[]), AROUND),
        ("no-update", review(updates=[{"point": 1, "status": "not discussed"}]), AROUND),
        ("no-thresholds", review(thresholds_considered=None), AROUND),
        ("no-thresholds", review(thresholds_considered=False), AROUND),
        ("no-next", review(next_time=None), AROUND),
        ("no-next", review(next_venue=None), AROUND),
        ("no-outcome", review(outcome=None), AROUND),
        ("no-interval", initial(), Around((MOTHER,), {})),
        ("no-new-plan", review(), Around((MOTHER,), AROUND.points, (date(2026, 2, 26),))),
        ("not-escalated", review(escalation=[*ASKED[1:], {"question": "new_harm", "answer": True}]), AROUND),
        ("not-asked", review(escalation=ASKED[1:]), AROUND),
        ("only-watching", review(), Around((MOTHER,), {1: "Social worker to monitor school attendance"}, AROUND.plan_days)),
        ("no-ending", review(let_us_close=None), AROUND),
        ("nothing-keeps-it", review(**{**LAST, "if_changes": None}), AROUND),
        ("not-said-back", review(**{**LAST, "can_say_back": False}), AROUND),
    ],
)
def test_a_finding_is_raised_with_its_source(name, meeting, around):
    found = findings(meeting, around)
    assert name in [one.name for one in found]
    assert all(one.cite and one.sentence.endswith(f"({one.cite})") for one in found)
    assert len({one.name for one in found}) <= len(CHECKS)


@pytest.mark.parametrize(
    ("name", "meeting", "around"),
    [
        ("no-next", review(next_time=None, next_missing="Kerry is in hospital"), AROUND),
        ("no-next", review(next_review_agreed=None, final=True), AROUND),
        ("no-new-plan", review(**LAST), Around((MOTHER,), {}, ())),
        ("no-new-plan", review(), Around((MOTHER,), {}, (DAY,))),
        ("no-update", initial(updates=[]), AROUND),
        ("not-escalated", review(escalation=[{"question": "new_harm", "answer": True}], outcome="strategy_discussion"), AROUND),
        ("no-feedback", review(feedback=[{"who": "mum?", "person": "F1.mother", "said": "x"}]), AROUND),
        ("no-interval", review(), Around((MOTHER,), {})),
        ("only-watching", review(), Around((MOTHER,), {1: "monitor", 2: "Gran teaches Leo to tie his shoes"}, AROUND.plan_days)),
    ],
)
def test_a_finding_is_not_raised_where_there_is_no_reason(name, meeting, around):
    assert name not in names(meeting, around)


def test_a_booked_meeting_has_no_findings():
    assert findings(Meeting("cin_meeting_review", DAY, ("AB12",), {}, planned=True), AROUND) == []


@pytest.mark.parametrize("action", [
    "Continue to monitor attendance", "Attend all meetings", "Social worker to visit every two weeks", "Ongoing monitoring",
    "keep an eye on the home", "review at next meeting", "School will observe Leo",
])  # fmt: skip
def test_only_watching(action):
    assert watching(action)


@pytest.mark.parametrize("action", [
    "Gran walks Ava to school", "Visit the breakfast club and help Ava to join",
    "Attend the parenting course to learn bedtime steps",
    "Dan goes to the Thursday group", "",
])  # fmt: skip
def test_help_and_change_are_not_only_watching(action):
    assert not watching(action)


def test_meetings_are_read_with_each_childs_words_of_that_day():
    made = entry("cin_meeting_review", DAY, ["AB12", "AB13"], {"venue": "school"}, number=1)
    made = differing(made, "AB13", {"childs_part": "attended"})
    voices = [
        entry("voice", date(2026, 2, 20), ["AB12"], {"said": "before", "of": DAY}, number=2),
        entry("voice", DAY, ["AB13"], {"said": "there"}, number=3),
        entry("voice", DAY, ["AB13"], {"said": "of a visit", "of": date(2026, 2, 20)}, number=4),
    ]
    agreed = entry("frequency_agreed", DAY, ["AB12"], {"applies_to": "visit", "every": "4w", "by": "team_manager"}, number=5)
    found = meetings([made, *voices, agreed])[0]
    assert [one.said for one in found.voices] == ["before", "there"]
    assert (found.get("venue"), found.of("AB13")["childs_part"]) == ("school", "attended")
    assert "childs_part" not in found.of("AB12")
    assert found.visits == ("4 weeks", "team_manager")


def test_who_has_not_had_the_minutes():
    meeting = review(attendance=[{"name": "Kerry", "person": "F1.mother", "attended": True}, {"name": "Ms Reed"}],
                     invited=[{"name": "Dan", "person": "F1.father"}])  # fmt: skip
    sent = [entry("minutes_distributed", date(2026, 3, 1), ["AB12"], {"of": DAY, "to": to, "how": "post"}, number=n)
            for n, to in ((7, "F1.mother"), (8, "ms reed"))]  # fmt: skip
    other = entry("minutes_distributed", date(2026, 3, 1), ["AB12"], {"of": date(2026, 1, 1), "to": "F1.father"}, number=9)
    found = sendings([*sent, other], meeting)
    assert [(one.to, one.how) for one in found] == [("F1.mother", "post"), ("ms reed", "post")]
    assert without_minutes(meeting, found, {"F1.mother": MOTHER, "F1.father": FATHER}) == ["Dan"]


def test_parents_are_those_who_are_called_or_recorded_so():
    carer, gran = Person("F1.jo", relation="aunt"), Person("F1.gran", relation="mother's mother")
    dead = Person("F1.dad", relation="father", died="2019")
    teacher = Person("F1.t", relation="parent", professional=True)
    assert parents([MOTHER, FATHER, carer, gran, dead, teacher], ["F1.jo"]) == [MOTHER, FATHER, carer]
    assert {"f1.mother", "mother", "kerry", "kerry holt"} <= called(MOTHER)


# The form -----------------------------------------------------------------------------------------------------------


def test_the_form_holds_everything_and_comes_back_as_it_was():
    from cin_cli.domain.audience import Said
    from cin_cli.domain.form import read, write
    from cin_cli.domain.kinds import KINDS

    assert set(PLAIN) | set(LISTS) | set(ROWS) <= set(KINDS["cin_meeting_review"].attributes)
    assert set(SECTIONS) == {*LISTS, *ROWS}
    values = blank(["AB12 (JD)"])
    assert shared(read(FORM, write(FORM, values))) == {}
    values |= {label.name: f"value of {label.name}" for label in HEADER}
    values |= {name: (Said(f"{name}:\nsecond # line", ("F1.mother",)),) for name in LISTS}
    values |= {name: ({label.name: f"v {label.name}" for label in labels if label.name != "for"} | {"for": ("worker",)},)
               for name, (_, _, labels) in ROWS.items()}  # fmt: skip
    again = shared(read(FORM, write(FORM, values)))
    assert again == shared(values)
    assert len(again) == len(PLAIN) + len(LISTS) + len(ROWS)


def test_a_name_and_its_reference():
    family = [Person("F1.mother", name="Kerry Ash", relation="mother"), Person("F1.aunt", name="Jo", relation="father's sister"),
              Person("F1.gran", relation="grandmother"), Person("F1.jo", name="Jo Lee"), Person("AB12", child=True)]  # fmt: skip
    people = {person.ref: person for person in family}
    assert with_person("Kerry (f1.mother)", people) == ("Kerry", "F1.mother")
    assert with_person("Kerry (mother)", people) == ("Kerry", "F1.mother")
    assert with_person("Maureen (gran)", people) == ("Maureen", "F1.gran")  # no other name is recorded
    assert with_person("Jo (father's sister)", people) == ("Jo", "F1.aunt")
    assert with_person("Kerry", people) == ("Kerry", "F1.mother")
    assert with_person("F1.mother", people) == ("F1.mother", "F1.mother")
    assert with_person("Ms Reed (teacher)", people) == ("Ms Reed (teacher)", "")
    assert with_person("Dana (mother)", people) == ("Dana (mother)", "")  # another mother
    assert with_person("Jo", people) == ("Jo", "")  # two are called so
