"""Files that are no census, or mean harm: each refused in one sentence, quickly and in little memory, and nothing written."""

import bz2
import gzip
import io
import json
import os
import random
import re
import shutil
import time
import tracemalloc
import zipfile
from collections import Counter
from pathlib import Path

import pytest

from cin_cli import context
from cin_cli.commands import _extract
from cin_cli.errors import CinError
from cin_cli.exchange.census import read_census
from cin_cli.exchange.stream import shown
from tests.commands._children import refused
from tests.conftest import run_cin
from tests.exchange._census import (
    TODAY,
    Journal,
    assessment,
    child,
    days,
    episode,
    header,
    line_of,
    plan,
    read,
    returned,
    tag,
    without_places,
)

GOOD = returned(child("AB12", episode("2024-06-03", assessment("2024-06-04", "2024-07-09"), plan("2024-07-10"))))
BODY = GOOD.partition("?>\n")[2]
CHILD, CODE, LAST = line_of(BODY, "<Child>"), line_of(BODY, "WBRI"), BODY.count("\n")
"""In which lines of it the child begins, its ethnicity stands and the return ends."""


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """A folder with a case file and its key, and one child in it."""
    folder = tmp_path_factory.mktemp("kept")
    with pytest.MonkeyPatch.context() as patch:
        for name, where in (("CIN_DB", "cases.cin"), ("CIN_KEY_FILE", "key"), ("HOME", "home"), ("XDG_CONFIG_HOME", "config")):
            patch.setenv(name, str(folder / where))
        patch.setenv("CIN_TODAY", TODAY.isoformat())
        assert run_cin("init", "--policy", "york-2024").code == 0
        (folder / "good.xml").write_text(GOOD, encoding="utf-8")
        assert run_cin("import", "census", folder / "good.xml").code == 0
    return folder


@pytest.fixture
def cin(kept, own_files, monkeypatch):
    """`cin` over a copy of that case file."""
    (own_files / "keys").mkdir(exist_ok=True)
    shutil.copy(kept / "cases.cin", own_files / "cases.cin")
    shutil.copy(kept / "key", own_files / "keys" / "key")
    monkeypatch.setenv("CIN_TODAY", TODAY.isoformat())
    return run_cin


@pytest.fixture
def left_alone(cin, own_files, tmp_path):
    """Import what is refused: with exit code 1, in one sentence that says so, the case file as it was to the byte."""

    def left_alone(content, says, name="return.xml"):
        path = tmp_path / name
        if content is not None:
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        before = (own_files / "cases.cin").read_bytes()
        done = refused(cin, 1, "import", "census", path, says=says)
        assert (done.out, done.err.count("\n")) == ("", 1)
        assert done.err[:-1].isprintable() and len(done.err) < 500
        assert (own_files / "cases.cin").read_bytes() == before
        return done

    return left_alone


def packed(**parts):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/"), content)
    return made.getvalue()


def doctype(inside, use=""):
    """A return with a document type; `use` stands where a reference would."""
    return f"<?xml version='1.0'?>\n<!DOCTYPE Message {inside}>\n" + BODY.replace("AB12", f"AB12{use}")


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
DECLARES = "line 2: it declares a document type or entities, so it is refused"
DECLARING = {
    "a document type alone": doctype(""),
    "a billion laughs": doctype(f'[<!ENTITY l0 "ha">{LAUGHS}]', "&l9;"),
    "an entity of great length said often": doctype(f'[<!ENTITY a "{"a" * 50_000}">]', "&a;" * 50_000),
    "an entity that is never used": doctype('[<!ENTITY a "b">]'),
    "an entity that is a file": doctype('[<!ENTITY a SYSTEM "file:///etc/hostname">]', "&a;"),
    "an entity from the network": doctype('[<!ENTITY a SYSTEM "http://127.0.0.1:9/a">]', "&a;"),
    "a parameter entity": doctype('[<!ENTITY % a SYSTEM "file:///etc/hostname"> %a;]'),
    "parameter entities in each other": doctype("[<!ENTITY % a '<!ENTITY b \"c\">'> %a; %a;]", "&b;"),
    "entities that go round": doctype('[<!ENTITY a "&b;"><!ENTITY b "&a;">]', "&a;"),
    "an external type in a file": doctype('SYSTEM "file:///etc/hostname"'),
    "an external type on the network": doctype('SYSTEM "http://127.0.0.1:9/census.dtd"'),
    "a public type": doctype('PUBLIC "-//W3C//DTD Census" "http://127.0.0.1:9/census.dtd"'),
    "a notation": doctype('[<!NOTATION n SYSTEM "a"><!ENTITY a SYSTEM "b" NDATA n>]'),
    "an attribute by default": doctype('[<!ATTLIST Child LAchildID CDATA "AB12">]'),
    "a type said to stand alone": doctype('[<!ENTITY a "b">]').replace("'1.0'", "'1.0' standalone='yes'"),
    "a type of an endless name": doctype('[<!ENTITY a "b">]').replace("Message [", f"{'M' * 500_000} ["),
    "a type in UTF-16": doctype('[<!ENTITY a "b">]', "&a;").encode("utf-16"),
}


