"""A folder of the Standard Safeguarding Dataset as an extract: what each file says, and everything odd in it."""

import random
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cin_cli.errors import CinError
from cin_cli.exchange.ssd import read_ssd
from tests.exchange._extracts import ROWS, TODAY, extract, read, with_cell, written


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "march"


def said(made, ref=None, kind=None):
    """(kind, day, what it says) of everything told."""
    listed = [t for t in made.told if ref in (None, t.child) and kind in (None, t.kind)]
    return sorted((t.kind, t.day.isoformat(), dict(t.values)) for t in listed)


def odd(made):
    return [(r.kind, r.child, r.line) for r in made.odd]


def noted(made):
    return [(r.kind, r.child, r.line) for r in made.noted]


# What each file says


def test_an_extract_without_fault_says_everything_and_nothing_is_odd(folder):
    made = read(folder, extract())
    assert (made.source, made.episodes, made.open_episodes) == ("ssd", 3, 2)
    assert made.odd == () and made.noted == ()
    assert {s.ref: dict(s.details) for s in made.subjects} == {
        "SYN1": {"initials": "AT", "name": "Ada Testwood", "born": "2015-05-01"},
        "SYN2": {"initials": "TM", "name": "Theo Madeup", "born": "2012-09-28"},
        "SYN3": {"initials": "US", "name": "Unborn Samplelow"},
    }
    assert said(made, "SYN1") == [
        ("assessment_finished", "2025-09-01", {}),
        ("assessment_started", "2025-08-01", {}),
        ("case_allocated", "2025-07-30", {"worker": "Isla Dataford"}),
        ("cin_plan_started", "2025-09-03", {}),
        ("fact_recorded", "2025-07-30", {"fact": "disability", "value": True}),
        ("referral_received", "2025-07-30", {"source": "2A schools"}),
        ("visit", "2025-09-05", {"seen": True, "seen_alone": "yes"}),
        ("visit", "2025-10-09", {"seen": True, "seen_alone": "no"}),
        ("visit", "2026-03-02", {"seen": False}),
    ]
    assert said(made, "SYN2") == [
        ("case_closed", "2025-03-14", {"reason": "RC8 no further action after assessment"}),
        ("fact_recorded", "2025-01-10", {"fact": "disability", "value": False}),
        ("referral_received", "2025-01-10", {"source": "6 police"}),
    ]
    assert said(made, "SYN3") == [
        ("assessment_started", "2026-02-03", {}),
        ("case_allocated", "2026-02-02", {"worker": "Mei Notreal"}),
        ("cp_plan_started", "2026-03-01", {}),
        ("expected_date_of_delivery", "2026-05-20", {}),
        ("initial_cp_conference", "2026-03-01", {"outcome": "a Child Protection Plan"}),
        ("referral_received", "2026-02-02", {"source": "3A GP"}),
        ("s47_ended", "2026-02-17", {}),
        ("s47_started", "2026-02-10", {}),
        ("visit", "2026-03-10", {}),
    ]


def test_it_holds_only_what_its_files_can_hold(folder):
    whole = set(read(folder, extract()).covers)
    assert {"visit", "cin_plan_started", "cin_plan_ended", "assessment_finished", "s47_ended", "case_allocated"} <= whole
    assert not whole & {"cin_meeting_initial", "cin_meeting_review", "cin_decision", "peer_management_review", "minutes_recorded"}
    assert "visit" in read(folder, extract(ssd_cin_visits=None)).covers
    few = set(read(folder, extract(ssd_cin_visits=None, ssd_cp_visits=None, ssd_cin_plans=None, ssd_involvements=None)).covers)
    assert whole - few == {"visit", "cin_plan_started", "cin_plan_ended", "case_allocated"}


@pytest.mark.parametrize("name", [name for name in ROWS if name not in ("ssd_person", "ssd_cin_episodes")])
def test_a_file_that_is_missing_is_told(folder, name):
    made = read(folder, extract(**{name: None}))
    absent = [r.words for r in made.noted]
    kept = name != "ssd_assessment_factors"  # nothing of that one is kept
    assert absent == ([f"there is no {name}.csv: what it would hold is not known here"] if kept else [])


