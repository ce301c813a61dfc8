"""What a case answers, program by program: the steps, and for each its answer."""

from __future__ import annotations

from datetime import date

import pytest

from openbadges_issuer.errors import SettingsError
from openbadges_issuer.programs.cases import (
    Actor,
    Approved,
    Corrected,
    Extended,
    Granted,
    Issued,
    Move,
    Reassigned,
    Reinstated,
    Requested,
    Revoked,
    Suspended,
    ask,
    fold,
)
from openbadges_issuer.programs.facts import Facts
from openbadges_issuer.programs.model.conditions import Earned as EarnedCondition
from tests.journeys import OK, Journey, changed, earned, program

GOALS = ("goals.district_goal",)
PANEL = ("panel-1", "panel-2", "panel-3")
FIVE = ("learned", "artifacts", "reflection_educator", "reflection_student", "next_steps")
PLAN = {"aligned_to_goals": True, "within_budget": True, "amount": 250}
MET = {"judgement": {"impact": "met"}}
NOT_YET = {"judgement": {"impact": "not_yet"}, "feedback": "Show more of your pupils' work."}


def kettle_moraine(**more) -> Journey:
    """A plan with the panel."""
    journey = Journey(
        more.pop("of", program("kettle-moraine")), "micro_credential.flipped", "educator", **more
    )
    assert journey.begin() == OK
    assert journey.hand_in("plan", names=GOALS) == OK
    assert journey.move("submit_plan") == OK
    return journey


def by_panel(journey: Journey, move: str, **records) -> list[str]:
    return [journey.move(move, member, "panel", **records) for member in PANEL]


CARRIED = ["vote_counted", "vote_counted", OK]


def with_evidence(**more) -> Journey:
    """Evidence with the panel."""
    journey = kettle_moraine(**more)
    assert by_panel(journey, "approve_plan", **PLAN) == CARRIED
    assert journey.move("begin") == OK
    for part in FIVE:
        assert journey.hand_in(part) == OK
    assert journey.move("submit") == OK
    return journey


@pytest.mark.parametrize(
    ("amount", "answer"),
    [
        (99, "record_invalid"),
        (100, "vote_counted"),
        (600, "vote_counted"),
        (601, "record_invalid"),
        ("250", "vote_counted"),
        ("250.5", "record_invalid"),
        (-100, "record_invalid"),
        (250.0, "record_invalid"),
        (True, "record_invalid"),
        ("1e3", "record_invalid"),
        ("", "record_invalid"),
        (None, "record_invalid"),
    ],
)
def test_g2_the_amount_of_a_plan(amount, answer):
    journey = kettle_moraine()
    assert journey.move("approve_plan", "panel-1", "panel", **PLAN | {"amount": amount}) == answer
    assert journey.state.name == "plan_submitted"


@pytest.mark.parametrize("missing", ["aligned_to_goals", "within_budget"])
def test_g3_a_plan_outside_goals_or_budget(missing):
    journey = kettle_moraine()
    answer = journey.move("approve_plan", "panel-1", "panel", **PLAN | {missing: False})
    assert (answer, journey.state.name) == ("record_invalid", "plan_submitted")


@pytest.mark.parametrize(
    ("votes", "answers", "state"),
    [
        ("yes yes", "vote_counted vote_counted", "plan_submitted"),  # G4
        ("yes yes yes", "vote_counted vote_counted ok", "plan_approved"),
        ("yes no yes", "vote_counted vote_counted ok", "plan_approved"),  # G5
        ("yes yes no", "vote_counted vote_counted ok", "plan_approved"),
        ("no yes no", "vote_counted vote_counted vote_counted", "plan_submitted"),
        ("no no no", "vote_counted vote_counted vote_counted", "plan_submitted"),
        # a tie carries nothing, and one more vote may
        ("yes no yes no", "vote_counted vote_counted ok wrong_state", "plan_approved"),
        ("no no yes yes", "vote_counted vote_counted vote_counted vote_counted", "plan_submitted"),
        (
            "no no yes yes yes",
            "vote_counted vote_counted vote_counted vote_counted ok",
            "plan_approved",
        ),
    ],
)
def test_g4_g5_votes_on_a_plan(votes, answers, state):
    journey = kettle_moraine()
    found = [
        journey.move("approve_plan", f"panel-{number}", "panel", vote=vote, **PLAN)
        for number, vote in enumerate(votes.split())
    ]
    assert (found, journey.state.name) == (answers.split(), state)


