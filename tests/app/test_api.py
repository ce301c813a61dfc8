"""The API: what an issuer's own programs may do, and what they are told when they may not."""

from __future__ import annotations

import json
from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import select

from issuer_app.store import Audit, Token
from issuer_app.store.tables import Base
from issuer_app.wiring import Host
from tests.app.conftest import ACHIEVEMENT, BASE, ROOT, Api, Clock, last_part, order

PNG = (ROOT / "examples" / "art" / "kettle-moraine.png").read_bytes()


def problem(response: Any, status: int) -> dict[str, Any]:
    assert response.status_code == status, response.text
    assert response.content_type == "application/problem+json"
    found: dict[str, Any] = response.json
    assert found["status"] == status
    assert {"type", "title", "detail"} <= found.keys()
    return found


def audit(host: Host) -> list[tuple[str, str]]:
    with host.database.reading() as session:
        return [(row.action, row.subject) for row in session.scalars(select(Audit))]


# Who may ask -------------------------------------------------------------------------------------


@pytest.mark.parametrize("header", [None, "", "Bearer", "Bearer x", "Basic eDp5", "Bearer \x7f"])
def test_without_a_token_nothing_is_told(client: Any, header: str | None) -> None:
    headers = {} if header is None else {"Authorization": header}
    found = client.get("/api/v1/credentials", headers=headers)
    problem(found, 401)
    assert found.headers["WWW-Authenticate"].startswith("Bearer")


def test_an_expired_token_is_none(api: Api, clock: Clock) -> None:
    assert api("GET", "/credentials").status_code == 200
    clock.turn(days=31)
    problem(api("GET", "/credentials"), 401)


def test_a_token_is_kept_as_a_digest_only(api: Api, host: Host) -> None:
    with host.database.reading() as session:
        (row,) = session.scalars(select(Token))
    assert api.token not in json.dumps({name: str(v) for name, v in vars(row).items()})
    assert len(api.token) >= 4 + 43


def test_what_is_another_issuers_does_not_exist(
    api: Api, other_api: Api, achievement: dict[str, Any], badge: dict[str, Any]
) -> None:
    id_ = last_part(badge["id"])
    for method, path in [
        ("GET", f"/credentials/{id_}"),
        ("POST", f"/credentials/{id_}/share"),
        ("DELETE", f"/credentials/{id_}/share"),
        ("POST", f"/credentials/{id_}/revoke"),
        ("GET", f"/achievements/{last_part(achievement['id'])}"),
    ]:
        options = {"json": {}} if path.endswith("revoke") else {}
        foreign = problem(other_api(method, path, **options), 404)
        unknown = path.replace(id_, "6f1f7c9e-8c43-4f0e-9f5c-9b7f4a1f2d11")
        assert problem(other_api(method, unknown, **options), 404).keys() == foreign.keys()
    problem(other_api("POST", "/credentials", json=order(achievement)), 404)
    assert other_api("GET", "/credentials").json == {"credentials": [], "total": 0}
    assert api("GET", f"/credentials/{id_}").json["revokedAt"] is None


# Achievements ------------------------------------------------------------------------------------


def test_an_achievement_gets_its_id_from_the_host(api: Api, client: Any) -> None:
    made = api("POST", "/achievements", json=ACHIEVEMENT)
    assert made.status_code == 201
    assert made.json["id"].startswith(f"{BASE}/achievements/")
    assert made.json["name"] == ACHIEVEMENT["name"]
    assert api("GET", "/achievements").json["achievements"] == [made.json]
    id_ = last_part(made.json["id"])
    assert api("GET", f"/achievements/{id_}").json == made.json
    public = client.get(f"/achievements/{id_}", headers={"Accept": "application/json"}).json
    assert {**public, "@context": None} == {**made.json, "@context": None}


