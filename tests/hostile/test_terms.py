"""What JSON-LD would drop, invent or look up elsewhere (threats A1 to A6, A8, A9).

Each badge is signed by plain PyLD, so its signature fits what a careless program makes of it: with
the undefined member dropped, the relative name resolved against a base that PyLD invents.
"""

from __future__ import annotations

import subprocess
import sys
import textwrap
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pyld import jsonld

from openbadges_issuer import contexts
from openbadges_issuer.errors import InputError, OpenBadgesError, Problem, TermError
from openbadges_issuer.proofs import SECURING_MECHANISMS
from openbadges_issuer.report import Outcome, Verdict
from tests.hostile import forge
from tests.hostile.forge import badge, expect, put, sign, token, verify

SUBJECT = "credentialSubject"


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


UNSIGNED = rich()
SIGNED = sign(UNSIGNED)
PLACES = list(objects(SIGNED))
NAMED = [(), (SUBJECT,), (SUBJECT, "achievement"), ("evidence", 0), ("image",)]
"""Places of objects that have an id and a type."""


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

KEYS = [
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
    "@",
    "salary:x",
    "_:salary",
    "validuntil",
    "jws",
]


@pytest.mark.parametrize("key", KEYS)
def test_an_undefined_member_anywhere(key: str) -> None:
    for place in PLACES:
        document = put(SIGNED, *place, key, to="50000")
        refused_unread(document, Problem.UNDEFINED_TERM)
        if place in NAMED:
            error = refused_at_issue(document, Problem.UNDEFINED_TERM)
            assert isinstance(error, TermError)
            assert len(error.path) > 2, error.path


@pytest.mark.parametrize("value", [None, [], {}, 0, [None], {"@value": "x"}], ids=repr)
def test_an_undefined_member_of_any_value(value: Any) -> None:
    for place in PLACES:
        refused_unread(put(SIGNED, *place, "salary", to=value), Problem.UNDEFINED_TERM)


@pytest.mark.parametrize(
    "key", ["validUntil", "evidence", "credentialStatus", "endorsement", "name"]
)
def test_null_is_not_signed(key: str) -> None:
    for value in (None, [None], [[None]]):
        refused_unread(put(SIGNED, key, to=value), Problem.UNDEFINED_TERM)
        refused_at_issue(put(SIGNED, key, to=value), Problem.UNDEFINED_TERM)


def test_the_path_leads_to_the_member() -> None:
    report = verify(put(SIGNED, SUBJECT, "result", 0, "bonus $", to=1))
    assert report.check("format").path == '$.credentialSubject.result[0]["bonus $"]'
    report = verify(put(SIGNED, "proof", 0, "salary", to=1))
    assert report.check("format").path == "$.proof.salary"


@pytest.mark.parametrize("key", ["salary", "https://badges.example/terms#salary", "@id", "vc"])
def test_a_token_with_an_undefined_member(key: str) -> None:
    nobody = forge.tripwire()
    payload = forge.claims(badge()) | {key: {"id": "urn:x:1"}}
    report = verify(forge.jws(forge.header(), payload, forge.DISTRICT_KEY), nobody)
    expect(report, Verdict.TAMPERED, "format", Outcome.FAILED, Problem.UNDEFINED_TERM)
    assert nobody.asked == []


# A2: undefined types, relative ids ---------------------------------------------------------------

TYPES = ["Salary", "achievement credential", "Profile ", "../Profile", "", "#x", "_:b0", "@id"]
IDS = [
    "7Q2M-XK4T-93PD",
    "/b/1",
    "//badges.example/1",
    "?x",
    "#x",
    "",
    "_:b0",
    "https://a.example/<x>",
    "https://a.example/ b",
    "https://a.example/\t",
    "https://a.example/|",
    "1https://a.example/",
    "@id",
    "@none",
]


def carelessly_signed(document: dict[str, Any]) -> dict[str, Any]:
    try:
        return sign(document)
    except (jsonld.JsonLdError, ValueError):  # PyLD itself refuses it: any proof will do
        return {**document, "proof": SIGNED["proof"]}


