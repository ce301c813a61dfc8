"""Pointers, what a part has to keep, CBOR beside another program, and the public functions."""

from __future__ import annotations

import json
import pickle
from pathlib import Path
from typing import Any

import cbor2
import pytest

import openbadges_issuer as ob
from openbadges_issuer import schema
from openbadges_issuer.errors import BakingError, InputError, Problem, ProofError
from openbadges_issuer.proofs.selective import cbor
from openbadges_issuer.proofs.selective.completing import complete, usual_mandatory_pointers
from openbadges_issuer.proofs.selective.pointers import (
    Choice,
    choose,
    pointer_to,
    select,
    unchosen,
)
from openbadges_issuer.proofs.selective.proof_values import BaseProofValue
from tests.hostile import forge
from tests.signing import base_proof_of

DOCUMENT: dict[str, Any] = {
    "@context": ["urn:c"],
    "id": "urn:1",
    "type": ["T"],
    "a": {"id": "urn:2", "type": "A", "x": 1, "y": [{"type": "Y", "z": 1}, {"z": 2}, {"z": 3}]},
    "b": [1, 2, 3],
    "c/d": {"~": {"e": 0}},
    "0": None,
}


def chosen(*pointers: str) -> Any:
    return select(DOCUMENT, choose(DOCUMENT, pointers))


TOP = {"@context": ["urn:c"], "id": "urn:1", "type": ["T"]}


@pytest.mark.parametrize(
    ("pointers", "shown"),
    [
        ([], TOP),
        ([""], DOCUMENT),
        (["/b", ""], DOCUMENT),
        (["/a/x"], TOP | {"a": {"id": "urn:2", "type": "A", "x": 1}}),
        (["/a/y/2/z"], TOP | {"a": {"id": "urn:2", "type": "A", "y": [{"z": 3}]}}),
        (
            ["/a/y/2", "/a/y/0/type"],
            TOP | {"a": {"id": "urn:2", "type": "A", "y": [{"type": "Y"}, {"z": 3}]}},
        ),
        (["/b/2", "/b/0"], TOP | {"b": [1, 3]}),
        (["/c~1d/~0/e"], TOP | {"c/d": {"~": {"e": 0}}}),
        (["/0"], TOP | {"0": None}),
        (["/type/0", "/id", "/@context"], TOP),
        (["/a/x", "/a"], TOP | {"a": DOCUMENT["a"]}),
        (["/a", "/a/x"], TOP | {"a": DOCUMENT["a"]}),
    ],
)
def test_what_pointers_choose(pointers: list[str], shown: Any) -> None:
    before = json.dumps(DOCUMENT)
    assert chosen(*pointers) == shown
    assert json.dumps(DOCUMENT) == before


@pytest.mark.parametrize(
    ("pointer", "path"),
    [
        ("a", ""),
        ("#/a", ""),
        ("/~2", ""),
        ("/b~", ""),
        ("/nothing", "$"),
        ("/a/nothing/x", "$.a"),
        ("/b/3", "$.b"),
        ("/b/-", "$.b"),
        ("/b/-1", "$.b"),
        ("/b/01", "$.b"),
        ("/b/١", "$.b"),
        ("/b/1/x", "$.b[1]"),
        ("/b/99999999999999999999", "$.b"),
        ("/a/x/", "$.a.x"),
        ("/", "$"),
        ("/c/d", "$"),
    ],
)
def test_pointers_that_point_at_nothing(pointer: str, path: str) -> None:
    with pytest.raises(InputError) as caught:
        chosen(pointer)
    assert caught.value.problem is Problem.MALFORMED_VALUE
    assert caught.value.path == path


def test_a_pointer_is_written_as_it_is_read() -> None:
    assert pointer_to("c/d", "~", 0) == "/c~1d/~0/0"
    assert pointer_to() == ""


def test_what_is_left_out() -> None:
    choice = choose(DOCUMENT, ["/a/y/1", "/b/0"])
    left_out = ["/a/x", "/a/y/0", "/a/y/2", "/b/1", "/b/2", "/c~1d", "/0"]
    assert list(unchosen(DOCUMENT, choice)) == left_out
    assert list(unchosen(DOCUMENT, choose(DOCUMENT, [""]))) == []


# What a part has to keep -------------------------------------------------------------------------


def full_badge() -> dict[str, Any]:
    file = Path(__file__).parents[1] / "interop" / "full_badge.json"
    document: dict[str, Any] = json.loads(file.read_text("utf-8"))
    return document


def completed(document: dict[str, Any], *pointers: str) -> dict[str, Any]:
    choice = choose(document, pointers)
    complete(document, choice)
    part: dict[str, Any] = select(document, choice)
    assert schema.problems(part, "AchievementCredential") == []
    return part


