"""What a children in need census says: every trap of a return told, its order of no account, and next month's beside it."""

import random
from datetime import date, timedelta

import pytest

from cin_cli.errors import CinError
from cin_cli.exchange.census import COVERS, read_census
from cin_cli.exchange.codes import REFERRAL_SOURCES
from tests.exchange._census import (
    TODAY,
    Journal,
    assessment,
    child,
    days,
    enquiry,
    episode,
    header,
    line_of,
    plan,
    protection,
    read,
    returned,
    sorts,
    tag,
    tags,
    without_places,
)

YESES, NOES = ("1", "true", "True", "TRUE", " true ", "yes"), ("0", "false", "False", "FALSE", "\n0\n", "no")
FULL = episode(
    "2024-06-03", assessment("2024-06-04", "2024-07-09", "2B", "4B"), plan("2024-07-10"),
    enquiry("2024-09-02", "2024-09-16"), protection("2024-09-16", "2025-01-13", "2024-12-09"),
)  # fmt: skip


@pytest.fixture
def said(tmp_path):
    """Read a return of these children."""
    return lambda *children, **more: read(tmp_path, *children, **more)


# What an episode becomes


def test_an_episode_becomes_what_began_and_ended_in_it(said):
    found = said(child("AB12", FULL))
    assert days(found) == [
        ("assessment_finished", "2024-07-09"), ("assessment_started", "2024-06-04"), ("cin_plan_started", "2024-07-10"),
        ("cp_plan_ended", "2025-01-13"), ("cp_plan_started", "2024-09-16"), ("fact_recorded", "2024-06-03"),
        ("initial_cp_conference", "2024-09-16"), ("referral_received", "2024-06-03"), ("s47_started", "2024-09-02"),
    ]  # fmt: skip
    assert (found.odd, found.noted) == ((), ())
    assert (found.episodes, found.open_episodes, found.until) == (1, 1, date(2025, 3, 31))


def test_a_child_is_described_by_its_reference_and_birth_and_by_nothing_that_is_not_needed(said):
    found = said(child("AB-12/c", episode()))
    assert [(s.ref, dict(s.details)) for s in found.subjects] == [("AB12C", {"born": "2015-05-01", "own_reference": "AB-12/c"})]


def test_a_closed_episode_has_its_closing_and_its_reason_in_words(said):
    found = said(child("AB12", episode(closed="2024-12-02", reason="RC9")))
    closing = next(t for t in found.told if t.kind == "case_closed")
    assert (closing.day, dict(closing.values)) == (date(2024, 12, 2), {"reason": "RC9 early help after assessment"})
    assert found.open_episodes == 0


def test_a_source_is_kept_with_its_words_and_an_unknown_one_as_it_stands(said):
    told = said(*(child(f"A{n}", episode(source=code)) for n, code in enumerate(("10", "3a", "7Z", None)))).told
    sources = {t.child: dict(t.values) for t in told if t.kind == "referral_received"}
    assert sources == {"A0": {"source": "10 not known"}, "A1": {"source": "3A GP"}, "A2": {"source": "7Z"}, "A3": {}}


def test_codes_that_the_census_does_not_have_are_counted_and_told_once(said):
    found = said(*(child(f"A{n}", episode(source="7Z", closed="2024-12-02", reason="RC0")) for n in range(3)))
    told = [r.words for r in found.noted if r.kind == "unknown_code"]
    assert len(told) == 2 and all("(3 times)" in words for words in told)
    assert "ReferralSource '7Z'" in told[0] + told[1] and "ReasonForClosure 'RC0'" in told[0] + told[1]


def test_a_census_covers_what_it_can_hold_and_no_visit_meeting_or_worker(said):
    assert said(child("AB12", FULL)).covers == COVERS
    assert not {k for k in COVERS if "visit" in k or "meeting" in k or "allocated" in k or "decision" in k}
    assert {t.kind for t in said(child("AB12", FULL)).told} <= set(COVERS)


def test_the_same_day_twice_in_one_episode_is_two_assessments_with_names_of_their_own(said):
    found = said(child("AB12", episode("2024-06-03", assessment("2024-06-04", "2024-07-09"), assessment("2024-06-04"))))
    assert sorted(t.key for t in found.told if t.kind == "assessment_started") == [
        "assessment 2024-06-04 2 started", "assessment 2024-06-04 started",
    ]  # fmt: skip