@pytest.mark.parametrize("type_", TYPES)
def test_an_undefined_type_anywhere(type_: str) -> None:
    for place in [*NAMED, (SUBJECT, "result", 0)]:
        inner: Any = rich()
        for step in place:
            inner = inner[step]
        own = inner["type"] if isinstance(inner["type"], list) else [inner["type"]]
        document = put(rich(), *place, "type", to=[*own, type_])
        refused_unread(carelessly_signed(document), Problem.UNDEFINED_TERM)
        refused_at_issue(document, Problem.UNDEFINED_TERM)


@pytest.mark.parametrize("id_", IDS)
def test_an_id_that_is_no_absolute_iri(id_: str) -> None:
    for place in [*NAMED, (SUBJECT, "achievement", "criteria"), ("credentialStatus",)]:
        document = put(rich(), *place, "id", to=id_)
        refused_unread(carelessly_signed(document), Problem.UNDEFINED_TERM)
    refused_at_issue(document, Problem.UNDEFINED_TERM)


@pytest.mark.parametrize("id_", IDS)
@pytest.mark.parametrize("member", ["credentialStatus", "evidence", "issuer"])
def test_a_reference_that_is_no_absolute_iri(member: str, id_: str) -> None:
    document = badge(**{member: id_})
    refused_unread(carelessly_signed(document), Problem.UNDEFINED_TERM)


@pytest.mark.parametrize("member", ["id", "type"])
@pytest.mark.parametrize("value", [5, True, None, {}, [], ["a", "b"], [5], {"@value": "x"}])
def test_ids_and_types_of_other_kinds(member: str, value: Any) -> None:
    for place in (("image",), (SUBJECT, "achievement"), ("evidence", 0), ("proof", 0)):
        report = verify(put(SIGNED, *place, member, to=value))
        assert report.verdict is Verdict.TAMPERED


# A3: contexts ------------------------------------------------------------------------------------

V2, OB = contexts.CREDENTIALS_V2, contexts.OPEN_BADGES
INLINE = {
    "a definition": [V2, OB, {"salary": "https://badges.example/terms#salary"}],
    "@vocab": [V2, OB, {"@vocab": "https://badges.example/terms#"}],
    "@base": [V2, OB, {"@base": "https://badges.example/"}],
    "@language": [V2, OB, {"@language": "en"}],
    "@import": [V2, OB, {"@version": 1.1, "@import": "https://badges.example/context"}],
    "an alias of id": [V2, OB, {"nummer": "@id"}],
    "an alias of type": [V2, OB, {"art": "@type"}],
    "swapped terms": [V2, OB, {"humanCode": {"@id": "https://schema.org/name"}}],
    "null": [V2, None, OB],
    "an empty object": [V2, OB, {}],
    "a number": [V2, OB, 5],
    "a list inside": [V2, [OB]],
    "an object alone": {"@vocab": "https://badges.example/terms#"},
    "nothing": [],
    "null alone": None,
    "text without a URL": "",
    "too many": [V2] + [OB] * 8,
}


@pytest.mark.parametrize("name", INLINE)
def test_contexts_that_are_not_allowed(name: str) -> None:
    document = badge(**{"@context": INLINE[name]})
    signed = carelessly_signed(document)
    refused_unread(signed, Problem.CONTEXT_NOT_ALLOWED, "contexts")
    refused_at_issue(document, Problem.CONTEXT_NOT_ALLOWED)


@pytest.mark.parametrize("context", [forge.ABSENT, [V2] + [OB] * 10_000], ids=["none", "10,000"])
def test_no_context_and_ten_thousand(context: Any) -> None:
    document = badge(**{"@context": context})
    refused_unread({**document, "proof": SIGNED["proof"]}, Problem.CONTEXT_NOT_ALLOWED, "contexts")
    refused_at_issue(document, Problem.CONTEXT_NOT_ALLOWED)


