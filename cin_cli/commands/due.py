"""`cin due`: what is due next for each child, and why."""

from datetime import date, timedelta
from typing import Annotated, Any, NamedTuple

import typer

from cin_cli import context
from cin_cli.errors import CinError, UsageError

app = typer.Typer(add_completion=False, rich_markup_mode=None)
ROWS = 50
EVERY_STATE = ("open", "met", "met_late", "not_applicable", "undetermined", "ok", "advice", "breach")


class OverdueError(CinError):
    """`--check` found something overdue (exit 10)."""

    code = 10


@app.command()
def due(
    days: Annotated[int, typer.Option("--days", metavar="N", min=0, max=10_000, help="How many days ahead.")] = 28,
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
    as_csv: Annotated[bool, typer.Option("--csv", help="As CSV, references only.")] = False,
    as_ics: Annotated[bool, typer.Option("--ics", help="As a calendar file, references only.")] = False,
    output: Annotated[
        str | None, typer.Option("--output", "-o", metavar="FILE", help="With --csv or --ics: write it there.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Replace the file if it is there.")] = False,
    all_: Annotated[bool, typer.Option("--all", help="With --json: every item, met ones too.")] = False,
    check: Annotated[bool, typer.Option("--check", help="Exit 10 when something is late.")] = False,
) -> None:
    """What is due next for each child, and why: late first, then the next four weeks.

    Examples: cin due    cin due --why --case AB12    cin due --as-of 2026-03-02 --overdue
    """
    from cin_cli.store import packs

    if sum((as_json, as_csv, as_ics)) > 1 or (output and not (as_csv or as_ics)):
        raise UsageError("One form at a time: --json, --csv or --ics; -o goes with the last two.")
    store, known = context.store(), _day(known_on)
    day = _day(as_of) or known or context.today()
    head = packs.head_in_force(store, known)
    if head is None:
        raise _no_procedure(known)
    if known:
        from cin_cli.store import projections

        projections.overlay(store, known, context.read_pack)
    chosen, notes = _chosen(worker, team, case)
    asked = Asked(day, days, overdue, chosen, _calendar(known), each=each, rows=rows, whole=as_json or why or as_csv or as_ics)
    found = _found(asked, everything=all_)
    listed = _list(found, asked, _pack_line(head, asked), (*notes, *_as_known(known)))
    if as_csv or as_ics:
        _write(listed, output, as_ics=as_ics, yes=yes)
    else:
        _show(listed, head, as_json=as_json, why=why, names=names)
    if check and listed.foot.overdue:
        raise OverdueError(f"{listed.foot.overdue} late.")


class Asked(NamedTuple):
    """What a due list is asked for: the day, how far ahead, whose, and how it is to be cut."""

    day: date
    days: int
    only_late: bool
    chosen: Any
    calendar: Any
    each: bool
    rows: int | None
    whole: bool


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    from cin_cli.domain.dates import parse_date

    read = parse_date(text, context.today())
    if read.note:
        context.warn(read.note)
    return read.day


def _no_procedure(known: date | None) -> UsageError:
    if known:
        from cin_cli.domain.dates import words

        return UsageError(f"No procedure was in force here at the end of {words(known)}, so nothing was said to be due.")
    return UsageError("No procedure is in force, so nothing can be said to be due.",
                      "`cin policy list` shows the procedures; `cin policy use ID` puts one in force.")  # fmt: skip


def _as_known(known: date | None) -> tuple[str, ...]:
    if known is None:
        return ()
    from cin_cli.domain.dates import words

    return (f"As it was known at the end of {words(known)}, worked out afresh.",)


