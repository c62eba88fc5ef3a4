"""`cin policy`: the procedures that say what is due, and the days on which nobody works."""

from typing import Annotated, Any

import typer

from cin_cli import context
from cin_cli.commands import _packs
from cin_cli.commands._packs import AsJson, Pack
from cin_cli.errors import UsageError

app = typer.Typer(
    no_args_is_help=True, add_completion=False, rich_markup_mode=None, help="The procedures (packs) that say what is due."
)
holiday = typer.Typer(
    no_args_is_help=True, add_completion=False, rich_markup_mode=None,
    help="Days on which your council does not work, besides England's bank holidays.",
)  # fmt: skip
app.add_typer(holiday, name="holiday")


@app.command("list")
def list_() -> None:
    """The procedures that come with cin, and which one is in force here.

    Example: cin policy list
    """
    from cin_cli.policy.pack import read_pack, shipped, text_of

    used = _in_force()
    for name in shipped():
        pack = read_pack(text_of(name))
        mark = "  (in force here)" if used and used["id"] == name else ""
        context.say(f"{name:<22} {pack.authority}: {pack.title}{mark}")
    if used and comes_with_another_text(used):
        context.say(f"\nThis cin comes with another text of {used['id']} than the one in force here, which stays until you say")
        context.say(f"`cin policy use {used['id']}`.")
    context.say("\n`cin policy show ID` says what one asks; `cin policy use ID` puts it in force. None is ever chosen for you.")


@app.command()
def show(pack: Pack) -> None:
    """What a procedure asks, by when, where it says so, and how it was read.

    Example: cin policy show york-2024
    """
    from cin_cli.policy.pack import read_pack, text_of
    from cin_cli.render.policy import lines

    for line in lines(read_pack(text_of(pack), pack)):
        context.say(line)


for _writing in (_packs.new, _packs.check, _packs.test, _packs.diff, _packs.compare):
    app.command()(_writing)


@app.command("try")
def try_(
    pack: Pack,
    case: Annotated[str, typer.Argument(metavar="CASE", help="A made-up case in JSON or TOML (docs/timescales.md).")],
    as_of: Annotated[str | None, typer.Option("--as-of", metavar="DATE", help="The day to ask for; else today.")] = None,
    as_json: AsJson = False,
) -> None:
    """What a procedure says of a made-up case, without a case file.

    Example: cin policy try york-2024 case.json --as-of 2024-07-26
    """
    from cin_cli.domain.calendar import england
    from cin_cli.domain.dates import parse_date
    from cin_cli.policy.pack import read_pack, text_of
    from cin_cli.policy.trycase import answer, answer_json, load

    today = context.today()
    day = parse_date(as_of, today).day if as_of else today
    read, children, calendar = read_pack(text_of(pack), pack), load(case), england()
    if as_json:
        import json

        context.say(json.dumps(answer_json(read, children, day, calendar), indent=1, ensure_ascii=False))
        return
    from cin_cli.domain.reading import why

    for item in answer(read, children, day, calendar):
        child = f"{item.answer.child}: " if item.answer.child else ""
        context.say(f"{item.status:<15} {child}{why(item)}")


@app.command()
def use(pack: Pack) -> None:
    """Put a procedure in force: its text is kept in the case file, and everything due is worked out by it.

    Example: cin policy use york-2024
    """
    from cin_cli.policy.pack import read_pack, text_of

    text = text_of(pack)
    read = read_pack(text, pack)
    if adopt(text, read):
        context.say(f"In force: {read.title} ({read.id}). `cin due` now goes by it.")
    else:
        context.say(f"{read.title} ({read.id}) is in force already. Nothing was changed.")


def adopt(text: str, pack: Any) -> bool:
    """Keep the pack's text and record that it is in force; False when this very text is in force already."""
    from cin_cli.domain.entry import entry
    from cin_cli.store import packs

    store, digest = context.store(), _digest(text)
    if packs.digest_in_force(store) == digest:
        return False
    head = {"id": pack.id, "title": pack.title, "authority": pack.authority, "cites": pack.cites,
            "review_due": pack.review_due and pack.review_due.isoformat()}  # fmt: skip
    with store.writing():
        packs.adopt(store, text, digest, head)
        context.record([entry("policy_adopted", context.today(), values={"pack": pack.id, "digest": digest})])
    return True


def comes_with_another_text(head: dict[str, Any]) -> bool:
    """Whether the pack of this id that ships is not the text in force, which `head` tells of."""
    from cin_cli.policy.pack import shipped, text_of

    return head["id"] in shipped() and _digest(text_of(head["id"])) != head["digest"]


def _digest(text: str) -> str:
    import hashlib

    return hashlib.sha256(text.encode()).hexdigest()


def _in_force() -> dict[str, Any] | None:
    """What is kept of the pack in force, if there is a case file to look into."""
    if not context.paths().db.exists():
        return None
    from cin_cli.store import packs

    return packs.head_in_force(context.store())


@holiday.command("add")
def holiday_add(
    day: Annotated[str, typer.Argument(metavar="DATE")],
    name: Annotated[str, typer.Option("--name", help="What the day is.")] = "added day",
) -> None:
    """A day that is no working day here, such as a bank holiday proclaimed since this cin was made.

    Example: cin policy holiday add 2027-05-07 --name "One-off bank holiday"
    """
    from cin_cli.domain.calendar import england
    from cin_cli.domain.dates import parse_date
    from cin_cli.domain.entry import entry
    from cin_cli.domain.words import words
    from cin_cli.store.calendar import days_added

    read = parse_date(day, context.today(), past=False)
    if not england(days_added(context.store())).is_working(read.day):
        raise UsageError(f"{words(read.day)} is no working day as it is.", "Nothing was added.")
    context.record([entry("holiday_added", read.day, values={"name": name})])
    if read.note:
        context.warn(read.note)
    context.say(f"{words(read.day)} ({name}) is not counted as a working day. What is due was worked out again.")


@holiday.command("list")
def holiday_list() -> None:
    """The days added here, and until when England's bank holidays are declared.

    Example: cin policy holiday list
    """
    from cin_cli.domain.calendar import england
    from cin_cli.domain.words import words
    from cin_cli.store.calendar import days_added

    for day, name in days_added(context.store()):
        context.say(f"{words(day)}  {name}")
    context.say(f"England's bank holidays are declared until {words(england().declared_until)}; later ones are projected.")
