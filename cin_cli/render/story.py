"""A child's story as a document: a heading a day, the child's own words first."""

from collections.abc import Iterator, Mapping
from typing import Any

from cin_cli.domain.story import Day, Story
from cin_cli.render.document import Block, Document, Format, filled, labels, long_day, written


def sentences() -> Mapping[str, str]:
    """Our sentence for each kind of thing that happens."""
    return dict(_ours()["sentences"])


def _ours() -> Mapping[str, Any]:
    return labels("story")


def render(made: Story, form: Format, *, names: str, reader_name: str = "") -> str:
    """The document of a story."""
    return written(document(made, names, reader_name), "story", form)


def document(made: Story, names: str, reader_name: str) -> Document:
    """Its parts: one a day."""
    ours = _ours()
    blocks = tuple(Block("list", long_day(day.day), lines=tuple(_lines(day))) for day in made.days)
    nothing = Block("words", filled(ours["made"], day=long_day(made.made)), (ours["nothing"],))
    intro = [filled(ours["reader"], reader=reader_name)] if reader_name else []
    return Document(
        title=filled(ours["title"], names=names) if names else ours["title_without_names"],
        version=filled(ours["made"], day=long_day(made.made)), intro=(*intro, *ours["intro"]), blocks=blocks or (nothing,),
        end=filled(ours["end"], day=long_day(made.made)),
    )  # fmt: skip


def _lines(day: Day) -> Iterator[str]:
    yield from (filled(_ours()["said"], words=text.strip()) for text in day.said)
    yield from day.sentences
    yield from (filled(_ours()["told"], words=text.strip()) for text in day.told)
