"""Issuing: an achievement and a recipient become a signed credential. Issuing raises.

Specification: Open Badges 3.0 sections 7 and 8; VC Data Model 2.0 section 4.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from openbadges_issuer import did, strict_json, timestamps
from openbadges_issuer.did import jwk_method_id, multikey_method_id
from openbadges_issuer.errors import ModelError, SettingsError
from openbadges_issuer.fetching import Offline
from openbadges_issuer.jsonld import check_described_once, check_terms
from openbadges_issuer.keys import Signer
from openbadges_issuer.model import (
    Achievement,
    AchievementCredential,
    AchievementSubject,
    Evidence,
    Image,
    Profile,
    Recipient,
    Result,
)
from openbadges_issuer.proofs import SECURING_MECHANISMS, SUITES, eddsa_rdfc_2022, vc_jwt
from openbadges_issuer.status import StatusEntry
from openbadges_issuer.strict_json import member_path

_LOCAL_METHODS = ("did:key:", "did:jwk:")
# Tab, line feed and carriage return are text; the rest programs canonicalize differently.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class SignedCredential:
    """A credential as signed. Store these bytes and serve them as they are.

    Attributes:
        document: the credential, with its embedded proof if it has one. Do not change it.
        text: the JSON, or the compact JWS.
        securing: which of `SECURING_MECHANISMS`.
    """

    document: dict[str, Any] = field(repr=False)
    text: str
    securing: str

    @property
    def bytes(self) -> bytes:
        """The text as UTF-8."""
        return self.text.encode("utf-8")

    @property
    def token(self) -> str:
        """The compact JWS.

        Raises:
            SettingsError: the proof is embedded, so there is no token.
        """
        if self.securing != "vc-jwt":
            raise SettingsError(
                'this credential has an embedded proof; issue with securing="vc-jwt"'
            )
        return self.text


class Issuer:
    """Signs credentials in one issuer's name with one key."""

    def __init__(
        self,
        profile: Profile,
        *,
        signer: Signer,
        clock: Callable[[], datetime] = timestamps.now,
    ) -> None:
        """Keep what issuing depends on.

        Args:
            profile: the issuer; its id is a DID or an https URL.
            signer: holds the key. A signer that speaks only for its own key (did:key, did:jwk)
                signs under the method that the issuer's document gives that key, see
                `did.did_document`.
            clock: gives the time of signing, with offset; default: the system's.

        Raises:
            SettingsError: the signer speaks for another issuer.
            ResolutionError: the issuer's id is none at which a verifier could find a key.
        """
        self.profile = profile
        self._signer = signer
        self._clock = clock
        self._methods = _methods_of(profile.id, signer)

    def issue(
        self,
        achievement: Achievement,
        *,
        to: Recipient,
        evidence: Iterable[Evidence] = (),
        results: Iterable[Result] = (),
        status: StatusEntry | None = None,
        narrative: str | None = None,
        image: Image | None = None,
        awarded_date: datetime | None = None,
        valid_from: datetime | None = None,
        valid_until: datetime | None = None,
        id: str | None = None,
        securing: str = eddsa_rdfc_2022.CRYPTOSUITE,
    ) -> SignedCredential:
        """Award an achievement to a recipient and sign the credential.

        Args:
            achievement: what was achieved.
            to: who achieved it.
            evidence: what was handed in.
            results: how it was judged; each names a result description of the achievement.
            status: where a later withdrawal or pause will be published. Open Badges has one.
            narrative: how this recipient earned it, in Markdown.
            image: a picture of this one award, in place of the achievement's.
            awarded_date: day of the award, with offset; left out when not given.
            valid_from: default: now.
            valid_until: default: it has no end.
            id: URI of the credential; default: a random ``urn:uuid:``.
            securing: one of `SECURING_MECHANISMS`.

        Raises:
            ModelError: the credential would break a rule of the data model; with its JSON path.
            TermError: something in it would not be signed; with its JSON path.
            SettingsError: `securing` is not known.
            KeyFormatError: the signer's key does not fit `securing`.
            InputError: a bound was reached.
        """
        subject = AchievementSubject(
            **_given(
                id=to.id,
                identifier=to.identifier,
                achievement=achievement,
                narrative=narrative,
                result=tuple(results),
            )
        )
        document = AchievementCredential(
            **_given(
                id=id or f"urn:uuid:{uuid.uuid4()}",
                name=achievement.name,
                issuer=self.profile,
                valid_from=timestamps.format(valid_from or self._clock()),
                valid_until=valid_until and timestamps.format(valid_until),
                awarded_date=awarded_date and timestamps.format(awarded_date),
                credential_subject=subject,
                image=image,
                evidence=tuple(evidence),
            )
        ).to_json()
        if status is not None:
            document["credentialStatus"] = status.to_json()
        return self.sign(document, securing=securing)

    def sign(
        self, document: Mapping[str, Any], *, securing: str = eddsa_rdfc_2022.CRYPTOSUITE
    ) -> SignedCredential:
        """Sign any credential of this issuer: a badge made elsewhere, or a status list.

        Args:
            document: the unsecured credential; left unchanged.
            securing: one of `SECURING_MECHANISMS`.

        Raises:
            ModelError: it has a proof already, names another issuer, or a text has a control
                character; with its JSON path.
            InputError: it is not JSON, or a bound was reached.
            ProofError: `vc-jwt`, and nothing is there for a claim (the subject's id, say).
            TermError, SettingsError, KeyFormatError: as `issue`.
        """
        if securing not in SECURING_MECHANISMS:
            raise SettingsError(
                f"there is no securing mechanism {securing!r}; known are "
                + ", ".join(SECURING_MECHANISMS)
            )
        own = strict_json.load_object(strict_json.dumps(dict(document)))
        self._check_own(own)
        method = self._methods[securing]
        if securing == "vc-jwt":
            check_terms(own)
            check_described_once(own)
            token = vc_jwt.create_token(own, self._signer, verification_method=method)
            return SignedCredential(own, token, securing)
        proof = SUITES[securing].create_proof(
            own, self._signer, created=self._clock(), verification_method=method
        )
        secured = {**own, "proof": [proof]}
        return SignedCredential(secured, strict_json.dumps(secured), securing)

    def _check_own(self, document: dict[str, Any]) -> None:
        if "proof" in document:
            raise ModelError("this credential is signed already", path="$.proof")
        issuer = document.get("issuer")
        issuer_id = issuer.get("id") if isinstance(issuer, dict) else issuer
        if issuer_id != self.profile.id:
            raise ModelError(
                f"this issuer is {self.profile.id} and signs for nobody else", path="$.issuer"
            )
        _refuse_control_characters(document, "$")


