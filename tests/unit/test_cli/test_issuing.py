"""From a new key to a signed badge: keygen, issuer init, issue, bake, unbake."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import pytest

import openbadges_issuer as ob
from openbadges_issuer.cli import keys
from openbadges_issuer.keys.files import write_key
from openbadges_issuer.status import StatusList


def state_of(office):
    return StatusList.from_json(json.loads((office / "1.state.json").read_text()))


# keygen


def test_keygen_writes_an_encrypted_key_for_its_owner_alone(run, office):
    out = office / "new" / "key.pem"
    result = run("keygen", out, "--passphrase-file", office / "pass.txt")
    assert result.exit_code == 0
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    assert out.read_text().startswith("-----BEGIN ENCRYPTED PRIVATE KEY-----")
    signer = ob.load_signer(f"file:{out}", secrets=lambda _: office.passphrase)
    multikey = signer.public_key.multikey
    assert result.stdout == f"multikey  {multikey}\ndid:key   did:key:{multikey}\n"
    assert office.passphrase not in result.output


@pytest.mark.parametrize(
    ("kind", "algorithm"), [("ed25519", "Ed25519"), ("p-256", "ES256"), ("p-384", "ES384")]
)
def test_keygen_makes_every_kind(run, tmp_path, kind, algorithm):
    out = tmp_path / "key.pem"
    assert run("keygen", out, "--type", kind, "--no-passphrase").exit_code == 0
    assert ob.load_signer(f"file:{out}").algorithm == algorithm


def test_keygen_without_terminal_says_what_to_give(run, tmp_path):
    out = tmp_path / "key.pem"
    result = run("keygen", out)
    assert (result.exit_code, result.stdout) == (3, "")
    assert "--passphrase-file" in result.stderr
    assert not out.exists()


def test_keygen_at_a_terminal_asks_twice(run, tmp_path, monkeypatch):
    asked = []
    monkeypatch.setattr(keys.typer, "prompt", lambda *a, **k: asked.append((a, k)) or "typed")

    class Terminal:
        def isatty(self):
            return True

    monkeypatch.setattr(keys, "sys", type("sys", (), {"stdin": Terminal()}))
    out = tmp_path / "key.pem"
    assert run("keygen", out).exit_code == 0
    [(_, how)] = asked
    assert how == {"hide_input": True, "confirmation_prompt": True, "err": True}
    assert ob.load_signer(f"file:{out}", secrets=lambda _: "typed")


def test_keygen_never_replaces_a_key(run, office):
    before = (office / "km.pem").read_bytes()
    result = run("keygen", office / "km.pem", "--no-passphrase")
    assert result.exit_code == 3
    assert "never replaced" in result.stderr
    assert (office / "km.pem").read_bytes() == before


def test_keygen_takes_a_passphrase_or_none(run, office):
    result = run("keygen", office / "k.pem", "--no-passphrase", "--passphrase-file", "pass.txt")
    assert result.exit_code == 3
    assert not (office / "k.pem").exists()


@pytest.mark.parametrize("content", [b"", b"\n", b"\r\n"])
def test_an_empty_passphrase_file_is_refused(run, office, content):
    (office / "pass.txt").write_bytes(content)
    result = run("keygen", office / "k.pem", "--passphrase-file", office / "pass.txt")
    assert result.exit_code == 3
    assert not (office / "k.pem").exists()


def test_only_the_end_of_the_line_is_taken_off_a_passphrase(run, office):
    (office / "pass.txt").write_bytes(b" with spaces \r\n")
    assert run("keygen", office / "k.pem", "--passphrase-file", office / "pass.txt").exit_code == 0
    assert ob.load_signer(f"file:{office / 'k.pem'}", secrets=lambda _: " with spaces ")


@pytest.mark.skipif(os.name != "posix", reason="modes are of POSIX")
def test_a_passphrase_that_others_can_read_is_named(run, office):
    (office / "pass.txt").chmod(0o644)
    result = run("keygen", office / "k.pem", "--passphrase-file", office / "pass.txt")
    assert result.exit_code == 0
    assert f"Others can read {office / 'pass.txt'}" in result.stderr


# issuer init


def test_issuer_init_writes_a_profile_and_the_document_to_publish(office):
    profile = json.loads((office / "km" / "profile.json").read_text())
    document = json.loads((office / "km" / "did.json").read_text())
    assert ob.Profile.of(profile).name == "Kettle Moraine School District"
    signer = ob.load_signer(f"file:{office / 'km.pem'}", secrets=lambda _: office.passphrase)
    assert document == ob.did_document(office.did, [signer.public_key])


def test_issuer_init_says_where_the_document_is_served(run, office):
    named = ("--name", "A", "--url", "https://a.example", "--email", "a@a.example")
    signing = office.signing[2:]
    did = "did:web:a.example:issuers:1"
    result = run("issuer", "init", office / "a", "--did", did, *named, *signing)
    assert result.exit_code == 0
    assert "https://a.example/issuers/1/did.json" in result.stderr
    assert json.loads((office / "a" / "profile.json").read_text())["email"] == "a@a.example"


def test_an_issuer_without_did_is_its_key(run, office):
    named = ("--name", "A", "--url", "https://a.example")
    result = run("issuer", "init", office / "a", *named, *office.signing[2:])
    assert result.exit_code == 0
    profile = json.loads((office / "a" / "profile.json").read_text())
    assert profile["id"].startswith("did:key:z6Mk")
    assert [path.name for path in (office / "a").iterdir()] == ["profile.json"]


def test_issuer_init_replaces_only_when_told(run, office):
    command = ("issuer", "init", office / "km", "--did", office.did)
    named = ("--name", "Other", "--url", "https://a.example", *office.signing[2:])
    before = (office / "km" / "profile.json").read_bytes()
    result = run(*command, *named)
    assert result.exit_code == 3
    assert "--force" in result.stderr
    assert (office / "km" / "profile.json").read_bytes() == before
    assert run(*command, *named, "--force").exit_code == 0
    assert b"Other" in (office / "km" / "profile.json").read_bytes()


@pytest.mark.parametrize("did", ["did:key:z6Mk", "https://a.example", "did:web:https://a"])
def test_issuer_init_writes_nothing_for_a_wrong_did(run, office, did):
    named = ("--name", "A", "--url", "https://a.example", *office.signing[2:])
    result = run("issuer", "init", office / "a", "--did", did, *named)
    assert result.exit_code == 3
    assert not (office / "a").exists()


@pytest.mark.parametrize(("option", "value"), [("--url", "a.example"), ("--image", "logo.png")])
def test_issuer_init_names_the_option_that_is_wrong(run, office, option, value):
    named = ("--name", "A", "--url", "https://a.example", *office.signing[2:])
    result = run("issuer", "init", office / "a", *named, option, value)
    assert (result.exit_code, result.stdout) == (3, "")
    assert result.stderr.startswith(f"openbadges: {option}: ")
    assert not (office / "a").exists()


# issue


def test_issue_prints_the_badge_as_signed_and_nothing_else(office):
    result = office.issue("--to", "teacher@example.org")
    assert result.exit_code == 0
    document = json.loads(result.stdout_bytes)
    assert document["proof"][0]["cryptosuite"] == "eddsa-rdfc-2022"
    assert office.verify("-", "--json", stdin=result.stdout_bytes).exit_code == 0
    assert not result.stdout_bytes.endswith(b"\n")


def test_issue_fills_in_what_was_given(office):
    evidence = office.write("evidence.json", [{"type": ["Evidence"], "name": "Unit plan"}])
    result_file = office.write(
        "result.json",
        {
            "type": ["Result"],
            "resultDescription": "urn:uuid:6b0a2a4c-0000-4000-8000-000000000001",
            "status": "Completed",
        },
    )
    result = office.issue(
        *("--to", "a@example.org", "--to", "b@example.org", "--id", "urn:example:1"),
        *("--evidence", evidence, "--result", result_file, "--narrative", "Done *well*."),
        *("--awarded", "2026-11-01", "--valid-until", "2089-06-30"),
    )
    badge = json.loads(result.stdout)
    subject = badge["credentialSubject"]
    assert badge["id"] == "urn:example:1"
    assert badge["awardedDate"] == "2026-11-01T00:00:00Z"
    assert badge["validUntil"] == "2089-06-30T23:59:59Z"
    assert [item["name"] for item in badge["evidence"]] == ["Unit plan"]
    assert [item["status"] for item in subject["result"]] == ["Completed"]
    assert subject["narrative"] == "Done *well*."
    assert len(subject["identifier"]) == 2
    assert "example.org" not in json.dumps(subject)


def test_a_date_time_keeps_its_moment(office):
    result = office.issue("--to-did", "did:web:t.example", "--awarded", "2026-11-01T20:00:00-05:00")
    badge = json.loads(result.stdout)
    assert badge["awardedDate"] == "2026-11-02T01:00:00Z"
    assert badge["credentialSubject"]["id"] == "did:web:t.example"


@pytest.mark.parametrize("form", ["json", "jwt"])
def test_both_forms_verify(office, form):
    result = office.issue("--to", "t@example.org", "--as", form)
    assert result.stdout_bytes.startswith(b"{" if form == "json" else b"eyJ")
    assert office.verify("-", stdin=result.stdout_bytes).exit_code == 0


@pytest.mark.parametrize("did", [(), ("--did", "did:web:p.example")], ids=["did:key", "did:web"])
@pytest.mark.parametrize("kind", ["p-256", "p-384"])
def test_an_ecdsa_key_signs_jwts_unless_json_is_asked_for(run, office, kind, did):
    key, own = office / f"{kind}.pem", office / "p"
    run("keygen", key, "--type", kind, "--no-passphrase")
    run("issuer", "init", own, "--name", "P", "--url", "https://p.example", "--key", key, *did)
    command = ("issue", "--issuer", own, "--key", key, "--to", "t@example.org")
    what = ("--achievement", office / "flipped.json")
    given = ("--did-document", own / "did.json") if did else ()
    as_jwt, as_json = (run(*command, *what, *form) for form in ((), ("--as", "json")))
    assert as_jwt.stdout_bytes.startswith(b"eyJ")
    assert json.loads(as_json.stdout)["proof"][0]["cryptosuite"] == "ecdsa-rdfc-2019"
    for badge in (as_jwt, as_json):
        verified = run("verify", "-", "--any-issuer", *given, stdin=badge.stdout_bytes)
        assert verified.exit_code == 0, verified.output


def test_an_rsa_key_signs_jwts_only(run, office):
    key, own = office / "rsa.pem", office / "p"
    write_key(key, ob.KeySigner.generate("RS256"), unencrypted=True)
    run("issuer", "init", own, "--name", "P", "--url", "https://p.example", "--key", key)
    command = ("issue", "--issuer", own, "--key", key, "--to", "t@example.org")
    what = ("--achievement", office / "flipped.json")
    assert run(*command, *what).stdout_bytes.startswith(b"eyJ")
    refused = run(*command, *what, "--as", "json")
    assert refused.exit_code == 3
    assert "--as jwt" in refused.stderr


@pytest.mark.parametrize(
    "who", [(), ("--to", "not an address"), ("--to-did", "t@example.org")], ids=str
)
def test_a_badge_needs_one_recipient(office, who):
    result = office.issue(*who)
    assert (result.exit_code, result.stdout) == (3, "")


def test_a_recipient_is_named_in_one_way(office):
    assert office.issue("--to", "t@example.org", "--to-did", "did:web:t.example").exit_code == 3


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"criteria": None}, "$.criteria: "),
        ({"achievementType": "Medal"}, "$.achievementType: "),
        ({"color": "red"}, "$.color: "),  # seen only when everything is signed
        ({"id": "flipped"}, "$.id: "),
    ],
)
def test_an_error_in_the_achievement_names_file_and_place(office, change, place):
    content = json.loads((office / "flipped.json").read_text()) | change
    path = office.write("bad.json", content)
    result = office.issue("--to", "t@example.org", achievement="bad.json")
    assert (result.exit_code, result.stdout) == (3, "")
    assert result.stderr.startswith(f"openbadges: {path}: {place}")


@pytest.mark.parametrize(
    ("content", "place"),
    [
        ([{"type": ["Evidence"]}, {"type": ["Evidence"], "color": "red"}], "$[1].color: "),
        ({"type": ["Evidence"], "color": "red"}, "$.color: "),
        ({"type": ["Proof"]}, "$.type: "),
        ([7], "$[0]: "),
    ],
)
def test_an_error_in_the_evidence_names_file_and_place(office, content, place):
    path = office.write("evidence.json", content)
    result = office.issue("--to", "t@example.org", "--evidence", path)
    assert result.exit_code == 3
    assert result.stderr.startswith(f"openbadges: {path}: {place}")


def test_an_error_in_a_result_names_file_and_place(office):
    path = office.write("r.json", {"type": ["Result"], "resultDescription": "urn:example:none"})
    result = office.issue("--to", "t@example.org", "--result", path)
    assert result.exit_code == 3
    assert result.stderr.startswith(f"openbadges: {path}: $.resultDescription: ")


@pytest.mark.parametrize(
    "option",
    [("--valid-until", "soon"), ("--awarded", "2026-02-30"), ("--awarded", "2026-11-01T10:00:00")],
    ids=str,
)
def test_a_date_that_is_none_is_refused(office, option):
    result = office.issue("--to", "t@example.org", *option)
    assert result.exit_code == 3
    assert result.stderr.startswith(f"openbadges: {option[0]}: ")


def test_issue_replaces_a_file_only_when_told(office):
    before = (office / "badge.json").read_bytes()
    refused = office.issue("--to", "t@example.org", "--out", office / "badge.json")
    assert refused.exit_code == 3
    assert (office / "badge.json").read_bytes() == before
    forced = office.issue("--to", "t@example.org", "--out", office / "badge.json", "--force")
    assert forced.exit_code == 0
    assert (office / "badge.json").read_bytes() != before


def test_a_badge_takes_a_place_of_its_own_on_the_list(office):
    given = ("--to", "t@example.org", "--status-state", office / "1.state.json")
    before = state_of(office)
    entry = json.loads(office.issue(*given).stdout)["credentialStatus"]
    assert entry["statusListCredential"] == office.list_url
    index = int(entry["statusListIndex"])
    after = state_of(office)
    assert not before.issued.get(index)
    assert after.issued.get(index)
    assert not after.is_set(index)
    assert after.issued.count() == before.issued.count() + 1
    assert stat.S_IMODE((office / "1.state.json").stat().st_mode) == 0o600


def test_a_place_is_kept_before_anybody_learns_of_the_badge(office, monkeypatch):
    before = state_of(office).issued.count()

    def full_disk(*_args, **_given):
        assert state_of(office).issued.count() == before + 1
        raise OSError(28, "No space left on device", "b.json")

    monkeypatch.setattr("openbadges_issuer.cli.issue.write_file", full_disk)
    given = ("--to", "t@example.org", "--status-state", office / "1.state.json")
    assert office.issue(*given, "--out", office / "b.json").exit_code == 3
    assert state_of(office).issued.count() == before + 1


@pytest.mark.parametrize(
    "wrong",
    [
        ("--valid-until", "2020-01-01"),
        ("--valid-until", "soon"),
        ("--id", "no IRI"),
        ("--narrative", "a\x01b"),
        ("--to", "not an address"),
        ("--image", "photo.jpg"),
        ("--image", "baked.svg"),
        ("--achievement", "empty.json"),
        ("--achievement", "colored.json"),
        ("--evidence", "empty.json"),
    ],
    ids=" ".join,
)
def test_no_place_is_taken_when_the_input_is_wrong(run, office, art, wrong):
    (office / "photo.jpg").write_bytes(b"\xff\xd8\xff\xe0\0\x10JFIF")
    run("bake", office / "badge.json", art, "--out", office / "baked.svg")
    office.write("empty.json", {})
    content = json.loads((office / "flipped.json").read_text())
    office.write("colored.json", content | {"color": "red"})
    option, value = wrong
    value = office / value if (office / value).exists() else value
    before = (office / "1.state.json").read_bytes()
    result = office.issue(
        *("--to", "t@example.org", "--status-state", office / "1.state.json"),
        *("--out", office / "new.json", option, value),
    )
    assert (result.exit_code, result.stdout) == (3, "")
    assert str(value) in result.stderr or option in result.stderr
    assert (office / "1.state.json").read_bytes() == before
    assert not (office / "new.json").exists()


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("--valid-until", "2020-01-01"),
        ("--id", "no IRI"),
        ("--to-id", "no IRI"),
        ("--to", "no address"),
        ("--narrative", "a\x01b"),
    ],
)
def test_an_error_in_an_option_names_it(office, option, value):
    result = office.issue("--to", "t@example.org", option, value)
    assert (result.exit_code, result.stdout) == (3, "")
    assert result.stderr.startswith(f"openbadges: {option}: ")


@pytest.mark.parametrize("option", ["--id", "--to-id", "--to-did"])
def test_an_empty_option_is_wrong_usage(office, option):
    result = office.issue("--to", "t@example.org", option, "")
    assert (result.exit_code, result.stdout) == (3, "")
    assert "it is empty" in result.stderr


def test_badges_of_one_person_can_have_one_id(office):
    mine = ("--to-id", "urn:uuid:6b0a2a4c-0000-4000-8000-000000000002")
    subjects = [
        json.loads(office.issue("--to", address, *given).stdout)["credentialSubject"]
        for address in ("a@example.org", "b@example.org")
        for given in (mine, ())
    ]
    ids = [subject["id"] for subject in subjects]
    assert ids[0] == ids[2] == mine[1]
    assert len(set(ids)) == 3
    assert all(subject["identifier"] for subject in subjects)
    assert office.issue("--to-did", "did:web:t.example", *mine).exit_code == 3


def test_the_achievement_of_the_examples_is_one(office):
    example = Path(__file__).parents[3] / "examples" / "flipped-classroom.json"
    achievement = ob.Achievement.of(json.loads(example.read_text("utf-8")))
    assert achievement.id == "https://badges.district.example/achievements/flipped-classroom"
    assert achievement.achievement_type == "MicroCredential"
    assert office.issue("--to", "t@example.org", achievement=example).exit_code == 0


def test_without_the_published_document_nothing_is_signed(office):
    (office / "km" / "did.json").unlink()
    result = office.issue("--to", "t@example.org")
    assert (result.exit_code, result.stdout) == (3, "")
    assert result.stderr.startswith(f"openbadges: {office / 'km' / 'did.json'} is not there")
    assert "https://badges.kettle-moraine.example/.well-known/did.json" in result.stderr
    assert "openbadges issuer init" in result.stderr


def test_a_key_that_the_issuer_does_not_publish_signs_nothing(run, office):
    other = office / "other.pem"
    run("keygen", other, "--no-passphrase")
    result = run(
        *("issue", "--issuer", office / "km", "--key", other, "--to", "t@example.org"),
        *("--achievement", office / "flipped.json"),
    )
    assert (result.exit_code, result.stdout) == (3, "")
    assert result.stderr.startswith(f"openbadges: {office / 'km' / 'did.json'}: ")


def test_a_key_marked_as_stolen_signs_nothing(office):
    path = office / "km" / "did.json"
    document = json.loads(path.read_text())
    for method in document["verificationMethod"]:
        method["revoked"] = "2026-01-01T00:00:00Z"
    path.write_text(json.dumps(document))
    result = office.issue("--to", "t@example.org")
    assert (result.exit_code, result.stdout) == (3, "")
    assert "no longer used" in result.stderr


@pytest.mark.skipif(os.name != "posix", reason="modes are of POSIX")
def test_a_key_file_that_others_can_read_is_refused(office):
    (office / "km.pem").chmod(0o644)
    result = office.issue("--to", "t@example.org")
    assert (result.exit_code, result.stdout) == (3, "")
    assert "chmod 600" in result.stderr


def test_a_wrong_passphrase_is_said_and_not_shown(office):
    (office / "pass.txt").write_text("open sesame")
    result = office.issue("--to", "t@example.org")
    assert result.exit_code == 3
    assert result.stderr.startswith(f"openbadges: {office / 'km.pem'}: ")
    assert "passphrase is wrong" in result.stderr
    assert "sesame" not in result.output


def test_a_file_that_is_no_key_is_named(office):
    (office / "km.pem").write_text("no key")
    result = office.issue("--to", "t@example.org")
    assert (result.exit_code, result.stdout) == (3, "")
    assert result.stderr.startswith(f"openbadges: {office / 'km.pem'}: this is neither a PEM file")


# bake and unbake


@pytest.mark.parametrize("file", ["flipped.json", "trusted.toml", "cut.json"])
def test_what_is_no_signed_badge_is_not_baked(run, office, art, file):
    (office / "cut.json").write_text('{"type": ["VerifiableCredential"]}')
    result = run("bake", office / file, art, "--out", office / "out.svg")
    assert (result.exit_code, result.stdout) == (3, "")
    assert result.stderr.startswith(f"openbadges: {office / file}: ")
    assert not (office / "out.svg").exists()


@pytest.mark.parametrize("kind", ["svg", "png"])
def test_a_badge_comes_out_of_a_picture_as_it_went_in(run, office, art, png, kind):
    picture = office / f"art.{kind}"
    picture.write_bytes(art.read_bytes() if kind == "svg" else png)
    baked = office / f"badge.{kind}"
    assert run("bake", office / "badge.json", picture, "--out", baked).exit_code == 0
    badge = (office / "badge.json").read_bytes()
    assert run("unbake", baked).stdout_bytes == badge
    assert run("unbake", baked, "--out", office / "out.json").exit_code == 0
    assert (office / "out.json").read_bytes() == badge
    assert office.verify(baked).exit_code == 0


def test_issue_bakes(office, art):
    out = office / "badge.svg"
    assert office.issue("--to", "t@example.org", "--image", art, "--out", out).exit_code == 0
    assert out.read_bytes().startswith(b"<svg")
    assert office.verify(out).exit_code == 0


def test_a_second_badge_goes_into_a_picture_only_when_told(run, office, art):
    baked = office / "badge.svg"
    run("bake", office / "badge.json", art, "--out", baked)
    again = ("bake", office / "badge.json", baked, "--out", office / "again.svg")
    refused = run(*again)
    assert refused.exit_code == 3
    assert refused.stderr.startswith(f"openbadges: {baked}: ")
    assert "its option replace" in refused.stderr
    assert run(*again, "--replace").exit_code == 0
    assert (office / "again.svg").read_bytes() == baked.read_bytes()


def test_a_picture_without_a_badge_is_said(run, art):
    result = run("unbake", art)
    assert (result.exit_code, result.stdout) == (3, "")
    assert "no badge inside" in result.stderr
