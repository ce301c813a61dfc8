"""Nothing of a case but what was shown gets into its badge, whatever is written into the case."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openbadges_issuer.programs.awards import Instance, award_of, define
from openbadges_issuer.programs.cases import Corrected, Reassigned
from openbadges_issuer.report import Verdict
from tests import districts
from tests.districts import NOW, teacher, verify
from tests.journeys import OK, PROGRAMS, Journey, program
from tests.unit.test_programs.test_cases_golden import FIVE, GOALS

MONEY = re.compile(
    r"[$€£%]|\b(?:usd|dollars?|percent|raise|stipend|salary|position|amount|vote)\b", re.I
)
NO_WORD_OF_A_PERSON = re.compile(r"failed|rejected|denied|not[ _]?yet", re.I)
SECRETS = ("Rev. Viewer", "rev-viewer-7", "$", "%", "denied", "rejected", "failed", "not yet")

said = st.lists(st.sampled_from(SECRETS), min_size=1, max_size=4).map(" and ".join)
sent_back = st.lists(said, max_size=2)


@settings(max_examples=30, deadline=None)  # each is a whole case
@given(
    amount=st.integers(100, 600),
    plan_back=sent_back,
    evidence_back=sent_back,
    feedback=said | st.none(),
    panel=st.permutations(["rev-viewer-7-a", "rev-viewer-7-b", "rev-viewer-7-c"]),
    dissent=st.booleans(),
    content=st.binary(max_size=20) | said.map(str.encode),
)
def test_no_badge_tells_of_money_reviewers_or_tries(
    amount, plan_back, evidence_back, feedback, panel, dissent, content
):
    journey = Journey(
        program("kettle-moraine"), "micro_credential.flipped", "educator", group="rev"
    )
    journey.begin()
    journey.hand_in("plan", names=GOALS, content=content)

    def together(move, **records):
        votes = ["no" if dissent else "yes", "yes", "yes"]
        for member, vote in zip(panel, votes, strict=True):
            answer = journey.move(move, member, "panel", vote=vote, **records)
        assert answer == OK

    for reason in plan_back:
        journey.move("submit_plan")
        together("decline_plan", feedback=reason)
    journey.move("submit_plan")
    together("approve_plan", aligned_to_goals=True, within_budget=True, amount=amount)
    journey.move("begin")
    for part in FIVE:
        journey.hand_in(part, content=content)
    for reason in evidence_back:
        journey.move("submit")
        together("say_not_yet", judgement={"impact": "not_yet"}, feedback=reason)
        journey.do(Corrected(seq=journey.state.seq, why=reason))
    journey.do(Reassigned(role="panel", to=panel[0]))
    journey.move("submit")
    together("award", judgement={"impact": "met"}, feedback=feedback)

    district = districts.of(journey.program.issuer)
    award = award_of(
        journey.program,
        journey.state,
        to=teacher(),
        site=district.site,
        signed_at=NOW,
        instance=Instance("Flipped classroom"),
    )
    signed = district.issuer.issue(**vars(award))
    assert verify(signed).verdict is Verdict.VALID
    told = json.dumps({**signed.document, "proof": None}, ensure_ascii=False)
    told = told.replace("sha256$", "")  # how a hash begins
    for pattern in (MONEY, NO_WORD_OF_A_PERSON):
        assert not pattern.search(told), pattern.search(told)
    for secret in ("viewer", str(journey.case), journey.applicant, "panel-"):
        assert secret not in told.lower()
    assert set(signed.document) <= {
        "@context", "id", "type", "name", "issuer", "validFrom", "awardedDate",
        "credentialSubject", "evidence", "proof",
    }  # fmt: skip


@pytest.mark.parametrize("name", sorted(file.stem for file in PROGRAMS.glob("*.yaml")))
def test_no_achievement_of_a_program_tells_of_money_or_tries(name):
    of = program(name)
    site = districts.of(of.issuer).site
    issued = [one for one in of.all_achievements() if of.issues(one)]
    for exact in [f"{one}.reading" if of.achievement(one).template else one for one in issued]:
        goals = [(key, item) for key, one in of.frameworks.items() for item in one.items]
        told = json.dumps(define(of, exact, site, goals=goals).to_json(), ensure_ascii=False)
        for pattern in (MONEY, NO_WORD_OF_A_PERSON):
            assert not pattern.search(told), (exact, pattern.search(told))
