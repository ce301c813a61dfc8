"""Records (CLR 2.0): a whole is no better than the worst in it (threats B2, B14, C6, D5, G7)."""

from __future__ import annotations

from typing import Any

from openbadges_issuer import contexts
from openbadges_issuer.baking import bake
from openbadges_issuer.errors import Problem
from openbadges_issuer.report import Verdict
from tests.hostile import forge
from tests.hostile.cases.carried import (
    ATTACKERS_METHOD,
    GONE,
    GOOD,
    MALFORMED,
    MISSING,
    NOT_THEIRS,
    OTHER,
    REVOKED,
    STRANGER,
    WRONG,
)
from tests.hostile.cases.case import (
    NOT_AUTHORIZED,
    SIGNATURE_INVALID,
    UNDECIDED,
    UNDEFINED_TERM,
    WAYS,
    Answer,
    Rows,
    case,
    good,
)
from tests.hostile.cases.suites import ED25519_2020
from tests.hostile.cases.suites import WAYS as OTHER_WAYS
from tests.hostile.composing import (
    SUBJECT,
    record,
)
from tests.hostile.forge import ABSENT, badge, put, sign, token

# Those that can be signed again as a part of a record: JSON-LD has to know every word.
IN_RECORD = WRONG.keys() - {"of an undefined term", "of an unknown vocabulary"}


def rows() -> Rows:
    yield from good_records()
    yield from bad_parts_of_records()
    yield from bad_records()
    yield from associations()


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
    for other in OTHER_WAYS:
        whole = record(other.badge(other.made))
        if ED25519_2020 in other.document["@context"]:
            whole["@context"].append(ED25519_2020)
        yield good(f"a record of a badge by {other}", sign(whole))


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
