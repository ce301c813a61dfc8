# ruff: noqa: E501  # a table: one change a line
"""What the loader finds, and where: one change to a file of a district, and the fault it makes."""

from __future__ import annotations

import pytest

from openbadges_issuer.programs.faults import nearest
from tests.unit.test_programs.conftest import changed

KM, JUAB, AR, BC = "kettle-moraine", "juab", "arkansas", "baltimore-county"
LAKE, SEMINOLE, CCE, KSDE = "lake-county", "seminole-county", "cce-rhode-island", "ksde-components"

# (file, what is written, what is written instead, check, path)
CASES = [
    # keys and values
    (LAKE, "label: Badge facilitator\n", "lable: Badge facilitator\n", "unknown_key", "roles.facilitator.lable"),
    (LAKE, "name: School Culture, type", "type", "missing_key", "achievements.culture.name"),
    (LAKE, "voluntary: true\n", "", "missing_key", "voluntary"),
    (LAKE, "voluntary: true", "voluntary: yes", "value", "voluntary"),
    (LAKE, "voluntary: true", "voluntary:", "nothing", "voluntary"),
    (LAKE, "revision: 1", "revision: 0", "value", "revision"),
    (LAKE, "revision: 1", 'revision: "1"', "value", "revision"),
    (LAKE, "program/1", "program/2", "value", "format"),
    (LAKE, "id: lake-county", "id: Lake County", "value", "id"),
    (LAKE, "did:web:badges.lake-county.example", "https://lake-county.example", "value", "issuer"),
    (LAKE, "America/New_York", "America/New_Yrk", "value", "time_zone"),
    (LAKE, "America/New_York", "America", "value", "time_zone"),
    (LAKE, "since: 2014-07-01", "since: 2014-02-30", "value", "since"),
    (LAKE, "since: 2014-07-01", "since: July 2014", "value", "since"),
    (LAKE, "languages: [en]", "languages: english", "value", "languages"),
    (LAKE, "kind: credit", "kind: credits", "value", "units.inservice_hour.kind"),
    (LAKE, "amount: 4,", "amount: four,", "value", "rewards.hours.gives.values[0].amount"),
    (LAKE, "amount: 4,", "amount: -4,", "value", "rewards.hours.gives.values[0].amount"),
    (LAKE, "amount: 4,", "amount: true,", "value", "rewards.hours.gives.values[0].amount"),
    (LAKE, "amount: 4,", "amount: 4.0,", "float", "rewards.hours.gives.values[0].amount"),
    (LAKE, "amount: 4,", "amount: 1e9,", "float", "rewards.hours.gives.values[0].amount"),
    (LAKE, "type: Badge,", "type: Bagde,", "value", "achievements.pl_prerequisite.type"),
    (LAKE, "series: 4", "series: 0", "value", "achievements.culture.series"),
    (LAKE, "series: 4", "series: 1000", "value", "achievements.culture.series"),
    (LAKE, "holds: {earned: badge_facilitator}", "holds: {}", "one_of", "roles.facilitator.holds"),
    (LAKE, "holds: {earned: badge_facilitator}", "holds: {earned: []}", "value", "roles.facilitator.holds.earned"),
    (LAKE, "{earned: badge_facilitator}", "{earned: badge_facilitator, involved: teacher}", "one_of", "roles.facilitator.holds"),
    (LAKE, "{position: Teacher leadership (when open)}", "{position: a, text: b}", "one_of", "rewards.leadership.gives"),
    (LAKE, "{position: Teacher leadership (when open)}", "{}", "one_of", "rewards.leadership.gives"),
    (LAKE, "submit_by: {type: date}", "submit_by: {type: day}", "one_of", "workflows.coached.moves.check_in.records.submit_by"),
    (KM, "max_age: P5Y", "max_age: 5 years", "value", "accepts.lake_county.max_age"),
    (KM, "max_age: P5Y", "max_age: P0D", "value", "accepts.lake_county.max_age"),
    (KM, "at_most: unlimited", "at_most: 0", "value", "workflows.main.resubmission.at_most"),
    (BC, "at: 2016-06-30T23:59:59", "at: 2016-06-30", "value", "deadlines.submission.at"),
    # names
    (LAKE, "by: facilitator, coaching", "by: facilitater, coaching", "reference", "workflows.coached.moves.check_in.by"),
    (LAKE, "needs: [plan, checkin]", "needs: [plan, check]", "reference", "workflows.coached.moves.check_in.needs[1]"),
    (LAKE, "parts: [evaluator_training]", "parts: [training]", "reference", "achievements.badge_facilitator.parts[0]"),
    (LAKE, "unit: inservice_hour", "unit: hour", "reference", "rewards.hours.gives.unit"),
    (LAKE, "from: [own]", "from: [state]", "reference", "achievements.pl_prerequisite.from[0]"),
    (LAKE, "rubric: mastery}", "rubric: mastry}", "reference", "achievements.pl_prerequisite.rubric"),
    (LAKE, "workflow: prerequisite", "workflow: prerequisites", "reference", "achievements.pl_prerequisite.workflow"),
    (LAKE, "start: in_training", "start: training", "reference", "workflows.facilitator.start"),
    (LAKE, "to: coached, by: facilitator", "to: coach, by: facilitator", "reference", "workflows.coached.moves.check_in.to"),
    (LAKE, "from: [coached], to: submitted", "from: [coach], to: submitted", "reference", "workflows.coached.moves.submit.from[0]"),
    (LAKE, "resubmission: {move: submit,", "resubmission: {move: hand_in,", "reference", "workflows.prerequisite.resubmission.move"),
    (LAKE, "before: agreed", "before: agreement", "reference", "workflows.coached.moves.submit.before"),
    (LAKE, "gives: {role: facilitator}", "gives: {role: coach}", "reference", "rewards.facilitator.gives.role"),
    (LAKE, "pass: mastery", "pass: mastered", "reference", "rubrics.mastery.pass"),
    (LAKE, "extended_by: facilitator", "extended_by: office", "reference", "deadlines.agreed.extended_by"),
    (LAKE, "{earned: badge_facilitator}", "{earned: badge_facilitators}", "reference", "roles.facilitator.holds.earned"),
    (LAKE, "{issued: badge_facilitator}", "{issued: badge}", "reference", "rewards.facilitator.when.issued"),
    (LAKE, "about: [culture.*,", "about: [cultur.*,", "reference", "achievements.badge_facilitator.about[0]"),
    (JUAB, "of: [external_mc]", "of: [external_mcs]", "reference", "achievements.teacher_leader.requires.count.of[0]"),
    (JUAB, "chosen_in: goals", "chosen_in: goal", "reference", "achievements.teacher_leader.requires.count.chosen_in"),
    (JUAB, "requirement_met: teacher_leader", "requirement_met: leader", "reference", "workflows.pathway.moves.book_review.guard.requirement_met"),
    (JUAB, "aligns_to: [core_four]", "aligns_to: [core_for]", "reference", "achievements.external_mc.aligns_to[0]"),
    (JUAB, "approval: admin", "approval: administrator", "reference", "catalogues.bloomboard.approval"),
    (JUAB, "on_request_of: teacher", "on_request_of: teachers", "reference", "rewards.base_raise.on_request_of"),
    (AR, "with: mentor", "with: mentors", "reference", "duties.first_year.with"),
    (AR, "{earned: discipline}]", "{earned: disciplines}]", "reference", "duties.first_year.requires.any[2].earned"),
    (AR, "counts_as: external_mc", "counts_as: external", "reference", "accepts.bloomboard_badge.counts_as"),
    (BC, "involved: stat", "involved: stats", "reference", "workflows.pilot.moves.join.guard.involved"),
    (BC, "accepts: bloomboard_badge", "accepts: bloomboard", "reference", "workflows.pilot.moves.record.accepts"),
    (KM, "unit: usd_base", "unit: usd", "reference", "workflows.main.moves.approve_plan.records.amount.unit"),
    (KM, "needs_move: approve_plan", "needs_move: approve", "reference", "rewards.base_raise.needs_move"),
    (KM, "decided_in: approve_plan.amount", "decided_in: approve_plan.sum", "reference", "rewards.base_raise.gives.decided_in"),
    (KM, "decided_in: approve_plan.amount", "decided_in: approve_plan.within_budget", "reference", "rewards.base_raise.gives.decided_in"),
    (KSDE, "part: overview", "part: over", "reference", "rubrics.components.criteria.overview.part"),
    (SEMINOLE, "      school: [mc.feedback, mc.rubrics]", "      schools: [mc.feedback]", "reference", "schools.example-middle.offers.schools"),
    # members
    (BC, "counts_as: mc.{n}", "counts_as: mc.25", "member", "accepts.bloomboard_badge.counts_as"),
    (LAKE, "requires: {earned: culture.*}", "requires: {earned: culture}", "member", "achievements.culture_pathway.requires.earned"),
    (LAKE, "requires: {earned: culture.*}", "requires: {earned: [culture.1, culture.5]}", "member", "achievements.culture_pathway.requires.earned[1]"),
    (LAKE, "requires: {earned: culture.*}", "requires: {earned: culture.01}", "member", "achievements.culture_pathway.requires.earned"),
    (LAKE, "start_when: {earned: pl_prerequisite}", "start_when: {earned: pl_prerequisite.1}", "member", "achievements.culture.start_when.earned"),
    (LAKE, "{issued: badge_facilitator}", "{issued: badge_facilitator.pl_prerequisite}", "member", "rewards.facilitator.when.issued"),
    (SEMINOLE, "when: {issued: mc}", "when: {issued: mc.*}", "member", "rewards.points.when.issued"),
    # states and moves
    (LAKE, "start: in_training", "start: awarded", "unreachable", "workflows.facilitator.states.in_training"),
    (JUAB, "from: [earning, not_yet], to: review_booked", "from: [not_yet], to: review_booked", "unreachable", "workflows.pathway.states.review_booked"),
    (KM, "kind: awarded", "kind: closed", "award_state", "workflows.main"),
    (AR, "submit: {from: [open, not_yet], to: submitted, by: candidate", "submit: {from: [open], to: submitted, by: candidate", "no_way_out", "workflows.reviewers.states.not_yet"),
    (AR, "by: assessor, records: {judgement: {type: rubric}, feedback: {type: text}}", "by: assessor, records: {judgement: {type: rubric}}", "feedback", "workflows.local.moves.say_not_yet"),
    (AR, "by: assessor, records: {judgement: {type: rubric}, feedback: {type: text}}", "by: assessor, records: {judgement: {type: rubric}, feedback: {type: text, optional: true}}", "feedback", "workflows.local.moves.say_not_yet"),
    (AR, "by: assessor, records: {judgement: {type: rubric}}", "by: assessor", "judgement", "workflows.local.moves.award"),
    (CCE, "parts: [artifacts], rubric: design}", "parts: [artifacts]}", "judgement", "achievements.basic"),
    (LAKE, "recorded_in: [check_in.submit_by, staff_check_in.submit_by]", "recorded_in: check_in.day", "deadline", "workflows.coached.moves.submit.before"),
    (LAKE, "recorded_in: [check_in.submit_by,", "recorded_in: [check_in.submitby,", "reference", "deadlines.agreed.recorded_in[0]"),
    (LAKE, ", staff_check_in.submit_by]", ", staf_check_in.submit_by]", "reference", "deadlines.agreed.recorded_in[1]"),
    (LAKE, "recorded_in: [check_in.submit_by, staff_check_in.submit_by]", "recorded_in: award.judgement", "reference", "deadlines.agreed.recorded_in"),
    # parts
    (KM, "needs: [learned, artifacts, reflection_educator, reflection_student, next_steps]", "needs: [learned, artifacts, reflection_educator, next_steps]", "unused", "achievements.micro_credential.parts[4]"),
    (KM, "parts: [plan, learned, artifacts,", "parts: [plan, artifacts,", "unused", "parts.learned"),
    (KM, "needs: [learned, artifacts, reflection_educator, reflection_student, next_steps]}\n", "needs: [learned, artifacts, reflection_educator, reflection_student]}\n      ask: {from: [evidence_submitted], to: in_progress, by: panel, needs: [next_steps]}\n", "part_before_award", "workflows.main.moves.award"),
    (KM, "by: educator}\n      submit:", "by: educator, needs: [checkin]}\n      submit:", "reference", "workflows.main.moves.begin.needs[0]"),
    (KM, "reflection_student: {label: Student reflection,", "reflection_student: {label: Student reflection, visibility: earner_choice,", "visibility", "parts.reflection_student.visibility"),
    (LAKE, "choices: [blended, individual_research], ", "", "choices", "parts.delivery"),
    (JUAB, "kinds: [text, list]", "kinds: [text]", "chosen_in", "achievements.teacher_leader.requires.count.chosen_in"),
    # what can be earned
    (BC, "size: 24", "size: 25", "catalogue_size", "catalogues.chosen.size"),
    (BC, "every: 2", "every: 25", "count", "rewards.cpd.when.count"),
    (LAKE, "requires: {earned: culture.*}", "requires: {count: {at_least: 5, of: [culture.*]}}", "count", "achievements.culture_pathway.requires.count"),
    (LAKE, "start_when: {earned: pl_prerequisite}", "start_when: {earned: culture_pathway}", "circle", "achievements.culture"),
    (CCE, "requires: {earned: basic.*}", "requires: {earned: basic_stack}", "circle", "achievements.basic_stack"),
    (LAKE, "to: coached, by: reviewer", "to: coached, by: facilitator", "first_holder", "roles.facilitator.holds"),
    (AR, "by: irr_assessor, records: {judgement: {type: rubric}}", "by: assessor, records: {judgement: {type: rubric}}", "first_holder", "roles.assessor.holds"),
    (LAKE, "at_least: high_mastery", "at_least: highest_mastery", "level", "achievements.badge_facilitator.requires.level.at_least"),
    (LAKE, "of: subject", "of: culture_pathway", "level", "achievements.badge_facilitator.requires.level.of"),
    (LAKE, "start_when: {earned: pl_prerequisite}", "start_when: {level: {of: subject, at_least: mastery}}", "reference", "achievements.culture.start_when.level.of"),
    (LAKE, "requires: {earned: culture.*}", "requires: {requirement_met: elements_pathway}", "requirement_met", "achievements.culture_pathway.requires"),
    (JUAB, "requirement_met: teacher_leader", "requirement_met: external_mc", "requirement_met", "workflows.pathway.moves.book_review.guard.requirement_met"),
    (LAKE, "holds: {earned: badge_facilitator}", "holds: {earned: pl_prerequisite}", "per_achievement", "roles.facilitator.per_achievement"),
    (CCE, "award: case, workflow: main", "award: case", "award", "achievements.basic"),
    (LAKE, "award: when_complete, requires: {earned: culture.*}", "award: when_complete", "award", "achievements.culture_pathway"),
    (LAKE, "award: when_complete, requires: {earned: culture.*}", "award: when_complete, rubric: mastery, requires: {earned: culture.*}", "award", "achievements.culture_pathway.rubric"),
    (JUAB, "template: true", "template: true\n    series: 3", "award", "achievements.external_mc.series"),
    (CCE, "  basic_stack: {", "  any: {", "reserved", "achievements.any"),
    # roles, units, values, rewards
    (JUAB, "quorum: 3", "quorum: 4", "quorum", "roles.committee.quorum"),
    (JUAB, "    quorum: 3", "    same_school: true", "quorum", "roles.committee"),
    (JUAB, "kind: money, currency: USD", "kind: money", "units", "units.usd_once"),
    (JUAB, "kind: percent,", "kind: percent, currency: USD,", "units", "units.pct_base.currency"),
    (JUAB, "amount: 200", 'amount: "200.50"', "units", "rewards.pilot_stipend.gives.values[0].amount"),
    (KM, "step: 1", 'step: "0.5"', "units", "workflows.main.moves.approve_plan.records.amount.step"),
    (KM, "min: 100", "min: 700", "bounds", "workflows.main.moves.approve_plan.records.amount.min"),
    (KM, "step: 1", "step: 0", "bounds", "workflows.main.moves.approve_plan.records.amount.step"),
    (JUAB, "until: 2016-06-30}]", "until: 2016-06-30}, {amount: 100, from: 2016-06-30}]", "values", "rewards.pilot_stipend.gives.values[1]"),
    (JUAB, "until: 2016-06-30}]", "until: 2015-06-30}]", "dates", "rewards.pilot_stipend.gives.values[0].until"),
    (LAKE, "    lasts: once ", "    per: person ", "lasts", "rewards.hours"),
    (BC, "gives: {unit: cpd,", "needs_move: record\n    gives: {unit: cpd,", "needs_move", "rewards.cpd.needs_move"),
    (JUAB, "when: {earned: external_mc}\n", "when: {earned: external_mc}\n    needs_move: approve_stack\n", "needs_move", "rewards.pilot_stipend.when"),
    # badges of others, schools
    (KM, "issuers: [did:web:badges.lake-county.example]", "genres: [Plan]", "accepts", "accepts.lake_county"),
    (BC, "bcps-{n}", "bcps-1", "accepts", "accepts.bloomboard_badge.counts_as"),
    (LAKE, "\nworkflows:", "\naccepts: {a: {issuers: [did:web:a.example], achievements: any, counts_as: badge_facilitator, effect: counts}}\nworkflows:", "accepts", "accepts.a.counts_as"),
    (BC, "counts_as: mc.{n}", "counts_as: mc.*", "accepts", "accepts.bloomboard_badge.counts_as"),
    (SEMINOLE, "per_school: true", "per_school: false", "offers", "schools.example-elementary.offers.school"),
    (KM, "kind: proposed", "kind: proposed, admits: any", "catalogue", "catalogues.individual.admits"),
    # languages and dates
    (KM, "label: {en: Educator, es: Docente}", "label: {es: Docente}", "language", "roles.educator.label"),
    (KM, "label: {en: Educator, es: Docente}", "label: {en: Educator, fr: Professeur}", "language", "roles.educator.label.fr"),
    (KM, "languages: [en, es]", "languages: [en, es, en]", "language", "languages[2]"),
    (BC, "until: 2016-12-31   ", "until: 2016-03-31   ", "dates", "until"),
    (AR, "until: 2016-06-30", "until: 2015-06-30", "dates", "duties.first_year.until"),
    (BC, "extended_to: 2016-12-31T23:59:59", "extended_to: 2016-05-31T23:59:59", "dates", "deadlines.submission.extended_to"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "old", "new", "check", "path"), CASES)
