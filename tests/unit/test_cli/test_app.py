"""The command as a whole: usage, errors and exit statuses, and verbs of other packages."""

from __future__ import annotations

import sys
from importlib import metadata

import pytest
import typer
from typer.testing import CliRunner

from openbadges_issuer import cli
from openbadges_issuer.cli.app import create_app
from openbadges_issuer.errors import SettingsError


def invoke(app, *args):
    return CliRunner().invoke(app, list(args))


def with_verb(verb):
    app = create_app()
    app.command("try")(verb)
    return invoke(app, "try")


def test_help_names_every_verb_and_the_exit_statuses():
    result = invoke(create_app(), "--help")
    assert result.exit_code == 0
    for verb in ("keygen", "issuer", "issue", "status", "verify", "bake", "unbake"):
        assert f"\n  {verb} " in result.stdout
    assert "0 valid, 1 not valid, 2 could not decide" in result.stdout
    assert "\x1b" not in result.stdout
    assert "╭" not in result.stdout


def test_version():
    result = invoke(create_app(), "--version")
    assert result.exit_code == 0
    assert result.stdout == f"openbadges {metadata.version('openbadges-issuer')}\n"


@pytest.mark.parametrize(
    "args", [[], ["nope"], ["verify"], ["verify", "x", "--nope"], ["keygen", "x", "--type", "rsa"]]
)
def test_wrong_usage_ends_with_3_and_leaves_stdout_alone(args):
    result = invoke(create_app(), *args)
    assert result.exit_code == 3
    assert result.stdout == ""
    assert "Usage: " in result.stderr


def test_an_error_of_the_library_is_one_line():
    def verb():
        raise SettingsError("name is missing", path="$.name")

    result = with_verb(verb)
    assert (result.exit_code, result.stdout) == (3, "")
    assert result.stderr == "openbadges: $.name: name is missing\n"


def test_an_error_message_cannot_reach_the_terminal():
    def verb():
        raise SettingsError("bad \x1b]0;title\x07 \u202etxt\nsecond line")

    result = with_verb(verb)
    assert result.stderr == r"openbadges: bad \x1b]0;title\x07 \u202etxt\nsecond line" + "\n"


def test_an_error_of_the_system_names_the_file():
    def verb():
        with open("/nowhere/badge.json", "rb"):  # noqa: PTH123
            pass

    result = with_verb(verb)
    assert result.exit_code == 3
    assert result.stderr == "openbadges: /nowhere/badge.json: No such file or directory\n"


def test_a_defect_shows_its_place_and_no_text_and_is_no_verdict():
    def verb():
        raise KeyError("the passphrase")

    result = with_verb(verb)
    assert result.exit_code == 3
    assert "KeyError at test_app.py:" in result.stderr
    assert "passphrase" not in result.output
    assert "Traceback" not in result.output


def test_an_interruption_is_quiet():
    def verb():
        raise KeyboardInterrupt

    result = with_verb(verb)
    assert (result.exit_code, result.output) == (130, "")


def test_a_verb_keeps_its_exit_status():
    def verb():
        raise typer.Exit(2)

    assert with_verb(verb).exit_code == 2


class EntryPoint:
    """Stands for an installed package that adds verbs."""

    value = "host.commands:register"

    def __init__(self, name, register):
        self.name = name
        self._register = register

    def load(self):
        if isinstance(self._register, Exception):
            raise self._register
        return self._register


def host_verbs(app):
    @app.command()
    def serve():
        typer.echo("serving")


def raising(_app):
    raise RuntimeError("no \x1b[31mdatabase")


@pytest.mark.parametrize("broken", [ImportError("no module named host"), raising])
def test_verbs_of_other_packages_are_loaded_and_a_broken_one_breaks_nothing(monkeypatch, broken):
    installed = [EntryPoint("broken", broken), EntryPoint("host", host_verbs)]
    monkeypatch.setattr(
        "openbadges_issuer.cli.app.metadata.entry_points",
        lambda *, group: installed if group == "openbadges.commands" else [],
    )
    complaints = []
    monkeypatch.setattr("openbadges_issuer.cli.app.complain", complaints.append)
    app = create_app()
    [complaint] = complaints
    assert "broken (host.commands:register)" in complaint
    assert invoke(app, "serve").stdout == "serving\n"
    assert invoke(app, "--version").exit_code == 0


def test_without_the_extra_it_says_what_to_install(monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "typer", None)
    monkeypatch.setattr(sys, "argv", ["openbadges", "keygen", "key.pem"])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 3
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.count("\n") == 1
    assert "pip install 'openbadges-issuer[cli]'" in printed.err
