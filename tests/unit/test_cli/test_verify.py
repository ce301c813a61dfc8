"""`openbadges verify`: what is read, what is shown, and what hostile text cannot do."""

from __future__ import annotations

import json
import unicodedata
from datetime import UTC, datetime
from functools import partial

import pytest

import openbadges_issuer as ob
from openbadges_issuer.cli.showing import show_report
from openbadges_issuer.errors import Problem
from openbadges_issuer.report import CHECK_IDS, Check, Outcome, Report, Verdict, Words
from tests.signing import signed_text

HOSTILE = (
    "\x1b[2J\x1b[31mred\x1b]0;title\x07 [bold red]loud[/] :skull: \u202egnp.exe \u200b\u2066\u0085 "
    "\x9b31m\r\nVerdict: valid\x00"
)


def sign_whatever(office, **changes):
    """Sign as an issuer would who does not use this library."""
    signer = ob.load_signer(f"file:{office / 'km.pem'}", secrets=lambda _: office.passphrase)
    method = f"{office.did}#{signer.public_key.multikey}"
    badge = json.loads((office / "badge.json").read_text())
    del badge["proof"]
    badge |= changes
    text = signed_text(badge, signer, securing="eddsa-rdfc-2022", verification_method=method)
    path = office / "hostile.json"
    path.write_text(text)
    return path


def named(office, name):
    """A badge whose achievement and issuer have this name."""
    badge = json.loads((office / "badge.json").read_text())
    badge["credentialSubject"]["achievement"]["name"] = name
    return sign_whatever(
        office,
        name=name,
        issuer={"id": office.did, "type": ["Profile"], "name": name},
        credentialSubject=badge["credentialSubject"],
    )


def test_a_good_badge(office):
    result = office.verify(office / "badge.json", "--recipient", "teacher@example.org")
    assert result.exit_code == 0
    assert result.stderr == ""
    lines = result.stdout.splitlines()
    assert lines[0] == "✔ This badge is genuine and in force"
    assert "  Badge        Flipped classroom" in lines
    assert f"({office.did})" in result.stdout
    assert "  Awarded      1 November 2026" in lines
    assert "  Valid until  30 June 2090" in lines
    assert all(len(line) <= 80 and line == line.rstrip() for line in lines)
    assert "\x1b" not in result.stdout
    assert not any("\u2500" <= letter <= "\u257f" for letter in result.stdout)


def wide(office, run, badge, *args):
    return run(
        *("verify", badge, "--trust", office / "trusted.toml"),
        *("--did-document", office / "km" / "did.json", "--status-list", office / "1.json", *args),
        env={"COLUMNS": "200"},
    )


def answers(shown):
    """Give the sign and the answer of each row of the checks, by the question's first line."""
    found = {}
    for line in shown.splitlines():
        cells = [cell.strip() for cell in line.split("  ") if cell.strip()]
        if cells and cells[0] in set("✔✖?–"):
            found[cells[1]] = (cells[0], cells[2])
    return found


def test_each_question_is_answered_as_it_is_asked(run, office):
    found = answers(wide(office, run, office / "badge.json", "--recipient", "x@example.org").stdout)
    assert found == {
        "Can we read it?": ("✔", "Yes"),
        "Is it made as the standard says?": ("✔", "Yes"),
        "Has it been changed since it was": ("✔", "No"),
        "Was it signed by the issuer it names?": ("✔", "Yes"),
        "Has it begun?": ("✔", "Yes"),
        "Has it ended?": ("✔", "No"),
        "Has it been withdrawn?": ("✔", "No"),
        "Is it paused?": ("–", "Does not apply"),
        "Are the files you were given the ones": ("–", "Does not apply"),
        "Do we know that issuer?": ("✔", "Yes"),
        "Does it belong to your candidate?": ("✖", "No"),
        "Does anyone else vouch for it?": ("–", "Does not apply"),
    }


