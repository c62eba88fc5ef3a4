"""`cin meeting record`: which meeting, what came of it, what is refused."""

import pytest

from cin_cli.domain.entry import OUTCOMES, ROLES
from tests.commands._children import answering, entries, opened, refused


@pytest.fixture
def cin(york):
    opened("AB12", "AB13", born="2016-05-01")
    return york


def test_a_kind_is_all_that_is_needed(cin):
    done = cin("meeting", "record", "AB12", "AB13", "--initial")
    assert done.code == 0
    assert done.out.startswith("Recorded: initial meeting, Mon 2 Mar 2026, for AB12 and AB13 (entry 5).\n")
    for ref in ("AB12", "AB13"):
        assert [(m["date"], m["attributes"]) for m in entries(cin, ref, "cin_meeting_initial")] == [("2026-03-02", {})]


def test_options_say_the_short_things_and_a_file_the_words(cin, tmp_path):
    note = tmp_path / "minutes.md"
    note.write_text("# Odd\n[all] 👨‍👩‍👧", encoding="utf-8")
    done = cin("meeting", "record", "AB12", "--review", "--on", "27/2/2026", "--chair", "team_manager", "--outcome", "continue",
               "--next", "10/4/2026", "--next-time", "9:30", "--venue", "[School] 🏫", "--recorded-on", "2026-03-01",
               "--thresholds", "--from", note)  # fmt: skip
    assert done.code == 0, done.err
    assert entries(cin, "AB12", "cin_meeting_review")[0]["attributes"] == {
        "chair": "team_manager", "outcome": "continue", "next_review_agreed": "2026-04-10", "next_time": "09:30",
        "venue": "[School] 🏫", "recorded_on": "2026-03-01", "thresholds_considered": True,
        "discussion": [{"text": "# Odd\n[all] 👨‍👩‍👧"}],
    }  # fmt: skip
    assert "The heading 'Odd' is none of the form's" in done.err


def test_the_next_review_without_a_year_lies_ahead(cin):
    cin("meeting", "record", "AB12", "--review", "--next", "15 jan")
    assert entries(cin, "AB12", "cin_meeting_review")[0]["attributes"]["next_review_agreed"] == "2027-01-15"


def test_a_meeting_is_booked(cin):
    done = cin("meeting", "record", "AB12", "--review", "--on", "2026-03-12", "--planned", "--booked-on", "2026-02-20")
    assert done.code == 0
    assert done.out.startswith("Booked: review meeting, Thu 12 Mar 2026, for AB12")
    made = entries(cin, "AB12", "cin_meeting_review")[0]
    assert (made["planned"], made["booked_on"]) == (True, "2026-02-20")


def test_on_a_terminal_it_asks_and_enter_means_not_known(cin, monkeypatch):
    answering(monkeypatch)
    done = cin("meeting", "record", "AB12", "--review", input="\nteam_m\nschool\n.\n")
    assert done.code == 0, done.err
    said = entries(cin, "AB12", "cin_meeting_review")[0]["attributes"]
    assert said == {"chair": "team_manager", "venue": "school"}


def test_one_bad_answer_is_asked_again_and_what_was_begun_waits(cin, monkeypatch):
    answering(monkeypatch)
    cut = cin("meeting", "record", "AB12", "--review", input="soon\n27/2/2026\nthe boss\nteam_m\n")
    assert cut.code == 1 and entries(cin, "AB12", "cin_meeting_review") == []
    assert "'soon' is not a date" in cut.err
    assert cin("meeting", "record", "AB12", "--review", "--on", "2026-02-10", "--from", "-", input="another").code == 0
    again = cin("meeting", "record", "AB12", "--review", input="y\n.\n")
    assert again.code == 0, again.err
    made = entries(cin, "AB12", "cin_meeting_review")[-1]
    assert (made["date"], made["attributes"]["chair"]) == ("2026-02-27", "team_manager")
    assert "waits" not in cin("meeting", "record", "AB13", "--review").err


def test_what_is_unusual_is_said_and_recorded(cin):
    done = cin("meeting", "record", "AB12", "--review", "--on", "2026-03-01", "--next", "2026-02-01")
    assert done.code == 0
    assert "Note: Sun 1 Mar 2026 is a Sunday." in done.err
    assert "not after this meeting" in done.err
    assert len(entries(cin, "AB12", "cin_meeting_review")) == 1


