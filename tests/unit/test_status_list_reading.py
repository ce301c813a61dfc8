"""Looking up one entry in a published list; each refusal has one fault only."""

from __future__ import annotations

import copy
import gzip
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from openbadges_issuer.encoding import base64url_encode
from openbadges_issuer.errors import Problem, StatusError
from openbadges_issuer.limits import Limits
from openbadges_issuer.status import (
    STATUS_LIST_2021,
    Bitstring,
    PublishedList,
    StatusEntry,
    StatusList,
    StatusReading,
    status_list_credential,
)

URL = "https://badges.example/status/3"
BEGIN = datetime(2026, 11, 21, 15, 0, tzinfo=UTC)
END = BEGIN + timedelta(days=7)
NOW = BEGIN + timedelta(days=1)
SET, CLEAR = StatusEntry(URL, 94_567), StatusEntry(URL, 94_566)
ALL_ZERO = "uH4sIAAAAAAAAA-3BMQEAAADCoPVPbQwfoAAAAAAAAAAAAAAAAAAAAIC3AYbSVKsAQAAA"


def published(purpose: str = "revocation") -> dict[str, Any]:
    status_list = StatusList.new(URL, purpose)
    status_list.bits.set(94_567, True)
    return status_list_credential(
        status_list, issuer="did:web:badges.example", valid_from=BEGIN, valid_until=END
    )


def look_up(document: dict[str, Any], entry: StatusEntry, *, now: datetime) -> StatusReading:
    return PublishedList.read(document, entry).look_up(entry, now)


def refusal(document: dict[str, Any], entry: StatusEntry = SET, now: datetime = NOW) -> StatusError:
    with pytest.raises(StatusError) as caught:
        look_up(document, entry, now=now)
    return caught.value


def test_a_set_bit_and_a_clear_one() -> None:
    document = published()
    assert look_up(document, SET, now=NOW) == StatusReading(True, BEGIN)
    assert look_up(document, CLEAR, now=NOW) == StatusReading(False, BEGIN)


@pytest.mark.parametrize("index", [0, 7, 8, 131_071])
def test_the_first_and_the_last_entry(index: int) -> None:
    status_list = StatusList.new(URL)
    status_list.revoke(index)
    document = status_list_credential(
        status_list, issuer="did:web:badges.example", valid_from=BEGIN, valid_until=END
    )
    assert look_up(document, StatusEntry(URL, index), now=NOW).value
    neighbor = index + 1 if index == 0 else index - 1
    assert not look_up(document, StatusEntry(URL, neighbor), now=NOW).value


def test_a_suspension_is_read_from_a_suspension_list() -> None:
    entry = StatusEntry(URL, 94_567, "suspension")
    assert look_up(published("suspension"), entry, now=NOW).value


def test_a_list_of_several_purposes_is_read() -> None:
    document = published()
    document["credentialSubject"]["statusPurpose"] = ["suspension", "revocation"]
    assert look_up(document, SET, now=NOW).value


def test_more_contexts_and_a_type_in_an_array_are_read() -> None:
    document = published()
    document["@context"].append("https://w3id.org/security/data-integrity/v2")
    document["credentialSubject"]["type"] = ["BitstringStatusList"]
    assert look_up(document, SET, now=NOW).value


def test_a_list_without_dates_is_read_and_says_so() -> None:
    document = published()
    del document["validFrom"], document["validUntil"]
    assert look_up(document, SET, now=NOW) == StatusReading(True, None)


def test_dates_are_compared_as_moments() -> None:
    document = published()
    document["validFrom"] = "2026-11-21T20:00:00+05:00"  # 15:00 in UTC
    document["validUntil"] = "2026-11-21T09:00:00-06:00"
    assert look_up(document, SET, now=BEGIN).valid_from == BEGIN


def test_the_list_is_in_force_from_its_first_moment_to_its_last() -> None:
    document = published()
    assert look_up(document, SET, now=BEGIN).value
    assert look_up(document, SET, now=END).value
    early = refusal(document, now=BEGIN - timedelta(seconds=1))
    assert (early.problem, early.path) == (Problem.STATUS_INVALID, "$.validFrom")
    late = refusal(document, now=END + timedelta(seconds=1))
    assert (late.problem, late.path) == (Problem.STATUS_INVALID, "$.validUntil")


def put(*path: str, value: object) -> Callable[[dict[str, Any]], None]:
    def change(document: dict[str, Any]) -> None:
        for name in path[:-1]:
            document = document[name]
        document[path[-1]] = value

    return change


def drop(*path: str) -> Callable[[dict[str, Any]], None]:
    def change(document: dict[str, Any]) -> None:
        for name in path[:-1]:
            document = document[name]
        del document[path[-1]]

    return change


V2 = "https://www.w3.org/ns/credentials/v2"
SUBJECT = "credentialSubject"


