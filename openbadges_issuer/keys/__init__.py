"""Keys: public keys in their text forms, and signers.

Specification: Controlled Identifiers 1.0 section 2.2 (Multikey, JsonWebKey); RFC 7517; RFC 7638.
"""

from openbadges_issuer.keys.public_key import PublicKey
from openbadges_issuer.keys.signer import KeySigner, Signer

__all__ = ["KeySigner", "PublicKey", "Signer"]
