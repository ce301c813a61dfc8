"""Private keys as text: PKCS#8 PEM, encrypted or not, and private JWKs.

No message and no chained error holds any part of a key or a passphrase.
Specification: RFC 7468 sections 10 and 11; RFC 7517.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from openbadges_issuer import strict_json
from openbadges_issuer.errors import InputError, KeyFormatError, SettingsError
from openbadges_issuer.keys import jwk

if TYPE_CHECKING:
    from collections.abc import Callable

    from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes

_PEM_LABEL = re.compile(rb"-----BEGIN ([A-Z0-9 ]{1,40})-----")
_MAX_PASSPHRASE_BYTES = 1_023  # OpenSSL's bound


def decode(text: bytes, ask_passphrase: Callable[[], str]) -> PrivateKeyTypes:
    """Read a private key.

    Args:
        text: PEM of PKCS#8, or JSON of a private JWK.
        ask_passphrase: called only when the key is encrypted.

    Raises:
        KeyFormatError: another form, damaged, or a passphrase that does not open it.
    """
    if text.lstrip().startswith(b"{"):
        return _decode_jwk(text)
    match = _PEM_LABEL.search(text)
    if match is None:
        raise KeyFormatError("this is neither a PEM file nor a JWK")
    label = match[1].decode()
    if label == "PRIVATE KEY":
        return _decode_pem(text, None, "it is damaged, or of a kind that does not sign badges")
    if label == "ENCRYPTED PRIVATE KEY":
        passphrase = _encode_passphrase(ask_passphrase())
        return _decode_pem(text, passphrase, "the passphrase is wrong, or the key is damaged")
    raise KeyFormatError(
        f"this PEM file holds a {label}, not a PRIVATE KEY in PKCS#8; a private key of an older "
        "form is converted by: openssl pkcs8 -topk8 -in OLD.pem -out NEW.pem"
    )


def encode(key: PrivateKeyTypes, passphrase: str | None) -> bytes:
    """Write a private key as PEM of PKCS#8, encrypted unless `passphrase` is None.

    Raises:
        SettingsError: an empty or too long passphrase.
    """
    encryption: KeySerializationEncryption = NoEncryption()
    if passphrase is not None:
        encryption = BestAvailableEncryption(_encode_passphrase(passphrase))
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption)


def _decode_pem(text: bytes, passphrase: bytes | None, fault: str) -> PrivateKeyTypes:
    try:
        return load_pem_private_key(text, passphrase)
    except (ValueError, UnsupportedAlgorithm):
        raise KeyFormatError(f"the private key was not read: {fault}") from None


def _decode_jwk(text: bytes) -> PrivateKeyTypes:
    try:
        members = strict_json.load_object(text)
    except InputError as error:
        raise KeyFormatError(f"the private JWK was not read: {error.message}") from None
    return jwk.decode_private(members)


def _encode_passphrase(passphrase: str) -> bytes:
    encoded = passphrase.encode("utf-8", "surrogateescape")
    if not 0 < len(encoded) <= _MAX_PASSPHRASE_BYTES:
        raise SettingsError(f"a passphrase has 1 to {_MAX_PASSPHRASE_BYTES} bytes")
    return encoded
