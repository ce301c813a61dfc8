"""What JSON-LD would drop, invent or look up elsewhere is not signed either (threats A1 to A9).

What a verifier says of such badges is in the hostile set (cases/terms.py, cases/poison.py).
"""

from __future__ import annotations

from typing import Any

import pytest

from openbadges_issuer import contexts
from openbadges_issuer.errors import InputError, OpenBadgesError, Problem, TermError
from openbadges_issuer.proofs import SECURING_MECHANISMS
from openbadges_issuer.report import Outcome, Verdict
from tests.hostile import forge
from tests.hostile.cases.poison import POISON
from tests.hostile.cases.terms import IDS, KEYS, NAMED, NOT_ALLOWED, TYPES, rich
from tests.hostile.forge import badge, expect, put, sign, token, verify

SUBJECT = "credentialSubject"
UNSIGNED = rich()
SIGNED = sign(UNSIGNED)


def refused_unread(document: dict[str, Any], problem: Problem, check_id: str = "format") -> None:
    """Expect that a badge is refused for its terms, and that nobody is asked about it.

    So it is when the text is signed as it stands, and the signature fits whatever it says.
    """
    nobody = forge.tripwire()
    bare = {key: value for key, value in document.items() if key != "proof"}
    for signed in (document, forge.jcs_sign(bare)) if bare != UNSIGNED else (document,):
        report = verify(signed, nobody)
        expect(report, Verdict.TAMPERED, check_id, Outcome.FAILED, problem)
        assert report.document is None
    assert nobody.asked == []


def refused_at_issue(document: dict[str, Any], problem: Problem) -> OpenBadgesError:
    """Expect that no mechanism signs a document."""
    unsigned = {key: value for key, value in document.items() if key != "proof"}
    for securing in SECURING_MECHANISMS:
        with pytest.raises(OpenBadgesError) as caught:
            forge.issuer_for(securing).sign(unsigned, securing=securing)
        assert caught.value.problem is problem
    return caught.value


# A1: undefined members ---------------------------------------------------------------------------


@pytest.mark.parametrize("key", KEYS)
def test_an_undefined_member_anywhere(key: str) -> None:
    for place in NAMED:
        error = refused_at_issue(put(UNSIGNED, *place, key, to="50000"), Problem.UNDEFINED_TERM)
        assert isinstance(error, TermError)
        assert len(error.path) > 2, error.path


@pytest.mark.parametrize(
    "key", ["validUntil", "evidence", "credentialStatus", "endorsement", "name"]
)
def test_null_is_not_signed(key: str) -> None:
    for value in (None, [None], [[None]]):
        refused_at_issue(put(SIGNED, key, to=value), Problem.UNDEFINED_TERM)


def test_the_path_leads_to_the_member() -> None:
    report = verify(put(SIGNED, SUBJECT, "result", 0, "bonus $", to=1))
    assert report.check("format").path == '$.credentialSubject.result[0]["bonus $"]'
    report = verify(put(SIGNED, "proof", 0, "salary", to=1))
    assert report.check("format").path == "$.proof.salary"


# A2: undefined types, relative ids ---------------------------------------------------------------


@pytest.mark.parametrize("type_", TYPES)
def test_an_undefined_type_anywhere(type_: str) -> None:
    for place in [*NAMED, (SUBJECT, "result", 0)]:
        inner: Any = rich()
        for step in place:
            inner = inner[step]
        own = inner["type"] if isinstance(inner["type"], list) else [inner["type"]]
        document = put(rich(), *place, "type", to=[*own, type_])
        refused_at_issue(document, Problem.UNDEFINED_TERM)


@pytest.mark.parametrize("id_", IDS)
def test_an_id_that_is_no_absolute_iri(id_: str) -> None:
    for place in [*NAMED, (SUBJECT, "achievement", "criteria"), ("credentialStatus",)]:
        refused_at_issue(put(rich(), *place, "id", to=id_), Problem.UNDEFINED_TERM)


@pytest.mark.parametrize("member", ["id", "type"])
@pytest.mark.parametrize("value", [5, True, None, {}, [], ["a", "b"], [5], {"@value": "x"}])
def test_ids_and_types_of_other_kinds(member: str, value: Any) -> None:
    for place in (("image",), (SUBJECT, "achievement"), ("evidence", 0), ("proof", 0)):
        report = verify(put(SIGNED, *place, member, to=value))
        assert report.verdict is Verdict.TAMPERED


