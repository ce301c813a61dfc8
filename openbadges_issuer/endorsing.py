"""Endorsements: what one body says of an issuer, an achievement or a badge, and where that stands.

Specification: Open Badges 3.0, "EndorsementCredential"; VC Data Model 2.0 section 5.3.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from openbadges_issuer import schema, strict_json, timestamps
from openbadges_issuer.baking import HasText
from openbadges_issuer.contexts import CREDENTIALS_V2, OPEN_BADGES
from openbadges_issuer.encoding import sha256_multibase
from openbadges_issuer.errors import InputError, ModelError
from openbadges_issuer.model import Achievement, Profile
from openbadges_issuer.signed import SignedCredential
from openbadges_issuer.status import StatusEntry

Endorsable = TypeVar("Endorsable", Profile, Achievement)


@dataclass(frozen=True, slots=True)
class Endorsement:
    """What is said of something. `Issuer.endorse` signs it.

    Attributes:
        about: id of what is endorsed.
        comment: the endorser's words, in Markdown.
        name: of the endorsement.
        documents: what the endorser vouches for as it is now, by URL.
        status: where a later withdrawal will be published.
        awarded_date: day of the endorsement, with offset; left out when not given.
        valid_from: default: now.
        valid_until: default: it has no end.
        id: URI of the credential; default: a random ``urn:uuid:``.
    """

    about: str
    comment: str | None
    name: str
    documents: Mapping[str, bytes]
    status: StatusEntry | None
    awarded_date: datetime | None
    valid_from: datetime | None
    valid_until: datetime | None
    id: str | None

    def document(self, profile: Profile, now: datetime) -> dict[str, Any]:
        """Write the unsigned `EndorsementCredential`.

        Args:
            profile: the endorser.
            now: the time of signing, with offset.

        Raises:
            ModelError: it would break a rule of the data model; with its JSON path.
            SettingsError: a date-time without a time zone.
        """
        if self.about == profile.id:
            raise ModelError(
                "nobody is endorsed by himself: name another issuer, its achievement or its badge",
                path="$.credentialSubject.id",
            )
        subject = {
            "id": self.about,
            "type": ["EndorsementSubject"],
            "endorsementComment": self.comment,
        }
        related = [
            {"id": url, "digestMultibase": sha256_multibase(content)}
            for url, content in self.documents.items()
        ]
        members = {
            "@context": [CREDENTIALS_V2, OPEN_BADGES],
            "id": self.id or f"urn:uuid:{uuid.uuid4()}",
            "type": ["VerifiableCredential", "EndorsementCredential"],
            "name": self.name,
            "issuer": profile.to_json(),
            "validFrom": timestamps.format(self.valid_from or now),
            "validUntil": self.valid_until and timestamps.format(self.valid_until),
            "awardedDate": self.awarded_date and timestamps.format(self.awarded_date),
            "credentialSubject": {k: v for k, v in subject.items() if v is not None},
            "relatedResource": related or None,
            "credentialStatus": self.status and self.status.to_json(),
        }
        document = {name: value for name, value in members.items() if value is not None}
        if problems := schema.problems(document, "EndorsementCredential"):
            raise problems[0]
        return document


def identified(
    endorsed: Profile | Achievement | SignedCredential | Mapping[str, Any] | str,
) -> tuple[str, str]:
    """Give the id of what is to be endorsed, and how to call it.

    Args:
        endorsed: an issuer, an achievement, a credential, or the id of one.

    Raises:
        ModelError: it has no id.
    """
    if isinstance(endorsed, str):
        return endorsed, endorsed
    if isinstance(endorsed, SignedCredential):
        endorsed = endorsed.document
    given = endorsed if isinstance(endorsed, Mapping) else endorsed.to_json()
    id_, name = given.get("id"), given.get("name")
    if not isinstance(id_, str):
        raise ModelError("what is endorsed is named by its id, and this has none", path="$.id")
    return id_, name if isinstance(name, str) else id_


def endorsed(what: Endorsable, *endorsements: str | bytes | HasText) -> Endorsable:
    """Put what others say of an issuer or an achievement into it, for the badges that carry it.

    Args:
        what: an issuer's profile, or an achievement.
        endorsements: as their endorsers signed them: JSON, or a compact JWS.

    Returns:
        A copy with the endorsements in it (`endorsement`, or `endorsementJwt` for a token), beside
        those that it has. Whether they are genuine is asked by whoever verifies a badge.

    Raises:
        ModelError: one of them is no endorsement, or is about something else.
        InputError: one of them cannot be read.
    """
    members = what.to_json()
    for endorsement in endorsements:
        text, document = read_endorsement(endorsement)
        about = document["credentialSubject"].get("id")
        if about != what.id:
            raise ModelError(f"this endorsement is about {about}, and this is {what.id}")
        if text.startswith("{"):
            members.setdefault("endorsement", []).append(document)
        else:
            members.setdefault("endorsementJwt", []).append(text)
    return type(what).of(members)


def read_endorsement(endorsement: str | bytes | HasText) -> tuple[str, dict[str, Any]]:
    """Read an endorsement, which nobody has verified.

    Returns:
        Its text, and the credential.

    Raises:
        ModelError: it is another kind of document.
        InputError: it is neither JSON nor a token.
    """
    text = _text(endorsement)
    if text.startswith("{"):
        document = strict_json.load_object(text)
    else:
        from openbadges_issuer.proofs.vc_jwt import read_token  # noqa: PLC0415  # for tokens only

        document = read_token(text).document
    types = strict_json.as_list(document.get("type"))
    is_signed = "proof" in document or not text.startswith("{")
    if "EndorsementCredential" not in types or not is_signed:
        raise ModelError("this is not a signed EndorsementCredential", path="$.type")
    if not isinstance(document.get("credentialSubject"), dict):
        raise ModelError("it does not say what it is about", path="$.credentialSubject")
    return text, document


def _text(endorsement: str | bytes | HasText) -> str:
    if not isinstance(endorsement, bytes):
        return (endorsement if isinstance(endorsement, str) else endorsement.text).strip()
    try:
        return endorsement.decode("utf-8").strip()
    except UnicodeDecodeError:
        raise InputError("an endorsement is text: JSON, or a token") from None
