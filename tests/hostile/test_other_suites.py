"""Proofs by ECDSA keys and by older EdDSA suites, with one fault at a time (B4, B6, B9, B10)."""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from openbadges_issuer import contexts
from openbadges_issuer.encoding import base58btc_decode, multibase_encode
from openbadges_issuer.errors import Problem
from openbadges_issuer.jsonld import HashName
from openbadges_issuer.keys import KeySigner
from openbadges_issuer.proofs import rdfc
from openbadges_issuer.report import Outcome, Report, Verdict
from tests.hostile import forge
from tests.hostile.forge import ABSENT, badge, expect, jcs_proof_of, proof_of, put, verify

FAILED, UNDECIDED = Outcome.FAILED, Outcome.UNDECIDED
ED25519_2020 = "https://w3id.org/security/suites/ed25519-2020/v1"
DATA_INTEGRITY = "https://w3id.org/security/data-integrity/"
RDFC, JCS, OLD_NAME, OLD_TYPE = (
    "ecdsa-rdfc-2019",
    "ecdsa-jcs-2019",
    "eddsa-2022",
    "Ed25519Signature2020",
)


class Case(NamedTuple):
    """A suite and a key that fits it."""

    suite: str
    signer: KeySigner

    @property
    def document(self) -> dict[str, Any]:
        """The district's badge, with the contexts that the suite needs, and nodes without ids."""
        alike = {"type": ["Evidence"], "name": "Recording"}
        document = badge(
            evidence=[alike | {"narrative": text} for text in ("one", "two")],
            validUntil="2030-01-01T00:00:00Z",
        )
        if self.suite == OLD_TYPE:
            document["@context"].append(ED25519_2020)
        return document

    def proof(self, signer: KeySigner | None = None, **changes: Any) -> dict[str, Any]:
        """Make a proof of the suite by this key or another."""
        named: dict[str, Any] = {"cryptosuite": self.suite}
        if self.suite == OLD_TYPE:
            named = {"type": OLD_TYPE, "cryptosuite": ABSENT}
        make = jcs_proof_of if self.suite == JCS else proof_of
        return make(self.document, signer or self.signer, **named | changes)

    def told(self, *proofs: Any) -> Report:
        """Verify the badge with these proofs."""
        return verify({**self.document, "proof": list(proofs)})

    def refused(self, *proofs: Any, problem: Problem = Problem.SIGNATURE_INVALID) -> None:
        """Expect that the signature fails, and that nothing is shown."""
        report = self.told(*proofs)
        expect(report, Verdict.TAMPERED, "signature", FAILED, problem)
        assert report.document is None


ECDSA = [
    Case(RDFC, forge.DISTRICT_P256),
    Case(RDFC, forge.DISTRICT_P384),
    Case(JCS, forge.DISTRICT_P256),
    Case(JCS, forge.DISTRICT_P384),
]
CASES = [*ECDSA, Case(OLD_NAME, forge.DISTRICT_KEY), Case(OLD_TYPE, forge.DISTRICT_KEY)]
EACH = pytest.mark.parametrize("case", CASES, ids=lambda c: f"{c.suite} {c.signer.algorithm}")
EACH_ECDSA = pytest.mark.parametrize("case", ECDSA, ids=lambda c: f"{c.suite} {c.signer.algorithm}")


