"""VC-JWT: a credential enveloped in a compact JWS, by the strict rules of Open Badges 3.0.

The algorithm is that of the key, never the header's choice, and no member outside the standard's
four is let in, so what is left of JOSE is one signature over two base64url texts.

Specification: Open Badges 3.0 section 8.2 (JSON Web Token proof format); VC Data Model 1.1 section
6.3.1 for credentials in the claim `vc`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol

from openbadges_issuer import strict_json, timestamps
from openbadges_issuer.contexts import CREDENTIALS_V1
from openbadges_issuer.encoding import base64url_decode, base64url_encode
from openbadges_issuer.errors import InputError, KeyFormatError, Problem, ProofError
from openbadges_issuer.keys import PublicKey
from openbadges_issuer.limits import DEFAULT_LIMITS, Limits
from openbadges_issuer.strict_json import as_list

COMPACT_JWS = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*")
_BASE64URL = re.compile(r"[A-Za-z0-9_-]*")
CLAIMS = ("iss", "jti", "sub", "nbf", "exp", "iat", "aud")
"""Registered claims that stand beside the credential's own members and are not part of it."""
COMPARED = ("iss", "jti", "sub", "nbf", "exp")
"""Those that have to say the same as the credential."""

_VC, _DATES = "vc", ("issuanceDate", "expirationDate")  # of the VC 1.1 form
_HEADER_MEMBERS = frozenset({"alg", "kid", "jwk", "typ"})
_HEADER_CHARS = 16_000
_ABSENT = object()  # null is not the same
# RFC 9864 renames EdDSA; the field still writes the old name, so it is what we write.
_ALG_OF_KEY = {
    "Ed25519": ("EdDSA", "Ed25519"),
    "ES256": ("ES256",),
    "ES384": ("ES384",),
    "RS256": ("RS256",),
}
_KNOWN_ALGS = [alg for algs in _ALG_OF_KEY.values() for alg in algs]
# Algorithms that an honest issuer may use and that are not known here.
_ASYMMETRIC = ("RS384", "RS512", "PS", "ES", "Ed448", "ML-DSA")


class VerifyingKey(Protocol):
    """A key that a signature can be checked with."""

    @property
    def algorithm(self) -> str:
        """The one signature algorithm of this key."""
        ...

    def verify(self, signature: bytes, data: bytes) -> None:
        """Raise `ProofError` when the signature does not hold."""
        ...


@dataclass(frozen=True, slots=True)
class Token:
    """A compact JWS taken apart, its signature not yet checked.

    Attributes:
        text: the token itself.
        header: the protected header, as it stands.
        payload: credential and claims.
        document: the credential without the claims: the other members of the payload, or those of
            its claim `vc`, which the claims complete; or a presentation (`vp_jwt`).
        is_presentation: whether it is one.
    """

    text: str
    header: dict[str, Any]
    payload: dict[str, Any]
    document: dict[str, Any]
    is_presentation: bool = False

    @property
    def kid(self) -> str | None:
        """URL of the key, or None when the header brings only a key of its own."""
        kid = self.header.get("kid")
        return kid if isinstance(kid, str) else None


def signing_input(document: dict[str, Any], algorithm: str, verification_method: str) -> str:
    """Write what a key signs: header and payload (Open Badges 3.0 section 8.2.4.1).

    Args:
        document: the credential; `issuer.id`, `id`, `credentialSubject.id` and `validFrom` become
            claims, so they must be there.
        algorithm: of the key.
        verification_method: the `kid`.

    Raises:
        ProofError: a member that becomes a claim is missing.
        KeyFormatError: the algorithm has no JOSE name here.
    """
    header = {"alg": algs_of(algorithm)[0], "kid": verification_method, "typ": "JWT"}
    claims = expected_claims(document).items()
    whole = {name: int(value) if isinstance(value, float) else value for name, value in claims}
    return unsigned(header, {**document, **whole})


def algs_of(algorithm: str) -> tuple[str, ...]:
    """Give JOSE's names for the algorithm of a key; the first is the one that is written.

    Raises:
        KeyFormatError: it has none here.
    """
    if algorithm not in _ALG_OF_KEY:
        raise KeyFormatError(f"no token can be signed with {algorithm}")
    return _ALG_OF_KEY[algorithm]