def test_after_a_tie_another_move_may_be_voted_on():
    journey = kettle_moraine()
    for number, vote in enumerate(("yes", "no", "no", "yes")):
        answer = journey.move("approve_plan", f"panel-{number}", "panel", vote=vote, **PLAN)
        assert (answer, journey.state.name) == ("vote_counted", "plan_submitted")
    assert by_panel(journey, "decline_plan", feedback="Which pupils?") == CARRIED
    assert (journey.state.name, journey.state.ballots) == ("plan_declined", ())


def test_a_members_last_vote_counts():
    journey = kettle_moraine()
    for vote in ("yes", "no", "yes"):
        assert journey.move("approve_plan", "panel-1", "panel", vote=vote, **PLAN) == "vote_counted"
    assert journey.sentence == "Your vote is recorded: 1 of 3."
    assert journey.move("approve_plan", "panel-2", "panel", vote="no", **PLAN) == "vote_counted"
    assert journey.move("approve_plan", "panel-3", "panel", vote="no", **PLAN) == "vote_counted"
    assert journey.move("approve_plan", "panel-2", "panel", vote="yes", **PLAN) == OK


def test_other_records_are_another_proposal():
    journey = kettle_moraine()
    for member, amount in zip(PANEL, (100, 200, 300), strict=True):
        records = PLAN | {"amount": amount}
        assert journey.move("approve_plan", member, "panel", **records) == "vote_counted"
    assert journey.move("decline_plan", "panel-1", "panel", feedback="How?") == "vote_counted"
    # the same amount in other writing is the same proposal
    assert (
        journey.move("approve_plan", "panel-1", "panel", **PLAN | {"amount": "200"})
        == "vote_counted"
    )
    assert journey.move("approve_plan", "panel-3", "panel", **PLAN | {"amount": "200.0"}) == OK
    assert journey.state.moves[-1].records["amount"] == 200
    assert journey.state.ballots == ()


def test_g6_the_applicant_sits_on_the_panel():
    journey = kettle_moraine()
    answer = journey.move("approve_plan", role="panel", roles=("educator", "panel"), **PLAN)
    assert answer == "excluded"
    assert "you are the applicant" in journey.sentence


def test_g7_a_part_is_missing():
    journey = kettle_moraine()
    by_panel(journey, "approve_plan", **PLAN)
    journey.move("begin")
    for part in FIVE:
        if part != "reflection_student":
            journey.hand_in(part)
    assert journey.move("submit") == "parts_missing"
    assert journey.sentence == "Still missing: Student reflection."


def test_a_plan_names_a_goal():
    journey = Journey(program("kettle-moraine"), "micro_credential.flipped", "educator")
    journey.begin()
    journey.hand_in("plan")
    assert journey.move("submit_plan") == "parts_missing"
    assert journey.sentence == "Still missing: District and school goals."


def test_g8_not_yet_and_then_met():
    journey = with_evidence()
    assert by_panel(journey, "say_not_yet", **NOT_YET) == CARRIED
    assert (journey.state.name, journey.state.kind, journey.state.tries) == (
        "not_yet",
        "not_yet",
        1,
    )
    assert journey.hand_in("artifacts", instead_of=journey.piece("artifacts")) == OK
    assert journey.move("submit") == OK
    assert by_panel(journey, "award", **MET) == CARRIED
    assert (journey.state.name, journey.state.tries) == ("awarded", 2)
    assert journey.do(Issued(credential="urn:uuid:1", digest="d")) == OK
    assert journey.do(Issued(credential="urn:uuid:2", digest="d")) == "wrong_state"


def test_g10_a_group_is_judged_one_by_one():
    states = []
    for number in range(4):
        journey = with_evidence(case=f"case-{number}", applicant=f"person-{number}", group="team")
        move, records = ("say_not_yet", NOT_YET) if number == 3 else ("award", MET)
        assert by_panel(journey, move, **records) == CARRIED
        states.append(journey.state.name)
    assert states == ["awarded"] * 3 + ["not_yet"]