def altered(proof: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return {k: v for k, v in (proof | changes).items() if v is not ABSENT}


def signature_of(proof: dict[str, Any]) -> bytes:
    return base58btc_decode(proof["proofValue"][1:])


# What holds --------------------------------------------------------------------------------------


@EACH
def test_a_badge_is_valid(case: Case) -> None:
    report = case.told(case.proof())
    expect(report, Verdict.VALID)
    assert report.securing == case.suite


@pytest.mark.parametrize("signer", [forge.DISTRICT_P256, forge.DISTRICT_P384])
@pytest.mark.parametrize("suite", [RDFC, JCS])
def test_what_we_issue_is_what_another_library_signs(suite: str, signer: KeySigner) -> None:
    case = Case(suite, signer)
    signed = forge.issuer_for(suite, signer).sign(case.document, securing=suite)
    expect(verify(signed.bytes), Verdict.VALID)
    [proof] = signed.document["proof"]
    assert len(signature_of(proof)) == {"ES256": 64, "ES384": 96}[signer.algorithm]
    assert proof == case.proof() | {"proofValue": proof["proofValue"]}
    assert ("@context" in proof) == (suite == JCS)


@pytest.mark.parametrize(
    ("urls", "suite"),
    [
        ([f"{DATA_INTEGRITY}v2"], "eddsa-rdfc-2022"),
        ([f"{DATA_INTEGRITY}v1"], "eddsa-rdfc-2022"),
        ([f"{DATA_INTEGRITY}v2"], OLD_NAME),
        ([f"{DATA_INTEGRITY}v2"], RDFC),
        ([f"{DATA_INTEGRITY}v1"], RDFC),
        ([ED25519_2020], OLD_TYPE),
    ],
)
def test_a_badge_of_the_first_data_model(urls: list[str], suite: str) -> None:
    document = {
        **{name: value for name, value in badge().items() if name != "validFrom"},
        "@context": [contexts.CREDENTIALS_V1, contexts.OPEN_BADGES, *urls],
        "issuanceDate": badge()["validFrom"],
    }
    signer = forge.DISTRICT_P256 if suite == RDFC else forge.DISTRICT_KEY
    named = {"type": OLD_TYPE, "cryptosuite": ABSENT} if suite == OLD_TYPE else {}
    proof = proof_of(document, signer, **{"cryptosuite": suite} | named)
    report = verify({**document, "proof": proof})
    for check in ("format", "signature", "key_bound_to_issuer"):
        assert report.check(check).outcome is Outcome.PASSED, report.check(check)
    expect(report, Verdict.VALID)
    unsigned = {**document, "@context": document["@context"][:2]}
    report = verify({**unsigned, "proof": proof})
    expect(report, Verdict.TAMPERED, "format", FAILED, Problem.UNDEFINED_TERM)


@pytest.mark.parametrize("suite", [OLD_NAME, OLD_TYPE, "eddsa-rdfc-2022"])
def test_a_key_that_is_published_in_the_older_form(suite: str) -> None:
    case = Case(suite, forge.DISTRICT_KEY)
    proof = case.proof(verificationMethod=f"{forge.DISTRICT}#key-1")
    published = {
        "id": forge.DISTRICT,
        "verificationMethod": {
            "id": f"{forge.DISTRICT}#key-1",
            "type": "Ed25519VerificationKey2020",
            "controller": forge.DISTRICT,
            "publicKeyMultibase": forge.DISTRICT_KEY.public_key.multikey,
        },
        "assertionMethod": [f"{forge.DISTRICT}#key-1"],
    }
    signed = {**case.document, "proof": [proof]}
    expect(verify(signed, forge.server(did=forge.dumps(published))), Verdict.VALID)
    other = forge.DISTRICT_P256.public_key.multikey
    published = put(published, "verificationMethod", "publicKeyMultibase", to=other)
    report = verify(signed, forge.server(did=forge.dumps(published)))
    expect(report, Verdict.TAMPERED, "signature", FAILED, Problem.KEY_INVALID)


def test_a_document_is_canonicalized_once_for_all_proofs_by_one_hash(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    hashed: list[str] = []
    transform = rdfc.transform

    def transforming(document: Any, hash_name: HashName, **members: Any) -> bytes:
        hashed.append(hash_name)
        return transform(document, hash_name, **members)

    monkeypatch.setattr(rdfc, "transform", transforming)
    old, p256, p384 = CASES[4], CASES[0], CASES[1]
    proofs = [proof_of(old.document), old.proof(), p256.proof()]
    expect(old.told(*proofs), Verdict.VALID)
    assert hashed == ["sha256"]
    expect(old.told(*proofs, p384.proof()), Verdict.VALID)
    assert hashed == ["sha256", "sha256", "sha384"]


# Changes -----------------------------------------------------------------------------------------


@EACH
@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("name",), "Flipped Classroom"),
        (("validUntil",), ABSENT),
        (("validUntil",), "2099-01-01T00:00:00Z"),
        (("evidence", 1, "narrative"), "one"),
        (("issuer", "name"), "Waukesha School District"),
        (("credentialSubject", "id"), "did:example:attacker"),
        (("credentialStatus",), forge.entry()),
    ],
    ids=str,
)
def test_any_change_breaks_the_signature(case: Case, path: tuple[Any, ...], value: Any) -> None:
    report = verify(put({**case.document, "proof": [case.proof()]}, *path, to=value))
    expect(report, Verdict.TAMPERED)
    assert report.check("signature").outcome is not Outcome.PASSED
    assert report.document is None


@EACH
@pytest.mark.parametrize(
    "changes",
    [
        {"created": "2026-10-22T15:00:01Z"},
        {"expires": "2099-01-01T00:00:00Z"},
        {"domain": "https://hire.example"},
        {"id": "urn:uuid:1"},
    ],
    ids=str,
)
def test_a_proof_is_signed_with_its_members(case: Case, changes: dict[str, Any]) -> None:
    case.refused(altered(case.proof(), **changes))


