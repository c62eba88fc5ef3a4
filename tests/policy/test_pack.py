"""Packs as text: what can be read, what is refused, and that a pack which is read can be used; whatever stands in it."""

import json
import re
import shlex
import tomllib
from copy import deepcopy
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cin_cli.domain.calendar import england
from cin_cli.domain.due import timetable_of
from cin_cli.domain.entry import EVENT_KINDS, FORESEEN, KINDS, Event
from cin_cli.domain.reading import as_json, read
from cin_cli.errors import CinError, NotFound
from cin_cli.policy.extend import DEEPEST
from cin_cli.policy.mistake import PackError
from cin_cli.policy.pack import read_pack, shipped, text_of
from cin_cli.render import comparison, difference, policy

CALENDAR = england()
GUIDE = (Path(__file__).parents[2] / "cin_cli" / "packs" / "README.md").read_text(encoding="utf-8")
EVERY_SHAPE = "\n".join(re.findall(r"```toml\n(.*?)```", GUIDE, re.DOTALL))
TABLES = [tomllib.loads(text) for text in (EVERY_SHAPE, *map(text_of, shipped()))]
SMALL = """
[pack]
id = "small"
authority = "Nowhere"
title = "The smallest procedure"
version = "1"
source = "Made up"
cites = "Nowhere"

[[rule]]
id = "visit"
shape = "every"
label = "Visit"
starts = ["cin_plan_started"]
met-by = ["visit"]
every = "4 weeks"
cite = "Nowhere 1"
"""


# what is read -----------------------------------------------------------------------------------------------------


def test_a_small_pack_is_read_as_it_is_written():
    pack = read_pack(SMALL)
    assert (pack.id, pack.authority, pack.version, pack.issued, pack.review_due) == ("small", "Nowhere", "1", None, None)
    rule, = pack.rules
    clause, = rule.clauses
    assert (rule.id, rule.shape, str(clause.every), clause.starts) == ("visit", "every", "4 weeks", ("cin_plan_started",))
    assert (clause.wording.label, clause.wording.cite, clause.wording.strength, clause.wording.listed) == (
        "Visit", "Nowhere 1", "must", True,
    )  # fmt: skip


@pytest.mark.parametrize("key", re.findall(r"^([\w-]+) = ", SMALL, re.MULTILINE))
def test_without_any_one_of_its_keys_it_is_not_read(key):
    text = SMALL if key == "id" else re.sub(rf"^{key} = .*$", "", SMALL, flags=re.MULTILINE)
    text = SMALL.replace('id = "visit"', "") if key == "id" else text
    with pytest.raises(PackError, match=rf"{key}: .*is missing") as refused:
        read_pack(text, "small.toml")
    assert str(refused.value).startswith("The pack small.toml cannot be used; it has ")


@pytest.mark.parametrize("ending", ["\r\n", "\n"])
@pytest.mark.parametrize("begins", ["", "\N{BOM}"])
def test_a_file_of_any_editor_is_read(tmp_path, ending, begins):
    file = tmp_path / "small.toml"
    file.write_bytes((begins + SMALL.replace("\n", ending)).encode())
    assert read_pack(text_of(str(file))) == read_pack(SMALL)


# files ------------------------------------------------------------------------------------------------------------


def test_no_file_is_not_found_and_the_packs_there_are_are_named(tmp_path):
    with pytest.raises(NotFound, match="no pack called") as refused:
        text_of(str(tmp_path / "none.toml"))
    assert all(name in refused.value.next_step for name in shipped())


def test_a_folder_and_a_file_of_another_encoding_are_said_to_be_that(tmp_path):
    (tmp_path / "pack.toml").write_bytes('label = "Prüfung"'.encode("latin-1"))
    with pytest.raises(CinError, match="is a folder"):
        text_of(str(tmp_path))
    with pytest.raises(CinError, match="UTF-8"):
        text_of(str(tmp_path / "pack.toml"))


def extending(folder, name, base):
    (folder / f"{name}.toml").write_text(SMALL.replace('"small"', f'"{name}"\nextends = "{base}"'), encoding="utf-8")
    return str(folder / f"{name}.toml")


def test_a_pack_that_extends_itself_or_one_that_extends_it_is_refused(tmp_path):
    extending(tmp_path, "b", "a.toml")
    for name, base in (("a", "a.toml"), ("a", "b.toml")):
        with pytest.raises(CinError, match=f"more than {DEEPEST} deep") as refused:
            text_of(extending(tmp_path, name, base))
        assert "itself" in refused.value.next_step


def test_a_pack_that_extends_what_is_not_there_is_not_found(tmp_path):
    with pytest.raises(NotFound, match="york-2023"):
        text_of(extending(tmp_path, "a", "york-2023"))


# whatever stands in it --------------------------------------------------------------------------------------------


WORDS = st.sampled_from((
    "", "x", "plan", "visit", "cin_decision", "child_opened", "family_opened", "chair", "by", "date", "expires_on", "until",
    "1 days", "0 days", "6 weeks", "10 working_days", "3 months inclusive", "48 hours",
    "the later of 2 weeks and 10 working_days",
    "the earlier of 3 hours and 3 hours", "2 years", "10 weekdays", "must", "only", "either", "tighter", "later", "under 5",
    "5 to 3", "16 and over", "{from}", "{0}", "{", "x" * 300, "…", "closed", "breach", "advice", "standard", "team_manager",
    "every", "gate", "once", "milestone", "schedule", "follow_up", "threshold", "shortest", "look_back", "role",
))  # fmt: skip
PLAIN = st.one_of(
    WORDS, st.sampled_from(EVENT_KINDS), st.booleans(), st.integers(-2, 10**12), st.floats(width=16), st.dates(),
    st.just(datetime(2026, 1, 5, 10, 0, tzinfo=UTC)), st.just(time(10, 0)),
)  # fmt: skip
NAMES = st.sampled_from((
    "event", "only", "unless", "assume", "says", "within", "at", "fact", "value", "by", "up-to", "about", "every", "for", "until",
    "target", "ok", "if", "otherwise", "seen", "outcome", "age", "pathway", "x", "reading",
))  # fmt: skip
ANYTHING = st.recursive(
    PLAIN, lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(NAMES, inner, max_size=3)), max_leaves=5
)


