"""From a case to a badge that verifies, and from a stack to the record of it."""

from __future__ import annotations

import json
import uuid
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from openbadges_issuer.errors import SettingsError
from openbadges_issuer.programs.awards import (
    Instance,
    Judged,
    award_of,
    digest,
    no_longer_complete,
    piece_of,
    record_of,
    stack_award_of,
    text_piece,
)
from openbadges_issuer.programs.cases import (
    Approved,
    Extended,
    Issued,
    Move,
    PartAdded,
    TakeIn,
    facts_of,
    fold,
)
from openbadges_issuer.programs.cases.events import next_event, read
from openbadges_issuer.programs.earned import Earned
from openbadges_issuer.programs.facts import Facts, MoveMade
from openbadges_issuer.programs.model.values import Duration
from openbadges_issuer.programs.recognizing import recognize
from openbadges_issuer.programs.stacks import completed
from openbadges_issuer.report import Outcome, Verdict, VerificationError
from tests import districts
from tests.districts import DIGITAL_PROMISE, teacher, verify
from tests.hostile.forge import NOW
from tests.journeys import OK, Journey, changed, program
from tests.unit.test_programs.test_cases_golden import (
    CARRIED,
    FIVE_COMPONENTS,
    MET,
    NAMED,
    NOT_YET,
    by_panel,
    juab,
    lake_enrolled,
    with_evidence,
)

FLIPPED = Instance("Flipped classroom", "Teaching at home, practice at school.", "Pupils teach.")


def issued(journey: Journey, **more):
    district = districts.of(journey.program.issuer)
    award = award_of(
        journey.program, journey.state, to=teacher(), site=district.site, signed_at=NOW, **more
    )
    return district.issuer.issue(**vars(award))


def awarded(**more) -> Journey:
    journey = with_evidence(**more)
    assert by_panel(journey, "award", **MET) == CARRIED
    return journey


def ksde(**more) -> Journey:
    journey = Journey(
        more.pop("of", program("ksde-components")), "mc.reading", "educator", on="2026-11-20"
    )
    journey.begin()
    for part in FIVE_COMPONENTS:
        assert journey.hand_in(part, names=("goals.building", "goals.district")) == OK
    assert journey.move("submit") == OK
    judgement = dict.fromkeys(FIVE_COMPONENTS, "met")
    assert journey.move("award", "reviewer-1", "reviewer", judgement=judgement) == OK
    return journey


def test_what_is_awarded_verifies():
    signed = issued(awarded(), instance=FLIPPED)
    report = verify(signed)
    assert report.verdict is Verdict.VALID
    for check in ("schema", "format", "signature", "recipient"):
        assert report.check(check).outcome is Outcome.PASSED
    achievement = signed.document["credentialSubject"]["achievement"]
    base = "https://badges.kettle-moraine.example"
    assert achievement["id"] == f"{base}/achievements/kettle-moraine/micro_credential.flipped"
    assert achievement["achievementType"] == "MicroCredential"
    assert (achievement["name"], achievement["description"]) == (FLIPPED.name, FLIPPED.description)
    assert achievement["alignment"] == [
        {
            "type": ["Alignment"],
            "targetName": "A goal of the district",
            "targetUrl": f"{base}/issuers/kettle-moraine#goals.district_goal",
            "targetType": "ext:DistrictGoal",
        }
    ]
    narrative = achievement["criteria"]["narrative"]
    assert narrative.startswith("Pupils teach.")
    assert "- Student reflection\n" in narrative
    assert "- The artifacts and evidence suggest an impact on student learning" in narrative
    assert narrative.endswith("Reviewed by a panel of the district.")
    assert "creditsAvailable" not in achievement
    assert "related" not in achievement


