"""Presentations: a whole is no better than the worst in it (threats A9, B1 to B4, B14)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from openbadges_issuer.did import did_document
from openbadges_issuer.errors import Problem
from openbadges_issuer.limits import DEFAULT_LIMITS
from openbadges_issuer.report import Verdict
from tests.hostile import forge
from tests.hostile.cases.carried import (
    GONE,
    GOOD,
    MISSING,
    NOT_THEIRS,
    OTHER,
    REVOKED,
    UNSUPPORTED,
    WRONG,
)
from tests.hostile.cases.case import (
    NOT_A_BADGE,
    NOT_AUTHORIZED,
    SIGNATURE_INVALID,
    TOO_COMPLEX,
    UNDECIDED,
    UNDEFINED_TERM,
    Answer,
    Rows,
    case,
    good,
    tampered,
    unsupported,
)
from tests.hostile.cases.copies import copy
from tests.hostile.composing import (
    HOLDER,
    HOLDER_KEY,
    SUBJECT,
    enveloped,
    own_method,
    presentation,
    presented,
    record,
)
from tests.hostile.forge import ABSENT, badge, put, sign, token

NOT_READ = unsupported("format", Problem.CREDENTIAL_UNSUPPORTED)
NOBODY = "did:web:nobody.example"
BARE = "https://nobody.example/me"
HEAVY = {"evidence": [{"id": "urn:x", "type": ["Evidence"]}] * 3_400}


def rows() -> Rows:
    yield from good_presentations()
    yield from bad_parts_of_presentations()
    yield from proofs_of_holders()
    yield from no_presentations()
    yield from envelopes()
    yield from too_much()


def good_presentations() -> Rows:
    inside = enveloped(token(badge()))
    for name, whole in {
        "of a badge": presentation(GOOD),
        "of a token": presentation(token(badge())),
        "of a token in an envelope": presentation(inside),
        "of a copy": presentation(copy()),
        "of two": presentation(GOOD, OTHER),
        "of each kind": presentation(GOOD, token(badge(id="urn:uuid:2")), inside, copy()),
        "of a record": presentation(sign(record(GOOD))),
        "with a name for its holder": presentation(GOOD, holder=HOLDER),
        "of as many as are looked into": presentation(*[GOOD] * DEFAULT_LIMITS.carried),
        "by a holder": presented(GOOD),
        "of two by a holder": presented(GOOD, OTHER),
        "of an envelope by a holder": presented(inside),
        "to somebody who asked": presented(GOOD, challenge="n-0S6", domain="hire.example"),
    }.items():
        yield good(f"a presentation {name}", whole)
    yield good("a token in an envelope", inside)


def bad_parts_of_presentations() -> Rows:
    for name, (wrong, answer) in WRONG.items():
        alone = presentation(wrong)
        yield case("B14", f"a presentation of one that is {name}", alone, answer, web=GONE)
        beside = answer._replace(part=2)
        whole = presentation(GOOD, OTHER, wrong)
        yield case("B14", f"a presentation of two and one {name}", whole, beside, web=GONE)
        first = answer._replace(part=0)
        whole = presentation(wrong, GOOD)
        yield case("B14", f"a presentation of one {name} and another", whole, first, web=GONE)
    theirs = put(badge(id="urn:uuid:12"), SUBJECT, "identifier", to=[forge.identity("b@x.example")])
    whole = presentation(GOOD, sign(theirs))
    answer = NOT_THEIRS._replace(part=1)
    name = "a presentation with another person's badge"
    yield case("G7", name, whole, answer, recipient=forge.TEACHER)
    for order in (1, -1):
        wrong = [WRONG["of an unknown suite"][0], WRONG["withdrawn"][0], GOOD][::order]
        name = f"a presentation with a doubt and a no, {order}"
        yield case("B14", name, presentation(*wrong), REVOKED)
    for wrong in ("altered", "withdrawn", "of a stranger"):
        document, answer = WRONG[wrong]
        whole = presented(document, OTHER)
        yield case("B14", f"a holder's of one {wrong}", whole, answer._replace(part=0))
    for value in ("", "x", 5, {}, True, "a.b.c", {"id": "urn:x:1"}, [GOOD]):
        answer = NOT_A_BADGE._replace(part=1)
        whole = presentation(GOOD, value)
        yield case("A7", f"a presentation of one and {str(value)[:20]!r}", whole, answer)


def proofs_of_holders() -> Rows:
    """B2 to B4, B7: the proof of who presents is the presentation's own."""
    whole = presented(GOOD)
    bare = f"{BARE}#{HOLDER_KEY.public_key.multikey}"
    key = forge.DISTRICT_KEY.public_key
    district = {
        **did_document(forge.DISTRICT, [key]),
        "authentication": [forge.method(forge.DISTRICT, key)],
    }
    presented_by_district = presented(
        badge(),
        signer=forge.DISTRICT_KEY,
        holder=forge.DISTRICT,
        verificationMethod=forge.method(forge.DISTRICT, key),
    )
    yield case("B2", "an unsigned badge in a holder's presentation", presented(badge()), MISSING)
    name = "an unsigned badge in the district's presentation"
    web: dict[str, bytes | None] = {forge.DID_URL: forge.dumps(district)}
    yield case("B2", name, presented_by_district, tampered("signature"), web=web)
    theirs = forge.ATTACKER_KEY
    in_the_holders_name = presented(GOOD, signer=theirs, verificationMethod=own_method(HOLDER_KEY))
    other_holder = put(whole, "holder", to=forge.did_key(theirs))
    purpose = tampered("signature", Problem.PROOF_PURPOSE)
    expired = tampered("signature", Problem.PROOF_EXPIRED)
    for threat, name, broken, answer in (
        ("B2", "another badge put in", put(whole, "verifiableCredential", to=[OTHER]), None),
        ("B2", "a badge put in beside", put(whole, "verifiableCredential", to=[GOOD, OTHER]), None),
        ("B2", "its id changed", whole | {"id": "urn:uuid:1"}, None),
        ("B2", "its challenge changed", put(whole, "proof", 0, "challenge", to="x"), None),
        ("B9", "a value of its proof", put(whole, "proof", 0, "proofValue", to="z1"), None),
        ("B2", "an empty list of proofs", put(whole, "proof", to=[]), MISSING),
        ("B2", "null for a proof", put(whole, "proof", to=None), MISSING),
        ("A1", "an undefined member", whole | {"salary": 1}, UNDEFINED_TERM),
        ("B3", "a proof for issuing", presented(GOOD, proofPurpose="assertionMethod"), purpose),
        ("B3", "a proof for nothing", presented(GOOD, proofPurpose=ABSENT), purpose),
        ("B1", "another's key", presented(GOOD, signer=theirs), NOT_AUTHORIZED),
        ("B1", "another's key in its holder's name", in_the_holders_name, None),
        ("B1", "another holder put in", other_holder, None),
        ("B7", "an end", presented(GOOD, expires="2026-11-01T00:00:00Z"), expired),
    ):
        title = f"a holder's presentation with {name}"
        yield case(threat, title, broken, answer or SIGNATURE_INVALID)
    unreachable = Answer(Verdict.KEY_UNREACHABLE, "signature", UNDECIDED)
    doubt = Answer(
        Verdict.ISSUER_UNKNOWN, "key_bound_to_issuer", UNDECIDED, Problem.KEY_UNCONFIRMED
    )
    doubts: Iterable[tuple[str, dict[str, Any], Answer]] = (
        ("by an unknown suite", presented(GOOD, cryptosuite="other-2030"), UNSUPPORTED),
        ("of two by an unknown suite", presented(GOOD, OTHER, cryptosuite="o-2030"), UNSUPPORTED),
        (
            "by a holder who does not answer",
            presented(GOOD, holder=NOBODY, verificationMethod=f"{NOBODY}#k"),
            unreachable,
        ),
        (
            "by a key that nobody publishes",
            presented(GOOD, holder=BARE, verificationMethod=bare),
            doubt,
        ),
        (
            "by the key of another holder",
            presented(GOOD, OTHER, holder="did:web:holder.example"),
            NOT_AUTHORIZED,
        ),
        ("by nobody", presented(GOOD, OTHER, holder=None), NOT_AUTHORIZED),
    )
    web = dict.fromkeys(
        (
            BARE,
            "https://nobody.example/.well-known/did.json",
            "https://holder.example/.well-known/did.json",
        )
    )
    for name, whole, answer in doubts:
        yield case("B4", f"a presentation {name}", whole, answer, web=web)


