"""The trail behind a report: of the same bytes, with nothing fetched for it, without secrets."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from hashlib import sha256, sha384
from typing import Any

import pytest

import openbadges_issuer as ob
from openbadges_issuer import contexts, strict_json
from openbadges_issuer.encoding import base64url_decode, base64url_encode, multibase_encode
from openbadges_issuer.keys import PublicKey
from openbadges_issuer.proofs.cryptosuite import Unsecured
from openbadges_issuer.proofs.eddsa_rdfc_2022 import SUITE
from tests.signing import base_proof_of, signed_text

NOW = datetime(2026, 11, 21, 15, 4, 5, tzinfo=UTC)
HOME = "https://badges.kettle-moraine.example"
DID = "did:web:badges.kettle-moraine.example"
DID_URL, LIST_URL = f"{HOME}/.well-known/did.json", f"{HOME}/status/1"
HASHES = {"sha256": sha256, "sha384": sha384}
DATA_INTEGRITY = "https://w3id.org/security/data-integrity/v2"
ALGORITHMS = {
    "eddsa-rdfc-2022": ("Ed25519",),
    "eddsa-jcs-2022": ("Ed25519",),
    "ecdsa-rdfc-2019": ("ES256", "ES384"),
    "ecdsa-jcs-2019": ("ES256", "ES384"),
    "vc-jwt": ("Ed25519", "ES256", "ES384"),
}
WAYS = [(name, algorithm) for name, several in ALGORITHMS.items() for algorithm in several]


class Office:
    """An issuer, what it publishes, and which of that was fetched."""

    loopback = False

    def __init__(self, algorithm: str = "Ed25519") -> None:
        key = ob.KeySigner.generate(algorithm)
        self.signer = key.with_verification_method(f"{DID}#{key.public_key.multikey}")
        self.issuer = ob.Issuer(
            ob.Profile(id=DID, name="Kettle Moraine School District"),
            signer=key,
            clock=lambda: NOW,
        )
        self.status = ob.StatusList.new(LIST_URL)
        unsigned = ob.status_list_credential(
            self.status, issuer=DID, valid_from=NOW, valid_until=NOW + timedelta(days=7)
        )
        self.published = {
            DID_URL: json.dumps(ob.did_document(DID, [key.public_key])).encode(),
            LIST_URL: self.issuer.sign(unsigned).bytes
            if algorithm == "Ed25519"
            else self.issuer.sign(unsigned, securing="ecdsa-rdfc-2019").bytes,
        }
        self.fetched: list[str] = []
        self.retrieved_at = NOW

    def fetch(self, url: str, *, max_bytes: int, accept: str) -> ob.Response:
        self.fetched.append(url)
        if url not in self.published:
            raise ob.FetchError(f"{url} did not answer")
        return ob.Response(url, self.published[url], "", self.retrieved_at)

    def badge(self, securing: str = "eddsa-rdfc-2022", **more: Any) -> str:
        return self.issuer.issue(
            ob.Achievement(
                id=f"{HOME}/achievements/1",
                name="Flipped classroom",
                description="Plans a flipped unit.",
                criteria=ob.Criteria(narrative="Two units."),
            ),
            to=ob.Recipient.by_email("teacher@example.org"),
            status=ob.StatusEntry(LIST_URL, 94_567),
            securing=securing,
            **more,
        ).text

    def verifier(self) -> ob.Verifier:
        return ob.Verifier(ob.Policy(any_issuer=True), fetcher=self, clock=lambda: NOW)

    def explain(self, data: bytes | str) -> Any:
        return self.verifier().explain(data)


@pytest.mark.parametrize(("securing", "algorithm"), WAYS)
def test_what_is_told_to_be_signed_verifies_with_the_key_that_is_told(securing, algorithm):
    office = Office(algorithm)
    badge = office.badge(securing)
    report, trail = office.explain(badge)
    assert report == office.verifier().verify(badge)
    assert report.verdict == "valid"
    told = trail.token or trail.proofs[0]
    assert (told.fits, told.holds, told.fault, told.key_fault) == (True, True, None, None)
    assert told.whose_key == report.check("key_bound_to_issuer").detail
    key = PublicKey.from_jwk(told.key.jwk)
    assert key == PublicKey.from_multikey(told.key.multikey) == office.signer.public_key
    assert (told.key.source, told.key.retrieved_at, told.key.controller) == (DID_URL, NOW, DID)
    assert told.hash_function == ("sha384" if algorithm == "ES384" else "sha256")
    digest = HASHES[told.hash_function]
    if trail.token:
        signed = badge.rpartition(".")[0].encode()
        assert told.signing_input_hash == digest(signed).hexdigest()
        assert [claim.is_same for claim in told.claims] == [True] * 5
    else:
        for made in (told.configuration, told.document):
            assert made.hash == digest(made.canonical.encode()).hexdigest()
        assert told.hash_data == told.configuration.hash + told.document.hash
        signed = bytes.fromhex(told.hash_data)
    key.verify(bytes.fromhex(told.signature), signed)


def test_a_derived_copy_has_its_mandatory_statements():
    office = Office("ES256")
    base = office.badge("ecdsa-sd-2023")
    report, trail = office.explain(ob.derive(base, ["/credentialSubject/achievement/name"]).text)
    (proof,) = trail.proofs
    assert report.check("signature").outcome == "passed"
    assert proof.fits
    office.signer.public_key.verify(bytes.fromhex(proof.signature), bytes.fromhex(proof.hash_data))
    assert proof.hash_data.startswith(proof.configuration.hash)
    assert proof.hash_data.endswith(proof.document.hash)


def test_of_a_derived_copy_the_statement_that_was_changed_is_found():
    office = Office("ES256")
    evidence = ob.Evidence(id=f"{HOME}/evidence/1", narrative="Three lessons.")
    base = office.badge("ecdsa-sd-2023", evidence=[evidence])
    derived = ob.derive(base, ["/evidence"]).text
    _, trail = office.explain(derived)
    assert trail.proofs[0].statements
    assert all(statement.fits for statement in trail.proofs[0].statements)
    report, trail = office.explain(derived.replace("Three lessons.", "Four lessons."))
    (proof,) = trail.proofs
    assert report.verdict == "tampered"
    assert (proof.fits, proof.holds) == (False, False)
    (wrong,) = [statement.text for statement in proof.statements if not statement.fits]
    assert '"Four lessons."' in wrong


def test_of_a_kind_that_is_not_known_all_is_told_that_stands_there():
    office = Office()
    badge = json.loads(office.badge())
    badge["proof"][0]["cryptosuite"] = "bbs-2023"
    report, trail = office.explain(json.dumps(badge))
    (proof,) = trail.proofs
    assert report.verdict == "unsupported"
    assert (proof.cryptosuite, proof.created) == ("bbs-2023", NOW)
    assert proof.verification_method == office.signer.verification_method
    assert proof.fault


def test_a_changed_badge_shows_the_canonical_form_of_what_stands_in_it_now():
    office = Office()
    changed = office.badge().replace("Two units.", "Six units.")
    report, trail = office.explain(changed)
    (proof,) = trail.proofs
    assert report.verdict == "tampered"
    assert proof.fits is False
    assert "signature" in proof.fault
    assert '"Six units."' in proof.document.canonical
    assert proof.hash_data == proof.configuration.hash + proof.document.hash


def test_nothing_more_is_fetched_for_it():
    office = Office()
    good = office.badge()
    for badge in (good, good.replace("Two units.", "Six units.")):
        office.fetched.clear()
        office.verifier().verify(badge)
        for_the_report = list(office.fetched)
        office.fetched.clear()
        _, trail = office.explain(badge)
        assert office.fetched == for_the_report
    (status,) = trail.statuses
    assert (status.url, status.list_index, status.retrieved_at, status.value) == (
        *(LIST_URL, 94_567),
        *(None, None),
    )
    assert status.fault


def test_the_status_list_is_told_with_its_dates():
    office = Office()
    (status,) = office.explain(office.badge())[1].statuses
    assert status._replace(sha256=None) == (
        *("$.credentialStatus", LIST_URL, "revocation", 94_567, 1, NOW, False, None, DID),
        *("2026-11-21T15:04:05Z", "2026-11-28T15:04:05Z", 131_072, 0, None),
    )
    assert status.sha256 == sha256(office.published[LIST_URL]).hexdigest()


def test_a_list_that_is_no_answer_is_told_as_far_as_it_goes():
    office = Office()
    badge = office.badge()
    listed = office.published[LIST_URL]
    office.published[LIST_URL] = listed.replace(b"2026-11-28", b"2026-11-27")
    (status,) = office.explain(badge)[1].statuses
    assert status.valid_until == "2026-11-27T15:04:05Z"
    assert status.value is None
    assert status.fault


def test_a_copy_that_is_too_old_and_a_list_older_than_one_seen_are_no_answer():
    office = Office()
    badge = office.badge()
    office.retrieved_at = NOW - timedelta(hours=2)
    (status,) = office.explain(badge)[1].statuses
    assert (status.retrieved_at, status.value) == (office.retrieved_at, 0)
    assert status.fault
    office.retrieved_at = NOW
    seen = {LIST_URL: NOW + timedelta(seconds=1)}
    verifier = ob.Verifier(
        ob.Policy(any_issuer=True), fetcher=office, clock=lambda: NOW, seen_lists=seen
    )
    report, trail = verifier.explain(badge)
    assert report.verdict == "status_unknown"
    assert trail.statuses[0].value is None
    assert trail.statuses[0].fault
    assert seen == {LIST_URL: NOW + timedelta(seconds=1)}


def test_a_key_that_was_not_had_stops_only_what_needs_it():
    office = Office()
    del office.published[DID_URL]
    report, trail = office.explain(office.badge())
    (proof,) = trail.proofs
    assert report.verdict == "key_unreachable"
    assert (proof.key, proof.fits) == (None, None)
    assert DID_URL in proof.key_fault
    assert proof.hash_data == proof.configuration.hash + proof.document.hash


def test_each_context_has_the_digest_of_the_bundled_file():
    office = Office()
    badge = json.loads(office.badge())
    badge["@context"] += ["https://example.org/unknown", {"inline": "https://example.org/"}]
    report, trail = office.explain(json.dumps(badge))
    assert report.check("contexts").outcome != "passed"
    *bundled, unknown, inline = trail.contexts
    for context in bundled:
        assert context.sha256 == sha256(contexts.read(context.file)).hexdigest()
    assert unknown == ("https://example.org/unknown", None, None)
    assert inline == ("(dict)", None, None)
    assert trail.proofs[0].fault


def test_each_of_several_proofs_has_its_own_trail():
    office = Office()
    badge = json.loads(office.badge())
    badge["proof"] = [
        *badge["proof"],
        {**badge["proof"][0], "cryptosuite": "bbs-2023"},
        {**badge["proof"][0], "proofValue": "not base58"},
        "none",
    ]
    _, trail = office.explain(json.dumps(badge))
    assert [proof.path for proof in trail.proofs] == [f"$.proof[{index}]" for index in range(4)]
    assert [proof.fits for proof in trail.proofs] == [True, None, None, None]
    assert all(proof.fault for proof in trail.proofs[1:])


def sign(
    office: Office, document: dict[str, Any], configuration: dict[str, Any], suite: Any = SUITE
) -> dict[str, Any]:
    data = suite.hash_data(Unsecured(document), configuration, "sha256")
    return {**configuration, "proofValue": multibase_encode(office.signer.sign(data))}


def chain(office: Office, **members: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Give a badge without its proofs, and two of them: one with these members, one behind it."""
    badge = json.loads(office.badge())
    first = {"id": "urn:uuid:6b0a2a4c-0000-4000-8000-000000000001", **badge.pop("proof")[0]}
    del first["proofValue"]
    second = {name: value for name, value in first.items() if name != "id"}
    made = sign(office, badge, first | members)
    second["previousProof"] = first["id"]
    return badge, [made, sign(office, {**badge, "proof": [made]}, second)]


