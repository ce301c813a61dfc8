"""`openbadges verify --explain`: the trail in text and in JSON, and only when asked for."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

HOSTILE = "\x1b[2J\u202egnp\nProof $.proof: fine  Fits the key  yes"


def test_the_report_comes_first_and_stays_as_it_is(office):
    plain = office.verify(office / "badge.json")
    explained = office.verify(office / "badge.json", "--explain")
    assert explained.exit_code == plain.exit_code == 0
    report, _, trail = explained.stdout.partition("\nHow it was computed\n")
    assert report.splitlines()[:-1] == plain.stdout.splitlines()[:-1]  # but for the minute
    for told in (office.list_url, "Fits the key  yes", "131,072 bits", "RDFC-1.0"):
        assert told in trail


def test_the_lines_fit_but_for_the_canonical_form(office):
    for badge in ("badge.json", "km/did.json"):
        trail = office.verify(office / badge, "--explain").stdout
        assert all(
            len(line) <= 80 or line.startswith(("    <", "    _:")) for line in trail.splitlines()
        )


def test_a_line_of_a_canonical_form_stays_one_line(office):
    text = (office / "badge.json").read_text().replace("Flipped", "Flipped\u2028\u0085")
    (office / "changed.json").write_text(text)
    lines = office.verify(office / "changed.json", "--explain").stdout.split("\n")
    told = [line for line in lines if line.startswith("    ") and '"Flipped' in line]
    assert told
    assert all(line.endswith(" .") for line in told)


def test_as_json_it_is_one_member_more(office):
    plain = json.loads(office.verify(office / "badge.json", "--json").stdout)
    explained = json.loads(office.verify(office / "badge.json", "--json", "--explain").stdout)
    trail = explained.pop("trail")
    assert explained.keys() == plain.keys()
    assert trail["proofs"][0]["fits"] is True
    assert trail["statuses"][0]["value"] == 0


def test_a_changed_badge_is_explained_with_its_exit_status(office):
    text = (office / "badge.json").read_text().replace("Flipped", "Flopped")
    (office / "changed.json").write_text(text)
    result = office.verify(office / "changed.json", "--explain")
    assert result.exit_code == 1
    assert "Fits the key  no" in result.stdout
    assert '"Flopped classroom"' in result.stdout


def test_what_is_no_badge_has_no_trail(office):
    (office / "list.txt").write_text("a shopping list")
    result = office.verify(office / "list.txt", "--explain", "--json")
    assert (result.exit_code, json.loads(result.stdout)["trail"]) == (3, None)
    assert "How it" not in office.verify(office / "list.txt", "--explain").stdout


def test_several_files_are_not_explained(office):
    badge = office / "badge.json"
    result = office.verify(badge, str(badge), "--explain")
    assert result.exit_code == 3


def test_text_of_strangers_does_nothing_and_writes_no_row_of_ours(office):
    badge = json.loads((office / "badge.json").read_text())
    badge["proof"][0] |= {"cryptosuite": HOSTILE, "verificationMethod": HOSTILE}
    badge["@context"].append(HOSTILE)
    badge["credentialStatus"] |= {"statusPurpose": HOSTILE, "statusListCredential": HOSTILE}
    (office / "hostile.json").write_text(json.dumps(badge))
    shown = office.verify(office / "hostile.json", "--explain").stdout
    assert "\x1b" not in shown
    assert "\u202e" not in shown
    assert not any(line.lstrip().startswith("Proof $.proof: fine") for line in shown.splitlines())


@pytest.mark.parametrize("args", [(), ("--explain",)])
def test_it_is_loaded_only_when_asked_for(office, args):
    command = ["-X", "importtime", "-m", "openbadges_issuer.cli"]  # of all processes
    typed = ["verify", office / "badge.json", "--any-issuer", *args]
    ran = subprocess.run(
        [sys.executable, *command, *typed], capture_output=True, text=True, check=False
    )
    assert "verifying.examining" in ran.stderr
    assert ("explaining" in ran.stderr) is bool(args)
