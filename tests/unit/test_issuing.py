"""Issuing: what is signed is what was given, or nothing is signed at all."""

from __future__ import annotations

import copy
import json
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

import pytest
from jwcrypto.jwk import JWK
from jwcrypto.jws import JWS

from openbadges_issuer.did import did_document
from openbadges_issuer.encoding import base58btc_decode
from openbadges_issuer.errors import (
    InputError,
    KeyFormatError,
    ModelError,
    OpenBadgesError,
    Problem,
    ProofError,
    SettingsError,
    TermError,
)
from openbadges_issuer.issuing import Issuer
from openbadges_issuer.keys import KeySigner
from openbadges_issuer.model import (
    Achievement,
    Criteria,
    Evidence,
    Image,
    Profile,
    Recipient,
    Result,
    ResultDescription,
)
from openbadges_issuer.proofs import SECURING_MECHANISMS
from openbadges_issuer.report import Verdict
from openbadges_issuer.signed import SignedCredential
from openbadges_issuer.status import StatusEntry
from tests.hostile import forge
from tests.hostile.forge import badge, expect, put, verify

ACHIEVEMENT = Achievement(
    id="https://badges.example/achievements/1",
    name="Flipped classroom",
    description="Plans a unit.",
    criteria=Criteria(narrative="Hand in a unit plan."),
)
TEACHER = Recipient.by_did("did:example:teacher")
EACH = pytest.mark.parametrize("securing", SECURING_MECHANISMS)


def issuer(signer: KeySigner = forge.DISTRICT_KEY, id_: str = forge.DISTRICT) -> Issuer:
    return Issuer(Profile(id=id_, name="Kettle Moraine"), signer=signer, clock=lambda: forge.ISSUED)


def issue(securing: str = "eddsa-rdfc-2022", **members: Any) -> SignedCredential:
    own = issuer(forge.signer_for(securing))
    return own.issue(ACHIEVEMENT, **{"to": TEACHER, "securing": securing, **members})


# Who signs ---------------------------------------------------------------------------------------


def method_of(signed: SignedCredential) -> str:
    if signed.securing == "vc-jwt":
        jws = JWS()
        jws.deserialize(signed.token)
        return str(jws.jose_header["kid"])
    return str(signed.document["proof"][0]["verificationMethod"])


@EACH
def test_a_key_signs_under_the_name_that_the_issuers_document_gives_it(securing: str) -> None:
    key = forge.signer_for(securing).public_key
    signed = issue(securing)
    assert method_of(signed) == forge.method(forge.DISTRICT, key, jwk=securing == "vc-jwt")
    expect(verify(forge.shown(signed)), Verdict.VALID)


@EACH
def test_a_method_that_is_given_is_used(securing: str) -> None:
    signer = forge.signer_for(securing)
    own = signer.with_verification_method(f"{forge.DISTRICT}#key-1")
    signed = issuer(own).issue(ACHIEVEMENT, to=TEACHER, securing=securing)
    assert method_of(signed) == f"{forge.DISTRICT}#key-1"
    document = did_document(forge.DISTRICT, [signer.public_key])
    document["verificationMethod"][0]["id"] = f"{forge.DISTRICT}#key-1"
    document["assertionMethod"] = ["#key-1"]
    expect(verify(forge.shown(signed), forge.server(did=forge.dumps(document))), Verdict.VALID)


@EACH
@pytest.mark.parametrize("did", [forge.did_key, forge.did_jwk])
def test_an_issuer_that_is_its_own_key(securing: str, did: Any) -> None:
    signer = forge.signer_for(securing)
    if did is forge.did_jwk:
        signer = signer.with_verification_method(f"{did(signer)}#0")
    signed = issuer(signer, did(signer)).issue(ACHIEVEMENT, to=TEACHER, securing=securing)
    assert method_of(signed) == signer.verification_method
    expect(verify(forge.shown(signed), forge.tripwire(), policy=forge.ANYBODY), Verdict.VALID)


@pytest.mark.parametrize(
    ("method", "id_"),
    [
        (f"{forge.ATTACKER}#key-1", forge.DISTRICT),
        (f"{forge.DISTRICT}#key-1", f"{forge.DISTRICT}.attacker.example"),
        (f"{forge.DISTRICT}:1#key-1", forge.DISTRICT),
        (forge.DISTRICT_KEY.verification_method, forge.did_key(forge.ATTACKER_KEY)),
        (f"{forge.DISTRICT}#key-1", forge.did_key(forge.DISTRICT_KEY)),
        ("https://badges.example/1#key-1", "https://badges.example/2"),
    ],
)
def test_a_signer_of_somebody_else_is_refused(method: str, id_: str) -> None:
    with pytest.raises(SettingsError):
        issuer(forge.DISTRICT_KEY.with_verification_method(method), id_)


