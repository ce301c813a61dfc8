"""The other contestants in Python: bare Ed25519, PyLD as its manual says, openbadgeslib.

Each starts from the same unsigned JSON object, gives JSON text, and verifies that text.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import UTC, datetime
from importlib.util import find_spec
from typing import Any

from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from pyld import jsonld

from openbadges_issuer import contexts
from openbadges_issuer.encoding import multibase_decode, multibase_encode
from tests.benchmarks.credential import District

Work = Callable[[], object]


def bare_ed25519(district: District) -> tuple[Work, Work]:
    """Sign and verify the 64 bytes that a proof signs, and nothing else."""
    data = bytes(64)
    signature = district.private_key.sign(data)
    public = district.private_key.public_key()
    return lambda: district.private_key.sign(data), lambda: public.verify(signature, data)


def naive_pyld(district: District, unsigned: dict[str, Any]) -> tuple[Work, Work]:
    """Canonicalize by PyLD with the bundled contexts, hash, sign: what a program does at first."""
    key, public = district.private_key, district.private_key.public_key()
    held = {url: contexts.load(url) for url in contexts.bundled()}

    def loader(url: str, _options: Any) -> dict[str, Any]:
        return {"contentType": None, "contextUrl": None, "documentUrl": url, "document": held[url]}

    def hashed(document: dict[str, Any]) -> bytes:
        options = {
            "algorithm": "URDNA2015",
            "format": "application/n-quads",
            "documentLoader": loader,
        }
        return hashlib.sha256(jsonld.normalize(document, options).encode()).digest()

    def data(document: dict[str, Any], configuration: dict[str, Any]) -> bytes:
        context = {"@context": document["@context"]}
        return hashed({**configuration, **context}) + hashed(document)

    def issue() -> str:
        configuration = {
            "type": "DataIntegrityProof",
            "cryptosuite": "eddsa-rdfc-2022",
            "created": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}",
            "verificationMethod": district.verification_method,
            "proofPurpose": "assertionMethod",
        }
        value = multibase_encode(key.sign(data(unsigned, configuration)))
        return json.dumps({**unsigned, "proof": {**configuration, "proofValue": value}})

    secured = issue()

    def verify() -> None:
        document = json.loads(secured)
        configuration = document.pop("proof")
        signature = multibase_decode(configuration.pop("proofValue"))
        public.verify(signature, data(document, configuration))

    return issue, verify


def openbadgeslib(district: District, unsigned: dict[str, Any]) -> tuple[Work, Work] | None:
    """The other Python library of the field; None when it is not installed."""
    if find_spec("openbadgeslib") is None:
        return None
    from openbadgeslib.ob3.ldp import (  # noqa: PLC0415  # may be missing
        OB3LdpVerifier,
        add_data_integrity_proof,
    )

    key = district.private_key
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)

    def issue() -> str:
        method = district.verification_method
        return json.dumps(add_data_integrity_proof(unsigned, private, method))

    secured = issue()
    verifier = OB3LdpVerifier(pubkey_pem=public)
    return issue, lambda: verifier.verify(secured)  # it does not match hashed identifiers
