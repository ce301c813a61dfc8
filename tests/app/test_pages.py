"""What a person reads: the verdict on the share page and on the page for checking."""

from __future__ import annotations

import io
import json
import re
from html import unescape
from typing import Any

import pytest
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from openbadges_issuer.limits import DEFAULT_LIMITS
from tests.app.conftest import BASE, Api, Web, last_part, order
from tests.hostile import composing, forge, kits
from tests.hostile.cases.older_forms import of_the_first_plugfest

HOSTILE = "<script>alert(1)</script>\u202e[x](javascript:alert(1))" + "W" * 2_000


def heading(page: Any) -> str:
    found = re.search(r"<h1[^>]*>(.*?)</h1>", page.text, re.DOTALL)
    assert found, page.text
    text = re.sub(r"<svg.*?</svg>|<[^>]+>", " ", found[1].replace("<wbr>", ""))
    return " ".join(unescape(text).replace("’", "'").split())


def csrf(client: Any, address: str) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', client.get(address).text)
    assert found
    return found[1]


def check(client: Any, *files: tuple[str, bytes], **fields: str) -> Any:
    token = csrf(client, "/verify")
    uploads = [FileStorage(io.BytesIO(content), name) for name, content in files]
    boundary, body = encode_multipart({"csrf_token": token, **fields, "file": uploads})
    return client.post(
        "/verify", data=body, content_type=f"multipart/form-data; boundary={boundary}"
    )


def post(client: Any, address: str, **fields: str) -> Any:
    return client.post(address, data={"csrf_token": csrf(client, address), **fields})


# The share page ----------------------------------------------------------------------------------


def test_the_page_says_that_a_badge_is_genuine(client: Any, shared: dict[str, Any]) -> None:
    page = client.get(shared["shareUrl"].removeprefix(BASE), headers={"Accept": "text/html"})
    assert heading(page) == "This badge is genuine and in force"
    assert shared["code"] in page.text
    assert "@example.org" not in page.text
    assert "sha256$" not in page.text
    assert "Unit plan" not in page.text  # the title of a piece of evidence
    assert "Not asked yet" in page.text


def test_a_presentation_is_answered_badge_by_badge(client: Any, shared: dict[str, Any]) -> None:
    own = json.loads(client.get(f"/b/{shared['code']}.json").data)
    forged = forge.put(own, "name", to="Doctor")
    page = check(client, text=json.dumps(composing.presentation(own, forged)))
    assert heading(page) == "1 of 2 badges is genuine and in force"
    assert page.text.count('<details class="one') == 2
    assert "Doctor" not in page.text
    token = client.get(f"/b/{shared['code']}.jwt").text
    page = check(client, text=json.dumps(composing.presentation(own, token)))
    assert heading(page) == "2 of 2 badges are genuine and in force"
    alone = check(client, text=json.dumps(composing.presentation(own)))
    assert heading(alone) == "This badge is genuine and in force"


def test_who_presents_good_badges_unproved_is_no_green_page(
    client: Any, shared: dict[str, Any]
) -> None:
    own = json.loads(client.get(f"/b/{shared['code']}.json").data)
    page = check(client, text=json.dumps(composing.presented(own, cryptosuite="other-2030")))
    tones = re.findall(r'<details class="one tone-(\w+)', page.text)
    assert tones == ["doubt", "good"]
    of_whole = page.text.split('<details class="one')[1]
    assert "other-2030" in of_whole
    assert "genuine and in force" not in of_whole


def test_the_page_says_that_a_badge_was_withdrawn(
    client: Any, shared: dict[str, Any], api: Api
) -> None:
    api("POST", f"/credentials/{last_part(shared['id'])}/revoke", json={"reason": "Secret."})
    page = client.get(shared["shareUrl"].removeprefix(BASE), headers={"Accept": "text/html"})
    assert "has withdrawn this badge" in heading(page)
    assert "Secret." not in page.text


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("teacher@example.org", "genuine and in force"),
        (" PRIVATE@Example.org ", "genuine and in force"),
        ("other@example.org", "was not issued to other@example.org"),
        ("<b>x</b>@example.org", "was not issued to <b>x</b>@example.org"),
    ],
)
def test_an_address_is_compared_and_goes_nowhere(
    client: Any, shared: dict[str, Any], typed: str, answer: str, capfd: Any
) -> None:
    address = shared["shareUrl"].removeprefix(BASE)
    page = post(client, address, recipient=typed)
    assert page.status_code == 200
    assert answer in heading(page)
    assert page.headers["Cache-Control"] == "no-store"
    assert "Access-Control-Allow-Origin" not in page.headers
    assert typed.strip() not in "".join(f"{k}{v}" for k, v in page.headers)
    logged = capfd.readouterr()
    assert "example.org" not in logged.err.lower() + logged.out.lower()


