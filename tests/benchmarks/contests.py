"""This library against the others, in interleaved rounds on one core."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import cycle, islice
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


def contests(
    *, badges: int, rounds: int, seconds: float, tell: Tell
) -> tuple[dict[str, float], dict[str, float], dict[str, str]]:
    """Race everybody.

    Args:
        badges: how many badges there are to take turns; they differ in all that badges of one
            achievement differ in.
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
        runners = _own(district, badges)
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
            yield f"{verb}_many/js", ratio(taken[f"{verb} js"], taken[f"{verb}_many rdfc"])
        for short in _SHORT.values():
            if f"{verb} {short}" in taken:
                own, bare = taken[f"{verb} {short}"], taken[f"{verb} ed25519"]
                yield f"{verb}-{short}/ed25519", ratio(bare, own)


def _own(district: District, count: int) -> dict[str, Run]:
    """This library: one at a time by each mechanism, and many by the first."""
    what = achievement()
    awards = [award(what, number) for number in range(count)]
    runners: dict[str, Run] = {}
    for mechanism in (RDFC, JCS, JWT):
        if mechanism in SECURING_MECHANISMS:
            badges = [
                one.require().bytes
                for one in district.issuer.issue_many(awards, securing=mechanism)
            ]
            short = _SHORT[mechanism]
            runners[f"issue {short}"] = repeated(_issuing(district, awards, mechanism))
            runners[f"verify {short}"] = repeated(_verifying(district, badges))
            if mechanism == RDFC:
                runners[f"issue_many {short}"] = _issuing_many(district, awards)
                runners[f"verify_many {short}"] = _verifying_many(district, badges)
    return runners


def _issuing(district: District, awards: list[ob.Award], securing: str) -> Callable[[], object]:
    given = cycle([(one.achievement, _members(one)) for one in awards])

    def issue() -> bytes:
        what, members = next(given)
        return district.issuer.issue(what, securing=securing, **members).bytes

    return issue


def _members(one: ob.Award) -> dict[str, Any]:
    return {name: getattr(one, name) for name in one.__slots__ if name != "achievement"}


def _issuing_many(district: District, awards: list[ob.Award]) -> Run:
    def run(times: int) -> float:
        begin = process_time()
        for one in district.issuer.issue_many(islice(cycle(awards), times)):
            _ = one.require().bytes
        return process_time() - begin

    return run


def _verifying(district: District, badges: list[bytes]) -> Callable[[], object]:
    verifier, given = district.verifier(), cycle(badges)

    def verify() -> None:
        _expect_valid(verifier.verify(next(given), recipient=TEACHER))

    return verify


def _verifying_many(district: District, badges: list[bytes]) -> Run:
    verifier = district.verifier()

    def run(times: int) -> float:
        items = ((data, TEACHER) for data in islice(cycle(badges), times))
        begin = process_time()
        for report in verifier.verify_many(items):
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