@pytest.mark.parametrize(
    ("check_id", "question", "good", "bad"),
    [
        ("contexts", "Is it made as the standard says?", "Yes", "No"),
        ("signature", "Has it been changed since it was issued?", "No", "Yes"),
        ("key_bound_to_issuer", "Was it signed by the issuer it names?", "Yes", "No"),
        ("not_before", "Has it begun?", "Yes", "No"),
        ("not_after", "Has it ended?", "No", "Yes"),
        ("status_revocation", "Has it been withdrawn?", "No", "Yes"),
        ("status_suspension", "Is it paused?", "No", "Yes"),
        (
            "evidence_integrity",
            "Are the files you were given the ones that were judged?",
            "Yes",
            "No",
        ),
        ("issuer_known", "Do we know that issuer?", "Yes", "No"),
        ("recipient", "Does it belong to your candidate?", "Yes", "No"),
        ("endorsements", "Does anyone else vouch for it?", "Yes", "No"),
    ],
)
def test_each_answer_fits_its_question(monkeypatch, capsys, check_id, question, good, bad):
    monkeypatch.setenv("COLUMNS", "200")
    doubt = Problem.CREDENTIAL_UNSUPPORTED
    in_words = partial(Words, "!", "Heading", "Sentence.", "Advice.")
    expected = {
        Outcome.PASSED: ("✔", good),
        Outcome.FAILED: ("✖", bad),
        Outcome.UNDECIDED: ("?", "Could not check"),
    }
    for outcome, answer in expected.items():
        checks = [Check(id_, Outcome.PASSED, "So it is.") for id_ in CHECK_IDS if id_ != check_id]
        checks.append(Check(check_id, outcome, f"So it is {outcome}.", doubt))
        now = datetime.now(UTC)
        show_report(Report(Verdict.UNSUPPORTED, tuple(checks), in_words, now))
        shown = capsys.readouterr().out
        [found] = [said for row, said in answers(shown).items() if question.startswith(row)]
        assert found == answer
        assert f"  So it is {outcome}." in shown


def test_a_withdrawn_badge(run, office):
    office.status("revoke", office / "badge.json")
    result = wide(office, run, office / "badge.json")
    assert result.exit_code == 1
    assert result.stdout.startswith("✖ Kettle Moraine School District has withdrawn this badge")
    found = answers(result.stdout)
    assert found["Has it been withdrawn?"] == ("✖", "Yes")
    assert found["Does it belong to your candidate?"] == ("–", "Not asked yet")


def test_a_changed_badge_shows_nothing_of_what_it_claims(run, office):
    text = (office / "badge.json").read_text().replace("Flipped classroom", "Doctor of Physics")
    (office / "changed.json").write_text(text)
    result = wide(office, run, office / "changed.json")
    assert result.exit_code == 1
    assert result.stdout.startswith("✖ This file does not match what was signed")
    assert "Doctor" not in result.output
    found = answers(result.stdout)
    assert found["Has it been changed since it was"] == ("✖", "Yes")
    assert found["Everything else"] == ("?", "Could not check")
    assert "Has it been withdrawn?" not in found


@pytest.mark.parametrize("context", ["https://www.w3.org/ns/credentials/v9", "https://x.example"])
def test_an_unknown_vocabulary_is_named_in_its_row(run, office, context):
    badge = json.loads((office / "badge.json").read_text())
    badge["@context"].append(context)
    result = wide(office, run, office.write("other.json", badge))
    sign, answer = answers(result.stdout)["Is it made as the standard says?"]
    report = json.loads(office.verify(office / "other.json", "--json").stdout)
    [check] = [check for check in report["checks"] if check["id"] == "contexts"]
    expected = {"undecided": ("?", "Could not check"), "failed": ("✖", "No")}
    assert (sign, answer) == expected[check["outcome"]]
    assert context in result.stdout.replace(" ", "").replace("\n", "")


def test_nobody_is_known_by_default(run, office):
    result = run(
        *("verify", office / "badge.json", "--did-document", office / "km" / "did.json"),
        *("--status-list", office / "1.json"),
    )
    assert result.exit_code == 2
    assert result.stdout.startswith("! The badge is intact, but we don't know who issued it")
    assert 'calls itself "Kettle Moraine' in " ".join(result.stdout.split())
    assert "give it with --trust" in result.stderr
    assert result.stderr.count("\n") == 1


def test_a_list_that_does_not_name_the_issuer_is_not_asked_for_again(office):
    (office / "trusted.toml").write_text('name = "Nobody"')
    result = office.verify(office / "badge.json")
    assert (result.exit_code, result.stderr) == (2, "")


def test_several_lists_are_asked_and_a_registry_is_one(run, office):
    (office / "others.toml").write_text('name = "Others"')
    registry = {"registry": {office.did: {"name": "Kettle Moraine"}}}
    (office / "Registry of the state.json").write_text(json.dumps(registry))
    given = ("--did-document", office / "km" / "did.json", "--status-list", office / "1.json")
    asked = ("verify", office / "badge.json", *given, "--trust", office / "others.toml", "--json")
    nobody = run(*asked, "--trust", office / "others.toml")
    assert nobody.exit_code == 2
    assert known(nobody) == 'It is on none of the lists "Others", "Others".'
    listed = run(*asked, "--trust", office / "Registry of the state.json")
    assert listed.exit_code == 0
    assert known(listed) == 'It is on the list "Registry of the state" as "Kettle Moraine".'


def known(result):
    """Give what the report in JSON says of the check of the issuer."""
    checks = {check["id"]: check["detail"] for check in json.loads(result.stdout)["checks"]}
    return checks["issuer_known"]


