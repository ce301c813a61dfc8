"""Good badges of many shapes: a verifier that refuses everything would pass all other tests."""

from __future__ import annotations

import zlib
from datetime import timedelta
from typing import Any

import pytest

from openbadges_issuer import contexts, timestamps
from openbadges_issuer.baking import bake
from openbadges_issuer.did import did_document
from openbadges_issuer.model import Achievement, Criteria, Recipient
from openbadges_issuer.proofs import SECURING_MECHANISMS
from openbadges_issuer.report import Outcome, Verdict
from tests.hostile import forge
from tests.hostile.forge import badge, expect, put, sign, token, verify

SUBJECT = "credentialSubject"
OB_302 = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json"
RUBRIC = f"https://{forge.HOST}/achievements/flipped-classroom/rubric"


def subject(**members: Any) -> dict[str, Any]:
    return badge(credentialSubject=badge()[SUBJECT] | members)


def achievement(**members: Any) -> dict[str, Any]:
    return subject(achievement=badge()[SUBJECT]["achievement"] | members)


def with_rubric() -> dict[str, Any]:
    levels = [
        {"id": f"{RUBRIC}/{n}", "type": ["RubricCriterionLevel"], "name": name, "level": str(n)}
        for n, name in enumerate(["Emerging", "Proficient"], start=1)
    ]
    description = {
        "id": RUBRIC,
        "type": ["ResultDescription"],
        "name": "Unit plan",
        "resultType": "RubricCriterionLevel",
        "allowedValue": ["Emerging", "Proficient"],
        "requiredLevel": levels[1]["id"],
        "rubricCriterionLevel": levels,
    }
    document = achievement(resultDescription=[description])
    result = {"type": ["Result"], "resultDescription": RUBRIC, "achievedLevel": levels[1]["id"]}
    return put(document, SUBJECT, "result", to=[result])


def with_defined_members() -> dict[str, Any]:
    """Use members that the model knows little of, and vocabulary of a further context."""
    document = badge(
        termsOfUse=[{"type": "1EdTechCredentialRefresh", "id": "https://badges.example/terms"}],
        refreshService={"id": "https://badges.example/b/new", "type": "1EdTechCredentialRefresh"},
        credentialSchema=[
            {"id": "https://badges.example/schema", "type": "1EdTechJsonSchemaValidator2019"}
        ],
        relatedResource=[{"id": "https://badges.example/a.png", "mediaType": "image/png"}],
        evidence=[{"id": "https://badges.example/plan", "type": ["Evidence"], "genre": "Plan"}],
        awardedDate="2026-10-01T00:00:00-05:00",
        image={"id": "data:image/png;base64,iVBORw0KGgo=", "type": "Image", "caption": "Star"},
    )
    return put(
        document,
        "@context",
        to=[*document["@context"], "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"],
    )


def with_endorsement() -> dict[str, Any]:
    about = badge()
    endorsement = {
        "@context": about["@context"],
        "id": "urn:uuid:0d6d7a4e-2f43-4c2c-9f6c-1e2f5c2b9f10",
        "type": ["VerifiableCredential", "EndorsementCredential"],
        "name": "Endorsement",
        "issuer": {"id": "did:web:body.example", "type": ["Profile"], "name": "A body"},
        "validFrom": about["validFrom"],
        SUBJECT: {
            "id": about["id"],
            "type": ["EndorsementSubject"],
            "endorsementComment": "Judged with care.",
        },
    }
    return badge(endorsement=[endorsement])


def one_good_proof() -> dict[str, Any]:
    document = badge()
    good, other = forge.proof_of(document), forge.proof_of(document, nonce="once")
    broken = other | {"proofValue": good["proofValue"]}
    foreign = forge.proof_of(
        document,
        forge.ATTACKER_KEY,
        verificationMethod=forge.method(forge.ATTACKER, forge.ATTACKER_KEY.public_key),
    )
    return {**document, "proof": [broken, foreign, good, other]}