@EACH
def test_a_member_that_no_context_defines(case: Case) -> None:
    report = case.told(case.proof(salary=1))
    expect(report, Verdict.TAMPERED, "format", FAILED, Problem.UNDEFINED_TERM, "$.proof.salary")
    document = case.document | {"salary": 1}
    report = verify({**document, "proof": [case.proof()]})
    expect(report, Verdict.TAMPERED, "format", FAILED, Problem.UNDEFINED_TERM, "$.salary")


@EACH
def test_terms_are_checked_before_anything_is_fetched(case: Case) -> None:
    nobody = forge.tripwire()
    for proof in (case.proof(salary=1), altered(case.proof(), proofValue="z1")):
        verify({**case.document, "salary": 1, "proof": [proof]}, nobody)
        verify({**case.document, "proof": [altered(proof, salary=1)]}, nobody)
    assert nobody.asked == []


# B4: sets ----------------------------------------------------------------------------------------


@EACH
def test_sets_of_proofs(case: Case) -> None:
    good, other = case.proof(), proof_of(case.document)
    broken = altered(good, proofValue=case.proof(created="2026-10-22T15:00:01Z")["proofValue"])
    theirs = proof_of(
        case.document,
        forge.ATTACKER_KEY,
        verificationMethod=forge.method(forge.ATTACKER, forge.ATTACKER_KEY.public_key),
    )
    for proofs in ([good, broken], [broken, good], [theirs, good], [broken, other], [good, other]):
        report = case.told(*proofs)
        expect(report, Verdict.VALID, "key_bound_to_issuer", Outcome.PASSED)
    assert case.told(good).check("signature").detail != case.told(good, broken).check("signature")
    case.refused(broken)
    expect(case.told(broken, theirs), Verdict.TAMPERED, "key_bound_to_issuer", FAILED)
    expect(case.told(*[good] * 5), Verdict.UNSUPPORTED)


@EACH
def test_a_key_of_somebody_else(case: Case) -> None:
    kinds: dict[str, KeySigner] = {
        "Ed25519": forge.ATTACKER_KEY,
        "ES256": KeySigner.generate("ES256"),
        "ES384": KeySigner.generate("ES384"),
    }
    attacker = kinds[case.signer.algorithm]
    case.refused(case.proof(attacker, verificationMethod=case.proof()["verificationMethod"]))
    report = case.told(case.proof(attacker, verificationMethod=attacker.verification_method))
    expect(report, Verdict.TAMPERED, "key_bound_to_issuer", FAILED, Problem.KEY_NOT_AUTHORIZED)
    report = case.told(case.proof(attacker))
    expect(report, Verdict.TAMPERED, "key_bound_to_issuer", FAILED, Problem.KEY_NOT_AUTHORIZED)


# B6: suites --------------------------------------------------------------------------------------


@EACH
@pytest.mark.parametrize("signer", forge.DISTRICT_KEYS, ids=lambda signer: signer.algorithm)
def test_keys_that_do_not_fit_the_suite(case: Case, signer: KeySigner) -> None:
    kinds = {"ES256", "ES384"} if case.suite in {RDFC, JCS} else {"Ed25519"}
    proof = case.proof(signer)
    if signer.algorithm in kinds:
        expect(case.told(proof), Verdict.VALID)
    else:
        case.refused(proof)


@EACH
@pytest.mark.parametrize("name", [RDFC, JCS, OLD_NAME, "eddsa-rdfc-2022", "eddsa-jcs-2022"])
def test_a_proof_under_the_name_of_another_suite(case: Case, name: str) -> None:
    if name == case.suite:
        return
    renamed = altered(
        case.proof(), type="DataIntegrityProof", cryptosuite=name, **{"@context": ABSENT}
    )
    case.refused(renamed)


@EACH
@pytest.mark.parametrize("change", [str.upper, lambda name: name + " ", lambda name: [name]])
def test_names_that_are_nearly_those_of_a_suite(case: Case, change: Any) -> None:
    member = "type" if case.suite == OLD_TYPE else "cryptosuite"
    report = case.told(altered(case.proof(), **{member: change(case.suite)}))
    assert report.verdict in {Verdict.UNSUPPORTED, Verdict.TAMPERED}
    assert report.check("signature").outcome is not Outcome.PASSED
    assert report.document is None


