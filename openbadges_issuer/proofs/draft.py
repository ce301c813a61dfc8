"""A credential that lacks only its signature: made without the key, and so anywhere.

Specification: VC Data Integrity 1.0 section 4.2 (add proof); Open Badges 3.0 section 8.2.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from openbadges_issuer import strict_json
from openbadges_issuer.encoding import base64url_encode
from openbadges_issuer.errors import SettingsError
from openbadges_issuer.jsonld import check_terms
from openbadges_issuer.memo import Memo
from openbadges_issuer.proofs import SECURING_MECHANISMS, SUITES, vc_jwt


@dataclass(frozen=True)
class Draft:
    """A credential up to its signature.

    Attributes:
        securing: one of `SECURING_MECHANISMS`.
        data: what the key signs.
        before: the text of the secured credential up to the signature.
        written: makes text of the raw signature.
        after: the text behind it.
    """

    securing: str
    data: bytes = field(repr=False)
    before: str = field(repr=False)
    written: Callable[[bytes], str] = field(repr=False)
    after: str = field(repr=False)

    def complete(self, signature: bytes) -> str:
        """Put the raw signature in, and give the text of the credential."""
        return f"{self.before}{self.written(signature)}{self.after}"


def check_key(securing: str, algorithm: str) -> None:
    """Refuse a key that does not sign in this way.

    Raises:
        SettingsError: `securing` is not known.
        KeyFormatError: it takes keys of another kind.
    """
    if securing not in SECURING_MECHANISMS:
        raise SettingsError(
            f"there is no securing mechanism {securing!r}; known are "
            + ", ".join(SECURING_MECHANISMS)
        )
    if securing in SUITES:
        SUITES[securing].check_key(algorithm)


def draft(
    document: dict[str, Any],
    *,
    securing: str,
    algorithm: str,
    verification_method: str,
    created: datetime,
    memo: Memo | None = None,
) -> Draft:
    """Do all that is done for a signature but the signature.

    Args:
        document: the unsecured credential, as `strict_json.loads` gives it; left unchanged.
        securing: one of `SECURING_MECHANISMS`.
        algorithm: of the key that will sign.
        verification_method: URL under which the issuer publishes that key.
        created: the time of signing, with offset.
        memo: for many documents that have objects in common.

    Raises:
        TermError: the document has something that would not be signed.
        ProofError: ``vc-jwt``, and nothing is there for a claim.
        SettingsError, KeyFormatError: as `check_key`.
        InputError: a bound was reached.
    """
    check_key(securing, algorithm)
    if securing == "vc-jwt":
        check_terms(document, memo=memo, described_once=True)
        signed = vc_jwt.signing_input(document, algorithm, verification_method)
        return Draft(securing, signed.encode("ascii"), f"{signed}.", base64url_encode, "")
    prepared = SUITES[securing].prepare_proof(
        document,
        algorithm=algorithm,
        created=created,
        verification_method=verification_method,
        memo=memo,
    )
    text, proof = map(strict_json.rewritten, (document, prepared.configuration))
    before = f'{text[:-1]},"proof":[{proof[:-1]},"proofValue":"'
    return Draft(securing, prepared.data, before, prepared.proof_value, '"}]}')
