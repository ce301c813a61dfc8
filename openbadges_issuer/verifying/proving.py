"""Is every term signed, does the signature fit, and is the key the issuer's?

The three answers belong together, because one proof gives all of them; a badge with several
proofs is answered by the best of them, which is reported.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from openbadges_issuer.errors import (
    InputError,
    KeyFormatError,
    OpenBadgesError,
    Problem,
    ProofError,
    ResolutionError,
    TermError,
)
from openbadges_issuer.fetching import Fetcher
from openbadges_issuer.jsonld import check_terms
from openbadges_issuer.keys import PublicKey
from openbadges_issuer.limits import Limits
from openbadges_issuer.proofs import SUITES, vc_jwt
from openbadges_issuer.proofs.data_integrity import Proof, proofs_of, unsecured
from openbadges_issuer.report import Check, Outcome
from openbadges_issuer.verifying.binding import Key, Keys, bound, issuer_id_of, not_bound
from openbadges_issuer.verifying.reader import Found

CLOCK_SKEW = timedelta(minutes=5)

_VERIFY_PROOF = "https://www.w3.org/TR/vc-data-integrity/#verify-proof"
_VC_JWT = "https://www.imsglobal.org/spec/ob/v3p0/#jwt-proof"
_COULD_NOT_CHECK = {
    Problem.PROOF_UNSUPPORTED,
    Problem.KEY_UNSUPPORTED,
    Problem.KEY_UNREACHABLE,
    Problem.DID_RESOLUTION_FAILED,
    Problem.TOO_COMPLEX,
}


@dataclass(frozen=True, slots=True)
class Proving:
    """The three answers that one proof gives.

    Attributes:
        format: is every term defined, so that it is signed?
        signature: does the signature fit?
        key_bound_to_issuer: does the issuer's own document list the key?
        securing: name of the cryptosuite, or ``vc-jwt``.
        owner: whose key it is: the controller, or the key itself when nobody says.
    """

    format: Check
    signature: Check
    key_bound_to_issuer: Check
    securing: str | None = None
    owner: str = ""

    @property
    def holds(self) -> bool:
        """Tell whether the content is as signed, whoever signed it."""
        return self.format.outcome is self.signature.outcome is Outcome.PASSED

    @property
    def may_be_shown(self) -> bool:
        """Tell whether what the badge says may be shown: as signed, and not by a foreign key."""
        return self.holds and self.key_bound_to_issuer.outcome is not Outcome.FAILED

    @property
    def confirms_issuer(self) -> bool:
        """Tell whether the issuer that the badge names has signed it."""
        return self.holds and self.key_bound_to_issuer.outcome is Outcome.PASSED


@dataclass(frozen=True, slots=True)
class Prover:
    """Checks proofs with one fetcher, at one time, within one set of limits."""

    fetcher: Fetcher
    now: datetime
    limits: Limits

    @property
    def _keys(self) -> Keys:
        return Keys(self.fetcher, self.limits)

    def prove(self, found: Found) -> Proving:
        """Check the proof of what was found; the best answer when there are several proofs."""
        if found.token is not None:
            return self._prove_token(found.token)
        document = unsecured(found.document)
        try:
            proofs = proofs_of(found.document, limits=self.limits)
        except ProofError as error:
            return self._proved_nothing(document, error)
        try:
            hashes = self._hash(document, proofs)
        except (TermError, InputError) as error:
            return _undefined(error)
        several = [
            self._prove_embedded(
                document, hashes, proof, "$.proof" if len(proofs) == 1 else f"$.proof[{i}]"
            )
            for i, proof in enumerate(proofs)
        ]
        best = max(several, key=_rank)
        broken = sum(not proving.holds for proving in several)
        if best.holds and broken:
            note = f"{best.signature.detail} {broken} more of its proofs did not hold."
            return replace(best, signature=replace(best.signature, detail=note))
        return best

    def _hash(self, document: dict[str, Any], proofs: list[Any]) -> dict[str, bytes]:
        """Check the terms, and hash the document once for each cryptosuite that its proofs name."""
        named = {proof.get("cryptosuite") for proof in proofs if _names_a_suite(proof)}
        if not named:
            check_terms(document, limits=self.limits)
        return {name: SUITES[name].hash_document(document, limits=self.limits) for name in named}

    def _prove_embedded(
        self, document: dict[str, Any], hashes: Mapping[str, bytes], raw: Any, path: str
    ) -> Proving:
        try:
            proof = Proof.read(raw, path)
            suite = SUITES.get(proof.cryptosuite)
            if suite is None:
                raise ProofError(
                    f"the cryptosuite {proof.cryptosuite[:60]!r} is not known",
                    problem=Problem.PROOF_UNSUPPORTED,
                    path=f"{path}.cryptosuite",
                )
            self._check_times(proof, path)
            hashed = suite.hash_data(
                hashes[proof.cryptosuite],
                document["@context"],
                proof.configuration,
                limits=self.limits,
            )
        except ProofError as error:
            return _ProofAnswer(None, _VERIFY_PROOF).no(error)
        except (TermError, InputError) as error:
            return _undefined(error)
        answer = _ProofAnswer(proof.cryptosuite, _VERIFY_PROOF)
        try:
            key = self._keys.named(proof.verification_method, issuer_id_of(document))
            suite.verify_proof(proof, hashed, key.public_key)
        except (ResolutionError, KeyFormatError, ProofError) as error:
            return answer.no(error)
        return answer.yes(key, bound(key, document, proof.created, self.now), unasked=proof.unasked)

    def _prove_token(self, token: vc_jwt.Token) -> Proving:
        try:
            check_terms(token.document, limits=self.limits)
        except (TermError, InputError) as error:
            return _undefined(error)
        answer = _ProofAnswer("vc-jwt", _VC_JWT)
        try:
            vc_jwt.check_header(token)
            issuer_id = issuer_id_of(token.document)
            found = self._token_key(token, issuer_id)
            vc_jwt.verify_token(token, found if isinstance(found, PublicKey) else found.public_key)
            vc_jwt.check_claims(token)
        except (ResolutionError, KeyFormatError, ProofError) as error:
            return answer.no(error)
        # whose a key is that names no method is asked only when it did sign
        key = self._keys.listed(found, issuer_id) if isinstance(found, PublicKey) else found
        return answer.yes(key, bound(key, token.document, None, self.now))

    def _token_key(self, token: vc_jwt.Token, issuer_id: str | None) -> Key | PublicKey:
        """Find the key of a token: a method of the issuer's, or a key to be looked for there."""
        jwk = token.header.get("jwk")
        carried = PublicKey.from_jwk(jwk) if jwk is not None else None
        if token.kid is None:
            if carried is None:
                raise ProofError("the header names no key", problem=Problem.JOSE_HEADER_FORBIDDEN)
            return carried
        if token.kid.startswith("https://") and "#" not in token.kid:
            found: Key | PublicKey = self._keys.bare(token.kid, issuer_id)
        else:
            found = self._keys.named(token.kid, issuer_id)
        named = found.public_key if isinstance(found, Key) else found
        if carried is not None and carried != named:
            raise ProofError("the header brings another key than the one it names")
        return found

    def _check_times(self, proof: Proof, path: str) -> None:
        if proof.created is not None and proof.created > self.now + CLOCK_SKEW:
            raise ProofError("the proof says it was made in the future", path=f"{path}.created")
        if proof.expires is not None and proof.expires < self.now:
            raise ProofError(
                "the proof has expired", problem=Problem.PROOF_EXPIRED, path=f"{path}.expires"
            )

    def _proved_nothing(self, document: dict[str, Any], error: ProofError) -> Proving:
        """Answer when there is no proof to check; the terms are looked at all the same."""
        try:
            check_terms(document, limits=self.limits)
        except (TermError, InputError) as undefined:
            return _undefined(undefined)
        return _ProofAnswer(None, _VERIFY_PROOF).no(error)


