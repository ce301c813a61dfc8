"""The host's verbs of the command, from an empty folder to a badge that is served and withdrawn."""

from __future__ import annotations

import os
import re
import select
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener, urlopen

import pytest

import openbadges_issuer as ob
from issuer_app.config import Settings
from openbadges_issuer.errors import SettingsError
from tests.app.conftest import SECRET
from tests.app.folder import PATIENCE, Folder, serving


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """A folder that is set up, for commands that change nothing."""
    made = Folder(tmp_path_factory.mktemp("ready"))
    made.set_up()
    return made


@pytest.fixture
def served(folder: Folder) -> Iterator[Folder]:
    folder.set_up()
    with serving(folder, folder.base_url, "--workers", "2") as log:
        yield folder
    assert "Traceback" not in log[0]
    assert "example.org" not in log[0]


def test_from_nothing_to_a_withdrawn_badge(served: Folder) -> None:
    id_ = served.does(
        *("award", "km", "--achievement", "achievement.json", "--to", "teacher@example.org")
    )
    with pytest.raises(HTTPError) as refused:
        urlopen(id_)
    refused.value.close()
    assert refused.value.code == 404
    link = served.does("share", "km", id_)
    trust = served.path / "trusted.toml"
    did = f"did:web:{served.base_url.removeprefix('http://').replace(':', '%3A')}:issuers:km"
    trust.write_text(f'[issuers."{did}"]\nname = "A District"\n', "utf-8")
    ask = ["verify", link, "--allow-loopback", "--trust", "trusted.toml"]
    assert served.type(*ask).returncode == 0
    assert served.type(*ask, "--recipient", "teacher@example.org").returncode == 0
    assert served.type(*ask, "--recipient", "other@example.org").returncode == 1
    served.does("revoke", "km", id_, "--reason", "A mistake.")
    revoked = served.type(*ask, "--json")
    assert revoked.returncode == 1
    assert '"verdict": "revoked"' in revoked.stdout
    with urlopen(link) as page:
        assert "has withdrawn this badge" in page.read().decode()
    served.does("share", "km", id_, "--stop")
    assert served.type(*ask).returncode == 2
    done = served.does("audit", "km").splitlines()
    assert [line.split("  ")[2] for line in done if "credential." in line] == [
        "credential.unshare",
        "credential.revoke",
        "credential.share",
        "credential.award",
    ]
    assert any("A mistake." in line for line in done)
    assert "issuer.add" in done[-1]


@pytest.mark.skipif(sys.platform != "linux", reason="processes are found by /proc")
def test_no_process_is_left_of_a_host_that_checked(folder: Folder) -> None:
    folder.set_up()
    with serving(folder, folder.base_url, "--workers", "2") as log:
        browser = build_opener(HTTPCookieProcessor())
        with browser.open(f"{folder.base_url}/verify") as form:
            found = re.search(r'name="csrf_token" value="([^"]+)"', form.read().decode())
        assert found
        sent = urlencode({"csrf_token": found[1], "text": "{}"}).encode()
        with browser.open(f"{folder.base_url}/verify", sent) as page:
            assert "This is not a badge we can read" in page.read().decode()
        running = list(processes_in(folder.path))
        assert sum("bulk.worker" in line for _, line in running) == 1
    for process, line in running:
        assert select.select([process], [], [], PATIENCE)[0], line
        os.close(process)
    assert "Traceback" not in log[0]


def processes_in(folder: Path) -> Iterator[tuple[int, str]]:
    """Give a handle of each process that runs in a folder, and its command line."""
    for place in Path("/proc").glob("[0-9]*"):
        try:
            if (place / "cwd").readlink() == folder:
                yield os.pidfd_open(int(place.name)), (place / "cmdline").read_text("utf-8")
        except OSError:  # it has ended meanwhile, or is none of ours
            continue


