"""What is broken in the dataset's JSON columns: nothing of them is kept here, but others read them."""

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

from cin_cli.exchange.codes import FACTORS
from cin_cli.exchange.extract_table import Row, Table
from cin_cli.exchange.ssd_reading import Reading

FACTOR_LIST = "cinf_assessment_factors_json"


def broken_json(reading: Reading) -> None:
    """Note every cell that is not the JSON it should be, and factors of an assessment that is not there."""
    for table in reading.tables.values():
        for row in table.rows:
            for name, value in row.cells.items():
                if name.endswith("_json") and value:
                    _told_json(table, row, name, value)
    factors = reading.tables.get("ssd_assessment_factors")
    for row in factors.rows if factors else ():
        assert factors is not None
        reading.belongs(factors, row, "cinf_assessment_id", "ssd_cin_assessments", None)


def _told_json(table: Table, row: Row, name: str, value: str) -> None:
    try:
        said = json.loads(value)
        faults = list(_factor_faults(said)) if name == FACTOR_LIST else []
    except (ValueError, RecursionError):
        faults = [("broken_json", "is not JSON")]
    for kind, text in faults:
        table.note(row, kind, f"{name} {text}; nothing of it is kept here")


def _factor_faults(said: Any) -> Iterator[tuple[str, str]]:
    """What is wrong with an assessment's factors, which are a list of codes."""
    if not isinstance(said, list) or not said:
        yield "not_a_list", "is an empty list" if said == [] else "is no list of codes"
        return
    codes = [str(code) for code in said]
    unknown = [code[:20] for code in codes if code.upper() not in FACTORS]
    if unknown:
        yield "unknown_code", f"has {', '.join(unknown[:5])}, which no factor is called"
    twice = [code for code, count in Counter(codes).items() if count > 1 and code.upper() in FACTORS]
    if twice:
        yield "repeated", f"has {', '.join(twice)} more than once"