def test_a_digest_of_another_length_than_the_key_asks_for(monkeypatch: pytest.MonkeyPatch) -> None:
    p256, p384 = ECDSA[0], ECDSA[1]
    monkeypatch.setattr(forge, "hash_of", lambda _: "sha256")
    p384.refused(p384.proof())
    monkeypatch.setattr(forge, "hash_of", lambda _: "sha384")
    p256.refused(p256.proof())


def test_an_older_proof_says_when_it_was_made() -> None:
    case = Case(OLD_TYPE, forge.DISTRICT_KEY)
    case.refused(case.proof(created=ABSENT))


def test_an_older_proof_needs_its_own_context() -> None:
    case = Case(OLD_TYPE, forge.DISTRICT_KEY)
    report = verify({**badge(), "proof": [case.proof()]})
    expect(report, Verdict.TAMPERED, "format", FAILED, Problem.UNDEFINED_TERM)


@pytest.mark.parametrize("suite", ["eddsa-rdfc-2022", OLD_TYPE])
def test_an_older_proof_has_no_cryptosuite(suite: str) -> None:
    case = Case(OLD_TYPE, forge.DISTRICT_KEY)
    report = case.told(case.proof(cryptosuite=suite))
    assert report.verdict is Verdict.TAMPERED
    report = case.told(case.proof(type="DataIntegrityProof", cryptosuite=OLD_TYPE))
    expect(report, Verdict.UNSUPPORTED, "signature", UNDECIDED, Problem.PROOF_UNSUPPORTED)


def test_a_proof_over_statements_brings_no_contexts() -> None:
    for case in (c for c in CASES if c.suite != JCS):
        report = case.told(altered(case.proof(), **{"@context": case.document["@context"]}))
        expect(report, Verdict.TAMPERED)
        assert report.document is None


# B9: forms of a signature ------------------------------------------------------------------------


@EACH_ECDSA
def test_forms_of_a_signature(case: Case) -> None:
    proof = case.proof()
    value, signature = proof["proofValue"], signature_of(proof)
    size = len(signature) // 2
    r, s = int.from_bytes(signature[:size]), int.from_bytes(signature[size:])
    assert len(signature) == {"ES256": 64, "ES384": 96}[case.signer.algorithm]
    for form in (
        *("", "z", None, [value], value[1:], "f" + signature.hex(), value + " ", value + "\n"),
        *(" " + value, value[:9] + "\n" + value[9:], value.upper(), "z" + "2" * 100_000),
        "u" + forge.part(signature),
        "M" + forge.part(signature) + "==",
        multibase_encode(signature[:-1]),
        multibase_encode(signature + b"\0"),
        multibase_encode(b"\0" + signature),
        multibase_encode(signature * 2),
        multibase_encode(signature[size:]),
        multibase_encode(encode_dss_signature(r, s)),
        multibase_encode(signature[:size].rjust(size + 1, b"\0") + signature[size:]),
        multibase_encode(signature[size:] + signature[:size]),
    ):
        case.refused(altered(proof, proofValue=form))


# B10: numbers that are none ----------------------------------------------------------------------

ORDERS = {
    "ES256": 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551,
    "ES384": 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF << 192
    | 0xC7634D81F4372DDF581A0DB248B0A77AECEC196ACCC52973,
}


@EACH_ECDSA
def test_r_and_s_are_from_1_to_the_order(case: Case) -> None:
    proof, order = case.proof(), ORDERS[case.signer.algorithm]
    signature = signature_of(proof)
    size = len(signature) // 2
    r, s = int.from_bytes(signature[:size]), int.from_bytes(signature[size:])
    for forged_r, forged_s in (
        *((0, 0), (0, s), (r, 0), (order, s), (r, order), (0, order), (order, order)),
        *((1, 1), (1, 0), (order - 1, order - 1), (order - r, s)),
        *((n, m) for n in (2 ** (8 * size) - 1,) for m in (n, s)),
    ):
        forged = forged_r.to_bytes(size) + forged_s.to_bytes(size)
        case.refused(altered(proof, proofValue=multibase_encode(forged)))


@EACH_ECDSA
def test_the_other_s_is_a_signature_too(case: Case) -> None:
    """ECDSA has two for each; so a signature never names a badge."""
    proof, order = case.proof(), ORDERS[case.signer.algorithm]
    signature = signature_of(proof)
    size = len(signature) // 2
    other = signature[:size] + (order - int.from_bytes(signature[size:])).to_bytes(size)
    one, two = case.told(proof), case.told(altered(proof, proofValue=multibase_encode(other)))
    expect(two, Verdict.VALID)
    shown = [report.to_json() for report in (one, two)]
    for report in shown:
        del report["credential"]["proof"]
    assert shown[0] == shown[1]