@pytest.mark.parametrize("context", [[V2, OB], V2, {"salary": "https://x.example/"}, None, []])
def test_a_context_below_the_top(context: Any) -> None:
    for place in PLACES[1:]:
        if place == ("proof", 0):
            continue  # below
        document = put(SIGNED, *place, "@context", to=context)
        refused_unread(document, Problem.CONTEXT_NOT_ALLOWED, "contexts")


def test_a_context_of_an_embedded_credential_is_no_freer() -> None:
    inner = {"@context": [V2, {"@vocab": "https://x.example/"}], "type": "VerifiableCredential"}
    document = put(SIGNED, "endorsement", to=[inner])
    refused_unread(document, Problem.CONTEXT_NOT_ALLOWED, "contexts")


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


# A5: contexts of a proof -------------------------------------------------------------------------


@pytest.mark.parametrize("context", [[V2, OB], [V2], V2])
def test_a_proof_over_statements_has_no_context_of_its_own(context: Any) -> None:
    document = put(SIGNED, "proof", 0, "@context", to=context)
    refused_unread(document, Problem.CONTEXT_NOT_ALLOWED)


@pytest.mark.parametrize("context", [[{"@vocab": "https://x.example/"}], {}, None, [], 5])
def test_contexts_that_no_proof_may_have(context: Any) -> None:
    for signed in (
        SIGNED,
        forge.jcs_sign(UNSIGNED),
        forge.jcs_sign(UNSIGNED, **{"@context": context}),
    ):
        document = put(signed, "proof", 0, "@context", to=context)
        refused_unread(document, Problem.CONTEXT_NOT_ALLOWED, "contexts")


# A6: keywords ------------------------------------------------------------------------------------

KEYWORDS = [
    "@id",
    "@type",
    "@graph",
    "@included",
    "@reverse",
    "@index",
    "@nest",
    "@set",
    "@list",
    "@none",
    "@json",
    "@vocab",
    "@base",
    "@container",
    "@version",
    "@protected",
    "@propagate",
    "@import",
    "@direction",
    "@language",
    "@value",
]


@pytest.mark.parametrize("keyword", KEYWORDS)
def test_keywords_are_refused(keyword: str) -> None:
    for value in ("ltr", ["urn:x:1"], [{"id": "urn:x:1"}], {}):
        for place in ((), ("issuer",), (SUBJECT, "achievement"), ("proof", 0)):
            refused_unread(put(SIGNED, *place, keyword, to=value), Problem.UNDEFINED_TERM)


@pytest.mark.parametrize("alias", ["id", "type"])
def test_the_same_statement_by_a_keyword_is_refused(alias: str) -> None:
    document = put(rich(), "image", alias, to=forge.ABSENT)
    document = put(document, "image", f"@{alias}", to=rich()["image"][alias])
    assert forge.normalize(document) == forge.normalize(rich())
    refused_unread(sign(document), Problem.UNDEFINED_TERM)
    refused_at_issue(document, Problem.UNDEFINED_TERM)


# A8: no normalization of text --------------------------------------------------------------------


@pytest.mark.parametrize("form", ["NFC", "NFD", "NFKC", "NFKD"])
def test_text_in_another_normalization_form_is_another_text(form: str) -> None:
    mixed = "e\u0301 é ﬁ Å"
    signed = sign(badge(name=mixed))
    other = unicodedata.normalize(form, mixed)  # type: ignore[arg-type]
    assert other != mixed
    expect(verify(signed), Verdict.VALID)
    expect(verify(put(signed, "name", to=other)), Verdict.TAMPERED, "signature")


# A9: poison --------------------------------------------------------------------------------------


def evidence(count: int, **members: Any) -> dict[str, Any]:
    return badge(evidence=[{"type": ["Evidence"], **members} for _ in range(count)])


def twin_subjects() -> dict[str, Any]:
    """Two subjects without id, each with nine equal results: 9! × 9! orders to try."""
    subject = badge()[SUBJECT] | {"result": [{"type": ["Result"], "value": "A"}] * 9}
    del subject["id"]
    return badge(credentialSubject=[subject, subject])


