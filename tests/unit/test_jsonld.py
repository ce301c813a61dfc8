"""Every term is signed or refused, and the signed form is the one that RDFC-1.0 gives."""

from __future__ import annotations

import copy
import threading
from typing import Any

import pyld
import pytest

from openbadges_issuer.errors import InputError, Problem, TermError
from openbadges_issuer.jsonld import (
    canonicalize,
    check_contexts,
    check_terms,
    context_processing,
    initial_context,
)
from openbadges_issuer.limits import Limits

V2 = "https://www.w3.org/ns/credentials/v2"
OB = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
BADGE: dict[str, Any] = {
    "@context": [V2, OB],
    "id": "urn:uuid:11111111-1111-4111-8111-111111111111",
    "type": ["VerifiableCredential", "OpenBadgeCredential"],
    "issuer": {"id": "did:web:badges.example", "type": ["Profile"], "name": "District"},
    "validFrom": "2026-01-01T00:00:00Z",
    "credentialSubject": {
        "id": "urn:uuid:22222222-2222-4222-8222-222222222222",
        "type": ["AchievementSubject"],
        "achievement": {
            "id": "https://badges.example/a/1",
            "type": ["Achievement"],
            "name": "Flipped classroom",
            "description": "Teaches with recorded lessons.",
            "criteria": {"narrative": "Handed in a unit plan."},
        },
    },
}


def badge(path: str, value: Any) -> dict[str, Any]:
    """Copy the badge with one member set; the path is dotted."""
    document = copy.deepcopy(BADGE)
    *parents, last = path.split(".")
    node = document
    for name in parents:
        node = node[name]
    node[last] = value
    return document


def lines(document: dict[str, Any]) -> list[str]:
    return canonicalize(document).decode().splitlines()


def test_the_badge_has_this_canonical_form() -> None:
    ob = "https://purl.imsglobal.org/spec/vc/ob/vocab.html#"
    vc = "https://www.w3.org/2018/credentials#"
    a = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
    subject = "<urn:uuid:22222222-2222-4222-8222-222222222222>"
    whole = "<urn:uuid:11111111-1111-4111-8111-111111111111>"
    achievement = "<https://badges.example/a/1>"
    assert lines(BADGE) == sorted(
        [
            f"<did:web:badges.example> {a} <{ob}Profile> .",
            '<did:web:badges.example> <https://schema.org/name> "District" .',
            f"{achievement} {a} <{ob}Achievement> .",
            f"{achievement} <{ob}Criteria> _:c14n0 .",
            f'{achievement} <https://schema.org/description> "Teaches with recorded lessons." .',
            f'{achievement} <https://schema.org/name> "Flipped classroom" .',
            f"{whole} {a} <{ob}OpenBadgeCredential> .",
            f"{whole} {a} <{vc}VerifiableCredential> .",
            f"{whole} <{vc}credentialSubject> {subject} .",
            f"{whole} <{vc}issuer> <did:web:badges.example> .",
            f'{whole} <{vc}validFrom> "2026-01-01T00:00:00Z"'
            "^^<http://www.w3.org/2001/XMLSchema#dateTime> .",
            f"{subject} {a} <{ob}AchievementSubject> .",
            f"{subject} <{ob}achievement> {achievement} .",
            f'_:c14n0 <{ob}narrative> "Handed in a unit plan." .',
        ]
    )


def test_order_of_members_and_of_sets_means_nothing() -> None:
    turned = dict(reversed(badge("credentialSubject.achievement.tag", ["a", "b"]).items()))
    turned["credentialSubject"]["achievement"]["tag"] = ["b", "a"]
    assert canonicalize(turned) == canonicalize(
        badge("credentialSubject.achievement.tag", ["a", "b"])
    )


def test_the_document_is_left_as_it_was() -> None:
    before = copy.deepcopy(BADGE)
    canonicalize(BADGE)
    assert before == BADGE


