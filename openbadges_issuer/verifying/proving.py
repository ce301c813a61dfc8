"""Is every term signed, does the signature fit, and is the key the issuer's?

The three answers belong together, because one proof gives all of them; a badge with several
proofs is answered by the best of them, which is reported.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from openbadges_issuer import did, timestamps
from openbadges_issuer.did import VerificationMethod
from openbadges_issuer.errors import (
    InputError,
    KeyFormatError,
    OpenBadgesError,
    Problem,
    ProofError,
    ResolutionError,
    TermError,
)
from openbadges_issuer.fetching import Fetcher, Offline
from openbadges_issuer.jsonld import check_terms
from openbadges_issuer.keys import PublicKey
from openbadges_issuer.limits import Limits
from openbadges_issuer.proofs import SUITES, vc_jwt
from openbadges_issuer.proofs.data_integrity import PROOF_PURPOSE, Proof, proofs_of, unsecured
from openbadges_issuer.report import Check, Outcome
from openbadges_issuer.verifying.reader import Found

CLOCK_SKEW = timedelta(minutes=5)

_VERIFY_PROOF = "https://www.w3.org/TR/vc-data-integrity/#verify-proof"
_VC_JWT = "https://www.imsglobal.org/spec/ob/v3p0/#jwt-proof"
_RETRIEVE_METHOD = "https://www.w3.org/TR/cid-1.0/#retrieve-verification-method"
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
            return _Answer(None, _VERIFY_PROOF).no(error)
        except (TermError, InputError) as error:
            return _undefined(error)
        answer = _Answer(proof.cryptosuite, _VERIFY_PROOF)
        try:
            key = self._key(proof.verification_method, issuer_id_of(document))
            suite.verify_proof(proof, hashed, key.public_key)
        except (ResolutionError, KeyFormatError, ProofError) as error:
            return answer.no(error)
        return answer.yes(key, _bound(key, document, proof.created, self.now))

    def _prove_token(self, token: vc_jwt.Token) -> Proving:
        try:
            check_terms(token.document, limits=self.limits)
        except (TermError, InputError) as error:
            return _undefined(error)
        answer = _Answer("vc-jwt", _VC_JWT)
        try:
            vc_jwt.check_header(token)
            key = self._token_key(token, issuer_id_of(token.document))
            vc_jwt.verify_token(token, key.public_key)
            vc_jwt.check_claims(token)
        except (ResolutionError, KeyFormatError, ProofError) as error:
            return answer.no(error)
        return answer.yes(key, _bound(key, token.document, None, self.now))

    def _token_key(self, token: vc_jwt.Token, issuer_id: str | None) -> _Key:
        jwk = token.header.get("jwk")
        carried = PublicKey.from_jwk(jwk) if jwk is not None else None
        if token.kid is not None:
            key = self._key(token.kid, issuer_id)
            if carried is not None and carried != key.public_key:
                raise ProofError("the header brings another key than the one it names")
            return key
        if carried is None:
            raise ProofError("the header names no key", problem=Problem.JOSE_HEADER_FORBIDDEN)
        return _Key(carried, f"the key {carried.thumbprint}")

    def _key(self, url: str, issuer_id: str | None) -> _Key:
        """Find the key of a verification method; no document of anyone but the issuer is read."""
        owner, _, fragment = url.partition("#")
        try:
            method = did.resolve(
                url, self.fetcher if owner == issuer_id else Offline(), limits=self.limits
            )
        except ResolutionError as error:
            if error.problem is not Problem.KEY_UNREACHABLE:
                raise
            if owner != issuer_id:
                raise ResolutionError(
                    f"it names {issuer_id}, but was signed with a key of {owner[:200]}",
                    problem=Problem.KEY_NOT_AUTHORIZED,
                ) from None
            if url.startswith("did:") or not fragment.startswith("z"):
                raise
            # An https issuer that publishes no document: the key in its URL shows that the text
            # is intact, and nothing about who wrote it.
            return _Key(PublicKey.from_multikey(fragment), f"the key {fragment}")
        return _Key(method.public_key, method.controller, method)

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
        return _Answer(None, _VERIFY_PROOF).no(error)


@dataclass(frozen=True, slots=True)
class _Key:
    """A key, in whose name it speaks, and the method that says so; none when nothing does."""

    public_key: PublicKey
    owner: str
    method: VerificationMethod | None = None


@dataclass(frozen=True, slots=True)
class _Answer:
    securing: str | None
    spec: str

    def yes(self, key: _Key, bound: Check) -> Proving:
        signature = Check(
            "signature", Outcome.PASSED, "The signature fits the content.", spec=self.spec
        )
        return Proving(_all_defined(), signature, bound, self.securing, key.owner)

    def no(self, error: OpenBadgesError) -> Proving:
        undecided = error.problem in _COULD_NOT_CHECK
        foreign = error.problem is Problem.KEY_NOT_AUTHORIZED
        outcome = Outcome.UNDECIDED if undecided or foreign else Outcome.FAILED
        detail = error.sentence
        signature = Check("signature", outcome, detail, error.problem, error.path, self.spec)
        if foreign:
            bound = _bound_check(Outcome.FAILED, detail, error.problem)
        else:
            bound = _bound_check(
                Outcome.UNDECIDED, "Not checked, because the signature could not be confirmed."
            )
        return Proving(_all_defined(), signature, bound, self.securing)


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
        _bound_check(Outcome.UNDECIDED, not_checked),
    )


def _bound(
    key: _Key, document: Mapping[str, Any], created: datetime | None, now: datetime
) -> Check:
    method = key.method
    if method is None:
        return _bound_check(
            Outcome.UNDECIDED,
            "The badge brings its key itself; nothing says that it is the issuer's.",
            Problem.KEY_UNCONFIRMED,
        )
    issuer_id = issuer_id_of(document)
    if method.controller != issuer_id:
        return _bound_check(
            Outcome.FAILED,
            f"It names {issuer_id}, but was signed with a key of {method.controller}.",
            Problem.KEY_NOT_AUTHORIZED,
        )
    if PROOF_PURPOSE not in method.relationships:
        return _bound_check(
            Outcome.FAILED,
            f"The issuer does not list this key for signing badges ({PROOF_PURPOSE}).",
            Problem.KEY_NOT_AUTHORIZED,
        )
    if method.revoked is not None and method.revoked <= now:
        # When it was signed is only what the badge says itself, and a thief can write any day.
        return _bound_check(
            Outcome.FAILED,
            f"The issuer withdrew this key on {method.revoked:%Y-%m-%d}.",
            Problem.KEY_REVOKED,
        )
    signed_at = created or _valid_from(document)
    if method.expires is not None and (signed_at is None or signed_at > method.expires):
        return _bound_check(
            Outcome.FAILED,
            f"The issuer had retired this key on {method.expires:%Y-%m-%d}, before it signed.",
            Problem.KEY_NOT_AUTHORIZED,
        )
    where = "in the issuer's own id" if method.source == "local" else f"at {method.source}"
    return _bound_check(Outcome.PASSED, f"The key is published {where}.")


def _bound_check(outcome: Outcome, detail: str, problem: Problem | None = None) -> Check:
    return Check("key_bound_to_issuer", outcome, detail, problem, spec=_RETRIEVE_METHOD)


def _valid_from(document: Mapping[str, Any]) -> datetime | None:
    try:
        return timestamps.parse(document.get("validFrom", document.get("issuanceDate")))
    except InputError:
        return None


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


def issuer_id_of(document: Mapping[str, Any]) -> str | None:
    """Return the id of the issuer that a credential names, unproved; None when it names none."""
    issuer = document.get("issuer")
    identifier = issuer.get("id") if isinstance(issuer, Mapping) else issuer
    return identifier if isinstance(identifier, str) else None
