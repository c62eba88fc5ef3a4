"""Small made-up extracts in the Standard Safeguarding Dataset's columns; everybody in them is invented."""

import csv
import io
from copy import deepcopy
from datetime import date

from cin_cli.exchange.ssd import read_ssd

TODAY = date(2026, 3, 31)
COLUMNS = {
    "ssd_person": "pers_legacy_id pers_person_id pers_forename pers_surname pers_dob pers_expected_dob pers_death_date",
    "ssd_cin_episodes": """cine_referral_id cine_person_id cine_referral_date cine_referral_source_code
        cine_referral_outcome_json cine_referral_nfa cine_close_reason cine_close_date""",
    "ssd_cin_assessments": """cina_assessment_id cina_person_id cina_referral_id cina_assessment_start_date
        cina_assessment_auth_date""",
    "ssd_cin_plans": "cinp_cin_plan_id cinp_referral_id cinp_person_id cinp_cin_plan_start_date cinp_cin_plan_end_date",
    "ssd_cin_visits": """cinv_cin_visit_id cinv_person_id cinv_cin_visit_date cinv_cin_visit_seen
        cinv_cin_visit_seen_alone""",
    "ssd_cp_plans": "cppl_cp_plan_id cppl_referral_id cppl_person_id cppl_cp_plan_start_date cppl_cp_plan_end_date",
    "ssd_cp_visits": """cppv_cp_visit_id cppv_person_id cppv_cp_plan_id cppv_cp_visit_date cppv_cp_visit_seen
        cppv_cp_visit_seen_alone""",
    "ssd_s47_enquiry": "s47e_s47_enquiry_id s47e_referral_id s47e_person_id s47e_s47_start_date s47e_s47_end_date",
    "ssd_initial_cp_conference": """icpc_icpc_id icpc_person_id icpc_referral_id icpc_icpc_date
        icpc_icpc_outcome_cp_flag""",
    "ssd_involvements": """invo_involvements_id invo_professional_id invo_professional_role_id invo_person_id
        invo_involvement_start_date invo_referral_id""",
    "ssd_professionals": "prof_professional_id prof_professional_name",
    "ssd_disability": "disa_table_id disa_person_id disa_disability_code",
    "ssd_assessment_factors": "cinf_table_id cinf_assessment_id cinf_assessment_factors_json",
}
ROWS = {
    "ssd_person": [
        ("SYN1", "1", "Ada", "Testwood", "2015-05-01 00:00:00.000", "", ""),
        ("SYN2", "2", "Theo", "Madeup", "2012-09-28 00:00:00.000", "", ""),
        ("SYN3", "3", "Unborn", "Samplelow", "", "2026-05-20 00:00:00.000", ""),
    ],
    "ssd_cin_episodes": [
        ("R1", "1", "2025-07-30 00:00:00.000", "2A", '{"NFA_FLAG": "N"}', "N", "", ""),
        ("R2", "2", "2025-01-10 00:00:00.000", "6", "", "N", "RC8", "2025-03-14 00:00:00.000"),
        ("R3", "3", "2026-02-02 00:00:00.000", "3A", "", "N", "", ""),
    ],
    "ssd_cin_assessments": [("A1", "1", "R1", "2025-08-01", "2025-09-01"), ("A2", "3", "R3", "2026-02-03", "")],
    "ssd_cin_plans": [("P1", "R1", "1", "2025-09-03", "")],
    "ssd_cin_visits": [("V1", "1", "2025-09-05", "Y", "Y"), ("V2", "1", "2025-10-09", "Y", "N"),
                       ("V3", "1", "2026-03-02", "N", "")],
    "ssd_cp_plans": [("C1", "R3", "3", "2026-03-01", "")],
    "ssd_cp_visits": [("W1", "3", "C1", "2026-03-10", "", "")],
    "ssd_s47_enquiry": [("S1", "R3", "3", "2026-02-10", "2026-02-17")],
    "ssd_initial_cp_conference": [("I1", "3", "R3", "2026-03-01", "Y")],
    "ssd_involvements": [("N1", "W1", "CW", "1", "2025-07-30", "R1"), ("N2", "W2", "CW", "3", "2026-02-02", "R3")],
    "ssd_professionals": [("W1", "Isla Dataford"), ("W2", "Mei Notreal")],
    "ssd_disability": [("D1", "1", "MOB"), ("D2", "2", "NONE")],
    "ssd_assessment_factors": [("F1", "A1", '["1A", "4B"]')],
}  # fmt: skip


def extract(**changes):
    """The rows of every file, some of them changed: `ssd_cin_plans=None` leaves a file out, a list replaces its rows."""
    tables = {name: [list(row) for row in rows] for name, rows in deepcopy(ROWS).items()}
    for name, rows in changes.items():
        if rows is None:
            del tables[name]
        else:
            tables[name] = [list(row) for row in rows]
    return tables


def with_cell(tables, name, key, column, value):
    """The same with one cell changed, in the row whose first or second cell is `key`."""
    made = deepcopy(tables)
    for row in made[name]:
        if key in row[:2]:
            row[COLUMNS[name].split().index(column)] = value
    return made


def without(tables, name, key):
    """The same without one row."""
    return {**tables, name: [row for row in tables[name] if key not in row[:2]]}


def written(folder, tables):
    """The files in a folder; the folder."""
    folder.mkdir(exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    for name, rows in tables.items():
        text = io.StringIO()
        csv.writer(text).writerows([COLUMNS[name].split(), *rows])
        (folder / f"{name}.csv").write_text(text.getvalue(), encoding="utf-8")
    return folder


def read(folder, tables, today=TODAY):
    """What the extract says."""
    return read_ssd(written(folder, tables), today)
