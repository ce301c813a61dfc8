"""The page of the scorecard counts what was said, and hides nothing."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.hostile.cases import Case
from tests.hostile.cases.case import case, good, tampered
from tests.hostile.composing import enveloped, presentation
from tests.hostile.forge import TEACHER, badge, sign, token
from tests.hostile.peers import Answer, OpenBadgesLib, Ours, VerifierCore, beyond, contestants
from tests.hostile.scorecard import Answers, false_alarms, false_greens, page_of

GOOD = good("plain", sign(badge()))
BAD = case("B2", "unsigned", badge(), tampered("signature"), id="B2-001")
GREEN, REFUSED = Answer("green"), Answer("refused", "why")


class Fooled(Ours):
    """Says yes to everything."""

    name = "fooled | by all"

    def judge(self, case: Case) -> Answer:
        return GREEN if case.data else REFUSED


@pytest.mark.parametrize(
    ("said", "greens", "alarms"),
    [
        ([(GOOD, GREEN), (BAD, REFUSED)], 0, 0),
        ([(GOOD, REFUSED), (BAD, GREEN)], 1, 1),
        ([(GOOD, Answer("not run")), (BAD, Answer("not run"))], 0, 0),
        ([(GOOD, Answer("no answer")), (BAD, Answer("no answer"))], 0, 0),
    ],
)
def test_what_is_counted(said: Answers, greens: int, alarms: int) -> None:
    assert len(false_greens(said)) == greens
    assert len(false_alarms(said)) == alarms


def test_the_page_names_every_row_that_fooled_somebody() -> None:
    fooled, ours = Fooled(), Ours()
    said = {peer.name: [(row, peer.judge(row)) for row in (GOOD, BAD)] for peer in (ours, fooled)}
    page = page_of([ours, fooled], said, ["a third is missing"])
    assert re.search(r"^\| openbadges_issuer \| 0 \| 1 \| 0 \| 1 \| 0 \| 0 \|$", page, re.MULTILINE)
    assert f"- {BAD.id}: " in page
    assert "a third is missing" in page


@pytest.mark.parametrize(
    "whole",
    [
        presentation(sign(badge())),
        enveloped(token(badge())),
        enveloped(token(badge()), type="EnvelopedVerifiablePresentation"),
    ],
    ids=["presentation", "envelope", "presentation in an envelope"],
)
def test_nobody_is_blamed_for_what_he_does_not_read(whole: dict[str, Any]) -> None:
    assert beyond(good("whole", whole), VerifierCore)


def test_what_others_are_asked_is_what_they_read() -> None:
    """A good badge is green to each that can run here, and a changed one is not."""
    peers, _ = contestants()
    for peer in peers:
        assert peer.judge(GOOD).said == "green", peer.name
        changed = GOOD._replace(data=GOOD.data.replace(b"Flipped", b"Flopped"))
        assert peer.judge(changed).said == "refused", peer.name
        if isinstance(peer, VerifierCore):
            peer.close()
    by_name = GOOD._replace(recipient=TEACHER)
    if any(isinstance(peer, OpenBadgesLib) for peer in peers):
        assert OpenBadgesLib().judge(by_name).said == "not run"