def test_g8_not_yet_leaves_no_trace():
    journey = with_evidence()
    by_panel(journey, "say_not_yet", **NOT_YET)
    journey.hand_in("artifacts", content=b"better", instead_of=journey.piece("artifacts"))
    journey.move("submit")
    by_panel(journey, "award", **MET)
    signed = issued(journey, instance=FLIPPED)
    assert verify(signed).verdict is Verdict.VALID
    text = signed.text.lower()
    for word in ("not yet", "not_yet", "notyet", "feedback", NOT_YET["feedback"].lower()):
        assert word not in text
    (artifact,) = [one for one in signed.document["evidence"] if one["genre"] == "Artifact"]
    assert artifact["digestMultibase"] == digest(b"better")


def test_g10_a_group_gets_a_badge_each():
    badges = []
    for number in range(4):
        journey = with_evidence(case=f"case-{number}", applicant=f"person-{number}", group="team")
        move, records = ("say_not_yet", NOT_YET) if number == 3 else ("award", MET)
        by_panel(journey, move, **records)
        if journey.state.kind == "awarded":
            badges.append(issued(journey, instance=FLIPPED))
        else:
            with pytest.raises(SettingsError, match="not_yet"):
                issued(journey, instance=FLIPPED)
    assert [verify(badge).verdict for badge in badges] == [Verdict.VALID] * 3


def test_g42_five_components_as_evidence():
    signed = issued(ksde(), instance=Instance("Reading aloud"))
    assert verify(signed).verdict is Verdict.VALID
    evidence = signed.document["evidence"]
    genres = ["Overview", "Research", "Implementation", "Impact", "Reflection"]
    assert [one["genre"] for one in evidence] == genres
    for one in evidence:
        assert set(one) == {"id", "type", "genre", "name", "mediaType", "digestMultibase"}
        assert one["id"].startswith("urn:uuid:")
        assert one["digestMultibase"].startswith("uEi")
    subject = signed.document["credentialSubject"]
    assert len(subject["result"]) == len(subject["achievement"]["resultDescription"]) == 5
    described = {one["id"]: one for one in subject["achievement"]["resultDescription"]}
    for result in subject["result"]:
        (level,) = described[result["resultDescription"]]["rubricCriterionLevel"]
        assert (result["achievedLevel"], level["level"]) == (level["id"], "met")
    named = [one["targetName"] for one in subject["achievement"]["alignment"]]
    assert named == ["Building goals", "District goals"]


def test_g53_a_badge_that_ends():
    five_years = changed("ksde-components", achievements__mc__valid_for=Duration(years=5))
    journey = ksde(of=five_years)
    district = districts.of(journey.program.issuer)
    signed_at = datetime(2026, 11, 21, 15, 4, tzinfo=UTC)
    award = award_of(
        five_years, journey.state, to=teacher(), site=district.site, signed_at=signed_at
    )
    document = district.issuer.issue(**vars(award)).document
    assert document["validFrom"] == "2026-11-21T15:04:00Z"
    assert document["validUntil"] == "2031-11-21T15:04:00Z"
    assert "validUntil" not in issued(ksde()).document


def test_the_day_is_that_of_the_decision_where_the_program_is():
    journey = with_evidence(on="2026-11-20")
    for number, at in enumerate(("T09:00", "T10:00", "T23:30")):
        journey.move("award", f"panel-{number}", "panel", on=f"2026-11-20{at}", **MET)
    assert issued(journey).document["awardedDate"] == "2026-11-20T00:00:00Z"


def test_levels_that_pass_are_signed():
    journey = lake_enrolled()
    journey.hand_in("checkin", "staff-1", "reviewer")
    journey.move("staff_check_in", "staff-1", "reviewer", submit_by="2016-06-01")
    journey.move("submit")
    high = {"judgement": {"mastery": "high_mastery"}}
    journey.move("award", "staff-2", "reviewer", **high)
    signed = issued(journey)
    report = verify(signed)
    assert report.verdict is Verdict.VALID
    subject = signed.document["credentialSubject"]
    (description,) = subject["achievement"]["resultDescription"]
    assert [one["level"] for one in description["rubricCriterionLevel"]] == [
        "mastery",
        "high_mastery",
    ]
    assert description["requiredLevel"].endswith("#mastery.mastery")
    assert subject["result"][0]["achievedLevel"].endswith("#mastery.high_mastery")
    # so who has the badge may become a facilitator, by it alone
    earned = Earned.of(journey.program, [report], NOW.date())
    assert earned.achieved["culture.2"].levels == ("high_mastery",)