def test_levels_and_move_give_the_same_answer():
    journey = with_evidence()
    assert (
        journey.move("award", "panel-1", "panel", judgement=NOT_YET["judgement"])
        == "record_invalid"
    )
    wrong = NOT_YET | MET
    assert journey.move("say_not_yet", "panel-1", "panel", **wrong) == "record_invalid"
    assert journey.move("award", "panel-1", "panel", judgement={}) == "record_invalid"
    assert (
        journey.move("award", "panel-1", "panel", judgement={"impact": "great"}) == "record_invalid"
    )
    assert journey.move("award", "panel-1", "panel", **MET, stars=5) == "record_invalid"
    no_feedback = {"judgement": NOT_YET["judgement"]}
    assert journey.move("say_not_yet", "panel-1", "panel", **no_feedback) == "record_invalid"


def test_an_approved_plan_stays():
    journey = kettle_moraine()
    piece = journey.piece("plan")
    assert journey.hand_in("plan", names=GOALS) == "wrong_state"  # it is with the panel
    by_panel(journey, "decline_plan", feedback="Which pupils?")
    assert journey.hand_in("plan", names=GOALS, instead_of=piece) == OK  # it was sent back
    journey.move("submit_plan")
    by_panel(journey, "approve_plan", **PLAN)
    assert journey.hand_in("plan", names=GOALS, instead_of=piece) == "wrong_state"
    assert journey.take_back("plan", piece) == "wrong_state"


def test_g52_no_tries_are_left():
    journey = with_evidence(of=changed("kettle-moraine", workflows__main__resubmission__at_most=2))
    for _ in range(2):
        assert by_panel(journey, "say_not_yet", **NOT_YET) == CARRIED
        answer = journey.move("submit")
    assert (answer, journey.sentence) == ("no_tries_left", "All 2 tries are used.")


# Juab -------------------------------------------------------------------------------------------

OTHERS = [f"external_mc=https://badges.digital-promise.example/achievements/{n}" for n in range(13)]
NAMED = tuple(one.partition("=")[2] for one in OTHERS)


def juab(chosen=NAMED, badges=OTHERS[:12]) -> Journey:
    """Earning, after the goals were approved."""
    journey = Journey(program("juab"), "teacher_leader", "teacher")
    assert journey.begin() == OK
    assert journey.hand_in("goals", kind="list", names=tuple(chosen)) == OK
    assert journey.move("submit_goals") == OK
    assert journey.move("approve_goals", "admin-1", "admin") == OK
    journey.earned = earned(program("juab"), *badges)
    assert journey.hand_in("portfolio") == OK
    return journey


@pytest.mark.parametrize(
    ("badges", "chosen", "answer", "have"),
    [
        (OTHERS[:11], NAMED, "condition_not_met", "11 of 12"),  # G13
        (OTHERS[:12], NAMED[:11], "condition_not_met", "11 of 12"),  # G14
        ([*OTHERS[:11], OTHERS[10]], NAMED, "condition_not_met", "11 of 12"),  # G15
        (OTHERS[:12], NAMED, OK, ""),
        (OTHERS[:13], NAMED, OK, ""),
    ],
)
def test_g13_g14_g15_twelve_different_ones_among_the_goals(badges, chosen, answer, have):
    journey = juab(chosen, badges)
    assert journey.move("book_review") == answer
    assert have in journey.sentence


def test_goals_count_once_they_are_approved():
    journey = juab(NAMED[:11])
    assert journey.move("book_review") == "condition_not_met"
    assert journey.move("change_goals") == OK
    piece = journey.piece("goals")
    assert journey.hand_in("goals", kind="list", names=NAMED[:12], instead_of=piece) == OK
    assert journey.move("submit_goals") == OK
    assert journey.state.chosen["goals"] == NAMED[:11]
    assert journey.move("return_goals", "admin-1", "admin", feedback="One more?") == OK
    assert journey.state.chosen["goals"] == NAMED[:11]
    assert journey.move("submit_goals") == OK
    assert journey.move("approve_goals", "admin-1", "admin") == OK
    assert journey.move("book_review") == OK


def test_one_choice_may_be_approved_alone():
    journey = juab(NAMED[:11])
    assert journey.do(Approved(what=NAMED[11], by="admin"), "admin-1", "admin") == "not_offered"
    journey = Journey(program("juab"), "teacher_leader", "teacher")
    journey.begin()
    journey.hand_in("goals", kind="list", names=NAMED[:12])
    assert journey.do(Approved(what=NAMED[0], by="admin")) == "not_your_role"
    assert journey.do(Approved(what=NAMED[0], by="admin"), "admin-1", "admin") == OK


