"""Copies that a holder shows of a part of a badge (ecdsa-sd-2023), with one fault each.

Threats A5, B1, B2, B3, B6, B7, B9 and D7, as far as they differ from those of other proofs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from openbadges_issuer.encoding import base64url_decode, base64url_encode
from openbadges_issuer.errors import Problem
from openbadges_issuer.keys import Signer
from openbadges_issuer.limits import DEFAULT_LIMITS, Limits
from openbadges_issuer.proofs.selective.base_proof import prepare_base_proof
from openbadges_issuer.proofs.selective.deriving import derive
from openbadges_issuer.proofs.selective.proof_values import DerivedProofValue
from openbadges_issuer.proofs.selective.signatures import sign_statements
from openbadges_issuer.report import Verdict
from tests.hostile import forge
from tests.hostile.cases.case import (
    NOT_AUTHORIZED,
    SIGNATURE_INVALID,
    TOO_COMPLEX,
    UNDEFINED_TERM,
    Answer,
    Rows,
    case,
    good,
    tampered,
    unsupported,
)
from tests.hostile.forge import ABSENT, badge, put

SUBJECT = "credentialSubject"
BASE_PROOF = tampered("signature", Problem.BASE_PROOF)
UNSUPPORTED = unsupported("signature", Problem.PROOF_UNSUPPORTED)
KEY = forge.DISTRICT_P256.with_verification_method(
    forge.method(forge.DISTRICT, forge.DISTRICT_P256.public_key)
)
SHOWN = ("/evidence", "/credentialSubject/narrative")
HEADER = b"\xd9\x5d\x01"
MANY = replace(DEFAULT_LIMITS, signed_statements=10_000)


def rows() -> Rows:
    yield from what_holds()
    yield from the_holders_own()
    yield from changes()
    yield from changes_of_the_proof()
    yield from signatures_of_statements()
    yield from labels()
    yield from mandatory_statements()
    yield from keys()
    yield from too_many()


def rich(**members: Any) -> dict[str, Any]:
    evidence = [
        {"type": ["Evidence"], "name": "Plan", "narrative": "A unit"},
        {"type": ["Evidence"], "name": "Lesson"},
    ]
    own = {
        "validUntil": "2030-01-01T00:00:00Z",
        "evidence": evidence,
        "credentialStatus": forge.entry(),
    }
    return put(badge(**own | members), SUBJECT, "narrative", to="With **care**.")


def base(
    document: dict[str, Any],
    signer: Signer = KEY,
    *,
    pointers: Sequence[str] | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> dict[str, Any]:
    """Give what the holder gets."""
    made = prepare_base_proof(
        document,
        algorithm=signer.algorithm,
        created=forge.ISSUED,
        verification_method=signer.verification_method,
        mandatory_pointers=pointers,
        limits=limits,
    )
    value = made.proof_value(signer.sign(made.data))
    return {**document, "proof": [made.configuration | {"proofValue": value}]}


def value_of(secured: dict[str, Any]) -> DerivedProofValue:
    return DerivedProofValue.read(secured["proof"][0]["proofValue"])


@cache
def of_all() -> dict[str, Any]:
    """The holder's own badge."""
    return base(rich())


@cache
def copy() -> dict[str, Any]:
    """A copy of it."""
    return derive(of_all(), SHOWN)


def with_value(text: str, document: dict[str, Any] | None = None) -> dict[str, Any]:
    return put(document or copy(), "proof", 0, "proofValue", to=text)


def altered(document: dict[str, Any] | None = None, **parts: Any) -> dict[str, Any]:
    """Give the copy with parts of its proof value changed."""
    return with_value(value_of(copy())._replace(**parts).write(), document)


def bad(threat: str, name: str, data: Any, answer: Answer = SIGNATURE_INVALID) -> Rows:
    yield case(threat, f"a copy: {name}", data, answer)


def what_holds() -> Rows:
    for reveal in ([], ["/evidence/1"], ["/evidence/0/name"], ["/evidence"], SHOWN, [""]):
        what = ", ".join(reveal) if reveal else "what it must"
        yield good(f"a copy that shows {what or 'all'}", derive(of_all(), reveal))
    few = base(rich(), pointers=[])
    yield good("a copy of which nothing is mandatory", derive(few, ["/evidence/1"]))
    whole = forge.sign(rich())
    both = {**copy(), "proof": [*whole["proof"], *copy()["proof"]]}
    yield good("a copy beside a proof over the whole", both)
    recipient = {"recipient": forge.TEACHER}
    yield good("a copy of the person who asks", copy(), **recipient)


def the_holders_own() -> Rows:
    """B2: what gives away the key of its labels, and under it any copy."""
    own = of_all()["proof"][0]["proofValue"]
    yield from bad("B2", "the holder's own", of_all(), BASE_PROOF)
    yield from bad("B2", "the value of the holder's own", with_value(own), BASE_PROOF)
    renamed = with_value("u" + base64url_encode(HEADER + base64url_decode(own[1:])[3:]), of_all())
    yield from bad("B9", "the holder's own under the header of a copy", renamed)