def test_a_case_is_issued_once():
    journey = awarded()
    issued(journey)
    journey.do(Issued(credential="urn:uuid:1", digest="d"))
    with pytest.raises(SettingsError, match="issued already"):
        issued(journey)
    with pytest.raises(SettingsError, match="evidence_submitted"):
        issued(with_evidence())


def test_what_is_missing_is_named_before_anything_is_signed():
    journey = awarded()
    stricter = changed("kettle-moraine", parts__artifacts__min=2)
    with pytest.raises(SettingsError, match="Artifacts: student work"):
        award_of(
            stricter,
            journey.state,
            to=teacher(),
            site=districts.of(stricter.issuer).site,
            signed_at=NOW,
        )


def test_what_came_after_the_decision_is_no_evidence():
    journey = ksde()
    last = read(journey.events)[-1]
    (judged,) = journey.state.pieces["impact"]
    later = PartAdded(**{**judged.model_dump(), "piece": str(uuid.uuid4())})
    log = [*journey.events, next_event(last, "case-1", last.moment, "person-1", "educator", later)]
    state = fold(journey.program, log)
    assert [len(pieces["impact"]) for pieces in (state.pieces, state.frozen)] == [2, 1]
    assert Judged.of(journey.program, state).pieces["impact"] == (judged,)


def test_a_level_that_does_not_pass_is_not_signed_whoever_wrote_it():
    journey = ksde()
    data = {**journey.events[-1].data}
    data["records"] = {"judgement": {**data["records"]["judgement"], "impact": "not_yet"}}
    state = fold(journey.program, [*journey.events[:-1], replace(journey.events[-1], data=data)])
    assert state.kind == "awarded"
    levels = Judged.of(journey.program, state).levels
    assert levels == dict.fromkeys(set(FIVE_COMPONENTS) - {"impact"}, "met")


def test_a_text_is_salted():
    pieces = {text_piece("I learned a lot.", bytes([number]) * 16) for number in range(2)}
    assert len({digest(piece) for piece in pieces}) == 2
    assert json.loads(text_piece("ñ", b"\0" * 16)) == {"text": "ñ", "salt": "A" * 22}


def test_a_piece_is_handed_in_and_again():
    journey = Journey(program("kettle-moraine"), "micro_credential.flipped", "educator")
    journey.begin()
    first = piece_of("plan", b"A plan.", names=["goals.school_goal"])
    assert journey.do(first) == "ok"
    again = piece_of("plan", b"%PDF-", kind="file", media_type="application/pdf",
                     names=["goals.district_goal"], replaces=first.piece)  # fmt: skip
    assert journey.do(again) == "ok"
    (kept,) = journey.state.pieces["plan"]
    assert (kept.piece, kept.digest, kept.size) == (first.piece, digest(b"%PDF-"), 5)
    assert (kept.kind, kept.media_type, kept.names) == (
        "file", "application/pdf", ("goals.district_goal",),
    )  # fmt: skip
    assert piece_of("plan", b"A plan.").piece != first.piece
    with pytest.raises(SettingsError, match="media_type"):
        piece_of("plan", b"", media_type="a plan")


def test_what_recognition_asks_of_a_case():
    told = facts_of(program("kettle-moraine"), [awarded().state], school="a", involved={"panel"})
    assert (told.school, told.involved) == ("a", {"panel"})
    assert told.chosen == {"plan": {"goals.district_goal"}}
    facts = told.case("micro_credential.flipped")
    assert [made.move for made in facts.moves] == [
        "submit_plan", "approve_plan", "begin", "submit", "award",
    ]  # fmt: skip
    approved = next(made for made in facts.moves if made.move == "approve_plan")
    assert approved == MoveMade(move="approve_plan", on="2016-05-02", amounts={"amount": 250})


