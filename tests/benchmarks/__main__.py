"""Run the benchmarks, print the table, and end with 1 when a gate was missed."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from statistics import fmean, median
from tempfile import TemporaryDirectory

from rich.console import Console

from tests.benchmarks.contests import Tell, contests
from tests.benchmarks.programs import programs
from tests.benchmarks.revocations import revocations
from tests.benchmarks.rounds import interleave, ratio
from tests.benchmarks.scale import issue_apart, issue_run, issuing, verify_run
from tests.benchmarks.starts import starts
from tests.benchmarks.table import LONGEST, ROOT, missed, save, show, write_into

_LEGS = 50  # of the long runs


def main() -> int:
    """Run everything."""
    options = _options()
    figures: dict[str, float] = {}
    rounds = 2 if options.quick else options.rounds
    seconds = 0.01 if options.quick else 0.2
    rows = (10, 20, 40) if options.quick else (1_000, 10_000, options.rows)
    with _telling() as tell:
        figures |= _scale(rows, 2 if options.quick else _LEGS, tell)
        raced, speeds, missing = contests(rounds=rounds, seconds=seconds, tell=tell)
        figures |= raced
        figures |= _starts(rounds, tell)
        figures |= _revocations(rounds, seconds, tell)
        # These take long, and so fewer turns do.
        figures |= _programs(1 if options.quick else 100, (rounds + 1) // 2, seconds, tell)
        figures |= _workers(rows[2] // 2, (rounds + 2) // 3, tell)
    if rows[-1] != LONGEST:
        missing["rows"] = f"the rows of {LONGEST:,} were measured with {rows[-1]:,}"
    show(figures, speeds, missing)
    save(options.out, figures, speeds, missing)
    if options.write_readme:
        write_into(options.write_readme, figures, missing)
    failed = missed(figures)
    if failed:
        sys.stderr.write("Missed: " + "; ".join(measure.what for measure in failed) + ".\n")
    return 1 if failed else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    add = parser.add_argument
    add("--quick", action="store_true", help="see that everything runs; its figures say nothing")
    add("--rounds", type=int, default=15, help="turns of each contestant (default: 15)")
    add("--rows", type=int, default=LONGEST, help="badges of the longest run (default: 100,000)")
    add("--out", type=Path, default=ROOT / "build" / "bench.json", help="the results as JSON")
    add(
        "--write-readme",
        type=Path,
        nargs="?",
        const=ROOT / "README.md",
        help="write the table into README (or that file), between its markers",
    )
    options = parser.parse_args()
    if options.rows < _LEGS:
        parser.error(f"--rows: at least {_LEGS}")
    return options


def _starts(rounds: int, tell: Tell) -> dict[str, float]:
    with TemporaryDirectory() as folder:
        taken = interleave(starts(Path(folder)), rounds=rounds, seconds=0, tell=tell)
    return {f"start/{name}": ratio(taken[name], taken["bare"]) for name in ("verify", "import")}


def _revocations(rounds: int, seconds: float, tell: Tell) -> dict[str, float]:
    taken = interleave(revocations(), rounds=rounds, seconds=seconds, tell=tell)
    return {id_: 1_000 * median(each) for id_, each in taken.items()}


def _programs(size: int, rounds: int, seconds: float, tell: Tell) -> dict[str, float]:
    """Time what programs do; of each by how much more ten times as much takes."""
    runs = programs(events=size, badges=size, people=10 * size)
    taken = interleave(runs, rounds=rounds, seconds=seconds, tell=tell)
    figures: dict[str, float] = {}
    for name in ("fold", "recognize", "stacks", "load"):
        shown = name if name == "load" else f"{name} more"
        figures[f"{name}/ms"] = 1_000 * median(taken[shown])
        figures[f"{name}/more"] = ratio(taken[f"{name} more"], taken[name])
    return figures


def _scale(rows: tuple[int, int, int], legs: int, tell: Tell) -> dict[str, float]:
    """Runs of few, more and most badges; the short one again for each leg of the long ones."""
    few, more, most = rows
    each: dict[int, list[float]] = {count: [] for count in rows}
    memory: list[float] = []
    with issuing(more, legs) as further, issuing(most, legs) as furthest:
        for number in range(legs):
            tell(f"part {number + 1} of {legs}: {more:,} and {most:,} badges, beside {few:,}")
            with issuing(few, 1) as nearest:
                each[few].append(nearest()["cpu"] / few)
            each[more].append(further()["cpu"] / (more // legs))
            last = furthest()
            each[most].append(last["cpu"] / (most // legs))
            memory.append(last["memory"])
    cost = {count: fmean(seconds) for count, seconds in each.items()}
    return {
        "growth/10k": cost[more] / cost[few],
        "growth/100k": cost[most] / cost[few],
        "memory": memory[-1],
        "memory/flat": memory[-1] - memory[legs // 2 - 1],
    }


def _workers(rows: int, rounds: int, tell: Tell) -> dict[str, float]:
    """The same work by one process, by two, and twice at once by two that have nothing to share."""
    runs: dict[str, Callable[[int], float]] = {
        "issue": issue_run,
        "issue, two": partial(issue_run, workers=2),
        "issue, two apart": issue_apart,
        "verify": lambda count: verify_run(count // 2),
        "verify, two": lambda count: verify_run(count // 2, workers=2),
    }
    each: dict[str, list[float]] = {}
    for number in range(rounds):
        for verb, run in runs.items():
            tell(f"round {number + 1} of {rounds}: {rows:,} badges, {verb}")
            each.setdefault(verb, []).append(run(rows))
    return {
        "workers/issue": ratio(each["issue"], each["issue, two"]),
        "workers/apart": ratio(each["issue"], each["issue, two apart"]) * 2,
        "workers/verify": ratio(each["verify"], each["verify, two"]),
    }


@contextmanager
def _telling() -> Iterator[Tell]:
    """Say at the terminal what is being done."""
    console = Console(stderr=True)
    with console.status("") as status:
        yield status.update if console.is_terminal else lambda what: None


if __name__ == "__main__":
    sys.exit(main())