@EACH
@pytest.mark.parametrize("signer", forge.DISTRICT_KEYS, ids=lambda signer: signer.algorithm)
def test_a_cryptosuite_takes_its_own_kinds_of_key_only(securing: str, signer: KeySigner) -> None:
    kinds = {"ecdsa-sd": {"ES256"}, "eddsa": {"Ed25519"}, "ecdsa": {"ES256", "ES384"}}
    taken = next((k for name, k in kinds.items() if securing.startswith(name)), {signer.algorithm})
    own = issuer(signer)
    if signer.algorithm in taken:
        signed = own.issue(ACHIEVEMENT, to=TEACHER, securing=securing)
        expect(verify(forge.shown(signed)), Verdict.VALID)
        return
    with pytest.raises(KeyFormatError):
        own.issue(ACHIEVEMENT, to=TEACHER, securing=securing)


@pytest.mark.parametrize("signer", forge.DISTRICT_KEYS, ids=lambda signer: signer.algorithm)
def test_tokens_hold_for_another_jose_library_and_for_us(signer: KeySigner) -> None:
    signed = issuer(signer).issue(ACHIEVEMENT, to=TEACHER, securing="vc-jwt")
    jws = JWS()
    jws.deserialize(signed.token)
    jws.verify(JWK(**signer.public_key.jwk))
    payload = json.loads(jws.payload)
    assert {key: payload[key] for key in signed.document} == signed.document
    assert set(payload) - set(signed.document) == {"iss", "jti", "sub", "nbf"}
    assert set(jws.jose_header) == {"alg", "kid", "typ"}
    assert jws.jose_header["typ"] == "JWT"
    expect(verify(signed.token), Verdict.VALID)


def test_a_proof_holds_for_another_json_ld_library() -> None:
    document = issue(status=StatusEntry(forge.REVOCATIONS, 5)).document
    (proof,) = document["proof"]
    assert forge.proof_of({k: v for k, v in document.items() if k != "proof"}) == proof
    assert len(base58btc_decode(proof["proofValue"][1:])) == 64


def test_what_is_only_verified_is_not_issued() -> None:
    for securing in ("", "eddsa-2022", "Ed25519Signature2020", "VC-JWT", "none"):
        with pytest.raises(SettingsError):
            issue(securing=securing)


# What is signed ----------------------------------------------------------------------------------


def test_what_is_left_out_does_not_stand_there() -> None:
    signed = issue(id="urn:uuid:1")
    assert signed.document == {
        "@context": badge()["@context"],
        "id": "urn:uuid:1",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": "Flipped classroom",
        "issuer": {"id": forge.DISTRICT, "type": ["Profile"], "name": "Kettle Moraine"},
        "validFrom": "2026-10-22T15:00:00Z",
        "credentialSubject": {
            "id": "did:example:teacher",
            "type": ["AchievementSubject"],
            "achievement": ACHIEVEMENT.to_json(),
        },
        "proof": signed.document["proof"],
    }
    assert list(signed.document["proof"][0]) == [
        "type",
        "cryptosuite",
        "created",
        "verificationMethod",
        "proofPurpose",
        "proofValue",
    ]


@EACH
def test_everything_that_can_be_given(securing: str) -> None:
    described = ACHIEVEMENT.model_copy(
        update={
            "result_description": (
                ResultDescription(id="urn:r:1", name="Score", result_type="Percent"),
            )
        }
    )
    signed = issuer(forge.signer_for(securing)).issue(
        described,
        to=Recipient.by_email(forge.TEACHER, id="urn:uuid:2"),
        evidence=[Evidence(name="Unit plan", genre="Plan")],
        results=[Result(result_description="urn:r:1", value="90")],
        status=StatusEntry(forge.SUSPENSIONS, 6, "suspension"),
        narrative="With **care**.",
        image=Image(id="https://badges.example/1.png"),
        awarded_date=forge.ISSUED - timedelta(days=1),
        valid_from=forge.ISSUED + timedelta(days=1),
        valid_until=forge.NOW + timedelta(days=1),
        id="urn:uuid:1",
        securing=securing,
    )
    document = signed.document
    assert document["awardedDate"] == "2026-10-21T15:00:00Z"
    assert document["validFrom"] == "2026-10-23T15:00:00Z"
    assert document["validUntil"] == "2026-11-22T15:00:00Z"
    assert document["evidence"][0]["genre"] == "Plan"
    assert document["image"] == {"id": "https://badges.example/1.png", "type": "Image"}
    assert document["credentialSubject"]["narrative"] == "With **care**."
    assert document["credentialSubject"]["result"][0]["value"] == "90"
    assert document["credentialStatus"]["statusListIndex"] == "6"
    expect(verify(forge.shown(signed), recipient=forge.TEACHER), Verdict.VALID)