def test_of_several_cases_of_one_achievement_the_awarded_one_tells():
    given_up = Journey(program("kettle-moraine"), "micro_credential.flipped", "educator")
    given_up.begin()
    given_up.move("withdraw")
    for states in ([awarded().state, given_up.state], [given_up.state, awarded().state]):
        told = facts_of(program("kettle-moraine"), states).case("micro_credential.flipped")
        assert told.moves[-1].move == "award"
    told = facts_of(program("kettle-moraine"), [given_up.state]).case("micro_credential.flipped")
    assert [made.move for made in told.moves] == ["withdraw"]


def test_what_was_chosen_and_approved_in_a_case_is_told():
    journey = juab(NAMED[:11])
    assert facts_of(program("juab"), [journey.state]).chosen["goals"] == {*NAMED[:11]}
    one = Journey(program("juab"), "teacher_leader", "teacher")
    one.begin()
    one.hand_in("goals", kind="list", names=NAMED[:3])
    one.do(Approved(what=NAMED[0], by="admin"), "admin-1", "admin")
    one.move("submit_goals")
    assert facts_of(program("juab"), [one.state]).chosen["goals"] == {NAMED[0]}
    both = facts_of(program("juab"), [one.state, journey.state])
    assert both.chosen["goals"] == {*NAMED[:11]}


# Badges of others ---------------------------------------------------------------------------------

BCPS = "https://badges.digital-promise.example/achievements/bcps-{}"
MAY = datetime(2016, 5, 3, 12, tzinfo=UTC)


def taking_part(number=3) -> Journey:
    journey = Journey(
        program("baltimore-county"), f"mc.{number}", "educator", on="2016-05-02", school="school-1"
    )
    facts = Facts(involved=frozenset({"stat"}))
    journey.earned = Earned(journey.program, {}, facts)
    journey.begin()
    assert journey.move("join") == OK
    return journey


def report(achievement, by=DIGITAL_PROMISE, on=MAY, **more):
    return verify(districts.of(by).badge(achievement, on, **more))


@pytest.mark.parametrize(
    ("badge", "answer"),
    [
        (lambda: report(BCPS.format(3)), OK),
        (lambda: None, "not_offered"),
        (lambda: report(BCPS.format(4)), "not_offered"),  # of another one of the 24
        (lambda: report(BCPS.format(25)), "not_offered"),
        (lambda: report(BCPS.format(3), by="did:web:badges.cce.example"), "not_offered"),
        (lambda: report(BCPS.format(3), valid_until=MAY), "not_offered"),  # expired
        (lambda: report(BCPS.format(3), on=datetime(2016, 7, 1, tzinfo=UTC)), "not_offered"),
    ],
    ids=["3", "none", "4", "25", "another issuer", "expired", "later than now"],
)
def test_a_case_takes_in_the_badge_it_is_about(badge, answer):
    journey = taking_part()
    assert journey.move("record", badge=badge(), on="2016-06-01") == answer
    kinds = [event.kind for event in journey.events[-2:]]
    assert (kinds == ["badge_taken_in", "moved"]) is (answer == OK)
    assert journey.state.name == ("recorded" if answer == OK else "taking_part")


