"""Good badges of many shapes: a verifier that refuses everything would pass all other cases."""

from __future__ import annotations

import json
import zlib
from datetime import timedelta
from typing import Any

from openbadges_issuer import contexts, timestamps
from openbadges_issuer.baking import bake
from openbadges_issuer.did import did_document
from openbadges_issuer.encoding import base64url_decode, base64url_encode
from tests.hostile import forge
from tests.hostile.cases.case import WAYS, Rows, good
from tests.hostile.cases.dates_and_people import endorsement
from tests.hostile.cases.files import BODY, svg
from tests.hostile.cases.suites import ORDERS
from tests.hostile.forge import badge, put, sign, token

SUBJECT = "credentialSubject"
OB_302 = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json"
EXTENSIONS = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"
RUBRIC = f"https://{forge.HOST}/achievements/flipped-classroom/rubric"
KEY = forge.DISTRICT_KEY.public_key
UNICODE = (
    "Zoë ☃ 𝒳 👩🏽\u200d🏫 עברית \u202bmixed\u202c e\u0301 é\u00a0\u2028 \ufeff \ufffd "
    "'single' \"double\" back\\slash tab\t line\r\n end"
)
NUMBERS = [0, 3, 1.5, 0.1, 12_345_678.9, 1e21, 2.5e-7, 9_007_199_254_740_991]


def rows() -> Rows:
    for number in NUMBERS:
        yield good(f"the number {number}", sign(subject(creditsEarned=number)))
    for name, document in SHAPES.items():
        for way in WAYS:
            if way != "vc-jwt" or "id" in document[SUBJECT]:  # a token has a "sub"
                yield good(f"{name} ({way})", WAYS[way](document))
    yield from proofs()
    yield from headers()
    yield from texts()
    yield from pictures()
    yield from statuses()
    yield from other_issuers()


def subject(**members: Any) -> dict[str, Any]:
    return badge(credentialSubject=badge()[SUBJECT] | members)


def achievement(**members: Any) -> dict[str, Any]:
    return subject(achievement=badge()[SUBJECT]["achievement"] | members)


def with_rubric() -> dict[str, Any]:
    levels = [
        {"id": f"{RUBRIC}/{n}", "type": ["RubricCriterionLevel"], "name": name, "level": str(n)}
        for n, name in enumerate(["Emerging", "Proficient"], start=1)
    ]
    description = {
        "id": RUBRIC,
        "type": ["ResultDescription"],
        "name": "Unit plan",
        "resultType": "RubricCriterionLevel",
        "allowedValue": ["Emerging", "Proficient"],
        "requiredLevel": levels[1]["id"],
        "rubricCriterionLevel": levels,
    }
    document = achievement(resultDescription=[description])
    result = {"type": ["Result"], "resultDescription": RUBRIC, "achievedLevel": levels[1]["id"]}
    return put(document, SUBJECT, "result", to=[result])


def with_defined_members() -> dict[str, Any]:
    """Use members that the model knows little of, and vocabulary of a further context."""
    document = badge(
        termsOfUse=[{"type": "1EdTechCredentialRefresh", "id": "https://badges.example/terms"}],
        credentialSchema=[
            {"id": "https://badges.example/schema", "type": "1EdTechJsonSchemaValidator2019"}
        ],
        relatedResource=[{"id": "https://badges.example/a.png", "mediaType": "image/png"}],
        evidence=[{"id": "https://badges.example/plan", "type": ["Evidence"], "genre": "Plan"}],
        awardedDate="2026-10-01T00:00:00-05:00",
        image={"id": "data:image/png;base64,iVBORw0KGgo=", "type": "Image", "caption": "Star"},
    )
    return put(document, "@context", to=[*document["@context"], EXTENSIONS])


def of_vc_1_1() -> dict[str, Any]:
    """The older form of the data model, with a context for the proof."""
    urls = [contexts.CREDENTIALS_V1, contexts.OPEN_BADGES]
    return badge(
        **{"@context": [*urls, "https://w3id.org/security/data-integrity/v2"]},
        issuanceDate=badge()["validFrom"],
        expirationDate="2030-01-01T00:00:00Z",
        validFrom=forge.ABSENT,
    )


