"""A request to a reviewing service as a document."""

from collections.abc import Iterator, Mapping
from typing import Any

from cin_cli.domain.request import PEOPLE, Request
from cin_cli.render.document import Block, Document, Format, filled, flat, labels, long_day, written


def render(made: Request, form: Format, *, names: str, service: str) -> str:
    """The document of a request."""
    return written(document(made, names, service), "cinrs", form)


def document(made: Request, names: str, service: str) -> Document:
    """Its parts, what is asked first."""
    ours = labels("cinrs")
    until = long_day(made.until) if made.until else ours["not_said"]
    title = ours["title"] if names else ours["title_without_names"]
    return Document(
        title=filled(title, names=names, service=service), version=filled(ours["made"], day=long_day(made.day)),
        intro=tuple(ours["intro"]), blocks=tuple(_blocks(made, ours, until)),
        end=filled(ours["end"], day=long_day(made.day), until=until),
    )  # fmt: skip


def _blocks(made: Request, ours: Mapping[str, Any], until: str) -> Iterator[Block]:
    heading = ours["headings"]
    yield _said(made, "asked", ours)
    facts = {
        "raised_by": made.raised_by, "worker": made.worker, "quadrant": made.quadrant, "day": long_day(made.day), "until": until,
    }  # fmt: skip
    told = tuple((ours["facts"][name], flat(value) or ours["not_said"]) for name, value in facts.items())
    yield Block("facts", heading["who"], facts=told)
    yield _list(heading["met"], made.met, ours["nothing_met"])
    yield _said(made, "background", ours)
    days = tuple(f"{long_day(day)}: {what}" for day, what in made.happened)
    yield _list(heading["happened"], days, ours["nothing_happened"], ours["drawn"])
    yield _said(made, "tried", ours)
    yield _list(heading["plan"], made.plan, ours["no_plan"])
    people = tuple((ours["people"][name], "\n".join(made.written.get(name) or (ours["not_written"],))) for name in PEOPLE)
    yield Block("facts", heading["engaged"], facts=people)


def _said(made: Request, name: str, ours: Mapping[str, Any]) -> Block:
    return Block("words", ours["headings"][name], tuple(made.written.get(name) or (ours["not_written"],)))


def _list(heading: str, lines: tuple[str, ...], nothing: str, intro: str = "") -> Block:
    above = (intro,) if intro else ()
    return Block("list", heading, above, lines) if lines else Block("words", heading, (*above, nothing))