def test_g26_after_the_deadline_and_extended():
    journey, badge = taking_part(), report(BCPS.format(3))
    record = Move("record", badge=badge)
    until = "2016-12-31"
    assert journey.do(record, on="2016-07-01") == "too_late"
    assert journey.move("record", on="2016-07-01") == "too_late"  # and no badge
    extended = Extended(deadline="submission", until=until, reason="technical difficulties")
    no_reason = extended.model_copy(update={"reason": "I forgot."})
    too_far = extended.model_copy(update={"until": "2017-01-01"})
    not_later = extended.model_copy(update={"until": "2016-06-30"})
    assert journey.do(extended) == "not_your_role"
    for refused in (no_reason, too_far, not_later):
        assert journey.do(refused, "office-1", "office") == "record_invalid"
    assert journey.do(extended, "office-1", "office") == OK
    assert journey.do(record) == OK
    assert journey.state.name == "recorded"
    assert journey.do(Issued(credential="urn:uuid:1", digest="d")) == "wrong_state"
    with pytest.raises(SettingsError, match="others issue this badge"):
        issued(journey)


def test_the_last_second_of_a_deadline_counts():
    badge = report(BCPS.format(3))
    assert taking_part().do(Move("record", badge=badge), on="2016-06-30T23:59:59") == OK
    assert taking_part().do(Move("record", badge=badge), on="2016-07-01T00:00:00") == "too_late"


def test_a_badge_of_others_is_an_artefact_in_a_case():
    journey = with_evidence(on="2026-11-20")
    badge = TakeIn(
        report("https://badges.cce.example/achievements/basic", by="did:web:badges.cce.example")
    )
    assert journey.do(badge) == "wrong_state"
    by_panel(journey, "say_not_yet", **NOT_YET)
    assert journey.do(badge, "person-2") == "not_your_role"
    stranger = report("https://badges.juab.example/a", by="did:web:badges.juab.example")
    assert journey.do(TakeIn(stranger)) == "not_offered"
    assert journey.do(badge) == OK
    assert journey.state.taken_in[0].accepts == "third_party_badge"


# Stacks -----------------------------------------------------------------------------------------


def cce_badges(*names):
    """Issue badges of the series of CCE, by cases, and verify them."""
    for name in names:
        journey = Journey(program("cce-rhode-island"), name, "educator", on="2026-11-20")
        journey.begin()
        journey.hand_in("artifacts")
        journey.move("submit")
        records = {"judgement": {"design": "met"}, "feedback": "Clear."}
        assert journey.move("award", "assessor-1", "assessor", **records) == OK
        yield verify(issued(journey))


def stack_of(earned, exact):
    district = districts.of(earned.program.issuer)
    award = stack_award_of(earned, exact, to=teacher(), site=district.site, signed_at=NOW)
    return district.issuer.issue(**vars(award))


def test_g39_a_stack_is_issued_once_it_is_complete():
    cce = program("cce-rhode-island")
    reports = list(cce_badges("basic.1", "basic.2"))
    earned = Earned.of(cce, reports, NOW.date())
    assert completed(earned) == []
    with pytest.raises(SettingsError, match="2 of 3"):
        stack_of(earned, "basic_stack")
    reports += cce_badges("basic.3")
    earned = Earned.of(cce, reports, NOW.date())
    assert [one.ref for one in completed(earned)] == ["basic_stack"]
    stack = stack_of(earned, "basic_stack")
    report = verify(stack)
    assert report.verdict is Verdict.VALID
    achievement = stack.document["credentialSubject"]["achievement"]
    assert achievement["achievementType"] == "Certificate"
    assert "Basic Performance Assessment Design" in achievement["criteria"]["narrative"]
    assert stack.document["awardedDate"] == "2026-11-20T00:00:00Z"
    after = Earned.of(cce, [*reports, report], NOW.date())
    assert completed(after) == []
    with pytest.raises(SettingsError, match="already"):
        stack_of(after, "basic_stack")
    for nothing in ("basic.1", "no_such_stack", "equity.1"):
        with pytest.raises(SettingsError):
            stack_of(earned, nothing)


