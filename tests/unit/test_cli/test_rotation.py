"""Keys that come and go: issuer add-key, issuer retire-key, and what keys/README.md says."""

from __future__ import annotations

import json
import re
import shlex
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import openbadges_issuer as ob

README = (Path(__file__).parents[3] / "keys" / "README.md").read_text("utf-8")


def document_of(office):
    return json.loads((office / "km" / "did.json").read_text())


def public_key(path, passphrase):
    return ob.load_signer(f"file:{path}", secrets=lambda _: passphrase).public_key


@pytest.fixture
def rotate(run, office):
    """Run add-key or retire-key on the office's document."""

    def command(verb, *args):
        given = (*args, "--passphrase-file", office / "pass.txt")
        return run("issuer", verb, office / "km", *given)

    return command


@pytest.fixture
def new_key(run, office):
    assert run("keygen", office / "new.pem", "--no-passphrase").exit_code == 0
    return office / "new.pem"


def issue_with(run, office, key, *args):
    return run(
        *("issue", "--issuer", office / "km", "--key", key, "--to", "t@example.org"),
        *("--achievement", office / "flipped.json", "--passphrase-file", office / "pass.txt"),
        *args,
    )


def test_a_new_key_stands_beside_the_old_one(run, office, rotate, new_key):
    result = rotate("add-key", "--key", new_key)
    assert result.exit_code == 0
    assert "https://badges.kettle-moraine.example/.well-known/did.json" in result.stderr
    keys = [public_key(path, office.passphrase) for path in (office / "km.pem", new_key)]
    assert document_of(office) == ob.did_document(office.did, keys)
    for key in (office / "km.pem", new_key):
        for form in ("json", "jwt"):
            badge = issue_with(run, office, key, "--as", form).stdout_bytes
            assert office.verify("-", stdin=badge).exit_code == 0


def test_a_key_that_is_listed_is_not_added_again(office, rotate):
    before = (office / "km" / "did.json").read_bytes()
    result = rotate("add-key", "--key", office / "km.pem")
    assert (result.exit_code, result.stdout) == (3, "")
    assert "listed here already" in result.stderr
    assert (office / "km" / "did.json").read_bytes() == before


def test_what_others_wrote_into_the_document_survives(office, rotate, new_key):
    document = document_of(office)
    service = {"id": "#files", "type": "LinkedDomains", "serviceEndpoint": "https://km.example"}
    document["service"] = [service]
    document["@context"] = "https://www.w3.org/ns/did/v1"
    document["verificationMethod"][0]["note"] = "in the safe"
    office.write("km/did.json", document)
    assert rotate("add-key", "--key", new_key).exit_code == 0
    assert rotate("retire-key", "--key", office / "km.pem").exit_code == 0
    after = document_of(office)
    assert after["service"] == [service]
    assert after["verificationMethod"][0]["note"] == "in the safe"
    assert after["@context"][0] == "https://www.w3.org/ns/did/v1"
    assert "https://w3id.org/security/multikey/v1" in after["@context"]


@pytest.mark.parametrize("by_file", [True, False])
def test_a_retired_key_signs_no_more_and_its_badges_stay(run, office, rotate, new_key, by_file):
    rotate("add-key", "--key", new_key)
    old = public_key(office / "km.pem", office.passphrase)
    named = ("--key", office / "km.pem") if by_file else ("--multikey", old.multikey)
    result = rotate("retire-key", *named)
    assert result.exit_code == 0
    assert "did.json at https://" in result.stderr
    marks = [method.get("expires") for method in document_of(office)["verificationMethod"]]
    assert marks[0] == marks[1] is not None
    assert marks[2:] == [None, None]
    assert abs(datetime.fromisoformat(marks[0]) - datetime.now(UTC)) < timedelta(minutes=5)
    refused = issue_with(run, office, office / "km.pem")
    assert (refused.exit_code, refused.stdout) == (3, "")
    files = (office / "1.state.json", "--issuer", office / "km", "--key", new_key)
    assert run("status", "publish", *files, "--out", office / "1.json").exit_code == 0
    assert office.verify(office / "badge.json").exit_code == 0
    assert rotate("retire-key", *named).exit_code == 3