def test_a_fault_is_found_where_it_is(errors, name, old, new, check, path):
    found = errors(name, (old, new))
    assert (check, path) in [(found_check, found_path) for found_check, found_path, _ in found]


def test_no_check_finds_what_is_allowed(program):
    program("lake-county", ("requires: {earned: culture.*}", "requires: {earned: [culture.1]}"))
    program("lake-county", ("to: submitted, by: teacher, needs: [delivery, plan,",
                            "to: submitted, by: teacher, needs: [plan, delivery,"))  # fmt: skip
    program("kettle-moraine", ("needs: [plan]", "needs: [plan, learned]"))
    program("kettle-moraine", ("visibility: private ", "visibility: earner_choice "))
    program("kettle-moraine", ("max_age: P5Y", "max_age: P1Y6M"))
    program("kettle-moraine", ("max_age: P5Y", "genres: [Plan, Artifact, Narrative]"))
    program("kettle-moraine", ("issuers: [did:web:badges.lake-county.example]",
                               "trust_lists: [florida]"))  # fmt: skip
    program("kettle-moraine", ("at_most: unlimited", "at_most: 2"))
    program("ksde-components", ("template: true,", "template: true, valid_for: P5Y,"))
    program("lake-county", ("{amount: 4, from: 2014-07-01, provisional: true}",
            "{amount: 4, until: 2018-06-30}, {amount: 3, from: 2018-07-01}"))  # fmt: skip