def test_any_issuer_has_to_be_asked_for(run, office):
    given = ("--did-document", office / "km" / "did.json", "--status-list", office / "1.json")
    assert run("verify", office / "badge.json", "--any-issuer", *given).exit_code == 0
    both = run(
        *("verify", office / "badge.json", "--any-issuer"), "--trust", office / "trusted.toml"
    )
    assert both.exit_code == 3


def test_it_says_which_files_are_missing(run, office):
    result = run("verify", office / "badge.json", "--any-issuer")
    assert result.exit_code == 2
    assert "--did-document" in result.stderr
    assert "https://badges.kettle-moraine.example/.well-known/did.json" in result.stderr
    given = ("--did-document", office / "km" / "did.json")
    result = run("verify", office / "badge.json", "--any-issuer", *given)
    assert result.exit_code == 2
    assert "--status-list" in result.stderr


def test_a_list_as_jwt_is_read(run, office):
    key = office / "p256.pem"
    signing = ("--issuer", office / "p", "--key", key)
    run("keygen", key, "--type", "p-256", "--no-passphrase")
    run("issuer", "init", office / "p", "--name", "P", "--url", "https://p.example", "--key", key)
    files = ("--state", office / "p.state.json", "--out", office / "p.jwt")
    run("status", "new", "--url", "https://p.example/1", *files, *signing)
    run(
        *("issue", "--achievement", office / "flipped.json", "--to", "t@example.org", *signing),
        *("--status-state", office / "p.state.json", "--out", office / "p.badge"),
    )
    given = ("--any-issuer", "--status-list", office / "p.jwt")
    assert (office / "p.jwt").read_bytes().startswith(b"eyJ")
    assert run("verify", office / "p.badge", *given).exit_code == 0


def test_a_list_of_the_older_form_is_taken_for_a_list(run, office):
    listed = {
        "id": "https://lists.example/1",
        "type": ["VerifiableCredential", "StatusList2021Credential"],
    }
    path = office / "older.json"
    path.write_text(json.dumps(listed))
    result = run("verify", office / "badge.json", "--any-issuer", "--status-list", path)
    assert result.exit_code == 2  # not as a wrong file: what else is needed is not there


def test_json_is_one_report(office):
    result = office.verify(office / "badge.json", "--json")
    assert result.stdout.isascii()
    report = json.loads(result.stdout)
    assert report["format"] == "open-badges-report/1"
    assert report["verdict"] == "valid"
    assert report["exitStatus"] == result.exit_code == 0
    assert report["credential"] == json.loads((office / "badge.json").read_text())


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "no badge"),
        (b"%PDF-1.7", "PDF"),
        (b"\xff\xd8\xff\xe0", "picture"),
        (b"{" * 100_000, "damaged"),
        (b"[" * 100_000, "no badge"),
        (b"\0" * 6_000_000, "larger than 5 MB"),
    ],
)
def test_what_is_no_badge_is_said_and_ends_with_3(office, content, sentence):
    (office / "file").write_bytes(content)
    assert sentence in office.verify(office / "file").stdout
    result = office.verify("-", stdin=content)
    assert result.exit_code == 3
    assert result.stdout.startswith("This is not a badge we can read")
    assert sentence in result.stdout
    assert (
        json.loads(office.verify("-", "--json", stdin=content).stdout)["verdict"] == "not_a_badge"
    )


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("7Q2M-4XKD-9RTV", "--host"),
        ("7q2m 4xkd 9rtv", "--host"),
        ("nowhere.json", "nowhere.json: No such file"),
    ],
)
def test_what_is_no_file_is_said(office, given, said):
    result = office.verify(given)
    assert (result.exit_code, result.stdout) == (3, "")
    assert said in result.stderr
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("option", "content", "said"),
    [
        ("--did-document", "{}", "lists no keys"),
        ("--did-document", "[]", "not an object"),
        ("--did-document", '{"id": 7, "verificationMethod": []}', "the id of the document"),
        ("--did-document", '{"id": "did:key:z", "verificationMethod": []}', "the id of the"),
        (
            "--did-document",
            '{"id": "did:web:..", "verificationMethod": []}',
            "names no web address",
        ),
        ("--did-document", "{" * 70_000, "more than 64,000 bytes"),
        ("--did-document", "no JSON", "this is not JSON"),
        ("--status-list", "{}", "not a published status list"),
        ("--status-list", "eyJ.eyJ.x", "not a published status list"),
        ("--status-list", '{"type": "VerifiableCredential"}', "not a published status list"),
        ("--status-list", "BM", "not a published status list"),
        ("--status-list", '{"type": 7, "credentialSubject": 1}', "not a published status list"),
        ("--status-list", " " * 4_000_001, "more than 4,000,000 bytes"),
        ("--trust", "name = [", "this is not TOML"),
        ("--trust", '{"registry": []}', "$.registry: expected an object of DIDs"),
    ],
)
def test_a_wrong_file_is_named(run, office, option, content, said):
    path = office / "wrong"
    path.write_text(content)
    result = run("verify", office / "badge.json", option, path)
    assert (result.exit_code, result.stdout) == (3, "")
    assert result.stderr.startswith(f"openbadges: {path}: ")
    assert said in result.stderr