def test_nothing_typed_is_said(client: Any, shared: dict[str, Any]) -> None:
    page = post(client, shared["shareUrl"].removeprefix(BASE), recipient="  ")
    assert "genuine and in force" in heading(page)
    assert "Type an address first." in page.text


def test_addresses_cannot_be_tried_without_end(client: Any, shared: dict[str, Any]) -> None:
    address = shared["shareUrl"].removeprefix(BASE)
    token = csrf(client, address)
    answers = [
        client.post(address, data={"csrf_token": token, "recipient": f"{n}@example.org"})
        for n in range(12)
    ]
    assert [answer.status_code for answer in answers] == [200] * 10 + [429] * 2
    assert "That was too often" in heading(answers[-1])


@pytest.mark.parametrize("address", ["/verify", "share"])
def test_a_form_of_another_site_is_refused(
    client: Any, shared: dict[str, Any], address: str
) -> None:
    where = shared["shareUrl"].removeprefix(BASE) if address == "share" else address
    for data in ({}, {"csrf_token": "forged"}):
        refused = client.post(where, data={"recipient": "a@example.org", "text": "x", **data})
        assert refused.status_code == 400


# The page for checking ---------------------------------------------------------------------------


def test_a_link_in_the_address_fills_the_form_and_is_not_followed(client: Any, web: Web) -> None:
    page = client.get("/verify?url=https://other.example/b/1")
    assert "https://other.example/b/1" in page.text
    assert web.asked == []


def test_a_code_is_checked(client: Any, shared: dict[str, Any]) -> None:
    page = check(client, text=shared["code"].lower())
    assert heading(page) == "This badge is genuine and in force"
    assert page.headers["Cache-Control"] == "no-store"


VERDICTS = {
    "issuer_unknown": (lambda: forge.dumps(forge.sign(forge.badge())), "we don't know who issued"),
    "tampered": (
        lambda: forge.dumps(forge.put(forge.sign(forge.badge()), "name", to="Doctor")),
        "does not match what was signed",
    ),
    "unsigned": (lambda: forge.dumps(forge.badge()), "Nobody has signed this badge"),
    "of 2022": (
        lambda: forge.dumps(forge.sign(of_the_first_plugfest())),
        "we don't know who issued",
    ),
    "jwt": (lambda: forge.token(forge.badge()).encode(), "we don't know who issued"),
    "revoked": (
        lambda: forge.dumps(forge.sign(forge.badge(credentialStatus=forge.entry(forge.WITHDRAWN)))),
        "has withdrawn this badge",
    ),
    "photo": (lambda: b"\xff\xd8\xff\xe0 a photo", "This is not a badge we can read"),
    "pdf": (lambda: b"%PDF-1.7", "This is not a badge we can read"),
    "zip": (lambda: b"PK\x03\x04", "This is not a badge we can read"),
    "nothing": (lambda: b"\x00", "This is not a badge we can read"),
}


@pytest.mark.parametrize("what", VERDICTS)
def test_a_file_gets_its_verdict(client: Any, web: Web, what: str) -> None:
    make, answer = VERDICTS[what]
    web.pages = dict(forge.documents())
    page = check(client, ("badge.json", make()))
    assert page.status_code == 200
    assert answer in heading(page)
    assert "Traceback" not in page.text


def test_a_bundle_is_opened_and_its_copies_prove_nothing(client: Any) -> None:
    for count in (1, 2):
        bundle = kits.kit(*[kits.listed()] * count).to_bytes()
        page = check(client, ("badges.zip", bundle))
        assert page.status_code == 200
        assert page.text.count("anybody can make one") >= count
        assert "tone-good" not in page.text


def test_an_endorsement_alone_is_no_green_page(client: Any) -> None:
    page = check(client, ("e.json", forge.dumps(composing.vouched(forge.DISTRICT))))
    assert heading(page) == "This is an endorsement, and not a badge"


def test_an_outage_is_never_green(client: Any) -> None:
    page = check(client, ("badge.json", forge.dumps(forge.sign(forge.badge()))))
    assert "We could not reach the issuer's website" in heading(page)
    assert "tone-good" not in page.text


def test_several_get_an_answer_each(client: Any, shared: dict[str, Any], web: Web) -> None:
    web.pages = dict(forge.documents())
    page = check(
        client,
        ("a.json", forge.dumps(forge.sign(forge.badge()))),
        ("b.jpg", b"\xff\xd8\xff"),
        text=f"{shared['code']}\n0000-0000-0000",
    )
    assert heading(page).startswith("1 of 4 badges")


