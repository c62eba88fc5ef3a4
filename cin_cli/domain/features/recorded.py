"""Features found from recorded facts and counted events: missing, referrals, before birth, siblings, parents, moves, hospital."""

import re
from datetime import date, timedelta
from typing import Any

from cin_cli.domain.calendar import add_months
from cin_cli.domain.entry import Event
from cin_cli.domain.features.dated import is_chair, nominated
from cin_cli.domain.features.history import ADULT, NOT_RECORDED, Evidence, Finding, History, day_of, text


def regularly_missing(history: History) -> Finding:
    """So many missing episodes within so many months before the day: both numbers are a reading."""
    episodes = history.all("missing_episode")
    if not episodes:
        return NOT_RECORDED
    count, months = history.readings["missing_episodes"], history.readings["missing_months"]
    recent = [e for e in episodes if e.date > add_months(history.day, -months)]
    evidence = tuple(Evidence("Missing episode", e.date) for e in recent or episodes[-1:])
    total = Evidence(f"{len(recent)} in the last {months} months; {count} are asked for here")
    return Finding("met_computed" if len(recent) >= count else "not_met", (*evidence, total))


def repeated_involvement(history: History) -> Finding:
    """So many times that the family came to the notice of children's social care, within so many months."""
    count, months = history.readings["involvements"], history.readings["involvement_months"]
    times = _involvements(history)
    if not times:
        return NOT_RECORDED
    recent = [e for e in times if e.date > add_months(history.day, -months)]
    names = {"referral_received": "Referral", "case_opened": "Case opened", "case_reopened": "Case re-opened"}
    evidence = tuple(Evidence(names[e.kind], e.date) for e in recent)
    total = Evidence(f"{len(recent)} in the last {months} months; {count} are asked for here")
    return Finding("met_computed" if len(recent) >= count else "not_met", (*evidence, total))


def _involvements(history: History) -> list[Event]:
    """Referrals, and openings and re-openings that no referral stands before; an opening of what is open is none."""
    found: list[Event] = []
    referred = is_open = False
    for event in history.all("referral_received", "case_opened", "case_reopened", "case_closed"):
        if event.kind == "referral_received":
            if not found or found[-1].date != event.date or found[-1].kind != "case_opened":
                found.append(event)
            referred = True
        elif event.kind == "case_closed":
            referred = is_open = False
        else:
            if not referred and not is_open:
                found.append(event)
            referred, is_open = False, True
    return found


def pre_birth(history: History) -> Finding:
    """The child is not born on the day."""
    expected = history.last("expected_date_of_delivery")
    due = [Evidence("expected", expected.date)] if expected else []
    if history.born and history.born <= history.day:
        return Finding("not_met", (Evidence("Born", history.born),), by_dates=True)
    unborn, since = history.fact("unborn")
    if unborn is False:
        return Finding("not_met", (Evidence("Recorded as born", since),), by_dates=True)
    if not unborn and not expected and not history.born:
        return NOT_RECORDED
    known = Evidence("Recorded as unborn", since) if unborn else Evidence("Not born yet", history.born)
    if expected and history.day > expected.date + timedelta(days=history.readings["late_birth_days"]):
        told = (known, *due, Evidence("whether the child has been born is not recorded"))
        return Finding("not_recorded", told, "whether the child has been born")
    return Finding("met_computed", (known, *due))


def large_sibling_group(history: History) -> Finding:
    """So many brothers and sisters under 18 besides the child: the number is a reading."""
    number, births = history.profile.get("siblings"), history.profile.get("born_of_others")
    unsure = 0
    if number is None:
        if births is None:
            return NOT_RECORDED
        ages = [history.age(born) if (born := day_of(birth)) else None for birth in births]
        number, unsure = sum(age is None or 0 <= age < ADULT for age in ages), ages.count(None)
    least = history.readings["siblings"]
    told = [Evidence(f"{number} other child{'' if number == 1 else 'ren'} under 18; {least} or more are a large group here")]
    if unsure:
        told.append(Evidence(f"{unsure} of them counted without a date of birth"))
    return Finding("met_computed" if number >= least else "not_met", tuple(told))


def parent_care_experienced(history: History) -> Finding:
    """A parent is or was in care, as it is recorded."""
    return _fact(history, "parent_care_experienced", "A parent is in care or a care leaver")


def exploitation(history: History) -> Finding:
    """A risk of exploitation, as it is recorded."""
    return _fact(history, "exploitation_risk", "A risk of exploitation")


def _fact(history: History, name: str, words: str) -> Finding:
    value, on = history.fact(name)
    if value is None:
        return NOT_RECORDED
    return Finding("met_computed" if value else "not_met", (Evidence(f"{words}: recorded as {'yes' if value else 'no'}", on),))


_THEMES = {
    "parental_learning_difficulty": "A parent's learning difficulty",
    "parental_mental_health": "A parent's mental health",
}