def test_g16_a_committee_of_three():
    journey = juab()
    journey.move("book_review")
    votes = []
    for number in (1, 2):
        journey.hand_in("discussion", f"admin-{number}", "committee")
        votes.append(journey.move("approve_stack", f"admin-{number}", "committee"))
    assert votes == ["vote_counted"] * 2
    assert (journey.state.name, journey.sentence) == (
        "review_booked",
        "Your vote is recorded: 2 of 3.",
    )
    assert journey.move("approve_stack", "admin-3", "committee") == OK
    assert journey.state.name == "awarded"


def test_the_committee_records_the_discussion():
    journey = juab()
    journey.move("book_review")
    assert journey.move("approve_stack", "admin-1", "committee") == "parts_missing"
    assert journey.hand_in("discussion") == "not_your_role"
    assert journey.hand_in("discussion", role="committee") == "excluded"
    assert journey.hand_in("discussion", "admin-1", "committee") == OK
    assert journey.move("approve_stack", "admin-1", "committee") == "vote_counted"


def test_a_committee_has_three_members():
    journey = juab()
    journey.move("book_review")
    journey.hand_in("discussion", "admin-1", "committee")
    for number, vote in ((1, "yes"), (2, "no")):
        journey.move("approve_stack", f"admin-{number}", "committee", vote=vote)
    assert journey.move("say_not_yet", "admin-3", "committee", feedback="More.") == "vote_counted"
    assert journey.move("approve_stack", "admin-4", "committee") == "not_your_role"
    assert journey.move("approve_stack", "admin-3", "committee") == OK


def test_what_is_required_holds_at_the_award_too():
    journey = juab()
    journey.move("book_review")
    journey.hand_in("discussion", "admin-1", "committee")
    journey.earned = earned(program("juab"), *OTHERS[:11])  # one was revoked since
    assert journey.move("approve_stack", "admin-1", "committee") == "condition_not_met"


def test_rewards_are_asked_for_and_granted():
    journey = juab()
    assert journey.do(Requested(reward="base_raise")) == "wrong_state"
    journey.move("book_review")
    journey.hand_in("discussion", "admin-1", "committee")
    for number in (1, 2, 3):
        journey.move("approve_stack", f"admin-{number}", "committee")
    assert journey.do(Granted(reward="base_raise"), "admin-1") == "wrong_state"
    assert journey.do(Requested(reward="pilot_stipend")) == "record_invalid"
    assert journey.do(Requested(reward="base_raise"), "person-2") == "not_your_role"
    assert journey.do(Requested(reward="base_raise")) == OK
    assert journey.do(Requested(reward="base_raise")) == "wrong_state"
    assert journey.do(Granted(reward="base_raise")) == "excluded"
    assert journey.do(Granted(reward="base_raise"), "admin-1") == OK
    assert journey.do(Granted(reward="base_raise"), "admin-1") == "wrong_state"


# Arkansas ---------------------------------------------------------------------------------------

LOCAL = {"judgement": {"evidence": "met"}}


def arkansas(achievement="management") -> Journey:
    """With the local assessor."""
    journey = Journey(program("arkansas"), achievement, "teacher")
    assert journey.begin() == OK
    return journey


@pytest.mark.parametrize(
    ("certificates", "answer"),
    [
        ((), "not_certified"),
        (("irr.1",), "not_certified"),  # G19
        (("irr.2",), "not_certified"),
        (("irr.1", "irr.2"), OK),  # G20
    ],
)
def test_g19_g20_who_may_assess(certificates, answer):
    journey = arkansas()
    journey.hand_in("portfolio")
    journey.move("submit")
    holds = earned(program("arkansas"), *certificates)
    assert journey.move("award", "assessor-1", "assessor", holds=holds, **LOCAL) == answer
    assert journey.state.name == ("awarded" if answer == OK else "submitted")


@pytest.mark.parametrize(("certificate", "named"), [("irr.1", "2 of 2"), ("irr.2", "1 of 2")])
def test_who_lacks_one_part_is_told_which(certificate, named):
    journey = arkansas()
    journey.hand_in("portfolio")
    journey.move("submit")
    holds = earned(program("arkansas"), certificate)
    journey.move("award", "assessor-1", "assessor", holds=holds, **LOCAL)
    assert named in journey.sentence
    journey.move("award", "assessor-1", "assessor", **LOCAL)
    assert " of 2" not in journey.sentence


