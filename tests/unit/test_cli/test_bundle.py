"""A teacher moves: bundle, the district is gone, and what a principal reads of what was kept."""

from __future__ import annotations

import json
import shutil
import zipfile

import pytest

from openbadges_issuer.encoding import sha256_multibase

PLAN = b"%PDF-1.7 a unit plan"
EVIDENCE = {
    "id": "urn:uuid:0b9e1c8a-1a60-4d0e-9a53-6c1d2f1f7a11",
    "type": ["Evidence"],
    "name": "Unit plan",
    "digestMultibase": sha256_multibase(PLAN),
}


@pytest.fixture
def teacher(run, office):
    """The office, with a badge that names evidence, and the file that was judged."""
    (office / "Unit plan.pdf").write_bytes(PLAN)
    evidence = office.write("evidence.json", [EVIDENCE])
    result = office.issue(
        *("--to", "teacher@example.org", "--status-state", office / "1.state.json"),
        *("--evidence", evidence, "--out", office / "judged.json"),
    )
    assert result.exit_code == 0, result.output
    return office


@pytest.fixture
def bundle(run, teacher):
    """Put badges together from what the office publishes, as files."""

    def bundle(*args, out="kept.zip"):
        return run(
            *("bundle", *args, "--offline", "--out", teacher / out),
            *("--did-document", teacher / "km" / "did.json", "--status-list", teacher / "1.json"),
        )

    return bundle


@pytest.fixture
def kept(bundle, teacher):
    result = bundle(teacher / "judged.json", "--evidence", teacher / "Unit plan.pdf")
    assert result.exit_code == 0, result.output
    return teacher / "kept.zip"


def verdict_of(result):
    report = json.loads(result.stdout)
    assert report["exitStatus"] == result.exit_code
    return report["verdict"]


def checks_of(result):
    return {check["id"]: check for check in json.loads(result.stdout)["checks"]}


def test_the_journey(run, teacher, kept):
    trust = ("--trust", teacher / "trusted.toml")
    document = ("--did-document", teacher / "did-of-the-principal.json")
    shutil.copy(teacher / "km" / "did.json", document[1])
    now = ("--status-list", teacher / "1.json")
    there = run("verify", kept, *trust, *document, *now, "--json")
    assert (there.exit_code, verdict_of(there)) == (0, "valid")

    shutil.rmtree(teacher / "km")  # the district is gone
    (teacher / "1.json").unlink()
    asked = ("--recipient", "teacher@example.org", "--json")
    for how in ((), ("--offline",)):
        result = run("verify", kept, *trust, *document, *asked, *how)
        assert (result.exit_code, verdict_of(result)) == (2, "status_unknown")
        checks = checks_of(result)
        told = json.loads(result.stdout)
        assert told["asOf"] == checks["status_revocation"]["asOf"] is not None
        assert "genuine" in told["heading"]
        assert checks["evidence_integrity"]["outcome"] == "passed"
        assert checks["recipient"]["outcome"] == "passed"
    alone = run("verify", kept, *trust, *asked, "--offline")
    assert (alone.exit_code, verdict_of(alone)) == (2, "key_unreachable")
    assert checks_of(alone)["status_revocation"]["asOf"] is None
    shown = run("verify", kept, *trust, *document, "--offline")
    said = " ".join(shown.stdout.split())
    assert told["heading"] in said
    assert "As of 20" in said
    assert "Traceback" not in shown.output


def test_a_badge_that_was_withdrawn_before_is_told_so_for_ever(run, teacher, bundle):
    assert teacher.status("revoke", teacher / "judged.json").exit_code == 0
    made = bundle(teacher / "judged.json")
    assert made.exit_code == 0
    assert "judged.json" in made.stderr
    (teacher / "1.json").unlink()
    result = run(
        *("verify", teacher / "kept.zip", "--trust", teacher / "trusted.toml", "--json"),
        *("--did-document", teacher / "km" / "did.json"),
    )
    assert (result.exit_code, verdict_of(result)) == (1, "revoked")