@pytest.mark.parametrize(
    ("code", "says", "args"),
    [
        (2, "--initial or --review", ["AB12"]),
        (2, "--initial or --review", ["AB12", "--initial", "--review"]),
        (2, "team_manager", ["AB12", "--review", "--chair", "the boss"]),
        (2, "update_assessment", ["AB12", "--review", "--outcome", "fine"]),
        (2, "is not a date", ["AB12", "--review", "--next", "someday"]),
        (2, "AB12, AB13", ["AB", "--review"]),
        (2, "--planned", ["AB12", "--review", "--booked-on", "today"]),
        (2, "--on DATE", ["AB12", "--review", "--planned"]),
        (2, "Say it as", ["AB12", "--initial", "--visits-every", "often"]),
        (2, "how often", ["AB12", "--initial", "--visits-by", "team_manager"]),
        (2, "16:30", ["AB12", "--review", "--next-time", "noon"]),
        (2, "no outcome yet", ["AB12", "--review", "--planned", "--on", "2026-03-10", "--outcome", "close"]),
        (3, "'ZZ99'", ["ZZ99", "--review"]),
        (4, "still to come", ["AB12", "--review", "--on", "tomorrow"]),
        (4, "still to come", ["AB12", "--review", "--recorded-on", "tomorrow"]),
        (4, "40 weeks", ["AB12", "--review", "--on", "2015-01-01"]),
        (1, "cannot be read", ["AB12", "--review", "--from", "/nowhere"]),
    ],
)
def test_refused_and_nothing_written(cin, code, says, args):
    refused(cin, code, "meeting", "record", *args, says=says)


def test_a_closed_case_takes_no_meeting(cin):
    cin("event", "record", "case_closed", "AB12", "--on", "2026-02-01")
    refused(cin, 4, "meeting", "record", "AB12", "--review", says="was closed on")


def test_help_lists_the_choices(cin):
    said = " ".join(cin("meeting", "record", "--help").out.split())
    assert all(choice in said for choice in (*ROLES, *OUTCOMES))


# The family of the tests below: Ava and Leo, a mother, a father who lives elsewhere, a gran, a teacher -----------------


@pytest.fixture
def family(cin):
    cin("family", "add", "AB12", "AB13")
    for ref, relation, more in (
        ("mother", "mother", ["--name", "Kerry", "--audience", "everyone", "--household", "home", "--interpreter", "BSL"]),
        ("father", "father", ["--name", "Dan", "--audience", "everyone", "--household", "flat"]),
        ("gran", "mother's mother", ["--name", "Maureen", "--audience", "everyone"]),
        ("teacher", "teacher", ["--name", "Ms Reed", "--audience", "everyone", "--professional"]),
    ):
        done = cin("person", "add", f"F1.{ref}", "--relation", relation, *more)
        assert done.code == 0, done.err
    return cin


PLAN = """# Our plan
First names: Ava and Leo
Next review: 10 April 2026
Plan ends:
## What is going well
## What we are proud of
## What the family hopes for
## In the children's own words
## The plan
### Point 1
For: Ava
What we are worried about: late for school
What needs to happen: Gran walks Ava to school
Who will do it: Gran
By when: 2 weeks
How things will be better: in class at nine
Progress:
Who may see this: everyone
### Point 2
For: Leo
What we are worried about: tired
What needs to happen: a bedtime chart
Who will do it: Kerry
By when: 2 weeks
How things will be better: asleep by eight
Progress:
Who may see this: everyone
## How we will know things are good enough
- on time for a whole half term
## What needs to happen if there are no clear changes
## What we do if our situation changes
## What we do if the worries grow
## What we do if the family do not want to go on with the plan
## What we do if something else happens
## Who to call in the day
## Who to call at night and at weekends
## Addresses, phone numbers and meeting place
## Notes for the worker
"""


@pytest.fixture
def planned(family):
    done = family("plan", "new", "F1", "--from", "-", "--start", "2026-01-20", "--on", "2026-01-20", input=PLAN)
    assert done.code == 0, done.err
    return family


# Booking ------------------------------------------------------------------------------------------------------------