def test_a_stolen_key_takes_all_its_badges_along(office, rotate):
    rotate("retire-key", "--key", office / "km.pem")
    result = rotate("retire-key", "--key", office / "km.pem", "--stolen")
    assert result.exit_code == 0
    assert "issue them again" in result.stdout
    assert all(method["revoked"] for method in document_of(office)["verificationMethod"])
    shown = office.verify(office / "badge.json")
    assert shown.exit_code == 1
    assert "key behind this badge was stolen" in shown.stdout


def test_a_key_within_a_relationship_is_found_by_its_jwk(office, rotate):
    document = document_of(office)
    as_jwk = document["verificationMethod"][1]
    as_jwk["publicKeyJwk"] |= {"alg": "EdDSA"}
    changed = document | {"verificationMethod": [], "assertionMethod": [as_jwk]}
    office.write("km/did.json", changed)
    assert rotate("retire-key", "--key", office / "km.pem").exit_code == 0
    assert document_of(office)["assertionMethod"][0]["expires"]


@pytest.mark.parametrize(
    ("named", "said"),
    [
        ((), "say which key"),
        (("--key", "km.pem", "--multikey", "z6Mk"), "say which key"),
        (("--multikey", "z6Mk"), "--multikey: "),
        (("--key", "new.pem"), "not listed here"),
    ],
    ids=str,
)
def test_a_key_to_retire_is_named_once_and_listed(office, rotate, new_key, named, said):
    assert new_key.exists()
    before = (office / "km" / "did.json").read_bytes()
    result = rotate(
        "retire-key", *(office / word if word.endswith(".pem") else word for word in named)
    )
    assert (result.exit_code, result.stdout) == (3, "")
    assert said in result.stderr
    assert (office / "km" / "did.json").read_bytes() == before


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "is not there"),
        ("[]", "not an object"),
        ('{"id": "did:key:z6Mk"}', "the id of the document"),
        ('{"id": "did:web:a.example", "verificationMethod": [7]}', "not a verification method"),
    ],
)
def test_a_document_that_cannot_take_a_key_is_left_alone(office, rotate, new_key, content, said):
    path = office / "km" / "did.json"
    path.unlink()
    if content is not None:
        path.write_text(content)
    result = rotate("add-key", "--key", new_key)
    assert (result.exit_code, result.stdout) == (3, "")
    assert result.stderr.startswith(f"openbadges: {path}")
    assert said in result.stderr
    assert path.exists() is (content is not None)
    assert content is None or path.read_text() == content


def test_the_commands_of_the_page_about_keys(run, office, monkeypatch):
    monkeypatch.chdir(office.folder)
    story = [
        shlex.split(line) for line in re.findall(r"^ *\$ openbadges (.*)$", README, re.MULTILINE)
    ]
    verbs = [" ".join(words[: 2 if words[0] == "issuer" else 1]) for words in story]
    assert verbs == [
        *("keygen", "issuer init", "keygen", "issuer add-key", "issuer retire-key"),
        *("issuer retire-key", "issuer retire-key", "keygen", "issuer add-key"),
    ]
    run("keygen", "lost.pem", "--no-passphrase")
    lost = public_key("lost.pem", "").multikey
    for words in story:
        if "z6Mk…" in words:
            run("issuer", "add-key", "kettle-moraine", "--key", "lost.pem")
            words[words.index("z6Mk…")] = lost
        result = run(*words, "--passphrase-file", "pass.txt")
        assert result.exit_code == 0, f"{words}: {result.output}"
    marks = {
        method["publicKeyMultibase"]: (method.get("expires"), method.get("revoked"))
        for method in json.loads(Path("kettle-moraine/did.json").read_text())["verificationMethod"]
        if "publicKeyMultibase" in method
    }
    by_key = {
        path.stem[-4:]: marks[public_key(path, office.passphrase).multikey]
        for path in Path("keys").iterdir()
    }
    assert [(bool(expires), bool(revoked)) for _, (expires, revoked) in sorted(by_key.items())] == [
        *((True, False), (False, True), (False, False))
    ]
    assert marks[lost][0]
