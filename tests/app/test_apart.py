"""A badge that takes too much is ended, is never green, and costs nobody else the answer."""

from __future__ import annotations

import io
import os
import re
import signal
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
import structlog
from werkzeug.datastructures import FileStorage

import openbadges_issuer as ob
from issuer_app.application import make
from issuer_app.brought import Brought, Verified, verifying
from issuer_app.checking import Checking
from issuer_app.wiring import Host
from openbadges_issuer.bulk import Ask
from openbadges_issuer.bulk.apart import Apart
from openbadges_issuer.errors import Problem
from openbadges_issuer.limits import DEFAULT_LIMITS
from openbadges_issuer.verifying import many
from tests.app.conftest import Web
from tests.app.test_checking import ask, verdicts
from tests.hostile import forge
from tests.hostile.test_poison import SIGNED, twin_subjects

GOOD = forge.dumps(forge.sign(forge.badge()))
POISON = forge.dumps({**twin_subjects(), "proof": SIGNED["proof"]})
NO_LIMITS = replace(DEFAULT_LIMITS, canonicalization_work=10**12, quads=10**9)


def misbehaving(ask: Ask) -> Callable[[Brought], Verified]:
    """Verify, without limits; and do what some files say."""
    usual = verifying((), False, ask)
    unlimited = ob.Verifier(ob.Policy(any_issuer=True), fetcher=ob.Offline(), limits=NO_LIMITS)

    def work(brought: Brought) -> Verified:
        match brought.content:
            case b"die":
                os.kill(os.getpid(), signal.SIGKILL)
            case b"eat":
                bytearray(2_000_000_000)
            case b"break":
                raise RuntimeError("teacher@example.org")
            case content if content == POISON:
                return Verified(unlimited.verify(content), "")
        return usual(brought)

    return work


@pytest.fixture
def fragile(host: Host) -> Iterator[Host]:
    """A host whose verifying can be made to break down."""
    apart = Apart(misbehaving, megabytes=512, seconds=2)
    settings = host.settings.model_copy(update={"verify_seconds": 2.0})
    own = host.checking
    checking = Checking(
        host.publishing,
        host.accounts,
        own._documents,
        [],
        apart,
        own._seen_lists,
        settings,
        host.clock,
    )
    yield replace(host, checking=checking, apart=apart, settings=settings)
    apart.close()


@pytest.fixture
def client(fragile: Host) -> Any:
    app = make(fragile)
    app.testing = True
    return app.test_client()


@pytest.mark.parametrize("content", [b"die", b"eat", b"break", POISON], ids=lambda c: c[:5])
def test_what_breaks_down_is_a_doubt_and_the_next_is_answered(
    fragile: Host, web: Web, content: bytes
) -> None:
    web.pages = dict(forge.documents())
    with structlog.testing.capture_logs() as logged:
        (answer,) = ask(fragile, content)
    assert answer.report is not None
    assert answer.report.verdict is ob.Verdict.UNSUPPORTED
    assert answer.report.check("readable").problem is Problem.TOO_COMPLEX
    assert (answer.report.document, answer.text) == (None, "")
    (line,) = logged
    assert line["log_level"] == "error"
    assert "teacher" not in str(line)
    assert verdicts(ask(fragile, GOOD)) == ["issuer_unknown"]


def test_others_of_the_same_request_are_answered_as_long_as_there_is_time(
    fragile: Host, web: Web, shared: dict[str, Any]
) -> None:
    web.pages = dict(forge.documents())
    code = shared["code"]
    answers = ask(fragile, GOOD, b"die", GOOD, POISON, GOOD, code)
    known = ["issuer_unknown", "unsupported", "issuer_unknown", "unsupported", "unsupported"]
    assert verdicts(answers) == [*known, "valid"]


def test_answers_of_one_request_are_kept_up_to_a_bound(
    host: Host, web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    web.pages = dict(forge.documents())
    assert verdicts(ask(host, GOOD, GOOD)) == ["issuer_unknown"] * 2
    assert web.asked == [forge.DID_URL]
    monkeypatch.setattr(many, "_MOST_BYTES", 100)
    assert verdicts(ask(host, GOOD, GOOD)) == ["issuer_unknown"] * 2
    assert web.asked == [forge.DID_URL] * 3


def test_the_page_says_that_it_could_not_check(client: Any, web: Web) -> None:
    web.pages = dict(forge.documents())
    form = client.get("/verify").text
    found = re.search(r'name="csrf_token" value="([^"]+)"', form)
    assert found
    for language, said in (("en", "allowed here"), ("es", "aquí se permite")):
        page = client.post(
            f"/verify?lang={language}",
            data={"csrf_token": found[1], "file": FileStorage(io.BytesIO(b"die"), "x.json")},
        )
        assert page.status_code == 200
        assert said in page.text
        assert "tone-good" not in page.text
