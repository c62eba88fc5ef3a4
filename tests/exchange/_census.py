"""Made-up children in need returns for the tests of what reads them, and a journal in memory; nobody in them exists."""

from collections import defaultdict
from dataclasses import replace
from datetime import date

from cin_cli.domain.correction import effective
from cin_cli.domain.entry import events_of
from cin_cli.exchange.census import read_census
from cin_cli.exchange.reconcile_extract import reconcile_extract

TODAY = date(2026, 3, 2)
UNTIL = "2025-03-31"


def tag(name, *content):
    """An element on a line of its own, or around what is on lines of their own."""
    inner = "".join(str(part) for part in content)
    return f"<{name}>\n{inner}</{name}>\n" if "<" in inner else f"<{name}>{inner}</{name}>\n"


def tags(said):
    """Elements with a text each; None is left out."""
    return "".join(tag(name, text) for name, text in said.items() if text is not None)


def assessment(start, end=None, *factors):
    inner = tags({"AssessmentActualStartDate": start, "AssessmentAuthorisationDate": end})
    held = tag("FactorsIdentifiedAtAssessment", *(tag("AssessmentFactors", code) for code in factors)) if factors else ""
    return tag("Assessments", inner, held)


def plan(start, end=None):
    return tag("CINPlanDates", tags({"CINPlanStartDate": start, "CINPlanEndDate": end}))


def enquiry(start, conference=None):
    return tag("Section47", tags({"S47ActualStartDate": start, "DateOfInitialCPC": conference, "ICPCnotRequired": "0"}))


def protection(start, end=None, *reviews):
    held = tag("Reviews", *(tag("CPPreviewDate", day) for day in reviews)) if reviews else ""
    return tag("ChildProtectionPlans", tags({"CPPstartDate": start, "CPPendDate": end, "InitialCategoryOfAbuse": "NEG"}), held)


def episode(on="2024-06-03", *blocks, nfa="0", source="2A", closed=None, reason=None, **more):
    """One referral and what lies under it."""
    said = {"CINreferralDate": on, "ReferralSource": source, "PrimaryNeedCode": "N4", "CINclosureDate": closed,
            "ReasonForClosure": reason or ("RC7" if closed else None), "ReferralNFA": nfa, **more}  # fmt: skip
    return tag("CINdetails", tags(said), *blocks)


def child(ref="AB12", *episodes, born="2015-05-01", disabilities=("NONE",), stray="", **more):
    """One child; `more` are other identifiers, and `stray` is text that stands between them."""
    who = tags({"LAchildID": ref, "UPN": "X123456789012", "PersonBirthDate": born, "Sex": "F", **more})
    codes = tag("Disabilities", *(tag("Disability", code) for code in disabilities)) if disabilities else ""
    return tag(
        "Child", tag("ChildIdentifiers", who, stray), tag("ChildCharacteristics", tag("Ethnicity", "WBRI"), codes), *episodes
    )


def header(until=UNTIL, **more):
    return tag("Header", tag("CollectionDetails", tags({"Collection": "CIN", "Year": "2025", "ReferenceDate": until, **more})))


def returned(*children, head=None, declared='<?xml version="1.0" encoding="utf-8"?>\n'):
    """A whole return."""
    return declared + tag("Message", header() if head is None else head, tag("Children", *children))


def read(folder, *children, today=TODAY, **said):
    """What the reader makes of a return of these children, or of a text that is given whole."""
    text = children[0] if len(children) == 1 and children[0].startswith("<?xml") else returned(*children, **said)
    path = folder / "return.xml"
    path.write_text(text, encoding="utf-8")
    return read_census(path, today)


def line_of(text, needle):
    """In which line of a text something stands first."""
    return text[: text.index(needle)].count("\n") + 1


def days(extract, *kinds, ref="AB12"):
    """The dated things of a child, all or of these kinds, in order."""
    return sorted((t.kind, t.day.isoformat()) for t in extract.told if t.child == ref and (not kinds or t.kind in kinds))


def sorts(remarks):
    return sorted(remark.kind for remark in remarks)


def without_places(extract):
    """All that an extract says, but for lines and order."""
    told = sorted((t.child, t.kind, t.day, t.key, tuple(sorted(t.values.items()))) for t in extract.told)
    who = sorted((s.ref, tuple(sorted(s.details.items()))) for s in extract.subjects)
    counts = (extract.episodes, extract.open_episodes, extract.until, extract.listed)
    remarks = [sorted((r.kind, r.child or "") for r in them) for them in (extract.odd, extract.noted)]
    return told, who, counts, remarks


class Journal:
    """A journal in memory: what imports do to one, without a file."""

    def __init__(self):
        self.entries = []

    def add(self, *made):
        start = len(self.entries) + 1
        self.entries += [replace(e, number=n) for n, e in enumerate(made, start)]

    def take(self, extract, today=TODAY):
        """Import the extract; the outcome."""
        held = defaultdict(list)
        for made in self.entries:
            for part in made.parts:
                held[part.child].append(made)
        outcome = reconcile_extract(extract, held.items(), today)
        self.add(*outcome.entries)
        return outcome

    def days(self, kind, ref="AB12"):
        return sorted(e.date.isoformat() for e in events_of(effective(self.entries), ref) if e.kind == kind)
