"""What stands under a due list: counts, what could not be worked out, what was assumed, who is outside, who is unseen."""

from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from cin_cli.domain.listing import Foot, Unknown
from cin_cli.store.answers import wordings
from cin_cli.store.database import Store

_ON_DAY = "{0}.starts <= :day AND ({0}.ends IS NULL OR {0}.ends > :day)"
_ENTRY = "SELECT 1 FROM entry_part p JOIN entry e ON e.number = p.entry WHERE p.child = s.child AND e.kind = '{0}'"
_OUTSIDE = ("child_protection", "looked_after", "pathway_plan")


class Chosen(NamedTuple):
    """Which children a list is about: None leaves the choice open."""

    worker: str | None = None
    team: str | None = None
    children: tuple[str, ...] | None = None

    @property
    def tests(self) -> str:
        """The SQL that chooses them, over `n` (child_now) and `c` (child)."""
        tests = ["(:worker IS NULL OR n.worker = :worker)", "(:team IS NULL OR n.team = :team)"]
        if self.children is not None:
            tests.append("c.ref IN (SELECT value FROM json_each(:children))")
        return " AND ".join(tests)

    def values(self, day: date, **more: Any) -> dict[str, Any]:
        """The statement's values."""
        import json

        chosen = {"day": day.isoformat(), "worker": self.worker, "team": self.team, **more}
        return chosen if self.children is None else {**chosen, "children": json.dumps(self.children)}


def foot(store: Store, day: date, until: date, chosen: Chosen) -> Foot:
    """Everything under the list for these children on a day; `until` ends the coming days."""
    counts = _counts(store, day, until, chosen)
    statuses = _statuses(store, day, chosen)
    return Foot(
        **counts,
        unknown=tuple(_unknown(store, day, chosen)),
        assumed=tuple(_assumed(store, day, chosen)),
        outside=tuple((status, statuses[status]) for status in _OUTSIDE if status in statuses),
        longest_unseen=tuple(_unseen(store, day, chosen)),
        never_seen=tuple(_never_seen(store, day, chosen)),
        open_children=statuses.get("open", 0),
    )


def _from_deadline(state: str, chosen: Chosen) -> str:
    return (
        "FROM deadline d JOIN child_now n ON n.child = d.child JOIN child c ON c.id = d.child "
        f"WHERE d.state = '{state}' AND d.listed = 1 AND {_ON_DAY.format('d')} AND {chosen.tests}"
    )


def _counts(store: Store, day: date, until: date, chosen: Chosen) -> dict[str, int]:
    sql = (
        f"SELECT sum(d.due < :day AND NOT {_USUAL}), sum(d.due < :day AND {_USUAL}), sum(d.due = :day), "
        "sum(d.due > :day AND d.due <= :until), sum(d.due > :until) "
        + _from_deadline("open", chosen)
    )
    found = store.row(sql, chosen.values(day, until=until.isoformat()))
    return {name: count or 0 for name, count in zip(_COUNTED, found, strict=True)}


_COUNTED = ("overdue", "past_usual", "today", "coming", "later")
_USUAL = "(SELECT text ->> 'strength' = 'ideally' FROM wording WHERE id = d.wording)"


def _unknown(store: Store, day: date, chosen: Chosen) -> Iterable[Unknown]:
    sql = (
        "SELECT d.rule, min(d.wording), json_extract(d.more, '$.missing[0]') AS lacks, count(DISTINCT d.child), "
        "min(c.ref), min(json_extract(d.more, '$.settle')) "
        + _from_deadline("undetermined", chosen)
        + " GROUP BY d.rule, lacks ORDER BY count(DISTINCT d.child) DESC, d.rule"
    )
    labels = wordings(store)
    for rule, wording, lacks, count, ref, settle in store.rows(sql, chosen.values(day)):
        who, on = (ref, day.isoformat()) if count == 1 else ("<case>", "<date>")
        command = settle.format(ref=who, on=on) if settle else None
        yield Unknown(rule, labels[wording].label, lacks or "", count, command)


def _assumed(store: Store, day: date, chosen: Chosen) -> Iterable[tuple[str, int]]:
    sql = (
        "SELECT a.value, count(DISTINCT d.child) "
        + _from_deadline("open", chosen).replace("WHERE", ", json_each(d.more, '$.assumed') a WHERE", 1)
        + " GROUP BY a.value ORDER BY 2 DESC, 1"
    )
    return [(name, count) for name, count in store.rows(sql, chosen.values(day))]


def _statuses(store: Store, day: date, chosen: Chosen) -> dict[str, int]:
    sql = (
        "SELECT s.status, count(*) FROM standing s JOIN child_now n ON n.child = s.child JOIN child c ON c.id = s.child "  # noqa: S608
        + f"WHERE {_ON_DAY.format('s')} AND {chosen.tests} GROUP BY s.status"
    )
    return dict(store.rows(sql, chosen.values(day)))


def _unseen(store: Store, day: date, chosen: Chosen) -> Iterable[tuple[str, date | None]]:
    sql = (
        "SELECT c.ref, (SELECT max(v.day) FROM seen v WHERE v.child = s.child AND v.day <= :day) AS last "  # noqa: S608
        "FROM standing s JOIN child_now n ON n.child = s.child JOIN child c ON c.id = s.child "
        + f"WHERE s.status = 'open' AND {_ON_DAY.format('s')} AND {chosen.tests} AND last IS NOT NULL "
        + "ORDER BY last, c.ref LIMIT 3"
    )
    return [(ref, date.fromisoformat(last)) for ref, last in store.rows(sql, chosen.values(day))]


def _never_seen(store: Store, day: date, chosen: Chosen) -> Iterable[str]:
    """Open children, born by now, of whom nothing says, and nothing had to be assumed, that they were ever seen."""
    sql = (
        "SELECT c.ref FROM standing s JOIN child_now n ON n.child = s.child JOIN child c ON c.id = s.child "  # noqa: S608
        + f"WHERE s.status = 'open' AND {_ON_DAY.format('s')} AND {chosen.tests} "
        + "AND NOT EXISTS (SELECT 1 FROM seen v WHERE v.child = s.child AND v.day <= :day) "
        + "AND NOT EXISTS (SELECT 1 FROM deadline d, json_each(d.more, '$.assumed') a WHERE d.child = s.child "
        + f"AND d.state = 'open' AND {_ON_DAY.format('d')} AND a.value = 'seen') "
        + f"AND NOT (n.born IS NULL AND EXISTS ({_ENTRY.format('expected_date_of_delivery')}) "
        + f"AND NOT EXISTS ({_ENTRY.format('child_born')})) ORDER BY c.ref"
    )
    return [ref for (ref,) in store.rows(sql, chosen.values(day))]
