"""Who is known because a listed body endorses it, and who is not (threats B13, B14).

What a verifier says where one does not count is in the hostile set (cases/endorsements.py).
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from openbadges_issuer.errors import Problem
from openbadges_issuer.report import Outcome, Report, Verdict
from openbadges_issuer.verifying import Policy, TrustList
from tests.hostile import forge
from tests.hostile.composing import BODY, endorsement, vouched
from tests.hostile.forge import badge, expect, put, sign, verify

DAY = forge.ISSUED.date()


def knowing(*lists: dict[str, Any]) -> Policy:
    """Give the policy that knows these bodies, a list each, and not the district."""
    return Policy(trust=[TrustList.from_mapping({"issuers": issuers}) for issuers in lists])


BOARD = {"name": "State Board", "place": "Madison", "endorses": True}
KNOWING = knowing({BODY: BOARD})


def endorsed(*endorsements: Any) -> Any:
    """Sign the district's badge with endorsements of its issuer."""
    return sign(put(badge(), "issuer", "endorsement", to=list(endorsements)))


def known(report: Report) -> None:
    expect(report, Verdict.VALID, "issuer_known", Outcome.PASSED)


def stranger(report: Report) -> None:
    expect(report, Verdict.ISSUER_UNKNOWN, "issuer_known", Outcome.FAILED, Problem.ISSUER_UNKNOWN)


def test_whom_a_listed_body_endorses_is_known_by_its_domain() -> None:
    report = verify(endorsed(vouched(forge.DISTRICT)), policy=KNOWING)
    known(report)
    assert "State Board, Madison" in report.check("issuer_known").detail
    assert report.issuer_name == forge.HOST  # an endorsement gives no name
    assert report.require().issuer_id == forge.DISTRICT


@pytest.mark.parametrize(
    ("days", "counts"),
    [
        ({"from": DAY, "until": forge.NOW.date()}, True),
        ({"until": forge.NOW.date() - timedelta(1)}, False),
        ({"from": DAY + timedelta(1)}, False),
        ({"until": DAY - timedelta(1)}, False),
    ],
)
def test_the_endorser_is_listed_for_the_day_of_the_endorsement_and_today(
    days: dict[str, Any], counts: bool
) -> None:
    report = verify(endorsed(vouched(forge.DISTRICT)), policy=knowing({BODY: BOARD | days}))
    (known if counts else stranger)(report)


def test_any_of_the_lists_may_say_that_the_body_endorses() -> None:
    policy = knowing({BODY: {"name": "The board"}}, {BODY: BOARD})
    known(verify(endorsed(vouched(forge.DISTRICT)), policy=policy))


def test_a_list_that_is_too_old_does_not_say_so() -> None:
    old = {"updated": forge.NOW.date() - timedelta(31), "max_age": 30, "issuers": {BODY: BOARD}}
    policy = Policy(trust=[TrustList.from_mapping(old), TrustList()])
    report = verify(endorsed(vouched(forge.DISTRICT)), policy=policy)
    expect(report, Verdict.ISSUER_UNKNOWN, "issuer_known", Outcome.UNDECIDED)


def test_who_is_listed_needs_no_endorsement() -> None:
    policy = knowing({forge.DISTRICT: {"name": "Kettle Moraine"}, BODY: BOARD})
    report = verify(endorsed(endorsement(forge.DISTRICT)), policy=policy)
    known(report)
    assert report.issuer_name == "Kettle Moraine"


def test_the_end_that_the_list_gives_an_issuer_stands_above_an_endorsement() -> None:
    ended = {"name": "Kettle Moraine", "until": DAY - timedelta(1)}
    policy = knowing({forge.DISTRICT: ended, BODY: BOARD})
    stranger(verify(endorsed(vouched(forge.DISTRICT)), policy=policy))
