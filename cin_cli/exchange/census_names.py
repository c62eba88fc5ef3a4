"""The census's names of elements: which stand in which, and other ways of writing them that are about."""

from collections.abc import Mapping

_CONTENT = {
    "": "Message",
    "Message": "Header Children",
    "Header": "CollectionDetails Source Content",
    "CollectionDetails": "Collection Year ReferenceDate",
    "Source": "SourceLevel LEA SoftwareCode Release SerialNo DateTime",
    "Content": "CBDSLevels",
    "CBDSLevels": "CBDSLevel",
    "Children": "Child",
    "Child": "ChildIdentifiers ChildCharacteristics CINdetails",
    "ChildIdentifiers": "LAchildID UPN FormerUPN UPNunknown PersonBirthDate ExpectedPersonBirthDate Sex Gender GenderCurrent"
    " PersonDeathDate",
    "ChildCharacteristics": "Ethnicity Disabilities",
    "Disabilities": "Disability",
    "CINdetails": "CINreferralDate ReferralSource PrimaryNeedCode CINclosureDate ReasonForClosure DateOfInitialCPC ReferralNFA"
    " Assessments CINPlanDates Section47 ChildProtectionPlans",
    "Assessments": "AssessmentActualStartDate AssessmentInternalReviewDate AssessmentAuthorisationDate"
    " FactorsIdentifiedAtAssessment AssessmentFactors",
    "FactorsIdentifiedAtAssessment": "AssessmentFactors",
    "CINPlanDates": "CINPlanStartDate CINPlanEndDate",
    "Section47": "S47ActualStartDate InitialCPCtarget DateOfInitialCPC ICPCnotRequired ICPCRequired",
    "ChildProtectionPlans": "CPPstartDate CPPendDate InitialCategoryOfAbuse LatestCategoryOfAbuse NumberOfPreviousCPP Reviews",
    "Reviews": "CPPreviewDate",
}
CONTENT: Mapping[str, frozenset[str]] = {block: frozenset(names.split()) for block, names in _CONTENT.items()}
"""What may stand in each block; an element that is not a block here holds a text."""
_NOTHING: frozenset[str] = frozenset()
_ALSO = {"DateOfInitialICPC": "DateOfInitialCPC", "UPNUnknownType": "UPNunknown"}
_SPELLING = {name.lower(): name for names in CONTENT.values() for name in names} | {
    other.lower(): name for other, name in _ALSO.items()
}


def spelled(name: str) -> str:
    """The name as the census has it, however its capitals stand; one that is not known, as it was written."""
    return _SPELLING.get(name.lower(), name)


def content(block: str) -> frozenset[str]:
    """What may stand in the block."""
    return CONTENT.get(block, _NOTHING)
