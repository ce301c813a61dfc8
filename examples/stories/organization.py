"""Who signs the badges of the stories, and who has them."""

from __future__ import annotations

import json
from collections.abc import Callable, Set
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import openbadges_issuer as ob
from openbadges_issuer.programs.awards import Site


@dataclass
class Person:
    """Who acts in a story.

    Attributes:
        id: opaque to the library; the local part of the person's address too.
        roles: held now, as the program file names them.
        school: the person's school.
        badges: as they were received.
    """

    id: str
    roles: Set[str]
    school: str | None = None
    badges: list[bytes] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.id.replace("-", " ").capitalize()

    @property
    def address(self) -> str:
        return f"{self.id}@example.org"


class Organization:
    """A district, or a third party. Its key is made in memory, and gone with the story."""

    def __init__(self, did: str, clock: Callable[[], datetime]) -> None:
        host = did.removeprefix("did:web:")
        slug = host.removeprefix("badges.").removesuffix(".example")
        self.did, self.site, self._clock = did, Site(f"https://{host}", slug), clock
        self._signer = ob.KeySigner.generate()
        self.issuer = ob.Issuer(ob.Profile(id=did, name=slug), signer=self._signer, clock=clock)
        self.withdrawn = 0
        self._statuses = ob.StatusList.new(f"{self.site.base}/status/revocation")

    def issue(self, award: ob.Award, to: Person) -> ob.SignedCredential:
        """Sign a badge and give it to the person."""
        badge = self.issuer.issue(**vars(replace(award, status=self._statuses.allocate())))
        to.badges.append(badge.bytes)
        return badge

    def award(self, path: str, name: str, to: Person) -> ob.SignedCredential:
        """Award a micro-credential of its own, by no program file.

        Args:
            path: of the achievement's id, below ``/achievements/``.
            name: what it is called.
            to: who earned it.
        """
        achievement = ob.Achievement(
            id=f"{self.site.base}/achievements/{path}",
            achievement_type="MicroCredential",
            name=name,
            description=f"{name}, shown in practice.",
            criteria=ob.Criteria(narrative="A portfolio from the classroom."),
        )
        return self.issue(ob.Award(achievement, ob.Recipient.by_email(to.address)), to)

    def withdraw(self, badge: ob.SignedCredential) -> None:
        """Revoke a badge: the next list that is published says so."""
        self._statuses.revoke(int(badge.document["credentialStatus"]["statusListIndex"]))
        self.withdrawn += 1

    def published(self) -> dict[str, bytes]:
        """Give what a verifier finds on its site: its keys, and which badges it withdrew."""
        now = self._clock()
        statuses = ob.status_list_credential(
            self._statuses, issuer=self.did, valid_from=now, valid_until=now + timedelta(days=1)
        )
        keys = ob.did_document(self.did, [self._signer.public_key])
        return {
            f"{self.site.base}/.well-known/did.json": json.dumps(keys).encode(),
            self._statuses.url: self.issuer.sign(statuses).bytes,
        }