@pytest.mark.parametrize(
    ("path", "value", "problem_path"),
    [
        ("made_up", 1, "$.made_up"),
        ("credentialSubject.achievement.made_up", "x", "$.credentialSubject.achievement.made_up"),
        ("issuer.made_up", {}, "$.issuer.made_up"),
        ("", "x", '$[""]'),
        ("__proto__", {}, "$.__proto__"),
        ("@made_up", "x", '$["@made_up"]'),
        ("@id", "urn:x:1", '$["@id"]'),
        ("@graph", [], '$["@graph"]'),
        ("@included", [], '$["@included"]'),
        ("@reverse", {}, '$["@reverse"]'),
        ("issuer.@index", "x", '$.issuer["@index"]'),
        ("type", ["VerifiableCredential", "OpenBadgeCredential", "MadeUp"], "$.type"),
        ("credentialSubject.type", "MadeUp", "$.credentialSubject.type"),
        ("id", "relative", "$.id"),
        ("id", "#fragment", "$.id"),
        ("id", "", "$.id"),
        ("id", "http://a.example/>b", "$.id"),
        ("id", "http://a.example/ b", "$.id"),
        (
            "credentialSubject.achievement.id",
            "achievements/1",
            "$.credentialSubject.achievement.id",
        ),
        (
            "credentialSubject.achievement.image",
            "logo.png",
            "$.credentialSubject.achievement.image",
        ),
        ("name", None, "$.name"),
        ("credentialSubject.achievement.tag", ["a", None], "$.credentialSubject.achievement.tag"),
        ("name", {"@value": "x", "@language": "not a tag"}, '$.name["@language"]'),
        ("name", {"@value": "x", "type": "urn:t:1"}, "$.name.type"),
        ("name", {"@value": "x", "url": "https://a.example"}, "$.name.url"),
        ("credentialSubject.creditsEarned", 1e-7, "$.credentialSubject.creditsEarned"),
        ("credentialSubject.creditsEarned", -0.0, "$.credentialSubject.creditsEarned"),
        ("credentialSubject.creditsEarned", 2**53, "$.credentialSubject.creditsEarned"),
        ("credentialSubject.creditsEarned", 1e17, "$.credentialSubject.creditsEarned"),
    ],
)
def test_what_would_not_be_signed_is_refused_with_its_place(
    path: str, value: Any, problem_path: str
) -> None:
    with pytest.raises(TermError) as caught:
        canonicalize(badge(path, value))
    assert caught.value.problem is Problem.UNDEFINED_TERM
    assert caught.value.path == problem_path
    with pytest.raises(TermError):
        check_terms(badge(path, value))


@pytest.mark.parametrize(
    ("context", "problem", "path"),
    [
        ([V2, OB, {"made_up": "urn:x:1"}], Problem.CONTEXT_NOT_ALLOWED, '$["@context"][2]'),
        ([V2, OB, {"@vocab": "urn:x:"}], Problem.CONTEXT_NOT_ALLOWED, '$["@context"][2]'),
        ([V2, "http://a.example/c"], Problem.CONTEXT_NOT_ALLOWED, '$["@context"][1]'),
        ([V2, "file:///etc/passwd"], Problem.CONTEXT_NOT_ALLOWED, '$["@context"][1]'),
        ([V2, "data:application/json,{}"], Problem.CONTEXT_NOT_ALLOWED, '$["@context"][1]'),
        ([V2, "https://a.example/c"], Problem.CONTEXT_UNKNOWN, '$["@context"][1]'),
        ([V2, None], Problem.CONTEXT_NOT_ALLOWED, '$["@context"][1]'),
        ([V2, 7], Problem.CONTEXT_NOT_ALLOWED, '$["@context"][1]'),
        ({"@vocab": "urn:x:"}, Problem.CONTEXT_NOT_ALLOWED, '$["@context"][0]'),
        ([], Problem.CONTEXT_NOT_ALLOWED, '$["@context"]'),
        ([V2] * 9, Problem.CONTEXT_NOT_ALLOWED, '$["@context"]'),
    ],
)
def test_only_bundled_contexts_are_allowed(context: Any, problem: Problem, path: str) -> None:
    with pytest.raises(TermError) as caught:
        check_contexts(badge("@context", context))
    assert (caught.value.problem, caught.value.path) == (problem, path)


