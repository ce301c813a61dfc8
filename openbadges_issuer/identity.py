"""Whether a typed identity is the recipient's (OB 3.0, "IdentityObject").

A hash only confirms a guess: it keeps nobody from trying addresses.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Any, NamedTuple

from openbadges_issuer.limits import DEFAULT_LIMITS, Limits
from openbadges_issuer.strict_json import as_list

_EMAIL_TYPES = ("emailAddress", "email")
_HASH = re.compile(r"sha256\$[0-9A-Fa-f]{64}|md5\$[0-9A-Fa-f]{32}")


class Match(StrEnum):
    """The answer of a comparison. `UNKNOWN`: there was nothing to compare with."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Comparison(NamedTuple):
    """What a comparison found.

    Attributes:
        match: the answer.
        md5: the answer is yes, and rests on MD5 hashes alone, which prove little.
    """

    match: Match
    md5: bool = False


class _Kind(StrEnum):
    DID = "did"
    EMAIL = "email"
    OTHER = "other"


def identity_hash(identity: str, salt: str) -> str:
    """Return `sha256$hex` over the UTF-8 form of the identity with the salt appended.

    Args:
        identity: an e-mail address in lower case, or another identifier as it is.
        salt: text; "" for none.
    """
    return f"sha256${hashlib.sha256(_utf8(identity + salt)).hexdigest()}"


def matches(identity: str, subject: Any, *, limits: Limits = DEFAULT_LIMITS) -> Comparison:
    """Compare a typed identity with the id and all identifiers of a credentialSubject.

    An e-mail address is compared with the e-mail identifiers and a mailto: id, a DID with a DID
    as id and with identifiers of no particular kind, any other text with every identifier that is
    no e-mail address. The text is tried as typed and trimmed and, unless it is a DID, with its
    domain and all of it in lower case. An identifier that cannot be compared (an unknown hash, a
    wrong form) counts for nothing.

    Args:
        identity: what was typed: an e-mail address, a DID (`did:…`), a name or another identifier.
        subject: the credentialSubject of the verified document, whatever its form.
        limits: `identifiers` bounds how many are compared; when more are there, no match among
            the first ones is `UNKNOWN`.
    """
    if not identity.strip() or not isinstance(subject, Mapping):
        return Comparison(Match.UNKNOWN)
    kind = _kind(identity)
    attempts = _attempts(kind, identity)
    entries = as_list(subject.get("identifier"))
    answers = [_compare_with_id(kind, attempts, subject.get("id"))]
    answers += [
        _compare_with_entry(kind, attempts, entry) for entry in entries[: limits.identifiers]
    ]
    if Comparison(Match.YES) in answers:
        return Comparison(Match.YES)
    if Comparison(Match.YES, md5=True) in answers:
        return Comparison(Match.YES, md5=True)
    if Comparison(Match.NO) in answers and len(entries) <= limits.identifiers:
        return Comparison(Match.NO)
    return Comparison(Match.UNKNOWN)


def _kind(identity: str) -> _Kind:
    if identity.strip().startswith("did:"):
        return _Kind.DID
    return _Kind.EMAIL if "@" in identity else _Kind.OTHER


def _attempts(kind: _Kind, identity: str) -> list[str]:
    trimmed = identity.strip()
    if kind is _Kind.DID:
        return [identity, trimmed]
    local, at, domain = trimmed.rpartition("@")
    return list(dict.fromkeys([identity, trimmed, local + at + domain.lower(), trimmed.lower()]))


def _compare_with_id(kind: _Kind, attempts: list[str], subject_id: Any) -> Comparison:
    if not isinstance(subject_id, str):
        return Comparison(Match.UNKNOWN)
    if _among(subject_id, attempts):
        return Comparison(Match.YES)
    scheme, _, address = subject_id.partition(":")
    if kind is _Kind.EMAIL and scheme.lower() == "mailto":
        found = _among(address, attempts) or _among(address.lower(), attempts)
        return Comparison(Match.YES if found else Match.NO)
    comparable = kind is _Kind.DID and scheme == "did"
    return Comparison(Match.NO if comparable else Match.UNKNOWN)


def _compare_with_entry(kind: _Kind, attempts: list[str], entry: Any) -> Comparison:
    if not isinstance(entry, dict):
        return Comparison(Match.UNKNOWN)
    hashed, salt = entry.get("hashed"), entry.get("salt") or ""
    stated, type_ = entry.get("identityHash"), entry.get("identityType")
    if not (isinstance(stated, str) and isinstance(type_, str) and isinstance(salt, str)):
        return Comparison(Match.UNKNOWN)
    if not isinstance(hashed, bool) or not _comparable(kind, type_):
        return Comparison(Match.UNKNOWN)
    if not hashed:
        found = _among(stated, attempts) or (
            kind is _Kind.EMAIL and _among(stated.lower(), attempts)
        )
        return Comparison(Match.YES if found else Match.NO)
    if not _HASH.fullmatch(stated):
        return Comparison(Match.UNKNOWN)
    md5 = stated.startswith("md5")
    hashes = [(_md5_hash if md5 else identity_hash)(attempt, salt) for attempt in attempts]
    found = _among(stated.lower(), hashes)
    return Comparison(Match.YES, md5=md5) if found else Comparison(Match.NO)


def _comparable(kind: _Kind, identity_type: str) -> bool:
    match kind:
        case _Kind.EMAIL:
            return identity_type in _EMAIL_TYPES
        case _Kind.DID:
            return identity_type == "identifier" or identity_type.startswith("ext:")
        case _Kind.OTHER:
            return identity_type not in _EMAIL_TYPES


def _md5_hash(identity: str, salt: str) -> str:
    return f"md5${hashlib.md5(_utf8(identity + salt), usedforsecurity=False).hexdigest()}"


def _among(text: str, others: list[str]) -> bool:
    """Compare with every one in constant time, and do not stop at the first that is equal."""
    return sum(hmac.compare_digest(_utf8(text), _utf8(other)) for other in others) > 0


def _utf8(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
