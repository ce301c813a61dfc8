"""What the verifying side demands. There is no default: somebody has to say whom they trust."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from openbadges_issuer.errors import SettingsError
from openbadges_issuer.verifying.trust import TrustList, TrustLists


@dataclass(frozen=True, slots=True, init=False)
class Policy:
    """Whom the verifier takes for a known issuer.

    Attributes:
        trust: the lists of issuers that are known; None when any issuer is.
        any_issuer: take every issuer whose key is confirmed.
    """

    trust: TrustLists | None
    any_issuer: bool

    def __init__(
        self,
        trust: TrustList | TrustLists | Iterable[TrustList] | None = None,
        *,
        any_issuer: bool = False,
    ) -> None:
        """Say whom to trust.

        Args:
            trust: a list of the issuers that are known, or several, the one that counts most
                first; `TrustList()` knows nobody.
            any_issuer: to be written out on purpose: anyone can be an issuer.

        Raises:
            SettingsError: neither a trust list nor `any_issuer` was given, or both were.
        """
        if (trust is None) != any_issuer:
            raise SettingsError(
                "a policy names its trusted issuers, Policy(trust=TrustList.load(…)), "
                "or says that any will do, Policy(any_issuer=True)"
            )
        object.__setattr__(self, "trust", None if trust is None else TrustLists.of(trust))
        object.__setattr__(self, "any_issuer", any_issuer)
