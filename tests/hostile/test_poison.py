"""What would take long or much memory is refused by a count, on verifying and on issuing."""

from __future__ import annotations

import subprocess
import sys
import textwrap
import tracemalloc
from bisect import bisect_left
from itertools import combinations, islice
from pathlib import Path
from typing import Any

import pytest

from openbadges_issuer import contexts
from openbadges_issuer.errors import InputError, OpenBadgesError, Problem
from openbadges_issuer.jsonld import canonicalize, fast_path, rdfc
from openbadges_issuer.limits import DEFAULT_LIMITS, Limits
from openbadges_issuer.memo import Memo
from openbadges_issuer.proofs import SECURING_MECHANISMS
from openbadges_issuer.report import Outcome, Verdict
from openbadges_issuer.verifying import Verifier
from tests.hostile import forge
from tests.hostile.forge import badge, put, sign

SUBJECT = "credentialSubject"
SIGNED = sign(badge())
DISAGREE = {"Achievement", "AchievementSubject"}
"""Types that redefine what others protect."""


def nested(depth: int) -> dict[str, Any]:
    profile: dict[str, Any] = {"type": ["Profile"]}
    for _ in range(depth):
        profile = {"type": ["Profile"], "parentOrg": profile}
    return badge(issuer=badge()["issuer"] | {"parentOrg": profile})


def nested_lists(depth: int) -> dict[str, Any]:
    tag: Any = "t"
    for _ in range(depth):
        tag = [tag]
    return put(badge(), SUBJECT, "achievement", "tag", to=tag)


def twin_subjects() -> dict[str, Any]:
    subject = badge()[SUBJECT] | {"result": [{"type": ["Result"], "value": "A"}] * 9}
    del subject["id"]
    return badge(credentialSubject=[subject, subject])


def linked(size: int, *steps: int) -> dict[str, Any]:
    """Nodes with labels, each linked to those so many steps on: a ring, or a clique."""
    profiles = [
        {"id": f"_:e{n}", "parentOrg": [{"id": f"_:e{(n + step) % size}"} for step in steps]}
        for n in range(size)
    ]
    return put(badge(), SUBJECT, "achievement", "creator", to=profiles)


def of_unlike_types(count: int, types: int) -> dict[str, Any]:
    """Objects with types that each bring a context, of which no two have the same ones."""
    found = [
        name
        for name, meaning in contexts.load(contexts.OPEN_BADGES)["@context"].items()
        if isinstance(meaning, dict) and "@context" in meaning and name[:1].isupper()
    ]
    agreed = [name for name in found if name not in DISAGREE]
    chosen = islice(combinations(agreed, types), count)
    return badge(evidence=[{"id": f"urn:x:{n}", "type": [*own]} for n, own in enumerate(chosen)])


def deep_names(depth: int, value: Any) -> dict[str, Any]:
    """Long names, of which the path of each value consists."""
    for _ in range(depth):
        value = {"\U0001f600" * 80: value}
    return badge(z=value)


def long_id(length: int, results: int, last: str = "") -> dict[str, Any]:
    """An id that is written again in each of its statements; an astral one takes much memory."""
    subject = badge()[SUBJECT] | {"id": f"urn:x:{'a' * length}{last}"}
    return badge(credentialSubject=subject | {"result": [{"type": ["Result"]}] * results})


POISON = {
    "twin subjects": twin_subjects(),
    "20,000 evidence items": badge(evidence=[{"type": "Evidence"}] * 20_000),
    "2,480 objects without id, and DEL": badge(
        description="\x7f", evidence=[{"type": "Evidence"}] * 2_480
    ),
    "205 objects of 20 types": badge(
        evidence=[
            {"id": f"urn:x:{n}", "type": [f"urn:t:{n}:{m}" for m in range(20)]} for n in range(205)
        ]
    ),
    "300 objects of 4 types": of_unlike_types(300, 4),
    "4,900 types under the keyword": badge(evidence=[{"@type": ["Evidence"] * 4_900}]),
    "deep names and 45,000 numbers": deep_names(30, [1] * 45_000),
    "deep names and 20,000 lists": deep_names(30, [[]] * 20_000),
    "a ring of 4,000": linked(4_000, 1),
    "a long id in many statements": long_id(1_000_000, 30),
    "a long astral id in many statements": long_id(1_000_000, 30, "\U0001f600"),
    "400 levels of objects": nested(400),
    "400 levels of lists": nested_lists(400),
}
LABELED = {"a ring": linked(900, 1), "a clique": linked(10, *range(10))}


@pytest.mark.parametrize("name", POISON)
def test_poison_is_not_verified(name: str) -> None:
    nobody = forge.tripwire()
    report = forge.verify({**POISON[name], "proof": SIGNED["proof"] * 4}, nobody)
    unread = "levels" in name
    assert report.verdict is (Verdict.NOT_A_BADGE if unread else Verdict.UNSUPPORTED)
    check = report.check("readable" if unread else "format")
    assert (check.outcome is Outcome.PASSED, check.problem) == (False, Problem.TOO_COMPLEX)
    assert nobody.asked == []


