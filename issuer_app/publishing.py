"""What the host publishes: documents of issuers, achievements, status lists, badges."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import openbadges_issuer as ob
from issuer_app import artwork
from issuer_app.addresses import Addresses
from issuer_app.errors import NotFoundError
from issuer_app.status_lists import StatusLists
from issuer_app.store import Achievement, Credential, Database, Issuer, queries
from openbadges_issuer import strict_json
from openbadges_issuer.contexts import CREDENTIALS_V2, OPEN_BADGES

FORMS = ("json", "jwt", "png", "svg")
"""The forms in which a badge can be had."""

_IMAGE_PATH = re.compile(r"/images/([0-9a-f]{64})\.(png|svg)")


@dataclass(frozen=True, slots=True)
class Art:
    """The picture of a badge, as PNG and as SVG."""

    png: bytes
    svg: bytes


class Publishing:
    """Gives what is public as bytes. Everything follows from the store; nothing is a copy."""

    def __init__(
        self,
        database: Database,
        lists: StatusLists,
        addresses: Addresses,
        default_art: Art,
    ) -> None:
        """Keep what publishing depends on."""
        self._database = database
        self._lists = lists
        self._addresses = addresses
        self._default_art = default_art

    def did_document(self, did: str) -> bytes:
        """Give the document that lists an issuer's keys; retired and stolen ones stay in it.

        Raises:
            NotFoundError: no issuer here has this DID.
        """
        with self._database.reading() as session:
            issuer = queries.issuer_by_did(session, did)
        if issuer is None:
            raise NotFoundError("there is no issuer at this address")
        keys = {key.id: ob.PublicKey.from_jwk(key.public_jwk) for key in issuer.keys}
        document = ob.did_document(
            issuer.did,
            list(keys.values()),
            expires={keys[key.id]: key.retired_at for key in issuer.keys if key.retired_at},
            revoked={keys[key.id]: key.stolen_at for key in issuer.keys if key.stolen_at},
        )
        return _json(document)

    def jwks(self, issuers: list[Issuer]) -> bytes:
        """Give the key set of the host: every key that counts, with its issuer."""
        return _json(
            {
                "keys": [
                    {
                        **key.public_jwk,
                        "kid": f"{issuer.did}#{key.thumbprint}",
                        "use": "sig",
                        "iss": issuer.did,
                    }
                    for issuer in issuers
                    for key in issuer.keys
                    if key.stolen_at is None
                ]
            }
        )

    def profile(self, issuer: Issuer) -> bytes:
        """Give an issuer's profile, as it stands in its badges."""
        return _json(_with_context(issuer.profile))

    def achievement(self, id_: str) -> Achievement:
        """Find an achievement.

        Raises:
            NotFoundError: there is none.
        """
        with self._database.reading() as session:
            found = queries.achievement(session, id_)
        if found is None:
            raise NotFoundError("there is no such achievement")
        return found

    def achievement_json(self, achievement: Achievement) -> bytes:
        """Give an achievement, as it stands in badges."""
        return _json(_with_context(achievement.document))

    def status_list(self, id_: str) -> bytes:
        """Give a status list as it is to be served now.

        Raises:
            NotFoundError, SettingsError, KeyFormatError: as `StatusLists.published`.
        """
        return self._lists.published(id_).signed.encode()

    def renew_ended_lists(self, now: datetime) -> None:
        """Sign anew every status list whose time is over.

        Raises:
            SettingsError, KeyFormatError: a key cannot be had.
        """
        with self._database.reading() as session:
            ended = queries.ended_status_lists(session, now)
        for id_ in ended:
            self._lists.published(id_)

    def shared_by_code(self, code: str) -> Credential:
        """Find the badge of a share page.

        Raises:
            NotFoundError: there is no such code, or its badge is not shared.
        """
        with self._database.reading() as session:
            return _shared(queries.credential_by_code(session, code))

    def shared(self, id_: str) -> Credential:
        """Find a shared badge by the last part of its address.

        Raises:
            NotFoundError: there is no such badge, or it is not shared.
        """
        with self._database.reading() as session:
            return _shared(queries.credential(session, id_))

    def form(self, credential: Credential, form: str) -> bytes:
        """Give a badge in one of `FORMS`: the text as signed, or that text inside a picture."""
        match form:
            case "json":
                return credential.embedded.encode()
            case "jwt":
                return credential.token.encode()
            case "png":
                return ob.bake(credential.embedded, self._art(credential.achievement).png)
            case _:
                return ob.bake(credential.embedded, self._art(credential.achievement).svg)

    def image(self, digest: str, kind: str) -> bytes:
        """Give a picture.

        Raises:
            NotFoundError: there is none.
        """
        with self._database.reading() as session:
            found = queries.image(session, digest)
        if found is None or found.kind != kind:
            raise NotFoundError("there is no such picture")
        return found.content

    def own_image_url(self, document: Mapping[str, Any]) -> str | None:
        """Give the address of an achievement's picture, if this host publishes it."""
        url = str(document.get("image", {}).get("id", ""))
        return url if self._own_image(url) else None

    def _own_image(self, url: str) -> re.Match[str] | None:
        path = self._addresses.path(url)
        return _IMAGE_PATH.fullmatch(path) if path else None

    def _art(self, achievement: Achievement) -> Art:
        """Give an achievement's own picture in both kinds, as far as it has one."""
        own = self._own_image(achievement.document.get("image", {}).get("id", ""))
        if own is None:
            return self._default_art
        content = self.image(own[1], own[2])
        if own[2] == "svg":
            return Art(png=self._default_art.png, svg=content)
        return Art(png=content, svg=artwork.as_svg(artwork.Artwork("png", content)))


def _shared(found: Credential | None) -> Credential:
    if found is None or found.shared_at is None:
        raise NotFoundError("there is nothing at this address")
    return found


def _with_context(document: dict[str, Any]) -> dict[str, Any]:
    return {"@context": [CREDENTIALS_V2, OPEN_BADGES], **document}


def _json(document: dict[str, Any]) -> bytes:
    return strict_json.dumps(document).encode()