def test_g22_who_coached_a_case_does_not_assess_it():
    journey = arkansas()
    holds = earned(program("arkansas"), "irr.1", "irr.2")
    assert journey.move("mentor_look", "mentor-1", "mentor", feedback="Well done so far.") == OK
    journey.hand_in("portfolio")
    journey.move("submit")
    assert journey.move("award", "mentor-1", "assessor", holds=holds, **LOCAL) == "excluded"
    assert journey.move("award", "mentor-1", "assessor", **LOCAL) == "excluded"  # and not certified
    assert journey.do(Reassigned(role="assessor", to="mentor-1")) == "excluded"
    assert journey.do(Reassigned(role="assessor", to="assessor-2")) == OK
    assert journey.move("award", "assessor-1", "assessor", holds=holds, **LOCAL) == "not_your_role"
    assert journey.move("award", "assessor-2", "assessor", holds=holds, **LOCAL) == OK


def test_a_coachs_look_may_be_left_out_and_repeated():
    journey = arkansas()
    for _ in range(2):
        assert journey.move("mentor_look", "mentor-1", "mentor", feedback="Go on.") == OK
    assert journey.move("mentor_look", role="mentor", feedback="I like it.") == "excluded"
    assert journey.move("mentor_look", "mentor-1", "mentor") == "record_invalid"
    assert journey.state.name == "open"


# Baltimore County -------------------------------------------------------------------------------


def baltimore(involved=("stat",), on="2016-05-02") -> Journey:
    journey = Journey(program("baltimore-county"), "mc.3", "educator", on=on, school="school-1")
    facts = Facts(involved=frozenset(involved))
    journey.earned = earned(program("baltimore-county"), facts=facts)
    return journey


@pytest.mark.parametrize(
    ("on", "answer"),
    [
        ("2016-03-31", "not_open"),
        ("2016-04-01", OK),
        ("2016-12-31", OK),
        ("2017-01-01", "not_open"),
    ],
)
def test_a_case_begins_while_the_program_is_open(on, answer):
    assert baltimore(on=on).begin() == answer


@pytest.mark.parametrize(("involved", "answer"), [((), "condition_not_met"), (("stat",), OK)])
def test_g25_somebody_at_the_school_takes_part(involved, answer):
    journey = baltimore(involved)
    journey.begin()
    assert journey.move("join") == answer


# Lake County ------------------------------------------------------------------------------------

READY = ("pl_prerequisite",)
MASTERY = {"judgement": {"mastery": "mastery"}}
APPLIED = ("delivery", "plan")


def lake(achievement="culture.2", ready=READY) -> Journey:
    journey = Journey(program("lake-county"), achievement, "teacher")
    journey.earned = earned(program("lake-county"), *ready)
    return journey


def lake_enrolled() -> Journey:
    journey = lake()
    assert journey.begin() == OK
    for part in (*APPLIED, "artifacts", "narrative"):
        assert journey.hand_in(part) == OK
    return journey


def facilitator(about: str):
    return earned(program("lake-county"), f"badge_facilitator.{about}")


def test_g27_the_prerequisite_comes_first():
    journey = lake("culture.1", ready=())
    assert journey.begin() == "condition_not_met"
    assert journey.sentence.startswith("Not complete yet: 0 of 1 ")
    assert lake("culture.1").begin() == OK


def test_g30_a_facilitator_is_one_for_one_micro_credential():
    journey = lake_enrolled()
    other, this = facilitator("culture.1"), facilitator("culture.2")
    check_in = {"submit_by": "2016-06-01"}
    assert journey.hand_in("checkin", "coach-1", "facilitator", holds=other) == "not_certified"
    assert (
        journey.move("check_in", "coach-1", "facilitator", holds=other, **check_in)
        == "not_certified"
    )
    assert journey.hand_in("checkin", "coach-1", "facilitator", holds=this) == OK
    assert journey.move("check_in", "coach-1", "facilitator", holds=this, **check_in) == OK


