"""Proofs that are missing, altered, borrowed, or made in another way (threats B2 to B10)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from openbadges_issuer import timestamps
from openbadges_issuer.encoding import base58btc_decode, multibase_encode
from openbadges_issuer.errors import Problem
from openbadges_issuer.report import Verdict
from tests.hostile import forge
from tests.hostile.cases.case import (
    FAILED,
    KEY_INVALID,
    NOT_AUTHORIZED,
    SIGNATURE_INVALID,
    WAYS,
    Answer,
    Rows,
    case,
    tampered,
    unsupported,
)
from tests.hostile.forge import ABSENT, badge, proof_of, put, sign

PROOF = proof_of(badge())
ORDER = 2**252 + 27742317777372353535851937790883648493
UNSUPPORTED = unsupported("signature", Problem.PROOF_UNSUPPORTED)
EMBEDDED = ("eddsa-rdfc-2022", "eddsa-jcs-2022")


def rows() -> Rows:
    yield from no_proof()
    yield from changes_of_the_badge()
    yield from changes_of_the_proof()
    yield from purposes()
    yield from sets()
    yield from chains()
    yield from suites()
    yield from times()
    yield from forms_of_a_signature()
    yield from keys_for_which_anybody_can_sign()


def altered(way: str, **changes: Any) -> dict[str, Any]:
    """Alter a proof after it was made."""
    (proof,) = WAYS[way](badge())["proof"]
    return badge(proof=[{k: v for k, v in (proof | changes).items() if v is not ABSENT}])


def no_proof() -> Rows:
    """B2."""
    missing = tampered("signature", Problem.PROOF_MISSING)
    for proof in (ABSENT, None, [], {}, "", "none", 0, [[]], [None], [""], True):
        name = "missing" if proof is ABSENT else repr(proof)
        answer = missing if proof is ABSENT or proof in (None, []) else tampered("signature")
        yield case("B2", f"the proof is {name}", badge(proof=proof), answer)
    for member in ("endorsement", "evidence"):
        wrapped = badge(**{member: [sign(badge())]})
        answer = tampered("signature", Problem.PROOF_MISSING)
        yield case("B2", f"unsigned, round a signed badge in {member}", wrapped, answer)
    other = badge(id="https://badges.example/b/2", proof=[PROOF])
    yield case("B2", "the proof of another badge", other, SIGNATURE_INVALID)


CHANGES: list[tuple[tuple[Any, ...], Any]] = [
    (("id",), "urn:uuid:1"),
    (("name",), "Flipped Classroom"),
    (("name",), ABSENT),
    (("validFrom",), "2026-10-22T15:00:01Z"),
    (("validFrom",), "2026-10-22T15:00:00.0Z"),
    (("validFrom",), "2026-10-22T17:00:00+02:00"),
    (("validUntil",), "2099-01-01T00:00:00Z"),
    (("issuer", "name"), "Waukesha School District"),
    (("issuer", "url"), "https://badges.attacker.example/"),
    (("type",), ["VerifiableCredential", "OpenBadgeCredential", "EndorsementCredential"]),
    (("credentialStatus",), forge.entry()),
    (("evidence",), [{"type": ["Evidence"], "name": "Another plan"}]),
    (("credentialSubject", "id"), "did:example:attacker"),
    (("credentialSubject", "identifier"), [forge.identity("attacker@example.org")]),
    (("credentialSubject", "identifier", 0, "hashed"), False),
    (("credentialSubject", "creditsEarned"), 3),
    (("credentialSubject", "achievement", "name"), "Doctor of Education"),
    (("credentialSubject", "achievement", "achievementType"), "DoctoralDegree"),
    (("credentialSubject", "achievement", "criteria", "narrative"), ""),
    (("credentialSubject", "achievement", "image"), {"id": "https://x.example/", "type": "Image"}),
]


def changes_of_the_badge() -> Rows:
    """Anything changed after it was signed; D7: a status entry taken out or altered."""
    for way in EMBEDDED:
        signed = WAYS[way](badge())
        for path, value in CHANGES:
            how = "taken out" if value is ABSENT else f"is now {value!r}"
            name = f"{'.'.join(map(str, path))} {how} ({way})"
            yield case("B2", name, put(signed, *path, to=value), SIGNATURE_INVALID)
        revoked = WAYS[way](badge(credentialStatus=forge.entry(forge.WITHDRAWN)))
        for path, value in [
            (("credentialStatus",), ABSENT),
            (("credentialStatus", "statusListIndex"), str(forge.IN_FORCE)),
            (("credentialStatus", "statusPurpose"), "message"),
            (("credentialStatus", "statusListCredential"), forge.SUSPENSIONS),
        ]:
            name = f"a revoked badge whose {path[-1]} was changed ({way})"
            yield case("D7", name, put(revoked, *path, to=value), SIGNATURE_INVALID)


def changes_of_the_proof() -> Rows:
    """A proof is signed with its members."""
    same_key = forge.method(forge.DISTRICT, forge.DISTRICT_KEY.public_key, jwk=True)
    for way in EMBEDDED:
        for changes in (
            {"created": "2026-10-22T15:00:01Z"},
            {"created": ABSENT},
            {"expires": "2099-01-01T00:00:00Z"},
            {"domain": "https://hire.example"},
            {"challenge": "x"},
            {"nonce": "x"},
            {"id": "urn:uuid:1"},
            {"verificationMethod": same_key},
        ):
            how = "taken out" if ABSENT in changes.values() else "changed"
            name = f"{' '.join(changes)} of the proof {how} ({way})"
            yield case("B2", name, altered(way, **changes), SIGNATURE_INVALID)


def purposes() -> Rows:
    """B3."""
    wrong = tampered("signature", Problem.PROOF_PURPOSE)
    for way in EMBEDDED:
        for purpose in (
            *("authentication", "keyAgreement", "capabilityInvocation", "AssertionMethod"),
            "https://w3id.org/security#assertionMethod",
            ["assertionMethod"],
            ["assertionMethod", "authentication"],
            ABSENT,
        ):
            document = WAYS[way](badge(), proofPurpose=purpose)  # type: ignore[call-arg]
            name = "missing" if purpose is ABSENT else repr(purpose)
            yield case("B3", f"the purpose is {name} ({way})", document, wrong)


def sets() -> Rows:
    """B4: a bad proof beside other bad ones; nobody's good proof makes up for it."""
    attackers = proof_of(
        badge(),
        forge.ATTACKER_KEY,
        verificationMethod=forge.method(forge.ATTACKER, forge.ATTACKER_KEY.public_key),
    )
    broken = PROOF | {"proofValue": attackers["proofValue"]}
    unknown = PROOF | {"cryptosuite": "zk-rdfc-2030"}
    unreached = proof_of(badge(), verificationMethod=f"{forge.DISTRICT}#withdrawn")
    not_a_proof = Answer(Verdict.MALFORMED, "schema", FAILED)
    for name, proofs, answer in (
        ("the attacker's", [attackers], NOT_AUTHORIZED),
        ("the attacker's and a broken one", [attackers, broken], NOT_AUTHORIZED),
        ("a broken one and the attacker's", [broken, attackers], NOT_AUTHORIZED),
        ("an unknown suite", [unknown], UNSUPPORTED),
        ("an unknown suite and a broken one", [unknown, broken], UNSUPPORTED),
        ("the attacker's and an unknown suite", [attackers, unknown], UNSUPPORTED),
        ("an unknown suite and the attacker's", [unknown, attackers], UNSUPPORTED),
        ("a key that is not there and a broken one", [unreached, broken], NOT_AUTHORIZED),
        ("a broken one and an empty one", [broken, {}], tampered("signature")),
        ("a good one and null", [PROOF, None], not_a_proof),
        ("a good one and a text", [PROOF, "x"], not_a_proof),
    ):
        yield case("B4", f"proofs: {name}", badge(proof=proofs), answer)


