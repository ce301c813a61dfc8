"""`openbadges issue-batch`: a good badge for each good row, each bad row told, nothing lost."""

from __future__ import annotations

import csv
import json
import os
import signal
import stat
import sys
from pathlib import Path

import pytest

import openbadges_issuer as ob
from openbadges_issuer.bulk import CHUNK
from openbadges_issuer.cli import issue_batch, progress
from openbadges_issuer.cli.award_rows import COLUMNS
from openbadges_issuer.limits import DEFAULT_LIMITS
from openbadges_issuer.status import StatusList

THREE = "email\nteacher@example.org\nsecond@example.org\nthird@example.org\n"


class Batch:
    """The command for one office, its CSV file, and the folder of badges."""

    def __init__(self, run, office):
        self._run = run
        self.office = office
        self.csv = office / "awards.csv"
        self.out = office / "badges"

    def __call__(self, text=None, *args, achievement="flipped.json"):
        if text is not None:
            self.csv.write_text(text, encoding="utf-8")
        return self._run(
            *("issue-batch", self.csv, *self.office.signing),
            *("--achievement", self.office / achievement, "--out", self.out, *args),
        )

    def badge(self, name):
        return json.loads((self.out / name).read_bytes())

    @property
    def names(self):
        return sorted(path.name for path in self.out.iterdir() if path.name != "issued.csv")

    @property
    def record(self):
        with (self.out / "issued.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    @property
    def taken(self):
        """How many places of the list are taken, as its file says."""
        state = json.loads((self.office / "1.state.json").read_text())
        return StatusList.from_json(state).issued.count()

    @property
    def with_list(self):
        return ("--status-state", self.office / "1.state.json")


@pytest.fixture
def batch(run, office):
    return Batch(run, office)


def subject_of(badge):
    return badge["credentialSubject"]


@pytest.mark.usefixtures("workers_begin_first")
@pytest.mark.parametrize("workers", [1, 2])
def test_each_row_is_a_badge_that_verifies(batch, workers):
    result = batch(THREE, *batch.with_list, "--workers", workers)
    assert (result.exit_code, result.stderr) == (0, "")
    assert batch.names == ["line-2.json", "line-3.json", "line-4.json"]
    for name, address in zip(batch.names, THREE.split()[1:], strict=True):
        given = ("--recipient", address)
        assert batch.office.verify(batch.out / name, *given).exit_code == 0
        assert address not in (batch.out / name).read_text()


def test_every_column_is_filled_in(batch):
    row = {
        "email": "a@example.org; b@example.org",
        "recipient_id": "urn:example:teacher",
        "awarded": "2026-11-01",
        "valid_until": "2089-06-30",
        "narrative": "Done *well*, twice.",
        "evidence_name": "Unit plan",
        "evidence_url": "https://example.org/plan",
        "evidence_genre": "Plan",
        "evidence_description": "A unit.",
        "evidence_narrative": "It shows a plan.",
        "result_description": "urn:uuid:6b0a2a4c-0000-4000-8000-000000000001",
        "result_value": "92",
        "result_status": "Completed",
        "id": "urn:example:badge",
        "file": "rivera-flipped",
    }
    assert row.keys() == COLUMNS.keys() - {"did", "achieved_level"}
    with batch.csv.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, row)
        writer.writeheader()
        writer.writerow(row)
    assert batch().exit_code == 0
    badge = batch.badge("rivera-flipped.json")
    subject = subject_of(badge)
    assert badge["id"] == "urn:example:badge"
    assert badge["awardedDate"] == "2026-11-01T00:00:00Z"
    assert badge["validUntil"] == "2089-06-30T23:59:59Z"
    assert badge["evidence"] == [
        {
            "id": "https://example.org/plan",
            "type": ["Evidence"],
            "name": "Unit plan",
            "description": "A unit.",
            "genre": "Plan",
            "narrative": "It shows a plan.",
        }
    ]
    assert subject["id"] == "urn:example:teacher"
    assert len(subject["identifier"]) == 2
    assert subject["narrative"] == "Done *well*, twice."
    [judged] = subject["result"]
    assert (judged["status"], judged["value"]) == ("Completed", "92")


