"""Verifying for test use: every proof must hold, and one must be by whom the document names.

Specification: VC Data Integrity 1.0 sections 4.4 and 4.5; VC Data Model 2.0 section 7.1.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from openbadges_issuer.errors import ModelError, OpenBadgesError, Problem, ProofError
from openbadges_issuer.fetching import Offline
from openbadges_issuer.generic.rules import (
    LIMITS,
    check_credential,
    check_presentation,
    each,
)
from openbadges_issuer.memo import Memo
from openbadges_issuer.proofs.data_integrity import proofs_of
from openbadges_issuer.report import Outcome
from openbadges_issuer.strict_json import as_list
from openbadges_issuer.verifying.circumstances import HOLDER, Circumstances
from openbadges_issuer.verifying.embedded import prove_each


class Occasion(NamedTuple):
    """What every proof must be for; None asks nothing.

    Attributes:
        domain: where it is shown.
        challenge: the random text that was sent to whoever shows it.
    """

    domain: str | None = None
    challenge: str | None = None


ANY = Occasion()


def verify_credential(
    credential: Mapping[str, Any], now: datetime, occasion: Occasion = ANY
) -> None:
    """Verify a secured credential; nothing is fetched.

    Whether it is over or withdrawn is not asked.

    Args:
        credential: as `strict_json.loads` gives it.
        now: the time of the verification, UTC.
        occasion: what its proofs must be for.

    Raises:
        OpenBadgesError: the first thing that is wrong.
    """
    _verify_credential(credential, _circumstances(now), occasion)


def verify_presentation(
    presentation: Mapping[str, Any], now: datetime, occasion: Occasion = ANY
) -> None:
    """Verify a presentation that its holder has signed, and each credential in it.

    What may be spent on its credentials is what a `Verifier` spends on those in one document.

    Args:
        presentation: as `strict_json.loads` gives it.
        now: the time of the verification, UTC.
        occasion: what the proofs of the presentation must be for.

    Raises:
        OpenBadgesError: the first thing that is wrong.
    """
    check_presentation(presentation)
    circumstances = _circumstances(now)
    _check_proofs(presentation, circumstances._replace(signatory=HOLDER), occasion)
    credentials = list(each(presentation, "verifiableCredential"))
    allowance, within = circumstances.inside(len(credentials), endorsing=False)
    for path, credential in credentials:
        if not isinstance(credential, dict):
            raise ModelError("a credential is an object", path=path)
        allowance.take()
        allowance.take_values(credential)
        try:
            _verify_credential(credential, within, ANY)
        except OpenBadgesError as error:
            error.path = f"{path}{error.path[1:]}"
            raise


def _circumstances(now: datetime) -> Circumstances:
    return Circumstances(Offline(), now, LIMITS, Memo())


def _verify_credential(
    credential: Mapping[str, Any], circumstances: Circumstances, occasion: Occasion
) -> None:
    check_credential(credential)
    _check_proofs(credential, circumstances, occasion)


def _check_proofs(
    document: Mapping[str, Any], circumstances: Circumstances, occasion: Occasion
) -> None:
    for proof in proofs_of(document, limits=LIMITS):
        _check_occasion(proof, occasion)
    provings = prove_each(document, circumstances)
    for proving in provings:
        for check in (proving.format, proving.signature):
            if check.outcome is not Outcome.PASSED:
                problem = check.problem or Problem.SIGNATURE_INVALID
                raise ProofError(check.detail, problem=problem, path=check.path)
    if circumstances.signatory.id_of(document) is None:  # a presentation need not name its holder
        return
    if not any(proving.confirms_issuer for proving in provings):
        bound = provings[0].key_bound_to_issuer
        problem = bound.problem or Problem.KEY_NOT_AUTHORIZED
        raise ProofError(bound.detail, problem=problem, path="$.proof")


def _check_occasion(proof: Any, occasion: Occasion) -> None:
    if not isinstance(proof, Mapping):
        raise ProofError("a proof must be an object", path="$.proof")
    if occasion.domain is not None and occasion.domain not in as_list(proof.get("domain")):
        raise ProofError("the proof is for another domain", path="$.proof.domain")
    if occasion.challenge is not None and proof.get("challenge") != occasion.challenge:
        raise ProofError("the proof is for another challenge", path="$.proof.challenge")
