"""Issuing for test use: each cryptosuite has an issuer of its own, whose key signs nothing else.

Specification: VC API 0.3 (issue credential); VC Data Integrity 1.0 section 4.2 (add proof).
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from openbadges_issuer.errors import ModelError
from openbadges_issuer.generic.rules import LIMITS, check_credential, is_legacy
from openbadges_issuer.keys import KeySigner
from openbadges_issuer.keys.ecdsa import P256, P384
from openbadges_issuer.proofs import SUITES
from openbadges_issuer.status import StatusList, status_list_credential
from openbadges_issuer.verifying.reader import issuer_id_of

DATA_INTEGRITY_CONTEXT = "https://w3id.org/security/data-integrity/v2"
WITH_STATUS = "bitstring-status-list"
"""Name of the issuer whose credentials are on a status list; it signs by ``eddsa-rdfc-2022``."""

_LIST_LASTS = timedelta(days=1)
_CURVES = {curve.algorithm: curve.curve for curve in (P256, P384)}
_ISSUERS = {
    "eddsa-rdfc-2022": ("eddsa-rdfc-2022", "Ed25519"),
    "eddsa-jcs-2022": ("eddsa-jcs-2022", "Ed25519"),
    "ecdsa-rdfc-2019": ("ecdsa-rdfc-2019", "ES256"),
    "ecdsa-rdfc-2019-p384": ("ecdsa-rdfc-2019", "ES384"),
    "ecdsa-jcs-2019": ("ecdsa-jcs-2019", "ES256"),
    "ecdsa-jcs-2019-p384": ("ecdsa-jcs-2019", "ES384"),
    WITH_STATUS: ("eddsa-rdfc-2022", "Ed25519"),
}


@dataclass(frozen=True)
class GenericIssuer:
    """Signs any credential in its own name by one cryptosuite.

    Attributes:
        cryptosuite: of its proofs.
        signer: holds its key, of which its id is made (did:key).
    """

    cryptosuite: str
    signer: KeySigner

    @property
    def id(self) -> str:
        """The id that a credential must name as its issuer."""
        return self.signer.verification_method.partition("#")[0]

    def issue_with_status(
        self, credential: dict[str, Any], now: datetime, list_url: str
    ) -> dict[str, Any]:
        """Sign a credential with an entry of `status_list`, if it has none; else as `issue`.

        One of VC 1.1 gets none: no context of it defines the terms.
        """
        if "credentialStatus" not in credential and not is_legacy(credential):
            entry = StatusList.new(list_url).allocate()
            credential = {**credential, "credentialStatus": entry.to_json()}
        return self.issue(credential, now)

    def status_list(self, list_url: str, now: datetime) -> dict[str, Any]:
        """Sign a status list, in which nothing is withdrawn: nothing that is issued here is kept.

        Args:
            list_url: where it is published.
            now: the time of signing, with offset.
        """
        clear = status_list_credential(
            StatusList.new(list_url), issuer=self.id, valid_from=now, valid_until=now + _LIST_LASTS
        )
        return self.issue(clear, now)

    def issue(self, credential: dict[str, Any], now: datetime) -> dict[str, Any]:
        """Sign a credential; one of VC 1.1 gets the context that defines its proof.

        Args:
            credential: as `strict_json.loads` gives it; left unchanged.
            now: the time of signing, with offset.

        Raises:
            ModelError: it breaks a rule of VC 2.0, has a proof, or names another issuer.
            TermError: something in it would not be signed.
            InputError: a bound was reached.
        """
        if "proof" in credential:
            raise ModelError("what is to be signed has no proof yet", path="$.proof")
        check_credential(credential)
        if issuer_id_of(credential) != self.id:
            raise ModelError(f"the issuer here is {self.id}, and no other", path="$.issuer")
        contexts = credential["@context"]
        if is_legacy(credential) and DATA_INTEGRITY_CONTEXT not in contexts:
            credential = {**credential, "@context": [*contexts, DATA_INTEGRITY_CONTEXT]}
        prepared = SUITES[self.cryptosuite].prepare_proof(
            credential,
            algorithm=self.signer.algorithm,
            created=now,
            verification_method=self.signer.verification_method,
            limits=LIMITS,
        )
        value = prepared.proof_value(self.signer.sign(prepared.data))
        return {**credential, "proof": {**prepared.configuration, "proofValue": value}}


def generic_issuers(secret: bytes) -> Mapping[str, GenericIssuer]:
    """Make an issuer for each cryptosuite and kind of key; the same secret makes the same ones.

    Args:
        secret: at least 32 random bytes that nobody else knows. No key of an issuer of badges comes
            from it.

    Returns:
        By name of the cryptosuite, with ``-p384`` behind it for keys of that curve; and one by
        the name `WITH_STATUS`.
    """
    return {
        name: GenericIssuer(cryptosuite, KeySigner(_key(secret, name, algorithm)))
        for name, (cryptosuite, algorithm) in _ISSUERS.items()
    }


def _key(
    secret: bytes, name: str, algorithm: str
) -> Ed25519PrivateKey | ec.EllipticCurvePrivateKey:
    digest = hmac.digest(secret, f"test use: {name}".encode(), hashlib.sha512)
    if algorithm == "Ed25519":
        return Ed25519PrivateKey.from_private_bytes(digest[:32])
    curve = _CURVES[algorithm]
    number = int.from_bytes(digest[: curve.key_size // 8])
    return ec.derive_private_key(number >> 1 | 1, curve)  # below the order of the curve, not 0
