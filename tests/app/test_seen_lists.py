"""An older status list never replaces a newer one: not in another process, not after a restart."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import structlog
from sqlalchemy import func, select

import openbadges_issuer as ob
from issuer_app import seen_lists
from issuer_app.config import Settings
from issuer_app.seen_lists import SeenLists
from issuer_app.store import Database, database
from issuer_app.store.tables import SeenList
from issuer_app.wiring import Host, wire
from openbadges_issuer.errors import Problem
from tests.app.conftest import NOW, Clock, Web
from tests.app.test_checking import ask, verdicts
from tests.hostile import composing, forge
from tests.hostile.forge import entry, sign, status_list

BADGE = sign(forge.badge(credentialStatus=entry()))
IN_FORCE = forge.dumps(BADGE)
ELSEWHERE = "https://lists.example/"
PROCESSES, RAISES = 4, 50


def dated(days: int) -> bytes:
    """The district's list, so many days younger than usual."""
    valid_from = (forge.ISSUED + timedelta(days=days)).isoformat()
    return forge.dumps(sign(status_list(validFrom=valid_from)))


def rows(database: Database) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(SeenList)) or 0


@pytest.fixture
def trusting(settings: Settings, tmp_path: Path) -> Settings:
    """The settings of a host that knows the district of the hostile set."""
    file = tmp_path / "trusted.toml"
    file.write_text(f'[issuers."{forge.DISTRICT}"]\nname = "Kettle Moraine"\n', "utf-8")
    return settings.model_copy(update={"trust_list": (file,)})


@pytest.fixture
def new_process(
    trusting: Settings, host: Host, clock: Clock, web: Web
) -> Iterator[Callable[..., Host]]:
    """Makes hosts on one database, each as it is in a process of its own."""
    web.pages = dict(forge.documents())
    made: list[Host] = []

    def make(**given: Any) -> Host:
        made.append(wire(trusting, clock=clock, **{"fetcher": web, **given}))
        return made[-1]

    yield make
    for each in made:
        each.close()


def test_an_older_list_counts_in_no_process(new_process: Callable[..., Host], web: Web) -> None:
    first = new_process()
    web.pages[forge.REVOCATIONS] = dated(2)
    assert verdicts(ask(first, IN_FORCE)) == ["valid"]
    web.pages[forge.REVOCATIONS] = dated(1)
    for each in (first, new_process()):
        (answer,) = ask(each, IN_FORCE)
        assert answer.report is not None
        assert answer.report.verdict is ob.Verdict.STATUS_UNKNOWN
        check = answer.report.check("status_revocation")
        assert check.problem is Problem.STATUS_INVALID
        assert check.detail.values["time"] == forge.ISSUED + timedelta(days=2)
    web.pages[forge.REVOCATIONS] = dated(3)
    assert verdicts(ask(new_process(), IN_FORCE)) == ["valid"]
    web.pages[forge.REVOCATIONS] = dated(2)
    assert verdicts(ask(first, IN_FORCE)) == ["status_unknown"]


def test_a_copy_is_asked_for_again_when_another_process_has_seen_a_newer_one(
    new_process: Callable[..., Host], web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ob, "HttpsFetcher", lambda seconds: web)
    first, second = new_process(fetcher=None), new_process(fetcher=None)
    web.pages[forge.REVOCATIONS] = dated(1)
    assert verdicts(ask(first, IN_FORCE, IN_FORCE)) == ["valid"] * 2
    assert verdicts(ask(first, IN_FORCE)) == ["valid"]
    assert web.asked.count(forge.REVOCATIONS) == 1
    web.pages[forge.REVOCATIONS] = dated(2)
    assert verdicts(ask(second, IN_FORCE)) == ["valid"]
    assert verdicts(ask(first, IN_FORCE)) == ["valid"]
    assert web.asked.count(forge.REVOCATIONS) == 3
    assert verdicts(ask(first, IN_FORCE)) == ["valid"]
    assert web.asked.count(forge.REVOCATIONS) == 3


def test_strangers_write_nothing_and_are_remembered_here(
    host: Host, web: Web, new_process: Callable[..., Host]
) -> None:
    web.pages[forge.REVOCATIONS] = dated(2)
    assert verdicts(ask(host, IN_FORCE)) == ["issuer_unknown"]  # it trusts its own only
    assert rows(host.database) == 0
    web.pages[forge.REVOCATIONS] = dated(1)
    assert verdicts(ask(host, IN_FORCE)) == ["status_unknown"]