def test_g40_all_twelve_give_three_stacks():
    names = [f"{one}.{n}" for one in ("basic", "advanced", "leading", "equity") for n in (1, 2, 3)]
    earned = Earned.of(program("cce-rhode-island"), list(cce_badges(*names)), NOW.date())
    stacks = [one.ref for one in completed(earned)]
    assert stacks == ["basic_stack", "advanced_stack", "leading_stack"]
    for exact in stacks:
        assert verify(stack_of(earned, exact)).verdict is Verdict.VALID


def test_a_stack_that_lost_a_member_is_told():
    cce = program("cce-rhode-island")
    reports = list(cce_badges("basic.1", "basic.2", "basic.3"))
    stack = verify(stack_of(Earned.of(cce, reports, NOW.date()), "basic_stack"))
    assert no_longer_complete(Earned.of(cce, [*reports, stack], NOW.date())) == []
    (left,) = no_longer_complete(Earned.of(cce, [*reports[1:], stack], NOW.date()))
    assert left.ref == "basic_stack"


def links(record):
    return {
        (
            one["associationType"],
            one["sourceId"].rpartition("/")[2],
            one["targetId"].rpartition("/")[2],
        )
        for one in record["credentialSubject"]["association"]
    }


def recorded(earned, exact, stack, reports):
    district = districts.of(earned.program.issuer)
    record = record_of(
        earned,
        exact,
        stack,
        reports,
        issuer=district.profile,
        to=teacher(),
        id="urn:uuid:0b8f1f2e-6a3d-4a57-8a51-1f0b6a7c9d10",
        signed_at=NOW,
    )
    return record, district.issuer.sign(record)


def test_the_record_of_a_stack_carries_its_members():
    reports = list(cce_badges("basic.1", "basic.2", "basic.3", "equity.1"))
    earned = Earned.of(program("cce-rhode-island"), reports, NOW.date())
    stack = stack_of(earned, "basic_stack")
    record, signed = recorded(earned, "basic_stack", stack, reports)
    report = verify(signed)
    assert report.verdict is Verdict.VALID
    assert [part.report.verdict for part in report.parts] == [Verdict.VALID] * 5
    carried = record["credentialSubject"]["verifiableCredential"]
    assert carried == [stack.document, *(one.document for one in reports)]
    parts = {f"basic.{number}" for number in (1, 2, 3)}
    assert links(record) == {("isPartOf", one, "basic_stack") for one in parts} | {
        ("isParentOf", "basic_stack", one) for one in parts
    }


def test_what_came_first_precedes():
    lake = program("lake-county")
    district = districts.of(lake.issuer)
    names = ("pl_prerequisite", "culture.1", "culture.2", "culture.3", "culture.4")
    reports = [
        verify(district.badge(lake.achievement_id(district.site.base, one))) for one in names
    ]
    earned = Earned.of(lake, reports, NOW.date())
    record, signed = recorded(
        earned, "culture_pathway", stack_of(earned, "culture_pathway"), reports
    )
    assert verify(signed).verdict is Verdict.VALID
    found = {(source, target) for type_, source, target in links(record) if type_ == "precedes"}
    assert found == {("pl_prerequisite", f"culture.{number}") for number in range(1, 5)}
    assert ("isPartOf", "pl_prerequisite", "culture_pathway") not in links(record)


