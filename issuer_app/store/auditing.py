"""The audit: who did what, in the transaction that did it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from issuer_app.store.tables import Audit, Issuer


def record(
    session: Session,
    issuer: Issuer,
    *,
    at: datetime,
    actor: str,
    action: str,
    subject: str,
    reason: str | None = None,
) -> None:
    """Write one line.

    Args:
        session: the transaction that does what is recorded.
        issuer: in whose name it is done.
        at: when.
        actor: who asked: ``token 3``, ``command line``.
        action: what, such as ``credential.award``.
        subject: to what: an address, a key's thumbprint, a token's number.
        reason: what staff typed.
    """
    session.add(
        Audit(
            at=at, issuer_id=issuer.id, actor=actor, action=action, subject=subject, reason=reason
        )
    )
