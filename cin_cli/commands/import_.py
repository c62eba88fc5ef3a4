"""`cin import`: a team's list of children from a spreadsheet, or an authority's extract, into the journal."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cin_cli import context
from cin_cli.errors import CinError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cin_cli.exchange.caseload import Caseload, Remark
    from cin_cli.exchange.reconcile import Outcome

HELP = "Read a caseload from a spreadsheet or an extract."
app = typer.Typer(no_args_is_help=True, add_completion=False, rich_markup_mode=None, help=HELP)
SHOWN = 25
"""How many remarks of a sort are printed; --json has them all."""


@app.callback()
def top() -> None:
    """Read a caseload from a spreadsheet or an extract."""


@app.command("csv")
def csv_(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A .csv or .xlsx as a team's list has it.")],
    map_: Annotated[
        list[str] | None, typer.Option("--map", metavar="HEADER=COLUMN", help="What a header means; `ignore` leaves it out.")
    ] = None,
    sheet: Annotated[
        str | None, typer.Option("--sheet", metavar="NAME", help="Which sheet of a workbook; else the first.")
    ] = None,
    skip_odd: Annotated[bool, typer.Option("--skip-odd", help="Take the good rows and leave the odd ones.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be done; write nothing.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="The report as JSON.")] = False,
) -> None:
    """Read a team's list: all rows or, when a cell is odd, none.

    The columns: reference, name (or initials), born, opened, decision, plan_start, last_visit, last_review, worker,
    pathway. A blank cell is not known; `none` says that there has been none. The same list again adds nothing.
    Example: cin import csv caseload.csv
    """
    from cin_cli.exchange.caseload import read_caseload
    from cin_cli.exchange.reconcile import reconcile
    from cin_cli.exchange.sheet import read_sheet
    from cin_cli.store import journal

    store = context.store()
    caseload = read_caseload(read_sheet(Path(file), sheet), _mapping(map_ or []), context.today())
    odd, rows = _odd(caseload)
    refused = bool(odd) and not skip_odd
    taken = _with_rows(caseload, rows)
    outcome = reconcile(taken, journal.entries(store, words=True), context.today())
    report = _report(taken, outcome, odd, written=bool(outcome.entries) and not refused and not dry_run)
    if report["written"]:
        _write(outcome, report)
    if as_json:
        import json

        context.say(json.dumps(report, indent=1, ensure_ascii=False))
    else:
        _say(taken, outcome, odd, dry_run=dry_run, refused=refused)
    if refused:
        raise CinError(f"Nothing was written: {_count(len(odd), 'cell')} of {Path(file).name} cannot be read.",
                       "Put them right, or take the good rows with --skip-odd.")  # fmt: skip


DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would be done; write nothing.")]
AsJson = Annotated[bool, typer.Option("--json", help="The report as JSON.")]


@app.command()
def ssd(
    folder: Annotated[str, typer.Argument(metavar="FOLDER", help="The folder with ssd_person.csv and the other files.")],
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Read an extract of the Standard Safeguarding Dataset: people, episodes, assessments, plans, visits, child protection.

    An odd row is left out and told. The same extract again adds nothing; a changed row is a correction.
    Example: cin import ssd extract-march
    """
    from cin_cli.commands import _extract
    from cin_cli.exchange.ssd import read_ssd

    _extract.take(read_ssd, Path(folder), dry_run=dry_run, as_json=as_json)


