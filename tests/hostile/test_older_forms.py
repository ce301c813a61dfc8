"""What was issued before today's forms: VC 1.1, older contexts, the beta, Open Badges 2.0 and 1."""

from __future__ import annotations

from typing import Any

import pytest

from openbadges_issuer import contexts
from openbadges_issuer.contexts import CREDENTIALS_V1, OPEN_BADGES_BETA
from openbadges_issuer.errors import Problem
from openbadges_issuer.report import Outcome, Verdict
from tests.hostile import forge
from tests.hostile.composing import SUBJECT, presentation, record
from tests.hostile.forge import ABSENT, badge, expect, header, jws, put, sign, token, verify

FAILED, UNDECIDED, PASSED = Outcome.FAILED, Outcome.UNDECIDED, Outcome.PASSED
OB = "https://purl.imsglobal.org/spec/ob/v3p0"
DATA_INTEGRITY = "https://w3id.org/security/data-integrity/v2"
EDITIONS = [f"{OB}/context{edition}.json" for edition in ("", "-3.0.1", "-3.0.2", "-3.0.3")]
ISSUED = badge()["validFrom"]
ENDED = "2026-11-01T00:00:00Z"


def legacy(edition: str = contexts.OPEN_BADGES, **changes: Any) -> dict[str, Any]:
    """Give the district's badge in the form of VC 1.1."""
    made = {
        "@context": [CREDENTIALS_V1, edition, DATA_INTEGRITY],
        "validFrom": ABSENT,
        "issuanceDate": ISSUED,
    }
    return badge(**made | changes)


def in_claim(document: dict[str, Any], **claims: Any) -> str:
    """Put a credential into the claim `vc` of a token, with claims changed."""
    begin, end = (
        forge.timestamps.parse(document[member]) if member in document else None
        for member in ("issuanceDate", "expirationDate")
    )
    payload = {
        "iss": forge.DISTRICT,
        "jti": badge()["id"],
        "sub": badge()[SUBJECT]["id"],
        "nbf": int(begin.timestamp()) if begin else ABSENT,
        "exp": int(end.timestamp()) if end else ABSENT,
        "vc": document,
    }
    given = {name: value for name, value in (payload | claims).items() if value is not ABSENT}
    return jws(header(), given, forge.DISTRICT_KEY)


# Contexts ----------------------------------------------------------------------------------------


# The first two go with VC 1.1 only: they define what today's context of VC 2.0 protects.
@pytest.mark.parametrize("edition", EDITIONS[2:])
@pytest.mark.parametrize("secure", [sign, token, forge.jcs_sign])
def test_every_edition_of_the_context(edition: str, secure: Any) -> None:
    document = badge(**{"@context": [contexts.CREDENTIALS_V2, edition]})
    expect(verify(secure(document)), Verdict.VALID, "schema", PASSED)


@pytest.mark.parametrize("edition", [*EDITIONS, *OPEN_BADGES_BETA])
def test_every_edition_with_vc_1(edition: str) -> None:
    document = legacy(edition)
    if edition in OPEN_BADGES_BETA:  # which does not have all the names in an identifier
        document = put(document, SUBJECT, "identifier", to=ABSENT)
    expect(verify(sign(document)), Verdict.VALID, "schema", PASSED)


def test_the_beta_under_the_name_of_the_first_edition() -> None:
    """It stood there until November 2022."""
    beta = put(legacy(OPEN_BADGES_BETA[0]), SUBJECT, "identifier", to=ABSENT)
    renamed = [EDITIONS[0] if url == OPEN_BADGES_BETA[0] else url for url in beta["@context"]]
    signed = put(sign(beta), "@context", to=renamed)
    report = verify(signed)
    expect(report, Verdict.VALID, "signature", PASSED)
    assert "beta" in report.check("signature").detail
    expect(verify(put(signed, "name", to="Doctor")), Verdict.TAMPERED)
    today = put(signed, "@context", to=[contexts.CREDENTIALS_V2, *renamed[1:]])
    assert not verify(today)


@pytest.mark.parametrize("edition", ["-3.0.4", "-3.1.0", "-4.0.0"])
def test_an_edition_that_we_do_not_know_is_not_fetched(edition: str) -> None:
    document = badge(**{"@context": [contexts.CREDENTIALS_V2, f"{OB}/context{edition}.json"]})
    nobody = forge.tripwire()
    document["proof"] = [forge.proof_of(badge())]
    expect(verify(document, nobody), Verdict.UNSUPPORTED, "contexts", UNDECIDED)
    assert nobody.asked == []


