"""The enumerations of Open Badges 3.0 and CLR 2.0 (section "Enumerations" of each)."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from openbadges_issuer.strict_json import quoted

_EXTENSION = re.compile(r"ext:[A-Za-z0-9._-]+")

ACHIEVEMENT_TYPES = (
    "Achievement",
    "ApprenticeshipCertificate",
    "Assessment",
    "Assignment",
    "AssociateDegree",
    "Award",
    "Badge",
    "BachelorDegree",
    "Certificate",
    "CertificateOfCompletion",
    "Certification",
    "CommunityService",
    "Competency",
    "Course",
    "CoCurricular",
    "Degree",
    "Diploma",
    "DoctoralDegree",
    "Fieldwork",
    "GeneralEducationDevelopment",
    "JourneymanCertificate",
    "LearningProgram",
    "License",
    "Membership",
    "ProfessionalDoctorate",
    "QualityAssuranceCredential",
    "MasterCertificate",
    "MasterDegree",
    "MicroCredential",
    "ResearchDoctorate",
    "SecondarySchoolDiploma",
)
ALIGNMENT_TARGET_TYPES = (
    "ceasn:Competency",
    "ceterms:Credential",
    "CFItem",
    "CFRubric",
    "CFRubricCriterion",
    "CFRubricCriterionLevel",
    "CTDL",
)
RESULT_TYPES = (
    "GradePointAverage",
    "LetterGrade",
    "Percent",
    "PerformanceLevel",
    "PredictedScore",
    "RawScore",
    "Result",
    "RubricCriterion",
    "RubricCriterionLevel",
    "RubricScore",
    "ScaledScore",
    "Status",
)
RESULT_STATUS_TYPES = (
    "Completed",
    "Enrolled",
    "Failed",
    "InProgress",
    "OnHold",
    "Provisional",
    "Withdrew",
)
IDENTIFIER_TYPES = (
    "name",
    "sourcedId",
    "systemId",
    "productId",
    "userName",
    "accountId",
    "emailAddress",
    "nationalIdentityNumber",
    "isbn",
    "issn",
    "lisSourcedId",
    "oneRosterSourcedId",
    "sisSourcedId",
    "ltiContextId",
    "ltiDeploymentId",
    "ltiToolId",
    "ltiPlatformId",
    "ltiUserId",
    "identifier",
)
ASSOCIATION_TYPES = (
    "exactMatchOf",
    "isChildOf",
    "isParentOf",
    "isPartOf",
    "isPeerOf",
    "isRelatedTo",
    "precedes",
    "replacedBy",
)


def _closed(values: tuple[str, ...]) -> Callable[[Any], None]:
    def check(value: Any) -> None:
        if not isinstance(value, str) or value not in values:
            raise ValueError(f"one of {', '.join(values)} is expected, not {quoted(value)}")

    return check


def _extensible(values: tuple[str, ...]) -> Callable[[Any], None]:
    def check(value: Any) -> None:
        if not isinstance(value, str) or not (value in values or _EXTENSION.fullmatch(value)):
            raise ValueError(
                f"one of {', '.join(values)} is expected, or ext: followed by letters, digits, "
                f"dots, hyphens and underscores, not {quoted(value)}"
            )

    return check


achievement_type = _extensible(ACHIEVEMENT_TYPES)
alignment_target_type = _extensible(ALIGNMENT_TARGET_TYPES)
association_type = _closed(ASSOCIATION_TYPES)
identifier_type = _extensible(IDENTIFIER_TYPES)
# The implementation guide's own examples say email, and so do badges in use.
identity_type = _extensible((*IDENTIFIER_TYPES, "email"))
result_status_type = _closed(RESULT_STATUS_TYPES)
result_type = _extensible(RESULT_TYPES)
