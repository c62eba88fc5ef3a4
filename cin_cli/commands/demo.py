"""`cin demo`: a fictional family and a caseload in a throwaway file, on a fixed day."""

import os
from contextlib import redirect_stderr, redirect_stdout
from datetime import date
from io import StringIO
from pathlib import Path

import typer

from cin_cli import context

app = typer.Typer(add_completion=False, rich_markup_mode=None)
DAY = "2025-12-08"
ME = "Sam Okafor"
CHILDREN = ("AVA1", "LEO1")
FAMILY = (
    f"case open AVA1 --initials AT --born 2016-03-14 --opened 2025-09-08 --referral 2025-09-08 --worker '{ME}'",
    f"case open LEO1 --initials LT --born 2020-06-02 --opened 2025-09-08 --referral 2025-09-08 --worker '{ME}'",
    "family add AVA1 LEO1 --separated",
    "person add F1.mother --name Kerry --relation mother --audience F1.mother",
    "person add F1.father --name Dan --relation father --audience F1.father",
    "event record cin_decision F1 --on 2025-09-29",
    "visit record F1 --on 2025-10-03 --seen yes --recorded-on 2025-10-06",
    "meeting record F1 --initial --on 2025-10-10 --chair team_manager --recorded-on 2025-10-14",
    "event record minutes_distributed F1 --on 2025-10-20 --set of=2025-10-10",
    "event record frequency_agreed F1 --on 2025-10-10 --set applies_to=visit --set every=3w --set by=team_manager",
    "plan new F1 --from {examples}/plan-first.md --start 2025-10-10 --on 2025-10-10",
    "visit record F1 --on 2025-10-30 --seen yes --alone yes --recorded-on 2025-10-31",
    "visit record F1 --on 2025-11-19 --seen yes --not-seen 'LEO1=at a birthday party' --recorded-on 2025-11-20",
    "meeting record F1 --review --on 2025-11-21 --chair social_worker --outcome continue --recorded-on 2025-11-25",
    "plan edit F1 --from {examples}/plan-family.md --on 2025-11-21",
    "import csv {examples}/demo-caseload.csv",
    f"config set me '{ME}'",
)
"""What happened in the family, as the commands that record it; then the rest of the team's list."""
SHOWN = (
    f"due --as-of {DAY}",
    f"due --as-of {DAY} --case LEO1 --why",
    "plan render AVA1 --for mother --format txt",
    f"cinrs check AVA1 --as-of {DAY}",
)
NEXT = (
    ("what one child's page says", f"case show AVA1 --as-of {DAY}"),
    ("everybody's list, not only Sam's", f"due --worker all --as-of {DAY}"),
    ("a visit, and what it changes", f"visit record LEO1 --on {DAY} --seen yes"),
    ("the same plan as a page to print", "plan render AVA1 --for mother --format html -o plan.html"),
    ("what the procedure asks, and its readings", "policy show york-2024"),
)


@app.command()
def demo() -> None:
    """A fictional family and some forty other children in a throwaway file; City of York's procedure, one fixed day.

    Example: cin demo
    """
    import tempfile

    from cin_cli.domain.dates import words

    folder = Path(tempfile.mkdtemp(prefix="cin-demo-"))
    os.environ |= {"CIN_TODAY": DAY}
    context.use_db(str(folder / "demo.cin"))
    _fill(folder / "demo.cin")
    context.say(f"Everybody here is fictional, and it is {words(date.fromisoformat(DAY))}.")
    context.say("The procedure is City of York's (york-2024), for this demo only: in a file of your own you choose one.")
    context.say(f"{ME} is a social worker; this is {ME.split()[0]}'s Monday morning.")
    for line in SHOWN:
        context.say(f"\n$ cin {line}\n")
        _run(line)
    context.say(f"\nThe demo's file is not encrypted, and yours to throw away: {folder / 'demo.cin'}")
    context.say("To go on in it:\n")
    for what, line in NEXT:
        context.say(f"  {what}:\n    cin --db {_quoted(folder / 'demo.cin')} {line}")
    context.say("\nTo begin for yourself: cin init --policy ID (`cin policy list` shows them).")


def _fill(db: Path) -> None:
    """Make the file and record in it what happened; nothing of that is shown."""
    from importlib.resources import as_file, files

    from cin_cli.commands.policy import adopt
    from cin_cli.policy.pack import read_pack, text_of
    from cin_cli.store.database import create

    create(db, None, plain="demo").close()
    text = text_of("york-2024")
    adopt(text, read_pack(text))
    with as_file(files("cin_cli.examples")) as examples, redirect_stdout(StringIO()), redirect_stderr(StringIO()):
        for line in FAMILY:
            _run(line, examples=examples)


def _run(line: str, **places: Path) -> None:
    """Run one command line in this process, on the same file."""
    import shlex

    from cin_cli.main import app as cin

    words = [word.format(**{name: str(path) for name, path in places.items()}) for word in shlex.split(line)]
    cin(["--db", str(context.paths().db), *words], standalone_mode=False)


def _quoted(path: Path) -> str:
    text = str(path)
    return f'"{text}"' if " " in text else text
