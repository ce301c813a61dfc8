"""The trail behind a report: all is computed again, by the same functions and from the same bytes.

Nothing is fetched for it. What the verification had no reason to fetch stays unfetched.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Any, TypeVar

from openbadges_issuer import contexts
from openbadges_issuer.encoding import base64url_decode, multibase_decode
from openbadges_issuer.errors import FetchError, OpenBadgesError, ProofError
from openbadges_issuer.fetching import Fetcher, Response
from openbadges_issuer.jsonld import HashName
from openbadges_issuer.jsonld.rdfc import HASHES
from openbadges_issuer.keys import PublicKey
from openbadges_issuer.proofs import find_suite, rdfc, vc_jwt
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
from openbadges_issuer.strict_json import as_list
from openbadges_issuer.verifying import carried, checks
from openbadges_issuer.verifying.binding import SigningKey, named_key
from openbadges_issuer.verifying.circumstances import HOLDER, Circumstances
from openbadges_issuer.verifying.enveloped import key_of
from openbadges_issuer.verifying.explaining_status import explain_statuses
from openbadges_issuer.verifying.proving import prove
from openbadges_issuer.verifying.reader import Found, read
from openbadges_issuer.verifying.trail import (
    BundledContext,
    ComparedClaim,
    Hashed,
    ProofTrail,
    TokenTrail,
    Trail,
    UsedKey,
)
from openbadges_issuer.verifying.trust import TrustLists

_PUBLIC_JWK_MEMBERS = ("kty", "crv", "x", "y", "n", "e", "alg", "use", "kid")
_ABSENT = object()  # null is not the same
_Secured = TypeVar("_Secured", ProofTrail, TokenTrail)


class Closable:
    """Passes requests on until it is closed."""

    def __init__(self, fetcher: Fetcher) -> None:
        """Keep the fetcher; open."""
        self._fetcher = fetcher
        self.loopback = bool(getattr(fetcher, "loopback", False))
        self.closed = False

    def fetch(self, url: str, *, max_bytes: int, accept: str) -> Response:
        """Ask the other fetcher.

        Raises:
            FetchError: this one is closed, or the other one raised it.
        """
        if self.closed:
            raise FetchError(f"{url} was not asked for in this verification")
        return self._fetcher.fetch(url, max_bytes=max_bytes, accept=accept)


def explain(
    data: bytes | str, circumstances: Circumstances, trust: TrustLists | None
) -> Trail | None:
    """Compute the trail of what was verified; None when there is nothing to look into.

    Args:
        data: what was verified.
        circumstances: of its verification; what the fetcher does not give counts as not retrieved.
        trust: as for `StatusLists`.
    """
    limits = circumstances.limits
    try:
        found = read(data, limits=limits)
    except OpenBadgesError:
        return None
    document = found.document
    if found.kind == "presentation":
        circumstances = circumstances._replace(signatory=HOLDER)
        inside = len(carried.of_presentation(document))
    else:
        inside = len(carried.endorsements_of(document))
        inside += len(carried.of_record(document)) if found.kind == "record" else 0
    return Trail(
        found_in=found.found_in,
        contexts=tuple(map(_context, as_list(document.get("@context"))[: limits.contexts])),
        proofs=() if found.token else _proofs(found, circumstances),
        token=_token(found.token, circumstances) if found.token else None,
        statuses=explain_statuses(document, circumstances, trust),
        inside=inside,
    )


def _context(url: Any) -> BundledContext:
    if not isinstance(url, str):
        return BundledContext(f"({type(url).__name__})")
    file = contexts.bundled().get(url)
    return BundledContext(url, file, sha256(contexts.read(file)).hexdigest() if file else None)


def _proofs(found: Found, circumstances: Circumstances) -> tuple[ProofTrail, ...]:
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
        key, key_fault = _key(lambda: named_key(method, issuer_id, circumstances))
        trail = trail._replace(
            verification_method=method,
            created=proof.created,
            key=key and _used(key),
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
        return trail._replace(fault=_told(error))
    return _fitted(trail, key, verification)


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


def _token(token: vc_jwt.Token, circumstances: Circumstances) -> TokenTrail:
    signing_input, _, signature = token.text.rpartition(".")
    key, key_fault = _key(lambda: _key_of_sound(token, circumstances))
    is_p384 = key is not None and key.public_key.algorithm == "ES384"
    hash_name: HashName = "sha384" if is_p384 else "sha256"
    trail = TokenTrail(
        header=_harmless_header(token.header),
        signing_input_hash=HASHES[hash_name](signing_input.encode("ascii")).hexdigest(),
        hash_function=hash_name,
        signature="",
        key=key and _used(key),
        key_fault=key_fault,
        claims=_compared(token),
    )
    try:
        trail = trail._replace(signature=base64url_decode(signature).hex())
        vc_jwt.check_header(token)
        trail = _fitted(trail, key, lambda public_key: vc_jwt.verify_token(token, public_key))
        vc_jwt.check_claims(token)
    except OpenBadgesError as error:
        return trail._replace(fault=trail.fault or _told(error))
    return trail


def _key_of_sound(token: vc_jwt.Token, circumstances: Circumstances) -> SigningKey:
    vc_jwt.check_header(token)
    return key_of(token, circumstances)


def _harmless_header(header: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out the private part of a key, which does not belong there and is refused."""
    if "jwk" not in header:
        return dict(header)
    jwk = header["jwk"]
    members = _PUBLIC_JWK_MEMBERS if isinstance(jwk, Mapping) else ()
    return {**header, "jwk": {name: jwk[name] for name in members if name in jwk}}


def _compared(token: vc_jwt.Token) -> tuple[ComparedClaim, ...]:
    try:
        expected = vc_jwt.expected_claims(token.document)
    except ProofError:
        return ()
    return tuple(
        ComparedClaim(
            claim,
            token.payload.get(claim),
            expected.get(claim),
            vc_jwt.is_same_claim(token.payload.get(claim, _ABSENT), expected.get(claim, _ABSENT)),
        )
        for claim in vc_jwt.COMPARED
    )


def _fitted(
    trail: _Secured, key: SigningKey | None, verification: Callable[[PublicKey], None]
) -> _Secured:
    if key is None:
        return trail._replace(fault=trail.key_fault)
    try:
        verification(key.public_key)
    except OpenBadgesError as error:
        return trail._replace(fits=False, fault=_told(error))
    return trail._replace(fits=True)


def _key(find: Callable[[], SigningKey]) -> tuple[SigningKey | None, str | None]:
    try:
        return find(), None
    except OpenBadgesError as error:
        return None, _told(error)


def _used(key: SigningKey) -> UsedKey:
    public_key, method = key.public_key, key.method
    used = UsedKey(public_key.algorithm, public_key.jwk, public_key.multikey, public_key.thumbprint)
    if method is None:
        return used
    return used._replace(
        controller=method.controller,
        source=method.source,
        retrieved_at=method.retrieved_at,
        stale=method.stale,
        relationships=tuple(sorted(method.relationships)),
        expires=method.expires,
        revoked=method.revoked,
    )


def _told(error: OpenBadgesError) -> str:
    return f"{error.path}: {error.message}" if error.path else error.message
