"""Parts: who hands in which, and when.

The applicant's parts change in the applicant's turn, as long as they are to be handed in before an
award: an approved plan stays the plan that was approved.
"""

from __future__ import annotations

from collections.abc import Iterator

from openbadges_issuer.phrases import Phrase
from openbadges_issuer.programs.cases import refusals
from openbadges_issuer.programs.cases.happenings import PartAdded, PartReplaced, PartWithdrawn
from openbadges_issuer.programs.cases.question import Allowed, Question
from openbadges_issuer.programs.cases.refusals import Code, Refusal, first_of
from openbadges_issuer.programs.model.evidence import Part

_ORDER = list(Code)


def answer(question: Question, what: PartAdded | PartWithdrawn) -> Allowed | Refusal:
    """Tell whether a piece may be handed in, handed in anew, or taken back."""
    part = question.steps.part(what.part)
    if part is None:
        return refusals.none_of("part", question.steps.achievement.parts)
    if part.stage in ("application", "submission"):
        role, refusal = question.state.applicant_role, _not_by_applicant(question, what.part)
    else:
        role, refusal = _role(question, what.part, part)
    refusal = refusal or first_of(_against_piece(question, what, part))
    return refusal or question.allow(role, what)


def _not_by_applicant(question: Question, part: str) -> Refusal | None:
    state = question.state
    if not state.is_applicants_turn or question.steps.is_settled(part, state.name):
        return question.wrong_state()
    return None if question.actor.id == state.applicant else refusals.not_the_applicant()


def _role(question: Question, key: str, part: Part) -> tuple[str | None, Refusal | None]:
    """Find the role in which the actor may record a part; or why there is none."""
    roles = list(dict.fromkeys(_recording(question, key, part)))
    if not roles:
        return None, question.wrong_state()
    against = {
        role: first_of(question.against(role, decides=part.stage == "review")) for role in roles
    }
    return max(
        against.items(), key=lambda one: _ORDER.index(one[1].code) if one[1] else len(_ORDER)
    )


def _recording(question: Question, key: str, part: Part) -> Iterator[str]:
    """List the roles of the moves for which a part is recorded where the case is now."""
    moves = question.steps.workflow.moves_from(question.state.name).values()
    for move in moves:
        if key in move.needs and move.coaching == (part.stage == "coaching"):
            yield move.by


def _against_piece(
    question: Question, what: PartAdded | PartWithdrawn, part: Part
) -> Iterator[Refusal | None]:
    state = question.state
    if isinstance(what, PartReplaced | PartWithdrawn):
        if state.piece(what.part, what.piece) is None:
            yield refusals.invalid("piece", Phrase("must be one that is handed in"))
    elif any(state.piece(other, what.piece) for other in state.pieces):
        yield refusals.invalid("piece", Phrase("must be new"))
    if isinstance(what, PartWithdrawn):
        return
    if what.kind not in part.kinds:
        yield refusals.none_of("kind", part.kinds)
    if what.kind == "choice" and (len(what.names) != 1 or what.names[0] not in part.choices):
        yield refusals.none_of("choice", part.choices)
    if what.kind == "list" and not what.names:
        yield refusals.invalid("list", Phrase("must name something"))
