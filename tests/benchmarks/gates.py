"""What is measured, and what must be reached: data, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Measure:
    """One row of the table.

    Attributes:
        id: names it in the saved results.
        what: what is measured.
        unit: of the figure: ``x`` (a ratio), ``MB``, or ``ms``.
        gate: what must be reached; None: the figure is shown and judged by nobody.
        aim: what is hoped for.
        most: True: the gate is the most that is allowed, else the least.
    """

    id: str
    what: str
    unit: str = "x"
    gate: float | None = None
    aim: float | None = None
    most: bool = False

    def met(self, figure: float) -> bool | None:
        """Tell whether the gate is met; None when there is none."""
        if self.gate is None:
            return None
        return figure <= self.gate if self.most else figure >= self.gate


RDFC, JCS, JWT = "eddsa-rdfc-2022", "eddsa-jcs-2022", "vc-jwt"

MEASURES = (
    Measure(
        "issue_unlike/js",
        f"issue, {RDFC}, unlike badges, against @digitalbazaar/vc",
        gate=20,
        aim=30,
    ),
    Measure("issue/js", f"issue, {RDFC}, against @digitalbazaar/vc", gate=20, aim=50),
    Measure("issue_many/js", f"issue_many, {RDFC}, against @digitalbazaar/vc", gate=20, aim=50),
    Measure(
        "verify_unlike/js",
        f"verify, {RDFC}, unlike badges, against @digitalbazaar/vc",
        gate=15,
        aim=22,
    ),
    Measure("verify/js", f"verify, {RDFC}, against @digitalbazaar/vc", gate=15, aim=33),
    Measure("verify_many/js", f"verify_many, {RDFC}, against @digitalbazaar/vc", gate=15, aim=33),
    Measure("issue/pyld", f"issue, {RDFC}, against PyLD"),
    Measure("verify/pyld", f"verify, {RDFC}, against PyLD"),
    Measure("issue/openbadgeslib", f"issue, {RDFC}, against openbadgeslib"),
    Measure("verify/openbadgeslib", f"verify, {RDFC}, against openbadgeslib"),
    Measure("issue-rdfc/ed25519", f"issue, {RDFC}, against bare Ed25519 sign"),
    Measure("issue-jcs/ed25519", f"issue, {JCS}, against bare Ed25519 sign"),
    Measure("issue-jwt/ed25519", "issue, VC-JWT, against bare Ed25519 sign"),
    Measure("verify-rdfc/ed25519", f"verify, {RDFC}, against bare Ed25519 verify"),
    Measure(
        "verify-jcs/ed25519", f"verify, {JCS}, against bare Ed25519 verify", gate=0.4, aim=0.55
    ),
    Measure(
        "verify-jwt/ed25519", "verify, VC-JWT, against bare Ed25519 verify", gate=0.4, aim=0.65
    ),
    Measure("growth/10k", "cost of a badge, 10,000 against 1,000", most=True),
    Measure("growth/100k", "cost of a badge, 100,000 against 1,000", gate=1.15, aim=1.0, most=True),
    Measure("workers/issue", "issue_many, two processes against one", gate=1.6, aim=1.9),
    Measure("workers/apart", "two processes that share nothing, against one"),
    Measure("workers/verify", "verify_many, two processes against one"),
    Measure("memory", "most memory of issue_many over 100,000", "MB", gate=200, most=True),
    Measure("memory/flat", "the same, growth in the last half", "MB", most=True),
    Measure("revoke/131072", "one revocation, list of 131,072", "ms", most=True),
    Measure("revoke/1m", "one revocation, list of 1,048,576", "ms", most=True),
    Measure("revoke/10m", "one revocation, list of 10,485,760", "ms", most=True),
    Measure("fold/ms", "fold of a case of 1,000 events", "ms", most=True),
    Measure("fold/more", "the same, against 100 events", gate=11, aim=10, most=True),
    Measure("recognize/ms", "recognition of 1,000 verified badges of one person", "ms", most=True),
    Measure("recognize/more", "the same, against 100 badges", gate=11, aim=10, most=True),
    Measure("stacks/ms", "stacks of 10,000 people with 13 badges each", "ms", most=True),
    Measure("stacks/more", "the same, against 1,000 people", gate=11, aim=10, most=True),
    Measure("load/ms", "loading of the largest program file", "ms", most=True),
    Measure("load/more", "of one ten times as long, against that", gate=11, aim=10, most=True),
    Measure("start/verify", "openbadges verify, against a bare start", gate=12, aim=9, most=True),
    Measure(
        "start/import", "import openbadges_issuer, against a bare start", gate=2, aim=1.3, most=True
    ),
)
"""Every row, in the order of the table. A ratio of speeds is over 1 when this library is faster."""
