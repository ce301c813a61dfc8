"""From what a case came to, or a person completed, to what is signed.

`award_of` and `stack_award_of` make what `Issuer.issue` takes, `record_of` what `Issuer.sign` does.
"""

from openbadges_issuer.programs.awards.awarding import award_of, stack_award_of
from openbadges_issuer.programs.awards.defining import Instance, Site, define
from openbadges_issuer.programs.awards.evidence import digest, text_piece
from openbadges_issuer.programs.awards.judged import Judged
from openbadges_issuer.programs.awards.pieces import piece_of
from openbadges_issuer.programs.awards.record import record_of
from openbadges_issuer.programs.awards.requirements import no_longer_complete

__all__ = [
    "Instance",
    "Judged",
    "Site",
    "award_of",
    "define",
    "digest",
    "no_longer_complete",
    "piece_of",
    "record_of",
    "stack_award_of",
    "text_piece",
]
