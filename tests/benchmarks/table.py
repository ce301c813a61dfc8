"""The results as a table: at the terminal, in README, and as JSON."""

from __future__ import annotations

import json
import platform
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from tests.benchmarks.gates import MEASURES, Measure

ROOT = Path(__file__).resolve().parents[2]
BEGIN, END = "<!-- benchmarks: made by `make bench` -->", "<!-- end of benchmarks -->"
LONGEST = 100_000
"""Badges of the longest run, as the table names it."""
_MET = {True: "met", False: "MISSED", None: ""}

Figures = Mapping[str, float]


def show(figures: Figures, speeds: Figures, missing: Mapping[str, str]) -> None:
    """Print the table, the speeds behind it, and who could not run."""
    console = Console()
    table = Table("What is measured", "Figure", "Gate", "Aim", "", title=f"On {machine()}")
    for measure in MEASURES:
        figure = figures.get(measure.id)
        met = None if figure is None else measure.met(figure)
        style = {True: "green", False: "bold red", None: ""}[met]
        cells = (
            _figure(measure, figure),
            _bound(measure, measure.gate),
            _bound(measure, measure.aim),
        )
        table.add_row(measure.what, *cells, Text(_MET[met], style=style))
    console.print(table)
    each = Table("Operation", "a second", title="Median of the rounds; for orientation only")
    for name, speed in speeds.items():
        each.add_row(name, f"{speed:,.0f}")
    console.print(each)
    for reason in missing.values():
        console.print(Text(f"Note: {reason}.", style="yellow"))


def save(path: Path, figures: Figures, speeds: Figures, missing: Mapping[str, str]) -> None:
    """Write everything as JSON."""
    result: dict[str, Any] = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": machine(),
        "figures": dict(figures),
        "speeds": dict(speeds),
        "missing": dict(missing),
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(result, indent=2) + "\n", "utf-8")


def write_into(readme: Path, figures: Figures, missing: Mapping[str, str]) -> None:
    """Replace the table in README, between its markers."""
    lines = ["", "| | figure | gate | |", "|---|---|---|---|"]
    for measure in MEASURES:
        if measure.id in figures:
            figure = figures[measure.id]
            met = _MET[measure.met(figure)]
            cells = (measure.what, _figure(measure, figure), _bound(measure, measure.gate), met)
            lines.append(f"| {' | '.join(cells)} |")
    lines += ["", f"On {machine()}, {datetime.now(UTC):%Y-%m-%d}."]
    lines += [f"Note: {reason}." for reason in missing.values()]
    text = readme.read_text("utf-8")
    if BEGIN not in text or END not in text:
        raise SystemExit(f"{readme} has no place for the table: put {BEGIN} and {END} into it")
    between = re.compile(f"{re.escape(BEGIN)}.*{re.escape(END)}", re.DOTALL)
    readme.write_text(between.sub(lambda _: "\n".join([BEGIN, *lines, END]), text), "utf-8")


def missed(figures: Figures) -> list[Measure]:
    """Name the measures whose gate was missed, or that have a gate and no figure."""
    gated = [measure for measure in MEASURES if measure.gate is not None]
    return [
        measure
        for measure in gated
        if measure.id not in figures or not measure.met(figures[measure.id])
    ]


def machine() -> str:
    """Name the machine, as far as it tells."""
    names = [platform.processor() or platform.machine()]
    cpu = Path("/proc/cpuinfo")
    if cpu.exists():
        names = re.findall(r"^model name\s*: (.*)$", cpu.read_text("utf-8"), re.MULTILINE)
    cores = f"{len(names)} × " if len(names) > 1 else ""
    first = names[0] if names else platform.machine()
    return f"{cores}{first}, {platform.system()}, Python {platform.python_version()}"


def _figure(measure: Measure, figure: float | None) -> str:
    if figure is None:
        return "–"
    match measure.unit:
        case "x":
            return f"{figure:.3g}×" if figure < 10 else f"{figure:.1f}×"
    return f"{figure:.3g} {measure.unit}" if figure < 1_000 else f"{figure:,.0f} {measure.unit}"


def _bound(measure: Measure, bound: float | None) -> str:
    if bound is None:
        return ""
    unit = "×" if measure.unit == "x" else f" {measure.unit}"
    return f"{'≤' if measure.most else '≥'} {bound:g}{unit}"
