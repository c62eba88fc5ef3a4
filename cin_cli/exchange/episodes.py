"""Episodes as an extract has them, turned into openings and closings of one case that do not contradict each other."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from cin_cli.domain.dates import words
from cin_cli.exchange.caseload import Remark
from cin_cli.exchange.extract import NOTHING, Told

NO_FURTHER_ACTION = "no further action"


@dataclass(frozen=True, slots=True)
class Episode:
    """One episode: from its referral until its closing (None: open), or a referral that led to no further action.

    `key` names its row in the source. `reason` is why it closed, in words.
    """

    child: str
    key: str
    start: date
    end: date | None = None
    no_further_action: bool = False
    source: str | None = None
    reason: str | None = None
    line: int = 0

    @property
    def last(self) -> date:
        """Its last day; the end of time while it is open."""
        return self.end or date.max


def told_of(episodes: Iterable[Episode]) -> tuple[list[Told], list[Remark]]:
    """The entries that one child's episodes make, and what there is to look at; the order of the rows does not matter.

    Where episodes overlap the case stays open until the last of them closes. A referral without further action is
    closed on its day; where the case is open anyway it is a contact and closes nothing.
    """
    ordered = sorted(episodes, key=lambda e: (e.start, e.last, e.key))
    told: list[Told] = []
    remarks: list[Remark] = []
    spans: list[tuple[date, date]] = []
    for together in _overlapping(e for e in ordered if not e.no_further_action):
        begins, ends = together[0].start, max(e.last for e in together)
        again = bool(spans) and spans[-1][1] == begins
        told += _span(together, ends, again=again)
        remarks += _overlaps(together)
        spans.append((begins, ends))
    for episode in ordered:
        if episode.no_further_action:
            told += _without_action(episode, spans)
    return told, remarks


def _overlapping(episodes: Iterable[Episode]) -> Iterator[list[Episode]]:
    """The episodes, those that overlap together; one that begins on the day another closes is by itself.

    Not so one that closes on that day as well: the case would be opened again after its last closing of the day.
    """
    together: list[Episode] = []
    last = date.min
    for episode in episodes:
        if together and episode.start >= last and episode.last != last:
            yield together
            together, last = [], date.min
        together.append(episode)
        last = max(last, episode.last)
    if together:
        yield together


def _span(together: list[Episode], ends: date, *, again: bool) -> Iterator[Told]:
    for episode in together:
        yield _told(episode, "referral", "referral_received", episode.start, source=episode.source)
    if again:  # a day has no order: a referral on the day of a closing would not open the case again by itself
        yield _told(together[0], "reopening", "case_reopened", together[0].start)
    for episode in together:
        if episode.end is not None and episode.end == ends:
            yield _told(episode, "closing", "case_closed", episode.end, reason=episode.reason)


def _overlaps(together: list[Episode]) -> Iterator[Remark]:
    latest = together[0]
    for episode in together[1:]:
        text = f"{episode.key} begins on {words(episode.start)}, while {latest.key} is open"
        if episode.start < latest.last:
            yield Remark("overlap", episode.child, episode.line, f"{text}: the case is open until the last of them closes")
        latest = max(latest, episode, key=lambda e: e.last)


def _without_action(episode: Episode, spans: list[tuple[date, date]]) -> Iterator[Told]:
    if any(begins <= episode.start <= ends for begins, ends in spans):
        yield _told(episode, "referral", "contact_received", episode.start)
        return
    yield _told(episode, "referral", "referral_received", episode.start, source=episode.source)
    yield _told(episode, "closing", "case_closed", episode.start, reason=NO_FURTHER_ACTION)


def _told(episode: Episode, what: str, kind: str, day: date, **values: str | None) -> Told:
    said = {name: value for name, value in values.items() if value}
    return Told(episode.child, kind, day, f"{episode.key} {what}", said or NOTHING, episode.line)