def test_g16_a_stack_of_badges_of_others_which_are_not_issued_anew():
    juab, others = program("juab"), districts.of(DIGITAL_PROMISE)
    ids = [f"https://badges.digital-promise.example/achievements/{number}" for number in range(12)]
    tokens = [others.badge(one, MAY, securing="vc-jwt") for one in ids[:1]]
    reports = [verify(one) for one in (*tokens, *(others.badge(one, MAY) for one in ids[1:]))]
    journey = Journey(juab, "teacher_leader", "teacher", on="2026-11-20")
    journey.begin()
    journey.hand_in("goals", kind="list", names=tuple(ids))
    journey.move("submit_goals")
    journey.move("approve_goals", "admin-1", "admin")
    for badge in reports:
        assert journey.do(TakeIn(badge)) == OK
    journey.earned = Earned.of(juab, reports, NOW.date())
    journey.hand_in("portfolio")
    assert journey.move("book_review") == OK
    journey.hand_in("discussion", "admin-1", "committee")
    answers = [journey.move("approve_stack", f"admin-{n}", "committee") for n in (1, 2, 3)]
    assert answers == CARRIED
    stack = issued(journey)
    assert stack.document["credentialSubject"]["achievement"]["achievementType"] == "Certificate"
    assert [one["genre"] for one in stack.document["evidence"]] == [
        "Plan",
        "Portfolio",
        "Interview",
    ]
    facts = Facts(chosen={"goals": frozenset(journey.state.chosen["goals"])})
    earned = Earned.of(juab, reports, NOW.date(), facts)
    record, signed = recorded(earned, "teacher_leader", stack, reports)
    report = verify(signed)
    assert report.verdict is Verdict.VALID
    issuers = [part.report.issuer_id for part in report.parts]
    assert issuers == [juab.issuer] + [DIGITAL_PROMISE] * 11
    assert record["partial"] is True  # one is a token, which no record carries
    assert record["credentialSubject"]["achievement"][0]["id"] == ids[0]
    assert {one[1] for one in links(record) if one[0] == "isPartOf"} == {str(n) for n in range(12)}


def test_a_record_carries_nothing_that_is_not_valid():
    reports = list(cce_badges("basic.1", "basic.2", "basic.3"))
    earned = Earned.of(program("cce-rhode-island"), reports, NOW.date())
    stack = stack_of(earned, "basic_stack")
    expired = report("https://badges.digital-promise.example/a", valid_until=MAY)
    with pytest.raises(VerificationError):
        recorded(earned, "basic_stack", stack, [*reports, expired])


def test_a_record_that_lacks_a_member_says_that_it_is_not_the_whole():
    reports = list(cce_badges("basic.1", "basic.2", "basic.3"))
    earned = Earned.of(program("cce-rhode-island"), reports, NOW.date())
    stack = stack_of(earned, "basic_stack")
    partial = [
        recorded(earned, "basic_stack", stack, reports[:number])[0].get("partial")
        for number in (3, 2, 0)
    ]
    assert partial == [None, True, True]


def test_a_record_carries_no_badge_of_which_nobody_asked_whose_it_is():
    reports = list(cce_badges("basic.1", "basic.2", "basic.3"))
    earned = Earned.of(program("cce-rhode-island"), reports, NOW.date())
    stack = stack_of(earned, "basic_stack")
    somebody = verify(districts.of(DIGITAL_PROMISE).badge("https://x.example/a"), recipient=None)
    assert somebody.verdict is Verdict.VALID
    with pytest.raises(SettingsError):
        recorded(earned, "basic_stack", stack, [*reports, somebody])


def test_a_record_stands_for_the_badges_in_it():
    reports = list(cce_badges("basic.1", "basic.2", "basic.3"))
    earned = Earned.of(program("cce-rhode-island"), reports, NOW.date())
    stack = stack_of(earned, "basic_stack")
    once, signed = recorded(earned, "basic_stack", stack, reports)
    again, _ = recorded(earned, "basic_stack", stack, [verify(signed), reports[0]])
    for member in ("verifiableCredential", "association"):  # the identifier has another salt
        assert again["credentialSubject"][member] == once["credentialSubject"][member]
    assert "partial" not in again


@pytest.mark.parametrize("what", [{"id": "urn:uuid:1"}, {}, b"{}", "a token", 0])
def test_only_what_a_verifier_reports_on_is_taken(what):
    cce = program("cce-rhode-island")
    reports = list(cce_badges("basic.1", "basic.2", "basic.3"))
    stack = stack_of(Earned.of(cce, reports, NOW.date()), "basic_stack")
    earned = Earned.of(cce, reports, NOW.date())
    journey = taking_part()
    refused = [
        lambda: recorded(earned, "basic_stack", stack, [*reports, what]),
        lambda: recognize(cce, [*reports, what], Facts(), NOW.date()),
        lambda: Earned.of(cce, [*reports, what], NOW.date()),
        lambda: journey.do(TakeIn(what)),
        lambda: journey.do(Move("record", badge=what)),
    ]
    for act in refused:
        with pytest.raises(TypeError, match="Verifier"):
            act()
    assert journey.state.name == "taking_part"