def test_one_status_entry_is_no_list() -> None:
    entry = StatusEntry(forge.REVOCATIONS, 5)
    assert issue(status=entry).document["credentialStatus"] == entry.to_json()
    assert "credentialStatus" not in issue().document


def test_each_badge_has_an_id_of_its_own() -> None:
    ids = {issue().document["id"] for _ in range(5)}
    assert len(ids) == 5
    assert all(id_.startswith("urn:uuid:") for id_ in ids)


def test_the_same_input_at_the_same_time_gives_the_same_bytes() -> None:
    assert issue(id="urn:uuid:1").bytes == issue(id="urn:uuid:1").bytes


def test_the_bytes_are_the_text() -> None:
    embedded, enveloped = issue(), issue(securing="vc-jwt")
    for signed in (embedded, enveloped):
        assert signed.bytes == signed.text.encode()
        assert "Flipped" not in repr(signed).replace(signed.text, "")
    assert json.loads(embedded.text) == embedded.document
    assert enveloped.token == enveloped.text
    with pytest.raises(SettingsError):
        _ = embedded.token


def test_text_is_written_as_it_is() -> None:
    name = 'Zoë 👩‍🏫 \u2028 </script> "q" \\'
    signed = issuer().issue(ACHIEVEMENT.model_copy(update={"name": name}), to=TEACHER)
    assert "👩‍🏫" in signed.text
    assert signed.document["name"] == name
    expect(verify(signed.text), Verdict.VALID)


@EACH
def test_the_callers_document_is_neither_changed_nor_kept(securing: str) -> None:
    document = badge()
    before = copy.deepcopy(document)
    signed = issuer(forge.signer_for(securing)).sign(document, securing=securing)
    assert document == before
    document["credentialSubject"]["achievement"]["name"] = "Doctor"
    document["type"].append("Doctor")
    assert signed.document["credentialSubject"]["achievement"]["name"] == "Flipped classroom"
    expect(verify(forge.shown(signed)), Verdict.VALID)


def test_any_mapping_will_do() -> None:
    signed = issuer().sign(MappingProxyType(badge()))
    expect(verify(signed.bytes), Verdict.VALID)


def test_a_status_list_is_signed_too() -> None:
    for securing in SECURING_MECHANISMS:
        signed = issuer(forge.signer_for(securing)).sign(forge.status_list(), securing=securing)
        withdrawn = forge.sign(badge(credentialStatus=forge.entry(forge.WITHDRAWN)))
        report = verify(withdrawn, forge.server(revocations=forge.shown(signed)))
        expect(report, Verdict.REVOKED)


# What is refused ---------------------------------------------------------------------------------


def refused(document: Any, error: type[OpenBadgesError], path: str | None = None) -> None:
    for securing in SECURING_MECHANISMS:
        with pytest.raises(error) as caught:
            issuer(forge.signer_for(securing)).sign(document, securing=securing)
        assert path is None or caught.value.path == path


@pytest.mark.parametrize(
    "character", ["\0", "\x07", "\b", "\v", "\f", "\x1b", "\x1f", "\x7f", "\ufffe", "\uffff"]
)
def test_control_characters(character: str) -> None:
    text = f"A{character}B"
    refused(badge(name=text), ModelError, "$.name")
    path = ("credentialSubject", "achievement", "criteria", "narrative")
    refused(
        put(badge(), *path, to=text),
        ModelError,
        "$.credentialSubject.achievement.criteria.narrative",
    )
    refused(badge(type=["VerifiableCredential", text]), ModelError, "$.type[1]")
    with pytest.raises(ModelError):
        issue(narrative=text)


def test_tab_and_line_ends_are_text() -> None:
    expect(verify(issue(narrative="a\tb\nc\r\nd").bytes), Verdict.VALID)


