"""Proofs over the text of a badge (eddsa-jcs-2022), with one fault at a time."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from openbadges_issuer import contexts, timestamps
from openbadges_issuer.encoding import base58btc_decode, multibase_encode
from openbadges_issuer.errors import Problem
from openbadges_issuer.proofs import SECURING_MECHANISMS
from openbadges_issuer.report import Outcome, Report, Verdict
from tests.hostile import forge
from tests.hostile.forge import ABSENT, badge, expect, jcs_proof_of, jcs_sign, put, verify

V2, OB, CLR = contexts.CREDENTIALS_V2, contexts.OPEN_BADGES, contexts.CLR
EXTENSIONS = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"
SUBJECT = "credentialSubject"


def rich() -> dict[str, Any]:
    return put(
        badge(
            validUntil="2030-01-01T00:00:00Z",
            evidence=[{"type": ["Evidence"], "name": "Plan", "narrative": "Año 7: división"}],
            credentialStatus=forge.entry(),
        ),
        SUBJECT,
        "creditsEarned",
        to=1.5,
    )


SIGNED = jcs_sign(rich())
PROOF = SIGNED["proof"][0]
SIGNATURE = base58btc_decode(PROOF["proofValue"][1:])
FAILED, UNDECIDED = Outcome.FAILED, Outcome.UNDECIDED


def altered(**changes: Any) -> dict[str, Any]:
    """Alter the proof after it was made."""
    proof = {k: v for k, v in (PROOF | changes).items() if v is not ABSENT}
    return {**rich(), "proof": [proof]}


def refused(document: Any, problem: Problem = Problem.SIGNATURE_INVALID) -> Report:
    report = verify(document)
    expect(report, Verdict.TAMPERED, "signature", FAILED, problem)
    assert report.document is None
    return report


# What holds --------------------------------------------------------------------------------------


def test_a_badge_signed_as_text_is_valid() -> None:
    report = verify(SIGNED, recipient=forge.TEACHER)
    expect(report, Verdict.VALID)
    assert report.securing == "eddsa-jcs-2022"
    assert report.document == SIGNED


def test_another_spelling_of_the_same_values_is_valid() -> None:
    def backwards(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: backwards(value[key]) for key in reversed(value)}
        return [backwards(item) for item in value] if isinstance(value, list) else value

    for text in (
        json.dumps(backwards(SIGNED), indent=2),
        json.dumps(SIGNED, ensure_ascii=False).replace("1.5", "15.0e-1"),
        json.dumps(SIGNED).replace("/", "\\/"),
    ):
        expect(verify(text), Verdict.VALID)


def test_what_json_ld_takes_for_the_same_is_another_text() -> None:
    """A proof over statements holds for each of these."""
    for changed in (
        put(SIGNED, "evidence", to=rich()["evidence"][0]),
        put(SIGNED, "evidence", 0, "type", to="Evidence"),
        put(SIGNED, "type", to=rich()["type"][::-1]),
        put(SIGNED, "name", to={"@value": rich()["name"]}),
        put(SIGNED, "@context", to=[V2, OB, OB]),
    ):
        refused(changed)


def test_an_endorsement_signed_as_text_may_stand_in_any_badge() -> None:
    """Its proof brings contexts, inside a document whose statements or text are signed in turn."""
    endorsement = {
        "@context": [V2, OB],
        "id": "urn:uuid:e",
        "type": ["VerifiableCredential", "EndorsementCredential"],
        "name": "Endorsement",
        "issuer": {"id": forge.DISTRICT, "type": ["Profile"]},
        "validFrom": rich()["validFrom"],
        SUBJECT: {"id": rich()["id"], "type": ["EndorsementSubject"]},
    }
    document = {**rich(), "endorsement": [jcs_sign(endorsement)]}
    for signed in (forge.sign(document), jcs_sign(document), forge.token(document)):
        expect(verify(signed), Verdict.VALID)
    for securing in SECURING_MECHANISMS:
        signed = forge.issuer_for(securing).sign(document, securing=securing)
        expect(verify(forge.shown(signed)), Verdict.VALID)
    inline = put(document, "endorsement", 0, "proof", 0, "@context", to=[V2, {"x": "urn:x:"}])
    for signed in (forge.sign(inline), jcs_sign(inline), forge.token(inline)):
        expect(verify(signed), Verdict.TAMPERED, "contexts", FAILED, Problem.CONTEXT_NOT_ALLOWED)


# Changes -----------------------------------------------------------------------------------------


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if path[:1] == ("@context",):
        return
    yield path
    if isinstance(value, dict | list):
        for key, item in value.items() if isinstance(value, dict) else enumerate(value):
            yield from places(item, (*path, key))


def at(value: Any, path: tuple[Any, ...]) -> Any:
    for step in path:
        value = value[step]
    return value


@pytest.mark.parametrize("path", list(places(rich()))[1:], ids=str)
def test_every_value_counts(path: tuple[Any, ...]) -> None:
    """One letter changed, one member taken out, one item given twice: never shown, never valid."""
    value = at(rich(), path)
    changes = [ABSENT, "x"]
    if isinstance(value, str):
        changes += [value[:-1] + ("y" if value[-1:] != "y" else "z"), value + " ", ""]
        changes += [unicodedata.normalize("NFD", value)]
    elif isinstance(value, list):
        changes += [[*value, value[0]], []]
    elif isinstance(value, dict):
        changes += [{**value, "name": "x"}, [value]]
    else:
        changes += [not value, value + 1, -value]
    for change in changes:
        if change != value:
            report = verify(put(SIGNED, *path, to=change))
            assert report.document is None, change
            assert not report


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("description",), "x"),
        (("evidence", 0, "genre"), "x"),
        ((SUBJECT, "achievement", "tag"), ["x"]),
        ((SUBJECT, "narrative"), "x"),
        (("name",), "Flipped Classroom"),
        (("validUntil",), ABSENT),
        (("validUntil",), "2099-01-01T00:00:00Z"),
        (("validUntil",), "2029-12-31T19:00:00-05:00"),
        (("credentialStatus",), ABSENT),
        (("credentialStatus", "statusListIndex"), str(forge.WITHDRAWN)),
        ((SUBJECT, "creditsEarned"), 15),
        (("issuer", "id"), forge.ATTACKER),
    ],
    ids=str,
)
def test_a_defined_member_added_changed_or_taken_out(path: tuple[Any, ...], value: Any) -> None:
    report = verify(put(SIGNED, *path, to=value))
    assert report.verdict is Verdict.TAMPERED
    assert report.document is None


@pytest.mark.parametrize(
    "changes",
    [
        {"created": "2026-10-22T15:00:01Z"},
        {"created": ABSENT},
        {"expires": "2099-01-01T00:00:00Z"},
        {"domain": "https://hire.example"},
        {"nonce": "x"},
        {"id": "urn:uuid:1"},
        {"@context": ABSENT},
        {"@context": [V2]},
        {
            "verificationMethod": forge.method(
                forge.DISTRICT, forge.DISTRICT_KEY.public_key, jwk=True
            )
        },
    ],
    ids=str,
)
def test_a_proof_is_signed_with_its_members(changes: dict[str, Any]) -> None:
    report = verify(altered(**changes))
    assert report.verdict is Verdict.TAMPERED
    assert report.document is None


def test_a_member_given_twice_is_not_read() -> None:
    text = json.dumps(SIGNED)
    twice = text.replace(
        '"name": "Flipped classroom"', '"name": "D", "name": "Flipped classroom"', 1
    )
    assert twice != text
    expect(verify(twice), Verdict.NOT_A_BADGE, "readable", FAILED)


# Contexts ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "context",
    [[OB], [OB, V2], OB, [V2, CLR], [V2, EXTENSIONS], [V2, OB, CLR], [V2, OB, OB], [V2, V2]],
    ids=str,
)
def test_contexts_of_a_proof_that_the_badge_does_not_start_with(context: Any) -> None:
    report = refused(jcs_sign(rich(), **{"@context": context}))
    assert report.check("signature").path == '$.proof["@context"]'


@pytest.mark.parametrize("added", [[CLR], [EXTENSIONS], [OB], [EXTENSIONS, CLR]], ids=str)
def test_contexts_put_behind_the_signed_ones_break_the_badge(added: list[str]) -> None:
    """Threat A5; the algorithm of the cryptosuite by itself lets them be."""
    report = refused(put(SIGNED, "@context", to=[V2, OB, *added]))
    assert report.check("signature").path == '$.proof["@context"]'


@pytest.mark.parametrize(
    "context", [[EXTENSIONS, V2, OB], [V2, EXTENSIONS, OB], [OB, V2], [V2]], ids=str
)
def test_contexts_put_anywhere_else_break_the_badge(context: list[str]) -> None:
    report = verify(put(SIGNED, "@context", to=context))
    assert report.verdict is Verdict.TAMPERED
    assert report.document is None


def test_a_context_put_in_later_defines_no_term_that_was_undefined_when_signed() -> None:
    document = badge(**{"@context": [V2], "type": ["VerifiableCredential"]})
    document = {**document, SUBJECT: {"id": "urn:uuid:1", "achievement": {"id": "urn:uuid:2"}}}
    proof = jcs_proof_of(document)
    for context in ([V2], [V2, OB]):
        report = verify({**document, "@context": context, "proof": [proof]})
        expect(report, Verdict.TAMPERED, "format", FAILED, Problem.UNDEFINED_TERM)


@pytest.mark.parametrize("context", [ABSENT, [V2, OB]], ids=str)
def test_a_proof_may_leave_its_contexts_out(context: Any) -> None:
    report = verify(jcs_sign(rich(), **{"@context": context}))
    expect(report, Verdict.VALID)
    alone = jcs_sign(rich(), **{"@context": ABSENT})
    refused(put(alone, "@context", to=[V2, OB, CLR]))
    refused(put(alone, "proof", 0, "@context", to=[V2, OB]))


def test_one_context_as_text_or_in_a_list() -> None:
    """They are the same contexts, but not the same text: the proof's is what was signed."""
    bare = {k: v for k, v in forge.status_list().items() if k != "@context"}
    for given in (V2, [V2]):
        for signed in (V2, [V2]):
            document = {"@context": given, **bare}
            report = verify(jcs_sign(document, **{"@context": signed}))
            assert report.check("signature").outcome is Outcome.PASSED
            assert report.document is not None
            assert report.document["@context"] == signed