@app.command()
def census(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A children in need census return, an .xml file.")],
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Read a children in need census: referrals, assessments, plans, enquiries; it holds no visits and no meetings.

    What is odd is left out and told. The same file again adds nothing; a changed episode is a correction.
    Example: cin import census CIN_2026.xml
    """
    from cin_cli.commands import _extract
    from cin_cli.exchange.census import read_census

    _extract.take(read_census, Path(file), dry_run=dry_run, as_json=as_json)


def _mapping(said: "Iterable[str]") -> dict[str, str]:
    """`HEADER=COLUMN` as typed; the last `=` divides, since a header may hold one."""
    from cin_cli.errors import UsageError

    found = {}
    for text in said:
        header, equals, column = text.rpartition("=")
        if not equals or not header.strip():
            raise UsageError(f"--map {text!r} is not of the form HEADER=COLUMN.", 'Such as --map "Seen on=last_visit".')
        found[header.strip()] = column.strip()
    return found


def _odd(caseload: "Caseload") -> tuple[list["Remark"], list[Any]]:
    """Every odd cell, the clashes of references among them, and the rows that are left."""
    from cin_cli.exchange.reconcile import clashes
    from cin_cli.store import journal
    from cin_cli.store.people import family_refs

    store = context.store()
    children = {child.ref: child.own_reference for child in journal.children(store)}
    clashing = clashes(caseload.rows, children, family_refs(store))
    lines = {remark.line for remark in clashing}
    return [*caseload.odd, *clashing], [row for row in caseload.rows if row.line not in lines]


def _with_rows(caseload: "Caseload", rows: list[Any]) -> "Caseload":
    from dataclasses import replace

    return replace(caseload, rows=tuple(rows))


def _report(caseload: "Caseload", outcome: "Outcome", odd: list["Remark"], *, written: bool) -> dict[str, Any]:
    def told(remarks: "Iterable[Remark]") -> list[dict[str, Any]]:
        return [{"kind": r.kind, "child": r.child, "line": r.line, "words": r.words} for r in remarks]

    return {
        "schema_version": 1,
        "written": written,
        "children": len(caseload.rows),
        "new_children": outcome.new_children,
        "new_entries": len(outcome.entries),
        "odd": told(odd),
        "noted": told((*caseload.noted, *outcome.noted)),
        "changed": told(outcome.changed),
        "gone": list(outcome.gone),
        "ignored": list(caseload.ignored),
    }


def _write(outcome: "Outcome", report: dict[str, Any]) -> None:
    """Everything in one transaction and one batch, with an entry that holds the report."""
    from dataclasses import replace
    from uuid import uuid4

    from cin_cli.domain.entry import entry

    batch = str(uuid4())
    counts = {name: report[name] for name in ("schema_version", "children", "new_children", "new_entries")}
    made = entry("import_made", context.today(), values={"source": "spreadsheet", "report": counts})
    context.record([replace(each, batch=batch) for each in (made, *outcome.entries)])


def _say(caseload: "Caseload", outcome: "Outcome", odd: list["Remark"], *, dry_run: bool, refused: bool) -> None:
    if caseload.ignored:
        context.say(f"Left out, since these columns are not kept: {', '.join(caseload.ignored)}.")
    for heading, remarks in (("Odd", odd), ("Note", (*caseload.noted, *outcome.noted)), ("Changed", outcome.changed)):
        for remark in remarks[:SHOWN]:
            context.say(f"{heading}: {_named(remark)}")
        if len(remarks) > SHOWN:
            context.say(f"{heading}: and {len(remarks) - SHOWN} more; --json has them all.")
    if outcome.gone:
        context.say(f"No longer in the list, and left as they are: {', '.join(outcome.gone)}.")
    if refused:
        return
    done = "would be added" if dry_run else "was added" if len(outcome.entries) == 1 else "were added"
    context.say(f"{context.children(len(caseload.rows))} read, {outcome.new_children} of them new; "
                f"{_count(len(outcome.entries), 'entry')} {done}.")  # fmt: skip
    if outcome.entries and not dry_run:
        context.say("`cin due` shows what is due; `cin undo` takes the whole import back.")


def _named(remark: "Remark") -> str:
    """The remark's words with the child's reference before them, where they do not begin with it."""
    if remark.child and remark.words.startswith(f"{remark.child}:"):
        return remark.words
    return f"{remark.child or 'no reference'}, {remark.words}"


def _count(number: int, noun: str) -> str:
    plural = "entries" if noun == "entry" else f"{noun}s"
    return f"{number} {noun if number == 1 else plural}"
