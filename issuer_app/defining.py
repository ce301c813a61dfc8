"""Defining: what can be earned, as Open Badges achievements with addresses of this host."""

from __future__ import annotations

import re
import uuid
from base64 import b64decode
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any

import openbadges_issuer as ob
from issuer_app import artwork
from issuer_app.addresses import Addresses
from issuer_app.artwork import Artwork
from issuer_app.errors import NotFoundError
from issuer_app.signers import Signers
from issuer_app.store import Achievement, Database, Image, Issuer, TakenError, queries, record
from openbadges_issuer.errors import BakingError, ModelError, OpenBadgesError

_ID = re.compile(r"[0-9a-f-]{36}")
_TEXTS = ("name", "description")
_NOBODY = ob.Recipient.by_did("did:example:nobody")
_LOCAL_IDS = {"id", "requiredLevel"}
_DATA_URI = re.compile(r"data:image/(?:png|svg\+xml);base64,")


class Defining:
    """Keeps the achievements of an issuer. Every change is in the audit."""

    def __init__(
        self,
        database: Database,
        signers: Signers,
        addresses: Addresses,
        clock: Callable[[], datetime],
    ) -> None:
        """Keep what defining depends on."""
        self._database = database
        self._signers = signers
        self._addresses = addresses
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
        url = self._addresses.achievement(id_)
        whole = _absolute({"type": ["Achievement"], **members, "id": url}, url)
        document = ob.Achievement.of(whole).to_json()
        art = _art(document)
        if art:
            document["image"]["id"] = self._addresses.image(art.digest, art.kind)
        self._try_out(issuer, ob.Achievement.of(document))
        now = self._clock()
        made = Achievement(id=id_, issuer_id=issuer.id, document=document, created_at=now)
        if art:
            self._keep(art)
        with self._database.writing() as session:
            session.add(made)
            record(session, issuer, at=now, actor=actor, action="achievement.define", subject=url)
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
