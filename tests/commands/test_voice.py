"""`cin voice`: a child's words as they were said, how they were gathered, and who may see them."""

import pytest

from cin_cli.domain.kinds import HOW_SAID
from tests.commands._children import answering, entries, opened, refused


@pytest.fixture
def cin(york):
    opened("AB12", "AB13", born="2016-05-01", initials="AH")
    return york


def said(cin, ref):
    return [made["attributes"] for made in entries(cin, ref, "voice")]


@pytest.mark.parametrize("words", [
    "I like my bed", "Mum said: get out\n\n- and then I cried", "<b>{{ x }}</b> [red] # no heading",
    "👨‍👩‍👧 \u05e9\u05dc\u05d5\u05dd\u200f",
    "z" * 1_000_000,
])  # fmt: skip
def test_words_from_a_file_are_kept_word_for_word(cin, words):
    done = cin("voice", "record", "AB12", "--how", "mind_of_my_own", "--on", "2026-02-20", "--from", "-", input=words)
    assert done.code == 0, done.err
    assert "who may see it: only you" in done.out
    assert said(cin, "AB12") == [{"said": words, "how": "mind_of_my_own"}]
    shown = cin("voice", "list", "AB12").out
    assert "Fri 20 Feb 2026 (mind of my own); for only you" in shown
    assert all(line in shown for line in words.split("\n"))


def test_quotations_go_to_the_child_and_the_rest_is_a_note(cin):
    text = 'AB12: "I like my bed"\nAB13: "so do I"\nBoth drew houses.\n'
    done = cin("voice", "record", "AB12", "AB13", "--tool", "three houses", "--how", "direct_work", "--from", "-", input=text)
    assert done.code == 0, done.err
    assert "for AB12 and AB13" in done.out
    assert said(cin, "AB12") == [{"said": "I like my bed", "how": "direct_work", "tool": "three houses"}]
    assert said(cin, "AB13")[0]["said"] == "so do I"
    assert entries(cin, "AB12", "note")[0]["attributes"]["text"] == text.strip()


def test_the_form_asks_everything_and_keeps_it(cin):
    form = cin("voice", "form", "AB12").out
    for label, value in (("In the child's own words:", "I am brave"), ("How they were gathered:", "trusted_adult"),
                         ("Gathered by:", "Ms Reed"), ("Tool:", "chart"), ("Who may see this:", "professionals"),
                         ("For the meeting or visit of:", "2 mar 2026"), ("Day:", "1 mar 2026")):  # fmt: skip
        assert f"\n{label}\n" in form
        form = form.replace(f"\n{label}\n", f"\n{label} {value}\n")
    assert cin("voice", "record", "AB12", "--from", "-", input=form).code == 0
    assert said(cin, "AB12") == [{
        "said": "I am brave", "how": "trusted_adult", "gathered_by": "Ms Reed", "tool": "chart", "of": "2026-03-02",
        "for": ["professionals"],
    }]  # fmt: skip


def test_on_a_terminal_it_asks_and_what_is_begun_waits(cin, monkeypatch):
    answering(monkeypatch)
    cut = cin("voice", "record", "AB12", input="I like my bed\n\nadv\n")
    assert cut.code == 1 and said(cin, "AB12") == []
    done = cin("voice", "record", "AB12", input="y\n\n\neverybody?\nF1.mother\n")
    assert done.code == 0, done.err
    assert said(cin, "AB12") == [{"said": "I like my bed", "how": "advocate", "for": ["F1.mother"]}]
    assert "nobody called F1.mother" in done.err


def test_a_reader_gets_what_is_for_them_and_the_worker_hears_of_the_rest(cin):
    cin("family", "add", "AB12", "AB13")
    for who in ("mother", "father"):
        cin("person", "add", f"F1.{who}", "--relation", who, "--name", who, "--audience", "everyone")
    cin("voice", "record", "AB12", "--from", "-", "--for", "F1.mother", input="Dad must not hear this")
    cin("voice", "record", "AB12", "--from", "-", input="nobody must hear this")
    hers = cin("voice", "list", "AB12", "--as", "F1.mother")
    assert "Dad must not" in hers.out and "nobody must" not in hers.out and "entry" not in hers.out
    for other in ("F1.father", "professional", "family"):
        seen = cin("voice", "list", "AB12", "--as", other)
        assert "must" not in seen.out and "Left out: 2" in seen.err
        assert "must" not in cin("voice", "list", "AB12", "--as", other, "--json").out
    assert "nobody must" in cin("voice", "list", "AB12", "--json").out
    assert "nobody must" in cin("find", "nobody must").out


@pytest.mark.parametrize(
    ("code", "says", "args", "words"),
    [
        (2, "no words", ["AB12"], None),
        (2, "whose words", ["AB12", "AB13", "--from", "-"], "I like my bed"),
        (2, "conversation", ["AB12", "--how", "telepathy", "--from", "-"], "x"),
        (2, "who may see it", ["AB12", "--for", "the whole street", "--from", "-"], "x"),
        (4, "still to come", ["AB12", "--on", "tomorrow", "--from", "-"], "x"),
        (4, "40 weeks", ["AB12", "--on", "2015-01-01", "--from", "-"], "x"),
        (1, "no words in it", ["AB12", "--from", "-"], " "),
        (1, "Line 2", ["AB12", "--from", "-"], "# A child's words\n## Nonsense\n"),
        (3, "'ZZ99'", ["ZZ99", "--from", "-"], "x"),
    ],
)
def test_refused_and_nothing_written(cin, code, says, args, words):
    refused(cin, code, "voice", "record", *args, says=says, input=words)


def test_help_lists_how_words_are_gathered(cin):
    assert all(how in " ".join(cin("voice", "record", "--help").out.split()) for how in HOW_SAID)
