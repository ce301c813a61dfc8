"""Proofs in the credential itself: Data Integrity, one or several, side by side or in a chain.

A badge with several proofs is answered by the best of them, which is reported. A chained proof
holds only if those before it do.

Specification: VC Data Integrity 1.0 sections 4.4 (verify proof) and 4.5 (proof sets and chains).
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from openbadges_issuer import timestamps
from openbadges_issuer.errors import (
    InputError,
    KeyFormatError,
    Problem,
    ProofError,
    ResolutionError,
    TermError,
)
from openbadges_issuer.jsonld import check_terms
from openbadges_issuer.limits import Limits
from openbadges_issuer.phrases import Phrase
from openbadges_issuer.proofs import find_suite, selective
from openbadges_issuer.proofs.chains import find_previous
from openbadges_issuer.proofs.cryptosuite import Cryptosuite, Unsecured, Verification
from openbadges_issuer.proofs.data_integrity import Proof, proofs_of, unsecured
from openbadges_issuer.report import Outcome
from openbadges_issuer.strict_json import as_list
from openbadges_issuer.verifying.answers import Mechanism, Proving
from openbadges_issuer.verifying.binding import bind, named_key
from openbadges_issuer.verifying.circumstances import Circumstances

_VERIFY_PROOF = "https://www.w3.org/TR/vc-data-integrity/#verify-proof"
_UNKNOWN = Mechanism(None, _VERIFY_PROOF)


def prove_embedded(secured: Mapping[str, Any], circumstances: Circumstances) -> Proving:
    """Check the terms, then each proof; give the best answer when there are several proofs."""
    several = prove_each(secured, circumstances)
    if len(several) == 1:
        return several[0]
    best = max(several, key=_rank)
    broken = sum(not proving.holds for proving in several)
    if best.holds and broken:
        note = Phrase(
            "{detail}. Proofs of it that did not hold: {count}.",
            detail=best.signature.detail,
            count=broken,
        )
        return best._replace(signature=best.signature._replace(detail=note))
    return best


def prove_each(secured: Mapping[str, Any], circumstances: Circumstances) -> list[Proving]:
    """Check the terms, then each proof; one answer for each, or one when none can be looked at."""
    try:
        signed = circumstances.once("signed", lambda: _read(secured, circumstances))
    except ProofError as error:
        return [_prove_nothing(unsecured(secured), error, circumstances.limits)]
    except (TermError, InputError) as error:
        return [_UNKNOWN.undefined(error)]
    proofs = _Proofs(signed, circumstances)
    return [proofs.prove(index) for index in range(len(signed.proofs))]


class Signed(NamedTuple):
    """What the proofs sign.

    Attributes:
        unsecured: the document without its proofs.
        proofs: as they are given.
    """

    unsecured: Unsecured
    proofs: list[Any]


class ReadProof(NamedTuple):
    """One proof, and what it signs.

    Attributes:
        proof: its members.
        previous: the places of the proofs before it, if it is one of a chain.
        unsecured: the document as this proof signs it.
        verification: checks the signature.
    """

    proof: Proof
    previous: list[int]
    unsecured: Unsecured
    verification: Verification


def _prove_nothing(document: dict[str, Any], error: ProofError, limits: Limits) -> Proving:
    """Answer when there is no proof to check; the terms are looked at all the same."""
    try:
        check_terms(document, limits=limits)
    except (TermError, InputError) as undefined:
        return _UNKNOWN.undefined(undefined)
    return _UNKNOWN.fails(error)


def take_apart(secured: Mapping[str, Any], circumstances: Circumstances) -> Signed:
    """Part a document from its proofs; neither is looked into.

    Raises:
        ProofError: as `proofs_of`.
    """
    limits = circumstances.limits
    proofs = proofs_of(secured, limits=limits)
    bounds = limits if len(proofs) == 1 else _for_each(limits, len(proofs))
    return Signed(Unsecured(unsecured(secured), bounds, circumstances.memo), proofs)


def _read(secured: Mapping[str, Any], circumstances: Circumstances) -> Signed:
    """Check the terms, as each cryptosuite does that the proofs name."""
    signed = take_apart(secured, circumstances)
    document, proofs = signed
    suites = []
    for proof in proofs:
        with suppress(ProofError):  # which the proof will be answered with
            suites.append(find_suite(proof, "$.proof"))
    for suite in suites:
        suite.check_terms(document)
    if not suites:
        check_terms(document.document, limits=circumstances.limits, memo=circumstances.memo)
    return signed


@lru_cache(maxsize=16)
def _for_each(limits: Limits, proofs: int) -> Limits:
    """Give each proof an equal part of the work that is allowed for the document.

    In a chain each may sign another document, and each cryptosuite has a canonical form of its own.
    """
    return replace(limits, canonicalization_work=limits.canonicalization_work // proofs)


class _Proofs:
    """The proofs of one document; each is checked once, however many chained ones name it."""

    def __init__(self, signed: Signed, circumstances: Circumstances) -> None:
        self._signed = signed
        self._circumstances = circumstances
        self._known: dict[int, Proving] = {}
        self._begun: set[int] = set()

    def prove(self, index: int) -> Proving:
        """Check one proof, and those before it."""
        if index not in self._known:
            self._begun.add(index)
            self._known[index] = self._prove(index)
        return self._known[index]

    def _prove(self, index: int) -> Proving:
        signed, circumstances = self._signed, self._circumstances
        once, raw = circumstances.once, signed.proofs[index]
        path = "$.proof" if len(signed.proofs) == 1 else f"$.proof[{index}]"
        mechanism, (id_of, purpose) = _UNKNOWN, circumstances.signatory
        try:
            suite = find_suite(raw, path)
            mechanism = Mechanism(suite.name, _VERIFY_PROOF)
            read = once(("read", path), lambda: read_proof(signed, suite, raw, path, purpose))
            _check_times(read.proof, circumstances.now)
            self._check_previous(read)
            document = read.unsecured.document
            issuer_id = id_of(document)
            key = named_key(read.proof.verification_method, issuer_id, circumstances)
            once(("fits", path, key.public_key), lambda: read.verification(key.public_key))
        except (TermError, InputError) as error:
            return _UNKNOWN.undefined(error)
        except (ResolutionError, KeyFormatError, ProofError) as error:
            return mechanism.fails(error)
        bound = bind(key, document, read.proof.created, circumstances)
        proving = mechanism.fits(key.owner, bound, note=_note(read.proof))
        if read.unsecured is signed.unsecured:
            return proving
        return proving._replace(context=document["@context"])

    def _check_previous(self, read: ReadProof) -> None:
        """Refuse a chained proof when one before it does not hold, whoever made that.

        Raises:
            ProofError: PROOF_UNSUPPORTED and others that say so, when that was not found out.
        """
        for index in read.previous:
            if index in self._begun and index not in self._known:
                raise ProofError(
                    Phrase("the proofs go round in a circle: one is before itself"),
                    path=f"{read.proof.path}.previousProof",
                )
            before = self.prove(index)
            if before.holds:
                continue
            broken = before.signature if before.signature.problem else before.format
            problem = broken.problem
            if problem is Problem.KEY_NOT_AUTHORIZED:  # whose document is not asked for
                problem = Problem.PROOF_UNSUPPORTED
            raise ProofError(
                Phrase("the proof before it does not hold: {why}", why=broken.detail),
                problem=problem,
                path=f"{read.proof.path}.previousProof",
            )


def read_proof(signed: Signed, suite: Cryptosuite, raw: Any, path: str, purpose: str) -> ReadProof:
    """Read one proof, and do all for it that needs no key.

    Raises:
        ProofError: it is malformed, or is not one over this document.
        TermError: the document or the proof has something that would not be signed.
        InputError: a bound was reached (TOO_COMPLEX).
    """
    proof = Proof.read(raw, path, purpose)
    previous = find_previous(proof, signed.proofs)
    document = signed.unsecured
    if previous:
        document = document.with_members(proof=[signed.proofs[index] for index in previous])
    document = suite.as_signed(document, proof)
    verification = suite.verification(document, proof)
    _check_contexts(proof, signed.unsecured)
    return ReadProof(proof, previous, document, verification)


def _check_contexts(proof: Proof, document: Unsecured) -> None:
    """Check that a document has the contexts that its proof brings, if it does, and no more.

    Verify Proof lets others put more contexts behind those, which nobody has signed: only the
    profile for test suites allows it.
    """
    given = document.document.get("@context")
    signed = proof.configuration.get("@context", given)
    if as_list(signed) != as_list(given) and not document.limits.inline_contexts:
        raise ProofError(
            "the contexts of the document are not those that were signed",
            path=f'{proof.path}["@context"]',
        )


def _check_times(proof: Proof, now: datetime) -> None:
    if proof.created is not None and proof.created > now + timestamps.CLOCK_SKEW:
        raise ProofError(
            Phrase("the proof says it was made in the future"), path=f"{proof.path}.created"
        )
    if proof.expires is not None and proof.expires < now:
        raise ProofError(
            Phrase("the proof has expired"),
            problem=Problem.PROOF_EXPIRED,
            path=f"{proof.path}.expires",
        )


def _note(proof: Proof) -> Phrase | None:
    """Mention what a proof that fits does not say, or says to no purpose."""
    unexpected = _unexpected(proof)
    if proof.configuration.get("cryptosuite") != selective.CRYPTOSUITE:
        return unexpected
    chosen = Phrase("The holder chose what this copy shows, and may have left things out")
    if unexpected is None:
        return chosen
    return Phrase("{first}. {second}", first=chosen, second=unexpected)


def _unexpected(proof: Proof) -> Phrase | None:
    """Mention what ties a proof to one occasion: a badge is for any, so nothing is expected."""
    given = [name for name in ("domain", "challenge") if name in proof.configuration]
    if not given:
        return None
    if len(given) == 1:
        return Phrase("Its {member} did not count: none was expected.", member=given[0])
    first, second = given
    return Phrase(
        "Its {first} and {second} did not count: none was expected.", first=first, second=second
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
