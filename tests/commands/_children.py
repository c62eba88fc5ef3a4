"""Children for the tests of what records something, and what the case file holds of them."""

import json
from datetime import date

from cin_cli import context
from cin_cli.domain.entry import entry


def opened(*refs, on=date(2026, 1, 5), **details):
    """Children whose cases were opened on that day."""
    context.record([
        entry("child_described", on, refs, {"initials": "X. Y.", **details}),
        entry("referral_received", on, refs),
        entry("case_opened", on, refs),
    ])  # fmt: skip
    context.close()
    return refs


def last_number():
    """The number of the newest entry: nothing was written when it stays."""
    found = context.store().value("SELECT max(number) FROM entry") or 0
    context.close()
    return found


def entries(cin, ref, kind=None):
    """What `cin event list --json` says of a child, of one kind or of all."""
    done = cin("event", "list", ref, "--json")
    assert done.code == 0, done.err
    return [made for made in json.loads(done.out)["entries"] if kind in (None, made["kind"])]


def refused(cin, code, *args, says="", input=None):
    """The line is refused with this code in one sentence, and nothing was written."""
    before = last_number()
    done = cin(*args, input=input)
    assert done.code == code, (done.code, done.out, done.err)
    assert "Traceback" not in done.err
    assert "A fault of ours" not in done.err
    assert says in done.err
    assert last_number() == before
    return done


def answering(monkeypatch):
    """Somebody is at the terminal."""
    monkeypatch.setattr(context, "interactive", lambda: True)
