"""Proofs in the credential itself: Data Integrity, one or several.

A badge with several proofs is answered by the best of them, which is reported.

Specification: VC Data Integrity 1.0 section 4.4.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

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
from openbadges_issuer.proofs.data_integrity import Proof, proofs_of, unsecured
from openbadges_issuer.report import Outcome
from openbadges_issuer.verifying.answers import Mechanism, Proving
from openbadges_issuer.verifying.binding import bind, named_key
from openbadges_issuer.verifying.circumstances import Circumstances
from openbadges_issuer.verifying.reader import issuer_id_of

_VERIFY_PROOF = "https://www.w3.org/TR/vc-data-integrity/#verify-proof"
_UNKNOWN = Mechanism(None, _VERIFY_PROOF)


def prove_embedded(secured: Mapping[str, Any], circumstances: Circumstances) -> Proving:
    """Check the terms, then each proof; give the best answer when there are several proofs."""
    document = unsecured(secured)
    limits = circumstances.limits
    try:
        proofs = proofs_of(secured, limits=limits)
    except ProofError as error:
        return _prove_nothing(document, error, limits)
    try:
        hashes = circumstances.once("hashes", lambda: _hash(document, proofs, limits))
    except (TermError, InputError) as error:
        return _UNKNOWN.undefined(error)
    several = [
        _prove(
            document, hashes, raw, "$.proof" if len(proofs) == 1 else f"$.proof[{i}]", circumstances
        )
        for i, raw in enumerate(proofs)
    ]
    best = max(several, key=_rank)
    broken = sum(not proving.holds for proving in several)
    if best.holds and broken:
        note = Phrase(
            "{detail}. Proofs of it that did not hold: {count}.",
            detail=best.signature.detail,
            count=broken,
        )
        return best._replace(signature=replace(best.signature, detail=note))
    return best


def _prove_nothing(document: dict[str, Any], error: ProofError, limits: Limits) -> Proving:
    """Answer when there is no proof to check; the terms are looked at all the same."""
    try:
        check_terms(document, limits=limits)
    except (TermError, InputError) as undefined:
        return _UNKNOWN.undefined(undefined)
    return _UNKNOWN.fails(error)


def _hash(document: dict[str, Any], proofs: list[Any], limits: Limits) -> dict[str, bytes]:
    """Check the terms, and hash the document once for each cryptosuite that its proofs name."""
    named = {proof.get("cryptosuite") for proof in proofs if _names_a_suite(proof)}
    if not named:
        check_terms(document, limits=limits)
    return {name: SUITES[name].hash_document(document, limits=limits) for name in named}


def _names_a_suite(proof: Any) -> bool:
    name = proof.get("cryptosuite") if isinstance(proof, Mapping) else None
    return isinstance(name, str) and name in SUITES


def _prove(
    document: dict[str, Any],
    hashes: Mapping[str, bytes],
    raw: Any,
    path: str,
    circumstances: Circumstances,
) -> Proving:
    """Check one proof."""
    try:
        proof = Proof.read(raw, path)
        suite = SUITES.get(proof.cryptosuite)
        if suite is None:
            raise ProofError(
                Phrase("the cryptosuite {name} is not known", name=repr(proof.cryptosuite[:60])),
                problem=Problem.PROOF_UNSUPPORTED,
                path=f"{path}.cryptosuite",
            )
        _check_times(proof, path, circumstances.now)
        signed = suite.as_signed(document, proof)
        hashed = circumstances.once(
            ("hashed", path),
            lambda: suite.hash_data(
                hashes[proof.cryptosuite]
                if signed is document
                else suite.hash_document(signed, limits=circumstances.limits),
                signed["@context"],
                proof.configuration,
                limits=circumstances.limits,
            ),
        )
    except ProofError as error:
        return _UNKNOWN.fails(error)
    except (TermError, InputError) as error:
        return _UNKNOWN.undefined(error)
    mechanism = Mechanism(proof.cryptosuite, _VERIFY_PROOF)
    try:
        key = named_key(proof.verification_method, issuer_id_of(document), circumstances)
        circumstances.once(
            ("fits", path, key.public_key),
            lambda: suite.verify_proof(proof, hashed, key.public_key),
        )
    except (ResolutionError, KeyFormatError, ProofError) as error:
        return mechanism.fails(error)
    bound = bind(key, signed, proof.created, circumstances)
    proving = mechanism.fits(key.owner, bound, note=_note(proof))
    return proving if signed is document else proving._replace(context=signed["@context"])


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
