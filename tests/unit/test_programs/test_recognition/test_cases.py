"""What badges are worth, by the table of cases."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
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


def test_percentages_are_listed_one_by_one(load, badge):
    asked = "    on_request_of: teacher\n    gives: {unit"
    change = {
        f"    when: {{issued: teacher_leader}}\n{asked}": (
            "    when: {earned: external_mc}\n    gives: {unit"
        ),
        "    per: person\n    lasts": "    lasts",
    }
    program = load("juab", change)
    reports = [badge(f"dp {name} 2017-01-01", program) for name in "ab"]
    totals = recognize(program, reports, Facts(), ON).totals
    assert [(one.unit, one.amount) for one in totals] == [("pct_base", 5), ("pct_base", 5)]


@pytest.mark.parametrize(
    ("entry", "listed", "outcome"),
    [
        ({}, {}, "counted"),
        ({"since": date(2022, 11, 21), "until": date(2022, 11, 21)}, {}, "counted"),
        ({"since": date(2022, 11, 22)}, {}, "not_counted"),
        ({"until": date(2022, 11, 20)}, {}, "not_counted"),
        ({}, {"updated": date(2026, 11, 1), "max_age": timedelta(20)}, "counted"),
        ({}, {"updated": date(2026, 11, 1), "max_age": timedelta(19)}, "pending"),
    ],
)
def test_a_list_counts_for_its_days(entry, listed, outcome, load, badge):
    old = "    issuers: [did:web:badges.lake-county.example]"
    program = load("kettle-moraine", {old: "    trust_lists: [florida]"})
    lake = TrustedIssuer(HOSTS["lake"], "Lake County", **entry)
    lists = {"florida": TrustList({HOSTS["lake"]: lake}, **listed)}
    reports = [badge("lake culture.1 2022-11-21", program)]
    assert recognize(program, reports, Facts(), ON, lists=lists).lines[0].outcome == outcome