def test_booking_says_who_is_not_invited_and_booking_again_adds(family, tmp_path):
    place = tmp_path / "place.txt"
    place.write_text("the hub", encoding="utf-8")
    done = family("meeting", "book", "F1", "--review", "--on", "2026-03-12", "--time", "15:30", "--venue", f"@{place}",
                  "--invite", "mother", "--report", "teacher", "--booked-on", "2026-02-20")  # fmt: skip
    assert done.code == 0, done.err
    assert "Not invited yet: F1.father (father)." in done.err
    assert "F1.mother" not in done.err
    again = family("meeting", "book", "F1", "--review", "--on", "2026-03-12", "--invite", "all", "--advocate", "offered")
    assert "(changed)" in again.out and "Not invited" not in again.err
    made = entries(family, "AB12", "cin_meeting_review")
    assert len(made) == 1 and (made[0]["planned"], made[0]["booked_on"]) == (True, "2026-02-20")
    says = made[0]["attributes"]
    assert (says["time"], says["venue"], says["advocate"]) == ("15:30", "the hub", "offered")
    invited = {row["person"]: row for row in says["invited"]}
    assert set(invited) == {"F1.mother", "F1.father", "F1.gran", "F1.teacher", "AB12", "AB13"}
    assert invited["F1.teacher"]["asked_report"] is True


def test_somebody_who_is_recorded_nowhere_is_invited_from_a_file(family, tmp_path):
    others = tmp_path / "others.txt"
    others.write_text("Rosa Lind (midwife)\nPC Shah, police\nKerry\n", encoding="utf-8")
    family("meeting", "book", "F1", "--initial", "--on", "2026-03-12", "--invite", f"@{others}")
    rows = entries(family, "AB12", "cin_meeting_initial")[0]["attributes"]["invited"]
    assert [(r["name"], r["role"], r.get("person")) for r in rows] == [
        ("Rosa Lind", "midwife", None), ("PC Shah", "police", None), ("Kerry", "mother", "F1.mother"),
    ]  # fmt: skip


def test_a_weekend_is_said_and_nobody_is_guessed(family):
    done = family("meeting", "book", "F1", "--review", "--on", "2026-03-14")
    assert done.code == 0 and "is a Saturday" in done.err
    refused(family, 3, "meeting", "book", "F1", "--review", "--on", "2026-03-12", "--invite", "aunt", says="nobody called")
    refused(family, 2, "meeting", "book", "F1", "--on", "2026-03-12", says="--initial or --review")


def test_in_a_marked_family_nobody_sees_who_is_invited_unless_it_is_said(family):
    family("family", "add", "--ref", "F1", "--at-risk")
    family("person", "edit", "F1.father", "--audience", "F1.father")
    family("person", "add", "F1.aunt", "--name", "Jo", "--relation", "aunt")
    family("meeting", "book", "F1", "--review", "--on", "2026-03-12", "--invite", "father", "--invite", "aunt")
    rows = {r["person"]: r.get("for") for r in entries(family, "AB12", "cin_meeting_review")[0]["attributes"]["invited"]}
    assert rows == {"F1.father": ["F1.father"], "F1.aunt": ["worker"]}


# Recording, three ways ----------------------------------------------------------------------------------------------

NOTES = """Chaired by: social_worker
Present: Kerry, Ms Reed (teacher), PC Shah (police)
Apologies: Dan

## What's going well
- Leo sleeps through
Kerry: "I stayed calm"

AB12: "I like my bed"

CONCERNS
Loud words at the door

Feedback:
Kerry: you ring when you say you will

@Nan by 9 Mar 2026: ring the school
Outcome: continue
"""


def test_pasted_notes_are_sorted_and_nothing_is_invented(family):
    done = family("meeting", "record", "F1", "--review", "--from", "-", input=NOTES)
    assert done.code == 0, done.err
    says = entries(family, "AB12", "cin_meeting_review")[0]["attributes"]
    assert [(r["name"], r.get("person"), r.get("attended")) for r in says["attendance"]] == [
        ("Kerry", "F1.mother", True), ("Dan", "F1.father", False), ("Ms Reed", "F1.teacher", True), ("PC Shah", None, True),
    ]  # fmt: skip
    assert [one["text"] for one in says["going_well"]] == ['Leo sleeps through\nKerry: "I stayed calm"']
    assert [one["text"] for one in says["worries"]] == ["Loud words at the door"]
    assert says["feedback"] == [{"who": "Kerry", "person": "F1.mother", "said": "you ring when you say you will"}]
    assert says["actions"] == [{"action": "ring the school", "who": "Nan", "by": "9 Mar 2026", "due": "2026-03-09"}]
    assert (says["chair"], says["outcome"]) == ("social_worker", "continue")
    assert "updates" not in says and "escalation" not in says
    assert [made["attributes"]["said"] for made in entries(family, "AB12", "voice")] == ["I like my bed"]
    assert entries(family, "AB13", "voice") == []


