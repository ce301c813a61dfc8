"""Badges set against JavaScript libraries that share no code with this project, both ways."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import CanonicalizationAlgorithm, Dataset, RdfFormat, parse, serialize

from openbadges_issuer import strict_json
from openbadges_issuer.errors import InputError, ModelError, StatusError, TermError
from openbadges_issuer.fetching import Offline, Prefetched
from openbadges_issuer.issuing import Issuer
from openbadges_issuer.jsonld import Canonical, canonical_form, canonicalize, rdfc
from openbadges_issuer.keys import KeySigner
from openbadges_issuer.limits import DEFAULT_LIMITS
from openbadges_issuer.model import Achievement, Criteria, Evidence, Profile, Recipient
from openbadges_issuer.proofs import (
    ecdsa_jcs_2019,
    ecdsa_rdfc_2019,
    eddsa_jcs_2022,
    eddsa_rdfc_2022,
)
from openbadges_issuer.report import Outcome, Report, Verdict
from openbadges_issuer.status import Bitstring, StatusEntry, StatusList, status_list_credential
from openbadges_issuer.verifying import Policy, Verifier
from tests.property.credentials import Maker
from tests.signing import signed_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from random import Random

HERE = Path(__file__).parent
INSTALL = "npm ci --prefix tests/interop"

V2 = "https://www.w3.org/ns/credentials/v2"
OPEN_BADGES = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
CLR = "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json"

SIDES = ("python", "javascript")
RDFC, JCS = eddsa_rdfc_2022.CRYPTOSUITE, eddsa_jcs_2022.CRYPTOSUITE
ECDSA_SUITES = (ecdsa_rdfc_2019.CRYPTOSUITE, ecdsa_jcs_2019.CRYPTOSUITE)
CURVES = {"Ed25519": None, "ES256": "P-256", "ES384": "P-384"}

Document = dict[str, Any]


# The peer and the two parties


class PeerError(Exception):
    """The peer did not carry out the request; the message is its own."""


class Peer:
    """The Node process of `peer.mjs`: one request and one answer a line."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def ask(self, command: str, **request: Any) -> Any:
        # ASCII only: Node also ends a line at U+2028 and U+2029
        print(json.dumps({"command": command, **request}), file=self._process.stdin, flush=True)
        line = self._process.stdout.readline()
        assert line, f"the peer ended at {command}; its own words are on stderr"
        answer = json.loads(line)
        if "error" in answer:
            raise PeerError(answer["error"])
        return answer["result"]


@pytest.fixture(scope="session")
def peer() -> Iterator[Peer]:
    node = shutil.which("node")
    if node is None:
        pytest.skip(f"Node.js 18 or later is not installed; install it, then run: {INSTALL}")
    if not (HERE / "node_modules").is_dir():
        pytest.skip(f"the JavaScript peers are not installed; run: {INSTALL}")
    command = [node, str(HERE / "peer.mjs")]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, encoding="utf-8") as process:
        yield Peer(process)


@dataclass(frozen=True)
class Party:
    """Somebody with a key: the id is the key's did:key, `sign` adds a proof of a suite."""

    id: str
    sign: Callable[[Document], Document]
    suite: str = RDFC


def python_party(suite: str = RDFC, algorithm: str = "Ed25519") -> Party:
    signer = KeySigner.generate(algorithm)
    own_id = signer.verification_method.partition("#")[0]
    issuer = Issuer(Profile(id=own_id, name="Kettle Moraine School District"), signer=signer)
    return Party(own_id, lambda document: issuer.sign(document, securing=suite).document, suite)


def javascript_party(peer: Peer, suite: str = RDFC, algorithm: str = "Ed25519") -> Party:
    key = peer.ask("generate-key", curve=CURVES[algorithm])
    request = {"key": key, "securing": suite}
    return Party(key["did"], lambda badge: peer.ask("issue", credential=badge, **request), suite)


@pytest.fixture(params=[f"{side} {suite}" for side in SIDES for suite in (RDFC, JCS)])
def party(request: pytest.FixtureRequest, peer: Peer) -> Party:
    """Each side signs in its turn, by each suite; both sides then verify."""
    side, suite = request.param.split()
    return python_party(suite) if side == "python" else javascript_party(peer, suite)


