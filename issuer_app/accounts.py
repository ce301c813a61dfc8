"""Issuers, their keys, and the bearer tokens of their staff's programs."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

import openbadges_issuer as ob
from issuer_app.addresses import Addresses
from issuer_app.errors import ConflictError, NotFoundError
from issuer_app.signers import Signers
from issuer_app.store import Audit, Database, Issuer, Key, TakenError, Token, queries, record
from openbadges_issuer.errors import SettingsError

_SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?")
_TOKEN_PREFIX = "obt_"  # noqa: S105  # so that a token found in a file is known for what it is
_TOKEN_BYTES = 32
_MOST_DAYS = 3_650


class Accounts:
    """Who may do something here."""

    def __init__(
        self,
        database: Database,
        signers: Signers,
        addresses: Addresses,
        clock: Callable[[], datetime],
    ) -> None:
        """Keep what the accounts depend on."""
        self._database = database
        self._signers = signers
        self._addresses = addresses
        self._clock = clock

    def add_issuer(
        self, slug: str, key_uri: str, *, actor: str, is_host: bool = False, **profile: Any
    ) -> Issuer:
        """Take an issuer in.

        Args:
            slug: its name in addresses: ``/issuers/kettle-moraine``.
            key_uri: where its signing key is, see `openbadges_issuer.load_signer`.
            actor: who asks, for the audit.
            is_host: its DID is that of the host itself, ``did:web:HOST``; else
                ``did:web:HOST:issuers:SLUG``.
            profile: members of `openbadges_issuer.Profile`; `name` is needed.

        Raises:
            SettingsError: the slug is not one.
            ConflictError: there is an issuer of that slug or DID.
            ModelError: a member of the profile is wrong.
            KeyFormatError: as `use_key`.
        """
        if not _SLUG.fullmatch(slug):
            raise SettingsError(
                f"{slug[:80]!r} cannot be part of an address: small letters, digits and hyphens, "
                "such as kettle-moraine"
            )
        did = self._addresses.host_did if is_host else self._addresses.issuer_did(slug)
        profile.setdefault("url", self._addresses.issuer(slug))
        now = self._clock()
        made = Issuer(
            slug=slug,
            did=did,
            profile=ob.Profile(id=did, **profile).to_json(),
            created_at=now,
            keys=[self._key(key_uri)],
        )
        self._signers.issuer(made)  # that it can sign is seen now, not at the first badge
        try:
            with self._database.writing() as session:
                session.add(made)
                session.flush()
                record(session, made, at=now, actor=actor, action="issuer.add", subject=did)
        except TakenError:
            raise ConflictError(f"there is an issuer {slug} or {did} already") from None
        return made

    def issuer(self, slug: str) -> Issuer:
        """Give an issuer.

        Raises:
            NotFoundError: there is none of that slug.
        """
        with self._database.reading() as session:
            found = queries.issuer_by_slug(session, slug)
        if found is None:
            raise NotFoundError(f"there is no issuer {slug[:80]}")
        return found

    def issuers(self) -> list[Issuer]:
        """Give all issuers."""
        with self._database.reading() as session:
            return queries.issuers(session)

    def use_key(self, slug: str, key_uri: str, *, old_is_stolen: bool, actor: str) -> Issuer:
        """Take a new key into use, and retire the present one.

        What a retired key signed stays good. What a stolen key signed counts no more, whenever it
        says it was signed: issue those badges again.

        Raises:
            NotFoundError: there is no such issuer.
            SettingsError: there is no key at that place, or the issuer has it already.
            KeyFormatError: the key cannot be used here, or its file is open to others.
        """
        key = self._key(key_uri)
        now = self._clock()
        with self._database.writing() as session:
            issuer = queries.issuer_by_slug(session, slug)
            if issuer is None:
                raise NotFoundError(f"there is no issuer {slug[:80]}")
            if any(old.thumbprint == key.thumbprint for old in issuer.keys):
                raise SettingsError("the issuer has or had this key already; make a new one")
            for old in issuer.keys:
                if old.retired_at is None and old.stolen_at is None:
                    old.retired_at, old.stolen_at = (None, now) if old_is_stolen else (now, None)
            issuer.keys.append(key)
            action = "key.stolen" if old_is_stolen else "key.replace"
            record(session, issuer, at=now, actor=actor, action=action, subject=key.thumbprint)
        return issuer

    def new_token(self, slug: str, name: str, *, days: int, actor: str) -> tuple[str, Token]:
        """Make a bearer token for the programs of one issuer: the token, shown once, and its row.

        Raises:
            NotFoundError: there is no such issuer.
            SettingsError: it would last for less than a day or more than ten years.
        """
        if not 1 <= days <= _MOST_DAYS:
            raise SettingsError(f"a token lasts from 1 to {_MOST_DAYS} days")
        text = _TOKEN_PREFIX + secrets.token_urlsafe(_TOKEN_BYTES)
        now = self._clock()
        issuer = self.issuer(slug)
        row = Token(
            issuer_id=issuer.id,
            name=name[:100],
            digest=_digest(text),
            created_at=now,
            expires_at=now + timedelta(days=days),
        )
        with self._database.writing() as session:
            session.add(row)
            session.flush()
            subject = f"token {row.id}"
            record(session, issuer, at=now, actor=actor, action="token.new", subject=subject)
        return text, row

    def tokens(self, slug: str) -> list[Token]:
        """Give the tokens of an issuer that still work.

        Raises:
            NotFoundError: there is no such issuer.
        """
        issuer = self.issuer(slug)
        with self._database.reading() as session:
            return queries.tokens_of(session, issuer, self._clock())

    def revoke_token(self, slug: str, id_: int, *, actor: str) -> None:
        """Let a token work no more.

        Raises:
            NotFoundError: the issuer has no such token.
        """
        issuer, now = self.issuer(slug), self._clock()
        with self._database.writing() as session:
            row = session.get(Token, id_)
            if row is None or row.issuer_id != issuer.id:
                raise NotFoundError(f"{slug} has no token {id_}")
            row.expires_at = min(row.expires_at, now)
            subject = f"token {id_}"
            record(session, issuer, at=now, actor=actor, action="token.revoke", subject=subject)

    def audit(self, slug: str, *, limit: int, offset: int) -> list[Audit]:
        """Give some of what was done in an issuer's name, newest first.

        Raises:
            NotFoundError: there is no such issuer.
        """
        issuer = self.issuer(slug)
        with self._database.reading() as session:
            return queries.audit_of(session, issuer, limit=limit, offset=offset)

    def holder(self, token: str) -> Token | None:
        """Find whose token this is; None when nobody's, or when it has expired.

        It is looked up by its SHA-256, so how long that takes tells nothing of any token.
        """
        with self._database.reading() as session:
            row = queries.token(session, _digest(token))
        return row if row and row.expires_at > self._clock() else None

    def _key(self, uri: str) -> Key:
        signer = self._signers.load(uri)
        if signer.algorithm != "Ed25519":
            raise SettingsError(
                f"{uri} holds a key for {signer.algorithm}; this host signs with Ed25519 keys, "
                "such as `openbadges keygen` makes"
            )
        return Key(
            thumbprint=signer.public_key.thumbprint,
            public_jwk=signer.public_key.jwk,
            uri=uri,
            created_at=self._clock(),
        )


def _digest(token: str) -> str:
    return sha256(token.encode("utf-8", "surrogateescape")).hexdigest()
