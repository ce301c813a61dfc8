"""ECDSA keys that are none, and older forms in which keys are published (threats B6, B12, C8)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from openbadges_issuer import contexts
from openbadges_issuer.did import did_document
from openbadges_issuer.encoding import base64url_decode, base64url_encode, multibase_encode
from openbadges_issuer.errors import Problem
from openbadges_issuer.keys import KeySigner
from tests.hostile import forge
from tests.hostile.cases.case import (
    KEY_INVALID,
    NOT_RESOLVED,
    SIGNATURE_INVALID,
    UNDEFINED_TERM,
    Rows,
    case,
    good,
    unsupported,
)
from tests.hostile.cases.suites import ED25519_2020, OLD_NAME, OLD_TYPE, RDFC, Way
from tests.hostile.forge import ABSENT, badge, proof_of, put

METHOD = f"{forge.DISTRICT}#key-1"
UNKNOWN = unsupported("signature", Problem.KEY_UNSUPPORTED)
DATA_INTEGRITY = "https://w3id.org/security/data-integrity/"


class Curve(NamedTuple):
    """A curve y² = x³ - 3x + b over the numbers below a prime."""

    signer: KeySigner
    code: bytes
    prime: int
    b: int

    @property
    def size(self) -> int:
        """Of a number, in bytes."""
        return (self.prime.bit_length() + 7) // 8

    def without_a_point(self) -> int:
        """Give an x to which there is no y."""
        return next(x for x in range(1, 100) if not self._is_square(x**3 - 3 * x + self.b))

    def _is_square(self, number: int) -> bool:
        return pow(number, (self.prime - 1) // 2, self.prime) in (0, 1)


CURVES = [
    Curve(
        forge.DISTRICT_P256,
        b"\x80\x24",
        2**256 - 2**224 + 2**192 + 2**96 - 1,
        0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B,
    ),
    Curve(
        forge.DISTRICT_P384,
        b"\x81\x24",
        2**384 - 2**128 - 2**96 + 2**32 - 1,
        0xB3312FA7E23EE7E4988E056BE3F82D19181D9C6EFE8141120314088F5013875A << 128
        | 0xC656398D8A2ED19D2A85C8EDD3EC2AEF,
    ),
]


def rows() -> Rows:
    for curve in CURVES:
        yield from multikeys(curve)
        yield from jwks(curve)
        yield from issuers(curve)
    yield from older_keys()
    yield from older_badges()


def published(**key: Any) -> dict[str, bytes]:
    """Publish one key of the district's in this form."""
    method = {"id": METHOD, "type": "Multikey", "controller": forge.DISTRICT} | key
    document = {
        "id": forge.DISTRICT,
        "verificationMethod": [method],
        "assertionMethod": [METHOD],
    }
    return {forge.DID_URL: forge.dumps(document)}


