"""What others say of a badge: it never changes the badge, and makes few known (B13, B14)."""

from __future__ import annotations

from typing import Any

from openbadges_issuer.did import did_document
from openbadges_issuer.errors import Problem
from openbadges_issuer.report import Outcome, Verdict
from tests.hostile import forge
from tests.hostile.cases.case import (
    FAILED,
    PASSED,
    SIGNATURE_INVALID,
    UNDECIDED,
    UNDEFINED_TERM,
    WAYS,
    Answer,
    Rows,
    case,
    good,
    tampered,
)
from tests.hostile.cases.suites import WAYS as OTHER_WAYS
from tests.hostile.composing import BODY, BODY_KEY, SUBJECT, endorsement, own_method, vouched
from tests.hostile.forge import badge, proof_of, put, sign, token

BADGE_ID = badge()["id"]
ACHIEVEMENT_ID = badge()[SUBJECT]["achievement"]["id"]
STRANGER_KEY = forge.ed25519(77)
STRANGER = forge.did_key(STRANGER_KEY)
KNOWING = forge.KNOWN | {BODY: {"name": "State Board"}}
BOARD = {"name": "State Board", "place": "Madison", "endorses": True}
BY_THE_BOARD = {BODY: BOARD}
UNKNOWN = Answer(Verdict.ISSUER_UNKNOWN, "issuer_known", problem=Problem.ISSUER_UNKNOWN)


def noting(outcome: Outcome, problem: Problem | None = None) -> Answer:
    """The badge is good; of its endorsements this is said."""
    return Answer(Verdict.VALID, "endorsements", outcome, problem)


COUNTS = noting(PASSED)
PLACES = {
    "the badge": ((), BADGE_ID),
    "the achievement": ((SUBJECT, "achievement"), ACHIEVEMENT_ID),
    "the issuer": (("issuer",), forge.DISTRICT),
}
NAMED = {
    "the creator": ((SUBJECT, "achievement", "creator"), "https://other.example/creator"),
    "the source": ((SUBJECT, "source"), "https://other.example/source"),
}


def rows() -> Rows:
    yield from that_count()
    yield from that_do_not_count()
    yield from of_bad_badges()
    yield from that_make_known()
    yield from that_make_nobody_known()


def endorsed(*endorsements: Any, at: tuple[str, ...] = (), member: str = "endorsement") -> Any:
    """Give the badge with endorsements at some place in it, unsigned."""
    return put(badge(), *at, member, to=list(endorsements))


def as_token(document: dict[str, Any]) -> str:
    return token(document, BODY_KEY, kid=own_method(BODY_KEY))


def that_count() -> Rows:
    for name, (place, about) in PLACES.items():
        for way, secure in WAYS.items():
            title = f"an endorsement of {name} that counts ({way})"
            document = endorsed(vouched(about), at=place)
            yield good(title, secure(document), COUNTS, trusted=KNOWING)
        text = as_token(endorsement(about))
        document = endorsed(text, at=place, member="endorsementJwt")
        yield good(f"an endorsement of {name} as a token", sign(document), COUNTS, trusted=KNOWING)
    for name, (place, about) in NAMED.items():
        profile = {"id": about, "type": ["Profile"], "endorsement": [vouched(about)]}
        document = sign(put(badge(), *place, to=profile))
        title = f"an endorsement of {name}, who is only named"
        answer = noting(UNDECIDED, Problem.RECIPIENT_UNKNOWN)
        yield good(title, document, answer, trusted=KNOWING)
    one = put(badge(), "endorsement", to=vouched(BADGE_ID))
    yield good("one endorsement, not in a list", sign(one), COUNTS, trusted=KNOWING)
    over_text = forge.jcs_proof_of(
        endorsement(BADGE_ID), BODY_KEY, verificationMethod=own_method(BODY_KEY)
    )
    document = endorsed({**endorsement(BADGE_ID), "proof": [over_text]})
    yield good("an endorsement signed as text", sign(document), COUNTS, trusted=KNOWING)
    for way in OTHER_WAYS[:-1]:  # the last needs a context that the badge would need, too
        issuer = {"id": forge.DISTRICT, "type": ["Profile"]}
        said = endorsement(BADGE_ID, issuer=issuer)
        make = forge.jcs_proof_of if "jcs" in way.suite else proof_of
        proof = make(said, way.signer, cryptosuite=way.suite)
        title = f"the issuer's own endorsement by {way}"
        document = sign(endorsed({**said, "proof": [proof]}))
        yield good(title, document, noting(Outcome.NOT_APPLICABLE), trusted=KNOWING)


