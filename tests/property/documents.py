"""Documents of every class, made from a transcription of the data model."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from functools import cache
from typing import Any

from hypothesis import strategies as st

from openbadges_issuer.schema import enumerations

# Open Badges 3.0 and CLR 2.0: "!" required, "*" multi-valued, "=" the type, "+" one of
# the types, "&" a document of its own that is kept as it is.
CREDENTIAL = """
    valid_period; name text; description text; awardedDate datetime; issuer! issuer;
    credentialSchema* CredentialSchema; credentialStatus statuses; refreshService RefreshService;
    termsOfUse* TermsOfUse; evidence* Evidence; proof* Proof
"""
AWARD = "image Image; endorsement* &EndorsementCredential; endorsementJwt* jws"
TABLE = {
    "AchievementCredential": f"""@context!* ob_contexts; id! iri; type!* +OpenBadgeCredential;
        credentialSubject! AchievementSubject; {CREDENTIAL}; {AWARD}""",
    "EndorsementCredential": f"""@context!* ob_contexts; id! iri; type!* +EndorsementCredential;
        credentialSubject! EndorsementSubject; {CREDENTIAL}; name! text""",
    "ClrCredential": f"""@context!* clr_contexts; id! iri; type!* +ClrCredential;
        credentialSubject! ClrSubject; {CREDENTIAL}; {AWARD}; name! text; partial boolean""",
    "VerifiableCredential": f"""@context!* vc_contexts; id iri; type!* +VerifiableCredential;
        credentialSubject! object; {CREDENTIAL}""",
    "EndorsementSubject": "id! iri; type!* +EndorsementSubject; endorsementComment text",
    "AchievementSubject": """id iri; type!* +AchievementSubject; identifier* IdentityObject;
        achievement! Achievement; activityStartDate datetime; activityEndDate datetime;
        creditsEarned number; image Image; licenseNumber text; narrative text; result* Result;
        role text; source Profile; term text""",
    "IdentityObject": """type! =IdentityObject; hashed! boolean; identityHash! string;
        identityType! identityType; salt string""",
    "Achievement": """id! iri; type!* +Achievement; name! text; description! text;
        criteria! Criteria; alignment* Alignment; achievementType achievementType;
        creator Profile; creditsAvailable number; endorsement* &EndorsementCredential;
        endorsementJwt* jws; fieldOfStudy text; humanCode text; image Image; inLanguage language;
        otherIdentifier* IdentifierEntry; related* Related; resultDescription* ResultDescription;
        specialization text; tag* text; version text""",
    "Criteria": "id iri; narrative text",
    "Alignment": """type!* +Alignment; targetName! text; targetUrl! iri; targetCode text;
        targetDescription text; targetFramework text; targetType targetType""",
    "Related": "id! iri; type!* +Related; inLanguage language; version text",
    "ResultDescription": """id! iri; type!* +ResultDescription; name! text; resultType! resultType;
        alignment* Alignment; allowedValue* text; requiredLevel iri; requiredValue text;
        rubricCriterionLevel* RubricCriterionLevel; valueMax text; valueMin text""",
    "RubricCriterionLevel": """id! iri; type!* +RubricCriterionLevel; name! text;
        alignment* Alignment; description text; level text; points text""",
    "Result": """type!* +Result; achievedLevel iri; alignment* Alignment; resultDescription iri;
        status resultStatus; value text""",
    "Evidence": """id iri; type!* +Evidence; narrative text; name text; description text;
        genre text; audience text""",
    "Profile": """id! iri; type!* +Profile; name text; url iri; phone text; description text;
        endorsement* &EndorsementCredential; endorsementJwt* jws; image Image; email text;
        address Address; otherIdentifier* IdentifierEntry; official text; parentOrg Profile;
        familyName text; givenName text; additionalName text; patronymicName text;
        honorificPrefix text; honorificSuffix text; familyNamePrefix text; dateOfBirth date""",
    "Image": "id! iri; type! =Image; caption text",
    "IdentifierEntry": "type! =IdentifierEntry; identifier! text; identifierType! identifierType",
    "Address": """type!* +Address; addressCountry text; addressCountryCode text;
        addressRegion text; addressLocality text; streetAddress text; postOfficeBoxNumber text;
        postalCode text; geo GeoCoordinates""",
    "GeoCoordinates": "type! =GeoCoordinates; latitude! number; longitude! number",
    "Proof": """type! string; created datetime; cryptosuite string; challenge string;
        domain string; nonce string; proofPurpose string; proofValue string;
        verificationMethod iri""",
    "CredentialSchema": "id! iri; type! string",
    "CredentialStatus": "id iri; type! string",
    "RefreshService": "id! iri; type! string",
    "TermsOfUse": "id iri; type! string",
    "ClrSubject": """id iri; type!* +ClrSubject; identifier* IdentityObject;
        verifiableCredential!* &VerifiableCredential; achievement* Achievement;
        association* Association""",
    "Association": """type! =Association; associationType! associationType; sourceId! iri;
        targetId! iri""",
}
CLOSED = {"Image", "IdentityObject", "IdentifierEntry", "Association"}
V2 = "https://www.w3.org/ns/credentials/v2"
V1 = "https://www.w3.org/2018/credentials/v1"
OB = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
CLR = "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json"


def rows(name: str) -> list[tuple[str, bool, bool, str]]:
    """(member, required, multi-valued, kind) of each row; a later row replaces an earlier one."""
    found: dict[str, tuple[str, bool, bool, str]] = {}
    for row in (
        TABLE[name].replace("valid_period", "validFrom datetime; validUntil datetime").split(";")
    ):
        member, kind = row.split()
        found[member.rstrip("!*")] = (member.rstrip("!*"), "!" in member, "*" in member, kind)
    return list(found.values())


def enumerated(values: tuple[str, ...], *, extensible: bool = True) -> st.SearchStrategy[str]:
    ours = st.sampled_from(values)
    return ours | st.from_regex(r"ext:[A-Za-z0-9._-]+", fullmatch=True) if extensible else ours


words = st.text(max_size=8)
languages = st.sampled_from(["en", "de", "en-US"])
moments = st.builds(
    lambda moment, minutes, mark: (
        moment.replace(tzinfo=timezone(timedelta(minutes=minutes)))
        .isoformat()
        .replace("+00:00", mark)
    ),
    st.datetimes(min_value=datetime(1900, 1, 1), max_value=datetime(2100, 1, 1)),  # noqa: DTZ001
    st.integers(-14 * 60, 14 * 60),
    st.sampled_from(["Z", "+00:00", "-00:00"]),
)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.floats() | words,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3),
    max_leaves=6,
)
finite_json = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.floats(-1e9, 1e9) | words,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3),
    max_leaves=4,
)
KINDS: dict[str, st.SearchStrategy[Any]] = {
    "iri": st.sampled_from(
        ["urn:uuid:1", "did:web:a.example", "https://a.example/x?y#z", "data:image/png;base64,AA"]
    )
    | st.from_regex(r"[a-z][a-z0-9+.-]{0,8}:[!#-;=?-\[\]_a-z~\u00a1-\u00ff]{1,9}", fullmatch=True),
    "text": words | st.dictionaries(languages, words, min_size=1, max_size=2),
    "string": words,
    "number": st.integers(-(2**53) + 1, 2**53 - 1) | st.floats(-1e300, 1e300),
    "boolean": st.booleans(),
    "datetime": moments,
    "date": st.dates().map(str),
    "language": st.sampled_from(["en", "en-US", "zh-Hant", "es-419", "sgn"]),
    "jws": st.sampled_from(["e30.e30.AA", "a..b", "-_-.A.Z"]),
    "object": st.dictionaries(words, finite_json, max_size=2),
    "achievementType": enumerated(enumerations.ACHIEVEMENT_TYPES),
    "targetType": enumerated(enumerations.ALIGNMENT_TARGET_TYPES),
    "resultType": enumerated(enumerations.RESULT_TYPES),
    "identifierType": enumerated(enumerations.IDENTIFIER_TYPES),
    "identityType": enumerated((*enumerations.IDENTIFIER_TYPES, "email")),
    "resultStatus": enumerated(enumerations.RESULT_STATUS_TYPES, extensible=False),
    "associationType": enumerated(enumerations.ASSOCIATION_TYPES, extensible=False),
}
SIMPLEST = {
    "iri": "urn:uuid:1",
    "issuer": "did:web:a.example",
    "text": "",
    "string": "",
    "number": 0,
    "boolean": False,
    "datetime": "2026-01-31T09:00:00Z",
    "object": {},
    "resultType": "Percent",
    "identifierType": "name",
    "identityType": "name",
    "associationType": "precedes",
}
CONTEXTS = {"vc_contexts": [V2], "ob_contexts": [V2, OB], "clr_contexts": [V2, CLR, OB]}


def one(kind: str, depth: int) -> st.SearchStrategy[Any]:
    if kind == "issuer":
        return KINDS["iri"] | documents("Profile", depth + 1)
    if kind == "statuses":
        entry = documents("CredentialStatus", depth + 1)
        return entry | st.lists(entry, max_size=2)
    if kind.startswith("="):
        return st.just(kind[1:])
    return KINDS[kind] if kind in KINDS else documents(kind.lstrip("&"), depth + 1)


def many(kind: str, depth: int) -> st.SearchStrategy[Any]:
    if kind in CONTEXTS:
        more = st.lists(KINDS["iri"] | st.just({"@vocab": "https://v.example/"}), max_size=1)
        return more.map(lambda others: CONTEXTS[kind] + others)
    if kind.startswith("+"):
        types = types_of(kind[1:])
        if kind == "+OpenBadgeCredential":
            named = st.sampled_from([types, ["VerifiableCredential", "AchievementCredential"]])
        else:
            named = st.just(types)
        listed = st.tuples(named, st.lists(words, max_size=1)).map(lambda pair: pair[0] + pair[1])
        return listed | st.just(types[0]) if len(types) == 1 else listed
    value = one(kind, depth)
    least = 1 if kind == "&VerifiableCredential" else 0
    return st.lists(value, min_size=least, max_size=2) | value


def types_of(name: str) -> list[str]:
    return list(dict.fromkeys(["VerifiableCredential"] * name.endswith("Credential") + [name]))


def nested(kind: str) -> bool:
    return kind.lstrip("&") in TABLE


@cache
def documents(name: str, depth: int = 0) -> st.SearchStrategy[dict[str, Any]]:
    return st.deferred(lambda: _documents(name, depth))


def smallest(name: str) -> dict[str, Any]:
    """The required members only, with the simplest values."""
    document: dict[str, Any] = {}
    for member, required, _, kind in rows(name):
        if required or member == "validFrom":
            if kind in CONTEXTS:
                document[member] = CONTEXTS[kind]
            elif kind.startswith("+"):
                document[member] = types_of(kind[1:])
            elif nested(kind):
                document[member] = smallest(kind.lstrip("&"))
            else:
                document[member] = kind[1:] if kind.startswith("=") else SIMPLEST[kind]
    return repaired(name, document)


@st.composite
def _documents(draw: st.DrawFn, name: str, depth: int) -> dict[str, Any]:
    document = {}
    for member, required, multi, kind in rows(name):
        wanted = required or member == "validFrom"
        too_deep = depth >= 2 and nested(kind)
        if not wanted and (too_deep or draw(st.integers(0, 3)) != 0):
            continue
        document[member] = draw(many(kind, depth) if multi else one(kind, depth))
    if name not in CLOSED and depth < 2:
        document |= draw(unknown_members(name))
    return repaired(name, document)


def unknown_members(name: str) -> st.SearchStrategy[dict[str, Any]]:
    known = {member for member, *_ in rows(name)} | {"issuanceDate", "expirationDate"}
    keys = st.sampled_from(["achievement_type", "valid_from", "to_json", "__class__", ""]) | words
    return st.dictionaries(keys.filter(lambda key: key not in known), finite_json, max_size=2)


def repaired(name: str, document: dict[str, Any]) -> dict[str, Any]:
    """Make the rules between members hold."""
    if name == "Criteria" and not document.keys() & {"id", "narrative"}:
        document["narrative"] = "…"
    if name in {"AchievementSubject", "ClrSubject"} and not document.get("identifier"):
        document.setdefault("id", "did:example:1")
    if "validUntil" in document:
        period = [document["validFrom"], document["validUntil"]]
        document["validFrom"], document["validUntil"] = sorted(period, key=datetime.fromisoformat)
    if name == "AchievementSubject":
        link_results(document)
    return document


def link_results(subject: dict[str, Any]) -> None:
    described = listed(subject["achievement"].get("resultDescription", []))
    for result in listed(subject.get("result", [])):
        result.pop("resultDescription", None)
        result.pop("achievedLevel", None)
        for description in described[-1:]:
            if sum(other["id"] == description["id"] for other in described) > 1:
                break
            result["resultDescription"] = description["id"]
            for level in listed(description.get("rubricCriterionLevel", [])):
                result["achievedLevel"] = level["id"]
            if description["resultType"] == "Status":
                result["status"] = "Completed"


def listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def normal(name: str, document: dict[str, Any]) -> dict[str, Any]:
    """The document as `to_json` gives it: lists where lists are meant, the issuer an object."""
    result = dict(document)
    for member, _, multi, kind in rows(name):
        if member not in document:
            continue
        value = document[member]
        if kind == "issuer":
            value = {"id": value, "type": ["Profile"]} if isinstance(value, str) else value
            result[member] = normal("Profile", value)
        elif kind == "statuses":
            entries = [normal("CredentialStatus", entry) for entry in listed(value)]
            result[member] = entries[0] if len(entries) == 1 else entries
        elif multi:
            result[member] = [
                normal(kind, item) if kind in TABLE else item for item in listed(value)
            ]
        elif kind in TABLE:
            result[member] = normal(kind, value)
    return result


def places(value: Any, holder: Any = None, key: Any = None) -> Any:
    yield holder, key
    if isinstance(value, dict):
        for member, item in value.items():
            yield from places(item, value, member)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from places(item, value, index)


@st.composite
def mutated(draw: st.DrawFn, document: Any) -> Any:
    """The document with one thing changed: a member dropped, or a value put for another."""
    holder, key = draw(st.sampled_from(list(places(document))))
    others = st.sampled_from([None, True, 0, -1.5, "", "x", "urn:x:1", [], {}, {"en": "x"}, [[]]])
    if holder is None:
        return draw(others)
    match draw(st.sampled_from(["drop", "put", "list", "twice", "single", "another"])):
        case "drop":
            del holder[key]
        case "put":
            holder[key] = draw(others)
        case "list":
            holder[key] = [holder[key]]
        case "twice":
            holder[key] = [holder[key], holder[key]]
        case "single" if isinstance(holder[key], list) and holder[key]:
            holder[key] = holder[key][0]
        case "another" if isinstance(holder, dict):
            holder["another"] = draw(others)
    return document
