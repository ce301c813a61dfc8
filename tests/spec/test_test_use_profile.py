"""Published vectors set against the profile for test use, which does ask who signed.

Their issuer is ``https://vc.example/issuers/5678``, their keys are did:key. A suite that wants such
a credential to be verified meets an expected failure: all holds but that the key is the issuer's.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from openbadges_issuer import strict_json
from openbadges_issuer.errors import OpenBadgesError, Problem
from openbadges_issuer.generic import verify_credential

NOW = datetime(2026, 11, 21, 15, 4, 5, tzinfo=UTC)
VECTORS = [
    "eddsa-rdfc-2022/signedDataInt.json",
    "eddsa-jcs-2022/signedJCS.json",
    "ecdsa-rdfc-2019-p256/signedECDSAP256.json",
    "ecdsa-rdfc-2019-p384/signedECDSAP384.json",
    "ecdsa-jcs-2019-p256/signedJCSECDSAP256.json",
    "ecdsa-jcs-2019-p384/signedJCSECDSAP384.json",
    "Ed25519Signature2020/signedEdSig.json",
    "eddsa-proof-set-chain/signedProofSet1.json",
    "eddsa-proof-set-chain/signedProofSet2.json",
    "eddsa-proof-set-chain/signedProofChain1.json",
    "eddsa-proof-set-chain/signedProofChain2.json",
]


def problem(document: dict[str, Any]) -> Problem:
    with pytest.raises(OpenBadgesError) as caught:
        verify_credential(document, NOW)
    return caught.value.problem


@pytest.mark.parametrize("vector", VECTORS)
def test_only_who_signed_is_wrong(shared: Path, vector: str) -> None:
    document = strict_json.load_object((shared / "vectors" / vector).read_bytes())
    assert problem(document) is Problem.KEY_NOT_AUTHORIZED
    document["name"] = "Another"
    assert problem(document) is Problem.SIGNATURE_INVALID
