"""Contexts in a document: for test use only, and even there nothing is lost or redefined."""

from __future__ import annotations

import json
from typing import Any

import pytest

import openbadges_issuer as ob
from openbadges_issuer.errors import InputError, Problem, SettingsError, TermError
from openbadges_issuer.fetching import Offline
from openbadges_issuer.jsonld import canonicalize, check_terms, context_processing
from openbadges_issuer.limits import Limits

V2 = "https://www.w3.org/ns/credentials/v2"
EXAMPLES = "https://www.w3.org/ns/credentials/examples/v2"
ALLOWED = Limits(inline_contexts=200)
LICENSE = {
    "@protected": True,
    "LicenseCredential": "urn:example:LicenseCredential",
    "License": {
        "@id": "urn:example:License",
        "@context": {
            "@protected": True,
            "id": "@id",
            "type": "@type",
            "number": "urn:example:number",
        },
    },
    "license": {"@id": "urn:example:license", "@type": "@id"},
}


def credential(*contexts: Any, **members: Any) -> dict[str, Any]:
    return {
        "@context": [V2, *contexts],
        "type": ["VerifiableCredential"],
        "issuer": "did:web:badges.example",
        "credentialSubject": {"id": "urn:uuid:1"},
        **members,
    }


def refused(document: dict[str, Any], limits: Limits = ALLOWED) -> TermError:
    with pytest.raises(TermError) as caught:
        check_terms(document, limits=limits)
    return caught.value


def test_an_inline_context_gives_its_terms_their_meaning() -> None:
    text = canonicalize(
        credential(
            LICENSE,
            type=["VerifiableCredential", "LicenseCredential"],
            credentialSubject={
                "id": "urn:uuid:1",
                "license": {"type": "License", "number": "T21387yc328c7y32h23f23"},
            },
        ),
        limits=ALLOWED,
    ).decode()
    assert '<urn:example:number> "T21387yc328c7y32h23f23"' in text
    assert "<urn:example:LicenseCredential>" in text


def test_contexts_are_nothing_that_the_document_describes() -> None:
    """Several of them may say that `id` names an object, and none is another one of that id."""
    aliases = {"id": "@id", "type": "@type"}
    contexts = [
        {**aliases, "number": "urn:example:number"},
        {**aliases, "word": "urn:example:word"},
    ]
    document = credential(*contexts, credentialSubject={"id": "urn:uuid:1", "word": "x"})
    assert b"<urn:example:word>" in canonicalize(document, limits=ALLOWED)
    check_terms(document, limits=ALLOWED, described_once=True)
    other = {"id": "urn:uuid:1", "word": "hidden"}
    with pytest.raises(TermError):
        canonicalize({**document, "evidence": {**other, "type": "Evidence"}}, limits=ALLOWED)


def test_so_many_terms_and_no_more() -> None:
    def chain(number: int) -> dict[str, Any]:
        """Each term begins with the one before it."""
        return {f"t{i}": f"t{i - 1}:x/" if i else "urn:example:" for i in range(number)}

    check_terms(credential(chain(200)), limits=ALLOWED)
    inner = {"term": {"@id": "urn:example:term", "@context": chain(150)}}
    for contexts in ([chain(201)], [chain(100), chain(101)], [inner, chain(100)]):
        with pytest.raises(InputError) as caught:
            check_terms(credential(*contexts), limits=ALLOWED)
        assert caught.value.problem is Problem.TOO_COMPLEX


def test_the_examples_context_defines_every_term() -> None:
    document = credential(EXAMPLES, credentialSubject={"id": "urn:uuid:1", "anything": "x"})
    text = canonicalize(document, limits=ALLOWED).decode()
    assert '<https://www.w3.org/ns/credentials/examples#anything> "x"' in text