CHANGES: list[tuple[str, tuple[Any, ...], Any]] = [
    ("B2", ("name",), "Flipped school"),
    ("B2", ("validUntil",), "2031-01-01T00:00:00Z"),
    ("B2", ("validUntil",), ABSENT),
    ("B2", ("validFrom",), "2026-10-22T15:00:01Z"),
    ("B2", ("issuer", "name"), "Waukesha School District"),
    ("D7", ("credentialStatus",), ABSENT),
    ("D7", ("credentialStatus", "statusListIndex"), "7"),
    ("D7", ("credentialStatus", "statusPurpose"), "message"),
    ("B2", ("evidence", 0, "name"), "Other plan"),
    ("B2", ("evidence", 1), ABSENT),
    ("B2", ("evidence",), ABSENT),
    ("B2", (SUBJECT, "narrative"), ABSENT),
    ("B2", (SUBJECT, "narrative"), "With ease."),
    ("B2", (SUBJECT, "identifier"), ABSENT),
    ("B2", (SUBJECT, "id"), "urn:uuid:7f4e0a52-54ba-4c0e-8f0e-5f4a0f5d5b1d"),
    ("B2", (SUBJECT, "licenseNumber"), "1"),
    ("B2", (SUBJECT, "achievement", "name"), "Doctor of Education"),
    ("B2", (SUBJECT, "achievement", "criteria", "narrative"), ABSENT),
    ("B2", ("description",), "More"),
]


def changes() -> Rows:
    """A statement that was changed, added or taken out."""
    for threat, path, value in CHANGES:
        how = "taken out" if value is ABSENT else f"is now {value!r}"
        name = f"{'.'.join(map(str, path))} {how}"
        yield from bad(threat, name, put(copy(), *path, to=value))
    twice = [{"type": ["Evidence"], "name": "Plan", "narrative": "A unit"}] * 2
    yield from bad("B2", "one piece of evidence twice", put(copy(), "evidence", to=twice))
    withdrawn = base(rich(credentialStatus=forge.entry(forge.WITHDRAWN)))
    revoked = Answer(Verdict.REVOKED, "status_revocation", problem=Problem.REVOKED)
    yield from bad("D5", "of a badge that was withdrawn", derive(withdrawn), revoked)
    ended = base(rich(validUntil="2026-11-01T00:00:00Z"), pointers=[])
    expired = Answer(Verdict.EXPIRED, "not_after", problem=Problem.EXPIRED)
    yield from bad("C6", "of a badge that has ended", derive(ended), expired)
    yield from bad("A1", "an undefined member", copy() | {"salary": 1}, UNDEFINED_TERM)
    yield from bad("B2", "unsigned", badge(), tampered("signature", Problem.PROOF_MISSING))
    whole = forge.sign(rich())["proof"]
    yield from bad(
        "B2", "with the proof over the whole alone", {**derive(of_all()), "proof": whole}
    )


def changes_of_the_proof() -> Rows:
    for threat, member, value, answer in (
        ("B2", "created", "2026-10-22T15:00:01Z", SIGNATURE_INVALID),
        ("B2", "created", ABSENT, SIGNATURE_INVALID),
        ("B2", "expires", "2031-01-01T00:00:00Z", SIGNATURE_INVALID),
        ("B2", "domain", "https://hire.example", SIGNATURE_INVALID),
        ("B2", "id", "urn:uuid:1", SIGNATURE_INVALID),
        ("B3", "proofPurpose", "authentication", tampered("signature", Problem.PROOF_PURPOSE)),
        ("B5", "previousProof", "urn:uuid:1", SIGNATURE_INVALID),
        ("B6", "cryptosuite", "ecdsa-rdfc-2019", SIGNATURE_INVALID),
        ("B6", "cryptosuite", "bbs-2023", UNSUPPORTED),
        ("B6", "cryptosuite", "ECDSA-SD-2023", UNSUPPORTED),
        ("A5", "@context", copy()["@context"], tampered("format")),
    ):
        how = "taken out" if value is ABSENT else f"is now {value!r}"
        name = f"{member} of its proof {how}"
        yield from bad(threat, name, put(copy(), "proof", 0, member, to=value), answer)


def signatures_of_statements() -> Rows:
    """B9: one for each statement that could have been withheld, in their order."""
    made = value_of(copy()).signatures
    first, second, *others = made
    for name, signatures in {
        "the first signature taken out": made[1:],
        "the last signature taken out": made[:-1],
        "no signature": (),
        "two signatures swapped": (second, first, *others),
        "a signature twice, for another": (first, first, *others),
        "a signature more": (*made, first),
        "a signature of zeros": (bytes(64), *made[1:]),
        "a thousand signatures more": (*made, *[first] * 1_000),
    }.items():
        yield from bad("B9", name, altered(signatures=tuple(signatures)))


