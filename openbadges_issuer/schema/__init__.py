"""The data model of Open Badges 3.0 and CLR 2.0 as rules over plain JSON values."""

from openbadges_issuer.schema.checking import check_names, faults, problems
from openbadges_issuer.schema.classes import BETA, CLASSES, WITHOUT_ENDORSEMENTS
from openbadges_issuer.schema.faults import Fault

__all__ = ["BETA", "CLASSES", "WITHOUT_ENDORSEMENTS", "Fault", "check_names", "faults", "problems"]
