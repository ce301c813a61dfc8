"""Lists of the older kinds: StatusList2021, those of VC 1.1, and 1EdTech's of ids (D1 to D9)."""

from __future__ import annotations

import gzip
from base64 import b64encode
from datetime import timedelta
from typing import Any

from openbadges_issuer import contexts, timestamps
from openbadges_issuer.errors import Problem
from openbadges_issuer.report import Verdict
from tests.hostile import forge
from tests.hostile.cases.case import (
    UNDECIDED,
    UNDEFINED_TERM,
    Answer,
    Rows,
    as_bytes,
    case,
    good,
    signed_each_way,
    status_unknown,
    tampered,
)
from tests.hostile.cases.status import INVALID, NOT_READ, REVOKED, SUSPENDED
from tests.hostile.forge import ABSENT, badge, entry, put, sign, status_list, token

SUBJECT = "credentialSubject"
CONTEXT_2021 = "https://w3id.org/vc/status-list/2021/v1"
CONTEXT_STATUS = "https://www.w3.org/ns/credentials/status/v1"
DATA_INTEGRITY = "https://w3id.org/security/data-integrity/v2"
EXTENSIONS = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"
RANGE = status_unknown(Problem.RANGE)
ENDED = timestamps.format(forge.NOW - timedelta(seconds=1))
LATER = timestamps.format(forge.NOW + timedelta(seconds=1))


def rows() -> Rows:
    yield from good_lists_of_2021()
    yield from lists_of_2021()
    yield from entries_of_2021()
    yield from lists_of_bits_of_version_1()
    yield from good_lists_of_ids()
    yield from lists_of_ids()
    yield from addresses_of_lists_of_ids()


# StatusList2021 ----------------------------------------------------------------------------------


def badge_of_2021(
    index: int = forge.IN_FORCE, purpose: str = "revocation", **changes: Any
) -> dict[str, Any]:
    return badge(
        **{"@context": [*badge()["@context"], CONTEXT_2021]},
        credentialStatus=entry(index, purpose, **{"type": "StatusList2021Entry"} | changes),
    )