def test_a_context_inside_is_for_credentials_only() -> None:
    with pytest.raises(TermError) as caught:
        check_contexts(badge("issuer.@context", [V2]))
    assert caught.value.path == '$.issuer["@context"]'
    endorsement = {
        "@context": [V2, OB],
        "id": "urn:x:e",
        "type": ["VerifiableCredential", "EndorsementCredential"],
        "issuer": {"id": "did:web:other.example", "type": ["Profile"]},
        "validFrom": "2026-01-01T00:00:00Z",
        "credentialSubject": {"id": "https://badges.example/a/1", "type": ["EndorsementSubject"]},
    }
    check_terms(badge("endorsement", [endorsement]))
    endorsement["@context"] = [V2, OB, {"made_up": "urn:x:1"}]
    with pytest.raises(TermError) as caught:
        check_contexts(badge("endorsement", [endorsement]))
    assert caught.value.path == '$.endorsement[0]["@context"][2]'


def test_a_protected_term_cannot_be_taken_over() -> None:
    both = [V2, "https://www.w3.org/2018/credentials/v1", OB]
    with pytest.raises(TermError) as caught:
        canonicalize(badge("@context", both))
    assert caught.value.problem is Problem.CONTEXT_NOT_ALLOWED


@pytest.mark.parametrize(
    ("value", "literal"),
    [
        ({"@value": "שלום", "@language": "he", "@direction": "rtl"}, '"שלום"^^<https://www.w3.org/ns/i18n#he_rtl>'),
        ({"@value": "مرحبا", "@direction": "rtl"}, '"مرحبا"^^<https://www.w3.org/ns/i18n#_rtl>'),
        ({"@value": "Hola", "@language": "es-MX"}, '"Hola"@es-mx'),
        ("tab\tline\nquote\"back\\", r'"tab\tline\nquote\"back\\"'),
        ("\x00\x08\x0b\x0c\x1f\x7f\x80", '"\\u0000\\b\\u000B\\f\\u001F\\u007F\x80"'),
        ("\ufffd\ufffe\uffff\U0001fffe", '"\ufffd\\uFFFE\\uFFFF\U0001fffe"'),
        ("\u2028 😀 é e\u0301", '"\u2028 😀 é e\u0301"'),
    ],
)  # fmt: skip
def test_text_is_written_as_rdfc_says(value: Any, literal: str) -> None:
    name = "<https://schema.org/name>"
    document = badge("name", value)
    assert f"<{BADGE['id']}> {name} {literal} ." in canonicalize(document).decode().split("\n")


@pytest.mark.parametrize(
    ("number", "literal"),
    [
        (3, '"3"'),
        (3.0, '"3"'),
        (1.5, '"1.5E0"'),
        (0.1, '"1.0E-1"'),
        (1e21, '"1.0E21"'),
        (2**53 - 1, '"9007199254740991"'),
        (-2.25, '"-2.25E0"'),
        (2251799813685248.5, '"2.251799813685249E15"'),
        (1.5e-7, '"1.5E-7"'),
    ],
)
def test_numbers_are_written_as_javascript_writes_them(number: float, literal: str) -> None:
    document = badge("credentialSubject.creditsEarned", number)
    float_ = "https://www.w3.org/2001/XMLSchema#float"
    assert any(f"{literal}^^<{float_}>" in line for line in lines(document))


def test_lines_are_in_the_order_of_code_points() -> None:
    """U+FF5E comes before U+1F600 by code point, and after it by UTF-16 code unit."""
    found = [
        line for line in lines(badge("credentialSubject.achievement.tag", ["😀", "\uff5e"]))
        if "keywords" in line
    ]  # fmt: skip
    assert "\uff5e" in found[0]
    assert "😀" in found[1]


def test_blank_nodes_that_say_the_same_are_kept_apart() -> None:
    same = [{"type": ["Evidence"], "name": "Plan"}, {"type": ["Evidence"], "name": "Plan"}]
    assert sum("evidence" in line for line in lines(badge("evidence", same))) == 2
    assert sum("evidence" in line for line in lines(badge("evidence", same[:1]))) == 1