SHAPES = {
    "plain": badge(),
    "AchievementCredential": badge(type=["VerifiableCredential", "AchievementCredential"]),
    "types as single texts": put(
        put(badge(), SUBJECT, "type", to="AchievementSubject"), "issuer", "type", to="Profile"
    ),
    "a type more": put(badge(), SUBJECT, "type", to=["AchievementSubject", "Profile"]),
    "one identifier, not in a list": subject(identifier=forge.identity(forge.TEACHER)),
    "several identifiers": subject(
        identifier=[forge.identity(f"{name}@example.org", salt=name) for name in "abc"]
    ),
    "only identifiers": put(badge(), SUBJECT, "id", to=forge.ABSENT),
    "a DID as recipient": subject(id="did:example:123", identifier=[]),
    "results with a rubric": with_rubric(),
    "defined members that we do not use": with_defined_members(),
    "an endorsement of the badge": badge(endorsement=[endorsement(badge()["id"])]),
    "the older context": badge(**{"@context": [contexts.CREDENTIALS_V2, OB_302]}),
    "a context twice": badge(**{"@context": [*badge()["@context"], contexts.OPEN_BADGES]}),
    "issuer as text": badge(issuer=forge.DISTRICT),
    "creator who is the issuer": achievement(creator=badge()["issuer"] | {"phone": "+1 555 0100"}),
    "an end in the future": badge(validUntil=timestamps.format(forge.NOW + timedelta(days=1))),
    "times with fractions and offsets": badge(validFrom="2026-01-01T00:00:00.123456-06:00"),
    "unicode": achievement(name=UNICODE, description=UNICODE),
    "empty texts and lists": badge(evidence=[], description=""),
    "a text with its language": achievement(name={"@value": "Clase", "@language": "es"}),
    "a text from right to left": achievement(
        name={"@value": "כיתה הפוכה", "@language": "he", "@direction": "rtl"}
    ),
    "a status entry": badge(credentialStatus=forge.entry()),
    "status entries of both kinds": badge(
        credentialStatus=[forge.entry(), forge.entry(purpose="suspension")]
    ),
    "a status entry without id": badge(credentialStatus=forge.entry(id=forge.ABSENT)),
    "a status index as number": badge(credentialStatus=forge.entry(statusListIndex=forge.IN_FORCE)),
    "the last index": badge(credentialStatus=forge.entry(131_071)),
    "a message beside": badge(
        credentialStatus=[forge.entry(), forge.entry(1, statusPurpose="message", id="urn:x:1")]
    ),
    "a number": subject(creditsEarned=1.5),
}


def proofs() -> Rows:
    """Proofs of other programs, alone and in sets."""
    document = badge()
    made, other = forge.proof_of(document), forge.proof_of(document, nonce="once")
    broken = other | {"proofValue": made["proofValue"]}
    named = forge.method(forge.ATTACKER, forge.ATTACKER_KEY.public_key)
    foreign = forge.proof_of(document, forge.ATTACKER_KEY, verificationMethod=named)
    yield good("one proof, not in a list", {**document, "proof": made})
    yield good("several proofs, one good", {**document, "proof": [broken, foreign, made, other]})
    yield good("a proof of each kind", {**document, "proof": [made, forge.jcs_proof_of(document)]})
    now = timestamps.format(forge.NOW)
    for name, changes in {
        "no time": {"created": forge.ABSENT},
        "another zone": {"created": "2026-10-22T10:00:00.5-05:00"},
        "this second": {"created": now, "expires": now},
        "an end": {"expires": "2030-01-01T00:00:00Z"},
        "members for a challenger": {"domain": "https://hire.example", "challenge": "c"},
        "an id": {"id": "urn:uuid:2"},
    }.items():
        yield good(f"a proof with {name}", sign(document, **changes))
        yield good(f"a proof over text with {name}", forge.jcs_sign(document, **changes))
    without = forge.jcs_sign(document, **{"@context": forge.ABSENT})
    yield good("a proof over text without contexts", without)
    yield good("the form of VC 1.1", sign(of_vc_1_1()))


def headers() -> Rows:
    """Tokens of each algorithm, and with what a header may have."""
    for signer in forge.DISTRICT_KEYS[1:]:
        yield good(f"a token by {signer.algorithm}", token(badge(), signer))
    for name, changes in {
        "no typ": {"typ": forge.ABSENT},
        "the newer name of its algorithm": {"alg": "Ed25519"},
        "the other name of its key": {"kid": forge.method(forge.DISTRICT, KEY)},
        "its key beside": {"jwk": KEY.jwk},
        "its key alone": {"kid": forge.ABSENT, "jwk": KEY.jwk},
    }.items():
        yield good(f"a token with {name}", token(badge(), **changes))
    for signer in forge.DISTRICT_KEYS[1:3]:  # of s and n - s either holds
        body, _, signature = token(badge(), signer).rpartition(".")
        raw = base64url_decode(signature)
        size = len(raw) // 2
        other = ORDERS[signer.algorithm] - int.from_bytes(raw[size:])
        text = f"{body}.{base64url_encode(raw[:size] + other.to_bytes(size))}"
        yield good(f"a token by {signer.algorithm} with the other s", text)
    payload = forge.claims(badge(), iat=1, aud="https://hire.example")
    text = forge.jws(forge.header(), payload, forge.DISTRICT_KEY)
    yield good("a token with further claims", text)
    ending = badge(validUntil="2030-01-01T00:00:00Z")
    yield good("a token with an end", token(ending))