# No further action


@pytest.mark.parametrize("flag", YESES)
def test_a_referral_without_further_action_opens_nothing_however_it_is_marked(said, flag):
    found = said(child("AB12", episode(nfa=flag)))
    assert days(found, "referral_received", "case_closed") == [("case_closed", "2024-06-03"), ("referral_received", "2024-06-03")]
    assert found.open_episodes == 0
    assert sorts(found.noted) == ["no_closing_date"]


@pytest.mark.parametrize("flag", NOES)
def test_a_referral_that_went_on_is_open_however_it_is_marked(said, flag):
    found = said(child("AB12", episode(nfa=flag)))
    assert days(found, "referral_received", "case_closed") == [("referral_received", "2024-06-03")]
    assert (found.open_episodes, found.noted) == (1, ())


@pytest.mark.parametrize(("flag", "kind"), [("Y", "not_yes_or_no"), ("2", "not_yes_or_no"), (None, "no_flag"), ("", "no_flag")])
def test_a_flag_that_says_neither_is_told_and_the_case_stays_open(said, flag, kind):
    found = said(child("AB12", episode(nfa=flag)))
    assert (sorts(found.noted), found.open_episodes) == ([kind], 1)


def test_what_stands_under_a_referral_without_further_action_is_left_out_and_told(said):
    blocks = (assessment("2024-06-04"), enquiry("2024-06-05"), enquiry("2024-06-06"))
    found = said(child("AB12", episode("2024-06-03", *blocks, nfa="1", closed="2024-06-10", DateOfInitialCPC="2024-06-20")))
    assert days(found, "assessment_started", "s47_started", "initial_cp_conference") == []
    assert "1 assessment, 2 enquiries and 1 conference: left out" in found.odd[0].words
    assert sorts(found.noted) == ["closing_without_action"]
    assert days(found, "case_closed") == [("case_closed", "2024-06-03")]


# Traps that say the same


@pytest.mark.parametrize(
    "sex", [{"Sex": None, "GenderCurrent": "1"}, {"Sex": None, "Gender": "2"}, {"Sex": "U", "GenderCurrent": "9"}, {"Sex": None}]
)
def test_sex_and_gender_in_any_form_are_read_and_not_kept(said, sex):
    assert without_places(said(child("AB12", FULL, **sex))) == without_places(said(child("AB12", FULL)))


def test_one_review_date_or_many_in_one_block_or_in_several(said):
    one, many = protection("2024-09-16", None, "2024-12-09"), protection("2024-09-16", None, "2024-12-09", "2025-03-03")
    several = many.replace(
        "</ChildProtectionPlans>", tag("Reviews", tag("CPPreviewDate", "2025-03-10")) + "</ChildProtectionPlans>"
    )
    found = [said(child("AB12", episode("2024-06-03", block))) for block in (one, many, several, protection("2024-09-16"))]
    assert all(without_places(each) == without_places(found[0]) for each in found)
    assert found[2].noted == ()


def test_capitals_and_old_names_of_elements_are_known(said):
    text = returned(child("AB12", FULL))
    other = text.replace("CINdetails", "CINDetails").replace("CINPlanDates", "CINplanDates").replace("LAchildID", "LAChildID")
    other = other.replace("DateOfInitialCPC", "DateOfInitialICPC")
    assert other != text and without_places(said(other)) == without_places(said(text))


def test_a_return_in_a_namespace_is_read_as_one_without(said):
    text = returned(child("AB12", FULL))
    plain, prefixed = text.replace("<Message>", '<Message xmlns="urn:made-up:census">'), text
    for name in ("Message", "Children", "Child"):
        prefixed = prefixed.replace(f"<{name}>", f"<c:{name}>").replace(f"</{name}>", f"</c:{name}>")
    prefixed = prefixed.replace("<c:Message>", '<c:Message xmlns:c="urn:made-up:census">')
    assert without_places(said(plain)) == without_places(said(prefixed)) == without_places(said(text))