def test_the_reference_is_that_of_the_census_where_a_child_has_one_of_its_own(folder):
    people = [("SYN/1", "1", "", "", "2015-05-01", "", ""), ("", "2", "", "", "2012-09-28", "", ""),
              ("X7", "3", "", "", "2012-09-28", "", ""), ("X7", "4", "", "", "2012-09-28", "", ""),
              ("not a reference!", "5", "", "", "2012-09-28", "", "")]  # fmt: skip
    made = read(folder, extract(ssd_person=people))
    assert [s.ref for s in made.subjects] == ["SYN1", "2", "3", "4", "5"]
    assert made.subjects[0].details["own_reference"] == "SYN/1"


def test_one_new_child_without_that_reference_changes_nobody_elses(folder):
    before = {s.ref for s in read(folder, extract()).subjects}
    after = {s.ref for s in read(folder, extract(ssd_person=[*ROWS["ssd_person"], ("", "9", "A", "B", "", "", "")])).subjects}
    assert after == before | {"9"}


def test_who_is_not_the_case_worker_is_not_allocated(folder):
    rows = [("N1", "W1", "Allocated Case Worker", "1", "2025-07-30", ""), ("N2", "W2", "IRO", "1", "2025-08-30", "")]
    made = read(folder, extract(ssd_involvements=rows))
    assert said(made, kind="case_allocated") == [("case_allocated", "2025-07-30", {"worker": "Isla Dataford"})]
    assert [(r.kind, r.line, r.words.endswith("1 as IRO")) for r in made.noted] == [("other_roles", 3, True)]


def test_a_disability_code_beside_none_is_a_disability(folder):
    rows = [("D1", "2", "NONE"), ("D2", "2", "aut"), ("D3", "1", "NONE")]
    made = read(folder, extract(ssd_disability=rows))
    assert [(t.child, t.values["value"]) for t in made.told if t.kind == "fact_recorded"] == [("SYN2", True), ("SYN1", False)]


# What is odd, each told with its file and row, and what became of it

