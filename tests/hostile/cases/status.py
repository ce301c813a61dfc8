"""Lists that are missing, old, foreign or altered, entries that lead elsewhere (D1 to D6, F1)."""

from __future__ import annotations

import gzip
import zlib
from datetime import timedelta
from typing import Any

from openbadges_issuer import contexts, timestamps
from openbadges_issuer.encoding import base64url_encode
from openbadges_issuer.errors import Problem
from openbadges_issuer.limits import DEFAULT_LIMITS
from openbadges_issuer.report import Verdict
from tests.hostile import forge
from tests.hostile.cases.case import (
    UNDEFINED_TERM,
    Answer,
    Rows,
    as_bytes,
    carelessly_signed,
    case,
    good,
    signed_each_way,
    status_unknown,
)
from tests.hostile.forge import ABSENT, badge, bits, entry, put, sign, status_list, token

SUBJECT = "credentialSubject"
BADGE = sign(badge(credentialStatus=entry()))
GOOD = status_list()
INVALID = status_unknown(Problem.STATUS_INVALID)
NOT_READ = status_unknown(Problem.STATUS_RETRIEVAL)
REVOKED = Answer(Verdict.REVOKED, "status_revocation", problem=Problem.REVOKED)
SUSPENDED = Answer(Verdict.SUSPENDED, "status_suspension", problem=Problem.SUSPENDED)


def rows() -> Rows:
    yield from set_bits()
    yield from nothing_to_be_had()
    yield from not_the_districts()
    yield from indices()
    yield from entries()
    yield from encoded_lists()
    yield from several_entries()
    yield from addresses()


def listed(threat: str, name: str, content: Any, answer: Answer, secured: Any = BADGE) -> Rows:
    """Make a case of what stands at the address of the list."""
    yield case(threat, name, secured, answer, web={forge.REVOCATIONS: as_bytes(content)})


def with_list(**changes: Any) -> dict[str, Any]:
    """Give the list with members of its subject changed, unsigned."""
    subject = {k: v for k, v in (GOOD[SUBJECT] | changes).items() if v is not ABSENT}
    return status_list(credentialSubject=subject)


