"""Awarding: achievements are defined, badges are signed, shared and withdrawn."""

from __future__ import annotations

import re
import uuid
from base64 import b64decode
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import openbadges_issuer as ob
from issuer_app import artwork
from issuer_app.artwork import Artwork
from issuer_app.errors import ConflictError, NotFoundError
from issuer_app.signers import Signers
from issuer_app.status_lists import StatusLists
from issuer_app.store import (
    Achievement,
    Audit,
    Credential,
    Database,
    Image,
    Issuer,
    Session,
    TakenError,
    queries,
)
from openbadges_issuer import share_code
from openbadges_issuer.errors import BakingError, ModelError, OpenBadgesError

_TRIES = 20  # two badges at one place of a list are one in thousands, even among hundreds at once
_ID = re.compile(r"[0-9a-f-]{36}")
_LONGEST_REASON = 500
_TEXTS = ("name", "description")
_NOBODY = ob.Recipient.by_did("did:example:nobody")
_LOCAL_IDS = {"id", "requiredLevel"}
_DATA_URI = re.compile(r"data:image/(?:png|svg\+xml);base64,")
_IDEMPOTENCY_KEY = re.compile(r"[\x21-\x7e]{1,200}")


@dataclass(frozen=True, slots=True)
class Award:
    """What is awarded, to whom, and why.

    Attributes:
        achievement_id: the achievement's, see `Awarding.achievement`.
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
    """Does what an issuer's staff asks for. Every change is in the audit."""

    def __init__(
        self,
        database: Database,
        signers: Signers,
        lists: StatusLists,
        base_url: str,
        clock: Callable[[], datetime],
    ) -> None:
        """Keep what awarding depends on."""
        self._database = database
        self._signers = signers
        self._lists = lists
        self._base_url = base_url
        self._clock = clock

    def define(self, issuer: Issuer, members: Mapping[str, Any], *, actor: str) -> Achievement:
        """Keep and publish a new achievement.

        Args:
            issuer: who will award it.
            members: of an Open Badges Achievement, without its id, which is given here. Ids within
                it that begin with ``#`` are below that id. A picture comes as a ``data:`` URI, and
                is then published at an address of its own.
            actor: who asks, for the audit.

        Raises:
            ModelError: a member is missing or wrong; with its JSON path.
            TermError: a member that the standard does not define; with its JSON path.
            BakingError: the picture cannot be a badge's.
        """
        if "id" in members:
            raise ModelError("the id is given by this host; leave it out", path="$.id")
        for name in _TEXTS:
            if not isinstance(members.get(name, ""), str):
                raise ModelError("a text in one language is expected", path=f"$.{name}")
        id_ = str(uuid.uuid4())
        url = f"{self._base_url}/achievements/{id_}"
        whole = _absolute({"type": ["Achievement"], **members, "id": url}, url)
        document = ob.Achievement.of(whole).to_json()
        art = _art(document)
        if art:
            document["image"]["id"] = f"{self._base_url}/images/{art.digest}.{art.kind}"
        self._try_out(issuer, ob.Achievement.of(document))
        made = Achievement(id=id_, issuer_id=issuer.id, document=document, created_at=self._clock())
        if art:
            self._keep(art)
        with self._database.writing() as session:
            session.add(made)
            self._audit(session, issuer, actor, "achievement.define", url)
        return made

    def achievement(self, issuer: Issuer, id_: str) -> Achievement:
        """Give an achievement of this issuer, by its URL or the last part of it.

        Raises:
            NotFoundError: this issuer has no such achievement.
        """
        last = id_.rpartition("/")[2]
        with self._database.reading() as session:
            found = queries.achievement(session, last) if _ID.fullmatch(last) else None
        own = found is not None and found.issuer_id == issuer.id
        if not found or not own or id_ not in (found.id, found.document["id"]):
            raise NotFoundError(f"there is no achievement {id_[:200]}")
        return found

    def achievements(self, issuer: Issuer) -> list[Achievement]:
        """Give all achievements of this issuer."""
        with self._database.reading() as session:
            return queries.achievements_of(session, issuer)

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
        achievement = self.achievement(issuer, award.achievement_id)
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
                    self._audit(session, issuer, actor, "credential.award", self.url(made))
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
                url = self.url(found)
                self._audit(session, issuer, actor, "credential.revoke", url, reason)
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
                action = "credential.share" if shared else "credential.unshare"
                self._audit(session, issuer, actor, action, self.url(found))
            return found

    def url(self, credential: Credential) -> str:
        """Name the address of a credential's data, which is its id."""
        return f"{self._base_url}/credentials/{credential.id}"

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
            id=self.url(made),
        )
        bare = {name: value for name, value in embedded.document.items() if name != "proof"}
        made.embedded = embedded.text
        made.token = signer.sign(bare, securing="vc-jwt").token
        return made

    def _try_out(self, issuer: Issuer, achievement: ob.Achievement) -> None:
        """Sign the achievement for nobody: what could not be signed later is refused now."""
        try:
            self._signers.issuer(issuer).issue(achievement, to=_NOBODY)
        except OpenBadgesError as error:
            error.path = error.path.replace("$.credentialSubject.achievement", "$", 1)
            raise

    def _keep(self, art: Artwork) -> None:
        image = Image(
            digest=art.digest, kind=art.kind, content=art.content, created_at=self._clock()
        )
        with suppress(TakenError), self._database.writing() as session:  # it may be there already
            session.add(image)

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

    def _audit(
        self,
        session: Session,
        issuer: Issuer,
        actor: str,
        action: str,
        subject: str,
        reason: str | None = None,
    ) -> None:
        session.add(
            Audit(
                at=self._clock(),
                issuer_id=issuer.id,
                actor=actor,
                action=action,
                subject=subject,
                reason=reason,
            )
        )


def _absolute(value: Any, url: str) -> Any:
    """Put the achievement's id before the ids of its result descriptions and rubric levels."""
    if isinstance(value, list):
        return [_absolute(item, url) for item in value]
    if not isinstance(value, Mapping):
        return value
    return {
        name: url + child
        if name in _LOCAL_IDS and isinstance(child, str) and child.startswith("#")
        else _absolute(child, url)
        for name, child in value.items()
    }


def _art(document: Mapping[str, Any]) -> Artwork | None:
    """Take the picture out of a ``data:`` URI; None when there is no such picture."""
    uri = document.get("image", {}).get("id", "")
    if not uri.startswith("data:"):
        return None
    kind = _DATA_URI.match(uri)
    try:
        if not kind:
            raise BakingError("a picture in a data: URI is PNG or SVG, in base64")
        return artwork.check(b64decode(uri[kind.end() :], validate=True))
    except ValueError:
        raise BakingError("the picture's base64 is damaged", path="$.image.id") from None
    except OpenBadgesError as error:
        error.path = "$.image.id"
        raise