LEFT_OUT = [
    ("orphan", "ssd_cin_episodes", "R2", "cine_person_id", "9", None, "there is no person 9 in this extract"),
    ("orphan", "ssd_cin_visits", "V2", "cinv_person_id", "9", None, "there is no person 9 in this extract"),
    ("missing", "ssd_cin_episodes", "R2", "cine_referral_date", "", "SYN2", "cine_referral_date is blank"),
    ("missing", "ssd_cin_plans", "P1", "cinp_cin_plan_start_date", "NULL", "SYN1", "cinp_cin_plan_start_date is blank"),
    ("missing", "ssd_involvements", "N1", "invo_professional_id", "", "SYN1", "invo_professional_id is blank"),
    ("missing", "ssd_disability", "D1", "disa_disability_code", "", "SYN1", "disa_disability_code is blank"),
    ("impossible_date", "ssd_cin_episodes", "R1", "cine_referral_date", "31/02/2025", "SYN1", "is '31/02/2025', which is no"),
    ("impossible_date", "ssd_cin_visits", "V1", "cinv_cin_visit_date", "soon", "SYN1", "'soon', which is not a date"),
    ("impossible_date", "ssd_person", "SYN2", "pers_dob", "2012-13-01", None, "'2012-13-01', which is not a date"),
    ("future_date", "ssd_cin_visits", "V3", "cinv_cin_visit_date", "2026-04-01", "SYN1", "still to come"),
    ("future_date", "ssd_cin_plans", "P1", "cinp_cin_plan_end_date", "01/04/2026", "SYN1", "still to come"),
    ("future_date", "ssd_person", "SYN1", "pers_dob", "2027-03-01", None, "still to come"),
    ("future_date", "ssd_person", "SYN1", "pers_death_date", "2026-04-01", None, "still to come"),
    ("order", "ssd_cin_episodes", "R2", "cine_close_date", "2025-01-09", "SYN2", "before its referral on Fri 10 Jan 2025"),
    ("order", "ssd_cin_assessments", "A1", "cina_assessment_auth_date", "2025-07-31", "SYN1", "before it starts on Fri 1 Aug"),
    ("order", "ssd_s47_enquiry", "S1", "s47e_s47_end_date", "2026-02-09", "SYN3", "before it starts on Tue 10 Feb 2026"),
    ("order", "ssd_person", "SYN2", "pers_death_date", "2012-09-27", None, "before the birth on Fri 28 Sep 2012"),
    ("before_birth", "ssd_cin_visits", "V1", "cinv_cin_visit_date", "2014-07-24", "SYN1", "before the child was born"),
    ("before_birth", "ssd_cin_episodes", "R2", "cine_referral_date", "2011-12-22", "SYN2", "before the child was born"),
    ("not_yes_or_no", "ssd_cin_episodes", "R1", "cine_referral_nfa", "Maybe", "SYN1", "neither yes nor no"),
    ("not_yes_or_no", "ssd_cin_visits", "V1", "cinv_cin_visit_seen", "?", "SYN1", "neither yes nor no"),
    ("not_yes_or_no", "ssd_initial_cp_conference", "I1", "icpc_icpc_outcome_cp_flag", "so", "SYN3", "neither yes nor no"),
    ("too_long", "ssd_cin_episodes", "R1", "cine_referral_source_code", "x" * 201, "SYN1", "more than 200 letters"),
    ("too_long", "ssd_person", "SYN1", "pers_surname", "x" * 201, None, "more than 200 letters"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "name", "key", "column", "value", "child", "says"), LEFT_OUT)
def test_an_odd_row_is_left_out_and_told(folder, kind, name, key, column, value, child, says):
    tables = extract()
    line = next(n for n, row in enumerate(tables[name], start=2) if key in row[:2])
    made = read(folder, with_cell(tables, name, key, column, value))
    first = next(r for r in made.odd if r.kind == kind)
    assert (first.child, first.line) == (child, line)
    assert first.words.startswith(f"{name}.csv row {line} is left out: ") and says in first.words
    left_out = tables[name][line - 2][0]
    assert not [t for t in made.told if t.row == left_out]


def test_what_belongs_to_a_child_who_is_left_out_is_left_out_with_that_reason(folder):
    made = read(folder, with_cell(extract(), "ssd_person", "SYN1", "pers_dob", "never ever"))
    assert [s.ref for s in made.subjects] == ["SYN2", "SYN3"]
    assert not said(made, "SYN1") and "SYN1" in made.listed
    assert [r.kind for r in made.odd if "left_out" not in r.kind] == ["impossible_date"]
    assert {r.words.partition(" row")[0] for r in made.odd if r.kind == "left_out"} == {
        "ssd_cin_episodes.csv", "ssd_cin_assessments.csv", "ssd_cin_plans.csv", "ssd_cin_visits.csv",
        "ssd_involvements.csv", "ssd_disability.csv",
    }  # fmt: skip


def test_two_children_of_one_reference_are_both_left_out_whoever_comes_first(folder):
    people = [("AB-1", "1", "A", "B", "2015-05-01", "", ""), ("AB1", "2", "C", "D", "2012-09-28", "", ""), ROWS["ssd_person"][2]]
    for order in (people, people[::-1]):
        made = read(folder, extract(ssd_person=order))
        assert [s.ref for s in made.subjects] == ["SYN3"]
        assert [r.kind for r in made.odd if r.words.startswith("ssd_person")] == ["duplicate", "duplicate"]
        assert "AB1" in made.listed


