"""What one cell says: a day, a pathway, a worker; or nothing known, or that there has been none."""

import re
from collections.abc import Mapping
from datetime import date

from cin_cli.domain.dates import full_date
from cin_cli.errors import CinError
from cin_cli.exchange.columns import plain, spelt
from cin_cli.exchange.sheet import Cell, Sheet

NONE = "none"
"""The cell says that there has been none: not the same as a blank, which is *not known*."""

Value = date | str
_NONE = frozenset(spelt("""none never nil no noneyet notyet novisit novisits novisitsyet novisityet noreview noreviews
    noreviewsyet noreviewyet nothingyet nonetodate"""))
_UNKNOWN = frozenset(spelt("unknown notknown nk tbc tba dontknow notrecorded"))
_CLOCK = re.compile(r"[T ]+\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?( ?[AaPp][Mm])?Z?$")
_NUMBER = re.compile(r"\d{5}(\.\d+)?")
_PATHWAYS: Mapping[str, frozenset[str]] = {
    "standard": frozenset(spelt("standard std cin childinneed standardcin cinstandard s17 section17 standardpathway")),
    "enduring_health_disability": frozenset(spelt("""enduringhealthdisability enduringhealthordisability
        enduringhealthanddisability enduringhealthdisabilitypathway enduringhealthordisabilitypathway enduring ehd
        healthanddisability healthdisability healthordisability hd handd cwd cincwd disability disabled cindisability
        childrenwithdisabilities childrenwithdisability childwithdisability childwithdisabilities disabledchildren""")),
}


class OddError(CinError):
    """A cell that cannot be taken as it stands: which kind of oddity, and what to do, in words."""

    def __init__(self, kind: str, words: str) -> None:
        super().__init__(words)
        self.kind = kind


def unknown(cell: Cell) -> bool:
    """Whether the cell is blank, or says that the thing is not known."""
    text = "" if cell is None else str(cell).strip()
    return not plain(text) or plain(text) in _UNKNOWN


def says_none(cell: Cell) -> bool:
    """Whether the cell says that there has been none."""
    return isinstance(cell, str) and plain(cell) in _NONE


def day_in(sheet: Sheet, cell: Cell) -> Value:
    """The day in the cell, or NONE; raises OddError."""
    if isinstance(cell, date):
        return cell
    if says_none(cell):
        return NONE
    text = _CLOCK.sub("", str(cell).strip())
    if isinstance(cell, (int, float)) or _NUMBER.fullmatch(text):
        return _serial(sheet, text)
    if plain(text) in ("na", "notapplicable"):
        raise OddError("unclear", "may mean either: say none if there has been none, leave it empty if not known")
    if not any(c.isdigit() for c in text) or text.startswith("#"):
        raise OddError("not_a_date", "is not a date: write it as 3/10/2025, leave it empty if not known, or say none")
    try:
        return full_date(text).day
    except CinError as fault:
        raise OddError("impossible_date", f"{fault.what.rstrip('.')}: put the date right") from None


def _serial(sheet: Sheet, text: str) -> date:
    try:
        return sheet.day(float(text))
    except (ValueError, OverflowError):
        raise OddError("impossible_date", f"{text[:20]} is not a date: format the column as dates") from None


def pathway_in(cell: Cell) -> str:
    """The pathway that the cell names; raises OddError with those there are."""
    for pathway, spellings in _PATHWAYS.items():
        if plain(str(cell)) in spellings or str(cell) == pathway:
            return pathway
    raise OddError("unknown_pathway", "is not a pathway known here: write `standard` or `health and disability`")


def few_words(cell: Cell) -> str:
    """The cell's text in one line; raises OddError when it is too long to be a name."""
    text = " ".join(("" if cell is None else whole(cell)).split())
    if len(text) > 200:
        raise OddError("too_long", "is longer than 200 letters: it cannot be a name")
    return "".join(c for c in text if c.isprintable())


def whole(cell: Cell) -> str:
    """The cell as text: a number without the `.0` that a spreadsheet adds."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()
