"""The ten columns of a team's list, and the many ways in which their headers are written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cin_cli.errors import CinError, UsageError


def spelt(words: str) -> tuple[str, ...]:
    """Spellings as a tuple, from words in one string."""
    return tuple(words.split())


COLUMNS: Mapping[str, tuple[str, ...]] = {
    "reference": spelt("""reference ref refno refnumber referencenumber childid childref childreference childsreference
        childidnumber childno childnumber lachildid id idno idnumber uniqueid personid clientid clientref clientno
        clientnumber caseid caseref caseno casenumber casereference lcsid lcsref lcsno lcsnumber lcspersonid mosaicid
        mosaicref mosaicno mosaicnumber mosaicpersonid liquidlogicid liquidlogicref azeusid eclipseid carefirstid
        carefirstno ehmid swisid systemid systemref"""),
    "name": spelt("""name initials nameorinitials initialsorname nameinitials fullname child childname childsname
        childinitials childsinitials childfullname nameofchild initialsofchild childyoungperson youngperson
        youngpersonsname nameofchildyoungperson yp clientname"""),
    "born": spelt("""born dob dateofbirth birthdate birthday datebirth dateborn childdob childsdob childdateofbirth
        childsdateofbirth"""),
    "opened": spelt("""opened dateopened opendate dateopen openedon openeddate opensince caseopened caseopenedon
        caseopeneddate caseopendate datecaseopened datecaseopen episodestart episodestartdate startdate cinstart
        cinstartdate"""),
    "decision": spelt("""decision decisiondate dateofdecision decisionon cindecision cindecisiondate dateofcindecision
        decisioncin plandecision dateofplandecision decisiontoplan decisionforplan decisionforcinplan managerdecision
        managersdecision managerdecisiondate managersdecisiondate managementdecision"""),
    "plan_start": spelt("""planstart planstartdate planstarted planstartedon planbegan planopened plandate dateofplan
        startofplan dateplanstarted cinplan cinplandate cinplanstart cinplanstartdate cinplanstarted cinplanstartedon
        dateofcinplan startofcinplan datecinplanstarted"""),
    "last_visit": spelt("""lastvisit lastvisitdate lastvisited lastvisiton dateoflastvisit datelastvisit lastcinvisit
        lastcinvisitdate dateoflastcinvisit lastseen datelastseen childlastseen lasthomevisit dateoflasthomevisit
        lastswvisit laststatvisit laststatutoryvisit lastvisittochild latestvisit mostrecentvisit visit visitdate
        dateofvisit cinvisit cinvisitdate"""),
    "last_review": spelt("""lastreview lastreviewdate lastreviewheld dateoflastreview datelastreview lastcinreview
        lastcinreviewdate dateoflastcinreview lastreviewmeeting lastcinreviewmeeting dateoflastreviewmeeting
        lastcinmeeting lastmeeting lastplanreview latestreview mostrecentreview review reviewdate dateofreview cinreview
        cinreviewdate dateofcinreview cinmeeting"""),
    "worker": spelt("""worker workername nameofworker socialworker socialworkername nameofsocialworker sw swname
        allocatedworker allocatedsw allocatedsocialworker allocatedto allocated allocation caseholder caseworker
        keyworker leadworker leadsw assignedworker currentworker"""),
    "pathway": spelt("pathway cinpathway pathwaytype planpathway type cintype typeofcin plantype typeofplan route"),
}
"""Each column and the spellings of its header, without case, spaces or punctuation."""

_SPELT = {spelling: column for column, spellings in COLUMNS.items() for spelling in spellings}
IGNORE = "ignore"


@dataclass(frozen=True, slots=True)
class Found:
    """Which place in a row holds which column, the headers as written, and those that mean nothing here."""

    places: Mapping[str, int]
    headers: Mapping[str, str]
    ignored: tuple[str, ...]


def plain(text: str) -> str:
    """The text without case, spaces and punctuation."""
    return "".join(c for c in text.casefold() if c.isalnum())


def recognise(header: str) -> str | None:
    """The column that a header means, if any; what stands in brackets after it does not matter."""
    return _SPELT.get(plain(header)) or _SPELT.get(plain(header.partition("(")[0]))


def found(headers: Sequence[str], mapping: Mapping[str, str]) -> Found:
    """The columns of these headers; `mapping` (header -> column or `ignore`) wins over what is recognised."""
    chosen = {plain(header): _target(column) for header, column in mapping.items()}
    _known_headers(headers, mapping)
    places: dict[str, int] = {}
    ignored: list[str] = []
    for place, header in enumerate(headers):
        column = chosen.get(plain(header)) or recognise(header)
        if not header.strip():
            continue
        if column in (None, IGNORE):
            ignored.append(header.strip())
        elif column in places:
            raise CinError(
                f"Two headers mean {said(column)}: {headers[places[column]]!r} and {header!r}.",
                f'Say which to leave out: --map "{header}=ignore".',
            )
        elif column:
            places[column] = place
    return Found(places, {column: headers[place].strip() for column, place in places.items()}, tuple(ignored))


def said(column: str) -> str:
    """The column's name in a sentence."""
    return {"born": "date of birth", "name": "name or initials"}.get(column, column.replace("_", " "))


def _target(column: str) -> str:
    if plain(column) == IGNORE:
        return IGNORE
    name = recognise(column)
    if name is None:
        listed = ", ".join(said(c) for c in COLUMNS)
        raise UsageError(f"--map: there is no column {column!r}.", f"The columns: {listed}; or `ignore`.")
    return name


def _known_headers(headers: Sequence[str], mapping: Mapping[str, str]) -> None:
    there = {plain(header) for header in headers}
    for header in mapping:
        if plain(header) not in there:
            listed = ", ".join(repr(h) for h in headers if h.strip())
            raise UsageError(f"--map: the file has no header {header!r}.", f"Its headers: {listed}.")