def chains() -> Rows:
    """B5."""
    for previous in ("urn:uuid:1", "urn:uuid:self", ["urn:uuid:1"], []):
        document = sign(badge(), id="urn:uuid:self", previousProof=previous)
        yield case("B5", f"a proof behind {previous!r}", document, SIGNATURE_INVALID)
    loop = [
        proof_of(badge(), id=f"urn:uuid:{a}", previousProof=f"urn:uuid:{b}")
        for a, b in ("12", "21")
    ]
    yield case("B5", "a chain that bites its tail", badge(proof=loop), SIGNATURE_INVALID)
    document = forge.jcs_sign(badge(), previousProof="urn:uuid:1")
    yield case("B5", "a proof over text behind another", document, SIGNATURE_INVALID)


def suites() -> Rows:
    """B6."""
    for suite in (
        *("eddsa-rdfc-2023", "eddsa-jcs-2023", "eddsa-2023", "EDDSA-RDFC-2022"),
        *("eddsa-rdfc-2022 ", "eddsa-jcs-2022 ", "eddsa-jcs-2021", "zk-rdfc-2030", "none"),
    ):
        yield case("B6", f"the suite {suite!r}", sign(badge(), cryptosuite=suite), UNSUPPORTED)
    for suite in (ABSENT, "", ["eddsa-rdfc-2022"], 5):
        name = "missing" if suite is ABSENT else repr(suite)
        document = altered("eddsa-rdfc-2022", cryptosuite=suite)
        yield case("B6", f"the suite is {name}", document, SIGNATURE_INVALID)
    for type_ in ("Ed25519Signature2018", "BbsBlsSignature2020", "JsonWebSignature2020"):
        document = altered("eddsa-rdfc-2022", type=type_, cryptosuite=ABSENT)
        yield case("B6", f"a proof of type {type_}", document, UNSUPPORTED)
    for signer in forge.DISTRICT_KEYS[1:]:
        for way in EMBEDDED:
            document = WAYS[way](badge(), signer)  # type: ignore[call-arg]
            name = f"a key for {signer.algorithm} under {way}"
            yield case("B6", name, document, SIGNATURE_INVALID)
    text, statements = forge.jcs_proof_of(badge()), PROOF
    del text["@context"]
    for name, proof in (
        ("a proof over text that says it is over statements", text),
        ("a proof over statements that says it is over text", statements),
    ):
        other = {"eddsa-rdfc-2022": "eddsa-jcs-2022", "eddsa-jcs-2022": "eddsa-rdfc-2022"}
        document = badge(proof=[proof | {"cryptosuite": other[proof["cryptosuite"]]}])
        yield case("B6", name, document, SIGNATURE_INVALID)