def multikeys(curve: Curve) -> Rows:
    """B12: a prefix, then a compressed point."""
    way = Way(RDFC, curve.signer)
    secured = way.badge(way.proof(verificationMethod=METHOD))
    jwk = curve.signer.public_key.jwk
    x, y = base64url_decode(jwk["x"]), base64url_decode(jwk["y"])
    lead, other = bytes([2 + y[-1] % 2]), bytes([3 - y[-1] % 2])
    off = curve.without_a_point().to_bytes(curve.size)
    beyond = curve.prime.to_bytes(curve.size)
    code = curve.code
    web = published(publicKeyMultibase=multibase_encode(code + lead + x))
    yield good(f"a Multikey of {curve.signer.algorithm}", secured, web=web)
    for name, key, answer in (
        ("off the curve", code + lead + off, KEY_INVALID),
        ("of an x that is no number of the field", code + lead + beyond, KEY_INVALID),
        ("of the other y", code + other + x, SIGNATURE_INVALID),
        ("not compressed", code + b"\4" + x + y, KEY_INVALID),
        ("of both forms", code + bytes([lead[0] + 4]) + x + y, KEY_INVALID),
        ("led by another byte", code + b"\5" + x, KEY_INVALID),
        ("the point at infinity", code + b"\0", KEY_INVALID),
        ("zeros", code + bytes(curve.size + 1), KEY_INVALID),
        ("a byte short", code + lead + x[:-1], KEY_INVALID),
        ("a byte long", code + lead + x + b"\0", KEY_INVALID),
        ("x alone", code + x, KEY_INVALID),
        ("under the prefix of another curve", b"\x82\x24" + lead + x, UNKNOWN),
        ("under the prefix of Ed25519", b"\xed\x01" + lead + x, KEY_INVALID),
        ("under the prefix of secp256k1", b"\xe7\x01" + lead + x, UNKNOWN),
        ("without prefix", lead + x, KEY_INVALID),
        ("nothing", b"", KEY_INVALID),
    ):
        web = published(publicKeyMultibase=multibase_encode(key))
        title = f"a Multikey that is {name} ({curve.signer.algorithm})"
        yield case("B12", title, secured, answer, web=web)
    for name, text in {
        "base64url": "u" + base64url_encode(code + lead + x),
        "behind a space": " " + multibase_encode(code + lead + x),
        "of 100,000 letters": "z" + "2" * 30_000,
    }.items():
        title = f"a Multikey that is {name} ({curve.signer.algorithm})"
        yield case("B12", title, secured, KEY_INVALID, web=published(publicKeyMultibase=text))


def jwks(curve: Curve) -> Rows:
    """B12: the same keys as JSON."""
    way = Way(RDFC, curve.signer)
    secured = way.badge(way.proof(verificationMethod=METHOD))
    jwk = curve.signer.public_key.jwk
    off = base64url_encode(curve.without_a_point().to_bytes(curve.size))
    other = {"P-256": "P-384", "P-384": "P-256"}[jwk["crv"]]
    yield good(
        f"a JsonWebKey of {curve.signer.algorithm}",
        secured,
        web=published(type="JsonWebKey", publicKeyJwk=jwk),
    )
    for name, key, answer in (
        ("off the curve", {**jwk, "x": off}, KEY_INVALID),
        ("of y for x", {**jwk, "x": jwk["y"], "y": jwk["x"]}, KEY_INVALID),
        ("of another curve", {**jwk, "crv": other}, KEY_INVALID),
        ("of zeros", {**jwk, "x": "AA", "y": "AA"}, KEY_INVALID),
        ("without y", {k: v for k, v in jwk.items() if k != "y"}, KEY_INVALID),
        ("padded", {**jwk, "x": jwk["x"] + "="}, KEY_INVALID),
        ("private", {**jwk, "d": jwk["x"]}, NOT_RESOLVED),
        ("for encryption", {**jwk, "use": "enc"}, KEY_INVALID),
        ("for another algorithm", {**jwk, "alg": "EdDSA"}, KEY_INVALID),
    ):
        title = f"a JsonWebKey that is {name} ({curve.signer.algorithm})"
        web = published(type="JsonWebKey", publicKeyJwk=key)
        yield case("B12", title, secured, answer, web=web)


def issuers(curve: Curve) -> Rows:
    """C8: an issuer whose DID is its key."""
    signer, algorithm = curve.signer, curve.signer.algorithm
    make: list[tuple[str, Callable[[KeySigner], str]]] = [
        ("did:key", forge.did_key),
        ("did:jwk", forge.did_jwk),
    ]
    for kind, did in make:
        issuer = did(signer)
        document = put(badge(), "issuer", "id", to=issuer)
        named = f"{issuer}#{signer.public_key.multikey if kind == 'did:key' else 0}"
        proof = proof_of(document, signer, cryptosuite=RDFC, verificationMethod=named)
        secured = {**document, "proof": [proof]}
        yield good(f"a proof by {kind}, {algorithm}", secured, trusted=None)
        name = f"a changed badge by {kind}, {algorithm}"
        yield case("B2", name, put(secured, "name", to="D"), SIGNATURE_INVALID, trusted=None)
    off = curve.code + b"\2" + curve.without_a_point().to_bytes(curve.size)
    issuer = f"did:key:{multibase_encode(off)}"
    document = put(badge(), "issuer", "id", to=issuer)
    method = f"{issuer}#{multibase_encode(off)}"
    proof = proof_of(document, signer, cryptosuite=RDFC, verificationMethod=method)
    name = f"a did:key off the curve, {algorithm}"
    yield case("C8", name, {**document, "proof": [proof]}, KEY_INVALID, trusted=None)


