"""What was issued before today's forms: VC 1.1, older contexts, the beta, Open Badges 2.0 and 1.

Threats A3, C5 and C6, as far as they differ from those of today's forms.
"""

from __future__ import annotations

from typing import Any

from openbadges_issuer import contexts, timestamps
from openbadges_issuer.contexts import CREDENTIALS_V1, OPEN_BADGES_BETA
from openbadges_issuer.errors import Problem
from openbadges_issuer.report import Verdict
from tests.hostile import forge
from tests.hostile.cases.case import (
    NOT_A_BADGE,
    NOT_AUTHORIZED,
    SIGNATURE_INVALID,
    UNDEFINED_TERM,
    WAYS,
    Answer,
    Rows,
    case,
    good,
    tampered,
    unsupported,
)
from tests.hostile.composing import SUBJECT, presentation, record
from tests.hostile.forge import ABSENT, badge, header, jws, put, sign

OB = "https://purl.imsglobal.org/spec/ob/v3p0"
DATA_INTEGRITY = "https://w3id.org/security/data-integrity/v2"
EDITIONS = [f"{OB}/context{edition}.json" for edition in ("", "-3.0.1", "-3.0.2", "-3.0.3")]
ISSUED = badge()["validFrom"]
END, ENDED = "2030-01-01T00:00:00Z", "2026-11-01T00:00:00Z"
MISMATCH = tampered("signature", Problem.CLAIM_MISMATCH)
MALFORMED = Answer(Verdict.MALFORMED, "schema")
EXPIRED = Answer(Verdict.EXPIRED, "not_after", problem=Problem.EXPIRED)
EARLY = Answer(Verdict.NOT_YET_VALID, "not_before", problem=Problem.NOT_YET_VALID)
REVOKED = Answer(Verdict.REVOKED, "status_revocation", problem=Problem.REVOKED)
UNDER_ITS_OLDER_NAME = "the beta under the name of the first edition"
OF_NO_FORM = unsupported("format", Problem.CREDENTIAL_UNSUPPORTED)
OF_VERSION_2 = unsupported("format", Problem.OPEN_BADGES_2)


def rows() -> Rows:
    yield from editions()
    yield from the_beta()
    yield from of_version_1()
    yield from in_the_claim()
    yield from claims_that_differ()
    yield from beside_the_claim()
    yield from older_badges()
    yield from schemas()


def legacy(edition: str = contexts.OPEN_BADGES, **changes: Any) -> dict[str, Any]:
    """Give the district's badge in the form of VC 1.1."""
    made = {
        "@context": [CREDENTIALS_V1, edition, DATA_INTEGRITY],
        "validFrom": ABSENT,
        "issuanceDate": ISSUED,
    }
    return badge(**made | changes)


def in_claim(document: Any, **claims: Any) -> str:
    """Put a credential into the claim `vc` of a token, with claims changed."""
    begin, end = (
        timestamps.parse(document[member]) if member in document else None
        for member in ("issuanceDate", "expirationDate")
    )
    payload = {
        "iss": forge.DISTRICT,
        "jti": badge()["id"],
        "sub": badge()[SUBJECT]["id"],
        "nbf": int(begin.timestamp()) if begin else ABSENT,
        "exp": int(end.timestamp()) if end else ABSENT,
        "vc": document,
    }
    given = {name: value for name, value in (payload | claims).items() if value is not ABSENT}
    return jws(header(), given, forge.DISTRICT_KEY)


def editions() -> Rows:
    """A3: each edition of the context is one of its own."""
    # The first two go with VC 1.1 only: they define what today's context of VC 2.0 protects.
    for edition in EDITIONS[2:]:
        document = badge(**{"@context": [contexts.CREDENTIALS_V2, edition]})
        for way, secure in WAYS.items():
            yield good(f"the context {edition[-12:]} ({way})", secure(document))
    for edition in EDITIONS:
        yield good(f"the context {edition[37:]} with VC 1.1", sign(legacy(edition)))
    unknown = unsupported("contexts", Problem.CONTEXT_UNKNOWN)
    for edition in ("-3.0.4", "-3.1.0", "-4.0.0", "-3.0.3.", "-3.0.3?x"):
        url = f"{OB}/context{edition}.json"
        document = badge(**{"@context": [contexts.CREDENTIALS_V2, url]})
        document["proof"] = [forge.proof_of(badge())]
        yield case("A3", f"an edition of the context that is none, {edition}", document, unknown)
    signed = sign(badge(**{"@context": [contexts.CREDENTIALS_V2, EDITIONS[2]]}))
    for edition in (EDITIONS[0], *OPEN_BADGES_BETA):
        changed = put(signed, "@context", to=[contexts.CREDENTIALS_V2, edition])
        name = f"signed under another edition than {edition[30:]}"
        yield case("A3", name, changed, tampered("format"))