def test_staff_may_check_in_and_does_not_decide_then():
    journey = lake_enrolled()
    check_in = {"submit_by": "2016-06-01"}
    assert journey.hand_in("checkin", role="reviewer") == "excluded"
    assert journey.hand_in("checkin", "staff-1", "reviewer") == OK
    assert journey.move("staff_check_in", role="reviewer", **check_in) == "excluded"
    assert journey.move("staff_check_in", "staff-1", "reviewer", **check_in) == OK
    assert journey.hand_in("plan") == "wrong_state"  # they spoke about it
    assert journey.move("submit") == OK
    assert journey.move("award", "staff-1", "reviewer", **MASTERY) == "excluded"
    back = {"judgement": {"mastery": "not_yet"}, "feedback": "Show more of it in use."}
    assert journey.move("say_not_yet", "staff-2", "reviewer", **back) == OK
    # the applicant works on all of it, and the coach coaches again
    for part in ("plan", "artifacts", "narrative"):
        assert journey.hand_in(part, instead_of=journey.piece(part)) == OK
    assert journey.hand_in("checkin", "staff-1", "reviewer") == OK
    assert journey.move("staff_check_in", "staff-1", "reviewer", **check_in) == OK
    assert journey.move("submit") == OK
    assert journey.move("award", "staff-1", "reviewer", **MASTERY) == "excluded"
    assert journey.move("award", "staff-2", "reviewer", **MASTERY) == OK


@pytest.mark.parametrize(
    ("level", "answer"), [("mastery", "condition_not_met"), ("high_mastery", OK)]
)
def test_g31_a_facilitator_showed_a_high_level_of_mastery(level, answer):
    journey = lake("badge_facilitator.culture.2")
    journey.earned = earned(program("lake-county"), "culture.2", levels=(level,))
    assert journey.begin() == OK
    assert journey.hand_in("evaluator_training") == "not_your_role"
    assert journey.hand_in("evaluator_training", "staff-1", "reviewer") == OK
    assert journey.move("award", "staff-1", "reviewer") == answer
    assert journey.state.name == ("awarded" if answer == OK else "in_training")


def test_mastery_of_another_one_is_not_enough():
    journey = lake("badge_facilitator.culture.2")
    journey.earned = earned(program("lake-county"), "culture.1", levels=("high_mastery",))
    journey.begin()
    journey.hand_in("evaluator_training", "staff-1", "reviewer")
    assert journey.move("award", "staff-1", "reviewer") == "condition_not_met"


def test_g33_after_the_agreed_day():
    journey = lake_enrolled()
    this = facilitator("culture.2")
    journey.hand_in("checkin", "coach-1", "facilitator", holds=this)
    journey.move("check_in", "coach-1", "facilitator", holds=this, submit_by="2016-06-01")
    later = Extended(deadline="agreed", until="2016-06-10", reason="Report cards are due.")
    assert journey.move("submit", on="2016-06-02") == "too_late"
    assert journey.sentence == "The deadline was 2016-06-01, 23:59 (EDT)."
    assert journey.do(later) == "not_your_role"
    assert (
        journey.do(later, "coach-1", "facilitator", holds=facilitator("culture.1"))
        == "not_certified"
    )
    assert journey.do(later, "coach-1", "facilitator", holds=this) == OK
    assert journey.move("submit", on="2016-06-11") == "too_late"
    assert journey.do(later, "coach-1", "facilitator", holds=this) == "record_invalid"  # not later
    earlier = later.model_copy(update={"until": "2016-06-12"})
    assert journey.do(earlier, "coach-1", "facilitator", holds=this) == OK
    assert journey.move("submit", on="2016-06-12T23:59:59") == OK


def test_the_agreed_day_counts_to_its_end_where_the_program_is():
    journey = lake_enrolled()
    this = facilitator("culture.2")
    journey.hand_in("checkin", "coach-1", "facilitator", holds=this)
    journey.move("check_in", "coach-1", "facilitator", holds=this, submit_by=date(2016, 6, 1))
    assert journey.move("submit", on="2016-06-02T04:00:00+00:00") == "too_late"
    journey.on = "2016-06-01T23:59:59.5"
    assert journey.move("submit", on="2016-06-02T03:59:59+00:00") == OK


# Seminole County --------------------------------------------------------------------------------

TASKS = {"judgement": {"tasks": "met"}}
SCHOOL = "example-elementary"


def seminole(achievement="mc.feedback", school=SCHOOL) -> Journey:
    """With a colleague."""
    journey = Journey(
        program("seminole-county"), achievement, "teacher", on="2017-09-01", school=school
    )
    if journey.begin() == OK:
        journey.hand_in("portfolio")
        journey.move("submit")
    return journey


def test_g34_the_colleague_comes_first():
    journey = seminole()
    assert journey.move("award", "admin-1", "admin", **TASKS) == "wrong_state"
    assert journey.sentence == 'This can\'t be done now: the case is "With a colleague".'


