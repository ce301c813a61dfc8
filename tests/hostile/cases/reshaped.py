"""The same signed statements, told in other JSON: what a reader finds must not change (A10).

The signature of a proof over statements does not cover JSON. A holder may rewrite the JSON as long
as the statements stay, so each rewriting that could hide something must be refused. Every forgery
here has the canonical form of the badge that the district signed.
"""

from __future__ import annotations

import copy
from typing import Any

from openbadges_issuer import contexts, timestamps
from openbadges_issuer.errors import Problem
from openbadges_issuer.report import Verdict
from tests.hostile import forge
from tests.hostile.cases.case import UNDEFINED_TERM, Answer, Case, Rows, case
from tests.hostile.cases.dates_and_people import endorsement
from tests.hostile.forge import badge, put, sign

SUBJECT = "credentialSubject"
VC = "https://www.w3.org/2018/credentials#"
OB = "https://purl.imsglobal.org/spec/vc/ob/vocab.html#"
REVOKED = forge.entry(forge.WITHDRAWN)
MALFORMED = Answer(Verdict.MALFORMED, "schema", problem=Problem.MALFORMED_VALUE)


def rows() -> Rows:
    yield from other_names()
    yield from moved_into_an_endorsement()
    yield from moved_elsewhere()
    yield from labels()
    yield from values()


def same(
    name: str,
    forged: dict[str, Any],
    original: dict[str, Any],
    answer: Answer = UNDEFINED_TERM,
) -> Case:
    """Put the original's good proof on a forgery that states the same."""
    if forge.normalize(forged) != forge.normalize(original):
        raise AssertionError(f"{name}: it does not state the same")
    return case("A10", name, {**forged, "proof": sign(original)["proof"]}, answer)


def renamed(document: dict[str, Any], *path: str, to: str) -> dict[str, Any]:
    """Give the last member of a path another name."""
    changed = copy.deepcopy(document)
    inner = changed
    for step in path[:-1]:
        inner = inner[step]
    inner[to] = inner.pop(path[-1])
    return changed


def other_names() -> Rows:
    """A member under its IRI, under a type of that IRI, or under a prefix."""
    original = badge(credentialStatus=REVOKED)
    hidden = renamed(original, "credentialStatus", to=f"{VC}credentialStatus")
    yield same("a revocation under the IRI of its member", hidden, original)
    for path, iri in (
        (("name",), "https://schema.org/name"),
        ((SUBJECT,), f"{VC}credentialSubject"),
        (("issuer",), f"{VC}issuer"),
        ((SUBJECT, "identifier"), f"{OB}identifier"),
        ((SUBJECT, "achievement", "description"), "https://schema.org/description"),
        ((SUBJECT, "achievement", "criteria"), f"{OB}Criteria"),
        ((SUBJECT, "achievement", "criteria"), "Criteria"),
    ):
        yield same(f"{'.'.join(path)} as {iri}", renamed(badge(), *path, to=iri), badge())
    prefixed = renamed(original, "credentialStatus", to="cred:credentialStatus")
    clr = put(prefixed, "@context", to=[*original["@context"], contexts.CLR])
    for name, forged in (("a prefix", prefixed), ("a prefix of another context", clr)):
        document = {**forged, "proof": sign(original)["proof"]}
        yield case("A10", f"a revocation under {name}", document, UNDEFINED_TERM)


def endorsed(about: str, **members: Any) -> dict[str, Any]:
    """Give a badge that carries an endorsement about the badge, its achievement or its holder."""
    return badge(**members) | {"endorsement": [endorsement(about, endorsementComment="Good.")]}


def moved_into_an_endorsement() -> Rows:
    """What may stand there too, since the endorsement is about the same thing."""
    ended = timestamps.format(forge.NOW.replace(year=2025))
    original = endorsed(badge()["id"], credentialStatus=REVOKED, validUntil=ended)
    for member in ("credentialStatus", "validUntil"):
        moved = put(
            original["endorsement"][0][SUBJECT],
            "type",
            to=["EndorsementSubject", "VerifiableCredential"],
        )
        forged = put(original, "endorsement", 0, SUBJECT, to={**moved, member: original[member]})
        name = f"{member} moved into an endorsement"
        yield same(name, put(forged, member, to=forge.ABSENT), original)
    for member, value in {
        "name": "text",
        "awardedDate": "2020-01-01T00:00:00Z",
        "description": "text",
        "image": {"id": "https://badges.example/a.png", "type": "Image"},
    }.items():
        original = endorsed(badge()["id"], **{member: value})
        forged = put(original, "endorsement", 0, SUBJECT, member, to=value)
        name = f"{member} moved into an endorsement"
        yield same(name, put(forged, member, to=forge.ABSENT), original)
    for place, type_, member, value in (
        ((SUBJECT,), "AchievementSubject", "result", [{"type": ["Result"], "status": "Failed"}]),
        ((SUBJECT, "achievement"), "Achievement", "achievementType", "MicroCredential"),
    ):
        about: Any = badge()
        for step in place:
            about = about[step]
        original = put(endorsed(about["id"]), *place, member, to=value)
        inner = original["endorsement"][0][SUBJECT]
        moved = {**inner, "type": ["EndorsementSubject", type_], member: value}
        forged = put(original, "endorsement", 0, SUBJECT, to=moved)
        name = f"{member} moved into an endorsement"
        yield same(name, put(forged, *place, member, to=forge.ABSENT), original)