@pytest.mark.parametrize("context", [LICENSE, EXAMPLES, {}])
def test_a_badge_brings_neither(context: Any) -> None:
    error = refused(credential(context), Limits())
    assert error.problem in {Problem.CONTEXT_NOT_ALLOWED, Problem.CONTEXT_UNKNOWN}
    assert error.path == '$["@context"][1]'
    badge = json.dumps({**credential(context), "proof": {"type": "DataIntegrityProof"}})
    report = ob.Verifier(ob.Policy(any_issuer=True), fetcher=Offline()).verify(badge)
    assert report.check("contexts").outcome is not ob.Outcome.PASSED
    with pytest.raises(SettingsError):
        ob.Verifier(ob.Policy(any_issuer=True), fetcher=Offline(), limits=ALLOWED)


def test_nothing_of_an_allowed_context_is_kept() -> None:
    before = set(context_processing._resolved)
    check_terms(credential(EXAMPLES, LICENSE), limits=ALLOWED)
    assert {url for url in set(context_processing._resolved) - before if url != V2} == set()


@pytest.mark.parametrize(
    "context",
    [
        {"@base": "https://example.org/"},
        {"@import": V2},
        {"@propagate": False},
        {"@vocab": ""},
        {"@vocab": None},
        {"@vocab": "relative#"},
        {"@vocab": "urn:" + "a" * 500},
        {"term": "urn:" + "a" * 500},
        {"term": {"@id": "urn:" + "a" * 500}},
        {"@version": 1.0},
        {"@protected": "yes"},
        {"term": None},
        {"term": 5},
        {"term": "@value"},
        {"term": "@nest"},
        {"term": {"@id": "@type"}},
        {"term": {"@id": "@included"}},
        {"term": {"@reverse": "urn:example:a"}},
        {"term": {"@id": "urn:example:a", "@nest": "other"}},
        {"term": {"@id": "urn:example:a", "@container": "@index"}},
        {"term": {"@id": "urn:example:a", "@container": ["@id"]}},
        {"term": {"@id": "urn:example:a", "@container": {}}},
        {"term": {"@id": "urn:example:a", "@container": "@language"}},
        {"term": {"@id": "urn:example:a", "@type": None}},
        {"term": {"@id": "urn:example:a", "@context": "https://example.org/context"}},
        {"term": {"@id": "urn:example:a", "@context": None}},
        {"term": {"@id": "urn:example:a", "@context": {"@base": "https://example.org/"}}},
        {"term": {"@id": "urn:example:a", "@context": {"inner": {"@reverse": "urn:b"}}}},
    ],
)
def test_what_would_lose_or_bend_something_is_refused(context: dict[str, Any]) -> None:
    assert refused(credential(context)).problem is Problem.CONTEXT_NOT_ALLOWED


@pytest.mark.parametrize("context", [None, 5, True, "relative", "https://example.org/unknown"])
def test_other_entries_stay_refused(context: Any) -> None:
    error = refused(credential(context))
    assert error.problem in {Problem.CONTEXT_NOT_ALLOWED, Problem.CONTEXT_UNKNOWN}


@pytest.mark.parametrize(
    "term", ["VerifiableCredential", "VerifiablePresentation", "id", "type", "name"]
)
def test_a_protected_term_is_not_redefined(term: str) -> None:
    error = refused(credential({term: "urn:example:other"}))
    assert error.problem is Problem.CONTEXT_NOT_ALLOWED


@pytest.mark.parametrize(
    "members",
    [
        {"credentialSubject": {"id": "urn:uuid:1", "undefined": "x"}},
        {"type": ["VerifiableCredential", "Undefined"]},
        {"id": "relative"},
        {"credentialSubject": {"id": "urn:uuid:1", "license": "relative"}},
        {"credentialSubject": {"id": "urn:uuid:1", "license": None}},
        {"credentialSubject": {"id": "urn:uuid:1", "number": "out of its scope"}},
        {"credentialSubject": {"@context": LICENSE, "id": "urn:uuid:1"}},
    ],
)
def test_terms_are_as_strictly_checked(members: dict[str, Any]) -> None:
    refused(credential(LICENSE, **members))


def test_a_term_for_a_relative_name_is_none() -> None:
    document = credential({"word": "other"}, credentialSubject={"id": "urn:uuid:1", "word": "x"})
    refused(document)