def test_another_edition_is_another_badge() -> None:
    signed = sign(badge(**{"@context": [contexts.CREDENTIALS_V2, EDITIONS[2]]}))
    for edition in (EDITIONS[0], *OPEN_BADGES_BETA):
        changed = put(signed, "@context", to=[contexts.CREDENTIALS_V2, edition])
        assert not verify(changed)


# VC 1.1 ------------------------------------------------------------------------------------------


def test_dates_of_vc_1() -> None:
    expect(verify(sign(legacy(expirationDate=ENDED))), Verdict.EXPIRED, "not_after", FAILED)
    later = legacy(issuanceDate="2027-01-01T00:00:00Z")
    expect(verify(sign(later)), Verdict.NOT_YET_VALID, "not_before", FAILED)
    expect(verify(sign(legacy(expirationDate="2030-01-01T00:00:00Z"))), Verdict.VALID)
    expect(verify(sign(legacy(name=ABSENT))), Verdict.MALFORMED, "schema", FAILED)


def test_a_badge_needs_the_date_of_its_form() -> None:
    expect(verify(sign(legacy(issuanceDate=ABSENT))), Verdict.MALFORMED, "schema", FAILED)


def test_a_legacy_badge_that_was_altered_or_forged() -> None:
    expect(verify(put(sign(legacy()), "name", to="Doctor")), Verdict.TAMPERED)
    expect(verify(sign(legacy(), forge.ATTACKER_KEY)), Verdict.TAMPERED)
    expect(verify(legacy()), Verdict.TAMPERED, "signature", FAILED, Problem.PROOF_MISSING)
    expect(verify(sign(legacy(salary=1))), Verdict.TAMPERED, "format", FAILED)


def test_legacy_badges_among_others() -> None:
    expect(verify(presentation(sign(legacy()), in_claim(legacy()))), Verdict.VALID)


# The claim vc ------------------------------------------------------------------------------------


def test_a_credential_in_the_claim() -> None:
    report = verify(in_claim(legacy()))
    expect(report, Verdict.VALID)
    assert report.document == legacy()
    assert report.securing == "vc-jwt"


def test_the_claims_say_what_the_credential_leaves_out() -> None:
    whole = legacy(expirationDate="2030-01-01T00:00:00Z")
    short = whole
    for path in (
        ("id",),
        ("issuanceDate",),
        ("expirationDate",),
        ("issuer", "id"),
        (SUBJECT, "id"),
    ):
        short = put(short, *path, to=ABSENT)
    claims = {name: forge.claims(badge())[name] for name in ("iss", "jti", "sub", "nbf")}
    text = in_claim(short, **claims, exp=1_893_456_000)
    report = verify(text)
    expect(report, Verdict.VALID)
    assert report.document == whole
    ended = in_claim(short, **claims, exp=1_793_000_000)
    expect(verify(ended), Verdict.EXPIRED, "not_after", FAILED)
    anybody = in_claim(put(short, "issuer", to=ABSENT), **claims, exp=1_893_456_000)
    expect(verify(anybody), Verdict.VALID)


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": forge.ATTACKER},
        {"iss": ABSENT},
        {"jti": "urn:uuid:another"},
        {"jti": ABSENT},
        {"sub": "urn:uuid:another"},
        {"sub": ABSENT},
        {"nbf": 1_700_000_000},
        {"nbf": ABSENT},
        {"nbf": "yesterday"},
        {"nbf": True},
        {"exp": "never"},
    ],
    ids=str,
)
def test_claims_that_say_something_else(claims: dict[str, Any]) -> None:
    report = verify(in_claim(legacy(), **claims))
    expect(report, Verdict.TAMPERED, "signature", FAILED, Problem.CLAIM_MISMATCH)


def test_an_end_in_the_credential_only() -> None:
    document = legacy(expirationDate="2030-01-01T00:00:00Z")
    report = verify(in_claim(document, exp=ABSENT))
    expect(report, Verdict.TAMPERED, "signature", FAILED, Problem.CLAIM_MISMATCH)


@pytest.mark.parametrize("exp", [1e300, -1e300, float(2**62), {}, [], "1893456000", False])
def test_an_end_that_is_none(exp: Any) -> None:
    assert not verify(in_claim(legacy(), exp=exp))


@pytest.mark.parametrize("beside", [badge(), legacy(), {"name": "Doctor"}, {"vp": {}}])
def test_a_credential_beside_the_claim(beside: dict[str, Any]) -> None:
    report = verify(in_claim(legacy(), **beside))
    assert report.verdict in {Verdict.TAMPERED, Verdict.UNSUPPORTED}
    assert report.document is None


