"""The two layers of signatures of ecdsa-sd-2023, and what each is over.

The issuer's key signs what may not be withheld, and the public key of the proof. The proof's own
key, which nobody keeps, signs each other statement by itself.

Specification: Data Integrity ECDSA Cryptosuites 1.0 sections 3.5.1 (serializeSignData), 3.6.5 and
3.6.8.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from hashlib import sha256
from typing import Any, NamedTuple

from cryptography.hazmat.primitives.asymmetric import ec

from openbadges_issuer.errors import InputError, KeyFormatError, Problem, ProofError
from openbadges_issuer.keys import PublicKey, ecdsa
from openbadges_issuer.limits import Limits
from openbadges_issuer.phrases import Phrase
from openbadges_issuer.proofs import rdfc
from openbadges_issuer.proofs.data_integrity import configuration_limits, in_proof
from openbadges_issuer.proofs.selective import CRYPTOSUITE

_ALGORITHM = "ES256"
_MULTIKEY = b"\x80\x24"  # before a P-256 public key
_PATH = "$.proof.proofValue"


class Groups(NamedTuple):
    """Statements, each with its line feed.

    Attributes:
        mandatory: which may not be withheld.
        others: which may.
    """

    mandatory: list[str]
    others: list[str]

    @classmethod
    def of(cls, lines: Sequence[str], mandatory: Collection[int], limits: Limits) -> Groups:
        """Part statements by the indexes of the mandatory ones.

        Raises:
            InputError: too many would be signed each by itself (TOO_COMPLEX).
        """
        groups = cls([], [])
        for index, said in enumerate(lines):
            groups[0 if index in mandatory else 1].append(said)
        if len(groups.others) > limits.signed_statements:
            raise InputError(
                f"{len(groups.others):,} statements have signatures of their own; at most "
                f"{limits.signed_statements:,} may (limits.signed_statements)",
                problem=Problem.TOO_COMPLEX,
            )
        return groups


def check_key(algorithm: str) -> None:
    """Refuse to sign with a key of another kind.

    Raises:
        KeyFormatError: it is not a P-256 key.
    """
    if algorithm != _ALGORITHM:
        raise KeyFormatError(f"{CRYPTOSUITE} needs a P-256 key (ES256), not {algorithm}")


def sign_statements(statements: Iterable[str]) -> tuple[bytes, tuple[bytes, ...]]:
    """Sign each statement with a new key, which is forgotten; give its public key and signatures.

    The public key has the bytes of its Multikey: `80 24` and the compressed point.
    """
    # loads every format that keys are written in
    from cryptography.hazmat.primitives.serialization import (  # noqa: PLC0415
        Encoding,
        PublicFormat,
    )

    key = ec.generate_private_key(ecdsa.P256.curve)
    point = key.public_key().public_bytes(Encoding.X962, PublicFormat.CompressedPoint)
    return _MULTIKEY + point, tuple(ecdsa.sign(key, said.encode()) for said in statements)


def check_statements(
    public_key: bytes, statements: Sequence[str], signatures: Sequence[bytes]
) -> None:
    """Check the signature of each statement by the proof's own key.

    Args:
        public_key: the bytes of its Multikey.
        statements: in their order.
        signatures: in the same order.

    Raises:
        ProofError: one does not fit, or it is no P-256 key.
    """
    check_count(statements, signatures)
    if not public_key.startswith(_MULTIKEY):
        raise ProofError("the public key of the proof itself is not a P-256 key", path=_PATH)
    try:
        key = PublicKey(ecdsa.point(ecdsa.P256, public_key.removeprefix(_MULTIKEY)))
    except KeyFormatError as error:
        raise ProofError(error.message, path=_PATH) from None
    for said, signature in zip(statements, signatures, strict=True):
        try:
            key.verify(signature, said.encode())
        except ProofError:
            raise ProofError(
                Phrase("a statement is not as it was signed, or was not signed with the others"),
                path=_PATH,
            ) from None


def check_count(statements: Sequence[str], signatures: Sequence[bytes]) -> None:
    """Check that there is a signature for each statement, before any of them is checked.

    Raises:
        ProofError: there are fewer, or more.
    """
    if len(signatures) != len(statements):
        raise ProofError(
            f"{len(statements)} statements need a signature each; there are {len(signatures)}",
            path=_PATH,
        )


def check_base(public_key: PublicKey, signature: bytes, data: bytes) -> None:
    """Check the signature by the issuer's key.

    Raises:
        ProofError: it does not fit, or it is another kind of key.
    """
    if public_key.algorithm != _ALGORITHM:
        raise ProofError(f"{CRYPTOSUITE} needs a P-256 key, not {public_key.algorithm}")
    public_key.verify(signature, data)


def canonical_configuration(
    context: Any, configuration: Mapping[str, Any], limits: Limits
) -> bytes:
    """Give the canonical form of a proof without its `proofValue`; as `base_data` hashes it.

    Raises:
        TermError, InputError: as `base_data`.
    """
    with in_proof():
        return rdfc.transform_configuration(
            configuration, context, "sha256", limits=configuration_limits(limits)
        )


def base_data(
    context: Any,
    configuration: Mapping[str, Any],
    public_key: bytes,
    mandatory: Iterable[str],
    limits: Limits,
) -> bytes:
    """Give what the issuer's key signs: hash of the proof, public key, hash of the statements.

    Args:
        context: the document's `@context`.
        configuration: the proof without its `proofValue`.
        public_key: of the proof itself.
        mandatory: the mandatory statements, in their order.
        limits: bounds on the canonicalization.

    Raises:
        TermError: the proof has something that would not be signed.
        InputError: a bound was reached (TOO_COMPLEX).
    """
    canonical = canonical_configuration(context, configuration, limits)
    mandatory_hash = sha256("".join(mandatory).encode()).digest()
    return sha256(canonical).digest() + public_key + mandatory_hash
