"""Checking what a stranger brings: links, codes, texts, files, several at once."""

from __future__ import annotations

import json
from functools import partial
from typing import Any

import pytest

import openbadges_issuer as ob
from issuer_app.brought import Brought, Visit, verifying
from issuer_app.checking import Checked, Checking, Given, things_in
from issuer_app.presenting import present
from issuer_app.wiring import Host
from openbadges_issuer.verifying.many import FetchedLately, answer
from tests.app.conftest import BASE, Api, Web, last_part
from tests.hostile import composing, forge, kits
from tests.hostile.forge import badge as district_badge
from tests.hostile.forge import put, sign

METHOD = forge.method(forge.DISTRICT, forge.DISTRICT_KEY.public_key)


def ask(host: Host, *contents: str | bytes, recipient: str | None = None) -> list[Checked]:
    return host.checking.given([Given("x", content) for content in contents], recipient)


def verdicts(answers: list[Checked]) -> list[str | None]:
    return [None if answer.report is None else answer.report.verdict.value for answer in answers]


@pytest.mark.parametrize(
    "write",
    [
        lambda url, code: url,
        lambda url, code: url + "/",
        lambda url, code: url.removeprefix("https://"),
        lambda url, code: url.replace("https://badges.region", "HTTPS://Badges.Region"),
        lambda url, code: url + ".png",
        lambda url, code: code,
        lambda url, code: code.lower().replace("-", " "),
        lambda url, code: url + "?utm_source=resume",
    ],
)
def test_every_form_of_our_own_link_is_known(
    host: Host, shared: dict[str, Any], web: Web, write: Any
) -> None:
    (answer,) = ask(host, write(shared["shareUrl"], shared["code"]))
    assert verdicts([answer]) == ["valid"]
    assert answer.link == shared["shareUrl"]
    assert web.asked == []


def test_the_address_of_the_data_is_known_too(host: Host, shared: dict[str, Any]) -> None:
    assert verdicts(ask(host, shared["id"], shared["id"] + ".jwt")) == ["valid", "valid"]


def test_what_is_not_shared_is_not_there(host: Host, badge: dict[str, Any], api: Api) -> None:
    api("POST", f"/credentials/{last_part(badge['id'])}/share")
    api("DELETE", f"/credentials/{last_part(badge['id'])}/share")
    assert verdicts(ask(host, badge["id"], "0000-0000-0000", f"{BASE}/b/1111-1111-1111")) == [
        None,
        None,
        None,
    ]


def test_a_badge_of_another_host_is_fetched_with_its_documents_once(host: Host, web: Web) -> None:
    web.pages = dict(forge.documents())
    link = "https://other.example/b/7Q2M4XKD9RTV"
    web.pages[link] = forge.dumps(forge.sign(forge.badge(credentialStatus=forge.entry())))
    found = ask(host, link, link, web.pages[link])
    assert verdicts(found) == ["issuer_unknown"] * 3
    assert sorted(web.asked) == sorted({forge.DID_URL, forge.REVOCATIONS, link})


@pytest.mark.parametrize(
    ("page", "verdict"),
    [(b"<!doctype html><h1>Hello</h1>", "not_a_badge"), (b"", "not_a_badge"), (None, None)],
)
def test_a_link_that_leads_to_no_badge(
    host: Host, web: Web, page: bytes | None, verdict: str | None
) -> None:
    link = "https://other.example/badge"
    if page is not None:
        web.pages[link] = page
    (answer,) = ask(host, link)
    assert answer.report is not None
    if verdict:
        assert answer.report.verdict.value == verdict
    else:
        assert answer.report.verdict.exit_status == 2
    assert answer.text == ""


def test_a_text_can_be_asked_about_again(host: Host, shared: dict[str, Any]) -> None:
    for content in (shared["token"], shared["token"].encode()):
        (answer,) = ask(host, content)
        assert verdicts([answer]) == ["valid"]
        again = ask(host, answer.text, recipient="other@example.org")
        assert verdicts(again) == ["wrong_recipient"]


def test_a_picture_gives_the_text_in_it(host: Host, client: Any, shared: dict[str, Any]) -> None:
    picture = client.get(f"/credentials/{last_part(shared['id'])}.png").data
    (answer,) = ask(host, picture, recipient="private@example.org")
    assert verdicts([answer]) == ["valid"]
    assert answer.text.startswith("{")


def test_each_badge_in_a_presentation_or_a_record_has_a_row(
    host: Host, client: Any, shared: dict[str, Any]
) -> None:
    own = json.loads(client.get(f"/b/{shared['code']}.json").data)
    forged = put(own, "name", to="Doctor")
    other = sign(district_badge())
    answers = ask(host, forge.dumps(composing.presentation(own, forged, other)))
    assert verdicts(answers)[:2] == ["valid", "tampered"]
    assert len(answers) == 3
    (again,) = ask(host, answers[0].text)
    assert verdicts([again]) == ["valid"]
    assert answers[1].text == ""
    holder = composing.HOLDER_KEY
    document = composing.record(own, issuer={"id": composing.HOLDER, "type": ["Profile"]})
    record = sign(document, holder, verificationMethod=composing.own_method(holder))
    assert verdicts(ask(host, forge.dumps(record))) == ["issuer_unknown", "valid"]
    token = client.get(f"/b/{shared['code']}.jwt").text
    answers = ask(host, forge.dumps(composing.presentation(token, own)))
    assert verdicts(answers) == ["valid", "valid"]
    assert [bool(answer.text) for answer in answers] == [False, True]


