"""Entries of several bits, what lists say beside, and for how long they say it (D2 to D8)."""

from __future__ import annotations

import gzip
from datetime import timedelta
from typing import Any

from openbadges_issuer import timestamps
from openbadges_issuer.encoding import base64url_encode
from openbadges_issuer.errors import Problem
from openbadges_issuer.report import Outcome, Verdict
from tests.hostile import forge
from tests.hostile.cases.case import (
    PASSED,
    UNDECIDED,
    WAYS,
    Answer,
    Rows,
    as_bytes,
    case,
    good,
    status_unknown,
)
from tests.hostile.cases.status import INVALID, REVOKED, SUSPENDED
from tests.hostile.forge import ABSENT, badge, entry, put, sign, status_list

MESSAGES = f"https://{forge.HOST}/status/messages"
WORDS = ("pending review", "accepted", "rejected", "undefined")
SAID = [{"status": f"0x{value}", "message": word} for value, word in enumerate(WORDS)]
ACCEPTED, REJECTED, UNSAID = 4, 5, 6  # indices
IN_FORCE = Answer(Verdict.VALID, "status_revocation", PASSED)
OF_NO_LIST = Answer(Verdict.VALID, "status_revocation", Outcome.NOT_APPLICABLE)
SIZES = [1, 2, 3, 4, 7, 8]


def rows() -> Rows:
    yield from several_bits()
    yield from of_each_size()
    yield from entries()
    yield from messages_beside()
    yield from messages_that_are_not_read()
    yield from times_to_live()


def about(purpose: str = "message", index: int = ACCEPTED, **changes: Any) -> dict[str, Any]:
    """Give an entry that names the list of messages, with two bits."""
    members = {
        "id": f"{MESSAGES}#{purpose}",
        "statusPurpose": purpose,
        "statusListCredential": MESSAGES,
        "statusSize": 2,
        "statusMessage": SAID,
    }
    return entry(index, **members | changes)


def listing(*purposes: str, **changes: Any) -> dict[str, Any]:
    """Give the list of messages, or of these purposes, unsigned."""
    purposes = purposes or ("message",)
    raw = bytearray(32_768)
    raw[1] = 0b01_10_00_00  # of indices 4 to 7
    subject = {
        "id": f"{MESSAGES}#list",
        "type": "BitstringStatusList",
        "statusPurpose": list(purposes) if len(purposes) > 1 else purposes[0],
        "encodedList": packed(raw),
    }
    return status_list(id=MESSAGES, credentialSubject=subject | changes)


def packed(raw: bytes | bytearray) -> str:
    return "u" + base64url_encode(gzip.compress(raw, mtime=0))


def at_messages(listed: Any) -> dict[str, bytes | None]:
    return {MESSAGES: as_bytes(listed)}


def several_bits() -> Rows:
    """D5: any value but zero is a yes."""
    for purpose, answer in (("revocation", REVOKED), ("suspension", SUSPENDED)):
        for way, secure in WAYS.items():
            web = at_messages(secure(listing(purpose)))
            for index, value in ((ACCEPTED, 1), (REJECTED, 2)):
                secured = secure(badge(credentialStatus=about(purpose, index)))
                name = f"the value {value} of two bits, for {purpose} ({way})"
                yield case("D5", name, secured, answer, web=web)
            clear = secure(badge(credentialStatus=about(purpose, UNSAID)))
            yield good(f"two bits unset for {purpose} ({way})", clear, web=web)
    both = at_messages(sign(listing("revocation", "suspension")))
    clear = [about("revocation", UNSAID), about("suspension", UNSAID)]
    yield good("one list of two purposes", sign(badge(credentialStatus=clear)), web=both)
    paused = [about("revocation", UNSAID), about("suspension")]
    secured = sign(badge(credentialStatus=paused))
    yield case("D6", "paused by a list of two purposes", secured, SUSPENDED, web=both)


