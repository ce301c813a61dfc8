"""Records and presentations: a whole is no better than the worst in it (threats A9, B2, B14)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from openbadges_issuer import contexts
from openbadges_issuer.baking import bake
from openbadges_issuer.did import did_document
from openbadges_issuer.errors import Problem
from openbadges_issuer.limits import DEFAULT_LIMITS
from openbadges_issuer.report import Verdict
from tests.hostile import forge
from tests.hostile.cases.case import (
    NOT_A_BADGE,
    NOT_AUTHORIZED,
    SIGNATURE_INVALID,
    TOO_COMPLEX,
    UNDECIDED,
    UNDEFINED_TERM,
    WAYS,
    Answer,
    Rows,
    case,
    good,
    tampered,
    unsupported,
)
from tests.hostile.cases.copies import copy
from tests.hostile.cases.suites import ED25519_2020
from tests.hostile.cases.suites import WAYS as OTHER_WAYS
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

GOOD = sign(badge(credentialStatus=forge.entry()))
OTHER = sign(badge(id="urn:uuid:2", name="Another"))
MISSING = tampered("signature", Problem.PROOF_MISSING)
MALFORMED = Answer(Verdict.MALFORMED, "schema")
NOT_READ = unsupported("format", Problem.CREDENTIAL_UNSUPPORTED)
UNSUPPORTED = unsupported("signature", Problem.PROOF_UNSUPPORTED)
REVOKED = Answer(Verdict.REVOKED, "status_revocation", problem=Problem.REVOKED)
STRANGER = Answer(Verdict.ISSUER_UNKNOWN, "issuer_known", problem=Problem.ISSUER_UNKNOWN)
NOT_THEIRS = Answer(Verdict.WRONG_RECIPIENT, "recipient", problem=Problem.RECIPIENT_MISMATCH)
NOBODY = "did:web:nobody.example"
BARE = "https://nobody.example/me"
ATTACKERS_METHOD = forge.method(forge.ATTACKER, forge.ATTACKER_KEY.public_key)
STRANGERS = sign(
    badge(id="urn:uuid:3", issuer={"id": forge.ATTACKER, "type": ["Profile"]}),
    forge.ATTACKER_KEY,
    verificationMethod=ATTACKERS_METHOD,
)
HEAVY = {"evidence": [{"id": "urn:x", "type": ["Evidence"]}] * 3_400}

# What can be wrong with one of several, and what is said of that one.
WRONG: dict[str, tuple[dict[str, Any], Answer]] = {
    "altered": (put(GOOD, "name", to="Doctor"), SIGNATURE_INVALID),
    "unsigned": (badge(id="urn:uuid:4"), MISSING),
    "by the attacker in the district's name": (
        sign(badge(id="urn:uuid:5"), forge.ATTACKER_KEY),
        NOT_AUTHORIZED,
    ),
    "of an undefined term": (sign(badge(id="urn:uuid:6", salary=1)), UNDEFINED_TERM),
    "withdrawn": (
        sign(badge(id="urn:uuid:7", credentialStatus=forge.entry(forge.WITHDRAWN))),
        REVOKED,
    ),
    "paused": (
        sign(badge(id="urn:uuid:17", credentialStatus=forge.entry(forge.WITHDRAWN, "suspension"))),
        Answer(Verdict.SUSPENDED, "status_suspension", problem=Problem.SUSPENDED),
    ),
    "of a list that is gone": (
        sign(
            badge(
                id="urn:uuid:18",
                credentialStatus=forge.entry(
                    id=ABSENT, statusListCredential="https://gone.example/list"
                ),
            )
        ),
        Answer(Verdict.STATUS_UNKNOWN, "status_revocation", UNDECIDED, Problem.STATUS_RETRIEVAL),
    ),
    "ended": (
        sign(badge(id="urn:uuid:8", validUntil="2026-11-01T00:00:00Z")),
        Answer(Verdict.EXPIRED, "not_after", problem=Problem.EXPIRED),
    ),
    "not begun": (
        sign(badge(id="urn:uuid:9", validFrom="2027-01-01T00:00:00Z")),
        Answer(Verdict.NOT_YET_VALID, "not_before", problem=Problem.NOT_YET_VALID),
    ),
    "of a stranger": (STRANGERS, STRANGER),
    "of a stranger, in the name of the district": (
        put(STRANGERS, "issuer", to={"id": forge.DISTRICT, "type": ["Profile"]}),
        NOT_AUTHORIZED,
    ),
    "malformed": (sign(badge(id="urn:uuid:10", name=5)), MALFORMED),
    "of an unknown suite": (
        sign(badge(id="urn:uuid:11"), cryptosuite="other-2030"),
        UNSUPPORTED,
    ),
    "of an unknown vocabulary": (
        put(GOOD, "@context", to=[*GOOD["@context"], "https://other.example/v1"]),
        unsupported("contexts", Problem.CONTEXT_UNKNOWN),
    ),
    "a status list": (sign(forge.status_list()), Answer(Verdict.UNSUPPORTED, "schema", UNDECIDED)),
}
# Those that can be signed again as a part of a record: JSON-LD has to know every word.
IN_RECORD = WRONG.keys() - {"of an undefined term", "of an unknown vocabulary"}
GONE = {"https://gone.example/list": None}


def rows() -> Rows:
    yield from good_records()
    yield from bad_parts_of_records()
    yield from bad_records()
    yield from associations()
    yield from good_presentations()
    yield from bad_parts_of_presentations()
    yield from proofs_of_holders()
    yield from no_presentations()
    yield from envelopes()
    yield from too_much()


def good_records() -> Rows:
    for way, secure in WAYS.items():
        yield good(f"a record of two badges ({way})", secure(record(GOOD, OTHER)))
    yield good("a record of one badge", sign(record(GOOD)))
    yield good("a record in force", sign(record(GOOD, credentialStatus=forge.entry())))
    signed = sign(record(GOOD, OTHER))
    text = forge.dumps(signed)
    yield good("a record in a PNG", forge.png(forge.itxt(text, b"clrcredential")))
    yield good("a record in an SVG", bake(text, forge.SVG))
    yield good("a record of the person who asks", sign(record(GOOD)), recipient=forge.TEACHER)
    for way in OTHER_WAYS:
        whole = record(way.badge(way.made))
        if ED25519_2020 in way.document["@context"]:
            whole["@context"].append(ED25519_2020)
        yield good(f"a record of a badge by {way}", sign(whole))


def bad_parts_of_records() -> Rows:
    for name, (wrong, answer) in WRONG.items():
        if name not in IN_RECORD:
            continue
        for index, parts in ((0, [wrong, OTHER]), (1, [OTHER, wrong])):
            said = answer._replace(part=index)
            title = f"a record whose badge {index} is {name}"
            yield case("B14", title, sign(record(*parts)), said, web=GONE)
    theirs = put(badge(id="urn:uuid:12"), SUBJECT, "identifier", to=[forge.identity("b@x.example")])
    for index, parts in ((0, [sign(theirs), GOOD]), (1, [GOOD, sign(theirs)])):
        name = f"a record whose badge {index} is another person's"
        answer = NOT_THEIRS._replace(part=index)
        signed = sign(record(*parts))
        yield case("G7", name, signed, answer, recipient=forge.TEACHER)
    whole = put(record(GOOD), SUBJECT, "identifier", to=[forge.identity("b@x.example")])
    yield case("G7", "another person's record", sign(whole), NOT_THEIRS, recipient=forge.TEACHER)
    for way, secure in WAYS.items():
        signed = secure(record(GOOD, WRONG["withdrawn"][0]))
        answer = REVOKED._replace(part=1)
        yield case("B14", f"a record with a withdrawn badge ({way})", signed, answer)


def bad_records() -> Rows:
    """B2, D5, C6, B13: what is wrong with the record itself."""
    for name, secured in {
        "by the attacker": sign(record(GOOD), forge.ATTACKER_KEY),
        "by the attacker (vc-jwt)": token(record(GOOD), forge.ATTACKER_KEY),
    }.items():
        yield case("B1", f"a record {name}", secured, NOT_AUTHORIZED)
    yield case("B2", "an unsigned record", record(GOOD), MISSING)
    signed = sign(record(GOOD, OTHER))
    inside = (SUBJECT, "verifiableCredential")
    for name, value in {
        "a badge taken out": [GOOD],
        "a badge put in": [GOOD, OTHER, sign(badge(id="urn:uuid:13"))],
        "a badge changed for another": [GOOD, sign(badge(id="urn:uuid:2", name="Better"))],
        "a badge five times": [GOOD, OTHER, *[GOOD] * 5],
        "a badge whose proof was taken off": [GOOD, put(OTHER, "proof", to=ABSENT)],
    }.items():
        changed = put(signed, *inside, to=value)
        yield case("B2", f"a record with {name}", changed, SIGNATURE_INVALID)
    held = sign(record(sign(badge(id="urn:uuid:2", validUntil="2026-11-01T00:00:00Z"))))
    moved = put(held, *inside, 0, "validUntil", to=ABSENT)
    yield case("B2", "a record whose badge lost its end", moved, SIGNATURE_INVALID)
    withdrawn = record(GOOD, OTHER, credentialStatus=forge.entry(forge.WITHDRAWN))
    for way, secure in WAYS.items():
        yield case("D5", f"a withdrawn record of good badges ({way})", secure(withdrawn), REVOKED)
    ended = Answer(Verdict.EXPIRED, "not_after", problem=Problem.EXPIRED)
    late = record(GOOD, validUntil="2026-11-01T00:00:00Z")
    yield case("C6", "a record that has ended", sign(late), ended)
    theirs = record(GOOD, issuer={"id": forge.ATTACKER, "type": ["Profile"]})
    made = sign(theirs, forge.ATTACKER_KEY, verificationMethod=ATTACKERS_METHOD)
    yield case("B13", "a stranger's record of good badges", made, STRANGER)
    context = [contexts.CREDENTIALS_V2, contexts.OPEN_BADGES]
    for name, document, answer in (
        ("without badges", put(record(GOOD), *inside, to=ABSENT), MALFORMED),
        ("of an empty list", put(record(GOOD), *inside, to=[]), MALFORMED),
        ("without a name", put(record(GOOD), "name", to=ABSENT), MALFORMED),
        ("under the wrong context", put(record(GOOD), "@context", to=context), UNDEFINED_TERM),
    ):
        yield case("C6", f"a record {name}", sign(document), answer)
    inner = sign(record(GOOD, id="urn:uuid:inner"))
    answer = Answer(Verdict.UNSUPPORTED, "schema", UNDECIDED, part=0)
    yield case("B14", "a record in a record", sign(record(inner)), answer)


def associated(source: Any, target: Any, **changes: Any) -> dict[str, Any]:
    """Give a record that says how its badges belong together."""
    link = {
        "type": "Association",
        "associationType": "isParentOf",
        "sourceId": source,
        "targetId": target,
    } | changes
    link = {key: value for key, value in link.items() if value is not ABSENT}
    return put(record(GOOD, OTHER), SUBJECT, "association", to=[link])


def associations() -> Rows:
    """C6: what a record says of how its badges belong together; a good one is a control."""
    here, there = GOOD["id"], OTHER["id"]
    yield good("a record whose badges belong together", sign(associated(here, there)))
    yield good("a record that names a badge elsewhere", sign(associated(here, "urn:uuid:99")))
    for name, document in {
        "without source": associated(ABSENT, there),
        "without target": associated(here, ABSENT),
        "with two targets": associated(here, [there, "urn:uuid:99"]),
        "of no kind": associated(here, there, associationType=ABSENT),
        "of an unknown kind": associated(here, there, associationType="isBetterThan"),
        "whose target is a number": associated(here, 5),
    }.items():
        yield case("C6", f"a record with an association {name}", sign(document), MALFORMED)
    changed = put(sign(associated(here, there)), SUBJECT, "association", 0, "targetId", to=here)
    yield case("B2", "a record whose association was changed", changed, SIGNATURE_INVALID)


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
