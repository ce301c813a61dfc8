"""Whatever is done to a badge, the verifier never says yes to what was not signed, and never fails.

`valid` after a change is a false yes unless what a reader finds in the badge is still the same.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from openbadges_issuer import contexts, strict_json
from openbadges_issuer.baking import bake
from openbadges_issuer.errors import Problem
from openbadges_issuer.report import CHECK_IDS, Check, Outcome, Report, Verdict
from openbadges_issuer.verifying.verdict import decide
from tests.hostile import forge
from tests.hostile.forge import badge, jcs_sign, put, sign, token, verify
from tests.property.meaning import said

often = settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))
SUBJECT = "credentialSubject"


def rich() -> dict[str, Any]:
    """Give a badge in which there is something to hide: a result, an end, a status, an endorser."""
    document = badge(
        validUntil="2030-01-01T00:00:00Z",
        credentialStatus=forge.entry(),
        evidence=[
            {"id": "https://badges.example/plan", "type": ["Evidence"], "name": "Plan"},
            {"type": ["Evidence"], "narrative": "Two recordings", "genre": "Video"},
        ],
    )
    results = [{"type": ["Result"], "value": "A"}, {"type": ["Result"], "status": "Failed"}]
    document = put(document, SUBJECT, "result", to=results)
    document = put(document, SUBJECT, "creditsEarned", to=1.5)
    endorsement = {
        "@context": document["@context"],
        "id": "urn:uuid:e",
        "type": ["VerifiableCredential", "EndorsementCredential"],
        "name": "Endorsement",
        "issuer": {"id": "did:web:body.example", "type": ["Profile"]},
        "validFrom": document["validFrom"],
        SUBJECT: {"id": document["id"], "type": ["EndorsementSubject"]},
    }
    return document | {"endorsement": [endorsement]}


SIGNED = sign(rich())
SIGNED_AS_TEXT = jcs_sign(rich())
FORMS = {
    "JSON": forge.dumps(SIGNED),
    "JCS": forge.dumps(SIGNED_AS_TEXT),
    "JWT": token(rich()).encode(),
    "PNG": bake(forge.dumps(SIGNED), forge.png()),
    "SVG": bake(forge.dumps(SIGNED), forge.SVG),
}


# What a reader finds -----------------------------------------------------------------------------


ORIGINAL = said(SIGNED)


def never_falsely_green(report: Report) -> None:
    if report:
        assert said(report.document) == ORIGINAL


def test_the_forms_are_valid_as_they_are() -> None:
    for name, data in FORMS.items():
        report = verify(data)
        assert report.verdict is Verdict.VALID, name
        assert said(report.document) == ORIGINAL


# Bytes -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", FORMS)
@often
@given(st.data())
def test_one_byte_changed_put_in_or_taken_out(form: str, data: st.DataObject) -> None:
    text = FORMS[form]
    at = data.draw(st.integers(0, len(text) - 1))
    byte = bytes([data.draw(st.one_of(st.integers(0, 255), st.sampled_from(b'{}[]",:0aA \\')))])
    changed = data.draw(
        st.sampled_from(
            [
                text[:at] + byte + text[at + 1 :],
                text[:at] + byte + text[at:],
                text[:at] + text[at + 1 :],
                text[:at],
            ]
        )
    )
    report = verify(changed)
    never_falsely_green(report)
    if form == "JWT" and changed.strip() != text:
        assert not report


@often
@given(st.one_of(st.binary(max_size=200), st.text(max_size=100)))
def test_random_bytes_and_texts(data: bytes | str) -> None:
    assert not verify(data)


@often
@given(st.sampled_from([*FORMS.values(), b"eyJ", b"{", b"\x89PNG\r\n\x1a\n", b"<svg"]), st.binary())
def test_random_bytes_behind_a_good_beginning(start: bytes, rest: bytes) -> None:
    never_falsely_green(verify(start + rest))


# Random JSON -------------------------------------------------------------------------------------

NAMES = [
    *SIGNED,
    *SIGNED[SUBJECT],
    *SIGNED[SUBJECT]["achievement"],
    *SIGNED["proof"][0],
    "previousProof",
    *SIGNED["credentialStatus"],
    *SIGNED[SUBJECT]["identifier"][0],
    "@value",
    "@language",
    "@direction",
    "@id",
    "@type",
    "@graph",
    "salary",
    "https://schema.org/name",
    "https://www.w3.org/2018/credentials#validUntil",
    "Criteria",
]
TEXTS = [
    *SIGNED["@context"],
    *SIGNED["type"],
    "AchievementSubject",
    "Achievement",
    "Result",
    "BitstringStatusListEntry",
    "DataIntegrityProof",
    "eddsa-rdfc-2022",
    "eddsa-jcs-2022",
    "eddsa-2022",
    "ecdsa-rdfc-2019",
    "ecdsa-jcs-2019",
    "Ed25519Signature2020",
    "assertionMethod",
    SIGNED["id"],
    forge.DISTRICT,
    forge.REVOCATIONS,
    "revocation",
    "2030-01-01T00:00:00Z",
    "_:b0",
    "did:web:",
    "https://[",
    "",
]
plain = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-5, 5),
    st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from(TEXTS),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=5),
)
values = st.recursive(
    plain,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(NAMES), inner, max_size=4)
    ),
    max_leaves=8,
)


@often
@given(st.dictionaries(st.sampled_from(NAMES), values, max_size=8))
def test_random_json(document: dict[str, Any]) -> None:
    assert not verify(document)
    assert not verify({**badge(), **document})


@often
@given(st.dictionaries(st.sampled_from(NAMES), values, max_size=3), values)
def test_random_headers_and_payloads(changes: dict[str, Any], kid: Any) -> None:
    payload = forge.claims(badge()) | changes
    verify(forge.jws(forge.header(kid=kid), payload, forge.DISTRICT_KEY))
    verify(forge.jws(forge.header(), payload, forge.DISTRICT_KEY))


# Changes of the tree -----------------------------------------------------------------------------

Path = tuple[str | int, ...]
Draw = Callable[[st.SearchStrategy[Any]], Any]


def places(value: Any, path: Path = ()) -> Iterator[Path]:
    """List the places of all values in a document."""
    if isinstance(value, dict | list):
        for key, item in value.items() if isinstance(value, dict) else enumerate(value):
            yield (*path, key)
            yield from places(item, (*path, key))


def at(document: Any, path: Path) -> Any:
    for step in path:
        document = document[step]
    return document


def drop(_draw: Draw, document: dict[str, Any], path: Path) -> dict[str, Any]:
    return put(document, *path, to=forge.ABSENT)


def retype(draw: Draw, document: dict[str, Any], path: Path) -> dict[str, Any]:
    return put(document, *path, to=draw(values))


def wrap(draw: Draw, document: dict[str, Any], path: Path) -> dict[str, Any]:
    value = at(document, path)
    return put(document, *path, to=draw(st.sampled_from([[value], {"@value": value}])))


def say_again(_draw: Draw, document: dict[str, Any], path: Path) -> dict[str, Any]:
    value = at(document, path)
    return put(document, *path, to=value + value if isinstance(value, list) else [value, value])


def turn_round(_draw: Draw, document: dict[str, Any], path: Path) -> dict[str, Any]:
    value = at(document, path)
    items = list(value.items()) if isinstance(value, dict) else value
    turned = items[::-1] if isinstance(items, list | str) else items
    return put(document, *path, to=dict(turned) if isinstance(value, dict) else turned)


def add(draw: Draw, document: dict[str, Any], path: Path) -> dict[str, Any]:
    holder = path if isinstance(at(document, path), dict) else ()
    return put(document, *holder, draw(st.sampled_from(NAMES)), to=draw(values))


def rename(draw: Draw, document: dict[str, Any], path: Path) -> dict[str, Any]:
    if not isinstance(path[-1], str):
        return drop(draw, document, path)
    renamed = put(document, *path[:-1], draw(st.sampled_from(NAMES)), to=at(document, path))
    return drop(draw, renamed, path)


def move(draw: Draw, document: dict[str, Any], path: Path) -> dict[str, Any]:
    """Move a member to another object, which may take the types of its own."""
    objects = [p for p in places(document) if isinstance(at(document, p), dict)]
    target = draw(st.sampled_from([p for p in objects if p[: len(path)] != path] or [()]))
    parent = at(document, path[:-1])
    moved = put(document, *target, str(path[-1]), to=at(document, path))
    if isinstance(parent, dict) and draw(st.booleans()):
        types = [at(moved, target).get("type", "Profile"), parent.get("type", "Profile")]
        flat = [t for own in types for t in (own if isinstance(own, list) else [own])]
        moved = put(moved, *target, "type", to=flat)
    return moved if target == path[:-1] else drop(draw, moved, path)


CHANGES = [drop, retype, wrap, say_again, turn_round, add, rename, move]


def changed(draw: Draw, original: dict[str, Any]) -> dict[str, Any]:
    """Change a document in one or two of many ways."""
    for _ in range(draw(st.integers(1, 2))):
        change = draw(st.sampled_from(CHANGES))
        original = change(draw, original, draw(st.sampled_from(list(places(original)))))
    return original


@settings(often, max_examples=250)
@given(st.data())
def test_a_signed_badge_changed_in_its_tree(data: st.DataObject) -> None:
    never_falsely_green(verify(changed(data.draw, SIGNED)))


@settings(often, max_examples=250)
@given(st.data())
def test_a_badge_signed_as_text_changed_in_its_tree(data: st.DataObject) -> None:
    """What is valid is what was signed, contexts and all, whatever was changed around it."""
    report = verify(changed(data.draw, SIGNED_AS_TEXT))
    if report:
        document = dict(report.require().document)
        del document["proof"]
        assert strict_json.canonical(document) == strict_json.canonical(rich())


@pytest.mark.parametrize("signed", [sign, jcs_sign])
@settings(often, max_examples=80)
@given(st.data())
def test_whatever_the_district_signs_is_answered(signed: Any, data: st.DataObject) -> None:
    """An issuer can sign what makes no sense; then the answer is a verdict too."""
    document = changed(data.draw, rich())
    try:
        secured = signed(document)
    except Exception:  # noqa: BLE001  # plain PyLD or rfc8785 cannot: nothing to verify
        return
    report = verify(secured, recipient=forge.TEACHER)
    if report:
        assert report.document == secured


@often
@given(st.data())
def test_a_status_list_changed_in_its_tree(data: st.DataObject) -> None:
    """No change of a list that withdraws a badge makes the badge good, signed again or not."""
    original = sign(forge.status_list())
    withdrawn = sign(badge(credentialStatus=forge.entry(forge.WITHDRAWN)))
    document = changed(data.draw, original)
    report = verify(withdrawn, forge.server(revocations=forge.dumps(document)))
    assert report.verdict in {Verdict.REVOKED, Verdict.STATUS_UNKNOWN}


@often
@given(st.data())
def test_a_did_document_changed_in_its_tree(data: st.DataObject) -> None:
    """No change of the district's document makes the attacker's signature the district's."""
    original = json.loads(forge.documents()[forge.DID_URL])
    content = forge.dumps(changed(data.draw, original))
    forged = sign(badge(), forge.ATTACKER_KEY)
    assert not verify(forged, forge.server(did=content))
    honest = verify(sign(badge()), forge.server(did=content))
    assert honest.verdict in {
        Verdict.VALID,
        Verdict.KEY_UNREACHABLE,
        Verdict.TAMPERED,
        Verdict.UNSUPPORTED,
    }