WRONG: dict[str, tuple[Any, Answer]] = {
    "altered": (
        put(vouched(BADGE_ID), SUBJECT, "endorsementComment", to="The best of all."),
        noting(FAILED, Problem.SIGNATURE_INVALID),
    ),
    "unsigned": (endorsement(BADGE_ID), noting(FAILED, Problem.PROOF_MISSING)),
    "forged in the name of a body": (
        sign(endorsement(BADGE_ID), STRANGER_KEY, verificationMethod=own_method(STRANGER_KEY)),
        noting(FAILED, Problem.KEY_NOT_AUTHORIZED),
    ),
    "by another key under a body's method": (
        sign(endorsement(BADGE_ID), STRANGER_KEY, verificationMethod=own_method(BODY_KEY)),
        noting(FAILED, Problem.SIGNATURE_INVALID),
    ),
    "about another badge": (
        vouched("urn:uuid:another"),
        noting(FAILED, Problem.RECIPIENT_MISMATCH),
    ),
    "about the achievement, at the badge": (
        vouched(ACHIEVEMENT_ID),
        noting(FAILED, Problem.RECIPIENT_MISMATCH),
    ),
    "about the issuer, at the badge": (
        vouched(forge.DISTRICT),
        noting(FAILED, Problem.RECIPIENT_MISMATCH),
    ),
    "ended": (
        vouched(BADGE_ID, validUntil="2026-11-01T00:00:00Z"),
        noting(FAILED, Problem.EXPIRED),
    ),
    "not begun": (
        vouched(BADGE_ID, validFrom="2027-01-01T00:00:00Z"),
        noting(FAILED, Problem.NOT_YET_VALID),
    ),
    "withdrawn by another's list": (
        vouched(BADGE_ID, credentialStatus=forge.entry(forge.WITHDRAWN)),
        noting(FAILED, Problem.REVOKED),
    ),
    "by a body that nobody knows": (
        vouched(BADGE_ID, STRANGER_KEY, issuer={"id": STRANGER, "type": ["Profile"]}),
        noting(UNDECIDED, Problem.ISSUER_UNKNOWN),
    ),
    "of an unknown suite": (
        sign(
            endorsement(BADGE_ID),
            BODY_KEY,
            cryptosuite="other-2030",
            verificationMethod=own_method(BODY_KEY),
        ),
        noting(UNDECIDED, Problem.PROOF_UNSUPPORTED),
    ),
    "of another type": (
        vouched(BADGE_ID, type=["VerifiableCredential"]),
        noting(UNDECIDED, Problem.CREDENTIAL_UNSUPPORTED),
    ),
    "malformed": (vouched(BADGE_ID, name=5), noting(UNDECIDED, Problem.MALFORMED_VALUE)),
    "by the issuer itself": (
        sign(endorsement(BADGE_ID, issuer={"id": forge.DISTRICT, "type": ["Profile"]})),
        noting(Outcome.NOT_APPLICABLE),
    ),
}


def that_do_not_count() -> Rows:
    """B14: the badge is as good as without them, and each is told as what it is."""
    for name, (wrong, answer) in WRONG.items():
        title = f"an endorsement that is {name}"
        yield good(title, sign(endorsed(wrong)), answer, trusted=KNOWING)
        beside = endorsed({**wrong, "id": "urn:uuid:1"}, vouched(BADGE_ID))
        yield good(f"{title}, and one that counts", sign(beside), COUNTS, trusted=KNOWING)
    for value in ("", "x", "a.b.c", as_token(endorsement(BADGE_ID))[:-9] + "AAAAAAAAA"):
        document = sign(endorsed(value, member="endorsementJwt"))
        title = f"an endorsement that is no good token, {value[:9]!r}"
        answer = noting(FAILED if value.startswith("ey") else UNDECIDED)
        yield good(title, document, answer, trusted=KNOWING)
    payload = forge.claims(endorsement(BADGE_ID), sub=ACHIEVEMENT_ID)
    text = forge.jws(forge.header(BODY_KEY, kid=own_method(BODY_KEY)), payload, BODY_KEY)
    document = sign(endorsed(text, member="endorsementJwt"))
    title = "an endorsement whose claims say something else"
    yield good(title, document, noting(FAILED, Problem.CLAIM_MISMATCH), trusted=KNOWING)
    many = [f"a.b.{n}" for n in range(300)]
    document = sign(endorsed(*many, member="endorsementJwt"))
    yield good("three hundred endorsements", document, noting(UNDECIDED), trusted=KNOWING)


