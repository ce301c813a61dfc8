"""The database: one engine, transactions that read and transactions that write, migrations."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, IntegrityError, SQLAlchemyError
from sqlalchemy.orm import Session, sessionmaker

from openbadges_issuer.errors import SettingsError

_WAIT_SECONDS = 30  # for a lock that another process holds
_MIGRATIONS = "issuer_app:store/migrations"


class TakenError(Exception):
    """What was to be unique is there already: a place on a list, a code, a name."""


class Database:
    """Gives transactions. Safe to use from many threads; each process makes its own."""

    def __init__(self, url: str) -> None:
        """Prepare the engine; nothing is connected yet.

        Raises:
            SettingsError: not a database URL, or another database than SQLite and PostgreSQL.
        """
        try:
            parsed = make_url(url)
        except (ArgumentError, ValueError):
            raise SettingsError(
                "OPENBADGES_DATABASE_URL is not the URL of a database; expected "
                "sqlite:///openbadges.db or postgresql+psycopg://user@host/name"
            ) from None
        match parsed.drivername:
            case "sqlite":
                self.engine = _sqlite(url)
            case "postgresql+psycopg":
                self.engine = create_engine(url, pool_pre_ping=True, hide_parameters=True)
            case other:
                raise SettingsError(
                    f"the database {other} is not known; use sqlite:/// or postgresql+psycopg://"
                )
        self._reading = sessionmaker(self.engine, expire_on_commit=False)
        self._writing = sessionmaker(
            self.engine.execution_options(begin="BEGIN IMMEDIATE"), expire_on_commit=False
        )

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Open a transaction that only reads."""
        with self._reading() as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """Open a transaction that writes: committed at the end, or undone by an error.

        Raises:
            TakenError: something in it was to be unique, and is not.
        """
        try:
            with self._writing.begin() as session:
                yield session
        except IntegrityError:
            raise TakenError from None

    def upgrade(self) -> None:
        """Bring the tables up to date.

        Raises:
            SettingsError: the database does not answer, or refuses.
        """
        from alembic import command  # noqa: PLC0415  # heavy: loaded when used

        try:
            self._make_file()
            with self.engine.begin() as connection:
                command.upgrade(_alembic(connection), "head")
        except (SQLAlchemyError, OSError) as error:
            kind = type(error).__name__
            raise SettingsError(
                f"the database cannot be used ({kind}): is it running, is its folder there, and "
                "is OPENBADGES_DATABASE_URL right?"
            ) from None

    def _make_file(self) -> None:
        """Make a SQLite file that only its owner can read: badges that are not shared are in it."""
        name = self.engine.url.database
        if self.engine.dialect.name == "sqlite" and name and name != ":memory:":
            Path(name).touch(mode=0o600)
            Path(name).chmod(0o600)

    def is_current(self) -> bool:
        """Tell whether the database answers and has the tables of this version."""
        from alembic.runtime.migration import MigrationContext  # noqa: PLC0415
        from alembic.script import ScriptDirectory  # noqa: PLC0415

        name = self.engine.url.database
        if self.engine.dialect.name == "sqlite" and not Path(name or "").is_file():
            return False  # and none is made by asking
        try:
            with self.engine.connect() as connection:
                connection.execute(text("SELECT 1"))
                there = MigrationContext.configure(connection).get_current_revision()
                wanted = ScriptDirectory.from_config(_alembic(connection)).get_current_head()
        except SQLAlchemyError:
            return False
        return there == wanted

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()


def _alembic(connection: Connection) -> Any:
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", _MIGRATIONS)
    config.attributes["connection"] = connection
    return config


def _sqlite(url: str) -> Engine:
    engine = create_engine(url, connect_args={"timeout": _WAIT_SECONDS}, hide_parameters=True)

    @event.listens_for(engine, "connect")
    def set_up(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # we begin transactions ourselves, see below
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")  # a revocation survives a loss of power
        connection.execute("PRAGMA foreign_keys=ON")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # A transaction that will write takes the lock at once: two that both read first and then
        # write could not both go on.
        connection.exec_driver_sql(connection.get_execution_options().get("begin", "BEGIN"))

    return engine
