"""A case: what happened to one applicant's one achievement, and what may happen next.

`begin` opens one, `fold` reads its events into its state, and `ask` tells what may be added.
"""

from openbadges_issuer.programs.cases.asking import Act, ask
from openbadges_issuer.programs.cases.deciding import TakeIn
from openbadges_issuer.programs.cases.events import Event, FoldError
from openbadges_issuer.programs.cases.folding import fold
from openbadges_issuer.programs.cases.happenings import (
    Approved,
    Corrected,
    Extended,
    Granted,
    Issued,
    PartAdded,
    PartReplaced,
    PartWithdrawn,
    Reassigned,
    Reinstated,
    Requested,
    Revoked,
    Suspended,
)
from openbadges_issuer.programs.cases.moving import Move
from openbadges_issuer.programs.cases.opening import begin
from openbadges_issuer.programs.cases.question import Actor, Allowed
from openbadges_issuer.programs.cases.refusals import Code, Refusal
from openbadges_issuer.programs.cases.state import State
from openbadges_issuer.programs.cases.telling import facts_of

__all__ = [
    "Act",
    "Actor",
    "Allowed",
    "Approved",
    "Code",
    "Corrected",
    "Event",
    "Extended",
    "FoldError",
    "Granted",
    "Issued",
    "Move",
    "PartAdded",
    "PartReplaced",
    "PartWithdrawn",
    "Reassigned",
    "Refusal",
    "Reinstated",
    "Requested",
    "Revoked",
    "State",
    "Suspended",
    "TakeIn",
    "ask",
    "begin",
    "facts_of",
    "fold",
]
