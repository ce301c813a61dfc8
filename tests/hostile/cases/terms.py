"""What JSON-LD would drop, invent or look up elsewhere (threats A1 to A6, A8)."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import Any

from openbadges_issuer import contexts
from openbadges_issuer.errors import Problem
from tests.hostile import forge
from tests.hostile.cases.case import (
    CONTEXT_NOT_ALLOWED,
    SIGNATURE_INVALID,
    UNDEFINED_TERM,
    WAYS,
    Rows,
    carelessly_signed,
    case,
    signed_each_way,
    tampered,
    unsupported,
)
from tests.hostile.forge import badge, put, sign

SUBJECT = "credentialSubject"
V2, OB = contexts.CREDENTIALS_V2, contexts.OPEN_BADGES


def rich() -> dict[str, Any]:
    """Give a badge with an object of every kind that may stand in one."""
    return put(
        badge(
            evidence=[{"id": "https://badges.example/plan", "type": ["Evidence"], "name": "Plan"}],
            image={"id": "https://badges.example/a.png", "type": "Image"},
            credentialStatus=forge.entry(),
        ),
        SUBJECT,
        "result",
        to=[{"type": ["Result"], "value": "A"}],
    )


def objects(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """List the places of all objects of a document."""
    if isinstance(value, dict):
        yield path
        for key, item in value.items():
            yield from objects(item, (*path, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from objects(item, (*path, index))


PLACES = list(objects(rich()))
NAMED: list[tuple[str | int, ...]] = [
    (),
    (SUBJECT,),
    (SUBJECT, "achievement"),
    ("evidence", 0),
    ("image",),
]
"""Places of objects that have an id and a type."""
KEYS = [
    *(
        "salary",
        "Name",
        "name ",
        "na\u200bme",
        "",
        " ",
        "__proto__",
        "constructor",
        "@x",
        "@salary",
    ),
    *("@", "salary:x", "_:salary", "validuntil", "jws"),
]
TYPES = ["Salary", "achievement credential", "Profile ", "../Profile", "", "#x", "_:b0", "@id"]
IDS = [
    *("7Q2M-XK4T-93PD", "/b/1", "//badges.example/1", "?x", "#x", "", "_:b0", "@id", "@none"),
    *("https://a.example/<x>", "https://a.example/ b", "https://a.example/\t"),
    *("https://a.example/|", "1https://a.example/"),
]
KEYWORDS = [
    *("@id", "@type", "@graph", "@included", "@reverse", "@index", "@nest", "@set", "@list"),
    *("@none", "@json", "@vocab", "@base", "@container", "@version", "@protected", "@propagate"),
    *("@import", "@direction", "@language", "@value"),
]
NOT_ALLOWED: dict[str, Any] = {
    "a definition": [V2, OB, {"salary": "https://badges.example/terms#salary"}],
    "@vocab": [V2, OB, {"@vocab": "https://badges.example/terms#"}],
    "@base": [V2, OB, {"@base": "https://badges.example/"}],
    "@language": [V2, OB, {"@language": "en"}],
    "@import": [V2, OB, {"@version": 1.1, "@import": "https://badges.example/context"}],
    "an alias of id": [V2, OB, {"nummer": "@id"}],
    "an alias of type": [V2, OB, {"art": "@type"}],
    "an alias of proof": [V2, OB, {"beweis": "https://w3id.org/security#proof"}],
    "swapped terms": [V2, OB, {"humanCode": {"@id": "https://schema.org/name"}}],
    "null": [V2, None, OB],
    "an empty object": [V2, OB, {}],
    "a number": [V2, OB, 5],
    "a list inside": [V2, [OB]],
    "an object alone": {"@vocab": "https://badges.example/terms#"},
    "nothing": [],
    "null alone": None,
    "a text without a URL": "",
    "too many": [V2] + [OB] * 8,
}
ELSEWHERE = [
    *("http://badges.example/context", "http://www.w3.org/ns/credentials/v2"),
    *("data:application/ld+json,%7B%22@context%22:%7B%7D%7D", "file:///etc/passwd"),
    *("ftp://badges.example/context", "//badges.example/context", "/etc/passwd", "context.json"),
    *(f"{V2}/", f"{V2}#", f" {V2}", "HTTPS://www.w3.org/ns/credentials/v2"),
    "https://www.w3.org@badges.attacker.example/ns/credentials/v2",
]


def rows() -> Rows:
    yield from undefined_members()
    yield from undefined_types_and_relative_ids()
    yield from contexts_of_the_badge()
    yield from contexts_of_others()
    yield from contexts_of_a_proof()
    yield from keywords()
    yield from other_unicode()


def where(place: tuple[str | int, ...]) -> str:
    return ".".join(map(str, place)) or "the top"


def undefined_members() -> Rows:
    """A1: added before the badge was signed, and after."""
    signed = sign(rich())
    for number, key in enumerate(KEYS):
        name = f"an undefined member {key!a}"
        for place in [*PLACES, ("proof", 0)]:
            document = put(signed, *place, key, to="50000")
            yield case("A1", f"{name} in {where(place)}, put in later", document, UNDEFINED_TERM)
        place = PLACES[number % len(PLACES)]
        document = put(rich(), *place, key, to="50000")
        for way in ("eddsa-jcs-2022", "vc-jwt"):
            made = WAYS[way](document)
            yield case("A1", f"{name} in {where(place)} ({way})", made, UNDEFINED_TERM)
    for value in (None, [], {}, 0, [None], {"@value": "x"}):
        for place in (*NAMED, ("proof", 0)):
            document = put(signed, *place, "salary", to=value)
            name = f"an undefined member that is {value!r} in {where(place)}"
            yield case("A1", name, document, UNDEFINED_TERM)
    for member in ("validUntil", "evidence", "credentialStatus", "endorsement", "name"):
        for value in (None, [None], [[None]]):
            document = put(signed, member, to=value)
            yield case("A1", f"{member} is {value!r}", document, UNDEFINED_TERM)
    for key in ("https://badges.example/terms#salary", "@id", "vc"):
        payload = forge.claims(badge()) | {key: {"id": "urn:x:1"}}
        text = forge.jws(forge.header(), payload, forge.DISTRICT_KEY)
        yield case("A1", f"a claim {key} that no context defines", text, UNDEFINED_TERM)


def undefined_types_and_relative_ids() -> Rows:
    """A2: signed as a careless program makes of it, and signed as text."""
    for type_ in TYPES:
        for place in [*NAMED, (SUBJECT, "result", 0)]:
            inner: Any = rich()
            for step in place:
                inner = inner[step]
            own = inner["type"] if isinstance(inner["type"], list) else [inner["type"]]
            document = put(rich(), *place, "type", to=[*own, type_])
            yield from embedded(f"an undefined type {type_!r} in {where(place)}", document)
            if place == (SUBJECT, "achievement"):
                name = f"an undefined type {type_!r} of a token"
                yield case("A2", name, forge.token(document), UNDEFINED_TERM)
    for id_ in IDS:
        for place in [*NAMED, (SUBJECT, "achievement", "criteria"), ("credentialStatus",)]:
            document = put(rich(), *place, "id", to=id_)
            yield from embedded(f"an id {id_!r} in {where(place)}", document)
        for member in ("credentialStatus", "evidence", "issuer"):
            yield from embedded(f"{member} is a reference {id_!r}", badge(**{member: id_}))


def embedded(name: str, document: dict[str, Any]) -> Rows:
    for way, sign_ in {"statements": carelessly_signed, "text": forge.jcs_sign}.items():
        yield case("A2", f"{name} ({way})", sign_(document), UNDEFINED_TERM)


def contexts_of_the_badge() -> Rows:
    """A3: at the top, and below it."""
    for name, context in NOT_ALLOWED.items():
        document = badge(**{"@context": context})
        yield from signed_each_way("A3", f"@context: {name}", document, CONTEXT_NOT_ALLOWED)
    for name, context in (("missing", forge.ABSENT), ("10,000 times one", [V2] + [OB] * 10_000)):
        document = {**badge(**{"@context": context}), "proof": [forge.proof_of(badge())]}
        yield case("A3", f"@context: {name}", document, CONTEXT_NOT_ALLOWED)
    signed = sign(rich())
    for context in ([V2, OB], V2, {"salary": "https://x.example/"}, None, []):
        for place in PLACES[1:]:
            document = put(signed, *place, "@context", to=context)
            name = f"@context {context!r} in {where(place)}"
            yield case("A3", name, document, CONTEXT_NOT_ALLOWED)
    inner = {"@context": [V2, {"@vocab": "https://x.example/"}], "type": "VerifiableCredential"}
    document = put(signed, "endorsement", to=[inner])
    yield case("A3", "an inline @context of an endorsement", document, CONTEXT_NOT_ALLOWED)


def contexts_of_others() -> Rows:
    """A4: never fetched; one that may be honest is a doubt."""
    unknown = unsupported("contexts", Problem.CONTEXT_UNKNOWN)
    for url in ELSEWHERE:
        document = put(sign(badge()), "@context", to=[V2, OB, url])
        answer = unknown if url.startswith("https://") else CONTEXT_NOT_ALLOWED
        web = {url: forge.dumps({"@context": {"salary": "https://x.example/"}})}
        yield case("A4", f"a context {url!r}", document, answer, web=web)


def contexts_of_a_proof() -> Rows:
    """A5."""
    not_its_own = tampered("format", Problem.CONTEXT_NOT_ALLOWED)
    for context in ([V2, OB], [V2], V2):
        document = put(sign(rich()), "proof", 0, "@context", to=context)
        yield case("A5", f"a proof over statements with {context!r}", document, not_its_own)
    for context in ([{"@vocab": "https://x.example/"}], {}, None, [], 5):
        for way in ("eddsa-rdfc-2022", "eddsa-jcs-2022"):
            document = put(WAYS[way](rich()), "proof", 0, "@context", to=context)
            yield case("A5", f"a proof with {context!r} ({way})", document, CONTEXT_NOT_ALLOWED)
    for context in ([OB], [OB, V2], OB, [V2, contexts.CLR], [V2, OB, contexts.CLR], [V2, V2]):
        document = forge.jcs_sign(rich(), **{"@context": context})
        yield case("A5", f"a proof under other contexts {context!r}", document, SIGNATURE_INVALID)


def keywords() -> Rows:
    """A6."""
    signed = sign(rich())
    for keyword in KEYWORDS:
        for place, value in (
            ((), [{"id": "urn:x:1"}]),
            (("issuer",), ["urn:x:1"]),
            ((SUBJECT, "achievement"), "ltr"),
            (("proof", 0), {}),
        ):
            document = put(signed, *place, keyword, to=value)
            yield case("A6", f"{keyword}: {value!r} in {where(place)}", document, UNDEFINED_TERM)
    for alias in ("id", "type"):
        document = put(rich(), "image", alias, to=forge.ABSENT)
        document = put(document, "image", f"@{alias}", to=rich()["image"][alias])
        yield case("A6", f"@{alias} instead of {alias}", sign(document), UNDEFINED_TERM)


def other_unicode() -> Rows:
    """A8: no text is normalized before it is hashed."""
    mixed = "e\u0301 é ﬁ Å"
    for way in ("eddsa-rdfc-2022", "eddsa-jcs-2022"):
        signed = WAYS[way](badge(name=mixed))
        for form in ("NFC", "NFD", "NFKC", "NFKD"):
            other = unicodedata.normalize(form, mixed)  # type: ignore[arg-type]
            document = put(signed, "name", to=other)
            yield case("A8", f"the name in {form} ({way})", document, SIGNATURE_INVALID)
