"""Documents that cost more than they are worth, and as much as is let in (threat A9)."""

from __future__ import annotations

from typing import Any

from openbadges_issuer.errors import Problem
from tests.hostile import forge
from tests.hostile.cases.case import SIGNATURE_INVALID, TOO_COMPLEX, Rows, case, unsupported
from tests.hostile.forge import badge, put, sign

SUBJECT = "credentialSubject"


def rows() -> Rows:
    proof = forge.proof_of(badge())
    for name, document in POISON.items():
        for count in (1, 4):
            secured = {**document, "proof": [proof] * count}
            yield case("A9", f"{name}, proofs: {count}", secured, TOO_COMPLEX)
    # Bounded, though its canonical form is worked out for each of four bad proofs.
    for name, document in HEAVY.items():
        yield case("A9", name, {**document, "proof": [proof] * 4}, SIGNATURE_INVALID)
    document = put(sign(badge()), "proof", 0, "nonce", to=["x"] * 1_000)
    yield case("A9", "a proof of 1,000 values", document, TOO_COMPLEX)
    slow = put(badge(), "id", to="https://x.example/" + "a" * 300_000)
    yield case("A9", "an id of 300,000 letters", {**slow, "proof": [proof]}, SIGNATURE_INVALID)
    many = unsupported("signature", Problem.TOO_COMPLEX)
    for count in (5, 500):
        yield case("B4", f"{count} proofs", {**badge(), "proof": [proof] * count}, many)


def evidence(count: int, **members: Any) -> dict[str, Any]:
    return badge(evidence=[{"type": ["Evidence"], **members} for _ in range(count)])


def twin_subjects() -> dict[str, Any]:
    """Two subjects without id, each with nine equal results: 9! × 9! orders to try."""
    subject = badge()[SUBJECT] | {"result": [{"type": ["Result"], "value": "A"}] * 9}
    del subject["id"]
    return badge(credentialSubject=[subject, subject])


def nested_profiles(depth: int) -> dict[str, Any]:
    profile: dict[str, Any] = {"id": "did:web:x.example", "type": ["Profile"]}
    for _ in range(depth):
        profile = {**profile, "parentOrg": profile}
    return badge(issuer=badge()["issuer"] | {"parentOrg": profile})


def long_id(count: int) -> dict[str, Any]:
    """An id of 300,000 characters that is written again in each of its statements."""
    alignment = {"type": ["Alignment"], "targetUrl": "https://x.example/"}
    document = put(badge(), SUBJECT, "achievement", "id", to=f"https://x.example/{'a' * 300_000}")
    alignments = [{**alignment, "targetName": str(n)} for n in range(count)]
    return put(document, SUBJECT, "achievement", "alignment", to=alignments)


POISON = {
    "twin subjects": twin_subjects(),
    "12,000 evidence items": evidence(12_000, name="x"),
    "1,200 nodes without id": evidence(1_200),
    "6,000 tags": put(badge(), SUBJECT, "achievement", "tag", to=["t"] * 6_000),
    "6,000 types": badge(type=["VerifiableCredential", "OpenBadgeCredential"] * 3_000),
    "an id written again and again": long_id(40),
}
HEAVY = {
    "950 nodes without id": evidence(950),
    "950 nodes in pairs": badge(
        evidence=[{"type": ["Evidence"], "name": str(n // 2)} for n in range(950)]
    ),
    "4,800 tags": put(badge(), SUBJECT, "achievement", "tag", to=[str(n) for n in range(4_800)]),
    "profiles 35 deep": nested_profiles(35),
    "a text of 1.9 MB": badge(description="x" * 1_900_000),
}
