"""`cin case`: opening in one line, what it leaves not known, what it refuses; the caseload and one child's page."""

import json

import pytest

from cin_cli import context
from tests.commands._children import answering, entries, last_number, refused

LATE_KINDS = {
    "cin_meeting_initial", "peer_management_review", "reflective_supervision", "minutes_recorded", "minutes_distributed",
    "cinrs_requested", "manager_oversight",
}  # fmt: skip


@pytest.fixture
def cin(york):
    assert york("config", "set", "me", "Jo Field").code == 0
    return york


def opened(cin, ref="AB12", *more):
    done = cin("case", "open", ref, *more)
    assert done.code == 0, done.err
    return done


def shown(cin, ref="AB12", *more):
    done = cin("case", "show", ref, "--json", *more)
    assert done.code == 0, done.err
    return json.loads(done.out)


def rows(cin, *args):
    done = cin("case", "list", "--json", *args)
    assert done.code == 0, done.err
    return {row["child"]: row for row in json.loads(done.out)["cases"]}


def days(cin, kind, ref="AB12"):
    return [made["date"] for made in entries(cin, ref, kind)]


def not_covered(cin, ref="AB12"):
    """The kinds that a case opened half-way leaves not known; None: nothing is left open."""
    from cin_cli.domain.entry import EVENT_KINDS
    from cin_cli.store import journal

    made = journal.standing(context.store(), child=ref, kinds=["source_covered"])
    context.close()
    return set(EVENT_KINDS) - set(made[-1].facts["covers"]) if made else None


# Opening ------------------------------------------------------------------------------------------------------------


def test_a_case_is_opened_today_by_me_with_nothing_but_a_reference(cin):
    done = opened(cin)
    assert done.out.startswith("AB12 is open, since Mon 2 Mar 2026, with Jo Field (entries ")
    found = shown(cin)
    assert (found["worker"], found["opened"], found["status"]) == ("Jo Field", "2026-03-02", "open")
    assert not_covered(cin) is None


def test_everything_in_one_line_is_one_batch_that_undo_takes_back(cin):
    done = opened(
        cin, "AB12", "--initials", "JD", "--name", "Jamie Dunn", "--born", "2/3/2015", "--opened", "1/9/2025", "--referral",
        "28/8/2025", "--decision", "10/10/2025", "--plan-start", "20/10/2025", "--last-visit", "20/2/2026", "--last-review",
        "15/1/2026", "--worker", "Priya Shah", "--pathway", "health and disability", "--team", "cwd",
    )  # fmt: skip
    assert "Jamie" not in done.out + done.err
    assert "Next for AB12: " in done.out
    found = shown(cin, "AB12", "--names")
    assert {name: found[name] for name in ("initials", "name", "worker", "team", "pathway", "opened", "plan_started")} == {
        "initials": "JD", "name": "Jamie Dunn", "worker": "Priya Shah", "team": "CWD", "pathway": "enduring_health_disability",
        "opened": "2025-09-01", "plan_started": "2025-10-20",
    }  # fmt: skip
    assert days(cin, "referral_received") == ["2025-08-28"]
    assert days(cin, "cin_decision") == ["2025-10-10"]
    assert days(cin, "visit") == ["2026-02-20"]
    assert days(cin, "cin_meeting_review") == ["2026-01-15"]
    assert cin("undo", "--yes").code == 0
    assert cin("case", "list").out.startswith("No child's case is open here.")


def test_without_opened_it_was_opened_on_the_earliest_day_of_what_led_to_it(cin):
    opened(cin, "AB12", "--decision", "10/10/2025", "--plan-start", "20/10/2025", "--last-visit", "1/9/2025")
    assert days(cin, "case_opened") == ["2025-10-10"]
    opened(cin, "CD34", "--referral", "28/8/2025", "--decision", "10/10/2025")
    assert days(cin, "case_opened", "CD34") == ["2025-08-28"]


def test_the_pathway_holds_from_the_day_of_opening(cin):
    opened(cin, "AB12", "--opened", "1/9/2025", "--pathway", "health and disability")
    made = [made for made in entries(cin, "AB12") if made["kind"] in ("fact_recorded", "pathway_changed")]
    assert [made["date"] for made in made] == ["2025-09-01"]