def test_a_quotation_of_nobody_known_stays_with_the_talk(family):
    done = family("meeting", "record", "F1", "--review", "--from", "-", input='Child\'s words:\n"I am brave"\n')
    assert "which child's words" in done.err
    assert entries(family, "AB12", "voice") == []
    assert entries(family, "AB12", "cin_meeting_review")[0]["attributes"]["discussion"] == [{"text": "“I am brave”"}]


def test_the_form_shows_what_is_known_and_every_field_of_it_is_kept(planned):
    planned("meeting", "record", "F1", "--initial", "--on", "2026-01-20", "--visits-every", "4w", "--visits-by", "team_manager")
    planned("meeting", "book", "F1", "--review", "--on", "2026-03-02", "--time", "14:00", "--venue", "the hub", "--invite", "all")
    form = planned("meeting", "form", "F1", "--review").out
    for known in ("1: Gran walks Ava to school", "1: late for school", "The last meeting was on Tue 20 Jan 2026",
                  "booked for Mon 2 Mar 2026", "Began at: 14:00", "Venue: the hub", "Name: Kerry (F1.mother)",
                  "From: Dan (F1.father)", "Asked: not_engaging", "Plan point: 2", "on time for a whole half term"):  # fmt: skip
        assert known in form
    filled = form
    for line, said in (("Outcome:", "continue"), ("Chaired by:", "team_manager"), ("Next meeting:", "10 April 2026"),
                       ("Next time:", "9:30"), ("Next venue:", "school"), ("Thresholds looked at:", "yes")):  # fmt: skip
        filled = filled.replace(f"\n{line}\n", f"\n{line} {said}\n", 1)
    for before, line, said in (("Child: AB13 (XY)", "In the child's own words:", "no more shouting"),
                               ("Name: Kerry (F1.mother)", "Came:", "yes"),
                               ("From: Dan (F1.father)", "What they said:", "ring me too"),
                               ("Plan point: 2", "How it stands:", "done"),
                               ("Asked: not_engaging", "Answer:", "yes")):  # fmt: skip
        at = filled.find(before)
        at = at if at >= 0 else filled.index("Child: AB13")
        filled = filled[:at] + filled[at:].replace(f"\n{line}\n", f"\n{line} {said}\n", 1)
    done = planned("meeting", "record", "F1", "--from", "-", input=filled)
    assert done.code == 0, done.err
    says = entries(planned, "AB12", "cin_meeting_review")[-1]["attributes"]
    assert (says["outcome"], says["next_time"], says["next_venue"], says["plan_version"]) == ("continue", "09:30", "school", 1)
    assert says["updates"] == [{"point": 2, "status": "done"}]
    assert says["escalation"] == [{"question": "not_engaging", "answer": True}]
    assert says["feedback"] == [{"who": "Dan", "person": "F1.father", "said": "ring me too"}]
    assert [row["name"] for row in says["attendance"]] == ["Kerry"]
    assert entries(planned, "AB13", "voice")[0]["attributes"] == {"said": "no more shouting", "of": "2026-03-02"}
    assert "The outcome is to go on as before, though it was answered yes: the parents are not taking part" in done.err
    assert "Nothing is said of point 1 of the plan." in done.err
    assert "No feedback of F1.mother" in done.err and "No feedback of F1.father" not in done.err
    assert "cin plan edit AB12" in done.out


