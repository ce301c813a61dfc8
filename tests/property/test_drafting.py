"""What an issuer remembers changes no byte of what it signs, and no refusal."""

from __future__ import annotations

import copy
import threading
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from openbadges_issuer.drafting import Drafter
from openbadges_issuer.errors import OpenBadgesError
from openbadges_issuer.model import Profile
from openbadges_issuer.proofs import SECURING_MECHANISMS
from tests.hostile import forge
from tests.property.credentials import Maker

chances = st.randoms(use_true_random=True)  # a failure names the seed
often = settings(deadline=None, max_examples=100, suppress_health_check=[HealthCheck.too_slow])
EACH = pytest.mark.parametrize("securing", SECURING_MECHANISMS)


def drafter(securing: str) -> Drafter:
    method = f"{forge.DISTRICT}#key-1"
    algorithm = forge.signer_for(securing).algorithm
    return Drafter(Profile(id=forge.DISTRICT), securing, algorithm, method)


REMEMBERING = {name: drafter(name) for name in SECURING_MECHANISMS}  # filled by all examples


def outcome(own: Drafter, document: dict[str, Any]) -> Any:
    try:
        return own.document(document, forge.ISSUED)
    except OpenBadgesError as error:
        return type(error), error.problem, error.path, error.message


def made(chance: Random, *, changed: bool) -> dict[str, Any]:
    """A credential of this issuer that could be a token."""
    maker = Maker(chance, size=0.5)
    document = maker.usual()
    if isinstance(document.get("issuer"), dict):
        document["issuer"]["id"] = forge.DISTRICT
    else:
        document["issuer"] = forge.DISTRICT
    document.setdefault("validFrom", "2026-01-31T09:00:00Z")
    for described in (document, document["credentialSubject"]):
        described.setdefault("id", maker.iri())
    return maker.changed(document) if changed else document


@EACH
@pytest.mark.parametrize("changed", [False, True])
@often
@given(chance=chances)
def test_what_is_remembered_changes_nothing(securing: str, changed: bool, chance: Random) -> None:
    document = made(chance, changed=changed)
    before = copy.deepcopy(document)
    expected = outcome(drafter(securing), document)
    for _ in range(3):
        assert outcome(REMEMBERING[securing], document) == expected
    assert document == before


@EACH
def test_the_makers_credentials_are_drafted_for_the_most_part(securing: str) -> None:
    documents = [made(Random(seed), changed=False) for seed in range(60)]  # noqa: S311
    outcomes = [outcome(drafter(securing), document) for document in documents]
    assert sum(not isinstance(one, tuple) for one in outcomes) > 20


@EACH
def test_a_drafter_is_safe_under_threads(securing: str) -> None:
    documents = [made(Random(seed), changed=False) for seed in range(20)]  # noqa: S311
    expected = [outcome(drafter(securing), document) for document in documents]
    own = drafter(securing)
    results: list[bool] = []

    def work() -> None:
        for _ in range(3):
            results.append([outcome(own, document) for document in documents] == expected)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [True] * 12