def test_an_element_of_another_namespace_is_none_of_the_census_and_its_address_is_not_repeated(said):
    strange = '<x:Child xmlns:x="urn:&#10;cin: all is well">\n<x:LAchildID>ZZ9</x:LAchildID></x:Child>'
    found = said(returned(child("AB12", episode()), strange))
    assert [s.ref for s in found.subjects] == ["AB12"]
    assert [r.words.partition(": ")[2] for r in found.noted] == [
        "Child of another namespace in Children is not known here; nothing of it is kept (once)"
    ]


@pytest.mark.parametrize("then", ["2024-06-03T00:00:00", "2024-06-03T11:14:05.123Z", "2024-06-03Z", "2024-06-03+01:00",
                                  "2024-06-03 00:00", " 2024-06-03\n"])  # fmt: skip
def test_a_day_may_have_a_time_a_zone_or_space_around_it(said, then):
    assert without_places(said(child("AB12", episode(then)))) == without_places(said(child("AB12", episode("2024-06-03"))))


def test_days_as_a_spreadsheet_has_them_are_read_and_every_one_is_counted(said):
    found = said(child("AB12", episode("03/06/2024", plan("03/06/2024")), born="1/5/2015"))
    assert days(found, "referral_received", "cin_plan_started") == [
        ("cin_plan_started", "2024-06-03"), ("referral_received", "2024-06-03"),
    ]  # fmt: skip
    assert [(r.kind, r.words.rpartition(" (")[2]) for r in found.noted] == [("uk_dates", "3 times)")]


@pytest.mark.parametrize(
    "then", ["2024-02-30", "2024-13-01", "soon", "0001-01-01", "9999-12-31", "2024-06-03-or-so", "2024-06-03Tea", "20240603x",
             "2024-06", "03/06", "today", "4" * 9_000]
)  # fmt: skip
def test_a_day_that_is_none_is_told_and_only_what_it_stands_in_is_left_out(said, then):
    found = said(child("AB12", episode("2024-06-03", plan(then), assessment("2024-06-04"))), child("CD34", episode(then)))
    assert sorts(found.odd) == ["impossible_date"] * 2 and max(len(r.words) for r in found.odd) < 200
    assert days(found, "assessment_started", "cin_plan_started") == [("assessment_started", "2024-06-04")]
    assert [s.ref for s in found.subjects] == ["AB12", "CD34"]


@pytest.mark.parametrize("field", ["PersonBirthDate", "PersonDeathDate"])
@pytest.mark.parametrize("then", ["0001-01-01", "2024-02-30"])
def test_a_birth_or_death_on_no_day_leaves_the_child(said, field, then):
    found = said(child("AB12", FULL, **({"born": then} if field == "PersonBirthDate" else {field: then})))
    assert sorts(found.odd) == ["impossible_date"] and field in found.odd[0].words
    assert ("referral_received", "2024-06-03") in days(found)


# What does not belong


def test_stray_text_is_told_and_changes_nothing(said):
    text = returned(child("AB12", FULL, stray="PersonBirthDate"))
    found = said(text)
    assert [(r.kind, r.line) for r in found.noted] == [("stray_text", line_of(text, "<ChildIdentifiers"))]
    assert without_places(found)[:3] == without_places(said(child("AB12", FULL)))[:3]


@pytest.mark.parametrize("near", ["<Children>", "<Child>", "<CINdetails>", "<ChildCharacteristics>", "<Disabilities>", "<Header>",
                                  "<CollectionDetails>", "<Reviews>", "<Section47>", "<Assessments>",
                                  "<CPPreviewDate>"])  # fmt: skip
def test_an_unknown_block_is_told_wherever_it_stands_and_changes_nothing(said, near):
    text = returned(child("AB12", FULL))
    strange = tag("PreProceedingsandFGDM", tag("PPStartDate", "2024-08-01"), tag("PPOutcome", "A"))
    found = said(text.replace(near, near + strange, 1))
    assert [r.kind for r in found.noted if r.kind != "stray_text"] == ["unknown_element"]
    assert "PreProceedingsandFGDM" in found.noted[-1].words
    assert without_places(found)[:3] == without_places(said(text))[:3]


def test_an_unknown_block_is_told_once_with_how_often_and_where_first(said):
    text = returned(*(child(f"A{n}", episode("2024-06-03", tag("Novel", "x"))) for n in range(30)))
    [told] = said(text).noted
    assert (told.line, told.child) == (line_of(text, "<Novel>"), None)
    assert "Novel in CINdetails is not known here; nothing of it is kept (30 times)" in told.words


