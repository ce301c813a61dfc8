"""Districts that issue badges, and a verifier that knows where their keys are."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from functools import cache

from openbadges_issuer.did import did_document
from openbadges_issuer.fetching import Prefetched
from openbadges_issuer.issuing import Issuer
from openbadges_issuer.model import Achievement, Criteria, Profile, Recipient
from openbadges_issuer.programs.awards import Site
from openbadges_issuer.programs.program import Program
from openbadges_issuer.report import Report
from openbadges_issuer.signed import SignedCredential
from openbadges_issuer.verifying import Policy, Verifier
from tests.hostile.forge import NOW, ed25519

TEACHER = "teacher@example.org"
SUBJECT = "urn:uuid:6f1f8f0e-6f3e-4f5e-9d3b-3f6f0f2f9a10"


class District:
    """Whoever has a key at a host."""

    def __init__(self, did: str, seed: int, slug: str) -> None:
        self.did, self._key = did, ed25519(seed)
        self.profile = Profile(id=did, name=slug)
        self.site = Site(f"https://{did.removeprefix('did:web:')}", slug)
        self.issuer = Issuer(self.profile, signer=self._key, clock=clock(NOW))

    @property
    def document(self) -> tuple[str, bytes]:
        """Where its keys are published, and what is found there."""
        document = did_document(self.did, [self._key.public_key])
        return f"{self.site.base}/.well-known/did.json", json.dumps(document).encode()

    def badge(self, achievement: str, on: datetime = NOW, **more) -> SignedCredential:
        """Issue a badge of its own making."""
        made = Achievement(
            id=achievement,
            achievement_type="MicroCredential",
            name="A micro-credential",
            description="It is about teaching.",
            criteria=Criteria(narrative="A portfolio."),
        )
        return self.issuer.issue(made, to=teacher(), valid_from=on, awarded_date=on, **more)


def clock(moment: datetime) -> Callable[[], datetime]:
    return lambda: moment


def teacher() -> Recipient:
    return Recipient.by_email(TEACHER, id=SUBJECT)


@cache
def of(program: Program | str) -> District:
    """Give the district of a program, or another by its DID."""
    did = program if isinstance(program, str) else program.issuer
    slug = did.removeprefix("did:web:badges.").removesuffix(".example")
    return District(did, sum(slug.encode()) % 200 + 20, slug)


DIGITAL_PROMISE = "did:web:badges.digital-promise.example"
SLUGS = (
    "kettle-moraine",
    "juab",
    "baltimore-county",
    "lake-county",
    "cce",
    "ksde",
    "digital-promise",
    "seminole-county",
)
DIDS = [f"did:web:badges.{slug}.example" for slug in SLUGS]


def verify(signed: SignedCredential | bytes | str, **how) -> Report:
    """Verify with the keys of all of them at hand, and ask whether it is the teacher's."""
    documents = dict(of(did).document for did in DIDS)
    verifier = Verifier(
        Policy(any_issuer=True),
        fetcher=Prefetched(documents, retrieved_at=NOW),
        clock=clock(NOW),
    )
    data = signed.bytes if isinstance(signed, SignedCredential) else signed
    return verifier.verify(data, **{"recipient": TEACHER, **how})