@pytest.mark.parametrize("kind", DECLARING)
def test_whatever_declares_anything_is_refused(left_alone, kind):
    left_alone(DECLARING[kind], DECLARES)


OTHER_FILES = {
    "empty": (b"", "return.xml is empty"),
    "only white space": (b" \r\n\t \n", "it is not whole"),
    "only a mark of order": (b"\xef\xbb\xbf", "it is not whole"),
    "only a declaration": (b"<?xml version='1.0'?>", "it is not whole"),
    "gzip": (gzip.compress(GOOD.encode()), "is compressed (gzip), not XML. Unpack it first"),
    "a gzip bomb": (gzip.compress(bytes(20_000_000)), "is compressed (gzip)"),
    "bzip2": (bz2.compress(GOOD.encode()), "it does not begin with a tag"),
    "a ZIP file": (packed(return_xml=GOOD), "is a ZIP file or a workbook"),
    "a ZIP bomb": (packed(return_xml=bytes(20_000_000)), "is a ZIP file or a workbook"),
    "a workbook": (packed(xl__workbook_xml="<workbook/>"), "a spreadsheet comes in with `cin import csv`"),
    "a Word document": (packed(word__document_xml="<document/>"), "is a ZIP file or a workbook"),
    "an old Office file": (b"\xd0\xcf\x11\xe0" + bytes(600), "is an old Office file"),
    "a PDF": (b"%PDF-1.7\n", "is a PDF"),
    "a picture": (b"\x89PNG\r\n\x1a\n\0\0", "it does not begin with a tag"),
    "a database": (b"SQLite format 3\0" + bytes(84), "it does not begin with a tag"),
    "a web page": (b"<!DOCTYPE html>\n<html><body>Sign in</body></html>", "is a web page"),
    "a web page in capitals": (b"\xef\xbb\xbf\n <HTML><BODY>Sign in</BODY></HTML>", "is a web page"),
    "a web page that declares XML": (b"<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'/>", "begins with <html>"),
    "JSON": (json.dumps({"Message": {}}), "it does not begin with a tag"),
    "RTF": (rb"{\rtf1\ansi Census}", "it does not begin with a tag"),
    "CSV": (b"LAchildID,CINreferralDate\nAB12,2024-06-03\n", "it does not begin with a tag"),
    "only zeros": (bytes(1000), "there are zero bytes in it"),
    "a picture in XML": (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "begins with <svg>, where <Message> belongs"),
    "another return": (b"<SSDA903><Children/></SSDA903>", "begins with <SSDA903>"),
    "a return inside another element": (f"<Envelope>{BODY}</Envelope>", "begins with <Envelope>"),
    "a return without its root": (tag("Children", child()), "begins with <Children>"),
    "a namesake of the root": (b"<Message/>", "There are no children in return.xml"),
    "a root nearly of the name": (b"<Messages/>", "begins with <Messages>"),
}


@pytest.mark.parametrize("kind", OTHER_FILES)
def test_a_file_of_another_kind_is_refused_by_its_name(left_alone, kind):
    left_alone(*OTHER_FILES[kind])


def encoded(name, text=BODY, declared=None):
    return f'<?xml version="1.0" encoding="{declared or name}"?>\n{text}'.encode(name)


