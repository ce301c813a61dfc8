"""What all tests share."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

from openbadges_issuer.bulk import Make
from openbadges_issuer.bulk.crew import Crew

# Continuous integration tries the same examples each time; everybody else tries new ones. How long
# one takes says nothing on a machine that does other things too.
settings.register_profile("new", deadline=None)
settings.register_profile("steady", derandomize=True, deadline=None)
settings.load_profile("steady" if os.environ.get("OPENBADGES_NO_SKIP") else "new")

ROOT = Path(__file__).resolve().parents[1]
SHARED = Path(os.environ.get("OPENBADGES_SHARED", ROOT.parent / "shared"))
_NO_REFERENCE = f"reference material is not there: {SHARED} (set OPENBADGES_SHARED)"


@pytest.fixture(scope="session")
def shared() -> Path:
    """Reference material that is kept beside the project and is not part of it."""
    if not SHARED.is_dir():
        pytest.skip(_NO_REFERENCE)
    return SHARED


@pytest.fixture
def workers_begin_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the first chunks go to workers, where this process would have done them meanwhile."""

    def start_and_wait(crew: Crew, make: Make, workers: int) -> None:
        start(crew, make, workers)
        for _ in range(workers):
            crew._hear(lambda question: None)

    start = Crew.start
    monkeypatch.setattr(Crew, "start", start_and_wait)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """With OPENBADGES_NO_SKIP set, a skipped test fails, unless it lacks the reference material."""
    report = yield
    if os.environ.get("OPENBADGES_NO_SKIP") and report.skipped and not hasattr(report, "wasxfail"):
        reason = str(report.longrepr[2]) if isinstance(report.longrepr, tuple) else ""
        if _NO_REFERENCE not in reason:
            report.outcome = "failed"
            report.longrepr = f"skipped where nothing may be skipped: {reason}"
    return report