def test_the_team_s_own_reference_is_kept_beside_the_cleaned_one(cin):
    done = opened(cin, "ab-12/7")
    assert done.out.startswith("AB127 is open")
    assert "ab-12/7" in done.out
    assert shown(cin, "AB127")["own_reference"] == "ab-12/7"


def test_a_plan_under_way_leaves_not_known_what_nobody_was_asked_for(cin):
    opened(cin, "AB12", "--plan-start", "20/10/2025")
    assert not_covered(cin) == LATE_KINDS | {"visit", "cin_meeting_review"}
    assert cin("due", "--overdue", "--check", "--worker", "all").code == 0


def test_a_last_visit_that_is_said_is_known_and_so_is_none(cin):
    opened(cin, "AB12", "--plan-start", "20/10/2025", "--last-visit", "none", "--last-review", "15/1/2026")
    assert not_covered(cin) == LATE_KINDS
    assert days(cin, "visit") == []
    late = cin("due", "--overdue", "--case", "AB12").out
    assert "visit" in late.lower()
    assert "minutes" not in late.lower()


def test_a_plan_of_the_last_four_weeks_is_kept_here_from_its_start(cin):
    opened(cin, "AB12", "--plan-start", "2/2/2026", "--last-visit", "none", "--last-review", "none")
    assert not_covered(cin) == set()
    opened(cin, "CD34", "--plan-start", "1/2/2026", "--last-visit", "none", "--last-review", "none")
    assert not_covered(cin, "CD34") == LATE_KINDS


def test_a_plan_that_starts_today_leaves_nothing_open(cin):
    opened(cin, "AB12", "--plan-start", "today")
    assert not_covered(cin) is None


def test_on_a_terminal_the_last_visit_and_review_are_asked_for(cin, monkeypatch):
    answering(monkeypatch)
    opened_with = cin("case", "open", "AB12", "--plan-start", "20/10/2025", input="20/2/2026\n\n")
    assert opened_with.code == 0, opened_with.err
    assert days(cin, "visit") == ["2026-02-20"]
    assert not_covered(cin) == LATE_KINDS | {"cin_meeting_review"}


def test_without_a_plan_nothing_is_asked(cin, monkeypatch):
    answering(monkeypatch)
    assert "?" not in opened(cin, "AB12").out


def test_an_odd_order_of_dates_is_said_and_recorded(cin):
    done = opened(cin, "AB12", "--opened", "1/9/2025", "--decision", "20/10/2025", "--plan-start", "13/10/2025")
    assert "plan starts before the decision" in done.err
    assert days(cin, "cin_plan_started") == ["2025-10-13"]


# Refused ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("option", ["opened", "referral", "decision", "plan-start", "last-visit", "last-review", "born"])
def test_a_day_to_come_is_refused(cin, option):
    refused(cin, 4, "case", "open", "AB12", f"--{option}", "3/3/2026", says="Tue 3 Mar 2026 is still to come")


@pytest.mark.parametrize("option", ["opened", "referral", "decision", "plan-start", "last-visit", "last-review", "born"])
def test_a_day_that_is_none_is_refused(cin, option):
    refused(cin, 2, "case", "open", "AB12", f"--{option}", "31/2/2026", says="is not a date")


@pytest.mark.parametrize("option", ["opened", "referral", "decision", "plan-start", "last-visit", "last-review"])
def test_before_the_child_could_have_existed_is_refused(cin, option):
    line = ("case", "open", "AB12", "--born", "2025-12-01", f"--{option}", "2025-02-20")
    refused(cin, 4, *line, says="more than 40 weeks before AB12 was born")


@pytest.mark.parametrize("option", ["opened", "referral", "decision", "plan-start", "born"])
def test_only_the_last_visit_and_review_can_be_none(cin, option):
    refused(cin, 2, "case", "open", "AB12", f"--{option}", "none", says="is not a date")


@pytest.mark.parametrize(("ref", "says"), [
    ("", "needs a reference"), ("/", "needs a reference"), ("--/", "No such option"), ("A" * 21, "at most 20"),
    ("AB*2", "letters and digits"), ("Å1", "letters and digits"),
])  # fmt: skip
def test_what_is_no_reference_is_refused(cin, ref, says):
    refused(cin, 2, "case", "open", ref, says=says)


