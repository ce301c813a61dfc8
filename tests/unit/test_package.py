"""The package as others get it: a wheel with its contexts, and an import that pulls in little."""

from __future__ import annotations

import ast
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import openbadges_issuer

ROOT = Path(__file__).resolve().parents[2]


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


NETWORK = (
    "aiohttp",
    "asyncio",
    "ftplib",
    "http.client",
    "httpcore",
    "httpx",
    "requests",
    "smtplib",
)
NETWORK += ("socket", "ssl", "urllib.request", "urllib3")


def imported(file: Path) -> set[str]:
    """Name the modules that a file imports, wherever in it."""
    names = set()
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names


def test_one_room_reaches_the_network() -> None:
    found = {
        str(file.relative_to(ROOT).parent)
        for package in ("openbadges_issuer", "issuer_app")
        for file in (ROOT / package).rglob("*.py")
        if any(f"{name}.".startswith(f"{net}.") for name in imported(file) for net in NETWORK)
    }
    assert found == {"openbadges_issuer/fetching"}


def test_importing_the_package_loads_nothing_else(tmp_path: Path) -> None:
    code = (
        "import sys, json; before = set(sys.modules); import openbadges_issuer;"
        "print(json.dumps(sorted(set(sys.modules) - before)))"
    )
    loaded = json.loads(run(code, cwd=tmp_path, path=ROOT))
    assert set(loaded) <= {"openbadges_issuer", "__future__"}


def test_verifying_needs_neither_flask_nor_a_network_library(tmp_path: Path) -> None:
    # PyLD loads `requests` or `aiohttp` by itself where they are installed; nothing needs them.
    absent = ("flask", "httpx", "httpcore", "requests", "urllib3", "aiohttp", "sqlalchemy")
    code = (
        f"import sys; sys.modules.update(dict.fromkeys({absent}))\n"
        "import openbadges_issuer as ob\n"
        f"token = {own_badge()!r}\n"
        "verifier = ob.Verifier(ob.Policy(any_issuer=True), fetcher=ob.Offline())\n"
        "print(verifier.verify(token).verdict)"
    )
    assert run(code, cwd=tmp_path).strip() == "valid"


def own_badge() -> str:
    """Sign a badge of an issuer that is its own key, which is verified offline."""
    signer = openbadges_issuer.KeySigner.generate()
    did = signer.verification_method.partition("#")[0]
    issuer = openbadges_issuer.Issuer(openbadges_issuer.Profile(id=did, name="x"), signer=signer)
    achievement = openbadges_issuer.Achievement(
        id="https://example.org/1",
        name="x",
        description="x",
        criteria=openbadges_issuer.Criteria(narrative="x"),
    )
    to = openbadges_issuer.Recipient.by_email("teacher@example.org")
    return issuer.issue(achievement, to=to).text


def test_every_public_name_is_there() -> None:
    for name in openbadges_issuer.__all__:
        assert getattr(openbadges_issuer, name) is not None
    assert set(openbadges_issuer.__all__) <= set(dir(openbadges_issuer))
    with pytest.raises(AttributeError, match="no attribute 'made_up'"):
        openbadges_issuer.made_up  # noqa: B018


def test_type_checkers_know_the_public_names_and_no_others(tmp_path: Path) -> None:
    script = tmp_path / "uses.py"
    script.write_text(
        "import openbadges_issuer as ob\n"
        "verifier = ob.Verifier(ob.Policy(any_issuer=True), fetcher=ob.Offline())\n"
        "verdict: ob.Verdict = verifier.verify(b'').verdict\n"
        "ob.Verifier(ob.Policy(any_issuer=True))\n"
        "ob.Verifer\n"
    )
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--cache-dir", str(tmp_path), str(script)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    errors = [line for line in done.stdout.splitlines() if ": error:" in line]
    assert [line.split(":")[1] for line in errors] == ["4", "5"], done.stdout
    assert '"fetcher"' in errors[0]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build a source distribution from a copy of the tree, and a wheel from that."""
    folder = tmp_path_factory.mktemp("build")
    for name in ("openbadges_issuer", "issuer_app", "contexts"):
        shutil.copytree(
            ROOT / name, folder / "tree" / name, ignore=shutil.ignore_patterns("__pycache__")
        )
    for name in ("pyproject.toml", "setup.py", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, folder / "tree" / name)
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
    assert list((site / "openbadges_issuer" / "jsonld" / "compiled").glob("*.json"))
    for file in ("templates/share.html", "static/style.css", "static/badge.png"):
        assert (site / "issuer_app" / file).is_file()
    assert list((site / "issuer_app" / "store" / "migrations" / "versions").glob("*.py"))