@dataclass(frozen=True, slots=True)
class _ProofAnswer:
    securing: str | None
    spec: str

    def yes(self, key: Key, bound: Check, *, unasked: str = "") -> Proving:
        detail = f"The signature fits the content.{unasked}"
        signature = Check("signature", Outcome.PASSED, detail, spec=self.spec)
        return Proving(_all_defined(), signature, bound, self.securing, key.owner)

    def no(self, error: OpenBadgesError) -> Proving:
        undecided = error.problem in _COULD_NOT_CHECK
        foreign = error.problem is Problem.KEY_NOT_AUTHORIZED
        outcome = Outcome.UNDECIDED if undecided or foreign else Outcome.FAILED
        detail = error.sentence
        signature = Check("signature", outcome, detail, error.problem, error.path, self.spec)
        return Proving(_all_defined(), signature, not_bound(error), self.securing)


def _names_a_suite(proof: Any) -> bool:
    name = proof.get("cryptosuite") if isinstance(proof, Mapping) else None
    return isinstance(name, str) and name in SUITES


def _all_defined() -> Check:
    return Check("format", Outcome.PASSED, "Every term is defined, so every term is signed.")


def _undefined(error: OpenBadgesError) -> Proving:
    outcome = Outcome.UNDECIDED if error.problem in _COULD_NOT_CHECK else Outcome.FAILED
    not_checked = "Not checked, because not everything in the badge can be signed."
    return Proving(
        Check("format", outcome, error.sentence, error.problem, error.path),
        Check("signature", Outcome.UNDECIDED, not_checked, spec=_VERIFY_PROOF),
        replace(not_bound(), detail=not_checked),
    )


def _rank(proving: Proving) -> int:
    """Order proofs by what they can still be: confirmed, intact, undecided, foreign, broken."""
    if proving.holds:
        by_bound = {Outcome.PASSED: 5, Outcome.UNDECIDED: 4}
        return by_bound.get(proving.key_bound_to_issuer.outcome, 1)
    if proving.signature.problem is Problem.KEY_NOT_AUTHORIZED:
        return 1
    if proving.signature.problem in {Problem.KEY_UNREACHABLE, Problem.DID_RESOLUTION_FAILED}:
        return 3
    return 2 if proving.signature.outcome is Outcome.UNDECIDED else 0
