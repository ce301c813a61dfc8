"""Many processes at once: no place is given twice, no badge and no revocation is lost."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from issuer_app.awarding import Award
from issuer_app.store import Credential
from issuer_app.wiring import Host
from openbadges_issuer import Recipient
from openbadges_issuer.status import Bitstring
from openbadges_issuer.strict_json import load_object
from tests.app.conftest import SECRET, order

PROCESSES, AWARDS, REVOCATIONS = 4, 200, 50

# Each process is a host of its own on the same database, as gunicorn's workers are.
WORKER = """
import sys
import openbadges_issuer as ob
from concurrent.futures import ThreadPoolExecutor
from issuer_app.awarding import Award
from issuer_app.config import Settings
from issuer_app.wiring import wire
from pathlib import Path

what, *wanted = sys.stdin.read().split()
host = wire(Settings.load(Path("no.env")), fetcher=ob.Offline())
issuer = host.accounts.issuer("kettle-moraine")

def act(id_):
    if what == "award":
        to = ob.Recipient.by_email("teacher@example.org")
        host.awarding.award(issuer, Award(id_, to), actor="test")
    else:
        host.awarding.revoke(issuer, id_, actor="test")

with ThreadPoolExecutor(4) as threads:
    list(threads.map(act, wanted))
"""


def at_once(host: Host, what: str, wanted: list[list[str]]) -> None:
    """Let each process do its part, all at the same time."""
    environment = {
        "OPENBADGES_BASE_URL": host.settings.base_url,
        "OPENBADGES_SECRET_KEY": SECRET,
        "OPENBADGES_DATABASE_URL": host.settings.database_url,
        "OPENBADGES_KEY_PASSPHRASE_FILE": str(host.settings.key_passphrase_file),
        "PYTHONPATH": str(Path(__file__).resolve().parents[2]),
    }
    running = [
        subprocess.Popen(
            [sys.executable, "-c", WORKER],
            stdin=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment,
            text=True,
        )
        for _ in wanted
    ]
    for process, part in zip(running, wanted, strict=True):
        assert process.stdin is not None
        process.stdin.write(" ".join([what, *part]))
        process.stdin.close()
    for process in running:
        with process:
            assert process.stderr is not None
            complaint = process.stderr.read()
        assert process.returncode == 0, complaint


@pytest.fixture
def achievement_id(host: Host) -> str:
    issuer = host.accounts.issuer("kettle-moraine")
    members = {"name": "x", "description": "x", "criteria": {"narrative": "x"}}
    return host.defining.define(issuer, members, actor="test").id


def test_awards_at_once(host: Host, achievement_id: str) -> None:
    at_once(host, "award", [[achievement_id] * AWARDS for _ in range(PROCESSES)])
    with host.database.reading() as session:
        places = session.execute(select(Credential.status_list_id, Credential.status_index)).all()
        codes = session.scalar(select(func.count(func.distinct(Credential.code))))
    assert len(places) == len(set(places)) == codes == PROCESSES * AWARDS


def test_revocations_at_once(host: Host, achievement_id: str) -> None:
    issuer = host.accounts.issuer("kettle-moraine")
    to = Recipient.by_email("teacher@example.org")
    badges = [
        host.awarding.award(issuer, Award(achievement_id, to), actor="test")
        for _ in range(REVOCATIONS + 5)
    ]
    ids = [badge.id for badge in badges[:REVOCATIONS]]
    at_once(host, "revoke", [ids[part::PROCESSES] for part in range(PROCESSES)])
    document = load_object(host.publishing.status_list(badges[0].status_list_id))
    bits = Bitstring.decode(document["credentialSubject"]["encodedList"])
    assert bits.count() == REVOCATIONS
    assert all(bits.get(badge.status_index) for badge in badges[:REVOCATIONS])


def test_one_request_many_times_at_once(api: Any, achievement: dict[str, Any]) -> None:
    def ask(_: int) -> Any:
        return api(
            "POST", "/credentials", json=order(achievement), headers={"Idempotency-Key": "once"}
        ).json["id"]

    with ThreadPoolExecutor(8) as threads:
        assert len(set(threads.map(ask, range(24)))) == 1