# A3: contexts ------------------------------------------------------------------------------------

V2, OB = contexts.CREDENTIALS_V2, contexts.OPEN_BADGES


@pytest.mark.parametrize("name", NOT_ALLOWED)
def test_contexts_that_are_not_allowed(name: str) -> None:
    document = badge(**{"@context": NOT_ALLOWED[name]})
    refused_at_issue(document, Problem.CONTEXT_NOT_ALLOWED)


@pytest.mark.parametrize("context", [forge.ABSENT, [V2] + [OB] * 10_000], ids=["none", "10,000"])
def test_no_context_and_ten_thousand(context: Any) -> None:
    document = badge(**{"@context": context})
    refused_unread({**document, "proof": SIGNED["proof"]}, Problem.CONTEXT_NOT_ALLOWED, "contexts")
    refused_at_issue(document, Problem.CONTEXT_NOT_ALLOWED)


@pytest.mark.parametrize(
    "order",
    [[OB, V2], [OB], [V2], V2, [V2, "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json", OB]],
)
def test_contexts_in_another_order(order: Any) -> None:
    """The signature covers them, so what is wrong is the make, or a term is left undefined."""
    report = verify(sign(badge(**{"@context": order})))
    assert report.verdict in {Verdict.MALFORMED, Verdict.TAMPERED}


@pytest.mark.parametrize("extra", sorted(contexts.bundled()))
def test_a_bundled_context_put_in_later_changes_nothing_or_breaks_the_badge(extra: str) -> None:
    for order in ([V2, OB, extra], [V2, extra, OB], [extra, V2, OB], [V2, extra]):
        report = verify(put(SIGNED, "@context", to=order))
        if report:
            assert {**(report.document or {}), "@context": [V2, OB]} == SIGNED


# A4: contexts of others --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "url",
    [
        "http://badges.example/context",
        "http://www.w3.org/ns/credentials/v2",
        "data:application/ld+json,%7B%22@context%22:%7B%7D%7D",
        "file:///etc/passwd",
        "ftp://badges.example/context",
        "//badges.example/context",
        "/etc/passwd",
        "context.json",
        f"{V2}/",
        f"{V2}#",
        f" {V2}",
        "HTTPS://www.w3.org/ns/credentials/v2",
        "https://www.w3.org@badges.attacker.example/ns/credentials/v2",
    ],
)
def test_a_context_of_somebody_else_is_never_fetched(url: str) -> None:
    nobody = forge.tripwire()
    document = put(SIGNED, "@context", to=[V2, OB, url])
    report = verify(document, nobody)
    honest = url.startswith("https://")
    expect(
        report,
        Verdict.UNSUPPORTED if honest else Verdict.TAMPERED,
        "contexts",
        Outcome.UNDECIDED if honest else Outcome.FAILED,
        Problem.CONTEXT_UNKNOWN if honest else Problem.CONTEXT_NOT_ALLOWED,
        '$["@context"][2]',
    )
    assert report.document is None
    assert nobody.asked == []
    with pytest.raises(TermError):
        forge.ISSUER.sign(badge(**{"@context": [V2, OB, url]}))


# A6: keywords ------------------------------------------------------------------------------------


@pytest.mark.parametrize("alias", ["id", "type"])
def test_the_same_statement_by_a_keyword_is_refused(alias: str) -> None:
    document = put(rich(), "image", alias, to=forge.ABSENT)
    document = put(document, "image", f"@{alias}", to=rich()["image"][alias])
    assert forge.normalize(document) == forge.normalize(rich())
    refused_unread(sign(document), Problem.UNDEFINED_TERM)
    refused_at_issue(document, Problem.UNDEFINED_TERM)


# A9: poison --------------------------------------------------------------------------------------


# Bounded, and nothing wrong with them: as much as is let in.


@pytest.mark.parametrize("name", POISON)
def test_poison_is_refused_at_issue(name: str) -> None:
    with pytest.raises(InputError) as caught:
        forge.ISSUER.sign(POISON[name])
    assert caught.value.problem is Problem.TOO_COMPLEX


# A10: what is shown is what was verified ---------------------------------------------------------


def test_the_document_shown_is_the_one_that_was_verified() -> None:
    assert verify(SIGNED).document == SIGNED
    assert verify(token(rich())).document == rich()