def test_questions_lead_through_a_review(planned, monkeypatch):
    answering(monkeypatch)
    answers = ["", "team_m", "the hub", "mother, teacher, PC Shah (police)", "father: not told of it", "", "attended",
               "I like my bed", "",
               "direct", "", "meeting", "mornings without shouting", "", "sleeps better", "", "the certificate", "",
               "loud words", "", "", "", "done: she is on time", "going on", "better", "", "you ring", "", "", "", "", "yes",
               "2", "cont", "half a term on time", "", "Nan by 9 Mar 2026: ring the school", "",
               "10 apr 2026", "9:30", "school", ""]  # fmt: skip
    done = planned("meeting", "record", "F1", "--review", input="\n".join(answers) + "\n.\n")
    assert done.code == 0, done.err
    says = entries(planned, "AB12", "cin_meeting_review")[0]["attributes"]
    assert [(r["name"], r["attended"], r.get("reason")) for r in says["attendance"]] == [
        ("Kerry", True, None), ("Dan", False, "not told of it"), ("Ms Reed", True, None), ("PC Shah", True, None),
    ]  # fmt: skip
    assert says["updates"] == [{"point": 1, "status": "done", "update": "she is on time"}, {"point": 2, "status": "going on"}]
    assert [row["answer"] for row in says["escalation"]] == [False, True, False, False, False]
    assert says["proud_of"] == [{"text": "the certificate"}]
    assert (says["outcome"], says["next_review_agreed"], says["next_time"]) == ("continue", "2026-04-10", "09:30")
    assert entries(planned, "AB12", "voice")[0]["attributes"]["how"] == "meeting"
    assert entries(planned, "AB13", "cin_meeting_review")[0]["attributes"]["childs_part"] == "direct_work"


def test_the_visiting_interval_of_the_initial_meeting_is_an_entry_of_its_own(cin):
    done = cin("meeting", "record", "AB12", "--initial", "--visits-every", "2 weeks", "--visits-by", "team_manager")
    assert "interval agreed" in done.out and "how often the child will be visited" not in done.err
    assert entries(cin, "AB12", "frequency_agreed")[0]["attributes"] == {"applies_to": "visit", "every": "2 weeks",
                                                                         "by": "team_manager"}  # fmt: skip
    assert "Visit every: 2 weeks, agreed by team manager" in cin("meeting", "show", "AB12").out
    assert "how often the child will be visited" in cin("meeting", "record", "AB13", "--initial").err


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_what_follows_an_outcome_is_said_and_not_done(cin, outcome):
    done = cin("meeting", "record", "AB12", "--review", "--outcome", outcome)
    assert "cin " in done.out.partition("(entry")[2]
    assert [made["kind"] for made in entries(cin, "AB12")][-1] == "cin_meeting_review"


def test_a_form_that_cannot_be_read_says_the_line_and_writes_nothing(cin):
    refused(cin, 1, "meeting", "record", "AB12", "--from", "-", input="# Meeting\n## Wories\n- x\n", says="Line 2")
    refused(cin, 2, "meeting", "record", "AB12", "--from", "-", input="# Meeting\nDay: today\n", says="--initial or --review")
    refused(cin, 2, "meeting", "record", "AB12", "--review", "--from", "-", input="# Meeting\nOutcome: fine\n", says="continue")


def test_a_point_that_the_plan_does_not_have_is_refused(planned):
    form = "# Meeting\n## The plan, point by point\n### Update\nPlan point: 7\nHow it stands: done\n"
    refused(planned, 2, "meeting", "record", "F1", "--review", "--from", "-", input=form, says="no point 7")


def test_what_an_editor_leaves_is_kept_when_it_cannot_be_recorded(cin, monkeypatch, tmp_path):
    answering(monkeypatch)
    editor = tmp_path / "editor.sh"
    editor.write_text('#!/bin/sh\nsed -i "s/^Outcome:$/Outcome: fine/" "$1"\n', encoding="utf-8")
    editor.chmod(0o700)
    monkeypatch.setenv("EDITOR", str(editor))
    refused(cin, 2, "meeting", "record", "AB12", "--review", "--form", says="what you wrote is kept")
    editor.write_text('#!/bin/sh\nsed -i "s/^Outcome: fine$/Outcome: close/" "$1"\n', encoding="utf-8")
    done = cin("meeting", "record", "AB12", "--review", "--form", input="y\n")
    assert done.code == 0, done.err
    assert entries(cin, "AB12", "cin_meeting_review")[0]["attributes"]["outcome"] == "close"


# Show, send, prepare, minutes ---------------------------------------------------------------------------------------