def of_bad_badges() -> Rows:
    """B14, B2: an endorsement saves no badge."""
    good_one = vouched(BADGE_ID)
    signed = sign(endorsed(good_one))
    ended = badge(validUntil="2026-11-01T00:00:00Z", endorsement=[good_one])
    withdrawn = badge(credentialStatus=forge.entry(forge.WITHDRAWN), endorsement=[good_one])
    strange = badge(issuer={"id": STRANGER, "type": ["Profile"]}, endorsement=[good_one])
    by_stranger = sign(strange, STRANGER_KEY, verificationMethod=own_method(STRANGER_KEY))
    board = {"id": BODY, "type": ["Profile"]}
    boards_own = sign(badge(issuer=board), BODY_KEY, verificationMethod=own_method(BODY_KEY))
    other = endorsement(BADGE_ID, id="urn:uuid:9")
    for threat, name, document, answer in (
        (
            "B2",
            "an endorsed badge that nobody signed",
            badge(endorsement=[good_one]),
            tampered("signature", Problem.PROOF_MISSING),
        ),
        ("B2", "an endorsed badge that was changed", put(signed, "name", to="D"), None),
        ("B2", "an endorsement put in later", put(sign(badge()), "endorsement", to=good_one), None),
        ("B2", "an endorsement taken out", put(signed, "endorsement", to=forge.ABSENT), None),
        ("B2", "an endorsement changed for another", put(signed, "endorsement", to=other), None),
        (
            "C6",
            "an endorsed badge that has ended",
            sign(ended),
            Answer(Verdict.EXPIRED, "not_after", problem=Problem.EXPIRED),
        ),
        (
            "D5",
            "an endorsed badge that was withdrawn",
            sign(withdrawn),
            Answer(Verdict.REVOKED, "status_revocation", problem=Problem.REVOKED),
        ),
        ("B13", "an endorsed badge of a stranger", by_stranger, UNKNOWN),
        (
            "B14",
            "a badge of the id of the badge, as its endorsement",
            sign(endorsed(boards_own)),
            UNDEFINED_TERM,
        ),
        (
            "B14",
            "an endorsement alone",
            vouched(BADGE_ID),
            Answer(Verdict.UNSUPPORTED, "schema", UNDECIDED),
        ),
    ):
        yield case(threat, name, document, answer or SIGNATURE_INVALID, trusted=KNOWING)


def of_issuer(*endorsements: Any) -> Any:
    return sign(endorsed(*endorsements, at=("issuer",)))


def that_make_known() -> Rows:
    """A body that is listed as one that endorses makes whom it endorses known."""
    text = as_token(endorsement(forge.DISTRICT))
    creator = {"id": forge.DISTRICT, "type": ["Profile"], "endorsement": [vouched(forge.DISTRICT)]}
    bad = vouched(forge.ATTACKER, id="urn:uuid:2b1b1c61-9a36-4f0e-b7a2-0f1d3a0f7d11")
    for name, document in {
        "endorsed by a listed body": endorsed(vouched(forge.DISTRICT), at=("issuer",)),
        "endorsed by a token": endorsed(text, at=("issuer",), member="endorsementJwt"),
        "endorsed as creator": put(badge(), SUBJECT, "achievement", "creator", to=creator),
        "endorsed beside another": endorsed(bad, vouched(forge.DISTRICT), at=("issuer",)),
    }.items():
        yield good(f"of an issuer {name}", sign(document), trusted=BY_THE_BOARD)
        yield good(f"of an issuer {name} (vc-jwt)", token(document), trusted=BY_THE_BOARD)
    signed = of_issuer(vouched(forge.DISTRICT))
    for member in ({}, {"endorses": False}):
        title = f"endorsed by a neighbor on the list, {member}"
        listed = {BODY: {"name": "Another district", **member}}
        yield case("B13", title, signed, UNKNOWN, trusted=listed)