def test_a_token_is_shown_once_and_works(served: Folder) -> None:
    token = served.does("token", "new", "km", "--name", "tests")
    assert len(token.splitlines()) == 1
    assert token not in served.does("token", "list", "km")
    asked = Request(
        f"{served.base_url}/api/v1/credentials", headers={"Authorization": f"Bearer {token}"}
    )
    with urlopen(asked) as found:
        assert found.status == 200
    served.does("token", "revoke", "km", "1")
    assert served.does("token", "list", "km") == ""
    with pytest.raises(HTTPError) as refused:
        urlopen(asked)
    refused.value.close()
    assert refused.value.code == 401


@pytest.mark.parametrize("name", ["OPENBADGES_BASE_URI", "openbadges_trustlist", "OPENBADGES_X"])
def test_a_setting_that_does_not_exist_is_refused_by_name(folder: Folder, name: str) -> None:
    with (folder.path / "openbadges.env").open("a", encoding="utf-8") as file:
        file.write(f"{name}=1\nPATH_OF_ANOTHER_PROGRAM=1\n")
    refused = folder.type("db", "upgrade")
    assert refused.returncode == 3
    assert name.upper() in refused.stderr
    assert "PATH_OF_ANOTHER_PROGRAM" not in refused.stderr


def test_the_next_badge_is_signed_with_the_new_key(folder: Folder) -> None:
    folder.set_up()
    folder.does("keygen", "keys/next.pem", "--passphrase-file", "passphrase")
    folder.does("issuer", "use-key", "km", "--key", "keys/next.pem")
    folder.refuses("issuer", "use-key", "km", "--key", "keys/next.pem")
    folder.does("award", "km", "--achievement", "achievement.json", "--to", "teacher@example.org")


# What refuses a start ----------------------------------------------------------------------------


def test_a_key_that_others_can_read(folder: Folder) -> None:
    folder.set_up()
    (folder.path / "keys" / "km.pem").chmod(0o644)
    assert "chmod 600" in folder.refuses("serve")


def test_a_passphrase_that_others_can_read(folder: Folder) -> None:
    folder.set_up()
    (folder.path / "passphrase").chmod(0o644)
    assert "OPENBADGES_KEY_PASSPHRASE_FILE" in folder.refuses("serve")


def test_settings_that_others_can_read(folder: Folder) -> None:
    (folder.path / "openbadges.env").chmod(0o644)
    assert "chmod 600" in folder.refuses("db", "upgrade")


def test_a_database_that_is_not_there(folder: Folder) -> None:
    for url in (
        f"sqlite:///{folder.path}/none/host.db",
        "postgresql+psycopg://localhost:1/none",
        "postgresql+psycopg://localhost:x/none",
        "mysql://localhost/none",
        "nonsense",
    ):
        folder.set("DATABASE_URL", url)
        assert "DATABASE_URL" in folder.refuses("db", "upgrade") or "mysql" in url


def test_another_address_than_that_of_the_issuers(folder: Folder) -> None:
    folder.set_up()
    folder.set("BASE_URL", "https://badges.district.example")
    for words in (["serve"], ["list", "km"]):
        assert "OPENBADGES_BASE_URL" in folder.refuses(*words)


def test_what_is_not_shared_is_not_for_others_on_this_computer(folder: Folder) -> None:
    folder.set_up()
    assert (folder.path / "openbadges.db").stat().st_mode & 0o077 == 0


def test_no_tables(folder: Folder) -> None:
    for words in (["serve"], ["token", "list", "km"], ["list", "km"]):
        assert "db upgrade" in folder.refuses(*words)
        assert not (folder.path / "openbadges.db").exists()


