"""Reads stored answers on a day: one indexed read for today, whatever the caseload; past days may scan."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from cin_cli.domain.answer import Answer
from cin_cli.store.answers import unpacked, wordings
from cin_cli.store.database import Store
from cin_cli.store.people import COLUMNS as CHILD_COLUMNS
from cin_cli.store.people import Child, child_of


@dataclass(frozen=True, slots=True)
class Row:
    """An answer that held on the day asked, and the child it is about, as the journal has the child now."""

    answer: Answer
    child: Child


_DEADLINE = "d.rule, d.occurrence, d.state, d.listed, d.due, d.starts, d.ends, d.more, d.wording"
_SELECT = f"""SELECT {_DEADLINE}, {CHILD_COLUMNS} FROM deadline d
    JOIN child_now n ON n.child = d.child JOIN child c ON c.id = d.child
    WHERE d.starts <= :day AND {{tests}}"""  # noqa: S608
_STILL = "d.ends IS NULL"
_ENDING = "d.ends > :day"


def items_on(
    store: Store, day: date, *, states: Iterable[str] = ("open",), listed: bool | None = None,
    children: Iterable[str] | None = None, worker: str | None = None, team: str | None = None,
    due_by: date | None = None, rule: str | None = None, limit: int | None = None,
) -> list[Row]:
    """The answers in these states on the day, soonest due first, by child within a day.

    `due_by` leaves out what is due later, and what has no date. `limit`: at most so many, the soonest.
    """  # fmt: skip
    sql, values = query(
        day, states=states, listed=listed, children=children, worker=worker, team=team,
        due_by=due_by, rule=rule, limit=limit,
    )  # fmt: skip
    words = wordings(store)
    return [Row(unpacked(row[:9], row[9], words[row[8]]), child_of(row[9:])) for row in store.rows(sql, values)]


def query(
    day: date, *, states: Iterable[str], listed: bool | None = None, children: Iterable[str] | None = None,
    worker: str | None = None, team: str | None = None, due_by: date | None = None, rule: str | None = None,
    limit: int | None = None,
) -> tuple[str, dict[str, Any]]:
    """The statement that `items_on` runs, and its values; a test pins its plan."""  # fmt: skip
    values: dict[str, Any] = {"day": day.isoformat()}
    tests: list[str] = []
    given = {"n.worker = ": worker, "n.team = ": team, "d.rule = ": rule, "d.due <= ": due_by and due_by.isoformat()}
    for place, (test, value) in enumerate(given.items()):
        if value is not None:
            tests.append(f"{test}:v{place}")
            values[f"v{place}"] = value
    if listed is not None:
        tests.append(f"d.listed = {int(listed):d}")
    tests += [_any("c.ref", "child", children, values)] if children is not None else []
    arms = [
        _SELECT.format(tests=" AND ".join([f"d.state = '{state}'", span, *tests]))
        for state in _known(states) for span in (_STILL, _ENDING)
    ]  # fmt: skip
    sql = f"SELECT * FROM ({' UNION ALL '.join(arms)}) ORDER BY due IS NULL, due, ref, rule, occurrence"  # noqa: S608
    return sql + (f" LIMIT {limit:d}" if limit else ""), values


def counts_on(store: Store, day: date, *, worker: str | None = None, team: str | None = None) -> dict[str, int]:
    """How many answers there are in each state on the day."""
    values: dict[str, Any] = {"day": day.isoformat(), "worker": worker, "team": team}
    rows = store.rows(
        "SELECT d.state, count(*) FROM deadline d JOIN child_now n ON n.child = d.child "
        "WHERE d.starts <= :day AND (d.ends IS NULL OR d.ends > :day) "
        "AND (:worker IS NULL OR n.worker = :worker) AND (:team IS NULL OR n.team = :team) GROUP BY d.state",
        values,
    )
    return dict(rows)


def statuses_on(
    store: Store, day: date, *, worker: str | None = None, team: str | None = None
) -> dict[str, int]:
    """How many children had each status on the day: open, closed, child_protection, looked_after, pathway_plan."""
    rows = store.rows(
        "SELECT s.status, count(*) FROM standing s JOIN child_now n ON n.child = s.child "
        "WHERE s.starts <= :day AND (s.ends IS NULL OR s.ends > :day) "
        "AND (:worker IS NULL OR n.worker = :worker) AND (:team IS NULL OR n.team = :team) GROUP BY s.status",
        {"day": day.isoformat(), "worker": worker, "team": team},
    )
    return dict(rows)


def last_seen_on(store: Store, day: date, child: str | None = None) -> dict[str, tuple[date | None, date | None, str]]:
    """For each child (or one) with a status on the day: last seen by then, last seen alone by then, and the status."""
    one = "" if child is None else "AND c.ref = :child "
    rows = store.rows(
        "SELECT c.ref, (SELECT max(day) FROM seen v WHERE v.child = s.child AND v.day <= :day), "  # noqa: S608
        "(SELECT max(day) FROM seen v WHERE v.child = s.child AND v.day <= :day AND v.alone = 1), s.status "
        "FROM standing s JOIN child c ON c.id = s.child "
        f"WHERE s.starts <= :day AND (s.ends IS NULL OR s.ends > :day) {one}ORDER BY c.ref",
        {"day": day.isoformat(), **({"child": child} if child else {})},
    )
    return {ref: (_day(seen), _day(alone), status) for ref, seen, alone, status in rows}


_STATES = ("open", "met", "met_late", "not_applicable", "undetermined", "ok", "advice", "breach")


def _known(states: Iterable[str]) -> list[str]:
    """The states that there are; they are written into the statement, where a partial index can see them."""
    return [state for state in _STATES if state in set(states)]


def _any(column: str, name: str, wanted: Iterable[str], values: dict[str, Any]) -> str:
    chosen = list(wanted)
    values |= {f"{name}{place}": value for place, value in enumerate(chosen)}
    marks = ", ".join(f":{name}{place}" for place in range(len(chosen)))
    return f"{column} IN ({marks})"


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