def that_make_nobody_known() -> Rows:
    """B13: whatever else is said of an issuer, or by others, or of others."""
    yield case("B13", "endorsed by nobody", sign(badge()), UNKNOWN, trusted=BY_THE_BOARD)
    stranger = {"id": STRANGER, "type": ["Profile"]}
    for name, wrong in {
        "about another": vouched(forge.ATTACKER),
        "about a tenant of the same host": vouched(f"{forge.DISTRICT}:issuers:1"),
        "about the domain": vouched(f"https://{forge.HOST}"),
        "about an id in upper case": vouched(forge.DISTRICT.upper()),
        "about the badge": vouched(BADGE_ID),
        "that was altered": put(vouched(forge.ATTACKER), SUBJECT, "id", to=forge.DISTRICT),
        "that nobody signed": endorsement(forge.DISTRICT),
        "that has ended": vouched(forge.DISTRICT, validUntil="2026-11-01T00:00:00Z"),
        "that has not begun": vouched(forge.DISTRICT, validFrom="2027-01-01T00:00:00Z"),
        "by another in the name of the body": sign(
            endorsement(forge.DISTRICT), STRANGER_KEY, verificationMethod=own_method(STRANGER_KEY)
        ),
        "by somebody unknown": vouched(forge.DISTRICT, STRANGER_KEY, issuer=stranger),
        "by the issuer itself": sign(
            endorsement(forge.DISTRICT, issuer={"id": forge.DISTRICT, "type": ["Profile"]})
        ),
        "by one that the body endorses": vouched(
            forge.DISTRICT,
            STRANGER_KEY,
            issuer=stranger | {"endorsement": [vouched(STRANGER)]},
        ),
    }.items():
        title = f"an issuer with an endorsement {name}"
        yield case("B13", title, of_issuer(wrong), UNKNOWN, trusted=BY_THE_BOARD)
    about_issuer = {
        "id": forge.DISTRICT,
        "type": ["AchievementSubject"],
        "achievement": badge()[SUBJECT]["achievement"] | {"id": "urn:uuid:1"},
    }
    types = ["VerifiableCredential", "OpenBadgeCredential"]
    own_badge = vouched(forge.DISTRICT, type=types, credentialSubject=about_issuer)
    text = token(endorsed(own_badge, at=("issuer",)))
    title = "an issuer with an endorsement that is a badge"
    yield case("B13", title, text, UNKNOWN, trusted=BY_THE_BOARD)
    hiding = tampered("format", Problem.UNDEFINED_TERM)  # words of the issuer, as if it were
    yield case(
        "B13", f"{title}, by its statements", of_issuer(own_badge), hiding, trusted=BY_THE_BOARD
    )
    document = put(badge(), "issuer", "id", to=STRANGER)
    document = put(document, "issuer", "endorsement", to=[vouched(forge.DISTRICT)])
    borrowed = sign(document, STRANGER_KEY, verificationMethod=own_method(STRANGER_KEY))
    title = "a stranger with the endorsement of the district"
    yield case("B13", title, borrowed, UNKNOWN, trusted=BY_THE_BOARD)
    document = endorsed(vouched(forge.DISTRICT), at=("issuer",))
    method = f"{forge.DISTRICT}#{STRANGER_KEY.public_key.multikey}"
    stolen = sign(document, STRANGER_KEY, verificationMethod=method)
    not_bound = tampered("key_bound_to_issuer", Problem.KEY_NOT_AUTHORIZED)
    title = "a stranger's key in the name of an endorsed issuer"
    yield case("B1", title, stolen, not_bound, trusted=BY_THE_BOARD)
    achievement = f"https://{forge.HOST}/achievements/1"
    key = forge.DISTRICT_KEY.public_key
    document = put(badge(), "issuer", "id", to=achievement)
    document = put(document, "issuer", "endorsement", to=[vouched(achievement)])
    secured = sign(document, verificationMethod=forge.method(achievement, key))
    web = {achievement: forge.dumps(did_document(achievement, [key]))}
    title = "an endorsed achievement as an issuer"
    yield case("B13", title, secured, UNKNOWN, trusted=BY_THE_BOARD, web=web)
