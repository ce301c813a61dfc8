"""Proofs by ECDSA keys and by older EdDSA suites, with one fault each (A1, B1 to B10)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, NamedTuple

from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from openbadges_issuer import contexts, timestamps
from openbadges_issuer.encoding import base58btc_decode, multibase_encode
from openbadges_issuer.errors import Problem
from openbadges_issuer.keys import KeySigner
from tests.hostile import forge
from tests.hostile.cases.case import (
    NOT_AUTHORIZED,
    SIGNATURE_INVALID,
    UNDEFINED_TERM,
    Answer,
    Case,
    Rows,
    case,
    good,
    tampered,
    unsupported,
)
from tests.hostile.forge import ABSENT, badge, jcs_proof_of, proof_of, put

ED25519_2020 = "https://w3id.org/security/suites/ed25519-2020/v1"
RDFC, JCS = "ecdsa-rdfc-2019", "ecdsa-jcs-2019"
OLD_NAME, OLD_TYPE = "eddsa-2022", "Ed25519Signature2020"
OVER_TEXT = (JCS, "eddsa-jcs-2022")
UNSUPPORTED = unsupported("signature", Problem.PROOF_UNSUPPORTED)
TOO_MANY = unsupported("signature", Problem.TOO_COMPLEX)
ORDERS = {
    "ES256": 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551,
    "ES384": 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF << 192
    | 0xC7634D81F4372DDF581A0DB248B0A77AECEC196ACCC52973,
}


class Way(NamedTuple):
    """A suite and a key that fits it."""

    suite: str
    signer: KeySigner

    def __str__(self) -> str:
        return f"{self.suite}, {self.signer.algorithm}"

    @property
    def document(self) -> dict[str, Any]:
        """The district's badge, with the contexts that the suite needs, and nodes without ids."""
        alike = {"type": ["Evidence"], "name": "Recording"}
        document = badge(
            evidence=[alike | {"narrative": text} for text in ("one", "two")],
            validUntil="2030-01-01T00:00:00Z",
        )
        if self.suite == OLD_TYPE:
            document["@context"].append(ED25519_2020)
        return document

    @property
    def made(self) -> dict[str, Any]:
        """A proof with nothing wrong."""
        return self.proof()

    @property
    def signature(self) -> bytes:
        """Of such a proof."""
        return base58btc_decode(self.made["proofValue"][1:])

    def proof(self, signer: KeySigner | None = None, **changes: Any) -> dict[str, Any]:
        """Make a proof of the suite by this key or another."""
        named: dict[str, Any] = {"cryptosuite": self.suite}
        if self.suite == OLD_TYPE:
            named = {"type": OLD_TYPE, "cryptosuite": ABSENT}
        make = jcs_proof_of if self.suite in OVER_TEXT else proof_of
        return make(self.document, signer or self.signer, **named | changes)

    def badge(self, *proofs: Any) -> dict[str, Any]:
        """Give the badge with these proofs."""
        return {**self.document, "proof": list(proofs)}

    def bad(self, threat: str, name: str, answer: Answer, *proofs: Any, **more: Any) -> Case:
        """Make a case of the badge with these proofs."""
        return case(threat, f"{name} ({self})", self.badge(*proofs), answer, **more)

    def good(self, name: str, *proofs: Any, **more: Any) -> Case:
        """Make a control of the badge with these proofs."""
        return good(f"{name} ({self})", self.badge(*proofs), **more)


ECDSA = [Way(suite, key) for suite in (RDFC, JCS) for key in forge.DISTRICT_KEYS[1:3]]
WAYS = [*ECDSA, Way(OLD_NAME, forge.DISTRICT_KEY), Way(OLD_TYPE, forge.DISTRICT_KEY)]


def rows() -> Rows:
    for way in WAYS:
        yield way.good("a badge", way.made)
        yield from changes_of_the_badge(way)
        yield from changes_of_the_proof(way)
        yield from times_and_purposes(way)
        yield from sets(way)
        yield from somebody_elses_keys(way)
        yield from keys_of_another_kind(way)
        yield from names_of_suites(way)
    for way in ECDSA:
        yield from forms_of_a_signature(way)
        yield from numbers(way)
        yield from other_hashes(way)
    yield from the_older_type()


