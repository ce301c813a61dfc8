"""Documents and proofs as JSON text, in the canonical form of JCS (RFC 8785).

The terms are checked all the same: a member that no context defines is signed, but it means
nothing to a program that reads the statements, and something else to each that reads the text.

Specification: Data Integrity EdDSA Cryptosuites 1.0 sections 3.3.1 to 3.3.5.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from openbadges_issuer import strict_json
from openbadges_issuer.errors import ProofError
from openbadges_issuer.jsonld import HashName, check_terms
from openbadges_issuer.limits import Limits
from openbadges_issuer.memo import Memo
from openbadges_issuer.proofs import usual_proof
from openbadges_issuer.proofs.cryptosuite import Unsecured
from openbadges_issuer.proofs.data_integrity import Proof
from openbadges_issuer.strict_json import as_list


def transform(
    document: dict[str, Any],
    hash_name: HashName,
    *,
    limits: Limits,
    memo: Memo | None,
    issuing: bool = False,
) -> bytes:
    """Give the canonical text; as `Transformation.transform`.

    What is issued must not describe the badge in two places, which a proof over its statements
    would not bear.
    """
    check_terms(document, limits=limits, memo=memo, described_once=issuing)
    return strict_json.canonical(document)


def transform_configuration(
    configuration: Mapping[str, Any],
    context: Any,
    hash_name: HashName,
    *,
    limits: Limits,
) -> bytes:
    """Give the canonical text of a proof; as `Transformation.transform_configuration`.

    A proof that brings no contexts is understood by the document's, which are not part of it. The
    terms of a usual proof are known: otherwise it would have no statements.
    """
    members = {"@context": context, **configuration}
    own = {name: value for name, value in members.items() if name != "@context"}
    if usual_proof.canonical_form(members["@context"], own, limits) is None:
        check_terms(members, limits=limits)
    return strict_json.canonical(configuration)


def as_signed(document: Unsecured, proof: Proof) -> Unsecured:
    """Give the document under the proof's contexts (3.3.2).

    What others have put behind those contexts since is not signed, and so it is not kept.

    Raises:
        ProofError: the document's contexts do not start with those of the proof.
    """
    if "@context" not in proof.configuration:
        return document
    context, whole = proof.configuration["@context"], document.document["@context"]
    if context == whole:
        return document
    signed, given = as_list(context), as_list(whole)
    if given[: len(signed)] != signed:
        raise ProofError(
            "the contexts of the credential do not start with those that were signed",
            path='$.proof["@context"]',
        )
    return document.with_members(**{"@context": context})


def own_members(document: Mapping[str, Any]) -> dict[str, Any]:
    """Give the document's contexts, which a proof over its text repeats (3.3.1)."""
    return {"@context": document["@context"]}