def test_the_working_state_and_the_profile_are_not_mistaken(run, office):
    state = run("verify", office / "badge.json", "--status-list", office / "1.state.json")
    profile = run("verify", office / "badge.json", "--did-document", office / "km/profile.json")
    assert (state.exit_code, profile.exit_code) == (3, 3)


@pytest.mark.parametrize("option", ["--did-document", "--status-list"])
def test_a_document_given_twice_is_refused(run, office, option):
    path = office / ("km/did.json" if option == "--did-document" else "1.json")
    result = run("verify", office / "badge.json", option, path, option, path)
    assert result.exit_code == 3
    assert "given already" in result.stderr


def harmless(text):
    return all(
        unicodedata.category(letter) not in {"Cc", "Cf", "Zl", "Zp"} or letter == "\n"
        for letter in text
    )


@pytest.mark.parametrize("name", [HOSTILE, "A" * 10_000, "é\u0301" + "\u0336" * 500, "表" * 300])
def test_hostile_names_are_shown_harmless(office, name):
    result = office.verify(named(office, name))
    assert result.exit_code == 0, result.output
    assert harmless(result.stdout)
    assert result.stdout.startswith("✔ This badge is genuine and in force\n")
    assert "\nVerdict: valid" not in result.stdout
    assert len(result.stdout) < 8_000
    assert "has not been withdrawn." in " ".join(result.stdout.split())
    assert result.stdout.count("\u0336") < 100


def test_markup_is_shown_as_it_is_and_commands_lose_their_escape(office):
    shown = "".join(office.verify(named(office, HOSTILE)).stdout.split())
    assert "[31mred" in shown
    assert "[boldred]loud[/]:skull:" in shown
    assert not {"\x1b", "\x07", "\x9b", "\u202e"} & set(shown)


@pytest.mark.parametrize("space", [" ", "\u00a0", "\u3000", "\u2800", "\u3164"])
def test_a_name_cannot_draw_a_row_of_the_table(office, space):
    row = f"✔{space * 2}Do we know that issuer?{space * 6}Yes{space * 13}It is on the list."
    result = office.verify(named(office, f"x{space * 60}{row}"))
    assert sum("Do we know that issuer?  " in line for line in result.stdout.splitlines()) == 1


def test_hostile_names_stay_ascii_in_json(office):
    result = office.verify(named(office, HOSTILE), "--json")
    assert result.stdout.isascii()
    assert harmless(result.stdout)
    assert json.loads(result.stdout)["credential"]["name"] == HOSTILE


@pytest.mark.parametrize("recipient", ["", " "])
def test_an_empty_recipient_is_wrong_usage(office, recipient):
    result = office.verify(office / "badge.json", "--recipient", recipient)
    assert (result.exit_code, result.stdout) == (3, "")
    assert "--recipient" in result.stderr
    assert "it is empty" in result.stderr


@pytest.mark.parametrize("recipient", ["\x1b[31mx", "[red]x", "x" * 10_000])
def test_a_hostile_recipient_is_shown_harmless(office, recipient):
    result = office.verify(office / "badge.json", "--recipient", recipient)
    assert result.exit_code in {1, 2}
    assert harmless(result.stdout)
    assert len(result.stdout) < 6_000


@pytest.mark.parametrize(
    "member",
    [
        {"issuer": HOSTILE},
        {"issuer": {"id": HOSTILE}},
        {"type": [HOSTILE]},
        {"credentialSubject": HOSTILE},
        {"credentialStatus": {"type": HOSTILE, "statusListCredential": HOSTILE}},
        {"proof": {"type": HOSTILE, "cryptosuite": HOSTILE, "verificationMethod": HOSTILE}},
        {"proof": {"type": "DataIntegrityProof", "cryptosuite": HOSTILE}},
        {HOSTILE: 1},
        {"@context": [HOSTILE]},
    ],
    ids=repr,
)
def test_hostile_members_of_an_unsigned_badge_are_shown_harmless(office, member):
    badge = json.loads((office / "badge.json").read_text()) | member
    result = office.verify(office.write("hostile.json", badge))
    assert result.exit_code in {1, 2, 3}
    assert harmless(result.output)
    assert "defect" not in result.output
