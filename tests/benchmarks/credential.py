"""The one credential that every contestant issues and verifies, and the district that issues it."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

import openbadges_issuer as ob
from openbadges_issuer import strict_json

DID = "did:web:badges.kettle-moraine.example"
HOST = "https://badges.kettle-moraine.example"
LIST_URL = f"{HOST}/status/1"
TEACHER = "teacher@example.org"
_LEVELS = ("Not yet", "Meets", "Exceeds", "Leads others")
_CRITERIA = (
    "Plan a unit of at least two weeks in which direct instruction leaves the shared hours. "
    "Hand in the plan, two recordings of your own lessons and the work of three students, and "
    "reflect on what you changed after the first week, and why."
)


def achievement(suffix: str = "") -> ob.Achievement:
    """A micro-credential with a rubric and alignments, as districts have them."""
    own = f"{HOST}/achievements/flipped-classroom{suffix}"
    return ob.Achievement(
        id=own,
        achievement_type="MicroCredential",
        name="Flipped classroom",
        description="Moves direct instruction out of the shared hours, and uses them for practice.",
        criteria=ob.Criteria(id=f"{own}/criteria", narrative=_CRITERIA),
        creator=profile(),
        tag=("flipped", "video", "instruction"),
        alignment=tuple(
            ob.Alignment(
                target_name=f"Designs learner-centered activities, part {number}",
                target_url=f"https://standards.example/educator/5{number}",
                target_code=f"5{number}",
                target_framework="Standards for Educators",
            )
            for number in range(1, 4)
        ),
        result_description=(
            ob.ResultDescription(
                id=f"{own}/rubric",
                name="Rubric of the panel",
                result_type="RubricCriterionLevel",
                allowed_value=_LEVELS,
                rubric_criterion_level=tuple(
                    ob.RubricCriterionLevel(
                        id=f"{own}/rubric/{number}",
                        name=name,
                        description=f"What the panel of three teachers saw: {name.lower()}.",
                        points=str(number),
                    )
                    for number, name in enumerate(_LEVELS)
                ),
            ),
        ),
    )


def profile() -> ob.Profile:
    """The issuer."""
    return ob.Profile(
        id=DID,
        name="Kettle Moraine School District",
        url=HOST,
        image=ob.Image(id=f"{HOST}/logo.png", caption="The district's logo"),
    )


def award(what: ob.Achievement, number: int = 0, address: str = TEACHER) -> ob.Award:
    """One award of it: evidence, a result, and a place in the status list."""
    return ob.Award(
        achievement=what,
        to=ob.Recipient.by_email(address),
        evidence=(
            ob.Evidence(
                id=f"{HOST}/evidence/{number}/unit-plan",
                name="Unit plan",
                genre="Plan",
                narrative=f"A unit of three weeks on linear functions, grade 8, class {number}.",
            ),
            ob.Evidence(name="Recordings", genre="Video", narrative="Two lessons, with notes."),
        ),
        results=(
            ob.Result(
                result_description=what.result_description[0].id,
                achieved_level=what.result_description[0].rubric_criterion_level[2].id,
            ),
        ),
        status=ob.StatusEntry(LIST_URL, number),
        narrative="The panel was taken with the students' own videos.",
        awarded_date=datetime(2026, 6, 12, 16, 0, tzinfo=UTC),
        valid_until=datetime.now(UTC) + timedelta(days=1_000),
    )


@dataclass(frozen=True)
class District:
    """An issuer with a new key, and what it publishes."""

    private_key: Ed25519PrivateKey

    @classmethod
    def new(cls) -> District:
        """Make one."""
        return cls(Ed25519PrivateKey.generate())

    @cached_property
    def signer(self) -> ob.KeySigner:
        """The key that signs."""
        return ob.KeySigner(self.private_key)

    @cached_property
    def issuer(self) -> ob.Issuer:
        """The issuer."""
        return ob.Issuer(profile(), signer=self.signer)

    @cached_property
    def verification_method(self) -> str:
        """URL of the key."""
        return f"{DID}#{self.signer.public_key.multikey}"

    @cached_property
    def did_document(self) -> dict[str, Any]:
        """The document that lists the key."""
        return ob.did_document(DID, [self.signer.public_key])

    @cached_property
    def documents(self) -> dict[str, bytes]:
        """What a verifier would fetch, by URL: all of it is in memory."""
        return {
            f"{HOST}/.well-known/did.json": strict_json.dumps(self.did_document).encode(),
            LIST_URL: self._status_list(),
        }

    def verifier(self) -> ob.Verifier:
        """A verifier with all checks on, which knows the district."""
        trust = ob.TrustList.from_mapping({"issuers": {DID: {"name": "Kettle Moraine"}}})
        documents = ob.Prefetched(self.documents, retrieved_at=datetime.now(UTC))
        return ob.Verifier(ob.Policy(trust=trust), fetcher=documents)

    def unsigned(self) -> dict[str, Any]:
        """The credential as plain JSON without its proof, as the others start from it."""
        given = award(achievement())
        document = self.issuer.issue(given.achievement, to=given.to, **_others(given)).document
        return {name: value for name, value in document.items() if name != "proof"}

    def _status_list(self) -> bytes:
        """A list with one badge in a hundred withdrawn, and not the first thousands."""
        state = ob.StatusList.new(LIST_URL)
        length = len(state.bits)
        for _ in range(length // 100):
            state.revoke(length // 2 + secrets.randbelow(length // 2))
        now = datetime.now(UTC)
        document = ob.status_list_credential(
            state, issuer=DID, valid_from=now, valid_until=now + timedelta(days=7)
        )
        return self.issuer.sign(document).bytes


def _others(given: ob.Award) -> dict[str, Any]:
    names = ("evidence", "results", "status", "narrative", "awarded_date", "valid_until")
    return {name: getattr(given, name) for name in names}