def test_g35_colleagues_of_the_same_school_and_one_decision_each():
    journey = seminole()
    ok = {"feedback": "I would add a second class."}
    assert (
        journey.move("peer_ok", "peer-1", "peer", school="example-middle", **ok) == "not_your_role"
    )
    assert journey.move("peer_ok", "peer-1", "peer", **ok) == OK
    assert journey.move("award", "peer-1", "admin", **TASKS) == "excluded"
    assert "you reviewed it before" in journey.sentence
    assert (
        journey.move("award", "admin-1", "admin", school="example-middle", **TASKS)
        == "not_your_role"
    )
    assert journey.move("admin_back", "admin-1", "admin", feedback="One more class?") == OK
    journey.move("submit")
    assert journey.move("peer_ok", "peer-2", "peer", **ok) == OK
    # another try: who reviewed the one before may decide this one
    assert journey.move("award", "peer-1", "admin", **TASKS) == OK


@pytest.mark.parametrize(
    ("achievement", "school", "answer"),
    [
        ("mc.inquiry", SCHOOL, OK),
        ("mc.inquiry", "example-middle", "not_offered"),  # G37
        ("mc.rubrics", "example-middle", OK),
        ("mc.rubrics", "another-school", "not_offered"),
        ("mc.rubrics", None, "not_offered"),
        ("mc", SCHOOL, "not_offered"),
        ("nothing", SCHOOL, "not_offered"),
    ],
)
def test_g37_a_school_offers_what_it_lists(achievement, school, answer):
    journey = Journey(
        program("seminole-county"), achievement, "teacher", school=school, on="2017-09-01"
    )
    assert journey.begin() == answer


# KSDE -------------------------------------------------------------------------------------------

FIVE_COMPONENTS = ("overview", "basis", "implementation", "impact", "reflection")


@pytest.mark.parametrize("missing", FIVE_COMPONENTS)
def test_g41_all_five_components_are_needed(missing):
    journey = Journey(program("ksde-components"), "mc.reading", "educator", on="2018-03-01")
    journey.begin()
    for part in FIVE_COMPONENTS:
        if part != missing:
            journey.hand_in(part, names=("goals.building",))
    assert journey.move("submit") == "parts_missing"
    label = program("ksde-components").parts[missing].label
    assert journey.sentence == f"Still missing: {label}."


# What every program shares ------------------------------------------------------------------------


def test_of_several_reasons_the_first_is_told():
    journey = kettle_moraine()
    assert journey.move("award", "person-9", "educator") == "wrong_state"
    assert journey.move("approve_plan", role="educator") == "not_your_role"
    assert journey.move("approve_plan", role="panel") == "excluded"
    assert journey.move("approve_plan", "panel-1", "panel") == "record_invalid"
    arkansan = arkansas()
    assert arkansan.move("submit", "person-2") == "not_your_role"
    assert arkansan.sentence == "Only the applicant can do this."
    assert arkansan.move("no_such_move") == "wrong_state"


def test_who_opens_a_case():
    journey = Journey(program("arkansas"), "management", "mentor")
    assert journey.begin() == "not_your_role"
    stack = Journey(program("cce-rhode-island"), "basic_stack", "educator")
    assert stack.begin() == "not_offered"
    alone = Journey(program("arkansas"), "management", "teacher", group="team")
    assert alone.begin() == "record_invalid"


def test_the_badge_may_be_withdrawn_and_the_case_stays_awarded():
    journey = with_evidence()
    assert journey.do(Revoked(reason="It was an error.")) == "wrong_state"
    by_panel(journey, "award", **MET)
    assert journey.do(Suspended(reason="We look into it.")) == "wrong_state"
    journey.do(Issued(credential="urn:uuid:1", digest="d"))
    steps = [
        (Reinstated(reason="Why?"), "wrong_state", "in_force"),
        (Suspended(reason="We look into it."), OK, "suspended"),
        (Suspended(reason="Again."), "wrong_state", "suspended"),
        (Reinstated(reason="All is well."), OK, "in_force"),
        (
            Revoked(reason="It was another's.", published_reason="Awarded by mistake."),
            OK,
            "revoked",
        ),
        (Reinstated(reason="No."), "wrong_state", "revoked"),
        (Revoked(reason="Again."), "wrong_state", "revoked"),
    ]
    for act, answer, status in steps:
        assert (journey.do(act), journey.state.status) == (answer, status)
    assert journey.state.name == "awarded"


def test_an_actors_roles_are_those_that_were_given():
    roles = {"educator"}
    actor = Actor("person-1", roles)
    roles.add("panel")
    assert actor == Actor("person-1", frozenset({"educator"}))


