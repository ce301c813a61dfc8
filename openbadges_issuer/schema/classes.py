"""The classes of Open Badges 3.0 (section "Data Models") and CLR 2.0, member by member."""

from __future__ import annotations

from openbadges_issuer.contexts import CLR, CREDENTIALS_V2, OPEN_BADGES
from openbadges_issuer.schema.enumerations import (
    achievement_type,
    alignment_target_type,
    association_type,
    identifier_type,
    identity_type,
    result_status_type,
    result_type,
)
from openbadges_issuer.schema.members import Class, Member, many, required, type_of, types_of
from openbadges_issuer.schema.rules import (
    carries_a_credential,
    contexts_start_with,
    criteria_say_something,
    legacy_name,
    names_a_recipient,
    period,
    results_are_described,
)
from openbadges_issuer.schema.values import (
    boolean,
    compact_jws,
    context,
    date_time,
    day,
    iri,
    language_code,
    number,
    open_object,
    string,
    text,
)

_TEXT, _STRING, _NUMBER = Member(text), Member(string), Member(number)
_IRI, _DATE_TIME = Member(iri), Member(date_time)
_ID, _NAME, _ANY_TYPE = required(iri), required(text), required(string)
_IMAGE, _ALIGNMENTS = Member("Image"), many("Alignment")
_ENDORSEMENTS = {"endorsement": many("EndorsementCredential"), "endorsementJwt": many(compact_jws)}

_CREDENTIAL = {
    "@context": Member(context, many=True, required=True),
    "id": _IRI,
    "type": types_of("VerifiableCredential"),
    "name": _TEXT,
    "description": _TEXT,
    "issuer": Member("Profile", required=True, id_alone=True),
    "validFrom": _DATE_TIME,
    "validUntil": _DATE_TIME,
    # in the VC 1.1 form, these two stand for those two
    "issuanceDate": _DATE_TIME,
    "expirationDate": _DATE_TIME,
    "awardedDate": _DATE_TIME,
    "credentialSubject": required(open_object),
    "credentialSchema": many("CredentialSchema"),
    # Open Badges 3.0 has at most one; several, which VC 2.0 allows, are only read
    "credentialStatus": many("CredentialStatus"),
    "refreshService": Member("RefreshService"),
    "termsOfUse": many("TermsOfUse"),
    "evidence": many("Evidence"),
    "proof": many("Proof"),
}

