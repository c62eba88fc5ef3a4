"""`cin due`: what is due next for each child, and why."""

from datetime import date, timedelta
from typing import Annotated, Any

import typer

from cin_cli import context
from cin_cli.errors import CinError, UsageError

app = typer.Typer()
ROWS = 50
EVERY_STATE = ("open", "met", "met_late", "not_applicable", "undetermined", "ok", "advice", "breach")


class OverdueError(CinError):
    """`--check` found something overdue (exit 10)."""

    code = 10


@app.command()
def due(
    days: Annotated[int, typer.Option("--days", metavar="N", min=0, help="How many days ahead.")] = 28,
    overdue: Annotated[bool, typer.Option("--overdue", help="Only what is late.")] = False,
    worker: Annotated[
        str | None, typer.Option("--worker", metavar="NAME", help="One worker's children; `all` for everybody's.")
    ] = None,
    team: Annotated[str | None, typer.Option("--team", metavar="TEAM", help="One team's children.")] = None,
    case: Annotated[str | None, typer.Option("--case", metavar="CASE", help="One child, or a family such as F7.")] = None,
    why: Annotated[bool, typer.Option("--why", help="The reason for each, its arithmetic and how to settle it.")] = False,
    as_of: Annotated[str | None, typer.Option("--as-of", metavar="DATE", help="The day to ask for; else today.")] = None,
    known_on: Annotated[
        str | None, typer.Option("--known-on", metavar="DATE", help="Only what had been typed by then (slower).")
    ] = None,
    each: Annotated[bool, typer.Option("--each", help="A line for each child of a family.")] = False,
    names: Annotated[bool, typer.Option("--names", help="Show names. Mind who can see the screen.")] = False,
    rows: Annotated[int | None, typer.Option("--rows", metavar="N", min=0, help="At most N lines; 0: all.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
    all_: Annotated[bool, typer.Option("--all", help="With --json: every item, met ones too.")] = False,
    check: Annotated[bool, typer.Option("--check", help="Exit 10 when something is late.")] = False,
) -> None:
    """What is due next for each child, and why: late first, then the next four weeks.

    Examples: cin due    cin due --why --case AB12    cin due --as-of 2026-03-02 --overdue
    """
    from cin_cli.store import packs

    if known_on and not as_of:
        as_of = known_on
    day = _day(as_of) or context.today()
    head = packs.head_in_force(context.store())
    if head is None:
        raise UsageError("No procedure is in force, so nothing can be said to be due.",
                         "`cin policy list` shows the procedures; `cin policy use ID` puts one in force.")  # fmt: skip
    chosen, notes = _chosen(worker, team, case)
    until = day + timedelta(days=-1 if overdue else days)
    if known_on:
        found = _as_known(day, _day(known_on) or day, until, chosen, all_)
        notes = (*notes, f"As it was known on {known_on}, worked out afresh.")
    else:
        found = _stored(day, until, chosen, all_)
    listed = _list(found, day, days, chosen, head, notes, each, rows, as_json or why)
    _show(listed, head, as_json=as_json, why=why, names=names)
    if check and listed.foot.overdue:
        raise OverdueError(f"{listed.foot.overdue} late.")


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    from cin_cli.domain.dates import parse_date

    read = parse_date(text, context.today())
    if read.note:
        context.warn(read.note)
    return read.day


def _chosen(worker: str | None, team: str | None, case: str | None) -> tuple[Any, tuple[str, ...]]:
    """Whose children: as asked, else mine when `cin config` knows me and some are mine, else everybody's."""
    from cin_cli.store.footer import Chosen
    from cin_cli.store.people import find_child, find_family, has_cases

    store = context.store()
    if case:
        family = find_family(store, case)
        refs = tuple(family.children) if family else (find_child(store, case).ref,)
        return Chosen(children=refs), ()
    if worker and worker.lower() == "all":
        return Chosen(team=team), ()
    if worker or team:
        return Chosen(worker=worker, team=team), ()
    me = context.known_me()
    if me and has_cases(store, me):
        return Chosen(worker=me), (f"{me}'s cases; `cin due --worker all` shows everybody's.",)
    return Chosen(), ()


def _stored(day: date, until: date, chosen: Any, everything: bool) -> list[Any]:
    from cin_cli.domain.reading import read
    from cin_cli.store.items import items_on

    calendar = _calendar()
    rows = items_on(
        context.store(), day, states=EVERY_STATE if everything else ("open",), listed=None if everything else True,
        children=chosen.children, worker=chosen.worker, team=chosen.team, due_by=None if everything else until,
    )  # fmt: skip
    return [(read(row.answer, day, calendar), _whose(row.child)) for row in rows]


def _whose(child: Any) -> Any:
    from cin_cli.domain.listing import Whose

    return Whose(child.ref, child.initials, child.name, child.worker, child.family)


def _as_known(day: date, known_on: date, until: date, chosen: Any, everything: bool) -> list[Any]:
    """The items folded afresh from what had been typed by then, with the pack and calendar then in force."""
    from cin_cli.domain.reading import read
    from cin_cli.store import journal, projections

    store = context.store()
    rules = projections.rules_in_force(store, context.read_pack, known_on)
    found = []
    for child in journal.children(store):
        if (chosen.children is not None and child.ref not in chosen.children) or (
            chosen.worker and child.worker != chosen.worker) or (chosen.team and child.team != chosen.team):  # fmt: skip
            continue
        whose = _whose(child)
        for answer in projections.answers_of(store, child.ref, rules, known_on):
            is_open = answer.state == "open" and answer.wording.listed and answer.due and answer.due <= until
            if answer.starts <= day and (answer.ends is None or day < answer.ends) and (everything or is_open):
                assert rules is not None
                found.append((read(answer, day, rules.calendar), whose))
    return found


def _calendar() -> Any:
    from cin_cli.domain.calendar import england
    from cin_cli.store.calendar import days_added

    return england(days_added(context.store()))


def _list(
    found: list[Any], day: date, days: int, chosen: Any, head: dict[str, Any], notes: tuple[str, ...],
    each: bool, rows: int | None, whole: bool,
) -> Any:  # fmt: skip
    from cin_cli.domain.listing import DueList, lines
    from cin_cli.render.table import on_terminal
    from cin_cli.store.footer import foot

    made = lines([row for row in found if row[0].open and row[0].answer.wording.listed], each=each)
    limit = rows if rows is not None else (ROWS if on_terminal() and not whole else 0)
    shown = made[:limit] if limit else made
    under = foot(context.store(), day, day + timedelta(days=days), chosen)
    return DueList(
        day, tuple(shown), under, days, _pack_line(head, day), notes, None if made else _next(day, chosen),
        len(made) - len(shown), tuple(found),
    )  # fmt: skip


def _next(day: date, chosen: Any) -> Any:
    from cin_cli.domain.reading import read
    from cin_cli.store.items import items_on

    rows = items_on(context.store(), day, listed=True, children=chosen.children, worker=chosen.worker, team=chosen.team, limit=1)
    return read(rows[0].answer, day, _calendar()) if rows else None


def _pack_line(head: dict[str, Any], day: date) -> str:
    from cin_cli.domain.dates import words

    said = f"By {head['authority']}'s procedure ({head['id']})"
    review = head.get("review_due")
    if review and date.fromisoformat(review) < day:
        said += f", whose own review was due {words(date.fromisoformat(review))}"
    return f"{said}. Bank holidays are known until {words(_calendar().declared_until)}."


def _show(listed: Any, head: dict[str, Any], *, as_json: bool, why: bool, names: bool) -> None:
    from cin_cli.render.due import json_of, print_list

    if as_json:
        import json

        context.say(json.dumps(json_of(listed, head["id"]), indent=1, ensure_ascii=False))
    else:
        print_list(listed, reasons=why, names=names)