def test_a_recipient_by_did(batch):
    assert batch("did,email\ndid:web:t.example,\n,teacher@example.org\n").exit_code == 0
    assert subject_of(batch.badge("line-2.json"))["id"] == "did:web:t.example"
    assert batch.badge("line-3.json")["credentialSubject"]["id"].startswith("urn:uuid:")


def test_options_hold_for_rows_that_say_nothing(batch):
    text = "email,awarded\na@example.org,2026-11-02\nb@example.org,\n"
    dates = ("--awarded", "2026-11-01", "--valid-until", "2089-06-30")
    assert batch(text, *dates).exit_code == 0
    days = [batch.badge(name)["awardedDate"][:10] for name in batch.names]
    assert days == ["2026-11-02", "2026-11-01"]
    assert {batch.badge(name)["validUntil"][:10] for name in batch.names} == {"2089-06-30"}


@pytest.mark.parametrize(
    "text",
    [
        "\ufeffemail\r\nteacher@example.org\r\n",
        "Email ;narrative\nteacher@example.org;a, b\n",
        '\n\nemail,narrative\n\nteacher@example.org,"a\nb"\n,\n',
    ],
    ids=["Excel", "semicolons", "empty rows"],
)
def test_files_as_other_programs_write_them(batch, text):
    assert batch(text).exit_code == 0
    assert len(batch.names) == 1


def test_tokens_are_issued_too(batch):
    assert batch(THREE, "--as", "jwt").exit_code == 0
    assert batch.names == ["line-2.jwt", "line-3.jwt", "line-4.jwt"]
    assert batch.office.verify(batch.out / "line-2.jwt").exit_code == 0


# What is wrong -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("columns", "row", "column"),
    [
        ("email", "teacher", "email: "),
        ("did", "teacher@example.org", "did: "),
        ("did,email", "did:web:t.example,t@example.org", "say whose"),
        ("did,recipient_id", "did:web:t.example,urn:x:1", "recipient_id "),
        ("email,recipient_id", "t@example.org,no iri", "recipient_id: "),
        ("email,awarded", "t@example.org,yesterday", "awarded: "),
        ("email,valid_until", "t@example.org,2020-01-01", "valid_until: "),
        ("email,narrative", "t@example.org,a\x01b", "narrative: "),
        ("email,evidence_url", "t@example.org,plan.pdf", "evidence_url: "),
        ("email,evidence_name", "t@example.org,a\x01b", "evidence_name: "),
        ("email,result_description", "t@example.org,urn:x:none", "result_description: "),
        ("email,result_status", "t@example.org,Great", "result_status: "),
        ("email,achieved_level", "t@example.org,urn:x:none", "achieved_level: "),
        ("email,id", "t@example.org,no iri", "id: "),
        ("email,file", "t@example.org,../up", "file: "),
        ("email", "t@example.org,more", "this row has 2 cells"),
    ],
)
def test_a_wrong_row_is_told_and_the_others_are_issued(batch, columns, row, column):
    first = {"email": "g@example.org", "did": "did:web:g.example"}[columns.partition(",")[0]]
    good = first + "," * columns.count(",")
    result = batch(f"{columns}\n{row}\n{good}\n", *batch.with_list)
    assert result.exit_code == 3
    [line] = result.stderr.splitlines()
    assert line.startswith(f"openbadges: {batch.csv}: line 2: {column}")
    assert batch.names == ["line-3.json"]
    assert len(batch.record) == 1


@pytest.mark.usefixtures("workers_begin_first")
@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize("good_first", [2, CHUNK])
def test_the_place_of_a_row_that_was_not_issued_stays_free(batch, workers, good_first):
    before = batch.taken
    good = "".join(f"t{n}@example.org,\n" for n in range(good_first))
    text = f"email,narrative\n{good}bad@example.org,a\x01b\n"
    assert batch(text, *batch.with_list, "--workers", workers).exit_code == 3
    assert batch.taken == before + good_first


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "empty"),
        ("name\nRivera\n", "'name'"),
        ("narrative\nx\n", "email"),
        ("email,email\na@example.org,b@example.org\n", "twice"),
        ('email,narrative\na@example.org,"x\n', "line 2"),
    ],
)
def test_a_file_that_is_none_issues_nothing(batch, text, said):
    result = batch(text)
    assert (result.exit_code, result.stdout) == (3, "")
    assert f"{batch.csv}: " in result.stderr
    assert said in result.stderr
    assert not batch.out.exists()