def altered(proof: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return {k: v for k, v in (proof | changes).items() if v is not ABSENT}


CHANGES: list[tuple[tuple[Any, ...], Any]] = [
    (("name",), "Flipped Classroom"),
    (("validUntil",), ABSENT),
    (("validUntil",), "2099-01-01T00:00:00Z"),
    (("evidence", 1, "narrative"), "one"),
    (("issuer", "name"), "Waukesha School District"),
    (("credentialSubject", "id"), "did:example:attacker"),
    (("credentialStatus",), forge.entry()),
]


def changes_of_the_badge(way: Way) -> Rows:
    """Anything changed after it was signed, and what no context defines, signed or not."""
    signed = way.badge(way.made)
    for path, value in CHANGES:
        how = "taken out" if value is ABSENT else f"is now {value!r}"
        name = f"{'.'.join(map(str, path))} {how} ({way})"
        yield case("B2", name, put(signed, *path, to=value), SIGNATURE_INVALID)
    later = way.badge(way.made) | {"salary": 1}
    yield case("A1", f"an undefined member put in later ({way})", later, UNDEFINED_TERM)
    for proof, when in ((way.proof(salary=1), "signed"), ({**way.made, "salary": 1}, "later")):
        name = f"an undefined member of the proof, {when}"
        yield way.bad("A1", name, UNDEFINED_TERM, proof)


def changes_of_the_proof(way: Way) -> Rows:
    for changes in (
        {"created": "2026-10-22T15:00:01Z"},
        {"expires": "2099-01-01T00:00:00Z"},
        {"domain": "https://hire.example"},
        {"challenge": "x"},
        {"id": "urn:uuid:1"},
    ):
        proof = altered(way.made, **changes)
        yield way.bad("B2", f"{' '.join(changes)} of the proof changed", SIGNATURE_INVALID, proof)
    if way.suite != JCS:
        proof = {**way.made, "@context": way.document["@context"]}
        answer = tampered(
            "contexts" if way.suite == OLD_TYPE else "format", Problem.CONTEXT_NOT_ALLOWED
        )
        yield way.bad("A5", "a proof over statements with contexts", answer, proof)
    else:
        for context, answer in (
            (way.document["@context"][:1], UNDEFINED_TERM),
            (way.document["@context"][::-1], SIGNATURE_INVALID),
            ([*way.document["@context"], contexts.CLR], SIGNATURE_INVALID),
        ):
            name = f"a proof over {len(context)} contexts, not those of the badge"
            yield way.bad("A5", name, answer, way.proof(**{"@context": context}))
        more = {"@context": [*way.document["@context"], contexts.CLR]}
        document = way.badge(way.made) | more
        yield case(
            "A5", f"a context behind those of the proof ({way})", document, SIGNATURE_INVALID
        )


def times_and_purposes(way: Way) -> Rows:
    late = timestamps.format(forge.NOW + timedelta(seconds=301))
    yield way.bad(
        "B7", "created 301 seconds from now", tampered("signature"), way.proof(created=late)
    )
    past = timestamps.format(forge.NOW - timedelta(seconds=1))
    expired = tampered("signature", Problem.PROOF_EXPIRED)
    yield way.bad("B7", "a proof that expired a second ago", expired, way.proof(expires=past))
    for time in ("2026-10-22", "2026-02-30T15:00:00Z", ""):
        for member in ("created", "expires"):
            proof = way.proof(**{member: time})
            yield way.bad("B7", f"{member} is {time!r}", SIGNATURE_INVALID, proof)
    wrong = tampered("signature", Problem.PROOF_PURPOSE)
    for purpose in ("authentication", ["assertionMethod"], ABSENT):
        name = "missing" if purpose is ABSENT else repr(purpose)
        yield way.bad("B3", f"the purpose is {name}", wrong, way.proof(proofPurpose=purpose))
    end = timestamps.format(forge.NOW)
    yield way.good("a proof in its last second", way.proof(expires=end))


def sets(way: Way) -> Rows:
    """B4: a good one counts whatever is beside it, and nobody else's does."""
    made, other = way.made, proof_of(way.document)
    another = way.proof(created="2026-10-22T15:00:01Z")
    broken = altered(made, proofValue=another["proofValue"])
    attackers = proof_of(
        way.document,
        forge.ATTACKER_KEY,
        verificationMethod=forge.method(forge.ATTACKER, forge.ATTACKER_KEY.public_key),
    )
    for name, proofs in {
        "a good and a broken one": [made, broken],
        "a broken and a good one": [broken, made],
        "the attacker's and a good one": [attackers, made],
        "one of another suite beside": [made, other],
        "a broken one, and a good one of another suite": [broken, other],
    }.items():
        yield way.good(name, *proofs)
    yield way.bad("B4", "a broken one", SIGNATURE_INVALID, broken)
    yield way.bad("B4", "a broken one and the attacker's", NOT_AUTHORIZED, broken, attackers)
    yield way.bad("B4", "five proofs", TOO_MANY, *[made] * 5)
    for value in (None, "x"):
        yield way.bad("B4", f"a broken one and {value!r}", tampered("signature"), broken, value)


def somebody_elses_keys(way: Way) -> Rows:
    """B1."""
    keys = {
        "Ed25519": forge.ATTACKER_KEY,
        "ES256": forge.ecdsa(66, forge.ec.SECP256R1()),
        "ES384": forge.ecdsa(66, forge.ec.SECP384R1()),
    }
    theirs = keys[way.signer.algorithm]
    named = way.made["verificationMethod"]
    proof = way.proof(theirs, verificationMethod=named)
    yield way.bad("B1", "the attacker's signature by the district's key", SIGNATURE_INVALID, proof)
    for method in (
        theirs.verification_method,
        forge.method(forge.DISTRICT, theirs.public_key),
        forge.method(forge.ATTACKER, theirs.public_key),
        forge.method(f"{forge.DISTRICT}:attacker", theirs.public_key),
    ):
        proof = way.proof(theirs, verificationMethod=method)
        yield way.bad("B1", f"signed by {method[:80]}", NOT_AUTHORIZED, proof)


def keys_of_another_kind(way: Way) -> Rows:
    """B6: each suite has its kinds of key."""
    fitting = {"ES256", "ES384"} if way in ECDSA else {"Ed25519"}
    for signer in forge.DISTRICT_KEYS:
        if signer.algorithm not in fitting:
            name = f"a key for {signer.algorithm}"
            yield way.bad("B6", name, SIGNATURE_INVALID, way.proof(signer))
    if way in ECDSA:  # the other curve fits the suite, but has not made the signature
        other = forge.DISTRICT_P384 if way.signer is forge.DISTRICT_P256 else forge.DISTRICT_P256
        method = forge.method(forge.DISTRICT, other.public_key)
        proof = altered(way.made, verificationMethod=method)
        yield way.bad("B6", "the name of the key of another curve", SIGNATURE_INVALID, proof)
        proof = way.proof(verificationMethod=method)
        yield way.bad("B6", "signed in the name of another curve", SIGNATURE_INVALID, proof)


def names_of_suites(way: Way) -> Rows:
    """B6."""
    suites = (RDFC, JCS, OLD_NAME, "eddsa-rdfc-2022", "eddsa-jcs-2022")
    alike = {OLD_NAME, "eddsa-rdfc-2022"}  # but for the name, which is signed
    for name in suites:
        if name == way.suite:
            continue
        given = (ABSENT, way.document["@context"]) if name in OVER_TEXT else (ABSENT,)
        for context in given:
            renamed = altered(
                way.made,
                type="DataIntegrityProof",
                cryptosuite=name,
                **{"@context": context},
            )
            beside = "" if context is ABSENT else ", with contexts"
            how = "under the nearly same suite" if {name, way.suite} == alike else "as a proof of"
            yield way.bad("B6", f"{how} {name}{beside}", SIGNATURE_INVALID, renamed)
    if way.suite != OLD_TYPE:
        for nearly in (way.suite.upper(), f"{way.suite} ", f"{way.suite}0"):
            proof = way.proof(cryptosuite=nearly)
            yield way.bad("B6", f"the suite {nearly!r}", UNSUPPORTED, proof)
        proof = altered(way.made, cryptosuite=[way.suite])
        yield way.bad("B6", "the suite in a list", SIGNATURE_INVALID, proof)


def forms_of_a_signature(way: Way) -> Rows:
    """B9: exactly `z` and r and s, each as long as the curve's numbers."""
    value, signature = way.made["proofValue"], way.signature
    size = len(signature) // 2
    r, s = int.from_bytes(signature[:size]), int.from_bytes(signature[size:])
    for name, form in {
        "missing": ABSENT,
        "null": None,
        **forge.miswritten(value, signature),
        "a byte short": multibase_encode(signature[:-1]),
        "a byte long": multibase_encode(signature + b"\0"),
        "a zero byte longer": multibase_encode(b"\0" + signature),
        "there twice": multibase_encode(signature * 2),
        "s alone": multibase_encode(signature[size:]),
        "DER": multibase_encode(encode_dss_signature(r, s)),
        "with r one byte longer": multibase_encode(b"\0" + signature[:size] + signature[size:]),
        "as long as on the other curve": multibase_encode((signature * 2)[: 160 - len(signature)]),
        "100,000 letters": "z" + "2" * 100_000,
    }.items():
        proof = altered(way.made, proofValue=form)
        yield way.bad("B9", f"the signature is {name}", SIGNATURE_INVALID, proof)


def numbers(way: Way) -> Rows:
    """B10: r and s are from 1 to the order less one; of s and n - s either holds."""
    signature, order = way.signature, ORDERS[way.signer.algorithm]
    size = len(signature) // 2
    most = 2 ** (8 * size) - 1
    r, s = int.from_bytes(signature[:size]), int.from_bytes(signature[size:])

    def proof(first: int, second: int) -> dict[str, Any]:
        value = multibase_encode(first.to_bytes(size) + second.to_bytes(size))
        return altered(way.made, proofValue=value)

    for name, pair in {
        "r and s are 0": (0, 0),
        "r is 0": (0, s),
        "s is 0": (r, 0),
        "r is n": (order, s),
        "s is n": (r, order),
        "r is 0, s is n": (0, order),
        "both are n": (order, order),
        "both are 1": (1, 1),
        "r is 1, s is 0": (1, 0),
        "both are n - 1": (order - 1, order - 1),
        "r is n - r": (order - r, s),
        "r and s are swapped": (s, r),
        "both are the most": (most, most),
        "r is the most": (most, s),
        "s is the most": (r, most),
    }.items():
        yield way.bad("B10", name, SIGNATURE_INVALID, proof(*pair))
    yield way.good("the other s", proof(r, order - s))


def other_hashes(way: Way) -> Rows:
    """B6: the hash comes from the curve."""
    fitting = forge.hash_of(way.signer)
    for name in ("sha1", "sha256", "sha384", "sha512"):
        if name != fitting and not (name == "sha1" and way.suite == RDFC):
            proof = way.proof(hash_name=name)
            yield way.bad("B6", f"hashed by {name}", SIGNATURE_INVALID, proof)


def the_older_type() -> Rows:
    """B6: what Ed25519Signature2020 has of its own."""
    way = WAYS[-1]
    proof = way.proof(created=ABSENT)
    yield way.bad("B6", "an older proof without a time", SIGNATURE_INVALID, proof)
    document = badge(proof=[way.made])
    yield case("B6", "an older proof without its context", document, UNDEFINED_TERM)
    for suite in ("eddsa-rdfc-2022", OLD_TYPE):
        proof = way.proof(cryptosuite=suite)
        yield way.bad("B6", f"an older proof of suite {suite}", UNDEFINED_TERM, proof)
    proof = way.proof(type="DataIntegrityProof", cryptosuite=OLD_TYPE)
    yield way.bad("B6", "the older type as a suite", UNSUPPORTED, proof)
    for type_, answer in (
        (OLD_TYPE.upper(), UNSUPPORTED),
        ("Ed25519Signature2018", UNSUPPORTED),
        ([OLD_TYPE], SIGNATURE_INVALID),
        (["DataIntegrityProof", OLD_TYPE], SIGNATURE_INVALID),
    ):
        proof = altered(way.made, type=type_)
        yield way.bad("B6", f"an older proof of type {type_!r}", answer, proof)
