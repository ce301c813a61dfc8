"""Newer versions of a badge: only its issuer can replace it, and only by the same (B14, F1)."""

from __future__ import annotations

from typing import Any

from openbadges_issuer.errors import Problem
from openbadges_issuer.report import Verdict
from tests.hostile import forge
from tests.hostile.cases.case import (
    NOT_AUTHORIZED,
    SIGNATURE_INVALID,
    UNDECIDED,
    UNDEFINED_TERM,
    WAYS,
    Answer,
    Rows,
    as_bytes,
    case,
    good,
    tampered,
)
from tests.hostile.cases.older_forms import of_the_first_plugfest
from tests.hostile.cases.status import NOT_READ, REVOKED, SUSPENDED
from tests.hostile.composing import SUBJECT, presentation, presented, record
from tests.hostile.forge import ABSENT, badge, put, sign

URL = f"https://{forge.HOST}/refresh/1"
EXTENSIONS = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"
LATER = "2026-11-20T00:00:00Z"
ENDED = "2026-11-01T00:00:00Z"
EXPIRED = Answer(Verdict.EXPIRED, "not_after", problem=Problem.EXPIRED)


def renewable(**changes: Any) -> dict[str, Any]:
    """Give a badge whose issuer may have a newer version of it."""
    service = {"id": URL, "type": "1EdTechCredentialRefresh"}
    context = [*badge()["@context"], EXTENSIONS]
    return badge(**{"@context": context, "refreshService": service} | changes)


GIVEN = sign(renewable(validUntil=ENDED))
NEWER = renewable(validFrom=LATER, name="Renewed")
WITHDRAWN = sign(NEWER | {"credentialStatus": forge.entry(forge.WITHDRAWN)})
# What may stand where a newer version should: none of it is one.
OTHERS: dict[str, Any] = {
    "nothing": None,
    "a page": "<!DOCTYPE html><html></html>",
    "no JSON": "{",
    "one that nobody signed": NEWER,
    "one that was altered": put(sign(NEWER), "name", to="Doctor"),
    "one by the attacker in the district's name": sign(NEWER, forge.ATTACKER_KEY),
    "one by the attacker": sign(
        NEWER | {"issuer": {"id": forge.ATTACKER, "type": ["Profile"]}},
        forge.ATTACKER_KEY,
        verificationMethod=forge.method(forge.ATTACKER, forge.ATTACKER_KEY.public_key),
    ),
    "another badge": sign(NEWER | {"id": "urn:uuid:another"}),
    "an older one": sign(NEWER | {"validFrom": "2020-01-01T00:00:00Z"}),
    "the same one": GIVEN,
    "one of tomorrow": sign(NEWER | {"validFrom": "2026-11-22T00:00:00Z"}),
    "a malformed one": sign(NEWER | {"name": 5}),
    "one of an undefined term": sign(NEWER | {"salary": 1}),
    "one of another kind": sign(forge.status_list()),
    "a presentation": presentation(sign(NEWER), sign(badge())),
}


def rows() -> Rows:
    yield from newer_versions()
    yield from what_is_none()
    yield from without_ids()
    yield from what_stays()
    yield from services()
    yield from in_others()


def at_service(content: Any) -> dict[str, bytes | None]:
    return {URL: None if content is None else as_bytes(content)}


def newer_versions() -> Rows:
    """A newer version takes the place of a badge, for better or worse."""
    for way, secure in WAYS.items():
        web = at_service(secure(NEWER))
        over = secure(renewable(validUntil=ENDED))
        yield good(f"over, and renewed ({way})", over, web=web)
        yield good(f"in force, and renewed ({way})", secure(renewable()), web=web)
        ended = at_service(secure(NEWER | {"validUntil": "2026-11-20T12:00:00Z"}))
        name = f"in force, and its newer version over ({way})"
        yield case("C6", name, secure(renewable()), EXPIRED, web=ended)
    picture = at_service(forge.png(forge.itxt(forge.dumps(sign(NEWER)))))
    yield good("over, and renewed by a picture", GIVEN, web=picture)
    name = "in force, and its newer version withdrawn"
    yield case("D5", name, sign(renewable()), REVOKED, web=at_service(WITHDRAWN))
    paused = sign(NEWER | {"credentialStatus": forge.entry(forge.WITHDRAWN, "suspension")})
    name = "in force, and its newer version paused"
    yield case("D5", name, sign(renewable()), SUSPENDED, web=at_service(paused))
    newer = put(NEWER, SUBJECT, "identifier", to=[forge.identity("other@example.org")])
    answer = Answer(Verdict.WRONG_RECIPIENT, "recipient", problem=Problem.RECIPIENT_MISMATCH)
    web = at_service(sign(newer))
    name = "renewed for another person"
    yield case("G7", name, GIVEN, answer, web=web, recipient=forge.TEACHER)
    again = {"id": f"{URL}/again", "type": "1EdTechCredentialRefresh"}
    web = at_service(sign(NEWER | {"refreshService": again}))
    yield good("renewed by one that names a newer one", GIVEN, web=web)