def test_a_chained_proof_is_over_the_one_before_it():
    office = Office()
    badge, proofs = chain(office)
    report, trail = office.explain(json.dumps({**badge, "proof": proofs}))
    assert report.verdict == "valid"
    assert [proof.fits for proof in trail.proofs] == [True, True]
    assert [proof.previous for proof in trail.proofs] == [(), (0,)]
    assert trail.proofs[0].document != trail.proofs[1].document


def test_a_proof_that_fits_and_does_not_hold_is_told_why():
    office = Office()
    badge, proofs = chain(office, expires="2026-11-21T15:04:04Z")
    good = {name: proofs[1][name] for name in proofs[1].keys() - {"previousProof", "proofValue"}}
    proofs.append(sign(office, badge, good))  # for which the key is fetched
    report, trail = office.explain(json.dumps({**badge, "proof": proofs}))
    assert report.verdict == "valid"
    assert [proof.fits for proof in trail.proofs] == [True, True, True]
    assert [proof.holds for proof in trail.proofs] == [False, False, True]
    assert trail.proofs[0].fault.startswith("$.proof[0].expires: ")
    assert trail.proofs[1].fault.startswith("$.proof[1].previousProof: ")


def test_a_proof_over_fewer_contexts_than_the_badge_has_is_told():
    office = Office()
    badge = json.loads(office.badge("eddsa-jcs-2022"))
    (narrow,) = badge.pop("proof")
    badge["@context"] = [*badge["@context"], DATA_INTEGRITY]
    wide = {name: narrow[name] for name in narrow.keys() - {"@context", "proofValue"}}
    wide = sign(office, badge, wide | {"cryptosuite": "eddsa-rdfc-2022"})
    for proofs in ([narrow, wide], [wide, narrow]):
        report, trail = office.explain(json.dumps({**badge, "proof": proofs}))
        assert report.check("signature").outcome == "passed"
        told = {proof.cryptosuite: proof for proof in trail.proofs}
        assert told["eddsa-rdfc-2022"].holds
        assert not told["eddsa-jcs-2022"].holds
        assert "@context" in told["eddsa-jcs-2022"].fault