def no_presentations() -> Rows:
    """B2, A7: what has no badge in it, or not there."""
    for name, nothing in {
        "of nothing": presentation(),
        "without a list": put(presentation(GOOD), "verifiableCredential", to=ABSENT),
        "of null": put(presentation(GOOD), "verifiableCredential", to=None),
        "under another context": put(
            presentation(GOOD), "@context", to=["https://other.example/v1"]
        ),
    }.items():
        yield case("A7", f"a presentation {name}", nothing, NOT_A_BADGE)
    inner = presentation(presentation(GOOD))
    yield case("B14", "a presentation in another", inner, NOT_READ)
    beside = presentation(GOOD, presentation(OTHER))
    yield case("B14", "a presentation beside a badge", beside, NOT_READ._replace(part=1))
    for claims in ({"iss": HOLDER, "vp": presentation(GOOD)}, {"iss": HOLDER} | presentation(GOOD)):
        text = forge.jws(forge.header(), claims, forge.DISTRICT_KEY)
        name = "in the claim vp" if "vp" in claims else "as the claims"
        yield case("B14", f"a presentation in a token, {name}", text, NOT_READ)
    both = presentation(GOOD, type=["VerifiablePresentation", "OpenBadgeCredential"])
    yield case("B2", "a presentation that is a badge too", both, tampered("format"))
    renamed = sign(record(GOOD)) | {"type": ["VerifiablePresentation"]}
    yield case("B2", "a record that says it is a presentation", renamed, UNDEFINED_TERM)


