"""Credentials and presentations of VC 2.0 in a compact JWS (VC-JOSE-COSE): for test use only.

This is not the VC-JWT of Open Badges: the media type is another, and the payload is the document as
it stands, with no claim made of its members. The key is given, and not looked for.

Specification: Securing Verifiable Credentials using JOSE and COSE section 3.1.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

from openbadges_issuer.encoding import base64url_encode
from openbadges_issuer.errors import ModelError, Problem, ProofError
from openbadges_issuer.generic.rules import LIMITS, check_credential, check_presentation, each
from openbadges_issuer.jsonld import check_terms
from openbadges_issuer.keys import KeySigner, PublicKey
from openbadges_issuer.proofs import vc_jwt
from openbadges_issuer.timestamps import CLOCK_SKEW

Kind = Literal["vc", "vp"]
"""A credential or a presentation: the `cty`, and with ``+jwt`` the `typ`."""

_HEADER_MEMBERS = frozenset({"alg", "typ", "cty", "kid", "iss"})
_PARTIES = {"vc": "issuer", "vp": "holder"}
_ENVELOPED = "EnvelopedVerifiableCredential"
_DATA_URL = "data:application/vc+jwt,"


def sign(document: Mapping[str, Any], kind: Kind, signer: KeySigner) -> str:
    """Sign a credential or a presentation, and give the compact JWS.

    Args:
        document: as `strict_json.loads` gives it, with claims beside its own members or without.
        kind: which of the two it is.
        signer: holds the key; its `kid` is the thumbprint of the key (RFC 7638).

    Raises:
        ModelError: it breaks a rule of VC 2.0.
        TermError: a member, a type or an id is not defined.
        ProofError: a claim that is not allowed, or says something else than the document.
    """
    _check_payload(document, kind)
    header = {
        "alg": vc_jwt.alg_of(signer.algorithm),
        "typ": f"{kind}+jwt",
        "cty": kind,
        "kid": signer.public_key.thumbprint,
    }
    signed = vc_jwt.unsigned(header, document)
    return f"{signed}.{base64url_encode(signer.sign(signed.encode('ascii')))}"


def verify(token: str, kind: Kind, public_key: PublicKey, now: datetime) -> dict[str, Any]:
    """Verify a compact JWS with a key, and give what it secures.

    Whether credentials that a presentation envelops are good is not asked: they have other keys.

    Args:
        token: the compact JWS.
        kind: what it has to secure.
        public_key: the key; it settles the algorithm.
        now: the time of the verification, UTC.

    Raises:
        OpenBadgesError: the first thing that is wrong.
    """
    read = vc_jwt.read_token(token, limits=LIMITS)
    _check_header(read.header, kind, read.payload)
    vc_jwt.verify_token(read, public_key)
    _check_payload(read.payload, kind)
    _check_times(read.payload, now)
    return read.payload


def _check_header(header: Mapping[str, Any], kind: Kind, payload: Mapping[str, Any]) -> None:
    if unknown := header.keys() - _HEADER_MEMBERS:
        raise _forbidden(f"the header member {min(unknown)[:40]!r} is not known here")
    if header.get("typ", f"{kind}+jwt") != f"{kind}+jwt" or header.get("cty", kind) != kind:
        raise _forbidden(f"the header's typ must be {kind}+jwt, and its cty {kind}")
    if "iss" in header and header["iss"] != _party(payload, kind):
        raise _mismatch("iss", kind)


def _check_payload(payload: Mapping[str, Any], kind: Kind) -> None:
    document = {name: value for name, value in payload.items() if name not in vc_jwt.CLAIMS}
    for claim in ("vc", "vp"):
        if claim in document:
            raise ProofError(
                "the payload is the document itself, and has no such claim",
                problem=Problem.CLAIM_MISMATCH,
                path=f"$.{claim}",
            )
    if kind == "vc":
        check_credential(document)
    else:
        check_presentation(document)
        for path, credential in each(document, "verifiableCredential"):
            _check_carried(credential, path)
    check_terms(document, limits=LIMITS)
    if "iss" in payload and payload["iss"] != _party(document, kind):
        raise _mismatch("iss", kind)
    if "jti" in payload and payload["jti"] != document.get("id"):
        raise _mismatch("jti", kind)


def _check_carried(credential: Any, path: str) -> None:
    if not isinstance(credential, dict):
        raise ModelError("a credential is an object", path=path)
    url = credential.get("id")
    if credential.get("type") in (_ENVELOPED, [_ENVELOPED]):
        if not isinstance(url, str) or not vc_jwt.COMPACT_JWS.fullmatch(
            url.removeprefix(_DATA_URL)
        ):
            raise ModelError(f"an enveloped credential is {_DATA_URL} and a JWS", path=f"{path}.id")
    else:
        check_credential(credential)


def _check_times(payload: Mapping[str, Any], now: datetime) -> None:
    for claim in ("iat", "nbf", "exp"):
        time = payload.get(claim, 0)
        if isinstance(time, bool) or not isinstance(time, int | float):
            raise ProofError(
                "a time is a number of seconds (NumericDate)",
                problem=Problem.CLAIM_MISMATCH,
                path=f"$.{claim}",
            )
    seconds, skew = now.timestamp(), CLOCK_SKEW.total_seconds()
    if payload.get("exp", seconds + 1) <= seconds:
        raise ProofError("the token has expired", problem=Problem.EXPIRED, path="$.exp")
    for claim in ("iat", "nbf"):
        if payload.get(claim, seconds) > seconds + skew:
            raise ProofError(
                "the token is of the future", problem=Problem.NOT_YET_VALID, path=f"$.{claim}"
            )


def _party(document: Mapping[str, Any], kind: Kind) -> Any:
    party = document.get(_PARTIES[kind])
    return party.get("id") if isinstance(party, dict) else party


def _mismatch(claim: str, kind: Kind) -> ProofError:
    return ProofError(
        f"this does not say the same as the {'credential' if kind == 'vc' else 'presentation'}",
        problem=Problem.CLAIM_MISMATCH,
        path=f"$.{claim}",
    )


def _forbidden(message: str) -> ProofError:
    return ProofError(message, problem=Problem.JOSE_HEADER_FORBIDDEN)