def test_a_child_whose_row_stands_twice_and_not_the_same_is_left_out_but_still_listed(folder):
    made = read(folder, extract(ssd_person=[*ROWS["ssd_person"], ("SYN1", "1", "Ada", "Testwood", "2015-05-02", "", "")]))
    assert [(r.kind, r.line) for r in made.odd if r.words.startswith("ssd_person")] == [("duplicate", 2), ("duplicate", 5)]
    assert "SYN1" in made.listed and "SYN1" not in {s.ref for s in made.subjects}


def test_a_row_of_an_episode_that_is_not_taken_is_kept_and_told(folder):
    made = read(folder, with_cell(extract(), "ssd_cin_plans", "P1", "cinp_referral_id", "R9"))
    assert [r.words for r in made.noted] == ["ssd_cin_plans.csv row 2: cinp_referral_id R9 is not in this extract; kept"]
    assert ("cin_plan_started", "2025-09-03", {}) in said(made, "SYN1")
    made = read(folder, with_cell(extract(), "ssd_cin_episodes", "R1", "cine_referral_date", "soon"))
    assert "ssd_cin_plans.csv row 2: cinp_referral_id R1 was left out; kept" in [r.words for r in made.noted]
    assert ("no_episode", "SYN1", 2) in noted(made)


def test_a_visit_of_a_plan_that_is_not_there_and_one_without_any_plan_are_kept(folder):
    made = read(folder, with_cell(extract(), "ssd_cp_visits", "W1", "cppv_cp_plan_id", "C9"))
    assert noted(made) == [("orphan", "SYN3", 2)]
    assert ("visit", "2026-03-10", {}) in said(made, "SYN3")
    made = read(folder, extract(ssd_cp_plans=[], ssd_cin_plans=[], ssd_cp_visits=[]))
    assert noted(made) == [] and len(said(made, "SYN1", "visit")) == 3


def test_what_is_after_a_death_is_kept_and_told(folder):
    made = read(folder, with_cell(extract(), "ssd_person", "SYN1", "pers_death_date", "2026-03-01"))
    assert noted(made) == [("after_death", "SYN1", 4)]
    assert read(folder, with_cell(extract(), "ssd_person", "SYN1", "pers_death_date", "2026-03-02")).noted == ()
    assert len(said(made, "SYN1", "visit")) == 3


def test_the_first_day_that_could_be_before_a_birth_is_kept(folder):
    made = read(folder, with_cell(extract(), "ssd_cin_visits", "V1", "cinv_cin_visit_date", "2014-07-25"))
    assert made.odd == () and len(said(made, "SYN1", "visit")) == 3


def test_a_birth_that_is_still_to_come_is_the_day_a_child_is_expected(folder):
    made = read(folder, with_cell(extract(), "ssd_person", "SYN1", "pers_dob", "2026-05-01"))
    assert ("expected_date_of_delivery", "2026-05-01", {}) in said(made, "SYN1")
    assert "born" not in made.subjects[0].details
    assert noted(made) == [("unborn", "SYN1", 2)]


def test_once_born_the_expected_day_is_not_told(folder):
    made = read(folder, with_cell(extract(), "ssd_person", "SYN1", "pers_expected_dob", "2015-05-03"))
    assert said(made, "SYN1", "expected_date_of_delivery") == []
    assert noted(made) == [("born", "SYN1", 2)]


@pytest.mark.parametrize(
    ("column", "value", "says"),
    [
        ("cine_close_date", "", "has a reason for closing and no day; it is open"),
        ("cine_close_reason", "", "has a day of closing and no reason; it is closed"),
        ("cine_close_reason", "RC99", "cine_close_reason is 'RC99', a code that is not known here"),
        ("cine_referral_source_code", "7Z", "cine_referral_source_code is '7Z', a code that is not known here"),
        ("cine_referral_outcome_json", '{"COMMENTS": "he said "no""}', "is not JSON; nothing of it is kept here"),
        ("cine_referral_outcome_json", "[" * 100_000, "is not JSON; nothing of it is kept here"),
    ],
)
def test_an_episode_that_is_only_unusual_is_taken_and_told(folder, column, value, says):
    made = read(folder, with_cell(extract(), "ssd_cin_episodes", "R2", column, value))
    (remark,) = made.noted
    assert (remark.line, remark.child in ("SYN2", None)) == (3, True)
    assert remark.words.startswith("ssd_cin_episodes.csv row 3: ") and says in remark.words
    assert made.episodes == 3
    assert bool(said(made, "SYN2", "case_closed")) == (column != "cine_close_date")