def test_several_proofs_share_the_work_that_is_allowed():
    office = Office()
    proofs: list[Any] = []
    while len(proofs) < 2:
        badge = json.loads(office.badge())
        badge["credentialSubject"]["achievement"]["alignment"] = [
            {"type": ["Alignment"], "targetName": "One", "targetUrl": f"{HOME}/1"}
        ] * 4
        (proof,) = badge.pop("proof")
        del proof["proofValue"]
        proofs.append(sign(office, badge, proof))

    def explained(given: list[Any], work: int) -> Any:
        limits = ob.Limits(canonicalization_work=work)
        verifier = ob.Verifier(
            ob.Policy(any_issuer=True), fetcher=office, clock=lambda: NOW, limits=limits
        )
        return verifier.explain(json.dumps({**badge, "proof": given}))

    enough = next(n for n in range(1, 5_000) if explained(proofs[1:], n).trail.proofs[0].holds)
    report, trail = explained(proofs, enough)
    assert report.verdict == "unsupported"
    assert [(proof.fits, proof.document, proof.holds) for proof in trail.proofs] == [
        (None, None, False)
    ] * 2


def test_a_claim_that_says_something_else_is_told():
    office = Office()
    header, payload, _ = office.badge("vc-jwt").split(".")
    claims = strict_json.load_object(base64url_decode(payload)) | {"sub": "urn:uuid:another"}
    signing_input = f"{header}.{base64url_encode(json.dumps(claims).encode())}"
    signature = base64url_encode(office.signer.sign(signing_input.encode()))
    report, trail = office.explain(f"{signing_input}.{signature}")
    assert report.verdict == "tampered"
    assert trail.token.fits
    assert not trail.token.holds
    assert trail.token.fault
    told = {claim.claim: claim for claim in trail.token.claims}
    assert [name for name, claim in told.items() if not claim.is_same] == ["sub"]
    assert told["sub"].said == "urn:uuid:another"
    assert told["sub"].expected.startswith("urn:uuid:")