def _chosen(worker: str | None, team: str | None, case: str | None) -> tuple[Any, tuple[str, ...]]:
    """Whose children: as asked, else mine when `cin config` knows me and some are mine, else everybody's."""
    from cin_cli.store.footer import Chosen
    from cin_cli.store.people import find_child, find_family, has_cases

    store = context.store()
    if case is not None:
        family = find_family(store, case)
        refs = tuple(family.children) if family else (find_child(store, case).ref,)
        return Chosen(children=refs), ()
    if worker and worker.lower() == "all":
        worker = None
    elif worker is None and team is None:
        me = context.known_me()
        if me and has_cases(store, me):
            return Chosen(worker=me), (f"{me}'s cases; `cin due --worker all` shows everybody's.",)
    if worker is not None or team is not None:
        from cin_cli.commands._caseload import known

        worker = None if worker is None else known(worker, "worker")
        team = None if team is None else known(team, "team")
    return Chosen(worker=worker, team=team), (f"{worker}'s cases.",) if worker else ()


def _calendar(known: date | None) -> Any:
    from cin_cli.domain.calendar import england
    from cin_cli.store.calendar import days_added

    return england(days_added(context.store(), known))


def _found(asked: Asked, *, everything: bool) -> list[Any]:
    from cin_cli.domain.listing import is_late
    from cin_cli.domain.reading import read
    from cin_cli.store.items import items_on

    until = asked.day + timedelta(days=-1 if asked.only_late else asked.days)
    rows = items_on(
        context.store(), asked.day, states=EVERY_STATE if everything else ("open",), listed=None if everything else True,
        children=asked.chosen.children, worker=asked.chosen.worker, team=asked.chosen.team,
        due_by=None if everything else until,
    )  # fmt: skip
    found = [(read(row.answer, asked.day, asked.calendar), _whose(row.child)) for row in rows]
    return [row for row in found if is_late(row[0])] if asked.only_late and not everything else found


def _whose(child: Any) -> Any:
    from cin_cli.domain.listing import Whose

    return Whose(child.ref, child.initials, child.name, child.worker, child.family)


def _list(found: list[Any], asked: Asked, pack: str, notes: tuple[str, ...]) -> Any:
    from cin_cli.domain.listing import DueList, lines
    from cin_cli.render.table import on_terminal
    from cin_cli.store.footer import foot

    made = lines([row for row in found if row[0].open and row[0].answer.wording.listed], each=asked.each)
    limit = asked.rows if asked.rows is not None else (ROWS if on_terminal() and not asked.whole else 0)
    shown = made[:limit] if limit else made
    under = foot(context.store(), asked.day, asked.day + timedelta(days=asked.days), asked.chosen)
    return DueList(
        asked.day, tuple(shown), under, asked.days, pack, notes, None if made else _next(asked), len(made) - len(shown),
        tuple(found), only_late=asked.only_late, of_one_worker=asked.chosen.worker is not None,
    )  # fmt: skip


def _next(asked: Asked) -> Any:
    from cin_cli.domain.reading import read
    from cin_cli.store.items import items_on

    chosen = asked.chosen
    rows = items_on(
        context.store(), asked.day, listed=True, children=chosen.children, worker=chosen.worker, team=chosen.team, limit=1
    )
    return read(rows[0].answer, asked.day, asked.calendar) if rows else None


def _pack_line(head: dict[str, Any], asked: Asked) -> str:
    from cin_cli.domain.dates import words

    said = f"By {head['authority']}'s procedure ({head['id']})"
    review = head.get("review_due")
    if review and date.fromisoformat(review) < asked.day:
        said += f", whose own review was due {words(date.fromisoformat(review))}"
    return f"{said}. Bank holidays are known until {words(asked.calendar.declared_until)}."


def _write(listed: Any, output: str | None, *, as_ics: bool, yes: bool) -> None:
    from cin_cli.commands._files import print_out, write_out
    from cin_cli.render.due_file import calendar, table

    text = calendar(listed, context.now()) if as_ics else table(listed)
    if output:
        write_out(output, text, yes=yes)
    else:
        print_out(text)


def _show(listed: Any, head: dict[str, Any], *, as_json: bool, why: bool, names: bool) -> None:
    from cin_cli.render.due import json_of, print_list

    if as_json:
        import json

        context.say(json.dumps(json_of(listed, head["id"]), indent=1, ensure_ascii=False))
    else:
        print_list(listed, reasons=why, names=names)