@settings(often, max_examples=20)
@given(st.permutations(sorted(contexts.bundled())), st.integers(0, 3))
def test_other_contexts(others: list[str], count: int) -> None:
    never_falsely_green(verify({**SIGNED, "@context": [*SIGNED["@context"], *others[:count]]}))
    never_falsely_green(verify({**SIGNED, "@context": others[:count]}))
    for added in ([*SIGNED["@context"], *others[:count]], others[:count]):
        report = verify({**SIGNED_AS_TEXT, "@context": added})
        if report:
            assert report.document == SIGNED_AS_TEXT


# Verdicts ----------------------------------------------------------------------------------------

BAD = {Outcome.FAILED, Outcome.UNDECIDED}
problems = st.one_of(st.none(), st.sampled_from(Problem))


GOOD = {id_: (Outcome.PASSED, None) for id_ in CHECK_IDS}


@settings(deadline=None, max_examples=400)
@given(
    st.dictionaries(
        st.sampled_from(CHECK_IDS), st.tuples(st.sampled_from(Outcome), problems), max_size=4
    ),
    st.sets(st.sampled_from(CHECK_IDS), max_size=2),
)
def test_no_doubt_and_no_failure_is_ever_valid(
    answers: dict[str, tuple[Outcome, Problem | None]], missing: set[str]
) -> None:
    """Over the outcomes of all checks, some of them missing."""
    given_ = {id_: answer for id_, answer in (GOOD | answers).items() if id_ not in missing}
    verdict = decide([Check(id_, o, "", problem) for id_, (o, problem) in given_.items()])
    counting = {id_: outcome for id_, (outcome, _) in given_.items() if id_ != "endorsements"}
    if verdict is Verdict.VALID:
        assert missing <= {"endorsements"}
        assert not BAD & set(counting.values())
        for id_ in ("readable", "signature", "key_bound_to_issuer", "issuer_known"):
            assert counting[id_] is Outcome.PASSED