def test_what_should_stand_once_and_stands_twice_is_told_and_the_first_counts(said):
    twice = child("AB12", episode(), born="2015-05-01").replace("<Sex>", "<PersonBirthDate>2016-06-02</PersonBirthDate>\n<Sex>")
    found = said(twice)
    assert [(r.kind, "the first counts" in r.words) for r in found.noted] == [("repeated", True)]
    assert found.subjects[0].details["born"] == "2015-05-01"
    same = said(twice.replace("2016-06-02", "2015-05-01"))
    assert "stands there twice, the same" in same.noted[0].words


def test_of_two_blocks_of_identifiers_the_first_counts(said):
    other = tag("ChildIdentifiers", tags({"LAchildID": "ZZ9", "PersonBirthDate": "2010-01-01"}))
    found = said(child("AB12", episode()).replace("<ChildCharacteristics>", other + "<ChildCharacteristics>"))
    assert [s.ref for s in found.subjects] == ["AB12"]
    assert [r.words.partition(": ")[2] for r in found.noted] == [
        "ChildIdentifiers stands there twice, and not the same: the first counts"
    ]


# Disabilities


@pytest.mark.parametrize(
    ("codes", "disabled", "noted"),
    [
        (("NONE",), False, []), (("HEAR",), True, []), (("HEAR", "HEAR"), True, ["repeated"]),
        (("NONE", "LD"), True, ["none_and_others"]), (("ZZZ",), True, ["unknown_code"]), ((), None, []),
        (("none",), False, []), (("",), None, []),
    ],
)  # fmt: skip
def test_disability_codes_say_yes_no_or_nothing(said, codes, disabled, noted):
    found = said(child("AB12", episode(), disabilities=codes))
    facts = [t.values["value"] for t in found.told if t.kind == "fact_recorded"]
    assert facts == ([] if disabled is None else [disabled])
    assert sorts(found.noted) == noted


# Days that cannot be, and days that are only strange


@pytest.mark.parametrize(
    ("block", "kept"),
    [
        (plan("2026-03-03"), []), (plan("2026-03-02"), [("cin_plan_started", "2026-03-02")]),
        (plan("2024-07-10", "2026-03-03"), [("cin_plan_started", "2024-07-10")]),
        (enquiry("2024-09-02", "2026-03-03"), [("s47_started", "2024-09-02")]),
    ],
)  # fmt: skip
def test_what_is_still_to_come_is_left_out_and_told(said, block, kept):
    found = said(child("AB12", episode("2024-06-03", block)), head=header("2026-03-31"))
    assert [t for t in days(found) if t[0] not in ("referral_received", "fact_recorded")] == kept
    assert sorts(found.odd) == ([] if "<CINPlanStartDate>2026-03-02" in block else ["future_date"])


def test_what_ends_today_has_ended(said):
    found = said(
        child("AB12", episode("2024-06-03", plan("2024-07-10", "2026-03-02"), closed="2026-03-02")), head=header("2026-03-31")
    )
    assert days(found, "cin_plan_ended", "case_closed") == [("case_closed", "2026-03-02"), ("cin_plan_ended", "2026-03-02")]
    assert found.odd == ()


def test_a_referral_to_come_leaves_its_episode_out_and_a_closing_to_come_leaves_it_open(said):
    found = said(child("AB12", episode("2026-03-03"), episode("2024-06-03", closed="2027-01-01")), head=header("2026-03-31"))
    assert days(found, "referral_received", "case_closed") == [("referral_received", "2024-06-03")]
    assert sorts(found.odd) == ["future_date"] * 2 and found.open_episodes == 1


def test_days_after_the_files_own_reference_date_come_in_and_are_told(said):
    text = returned(child("AB12", episode("2025-04-01", plan("2025-03-31"), closed="2025-05-06")))
    found = said(text)
    lines = [line_of(text, "<CINdetails"), line_of(text, "<CINclosureDate")]
    assert [(r.kind, r.line) for r in found.noted] == [("after_reference_date", line) for line in lines]
    assert days(found, "case_closed") == [("case_closed", "2025-05-06")] and found.odd == ()


