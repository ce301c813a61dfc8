"""Many badges: what each costs when there are more, with two processes, and the memory taken.

Each run is a process of its own, which this file is when it is started as a program.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from subprocess import PIPE, run
from time import perf_counter, process_time

from tests.benchmarks.credential import TEACHER, District, achievement, award

_MB = 1_000_000
_WARM_UP = 100


def issue_run(rows: int, *, workers: int = 1) -> dict[str, float]:
    """Issue that many badges in a new process, in which the first ones were issued before.

    Returns:
        ``seconds`` that passed, and ``cpu`` that this one process took; and its most memory in
        megabytes: ``memory`` of all, ``half`` when half of the badges were made.
    """
    return _child("issue", rows, workers)


def verify_run(rows: int, *, workers: int = 1) -> dict[str, float]:
    """Verify that many badges in a new process; gives ``seconds``."""
    return _child("verify", rows, workers)


def issue_apart(rows: int) -> float:
    """Issue that many badges in each of two processes at once; gives the longer one's seconds.

    They share nothing, so this is what two processes can reach on this machine.
    """
    with ThreadPoolExecutor(2) as both:
        return max(run["seconds"] for run in both.map(issue_run, [rows, rows]))


def _child(verb: str, rows: int, workers: int) -> dict[str, float]:
    command = [sys.executable, "-m", __name__, json.dumps([verb, rows, workers])]
    done = run(command, stdout=PIPE, check=True, encoding="utf-8")
    result: dict[str, float] = json.loads(done.stdout)
    return result


# In the new process ------------------------------------------------------------------------------


def _issue(rows: int, workers: int) -> dict[str, float]:
    issuer, what = District.new().issuer, achievement()
    awards = (award(what, number, f"t{number}@example.org") for number in range(rows))
    for one in issuer.issue_many(award(what) for _ in range(_WARM_UP)):
        one.require()
    half = _memory()
    begin, cpu = perf_counter(), process_time()
    for one in issuer.issue_many(awards, workers=workers):
        assert one.require().bytes
        if one.index == rows // 2:
            half = _memory()
    taken = {"seconds": perf_counter() - begin, "cpu": process_time() - cpu}
    return taken | {"memory": _memory(), "half": half}


def _verify(rows: int, workers: int) -> dict[str, float]:
    district, what = District.new(), achievement()
    made = district.issuer.issue_many(award(what, number) for number in range(min(rows, 500)))
    badges = [one.require().bytes for one in made]

    def items() -> Iterator[tuple[bytes, str]]:
        for number in range(rows):
            yield badges[number % len(badges)], TEACHER

    verifier = district.verifier()
    for report in verifier.verify_many(badges[:_WARM_UP]):
        assert report.document
    begin = perf_counter()
    for report in verifier.verify_many(items(), workers=workers):
        assert report, report.verdict
    return {"seconds": perf_counter() - begin}


def _memory() -> float:
    """Give the most memory that this process had, in megabytes."""
    import resource  # noqa: PLC0415  # Windows has none

    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / _MB if sys.platform == "darwin" else most * 1_024 / _MB


def _main(verb: str, rows: int, workers: int) -> None:
    work = {"issue": _issue, "verify": _verify}[verb]
    sys.stdout.write(json.dumps(work(rows, workers)))


if __name__ == "__main__":
    _main(*json.loads(sys.argv[1]))