def test_a_changed_file_is_not_the_one_that_was_judged(run, teacher, kept):
    changed = teacher / "changed.zip"
    with zipfile.ZipFile(kept) as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, content + b"!" if name.startswith("evidence/") else content)
    result = run(
        *("verify", changed, "--trust", teacher / "trusted.toml", "--json"),
        *("--did-document", teacher / "km" / "did.json", "--status-list", teacher / "1.json"),
    )
    assert (result.exit_code, verdict_of(result)) == (1, "tampered")


def test_several_and_from_stdin_and_beside_files(run, teacher, bundle):
    made = bundle(teacher / "judged.json", teacher / "badge.json")
    assert made.exit_code == 0, made.output
    given = (
        *("--trust", teacher / "trusted.toml", "--did-document", teacher / "km" / "did.json"),
        *("--status-list", teacher / "1.json"),
    )
    kept = teacher / "kept.zip"
    result = run("verify", "-", *given, "--json", stdin=kept.read_bytes())
    assert (result.exit_code, len(json.loads(result.stdout)["parts"])) == (0, 2)
    both = run("verify", kept, teacher / "badge.json", *given)
    assert both.exit_code == 0, both.output
    alone = run("verify", kept, "--trust", teacher / "trusted.toml")
    assert alone.exit_code == 2
    assert "None" not in alone.stderr


def test_one_that_was_unpacked_and_packed_again_in_a_folder_among_others(run, teacher, kept):
    folder = teacher / "theirs"
    folder.mkdir()
    with zipfile.ZipFile(kept) as old:
        old.extractall(teacher / "again" / "My badges")
    shutil.make_archive(str(folder / "kept"), "zip", teacher / "again")
    given = (
        *("--trust", teacher / "trusted.toml", "--did-document", teacher / "km" / "did.json"),
        *("--status-list", teacher / "1.json", "--json"),
    )
    report = json.loads(run("verify", folder, *given).stdout)["report"]
    assert (report["verdict"], report["foundIn"]) == ("valid", "ZIP")


def test_how_it_was_computed_is_shown_of_one_badge_alone(run, teacher, kept):
    shown = run("verify", kept, "--explain", "--trust", teacher / "trusted.toml")
    assert shown.exit_code == 2
    assert "--explain" in shown.stderr
    assert "--explain" not in run("verify", kept, "--trust", teacher / "trusted.toml").stderr
    told = run("verify", kept, "--explain", "--json", "--trust", teacher / "trusted.toml")
    assert json.loads(told.stdout)["trail"] is None


def test_what_is_no_bundle_is_no_badge(run, teacher):
    odd = teacher / "odd.zip"
    with zipfile.ZipFile(odd, "w") as made:
        made.writestr("badge.json", "{}")
    for content in (odd.read_bytes(), odd.read_bytes()[:-9]):
        odd.write_bytes(content)
        result = run("verify", odd, "--any-issuer", "--json")
        assert (result.exit_code, verdict_of(result)) == (3, "not_a_badge")


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("nothing.json",), "nothing.json"),
        (("flipped.json",), "flipped.json"),
        (("judged.json", "--endorsement", "badge.json"), "badge.json"),
        (("judged.json", "--evidence", "flipped.json"), "flipped.json"),
        (("badge.json", "--evidence", "Unit plan.pdf"), "Unit plan.pdf"),
        (("badge.json", "--out", "badge.json"), "badge.json"),
        (("badge.json", "--did-document", "badge.json"), "badge.json"),
        ((), "BADGE"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_written(run, teacher, args, said, monkeypatch):
    monkeypatch.chdir(teacher.folder)
    result = run("bundle", "--offline", "--out", "new.zip", *args)
    assert result.exit_code == 3
    assert said in result.stderr
    assert not (teacher / "new.zip").exists()


def test_offline_and_online_contradict_each_other(run, kept):
    for option in ("--online", "--allow-loopback"):
        result = run("verify", kept, "--offline", option)
        assert (result.exit_code, result.stdout) == (3, "")
    assert run("verify", "https://a.example/b", "--offline").exit_code == 3
