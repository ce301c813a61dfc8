"""Proofs that are missing, altered, borrowed, or made in another way (threats B2 to B10)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from openbadges_issuer import timestamps
from openbadges_issuer.encoding import base58btc_decode, multibase_encode
from openbadges_issuer.errors import Problem
from openbadges_issuer.report import Outcome, Verdict
from tests.hostile import forge
from tests.hostile.forge import ABSENT, badge, expect, proof_of, put, sign, verify

SIGNED = sign(badge())
PROOF = SIGNED["proof"][0]
SIGNATURE = base58btc_decode(PROOF["proofValue"][1:])
SAME_KEY = forge.method(forge.DISTRICT, forge.DISTRICT_KEY.public_key, jwk=True)
FAILED, UNDECIDED = Outcome.FAILED, Outcome.UNDECIDED


def altered(**changes: Any) -> dict[str, Any]:
    """Alter the proof after it was made."""
    proof = {k: v for k, v in (PROOF | changes).items() if v is not ABSENT}
    return badge(proof=[proof])


def refused(document: Any, problem: Problem = Problem.SIGNATURE_INVALID) -> None:
    report = verify(document)
    expect(report, Verdict.TAMPERED, "signature", FAILED, problem)
    assert report.document is None


# B2: no proof ------------------------------------------------------------------------------------


@pytest.mark.parametrize("proof", [ABSENT, None, [], {}, "", "none", 0, [[]], [None], [""], True])
def test_no_proof(proof: Any) -> None:
    nobody = forge.tripwire()
    report = verify(badge(proof=proof), nobody)
    expect(report, Verdict.TAMPERED, "signature", FAILED)
    if proof in (ABSENT, None, []):
        assert report.check("signature").problem is Problem.PROOF_MISSING
    assert report.document is None
    assert nobody.asked == []


def test_an_unsigned_wrapper_round_a_signed_badge() -> None:
    for member in ("endorsement", "evidence"):
        report = verify(badge(**{member: [SIGNED]}))
        assert report.verdict is Verdict.TAMPERED
        assert report.document is None


def test_the_proof_of_another_badge() -> None:
    refused({**badge(id="https://badges.example/b/2"), "proof": SIGNED["proof"]})


# Tampering ---------------------------------------------------------------------------------------

CHANGES = [
    (("id",), "urn:uuid:1"),
    (("name",), "Flipped Classroom"),
    (("name",), ABSENT),
    (("validFrom",), "2026-10-22T15:00:01Z"),
    (("validFrom",), "2026-10-22T15:00:00.0Z"),
    (("validFrom",), "2026-10-22T17:00:00+02:00"),
    (("validUntil",), "2099-01-01T00:00:00Z"),
    (("issuer", "name"), "Waukesha School District"),
    (("issuer", "url"), "https://badges.attacker.example/"),
    (("type",), ["VerifiableCredential", "OpenBadgeCredential", "EndorsementCredential"]),
    (("credentialStatus",), forge.entry()),
    (("evidence",), [{"type": ["Evidence"], "name": "Another plan"}]),
    (("credentialSubject", "id"), "did:example:attacker"),
    (("credentialSubject", "identifier"), [forge.identity("attacker@example.org")]),
    (("credentialSubject", "identifier", 0, "hashed"), False),
    (("credentialSubject", "creditsEarned"), 3),
    (("credentialSubject", "achievement", "name"), "Doctor of Education"),
    (("credentialSubject", "achievement", "achievementType"), "DoctoralDegree"),
    (("credentialSubject", "achievement", "criteria", "narrative"), ""),
    (("credentialSubject", "achievement", "image"), {"id": "https://x.example/", "type": "Image"}),
]


@pytest.mark.parametrize(("path", "value"), CHANGES)
def test_any_change_breaks_the_signature(path: tuple[Any, ...], value: Any) -> None:
    refused(put(SIGNED, *path, to=value))


def test_a_status_entry_taken_out_or_altered() -> None:
    signed = sign(badge(credentialStatus=forge.entry(forge.WITHDRAWN)))
    expect(verify(signed), Verdict.REVOKED)
    refused(put(signed, "credentialStatus", to=ABSENT))
    refused(put(signed, "credentialStatus", "statusListIndex", to=str(forge.IN_FORCE)))
    refused(put(signed, "credentialStatus", "statusPurpose", to="message"))
    refused(put(signed, "credentialStatus", "statusListCredential", to=forge.SUSPENSIONS))


@pytest.mark.parametrize(
    "changes",
    [
        {"created": "2026-10-22T15:00:01Z"},
        {"created": ABSENT},
        {"expires": "2099-01-01T00:00:00Z"},
        {"domain": "https://hire.example"},
        {"challenge": "x"},
        {"nonce": "x"},
        {"id": "urn:uuid:1"},
        {
            "verificationMethod": forge.method(
                forge.DISTRICT, forge.DISTRICT_KEY.public_key, jwk=True
            )
        },
    ],
    ids=str,
)
def test_a_proof_is_signed_with_its_members(changes: dict[str, Any]) -> None:
    refused(altered(**changes))


# B3: purposes ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "purpose",
    [
        "authentication",
        "keyAgreement",
        "capabilityInvocation",
        "AssertionMethod",
        "https://w3id.org/security#assertionMethod",
        ["assertionMethod"],
        ["assertionMethod", "authentication"],
        ABSENT,
    ],
    ids=str,
)
def test_a_proof_for_another_purpose(purpose: Any) -> None:
    refused(sign(badge(), proofPurpose=purpose), Problem.PROOF_PURPOSE)


@pytest.mark.parametrize("purpose", [None, "", 5, {}])
def test_a_purpose_that_is_none(purpose: Any) -> None:
    report = verify(altered(proofPurpose=purpose))
    expect(report, Verdict.TAMPERED)


# B4: sets ----------------------------------------------------------------------------------------

ATTACKERS = proof_of(
    badge(),
    forge.ATTACKER_KEY,
    verificationMethod=forge.method(forge.ATTACKER, forge.ATTACKER_KEY.public_key),
)
BROKEN = PROOF | {"proofValue": ATTACKERS["proofValue"]}
UNKNOWN = PROOF | {"cryptosuite": "zk-rdfc-2030"}
UNREACHED = proof_of(badge(), verificationMethod=f"{forge.DISTRICT}#withdrawn")


@pytest.mark.parametrize(
    ("proofs", "verdict"),
    [
        ([BROKEN], Verdict.TAMPERED),
        ([ATTACKERS], Verdict.TAMPERED),
        ([ATTACKERS, BROKEN], Verdict.TAMPERED),
        ([BROKEN, ATTACKERS], Verdict.TAMPERED),
        ([UNKNOWN], Verdict.UNSUPPORTED),
        ([UNKNOWN, BROKEN], Verdict.UNSUPPORTED),
        ([ATTACKERS, UNKNOWN], Verdict.UNSUPPORTED),
        ([UNKNOWN, ATTACKERS], Verdict.UNSUPPORTED),
        ([UNREACHED, BROKEN], Verdict.TAMPERED),
        ([PROOF, BROKEN], Verdict.VALID),
        ([BROKEN, PROOF], Verdict.VALID),
        ([UNKNOWN, UNREACHED, ATTACKERS, PROOF], Verdict.VALID),
        ([PROOF, PROOF], Verdict.VALID),
        ([PROOF] * 5, Verdict.UNSUPPORTED),
        ([PROOF] * 500, Verdict.UNSUPPORTED),
        ([BROKEN, {}], Verdict.TAMPERED),
        ([PROOF, None], Verdict.MALFORMED),
        ([PROOF, "x"], Verdict.MALFORMED),
    ],
)
def test_sets_of_proofs(proofs: list[Any], verdict: Verdict) -> None:
    report = verify(badge(proof=proofs))
    expect(report, verdict)
    holds = report.check("signature").outcome is Outcome.PASSED
    assert holds == (report.document is not None)
    assert holds == (verdict in {Verdict.VALID, Verdict.MALFORMED})
    if holds:
        assert report.check("key_bound_to_issuer").outcome is Outcome.PASSED


def test_a_broken_proof_beside_a_good_one_is_told() -> None:
    alone, beside = verify(badge(proof=[PROOF])), verify(badge(proof=[PROOF, BROKEN]))
    assert alone.check("signature").detail != beside.check("signature").detail


# B5: chains are in test_chains.py ---------------------------------------------------------------

# B6: suites --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "suite",
    [
        "eddsa-rdfc-2023",
        "eddsa-jcs-2023",
        "ecdsa-2019",
        "ecdsa-rdfc-2022",
        "Ed25519Signature2020",
        "EDDSA-RDFC-2022",
        "eddsa-rdfc-2022 ",
        "none",
    ],
)
def test_another_suite(suite: str) -> None:
    expect(
        verify(sign(badge(), cryptosuite=suite)),
        Verdict.UNSUPPORTED,
        "signature",
        UNDECIDED,
        Problem.PROOF_UNSUPPORTED,
    )


@pytest.mark.parametrize("suite", [ABSENT, "", ["eddsa-rdfc-2022"], 5])
def test_no_suite(suite: Any) -> None:
    refused(altered(cryptosuite=suite))


@pytest.mark.parametrize(
    "type_", ["Ed25519Signature2018", "BbsBlsSignature2020", "JsonWebSignature2020"]
)
def test_an_older_type_of_proof(type_: str) -> None:
    expect(
        verify(altered(type=type_, cryptosuite=ABSENT)),
        Verdict.UNSUPPORTED,
        "signature",
        UNDECIDED,
        Problem.PROOF_UNSUPPORTED,
    )


@pytest.mark.parametrize("type_", [ABSENT, None, "", ["DataIntegrityProof"], 5])
def test_no_type_of_proof(type_: Any) -> None:
    report = verify(altered(type=type_))
    expect(report, Verdict.TAMPERED)


@pytest.mark.parametrize("signer", forge.DISTRICT_KEYS[1:], ids=lambda signer: signer.algorithm)
def test_a_key_that_does_not_fit_the_suite(signer: Any) -> None:
    refused(sign(badge(), signer))


# B7: times ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("late", "good"), [(0, True), (299, True), (300, True), (301, False), (86_400, False)]
)
def test_created_in_the_future(late: int, good: bool) -> None:
    created = timestamps.format(forge.NOW + timedelta(seconds=late))
    report = verify(sign(badge(), created=created))
    if good:
        expect(report, Verdict.VALID)
    else:
        expect(report, Verdict.TAMPERED, "signature", FAILED, path="$.proof.created")


@pytest.mark.parametrize(("seconds", "good"), [(-86_400, False), (-1, False), (0, True), (1, True)])
def test_an_expired_proof(seconds: int, good: bool) -> None:
    expires = timestamps.format(forge.NOW + timedelta(seconds=seconds))
    report = verify(sign(badge(), expires=expires))
    if good:
        expect(report, Verdict.VALID)
    else:
        expect(report, Verdict.TAMPERED, "signature", FAILED, Problem.PROOF_EXPIRED)


@pytest.mark.parametrize("member", ["created", "expires"])
@pytest.mark.parametrize(
    "time",
    [
        "2026-10-22",
        "2026-10-22T15:00:00",
        "2026-10-22 15:00:00Z",
        "2026-02-30T15:00:00Z",
        "2026-10-22T24:00:00Z",
        "２０２６-10-22T15:00:00Z",
        "yesterday",
        "0",
        "",
        "-2026-10-22T15:00:00Z",
        "12026-10-22T15:00:00Z",
        " 2026-10-22T15:00:00Z",
    ],
)
def test_times_that_are_none(member: str, time: str) -> None:
    refused(sign(badge(), **{member: time}))


@pytest.mark.parametrize("member", ["created", "expires"])
@pytest.mark.parametrize("time", [0, True, None, ["2026-10-22T15:00:00Z"], {}])
def test_times_of_another_kind(member: str, time: Any) -> None:
    expect(verify(altered(**{member: time})), Verdict.TAMPERED)


# B8: domain and challenge are in test_controls.py ------------------------------------------------

# B9: forms of a signature ------------------------------------------------------------------------

N = 2**252 + 27742317777372353535851937790883648493
FORMS = {
    "missing": ABSENT,
    "empty": "",
    "z only": "z",
    "null": None,
    "a list": [PROOF["proofValue"]],
    "no multibase letter": PROOF["proofValue"][1:],
    "base64url": "u" + forge.part(SIGNATURE),
    "base64 padded": "M" + forge.part(SIGNATURE) + "==",
    "hex": "f" + SIGNATURE.hex(),
    "upper-case base58": PROOF["proofValue"].upper(),
    "a space before": " " + PROOF["proofValue"],
    "a space behind": PROOF["proofValue"] + " ",
    "a line behind": PROOF["proofValue"] + "\n",
    "a line inside": PROOF["proofValue"][:9] + "\n" + PROOF["proofValue"][9:],
    "letters that base58 has not": "z0OIl" + PROOF["proofValue"][5:],
    "63 bytes": multibase_encode(SIGNATURE[:63]),
    "65 bytes": multibase_encode(SIGNATURE + b"\0"),
    "a zero byte before": multibase_encode(b"\0" + SIGNATURE),
    "twice": multibase_encode(SIGNATURE * 2),
    "DER": multibase_encode(
        encode_dss_signature(int.from_bytes(SIGNATURE[:32]), int.from_bytes(SIGNATURE[32:]))
    ),
    "100,000 letters": "z" + "2" * 100_000,
}


@pytest.mark.parametrize("name", FORMS)
def test_forms_of_a_signature(name: str) -> None:
    refused(altered(proofValue=FORMS[name]))


# B10: signatures that a careless library takes ---------------------------------------------------


def test_a_second_signature_made_out_of_the_first() -> None:
    s = int.from_bytes(SIGNATURE[32:], "little") + N
    refused(altered(proofValue=multibase_encode(SIGNATURE[:32] + s.to_bytes(32, "little"))))


@pytest.mark.parametrize("last", [0, 0x80])
def test_zero_signatures(last: int) -> None:
    for first in (b"\0", b"\1"):
        refused(altered(proofValue=multibase_encode(first + bytes(62) + bytes([last]))))


SMALL_ORDER = [
    "0100000000000000000000000000000000000000000000000000000000000000",
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0000000000000000000000000000000000000000000000000000000000000080",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "0100000000000000000000000000000000000000000000000000000000000080",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
]


@pytest.mark.parametrize("point", SMALL_ORDER)
def test_a_key_for_which_anybody_can_sign(point: str) -> None:
    """For some of these, OpenSSL takes one signature for every message."""
    multikey = multibase_encode(b"\xed\x01" + bytes.fromhex(point))
    issuer = f"did:key:{multikey}"
    document = put(badge(), "issuer", "id", to=issuer)
    proof = proof_of(document, verificationMethod=f"{issuer}#{multikey}")
    for r in {bytes.fromhex(point), b"\1" + bytes(31)}:
        forged = proof | {"proofValue": multibase_encode(r + bytes(32))}
        report = verify({**document, "proof": [forged]}, policy=forge.ANYBODY)
        expect(report, Verdict.TAMPERED, "signature", FAILED, Problem.KEY_INVALID)


def test_openssl_would_take_the_first_of_them() -> None:
    raw = bytes.fromhex(SMALL_ORDER[0])
    Ed25519PublicKey.from_public_bytes(raw).verify(raw + bytes(32), b"any message")