# Terms -------------------------------------------------------------------------------------------


def test_an_undefined_member_is_refused_although_it_is_signed() -> None:
    for place in ((), (SUBJECT,), (SUBJECT, "achievement"), ("evidence", 0)):
        document = jcs_sign(put(rich(), *place, "salary", to=1))
        expect(verify(document), Verdict.TAMPERED, "format", FAILED, Problem.UNDEFINED_TERM)
    report = verify(jcs_sign(rich(), salary=1))
    expect(report, Verdict.TAMPERED, "format", FAILED, Problem.UNDEFINED_TERM, "$.proof.salary")


def test_what_is_moved_elsewhere_is_another_text() -> None:
    hidden = {"id": rich()["id"], "type": ["Evidence"], "validUntil": rich()["validUntil"]}
    moved = put(put(SIGNED, "validUntil", to=ABSENT), "evidence", 0, to=hidden)
    report = verify(moved)
    assert report.verdict is Verdict.TAMPERED
    assert report.document is None


# Suites and sets ---------------------------------------------------------------------------------

STATEMENTS = forge.proof_of(rich())


def test_a_proof_does_not_hold_under_the_name_of_the_other_suite() -> None:
    refused(altered(cryptosuite="eddsa-rdfc-2022", **{"@context": ABSENT}))
    report = verify(altered(cryptosuite="eddsa-rdfc-2022"))
    expect(report, Verdict.TAMPERED, "format", FAILED, Problem.CONTEXT_NOT_ALLOWED)
    refused({**rich(), "proof": [STATEMENTS | {"cryptosuite": "eddsa-jcs-2022"}]})
    refused(jcs_sign(rich(), cryptosuite="eddsa-rdfc-2022", **{"@context": ABSENT}))
    refused(forge.sign(rich(), cryptosuite="eddsa-jcs-2022"))