@pytest.mark.parametrize("count", [1, 2])
def test_a_presentation_in_doubt_has_a_row_before_its_good_badges(
    host: Host, client: Any, shared: dict[str, Any], count: int
) -> None:
    own = json.loads(client.get(f"/b/{shared['code']}.json").data)
    badges = [own, composing.enveloped(shared["token"])][:count]
    good = ["valid"] * count
    assert verdicts(ask(host, forge.dumps(composing.presented(*badges)))) == good
    unsupported = composing.presented(*badges, cryptosuite="other-2030")
    assert verdicts(ask(host, forge.dumps(unsupported))) == ["unsupported", *good]
    unreachable = composing.presented(
        *badges, signer=forge.DISTRICT_KEY, holder=forge.DISTRICT, verificationMethod=METHOD
    )
    assert verdicts(ask(host, forge.dumps(unreachable))) == ["key_unreachable", *good]


def test_a_bundle_has_a_row_for_each_badge_and_its_copies_prove_nothing(
    host: Host,
) -> None:
    one, two = kits.listed(), sign(district_badge())
    for count, bundle in ((1, kits.kit(one)), (2, kits.kit(one, two))):
        answers = ask(host, bundle.to_bytes())
        assert verdicts(answers) == ["key_unreachable"] * count
        assert {answer.text for answer in answers} == {""}  # alone it would be another question


def test_a_bundle_whose_lists_are_gone_says_as_of_when_and_is_no_green_page() -> None:
    """The district's keys answer still, so that the badge is sure, and its list does not."""
    web = Web()
    web.pages[forge.DID_URL] = forge.documents()[forge.DID_URL]
    member = {"name": "Kettle Moraine School District"}
    lists = ob.TrustList.from_mapping({"issuers": {forge.DISTRICT: member}})
    verifier = ob.Verifier(ob.Policy(trust=lists), fetcher=web, clock=lambda: forge.NOW)
    report = verifier.verify(kits.kit().to_bytes())
    assert report.verdict is ob.Verdict.STATUS_UNKNOWN
    shown = present(report, trust=ob.TrustLists.of(lists), host="here")
    assert shown.tone == "doubt"
    assert "genuine" in shown.heading
    assert "as of 21\xa0November\xa02026" in shown.heading
    assert shown.lists == ""


def test_an_endorsement_alone_is_answered_and_is_no_badge(host: Host) -> None:
    (answer,) = ask(host, forge.dumps(composing.vouched(forge.DISTRICT)))
    assert verdicts([answer]) == ["unsupported"]
    assert answer.report is not None
    shown = present(answer.report, trust=host.checking.trust(), host="here")
    assert "endorsement" in shown.heading


def test_own_issuers_are_known_and_others_are_not(host: Host) -> None:
    known = host.checking.trust()
    assert known.find("did:web:badges.region.example:issuers:juab") is not None
    assert known.find("did:web:elsewhere.example") is None


def test_the_districts_lists_come_after_its_own(host: Host) -> None:
    own = "did:web:badges.region.example:issuers:juab"
    lists = [
        ob.TrustList.from_mapping({"name": name, "issuers": {key: {"name": name}}})
        for name, key in (("first", own), ("second", "elsewhere.example"))
    ]
    checking = Checking(
        host.publishing, host.accounts, Any, lists, host.apart, Any, host.settings, host.clock
    )
    known = checking.trust()
    assert [each.name for each in known.lists[1:]] == ["first", "second"]
    assert known.find(own).list is known.lists[0]
    assert known.find("did:web:elsewhere.example").list.name == "second"


def test_whom_an_issuer_may_be_taken_for_is_looked_up_once_for_all_its_badges(
    host: Host, web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    web.pages = dict(forge.documents())
    asked: list[str] = []
    look_up = ob.TrustList.resembling

    def count(listed: ob.TrustList, issuer_id: str, name: str) -> ob.TrustedIssuer | None:
        asked.append(issuer_id)
        return look_up(listed, issuer_id, name)

    monkeypatch.setattr(ob.TrustList, "resembling", count)
    trust = host.checking.trust()
    told = partial(answer, fetched=FetchedLately(web), seen_lists={})
    verify = verifying(trust.lists[1:], False, told)
    visit = Visit(trust.lists[0], None, host.clock())
    badges = [forge.dumps(sign(district_badge(id=f"urn:x:{number}"))) for number in range(3)]
    reports = [verify(Brought(content, visit)).report for content in badges]
    assert [report.verdict.value for report in reports] == ["issuer_unknown"] * 3
    assert asked == [forge.DISTRICT]
    pages = [present(report, trust=trust, host="h").issuer for report in reports]
    assert asked == [forge.DISTRICT] * 2
    warned = [page.look_alike for page in pages if page]
    assert [each and each.name for each in warned] == ["Kettle Moraine School District"] * 3


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("  \n ", 0),
        ("7Q2M-4XKD-9RTV", 1),
        ("7Q2M-4XKD-9RTV\nhttps://other.example/1\n\nhttps://other.example/2\n", 3),
        ('{\n  "type": []\n}', 1),
    ],
)
def test_lines_are_things_unless_they_are_one_badge(text: str, count: int) -> None:
    assert len(things_in(text, [])) == count
    assert len(things_in(text, [("a.png", b"1"), ("b.png", b"2")])) == count + 2


def test_what_was_seen_revoked_stays_so_when_an_older_list_comes(
    host: Host, shared: dict[str, Any], api: Api
) -> None:
    api("POST", f"/credentials/{last_part(shared['id'])}/revoke", json={})
    assert verdicts(ask(host, shared["token"])) == ["revoked"]
    assert isinstance(ask(host, shared["token"])[0].report, ob.Report)