def unsigned(header: Mapping[str, Any], payload: Mapping[str, Any]) -> str:
    """Write a compact JWS up to its signature, which is over this text."""
    return f"{_part(header)}.{_part(payload)}"


def read_token(text: str, *, limits: Limits = DEFAULT_LIMITS) -> Token:
    """Take a compact JWS apart without believing it.

    Raises:
        InputError: not a compact JWS, or its header or payload is not a JSON object.
    """
    parts = text.split(".", 3)
    if len(parts) != 3 or not _BASE64URL.fullmatch(parts[2]):
        raise InputError("this is not a compact JWS (three base64url parts with dots between)")
    encoded_header, encoded_payload, _ = parts
    if len(encoded_header) > _HEADER_CHARS:
        raise InputError("the header of this token is too large", problem=Problem.TOO_LARGE)
    header = strict_json.load_object(base64url_decode(encoded_header), limits=limits)
    payload = strict_json.load_object(base64url_decode(encoded_payload), limits=limits)
    return Token(text, header, payload, _credential(payload))


def check_header(token: Token) -> None:
    """Check the header by the rules of Open Badges 3.0 section 8.2.4.

    Raises:
        ProofError: JOSE_HEADER_FORBIDDEN for a member or type that is not let in, ALG_NOT_ALLOWED
            for no algorithm or a symmetric one, PROOF_UNSUPPORTED for an unknown algorithm.
    """
    header = token.header
    types, others = (("JWT", "vp+jwt"), {"cty"}) if token.is_presentation else (("JWT",), set())
    if unknown := header.keys() - _HEADER_MEMBERS - others:
        raise _forbidden(f"the header member {min(unknown)[:40]!r} is not allowed in an Open Badge")
    if header.get("typ", "JWT") not in types:
        raise _forbidden(f"the header's typ must be {' or '.join(types)}")
    if header.get("cty", "vp") != "vp":
        raise _forbidden("the header's cty must be vp")
    kid, jwk = header.get("kid"), header.get("jwk")
    if not isinstance(kid, str | None) or not isinstance(jwk, dict | None):
        raise _forbidden("kid must be text and jwk an object")
    if kid is None and jwk is None:
        raise _forbidden("the header names no key (kid or jwk)")
    alg = header.get("alg")
    if alg not in _KNOWN_ALGS:
        honest = isinstance(alg, str) and alg.startswith(_ASYMMETRIC)
        raise ProofError(
            f"the algorithm {str(alg)[:40]!r} is not one of {', '.join(_KNOWN_ALGS)}",
            problem=Problem.PROOF_UNSUPPORTED if honest else Problem.ALG_NOT_ALLOWED,
        )


def verify_token(token: Token, public_key: PublicKey) -> None:
    """Check the signature of a token with a key (RFC 7515 section 5.2).

    Args:
        token: a token whose header `check_header` has let through.
        public_key: the key; it settles the algorithm.

    Raises:
        ProofError: ALG_NOT_ALLOWED when the header names another algorithm than the key's,
            SIGNATURE_INVALID when the signature does not hold.
    """
    check_signature(token, public_key, algs_of(public_key.algorithm))


def check_signature(token: Token, public_key: VerifyingKey, algs: Collection[str]) -> None:
    """Check the signature of a token with any key, whose names in JOSE are given.

    Raises:
        ProofError: as `verify_token`.
    """
    alg = token.header.get("alg")
    if alg not in algs:
        raise ProofError(
            f"the header says {alg}, but the key is for {public_key.algorithm}",
            problem=Problem.ALG_NOT_ALLOWED,
        )
    signing_input, _, signature = token.text.rpartition(".")
    try:
        public_key.verify(base64url_decode(signature), signing_input.encode("ascii"))
    except InputError as error:
        raise ProofError(f"the signature of the token: {error.message}") from None


