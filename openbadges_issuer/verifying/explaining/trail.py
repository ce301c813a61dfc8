"""How the answers about a badge were computed, as data: for whoever has to mend the badge.

It holds what stands in the badge whether or not that is signed, so it is for its issuer's developer
and not for whoever is to rely on it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from openbadges_issuer.jsonld import HashName
from openbadges_issuer.report import Report


class BundledContext(NamedTuple):
    """A context of the document.

    Attributes:
        url: as it stands in `@context`; of what is no text, its type.
        file: name of the bundled file; None when there is none, for no context is ever fetched.
        sha256: of that file, hexadecimal.
    """

    url: str
    file: str | None = None
    sha256: str | None = None


class Hashed(NamedTuple):
    """A canonical form, and its hash in hexadecimal."""

    canonical: str
    hash: str


class Statement(NamedTuple):
    """A statement that the holder of a badge chose to show; `fits`: as it was signed by itself."""

    text: str
    fits: bool


class UsedKey(NamedTuple):
    """The key that was asked whether a signature is its own.

    Attributes:
        algorithm: ``Ed25519``, ``ES256``, ``ES384`` or ``RS256``.
        jwk: its public members.
        multikey: the same key in that form; None for an RSA key.
        thumbprint: of the JWK (RFC 7638).
        controller: who answers for it; None when nobody says.
        source: URL of the document it was read from; ``local`` when it is in its own id; None for
            a key that came without a document.
        retrieved_at: when that document was; None when none was.
        stale: whether that was an older copy, because the source did not answer.
        relationships: under which the controller lists it; a badge needs ``assertionMethod``.
        expires: the controller does not use it after this time.
        revoked: the controller withdrew it at this time.
    """

    algorithm: str
    jwk: dict[str, str]
    multikey: str | None
    thumbprint: str
    controller: str | None = None
    source: str | None = None
    retrieved_at: datetime | None = None
    stale: bool = False
    relationships: tuple[str, ...] = ()
    expires: datetime | None = None
    revoked: datetime | None = None


class ProofTrail(NamedTuple):
    """How one embedded proof was checked; None stands for what was not come to.

    Attributes:
        path: JSON path of the proof.
        cryptosuite: its name, as it stands there, known or not; the type of an older proof.
        verification_method: URL of the key, as the proof names it.
        created: when the signer says it signed.
        previous: places of the proofs before it in a chain, which it is over too.
        canonicalization: ``RDFC-1.0`` or ``JCS``.
        hash_function: ``sha256`` or ``sha384``, by the key; as for most keys when it is not known.
        configuration: the proof without its `proofValue`.
        document: what the proof is over: the document with no proofs but the previous ones; for
            selective disclosure its mandatory statements.
        statements: for selective disclosure, the others.
        hash_data: what is signed, hexadecimal: both hashes, the proof's first. Between them stands
            the public key of a proof for selective disclosure.
        signature: in hexadecimal.
        key: the key of `verification_method`.
        key_fault: why it was not had.
        fits: whether the key made the signature over `hash_data`, and for selective disclosure the
            statements fit too.
        holds: what the verifier answers: it fits, it is in time, and those before it hold.
        fault: why it does not hold.
        whose_key: of one that holds, whether its key is the issuer's, in a sentence.
    """

    path: str
    cryptosuite: str | None = None
    verification_method: str | None = None
    created: datetime | None = None
    previous: tuple[int, ...] = ()
    canonicalization: str | None = None
    hash_function: HashName | None = None
    configuration: Hashed | None = None
    document: Hashed | None = None
    statements: tuple[Statement, ...] = ()
    hash_data: str | None = None
    signature: str | None = None
    key: UsedKey | None = None
    key_fault: str | None = None
    fits: bool | None = None
    holds: bool = False
    fault: str | None = None
    whose_key: str | None = None


class ComparedClaim(NamedTuple):
    """A claim of a token beside what the credential in it says; None where either says nothing."""

    claim: str
    said: Any
    expected: Any
    is_same: bool


class TokenTrail(NamedTuple):
    """How a token was checked.

    Attributes:
        header: the protected header; of a key in it, the public members.
        signing_input_hash: of the first two parts with the dot between, hexadecimal. A key other
            than Ed25519 signs this hash; Ed25519 signs the text itself.
        hash_function: ``sha256``, or ``sha384`` for a P-384 key.
        signature: in hexadecimal.
        claims: each that has to say the same as the credential; empty when the credential lacks
            what they are compared with.
        key: the key that the header names or brings.
        key_fault: why it was not had.
        fits: whether the key made the signature.
        holds: what the verifier answers: it fits, and header, claims and terms are good.
        fault: why it does not hold.
        whose_key: as in `ProofTrail`.
    """

    header: dict[str, Any]
    signing_input_hash: str
    hash_function: HashName
    signature: str
    claims: tuple[ComparedClaim, ...] = ()
    key: UsedKey | None = None
    key_fault: str | None = None
    fits: bool | None = None
    holds: bool = False
    fault: str | None = None
    whose_key: str | None = None


class StatusTrail(NamedTuple):
    """How one status entry was looked up; None stands for what was not come to.

    Attributes:
        path: JSON path of the entry.
        url: of the list.
        purpose: such as ``revocation``.
        list_index: of the badge in the list, from 0; None for a list of ids.
        size: bits of the entry.
        retrieved_at: when the list was.
        stale: whether that was an older copy, because the source did not answer.
        sha256: of the bytes that were retrieved, hexadecimal.
        issuer: of the list, as it says.
        valid_from: of the list, as it says.
        valid_until: of the list, as it says.
        length: bits of the list.
        value: of the entry, once the list was proved; 0 when it is neither revoked nor suspended.
        fault: why the list is no answer.
    """

    path: str
    url: str | None = None
    purpose: str | None = None
    list_index: int | None = None
    size: int | None = None
    retrieved_at: datetime | None = None
    stale: bool = False
    sha256: str | None = None
    issuer: str | None = None
    valid_from: str | None = None
    valid_until: str | None = None
    length: int | None = None
    value: int | None = None
    fault: str | None = None


class Trail(NamedTuple):
    """The whole trail of the document that was given.

    Of credentials that stand in it there is only their number, and of a newer version that was
    checked in its place there is nothing.

    Attributes:
        found_in: ``JSON``, ``JWT``, ``PNG`` or ``SVG``.
        contexts: in their order.
        proofs: in their order; empty for a token, and for what nobody has signed.
        token: for a token.
        statuses: the status entries, in their order.
        inside: how many credentials stand in this document, which have no trail here.
    """

    found_in: str
    contexts: tuple[BundledContext, ...]
    proofs: tuple[ProofTrail, ...]
    token: TokenTrail | None
    statuses: tuple[StatusTrail, ...]
    inside: int

    def to_json(self) -> dict[str, Any]:
        """Write it as JSON members, named as here but in camel case."""
        members: dict[str, Any] = _written(self)
        return members


class Explained(NamedTuple):
    """A report, and how it came about.

    Attributes:
        report: as without the trail.
        trail: None when nothing was found that could be looked into.
    """

    report: Report
    trail: Trail | None


def _written(value: Any) -> Any:
    match value:
        case datetime():
            return value.isoformat(timespec="seconds").replace("+00:00", "Z")
        case tuple() if hasattr(value, "_asdict"):
            return {_camel(name): _written(each) for name, each in value._asdict().items()}
        case tuple():
            return list(map(_written, value))
    return value


def _camel(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(map(str.capitalize, others))
