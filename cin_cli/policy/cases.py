"""The worked cases beside a pack: read strictly, every mistake with its line, and run."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

from cin_cli.domain.calendar import Calendar
from cin_cli.domain.timescale import Pack
from cin_cli.errors import CinError, NotFound
from cin_cli.policy.mistake import Mistake, not_toml
from cin_cli.policy.pack import shipped
from cin_cli.policy.trycase import children_of
from cin_cli.policy.values import Values, shown
from cin_cli.policy.worked import Difference, Expectation, differences, expectations

CASE_KEYS = ("name", "profile", "children", "events", "expect")
ANSWER_KEYS = (
    "rule", "occurrence", "child", "label", "strength", "status", "due", "due_time", "target", "past_target",
    "last_working_day", "from", "met_on", "days_late", "working_days_late", "cite", "reading", "alternatives", "assumed",
    "missing", "warnings", "settle", "starts", "ends", "intervals_missed", "why",
)  # fmt: skip
"""The keys of an item of the JSON answer (docs/timescales.md)."""
EXPECT_KEYS = ("as_of", *ANSWER_KEYS, "other_dates", "warned", "note")


class CasesError(CinError):
    """Worked cases that cannot be run, with every mistake in them (exit 1)."""

    def __init__(self, where: str, mistakes: list[Mistake]) -> None:
        super().__init__(f"The worked cases in {where} cannot be run:\n  " + "\n  ".join(map(str, mistakes)))
        self.mistakes = mistakes


@dataclass(frozen=True, slots=True)
class Result:
    """How the worked cases of a pack came out: each expectation that disagrees, with how; the rules without a case."""

    cases: int
    expectations: int
    disagreeing: tuple[tuple[Expectation, list[Difference]], ...]
    untried: tuple[str, ...]


def cases_beside(name: str) -> str:
    """The text of the worked cases beside a pack, by its id or its file; raises NotFound."""
    path = Path(name).with_suffix(".cases.toml")
    beside = files("cin_cli.packs") / f"{name}.cases.toml" if name in shipped() else path
    if not beside.is_file():
        raise NotFound(f"There are no worked cases beside {name}.", f"They stand in {beside.name} (cin_cli/packs/README.md).")
    try:
        return beside.read_text(encoding="utf-8").removeprefix("\N{BOM}")
    except UnicodeDecodeError:
        raise CinError(f"{beside.name} is not a text file in UTF-8.") from None


def run(pack: Pack, text: str, calendar: Calendar, where: str = "") -> Result:
    """Run every worked case of the text; raises CasesError with every mistake in it."""
    expected = read_cases(text, [rule.id for rule in pack.rules], where)
    found = [(one, differing) for one in expected if (differing := differences(one, pack, calendar))]
    tried = {one.says["rule"] for one in expected}
    return Result(
        len({id(one.case) for one in expected}), len(expected), tuple(found),
        tuple(dict.fromkeys(rule.id for rule in pack.rules if rule.id not in tried)),
    )  # fmt: skip


def read_cases(text: str, rules: Iterable[str], where: str = "") -> list[Expectation]:
    """Every expectation of the text, about these rules; raises CasesError with every mistake."""
    try:
        table = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise CasesError(where, [not_toml(text, error)]) from None
    reader = _Cases(text, tuple(rules))
    reader.cases(table)
    if reader.mistakes:
        raise CasesError(where, sorted(reader.mistakes, key=lambda mistake: mistake.line))
    return list(expectations(text))


class _Cases(Values):
    """Notes every mistake in a file of worked cases."""

    def __init__(self, text: str, rules: tuple[str, ...]) -> None:
        super().__init__(text)
        self.rules = rules

    def cases(self, table: Mapping[str, Any]) -> None:
        for row in self.rows("case", self.known(table, ("case",), ("case",))):
            self.here = self.here._replace(table=f"case {shown(row.get('name', '(without a name)'))}")
            case = self.known(row, CASE_KEYS, ("name", "events", "expect"))
            self.told(case)
            for says in self.each("expect", case.get("expect", [])):
                self.expected(says)

    def told(self, case: Mapping[str, Any]) -> None:
        """What happened must be such as a made-up case may tell."""
        try:
            children_of({key: case[key] for key in ("profile", "children", "events") if key in case})
        except CinError as error:
            self.wrong("", str(error))

    def expected(self, says: Any) -> None:
        row = self.known(says, EXPECT_KEYS, ("as_of", "rule"))
        if "rule" in row:
            self.one_of("rule", row["rule"], self.rules)
        if "as_of" in row:
            self.day("as_of", row["as_of"])
        if not row.keys() - {"as_of", "rule", "child", "occurrence", "from", "note"}:
            self.wrong("", "expects nothing: say what must be answered, such as `due` and `status`")
        self.from_event(row.get("from", {}))

    def from_event(self, value: Any) -> None:
        with self.inside("from", named="from"):
            if value != "none" and (table := self.known(value, ("event", "date"))) and "date" in table:
                self.day("date", table["date"])


def day_of(expected: Expectation) -> date:
    """The day that an expectation asks about."""
    return date.fromisoformat(expected.says["as_of"])