def test_a_disability_code_that_is_not_known_is_told_and_counts(folder):
    made = read(folder, with_cell(extract(), "ssd_disability", "D2", "disa_disability_code", "ZZZ"))
    assert noted(made) == [("unknown_code", "SYN2", 3)]
    assert said(made, "SYN2", "fact_recorded")[0][2]["value"] is True


@pytest.mark.parametrize(
    ("factors", "kind"),
    [
        ('{"1B": "Yes"}', "not_a_list"), ("[]", "not_a_list"), ("1B,2B", "broken_json"), ('["99Z"]', "unknown_code"),
        ('["4B", "4B"]', "repeated"), ('["21"]', None), ('["8a", "18A"]', None), ("", None), ("[[1]]", "unknown_code"),
    ],
)  # fmt: skip
def test_factors_that_are_no_list_of_codes_are_told(folder, factors, kind):
    made = read(folder, with_cell(extract(), "ssd_assessment_factors", "F1", "cinf_assessment_factors_json", factors))
    assert noted(made) == ([(kind, None, 2)] if kind else [])


def test_factors_of_an_assessment_that_is_not_there_are_told(folder):
    made = read(folder, with_cell(extract(), "ssd_assessment_factors", "F1", "cinf_assessment_id", "A9"))
    assert [r.words for r in made.noted] == [
        "ssd_assessment_factors.csv row 2: cinf_assessment_id A9 is not in this extract; nothing of it is kept here"
    ]


def test_episodes_that_overlap_are_told_with_file_and_row(folder):
    rows = [*ROWS["ssd_cin_episodes"], ("R4", "1", "2025-12-01", "2A", "", "N", "", "")]
    made = read(folder, extract(ssd_cin_episodes=rows))
    (remark,) = made.noted
    assert (remark.kind, remark.child, remark.line) == ("overlap", "SYN1", 5)
    assert remark.words.startswith("ssd_cin_episodes.csv row 5: R4 begins on Mon 1 Dec 2025, while R1 is open")


def test_everything_is_told_in_the_order_of_its_file(folder):
    visits = [("V9", "9", "2025-01-01", "Y", ""), ("V8", "1", "2025-01-02", "Y", ""), ("V8", "1", "2025-01-01", "Y", ""),
              ("V7", "8", "2025-01-01", "Y", "")]  # fmt: skip
    made = read(folder, extract(ssd_cin_visits=visits))
    assert odd(made) == [("orphan", None, 2), ("duplicate", "SYN1", 3), ("duplicate", "SYN1", 4), ("orphan", None, 5)]
    rows = [("R1", "1", "2025-07-30", "2A", "x", "N", "", ""), ("R4", "1", "2025-12-01", "2A", "", "N", "RC99", "2026-01-09")]
    made = read(folder, extract(ssd_cin_episodes=[*rows, ROWS["ssd_cin_episodes"][2]]))
    episodes = [(r.kind, r.line) for r in made.noted if r.words.startswith("ssd_cin_episodes")]
    assert episodes == [("broken_json", 2), ("unknown_code", 3), ("overlap", 3)]


def test_a_child_who_was_not_seen_was_not_seen_alone(folder):
    made = read(folder, with_cell(extract(), "ssd_cin_visits", "V3", "cinv_cin_visit_seen_alone", "Y"))
    assert ("visit", "2026-03-02", {"seen": False}) in said(made, "SYN1")


