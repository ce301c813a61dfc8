"""What is remembered of objects changes no answer."""

from __future__ import annotations

import copy
from random import Random
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from openbadges_issuer import schema
from openbadges_issuer.errors import OpenBadgesError
from openbadges_issuer.jsonld import check_contexts, check_terms
from openbadges_issuer.memo import Memo
from tests.property.credentials import Maker

MEMO = Memo(max_bytes=400_000)  # of all examples, as in a batch; some are forgotten


def outcome(function: Any, *given: Any, **options: Any) -> Any:
    try:
        return function(*given, **options)
    except OpenBadgesError as error:
        return type(error), error.problem, error.path


def agree(document: dict[str, Any]) -> None:
    assert outcome(check_terms, document, memo=MEMO) == outcome(check_terms, document)
    for classes in (schema.CLASSES, schema.WITHOUT_ENDORSEMENTS):
        for name in ("AchievementCredential", "ClrCredential", "EndorsementCredential"):
            alone = schema.faults(document, name, classes=classes)
            assert schema.faults(document, name, classes=classes, memo=MEMO) == alone


@settings(deadline=None, max_examples=120, suppress_health_check=[HealthCheck.too_slow])
@given(st.randoms(use_true_random=True))
def test_with_a_memory_and_without(chance: Random) -> None:
    maker = Maker(chance)
    document = maker.usual()
    agree(document)
    for _ in range(4):  # what is changed is not what is remembered
        agree(maker.changed(copy.deepcopy(document)))
        agree(document)


@settings(deadline=None, max_examples=120, suppress_health_check=[HealthCheck.too_slow])
@given(st.randoms(use_true_random=True))
def test_a_context_is_found_wherever_it_stands(chance: Random) -> None:
    maker = Maker(chance)
    document = maker.usual()
    assert outcome(check_contexts, document) is None
    text = maker.text() + '"@context": [' + maker.text()
    document["name"] = text
    assert outcome(check_contexts, document) is None
    holders = [node for node in nodes(document) if node is not document]
    holder = chance.choice(holders or [document.setdefault("evidence", {})])
    holder["@context"] = chance.choice([{"name": "urn:x"}, "https://made-up.example/", [], None])
    holder.pop("type", None)
    refused = outcome(check_contexts, document)
    assert refused is not None
    assert refused[2].endswith('["@context"]')


def nodes(value: Any) -> list[dict[str, Any]]:
    if isinstance(value, list):
        return [node for item in value for node in nodes(item)]
    if not isinstance(value, dict):
        return []
    return [value, *(node for item in value.values() for node in nodes(item))]
