"""What `cin import ssd` and `cin import census` share: read, reconcile, write as one, report."""

import sys
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cin_cli import context

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cin_cli.exchange.caseload import Remark
    from cin_cli.exchange.extract import Extract
    from cin_cli.exchange.reconcile import Outcome

Progress = Callable[[int, int], None]
SHOWN = 25
"""How many remarks of a sort are printed; --json has them all."""


def take(read: Callable[[Path, Any, Progress | None], "Extract"], path: Path, *, dry_run: bool, as_json: bool) -> None:
    """Read the extract, add what is new to the case file in one transaction, and say what came of it."""
    from cin_cli.exchange.reconcile_extract import reconcile_extract
    from cin_cli.exchange.stream import shown
    from cin_cli.store import journal

    store = context.store()
    with _bar(f"Reading {shown(path.name)}") as progress:
        extract = _without_clashes(read(path, context.today(), progress))
    outcome = reconcile_extract(extract, ((ref, made) for _, ref, made in journal.by_child(store)), context.today())
    written = bool(outcome.entries) and not dry_run
    report = _report(extract, outcome, written=written)
    if written:
        with _bar("Writing"):
            _write(extract.source, outcome, report)
    if as_json:
        import json

        context.say(json.dumps(report, indent=1, ensure_ascii=False))
    else:
        _say(extract, outcome, dry_run=dry_run)


@contextmanager
def _bar(label: str) -> "Iterator[Progress | None]":
    """A progress bar where somebody is looking; nothing elsewhere."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.markup import escape
    from rich.progress import Progress as Bar

    with Bar(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(escape(label), total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _without_clashes(extract: "Extract") -> "Extract":
    """Without the children whose reference is a family's here: they are told."""
    from cin_cli.exchange.caseload import Remark
    from cin_cli.store.people import family_refs

    families = {ref.upper() for ref in family_refs(context.store())}
    clashing = {subject.ref: subject for subject in extract.subjects if subject.ref in families}
    if not clashing:
        return extract
    odd = [Remark("reference_clash", ref, subject.line, f"{ref} is a family's reference here: the child is left out")
           for ref, subject in clashing.items()]  # fmt: skip
    return replace(
        extract, odd=(*extract.odd, *odd), subjects=tuple(s for s in extract.subjects if s.ref not in clashing),
        told=tuple(t for t in extract.told if t.child not in clashing),
    )  # fmt: skip


def _report(extract: "Extract", outcome: "Outcome", *, written: bool) -> dict[str, Any]:
    def told(remarks: "Iterable[Remark]") -> list[dict[str, Any]]:
        return [{"kind": r.kind, "child": r.child, "line": r.line, "words": r.words} for r in remarks]

    return {
        "schema_version": 1,
        "source": extract.source,
        "written": written,
        "children": len(extract.subjects),
        "new_children": outcome.new_children,
        "episodes": extract.episodes,
        "open_episodes": extract.open_episodes,
        "new_entries": len(outcome.entries),
        "until": extract.until.isoformat() if extract.until else None,
        "disabled": _disabled(extract),
        "odd": told(extract.odd),
        "noted": told((*extract.noted, *outcome.noted)),
        "changed": told(outcome.changed),
        "gone": list(outcome.gone),
    }


def _disabled(extract: "Extract") -> int:
    said = (t for t in extract.told if t.kind == "fact_recorded" and t.values.get("fact") == "disability")
    return sum(1 for one in said if one.values.get("value") is True)


def _write(source: str, outcome: "Outcome", report: dict[str, Any]) -> None:
    """Everything in one transaction and one batch, with an entry that holds the report."""
    from uuid import uuid4

    from cin_cli.domain.entry import entry

    batch = str(uuid4())
    counts = {name: value for name, value in report.items() if isinstance(value, int) and not isinstance(value, bool)}
    made = entry("import_made", context.today(), values={"source": source, "report": counts})
    context.record(replace(each, batch=batch) for each in (made, *outcome.entries))


def _say(extract: "Extract", outcome: "Outcome", *, dry_run: bool) -> None:
    for heading, remarks in (("Odd", extract.odd), ("Note", (*extract.noted, *outcome.noted)), ("Changed", outcome.changed)):
        _list(heading, list(remarks))
    if outcome.gone:
        shown = ", ".join(outcome.gone[:SHOWN]) + (" and more" if len(outcome.gone) > SHOWN else "")
        context.say(f"No longer in the extract, and left as they are: {shown}.")
    disabled = _disabled(extract)
    if disabled:
        context.say(f"{context.children(disabled)} with a disability code: what a procedure asks of disabled children is asked.")
    episodes = "1 episode" if extract.episodes == 1 else f"{extract.episodes:,} episodes"
    context.say(
        f"{context.children(len(extract.subjects))} read, {outcome.new_children} of them new; "
        f"{episodes}, {extract.open_episodes:,} of them open."
    )
    count = len(outcome.entries)
    done = "would be added" if dry_run else "was added" if count == 1 else "were added"
    context.say(f"{count:,} {'entry' if count == 1 else 'entries'} {done}.")
    if count and not dry_run:
        context.say("`cin due` shows what is due; `cin undo` takes the whole import back.")


def _list(heading: str, remarks: "list[Remark]") -> None:
    """The first of the remarks, and how many there are of each sort where there are more."""
    for remark in remarks[:SHOWN]:
        named = f"{remark.child}: " if remark.child and not remark.words.startswith(f"{remark.child}:") else ""
        context.say(f"{heading}: {named}{remark.words}")
    if len(remarks) > SHOWN:
        sorts = Counter(remark.kind.replace("_", " ") for remark in remarks)
        listed = ", ".join(f"{count:,} {sort}" for sort, count in sorts.most_common())
        context.say(f"{heading}: {len(remarks):,} in all ({listed}); --json has them all.")
