"""The trail of embedded proofs: what each is over, as text and as hashes, and its key."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from openbadges_issuer.encoding import multibase_decode
from openbadges_issuer.errors import OpenBadgesError, ProofError
from openbadges_issuer.jsonld.rdfc import HASHES
from openbadges_issuer.keys import PublicKey
from openbadges_issuer.proofs import find_suite, rdfc
from openbadges_issuer.proofs.chains import find_previous
from openbadges_issuer.proofs.cryptosuite import Unsecured
from openbadges_issuer.proofs.data_integrity import (
    Proof,
    configuration_limits,
    in_proof,
    proofs_of,
    unsecured,
)
from openbadges_issuer.proofs.two_hashes import TwoHashes
from openbadges_issuer.report import Outcome
from openbadges_issuer.verifying import checks
from openbadges_issuer.verifying.binding import named_key
from openbadges_issuer.verifying.circumstances import Circumstances
from openbadges_issuer.verifying.explaining.keys import fitted, key_or_why, told_of, used
from openbadges_issuer.verifying.explaining.trail import Hashed, ProofTrail
from openbadges_issuer.verifying.proving import prove
from openbadges_issuer.verifying.reader import Found


def explain_proofs(found: Found, circumstances: Circumstances) -> tuple[ProofTrail, ...]:
    """Compute the trail of every proof; none when nobody has signed."""
    try:
        proofs = proofs_of(found.document, limits=circumstances.limits)
    except ProofError:  # nobody has signed it, or too many
        return ()
    sound = checks.contexts(found.document, limits=circumstances.limits)
    whole = found.document
    if sound.outcome is Outcome.PASSED:
        signed_context = prove(found, circumstances).context
        if signed_context is not None:
            whole = {**whole, "@context": signed_context}
    document = Unsecured(unsecured(whole), circumstances.limits, circumstances.memo)
    trails = []
    for index, raw in enumerate(proofs):
        trail = ProofTrail("$.proof" if len(proofs) == 1 else f"$.proof[{index}]")
        if sound.outcome is Outcome.PASSED:
            trails.append(_proof(trail, raw, proofs, document, circumstances))
        else:
            trails.append(trail._replace(fault=sound.detail))
    return tuple(trails)


def _proof(
    trail: ProofTrail,
    raw: Any,
    proofs: list[Any],
    document: Unsecured,
    circumstances: Circumstances,
) -> ProofTrail:
    """Go as far as this proof allows, and say what stopped it."""
    id_of, purpose = circumstances.signatory
    try:
        suite = find_suite(raw, trail.path)
        trail = trail._replace(cryptosuite=suite.name)
        proof = Proof.read(raw, trail.path, purpose)
        method = proof.verification_method
        issuer_id = id_of(document.document)
        key, key_fault = key_or_why(lambda: named_key(method, issuer_id, circumstances))
        trail = trail._replace(
            verification_method=method,
            created=proof.created,
            key=key and used(key),
            key_fault=key_fault,
        )
        if previous := find_previous(proof, proofs):
            document = document.with_members(proof=[proofs[index] for index in previous])
        document = suite.as_signed(document, proof)
        if isinstance(suite, TwoHashes):
            trail = _two_hashes(trail, suite, document, proof, key and key.public_key)
        else:
            trail = _selective(trail, document, proof)
        verification = suite.verification(document, proof)
        if trail.signature is None:
            signature = multibase_decode(proof.proof_value, max_chars=len(proof.proof_value))
            trail = trail._replace(signature=signature.hex())
    except OpenBadgesError as error:
        return trail._replace(fault=told_of(error))
    return fitted(trail, key, verification)


def _two_hashes(
    trail: ProofTrail,
    suite: TwoHashes,
    document: Unsecured,
    proof: Proof,
    public_key: PublicKey | None,
) -> ProofTrail:
    hash_name = next(iter(suite.hashes.values()))  # as long as the key is not known
    if public_key is not None:
        hash_name = suite.hashes.get(public_key.algorithm, hash_name)
    limits, transformation = document.limits, suite.transformation
    with in_proof():
        configuration = transformation.transform_configuration(
            proof.configuration,
            document.document["@context"],
            hash_name,
            limits=configuration_limits(limits),
        )
    canonical = transformation.transform(
        document.document, hash_name, limits=limits, memo=document.memo
    )
    digest = HASHES[hash_name]
    return trail._replace(
        canonicalization="RDFC-1.0" if transformation is rdfc else "JCS",
        hash_function=hash_name,
        configuration=Hashed(configuration.decode(), digest(configuration).hexdigest()),
        document=Hashed(canonical.decode(), digest(canonical).hexdigest()),
        hash_data=suite.hash_data(document, proof.configuration, hash_name).hex(),
    )


def _selective(trail: ProofTrail, document: Unsecured, proof: Proof) -> ProofTrail:
    """Compute what the issuer's key signs; a base proof, which holds a secret, is not opened."""
    from openbadges_issuer.proofs.selective import derived_proof, signatures  # noqa: PLC0415
    from openbadges_issuer.proofs.selective.proof_values import (  # noqa: PLC0415  # for few badges
        DerivedProofValue,
    )

    limits, context = document.limits, document.document["@context"]
    value = DerivedProofValue.read(proof.proof_value)
    lines = derived_proof.relabeled(document.document, value, limits)
    groups = signatures.Groups.of(lines, {*value.mandatory_indexes}, limits)
    with in_proof():
        configuration = rdfc.transform_configuration(
            proof.configuration, context, "sha256", limits=configuration_limits(limits)
        )
    mandatory = "".join(groups.mandatory)
    data = signatures.base_data(
        context, proof.configuration, value.public_key, groups.mandatory, limits
    )
    return trail._replace(
        canonicalization="RDFC-1.0",
        hash_function="sha256",
        configuration=Hashed(configuration.decode(), sha256(configuration).hexdigest()),
        document=Hashed(mandatory, sha256(mandatory.encode()).hexdigest()),
        hash_data=data.hex(),
        signature=value.base_signature.hex(),
    )