def beta() -> dict[str, Any]:
    """Give a badge under the beta, which does not have all the names in an identifier."""
    return put(legacy(OPEN_BADGES_BETA[0]), SUBJECT, "identifier", to=ABSENT)


def of_the_first_plugfest(**changes: Any) -> dict[str, Any]:
    """Give a badge as wallets were sent it in 2022: without ids and name, images as addresses."""
    document = legacy(OPEN_BADGES_BETA[1], id=ABSENT, name=ABSENT, **changes)
    for path in ((SUBJECT, "identifier"), (SUBJECT, "achievement", "id")):
        document = put(document, *path, to=ABSENT)
    for path in (("issuer",), (SUBJECT, "achievement")):
        document = put(document, *path, "image", to=f"https://{forge.HOST}/image.png")
    return document


def the_beta() -> Rows:
    """A3: it stood under the name of the first edition until November 2022."""
    for edition in OPEN_BADGES_BETA:
        document = put(legacy(edition), SUBJECT, "identifier", to=ABSENT)
        yield good(f"the context {edition[30:]}", sign(document))
    yield good("of the first plugfest", sign(of_the_first_plugfest()))
    yield good("of the first plugfest, a token", in_claim(of_the_first_plugfest(), jti=ABSENT))
    yield good("of the first plugfest, its id in the claim", in_claim(of_the_first_plugfest()))
    for path, value in (
        (("issuer", "image"), 5),
        ((SUBJECT, "achievement", "name"), ABSENT),
        ((SUBJECT, "achievement", "criteria"), ABSENT),
        ((SUBJECT, "id"), ABSENT),
    ):
        name = f"of the first plugfest, {'.'.join(path)} is {value!r}"
        yield case("C6", name, sign(put(of_the_first_plugfest(), *path, to=value)), MALFORMED)
    today = put(of_the_first_plugfest(), "@context", 1, to=contexts.OPEN_BADGES)
    yield case("C6", "of the first plugfest, under today's context", sign(today), MALFORMED)
    renamed = [EDITIONS[0] if url == OPEN_BADGES_BETA[0] else url for url in beta()["@context"]]
    signed = put(sign(beta()), "@context", to=renamed)
    yield good(UNDER_ITS_OLDER_NAME, signed)
    for path, value in (
        (("name",), "Doctor"),
        (("issuanceDate",), "2020-01-01T00:00:00Z"),
        (("expirationDate",), "2099-01-01T00:00:00Z"),
        ((SUBJECT, "id"), "did:example:attacker"),
        ((SUBJECT, "achievement", "name"), "Doctor"),
        ((SUBJECT, "achievement", "criteria", "narrative"), ""),
        (("issuer", "name"), "Waukesha School District"),
    ):
        name = f"under the beta's older name, {'.'.join(path)} changed"
        yield case("B2", name, put(signed, *path, to=value), SIGNATURE_INVALID)
    today = put(signed, "@context", to=[contexts.CREDENTIALS_V2, *renamed[1:]])
    yield case("A3", "signed under the beta, shown under VC 2.0", today, tampered("format"))
    newer = put(signed, "@context", to=[CREDENTIALS_V1, contexts.OPEN_BADGES, DATA_INTEGRITY])
    name = "signed under the beta, shown under today's context"
    yield case("A3", name, newer, SIGNATURE_INVALID)
    later = {**signed, "salary": 1}
    yield case("A1", "an undefined member under the beta", later, UNDEFINED_TERM)
    foreign = put(sign(beta(), forge.ATTACKER_KEY), "@context", to=renamed)
    name = f"{UNDER_ITS_OLDER_NAME}, by the attacker"
    yield case("B1", name, foreign, NOT_AUTHORIZED)


