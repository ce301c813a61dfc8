"""Every question that is asked of the database. Transactions are the caller's."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from issuer_app.store.tables import (
    Achievement,
    Audit,
    Credential,
    Image,
    Issuer,
    SeenList,
    StatusList,
    Token,
)


def issuers(session: Session) -> list[Issuer]:
    """Give all issuers, by name of their address."""
    return list(session.scalars(select(Issuer).order_by(Issuer.slug)))


def issuer_by_slug(session: Session, slug: str) -> Issuer | None:
    """Find an issuer by the name in its address."""
    return session.scalar(select(Issuer).where(Issuer.slug == slug))


def issuer_by_did(session: Session, did: str) -> Issuer | None:
    """Find an issuer by its DID."""
    return session.scalar(select(Issuer).where(Issuer.did == did))


def achievement(session: Session, id_: str) -> Achievement | None:
    """Find an achievement."""
    return session.get(Achievement, id_)


def achievements_of(session: Session, issuer: Issuer) -> list[Achievement]:
    """Give an issuer's achievements, oldest first."""
    wanted = select(Achievement).where(Achievement.issuer_id == issuer.id)
    return list(session.scalars(wanted.order_by(Achievement.created_at, Achievement.id)))


def image(session: Session, digest: str) -> Image | None:
    """Find artwork by the SHA-256 of its bytes."""
    return session.get(Image, digest)


def credential(session: Session, id_: str) -> Credential | None:
    """Find a credential by the last part of its address."""
    return session.get(Credential, id_)


def credential_by_code(session: Session, code: str) -> Credential | None:
    """Find a credential by the code of its share page."""
    return session.scalar(select(Credential).where(Credential.code == code))


def credential_by_request(session: Session, issuer: Issuer, key: str) -> Credential | None:
    """Find the credential that a request with this idempotency key made."""
    wanted = select(Credential).where(
        Credential.issuer_id == issuer.id, Credential.idempotency_key == key
    )
    return session.scalar(wanted)


def credentials_of(
    session: Session, issuer: Issuer, *, limit: int, offset: int
) -> list[Credential]:
    """Give an issuer's credentials, newest first."""
    wanted = select(Credential).where(Credential.issuer_id == issuer.id)
    wanted = wanted.order_by(Credential.created_at.desc(), Credential.id)
    return list(session.scalars(wanted.limit(limit).offset(offset)))


def credential_count(session: Session, issuer: Issuer) -> int:
    """Count an issuer's credentials."""
    wanted = select(func.count()).where(Credential.issuer_id == issuer.id)
    return session.scalar(wanted) or 0


def newest_status_list(session: Session, issuer: Issuer) -> StatusList | None:
    """Find the list that takes an issuer's new credentials."""
    wanted = select(StatusList).where(StatusList.issuer_id == issuer.id)
    return session.scalars(wanted.order_by(StatusList.created_at.desc())).first()


def status_list(session: Session, id_: str, *, lock: bool = False) -> StatusList | None:
    """Find a status list; with `lock`, nobody else can lock it before this transaction ends."""
    if not lock:
        return session.get(StatusList, id_)
    # FOR NO KEY UPDATE: it keeps out who would sign the list, not who stores a badge on it
    mode = {"of": StatusList, "key_share": True}
    return session.get(StatusList, id_, with_for_update=mode, populate_existing=True)


def ended_status_lists(session: Session, now: datetime) -> list[str]:
    """Give the ids of the published lists whose time is over."""
    return list(session.scalars(select(StatusList.id).where(StatusList.valid_until <= now)))


def newest_seen(session: Session, digest: str) -> datetime | None:
    """Give the time from which the newest list seen at another host's address is valid."""
    return session.scalar(select(SeenList.valid_from).where(SeenList.digest == digest))


def raise_newest_seen(session: Session, digest: str, valid_from: datetime, *, most: int) -> bool:
    """Keep that time, unless a later one is kept; False when no more addresses are kept."""
    kept = session.get(SeenList, digest, with_for_update=True)
    if kept:
        kept.valid_from = max(kept.valid_from, valid_from)
        return True
    if (session.scalar(select(func.count()).select_from(SeenList)) or 0) >= most:
        return False
    session.add(SeenList(digest=digest, valid_from=valid_from))
    return True


def is_index_taken(session: Session, status_list: StatusList, index: int) -> bool:
    """Tell whether a credential has this place of the list."""
    wanted = select(Credential.id).where(
        Credential.status_list_id == status_list.id, Credential.status_index == index
    )
    return session.scalar(wanted) is not None


def taken_count(session: Session, status_list: StatusList) -> int:
    """Count the places of a list that a credential has."""
    wanted = select(func.count()).where(Credential.status_list_id == status_list.id)
    return session.scalar(wanted) or 0


def revoked_indices(session: Session, status_list: StatusList) -> list[int]:
    """Give the places of a list whose credential was revoked."""
    wanted = select(Credential.status_index).where(
        Credential.status_list_id == status_list.id, Credential.revoked_at.is_not(None)
    )
    return list(session.scalars(wanted))


def tokens_of(session: Session, issuer: Issuer, now: datetime) -> list[Token]:
    """Give the tokens of an issuer that work at a time."""
    wanted = select(Token).where(Token.issuer_id == issuer.id, Token.expires_at > now)
    return list(session.scalars(wanted.order_by(Token.id)))


def audit_of(session: Session, issuer: Issuer, *, limit: int, offset: int) -> list[Audit]:
    """Give the audit of an issuer, newest first."""
    wanted = select(Audit).where(Audit.issuer_id == issuer.id)
    wanted = wanted.order_by(Audit.at.desc(), Audit.id.desc())
    return list(session.scalars(wanted.limit(limit).offset(offset)))


def token(session: Session, digest: str) -> Token | None:
    """Find a bearer token by its SHA-256."""
    return session.scalar(select(Token).where(Token.digest == digest))
