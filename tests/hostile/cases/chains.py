"""Chains of proofs: broken, borrowed, circular, and of several suites (threats B4, B5)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from openbadges_issuer.errors import Problem
from tests.hostile import forge
from tests.hostile.cases.case import (
    NOT_AUTHORIZED,
    SIGNATURE_INVALID,
    UNDEFINED_TERM,
    Answer,
    Rows,
    case,
    good,
    tampered,
    unsupported,
)
from tests.hostile.forge import ABSENT, badge, jcs_proof_of, proof_of, put

Make = Callable[..., dict[str, Any]]
ONE, TWO, THREE = (f"urn:uuid:{number}" for number in (1, 2, 3))
UNSUPPORTED = unsupported("signature", Problem.PROOF_UNSUPPORTED)
OWN = forge.ATTACKER_KEY.verification_method
ON_A_SITE = forge.method(forge.ATTACKER, forge.ATTACKER_KEY.public_key)
LATER = "2026-10-22T15:00:01Z"


def rows() -> Rows:
    for make, over in ((proof_of, "statements"), (jcs_proof_of, "text")):
        yield from good_chains(make, over)
        yield from broken_chains(make, over)
        yield from swapped(make, over)
        yield from circles(make, over)
        yield from changed(make, over)
    yield from of_several_suites()
    yield from not_there()
    yield from no_names()
    yield from whose_first_is_no_good()


def chained(make: Make, *before: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """Make a proof of the district's over its badge and the proofs before it."""
    own = {"id": f"urn:uuid:{len(before) + 1}", "previousProof": [p["id"] for p in before]}
    return make(badge(), before=before, **own | changes)


def foreign(make: Make, method: str = OWN, **changes: Any) -> dict[str, Any]:
    """Make a proof by the attacker's own key, named as it is published."""
    return make(badge(), forge.ATTACKER_KEY, **{"id": ONE, "verificationMethod": method} | changes)


