"""What a verification depends on beside the badge and the policy."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from openbadges_issuer.fetching import Fetcher
from openbadges_issuer.limits import Limits
from openbadges_issuer.memo import Memo
from openbadges_issuer.proofs.data_integrity import PROOF_PURPOSE
from openbadges_issuer.verifying.reader import holder_id_of, issuer_id_of
from openbadges_issuer.verifying.remembered import Once, each_time

if TYPE_CHECKING:
    from openbadges_issuer.verifying.allowance import Allowance
    from openbadges_issuer.verifying.trust import TrustLists


class Signatory(NamedTuple):
    """Who has to have signed.

    Attributes:
        id_of: gives the id that a document names, unproved; None when it names none.
        purpose: of the proof, and of the key in that party's own document.
    """

    id_of: Callable[[Mapping[str, Any]], str | None]
    purpose: str


ISSUER = Signatory(issuer_id_of, PROOF_PURPOSE)
HOLDER = Signatory(holder_id_of, "authentication")


class Circumstances(NamedTuple):
    """The circumstances of one verification.

    Attributes:
        fetcher: retrieves documents, keys and status lists.
        now: the time of the verification, UTC.
        limits: bounds on untrusted input.
        memo: what is known of objects that other badges have too.
        once: keeps what was computed of the text that is proved, when others bring it too.
        signatory: who has to have signed what is proved.
        trust: the lists of the verifying side; None when every issuer is taken.
        allowance: what may be spent on the credentials inside the one that was given; None as long
            as there are none.
    """

    fetcher: Fetcher
    now: datetime
    limits: Limits
    memo: Memo
    once: Once = each_time
    signatory: Signatory = ISSUER
    trust: TrustLists | None = None
    allowance: Allowance | None = None

    def inside(self, number: int, *, endorsing: bool) -> tuple[Allowance, Circumstances]:
        """Give the circumstances of credentials that stand in the one that is verified.

        Args:
            number: how many they are. Those that are looked into share the canonicalization work
                that is allowed for the one they stand in, in equal parts.
            endorsing: True for endorsements, whose allowance is another one.

        Returns:
            What may be spent on them, and their circumstances.
        """
        from openbadges_issuer.verifying.allowance import (  # noqa: PLC0415  # for several only
            Allowance,
        )

        allowance = self.allowance or Allowance(self.limits, self.fetcher)
        spent = allowance.for_endorsements if endorsing else allowance
        work = self.limits.canonicalization_work // max(min(number, self.limits.carried), 1)
        limits = replace(self.limits, canonicalization_work=work)
        within = self._replace(fetcher=spent, limits=limits, signatory=ISSUER, allowance=allowance)
        return spent, within