def emerging_theme(history: History) -> Finding:
    """One of the themes that the page names, as it is recorded; that exploitation is criminal has to be said."""
    facts = [(words, *history.fact(name)) for name, words in _THEMES.items()]
    found = tuple(Evidence(f"{words}: recorded as yes", on) for words, value, on in facts if value)
    if found:
        return Finding("met_computed", found)
    themes = history.counted("emerging_theme")
    if themes:
        nameless = () if all(s.theme for s in themes) else (Evidence("which theme is not recorded"),)
        return Finding("met_stated", (*(s.evidence for s in themes), *nameless))
    risk, on = history.fact("exploitation_risk")
    said = [s.evidence for s in history.counted("exploitation")]
    if risk or said:
        known = [Evidence("A risk of exploitation: recorded as yes", on)] if risk else []
        told = (*known, *said, Evidence("whether it is criminal exploitation is not recorded"))
        return Finding("met_in_part", told, "whether the exploitation is criminal")
    noes = tuple(Evidence(f"{words}: recorded as no", on) for words, value, on in facts if value is False)
    return Finding("not_met" if len(noes) == len(facts) and risk is False else "not_recorded", noes)


def cross_boundary(history: History) -> Finding:
    """A move between authorities, within so many months: the number is a reading."""
    months = history.readings["moved_months"]
    moves = history.all("moved_authority")
    recent = [e for e in moves if e.date > add_months(history.day, -months)]
    told, on = history.fact("moved_between_authorities")
    if recent:
        return Finding("met_computed", tuple(_move(e) for e in recent))
    if told:
        return Finding("met_computed", (Evidence("Moved between authorities: recorded as yes", on),))
    if moves:
        return Finding("not_met", (_move(moves[-1]), Evidence(f"no move in the last {months} months")))
    if told is False:
        return Finding("not_met", (Evidence("Moved between authorities: recorded as no", on),))
    return NOT_RECORDED


def _move(event: Event) -> Evidence:
    ways = [f"{way} {place}" for way in ("from", "to") if (place := text(event.get(way)))]
    return Evidence(" ".join(["Moved", *ways] if ways else ["Moved to another authority"]), event.date)


def inpatient(history: History) -> Finding:
    """In hospital under section 2 or 3 on the day, or owed aftercare under section 117."""
    stays = history.all("inpatient_admitted", "inpatient_discharged")
    if not stays:
        return NOT_RECORDED
    last, admitted = stays[-1], history.last("inpatient_admitted")
    number = section(last.get("section")) or (section(admitted.get("section")) if admitted else "")
    aftercare = next((e.get("aftercare") for e in reversed(stays) if e.get("aftercare") is not None), None)
    inside = last.kind == "inpatient_admitted"
    told = [_stay(e) for e in stays[-2:] if (e is last or not inside) and e.date > date.min]
    if aftercare:
        return Finding("met_computed", (*told, Evidence("Entitled to aftercare under section 117")))
    if not number:
        lacks = "under which section"
        return Finding("not_recorded", (*told, Evidence(f"{lacks} is not recorded")), lacks, last.number, "section")
    if inside:
        return Finding("met_computed" if number in ("2", "3") else "not_met", tuple(told))
    if number == "3" and aftercare is None:
        lacks = "whether aftercare under section 117 is owed"
        return Finding("met_in_part", (*told, Evidence(f"{lacks} is not recorded")), lacks, last.number, "aftercare")
    return Finding("not_met", tuple(told))


def _stay(event: Event) -> Evidence:
    number = section(event.get("section"))
    under = f" (section {number})" if number not in ("", "none") else " (under no section)" if number else ""
    what = "Admitted to hospital" if event.kind == "inpatient_admitted" else "Discharged from hospital"
    return Evidence(what + under, event.date)


def section(value: Any) -> str:
    """The number of a section however it was written: `s2`, `section 3`, `S.3 MHA`; `none` for an informal stay."""
    said = text(value).lower()
    match = re.match(r"(?:section|sect|sec|s)?[\s.]*(\d+[a-z]?)\b", said)
    return match[1] if match else "none" if said else ""


def nominated_complex_case(history: History) -> Finding:
    """Put forward as a complex case by somebody named; the conference's chair is another criterion."""
    nominations = [e for e in history.all("cinrs_nominated") if not is_chair(text(e.get("by")))]
    named = [e for e in nominations if text(e.get("by"))]
    if named:
        return Finding("met_stated", (nominated(named[-1]),))
    if nominations:
        return Finding("met_in_part", (nominated(nominations[-1]),), "who put the child forward", nominations[-1].number, "by")
    complex_, on = history.fact("complex")
    if complex_:
        lacks = "who put the child forward, and why"
        return Finding("met_in_part", (Evidence("Recorded as complex", on), Evidence(f"{lacks}, is not recorded")), lacks)
    return NOT_RECORDED