@pytest.mark.parametrize("id_", CHECK_IDS)
@pytest.mark.parametrize("outcome", [*sorted(BAD), None])
def test_one_answer_that_is_not_a_yes(id_: str, outcome: Outcome | None) -> None:
    """Everything else is good: only endorsements may be in doubt, bad or missing."""
    for problem in (None, *Problem):
        answers: dict[str, Any] = {**GOOD, id_: (outcome, problem)}
        checks = [Check(i, o, "", p) for i, (o, p) in answers.items() if o is not None]
        assert (decide(checks) is Verdict.VALID) == (id_ == "endorsements")


def test_nothing_at_all_is_no_badge() -> None:
    assert decide([]) is Verdict.NOT_A_BADGE
    assert decide([Check(id_, outcome, "") for id_, (outcome, _) in GOOD.items()]) is Verdict.VALID


ROWS: list[tuple[dict[str, Outcome], Verdict]] = [
    ({"recipient": Outcome.FAILED}, Verdict.WRONG_RECIPIENT),
    ({"status_revocation": Outcome.FAILED}, Verdict.REVOKED),
    ({"status_suspension": Outcome.FAILED}, Verdict.SUSPENDED),
    ({"not_before": Outcome.FAILED}, Verdict.NOT_YET_VALID),
    ({"not_after": Outcome.FAILED}, Verdict.EXPIRED),
    ({"status_revocation": Outcome.UNDECIDED}, Verdict.STATUS_UNKNOWN),
    ({"status_suspension": Outcome.UNDECIDED}, Verdict.STATUS_UNKNOWN),
    ({"recipient": Outcome.UNDECIDED}, Verdict.RECIPIENT_UNKNOWN),
    ({"schema": Outcome.FAILED}, Verdict.MALFORMED),
    ({"issuer_known": Outcome.FAILED}, Verdict.ISSUER_UNKNOWN),
    ({"issuer_known": Outcome.UNDECIDED}, Verdict.ISSUER_UNKNOWN),
    ({"key_bound_to_issuer": Outcome.UNDECIDED}, Verdict.ISSUER_UNKNOWN),
    ({"not_after": Outcome.UNDECIDED}, Verdict.UNSUPPORTED),
    ({"evidence_integrity": Outcome.UNDECIDED}, Verdict.UNSUPPORTED),
]


@pytest.mark.parametrize("first", range(len(ROWS)))
def test_the_first_row_that_applies_is_the_verdict(first: int) -> None:
    """With each row all later ones apply too, as far as they speak of other checks."""
    outcomes = dict.fromkeys(CHECK_IDS, Outcome.PASSED)
    for wrong, _ in reversed(ROWS[first:]):
        outcomes |= wrong
    assert verdict_of(outcomes) is ROWS[first][1]
    for id_ in ("format", "contexts", "signature", "key_bound_to_issuer", "evidence_integrity"):
        assert verdict_of(outcomes | {id_: Outcome.FAILED}) is Verdict.TAMPERED
    assert verdict_of(outcomes | {"readable": Outcome.FAILED}) is Verdict.NOT_A_BADGE


def verdict_of(outcomes: dict[str, Outcome]) -> Verdict:
    return decide([Check(id_, outcome, "") for id_, outcome in outcomes.items()])
