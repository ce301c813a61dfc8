"""What issuing gives: a credential as it was signed, and what became of each award of many."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from openbadges_issuer import strict_json
from openbadges_issuer.errors import OpenBadgesError, SettingsError
from openbadges_issuer.proofs import vc_jwt


@dataclass(frozen=True)
class SignedCredential:
    """A credential as signed. Store these bytes and serve them as they are.

    Attributes:
        text: the JSON, or the compact JWS.
        securing: one of `SECURING_MECHANISMS`.
    """

    text: str
    securing: str

    @cached_property
    def document(self) -> dict[str, Any]:
        """The credential, with its embedded proof if it has one. Do not change it."""
        if self.securing == "vc-jwt":
            return vc_jwt.read_token(self.text).document
        return strict_json.load_object(self.text)

    @property
    def bytes(self) -> bytes:
        """The text as UTF-8."""
        return self.text.encode("utf-8")

    @property
    def token(self) -> str:
        """The compact JWS.

        Raises:
            SettingsError: the proof is embedded, so there is no token.
        """
        if self.securing != "vc-jwt":
            raise SettingsError(
                'this credential has an embedded proof; issue with securing="vc-jwt"'
            )
        return self.text


@dataclass(frozen=True, slots=True)
class Issued:
    """What became of one award of many.

    Attributes:
        index: which one it is, from 0.
        credential: None when it was not issued.
        error: why it was not, as `Issuer.issue` raises it; else None.
    """

    index: int
    credential: SignedCredential | None = field(default=None, repr=False)
    error: OpenBadgesError | None = None

    def require(self) -> SignedCredential:
        """Give the credential, or raise why there is none.

        Raises:
            OpenBadgesError: it was not issued.
        """
        if self.credential is None:
            raise self.error or OpenBadgesError("it was not issued")
        return self.credential
