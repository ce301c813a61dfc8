"""The canonical form of a usual proof is that of the canonicalizer; others are left to it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openbadges_issuer import contexts
from openbadges_issuer.errors import OpenBadgesError
from openbadges_issuer.jsonld import canonicalize
from openbadges_issuer.limits import DEFAULT_LIMITS, Limits
from openbadges_issuer.proofs import usual_proof

V2, V1 = contexts.CREDENTIALS_V2, contexts.CREDENTIALS_V1
USUAL = {
    "type": "DataIntegrityProof",
    "cryptosuite": "eddsa-rdfc-2022",
    "created": "2026-11-21T15:04:05Z",
    "verificationMethod": "did:web:badges.example#key-1",
    "proofPurpose": "assertionMethod",
}
CONTEXTS: list[Any] = [
    V2,
    [V2],
    [V2, contexts.OPEN_BADGES],
    [V1, contexts.OPEN_BADGES],
    [V1, "https://w3id.org/security/data-integrity/v2"],
    ["https://made-up.example/"],
    [{"created": "urn:x:created"}],
    [],
    None,
]
ODD = st.sampled_from(
    [
        *("", "x", " did:web:x#k", "did:web:x#k ", "did:web:é#k", "https://x.example/#\\u0041"),
        *("https://x.example/a b", "urn:x:1", "did:x", "xsd:string", "cred:x", "_:b0", "#k", "@id"),
        *(
            "2026-11-21T15:04:05",
            "2026-02-30T00:00:00Z",
            "2000-01-01T00:00:00Z",
            '"',
            "\n",
            "\ud800",
        ),
        *(True, 1, 1.5, None, [], ["did:web:x#k"], {}, {"id": "did:web:x#k"}),
        *("authentication", "Ed25519Signature2020", "ecdsa-rdfc-2019", "created", "did:web:x#a<b"),
    ]
)


def outcome(function: Any, *given: Any, **options: Any) -> Any:
    try:
        return function(*given, **options)
    except OpenBadgesError as error:
        return type(error), error.problem, error.path


def agree(context: Any, proof: dict[str, Any], limits: Limits = DEFAULT_LIMITS) -> bool:
    """Compare the two ways; tell whether the quick one gave an answer."""
    quick = outcome(usual_proof.canonical_form, context, proof, limits)
    assert quick in (None, outcome(canonicalize, {**proof, "@context": context}, limits=limits))
    return isinstance(quick, bytes)


@pytest.mark.parametrize("context", CONTEXTS, ids=str)
def test_a_usual_proof_in_every_context(context: Any) -> None:
    defined = V2 in (context or []) or "https://w3id.org/security/data-integrity/v2" in (
        context or []
    )
    assert agree(context, USUAL) == defined
    for method in ("https://badges.example/issuers/1#key", "did:key:z6Mk#z6Mk", "did:web:x#a=b&c"):
        for created in ("2026-11-21T15:04:05.123-06:00", "0001-01-01T00:00:00Z"):
            proof = USUAL | {"verificationMethod": method, "created": created}
            assert agree(context, proof) == defined


@given(st.dictionaries(st.sampled_from([*USUAL, "domain", "id"]), ODD, max_size=2), st.data())
def test_an_odd_proof_is_left_to_the_canonicalizer_or_right(odd: Any, data: Any) -> None:
    context = data.draw(st.sampled_from(CONTEXTS[:5]))
    left_out = data.draw(st.sampled_from([*USUAL, None]))
    proof = {name: value for name, value in (USUAL | odd).items() if name != left_out}
    agree(context, proof)


def test_bounds_are_kept() -> None:
    assert not agree([V2], USUAL, Limits(quads=3))
