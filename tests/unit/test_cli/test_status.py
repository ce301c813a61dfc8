"""Status lists by the command: start, withdraw, pause, reinstate, publish."""

from __future__ import annotations

import json
import stat
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

import openbadges_issuer as ob
from openbadges_issuer.cli import lists, status
from openbadges_issuer.status import Bitstring, StatusList


def state_of(office, name="1.state.json"):
    return StatusList.from_json(json.loads((office / name).read_text()))


def published(office, name="1.json"):
    return json.loads((office / name).read_text())


def bits_of(document):
    return Bitstring.decode(document["credentialSubject"]["encodedList"])


def index_of(badge):
    return int(json.loads(badge.read_text())["credentialStatus"]["statusListIndex"])


def suspension(run, office):
    result = run(
        *("status", "new", "--url", "https://km.example/pauses", "--purpose", "suspension"),
        *("--state", office / "2.state.json", "--out", office / "2.json", *office.signing),
    )
    assert result.exit_code == 0
    office.issue(
        *("--to", "t@example.org", "--status-state", office / "2.state.json"),
        *("--out", office / "paused.json"),
    )
    return ["--out", office / "2.json", *office.signing]


def test_a_new_list_is_published_for_a_week(office):
    document = published(office)
    assert document["id"] == office.list_url
    assert document["issuer"] == office.did
    assert bits_of(document).count() == 0
    begin, end = (
        datetime.fromisoformat(document[member]) for member in ("validFrom", "validUntil")
    )
    assert end - begin == timedelta(days=7)
    written = datetime.fromtimestamp((office / "1.json").stat().st_mtime, UTC)
    assert abs(written - begin) < timedelta(minutes=5)


@pytest.mark.parametrize("there", ["2.state.json", "2.json"])
def test_a_list_that_is_there_is_never_started_again(run, office, there):
    (office / there).write_text("{}")
    result = run(
        *("status", "new", "--url", office.list_url, "--state", office / "2.state.json"),
        *("--out", office / "2.json", *office.signing),
    )
    assert (result.exit_code, result.stdout) == (3, "")
    assert (office / there).read_text() == "{}"


def test_revoke_sets_the_bit_of_the_badge_and_no_other(office):
    result = office.status("revoke", office / "badge.json")
    assert result.exit_code == 0
    index = index_of(office / "badge.json")
    assert result.stdout.startswith(f"The badge at the place {index} of the list is withdrawn.")
    assert office.list_url in result.stdout
    for bits in (bits_of(published(office)), state_of(office).bits):
        assert bits.get(index)
        assert bits.count() == 1
    assert office.verify(office / "badge.json").exit_code == 1


def test_revoking_twice_is_said(office):
    office.status("revoke", office / "badge.json")
    again = office.status("revoke", office / "badge.json")
    assert again.exit_code == 0
    assert "was withdrawn already" in again.stdout
    assert bits_of(published(office)).count() == 1


def test_revoke_by_place(office):
    index = index_of(office / "badge.json")
    result = office.status("revoke", "--index", str(index))
    assert result.exit_code == 0
    assert result.stderr == ""
    assert bits_of(published(office)).get(index)


def test_a_place_without_a_record_is_pointed_out(office):
    index = (index_of(office / "badge.json") + 1) % 131_072
    result = office.status("revoke", "--index", str(index))
    assert result.exit_code == 0
    assert "had no record of a badge" in result.stderr


@pytest.mark.parametrize("form", ["jwt", "svg"])
def test_the_place_is_read_from_every_form(office, art, form):
    badge = office / f"b.{form}"
    baked = ("--image", art) if form == "svg" else ("--as", "jwt")
    given = ("--status-state", office / "1.state.json", "--out", badge)
    assert office.issue("--to", "t@example.org", *given, *baked).exit_code == 0
    assert office.status("revoke", badge).exit_code == 0
    assert office.verify(badge).exit_code == 1
    assert office.verify(office / "badge.json").exit_code == 0


def test_a_changed_badge_withdraws_nobody(office):
    badge = json.loads((office / "badge.json").read_text())
    badge["credentialStatus"]["statusListIndex"] = "7"
    before = (office / "1.state.json").read_bytes()
    result = office.status("revoke", office.write("changed.json", badge))
    assert (result.exit_code, result.stdout) == (3, "")
    assert "--index" in result.stderr
    assert (office / "1.state.json").read_bytes() == before


def test_a_badge_of_another_issuer_is_refused(run, office):
    key = office / "other.pem"
    run("keygen", key, "--no-passphrase")
    run("issuer", "init", office / "o", "--name", "O", "--url", "https://o.example", "--key", key)
    run(
        *("issue", "--issuer", office / "o", "--key", key, "--to", "t@example.org"),
        *("--achievement", office / "flipped.json", "--status-state", office / "1.state.json"),
        *("--out", office / "other.json"),
    )
    result = office.status("revoke", office / "other.json")
    assert result.exit_code == 3
    assert "did:key:z6Mk" in result.stderr
    assert office.did in result.stderr


def test_a_badge_of_another_list_is_refused(run, office):
    suspension(run, office)
    office.issue("--to", "t@example.org", "--out", office / "none.json")
    for badge in ("paused.json", "none.json"):
        result = office.status("revoke", office / badge)
        assert result.exit_code == 3
        assert "does not name the list" in result.stderr


