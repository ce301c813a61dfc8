"""From a key to a verified badge, offline. Run it anywhere: python examples/tour.py."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import openbadges_issuer as ob

HOME = "https://badges.kettle-moraine.example"
DISTRICT = "did:web:badges.kettle-moraine.example"
ART = Path(__file__).with_name("art") / "kettle-moraine.png"


def tour() -> ob.Report:
    """Award one badge, publish what a verifier asks for, and verify the badge."""
    signer = ob.KeySigner.generate()  # or ob.load_signer("file:keys/kettle-moraine-2026.pem")
    profile = ob.Profile(id=DISTRICT, name="Kettle Moraine School District", url=HOME)
    issuer = ob.Issuer(profile, signer=signer)

    # Award
    flipped = ob.Achievement(
        id=f"{HOME}/achievements/flipped-classroom",
        achievement_type="MicroCredential",
        name="Flipped classroom",
        description="Students meet new content before class, and use it together in class.",
        criteria=ob.Criteria(
            narrative="A panel of educators looks at artifacts from the classroom."
        ),
    )
    statuses = ob.StatusList.new(f"{HOME}/status/revocation")
    badge = issuer.issue(
        flipped,
        to=ob.Recipient.by_email("teacher@example.org"),
        evidence=[ob.Evidence(name="Unit plan", genre="Plan", narrative="Three weeks of lessons.")],
        status=statuses.allocate(),
    )
    png = ob.bake(badge, ART.read_bytes())

    # Publish: who the issuer is, and which badges it has withdrawn
    now = datetime.now(UTC)
    did_document = ob.did_document(DISTRICT, [signer.public_key])
    status_list = issuer.sign(
        ob.status_list_credential(
            statuses, issuer=DISTRICT, valid_from=now, valid_until=now + timedelta(days=1)
        )
    )
    published = {
        f"{HOME}/.well-known/did.json": json.dumps(did_document).encode(),
        statuses.url: status_list.bytes,
    }

    # Verify
    trust = ob.TrustList.from_mapping({"issuers": {DISTRICT: {"name": profile.name}}})
    verifier = ob.Verifier(
        ob.Policy(trust=trust), fetcher=ob.Prefetched(published, retrieved_at=now)
    )
    return verifier.verify(png, recipient="teacher@example.org")


if __name__ == "__main__":
    report = tour()
    print(report.verdict)
    for check in report.checks:
        print(f"  {check.id}: {check.outcome}. {check.detail}")
