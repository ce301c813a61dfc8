"""Lists of the older kinds: StatusList2021, VC 1.1, and 1EdTech's unsigned list (D9)."""

from __future__ import annotations

import gzip
from base64 import b64encode
from datetime import timedelta
from typing import Any

import pytest

from openbadges_issuer import contexts, timestamps
from openbadges_issuer.errors import Problem
from openbadges_issuer.report import Outcome, Report, Verdict
from tests.hostile import forge
from tests.hostile.forge import ABSENT, badge, entry, expect, put, sign, status_list, token, verify

FAILED, UNDECIDED, PASSED = Outcome.FAILED, Outcome.UNDECIDED, Outcome.PASSED
SUBJECT = "credentialSubject"
CONTEXT_2021 = "https://w3id.org/vc/status-list/2021/v1"
CONTEXT_STATUS = "https://www.w3.org/ns/credentials/status/v1"
DATA_INTEGRITY = "https://w3id.org/security/data-integrity/v2"
EXTENSIONS = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"


def doubtful(report: Report, problem: Problem = Problem.STATUS_INVALID) -> None:
    expect(report, Verdict.STATUS_UNKNOWN, "status_revocation", UNDECIDED, problem)


# StatusList2021 ----------------------------------------------------------------------------------


def badge_of_2021(index: int = forge.IN_FORCE, purpose: str = "revocation") -> dict[str, Any]:
    return badge(
        **{"@context": [*badge()["@context"], CONTEXT_2021]},
        credentialStatus=entry(index, purpose, type="StatusList2021Entry"),
    )


