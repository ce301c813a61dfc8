"""Copies that a holder shows (ecdsa-sd-2023), with one fault at a time."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import cbor2
import pytest

from openbadges_issuer.encoding import base64url_decode, base64url_encode
from openbadges_issuer.errors import Problem
from openbadges_issuer.limits import DEFAULT_LIMITS
from openbadges_issuer.proofs.selective.deriving import derive
from openbadges_issuer.proofs.selective.proof_values import DerivedProofValue
from openbadges_issuer.proofs.selective.signatures import sign_statements
from openbadges_issuer.report import Outcome, Report, Verdict
from openbadges_issuer.verifying import Verifier
from tests.hostile import forge
from tests.hostile.forge import badge, expect, put, verify
from tests.signing import base_proof_of

SUBJECT = "credentialSubject"
FAILED, UNDECIDED = Outcome.FAILED, Outcome.UNDECIDED
KEY = forge.DISTRICT_P256.with_verification_method(
    forge.method(forge.DISTRICT, forge.DISTRICT_P256.public_key)
)


def rich(**changes: Any) -> dict[str, Any]:
    evidence = [
        {"type": ["Evidence"], "name": "Plan", "narrative": "A unit"},
        {"type": ["Evidence"], "name": "Lesson"},
    ]
    document = badge(
        validUntil="2030-01-01T00:00:00Z",
        evidence=evidence,
        credentialStatus=forge.entry(),
        **changes,
    )
    return put(document, SUBJECT, "narrative", to="With **care**.")


def base(document: dict[str, Any] | None = None, **options: Any) -> dict[str, Any]:
    document = document or rich()
    proof = base_proof_of(document, KEY, created=forge.ISSUED, **options)
    return {**document, "proof": [proof]}


BASE = base()
COPY = derive(BASE, ["/evidence", "/credentialSubject/narrative"])
VALUE = DerivedProofValue.read(COPY["proof"][0]["proofValue"])


def with_value(text: str, document: dict[str, Any] = COPY) -> dict[str, Any]:
    return put(document, "proof", 0, "proofValue", to=text)


def altered(document: dict[str, Any] = COPY, **parts: Any) -> dict[str, Any]:
    return with_value(VALUE._replace(**parts).write(), document)


def encoded(items: Any, header: bytes = b"\xd9\x5d\x01", behind: bytes = b"") -> str:
    return "u" + base64url_encode(header + cbor2.dumps(items) + behind)


def refused(
    document: dict[str, Any], problem: Problem = Problem.SIGNATURE_INVALID, path: str | None = None
) -> Report:
    report = verify(document)
    expect(report, Verdict.TAMPERED, "signature", FAILED, problem)
    assert path is None or report.check("signature").path == path
    assert report.document is None
    return report


# What holds --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "reveal",
    [
        [],
        ["/evidence/1"],
        ["/evidence/0/name"],
        ["/credentialSubject/narrative"],
        ["/evidence"],
        [""],
    ],
)
def test_a_copy_is_valid_whatever_it_shows(reveal: list[str]) -> None:
    copy = derive(BASE, reveal)
    report = verify(copy, recipient=forge.TEACHER)
    expect(report, Verdict.VALID)
    assert report.securing == "ecdsa-sd-2023"
    assert report.document == copy
    assert report.check("schema").outcome is Outcome.PASSED


def test_a_copy_keeps_what_limits_the_badge_though_nothing_is_mandatory() -> None:
    copy = derive(base(mandatory_pointers=[]), ["/evidence/1"])
    assert copy["validUntil"] == "2030-01-01T00:00:00Z"
    assert copy["credentialStatus"] == forge.entry()
    assert copy["evidence"] == [{"type": ["Evidence"], "name": "Lesson"}]
    assert "narrative" not in copy[SUBJECT]
    expect(verify(copy), Verdict.VALID)


def test_a_copy_of_a_badge_that_was_withdrawn() -> None:
    withdrawn = rich() | {"credentialStatus": forge.entry(forge.WITHDRAWN)}
    expect(verify(derive(base(withdrawn))), Verdict.REVOKED)


def test_a_copy_beside_another_proof() -> None:
    """The other one is over the whole badge, which the copy is not."""
    whole = forge.sign(rich())
    both = {**rich(), "proof": [*whole["proof"], *BASE["proof"]]}
    assert derive(both)["proof"] == derive(BASE)["proof"]
    expect(verify({**COPY, "proof": [*whole["proof"], *COPY["proof"]]}), Verdict.VALID)


# The holder's own --------------------------------------------------------------------------------


def test_the_holders_own_copy_is_not_for_showing() -> None:
    refused(BASE, Problem.BASE_PROOF, "$.proof.proofValue")
    refused(with_value(BASE["proof"][0]["proofValue"]), Problem.BASE_PROOF)


def test_the_holders_own_under_the_header_of_a_copy() -> None:
    data = base64url_decode(BASE["proof"][0]["proofValue"][1:])
    refused(with_value("u" + base64url_encode(b"\xd9\x5d\x01" + data[3:]), BASE))


# Changes -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "to"),
    [
        (("name",), "Flipped school"),
        (("validUntil",), "2031-01-01T00:00:00Z"),
        (("validUntil",), forge.ABSENT),
        (("credentialStatus",), forge.ABSENT),
        (("credentialStatus", "statusListIndex"), "7"),
        (("evidence", 0, "name"), "Other plan"),
        (("evidence", 1), forge.ABSENT),
        (("evidence",), [{"type": ["Evidence"], "name": "Plan", "narrative": "A unit"}] * 2),
        ((SUBJECT, "narrative"), forge.ABSENT),
        ((SUBJECT, "narrative"), "With ease."),
        ((SUBJECT, "identifier"), forge.ABSENT),
        ((SUBJECT, "id"), "urn:uuid:7f4e0a52-54ba-4c0e-8f0e-5f4a0f5d5b1d"),
        ((SUBJECT, "licenseNumber"), "1"),
        (("description",), "More"),
        (("proof", 0, "created"), "2026-10-22T15:00:01Z"),
        (("proof", 0, "expires"), "2031-01-01T00:00:00Z"),
    ],
)
def test_a_statement_changed_added_or_taken_out(path: tuple[Any, ...], to: Any) -> None:
    refused(put(COPY, *path, to=to))


def test_signatures_dropped_swapped_doubled_and_made_up() -> None:
    first, second, *others = VALUE.signatures
    for signatures in (
        VALUE.signatures[1:],
        VALUE.signatures[:-1],
        (),
        (second, first, *others),
        (first, first, *others),
        (*VALUE.signatures, first),
        (bytes(64), *VALUE.signatures[1:]),
    ):
        refused(altered(signatures=tuple(signatures)), path="$.proof.proofValue")


def test_labels_swapped_missing_added_and_doubled() -> None:
    labels = dict(VALUE.label_map)
    names = list(labels)
    assert len(names) > 1
    swapped = labels | {names[0]: labels[names[1]], names[1]: labels[names[0]]}
    missing = {name: labels[name] for name in names[1:]}
    added = labels | {f"c14n{len(names)}": f"u{base64url_encode(bytes(32))}"}
    doubled = labels | {names[0]: labels[names[1]]}
    elsewhere = missing | {"c14n99": labels[names[0]]}
    for label_map in (swapped, missing, added, doubled, elsewhere, {}):
        refused(altered(label_map=label_map))


def test_two_nodes_that_were_one_when_signed() -> None:
    """The members of one piece of evidence, shown as two, under one label for both."""
    plan, lesson = COPY["evidence"]
    torn = put(COPY, "evidence", to=[*({k: v} for k, v in plan.items()), lesson])
    label = next(iter(VALUE.label_map.values()))
    many = {f"c14n{number}": label for number in range(4)}
    refused(altered(torn, label_map=many))


@pytest.mark.parametrize("change", ["reordered", "doubled", "fewer", "more", "beyond", "none"])
def test_indexes(change: str) -> None:
    indexes = VALUE.mandatory_indexes
    first_other = next(number for number in range(99) if number not in indexes)
    changed = {
        "reordered": (indexes[1], indexes[0], *indexes[2:]),
        "doubled": (indexes[0], *indexes),
        "fewer": indexes[1:],
        "more": tuple(sorted((*indexes, first_other))),
        "beyond": (*indexes, 9_999),
        "none": (),
    }[change]
    refused(altered(mandatory_indexes=changed))


def test_more_indexes_and_as_many_signatures_less() -> None:
    """So that the numbers agree: what was optional passes for mandatory, and the other way."""
    others = [n for n in range(99) if n not in VALUE.mandatory_indexes]
    more = tuple(sorted((*VALUE.mandatory_indexes, others[0])))
    refused(altered(mandatory_indexes=more, signatures=VALUE.signatures[1:]))
    fewer = VALUE.mandatory_indexes[1:]
    refused(altered(mandatory_indexes=fewer, signatures=(bytes(64), *VALUE.signatures)))


# Keys --------------------------------------------------------------------------------------------


def test_statements_signed_by_somebody_elses_key() -> None:
    """The forger signs each statement again, with a key of his own for the proof."""
    public_key, _ = sign_statements([])
    refused(altered(public_key=public_key))
    forged = base(put(rich(), SUBJECT, "narrative", to="The best ever."))
    copy = derive(forged, ["/evidence", "/credentialSubject/narrative"])
    value = DerivedProofValue.read(copy["proof"][0]["proofValue"])
    assert value.base_signature != VALUE.base_signature
    refused(with_value(value._replace(base_signature=VALUE.base_signature).write(), copy))


def test_statements_of_two_badges_mixed() -> None:
    other = base(put(rich(), "evidence", 1, "name", to="Another lesson"))
    copy = derive(other, ["/evidence", "/credentialSubject/narrative"])
    value = DerivedProofValue.read(copy["proof"][0]["proofValue"])
    refused(altered({**copy, "proof": COPY["proof"]}, signatures=value.signatures))


@pytest.mark.parametrize("key", [b"\x80\x24" + bytes(33), b"\xed\x01" + bytes(33), bytes(35)])
def test_a_key_of_the_proof_that_is_none(key: bytes) -> None:
    refused(altered(public_key=key))


@pytest.mark.parametrize("signer", [forge.DISTRICT_KEY, forge.DISTRICT_P384])
def test_a_key_of_another_kind(signer: Any) -> None:
    method = forge.method(forge.DISTRICT, signer.public_key)
    refused(put(COPY, "proof", 0, "verificationMethod", to=method))


def test_a_foreign_key_in_the_districts_name() -> None:
    signer = forge.ecdsa(77, forge.ec.SECP256R1())
    document = rich()
    proof = base_proof_of(document, signer, created=forge.ISSUED)
    copy = derive({**document, "proof": [proof]})
    report = verify(copy)
    assert report.verdict is Verdict.TAMPERED
    assert report.check("key_bound_to_issuer").problem is Problem.KEY_NOT_AUTHORIZED


def test_a_context_of_the_proofs_own() -> None:
    report = verify(put(COPY, "proof", 0, "@context", to=COPY["@context"]))
    assert report.verdict is Verdict.TAMPERED


# Proof values ------------------------------------------------------------------------------------

PARTS: list[Any] = cbor2.loads(base64url_decode(VALUE.write()[1:])[3:])


def part(index: int, to: Any) -> list[Any]:
    return [to if at == index else item for at, item in enumerate(PARTS)]


def test_the_proof_value_is_that_of_another_encoder() -> None:
    assert encoded(PARTS) == VALUE.write()


MALFORMED = {
    "empty": "u",
    "header only": "u" + base64url_encode(b"\xd9\x5d\x01"),
    "other header": encoded(PARTS, b"\xd9\x5d\x02"),
    "no header": encoded(PARTS, b""),
    "base58": "z" + "1" * 100,
    "padded": VALUE.write() + "=",
    "white space": VALUE.write() + "\n",
    "not multibase": VALUE.write()[1:],
    "trailing byte": encoded(PARTS, behind=b"\0"),
    "a second value": encoded(PARTS, behind=cbor2.dumps(PARTS)),
    "cut short": "u" + base64url_encode(base64url_decode(VALUE.write()[1:])[:-1]),
    "four items": encoded(PARTS[:4]),
    "six items": encoded([*PARTS, 1]),
    "a map": encoded(dict(enumerate(PARTS))),
    "a tagged array": encoded(cbor2.CBORTag(55_799, PARTS)),
    "tagged bytes": encoded(part(0, cbor2.CBORTag(64, PARTS[0]))),
    "a short signature": encoded(part(0, PARTS[0][:-1])),
    "a signature as text": encoded(part(0, "x" * 64)),
    "a key of 36 bytes": encoded(part(1, PARTS[1] + b"\0")),
    "a signature of 63 bytes": encoded(part(2, [PARTS[2][0][:-1], *PARTS[2][1:]])),
    "a label of 31 bytes": encoded(part(3, {0: bytes(31)})),
    "a label by text": encoded(part(3, {"0": bytes(32)})),
    "a negative label": encoded(part(3, {-1: bytes(32)})),
    "a negative index": encoded(part(4, [-1])),
    "a float index": encoded(part(4, [0.0])),
    "a big index": encoded(part(4, [2**70])),
    "true for an index": encoded(part(4, [True])),
    "null for the labels": encoded(part(3, None)),
    "deep": "u" + base64url_encode(b"\xd9\x5d\x01" + b"\x81" * 500_000),
    "a huge array": "u" + base64url_encode(b"\xd9\x5d\x01\x9b" + b"\xff" * 8),
    "huge bytes": "u" + base64url_encode(b"\xd9\x5d\x01\x85\x5b" + b"\xff" * 8),
    "indefinite": "u" + base64url_encode(b"\xd9\x5d\x01\x9f\xff"),
    "a costly tag": "u"
    + base64url_encode(b"\xd9\x5d\x01\xc4\x82\x00\xc2\x5a\x00\x07\xa1\x20" + b"\xff" * 500_000),
    "a long integer": "u" + base64url_encode(b"\xd9\x5d\x01\x98\x05" + cbor2.dumps(PARTS)[1:]),
}


@pytest.mark.parametrize("name", MALFORMED)
def test_a_proof_value_that_is_malformed(name: str) -> None:
    refused(with_value(MALFORMED[name]), path="$.proof.proofValue")


def test_a_label_twice() -> None:
    label = cbor2.dumps(bytes(range(32)))
    twice = b"\xa2\0" + label + b"\0" + label[:-1] + b"\0"
    data = b"\x85" + b"".join(twice if at == 3 else cbor2.dumps(p) for at, p in enumerate(PARTS))
    refused(with_value("u" + base64url_encode(b"\xd9\x5d\x01" + data)))


def test_too_many_signed_statements_are_not_checked() -> None:
    few = replace(DEFAULT_LIMITS, signed_statements=len(VALUE.signatures) - 1)
    verifier = Verifier(forge.TRUSTED, fetcher=forge.server(), clock=lambda: forge.NOW, limits=few)
    report = verifier.verify(forge.dumps(COPY))
    assert report.verdict is Verdict.UNSUPPORTED
    assert report.check("format").problem is Problem.TOO_COMPLEX