def test_the_first_reference_date_counts_and_one_that_comes_too_late_is_told(said):
    first = said(child("AB12", episode("2025-02-03")), head=header("2025-03-31") + header("2024-03-31"))
    assert (first.until, first.noted) == (date(2025, 3, 31), ())
    late = said(returned(child("AB12", episode("2025-04-01")), head="").replace("</Message>", header() + "</Message>"))
    assert (late.until, sorts(late.noted)) == (date(2025, 3, 31), ["late_reference_date"])


def test_a_reference_date_that_is_no_day_is_told_and_the_rest_is_read(said):
    found = said(child("AB12", episode()), head=header("31 March"))
    assert (found.until, sorts(found.odd), len(found.subjects)) == (None, ["impossible_date"], 1)


def test_days_after_death_or_long_before_birth_are_told_and_kept(said):
    found = said(child("AB12", episode("2024-06-03", plan("2024-07-10"), closed="2024-07-20"), born="2025-04-20",
                       PersonDeathDate="2024-07-12"))  # fmt: skip
    assert sorts(found.noted) == ["after_death", "before_birth", "before_birth", "death_before_birth"]
    assert days(found, "case_closed") == [("case_closed", "2024-07-20")]


@pytest.mark.parametrize(("born", "told"), [("2025-03-10", []), ("2025-03-11", ["before_birth"])])
def test_forty_weeks_before_the_birth_is_the_earliest_that_is_not_strange(said, born, told):
    assert sorts(said(child("AB12", episode("2024-06-03"), born=born)).noted) == told


def test_an_unborn_child_has_an_expected_date_which_may_lie_ahead(said):
    found = said(child("AB12", episode(), born=None, Sex="U", disabilities=(), ExpectedPersonBirthDate="2026-06-01"))
    assert ("expected_date_of_delivery", "2026-06-01") in days(found)
    assert dict(found.subjects[0].details) == {} and found.odd == ()
    both = said(child("AB12", episode(), ExpectedPersonBirthDate="2015-05-09"))
    assert sorts(both.noted) == ["born_and_expected"] and days(both, "expected_date_of_delivery") == []


def test_what_ends_before_it_begins_is_left_out_with_what_lies_in_it(said):
    text = returned(child("AB12", episode("2024-06-03", plan("2024-07-10", "2024-07-09"), assessment("2024-06-04", "2024-06-04")),
                          episode("2024-12-02", enquiry("2024-12-03"), closed="2024-12-01")))  # fmt: skip
    found = said(text)
    assert [(r.kind, r.child, r.line) for r in found.odd] == [
        ("end_before_start", "AB12", line_of(text, "<CINPlanDates")),
        ("end_before_start", "AB12", line_of(text, "<CINdetails>\n<CINreferralDate>2024-12-02")),
    ]
    assert "the episode is left out, with 1 enquiry" in found.odd[1].words
    assert days(found, "cin_plan_started", "s47_started", "assessment_finished") == [("assessment_finished", "2024-06-04")]
    assert (found.episodes, found.open_episodes) == (2, 1)


def test_a_reason_without_a_day_and_a_day_without_a_reason_are_told(said):
    found = said(child("AB12", episode(reason="RC7")), child("CD34", episode(closed="2024-12-02").replace("RC7", "")))
    assert sorted((r.kind, r.child) for r in found.noted) == [("no_reason", "CD34"), ("reason_without_date", "AB12")]
    assert found.open_episodes == 1


def test_episodes_that_overlap_leave_the_case_open_until_the_last_of_them_closes(said):
    found = said(child("AB12", episode("2024-06-03", closed="2024-12-02"), episode("2024-09-02", closed="2025-01-06")))
    assert days(found, "case_closed") == [("case_closed", "2025-01-06")]
    assert sorts(found.noted) == ["overlap"]


# The same twice


def test_the_same_episode_or_enquiry_twice_is_read_once_and_told(said):
    found = said(child("AB12", FULL, FULL))
    assert days(found) == days(said(child("AB12", FULL)))
    assert sorts(found.noted) == ["duplicate"] * 6 and (found.episodes, found.open_episodes) == (2, 1)