def test_an_unknown_pathway_or_team_is_refused(cin):
    refused(cin, 2, "case", "open", "AB12", "--pathway", "fast", says="standard")
    refused(cin, 2, "case", "open", "AB12", "--team", "Blue", says="A&I, FS&P")


@pytest.mark.parametrize("text", ["Jamie Dunn", "Jamie", "J1", "-", "JDJDJ"])
def test_a_name_given_as_initials_would_stand_in_every_list_and_is_refused(cin, text):
    done = refused(cin, 2, "case", "open", "AB12", "--initials", text, says="Initials are one to four letters.")
    assert text == "-" or text not in done.err


@pytest.mark.parametrize("text", ["jd", "J.D.", "J D"])
def test_initials_are_kept_as_capitals(cin, text):
    opened(cin, "AB12", "--initials", text)
    assert shown(cin)["initials"] == "JD"


def test_a_name_may_come_from_a_file_and_gives_the_initials(cin, tmp_path):
    (tmp_path / "name.txt").write_text("Zoë [Z] O'Brien\n", encoding="utf-8")
    opened(cin, "AB12", "--name", f"@{tmp_path / 'name.txt'}")
    found = shown(cin, "AB12", "--names")
    assert (found["name"], found["initials"]) == ("Zoë [Z] O'Brien", "ZO")
    refused(cin, 1, "case", "open", "CD34", "--name", f"@{tmp_path}", says="cannot be read")


def test_an_open_case_is_not_opened_twice(cin):
    opened(cin, "AB12")
    refused(cin, 4, "case", "open", "ab12", says="AB12 is open already, since Mon 2 Mar 2026. `cin case show AB12`")


def test_a_longer_reference_is_another_child(cin):
    opened(cin, "AB12")
    opened(cin, "AB1")
    opened(cin, "AB123")
    assert set(rows(cin)) == {"AB1", "AB12", "AB123"}


def test_two_own_references_that_become_one_are_refused(cin):
    opened(cin, "A-B12")
    refused(cin, 4, "case", "open", "AB-12", says="AB-12 becomes AB12, the reference of the child whom your team calls A-B12.")


def test_a_closed_case_is_opened_again_by_its_own_entry(cin):
    opened(cin, "AB12", "--opened", "1/9/2025")
    assert cin("event", "record", "case_closed", "AB12", "--on", "1/2/2026").code == 0
    refused(cin, 4, "case", "open", "AB12", says="cin event record case_reopened AB12 --on DATE")
    assert cin("event", "record", "case_reopened", "AB12", "--on", "1/3/2026").code == 0
    assert shown(cin)["status"] == "open"


def test_a_family_s_reference_is_no_child_s(cin):
    opened(cin, "AB12")
    assert cin("family", "add", "AB12").code == 0
    refused(cin, 4, "case", "open", "F1", says="F1 is a family's reference")


def test_nothing_is_written_where_there_is_no_case_file(own_files):
    from tests.conftest import run_cin

    assert run_cin("case", "open", "AB12").code == 5


# The caseload -------------------------------------------------------------------------------------------------------


@pytest.fixture
def caseload(cin):
    opened(cin, "AB12", "--initials", "JD", "--name", "Jamie Dunn", "--plan-start", "20/10/2025", "--last-visit", "none",
           "--last-review", "none")  # fmt: skip
    for number, day in enumerate(("1/2/2026", "20/2/2026", "27/2/2026"), 1):
        opened(cin, f"CD{number}", "--opened", "1/1/2026", "--worker", "Priya Shah")
        alone = "yes" if number == 1 else "no"
        assert cin("visit", "record", f"CD{number}", "--on", day, "--seen", "yes", "--alone", alone).code == 0
    assert cin("visit", "record", "AB12", "--on", "1/12/2025", "--seen", "yes").code == 0
    return cin


def test_the_list_says_weeks_on_plan_and_days_since_seen_and_alone(caseload):
    done = caseload("case", "list", "--worker", "all")
    assert done.out.splitlines()[:5] == [
        "Child    Worker      Weeks on plan  Days since seen  Seen alone  Status",
        "AB12 JD  Jo Field    19             91               not known   open",
        "CD1      Priya Shah                 29               29          open",
        "CD2      Priya Shah                 10               not known   open",
        "CD3      Priya Shah                 3                not known   open",
    ]
    assert "Longest since seen: AB12 91 days ago, CD1 29 days ago, CD2 10 days ago." in done.out
    assert all(len(line) <= 80 for line in done.out.splitlines())


