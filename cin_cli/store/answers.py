"""Answers as rows of the table `deadline` and back: what is asked for often in columns, the rest as JSON."""

import json
from collections.abc import Iterable
from datetime import date
from typing import Any

from cin_cli.domain.answer import Answer, Wording
from cin_cli.store.database import Store

COLUMNS = "rule, occurrence, state, listed, due, starts, ends, more, wording"
_HOT = {"rule", "occurrence", "child", "state", "wording", "due", "starts", "ends"}
_REST = [name for name in Answer._fields if name not in _HOT]
_DATES = {"until", "target", "from_date", "met_on", "booked"}
_LISTS = {"assumed", "missing", "warnings"}


def packed(answer: Answer) -> tuple[Any, ...]:
    """The values of COLUMNS, with the wording's own text in place of its number."""
    more = {name: _out(getattr(answer, name)) for name in _REST if getattr(answer, name) not in (None, (), "")}
    return (
        answer.rule, answer.occurrence, answer.state, int(answer.wording.listed), _out(answer.due),
        _out(answer.starts), _out(answer.ends), _json(more), _json(_wording(answer.wording)),
    )  # fmt: skip


def unpacked(row: Any, child: str, wording: Wording) -> Answer:
    """The answer of one row of COLUMNS."""
    rule, occurrence, state, _, due, starts, ends, more, _ = row
    rest = {name: _in(name, value) for name, value in json.loads(more).items()}
    return Answer(
        rule=rule, occurrence=occurrence, child=child, state=state, wording=wording, due=_day(due),
        starts=date.fromisoformat(starts), ends=_day(ends), **rest,
    )  # fmt: skip


def wording_ids(store: Store, texts: Iterable[str]) -> dict[str, int]:
    """The number of each wording, kept once."""
    found: dict[str, int] = {}
    for text in texts:
        if text not in found:
            known = store.value("SELECT id FROM wording WHERE text = ?", (text,))
            found[text] = known or store.run("INSERT INTO wording (text) VALUES (?)", (text,))
    return found


def wordings(store: Store) -> dict[int, Wording]:
    """All wordings by number; a pack has some dozens."""
    return {number: Wording(**json.loads(text)) for number, text in store.rows("SELECT id, text FROM wording")}


def _wording(wording: Wording) -> dict[str, Any]:
    return wording._asdict()


def _out(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return [_out(v) for v in value] if isinstance(value, tuple) else value


def _in(name: str, value: Any) -> Any:
    if name in _DATES:
        return date.fromisoformat(value)
    if name == "alternatives":
        return tuple((reading, _day(due)) for reading, due in value)
    return tuple(value) if name in _LISTS else value


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _json(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)