def toml(value):
    """The value as TOML, in one line."""
    match value:
        case dict():
            return "{" + ", ".join(f"{json.dumps(name)} = {toml(inner)}" for name, inner in value.items()) + "}"
        case list():
            return "[" + ", ".join(map(toml, value)) + "]"
        case str():
            return json.dumps(value, ensure_ascii=False)
        case bool():
            return "true" if value else "false"
        case date() | time():
            return value.isoformat()
    return repr(value)


def text_from(table):
    return "\n".join(f"{name} = {toml(value)}" for name, value in table.items())


def places_in(value, path=()):
    """The way to everything that stands in a table, however deep."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, found in inner:
        yield (*path, name)
        yield from places_in(found, (*path, name))


def holder_of(table, path):
    for name in path[:-1]:
        table = table[name]
    return table


@st.composite
def spoilt(draw):
    """A pack in which one or two values are others: anything, what stands at another place, or nothing."""
    table = deepcopy(draw(st.sampled_from(TABLES)))
    for _ in range(draw(st.integers(1, 2))):
        path, other = (draw(st.sampled_from(list(places_in(table)))) for _ in "12")
        values = (draw(ANYTHING), deepcopy(holder_of(table, other)[other[-1]]), None)
        put(table, path, draw(st.sampled_from(values)))
    return text_from(table)


@st.composite
def mixed(draw):
    """A pack in which a few keys say what the same keys say elsewhere, in any pack, or nothing: most can be read."""
    table = deepcopy(draw(st.sampled_from(TABLES)))
    for _ in range(draw(st.integers(1, 3))):
        path = draw(st.sampled_from([path for path in places_in(table) if len(path) > 2 and isinstance(path[-1], str)]))
        others = [holder_of(rules, way)[way[-1]] for rules, way in EVERYWHERE if way[-1] == path[-1]]
        put(table, path, deepcopy(draw(st.sampled_from([*others, None]))))
    return text_from(table)


EVERYWHERE = [(table, path) for table in TABLES for path in places_in(table)]


def put(table, path, value):
    """Put it there; None takes away what is there."""
    holder = holder_of(table, path)
    if value is None:
        del holder[path[-1]]
    else:
        holder[path[-1]] = value


CHECKED = settings(deadline=None, suppress_health_check=list(HealthCheck))


@pytest.mark.parametrize("number", range(len(TABLES)))
def test_written_in_another_way_a_pack_says_the_same(number):
    assert read_pack(text_from(TABLES[number])) == read_pack([EVERY_SHAPE, *map(text_of, shipped())][number])


@settings(CHECKED, max_examples=100)
@given(text=spoilt())
def test_whatever_stands_in_a_pack_it_is_read_or_every_mistake_is_named(text):
    try:
        assert read_pack(text).rules is not None
    except PackError as refused:
        assert refused.mistakes
        assert all(mistake.words and mistake.line for mistake in refused.mistakes)


FIRST = date(2024, 1, 8)
SAYS = {"seen": True, "family_seen": True, "chair": "social_worker", "by": "line_manager", "months": 6, "applies_to": "visit",
        "every": "2 weeks", "threshold_level": "4", "next_review_agreed": "2024-03-01", "expires_on": "2024-09-01",
        "until": "2024-06-01", "to": "home", "about": "closing", "reason": True, "time": "09:30"}  # fmt: skip
EVENTS = st.lists(
    st.builds(
        lambda kind, day, says: Event(kind, FIRST + timedelta(days=day), {name: SAYS[name] for name in says},
                                      planned=kind in FORESEEN),
        st.sampled_from(EVENT_KINDS).filter(lambda kind: kind not in ("fact_recorded", "pathway_changed")),
        st.integers(0, 500), st.sets(st.sampled_from(sorted(SAYS))),
    ), min_size=3, max_size=12,
)  # fmt: skip


def can_be_typed(command):
    """Whether there is such a command, and what it says of an entry is something that such an entry says."""
    program, noun, verb, what, *rest = shlex.split(command)
    said = {rest[place + 1].partition("=")[0] for place, word in enumerate(rest) if word == "--set"}
    if (noun, verb) == ("event", "correct"):
        return program == "cin" and what.isdecimal()
    kind = what if noun == "event" else "visit" if noun == "visit" else "cin_meeting_review"
    return (program, verb) == ("cin", "record") and said <= set(KINDS[kind].attributes) and "{" not in command


@settings(CHECKED, max_examples=100)
@given(text=mixed(), events=EVENTS)
def test_a_pack_that_is_read_can_be_used(text, events):
    try:
        pack = read_pack(text)
    except PackError:
        return
    profile = {"team": "A&I", "date_of_birth": "2015-02-28"}
    for answer in timetable_of(pack, "A", events, [], CALENDAR, profile=profile):
        item = as_json(read(answer, max(answer.starts, FIRST), CALENDAR))
        assert item["why"] and item["label"]
        assert item["settle"] is None or can_be_typed(item["settle"])
    assert list(policy.lines(pack))
    assert list(difference.lines(pack, read_pack(SMALL))) and list(comparison.lines([pack, read_pack(SMALL)]))

