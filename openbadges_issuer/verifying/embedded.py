"""Proofs in the credential itself: Data Integrity, one or several.

A badge with several proofs is answered by the best of them, which is reported.

Specification: VC Data Integrity 1.0 section 4.4.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
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
from openbadges_issuer.proofs import SUITES
from openbadges_issuer.proofs.data_integrity import Cryptosuite, Proof, proofs_of, unsecured
from openbadges_issuer.report import Outcome
from openbadges_issuer.verifying.answers import Mechanism, Proving
from openbadges_issuer.verifying.binding import bind, named_key
from openbadges_issuer.verifying.circumstances import Circumstances

_VERIFY_PROOF = "https://www.w3.org/TR/vc-data-integrity/#verify-proof"
_UNKNOWN = Mechanism(None, _VERIFY_PROOF)


def prove_embedded(secured: Mapping[str, Any], circumstances: Circumstances) -> Proving:
    """Check the terms, then each proof; give the best answer when there are several proofs."""
    limits = circumstances.limits
    try:
        signed = circumstances.once("signed", lambda: _read(secured, circumstances))
    except ProofError as error:
        return _prove_nothing(unsecured(secured), error, limits)
    except (TermError, InputError) as error:
        return _UNKNOWN.undefined(error)
    if len(signed.proofs) == 1:
        return _prove(signed, signed.proofs[0], "$.proof", circumstances)
    several = [
        _prove(signed, raw, f"$.proof[{index}]", circumstances)
        for index, raw in enumerate(signed.proofs)
    ]
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


class _Signed(NamedTuple):
    """What the proofs sign.

    Attributes:
        document: without its proofs.
        proofs: as they are given.
        hashes: of the document, by the names of the cryptosuites that the proofs name.
    """

    document: dict[str, Any]
    proofs: list[Any]
    hashes: Mapping[str, bytes]


class _Hashed(NamedTuple):
    """What one proof signs.

    Attributes:
        proof: its members.
        suite: its cryptosuite.
        document: as this proof signs it.
        data: what the signature is over.
    """

    proof: Proof
    suite: Cryptosuite
    document: dict[str, Any]
    data: bytes


def _prove_nothing(document: dict[str, Any], error: ProofError, limits: Limits) -> Proving:
    """Answer when there is no proof to check; the terms are looked at all the same."""
    try:
        check_terms(document, limits=limits)
    except (TermError, InputError) as undefined:
        return _UNKNOWN.undefined(undefined)
    return _UNKNOWN.fails(error)


def _read(secured: Mapping[str, Any], circumstances: Circumstances) -> _Signed:
    """Check the terms, and hash the document once for each cryptosuite that its proofs name."""
    limits, memo = circumstances.limits, circumstances.memo
    proofs = proofs_of(secured, limits=limits)
    document = unsecured(secured)
    named = {proof.get("cryptosuite") for proof in proofs if _names_a_suite(proof)}
    if not named:
        check_terms(document, limits=limits, memo=memo)
    hashes = {
        name: SUITES[name].hash_document(document, limits=limits, memo=memo) for name in named
    }
    return _Signed(document, proofs, hashes)


def _names_a_suite(proof: Any) -> bool:
    name = proof.get("cryptosuite") if isinstance(proof, Mapping) else None
    return isinstance(name, str) and name in SUITES


def _prove(signed: _Signed, raw: Any, path: str, circumstances: Circumstances) -> Proving:
    """Check one proof."""
    once = circumstances.once
    try:
        hashed = once(("hashed", path), lambda: _hash(signed, raw, path, circumstances))
        proof = hashed.proof
        _check_times(proof, path, circumstances.now)
    except ProofError as error:
        return _UNKNOWN.fails(error)
    except (TermError, InputError) as error:
        return _UNKNOWN.undefined(error)
    mechanism = Mechanism(proof.cryptosuite, _VERIFY_PROOF)
    issuer_id = circumstances.signatory.id_of(hashed.document)
    try:
        key = named_key(proof.verification_method, issuer_id, circumstances)
        once(
            ("fits", path, key.public_key),
            lambda: hashed.suite.verify_proof(proof, hashed.data, key.public_key),
        )
    except (ResolutionError, KeyFormatError, ProofError) as error:
        return mechanism.fails(error)
    bound = bind(key, hashed.document, proof.created, circumstances)
    proving = mechanism.fits(key.owner, bound, note=_note(proof))
    if hashed.document is signed.document:
        return proving
    return proving._replace(context=hashed.document["@context"])


def _hash(signed: _Signed, raw: Any, path: str, circumstances: Circumstances) -> _Hashed:
    """Read one proof, and hash what it signs."""
    proof = Proof.read(raw, path, circumstances.signatory.purpose)
    suite = SUITES.get(proof.cryptosuite)
    if suite is None:
        raise ProofError(
            Phrase("the cryptosuite {name} is not known", name=repr(proof.cryptosuite[:60])),
            problem=Problem.PROOF_UNSUPPORTED,
            path=f"{path}.cryptosuite",
        )
    limits, memo = circumstances.limits, circumstances.memo
    document, document_hash = signed.document, signed.hashes[proof.cryptosuite]
    own = suite.as_signed(document, proof)
    if own is not document:
        document_hash = suite.hash_document(own, limits=limits, memo=memo)
    data = suite.hash_data(document_hash, own["@context"], proof.configuration, limits=limits)
    return _Hashed(proof, suite, own, data)


def _check_times(proof: Proof, path: str, now: datetime) -> None:
    if proof.created is not None and proof.created > now + timestamps.CLOCK_SKEW:
        raise ProofError(Phrase("the proof says it was made in the future"), path=f"{path}.created")
    if proof.expires is not None and proof.expires < now:
        raise ProofError(
            Phrase("the proof has expired"), problem=Problem.PROOF_EXPIRED, path=f"{path}.expires"
        )


def _note(proof: Proof) -> Phrase | None:
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