def test_a_conference_at_the_enquiry_and_at_the_episode_is_one(said):
    found = said(child("AB12", episode("2024-06-03", enquiry("2024-09-02", "2024-09-16"), DateOfInitialCPC="2024-09-16")))
    assert days(found, "initial_cp_conference") == [("initial_cp_conference", "2024-09-16")]
    assert sorts(found.noted) == ["duplicate"]


def test_two_records_of_one_child_that_agree_are_read_as_one(said):
    earlier = episode("2023-06-05", closed="2023-09-04")
    found = said(child("AB12", FULL), child("CD34", episode()), child("AB12", earlier), child("AB12", FULL, disabilities=("LD",)))
    assert [s.ref for s in found.subjects] == ["AB12", "CD34"]
    assert days(found, "referral_received") == [("referral_received", "2023-06-05"), ("referral_received", "2024-06-03")]
    assert sorts(found.noted).count("duplicate_child") == 2
    assert [t.values["value"] for t in found.told if t.kind == "fact_recorded" and t.child == "AB12"] == [True]


def test_records_of_one_reference_that_do_not_agree_are_all_left_out_and_the_child_is_not_gone(said):
    text = returned(
        child("AB12", FULL), child("AB12", episode(), born="2016-06-02"), child("CD34", episode()), child("AB12", FULL)
    )
    found = said(text)
    assert [s.ref for s in found.subjects] == ["CD34"] and {t.child for t in found.told} == {"CD34"}
    [odd] = found.odd
    assert (odd.kind, odd.child) == ("duplicate_child", "AB12")
    assert f"in lines {line_of(text, '<Child>')}, " in odd.words and "all of them are left out" in odd.words
    journal = Journal()
    journal.take(said(child("AB12", FULL), child("CD34", episode())))
    assert journal.take(found).gone == ()


# Children who cannot be taken, and files that are none


@pytest.mark.parametrize("ref", ["", "A" * 21, "ÄB12", "AB*12", None])
def test_a_child_without_a_usable_reference_is_left_out_and_the_others_come(said, ref):
    text = returned(child(ref, FULL), child("CD34", episode()))
    found = said(text)
    assert [s.ref for s in found.subjects] == ["CD34"]
    [odd] = found.odd
    assert (odd.kind, odd.child) == ("reference", None)
    assert odd.line == (line_of(text, "<LAchildID") if ref is not None else line_of(text, "<Child>"))


def test_a_child_without_an_episode_stands_there_and_is_told(said):
    found = said(child("AB12"), child("CD34", tag("CINdetails", tags({"ReferralNFA": "0"}))))
    assert [s.ref for s in found.subjects] == ["AB12", "CD34"]
    assert (sorts(found.noted), sorts(found.odd)) == (["no_episode"] * 2, ["missing"])


def test_no_children_is_an_error_that_names_the_first_fault(said):
    with pytest.raises(CinError, match=r"There are no children in return\.xml that could be read\. Is it the whole file\?"):
        said(returned())
    text = returned(child("A" * 21, episode()))
    fault = rf"no children .* The first fault is in line {line_of(text, '<LAchildID')}: LAchildID: .* at most 20"
    with pytest.raises(CinError, match=fault):
        said(text)


def test_another_collection_is_refused_with_its_name_and_line(said):
    with pytest.raises(CinError, match=r"Line 5: this is a file of the collection 'SSDA903'"):
        said(child("AB12", episode()), head=header(Collection="SSDA903"))


def test_more_children_or_episodes_than_any_authority_has_are_refused(said, monkeypatch):
    monkeypatch.setattr("cin_cli.exchange.census.MOST_CHILDREN", 3)
    with pytest.raises(CinError, match="more than 3 children"):
        said(*(child(f"A{n}") for n in range(4)))
    assert len(said(*(child(f"A{n}") for n in range(3))).subjects) == 3
    monkeypatch.setattr("cin_cli.exchange.census_child.MOST_EPISODES", 3)
    with pytest.raises(CinError, match=r"Line \d+: one child has more than 3 referrals"):
        said(child("AB12", *[episode()] * 4))
    assert said(child("AB12", *[episode()] * 3)).episodes == 3