def test_the_least_that_is_a_badge() -> None:
    part = completed(full_badge())
    assert part.keys() == {
        *("@context", "id", "type", "issuer", "validFrom", "validUntil", "credentialSubject")
    }
    assert part["issuer"].keys() == {"id", "type"}
    assert part["credentialSubject"].keys() == {"id", "type", "achievement"}
    assert part["credentialSubject"]["achievement"].keys() == {
        *("id", "type", "name", "description", "criteria")
    }


def test_a_subject_without_id_keeps_its_identifiers() -> None:
    document = full_badge()
    del document["credentialSubject"]["id"]
    part = completed(document)
    assert part["credentialSubject"]["identifier"] == document["credentialSubject"]["identifier"]


def test_a_result_comes_whole_and_with_its_description() -> None:
    document = full_badge()
    part = completed(document, "/credentialSubject/result/0/achievedLevel")
    assert part["credentialSubject"]["result"] == document["credentialSubject"]["result"][:1]
    described = part["credentialSubject"]["achievement"]["resultDescription"]
    assert [one["id"] for one in described] == [
        document["credentialSubject"]["result"][0]["resultDescription"]
    ]
    part = completed(document, "/credentialSubject/result/1")
    assert "resultDescription" not in part["credentialSubject"]["achievement"]


def test_what_others_have_signed_is_not_divided() -> None:
    endorsement = {
        "@context": forge.badge()["@context"],
        "id": "urn:uuid:e",
        "type": ["VerifiableCredential", "EndorsementCredential"],
        "name": "Endorsement",
        "issuer": {"id": forge.DISTRICT, "type": ["Profile"]},
        "validFrom": forge.badge()["validFrom"],
        "credentialSubject": {"id": forge.badge()["id"], "type": ["EndorsementSubject"]},
    }
    document = forge.badge(endorsement=[forge.sign(endorsement)])
    part = completed(document, "/endorsement/0/credentialSubject")
    assert part["endorsement"] == document["endorsement"]
    proof = base_proof_of(document, forge.DISTRICT_P256)
    copy = ob.derive(forge.dumps({**document, "proof": [proof]}), ["/endorsement/0/name"])
    assert copy.document["endorsement"] == document["endorsement"]


def test_what_limits_a_badge_is_kept() -> None:
    terms = [{"id": "https://badges.example/terms", "type": "Policy"}]
    document = forge.badge(
        validUntil="2030-01-01T00:00:00Z", credentialStatus=forge.entry(), termsOfUse=terms
    )
    choice = Choice()
    complete(document, choice)
    part = select(document, choice)
    for name in ("validFrom", "validUntil", "credentialStatus", "termsOfUse"):
        assert part[name] == document[name]


def test_what_an_issuer_makes_mandatory() -> None:
    document = full_badge()
    pointers = usual_mandatory_pointers(document)
    part = select(document, choose(document, pointers))
    assert schema.problems(part, "AchievementCredential") == []
    for name in ("issuer", "name", "awardedDate", "validFrom", "validUntil"):
        assert part[name] == document[name]
    subject = document["credentialSubject"]
    for name in ("id", "identifier", "achievement"):
        assert part["credentialSubject"][name] == subject[name]
    assert not part.keys() & {"evidence", "image", "endorsement"}
    assert not part["credentialSubject"].keys() & {"result", "narrative"}


def test_what_is_no_badge_is_mandatory_as_a_whole() -> None:
    assert usual_mandatory_pointers(forge.status_list()) == [""]


# CBOR --------------------------------------------------------------------------------------------

NUMBERS = [0, 1, 23, 24, 255, 256, 65_535, 65_536, 2**32 - 1, 2**32, 2**64 - 1]


@pytest.mark.parametrize("number", NUMBERS)
def test_numbers_as_another_encoder_writes_them(number: int) -> None:
    assert cbor.unsigned(number) == cbor2.dumps(number)
    assert cbor.Reader(cbor2.dumps(number)).unsigned() == number


@pytest.mark.parametrize(
    "data", ["1800", "1817", "190001", "1900ff", "1a0000ffff", "1b" + "0" * 16]
)
def test_numbers_in_a_longer_form(data: str) -> None:
    assert isinstance(cbor2.loads(bytes.fromhex(data)), int)
    with pytest.raises(InputError):
        cbor.Reader(bytes.fromhex(data)).unsigned()


