"""Badges out of their time, of strangers, and of somebody else (threats B13, B14, C6, G7)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from openbadges_issuer import timestamps
from openbadges_issuer.did import did_document
from openbadges_issuer.errors import Problem
from openbadges_issuer.report import Verdict
from tests.hostile import forge
from tests.hostile.cases.case import (
    UNDECIDED,
    UNDEFINED_TERM,
    Answer,
    Rows,
    case,
    signed_each_way,
)
from tests.hostile.forge import ABSENT, badge, identity, put, sign, token

KEY = forge.DISTRICT_KEY.public_key
MALFORMED = Answer(Verdict.MALFORMED, "schema", problem=Problem.MALFORMED_VALUE)
EXPIRED = Answer(Verdict.EXPIRED, "not_after", problem=Problem.EXPIRED)
EARLY = Answer(Verdict.NOT_YET_VALID, "not_before", problem=Problem.NOT_YET_VALID)
STRANGER = Answer(Verdict.ISSUER_UNKNOWN, "issuer_known", problem=Problem.ISSUER_UNKNOWN)
NOT_THEIRS = Answer(Verdict.WRONG_RECIPIENT, "recipient", problem=Problem.RECIPIENT_MISMATCH)
NOBODY_KNOWS = Answer(Verdict.RECIPIENT_UNKNOWN, "recipient", UNDECIDED, Problem.RECIPIENT_UNKNOWN)


def rows() -> Rows:
    yield from out_of_time()
    yield from no_dates()
    yield from strangers()
    yield from endorsements()
    yield from other_people()


def at(seconds: float) -> str:
    return timestamps.format(forge.NOW + timedelta(seconds=seconds))


def out_of_time() -> Rows:
    """C6, for every way of signing."""
    for seconds in (1, 3_600, 86_400):
        document = badge(validFrom=at(seconds))
        yield from signed_each_way("C6", f"begins {seconds} seconds from now", document, EARLY)
        document = badge(validUntil=at(-seconds))
        yield from signed_each_way("C6", f"ended {seconds} seconds ago", document, EXPIRED)
    for offset in ("+14:00", "-13:59", "+05:30", "-06:00"):
        end = forge.NOW - timedelta(seconds=1)
        sign_, hours, minutes = offset[0], int(offset[1:3]), int(offset[4:])
        ahead = timedelta(hours=hours, minutes=minutes) * (1 if sign_ == "+" else -1)
        document = sign(badge(validUntil=f"{end + ahead:%Y-%m-%dT%H:%M:%S}{offset}"))
        yield case("C6", f"ended a second ago by {offset}", document, EXPIRED)


def no_dates() -> Rows:
    for member in ("validFrom", "validUntil"):
        for value in (
            *("2026-11-22", "2027-01-01T00:00:00", "2027-01-01 00:00:00Z", "2027-01-01t00:00:00z"),
            *("2027-02-29T00:00:00Z", "2027-01-01T24:00:00Z", "2027-01-01T23:59:60Z"),
            *("2027-01-01T00:00:00+15:00", "2027-01-01T00:00:00.Z", "20270101T000000Z"),
            *("２０２７-01-01T00:00:00Z", "0000-01-01T00:00:00Z", "10000-01-01T00:00:00Z", "never"),
            *("", 5, True, ["2027-01-01T00:00:00Z"], {"id": "urn:x:1"}),
        ):
            document = sign(badge(**{member: value}))
            yield case("C6", f"{member} is {value!r}", document, MALFORMED)
    both = ["2020-01-01T00:00:00Z", "2099-01-01T00:00:00Z"]
    for member in ("validFrom", "validUntil"):
        document = sign(badge(**{member: both}))
        yield case("C6", f"{member} is two dates", document, MALFORMED)
    older = badge(expirationDate="2020-01-01T00:00:00Z")
    yield from signed_each_way("C6", "the end of VC 1.1 in VC 2.0", older, UNDEFINED_TERM)
    yield case("C6", "no validFrom", sign(badge(validFrom=ABSENT)), MALFORMED)
    document = badge(validUntil=timestamps.format(forge.ISSUED - timedelta(seconds=1)))
    yield case("C6", "ends before it begins", sign(document), EXPIRED)


IMPOSTORS = [
    (f"did:web:{forge.HOST}.attacker.example", f"{forge.HOST}.attacker.example/.well-known"),
    ("did:web:kettle-moraine.example", "kettle-moraine.example/.well-known"),
    (f"did:web:x.{forge.HOST}", f"x.{forge.HOST}/.well-known"),
    (f"did:web:x{forge.HOST}", f"x{forge.HOST}/.well-known"),
    (f"did:web:{forge.HOST}%3A8443", f"{forge.HOST}:8443/.well-known"),
    (f"did:web:attacker.example:{forge.HOST}", f"attacker.example/{forge.HOST}"),
    ("did:web:badges.kettle-rnoraine.example", "badges.kettle-rnoraine.example/.well-known"),
    (f"{forge.DISTRICT}:users:mallory", f"{forge.HOST}/users/mallory"),
]
NAMES = [
    "Kettle Moraine School District",
    "Kettle Mоraine Schооl District",  # with Cyrillic letters
    "Kettle\u200b Moraine School District",
    "\u202etcirtsiD loohcS enairoM eltteK",
]


def strangers() -> Rows:
    """B13: the same name, nearly the same identifier, and a good signature of their own."""
    issuers = [*IMPOSTORS, ("did:web:attacker.example", "attacker.example/.well-known")]
    for issuer, place in issuers:
        for name in NAMES if (issuer, place) not in IMPOSTORS else NAMES[:1]:
            document = put(badge(), "issuer", to={"id": issuer, "type": ["Profile"], "name": name})
            secured = sign(document, verificationMethod=forge.method(issuer, KEY))
            web = {f"https://{place}/did.json": forge.dumps(did_document(issuer, [KEY]))}
            yield case("B13", f"{name!a} of {issuer}", secured, STRANGER, web=web)
    for did, suffix in ((forge.did_key, None), (forge.did_jwk, "0")):
        issuer = did(forge.ATTACKER_KEY)
        document = put(badge(), "issuer", "id", to=issuer)
        named = f"{issuer}#{suffix or forge.ATTACKER_KEY.public_key.multikey}"
        secured = sign(document, forge.ATTACKER_KEY, verificationMethod=named)
        yield case("B13", f"the district's name on a {issuer[:7]}", secured, STRANGER)
        text = token(document, forge.ATTACKER_KEY, kid=named)
        yield case("B13", f"the district's name on a {issuer[:7]} (vc-jwt)", text, STRANGER)


def endorsement(about: str, **members: Any) -> dict[str, Any]:
    return {
        "@context": badge()["@context"],
        "id": "urn:uuid:e",
        "type": ["VerifiableCredential", "EndorsementCredential"],
        "name": "Endorsement",
        "issuer": {"id": "did:web:body.example", "type": ["Profile"]},
        "validFrom": badge()["validFrom"],
        "credentialSubject": {"id": about, "type": ["EndorsementSubject"], **members},
    }


def endorsements() -> Rows:
    """B14: an endorsement takes nothing from the badge and adds nothing to it."""
    original = badge(credentialStatus=forge.entry(forge.WITHDRAWN))
    original["endorsement"] = [endorsement(badge()["id"])]
    moved = put(original, "credentialStatus", to=ABSENT)
    inner = moved["endorsement"][0]["credentialSubject"]
    inner["type"] = ["EndorsementSubject", "VerifiableCredential"]
    inner["credentialStatus"] = forge.entry(forge.WITHDRAWN)
    forged = {**moved, "proof": sign(original)["proof"]}
    name = "a revocation moved into an endorsement of the badge"
    yield case("B14", name, forged, UNDEFINED_TERM)
    again = put(badge(), "endorsement", to=[{**badge(), "credentialStatus": forge.entry()}])
    yield case("B14", "a badge that describes itself twice", sign(again), UNDEFINED_TERM)


def other_people() -> Rows:
    """G7: whose badge it is."""
    for typed in (
        *("other@example.org", "teacher@example.com", "teacher@example.org.attacker.example"),
        *("teacher@example.orgx", "eacher@example.org", "teacher+x@example.org"),
        *("teacher@example.org\u200b", "tеacher@example.org", "ｔeacher@example.org"),
        "teacher@example.orgsea",
        identity(forge.TEACHER)["identityHash"] + "@",
    ):
        for secured, way in ((sign(badge()), "eddsa-rdfc-2022"), (token(badge()), "vc-jwt")):
            yield case("G7", f"{typed!a} asks ({way})", secured, NOT_THEIRS, recipient=typed)
    for typed in ("", " ", "did:example:1", "A. Teacher", "555 0100"):
        name = f"{typed!r} asks, which is no address"
        yield case("G7", name, sign(badge()), NOBODY_KNOWS, recipient=typed)
    subject = badge()["credentialSubject"] | {"identifier": []}
    document = sign(badge(credentialSubject=subject))
    yield case("G7", "no identifier", document, NOBODY_KNOWS, recipient=forge.TEACHER)
    others = [identity(f"{n}@example.org", salt=str(n)) for n in range(100)]
    subject = badge()["credentialSubject"] | {"identifier": [*others, identity(forge.TEACHER)]}
    document = sign(badge(credentialSubject=subject))
    yield case("G7", "the 101st identifier", document, NOBODY_KNOWS, recipient=forge.TEACHER)
