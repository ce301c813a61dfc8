"""A stack's credential and the badges that make it up, in one record (CLR 2.0).

Badges are carried as they were received, whoever issued them; none is issued anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from openbadges_issuer import timestamps
from openbadges_issuer.errors import SettingsError
from openbadges_issuer.model import (
    Achievement,
    Association,
    ClrCredential,
    ClrSubject,
    Profile,
    Recipient,
)
from openbadges_issuer.programs.awards.requirements import parts_of
from openbadges_issuer.programs.earned import Earned
from openbadges_issuer.programs.held import HeldBadge, held
from openbadges_issuer.programs.model import conditions
from openbadges_issuer.programs.program import Program
from openbadges_issuer.report import Outcome, Report
from openbadges_issuer.signed import SignedCredential


def record_of(
    earned: Earned,
    exact: str,
    stack: SignedCredential,
    members: Iterable[Report],
    *,
    issuer: Profile,
    to: Recipient,
    id: str,
    signed_at: datetime,
) -> dict[str, Any]:
    """Write the record of a stack, for `Issuer.sign`.

    Each badge that the stack required is its part (``isPartOf``, ``isParentOf``), and a badge that
    had to come before another ``precedes`` it.

    Args:
        earned: what the person has earned.
        exact: exact ref of the stack.
        stack: its credential, with an embedded proof.
        members: reports of the person's badges that go into the record; each valid, and asked
            whether it is the person's. A record or presentation stands for the badges in it. The
            record carries no tokens: of a badge that is one it has the achievement. Then, and
            where a badge that the stack required is not among them, it is `partial`.
        issuer: the district.
        to: the person.
        id: URI of the record.
        signed_at: time of signing, with offset.

    Raises:
        SettingsError: the stack is a token, or it was not asked whose badge one is.
        TypeError: one of the members is not a report of the verifier.
        VerificationError: a badge is not valid.
        ModelError: a badge is not what a record can carry.
    """
    if stack.securing == "vc-jwt":
        raise SettingsError("a record carries no tokens; issue the stack with an embedded proof")
    each_once = {badge.digest: _of_the_person(badge) for badge in held(members)}
    badges = [one.require() for one in each_once.values() if one.document != stack.document]
    tokens = [badge.document for badge in badges if badge.report.securing == "vc-jwt"]
    carried = [badge.document for badge in badges if badge.report.securing != "vc-jwt"]
    named = [_achievement(document).get("id") for document in [*carried, *tokens]]
    ids = [id_ for id_ in named if id_]
    lacking = {one.achievement_id for one in parts_of(earned, exact)} - set(ids)
    record = ClrCredential(
        id=id,
        name=_achievement(stack.document)["name"],
        issuer=issuer,
        valid_from=timestamps.format(signed_at),
        partial=True if tokens or lacking else None,
        credential_subject=ClrSubject(
            id=to.id,
            identifier=to.identifier,
            verifiable_credential=(stack.document, *carried),
            achievement=tuple(Achievement.of(_achievement(document)) for document in tokens),
            association=tuple(
                Association(association_type=type_, source_id=source, target_id=target)
                for type_, source, target in dict.fromkeys(
                    _links(earned, exact, _achievement(stack.document)["id"], ids)
                )
            ),
        ),
    )
    return record.to_json()


def _of_the_person(badge: HeldBadge) -> Report:
    """Take no badge of which it is not known whose it is; one of somebody else is not valid."""
    if badge.report.check("recipient").outcome is Outcome.NOT_APPLICABLE:
        raise SettingsError(
            f'nobody asked whose badge "{badge.title}" is; verify it with the person\'s identity'
        )
    return badge.report


def _links(
    earned: Earned, exact: str, stack: str, ids: list[str]
) -> Iterator[tuple[str, str, str]]:
    parts = {one.achievement_id for one in parts_of(earned, exact)}
    for id_ in ids:
        if id_ in parts:
            yield "isPartOf", id_, stack
            yield "isParentOf", stack, id_
    yield from _before(earned.program, [*ids, stack])


def _before(program: Program, ids: list[str]) -> Iterator[tuple[str, str, str]]:
    """Link what had to be earned before a case of another could begin."""
    refs = {id_: ref for id_ in ids if (ref := program.own_ref(id_))}
    for id_, ref in refs.items():
        first = program.achievement(ref).start_when
        needed = first.earned if isinstance(first, conditions.Earned) else ()
        for other, other_ref in refs.items():
            if any(program.covers(one, other_ref, ref) for one in needed):
                yield "precedes", other, id_


def _achievement(document: Mapping[str, Any]) -> dict[str, Any]:
    """Give the achievement of a badge that was verified."""
    achievement: dict[str, Any] = document["credentialSubject"]["achievement"]
    return achievement