def texts() -> Rows:
    """Other spellings of the same JSON, and white space around it."""
    document = sign(badge())
    yield good("indented", json.dumps(document, indent=2, sort_keys=True))
    yield good("escaped", json.dumps(document).replace("/", "\\/"))
    for name, around in {"spaces": " {} ", "lines": "\n\t{}\r\n", "wide": "\u00a0{}\u2003"}.items():
        for text in (forge.dumps(document).decode(), token(badge())):
            yield good(f"between {name}, {text[:3]}", around.replace("{}", text))
    asked = {"recipient": " Teacher@Example.org "}
    yield good("of the person who asks", document, **asked)
    yield good("of the person who asks (vc-jwt)", token(badge()), **asked)


def pictures() -> Rows:
    """Baked into PNG and SVG."""
    for way in WAYS:
        secured = WAYS[way](badge())
        text = secured if isinstance(secured, str) else forge.dumps(secured)
        yield good(f"in a PNG ({way})", bake(text, forge.png()))
        yield good(f"in an SVG ({way})", bake(text, forge.SVG))
    text = forge.dumps(sign(badge())).decode()
    for name, inside in {
        "a comment": text.replace("Flipped", "Fl<!-- x -->ipped"),
        "an instruction": text.replace("Flipped", "Fl<?x y?>ipped"),
        "a marked section": f"{text[:50]}<![CDATA[{text[50:]}]]>",
    }.items():
        yield good(f"in an SVG, with {name} in it", svg(BODY.format(inside)))
    packed = zlib.compress(forge.dumps(sign(badge())))
    chunk = forge.chunk(b"iTXt", b"openbadgecredential\0\1\0\0\0" + packed)
    yield good("compressed in a PNG", forge.png(chunk))
    bomb = forge.chunk(b"zTXt", b"Comment\0\0" + zlib.compress(b" " * 10_000_000))
    baked = forge.png(bomb, forge.itxt(forge.dumps(sign(badge()))))
    yield good("beside a bomb that nobody opens", baked)


def statuses() -> Rows:
    """Lists as tokens, as large as they get, and in their last second."""
    secured = sign(badge(credentialStatus=forge.entry()))
    moment = timestamps.format(forge.NOW)
    longer = forge.status_list()[SUBJECT] | {
        "encodedList": forge.bits(262_143, length=262_144).encode()
    }
    for name, content in {
        "a list that is a token": forge.token(forge.status_list()).encode(),
        "a list over text": forge.dumps(forge.jcs_sign(forge.status_list())),
        "a longer list": forge.dumps(sign(forge.status_list(credentialSubject=longer))),
        "a list's last second": forge.dumps(sign(forge.status_list(validUntil=moment))),
        "a list's first second": forge.dumps(sign(forge.status_list(validFrom=moment))),
    }.items():
        yield good(name, secured, web={forge.REVOCATIONS: content})


def other_issuers() -> Rows:
    """did:key, did:jwk, and documents at other addresses."""
    did = forge.did_key(forge.DISTRICT_KEY)
    document, named = put(badge(), "issuer", "id", to=did), f"{did}#{KEY.multikey}"
    yield good("by did:key", sign(document, verificationMethod=named), trusted=None)
    yield good("by did:key (vc-jwt)", token(document, kid=named), trusted=None)
    for signer in forge.DISTRICT_KEYS:
        did = forge.did_jwk(signer)
        text = token(put(badge(), "issuer", "id", to=did), signer, kid=f"{did}#0")
        yield good(f"by did:jwk, {signer.algorithm}", text, trusted=None)
    for issuer, url in (
        ("did:web:state.example:issuers:kettle", "https://state.example/issuers/kettle/did.json"),
        ("did:web:state.example%3A8443", "https://state.example:8443/.well-known/did.json"),
        ("https://state.example/issuers/1", "https://state.example/issuers/1"),
    ):
        web = {url: forge.dumps(did_document(issuer, [KEY]))}
        document = put(badge(), "issuer", "id", to=issuer)
        secured = sign(document, verificationMethod=forge.method(issuer, KEY))
        yield good(f"by {issuer}", secured, trusted=None, web=web)
    for name, document in {
        "an older key": did_document(forge.DISTRICT, [forge.ed25519(2).public_key, KEY]),
        "a key retired since": did_document(forge.DISTRICT, [KEY], expires={KEY: forge.ISSUED}),
    }.items():
        web = {forge.DID_URL: forge.dumps(document)}
        yield good(f"by {name}", sign(badge()), web=web)
