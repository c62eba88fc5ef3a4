"""The procedures (packs) in force here: their texts by digest, and which one was chosen when."""

import json
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from cin_cli.store.database import Store


def adopt(store: Store, text: str, digest: str, head: Mapping[str, Any] | None = None) -> None:
    """Keep a pack's text; it comes into force with a `policy_adopted` entry of this digest, recorded next.

    `head`: what a due list says of the pack without reading it (id, title, authority, review due…).
    Do both inside one `store.writing()`.
    """
    store.run(
        "INSERT INTO pack (digest, text, head) VALUES (?, ?, ?) "
        "ON CONFLICT (digest) DO UPDATE SET head = excluded.head",
        (digest, text, json.dumps(dict(head or {}), default=str)),
    )


def in_force(store: Store, known_on: date | None = None) -> tuple[str, str] | None:
    """The text and digest of the pack in force (`known_on`: as it was at the end of that day), or None."""
    digest = digest_in_force(store, known_on)
    text = store.value("SELECT text FROM pack WHERE digest = ?", (digest,)) if digest else None
    return (text, digest) if text is not None and digest else None


def head_in_force(store: Store, known_on: date | None = None) -> dict[str, Any] | None:
    """What is kept beside the text of the pack in force for a due list to say, or None."""
    digest = digest_in_force(store, known_on)
    head = store.value("SELECT head FROM pack WHERE digest = ?", (digest,)) if digest else None
    return {**json.loads(head), "digest": digest} if head is not None else None


def digest_in_force(store: Store, known_on: date | None = None) -> str | None:
    """The digest of the pack in force, or None."""
    from cin_cli.store.journal import standing

    chosen = standing(store, kinds=("policy_adopted",), known_on=known_on)
    return str(chosen[-1].facts["digest"]) if chosen else None


def altered(store: Store) -> Iterator[str]:
    """Which procedures chosen here are gone or are not the text that was chosen, one sentence each."""
    import hashlib

    rows = store.rows(
        "SELECT DISTINCT e.facts ->> 'pack', e.facts ->> 'digest', p.text FROM entry e "
        "LEFT JOIN pack p ON p.digest = e.facts ->> 'digest' WHERE e.kind = 'policy_adopted' AND json_valid(e.facts)"
    )
    for name, digest, text in rows:
        if text is None:
            yield f"The text of the procedure {name} is gone."
        elif hashlib.sha256(text.encode()).hexdigest() != digest:
            yield f"The text of the procedure {name} is not the one that was chosen."