@pytest.mark.parametrize(
    "suite", ["eddsa-jcs-2021", "ecdsa-jcs-2022", "EDDSA-JCS-2022", "eddsa-jcs-2022 ", "jcs"]
)
def test_another_suite(suite: str) -> None:
    report = verify(jcs_sign(rich(), cryptosuite=suite))
    expect(report, Verdict.UNSUPPORTED, "signature", UNDECIDED, Problem.PROOF_UNSUPPORTED)


BROKEN = PROOF | {"proofValue": STATEMENTS["proofValue"]}
ATTACKERS = jcs_proof_of(
    rich(),
    forge.ATTACKER_KEY,
    verificationMethod=forge.method(forge.ATTACKER, forge.ATTACKER_KEY.public_key),
)


@pytest.mark.parametrize(
    ("proofs", "verdict"),
    [
        ([PROOF, STATEMENTS], Verdict.VALID),
        ([STATEMENTS, PROOF], Verdict.VALID),
        ([BROKEN, STATEMENTS], Verdict.VALID),
        ([BROKEN, ATTACKERS], Verdict.TAMPERED),
        ([ATTACKERS], Verdict.TAMPERED),
        ([ATTACKERS, PROOF], Verdict.VALID),
        ([PROOF] * 5, Verdict.UNSUPPORTED),
    ],
)
def test_sets_of_proofs(proofs: list[Any], verdict: Verdict) -> None:
    report = verify({**rich(), "proof": proofs})
    expect(report, verdict)
    assert (report.document is not None) == (verdict is Verdict.VALID)


