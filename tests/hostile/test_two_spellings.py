"""Two documents that differ are never signed as one; what JSON-LD drops is refused."""

from __future__ import annotations

import copy
import gc
from typing import Any

import pytest

from openbadges_issuer.contexts import CLR, CREDENTIALS_V2, OPEN_BADGES
from openbadges_issuer.errors import InputError, Problem, TermError
from openbadges_issuer.jsonld import canonicalize, check_described_once, check_terms
from openbadges_issuer.jsonld.active_context import ActiveContext
from openbadges_issuer.limits import Limits
from openbadges_issuer.memo import Memo
from tests.hostile.forge import badge

WHITE_SPACE = ["\u00a0", "\u1680", "\u2003", "\u2028", "\u3000", "\ufeff"]


def refuses(document: dict[str, Any]) -> None:
    for look in (canonicalize, check_terms):
        with pytest.raises(TermError):
            look(document)


@pytest.mark.parametrize("space", WHITE_SPACE, ids=ascii)
@pytest.mark.parametrize("form", ["urn:x/{}/../c", "urn:x{}", "did:web:a/{}/../b"])
def test_white_space_of_no_iri_is_not_taken_out_of_one(space: str, form: str) -> None:
    name = form.format(space)
    subject = badge()["credentialSubject"]
    for changed in (
        {"id": name},
        {"type": [*badge()["type"], name]},
        {"issuer": {"id": name, "type": ["Profile"]}},
        {"issuer": name},
        {"credentialSubject": subject | {"id": name}},
        {"credentialSubject": subject | {"achievement": subject["achievement"] | {"image": name}}},
        {"evidence": [{"id": name, "type": ["Evidence"]}]},
    ):
        refuses(badge(**changed))


def test_minus_zero_is_refused_after_zero_as_before() -> None:
    subject = badge()["credentialSubject"]
    for _ in range(2):
        canonicalize(badge(credentialSubject=subject | {"creditsEarned": 0.0}))
        refuses(badge(credentialSubject=subject | {"creditsEarned": -0.0}))


@pytest.mark.parametrize(
    "proof",
    [
        *("urn:x:1", {"id": "urn:x:1"}, {"@value": "t"}, {"@value": 5}, {}, {"type": []}, [{}], 5),
        [{"type": "DataIntegrityProof"}, "urn:x:1"],
        {"id": "urn:x:1", "type": []},
        {"created": [[], [[]]]},
    ],
    ids=str,
)
def test_what_a_graph_does_not_say_is_refused(proof: Any) -> None:
    endorsement = {
        "@context": [CREDENTIALS_V2, OPEN_BADGES],
        "id": "urn:x:e",
        "type": ["VerifiableCredential", "EndorsementCredential"],
        "issuer": {"id": "did:web:other.example", "type": ["Profile"]},
        "validFrom": "2026-01-01T00:00:00Z",
        "credentialSubject": {"id": "https://a.example/1", "type": ["EndorsementSubject"]},
    }
    canonicalize(badge(endorsement=[endorsement | {"proof": {"type": "DataIntegrityProof"}}]))
    refuses(badge(endorsement=[endorsement | {"proof": proof}]))


def test_a_document_that_says_nothing_is_refused() -> None:
    refuses({"@context": [CREDENTIALS_V2], "id": "urn:x"})


@pytest.mark.parametrize("value", [[], [[]], {}, ["x"]], ids=str)
def test_a_value_that_is_none_is_refused(value: Any) -> None:
    """PyLD and jsonld.js take the first two for an object of which nothing is said."""
    for changed in ({"name": {"@value": value}}, {"image": [{"@value": value}]}):
        refuses(badge(**changed))


def test_what_repeats_in_lists_within_a_list_is_refused() -> None:
    """JSON-LD takes the lists in a list for one, and merges objects of one id."""
    halves = [
        {"id": "urn:e:1", "type": ["Evidence"], "name": "Plan"},
        {"id": "urn:e:1", "type": ["Evidence"], "narrative": "Not accepted"},
    ]
    for evidence in ([halves], [[halves]], [[halves[0]], halves[1]], [[halves[0]], [halves[1]]]):
        document = badge(evidence=evidence)
        for look in (canonicalize, check_described_once):
            with pytest.raises(TermError) as caught:
                look(document)
            assert caught.value.path == "$.evidence"


def record(*badges: dict[str, Any]) -> dict[str, Any]:
    """A record of the badges, which say more of its subject."""
    return badge(
        **{"@context": [CREDENTIALS_V2, CLR, OPEN_BADGES]},
        id="urn:x:record",
        type=["VerifiableCredential", "ClrCredential"],
        credentialSubject={
            "id": badge()["credentialSubject"]["id"],
            "type": ["ClrSubject"],
            "verifiableCredential": list(badges),
        },
    )


def test_a_record_is_not_described_in_its_badges() -> None:
    """Its badges are merged with it, and its end could be hidden in one of them."""
    canonicalize(record(badge(), badge(id="urn:x:2")))
    check_described_once(record(badge(), badge(id="urn:x:2")))
    end = {"validUntil": "2020-01-01T00:00:00Z"}
    hidden = {"id": "urn:x:record", "type": ["VerifiableCredential"], **end}
    for inner in (hidden, badge(evidence=[hidden]), record(hidden) | {"id": "urn:x:2"}):
        for look in (canonicalize, check_described_once):
            with pytest.raises(TermError) as caught:
                look(record(badge(id="urn:x:3"), inner))
            assert caught.value.path.startswith("$.credentialSubject.verifiableCredential[1]")


def test_deep_nesting_is_refused_whatever_the_limit() -> None:
    deep: dict[str, Any] = {"id": "urn:x:0", "type": ["Profile"]}
    for number in range(400):
        deep = {"id": f"urn:x:{number}", "type": ["Profile"], "parentOrg": deep}
    for look in (canonicalize, check_terms):
        with pytest.raises(InputError) as caught:
            look(badge(issuer=deep), limits=Limits(json_depth=10_000))
        assert caught.value.problem is Problem.TOO_COMPLEX


def test_a_memory_keeps_no_contexts_alive() -> None:
    memo = Memo()
    document = badge()
    document["@context"] = [CREDENTIALS_V2, OPEN_BADGES, "https://w3id.org/security/multikey/v1"]

    def living() -> int:
        gc.collect()
        return sum(isinstance(thing, ActiveContext) for thing in gc.get_objects())

    counts = []
    for turn in range(6):
        for _ in range(3):
            canonicalize(copy.deepcopy(document), memo=memo)
        strange = [{"id": f"urn:e:{n}", "type": f"x:{turn}-{n}"} for n in range(600)]
        canonicalize(document | {"evidence": strange})
        counts.append(living())
    assert max(counts) < 4 * min(counts)