def of_version_1() -> Rows:
    """C6, B1, B2: badges with a proof."""
    yield good("an end of VC 1.1 that is to come", sign(legacy(expirationDate=END)))
    for way in ("eddsa-rdfc-2022", "eddsa-jcs-2022"):
        secure = WAYS[way]
        ended, later = legacy(expirationDate=ENDED), legacy(issuanceDate="2027-01-01T00:00:00Z")
        yield case("C6", f"of VC 1.1 and over ({way})", secure(ended), EXPIRED)
        yield case("C6", f"of VC 1.1 and not begun ({way})", secure(later), EARLY)
    for name, document in {
        "without a name": legacy(name=ABSENT),
        "without a date": legacy(issuanceDate=ABSENT),
        "of a date that is none": legacy(issuanceDate="yesterday"),
        "of an end that is none": legacy(expirationDate="never"),
    }.items():
        yield case("C6", f"of VC 1.1 {name}", sign(document), MALFORMED)
    both = legacy(validUntil=ENDED)
    yield case("C6", "of VC 1.1 and over by the end of VC 2.0", sign(both), EXPIRED)
    withdrawn = legacy(credentialStatus=forge.entry(forge.WITHDRAWN))
    status = "https://www.w3.org/ns/credentials/status/v1"
    withdrawn["@context"] = [*withdrawn["@context"], status]
    yield case("D5", "of VC 1.1 and withdrawn", sign(withdrawn), REVOKED)
    missing = tampered("signature", Problem.PROOF_MISSING)
    changed = put(sign(legacy()), "name", to="Doctor")
    yield case("B2", "of VC 1.1 and changed", changed, SIGNATURE_INVALID)
    yield case("B2", "of VC 1.1 and unsigned", legacy(), missing)
    name = "of VC 1.1 by the attacker"
    yield case("B1", name, sign(legacy(), forge.ATTACKER_KEY), NOT_AUTHORIZED)
    yield case("A1", "of VC 1.1 with a member", sign(legacy(salary=1)), UNDEFINED_TERM)
    yield good("badges of VC 1.1 together", presentation(sign(legacy()), in_claim(legacy())))


SHORT = legacy(expirationDate=END)
for _path in (("id",), ("issuanceDate",), ("expirationDate",), ("issuer", "id"), (SUBJECT, "id")):
    SHORT = put(SHORT, *_path, to=ABSENT)
OWN_CLAIMS = {name: forge.claims(badge())[name] for name in ("iss", "jti", "sub", "nbf")}


def in_the_claim() -> Rows:
    """C5, C6: tokens of VC 1.1; claims say what the credential leaves out."""
    yield good("in the claim vc", in_claim(legacy()))
    yield good("in the claim vc, with an end", in_claim(legacy(expirationDate=END)))
    yield good("in the claim vc, with an end among the claims", in_claim(legacy(), exp=1893456000))
    yield good("in the claim vc, the rest said by claims", in_claim(SHORT, **OWN_CLAIMS))
    anybody = put(SHORT, "issuer", to=ABSENT)
    yield good("in the claim vc, without an issuer in it", in_claim(anybody, **OWN_CLAIMS))
    yield good("in the claim vc, and the person asks", in_claim(legacy()), recipient=forge.TEACHER)
    over = in_claim(SHORT, **OWN_CLAIMS, exp=1_793_000_000)
    yield case("C6", "in the claim vc, over by a claim", over, EXPIRED)
    ended = in_claim(legacy(expirationDate=ENDED))
    yield case("C6", "in the claim vc, over", ended, EXPIRED)
    begins = in_claim(SHORT, **OWN_CLAIMS | {"nbf": int(forge.NOW.timestamp()) + 1})
    yield case("C6", "in the claim vc, not begun by a claim", begins, EARLY)
    status = "https://www.w3.org/ns/credentials/status/v1"
    withdrawn = legacy(credentialStatus=forge.entry(forge.WITHDRAWN))
    withdrawn["@context"] = [*withdrawn["@context"], status]
    yield case("D5", "in the claim vc, withdrawn", in_claim(withdrawn), REVOKED)
    head, _, signature = in_claim(legacy()).split(".")
    other = in_claim(legacy(name="Doctor")).split(".")[1]
    changed = f"{head}.{other}.{signature}"
    yield case("C5", "in the claim vc, changed", changed, SIGNATURE_INVALID)
    head_, payload, _ = in_claim(legacy()).split(".")
    foreign = forge.ATTACKER_KEY.sign(f"{head_}.{payload}".encode())
    stolen = f"{head_}.{payload}.{forge.part(foreign)}"
    yield case("B1", "in the claim vc, by the attacker", stolen, SIGNATURE_INVALID)
    strange = in_claim(legacy(salary=1))
    yield case("A1", "in the claim vc, with a member", strange, UNDEFINED_TERM)


