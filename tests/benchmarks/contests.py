"""This library against the others, in interleaved rounds on one core."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import count
from time import process_time
from typing import Any

import openbadges_issuer as ob
from openbadges_issuer.proofs import SECURING_MECHANISMS
from tests.benchmarks import others
from tests.benchmarks.credential import TEACHER, District, achievement, award
from tests.benchmarks.gates import JCS, JWT, RDFC
from tests.benchmarks.javascript import MissingError, digitalbazaar
from tests.benchmarks.rounds import Run, interleave, ratio, repeated

_SHORT = {RDFC: "rdfc", JCS: "jcs", JWT: "jwt"}

Tell = Callable[[str], None]
Awards = Callable[[int], list[ob.Award]]
Badges = Callable[[int, str], list[bytes]]

_PLACES = 65_536  # of the status list that are in force


def contests(
    *, rounds: int, seconds: float, tell: Tell
) -> tuple[dict[str, float], dict[str, float], dict[str, str]]:
    """Race everybody.

    Args:
        rounds: how often each contestant has a turn.
        seconds: about how long a turn is.
        tell: is told what is being done.

    Returns:
        The figures by the ids of measures; operations per second by contestant; and for those
        who could not run the reason.
    """
    missing: dict[str, str] = {}
    district = District.new()
    unsigned = district.unsigned()
    with ExitStack() as stack, _one_core():
        runners = _own(district)
        for name, work in (
            ("ed25519", others.bare_ed25519(district)),
            ("pyld", others.naive_pyld(district, unsigned)),
            ("openbadgeslib", others.openbadgeslib(district, unsigned)),
        ):
            if work is None:
                missing[name] = f"{name} is not installed; run: pip install '.[bench]'"
                continue
            runners[f"issue {name}"], runners[f"verify {name}"] = map(repeated, work)
        try:
            peer = stack.enter_context(digitalbazaar(district, unsigned))
            runners["issue js"], runners["verify js"] = peer
        except MissingError as error:
            missing["js"] = str(error)
        taken = interleave(runners, rounds=rounds, seconds=seconds, tell=tell)
    figures = dict(_figures(taken))
    for mechanism in (RDFC, JCS, JWT):
        if mechanism not in SECURING_MECHANISMS:
            missing[_SHORT[mechanism]] = f"{mechanism} is not issued by this version"
    speeds = {name: 1 / sorted(each)[len(each) // 2] for name, each in taken.items()}
    return figures, speeds, missing


def _figures(taken: dict[str, list[float]]) -> Iterator[tuple[str, float]]:
    for verb in ("issue", "verify"):
        for other in ("js", "pyld", "openbadgeslib"):
            if f"{verb} {other}" in taken:
                yield f"{verb}/{other}", ratio(taken[f"{verb} {other}"], taken[f"{verb} rdfc"])
        if f"{verb} js" in taken:
            for kind in ("many", "unlike"):
                own = taken[f"{verb}_{kind} rdfc"]
                yield f"{verb}_{kind}/js", ratio(taken[f"{verb} js"], own)
        for short in _SHORT.values():
            if f"{verb} {short}" in taken:
                own, bare = taken[f"{verb} {short}"], taken[f"{verb} ed25519"]
                yield f"{verb}-{short}/ed25519", ratio(bare, own)


def _own(district: District) -> dict[str, Run]:
    """This library: one at a time by each mechanism, and many by the first.

    No award and no badge comes twice; they are made before the clock starts.
    """
    issuer, what, numbers = district.issuer, achievement(), count()

    def awards(times: int) -> list[ob.Award]:
        return [award(what, next(numbers) % _PLACES) for _ in range(times)]

    def unlike(times: int) -> list[ob.Award]:
        """Give each award an achievement of its own, so that only the issuer comes again."""
        given = [next(numbers) for _ in range(times)]
        return [award(achievement(f"-{number}"), number % _PLACES) for number in given]

    def badges(times: int, securing: str, awards: Awards = awards) -> list[bytes]:
        made = issuer.issue_many(awards(times), securing=securing)
        return [one.require().bytes for one in made]

    runners: dict[str, Run] = {}
    for mechanism in (RDFC, JCS, JWT):
        if mechanism in SECURING_MECHANISMS:
            short = _SHORT[mechanism]
            runners[f"issue {short}"] = _issuing(issuer, awards, mechanism)
            runners[f"verify {short}"] = _verifying(district.verifier(), badges, mechanism)
    runners["issue_unlike rdfc"] = _issuing(issuer, unlike, RDFC)
    runners["verify_unlike rdfc"] = _verifying(
        district.verifier(), lambda times, securing: badges(times, securing, unlike), RDFC
    )
    runners["issue_many rdfc"] = _issuing_many(issuer, awards)
    runners["verify_many rdfc"] = _verifying_many(district.verifier(), badges)
    return runners


def _issuing(issuer: ob.Issuer, awards: Awards, securing: str) -> Run:
    def run(times: int) -> float:
        given = [(one.achievement, _members(one)) for one in awards(times)]
        begin = process_time()
        for what, members in given:
            _ = issuer.issue(what, securing=securing, **members).bytes
        return process_time() - begin

    return run


def _members(one: ob.Award) -> dict[str, Any]:
    return {name: getattr(one, name) for name in one.__dataclass_fields__ if name != "achievement"}


def _issuing_many(issuer: ob.Issuer, awards: Awards) -> Run:
    def run(times: int) -> float:
        given = awards(times)
        begin = process_time()
        for one in issuer.issue_many(given):
            _ = one.require().bytes
        return process_time() - begin

    return run


def _verifying(verifier: ob.Verifier, badges: Badges, securing: str) -> Run:
    def run(times: int) -> float:
        given = badges(times, securing)
        begin = process_time()
        for data in given:
            _expect_valid(verifier.verify(data, recipient=TEACHER))
        return process_time() - begin

    return run


def _verifying_many(verifier: ob.Verifier, badges: Badges) -> Run:
    def run(times: int) -> float:
        given = [(data, TEACHER) for data in badges(times, RDFC)]
        begin = process_time()
        for report in verifier.verify_many(given):
            _expect_valid(report)
        return process_time() - begin

    return run


def _expect_valid(report: ob.Report) -> None:
    """A benchmark of refusals would be a fast one."""
    if report.verdict is not ob.Verdict.VALID:
        raise AssertionError(report.verdict)


@contextmanager
def _one_core() -> Iterator[None]:
    """Keep this process, and those that it starts, on one core, where the system can."""
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {max(before)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)
