"""Presentations: a whole is no better than the worst in it (threats A9, B1 to B4, B14)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

from openbadges_issuer import contexts
from openbadges_issuer.did import did_document
from openbadges_issuer.errors import Problem
from openbadges_issuer.keys import KeySigner
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
from tests.hostile.forge import ABSENT, badge, given, put, sign, token

NOT_READ = unsupported("format", Problem.CREDENTIAL_UNSUPPORTED)
NOBODY = "did:web:nobody.example"
BARE = "https://nobody.example/me"
HOLDER_HOST = "holder.example"
HEAVY = {"evidence": [{"id": "urn:x", "type": ["Evidence"]}] * 3_400}


def rows() -> Rows:
    yield from good_presentations()
    yield from bad_parts_of_presentations()
    yield from proofs_of_holders()
    yield from tokens_of_holders()
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
        "by somebody it does not name": presented(GOOD, holder=None),
        "of two by somebody it does not name": presented(GOOD, OTHER, holder=None),
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
    in_nobodys_name = presented(
        GOOD, signer=theirs, holder=None, verificationMethod=own_method(HOLDER_KEY)
    )
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
        ("B1", "another's key in the name of one it does not name", in_nobodys_name, None),
        ("B1", "another holder put in", other_holder, None),
        ("B1", "its holder taken out", put(whole, "holder", to=ABSENT), None),
        ("B1", "null for its holder", put(whole, "holder", to=None), UNDEFINED_TERM),
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


def presented_in_token(
    *credentials: Any,
    signer: KeySigner = HOLDER_KEY,
    header: Mapping[str, Any] = MappingProxyType({}),
    **claims: Any,
) -> str:
    """Give what a holder presents as the claims of a token, or with `vp` in that claim."""
    payload = {"iss": HOLDER, **presentation(*credentials), "holder": HOLDER} | claims
    known = {"alg": "EdDSA", "typ": "vp+jwt", "kid": own_method(signer)}
    return forge.jws(given(known | header), given(payload), signer)


def tokens_of_holders() -> Rows:
    """B2, C1 to C7: a presentation that is a token is secured as other tokens are."""
    begun, now = int(forge.ISSUED.timestamp()), int(forge.NOW.timestamp())
    inside = enveloped(token(badge()))
    claimed = {**dict.fromkeys(presentation(GOOD), ABSENT), "holder": ABSENT}
    for name, good_token in {
        "of a badge": presented_in_token(GOOD),
        "of two": presented_in_token(GOOD, OTHER),
        "of a token": presented_in_token(token(badge())),
        "of an envelope": presented_in_token(inside),
        "of each kind": presented_in_token(GOOD, token(badge(id="urn:uuid:2")), inside, copy()),
        "in the claim vp": presented_in_token(vp=presentation(GOOD), jti="urn:uuid:7", **claimed),
        "of 1.1 with tokens": presented_in_token(
            vp=presentation(token(badge()), **{"@context": [contexts.CREDENTIALS_V1]}), **claimed
        ),
        "without iss": presented_in_token(GOOD, iss=ABSENT),
        "without a holder": presented_in_token(GOOD, holder=ABSENT),
        "without either": presented_in_token(GOOD, OTHER, iss=ABSENT, holder=ABSENT),
        "with dates": presented_in_token(GOOD, nbf=begun, iat=begun, exp=now + 1),
        "for somebody": presented_in_token(GOOD, aud="hire.example", nonce="n-0S6"),
        "of the usual type": presented_in_token(GOOD, header={"typ": "JWT"}),
        "that says what it holds": presented_in_token(GOOD, header={"cty": "vp"}),
        "that brings its key": presented_in_token(
            GOOD, header={"kid": ABSENT, "jwk": HOLDER_KEY.public_key.jwk}
        ),
    }.items():
        yield good(f"a presentation in a token, {name}", good_token)
    whole = enveloped("", type="EnvelopedVerifiablePresentation")
    whole["id"] = f"data:application/vp+jwt,{presented_in_token(GOOD)}"
    yield good("a presentation in a token in an envelope", whole)
    for name in ("withdrawn", "altered", "of a stranger"):
        wrong, answer = WRONG[name]
        title = f"a presentation in a token of one {name}"
        yield case("B14", title, presented_in_token(wrong), answer, web=GONE)
        beside = presented_in_token(OTHER, wrong)
        yield case("B14", f"{title} beside another", beside, answer._replace(part=1), web=GONE)
    signed = presented_in_token(GOOD)
    unsigned = forge.jws({"alg": "none"}, {"iss": HOLDER} | presentation(GOOD))
    mismatch = tampered("signature", Problem.CLAIM_MISMATCH)
    forbidden = tampered("signature", Problem.JOSE_HEADER_FORBIDDEN)
    expired = tampered("signature", Problem.PROOF_EXPIRED)
    theirs = forge.ATTACKER_KEY
    for threat, name, broken, answer in (
        ("B2", "a changed signature", f"{signed[:-4]}AAAA", SIGNATURE_INVALID),
        ("C1", "no signature", unsigned, forbidden),
        ("B1", "another's key", presented_in_token(GOOD, signer=theirs), NOT_AUTHORIZED),
        (
            "B1",
            "another's key in its holder's name",
            presented_in_token(GOOD, signer=theirs, header={"kid": own_method(HOLDER_KEY)}),
            SIGNATURE_INVALID,
        ),
        ("C5", "another iss", presented_in_token(GOOD, iss=NOBODY), mismatch),
        ("C5", "another jti", presented_in_token(GOOD, id="urn:x:1", jti="urn:x:2"), mismatch),
        ("C6", "an end that is over", presented_in_token(GOOD, exp=now - 1), expired),
        ("C6", "an end in words", presented_in_token(GOOD, exp="2030-01-01T00:00:00Z"), mismatch),
        ("C6", "true for an end", presented_in_token(GOOD, exp=True), mismatch),
        ("C6", "a begin to come", presented_in_token(GOOD, nbf=now + 301), SIGNATURE_INVALID),
        ("B7", "a day to come", presented_in_token(GOOD, iat=now + 301), SIGNATURE_INVALID),
        (
            "C4",
            "the type of a badge",
            presented_in_token(GOOD, header={"typ": "vc+jwt"}),
            forbidden,
        ),
        ("C4", "crit", presented_in_token(GOOD, header={"crit": ["exp"]}), forbidden),
        ("C4", "another content", presented_in_token(GOOD, header={"cty": "vc"}), forbidden),
        ("C6", "an end that is now", presented_in_token(GOOD, exp=now), expired),
    ):
        yield case(threat, f"a presentation in a token with {name}", broken, answer)
    for without, answer in {
        "nothing": tampered("format"),
        "type": NOT_A_BADGE,
        "@context": NOT_A_BADGE,
    }.items():
        two = {"vp": presentation(GOOD), without: ABSENT}
        text = presented_in_token(WRONG["withdrawn"][0], **two)
        yield case("C5", f"two presentations in a token, one without {without}", text, answer)
    until = {"until 2020": ("2020-01-01", NOT_AUTHORIZED), "until 2030": ("2030-01-01", None)}
    for name, (day, answer) in until.items():
        key = HOLDER_KEY.public_key
        document = did_document(f"did:web:{HOLDER_HOST}", [key])
        method = document["verificationMethod"][0] | {"expires": f"{day}T00:00:00Z"}
        document |= {"verificationMethod": [method], "authentication": [method["id"]]}
        text = presented_in_token(
            GOOD,
            holder=document["id"],
            iss=document["id"],
            header={"kid": method["id"]},
            validFrom="2019-01-01T00:00:00Z",
        )
        web = {f"https://{HOLDER_HOST}/.well-known/did.json": forge.dumps(document)}
        title = f"a presentation in a token by a key {name}"
        yield case("B11", title, text, answer, web=web) if answer else good(title, text, web=web)
    unsigned_badge = presented_in_token(badge())
    yield case("B2", "an unsigned badge in a holder's token", unsigned_badge, MISSING)
    nothing = presented_in_token(vp={"type": ["VerifiablePresentation"]}, **claimed)
    yield case("A7", "a token with a presentation of no context", nothing, NOT_A_BADGE)


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