def labels() -> Rows:
    """B9: of nodes without a name, which the issuer's secret key made."""
    made = dict(value_of(copy()).label_map)
    names = list(made)
    missing = {name: made[name] for name in names[1:]}
    for name, label_map in {
        "two labels swapped": made | {names[0]: made[names[1]], names[1]: made[names[0]]},
        "a label taken out": missing,
        "a label more": made | {f"c14n{len(names)}": f"u{base64url_encode(bytes(32))}"},
        "a label twice, for another": made | {names[0]: made[names[1]]},
        "a label at another place": missing | {"c14n99": made[names[0]]},
        "a label made up": made | {names[0]: f"u{base64url_encode(bytes(32))}"},
        "no labels": {},
    }.items():
        yield from bad("B9", name, altered(label_map=label_map))
    plan, lesson = copy()["evidence"]
    torn = put(copy(), "evidence", to=[*({k: v} for k, v in plan.items()), lesson])
    same = {f"c14n{number}": next(iter(made.values())) for number in range(4)}
    yield from bad("B9", "one piece of evidence torn in two", altered(torn, label_map=same))
    other_key = base(rich())  # with another secret for its labels
    labels_of_other = value_of(derive(other_key, SHOWN)).label_map
    yield from bad("B9", "labels by another secret", altered(label_map=labels_of_other))


def mandatory_statements() -> Rows:
    """B9: which may not be withheld was signed by the issuer."""
    value = value_of(copy())
    made = value.mandatory_indexes
    other = next(n for n in range(999) if n not in made)
    for name, indexes in {
        "two indexes swapped": (made[1], made[0], *made[2:]),
        "an index twice": (made[0], *made),
        "an index less": made[1:],
        "an index more": tuple(sorted((*made, other))),
        "an index beyond": (*made, 9_999),
        "no indexes": (),
    }.items():
        yield from bad("B9", name, altered(mandatory_indexes=indexes))
    more = tuple(sorted((*made, other)))
    name = "an index more and a signature less"
    yield from bad("B9", name, altered(mandatory_indexes=more, signatures=value.signatures[1:]))
    name = "an index less and a signature more"
    signatures = (bytes(64), *value.signatures)
    yield from bad("B9", name, altered(mandatory_indexes=made[1:], signatures=signatures))
    for path in ("credentialStatus", "validUntil"):
        hidden = {key: item for key, item in copy().items() if key != path}
        yield from bad("D7", f"{path} withheld, with fewer indexes", _shrunk(hidden))


def _shrunk(document: dict[str, Any]) -> dict[str, Any]:
    """Give a copy as many mandatory indexes less as it has statements less."""
    made = value_of(copy()).mandatory_indexes
    return altered(document, mandatory_indexes=made[: max(0, len(made) - 6)])


def keys() -> Rows:
    """B1, B6."""
    made = value_of(copy())
    public_key, _ = sign_statements([])
    yield from bad("B1", "another key for its statements", altered(public_key=public_key))
    forged = base(put(rich(), SUBJECT, "narrative", to="The best ever."))
    theirs = derive(forged, SHOWN)
    value = value_of(theirs)._replace(base_signature=made.base_signature)
    name = "statements and their key made up, under the issuer's signature"
    yield from bad("B1", name, with_value(value.write(), theirs))
    other = derive(base(put(rich(), "evidence", 1, "name", to="Another lesson")), SHOWN)
    mixed = altered({**other, "proof": copy()["proof"]}, signatures=value_of(other).signatures)
    yield from bad("B1", "of two badges mixed", mixed)
    for name, key in {
        "of zeros": b"\x80\x24" + bytes(33),
        "of another kind": b"\xed\x01" + bytes(33),
        "without prefix": bytes(35),
        "off the curve": b"\x80\x24\x02" + (1).to_bytes(32),
    }.items():
        yield from bad("B9", f"a key for its statements that is {name}", altered(public_key=key))
    for signer in (forge.DISTRICT_KEY, forge.DISTRICT_P384, forge.DISTRICT_RSA):
        method = forge.method(forge.DISTRICT, signer.public_key, jwk=True)
        name = f"the name of the key for {signer.algorithm}"
        yield from bad("B6", name, put(copy(), "proof", 0, "verificationMethod", to=method))
    attackers = forge.ecdsa(77, forge.ec.SECP256R1())
    for method in (
        attackers.verification_method,
        forge.method(forge.DISTRICT, attackers.public_key),
    ):
        secured = derive(base(rich(), attackers.with_verification_method(method)))
        yield from bad("B1", f"signed by {method[:60]}", secured, NOT_AUTHORIZED)
    named = derive(base(rich(), attackers.with_verification_method(KEY.verification_method)))
    yield from bad("B1", "the attacker's in the name of the district's key", named)


def too_many() -> Rows:
    """A9: each statement that could have been withheld costs a signature."""
    evidence = [
        {"id": f"urn:x:{n}", "type": ["Evidence"], "name": str(n), "narrative": "x"}
        for n in range(600)
    ]
    secured = base(rich(evidence=evidence), limits=MANY)
    shown = derive(secured, ["/evidence"], limits=MANY)
    yield from bad("A9", "2,400 statements signed each", shown, TOO_COMPLEX)
