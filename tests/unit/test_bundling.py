"""A bundle: put together from what verifying asks for, written, read, and verified with nothing."""

from __future__ import annotations

import hashlib
import json
import zipfile
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest

import openbadges_issuer as ob
from openbadges_issuer.bundles import EntryKind
from openbadges_issuer.errors import InputError, ModelError, OpenBadgesError, Problem
from tests.hostile import forge
from tests.hostile.composing import BODY, record, vouched
from tests.hostile.forge import DID_URL, NOW, REVOCATIONS, badge, dumps, sign, token
from tests.hostile.kits import EVIDENCE, PLAN, PLAN_ID, listed, vouching

TRUSTED = ob.TrustList.from_mapping({"issuers": {forge.DISTRICT: {"name": "Kettle Moraine"}}})
STATE = ob.TrustList.from_mapping({"issuers": {BODY: {"name": "State", "endorses": True}}})


def put_together(*badges: Any, fetcher: ob.Fetcher | None = None, **given: Any) -> Any:
    contents = [each if isinstance(each, bytes | str) else dumps(each) for each in badges]
    return ob.bundle(contents, fetcher=fetcher or forge.server(), clock=lambda: NOW, **given)


def test_all_that_verifying_asks_for_is_in_it_as_it_was_answered() -> None:
    made = put_together(
        listed(), endorsements=[dumps(vouched(forge.DISTRICT))], evidence={"Unit plan.pdf": PLAN}
    )
    bundle = ob.Bundle.read(made.bundle.to_bytes())
    assert bundle == made.bundle
    assert [(entry.name, entry.kind.value) for entry in bundle.entries] == [
        ("README.txt", "readme"),
        ("badges/flipped-classroom.json", "badge"),
        ("endorsements/endorsement.json", "endorsement"),
        ("evidence/Unit plan.pdf", "evidence"),
        (f"issuers/{forge.HOST}.json", "document"),
        (f"status/{forge.HOST}.json", "document"),
    ]
    documents = {entry.url: entry for entry in bundle.of_kind(EntryKind.DOCUMENT)}
    assert documents.keys() == {DID_URL, REVOCATIONS}
    for url, entry in documents.items():
        assert (entry.content, entry.retrieved) == (forge.documents()[url], NOW)
    assert bundle.of_kind(EntryKind.BADGE)[0].content == dumps(listed())
    assert bundle.of_kind(EntryKind.EVIDENCE)[0].evidence == (PLAN_ID,)
    assert [report.verdict for report in made.reports] == [ob.Verdict.VALID]
    assert made.missing == ()
    assert "teacher" not in repr(bundle)


def test_the_manifest_has_the_digest_of_each_file_for_any_program() -> None:
    data = put_together(listed(), evidence={"plan": PLAN}).bundle.to_bytes()
    with zipfile.ZipFile(BytesIO(data)) as archive:
        assert archive.testzip() is None
        manifest = json.loads(archive.read("manifest.json"))
        assert manifest["format"] == "open-badges-bundle/1"
        assert manifest["made"] == "2026-11-21T15:00:00Z"
        names = [entry["name"] for entry in manifest["entries"]]
        assert sorted([*names, "manifest.json"]) == sorted(archive.namelist())
        for entry in manifest["entries"]:
            content = archive.read(entry["name"])
            assert entry["sha256"] == hashlib.sha256(content).hexdigest()
            assert entry["bytes"] == len(content)


def test_what_several_badges_need_is_asked_for_once() -> None:
    """So that all of them see one list, and a silent server is waited for once."""
    asked: list[str] = []

    class Counted:
        def fetch(self, url: str, *, max_bytes: int, accept: str) -> ob.Response:
            asked.append(url)
            if url == REVOCATIONS:
                raise ob.FetchError(f"{url} is silent")
            return forge.server().fetch(url, max_bytes=max_bytes, accept=accept)

    made = put_together(*[listed()] * 3, fetcher=Counted())
    assert sorted(asked) == sorted([DID_URL, REVOCATIONS])
    assert made.missing == (REVOCATIONS,)


def test_badges_are_kept_in_every_form_under_names_of_their_own() -> None:
    json_badge = dumps(listed())
    png = ob.bake(json_badge, forge.png())
    svg = ob.bake(json_badge, forge.SVG)
    given = [json_badge, token(badge()), png, svg, record(listed()), json_badge]
    made = put_together(*given[:4], sign(given[4]), given[5])
    entries = made.bundle.of_kind(EntryKind.BADGE)
    assert [entry.name for entry in entries] == [
        *("badges/flipped-classroom.json", "badges/flipped-classroom.jwt"),
        *("badges/flipped-classroom.png", "badges/flipped-classroom.svg"),
        *("badges/record.json", "badges/flipped-classroom-2.json"),
    ]
    assert [entries[0].content, entries[2].content, entries[3].content] == [json_badge, png, svg]
    verifier = ob.Verifier(ob.Policy(TRUSTED), fetcher=forge.server(), clock=lambda: NOW)
    report = verifier.verify(made.bundle.to_bytes())
    assert report.verdict is ob.Verdict.VALID
    assert [part.report.found_in for part in report.parts] == [
        *("JSON", "JWT", "PNG", "SVG", "JSON", "JSON"),
    ]


def test_names_that_no_file_should_have_are_not_taken_over() -> None:
    achievement = badge()["credentialSubject"] | {}
    achievement["achievement"] = achievement["achievement"] | {"name": "../../Étude / «é»"}
    odd = sign(badge(credentialSubject=achievement))
    nameless = sign(badge(name="中文", credentialSubject=achievement | {
        "achievement": achievement["achievement"] | {"name": "中"}
    }))  # fmt: skip
    made = put_together(odd, nameless, listed(), evidence={"../..\\C:é.pdf": PLAN})
    names = [entry.name for entry in made.bundle.entries]
    assert names[1:3] == ["badges/tude.json", "badges/badge.json"]
    assert names[4] == "evidence/_.._C_.pdf"
    assert ob.Bundle.read(made.bundle.to_bytes()) == made.bundle


