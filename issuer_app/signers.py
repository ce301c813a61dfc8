"""The issuers of this host as the library knows them, each with the key that signs now."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import openbadges_issuer as ob
from issuer_app.store import Issuer, Key
from openbadges_issuer.errors import SettingsError


def key_in_use(issuer: Issuer) -> Key:
    """Give the key that signs now.

    Raises:
        SettingsError: all were retired or stolen.
    """
    for key in reversed(issuer.keys):
        if key.retired_at is None and key.stolen_at is None:
            return key
    raise SettingsError(f"the issuer {issuer.slug} has no key in use: give it a new one")


class Signers:
    """Loads signing keys when they are first used, and keeps them for the life of the process."""

    def __init__(self, secrets: Callable[[str], str], clock: Callable[[], datetime]) -> None:
        """Keep where passphrases come from; see `openbadges_issuer.load_signer`."""
        self._secrets = secrets
        self._clock = clock
        self._loaded: dict[str, ob.KeySigner] = {}

    def load(self, uri: str) -> ob.KeySigner:
        """Load a key.

        Raises:
            SettingsError: it is not there, or its passphrase is not.
            KeyFormatError: it cannot be read or used, or its file is open to others.
        """
        if uri not in self._loaded:
            self._loaded[uri] = ob.load_signer(uri, secrets=self._secrets)
        return self._loaded[uri]

    def issuer(self, issuer: Issuer) -> ob.Issuer:
        """Give the library's issuer.

        Raises:
            SettingsError, KeyFormatError: as `load`; or what the place holds is another key.
        """
        key = key_in_use(issuer)
        signer = self.load(key.uri)
        if signer.public_key.thumbprint != key.thumbprint:  # another file may stand there now
            del self._loaded[key.uri]
            signer = self.load(key.uri)
        if signer.public_key.thumbprint != key.thumbprint:
            raise SettingsError(
                f"{key.uri} holds another key than the one that {issuer.slug} publishes: put the "
                "old file back, or take the new key into use"
            )
        return ob.Issuer(ob.Profile.of(issuer.profile), signer=signer, clock=self._clock)