def test_sending_meets_the_clock_and_says_who_has_not_had_them(family):
    family("meeting", "record", "F1", "--review", "--on", "2026-02-20", "--came", "mother", "--not-came", "father=at work",
           "--came", "teacher")  # fmt: skip
    assert "Send" in family("due", "--case", "AB12").out
    done = family("meeting", "send", "F1", "--to", "mother", "--to", "Ms Reed", "--how", "post", "--basis", "own_record",
                  "--recorded", "2026-02-23")  # fmt: skip
    assert done.code == 0, done.err
    assert "sent to F1.mother and F1.teacher" in done.out and "Not yet said to have had them: Dan." in done.out
    assert entries(family, "AB12", "minutes_distributed")[0]["attributes"] == {
        "of": "2026-02-20", "to": "F1.mother", "how": "post", "basis": "own_record",
    }  # fmt: skip
    assert entries(family, "AB13", "minutes_recorded")[0]["date"] == "2026-02-23"
    assert "minutes" not in family("due", "--case", "AB12").out
    shown = family("meeting", "show", "F1").out
    assert "F1.mother: Mon 2 Mar 2026 (post, own record)" in shown and "Not yet: Dan" in shown
    last = family("meeting", "send", "F1", "--to", "all")
    assert "sent to F1.father" in last.out and "on what basis" in last.err
    refused(family, 2, "meeting", "send", "F1", "--to", "all", says="names nobody who has not had them")
    refused(family, 2, "meeting", "send", "F1", says="--to")
    refused(family, 4, "meeting", "send", "F1", "--to", "mother", "--sent", "2026-02-01", says="before the meeting")
    refused(family, 2, "meeting", "send", "F1", "--to", "mother", "--how", "pigeon", says="by_hand")
    refused(family, 3, "meeting", "send", "F1", "--to", "mother", "--on", "2026-01-01", says="No meeting")


def test_list_and_show_have_booked_and_held_ones_and_the_words_lead(family):
    family("meeting", "record", "F1", "--review", "--on", "2026-02-20", "--from", "-", input=NOTES)
    family("meeting", "book", "F1", "--review", "--on", "2026-03-12", "--invite", "mother")
    listed = family("meeting", "list", "F1").out
    assert "booked" in listed and "continue" in listed and "not sent" in listed
    shown = family("meeting", "show", "F1").out
    assert shown.index("I like my bed") < shown.index("Chaired by") and "No words of the child stand with" in shown
    assert "Kerry (F1.mother); mother" in family("meeting", "show", "AB12", "--on", "2026-03-12").out
    import json

    found = json.loads(family("meeting", "list", "F1", "--json").out)
    assert found["schema_version"] == 1 and [m["planned"] for m in found["meetings"]] == [True, False]
    opened("CD34")
    assert "No meeting about CD34 is recorded" in family("meeting", "list", "CD34").out
    assert family("meeting", "show", "CD34").code == 3


def test_prepare_says_who_to_ask_what_to_ask_and_what_is_open(planned):
    planned("meeting", "record", "F1", "--initial", "--on", "2026-01-20", "--visits-every", "4w")
    planned("meeting", "book", "F1", "--review", "--on", "2026-03-12", "--invite", "mother")
    planned("visit", "record", "AB12", "--on", "2026-02-20", "--seen", "yes", "--from", "-",
            input='AB12: "I want a dog"\n@Gran by 27 Feb 2026: find the key\n')  # fmt: skip
    planned("event", "record", "ehcp_review_due", "AB12", "--on", "2026-04-02")
    done = planned("meeting", "prepare", "F1")
    assert done.code == 0, done.err
    for words in ("Review meeting, Thursday 12 March 2026", "F1.father (father): NOT INVITED YET; lives elsewhere",
                  "F1.mother (mother): invited; needs: interpreter: BSL",
                  "F1.teacher (teacher): NOT INVITED YET; no report asked for",
                  "I want a dog", "No words of X. Y. (AB13) are recorded since then", "Has an advocate been offered",
                  "better, the same, worse",
                  "Gran: find the key (Fri 27 Feb 2026, LATE 13 days)", "Gran walks Ava to school",
                  "on time for a whole half term",
                  "On a plan since Tuesday 20 January 2026: 7 weeks.", "Review meeting, by",
                  "Thursday 2 April 2026: could it be one"):  # fmt: skip
        assert words in done.out, words
    assert done.out.index("I want a dog") < done.out.index("F1.father")
    opened("CD34")
    assert "Hopes\n" in planned("meeting", "prepare", "CD34").out
    assert "Endings" in planned("meeting", "prepare", "F1", "--final").out