def test_debug_mode(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    folder.set_up()
    monkeypatch.setenv("FLASK_DEBUG", "1")
    assert "FLASK_DEBUG" in folder.refuses("serve")


@pytest.mark.parametrize("secret", ["", "dev", "changeme", "a" * 64, "change-me" * 5])
def test_a_secret_that_is_none(tmp_path: Path, secret: str) -> None:
    with pytest.raises(SettingsError) as refused:
        Settings.load(tmp_path / "no.env", base_url="https://a.example", secret_key=secret)
    assert "OPENBADGES_SECRET_KEY" in str(refused.value)
    assert secret == "" or f"'{secret}'" not in str(refused.value)


@pytest.mark.parametrize(
    "base_url",
    [
        "",
        "badges.example",
        "http://badges.example",
        "http://127.0.0.1:8000",
        "http://localhost",
        "https://badges.example/path",
        "https://user@badges.example",
        "https://Badges.example",
        "https://192.0.2.1",
        "ftp://badges.example",
    ],
)
def test_a_base_url_that_is_none(tmp_path: Path, base_url: str) -> None:
    with pytest.raises(SettingsError) as refused:
        Settings.load(tmp_path / "no.env", base_url=base_url, secret_key=SECRET)
    assert "OPENBADGES_BASE_URL" in str(refused.value)


@pytest.mark.parametrize(
    ("given", "files"),
    [
        ("", []),
        ("trusted.toml", ["trusted.toml"]),
        ("a list.toml, b.json", ["a list.toml", "b.json"]),
        ("a.toml,", ["a.toml"]),
    ],
)
def test_trust_lists_stand_between_commas(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, given: str, files: list[str]
) -> None:
    monkeypatch.setenv("OPENBADGES_TRUST_LIST", given)
    env = tmp_path / "no.env"
    settings = Settings.load(env, base_url="https://a.example", secret_key=SECRET)
    assert settings.trust_list == tuple(map(Path, files))


def test_settings_that_are_missing_are_named(folder: Folder) -> None:
    (folder.path / "openbadges.env").write_text("", "utf-8")
    complaint = folder.refuses("db", "upgrade")
    assert "OPENBADGES_BASE_URL" in complaint
    assert "OPENBADGES_SECRET_KEY" in complaint


@pytest.mark.parametrize(
    "words",
    [
        ("issuer", "add", "Bad Slug", "--name", "x", "--key", "keys/km.pem"),
        ("issuer", "add", "km", "--name", "x", "--key", "keys/km.pem"),
        ("issuer", "add", "other", "--name", "x", "--key", "keys/none.pem"),
        ("issuer", "use-key", "nobody", "--key", "keys/km.pem"),
        ("token", "new", "nobody", "--name", "x"),
        ("token", "new", "km", "--name", "x", "--days", "0"),
        ("token", "revoke", "km", "7"),
        ("award", "km", "--achievement", "achievement.json", "--to", "nobody"),
        ("award", "km", "--achievement", "unknown", "--to", "teacher@example.org"),
        ("award", "km", "--achievement", "passphrase", "--to", "teacher@example.org"),
        ("revoke", "km", "unknown"),
        ("share", "km", "unknown"),
        ("list", "nobody"),
        ("revoke", "km", "unknown", "--reason", "x" * 501),
        ("serve", "--env-file", "none.env"),
    ],
)
def test_what_cannot_be_done_is_said(ready: Folder, words: tuple[str, ...]) -> None:
    ready.refuses(*words)


def test_a_key_for_another_algorithm_is_refused(folder: Folder, tmp_path: Path) -> None:
    folder.does("db", "upgrade")
    ob.write_key(tmp_path / "keys" / "p256.pem", ob.KeySigner.generate("ES256"), "correct horse")
    assert "Ed25519" in folder.refuses(
        "issuer", "add", "km", "--name", "x", "--key", "keys/p256.pem"
    )


def test_nothing_of_the_host_is_needed_for_the_other_verbs() -> None:
    code = (
        "import sys; sys.modules['flask'] = sys.modules['sqlalchemy'] = None\n"
        "from openbadges_issuer.cli import main; sys.argv = ['openbadges', '--help']; main()"
    )
    done: Any = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "serve" in done.stdout