@pytest.mark.parametrize(
    ("change", "path"),
    [
        (drop("@context"), '$["@context"]'),
        (put("@context", value=V2), '$["@context"]'),
        (put("@context", value=[]), '$["@context"]'),
        (put("@context", value=["https://www.w3.org/ns/credentials/v1"]), '$["@context"]'),
        (put("@context", value=["https://w3id.org/vc/status-list/2021/v1", V2]), '$["@context"]'),
        (put("@context", value=[{"@vocab": V2}]), '$["@context"]'),
        (drop("type"), "$.type"),
        (put("type", value="BitstringStatusListCredential"), "$.type"),
        (put("type", value=["BitstringStatusListCredential"]), "$.type"),
        (put("type", value=["VerifiableCredential"]), "$.type"),
        (put("type", value=["VerifiableCredential", "StatusList2021Credential"]), "$.type"),
        (put("type", value="VerifiableCredential BitstringStatusListCredential"), "$.type"),
        (put("type", value=None), "$.type"),
        (drop("id"), "$.id"),
        (put("id", value=None), "$.id"),
        (put("id", value=[URL]), "$.id"),
        (put("id", value="https://badges.example/status/4"), "$.id"),
        (put("id", value=URL + "/"), "$.id"),
        (put("id", value=URL + "#list"), "$.id"),
        (put("id", value=URL.upper()), "$.id"),
        (drop(SUBJECT), "$.credentialSubject"),
        (put(SUBJECT, value=[]), "$.credentialSubject"),
        (put(SUBJECT, value=[{}, {}]), "$.credentialSubject"),
        (put(SUBJECT, value=URL + "#list"), "$.credentialSubject"),
        (drop(SUBJECT, "type"), "$.credentialSubject.type"),
        (put(SUBJECT, "type", value="StatusList2021"), "$.credentialSubject.type"),
        (put(SUBJECT, "type", value="BitstringStatusListEntry"), "$.credentialSubject.type"),
        (drop(SUBJECT, "statusPurpose"), "$.credentialSubject.statusPurpose"),
        (
            put(SUBJECT, "statusPurpose", value="suspension"),
            "$.credentialSubject.statusPurpose",
        ),
        (
            put(SUBJECT, "statusPurpose", value="no revocation"),
            "$.credentialSubject.statusPurpose",
        ),
        (put(SUBJECT, "statusPurpose", value=[]), "$.credentialSubject.statusPurpose"),
        (put(SUBJECT, "statusPurpose", value=["message"]), "$.credentialSubject.statusPurpose"),
        (
            put(SUBJECT, "statusPurpose", value={"revocation": True}),
            "$.credentialSubject.statusPurpose",
        ),
        (drop(SUBJECT, "encodedList"), "$.credentialSubject.encodedList"),
        (put(SUBJECT, "encodedList", value=None), "$.credentialSubject.encodedList"),
        (put(SUBJECT, "encodedList", value=[ALL_ZERO]), "$.credentialSubject.encodedList"),
        (put(SUBJECT, "encodedList", value=ALL_ZERO[1:]), "$.credentialSubject.encodedList"),
        (put(SUBJECT, "encodedList", value=ALL_ZERO[:-8]), "$.credentialSubject.encodedList"),
        (put("validFrom", value=None), "$.validFrom"),
        (put("validFrom", value="2026-11-21"), "$.validFrom"),
        (put("validFrom", value="2026-11-21T15:00:00"), "$.validFrom"),
        (put("validFrom", value="2026-02-30T15:00:00Z"), "$.validFrom"),
        (put("validFrom", value=1_790_000_000), "$.validFrom"),
        (put("validFrom", value="2026-11-23T00:00:00Z"), "$.validFrom"),
        (put("validUntil", value=None), "$.validUntil"),
        (put("validUntil", value="never"), "$.validUntil"),
        (put("validUntil", value="2026-11-28T15:00:00"), "$.validUntil"),
        (put("validUntil", value="2026-11-22T14:59:59Z"), "$.validUntil"),
    ],
)
def test_one_fault_makes_the_list_unusable(
    change: Callable[[dict[str, Any]], None], path: str
) -> None:
    document = published()
    change(document)
    error = refusal(document)
    assert error.problem is Problem.STATUS_INVALID
    assert error.path == path


@pytest.mark.parametrize("ttl", [-1, 1.0, "300000", True, None, [300_000]])
def test_a_time_to_live_that_is_none(ttl: object) -> None:
    document = published()
    document[SUBJECT]["ttl"] = ttl
    error = refusal(document)
    assert error.problem is Problem.STATUS_INVALID
    assert error.path == "$.credentialSubject.ttl"


@pytest.mark.parametrize(
    ("ttl", "seconds"), [(0, 0), (300_000, 300), (3_600_001, 3_600), (2**53 - 1, 3_600)]
)
def test_a_copy_is_good_for_its_time_to_live_and_at_most_an_hour(ttl: int, seconds: int) -> None:
    document = published()
    assert look_up(document, SET, now=NOW).good_for == timedelta(hours=1)
    document[SUBJECT]["ttl"] = ttl
    assert look_up(document, SET, now=NOW).good_for == timedelta(seconds=seconds)


def of_version_1(**dates: str) -> dict[str, Any]:
    """Give the list as VC 1.1 has it, with these dates."""
    document = {k: v for k, v in published().items() if k not in ("validFrom", "validUntil")}
    return document | {"@context": ["https://www.w3.org/2018/credentials/v1"]} | dates


