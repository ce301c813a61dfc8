"""Usual documents take the fast path, which loads no PyLD; the memo; bounds on both paths."""

from __future__ import annotations

import copy
import gc
import json
import subprocess
import sys
import threading
import tracemalloc
from pathlib import Path
from typing import Any

import pytest

from openbadges_issuer import jsonld
from openbadges_issuer.contexts import CLR, CREDENTIALS_V1, CREDENTIALS_V2, OPEN_BADGES
from openbadges_issuer.errors import InputError, Problem, TermError
from openbadges_issuer.jsonld import (
    Memo,
    active_context,
    expansion,
    fast_path,
    initial_context,
    slow_path,
)
from openbadges_issuer.limits import DEFAULT_LIMITS, Limits
from tests.unit.test_jsonld import BADGE

FULL = json.loads((Path(__file__).parents[1] / "interop" / "full_badge.json").read_text("utf-8"))
EXTENSIONS = FULL["@context"][2]
PROOF = {
    "type": "DataIntegrityProof",
    "cryptosuite": "eddsa-rdfc-2022",
    "created": "2026-01-01T00:00:00Z",
    "verificationMethod": "did:web:badges.example#key",
    "proofPurpose": "assertionMethod",
}
ENDORSEMENT: dict[str, Any] = {
    "@context": [CREDENTIALS_V2, OPEN_BADGES],
    "id": "urn:x:e",
    "type": ["VerifiableCredential", "EndorsementCredential"],
    "issuer": {"id": "did:web:other.example", "type": ["Profile"], "name": "Association"},
    "validFrom": "2026-01-01T00:00:00Z",
    "name": "Endorsement",
    "credentialSubject": {"id": BADGE["id"], "type": ["EndorsementSubject"]},
    "proof": [{**PROOF, "proofValue": "z1"}],
}
SECOND = ENDORSEMENT | {"id": "urn:x:f", "proof": {**PROOF, "proofValue": "z2"}}
OLD_BADGE = {
    **{member: value for member, value in BADGE.items() if member != "validFrom"},
    "@context": [CREDENTIALS_V1, "https://purl.imsglobal.org/spec/ob/v3p0/context.json"],
    "issuanceDate": "2022-01-01T00:00:00Z",
}
ALIKE = {"type": ["Evidence"], "name": "Lesson"}
USUAL: dict[str, dict[str, Any]] = {
    "small": BADGE,
    "full": FULL,
    "endorsed": BADGE | {"endorsement": [ENDORSEMENT, SECOND]},
    "with nodes that are alike": BADGE | {"evidence": [ALIKE, ALIKE, ALIKE]},
    "with languages": BADGE | {"name": {"@value": "שלום", "@language": "HE", "@direction": "rtl"}},
    "with a picture of its own": BADGE
    | {
        "image": {"id": f"data:image/png;base64,{'A' * 40_000}", "type": "Image", "caption": "Logo"}
    },
    "of VC 1.1": OLD_BADGE,
    "of VC 1.1 with the newest terms": OLD_BADGE | {"@context": [CREDENTIALS_V1, OPEN_BADGES]},
    "of the edition before": BADGE
    | {
        "@context": [
            CREDENTIALS_V2,
            "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json",
        ]
    },
    "record": {
        **BADGE,
        "@context": [CREDENTIALS_V2, CLR, OPEN_BADGES],
        "type": ["VerifiableCredential", "ClrCredential"],
        "partial": True,
        "credentialSubject": {
            "id": BADGE["credentialSubject"]["id"],
            "type": ["ClrSubject"],
            "verifiableCredential": [
                {**BADGE, "id": f"urn:x:{n}", "proof": [{**PROOF, "proofValue": f"z{n}"}]}
                for n in range(3)
            ],
        },
    },
    "status list": {
        "@context": [CREDENTIALS_V2],
        "id": "https://badges.example/status/1",
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": "did:web:badges.example",
        "validFrom": "2026-01-01T00:00:00Z",
        "credentialSubject": {
            "id": "https://badges.example/status/1#list",
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": "uH4sIAAAAAAAA",
        },
    },
    "proof configuration": {**PROOF, "@context": [CREDENTIALS_V2, OPEN_BADGES]},
    "proof configuration with extensions": {**PROOF, "@context": FULL["@context"]},
}


