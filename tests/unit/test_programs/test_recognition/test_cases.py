"""What badges are worth, by the table of cases."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from openbadges_issuer.programs.facts import Facts
from openbadges_issuer.programs.recognizing import recognize
from openbadges_issuer.verifying.trust import TrustedIssuer, TrustList

CASES = YAML(typ="safe").load(Path(__file__).with_name("cases.yaml").read_text("utf-8"))
ON = date(2026, 11, 21)
HOSTS = {"lake": "did:web:badges.lake-county.example", "cce": "did:web:badges.cce.example"}


def shown(line) -> str:
    """Write a line as the table does."""
    amount = None
    if line.reward and line.unit:
        amount = "?" if line.amount is None else str(line.amount)
    words = [line.outcome.value, line.counts_as, line.reward, amount, line.unit, line.gives,
             line.lasts, "provisional" if line.provisional else None]  # fmt: skip
    return " ".join(filter(None, words))


@pytest.mark.parametrize("case", CASES, ids=[case["case"] for case in CASES])
def test_what_badges_are_worth(case, load, badge):
    program = load(case["program"], case.get("change"))
    reports = [badge(written, program) for written in case["badges"]]
    facts = Facts.model_validate(case.get("facts", {}))
    lists = {
        name: TrustList({HOSTS[who]: TrustedIssuer(HOSTS[who], who) for who in members})
        for name, members in case.get("lists", {}).items()
    }
    found = recognize(program, reports, facts, case.get("on", ON), lists=lists)

    assert [line.n for line in found.lines] == list(range(1, len(found.lines) + 1))
    if "lines" in case:
        expected = [line.partition(" — ") for line in case["lines"]]
        assert [shown(line) for line in found.lines] == [line for line, _, _ in expected]
        for line, (_, _, why) in zip(found.lines, expected, strict=True):
            assert why in line.why
    if "count" in case:
        counted = Counter(line.outcome.value for line in found.lines)
        assert counted == Counter(case["count"])
    if "rewards" in case:
        assert Counter(filter(None, (line.reward for line in found.lines))) == case["rewards"]
    for line, rule in zip(found.lines, case.get("rules", ()), strict=False):
        assert line.rule == rule
    totals = {f"{one.unit} {one.lasts}": one.amount for one in found.totals}
    assert totals == {name: Decimal(amount) for name, amount in case["totals"].items()}