UNICODE = (
    "Zoë ☃ 𝒳 👩🏽\u200d🏫 עברית \u202bmixed\u202c e\u0301 é\u00a0\u2028 \ufeff \uffff "
    "'single' \"double\" back\\slash tab\t line\r\n end"
)
NUMBERS = [0, 3, 1.5, 0.1, 12_345_678.9, 1e21, 2.5e-7, 9_007_199_254_740_991]
EMBEDDED = {
    "plain": badge(),
    "one proof, not in a list": {**badge(), "proof": forge.proof_of(badge())},
    "several proofs, one good": one_good_proof(),
    "AchievementCredential": badge(type=["VerifiableCredential", "AchievementCredential"]),
    "types as single texts": put(
        put(badge(), SUBJECT, "type", to="AchievementSubject"), "issuer", "type", to="Profile"
    ),
    "a type more": put(badge(), SUBJECT, "type", to=["AchievementSubject", "Profile"]),
    "one identifier, not in a list": subject(identifier=forge.identity(forge.TEACHER)),
    "several identifiers": subject(
        identifier=[forge.identity(f"{name}@example.org", salt=name) for name in "abc"]
    ),
    "only identifiers": subject(id=forge.ABSENT)
    | {SUBJECT: {k: v for k, v in badge()[SUBJECT].items() if k != "id"}},
    "a DID as recipient": subject(id="did:example:123", identifier=[]),
    "results with a rubric": with_rubric(),
    "defined members that we do not use": with_defined_members(),
    "an endorsement of the badge": with_endorsement(),
    "the older context": badge(**{"@context": [contexts.CREDENTIALS_V2, OB_302]}),
    "a context twice": badge(**{"@context": [*badge()["@context"], contexts.OPEN_BADGES]}),
    "issuer as text": badge(issuer=forge.DISTRICT),
    "creator who is the issuer": achievement(creator=badge()["issuer"] | {"phone": "+1 555 0100"}),
    "an end in the future": badge(validUntil=timestamps.format(forge.NOW + timedelta(days=1))),
    "times with fractions and offsets": badge(validFrom="2026-01-01T00:00:00.123456-06:00"),
    "unicode": achievement(name=UNICODE, description=UNICODE),
    "empty texts and lists": badge(evidence=[], description=""),
    "a status entry": badge(credentialStatus=forge.entry()),
    "status entries of both kinds": badge(
        credentialStatus=[forge.entry(), forge.entry(purpose="suspension")]
    ),
    "a status entry without id": badge(credentialStatus=forge.entry(id=forge.ABSENT)),
    "a status index as number": badge(credentialStatus=forge.entry(statusListIndex=forge.IN_FORCE)),
    "the last index": badge(credentialStatus=forge.entry(131_071)),
    "a message beside": badge(
        credentialStatus=[forge.entry(), forge.entry(1, statusPurpose="message", id="urn:x:1")]
    ),
    **{f"the number {n}": subject(creditsEarned=n) for n in NUMBERS},
}


@pytest.mark.parametrize("name", EMBEDDED)
def test_an_embedded_proof_of_any_program(name: str) -> None:
    document = EMBEDDED[name]
    secured = document if "proof" in document else sign(document)
    report = verify(secured)
    expect(report, Verdict.VALID)
    assert report.document == secured
    assert report.found_in == "JSON"
    assert report.securing == "eddsa-rdfc-2022"
    assert report.require().issuer_name == "Kettle Moraine"


@pytest.mark.parametrize(
    "name",
    [
        {"@value": "Clase invertida", "@language": "es"},
        {"@value": "כיתה הפוכה", "@language": "he", "@direction": "rtl"},
        {"@value": "Flipped classroom"},
    ],
)
def test_texts_with_language_and_direction(name: dict[str, str]) -> None:
    expect(verify(sign(achievement(name=name, description=name))), Verdict.VALID)
    expect(verify(token(achievement(name=name, description=name))), Verdict.VALID)


@pytest.mark.parametrize("created", [forge.ABSENT, "2026-10-22T10:00:00.5-05:00"])
def test_a_proof_that_says_its_time_otherwise(created: Any) -> None:
    expect(verify(sign(badge(), created=created)), Verdict.VALID)


def test_members_of_a_proof_that_only_a_challenger_asks_for() -> None:
    secured = sign(
        badge(), domain="https://hire.example", challenge="c", nonce="n", id="urn:uuid:2"
    )
    report = verify(secured)
    expect(report, Verdict.VALID)
    said = report.check("signature").detail
    assert "domain" in said
    assert "challenge" in said
    only_one = verify(sign(badge(), domain="https://hire.example")).check("signature").detail
    assert "domain" in only_one
    assert "challenge" not in only_one
    assert "domain" not in verify(sign(badge())).check("signature").detail


@pytest.mark.parametrize("name", EMBEDDED.keys() - {"only identifiers"})
def test_the_same_badges_as_tokens(name: str) -> None:
    document = {k: v for k, v in EMBEDDED[name].items() if k != "proof"}
    report = verify(token(document))
    expect(report, Verdict.VALID)
    assert report.document == document
    assert report.securing == "vc-jwt"


@pytest.mark.parametrize("signer", forge.DISTRICT_KEYS, ids=lambda signer: signer.algorithm)
def test_tokens_of_each_algorithm(signer: Any) -> None:
    expect(verify(token(badge(), signer)), Verdict.VALID)
    expect(verify(token(badge(), signer).encode()), Verdict.VALID)


