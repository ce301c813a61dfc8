"""`openbadges verify` in its plain form: read as Typer reads it, and without what is heavy."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from openbadges_issuer.cli import verify
from openbadges_issuer.cli.app import create_app
from openbadges_issuer.cli.quick import plain_request
from openbadges_issuer.cli.verification import Request

ROOT = Path(__file__).parents[3]
HEAVY = {
    *("httpcore", "issuer_app", "jwcrypto", "pydantic", "pyld", "rich"),
    *("socket", "sqlalchemy", "ssl", "typer"),
}
OPTIONS = [f"--{name.replace('_', '-')}" for name in Request._field_defaults]
ODD = ["--nope", "--any", "--help", "--did_document", "--what", "-t", "--", "--trust=x", "", " "]
WORDS = st.sampled_from([*OPTIONS, *OPTIONS, *ODD, "-", "badge.json", "https://a.example/b", "é"])


@pytest.fixture
def typer_reads(monkeypatch):
    """What Typer reads in the words after the verb; None when it refuses them or shows help."""
    requests = []
    monkeypatch.setattr(verify, "run", lambda request: requests.append(request) or 0)
    app = typer.Typer(add_completion=False)
    verify.register(app)

    def read(words):
        requests.clear()
        CliRunner().invoke(app, words)
        return requests[0] if requests else None

    return read


def test_every_option_is_a_field_of_its_kind():
    argument, *options = typer.main.get_command(create_app()).commands["verify"].params
    kinds = {
        option.opts[0]: False if option.is_flag else () if option.multiple else None
        for option in options
        if option.opts[0] != "--workers"  # of several files, which are never the plain form
    }
    assert argument.name == "what"
    assert kinds == dict(zip(OPTIONS, Request._field_defaults.values(), strict=True))


@settings(
    max_examples=300,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(words=st.lists(WORDS, max_size=6))
@example(words=["badge.json"])
@example(words=["-", "--json"])
@example(words=["badge.json", "--trust", "x", "--host", "a", "--trust", "b"])
@example(words=["badge.json", "--trust", "--json"])
@example(words=["badge.json", "--recipient", " "])
def test_what_is_plain_means_the_same_to_typer(typer_reads, words):
    request = plain_request(["verify", *words])
    if request is not None:
        assert typer_reads(words) == request


@pytest.mark.parametrize(
    ("typed", "request_"),
    [
        ("verify badge.json", Request("badge.json")),
        ("verify - --any-issuer --json", Request("-", any_issuer=True, json=True)),
        (
            "verify --status-list a badge.json --status-list b --recipient x@example.org",
            Request("badge.json", status_list=("a", "b"), recipient="x@example.org"),
        ),
        (
            "verify 7Q2M-4XKD-9RTV --host https://a.example",
            Request("7Q2M-4XKD-9RTV", host="https://a.example"),
        ),
        ("verify", None),
        ("verify a b", None),
        ("verify .", None),
        ("verify a --help", None),
        ("verify a --trust", None),
        ("verify a --trust=x", None),
        ("verify a --trust x --trust y", Request("a", trust=("x", "y"))),
        ("verify a --host x --host y", None),
        ("verify a --json --json", None),
        ("issue a", None),
        ("", None),
    ],
)
def test_the_plain_form(typed, request_):
    assert plain_request(typed.split()) == request_


def run(*args, stdin=b"", without=()):
    """Run the command in one process of its own, and name the modules that it loaded."""
    code = (
        "import json, os, sys\n"
        "del os.fork\n"  # it would be two
        f"sys.modules.update(dict.fromkeys({without!r}))\n"
        f"sys.argv = {['openbadges', *map(str, args)]!r}\n"
        "from openbadges_issuer.cli import main\n"
        "try:\n"
        "    main()\n"
        "finally:\n"
        "    loaded = [name for name, module in sys.modules.items() if module]\n"
        "    print(json.dumps(loaded), file=sys.stderr)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], input=stdin, capture_output=True, cwd=ROOT, check=False
    )
    loaded = set(json.loads(done.stderr.splitlines()[-1]))
    return done, loaded | {name.partition(".")[0] for name in loaded}


@pytest.mark.parametrize("more", [[], ["--json"]])
def test_verifying_a_file_loads_nothing_heavy(office, more):
    done, loaded = run(
        *("verify", office / "badge.json", "--trust", office / "trusted.toml"),
        *("--did-document", office / "km" / "did.json", "--status-list", office / "1.json", *more),
    )
    assert done.returncode == 0, done.stdout
    assert not HEAVY & loaded
    assert "tomllib" in loaded
    assert ("openbadges_issuer.cli.showing" in loaded) is not bool(more)


def test_what_a_badge_needs_is_loaded_for_it(office, art):
    _, loaded = run("verify", "-", stdin=(office / "badge.json").read_bytes())
    seldom = {
        "tomllib",
        "openbadges_issuer.baking.png",
        "openbadges_issuer.baking.svg",
        "openbadges_issuer.fetching.https",
        "openbadges_issuer.keys.files",
        "openbadges_issuer.proofs.vc_jwt",
        "openbadges_issuer.verifying.look_alikes",
    }
    assert not seldom & loaded
    _, loaded = run("verify", "-", stdin=art.read_bytes())
    assert "openbadges_issuer.baking.svg" in loaded
    _, loaded = run("verify", "-", stdin=b"eyJ.eyJ.x")
    assert "openbadges_issuer.proofs.vc_jwt" in loaded
    assert not HEAVY & loaded


def test_the_plain_form_needs_no_typer(office):
    done, _ = run("verify", office / "badge.json", "--json", without=["typer"])
    assert done.returncode == 2
    assert json.loads(done.stdout)["verdict"] == "key_unreachable"
    done, _ = run("verify", office / "badge.json", "--help", without=["typer"])
    assert done.returncode == 3
    assert b"pip install" in done.stderr


@pytest.mark.parametrize(
    ("typed", "asked"), [("verify", 0), ("keygen", 0), ("issuer", 1), ("serve", 1)]
)
def test_other_packages_are_loaded_for_their_verbs_and_for_groups(monkeypatch, typed, asked):
    groups = []
    monkeypatch.setattr(
        "openbadges_issuer.cli.app.metadata.entry_points",
        lambda *, group: groups.append(group) or [],
    )
    create_app([typed, "--help"])
    assert len(groups) == asked