def test_a_file_in_another_encoding_issues_nothing(batch):
    batch.csv.write_bytes("email,narrative\na@example.org,ä\n".encode("latin-1"))
    result = batch()
    assert result.exit_code == 3
    assert "UTF-8" in result.stderr
    assert not batch.out.exists()


def test_a_list_without_room_issues_nothing(batch):
    state = StatusList.from_json(json.loads((batch.office / "1.state.json").read_text()))
    for index in range(len(state.issued) * 9 // 10 - 2):
        state.issued.set(index, True)
    batch.office.write("1.state.json", state.to_json())
    result = batch(THREE, *batch.with_list)
    assert result.exit_code == 3
    assert "3 rows" in result.stderr
    assert batch.names == []


@pytest.mark.parametrize(("first", "second"), [("x", "x"), ("A", "a"), ("line-3", "LINE-3")])
def test_two_rows_do_not_share_a_file(batch, first, second):
    """Not on a disk either that does not tell capitals apart."""
    result = batch(f"email,file\na@example.org,{first}\nb@example.org,{second}\n")
    assert result.exit_code == 3
    assert "line 3: file: " in result.stderr
    assert "line 2 " in result.stderr
    assert [line["recipient"] for line in batch.record] == ["a@example.org"]


@pytest.mark.parametrize("name", ["con", "NUL", "aux.rivera", "com1", "LPT9"])
def test_no_file_has_the_name_of_a_device(batch, name):
    result = batch(f"email,file\na@example.org,{name}\nb@example.org,console\n")
    assert result.exit_code == 3
    assert "line 2: file: " in result.stderr
    assert batch.names == ["console.json"]


def test_a_long_cell_is_issued_and_verifies(batch):
    text = "x" * 200_000
    assert batch(f"email,narrative\na@example.org,{text}\n", *batch.with_list).exit_code == 0
    assert subject_of(batch.badge("line-2.json"))["narrative"] == text
    assert batch.office.verify(batch.out / "line-2.json").exit_code == 0


def test_a_badge_that_no_verifier_would_read_is_not_issued(batch):
    before = batch.taken
    long = "x" * (DEFAULT_LIMITS.credential_bytes - 100)
    rows = f"email,narrative\na@example.org,{long}\nb@example.org,\n"
    result = batch(rows, *batch.with_list)
    assert result.exit_code == 3
    assert "line 2: " in result.stderr
    assert batch.names == ["line-3.json"]
    assert batch.taken == before + 1


def test_a_cell_that_no_badge_can_hold_is_told_with_its_line_and_the_limit(batch):
    most = DEFAULT_LIMITS.credential_bytes
    rows = f"email,narrative\na@example.org,\nb@example.org,{'x' * (most + 1)}\n"
    result = batch(rows)
    assert result.exit_code == 3
    assert "line 3: " in result.stderr
    assert f"{most:,}" in result.stderr
    assert not batch.out.exists()


@pytest.mark.skipif(not Path("/dev/fd").exists(), reason="pipes have no names")
def test_a_pipe_is_told(batch):
    reading, writing = os.pipe()
    os.write(writing, THREE.encode())
    os.close(writing)
    batch.csv = Path(f"/dev/fd/{reading}")
    result = batch()
    os.close(reading)
    assert result.exit_code == 3
    assert f"{batch.csv}: this is a pipe" in result.stderr
    assert not batch.out.exists()


# The record, and going on ------------------------------------------------------------------------


def test_the_record_tells_whose_each_badge_is(batch):
    assert batch(THREE, *batch.with_list).exit_code == 0
    assert [line["recipient"] for line in batch.record] == THREE.split()[1:]
    state = StatusList.from_json(json.loads((batch.office / "1.state.json").read_text()))
    for line in batch.record:
        badge = batch.badge(line["file"])
        assert badge["id"] == line["id"]
        assert badge["credentialStatus"]["statusListIndex"] == line["index"]
        assert badge["credentialStatus"]["statusListCredential"] == line["list"]
        assert state.issued.get(int(line["index"]))
    assert len({line["index"] for line in batch.record}) == 3


@pytest.mark.skipif(os.name != "posix", reason="modes are of POSIX")
def test_only_its_owner_reads_the_record(batch):
    batch(THREE)
    assert stat.S_IMODE((batch.out / "issued.csv").stat().st_mode) == 0o600


def test_a_folder_is_not_used_again_unless_told(batch):
    batch(THREE)
    before = {name: (batch.out / name).read_bytes() for name in batch.names}
    result = batch()
    assert result.exit_code == 3
    assert "--resume" in result.stderr
    assert {name: (batch.out / name).read_bytes() for name in batch.names} == before


def test_resume_issues_what_is_missing_and_nothing_else(batch):
    batch(THREE, *batch.with_list)
    before = {name: (batch.out / name).read_bytes() for name in batch.names}
    (batch.out / "line-3.json").unlink()
    result = batch(f"{THREE}fourth@example.org\n", *batch.with_list, "--resume")
    assert result.exit_code == 0
    assert batch.names == ["line-2.json", "line-3.json", "line-4.json", "line-5.json"]
    now = {name: (batch.out / name).read_bytes() for name in batch.names}
    assert [name for name in before if now[name] == before[name]] == ["line-2.json", "line-4.json"]
    again = batch(None, *batch.with_list, "--resume")
    assert again.exit_code == 0
    assert {name: (batch.out / name).read_bytes() for name in batch.names} == now


def test_resume_needs_room_for_the_missing_only(batch):
    batch(THREE, *batch.with_list)
    state = StatusList.from_json(json.loads((batch.office / "1.state.json").read_text()))
    most = len(state.issued) * 9 // 10
    index = 0
    while state.issued.count() < most - 1:
        state.issued.set(index, True)
        index += 1
    batch.office.write("1.state.json", state.to_json())
    more = f"{THREE}fourth@example.org\n"
    assert batch(more, *batch.with_list, "--resume").exit_code == 0


@pytest.mark.parametrize("change", ["row", "option", "achievement"])
def test_resume_refuses_what_was_made_otherwise(batch, change):
    batch(THREE)
    text = THREE.replace("second@", "other@") if change == "row" else THREE
    options = ("--awarded", "2026-11-01") if change == "option" else ()
    achievement = "flipped.json"
    if change == "achievement":
        content = json.loads((batch.office / "flipped.json").read_text())
        achievement = batch.office.write("other.json", {**content, "name": "Other"}).name
    before = {name: (batch.out / name).read_bytes() for name in batch.names}
    result = batch(text, "--resume", *options, achievement=achievement)
    assert result.exit_code == 3
    assert ("line 3: " in result.stderr) and (("line 2: " in result.stderr) is (change != "row"))
    assert {name: (batch.out / name).read_bytes() for name in batch.names} == before


@pytest.mark.parametrize("content", [b"", b"{}", None])
def test_resume_does_not_take_a_damaged_file_for_a_badge(batch, content):
    batch(THREE)
    path = batch.out / "line-3.json"
    damaged = path.read_bytes()[:-9] if content is None else content
    path.write_bytes(damaged)
    result = batch(None, "--resume")
    assert result.exit_code == 3
    assert "line 3: " in result.stderr
    assert path.read_bytes() == damaged


def test_a_file_of_somebody_else_is_never_replaced(batch):
    batch.out.mkdir()
    (batch.out / "line-3.json").write_text("mine")
    result = batch(THREE)
    assert result.exit_code == 3
    assert "line 3: " in result.stderr
    assert (batch.out / "line-3.json").read_text() == "mine"


def test_resume_reads_a_record_that_was_cut_off(batch):
    batch(THREE)
    record = batch.out / "issued.csv"
    record.write_text(record.read_text()[:-20])
    (batch.out / "line-4.json").unlink()
    assert batch(None, "--resume").exit_code == 0
    assert [line["file"] for line in batch.record if line["sha256"]][-1] == "line-4.json"
    assert batch(None, "--resume").exit_code == 0


def test_what_is_no_record_is_told(batch):
    batch.out.mkdir()
    (batch.out / "issued.csv").write_text("a,b\n1,2\n")
    result = batch(THREE, "--resume")
    assert result.exit_code == 3
    assert "issued.csv" in result.stderr


@pytest.mark.usefixtures("workers_begin_first")
@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize("kept", [CHUNK, CHUNK + 2])
def test_an_interrupted_batch_keeps_what_was_signed(batch, monkeypatch, workers, kept):
    rows = CHUNK * 3
    text = "email\n" + "".join(f"t{n}@example.org\n" for n in range(rows))
    sign = ob.Issuer.issue_many

    def interrupted(self, *args, **members):
        for issued in sign(self, *args, **members):
            if issued.index == kept:
                raise KeyboardInterrupt
            yield issued

    before = batch.taken
    monkeypatch.setattr(ob.Issuer, "issue_many", interrupted)
    result = batch(text, *batch.with_list, "--workers", workers)
    assert result.exit_code == 130
    assert "--resume" in result.stderr
    assert len(batch.names) == kept
    assert batch.taken == before + kept
    monkeypatch.undo()
    assert batch(None, *batch.with_list, "--resume").exit_code == 0
    assert len(batch.names) == len(batch.record) == rows
    assert len({line["index"] for line in batch.record}) == rows
    assert batch.taken == before + rows


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM])
def test_badges_that_are_being_written_are_written_before_an_interrupt(batch, monkeypatch, end):
    text = "email\n" + "".join(f"t{n}@example.org\n" for n in range(CHUNK + 5))
    before = batch.taken
    monkeypatch.setattr(os, "fsync", lambda file: signal.raise_signal(end))
    assert batch(text, *batch.with_list).exit_code == 130
    assert len(batch.names) == len(batch.record) == CHUNK
    assert batch.taken == before + CHUNK
    monkeypatch.undo()
    assert batch(None, *batch.with_list, "--resume").exit_code == 0
    assert batch.taken == before + CHUNK + 5