@pytest.mark.parametrize("name", POISON)
def test_poison_is_not_issued(name: str) -> None:
    for memo in (None, Memo()):
        for _ in range(3):
            with pytest.raises(InputError) as caught:
                canonicalize(POISON[name], memo=memo)
            assert caught.value.problem is Problem.TOO_COMPLEX
    with pytest.raises(OpenBadgesError) as refused:
        forge.ISSUER.sign(POISON[name])
    control = "DEL" in name  # which is not issued anyhow
    assert refused.value.problem is (Problem.MALFORMED_VALUE if control else Problem.TOO_COMPLEX)


@pytest.mark.parametrize("name", LABELED)
def test_labels_link_no_nodes(name: str) -> None:
    document = {**LABELED[name], "proof": SIGNED["proof"]}
    forge.expect(
        forge.verify(document), Verdict.TAMPERED, "format", Outcome.FAILED, Problem.UNDEFINED_TERM
    )
    for securing in SECURING_MECHANISMS:
        with pytest.raises(OpenBadgesError) as caught:
            forge.issuer_for(securing).sign(LABELED[name], securing=securing)
        assert caught.value.problem is Problem.UNDEFINED_TERM


def test_nodes_that_are_alike_are_followed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the fast path gives up on, the slow one does; the one has spent little by then."""
    spend, spent = rdfc._NDegree._spend, []

    def counted(self: Any, steps: int) -> None:
        spent.append(steps)
        spend(self, steps)

    monkeypatch.setattr(rdfc._NDegree, "_spend", counted)
    with pytest.raises(InputError):
        canonicalize(twin_subjects())
    assert sum(spent) < 1.3 * DEFAULT_LIMITS.canonicalization_work


def test_types_are_counted_before_they_are_looked_up(monkeypatch: pytest.MonkeyPatch) -> None:
    document = POISON["205 objects of 20 types"]
    asked = []
    expand_type = fast_path.initial_context.learning()._family.processing.expand_type  # type: ignore[union-attr]

    def counted(*given: Any) -> Any:
        asked.append(given)
        return expand_type(*given)

    learned = fast_path.initial_context.learning()._family.processing  # type: ignore[union-attr]
    monkeypatch.setattr(learned, "expand_type", counted)
    with pytest.raises(InputError):
        canonicalize(document)
    assert len(asked) <= DEFAULT_LIMITS.all_types


@pytest.mark.parametrize("length", [300_000, 700_000, 1_000_000, 1_900_000])
@pytest.mark.parametrize("results", [1, 4, 6, 20])
def test_a_canonical_form_takes_bounded_memory(length: int, results: int) -> None:
    document = long_id(length, results, "\U0001f600")
    canonicalize(badge(name="\x7f"))  # PyLD is loaded
    tracemalloc.start()
    try:
        canonicalize(document)
    except InputError as error:
        assert error.problem is Problem.TOO_COMPLEX
    finally:
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert peak < 110_000_000


def test_poison_costs_little_memory(tmp_path: Path) -> None:
    """Each in a process of its own, so that none stands on what others took."""
    documents = POISON | {
        "unlike types": of_unlike_types(140, 7),
        "a long name": badge(**{"k" * 900_000: ["x"] * 4_500}),
        "a long id": long_id(700_000, 5, "\U0001f600"),
    }
    script = textwrap.dedent(
        """
        import sys
        from pathlib import Path
        from openbadges_issuer import Offline, Policy, Verifier
        assert not Verifier(Policy(any_issuer=True), fetcher=Offline()).verify(
            Path(sys.argv[1]).read_bytes()
        )
        print(next(x.split()[1] for x in open('/proc/self/status') if x.startswith('VmHWM')))
        """
    )
    for name, document in documents.items():
        path = tmp_path / "badge.json"
        path.write_bytes(forge.dumps({**document, "proof": SIGNED["proof"] * 4}))
        done = subprocess.run(
            [sys.executable, "-c", script, path], capture_output=True, text=True, check=True
        )
        assert int(done.stdout) < 200_000, name  # KiB


def test_the_proofs_of_a_badge_share_the_work() -> None:
    alike = sign(badge(evidence=[{"type": ["Evidence"]}] * 5))
    four = {**alike, "proof": alike["proof"] * 4}

    def verdict(document: dict[str, Any], work: int) -> Verdict:
        limits = Limits(canonicalization_work=work)
        verifier = Verifier(
            forge.TRUSTED, fetcher=forge.server(), clock=lambda: forge.NOW, limits=limits
        )
        return verifier.verify(forge.dumps(document)).verdict

    works = range(1, 10_000)
    enough = works[bisect_left(works, True, key=lambda work: verdict(alike, work) is Verdict.VALID)]
    assert enough > 4
    assert verdict(alike, enough) is verdict(four, 4 * enough) is Verdict.VALID
    assert verdict(four, 4 * enough - 1) is Verdict.UNSUPPORTED
