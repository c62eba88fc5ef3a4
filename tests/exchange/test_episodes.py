"""Episodes as one case: whatever an extract says, it opens before it closes, and is open exactly while an episode is."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from cin_cli.domain.case import open_spans
from cin_cli.domain.entry import Event
from cin_cli.exchange.episodes import Episode, told_of

DAY = date(2025, 1, 1)


def day(number):
    return DAY + timedelta(days=number)


def episode(key, start, end=None, **more):
    return Episode("AB12", key, day(start), None if end is None else day(end), **more)


def told(*episodes):
    """(which of which row, kind, how many days in) of everything told."""
    return sorted((t.key, t.kind, (t.day - DAY).days) for t in told_of(episodes)[0])


def case(*episodes):
    """From when until when the case is open, by what was told."""
    made, _ = told_of(episodes)
    return open_spans([Event(t.kind, t.day, t.values, number=n) for n, t in enumerate(made, 1)])


def test_an_episode_opens_and_closes_with_its_source_and_its_reason():
    made, remarks = told_of([episode("R1", 0, 30, source="2A schools", reason="RC8", line=7)])
    assert [(t.kind, t.key, t.day, dict(t.values), t.line) for t in made] == [
        ("referral_received", "R1 referral", day(0), {"source": "2A schools"}, 7),
        ("case_closed", "R1 closing", day(30), {"reason": "RC8"}, 7),
    ]
    assert remarks == []


def test_an_open_episode_is_not_closed():
    assert told(episode("R1", 0)) == [("R1 referral", "referral_received", 0)]


def test_where_episodes_overlap_the_case_is_open_until_the_last_of_them_closes():
    made, remarks = told_of([episode("R2", 20, 25, line=3), episode("R1", 0, 30, line=2)])
    assert [(t.key, t.day) for t in made if t.kind == "case_closed"] == [("R1 closing", day(30))]
    assert [(r.kind, r.child, r.line) for r in remarks] == [("overlap", "AB12", 3)]
    assert "R2 begins on Tue 21 Jan 2025, while R1 is open" in remarks[0].words


def test_an_overlap_is_told_of_the_one_that_is_open_longest():
    _, remarks = told_of([episode("R1", 0, 30), episode("R2", 5, 10), episode("R3", 15, 20)])
    assert ["while R1 is open" in r.words for r in remarks] == [True, True]


def test_one_that_stays_open_keeps_the_case_open_whatever_else_closes():
    assert [row for row in told(episode("R1", 0), episode("R2", 5, 30)) if row[1] == "case_closed"] == []


def test_one_that_begins_on_the_day_another_closes_opens_the_case_again():
    made = told(episode("R1", 0, 30), episode("R2", 30))
    assert ("R2 reopening", "case_reopened", 30) in made and ("R1 closing", "case_closed", 30) in made
    assert told_of([episode("R1", 0, 30), episode("R2", 30)])[1] == []


def test_one_that_opens_and_closes_on_the_day_another_closes_leaves_the_case_closed():
    for first in (episode("R1", 0, 30), episode("R1", 30, 30)):
        made, remarks = told_of([first, episode("R2", 30, 30)])
        assert sorted(t.key for t in made if t.day == day(30) and t.kind != "referral_received") == ["R1 closing", "R2 closing"]
        assert remarks == [] and case(first, episode("R2", 30, 30))[-1][1] == day(30)
    assert case(episode("R1", 0, 30), episode("R2", 30, 30), episode("R3", 30))[-1] == (day(30), date.max)


def test_a_later_episode_needs_no_reopening():
    assert [kind for _, kind, _ in told(episode("R1", 0, 30), episode("R2", 31))].count("case_reopened") == 0


def test_a_referral_without_further_action_is_closed_on_its_day():
    made, _ = told_of([episode("R1", 3, no_further_action=True)])
    assert [(t.kind, t.day, dict(t.values)) for t in made] == [
        ("referral_received", day(3), {}), ("case_closed", day(3), {"reason": "no further action"}),
    ]  # fmt: skip


def test_a_referral_without_further_action_while_the_case_is_open_is_a_contact():
    for on in (0, 15, 30):
        made = told(episode("R1", 0, 30), episode("R2", on, no_further_action=True))
        assert ("R2 referral", "contact_received", on) in made
        assert ("R2 closing", "case_closed", on) not in made


days = st.integers(0, 12) | st.integers(0, 40)
episodes = st.lists(
    st.tuples(days, st.none() | st.integers(0, 5) | st.integers(0, 20), st.booleans()).map(
        lambda made: (made[0], None if made[1] is None else made[0] + made[1], made[2])
    ),
    max_size=6,
).map(lambda rows: [episode(f"R{n}", start, end, no_further_action=nfa) for n, (start, end, nfa) in enumerate(rows)])


@given(episodes, st.randoms())
@settings(deadline=None)
def test_the_order_of_the_episodes_is_nothing(made, random):
    shuffled = list(made)
    random.shuffle(shuffled)
    assert told_of(shuffled) == told_of(made)


@given(episodes)
@settings(deadline=None, max_examples=400)
def test_the_case_is_open_on_exactly_the_days_on_which_an_episode_is(made):
    counted = [e for e in made if not e.no_further_action]
    spans = case(*made)
    for number in range(62):
        inside = any(e.start <= day(number) < e.last for e in counted)
        assert any(begin <= day(number) < end for begin, end in spans) == inside, (number, made)


@given(episodes)
@settings(deadline=None)
def test_every_episode_is_told_once_and_no_key_twice(made):
    keys = [t.key for t in told_of(made)[0]]
    assert len(keys) == len(set(keys))
    assert {t.row for t in told_of(made)[0]} == {e.key for e in made}
