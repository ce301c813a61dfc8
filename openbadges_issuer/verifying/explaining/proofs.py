"""The trail of embedded proofs: what each is over, as text and as hashes, and its key."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from hashlib import sha256
from typing import Any

from openbadges_issuer.encoding import multibase_decode
from openbadges_issuer.errors import OpenBadgesError, ProofError
from openbadges_issuer.jsonld.rdfc import HASHES
from openbadges_issuer.proofs import find_suite, rdfc
from openbadges_issuer.proofs.data_integrity import Proof
from openbadges_issuer.proofs.two_hashes import TwoHashes
from openbadges_issuer.report import Outcome
from openbadges_issuer.verifying import checks
from openbadges_issuer.verifying.binding import SigningKey, named_key
from openbadges_issuer.verifying.circumstances import Circumstances
from openbadges_issuer.verifying.embedded import (
    ReadProof,
    Signed,
    prove_each,
    read_proof,
    take_apart,
)
from openbadges_issuer.verifying.explaining.keys import answered, fits, key_or_why, placed, used
from openbadges_issuer.verifying.explaining.trail import Hashed, ProofTrail, Statement
from openbadges_issuer.verifying.proving import in_words_of_the_beta, prove
from openbadges_issuer.verifying.reader import Found


def explain_proofs(found: Found, circumstances: Circumstances) -> tuple[ProofTrail, ...]:
    """Compute the trail of every proof; none when nobody has signed."""
    try:
        signed = take_apart(found.document, circumstances)
    except ProofError:  # nobody has signed it, or too many
        return ()
    trails = [_named(raw, index, len(signed.proofs)) for index, raw in enumerate(signed.proofs)]
    contexts = checks.contexts(found.document, limits=circumstances.limits)
    if contexts.outcome is not Outcome.PASSED:
        fault = placed(contexts.detail, contexts.path)
        return tuple(trail._replace(fault=fault) for trail in trails)
    document = _in_words_that_hold(found, circumstances)
    signed = take_apart(document, circumstances)
    answers = prove_each(document, circumstances)
    if len(answers) < len(trails):  # one for all
        answers *= len(trails)
    return tuple(
        answered(_read(trail, raw, signed, circumstances), answer)
        for trail, raw, answer in zip(trails, signed.proofs, answers, strict=True)
    )


def _named(raw: Any, index: int, number: int) -> ProofTrail:
    trail = ProofTrail("$.proof" if number == 1 else f"$.proof[{index}]")
    if not isinstance(raw, Mapping):
        return trail
    name = raw.get("cryptosuite", raw.get("type"))
    return trail._replace(cryptosuite=name if isinstance(name, str) else None)


def _in_words_that_hold(found: Found, circumstances: Circumstances) -> dict[str, Any]:
    """Give the document with the words of the beta if its proof holds only with those."""
    beta = in_words_of_the_beta(found.document)
    if beta is None or prove(found, circumstances).context != beta["@context"]:
        return found.document
    return beta


def _read(trail: ProofTrail, raw: Any, signed: Signed, circumstances: Circumstances) -> ProofTrail:
    """Go as far as this proof allows."""
    if not isinstance(raw, Mapping):
        return trail
    id_of, purpose = circumstances.signatory
    issuer_id = id_of(signed.unsecured.document)
    with suppress(OpenBadgesError):  # which the verifier answers with
        proof = Proof.read(raw, trail.path, purpose)
        method = proof.verification_method
        key, key_fault = key_or_why(lambda: named_key(method, issuer_id, circumstances))
        trail = trail._replace(
            verification_method=method,
            created=proof.created,
            key=key and used(key),
            key_fault=key_fault,
        )
        suite = find_suite(raw, trail.path)
        read = read_proof(signed, suite, raw, trail.path, purpose)
        trail = trail._replace(previous=tuple(read.previous))
        if isinstance(suite, TwoHashes):
            trail = _two_hashes(trail, suite, read, key)
        else:
            trail = _selective(trail, read)
        trail = trail._replace(fits=fits(key, read.verification))
    return trail


def _two_hashes(
    trail: ProofTrail, suite: TwoHashes, read: ReadProof, key: SigningKey | None
) -> ProofTrail:
    hash_name = suite.first_hash
    if key is not None:
        hash_name = suite.hashes.get(key.public_key.algorithm, hash_name)
    document, limits, proof = read.unsecured.document, read.unsecured.limits, read.proof
    configuration = suite.canonical_configuration(
        proof.configuration, document["@context"], hash_name, limits
    )
    canonical = suite.transformation.transform(
        document, hash_name, limits=limits, memo=read.unsecured.memo
    )
    hashes = [HASHES[hash_name](text).hexdigest() for text in (configuration, canonical)]
    return trail._replace(
        canonicalization="RDFC-1.0" if suite.transformation is rdfc else "JCS",
        hash_function=hash_name,
        configuration=Hashed(configuration.decode(), hashes[0]),
        document=Hashed(canonical.decode(), hashes[1]),
        hash_data="".join(hashes),
        signature=multibase_decode(proof.proof_value, max_chars=len(proof.proof_value)).hex(),
    )


def _selective(trail: ProofTrail, read: ReadProof) -> ProofTrail:
    """Tell both layers of a derived proof; a base proof, which holds a secret, is not read."""
    from openbadges_issuer.proofs.selective import derived_proof, signatures  # noqa: PLC0415
    from openbadges_issuer.proofs.selective.proof_values import (  # noqa: PLC0415  # for few badges
        DerivedProofValue,
    )

    document, limits, proof = read.unsecured.document, read.unsecured.limits, read.proof
    value = DerivedProofValue.read(proof.proof_value)
    lines = derived_proof.relabeled(document, value, limits)
    groups = signatures.Groups.of(lines, {*value.mandatory_indexes}, limits)
    context, configuration = document["@context"], proof.configuration
    canonical = signatures.canonical_configuration(context, configuration, limits)
    mandatory = "".join(groups.mandatory)
    data = signatures.base_data(context, configuration, value.public_key, groups.mandatory, limits)

    def is_signed(said: str, signature: bytes) -> bool:
        try:
            signatures.check_statements(value.public_key, [said], [signature])
        except ProofError:
            return False
        return True

    return trail._replace(
        canonicalization="RDFC-1.0",
        hash_function="sha256",
        configuration=Hashed(canonical.decode(), sha256(canonical).hexdigest()),
        document=Hashed(mandatory, sha256(mandatory.encode()).hexdigest()),
        statements=tuple(
            Statement(said, is_signed(said, signature))
            for said, signature in zip(groups.others, value.signatures, strict=True)
        ),
        hash_data=data.hex(),
        signature=value.base_signature.hex(),
    )
