"""The record of a stack, as a district hands it out, read by the JavaScript verifier.

It verifies the record, and each badge in it as it stands there.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from openbadges_issuer import KeySigner, Offline, Policy, Profile, Verifier, strict_json
from openbadges_issuer.issuing import Issuer
from openbadges_issuer.model import Achievement, Criteria
from openbadges_issuer.programs.awards import Site, record_of, stack_award_of
from openbadges_issuer.programs.earned import Earned
from openbadges_issuer.programs.loading import check
from tests.districts import TEACHER, teacher
from tests.interop.test_interop import Peer, javascript_proves, peer  # noqa: F401  # a fixture

FILE = Path(__file__).resolve().parents[2] / "examples" / "programs" / "cce-rhode-island.yaml"
DISTRICT_DID = "did:web:badges.cce.example"
NOW = datetime(2026, 11, 21, 15, tzinfo=UTC)
MEMBERS = ("basic.1", "basic.2", "basic.3")


@pytest.fixture(scope="module", name="record")
def signed_record():
    """Issue three badges and the stack's, and sign the record of them; the issuer is a did:key."""
    signer = KeySigner.generate()
    did = signer.verification_method.partition("#")[0]
    issuer = Issuer(Profile(id=did, name="CCE"), signer=signer, clock=lambda: NOW)
    site = Site("https://badges.cce.example", "cce")
    program = check(FILE.read_bytes().replace(DISTRICT_DID.encode(), did.encode()), "cce").program
    verifier = Verifier(Policy(any_issuer=True), fetcher=Offline(), clock=lambda: NOW)
    reports = [
        verifier.verify(
            issuer.issue(
                Achievement(
                    id=program.achievement_id(site.base, name),
                    name="A micro-credential",
                    description="It is about teaching.",
                    criteria=Criteria(narrative="A portfolio."),
                ),
                to=teacher(),
                awarded_date=NOW,
            ).bytes,
            recipient=TEACHER,
        )
        for name in MEMBERS
    ]
    earned = Earned.of(program, reports, NOW.date())
    award = stack_award_of(earned, "basic_stack", to=teacher(), site=site, signed_at=NOW)
    stack = issuer.issue(**vars(award))
    document = record_of(
        earned,
        "basic_stack",
        stack,
        reports,
        issuer=issuer.profile,
        to=teacher(),
        id="urn:uuid:0b8f1f2e-6a3d-4a57-8a51-1f0b6a7c9d10",
        signed_at=NOW,
    )
    signed = issuer.sign(document)
    assert verifier.verify(signed.bytes)
    return strict_json.load_object(signed.text)


def test_the_record_and_each_badge_in_it_verify(peer: Peer, record) -> None:  # noqa: F811
    assert javascript_proves(peer, record)
    carried = record["credentialSubject"]["verifiableCredential"]
    assert len(carried) == 1 + len(MEMBERS)
    assert all(javascript_proves(peer, badge) for badge in carried)


def test_a_changed_association_is_found(peer: Peer, record) -> None:  # noqa: F811
    association = record["credentialSubject"]["association"]
    subject = record["credentialSubject"] | {"association": association[1:]}
    assert not javascript_proves(peer, record | {"credentialSubject": subject})
