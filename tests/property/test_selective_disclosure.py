"""Any part of any credential can be shown, says the same as the whole, and cannot be changed."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from openbadges_issuer import schema
from openbadges_issuer.errors import InputError, OpenBadgesError, TermError
from openbadges_issuer.jsonld import canonical_form
from openbadges_issuer.keys import KeySigner
from openbadges_issuer.proofs.cryptosuite import Unsecured
from openbadges_issuer.proofs.data_integrity import Proof, unsecured
from openbadges_issuer.proofs.ecdsa_sd_2023 import SUITE
from openbadges_issuer.proofs.selective import cbor
from openbadges_issuer.proofs.selective.deriving import derive, withheld
from openbadges_issuer.proofs.selective.pointers import choose, pointer_to, select
from openbadges_issuer.proofs.selective.proof_values import DerivedProofValue
from openbadges_issuer.strict_json import as_list
from tests.property.credentials import Maker
from tests.signing import base_proof_of

chances = st.randoms(use_true_random=True)  # a failure names the seed
often = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
KEY = KeySigner.generate("ES256")
CREATED = datetime(2026, 10, 22, 15, 0, tzinfo=UTC)


def full_badge() -> dict[str, Any]:
    file = Path(__file__).parents[1] / "interop" / "full_badge.json"
    document: dict[str, Any] = json.loads(file.read_text("utf-8"))
    return document


def pointers(value: Any, *place: str | int) -> Iterator[str]:
    """Point at everything in a document."""
    if isinstance(value, dict):
        below = [(k, v) for k, v in value.items() if not k.startswith("@")]
    else:
        below = [*enumerate(value)] if isinstance(value, list) else []
    for key, part in below:
        yield pointer_to(*place, key)
        yield from pointers(part, *place, key)


def some(chance: Random, document: dict[str, Any], most: int) -> list[str]:
    every = [*pointers(document)]
    return chance.sample(every, min(len(every), chance.randint(0, most)))


def based(document: dict[str, Any], mandatory: list[str] | None) -> dict[str, Any]:
    proof = base_proof_of(document, KEY, created=CREATED, mandatory_pointers=mandatory)
    return {**document, "proof": [proof]}


def verify(copied: dict[str, Any]) -> None:
    proof = Proof.read(copied["proof"][0], "$.proof")
    SUITE.verification(Unsecured(unsecured(copied)), proof)(KEY.public_key)


@often
@given(chance=chances)
def test_any_part_of_a_credential_verifies(chance: Random) -> None:
    document = unsecured(Maker(chance, size=0.4).usual())
    try:
        secured = based(document, some(chance, document, 4))
        copied = derive(secured, some(chance, document, 6))
    except (TermError, InputError):  # of what cannot be signed, or only as a whole
        return
    verify(copied)


@often
@given(chance=chances)
def test_a_part_of_a_badge_is_a_badge(chance: Random) -> None:
    document = full_badge()
    assert schema.problems(document, "AchievementCredential") == []
    mandatory = None if chance.random() < 0.5 else some(chance, document, 4)
    reveal = some(chance, document, 6)
    try:
        secured = based(document, mandatory)
        copied = derive(secured, reveal)
    except InputError:  # points into a list whose order counts
        assert any("/allowedValue/" in pointer for pointer in (*(mandatory or []), *reveal))
        return
    verify(copied)
    assert schema.problems(copied, "AchievementCredential") == []
    chosen = select(document, choose(document, reveal))
    assert holds(unsecured(copied), chosen)
    left_out = withheld(secured, reveal)
    whole = derive(secured, [*reveal, *left_out])
    assert unsecured(whole) == document
    verify(whole)


def holds(whole: Any, part: Any) -> bool:
    """Tell whether each member and each item of the part is in the whole."""
    if isinstance(part, dict):
        return all(key in whole and holds(whole[key], value) for key, value in part.items())
    if isinstance(part, list):
        return all(any(holds(item, one) for item in as_list(whole)) for one in part)
    return bool(whole == part)


@often
@given(chance=chances)
def test_what_is_shown_cannot_be_changed(chance: Random) -> None:
    """Neither a statement, nor what proves it."""
    document = full_badge()
    reveal = [pointer for pointer in some(chance, document, 6) if "allowedValue/" not in pointer]
    copied = derive(based(document, None), reveal)
    changed = copy.deepcopy(copied)
    chance.choice([change_text, drop_member, change_proof])(chance, changed)
    assume(lines(changed) != lines(copied) or changed["proof"] != copied["proof"])
    with pytest.raises(OpenBadgesError):
        verify(changed)


def lines(document: dict[str, Any]) -> Any:
    try:
        return canonical_form(unsecured(document)).lines
    except OpenBadgesError as error:
        return type(error)


def change_text(chance: Random, document: dict[str, Any]) -> None:
    texts = [
        (holder, key)
        for holder in objects(unsecured(document))
        for key, value in holder.items()
        if isinstance(value, str)
    ]
    holder, key = chance.choice(texts)
    holder[key] += "x"


def drop_member(chance: Random, document: dict[str, Any]) -> None:
    holder = chance.choice([one for one in objects(unsecured(document)) if one])
    del holder[chance.choice([key for key in holder if key != "@context"])]


def change_proof(chance: Random, document: dict[str, Any]) -> None:
    proof = document["proof"][0]
    value = DerivedProofValue.read(proof["proofValue"])
    signatures, indexes = [*value.signatures], [*value.mandatory_indexes]
    labels = dict(value.label_map)
    match chance.randint(0, 3):
        case 0 if signatures:
            del signatures[chance.randrange(len(signatures))]
        case 1 if len(indexes) > 1:
            chance.shuffle(indexes)
        case 2 if len(labels) > 1:
            a, b = chance.sample([*labels], 2)
            labels[a], labels[b] = labels[b], labels[a]
        case _:
            del indexes[chance.randrange(len(indexes))]
    changed = value._replace(
        signatures=tuple(signatures), mandatory_indexes=tuple(indexes), label_map=labels
    )
    proof["proofValue"] = changed.write()


def objects(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
        for member in value.values():
            yield from objects(member)
    elif isinstance(value, list):
        for item in value:
            yield from objects(item)


@given(st.binary(max_size=200))
@example(b"\x18\x17")
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    """And what is read has this one spelling."""
    for read, write in (
        (lambda reader: reader.unsigned(), cbor.unsigned),
        (lambda reader: reader.text(), cbor.text),
        (lambda reader: [reader.unsigned() for _ in reader.array()], written_list),
    ):
        reader = cbor.Reader(data)
        try:
            value = read(reader)
            reader.end()
        except InputError:
            continue
        assert write(value) == data


def written_list(values: list[int]) -> bytes:
    return cbor.array([cbor.unsigned(value) for value in values])