@pytest.fixture(
    params=[
        f"{side} {suite} {algorithm}"
        for side in SIDES
        for suite in ECDSA_SUITES
        for algorithm in ("ES256", "ES384")
    ]
)
def ecdsa_party(request: pytest.FixtureRequest, peer: Peer) -> Party:
    """Each side signs in its turn, with a key of each curve."""
    side, suite, algorithm = request.param.split()
    if side == "python":
        return python_party(suite, algorithm)
    return javascript_party(peer, suite, algorithm)


def nobody(document: Document) -> Document:
    raise AssertionError("this one has no key")


SOMEBODY = Party("did:key:z6MkjZRZv3aez3r18pB1RBFJR1kwUVJ5jHt92JmQwXbd5hwi", nobody)


def python_report(document: Document, status_list: Document | None = None) -> Report:
    held = {status_list["id"]: strict_json.dumps(status_list).encode()} if status_list else {}
    fetcher = Prefetched(held, retrieved_at=datetime.now(UTC), otherwise=Offline())
    return Verifier(Policy(any_issuer=True), fetcher=fetcher).verify(strict_json.dumps(document))


def python_proves(document: Document) -> bool:
    """What the JavaScript libraries look at too: terms, contexts, signature, whose key it is."""
    report = python_report(document)
    asked = ("format", "contexts", "signature", "key_bound_to_issuer")
    return all(report.check(id_).outcome is Outcome.PASSED for id_ in asked)


def javascript_proves(peer: Peer, document: Document) -> bool:
    return peer.ask("verify", credential=document)["verified"]


def verifier_core_proves(peer: Peer, document: Document) -> bool:
    return peer.ask("verifier-core", credential=document)["valid_signature"]


# The badges


def achievement_of(badge: Document) -> Document:
    return badge["credentialSubject"]["achievement"]


def minimal_badge(issuer: Party) -> Document:
    return {
        "@context": [V2, OPEN_BADGES],
        "id": "urn:uuid:5f0c1f6a-6f0e-4d9c-9b1a-0d6f1f6f7a01",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": {"id": issuer.id, "type": ["Profile"], "name": "Kettle Moraine School District"},
        "validFrom": "2025-08-20T09:00:00Z",
        "name": "Flipped classroom",
        "credentialSubject": {
            "id": "urn:uuid:0b0f6f3e-7a53-4a36-8f9e-6d1f2a3b4c5d",
            "type": ["AchievementSubject"],
            "achievement": {
                "id": "https://badges.kettle-moraine.example/achievements/flipped-classroom",
                "type": ["Achievement"],
                "name": "Flipped classroom",
                "description": "Moves direct instruction out of the shared hours.",
                "criteria": {"narrative": "Three recorded lessons and a **reflection**."},
            },
        },
    }


def endorsement(endorser: Party, about: str) -> Document:
    return endorser.sign(
        {
            "@context": [V2, OPEN_BADGES],
            "id": "urn:uuid:5f0c1f6a-6f0e-4d9c-9b1a-0d6f1f6f7a02",
            "type": ["VerifiableCredential", "EndorsementCredential"],
            "issuer": {"id": endorser.id, "type": ["Profile"], "name": "Association of Teachers"},
            "validFrom": "2025-08-21T09:00:00Z",
            "name": "Endorsement",
            "credentialSubject": {
                "id": about,
                "type": ["EndorsementSubject"],
                "endorsementComment": "Asks for evidence from real lessons.",
            },
        }
    )


def full_badge(issuer: Party) -> Document:
    badge = json.loads((HERE / "full_badge.json").read_text("utf-8"))
    achievement = achievement_of(badge)
    badge["issuer"]["id"] = issuer.id
    badge["endorsement"] = [endorsement(issuer, badge["id"])]
    achievement["endorsement"] = [endorsement(issuer, achievement["id"])]
    return badge


def badge_without_ids(issuer: Party) -> Document:
    """Nodes without an id, many of them alike: what canonical labels are hardest for."""
    badge = minimal_badge(issuer)
    badge["evidence"] = [{"type": ["Evidence"], "name": "Lesson"}] * 3
    same = {
        "type": ["Alignment"],
        "targetName": "Designs activities",
        "targetUrl": "https://standards.example/educator/5a",
    }
    other = {**same, "targetCode": "5b"}
    achievement_of(badge)["alignment"] = [same, other, same]
    badge["credentialSubject"]["result"] = [
        {"type": ["Result"], "value": "A", "alignment": [same]},
        {"type": ["Result"], "value": "A", "alignment": [same]},
        {"type": ["Result"], "value": "B", "alignment": [other, same]},
        {"type": ["Result"], "value": "C", "alignment": [same, same]},
    ]
    return badge