def test_the_private_part_of_a_key_in_a_header_is_not_told():
    office = Office()
    _, payload, signature = office.badge("vc-jwt").split(".")
    secret = base64url_encode(bytes(range(32)))
    header = {"alg": "EdDSA", "jwk": office.signer.public_key.jwk | {"d": secret}}
    token = f"{base64url_encode(json.dumps(header).encode())}.{payload}.{signature}"
    _, trail = office.explain(token)
    assert trail.token.header["jwk"] == office.signer.public_key.jwk
    assert secret not in json.dumps(trail.to_json())
    listed = {"alg": "EdDSA", "jwk": [{"d": secret}]}
    token = f"{base64url_encode(json.dumps(listed).encode())}.{payload}.{signature}"
    assert secret not in json.dumps(office.explain(token)[1].to_json())


def test_the_secret_of_a_base_proof_is_not_told():
    office = Office("ES256")
    badge = json.loads(office.badge("ecdsa-sd-2023"))
    del badge["proof"]
    proof = base_proof_of(badge, office.signer, created=NOW)
    report, trail = office.explain(json.dumps({**badge, "proof": proof}))
    assert report.verdict == "tampered"
    assert trail.proofs[0].fault
    assert proof["proofValue"] not in json.dumps(trail.to_json())


def test_of_a_presentation_only_its_own_proof_is_told():
    office = Office()
    presentation = {
        "@context": [contexts.CREDENTIALS_V2],
        "type": ["VerifiablePresentation"],
        "verifiableCredential": [json.loads(office.badge()), json.loads(office.badge())],
    }
    _, trail = office.explain(json.dumps(presentation))
    assert (trail.inside, trail.proofs, trail.token, trail.statuses) == (2, (), None, ())