@pytest.mark.parametrize(
    "changes",
    [
        {"typ": forge.ABSENT},
        {"alg": "Ed25519"},
        {"kid": forge.method(forge.DISTRICT, forge.DISTRICT_KEY.public_key)},
        {"jwk": forge.DISTRICT_KEY.public_key.jwk},
    ],
    ids=str,
)
def test_headers_that_are_allowed(changes: dict[str, Any]) -> None:
    expect(verify(token(badge(), **changes)), Verdict.VALID)


def test_further_claims_mean_nothing() -> None:
    payload = forge.claims(badge(), iat=1, aud="https://hire.example")
    expect(verify(forge.jws(forge.header(), payload, forge.DISTRICT_KEY)), Verdict.VALID)


@pytest.mark.parametrize("text", [forge.dumps(sign(badge())).decode(), token(badge())])
@pytest.mark.parametrize("art", [forge.png(), forge.SVG], ids=["png", "svg"])
def test_baked_into_a_picture(text: str, art: bytes) -> None:
    report = verify(bake(text, art))
    expect(report, Verdict.VALID)
    assert report.found_in in {"PNG", "SVG"}


def test_a_picture_whose_badge_is_compressed() -> None:
    packed = b"openbadgecredential\0\1\0\0\0" + zlib.compress(forge.dumps(sign(badge())))
    expect(verify(forge.png(forge.chunk(b"iTXt", packed))), Verdict.VALID)


@pytest.mark.parametrize("around", [" {} ", "\n\t{}\r\n", "\u00a0{}\u2003"])
def test_white_space_around(around: str) -> None:
    for text in (forge.dumps(sign(badge())).decode(), token(badge())):
        expect(verify(around.replace("{}", text)), Verdict.VALID)


# Other issuers -----------------------------------------------------------------------------------


def own(issuer: str) -> dict[str, Any]:
    return put(badge(), "issuer", "id", to=issuer)


def test_did_key_needs_nobody() -> None:
    document = own(forge.did_key(forge.DISTRICT_KEY))
    url = f"{document['issuer']['id']}#{forge.DISTRICT_KEY.public_key.multikey}"
    nobody = forge.tripwire()
    for secured in (sign(document, verificationMethod=url), token(document, kid=url)):
        expect(verify(secured, nobody, policy=forge.ANYBODY), Verdict.VALID)
    assert nobody.asked == []


@pytest.mark.parametrize("signer", forge.DISTRICT_KEYS, ids=lambda signer: signer.algorithm)
def test_did_jwk_needs_nobody(signer: Any) -> None:
    document = own(forge.did_jwk(signer))
    nobody = forge.tripwire()
    secured = token(document, signer, kid=f"{document['issuer']['id']}#0")
    expect(verify(secured, nobody, policy=forge.ANYBODY), Verdict.VALID)
    assert nobody.asked == []


@pytest.mark.parametrize(
    ("issuer", "url"),
    [
        ("did:web:state.example:issuers:kettle", "https://state.example/issuers/kettle/did.json"),
        ("did:web:state.example%3A8443", "https://state.example:8443/.well-known/did.json"),
        ("https://state.example/issuers/1", "https://state.example/issuers/1"),
    ],
)
def test_documents_at_other_addresses(issuer: str, url: str) -> None:
    key = forge.DISTRICT_KEY.public_key
    web = forge.Server({url: forge.dumps(did_document(issuer, [key]))})
    secured = sign(own(issuer), verificationMethod=forge.method(issuer, key))
    expect(verify(secured, web, policy=forge.ANYBODY), Verdict.VALID)
    assert set(web.asked) == {url}


def test_the_form_of_vc_1_1() -> None:
    document = badge(
        **{
            "@context": [
                contexts.CREDENTIALS_V1,
                contexts.OPEN_BADGES,
                "https://w3id.org/security/data-integrity/v2",
            ]
        },
        issuanceDate=badge()["validFrom"],
        expirationDate="2030-01-01T00:00:00Z",
        validFrom=forge.ABSENT,
    )
    report = verify(sign(document))
    expect(report, Verdict.VALID)
    late = verify(sign(document), now=timestamps.parse("2030-01-01T00:00:01Z"))
    expect(late, Verdict.EXPIRED, "not_after", Outcome.FAILED)


# What we issue -----------------------------------------------------------------------------------


@pytest.mark.parametrize("securing", SECURING_MECHANISMS)
def test_what_we_issue_ourselves(securing: str) -> None:
    issued = forge.issuer_for(securing).issue(
        Achievement(
            id="urn:uuid:a", name="N", description="D", criteria=Criteria(narrative="Hand it in.")
        ),
        to=Recipient.by_email(forge.TEACHER),
        securing=securing,
    )
    expect(
        verify(issued.bytes, recipient=forge.TEACHER), Verdict.VALID, "recipient", Outcome.PASSED
    )
