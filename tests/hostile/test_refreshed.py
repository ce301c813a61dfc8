"""A newer version of a badge: only its issuer can replace it, and only by the same (B14).

What a verifier says of most that may stand there is in the hostile set (cases/refreshed.py).
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from openbadges_issuer.errors import FetchError
from openbadges_issuer.fetching import Response
from openbadges_issuer.limits import DEFAULT_LIMITS
from openbadges_issuer.report import Outcome, Verdict
from tests.hostile import forge
from tests.hostile.cases.case import as_bytes
from tests.hostile.cases.refreshed import (
    ENDED,
    GIVEN,
    NEWER,
    OTHERS,
    URL,
    renewable,
)
from tests.hostile.composing import presentation, presented, record
from tests.hostile.forge import badge, expect, put, sign, token, verify


def web(answer: Any = None) -> forge.Server:
    return forge.Server(forge.documents() | ({} if answer is None else {URL: as_bytes(answer)}))


@pytest.mark.parametrize(
    "answer",
    [
        forge.dumps(sign(NEWER)),
        token(NEWER).encode(),
        forge.png(forge.itxt(forge.dumps(sign(NEWER)))),
    ],
    ids=["JSON", "JWT", "PNG"],
)
@pytest.mark.parametrize("given", [GIVEN, token(renewable(validUntil=ENDED))], ids=["di", "jwt"])
def test_a_newer_version_takes_its_place(given: Any, answer: bytes) -> None:
    fetcher = web(answer)
    report = verify(given, fetcher)
    expect(report, Verdict.VALID)
    assert (report.document or {})["name"] == "Renewed"
    assert fetcher.asked.count(URL) == 1


def test_nothing_is_newer_than_a_badge_of_an_unknown_day() -> None:
    given = sign(renewable())
    twice = put(given, "validFrom", to=[given["validFrom"]] * 2)  # which is the same statement
    report = verify(twice, web(OTHERS["an older one"]))
    assert report.check("signature").outcome is Outcome.PASSED
    assert report.verdict is not Verdict.VALID
    assert (report.document or {})["name"] != "Renewed"


def test_it_is_said_what_became_of_it() -> None:
    said = {name: verify(GIVEN, web(OTHERS[name])).check("readable").detail for name in OTHERS}
    assert (
        said["nothing"]
        != said["one that was altered"]
        != said["another badge"]
        != said["the same one"]
    )
    assert verify(GIVEN, web(sign(NEWER))).check("readable").detail not in said.values()


def test_a_newer_version_is_asked_for_no_newer_one() -> None:
    elsewhere = {"id": f"{URL}/again", "type": "1EdTechCredentialRefresh"}
    fetcher = web(sign(NEWER | {"refreshService": elsewhere}))
    expect(verify(GIVEN, fetcher), Verdict.VALID)
    assert elsewhere["id"] not in fetcher.asked
    again = sign(NEWER | {"refreshService": elsewhere})
    fetcher = web(presentation(again))
    expect(verify(GIVEN, fetcher), Verdict.VALID)
    assert elsewhere["id"] not in fetcher.asked


@pytest.mark.parametrize(
    "service",
    [
        {"id": URL, "type": "ManualRefreshService2018"},
        {"id": "http://badges.kettle-moraine.example/1", "type": "1EdTechCredentialRefresh"},
        {"id": "file:///etc/hostname", "type": "1EdTechCredentialRefresh"},
    ],
)
def test_addresses_that_are_not_asked(service: Any) -> None:
    fetcher = web(sign(NEWER))
    report = verify(sign(renewable(refreshService=service, validUntil=ENDED)), fetcher)
    assert not report
    assert fetcher.asked in ([forge.DID_URL], [])


def test_nobody_is_asked_for_a_badge_that_is_not_good() -> None:
    for given in (
        put(GIVEN, "name", to="Doctor"),
        renewable(),
        sign(renewable(), forge.ATTACKER_KEY),
    ):
        fetcher = web(sign(NEWER))
        expect(verify(given, fetcher), Verdict.TAMPERED)
        assert URL not in fetcher.asked


def test_what_was_withdrawn_or_paused_stays_so() -> None:
    for purpose, verdict in (
        ("revocation", Verdict.REVOKED),
        ("suspension", Verdict.SUSPENDED),
    ):
        given = sign(renewable(credentialStatus=forge.entry(forge.WITHDRAWN, purpose)))
        report = verify(given, web(sign(NEWER)))
        expect(report, verdict)
        assert report.document == given
        somebody_elses = verify(given, web(sign(NEWER)), recipient="other@example.org")
        assert somebody_elses.document == given


def test_an_old_copy_of_a_newer_version_makes_nothing_better() -> None:
    class Stale(forge.Server):
        def fetch(self, url: str, *, max_bytes: int, accept: str) -> Response:
            response = super().fetch(url, max_bytes=max_bytes, accept=accept)
            return replace(response, stale=url == URL)

    def stale(document: Any) -> forge.Server:
        return Stale(web(sign(document)).holds)

    expect(verify(GIVEN, stale(NEWER)), Verdict.EXPIRED)
    withdrawn = NEWER | {"credentialStatus": forge.entry(forge.WITHDRAWN)}
    expect(verify(sign(renewable()), stale(withdrawn)), Verdict.REVOKED)


@pytest.mark.parametrize("form", [presentation, presented])
def test_an_envelope_keeps_no_newer_version_from_a_badge(form: Any) -> None:
    withdrawn = sign(NEWER | {"credentialStatus": forge.entry(forge.WITHDRAWN)})
    other = sign(badge(id="urn:uuid:2"))
    for others in ([], [other], [other] * 98):
        if form is presented and len(others) > 1:
            continue  # JSON-LD takes a list for a set
        expect(verify(form(sign(renewable()), *others), web(withdrawn)), Verdict.REVOKED)
        expect(verify(form(GIVEN, *others), web(sign(NEWER))), Verdict.VALID)


def test_nobody_can_spend_what_is_allowed_to_ask_for_a_newer_version() -> None:
    other = sign(badge(id="urn:uuid:2"))
    withdrawn = sign(NEWER | {"credentialStatus": forge.entry(forge.WITHDRAWN)})
    whole = presentation(*[other] * 99, sign(renewable()))
    expect(verify(whole, web(withdrawn)), Verdict.UNSUPPORTED)
    services = [{"id": f"{URL}/{n}", "type": "1EdTechCredentialRefresh"} for n in range(40)]
    many = [sign(renewable(id=f"urn:x:{n}", refreshService=s)) for n, s in enumerate(services)]
    fetcher = web(withdrawn)
    report = verify(presentation(*many, sign(renewable())), fetcher)
    expect(report, Verdict.UNSUPPORTED)
    expect(report.parts[-1].report, Verdict.UNSUPPORTED, "format", Outcome.UNDECIDED)
    assert len(fetcher.asked) == DEFAULT_LIMITS.carried_fetches


def test_badges_of_a_record_are_as_they_were_put_together() -> None:
    fetcher = web(sign(NEWER))
    expect(verify(sign(record(GIVEN)), fetcher), Verdict.EXPIRED)
    assert URL not in fetcher.asked


def test_offline_the_badge_given_stands() -> None:
    class NoRefresh(forge.Server):
        def fetch(self, url: str, *, max_bytes: int, accept: str) -> Response:
            if url == URL:
                raise FetchError("this verifier works offline")
            return super().fetch(url, max_bytes=max_bytes, accept=accept)

    expect(verify(sign(renewable()), NoRefresh(forge.documents())), Verdict.VALID)