def test_who_stands_beside_a_stranger_counts_later(
    new_process: Callable[..., Host], web: Web
) -> None:
    made = new_process()
    key = forge.ATTACKER_KEY
    stranger = sign(
        forge.badge(issuer=forge.badge()["issuer"] | {"id": forge.did_key(key)}),
        key,
        verificationMethod=composing.own_method(key),
    )
    assert verdicts(ask(made, forge.dumps(stranger))) == ["issuer_unknown"]
    together = forge.dumps(composing.presentation(BADGE, stranger))
    assert verdicts(ask(made, together)) == ["valid", "issuer_unknown"]
    assert rows(made.database) == 0
    assert verdicts(ask(made, IN_FORCE)) == ["valid"]
    assert rows(made.database) == 1


def test_a_stranger_who_vouches_for_a_known_badge_writes_nothing(
    new_process: Callable[..., Host], web: Web
) -> None:
    made, address = new_process(), "https://lists.example/1"
    key = forge.ATTACKER_KEY
    stranger = {"id": forge.did_key(key), "type": ["Profile"], "name": "A stranger"}
    listed = entry() | {"statusListCredential": address}
    vouching = composing.vouched(BADGE["id"], key, issuer=stranger, credentialStatus=listed)
    own_list = status_list(id=address, issuer=forge.did_key(key))
    signed = sign(own_list, key, verificationMethod=composing.own_method(key))
    web.pages[address] = forge.dumps(signed)
    together = forge.dumps(composing.presentation(BADGE, vouching))
    assert verdicts(ask(made, together)) == ["valid"]
    assert address in web.asked
    assert rows(made.database) == 0


def test_lists_of_this_host_are_not_kept(host: Host, shared: dict[str, Any]) -> None:
    assert verdicts(ask(host, shared["token"])) == ["valid"]
    assert rows(host.database) == 0


def test_a_full_table_pushes_nothing_out(host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seen_lists, "_MOST_KEPT", 2)
    lists = SeenLists(host.database, is_own=lambda url: False)
    lists.add({f"{ELSEWHERE}{n}": NOW for n in range(4)}, by_known=True)
    later = NOW + timedelta(days=1)
    lists.add({f"{ELSEWHERE}0": later, f"{ELSEWHERE}1": NOW - timedelta(days=1)}, by_known=True)
    assert rows(host.database) == 2
    again = SeenLists(host.database, is_own=lambda url: False)
    found: list[datetime | None] = [again.newest(f"{ELSEWHERE}{n}") for n in range(3)]
    assert found == [later, NOW, None]


def test_an_answer_is_given_also_when_the_list_cannot_be_kept(
    new_process: Callable[..., Host], web: Web, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "_WAIT_SECONDS", 0)
    made, other = new_process(), Database(database_url)
    web.pages[forge.REVOCATIONS] = dated(2)
    with other.engine.connect() as connection, structlog.testing.capture_logs() as logged:
        if database_url.startswith("sqlite"):
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            role = "ALTER ROLE CURRENT_USER IN DATABASE {} SET default_transaction_read_only = {}"
            connection.exec_driver_sql(role.format(other.engine.url.database, "on"))
            connection.commit()
        assert verdicts(ask(made, IN_FORCE)) == ["valid"]
        connection.rollback()
    assert [line["log_level"] for line in logged] == ["error"]
    web.pages[forge.REVOCATIONS] = dated(1)
    assert verdicts(ask(made, IN_FORCE)) == ["status_unknown"]
    other.close()


# Each process raises the same lists, in another order, and never sees one become older.
RAISER = """
import sys
from datetime import UTC, datetime, timedelta
from issuer_app.seen_lists import SeenLists
from issuer_app.store import Database, database

url, number, steps = sys.stdin.read().split()
database = Database(url)
lists = SeenLists(database, is_own=lambda url: False)
begin = datetime(2026, 1, 1, tzinfo=UTC)
for step in range(int(steps)):
    days = step * (2 * int(number) + 1) % int(steps)
    for name in "ab":
        lists.add({f"https://lists.example/{name}": begin + timedelta(days=days)}, by_known=True)
        now = SeenLists(database, is_own=lambda url: False).newest(f"https://lists.example/{name}")
        assert now is not None and now >= begin + timedelta(days=days)
database.close()
"""


def test_processes_at_once_never_go_back(database_url: str) -> None:
    running = [
        subprocess.Popen(
            [sys.executable, "-c", RAISER],
            stdin=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={"PYTHONPATH": str(Path(__file__).resolve().parents[2])},
            text=True,
        )
        for _ in range(PROCESSES)
    ]
    for number, process in enumerate(running):
        assert process.stdin is not None
        process.stdin.write(f"{database_url} {number} {RAISES}")
        process.stdin.close()
    for process in running:
        with process:
            assert process.stderr is not None
            complaint = process.stderr.read()
        assert process.returncode == 0, complaint
    database = Database(database_url)
    lists = SeenLists(database, is_own=lambda url: False)
    newest = {lists.newest(f"{ELSEWHERE}{name}") for name in "ab"}
    assert rows(database) == 2
    database.close()
    assert [str(one.date()) for one in newest if one] == ["2026-02-19"]
