"""A district, those who would forge its badges, and their tools.

Everything comes from fixed seeds, so a test makes the same bytes each time. What is signed here is
signed by plain PyLD, without safe mode: an attack is then the only thing wrong with a badge, and
our canonicalization is held against another one.
"""

from __future__ import annotations

import copy
import hashlib
import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from hashlib import sha256, shake_256
from typing import Any

import rfc8785
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pyld import canon, jsonld

from openbadges_issuer import contexts, timestamps
from openbadges_issuer.did import did_document
from openbadges_issuer.encoding import base64url_encode, multibase_encode
from openbadges_issuer.errors import FetchError, Problem
from openbadges_issuer.fetching import Response
from openbadges_issuer.issuing import Issuer
from openbadges_issuer.keys import KeySigner, PublicKey
from openbadges_issuer.model import Profile
from openbadges_issuer.proofs.selective.deriving import derive
from openbadges_issuer.report import CHECK_IDS, Outcome, Report, Verdict, VerificationError
from openbadges_issuer.signed import SignedCredential
from openbadges_issuer.status import Bitstring, StatusEntry, StatusList, status_list_credential
from openbadges_issuer.strict_json import as_list
from openbadges_issuer.verifying import Policy, TrustList, Verifier

NOW = datetime(2026, 11, 21, 15, 0, tzinfo=UTC)
ISSUED = NOW - timedelta(days=30)
ABSENT: Any = ...
"""In place of a value: take the member out."""

# Keys ------------------------------------------------------------------------------------------


def ed25519(seed: int) -> KeySigner:
    return KeySigner(Ed25519PrivateKey.from_private_bytes(bytes([seed]) * 32))


def ecdsa(seed: int, curve: ec.EllipticCurve) -> KeySigner:
    return KeySigner(ec.derive_private_key(seed, curve))