def test_the_line_is_that_of_the_key_at_fault(errors):
    [(check, path, line)] = errors("juab", ("of: [external_mc]", "of: [external_mcs]"))
    assert check == "reference"
    assert path == "achievements.teacher_leader.requires.count.of[0]"
    assert line.strip().startswith("requires: {count:")


def test_the_line_of_what_is_missing_is_that_of_the_entry(errors):
    [(_, _, line)] = errors("lake-county", ("{name: School Culture, type", "{type"))
    assert line.strip().startswith("culture: {")


def test_a_fault_is_written_as_editors_read_it():
    [fault] = changed("juab", ("of: [external_mc]", "of: [external_mcs]")).errors
    assert str(fault).startswith(
        "juab.yaml:56:43: achievements.teacher_leader.requires.count.of[0]: "
    )
    assert '"external_mc"' in str(fault)


@pytest.mark.parametrize(
    ("old", "new", "near"),
    [
        ("label: Badge facilitator\n", "lable: Badge facilitator\n", "label"),
        ("kind: credit", "kind: credits", "credit"),
        ("by: facilitator, coaching", "by: facilitater, coaching", "facilitator"),
        ("about: [culture.*,", "about: [cultur.*,", "culture"),
        ("recorded_in: [check_in.", "recorded_in: [chek_in.", "check_in.submit_by"),
    ],
)
def test_the_name_that_was_meant_is_offered(old, new, near):
    [fault] = changed("lake-county", (old, new)).errors
    assert f'did you mean "{near}"?' in fault.sentence