def claims_that_differ() -> Rows:
    """C5, C6."""
    for claims in (
        {"iss": forge.ATTACKER},
        {"iss": ABSENT},
        {"iss": [forge.DISTRICT]},
        {"jti": "urn:uuid:another"},
        {"jti": ABSENT},
        {"sub": "urn:uuid:another"},
        {"sub": ABSENT},
        {"nbf": 1_700_000_000},
        {"nbf": ABSENT},
        {"nbf": "yesterday"},
        {"nbf": True},
        {"exp": "never"},
    ):
        ((claim, value),) = claims.items()
        name = f"in the claim vc, {claim} {'missing' if value is ABSENT else repr(value)}"
        yield case("C5", name, in_claim(legacy(), **claims), MISMATCH)
    ending = legacy(expirationDate=END)
    for exp in (ABSENT, 1_893_456_001, 4_070_908_800, "1893456000", True):
        name = f"in the claim vc, exp {'missing' if exp is ABSENT else exp!r} beside an end"
        yield case("C6", name, in_claim(ending, exp=exp), MISMATCH)
    for exp in (1e300, -1e300, float(2**62), {}, [], "1893456000", False):
        name = f"in the claim vc, exp {exp!r}"
        yield case("C6", name, in_claim(legacy(), exp=exp), MISMATCH)


def beside_the_claim() -> Rows:
    """C5: two badges in one token, none, or one of another form."""
    for name, beside, answer in (
        ("a badge", badge(), UNDEFINED_TERM),
        ("the same", legacy(), UNDEFINED_TERM),
        ("a name", {"name": "Doctor"}, OF_NO_FORM),
        ("a presentation", {"vp": {}}, OF_NO_FORM),
    ):
        yield case("C5", f"{name} beside the claim vc", in_claim(legacy(), **beside), answer)
    payload = {k: v for k, v in forge.claims(badge()).items() if k not in badge()}
    today = jws(header(), payload | {"vc": badge()}, forge.DISTRICT_KEY)
    yield case("C5", "a badge of VC 2.0 in the claim of VC 1.1", today, OF_NO_FORM)
    for value in ([legacy()], "x", None, [], {}, {"vc": legacy()}, 5, True):
        text = jws(header(), {"iss": forge.DISTRICT, "vc": value}, forge.DISTRICT_KEY)
        answer = OF_NO_FORM if isinstance(value, dict) else NOT_A_BADGE
        yield case("C5", f"the claim vc is {str(value)[:20]!r}", text, answer)
    within = sign(record(sign(badge()))) | {"vc": legacy()}
    yield case("C5", "the claim vc in a record", within, UNDEFINED_TERM)


ASSERTION = {
    "@context": "https://w3id.org/openbadges/v2",
    "type": "Assertion",
    "id": "https://badges.example/assertions/1",
    "recipient": {"type": "email", "hashed": False, "identity": forge.TEACHER},
    "badge": "https://badges.example/badges/1",
    "verification": {"type": "hosted"},
    "issuedOn": "2020-01-01T00:00:00Z",
}
OLDEST = {key: ASSERTION[key] for key in ("recipient", "badge", "issuedOn")}
ADDRESS = b"https://badges.example/assertions/1"
SVG_2 = forge.SVG.replace(
    b"<path",
    b'<openbadges:assertion xmlns:openbadges="http://openbadges.org" verify="x"/><path',
)


def older_badges() -> Rows:
    """Open Badges 2.0 and 1: told to be older, nobody asked."""
    for name, data in {
        "as JSON": forge.dumps(ASSERTION),
        "of version 1": forge.dumps(OLDEST),
        "as a token": jws({"alg": "RS256"}, ASSERTION).encode() + b"AAAA",
        "in a PNG": forge.png(forge.itxt(forge.dumps(ASSERTION), b"openbadges")),
        "by its address in a PNG": forge.png(forge.itxt(ADDRESS, b"openbadges")),
        "by its address in an older PNG": forge.png(
            forge.chunk(b"tEXt", b"openbadges\0" + ADDRESS)
        ),
        "in a PNG of today": forge.png(forge.itxt(forge.dumps(ASSERTION))),
        "in an SVG": SVG_2,
    }.items():
        answer = OF_NO_FORM if name == "of version 1" else OF_VERSION_2
        yield case("E2", f"an Open Badges 2.0 badge {name}", data, answer)
    together = presentation(sign(badge()), ASSERTION)
    title = "an Open Badges 2.0 badge beside one of today"
    yield case("B14", title, together, OF_VERSION_2._replace(part=1))


def schemas() -> Rows:
    """A schema of its own, which is not fetched, makes a badge neither better nor worse."""
    context = [*badge()["@context"], f"{OB}/extensions.json"]
    entries = [
        {"id": url, "type": "1EdTechJsonSchemaValidator2019"}
        for url in (
            f"{OB}/schema/json/ob_v3p0_achievementcredential_schema.json",
            "https://schemas.example/mine.json",
        )
    ]
    for name, given in (("a schema of its own", entries[1]), ("two schemas", entries)):
        document = badge(**{"@context": context, "credentialSchema": given})
        yield good(f"a badge with {name}", sign(document))
        wrong = sign({**document, "name": 5})
        yield case("C6", f"a malformed badge with {name}", wrong, MALFORMED)
