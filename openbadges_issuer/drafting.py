"""From an award to a credential that lacks only its signature: all of issuing but the key.

Specification: Open Badges 3.0 sections 7 and 8; VC Data Model 2.0 section 4.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from openbadges_issuer import schema, strict_json, timestamps
from openbadges_issuer.award import Award, check_award
from openbadges_issuer.contexts import CREDENTIALS_V2, OPEN_BADGES
from openbadges_issuer.errors import ModelError
from openbadges_issuer.memo import Memo
from openbadges_issuer.model import Profile
from openbadges_issuer.model.base import as_json
from openbadges_issuer.model.written import Written
from openbadges_issuer.proofs.draft import Draft, draft
from openbadges_issuer.strict_json import member_path

# Tab, line feed and carriage return are text; the rest programs canonicalize differently, as they
# do the last two, which are no characters.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
# How JSON text shows those below the space; it may also be a backslash of the text itself.
_PERHAPS_CONTROL = re.compile(r"\\u00[01]|\\[bf]")

# Where issuer and achievement are remembered, they were right by themselves.
_CHECKED_BEFORE = schema.CLASSES | {
    "AchievementCredential": schema.CLASSES["AchievementCredential"].without({"issuer"}),
    "AchievementSubject": schema.CLASSES["AchievementSubject"].without({"achievement"}),
}


@dataclass(frozen=True, slots=True)
class Drafter:
    """Drafts the credentials of one issuer for one key, which it does not have.

    It remembers what comes again, as the issuer and an achievement do. Safe under threads.

    Attributes:
        profile: the issuer.
        securing: one of `SECURING_MECHANISMS`.
        algorithm: of the key that will sign.
        verification_method: URL under which the issuer publishes that key.
    """

    profile: Profile
    securing: str
    algorithm: str
    verification_method: str
    _written: Written = field(default_factory=Written, init=False, repr=False, compare=False)
    _memo: Memo = field(default_factory=Memo, init=False, repr=False, compare=False)

    def __reduce__(self) -> tuple[type[Drafter], tuple[Profile, str, str, str]]:
        """Go to another process without what is remembered in this one."""
        return Drafter, (self.profile, self.securing, self.algorithm, self.verification_method)

    def award(self, award: Award, now: datetime) -> Draft:
        """Draft an award.

        Args:
            award: what is awarded to whom.
            now: the time of signing, with offset.

        Raises:
            ModelError: the credential would break a rule of the data model; with its JSON path.
            SettingsError: it is no award, or a member of it is of another type.
            OpenBadgesError: as `document`.
        """
        check_award(award)
        issuer = self._written.get(self.profile)
        achievement = self._written.get(award.achievement)
        subject = _given(
            {
                "id": award.to.id,
                "type": ["AchievementSubject"],
                "identifier": as_json(tuple(award.to.identifier)),
                "achievement": achievement or award.achievement.to_json(),
                "narrative": award.narrative,
                "result": as_json(tuple(award.results)),
            }
        )
        document = _given(
            {
                "@context": [CREDENTIALS_V2, OPEN_BADGES],
                "id": award.id or f"urn:uuid:{uuid.uuid4()}",
                "type": ["VerifiableCredential", "OpenBadgeCredential"],
                "name": award.achievement.name,
                "issuer": issuer or self.profile.to_json(),
                "validFrom": timestamps.format(award.valid_from or now),
                "validUntil": award.valid_until and timestamps.format(award.valid_until),
                "awardedDate": award.awarded_date and timestamps.format(award.awarded_date),
                "credentialSubject": subject,
                "evidence": as_json(tuple(award.evidence)),
                "image": as_json(award.image),
                "credentialStatus": award.status and award.status.to_json(),
            }
        )
        classes = _CHECKED_BEFORE if issuer and achievement else schema.CLASSES
        if problems := schema.problems(document, "AchievementCredential", classes=classes):
            raise problems[0]
        if not (issuer and achievement):
            return self.document(document, now)
        # What is remembered is a copy already.
        document["issuer"] = subject["achievement"] = None
        own = strict_json.copied(document)
        own["issuer"], own["credentialSubject"]["achievement"] = issuer, achievement
        return self._draft(own, now)

    def document(self, document: Mapping[str, Any], now: datetime) -> Draft:
        """Draft any credential of this issuer.

        Args:
            document: the unsecured credential; left unchanged.
            now: the time of signing, with offset.

        Raises:
            ModelError: it has a proof already, names another issuer, or a text has a control
                character; with its JSON path.
            InputError: it is not JSON, or a bound was reached.
            TermError, ProofError, SettingsError, KeyFormatError: as `proofs.draft.draft`.
        """
        return self._draft(strict_json.copied(document), now)

    def _draft(self, own: dict[str, Any], now: datetime) -> Draft:
        if "proof" in own:
            raise ModelError("this credential is signed already", path="$.proof")
        issuer = own.get("issuer")
        issuer_id = issuer.get("id") if isinstance(issuer, dict) else issuer
        if issuer_id != self.profile.id:
            raise ModelError(
                f"this issuer is {self.profile.id} and signs for nobody else", path="$.issuer"
            )
        text = strict_json.rewritten(own)
        if (
            "\x7f" in text
            or "\ufffe" in text
            or "\uffff" in text
            or ("\\" in text and _PERHAPS_CONTROL.search(text))
        ):
            _refuse_control_characters(own, "$")
        return draft(
            own,
            securing=self.securing,
            algorithm=self.algorithm,
            verification_method=self.verification_method,
            created=now,
            memo=self._memo,
        )


def _given(members: dict[str, Any]) -> dict[str, Any]:
    """Leave out what was not given, so that it does not stand in the credential as nothing."""
    return {name: value for name, value in members.items() if value is not None and value != []}


def _refuse_control_characters(value: Any, path: str) -> None:
    if isinstance(value, str):
        if found := _CONTROL.search(value):
            raise ModelError(
                f"this text has the character U+{ord(found[0]):04X} in it, which programs write "
                "differently; take it out",
                path=path,
            )
    elif isinstance(value, list):
        for index, item in enumerate(value):
            _refuse_control_characters(item, member_path(path, index))
    elif isinstance(value, dict):
        for key, item in value.items():
            _refuse_control_characters(item, member_path(path, key))
