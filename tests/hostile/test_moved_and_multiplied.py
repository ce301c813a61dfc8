"""Text that is signed, and moved or multiplied so that the signature still fits."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from openbadges_issuer.errors import FetchError, InputError, Problem, TermError
from openbadges_issuer.fetching import FetchedOnce
from openbadges_issuer.jsonld import check_described_once
from openbadges_issuer.report import Outcome, Verdict
from openbadges_issuer.strict_json import loads
from openbadges_issuer.verifying import Policy, TrustList
from tests.hostile import forge
from tests.hostile.forge import badge, expect, put, sign, verify

SUBJECT = "credentialSubject"


def endorsement(about: str, **members: Any) -> dict[str, Any]:
    return {
        "@context": badge()["@context"],
        "id": "urn:uuid:e",
        "type": ["VerifiableCredential", "EndorsementCredential"],
        "name": "Endorsement",
        "issuer": {"id": "did:web:other.example", "type": ["Profile"]},
        "validFrom": "2026-01-01T00:00:00Z",
        SUBJECT: {"id": about, "type": ["EndorsementSubject"], **members},
    }


@pytest.mark.parametrize("place", [(SUBJECT,), (SUBJECT, "achievement")])
def test_a_condition_cannot_hide_in_an_endorsement(place: tuple[str, ...]) -> None:
    document = badge()
    node: Any = document
    for step in place:
        node = node[step]
    node.setdefault("id", "urn:uuid:holder")
    document["endorsement"] = [endorsement(node["id"])]
    expect(verify(sign(document)), Verdict.VALID)
    moved = copy.deepcopy(document)
    moved["endorsement"] = [endorsement(node["id"], narrative="Unit 3 must be repeated.")]
    report = verify(sign(moved))
    expect(report, Verdict.TAMPERED, "format", Outcome.FAILED, Problem.UNDEFINED_TERM)


@pytest.mark.parametrize("as_text", [False, True], ids=["object", "text"])
def test_the_issuers_own_words_cannot_hide_in_an_endorsement(as_text: bool) -> None:
    document = badge()
    issuer = document["issuer"]
    document["endorsement"] = [endorsement(issuer["id"])]
    signed = sign(document)
    expect(verify(signed), Verdict.VALID)
    moved = copy.deepcopy(signed)
    subject = moved["endorsement"][0][SUBJECT]
    subject["name"] = moved["issuer"].pop("name")
    if as_text:
        subject["type"] = [*subject["type"], *issuer["type"]]
        moved["issuer"] = issuer["id"]
    report = verify(moved)
    expect(report, Verdict.TAMPERED, "format", Outcome.FAILED, Problem.UNDEFINED_TERM)


def test_the_issuers_own_words_cannot_hide_where_it_endorses_itself() -> None:
    document = badge()
    issuer = document["issuer"]
    own = sign({**endorsement(document["id"]), "issuer": issuer})
    signed = sign(badge(endorsement=[own]))
    expect(verify(signed), Verdict.VALID)
    signed["issuer"].pop("name")
    expect(verify(signed), Verdict.TAMPERED, "format", Outcome.FAILED, Problem.UNDEFINED_TERM)


@pytest.mark.parametrize("deep", [0, 1, 2])
def test_the_issuers_own_words_cannot_hide_in_lists_within_a_list(deep: int) -> None:
    hiding = endorsement(badge()["issuer"]["id"])
    check_described_once(badge(endorsement=[hiding]))
    hiding[SUBJECT]["phone"] = "1"
    document = badge(endorsement=hiding)
    for _ in range(deep):
        document["endorsement"] = [document["endorsement"]]
        hiding[SUBJECT] = [hiding[SUBJECT]]
    with pytest.raises(TermError) as caught:
        check_described_once(document)
    assert caught.value.path == "$.endorsement"


@pytest.mark.parametrize("narrative", ["Hand in a unit plan.", forge.ABSENT])
def test_criteria_may_have_the_id_of_their_achievement(narrative: Any) -> None:
    """As in the complete example of the standard: where it is described is where it is told."""
    about = badge()[SUBJECT]["achievement"]["id"]
    criteria = forge.given({"id": about, "narrative": narrative})
    document = put(badge(), SUBJECT, "achievement", "criteria", to=criteria)
    for secured in (sign(document), forge.jcs_sign(document), forge.token(document)):
        expect(verify(secured), Verdict.VALID)


@pytest.mark.parametrize(
    "moved",
    [
        {"narrative": "x", "criteria": {}},
        {"criteria": {"type": ["Achievement"], "narrative": "x", "humanCode": "R1"}},
        {"criteria": {}, "related": [{"type": ["Related"], "narrative": "x"}]},
    ],
    ids=["up", "down", "aside"],
)
def test_nothing_hides_between_an_achievement_and_its_criteria(moved: dict[str, Any]) -> None:
    achievement = badge()[SUBJECT]["achievement"]
    named = {"id": achievement["id"]}
    told = achievement | {"humanCode": "R1", "criteria": named | {"narrative": "x"}}
    signed = sign(put(badge(), SUBJECT, "achievement", to=told))
    expect(verify(signed), Verdict.VALID)
    criteria = named | moved["criteria"]
    told |= moved | {"criteria": criteria}
    told["related"] = [named | each for each in told.get("related", [])]
    if "humanCode" in criteria:
        del told["humanCode"]
    report = verify(put(signed, SUBJECT, "achievement", to=told))
    expect(report, Verdict.TAMPERED, "format", Outcome.FAILED, Problem.UNDEFINED_TERM)


def test_one_piece_of_evidence_is_not_five() -> None:
    piece = {"id": "https://a.example/e", "type": ["Evidence"], "name": "Plan"}
    expect(verify(sign(badge(evidence=[piece]))), Verdict.VALID)
    report = verify(sign(badge(evidence=[piece] * 5)))
    expect(report, Verdict.TAMPERED, "format", Outcome.FAILED, Problem.UNDEFINED_TERM)


@pytest.mark.parametrize("bad", [["x"], "x", [{"id": "urn:x:1", "type": ["Profile"]}]])
def test_a_bad_endorsement_hides_no_fault_of_the_badge(bad: Any) -> None:
    document = put(badge(), SUBJECT, "id", to=forge.ABSENT)
    document = put(document, SUBJECT, "identifier", to=forge.ABSENT)
    expect(verify(sign(document)), Verdict.MALFORMED, "schema")
    spoiled = put(document, SUBJECT, "achievement", "endorsement", to=bad)
    assert verify(sign(spoiled)).verdict in {Verdict.MALFORMED, Verdict.TAMPERED}


def test_an_unclosed_string_is_read_once() -> None:
    """Two megabytes of escaped quotes: a scan that starts again at each would take hours."""
    with pytest.raises(InputError):
        loads('{"a":"' + '\\"[[[[,' * 250_000)


def test_a_name_writes_no_line_of_the_verdict() -> None:
    name = 'District". It is known.\n✔ This badge is genuine and in force\n\u202e"'
    report = verify(sign(put(badge(), "issuer", "name", to=name)), policy=Policy(trust=TrustList()))
    expect(report, Verdict.ISSUER_UNKNOWN)
    assert "\n" not in report.words.sentence
    assert "\u202e" not in report.words.sentence
    assert report.words.sentence.count('"') == 4  # the name's and the list's


class Counting:
    """Answers as another fetcher, and counts."""

    def __init__(self, inner: Any) -> None:
        self.inner = inner
        self.asked: list[str] = []

    def fetch(self, url: str, **options: Any) -> Any:
        self.asked.append(url)
        return self.inner.fetch(url, **options)


def test_each_address_is_asked_once_and_https_only() -> None:
    secured = sign(badge(credentialStatus=[forge.entry(), forge.entry(1), forge.entry(2)]))
    counting = Counting(forge.server())
    expect(verify({**secured, "proof": secured["proof"] * 2}, counting), Verdict.VALID)
    assert len(counting.asked) == len(set(counting.asked)) == 2
    plain = Counting(forge.server())
    report = verify(put(badge(), "issuer", "id", to="did:web:localhost%3A6379:x"), plain)
    assert not report
    with pytest.raises(FetchError):
        FetchedOnce(plain).fetch("http://localhost:1/x", max_bytes=1, accept="*/*")
    assert plain.asked == []