def _given(**members: Any) -> dict[str, Any]:
    """Leave out what was not given, so that it does not stand in the credential as nothing."""
    return {name: value for name, value in members.items() if value not in (None, ())}


def _methods_of(issuer_id: str, signer: Signer) -> dict[str, str]:
    """Say under which URL each securing mechanism names the signer's key."""
    method = signer.verification_method
    if method.partition("#")[0] == issuer_id:
        return dict.fromkeys(SECURING_MECHANISMS, method)
    if not method.startswith(_LOCAL_METHODS) or issuer_id.startswith(_LOCAL_METHODS):
        raise SettingsError(
            f"the signer speaks for {method.partition('#')[0]}, and the issuer is {issuer_id}"
        )
    did.document_url(issuer_id)
    key = did.resolve(method, Offline()).public_key
    as_jwk = jwk_method_id(issuer_id, key)
    return {
        name: as_jwk if name == "vc-jwt" else multikey_method_id(issuer_id, key) or as_jwk
        for name in SECURING_MECHANISMS
    }


def _refuse_control_characters(value: Any, path: str) -> None:
    if isinstance(value, str):
        if _CONTROL.search(value):
            raise ModelError("this text has a control character in it; take it out", path=path)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            _refuse_control_characters(item, member_path(path, index))
    elif isinstance(value, dict):
        for key, item in value.items():
            _refuse_control_characters(item, member_path(path, key))