@pytest.mark.parametrize(
    ("old", "new", "near"),
    [
        ("needs_move: approve_plan", "needs_move: aprove_plan", "approve_plan"),
        ("approve_plan.amount", "approve_plan.amounts", "approve_plan.amount"),
    ],
)
def test_the_step_of_a_reward_that_was_meant_is_offered(old, new, near):
    [fault] = changed("kettle-moraine", (old, new)).errors
    assert f'did you mean "{near}"?' in fault.sentence


def test_a_whole_number_is_offered_for_one_with_a_point():
    for written, offered in (("1.0", 'write 1 or "1.0"'), ("1.5", 'write "1.5"')):
        fault, *_ = changed("kettle-moraine", ("revision: 1", f"revision: {written}")).errors
        assert (fault.check, fault.path) == ("float", "revision")
        assert fault.sentence.startswith(offered)


@pytest.mark.parametrize(
    ("typed", "known", "near"),
    [
        ("facilitater", ["facilitator", "teacher"], "facilitator"),
        ("external_mcs", ["external_mc"], "external_mc"),  # a letter too many
        ("extrnal_m", ["external_mc"], "external_mc"),  # two too few
        ("cdp", ["cpd"], "cpd"),  # two in each other's place
        ("external", ["external_mc"], None),  # three too few
        ("teacher_leaders_", ["teacher_leader"], "teacher_leader"),
        ("goal", ["goals", "goal_s", "gaol"], "goals"),
        ("mc", ["ab"], None),  # every name of two letters would be near
        ("b", ["a"], None),
        ("", ["a"], None),
        ("x" * 100_000, ["x"], None),
    ],
)
def test_what_is_near_is_at_most_two_letters_away(typed, known, near):
    assert nearest(typed, known) == nearest(typed, reversed(known)) == near