def _prime(name: str, bits: int, up: int) -> int:
    """Give a prime that lies `up` above a number made from a seed."""
    seed = f"a test prime {name} of {bits} bits".encode()
    return (int.from_bytes(shake_256(seed).digest(bits // 8)) | 3 << (bits - 2) | 1) + up


def rsa_numbers(bits: int) -> tuple[int, int, int]:
    """Give p, q and d of an RSA key of 2048 or 1024 bits whose e is 65537."""
    up = {2048: (2_192, 454), 1024: (430, 202)}[bits]
    p, q = (_prime(name, bits // 2, up[i]) for i, name in enumerate("pq"))
    return p, q, pow(65_537, -1, (p - 1) * (q - 1))


def rs256(n: int, d: int, data: bytes) -> bytes:
    """Sign by hand, for keys that no library takes (RFC 8017 section 8.2.1)."""
    size = (n.bit_length() + 7) // 8
    digest = bytes.fromhex("3031300d060960864801650304020105000420") + sha256(data).digest()
    encoded = b"\0\1" + b"\xff" * (size - 3 - len(digest)) + b"\0" + digest
    return pow(int.from_bytes(encoded), d, n).to_bytes(size)


def _rsa_signer() -> KeySigner:
    p, q, d = rsa_numbers(2048)
    public = rsa.RSAPublicNumbers(65_537, p * q)
    crt = (rsa.rsa_crt_dmp1(d, p), rsa.rsa_crt_dmq1(d, q), rsa.rsa_crt_iqmp(p, q))
    return KeySigner(rsa.RSAPrivateNumbers(p, q, d, *crt, public).private_key())


DISTRICT_KEY = ed25519(1)
DISTRICT_P256 = ecdsa(1_001, ec.SECP256R1())
DISTRICT_P384 = ecdsa(1_002, ec.SECP384R1())
DISTRICT_RSA = _rsa_signer()
DISTRICT_KEYS = (DISTRICT_KEY, DISTRICT_P256, DISTRICT_P384, DISTRICT_RSA)
ATTACKER_KEY = ed25519(66)

# Who and where ---------------------------------------------------------------------------------

HOST = "badges.kettle-moraine.example"
DISTRICT = f"did:web:{HOST}"
ATTACKER = "did:web:badges.attacker.example"
DID_URL = f"https://{HOST}/.well-known/did.json"
ATTACKER_URL = "https://badges.attacker.example/.well-known/did.json"
REVOCATIONS = f"https://{HOST}/status/revocations"
SUSPENSIONS = f"https://{HOST}/status/suspensions"
WITHDRAWN = 94_567  # the index that is set in both lists
IN_FORCE = 94_568
TEACHER = "teacher@example.org"


def method(issuer: str, key: PublicKey, *, jwk: bool = False) -> str:
    """Name the verification method of a key as `did_document` does."""
    return f"{issuer}#{key.thumbprint if jwk or key.multikey is None else key.multikey}"


def did_key(signer: KeySigner) -> str:
    return f"did:key:{signer.public_key.multikey}"


def did_jwk(signer: KeySigner) -> str:
    return f"did:jwk:{part(signer.public_key.jwk)}"


@cache
def documents() -> dict[str, bytes]:
    """Give what the servers of the district and of the attacker answer, by URL."""
    ours = did_document(DISTRICT, [signer.public_key for signer in DISTRICT_KEYS])
    theirs = did_document(ATTACKER, [ATTACKER_KEY.public_key])
    return {
        DID_URL: dumps(ours),
        ATTACKER_URL: dumps(theirs),
        REVOCATIONS: dumps(sign(status_list())),
        SUSPENSIONS: dumps(sign(status_list("suspension"))),
    }


@dataclass
class Server:
    """A fetcher that answers from what it holds, and remembers what it was asked for."""

    holds: dict[str, bytes]
    asked: list[str] = field(default_factory=list)

    def fetch(self, url: str, *, max_bytes: int, accept: str) -> Response:
        self.asked.append(url)
        if url not in self.holds:
            raise FetchError(f"{url} did not answer")
        return Response(url, self.holds[url], "", NOW)


def server(**changed: bytes) -> Server:
    """Serve what everybody serves, but for `did`, `revocations` or `suspensions` as given."""
    urls = {"did": DID_URL, "revocations": REVOCATIONS, "suspensions": SUSPENSIONS}
    return Server(documents() | {urls[name]: content for name, content in changed.items()})


def tripwire() -> Server:
    """Serve nothing; a test looks at what was asked for."""
    return Server({})


def signer_for(securing: str) -> KeySigner:
    """Give a key of the district's that signs in that way."""
    of_suite = {
        "ecdsa-rdfc-2019": DISTRICT_P384,
        "ecdsa-jcs-2019": DISTRICT_P256,
        "ecdsa-sd-2023": DISTRICT_P256,
    }
    return of_suite.get(securing, DISTRICT_KEY)


def issuer_for(securing: str, signer: KeySigner | None = None) -> Issuer:
    """Give the district, as it signs in that way, with that key or any that does."""
    return Issuer(
        Profile(id=DISTRICT, name="Kettle Moraine School District"),
        signer=signer or signer_for(securing),
        clock=lambda: ISSUED,
    )


def shown(signed: SignedCredential) -> bytes:
    """Give what is shown of a credential: as it is signed; of a base proof, all of it."""
    if signed.securing == "ecdsa-sd-2023":
        return dumps(derive(signed.document, [""]))
    return signed.bytes


ISSUER = issuer_for("eddsa-rdfc-2022")
KNOWN = {DISTRICT: {"name": "Kettle Moraine"}}
TRUSTED = Policy(trust=TrustList.from_mapping({"issuers": KNOWN}))
ANYBODY = Policy(any_issuer=True)

# Documents -------------------------------------------------------------------------------------


def dumps(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def badge(**changes: Any) -> dict[str, Any]:
    """Give the district's badge, unsigned, with top-level members changed."""
    document = {
        "@context": [contexts.CREDENTIALS_V2, contexts.OPEN_BADGES],
        "id": f"https://{HOST}/b/7Q2M-XK4T-93PD",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": "Flipped classroom",
        "issuer": {"id": DISTRICT, "type": ["Profile"], "name": "Kettle Moraine School District"},
        "validFrom": timestamps.format(ISSUED),
        "credentialSubject": {
            "id": "urn:uuid:7f4e0a52-54ba-4c0e-8f0e-5f4a0f5d5b1c",
            "type": ["AchievementSubject"],
            "identifier": [identity(TEACHER)],
            "achievement": {
                "id": f"https://{HOST}/achievements/flipped-classroom",
                "type": ["Achievement"],
                "achievementType": "MicroCredential",
                "name": "Flipped classroom",
                "description": "Plans a unit so that time in class is for practice.",
                "criteria": {"narrative": "Hand in a unit plan and **two** recordings."},
            },
        },
    }
    return given(document | changes)


def identity(address: str, salt: str = "sea", **changes: Any) -> dict[str, Any]:
    entry = {
        "type": "IdentityObject",
        "hashed": True,
        "identityHash": f"sha256${sha256((address + salt).encode()).hexdigest()}",
        "identityType": "emailAddress",
        "salt": salt,
    }
    return given(entry | changes)


def entry(index: int = IN_FORCE, purpose: str = "revocation", **changes: Any) -> dict[str, Any]:
    """Give a status entry that names the district's list of that purpose."""
    url = REVOCATIONS if purpose == "revocation" else SUSPENSIONS
    return given(StatusEntry(url, index, purpose).to_json() | changes)


def status_list(purpose: str = "revocation", **changes: Any) -> dict[str, Any]:
    """Give the district's unsigned list of that purpose, with top-level members changed."""
    state = StatusList.new(REVOCATIONS if purpose == "revocation" else SUSPENSIONS, purpose)
    state.bits.set(WITHDRAWN, True)
    document = status_list_credential(
        state, issuer=DISTRICT, valid_from=NOW - timedelta(hours=1), valid_until=NOW + timedelta(1)
    )
    return given(document | changes)


def bits(*indices: int, length: int = 131_072) -> Bitstring:
    row = Bitstring(length)
    for index in indices:
        row.set(index, True)
    return row


def put(document: dict[str, Any], *path: str | int, to: Any) -> dict[str, Any]:
    """Give a copy with the value at a path changed, added, or taken out by ABSENT."""
    changed = copy.deepcopy(document)
    inner: Any = changed
    for step in path[:-1]:
        inner = inner[step]
    if to is ABSENT:
        del inner[path[-1]]
    else:
        inner[path[-1]] = to
    return changed


def given(members: dict[str, Any]) -> dict[str, Any]:
    """Give the members that are there."""
    return {name: value for name, value in members.items() if value is not ABSENT}


# Signing ---------------------------------------------------------------------------------------


def normalize(document: dict[str, Any], hash_name: str = "sha256") -> bytes:
    """Canonicalize with plain PyLD: undefined terms vanish, relative names get a base."""
    return _normalize(dumps(document), hash_name)


@cache
def _normalize(text: bytes, hash_name: str) -> bytes:
    dataset = jsonld.to_rdf(
        json.loads(text), {"documentLoader": _bundled, "rdfDirection": "i18n-datatype"}
    )
    algorithm = canon.URDNA2015()
    algorithm.create_hash = lambda: hashlib.new(hash_name)
    return str(algorithm.main(dataset, {"format": "application/n-quads"})).encode()


def _bundled(url: str, _options: Any) -> dict[str, Any]:
    return {
        "contentType": "application/ld+json",
        "contextUrl": None,
        "documentUrl": url,
        "document": contexts.load(url),
    }


def hash_of(signer: KeySigner) -> str:
    """Name the hash function that goes with a key."""
    return "sha384" if signer.algorithm == "ES384" else "sha256"


def proof_of(
    document: dict[str, Any],
    signer: KeySigner = DISTRICT_KEY,
    *,
    before: Sequence[Any] = (),
    hash_name: str | None = None,
    **changes: Any,
) -> dict[str, Any]:
    """Make a proof over statements, with members changed before they are signed.

    It is an eddsa-rdfc-2022 proof, unless they say another name. `before` are the proofs before it
    in a chain; `hash_name` is that of a hash that does not go with the key.
    """
    configuration = given(
        {
            "type": "DataIntegrityProof",
            "cryptosuite": "eddsa-rdfc-2022",
            "created": timestamps.format(ISSUED),
            "verificationMethod": method(DISTRICT, signer.public_key),
            "proofPurpose": "assertionMethod",
        }
        | changes
    )
    whole = {**document, "proof": list(before)} if before else document
    name = hash_name or hash_of(signer)
    hashed = [
        hashlib.new(name, normalize(part, name)).digest()
        for part in ({**configuration, "@context": document["@context"]}, whole)
    ]
    return {**configuration, "proofValue": multibase_encode(signer.sign(b"".join(hashed)))}


def sign(
    document: dict[str, Any], signer: KeySigner = DISTRICT_KEY, **changes: Any
) -> dict[str, Any]:
    """Secure a document with one proof; see `proof_of`."""
    return {**document, "proof": [proof_of(document, signer, **changes)]}


def jcs_proof_of(
    document: dict[str, Any],
    signer: KeySigner = DISTRICT_KEY,
    *,
    before: Sequence[Any] = (),
    hash_name: str | None = None,
    **changes: Any,
) -> dict[str, Any]:
    """Make a proof over the text, as `proof_of` does over statements; by default eddsa-jcs-2022.

    The document is signed under the contexts of the proof, as a careless verifier would take it.
    """
    configuration = given(
        {
            "type": "DataIntegrityProof",
            "cryptosuite": "eddsa-jcs-2022",
            "created": timestamps.format(ISSUED),
            "verificationMethod": method(DISTRICT, signer.public_key),
            "proofPurpose": "assertionMethod",
            "@context": document.get("@context", ABSENT),
        }
        | changes
    )
    context = configuration.get("@context", document.get("@context", ABSENT))
    signed = given({**document, "@context": context, "proof": list(before) or ABSENT})
    name = hash_name or hash_of(signer)
    hashed = [hashlib.new(name, rfc8785.dumps(part)).digest() for part in (configuration, signed)]
    return {**configuration, "proofValue": multibase_encode(signer.sign(b"".join(hashed)))}


def jcs_sign(
    document: dict[str, Any], signer: KeySigner = DISTRICT_KEY, **changes: Any
) -> dict[str, Any]:
    """Secure a document with one proof over its text; see `jcs_proof_of`."""
    return {**document, "proof": [jcs_proof_of(document, signer, **changes)]}


def miswritten(value: str, signature: bytes) -> dict[str, Any]:
    """Write the proofValue of a signature in ways that are none, whatever its length."""
    return {
        "empty": "",
        "z only": "z",
        "a list": [value],
        "without its letter": value[1:],
        "base64url": "u" + part(signature),
        "base64 padded": "M" + part(signature) + "==",
        "hex": "f" + signature.hex(),
        "upper-case base58": value.upper(),
        "behind a space": " " + value,
        "before a space": value + " ",
        "before a line": value + "\n",
        "broken over lines": value[:9] + "\n" + value[9:],
    }


def part(value: Any) -> str:
    """Write one part of a token: a JSON value, or bytes as they are."""
    return base64url_encode(value if isinstance(value, bytes) else dumps(value))


def jws(header: Any, payload: Any, signer: KeySigner | None = None) -> str:
    """Make a compact JWS of any header and payload; without a signer, without a signature."""
    signing_input = f"{part(header)}.{part(payload)}"
    signature = signer.sign(signing_input.encode()) if signer else b""
    return f"{signing_input}.{base64url_encode(signature)}"


def claims(document: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """Give the payload of a VC-JWT, with claims changed."""
    issuer = document["issuer"]
    values = {
        "iss": issuer["id"] if isinstance(issuer, dict) else issuer,
        "jti": document["id"],
        "sub": document["credentialSubject"]["id"],
        "nbf": int(timestamps.parse(document["validFrom"]).timestamp()),
    }
    if "validUntil" in document:
        values["exp"] = int(timestamps.parse(document["validUntil"]).timestamp())
    return given({**document, **values} | changes)


def header(signer: KeySigner = DISTRICT_KEY, issuer: str = DISTRICT, **changes: Any) -> Any:
    """Give the header of a VC-JWT, with members changed."""
    alg = {"Ed25519": "EdDSA"}.get(signer.algorithm, signer.algorithm)
    kid = method(issuer, signer.public_key, jwk=True)
    return given({"alg": alg, "kid": kid, "typ": "JWT"} | changes)


def token(document: dict[str, Any], signer: KeySigner = DISTRICT_KEY, **header_changes: Any) -> str:
    """Secure a document as a VC-JWT."""
    return jws(header(signer, **header_changes), claims(document), signer)


# Pictures --------------------------------------------------------------------------------------


def chunk(kind: bytes, data: bytes) -> bytes:
    return len(data).to_bytes(4) + kind + data + zlib.crc32(kind + data).to_bytes(4)


def itxt(text: bytes, keyword: bytes = b"openbadgecredential") -> bytes:
    return chunk(b"iTXt", keyword + b"\0\0\0\0\0" + text)


def png(*chunks: bytes) -> bytes:
    """Make a picture of one pixel, with further chunks before its end."""
    ihdr = chunk(b"IHDR", bytes([0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0]))
    idat = chunk(b"IDAT", zlib.compress(b"\0\0"))
    return b"\x89PNG\r\n\x1a\n" + ihdr + idat + b"".join(chunks) + chunk(b"IEND", b"")


SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><path d="M0 0h1v1z"/></svg>'

# Verifying -------------------------------------------------------------------------------------


def verifier(
    fetcher: Server | None = None, *, policy: Policy = TRUSTED, now: datetime = NOW
) -> Verifier:
    return Verifier(policy, fetcher=fetcher or server(), clock=lambda: now)


def verify(
    data: Any,
    fetcher: Server | None = None,
    *,
    policy: Policy = TRUSTED,
    now: datetime = NOW,
    recipient: str | None = None,
) -> Report:
    """Verify bytes, text or a document, and check what must hold of every report."""
    raw = dumps(data) if isinstance(data, dict | list) else data
    report = verifier(fetcher, policy=policy, now=now).verify(raw, recipient=recipient)
    check_contract(report, data if isinstance(data, dict) else None)
    return report


def check_contract(report: Report, given: dict[str, Any] | None = None) -> None:
    """Check what must hold of every report, whatever was verified; `given` is that, if known."""
    assert tuple(check.id for check in report.checks) == CHECK_IDS
    assert bool(report) == (report.verdict is Verdict.VALID)
    json.dumps(report.to_json())
    assert report.words.heading
    for part in (*report.parts, *report.endorsements):
        check_contract(part.report)
    assert not report or all(part.report for part in report.parts)
    if report.check("signature").outcome is not Outcome.PASSED:
        assert report.document is None
        assert report.issuer_name is None
    outcomes = {check.id: check.outcome for check in report.checks}
    del outcomes["endorsements"]
    if report:
        assert not {Outcome.FAILED, Outcome.UNDECIDED} & set(outcomes.values())
        if report.document is not None:
            assert report.require().document is report.document
            assert len(report.parts) == _number_recorded(report.document)
            return
        assert len(report.parts) > 1
        assert given is None or len(report.parts) == len(given["verifiableCredential"])
    try:
        report.require()
    except VerificationError as error:
        assert error.report is report
    else:
        raise AssertionError("a report that is not valid gave out its credential")


def _number_recorded(document: dict[str, Any]) -> int:
    """Count the badges that stand in a record; in a badge there are none."""
    if "ClrCredential" not in document["type"]:
        return 0
    subjects = as_list(document["credentialSubject"])
    return sum(len(as_list(subject.get("verifiableCredential"))) for subject in subjects)


def expect(
    report: Report,
    verdict: Verdict,
    check_id: str | None = None,
    outcome: Outcome = Outcome.FAILED,
    problem: Problem | None = None,
    path: str | None = None,
) -> None:
    """Compare a report with what it must say; the report stands in the failure."""
    said = [(c.id, c.outcome.value, c.problem, c.path, c.detail) for c in report.checks]
    assert report.verdict is verdict, (report.verdict, said)
    if check_id is not None:
        check = report.check(check_id)
        assert check.outcome is outcome, said
        assert problem is None or check.problem is problem, said
        assert path is None or check.path == path, said