def test_a_credential_of_today_in_the_claim_is_of_no_form() -> None:
    payload = {k: v for k, v in forge.claims(badge()).items() if k not in badge()}
    expect(
        verify(jws(header(), payload | {"vc": badge()}, forge.DISTRICT_KEY)), Verdict.UNSUPPORTED
    )


@pytest.mark.parametrize("value", [[legacy()], "x", None, [], {}, {"vc": legacy()}])
def test_what_is_no_credential_in_the_claim(value: Any) -> None:
    claims = {"iss": forge.DISTRICT, "vc": value}
    assert not verify(jws(header(), claims, forge.DISTRICT_KEY))


def test_the_claim_in_a_record_of_today() -> None:
    """A record holds no tokens: JSON-LD would not know what they say."""
    assert not verify(sign(record(sign(badge()))) | {"vc": legacy()})


# Open Badges 2.0 and 1 ---------------------------------------------------------------------------

ASSERTION = {
    "@context": "https://w3id.org/openbadges/v2",
    "type": "Assertion",
    "id": "https://badges.example/assertions/1",
    "recipient": {"type": "email", "hashed": False, "identity": forge.TEACHER},
    "badge": "https://badges.example/badges/1",
    "verification": {"type": "hosted"},
    "issuedOn": "2020-01-01T00:00:00Z",
}
OLDEST = {key: ASSERTION[key] for key in ("recipient", "badge", "issuedOn")}
SVG_2 = forge.SVG.replace(
    b"<path",
    b'<openbadges:assertion xmlns:openbadges="http://openbadges.org" verify="x"/><path',
)


@pytest.mark.parametrize(
    ("problem", "data"),
    [
        (Problem.OPEN_BADGES_2, forge.dumps(ASSERTION)),
        (Problem.CREDENTIAL_UNSUPPORTED, forge.dumps(OLDEST)),
        (Problem.OPEN_BADGES_2, jws({"alg": "RS256"}, ASSERTION).encode() + b"AAAA"),
        (Problem.OPEN_BADGES_2, forge.png(forge.itxt(forge.dumps(ASSERTION), b"openbadges"))),
        (
            Problem.OPEN_BADGES_2,
            forge.png(forge.itxt(b"https://badges.example/assertions/1", b"openbadges")),
        ),
        (
            Problem.OPEN_BADGES_2,
            forge.png(forge.chunk(b"tEXt", b"openbadges\0https://badges.example/assertions/1")),
        ),
        (Problem.OPEN_BADGES_2, forge.png(forge.itxt(forge.dumps(ASSERTION)))),
        (Problem.OPEN_BADGES_2, SVG_2),
    ],
    ids=["JSON", "1", "signed", "PNG", "PNG address", "PNG text", "PNG of today", "SVG"],
)
def test_an_older_badge_is_told_to_be_one(problem: Problem, data: bytes) -> None:
    nobody = forge.tripwire()
    report = verify(data, nobody)
    expect(report, Verdict.UNSUPPORTED, "format", UNDECIDED, problem)
    assert "older badge" in report.words.sentence
    is_2 = report.words.heading == "This is an older badge (Open Badges 2.0)"
    assert is_2 is (problem is Problem.OPEN_BADGES_2)
    assert report.verdict.exit_status == 2
    assert nobody.asked == []


def test_an_older_badge_among_others() -> None:
    report = verify(presentation(sign(badge()), ASSERTION))
    expect(report, Verdict.UNSUPPORTED)


# A schema of its own -----------------------------------------------------------------------------


@pytest.mark.parametrize("one", [True, False])
def test_a_schema_of_its_own_is_named_and_changes_nothing(one: bool) -> None:
    url = "https://schemas.example/mine.json"
    context = [*badge()["@context"], f"{OB}/extensions.json"]
    entries = [
        {"id": entry, "type": "1EdTechJsonSchemaValidator2019"}
        for entry in (f"{OB}/schema/json/ob_v3p0_achievementcredential_schema.json", url)
    ]
    fetcher = forge.server()
    for wrong in ({}, {"name": 5}):
        schemas = entries[1] if one else entries
        document = badge(**{"@context": context, "credentialSchema": schemas} | wrong)
        report = verify(sign(document), fetcher)
        expect(report, Verdict.MALFORMED if wrong else Verdict.VALID)
    assert url not in fetcher.asked
    report = verify(sign(badge(**{"@context": context, "credentialSchema": entries})))
    assert url in report.check("schema").detail
    report = verify(sign(badge(**{"@context": context, "credentialSchema": entries[:1]})))
    assert report.check("schema").detail == verify(sign(badge())).check("schema").detail