@pytest.mark.parametrize("size", [0, 1, 23, 24, 64, 255, 256, 65_536])
def test_strings_and_arrays_as_another_encoder_writes_them(size: int) -> None:
    data, text = bytes(size), "é" * size
    assert cbor.byte_string(data) == cbor2.dumps(data)
    assert cbor.text(text) == cbor2.dumps(text)
    assert cbor.array([cbor.unsigned(0)] * size) == cbor2.dumps([0] * size)
    assert cbor.Reader(cbor2.dumps(data)).byte_string(size) == data
    assert cbor.Reader(cbor2.dumps(text)).text() == text
    assert len(cbor.Reader(cbor2.dumps([0] * size)).array()) == size


def test_a_map_in_the_order_of_its_keys() -> None:
    entries = {300: b"c", 2: b"b", 1: b"a"}
    written = cbor.map_({cbor.unsigned(k): cbor.byte_string(v) for k, v in entries.items()})
    assert written == cbor2.dumps(entries, canonical=True)


@pytest.mark.parametrize("data", ["61ff", "62c328", "63eda080"])
def test_a_text_that_is_not_utf_8(data: str) -> None:
    with pytest.raises(InputError):
        cbor.Reader(bytes.fromhex(data)).text()


# The public functions ----------------------------------------------------------------------------


def issued() -> ob.SignedCredential:
    issuer = forge.issuer_for("ecdsa-sd-2023")
    document = forge.badge(evidence=[{"type": ["Evidence"], "name": "Plan"}])
    return issuer.sign(document, securing="ecdsa-sd-2023")


def test_a_holder_derives_from_what_was_issued() -> None:
    signed = issued()
    for given in (signed, signed.text, signed.bytes):
        copy = ob.derive(given)
        assert copy.securing == "ecdsa-sd-2023"
        assert "evidence" not in copy.document
        forge.expect(forge.verify(copy.bytes, recipient=forge.TEACHER), ob.Verdict.VALID)
        assert ob.withheld(given) == ["/evidence"]
        assert "evidence" in ob.derive(given, ["/evidence"]).document


def test_nothing_but_a_base_proof_can_be_derived_from() -> None:
    plain = forge.ISSUER.sign(forge.badge())
    for given in (plain, ob.derive(issued())):
        with pytest.raises(ProofError) as caught:
            ob.derive(given)
        assert caught.value.problem is Problem.PROOF_UNSUPPORTED
    with pytest.raises(InputError):
        ob.derive("eyJh.eyJh.c2ln")


def test_a_holder_is_told_that_a_badge_was_changed() -> None:
    document = issued().document
    changed = forge.put(document, "evidence", 0, "name", to="Plans")
    with pytest.raises(ProofError) as caught:
        ob.derive(forge.dumps(changed))
    assert caught.value.path == "$.proof.proofValue"
    missing = forge.put(document, "evidence", to=forge.ABSENT)
    with pytest.raises(ProofError):
        ob.derive(forge.dumps(missing))


def test_one_of_two_base_proofs_would_have_to_be_chosen() -> None:
    document = forge.badge()
    proof = base_proof_of(document, forge.DISTRICT_P256)
    with pytest.raises(ProofError) as caught:
        ob.derive(forge.dumps({**document, "proof": [proof, proof]}))
    assert caught.value.problem is Problem.PROOF_UNSUPPORTED


def test_a_draft_goes_to_another_process_and_its_secret_is_not_shown() -> None:
    value = BaseProofValue.read(issued().document["proof"][0]["proofValue"])
    assert value.hmac_key.hex() not in repr(value)
    assert repr(value.hmac_key) not in repr(value)
    complete_it = pickle.loads(pickle.dumps(value.signed))  # noqa: S301
    assert complete_it(value.base_signature) == value.write()


@pytest.mark.usefixtures("workers_begin_first")
def test_many_are_issued_by_several_processes() -> None:
    issuer = forge.issuer_for("ecdsa-sd-2023")
    achievement = ob.Achievement.of(forge.badge()["credentialSubject"]["achievement"])
    awards = [
        ob.Award(achievement=achievement, to=ob.Recipient.by_email(forge.TEACHER)) for _ in range(4)
    ]
    made = list(issuer.issue_many(awards, securing="ecdsa-sd-2023", workers=2))
    for one in made:
        forge.expect(forge.verify(ob.derive(one.require()).bytes), ob.Verdict.VALID)
    keys = {
        BaseProofValue.read(o.require().document["proof"][0]["proofValue"]).hmac_key for o in made
    }
    assert len(keys) == len(awards)


def test_what_its_holder_keeps_goes_into_no_picture() -> None:
    with pytest.raises(BakingError) as caught:
        ob.bake(issued(), forge.SVG)
    assert caught.value.problem is Problem.BASE_PROOF
    copy = ob.derive(issued())
    assert ob.unbake(ob.bake(copy, forge.SVG)) == copy.text
