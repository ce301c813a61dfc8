"""The stacks that a person completes: achievements with ``award: when_complete``.

Such a stack is issued once, as soon as what it `requires` holds. Who has its badge keeps it when a
member is later revoked; that is for a person to decide.
"""

from __future__ import annotations

from openbadges_issuer.programs.conditions import requirement
from openbadges_issuer.programs.earned import Achieved, Earned


def completed(earned: Earned) -> list[Achieved]:
    """List the stacks that are complete and not yet among what is earned.

    A stack is earned on the latest day among the members that first complete it. What is complete
    only with another stack follows that one. Whether the district issued it before, and revoked it,
    is for the host to know.
    """
    found: list[Achieved] = []
    while more := _next(earned):
        found += more
        earned = earned.with_more(more)
    return found


def _next(earned: Earned) -> list[Achieved]:
    program, found = earned.program, []
    if not earned.achieved:
        return []
    first = min(one.day for one in earned.achieved.values())  # for what needs nothing earned
    for key, entry in program.achievements.items():
        if entry.award != "when_complete" or entry.requires is None or entry.template:
            continue
        for exact in program.resolve(key):
            if exact not in earned.achieved and (answer := requirement(exact, earned)).holds:
                found.append(Achieved(exact, exact, max(answer.since, first)))
    return found