def of_each_size() -> Rows:
    """D5: where the bits of an index lie; an entry of one size is none of another."""
    for size in SIZES:
        words = [{"status": hex(value), "message": f"No. {value}"} for value in range(2**size)]
        more = {"statusSize": size} | ({"statusMessage": words} if size > 1 else {})
        more = more if size > 1 else {"statusSize": ABSENT, "statusMessage": ABSENT}
        for index in (0, 131_071):
            for bit in {0, size - 1}:
                raw = bytearray(16_384 * size)
                place = index * size + bit
                raw[place // 8] = 0x80 >> place % 8
                web = at_messages(sign(listing("revocation", encodedList=packed(raw))))
                secured = sign(badge(credentialStatus=about("revocation", index, **more)))
                name = f"bit {bit} of {size}, index {index}"
                yield case("D5", name, secured, REVOKED, web=web)
                other = 1 if index == 0 else index - 1
                beside = sign(badge(credentialStatus=about("revocation", other, **more)))
                yield good(f"beside {name}", beside, web=web)


def entries() -> Rows:
    """D2, D3."""
    length = status_unknown(Problem.STATUS_LENGTH)
    unsupported = Answer(
        Verdict.UNSUPPORTED, "status_revocation", UNDECIDED, Problem.STATUS_UNSUPPORTED
    )
    web = at_messages(sign(listing("revocation")))
    for changes, answer in (
        ({"statusMessage": ABSENT}, INVALID),
        ({"statusMessage": []}, INVALID),
        ({"statusMessage": SAID[:3]}, INVALID),
        ({"statusMessage": [*SAID, {"status": "0x4", "message": "x"}]}, INVALID),
        ({"statusMessage": [*SAID[:3], {"status": "3", "message": "x"}]}, INVALID),
        ({"statusMessage": [*SAID[:3], {"status": "0x4", "message": "x"}]}, INVALID),
        ({"statusMessage": [*SAID[:3], {"status": "0x2", "message": "x"}]}, INVALID),
        ({"statusMessage": [*SAID[:3], {"status": "0x3"}]}, INVALID),
        ({"statusMessage": [*SAID[:3], {"message": "x"}]}, INVALID),
        ({"statusSize": ABSENT}, INVALID),
        ({"statusSize": 0}, INVALID),
        ({"statusSize": -2}, INVALID),
        ({"statusSize": 3}, INVALID),
        ({"statusSize": 1}, INVALID),
        ({"statusSize": "2"}, INVALID),
        ({"statusSize": 2.5}, INVALID),
        ({"statusSize": 9}, unsupported),
        ({"statusSize": 10**6}, unsupported),
        ({"statusListIndex": "131072"}, status_unknown(Problem.RANGE)),
        ({"statusListIndex": "4_2"}, INVALID),
        ({"statusListIndex": "-1"}, INVALID),
    ):
        secured = sign(badge(credentialStatus=about("revocation", **changes)))
        ((member, value),) = changes.items()
        how = "missing" if value is ABSENT else repr(value)[-60:]
        yield case("D2", f"an entry of two bits, {member} {how}", secured, answer, web=web)
    short = at_messages(sign(listing("revocation", encodedList=forge.bits().encode())))
    secured = sign(badge(credentialStatus=about("revocation")))
    yield case("D4", "two bits in a list of as many of one", secured, length, web=short)
    revoked = sign(badge(credentialStatus=about("revocation")))
    less = put(revoked, "credentialStatus", "statusSize", to=1)
    less = put(less, "credentialStatus", "statusMessage", to=ABSENT)
    answer = Answer(Verdict.TAMPERED, "signature", problem=Problem.SIGNATURE_INVALID)
    yield case("D7", "an entry of two bits made one of one", less, answer, web=web)


def messages_beside() -> Rows:
    """What a list tells of a badge that is as good as before, and of one that is not."""
    for way, secure in WAYS.items():
        web = at_messages(secure(listing()))
        for index in (ACCEPTED, REJECTED, UNSAID):
            alone = secure(badge(credentialStatus=about(index=index)))
            yield good(f"a message, index {index} ({way})", alone, OF_NO_LIST, web=web)
            beside = secure(badge(credentialStatus=[about(index=index), entry()]))
            yield good(f"a message, index {index}, in force ({way})", beside, IN_FORCE, web=web)
            status = [about(index=index), entry(forge.WITHDRAWN)]
            name = f"withdrawn, beside a message, index {index} ({way})"
            yield case("D6", name, secure(badge(credentialStatus=status)), REVOKED, web=web)
    web = at_messages(sign(listing("refresh")))
    for index in (ACCEPTED, UNSAID):
        status = [about("refresh", index), entry()]
        secured = sign(badge(credentialStatus=status))
        yield good(f"a newer version, index {index}", secured, IN_FORCE, web=web)
    web = at_messages(sign(listing("message", "refresh")))
    status = [about(), about("refresh"), entry(), entry(forge.WITHDRAWN, "suspension")]
    secured = sign(badge(credentialStatus=status))
    yield case("D6", "paused, behind two that only tell", secured, SUSPENDED, web=web)


def messages_that_are_not_read() -> Rows:
    """They decide nothing: the badge is in force by its own list."""
    web: dict[str, bytes | None]
    gone = "https://gone.example/list"
    for name, status, listed in (
        ("of an unsigned list", about(), listing()),
        ("of a list by the attacker", about(), sign(listing(), forge.ATTACKER_KEY)),
        ("of a list of another purpose", about(), sign(listing("refresh"))),
        ("of a page", about(), "<html>"),
        ("of no index", about(statusListIndex="-1"), sign(listing())),
        ("without words", about(statusMessage=ABSENT), sign(listing())),
        ("of nowhere", about(statusListCredential=gone), sign(listing())),
    ):
        web = {**at_messages(listed), gone: None}
        secured = sign(badge(credentialStatus=[status, entry()]))
        yield good(f"a message {name}", secured, IN_FORCE, web=web)
        withdrawn = sign(badge(credentialStatus=[status, entry(forge.WITHDRAWN)]))
        yield case("D6", f"withdrawn, beside a message {name}", withdrawn, REVOKED, web=web)


def times_to_live() -> Rows:
    """D8: a time that is none is a list that is none; a good one does not outlive the list."""
    secured = sign(badge(credentialStatus=entry()))

    def living(ttl: Any, **changes: Any) -> dict[str, bytes | None]:
        listed = put(status_list(**changes), "credentialSubject", "ttl", to=ttl)
        return {forge.REVOCATIONS: as_bytes(sign(listed))}

    for ttl in (0, 1_000, 3_600_000, 2**53 - 1):
        yield good(f"a list that lives {ttl} milliseconds", secured, web=living(ttl))
    for ttl in (-1, 0.5, "60000", True, [1, 2], "", 2**53, 10**30):
        name = f"a list that lives {ttl!r} milliseconds"
        yield case("D8", name, secured, INVALID, web=living(ttl))
    over = timestamps.format(forge.NOW - timedelta(seconds=1))
    name = "a list that lives beyond its end"
    yield case("D8", name, secured, INVALID, web=living(3_600_000, validUntil=over))