# What is shown -----------------------------------------------------------------------------------


def test_there_is_no_bar_where_no_terminal_is(batch):
    result = batch(THREE)
    assert result.stderr == ""
    assert "3 badges" in result.stdout


def test_a_terminal_sees_how_far_it_is(batch, monkeypatch):
    shown = []

    class Bar:
        def __enter__(self):
            return shown.append

        def __exit__(self, *_):
            pass

    monkeypatch.setattr(issue_batch, "bar", lambda what, total: shown.append(total) or Bar())
    batch("email\na@example.org\nb\nc@example.org\n")
    assert shown[0] == 3
    assert shown[-1] == 3


def test_the_bar_is_drawn_on_stderr(monkeypatch, capsys):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm")
    with progress.bar("Issuing", 2) as show:
        show(1)
        show(2)
    out, err = capsys.readouterr()
    assert out == ""
    assert "Issuing" in err


@pytest.mark.usefixtures("workers_begin_first")
def test_the_key_and_the_passphrase_are_shown_nowhere(batch):
    result = batch("email\na@example.org\nb\n", "--workers", "2")
    files = [path.read_text() for path in batch.out.iterdir()]
    for text in (result.output, *files):
        assert batch.office.passphrase not in text
        assert "PRIVATE" not in text


def test_help_names_every_column(run):
    printed = run("issue-batch", "--help").stdout
    for column in COLUMNS:
        assert f"  {column} " in printed