def check_claims(token: Token) -> None:
    """Compare the claims with the credential's own members (Open Badges 3.0 section 8.2.2).

    Raises:
        ProofError: CLAIM_MISMATCH, with the claim's path.
    """
    expected = expected_claims(token.document)
    for claim in COMPARED:
        if not is_same_claim(token.payload.get(claim, _ABSENT), expected.get(claim, _ABSENT)):
            raise ProofError(
                f"the claim {claim} does not say the same as the credential",
                problem=Problem.CLAIM_MISMATCH,
                path=f"$.{claim}",
            )


def _credential(payload: dict[str, Any]) -> dict[str, Any]:
    """Give the credential of a payload: what is no claim, or in the VC 1.1 form the claim `vc`.

    That form has nothing beside its claims, and may leave out of the credential what they say.
    """
    beside = {key: value for key, value in payload.items() if key not in CLAIMS}
    inner = beside.get(_VC)
    if len(beside) > 1 or not isinstance(inner, dict) or not _is_legacy(inner):
        return beside
    begins, ends = _DATES
    said = {
        "id": payload.get("jti"),
        "issuer": payload.get("iss"),
        begins: _written_date(payload.get("nbf")),
        ends: _written_date(payload.get("exp")),
    }
    document: dict[str, Any] = {name: text for name, text in said.items() if isinstance(text, str)}
    document |= inner
    for member, claim in (("issuer", "iss"), ("credentialSubject", "sub")):
        node, identifier = document.get(member), payload.get(claim)
        if isinstance(node, dict) and isinstance(identifier, str):
            document[member] = {"id": identifier} | node
    return document


def _is_legacy(document: Mapping[str, Any]) -> bool:
    """Tell whether a credential has the VC 1.1 form, by its first context."""
    return as_list(document.get("@context"))[:1] == [CREDENTIALS_V1]


def _written_date(claim: Any) -> str | None:
    """Write a NumericDate as a credential does; None for what is none."""
    if isinstance(claim, bool) or not isinstance(claim, int | float):
        return None
    try:
        return timestamps.format(datetime.fromtimestamp(claim, UTC))
    except (ValueError, OverflowError, OSError):
        return None


def is_same_claim(claim: Any, expected: Any) -> bool:
    """Compare a claim; a date with a fraction of a second may have been rounded either way."""
    if isinstance(claim, bool):
        return False
    if isinstance(claim, int | float) and isinstance(expected, int | float):
        return abs(claim - expected) < 1
    return bool(claim == expected)


def expected_claims(document: Mapping[str, Any]) -> dict[str, Any]:
    """Give the claims that say the same as a credential; dates in seconds.

    Raises:
        ProofError: CLAIM_MISMATCH when the credential has nothing for one that must be there.
    """
    issuer = document.get("issuer")
    subject = document.get("credentialSubject")
    is_legacy = _is_legacy(document)
    begins, ends = _DATES if is_legacy else ("validFrom", "validUntil")
    claims = {
        "iss": issuer.get("id") if isinstance(issuer, Mapping) else issuer,
        "jti": document.get("id"),
        "sub": subject.get("id") if isinstance(subject, Mapping) else None,
        "nbf": _numeric_date(document, begins),
    }
    if is_legacy and "id" not in document:  # as badges of the beta; others are malformed
        del claims["jti"]
    for claim, value in claims.items():
        if value is None:
            raise ProofError(
                f"a VC-JWT needs the claim {claim}, and the credential has nothing for it",
                problem=Problem.CLAIM_MISMATCH,
                path=f"$.{claim}",
            )
    if ends in document:
        claims["exp"] = _numeric_date(document, ends)
    return claims


def _numeric_date(document: Mapping[str, Any], member: str) -> float | None:
    if member not in document:
        return None
    try:
        moment: datetime = timestamps.parse(document[member])
    except InputError as error:
        raise ProofError(
            error.message, problem=Problem.MALFORMED_VALUE, path=f"$.{member}"
        ) from None
    return moment.timestamp()


def _forbidden(message: str) -> ProofError:
    return ProofError(message, problem=Problem.JOSE_HEADER_FORBIDDEN)


def _part(value: Mapping[str, Any]) -> str:
    return base64url_encode(strict_json.rewritten(value).encode("utf-8"))