def badge_saying(text: Any) -> Callable[[Party], Document]:
    def build(issuer: Party) -> Document:
        badge = minimal_badge(issuer)
        achievement_of(badge)["name"] = text
        return badge

    return build


def badge_counting(number: float) -> Callable[[Party], Document]:
    """The number twice: as xsd:float by its term, and with the datatype that follows from it."""

    def build(issuer: Party) -> Document:
        badge = minimal_badge(issuer)
        badge["credentialSubject"]["creditsEarned"] = number
        badge["issuer"]["address"] = {
            "type": ["Address"],
            "geo": {"type": "GeoCoordinates", "latitude": number, "longitude": -88.46},
        }
        return badge

    return build


def learner_record(issuer: Party) -> Document:
    badge = minimal_badge(issuer)
    whole = "https://badges.kettle-moraine.example/achievements/blended-learning"
    return {
        "@context": [V2, CLR, OPEN_BADGES],
        "id": "urn:uuid:5f0c1f6a-6f0e-4d9c-9b1a-0d6f1f6f7a03",
        "type": ["VerifiableCredential", "ClrCredential"],
        "issuer": {"id": issuer.id, "type": ["Profile"], "name": "Kettle Moraine School District"},
        "validFrom": "2025-08-22T09:00:00Z",
        "name": "Record",
        "partial": True,
        "credentialSubject": {
            "id": badge["credentialSubject"]["id"],
            "type": ["ClrSubject"],
            "verifiableCredential": [issuer.sign(badge), issuer.sign(full_badge(issuer))],
            "association": [
                {
                    "type": "Association",
                    "associationType": "isPartOf",
                    "sourceId": achievement_of(badge)["id"],
                    "targetId": whole,
                }
            ],
        },
    }


BADGES: dict[str, Callable[[Party], Document]] = {
    "minimal": minimal_badge,
    "full": full_badge,
    "without ids": badge_without_ids,
    "learner record": learner_record,
    "white space": badge_saying("one\ttwo\nthree\r\nfour\u2028five\u00a0six\u200bseven\ufeff"),
    "quotes": badge_saying("\"quoted\" and 'quoted' and \\ and \\n and \\u0041 and <https://x>"),
    "emoji": badge_saying("👩🏽‍🏫 🇲🇽 ☕️ \U0001f9d1\u200d\U0001f680"),
    "combining marks": badge_saying("é e\u0301 ȩ̄ n\u0303o ą́"),
    "scripts": badge_saying(
        "ქართული · 中文 · ᏣᎳᎩ · हिन्दी · አማርኛ · Ελληνικά · 한국어 · 𐐷𐐲 · עברית · ไทย"
    ),
    "C1 controls": badge_saying("\u0080\u0085\u009f"),
    # but for two, see test_what_xml_does_not_have_is_escaped
    "noncharacters": badge_saying("\ufdd0\U0001fffe\U0010ffff"),
    "language": badge_saying({"@value": "Classe inversée", "@language": "fr-CA"}),
    "right to left": badge_saying({"@value": "כיתה הפוכה (v2)", "@direction": "rtl"}),
    "right to left with language": badge_saying(
        {"@value": "الفصل المقلوب", "@language": "ar", "@direction": "rtl"}
    ),
    "region and direction": badge_saying(
        {"@value": "الفصل المقلوب", "@language": "ar-EG", "@direction": "rtl"}
    ),
    "number 0": badge_counting(0),
    "number 3": badge_counting(3),
    "number 3.0": badge_counting(3.0),
    "number -3": badge_counting(-3),
    "number 1.5": badge_counting(1.5),
    "number 0.1": badge_counting(0.1),
    "number 1e21": badge_counting(1e21),
    "number 1.7976931348623157e308": badge_counting(1.7976931348623157e308),
    "number 5.5e-7": badge_counting(5.5e-7),
    "number 0.30000000000000004": badge_counting(0.1 + 0.2),
    "number 2^53 - 1": badge_counting(2**53 - 1),
}

# verifier-core holds no CLR context, and would have to fetch it
NOT_FOR_VERIFIER_CORE = {"learner record"}


# What JSON-LD would drop or invent: refused at issue, and refused when slipped in after signing

