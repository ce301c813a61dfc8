"""From a decision to what `Issuer.issue` takes: ``issuer.issue(**vars(award))``."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from openbadges_issuer.award import Award
from openbadges_issuer.errors import SettingsError
from openbadges_issuer.model import Recipient
from openbadges_issuer.programs.awards.defining import Instance, Site, define, results_of
from openbadges_issuer.programs.awards.evidence import evidence_of
from openbadges_issuer.programs.awards.judged import Judged
from openbadges_issuer.programs.cases.state import State
from openbadges_issuer.programs.conditions import requirement
from openbadges_issuer.programs.earned import Earned
from openbadges_issuer.programs.program import Program
from openbadges_issuer.programs.stacks import completed
from openbadges_issuer.status import StatusEntry


def award_of(
    program: Program,
    state: State,
    *,
    to: Recipient,
    site: Site,
    signed_at: datetime,
    instance: Instance | None = None,
    status: StatusEntry | None = None,
    id: str | None = None,
) -> Award:
    """Make the award of a case.

    Args:
        program: the revision under which the case was opened.
        state: of the case, awarded and not issued yet.
        to: its applicant.
        site: where the district publishes.
        signed_at: time of signing, with offset.
        instance: the own words of an instance of a template.
        status: where a later withdrawal or pause will be published.
        id: URI of the credential; default: a random ``urn:uuid:``.

    Raises:
        SettingsError: the case is not awarded, was issued before, or something is missing that
            was to be handed in; with the names of that.
        ModelError: a text is not what the data model takes.
    """
    if state.issued is not None:
        raise SettingsError("the badge of this case is issued already; it is issued once")
    judged = Judged.of(program, state)
    exact = judged.achievement
    return Award(
        achievement=define(program, exact, site, goals=judged.goals, instance=instance),
        to=to,
        evidence=evidence_of(program, exact, judged.pieces),
        results=results_of(program, exact, site, judged.levels),
        status=status,
        awarded_date=_as_moment(judged.day),
        valid_from=signed_at,
        valid_until=_end(program, exact, signed_at),
        id=id,
    )


def stack_award_of(
    earned: Earned,
    exact: str,
    *,
    to: Recipient,
    site: Site,
    signed_at: datetime,
    status: StatusEntry | None = None,
    id: str | None = None,
) -> Award:
    """Make the award of a stack that is issued as soon as what it requires is earned.

    Args:
        earned: what the person has earned by the day; the stack is not among it yet.
        exact: exact ref of the stack.
        to: the person.
        site: where the district publishes.
        signed_at: time of signing, with offset.
        status: where a later withdrawal or pause will be published.
        id: URI of the credential; default: a random ``urn:uuid:``.

    Raises:
        SettingsError: something that it requires is not earned, or it was issued before.
        ModelError: a text is not what the data model takes.
    """
    program = earned.program
    found = {one.ref: one for one in completed(earned)}
    if exact not in found:
        missing = requirement(exact, earned) if program.has(exact) else None
        raise SettingsError(
            f"{exact} is not to be issued: "
            + ("it is earned already" if exact in earned.achieved else "it is no such stack")
            if missing is None or missing.holds
            else missing.sentence
        )
    return Award(
        achievement=define(program, exact, site),
        to=to,
        status=status,
        awarded_date=_as_moment(found[exact].day),
        valid_from=signed_at,
        valid_until=_end(program, exact, signed_at),
        id=id,
    )


def _as_moment(day: date) -> datetime:
    """Write a day as its first second in UTC, which is read as that day everywhere."""
    return datetime.combine(day, time(), UTC)


def _end(program: Program, exact: str, signed_at: datetime) -> datetime | None:
    valid_for = program.achievement(exact).valid_for
    return valid_for.after(signed_at.astimezone(UTC)) if valid_for else None