@pytest.mark.parametrize("given", [(), ("badge.json", "--index", "1")], ids=str)
def test_one_badge_is_named_in_one_way(office, given):
    assert office.status("revoke", *given).exit_code == 3


def test_pause_and_reinstate(run, office):
    signing = suspension(run, office)
    files = (office / "2.state.json", office / "paused.json", *signing)

    def verdict():
        report = office.verify(office / "paused.json", "--status-list", office / "2.json", "--json")
        return json.loads(report.stdout)["verdict"]

    assert verdict() == "valid"
    assert "is paused" in run("status", "suspend", *files).stdout
    assert verdict() == "suspended"
    assert "was paused already" in run("status", "suspend", *files).stdout
    assert "is in force again" in run("status", "reinstate", *files).stdout
    assert verdict() == "valid"
    assert "was not paused" in run("status", "reinstate", *files).stdout
    refused = run("status", "revoke", *files)
    assert refused.exit_code == 3
    assert "can be suspended, not revoked" in refused.stderr


def test_a_withdrawn_badge_is_not_reinstated(office):
    office.status("revoke", office / "badge.json")
    result = office.status("reinstate", office / "badge.json")
    assert result.exit_code == 3
    assert bits_of(published(office)).count() == 1


def test_publish_signs_anew_without_a_change(office):
    office.status("revoke", office / "badge.json")
    bits, state = bits_of(published(office)), (office / "1.state.json").read_bytes()
    (office / "1.json").unlink()
    assert office.status("publish", "--valid-days", "30").exit_code == 0
    document = published(office)
    assert bits_of(document).encode() == bits.encode()
    assert (office / "1.state.json").read_bytes() == state
    ends = datetime.fromisoformat(document["validUntil"])
    assert ends - datetime.fromisoformat(document["validFrom"]) == timedelta(days=30)


@pytest.mark.parametrize("taken", ["1.state.json", "badge.json"])
def test_the_list_does_not_replace_its_own_input(run, office, taken):
    before = (office / taken).read_bytes()
    result = run(
        *("status", "revoke", office / "1.state.json", office / "badge.json"),
        *("--out", office / taken, *office.signing),
    )
    assert result.exit_code == 3
    assert (office / taken).read_bytes() == before


def test_the_state_is_saved_before_the_list_is_served(office, monkeypatch):
    def full_disk(*_):
        raise OSError(28, "No space left on device", "1.json")

    before = (office / "1.json").read_bytes()
    monkeypatch.setattr(status, "publish", full_disk)
    result = office.status("revoke", office / "badge.json")
    assert (result.exit_code, result.stdout) == (3, "")
    assert state_of(office).is_set(index_of(office / "badge.json"))
    assert (office / "1.json").read_bytes() == before


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"format": "open-badges-status-list/1"}'])
def test_a_file_that_is_no_state_is_named(office, content):
    (office / "1.state.json").write_text(content)
    result = office.status("publish")
    assert (result.exit_code, result.stdout) == (3, "")
    assert result.stderr.startswith(f"openbadges: {office / '1.state.json'}: ")


def test_the_published_list_is_not_taken_for_the_state(run, office):
    before = (office / "1.json").read_bytes()
    for result in (
        office.issue("--to", "t@example.org", "--status-state", office / "1.json"),
        run("status", "publish", office / "1.json", *office.signing, "--out", office / "2.json"),
    ):
        assert (result.exit_code, result.stdout) == (3, "")
        said = f"openbadges: {office / '1.json'}: this is the published list; give its working"
        assert result.stderr.startswith(said)
    assert (office / "1.json").read_bytes() == before


def test_places_are_unique_and_none_is_lost_when_many_issue_at_once(office):
    path = office / "1.state.json"
    before = state_of(office).issued.count()

    def take(_):
        with lists.allocated(path) as entry:
            return entry

    with ThreadPoolExecutor(8) as pool:
        entries = list(pool.map(take, range(40)))
    assert len({entry.index for entry in entries}) == 40
    assert state_of(office).issued.count() == before + 40


def test_changes_at_once_lose_no_bit(office):
    indices = range(100, 108)
    together = threading.Barrier(len(indices))

    def revoke(index):
        together.wait()
        with lists.locked(office / "1.state.json"):
            status_list = lists.load_state(office / "1.state.json")
            status_list.revoke(index)
            lists.save_state(office / "1.state.json", status_list)

    with ThreadPoolExecutor(len(indices)) as pool:
        list(pool.map(revoke, indices))
    assert all(state_of(office).is_set(index) for index in indices)


def test_the_published_list_can_be_read_by_a_web_server_and_keeps_its_mode(office):
    assert stat.S_IMODE((office / "1.json").stat().st_mode) & 0o400
    (office / "1.json").chmod(0o664)
    office.status("publish")
    assert stat.S_IMODE((office / "1.json").stat().st_mode) == 0o664


def test_the_state_knows_the_list(office):
    assert (state_of(office).url, state_of(office).purpose) == (office.list_url, "revocation")
    assert isinstance(lists.load_state(office / "1.state.json"), ob.StatusList)
