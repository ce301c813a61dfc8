"""The package as others get it: a wheel with its contexts, and an import that pulls in little."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

import openbadges_issuer

ROOT = Path(__file__).resolve().parents[2]
# Loaded by the import of the package alone, any of these would cost more than the interpreter.
HEAVY = ("flask", "httpx", "requests", "pyld", "pydantic", "jwcrypto", "rich", "typer", "sqlite3")


def run(code: str, *, cwd: Path, path: Path | None = None) -> str:
    """Run code in a fresh interpreter that ignores the caller's environment."""
    prelude = f"import sys; sys.path.insert(0, {str(path)!r})\n" if path else ""
    done = subprocess.run(
        [sys.executable, "-I", "-c", prelude + code],
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_importing_the_package_loads_nothing_heavy(tmp_path: Path) -> None:
    code = "import sys, json, openbadges_issuer; print(json.dumps(sorted(sys.modules)))"
    loaded = {name.partition(".")[0] for name in json.loads(run(code, cwd=tmp_path))}
    assert loaded.isdisjoint(HEAVY)


def test_verifying_needs_neither_flask_nor_a_network_library(tmp_path: Path) -> None:
    code = (
        "import sys, json, openbadges_issuer as ob\n"
        "ob.Verifier(ob.Policy(any_issuer=True), fetcher=ob.Offline()).verify('{}')\n"
        "print(json.dumps(sorted(sys.modules)))"
    )
    loaded = {name.partition(".")[0] for name in json.loads(run(code, cwd=tmp_path))}
    assert loaded.isdisjoint({"flask", "httpx", "requests", "urllib3", "aiohttp", "sqlalchemy"})


def test_every_public_name_is_there() -> None:
    for name in openbadges_issuer.__all__:
        assert getattr(openbadges_issuer, name) is not None
    assert set(openbadges_issuer.__all__) <= set(dir(openbadges_issuer))
    with pytest.raises(AttributeError, match="no attribute 'made_up'"):
        openbadges_issuer.made_up  # noqa: B018


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build a source distribution from a copy of the tree, and a wheel from that."""
    folder = tmp_path_factory.mktemp("build")
    tracked = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split("\0")
    wanted = ("openbadges_issuer/", "contexts/", "pyproject.toml", "setup.py", "README", "LICENSE")
    for name in tracked:
        if name.startswith(wanted) and (ROOT / name).is_file():
            target = folder / "tree" / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes((ROOT / name).read_bytes())
    done = subprocess.run(
        [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), "tree"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    (made,) = folder.glob("*.whl")
    return made


def test_the_wheel_finds_its_contexts(wheel: Path, tmp_path: Path) -> None:
    site = tmp_path / "site"
    subprocess.run(
        [
            sys.executable,
            "-m",
            "pip",
            "install",
            "-q",
            "--no-deps",
            "--no-index",
            "--target",
            str(site),
            str(wheel),
        ],
        check=True,
    )
    code = (
        "import openbadges_issuer, openbadges_issuer.contexts as c\n"
        "print(openbadges_issuer.__file__)\n"
        "print(all(c.load(url) for url in c.bundled()), len(c.bundled()))"
    )
    where, loaded = run(code, cwd=tmp_path, path=site).splitlines()
    assert Path(where).is_relative_to(site)
    assert loaded == "True 17"
    assert (site / "openbadges_issuer" / "py.typed").is_file()
    assert (site / "openbadges_contexts" / "SHA256SUMS").is_file()