@pytest.mark.parametrize("trap", [episode("soon"), episode(reason="RC7"), episode(source="{}")])
def test_what_is_odd_without_end_is_refused(said, monkeypatch, trap):
    monkeypatch.setattr("cin_cli.exchange.census_notes.MOST_REMARKS", 10)
    with pytest.raises(CinError, match="more than 10 odd things"):
        said(*(child(f"A{n}", trap.replace("{}", f"Z{n}")) for n in range(11)))
    assert said(*(child(f"A{n}", trap.replace("{}", f"Z{n}")) for n in range(10))).episodes == 10


def test_how_far_the_reading_is_comes_to_the_whole(tmp_path):
    path = tmp_path / "return.xml"
    path.write_text(returned(*(child(f"A{n}", FULL) for n in range(100))), encoding="utf-8")
    told = []
    read_census(path, TODAY, lambda done, total: told.append((done, total)))
    assert len(told) > 1 and [done for done, _ in told] == sorted(done for done, _ in told)
    assert told[-1] == (path.stat().st_size,) * 2


# The order of a file is of no account


def made_up(chance, number):
    """A child of some episodes, each of some blocks, as lists that can be shuffled; traps among them."""

    def day(most=700):
        return (date(2024, 4, 1) + timedelta(days=chance.randrange(most))).isoformat()

    def block():
        start = day()
        end = chance.choice([None, day()])
        return chance.choice([plan(start, end), assessment(start, end), enquiry(start, chance.choice([None, day()])),
                              protection(start, end, day()), tag("Novel", "x")])  # fmt: skip

    def one():
        start, end = day(), chance.choice([None, None, day(760)])
        leaves = [tags({name: text}) for name, text in {
            "CINreferralDate": start, "ReferralSource": chance.choice(list(REFERRAL_SOURCES)), "CINclosureDate": end,
            "ReasonForClosure": chance.choice(["RC7", None]), "ReferralNFA": chance.choice(["0", "false", "1", "True", None]),
        }.items() if text]  # fmt: skip
        return [*leaves, *(block() for _ in range(chance.randrange(4)))]

    episodes = [one() for _ in range(chance.randrange(4))]
    if episodes and chance.random() < 0.3:
        episodes.append(list(episodes[0]))
    who = [tags({"LAchildID": f"MADE{number}"}), tags({"PersonBirthDate": day(300)})]
    codes = chance.sample(["HEAR", "NONE", "LD", "HEAR"], chance.randrange(3))
    return who, codes, episodes


def laid_out(children, chance=None):
    """The return; with `chance` in another order at every level."""

    def order(things):
        return chance.sample(list(things), len(things)) if chance else list(things)

    def written(who, codes, episodes):
        characteristics = tag("ChildCharacteristics", tag("Disabilities", *(tag("Disability", code) for code in order(codes))))
        blocks = [tag("ChildIdentifiers", *order(who)), characteristics, *(tag("CINdetails", *order(one)) for one in episodes)]
        return tag("Child", *order(blocks))

    return returned(*(written(*each) for each in order(children)))


@pytest.mark.parametrize("seed", range(12))
def test_property_children_episodes_and_blocks_in_another_order_say_the_same_and_add_nothing(said, seed):
    chance = random.Random(seed)
    children = [made_up(chance, number) for number in range(12)]
    first, other = said(laid_out(children)), said(laid_out(children, chance))
    assert without_places(first) == without_places(other)
    journal = Journal()
    assert journal.take(first).entries
    assert journal.take(other).entries == ()


# Next month's return


@pytest.fixture
def journal(said):
    """A journal after a first return of two children."""
    made = Journal()
    made.take(said(child("AB12", FULL), child("CD34", episode("2024-11-04", plan("2024-12-02")))))
    return made


def kinds(outcome):
    return [(e.kind, e.happened_on.isoformat(), bool(e.corrects)) for e in outcome.entries]


def test_the_same_return_again_adds_nothing(said, journal):
    again = journal.take(said(child("CD34", episode("2024-11-04", plan("2024-12-02"))), child("AB12", FULL)))
    assert (again.entries, again.changed, again.noted, again.gone) == ((), (), (), ())


