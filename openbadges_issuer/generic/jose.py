"""Credentials and presentations of VC 2.0 in a compact JWS (VC-JOSE-COSE): for test use only.

This is not the VC-JWT of Open Badges: the media type is another, and the payload is the document as
it stands, with no claim made of its members. The key is given, and not looked for.

Specification: Securing Verifiable Credentials using JOSE and COSE section 3.1.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache
from typing import Any, Literal

from openbadges_issuer import contexts
from openbadges_issuer.encoding import base64url_encode
from openbadges_issuer.errors import ModelError, Problem, ProofError, TermError
from openbadges_issuer.generic.jose_keys import P521, JosePublicKey, JoseSigner
from openbadges_issuer.generic.rules import LIMITS, check_credential, check_presentation, each
from openbadges_issuer.jsonld import check_terms
from openbadges_issuer.proofs import vc_jwt
from openbadges_issuer.proofs.vc_jwt import COMPACT_JWS
from openbadges_issuer.strict_json import as_list, member_path
from openbadges_issuer.timestamps import CLOCK_SKEW
from openbadges_issuer.verifying.reader import holder_id_of, issuer_id_of

Kind = Literal["vc", "vp"]
"""A credential or a presentation: the `cty`, and with ``+jwt`` the `typ`."""

_CARRIED = "verifiableCredential"
_HEADER_MEMBERS = frozenset({"alg", "typ", "cty", "kid", "iss"})
_PARTY_OF: Mapping[Kind, Callable[[Mapping[str, Any]], str | None]] = {
    "vc": issuer_id_of,
    "vp": holder_id_of,
}
_TYPES = {"vc": "VerifiableCredential", "vp": "VerifiablePresentation"}
_ENVELOPED = "EnvelopedVerifiableCredential"
# The parts of a token, with disclosures or without; COSE in base64. Its suite breaks the lines.
_IN_ENVELOPE = re.compile(
    rf"data:application/vc\+(?:jwt,{COMPACT_JWS.pattern}"
    rf"|sd-jwt,{COMPACT_JWS.pattern}[A-Za-z0-9_~.\s-]*|cose;base64,[A-Za-z0-9+/=\s]+)"
)


def sign(document: Mapping[str, Any], kind: Kind, signer: JoseSigner) -> str:
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
        "alg": algs_of(signer.public_key)[0],
        "typ": f"{kind}+jwt",
        "cty": kind,
        "kid": signer.public_key.thumbprint,
    }
    signed = vc_jwt.unsigned(header, document)
    return f"{signed}.{base64url_encode(signer.sign(signed.encode('ascii')))}"


def verify(token: str, kind: Kind, public_key: JosePublicKey, now: datetime) -> dict[str, Any]:
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
    vc_jwt.check_signature(read, public_key, algs_of(public_key))
    _check_payload(read.payload, kind)
    _check_times(read.payload, now)
    return read.payload


def _check_header(header: Mapping[str, Any], kind: Kind, payload: Mapping[str, Any]) -> None:
    if unknown := header.keys() - _HEADER_MEMBERS:
        raise _forbidden(f"the header member {min(unknown)[:40]!r} is not known here")
    if header.get("typ", f"{kind}+jwt") != f"{kind}+jwt" or header.get("cty", kind) != kind:
        raise _forbidden(f"the header's typ must be {kind}+jwt, and its cty {kind}")
    if "iss" in header and header["iss"] != _PARTY_OF[kind](payload):
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
    if unknown := document.keys() - _members_of(kind):
        raise TermError("this member is not one of VC 2.0", path=member_path("$", min(unknown)))
    if kind == "vc":
        check_credential(document)
    else:
        check_presentation(document)
        for path, envelope in each(document, _CARRIED):
            _check_envelope(envelope, path)
        document.pop(_CARRIED, None)
    check_terms(document, limits=LIMITS)
    if "iss" in payload and payload["iss"] != _PARTY_OF[kind](document):
        raise _mismatch("iss", kind)
    if "jti" in payload and payload["jti"] != document.get("id"):
        raise _mismatch("jti", kind)


def _check_envelope(envelope: Any, path: str) -> None:
    """Check what holds a credential in a presentation, which is of no meaning until it is opened.

    Specification: VC Data Model 2.0 section 4.13.1; VC-JOSE-COSE section 3.1.2, which lets no other
    credentials in.
    """
    if not isinstance(envelope, dict) or as_list(envelope.get("type")) != [_ENVELOPED]:
        raise ModelError(f"each credential here is an object of type {_ENVELOPED}", path=path)
    if beside := envelope.keys() - {"@context", "id", "type"}:
        raise ModelError("an envelope says nothing by itself", path=member_path(path, min(beside)))
    if as_list(envelope.get("@context"))[:1] != [contexts.CREDENTIALS_V2]:
        where = member_path(path, "@context")
        raise ModelError(f"the first context is {contexts.CREDENTIALS_V2}", path=where)
    url = envelope.get("id")
    if not isinstance(url, str) or not _IN_ENVELOPE.fullmatch(url):
        raise ModelError(
            "the id of an enveloped credential is a data URL of vc+jwt, vc+sd-jwt or vc+cose",
            path=f"{path}.id",
        )


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


def algs_of(public_key: JosePublicKey) -> tuple[str, ...]:
    """Give JOSE's names for the algorithm of a key; the first is the one that is written."""
    algorithm = public_key.algorithm
    return (algorithm,) if algorithm == P521.algorithm else vc_jwt.algs_of(algorithm)


@cache
def _members_of(kind: Kind) -> frozenset[str]:
    """Give the members that a context of VC 2.0 names; another might define every other one."""
    terms = contexts.load(contexts.CREDENTIALS_V2)["@context"]
    return frozenset({"@context", *terms[_TYPES[kind]]["@context"]})


def _mismatch(claim: str, kind: Kind) -> ProofError:
    return ProofError(
        f"this does not say the same as the {'credential' if kind == 'vc' else 'presentation'}",
        problem=Problem.CLAIM_MISMATCH,
        path=f"$.{claim}",
    )


def _forbidden(message: str) -> ProofError:
    return ProofError(message, problem=Problem.JOSE_HEADER_FORBIDDEN)