def test_the_list_shows_names_only_when_asked(caseload):
    assert "Jamie" not in caseload("case", "list").out + caseload("case", "list", "--json").out
    assert "Jamie Dunn" in caseload("case", "list", "--names").out
    assert rows(caseload, "--names")["AB12"]["name"] == "Jamie Dunn"


def test_the_list_is_mine_when_cin_knows_me_and_says_so(caseload):
    assert set(rows(caseload)) == {"AB12"}
    assert "`cin case list --worker all` shows everybody's." in caseload("case", "list").out
    assert set(rows(caseload, "--worker", "priya shah")) == {"CD1", "CD2", "CD3"}
    assert set(rows(caseload, "--worker", "all")) == {"AB12", "CD1", "CD2", "CD3"}


def test_the_list_on_an_earlier_day(caseload):
    row = rows(caseload, "--as-of", "2025-11-10")
    assert set(row) == {"AB12"}
    assert (row["AB12"]["weeks_on_plan"], row["AB12"]["days_since_seen"]) == (3, None)
    done = caseload("case", "list", "--as-of", "2025-11-10")
    assert "Never recorded as seen or visited: AB12." in done.out


def test_a_visit_that_does_not_say_whether_the_child_was_seen_is_not_taken_for_it(cin):
    opened(cin, "AB12", "--plan-start", "20/10/2025", "--last-visit", "20/2/2026")
    opened(cin, "CD34", "--plan-start", "20/10/2025", "--last-visit", "10/2/2026")
    done = cin("case", "list")
    assert "10 if seen" in done.out
    assert "If seen: for 2 children no visit says that the child was seen." in done.out
    assert "Longest since a visit: CD34 20 days ago, AB12 10 days ago." in done.out
    assert rows(cin)["AB12"]["last_seen"] is None
    page = cin("case", "show", "AB12").out
    assert "Last seen   not known" in page
    assert "Last visit  Fri 20 Feb 2026, 10 days ago; it does not say whether the child was seen" in page


def test_closed_cases_only_with_all(caseload):
    assert caseload("event", "record", "case_closed", "CD1", "--on", "2/3/2026").code == 0
    assert set(rows(caseload, "--worker", "all")) == {"AB12", "CD2", "CD3"}
    assert rows(caseload, "--worker", "all", "--all")["CD1"]["status"] == "closed"
    assert "CD1 29 days" not in caseload("case", "list", "--worker", "all", "--all").out


def test_an_empty_caseload_says_how_to_begin(cin):
    done = cin("case", "list")
    assert (done.code, done.out) == (0, "No child's case is open here. `cin case open` or `cin import csv` begins.\n")
    assert json.loads(cin("case", "list", "--json").out)["cases"] == []


# One child ----------------------------------------------------------------------------------------------------------


def test_one_page_for_one_child(caseload):
    assert caseload("family", "add", "AB12", "CD1", "--at-risk").code == 0
    done = caseload("case", "show", "AB12")
    assert done.code == 0
    assert done.out.startswith("AB12 JD: open\n")
    for line in ("Worker      Jo Field", "Opened      Mon 20 Oct 2025", "Plan began  Mon 20 Oct 2025, 19 weeks ago",
                 "Last seen   Mon 1 Dec 2025, 91 days ago", "Seen alone  not known",
                 "Family      F1, with CD1; at risk from each other", "Due next"):  # fmt: skip
        assert line in done.out
    assert "Jamie" not in done.out
    assert "Jamie Dunn" in caseload("case", "show", "AB12", "--names").out


def test_the_page_has_the_last_ninety_days_in_words_and_what_is_booked(caseload):
    assert caseload("visit", "record", "CD1", "--planned", "--on", "9/3/2026").code == 0
    assert caseload("visit", "record", "CD1", "--on", "3/2/2026", "--seen", "no").code == 0
    out = caseload("case", "show", "CD1").out
    part = out[out.index("The last 90 days") :].splitlines()
    assert part[1] == "  09/03/2026  booked: visit"
    assert "  03/02/2026  visit (not seen)" in part
    assert "  01/02/2026  visit (seen, alone)" in part
    assert "20/10/2025" not in caseload("case", "show", "AB12").out.split("The last 90 days")[1]


