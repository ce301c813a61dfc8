"""The issuer's own state of a list, and the document that publishes it."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from openbadges_issuer import strict_json
from openbadges_issuer.errors import OpenBadgesError, Problem, SettingsError, StatusError
from openbadges_issuer.status import (
    Bitstring,
    StatusEntry,
    StatusList,
    status_list_credential,
)

URL = "https://badges.example/status/3"
LENGTH = 131_072
BEGIN = datetime(2026, 11, 21, 9, 0, tzinfo=timezone(timedelta(hours=-6)))
END = BEGIN + timedelta(days=7)


def test_a_thousand_indices_are_unique_in_range_and_spread() -> None:
    status_list = StatusList.new(URL)
    entries = [status_list.allocate() for _ in range(1_000)]
    indices = [entry.index for entry in entries]
    assert len(set(indices)) == 1_000
    assert all(0 <= index < LENGTH for index in indices)
    assert {entry.status_list_credential for entry in entries} == {URL}
    assert {entry.purpose for entry in entries} == {"revocation"}
    assert status_list.issued.count() == 1_000
    assert status_list.bits.count() == 0
    # 62.5 are expected in each sixteenth; fewer than 20 would not happen in a lifetime
    sixteenths = [index * 16 // LENGTH for index in indices]
    assert min(sixteenths.count(part) for part in range(16)) >= 20
    assert indices != sorted(indices)


def test_two_lists_do_not_hand_out_the_same_indices() -> None:
    first, second = StatusList.new(URL), StatusList.new(URL)
    assert {first.allocate().index for _ in range(20)} != {
        second.allocate().index for _ in range(20)
    }


def test_an_issued_index_is_never_taken_again() -> None:
    limit = LENGTH * 9 // 10 + 1  # the fewest issued at which the list counts as full
    status_list = StatusList.new(URL)
    for index in range(limit - 5):
        status_list.issued.set(index, True)
    indices = [status_list.allocate().index for _ in range(5)]
    assert len(set(indices)) == 5
    assert min(indices) >= limit - 5
    with pytest.raises(StatusError, match="new list"):
        status_list.allocate()
    assert status_list.issued.count() == limit


def test_a_suspension_list_gives_suspension_entries() -> None:
    status_list = StatusList.new(URL, purpose="suspension")
    entry = status_list.allocate()
    assert entry.purpose == "suspension"
    assert entry == StatusEntry(URL, entry.index, "suspension")


def test_revoking_sets_that_bit_and_no_other() -> None:
    status_list = StatusList.new(URL)
    status_list.revoke(94_567)
    assert status_list.is_set(94_567)
    assert not status_list.is_set(94_566)
    assert not status_list.is_set(94_568)
    assert status_list.bits.count() == 1
    status_list.revoke(94_567)
    assert status_list.bits.count() == 1


def test_a_revocation_is_for_good() -> None:
    status_list = StatusList.new(URL)
    status_list.revoke(7)
    with pytest.raises(StatusError, match="for good"):
        status_list.reinstate(7)
    assert status_list.is_set(7)


def test_a_suspension_can_be_taken_back_and_its_index_stays_taken() -> None:
    status_list = StatusList.new(URL, purpose="suspension")
    status_list.suspend(7)
    status_list.suspend(8)
    status_list.reinstate(7)
    assert not status_list.is_set(7)
    assert status_list.is_set(8)
    assert status_list.issued.get(7)


def test_revoking_and_suspending_are_not_mixed_up() -> None:
    revocations = StatusList.new(URL)
    with pytest.raises(StatusError, match="revoked, not suspended"):
        revocations.suspend(7)
    suspensions = StatusList.new(URL, purpose="suspension")
    with pytest.raises(StatusError, match="suspended, not revoked"):
        suspensions.revoke(7)
    assert revocations.bits.count() == suspensions.bits.count() == 0


def test_a_revoked_index_without_record_is_never_handed_out() -> None:
    status_list = StatusList.new(URL)
    status_list.revoke(7)
    assert status_list.issued.get(7)


@pytest.mark.parametrize("index", [-1, LENGTH])
def test_an_index_outside_the_list_changes_nothing(index: int) -> None:
    revocations, suspensions = StatusList.new(URL), StatusList.new(URL, purpose="suspension")
    for call in (
        revocations.revoke,
        revocations.is_set,
        suspensions.suspend,
        suspensions.reinstate,
    ):
        with pytest.raises(StatusError) as caught:
            call(index)
        assert caught.value.problem is Problem.RANGE
    assert revocations.issued.count() == suspensions.issued.count() == 0


def test_a_list_that_cannot_be_published_is_not_made() -> None:
    with pytest.raises(StatusError) as caught:
        StatusList.new(URL, purpose="message")
    assert caught.value.problem is Problem.STATUS_INVALID
    with pytest.raises(StatusError):
        StatusList.new("http://badges.example/status/3")
    with pytest.raises(StatusError) as caught:
        StatusList.new(URL, length=100_000)
    assert caught.value.problem is Problem.STATUS_LENGTH
    with pytest.raises(StatusError) as caught:
        StatusList(URL, "revocation", Bitstring(), Bitstring(LENGTH + 8))
    assert caught.value.problem is Problem.STATUS_LENGTH


def test_the_state_survives_its_file() -> None:
    status_list = StatusList.new(URL, purpose="suspension", length=LENGTH * 2)
    issued = [status_list.allocate().index for _ in range(50)]
    for index in issued[:10]:
        status_list.suspend(index)
    status_list.reinstate(issued[0])
    again = StatusList.from_json(strict_json.load_object(strict_json.dumps(status_list.to_json())))
    assert again.url == URL
    assert again.purpose == "suspension"
    assert len(again.bits) == len(again.issued) == LENGTH * 2
    assert [index for index in range(LENGTH * 2) if again.issued.get(index)] == sorted(issued)
    assert [index for index in range(LENGTH * 2) if again.is_set(index)] == sorted(issued[1:10])
    assert again.to_json() == status_list.to_json()


def test_the_file_says_what_it_is_and_stays_small() -> None:
    status_list = StatusList.new(URL)
    for index in range(0, LENGTH, 2):
        status_list.issued.set(index, True)
    for _ in range(5_000):
        status_list.allocate()
    state = status_list.to_json()
    assert state["format"] == "open-badges-status-list/1"
    assert state["length"] == LENGTH
    assert len(json.dumps(state)) < 50_000


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("format", "open-badges-status-list/2"),
        ("format", None),
        ("url", None),
        ("purpose", 7),
        ("length", 100_000),
        ("length", None),
        ("issued", None),
        ("issued", "uAAAA"),
        ("set", ["u"]),
        ("set", "H4sIAAAA"),
    ],
)
def test_a_wrong_member_of_the_file_is_named(member: str, value: object) -> None:
    state: dict[str, Any] = StatusList.new(URL).to_json() | {member: value}
    with pytest.raises(StatusError) as caught:
        StatusList.from_json(state)
    assert caught.value.path == f"$.{member}"
    del state[member]
    with pytest.raises(StatusError) as caught:
        StatusList.from_json(state)
    assert caught.value.path == f"$.{member}"


def test_a_file_with_rows_of_two_lengths_is_refused() -> None:
    state = StatusList.new(URL).to_json() | {"issued": Bitstring(LENGTH + 8).encode()}
    with pytest.raises(StatusError):
        StatusList.from_json(state)


def test_the_published_document() -> None:
    status_list = StatusList.new(URL)
    status_list.revoke(94_567)
    document = status_list_credential(
        status_list, issuer="did:web:badges.example", valid_from=BEGIN, valid_until=END
    )
    encoded = document["credentialSubject"].pop("encodedList")
    assert document == {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "id": URL,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": "did:web:badges.example",
        "validFrom": "2026-11-21T15:00:00Z",
        "validUntil": "2026-11-28T15:00:00Z",
        "credentialSubject": {
            "id": f"{URL}#list",
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
        },
    }
    bits = Bitstring.decode(encoded)
    assert bits.get(94_567)
    assert bits.count() == 1


def test_what_is_issued_is_not_published() -> None:
    status_list = StatusList.new(URL)
    status_list.allocate()
    document = status_list_credential(
        status_list, issuer="did:web:badges.example", valid_from=BEGIN, valid_until=END
    )
    assert document["credentialSubject"]["encodedList"] == Bitstring().encode()


@pytest.mark.parametrize(
    ("begin", "end", "kind"),
    [
        (BEGIN, BEGIN, StatusError),
        (END, BEGIN, StatusError),
        (BEGIN, BEGIN + timedelta(milliseconds=10), StatusError),
        (BEGIN.replace(tzinfo=None), END, SettingsError),
        (datetime(2026, 1, 1, tzinfo=UTC), END.replace(tzinfo=None), SettingsError),
    ],
)
def test_dates_that_cannot_stand_are_not_published(
    begin: datetime, end: datetime, kind: type[OpenBadgesError]
) -> None:
    with pytest.raises(kind):
        status_list_credential(
            StatusList.new(URL), issuer="did:web:badges.example", valid_from=begin, valid_until=end
        )