def test_a_member_that_no_context_defines() -> None:
    refused(badge(salary=50_000), TermError, "$.salary")
    refused(
        put(badge(), "credentialSubject", "achievement", "salary", to=1),
        TermError,
        "$.credentialSubject.achievement.salary",
    )
    with pytest.raises(TermError) as caught:
        issue(evidence=[Evidence(name="Plan", salary=1)])
    assert caught.value.path == "$.evidence[0].salary"


@pytest.mark.parametrize(
    "issuer_member",
    [
        forge.ATTACKER,
        {"id": forge.ATTACKER, "type": ["Profile"]},
        {"id": f"{forge.DISTRICT}/", "type": ["Profile"]},
        {"type": ["Profile"]},
        None,
        forge.ABSENT,
        [forge.DISTRICT],
        5,
    ],
)
def test_a_credential_of_another_issuer(issuer_member: Any) -> None:
    refused(badge(issuer=issuer_member), ModelError, "$.issuer")


@pytest.mark.parametrize("proof", [None, [], {}, [{"type": "DataIntegrityProof"}]])
def test_a_credential_that_is_signed_already(proof: Any) -> None:
    refused(badge(proof=proof), ModelError, "$.proof")


@pytest.mark.parametrize(
    "value",
    [
        float("nan"),
        float("inf"),
        {1, 2},
        b"bytes",
        object,
        datetime(2026, 1, 1),  # noqa: DTZ001
        2**53,
        "\ud800",
        {("a", "b"): 1},
    ],
    ids=repr,
)
def test_values_that_json_does_not_have(value: Any) -> None:
    refused(badge(name=value), InputError)


def test_a_document_that_contains_itself_or_is_nested_too_deeply() -> None:
    circular = badge()
    circular["evidence"] = [circular]
    refused(circular, InputError)
    deep: Any = "x"
    for _ in range(50_000):
        deep = [deep]
    refused(badge(name=deep), InputError)


@pytest.mark.parametrize(
    ("path", "claim"),
    [(("id",), "$.jti"), (("credentialSubject", "id"), "$.sub"), (("validFrom",), "$.nbf")],
)
def test_a_token_needs_what_becomes_a_claim(path: tuple[str, ...], claim: str) -> None:
    document = put(badge(), *path, to=forge.ABSENT)
    with pytest.raises(ProofError) as caught:
        issuer().sign(document, securing="vc-jwt")
    assert (caught.value.problem, caught.value.path) == (Problem.CLAIM_MISMATCH, claim)


@pytest.mark.parametrize("member", ["awarded_date", "valid_from", "valid_until"])
def test_a_time_without_a_zone(member: str) -> None:
    with pytest.raises(SettingsError):
        issue(**{member: datetime(2026, 11, 21, 15, 0)})  # noqa: DTZ001


def test_a_clock_without_a_zone() -> None:
    naive = Issuer(
        Profile(id=forge.DISTRICT),
        signer=forge.DISTRICT_KEY,
        clock=lambda: datetime(2026, 11, 21),  # noqa: DTZ001
    )
    with pytest.raises(SettingsError):
        naive.issue(ACHIEVEMENT, to=TEACHER)


def test_an_end_before_the_beginning() -> None:
    with pytest.raises(ModelError) as caught:
        issue(valid_until=forge.ISSUED - timedelta(seconds=1))
    assert caught.value.path == "$.validUntil"


def test_results_must_point_into_the_achievement() -> None:
    with pytest.raises(ModelError) as caught:
        issue(results=[Result(result_description="urn:r:1", value="90")])
    assert caught.value.path == "$.credentialSubject.result[0].resultDescription"


def test_an_achievement_that_was_copied_into_a_wrong_one() -> None:
    own, wrong = issuer(), ACHIEVEMENT.model_copy(update={"description": 5})
    for _ in range(2):
        with pytest.raises(ModelError) as caught:
            own.issue(wrong, to=TEACHER)
        assert caught.value.path == "$.credentialSubject.achievement.description"


def test_an_id_that_is_no_iri() -> None:
    for id_ in ("1", "/b/1", "https://a b"):
        with pytest.raises(ModelError):
            issue(id=id_)


def test_nothing_secret_is_shown() -> None:
    secret = (bytes([1]) * 32).hex()
    own = issuer()
    for shown in (repr(own), str(own.__dict__), repr(issue())):
        assert secret not in shown