NOT_SIGNABLE: dict[str, Callable[[Document], object]] = {
    "undefined term": lambda d: d.update(reward="100 dollars"),
    "undefined term inside": lambda d: achievement_of(d).update(salaryStep=3),
    "undefined type": lambda d: d["type"].append("Diploma"),
    "undefined type inside": lambda d: achievement_of(d)["type"].append("Diploma"),
    "relative id": lambda d: achievement_of(d).update(id="achievements/1"),
    "relative id of a nested image": lambda d: d["issuer"].update(
        image={"id": "a", "type": "Image"}
    ),
    "relative IRI where a term asks for one": lambda d: achievement_of(d).update(image="badge.png"),
    "context that is not served": lambda d: d["@context"].append("https://district.example/v1"),
}


# Changes after signing that leave a well-formed badge


def swap_contexts(document: Document) -> None:
    document["@context"][:2] = document["@context"][1::-1]


def proof_of(document: Document) -> Document:
    proof = document["proof"]
    return proof[0] if isinstance(proof, list) else proof


def change_proof(**members: Any) -> Callable[[Document], None]:
    return lambda document: proof_of(document).update(members)


def swap_letters(document: Document) -> None:
    proof = proof_of(document)
    value = proof["proofValue"]
    first, second = value[40], next(letter for letter in value[41:] if letter != value[40])
    proof["proofValue"] = value.translate(str.maketrans(first + second, second + first))


TAMPERINGS: dict[str, Callable[[Document], object]] = {
    "one letter of a text": lambda d: achievement_of(d).update(name="Flipped Classroom"),
    "more evidence": lambda d: d.update(evidence=[{"type": ["Evidence"], "name": "Lesson"}]),
    "member taken away": lambda d: d.pop("name"),
    "another recipient": lambda d: d["credentialSubject"].update(id="urn:uuid:" + "0" * 8),
    "earlier start": lambda d: d.update(validFrom="2024-08-20T09:00:00Z"),
    "direction of a text": lambda d: achievement_of(d).update(
        description={"@value": achievement_of(d)["description"], "@direction": "rtl"}
    ),
    "order of contexts": swap_contexts,
    "edition of a context": lambda d: d["@context"].__setitem__(
        1, OPEN_BADGES.replace("3.0.3", "3.0.2")
    ),
    "no proof": lambda d: d.pop("proof"),
    "letters of the proof value": swap_letters,
    "empty proof value": change_proof(proofValue="z"),
    "time of signing": change_proof(created="2025-08-19T09:00:00Z"),
    "purpose": change_proof(proofPurpose="authentication"),
    "member added to the proof": change_proof(domain="school.example"),
    "unknown cryptosuite": change_proof(cryptosuite="eddsa-rdfc-2021"),
}

# Refused like the others, and named differently: the signature fits, or could not be looked at
NOT_TAMPERED = {
    "context that is not served": Verdict.UNSUPPORTED,
    "unknown cryptosuite": Verdict.UNSUPPORTED,
    "order of contexts": Verdict.MALFORMED,
}
# A proof over the text says which contexts it was made under
ALWAYS_TAMPERED_AS_TEXT = {"order of contexts"}


# Both ways


@pytest.mark.parametrize("name", BADGES)
def test_each_side_proves_what_the_other_signed(peer: Peer, party: Party, name: str) -> None:
    signed = party.sign(BADGES[name](party))
    assert javascript_proves(peer, signed)
    assert python_proves(signed)
    assert python_report(signed).verdict is Verdict.VALID
    if party.suite == RDFC and name not in NOT_FOR_VERIFIER_CORE:  # it knows no other suite
        assert verifier_core_proves(peer, signed)


@pytest.mark.parametrize("name", BADGES)
def test_canonical_forms_are_equal(peer: Peer, name: str) -> None:
    badge = BADGES[name](python_party())
    assert canonicalize(badge).decode() == peer.ask("canonize", document=badge)


@pytest.mark.parametrize("name", ["minimal", "full", "without ids", "learner record", "emoji"])
def test_each_side_proves_what_the_other_signed_by_ecdsa(
    peer: Peer, ecdsa_party: Party, name: str
) -> None:
    signed = ecdsa_party.sign(BADGES[name](ecdsa_party))
    assert javascript_proves(peer, signed)
    assert python_proves(signed)
    report = python_report(signed)
    assert report.verdict is Verdict.VALID
    assert report.securing == ecdsa_party.suite


