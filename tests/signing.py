"""Signing a document as it stands: what an issuer may do who does not use this library."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from openbadges_issuer import strict_json
from openbadges_issuer.keys import Signer
from openbadges_issuer.proofs.draft import draft
from openbadges_issuer.proofs.selective.base_proof import prepare_base_proof


def signed_text(
    document: dict[str, Any],
    signer: Signer,
    *,
    securing: str,
    created: datetime | None = None,
    verification_method: str | None = None,
) -> str:
    """Sign a document in one of the library's ways; default: now, under the key's own method."""
    made = draft(
        document,
        securing=securing,
        algorithm=signer.algorithm,
        verification_method=verification_method or signer.verification_method,
        created=created or datetime.now(UTC),
    )
    return made.complete(signer.sign(made.data))


def proof_of(document: dict[str, Any], signer: Signer, **how: Any) -> dict[str, Any]:
    """Sign a document, and give the proof alone."""
    made = strict_json.load_object(signed_text(document, signer, **how))
    proof: dict[str, Any] = made["proof"][0]
    return proof


def base_proof_of(
    document: dict[str, Any],
    signer: Signer,
    *,
    mandatory_pointers: Sequence[str] | None = None,
    created: datetime | None = None,
) -> dict[str, Any]:
    """Make a base proof by ecdsa-sd-2023; default: now, with the usual mandatory pointers."""
    prepared = prepare_base_proof(
        document,
        algorithm=signer.algorithm,
        created=created or datetime.now(UTC),
        verification_method=signer.verification_method,
        mandatory_pointers=mandatory_pointers,
    )
    return prepared.configuration | {"proofValue": prepared.proof_value(signer.sign(prepared.data))}
