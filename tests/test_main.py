"""What may stand on a terminal: names as they are written, and nothing that could steer it."""

import sys
import unicodedata

import pytest

from cin_cli.main import COMMANDS, printable
from tests.commands._children import opened

GONE = "\N{REPLACEMENT CHARACTER}"


@pytest.mark.parametrize(
    "text",
    ["Zoë Lamb", "Anne\u00a0Marie", "10\u202f000", "نمی\u200cخواهم", "क्\u200dष", "👨\u200d👩\u200d👧",
     "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
     "אבג\u200f 3", "soft\u00adhyphen", "two\nlines\tand a tab", "\u3000wide", ""],
)  # fmt: skip
def test_a_name_stays_as_it_is_written(text):
    assert printable(text) == text


@pytest.mark.parametrize(
    "steering",
    ["\x00", "\x07", "\x08", "\r", "\x0b", "\x1b", "\x7f", "\x85", "\x9b", "\x9d", "\u2028", "\u2029", "\u202a", "\u202b",
     "\u202c", "\u202d", "\u202e", "\u2066", "\u2067", "\u2068", "\u2069", "\u206a", "\ufff9", "\ud800"],
)  # fmt: skip
def test_what_could_steer_the_terminal_is_shown_as_gone(steering):
    assert printable(f"Kim{steering}31m") == f"Kim{GONE}31m"


def test_no_control_and_no_line_end_of_all_there_are_gets_through_but_newline_and_tab():
    every = "".join(map(chr, range(sys.maxunicode + 1)))
    through = {c for c in printable(every) if unicodedata.category(c) in ("Cc", "Zl", "Zp", "Cs", "Cn", "Co")}
    assert through == {"\n", "\t"}


def test_a_name_pasted_from_elsewhere_is_listed_as_it_was_pasted(york):
    name = "Anne\u00a0Marie نی\u200cکا"
    opened("AB12", name=name)
    assert name in york("case", "list", "--names").out


@pytest.mark.parametrize("command", COMMANDS)
def test_every_commands_help_is_plain_and_about_the_command_only(cin, command):
    done = cin(command, "--help")
    assert done.code == 0 and f"cin {command} [" in done.out.splitlines()[0]
    assert "completion" not in done.out and "╭" not in done.out
