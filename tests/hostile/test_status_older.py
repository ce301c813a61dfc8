"""Lists of the older kinds: StatusList2021, VC 1.1, and 1EdTech's unsigned list (D9).

What a verifier says where one has a fault is in the hostile set (cases/status_older.py).
"""

from __future__ import annotations

from typing import Any

import pytest

from openbadges_issuer.errors import Problem
from openbadges_issuer.report import Outcome, Report, Verdict
from tests.hostile import forge
from tests.hostile.cases.status_older import (
    URL,
    badge_of_2021,
    encoded,
    list_of_2021,
    listed_badge,
)
from tests.hostile.forge import entry, expect, sign, verify

FAILED, UNDECIDED, PASSED = Outcome.FAILED, Outcome.UNDECIDED, Outcome.PASSED


# StatusList2021 ----------------------------------------------------------------------------------


def judged(listed: Any, secured: Any = None) -> Report:
    content = forge.dumps(listed) if isinstance(listed, dict) else listed.encode()
    return verify(secured or sign(badge_of_2021()), forge.server(revocations=content))


@pytest.mark.parametrize("length", [10_000, 100_000])
def test_a_short_list_of_2021_is_told_and_counts(length: int) -> None:
    listed = sign(list_of_2021(encodedList=encoded(length, 7)))
    report = judged(listed, sign(badge_of_2021(8)))
    expect(report, Verdict.VALID, "status_revocation", PASSED)
    usual = judged(sign(list_of_2021()), sign(badge_of_2021(8)))
    assert "shorter" in report.check("status_revocation").detail
    assert "shorter" not in usual.check("status_revocation").detail


# 1EdTech's list of revoked badges ----------------------------------------------------------------


def by_list(content: Any, document: dict[str, Any] | None = None, url: str = URL) -> Report:
    """Verify a badge when this stands at the address of its list."""
    content = forge.dumps(content) if isinstance(content, dict) else content
    web = forge.server()
    web.holds[url] = content
    return verify(sign(document or listed_badge(url)), web)


def test_such_a_list_says_nothing_of_a_pause() -> None:
    report = by_list({"revokedCredential": []})
    expect(report, Verdict.VALID, "status_revocation", PASSED)
    assert report.check("status_suspension").outcome is Outcome.NOT_APPLICABLE


def test_an_entry_of_two_types_is_of_none() -> None:
    status = entry() | {"id": URL, "type": ["1EdTechRevocationList", "BitstringStatusListEntry"]}
    report = by_list({"revokedCredential": []}, listed_badge(credentialStatus=status))
    for check in ("status_revocation", "status_suspension"):
        expect(report, Verdict.UNSUPPORTED, check, UNDECIDED, Problem.STATUS_UNSUPPORTED)
