"""A presentation: badges that somebody puts forward together, with or without a proof of who does.

Without one, it is no more than an envelope: nothing that stands on it is shown or believed.

Specification: VC Data Model 2.0 section 4.13 (verifiable presentations).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial

from openbadges_issuer.phrases import Phrase
from openbadges_issuer.report import CHECK_IDS, Check, Outcome, Part, Report, badness
from openbadges_issuer.strict_json import as_list
from openbadges_issuer.verifying.circumstances import HOLDER, Signatory
from openbadges_issuer.verifying.facts import Facts
from openbadges_issuer.verifying.reader import Found, holder_id_of
from openbadges_issuer.verifying.several import words_of_presentation, words_of_several
from openbadges_issuer.verifying.verdict import decide, worst


def presenter(found: Found) -> Signatory:
    """Say who has to have signed a presentation: its holder, whom it need not name.

    One that names nobody is presented by whoever the key of its first proof belongs to.
    """
    if "holder" in found.document:
        return HOLDER
    named = (
        [found.token.kid]
        if found.token
        else [
            proof.get("verificationMethod")
            for proof in as_list(found.document.get("proof"))
            if isinstance(proof, dict)
        ]
    )
    owner = next((url.partition("#")[0] for url in named if isinstance(url, str)), None)
    return HOLDER._replace(id_of=lambda _: owner)


def report(
    own: Sequence[Check],
    parts: tuple[Part, ...],
    found: Found,
    now: datetime,
    beside: tuple[Part, ...] = (),
) -> Report:
    """Report on a presentation of which nothing is broken by itself.

    One badge is reported as that badge, unless who presents it is in doubt. Else each check has the
    worst answer of all, also of the presentation's own.

    Args:
        own: the checks of the presentation itself: `readable`, and those of its proof if it has
            one.
        parts: the credentials in it, at least one.
        found: the presentation.
        now: time of the verification.
        beside: the endorsements that came with them.
    """
    by_id = {check.id: check for check in own}
    holder = holder_id_of(found.document)
    is_sound = all(check.outcome is Outcome.PASSED for check in own)
    if is_sound and "signature" in by_id and holder is not None:
        readable = by_id["readable"]
        by_id["readable"] = readable._replace(
            detail=Phrase(
                "{found}. {holder} presented it; when, nobody can say, as no challenge was given.",
                found=readable.detail,
                holder=holder[:200],
            )
        )
    one = parts[0].report
    if len(parts) == 1 and is_sound:
        checks = tuple(_said_with(by_id, check) for check in one.checks)
        others = tuple(part for part in beside if part not in one.endorsements)
        return replace(
            one,
            checks=checks,
            found_in=found.found_in,
            endorsements=one.endorsements + others,
        )
    merged = tuple(_worst(id_, by_id.get(id_), parts) for id_ in CHECK_IDS)
    alone = [part.report.verdict for part in parts]
    verdict = worst([decide(merged), *alone])
    facts = Facts(merged, {}, holder, Phrase("the issuer"), "")
    in_words = (
        partial(words_of_several, verdict, parts)
        if verdict in alone
        else partial(words_of_presentation, verdict, facts)
    )
    return Report(
        verdict=verdict,
        checks=merged,
        in_words=in_words,
        checked_at=now,
        found_in=found.found_in,
        parts=parts,
        endorsements=beside,
    )


def _said_with(own: dict[str, Check], check: Check) -> Check:
    """Tell of a badge that is there what is told of its presentation."""
    return own["readable"] if check.id == "readable" and check.outcome is Outcome.PASSED else check


def _worst(id_: str, own: Check | None, parts: Sequence[Part]) -> Check:
    """Take the worst answer to one question; its place is one in the presentation."""
    answers = [own] if own else []
    for path, part in parts:
        check = part.check(id_)
        answers.append(check._replace(path=f"{path}{check.path[1:]}" if check.path else ""))
    return min(answers, key=lambda check: badness(check.outcome, check.as_of))