@pytest.fixture
def no_slow_path(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever would take the slow path, or learn from PyLD, fails."""

    def refuse(*_: Any, **__: Any) -> None:
        raise AssertionError("this took the slow path")

    monkeypatch.setattr(slow_path, "canonical_form", refuse)
    monkeypatch.setattr(expansion, "expand", refuse)
    monkeypatch.setattr(initial_context, "learning", refuse)


@pytest.mark.parametrize("name", USUAL)
@pytest.mark.usefixtures("no_slow_path")
def test_a_usual_document_takes_the_fast_path(name: str) -> None:
    assert jsonld.canonicalize(USUAL[name])
    jsonld.check_terms(USUAL[name])


@pytest.mark.parametrize("name", USUAL)
def test_both_paths_give_the_same_bytes(name: str) -> None:
    slow = slow_path.canonical_form(USUAL[name], limits=DEFAULT_LIMITS)
    assert jsonld.canonicalize(USUAL[name]) == slow.text
    memo = Memo()
    for _ in range(3):
        assert jsonld.canonicalize(USUAL[name], memo=memo) == slow.text


def test_a_usual_badge_needs_neither_pyld_nor_pydantic() -> None:
    program = (
        "import json, sys\n"
        "from openbadges_issuer import jsonld\n"
        "for document in json.load(sys.stdin):\n"
        "    jsonld.check_contexts(document)\n"
        "    jsonld.check_terms(document)\n"
        "    jsonld.canonicalize(document)\n"
        "print([name for name in ('pyld', 'pydantic', 'lxml') if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        input=json.dumps(list(USUAL.values())),
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "[]"


def put(document: dict[str, Any], member: str, value: Any) -> dict[str, Any]:
    return {**copy.deepcopy(document), member: value}


@pytest.mark.parametrize(
    "document",
    [
        put(BADGE, "name", "a\x7f"),
        put(BADGE, "name", "a\x01"),
        put(BADGE, "name", "a\ufffe"),
        put(BADGE, "name", "a\uffff"),
        put(BADGE, "name", "a\\u0001"),
        put(BADGE, "evidence", [[ALIKE]]),
        put(BADGE, "id", "https://bücher.example/1"),
        put(BADGE, "type", [*BADGE["type"], "https://badges.example/terms#Own"]),
        put(
            BADGE,
            "@context",
            [CREDENTIALS_V2, OPEN_BADGES, "https://w3id.org/security/multikey/v1"],
        ),
        put(BADGE, "cnf", {"jwk": {"kty": "OKP"}}),
        put(BADGE, "_sd", ["x", 1]),
    ],
    ids=[
        "DEL",
        "control",
        "FFFE",
        "FFFF",
        "escape",
        "list",
        "IRI",
        "type",
        "context",
        "inside",
        "JSON",
    ],
)
def test_what_is_less_usual_has_the_same_bytes(document: dict[str, Any]) -> None:
    slow = slow_path.canonical_form(document, limits=DEFAULT_LIMITS)
    assert jsonld.canonicalize(document) == slow.text


@pytest.mark.parametrize("place", ["endorsement", "proof"])
def test_a_context_inside_is_followed_on_both_paths(place: str) -> None:
    endorsement = copy.deepcopy(ENDORSEMENT)
    holder = endorsement if place == "endorsement" else endorsement["proof"][0]
    holder["@context"] = CREDENTIALS_V2
    document = put(BADGE, "endorsement", [endorsement])
    slow = slow_path.canonical_form(document, limits=DEFAULT_LIMITS)
    assert jsonld.canonicalize(document) == slow.text


def test_a_context_elsewhere_inside_is_refused_on_both_paths() -> None:
    """What is no statement must not be passed over where it stands: a context changes the rest."""
    document = put(BADGE, "evidence", [{**ALIKE, "@context": CREDENTIALS_V2}])
    with pytest.raises(TermError) as caught:
        jsonld.canonicalize(document)
    assert caught.value.path == '$.evidence[0]["@context"]'


def test_types_from_strangers_are_not_all_kept() -> None:
    learned = initial_context.learning()
    for number in range(active_context._MOST_LEARNED + 10):
        document = put(BADGE, "type", [*BADGE["type"], f"https://badges.example/terms#{number}"])
        jsonld.canonicalize(document)
    assert initial_context.learning() is not learned
    assert len(learned._family._known) <= active_context._MOST_LEARNED  # type: ignore[union-attr]
    assert jsonld.canonicalize(BADGE)


# Labels ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["full", "with nodes that are alike", "endorsed"])
def test_labels_are_those_in_the_lines_and_can_be_replaced(name: str) -> None:
    form = jsonld.canonical_form(USUAL[name])
    assert list(form.labels.values()) == [f"c14n{number}" for number in range(len(form.labels))]
    assert form.text == "".join(form.lines).encode()
    assert form.lines == tuple(sorted(set(form.lines)))
    other = jsonld.canonical_form(
        USUAL[name], relabel=lambda labels: {given: f"u{c14n}x" for given, c14n in labels.items()}
    )
    assert list(other.labels.values()) == [f"u{label}x" for label in form.labels.values()]
    replaced = form.text.decode()
    for label in form.labels.values():
        replaced = replaced.replace(f"_:{label} ", f"_:u{label}x ")
    assert sorted(replaced.splitlines(keepends=True)) == list(other.lines)


def test_sha384_labels_in_another_order() -> None:
    by_sha256 = jsonld.canonical_form(FULL)
    by_sha384 = jsonld.canonical_form(FULL, hash_name="sha384")
    assert by_sha256.text != by_sha384.text
    slow = slow_path.canonical_form(FULL, limits=DEFAULT_LIMITS, hash_name="sha384")
    assert by_sha384.text == slow.text


# The memo ----------------------------------------------------------------------------------------


def awards(count: int) -> list[dict[str, Any]]:
    """Badges of one batch: the same but for badge and teacher."""
    return [
        put(
            put(FULL, "id", f"urn:uuid:{n}"),
            "credentialSubject",
            {**FULL["credentialSubject"], "id": f"urn:x:{n}"},
        )
        for n in range(count)
    ]


def test_a_memo_changes_no_byte_and_remembers_what_comes_again() -> None:
    memo = Memo()
    for award in awards(5):
        assert jsonld.canonicalize(award, memo=memo) == jsonld.canonicalize(award)
    assert "objects" in repr(memo)
    assert not repr(memo).startswith("Memo(0 ")


@pytest.mark.parametrize("value", ["Flipped", True, 1.0, 1, "1", ["1"], {"@value": "1"}, None])
def test_an_object_of_the_same_id_that_says_something_else_is_read_anew(value: Any) -> None:
    memo = Memo()
    for award in awards(3):
        jsonld.canonicalize(award, memo=memo)
    other = copy.deepcopy(FULL)
    other["credentialSubject"]["achievement"]["creditsAvailable"] = value
    if value is None:
        with pytest.raises(TermError):
            jsonld.canonicalize(other, memo=memo)
    else:
        assert jsonld.canonicalize(other, memo=memo) == jsonld.canonicalize(other)


def test_a_memo_does_not_lift_a_bound() -> None:
    memo = Memo()
    for award in awards(3):
        jsonld.canonicalize(award, memo=memo)
    with pytest.raises(InputError):
        jsonld.canonicalize(FULL, memo=memo, limits=Limits(quads=60))
    with pytest.raises(InputError):
        jsonld.canonicalize(FULL, memo=memo, limits=Limits(blank_nodes=3))


def test_one_object_twice_in_a_document_has_blank_nodes_of_its_own_each_time() -> None:
    profile = FULL["issuer"]
    document = copy.deepcopy(FULL)
    document["credentialSubject"]["achievement"]["creator"] = profile
    memo = Memo()
    for _ in range(3):
        assert jsonld.canonicalize(document, memo=memo) == jsonld.canonicalize(document)


def test_a_memo_takes_no_more_than_it_may() -> None:
    memo = Memo(max_bytes=60_000)
    for number in range(30):
        for _ in range(2):
            document = copy.deepcopy(FULL)
            document["credentialSubject"]["achievement"]["id"] = f"urn:x:{number}"
            assert jsonld.canonicalize(document, memo=memo) == jsonld.canonicalize(document)
    assert 0 < sum(said.size for said in memo._remembered.values()) <= 60_000
    assert memo._left == 60_000 - sum(said.size for said in memo._remembered.values())


def unlike(kind: str, number: int) -> dict[str, Any]:
    """A badge that shares no object with others, and whose achievement takes memory in its way."""
    document = put(BADGE, "issuer", BADGE["issuer"] | {"id": f"urn:i:{number}"})
    kinds: dict[str, dict[str, Any]] = {
        "few members": {},
        "texts": {"tag": [f"{n}" for n in range(100)]},
        "empty nodes": {"alignment": [{}] * 100},
        "references": {"related": [{"id": f"urn:{number}:{n}"} for n in range(100)]},
        "graphs": {
            "endorsement": [
                ENDORSEMENT
                | {
                    "id": f"urn:{number}:{n}",
                    "proof": {**PROOF, "id": f"urn:p:{number}:{n}", "proofValue": "z" * 500},
                }
                for n in range(20)
            ]
        },
    }
    achievement = BADGE["credentialSubject"]["achievement"] | {"id": f"urn:x:{number}"}
    subject = {"id": f"urn:s:{number}", "achievement": achievement | kinds[kind]}
    return document | {"credentialSubject": BADGE["credentialSubject"] | subject}


@pytest.mark.parametrize("kind", ["few members", "texts", "empty nodes", "references", "graphs"])
def test_a_memo_takes_as_much_memory_as_it_says(kind: str) -> None:
    jsonld.canonicalize(unlike(kind, 0))
    memo = Memo(max_bytes=1_000_000)
    gc.collect()
    tracemalloc.start()
    for number in range(200):
        for _ in range(2):
            jsonld.canonicalize(unlike(kind, number), memo=memo)
    memo._seen.clear()  # which has a bound of its own
    gc.collect()
    taken = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    assert memo._left < 200_000
    assert 250_000 < taken < 1_000_000


def test_a_memo_is_safe_under_threads() -> None:
    memo = Memo(max_bytes=100_000)
    batch = awards(8)
    expected = [jsonld.canonicalize(award) for award in batch]
    results: list[bool] = []

    def work() -> None:
        for _ in range(5):
            texts = [jsonld.canonicalize(award, memo=memo) for award in copy.deepcopy(batch)]
            results.append(texts == expected)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [True] * 20


# Bounds ------------------------------------------------------------------------------------------


def twin_subjects() -> dict[str, Any]:
    subject = {
        member: value for member, value in BADGE["credentialSubject"].items() if member != "id"
    } | {"result": [{"type": ["Result"], "value": "A"}] * 9}
    return put(BADGE, "credentialSubject", [subject, subject])


def nested(depth: int) -> dict[str, Any]:
    profile: dict[str, Any] = {"type": ["Profile"]}
    for _ in range(depth):
        profile = {"type": ["Profile"], "parentOrg": profile}
    return put(BADGE, "issuer", {"id": "did:web:badges.example", **profile})


@pytest.mark.parametrize(
    "document",
    [
        pytest.param(twin_subjects(), id="twins"),
        pytest.param(nested(400), id="deep"),
        pytest.param(put(BADGE, "evidence", [{"type": "Evidence"}] * 20_000), id="many"),
        pytest.param(put(BADGE, "evidence", [{"name": str(n)} for n in range(1_100)]), id="nodes"),
        pytest.param(
            put(
                BADGE,
                "credentialSubject",
                {
                    "id": "x:" + "x" * 100_000,
                    "type": "Achievement",
                    "tag": [str(n) for n in range(900)],
                },
            ),
            id="long",
        ),
        pytest.param(
            put(BADGE, "type", [*BADGE["type"], *(f"x:{n}" for n in range(40))]), id="types"
        ),
    ],
)
def test_poison_is_refused_with_and_without_a_memo(document: dict[str, Any]) -> None:
    for memo in (None, Memo()):
        with pytest.raises(InputError) as caught:
            jsonld.canonicalize(document, memo=memo)
        assert caught.value.problem is Problem.TOO_COMPLEX
    assert fast_path.canonical_form(document, limits=DEFAULT_LIMITS) is None


def test_a_bound_is_the_same_on_both_paths() -> None:
    bounds = ("quads", "blank_nodes", "json_depth", "contexts", "all_contexts", "types")
    memo = Memo()
    for bound in (*bounds, "all_types"):
        for most in range(40):
            limits = Limits(**{bound: most})
            if fast_path.read(FULL, limits=limits, hash_name=None, memo=memo) is not None:
                expansion.expand(FULL, limits=limits)
            fast = fast_path.canonical_form(FULL, limits=limits, memo=memo)
            if fast is not None:
                assert slow_path.canonical_form(FULL, limits=limits).text == fast.text


def test_types_and_objects_without_an_id_are_counted_by_whichever_path() -> None:
    typed = put(BADGE, "evidence", [{"id": f"urn:e:{n}", "type": ["Evidence"]} for n in range(60)])
    blank = put(BADGE, "evidence", [{"type": ["Evidence"], "name": str(n)} for n in range(60)])
    for document, bound in ((typed, "all_types"), (blank, "blank_nodes")):
        for extra in ({}, {"name": "\x7f"}):
            jsonld.check_terms(document | extra, limits=Limits(**{bound: 70}))
            with pytest.raises(InputError) as caught:
                jsonld.check_terms(document | extra, limits=Limits(**{bound: 50}))
            assert caught.value.problem is Problem.TOO_COMPLEX
        assert fast_path.read(document, limits=Limits(**{bound: 70}), hash_name=None) is not None