def without_ids() -> Rows:
    """B14: of two badges of the beta without an id nobody can say that they are the same."""
    given = of_the_first_plugfest(expirationDate=ENDED)
    given["@context"] = [*given["@context"], EXTENSIONS]
    given["refreshService"] = renewable()["refreshService"]
    other = put(given, "issuanceDate", to=LATER)
    newer = put(put(other, "expirationDate", to=ABSENT), SUBJECT, "achievement", "name", to="Other")
    title = "over, and another badge in its place, both without an id"
    yield case("B14", title, sign(given), EXPIRED, web=at_service(sign(newer)))


def what_is_none() -> Rows:
    """B14: the badge that was given stands, good or over."""
    for name, content in OTHERS.items():
        for trusted in (forge.KNOWN, None):
            who = "" if trusted else ", every issuer accepted"
            more: dict[str, Any] = {"web": at_service(content), "trusted": trusted}
            title = f"over, and for a newer version {name}{who}"
            yield case("B14", title, GIVEN, EXPIRED, **more)
            if name != "the same one":
                title = f"in force, and for a newer version {name}{who}"
                yield good(title, sign(renewable()), **more)


def what_stays() -> Rows:
    """B14: what no newer version makes good."""
    web = at_service(sign(NEWER))
    missing = tampered("signature", Problem.PROOF_MISSING)
    changed = put(GIVEN, "name", to="Doctor")
    yield case("B14", "changed, and renewed", changed, SIGNATURE_INVALID, web=web)
    yield case("B14", "unsigned, and renewed", renewable(), missing, web=web)
    stolen = sign(renewable(), forge.ATTACKER_KEY)
    yield case("B14", "by the attacker, and renewed", stolen, NOT_AUTHORIZED, web=web)
    for purpose, answer in (("revocation", REVOKED), ("suspension", SUSPENDED)):
        given = sign(renewable(credentialStatus=forge.entry(forge.WITHDRAWN, purpose)))
        yield case("B14", f"under a set bit for {purpose}, and renewed", given, answer, web=web)
    gone = f"https://{forge.HOST}/status/unread"
    unread = forge.entry(statusListCredential=gone, id=ABSENT)
    given = sign(renewable(credentialStatus=unread))
    both = {**web, gone: None}
    yield case("B14", "of a list that is gone, and renewed", given, NOT_READ, web=both)
    withdrawn = {**at_service(WITHDRAWN), gone: None}
    name = "of a list that is gone, and its newer version withdrawn"
    yield case("B14", name, given, REVOKED, web=withdrawn)


def services() -> Rows:
    """F1: services that are not asked."""
    for service in (
        {"id": "http://badges.kettle-moraine.example/1", "type": "1EdTechCredentialRefresh"},
        {"id": "file:///etc/hostname", "type": "1EdTechCredentialRefresh"},
        {"id": "data:,x", "type": "1EdTechCredentialRefresh"},
        {"type": "1EdTechCredentialRefresh"},
    ):
        given = sign(renewable(refreshService=service, validUntil=ENDED))
        yield case("F1", f"over, with a service {service!r}", given, EXPIRED)
    unknown = {"id": URL, "type": "ManualRefreshService2018"}
    given = sign(renewable(refreshService=unknown, validUntil=ENDED))
    yield case("F1", "over, with a service of an undefined type", given, UNDEFINED_TERM)


def in_others() -> Rows:
    """B14: in a presentation a badge is renewed; in a record it stays as it was put in."""
    web, withdrawn = at_service(sign(NEWER)), at_service(WITHDRAWN)
    other = sign(badge(id="urn:uuid:2"))
    for form, title in ((presentation, "presented"), (presented, "presented by a holder")):
        for others in ([], [other]):
            name = f"{title}, {len(others)} beside"
            yield good(f"over, and renewed, {name}", form(GIVEN, *others), web=web)
            answer = REVOKED._replace(part=0 if others else None)
            whole = form(sign(renewable()), *others)
            title_ = f"in force, and its newer version withdrawn, {name}"
            yield case("B14", title_, whole, answer, web=withdrawn)
    answer = EXPIRED._replace(part=0)
    yield case("B14", "over, in a record, and renewed", sign(record(GIVEN)), answer, web=web)
    context = [*record()["@context"], EXTENSIONS]
    members = {"refreshService": renewable()["refreshService"], "@context": context}
    older = sign(record(sign(badge()), **members))
    revoked = sign(badge(credentialStatus=forge.entry(forge.WITHDRAWN)))
    newer = record(revoked, **members | {"validFrom": LATER})
    web = at_service(sign(newer))
    name = "a record, and a badge of its newer version withdrawn"
    yield case("B14", name, older, REVOKED._replace(part=0), web=web)
    many = [
        sign(
            renewable(
                id=f"urn:x:{n}",
                refreshService={"id": f"{URL}/{n}", "type": "1EdTechCredentialRefresh"},
            )
        )
        for n in range(40)
    ]
    web = {**withdrawn, **{f"{URL}/{n}": None for n in range(40)}}
    spent = Answer(Verdict.UNSUPPORTED, "format", UNDECIDED, Problem.TOO_COMPLEX, part=-1)
    whole = presentation(*many, sign(renewable()))
    yield case("F1", "a newer version withdrawn, behind forty others", whole, spent, web=web)