def test_work_is_bounded_before_it_is_done() -> None:
    many = [{"type": ["Evidence"], "name": f"Part {i}"} for i in range(20_000)]
    with pytest.raises(InputError) as caught:
        canonicalize(badge("evidence", many))
    assert caught.value.problem is Problem.TOO_COMPLEX
    deep: dict[str, Any] = {}
    node = deep
    for _ in range(400):
        node["parentOrg"] = {}
        node = node["parentOrg"]
    with pytest.raises(InputError) as caught:
        canonicalize(badge("issuer.parentOrg", deep))
    assert caught.value.problem is Problem.TOO_COMPLEX
    with pytest.raises(InputError):
        canonicalize(BADGE, limits=Limits(quads=10))


def test_a_schema_of_1edtech_needs_the_context_that_defines_it() -> None:
    kind = "1EdTechJsonSchemaValidator2019"
    document = badge("credentialSchema", [{"id": "https://a.example/schema.json", "type": kind}])
    for look in (canonicalize, check_terms):
        with pytest.raises(TermError) as caught:
            look(document)
        assert caught.value.problem is Problem.UNDEFINED_TERM
        assert caught.value.path == "$.credentialSchema[0].type"
    document["@context"] = [V2, OB, "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"]
    assert any(f"#{kind}>" in line for line in lines(document))


def test_contexts_that_others_gave_to_pyld_are_not_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    """PyLD keeps resolved contexts for the whole process, whoever's loader they came from."""
    document = badge("name", "\x7f")  # takes the slow path
    expected = canonicalize(document)
    monkeypatch.setattr(context_processing, "_resolved", {})
    monkeypatch.setattr(initial_context, "_families", [])

    def poisoned(url: str, _: Any) -> dict[str, Any]:
        context = {"@vocab": "urn:poison:", "id": "@id", "type": "@type"}
        return {
            "contentType": "application/ld+json",
            "contextUrl": None,
            "documentUrl": url,
            "document": {"@context": context},
            "tag": "static",
        }

    # for this test alone: the forgers of others work with PyLD
    monkeypatch.setattr(pyld.jsonld, "_resolved_context_cache", {})
    monkeypatch.setattr(pyld.jsonld, "_default_document_loader", poisoned)
    for _ in range(2):
        assert "urn:poison:issuer" in pyld.jsonld.expand(BADGE, {"documentLoader": poisoned})[0]
    assert canonicalize(document) == expected
    assert canonicalize(badge("type", [*BADGE["type"], "urn:t:1"])).count(b"urn:poison") == 0


def test_threads_get_the_same_bytes() -> None:
    documents = [BADGE, badge("name", "\x7f"), badge("type", [*BADGE["type"], "urn:t:threads"])]
    expected = [canonicalize(document) for document in documents]
    results: list[bool] = []

    def work() -> None:
        for _ in range(10):
            results.append([canonicalize(copy.deepcopy(one)) for one in documents] == expected)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [True] * 40


@pytest.mark.parametrize(
    "document",
    [
        {"@context": ["https://www.w3.org/2018/credentials/v1"], "proof": []},
        {"@context": [V2], "name": []},
        {"@context": [V2], "id": "urn:x:1", "name": [[]]},
    ],
)
def test_a_document_that_says_nothing_is_not_signed(document: dict[str, Any]) -> None:
    with pytest.raises(TermError) as caught:
        canonicalize(document)
    assert caught.value.path == "$"


def test_a_graph_that_has_several_statements_is_one_neighbor_of_each_node_in_it() -> None:
    """Else the six statements of a proof have 720 orders, and two equal ones are too much work."""
    endorsement = {
        "type": ["VerifiableCredential", "EndorsementCredential"],
        "issuer": {"type": ["Profile"], "name": "Association of Teachers"},
        "validFrom": "2026-01-01T00:00:00Z",
        "credentialSubject": {"type": ["EndorsementSubject"], "endorsementComment": "Seen."},
        "proof": {
            "type": "DataIntegrityProof",
            "cryptosuite": "eddsa-rdfc-2022",
            "created": "2026-01-01T00:00:00Z",
            "verificationMethod": "urn:x:1",
            "proofPurpose": "assertionMethod",
            "proofValue": "z1",
        },
    }
    document = badge("endorsement", [endorsement] * 2)
    assert canonicalize(document, limits=Limits(canonicalization_work=500)).count(b"\n") > 30