def test_a_picture_is_published_at_its_own_address(api: Api, client: Any) -> None:
    image = {"id": "data:image/png;base64," + b64encode(PNG).decode(), "type": "Image"}
    made = api("POST", "/achievements", json={**ACHIEVEMENT, "image": image}).json
    url = made["image"]["id"]
    assert url.startswith(f"{BASE}/images/")
    found = client.get(url.removeprefix(BASE))
    assert found.data.startswith(b"\x89PNG")
    assert found.content_type == "image/png"
    assert "immutable" in found.headers["Cache-Control"]


def test_ids_within_an_achievement_are_below_its_own(api: Api, achievement: Any) -> None:
    described = {
        "id": "#impact",
        "type": ["ResultDescription"],
        "name": "Impact",
        "resultType": "RubricCriterionLevel",
        "requiredLevel": "#met",
        "rubricCriterionLevel": [
            {"id": "#met", "type": ["RubricCriterionLevel"], "name": "Met"},
        ],
    }
    made = api("POST", "/achievements", json={**ACHIEVEMENT, "resultDescription": [described]}).json
    (found,) = made["resultDescription"]
    assert found["id"] == f"{made['id']}#impact"
    assert found["requiredLevel"] == found["rubricCriterionLevel"][0]["id"] == f"{made['id']}#met"
    result = {
        "type": ["Result"],
        "resultDescription": found["id"],
        "achievedLevel": found["requiredLevel"],
    }
    assert api("POST", "/credentials", json=order(made, results=[result])).status_code == 201


@pytest.mark.parametrize(
    ("members", "path"),
    [
        ({"name": None}, "$.name"),
        ({"criteria": {}}, "$.criteria"),
        ({"achievementType": "Salary"}, "$.achievementType"),
        ({"salary": 100}, "$.salary"),
        ({"name": {"@value": "x", "@language": "en"}}, "$.name"),
        ({"criteria": {"narrative": "x", "salary": 1}}, "$.criteria.salary"),
        ({"id": "https://elsewhere.example/1"}, "$.id"),
        ({"@context": {"x": "y"}}, '$["@context"]'),
        ({"image": {"id": "data:image/png;base64,AAAA", "type": "Image"}}, "$.image.id"),
        ({"image": {"id": "data:text/html,<script>", "type": "Image"}}, "$.image.id"),
    ],
)
def test_a_wrong_achievement_is_refused_with_its_place(
    api: Api, members: dict[str, Any], path: str
) -> None:
    found = problem(api("POST", "/achievements", json={**ACHIEVEMENT, **members}), 422)
    assert found["path"] == path
    assert api("GET", "/achievements").json["achievements"] == []


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'{"name":"a","name":"b"}', b"null", b"\xff"])
def test_what_is_no_json_object_is_refused(api: Api, body: bytes) -> None:
    found = api("POST", "/achievements", data=body, content_type="application/json")
    assert found.status_code in {400, 422}
    problem(found, found.status_code)


# Awards ------------------------------------------------------------------------------------------


def test_an_award_is_a_badge_that_nobody_sees(api: Api, badge: dict[str, Any], client: Any) -> None:
    assert badge["id"] == badge["credential"]["id"]
    assert badge["credential"]["credentialStatus"]["type"] == "BitstringStatusListEntry"
    assert badge["token"].count(".") == 2
    assert badge["sharedAt"] is badge["shareUrl"] is badge["code"] is None
    assert client.get(f"/credentials/{last_part(badge['id'])}").status_code == 404
    assert api("GET", "/credentials").json["total"] == 1


def test_no_address_is_kept_anywhere(badge: dict[str, Any], host: Host) -> None:
    with host.database.reading() as session:
        for table in Base.metadata.sorted_tables:
            for row in session.execute(select(table)):
                assert "@example.org" not in repr(tuple(row))


def test_the_same_request_acts_once(api: Api, achievement: dict[str, Any]) -> None:
    wanted = order(achievement)
    first = api("POST", "/credentials", json=wanted, headers={"Idempotency-Key": "k1"})
    again = api("POST", "/credentials", json=wanted, headers={"Idempotency-Key": "k1"})
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json == again.json
    assert api("GET", "/credentials").json["total"] == 1
    other = order(achievement, narrative="Another.")
    problem(api("POST", "/credentials", json=other, headers={"Idempotency-Key": "k1"}), 409)
    assert api("POST", "/credentials", json=other, headers={"Idempotency-Key": "k2"}).json != first


