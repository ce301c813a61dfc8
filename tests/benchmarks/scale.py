"""Many badges: what each costs when there are more, with two processes, and the memory taken.

Each run is a process of its own, which this file is when it is started as a program.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from subprocess import PIPE, Popen, run
from time import perf_counter, process_time

import openbadges_issuer as ob
from tests.benchmarks.credential import TEACHER, District, achievement, award

_MB = 1_000_000
_WARM_UP = 100

Leg = Callable[[], dict[str, float]]


@contextmanager
def issuing(rows: int, legs: int) -> Iterator[Leg]:
    """Issue that many badges in a new process, which waits for a call before each leg of the way.

    So runs of different lengths can be side by side, and share the weather.

    Returns:
        Goes on for a leg: ``cpu`` are the seconds of the processor it took, and ``memory`` the most
        megabytes so far.
    """
    with Popen(_command("legs", rows, legs), stdin=PIPE, stdout=PIPE, encoding="utf-8") as process:
        assert process.stdin
        assert process.stdout
        go, told = process.stdin, process.stdout

        def leg() -> dict[str, float]:
            go.write("\n")
            go.flush()
            result: dict[str, float] = json.loads(told.readline())
            return result

        yield leg


def issue_run(rows: int, *, workers: int = 1) -> float:
    """Issue that many badges in a new process; gives the seconds that passed."""
    return _seconds("issue", rows, workers)


def verify_run(rows: int, *, workers: int = 1) -> float:
    """Verify that many badges in a new process; gives the seconds that passed."""
    return _seconds("verify", rows, workers)


def issue_apart(rows: int) -> float:
    """Issue that many badges in each of two processes at once; gives the longer one's seconds.

    They share nothing, so this is what two processes can reach on this machine.
    """
    with ThreadPoolExecutor(2) as both:
        return max(both.map(issue_run, [rows, rows]))


def _seconds(verb: str, rows: int, workers: int) -> float:
    done = run(_command(verb, rows, workers), stdout=PIPE, check=True, encoding="utf-8")
    return float(done.stdout)


def _command(verb: str, rows: int, more: int) -> list[str]:
    return [sys.executable, "-m", __name__, json.dumps([verb, rows, more])]


# In the new process ------------------------------------------------------------------------------


def _legs(rows: int, legs: int) -> None:
    issued = _issued(rows)
    for _ in range(legs):
        sys.stdin.readline()
        begin = process_time()
        for _, one in zip(range(rows // legs), issued, strict=False):
            assert one.require().bytes
        told = {"cpu": process_time() - begin, "memory": _memory()}
        sys.stdout.write(json.dumps(told) + "\n")
        sys.stdout.flush()


def _issue(rows: int, workers: int) -> None:
    issued = _issued(rows, workers)
    begin = perf_counter()
    for one in issued:
        assert one.require().bytes
    _tell(perf_counter() - begin)


def _issued(rows: int, workers: int = 1) -> Iterator[ob.Issued]:
    """Begin to issue, where the first badges were issued before."""
    issuer, what = District.new().issuer, achievement()
    for one in issuer.issue_many(award(what) for _ in range(_WARM_UP)):
        one.require()
    awards = (award(what, number, f"t{number}@example.org") for number in range(rows))
    return issuer.issue_many(awards, workers=workers)


def _verify(rows: int, workers: int) -> None:
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
    _tell(perf_counter() - begin)


def _tell(seconds: float) -> None:
    sys.stdout.write(str(seconds))


def _memory() -> float:
    """Give the most memory that this process had, in megabytes."""
    status = Path("/proc/self/status")
    if status.exists():  # what is asked for below counts the memory of whoever started this
        [kilobytes] = re.findall(r"VmHWM:\s*(\d+) kB", status.read_text("ascii"))
        return int(kilobytes) * 1_024 / _MB
    import resource  # noqa: PLC0415  # Windows has none

    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / _MB if sys.platform == "darwin" else most * 1_024 / _MB


if __name__ == "__main__":
    _verb, *_numbers = json.loads(sys.argv[1])
    {"legs": _legs, "issue": _issue, "verify": _verify}[_verb](*_numbers)