WITH_E = BODY.replace("WBRI", "WBRÉ")
ENCODINGS = {
    "none of that name": (encoded("ascii", declared="x-klingon"), "line 1: the encoding that it declares is not known"),
    "UTF-7 declared": (encoded("ascii", declared="utf-7"), "line 1: the encoding"),
    "UTF-7": ("\ufeff" + BODY).encode("utf-7"),
    "no encoding of texts": (encoded("ascii", declared="hex"), "line 1: the encoding"),
    "one that turns letters round": (encoded("ascii", declared="rot13"), "line 1: the encoding"),
    "one that fails": (encoded("ascii", declared="undefined"), "line 1: the encoding"),
    "one of two bytes to a sign": (encoded("ascii", declared="shift_jis"), "line 1: the encoding"),
    "UTF-16 declared and UTF-8 in fact": (encoded("utf-8", declared="utf-16"), "not in the encoding that it declares"),
    "UTF-8 declared and UTF-16 in fact": (encoded("utf-16", declared="utf-8"), "not in the encoding that it declares"),
    "UTF-8 declared and Latin in fact": (encoded("latin-1", WITH_E, "utf-8"), f"line {CODE + 1}: something stands there"),
    "ASCII declared and Latin in fact": (encoded("latin-1", WITH_E, "us-ascii"), f"line {CODE + 1}: something stands there"),
    "UTF-32": (GOOD.encode("utf-32"), "there are zero bytes in it"),
    "EBCDIC": (GOOD.encode("cp037"), "it does not begin with a tag"),
    "two marks of order": (b"\xff\xfe" + GOOD.encode("utf-16"), "line 1"),
    "half a sign at the end of UTF-16": (BODY.encode("utf-16")[:-31], "return.xml"),
    "a surrogate alone": (BODY.encode().replace(b"WBRI", b"\xed\xa0\x80"), f"line {CODE}: something stands there"),
    "a surrogate alone in UTF-16": (BODY.replace("WBRI", "\ud800").encode("utf-16", "surrogatepass"), "line"),
    "a sign too long": (BODY.encode().replace(b"WBRI", b"\xc0\xaf"), f"line {CODE}: something stands there"),
    "a sign cut short": (BODY.encode().replace(b"WBRI", b"\xe2\x82"), f"line {CODE}: something stands there"),
    "a zero": (BODY.encode().replace(b"WBRI", b"WB\0RI"), "there are zero bytes in it, so it is damaged or not text"),
    "a control sign": (BODY.replace("WBRI", "\x01"), f"line {CODE}: something stands there"),
    "an escape": (BODY.replace("WBRI", "\x1b[31m"), f"line {CODE}: something stands there"),
    "a control sign by its number": (BODY.replace("WBRI", "&#27;"), f"line {CODE}: a character is given by a number"),
    "a zero by its number": (BODY.replace("WBRI", "&#0;"), f"line {CODE}: a character is given by a number"),
    "a surrogate by its number": (BODY.replace("WBRI", "&#xD800;"), f"line {CODE}: a character is given by a number"),
    "beyond all signs": (BODY.replace("WBRI", "&#x110000;"), f"line {CODE}: a character is given by a number"),
}


@pytest.mark.parametrize("kind", ENCODINGS)
def test_what_is_not_written_as_it_says_is_refused(left_alone, kind):
    content, says = ENCODINGS[kind] if isinstance(ENCODINGS[kind], tuple) else (ENCODINGS[kind], "does not begin with a tag")
    left_alone(content, says)


@pytest.mark.parametrize(
    "content",
    [BODY.encode("utf-16"), b"\xfe\xff" + BODY.encode("utf-16-be"), encoded("utf-16"), encoded("utf-16-le", declared="utf-16"),
     BODY.encode("utf-16-be"), b"\xef\xbb\xbf" + GOOD.encode(), encoded("latin-1", WITH_E), encoded("cp1252", WITH_E),
     encoded("us-ascii"), GOOD.replace("\n", "\r\n").encode(), b"\n\n" + BODY.encode()],
    ids=["UTF-16", "UTF-16 the other way", "UTF-16 that says so", "UTF-16 without a mark", "UTF-16 without a mark or a word",
         "a mark of order", "Latin", "Windows", "ASCII", "Windows lines", "lines before it"],
)  # fmt: skip
def test_what_is_written_as_it_says_is_read(tmp_path, content):
    (tmp_path / "other.xml").write_bytes(content)
    assert without_places(read_census(tmp_path / "other.xml", TODAY)) == without_places(read(tmp_path, GOOD))


