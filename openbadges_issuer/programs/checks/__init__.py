"""What must be true of a program as a whole, beside the form of each value."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice

from openbadges_issuer.programs.checks import amounts, earning, journeys, names, refs, rules, texts
from openbadges_issuer.programs.checks.finding import Finding
from openbadges_issuer.programs.program import Program

Check = Callable[[Program], Iterator[Finding]]

_MOST_OF_A_CHECK = 500  # more than are told; a near name is looked for at each


def findings(program: Program) -> list[Finding]:
    """Find what is wrong with a program.

    Where a case leads and what can be earned is asked once every name stands for something.
    """
    unknown = unknown_names(program)
    checks: list[Check] = [rules.check, amounts.check, texts.check]
    if not unknown:
        checks += [journeys.check, earning.check]
    return [*unknown, *_found(program, *checks)]


def unknown_names(program: Program) -> list[Finding]:
    """Find only the names that stand for nothing."""
    return _found(program, names.check, refs.check)


def _found(program: Program, *checks: Check) -> list[Finding]:
    return [finding for check in checks for finding in islice(check(program), _MOST_OF_A_CHECK)]


__all__ = ["Finding", "findings", "unknown_names"]
