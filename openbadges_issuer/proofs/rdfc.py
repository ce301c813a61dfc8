"""Documents and proofs as statements, in the canonical form of RDFC-1.0.

Specification: Data Integrity EdDSA Cryptosuites 1.0 sections 3.2.3 and 3.2.5.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from openbadges_issuer.errors import Problem, TermError
from openbadges_issuer.jsonld import HashName, canonical_form
from openbadges_issuer.limits import Limits
from openbadges_issuer.memo import Memo
from openbadges_issuer.proofs import usual_proof
from openbadges_issuer.proofs.cryptosuite import Unsecured
from openbadges_issuer.proofs.data_integrity import Proof


def transform(
    document: dict[str, Any],
    hash_name: HashName,
    *,
    limits: Limits,
    memo: Memo | None,
    issuing: bool = False,  # what is not issued is not verified either
) -> bytes:
    """Give the canonical statements; as `Transformation.transform`."""
    return canonical_form(document, limits=limits, memo=memo, hash_name=hash_name).text


def transform_configuration(
    configuration: Mapping[str, Any], context: Any, hash_name: HashName, *, limits: Limits
) -> bytes:
    """Give the canonical statements of a proof; as `Transformation.transform_configuration`."""
    usual = usual_proof.canonical_form(context, configuration, limits)
    if usual is not None:
        return usual
    document = {**configuration, "@context": context}
    return canonical_form(document, limits=limits, hash_name=hash_name).text


def as_signed(document: Unsecured, proof: Proof) -> Unsecured:
    """Give the document as it is.

    Raises:
        TermError: the proof has a context of its own, for which the document's would be taken.
    """
    if "@context" in proof.configuration:
        raise TermError(
            "a proof over statements has no @context of its own",
            problem=Problem.CONTEXT_NOT_ALLOWED,
            path='$.proof["@context"]',
        )
    return document


def own_members(document: Mapping[str, Any]) -> dict[str, Any]:
    """Give no member: the document's contexts are those of the proof."""
    return {}
