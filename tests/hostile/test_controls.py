"""What a report says of good badges of many shapes, and who is asked about them."""

from __future__ import annotations

from typing import Any

import pytest

from openbadges_issuer import contexts, timestamps
from openbadges_issuer.baking import bake
from openbadges_issuer.did import did_document
from openbadges_issuer.model import Achievement, Criteria, Recipient
from openbadges_issuer.proofs import SECURING_MECHANISMS
from openbadges_issuer.report import Outcome, Verdict
from tests.hostile import forge
from tests.hostile.cases.controls import SHAPES
from tests.hostile.forge import badge, expect, put, sign, token, verify


@pytest.mark.parametrize("name", SHAPES)
def test_an_embedded_proof_of_any_program(name: str) -> None:
    secured = sign(SHAPES[name])
    report = verify(secured)
    expect(report, Verdict.VALID)
    assert report.document == secured
    assert report.found_in == "JSON"
    assert report.securing == "eddsa-rdfc-2022"
    assert report.require().issuer_name == "Kettle Moraine"


def test_members_of_a_proof_that_only_a_challenger_asks_for() -> None:
    secured = sign(
        badge(), domain="https://hire.example", challenge="c", nonce="n", id="urn:uuid:2"
    )
    report = verify(secured)
    expect(report, Verdict.VALID)
    said = report.check("signature").detail
    assert "domain" in said
    assert "challenge" in said
    only_one = verify(sign(badge(), domain="https://hire.example")).check("signature").detail
    assert "domain" in only_one
    assert "challenge" not in only_one
    assert "domain" not in verify(sign(badge())).check("signature").detail


@pytest.mark.parametrize("name", SHAPES.keys() - {"only identifiers"})
def test_the_same_badges_as_tokens(name: str) -> None:
    document = SHAPES[name]
    report = verify(token(document))
    expect(report, Verdict.VALID)
    assert report.document == document
    assert report.securing == "vc-jwt"


@pytest.mark.parametrize("text", [forge.dumps(sign(badge())).decode(), token(badge())])
@pytest.mark.parametrize("art", [forge.png(), forge.SVG], ids=["png", "svg"])
def test_baked_into_a_picture(text: str, art: bytes) -> None:
    report = verify(bake(text, art))
    expect(report, Verdict.VALID)
    assert report.found_in in {"PNG", "SVG"}


# Other issuers -----------------------------------------------------------------------------------


def own(issuer: str) -> dict[str, Any]:
    return put(badge(), "issuer", "id", to=issuer)


def test_did_key_needs_nobody() -> None:
    document = own(forge.did_key(forge.DISTRICT_KEY))
    url = f"{document['issuer']['id']}#{forge.DISTRICT_KEY.public_key.multikey}"
    nobody = forge.tripwire()
    for secured in (sign(document, verificationMethod=url), token(document, kid=url)):
        expect(verify(secured, nobody, policy=forge.ANYBODY), Verdict.VALID)
    assert nobody.asked == []


@pytest.mark.parametrize(
    ("issuer", "url"),
    [
        ("did:web:state.example:issuers:kettle", "https://state.example/issuers/kettle/did.json"),
        ("did:web:state.example%3A8443", "https://state.example:8443/.well-known/did.json"),
        ("https://state.example/issuers/1", "https://state.example/issuers/1"),
    ],
)
def test_documents_at_other_addresses(issuer: str, url: str) -> None:
    key = forge.DISTRICT_KEY.public_key
    web = forge.Server({url: forge.dumps(did_document(issuer, [key]))})
    secured = sign(own(issuer), verificationMethod=forge.method(issuer, key))
    expect(verify(secured, web, policy=forge.ANYBODY), Verdict.VALID)
    assert set(web.asked) == {url}


def test_the_form_of_vc_1_1() -> None:
    document = badge(
        **{
            "@context": [
                contexts.CREDENTIALS_V1,
                contexts.OPEN_BADGES,
                "https://w3id.org/security/data-integrity/v2",
            ]
        },
        issuanceDate=badge()["validFrom"],
        expirationDate="2030-01-01T00:00:00Z",
        validFrom=forge.ABSENT,
    )
    report = verify(sign(document))
    expect(report, Verdict.VALID)
    late = verify(sign(document), now=timestamps.parse("2030-01-01T00:00:01Z"))
    expect(late, Verdict.EXPIRED, "not_after", Outcome.FAILED)


# What we issue -----------------------------------------------------------------------------------


@pytest.mark.parametrize("securing", SECURING_MECHANISMS)
def test_what_we_issue_ourselves(securing: str) -> None:
    issued = forge.issuer_for(securing).issue(
        Achievement(
            id="urn:uuid:a", name="N", description="D", criteria=Criteria(narrative="Hand it in.")
        ),
        to=Recipient.by_email(forge.TEACHER),
        securing=securing,
    )
    expect(
        verify(forge.shown(issued), recipient=forge.TEACHER),
        Verdict.VALID,
        "recipient",
        Outcome.PASSED,
    )
