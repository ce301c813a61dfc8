"""What outside test suites send to the test-use routes: good requests, and each kind of bad one."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from openbadges_issuer.generic.rules import LIMITS
from openbadges_issuer.keys import KeySigner
from openbadges_issuer.proofs import SUITES
from openbadges_issuer.proofs.cryptosuite import Unsecured

V2 = "https://www.w3.org/ns/credentials/v2"
V1 = "https://www.w3.org/2018/credentials/v1"
EXAMPLES = "https://www.w3.org/ns/credentials/examples/v2"
DATA_INTEGRITY = "https://w3id.org/security/data-integrity/v2"
NAMES = [
    "eddsa-rdfc-2022",
    "eddsa-jcs-2022",
    "ecdsa-rdfc-2019",
    "ecdsa-rdfc-2019-p384",
    "ecdsa-jcs-2019",
    "ecdsa-jcs-2019-p384",
]
NAME = NAMES[0]
SRI = "sha384-l/HrjlBCNWyAX91hr6LFV2Y3heB5Tcr6IeE4/Tje8YyzYBM8IhqjHWiWpr8+ZbYU"
MULTIHASH = "uEiBZlVztZpfWHgPyslVv6-UwirFoQoRvW1htfx963sknNA"
HOLDER = KeySigner.generate()
OTHER = KeySigner.generate()
REMOVED: Any = ...
CREATED = datetime(2024, 2, 29, 12, 0, tzinfo=UTC)


def credential(issuer: Any, **members: Any) -> dict[str, Any]:
    """The credential that the suites begin with; a member can be REMOVED."""
    whole = {
        "@context": [V2],
        "type": ["VerifiableCredential"],
        "issuer": issuer,
        "credentialSubject": {"id": "did:example:alice", "name": "Alice"},
        **members,
    }
    return {name: value for name, value in whole.items() if value is not REMOVED}


def signed(
    document: dict[str, Any],
    signer: KeySigner,
    cryptosuite: str = NAME,
    **members: Any,
) -> dict[str, Any]:
    """Sign anything, with any members of the proof."""
    suite = SUITES[cryptosuite]
    prepared = suite.prepare_proof(
        document,
        algorithm=signer.algorithm,
        created=CREATED,
        verification_method=signer.verification_method,
        limits=LIMITS,
    )
    configuration = {**prepared.configuration, **members}
    hashed = suite.hash_data(Unsecured(document, LIMITS), configuration, "sha256")  # type: ignore[attr-defined]
    value = prepared.proof_value(signer.sign(hashed))
    return {**document, "proof": {**configuration, "proofValue": value}}


def own_did(signer: KeySigner) -> str:
    return signer.verification_method.partition("#")[0]


def presentation(*credentials: Any, **members: Any) -> dict[str, Any]:
    whole = {
        "@context": [V2],
        "type": ["VerifiablePresentation"],
        "holder": own_did(HOLDER),
        "verifiableCredential": list(credentials),
        **members,
    }
    return {name: value for name, value in whole.items() if value is not REMOVED}


def presented(document: dict[str, Any], **members: Any) -> dict[str, Any]:
    return signed(document, HOLDER, proofPurpose="authentication", **members)


OCCASION = {"domain": "badges.example", "challenge": "d4f1c3"}

BAD_MEMBERS: dict[str, dict[str, Any]] = {
    "undefined term": {"statusEntry": "x"},
    "undefined term in the subject": {"credentialSubject": {"id": "urn:a", "undefined": 1}},
    "undefined type": {"type": ["VerifiableCredential", "Undefined"]},
    "relative type": {"type": ["VerifiableCredential", "../Undefined"]},
    "relative id": {"id": "relative"},
    "relative subject": {"credentialSubject": {"id": "relative"}},
    "no subject": {"credentialSubject": REMOVED},
    "subject null": {"credentialSubject": None},
    "empty subject": {"credentialSubject": {}},
    "one of the subjects empty": {"credentialSubject": [{"id": "urn:a"}, {}]},
    "no subjects": {"credentialSubject": []},
    "no type": {"type": REMOVED},
    "another type": {"type": ["VerifiablePresentation"]},
    "type null": {"type": None},
    "no context": {"@context": REMOVED},
    "context not ordered": {"@context": V2},
    "context empty": {"@context": []},
    "context an object": {"@context": {"@vocab": "urn:example:"}},
    "first context wrong": {"@context": [EXAMPLES, V2]},
    "context a number": {"@context": [V2, 5]},
    "context no URL": {"@context": [V2, "no URL"]},
    "context null": {"@context": [V2, None]},
    "context unknown": {"@context": [V2, "https://example.org/unknown"]},
    "protected term": {"@context": [V2, {"VerifiableCredential": "urn:example:other"}]},
    "protected type": {"@context": [V2, {"type": "urn:example:type"}]},
    "base in a context": {"@context": [V2, {"@base": "https://example.org/"}], "id": "relative"},
    "id null": {"id": None},
    "two ids": {"id": ["urn:a", "urn:b"]},
    "id an object": {"id": {"id": "urn:a"}},
    "name a number": {"name": 5},
    "name with url": {"name": {"@value": "x", "url": "https://example.org/"}},
    "name without value": {"name": {"@language": "en"}},
    "names with a number": {"name": [{"@value": "x"}, 5]},
    "no names": {"name": []},
    "description an object": {"description": {"text": "x"}},
    "validFrom no time": {"validFrom": "2020-01-01"},
    "validFrom without offset": {"validFrom": "2020-01-01T00:00:00"},
    "validUntil no time": {"validUntil": "soon"},
    "ends before it begins": {
        "validFrom": "2021-01-01T00:00:00Z",
        "validUntil": "2020-01-01T00:00:00Z",
    },
    "status without type": {"credentialStatus": {"id": "https://example.org/1"}},
    "status a text": {"credentialStatus": "https://example.org/1"},
    "evidence without type": {"evidence": [{"id": "https://example.org/1"}]},
    "terms without type": {"termsOfUse": {"id": "https://example.org/1"}},
    "refresh without type": {"refreshService": {"id": "https://example.org/1"}},
    "schema without type": {"credentialSchema": {"id": "https://example.org/1"}},
    "schema without id": {"credentialSchema": {"type": "JsonSchema"}},
    "schema id no URL": {"credentialSchema": {"type": "JsonSchema", "id": "no URL"}},
    "resource a text": {"relatedResource": V2},
    "resource without id": {"relatedResource": {"digestSRI": SRI}},
    "resource id no URL": {"relatedResource": {"id": "no URL", "digestSRI": SRI}},
    "resource without digest": {"relatedResource": {"id": V2}},
    "resource twice": {"relatedResource": [{"id": V2, "digestSRI": SRI}] * 2},
    "wrong digestSRI": {"relatedResource": {"id": V2, "digestSRI": SRI.replace("l/H", "l/h")}},
    "malformed digestSRI": {"relatedResource": {"id": "urn:a", "digestSRI": "sha384-abc"}},
    "wrong digestMultibase": {
        "relatedResource": {"id": V2, "digestMultibase": MULTIHASH.replace("lVz", "lVy")}
    },
    "digestMultibase without hash": {
        "relatedResource": {
            "id": V2,
            "digestMultibase": "uJKGMkOmFbVJhEfKTduMC2XCyvRAYLjOVmZWwIH1wQ7k",
        }
    },
    "digest a number": {"relatedResource": {"id": V2, "digestSRI": 5}},
}


BAD_PROOFS: dict[str, dict[str, Any]] = {
    "no proofValue": {"proofValue": REMOVED},
    "proofValue null": {"proofValue": None},
    "proofValue another": {"proofValue": "z" + "1" * 64},
    "no type": {"type": REMOVED},
    "unknown type": {"type": "UnknownProof"},
    "no cryptosuite": {"cryptosuite": REMOVED},
    "unknown cryptosuite": {"cryptosuite": "unknown-2022"},
    "no method": {"verificationMethod": REMOVED},
    "unknown method": {"verificationMethod": "did:example:alice#key"},
    "method not base58": {"verificationMethod": "did:key:uABC#uABC"},
    "no purpose": {"proofPurpose": REMOVED},
    "another purpose": {"proofPurpose": "authentication"},
    "unknown purpose": {"proofPurpose": "unknown"},
    "created no time": {"created": "yesterday"},
    "created a number": {"created": 5},
    "previous not there": {"previousProof": "urn:uuid:not-there"},
    "previous a number": {"previousProof": 5},
    "undefined member": {"undefined": "x"},
}


BAD_PRESENTATIONS: dict[str, dict[str, Any]] = {
    "no type": {"type": ["VerifiableCredential"]},
    "no context": {"@context": REMOVED},
    "context not ordered": {"@context": V2},
    "context a number": {"@context": [V2, 5]},
    "context no URL": {"@context": [V2, "no URL"]},
    "first context wrong": {"@context": [EXAMPLES, V2]},
    "holder no URL": {"holder": "no URL"},
    "holder null": {"holder": None},
    "holder without id": {"holder": {"name": "x"}},
    "another holder": {"holder": own_did(KeySigner.generate())},
    "undefined term": {"undefined": "x"},
    "credential a text": {"verifiableCredential": ["urn:a"]},
    "credential null": {"verifiableCredential": None},
    "proof null": {"proof": None},
    "no proof": {"proof": REMOVED},
}
