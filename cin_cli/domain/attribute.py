"""What one thing that an entry says may be: its name, its form, and its value checked and made ready to keep."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from cin_cli.errors import UsageError

Values = Mapping[str, Any]
UNITS = ("days", "working_days", "weeks", "months")
Form = Literal[
    "choice", "yes_no", "date", "every", "number", "numbers", "time", "short", "words", "said", "rows", "audience", "any"
]


@dataclass(frozen=True, slots=True)
class Attribute:
    """One thing that an entry may say. `words`, `said` and `rows` are kept apart from what rules read; `short` rules may read.

    `said` is several things, each with who may see it: a list of `{"text", "for"}`. `rows` is a table: a list of objects
    with `columns`, its own text in them.
    """

    name: str
    form: Form
    choices: tuple[str, ...] = ()
    columns: tuple["Attribute", ...] = ()


WORDY = ("words", "said", "rows")
"""The forms whose values are words, kept apart from the facts."""


def check_words(where: str, attribute: Attribute, value: Any) -> Any:
    """Text, things said or a table in its stored form; empty when nothing is in it."""
    if attribute.form == "words":
        return str(value) if str(value).strip() else ""
    if isinstance(value, str):
        if attribute.form == "rows":
            raise UsageError(
                f"{where}: {attribute.name} is a table.", "Fill it in with the form (--form), or take it --from FILE."
            )
        value = [value]
    if attribute.form == "said":
        return [one for each in value if (one := _said(where, attribute, each))]
    return [row for each in value if (row := _row(where, attribute, each))]


def _said(where: str, attribute: Attribute, each: Any) -> dict[str, Any]:
    """One thing said and who may see it; empty when it has no words."""
    text, may = (each, ()) if isinstance(each, str) else (str(each["text"]), each.get("for") or ())
    if not text.strip():
        return {}
    return {"text": text, **({"for": check_value(where, Attribute(f"{attribute.name}, for", "audience"), may)} if may else {})}


def _row(where: str, attribute: Attribute, each: Values) -> dict[str, Any]:
    """One row of a table, blank cells left out; a column that it does not have is refused."""
    columns = {column.name: column for column in attribute.columns}
    row: dict[str, Any] = {}
    for name, value in each.items():
        if name not in columns:
            raise UsageError(f"{where}: {attribute.name} has no column {name!r}.", f"Its columns: {', '.join(columns)}.")
        if value is None or (isinstance(value, (str, list, tuple)) and not value):
            continue
        column = columns[name]
        row[name] = str(value) if column.form == "words" else check_value(f"{where}, {attribute.name}", column, value)
    return row


def check_value(where: str, attribute: Attribute, value: Any) -> Any:
    """The value in its stored form (ISO dates, true/false, `N unit`); raises UsageError with what is allowed."""
    says = f"{where}: {attribute.name} cannot be {value!r}."
    match attribute.form:
        case "choice":
            if str(value) not in attribute.choices:
                raise UsageError(says, f"It is one of: {', '.join(attribute.choices)}.")
            return str(value)
        case "yes_no":
            return _yes_no(says, value)
        case "date":
            return _iso_date(says, value)
        case "every":
            return every(str(value), says)
        case "number":
            if isinstance(value, bool) or not str(value).isdigit() or not 0 < int(str(value)) < 1000:
                raise UsageError(says, "It is a whole number.")
            return int(str(value))
        case "numbers":
            return _numbers(says, value)
        case "time":
            return _time(says, value)
        case "audience":
            return _audience(value)
        case "short":
            if isinstance(value, (dict, list)) or len(str(value)) > 200:
                raise UsageError(says[:200], "It is a few words, at most 200 characters.")
            return str(value)
    return value


def every(text: str, says: str = "") -> str:
    """An interval in its stored form, `N unit`: `4 weeks`, `20 working_days`; `10wd`, `6w`, `10 working days` do too."""
    import re

    match = re.fullmatch(r"\s*(\d{1,4})\s*([A-Za-z_ ]+?)\s*", text)
    unit = _unit(match[2]) if match else None
    if not match or not unit or int(match[1]) == 0:
        raise UsageError(says or f"{text!r} is not an interval.", "Say it as `4 weeks`, `20 working_days` or `3 months`.")
    return f"{int(match[1])} {unit}"


def _unit(words: str) -> str | None:
    name = "_".join(words.lower().split())
    short = {"d": "days", "wd": "working_days", "w": "weeks", "m": "months"}
    name = short.get(name, name)
    name = name if name.endswith("s") else name + "s"
    return name if name in UNITS else None


def _yes_no(says: str, value: Any) -> bool:
    if isinstance(value, bool):
        return value
    word = str(value).strip().lower()
    if word in ("yes", "y", "true"):
        return True
    if word in ("no", "n", "false"):
        return False
    raise UsageError(says, "It is yes or no.")


def _iso_date(says: str, value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()[:10]
    try:
        return date.fromisoformat(str(value)).isoformat()
    except ValueError:
        raise UsageError(says, "It is a date such as 2025-10-03.") from None


def _numbers(says: str, value: Any) -> list[int]:
    parts = value if isinstance(value, list) else str(value).replace(",", " ").replace(" and ", " ").split()
    if not parts or not all(str(part).isdigit() and 0 < int(str(part)) < 1000 for part in parts):
        raise UsageError(says, "It is one or more whole numbers, such as 1, 3.")
    return sorted({int(str(part)) for part in parts})


def _audience(value: Any) -> list[str]:
    from cin_cli.domain.audience import read_audience

    return list(read_audience(value if isinstance(value, str) else ", ".join(map(str, value))))


def _time(says: str, value: Any) -> str:
    hours, _, minutes = str(value).partition(":")
    if not (hours.isdigit() and minutes.isdigit() and int(hours) < 24 and len(minutes) == 2 and int(minutes) < 60):
        raise UsageError(says, "It is a time such as 16:30.")
    return f"{int(hours):02}:{minutes}"