def test_what_did_not_answer_is_told() -> None:
    made = put_together(listed(), fetcher=forge.Server({DID_URL: forge.documents()[DID_URL]}))
    assert made.missing == (REVOCATIONS,)
    assert [report.verdict for report in made.reports] == [ob.Verdict.STATUS_UNKNOWN]
    assert REVOCATIONS in made.bundle.entries[0].content.decode()
    assert put_together(listed(), fetcher=ob.Offline()).missing == (DID_URL,)


def test_the_teacher_is_told_in_plain_words() -> None:
    text = put_together(listed()).bundle.entries[0].content.decode()
    assert "badges/flipped-classroom.json" in text
    assert "21 November 2026" in text
    assert "1 of the files that were judged" in text
    assert not {"DID", "JSON", "proof", "hash", "credential"} & set(text.split())
    with_file = put_together(listed(), evidence={"plan.pdf": PLAN})
    assert "of the files that were judged" not in with_file.bundle.entries[0].content.decode()


def test_one_file_may_be_the_evidence_of_two_badges() -> None:
    other = EVIDENCE | {"id": "urn:uuid:0b9e1c8a-1a60-4d0e-9a53-6c1d2f1f7a12"}
    badges = [sign(badge(evidence=[one])) for one in (EVIDENCE, other)]
    made = put_together(*badges, evidence={"plan.pdf": PLAN})
    verifier = ob.Verifier(ob.Policy(TRUSTED), fetcher=forge.server(), clock=lambda: NOW)
    report = verifier.verify(made.bundle.to_bytes())
    for part in report.parts:
        assert part.report.check("evidence_integrity").outcome is ob.Outcome.PASSED


REFUSED: dict[str, tuple[tuple[Any, ...], dict[str, Any], type[OpenBadgesError], str]] = {
    "nothing": ((), {}, InputError, ""),
    "a photo": ((listed(), b"\xff\xd8\xff"), {}, OpenBadgesError, "badges[1]"),
    "an endorsement as a badge": ((vouched(forge.DISTRICT),), {}, InputError, "badges[0]"),
    "a badge as an endorsement": (
        (listed(),), {"endorsements": [dumps(listed())]}, InputError, "endorsements[0]",
    ),
    "a file of no badge": ((listed(),), {"evidence": {"x.pdf": b"x"}}, ModelError, ""),
    "a file of a badge without digests": (
        (sign(badge()),), {"evidence": {"x.pdf": PLAN}}, ModelError, "",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_put_into_no_bundle(name: str) -> None:
    badges, given, error, path = REFUSED[name]
    with pytest.raises(error) as caught:
        put_together(*badges, **given)
    assert caught.value.path == path


def test_a_badge_for_its_holder_alone_is_put_into_no_bundle() -> None:
    own = forge.issuer_for("ecdsa-sd-2023").sign(badge(), securing="ecdsa-sd-2023")
    with pytest.raises(InputError) as caught:
        put_together(own.bytes)
    assert caught.value.problem is Problem.BASE_PROOF
    assert put_together(forge.shown(own)).reports[0]


def test_what_nobody_could_read_is_not_given_away() -> None:
    large = bytes(26_000_000)
    evidence = EVIDENCE | {"digestMultibase": forge_digest(large)}
    with pytest.raises(InputError) as caught:
        put_together(sign(badge(evidence=[evidence])), evidence={"film.mp4": large})
    assert caught.value.problem is Problem.TOO_LARGE


def forge_digest(content: bytes) -> str:
    return "u" + forge.base64url_encode(b"\x12\x20" + hashlib.sha256(content).digest())


# The journey -------------------------------------------------------------------------------------


@pytest.mark.parametrize("years", [0, 3])
def test_from_the_award_to_a_principal_when_the_district_is_gone(years: int) -> None:
    issued = sign(badge(evidence=[EVIDENCE], credentialStatus=forge.entry()))
    made = put_together(issued, endorsements=[dumps(vouching())], evidence={"Unit plan.pdf": PLAN})
    kept = made.bundle.to_bytes()

    def asked(*lists: ob.TrustList, fetcher: ob.Fetcher) -> ob.Report:
        later = NOW + timedelta(365 * years)
        verifier = ob.Verifier(ob.Policy(lists), fetcher=fetcher, clock=lambda: later)
        return verifier.verify(kept, recipient=forge.TEACHER)

    gone = ob.Offline()
    as_of = datetime(2026, 11, 21, 14, tzinfo=UTC)
    pinned = ob.Prefetched({DID_URL: forge.documents()[DID_URL]}, retrieved_at=NOW)
    for report in (asked(TRUSTED, fetcher=pinned), asked(STATE, fetcher=gone)):
        assert report.verdict is ob.Verdict.STATUS_UNKNOWN
        assert report.verdict.exit_status == 2
        assert report.check("status_revocation").as_of == as_of
        for check_id in ("signature", "key_bound_to_issuer", "issuer_known", "recipient",
                         "evidence_integrity"):  # fmt: skip
            assert report.check(check_id).outcome is ob.Outcome.PASSED
        assert "2026-11-21 14:00 UTC" in report.words.sentence
    alone = asked(TRUSTED, fetcher=gone)
    assert alone.verdict is ob.Verdict.KEY_UNREACHABLE
    if not years:
        assert asked(TRUSTED, fetcher=forge.server()).verdict is ob.Verdict.VALID
