"""The published test vectors of the cryptosuite ecdsa-sd-2023, step by step.

Data Integrity ECDSA Cryptosuites 1.0, appendix "Selective Disclosure" of its test vectors. Their
context https://w3id.org/citizenship/v4rc1 is in no package. The tests put in the terms that the
vectors use, which the published canonical forms confirm.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from openbadges_issuer import contexts, strict_json
from openbadges_issuer.encoding import base58btc_decode
from openbadges_issuer.errors import Problem, ProofError
from openbadges_issuer.jsonld import canonical_form
from openbadges_issuer.keys import KeySigner, PublicKey
from openbadges_issuer.limits import DEFAULT_LIMITS
from openbadges_issuer.proofs.cryptosuite import Unsecured
from openbadges_issuer.proofs.data_integrity import Proof, unsecured
from openbadges_issuer.proofs.ecdsa_sd_2023 import SUITE
from openbadges_issuer.proofs.selective import base_proof, signatures
from openbadges_issuer.proofs.selective.base_proof import BaseProof
from openbadges_issuer.proofs.selective.deriving import derive
from openbadges_issuer.proofs.selective.proof_values import BaseProofValue, DerivedProofValue
from openbadges_issuer.proofs.selective.signatures import Groups, base_data
from openbadges_issuer.proofs.selective.statements import Statements
from tests.signing import base_proof_of

CITIZENSHIP = "https://w3id.org/citizenship/v4rc1"
_OWN, _SCHEMA = "https://w3id.org/citizenship#", "https://schema.org/"
_DATE_TIME = "http://www.w3.org/2001/XMLSchema#dateTime"
TERMS = {
    "@protected": True,
    "id": "@id",
    "type": "@type",
    "Person": _SCHEMA + "Person",
    "image": {"@id": _SCHEMA + "image", "@type": "@id"},
    "birthDate": {"@id": _SCHEMA + "birthDate", "@type": _DATE_TIME},
    "residentSince": {"@id": _OWN + "residentSince", "@type": _DATE_TIME},
    **{
        name: _SCHEMA + name
        for name in ("identifier", "givenName", "additionalName", "familyName", "gender")
    },
    **{
        name: _OWN + name
        for name in (
            "EmployablePerson",
            "EmploymentAuthorizationDocument",
            "EmploymentAuthorizationDocumentCredential",
            "PermanentResident",
            "PermanentResidentCard",
            "PermanentResidentCardCredential",
            "birthCountry",
            "commuterClassification",
            "employmentAuthorizationDocument",
            "lprCategory",
            "lprNumber",
            "permanentResidentCard",
        )
    },
}
PROOF_HASH = "9c5c9b189f06cfa9d9f21a838ccb9b04316f07ad1a517bfd4955ee28c6a8229c"
MANDATORY_HASHES = {
    "employ": "a042dc047c236816f49fbe5282a79c5e77abe111e47f4c20203b5064c7f0f059",
    "prc": "b76d8d5bf67d27f51597519d19d95809c75e35212cc65291bd71bbe36007f979",
}
CREATED = datetime(2023, 8, 15, 23, 36, 38, tzinfo=UTC)


class Vector(NamedTuple):
    """One case: its published values, read by the name of their file."""

    name: str
    read: Callable[[str], Any]
    base: dict[str, Any]
    derived: dict[str, Any]
    selective: list[str]
    hmac_key: bytes
    issuer: KeySigner
    own: ec.EllipticCurvePrivateKey

    @property
    def document(self) -> dict[str, Any]:
        return unsecured(self.base)

    @property
    def proof(self) -> Proof:
        return Proof.read(self.base["proof"], "$.proof")

    def statements(self) -> Statements:
        return Statements(self.document, self.hmac_key)

    def group(self, name: str) -> dict[int, str]:
        return dict(self.read("addBaseTransform")[name]["value"])


@pytest.fixture(autouse=True)
def citizenship_context(monkeypatch: pytest.MonkeyPatch) -> None:
    bundled = contexts.load
    terms = {"@context": TERMS}
    monkeypatch.setattr(contexts, "load", lambda url: terms if url == CITIZENSHIP else bundled(url))


@pytest.fixture(params=["employ", "prc"])
def vector(request: pytest.FixtureRequest, shared: Path) -> Vector:
    folder = shared / "vectors" / "ecdsa-sd-2023"

    def read(name: str) -> Any:
        return strict_json.loads((folder / f"{name}.json").read_bytes())

    keys = read("SDKeyMaterial")
    selective = {"employ": "employSelective", "prc": "prCredSelective"}[request.param]
    return Vector(
        request.param,
        lambda name: read(f"{request.param}/{name}"),
        read(f"{request.param}/addSignedSDBase"),
        read(f"{request.param}/derivedRevealDocument"),
        read(selective),
        bytes.fromhex(keys["hmacKeyString"]),
        KeySigner(_private_key(keys["baseKeyPair"]), _method(keys["baseKeyPair"])),
        _private_key(keys["proofKeyPair"]),
    )


def _private_key(pair: dict[str, str]) -> ec.EllipticCurvePrivateKey:
    secret = base58btc_decode(pair["secretKeyMultibase"][1:])
    assert secret[:2] == b"\x86\x26"  # Multicodec: p256-priv
    return ec.derive_private_key(int.from_bytes(secret[2:]), ec.SECP256R1())


def _method(pair: dict[str, str]) -> str:
    public = pair["publicKeyMultibase"]
    return f"did:key:{public}#{public}"


def _multikey(text: str) -> bytes:
    return base58btc_decode(text[1:])


def test_the_canonical_form_and_its_labels_by_hmac(vector: Vector) -> None:
    assert canonical_form(vector.document).lines == tuple(vector.read("addBaseDocCanon"))
    assert vector.statements().lines == tuple(vector.read("addBaseDocHMACCanon"))


def test_the_groups_of_the_base_proof(vector: Vector) -> None:
    statements = vector.statements()
    pointers = vector.read("addBaseTransform")["mandatoryPointers"]
    indexes = statements.select(pointers).indexes
    assert {i: statements.lines[i] for i in indexes} == vector.group("mandatory")
    others = {i: said for i, said in enumerate(statements.lines) if i not in indexes}
    assert others == vector.group("nonMandatory")


def test_the_groups_of_the_derived_proof(vector: Vector) -> None:
    statements = vector.statements()
    mandatory = vector.read("addBaseTransform")["mandatoryPointers"]
    published = vector.read("derivedGroupIndexes")
    assert list(statements.select(mandatory).indexes) == published["mandatoryIndexes"]
    assert list(statements.select(vector.selective).indexes) == published["selectiveIndexes"]
    both = statements.select([*mandatory, *vector.selective])
    assert list(both.indexes) == published["combinedIndexes"]
    assert dict(both.label_map) == dict(vector.read("derivedDisclosureData")["labelMap"]["value"])


def test_the_hashes(vector: Vector) -> None:
    published = vector.read("addHashData")
    assert published == {
        "proofHash": PROOF_HASH,
        "mandatoryHash": MANDATORY_HASHES[vector.name],
    }
    mandatory = list(vector.group("mandatory").values())
    context, configuration = vector.document["@context"], vector.proof.configuration
    data = base_data(context, configuration, b"-", mandatory, DEFAULT_LIMITS)
    assert data.hex() == published["proofHash"] + b"-".hex() + published["mandatoryHash"]
    assert base_data(context, configuration, b"", [], DEFAULT_LIMITS)[32:] == sha256(b"").digest()


def test_the_base_proof_value_is_read_and_written(vector: Vector) -> None:
    value = BaseProofValue.read(vector.proof.proof_value)
    published = vector.read("addRawBaseSignatureInfo")
    assert value.base_signature.hex() == published["baseSignature"]
    assert value.public_key == _multikey(published["publicKey"])
    assert value.hmac_key == vector.hmac_key
    assert [signature.hex() for signature in value.signatures] == published["signatures"]
    assert list(value.mandatory_pointers) == published["mandatoryPointers"]
    assert value.write() == vector.proof.proof_value


def test_both_layers_of_the_base_proof_verify_with_their_own_keys_only(vector: Vector) -> None:
    read = BaseProof(vector.document, vector.proof, limits=DEFAULT_LIMITS)
    read.check_statements()
    read.verify(vector.issuer.public_key)
    with pytest.raises(ProofError):
        read.verify(PublicKey(vector.own.public_key()))


def test_the_base_proof_is_made_again(vector: Vector, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(base_proof.secrets, "token_bytes", lambda _: vector.hmac_key)
    monkeypatch.setattr(signatures.ec, "generate_private_key", lambda _: vector.own)
    made = base_proof_of(
        vector.document,
        vector.issuer,
        created=CREATED,
        mandatory_pointers=vector.read("addBaseTransform")["mandatoryPointers"],
    )
    assert made == vector.base["proof"]


def test_the_published_copy_is_derived_again(vector: Vector) -> None:
    derived = derive(vector.base, vector.selective)
    assert unsecured(derived) == vector.read("derivedUnsignedReveal")
    assert derived["proof"] == [vector.derived["proof"]]


def test_the_derived_proof_value_is_read_and_written(vector: Vector) -> None:
    text = vector.derived["proof"]["proofValue"]
    value = DerivedProofValue.read(text)
    published = vector.read("verifyDerivedProofValue")
    assert value.base_signature.hex() == published["baseSignature"]
    assert value.public_key == _multikey(published["publicKey"])
    assert [signature.hex() for signature in value.signatures] == published["signatures"]
    assert dict(value.label_map) == dict(published["labelMap"])
    assert list(value.mandatory_indexes) == published["mandatoryIndexes"]
    assert list(value.mandatory_indexes) == [0, 4, 5, 7]
    assert value.write() == text


def test_what_a_verifier_makes_of_the_derived_proof(vector: Vector) -> None:
    value = DerivedProofValue.read(vector.derived["proof"]["proofValue"])
    lines = vector.read("verifyNQuads")
    groups = Groups.of(lines, value.mandatory_indexes, DEFAULT_LIMITS)
    published = vector.read("verifyCreateVerifyData")
    assert groups.others == published["nonMandatory"]
    mandatory = sha256("".join(groups.mandatory).encode()).hexdigest()
    assert mandatory == published["mandatoryHash"] == MANDATORY_HASHES[vector.name]


def test_the_derived_proof_verifies_with_the_base_key_only(vector: Vector) -> None:
    proof = Proof.read(vector.derived["proof"], "$.proof")
    verify = SUITE.verification(Unsecured(unsecured(vector.derived)), proof)
    verify(vector.issuer.public_key)
    with pytest.raises(ProofError) as caught:
        verify(PublicKey(vector.own.public_key()))
    assert caught.value.problem is Problem.SIGNATURE_INVALID


def test_a_changed_statement_does_not_verify(vector: Vector) -> None:
    proof = Proof.read(vector.derived["proof"], "$.proof")
    for change in ({"validFrom": "2018-01-01T00:00:00Z"}, {"issuer": "did:example:other"}):
        changed = unsecured(vector.derived) | change
        with pytest.raises(ProofError):
            SUITE.verification(Unsecured(changed), proof)(vector.issuer.public_key)


def test_the_base_proof_is_refused_where_a_derived_one_is_expected(vector: Vector) -> None:
    with pytest.raises(ProofError) as caught:
        SUITE.verification(Unsecured(vector.document), vector.proof)
    assert caught.value.problem is Problem.BASE_PROOF
    assert caught.value.path == "$.proof.proofValue"