def test_whose_it_is_can_be_asked_without_bringing_it_again(
    client: Any, shared: dict[str, Any]
) -> None:
    page = check(client, ("badge.jwt", shared["token"].encode()))
    form = re.search(r'<(?:input|textarea)[^>]*name="text"[^>]*?value="([^"]*)"', page.text)
    assert form
    again = check(client, text=unescape(form[1]), recipient="other@example.org")
    assert "was not issued to other@example.org" in heading(again)


@pytest.mark.parametrize("text", ["", "  \n"])
def test_nothing_brought_is_said(client: Any, text: str) -> None:
    page = check(client, text=text)
    assert page.status_code == 422
    assert "Paste a link, type a code, or choose a file." in page.text


def test_more_than_twenty_are_refused(client: Any, web: Web) -> None:
    page = check(client, text="\n".join(f"https://other.example/{n}" for n in range(21)))
    assert page.status_code == 422
    assert web.asked == []


def test_what_is_too_large_is_refused(client: Any) -> None:
    page = check(client, ("big.png", b"\x89PNG\r\n\x1a\n" + bytes(DEFAULT_LIMITS.image_bytes + 1)))
    assert "This is not a badge we can read" in heading(page)
    token = csrf(client, "/verify")
    refused = client.post(
        "/verify",
        data=f"csrf_token={token}",
        content_type="application/x-www-form-urlencoded",
        environ_overrides={"CONTENT_LENGTH": str(5 * DEFAULT_LIMITS.image_bytes)},
    )
    assert refused.status_code == 413
    assert "too much at once" in heading(refused)


def test_too_many_parts_are_refused(client: Any) -> None:
    parts = {f"text{n}": "x" for n in range(100)}
    assert check(client, **parts).status_code == 413


def test_hostile_text_is_shown_harmless(api: Api, client: Any, shared: dict[str, Any]) -> None:
    members = {
        "achievementType": "MicroCredential",
        "name": HOSTILE[:60] + " x",
        "description": HOSTILE,
        "criteria": {"narrative": HOSTILE},
    }
    achievement = api("POST", "/achievements", json=members)
    assert achievement.status_code == 201
    evidence = [{"type": ["Evidence"], "genre": HOSTILE, "name": HOSTILE, "narrative": HOSTILE}]
    wanted = order(achievement.json, evidence=evidence, narrative=HOSTILE)
    badge = api("POST", "/credentials", json=wanted).json
    link = api("POST", f"/credentials/{last_part(badge['id'])}/share").json["shareUrl"]
    for address in (link, achievement.json["id"], f"{BASE}/issuers/kettle-moraine"):
        page = client.get(address.removeprefix(BASE), headers={"Accept": "text/html"})
        assert page.status_code == 200
        assert "<script" not in page.text
        assert not re.search(r'(?:href|src)="\s*(?:javascript|data:text)', page.text)
        assert "\u202e" not in page.text


def test_an_svg_of_ours_cannot_do_anything(client: Any, shared: dict[str, Any]) -> None:
    found = client.get(f"/credentials/{last_part(shared['id'])}.svg")
    policy = found.headers["Content-Security-Policy"]
    assert "sandbox" in policy
    assert "script-src" not in policy
    assert policy.startswith("default-src 'none'")


@pytest.mark.parametrize(
    "text", ["[x", "a[b]c", '{"a": [1]}', "https://[", "http://[::1", "℀.example", "//", "\x00"]
)
def test_whatever_is_typed_gets_an_answer(client: Any, text: str) -> None:
    page = check(client, text=text)
    assert page.status_code == 200
    assert "genuine" not in heading(page)


def test_codes_are_not_tried_in_bulk(client: Any) -> None:
    text = "\n".join(f"{number:012}" for number in range(20))
    answers = [check(client, text=text).status_code for _ in range(22)]
    assert answers == [200] * 20 + [429] * 2
    assert client.get("/b/000000000000").status_code == 429


def test_addresses_cannot_be_tried_by_spelling_the_code_anew(
    client: Any, shared: dict[str, Any]
) -> None:
    code = shared["code"].replace("-", "")
    token = csrf(client, f"/b/{code}")
    spelled = [f"{code[:n]}-{code[n:]}" for n in range(12)]
    answers = [
        client.post(f"/b/{each}", data={"csrf_token": token, "recipient": "x@example.org"})
        for each in spelled
    ]
    assert [answer.status_code for answer in answers] == [200] * 10 + [429] * 2
    assert int(answers[-1].headers["Retry-After"]) > 0


def test_no_more_is_checked_at_once_than_leaves_room_for_the_rest(client: Any, app: Any) -> None:
    free = app.extensions["openbadges_host"].checking._free
    while free.acquire(blocking=False):
        pass
    busy = check(client, text="x")
    assert busy.status_code == 503
    assert int(busy.headers["Retry-After"]) > 0
    assert client.get("/healthz").status_code == 200