def test_the_page_as_json(caseload):
    caseload("family", "add", "AB12", "CD1")
    found = shown(caseload)
    assert found["schema_version"] == 1
    assert "name" not in found
    assert (found["child"], found["siblings"], found["weeks_on_plan"]) == ("AB12", ["CD1"], 19)
    assert found["due"][0]["due"] <= found["due"][-1]["due"]
    assert {entry["kind"] for entry in shown(caseload, "CD1")["entries"]} >= {"visit", "case_opened"}


def test_a_page_of_another_day_is_of_what_had_happened_by_then(caseload):
    caseload("visit", "record", "CD1", "--on", "2026-02-25", "--seen", "yes")
    assert "Last seen   Wed 25 Feb 2026, 5 days ago" in caseload("case", "show", "CD1").out
    page = shown(caseload, "CD1", "--as-of", "2026-02-24")
    assert page["as_of"] == "2026-02-24"
    assert "2026-02-25" not in json.dumps(page)
    refused(caseload, 2, "case", "show", "CD1", "--as-of", "2026-02-30", says="not a date")


def test_a_child_who_is_not_here_or_not_one(caseload):
    refused(caseload, 3, "case", "show", "ZZ9", says="There is no child 'ZZ9'")
    refused(caseload, 2, "case", "show", "CD", says="could be CD1, CD2, CD3")


def test_showing_writes_nothing(caseload):
    before = last_number()
    caseload("case", "show", "AB12")
    caseload("case", "list")
    assert last_number() == before


# Beside a team's list -----------------------------------------------------------------------------------------------


def test_the_same_child_in_a_team_s_list_adds_nothing(cin, tmp_path):
    opened(cin, "AB/12", "--initials", "JD", "--born", "2/3/2015", "--opened", "1/9/2025", "--decision", "10/10/2025",
           "--plan-start", "20/10/2025", "--last-visit", "20/2/2026", "--last-review", "none", "--worker", "Priya Shah",
           "--pathway", "standard")  # fmt: skip
    before = last_number()
    (tmp_path / "list.csv").write_text(
        "Ref,Name,DOB,Opened,Decision,Plan start,Last visit,Last review,Worker,Pathway\n"
        "AB/12,JD,02/03/2015,01/09/2025,10/10/2025,20/10/2025,20/02/2026,none,Priya Shah,standard\n", encoding="utf-8",
    )  # fmt: skip
    done = cin("import", "csv", tmp_path / "list.csv")
    assert done.code == 0, done.err
    assert "1 child read, 0 of them new; 0 entries were added." in done.out
    assert last_number() == before


def test_a_child_who_is_not_in_a_team_s_list_was_never_in_it(cin, tmp_path):
    opened(cin, "AB12", "--plan-start", "20/10/2025", "--last-visit", "20/2/2026")
    (tmp_path / "list.csv").write_text("Ref,Last visit\nCD34,20/02/2026\n", encoding="utf-8")
    assert "No longer in the list" not in cin("import", "csv", tmp_path / "list.csv").out


@pytest.mark.parametrize("pack", ["york-2024", "essex-2019"])
def test_opened_by_hand_and_by_a_list_the_same_is_due(cin, tmp_path, pack):
    assert cin("policy", "use", pack).code == 0
    opened(cin, "AB12", "--opened", "1/9/2025", "--decision", "10/10/2025", "--plan-start", "20/10/2025", "--last-visit",
           "20/2/2026", "--last-review", "15/1/2026", "--pathway", "health and disability")  # fmt: skip
    (tmp_path / "list.csv").write_text(
        "Ref,Opened,Decision,Plan start,Last visit,Last review,Pathway\n"
        "CD34,01/09/2025,10/10/2025,20/10/2025,20/02/2026,15/01/2026,health and disability\n", encoding="utf-8",
    )  # fmt: skip
    assert cin("import", "csv", tmp_path / "list.csv").code == 0
    by_list = {(item["rule"], item["due"]) for item in shown(cin, "CD34")["due"]}
    assert by_list
    assert by_list <= {(item["rule"], item["due"]) for item in shown(cin)["due"]}