def altered(proof: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return {k: v for k, v in (proof | changes).items() if v is not ABSENT}


def chain(threat: str, name: str, answer: Answer, *proofs: Any) -> Rows:
    yield case(threat, f"a chain: {name}", badge(proof=list(proofs)), answer)


def sound(name: str, *proofs: Any) -> Rows:
    yield good(f"a chain: {name}", badge(proof=list(proofs)))


def good_chains(make: Make, over: str) -> Rows:
    first = make(badge(), id=ONE)
    yield from sound(f"two by the issuer, over {over}", first, chained(make, first))
    yield from sound(f"two by the issuer, the last first, over {over}", chained(make, first), first)
    theirs = foreign(make)
    for previous in (ONE, [ONE]):
        name = f"the issuer signed after {type(previous).__name__} of another, over {over}"
        yield from sound(name, theirs, chained(make, theirs, previousProof=previous))
    after = foreign(make, before=[first], id=TWO, previousProof=ONE)
    yield from sound(f"another signed after the issuer, over {over}", first, after)
    other = foreign(make, id=TWO, created=LATER)
    last = chained(make, theirs, other)
    yield from sound(f"one after two, over {over}", theirs, other, last)
    proofs = [theirs]
    for number in (2, 3, 4):
        proofs.append(chained(make, proofs[-1], id=f"urn:uuid:{number}"))
    yield from sound(f"four, over {over}", *proofs)
    five = [*proofs, proofs[0] | {"id": "urn:uuid:5"}]
    too_many = unsupported("signature", Problem.TOO_COMPLEX)
    yield from chain("B4", f"five, over {over}", too_many, *five)
    earliest = altered(proofs[0], created=LATER)
    name = f"the first of four changed, over {over}"
    yield from chain("B5", name, SIGNATURE_INVALID, earliest, *proofs[1:])


def broken_chains(make: Make, over: str) -> Rows:
    """B5."""
    one, two = foreign(make), foreign(make, id=TWO, created=LATER)
    last = chained(make, one, two)
    yield from chain("B5", f"the last of three alone, over {over}", SIGNATURE_INVALID, last)
    for beside, which in ((one, "first"), (two, "second")):
        name = f"of two before it only the {which}, over {over}"
        yield from chain("B5", name, NOT_AUTHORIZED, beside, last)
    for broken, how in (
        (altered(one, nonce="x"), "was given a nonce"),
        (altered(one, proofValue=two["proofValue"]), "has the signature of the other"),
    ):
        name = f"one of two before it {how}, over {over}"
        yield from chain("B5", name, NOT_AUTHORIZED, broken, two, last)
    never = altered(foreign(make), proofValue=make(badge())["proofValue"])
    name = f"signed after one that never held, over {over}"
    yield from chain("B5", name, SIGNATURE_INVALID, chained(make, never), never)
    alone = foreign(make, before=[one], id=TWO, previousProof=ONE)
    yield from chain("B4", f"none by the issuer, over {over}", NOT_AUTHORIZED, one, alone)
    named = foreign(make, salary=1)
    name = f"an undefined member before it, over {over}"
    yield from chain("A1", name, UNDEFINED_TERM, named, chained(make, named))


def swapped(make: Make, over: str) -> Rows:
    """B5: what was signed is the very proof, not its name."""
    first, later = foreign(make), foreign(make, created=LATER)
    last = chained(make, first)
    for name, answer, proofs in (
        ("another of the same name", NOT_AUTHORIZED, [later, last]),
        (
            "both given another name",
            SIGNATURE_INVALID,
            [altered(first, id=THREE), altered(last, previousProof=THREE)],
        ),
        ("unchained later", NOT_AUTHORIZED, [first, altered(last, previousProof=ABSENT)]),
        ("chained later", NOT_AUTHORIZED, [first, make(badge(), id=TWO, previousProof=ONE)]),
        ("two of one name", NOT_AUTHORIZED, [first, later, last]),
        ("the same twice", NOT_AUTHORIZED, [first, first, last]),
    ):
        yield from chain("B5", f"{name}, over {over}", answer, *proofs)


def circles(make: Make, over: str) -> Rows:
    """B5: each link names the proof that comes before the one in its place."""
    for links in ("1", "21", "231", "2341", "22"):
        proofs = [
            make(badge(), id=f"urn:uuid:{number}", previousProof=f"urn:uuid:{link}")
            for number, link in enumerate(links, start=1)
        ]
        name = f"a circle of {', '.join(links)}, over {over}"
        yield from chain("B5", name, SIGNATURE_INVALID, *proofs)


def changed(make: Make, over: str) -> Rows:
    """B2, and a stranger who adds to what he changed."""
    first = foreign(make)
    document = badge(proof=[first, chained(make, first)])
    for path, value in (
        (("name",), "Flipped Classroom"),
        (("validUntil",), "2099-01-01T00:00:00Z"),
        (("credentialSubject", "id"), "did:example:attacker"),
    ):
        name = f"a chain: {'.'.join(path)} changed, over {over}"
        yield case("B2", name, put(document, *path, to=value), SIGNATURE_INVALID)
    forged, own = put(badge(), "name", to="Doctor of Education"), make(badge(), id=ONE)
    more = {"id": TWO, "previousProof": ONE, "verificationMethod": OWN}
    theirs = make(forged, forge.ATTACKER_KEY, before=[own], **more)
    name = f"a chain: changed and signed by another after the issuer, over {over}"
    document = {**forged, "proof": [own, theirs]}
    yield case("B5", name, document, SIGNATURE_INVALID)


def of_several_suites() -> Rows:
    first = jcs_proof_of(badge(), forge.DISTRICT_P256, cryptosuite="ecdsa-jcs-2019", id=ONE)
    how = {"cryptosuite": "ecdsa-rdfc-2019", "id": TWO, "previousProof": ONE}
    second = proof_of(badge(), forge.DISTRICT_P384, before=[first], **how)
    third = jcs_proof_of(badge(), before=[second], id=THREE, previousProof=TWO)
    yield from sound("three suites", first, second, third)
    broken = altered(first, nonce="x")
    name = "the first of three suites changed"
    yield from chain("B5", name, SIGNATURE_INVALID, broken, second, third)
    theirs = foreign(jcs_proof_of)
    last = chained(proof_of, theirs)
    yield from sound("statements after text", theirs, last)
    name = "statements after text that was changed"
    yield from chain("B5", name, SIGNATURE_INVALID, altered(theirs, nonce="x"), last)


def not_there() -> Rows:
    """B5: names of proofs that nobody sees; a proof beside is none of their business."""
    first = foreign(proof_of)
    none = "urn:uuid:none"
    for previous in (none, [none], [ONE, none], "", ["urn:uuid:1 "]):
        last = chained(proof_of, first, previousProof=previous)
        yield from chain("B5", f"after {previous!r}, beside another", NOT_AUTHORIZED, first, last)
        yield from chain("B5", f"after {previous!r}, alone", SIGNATURE_INVALID, last)
    for name, beside in {
        "after one that is not there": proof_of(badge(), id=TWO, previousProof=none),
        "after itself": proof_of(badge(), id=TWO, previousProof=TWO),
        "after another's that is not shown": chained(proof_of, first),
    }.items():
        yield from sound(f"a good proof beside one {name}", proof_of(badge()), beside)


def no_names() -> Rows:
    """B5."""
    first = foreign(proof_of)
    for previous in ([], None, 5, True, {}, [5], [[ONE]], [None], {"id": ONE}):
        last = altered(chained(proof_of, first), previousProof=previous)
        name = f"previousProof is {previous!r}"
        yield from chain("B5", name, tampered("signature"), last)


def whose_first_is_no_good() -> Rows:
    """B5."""
    first = foreign(proof_of, expires="2026-10-23T00:00:00Z")
    expired = tampered("signature", Problem.PROOF_EXPIRED)
    yield from chain("B5", "after one that expired", expired, first, chained(proof_of, first))
    first = foreign(proof_of, ON_A_SITE)
    name = "after one whose key is on another's site"
    yield from chain("B5", name, UNSUPPORTED, first, chained(proof_of, first))
    first = foreign(proof_of, cryptosuite="zk-rdfc-2030")
    name = "after one of an unknown suite"
    yield from chain("B5", name, UNSUPPORTED, first, chained(proof_of, first))
    first = foreign(proof_of, id=badge()["id"])
    name = "after one that takes the name of the badge"
    yield from chain("B5", name, tampered("format"), first, chained(proof_of, first))