def test_all_faults_are_told_at_once_in_the_order_of_the_file():
    faults = changed(
        "lake-county",
        ("label: Badge facilitator\n", "lable: Badge facilitator\n"),
        ("holds: {earned: badge_facilitator}", "holds: {}"),
        ("kind: credit", "kind: credits"),
        ("about: [culture.*,", "about: [cultur.*,"),
        ("by: facilitator, coaching", "by: facilitater, coaching"),
    ).errors
    assert [fault.check for fault in faults] == [
        "unknown_key", "one_of", "value", "reference", "reference",
    ]  # fmt: skip
    assert [fault.line for fault in faults] == sorted(fault.line for fault in faults)


def test_a_key_that_was_meant_otherwise_hides_nothing_behind_it(errors):
    found = errors("lake-county", ("    moves:\n      check_in:", "    move:\n      check_in:"),
                   ("needs: [plan, checkin]", "needs: [plan, chekin]"))  # fmt: skip
    assert [(check, path) for check, path, _ in found] == [
        ("unknown_key", "workflows.coached.move"),
        ("reference", "workflows.coached.moves.check_in.needs[1]"),
    ]
    assert "chekin" in found[1][2]


HEAD_FAULTS = [
    ("voluntary: true", "voluntary: perhaps"),
    ("\nname: ", "\nsurname: "),
    ("time_zone: America/", "time_zone: Amerca/"),
    ("revision: 1", "revision: first"),
    ("languages: [", "languages: [english, "),
]