def older_keys() -> Rows:
    """A key as Ed25519VerificationKey2020, and one of another kind under that name."""
    old = {"type": "Ed25519VerificationKey2020"}
    for suite in (OLD_NAME, OLD_TYPE, "eddsa-rdfc-2022"):
        way = Way(suite, forge.DISTRICT_KEY)
        secured = way.badge(way.proof(verificationMethod=METHOD))
        web = published(publicKeyMultibase=forge.DISTRICT_KEY.public_key.multikey, **old)
        yield good(f"a key in the older form ({way})", secured, web=web)
        key = forge.DISTRICT_P256.public_key.multikey
        web = published(publicKeyMultibase=key, **old)
        yield case("B12", f"a P-256 key as an older one ({way})", secured, KEY_INVALID, web=web)
        web = published(publicKeyMultibase=forge.ATTACKER_KEY.public_key.multikey, **old)
        title = f"another's key in the older form ({way})"
        yield case("B12", title, secured, SIGNATURE_INVALID, web=web)
    way = Way(RDFC, forge.DISTRICT_P256)
    secured = way.badge(way.proof(verificationMethod=METHOD))
    web = published(publicKeyMultibase=forge.DISTRICT_P256.public_key.multikey, **old)
    yield case("B12", f"a key in the form of another kind ({way})", secured, KEY_INVALID, web=web)
    both = did_document(forge.DISTRICT, [forge.DISTRICT_P256.public_key])
    both["verificationMethod"][0]["publicKeyJwk"] = forge.DISTRICT_P384.public_key.jwk
    web = {forge.DID_URL: forge.dumps(both)}
    secured = way.badge(way.made)
    yield case("B12", f"keys of two curves in one ({way})", secured, NOT_RESOLVED, web=web)


def older_badges() -> Rows:
    """VC 1.1, with the context that its kind of proof needs and without."""
    for url, suite in (
        (f"{DATA_INTEGRITY}v2", "eddsa-rdfc-2022"),
        (f"{DATA_INTEGRITY}v1", "eddsa-rdfc-2022"),
        (f"{DATA_INTEGRITY}v2", OLD_NAME),
        (f"{DATA_INTEGRITY}v2", RDFC),
        (f"{DATA_INTEGRITY}v1", RDFC),
        (ED25519_2020, OLD_TYPE),
    ):
        signer = forge.DISTRICT_P256 if suite == RDFC else forge.DISTRICT_KEY
        document = badge(
            **{"@context": [contexts.CREDENTIALS_V1, contexts.OPEN_BADGES, url]},
            validFrom=ABSENT,
            issuanceDate=badge()["validFrom"],
        )
        named = {"type": OLD_TYPE, "cryptosuite": ABSENT} if suite == OLD_TYPE else {}
        secured = {
            **document,
            "proof": proof_of(document, signer, **{"cryptosuite": suite} | named),
        }
        of = f"under {url[21:]} ({suite})"
        yield good(f"of VC 1.1, {of}", secured)
        bare = put(secured, "@context", to=document["@context"][:2])
        yield case("A1", f"of VC 1.1, not {of}", bare, UNDEFINED_TERM)
        changed = put(secured, "issuanceDate", to="2020-01-01T00:00:00Z")
        yield case("B2", f"a changed badge of VC 1.1, {of}", changed, SIGNATURE_INVALID)