NO_TIMES = [
    *("2026-10-22", "2026-10-22T15:00:00", "2026-10-22 15:00:00Z", "2026-02-30T15:00:00Z"),
    *("2026-10-22T24:00:00Z", "２０２６-10-22T15:00:00Z", "yesterday", "0", ""),
    *("-2026-10-22T15:00:00Z", "12026-10-22T15:00:00Z", " 2026-10-22T15:00:00Z"),
]


def times() -> Rows:
    """B7."""
    for way in EMBEDDED:
        late = timestamps.format(forge.NOW + timedelta(seconds=301))
        document = WAYS[way](badge(), created=late)  # type: ignore[call-arg]
        yield case("B7", f"created 301 seconds from now ({way})", document, tampered("signature"))
        past = timestamps.format(forge.NOW - timedelta(seconds=1))
        document = WAYS[way](badge(), expires=past)  # type: ignore[call-arg]
        answer = tampered("signature", Problem.PROOF_EXPIRED)
        yield case("B7", f"a proof that expired a second ago ({way})", document, answer)
        for member in ("created", "expires"):
            for time in NO_TIMES:
                document = WAYS[way](badge(), **{member: time})  # type: ignore[call-arg]
                yield case("B7", f"{member} is {time!r} ({way})", document, SIGNATURE_INVALID)
            for kind in (0, True, ["2026-10-22T15:00:00Z"]):
                document = altered(way, **{member: kind})
                yield case("B7", f"{member} is {kind!r} ({way})", document, SIGNATURE_INVALID)


def forms_of_a_signature() -> Rows:
    """B9, and B10: signatures that a careless library takes."""
    for way in EMBEDDED:
        value = WAYS[way](badge())["proof"][0]["proofValue"]
        signature = base58btc_decode(value[1:])
        r, s = signature[:32], int.from_bytes(signature[32:], "little")
        for name, form in {
            "missing": ABSENT,
            **forge.miswritten(value, signature),
            "of letters that base58 has not": "z0OIl" + value[5:],
            "63 bytes": multibase_encode(signature[:63]),
            "65 bytes": multibase_encode(signature + b"\0"),
            "a zero byte longer": multibase_encode(b"\0" + signature),
            "there twice": multibase_encode(signature * 2),
            "DER": multibase_encode(encode_dss_signature(int.from_bytes(r), s)),
            "100,000 letters": "z" + "2" * 100_000,
        }.items():
            document = altered(way, proofValue=form)
            yield case("B9", f"the signature is {name} ({way})", document, SIGNATURE_INVALID)
        for name, forged in {
            "S + L": r + (s + ORDER).to_bytes(32, "little"),
            "zero": bytes(64),
            "zero with a sign": bytes(63) + b"\x80",
            "one and zero": b"\1" + bytes(63),
            "one and zero with a sign": b"\1" + bytes(62) + b"\x80",
        }.items():
            document = altered(way, proofValue=multibase_encode(forged))
            yield case("B10", f"the signature is {name} ({way})", document, SIGNATURE_INVALID)


SMALL_ORDER = [
    "0100000000000000000000000000000000000000000000000000000000000000",
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0000000000000000000000000000000000000000000000000000000000000080",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "0100000000000000000000000000000000000000000000000000000000000080",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
]


def keys_for_which_anybody_can_sign() -> Rows:
    """B10: for some of these, OpenSSL takes one signature for every message."""
    for point in SMALL_ORDER:
        multikey = multibase_encode(b"\xed\x01" + bytes.fromhex(point))
        issuer = f"did:key:{multikey}"
        document = put(badge(), "issuer", "id", to=issuer)
        proof = proof_of(document, verificationMethod=f"{issuer}#{multikey}")
        for r in sorted({bytes.fromhex(point), b"\1" + bytes(31)}):
            forged = proof | {"proofValue": multibase_encode(r + bytes(32))}
            secured = {**document, "proof": [forged]}
            name = f"a key of small order {point[:4]}…{point[-2:]}, R {r.hex()[:2]}…{r.hex()[-2:]}"
            yield case("B10", name, secured, KEY_INVALID, trusted=None)