def test_one_closure_more_adds_exactly_that_entry(said, journal):
    closed = episode("2024-11-04", plan("2024-12-02"), closed="2025-03-03")
    outcome = journal.take(said(child("AB12", FULL), child("CD34", closed)))
    assert kinds(outcome) == [("case_closed", "2025-03-03", False)]
    assert journal.take(said(child("AB12", FULL), child("CD34", closed))).entries == ()


def test_a_changed_day_of_an_episode_is_a_correction(said, journal):
    closing = "2025-03-03"
    journal.take(said(child("AB12", FULL), child("CD34", episode("2024-11-04", plan("2024-12-02"), closed=closing))))
    changed = said(child("AB12", FULL.replace("2025-01-13", "2025-01-14")),
                   child("CD34", episode("2024-11-04", plan("2024-12-02"), closed="2025-03-04")))  # fmt: skip
    outcome = journal.take(changed)
    assert kinds(outcome) == [("cp_plan_ended", "2025-01-14", True), ("case_closed", "2025-03-04", True)]
    assert sorts(outcome.changed) == ["changed", "changed"]
    assert journal.days("case_closed", "CD34") == ["2025-03-04"] and journal.days("cp_plan_ended") == ["2025-01-14"]


def test_a_changed_source_of_a_referral_is_a_correction(said, journal):
    outcome = journal.take(said(child("AB12", FULL.replace("2A", "6")), child("CD34", episode("2024-11-04", plan("2024-12-02")))))
    assert kinds(outcome) == [("referral_received", "2024-06-03", True)]
    assert outcome.entries[0].facts["source"] or outcome.entries[0].words["source"] == "6 police"


def test_a_closing_that_is_no_longer_said_is_taken_back(said, journal):
    second = said(child("AB12", FULL), child("CD34", episode("2024-11-04", plan("2024-12-02"), closed="2025-03-03")))
    journal.take(second)
    outcome = journal.take(said(child("AB12", FULL), child("CD34", episode("2024-11-04", plan("2024-12-02")))))
    assert sorts(outcome.changed) == ["taken_out"] and journal.days("case_closed", "CD34") == []


def test_what_last_years_return_said_stays_when_this_years_says_it_no_more(said, journal):
    this_year = episode("2024-06-03", enquiry("2025-02-03", "2025-02-17"))
    outcome = journal.take(said(child("AB12", this_year), child("CD34", episode("2024-11-04", plan("2024-12-02")))))
    assert kinds(outcome) == [("s47_started", "2025-02-03", False), ("initial_cp_conference", "2025-02-17", False)]
    assert journal.days("s47_started") == ["2024-09-02", "2025-02-03"]
    assert journal.days("initial_cp_conference") == ["2024-09-16", "2025-02-17"]
    assert journal.days("cin_plan_started") == ["2024-07-10"]
    assert set(sorts(outcome.noted)) == {"row_gone"} and len(outcome.noted) == 7


def test_an_episode_that_has_gone_is_told_and_left(said, journal):
    outcome = journal.take(said(child("AB12"), child("CD34", episode("2024-11-04", plan("2024-12-02")))))
    assert outcome.entries == () and set(sorts(outcome.noted)) == {"row_gone"}
    assert any("referral" in r.words and "3 Jun 2024" in r.words for r in outcome.noted)
    assert journal.days("referral_received") == ["2024-06-03"]


def test_a_child_who_has_gone_is_told_and_left(said, journal):
    outcome = journal.take(said(child("AB12", FULL)))
    assert (outcome.gone, outcome.entries) == (("CD34",), ())


def test_a_referral_that_turned_out_to_need_no_action_is_closed_on_its_day(said, journal):
    outcome = journal.take(said(child("AB12", FULL), child("CD34", episode("2024-11-04", nfa="1"))))
    assert ("case_closed", "2024-11-04", False) in kinds(outcome)
    assert journal.days("cin_plan_started", "CD34") == ["2024-12-02"] and sorts(outcome.noted) == ["row_gone"]


def test_a_second_referral_after_a_closing_is_one_more_and_moves_nothing(said, journal):
    first = episode("2024-11-04", plan("2024-12-02"), closed="2025-01-06")
    journal.take(said(child("AB12", FULL), child("CD34", first)))
    outcome = journal.take(said(child("AB12", FULL), child("CD34", episode("2025-03-03"), first)))
    assert kinds(outcome) == [("referral_received", "2025-03-03", False)]