PLANTED = "14 Juniper Lane"


@pytest.mark.parametrize("form", ["md", "html", "txt"])
def test_a_refuge_address_is_in_no_byte_of_the_other_parents_copies(planned, form, tmp_path):
    planned("family", "add", "--ref", "F1", "--separated")
    place = tmp_path / "place.txt"
    place.write_text(PLANTED, encoding="utf-8")
    words = "# Meeting\n" + "".join(
        f"## {heading}\n- Kept: {PLANTED}\n  Who may see this: F1.mother\n" for heading in ("Going well", "What was talked about")
    ) + "## Proud of\n- Ava reads\n"  # fmt: skip
    planned("meeting", "record", "F1", "--review", "--on", "2026-02-20", "--venue", f"@{place}", "--venue-for", "F1.mother",
            "--next-venue", f"@{place}", "--next-venue-for", "F1.mother", "--from", "-", input=words)  # fmt: skip
    planned("meeting", "book", "F1", "--review", "--on", "2026-03-12", "--venue", f"@{place}", "--venue-for", "F1.mother",
            "--invite", "mother")  # fmt: skip
    planned("voice", "record", "AB12", "--from", "-", "--for", "F1.mother", input=f"we live at {PLANTED} now")
    for command in ("minutes", "prepare"):
        his = planned("meeting", command, "F1", "--for", "F1.father", "--format", form)
        assert his.code == 0, his.err
        assert "uniper" not in his.out + his.err and "Left out of this copy" in his.err
        hers = planned("meeting", command, "F1", "--for", "F1.mother", "--format", form)
        assert PLANTED in hers.out
    told = planned("meeting", "minutes", "F1", "--for", "F1.father", "--format", form).err
    assert "F1.father is not said to have been at this meeting" in told
    assert "12 March" not in planned("meeting", "prepare", "F1", "--for", "F1.father", "--format", form).out
    refused(planned, 4, "meeting", "minutes", "F1", "--for", "family", says="no copy that they share")


def test_an_address_that_slips_into_the_talk_stops_the_copy(family):
    family("meeting", "record", "F1", "--review", "--venue", PLANTED, "--from", "-", input=f"We met at {PLANTED}.")
    refused(family, 4, "meeting", "minutes", "F1", "--for", "family", says="is not for this reader")
    refused(family, 3, "meeting", "minutes", "F1", "--for", "nobody", says="nobody called")


def test_minutes_go_to_a_file_that_only_i_can_read_and_their_name_is_mine(family, tmp_path):
    family("meeting", "record", "F1", "--review", "--from", "-", input=NOTES)
    file = tmp_path / "out.html"
    done = family("meeting", "minutes", "F1", "--for", "professional", "--format", "html", "-o", file)
    assert done.code == 0 and file.stat().st_mode & 0o077 == 0
    assert "Child in need meeting" in file.read_text(encoding="utf-8")
    assert family("meeting", "minutes", "F1", "--for", "professional", "-o", file).code == 2


@pytest.mark.parametrize("words", ["<b>{{ x }}</b> [red]", "👨‍👩‍👧 \u05e9\u05dc\u05d5\u05dd\u200f", "y" * 1_000_000])
def test_hostile_words_come_back_whole(cin, words):
    done = cin("meeting", "record", "AB12", "--review", "--from", "-", input=f"## Worries\n- {words}\n")
    assert done.code == 0, done.err
    assert entries(cin, "AB12", "cin_meeting_review")[0]["attributes"]["worries"][0]["text"] == words
    assert words in cin("meeting", "show", "AB12").out
    assert words in cin("meeting", "minutes", "AB12", "--for", "professional", "--format", "txt").out


def test_everything_said_is_found(family):
    family("meeting", "record", "F1", "--review", "--from", "-", input=NOTES)
    for word in ("sleeps", "door", "ring"):
        assert "review meeting" in family("find", word).out, word
