"""Several times counted from one start: at three, six and nine months of an order, by its length. Lateness moves none."""

from datetime import date

from cin_cli.domain.case import Phase, View
from cin_cli.domain.entry import Event
from cin_cli.domain.shapes.occurrence import Chosen, Occurrence, Pick, after_change, change_words, met, still_open
from cin_cli.domain.shapes.once import Hit, triggers
from cin_cli.domain.span import Span
from cin_cli.domain.timescale import Clause, Pattern
from cin_cli.domain.words import after, holidays


def schedule(view: View, pick: Pick) -> list[Occurrence]:
    """An occurrence for each time of each start. An event meets every time that has come by its day, else the next one."""
    clause = pick(view.day).clause
    found: list[Occurrence] = []
    for phase in view.phases(clause.stops):
        if phase.begin > view.day:
            break
        hits, missing = triggers(view, clause, phase)
        if not hits and missing:
            found.append(Occurrence("lapsed" if phase.stop else "undetermined", missing=(missing,), stop=phase.stop))
        for place, hit in enumerate(hits):
            end = hits[place + 1].day if place + 1 < len(hits) else date.max
            found += _from(view, pick, phase, hit, end)
    return found


def _from(view: View, pick: Pick, phase: Phase, hit: Hit, end: date) -> list[Occurrence]:
    """The times of one start; another start, from `end` on, takes the place of those that have not come by then."""
    clause, times = pick(view.day).clause, hit.pattern.at if hit.pattern else ()
    asked = [_asked(view, hit, span, clause, pick) for span in times]
    asked = [one for one in asked if one.due and one.due < end]
    done = _matched(view, clause, phase, hit, asked)
    found = []
    for place, one in enumerate(asked):
        event = done.get(place)
        opens = _opens(view, clause, hit, asked, place)
        found.append(met(one, *event, view) if event else still_open(one, phase, view, clause.met_by, opens))
    return found


def _asked(view: View, hit: Hit, span: Span, clause: Clause, pick: Pick) -> Occurrence:
    chosen = pick(view.day)
    plain = span.after(hit.day, view.calendar)
    due = after_change(plain, hit.day, chosen, lambda before: plain if plain in _times_under(view, before, hit) else None)
    because = after(span, hit.event, hit.day) + holidays(span, hit.day, plain, view.calendar)
    because += change_words(due, plain, chosen)
    return Occurrence("open", hit.event, hit.day, due, assumed=chosen.assumed, because=because, clause=clause)


def _times_under(view: View, before: Chosen, hit: Hit) -> list[date]:
    """The times of the same start by what held before a change of facts."""
    starts = [trigger.pattern for trigger in before.clause.after if trigger.name == hit.event]
    return [span.after(hit.day, view.calendar) for pattern in starts for span in pattern.at]


def _opens(view: View, clause: Clause, hit: Hit, asked: list[Occurrence], place: int) -> date:
    """The first day on which an event meets a time early: after the time before it, or within the window that is given."""
    due = asked[place].due
    before = asked[place - 1].due if place else hit.day
    assert due is not None and before is not None
    opens = date.fromordinal(before.toordinal() + 1) if place else before
    return max(opens, clause.early.before(due, view.calendar)) if clause.early else opens


def _matched(
    view: View, clause: Clause, phase: Phase, hit: Hit, asked: list[Occurrence]
) -> dict[int, tuple[Event, Pattern]]:
    found: dict[int, tuple[Event, Pattern]] = {}
    for event, pattern in view.fitting(clause.met_by):
        if not hit.day <= event.date <= phase.end:
            continue
        waiting = [i for i in range(len(asked)) if i not in found]
        come = [i for i in waiting if (asked[i].due or date.max) <= event.date]
        ahead = [i for i in waiting if i not in come and _opens(view, clause, hit, asked, i) <= event.date]
        for place in come or ahead[:1]:
            found[place] = (event, pattern)
    return found
