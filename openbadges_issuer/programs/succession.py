"""What a new revision of a program may not do to what was published."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from openbadges_issuer.programs.faults import Fault
from openbadges_issuer.programs.program import Program

StateOf = tuple[str, str]
"""Workflow and state."""


def compare(
    program: Program, published: Program, open_cases: Mapping[StateOf, int] | None = None
) -> list[Fault]:
    """Find what keeps a program from following a published revision of it.

    Args:
        program: the new one.
        published: one that was published, whichever.
        open_cases: of the published revision, how many open cases are in which state.

    Returns:
        Faults; whether one is only a warning stands in it.
    """
    return [*_identity(program, published), *_dropped(program, published, open_cases or {})]


def _identity(program: Program, published: Program) -> Iterator[Fault]:
    if program.id != published.id:
        sentence = f'"id" never changes: the published program is "{published.id}"'
        yield program.source.fault("revision", "id", sentence)
    elif program.revision < published.revision:
        sentence = f"revision {published.revision} is published already; this one must be higher"
        yield program.source.fault("revision", "revision", sentence)
    elif program.revision == published.revision and program.digest != published.digest:
        sentence = f"revision {program.revision} is already published with other content; raise it"
        yield program.source.fault("revision", "revision", sentence)


def _dropped(
    program: Program, published: Program, open_cases: Mapping[StateOf, int]
) -> Iterator[Fault]:
    for (workflow, state), number in open_cases.items():
        kept = workflow in program.workflows and state in program.workflows[workflow].states
        if number and not kept:
            sentence = (
                f'{number} cases are in state "{state}", which this revision drops; '
                f"they stay under revision {published.revision}"
            )
            path = f"workflows.{workflow}.states"
            yield program.source.fault("open_cases", path, sentence, is_warning=True)