def inside(text, near="<Child>"):
    """The return with something else in it."""
    return BODY.replace(near, near + text, 1)


BROKEN = {
    "a tag left open": (BODY.replace("</CINPlanDates>", ""), f"line {LAST - 3}: a tag is closed that is not the open one"),
    "tags that cross": (inside("<a><b></a></b>"), f"line {CHILD}: a tag is closed"),
    "a bare ampersand": (
        BODY.replace("WBRI", "A & B"),
        f"line {CODE}: something stands there that XML does not allow (a bare < or &",
    ),
    "a comment after the end that does not end": (BODY + "<!-- ", f"ends in line {LAST + 1}, after its last element"),
    "a bare less-than": (BODY.replace("WBRI", "A < B"), f"line {CODE}: something stands there"),
    "a name of HTML": (BODY.replace("WBRI", "&nbsp;"), f"line {CODE}: an & begins a name that means nothing"),
    "an attribute twice": (inside("<a b='1' b='2'/>"), f"line {CHILD}: an attribute stands twice"),
    "an attribute without quotes": (inside("<a b=1/>"), f"line {CHILD}: something stands there"),
    "a prefix of nothing": (inside("<x:a/>"), f"line {CHILD}: a tag has a prefix that is declared nowhere"),
    "a second root": (BODY + BODY, f"line {LAST + 1}: something follows after the end"),
    "text after the root": (BODY + "Kind regards", f"line {LAST + 1}: something"),
    "text before the root": ("<?xml version='1.0'?>\nDear all" + BODY, "line 2: "),
    "a declaration that is not first": ("\n" + GOOD, "line 2: "),
    "a declaration that is none": ("<?xml?>" + BODY, "line 1: "),
    "a comment that does not end": (inside("<!-- "), f"ends in line {CHILD}, inside <Child>: it is not whole"),
    "characters that do not end": (inside("<![CDATA["), "it is not whole"),
    "an instruction called xml": (inside("<?xml version='1.0'?>"), f"line {CHILD}: "),
    "an entity declared in the middle": (inside("<!ENTITY a 'b'>"), f"line {CHILD}: something stands there"),
    "a type declared in the middle": (inside("<!DOCTYPE a>"), f"line {CHILD}: something stands there"),
    "another collection": (BODY.replace(">CIN<", ">903<"), "Line 4: this is a file of the collection '903'"),
    "no children": (returned(), "There are no children in return.xml that could be read. Is it the whole file?"),
    "no child that could be read": (BODY.replace("AB12", "*"), f"The first fault is in line {CHILD + 2}: LAchildID"),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_a_broken_return_is_refused_with_its_line(left_alone, kind):
    left_alone(*BROKEN[kind])


TOO_MUCH = {
    "100,000 deep": lambda: (inside("<a>" * 100_000), f"line {CHILD}: elements stand in each other more than 20 deep"),
    "21 deep": lambda: (inside("<a>" * 20 + "</a>" * 20), "more than 20 deep"),
    "an attribute of 10 MB": lambda: (inside(f"<a b='{'x' * 10_000_000}'/>"), "one tag or comment is longer than 1,000,000"),
    "a name of 1 MB": lambda: (inside(f"<{'a' * 999_000}/>"), f"line {CHILD}: it has a name of more than 200 characters"),
    "a root of 1 MB": lambda: (f"<{'a' * 999_000}/>", "line 1: it has a name of more than 200 characters"),
    "a namespace of 1 MB": lambda: (inside(f"<a xmlns='{'u' * 900_000}'/>"), f"line {CHILD}: it has a name of more than 200"),
    "a comment of 10 MB": lambda: (inside(f"<!--{'x' * 10_000_000}-->"), "one tag or comment is longer"),
    "an instruction of 10 MB": lambda: (inside(f"<?a {'x' * 10_000_000}?>"), "one tag or comment is longer"),
    "a text of 10,001 letters": lambda: (BODY.replace("WBRI", "x" * 10_001), f"line {CODE}: <Ethnicity> holds more than 10,000"),
    "a text in small parts": lambda: (BODY.replace("WBRI", "x<!-- -->" * 10_001), "<Ethnicity> holds more than 10,000"),
    "characters of 10 MB": lambda: (BODY.replace("WBRI", f"<![CDATA[{'x' * 10_000_000}]]>"), "holds more than 10,000"),
    "a child of much text": lambda: (inside(f"<a>{'x' * 9_999}</a>" * 101), "one record holds more than 1,000,000 characters"),
    "a child of 100,001 elements": lambda: (inside("<a/>" * 100_001), "one record holds more than 100,000 elements"),
    "1,001 different names": lambda: (inside("".join(f"<a{n}/>" for n in range(1_001))), "more than 1,000 different names"),
    "an episode 1,001 times": lambda: (inside(episode() * 1_001, "</ChildCharacteristics>"), "one child has more than 1,000 ref"),
    "much text beside the children": lambda: (inside("x" * 10_001 + "<Child/>", "<Children>"), "<Children> holds more than"),
}  # fmt: skip


@pytest.mark.parametrize("kind", TOO_MUCH)
def test_what_is_too_much_is_refused_at_once_and_in_little_memory(left_alone, tmp_path, kind):
    content, says = TOO_MUCH[kind]()
    left_alone(content, says)
    tracemalloc.start()
    began = time.monotonic()
    try:
        with pytest.raises(CinError):
            read_census(tmp_path / "return.xml", TODAY)
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert most < 32_000_000 and time.monotonic() - began < 20


NOT_TOO_MUCH = {
    "20 deep": inside("<a>" * 17 + "</a>" * 17),
    "a name of 200 letters": inside(f"<{'a' * 200}/>"),
    "a text of 10,000 letters": BODY.replace("WBRI", "x" * 10_000),
    "1,000 different names": inside("".join(f"<a{n}/>" for n in range(1_000 - len(set(re.findall(r"<(\w+)", BODY)))))),
}


@pytest.mark.parametrize("kind", NOT_TOO_MUCH)
def test_what_is_only_just_not_too_much_is_read(tmp_path, kind):
    (tmp_path / "other.xml").write_text(NOT_TOO_MUCH[kind], encoding="utf-8")
    assert without_places(read_census(tmp_path / "other.xml", TODAY))[0] == without_places(read(tmp_path, GOOD))[0]


def test_a_text_of_100_mb_is_refused_at_its_beginning(left_alone, tmp_path):
    before, _, after = BODY.partition("WBRI")
    with (tmp_path / "return.xml").open("w", encoding="utf-8") as file:
        file.write(before)
        for _ in range(100):
            file.write("x" * 1_000_000)
        file.write(after)
    began = time.monotonic()
    left_alone(None, f"line {CODE}: <Ethnicity> holds more than 10,000 characters")
    assert time.monotonic() - began < 10


def test_empty_space_of_20_mb_is_nothing(tmp_path):
    (tmp_path / "return.xml").write_text(inside(" " * 20_000_000), encoding="utf-8")
    assert days(read_census(tmp_path / "return.xml", TODAY), "cin_plan_started") == [("cin_plan_started", "2024-07-10")]


def test_a_million_elements_of_an_unknown_name_are_told_once(tmp_path):
    (tmp_path / "return.xml").write_text(inside("<a/>" * 1_000_000, "<Children>"), encoding="utf-8")
    [told] = read_census(tmp_path / "return.xml", TODAY).noted
    assert "a in Children is not known here; nothing of it is kept (1,000,000 times)" in told.words


def test_a_file_larger_than_any_census_is_refused_unread(left_alone, tmp_path):
    with (tmp_path / "return.xml").open("wb") as file:
        file.truncate(500_000_001)
    left_alone(None, "return.xml has more than 500 MB")


def test_a_file_that_grows_while_it_is_read_has_an_end_too(left_alone, monkeypatch):
    monkeypatch.setattr("cin_cli.exchange.stream.MOST_BYTES", 100)
    monkeypatch.setattr("cin_cli.exchange.stream._size", lambda path: 10)
    left_alone(GOOD, "has more than 0 MB")


# What is harmless


SCHEMA = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="a http://127.0.0.1:9/b"'
HARMLESS = {
    "a newer XML": "<?xml version='1.1'?>" + BODY,
    "a comment": inside("<!-- <Child> -->"),
    "an instruction": inside("<?do rm?>"),
    "CDATA": BODY.replace("AB12", "<![CDATA[AB12]]>"),
    "a text in parts": BODY.replace("AB12", "A<!-- -->B<?a?>1<![CDATA[2]]>"),
    "letters by number": BODY.replace("AB12", "&#65;B1&#x32;"),
    "a style sheet": '<?xml-stylesheet href="http://127.0.0.1:9/a.xsl"?>' + BODY,
    "a schema": BODY.replace("<Message>", f"<Message {SCHEMA}>"),
    "attributes": BODY.replace("<Child>", '<Child id="x" onload="y">'),
}


@pytest.mark.parametrize("kind", HARMLESS)
def test_what_xml_allows_and_a_census_does_not_need_changes_nothing(tmp_path, kind):
    (tmp_path / "other.xml").write_text(HARMLESS[kind], encoding="utf-8")
    assert without_places(read_census(tmp_path / "other.xml", TODAY)) == without_places(read(tmp_path, GOOD))


def test_another_file_is_not_fetched_because_the_return_asks_for_it(tmp_path):
    secret = tmp_path / "secret.xml"
    secret.write_text(child("ZZ9", episode()), encoding="utf-8")
    asks = f'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="{secret.as_uri()}"/>'
    (tmp_path / "return.xml").write_text(inside(asks, "<Children>"), encoding="utf-8")
    found = read_census(tmp_path / "return.xml", TODAY)
    assert [s.ref for s in found.subjects] == ["AB12"] and "include of another namespace" in found.noted[0].words


# What the terminal is told


def test_what_a_return_holds_steers_no_terminal(cin, tmp_path):
    csi = "\x9b31m\u202e"
    text = BODY.replace("AB12", f"AB12{csi}").replace("WBRI", "WBRI" + csi)
    text = text.replace("</Children>", child("CD34", episode(source=f"Z{csi}", nfa=csi), stray=csi) + "</Children>")
    (tmp_path / "return.xml").write_text(text, encoding="utf-8")
    for option in ("--dry-run", "--json"):
        done = cin("import", "census", tmp_path / "return.xml", option)
        assert done.code == 0, done.err
        assert "\x9b" not in done.out + done.err and "\u202e" not in done.out + done.err


NASTY = "re\nturn\x1b[31m\x9b2J.xml"


FAULTY = {
    "empty": "", "JSON": "{}", "gzip": b"\x1f\x8b", "another root": "<a/>", "cut off": GOOD[:-20], "no children": returned(),
    "a type": DECLARING["a document type alone"],
}  # fmt: skip


@pytest.mark.parametrize("kind", FAULTY)
def test_a_name_that_would_steer_the_terminal_is_shown_harmless(left_alone, kind):
    left_alone(FAULTY[kind], "re\N{REPLACEMENT CHARACTER}turn\N{REPLACEMENT CHARACTER}[31m", NASTY)


def test_a_name_is_harmless_where_the_file_is_none_too(left_alone, cin, tmp_path):
    (tmp_path / NASTY).mkdir()
    left_alone(None, "is a folder", NASTY)
    done = refused(cin, 3, "import", "census", tmp_path / f"x{NASTY}", says="There is no file")
    assert done.err[:-1].isprintable()


def test_a_name_is_harmless_in_the_progress_bar(monkeypatch):
    class Screen(io.StringIO):
        def isatty(self):
            return True

    monkeypatch.setattr("sys.stderr", screen := Screen())
    monkeypatch.setenv("TERM", "xterm")
    with _extract._bar(f"Reading {shown('a[red]b' + NASTY)}") as progress:
        progress(1, 2)
    shown_there = screen.getvalue()
    assert "a[red]b" in shown_there and "\x9b" not in shown_there and "re\nturn" not in shown_there
    assert "turn\x1b[31m" not in shown_there


# What is no file


def test_a_folder_a_loop_and_a_pipe_are_refused(left_alone, tmp_path):
    left_alone(None, "is a folder. Name the XML file in it", ".")
    (tmp_path / "loop.xml").symlink_to(tmp_path / "loop.xml")
    left_alone(None, "cannot be read", "loop.xml")
    os.mkfifo(tmp_path / "pipe.xml")
    left_alone(None, "is not a file", "pipe.xml")


def test_a_name_that_no_file_can_have_is_refused(cin):
    refused(cin, 1, "import", "census", "x" * 5_000, says="cannot be read")
    refused(cin, 1, "import", "census", "a\0b", says="cannot be read")


@pytest.mark.parametrize(
    ("fault", "says"),
    [
        (PermissionError(13, "no"), "may not be read by you"),
        (OSError(5, "Input/output error"), "cannot be read: Input/output error"),
    ],
)
def test_a_file_that_may_not_or_cannot_be_read_is_refused(left_alone, monkeypatch, fault, says):
    def opened(path, *args, **more):
        if path.name == "return.xml":
            raise fault
        return whole(path, *args, **more)

    whole = Path.open
    left_alone(GOOD[:-20], "it is not whole")
    monkeypatch.setattr(Path, "open", opened)
    left_alone(None, says)


# Cut off and damaged


def outcome_of(path, content, journal=None):
    """Whether the bytes were read; when not, the sentence has been looked at."""
    path.write_bytes(content)
    try:
        found = read_census(path, TODAY)
    except CinError as fault:
        assert fault.code == 1 and str(fault).isprintable() and len(str(fault)) < 500
        return False
    if journal:
        journal.take(found)
    return True


def test_property_a_return_cut_off_anywhere_is_refused_until_it_is_whole(tmp_path):
    whole = GOOD.encode()
    read = [length for length in range(len(whole) + 1) if outcome_of(tmp_path / "cut.xml", whole[:length])]
    assert read == [len(whole) - 1, len(whole)]


def test_a_return_cut_off_is_refused_by_the_command_too(left_alone):
    for length in range(1, len(GOOD) - 2, 97):
        left_alone(GOOD[:length], "it is not whole")


def damage(content, chance):
    """Change one byte, to any, to one of XML's own, or a digit to a digit; take some out, or put some in again."""
    at = chance.randrange(len(content))
    match chance.randrange(5):
        case 0:
            content[at] = chance.randrange(256)
        case 1:
            content[at] = chance.choice(b"<>&;/'\"0123456789-A ")
        case 2:
            content[content.index(chance.choice(b"0123456"), at // 2)] = chance.choice(b"0123456789")
        case 3:
            del content[at : at + chance.randrange(1, 40)]
        case _:
            content[at:at] = content[at - chance.randrange(1, 40) : at]


@pytest.mark.parametrize("seed", range(8))
def test_property_a_damaged_return_is_read_or_refused_and_never_breaks(tmp_path, seed):
    chance = random.Random(seed)
    full = returned(*(child(f"A{n}", episode("2024-06-03", assessment("2024-06-04"), plan("2024-07-10")), disabilities=("LD",))
                      for n in range(2)), head=header()).encode()  # fmt: skip
    outcomes = Counter()
    for _ in range(150):
        damaged = bytearray(full)
        for _ in range(chance.randrange(1, 3)):
            damage(damaged, chance)
        outcomes[outcome_of(tmp_path / "damaged.xml", bytes(damaged), Journal())] += 1
    assert outcomes[True] > 5 and outcomes[False] > 20


@pytest.mark.parametrize("seed", range(4))
def test_property_days_and_codes_of_any_kind_are_read_or_told_and_never_break(tmp_path, seed):
    chance = random.Random(seed)
    texts = ["", "0001-01-01", "9999-12-31", "1900-01-01", "1899-12-31", "2024-02-30", "2024-06-03", "2026-03-02", "2026-03-03",
             "45446", "-1", "NaN", "true", "1e9", "x" * 9_000, "2" * 4_000, "\u202e", "٢٠٢٤-٠٦-٠٣", "2024-06-03T", "Z", "{}",
             "%s", "2024-W10-1", "29/2/2023", "1/1/00", "today", "AB12", "\U0001f600", "&#x9b;", "&amp;lt;"]  # fmt: skip
    for _ in range(40):
        pieces = GOOD.split(">")
        for _ in range(chance.randrange(1, 6)):
            at = chance.randrange(10, len(pieces))
            _, mark, rest = pieces[at].partition("</")
            if mark:
                pieces[at] = chance.choice(texts) + mark + rest
        outcome_of(tmp_path / "odd.xml", ">".join(pieces).encode(), Journal())


def test_the_case_file_of_these_tests_is_a_copy(cin, own_files):
    assert context.paths().db == own_files / "cases.cin"