def test_a_text_respelled_holds_by_its_statements_alone() -> None:
    respelled = put(rich(), "evidence", to=rich()["evidence"][0])
    report = verify({**respelled, "proof": [PROOF, STATEMENTS]})
    expect(report, Verdict.VALID)
    assert report.securing == "eddsa-rdfc-2022"
    refused({**respelled, "proof": [PROOF]})


# Keys --------------------------------------------------------------------------------------------


def test_a_key_of_somebody_else() -> None:
    refused(jcs_sign(rich(), forge.ATTACKER_KEY, verificationMethod=PROOF["verificationMethod"]))
    report = verify({**rich(), "proof": [ATTACKERS]})
    expect(report, Verdict.TAMPERED, "key_bound_to_issuer", FAILED, Problem.KEY_NOT_AUTHORIZED)


@pytest.mark.parametrize("signer", forge.DISTRICT_KEYS[1:], ids=lambda signer: signer.algorithm)
def test_a_key_that_does_not_fit_the_suite(signer: Any) -> None:
    refused(jcs_sign(rich(), signer))


# Times and purposes ------------------------------------------------------------------------------


@pytest.mark.parametrize(("late", "good"), [(0, True), (300, True), (301, False), (86_400, False)])
def test_created_in_the_future(late: int, good: bool) -> None:
    created = timestamps.format(forge.NOW + timedelta(seconds=late))
    report = verify(jcs_sign(rich(), created=created))
    if good:
        expect(report, Verdict.VALID)
    else:
        expect(report, Verdict.TAMPERED, "signature", FAILED, path="$.proof.created")


def test_an_expired_proof() -> None:
    for seconds, good in ((-1, False), (1, True)):
        expires = timestamps.format(forge.NOW + timedelta(seconds=seconds))
        report = verify(jcs_sign(rich(), expires=expires))
        if good:
            expect(report, Verdict.VALID)
        else:
            expect(report, Verdict.TAMPERED, "signature", FAILED, Problem.PROOF_EXPIRED)


@pytest.mark.parametrize("purpose", ["authentication", ["assertionMethod"], ABSENT], ids=str)
def test_a_proof_for_another_purpose(purpose: Any) -> None:
    refused(jcs_sign(rich(), proofPurpose=purpose), Problem.PROOF_PURPOSE)


# Forms of a signature ----------------------------------------------------------------------------

N = 2**252 + 27742317777372353535851937790883648493
SECOND = SIGNATURE[:32] + (int.from_bytes(SIGNATURE[32:], "little") + N).to_bytes(32, "little")
FORMS = {
    "missing": ABSENT,
    "empty": "",
    "no multibase letter": PROOF["proofValue"][1:],
    "base64url": "u" + forge.part(SIGNATURE),
    "base64 padded": "M" + forge.part(SIGNATURE) + "==",
    "hex": "f" + SIGNATURE.hex(),
    "a space behind": PROOF["proofValue"] + " ",
    "63 bytes": multibase_encode(SIGNATURE[:63]),
    "65 bytes": multibase_encode(SIGNATURE + b"\0"),
    "a second signature made out of the first": multibase_encode(SECOND),
    "zero": multibase_encode(b"\1" + bytes(63)),
    "of another badge": jcs_proof_of(badge(name="x"))["proofValue"],
    "of the proof over statements": STATEMENTS["proofValue"],
}


@pytest.mark.parametrize("name", FORMS)
def test_forms_of_a_signature(name: str) -> None:
    refused(altered(proofValue=FORMS[name]))