CLASSES: dict[str, Class] = {
    "VerifiableCredential": Class(_CREDENTIAL, contexts_start_with(CREDENTIALS_V2), period),
    "AchievementCredential": Class(
        _CREDENTIAL
        | {
            "id": _ID,
            "type": types_of("VerifiableCredential", "OpenBadgeCredential"),
            "credentialSubject": required("AchievementSubject"),
            "image": _IMAGE,
        }
        | _ENDORSEMENTS,
        contexts_start_with(CREDENTIALS_V2, OPEN_BADGES),
        period,
        legacy_name,
    ),
    "EndorsementCredential": Class(
        _CREDENTIAL
        | {
            "id": _ID,
            "type": types_of("VerifiableCredential", "EndorsementCredential"),
            "name": _NAME,
            "credentialSubject": required("EndorsementSubject"),
        },
        contexts_start_with(CREDENTIALS_V2, OPEN_BADGES),
        period,
    ),
    "ClrCredential": Class(
        _CREDENTIAL
        | {
            "id": _ID,
            "type": types_of("VerifiableCredential", "ClrCredential"),
            "name": _NAME,
            "credentialSubject": required("ClrSubject"),
            "image": _IMAGE,
            "partial": Member(boolean),
        }
        | _ENDORSEMENTS,
        contexts_start_with(CREDENTIALS_V2, CLR, OPEN_BADGES),
        period,
    ),
    "AchievementSubject": Class(
        {
            "id": _IRI,
            "type": types_of("AchievementSubject"),
            "identifier": many("IdentityObject"),
            "achievement": required("Achievement"),
            "activityStartDate": _DATE_TIME,
            "activityEndDate": _DATE_TIME,
            "creditsEarned": _NUMBER,
            "image": _IMAGE,
            "licenseNumber": _TEXT,
            "narrative": _TEXT,
            "result": many("Result"),
            "role": _TEXT,
            "source": Member("Profile"),
            "term": _TEXT,
        },
        names_a_recipient,
        results_are_described,
    ),
    "EndorsementSubject": Class(
        {"id": _ID, "type": types_of("EndorsementSubject"), "endorsementComment": _TEXT}
    ),
    "ClrSubject": Class(
        {
            "id": _IRI,
            "type": types_of("ClrSubject"),
            "identifier": many("IdentityObject"),
            "verifiableCredential": Member("VerifiableCredential", many=True, required=True),
            "achievement": many("Achievement"),
            "association": many("Association"),
        },
        names_a_recipient,
        carries_a_credential,
    ),
    "IdentityObject": Class(
        {
            "type": type_of("IdentityObject"),
            "hashed": required(boolean),
            "identityHash": required(string),
            "identityType": required(identity_type),
            "salt": _STRING,
        },
        closed=True,
    ),
    "Association": Class(
        {
            "type": type_of("Association"),
            "associationType": required(association_type),
            "sourceId": _ID,
            "targetId": _ID,
        },
        closed=True,
    ),
    "Achievement": Class(
        {
            "id": _ID,
            "type": types_of("Achievement"),
            "achievementType": Member(achievement_type),
            "name": _NAME,
            "description": required(text),
            "criteria": required("Criteria"),
            "image": _IMAGE,
            "creator": Member("Profile"),
            "inLanguage": Member(language_code),
            "version": _TEXT,
            "humanCode": _TEXT,
            "fieldOfStudy": _TEXT,
            "specialization": _TEXT,
            "creditsAvailable": _NUMBER,
            "tag": many(text),
            "alignment": _ALIGNMENTS,
            "related": many("Related"),
            "otherIdentifier": many("IdentifierEntry"),
            "resultDescription": many("ResultDescription"),
        }
        | _ENDORSEMENTS,
        shared=True,
    ),
    "Criteria": Class({"id": _IRI, "narrative": _TEXT}, criteria_say_something),
    "Alignment": Class(
        {
            "type": types_of("Alignment"),
            "targetName": _NAME,
            "targetUrl": _ID,
            "targetCode": _TEXT,
            "targetDescription": _TEXT,
            "targetFramework": _TEXT,
            "targetType": Member(alignment_target_type),
        },
    ),
    "Related": Class(
        {
            "id": _ID,
            "type": types_of("Related"),
            "inLanguage": Member(language_code),
            "version": _TEXT,
        },
    ),
    "ResultDescription": Class(
        {
            "id": _ID,
            "type": types_of("ResultDescription"),
            "name": _NAME,
            "resultType": required(result_type),
            "allowedValue": many(text),
            "requiredLevel": _IRI,
            "requiredValue": _TEXT,
            "valueMin": _TEXT,
            "valueMax": _TEXT,
            "rubricCriterionLevel": many("RubricCriterionLevel"),
            "alignment": _ALIGNMENTS,
        },
    ),
    "RubricCriterionLevel": Class(
        {
            "id": _ID,
            "type": types_of("RubricCriterionLevel"),
            "name": _NAME,
            "description": _TEXT,
            "level": _TEXT,
            "points": _TEXT,
            "alignment": _ALIGNMENTS,
        },
    ),
    "Result": Class(
        {
            "type": types_of("Result"),
            "resultDescription": _IRI,
            "value": _TEXT,
            "status": Member(result_status_type),
            "achievedLevel": _IRI,
            "alignment": _ALIGNMENTS,
        },
    ),
    "Profile": Class(
        {"id": _ID, "type": types_of("Profile"), "name": _TEXT, "url": _IRI, "phone": _TEXT}
        | {"description": _TEXT}
        | _ENDORSEMENTS
        | {
            "image": _IMAGE,
            "email": _TEXT,
            "address": Member("Address"),
            "otherIdentifier": many("IdentifierEntry"),
            "official": _TEXT,
            "parentOrg": Member("Profile"),
            "familyName": _TEXT,
            "givenName": _TEXT,
            "additionalName": _TEXT,
            "patronymicName": _TEXT,
            "honorificPrefix": _TEXT,
            "honorificSuffix": _TEXT,
            "familyNamePrefix": _TEXT,
            "dateOfBirth": Member(day),
        },
        shared=True,
    ),
    "Image": Class({"id": _ID, "type": type_of("Image"), "caption": _TEXT}, closed=True),
    "IdentifierEntry": Class(
        {
            "type": type_of("IdentifierEntry"),
            "identifier": required(text),
            "identifierType": required(identifier_type),
        },
        closed=True,
    ),
    "Address": Class(
        {
            "type": types_of("Address"),
            "addressCountry": _TEXT,
            "addressCountryCode": _TEXT,
            "addressRegion": _TEXT,
            "addressLocality": _TEXT,
            "streetAddress": _TEXT,
            "postOfficeBoxNumber": _TEXT,
            "postalCode": _TEXT,
            "geo": Member("GeoCoordinates"),
        },
    ),
    "GeoCoordinates": Class(
        {
            "type": type_of("GeoCoordinates"),
            "latitude": required(number),
            "longitude": required(number),
        },
    ),
    "Evidence": Class(
        {
            "id": _IRI,
            "type": types_of("Evidence"),
            "name": _TEXT,
            "description": _TEXT,
            "genre": _TEXT,
            "audience": _TEXT,
            "narrative": _TEXT,
        },
    ),
    # What the members of a proof must be besides is the affair of each cryptosuite.
    "Proof": Class(
        {
            "type": _ANY_TYPE,
            "created": _DATE_TIME,
            "cryptosuite": _STRING,
            "challenge": _STRING,
            "domain": _STRING,
            "nonce": _STRING,
            "proofPurpose": _STRING,
            "proofValue": _STRING,
            "verificationMethod": _IRI,
        }
    ),
    "CredentialSchema": Class({"id": _ID, "type": _ANY_TYPE}),
    # Its other members are those of its type.
    "CredentialStatus": Class({"id": _IRI, "type": _ANY_TYPE}),
    "RefreshService": Class({"id": _ID, "type": _ANY_TYPE}),
    "TermsOfUse": Class({"id": _IRI, "type": _ANY_TYPE}),
}

WITHOUT_ENDORSEMENTS = {name: class_.without(_ENDORSEMENTS) for name, class_ in CLASSES.items()}
"""The same classes, not looking into what others say."""

_BETA_IMAGE = {"image": Member("Image", id_alone=True)}
_BETA_IDS = {name: {"id": _IRI} for name in ("AchievementCredential", "Achievement")}

BETA = {
    name: class_.older(_BETA_IMAGE | _BETA_IDS.get(name, {}), {legacy_name})
    for name, class_ in WITHOUT_ENDORSEMENTS.items()
}
"""The same as they were in the beta: an image was its address, and badges needed no id or name."""