def test_python_proves_an_older_type_of_proof(peer: Peer) -> None:
    for build in (minimal_badge, full_badge):
        javascript = javascript_party(peer)
        badge = build(javascript)
        badge["@context"].append("https://w3id.org/security/suites/ed25519-2020/v1")
        old = javascript_party(peer, "Ed25519Signature2020")
        badge["issuer"]["id"] = old.id
        signed = old.sign(badge)
        assert proof_of(signed)["type"] == "Ed25519Signature2020"
        assert javascript_proves(peer, signed)
        report = python_report(signed)
        assert report.verdict is Verdict.VALID
        assert report.securing == "Ed25519Signature2020"
        achievement_of(signed)["name"] = "Flipped Classroom"
        assert not javascript_proves(peer, signed)
        assert python_report(signed).verdict is Verdict.TAMPERED


# without what rdf-canonize does not escape, see test_what_xml_does_not_have_is_escaped
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\ufffe\uffff"))
# without what rdf-canonize sorts in its own way, see test_lines_are_sorted_by_code_point
SORTABLE = st.text(st.characters(max_codepoint=0xD7FF))
IRI_END = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Z"], exclude_characters='<>"{}|\\^`')
)
NUMBER = st.one_of(
    st.integers(min_value=1 - 2**53, max_value=2**53 - 1),
    st.floats(min_value=1e-5, max_value=2**53 - 1),
    st.floats(min_value=1e21, allow_infinity=False),
)
QUAD = re.compile(r'(\S+) (\S+) ("(?:[^"\\]|\\.)*"\S*|\S+)(?: (\S+))? \.\n')
DIRECTION = re.compile(r"\^\^<https://www\.w3\.org/ns/i18n#(.*)_(?:ltr|rtl)>$")
LANGUAGE_TEXT = st.fixed_dictionaries(
    {"@value": TEXT},
    optional={
        "@language": st.from_regex(r"[A-Za-z]{2,3}(-[A-Za-z]{2})?", fullmatch=True),
        "@direction": st.sampled_from(["ltr", "rtl"]),
    },
)


@settings(deadline=None, max_examples=80)
@given(
    name=st.one_of(TEXT, LANGUAGE_TEXT),
    narrative=TEXT,
    tags=st.lists(SORTABLE, max_size=4),
    iri_end=IRI_END,
    number=NUMBER,
    genres=st.lists(SORTABLE, max_size=4),
)
def test_canonical_forms_of_any_badge_are_equal(
    peer: Peer,
    name: Any,
    narrative: str,
    tags: list[str],
    iri_end: str,
    number: float,
    genres: list[str],
) -> None:
    badge = badge_counting(number)(SOMEBODY)
    achievement_of(badge).update(name=name, tag=tags, criteria={"narrative": narrative})
    badge["evidence"] = [
        {"id": f"https://e.example/{iri_end}", "type": ["Evidence"]},
        *({"type": ["Evidence"], "genre": genre} for genre in genres),
    ]
    assert canonicalize(badge).decode() == peer.ask("canonize", document=badge)


JSON_VALUE = st.recursive(
    st.one_of(st.none(), st.booleans(), TEXT, st.floats(allow_nan=False, allow_infinity=False))
    | st.integers(min_value=1 - 2**53, max_value=2**53 - 1),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
)


@settings(deadline=None, max_examples=300)
@given(JSON_VALUE)
def test_canonical_json_is_equal(peer: Peer, value: Any) -> None:
    assert strict_json.canonical(value).decode() == peer.ask("canonize-json", value=value)


def test_a_context_put_behind_the_signed_ones_is_taken_by_the_peer_only(peer: Peer) -> None:
    """The algorithm lets it be; nobody signed it, so a badge must not have it."""
    for party in (python_party(JCS), javascript_party(peer, JCS)):
        signed = party.sign(minimal_badge(party))
        added = {**signed, "@context": [*signed["@context"], CLR]}
        assert javascript_proves(peer, added)
        assert not python_proves(added)
        assert python_report(added).verdict is Verdict.TAMPERED


def is_settled(form: Canonical) -> bool:
    """Whether both sides are sure to state it alike.

    RDFC-1.0 leaves it to the order of the input to tell apart some nodes that look alike in several
    graphs; and jsonld.js takes two values that differ in direction only for one.
    """
    quads = [QUAD.fullmatch(line).groups(default="") for line in form.lines]
    undirected = [(s, p, DIRECTION.sub(undirect, o), g) for s, p, o, g in quads]
    if len(set(undirected)) < len(quads):
        return False
    if not any(graph for *_, graph in quads):
        return True
    try:
        rdfc.canonicalize(quads, limits=replace(DEFAULT_LIMITS, canonicalization_work=0))
    except InputError:
        return False
    return True


def undirect(datatype: re.Match[str]) -> str:
    return f"@{datatype[1]}" if datatype[1] else ""


@settings(deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow])
@given(st.randoms(use_true_random=True))
def test_the_quads_of_javascript_have_the_same_canonical_form(peer: Peer, chance: Random) -> None:
    """Forty generated credentials an example; the canonical form is made by a third program."""
    documents, forms = [], []
    while len(documents) < 40:
        document = Maker(chance, size=0.4).usual()
        try:
            form = canonical_form(document)
        except (TermError, InputError):
            continue
        if is_settled(form):
            documents.append(document)
            forms.append(form)
    for form, quads in zip(forms, peer.ask("quads", documents=documents), strict=True):
        assert form.text.decode() == canonical(quads)


def with_endorsements(*comments: str) -> Document:
    """Endorsements without an id; alike, but for what they say, are their proofs in any case."""
    badge = minimal_badge(SOMEBODY)
    proof = {
        "type": "DataIntegrityProof",
        "cryptosuite": RDFC,
        "created": "2025-08-21T09:00:00Z",
        "verificationMethod": "urn:x:1",
        "proofPurpose": "assertionMethod",
        "proofValue": "z1",
    }
    badge["endorsement"] = [
        {
            "type": ["VerifiableCredential", "EndorsementCredential"],
            "issuer": {"type": ["Profile"], "name": "Association of Teachers"},
            "validFrom": "2025-08-21T09:00:00Z",
            "credentialSubject": {"type": ["EndorsementSubject"], "endorsementComment": comment},
            "proof": proof,
        }
        for comment in comments
    ]
    return badge


@pytest.mark.parametrize("comments", ["aa", "ab", "aab"])
def test_proofs_that_are_alike_are_told_apart_as_the_peer_does(peer: Peer, comments: str) -> None:
    """They are named graphs, whose names the third program takes once for several statements."""
    badge = with_endorsements(*comments)
    assert canonicalize(badge).decode() == peer.ask("canonize", document=badge)


def canonical(quads: str) -> str:
    """The canonical form of a third program."""
    dataset = Dataset(parse(quads, RdfFormat.N_QUADS, lenient=True))
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0_SHA_256)
    lines = serialize(dataset, format=RdfFormat.N_QUADS).decode().split("\n")
    return "".join(sorted(f"{line}\n" for line in lines if line))


@settings(deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow])
@given(st.randoms(use_true_random=True))
def test_what_javascript_refuses_is_refused(peer: Peer, chance: Random) -> None:
    """Forty changed credentials an example; most are refused, and the others stated alike."""
    maker = Maker(chance, size=0.4)
    documents = [maker.changed(maker.usual()) for _ in range(40)]
    for document, quads in zip(documents, peer.ask("quads", documents=documents), strict=True):
        try:
            form = canonical_form(document)
        except (TermError, InputError):
            continue
        assert isinstance(quads, str), (quads, document)
        if is_settled(form):
            assert form.text.decode() == canonical(quads), document


def test_javascript_proves_an_issued_badge(peer: Peer) -> None:
    signer = KeySigner.generate("Ed25519")
    issuer = Issuer(
        Profile(id=signer.verification_method.partition("#")[0], name="Kettle Moraine"),
        signer=signer,
    )
    badge = issuer.issue(
        Achievement(
            id="https://badges.kettle-moraine.example/achievements/flipped-classroom",
            achievement_type="MicroCredential",
            name="Flipped classroom",
            description="Moves direct instruction out of the shared hours.",
            criteria=Criteria(narrative="Three recorded lessons."),
        ),
        to=Recipient.by_email("teacher@school.example"),
        evidence=[Evidence(name="Unit plan", genre="Plan", narrative="Grade 7.")],
    )
    assert javascript_proves(peer, json.loads(badge.text))
    assert verifier_core_proves(peer, json.loads(badge.text))


def test_another_spelling_of_the_same_badge_is_proved(peer: Peer, party: Party) -> None:
    def backwards(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: backwards(value[key]) for key in reversed(value)}
        return value

    signed = party.sign(badge_without_ids(party))
    respelled = backwards(signed)
    respelled["type"] = respelled["type"][::-1]
    respelled["evidence"] = respelled["evidence"][:1] * 3
    assert list(respelled) != list(signed)
    same_statements = party.suite == RDFC
    assert javascript_proves(peer, respelled) is same_statements
    assert python_proves(respelled) is same_statements


# Both refuse


@pytest.mark.parametrize("fault", NOT_SIGNABLE)
def test_neither_side_signs_what_would_be_lost(peer: Peer, fault: str) -> None:
    parties = [(python_party(suite), TermError) for suite in (RDFC, JCS)]
    for party, refusal in [*parties, (javascript_party(peer), PeerError)]:
        badge = minimal_badge(party)
        NOT_SIGNABLE[fault](badge)
        with pytest.raises(refusal):
            party.sign(badge)


@pytest.mark.parametrize("fault", [*NOT_SIGNABLE, *TAMPERINGS])
def test_neither_side_proves_a_changed_badge(peer: Peer, party: Party, fault: str) -> None:
    signed = party.sign(minimal_badge(party))
    changed = deepcopy(signed)
    (NOT_SIGNABLE | TAMPERINGS)[fault](changed)
    assert changed != signed
    if (party.suite, fault) != (JCS, "context that is not served"):
        # the peer takes no notice of what is put behind the contexts of the text's signer
        assert not javascript_proves(peer, changed)
    assert not verifier_core_proves(peer, changed)
    verdict = NOT_TAMPERED.get(fault, Verdict.TAMPERED)
    if party.suite == JCS and fault in ALWAYS_TAMPERED_AS_TEXT:
        verdict = Verdict.TAMPERED
    assert python_report(changed).verdict is verdict


def test_neither_side_proves_a_badge_by_ecdsa_in_which_a_letter_changed(
    peer: Peer, ecdsa_party: Party
) -> None:
    changed = list(one_letter_changed(ecdsa_party.sign(minimal_badge(ecdsa_party))))
    assert len(changed) > 20
    for document in changed:
        assert not javascript_proves(peer, document), document
        assert not python_proves(document), document


def test_every_letter_counts(peer: Peer) -> None:
    """One letter of each text in a badge, its proof and its endorsement."""
    party = python_party()
    badge = minimal_badge(party)
    badge["endorsement"] = [endorsement(party, achievement_of(badge)["id"])]
    changed = list(one_letter_changed(party.sign(badge)))
    assert len(changed) > 40
    for document in changed:
        assert not javascript_proves(peer, document), document
        assert not python_proves(document), document


def one_letter_changed(value: Any) -> Iterator[Any]:
    """Every value that differs from this one in one letter of one text."""
    if isinstance(value, str):
        middle = len(value) // 2
        letter = "x" if value[middle] != "x" else "y"
        yield value[:middle] + letter + value[middle + 1 :]
    elif isinstance(value, list):
        for i, item in enumerate(value):
            yield from ([*value[:i], new, *value[i + 1 :]] for new in one_letter_changed(item))
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from ({**value, key: new} for new in one_letter_changed(item))


def test_neither_side_proves_the_key_of_somebody_else(peer: Peer) -> None:
    victim = python_party()
    forged = minimal_badge(victim)
    signer = KeySigner.generate("Ed25519")
    by_us = strict_json.loads(signed_text(forged, signer, securing="eddsa-rdfc-2022"))
    for signed in (by_us, javascript_party(peer).sign(forged)):
        assert not javascript_proves(peer, signed)
        assert not verifier_core_proves(peer, signed)
        assert not python_proves(signed)
        assert python_report(signed).verdict is Verdict.TAMPERED


# Status lists

LIST_URL = "https://badges.kettle-moraine.example/status/1"
LENGTH = 131_072
SET = [0, 9, 94_567, LENGTH - 1]
LOOKED_UP = [0, 1, 8, 9, 10, 94_566, 94_567, LENGTH - 2, LENGTH - 1]


def status_list() -> StatusList:
    made = StatusList.new(LIST_URL)
    for index in SET:
        made.revoke(index)
    return made


def published_list(issuer: Party) -> Document:
    begin = datetime.now(UTC) - timedelta(hours=1)
    return issuer.sign(
        status_list_credential(
            status_list(), issuer=issuer.id, valid_from=begin, valid_until=begin + timedelta(days=1)
        )
    )


def badge_with_status(issuer: Party, index: int) -> Document:
    entry = StatusEntry(LIST_URL, index).to_json()
    return issuer.sign({**minimal_badge(issuer), "credentialStatus": entry})


def test_each_side_reads_the_bits_of_the_other(peer: Peer) -> None:
    ours = status_list().bits
    theirs = Bitstring.decode(peer.ask("create-list", length=LENGTH, set=SET))
    answers = [index in SET for index in LOOKED_UP]
    assert len(theirs) == LENGTH
    assert theirs.count() == len(SET)
    assert [theirs.get(index) for index in LOOKED_UP] == answers
    assert peer.ask("decode-list", encodedList=ours.encode(), indexes=LOOKED_UP) == answers
    with pytest.raises(StatusError):
        theirs.get(LENGTH)
    with pytest.raises(PeerError, match="out of range"):
        peer.ask("decode-list", encodedList=ours.encode(), indexes=[LENGTH])


@pytest.mark.parametrize("index", LOOKED_UP)
def test_each_side_knows_a_revoked_badge(peer: Peer, party: Party, index: int) -> None:
    badge, published = badge_with_status(party, index), published_list(party)
    revoked = index in SET
    answer = peer.ask("verify", credential=badge, list=published)
    assert answer == {"verified": True, "statuses": [revoked], "errors": []}
    expected = Verdict.REVOKED if revoked else Verdict.VALID
    assert python_report(badge, published).verdict is expected


def test_neither_side_takes_the_status_list_of_somebody_else(peer: Peer) -> None:
    badge = badge_with_status(python_party(), 1)
    foreign = published_list(javascript_party(peer))
    assert not peer.ask("verify", credential=badge, list=foreign)["verified"]
    assert python_report(badge, foreign).verdict is Verdict.STATUS_UNKNOWN


# Where the two sides differ, on purpose or known


@pytest.mark.parametrize("character", ["\b", "\f", "\x01", "\x7f"])
def test_control_characters_are_proved_but_never_issued(peer: Peer, character: str) -> None:
    build = badge_saying(f"Flipped{character}classroom")
    javascript = javascript_party(peer)
    signed = javascript.sign(build(javascript))
    assert javascript_proves(peer, signed)
    assert python_report(signed).verdict is Verdict.VALID
    unsigned = build(javascript)
    assert canonicalize(unsigned).decode() == peer.ask("canonize", document=unsigned)
    python = python_party()
    with pytest.raises(ModelError):
        python.sign(build(python))


@pytest.mark.parametrize("number", [2**53 + 1, -(2**53) - 1, 1e17, 1e-7, -0.0])
def test_a_number_that_programs_read_differently_is_refused(peer: Peer, number: float) -> None:
    python, javascript = python_party(), javascript_party(peer)
    with pytest.raises((TermError, InputError)):
        python.sign(badge_counting(number)(python))
    unsigned = badge_counting(number)(javascript)
    signed = {**unsigned, "proof": javascript.sign(unsigned)["proof"]}
    assert not python_proves(signed)


def test_lines_are_sorted_by_code_point(peer: Peer) -> None:
    """RDFC-1.0 says code points; rdf-canonize sorts by UTF-16 code units."""
    badge = minimal_badge(python_party())
    achievement_of(badge)["tag"] = ["\uff21", "\U0001d400"]
    ours = canonicalize(badge).decode().splitlines()
    theirs = peer.ask("canonize", document=badge).splitlines()
    assert ours == sorted(theirs)
    assert ours != theirs


def test_what_xml_does_not_have_is_escaped(peer: Peer) -> None:
    """RDFC-1.0 appendix A escapes what XML 1.1 has no character for; rdf-canonize does not."""
    badge = badge_saying("\ufffe\uffff")(SOMEBODY)
    ours = canonicalize(badge).decode()
    assert ours.count(r"\uFFFE\uFFFF") == 1
    assert ours == canonical(peer.ask("quads", documents=[badge])[0])
    assert ours != peer.ask("canonize", document=badge)


def test_the_peer_drops_a_text_that_differs_from_another_in_direction_only(peer: Peer) -> None:
    badge = minimal_badge(SOMEBODY)
    achievement_of(badge)["tag"] = ["A", {"@value": "A", "@direction": "rtl"}]
    ours = canonicalize(badge).decode().splitlines()
    theirs = peer.ask("canonize", document=badge).splitlines()
    assert len([line for line in ours if "keywords" in line]) == 2
    assert len([line for line in theirs if "keywords" in line]) == 1


def test_the_peer_gives_up_early_on_nodes_that_are_alike(peer: Peer) -> None:
    """rdf-canonize spends no more steps than there are such nodes; this takes a few more."""
    badge = minimal_badge(python_party())
    alignment = {"type": ["Alignment"], "targetName": "A", "targetUrl": "https://a.example/1"}
    result = {"type": ["Result"], "value": "A", "alignment": [alignment, alignment]}
    badge["credentialSubject"]["result"] = [result, result]
    assert canonicalize(badge)
    with pytest.raises(PeerError, match="Maximum deep iterations"):
        peer.ask("canonize", document=badge)