def test_an_envelope_has_no_status_of_its_own():
    office = Office()
    badge = json.loads(office.badge())
    presentation = {
        "@context": [contexts.CREDENTIALS_V2],
        "type": ["VerifiablePresentation"],
        "verifiableCredential": [badge],
        "credentialStatus": badge["credentialStatus"],
    }
    report, trail = office.explain(json.dumps(presentation))
    assert report.verdict == "valid"
    assert trail.statuses == ()


def test_a_token_with_words_that_are_not_known_does_not_hold():
    office = Office()
    header, payload, _ = office.badge("vc-jwt").split(".")
    claims = strict_json.load_object(base64url_decode(payload))
    claims["@context"].append("https://example.org/unknown")
    signing_input = f"{header}.{base64url_encode(json.dumps(claims).encode())}"
    signature = base64url_encode(office.signer.sign(signing_input.encode()))
    report, trail = office.explain(f"{signing_input}.{signature}")
    assert report.verdict == "unsupported"
    assert not trail.token.holds
    assert trail.token.fault == f'$["@context"][2]: {report.check("contexts").detail}'


def test_what_nobody_signed_has_no_proof_and_what_is_no_badge_has_no_trail():
    office = Office()
    badge = json.loads(office.badge())
    del badge["proof"]
    assert office.explain(json.dumps(badge))[1].proofs == ()
    report, trail = office.explain(b"a shopping list")
    assert (report.verdict, trail) == ("not_a_badge", None)


def test_it_is_written_as_json():
    office = Office()
    trail = office.explain(office.badge())[1]
    members = json.loads(json.dumps(trail.to_json()))
    assert list(members) == ["foundIn", "contexts", "proofs", "token", "statuses", "inside"]
    assert members["statuses"][0]["retrievedAt"] == "2026-11-21T15:04:05Z"
    assert members["proofs"][0]["hashData"] == trail.proofs[0].hash_data


def test_a_proof_with_the_words_of_the_beta_is_told_as_it_was_signed():
    office = Office()
    beta, first = (
        contexts.OPEN_BADGES_BETA[0],
        "https://purl.imsglobal.org/spec/ob/v3p0/context.json",
    )
    unsigned = {
        "@context": [contexts.CREDENTIALS_V1, beta, DATA_INTEGRITY],
        "id": "urn:uuid:6b0a2a4c-0000-4000-8000-000000000002",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": "Flipped classroom",
        "issuer": {"id": DID, "type": ["Profile"], "name": "Kettle Moraine School District"},
        "issuanceDate": "2022-06-01T00:00:00Z",
        "credentialSubject": {
            "id": "urn:uuid:6b0a2a4c-0000-4000-8000-000000000003",
            "type": ["AchievementSubject"],
            "achievement": {
                "id": "urn:uuid:6b0a2a4c-0000-4000-8000-000000000004",
                "type": ["Achievement"],
                "name": "Flipped classroom",
                "description": "Plans a flipped unit.",
                "criteria": {"narrative": "Two units."},
            },
        },
    }
    text = signed_text(unsigned, office.signer, securing="eddsa-rdfc-2022", created=NOW)
    report, trail = office.explain(text.replace(beta, first))
    assert report.check("signature").outcome == "passed"
    assert trail.proofs[0].fits
