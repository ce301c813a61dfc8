"""A badge for its holder alone, and copies for showing: issue --securing, derive, verify."""

from __future__ import annotations

import json

import pytest

EVIDENCE = [
    {"type": ["Evidence"], "name": "Plan"},
    {"type": ["Evidence"], "name": "Lesson", "narrative": "Watched twice."},
]
SECURING = ("--securing", "ecdsa-sd-2023")


@pytest.fixture
def holder(run, office):
    """The office with a P-256 key, and a badge of its own for its holder."""
    secret, key = office / "pass.txt", office / "p256.pem"
    signing = ("--key", key, "--passphrase-file", secret)
    named = ("--did", office.did, "--name", "Kettle Moraine School District")
    evidence = office.write("evidence.json", EVIDENCE)
    for words in (
        ("keygen", key, "--type", "p-256", "--passphrase-file", secret),
        ("issuer", "init", office / "p256", *named, "--url", "https://km.example", *signing),
        (
            *("issue", "--issuer", office / "p256", *signing, *SECURING),
            *("--achievement", office / "flipped.json", "--to", "teacher@example.org"),
            *("--evidence", evidence, "--narrative", "With care.", "--out", office / "own.json"),
        ),
    ):
        result = run(*words)
        assert result.exit_code == 0, result.output
    return office


@pytest.fixture
def verify(run, holder):
    trusted = ("--trust", holder / "trusted.toml")

    def verify(badge, **how):
        document = holder / "p256" / "did.json"
        return run("verify", badge, *trusted, "--did-document", document, "--json", **how)

    return verify


def signature_of(result):
    [check] = [c for c in json.loads(result.stdout)["checks"] if c["id"] == "signature"]
    return check


def test_the_holders_own_is_not_for_showing(holder, verify):
    result = verify(holder / "own.json")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["verdict"] == "tampered"
    assert signature_of(result)["problem"] == "BASE_PROOF"


def test_a_copy_shows_what_is_asked_for_and_says_what_it_leaves_out(run, holder, verify):
    out = holder / "copy.json"
    result = run("derive", holder / "own.json", "--reveal", "/evidence/1", "--out", out)
    assert result.exit_code == 0, result.output
    assert result.stderr.split()[-2:] == ["/credentialSubject/narrative", "/evidence/0"]
    copy = json.loads(out.read_text("utf-8"))
    assert copy["evidence"] == EVIDENCE[1:]
    assert "narrative" not in copy["credentialSubject"]
    assert verify(out).exit_code == 0


def test_all_of_it_to_stdout(run, holder, verify):
    result = run("derive", holder / "own.json", "--all")
    assert result.exit_code == 0
    assert result.stderr == ""
    own, copy = json.loads((holder / "own.json").read_text("utf-8")), json.loads(result.stdout)
    assert copy["proof"] != own["proof"]
    assert {**copy, "proof": None} == {**own, "proof": None}
    assert verify("-", stdin=result.stdout_bytes).exit_code == 0


@pytest.mark.parametrize("pointer", ["/nothing", "evidence", "/evidence/2"])
def test_a_pointer_that_points_at_nothing(run, holder, pointer):
    result = run("derive", holder / "own.json", "--reveal", pointer)
    assert (result.exit_code, result.stdout) == (3, "")
    assert pointer in result.stderr


def test_of_any_other_badge_no_copy_is_made(run, holder):
    result = run("derive", holder / "badge.json")
    assert (result.exit_code, result.stdout) == (3, "")
    assert "ecdsa-sd-2023" in result.stderr


def test_no_file_is_replaced_unless_asked(run, holder):
    words = ("derive", holder / "own.json", "--out", holder / "own.json")
    before = (holder / "own.json").read_bytes()
    assert run(*words).exit_code == 3
    assert (holder / "own.json").read_bytes() == before


def test_a_badge_for_its_holder_is_not_put_into_a_picture(office, art):
    result = office.issue("--to", "a@example.org", *SECURING, "--image", art, "--out", "x.svg")
    assert result.exit_code == 3
    assert "derive" in result.stderr


def test_a_key_of_another_kind_and_two_names_for_one_thing(office):
    result = office.issue("--to", "a@example.org", *SECURING)
    assert result.exit_code == 3
    assert "P-256" in result.stderr
    result = office.issue("--to", "a@example.org", *SECURING, "--as", "json")
    assert result.exit_code == 3
    assert "--securing" in result.stderr
    result = office.issue("--to", "a@example.org", "--securing", "none")
    assert result.exit_code == 3
    assert "ecdsa-sd-2023" in result.stderr
