"""What must be true of a program as a whole, beside the form of each value."""

from __future__ import annotations

from openbadges_issuer.programs.checks import amounts, earning, journeys, names, refs, rules, texts
from openbadges_issuer.programs.checks.finding import Finding
from openbadges_issuer.programs.program import Program


def findings(program: Program) -> list[Finding]:
    """Find what is wrong with a program.

    Where a case leads and what can be earned is asked once every name stands for something.
    """
    unknown = unknown_names(program)
    checks = [rules.check, amounts.check, texts.check]
    if not unknown:
        checks += [journeys.check, earning.check]
    return [*unknown, *(finding for check in checks for finding in check(program))]


def unknown_names(program: Program) -> list[Finding]:
    """Find only the names that stand for nothing."""
    return [*names.check(program), *refs.check(program)]


__all__ = ["Finding", "findings", "unknown_names"]