def nested_profiles(depth: int) -> dict[str, Any]:
    profile: dict[str, Any] = {"id": "did:web:x.example", "type": ["Profile"]}
    for _ in range(depth):
        profile = {**profile, "parentOrg": profile}
    return badge(issuer=badge()["issuer"] | {"parentOrg": profile})


def long_id(count: int) -> dict[str, Any]:
    """An id of 300,000 characters that is written again in each of its statements."""
    alignment = {"type": ["Alignment"], "targetUrl": "https://x.example/"}
    document = put(badge(), SUBJECT, "achievement", "id", to=f"https://x.example/{'a' * 300_000}")
    alignments = [{**alignment, "targetName": str(n)} for n in range(count)]
    return put(document, SUBJECT, "achievement", "alignment", to=alignments)


POISON = {
    "twin subjects": twin_subjects(),
    "12,000 evidence items": evidence(12_000, name="x"),
    "1,200 nodes without id": evidence(1_200),
    "6,000 tags": put(badge(), SUBJECT, "achievement", "tag", to=["t"] * 6_000),
    "6,000 types": badge(type=["VerifiableCredential", "OpenBadgeCredential"] * 3_000),
    "an id written again and again": long_id(40),
}
# Bounded, and nothing wrong with them: as much as is let in.
HEAVY = {
    "950 nodes without id": evidence(950),
    "950 nodes in pairs": badge(
        evidence=[{"type": ["Evidence"], "name": str(n // 2)} for n in range(950)]
    ),
    "4,800 tags": put(badge(), SUBJECT, "achievement", "tag", to=[str(n) for n in range(4_800)]),
    "profiles 35 deep": nested_profiles(35),
    "a text of 1.9 MB": badge(description="x" * 1_900_000),
}


@pytest.mark.parametrize("name", POISON)
def test_poison_is_refused_at_issue(name: str) -> None:
    with pytest.raises(InputError) as caught:
        forge.ISSUER.sign(POISON[name])
    assert caught.value.problem is Problem.TOO_COMPLEX


@pytest.mark.parametrize("name", POISON)
@pytest.mark.parametrize("proofs", [1, 4])
def test_poison_is_called_unsupported(name: str, proofs: int) -> None:
    nobody = forge.tripwire()
    report = verify({**POISON[name], "proof": SIGNED["proof"] * proofs}, nobody)
    expect(report, Verdict.UNSUPPORTED, "format", Outcome.UNDECIDED, Problem.TOO_COMPLEX)
    assert nobody.asked == []


def test_poison_in_a_proof_is_called_unsupported() -> None:
    document = put(SIGNED, "proof", 0, "nonce", to=["x"] * 1_000)
    report = verify(document)
    expect(report, Verdict.UNSUPPORTED, "format", Outcome.UNDECIDED, Problem.TOO_COMPLEX)


def test_poison_and_heavy_badges_cost_little_time_and_memory(tmp_path: Path) -> None:
    """Four proofs each, so that nothing is done once for each proof."""
    for name, document in (POISON | HEAVY).items():
        secured = {**document, "proof": SIGNED["proof"] * 4}
        (tmp_path / f"{name.replace(' ', '-')}.json").write_bytes(forge.dumps(secured))
    script = textwrap.dedent(
        """
        import resource, sys
        from pathlib import Path
        from openbadges_issuer import Offline, Policy, Verifier
        verifier = Verifier(Policy(any_issuer=True), fetcher=Offline())
        for path in Path(sys.argv[1]).iterdir():
            used = sum(resource.getrusage(resource.RUSAGE_SELF)[:2])
            resource.setrlimit(resource.RLIMIT_CPU, (int(used) + 3, resource.RLIM_INFINITY))
            assert not verifier.verify(path.read_bytes())
        print(next(x.split()[1] for x in open('/proc/self/status') if x.startswith('VmHWM')))
        """
    )
    done = subprocess.run(
        [sys.executable, "-c", script, tmp_path], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) < 200_000  # KiB


# A10: what is shown is what was verified ---------------------------------------------------------


def test_the_document_shown_is_the_one_that_was_verified() -> None:
    assert verify(SIGNED).document == SIGNED
    assert verify(token(rich())).document == rich()
