"""Awarding: badges are signed, shared and withdrawn."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import openbadges_issuer as ob
from issuer_app.addresses import Addresses
from issuer_app.defining import Defining
from issuer_app.errors import ConflictError, NotFoundError
from issuer_app.signers import Signers
from issuer_app.status_lists import StatusLists
from issuer_app.store import (
    Achievement,
    Credential,
    Database,
    Issuer,
    Session,
    TakenError,
    queries,
    record,
)
from openbadges_issuer import share_code
from openbadges_issuer.errors import ModelError

_TRIES = 20  # two badges at one place of a list are one in thousands, even among hundreds at once
_LONGEST_REASON = 500
_IDEMPOTENCY_KEY = re.compile(r"[\x21-\x7e]{1,200}")


@dataclass(frozen=True, slots=True)
class Award:
    """What is awarded, to whom, and why.

    Attributes:
        achievement_id: the achievement's, see `Defining.achievement`.
        to: the recipient.
        evidence: what was handed in.
        results: how it was judged.
        narrative: how it was earned, in Markdown.
        awarded_date: day of the award, with offset; default: now.
        valid_until: default: it has no end.
    """

    achievement_id: str
    to: ob.Recipient
    evidence: tuple[ob.Evidence, ...] = ()
    results: tuple[ob.Result, ...] = ()
    narrative: str | None = None
    awarded_date: datetime | None = None
    valid_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Idempotency:
    """Makes a request that is sent twice act once.

    Attributes:
        key: the caller's, 1 to 200 visible ASCII characters.
        digest: SHA-256 of the request's content, so that another request is not taken for it.
    """

    key: str
    digest: str

    def __post_init__(self) -> None:
        """Refuse a key that cannot be kept.

        Raises:
            ModelError: too long, empty, or with other characters.
        """
        if not _IDEMPOTENCY_KEY.fullmatch(self.key):
            raise ModelError("an idempotency key has 1 to 200 visible ASCII characters")


class Awarding:
    """Keeps the badges of an issuer. Every change is in the audit."""

    def __init__(
        self,
        database: Database,
        signers: Signers,
        lists: StatusLists,
        defining: Defining,
        addresses: Addresses,
        clock: Callable[[], datetime],
    ) -> None:
        """Keep what awarding depends on."""
        self._database = database
        self._signers = signers
        self._lists = lists
        self._defining = defining
        self._addresses = addresses
        self._clock = clock

    def award(
        self, issuer: Issuer, award: Award, *, actor: str, idempotency: Idempotency | None = None
    ) -> Credential:
        """Sign a badge, in both forms, and keep it. Nobody sees it before it is shared.

        Raises:
            NotFoundError: this issuer has no such achievement.
            ConflictError: the idempotency key was used for another request.
            ModelError, TermError: the badge would break a rule; with its JSON path.
            SettingsError, KeyFormatError: the key cannot be had, or the clock went back.
        """
        achievement = self._defining.achievement(issuer, award.achievement_id)
        for _ in range(_TRIES):
            if idempotency and (done := self._done(issuer, idempotency)):
                return done
            list_id, entry = self._lists.free_entry(issuer)
            made = self._sign(issuer, achievement, award, entry)
            made.status_list_id, made.status_index = list_id, entry.index
            if idempotency:
                made.idempotency_key = idempotency.key
                made.request_digest = idempotency.digest
            try:
                with self._database.writing() as session:
                    session.add(made)
                    self._record(session, issuer, made, actor, "award")
            except TakenError:
                continue  # the place, the code or the request was taken while we signed
            return self.credential(issuer, made.id)
        raise ConflictError("no free place was found on the status list; try again")

    def credential(self, issuer: Issuer, id_: str) -> Credential:
        """Give a credential of this issuer.

        Raises:
            NotFoundError: this issuer has no such credential.
        """
        with self._database.reading() as session:
            return self._own(queries.credential(session, id_), issuer, id_)

    def credentials(
        self, issuer: Issuer, *, limit: int, offset: int
    ) -> tuple[list[Credential], int]:
        """Give some of this issuer's credentials, newest first, and how many there are."""
        with self._database.reading() as session:
            some = queries.credentials_of(session, issuer, limit=limit, offset=offset)
            return some, queries.credential_count(session, issuer)

    def revoke(
        self, issuer: Issuer, id_: str, *, actor: str, reason: str | None = None
    ) -> Credential:
        """Withdraw a badge for good. When this returns, the list that says so is the one served.

        Args:
            issuer: who awarded it.
            id_: last part of the credential's address.
            actor: who asks, for the audit.
            reason: for the audit only; nobody else sees it.

        Raises:
            NotFoundError: this issuer has no such credential.
            ModelError: the reason has more than 500 characters.
            SettingsError, KeyFormatError: the list cannot be signed, so nothing was withdrawn.
        """
        if reason is not None and len(reason) > _LONGEST_REASON:
            raise ModelError(f"a reason has at most {_LONGEST_REASON} characters", path="$.reason")
        known = self.credential(issuer, id_)
        with self._database.writing() as session:
            locked = self._lists.locked(session, known.status_list_id)
            found = self._own(session.get(Credential, id_, populate_existing=True), issuer, id_)
            if found.revoked_at is None:
                found.revoked_at = self._clock()
                session.flush()
                self._lists.sign(session, locked)
                self._record(session, issuer, found, actor, "revoke", reason)
            return found

    def share(self, issuer: Issuer, id_: str, *, actor: str, shared: bool = True) -> Credential:
        """Show a badge to whoever has its link, or stop showing it.

        Raises:
            NotFoundError: this issuer has no such credential.
        """
        with self._database.writing() as session:
            found = self._own(queries.credential(session, id_), issuer, id_)
            if shared is not (found.shared_at is not None):
                found.shared_at = self._clock() if shared else None
                self._record(session, issuer, found, actor, "share" if shared else "unshare")
            return found

    def _sign(
        self, issuer: Issuer, achievement: Achievement, award: Award, entry: ob.StatusEntry
    ) -> Credential:
        now = self._clock()
        signer = self._signers.issuer(issuer)
        made = Credential(
            id=str(uuid.uuid4()),
            issuer_id=issuer.id,
            achievement_id=achievement.id,
            code=share_code.new(),
            created_at=now,
        )
        embedded = signer.issue(
            ob.Achievement.of(achievement.document),
            to=award.to,
            evidence=award.evidence,
            results=award.results,
            narrative=award.narrative,
            awarded_date=award.awarded_date or now,
            valid_until=award.valid_until,
            status=entry,
            id=self._addresses.credential(made.id),
        )
        bare = {name: value for name, value in embedded.document.items() if name != "proof"}
        made.embedded = embedded.text
        made.token = signer.sign(bare, securing="vc-jwt").token
        return made

    def _done(self, issuer: Issuer, idempotency: Idempotency) -> Credential | None:
        with self._database.reading() as session:
            done = queries.credential_by_request(session, issuer, idempotency.key)
        if done and done.request_digest != idempotency.digest:
            raise ConflictError("this idempotency key was used for another request")
        return done

    def _own(self, found: Credential | None, issuer: Issuer, id_: str) -> Credential:
        if found is None or found.issuer_id != issuer.id:
            raise NotFoundError(f"there is no credential {id_[:200]}")
        return found

    def _record(
        self,
        session: Session,
        issuer: Issuer,
        credential: Credential,
        actor: str,
        action: str,
        reason: str | None = None,
    ) -> None:
        record(
            session,
            issuer,
            at=self._clock(),
            actor=actor,
            action=f"credential.{action}",
            subject=self._addresses.credential(credential.id),
            reason=reason,
        )
