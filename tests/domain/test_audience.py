"""Who may see what: plainly meant for a reader, or left out."""

import pytest

from cin_cli.domain.audience import Reader, Withheld, is_settled, read_audience, same_person, slips, why_not
from cin_cli.errors import UsageError

MOTHER = Reader("person", "F7.mother")
SETTLED = Reader("person", "F7.mother", settled=True)
AT_RISK = Reader("person", "F7.mother", settled=True, at_risk=True)
SEPARATED = Reader("person", "F7.mother", settled=True, separated=True)
FAMILY, FAMILY_SETTLED = Reader("family"), Reader("family", settled=True)
PROFESSIONAL = Reader("professional")


@pytest.mark.parametrize(
    ("text", "audience"),
    [
        ("everyone", ("everyone",)), ("Family", ("everyone",)), ("worker", ("worker",)), ("Professionals", ("professionals",)),
        ("F7.mother", ("F7.mother",)), ("F7.mother and professionals", ("F7.mother", "professionals")),
        ("mother, dad; F7.ava & worker", ("mother", "dad", "F7.ava", "worker")), ("", ()), ("  ", ()),
    ],
)  # fmt: skip
def test_an_audience_is_read(text, audience):
    assert read_audience(text) == audience


@pytest.mark.parametrize(
    "text", ["everyone but dad", "all | worker", "not dad", "F7.mother's", "everyone, worker", "F7.a.b", "<b>"]
)
def test_what_could_be_misread_is_refused(text):
    with pytest.raises(UsageError):
        read_audience(text)


def test_a_person_by_the_whole_or_the_short_reference():
    assert same_person("F7.Mother", "f7.mother")
    assert same_person("mother", "F7.mother")
    assert not same_person("F8.mother", "F7.mother")
    assert not same_person("mother", "F7.grandmother")


@pytest.mark.parametrize(
    ("audience", "kind", "reader", "sees"),
    [
        ((), "ordinary", FAMILY, True), ((), "ordinary", MOTHER, True), ((), "ordinary", PROFESSIONAL, True),
        ((), "ordinary", SEPARATED, True), ((), "ordinary", AT_RISK, False), (("everyone",), "ordinary", AT_RISK, True),
        ((), "contact", FAMILY_SETTLED, False), ((), "contact", SETTLED, False), ((), "contact", PROFESSIONAL, False),
        (("everyone",), "contact", FAMILY, False), (("everyone",), "contact", FAMILY_SETTLED, True),
        (("everyone",), "contact", MOTHER, False), (("everyone",), "contact", SETTLED, True),
        (("everyone",), "contact", SEPARATED, False), (("everyone",), "contact", AT_RISK, False),
        (("everyone",), "contact", PROFESSIONAL, True), (("F7.mother",), "contact", AT_RISK, True),
        (("F7.father",), "contact", AT_RISK, False), (("F7.father",), "ordinary", PROFESSIONAL, False),
        ((), "voice", SETTLED, False), (("F7.mother",), "voice", MOTHER, True), ((), "note", PROFESSIONAL, False),
        (("professionals",), "ordinary", PROFESSIONAL, True), (("professionals",), "ordinary", FAMILY, False),
        (("professionals",), "ordinary", MOTHER, False),
        (("worker",), "ordinary", MOTHER, False), (("worker",), "ordinary", Reader("worker"), True),
        (("worker", "F7.mother"), "ordinary", MOTHER, True), (("F7.mother",), "ordinary", FAMILY_SETTLED, False),
    ],
)  # fmt: skip
def test_who_sees_what(audience, kind, reader, sees):
    assert (why_not(audience, kind, reader) is None) is sees


@pytest.mark.parametrize(
    "slip",
    ["14 Juniper Lane", "14, JUNIPER   lane", "14\njuniper lane,", "co1 2ab", "07700-900 123", "Kerry@Example.org"],
)  # fmt: skip
def test_a_private_address_that_slipped_into_a_shared_place_is_seen(slip):
    held = [Withheld("contacts", "only for you", ("Refuge: 14 Juniper Lane, CO1 2AB. 07700 900123, kerry@example.org",))]
    assert slips(["Mum takes Leo to nursery", f"from {slip}"], held)
    assert not slips(["Mum takes Leo to nursery, 9.15 to 12"], held)


def test_settled_once_it_is_said_of_everybody():
    assert not is_settled({})
    assert not is_settled({"F7.mother": ("everyone",), "F7.father": ()})
    assert is_settled({"F7.mother": ("everyone",), "F7.father": ("everyone",)})
    guarded = {"F7.mother": ("worker",), "F7.father": ("everyone",), "F7.gran": ("F7.mother",)}
    assert is_settled(guarded | {"F7.gran": ("everyone",)}, "F7.mother")
    assert is_settled(guarded, "F7.mother")
    assert not is_settled(guarded, "F7.father")
    assert not is_settled(guarded)