def test_a_missing_file_is_named(batch):
    result = batch()
    assert result.exit_code == 3
    assert str(batch.csv) in result.stderr
    assert not Path(batch.out).exists()


@pytest.mark.parametrize("workers", [1, 2])
def test_the_way_of_securing_is_taken_by_its_name(batch, workers):
    assert batch(THREE, "--securing", "eddsa-jcs-2022", "--workers", workers).exit_code == 0
    [proof] = batch.badge("line-3.json")["proof"]
    assert proof["cryptosuite"] == "eddsa-jcs-2022"
    given = ("--recipient", "second@example.org")
    assert batch.office.verify(batch.out / "line-3.json", *given).exit_code == 0


@pytest.mark.parametrize(
    "args", [["--securing", "eddsa-2099"], ["--securing", "vc-jwt", "--as", "jwt"]]
)
def test_a_way_of_securing_that_cannot_be_is_wrong_usage(batch, args):
    result = batch(THREE, *args)
    assert result.exit_code == 3
    assert "secur" in result.stderr
    assert not batch.out.exists() or batch.names == []


def test_going_on_in_another_way_is_told_for_each_row(batch):
    batch(THREE)
    result = batch(THREE, "--resume", "--securing", "eddsa-jcs-2022")
    assert result.exit_code == 3
    assert result.stderr.count(": line ") == 3
