"""What the host publishes: headers, negotiation, sharing, and that nothing else is told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import openbadges_issuer as ob
from issuer_app.wiring import Host
from tests.app.conftest import BASE, NOW, Api, Clock, Web, last_part, order

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"


def path(url: str) -> str:
    return url.removeprefix(BASE)


def verify(content: bytes, client: Any, **options: Any) -> ob.Report:
    """Verify as a stranger does, who has only what the host serves."""

    class Served:
        def fetch(self, url: str, *, max_bytes: int, accept: str) -> ob.Response:
            found = client.get(path(url), headers={"Accept": accept})
            if found.status_code != 200 or not url.startswith(BASE):
                raise ob.FetchError(f"{url} answered {found.status_code}")
            return ob.Response(url, found.data, found.mimetype, NOW)

    verifier = ob.Verifier(ob.Policy(any_issuer=True), fetcher=Served(), clock=lambda: NOW)
    return verifier.verify(content, **options)


# Sharing -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["", ".json", ".jwt", ".png", ".svg"])
def test_each_form_of_a_shared_badge_is_valid(
    client: Any, shared: dict[str, Any], form: str
) -> None:
    found = client.get(path(shared["id"]) + form)
    assert found.status_code == 200
    report = verify(found.data, client, recipient="teacher@example.org")
    assert report.verdict is ob.Verdict.VALID
    assert report.document is not None
    assert report.document["id"] == shared["id"]


def test_what_is_not_shared_looks_like_what_is_not_there(
    client: Any, api: Api, shared: dict[str, Any]
) -> None:
    code, id_ = last_part(shared["shareUrl"]), last_part(shared["id"])
    assert client.get(f"/b/{code}").status_code == 200
    api("DELETE", f"/credentials/{id_}/share")
    nothing = client.get("/b/0000-0000-0000")
    assert nothing.status_code == 404
    assert nothing.headers["Cache-Control"] == "no-store"
    for address in [
        f"/b/{code}",
        f"/b/{code}.json",
        f"/b/{code}.png",
        f"/credentials/{id_}",
        *(f"/credentials/{id_}.{form}" for form in ("json", "jwt", "png", "svg", "html")),
        "/credentials/6f1f7c9e-8c43-4f0e-9f5c-9b7f4a1f2d11",
        "/b/not-a-code",
    ]:
        for accept in ("*/*", "application/vc", BROWSER):
            found = client.get(address, headers={"Accept": accept})
            assert (found.status_code, found.data) == (404, nothing.data), address


def test_sharing_again_gives_the_same_link(api: Api, shared: dict[str, Any]) -> None:
    id_ = last_part(shared["id"])
    api("DELETE", f"/credentials/{id_}/share")
    assert api("POST", f"/credentials/{id_}/share").json["shareUrl"] == shared["shareUrl"]


@pytest.mark.parametrize("write", [str.lower, lambda c: c.replace("-", " "), lambda c: f" {c} "])
def test_a_code_is_read_as_people_type_it(client: Any, shared: dict[str, Any], write: Any) -> None:
    typed = write(shared["code"].replace("0", "O").replace("1", "I"))
    assert client.get(f"/b/{typed}").status_code == 200


def test_codes_cannot_be_tried_without_end(client: Any, shared: dict[str, Any]) -> None:
    answers = [client.get(f"/b/{number:012}").status_code for number in range(25)]
    assert answers[:20] == [404] * 20
    assert answers[20:] == [429] * 5
    refused = client.get("/b/000000000000")
    assert int(refused.headers["Retry-After"]) > 0


# Negotiation -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("accept", "page", "data"),
    [
        (None, "text/html", "application/vc"),
        ("*/*", "text/html", "application/vc"),
        (BROWSER, "text/html", 303),
        ("text/html", "text/html", 303),
        ("application/vc", "application/vc", "application/vc"),
        ("application/vc+ld+json", "application/vc+ld+json", "application/vc+ld+json"),
        ("application/ld+json", "application/ld+json", "application/ld+json"),
        ("application/json", "application/json", "application/json"),
        ("application/vc+jwt", "application/vc+jwt", "application/vc+jwt"),
        ("application/jwt", "application/jwt", "application/jwt"),
        ("image/png", "image/png", "image/png"),
        ("image/svg+xml", "image/svg+xml", "image/svg+xml"),
        ("audio/midi", "text/html", 406),
    ],
)
def test_who_asks_for_a_form_gets_it(
    client: Any, shared: dict[str, Any], accept: str | None, page: str, data: str | int
) -> None:
    headers = {} if accept is None else {"Accept": accept}
    shown = client.get(path(shared["shareUrl"]), headers=headers)
    assert (shown.status_code, shown.mimetype) == (200, page)
    assert "Accept" in shown.vary
    found = client.get(path(shared["id"]), headers=headers)
    assert "Accept" in found.vary
    if isinstance(data, int):
        assert found.status_code == data
    else:
        assert (found.status_code, found.mimetype) == (200, data)


def test_the_page_names_the_data(client: Any, shared: dict[str, Any]) -> None:
    found = client.get(path(shared["shareUrl"]))
    assert found.headers["Link"] == f'<{shared["id"]}>; rel="alternate"; type="application/vc"'
    assert f'href="{path(shared["id"])}"' in found.text or f'href="{shared["id"]}"' in found.text


def test_data_leads_a_browser_to_the_page(client: Any, shared: dict[str, Any]) -> None:
    found = client.get(path(shared["id"]), headers={"Accept": BROWSER})
    assert found.headers["Location"] == path(shared["shareUrl"])
    assert client.get(path(shared["id"]) + ".html").headers["Location"] == found.headers["Location"]


def test_a_token_as_a_file_is_plain_text(client: Any, shared: dict[str, Any]) -> None:
    found = client.get(path(shared["id"]) + ".jwt")
    assert (found.mimetype, found.text) == ("text/plain", shared["token"])


@pytest.mark.parametrize("form", ["", ".json", ".jwt", ".png", ".svg"])
def test_data_has_an_entity_tag_and_is_for_any_origin(
    client: Any, shared: dict[str, Any], form: str
) -> None:
    address = path(shared["id"]) + form
    found = client.get(address, headers={"Origin": "https://wallet.example"})
    assert found.headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in found.headers
    assert found.headers["Cache-Control"] == "no-cache"
    assert "ETag" in found.headers["Access-Control-Expose-Headers"]
    assert client.get(address).headers["ETag"] == found.headers["ETag"]
    again = client.get(address, headers={"If-None-Match": found.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert client.head(address).status_code == 200
    assert client.options(address).headers["Access-Control-Allow-Origin"] == "*"


def test_the_two_texts_have_two_tags(client: Any, shared: dict[str, Any]) -> None:
    tags = {client.get(path(shared["id"]) + f).headers["ETag"] for f in (".json", ".jwt")}
    assert len(tags) == 2


# Issuers -----------------------------------------------------------------------------------------


def test_each_issuer_has_a_document_of_its_keys(client: Any, host: Host) -> None:
    for address, did in [
        ("/.well-known/did.json", "did:web:badges.region.example"),
        ("/issuers/juab/did.json", "did:web:badges.region.example:issuers:juab"),
    ]:
        found = client.get(address)
        assert found.json["id"] == did
        assert len(found.json["assertionMethod"]) == 2
        assert found.headers["Cache-Control"] == "public, max-age=3600"
        assert found.headers["Access-Control-Allow-Origin"] == "*"
    for missing in ("/issuers/kettle-moraine/did.json", "/issuers/nobody/did.json"):
        assert client.get(missing).status_code == 404


def test_the_key_set_names_whose_each_key_is(client: Any) -> None:
    found = client.get("/.well-known/jwks.json")
    assert found.mimetype == "application/jwk-set+json"
    assert {key["iss"] for key in found.json["keys"]} == {
        "did:web:badges.region.example",
        "did:web:badges.region.example:issuers:juab",
    }
    assert not any({"d", "p", "q"} & key.keys() for key in found.json["keys"])


def test_the_badges_of_every_issuer_are_valid(other_api: Api, client: Any) -> None:
    members = {"name": "x", "description": "x", "criteria": {"narrative": "x"}}
    achievement = other_api("POST", "/achievements", json=members).json
    badge = other_api("POST", "/credentials", json=order(achievement)).json
    other_api("POST", f"/credentials/{last_part(badge['id'])}/share")
    found = client.get(path(badge["id"]))
    assert verify(found.data, client).verdict is ob.Verdict.VALID


@pytest.mark.parametrize("address", ["/issuers/juab", "/achievements/"])
def test_a_resource_is_a_page_and_data(
    client: Any, achievement: dict[str, Any], address: str
) -> None:
    if address == "/achievements/":
        address = path(achievement["id"])
    page = client.get(address, headers={"Accept": BROWSER})
    assert (page.mimetype, page.headers["Cache-Control"]) == ("text/html", "public, no-cache")
    for accept in ("application/json", "application/ld+json"):
        found = client.get(address, headers={"Accept": accept})
        assert found.mimetype == accept
        assert found.json["id"]
        assert "Accept" in found.vary
        assert found.headers["ETag"] != page.headers["ETag"]


# The host itself ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address", ["/", "/verify", "/issuers/juab", "/b/000000000000", "/nothing"]
)
def test_every_page_has_the_protecting_headers(client: Any, address: str) -> None:
    found = client.get(address)
    policy = found.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert found.headers["Referrer-Policy"] == "no-referrer"
    assert found.headers["X-Content-Type-Options"] == "nosniff"
    assert found.headers["X-Robots-Tag"] == "noindex"


def test_addresses_never_come_from_the_request(client: Any, shared: dict[str, Any]) -> None:
    forged = {"Host": "evil.example", "X-Forwarded-Host": "evil.example"}
    refused = client.get(path(shared["shareUrl"]), headers=forged)
    assert refused.status_code == 400
    assert "evil.example" not in refused.text
    found = client.get(
        path(shared["shareUrl"]),
        headers={"X-Forwarded-Host": "evil.example", "Accept": "text/html"},
    )
    assert found.status_code == 200
    assert "evil.example" not in found.text
    assert shared["shareUrl"] in found.text


def test_health(client: Any, host: Host, clock: Clock) -> None:
    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").status_code == 200
    clock.turn(days=30)
    assert client.get("/readyz").status_code == 200


def test_a_host_whose_key_is_gone_is_not_ready(client: Any, app: Any, host: Host) -> None:
    own = app.extensions["openbadges_host"]
    own.signers._loaded.clear()
    for issuer in host.accounts.issuers():
        place = issuer.keys[0].uri.removeprefix("file:")
        with Path(place).open("rb+") as file:
            file.truncate(0)
    found = client.get("/readyz")
    assert (found.status_code, found.json) == (503, {"status": "unready"})


def test_the_host_asks_nobody_about_its_own_badges(
    host: Host, shared: dict[str, Any], web: Web, client: Any
) -> None:
    assert client.get(path(shared["shareUrl"])).status_code == 200
    assert web.asked == []


@pytest.mark.parametrize(
    "address",
    [
        "/issuers/%00",
        "/issuers/%00/did.json",
        "/achievements/%00",
        "/credentials/%00",
        "/credentials/%00.json",
        "/status/%00",
        "/images/%00.png",
        "/b/%00",
    ],
)
def test_an_address_that_no_database_could_hold(client: Any, address: str) -> None:
    assert client.get(address).status_code == 404
