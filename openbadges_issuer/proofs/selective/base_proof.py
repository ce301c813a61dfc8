"""The base proof: made by the issuer, for the holder alone.

Specification: Data Integrity ECDSA Cryptosuites 1.0 sections 3.6.1 to 3.6.5 (create base proof).
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from openbadges_issuer import timestamps
from openbadges_issuer.keys import PublicKey
from openbadges_issuer.limits import DEFAULT_LIMITS, Limits
from openbadges_issuer.proofs.cryptosuite import Prepared
from openbadges_issuer.proofs.data_integrity import DATA_INTEGRITY_PROOF, PROOF_PURPOSE, Proof
from openbadges_issuer.proofs.selective import CRYPTOSUITE
from openbadges_issuer.proofs.selective.completing import usual_mandatory_pointers
from openbadges_issuer.proofs.selective.proof_values import HMAC_KEY_BYTES, BaseProofValue
from openbadges_issuer.proofs.selective.signatures import (
    Groups,
    base_data,
    check_base,
    check_key,
    check_statements,
    sign_statements,
)
from openbadges_issuer.proofs.selective.statements import Statements


class BaseProof:
    """A base proof that is read, and the statements that it signs.

    Attributes:
        value: what is in it.
        statements: of its document.
        mandatory: the indexes of those that may not be withheld.
        others: those that may, in their order.
    """

    def __init__(self, document: dict[str, Any], proof: Proof, *, limits: Limits) -> None:
        """Read a proof, and canonicalize the unsecured document as it says.

        Raises:
            ProofError: it is no base proof, or one of another document.
            TermError: the document has something that would not be signed.
            InputError: a bound was reached.
        """
        self.value = BaseProofValue.read(proof.proof_value)
        self.statements = Statements(document, self.value.hmac_key, limits=limits)
        self.mandatory = frozenset(self.statements.select(self.value.mandatory_pointers).indexes)
        kept, self.others = Groups.of(self.statements.lines, self.mandatory, limits)
        self._data = base_data(
            document["@context"], proof.configuration, self.value.public_key, kept, limits
        )

    def check_statements(self) -> None:
        """Check what can be checked without the issuer's key: each statement that is not mandatory.

        Raises:
            ProofError: a signature does not fit.
        """
        check_statements(self.value.public_key, self.others, self.value.signatures)

    def verify(self, public_key: PublicKey) -> None:
        """Check all signatures, for the holder.

        Args:
            public_key: the key that the proof's verification method names.

        Raises:
            ProofError: a signature does not fit.
        """
        check_base(public_key, self.value.base_signature, self._data)
        self.check_statements()


def prepare_base_proof(
    document: dict[str, Any],
    *,
    algorithm: str,
    created: datetime,
    verification_method: str,
    mandatory_pointers: Sequence[str] | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> Prepared:
    """Do all for a base proof but the issuer's signature.

    Args:
        document: the unsecured document; left unchanged.
        algorithm: of the key that will sign.
        created: the time of signing, with offset.
        verification_method: URL under which the issuer publishes that key.
        mandatory_pointers: JSON pointers to what the holder may not withhold; default: what Open
            Badges requires, what limits the badge, its issuer and its achievement. With none, the
            holder may show a badge without its end or its status entry.
        limits: bounds on the canonicalization.

    Raises:
        KeyFormatError: keys of that kind do not sign in this way.
        TermError: the document has something that would not be signed.
        InputError: a pointer points at nothing, or a bound was reached.
    """
    check_key(algorithm)
    if mandatory_pointers is None:
        mandatory_pointers = usual_mandatory_pointers(document)
    configuration = {
        "type": DATA_INTEGRITY_PROOF,
        "cryptosuite": CRYPTOSUITE,
        "created": timestamps.format(created),
        "verificationMethod": verification_method,
        "proofPurpose": PROOF_PURPOSE,
    }
    hmac_key = secrets.token_bytes(HMAC_KEY_BYTES)
    statements = Statements(document, hmac_key, limits=limits)
    selected = statements.select(mandatory_pointers)
    mandatory, others = Groups.of(statements.lines, {*selected.indexes}, limits)
    public_key, signatures = sign_statements(others)
    pointers = tuple(dict.fromkeys(mandatory_pointers))
    unsigned = BaseProofValue(b"", public_key, hmac_key, signatures, pointers)
    data = base_data(document["@context"], configuration, public_key, mandatory, limits)
    return Prepared(configuration, data, unsigned.signed)
