"""What a school offers of what a program has."""

from __future__ import annotations

from openbadges_issuer.programs.cases import refusals
from openbadges_issuer.programs.cases.refusals import Refusal
from openbadges_issuer.programs.program import Program
from openbadges_issuer.programs.wording import Wording


def not_offered(
    program: Program, exact: str, school: str | None, language: str | None = None
) -> Refusal | None:
    """Refuse what no catalogue has at a school; a catalogue `per_school` has what that offers."""
    catalogues = program.achievement(exact).from_
    if not catalogues or any(_has(program, key, exact, school) for key in catalogues):
        return None
    return refusals.not_offered(Wording(program, language).ref(exact))


def _has(program: Program, catalogue: str, exact: str, school: str | None) -> bool:
    if not program.catalogues[catalogue].per_school:
        return True
    entry = program.schools.get(school or "")
    offers = entry.offers.get(catalogue, ()) if entry else ()
    return any(program.covers(ref, exact) for ref in offers)