def test_a_case_goes_by_its_revision():
    journey = kettle_moraine()
    journey.program = changed("kettle-moraine", revision=2)
    with pytest.raises(SettingsError, match="revision 1"):
        ask(journey.program, fold(program("kettle-moraine"), journey.events), Move("withdraw"),
            actor=Actor("person-1"), at=journey.at)  # fmt: skip


def test_what_people_wrote_shows_in_no_repr():
    journey = with_evidence()
    by_panel(journey, "say_not_yet", **NOT_YET)
    shown = [journey.state, *journey.events, *journey.state.moves, *journey.state.ballots]
    shown += [Corrected(seq=1, why=NOT_YET["feedback"])]
    assert NOT_YET["feedback"] not in repr(shown)


def test_a_note_on_an_earlier_event():
    journey = kettle_moraine()
    assert journey.do(Corrected(seq=99, why="?")) == "record_invalid"
    assert journey.do(Corrected(seq=2, why="The plan is of the spring term.")) == OK
    assert journey.state.corrections[0].seq == 2
    assert journey.state.name == "plan_submitted"


def test_pieces():
    journey = Journey(program("lake-county"), "pl_prerequisite", "teacher")
    journey.begin()
    assert journey.hand_in("checkin") == "record_invalid"  # not asked for
    assert journey.hand_in("delivery", names=("by post",)) == "record_invalid"
    assert journey.hand_in("delivery", kind="text") == "record_invalid"
    assert journey.hand_in("delivery", names=("blended",)) == OK
    piece = journey.piece("delivery")
    assert journey.hand_in("delivery", "person-2") == "not_your_role"
    assert journey.hand_in("delivery", instead_of=piece, names=("individual_research",)) == OK
    assert [one.names for one in journey.state.pieces["delivery"]] == [("individual_research",)]
    assert journey.take_back("plan", piece) == "record_invalid"
    assert journey.take_back("delivery", piece) == OK
    assert journey.state.pieces["delivery"] == ()
    assert journey.take_back("delivery", piece) == "record_invalid"


def test_every_reason_in_the_order_of_the_table():
    """A submission with everything against it; what is told is put right, one by one."""
    stricter = changed(
        "lake-county",
        workflows__coached__moves__submit__guard=EarnedCondition(earned=("transparency.1",)),
        workflows__coached__resubmission__at_most=1,
        roles__teacher__holds=EarnedCondition(earned=("elements.1",)),
        achievements__culture__from_=("elsewhere",),
        catalogues__elsewhere=program("seminole-county").catalogues["school"],
    )
    journey = lake_enrolled()
    journey.hand_in("checkin", "staff-1", "reviewer")
    journey.move("staff_check_in", "staff-1", "reviewer", submit_by="2016-06-01")
    journey.earned = earned(program("lake-county"), *READY)
    journey.move("submit")
    journey.move(
        "say_not_yet", "staff-2", "reviewer", judgement={"mastery": "not_yet"}, feedback="More?"
    )
    piece = journey.piece("narrative")
    assert journey.take_back("narrative", piece) == OK
    journey.program = stricter
    more: dict = {"on": "2016-07-01"}
    told = []

    def submit(**change) -> None:
        more.update(change)
        told.append(journey.move("submit", **more))

    submit(by="person-2", stars=5)
    journey.program = program("lake-county")
    assert journey.move("staff_check_in", "staff-1", "reviewer", submit_by="2016-06-02") == OK
    journey.program = stricter
    submit()
    submit(by=None)
    submit(holds=earned(stricter, "elements.1"))
    assert journey.hand_in("narrative") == OK
    submit()
    del more["stars"]
    submit()
    journey.earned = earned(stricter, "transparency.1")
    submit()
    later = Extended(deadline="agreed", until="2016-08-01", reason="Holidays.")
    assert journey.do(later, "coach-1", "facilitator", holds=facilitator("culture.2")) == OK
    submit()
    journey.program = changed("lake-county", achievements__culture__from_=("elsewhere",),
        catalogues__elsewhere=program("seminole-county").catalogues["school"])  # fmt: skip
    submit()
    journey.program = program("lake-county")
    submit()
    assert told == [
        "wrong_state",
        "not_your_role",
        "not_certified",
        "parts_missing",
        "record_invalid",
        "condition_not_met",
        "too_late",
        "no_tries_left",
        "not_offered",
        OK,
    ]
