"""The tables. What was signed is kept as the text that was signed, and served as it is.

No e-mail address is kept anywhere: a badge holds salted hashes of them, and that is enough.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    LargeBinary,
    MetaData,
    String,
    Text,
    TypeDecorator,
    UniqueConstraint,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Moment(TypeDecorator[datetime]):
    """A date-time with offset, kept in UTC; SQLite itself would lose the offset."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a time without offset."""
        if value is not None and value.utcoffset() is None:
            raise ValueError("a time without an offset cannot be kept")
        return value and value.astimezone(UTC)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """Give UTC."""
        if value is None:
            return None
        moment: datetime = value
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


class Base(DeclarativeBase):
    """All tables. Constraints have names, so that migrations can find them again on SQLite."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class Issuer(Base):
    """Who awards. `profile` is the Open Badges Profile as published and put into badges."""

    __tablename__ = "issuers"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(60), unique=True)
    did: Mapped[str] = mapped_column(String(400), unique=True)
    profile: Mapped[dict[str, Any]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(Moment)
    keys: Mapped[list[Key]] = relationship(order_by="Key.id", lazy="selectin")


class Key(Base):
    """A signing key of an issuer: where it is, never the key itself.

    The newest key that is neither retired nor stolen signs. The others stay, so that verifiers
    learn until when they counted.
    """

    __tablename__ = "keys"
    __table_args__ = (UniqueConstraint("issuer_id", "thumbprint"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    issuer_id: Mapped[int] = mapped_column(ForeignKey("issuers.id"))
    thumbprint: Mapped[str] = mapped_column(String(60))
    public_jwk: Mapped[dict[str, str]] = mapped_column(JSON)
    uri: Mapped[str] = mapped_column(String(1000))
    created_at: Mapped[datetime] = mapped_column(Moment)
    retired_at: Mapped[datetime | None] = mapped_column(Moment)
    stolen_at: Mapped[datetime | None] = mapped_column(Moment)


class Image(Base):
    """An issuer's artwork, by the SHA-256 of its bytes."""

    __tablename__ = "images"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    kind: Mapped[str] = mapped_column(String(3))
    content: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(Moment)


class Achievement(Base):
    """What can be awarded. `document` is the Open Badges Achievement."""

    __tablename__ = "achievements"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    issuer_id: Mapped[int] = mapped_column(ForeignKey("issuers.id"), index=True)
    document: Mapped[dict[str, Any]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(Moment)
    issuer: Mapped[Issuer] = relationship(lazy="joined", innerjoin=True)


class StatusList(Base):
    """A status list as last signed. Its bits follow from the credentials' `revoked_at`."""

    __tablename__ = "status_lists"

    id: Mapped[str] = mapped_column(String(22), primary_key=True)
    issuer_id: Mapped[int] = mapped_column(ForeignKey("issuers.id"), index=True)
    key_id: Mapped[int] = mapped_column(ForeignKey("keys.id"))
    signed: Mapped[str] = mapped_column(Text)
    valid_from: Mapped[datetime] = mapped_column(Moment)
    valid_until: Mapped[datetime] = mapped_column(Moment)
    created_at: Mapped[datetime] = mapped_column(Moment)
    issuer: Mapped[Issuer] = relationship(lazy="joined", innerjoin=True)


class SeenList(Base):
    """The newest status list of another host that was seen at an address.

    `digest` is the SHA-256 of the address.
    """

    __tablename__ = "seen_lists"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    valid_from: Mapped[datetime] = mapped_column(Moment)


class Credential(Base):
    """A signed badge, in both forms, its place on a status list, and who may see it."""

    __tablename__ = "credentials"
    __table_args__ = (
        UniqueConstraint("status_list_id", "status_index"),
        UniqueConstraint("issuer_id", "idempotency_key"),
        Index(None, "issuer_id", "created_at"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    issuer_id: Mapped[int] = mapped_column(ForeignKey("issuers.id"))
    achievement_id: Mapped[str] = mapped_column(ForeignKey("achievements.id"), index=True)
    code: Mapped[str] = mapped_column(String(12), unique=True)
    status_list_id: Mapped[str] = mapped_column(ForeignKey("status_lists.id"))
    status_index: Mapped[int]
    embedded: Mapped[str] = mapped_column(Text)
    token: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(Moment)
    revoked_at: Mapped[datetime | None] = mapped_column(Moment)
    shared_at: Mapped[datetime | None] = mapped_column(Moment)
    idempotency_key: Mapped[str | None] = mapped_column(String(200))
    request_digest: Mapped[str | None] = mapped_column(String(64))
    issuer: Mapped[Issuer] = relationship(lazy="joined", innerjoin=True)
    achievement: Mapped[Achievement] = relationship(lazy="joined", innerjoin=True)


class Token(Base):
    """A bearer token of the API, for one issuer. Only its SHA-256 is kept."""

    __tablename__ = "tokens"

    id: Mapped[int] = mapped_column(primary_key=True)
    issuer_id: Mapped[int] = mapped_column(ForeignKey("issuers.id"), index=True)
    name: Mapped[str] = mapped_column(String(100))
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(Moment)
    expires_at: Mapped[datetime] = mapped_column(Moment)
    issuer: Mapped[Issuer] = relationship(lazy="joined", innerjoin=True)


class Audit(Base):
    """Who did what, written in the transaction that did it. `reason` is what staff typed."""

    __tablename__ = "audit"
    __table_args__ = (Index(None, "issuer_id", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(Moment)
    issuer_id: Mapped[int] = mapped_column(ForeignKey("issuers.id"))
    actor: Mapped[str] = mapped_column(String(120))
    action: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(400))
    reason: Mapped[str | None] = mapped_column(String(500))
