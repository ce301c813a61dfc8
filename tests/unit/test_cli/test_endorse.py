"""A state agency vouches, and what becomes of it in badges that are issued and verified."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.hostile import forge
from tests.hostile.cases.older_forms import of_the_first_plugfest

STATE = "did:web:badges.state.example"


@pytest.fixture
def state(run, office):
    """A state agency beside the office, with its key and a list of those who endorse."""
    key, secret = office / "state.pem", office / "pass.txt"
    signing = ("--issuer", office / "state", "--key", key, "--passphrase-file", secret)
    for words in (
        ("keygen", key, "--passphrase-file", secret),
        (
            *("issuer", "init", office / "state", "--did", STATE, "--name", "State Board"),
            *("--url", "https://state.example", *signing[2:]),
        ),
    ):
        result = run(*words)
        assert result.exit_code == 0, result.output
    (office / "state.toml").write_text(
        f'[issuers."{STATE}"]\nname = "State Board"\nendorses = true\n'
    )

    def endorse(what, *args):
        return run("endorse", what, *signing, *args)

    return endorse


@pytest.fixture
def endorsement(state, office):
    result = state(
        office / "km" / "profile.json", "--comment", "Ours.", "--out", office / "word.json"
    )
    assert result.exit_code == 0, result.output
    return office / "word.json"


@pytest.fixture
def verify(run, office):
    """Verify as somebody who knows the state agency and nobody else."""

    def verify(badge, *args):
        documents = [office / name / "did.json" for name in ("km", "state")]
        given = [word for document in documents for word in ("--did-document", document)]
        given += ["--trust", office / "state.toml", "--status-list", office / "1.json"]
        return run("verify", badge, *given, *args, "--json")

    return verify


def test_an_endorsement_says_what_was_typed(state, office):
    result = state(
        office.did,
        *("--comment", "Ours.", "--name", "Of Kettle Moraine", "--id", "urn:uuid:1"),
        *("--valid-until", "2027-06-30", "--awarded", "2026-11-01", "--as", "json"),
        *("--did-document", office / "km" / "did.json"),
    )
    assert result.exit_code == 0, result.output
    document = json.loads(result.stdout)
    assert document["credentialSubject"]["id"] == office.did
    assert document["credentialSubject"]["endorsementComment"] == "Ours."
    assert (document["id"], document["name"]) == ("urn:uuid:1", "Of Kettle Moraine")
    assert document["validUntil"] == "2027-06-30T23:59:59Z"
    assert document["awardedDate"] == "2026-11-01T00:00:00Z"
    assert document["relatedResource"][0]["id"] == f"https://{office.did[8:]}/.well-known/did.json"


def test_what_can_be_endorsed_is_a_file_or_an_id(state, office, png):
    (office / "art.png").write_bytes(png)
    badge = json.loads((office / "badge.json").read_text())
    for what, id_ in (
        ("km/profile.json", office.did),
        ("flipped.json", "https://badges.kettle-moraine.example/achievements/flipped-classroom"),
        ("badge.json", badge["id"]),
    ):
        result = state(office / what)
        assert json.loads(result.stdout)["credentialSubject"]["id"] == id_, result.output
    assert json.loads(state(badge["id"]).stdout)["credentialSubject"]["id"] == badge["id"]


def test_it_can_be_withdrawn(state, office, run):
    signing = ("--issuer", office / "state", "--key", office / "state.pem")
    secret = ("--passphrase-file", office / "pass.txt")
    made = run(
        *("status", "new", "--url", "https://badges.state.example/status/1"),
        *("--state", office / "s.state.json", "--out", office / "s.json", *signing, *secret),
    )
    assert made.exit_code == 0, made.output
    result = state(office.did, "--status-state", office / "s.state.json")
    entry = json.loads(result.stdout)["credentialStatus"]
    assert entry["statusListCredential"] == "https://badges.state.example/status/1"


@pytest.mark.parametrize(
    ("what", "args", "said"),
    [
        ("nothing.json", (), "nothing.json"),
        ("pass.txt", (), "pass.txt"),
        ("1.state.json", (), "1.state.json"),
        ("of-2022.json", (), "of-2022.json"),
        (STATE, (), "himself"),
        ("did:web:else.example", ("--did-document", "km/did.json"), "else.example"),
        ("did:web:else.example", ("--as", "json", "--securing", "vc-jwt"), "--securing"),
        ("did:web:else.example", ("--out", "badge.json"), "badge.json"),
        ("did:web:else.example", ("--valid-until", "soon"), "--valid-until"),
        ("did:web:else.example", ("--comment", " "), "--comment"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_signed(state, office, what, args, said, monkeypatch):
    monkeypatch.chdir(office.folder)
    Path("of-2022.json").write_bytes(forge.dumps(forge.sign(of_the_first_plugfest())))
    result = state(what, *args)
    assert (result.exit_code, result.stdout) == (3, "")
    assert "defect" not in result.stderr
    assert said in result.stderr


def test_a_district_is_known_by_the_endorsement_in_its_badges(office, endorsement, verify):
    result = office.issue(
        *("--to", "teacher@example.org", "--endorsement", endorsement, "--out", office / "b.json"),
    )
    assert result.exit_code == 0, result.output
    known = verify(office / "b.json")
    assert (known.exit_code, json.loads(known.stdout)["verdict"]) == (0, "valid")
    assert verify(office / "badge.json").exit_code == 2


def test_of_an_achievement_it_stands_at_the_achievement(state, office, endorsement, verify):
    word = office / "flipped.jwt"
    assert state(office / "flipped.json", "--as", "jwt", "--out", word).exit_code == 0
    result = office.issue(
        *("--to", "teacher@example.org", "--endorsement", word, "--endorsement", endorsement),
        *("--out", office / "b.json"),
    )
    assert result.exit_code == 0, result.output
    document = json.loads((office / "b.json").read_text())
    assert document["credentialSubject"]["achievement"]["endorsementJwt"] == [word.read_text()]
    assert json.loads(verify(office / "b.json").stdout)["checks"][-1]["outcome"] == "passed"


def test_a_whole_cohort_carries_it(run, office, endorsement, verify):
    (office / "awards.csv").write_text("email\na@example.org\nb@example.org\n")
    words = (
        *("issue-batch", office / "awards.csv", *office.signing),
        *("--achievement", office / "flipped.json", "--out", office / "badges"),
    )
    result = run(*words, "--endorsement", endorsement)
    assert result.exit_code == 0, result.output
    badges = sorted((office / "badges").glob("*.json"))
    assert [verify(badge).exit_code for badge in badges] == [0, 0]
    again = run(*words, "--endorsement", endorsement, "--resume")
    assert again.exit_code == 0, again.output
    assert run(*words, "--resume").exit_code == 3  # other badges than those that are there


def test_an_endorsement_of_something_else_stands_nowhere(state, office):
    assert state("did:web:else.example", "--out", office / "else.json").exit_code == 0
    for file, said in (("else.json", "did:web:else.example"), ("badge.json", "Endorsement")):
        result = office.issue("--to", "t@example.org", "--endorsement", office / file)
        assert (result.exit_code, result.stdout) == (3, "")
        assert file in result.stderr
        assert said in result.stderr


def test_alone_it_is_answered_and_is_no_badge(verify, run, endorsement):
    result = verify(endorsement)
    report = json.loads(result.stdout)
    assert (result.exit_code, report["verdict"]) == (2, "unsupported")
    assert report["endorsements"][0]["report"]["verdict"] == "valid"
    assert "Traceback" not in run("verify", endorsement, "--any-issuer").output
