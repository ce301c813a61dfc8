"""What unit tests share."""

from __future__ import annotations

from subprocess import Popen

import pytest

from openbadges_issuer.bulk import Make, process
from openbadges_issuer.bulk.crew import Crew


class Workers:
    """The worker processes that a test started."""

    def __init__(self) -> None:
        self._started: list[Popen[bytes]] = []

    def note(self, started: Popen[bytes]) -> Popen[bytes]:
        self._started.append(started)
        return started

    @property
    def alive(self) -> int:
        return sum(worker.poll() is None for worker in self._started)

    def __len__(self) -> int:
        return len(self._started)


@pytest.fixture
def workers_started(monkeypatch: pytest.MonkeyPatch) -> Workers:
    noted, start = Workers(), process._start
    monkeypatch.setattr(process, "_start", lambda: noted.note(start()))
    return noted


@pytest.fixture
def workers_begin_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the first chunks go to workers, where this process would have done them meanwhile."""

    def start_and_wait(crew: Crew, make: Make, workers: int) -> None:
        start(crew, make, workers)
        for _ in range(workers):
            crew._hear(lambda question: None)

    start = Crew.start
    monkeypatch.setattr(Crew, "start", start_and_wait)