def envelopes() -> Rows:
    """B2: tokens in objects."""
    for name, envelope, answer in (
        ("that says more", enveloped(token(badge()), credentialSubject={}), UNDEFINED_TERM),
        ("with a proof", enveloped(token(badge()), proof=[]), NOT_A_BADGE),
        (
            "of another form",
            enveloped(token(badge()), id="data:application/vc+cose;base64,AAAA"),
            NOT_READ,
        ),
        ("of a forged token", enveloped(token(badge(), forge.ATTACKER_KEY)), NOT_AUTHORIZED),
        ("of a broken token", enveloped(f"{token(badge())[:-4]}AAAA"), SIGNATURE_INVALID),
        ("of nothing", enveloped(""), NOT_A_BADGE),
        ("of an address", enveloped("", id=f"https://{forge.HOST}/b/1"), NOT_READ),
        ("of no type", enveloped(token(badge()), type="VerifiableCredential"), MISSING),
    ):
        yield case("B2", f"an envelope {name}", envelope, answer)
        within = presentation(GOOD, envelope)
        yield case("B2", f"a presentation of an envelope {name}", within, answer._replace(part=1))


def too_much() -> Rows:
    """A9: so much is looked into and no more, and nobody hides a badge behind others."""
    most = DEFAULT_LIMITS.carried
    rest = TOO_COMPLEX._replace(part=most)
    yield case("A9", "a presentation of too many", presentation(*[GOOD] * (most + 2)), rest)
    theirs = WRONG["by the attacker in the district's name"][0]
    behind = presentation(*[GOOD] * most, theirs)
    yield case("A9", "a forged badge behind many", behind, rest)
    large = sign(badge(id="urn:uuid:2", **HEAVY))
    whole = presentation(GOOD, large, large, large, theirs)
    yield case("A9", "a forged badge behind large ones", whole, TOO_COMPLEX._replace(part=-1))
    full = sign(record(*[token(badge(id=f"urn:x:{n}")) for n in range(30)]))
    whole = presentation(*[full] * 4, theirs)
    yield case("A9", "a forged badge behind large records", whole, TOO_COMPLEX._replace(part=-1))
    many = [f"did:web:host{n}.example" for n in range(60)]
    strangers = [
        sign(
            badge(id=f"urn:uuid:{issuer}", issuer={"id": issuer, "type": ["Profile"]}),
            verificationMethod=forge.method(issuer, forge.DISTRICT_KEY.public_key),
        )
        for issuer in many
    ]
    web: dict[str, None] = {f"https://{did[8:]}/.well-known/did.json": None for did in many}
    whole = presentation(*strangers, GOOD)
    answer = TOO_COMPLEX._replace(part=-1)
    yield case("F1", "a presentation of sixty issuers", whole, answer, web=web)
    unread = presentation(*["x"] * 40_000, theirs)
    yield case("A9", "a forged badge behind what is none", unread, NOT_A_BADGE._replace(part=0))