@pytest.mark.parametrize("head", HEAD_FAULTS)
def test_a_fault_in_the_head_hides_none_behind_it(errors, head):
    reference = ("by: facilitator, coaching", "by: facilitater, coaching")
    found = {path for _, path, _ in errors("lake-county", head, reference)}
    assert "workflows.coached.moves.check_in.by" in found
    if not head[0].startswith("languages"):
        unreachable = ("start: in_training", "start: awarded")
        found = {check for check, _, _ in errors("lake-county", head, unreachable)}
        assert "unreachable" in found
        assert len(found) <= 3


@pytest.mark.parametrize(
    "local",
    [
        ("kind: credit", "kind: credit, currency: USD"),  # units
        ("{label: Teacher}", "{label: {es: Docente}}"),  # language
        ("{label: Teacher}", "{}"),  # no text at all
        ("per_achievement: true", "per_achievement: true\n    size: 3"),  # quorum
    ],
)
def test_a_fault_of_one_entry_hides_no_way_that_is_missing(errors, local):
    unreachable = ("start: in_training", "start: awarded")
    found = {check for check, _, _ in errors("lake-county", local, unreachable)}
    assert len(found) == 2
    assert "unreachable" in found


def test_at_most_a_hundred_are_told():
    many = "".join(f"  role_{number}: {{label: 1}}\n" for number in range(200))
    assert len(changed("lake-county", ("roles:\n", f"roles:\n{many}")).errors) == 100
    unknown = ", ".join(f"culture_{number}" for number in range(600))
    errors = changed("lake-county", ("{earned: culture.*}", f"{{earned: [{unknown}]}}")).errors
    assert [error.check for error in errors] == ["reference"] * 100


def test_what_has_no_translation_is_a_warning(program):
    checked = changed("kettle-moraine")
    assert checked.program is not None
    assert [(fault.check, fault.path) for fault in checked.warnings] == [
        ("language", "languages[1]")
    ]


def test_a_list_with_nothing_to_choose_from_is_a_warning():
    for change in (
        ("      school: [mc.feedback, mc.q", "      school: []  # [mc.feedback, mc.q"),
        ("      school: [mc.feedback, mc.rubrics]", "      school: []"),
    ):
        assert not changed("seminole-county", change).warnings
    checked = changed(
        "seminole-county",
        ("      school: [mc.feedback, mc.q", "      school: []  # [mc.feedback, mc.q"),
        ("      school: [mc.feedback, mc.rubrics]", "      school: []"),
    )
    assert checked.program is not None
    assert [(fault.check, fault.path) for fault in checked.warnings] == [
        ("empty", "catalogues.school")
    ]