def test_a_referral_without_further_action_is_not_open_and_may_have_a_reason_without_a_day(folder):
    tables = with_cell(extract(), "ssd_cin_episodes", "R2", "cine_referral_nfa", "Y")
    made = read(folder, with_cell(tables, "ssd_cin_episodes", "R2", "cine_close_date", ""))
    assert made.noted == () and (made.episodes, made.open_episodes) == (3, 2)


def test_a_disability_is_known_from_the_first_referral(folder):
    rows = [*ROWS["ssd_cin_episodes"], ("R0", "1", "2024-01-10", "", "", "N", "RC8", "2024-02-10")]
    made = read(folder, extract(ssd_cin_episodes=rows))
    assert [day for _, day, _ in said(made, "SYN1", "fact_recorded")] == ["2024-01-10"]


# The order of the rows is nothing

ODD_TOO = [
    extract(),
    extract(ssd_cin_episodes=[*ROWS["ssd_cin_episodes"], ("R4", "1", "2025-12-01", "", "", "Y", "", ""),
                              ("R5", "1", "2025-12-09", "", "", "N", "RC7", "2026-01-09"),
                              ("R5", "2", "2025-12-09", "", "", "N", "", ""), ("R6", "2", "2025-03-14", "", "", "N", "", "")]),
    extract(ssd_person=[*ROWS["ssd_person"], ("SYN-1", "7", "A", "B", "", "", ""), ("SYN4", "8", "C", "D", "x", "", "")],
            ssd_cin_visits=[*ROWS["ssd_cin_visits"], ("V4", "7", "2025-01-01", "", ""), ("V5", "2", "2025-01-01", "", "")]),
]  # fmt: skip


def in_words(made):
    """All of an extract but the numbers of its rows."""
    remarks = sorted((r.kind, r.child or "") for r in (*made.odd, *made.noted))
    told = sorted((t.child, t.kind, t.day, t.key, sorted(t.values.items())) for t in made.told)
    subjects = sorted((s.ref, sorted(s.details.items())) for s in made.subjects)
    return remarks, told, subjects, made.covers, made.episodes, made.open_episodes, made.listed


@given(st.sampled_from(ODD_TOO), st.integers(0, 10**6))
@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_rows_in_any_order_say_the_same(tmp_path, tables, seed):
    mixed = {name: random.Random(seed).sample(rows, len(rows)) for name, rows in tables.items()}
    assert in_words(read(tmp_path / "b", mixed)) == in_words(read(tmp_path / "a", tables))


# What is no extract


def refused(folder, today=TODAY):
    with pytest.raises(CinError) as fault:
        read_ssd(folder, today)
    return str(fault.value)


def test_a_folder_that_is_no_extract_is_refused_in_a_sentence(tmp_path):
    assert refused(tmp_path / "nowhere").startswith("There is no folder ")
    (tmp_path / "file").write_text("x")
    assert "is a file." in refused(tmp_path / "file")
    (tmp_path / "empty").mkdir()
    assert refused(tmp_path / "empty").startswith("There is no ssd_person.csv in empty.")
    tables = extract()
    del tables["ssd_cin_episodes"]
    assert refused(written(tmp_path / "half", tables)).startswith("There is no ssd_cin_episodes.csv in half.")


def test_an_extract_without_children_is_refused_with_the_first_fault(tmp_path):
    assert "The first fault: ssd_cin_episodes.csv row 2 is left out: " in refused(written(tmp_path / "a", extract(ssd_person=[])))
    nobody = {name: [] for name in ROWS}
    assert refused(written(tmp_path / "b", nobody)).endswith("The files have headers and no rows.")
    bad = refused(written(tmp_path / "c", {**nobody, "ssd_person": [("A!", "!", "", "", "", "", "")]}))
    assert "The first fault: ssd_person.csv row 2 is left out: A reference is letters and digits" in bad


def test_how_far_it_has_come_is_told(folder):
    seen = []
    read_ssd(written(folder, extract()), date(2026, 3, 31), lambda done, total: seen.append((done, total)))
    assert seen == [(done, 13) for done in range(14)]
