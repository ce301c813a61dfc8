"""The status entry of a badge, as it is issued and as it is read."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from openbadges_issuer.errors import Problem, StatusError
from openbadges_issuer.status import (
    STATUS_LIST_2021,
    RevocationListEntry,
    StatusEntry,
    purpose_of,
    read_entry,
)
from openbadges_issuer.status.members import BITSTRING, ListForm

URL = "https://badges.example/status/3"
ENTRY: dict[str, Any] = {
    "id": f"{URL}#94567",
    "type": "BitstringStatusListEntry",
    "statusPurpose": "revocation",
    "statusListIndex": "94567",
    "statusListCredential": URL,
}


def changed(**members: object) -> dict[str, Any]:
    return ENTRY | members


def said(status: object, message: object = "said") -> dict[str, object]:
    return {"status": status, "message": message}


FOUR = [said(f"0x{n}", f"message {n}") for n in range(4)]


def without(name: str) -> dict[str, Any]:
    return {key: value for key, value in ENTRY.items() if key != name}


def refusal(entry: object) -> StatusError:
    with pytest.raises(StatusError) as caught:
        StatusEntry.read(entry, "$.credentialStatus[1]")
    return caught.value


def test_an_entry_is_written_as_the_specification_has_it() -> None:
    assert StatusEntry(URL, index=94_567).to_json() == ENTRY
    assert StatusEntry(URL, index=0, purpose="suspension").to_json() == {
        "id": f"{URL}#0",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "suspension",
        "statusListIndex": "0",
        "statusListCredential": URL,
    }


def test_an_entry_is_a_value() -> None:
    entry = StatusEntry(URL, 7)
    assert entry == StatusEntry(URL, index=7, purpose="revocation")
    with pytest.raises(dataclasses.FrozenInstanceError):
        entry.index = 8  # type: ignore[misc]


@pytest.mark.parametrize("purpose", ["", "Revocation", "revocation ", "expiry"])
def test_a_purpose_that_is_not_known_is_not_issued(purpose: str) -> None:
    with pytest.raises(StatusError) as caught:
        StatusEntry(URL, 7, purpose)
    assert caught.value.problem is Problem.STATUS_INVALID


@pytest.mark.parametrize(
    "url",
    [
        "",
        "status/3",
        "/status/3",
        "http://badges.example/status/3",
        "http://localhost.badges.example/status/3",
        "http://localhost:80@badges.example/status/3",
        "ftp://badges.example/status/3",
        "javascript:alert(1)",
        "data:application/json,{}",
        "file:///etc/passwd",
        "urn:uuid:0b2e2f6e-6f3c-4c8e-9d53-0f4c1f1a2b3c",
        f"{URL}#list",
        f"{URL} ",
        f" {URL}",
        f"{URL}\n",
        "https://badges.example/a\tb",
        "https://badges.example/\x00",
        'https://badges.example/"',
        "https://",
    ],
)
def test_a_url_that_is_not_one_of_a_list_is_refused(url: str) -> None:
    with pytest.raises(StatusError) as caught:
        StatusEntry(url, 7)
    assert caught.value.problem is Problem.STATUS_INVALID
    error = refusal(changed(statusListCredential=url))
    assert error.problem is Problem.STATUS_INVALID
    assert error.path == "$.credentialStatus[1].statusListCredential"


@pytest.mark.parametrize("url", ["http://localhost:5000/status/3", "http://localhost/status/3"])
def test_http_is_for_trying_out_on_localhost(url: str) -> None:
    entry = StatusEntry(url, 7)
    assert StatusEntry.read(entry.to_json(), "$.credentialStatus") == entry


def test_a_negative_index_is_not_issued() -> None:
    with pytest.raises(StatusError):
        StatusEntry(URL, -1)


@pytest.mark.parametrize(
    "entry",
    [
        ENTRY,
        changed(statusListIndex=94_567),  # a number, as in Open Badges examples
        changed(type=["BitstringStatusListEntry"]),
        changed(statusSize=1),
        changed(statusReference="https://badges.example/policy"),
        without("id"),
    ],
)
def test_a_good_entry_is_read(entry: dict[str, Any]) -> None:
    assert StatusEntry.read(entry, "$.credentialStatus") == StatusEntry(URL, 94_567)


@pytest.mark.parametrize("purpose", ["revocation", "suspension", "message", "refresh"])
@pytest.mark.parametrize("size", [1, 2, 8])
@pytest.mark.parametrize("form", [BITSTRING, STATUS_LIST_2021])
def test_what_is_written_is_read_back(purpose: str, size: int, form: ListForm) -> None:
    messages = tuple(f"message {n}" for n in range(2**size))
    entry = StatusEntry(URL, 131_071, purpose, size, messages, form)
    assert StatusEntry.read(entry.to_json(), "$.credentialStatus") == entry


def test_messages_are_found_by_their_value_whatever_their_order() -> None:
    entry = StatusEntry.read(changed(statusSize=2, statusMessage=FOUR[::-1]), "$")
    assert [entry.message(value) for value in range(4)] == [f"message {n}" for n in range(4)]
    named = StatusEntry.read(changed(statusMessage=[said("0x1", "yes"), said("0x00", "no")]), "$")
    assert (named.size, named.message(0), named.message(1)) == (1, "no", "yes")
    assert StatusEntry.read(ENTRY, "$").message(1) == "set"


@pytest.mark.parametrize(("size", "messages"), [(2, ()), (2, ("a",) * 3), (1, ("a",)), (0, ())])
def test_another_number_of_messages_than_of_values_is_not_issued(
    size: int, messages: tuple[str, ...]
) -> None:
    with pytest.raises(StatusError):
        StatusEntry(URL, 7, "message", size, messages)


def test_an_entry_of_the_list_of_revoked_badges() -> None:
    entry = {"id": URL, "type": ["1EdTechRevocationList"]}
    assert read_entry(entry, "$") == RevocationListEntry(URL)
    assert read_entry(ENTRY, "$") == StatusEntry(URL, 94_567)
    for id_ in (None, [URL], f"{URL}#list", "http://badges.example/status/3"):
        with pytest.raises(StatusError) as caught:
            read_entry(entry | {"id": id_}, "$.credentialStatus")
        assert caught.value.problem is Problem.STATUS_INVALID
        assert caught.value.path == "$.credentialStatus.id"


@pytest.mark.parametrize(
    ("entry", "purpose"),
    [
        (ENTRY, "revocation"),
        (changed(type="StatusList2021Entry", statusPurpose="expiry"), "expiry"),
        ({"type": "1EdTechRevocationList"}, "revocation"),
        (changed(type="AnotherEntry"), None),
        (changed(type=["1EdTechRevocationList", "StatusList2021Entry"]), None),
        (changed(statusPurpose=["revocation"]), None),
        ([ENTRY], None),
    ],
)
def test_what_an_entry_is_for(entry: object, purpose: str | None) -> None:
    assert purpose_of(entry) == purpose


@pytest.mark.parametrize(
    ("entry", "member"),
    [
        (changed(type=["StatusList2021Entry", "BitstringStatusListEntry"]), "type"),
        (changed(type=["1EdTechRevocationList", "BitstringStatusListEntry"]), "type"),
        (changed(type="BitstringStatusListEntryX"), "type"),
        (changed(type="1EdTechRevocationList"), "type"),
        (changed(type=[]), "type"),
        (changed(type=None), "type"),
        (changed(type={"BitstringStatusListEntry": 1}), "type"),
        (changed(statusSize=9), "statusSize"),
        (changed(statusSize=2**53 - 1), "statusSize"),
    ],
)
def test_what_is_not_known_is_unsupported(entry: dict[str, Any], member: str) -> None:
    error = refusal(entry)
    assert error.problem is Problem.STATUS_UNSUPPORTED
    assert error.path == f"$.credentialStatus[1].{member}"


@pytest.mark.parametrize(
    ("entry", "member"),
    [
        (without("statusPurpose"), "statusPurpose"),
        (changed(statusPurpose=["revocation"]), "statusPurpose"),
        (changed(statusPurpose=None), "statusPurpose"),
        (without("statusListCredential"), "statusListCredential"),
        (changed(statusListCredential={"id": URL}), "statusListCredential"),
        (changed(statusListCredential=[URL]), "statusListCredential"),
        (without("statusListIndex"), "statusListIndex"),
        (changed(statusListIndex="-1"), "statusListIndex"),
        (changed(statusListIndex=True), "statusListIndex"),
        (changed(statusListIndex=94_567.0), "statusListIndex"),
        (changed(statusSize=0), "statusSize"),
        (changed(statusSize=-1), "statusSize"),
        (changed(statusSize="1"), "statusSize"),
        (changed(statusSize=True), "statusSize"),
        (changed(statusSize=1.0), "statusSize"),
        (changed(statusSize=None), "statusSize"),
        (changed(statusSize=2), "statusMessage"),
        (changed(statusSize=2, statusMessage=FOUR[:3]), "statusMessage"),
        (changed(statusSize=2, statusMessage=[*FOUR, FOUR[0]]), "statusMessage"),
        (changed(statusSize=2, statusMessage=[*FOUR[:3], FOUR[0]]), "statusMessage"),
        (changed(statusSize=2, statusMessage=[*FOUR[:3], {"status": "0x3"}]), "statusMessage"),
        (changed(statusSize=2, statusMessage=[*FOUR[:3], said("0x4")]), "statusMessage"),
        (changed(statusSize=2, statusMessage=[*FOUR[:3], said("3")]), "statusMessage"),
        (changed(statusSize=2, statusMessage=[*FOUR[:3], said("0x")]), "statusMessage"),
        (changed(statusSize=2, statusMessage=[*FOUR[:3], said("0x3 ")]), "statusMessage"),
        (changed(statusSize=2, statusMessage=[*FOUR[:3], said("0x_3")]), "statusMessage"),
        (changed(statusSize=2, statusMessage=[*FOUR[:3], said("-0x3")]), "statusMessage"),
        (changed(statusSize=2, statusMessage=[*FOUR[:3], said("0x٣")]), "statusMessage"),
        (changed(statusSize=2, statusMessage=[*FOUR[:3], said(3)]), "statusMessage"),
        (changed(statusSize=2, statusMessage=[*FOUR[:3], "0x3"]), "statusMessage"),
        (changed(statusMessage=FOUR), "statusMessage"),
        (changed(id=URL), "id"),
        (changed(id=7), "id"),
    ],
)
def test_a_wrong_member_is_named(entry: dict[str, Any], member: str) -> None:
    error = refusal(entry)
    assert error.problem is Problem.STATUS_INVALID
    assert error.path == f"$.credentialStatus[1].{member}"


@pytest.mark.parametrize("entry", [None, "BitstringStatusListEntry", [ENTRY], 7, True])
def test_an_entry_that_is_not_an_object_is_refused(entry: object) -> None:
    error = refusal(entry)
    assert error.problem is Problem.STATUS_INVALID
    assert error.path == "$.credentialStatus[1]"
