"""Where the host keeps what it issued: tables, transactions, queries. All SQL stands here."""

from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from issuer_app.store.auditing import record
from issuer_app.store.database import Database, TakenError
from issuer_app.store.tables import (
    Achievement,
    Audit,
    Credential,
    Image,
    Issuer,
    Key,
    StatusList,
    Token,
)

__all__ = [
    "Achievement",
    "Audit",
    "Credential",
    "DBAPIError",
    "Database",
    "Image",
    "Issuer",
    "Key",
    "Session",
    "StatusList",
    "TakenError",
    "Token",
    "record",
]