def test_the_key_of_one_issuer_is_not_that_of_another(
    api: Api, other_api: Api, achievement: dict[str, Any]
) -> None:
    theirs = other_api("POST", "/achievements", json=ACHIEVEMENT).json
    key = {"Idempotency-Key": "k1"}
    ours = api("POST", "/credentials", json=order(achievement), headers=key)
    other = other_api("POST", "/credentials", json=order(theirs), headers=key)
    assert ours.json["id"] != other.json["id"]


@pytest.mark.parametrize("key", ["", "x" * 201, "a b"])
def test_a_key_that_cannot_be_kept_is_refused(api: Api, achievement: Any, key: str) -> None:
    problem(
        api("POST", "/credentials", json=order(achievement), headers={"Idempotency-Key": key}), 422
    )
    assert api("GET", "/credentials").json["total"] == 0


@pytest.mark.parametrize(
    "members",
    [
        {"recipient": {}},
        {"recipient": {"email": ["a@example.org"], "did": "did:web:example.org"}},
        {"recipient": {"email": ["not an address"]}},
        {"recipient": {"did": "mailto:teacher@example.org"}},
        {"evidence": [{"name": "no type", "salary": 1}]},
        {"results": [{"type": ["Result"], "status": "Brilliant"}]},
        {"validUntil": "2027-01-01"},
        {"validUntil": "2020-01-01T00:00:00Z"},
        {"narrative": "bell \x07"},
        {"achievement": "https://elsewhere.example/achievements/1"},
        {"salary": 1},
        {"awardedDate": "0001-01-01T00:00:00+14:00"},
        {"validUntil": "9999-12-31T23:59:59-14:00"},
        {"achievement": "\x00"},
    ],
)
def test_a_wrong_award_is_refused_and_takes_no_place(
    api: Api, achievement: dict[str, Any], members: dict[str, Any]
) -> None:
    found = api("POST", "/credentials", json={**order(achievement), **members})
    problem(found, 404 if "achievement" in members else 422)
    assert api("GET", "/credentials").json["total"] == 0


def test_every_change_is_in_the_audit(api: Api, badge: dict[str, Any], host: Host) -> None:
    id_ = last_part(badge["id"])
    api("POST", f"/credentials/{id_}/share")
    api("POST", f"/credentials/{id_}/share")
    api("DELETE", f"/credentials/{id_}/share")
    api("POST", f"/credentials/{id_}/revoke", json={"reason": "A mistyped address."})
    api("POST", f"/credentials/{id_}/revoke", json={})
    actions = [action for action, subject in audit(host) if subject == badge["id"]]
    assert actions == [
        "credential.award",
        "credential.share",
        "credential.unshare",
        "credential.revoke",
    ]


def test_nothing_of_the_api_is_cached_or_for_other_origins(api: Api) -> None:
    found = api("GET", "/credentials")
    assert "no-store" in found.headers["Cache-Control"]
    assert "Access-Control-Allow-Origin" not in found.headers
    assert "Set-Cookie" not in found.headers


def test_the_same_picture_twice_at_once(api: Api) -> None:
    image = {"id": "data:image/png;base64," + b64encode(PNG).decode(), "type": "Image"}

    def define(_: int) -> int:
        status: int = api("POST", "/achievements", json={**ACHIEVEMENT, "image": image}).status_code
        return status

    with ThreadPoolExecutor(8) as threads:
        assert set(threads.map(define, range(8))) == {201}


def test_a_reason_that_no_database_could_hold(api: Api, badge: dict[str, Any]) -> None:
    path = f"/credentials/{last_part(badge['id'])}/revoke"
    problem(api("POST", path, json={"reason": "x\x00y"}), 422)
    assert api("POST", path, json={"reason": "x"}).status_code == 200
