"""The enumerations of Open Badges 3.0 and CLR 2.0 (section "Enumerations" of each)."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Annotated, Any

from pydantic import PlainValidator

from openbadges_issuer.model.values import quoted

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


def _closed(values: tuple[str, ...]) -> Callable[[Any], str]:
    def check(value: Any) -> str:
        if not isinstance(value, str) or value not in values:
            raise ValueError(f"one of {', '.join(values)} is expected, not {quoted(value)}")
        return value

    return check


def _extensible(values: tuple[str, ...]) -> Callable[[Any], str]:
    def check(value: Any) -> str:
        if isinstance(value, str) and (value in values or _EXTENSION.fullmatch(value)):
            return value
        raise ValueError(
            f"one of {', '.join(values)} is expected, or ext: followed by letters, digits, "
            f"dots, hyphens and underscores, not {quoted(value)}"
        )

    return check


AchievementType = Annotated[str, PlainValidator(_extensible(ACHIEVEMENT_TYPES))]
AlignmentTargetType = Annotated[str, PlainValidator(_extensible(ALIGNMENT_TARGET_TYPES))]
AssociationType = Annotated[str, PlainValidator(_closed(ASSOCIATION_TYPES))]
IdentifierType = Annotated[str, PlainValidator(_extensible(IDENTIFIER_TYPES))]
# The implementation guide's own examples say email, and so do badges in use.
IdentityType = Annotated[str, PlainValidator(_extensible((*IDENTIFIER_TYPES, "email")))]
ResultStatusType = Annotated[str, PlainValidator(_closed(RESULT_STATUS_TYPES))]
ResultType = Annotated[str, PlainValidator(_extensible(RESULT_TYPES))]
