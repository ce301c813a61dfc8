"""What must be true of a program as a whole, beside the form of each value."""

from __future__ import annotations

from openbadges_issuer.programs.checks import amounts, earning, journeys, names, refs, rules, texts
from openbadges_issuer.programs.checks.finding import Finding
from openbadges_issuer.programs.program import Program


def findings(program: Program) -> list[Finding]:
    """Find what is wrong with a program.

    Where a case leads and what can be earned is asked once every name stands for something.
    """
    found = [
        finding
        for check in (names.check, refs.check, rules.check, amounts.check, texts.check)
        for finding in check(program)
    ]
    if all(finding.is_warning for finding in found):
        found += [
            finding for check in (journeys.check, earning.check) for finding in check(program)
        ]
    return found


__all__ = ["Finding", "findings"]
