"""What unit tests share."""

from __future__ import annotations

from subprocess import Popen

import pytest

from openbadges_issuer.bulk import process


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
