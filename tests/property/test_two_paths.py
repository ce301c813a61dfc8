"""The fast path gives the bytes of the slow path, or leaves a document to it; it never refuses."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from openbadges_issuer.errors import OpenBadgesError
from openbadges_issuer.jsonld import expansion, fast_path, slow_path
from openbadges_issuer.limits import DEFAULT_LIMITS
from openbadges_issuer.memo import Memo
from tests.property.credentials import Maker

chances = st.randoms(use_true_random=True)  # a failure names the seed
often = settings(deadline=None, max_examples=300, suppress_health_check=[HealthCheck.too_slow])
MEMO = Memo()  # filled by all examples, as in a batch


def outcome(canonical_form: Any, document: dict[str, Any], **options: Any) -> Any:
    """The bytes, or the refusal: its class, code, place and words; None: left to the slow path."""
    try:
        form = canonical_form(document, limits=DEFAULT_LIMITS, **options)
    except OpenBadgesError as error:
        return type(error), error.problem, error.path, error.message
    return form and form.text


def agree(document: dict[str, Any]) -> None:
    slow = outcome(slow_path.canonical_form, document)
    fast = outcome(fast_path.canonical_form, document)
    assert fast in (None, slow)
    for _ in range(2):
        assert outcome(fast_path.canonical_form, document, memo=MEMO) in (None, slow)
    if fast_path.read(document, limits=DEFAULT_LIMITS, hash_name=None) is not None:
        expansion.expand(document)


@often
@given(chances)
def test_both_paths_agree_on_usual_credentials(chance: Random) -> None:
    agree(Maker(chance).usual())


@often
@given(chances)
def test_both_paths_agree_on_what_safe_mode_might_refuse(chance: Random) -> None:
    maker = Maker(chance)
    agree(maker.changed(maker.usual()))


@pytest.mark.parametrize("hash_name", ["sha256", "sha384"])
@settings(often, max_examples=60)
@given(chance=chances)
def test_both_paths_agree_on_other_hashes_and_labels(hash_name: Any, chance: Random) -> None:
    document = Maker(chance).usual()

    def relabel(labels: Any) -> dict[str, str]:
        assert list(labels.values()) == [f"c14n{number}" for number in range(len(labels))]
        return {given: f"u{label[::-1]}" for given, label in labels.items()}

    for options in ({"hash_name": hash_name}, {"hash_name": hash_name, "relabel": relabel}):
        fast = outcome(fast_path.canonical_form, document, **options)
        assert fast in (None, outcome(slow_path.canonical_form, document, **options))


def test_the_makers_credentials_are_signed_for_the_most_part_and_by_the_fast_path() -> None:
    made = [Maker(Random(seed)).usual() for seed in range(60)]  # noqa: S311
    slow = [outcome(slow_path.canonical_form, document) for document in made]
    fast = [outcome(fast_path.canonical_form, document) for document in made]
    assert sum(isinstance(text, bytes) for text in slow) > 30
    assert sum(isinstance(text, bytes) for text in fast) > 20