def encoded(length: int = 131_072, *indices: int) -> str:
    """Write a list as StatusList2021 has it: no letter, base64 with padding."""
    raw = bytearray(length // 8)
    for index in indices:
        raw[index // 8] |= 0x80 >> index % 8
    return b64encode(gzip.compress(raw, mtime=0)).decode()


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


def judged(listed: Any, secured: Any = None) -> Report:
    content = forge.dumps(listed) if isinstance(listed, dict) else listed.encode()
    return verify(secured or sign(badge_of_2021()), forge.server(revocations=content))


DATED = {"validFrom": status_list()["validFrom"]}
WITHDRAWN_2021 = sign(badge_of_2021(forge.WITHDRAWN))


@pytest.mark.parametrize(
    "listed",
    [
        sign(list_of_2021()),
        token(list_of_2021() | DATED | {"validUntil": status_list()["validUntil"]}),
        sign(list_of_2021(encodedList=encoded(131_072, forge.WITHDRAWN).rstrip("="))),
        sign(
            list_of_2021(
                encodedList=encoded(131_072, forge.WITHDRAWN).replace("+", "-").replace("/", "_")
            )
        ),
        sign(list_of_2021() | DATED),
    ],
    ids=["proof", "token", "unpadded", "the other alphabet", "dates of both names"],
)
def test_a_list_of_2021(listed: Any) -> None:
    expect(judged(listed), Verdict.VALID, "status_revocation", PASSED)
    expect(judged(listed, WITHDRAWN_2021), Verdict.REVOKED, "status_revocation", FAILED)


def test_a_suspension_of_2021() -> None:
    web = forge.server(suspensions=forge.dumps(sign(list_of_2021("suspension"))))
    paused = sign(badge_of_2021(forge.WITHDRAWN, "suspension"))
    expect(verify(paused, web), Verdict.SUSPENDED, "status_suspension", FAILED)


@pytest.mark.parametrize("length", [10_000, 100_000])
def test_a_short_list_of_2021_is_told_and_counts(length: int) -> None:
    listed = sign(list_of_2021(encodedList=encoded(length, 7)))
    report = judged(listed, sign(badge_of_2021(8)))
    expect(report, Verdict.VALID, "status_revocation", PASSED)
    usual = judged(sign(list_of_2021()), sign(badge_of_2021(8)))
    assert "shorter" in report.check("status_revocation").detail
    assert "shorter" not in usual.check("status_revocation").detail
    expect(judged(listed, sign(badge_of_2021(7))), Verdict.REVOKED)
    doubtful(judged(listed, sign(badge_of_2021(length))), Problem.RANGE)


GOOD = list_of_2021()
SIGNED = sign(GOOD)
ENDED = timestamps.format(forge.NOW - timedelta(seconds=1))
LATER = timestamps.format(forge.NOW + timedelta(seconds=1))
NOT_BELIEVED = {
    "unsigned": (GOOD, Problem.STATUS_INVALID),
    "edited": (
        put(SIGNED, SUBJECT, "encodedList", to=encoded()),
        Problem.STATUS_INVALID,
    ),
    "signed by the attacker": (sign(GOOD, forge.ATTACKER_KEY), Problem.STATUS_INVALID),
    "issued by the attacker": (
        sign(
            GOOD | {"issuer": forge.ATTACKER},
            forge.ATTACKER_KEY,
            verificationMethod=forge.method(forge.ATTACKER, forge.ATTACKER_KEY.public_key),
        ),
        Problem.STATUS_INVALID,
    ),
    "another id": (sign(GOOD | {"id": forge.SUSPENSIONS}), Problem.STATUS_INVALID),
    "another purpose": (sign(list_of_2021("suspension")), Problem.STATUS_INVALID),
    "no type": (sign(GOOD | {"type": ["VerifiableCredential"]}), Problem.STATUS_INVALID),
    "no type of the subject": (sign(list_of_2021(type=ABSENT)), Problem.STATUS_INVALID),
    "the newer form": (sign(status_list()), Problem.STATUS_INVALID),
    "ended": (sign(GOOD | {"expirationDate": ENDED}), Problem.STATUS_INVALID),
    "ended by the newer name": (sign(GOOD | {"validUntil": ENDED}), Problem.STATUS_INVALID),
    "not begun": (sign(GOOD | {"issuanceDate": LATER}), Problem.STATUS_INVALID),
    "not begun by the newer name": (sign(GOOD | {"validFrom": LATER}), Problem.STATUS_INVALID),
    "an end that is none": (sign(GOOD | {"expirationDate": "never"}), Problem.STATUS_INVALID),
    "the letter of the newer form": (
        sign(list_of_2021(encodedList=forge.bits().encode())),
        Problem.STATUS_INVALID,
    ),
    "padded too much": (
        sign(list_of_2021(encodedList=encoded().rstrip("=") + "====")),
        Problem.STATUS_INVALID,
    ),
    "cut short": (
        sign(list_of_2021(encodedList=b64encode(gzip.compress(bytes(16_384))[:-1]).decode())),
        Problem.STATUS_INVALID,
    ),
    "something behind": (
        sign(list_of_2021(encodedList=b64encode(gzip.compress(bytes(16_384)) + b"x").decode())),
        Problem.STATUS_INVALID,
    ),
    "two members": (
        sign(list_of_2021(encodedList=b64encode(gzip.compress(bytes(16_384)) * 2).decode())),
        Problem.STATUS_INVALID,
    ),
    "a bomb": (
        sign(list_of_2021(encodedList=b64encode(gzip.compress(bytes(50_000_000))).decode())),
        Problem.TOO_LARGE,
    ),
    "nothing": (sign(list_of_2021(encodedList=encoded(0))), Problem.RANGE),
}


@pytest.mark.parametrize("name", NOT_BELIEVED)
def test_a_list_of_2021_that_is_not_believed(name: str) -> None:
    listed, problem = NOT_BELIEVED[name]
    doubtful(judged(listed), problem)


@pytest.mark.parametrize("index", ["-1", "01", "4_2", "４２", "+1", " 1", -1, 1.5, True, ABSENT])
def test_an_index_of_2021_that_is_none(index: Any) -> None:
    document = badge_of_2021()
    doubtful(judged(SIGNED, sign(put(document, "credentialStatus", "statusListIndex", to=index))))


def test_an_entry_of_the_newer_form_does_not_take_a_list_of_2021() -> None:
    doubtful(judged(SIGNED, sign(badge(credentialStatus=entry()))))


# A list of bits under VC 1.1 ---------------------------------------------------------------------


def test_a_list_of_bits_under_the_older_data_model() -> None:
    listed = sign(of_version_1(status_list(), CONTEXT_STATUS))
    expect(judged(listed, sign(badge(credentialStatus=entry()))), Verdict.VALID)
    withdrawn = sign(badge(credentialStatus=entry(forge.WITHDRAWN)))
    expect(judged(listed, withdrawn), Verdict.REVOKED)
    ended = sign(of_version_1(status_list(), CONTEXT_STATUS, expirationDate=ENDED))
    doubtful(judged(ended, sign(badge(credentialStatus=entry()))))


# 1EdTech's list of revoked badges ----------------------------------------------------------------

URL = f"https://{forge.HOST}/revocations"
OWN_ID = badge()["id"]
OTHER = {"id": "urn:x:1"}


def listed_badge(url: str = URL, **changes: Any) -> dict[str, Any]:
    changes = {"credentialStatus": {"id": url, "type": "1EdTechRevocationList"}} | changes
    return badge(**{"@context": [*badge()["@context"], EXTENSIONS]}, **changes)


def by_list(content: Any, document: dict[str, Any] | None = None, url: str = URL) -> Report:
    """Verify a badge when this stands at the address of its list."""
    content = forge.dumps(content) if isinstance(content, dict) else content
    web = forge.server()
    web.holds[url] = content
    return verify(sign(document or listed_badge(url)), web)


@pytest.mark.parametrize(
    "listed",
    [
        [],
        [OTHER],
        [{"id": OWN_ID, "revoked": False}],
        [{"id": OWN_ID.upper()}, {"id": OWN_ID + "/"}],
    ],
)
def test_a_badge_that_is_not_on_the_list(listed: list[Any]) -> None:
    report = by_list({"revokedCredential": listed})
    expect(report, Verdict.VALID, "status_revocation", PASSED)
    assert report.check("status_suspension").outcome is Outcome.NOT_APPLICABLE


@pytest.mark.parametrize(
    "listed",
    [
        [{"id": OWN_ID}],
        [{"id": OWN_ID, "revoked": True}],
        [OTHER, {"id": OWN_ID, "revocationReason": "by mistake"}],
        [{"id": OWN_ID, "revoked": False}, {"id": OWN_ID}],
        {"id": OWN_ID},
    ],
)
def test_a_badge_that_is_on_the_list(listed: Any) -> None:
    report = by_list({"id": URL, "issuer": forge.DISTRICT, "revokedCredential": listed})
    expect(report, Verdict.REVOKED, "status_revocation", FAILED, Problem.REVOKED)


@pytest.mark.parametrize(
    "url",
    [
        "https://badges.attacker.example/revocations",
        f"https://{forge.HOST}.attacker.example/revocations",
        f"https://{forge.HOST}:8443/revocations",
        f"https://lists.{forge.HOST}/revocations",
        f"https://{forge.HOST}@badges.attacker.example/revocations",
        "https://kettle-moraine.example/revocations",
    ],
)
def test_a_list_at_another_address_is_not_asked(url: str) -> None:
    web = forge.server()
    web.holds[url] = forge.dumps({"revokedCredential": []})
    doubtful(verify(sign(listed_badge(url)), web))
    assert url not in web.asked


def test_an_issuer_without_an_address_of_its_own() -> None:
    issuer = forge.did_key(forge.DISTRICT_KEY)
    document = put(listed_badge(), "issuer", "id", to=issuer)
    method = f"{issuer}#{forge.DISTRICT_KEY.public_key.multikey}"
    web = forge.server()
    web.holds[URL] = forge.dumps({"revokedCredential": []})
    report = verify(sign(document, verificationMethod=method), web, policy=forge.ANYBODY)
    doubtful(report)
    assert URL not in web.asked


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<!doctype html>",
        b"[]",
        b"{}",
        b'{"revokedCredentials":[]}',
        b'{"revokedCredential":null}',
        b'{"revokedCredential":"none"}',
        b'{"revokedCredential":["urn:x:1"]}',
        b'{"revokedCredential":[{"revoked":true}]}',
        b'{"revokedCredential":[{"id":["urn:x:1"]}]}',
        b'{"revokedCredential":[{"id":"urn:x:1","revoked":"no"}]}',
        b'{"revokedCredential":[{"id":"urn:x:1","revoked":null}]}',
        b'{"revokedCredential":[{"id":"urn:x:1","id":"urn:x:2"}]}',
        b'{"revokedCredential":[],"revokedCredential":[]}',
        b'{"revokedCredential":[],"id":"https://badges.attacker.example/list"}',
        b'{"revokedCredential":[],"issuer":"did:web:badges.attacker.example"}',
        b'{"revokedCredential":[],"issuer":{"id":"did:web:badges.attacker.example"}}',
        b'{"revokedCredential":[]} trailing',
        b'\xff{"revokedCredential":[]}',
    ],
)
def test_a_list_of_revoked_badges_that_is_malformed_or_foreign(content: bytes) -> None:
    doubtful(by_list(content))


def test_a_list_of_revoked_badges_that_does_not_answer() -> None:
    report = verify(sign(listed_badge()))
    doubtful(report, Problem.STATUS_RETRIEVAL)


def test_a_badge_without_an_id_is_on_no_such_list() -> None:
    doubtful(by_list({"revokedCredential": []}, listed_badge(id=ABSENT)))


def test_an_entry_of_two_types_is_of_none() -> None:
    status = entry() | {"id": URL, "type": ["1EdTechRevocationList", "BitstringStatusListEntry"]}
    report = by_list({"revokedCredential": []}, listed_badge(credentialStatus=status))
    for check in ("status_revocation", "status_suspension"):
        expect(report, Verdict.UNSUPPORTED, check, UNDECIDED, Problem.STATUS_UNSUPPORTED)