# Files that were handed over ------------------------------------------------------------------


def handed_over(**files):
    """Verify a badge of Seminole County, with files for its one piece, or for another."""
    journey = Journey(
        program("seminole-county"), "mc.feedback", "teacher", on="2017-09-01",
        school="example-elementary",
    )  # fmt: skip
    journey.begin()
    journey.hand_in("portfolio", content=b"the copy")
    journey.move("submit")
    journey.move("peer_ok", "peer-1", "peer", feedback="Good.")
    journey.move("award", "admin-1", "admin", judgement={"tasks": "met"})
    signed = issued(journey, instance=Instance("Feedback"))
    (evidence,) = signed.document["evidence"]
    assert evidence["digestMultibase"] == digest(b"the copy")
    ids = {"portfolio": evidence["id"], "other": "urn:uuid:11111111-1111-4111-8111-111111111111"}
    return verify(signed, files={ids[name]: stored for name, stored in files.items()})


@pytest.mark.parametrize(
    ("files", "outcome", "verdict"),
    [
        ({}, Outcome.NOT_APPLICABLE, Verdict.VALID),
        ({"portfolio": b"the copy"}, Outcome.PASSED, Verdict.VALID),
        ({"portfolio": b"edited since"}, Outcome.FAILED, Verdict.TAMPERED),  # G38
        ({"other": b"edited since"}, Outcome.NOT_APPLICABLE, Verdict.VALID),
        ({"portfolio": b"the copy", "other": b"x"}, Outcome.PASSED, Verdict.VALID),
    ],
    ids=["no file", "the copy", "edited", "of no evidence", "both"],
)
def test_g38_a_file_edited_after_it_was_handed_in(files, outcome, verdict):
    report = handed_over(**files)
    assert (report.check("evidence_integrity").outcome, report.verdict) == (outcome, verdict)
    assert bool(report) is (verdict is Verdict.VALID)


# What it is worth -----------------------------------------------------------------------------


def test_an_award_is_worth_what_the_panel_decided():
    journey = awarded(on="2026-11-20")
    report = verify(issued(journey, instance=FLIPPED))
    for facts, total in ((facts_of(journey.program, [journey.state]), [250]), (Facts(), [])):
        found = recognize(journey.program, [report], facts, NOW.date())
        assert [one.amount for one in found.totals] == total


def test_a_facilitator_and_hours_by_badges_of_cases():
    journey = lake_enrolled()
    journey.hand_in("checkin", "staff-1", "reviewer")
    journey.move("staff_check_in", "staff-1", "reviewer", submit_by="2016-06-01")
    journey.move("submit")
    journey.move("award", "staff-2", "reviewer", judgement={"mastery": "high_mastery"})
    report = verify(issued(journey))
    found = recognize(journey.program, [report], Facts(), NOW.date())
    assert [(one.amount, one.unit) for one in found.totals] == [(4, "inservice_hour")]
    training = Journey(journey.program, "badge_facilitator.culture.2", "teacher", on="2016-05-03")
    training.earned = Earned.of(journey.program, [report], NOW.date())
    training.begin()
    training.hand_in("evaluator_training", "staff-1", "reviewer")
    assert training.move("award", "staff-1", "reviewer") == OK
    certificate = verify(issued(training))
    assert certificate.verdict is Verdict.VALID
    may_coach = Earned.of(journey.program, [certificate], NOW.date())
    other = lake_enrolled()
    assert other.hand_in("checkin", "coach-1", "facilitator", holds=may_coach) == OK
