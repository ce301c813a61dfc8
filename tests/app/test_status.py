"""Status lists of the host: places, revocation, signing anew."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import openbadges_issuer as ob
from issuer_app import status_lists
from issuer_app.wiring import Host
from openbadges_issuer.status import Bitstring
from tests.app.conftest import BASE, Api, Clock, last_part, order


def entry(badge: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = badge["credential"]["credentialStatus"]
    return found


def list_path(badge: dict[str, Any]) -> str:
    url: str = entry(badge)["statusListCredential"]
    return url.removeprefix(BASE)


def published(client: Any, badge: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(client.get(list_path(badge)).data)
    return found


def bits(client: Any, badge: dict[str, Any]) -> Any:
    document = published(client, badge)
    return Bitstring.decode(document["credentialSubject"]["encodedList"])


def test_revoking_sets_one_bit_of_the_list_that_is_served(
    api: Api, client: Any, achievement: dict[str, Any], badge: dict[str, Any]
) -> None:
    other = api("POST", "/credentials", json=order(achievement)).json
    assert list_path(other) == list_path(badge)
    assert bits(client, badge).count() == 0
    api("POST", f"/credentials/{last_part(badge['id'])}/revoke", json={})
    after = bits(client, badge)
    assert after.count() == 1
    assert after.get(int(entry(badge)["statusListIndex"]))


def test_a_revoked_badge_is_revoked_for_everybody(
    api: Api, host: Host, shared: dict[str, Any]
) -> None:
    row = host.publishing.shared(last_part(shared["id"]))
    assert host.checking.badge(row).verdict is ob.Verdict.VALID
    api("POST", f"/credentials/{last_part(shared['id'])}/revoke", json={})
    assert host.checking.badge(row).verdict is ob.Verdict.REVOKED


def test_nothing_is_revoked_when_the_list_cannot_be_signed(
    api: Api, host: Host, badge: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise ob.SettingsError("the key is gone")

    monkeypatch.setattr(ob.Issuer, "sign", refuse)
    answer = api("POST", f"/credentials/{last_part(badge['id'])}/revoke", json={})
    assert answer.status_code == 503
    assert "key is gone" not in answer.text
    monkeypatch.undo()
    assert api("GET", f"/credentials/{last_part(badge['id'])}").json["revokedAt"] is None


def test_a_list_is_signed_anew_after_half_its_life(
    client: Any, badge: dict[str, Any], clock: Clock
) -> None:
    first = published(client, badge)
    clock.turn(days=3)
    assert published(client, badge) == first
    clock.turn(hours=13)
    second = published(client, badge)
    assert second["validFrom"] > first["validFrom"]
    assert second["validUntil"] > first["validUntil"]


def test_no_list_is_ever_older_than_the_one_before(
    api: Api, client: Any, badge: dict[str, Any], clock: Clock
) -> None:
    first = published(client, badge)
    clock.turn(hours=-1)
    api("POST", f"/credentials/{last_part(badge['id'])}/revoke", json={})
    assert published(client, badge)["validFrom"] >= first["validFrom"]


def test_a_full_list_is_followed_by_another(
    api: Api,
    achievement: dict[str, Any],
    badge: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
    clock: Clock,
) -> None:
    monkeypatch.setattr(status_lists.queries, "taken_count", lambda *_: 131_072)
    clock.turn(minutes=1)
    after = api("POST", "/credentials", json=order(achievement)).json
    assert list_path(after) != list_path(badge)


def test_a_place_that_was_taken_meanwhile_is_not_taken_twice(
    api: Api, achievement: dict[str, Any], badge: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = int(entry(badge)["statusListIndex"])
    chosen = iter([taken, taken, 7])
    monkeypatch.setattr(status_lists.secrets, "randbelow", lambda _: next(chosen))
    monkeypatch.setattr(status_lists.queries, "is_index_taken", lambda *_: False)
    after = api("POST", "/credentials", json=order(achievement)).json
    assert entry(after)["statusListIndex"] == "7"


def test_places_tell_nothing_of_the_order(api: Api, achievement: dict[str, Any]) -> None:
    places = [
        int(entry(api("POST", "/credentials", json=order(achievement)).json)["statusListIndex"])
        for _ in range(12)
    ]
    assert places != sorted(places)
    assert max(places) > 10_000


def test_a_new_key_signs_the_list_at_once(
    host: Host, client: Any, shared: dict[str, Any], new_key: Callable[[str], str]
) -> None:
    before = published(client, shared)["proof"][0]["verificationMethod"]
    host.accounts.use_key("kettle-moraine", new_key("second"), old_is_stolen=False, actor="test")
    after = published(client, shared)["proof"][0]["verificationMethod"]
    assert after != before
    row = host.publishing.shared(last_part(shared["id"]))
    assert host.checking.badge(row).verdict is ob.Verdict.VALID


def test_what_a_stolen_key_signed_counts_no_more(
    host: Host, shared: dict[str, Any], new_key: Callable[[str], str]
) -> None:
    host.accounts.use_key("kettle-moraine", new_key("second"), old_is_stolen=True, actor="test")
    row = host.publishing.shared(last_part(shared["id"]))
    report = host.checking.badge(row)
    assert report.verdict is ob.Verdict.TAMPERED
    assert report.check("key_bound_to_issuer").outcome is ob.Outcome.FAILED


def test_an_unknown_list_is_not_there(client: Any) -> None:
    assert client.get("/status/nothing").status_code == 404


def test_the_list_is_served_as_it_was_signed(client: Any, badge: dict[str, Any]) -> None:
    found = client.get(list_path(badge))
    assert found.content_type == "application/vc"
    assert found.headers["Cache-Control"] == "public, max-age=300, stale-if-error=86400"
    assert found.headers["Access-Control-Allow-Origin"] == "*"
    again = client.get(list_path(badge), headers={"If-None-Match": found.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    as_json = client.get(list_path(badge), headers={"Accept": "application/json"})
    assert (as_json.content_type, as_json.data) == ("application/json", found.data)
    assert json.loads(found.data)["id"] == f"{BASE}{list_path(badge)}"


def test_a_list_that_is_still_good_is_served_when_it_cannot_be_signed_anew(
    client: Any, badge: dict[str, Any], clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = published(client, badge)

    def refuse(*_: Any, **__: Any) -> None:
        raise ob.SettingsError("the key is gone")

    monkeypatch.setattr(ob.Issuer, "sign", refuse)
    clock.turn(days=4)
    assert published(client, badge) == first
    clock.turn(days=4)
    assert client.get(list_path(badge)).status_code == 503


def test_a_new_key_at_the_same_place_is_seen(
    host: Host, shared: dict[str, Any], new_key: Callable[[str], str], app: Any
) -> None:
    """The process that serves has the old key in mind when another takes a new one into use."""
    place = host.accounts.issuer("kettle-moraine").keys[0].uri
    new = new_key("second")
    Path(new.removeprefix("file:")).replace(place.removeprefix("file:"))
    host.signers._loaded.clear()
    host.accounts.use_key("kettle-moraine", place, old_is_stolen=False, actor="test")
    app.extensions["openbadges_host"].require_ready()