def moved_elsewhere() -> Rows:
    """Into anything else that has the badge's address."""
    extensions = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"
    mention = {"id": badge()["id"], "type": "1EdTechCredentialRefresh"}
    for place in ("refreshService", "evidence", "termsOfUse"):
        original = badge(
            **{"@context": [*badge()["@context"], extensions], place: mention},
            credentialStatus=REVOKED,
        )
        moved = {
            "id": mention["id"],
            "type": [mention["type"], "VerifiableCredential"],
            "credentialStatus": REVOKED,
        }
        forged = put(put(original, place, to=moved), "credentialStatus", to=forge.ABSENT)
        yield same(f"a revocation moved into {place}", forged, original)
    original = badge(credentialStatus=REVOKED)
    for member in ("credentialStatus", SUBJECT):
        whole = original[member]
        some = {k: v for k, v in whole.items() if k not in {"statusPurpose", "identifier"}}
        rest = {k: v for k, v in whole.items() if k not in some or k in {"id", "type"}}
        halves = put(original, member, to=[some, rest])
        yield same(f"{member} split in two", halves, original)


def labels() -> Rows:
    """Labels that nobody signed, for nodes without id."""
    original = put(badge(), SUBJECT, "result", to=[{"type": ["Result"], "value": "A"}])
    for place in ((SUBJECT, "achievement", "criteria"), (SUBJECT, "result", 0)):
        forged = put(original, *place, "id", to="_:judged-by-the-superintendent-herself")
        yield same(f"a label in {place[-2]}.{place[-1]}", forged, original)
    result = {"type": ["Result"], "value": "A", "status": "Failed"}
    original = put(badge(), SUBJECT, "result", to=[result])
    halves = [
        {"id": "_:r", "type": ["Result"], "value": "A"},
        {"id": "_:r", "type": ["Result"], "status": "Failed"},
    ]
    yield same("a result split in two", put(original, SUBJECT, "result", to=halves), original)
    piece = {"id": "https://a.example/e", "type": ["Evidence"], "name": "Plan"}
    five = badge(evidence=[piece] * 5)
    yield same("one piece of evidence five times", five, badge(evidence=[piece]))


def values() -> Rows:
    """Values that state nothing, and lists where one value belongs."""
    for value in (
        {"@language": "en"},
        {"@direction": "rtl"},
        {"@language": "en", "@direction": "rtl"},
        [{"@language": "en"}],
    ):
        for member in ("description", "validUntil", "credentialStatus"):
            document = badge(**{member: value}, proof=sign(badge())["proof"])
            yield case("A10", f"{member} is {value!r}", document, UNDEFINED_TERM)
    original = put(badge(), SUBJECT, "creditsEarned", to=3)
    forged = put(original, SUBJECT, "creditsEarned", to={"@value": 3, "@direction": "rtl"})
    document = {**forged, "proof": sign(original)["proof"]}
    yield case("A10", "a number with a direction", document, UNDEFINED_TERM)
    document = {**sign(badge()), "id": badge()["id"].removeprefix("https:")}
    yield case("A10", "an id without its scheme", document, UNDEFINED_TERM)
    for path, value in (
        (("validFrom",), [badge()["validFrom"]]),
        ((SUBJECT,), [badge()[SUBJECT]]),
        ((SUBJECT, "achievement"), [badge()[SUBJECT]["achievement"]]),
        ((SUBJECT, "achievement", "name"), ["Flipped classroom"]),
        ((SUBJECT, "achievement", "name"), [["Flipped classroom"]]),
        ((SUBJECT, "identifier", 0, "hashed"), "true"),
        ((SUBJECT, "achievement", "achievementType"), {"@value": "MicroCredential"}),
        (("issuer", "type"), [f"{OB}Profile"]),
        (("issuer", "name"), [badge()["issuer"]["name"]]),
        (("validUntil",), []),
    ):
        name = f"{'.'.join(map(str, path))} is {str(value)[:20]}"
        yield same(name, put(badge(), *path, to=value), badge(), MALFORMED)