def encoded(length: int = 131_072, *indices: int) -> str:
    """Write a list as StatusList2021 has it: no letter, base64 with padding."""
    raw = bytearray(length // 8)
    for index in indices:
        raw[index // 8] |= 0x80 >> index % 8
    return zipped(bytes(raw))


def zipped(raw: bytes, behind: bytes = b"") -> str:
    return b64encode(gzip.compress(raw, mtime=0) + behind).decode()


def of_version_1(document: dict[str, Any], context: str, **dates: str) -> dict[str, Any]:
    """Give a list as VC 1.1 has it."""
    older = {"issuanceDate": document["validFrom"], "expirationDate": document["validUntil"]}
    plain = {k: v for k, v in document.items() if k not in ("validFrom", "validUntil")}
    context_of_1 = {"@context": [contexts.CREDENTIALS_V1, context, DATA_INTEGRITY]}
    return plain | context_of_1 | older | dates


def list_of_2021(purpose: str = "revocation", **changes: Any) -> dict[str, Any]:
    """Give the district's list in the older form, unsigned, members of its subject changed.

    Its context does not go with that of VC 2.0, so such lists are all of VC 1.1.
    """
    document = of_version_1(status_list(purpose), CONTEXT_2021)
    subject = document[SUBJECT] | {
        "type": "StatusList2021",
        "encodedList": encoded(131_072, forge.WITHDRAWN),
    }
    return document | {
        "type": ["VerifiableCredential", "StatusList2021Credential"],
        SUBJECT: {k: v for k, v in (subject | changes).items() if v is not ABSENT},
    }


BADGE = sign(badge_of_2021())
WITHDRAWN = sign(badge_of_2021(forge.WITHDRAWN))
DATED = {"validFrom": status_list()["validFrom"]}
ALL_DATES = DATED | {"validUntil": status_list()["validUntil"]}
GOOD = list_of_2021()
SIGNED = sign(GOOD)


def at_the_list(content: Any) -> dict[str, bytes | None]:
    return {forge.REVOCATIONS: as_bytes(content)}


def good_lists_of_2021() -> Rows:
    """Each of a badge in force, and of one that was withdrawn."""
    bare = encoded(131_072, forge.WITHDRAWN).rstrip("=")
    for name, listed in {
        "a proof": SIGNED,
        "a token": token(list_of_2021() | ALL_DATES),
        "no padding": sign(list_of_2021(encodedList=bare)),
        "the other alphabet": sign(
            list_of_2021(encodedList=bare.replace("+", "-").replace("/", "_"))
        ),
        "dates of both names": sign(list_of_2021() | DATED),
    }.items():
        web = at_the_list(listed)
        yield good(f"a list of 2021 with {name}", BADGE, web=web)
        yield case("D5", f"withdrawn by a list of 2021 with {name}", WITHDRAWN, REVOKED, web=web)
    document = badge_of_2021(forge.WITHDRAWN)
    name = "withdrawn by a list of 2021"
    yield from signed_each_way("D5", name, document, REVOKED, web=at_the_list(SIGNED))
    paused = sign(badge_of_2021(forge.WITHDRAWN, "suspension"))
    web = {forge.SUSPENSIONS: as_bytes(sign(list_of_2021("suspension")))}
    yield case("D5", "paused by a list of 2021", paused, SUSPENDED, web=web)
    for length in (8, 10_000, 100_000):
        web = at_the_list(sign(list_of_2021(encodedList=encoded(length, 7))))
        yield good(f"a list of 2021 of {length} bits", sign(badge_of_2021(6)), web=web)
        yield case(
            "D5",
            f"withdrawn by a list of 2021 of {length} bits",
            sign(badge_of_2021(7)),
            REVOKED,
            web=web,
        )
        yield case(
            "D3",
            f"beyond a list of 2021 of {length} bits",
            sign(badge_of_2021(length)),
            RANGE,
            web=web,
        )


def lists_of_2021() -> Rows:
    """D1, D2, D4."""
    theirs = forge.method(forge.ATTACKER, forge.ATTACKER_KEY.public_key)
    zeros = bytes(16_384)
    for threat, name, listed in (
        ("D2", "unsigned", GOOD),
        ("D2", "edited", put(SIGNED, SUBJECT, "encodedList", to=encoded())),
        ("D2", "signed by the attacker", sign(GOOD, forge.ATTACKER_KEY)),
        (
            "D2",
            "issued by the attacker",
            sign(GOOD | {"issuer": forge.ATTACKER}, forge.ATTACKER_KEY, verificationMethod=theirs),
        ),
        ("D2", "of another id", sign(GOOD | {"id": forge.SUSPENSIONS})),
        ("D2", "of another purpose", sign(list_of_2021("suspension"))),
        ("D2", "of no type", sign(GOOD | {"type": ["VerifiableCredential"]})),
        ("D2", "of no type of its subject", sign(list_of_2021(type=ABSENT))),
        ("D2", "of the newer form", sign(status_list())),
        ("D2", "over", sign(GOOD | {"expirationDate": ENDED})),
        ("D2", "over by the newer name", sign(GOOD | {"validUntil": ENDED})),
        ("D2", "not begun", sign(GOOD | {"issuanceDate": LATER})),
        ("D2", "not begun by the newer name", sign(GOOD | {"validFrom": LATER})),
        ("D2", "of an end that is none", sign(GOOD | {"expirationDate": "never"})),
        ("D2", "with an undefined member", {**SIGNED, "note": "x"}),
        ("D4", "with the letter of the newer form", forge.bits().encode()),
        ("D4", "padded too much", encoded().rstrip("=") + "===="),
        ("D4", "with a line in it", encoded()[:20] + "\n" + encoded()[20:]),
        ("D4", "cut short", b64encode(gzip.compress(zeros, mtime=0)[:-1]).decode()),
        ("D4", "with something behind", zipped(zeros, b"x")),
        ("D4", "of two members", zipped(zeros, gzip.compress(zeros, mtime=0))),
        ("D4", "not compressed", b64encode(zeros).decode()),
        ("D4", "missing", ABSENT),
        ("D4", "a number", 5),
        ("D4", "in a list", [encoded()]),
    ):
        content = sign(list_of_2021(encodedList=listed)) if threat == "D4" else listed
        web = at_the_list(content)
        yield case(threat, f"a list of 2021 that is {name}", BADGE, INVALID, web=web)
    bomb = sign(list_of_2021(encodedList=zipped(bytes(50_000_000))))
    answer = status_unknown(Problem.TOO_LARGE)
    yield case("D4", "a list of 2021 that is a bomb", BADGE, answer, web=at_the_list(bomb))
    empty = sign(list_of_2021(encodedList=encoded(0)))
    yield case("D4", "a list of 2021 that is empty", BADGE, RANGE, web=at_the_list(empty))
    gone: dict[str, None] = {forge.REVOCATIONS: None}
    yield case("D1", "a list of 2021 that is gone", BADGE, NOT_READ, web=gone)


def entries_of_2021() -> Rows:
    """D3, and entries of one form that name a list of the other."""
    web = at_the_list(SIGNED)
    for index in ("-1", "01", "4_2", "４２", "+1", " 1", "", -1, 1.5, True, ["1"], ABSENT):
        document = sign(badge_of_2021(statusListIndex=index))
        name = "missing" if index is ABSENT else repr(index)
        yield case("D3", f"an index of 2021 that is {name}", document, INVALID, web=web)
    for changes in (
        {"statusPurpose": ABSENT},
        {"statusPurpose": "Revocation"},
        {"statusPurpose": ["revocation"]},
        {"statusListCredential": ABSENT},
        {"id": forge.REVOCATIONS},
    ):
        document = sign(badge_of_2021(**changes))
        ((member, value),) = changes.items()
        name = "missing" if value is ABSENT else repr(value)
        answer = status_unknown()
        yield case("D2", f"an entry of 2021 with {member} {name}", document, answer, web=web)
    newer = sign(badge(credentialStatus=entry()))
    yield case("D2", "an entry that names a list of 2021", newer, INVALID, web=web)
    bare = put(BADGE, "@context", to=badge()["@context"])
    yield case("A2", "an entry of 2021 without its context", bare, UNDEFINED_TERM)
    revoked = sign(badge_of_2021(forge.WITHDRAWN))
    for name, changed in {
        "taken out": put(revoked, "credentialStatus", to=ABSENT),
        "given another index": put(revoked, "credentialStatus", "statusListIndex", to="7"),
    }.items():
        yield case("D7", f"an entry of 2021 {name}", changed, tampered("signature"), web=web)


def lists_of_bits_of_version_1() -> Rows:
    """A list of bits under VC 1.1."""
    web = at_the_list(sign(of_version_1(status_list(), CONTEXT_STATUS)))
    secured = sign(badge(credentialStatus=entry()))
    yield good("a list of bits of VC 1.1", secured, web=web)
    withdrawn = sign(badge(credentialStatus=entry(forge.WITHDRAWN)))
    yield case("D5", "withdrawn by a list of bits of VC 1.1", withdrawn, REVOKED, web=web)
    for name, dates in {
        "over": {"expirationDate": ENDED},
        "not begun": {"issuanceDate": LATER},
    }.items():
        web = at_the_list(sign(of_version_1(status_list(), CONTEXT_STATUS, **dates)))
        yield case("D2", f"a list of bits of VC 1.1 that is {name}", secured, INVALID, web=web)


# 1EdTech's list of revoked badges ----------------------------------------------------------------

URL = f"https://{forge.HOST}/revocations"
OWN_ID = badge()["id"]
OTHER = {"id": "urn:x:1"}


def listed_badge(url: str = URL, **changes: Any) -> dict[str, Any]:
    changes = {"credentialStatus": {"id": url, "type": "1EdTechRevocationList"}} | changes
    return badge(**{"@context": [*badge()["@context"], EXTENSIONS]}, **changes)


def good_lists_of_ids() -> Rows:
    """D9: each says of a badge that it is on it, or that it is not."""
    secured = sign(listed_badge())
    for listed in (
        [],
        [OTHER],
        [{"id": OWN_ID, "revoked": False}],
        [{"id": OWN_ID.upper()}, {"id": OWN_ID + "/"}],
    ):
        web = {URL: as_bytes({"revokedCredential": listed})}
        yield good(f"a list of ids, {listed}", secured, web=web)
    for listed in (
        [{"id": OWN_ID}],
        [{"id": OWN_ID, "revoked": True}],
        [OTHER, {"id": OWN_ID, "revocationReason": "by mistake"}],
        [{"id": OWN_ID, "revoked": False}, {"id": OWN_ID}],
        [{"id": OWN_ID}, {"id": OWN_ID, "revoked": False}],
        {"id": OWN_ID},
    ):
        content = {"id": URL, "issuer": forge.DISTRICT, "revokedCredential": listed}
        web = {URL: as_bytes(content)}
        yield case("D9", f"on a list of ids, {listed}", secured, REVOKED, web=web)
    web = {URL: as_bytes({"revokedCredential": [{"id": OWN_ID}]})}
    document = listed_badge()
    yield from signed_each_way("D9", "on a list of ids", document, REVOKED, web=web)
    both = [{"id": URL, "type": "1EdTechRevocationList"}, entry()]
    secured = sign(listed_badge(credentialStatus=both))
    yield case("D6", "on a list of ids, clear in one of bits", secured, REVOKED, web=web)
    clear = {URL: as_bytes({"revokedCredential": []})}
    yield good("on neither a list of ids nor one of bits", secured, web=clear)
    both = [both[0], entry(forge.WITHDRAWN)]
    secured = sign(listed_badge(credentialStatus=both))
    yield case("D6", "on a list of bits, not on one of ids", secured, REVOKED, web=clear)


def lists_of_ids() -> Rows:
    """D1, D9: malformed, or another's."""
    secured = sign(listed_badge())
    theirs = "did:web:badges.attacker.example"
    for content in (
        "",
        "<!doctype html>",
        "[]",
        "{}",
        '{"revokedCredentials":[]}',
        '{"revokedCredential":null}',
        '{"revokedCredential":"none"}',
        '{"revokedCredential":["urn:x:1"]}',
        '{"revokedCredential":[{"revoked":true}]}',
        '{"revokedCredential":[{"id":["urn:x:1"]}]}',
        '{"revokedCredential":[{"id":null}]}',
        '{"revokedCredential":[{"id":"urn:x:1","revoked":"no"}]}',
        '{"revokedCredential":[{"id":"urn:x:1","revoked":null}]}',
        '{"revokedCredential":[{"id":"urn:x:1","revoked":0}]}',
        '{"revokedCredential":[{"id":"urn:x:1","id":"urn:x:2"}]}',
        '{"revokedCredential":[],"revokedCredential":[]}',
        '{"revokedCredential":[],"id":"https://badges.attacker.example/list"}',
        f'{{"revokedCredential":[],"issuer":"{theirs}"}}',
        f'{{"revokedCredential":[],"issuer":{{"id":"{theirs}"}}}}',
        '{"revokedCredential":[],"issuer":5}',
        '{"revokedCredential":[]} trailing',
        '{"revokedCredential":[],"x":NaN}',
        '{"revokedCredential":' + "[" * 5_000 + "]" * 5_000 + "}",
        b'\xff{"revokedCredential":[]}',
        '\ufeff{"revokedCredential":[]}',
    ):
        web = {URL: as_bytes(content)}
        yield case("D9", f"a list of ids, {content[:80]!r}", secured, INVALID, web=web)
    yield case("D1", "a list of ids that is gone", secured, NOT_READ, web={URL: None})
    clear = {URL: as_bytes({"revokedCredential": []})}
    nameless = sign(listed_badge(id=ABSENT))
    yield case("D9", "a badge without id on a list of ids", nameless, INVALID, web=clear)
    status = entry() | {"id": URL, "type": ["1EdTechRevocationList", "BitstringStatusListEntry"]}
    document = sign(listed_badge(credentialStatus=status))
    unsupported = Answer(
        Verdict.UNSUPPORTED, "status_suspension", UNDECIDED, Problem.STATUS_UNSUPPORTED
    )
    yield case("D6", "an entry of two kinds of list", document, unsupported, web=clear)
    for value in (ABSENT, "urn:x:1", "data:,[]"):
        status = {"id": value, "type": "1EdTechRevocationList"}
        status = {k: v for k, v in status.items() if v is not ABSENT}
        document = sign(listed_badge(credentialStatus=status))
        name = "missing" if value is ABSENT else repr(value)
        yield case("D9", f"a list of ids whose address is {name}", document, INVALID)
    bare = put(sign(listed_badge()), "@context", to=badge()["@context"])
    yield case("A2", "a list of ids without its context", bare, UNDEFINED_TERM)


def addresses_of_lists_of_ids() -> Rows:
    """D9, F1: nobody signs such a list, so it has to be on the issuer's own address."""
    for url in (
        "https://badges.attacker.example/revocations",
        f"https://{forge.HOST}.attacker.example/revocations",
        f"https://{forge.HOST}:8443/revocations",
        f"https://lists.{forge.HOST}/revocations",
        f"https://{forge.HOST}@badges.attacker.example/revocations",
        "https://kettle-moraine.example/revocations",
        f"http://{forge.HOST}/revocations",
        "file:///etc/passwd",
    ):
        document = sign(listed_badge(url))
        yield case("F1", f"a list of ids at {url}", document, INVALID)
    issuer = forge.did_key(forge.DISTRICT_KEY)
    method = f"{issuer}#{forge.DISTRICT_KEY.public_key.multikey}"
    document = put(listed_badge(), "issuer", "id", to=issuer)
    secured = sign(document, verificationMethod=method)
    title = "a list of ids of an issuer without an address"
    yield case("D9", title, secured, INVALID, trusted=None)