def set_bits() -> Rows:
    """A badge that was withdrawn or paused; D5: by each bit of its own."""
    for purpose, answer in (("revocation", REVOKED), ("suspension", SUSPENDED)):
        document = badge(credentialStatus=entry(forge.WITHDRAWN, purpose))
        yield from signed_each_way("D5", f"a bit set for {purpose}", document, answer)
    withdrawn = sign(badge(credentialStatus=entry(forge.WITHDRAWN)))
    yield from listed("D5", "a bit set in a list that is a token", token(GOOD), REVOKED, withdrawn)
    for index in (0, 1, 7, 8, 65_535, 131_071):
        raw = bytearray(16_384)
        raw[index // 8] = 0x80 >> (index % 8)
        content = sign(with_list(encodedList=packed(gzip.compress(bytes(raw), mtime=0))))
        secured = sign(badge(credentialStatus=entry(index)))
        yield from listed("D5", f"bit {index} alone is set", content, REVOKED, secured)
    longer = sign(with_list(encodedList=bits(262_143, length=262_144).encode()))
    secured = sign(badge(credentialStatus=entry(262_143)))
    yield from listed("D5", "the last bit of a longer list", longer, REVOKED, secured)


def nothing_to_be_had() -> Rows:
    """D1."""
    nobody: dict[str, None] = {forge.REVOCATIONS: None}
    document = badge(credentialStatus=entry())
    name = "a server that does not answer"
    yield from signed_each_way("D1", name, document, NOT_READ, web=nobody)
    for content in (
        *(b"", b"<!doctype html><h1>502</h1>", b"null", b"[]", b"{}", b'{"error":"not found"}'),
        *(b"\x89PNG\r\n\x1a\n", b"\xff\xfe", b"not.a.token"),
        forge.dumps(sign(badge())),
        forge.dumps({"@context": "https://w3id.org/openbadges/v2", "type": "Assertion"}),
    ):
        yield from listed("D1", f"a list that is {content[:30]!r}", content, INVALID)
    endless = b" " * (DEFAULT_LIMITS.status_list_bytes + 1)
    yield from listed("D1", "a list that is too long", endless, status_unknown(Problem.TOO_LARGE))
    document = badge(
        credentialStatus={"id": "https://badges.example/list", "type": "RevocationList2020Status"}
    )
    yield case("D1", "an entry of a type unknown here", carelessly_signed(document), UNDEFINED_TERM)


def not_the_districts() -> Rows:
    """D2."""
    theirs = forge.method(forge.ATTACKER, forge.ATTACKER_KEY.public_key)
    did_key = forge.did_key(forge.ATTACKER_KEY)
    empty = status_list(credentialSubject=GOOD[SUBJECT] | {"encodedList": bits().encode()})
    signed = sign(GOOD)

    def attackers(document: dict[str, Any], method: str) -> dict[str, Any]:
        return sign(document, forge.ATTACKER_KEY, verificationMethod=method)

    def at(seconds: int) -> str:
        return timestamps.format(forge.NOW + timedelta(seconds=seconds))

    for name, content in {
        "unsigned": empty,
        "edited": {**empty, "proof": signed["proof"]},
        "signed by the attacker": attackers(empty, theirs),
        "signed by the attacker in the district's name": sign(empty, forge.ATTACKER_KEY),
        "issued and signed by the attacker": attackers({**empty, "issuer": forge.ATTACKER}, theirs),
        "issued by a did:key": attackers(
            {**empty, "issuer": did_key}, f"{did_key}#{forge.ATTACKER_KEY.public_key.multikey}"
        ),
        "without issuer": sign(status_list(issuer=ABSENT)),
        "of another id": sign(status_list(id=forge.SUSPENSIONS)),
        "without id": sign(status_list(id=ABSENT)),
        "of an id with a fragment": sign(status_list(id=f"{forge.REVOCATIONS}#list")),
        "no status list credential": sign(status_list(type=["VerifiableCredential"])),
        "of another purpose": sign(with_list(statusPurpose="suspension")),
        "of no purpose": sign(with_list(statusPurpose=ABSENT)),
        "no list": sign(with_list(type=ABSENT, statusPurpose=ABSENT, encodedList=ABSENT)),
        "without subject": sign(status_list(credentialSubject=ABSENT)),
        "of two subjects": sign(status_list(credentialSubject=[GOOD[SUBJECT], {"id": "urn:x:1"}])),
        "over": sign(status_list(validUntil=at(-1))),
        "not begun": sign(status_list(validFrom=at(1))),
        "of an end that is none": sign(status_list(validUntil="tomorrow")),
        "under a proof that has expired": sign(GOOD, expires="2026-11-01T00:00:00Z"),
        "under a proof of the future": sign(GOOD, created="2026-12-01T00:00:00Z"),
        "under a proof for something else": sign(GOOD, proofPurpose="authentication"),
        "with an undefined member": {**signed, "note": "x"},
        "under an inline context": sign(
            status_list(**{"@context": [contexts.CREDENTIALS_V2, {"@vocab": "urn:x:"}]})
        ),
        "poison": sign(status_list(termsOfUse=[{"type": "DataIntegrityProof"}] * 400)),
        "under a key that is not there": put(
            signed, "proof", 0, "verificationMethod", to=f"{forge.DISTRICT}#withdrawn"
        ),
        "a token by the attacker": token(empty, forge.ATTACKER_KEY),
        "a token of no algorithm": forge.jws(forge.header(alg="none"), forge.claims(empty)),
    }.items():
        yield from listed("D2", f"a list that is {name}", content, INVALID)


INDICES = [
    *("-1", "+1", " 1", "1 ", "1\n", "01", "00", "4_2", "４２", "٤٢", "0x10", "1.0", "1e3", ""),
    *("NaN", "first", "9" * 17, "9" * 5_000, 1.5, -1, True, ["1"]),
    *({"id": "urn:x:1"}, {"@value": "1"}, ABSENT),
]


def indices() -> Rows:
    """D3."""
    for index in INDICES:
        document = sign(badge(credentialStatus=entry(statusListIndex=index)))
        name = "missing" if index is ABSENT else repr(index)[:40]
        yield case("D3", f"the index is {name}", document, INVALID)
    beyond = status_unknown(Problem.RANGE)
    for index in ("131072", "9999999999999999", 131_072):
        document = sign(badge(credentialStatus=entry(statusListIndex=index)))
        yield case("D3", f"the index is {index!r}, beyond the list", document, beyond)


def entries() -> Rows:
    """D2, D3: entries that cannot be used."""
    for changes in (
        {"statusPurpose": ABSENT},
        {"statusPurpose": ""},
        {"statusPurpose": "Revocation"},
        {"statusPurpose": "revoked"},
        {"statusPurpose": "expiry"},
        {"statusPurpose": ["revocation"]},
        {"statusPurpose": ["message", "revocation"]},
        {"statusPurpose": {"@value": "revocation"}},
        {"statusPurpose": 5},
        {"statusSize": 2, "statusMessage": [{"id": "urn:x:1"}]},
        {"statusSize": "1"},
        {"statusSize": 0},
        {"statusSize": True},
        {"id": forge.REVOCATIONS},
        {"statusListCredential": ABSENT},
        {"statusListCredential": {"id": forge.REVOCATIONS}},
    ):
        document = sign(badge(credentialStatus=entry(**changes)))
        name = ", ".join(
            f"{key} {'missing' if value is ABSENT else repr(value)}"
            for key, value in changes.items()
        )
        yield case("D2", f"an entry with {name}", document, status_unknown())
    for value in ("urn:x:list", ["urn:x:list"], [[]], {}):
        document = sign(badge(credentialStatus=value))
        yield case("D2", f"an entry that is {value!r}", document, status_unknown())


def packed(data: bytes) -> str:
    return "u" + base64url_encode(data)


def encoded_lists() -> Rows:
    """D4."""
    zeros, encoded = bytes(16_384), bits().encode()
    zipped = gzip.compress(zeros, mtime=0)
    short = status_unknown(Problem.STATUS_LENGTH)
    for name, value, answer in (
        ("without its letter", encoded[1:], INVALID),
        ("with another letter", "z" + encoded[1:], INVALID),
        ("padded", encoded + "==", INVALID),
        ("before a space", encoded + " ", INVALID),
        ("empty", "", INVALID),
        ("u only", "u", INVALID),
        ("not compressed", packed(zeros), INVALID),
        ("zlib", packed(zlib.compress(zeros)), INVALID),
        ("deflate", packed(zlib.compress(zeros)[2:-4]), INVALID),
        ("cut short", packed(zipped[:-1]), INVALID),
        ("of a wrong checksum", packed(zipped[:-8] + bytes(8)), INVALID),
        ("of two members", packed(zipped * 2), INVALID),
        ("before something", packed(zipped + b"x"), INVALID),
        ("too short", packed(gzip.compress(zeros[:-1], mtime=0)), short),
        ("of one byte", packed(gzip.compress(b"\0", mtime=0)), short),
        ("of nothing", packed(gzip.compress(b"", mtime=0)), short),
        (
            "a bomb",
            packed(gzip.compress(bytes(50_000_000), mtime=0)),
            status_unknown(Problem.TOO_LARGE),
        ),
        ("missing", ABSENT, INVALID),
        ("a list", [], INVALID),
        ("an object", {"id": "urn:x:1"}, INVALID),
        ("a number", 5, INVALID),
        ("two", [encoded, encoded[:-1]], INVALID),
    ):
        content = sign(with_list(encodedList=value))
        yield from listed("D4", f"bits that are {name}", content, answer)


def several_entries() -> Rows:
    """D6: every entry counts, and a hundred are not asked."""
    clear, set_ = entry(), entry(forge.WITHDRAWN)
    paused = entry(forge.WITHDRAWN, "suspension")
    unknown = {"id": "urn:x:1", "type": "BitstringStatusListEntry"}
    gone = "https://gone.example/list"
    nowhere = entry(statusListCredential=gone, id=ABSENT)
    for name, several, answer in (
        ("clear, set", [clear, set_], REVOKED),
        ("set, clear", [set_, clear], REVOKED),
        ("the fourth is set", [clear, entry(1), entry(2), set_], REVOKED),
        ("clear, paused", [clear, paused], SUSPENDED),
        ("paused, set", [paused, set_], REVOKED),
        ("nowhere, set", [nowhere, set_], REVOKED),
        ("unknown, set", [unknown, set_], REVOKED),
        ("unknown, paused", [unknown, paused], SUSPENDED),
        ("nowhere, paused", [nowhere, paused], SUSPENDED),
        ("clear, set, nowhere, paused", [clear, set_, nowhere, paused], REVOKED),
        ("nowhere, clear", [nowhere, clear], status_unknown()),
        ("clear, unknown", [clear, unknown], status_unknown()),
        ("clear, nowhere, paused: three lists", [clear, nowhere, paused], status_unknown()),
        ("five", [entry(n) for n in range(5)], status_unknown()),
        (
            "a hundred",
            [
                entry(n, statusListCredential=f"https://host{n}.example/list", id=f"urn:x:{n}")
                for n in range(100)
            ],
            status_unknown(),
        ),
    ):
        document = sign(badge(credentialStatus=several))
        web = {gone: None} if nowhere in several else {}
        yield case("D6", f"entries: {name}", document, answer, web=web)

    yield good("two entries in one list", sign(badge(credentialStatus=[clear, entry(1)])))


def addresses() -> Rows:
    """F1: lists at addresses that are not asked, or that no fetcher may follow."""
    for url in (
        *("http://badges.example/list", "file:///etc/passwd", "data:,x"),
        *("javascript:alert(1)", "ftp://badges.example/list", "https:", "https:///list"),
        *("https://badges.example/list#fragment", "https://[x", "https://ex℀mple.example/list"),
        *("https://x:y/l", "https://127.0.0.1/list", "https://169.254.169.254/latest/meta-data"),
    ):
        document = sign(badge(credentialStatus=entry(statusListCredential=url)))
        web = {url: None} if url.startswith("https:") else {}
        yield case("F1", f"a list at {url}", document, status_unknown(), web=web)