def test_a_list_of_the_older_data_model() -> None:
    document = of_version_1(
        issuanceDate="2026-11-21T15:00:00Z", expirationDate="2026-11-28T15:00:00Z"
    )
    assert look_up(document, SET, now=NOW) == StatusReading(1, BEGIN)
    for now, path in (
        (BEGIN - timedelta(1), "issuanceDate"),
        (END + timedelta(1), "expirationDate"),
    ):
        assert refusal(document, now=now).path == f"$.{path}"


def test_of_two_dates_the_stricter_counts() -> None:
    begins = of_version_1(issuanceDate="2026-11-20T15:00:00Z", validFrom="2026-11-21T15:00:00Z")
    assert look_up(begins, SET, now=NOW).valid_from == BEGIN
    later = of_version_1(issuanceDate="2026-11-23T15:00:00Z", validFrom="2026-11-21T15:00:00Z")
    assert refusal(later).path == "$.issuanceDate"
    ended = of_version_1(validUntil="2026-11-28T15:00:00Z", expirationDate="2026-11-22T14:59:59Z")
    assert refusal(ended).path == "$.expirationDate"


def in_form_of_2021(length: int = 131_072) -> dict[str, Any]:
    document = published()
    document["type"] = ["VerifiableCredential", "StatusList2021Credential"]
    packed = gzip.compress(bytes(length // 8 - 1) + b"\x01", mtime=0)
    document[SUBJECT] |= {"type": "StatusList2021", "encodedList": base64url_encode(packed)}
    return document


def test_a_list_of_the_older_form_is_read_for_an_entry_of_that_form() -> None:
    last = StatusEntry(URL, 131_071, form=STATUS_LIST_2021)
    assert look_up(in_form_of_2021(), last, now=NOW) == StatusReading(1, BEGIN)
    assert refusal(in_form_of_2021(), SET).path == "$.type"
    assert refusal(published(), last).path == "$.type"


def test_a_short_list_of_the_older_form_is_said_to_be_one() -> None:
    for index, value in ((9_998, 0), (9_999, 1)):
        entry = StatusEntry(URL, index, form=STATUS_LIST_2021)
        reading = look_up(in_form_of_2021(10_000), entry, now=NOW)
        assert (reading.value, reading.is_short) == (value, True)
    beyond = StatusEntry(URL, 10_000, form=STATUS_LIST_2021)
    assert refusal(in_form_of_2021(10_000), beyond).problem is Problem.RANGE


FOUR = ("fine", "late", "lost", "found")


def test_entries_of_several_bits() -> None:
    document = published("suspension")
    document[SUBJECT]["statusPurpose"] = "message"
    raw = bytearray(32_768)
    raw[1], raw[-1] = 0b00_01_10_11, 0b11
    document[SUBJECT]["encodedList"] = "u" + base64url_encode(gzip.compress(raw, mtime=0))
    for index, value in ((3, 0), (4, 0), (5, 1), (6, 2), (7, 3), (131_070, 0), (131_071, 3)):
        entry = StatusEntry(URL, index, "message", 2, FOUR)
        assert look_up(document, entry, now=NOW).value == value
    beyond = StatusEntry(URL, 131_072, "message", 2, FOUR)
    assert refusal(document, beyond).problem is Problem.RANGE
    too_few = StatusEntry(URL, 0, "message", 3, FOUR * 2)  # 87,381 entries of that size
    assert refusal(document, too_few).problem is Problem.STATUS_LENGTH


def test_an_entry_of_another_purpose_is_refused() -> None:
    error = refusal(published(), StatusEntry(URL, 94_567, "suspension"))
    assert error.path == "$.credentialSubject.statusPurpose"


def test_an_index_past_the_end_is_a_range_error() -> None:
    assert refusal(published(), StatusEntry(URL, 131_072)).problem is Problem.RANGE


def test_a_short_list_is_a_length_error() -> None:
    document = published()
    short = gzip.compress(bytes(12_500), mtime=0)  # 100,000 entries: seen in the wild
    document["credentialSubject"]["encodedList"] = "u" + base64url_encode(short)
    error = refusal(document, StatusEntry(URL, 7))
    assert error.problem is Problem.STATUS_LENGTH
    assert error.path == "$.credentialSubject.encodedList"


def test_the_bound_of_the_caller_holds() -> None:
    with pytest.raises(StatusError) as caught:
        PublishedList.read(published(), SET, limits=Limits(status_list_expanded_bytes=16_383))
    assert caught.value.problem is Problem.TOO_LARGE


def test_a_longer_list_is_read() -> None:
    document = published()
    longer = Bitstring(262_144)
    longer.set(262_143, True)
    document["credentialSubject"]["encodedList"] = longer.encode()
    assert look_up(document, StatusEntry(URL, 262_143), now=NOW).value


def test_reading_does_not_change_the_document() -> None:
    document = published()
    before = copy.deepcopy(document)
    look_up(document, SET, now=NOW)
    assert document == before
