"""What the verifying side demands. There is no default: somebody has to say whom they trust."""

from __future__ import annotations

from dataclasses import dataclass

from openbadges_issuer.errors import SettingsError
from openbadges_issuer.verifying.trust import TrustList


@dataclass(frozen=True, slots=True)
class Policy:
    """Whom the verifier takes for a known issuer.

    Attributes:
        trust: the issuers that are known; `TrustList()` knows nobody.
        any_issuer: take every issuer whose key is confirmed. To be written out on purpose: anyone
            can be an issuer.
    """

    trust: TrustList | None = None
    any_issuer: bool = False

    def __post_init__(self) -> None:
        """Refuse a policy that says nothing, or says two things.

        Raises:
            SettingsError: neither a trust list nor `any_issuer` was given, or both were.
        """
        if (self.trust is None) != self.any_issuer:
            raise SettingsError(
                "a policy names its trusted issuers, Policy(trust=TrustList.load(…)), "
                "or says that any will do, Policy(any_issuer=True)"
            )
