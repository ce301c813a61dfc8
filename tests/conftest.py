"""What all tests share."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def shared() -> Path:
    """Reference material that is kept beside the project and is not part of it."""
    folder = Path(os.environ.get("OPENBADGES_SHARED", ROOT.parent / "shared"))
    if not folder.is_dir():
        pytest.skip(f"reference material is not there: {folder} (set OPENBADGES_SHARED)")
    return folder
