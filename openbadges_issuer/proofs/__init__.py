"""Securing mechanisms: embedded proofs, one file a cryptosuite, and the enveloping VC-JWT."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from openbadges_issuer.errors import Problem, ProofError
from openbadges_issuer.phrases import Phrase
from openbadges_issuer.proofs import (
    ecdsa_jcs_2019,
    ecdsa_rdfc_2019,
    ed25519_signature_2020,
    eddsa_2022,
    eddsa_jcs_2022,
    eddsa_rdfc_2022,
)
from openbadges_issuer.proofs.cryptosuite import Cryptosuite, IssuingCryptosuite
from openbadges_issuer.proofs.data_integrity import DATA_INTEGRITY_PROOF, text_of

_ISSUED: tuple[IssuingCryptosuite, ...] = (
    eddsa_rdfc_2022.SUITE,
    eddsa_jcs_2022.SUITE,
    ecdsa_rdfc_2019.SUITE,
    ecdsa_jcs_2019.SUITE,
)
_VERIFIED: tuple[Cryptosuite, ...] = (*_ISSUED, eddsa_2022.SUITE)
_OLDER: tuple[Cryptosuite, ...] = (ed25519_signature_2020.SUITE,)

SUITES: Mapping[str, IssuingCryptosuite] = {suite.name: suite for suite in _ISSUED}
"""Every cryptosuite that is issued, by the name that stands in a proof."""

SECURING_MECHANISMS = (*SUITES, "vc-jwt")
"""Every way in which a credential can be issued."""

_BY_CRYPTOSUITE = {suite.name: suite for suite in _VERIFIED}
_BY_TYPE = {suite.name: suite for suite in _OLDER}


def find_suite(proof: Any, path: str) -> Cryptosuite:
    """Find what verifies a proof: by its `cryptosuite`, for older proofs by their `type`.

    Args:
        proof: one proof object, unread.
        path: JSON path at which it stands.

    Raises:
        ProofError: PROOF_UNSUPPORTED when there is none here; SIGNATURE_INVALID when the proof
            does not say how it is made.
    """
    if not isinstance(proof, Mapping):
        raise ProofError("a proof must be an object", path=path)
    type_ = text_of(proof, "type", path)
    if type_ in _BY_TYPE:
        return _BY_TYPE[type_]
    if type_ != DATA_INTEGRITY_PROOF:
        raise ProofError(
            f"this type of proof is not known: {type_[:60]!r}",
            problem=Problem.PROOF_UNSUPPORTED,
            path=f"{path}.type",
        )
    name = text_of(proof, "cryptosuite", path)
    if name not in _BY_CRYPTOSUITE:
        raise ProofError(
            Phrase("the cryptosuite {name} is not known", name=repr(name[:60])),
            problem=Problem.PROOF_UNSUPPORTED,
            path=f"{path}.cryptosuite",
        )
    return _BY_CRYPTOSUITE[name]
